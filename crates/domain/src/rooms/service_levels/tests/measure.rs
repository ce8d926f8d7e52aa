use super::{MINUTE, Promised, at, instant};
use crate::rooms::service_levels::measure::{budget, burn_rate, used_share};
use crate::rooms::service_levels::periods::Stretch;
use crate::rooms::service_levels::report::{Breach, Standing, percent};
use crate::rooms::service_levels::spans::Span;
use holdfast_ledger::Key;
use proptest::prelude::*;
use serde_json::{Value, json};

/// DOMAIN formulas: 99.9 %, 30 d → 43.2 min; burn 14.4 for 1 h → 2 %.
#[test]
fn error_budgets() {
    let month = 30.0 * 1440.0;
    assert!((budget(month, 0.999) - 43.2).abs() < 1e-9);
    assert!((used_share(14.4, 60.0, month) - 0.02).abs() < 1e-12);
    assert!((burn_rate(0.0144, 0.999) - 14.4).abs() < 1e-9);
    assert!((burn_rate(0.0, 1.0)).abs() < f64::EPSILON && burn_rate(0.1, 1.0).is_infinite());
}

#[test]
fn a_month_is_as_long_as_the_clocks_there_say() {
    let promised = Promised::always();
    let hours = |month: &str| promised.lines(month)[0].kept.normal.agreed / (60 * MINUTE);
    assert_eq!(
        (hours("2026-02"), hours("2026-03"), hours("2026-10")),
        (28 * 24, 31 * 24 - 1, 31 * 24 + 1)
    );
    let office = Promised::on("Mon–Fri 08:00–17:00");
    assert_eq!(
        office.lines("2026-10")[0].kept.normal.agreed / (60 * MINUTE),
        22 * 9
    );
}

#[test]
fn parallel_and_nested_outages_count_once() {
    let mut promised = Promised::always();
    let first = promised.down("2026-10-05T10:00", "2026-10-05T11:00");
    promised.down("2026-10-05T10:30", "2026-10-05T11:30");
    promised.outage(first, "outage", "2026-10-05T10:10", "2026-10-05T10:20");
    assert_eq!(promised.minutes_down("2026-10"), 90);
    let line = &promised.lines("2026-10")[0];
    assert_eq!(line.standing, Standing::Missed);
    let share = line.kept.normal.availability().expect("service time");
    assert!((share - (1.0 - 90.0 / (745.0 * 60.0))).abs() < 1e-12);
    assert_eq!(percent(share), "99.798 %");
}

#[test]
fn only_agreed_service_time_counts() {
    let mut promised = Promised::on("Mon–Fri 08:00–17:00");
    // From Friday 16:00 to Monday 09:00 in Berlin.
    promised.down("2026-10-02T14:00", "2026-10-05T07:00");
    assert_eq!(promised.minutes_down("2026-10"), 120);
}

#[test]
fn degraded_counts_by_choice() {
    let mut promised = Promised::always();
    let incident = promised.down("2026-10-05T10:00", "2026-10-05T11:00");
    promised.outage(incident, "degraded", "2026-10-05T10:30", "2026-10-05T13:00");
    assert_eq!(promised.minutes_down("2026-10"), 60);
    promised.term("degraded", json!("down"));
    assert_eq!(promised.minutes_down("2026-10"), 180);
}

#[test]
fn drills_cancelled_and_deleted_incidents_are_left_out() {
    let mut promised = Promised::always();
    let incident = promised.down("2026-10-05T10:00", "2026-10-05T11:00");
    for (field, out, back) in [
        ("excluded", json!(true), json!(false)),
        ("state", json!("cancelled"), json!("closed")),
    ] {
        promised.world.set(incident, field, out);
        assert_eq!(promised.minutes_down("2026-10"), 0, "{field}");
        promised.world.set(incident, field, back);
        assert_eq!(promised.minutes_down("2026-10"), 60, "{field}");
    }
    promised.world.set(incident, "archived", json!(true));
    assert_eq!(
        promised.minutes_down("2026-10"),
        60,
        "out of the lists, but it happened"
    );
    promised.world.delete(incident);
    assert_eq!(promised.minutes_down("2026-10"), 0);
}

#[test]
fn an_outage_that_names_no_service_is_one_of_all_that_its_incident_names() {
    let mut promised = Promised::always();
    let services = json!([promised.service.to_string()]);
    let incident = promised.world.add("incident", &[("services", services)]);
    let from = [
        ("from", json!(instant("2026-10-05T10:00"))),
        ("to", json!(instant("2026-10-05T10:10"))),
    ];
    promised.world.item(incident, "outages", &from);
    assert_eq!(promised.minutes_down("2026-10"), 10);
}

#[test]
fn each_part_of_the_past_is_measured_by_the_terms_that_held_then() {
    let mut promised = Promised::always();
    let incident = promised.down("2026-09-10T10:00", "2026-09-10T11:00");
    promised.outage(incident, "degraded", "2026-10-20T10:00", "2026-10-20T12:00");
    let before = promised.lines("2026-09");
    let new = [
        ("from", json!("2026-10-11")),
        ("availability", json!(99.5)),
        ("degraded", json!("down")),
    ];
    promised.terms(&new);
    assert_eq!(
        promised.lines("2026-09"),
        before,
        "the old period keeps its figure"
    );
    let october = promised.lines("2026-10");
    let told: Vec<_> = october
        .iter()
        .map(|line| {
            (
                line.period.name.as_str(),
                line.target.map(percent),
                line.kept.normal.down / MINUTE,
                line.standing,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                "October 2026 to 2026-10-10",
                Some("99.9 %".to_owned()),
                0,
                Standing::Met
            ),
            (
                "October 2026 from 2026-10-11",
                Some("99.5 %".to_owned()),
                120,
                Standing::Met
            ),
        ]
    );
    let last = promised
        .world
        .record(promised.level)
        .items(Key::new("terms"))[1]
        .id;
    let level = promised.level;
    promised
        .world
        .set_item(level, "terms", last, "calendar", Value::Null);
    assert_eq!(
        promised.lines("2026-10"),
        october,
        "a calendar holds until another is named"
    );
    let year = promised.read();
    let all = year.measure(
        promised.service,
        year.span(Stretch::read("2026").expect("a year")),
    );
    assert_eq!(all.normal.down / MINUTE, 180);
}

#[test]
fn continuity_mode_is_measured_by_itself_against_its_own_target() {
    let mut promised = Promised::always();
    promised.term("continuity", json!(80.0));
    let mode = [
        ("from", json!(instant("2026-10-05T00:00"))),
        ("to", json!(instant("2026-10-06T00:00"))),
    ];
    promised.world.item(promised.level, "continuity", &mode);
    promised.down("2026-10-05T10:00", "2026-10-05T14:00");
    promised.down("2026-10-08T10:00", "2026-10-08T10:10");
    let line = &promised.lines("2026-10")[0];
    assert_eq!(line.kept.normal.down / MINUTE, 10);
    assert_eq!(line.kept.normal.agreed / MINUTE, (745 - 24) * 60);
    let special = line.kept.continuity.availability().expect("service time");
    assert!((special - 20.0 / 24.0).abs() < 1e-12);
    assert_eq!(line.standing, Standing::Met);
    promised.term("continuity", json!(90.0));
    assert_eq!(promised.lines("2026-10")[0].standing, Standing::Missed);
}

#[test]
fn what_goes_on_still_counts_until_now_and_what_is_to_come_is_unknown() {
    let mut promised = Promised::always();
    promised.down("2026-11-22T11:30", "");
    assert_eq!(promised.minutes_down("2026-11"), 30);
    assert!(promised.lines("2026-12").is_empty());
    assert!(
        promised.lines("2025").is_empty(),
        "nothing was promised yet"
    );
    promised.term("from", json!("2027-01-01"));
    assert_eq!(
        promised.figure("availability"),
        "unknown: it holds from 2027-01-01 on"
    );
    promised.term("from", json!("2026-01-01"));
    promised
        .world
        .set(promised.level, "ends", json!("2026-10-31"));
    assert_eq!(
        promised.figure("availability"),
        "unknown: it ended on 2026-10-31"
    );
    assert_eq!(promised.lines("2026-10").len(), 1);
}

#[test]
fn periods_of_the_calendar_and_the_last_days() {
    let mut promised = Promised::always();
    let names = |promised: &Promised, stretch: &str| -> Vec<String> {
        promised
            .lines(stretch)
            .into_iter()
            .map(|line| line.period.name)
            .collect()
    };
    assert_eq!(
        names(&promised, "2026-Q3"),
        ["July 2026", "August 2026", "September 2026"]
    );
    promised.term("period", json!("quarter"));
    assert_eq!(
        names(&promised, "2026"),
        ["Q1 2026", "Q2 2026", "Q3 2026", "Q4 2026"]
    );
    promised.term("period", json!("year"));
    assert_eq!(names(&promised, "2026-Q3"), ["2026"]);
    promised.term("period", json!("rolling"));
    assert!(names(&promised, "2026").is_empty());
    assert!(
        promised
            .figure("availability")
            .starts_with("unknown: nobody wrote down how many days")
    );
    assert!(promised.world.finds(promised.level, "level-days"));
    promised.term("days", json!(28));
    assert!(!promised.world.finds(promised.level, "level-days"));
    assert_eq!(
        names(&promised, "2026-Q4"),
        ["28 days to 2026-10-31", "28 days to 2026-11-22"]
    );
    promised.down("2026-10-25T11:30", "2026-10-25T12:30");
    let line = promised.read().current(promised.service).expect("a period");
    assert_eq!(
        line.kept.normal.down / MINUTE,
        30,
        "from the same time of day on, 28 days ago"
    );
    for (key, name) in [
        ("2026-11", "November 2026"),
        ("2026-Q4", "Q4 2026"),
        ("2026", "2026"),
    ] {
        let stretch = Stretch::read(key).expect("a stretch");
        assert_eq!(
            (stretch.key().as_str(), stretch.name().as_str()),
            (key, name)
        );
        assert_eq!(stretch.next().before(), stretch);
    }
    for bad in ["26", "2026-13", "2026-Q5", "2026-Q0", "soon", ""] {
        assert_eq!(Stretch::read(bad), None, "{bad}");
    }
}

#[test]
fn a_budget_is_used_and_says_when_it_is_used_up() {
    let mut promised = Promised::always();
    assert_eq!(promised.figure("budget"), "43 min");
    assert_eq!(promised.figure("forecast"), "not in this period");
    // 21 d and 13 h of November are over in Berlin: half the budget lasts beyond the month, most of it not.
    promised.down("2026-11-10T10:00", "2026-11-10T10:40");
    assert_eq!(promised.figure("budget"), "3 min");
    assert_eq!(promised.figure("forecast"), "2026-11-24");
    promised.down("2026-11-11T10:00", "2026-11-11T10:10");
    assert_eq!(promised.figure("budget"), "−7 min");
    assert_eq!(promised.figure("forecast"), "used up");
}

#[test]
fn breaches_lead_to_the_incidents_behind_them() {
    let mut promised = Promised::always();
    let incident = promised.down("2026-10-05T10:00", "2026-10-05T11:00");
    let level = promised.read();
    let breaches = level.breaches(level.span(Stretch::read("2026").expect("a year")));
    let [Breach::Availability(line, outages)] = breaches.as_slice() else {
        panic!("one breach of availability, not {breaches:?}");
    };
    assert_eq!(
        (line.period.name.as_str(), outages[0].of),
        ("October 2026", incident)
    );
    assert_eq!(promised.figure("breaches"), "1");
}

#[test]
fn days_add_up_to_their_month() {
    let mut promised = Promised::always();
    promised.down("2026-10-05T21:00", "2026-10-05T23:00");
    let incident = promised.down("2026-10-25T00:30", "2026-10-25T01:30");
    promised.outage(incident, "degraded", "2026-10-25T01:00", "2026-10-25T03:00");
    let level = promised.read();
    let days = level.days(
        promised.service,
        level.span(Stretch::read("2026-10").expect("a month")),
    );
    assert_eq!(days.len(), 31);
    // Midnight in Berlin is at 22:00 UTC in summer.
    assert_eq!((days[4].down / MINUTE, days[5].down / MINUTE), (60, 60));
    assert_eq!(
        (
            days[24].agreed / MINUTE,
            days[24].down / MINUTE,
            days[24].degraded / MINUTE
        ),
        (1500, 60, 90)
    );
    let line = &promised.lines("2026-10")[0];
    assert_eq!(
        days.iter().map(|day| day.down).sum::<i64>(),
        line.kept.normal.down
    );
    assert_eq!(
        days.iter().map(|day| day.agreed).sum::<i64>(),
        line.kept.normal.agreed
    );
}

/// M5: a figure over what people disagree about says so.
#[test]
fn m5_figures_over_disputed_inputs_say_so() {
    let mut promised = Promised::always();
    let incident = promised.down("2026-11-05T10:00", "2026-11-05T10:20");
    assert!(!promised.figure("availability").contains("in conflict"));
    let outage = promised
        .world
        .record(incident)
        .items(holdfast_ledger::Key::new("outages"))[0]
        .id;
    let mut copy = promised.world.fork(7);
    let to = |text: &str| json!(instant(text));
    promised
        .world
        .set_item(incident, "outages", outage, "to", to("2026-11-05T10:30"));
    copy.set_item(incident, "outages", outage, "to", to("2026-11-05T10:40"));
    promised.world.merge(&copy);
    for key in ["availability", "budget", "breaches"] {
        assert!(promised.figure(key).ends_with("(in conflict)"), "{key}");
    }
    let mut other = Promised::always();
    let mut copy = other.world.fork(7);
    copy.set_item(
        other.level,
        "terms",
        other.terms,
        "availability",
        json!(99.0),
    );
    other.term("availability", json!(98.0));
    other.world.merge(&copy);
    assert!(other.figure("target").ends_with("(in conflict)"));
    let mut third = Promised::always();
    let (one, two) = (json!("Mon–Fri 08:00–17:00"), json!("Mon–Fri 08:00–18:00"));
    third.world.conflict(third.calendar, "hours", one, two);
    assert!(third.figure("availability").ends_with("(in conflict)"));
}

proptest! {
    /// Availability is never above 1 and never below 0, whatever overlaps; what overlaps counts once.
    #[test]
    fn availability_is_a_share(
        outages in prop::collection::vec((0_i64..60_000, 0_i64..3_000, any::<bool>()), 0..20),
        hours in prop::sample::select(vec!["", "Mon–Fri 08:00–17:00"]),
        excluded in any::<bool>(), degraded in any::<bool>(),
    ) {
        let mut promised = Promised::on(hours);
        let begin = at("2026-10-01T00:00");
        let written = |ms: i64| json!(holdfast_ledger::time::print(ms));
        for (n, (from, long, reduced)) in outages.iter().enumerate() {
            let services = json!([promised.service.to_string()]);
            let window = json!({"start": written(begin), "end": written(begin + 400 * MINUTE)});
            let kind = if n % 3 == 0 { "change" } else { "incident" };
            let fields = [("services", services), ("state", json!("closed")), ("window", window)];
            let record = promised.world.add(kind, &fields);
            let from = begin + from * MINUTE;
            promised.world.item(record, "outages", &[
                ("kind", json!(if *reduced { "degraded" } else { "outage" })),
                ("from", written(from)),
                ("to", written(from + long * MINUTE)),
            ]);
        }
        if excluded {
            promised.term("maintenance", json!("excluded"));
        }
        if degraded {
            promised.term("degraded", json!("down"));
        }
        let level = promised.read();
        for line in promised.lines("2026-Q4") {
            let share = line.kept.normal.availability().expect("service time");
            prop_assert!((0.0..=1.0).contains(&share));
            // The long way: each minute of service time by itself.
            let held = &level.held[0];
            let counts = |at: &i64| {
                let all = level.service(promised.service).outages.iter();
                let down = all.into_iter().any(|outage| outage.span.has(*at) && (degraded || !outage.degraded));
                let planned = level.service(promised.service).planned.iter().any(|span| span.has(*at));
                down && !(excluded && planned) && held.hours.long(Span::new(*at, at + MINUTE)) > 0
            };
            let end = line.period.span.to.min(level.now);
            let minutes = (0..(end - line.period.span.from) / MINUTE).map(|n| line.period.span.from + n * MINUTE);
            if outages.len() < 4 {
                prop_assert_eq!(line.kept.normal.down / MINUTE, minutes.filter(counts).count() as i64);
            }
        }
    }
}
