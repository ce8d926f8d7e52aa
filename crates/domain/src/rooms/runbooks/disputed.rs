//! What people dispute of a runbook's steps, in words: a run, a sheet of paper and the wall must not
//! take one side as if it were the only one (M5, M7, M8).

use super::outline::handed::CONDITIONS;
use super::start;
use super::steps::{self, STEPS};
use crate::conflicts::{self, Conflict};
use crate::register::{field_label, words_in};
use crate::rooms;
use crate::view::View;
use holdfast_ledger::conflict::{self, Conflict as Held};
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::{Item, Place};
use holdfast_ledger::{Id, Key, Path, Record};

/// The field of a run's step that keeps what was disputed of it when the run was started.
pub const DISPUTED: &str = "disputed";

/// The disputed steps of a record, each with what stands against what it shows:
/// `Title: also “Halt”; removed by one, edited by another`.
pub fn all(record: &Record, view: &View<'_>) -> Vec<(Id, String)> {
    let mut found: Vec<(Id, String)> = Vec::new();
    for held in conflict::of(record) {
        for step in steps_of(&held) {
            let words = words(record, &held, view);
            match found.iter_mut().find(|(id, _)| *id == step) {
                Some((_, said)) => said.extend(["; ", &words]),
                None => found.push((step, words)),
            }
        }
    }
    found
}

/// What is disputed of one step: as a run froze it, and what is in conflict now. Empty for nothing.
pub fn of_step(record: &Record, step: Id, view: &View<'_>) -> String {
    let frozen = record.value(Path::item(STEPS, step, Key::new(DISPUTED)));
    let mut said = frozen
        .map(|said| said.plain().into_owned())
        .unwrap_or_default();
    if view.ledger.conflicts_in(record.id) > 0 {
        let now = all(record, view).into_iter().find(|(id, _)| *id == step);
        if let Some((_, words)) = now {
            let gap = if said.is_empty() { "" } else { "; " };
            said.extend([gap, &words]);
        }
    }
    said
}

/// What somebody should know before a run of a runbook is started, one line for each: what is
/// disputed of it and of the runbooks that are worked through in it, and which steps lost the
/// condition that they stood under.
pub fn before_start(runbook: &Record, view: &View<'_>) -> Vec<String> {
    let inner = start::included(runbook, view);
    let mut found = Vec::new();
    for record in std::iter::once(runbook).chain(inner) {
        let of = if record.id == runbook.id {
            String::new()
        } else {
            [&view.name(record), ": "].concat()
        };
        let steps = steps::read(record);
        let name = |id: Id| {
            let step = steps.iter().find(|step| step.id == id);
            step.map(steps::Step::name).unwrap_or_default()
        };
        let disputed = all(record, view).into_iter();
        found.extend(disputed.map(|(id, said)| [&of, &name(id), ": ", &said].concat()));
        for held in conflict::of(record) {
            if steps_of(&held).is_empty() && conflict_is_said(&held) {
                let about = Conflict::Held(held.clone());
                let label = conflicts::label(record, &about, view);
                found.push([&of, &label, ": ", &also(record, &held, view)].concat());
            }
        }
        for (step, item) in steps.iter().zip(record.items(STEPS)) {
            if let Some(lost) = lost_condition(&item) {
                let words = ": it stood under a section that was removed, ";
                found.push([&of, &step.name(), words, &lost].concat());
            }
        }
    }
    found
}

/// The condition of a section that an item stood under and that is removed, where somebody worked on
/// the item apart: it stands at the top now, and says nothing of its own. `only if no`.
pub fn lost_condition(item: &Item<'_>) -> Option<String> {
    if item.parent.is_some() {
        return None;
    }
    let record = item.record;
    let mut under = item.place().under;
    // No outline is deeper; a hostile file must not lead round and round.
    for _ in 0..64 {
        let above: Id = under?.parse().ok()?;
        if record.has_item(STEPS, above) {
            return None;
        }
        let value = |field| record.value(Path::item(STEPS, above, field));
        for field in CONDITIONS {
            let said = value(Key::new(field)).map(|said| said.plain().trim().to_owned());
            let said = said.filter(|said| !said.is_empty() && item.text(field).trim().is_empty());
            if let Some(said) = said {
                return Some(match (field, &*said) {
                    ("when", answer) => ["only if ", answer].concat(),
                    (_, "actual") => "in earnest only".to_owned(),
                    _ => "exercise only".to_owned(),
                });
            }
        }
        under = value(PLACE).and_then(|place| place.get::<Place>()?.under);
    }
    None
}

// The steps that a conflict is about.
fn steps_of(held: &Held) -> Vec<Id> {
    match held {
        Held::Values(path) | Held::OneDot(path) if path.is_item() && path.list == STEPS => {
            vec![path.item]
        }
        Held::Moved(list, id) | Held::Removed(list, id) if *list == STEPS => vec![*id],
        Held::Circle(list, ids) if *list == STEPS => ids.clone(),
        _ => Vec::new(),
    }
}

// What a run takes over beside its steps: texts of the runbook, and its variables.
fn conflict_is_said(held: &Held) -> bool {
    matches!(held, Held::Values(_) | Held::OneDot(_) | Held::Removed(..))
}

fn words(record: &Record, held: &Held, view: &View<'_>) -> String {
    let kind = rooms::kind(record.kind.as_str());
    match held {
        Held::Values(path) | Held::OneDot(path) => {
            // In the table of steps the title's column is called after the steps.
            let label = match path.field.as_str() {
                "title" => "Title".to_owned(),
                _ => field_label(kind, *path),
            };
            [&label, ": ", &also(record, held, view)].concat()
        }
        _ => also(record, held, view),
    }
}

// What stands against what is shown.
fn also(record: &Record, held: &Held, view: &View<'_>) -> String {
    let kind = rooms::kind(record.kind.as_str());
    match held {
        Held::Values(path) | Held::OneDot(path) => {
            let values = record.slot(*path).map_or(&[][..], |slot| &slot.values);
            let mut others: Vec<String> = Vec::new();
            for value in values.iter().filter(|value| value.text != values[0].text) {
                let said = match words_in(record, *path, Some(&value.text), kind, view) {
                    none if none.is_empty() => "empty".to_owned(),
                    said => format!("“{said}”"),
                };
                if !others.contains(&said) {
                    others.push(said);
                }
            }
            format!("also {}", others.join(", "))
        }
        Held::Moved(..) => "moved to two places".to_owned(),
        Held::Circle(..) => "moved below itself by two people".to_owned(),
        Held::Removed(..) | Held::Deleted => "removed by one, edited by another".to_owned(),
    }
}
