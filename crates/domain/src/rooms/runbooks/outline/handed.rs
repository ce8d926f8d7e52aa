//! What a section or step says of when it applies holds for all that stands under it. Where that
//! leaves it, because it is removed or by moving out, it takes the condition along: a step that was
//! for one answer only must not come to be done whatever is decided.

use super::{Outline, Turn};
use crate::rooms::runbooks::steps::STEPS;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text};

/// What a step says of when it applies: the answer, and the mode.
pub(in crate::rooms::runbooks) const CONDITIONS: [&str; 2] = ["when", "only"];

impl Outline<'_> {
    fn condition(&self, step: Id, field: &'static str) -> Option<&Text> {
        let handed = self.handed.get(&(step, field));
        let said = handed.or_else(|| self.value(step, field))?;
        (!said.plain().trim().is_empty()).then_some(said)
    }

    /// A step leaves another that stays behind or goes: it says now what held for it there. One that
    /// says something else of its own keeps that, but for the answer to a decision that it leaves,
    /// which would be taken for one of the decision around that.
    pub(super) fn hand_on(&mut self, from: Id, to: Id, edits: &mut Vec<Edit>) {
        let of_decision = self
            .value(from, "kind")
            .is_some_and(|kind| kind.plain() == "decision");
        for field in CONDITIONS {
            let Some(outer) = self.condition(from, field).cloned() else {
                continue;
            };
            let own = self.condition(to, field);
            let replaced = field == "when" && of_decision && own != Some(&outer);
            if own.is_none() || replaced {
                edits.push(self.edit(to, Key::new(field), outer.clone()));
                self.handed.insert((to, field), outer);
            }
        }
    }

    /// Whether nothing is said of a step yet: whoever moves it out while writing means to begin
    /// something else.
    pub(super) fn is_new(&self, step: Id) -> bool {
        self.under(Some(step)).is_empty()
            && self
                .value(step, "title")
                .is_none_or(|title| title.plain().trim().is_empty())
    }
}

/// What became of steps that left one that is removed or that they stood under, as far as edits say
/// it: how many moved up, what they say now, and which keep a condition of their own. `None` where
/// nothing of that needs a word.
pub fn told(record: &Record, turn: Turn, chosen: &[Id], edits: &[Edit]) -> Option<String> {
    if !matches!(turn, Turn::Remove | Turn::Outdent) {
        return None;
    }
    let of = |field: &str| {
        let about = edits
            .iter()
            .filter(|edit| edit.path.is_item() && edit.path.field.as_str() == field);
        about.collect::<Vec<_>>()
    };
    let mut said: Vec<String> = Vec::new();
    let moved = of(PLACE.as_str()).len();
    if turn == Turn::Remove && moved > 0 {
        said.push(format!("{} below moved up", count(moved)));
    }
    for (field, word) in [("when", "only if "), ("only", "")] {
        let mut handed = of(field);
        while let Some(value) = handed.first().map(|edit| edit.value.clone()) {
            let (same, rest): (Vec<&Edit>, Vec<&Edit>) =
                handed.into_iter().partition(|edit| edit.value == value);
            handed = rest;
            let words = match (field, &*value.plain()) {
                ("only", "actual") => "in earnest only".to_owned(),
                ("only", _) => "exercise only".to_owned(),
                (_, answer) => format!("{word}{answer}"),
            };
            said.push(format!("{} now “{words}”", count_is(same.len())));
        }
    }
    let kept = of(PLACE.as_str())
        .into_iter()
        .filter(|place| keeps_another(record, place.path.item, turn, chosen, edits));
    let kept = kept.count();
    if kept > 0 {
        let verb = if kept == 1 { "keeps" } else { "keep" };
        said.push(format!(
            "{} {verb} another condition: look at it",
            count(kept)
        ));
    }
    (!said.is_empty()).then(|| said.join("; "))
}

// Whether a step that moved says something else of when it applies than what it left, or spoke of a
// decision that it left.
fn keeps_another(record: &Record, step: Id, turn: Turn, chosen: &[Id], edits: &[Edit]) -> bool {
    let value = |step: Id, field| {
        let said = record.value(Path::item(STEPS, step, Key::new(field)));
        said.map(|said| said.plain().trim().to_owned())
            .filter(|said| !said.is_empty())
    };
    let items = record.loose_items(STEPS).find(|item| item.id == step);
    let from = items.and_then(|item| item.place().under?.parse::<Id>().ok());
    let Some(from) = from.filter(|from| turn == Turn::Outdent || chosen.contains(from)) else {
        return false;
    };
    CONDITIONS.iter().any(|&field| {
        let Some(own) = value(step, field) else {
            return false;
        };
        let stays = !edits
            .iter()
            .any(|edit| edit.path.item == step && edit.path.field.as_str() == field);
        let answers = field == "when" && value(from, "kind").is_some_and(|kind| kind == "decision");
        let outer = value(from, field);
        stays && (answers || outer.is_some_and(|outer| outer != own))
    })
}

fn count(steps: usize) -> String {
    if steps == 1 {
        "1 step".to_owned()
    } else {
        format!("{steps} steps")
    }
}

fn count_is(steps: usize) -> String {
    let verb = if steps == 1 { "is" } else { "are" };
    format!("{} {verb}", count(steps))
}
