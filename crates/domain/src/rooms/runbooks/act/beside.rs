//! What people do beside the states of steps: values, hand-overs, steps that nobody had planned,
//! and the times of what happened.

use super::super::log::{EVENTS, What};
use super::super::outline;
use super::super::quick::{self, Quick, Roles};
use super::super::steps::{STEPS, decision_of};
use super::super::{values, variables};
use super::{Act, Acted, NOT_HERE, Post};
use crate::value;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::{Edit, Id, Key, Path, Text, place};

impl Act<'_> {
    /// Gives a variable a value, in a step or beside all; steps show it from then on. Also when the
    /// run is over.
    ///
    /// # Errors
    /// When there is no name, when it is a secret.
    pub fn capture(&mut self, step: Option<Id>, name: &str, value: &str) -> Acted {
        let (name, value) = (name.trim(), value.trim());
        if !variables::is_name(name) {
            return Err("A name is a letter or _, then letters, digits, - and _.".to_owned());
        }
        if values::is_secret(self.run, name, &self.view) {
            return Err(format!("{name} is a secret: it is never stored."));
        }
        let mut edits = variables::set_value(self.run, name, value, self.mint);
        let said = [("name", Text::string(name)), ("value", Text::string(value))];
        edits.extend(self.tell_with(step, What::Captured, "", said));
        Ok(edits)
    }

    /// Hands a step, a role or the lead over to somebody; `note` says what they should know.
    ///
    /// # Errors
    /// When nobody is named, when the step is not in this run, when the run is over.
    pub fn hand_over(&mut self, post: Post, to: &str, person: Option<Id>, note: &str) -> Acted {
        self.open()?;
        if to.trim().is_empty() {
            return Err("Say who takes it over.".to_owned());
        }
        let step = match post {
            Post::Step(step) => Some(step),
            Post::Lead | Post::Role(_) => None,
        };
        if step.is_some_and(|step| self.state.find(step).is_none()) {
            return Err(NOT_HERE.to_owned());
        }
        let mut said = vec![("to", Text::string(to.trim()))];
        said.extend(person.map(|id| ("to_id", Text::string(&id.to_string()))));
        if let Post::Role(role) = post {
            said.push(("role", Text::string(&role.to_string())));
        }
        let mut edits = self.tell_with(step, What::HandedOver, note, said);
        if let (Post::Lead, Some(person)) = (post, person) {
            edits.push(Edit {
                record: self.run.id,
                kind: self.run.kind,
                path: Path::of("owner"),
                value: Text::string(&person.to_string()),
            });
        }
        Ok(edits)
    }

    /// What the title of a step that is added says beside the title, as in the outline of a runbook.
    pub fn understood(&self, after: Option<Id>, title: &str) -> Quick {
        let steps = &self.state.plan.steps;
        // Below a step that holds others it is the first of them.
        let above = after.and_then(|after| {
            let at = self.state.find(after)?;
            let holds = self.state.plan.holds_steps(at);
            if holds { Some(at) } else { steps[at].parent }
        });
        // In the middle of a run nobody makes a role by a word.
        let now = quick::Now {
            kind: "",
            under: decision_of(steps, above).map(|decision| &*steps[decision].answers),
            behind: None,
            known_only: true,
        };
        quick::read(title, &Roles::of(&self.view).known, now)
    }

    /// Adds a step that nobody had planned behind another, or at the end.
    ///
    /// # Errors
    /// When it has no title, when the run is over.
    pub fn add_step(&mut self, after: Option<Id>, title: &str, reason: &str) -> Acted {
        self.open()?;
        if title.trim().is_empty() {
            return Err("Say what is to be done.".to_owned());
        }
        let step = (self.mint)();
        let mut edits = outline::add(self.run, after, step);
        let mut roles = Roles::of(&self.view);
        let quick = self.understood(after, title);
        edits.extend(quick.edits(self.run, step, &self.view, &mut roles, self.mint));
        edits.push(Edit {
            record: self.run.id,
            kind: self.run.kind,
            path: Path::item(STEPS, step, Key::new("unplanned")),
            value: Text::parse("true")?,
        });
        edits.extend(self.tell(Some(step), What::Added, reason));
        Ok(edits)
    }

    /// Files as evidence of a step, or of the run; their bytes are kept elsewhere, under their
    /// fingerprints.
    pub fn attach(&mut self, step: Option<Id>, files: &[Proof]) -> Vec<Edit> {
        let items = self.run.items(ATTACHMENTS);
        let mut last = items.last().map(|item| item.place().key);
        let mut edits = Vec::new();
        for file in files {
            let item = (self.mint)();
            let key = place::between(last.as_deref(), None, item);
            let mut set = |field, value| {
                edits.push(Edit {
                    record: self.run.id,
                    kind: self.run.kind,
                    path: Path::item(ATTACHMENTS, item, field),
                    value,
                });
            };
            let place = Place {
                key: key.clone(),
                under: None,
            };
            set(PLACE, place.to_text());
            set(Key::new("name"), Text::string(&file.name));
            set(Key::new("type"), Text::string(&file.mime));
            set(Key::new("sha256"), Text::string(&file.sha256));
            if let Ok(size) = Text::of(&file.size) {
                set(Key::new("size"), size);
            }
            if let Some(step) = step {
                set(Key::new("item"), Text::string(&step.to_string()));
            }
            last = Some(key);
        }
        edits
    }

    /// Puts the time of an event right; it keeps the time that stood there first.
    ///
    /// # Errors
    /// When the event is not in this run, when the time is still to come.
    pub fn correct_time(&self, event: Id, at: i64) -> Acted {
        let known = self.state.events.iter().find(|known| known.id == event);
        let known = known.ok_or("This entry is no longer in the log.")?;
        self.is_past(at)?;
        let mut edits = vec![self.edit(event, "at", value::instant_text(at))];
        if let (Some(first), None) = (known.at, known.first) {
            edits.push(self.edit(event, "first_at", value::instant_text(first)));
        }
        Ok(edits)
    }

    /// Says of what was done just now that it happened earlier: the same edits, with that time in
    /// them. The log knows all the same when it was entered.
    ///
    /// # Errors
    /// When the time is still to come, when a step would end before it began.
    pub fn earlier(&self, mut edits: Vec<Edit>, at: i64) -> Acted {
        self.is_past(at)?;
        for edit in &edits {
            self.is_after_its_start(edit, &edits, at)?;
        }
        for edit in &mut edits {
            if edit.path.list == EVENTS && edit.path.field == AT {
                edit.value = value::instant_text(at);
            }
        }
        Ok(edits)
    }

    fn is_past(&self, at: i64) -> Result<(), String> {
        if at > self.view.now() {
            return Err("This time is still to come.".to_owned());
        }
        Ok(())
    }

    // `edit` says what an event is; `edits` of which step.
    fn is_after_its_start(&self, edit: &Edit, edits: &[Edit], at: i64) -> Result<(), String> {
        let is = |what: What| edit.value.plain() == what.key();
        let path = edit.path;
        if path.list != EVENTS
            || path.field != Key::new("what")
            || ![What::Done, What::Failed, What::Blocked]
                .into_iter()
                .any(is)
        {
            return Ok(());
        }
        let of = Path::item(EVENTS, path.item, Key::new("step"));
        let step = edits.iter().find(|edit| edit.path == of);
        let step = step.and_then(|step| step.value.plain().parse().ok());
        let began = step
            .and_then(|step| self.state.find(step))
            .and_then(|n| self.state.steps[n].began);
        if began.is_some_and(|began| at < began) {
            return Err(
                "The step was started later than this. Put the time of its start right first."
                    .to_owned(),
            );
        }
        Ok(())
    }
}

const AT: Key = Key::new("at");
const ATTACHMENTS: Key = Key::new("attachments");

/// A file that shows something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Its name.
    pub name: String,
    /// Its type, for instance `image/png`; empty when unknown.
    pub mime: String,
    /// How many bytes it has.
    pub size: u64,
    /// The fingerprint of its bytes.
    pub sha256: String,
}
