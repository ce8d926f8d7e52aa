//! What is done with the stages of an activation, and what is written into its log.

use super::activate::{Begun, started};
use super::track::{self, StageState, Track};
use crate::ask::Ask;
use crate::rooms::flow::signed;
use crate::rooms::runbooks::RUNBOOK;
use crate::value::instant;
use crate::view::View;
use holdfast_ledger::{Edit, Id, Path, Record, Text};

/// Starts the run of a stage, whatever comes first: nothing is barred for its order, and what was begun
/// before its time says so in the log.
///
/// # Errors
/// When the activation is over, when the stage has a run that somebody is at, when its runbook is gone.
pub fn start_stage(mut ask: Ask<'_>, stage: Id) -> Result<Vec<Edit>, String> {
    let (activation, view) = (ask.record, ask.view);
    let (now, at) = found(activation, stage, &view)?;
    let known = &now.stages[at];
    if !known.state.is_open() || matches!(known.state, StageState::Running | StageState::Trouble) {
        return Err("This stage has been begun already.".to_owned());
    }
    let runbook = known.runbook.and_then(|runbook| view.there(runbook));
    let runbook = runbook.filter(|record| record.kind == RUNBOOK.key());
    let runbook = runbook.ok_or("The runbook of this stage is not here any more.")?;
    let mode = if track::is_exercise(activation) {
        "exercise"
    } else {
        "actual"
    };
    let begun = Begun {
        mode,
        occurred: instant(activation.value(Path::of("occurred"))).unwrap_or(view.now()),
        incident: activation.text("incident").parse().ok(),
    };
    let (run, edits) = started(runbook, begun, 0, &view, ask.mint);
    let mut all = vec![ask.set_in("stages", stage, "run", Text::string(&run.to_string()))];
    let early = known.state == StageState::Waiting;
    let early = if early {
        ", before what comes first is done"
    } else {
        ""
    };
    let text = format!("{}{early}", known.title);
    all.extend(entry(&mut ask, "run_started", &text, Some(stage)));
    all.extend(edits);
    Ok(all)
}

/// Leaves a stage out, and says why.
///
/// # Errors
/// When no reason is given, when the activation or the stage is over.
pub fn skip_stage(mut ask: Ask<'_>, stage: Id, reason: &str) -> Result<Vec<Edit>, String> {
    let (now, at) = found(ask.record, stage, &ask.view)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err("Say why this stage is skipped.".to_owned());
    }
    if !now.stages[at].state.is_open() {
        return Err("This stage is over already.".to_owned());
    }
    let mut edits = vec![ask.set_in("stages", stage, "skipped", Text::string(reason))];
    let text = format!("{}: {reason}", now.stages[at].title);
    edits.extend(entry(&mut ask, "skipped", &text, Some(stage)));
    Ok(edits)
}

/// Takes a stage in again that was left out.
///
/// # Errors
/// When it was not left out, when the activation is over.
pub fn take_in_stage(mut ask: Ask<'_>, stage: Id) -> Result<Vec<Edit>, String> {
    let (now, at) = found(ask.record, stage, &ask.view)?;
    if now.stages[at].state != StageState::Skipped {
        return Err("This stage was not skipped.".to_owned());
    }
    let mut edits = vec![ask.set_in("stages", stage, "skipped", Text::null())];
    let text = format!("Not skipped after all: {}", now.stages[at].title);
    edits.extend(entry(&mut ask, "decision", &text, Some(stage)));
    Ok(edits)
}

fn found(activation: &Record, stage: Id, view: &View<'_>) -> Result<(Track, usize), String> {
    if !track::goes_on(activation) {
        return Err("This activation is over.".to_owned());
    }
    let now = Track::of(activation, view);
    let at = now.stages.iter().position(|known| known.id == stage);
    let at = at.ok_or("This stage is not here any more.")?;
    Ok((now, at))
}

/// Writes down that a service of the plan is back, or down again: what no stage says.
///
/// # Errors
/// When the activation is over.
pub fn say_back(mut ask: Ask<'_>, service: Id, is_back: bool) -> Result<Vec<Edit>, String> {
    if !track::goes_on(ask.record) {
        return Err("This activation is over.".to_owned());
    }
    let record = ask.view.there(service);
    let name = record
        .map(|record| ask.view.name(record))
        .unwrap_or_default();
    let what = if is_back { "back" } else { "down" };
    Ok(entry(&mut ask, what, &name, Some(service)))
}

/// Writes something into the log: a key of [`super::ENTRIES`], the words, and what it is about: a stage,
/// or a message of the plan that was sent.
///
/// # Errors
/// When there are no words.
pub fn say(
    mut ask: Ask<'_>,
    what: &'static str,
    text: &str,
    about: Option<Id>,
) -> Result<Vec<Edit>, String> {
    match text.trim() {
        "" => Err("Write down what happened first.".to_owned()),
        text => Ok(entry(&mut ask, what, text, about)),
    }
}

/// An entry of the log.
pub(super) fn entry(
    ask: &mut Ask<'_>,
    what: &'static str,
    text: &str,
    about: Option<Id>,
) -> Vec<Edit> {
    let mut fields = signed(ask);
    fields.push(("what", Text::string(what)));
    if !text.is_empty() {
        fields.push(("text", Text::string(text)));
    }
    fields.extend(about.map(|about| ("stage", Text::string(&about.to_string()))));
    ask.add("log", fields)
}
