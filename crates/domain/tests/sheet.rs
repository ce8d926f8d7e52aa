//! The sample workspace as tables: every kind goes out and comes back as it was, as CSV and as a
//! workbook.

#![cfg(test)]
// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod committed;

use committed::{ledger, view};
use holdfast_domain::codec::json::Described;
use holdfast_domain::codec::sheet::records::records;
use holdfast_domain::codec::sheet::write::{Form, write};
use holdfast_domain::codec::sheet::{Grid, Mapping, csv, inflate, xlsx};
use holdfast_domain::describe::Kind;
use holdfast_domain::rooms;
use holdfast_ledger::file::{self, Received};
use holdfast_ledger::plan::{Verdict, accept, plan_one};
use holdfast_ledger::{Id, Ledger, Path, Record, Stamp, Text};

fn no_id() -> Id {
    panic!("something has no id")
}

/// What a table says, taken in by this workspace.
fn read(grid: &Grid, ledger: &Ledger) -> Vec<Received> {
    let mapping = Mapping::guess("own.csv", grid);
    let (json, report) = records(grid, &mapping, &view(ledger)).expect("records");
    assert!(
        report.is_whole() && report.notes == 0 && report.left == 0,
        "{report:?}"
    );
    file::read(&json, &Described, &mut no_id)
        .expect("a file")
        .records
}

fn shown(record: &Record) -> Vec<(Path, Text)> {
    let slots = record.slots().iter();
    let shown = slots.filter_map(|slot| Some((slot.path, slot.shown()?.clone())));
    shown.filter(|(_, text)| !text.is_null()).collect()
}

fn as_csv(grid: &Grid) -> Vec<Grid> {
    let text = |rows: &[holdfast_domain::codec::sheet::Row]| {
        holdfast_domain::codec::csv::write(rows.iter().map(|row| row.cells.clone()))
    };
    let sheets = grid
        .sheets
        .iter()
        .map(|sheet| csv::read(&text(&sheet.rows)).expect("our own table"));
    sheets
        .map(|sheet| Grid {
            sheets: vec![sheet],
        })
        .collect()
}

/// Where the records are, a table of them adds nothing.
#[test]
fn every_kind_comes_back_the_same() {
    let ledger = ledger();
    for kind in rooms::kinds() {
        let all: Vec<&Record> = ledger.of_kind(kind.key()).collect();
        assert!(!all.is_empty(), "the sample has no {}", kind.id);
        let book = xlsx::write(&write(&view(&ledger), &[kind], &all, Form::Workbook, true));
        let mut grids = as_csv(&write(&view(&ledger), &[kind], &all, Form::Csv, true));
        grids.push(xlsx::read(&book, &inflate).expect("our own workbook"));
        for grid in grids {
            let received = read(&grid, &ledger);
            assert_eq!(received.len(), all.len(), "{}", kind.id);
            for received in received {
                let planned = plan_one(&ledger, received, &mut no_id);
                assert_eq!(planned.verdict, Verdict::Same, "{} {}", kind.id, planned.id);
            }
        }
    }
}

/// In an empty workspace, a workbook of everything makes everything.
#[test]
fn a_workbook_of_everything_makes_it_all_again() {
    let ledger = ledger();
    let kinds: Vec<&'static Kind> = rooms::kinds().collect();
    let all: Vec<&Record> = kinds
        .iter()
        .flat_map(|kind| ledger.of_kind(kind.key()))
        .collect();
    let bytes = xlsx::write(&write(&view(&ledger), &kinds, &all, Form::Workbook, true));
    let grid = xlsx::read(&bytes, &inflate).expect("our own workbook");
    let mut fresh = Ledger::new();
    let stamp = Stamp {
        at: 0,
        by: "Ada".into(),
        note: None,
        random: 7,
    };
    let received = read(&grid, &fresh);
    for received in received {
        let planned = plan_one(&fresh, received, &mut no_id);
        fresh
            .commit(&accept(&planned, |_| true), &stamp)
            .expect("edits");
    }
    assert_eq!(fresh.len(), all.len());
    for record in all {
        let again = fresh.record(record.id).expect("made again");
        assert_eq!(shown(again), shown(record), "{}", record.id);
    }
    let again = write(
        &view(&fresh),
        &kinds,
        &fresh.records().collect::<Vec<_>>(),
        Form::Workbook,
        true,
    );
    assert_eq!(again.sheets.len(), grid.sheets.len());
}
