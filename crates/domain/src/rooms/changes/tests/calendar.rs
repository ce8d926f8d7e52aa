//! What comes again in the calendar, by the clock on the wall.

use crate::rooms::changes::calendar::{Range, entries};
use crate::rooms::changes::occurrences::{Day, Rule};
use crate::testing::World;
use proptest::prelude::*;
use serde_json::{Value, json};

fn times(world: &World, window: holdfast_ledger::Id, from: &str, until: &str) -> Vec<String> {
    let rule = Rule::of(world.record(window)).expect("a rule");
    let at =
        |day: &str| holdfast_ledger::time::parse(&format!("{day}T00:00:00.000Z")).expect("a day");
    let found = rule.within(at(from), at(until), &world.view());
    found
        .iter()
        .map(|time| holdfast_ledger::time::print(time.start)[..16].to_owned())
        .collect()
}

fn window(world: &mut World, from: &str, to: &str, repeats: Value) -> holdfast_ledger::Id {
    let at = |at: &str| json!(format!("{at}:00.000Z"));
    world.add(
        "calendar_window",
        &[("from", at(from)), ("to", at(to)), ("repeats", repeats)],
    )
}

#[test]
fn weeks_months_and_years_come_again_on_their_days() {
    let mut world = World::new();
    let cases = [
        // Every second week on Tuesday and Thursday.
        (
            json!({"every": "weekly", "interval": 2, "days": ["th", "tu"]}),
            "2026-12-01",
            "2026-12-31",
            vec![
                "2026-12-01T20:00",
                "2026-12-03T20:00",
                "2026-12-15T20:00",
                "2026-12-17T20:00",
                "2026-12-29T20:00",
            ],
        ),
        // The first Sunday and the last Friday of each month.
        (
            json!({"every": "monthly", "days": ["-1fr", "1su"]}),
            "2026-12-01",
            "2027-02-01",
            vec![
                "2026-12-01T20:00",
                "2026-12-06T20:00",
                "2026-12-25T20:00",
                "2027-01-03T20:00",
                "2027-01-29T20:00",
            ],
        ),
        (
            json!({"every": "daily", "interval": 10, "until": "2026-12-21"}),
            "2026-12-01",
            "2027-02-01",
            vec!["2026-12-01T20:00", "2026-12-11T20:00", "2026-12-21T20:00"],
        ),
        (
            json!({"every": "yearly"}),
            "2027-01-01",
            "2029-01-01",
            vec!["2027-12-01T20:00", "2028-12-01T20:00"],
        ),
        (
            json!({"every": "daily", "days": ["sa", "su"]}),
            "2026-12-02",
            "2026-12-08",
            vec!["2026-12-05T20:00", "2026-12-06T20:00"],
        ),
    ];
    for (repeats, from, until, expected) in cases {
        let held = window(
            &mut world,
            "2026-12-01T20:00",
            "2026-12-01T23:00",
            repeats.clone(),
        );
        assert_eq!(times(&world, held, from, until), expected, "{repeats}");
    }
}

#[test]
fn a_month_without_such_a_day_is_left_out() {
    let mut world = World::new();
    let held = window(
        &mut world,
        "2026-10-31T08:00",
        "2026-10-31T09:00",
        json!({"every": "monthly"}),
    );
    let found = times(&world, held, "2026-10-01", "2027-04-01");
    assert_eq!(
        found,
        [
            "2026-10-31T08:00",
            "2026-12-31T08:00",
            "2027-01-31T08:00",
            "2027-03-31T08:00"
        ]
    );
}

#[test]
fn what_lasts_over_midnight_still_holds_on_the_day_after() {
    let mut world = World::new();
    let held = window(
        &mut world,
        "2026-12-01T22:00",
        "2026-12-02T04:00",
        json!({"every": "weekly"}),
    );
    assert_eq!(
        times(&world, held, "2026-12-09", "2026-12-10"),
        ["2026-12-08T22:00"]
    );
    assert!(times(&world, held, "2026-12-10", "2026-12-11").is_empty());
}

/// Days that are named are left out, by the wall of the window: also its first, and none beside them.
#[test]
fn named_days_are_left_out() {
    let mut world = World::new();
    let weekly = json!({"every": "weekly"});
    let held = window(&mut world, "2026-12-01T20:00", "2026-12-01T23:00", weekly);
    let all = |world: &World| times(world, held, "2026-11-30", "2026-12-31");
    let whole = all(&world);
    assert_eq!(whole.len(), 5);
    world.set(
        held,
        "except",
        json!(["2026-12-01", "2026-12-22", "2026-12-23"]),
    );
    assert_eq!(all(&world), [&whole[1..3], &whole[4..]].concat());
    assert!(
        world
            .figure(held, "next")
            .inputs
            .ends_with("not on 2026-12-01, 2026-12-22, 2026-12-23")
    );
}

#[test]
fn days_are_read_as_they_are_written_and_strange_ones_are_pointed_out() {
    for text in ["mo", "1su", "-1fr"] {
        assert_eq!(Day::read(text).map(Day::write).as_deref(), Some(text));
    }
    for strange in ["", "x", "9mo", "mon", "ö1"] {
        assert_eq!(Day::read(strange), None, "{strange}");
    }
    let mut world = World::new();
    let held = window(
        &mut world,
        "2026-12-01T20:00",
        "2026-12-01T23:00",
        json!({"every": "weekly", "days": ["mon"]}),
    );
    assert!(world.finds(held, "window-strange-day"));
    world.set(held, "repeats", json!({"every": "weekly", "days": ["mo"]}));
    assert!(!world.finds(held, "window-strange-day"));
    world.set(held, "except", json!(["2026-12-08", "Christmas"]));
    assert!(world.finds(held, "window-strange-except"));
    world.set(held, "except", json!(["2026-12-08"]));
    assert!(!world.finds(held, "window-strange-except"));
    world.set(held, "to", Value::Null);
    assert!(world.finds(held, "window-no-time"));
    assert_eq!(
        world.figure(held, "next").text,
        "unknown: the window has no end"
    );
}

#[test]
fn in_a_zone_west_of_here_a_weekday_is_the_one_on_its_wall() {
    let mut world = World::new();
    // 20:00 on a Monday evening there is Tuesday, 01:00 in UTC.
    world.offset_minutes = -300;
    let held = window(
        &mut world,
        "2026-12-01T01:00",
        "2026-12-01T02:00",
        json!({"every": "weekly", "days": ["mo"]}),
    );
    assert_eq!(
        times(&world, held, "2026-12-01", "2026-12-16"),
        ["2026-12-01T01:00", "2026-12-08T01:00", "2026-12-15T01:00"]
    );
}

/// DST, in two zones: a window keeps the time of day of its place when clocks are set.
#[test]
fn a_window_keeps_its_time_of_day_when_clocks_are_set() {
    let mut world = World::new();
    for (zone, from, until, expected) in [
        (
            "Europe/Berlin",
            "2026-10-18T20:00",
            "2026-10-18T22:00",
            ["2026-10-18T20:00", "2026-10-25T21:00", "2026-11-01T21:00"],
        ),
        (
            "America/New_York",
            "2026-10-25T06:00",
            "2026-10-25T08:00",
            ["2026-10-25T06:00", "2026-11-01T07:00", "2026-11-08T07:00"],
        ),
    ] {
        let held = window(&mut world, from, until, json!({"every": "weekly"}));
        world.set(held, "time_zone", json!(zone));
        assert_eq!(
            times(&world, held, &from[..10], "2026-11-09")[..3],
            expected,
            "{zone}"
        );
    }
}

proptest! {
    /// Looking at a part gives what looking at the whole gives there.
    #[test]
    fn a_part_of_the_calendar_is_as_in_the_whole(
        every in prop::sample::select(vec!["daily", "weekly", "monthly", "yearly"]),
        interval in 1..5,
        days in prop::collection::vec(prop::sample::select(vec!["mo", "fr", "su", "1tu", "-1we"]), 0..3),
        from in 0..900_i64,
        long in 1..60_i64,
    ) {
        let mut world = World::new();
        let held = window(&mut world, "2026-01-30T23:00", "2026-02-01T01:00", json!({"every": every, "interval": interval, "days": days}));
        let rule = Rule::of(world.record(held)).expect("a rule");
        let day = 24 * 3_600_000;
        let start = rule.first.start - 30 * day;
        let whole = rule.within(start, start + 1000 * day, &world.view());
        prop_assert!(whole.windows(2).all(|pair| pair[0].start < pair[1].start));
        let (from, until) = (start + from * day, start + (from + long) * day);
        let part: Vec<_> = whole.into_iter().filter(|time| time.end > from && time.start < until).collect();
        prop_assert_eq!(rule.within(from, until, &world.view()), part);
    }
}

#[test]
fn the_calendar_shows_changes_freezes_meetings_and_exercises_and_nothing_that_was_given_up() {
    let mut world = World::new();
    let at = |text: &str| holdfast_ledger::time::parse(text).expect("a time");
    let window = |day: &str| json!({"start": format!("2026-12-{day}T20:00:00.000Z"), "end": format!("2026-12-{day}T22:00:00.000Z")});
    for (title, state, day) in [
        ("Planned", "scheduled", "02"),
        ("Given up", "cancelled", "02"),
        ("Over", "closed", "03"),
        ("Later", "draft", "20"),
    ] {
        world.add(
            "change",
            &[
                ("title", json!(title)),
                ("state", json!(state)),
                ("window", window(day)),
            ],
        );
    }
    let freeze = self::window(
        &mut world,
        "2026-12-01T00:00",
        "2026-12-01T12:00",
        json!({"every": "daily", "until": "2026-12-03"}),
    );
    world.set(freeze, "sort", json!("freeze"));
    world.set(freeze, "title", json!("Frozen"));
    world.add(
        "cab_meeting",
        &[
            ("title", json!("Board")),
            ("at", json!("2026-12-04T09:00:00.000Z")),
        ],
    );
    let run = world.add(
        "run",
        &[("title", json!("Drill")), ("mode", json!("exercise"))],
    );
    let event = |what: &str, at: &str| [("what", json!(what)), ("at", json!(at))];
    world.item(run, "events", &event("started", "2026-12-04T10:00:00.000Z"));
    world.item(
        run,
        "events",
        &event("finished", "2026-12-04T11:00:00.000Z"),
    );
    let range = Range {
        from: at("2026-12-01T00:00:00.000Z"),
        until: at("2026-12-06T00:00:00.000Z"),
    };
    let found = entries(range, &world.view());
    let said: Vec<String> = found
        .iter()
        .map(|entry| format!("{} {}", entry.sort.label(), entry.name))
        .collect();
    assert_eq!(
        said,
        [
            "Freeze Frozen",
            "Freeze Frozen",
            "Change Planned",
            "Freeze Frozen",
            "Change Over",
            "CAB Board",
            "Exercise Drill"
        ]
    );
}
