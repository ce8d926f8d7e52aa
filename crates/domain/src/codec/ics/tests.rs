//! Calendars in and out, each against an independent reader or what it is to bring in.

use super::lines::{escaped, listed, unescaped};
use super::{As, SCOPE, aim, become_as, read, write};
use crate::rooms::changes::occurrences::Rule;
use crate::testing::World;
use holdfast_ledger::file::{Incoming, Loose, Received};
use holdfast_ledger::plan::{Planned, Verdict, accept, plan_one};
use holdfast_ledger::{Id, Key, Path, Record};
use icalendar::parser::{Component, read_calendar, unfold};
use proptest::prelude::*;
use serde_json::{Value, json};

fn plan(world: &World, incoming: Incoming, taken: As) -> Vec<Planned> {
    let records = incoming.records.into_iter();
    let aimed = records.map(|received| match received {
        Received::Loose(loose) => aim(
            Received::Loose(become_as(loose, taken)),
            SCOPE,
            &world.view(),
        ),
        other @ Received::Stamped(_) => other,
    });
    let mut mint = || panic!("a record has no id");
    aimed
        .map(|received| plan_one(&world.ledger, received, &mut mint))
        .collect()
}

fn take_in(world: &mut World, text: &str, taken: As) {
    let planned = plan(world, read(text).expect("a calendar"), taken);
    let edits: Vec<_> = planned
        .iter()
        .flat_map(|planned| accept(planned, |_| true))
        .collect();
    world.commit(&edits);
}

fn event(lines: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{lines}\r\nEND:VCALENDAR\r\n")
        .replace("\r\n\r\n", "\r\n")
}

fn only<'w>(world: &'w World, kind: &'static str) -> &'w Record {
    world
        .ledger
        .of_kind(Key::new(kind))
        .next()
        .expect("a record")
}

const LONDON: &str = "BEGIN:VTIMEZONE\r\nTZID:Europe/London\r\n\
BEGIN:STANDARD\r\nDTSTART:19961027T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\n\
BEGIN:DAYLIGHT\r\nDTSTART:19810329T010000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n";

#[test]
fn an_event_becomes_a_window_and_what_has_no_field_is_kept() {
    let mut world = World::new();
    let text = event(&format!(
        "{LONDON}BEGIN:VEVENT\r\nUID:a@b\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Europe/London:20260707T200000\r\nDURATION:PT2H30M\r\n\
         SUMMARY:Patch\\, and watch\r\nDESCRIPTION:One\\nTwo\r\nCATEGORIES:db,Night\r\nRRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3\r\n\
         EXDATE;TZID=Europe/London:20260714T200000\r\nEXDATE:20260721T190000Z\r\n\
         ATTENDEE;CN=\"Ada: of us\":mailto:a@example.com\r\nATTENDEE:mailto:b@example.com\r\n\
         BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT"
    ));
    take_in(&mut world, &text, As::Maintenance);
    let window = only(&world, "calendar_window");
    assert_eq!(window.text("title"), "Patch, and watch");
    assert_eq!(window.text("notes"), "One\nTwo");
    assert_eq!(
        window.get::<Vec<String>>("tags"),
        Some(vec!["Night".into(), "db".into()])
    );
    // 20:00 in London in July is 19:00 in UTC.
    assert_eq!(window.text("from"), "2026-07-07T19:00:00.000Z");
    assert_eq!(window.text("to"), "2026-07-07T21:30:00.000Z");
    assert_eq!(window.text("time_zone"), "Europe/London");
    assert_eq!(
        window.get::<Value>("repeats"),
        Some(json!({"every": "weekly", "days": ["tu"], "until": "2026-07-21"}))
    );
    assert_eq!(
        window.get::<Vec<String>>("except"),
        Some(vec!["2026-07-14".into()])
    );
    let more: Value = serde_json::from_str(&window.text("more")).expect("JSON");
    assert_eq!(more["EXDATE"], "20260721T190000Z", "by another clock");
    assert_eq!(more["ATTENDEE;CN=\"Ada: of us\""], "mailto:a@example.com");
    assert_eq!(more["VALARM"]["TRIGGER"], "-PT15M");
    assert!(
        more.get("SUMMARY").is_none() && more.get("RRULE").is_none(),
        "{more}"
    );
}

#[test]
fn the_same_file_adds_nothing_and_a_changed_one_comes_as_a_proposal() {
    let mut world = World::new();
    let text = |stamp: &str, title: &str| {
        event(&format!(
            "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:{stamp}\r\nDTSTART:20261201T200000Z\r\nDTEND:20261201T210000Z\r\nSUMMARY:{title}\r\nEND:VEVENT"
        ))
    };
    for taken in [As::Maintenance, As::Freeze, As::Change] {
        take_in(&mut world, &text("20260101T000000Z", "One"), taken);
        let again = plan(
            &world,
            read(&text("20260202T000000Z", "One")).expect("a calendar"),
            taken,
        );
        assert_eq!(
            again[0].verdict,
            Verdict::Same,
            "{taken:?}: only the moment of its export is another"
        );
    }
    assert_eq!(world.ledger.of_kind(Key::new("calendar_window")).count(), 1);
    let change = only(&world, "change");
    assert_eq!(
        change.get::<Value>("window"),
        Some(json!({"start": "2026-12-01T20:00:00.000Z", "end": "2026-12-01T21:00:00.000Z"}))
    );
    let planned = plan(
        &world,
        read(&text("20260101T000000Z", "Two")).expect("a calendar"),
        As::Change,
    );
    assert!(
        matches!(&planned[0].verdict, Verdict::Proposed(all) if all.iter().any(|one| one.path == Path::of("title")))
    );
}

#[test]
fn a_wrong_file_names_its_line_and_reason() {
    for (text, says) in [
        (
            "BEGIN:VCALENDAR\r\nno line\r\nEND:VCALENDAR",
            "Line 2: this is no line",
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n",
            "Line 3: VCALENDAR ends here, but VEVENT of line 2",
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n",
            "Line 2: VEVENT begins here and has no end",
        ),
        ("UID:1\nBEGIN:VCALENDAR\n", "Line 1: this stands outside"),
        ("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "no event"),
    ] {
        let why = read(text).expect_err(says);
        assert!(why.contains(says), "{why}");
    }
    let deep = "BEGIN:A\n".repeat(40);
    assert!(read(&deep).expect_err("deep").contains("too deep"));
}

#[test]
fn what_a_rule_says_beyond_ours_is_kept_as_it_came() {
    for rule in [
        "FREQ=HOURLY",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2",
        "FREQ=YEARLY;BYDAY=20MO",
        "RSCALE=CHINESE;FREQ=YEARLY",
        "FREQ=MONTHLY;BYMONTHDAY=7",
    ] {
        let mut world = World::new();
        let text = event(&format!(
            "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261201T200000Z\r\nDTEND:20261201T210000Z\r\nRRULE:{rule}\r\nEND:VEVENT"
        ));
        take_in(&mut world, &text, As::Maintenance);
        let window = only(&world, "calendar_window");
        assert_eq!(window.get::<Value>("repeats"), None, "{rule}");
        let more: Value = serde_json::from_str(&window.text("more")).expect("JSON");
        assert_eq!(more["RRULE"], rule);
    }
}

#[test]
fn times_without_a_zone_are_told_and_whole_days_last_a_day() {
    let text =
        event("BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261224\r\nSUMMARY:Off\r\nEND:VEVENT");
    let incoming = read(&text).expect("a calendar");
    assert!(
        incoming.unknown[0].contains("the time zone of 1 event"),
        "{:?}",
        incoming.unknown
    );
    let mut world = World::new();
    take_in(&mut world, &text, As::Freeze);
    let window = only(&world, "calendar_window");
    assert_eq!(window.text("sort"), "freeze");
    assert_eq!(
        (&*window.text("from"), &*window.text("to")),
        ("2026-12-24T00:00:00.000Z", "2026-12-25T00:00:00.000Z")
    );
    assert!(window.text("more").contains("DTSTART;VALUE=DATE"));
}

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

proptest! {
    #[test]
    fn any_text_goes_through_escapes_and_lists(text in "[^\\p{Cc}]{0,40}", words in prop::collection::vec("[a-z,;\\\\]{1,8}", 1..4)) {
        prop_assert_eq!(unescaped(&escaped(&text)), text);
        let list = words.iter().map(|word| escaped(word)).collect::<Vec<_>>().join(",");
        prop_assert_eq!(listed(&list), words);
    }
}

#[test]
fn calendars_of_others_are_taken_in_with_all_they_say() {
    let Some(root) = std::env::var_os("HOLDFAST_CORPORA") else {
        return;
    };
    let root = std::path::Path::new(&root).join("ics-rfc/files/src/icalendar/tests");
    let mut events = 0;
    for folder in ["calendars", "events", "alarms", "availabilities"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            let text = std::fs::read_to_string(&path).expect("text");
            match read(&text) {
                Err(why) => assert!(!text.contains("BEGIN:VEVENT"), "{}: {why}", path.display()),
                Ok(incoming) => {
                    assert_eq!(
                        incoming.records.len(),
                        text.matches("BEGIN:VEVENT").count(),
                        "{}",
                        path.display()
                    );
                    events += incoming.records.len();
                    all_is_kept(&text, &incoming);
                    for taken in [As::Maintenance, As::Freeze, As::Change] {
                        let mut world = World::new();
                        take_in(&mut world, &text, taken);
                        for planned in plan(&world, read(&text).expect("a calendar"), taken) {
                            assert_eq!(planned.verdict, Verdict::Same, "{}", path.display());
                        }
                    }
                }
            }
        }
    }
    assert!(events > 20, "{events}");
}

// Each value of an event is somewhere in what it becomes.
fn all_is_kept(text: &str, incoming: &Incoming) {
    let said: Vec<String> = incoming
        .records
        .iter()
        .map(|received| {
            let Received::Loose(Loose { values, .. }) = received else {
                panic!("no stamps")
            };
            values
                .values()
                .map(|value| value.plain().into_owned())
                .collect::<Vec<_>>()
                .join("\n")
        })
        .collect();
    let said = said.join("\n");
    for part in super::lines::read(text).expect("a calendar") {
        let inner = part.parts.iter().filter(|inner| inner.name == "VEVENT");
        for property in inner.flat_map(|event| &event.properties) {
            let raw = serde_json::to_string(&property.value).expect("JSON");
            let raw = raw.trim_matches('"').to_owned();
            let times = ["DTSTART", "DTEND", "DURATION", "RRULE", "CATEGORIES"]
                .contains(&property.name.as_str());
            assert!(
                times || said.contains(&raw) || said.contains(&property.text()),
                "{property:?}\n{said}"
            );
        }
    }
}

#[test]
fn ids_follow_from_uids() {
    let id = |text: &str| match &read(text).expect("a calendar").records[0] {
        Received::Loose(loose) => loose.id.expect("an id"),
        Received::Stamped(_) => panic!("no stamps"),
    };
    let one = |uid: &str, more: &str| {
        event(&format!(
            "BEGIN:VEVENT\r\nUID:{uid}\r\n{more}SUMMARY:x\r\nEND:VEVENT"
        ))
    };
    let own = Id::named("x");
    assert_eq!(id(&one(&format!("{own}@holdfast"), "")), own);
    assert_eq!(id(&one("a", "")), id(&one("a", "LOCATION:there\r\n")));
    assert_ne!(
        id(&one("a", "")),
        id(&one("a", "RECURRENCE-ID:20261201T000000Z\r\n"))
    );
}
