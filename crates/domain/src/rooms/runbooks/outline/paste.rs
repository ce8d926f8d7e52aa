//! Steps out of text: a list, Markdown, or plain lines.

use super::Outline;
use crate::codec::markdown::{self, Minutes, Only, StepDraft, StepKind};
use crate::value::Estimate;
use holdfast_ledger::{Edit, Id, Key, Text, place};

impl Outline<'_> {
    /// Adds the steps that a text holds after a step, each line or, if the text is Markdown,
    /// each list item, heading and command one of them. Gives the edits and the last step on
    /// the outermost level; `None` when the text holds no step.
    pub fn paste(
        &self,
        after: Option<Id>,
        text: &str,
        mint: &mut dyn FnMut() -> Id,
    ) -> Option<(Vec<Edit>, Id)> {
        let drafts = drafts(text);
        let (under, after) = self.spot(after);
        let (last, next) = self.room(under, after);
        let (mut last, next) = (last.map(str::to_owned), next.map(str::to_owned));
        let mut edits = Vec::new();
        let mut newest = None;
        for draft in &drafts {
            let step = mint();
            let key = place::between(last.as_deref(), next.as_deref(), step);
            edits.push(self.place(step, under, key.clone()));
            self.write(step, draft, mint, &mut edits);
            last = Some(key);
            newest = Some(step);
        }
        Some((edits, newest?))
    }

    // What a draft says about a step, and the steps below it.
    fn write(
        &self,
        step: Id,
        draft: &StepDraft,
        mint: &mut dyn FnMut() -> Id,
        edits: &mut Vec<Edit>,
    ) {
        let mut values = vec![
            ("title", &*draft.title),
            ("instructions", &draft.instructions),
            ("expected", &draft.expected),
            ("rollback", &draft.rollback),
        ];
        if draft.kind != StepKind::Task {
            values.push(("kind", draft.kind.word()));
        }
        if let Some(command) = &draft.command {
            values.extend([
                ("command", &*command.text),
                ("language", command.language()),
            ]);
        }
        match draft.only {
            Only::Always => {}
            Only::Exercise => values.push(("only", "exercise")),
            Only::Actual => values.push(("only", "actual")),
        }
        let texts = values.into_iter().filter(|(_, text)| !text.is_empty());
        edits.extend(
            texts.map(|(field, text)| self.edit(step, Key::new(field), Text::string(text))),
        );
        let flags = [
            ("irreversible", draft.irreversible),
            ("evidence_required", draft.evidence_required),
        ];
        for (field, _) in flags.into_iter().filter(|(_, on)| *on) {
            edits.extend(Text::of(&true).map(|on| self.edit(step, Key::new(field), on)));
        }
        let estimate = draft
            .duration
            .map(estimate)
            .and_then(|estimate| Text::of(&estimate).ok());
        edits.extend(estimate.map(|estimate| self.edit(step, Key::new("duration"), estimate)));
        let mut last: Option<String> = None;
        for child in &draft.children {
            let id = mint();
            let key = place::between(last.as_deref(), None, id);
            edits.push(self.place(id, Some(step), key.clone()));
            self.write(id, child, mint, edits);
            last = Some(key);
        }
    }
}

fn estimate(minutes: Minutes) -> Estimate {
    Estimate {
        low: minutes.low.into(),
        likely: minutes.likely.into(),
        high: minutes.high.into(),
    }
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
