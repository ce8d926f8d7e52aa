//! Reports: every document of the workspace in one shape. Each is written anew from the records: a title, which
//! version of what, and Markdown, with charts as data where they help. Those that tell of one record are its own
//! document, as its own page has it.

mod calendar;
mod calls;
mod chart;
mod executive;
mod gravest;
pub(super) mod levels;
mod records;
mod risks;
#[cfg(test)]
mod tests;
mod words;
mod writing;

pub use chart::{Bars, Chart, Heat, Spot};
pub use gravest::{Grave, Gravest};
use writing::Way;
pub use writing::Writing;

use crate::prose::{self, Block};
use crate::rooms::exercises::ratings::is_held;
use crate::rooms::service_levels::periods::Stretch;
use crate::view::View;
use holdfast_ledger::{Id, Record};
use std::fmt::Write as _;

/// What a report is of, so what has to be chosen first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The workspace as it is today.
    Workspace,
    /// A period that has begun.
    Past,
    /// A period, also one to come.
    Period,
    /// One record of these kinds.
    Record(&'static [&'static str]),
}

/// A report that can be written.
pub struct Topic {
    /// How an address names it.
    pub id: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// The name of its icon.
    pub icon: &'static str,
    /// What it belongs to, as a heading over the list.
    pub group: &'static str,
    /// What it says.
    pub about: &'static str,
    /// For whom.
    pub audience: &'static str,
    /// What has to be chosen.
    pub of: Of,
    /// Whether it wants what is gravest among all records ([`Gravest`]), for which all are looked at.
    pub sweeps: bool,
    way: Way,
}

/// What is asked for.
pub struct Asked<'a> {
    /// The record, where the report is of one.
    pub record: Option<&'a Record>,
    /// The period, where it is of one.
    pub stretch: Stretch,
    /// What is gravest, where the report wants it.
    pub gravest: Option<&'a Gravest>,
    /// A moment in words.
    pub said: &'a dyn Fn(i64) -> String,
}

/// A part of a report.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Markdown.
    Text(String),
    /// A chart; the text beside it says the same.
    Chart(Chart),
}

/// A report that was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// Which version, or as of when.
    pub version: String,
    /// What its file is called, without its end.
    pub file: String,
    /// What it says, in order.
    pub parts: Vec<Part>,
    /// The file as a whole, where it is another than title, version and parts make.
    whole: Option<String>,
}

impl Document {
    /// One that is written in parts.
    fn new(title: String, version: String, file: String, parts: Vec<Part>) -> Self {
        Self {
            title,
            version,
            file,
            parts,
            whole: None,
        }
    }

    /// One that exists as Markdown: its first heading is the title, without it `name`.
    fn of(name: String, text: String, version: String, file: String) -> Self {
        let (title, rest) = match text.strip_prefix("# ") {
            Some(rest) => rest.split_once('\n').unwrap_or((rest, "")),
            None => ("", text.as_str()),
        };
        let spans = match prose::read(&without_marks(title)).pop() {
            Some(Block::Paragraph(spans)) => spans,
            _ => Vec::new(),
        };
        let title = prose::plain(&spans);
        Self {
            title: if title.is_empty() { name } else { title },
            version,
            file,
            parts: vec![Part::Text(without_marks(rest.trim()))],
            whole: Some(text),
        }
    }

    /// Without what stands before its first heading, where that is the version once more.
    fn without_head(mut self) -> Self {
        if let Some(Part::Text(text)) = self.parts.first_mut()
            && let Some(at) = text.find("\n## ")
        {
            text.drain(..=at);
        }
        self
    }

    /// The report as a file in Markdown. What charts show stands in the text.
    pub fn markdown(&self) -> String {
        if let Some(whole) = &self.whole {
            return whole.clone();
        }
        let mut out = format!("# {}\n\n**{}**\n", self.title, self.version);
        for part in &self.parts {
            if let Part::Text(text) = part {
                let _ = write!(out, "\n{}\n", text.trim());
            }
        }
        out
    }
}

/// How a mark begins that says which record a part of a file is.
const MARK: &str = "<!-- holdfast:";

// A text without the marks that only reading the file again needs.
fn without_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(MARK) {
        let Some(end) = rest[at..].find("-->") else {
            break;
        };
        out.push_str(&rest[..at]);
        rest = &rest[at + end + 3..];
    }
    out.push_str(rest);
    out
}

impl Topic {
    /// Writes it. None where it is of a record that is not there, or of another kind.
    pub fn write(&self, asked: &Asked<'_>, view: &View<'_>) -> Option<Document> {
        let mut writing = Writing::default();
        while writing.go_on(self, asked, view) {}
        writing.document
    }

    /// The record that it is of where nobody chose one: the newest that has something to tell.
    pub fn usual(&self, view: &View<'_>) -> Option<Id> {
        let Of::Record(kinds) = self.of else {
            return None;
        };
        let all = kinds.iter().flat_map(|kind| view.live(kind));
        let newest = all.max_by_key(|record| (tells(record), record.id));
        newest.map(|record| record.id)
    }
}

// An exercise that was held, an incident that is over, a plan or a runbook that was approved.
fn tells(record: &Record) -> bool {
    match record.kind.as_str() {
        "exercise" => is_held(record),
        "incident" => matches!(&*record.text("state"), "resolved" | "closed"),
        "plan" | "runbook" => matches!(&*record.text("status"), "approved" | "active"),
        _ => true,
    }
}

/// The report that an address names.
pub fn topic(id: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.id == id)
}

/// A topic of the whole workspace.
const fn topic_of(
    (id, name, icon): (&'static str, &'static str, &'static str),
    group: &'static str,
    (about, audience): (&'static str, &'static str),
    of: Of,
    way: Way,
) -> Topic {
    Topic {
        id,
        name,
        icon,
        group,
        about,
        audience,
        of,
        sweeps: false,
        way,
    }
}

const OVERSIGHT: &str = "Oversight";
const RECOVERY: &str = "Plans and recovery";
const LESSONS: &str = "Incidents and exercises";

/// All reports, by group.
pub static TOPICS: &[Topic] = &[
    Topic {
        sweeps: true,
        ..topic_of(
            ("executive", "Executive readiness", "success"),
            OVERSIGHT,
            (
                "How far what was promised can be kept: services by tier, risks, incidents, backups, exercises, people, and what to decide now.",
                "For the board and whoever owns the programme.",
            ),
            Of::Workspace,
            Way::Parts(executive::head, executive::PARTS),
        )
    },
    topic_of(
        ("risks", "Risk report", "risk"),
        OVERSIGHT,
        (
            "The register by level and category, what is above the appetite, treatments, acceptances, and the ten highest.",
            "For the risk committee and audit.",
        ),
        Of::Workspace,
        Way::Parts(risks::head, risks::PARTS),
    ),
    topic_of(
        ("service-levels", "SLA report", "success"),
        OVERSIGHT,
        (
            "What was kept of all agreements in a month, a quarter or a year.",
            "For customers, service owners and suppliers.",
        ),
        Of::Past,
        Way::Parts(levels::head, levels::PARTS),
    ),
    topic_of(
        ("calendar", "Change calendar", "clock"),
        OVERSIGHT,
        (
            "What takes place when: changes, freezes, maintenance windows, meetings and exercises.",
            "For the change advisory board and operations.",
        ),
        Of::Period,
        Way::Whole(|asked, view| Some(calendar::write(asked, view))),
    ),
    topic_of(
        ("plan", "DR plan", "flag"),
        RECOVERY,
        (
            "The whole plan: scope, activation, teams, strategies, order of recovery, messages, resources, versions.",
            "For those who carry it out, and audit.",
        ),
        Of::Record(&["plan"]),
        Way::Whole(records::plan),
    ),
    topic_of(
        ("runbook", "Runbook", "runbook"),
        RECOVERY,
        (
            "The steps with roles, times and instructions, as Markdown that can be taken in again.",
            "For those who work by it.",
        ),
        Of::Record(&["runbook"]),
        Way::Whole(records::runbook),
    ),
    topic_of(
        ("run", "Run record", "run"),
        RECOVERY,
        (
            "Who did what, when: the evidence of a run, planned and actual.",
            "For audit and the review.",
        ),
        Of::Record(&["run"]),
        Way::Whole(records::run),
    ),
    topic_of(
        ("calls", "Call tree", "people"),
        RECOVERY,
        (
            "Who calls whom, with the ways to reach each.",
            "For everybody who calls; keep it where no network is needed.",
        ),
        Of::Workspace,
        Way::Whole(|asked, view| Some(calls::write(asked, view))),
    ),
    topic_of(
        ("review", "Post-incident review", "incident"),
        LESSONS,
        (
            "What happened, what contributed, what went well, and what is to become better.",
            "For all who took part, and who depends on it.",
        ),
        Of::Record(&["incident"]),
        Way::Whole(records::review),
    ),
    topic_of(
        ("after-action", "After-action report", "flag"),
        LESSONS,
        (
            "How an exercise was rated, what was seen and proved, and the improvement plan.",
            "For those who took part and who pays for the programme.",
        ),
        Of::Record(&["exercise"]),
        Way::Whole(records::after_action),
    ),
];
