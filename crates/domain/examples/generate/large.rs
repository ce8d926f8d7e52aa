//! One runbook with many steps, and a run of it with many events.

use super::workspace::{Dice, THINGS};
use holdfast_domain::rooms::runbooks::start::{Options, start};
use holdfast_domain::view::View;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Stamp, Text, place};
use serde_json::{Value, json};

/// 2026-11-22 18:00 UTC, in milliseconds since 1970.
const START: i64 = 1_795_370_400_000;
const USER: &str = "Ines Okafor";
const RUNBOOK: Key = Key::new("runbook");
const RUN: Key = Key::new("run");

/// Adds the runbook `RB-LARGE` and its run to a workspace.
pub fn add(ledger: &mut Ledger, steps: usize, events: usize, seed: u64) -> Result<(), String> {
    let mut maker = Maker {
        dice: Dice::new(seed ^ 0x51ab),
        minted: 0,
    };
    let runbook = maker.mint();
    let edits = maker.runbook(runbook, steps)?;
    maker.commit(ledger, &edits)?;
    let mut ids: Vec<Id> = (0..steps + 9).map(|_| maker.mint()).collect();
    let view = View {
        ledger,
        recent: None,
        now: START,
        offset_minutes: 0,
        zones: &holdfast_domain::zone::NO_ZONES,
        user: USER,
        user_id: None,
    };
    let options = Options {
        mode: "exercise",
        title: "Large run".to_owned(),
        occurred: Some(START - 600_000),
        ..Options::default()
    };
    let record = ledger.record(runbook).ok_or("no runbook")?;
    let started = start(record, &view, &options, &mut || {
        ids.pop().unwrap_or_default()
    });
    maker.commit(ledger, &started.edits)?;
    let run = ledger.record(started.run).ok_or("no run")?;
    let items = run.items(Key::new("steps"));
    let worked = items.iter().filter(|item| item.text("kind") != "section");
    let worked: Vec<(Id, bool)> = worked
        .map(|item| (item.id, item.text("kind") == "decision"))
        .collect();
    // The last tenth is still to be done. The start of the run is an event too.
    let done = &worked[..worked.len() - worked.len() / 10];
    let edits = maker.events(started.run, done, events.saturating_sub(1))?;
    maker.commit(ledger, &edits)
}

struct Maker {
    dice: Dice,
    minted: i64,
}

impl Maker {
    fn mint(&mut self) -> Id {
        self.minted += 1;
        let mut random = [0; 16];
        random[..8].copy_from_slice(&self.dice.roll().to_be_bytes());
        random[8..].copy_from_slice(&self.dice.roll().to_be_bytes());
        Id::mint(START + self.minted, random)
    }

    fn commit(&mut self, ledger: &mut Ledger, edits: &[Edit]) -> Result<(), String> {
        let stamp = Stamp {
            at: START + self.minted,
            by: USER.into(),
            note: None,
            random: self.dice.roll(),
        };
        let made = ledger.commit(edits, &stamp);
        made.map(drop).map_err(|error| error.to_string())
    }

    // A section for every ten steps; each tenth section decides between two ways.
    fn runbook(&mut self, id: Id, steps: usize) -> Result<Vec<Edit>, String> {
        let head = json!({
            "code": "RB-LARGE", "title": "Recover everything", "status": "draft",
            "purpose": "As many steps as a whole site has.",
        });
        let mut edits = fields((id, RUNBOOK), None, &head)?;
        let (mut section, mut last, mut before) = (Id::NONE, None, None);
        for n in 0..steps {
            let item = self.mint();
            let thing = THINGS[n / 10 % THINGS.len()];
            let head = n % 10 == 0;
            let step = match (head, n / 10 % 10) {
                (true, 9) => json!({"title": format!("Is the {thing} whole?"), "kind": "decision",
                    "answers": ["no", "yes"]}),
                (true, _) => json!({"title": format!("The {thing}"), "kind": "section"}),
                (false, 9) => json!({"title": format!("Mend the {thing}, part {n}"),
                    "when": if n % 2 == 0 { "yes" } else { "no" },
                    "duration": {"low": 1, "likely": 4, "high": 9}}),
                _ => json!({"title": format!("Step {n}: restart the {thing}"), "kind": "command",
                    "command": format!("systemctl restart unit-{n}"), "language": "sh",
                    "instructions": self.dice.prose(12), "duration": {"low": 1, "likely": 3, "high": 8}}),
            };
            let (key, under) = if head {
                section = item;
                before = None;
                let key = place::between(last.as_deref(), None, item);
                last = Some(key.clone());
                (key, None)
            } else {
                let key = place::between(before.as_deref(), None, item);
                before = Some(key.clone());
                (key, Some(section.to_string()))
            };
            edits.push(Edit {
                record: id,
                kind: RUNBOOK,
                path: Path::item(Key::new("steps"), item, PLACE),
                value: Place { key, under }.to_text(),
            });
            edits.extend(fields((id, RUNBOOK), Some(("steps", item)), &step)?);
        }
        Ok(edits)
    }

    // One step after the other is started and done, with notes between; each names what it follows.
    fn events(
        &mut self,
        run: Id,
        steps: &[(Id, bool)],
        events: usize,
    ) -> Result<Vec<Edit>, String> {
        let mut edits = Vec::new();
        let (each, more) = (events / steps.len().max(1), events % steps.len().max(1));
        for (at, (step, decides)) in steps.iter().enumerate() {
            let count = each + usize::from(at < more);
            let mut after: Option<Id> = None;
            for n in 0..count {
                let what = match n {
                    0 => "started",
                    _ if n + 1 == count => "done",
                    _ => "note",
                };
                let event = self.mint();
                let at = holdfast_ledger::time::print(START + self.minted * 100);
                let mut said =
                    json!({"step": step.to_string(), "what": what, "at": at, "by": USER});
                if what == "note" {
                    said["text"] = self.dice.prose(8).into();
                } else if let Some(after) = after.replace(event) {
                    said["after"] = json!([after.to_string()]);
                }
                if what == "done" && *decides {
                    said["answer"] = "yes".into();
                }
                edits.extend(fields((run, RUN), Some(("events", event)), &said)?);
            }
        }
        Ok(edits)
    }
}

fn fields(
    (record, kind): (Id, Key),
    item: Option<(&'static str, Id)>,
    fields: &Value,
) -> Result<Vec<Edit>, String> {
    let fields = fields.as_object().ok_or("fields are an object")?;
    let edit = |(name, value): (&String, &Value)| {
        let field = Key::of(name);
        let path = match item {
            Some((list, item)) => Path::item(Key::new(list), item, field),
            None => Path::field(field),
        };
        let value = Text::of(value)?;
        Ok(Edit {
            record,
            kind,
            path,
            value,
        })
    };
    fields.iter().map(edit).collect()
}
