//! Times what the plan of a long runbook takes after an edit, natively. Prints one JSON object, in
//! milliseconds.
//!
//! `cargo run --release -p holdfast-domain --example plan_timing -- 2000`

use holdfast_domain::recent::Recent;
use holdfast_domain::rooms::runbooks::RUNBOOK;
use holdfast_domain::rooms::runbooks::crew::Crew;
use holdfast_domain::rooms::runbooks::drawing::{Graph, Scope, usual_scope};
use holdfast_domain::rooms::runbooks::gantt::Chart;
use holdfast_domain::rooms::runbooks::outline;
use holdfast_domain::rooms::runbooks::plan::Plan;
use holdfast_domain::rooms::runbooks::steps::STEPS;
use holdfast_domain::rooms::runbooks::version;
use holdfast_domain::view::View;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Stamp, Text, place};
use serde_json::{Map, Value, json};
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 5;

fn time<T>(figures: &mut Map<String, Value>, name: &str, mut work: impl FnMut() -> T) -> T {
    let mut best = f64::MAX;
    let mut last = None;
    for _ in 0..ROUNDS {
        let began = Instant::now();
        last = Some(black_box(work()));
        best = best.min(began.elapsed().as_secs_f64() * 1000.0);
    }
    figures.insert(name.to_owned(), json!((best * 100.0).round() / 100.0));
    last.unwrap_or_else(work)
}

fn id(n: usize) -> Id {
    let mut random = [0; 16];
    random[..8].copy_from_slice(&(n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    Id::mint(n as i64, random)
}

/// A runbook of sections of 25 steps; every fifth step of a section begins a stream of its own and
/// waits for the end of an earlier section.
fn runbook(count: usize) -> Result<(Ledger, Id), String> {
    let record = id(0);
    let mut edits = Vec::new();
    let mut put = |item: Id, field: Key, value: Text| {
        let path = Path::item(STEPS, item, field);
        edits.push(Edit {
            record,
            kind: RUNBOOK.key(),
            path,
            value,
        });
    };
    let text = |value: Value| Text::of(&value);
    let (mut last, mut section) = (None::<String>, None);
    for n in 1..=count {
        let item = id(n);
        let heads = n % 26 == 1;
        if heads {
            section = None;
        }
        let key = place::between(last.as_deref(), None, item);
        let under = section.map(|id: Id| id.to_string());
        put(
            item,
            PLACE,
            Place {
                key: key.clone(),
                under,
            }
            .to_text(),
        );
        put(item, Key::new("title"), Text::string("Restore the service"));
        let role = id(1_000_000 + n % 7).to_string();
        put(item, Key::new("role"), Text::string(&role));
        last = Some(key);
        if heads {
            section = Some(item);
            put(item, Key::new("kind"), Text::string("section"));
            continue;
        }
        let low = n % 20 + 1;
        put(
            item,
            Key::new("duration"),
            text(json!({"low": low, "likely": low + 5, "high": low * 4 + 9}))?,
        );
        if n % 5 == 0 && n > 60 {
            put(
                item,
                Key::new("predecessors"),
                text(json!([id(n - 52).to_string()]))?,
            );
        }
    }
    let mut ledger = Ledger::new();
    let stamp = Stamp {
        at: 0,
        by: "".into(),
        note: None,
        random: 1,
    };
    ledger
        .commit(&edits, &stamp)
        .map_err(|error| format!("{error:?}"))?;
    Ok((ledger, record))
}

/// A duration is changed, again and again: committing it, and the plan that is kept.
fn edits(
    ledger: &mut Ledger,
    record: Id,
    count: usize,
    figures: &mut Map<String, Value>,
) -> Result<(), String> {
    let recent = Recent::default();
    let mut best = [f64::MAX; 2];
    for n in 0..4 * ROUNDS {
        let value = json!({"low": 1, "likely": n + 2, "high": n + 90});
        let path = Path::item(STEPS, id(count / 2), Key::new("duration"));
        let edit = Edit {
            record,
            kind: RUNBOOK.key(),
            path,
            value: Text::of(&value)?,
        };
        let stamp = Stamp {
            at: 0,
            by: "".into(),
            note: None,
            random: 1,
        };
        let began = Instant::now();
        ledger
            .commit(&[edit], &stamp)
            .map_err(|error| format!("{error:?}"))?;
        let committed = Instant::now();
        let view = View {
            ledger,
            recent: Some(&recent),
            now: 0,
            offset_minutes: 0,
            zones: &holdfast_domain::zone::NO_ZONES,
            user: "",
            user_id: None,
        };
        let found = ledger.record(record).ok_or("the runbook was written")?;
        black_box(Plan::kept(found, &view));
        let read = Instant::now();
        let took = [committed - began, read - committed].map(|took| took.as_secs_f64() * 1000.0);
        best = [best[0].min(took[0]), best[1].min(took[1])];
    }
    for (name, best) in [("commit", best[0]), ("read_again", best[1])] {
        figures.insert(name.to_owned(), json!((best * 100.0).round() / 100.0));
    }
    Ok(())
}

fn main() -> Result<(), String> {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let count = count.unwrap_or(2000);
    let (mut ledger, id) = runbook(count)?;
    let mut figures = Map::new();
    figures.insert("steps".to_owned(), json!(count));
    edits(&mut ledger, id, count, &mut figures)?;
    let record = ledger.record(id).ok_or("the runbook was written")?;
    let view = View {
        ledger: &ledger,
        recent: None,
        now: 0,
        offset_minutes: 0,
        zones: &holdfast_domain::zone::NO_ZONES,
        user: "",
        user_id: None,
    };
    time(&mut figures, "items", || record.items(STEPS));
    time(&mut figures, "add", || {
        outline::add(record, Some(self::id(7)), self::id(count + 1))
    });
    time(&mut figures, "findings", || {
        (RUNBOOK.findings)(record, &view)
    });
    time(&mut figures, "figures", || {
        let figures = RUNBOOK.figures.iter();
        figures
            .map(|figure| figure.show(record, &view))
            .collect::<Vec<_>>()
    });
    time(&mut figures, "fingerprint", || version::content(record));
    let plan = time(&mut figures, "read", || Plan::whole(record, &view));
    let length = time(&mut figures, "critical_path", || plan.length());
    let chart = time(&mut figures, "bars", || Chart::of(&plan));
    let chart = chart.map_err(|circle| format!("{circle:?}"))?;
    time(&mut figures, "crew", || Crew::of(&plan, &chart, &view));
    time(&mut figures, "graph_as_shown", || {
        Graph::of(&plan, Some(&chart), usual_scope(&plan))
    });
    let graph = time(&mut figures, "graph_of_all", || {
        Graph::of(&plan, Some(&chart), Scope::All)
    });
    figures.insert("edges".to_owned(), json!(graph.links.len()));
    let steps = length.map_err(|circle| format!("{circle:?}"))?.path.len();
    figures.insert("critical_steps".to_owned(), json!(steps));
    let text = serde_json::to_string_pretty(&figures).map_err(|error| error.to_string())?;
    println!("{text}");
    Ok(())
}
