//! What is written is read again, here and by others.

use super::*;
use crate::rooms::changes::occurrences::Rule;
use icalendar::parser::{Component, read_calendar, unfold};

fn filled() -> World {
    let mut world = World::new();
    let long = "Swap the switch; then, with care, the other – and look at 漢字 for a while \\ until all is well again";
    let window = json!({"start": "2026-12-01T20:00:00.000Z", "end": "2026-12-01T22:00:00.000Z"});
    world.add(
        "change",
        &[
            ("title", json!(long)),
            ("reason", json!("One\nTwo, three")),
            ("state", json!("scheduled")),
            ("window", window.clone()),
        ],
    );
    world.add(
        "change",
        &[
            ("title", json!("Off")),
            ("state", json!("cancelled")),
            ("window", window),
        ],
    );
    let held = |sort: &str, zone: &str| {
        [
            ("title", json!(sort)),
            ("sort", json!(sort)),
            ("time_zone", json!(zone)),
            ("from", json!("2026-12-01T20:00:00.000Z")),
            ("to", json!("2026-12-01T23:00:00.000Z")),
            (
                "repeats",
                json!({"every": "monthly", "interval": 2, "days": ["1tu"], "until": "2027-12-31"}),
            ),
        ]
    };
    world.add("calendar_window", &held("freeze", "UTC"));
    world.add("calendar_window", &held("maintenance", "Europe/London"));
    world.add(
        "cab_meeting",
        &[
            ("title", json!("Board")),
            ("at", json!("2026-12-04T09:00:00.000Z")),
        ],
    );
    world
}

/// Against a reader that nobody here wrote (the crate `ical`).
#[test]
fn what_is_written_is_read_by_another_reader_as_it_was_meant() {
    let world = filled();
    let text = write(&world.view());
    assert!(
        text.split("\r\n")
            .all(|line| line.len() <= 75 && !line.contains('\n')),
        "{text}"
    );
    let unfolded = unfold(&text);
    let calendar = read_calendar(&unfolded).expect("a sound calendar");
    let is_event = |part: &&Component<'_>| part.name.as_str() == "VEVENT";
    let events: Vec<_> = calendar.components.iter().filter(is_event).collect();
    let said = |at: usize, name: &str| -> Option<String> {
        let properties = &mut events[at].properties.iter();
        let found = properties.find(|property| property.name.as_str() == name);
        found.map(|property| property.val.as_str().to_owned())
    };
    assert_eq!(events.len(), 5);
    for (at, event) in events.iter().enumerate() {
        for name in [
            "UID",
            "DTSTAMP",
            "DTSTART",
            "DTEND",
            "SUMMARY",
            "CATEGORIES",
        ] {
            assert!(
                event
                    .properties
                    .iter()
                    .any(|property| property.name.as_str() == name),
                "{at} {name}"
            );
        }
    }
    let change = only(&world, "change");
    assert_eq!(said(0, "UID"), Some(format!("{}@holdfast", change.id)));
    assert_eq!(said(0, "DTSTART").as_deref(), Some("20261201T200000Z"));
    assert_eq!(said(0, "DTSTAMP").as_deref(), Some("20261122T120000Z"));
    assert_eq!(said(0, "SUMMARY"), Some(change.text("title").into_owned()));
    assert_eq!(
        said(0, "DESCRIPTION").as_deref(),
        Some("Scheduled. One\nTwo, three")
    );
    assert_eq!(said(1, "STATUS").as_deref(), Some("CANCELLED"));
    assert_eq!(
        said(2, "RRULE").as_deref(),
        Some("FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU;UNTIL=20271231T235959Z")
    );
    // No zone is described in the file, so what keeps to another than UTC is written time by time.
    assert_eq!(said(3, "RRULE"), None);
    assert!(
        said(3, "RDATE")
            .is_some_and(|dates| dates.starts_with("20270202T200000Z,20270406T200000Z")),
        "{:?}",
        said(3, "RDATE")
    );
}

#[test]
fn what_was_exported_adds_nothing_where_it_came_from_and_a_moved_event_is_proposed() {
    let world = filled();
    let text = write(&world.view());
    for planned in plan(&world, read(&text).expect("our own"), As::Maintenance) {
        assert_eq!(planned.verdict, Verdict::Same, "{:?}", planned.received);
    }
    let moved = text.replacen("DTSTART:20261201T200000Z", "DTSTART:20261201T190000Z", 1);
    let planned = plan(&world, read(&moved).expect("our own"), As::Maintenance);
    let Verdict::Proposed(all) = &planned[0].verdict else {
        panic!("{:?}", planned[0].verdict);
    };
    assert_eq!(
        all.iter().map(|one| one.path).collect::<Vec<_>>(),
        [Path::of("window")]
    );
}

/// Import → export → import: what comes back says the same of title, times and how it comes again.
#[test]
fn what_was_taken_in_and_written_reads_the_same_again() {
    let mut world = World::new();
    let text = event(
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261201T200000Z\r\nDTEND:20261201T230000Z\r\nSUMMARY:One\r\nRRULE:FREQ=YEARLY;BYMONTH=12;BYDAY=1TU;UNTIL=20301231T000000Z\r\nEXDATE:20271207T200000Z\r\nEND:VEVENT",
    );
    take_in(&mut world, &text, As::Maintenance);
    let mut other = World::new();
    take_in(&mut other, &write(&world.view()), As::Maintenance);
    let (one, two) = (
        only(&world, "calendar_window"),
        only(&other, "calendar_window"),
    );
    for field in ["title", "from", "to", "repeats", "except", "time_zone"] {
        assert_eq!(
            one.value(Path::of(field)),
            two.value(Path::of(field)),
            "{field}"
        );
    }
    assert_eq!(
        one.get::<Vec<String>>("except"),
        Some(vec!["2027-12-07".to_owned()])
    );
    assert_eq!(Rule::of(one), Rule::of(two));
}
