//! Reads Markdown that [`super::write`] wrote, with whatever people changed in it since.
//!
//! Title lines are known by their comments; the text below each belongs to it. A heading or list
//! item without a comment that stands outside the text of the step above is a step a person added.

use super::draft::{MAX_DEPTH, Note, RunbookDraft, Source, StepDraft, StepKind, Unmapped};
use super::error::ReadError;
use super::facts::{self, split_facts};
use super::marker::{
    BLOCKS, COMMAND, EXPECTED, Lead, MESSAGE, ROLLBACK, Title, marked, unescape_line, unmarked,
};
use super::normal;
use super::tree::Forest;

/// Whether text after the front matter is ours.
pub fn is_own(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty());
    first
        .and_then(marked)
        .is_some_and(|title| title.word == "runbook")
}

/// A title line with the text below it.
struct Part {
    title: Title,
    /// Line number of the title, from 1.
    first: usize,
    /// Number of the last line that is not blank.
    last: usize,
    lines: Vec<String>,
}

impl Part {
    fn source(&self) -> Source {
        Source {
            first: self.first,
            last: self.last,
        }
    }

    fn text(&self) -> String {
        block(&self.lines)
    }
}

/// Lines as one block of Markdown, escapes taken back.
fn block(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| unescape_line(line)).collect();
    let mut text = lines.join("\n");
    normal::block(&mut text);
    text
}

/// Reads `text`, which begins at line `offset` + 1 of the file.
pub fn read(text: &str, offset: usize) -> Result<RunbookDraft, ReadError> {
    let mut draft = RunbookDraft::default();
    let mut steps = Forest::new();
    let mut group = String::new();
    for part in parts(text, offset) {
        let word = part.title.word.as_str();
        match word {
            "" if group == "variable" && part.title.lead != Lead::Heading(2) => {
                read_variable(&mut draft, &part);
                continue;
            }
            "" | "step" | "section" => {
                place(&mut steps, part)?;
                "steps".clone_into(&mut group);
                continue;
            }
            "runbook" => {
                let rest = facts::runbook(&mut draft, &part.lines);
                draft.title.clone_from(&part.title.text);
                draft.id.clone_from(&part.title.mark.id);
                keep_note(&mut draft, block(rest), part.source());
            }
            "purpose" => append(&mut draft.purpose, &part.text()),
            "trigger" => append(&mut draft.trigger, &part.text()),
            "scenario" => append(&mut draft.scenario, &part.text()),
            "preconditions" => append(&mut draft.preconditions, &part.text()),
            "variable" => read_variable(&mut draft, &part),
            "kept" => draft.unmapped.push(Unmapped {
                text: part.text(),
                reason: part.title.text.clone(),
                source: part.source(),
            }),
            // Group headings and comments of later versions: their text is kept as a note.
            _ => keep_note(&mut draft, part.text(), part.source()),
        }
        steps.close();
        word.clone_into(&mut group);
    }
    draft.steps = steps.finish();
    Ok(draft)
}

fn read_variable(draft: &mut RunbookDraft, part: &Part) {
    let (mut variable, rest) = facts::variable(&part.lines);
    variable.name.clone_from(&part.title.text);
    variable.description = block(rest);
    draft.variables.push(variable);
}

fn append(field: &mut String, text: &str) {
    if !field.is_empty() && !text.is_empty() {
        field.push_str("\n\n");
    }
    field.push_str(text);
}

fn keep_note(draft: &mut RunbookDraft, text: String, source: Source) {
    if !text.is_empty() {
        draft.notes.push(Note { text, source });
    }
}

fn parts(text: &str, offset: usize) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (at, line) in text.split('\n').enumerate() {
        let number = offset + at + 1;
        let column = parts.last().map_or(0, |part| content_column(&part.title));
        let spaces = line.bytes().take_while(|b| *b == b' ').count();
        let blank = line.trim().is_empty();
        let outside = !blank && spaces < column;
        let title = marked(line).or_else(|| if outside { unmarked(line) } else { None });
        if let Some(title) = title {
            parts.push(Part {
                title,
                first: number,
                last: number,
                lines: Vec::new(),
            });
        } else if let Some(part) = parts.last_mut() {
            part.lines.push(line[spaces.min(column)..].to_owned());
            if !blank {
                part.last = number;
            }
        }
    }
    parts
}

fn content_column(title: &Title) -> usize {
    match title.lead {
        Lead::Item(column) => column,
        Lead::Heading(_) | Lead::None => 0,
    }
}

fn place(steps: &mut Forest, part: Part) -> Result<(), ReadError> {
    let first = part.first;
    let (rank, indent) = match part.title.lead {
        Lead::Heading(level) => (Some(level), 0),
        Lead::Item(_) | Lead::None => (None, part.title.indent),
    };
    let column = content_column(&part.title);
    let depth = steps.push(rank, indent, column, step(part));
    if depth > MAX_DEPTH {
        return Err(ReadError::TooDeep { line: first });
    }
    Ok(())
}

fn step(part: Part) -> StepDraft {
    let source = part.source();
    let title = part.title;
    let unmarked = title.word.is_empty();
    let mut step = StepDraft {
        id: title.mark.id,
        after: title.mark.after,
        title: title.text,
        done: title.done,
        source,
        ..StepDraft::default()
    };
    step.heading = match (title.lead, title.mark.heading) {
        (_, Some(level)) => Some(level).filter(|level| *level > 0),
        (Lead::Heading(level), None) => Some(level),
        _ => None,
    };
    let (kind, rest) = split_facts(&mut step, &part.lines);
    body(&mut step, rest);
    step.kind = match (kind, &step.command) {
        (Some(kind), _) => kind,
        _ if title.word == "section" || (unmarked && step.heading.is_some()) => StepKind::Section,
        (None, Some(_)) => StepKind::Command,
        (None, None) => StepKind::Task,
    };
    step
}

/// Instructions, command, expected result, rollback and message, by their labels.
fn body(step: &mut StepDraft, lines: &[String]) {
    let mut label = "";
    let mut start = 0;
    let mut sections: Vec<(&str, &[String])> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let found = BLOCKS.into_iter().find(|label| line.trim_end() == *label);
        if let Some(found) = found {
            sections.push((label, &lines[start..at]));
            label = found;
            start = at + 1;
        }
    }
    sections.push((label, &lines[start..]));
    for (label, lines) in sections {
        match label {
            EXPECTED => append(&mut step.expected, &block(lines)),
            ROLLBACK => append(&mut step.rollback, &block(lines)),
            MESSAGE => append(&mut step.message, &block(lines)),
            COMMAND if step.command.is_none() => {
                let (command, rest) = facts::command(lines);
                step.command = command;
                append(&mut step.instructions, &block(rest));
            }
            _ => append(&mut step.instructions, &block(lines)),
        }
    }
}
