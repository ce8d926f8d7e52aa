//! Calendars in and out, each against an independent reader or what it is to bring in.

mod written;

use super::lines::{escaped, listed, unescaped};
use super::{As, SCOPE, aim, become_as, read, write};
use crate::testing::World;
use holdfast_ledger::file::{Incoming, Loose, Received};
use holdfast_ledger::plan::{Planned, Verdict, accept, plan_one};
use holdfast_ledger::{Id, Key, Path, Record};
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
