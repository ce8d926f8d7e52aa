//! Steps out of text: a list, Markdown, or plain lines.

use super::Outline;
use crate::codec::markdown::records::{Linked, fields, flags, flatten, named, predecessors};
use crate::codec::markdown::{self, StepDraft, StepKind};
use crate::rooms::runbooks::RUNBOOK;
use crate::rooms::runbooks::quick::{self, Now, Quick, Roles};
use crate::rooms::runbooks::steps::PREDECESSORS;
use crate::view::View;
use holdfast_ledger::{Edit, Id, Key, Text, place};
use std::collections::{BTreeMap, HashMap};

impl Outline<'_> {
    /// Adds the steps that a text holds after a step, each line or, if the text is Markdown,
    /// each list item, heading and command one of them, with all that it says of them. Gives the
    /// edits and the last step on the outermost level; `None` when the text holds no step.
    pub fn paste(
        &self,
        after: Option<Id>,
        text: &str,
        view: &View<'_>,
        mint: &mut dyn FnMut() -> Id,
    ) -> Option<(Vec<Edit>, Id)> {
        let drafts = drafts(text);
        let mut flat = Vec::new();
        flatten(&drafts, None, &mut flat);
        let ids: Vec<Id> = flat.iter().map(|_| mint()).collect();
        // A text that was exported names its steps; here they are new ones.
        let mut known: BTreeMap<&str, Id> = BTreeMap::new();
        for ((step, _), id) in flat.iter().zip(&ids) {
            if let Some(name) = &step.id {
                known.entry(name).or_insert(*id);
            }
        }
        let (under, after) = self.spot(after);
        let (last, next) = self.room(under, after);
        let mut lasts: HashMap<Option<usize>, String> = HashMap::new();
        lasts.extend(last.map(|last| (None, last.to_owned())));
        let mut edits = Vec::new();
        let mut newest = None;
        let mut roles = Roles::of(view);
        let mut decisions = Decisions::default();
        for ((step, parent), id) in flat.iter().zip(&ids) {
            let quick = marks(step, &roles, decisions.around(*parent));
            let is_top = parent.is_none();
            let parent = &decisions.put(step, *parent, quick.as_ref());
            let above = parent.and_then(|at| ids.get(at).copied());
            let next = next.filter(|_| above.is_none());
            let key = place::between(lasts.get(parent).map(String::as_str), next, *id);
            edits.push(self.place(*id, above.or(under), key.clone()));
            self.write(*id, step, view, &mut edits);
            edits.extend(
                quick
                    .into_iter()
                    .flat_map(|quick| quick.edits(self.record, *id, view, &mut roles, mint)),
            );
            if step.after.is_some() {
                let first = predecessors(step, &known);
                edits.push(self.edit(*id, Key::new(PREDECESSORS), first));
            }
            lasts.insert(*parent, key);
            newest = if is_top { Some(*id) } else { newest };
        }
        edits.extend(self.parted_at(under, after));
        Some((edits, newest?))
    }

    // What a draft says about a step. Nothing is created for names that stand for no record.
    fn write(&self, id: Id, step: &StepDraft, view: &View<'_>, edits: &mut Vec<Edit>) {
        let linked = Linked {
            role: named(view, "role", &step.role, None),
            runbook: named(view, RUNBOOK.id, &step.runbook, None),
            service: named(view, "service", &step.service, None),
        };
        let said = fields(step, linked).into_iter();
        edits.extend(
            said.filter(|(_, value)| !value.is_null())
                .map(|(field, value)| self.edit(id, Key::new(field), value)),
        );
        for (field, _) in flags(step).into_iter().filter(|(_, set)| *set) {
            edits.extend(Text::of(&true).map(|on| self.edit(id, Key::new(field), on)));
        }
    }
}

// The decisions among steps that come one after the other.
#[derive(Default)]
struct Decisions {
    // For each step, what it decides, or the decision that it stands under.
    over: Vec<Option<usize>>,
    answers: HashMap<usize, Vec<String>>,
    // Under each step, the decision that the next one stands behind.
    last: HashMap<Option<usize>, usize>,
}

impl Decisions {
    // What is to know of the next step in a place.
    fn around(&self, parent: Option<usize>) -> Now<'_> {
        let answers = |at: &usize| self.answers.get(at).map(Vec::as_slice);
        let under = parent.and_then(|at| self.over[at]);
        Now {
            under: under.as_ref().and_then(answers),
            behind: self.last.get(&parent).and_then(answers),
            ..Now::default()
        }
    }

    // The next step, where it was written; gives what it stands under.
    fn put(
        &mut self,
        step: &StepDraft,
        parent: Option<usize>,
        quick: Option<&Quick>,
    ) -> Option<usize> {
        let at = self.over.len();
        let said = |key: &str| {
            let mut fields = quick?.fields.iter();
            fields.find(|(field, ..)| *field == key)
        };
        let decides = step.kind == StepKind::Decision
            || said("kind").is_some_and(|(_, value, _)| value.plain() == "decision");
        let below = quick.filter(|quick| quick.below);
        let under = below
            .and_then(|_| self.last.get(&parent).copied())
            .or(parent);
        if decides {
            let typed = said("answers").and_then(|(_, value, _)| value.get());
            self.answers
                .insert(at, typed.unwrap_or_else(|| step.answers.clone()));
        }
        if below.is_none() {
            self.last.remove(&parent);
            self.last.extend(decides.then_some((parent, at)));
        }
        let above = under.and_then(|under| self.over[under]);
        self.over.push(if decides { Some(at) } else { above });
        under
    }
}

// What a title says beside the title, as when it is typed. An exported step says it in its own way.
fn marks(step: &StepDraft, roles: &Roles, now: Now<'_>) -> Option<Quick> {
    let typed = step.id.is_none() && step.title.contains(quick::MARKS);
    let quick = typed.then(|| quick::read(&step.title, &roles.known, now));
    quick.filter(|quick| !quick.is_plain())
}

// Plain lines are steps; anything with the marks of Markdown is read as a runbook is.
fn drafts(text: &str) -> Vec<StepDraft> {
    let marked = |line: &str| {
        let line = line.trim_start();
        let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
        line.starts_with(['#', '-', '*', '+', '`', '~', '>', '|'])
            || (number.len() < line.len() && number.starts_with(['.', ')']))
    };
    if text.lines().any(marked) {
        let read = markdown::read("", text)
            .map(|draft| draft.steps)
            .unwrap_or_default();
        if !read.is_empty() {
            return read;
        }
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| StepDraft {
            title: line.to_owned(),
            ..StepDraft::default()
        })
        .collect()
}
