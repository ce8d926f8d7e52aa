//! Times what service levels take, natively: outages read anew, the figures of a year of all services,
//! and both after one edit. Prints one JSON object, in milliseconds.
//!
//! `cargo run --release -p holdfast-domain --example level_timing -- 500 50000 4`

use holdfast_domain::recent::Recent;
use holdfast_domain::rooms::service_levels::index::Outages;
use holdfast_domain::rooms::service_levels::measure::Level;
use holdfast_domain::rooms::service_levels::periods::Stretch;
use holdfast_domain::rooms::service_levels::{SERVICE_CALENDAR, SERVICE_LEVEL};
use holdfast_domain::rooms::services::SERVICE;
use holdfast_domain::view::View;
use holdfast_domain::zone::{Change, Zone, Zones};
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Stamp, Text, time};
use serde_json::{Map, Value, json};
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 5;
const INCIDENT: Key = Key::new("incident");
/// 22 November 2026, 12:00 UTC.
const NOW: i64 = 1_795_348_800_000;
const MINUTE: i64 = 60_000;

static BERLIN: Zones = Zones::new(|_| {
    let set = [(1_774_746_000_000, 120), (1_792_890_000_000, 60)];
    let set = set.map(|(at, minutes)| Change { at, minutes });
    Some(Zone::new(60, set.to_vec()))
});

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

/// One record: fields, and items of lists.
struct Draft {
    id: Id,
    kind: Key,
    edits: Vec<Edit>,
}

impl Draft {
    fn new(id: Id, kind: Key) -> Self {
        let edits = Vec::new();
        Self { id, kind, edits }
    }

    fn put(&mut self, path: Path, value: &Value) -> Result<(), String> {
        let (record, kind, value) = (self.id, self.kind, Text::of(value)?);
        self.edits.push(Edit {
            record,
            kind,
            path,
            value,
        });
        Ok(())
    }

    fn item(
        &mut self,
        list: &'static str,
        item: Id,
        fields: &[(&'static str, Value)],
    ) -> Result<(), String> {
        for (field, value) in fields {
            self.put(Path::item(Key::new(list), item, Key::new(field)), value)?;
        }
        Ok(())
    }

    fn write(self, ledger: &mut Ledger) -> Result<(), String> {
        let stamp = Stamp {
            at: 0,
            by: "".into(),
            note: None,
            random: 1,
        };
        let made = ledger.commit(&self.edits, &stamp);
        made.map(drop).map_err(|error| error.to_string())
    }
}

const CALENDAR: usize = 1_000;
const LEVELS: usize = 2_000;
const INCIDENTS: usize = 1_000_000;

fn workspace(services: usize, incidents: usize, outages: usize) -> Result<Ledger, String> {
    let mut ledger = Ledger::new();
    let mut calendar = Draft::new(id(CALENDAR), SERVICE_CALENDAR.key());
    calendar.put(Path::of("time_zone"), &json!("Europe/Berlin"))?;
    calendar.put(Path::of("hours"), &json!("Mon–Sat 06:00–22:00"))?;
    calendar.write(&mut ledger)?;
    for n in 0..services {
        let service = id(10_000 + n);
        let mut draft = Draft::new(service, SERVICE.key());
        draft.put(Path::of("title"), &json!(format!("Service {n}")))?;
        draft.write(&mut ledger)?;
        let mut level = Draft::new(id(LEVELS + n), SERVICE_LEVEL.key());
        level.put(Path::of("sort"), &json!("sla"))?;
        level.put(Path::of("services"), &json!([service.to_string()]))?;
        level.item(
            "terms",
            id(20_000 + n),
            &[
                ("from", json!("2025-01-01")),
                ("calendar", json!(id(CALENDAR).to_string())),
                ("availability", json!(99.5)),
            ],
        )?;
        level.item(
            "clocks",
            id(30_000 + n),
            &[("measure", json!("resolution")), ("within", json!(240))],
        )?;
        level.write(&mut ledger)?;
    }
    for n in 0..incidents {
        let begin = NOW - (mixed(n) % (700 * 1440)) as i64 * MINUTE;
        let at = |minutes: i64| json!(time::print(begin + minutes * MINUTE));
        let service = |k: usize| json!(id(10_000 + mixed(n * 8 + k) % services).to_string());
        let mut incident = Draft::new(id(INCIDENTS + n), INCIDENT);
        for (field, value) in [
            ("title", json!(format!("Incident {n}"))),
            ("services", json!([service(0)])),
            ("detected", at(2)),
            ("acknowledged", at(9)),
            ("resolved", at(180)),
            ("state", json!("closed")),
        ] {
            incident.put(Path::of(field), &value)?;
        }
        for k in 0..outages {
            let from = mixed(n + k * 77) as i64 % 60;
            incident.item(
                "outages",
                id(10_000_000 + n * 8 + k),
                &[
                    ("service", service(k)),
                    (
                        "kind",
                        json!(if k % 3 == 2 { "degraded" } else { "outage" }),
                    ),
                    ("from", at(from)),
                    ("to", at(from + 10 + mixed(n * 3 + k) as i64 % 90)),
                ],
            )?;
        }
        incident.write(&mut ledger)?;
    }
    Ok(ledger)
}

fn view<'a>(ledger: &'a Ledger, recent: &'a Recent) -> View<'a> {
    View {
        ledger,
        recent: Some(recent),
        now: NOW,
        offset_minutes: 60,
        zones: &BERLIN,
        user: "",
        user_id: None,
    }
}

/// The months of a year of all services, what was missed in it, and their sum of downtime in hours.
fn year(view: &View<'_>) -> f64 {
    let year = Stretch::read("2026");
    let levels = view
        .live(SERVICE_LEVEL.id)
        .filter_map(|record| Level::of(record, view).ok());
    let each = levels
        .zip(std::iter::repeat(year))
        .filter_map(|(level, year)| {
            let span = level.span(year?);
            let services = level.agreement.services.iter();
            let lines = services.flat_map(|service| level.lines(*service, span));
            Some(
                lines
                    .map(|line| line.kept.normal.down as f64 / 3_600_000.0)
                    .sum::<f64>(),
            )
        });
    each.sum()
}

fn figures(view: &View<'_>) -> usize {
    let rows = view.live(SERVICE_LEVEL.id);
    rows.flat_map(|row| {
        SERVICE_LEVEL
            .figures
            .iter()
            .map(|figure| figure.show(row, view).text.len())
    })
    .sum()
}

fn main() -> Result<(), String> {
    let numbers = std::env::args().skip(1);
    let mut numbers = numbers.filter_map(|text| text.parse().ok());
    let mut next = |usual: usize| numbers.next().unwrap_or(usual);
    let (services, incidents, outages) = (next(500), next(50_000), next(4));
    let mut ledger = workspace(services, incidents, outages)?;
    let mut told = Map::new();
    told.insert("incidents".to_owned(), json!(incidents));
    told.insert("outages".to_owned(), json!(incidents * outages));
    let mut time = |name: &str, work: &mut dyn FnMut() -> f64| {
        let mut best = f64::MAX;
        let mut last = 0.0;
        for _ in 0..ROUNDS {
            let began = Instant::now();
            last = black_box(work());
            best = best.min(began.elapsed().as_secs_f64() * 1000.0);
        }
        told.insert(name.to_owned(), json!((best * 100.0).round() / 100.0));
        last
    };
    time("outages_read_anew", &mut || {
        Outages::kept(&view(&ledger, &Recent::default()))
            .of_service(id(10_000))
            .down
            .len() as f64
    });
    let parts = time("outages_read_ahead", &mut || {
        let recent = Recent::default();
        let view = view(&ledger, &recent);
        (0..1_000)
            .take_while(|_| Outages::ahead(&view, 1_000))
            .count() as f64
    });
    time("year_of_all_services_anew", &mut || {
        year(&view(&ledger, &Recent::default()))
    });
    let recent = Recent::default();
    let hours = time("year_of_all_services", &mut || {
        year(&view(&ledger, &recent))
    });
    time("all_figures_of_all_rows", &mut || {
        figures(&view(&ledger, &recent)) as f64
    });
    time("all_findings_of_all_rows", &mut || {
        let view = view(&ledger, &recent);
        view.live(SERVICE_LEVEL.id)
            .map(|row| (SERVICE_LEVEL.findings)(row, &view).len())
            .sum::<usize>() as f64
    });
    for (name, all) in [
        ("one_after_an_edit", false),
        ("year_of_all_services_after_an_edit", true),
    ] {
        let mut best = f64::MAX;
        for round in 0..ROUNDS {
            let mut edit = Draft::new(id(INCIDENTS + incidents / 2), INCIDENT);
            let to = json!(holdfast_ledger::time::print(NOW - round as i64 * MINUTE));
            edit.item("outages", id(10_000_000 + incidents / 2 * 8), &[("to", to)])?;
            edit.write(&mut ledger)?;
            let began = Instant::now();
            let view = view(&ledger, &recent);
            if all {
                black_box(year(&view));
            } else {
                let row = view.live(SERVICE_LEVEL.id).next();
                black_box(row.map(|row| SERVICE_LEVEL.figures[0].show(row, &view)));
            }
            best = best.min(began.elapsed().as_secs_f64() * 1000.0);
        }
        told.insert(name.to_owned(), json!((best * 100.0).round() / 100.0));
    }
    told.insert("parts_read_ahead".to_owned(), json!(parts));
    told.insert("hours_down".to_owned(), json!(hours.round()));
    let text = serde_json::to_string_pretty(&told).map_err(|error| error.to_string())?;
    println!("{text}");
    Ok(())
}
