//! Rules of services, each both ways, and their figures.

use super::impact::{At, HeatRow, IMPACTS, cell_edits, cell_id, heat_map};
use crate::describe::Tone;
use crate::rooms::workspace::Settings;
use crate::testing::World;
use holdfast_ledger::{Id, Text};
use serde_json::{Value, json};

/// A service with these fields.
fn service(world: &mut World, title: &str, fields: &[(&'static str, Value)]) -> Id {
    let mut all = vec![("title", json!(title))];
    all.extend(fields.iter().cloned());
    world.add("service", &all)
}

fn depends(world: &mut World, from: Id, on: Id, kind: &str, any_of: &str) -> Id {
    let fields = [
        ("on", json!(on.to_string())),
        ("kind", json!(kind)),
        ("any_of", json!(any_of)),
    ];
    world.item(from, "dependencies", &fields)
}

fn hard(world: &mut World, from: Id, on: Id) -> Id {
    depends(world, from, on, "hard", "")
}

fn impact(world: &mut World, of: Id, category: &str, after: u32, level: u8) -> Id {
    let fields = [
        ("category", json!(category)),
        ("after", json!(after)),
        ("level", json!(level)),
    ];
    world.item(of, "impacts", &fields)
}

fn text(world: &World, id: Id, rule: &str) -> String {
    let found = world
        .findings(id)
        .into_iter()
        .find(|found| found.rule == rule);
    found.map_or_else(|| panic!("{rule} finds nothing"), |found| found.text)
}

/// DOMAIN: operations 1 at 8 h and 3 at 24 h → MTPD 24 h; never → "beyond 30 d".
#[test]
fn the_mtpd_is_the_first_intolerable_time() {
    let mut world = World::new();
    let id = service(&mut world, "Payroll", &[]);
    assert!(world.figure(id, "mtpd").text.starts_with("unknown"));
    impact(&mut world, id, "Operations", 480, 1);
    assert_eq!(world.figure(id, "mtpd").text, "beyond 30 d");
    let cell = impact(&mut world, id, "Operations", 1440, 3);
    assert_eq!(world.figure(id, "mtpd").text, "1 d");
    assert_eq!(world.figure(id, "mtpd").rank, Some(1440.0));
    world.set_item(id, "impacts", cell, "level", json!(2));
    assert_eq!(world.figure(id, "mtpd").text, "beyond 30 d");
    world.add("workspace", &[("intolerable_level", json!(2))]);
    assert_eq!(world.figure(id, "mtpd").text, "1 d");
}

#[test]
fn a_peak_period_can_be_what_limits() {
    let mut world = World::new();
    let id = service(&mut world, "Payroll", &[("rto", json!(480))]);
    impact(&mut world, id, "Operations", 4320, 3);
    assert!(!world.finds(id, "service-rto-above-mtpd"));
    let peak = world.item(id, "peaks", &[("title", json!("Month end"))]);
    let cell = impact(&mut world, id, "Operations", 240, 4);
    world.set_item(id, "impacts", cell, "peak", json!(peak.to_string()));
    let figure = world.figure(id, "mtpd");
    assert_eq!(figure.text, "4 h");
    assert!(figure.inputs.contains("Month end"), "{}", figure.inputs);
    assert!(world.finds(id, "service-rto-above-mtpd"));
}

/// DOMAIN: 48 + 24 ≤ 72 holds with no margin.
#[test]
fn rto_and_wrt_fit_the_mtpd() {
    let mut world = World::new();
    let fields = [("rto", json!(2880)), ("wrt", json!(1440))];
    let id = service(&mut world, "Payroll", &fields);
    assert!(world.figure(id, "margin").text.starts_with("unknown"));
    impact(&mut world, id, "Legal", 4320, 3);
    assert!(!world.finds(id, "service-rto-above-mtpd"));
    assert_eq!(world.figure(id, "margin").rank, Some(0.0));
    world.set(id, "wrt", json!(1441));
    assert!(world.finds(id, "service-rto-above-mtpd"));
    let figure = world.figure(id, "margin");
    assert_eq!((figure.text.as_str(), figure.tone), ("−1 min", Tone::Bad));
}

#[test]
fn what_people_disagree_on_is_shown_both_ways() {
    let mut world = World::new();
    let id = service(&mut world, "Payroll", &[("rto", json!(60))]);
    let cell = impact(&mut world, id, "Legal", 240, 3);
    impact(&mut world, id, "Legal", 480, 3);
    world.conflict(id, "rto", json!(120), json!(300));
    let margin = world.figure(id, "margin").text;
    assert!(margin.contains("2 h") && margin.contains("−1 h") && margin.contains("in conflict"));
    let mut other = world.fork(7);
    world.set_item(id, "impacts", cell, "level", json!(4));
    other.set_item(id, "impacts", cell, "level", json!(1));
    world.merge(&other);
    assert_eq!(world.figure(id, "mtpd").text, "4 h or 8 h (in conflict)");
}

#[test]
fn an_impact_that_falls_is_carried_forward_and_told() {
    let mut world = World::new();
    let id = service(&mut world, "Payroll", &[]);
    impact(&mut world, id, "Legal", 60, 2);
    let later = impact(&mut world, id, "Legal", 240, 1);
    impact(&mut world, id, "Safety", 480, 1);
    assert!(text(&world, id, "service-impact-falls").contains("counts there, too"));
    let cells = super::impact::cells(world.record(id));
    let map = heat_map(&cells, &Settings::of(&world.view()), None);
    let row = |category: &str| -> &HeatRow {
        map.rows
            .iter()
            .find(|row| row.category == category)
            .expect("a row")
    };
    let levels: Vec<Option<u8>> = row("Legal").spots.iter().map(|spot| spot.level).collect();
    assert_eq!(levels, [Some(2); 7]);
    assert_eq!(row("Legal").spots[1].entered, Some(1));
    assert_eq!(row("Safety").spots[1].level, None);
    world.set_item(id, "impacts", later, "level", json!(2));
    assert!(!world.finds(id, "service-impact-falls"));
}

/// Two people who fill the same cell apart disagree about its impact; there are not two cells.
#[test]
fn a_cell_that_two_fill_is_one_item() {
    let mut world = World::new();
    let id = service(&mut world, "Payroll", &[]);
    let mut other = world.fork(9);
    let at = At {
        category: "Legal",
        after: 240,
        peak: None,
    };
    let fill = |world: &mut World, level: u8| {
        let fields = [("level", Text::of(&level).expect("a number"))];
        let edits = cell_edits(world.record(id), at, &fields).expect("numbers");
        world.commit(&edits);
    };
    fill(&mut world, 2);
    fill(&mut other, 3);
    world.merge(&other);
    other.merge(&world);
    let record = world.record(id);
    assert_eq!(record.items(IMPACTS).len(), 1);
    assert_eq!(record.items(IMPACTS)[0].id, cell_id(id, at));
    let disputed: Vec<String> = record
        .conflicts()
        .map(|slot| slot.path.to_string())
        .collect();
    assert_eq!(disputed, [format!("impacts/{}/level", cell_id(id, at))]);
    assert_eq!(other.record(id), record);
    // What was removed comes back without a word.
    let item = cell_id(id, at);
    let removal = holdfast_ledger::Ledger::remove_item(id, record.kind, IMPACTS, item);
    world.commit(&[removal]);
    assert!(world.record(id).items(IMPACTS).is_empty());
    fill(&mut world, 1);
    let items = world.record(id).items(IMPACTS);
    assert_eq!((items.len(), items[0].flag), (1, None));
    // An item that was made by hand is the cell.
    let made = impact(&mut world, id, "Safety", 60, 1);
    let safety = At {
        category: "Safety",
        after: 60,
        peak: None,
    };
    let edits = cell_edits(world.record(id), safety, &[("level", Text::null())]);
    assert_eq!(edits.expect("numbers")[0].path.item, made);
}

/// The id of a cell, as docs/FORMAT.md says it: worked out with another tool.
#[test]
fn the_id_of_a_cell_is_as_published() {
    let service = "01944f2a-0000-7000-8000-000000000001"
        .parse()
        .expect("an id");
    let at = At {
        category: "Financial",
        after: 1440,
        peak: None,
    };
    assert_eq!(cell_id(service, at).to_string(), PUBLISHED);
}

const PUBLISHED: &str = "25432d7e-da81-8a4c-b0ad-913d88adf4aa";

#[test]
fn achievable_is_the_slowest_chain_and_is_shown() {
    let mut world = World::new();
    let desk = service(
        &mut world,
        "Desk",
        &[("rto", json!(240)), ("recovery", json!(30))],
    );
    let app = service(&mut world, "App", &[("recovery", json!(60))]);
    let vault = service(&mut world, "Vault", &[("recovery", json!(45))]);
    hard(&mut world, desk, app);
    depends(&mut world, app, vault, "recovery", "");
    assert_eq!(world.figure(desk, "achievable").text, "2 h 15 min");
    assert_eq!(world.figure(desk, "wave").text, "3");
    assert!(!world.finds(desk, "service-rto-not-achievable"));
    let workspace = world.add("workspace", &[("activation", json!(120))]);
    assert_eq!(world.figure(desk, "achievable").text, "4 h 15 min");
    let found = text(&world, desk, "service-rto-not-achievable");
    assert!(
        found.contains("Vault (45 min), then App (1 h), then Desk (30 min)"),
        "{found}"
    );
    world.set(workspace, "activation", json!(0));
    world.set(vault, "recovery", json!(null));
    let figure = world.figure(desk, "achievable");
    assert!(figure.text.starts_with("at least") && figure.inputs.contains("Vault"));
    // A degraded dependency is not waited for, and of two that stand in for each other the first counts.
    let slow = service(&mut world, "Slow", &[("recovery", json!(9000))]);
    depends(&mut world, desk, slow, "degraded", "");
    world.set(vault, "recovery", json!(45));
    assert_eq!(world.figure(desk, "achievable").text, "2 h 15 min");
    let (a, b) = (slow, vault);
    let other = service(&mut world, "Other", &[("recovery", json!(10))]);
    depends(&mut world, other, a, "hard", "line");
    depends(&mut world, other, b, "hard", "line");
    assert_eq!(world.figure(other, "achievable").text, "55 min");
}

#[test]
fn an_approved_runbook_says_how_long_its_service_takes() {
    let mut world = World::new();
    world.user = "Ada".to_owned();
    let app = service(
        &mut world,
        "App",
        &[("recovery", json!(60)), ("rto", json!(90))],
    );
    let runbook = world.add(
        "runbook",
        &[
            ("title", json!("Restore App")),
            ("services", json!([app.to_string()])),
        ],
    );
    let long = json!({"low": 100, "likely": 100, "high": 100});
    world.item(
        runbook,
        "steps",
        &[("title", json!("Restore")), ("duration", long)],
    );
    let back = [
        ("kind", json!("milestone")),
        ("title", json!("Back")),
        ("service", json!(app.to_string())),
    ];
    world.item(runbook, "steps", &back);
    let after = json!({"low": 50, "likely": 50, "high": 50});
    world.item(
        runbook,
        "steps",
        &[("title", json!("Tidy up")), ("duration", after)],
    );
    assert_eq!(world.figure(app, "achievable").text, "1 h");
    world.act(runbook, "submit", &[]).expect("submitted");
    world.act(runbook, "approve", &[]).expect("approved");
    assert_eq!(world.figure(app, "achievable").text, "1 h 40 min");
    assert!(world.finds(app, "service-rto-not-achievable"));
}

#[test]
fn a_runbook_with_steps_nobody_timed_takes_at_least_so_long() {
    let back = |untimed_after: bool| {
        let mut world = World::new();
        world.user = "Ada".to_owned();
        let app = service(&mut world, "App", &[("rto", json!(240))]);
        let services = json!([app.to_string()]);
        let runbook = world.add(
            "runbook",
            &[("title", json!("Restore App")), ("services", services)],
        );
        let long = json!({"low": 100, "likely": 100, "high": 100});
        let timed = [("title", json!("Restore")), ("duration", long)];
        let untimed = [("title", json!("Wait for the key"))];
        let milestone = [
            ("kind", json!("milestone")),
            ("title", json!("Back")),
            ("service", json!(app.to_string())),
        ];
        world.item(runbook, "steps", &timed);
        if untimed_after {
            world.item(runbook, "steps", &milestone);
            world.item(runbook, "steps", &untimed);
        } else {
            world.item(runbook, "steps", &untimed);
            world.item(runbook, "steps", &milestone);
        }
        world.act(runbook, "submit", &[]).expect("submitted");
        world.act(runbook, "approve", &[]).expect("approved");
        world.figure(app, "achievable")
    };
    assert_eq!(back(true).text, "1 h 40 min", "what comes after counts not");
    let open = back(false);
    assert_eq!(open.text, "at least 1 h 40 min");
    assert!(open.inputs.contains("have no duration"), "{}", open.inputs);
}

#[test]
fn a_circle_is_told_and_comes_back_together() {
    let mut world = World::new();
    let [a, b] = ["Directory", "Name service"]
        .map(|title| service(&mut world, title, &[("recovery", json!(30))]));
    hard(&mut world, a, b);
    assert!(!world.finds(a, "service-in-circle"));
    let back = hard(&mut world, b, a);
    assert!(text(&world, a, "service-in-circle").contains("Name service"));
    assert!(world.finds(b, "service-in-circle"));
    assert_eq!(world.figure(a, "achievable").text, "30 min");
    assert_eq!(world.figure(a, "wave").text, "1");
    world.set_item(b, "dependencies", back, "kind", json!("degraded"));
    assert!(!world.finds(a, "service-in-circle"));
    assert_eq!(world.figure(a, "achievable").text, "1 h");
}

#[test]
fn a_dependency_inherits_the_lowest_objectives() {
    let mut world = World::new();
    let care = service(&mut world, "Care", &[("rto", json!(30)), ("rpo", json!(5))]);
    let app = service(&mut world, "App", &[("rto", json!(20))]);
    let store = service(&mut world, "Store", &[]);
    hard(&mut world, care, app);
    let link = hard(&mut world, app, store);
    assert!(world.finds(store, "service-rto-missing"));
    assert_eq!(world.figure(store, "needed_within").text, "20 min");
    world.set(app, "rto", json!(60));
    let found = text(&world, app, "service-rto-above-needed");
    assert!(found.contains("Care →") && found.contains("App"), "{found}");
    world.set(store, "rto", json!(60));
    world.set(store, "rpo", json!(60));
    let found = text(&world, store, "service-rto-above-needed");
    assert!(found.contains("Care → ") && found.contains("→ SVC") || found.contains("→ Store"));
    assert!(world.finds(store, "service-rpo-above-needed"));
    world.set(store, "rpo", json!(5));
    assert!(!world.finds(store, "service-rpo-above-needed"));
    world.set_item(app, "dependencies", link, "kind", json!("degraded"));
    assert!(!world.finds(store, "service-rto-above-needed"));
    assert!(!world.finds(store, "service-rto-missing"));
}

#[test]
fn of_alternatives_one_must_be_soon_enough() {
    let mut world = World::new();
    let care = service(&mut world, "Care", &[("rto", json!(30))]);
    let [a, b] = ["Fibre", "Radio"].map(|title| service(&mut world, title, &[("rto", json!(60))]));
    for line in [a, b] {
        depends(&mut world, care, line, "hard", "line");
    }
    assert!(!world.finds(a, "service-rto-above-needed"));
    assert!(text(&world, care, "service-alternatives-too-slow").contains("Radio"));
    world.set(b, "rto", json!(30));
    assert!(!world.finds(care, "service-alternatives-too-slow"));
}

#[test]
fn copies_must_be_as_new_as_the_rpo_asks() {
    let mut world = World::new();
    let data = service(
        &mut world,
        "Charts",
        &[("node", json!("data")), ("rpo", json!(60))],
    );
    assert!(world.finds(data, "service-no-copy"));
    let policy = [
        ("service", json!(data.to_string())),
        ("interval", json!(30)),
        ("job_time", json!(20)),
        ("transfer_lag", json!(10)),
    ];
    let policy = world.add("backup_policy", &policy);
    assert!(!world.finds(data, "service-no-copy"));
    assert!(
        !world.finds(data, "service-rpo-below-copy"),
        "60 is not above 60"
    );
    assert_eq!(world.figure(data, "copy_age").text, "1 h");
    world.set(policy, "transfer_lag", json!(11));
    assert!(text(&world, data, "service-rpo-below-copy").contains("1 h 1 min"));
    // What depends on it hard asks for more.
    world.set(policy, "transfer_lag", json!(10));
    let app = service(&mut world, "App", &[("rpo", json!(15))]);
    hard(&mut world, app, data);
    assert!(world.finds(data, "service-rpo-below-copy"));
    world.set(app, "rpo", json!(60));
    world.set(policy, "interval", json!(null));
    assert!(world.finds(data, "service-no-copy"));
}

#[test]
fn what_a_part_of_a_workspace_never_held_was_not_taken_away() {
    let mut world = World::new();
    let app = service(&mut world, "App", &[]);
    hard(&mut world, app, Id([0x77; 16]));
    assert!(world.finds(app, "service-dependency-elsewhere"));
    assert!(!world.finds(app, "service-dependency-gone"));
}

#[test]
fn what_is_gone_or_is_itself_is_no_dependency() {
    let mut world = World::new();
    let [app, store] = ["App", "Store"].map(|title| service(&mut world, title, &[]));
    hard(&mut world, app, store);
    assert_eq!(world.findings(app), []);
    world.set(store, "archived", json!(true));
    assert!(text(&world, app, "service-dependency-gone").contains("archived"));
    assert!(world.figure(store, "wave").text.starts_with("unknown"));
    world.set(store, "archived", json!(null));
    assert_eq!(world.findings(app), []);
    world.delete(store);
    assert!(text(&world, app, "service-dependency-gone").contains("not in this workspace"));
    assert!(!world.finds(app, "service-dependency-elsewhere"));
    assert_eq!(world.figure(app, "depends_on").text, "0");
    let other = service(&mut world, "Other", &[]);
    assert!(!world.finds(other, "service-depends-on-itself"));
    hard(&mut world, other, other);
    assert!(world.finds(other, "service-depends-on-itself"));
    assert!(!world.finds(other, "service-in-circle"));
}

#[test]
fn a_single_point_has_nothing_that_stands_in_for_it() {
    let mut world = World::new();
    let care = [("node", json!("process")), ("rto", json!(60))];
    let care = service(&mut world, "Care", &care);
    let node = [("node", json!("infrastructure")), ("rto", json!(60))];
    let [net, a, b] =
        ["Network", "Core A", "Core B"].map(|title| service(&mut world, title, &node));
    hard(&mut world, care, net);
    let first = depends(&mut world, net, a, "hard", "core");
    assert!(text(&world, a, "service-single-point").contains("Care →"));
    let second = depends(&mut world, net, b, "hard", "core");
    assert!(!world.finds(a, "service-single-point") && world.finds(net, "service-single-point"));
    assert_eq!(world.figure(net, "takes_down").text, "1");
    world.set_item(net, "dependencies", second, "any_of", json!("other"));
    assert!(world.finds(a, "service-single-point") && world.finds(b, "service-single-point"));
    world.set_item(net, "dependencies", first, "kind", json!("degraded"));
    assert!(!world.finds(a, "service-single-point"));
    // What is not critical has none.
    world.set(care, "rto", json!(4320));
    assert!(!world.finds(b, "service-single-point"));
    assert!(!world.finds(care, "service-single-point"));
}

#[test]
fn proof_decays_and_must_be_good_enough() {
    let mut world = World::new();
    let app = service(&mut world, "App", &[("rto", json!(60))]);
    assert!(world.finds(app, "service-unproven"));
    let test = [
        ("date", json!("2025-11-22")),
        ("how", json!("restore_test")),
        ("rto", json!(60)),
        ("rpo", json!(15)),
    ];
    let test = world.item(app, "proofs", &test);
    assert!(
        !world.finds(app, "service-unproven"),
        "365 days are not over"
    );
    assert!(!world.finds(app, "service-proof-misses-rto"));
    let figure = world.figure(app, "proven_rto");
    assert_eq!((figure.text.as_str(), figure.tone), ("1 h", Tone::Good));
    assert_eq!(world.figure(app, "proven_rpo").text, "15 min");
    world.set_item(app, "proofs", test, "rto", json!(61));
    assert!(world.finds(app, "service-proof-misses-rto"));
    world.set_item(app, "proofs", test, "date", json!("2025-11-21"));
    assert!(text(&world, app, "service-unproven").contains("2025-11-21"));
    assert!(!world.finds(app, "service-proof-misses-rto"));
    assert!(world.figure(app, "proven_rto").text.starts_with("unproven"));
    // What is not critical, or claims nothing, has nothing to prove.
    world.set(app, "rto", json!(4320));
    assert!(!world.finds(app, "service-unproven"));
    world.set(app, "rto", json!(null));
    assert_eq!(world.findings(app), []);
}

#[test]
fn the_tier_follows_from_times_or_is_set_with_a_reason() {
    let mut world = World::new();
    let app = service(&mut world, "App", &[]);
    assert!(world.figure(app, "criticality").text.starts_with("unknown"));
    for (rto, tier) in [
        (240, "1"),
        (241, "2"),
        (1440, "2"),
        (4320, "3"),
        (4321, "4"),
    ] {
        world.set(app, "rto", json!(rto));
        assert_eq!(world.figure(app, "criticality").text, tier);
    }
    let care = service(&mut world, "Care", &[("rto", json!(30))]);
    hard(&mut world, care, app);
    assert_eq!(world.figure(app, "criticality").text, "1");
    world.set(app, "tier", json!({"tier": 3}));
    assert_eq!(world.figure(app, "criticality").text, "3 by hand");
    assert!(world.finds(app, "service-tier-no-reason"));
    world.set(
        app,
        "tier",
        json!({"tier": 3, "reason": "Paper does for a week."}),
    );
    assert!(!world.finds(app, "service-tier-no-reason"));
}
