//! Times reading a run with many steps and events, natively. Prints one JSON object a line, in
//! milliseconds; with a path behind the numbers it writes the run there as a workspace file.
//!
//! `cargo run --release -p holdfast-domain --example long_run -- 2000 20000 [FILE]`

use holdfast_domain::codec::json::Described;
use holdfast_domain::rooms::runbooks::plan::Plan;
use holdfast_domain::rooms::runbooks::recovery::Recovery;
use holdfast_domain::rooms::runbooks::run::RunView;
use holdfast_domain::rooms::runbooks::{log, streams};
use holdfast_ledger::file::{self, Export};
use holdfast_ledger::record::Place;
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Stamp, Text, time};
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::Instant;

const START: i64 = 1_790_000_000_000;

struct Writer {
    run: Id,
    minted: u64,
    edits: Vec<Edit>,
}

impl Writer {
    fn mint(&mut self) -> Id {
        self.minted += 1;
        Id::mint(START + self.minted as i64, [7; 16])
    }

    fn write(&mut self, path: Path, value: &Value) {
        let value = Text::of(value).unwrap_or_else(|_| Text::null());
        let (record, kind) = (self.run, Key::new("run"));
        self.edits.push(Edit {
            record,
            kind,
            path,
            value,
        });
    }

    fn item(&mut self, list: &'static str, item: Id, fields: &[(&'static str, Value)]) {
        for (name, value) in fields {
            self.write(Path::item(Key::new(list), item, Key::new(name)), value);
        }
    }

    // Sections of forty steps; each step is started and done, then noted on until there are enough.
    fn run(&mut self, steps: usize, events: usize) {
        for (field, value) in [
            ("title", json!("A long night")),
            ("code", json!("RUN-1")),
            ("mode", json!("actual")),
            ("occurred", json!(time::print(START))),
            ("rto", json!(2880)),
        ] {
            self.write(Path::of(field), &value);
        }
        let (mut ids, mut section) = (Vec::new(), Id::NONE);
        for n in 0..steps {
            let step = self.mint();
            let under = (!n.is_multiple_of(40)).then(|| section.to_string());
            let key = format!("{n:06}");
            let place = Place { key, under }.to_text();
            let path = Path::item(Key::new("steps"), step, holdfast_ledger::path::PLACE);
            self.edits.push(Edit {
                record: self.run,
                kind: Key::new("run"),
                path,
                value: place,
            });
            if n.is_multiple_of(40) {
                section = step;
                let title = format!("Part {}", n / 40 + 1);
                self.item(
                    "steps",
                    step,
                    &[("title", json!(title)), ("kind", json!("section"))],
                );
                continue;
            }
            ids.push(step);
            let duration = json!({"low": 2, "likely": 4, "high": 9});
            let title = format!("Do what stands at number {n}");
            self.item(
                "steps",
                step,
                &[("title", json!(title)), ("duration", duration)],
            );
        }
        let start = self.mint();
        self.tell(start, None, "started", 0, &[]);
        // A third of the steps stays open.
        let worked = &ids[..ids.len() * 2 / 3];
        let mut last: Vec<Vec<Id>> = vec![Vec::new(); worked.len()];
        for n in 1..events {
            let (at, round) = (n % worked.len(), n / worked.len());
            let what = ["started", "done"].get(round).copied().unwrap_or("note");
            let event = self.mint();
            let after = std::mem::replace(&mut last[at], vec![event]);
            self.tell(event, Some(worked[at]), what, n as i64 * 5_000, &after);
        }
    }

    fn tell(&mut self, event: Id, step: Option<Id>, what: &str, at: i64, after: &[Id]) {
        let after: Vec<String> = after.iter().map(Id::to_string).collect();
        let at = time::print(START + at);
        let mut fields = vec![
            ("what", json!(what)),
            ("at", json!(at)),
            ("by", json!("Ada")),
            ("after", json!(after)),
        ];
        fields.extend(step.map(|step| ("step", json!(step.to_string()))));
        if what == "note" {
            fields.push(("text", json!("Seen, and it goes on.")));
        }
        self.item("events", event, &fields);
    }
}

fn time<T>(name: &str, mut work: impl FnMut() -> T) -> T {
    let mut best = f64::MAX;
    let mut last = None;
    for _ in 0..5 {
        let began = Instant::now();
        let made = black_box(work());
        best = best.min(began.elapsed().as_secs_f64() * 1000.0);
        last = Some(made);
    }
    println!("{{\"{name}\": {best:.2}}}");
    last.unwrap_or_else(work)
}

fn main() -> Result<(), String> {
    let mut args = std::env::args().skip(1);
    let mut number = |usual| {
        args.next()
            .and_then(|text| text.parse().ok())
            .unwrap_or(usual)
    };
    let (steps, events) = (number(2_000), number(20_000));
    let mut writer = Writer {
        run: Id::mint(START, [7; 16]),
        minted: 0,
        edits: Vec::new(),
    };
    writer.run(steps, events);
    let mut ledger = Ledger::new();
    let stamp = Stamp {
        at: START,
        by: "Ada".into(),
        note: None,
        random: 1,
    };
    let made = ledger.commit(&writer.edits, &stamp);
    made.map_err(|error| error.to_string())?;
    let run = ledger.record(writer.run).ok_or("no run")?;
    let now = START + 100_000_000;
    let view = time("view", || RunView::of(run));
    time("view_again", || RunView::after(run, Some(&view)));
    time("plan", || Plan::of(run));
    time("log", || log::read(run));
    time("recovery", || Recovery::of(&view, now));
    time("streams", || streams::streams(&view));
    println!(
        "{{\"steps\": {}, \"events\": {}}}",
        view.steps.len(),
        view.events.len()
    );
    if let Some(path) = std::env::args().nth(3) {
        std::fs::write(path, workspace_file(&ledger)).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn workspace_file(ledger: &Ledger) -> String {
    let export = Export {
        workspace: None,
        name: "A long night",
        scope: "workspace",
        records: ledger.records().collect(),
        history: None,
        attachments: Vec::new(),
        omit: &|_, _| false,
    };
    file::write(export, &Described)
}
