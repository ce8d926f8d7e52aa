use super::Promised;
use holdfast_ledger::Id;
use serde_json::{Value, json};

fn finds(promised: &Promised, rule: &str) -> bool {
    promised.world.finds(promised.level, rule)
}

#[test]
fn what_is_written_down_whole_wants_nothing() {
    let promised = Promised::always();
    assert_eq!(promised.world.findings(promised.level), []);
    assert_eq!(promised.world.findings(promised.calendar), []);
}

#[test]
fn what_is_missing_is_said_and_figures_are_unknown() {
    let mut promised = Promised::always();
    let calendar = json!(promised.calendar.to_string());
    let parts: [(&str, &'static str, Value, Value); 2] = [
        ("level-calendar", "calendar", Value::Null, calendar),
        ("level-terms-day", "from", Value::Null, json!("2026-01-01")),
    ];
    for (rule, field, out, back) in parts {
        promised.term(field, out);
        assert!(finds(&promised, rule), "{rule}");
        assert!(
            promised.figure("availability").starts_with("unknown: "),
            "{rule}"
        );
        promised.term(field, back);
        assert!(!finds(&promised, rule), "{rule}");
    }
    promised
        .world
        .set(promised.calendar, "time_zone", json!("Mars/Base"));
    assert!(finds(&promised, "level-calendar"));
    assert!(promised.figure("budget").contains("Mars/Base"));
    promised.world.set(promised.level, "services", json!([]));
    assert!(finds(&promised, "level-services"));
    assert_eq!(promised.figure("breaches"), "unknown: it names no service");
    let bare = promised
        .world
        .add("service_level", &[("title", json!("Bare"))]);
    assert!(promised.world.finds(bare, "level-terms") && !finds(&promised, "level-terms"));
    let item = promised
        .world
        .item(promised.level, "clocks", &[("measure", json!("response"))]);
    assert!(finds(&promised, "level-within"));
    promised
        .world
        .set_item(promised.level, "clocks", item, "within", json!(15));
    assert!(!finds(&promised, "level-within"));
}

#[test]
fn a_service_that_is_no_longer_in_use_is_found_until_the_agreement_ends() {
    let mut promised = Promised::always();
    promised
        .world
        .set(promised.service, "lifecycle", json!("retiring"));
    assert!(!finds(&promised, "level-retired"));
    promised
        .world
        .set(promised.service, "lifecycle", json!("retired"));
    assert!(finds(&promised, "level-retired"));
    promised
        .world
        .set(promised.level, "ends", json!("2026-11-01"));
    assert!(!finds(&promised, "level-retired"));
}

#[test]
fn a_target_that_was_missed_or_can_no_longer_be_kept_is_found() {
    let mut promised = Promised::always();
    promised.down("2026-09-05T10:00", "2026-09-05T12:00");
    assert!(!finds(&promised, "level-missed"), "October was kept since");
    promised.down("2026-10-05T10:00", "2026-10-05T12:00");
    assert!(finds(&promised, "level-missed") && !finds(&promised, "level-budget-gone"));
    promised.down("2026-11-05T10:00", "2026-11-05T10:44");
    assert!(finds(&promised, "level-budget-gone"));
}

#[test]
fn a_budget_that_is_used_too_fast_is_found() {
    let mut promised = Promised::always();
    let outage = promised.down("2026-11-10T10:00", "2026-11-10T10:10");
    assert!(!finds(&promised, "level-burning"), "long ago");
    promised.world.delete(outage);
    // 5 minutes of the last 72 hours are more than a thousandth of them.
    promised.down("2026-11-20T10:00", "2026-11-20T10:05");
    assert!(finds(&promised, "level-burning"));
    promised.world.at("2026-11-24T12:00:00.000Z");
    assert!(!finds(&promised, "level-burning"));
}

fn under(promised: &mut Promised, sort: &str, service: Id, availability: f64) -> Id {
    let fields = [
        ("sort", json!(sort)),
        ("services", json!([service.to_string()])),
    ];
    let level = promised.world.add("service_level", &fields);
    let terms = [
        ("from", json!("2026-01-01")),
        ("calendar", json!(promised.calendar.to_string())),
        ("availability", json!(availability)),
    ];
    promised.world.item(level, "terms", &terms);
    level
}

#[test]
fn what_an_sla_rests_on_must_promise_as_much() {
    let mut promised = Promised::always();
    let power = promised.world.add("service", &[("title", json!("Power"))]);
    let on = [
        ("on", json!(power.to_string())),
        ("kind", json!("degraded")),
    ];
    let edge = promised.world.item(promised.service, "dependencies", &on);
    let ola = under(&mut promised, "ola", power, 99.0);
    assert!(
        !finds(&promised, "level-not-carried"),
        "without it the service is only degraded"
    );
    promised.world.set_item(
        promised.service,
        "dependencies",
        edge,
        "kind",
        json!("hard"),
    );
    assert!(finds(&promised, "level-not-carried"));
    promised.world.set(ola, "sort", json!("sla"));
    assert!(
        !finds(&promised, "level-not-carried"),
        "an SLA with somebody else"
    );
    promised.world.set(ola, "sort", json!("contract"));
    assert!(finds(&promised, "level-not-carried"));
    promised.world.set(ola, "ends", json!("2026-06-30"));
    assert!(!finds(&promised, "level-not-carried"), "it is over");
    let own = promised.service;
    let same = under(&mut promised, "ola", own, 99.95);
    assert!(!finds(&promised, "level-not-carried"));
    let clock = |within: u32| {
        [
            ("measure", json!("resolution")),
            ("priority", json!(1)),
            ("within", json!(within)),
        ]
    };
    promised.world.item(promised.level, "clocks", &clock(60));
    let theirs = promised.world.item(same, "clocks", &clock(90));
    assert!(
        finds(&promised, "level-not-carried"),
        "resolution takes longer"
    );
    promised
        .world
        .set_item(same, "clocks", theirs, "within", json!(45));
    assert!(!finds(&promised, "level-not-carried"));
}
