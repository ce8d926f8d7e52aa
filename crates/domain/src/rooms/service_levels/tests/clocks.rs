use super::{Promised, at, instant};
use crate::rooms::service_levels::clocks::Clocks;
use crate::rooms::service_levels::spans::Span;
use holdfast_ledger::Id;
use serde_json::{Value, json};

fn clock(promised: &mut Promised, measure: &str, priority: u8, within: u32) -> Id {
    let fields = [
        ("measure", json!(measure)),
        ("priority", json!(priority)),
        ("within", json!(within)),
    ];
    promised.world.item(promised.level, "clocks", &fields)
}

fn incident(
    promised: &mut Promised,
    urgency: &str,
    detected: &str,
    then: &[(&'static str, &str)],
) -> Id {
    let mut fields: Vec<(&'static str, Value)> = vec![
        ("services", json!([promised.service.to_string()])),
        ("rating", json!({"impact": "high", "urgency": urgency})),
        ("detected", json!(instant(detected))),
    ];
    fields.extend(then.iter().map(|(field, at)| (*field, json!(instant(at)))));
    promised.world.add("incident", &fields)
}

fn clocks(promised: &Promised) -> Clocks {
    promised
        .read()
        .clocks(Span::new(at("2026-10-01T00:00"), at("2026-11-22T12:00")))
}

fn took(promised: &Promised) -> Vec<(f64, bool)> {
    clocks(promised)
        .timed
        .iter()
        .map(|timed| (timed.took, timed.missed()))
        .collect()
}

#[test]
fn time_runs_on_the_calendar_and_not_on_weekends() {
    let mut promised = Promised::on("Mon–Fri 08:00–17:00");
    clock(&mut promised, "resolution", 1, 60);
    // From Friday 16:30 to Monday 08:45 in Berlin.
    incident(
        &mut promised,
        "high",
        "2026-10-02T14:30",
        &[("resolved", "2026-10-05T06:45")],
    );
    assert_eq!(took(&promised), [(75.0, true)]);
}

#[test]
fn pauses_stop_a_clock_only_where_that_is_agreed_and_only_in_service_time() {
    let mut promised = Promised::on("Mon–Fri 08:00–17:00");
    let agreed = clock(&mut promised, "resolution", 1, 60);
    let waits = incident(
        &mut promised,
        "high",
        "2026-10-02T14:30",
        &[("resolved", "2026-10-05T06:45")],
    );
    // Over the whole weekend, 30 minutes of it service time; twice the same.
    for _ in 0..2 {
        let pause = [
            ("from", json!(instant("2026-10-02T14:45"))),
            ("to", json!(instant("2026-10-05T06:15"))),
        ];
        promised.world.item(waits, "pauses", &pause);
    }
    assert_eq!(took(&promised), [(75.0, true)]);
    promised
        .world
        .set_item(promised.level, "clocks", agreed, "pauses", json!(true));
    assert_eq!(took(&promised), [(45.0, false)]);
}

#[test]
fn each_priority_has_its_own_clock_and_each_day_that_which_held_then() {
    let mut promised = Promised::always();
    clock(&mut promised, "response", 1, 15);
    let later = clock(&mut promised, "response", 1, 5);
    promised
        .world
        .set_item(promised.level, "clocks", later, "from", json!("2026-11-01"));
    let any = [("measure", json!("response")), ("within", json!(600))];
    promised.world.item(promised.level, "clocks", &any);
    let acknowledged = |at| [("acknowledged", at)];
    incident(
        &mut promised,
        "high",
        "2026-10-05T10:00",
        &acknowledged("2026-10-05T10:10"),
    );
    incident(
        &mut promised,
        "high",
        "2026-11-05T10:00",
        &acknowledged("2026-11-05T10:10"),
    );
    incident(
        &mut promised,
        "low",
        "2026-11-06T10:00",
        &acknowledged("2026-11-06T12:00"),
    );
    let told: Vec<(f64, bool)> = clocks(&promised)
        .timed
        .iter()
        .map(|timed| (timed.within, timed.missed()))
        .collect();
    assert_eq!(told, [(600.0, false), (5.0, true), (15.0, false)]);
}

#[test]
fn what_runs_counts_once_it_is_late() {
    let mut promised = Promised::always();
    clock(&mut promised, "resolution", 1, 60);
    incident(&mut promised, "high", "2026-11-22T11:30", &[]);
    let tally = |promised: &Promised| {
        let tallies = clocks(promised).tallies;
        (
            tallies[0].kept,
            tallies[0].missed,
            tallies[0].running,
            tallies[0].share(),
        )
    };
    assert_eq!(tally(&promised), (0, 0, 1, None));
    promised.world.at("2026-11-22T12:31:00.000Z");
    assert_eq!(tally(&promised), (0, 1, 0, Some(0.0)));
}

#[test]
fn what_is_not_known_is_counted_and_not_guessed() {
    let mut promised = Promised::always();
    clock(&mut promised, "resolution", 1, 60);
    let one = incident(
        &mut promised,
        "high",
        "2026-11-05T10:00",
        &[("resolved", "2026-11-05T10:30")],
    );
    assert_eq!(
        (clocks(&promised).undetected, clocks(&promised).unrated),
        (0, 0)
    );
    promised.world.set(one, "rating", Value::Null);
    assert_eq!(
        (clocks(&promised).unrated, clocks(&promised).timed.len()),
        (1, 0)
    );
    promised.world.set(one, "detected", Value::Null);
    assert_eq!(clocks(&promised).undetected, 1);
    promised.world.set(one, "excluded", json!(true));
    assert_eq!(clocks(&promised).undetected, 0, "a drill");
    promised.world.set(one, "excluded", json!(false));
    promised.world.set(one, "state", json!("duplicate"));
    assert_eq!(clocks(&promised).undetected, 0, "measured elsewhere");
}

#[test]
fn in_continuity_mode_there_is_more_time() {
    let mut promised = Promised::always();
    let agreed = clock(&mut promised, "resolution", 1, 60);
    promised
        .world
        .set_item(promised.level, "clocks", agreed, "continuity", json!(240));
    let incident = incident(
        &mut promised,
        "high",
        "2026-11-05T10:00",
        &[("resolved", "2026-11-05T12:00")],
    );
    assert_eq!(took(&promised), [(120.0, true)]);
    let mode = [
        ("from", json!(instant("2026-11-05T09:00"))),
        ("to", json!(instant("2026-11-06T09:00"))),
    ];
    promised.world.item(promised.level, "continuity", &mode);
    assert_eq!(took(&promised), [(120.0, false)]);
    assert_eq!(clocks(&promised).timed[0].incident, incident);
}

#[test]
fn fewer_than_agreed_is_found() {
    let mut promised = Promised::always();
    let agreed = clock(&mut promised, "resolution", 1, 60);
    for (from, to) in [
        ("2026-11-05T10:00", "2026-11-05T10:30"),
        ("2026-11-06T10:00", "2026-11-06T12:00"),
    ] {
        incident(&mut promised, "high", from, &[("resolved", to)]);
    }
    assert!(promised.world.finds(promised.level, "level-clock-missed"));
    promised
        .world
        .set_item(promised.level, "clocks", agreed, "share", json!(50));
    assert!(!promised.world.finds(promised.level, "level-clock-missed"));
    assert_eq!(promised.figure("breaches"), "1", "it was late all the same");
}
