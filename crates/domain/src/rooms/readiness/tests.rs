//! Each rule between rooms both ways; the table; mutes; the score.

use super::checks::{CHECKS, Severity};
use super::device::{DEVICE, Device, NOT_DRILLED, ONLY_COPY};
use super::kept::Kept;
use super::score::{Overall, Tally, weight};
use super::*;
use crate::recent::Recent;
use crate::rooms;
use crate::testing::World;
use serde_json::json;
use std::collections::BTreeSet;

pub(super) fn fails(world: &World, id: Id, rule: &str) -> bool {
    let record = world.record(id);
    let kind = rooms::kind(record.kind.as_str()).expect("a kind");
    let found = findings(kind, record, &world.view());
    found.iter().any(|(finding, _)| finding.rule == rule)
}

pub(super) fn look(world: &World) -> Readiness {
    let recent = Recent::default();
    let view = View {
        recent: Some(&recent),
        ..world.view()
    };
    assert!(!Kept::work(&view, || true));
    Kept::known(&view).expect("kept").readiness(None, &view)
}

// A business service of tier 1 that somebody owns.
pub(super) fn vital(world: &mut World) -> Id {
    let owner = world.person("Ada");
    world.add(
        "service",
        &[
            ("title", json!("Emergency")),
            ("node", json!("business_service")),
            ("owner", json!(owner.to_string())),
            ("rto", json!(240)),
            ("tier", json!({"tier": 1, "reason": "Lives"})),
        ],
    )
}

fn plan(world: &mut World, service: Id, status: &str) -> Id {
    world.add(
        "plan",
        &[
            ("title", json!("Site lost")),
            ("status", json!(status)),
            ("services", json!([service.to_string()])),
        ],
    )
}

#[test]
fn each_check_is_there_once_and_of_a_known_kind() {
    let ids: BTreeSet<&str> = CHECKS.iter().map(|check| check.id).collect();
    assert_eq!(ids.len(), CHECKS.len());
    assert!(CHECKS.len() >= 40);
    let mut kinds: Vec<&str> = CHECKS.iter().map(|check| check.kind).collect();
    kinds.dedup();
    let distinct: BTreeSet<&str> = kinds.iter().copied().collect();
    assert_eq!(distinct.len(), kinds.len(), "together by kind");
    for kind in kinds {
        assert!(rooms::kind(kind).is_some(), "{kind}");
    }
}

#[test]
fn the_document_says_what_the_table_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/CHECKS.md");
    if std::env::var_os("HOLDFAST_BLESS").is_some() {
        std::fs::write(path, document()).expect("a file that can be written");
    }
    let written = std::fs::read_to_string(path).expect("docs/CHECKS.md");
    assert!(
        written == document(),
        "the checks changed: run with HOLDFAST_BLESS=1 and commit the document"
    );
}

#[test]
fn a_vital_service_is_in_a_plan_in_force() {
    let mut world = World::new();
    let service = vital(&mut world);
    let rule = "service-vital-no-plan";
    assert!(fails(&world, service, rule));
    let plan = plan(&mut world, service, "draft");
    assert!(fails(&world, service, rule), "a draft is not in force");
    world.set(plan, "status", json!("active"));
    assert!(!fails(&world, service, rule));
    world.set(plan, "archived", json!(true));
    assert!(fails(&world, service, rule), "archived");
}

#[test]
fn a_vital_service_has_an_owner() {
    let mut world = World::new();
    let service = vital(&mut world);
    let rule = "service-vital-no-owner";
    assert!(!fails(&world, service, rule));
    world.set(service, "owner", json!(null));
    assert!(fails(&world, service, rule));
}

#[test]
fn nobody_holds_two_roles_of_one_plan() {
    let mut world = World::new();
    let service = vital(&mut world);
    let plan = plan(&mut world, service, "active");
    let (ada, bob) = (world.person("Ada L"), world.person("Bob"));
    let role = |world: &mut World, name: &str, who: Id| {
        let who = json!(who.to_string());
        world.add("role", &[("title", json!(name)), ("primary", who)])
    };
    let lead = role(&mut world, "Lead", ada);
    let scribe = role(&mut world, "Scribe", bob);
    for role in [lead, scribe] {
        world.item(plan, "teams", &[("role", json!(role.to_string()))]);
    }
    assert!(!fails(&world, plan, "plan-two-roles"));
    world.set(scribe, "primary", json!(ada.to_string()));
    assert!(fails(&world, plan, "plan-two-roles"));
    world.set(plan, "status", json!("retired"));
    assert!(!fails(&world, plan, "plan-two-roles"));
}

#[test]
fn where_a_risk_is_accepted_a_plan_covers_the_service() {
    let mut world = World::new();
    let service = vital(&mut world);
    let fields = [
        ("treatment", json!("accept")),
        ("services", json!([service.to_string()])),
    ];
    let risk = world.add("risk", &fields);
    let rule = "risk-accepted-no-plan";
    assert!(fails(&world, risk, rule));
    plan(&mut world, service, "active");
    assert!(!fails(&world, risk, rule));
}

#[test]
fn what_is_exploited_on_a_vital_service_has_a_day() {
    let mut world = World::new();
    let service = vital(&mut world);
    let fields = [
        ("state", json!("exploitable")),
        ("exploited", json!(true)),
        ("services", json!([service.to_string()])),
    ];
    let hole = world.add("vulnerability", &fields);
    let rule = "vulnerability-vital-no-due";
    assert!(fails(&world, hole, rule));
    world.set(hole, "due", json!("2026-12-01"));
    assert!(!fails(&world, hole, rule));
    world.set(hole, "due", json!(null));
    world.set(hole, "state", json!("fixed"));
    assert!(!fails(&world, hole, rule));
}

#[test]
fn no_change_is_planned_on_what_is_being_recovered() {
    let mut world = World::new();
    let service = vital(&mut world);
    let plan = plan(&mut world, service, "active");
    let fields = [
        ("state", json!("scheduled")),
        ("services", json!([service.to_string()])),
    ];
    let change = world.add("change", &fields);
    let rule = "change-in-activation";
    assert!(!fails(&world, change, rule));
    let fields = [
        ("plan", json!(plan.to_string())),
        ("state", json!("active")),
        ("mode", json!("actual")),
    ];
    let activation = world.add("activation", &fields);
    assert!(fails(&world, change, rule));
    world.set(activation, "mode", json!("exercise"));
    assert!(!fails(&world, change, rule));
    world.set(activation, "mode", json!("actual"));
    world.set(activation, "state", json!("stood_down"));
    assert!(!fails(&world, change, rule));
}

#[test]
fn a_service_is_concerned_by_what_names_it_and_nothing_averages_a_critical_check_away() {
    let mut world = World::new();
    let service = vital(&mut world);
    for _ in 0..20 {
        let fields = [("title", json!("Parking")), ("node", json!("process"))];
        world.add("service", &fields);
    }
    let all = look(&world);
    let worst = &all.services[0];
    assert_eq!((worst.service, worst.tier), (service, Some(1)));
    assert_eq!(worst.failed.of(Severity::Critical), 1);
    assert!(all.overall.expect("a score").points < 50);
    let fields = [
        ("treatment", json!("accept")),
        ("services", json!([service.to_string()])),
    ];
    let high = worst.failed.of(Severity::High);
    world.add("risk", &fields);
    let after = look(&world);
    // Nobody accepted it, and no plan covers the service.
    assert_eq!(after.services[0].failed.of(Severity::High), high + 2);
    world.delete(service);
    assert!(
        look(&world)
            .services
            .iter()
            .all(|one| one.service != service)
    );
}

#[test]
fn the_arithmetic_is_told() {
    let tally = Tally([0, 1, 2, 0]);
    assert_eq!(tally.points(), 82);
    assert_eq!(tally.words(), "100 − 1 × 10 (high) − 2 × 4 (medium)");
    assert_eq!(Tally([1, 0, 0, 0]).points(), 37);
    assert_eq!(
        Tally([1, 0, 0, 0]).words(),
        "(100 − 1 × 25 (critical)) / 2, as a critical one fails"
    );
    assert_eq!(Tally([9, 0, 0, 0]).points(), 0);
    assert_eq!(
        [Some(1), Some(2), Some(3), Some(4), None].map(weight),
        [4, 3, 2, 1, 1]
    );
    let all = Overall::of([(Some(1), 100), (None, 50)].into_iter(), 0).expect("a score");
    assert_eq!(all.points, 90);
    assert_eq!(
        all.how,
        "(4 × 100 points of 1 of tier 1 + 1 × 50 points of 1 of the rest) / 5 = 90"
    );
    assert_eq!(
        Overall::of(std::iter::empty(), 0),
        None,
        "no service, no score"
    );
}

#[test]
fn a_plan_that_is_only_begun_and_a_service_that_nobody_uses_do_not_count() {
    let mut world = World::new();
    let service = vital(&mut world);
    let before = look(&world);
    let plan = plan(&mut world, service, "draft");
    let begun = look(&world);
    assert_eq!(begun.failed, before.failed);
    assert_eq!(begun.overall, before.overall);
    world.set(plan, "status", json!("active"));
    let checked = look(&world);
    assert!(checked.failed.iter().any(|one| one.record == plan));
    world.set(service, "lifecycle", json!("retired"));
    assert_eq!(look(&world).services, []);
}

#[test]
fn what_a_check_finds_at_several_parts_of_a_record_counts_once() {
    let mut world = World::new();
    let service = vital(&mut world);
    let plan = plan(&mut world, service, "active");
    let role = world.add("role", &[("title", json!("Lead"))]);
    world.item(plan, "teams", &[("role", json!(role.to_string()))]);
    world.set(plan, "activators", json!([role.to_string()]));
    let all = look(&world);
    let of = |rule: &str| all.failed.iter().filter(|one| one.check.id == rule).count();
    assert_eq!(of("plan-role-no-holder"), 1);
}

#[test]
fn what_is_promised_is_compared_where_service_time_is_round_the_clock() {
    let mut world = World::new();
    let service = vital(&mut world);
    let calendar = |hours: &str| {
        [
            ("title", json!("Hours")),
            ("hours", json!(hours)),
            ("time_zone", json!("Europe/Berlin")),
        ]
    };
    let always = world.add("service_calendar", &calendar("Daily 00:00-24:00"));
    let office = world.add("service_calendar", &calendar("Mon-Fri 08:00-17:00"));
    let fields = [
        ("sort", json!("sla")),
        ("services", json!([service.to_string()])),
    ];
    let level = world.add("service_level", &fields);
    let terms = [
        ("from", json!("2026-01-01")),
        ("calendar", json!(always.to_string())),
    ];
    let terms = world.item(level, "terms", &terms);
    let clock = |from: &str, within: u32| {
        [
            ("from", json!(from)),
            ("measure", json!("resolution")),
            ("within", json!(within)),
        ]
    };
    world.item(level, "clocks", &clock("2024-01-01", 60));
    let rule = "level-below-rto";
    assert!(fails(&world, level, rule));
    world.set_item(level, "terms", terms, "calendar", json!(office.to_string()));
    assert!(!fails(&world, level, rule), "service time, not all time");
    world.set_item(level, "terms", terms, "calendar", json!(always.to_string()));
    world.item(level, "clocks", &clock("2026-01-01", 480));
    assert!(!fails(&world, level, rule), "the old one holds no longer");
    world.item(level, "clocks", &clock("2027-01-01", 60));
    assert!(!fails(&world, level, rule), "the next one not yet");
}

#[test]
fn what_this_device_lacks_is_told_once_there_is_something_to_lose() {
    let mut world = World::new();
    let recent = Recent::default();
    let fails = |world: &World, device: Device| -> BTreeSet<&str> {
        let view = View {
            recent: Some(&recent),
            ..world.view()
        };
        Kept::work(&view, || true);
        let all = Kept::known(&view).expect("kept");
        let all = all.readiness(Some(device), &view);
        all.failed.iter().map(|one| one.check.id).collect()
    };
    let ready = |days: i64| Device {
        exported: Some(world_at(days)),
        offline: Some(true),
        kept: Some(true),
        drilled: Some((world_at(days), true)),
    };
    let bare = Device {
        offline: Some(false),
        kept: Some(false),
        ..Device::default()
    };
    assert!(fails(&world, bare).is_empty(), "nothing is here");
    world.add("workspace", &[("title", json!("North Fells"))]);
    assert_eq!(fails(&world, bare), BTreeSet::from(DEVICE));
    let told = |device| fails(&world, device);
    assert!(told(ready(7)).is_empty());
    assert_eq!(told(ready(8)), BTreeSet::from([ONLY_COPY]));
    assert_eq!(told(ready(31)), BTreeSet::from([ONLY_COPY, NOT_DRILLED]));
    let broken = Device {
        drilled: Some((world_at(0), false)),
        ..ready(0)
    };
    assert_eq!(told(broken), BTreeSet::from([NOT_DRILLED]));
    let asking = Device {
        offline: None,
        kept: None,
        ..ready(0)
    };
    assert!(told(asking).is_empty(), "while the browser is asked");
}

// So many days before the moment of every [`World`].
fn world_at(days: i64) -> i64 {
    World::new().now - days * 86_400_000
}

/// A plan that is late for one of its services costs that one points, and says so beside it.
#[test]
fn only_what_a_plan_is_late_for_loses_points_by_it() {
    let mut world = World::new();
    let (late, soon) = (vital(&mut world), vital(&mut world));
    world.set(late, "rto", json!(10));
    let plan = plan(&mut world, late, "active");
    world.set(
        plan,
        "services",
        json!([late.to_string(), soon.to_string()]),
    );
    let runbook = world.add(
        "runbook",
        &[("services", json!([late.to_string(), soon.to_string()]))],
    );
    world.item(
        runbook,
        "steps",
        &[
            ("title", json!("Restore")),
            ("duration", json!({"low": 60, "likely": 60, "high": 60})),
        ],
    );
    world.item(
        plan,
        "runbooks",
        &[
            ("phase", json!("recover")),
            ("runbook", json!(runbook.to_string())),
        ],
    );
    let all = look(&world);
    let rto: Vec<_> = all
        .failed
        .iter()
        .filter(|one| one.check.id == "plan-rto")
        .collect();
    assert_eq!(rto.len(), 1);
    assert_eq!(rto[0].services, [late]);
    let of = |service: Id| {
        let scored = all.services.iter().find(|one| one.service == service);
        let others = &scored.expect("a service").of_others;
        others
            .iter()
            .any(|one| one.check.id == "plan-rto" && one.record == plan)
    };
    assert!(of(late) && !of(soon));
}
