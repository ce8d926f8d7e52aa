//! The intermediate form between Markdown text and runbook records.
//!
//! A draft is what the import review shows and lets a person correct. It keeps every word of the
//! source: what has no field of its own stays as Markdown in instructions, notes or `unmapped`.

use chrono::NaiveDate;

use super::front_matter::Interval;

/// Deepest nesting of steps (and of Markdown lists) that is read, as for JSON.
pub const MAX_DEPTH: usize = 128;

/// Longest line kept as a title; longer ones are cut at a word and kept whole as instructions.
pub const MAX_TITLE_CHARS: usize = 160;

/// One runbook as read from, or about to be written to, Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunbookDraft {
    /// Id of the record that the text was exported from, if it was.
    pub id: Option<String>,
    /// One line of plain text.
    pub title: String,
    /// Why the runbook exists (Markdown).
    pub purpose: String,
    /// What makes people start it (Markdown).
    pub trigger: String,
    /// The loss scenario it answers (Markdown).
    pub scenario: String,
    /// What must hold before the first step (Markdown).
    pub preconditions: String,
    /// Person or role that keeps the runbook true, one line.
    pub owner: String,
    /// Names of the services that it recovers, each one line.
    pub services: Vec<String>,
    /// What other runbooks may do with it: `template` or `snippet`; empty: it is to be run.
    pub used: &'static str,
    /// Labels, each one line without commas.
    pub tags: Vec<String>,
    /// Day of the last review.
    pub last_reviewed: Option<NaiveDate>,
    /// Time from one review to the next.
    pub review_interval: Option<Interval>,
    /// The front matter block exactly as in the source, delimiters included, line ends as LF.
    pub front_matter: String,
    /// Values that a run asks for.
    pub variables: Vec<VariableDraft>,
    /// Descriptive parts of the source, in source order.
    pub notes: Vec<Note>,
    /// The steps, as a tree.
    pub steps: Vec<StepDraft>,
    /// Parts that belong to no field, kept where a person sees them.
    pub unmapped: Vec<Unmapped>,
}

/// A parameter of the runbook. A secret has no value here, ever.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VariableDraft {
    /// Name, one line.
    pub name: String,
    /// What it is for (Markdown).
    pub description: String,
    /// Value offered at the start of a run, one line.
    pub default: String,
    /// Regular expression that a value must match, one line; empty for none.
    pub pattern: String,
    /// Asked for in each run and never stored.
    pub secret: bool,
}

/// A descriptive part, with its own headings inside the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// Markdown, verbatim from the source.
    pub text: String,
    /// Where it came from.
    pub source: Source,
}

/// A part of the source that has no field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unmapped {
    /// Markdown, verbatim from the source.
    pub text: String,
    /// Why it has no field, one line for a person to read.
    pub reason: String,
    /// Where it came from.
    pub source: Source,
}

/// Lines of the source file, counted from 1, both ends included. 0 to 0 when made by a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    /// First line.
    pub first: usize,
    /// Last line.
    pub last: usize,
}

impl Source {
    /// The smallest range that holds both; an empty range adds nothing.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        match (self.first, other.first) {
            (0, _) => other,
            (_, 0) => self,
            _ => Self {
                first: self.first.min(other.first),
                last: self.last.max(other.last),
            },
        }
    }
}

/// What a step asks of people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum StepKind {
    /// Groups other steps.
    Section,
    /// Work done by hand.
    #[default]
    Task,
    /// A command to copy and run.
    Command,
    /// A question whose answer chooses the way.
    Decision,
    /// Someone must agree before the run goes on.
    Approval,
    /// A check with pass, fail or not tested.
    Validation,
    /// A message to send.
    Communication,
    /// Time has to pass, or a fixed start.
    Wait,
    /// A state that is reached here.
    Milestone,
    /// Another runbook.
    Runbook,
}

impl StepKind {
    /// Every kind, in the order shown to people.
    pub const ALL: [Self; 10] = [
        Self::Section,
        Self::Task,
        Self::Command,
        Self::Decision,
        Self::Approval,
        Self::Validation,
        Self::Communication,
        Self::Wait,
        Self::Milestone,
        Self::Runbook,
    ];

    /// The word used in files and records.
    pub fn word(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Task => "task",
            Self::Command => "command",
            Self::Decision => "decision",
            Self::Approval => "approval",
            Self::Validation => "validation",
            Self::Communication => "communication",
            Self::Wait => "wait",
            Self::Milestone => "milestone",
            Self::Runbook => "runbook",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// When a step is part of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Only {
    /// In every run.
    #[default]
    Always,
    /// Only in exercises.
    Exercise,
    /// Only in a real recovery.
    Actual,
}

/// A planned duration in minutes, as a three-point estimate with low ≤ likely ≤ high.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Minutes {
    /// If all goes well.
    pub low: u32,
    /// Most likely.
    pub likely: u32,
    /// If much goes wrong.
    pub high: u32,
}

/// A block to copy and run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Command {
    /// The text without its last line end; never empty.
    pub text: String,
    /// The fence's info string, verbatim: the language and whatever a tool put behind it.
    pub info: String,
}

impl Command {
    /// The language, which is the first word of the info string.
    pub fn language(&self) -> &str {
        self.info
            .split(|c: char| c.is_whitespace() || c == '{' || c == ',')
            .next()
            .unwrap_or("")
    }
}

/// One step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepDraft {
    /// Stable id across export and import: letters, digits, `-`, `_`, `.`, `:`; none if unknown.
    pub id: Option<String>,
    /// What the step asks for.
    pub kind: StepKind,
    /// One line of plain text.
    pub title: String,
    /// Level (1 to 6) of the heading the step was, if it was one.
    pub heading: Option<u8>,
    /// Markdown, verbatim from the source but for the indentation of the list around it.
    pub instructions: String,
    /// The block to copy and run.
    pub command: Option<Command>,
    /// What should be seen afterwards (Markdown).
    pub expected: String,
    /// How to undo the step (Markdown).
    pub rollback: String,
    /// Role that does it, one line.
    pub role: String,
    /// Title of the runbook to work through here, one line.
    pub runbook: String,
    /// Ids of the steps that come first; `None`: the step before.
    pub after: Option<Vec<String>>,
    /// So many minutes after the start of the run at the earliest.
    pub start_after: Option<u32>,
    /// Not before this moment, in milliseconds since 1970.
    pub start_at: Option<i64>,
    /// What can be decided, each one line.
    pub answers: Vec<String>,
    /// The answer to the decision above that leads here, one line; empty: any.
    pub when: String,
    /// Name of the service that is back when this is reached, one line.
    pub service: String,
    /// How far it is back: `partial` or `full`; empty where nobody says.
    pub recovery: &'static str,
    /// Who is told, one line.
    pub audience: String,
    /// How they are told, one line.
    pub channel: String,
    /// What they are told (Markdown).
    pub message: String,
    /// Name of the variable that the step finds out, one line.
    pub captures: String,
    /// Planned duration.
    pub duration: Option<Minutes>,
    /// Evidence has to be attached in a run.
    pub evidence_required: bool,
    /// No way back after this step (point of no return).
    pub irreversible: bool,
    /// When it is part of a run.
    pub only: Only,
    /// Tick of a task list, if the source had one.
    pub done: Option<bool>,
    /// Where it came from, with its children.
    pub source: Source,
    /// Sub-steps in order.
    pub children: Vec<StepDraft>,
}

impl RunbookDraft {
    /// Day of the next review: last review plus the interval. `None` if one of them is missing.
    pub fn next_review(&self) -> Option<NaiveDate> {
        self.review_interval?.after(self.last_reviewed?)
    }

    /// Number of steps in the tree, sections included.
    pub fn step_count(&self) -> usize {
        fn count(steps: &[StepDraft]) -> usize {
            steps.iter().map(|step| 1 + count(&step.children)).sum()
        }
        count(&self.steps)
    }

    /// Whether it says nothing but a title: no step, no text, no variable.
    pub fn is_bare(&self) -> bool {
        let texts = [
            &self.purpose,
            &self.trigger,
            &self.scenario,
            &self.preconditions,
        ];
        self.steps.is_empty()
            && self.notes.is_empty()
            && self.unmapped.is_empty()
            && self.variables.is_empty()
            && texts.iter().all(|text| text.is_empty())
    }

    /// Drops all line numbers, to compare what drafts say and not where it stood.
    pub fn forget_sources(&mut self) {
        fn forget(steps: &mut [StepDraft]) {
            for step in steps {
                step.source = Source::default();
                forget(&mut step.children);
            }
        }
        forget(&mut self.steps);
        self.notes
            .iter_mut()
            .for_each(|note| note.source = Source::default());
        self.unmapped
            .iter_mut()
            .for_each(|part| part.source = Source::default());
    }
}
