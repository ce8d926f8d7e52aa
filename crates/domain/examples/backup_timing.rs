//! Times what backups take, natively: all jobs read anew, and how all data sets are covered, by policy
//! and day, then the same after one more job. Prints one JSON object, in milliseconds.
//!
//! `cargo run --release -p holdfast-domain --example backup_timing -- 100000 200`

use holdfast_domain::recent::Recent;
use holdfast_domain::rooms::backups::{BACKUP_JOB, BACKUP_POLICY, Backups};
use holdfast_domain::rooms::services::SERVICE;
use holdfast_domain::view::View;
use holdfast_domain::zone::Zones;
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Stamp, Text, time};
use serde_json::{Map, Value, json};
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 5;
/// 22 November 2026, 12:00 UTC.
const NOW: i64 = 1_795_348_800_000;
const HOUR: i64 = 3_600_000;

static NONE: Zones = Zones::new(|_| None);

fn id(n: usize) -> Id {
    let mut random = [0; 16];
    random[..8].copy_from_slice(&(n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    Id::mint(n as i64, random)
}

fn write(
    ledger: &mut Ledger,
    record: Id,
    kind: Key,
    fields: &[(&'static str, Value)],
) -> Result<(), String> {
    let edits = fields.iter().map(|(field, value)| {
        Ok(Edit {
            record,
            kind,
            path: Path::of(field),
            value: Text::of(value)?,
        })
    });
    let stamp = Stamp {
        at: 0,
        by: "".into(),
        note: None,
        random: 1,
    };
    let made = ledger.commit(&edits.collect::<Result<Vec<_>, String>>()?, &stamp);
    made.map(drop).map_err(|error| error.to_string())
}

const SETS: usize = 1_000;
const POLICIES: usize = 10_000;
const JOBS: usize = 1_000_000;

fn job(ledger: &mut Ledger, n: usize, policies: usize) -> Result<(), String> {
    let (policy, back) = (n % policies, (n / policies) as i64);
    let began = NOW - back * HOUR - HOUR / 2;
    let at = |minute: i64| json!(time::print(began + minute * 60_000));
    let result = if n.is_multiple_of(97) {
        "failed"
    } else {
        "success"
    };
    let fields = [
        ("title", json!(format!("Job {n}"))),
        ("policy", json!(id(POLICIES + policy).to_string())),
        ("started", at(0)),
        ("ended", at(5 + n as i64 % 20)),
        ("result", json!(result)),
        ("size", json!(n % 300)),
        ("errors", json!(0)),
        ("verified", json!(n.is_multiple_of(24))),
        ("reference", json!(format!("run/{n}"))),
    ];
    write(ledger, id(JOBS + n), BACKUP_JOB.key(), &fields)
}

fn workspace(jobs: usize, policies: usize) -> Result<Ledger, String> {
    let mut ledger = Ledger::new();
    for n in 0..policies {
        let set = [
            ("title", json!(format!("Data {n}"))),
            ("node", json!("data")),
            ("rpo", json!(240)),
        ];
        write(&mut ledger, id(SETS + n), SERVICE.key(), &set)?;
        let policy = [
            ("service", json!(id(SETS + n).to_string())),
            ("interval", json!(60)),
            ("anchor", json!(time::print(NOW - 60 * 24 * HOUR))),
        ];
        write(&mut ledger, id(POLICIES + n), BACKUP_POLICY.key(), &policy)?;
    }
    for n in 0..jobs {
        job(&mut ledger, n, policies)?;
    }
    Ok(ledger)
}

fn view<'a>(ledger: &'a Ledger, recent: &'a Recent) -> View<'a> {
    View {
        ledger,
        recent: Some(recent),
        now: NOW,
        offset_minutes: 60,
        zones: &NONE,
        user: "",
        user_id: None,
    }
}

/// How all data sets are covered, what was missed, and all jobs by day.
fn all(view: &View<'_>) -> usize {
    let backups = Backups::of(view);
    let covered = backups
        .data_sets()
        .into_iter()
        .map(|set| backups.coverage(set, view));
    let aged = covered.filter(|set| set.age.is_some()).count();
    let missed: usize = backups
        .missed(NOW)
        .iter()
        .map(|missing| missing.count)
        .sum();
    aged + missed + backups.by_day(view).len()
}

fn main() -> Result<(), String> {
    let numbers = std::env::args().skip(1);
    let mut numbers = numbers.filter_map(|text| text.parse().ok());
    let mut next = |usual: usize| numbers.next().unwrap_or(usual);
    let (jobs, policies) = (next(100_000), next(200));
    let mut ledger = workspace(jobs, policies)?;
    let mut told = Map::new();
    told.insert("jobs".to_owned(), json!(jobs));
    let mut time = |name: &str, work: &mut dyn FnMut() -> Result<usize, String>| {
        let mut best = f64::MAX;
        for _ in 0..ROUNDS {
            let began = Instant::now();
            black_box(work()?);
            best = best.min(began.elapsed().as_secs_f64() * 1000.0);
        }
        told.insert(name.to_owned(), json!((best * 100.0).round() / 100.0));
        Ok::<(), String>(())
    };
    time("all_anew", &mut || {
        Ok(all(&view(&ledger, &Recent::default())))
    })?;
    let recent = Recent::default();
    time("all_kept", &mut || Ok(all(&view(&ledger, &recent))))?;
    let mut best = f64::MAX;
    for round in 0..ROUNDS {
        job(&mut ledger, jobs + round, policies)?;
        let began = Instant::now();
        black_box(all(&view(&ledger, &recent)));
        best = best.min(began.elapsed().as_secs_f64() * 1000.0);
    }
    told.insert(
        "all_after_one_more_job".to_owned(),
        json!((best * 100.0).round() / 100.0),
    );
    let text = serde_json::to_string_pretty(&told).map_err(|error| error.to_string())?;
    println!("{text}");
    Ok(())
}
