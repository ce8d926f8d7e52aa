//! The form in which two drafts that say the same are equal.
//!
//! Reading always gives this form; a draft made elsewhere is brought into it before writing, so
//! that what is written reads back as the same draft.

use super::draft::{Command, Minutes, RunbookDraft, StepDraft, StepKind, VariableDraft};
use holdfast_ledger::sort::Arrange;

impl RunbookDraft {
    /// Brings every text into the form that Markdown can carry: LF line ends, no NUL, no blank lines around a block, one-line titles that are not empty.
    pub fn normalise(&mut self) {
        self.id = self.id.take().filter(|id| is_id(id));
        line_or(&mut self.title, "Untitled runbook");
        for text in [
            &mut self.purpose,
            &mut self.trigger,
            &mut self.scenario,
            &mut self.preconditions,
        ] {
            block(text);
        }
        line(&mut self.owner);
        lines(&mut self.services);
        self.tags = self.tags.iter().filter_map(|tag| tag_form(tag)).collect();
        front_matter(&mut self.front_matter);
        self.variables.iter_mut().for_each(variable);
        for note in &mut self.notes {
            block(&mut note.text);
        }
        self.notes.retain(|note| !note.text.is_empty());
        for part in &mut self.unmapped {
            block(&mut part.text);
            line_or(&mut part.reason, "No field holds this.");
        }
        self.unmapped.retain(|part| !part.text.is_empty());
        self.steps.iter_mut().for_each(step);
    }
}

fn step(step: &mut StepDraft) {
    step.id = step.id.take().filter(|id| is_id(id));
    line_or(&mut step.title, "Untitled step");
    step.heading = step.heading.filter(|level| (1..=6).contains(level));
    for text in [
        &mut step.instructions,
        &mut step.expected,
        &mut step.rollback,
        &mut step.message,
    ] {
        block(text);
    }
    for text in [
        &mut step.role,
        &mut step.runbook,
        &mut step.when,
        &mut step.service,
        &mut step.audience,
        &mut step.channel,
        &mut step.captures,
    ] {
        line(text);
    }
    lines(&mut step.answers);
    if let Some(after) = &mut step.after {
        after.retain(|id| is_id(id));
    }
    if let Some(minutes) = &mut step.duration {
        *minutes = Minutes::sorted(minutes.low, minutes.likely, minutes.high);
    }
    step.command = step.command.take().and_then(command);
    if step.kind == StepKind::Command && step.command.is_none() {
        step.kind = StepKind::Task;
    }
    step.children.iter_mut().for_each(self::step);
}

impl Minutes {
    /// An estimate whose three values are put in order.
    #[must_use]
    pub fn sorted(a: u32, b: u32, c: u32) -> Self {
        let mut all = [a, b, c];
        all.arrange();
        Self {
            low: all[0],
            likely: all[1],
            high: all[2],
        }
    }
}

fn command(mut command: Command) -> Option<Command> {
    command.text = clean(&command.text);
    line(&mut command.info);
    (!command.text.is_empty()).then_some(command)
}

fn variable(variable: &mut VariableDraft) {
    line_or(&mut variable.name, "unnamed");
    line(&mut variable.default);
    line(&mut variable.pattern);
    block(&mut variable.description);
    if variable.secret {
        variable.default.clear();
    }
}

/// Whether `id` can stand in a file as a step's id.
pub(super) fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b))
}

fn tag_form(tag: &str) -> Option<String> {
    let mut tag = tag.replace(',', " ");
    line(&mut tag);
    (!tag.is_empty()).then_some(tag)
}

/// Keeps the block's delimiters whole: text that is not a front matter block would be read as
/// something else, so it is fenced.
fn front_matter(text: &mut String) {
    block(text);
    if text.is_empty() || super::front_matter::split(text).is_some_and(|(all, _)| all == *text) {
        return;
    }
    let inner: Vec<&str> = text
        .lines()
        .filter(|line| !matches!(line.trim_end(), "---" | "..."))
        .collect();
    *text = format!("---\n{}\n---", inner.join("\n"));
}

/// LF line ends, and no NUL, which no text file may hold.
pub(super) fn clean(text: &str) -> String {
    if !text.contains(['\r', '\0']) {
        return text.to_owned();
    }
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\0', "\u{fffd}")
}

/// A block of Markdown: clean, without blank lines at its ends.
pub(super) fn block(text: &mut String) {
    if text.is_empty() {
        return;
    }
    trim_blank_lines(&clean(text)).clone_into(text);
    if text.trim().is_empty() {
        text.clear();
    }
}

/// Cuts blank lines at both ends, and nothing else of the lines that stay.
pub(super) fn trim_blank_lines(text: &str) -> &str {
    let lead = text.len() - text.trim_start().len();
    let text = text[..lead].rfind('\n').map_or(text, |at| &text[at + 1..]);
    let end = text.trim_end().len();
    text[end..].find('\n').map_or(text, |at| &text[..end + at])
}

/// One line: clean, white space collapsed to single spaces.
pub(super) fn line(text: &mut String) {
    if text.is_empty() {
        return;
    }
    *text = clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
}

/// Each one line, none of them empty.
fn lines(texts: &mut Vec<String>) {
    texts.iter_mut().for_each(line);
    texts.retain(|text| !text.is_empty());
}

fn line_or(text: &mut String, fallback: &str) {
    line(text);
    if text.is_empty() {
        fallback.clone_into(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_go_but_indentation_stays() {
        assert_eq!(
            trim_blank_lines("\n  \n    code\nmore  \n\n"),
            "    code\nmore  "
        );
        assert_eq!(trim_blank_lines("a  \n b \n \n"), "a  \n b ");
        assert_eq!(trim_blank_lines(" \n ").trim(), "");
    }

    #[test]
    fn line_ends_are_one_kind_and_nul_is_shown() {
        assert_eq!(clean("a\r\nb\rc\u{0}\t\u{1b}d"), "a\nb\nc\u{fffd}\t\u{1b}d");
    }

    #[test]
    fn a_secret_keeps_no_value() {
        let mut draft = RunbookDraft {
            variables: vec![VariableDraft {
                name: "password".into(),
                default: "hunter2".into(),
                secret: true,
                ..VariableDraft::default()
            }],
            ..RunbookDraft::default()
        };
        draft.normalise();
        assert_eq!(draft.variables[0].default, "");
    }

    #[test]
    fn front_matter_without_delimiters_gets_them() {
        let mut text = "owner: x\n---\ntags: y".to_owned();
        front_matter(&mut text);
        assert_eq!(text, "---\nowner: x\ntags: y\n---");
    }
}
