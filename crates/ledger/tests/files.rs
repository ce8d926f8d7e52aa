//! Reading files, whole and a part after the other: M10, M16, F2, F3.

// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic, clippy::unreachable)]

mod common;

use common::{
    Plain, STEPS, export, export_telling, export_without, id, set, stamp, take, two_copies,
};
use holdfast_ledger::bundle::{self, Line};
use holdfast_ledger::file::{Check, FileError, Received, Why, read};
use holdfast_ledger::plan::plan;
use holdfast_ledger::purge::Purge;
use holdfast_ledger::{Edit, Ledger, Path, Text, line};
use proptest::prelude::*;
use std::cell::{Cell, RefCell};

const TITLE: Path = Path::of("title");

fn workspace() -> Ledger {
    let mut ledger = Ledger::new();
    for n in 1..40 {
        set(&mut ledger, 1, n, TITLE, &format!("Risk {n}"));
        set(&mut ledger, 2, n, Path::of("cause"), "Rain\nand \"wind\"");
        let step = Path::item(STEPS, id(n), TITLE.field);
        set(&mut ledger, 1, n, step, &"x".repeat(40_000));
    }
    ledger
}

fn passed(file: &str, check: Check) -> Vec<String> {
    let mut parts = Vec::new();
    let (far, told) = (Cell::new(0.0), Cell::new(0));
    let tell = |now: f64| {
        assert!(now >= far.get() && now <= 1.0, "{now} after {}", far.get());
        far.set(now);
        told.set(told.get() + 1);
    };
    let mut part = |part| parts.push(part);
    let all = bundle::pass(file, &Plain, check, &mut || id(200), (&mut part, &tell));
    all.expect("a readable file");
    assert!(far.get() >= 1.0, "{} at the end", far.get());
    assert!(told.get() >= 3, "told {} times", told.get());
    parts
}

#[test]
fn writing_tells_how_far_it_is() {
    let ledger = workspace();
    let told = RefCell::new(Vec::new());
    let tell = |far| told.borrow_mut().push(far);
    let text = export_telling(&ledger, &|_, _| false, &tell);
    assert_eq!(text, export(&ledger));
    let told = told.into_inner();
    assert!(
        told.is_sorted() && told.len() > 3,
        "never backwards: {told:?}"
    );
    assert_eq!(told.last(), Some(&1.0));
}

#[test]
fn parts_are_the_lines_of_the_whole() {
    let file = export(&workspace());
    let whole = read(&file, &Plain, &mut || id(200)).expect("a readable file");
    let parts = passed(&file, Check::Here);
    assert!(parts.len() > 1, "several parts");
    assert!(parts.iter().all(|part| part.ends_with('\n')), "whole lines");
    assert_eq!(parts.concat(), bundle::print(&whole));
}

#[test]
fn m10_a_hash_that_is_compared_later_is_compared() {
    let file = export(&workspace());
    let (now, later) = (passed(&file, Check::Here), passed(&file, Check::Later));
    for (now, later) in now.concat().lines().zip(later.concat().lines()) {
        let claimed = bundle::stamped(later).and_then(|(line, hash)| hash.map(|_| line));
        match (now.strip_prefix('S'), claimed) {
            (Some(line), Some(same)) => assert_eq!(line, same),
            (None, None) => assert_eq!(now, later),
            other => panic!("{other:?}"),
        }
        assert!(matches!(
            bundle::read(later),
            Ok(Line::Record(_) | Line::Workspace(..))
        ));
    }
    // Edited by hand: whoever compares later finds out, whoever compares here says what it is.
    let edited = file.replace("\"Risk 7\"", "\"Peril 7\"");
    let wrong = passed(&edited, Check::Later).concat();
    let wrong = wrong.lines().map(bundle::read);
    let wrong = wrong.filter(|line| matches!(line, Ok(Line::Wrong)));
    assert_eq!(wrong.count(), 1);
    let here = passed(&edited, Check::Here).concat();
    let loose = here.lines().filter(|line| line.starts_with('L'));
    let loose: Vec<_> = loose.map(bundle::read).collect();
    let [Ok(Line::Record(one))] = loose.as_slice() else {
        panic!("one record without stamps");
    };
    assert!(matches!(&**one, Received::Loose(loose) if loose.why == Why::HandEdited));
}

#[test]
fn m10_what_cannot_be_right_is_not_left_to_others() {
    let mut ledger = workspace();
    // A hash that is none, or that would break the line.
    let file = export(&ledger);
    let at = file.find("\"hash\":\"").expect("a hash") + 8;
    for hash in [
        "",
        "short",
        "\\n\\n345678901234567890123456789012",
        "ééééééééééééééé1",
    ] {
        let forged = format!("{}{hash}{}", &file[..at], &file[at + 32..]);
        let lines = passed(&forged, Check::Later).concat();
        assert_eq!(
            lines.lines().filter(|line| line.starts_with('L')).count(),
            1
        );
    }
    // What was purged is no part of the line, but of its hash.
    let dots = ledger.record(id(3)).and_then(|record| record.slot(TITLE));
    let purge = Purge::values(id(3), TITLE, dots.expect("a title").dots());
    ledger.purge(&[purge], &[], &stamp(3)).expect("purged");
    let lines = passed(&export(&ledger), Check::Later).concat();
    assert_eq!(
        lines.lines().filter(|line| line.starts_with('S')).count(),
        1
    );
}

#[test]
fn f2_a_name_that_comes_twice_is_refused() {
    let edit = |path, value: &str| Edit {
        record: id(1),
        kind: common::RISK,
        path,
        value: Text::string(value),
    };
    let mut ledger = Ledger::new();
    let edits = [
        edit(TITLE, "Flood"),
        edit(Path::item(STEPS, id(2), TITLE.field), "Pump"),
    ];
    ledger.commit(&edits, &stamp(1)).expect("short values");
    let file = export(&ledger);
    let title = "\"title\": \"Pump\"";
    assert!(read(&file, &Plain, &mut || id(9)).is_ok());
    assert!(file.contains(title), "{file}");
    for (from, to) in [
        (title, format!("{title}, \"title\": \"Dig\"")),
        (
            "\"title\": \"Flood\"",
            "\"title\": \"a\", \"title\": \"b\"".into(),
        ),
        ("\"steps\": [", "\"steps\": [], \"steps\": [".into()),
        ("\"steps\": [", "\"steps\": null, \"steps\": [".into()),
        (
            "\"seen\":",
            "\"fields\":{\"title\":0,\"a\":0,\"title\":0},\"seen\":".into(),
        ),
    ] {
        let twice = file.replacen(from, &to, 1);
        assert_ne!(twice, file, "{from}");
        assert!(read(&twice, &Plain, &mut || id(9)).is_err(), "{to}");
    }
}

#[test]
fn m16_newer_minor_versions_are_read_and_newer_major_ones_refused() {
    let file = |version: &str| {
        format!(r#"{{"format":"holdfast","version":"{version}","records":{{}},"later":[1]}}"#)
    };
    let incoming = read(&file("1.7"), &Plain, &mut || id(1)).expect("a minor version");
    assert_eq!(incoming.unknown, ["later"]);
    assert_eq!(
        read(&file("2.0"), &Plain, &mut || id(1)).err(),
        Some(FileError::Newer("2.0".into()))
    );
}

#[test]
fn f8_stamps_that_do_not_hold_together_are_refused() {
    let mut ledger = Ledger::new();
    set(&mut ledger, 1, 1, TITLE, "Flood");
    set(&mut ledger, 1, 1, Path::of("cause"), "Rain");
    let own = line::print(ledger.record(id(1)).expect("it was written"));
    let twice = own.replacen("[0,2,17", "[0,1,17", 1);
    assert_ne!(twice, own, "a change that comes twice");
    let refused = line::read_all(&twice, |_| ()).expect_err("a damaged line");
    assert!(refused.reason.contains("out of order"), "{refused}");

    // A replica of which the record has seen nothing made its newest change, or is known of a field.
    let both = "\"0000000000000001\",\n\"00000000000000ff\"\n";
    let file = export(&ledger).replacen("\"0000000000000001\"\n", both, 1);
    assert!(read(&file, &Plain, &mut || id(9)).is_ok());
    for with in ["\"heads\":[[1,7]]", "\"known\":{\"title\":[[1,7]]}"] {
        let forged = file.replacen("{\"seen\"", &format!("{{{with},\"seen\""), 1);
        match read(&forged, &Plain, &mut || id(9)) {
            Err(FileError::Wrong(error)) => {
                assert!(error.reason.contains("has not seen"), "{error}");
            }
            other => panic!("{with}: {other:?}"),
        }
    }
}

#[test]
fn f2_wrong_files_name_their_line() {
    for (file, line) in [
        (
            "{\n\"format\":\"holdfast\",\n\"version\":\"1.0\",\n\"records\":{\"risk\":[{\"id\":\"x\"}]}}",
            4,
        ),
        (
            "{\"format\":\"holdfast\",\n\"records\":{\"risk\":[{\"a\":1,\"a\":2}]}}",
            2,
        ),
        (
            "{\"format\":\"holdfast\",\"records\":\n{\"risk\":[{\"~deleted\":1}]}}",
            2,
        ),
        (
            "{\"format\":\"holdfast\",\"records\":{\"risk\":[{\"title\":\"cut",
            1,
        ),
    ] {
        match read(file, &Plain, &mut || id(1)) {
            Err(FileError::Wrong(error)) => assert_eq!(error.line, line, "{file}"),
            other => panic!("{file}: {other:?}"),
        }
    }
    assert_eq!(
        read("{\"a\":1}", &Plain, &mut || id(1)).err(),
        Some(FileError::NotHoldfast)
    );
    let twice = format!(
        r#"{{"format":"holdfast","version":"1.0","records":{{"risk":[{{"id":"{0}"}},{{"id":"{0}"}}]}}}}"#,
        id(1)
    );
    assert!(matches!(
        read(&twice, &Plain, &mut || id(1)),
        Err(FileError::Wrong(_))
    ));
}

#[test]
fn f3_what_was_left_out_says_nothing() {
    let (mut ours, mut theirs) = two_copies();
    let phone = Path::of("phone");
    set(&mut ours, 1, 1, phone, "01632 960001");
    let redacted = export_without(&ours, &|_, path| path == phone);
    assert!(!redacted.contains("960001"));
    take(&mut theirs, &redacted);
    assert_eq!(theirs.record(id(1)).expect("kept").text("phone"), "");
    // The full file still brings it, although the record has seen that change by name.
    take(&mut theirs, &export(&ours));
    assert_eq!(
        theirs.record(id(1)).expect("kept").text("phone"),
        "01632 960001"
    );
    // And a redacted file takes nothing away.
    take(&mut ours, &redacted);
    assert_eq!(
        ours.record(id(1)).expect("kept").text("phone"),
        "01632 960001"
    );
}

proptest! {
    /// F2: damaged files are errors or other content, never a panic.
    #[test]
    fn damaged_files_do_not_panic(at in any::<prop::sample::Index>(), len in 0usize..20, with in "[\\[\\]{}\",:0-9a-z~/-]{0,8}") {
        let (ours, mut theirs) = two_copies();
        set(&mut theirs, 2, 1, TITLE, "Fire");
        let mut joined = Ledger::new();
        take(&mut joined, &export(&ours));
        take(&mut joined, &export(&theirs));
        let mut file = export(&joined);
        let from = at.index(file.len());
        file.replace_range(from..(from + len).min(file.len()), &with);
        if let Ok(incoming) = read(&file, &Plain, &mut || id(9)) {
            let _ = plan(&ours, incoming.records, &mut || id(10));
        }
    }
}
