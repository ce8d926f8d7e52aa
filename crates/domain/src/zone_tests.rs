use super::*;
use proptest::prelude::*;

fn at(text: &str) -> i64 {
    holdfast_ledger::time::parse(text).expect("an instant")
}

/// The clocks of two places, 2024 to 2027: in Berlin they are set at 01:00 UTC on the last Sundays
/// of March and October, in New York at 02:00 by the clocks there on the second Sunday of March and
/// the first of November.
pub fn two_places(name: &str) -> Option<Zone> {
    let (first, days, minutes) = match name {
        "UTC" => return Some(Zone::new(0, Vec::new())),
        "Europe/Berlin" => (
            60,
            [
                "2024-03-31T01",
                "2024-10-27T01",
                "2025-03-30T01",
                "2025-10-26T01",
                "2026-03-29T01",
                "2026-10-25T01",
                "2027-03-28T01",
                "2027-10-31T01",
            ],
            [120, 60],
        ),
        "America/New_York" => (
            -300,
            [
                "2024-03-10T07",
                "2024-11-03T06",
                "2025-03-09T07",
                "2025-11-02T06",
                "2026-03-08T07",
                "2026-11-01T06",
                "2027-03-14T07",
                "2027-11-07T06",
            ],
            [-240, -300],
        ),
        _ => return None,
    };
    let each = days.iter().enumerate().map(|(n, day)| Change {
        at: at(&format!("{day}:00:00.000Z")),
        minutes: minutes[n % 2],
    });
    Some(Zone::new(first, each.collect()))
}

fn zone(name: &str) -> Zone {
    two_places(name).expect("one of two")
}

#[test]
fn a_time_that_clocks_skip_is_the_moment_at_which_they_are_set() {
    for (name, skipped, set) in [
        (
            "Europe/Berlin",
            "2026-03-29T02:30:00.000Z",
            "2026-03-29T01:00:00.000Z",
        ),
        (
            "America/New_York",
            "2026-03-08T02:00:00.000Z",
            "2026-03-08T07:00:00.000Z",
        ),
    ] {
        assert_eq!(zone(name).instant(at(skipped)), at(set), "{name}");
    }
}

#[test]
fn a_time_that_clocks_show_twice_is_the_first() {
    for (name, twice, first) in [
        (
            "Europe/Berlin",
            "2026-10-25T02:30:00.000Z",
            "2026-10-25T00:30:00.000Z",
        ),
        (
            "America/New_York",
            "2026-11-01T01:30:00.000Z",
            "2026-11-01T05:30:00.000Z",
        ),
    ] {
        let zone = zone(name);
        assert_eq!(zone.instant(at(twice)), at(first), "{name}");
        assert_eq!(
            zone.wall(at(first) + 60 * MINUTE),
            at(twice),
            "{name}: again an hour later"
        );
    }
}

#[test]
fn days_are_as_long_as_clocks_say() {
    let hours = |name: &str, day: &str| {
        let day: NaiveDate = day.parse().expect("a day");
        let zone = zone(name);
        (zone.begins(day.succ_opt().expect("a day")) - zone.begins(day)) / (60 * MINUTE)
    };
    assert_eq!(hours("Europe/Berlin", "2026-03-29"), 23);
    assert_eq!(hours("Europe/Berlin", "2026-10-25"), 25);
    assert_eq!(hours("America/New_York", "2026-03-08"), 23);
    assert_eq!(hours("America/New_York", "2026-11-01"), 25);
    assert_eq!(hours("America/New_York", "2026-03-29"), 24);
}

#[test]
fn a_zone_is_asked_for_once_and_one_that_is_not_known_says_so() {
    static ASKED: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let zones = Zones::new(|name| {
        ASKED.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        two_places(name)
    });
    for _ in 0..3 {
        assert!(zones.find("Europe/Berlin").is_ok());
        assert!(
            zones
                .find("Mars/Base")
                .is_err_and(|why| why.contains("Mars/Base"))
        );
    }
    assert_eq!(ASKED.load(std::sync::atomic::Ordering::Relaxed), 2);
    assert!(
        zones
            .find(" ")
            .is_err_and(|why| why.contains("no time zone"))
    );
    assert!(NO_ZONES.find("UTC").is_err());
}

proptest! {
    /// What clocks show at an instant means that instant, or one an hour earlier where they show it twice.
    #[test]
    fn walls_and_instants_lead_to_each_other(minute in 0_i64..4 * 365 * 1440, place in 0_usize..2) {
        let zone = zone(["Europe/Berlin", "America/New_York"][place]);
        let at = at("2024-01-01T00:00:00.000Z") + minute * MINUTE;
        let back = zone.instant(zone.wall(at));
        prop_assert!(back == at || back == at - 60 * MINUTE && zone.wall(back) == zone.wall(at));
    }

    /// Later on the wall is never earlier in time.
    #[test]
    fn instants_rise_with_the_wall(minute in 0_i64..4 * 365 * 1440, more in 0_i64..3000, place in 0_usize..2) {
        let zone = zone(["Europe/Berlin", "America/New_York"][place]);
        let wall = at("2024-01-01T00:00:00.000Z") + minute * MINUTE;
        prop_assert!(zone.instant(wall) <= zone.instant(wall + more * MINUTE));
    }
}
