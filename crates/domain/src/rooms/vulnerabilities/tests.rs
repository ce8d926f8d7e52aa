use crate::rooms::vulnerabilities::matching::matches;
use crate::testing::World;
use holdfast_ledger::{Id, Key, Path};
use serde_json::{Value, json};

const CRITICAL: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";

/// A vulnerability in a mail server, that a service here has.
fn mail(world: &mut World) -> (Id, Id) {
    let products = json!(["Microsoft Exchange Server 2019"]);
    let service = world.add(
        "service",
        &[("title", json!("Mail")), ("products", products)],
    );
    let fields = [
        ("cve", json!("CVE-2024-21410")),
        ("title", json!("Exchange privilege escalation")),
        ("vendor", json!("Microsoft")),
        ("products", json!(["Exchange Server"])),
        ("cvss_v3", json!(CRITICAL)),
        ("found", json!("2026-11-10")),
    ];
    (world.add("vulnerability", &fields), service)
}

#[test]
fn the_score_follows_from_the_vector_the_newer_first() {
    let mut world = World::new();
    let (id, _) = mail(&mut world);
    let cell = world.figure(id, "cvss_score");
    assert_eq!((&*cell.text, cell.rank), ("9.8 Critical", Some(9.8)));
    assert_eq!(cell.inputs, format!("CVSS 3.1 base: {CRITICAL}"));
    let v4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N";
    world.set(id, "cvss_v4", json!(v4));
    assert_eq!(world.figure(id, "cvss_score").text, "8.7 High");
    world.set(id, "cvss_v4", json!("CVSS:4.0/AV:N"));
    assert!(
        world
            .figure(id, "cvss_score")
            .text
            .starts_with("unknown: the vector lacks AC")
    );
    assert!(world.finds(id, "vulnerability-vector-unsound"));
    world.set(id, "cvss_v4", json!(CRITICAL));
    assert!(
        world.finds(id, "vulnerability-vector-unsound"),
        "of another version"
    );
    world.set(id, "cvss_v4", json!(null));
    assert!(!world.finds(id, "vulnerability-vector-unsound"));
    world.set(id, "cvss_v3", json!(null));
    assert_eq!(
        world.figure(id, "cvss_score").text,
        "unknown: no CVSS vector"
    );
    world.conflict(
        id,
        "cvss_v3",
        json!(CRITICAL),
        json!(CRITICAL.replace("AV:N", "AV:P")),
    );
    let text = world.figure(id, "cvss_score").text;
    assert!(
        text.contains("9.8 Critical") && text.contains("6.8 Medium"),
        "{text}"
    );
    assert!(text.ends_with("(in conflict)"), "{text}");
}

#[test]
fn it_is_due_by_the_policy_the_catalogue_or_as_written() {
    let mut world = World::new();
    let (id, _) = mail(&mut world);
    let due = |world: &World| world.figure(id, "due_by").text;
    assert_eq!(due(&world), "2026-11-25", "critical: 15 days");
    let policy = json!({"critical": 7, "high": 14});
    let workspace = world.add("workspace", &[("due_policy", policy)]);
    assert_eq!(due(&world), "2026-11-17");
    assert!(
        world
            .figure(id, "due_by")
            .inputs
            .contains("critical: 7 days")
    );
    world.set(id, "kev", json!({"due": "2026-11-12"}));
    assert_eq!(due(&world), "2026-11-12", "the catalogue is earlier");
    world.set(id, "kev", json!({"due": "2024-08-20"}));
    assert_eq!(
        due(&world),
        "2026-11-17",
        "the catalogue's day was over when it was found"
    );
    world.set(id, "kev", json!({"due": "2026-12-12"}));
    assert_eq!(due(&world), "2026-11-17", "the catalogue is later");
    world.set(id, "due", json!("2027-01-31"));
    assert_eq!(due(&world), "2027-01-31");
    world.set(id, "due", json!(null));
    world.set(id, "found", json!(null));
    assert_eq!(
        due(&world),
        "2026-12-12",
        "only the catalogue says anything"
    );
    world.set(id, "kev", json!(null));
    assert_eq!(due(&world), "unknown: it does not say when it was found");
    assert!(!world.finds(workspace, "workspace-due-policy-unsound"));
    world.set(workspace, "due_policy", json!({"critical": 70, "high": 14}));
    assert!(world.finds(workspace, "workspace-due-policy-unsound"));
    world.set(id, "found", json!("2026-11-10"));
    assert!(
        due(&world).contains("critical may wait longer"),
        "{}",
        due(&world)
    );
}

#[test]
fn services_are_matched_by_the_words_of_their_products() {
    let mut world = World::new();
    let (id, mail) = mail(&mut world);
    let other = world.add(
        "service",
        &[("products", json!(["Microsoft SQL Server 2022"]))],
    );
    let found = |world: &World, id: Id| -> Vec<(Id, bool)> {
        let found = matches(world.record(id), &world.view());
        found.iter().map(|one| (one.service.id, one.sure)).collect()
    };
    assert_eq!(found(&world, id), [(mail, true)]);
    world.set(id, "products", json!(["Multiple Products"]));
    assert_eq!(found(&world, id), [(mail, false), (other, false)]);
    assert_eq!(world.figure(id, "concerns").text, "0, perhaps 2 more");
    world.set(id, "vendor", json!("Exim"));
    assert_eq!(found(&world, id), []);
    assert_eq!(world.figure(id, "concerns").text, "none");
    world.set(id, "vendor", json!(null));
    world.set(id, "products", json!(["Server"]));
    assert!(
        found(&world, id).iter().all(|(_, sure)| !sure),
        "one word names too much"
    );
    world.set(id, "products", json!(["SQL Server"]));
    assert_eq!(found(&world, id), [(other, true)]);
    let bare = world.add("vulnerability", &[("title", json!("Odd"))]);
    assert_eq!(found(&world, bare), []);
}

#[test]
fn what_matches_is_linked_at_a_touch() {
    let mut world = World::new();
    let (id, service) = mail(&mut world);
    assert!(world.finds(id, "vulnerability-unlinked"));
    world.act(id, "link_services", &[]).expect("linked");
    assert!(!world.finds(id, "vulnerability-unlinked"));
    let services: Vec<String> = world.record(id).get("services").expect("services");
    assert_eq!(services, [service.to_string()]);
    let why = world.act(id, "link_services", &[]).expect_err("all are");
    assert!(why.contains("not offered"), "{why}");
}

#[test]
fn only_what_concerns_us_is_overdue() {
    let mut world = World::new();
    let (id, service) = mail(&mut world);
    world.set(id, "found", json!("2026-01-10"));
    assert!(
        !world.finds(id, "vulnerability-overdue"),
        "nobody knows yet"
    );
    world.set(id, "services", json!([service.to_string()]));
    assert!(world.finds(id, "vulnerability-overdue"));
    assert!(!world.finds(id, "vulnerability-exploited"));
    world.set(id, "exploited", json!(true));
    assert!(world.finds(id, "vulnerability-exploited"));
    world.set(id, "state", json!("exploitable"));
    assert!(!world.finds(id, "vulnerability-exploited"));
    assert!(!world.finds(id, "vulnerability-without-due"));
    world.set(id, "found", json!(null));
    assert!(world.finds(id, "vulnerability-without-due"));
    world.set(id, "state", json!("mitigated"));
    assert!(!world.finds(id, "vulnerability-without-due"));
}

#[test]
fn what_is_fixed_says_since_when() {
    let mut world = World::new();
    let (id, _) = mail(&mut world);
    world.set(id, "state", json!("fixed"));
    assert!(world.finds(id, "vulnerability-fixed-undated"));
    world.act(id, "reopen", &[]).expect("reopened");
    assert_eq!(world.record(id).text("state"), "exploitable");
    world.act(id, "mark_fixed", &[]).expect("fixed");
    assert_eq!(world.record(id).text("fixed"), "2026-11-22");
    assert!(!world.finds(id, "vulnerability-fixed-undated"));
    assert_eq!(world.figure(id, "due_by").text, "");
}

#[test]
fn an_exception_is_signed_and_lapses_loudly() {
    let mut world = World::new();
    let (id, _) = mail(&mut world);
    let answers = [
        ("until", json!("2027-01-31")),
        ("reason", json!("Not reachable.")),
    ];
    let why = world.act(id, "accept", &answers).expect_err("nobody");
    assert!(why.contains("who is using"), "{why}");
    let ada = world.person("Ada");
    world.act_as(ada);
    assert!(
        world
            .act(id, "accept", &answers[..1])
            .expect_err("no reason")
            .contains("why")
    );
    let early = [("until", json!("2026-11-22")), ("reason", json!("Soon."))];
    assert!(
        world
            .act(id, "accept", &early)
            .expect_err("today")
            .contains("later day")
    );
    world.act(id, "accept", &answers).expect("accepted");
    let value: Value = world.record(id).get("exception").expect("an exception");
    assert_eq!(value["by_id"], json!(ada.to_string()));
    assert!(!world.finds(id, "vulnerability-exception-incomplete"));
    world.at("2027-01-31T12:00:00.000Z");
    assert!(!world.finds(id, "vulnerability-exception-lapsed"));
    world.at("2027-02-01T12:00:00.000Z");
    assert!(world.finds(id, "vulnerability-exception-lapsed"));
    world.set(id, "exception", json!({"until": "2027-05-01"}));
    assert!(world.finds(id, "vulnerability-exception-incomplete"));
}

/// DOMAIN, vulnerabilities: one click makes a risk or a change out of it, linked.
#[test]
fn a_risk_and_a_change_are_made_of_it_and_say_so() {
    let mut world = World::new();
    let (id, service) = mail(&mut world);
    world.add("risk", &[("code", json!("RISK-7"))]);
    world.set(id, "kev", json!({"action": "Apply the update."}));
    world.act(id, "make_risk", &[]).expect("made");
    world.act(id, "make_change", &[]).expect("made");
    let view = world.view();
    let risk = view.live("risk").last().expect("a risk");
    assert_eq!(risk.text("code"), "RISK-8");
    assert_eq!(
        risk.text("title"),
        "CVE-2024-21410: Exchange privilege escalation is exploited"
    );
    assert_eq!(
        risk.get::<Vec<String>>("services"),
        Some(vec![service.to_string()])
    );
    let change = view.live("change").last().expect("a change");
    assert_eq!(change.text("code"), "CHG-1");
    assert!(
        change
            .text("reason")
            .contains("Apply the update.\n\nDue by 2026-11-25")
    );
    for made in [risk, change] {
        let links = made.items(Key::new("links"));
        assert_eq!(links[0].text("to"), id.to_string());
        assert_eq!(links[0].text("how"), "made from");
        assert!(
            view.ledger.mentions(id).any(|from| from == made.id),
            "shown from both ends"
        );
        assert!(made.value(Path::of("title")).is_some());
    }
}
