use super::rules::{is_person, named};
use crate::describe::Tone;
use crate::testing::World;
use holdfast_ledger::Id;
use serde_json::{Value, json};

fn reachable(world: &mut World, name: &str) -> Id {
    let fields = [
        ("title", json!(name)),
        ("phone", json!("+49 30 1234")),
        ("contact_checked", json!("2026-11-01")),
    ];
    world.add("person", &fields)
}

fn role(world: &mut World, title: &str, primary: Option<Id>) -> Id {
    let holder = primary.map_or(Value::Null, |id| json!(id.to_string()));
    world.add("role", &[("title", json!(title)), ("primary", holder)])
}

fn deputy(world: &mut World, role: Id, person: Id) -> Id {
    world.item(role, "deputies", &[("person", json!(person.to_string()))])
}

#[test]
fn a_person_needs_a_contact_that_was_checked_within_180_days() {
    let mut world = World::new();
    let ada = world.person("Ada");
    assert!(world.finds(ada, "person-no-contact"));
    assert!(world.act(ada, "contact_checked", &[]).is_err());
    world.set(ada, "phone", json!("+49 30 1234"));
    assert!(!world.finds(ada, "person-no-contact"));
    assert!(world.finds(ada, "person-contact-unchecked"));
    assert_eq!(
        world.figure(ada, "contact_age").text,
        "unknown: never checked"
    );
    world.set(ada, "contact_checked", json!("2026-05-25"));
    assert!(world.finds(ada, "person-contact-stale"));
    world.set(ada, "contact_checked", json!("2026-05-26"));
    assert_eq!(world.findings(ada), []);
    world.add("workspace", &[("contact_days", json!(179))]);
    assert!(world.finds(ada, "person-contact-stale"));
    world.act(ada, "contact_checked", &[]).expect("checked");
    assert_eq!(world.figure(ada, "contact_age").text, "checked today");
}

#[test]
fn a_name_names_the_one_live_person_who_has_it() {
    let mut world = World::new();
    assert_eq!(named(&world.view(), "Ada"), None);
    let ada = world.person("Ada");
    assert_eq!(named(&world.view(), " Ada "), Some(ada));
    assert_eq!(named(&world.view(), ""), None);
    assert!(is_person(&world.view(), ada));
    let other = world.person("Ada");
    assert_eq!(named(&world.view(), "Ada"), None, "two share the name");
    world.delete(other);
    assert_eq!(named(&world.view(), "Ada"), Some(ada));
    assert!(!is_person(&world.view(), other));
}

#[test]
fn a_disputed_contact_date_shows_both_ages() {
    let mut world = World::new();
    let ada = reachable(&mut world, "Ada");
    world.conflict(
        ada,
        "contact_checked",
        json!("2026-11-20"),
        json!("2026-11-12"),
    );
    let text = world.figure(ada, "contact_age").text;
    assert!(
        text.contains("2 days") && text.contains("10 days"),
        "{text}"
    );
    assert!(text.contains("in conflict"), "{text}");
}

#[test]
fn one_person_cannot_hold_two_roles_that_a_runbook_needs_at_once() {
    let mut world = World::new();
    let ada = reachable(&mut world, "Ada");
    let first = role(&mut world, "Incident commander", Some(ada));
    let second = role(&mut world, "Scribe", Some(ada));
    assert_eq!(
        world.figure(ada, "roles").text,
        "Incident commander, Scribe"
    );
    let runbook = world.add("runbook", &[("title", json!("Restore"))]);
    let step = |world: &mut World, role: Id| {
        let duration = json!({"low": 5, "likely": 5, "high": 5});
        let fields = [("role", json!(role.to_string())), ("duration", duration)];
        world.item(runbook, "steps", &fields)
    };
    step(&mut world, first);
    let after = step(&mut world, second);
    assert!(!world.finds(ada, "person-two-roles"), "one after the other");
    world.set_item(runbook, "steps", after, "predecessors", json!(["beside"]));
    let findings = world.findings(ada);
    let found = findings.iter().find(|f| f.rule == "person-two-roles");
    let text = &found.expect("a finding").text;
    assert!(text.contains("Incident commander") && text.contains("Scribe"));
    assert!(text.contains("Restore"), "{text}");
    world.set(first, "archived", json!(true));
    assert!(!world.finds(ada, "person-two-roles"));
}

#[test]
fn a_role_needs_a_holder_who_is_here() {
    let mut world = World::new();
    let lead = role(&mut world, "Recovery lead", None);
    assert!(world.finds(lead, "role-no-holder"));
    assert_eq!(world.figure(lead, "call_order").tone, Tone::Bad);
    let ada = reachable(&mut world, "Ada");
    world.set(lead, "primary", json!(ada.to_string()));
    assert!(!world.finds(lead, "role-no-holder") && !world.finds(lead, "role-holder-gone"));
    world.set(ada, "archived", json!(true));
    assert!(world.finds(lead, "role-holder-gone"));
    world.set(ada, "archived", json!(false));
    assert!(!world.finds(lead, "role-holder-gone"));
    world.delete(ada);
    assert!(world.finds(lead, "role-holder-gone"));
}

#[test]
fn a_role_needs_deputies_who_are_others_and_here() {
    let mut world = World::new();
    let (ada, ben) = (reachable(&mut world, "Ada"), reachable(&mut world, "Ben"));
    let lead = role(&mut world, "Recovery lead", Some(ada));
    assert!(world.finds(lead, "role-no-deputy"));
    let same = deputy(&mut world, lead, ada);
    assert!(world.finds(lead, "role-deputy-twice") && world.finds(lead, "role-no-deputy"));
    world.set_item(lead, "deputies", same, "person", json!(ben.to_string()));
    assert_eq!(world.findings(lead), []);
    assert_eq!(world.figure(lead, "call_order").text, "Ada, then Ben");
    assert_eq!(world.figure(ben, "roles").text, "Recovery lead (deputy)");
    world.set(ben, "archived", json!(true));
    assert!(world.finds(lead, "role-deputy-gone") && world.finds(lead, "role-no-deputy"));
}

#[test]
fn deputies_are_called_in_their_order_and_a_disputed_primary_shows_both() {
    let mut world = World::new();
    let names = ["Ada", "Ben", "Cem", "Dot"];
    let [ada, ben, cem, dot] = names.map(|name| reachable(&mut world, name));
    let lead = role(&mut world, "Recovery lead", Some(ada));
    deputy(&mut world, lead, cem);
    deputy(&mut world, lead, ben);
    assert_eq!(
        world.figure(lead, "call_order").text,
        "Ada, then Cem, then Ben"
    );
    world.set(lead, "primary", json!(null));
    world.conflict(
        lead,
        "primary",
        json!(ada.to_string()),
        json!(dot.to_string()),
    );
    let text = world.figure(lead, "call_order").text;
    assert!(
        text.contains("Ada") && text.contains("Dot") && text.contains("in conflict"),
        "{text}"
    );
}

#[test]
fn a_team_needs_a_lead_and_members_who_are_here() {
    let mut world = World::new();
    let team = world.add("team", &[("title", json!("Platform"))]);
    assert!(world.finds(team, "team-no-lead") && world.finds(team, "team-no-members"));
    let ada = reachable(&mut world, "Ada");
    world.set(team, "lead", json!(ada.to_string()));
    world.item(team, "members", &[("person", json!(ada.to_string()))]);
    assert_eq!(world.findings(team), []);
    assert_eq!(world.figure(team, "size").text, "1");
    world.set(ada, "archived", json!(true));
    assert!(world.finds(team, "team-lead-gone") && world.finds(team, "team-member-gone"));
    assert_eq!(world.figure(team, "size").text, "0");
}
