//! Times what conflicts, free times, calendar and figures of changes take, natively. Prints one JSON
//! object, in milliseconds.
//!
//! `cargo run --release -p holdfast-domain --example changes_timing -- 10000`

use holdfast_domain::recent::Recent;
use holdfast_domain::rooms::changes::calendar::{Range, entries};
use holdfast_domain::rooms::changes::conflicts::conflicts;
use holdfast_domain::rooms::changes::metrics::{By, rows};
use holdfast_domain::rooms::changes::plans::Plans;
use holdfast_domain::rooms::changes::slots::free;
use holdfast_domain::rooms::changes::{CALENDAR_WINDOW, CHANGE};
use holdfast_domain::rooms::services::SERVICE;
use holdfast_domain::view::View;
use holdfast_ledger::time::{parse, print};
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Stamp, Text};
use serde_json::{Map, Value, json};
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 5;
const HOUR: i64 = 3_600_000;
const SERVICES: usize = 500;

fn time<T>(figures: &mut Map<String, Value>, name: &str, mut work: impl FnMut() -> T) {
    let mut best = f64::MAX;
    for _ in 0..ROUNDS {
        let began = Instant::now();
        black_box(work());
        best = best.min(began.elapsed().as_secs_f64() * 1000.0);
    }
    figures.insert(name.to_owned(), json!((best * 100.0).round() / 100.0));
}

fn id(n: usize) -> Id {
    let mut random = [0; 16];
    random[..8].copy_from_slice(&(n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    Id::mint(n as i64, random)
}

/// Some numbers that look random and are the same each time.
fn mixed(n: usize) -> usize {
    let mut z = (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((z ^ (z >> 31)) >> 16) as usize
}

struct Writer(Ledger);

impl Writer {
    fn put(
        &mut self,
        record: Id,
        kind: Key,
        fields: &[(&'static str, Value)],
    ) -> Result<(), String> {
        let edit = |(field, value): &(&'static str, Value)| {
            let value = Text::of(value)?;
            Ok(Edit {
                record,
                kind,
                path: Path::of(field),
                value,
            })
        };
        let edits: Result<Vec<Edit>, String> = fields.iter().map(edit).collect();
        let stamp = Stamp {
            at: 0,
            by: "".into(),
            note: None,
            random: 7,
        };
        let done = self.0.commit(&edits?, &stamp);
        done.map(drop).map_err(|error| format!("{error:?}"))
    }
}

/// Changes of two services each, spread over two years around now; a fifth of them is over.
fn written(count: usize, now: i64) -> Result<Ledger, String> {
    let mut writer = Writer(Ledger::new());
    for n in 0..SERVICES {
        writer.put(
            id(n),
            SERVICE.key(),
            &[("title", json!(format!("Service {n}")))],
        )?;
    }
    for n in 0..count {
        let start = now + (mixed(n) % (2 * 365 * 24)) as i64 * HOUR - 146 * 24 * HOUR;
        let over = start + 4 * HOUR < now;
        let services =
            [mixed(n + 1) % SERVICES, mixed(n + 2) % SERVICES].map(|at| id(at).to_string());
        writer.put(
            id(100_000 + n),
            CHANGE.key(),
            &[
                ("title", json!(format!("Change {n}"))),
                ("type", json!("normal")),
                ("state", json!(if over { "closed" } else { "scheduled" })),
                ("outcome", json!("successful")),
                ("category", json!(format!("category {}", n % 12))),
                ("services", json!(services)),
                (
                    "window",
                    json!({"start": print(start), "end": print(start + 4 * HOUR)}),
                ),
            ],
        )?;
    }
    for n in 0..40 {
        let start = now - 400 * 24 * HOUR + n as i64 * HOUR;
        writer.put(
            id(200_000 + n),
            CALENDAR_WINDOW.key(),
            &[
                ("title", json!(format!("Window {n}"))),
                (
                    "sort",
                    json!(if n % 4 == 0 { "freeze" } else { "maintenance" }),
                ),
                ("services", json!([id(mixed(n) % SERVICES).to_string()])),
                ("from", json!(print(start))),
                ("to", json!(print(start + 6 * HOUR))),
                ("repeats", json!({"every": "weekly", "days": ["tu", "su"]})),
            ],
        )?;
    }
    Ok(writer.0)
}

fn seen<'a>(ledger: &'a Ledger, recent: Option<&'a Recent>, now: i64) -> View<'a> {
    View {
        ledger,
        recent,
        now,
        offset_minutes: 60,
        user: "",
        user_id: None,
        zones: &holdfast_domain::zone::NO_ZONES,
    }
}

fn main() -> Result<(), String> {
    let count = std::env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(10_000);
    let now = parse("2026-11-22T12:00:00.000Z").ok_or("a time")?;
    let mut ledger = written(count, now)?;
    let mut figures = Map::new();
    let recent = Recent::default();
    time(&mut figures, "index_ms", || {
        Plans::kept(&seen(&ledger, None, now))
    });
    let one = |ledger: &Ledger, n: usize| ledger.record(id(100_000 + mixed(n) % count)).cloned();
    let planned = (0..10_000)
        .filter_map(|n| one(&ledger, n))
        .filter(|change| change.text("state") == "scheduled");
    let changes: Vec<_> = planned.take(100).collect();
    conflicts(&changes[0], &seen(&ledger, Some(&recent), now));
    time(&mut figures, "conflicts_of_100_ms", || {
        let view = seen(&ledger, Some(&recent), now);
        changes
            .iter()
            .map(|change| conflicts(change, &view).len())
            .sum::<usize>()
    });
    let mut n = 0;
    let mut after = f64::MAX;
    for _ in 0..ROUNDS {
        n += 1;
        let edit = Edit {
            record: changes[0].id,
            kind: CHANGE.key(),
            path: Path::of("notes"),
            value: Text::string(&n.to_string()),
        };
        let stamp = Stamp {
            at: 0,
            by: "".into(),
            note: None,
            random: 7,
        };
        ledger
            .commit(&[edit], &stamp)
            .map_err(|error| format!("{error:?}"))?;
        let began = Instant::now();
        black_box(conflicts(&changes[0], &seen(&ledger, Some(&recent), now)));
        after = after.min(began.elapsed().as_secs_f64() * 1000.0);
    }
    figures.insert(
        "conflicts_after_an_edit_ms".into(),
        json!((after * 100.0).round() / 100.0),
    );
    let view = seen(&ledger, Some(&recent), now);
    time(&mut figures, "free_times_ms", || free(&changes[1], &view));
    let month = Range {
        from: now,
        until: now + 42 * 24 * HOUR,
    };
    time(&mut figures, "calendar_of_six_weeks_ms", || {
        entries(month, &view).len()
    });
    time(&mut figures, "metrics_by_category_ms", || {
        rows(By::Category, &view).len()
    });
    figures.insert("changes".into(), json!(count));
    println!("{}", Value::Object(figures));
    Ok(())
}
