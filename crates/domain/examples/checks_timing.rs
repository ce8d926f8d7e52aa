//! Times what the continuity checks take, natively: over a whole workspace from cold, and again after one
//! edit of a record of each kind. Prints one JSON object, in milliseconds.
//!
//! `cargo run --release -p holdfast-domain --example checks_timing -- 50000`

#[expect(dead_code, reason = "one workspace is timed here, not two")]
#[path = "generate/workspace.rs"]
mod workspace;

use holdfast_domain::recent::Recent;
use holdfast_domain::rooms::readiness::Readiness;
use holdfast_domain::rooms::readiness::kept::Kept;
use holdfast_domain::view::View;
use holdfast_domain::zone::Zones;
use holdfast_ledger::{Edit, Ledger, Path, Stamp, Text};
use serde_json::{Map, json};
use std::time::Instant;

static NO_ZONES: Zones = Zones::new(|_| None);

fn view<'a>(ledger: &'a Ledger, recent: &'a Recent) -> View<'a> {
    View {
        ledger,
        recent: Some(recent),
        now: 1_795_348_800_000,
        offset_minutes: 0,
        zones: &NO_ZONES,
        user: "",
        user_id: None,
    }
}

fn look(ledger: &Ledger, recent: &Recent) -> (Readiness, f64) {
    let view = view(ledger, recent);
    let began = Instant::now();
    Kept::work(&view, || true);
    let all = Kept::known(&view).map(|kept| kept.readiness(None, &view));
    let took = began.elapsed().as_secs_f64() * 1000.0;
    (all.unwrap_or_default(), took)
}

fn looks(ledger: &Ledger, recent: &Recent) -> u64 {
    Kept::known(&view(ledger, recent)).map_or(0, |kept| kept.looks())
}

fn main() -> Result<(), String> {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let mut ledger = workspace::workspace(count.unwrap_or(50_000), 1)?;
    let recent = Recent::default();
    let (cold, cold_ms) = look(&ledger, &recent);
    let mut figures = Map::new();
    figures.insert("records".to_owned(), json!(cold.records));
    figures.insert("failed".to_owned(), json!(cold.failed.len()));
    figures.insert("cold".to_owned(), json!(cold_ms.round()));
    for (random, kind) in (1..).zip(ledger.kinds()) {
        let record = ledger.of_kind(kind).next().ok_or("no record")?.id;
        let looked = looks(&ledger, &recent);
        let edit = Edit {
            record,
            kind,
            path: Path::of("title"),
            value: Text::string("Another title"),
        };
        let stamp = Stamp {
            at: 0,
            by: "".into(),
            note: None,
            random,
        };
        let done = ledger.commit(&[edit], &stamp);
        done.map_err(|error| error.to_string())?;
        let (_, ms) = look(&ledger, &recent);
        let looked = looks(&ledger, &recent) - looked;
        let told = json!({"ms": (ms * 10.0).round() / 10.0, "looked_at": looked});
        figures.insert(format!("after_one_edit_of_{kind}"), told);
    }
    println!("{}", serde_json::Value::Object(figures));
    Ok(())
}
