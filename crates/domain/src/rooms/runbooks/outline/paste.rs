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
        // Whether each decides something, or stands under one that does.
        let mut decides: Vec<bool> = Vec::with_capacity(ids.len());
        for ((step, parent), id) in flat.iter().zip(&ids) {
            let above = parent.and_then(|at| ids.get(at).copied());
            let next = next.filter(|_| above.is_none());
            let key = place::between(lasts.get(parent).map(String::as_str), next, *id);
            edits.push(self.place(*id, above.or(under), key.clone()));
            self.write(*id, step, view, &mut edits);
            let under_decision = parent.is_some_and(|at| decides[at]);
            let quick = marks(step, &roles, under_decision);
            let is_decision = |quick: &Quick| {
                quick
                    .fields
                    .iter()
                    .any(|(field, value, _)| *field == "kind" && value.plain() == "decision")
            };
            decides.push(
                under_decision
                    || step.kind == StepKind::Decision
                    || quick.as_ref().is_some_and(is_decision),
            );
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
            newest = if above.is_none() { Some(*id) } else { newest };
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

// What a title says beside the title, as when it is typed. An exported step says it in its own way.
fn marks(step: &StepDraft, roles: &Roles, under_decision: bool) -> Option<Quick> {
    let typed = step.id.is_none() && step.title.contains(quick::MARKS);
    let now = Now {
        kind: "",
        under_decision,
        known_only: false,
    };
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
