//! What the checks keep of the sample workspace while anything is edited is what they find anew.

#![cfg(test)]
// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod committed;

use committed::{ledger, view};
use holdfast_domain::recent::Recent;
use holdfast_domain::rooms::readiness::Readiness;
use holdfast_domain::rooms::readiness::kept::Kept;
use holdfast_domain::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Ledger, Path, Stamp, Text};
use proptest::prelude::*;
use std::sync::LazyLock;

/// Every register of the sample, and what stands in it.
static REGISTERS: LazyLock<Vec<(Id, Path, Text)>> = LazyLock::new(|| {
    let ledger = ledger();
    let mut all = Vec::new();
    for record in ledger.records() {
        let slots = record.slots().iter();
        all.extend(slots.filter_map(|slot| {
            let value = slot.values.first()?;
            Some((record.id, slot.path, value.text.clone()))
        }));
    }
    all.arrange_by_key(|(record, path, _)| (*record, *path));
    all
});

fn kept(view: &View<'_>) -> Readiness {
    assert!(!Kept::work(view, || true));
    Kept::known(view).expect("kept").readiness(None, view)
}

fn anew(view: &View<'_>) -> Readiness {
    let recent = Recent::default();
    kept(&View {
        recent: Some(&recent),
        ..*view
    })
}

fn of_kind(ledger: &Ledger, kind: &str) -> Vec<&'static (Id, Path, Text)> {
    let same = |one: &&(Id, Path, Text)| ledger.record(one.0).is_some_and(|r| r.kind == kind);
    REGISTERS.iter().filter(same).collect()
}

// Takes in a copy of the sample that was edited apart.
fn merge(ledger: &mut Ledger, n: usize, like: usize) {
    let mut copy = committed::ledger();
    // Another than who edits here.
    let author = !(like ^ n.rotate_left(17));
    for deed in 0..15 {
        let other = n.wrapping_add(usize::from(deed) * 97);
        edit(&mut copy, other, author, deed);
    }
    for record in copy.records() {
        ledger.join(record.clone());
    }
}

// Writes to one register what stands in another like it: the same field of another record.
fn edit(ledger: &mut Ledger, n: usize, like: usize, deed: u8) {
    // Often of what many others read.
    let wide: Vec<&(Id, Path, Text)> = match deed {
        5..=9 => of_kind(ledger, "workspace"),
        10..=14 => of_kind(ledger, "service"),
        _ => REGISTERS.iter().collect(),
    };
    let (record, path, own) = wide[n % wide.len()];
    let kind = ledger.record(*record).expect("a record").kind;
    let alike = |one: &&(Id, Path, Text)| {
        let there = ledger.record(one.0).expect("a record");
        there.kind == kind && one.1.field == path.field && one.1.list == path.list
    };
    let others: Vec<&Text> = REGISTERS.iter().filter(alike).map(|one| &one.2).collect();
    let write = |path: Path, value: Text| Edit {
        record: *record,
        kind,
        path,
        value,
    };
    let edit = match deed {
        0 => write(
            Path::of("archived"),
            Text::of(&like.is_multiple_of(2)).expect("a flag"),
        ),
        1 => write(*path, Text::null()),
        2 => write(*path, own.clone()),
        3 => write(Path::of("title"), Text::string("Another title")),
        4 => Ledger::delete(*record, kind),
        _ => write(*path, others[like % others.len()].clone()),
    };
    let stamp = Stamp {
        at: n as i64,
        by: "".into(),
        note: None,
        random: like as u64,
    };
    // What is deleted cannot be written to.
    drop(ledger.commit(&[edit], &stamp));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever is edited, in whatever room, and whatever the day, the moment and the zone.
    #[test]
    fn what_is_kept_is_what_is_found_anew(
        deeds in prop::collection::vec((any::<usize>(), any::<usize>(), 0_u8..30, 0_u8..12), 1..40),
    ) {
        let mut ledger = ledger();
        let recent = Recent::default();
        let (mut now, mut offset) = (view(&ledger).now, 0);
        for (n, like, deed, pause) in deeds {
            let (first, count) = (n % 7, if pause == 0 { 3 } else { 1 });
            for more in 0..count {
                edit(&mut ledger, n.wrapping_add(more * 31), like, deed);
            }
            match pause {
                1 => now += 60_000 * (like % 600) as i64,
                2 => now += 86_400_000 * (like % 40) as i64,
                5 => merge(&mut ledger, n, like),
                3 => offset = [0, 60, -480][like % 3],
                _ => {}
            }
            let at = View { now, offset_minutes: offset, recent: Some(&recent), ..view(&ledger) };
            if pause == 4 {
                // Given up in between.
                let mut most = first;
                Kept::work(&at, || { most = most.saturating_sub(1); most > 0 });
                continue;
            }
            let (kept, anew) = (kept(&at), anew(&at));
            let told = |all: &Readiness| {
                let each = all.failed.iter().map(|one| format!("{} {:?} {} {:?}", one.check.id, one.record, one.text, one.muted));
                each.collect::<std::collections::BTreeSet<_>>()
            };
            let (one, other) = (told(&kept), told(&anew));
            prop_assert!(one == other, "kept only {:?}; anew only {:?}", one.difference(&other).collect::<Vec<_>>(), other.difference(&one).collect::<Vec<_>>());
            prop_assert_eq!(kept, anew);
        }
    }
}

// How often records had been looked at, once all that changed was.
fn looks(ledger: &Ledger, recent: &Recent) -> u64 {
    let view = View {
        recent: Some(recent),
        ..view(ledger)
    };
    kept(&view);
    Kept::known(&view).expect("kept").looks()
}

// Writes to the first record of a kind.
fn write(ledger: &mut Ledger, kind: &'static str, field: &'static str, value: Text) {
    let kind = holdfast_ledger::Key::new(kind);
    let record = ledger.of_kind(kind).next().expect("a record").id;
    let edit = Edit {
        record,
        kind,
        path: Path::of(field),
        value,
    };
    let stamp = Stamp {
        at: 1,
        by: "".into(),
        note: None,
        random: 1,
    };
    ledger.commit(&[edit], &stamp).expect("an edit");
}

#[test]
fn what_nobody_touched_is_not_looked_at_again() {
    let mut ledger = ledger();
    let recent = Recent::default();
    let all = looks(&ledger, &recent);
    assert_eq!(all, looks(&ledger, &recent), "nothing was edited");
    write(
        &mut ledger,
        "improvement",
        "title",
        Text::string("Another title"),
    );
    let more = looks(&ledger, &recent) - all;
    assert!((1..20).contains(&more), "{more}");
}

#[test]
fn who_reads_settings_is_looked_at_again_where_one_of_them_changed() {
    let mut ledger = ledger();
    let recent = Recent::default();
    let mut more = |field: &'static str, value: Text| {
        let before = looks(&ledger, &recent);
        write(&mut ledger, "workspace", field, value);
        looks(&ledger, &recent) - before
    };
    let named = more("title", Text::string("Another title"));
    assert!(named < 3, "{named}");
    let set = more("contact_days", Text::of(&1).expect("a number"));
    assert!(set > 10, "{set}");
}

/// Who reads the clock by itself goes unnoticed, and what it found stands still.
#[test]
fn rules_ask_the_view_for_the_time() {
    let mut open = vec![std::path::PathBuf::from("src")];
    let mut wrong = Vec::new();
    while let Some(next) = open.pop() {
        if next.is_dir() {
            let inner = std::fs::read_dir(&next).expect("a folder");
            open.extend(inner.map(|entry| entry.expect("an entry").path()));
            continue;
        }
        let name = next.to_string_lossy().into_owned();
        // It follows the clock itself.
        if name.contains("test") || name.ends_with("readiness/kept.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&next).unwrap_or_default();
        let text = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default();
        let past = text.match_indices("view.now").any(|(at, found)| {
            let next = text[at + found.len()..].chars().next();
            next.is_none_or(|next| next != '(' && !next.is_alphanumeric() && next != '_')
        });
        if past {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}
