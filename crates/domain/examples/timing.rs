//! Times what the ledger does with many records, natively: the limit that the same code
//! in a browser chases. Prints one JSON object, in milliseconds.
//!
//! `cargo run --release -p holdfast-domain --example timing -- 50000`

#[path = "generate/workspace.rs"]
mod workspace;

use holdfast_domain::codec::json::Described;
use holdfast_ledger::file::{self, Received};
use holdfast_ledger::plan::plan_one;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Ledger, Record, bundle, line};
use serde_json::{Map, Value, json};
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 3;

/// Times one step: the best of a few rounds, since others use the machine too.
fn time<T>(figures: &mut Map<String, Value>, name: &str, mut work: impl FnMut() -> T) -> T {
    let mut best = f64::MAX;
    let mut last = None;
    for _ in 0..ROUNDS {
        drop(last.take());
        let began = Instant::now();
        last = Some(black_box(work()));
        best = best.min(began.elapsed().as_secs_f64() * 1000.0);
    }
    figures.insert(name.to_owned(), json!((best * 10.0).round() / 10.0));
    // The loop ran, so there is one; the call is for the types.
    last.unwrap_or_else(work)
}

fn open(records: &[Record]) -> Ledger {
    let mut ledger = Ledger::new();
    for record in records {
        ledger.join(record.clone());
    }
    ledger
}

fn read(text: &str) -> Result<Vec<Received>, String> {
    let incoming = file::read(text, &Described, &mut || Id::NONE);
    Ok(incoming.map_err(|error| error.to_string())?.records)
}

fn main() -> Result<(), String> {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let count = count.unwrap_or(50_000);
    let base = workspace::workspace(count, 1)?;
    let ours = workspace::diverge(&base, 1, 1)?;
    let theirs = workspace::diverge(&base, 2, 1)?;
    let mut figures = Map::new();
    let text = time(&mut figures, "write_file", || workspace::file(&ours));
    figures.insert("file_bytes".to_owned(), json!(text.len()));
    let tree = time(&mut figures, "limit_serde_json_value", || {
        serde_json::from_str::<Value>(&text)
    });
    drop(tree);
    time(&mut figures, "read_file", || read(&text))?;
    let incoming = file::read(&text, &Described, &mut || Id::NONE);
    let incoming = incoming.map_err(|error| error.to_string())?;
    let lines = time(&mut figures, "print_lines", || bundle::print(&incoming));
    drop(incoming);
    time(&mut figures, "read_lines", || {
        lines.lines().flat_map(bundle::read).count()
    });
    let mut records: Vec<Record> = ours.records().cloned().collect();
    records.arrange_by_key(|record| record.id);
    let segments: Vec<String> = time(&mut figures, "print_segments", || {
        let chunks = records.chunks(holdfast_ledger::segment::SIZE);
        let print = |chunk: &[Record]| {
            let mut out = String::new();
            for record in chunk {
                line::write_line(record, &mut out);
                out.push('\n');
            }
            out
        };
        chunks.map(print).collect()
    });
    time(&mut figures, "open_segments", || {
        let mut ledger = Ledger::new();
        let mut take = |record| {
            ledger.join(record);
        };
        let took = segments
            .iter()
            .all(|text| line::read_all(text, &mut take).is_ok());
        (took, ledger)
    });
    time(&mut figures, "join_all_again", || {
        let mut ledger = open(&records);
        records
            .iter()
            .filter(|record| ledger.join((*record).clone()))
            .count()
    });
    let incoming = read(&workspace::file(&theirs))?;
    let verdicts = time(&mut figures, "plan_diverged", || {
        let plan = incoming
            .iter()
            .map(|received| plan_one(&ours, received.clone(), &mut || Id::NONE));
        plan.collect::<Vec<_>>()
    });
    figures.insert("planned".to_owned(), json!(verdicts.len()));
    time(&mut figures, "merge_diverged", || {
        let mut ledger = open(&records);
        theirs
            .records()
            .filter(|record| ledger.join((*record).clone()))
            .count()
    });
    println!(
        "{}",
        serde_json::to_string_pretty(&figures).map_err(|error| error.to_string())?
    );
    Ok(())
}
