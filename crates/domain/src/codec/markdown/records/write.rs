//! The edits that bring a draft into a record.

use holdfast_ledger::sort::Ordered;
use std::collections::{BTreeMap, BTreeSet};

use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::{Item, Place};
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Record, Text, place};
use serde_json::{Value, json};

use super::super::draft::{RunbookDraft, StepDraft, VariableDraft};
use super::super::facts::chosen;
use super::super::steps::join;
use super::File;
use super::links::{all_named, named, titled};
use super::step::{Linked, fields, flags, predecessors};
use super::values::{flatten, interval_key, link, string, value, words};
use crate::describe::WHO;
use crate::rooms::people::rules::new_role;
use crate::rooms::runbooks::RUNBOOK;
use crate::rooms::runbooks::steps::{PREDECESSORS, STEPS};
use crate::rooms::runbooks::variables::VARIABLES;
use crate::rooms::scenarios::SCENARIOS;
use crate::view::View;

const SERVICE: &str = "service";

/// The edits that make the record `id` say what the draft says. If the record is there already,
/// its steps are matched by their ids: those that the draft lacks are removed, and what is equal
/// makes no change. Roles that no record is named after are created; of other names that no record
/// or several bear, the words stay.
pub fn edits(
    draft: &RunbookDraft,
    id: Id,
    file: File<'_>,
    view: &View<'_>,
    mint: &mut dyn FnMut() -> Id,
) -> Vec<Edit> {
    let mut writer = Writer {
        id,
        old: view.ledger.record(id),
        view,
        mint,
        edits: Vec::new(),
        roles: BTreeMap::new(),
    };
    let unmapped = writer.head(draft, file);
    writer.variables(&draft.variables);
    writer.steps(&draft.steps);
    writer.text("unmapped", &unmapped);
    writer.edits
}

struct Writer<'a, 'v> {
    id: Id,
    old: Option<&'v Record>,
    view: &'a View<'v>,
    mint: &'a mut dyn FnMut() -> Id,
    edits: Vec<Edit>,
    /// Roles created here, by name in small letters.
    roles: BTreeMap<String, Id>,
}

impl Writer<'_, '_> {
    fn set(&mut self, path: Path, value: Text) {
        let before = self.old.and_then(|record| record.value(path));
        // A map written elsewhere may have its keys in another order.
        let parsed = |text: &Text| text.get::<Value>();
        let same = before.map_or(value.is_null(), |before| {
            *before == value || parsed(before) == parsed(&value)
        });
        if !same {
            self.edits.push(Edit {
                record: self.id,
                kind: RUNBOOK.key(),
                path,
                value,
            });
        }
    }

    /// The record that a link of this record leads to now.
    fn before(&self, path: Path) -> Option<Id> {
        self.old?.value(path)?.plain().parse().ok()
    }

    fn text(&mut self, field: &'static str, text: &str) {
        self.set(Path::of(field), string(text));
    }

    /// Fields of the runbook itself. Returns what has no field.
    fn head(&mut self, draft: &RunbookDraft, file: File<'_>) -> String {
        let mut unmapped = String::new();
        // What the front matter says is kept with it.
        let mut keep = |label: &str, text: &str| {
            if !text.is_empty() && !draft.front_matter.contains(text) {
                join(&mut unmapped, &format!("{label}: {text}"));
            }
        };
        if self.old.is_none() {
            self.text("status", "draft");
        }
        self.text("title", &draft.title);
        self.text("purpose", &draft.purpose);
        self.text("trigger", &draft.trigger);
        self.text("preconditions", &draft.preconditions);
        let scenario = chosen(SCENARIOS, &draft.scenario);
        self.text("scenario", scenario.unwrap_or(""));
        if scenario.is_none() {
            keep("Scenario", &draft.scenario);
        }
        let before = self.before(Path::of("owner"));
        let owner = WHO
            .iter()
            .find_map(|kind| named(self.view, kind, &draft.owner, before));
        self.set(Path::of("owner"), link(owner));
        if owner.is_none() {
            keep("Owner", &draft.owner);
        }
        self.used(draft.used);
        for name in self.services(&draft.services) {
            keep("Service", name);
        }
        let every = draft.review_interval.and_then(interval_key);
        self.text("review_every", every.unwrap_or(""));
        if let (None, Some(interval)) = (every, draft.review_interval) {
            keep("Review every", &interval.to_string());
        }
        self.set(Path::of("tags"), words(&draft.tags));
        let day =
            |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        self.text("reviewed", &day(draft.last_reviewed));
        if let Some(next) = draft.next_review() {
            self.text("next_review", &next.to_string());
        }
        let mut notes = String::new();
        draft
            .notes
            .iter()
            .for_each(|note| join(&mut notes, &note.text));
        self.text("notes", &notes);
        draft
            .unmapped
            .iter()
            .for_each(|part| join(&mut unmapped, &part.text));
        let mut source = json!({"file": file.name, "fingerprint": file.fingerprint});
        if !draft.front_matter.is_empty() {
            source["front_matter"] = draft.front_matter.as_str().into();
        }
        self.set(Path::of("source"), value(&source));
        unmapped
    }

    /// What is not said counts as to be run, so that is left as it is.
    fn used(&mut self, used: &str) {
        let before = self.old.map(|record| record.text("use"));
        if !(used.is_empty() && before.as_deref() == Some("runbook")) {
            self.text("use", used);
        }
    }

    /// Links the services; returns the names that fit none or several.
    fn services<'n>(&mut self, names: &'n [String]) -> Vec<&'n str> {
        let path = Path::of("services");
        let before = self.old.and_then(|record| record.value(path)?.get());
        let before: Vec<String> = before.unwrap_or_default();
        let linked: Vec<Id> = before.iter().filter_map(|id| id.parse().ok()).collect();
        let (found, left) = all_named(self.view, SERVICE, names, &linked);
        if found != linked.into_iter().collect() {
            let ids: Vec<String> = found.iter().map(ToString::to_string).collect();
            self.set(path, words(&ids));
        }
        left
    }

    fn variables(&mut self, variables: &[VariableDraft]) {
        let old = self
            .old
            .map(|record| record.items(VARIABLES))
            .unwrap_or_default();
        let mut used: BTreeSet<Id> = BTreeSet::new();
        let mut ids = Vec::new();
        for variable in variables {
            let same =
                |item: &&Item<'_>| !used.contains(&item.id) && item.text("name") == variable.name;
            let id = old
                .iter()
                .find(same)
                .map_or_else(|| (self.mint)(), |item| item.id);
            used.insert(id);
            ids.push((id, None));
            for (field, text) in [
                ("name", &variable.name),
                ("description", &variable.description),
                ("default", &variable.default),
                ("pattern", &variable.pattern),
            ] {
                self.set(Path::item(VARIABLES, id, Key::new(field)), string(text));
            }
            self.flag(VARIABLES, id, "secret", variable.secret);
        }
        self.places(VARIABLES, &ids);
    }

    fn steps(&mut self, steps: &[StepDraft]) {
        let mut flat = Vec::new();
        flatten(steps, None, &mut flat);
        let mut ids: Vec<(Id, Option<Id>)> = Vec::with_capacity(flat.len());
        let mut known: BTreeMap<&str, Id> = BTreeMap::new();
        for (step, parent) in &flat {
            let named = step.id.as_deref().filter(|name| !known.contains_key(name));
            let kept: Option<Id> = named.and_then(|name| name.parse().ok());
            let kept = kept.filter(|id| self.old.is_some_and(|record| record.has_item(STEPS, *id)));
            let id = kept.unwrap_or_else(|| (self.mint)());
            if let Some(name) = named {
                known.insert(name, id);
            }
            let parent = parent
                .and_then(|at: usize| ids.get(at))
                .map(|(parent, _)| *parent);
            ids.push((id, parent));
        }
        for ((step, _), (id, _)) in flat.iter().zip(&ids) {
            self.set(
                Path::item(STEPS, *id, Key::new(PREDECESSORS)),
                predecessors(step, &known),
            );
            self.step(*id, step);
        }
        self.places(STEPS, &ids);
    }

    fn step(&mut self, id: Id, step: &StepDraft) {
        let path = |field| Path::item(STEPS, id, Key::new(field));
        let [role, runbook, service] =
            ["role", "runbook", "service"].map(|field| self.before(path(field)));
        let linked = Linked {
            role: self.role(&step.role, role),
            runbook: named(self.view, RUNBOOK.id, &step.runbook, runbook),
            service: named(self.view, SERVICE, &step.service, service),
        };
        for (field, value) in fields(step, linked) {
            self.set(path(field), value);
        }
        for (field, set) in flags(step) {
            self.flag(STEPS, id, field, set);
        }
    }

    /// A flag that is not set stands for no; one that says so is left as it is.
    fn flag(&mut self, list: Key, id: Id, field: &'static str, set: bool) {
        let path = Path::item(list, id, Key::new(field));
        let before = self
            .old
            .and_then(|record| record.value(path)?.get::<bool>());
        if before.unwrap_or(false) != set {
            self.set(path, value(&Value::Bool(set)));
        }
    }

    /// Order and nesting of a list; items that are not in it are removed.
    fn places(&mut self, list: Key, ids: &[(Id, Option<Id>)]) {
        let old = self
            .old
            .map(|record| record.items(list))
            .unwrap_or_default();
        let wanted = ids.iter().map(|(id, _)| *id).into_set();
        let mut left: Vec<(Id, Option<Id>)> = Vec::new();
        for item in old {
            if wanted.contains(&item.id) {
                left.push((item.id, item.parent));
            } else {
                self.edits
                    .push(Ledger::remove_item(self.id, RUNBOOK.key(), list, item.id));
            }
        }
        if left == ids {
            return;
        }
        let mut before: Option<String> = None;
        for (id, under) in ids {
            let key = place::between(before.as_deref(), None, *id);
            let place = Place {
                key: key.clone(),
                under: under.map(|id| id.to_string()),
            };
            self.set(Path::item(list, *id, PLACE), place.to_text());
            before = Some(key);
        }
    }

    /// The role of this name, created if there is none; none of several.
    fn role(&mut self, name: &str, before: Option<Id>) -> Option<Id> {
        let small = name.to_lowercase();
        let known = named(self.view, "role", name, before);
        if let Some(id) = known.or(self.roles.get(&small).copied()) {
            return Some(id);
        }
        if name.is_empty() || !titled(self.view, "role", name).is_empty() {
            return None;
        }
        let id = (self.mint)();
        self.edits
            .extend(new_role(self.view, id, name, self.roles.len()));
        self.roles.insert(small, id);
        Some(id)
    }
}
