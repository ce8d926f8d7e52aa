//! What people do in a run: each makes the edits that add one event to its log.
//!
//! Nothing is barred for its order: any step can be started at any time. What is
//! refused says why.

use super::log::{self, EVENTS, What};
use super::run::{RunState, RunView, State};
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
    /// Mints the id of the event.
    pub mint: &'a mut dyn FnMut() -> Id,
}

/// The edits to make, or why it cannot be done, as a sentence for a person.
pub type Acted = Result<Vec<Edit>, String>;

impl Act<'_> {
    /// Begins work on a step, or begins it again after it failed or was skipped.
    ///
    /// # Errors
    /// When it is running or done, when the run is over.
    pub fn start_step(&mut self, step: Id) -> Acted {
        match self.step_state(step)? {
            State::Running => Err("This step is running already.".to_owned()),
            State::Done => Err("This step is done. Set it back to do it again.".to_owned()),
            _ => Ok(self.tell(Some(step), What::Started, "")),
        }
    }

    /// Says that a step is done, started or not; `text` may add a note, or says what shows it.
    ///
    /// # Errors
    /// When it is done already, when evidence is required and none is given, when the run is
    /// over.
    pub fn done(&mut self, step: Id, text: &str) -> Acted {
        match self.step_state(step)? {
            State::Done => Err("This step is done already.".to_owned()),
            _ if text.trim().is_empty() && self.state.wants_evidence(step) => {
                Err("Say what was seen, or where the evidence is kept.".to_owned())
            }
            _ => Ok(self.tell(Some(step), What::Done, text)),
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

    /// Puts the time of an event right; the history keeps what stood there.
    ///
    /// # Errors
    /// When the event is not in this run, when the time is still to come.
    pub fn correct_time(&self, event: Id, at: i64) -> Acted {
        if !self.state.events.iter().any(|known| known.id == event) {
            return Err("This entry is no longer in the log.".to_owned());
        }
        if at > self.view.now {
            return Err("This time is still to come.".to_owned());
        }
        Ok(vec![self.edit(event, "at", value::instant_text(at))])
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
        let event = (self.mint)();
        let events = &self.state.events;
        let group: Vec<usize> = (0..events.len())
            .filter(|&n| events[n].step == step)
            .collect();
        let mut after: Vec<String> = log::frontier(events, &group)
            .into_iter()
            .map(|n| events[n].id.to_string())
            .collect();
        after.arrange();
        let mut fields = vec![
            ("what", Text::string(what.key())),
            ("at", value::instant_text(self.view.now)),
            ("by", Text::string(self.view.user)),
        ];
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

const NOT_HERE: &str = "This step is not in this run.";
