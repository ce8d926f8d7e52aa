//! Corrections that a person makes to a draft in the import review. Each works on the step at a
//! path (child indexes from the root) and either does all of it or nothing.

use std::fmt;

use super::draft::{MAX_DEPTH, Note, Only, RunbookDraft, StepDraft, StepKind};
use super::inline::one_line;
use super::outline;
use super::steps::{join, title_lines, titled_by_command};
use super::write::{fenced, plain};

/// Why a correction is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditError {
    /// There is no step, note or part at this place.
    NotFound,
    /// A runbook needs a title.
    NoTitle,
    /// The first step of its level has nothing before it.
    NothingBefore,
    /// The step stands at the outermost level.
    Outermost,
    /// The steps would be nested too deeply.
    TooDeep,
    /// A step without a command cannot be of kind command.
    NoCommand,
    /// Only a step without sub-steps can become a part of another.
    HasSteps,
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFound => "There is nothing at this place any more.",
            Self::NoTitle => "A runbook needs a title. The former one is kept.",
            Self::NothingBefore => "No step stands before this one at the same level.",
            Self::Outermost => "The step already stands at the outermost level.",
            Self::TooDeep => "Steps cannot be nested deeper than 128 levels.",
            Self::NoCommand => "The step has no command. Add a code block first.",
            Self::HasSteps => "The step has sub-steps of its own. Move them out first.",
        })
    }
}

impl std::error::Error for EditError {}

/// A part of the draft that is not a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The note at this index.
    Note(usize),
    /// The unmapped part at this index.
    Unmapped(usize),
}

/// The step at `path`.
pub fn step<'a>(draft: &'a RunbookDraft, path: &[usize]) -> Option<&'a StepDraft> {
    let (last, above) = path.split_last()?;
    let mut steps = &draft.steps;
    for at in above {
        steps = &steps.get(*at)?.children;
    }
    steps.get(*last)
}

/// The siblings that `path` stands among, with its index there.
fn siblings<'a>(
    draft: &'a mut RunbookDraft,
    path: &[usize],
) -> Result<(&'a mut Vec<StepDraft>, usize), EditError> {
    let (last, above) = path.split_last().ok_or(EditError::NotFound)?;
    let mut steps = &mut draft.steps;
    for at in above {
        steps = &mut steps.get_mut(*at).ok_or(EditError::NotFound)?.children;
    }
    if *last < steps.len() {
        Ok((steps, *last))
    } else {
        Err(EditError::NotFound)
    }
}

/// Gives the runbook another title, on one line.
///
/// # Errors
/// [`EditError::NoTitle`].
pub fn set_title(draft: &mut RunbookDraft, title: &str) -> Result<(), EditError> {
    let title = one_line(title);
    if title.is_empty() {
        return Err(EditError::NoTitle);
    }
    draft.title = title;
    Ok(())
}

/// Changes what kind of step it is.
///
/// # Errors
/// [`EditError::NotFound`], and [`EditError::NoCommand`] for a command step without command.
pub fn set_kind(draft: &mut RunbookDraft, path: &[usize], kind: StepKind) -> Result<(), EditError> {
    let (steps, at) = siblings(draft, path)?;
    if kind == StepKind::Command && steps[at].command.is_none() {
        return Err(EditError::NoCommand);
    }
    steps[at].kind = kind;
    Ok(())
}

/// Turns a step and its sub-steps into a note, placed among the notes by where it came from.
///
/// # Errors
/// [`EditError::NotFound`].
pub fn to_notes(draft: &mut RunbookDraft, path: &[usize]) -> Result<(), EditError> {
    let (steps, at) = siblings(draft, path)?;
    let step = steps.remove(at);
    let note = Note {
        text: plain(&step),
        source: step.source,
    };
    let after = |other: &Note| other.source.first > note.source.first;
    let at = draft
        .notes
        .iter()
        .position(after)
        .unwrap_or(draft.notes.len());
    draft.notes.insert(at, note);
    Ok(())
}

/// Turns a note or an unmapped part into steps at the outermost level, placed by where it came
/// from. Lists, commands and headings in it become steps as in an import.
///
/// # Errors
/// [`EditError::NotFound`], and [`EditError::TooDeep`] if lists in it are nested too deeply.
pub fn to_step(draft: &mut RunbookDraft, kept: Kept) -> Result<(), EditError> {
    let (text, source) = match kept {
        Kept::Note(at) => draft.notes.get(at).map(|note| (&note.text, note.source)),
        Kept::Unmapped(at) => draft.unmapped.get(at).map(|part| (&part.text, part.source)),
    }
    .ok_or(EditError::NotFound)?;
    let offset = source.first.saturating_sub(1);
    let mut steps = outline::as_steps(text, offset).map_err(|_| EditError::TooDeep)?;
    match kept {
        Kept::Note(at) => drop(draft.notes.remove(at)),
        Kept::Unmapped(at) => drop(draft.unmapped.remove(at)),
    }
    let at = draft
        .steps
        .iter()
        .position(|step| step.source.first > source.first);
    let at = at.unwrap_or(draft.steps.len());
    draft.steps.splice(at..at, steps.drain(..));
    Ok(())
}

/// Makes the step a part of the one before it: its text and commands become that step's
/// instructions, its sub-steps that step's sub-steps.
///
/// # Errors
/// [`EditError::NotFound`], [`EditError::NothingBefore`], and [`EditError::HasSteps`] if the step
/// before has sub-steps too, as the order of the text would be lost.
pub fn merge_with_previous(draft: &mut RunbookDraft, path: &[usize]) -> Result<(), EditError> {
    let (steps, at) = siblings(draft, path)?;
    if at == 0 {
        return Err(EditError::NothingBefore);
    }
    if !steps[at - 1].children.is_empty() {
        return Err(EditError::HasSteps);
    }
    let step = steps.remove(at);
    let into = &mut steps[at - 1];
    // A command comes last in a step, so with text after it it becomes part of the text.
    if let Some(command) = into.command.take() {
        join(&mut into.instructions, &fenced(&command));
    }
    let expected = std::mem::take(&mut into.expected);
    join(&mut into.instructions, &expected);
    if title_lines(&step).is_none() && !titled_by_command(&step) {
        join(
            &mut into.instructions,
            &super::marker::escape_inline(&step.title),
        );
    }
    join(&mut into.instructions, &step.instructions);
    join(&mut into.rollback, &step.rollback);
    into.command = step.command;
    into.expected = step.expected;
    into.kind = match (into.kind, &into.command) {
        (StepKind::Command, None) => StepKind::Task,
        (StepKind::Task, Some(_)) => StepKind::Command,
        (kind, _) => kind,
    };
    join(&mut into.message, &step.message);
    let recovery = match into.recovery {
        "" => std::mem::replace(&mut into.recovery, step.recovery),
        same if same == step.recovery => "",
        _ => step.recovery,
    };
    let left = [
        ("Role", take(&mut into.role, step.role)),
        ("Runbook", take(&mut into.runbook, step.runbook)),
        ("Only if", take(&mut into.when, step.when)),
        ("Service", take(&mut into.service, step.service)),
        ("Audience", take(&mut into.audience, step.audience)),
        ("Channel", take(&mut into.channel, step.channel)),
        (
            "Result is the value of",
            take(&mut into.captures, step.captures),
        ),
        ("Recovered", recovery.to_owned()),
    ];
    for (label, text) in left.iter().filter(|(_, text)| !text.is_empty()) {
        let text = super::marker::escape_inline(text);
        join(&mut into.instructions, &format!("{label}: {text}"));
    }
    for answer in step.answers {
        if !into.answers.contains(&answer) {
            into.answers.push(answer);
        }
    }
    into.start_after = into.start_after.max(step.start_after);
    into.start_at = into.start_at.max(step.start_at);
    if let (Some(into), Some(more)) = (&mut into.after, step.after) {
        into.extend(more);
    }
    into.duration = match (into.duration, step.duration) {
        (Some(a), Some(b)) => Some(a.plus(b)),
        (a, b) => a.or(b),
    };
    if into.only != step.only {
        let only = match step.only {
            Only::Always => "In every run",
            Only::Exercise => "Only in exercises",
            Only::Actual => "Only in real recoveries",
        };
        join(
            &mut into.instructions,
            &format!("{only}: {}", super::marker::escape_inline(&step.title)),
        );
    }
    into.evidence_required |= step.evidence_required;
    into.irreversible |= step.irreversible;
    into.done = match (into.done, step.done) {
        (Some(a), Some(b)) => Some(a && b),
        (a, b) => a.or(b),
    };
    into.source = into.source.union(step.source);
    into.children = step.children;
    Ok(())
}

/// Gives a field a value if it has none; returns what it does not take.
fn take(field: &mut String, value: String) -> String {
    if field.is_empty() {
        *field = value;
        return String::new();
    }
    if *field == value {
        String::new()
    } else {
        value
    }
}

impl super::Minutes {
    /// One after the other.
    fn plus(self, other: Self) -> Self {
        Self {
            low: self.low.saturating_add(other.low),
            likely: self.likely.saturating_add(other.likely),
            high: self.high.saturating_add(other.high),
        }
    }
}

/// Makes the step the last sub-step of the one before it.
///
/// # Errors
/// [`EditError::NotFound`], [`EditError::NothingBefore`], [`EditError::TooDeep`].
pub fn indent(draft: &mut RunbookDraft, path: &[usize]) -> Result<(), EditError> {
    let (steps, at) = siblings(draft, path)?;
    if at == 0 {
        return Err(EditError::NothingBefore);
    }
    if path.len() + depth(&steps[at]) > MAX_DEPTH {
        return Err(EditError::TooDeep);
    }
    let step = steps.remove(at);
    steps[at - 1].children.push(step);
    Ok(())
}

/// Moves the step out of the one it belongs to, right behind that one. Steps after it stay.
///
/// # Errors
/// [`EditError::NotFound`], [`EditError::Outermost`].
pub fn outdent(draft: &mut RunbookDraft, path: &[usize]) -> Result<(), EditError> {
    let (steps, at) = siblings(draft, path)?;
    let Some((_, above)) = path.split_last().filter(|(_, above)| !above.is_empty()) else {
        return Err(EditError::Outermost);
    };
    let step = steps.remove(at);
    let (parents, parent) = siblings(draft, above)?;
    parents.insert(parent + 1, step);
    Ok(())
}

/// Levels of the tree below and with `step`.
fn depth(step: &StepDraft) -> usize {
    1 + step.children.iter().map(depth).max().unwrap_or(0)
}
