use super::{at, calendar};
use crate::rooms::service_levels::calendar::{Calendar, Calendars};
use crate::rooms::service_levels::spans::{Span, long};
use crate::testing::World;
use holdfast_ledger::Id;
use proptest::prelude::*;
use serde_json::json;

const HOUR: i64 = 3_600_000;

struct Open(Calendar);

impl Open {
    // Business time between two instants, in milliseconds.
    fn business(&self, from: i64, to: i64) -> i64 {
        long(&self.0.open(Span::new(from, to)))
    }
}

fn read(world: &World, id: Id) -> Open {
    Open(Calendar::of(world.record(id), &world.view()).expect("a calendar"))
}

/// DOMAIN formulas: Fri 12 Dec 2025 21:00 → Mon 09:30, weekdays 08–17: actual 60 h 30, business 1 h 30.
#[test]
fn a_weekend_is_no_business_time() {
    let mut world = World::new();
    let id = calendar(&mut world, "Mon–Fri 08:00–17:00");
    world.set(id, "time_zone", json!("UTC"));
    let (from, to) = (at("2025-12-12T21:00"), at("2025-12-15T09:30"));
    assert_eq!(to - from, 60 * HOUR + HOUR / 2);
    assert_eq!(read(&world, id).business(from, to), HOUR + HOUR / 2);
}

#[test]
fn hours_are_those_of_the_zone_on_both_sides_of_a_change_of_clocks() {
    let mut world = World::new();
    let id = calendar(&mut world, "Mon–Fri 08:00–17:00; Sun 01:00–04:00");
    let hours =
        |world: &World, from: &str, to: &str| read(world, id).business(at(from), at(to)) / HOUR;
    // In Berlin clocks are set from 2 to 3 on 29 March, and from 3 to 2 on 25 October.
    assert_eq!(hours(&world, "2026-03-28T23:00", "2026-03-29T22:00"), 2);
    assert_eq!(hours(&world, "2026-10-24T22:00", "2026-10-25T23:00"), 4);
    assert_eq!(hours(&world, "2026-03-27T07:00", "2026-03-27T08:00"), 1);
    assert_eq!(hours(&world, "2026-03-30T06:00", "2026-03-30T07:00"), 1);
    world.set(id, "time_zone", json!("America/New_York"));
    assert_eq!(hours(&world, "2026-03-08T05:00", "2026-03-09T04:00"), 2);
    assert_eq!(hours(&world, "2026-11-01T04:00", "2026-11-02T05:00"), 4);
    assert_eq!(hours(&world, "2026-03-06T13:00", "2026-03-06T14:00"), 1);
    assert_eq!(hours(&world, "2026-03-09T12:00", "2026-03-09T13:00"), 1);
}

#[test]
fn a_holiday_counts_in_place_of_its_weekday_and_does_not_end_the_night_before() {
    let mut world = World::new();
    let id = calendar(&mut world, "Mon–Fri 22:00–06:00");
    world.set(id, "time_zone", json!("UTC"));
    let week = (at("2026-12-21T12:00"), at("2026-12-27T12:00"));
    assert_eq!(read(&world, id).business(week.0, week.1), 40 * HOUR);
    let day = |date: &str, hours: &str| [("date", json!(date)), ("hours", json!(hours))];
    world.item(id, "holidays", &day("2026-12-24", "09:00–12:00"));
    let closed = world.item(id, "holidays", &day("2026-12-25", ""));
    let open = read(&world, id);
    assert_eq!(open.business(week.0, week.1), (24 + 3) * HOUR);
    assert_eq!(
        open.business(at("2026-12-24T00:00"), at("2026-12-24T06:00")),
        6 * HOUR
    );
    world.set_item(id, "holidays", closed, "hours", json!("9 to 12"));
    assert!(Calendar::of(world.record(id), &world.view()).is_err());
    assert!(world.finds(id, "calendar-holiday-hours"));
}

#[test]
fn what_cannot_be_reckoned_with_says_why() {
    let mut world = World::new();
    let id = calendar(&mut world, "Mon–Fri 08:00–17:00");
    for rule in [
        "calendar-zone",
        "calendar-hours",
        "calendar-holiday",
        "calendar-holiday-hours",
    ] {
        assert!(!world.finds(id, rule), "{rule}");
    }
    for (zone, why) in [("Mars/Base", "Mars/Base"), ("", "no time zone")] {
        world.set(id, "time_zone", json!(zone));
        assert!(world.finds(id, "calendar-zone"));
        let read = Calendar::of(world.record(id), &world.view());
        assert!(read.is_err_and(|told| told.contains(why)));
    }
    world.set(id, "time_zone", json!("UTC"));
    for hours in [
        "when we are there",
        "Mon 25:00–26:00",
        "Mon–Fri 08:00–17:00; or later",
    ] {
        world.set(id, "hours", json!(hours));
        assert!(world.finds(id, "calendar-hours"), "{hours}");
    }
    world.set(id, "hours", json!(""));
    assert!(!world.finds(id, "calendar-hours"), "round the clock");
    let item = world.item(id, "holidays", &[("title", json!("Easter"))]);
    assert!(world.finds(id, "calendar-holiday"));
    world.set_item(id, "holidays", item, "date", json!("2026-04-06"));
    assert!(!world.finds(id, "calendar-holiday"));
}

proptest! {
    /// Business time is additive: of two stretches that meet it is the sum.
    #[test]
    fn business_time_adds_up(
        from in 0_i64..500_000, one in 0_i64..60_000, other in 0_i64..60_000,
        hours in prop::sample::select(vec!["", "Mon–Fri 08:00–17:00", "Daily 22:00–06:00; Sun 01:30–02:30"]),
    ) {
        let mut world = World::new();
        let id = calendar(&mut world, hours);
        let holiday = [("date", json!("2026-05-01")), ("hours", json!("10:00–11:00"))];
        world.item(id, "holidays", &holiday);
        let open = read(&world, id);
        let from = at("2026-01-01T00:00") + from * 60_000;
        let (middle, to) = (from + one * 60_000, from + (one + other) * 60_000);
        prop_assert_eq!(open.business(from, middle) + open.business(middle, to), open.business(from, to));
        let view = world.view();
        let kept = Calendars::kept(&view).hours(id, &view).expect("hours");
        prop_assert_eq!(kept.long(Span::new(from, to)), open.business(from, to), "worked out ahead");
        let long = kept.long(Span::new(from, to));
        if let Some(after) = kept.after(from, long) {
            prop_assert_eq!(kept.long(Span::new(from, after)), long);
        }
    }
}
