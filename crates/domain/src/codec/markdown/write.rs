//! Drafts to Markdown that people can read, print and edit, and that reads back as the same draft.

use super::draft::{Command, RunbookDraft, StepDraft, StepKind, VariableDraft};
use super::labels::{runbook_facts, step_facts};
use super::marker::{
    COMMAND, EXPECTED, MESSAGE, Mark, ROLLBACK, comment, escape_inline, escape_line,
};
use super::steps::{title_lines, titled_by_command};

/// Writes a draft. For a draft in normal form (see [`RunbookDraft::normalise`]) no deeper than
/// [`super::MAX_DEPTH`], reading the text gives the same draft but for the line numbers.
pub fn write(draft: &RunbookDraft) -> String {
    let mut out = Writer {
        text: String::new(),
        marks: true,
    };
    if !draft.front_matter.is_empty() {
        out.text.push_str(&draft.front_matter);
        out.text.push_str("\n\n");
    }
    let mark = Mark {
        id: draft.id.clone(),
        ..Mark::default()
    };
    out.title("", "# ", &draft.title, "runbook", &mark);
    out.facts("", &runbook_facts(draft));
    for (heading, word, text) in [
        ("Purpose", "purpose", &draft.purpose),
        ("Trigger", "trigger", &draft.trigger),
        ("Scenario", "scenario", &draft.scenario),
        ("Preconditions", "preconditions", &draft.preconditions),
    ] {
        if !text.is_empty() {
            out.title("", "## ", heading, word, &Mark::default());
            out.block("", text);
        }
    }
    if !draft.variables.is_empty() {
        out.title("", "## ", "Variables", "variables", &Mark::default());
        draft
            .variables
            .iter()
            .for_each(|variable| out.variable(variable));
    }
    // What describes mostly stands above the first step in the files that people write.
    if !draft.notes.is_empty() {
        out.title("", "## ", "Notes", "notes", &Mark::default());
    }
    for note in &draft.notes {
        out.text.push_str(&comment("note", &Mark::default()));
        out.text.push_str("\n\n");
        out.block("", &note.text);
    }
    if trailing_headings(&draft.steps) < draft.steps.len() {
        out.title("", "## ", "Steps", "steps", &Mark::default());
    }
    out.steps(
        &draft.steps,
        &Place {
            indent: String::new(),
            level: Some(0),
        },
    );
    if !draft.unmapped.is_empty() {
        out.title("", "## ", "Not mapped", "unmapped", &Mark::default());
    }
    for part in &draft.unmapped {
        out.title("", "", &part.reason, "kept", &Mark::default());
        out.block("", &part.text);
    }
    out.finish()
}

/// One step with its sub-steps as Markdown without our comments, to be kept as a note.
pub(super) fn plain(step: &StepDraft) -> String {
    let mut out = Writer {
        text: String::new(),
        marks: false,
    };
    let level = step.heading.map_or(1, |level| level.saturating_sub(1));
    out.steps(
        std::slice::from_ref(step),
        &Place {
            indent: String::new(),
            level: Some(level),
        },
    );
    out.finish().trim_end().to_owned()
}

/// A fenced block for `command`.
pub(super) fn fenced(command: &Command) -> String {
    let mark = if command.info.contains('`') { '~' } else { '`' };
    let mut longest = 2;
    let mut run = 0;
    for c in command.text.chars() {
        run = if c == mark { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = mark.to_string().repeat(longest + 1);
    // An info string that begins like the fence would make the fence longer.
    let gap = if command.info.starts_with(mark) {
        " "
    } else {
        ""
    };
    format!("{fence}{gap}{}\n{}\n{fence}", command.info, command.text)
}

/// Where steps are written.
struct Place {
    /// Spaces before each line.
    indent: String,
    /// Level of the heading above, 0 for the runbook itself; none inside a list.
    level: Option<u8>,
}

struct Writer {
    text: String,
    marks: bool,
}

impl Writer {
    fn finish(mut self) -> String {
        self.text.truncate(self.text.trim_end_matches('\n').len());
        self.text.push('\n');
        self.text
    }

    fn title(&mut self, indent: &str, lead: &str, title: &str, word: &str, mark: &Mark) {
        self.text.push_str(indent);
        self.text.push_str(lead);
        self.text.push_str(&escape_inline(title));
        if self.marks {
            self.text.push(' ');
            self.text.push_str(&comment(word, mark));
        }
        self.text.push_str("\n\n");
    }

    /// Lines of Markdown at an indentation. Empty lines stay empty.
    fn lines(&mut self, indent: &str, text: &str) {
        for line in text.split('\n') {
            if !line.is_empty() {
                self.text.push_str(indent);
                self.text.push_str(&if self.marks {
                    escape_line(line)
                } else {
                    line.to_owned()
                });
            }
            self.text.push('\n');
        }
    }

    fn block(&mut self, indent: &str, text: &str) {
        if !text.is_empty() {
            self.lines(indent, text);
            self.text.push('\n');
        }
    }

    fn label(&mut self, indent: &str, label: &str) {
        self.text.push_str(indent);
        self.text.push_str(label);
        self.text.push_str("\n\n");
    }

    fn facts(&mut self, indent: &str, facts: &[(&str, String)]) {
        let mut any = false;
        for (label, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
            self.text.push_str(indent);
            self.text.push_str("**");
            self.text.push_str(label);
            self.text.push_str(":** ");
            self.text.push_str(value);
            self.text.push('\n');
            any = true;
        }
        if any {
            self.text.push('\n');
        }
    }

    fn variable(&mut self, variable: &VariableDraft) {
        self.title("", "- ", &variable.name, "variable", &Mark::default());
        let secret = if variable.secret {
            "asked for in each run, never stored"
        } else {
            ""
        };
        self.facts(
            "  ",
            &[
                ("Default", escape_inline(&variable.default)),
                ("Pattern", escape_inline(&variable.pattern)),
                ("Secret", secret.to_owned()),
            ],
        );
        self.block("  ", &variable.description);
    }

    /// Writes siblings. Headings come only where everything after them belongs to them: at the end
    /// of the siblings, with no level below the one before. All others are list items.
    fn steps(&mut self, steps: &[StepDraft], place: &Place) {
        let parent = place.level.filter(|level| *level < 6);
        let trailing = if parent.is_some() {
            trailing_headings(steps)
        } else {
            0
        };
        let items = steps.len() - trailing;
        for (number, step) in steps[..items].iter().enumerate() {
            let tick = match step.done {
                Some(true) => "[x] ",
                Some(false) => "[ ] ",
                None => "",
            };
            let number = format!("{}. ", number + 1);
            let lead = format!("{number}{tick}");
            let indent = format!("{}{}", place.indent, " ".repeat(number.len()));
            let short = self.said(&place.indent, &lead, &indent, step);
            if short.is_none() {
                self.title(
                    &place.indent,
                    &lead,
                    &step.title,
                    word(step),
                    &mark(step, step.heading),
                );
            }
            self.body(
                short.as_ref().unwrap_or(step),
                &Place {
                    indent,
                    level: None,
                },
            );
        }
        let lowest = parent.unwrap_or(0) + 1;
        let mut highest = 6;
        for step in &steps[items..] {
            let wish = step
                .heading
                .unwrap_or(if parent == Some(0) { 2 } else { lowest });
            let level = wish.clamp(lowest, highest);
            let heading = (Some(level) != step.heading).then_some(step.heading.unwrap_or(0));
            let lead = format!("{} ", "#".repeat(level.into()));
            self.title("", &lead, &step.title, word(step), &mark(step, heading));
            self.body(
                step,
                &Place {
                    indent: String::new(),
                    level: Some(level),
                },
            );
            highest = level;
        }
    }

    /// In a note, writes what the title of an item was made of instead of the title, and returns
    /// what is left of the step; nothing if the title says something of its own.
    fn said(
        &mut self,
        before: &str,
        lead: &str,
        indent: &str,
        step: &StepDraft,
    ) -> Option<StepDraft> {
        if self.marks {
            return None;
        }
        let mut left = step.clone();
        let text = if let Some(lines) = title_lines(step) {
            let all: Vec<&str> = step.instructions.split('\n').collect();
            let (first, rest) = all.split_at_checked(lines)?;
            rest.join("\n")
                .trim_start_matches('\n')
                .clone_into(&mut left.instructions);
            first.join("\n")
        } else if titled_by_command(step) {
            fenced(&left.command.take()?)
        } else {
            return None;
        };
        let text = text.replace('\n', &format!("\n{indent}"));
        self.label(before, &format!("{lead}{text}"));
        Some(left)
    }

    fn body(&mut self, step: &StepDraft, place: &Place) {
        let indent = &place.indent;
        self.facts(indent, &step_facts(step, place.level.is_some()));
        self.block(indent, &step.instructions);
        if let Some(command) = &step.command {
            self.label(indent, COMMAND);
            self.block(indent, &fenced(command));
        }
        for (label, text) in [
            (EXPECTED, &step.expected),
            (ROLLBACK, &step.rollback),
            (MESSAGE, &step.message),
        ] {
            if !text.is_empty() {
                self.label(indent, label);
                self.block(indent, text);
            }
        }
        self.steps(&step.children, place);
    }
}

fn mark(step: &StepDraft, heading: Option<u8>) -> Mark {
    Mark {
        id: step.id.clone(),
        heading,
        after: step.after.clone(),
    }
}

/// How many of the last siblings can be headings.
fn trailing_headings(steps: &[StepDraft]) -> usize {
    let headed = |step: &&StepDraft| step.kind == StepKind::Section || step.heading.is_some();
    steps.iter().rev().take_while(headed).count()
}

fn word(step: &StepDraft) -> &'static str {
    if step.kind == StepKind::Section {
        "section"
    } else {
        "step"
    }
}
