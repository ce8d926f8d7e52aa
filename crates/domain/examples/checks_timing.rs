//! Times what the continuity checks take, natively: over a whole workspace from cold, and again after one
//! edit. Prints one JSON object, in milliseconds.
//!
//! `cargo run --release -p holdfast-domain --example checks_timing -- 50000`

#[expect(dead_code, reason = "one workspace is timed here, not two")]
#[path = "generate/workspace.rs"]
mod workspace;

use holdfast_domain::recent::Recent;
use holdfast_domain::rooms;
use holdfast_domain::rooms::readiness::Readiness;
use holdfast_domain::view::View;
use holdfast_domain::zone::Zones;
use holdfast_ledger::{Edit, Ledger, Path, Stamp, Text};
use serde_json::{Map, json};
use std::time::Instant;

static NO_ZONES: Zones = Zones::new(|_| None);

fn look(ledger: &Ledger, recent: &Recent) -> (Readiness, f64) {
    let view = View {
        ledger,
        recent: Some(recent),
        now: 1_795_348_800_000,
        offset_minutes: 0,
        zones: &NO_ZONES,
        user: "",
        user_id: None,
    };
    let began = Instant::now();
    let mut all = Readiness::default();
    for kind in rooms::kinds() {
        for record in ledger.of_kind(kind.key()) {
            all.take(record, kind, &view);
        }
    }
    all.finish(&view);
    (all, began.elapsed().as_secs_f64() * 1000.0)
}

fn main() -> Result<(), String> {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let mut ledger = workspace::workspace(count.unwrap_or(50_000), 1)?;
    let recent = Recent::default();
    let (cold, cold_ms) = look(&ledger, &recent);
    let record = ledger.records().next().ok_or("no record")?;
    let edit = Edit {
        record: record.id,
        kind: record.kind,
        path: Path::of("title"),
        value: Text::string("Another title"),
    };
    let stamp = Stamp {
        at: 0,
        by: "".into(),
        note: None,
        random: 1,
    };
    ledger
        .commit(&[edit], &stamp)
        .map_err(|error| error.to_string())?;
    let (_, edit_ms) = look(&ledger, &recent);
    let mut figures = Map::new();
    figures.insert("records".to_owned(), json!(cold.records));
    figures.insert("failed".to_owned(), json!(cold.failed.len()));
    figures.insert("cold".to_owned(), json!(cold_ms.round()));
    figures.insert("after_one_edit".to_owned(), json!(edit_ms.round()));
    println!("{}", serde_json::Value::Object(figures));
    Ok(())
}
