//! Planned maintenance: windows of changes and of the calendar.

use super::{MINUTE, Promised, instant};
use serde_json::json;

#[test]
fn maintenance_windows_of_the_calendar_are_planned_maintenance_too() {
    let mut promised = Promised::always();
    let change = promised.world.add(
        "change",
        &[("services", json!([promised.service.to_string()]))],
    );
    promised.outage(change, "outage", "2026-10-25T00:30", "2026-10-25T01:30");
    promised.term("maintenance", json!("excluded"));
    assert_eq!(promised.minutes_down("2026-10"), 60);
    // Sundays 01:00 to 02:00 by the clocks in Berlin, also after they were set back at 01:00 UTC.
    let window = promised.world.add(
        "calendar_window",
        &[
            ("sort", json!("maintenance")),
            ("from", json!(instant("2026-10-03T23:00"))),
            ("to", json!(instant("2026-10-04T00:00"))),
            ("time_zone", json!("Europe/Berlin")),
            ("repeats", json!({"every": "weekly"})),
        ],
    );
    assert_eq!(
        promised.minutes_down("2026-10"),
        60,
        "it is over when clocks are set"
    );
    promised
        .world
        .set(window, "to", json!(instant("2026-10-04T01:00")));
    assert_eq!(
        promised.minutes_down("2026-10"),
        0,
        "its hour that comes twice is in it"
    );
    let other = promised.world.add("service", &[]);
    promised
        .world
        .set(window, "services", json!([other.to_string()]));
    assert_eq!(promised.minutes_down("2026-10"), 60, "of another service");
}

#[test]
fn planned_maintenance_is_left_out_by_choice_and_only_within_the_window() {
    let mut promised = Promised::always();
    let window = json!({"start": instant("2026-10-06T22:00"), "end": instant("2026-10-06T23:00")});
    let fields = [
        ("services", json!([promised.service.to_string()])),
        ("state", json!("closed")),
        ("window", window),
    ];
    let change = promised.world.add("change", &fields);
    promised.outage(change, "outage", "2026-10-06T22:30", "2026-10-06T23:15");
    assert_eq!(promised.minutes_down("2026-10"), 45);
    assert_eq!(promised.lines("2026-10")[0].kept.planned / MINUTE, 30);
    promised.term("maintenance", json!("excluded"));
    let kept = promised.lines("2026-10")[0].kept;
    assert_eq!(
        (kept.normal.down / MINUTE, kept.left_out / MINUTE),
        (15, 30)
    );
    assert_eq!(
        kept.normal.agreed / MINUTE,
        745 * 60 - 30,
        "it was no service time either"
    );
    for (state, down) in [
        ("draft", 45),
        ("submitted", 45),
        ("authorised", 15),
        ("cancelled", 45),
        ("review", 15),
    ] {
        promised.world.set(change, "state", json!(state));
        assert_eq!(promised.minutes_down("2026-10"), down, "{state}");
    }
}
