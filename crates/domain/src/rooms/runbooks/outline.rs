//! Changing the outline of a runbook: adding, indenting, moving and removing steps.
//!
//! Each function gives the edits of one command; none means that it cannot be done
//! from where the step stands.

use super::steps::STEPS;
use crate::codec::markdown::{self, Minutes, Only, StepDraft, StepKind};
use crate::value::Estimate;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::{Item, Place};
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Record, Text, place};

/// The steps of a runbook as they stand, to be changed.
pub struct Outline<'a> {
    record: &'a Record,
    items: Vec<Item<'a>>,
}

impl<'a> Outline<'a> {
    /// The outline of a runbook.
    pub fn of(record: &'a Record) -> Self {
        let items = record.items(STEPS);
        Self { record, items }
    }

    /// Adds a step after another: as the first below it if it has any below it, beside it
    /// otherwise; at the end after none. The first edit names its place.
    pub fn add(&self, after: Option<Id>, new: Id) -> Vec<Edit> {
        let (under, after) = self.spot(after);
        vec![self.put(new, under, after)]
    }

    /// Below the step before it.
    pub fn indent(&self, step: Id) -> Option<Vec<Edit>> {
        let before = self.neighbour(step, -1)?;
        let last = self.under(Some(before)).last().copied();
        Some(vec![self.put(step, Some(before), last)])
    }

    /// Out of the step that it stands under, to behind it.
    pub fn outdent(&self, step: Id) -> Option<Vec<Edit>> {
        let parent = self.find(step)?.parent?;
        let above = self.find(parent)?.parent;
        Some(vec![self.put(step, above, Some(parent))])
    }

    /// Before the step before it; at the top of its level, to the end of the level before.
    pub fn raise(&self, step: Id) -> Option<Vec<Edit>> {
        let parent = self.find(step)?.parent;
        if let Some(before) = self.neighbour(step, -1) {
            let after = self.neighbour(before, -1);
            return Some(vec![self.put(step, parent, after)]);
        }
        let aunt = self.neighbour(parent?, -1)?;
        let last = self.under(Some(aunt)).last().copied();
        Some(vec![self.put(step, Some(aunt), last)])
    }

    /// Behind the step after it; at the end of its level, to the top of the next.
    pub fn lower(&self, step: Id) -> Option<Vec<Edit>> {
        let parent = self.find(step)?.parent;
        if let Some(next) = self.neighbour(step, 1) {
            return Some(vec![self.put(step, parent, Some(next))]);
        }
        let aunt = self.neighbour(parent?, 1)?;
        Some(vec![self.put(step, Some(aunt), None)])
    }

    /// Removes a step. What stands below it takes its place.
    pub fn remove(&self, step: Id) -> Option<Vec<Edit>> {
        let parent = self.find(step)?.parent;
        let next = self.neighbour(step, 1).map(|next| self.key(next));
        let mut last = self.key(step);
        let mut edits = Vec::new();
        for child in self.under(Some(step)) {
            last = place::between(Some(&last), next.as_deref(), child);
            edits.push(self.place(child, parent, last.clone()));
        }
        let kind = self.record.kind;
        edits.push(Ledger::remove_item(self.record.id, kind, STEPS, step));
        Some(edits)
    }

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
        let (mut last, next) = self.room(under, after, Id::NONE);
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

    fn find(&self, step: Id) -> Option<&Item<'a>> {
        self.items.iter().find(|item| item.id == step)
    }

    fn under(&self, parent: Option<Id>) -> Vec<Id> {
        let mine = self.items.iter().filter(|item| item.parent == parent);
        mine.map(|item| item.id).collect()
    }

    // The sibling so many places on.
    fn neighbour(&self, step: Id, by: isize) -> Option<Id> {
        let siblings = self.under(self.find(step)?.parent);
        let at = siblings.iter().position(|id| *id == step)?;
        siblings.get(at.checked_add_signed(by)?).copied()
    }

    fn key(&self, step: Id) -> String {
        self.find(step)
            .map(|item| item.place().key)
            .unwrap_or_default()
    }

    // What a step added after another stands under, and behind which of its siblings.
    fn spot(&self, after: Option<Id>) -> (Option<Id>, Option<Id>) {
        match after.and_then(|after| self.find(after)) {
            None => (None, self.under(None).last().copied()),
            Some(item) if self.under(Some(item.id)).is_empty() => (item.parent, Some(item.id)),
            Some(item) => (Some(item.id), None),
        }
    }

    // The keys between which there is room behind a sibling.
    fn room(
        &self,
        under: Option<Id>,
        after: Option<Id>,
        but: Id,
    ) -> (Option<String>, Option<String>) {
        let siblings = self.under(under);
        let mut rest = siblings.iter().filter(|id| **id != but);
        if let Some(after) = after {
            rest.find(|id| **id == after);
        }
        (
            after.map(|after| self.key(after)),
            rest.next().map(|next| self.key(*next)),
        )
    }

    fn put(&self, step: Id, under: Option<Id>, after: Option<Id>) -> Edit {
        let (before, next) = self.room(under, after, step);
        self.place(
            step,
            under,
            place::between(before.as_deref(), next.as_deref(), step),
        )
    }

    fn place(&self, step: Id, under: Option<Id>, key: String) -> Edit {
        let under = under.map(|under| under.to_string());
        self.edit(step, PLACE, Place { key, under }.to_text())
    }

    fn edit(&self, step: Id, field: Key, value: Text) -> Edit {
        let path = Path::item(STEPS, step, field);
        Edit {
            record: self.record.id,
            kind: self.record.kind,
            path,
            value,
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use holdfast_ledger::sort::Arrange;
    use proptest::prelude::*;
    use serde_json::json;

    // The outline as text: a space for each level.
    fn picture(world: &World, id: Id) -> Vec<String> {
        let items = world.record(id).items(STEPS);
        let line = |item: &Item<'_>| format!("{}{}", " ".repeat(item.depth), item.text("title"));
        items.iter().map(line).collect()
    }

    fn step(world: &World, id: Id, title: &str) -> Id {
        let items = world.record(id).items(STEPS);
        items
            .iter()
            .find(|item| item.text("title") == title)
            .expect("a step")
            .id
    }

    fn pasted(text: &str) -> (World, Id) {
        let mut world = World::new();
        let id = world.add("runbook", &[("title", json!("Fail over"))]);
        paste(&mut world, id, None, text);
        (world, id)
    }

    fn paste(world: &mut World, id: Id, after: Option<Id>, text: &str) {
        let mut ids = Vec::new();
        for _ in 0..40 {
            ids.push(world.mint());
        }
        let mut ids = ids.into_iter();
        let mut mint = || ids.next().expect("an id");
        let pasted = Outline::of(world.record(id)).paste(after, text, &mut mint);
        world.commit(&pasted.expect("steps").0);
    }

    fn tree() -> (World, Id) {
        pasted("- a\n  - b\n  - c\n- d\n  - e\n")
    }

    #[test]
    fn lists_are_pasted_as_a_tree_and_plain_lines_as_steps() {
        let (world, id) = tree();
        assert_eq!(picture(&world, id), ["a", " b", " c", "d", " e"]);
        let (mut world, id) = pasted("Stop the queue\n\n  Start it again\n");
        assert_eq!(picture(&world, id), ["Stop the queue", "Start it again"]);
        let first = step(&world, id, "Stop the queue");
        paste(&mut world, id, Some(first), "1. x\n2. y");
        assert_eq!(
            picture(&world, id),
            ["Stop the queue", "x", "y", "Start it again"]
        );
    }

    #[test]
    fn a_step_is_added_below_one_that_has_steps_below_it_and_beside_another() {
        let (mut world, id) = tree();
        for (after, title) in [("a", "1"), ("c", "2"), ("e", "3")] {
            let new = world.mint();
            let edits = Outline::of(world.record(id)).add(Some(step(&world, id, after)), new);
            world.commit(&edits);
            world.set_item(id, "steps", new, "title", json!(title));
        }
        assert_eq!(
            picture(&world, id),
            ["a", " 1", " b", " c", " 2", "d", " e", " 3"]
        );
    }

    fn turn(outline: &Outline<'_>, how: &str, step: Id) -> Option<Vec<Edit>> {
        match how {
            "indent" => outline.indent(step),
            "outdent" => outline.outdent(step),
            "raise" => outline.raise(step),
            "lower" => outline.lower(step),
            _ => outline.remove(step),
        }
    }

    #[test]
    fn steps_move_as_far_as_the_outline_allows() {
        let cases: [(&str, &str, Option<&[&str]>); 11] = [
            ("b", "indent", None),
            ("c", "indent", Some(&["a", " b", "  c", "d", " e"])),
            ("d", "indent", Some(&["a", " b", " c", " d", "  e"])),
            ("b", "outdent", Some(&["a", " c", "b", "d", " e"])),
            ("a", "outdent", None),
            ("c", "raise", Some(&["a", " c", " b", "d", " e"])),
            ("e", "raise", Some(&["a", " b", " c", " e", "d"])),
            ("a", "raise", None),
            ("a", "lower", Some(&["d", " e", "a", " b", " c"])),
            ("c", "lower", Some(&["a", " b", "d", " c", " e"])),
            ("a", "remove", Some(&["b", "c", "d", " e"])),
        ];
        for (title, how, expected) in cases {
            let (mut world, id) = tree();
            let edits = turn(&Outline::of(world.record(id)), how, step(&world, id, title));
            assert_eq!(edits.is_some(), expected.is_some(), "{title}");
            if let (Some(edits), Some(expected)) = (edits, expected) {
                world.commit(&edits);
                assert_eq!(picture(&world, id), expected, "{title}");
            }
        }
    }

    proptest! {
        /// Whatever is done, no step but a removed one is lost and none is doubled.
        #[test]
        fn moving_loses_nothing(turns in prop::collection::vec((0..4_usize, any::<prop::sample::Index>()), 0..60)) {
            let (mut world, id) = tree();
            for (kind, at) in turns {
                let outline = Outline::of(world.record(id));
                let target = outline.items[at.index(outline.items.len())].id;
                if let Some(edits) = turn(&outline, ["indent", "outdent", "raise", "lower"][kind], target) {
                    world.commit(&edits);
                }
            }
            let mut titles: Vec<String> = picture(&world, id).iter().map(|line| line.trim().to_owned()).collect();
            titles.arrange();
            prop_assert_eq!(titles, ["a", "b", "c", "d", "e"]);
        }
    }
}
