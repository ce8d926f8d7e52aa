//! What people do in a run: each makes the edits that add one event to its log.
//!
//! Nothing is barred for its order: any step can be started at any time. What is
//! refused says why.

mod beside;

pub use beside::Proof;

use super::log::{self, EVENTS, What};
use super::run::{RunState, RunView, State};
use super::values;
use crate::value;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text};

/// Someone at work in a run.
pub struct Act<'a> {
    /// The run.
    pub run: &'a Record,
    /// The run as it stands.
    pub state: &'a RunView,
    /// The time, and who is at the device.
    pub view: View<'a>,
    /// Mints the ids of events.
    pub mint: &'a mut dyn FnMut() -> Id,
    /// When it happened, in milliseconds since 1970, where it is entered afterwards from paper.
    pub paper: Option<i64>,
}

/// What is said when a step is done.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome<'t> {
    /// A note, or what shows that it is done.
    pub text: &'t str,
    /// What was decided.
    pub answer: &'t str,
    /// The value of the variable that the step finds out.
    pub value: &'t str,
    /// What stood in `text` before anybody wrote there: it shows nothing.
    pub template: &'t str,
    /// Who approves it, where it is an approval and was not entered from paper.
    pub approved_by: &'t str,
}

/// What is handed over to another person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Post {
    /// The lead of the run.
    Lead,
    /// A role, for the whole run.
    Role(Id),
    /// One step.
    Step(Id),
}

/// The edits to make, or why it cannot be done, as a sentence for a person.
pub type Acted = Result<Vec<Edit>, String>;

impl Act<'_> {
    /// Begins work on a step, or goes on with it after it failed, was skipped or blocked.
    ///
    /// # Errors
    /// When it is running or done, when the run is over.
    pub fn start_step(&mut self, step: Id) -> Acted {
        match self.step_state(step)? {
            State::Running => Err("This step is running already.".to_owned()),
            State::Done => Err("This step is done. Do it again with a reason.".to_owned()),
            _ => Ok(self.tell(Some(step), What::Started, "")),
        }
    }

    /// Begins a step again that was done, and says why.
    ///
    /// # Errors
    /// When it is not done, when no reason is given, when the run is over.
    pub fn redo(&mut self, step: Id, reason: &str) -> Acted {
        match self.step_state(step)? {
            State::Done if reason.trim().is_empty() => {
                Err("Say why this step is done again.".to_owned())
            }
            State::Done => Ok(self.tell(Some(step), What::Started, reason)),
            _ => Err("This step is not done yet.".to_owned()),
        }
    }

    /// Says that a step is done, started or not; `text` may add a note, or says what shows it.
    ///
    /// # Errors
    /// As [`Self::complete`].
    pub fn done(&mut self, step: Id, text: &str) -> Acted {
        self.complete(
            step,
            Outcome {
                text,
                ..Outcome::default()
            },
        )
    }

    /// Says that a step is done, started or not, and what came out of it.
    ///
    /// # Errors
    /// When it is done already, when evidence is required and none is given, when it decides
    /// something and nothing or something else was decided, when it finds out a value and none is
    /// given, when the run is over.
    pub fn complete(&mut self, step: Id, outcome: Outcome<'_>) -> Acted {
        if self.step_state(step)? == State::Done {
            return Err("This step is done already.".to_owned());
        }
        if self.state.wants_evidence(step) {
            shows_something(outcome)?;
        }
        let answers = self.state.answers(step);
        let answer = outcome.answer.trim();
        if !answers.is_empty() && !answers.iter().any(|known| known == answer) {
            return Err(format!("Say what was decided: {}.", answers.join(" or ")));
        }
        let name = values::wanted(self.run, step, &self.view);
        let mut edits = Vec::new();
        if !name.is_empty() {
            if outcome.value.trim().is_empty() {
                return Err(format!("Give the value of {name}; later steps use it."));
            }
            edits.extend(self.capture(Some(step), &name, outcome.value)?);
        }
        let answer = (!answers.is_empty()).then(|| ("answer", Text::string(answer)));
        let text = match outcome.approved_by.trim() {
            "" => outcome.text.to_owned(),
            name => format!("Approved by {name}.\n\n{}", outcome.text),
        };
        edits.extend(self.tell_with(Some(step), What::Done, &text, answer));
        Ok(edits)
    }

    /// Says that a step cannot go on, and what it waits for. Starting it goes on.
    ///
    /// # Errors
    /// When it is done, when no reason is given, when the run is over.
    pub fn block(&mut self, step: Id, reason: &str) -> Acted {
        match self.step_state(step)? {
            State::Done => Err("This step is done already.".to_owned()),
            _ if reason.trim().is_empty() => Err("Say what this step waits for.".to_owned()),
            _ => Ok(self.tell(Some(step), What::Blocked, reason)),
        }
    }

    /// Says that a step was tried and did not work, and why.
    ///
    /// # Errors
    /// When no reason is given, when it failed already, when the run is over.
    pub fn fail(&mut self, step: Id, reason: &str) -> Acted {
        match self.step_state(step)? {
            State::Failed => Err("This step failed already. Add a note to say more.".to_owned()),
            _ if reason.trim().is_empty() => Err("Say what went wrong.".to_owned()),
            _ => Ok(self.tell(Some(step), What::Failed, reason)),
        }
    }

    /// Leaves a step out, and says why.
    ///
    /// # Errors
    /// When no reason is given, when it is done or left out already, when the run is over.
    pub fn skip(&mut self, step: Id, reason: &str) -> Acted {
        match self.step_state(step)? {
            State::Skipped => Err("This step is skipped already.".to_owned()),
            State::Done => Err("This step is done. Set it back first.".to_owned()),
            _ if reason.trim().is_empty() => Err("Say why this step is skipped.".to_owned()),
            _ => Ok(self.tell(Some(step), What::Skipped, reason)),
        }
    }

    /// Sets a step back to where it was before anyone started it.
    ///
    /// # Errors
    /// When nothing happened to it, when no reason is given, when the run is over.
    pub fn reset(&mut self, step: Id, reason: &str) -> Acted {
        match self.step_state(step)? {
            State::Pending | State::Ready | State::NotApplicable => {
                Err("This step was not started yet.".to_owned())
            }
            _ if reason.trim().is_empty() => Err("Say why this step is set back.".to_owned()),
            _ => Ok(self.tell(Some(step), What::Reset, reason)),
        }
    }

    /// Adds a note to a step, or to the run; also when the run is over.
    ///
    /// # Errors
    /// When there is no text, when the step is not in this run.
    pub fn note(&mut self, step: Option<Id>, text: &str) -> Acted {
        if text.trim().is_empty() {
            return Err("Write the note first.".to_owned());
        }
        if step.is_some_and(|step| self.state.find(step).is_none()) {
            return Err(NOT_HERE.to_owned());
        }
        Ok(self.tell(step, What::Note, text))
    }

    /// Lets the run wait, and says why.
    ///
    /// # Errors
    /// When no reason is given, when it is not under way.
    pub fn pause(&mut self, reason: &str) -> Acted {
        match self.state.state {
            RunState::Running if reason.trim().is_empty() => {
                Err("Say what the run waits for.".to_owned())
            }
            RunState::Running => Ok(self.tell(None, What::Paused, reason)),
            _ => Err("The run is not under way.".to_owned()),
        }
    }

    /// Goes on after a pause, or after the run was ended too early.
    ///
    /// # Errors
    /// When it is under way.
    pub fn resume(&mut self, text: &str) -> Acted {
        match self.state.state {
            RunState::Running => Err("The run is under way.".to_owned()),
            _ => Ok(self.tell(None, What::Resumed, text)),
        }
    }

    /// Ends the run. Steps that are not finished stay as they are, and the record says so.
    ///
    /// # Errors
    /// When it is over already.
    pub fn finish(&mut self, text: &str) -> Acted {
        self.open()?;
        Ok(self.tell(None, What::Finished, text))
    }

    /// Gives the run up, and says why.
    ///
    /// # Errors
    /// When no reason is given, when it is over already.
    pub fn abandon(&mut self, reason: &str) -> Acted {
        self.open()?;
        if reason.trim().is_empty() {
            return Err("Say why the run is given up.".to_owned());
        }
        Ok(self.tell(None, What::Abandoned, reason))
    }

    /// Says again what one of several said who had not seen each other's entry (M15), now in sight
    /// of all; also when the run is over.
    ///
    /// # Errors
    /// When the entry is not in this run.
    pub fn say_again(&mut self, event: Id) -> Acted {
        let told = self.state.events.iter().find(|told| told.id == event);
        let told = told.ok_or("This entry is not in this run.")?;
        let what = told.what.ok_or("A newer version wrote this entry.")?;
        let (step, text, answer) = (told.step, told.text.clone(), told.answer.clone());
        let answer = (!answer.is_empty()).then(|| ("answer", Text::string(&answer)));
        Ok(self.tell_with(step, what, &text, answer))
    }

    fn open(&self) -> Result<(), String> {
        if self.state.state.is_over() {
            return Err("The run is over. Resume it to go on.".to_owned());
        }
        Ok(())
    }

    fn step_state(&self, step: Id) -> Result<State, String> {
        self.open()?;
        let at = self.state.find(step).ok_or(NOT_HERE)?;
        if !self.state.plan.steps[at].is_worked() {
            return Err("A section stands as its steps do; act on those.".to_owned());
        }
        Ok(self.state.steps[at].state)
    }

    fn tell(&mut self, step: Option<Id>, what: What, text: &str) -> Vec<Edit> {
        self.tell_with(step, what, text, [])
    }

    // Of what its author knew, an event names what it comes after: what says how things stand,
    // or, if it is beside that, the latest of its own sort.
    fn known(&self, step: Option<Id>, what: What, role: Option<Id>) -> Vec<usize> {
        let events = &self.state.events;
        let of_sort = |known: What| {
            if what.tells() {
                known.tells()
            } else {
                known == what
            }
        };
        let same = |event: &log::Event| {
            event.step == step && event.role == role && event.what.is_some_and(of_sort)
        };
        let same = (0..events.len()).filter(|&n| same(&events[n])).collect();
        log::latest(events, same)
    }

    fn tell_with(
        &mut self,
        step: Option<Id>,
        what: What,
        text: &str,
        said: impl IntoIterator<Item = (&'static str, Text)>,
    ) -> Vec<Edit> {
        let event = (self.mint)();
        let events = &self.state.events;
        let said: Vec<(&'static str, Text)> = said.into_iter().collect();
        let role = said.iter().find(|(field, _)| *field == "role");
        let role = role.and_then(|(_, role)| role.plain().parse().ok());
        let mut after: Vec<String> = self
            .known(step, what, role)
            .into_iter()
            .map(|n| events[n].id.to_string())
            .collect();
        after.arrange();
        let mut fields = vec![
            ("what", Text::string(what.key())),
            (
                "at",
                value::instant_text(self.paper.unwrap_or(self.view.now())),
            ),
            ("by", Text::string(self.view.user)),
        ];
        fields.extend(said);
        if self.paper.is_some() {
            fields.extend(Text::of(&true).map(|paper| ("paper", paper)));
        }
        fields.extend(step.map(|step| ("step", Text::string(&step.to_string()))));
        if !text.trim().is_empty() {
            fields.push(("text", Text::string(text.trim())));
        }
        if !after.is_empty() {
            fields.push(("after", Text::of(&after).unwrap_or_else(|_| Text::null())));
        }
        fields
            .into_iter()
            .map(|(field, value)| self.edit(event, field, value))
            .collect()
    }

    fn edit(&self, event: Id, field: &'static str, value: Text) -> Edit {
        let path = Path::item(EVENTS, event, Key::new(field));
        Edit {
            record: self.run.id,
            kind: self.run.kind,
            path,
            value,
        }
    }
}

// A message as it was planned does not show that it was sent.
fn shows_something(outcome: Outcome<'_>) -> Result<(), String> {
    let text = outcome.text.trim();
    if text.is_empty() {
        return Err("Say what was seen, or where the evidence is kept.".to_owned());
    }
    if text == outcome.template.trim() {
        return Err(
            "Say what shows that it was sent, or add a file. The message alone does not."
                .to_owned(),
        );
    }
    Ok(())
}

const NOT_HERE: &str = "This step is not in this run.";
