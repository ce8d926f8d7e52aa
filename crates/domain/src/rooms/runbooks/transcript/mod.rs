//! A run that was worked through on paper, entered afterwards: what was typed, what it means, and
//! the run that follows from it.
//!
//! Only what stands on the paper is written: who and when are those of the paper; who entered it,
//! and when, is in the history of the change.

pub mod times;
mod write;

pub use write::write;

use super::start::{self, Options};
use super::steps::{self, STEPS};
use super::{MODES, variables};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Record, Stamp, Text};
use std::collections::BTreeMap;
use times::Typed;

/// The head of the form, among the rows.
pub const HEAD: &str = "";
/// The values of variables, among the rows: their names are its fields.
pub const VALUES: &str = "value";

/// What was typed so far, by row and field. It is kept as JSON until the run is saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft(BTreeMap<String, String>);

impl Draft {
    /// What was typed into a field of a row, or of the head.
    pub fn get(&self, row: &str, field: &str) -> &str {
        self.0.get(&key(row, field)).map_or("", String::as_str)
    }

    /// Someone typed.
    pub fn set(&mut self, row: &str, field: &str, text: String) {
        if text.is_empty() {
            self.0.remove(&key(row, field));
        } else {
            self.0.insert(key(row, field), text);
        }
    }

    /// The values of variables, by name.
    pub fn values(&self) -> BTreeMap<String, String> {
        let value = |(key, value): (&String, &String)| {
            Some((key.strip_prefix("value/")?.to_owned(), value.clone()))
        };
        self.0.iter().filter_map(value).collect()
    }

    /// Whether nothing was typed yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As text, to be kept.
    pub fn to_json(&self) -> String {
        Text::of(&self.0)
            .map(|text| text.as_str().to_owned())
            .unwrap_or_default()
    }

    /// From what was kept; nothing when that cannot be read.
    pub fn from_json(json: &str) -> Self {
        let text = Text::parse(json).ok();
        Self(text.and_then(|text| text.get()).unwrap_or_default())
    }
}

// A row's key holds no slash.
fn key(row: &str, field: &str) -> String {
    [row, "/", field].concat()
}

/// A step to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What the draft knows it by: stays the same while the runbook does.
    pub key: String,
    /// Its id in the run.
    pub step: Id,
    /// Its number in the outline; empty for a step that nobody had planned.
    pub number: String,
    /// Its title, with variables filled in; the draft has that of a step that nobody had planned.
    pub title: String,
    /// How many steps it stands under.
    pub depth: usize,
    /// Whether someone does it; a section is not worked.
    pub worked: bool,
    /// What can be decided in it.
    pub answers: Vec<String>,
    /// The variable that it finds out; empty for none.
    pub captures: String,
    /// The only mode that it belongs to; empty for all.
    pub only: String,
}

/// What came of a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing on the paper.
    #[default]
    Open,
    /// Begun, and not finished.
    Started,
    /// Done.
    Done,
    /// Tried, and did not work.
    Failed,
    /// Left out.
    Skipped,
}

/// The outcomes as the form offers them beside “done”, with their keys.
pub const OUTCOMES: [(&str, &str); 3] = [
    ("failed", "Failed"),
    ("skipped", "Skipped"),
    ("started", "Not finished"),
];

/// What a row of the form means. Times are minutes since 1970 on the clock of the place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What came of the step.
    pub outcome: Outcome,
    /// When the work began: as typed, or the end of the one before where only an end was typed.
    pub start: Option<i64>,
    /// When it was over.
    pub end: Option<i64>,
    /// Who did it: as typed, or who did the one before.
    pub by: String,
    /// What is wrong with the row, and what to do.
    pub problem: Option<&'static str>,
    /// The time that the next one counts from.
    pub last: Option<i64>,
}

/// What the whole form means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Each line's row.
    pub rows: Vec<Row>,
    /// When the run started.
    pub began: Option<i64>,
    /// When it ended.
    pub ended: Option<i64>,
    /// When the disruption began.
    pub occurred: Option<i64>,
    /// What is wrong with the head, and what to do; with its field.
    pub problem: Option<(&'static str, &'static str)>,
}

impl Sheet {
    /// How many rows have a problem.
    pub fn problems(&self) -> usize {
        self.rows.iter().filter(|row| row.problem.is_some()).count()
    }

    /// How many steps say what came of them.
    pub fn told(&self) -> usize {
        self.rows
            .iter()
            .filter(|row| row.outcome != Outcome::Open)
            .count()
    }
}

/// The steps to fill in, those of runbooks in this one too, as a run has them.
pub fn lines(runbook: &Record, view: &View<'_>, draft: &Draft) -> Vec<Line> {
    let mut minted = 0;
    let mut mint = || {
        minted += 1;
        Id::mint(minted, [0; 16])
    };
    let frozen = start::frozen(runbook, view, &options(draft, None), &mut mint);
    let scratch = Scratch::new(&frozen.edits);
    let run = scratch.record(frozen.run);
    run.map(|run| lines_of(run, draft)).unwrap_or_default()
}

// The run before it is in the workspace.
struct Scratch(Ledger);

impl Scratch {
    fn new(edits: &[Edit]) -> Self {
        let mut scratch = Self(Ledger::new());
        scratch.commit(edits);
        scratch
    }

    fn record(&self, run: Id) -> Option<&Record> {
        self.0.record(run)
    }

    // What is too long for a record is refused when the whole is saved.
    fn commit(&mut self, edits: &[Edit]) {
        let stamp = Stamp {
            at: 0,
            by: "".into(),
            note: None,
            random: 1,
        };
        let _ = self.0.commit(edits, &stamp);
    }
}

fn options(draft: &Draft, occurred: Option<i64>) -> Options {
    let mode = MODES
        .iter()
        .find(|mode| mode.key == draft.get(HEAD, "mode"));
    Options {
        mode: mode.map_or("", |mode| mode.key),
        occurred,
        values: draft.values(),
        ..Options::default()
    }
}

fn lines_of(run: &Record, draft: &Draft) -> Vec<Line> {
    let values = variables::values(run);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let line = |step: steps::Step| {
        let origin = run.value(Path::item(STEPS, step.id, Key::new("origin")));
        let origin = origin
            .map(|origin| origin.plain().into_owned())
            .unwrap_or_default();
        // A runbook may be taken in twice.
        let count = seen.entry(origin.clone()).or_default();
        *count += 1;
        let nth = if *count > 1 {
            ["#", &count.to_string()].concat()
        } else {
            String::new()
        };
        Line {
            key: origin + &nth,
            title: variables::fill(&step.title, &values),
            captures: variables::captured_by(run, step.id),
            worked: step.is_worked(),
            answers: if step.kind == "decision" {
                step.answers
            } else {
                Vec::new()
            },
            step: step.id,
            number: step.number,
            depth: step.depth,
            only: step.only,
        }
    };
    let mut lines: Vec<Line> = steps::read(run).into_iter().map(line).collect();
    let unplanned = |n: usize| Line {
        key: ["added-", &n.to_string()].concat(),
        step: Id::mint(UNPLANNED + n as i64, [0; 16]),
        number: String::new(),
        title: String::new(),
        depth: 0,
        worked: true,
        answers: Vec::new(),
        captures: String::new(),
        only: String::new(),
    };
    lines.extend((1..=unplanned_rows(draft)).map(unplanned));
    lines
}

/// Where the ids of rows begin that stand for steps that nobody had planned; they become steps,
/// with other ids, when the run is saved.
const UNPLANNED: i64 = 1 << 40;

/// The most steps that nobody had planned.
const MOST_UNPLANNED: usize = 99;

/// How many rows there are for steps that nobody had planned: one more than are filled in.
pub fn unplanned_rows(draft: &Draft) -> usize {
    let is_used = |n: &usize| {
        let row = ["added-", &n.to_string(), "/"].concat();
        draft.0.keys().any(|key| key.starts_with(&row))
    };
    (1..MOST_UNPLANNED).rev().find(is_used).unwrap_or(0) + 1
}

/// What the form means. `now` is the time on the clock of the place.
pub fn read(lines: &[Line], draft: &Draft, now: i64) -> Sheet {
    let today = now - now.rem_euclid(times::DAY);
    let day = times::midnight(draft.get(HEAD, "date")).unwrap_or(today);
    let mut sheet = Sheet::default();
    let head = |field: &'static str| draft.get(HEAD, field).trim();
    // The first time of all is on the day of the run.
    let first = |typed: Typed| match typed {
        Typed::At(minute) => Some(day + minute),
        Typed::On(at) => Some(at),
        Typed::After(_) => None,
    };
    let wrong = |sheet: &mut Sheet, field: &'static str, why: &'static str| {
        sheet.problem = sheet.problem.or(Some((field, why)));
    };
    sheet.began = times::read(head("began")).and_then(first);
    if !head("began").is_empty() && sheet.began.is_none() {
        wrong(&mut sheet, "began", NO_TIME);
    }
    let mut last = sheet.began;
    let mut by = head("lead").to_owned();
    for line in lines {
        let mut row = read_row(line, draft, last, &by, &first);
        let early = [row.start, row.end].into_iter().flatten().min();
        if row.problem.is_none() {
            row.problem = match (early, row.start.max(row.end)) {
                (Some(early), _) if sheet.began.is_some_and(|began| early < began) => {
                    Some(TOO_EARLY)
                }
                (_, Some(late)) if late > now => Some(TO_COME),
                _ => None,
            };
        }
        last = row.last;
        by.clone_from(&row.by);
        sheet.rows.push(row);
    }
    let all = || {
        sheet
            .rows
            .iter()
            .flat_map(|row| [row.start, row.end])
            .flatten()
    };
    let (earliest, latest) = (all().min(), all().max());
    let ended = head("ended");
    sheet.began = sheet.began.or(earliest);
    sheet.ended = match times::read(ended) {
        Some(typed) => times::after(typed, latest.or(sheet.began)),
        None => latest,
    };
    if times::read(ended).is_none() && !ended.is_empty() {
        wrong(&mut sheet, "ended", NO_TIME);
    }
    if sheet
        .ended
        .is_some_and(|ended| latest.is_some_and(|latest| ended < latest))
    {
        wrong(&mut sheet, "ended", "The last step ended after this.");
    }
    if sheet.ended.max(sheet.began).is_some_and(|time| time > now) {
        wrong(&mut sheet, "date", TO_COME);
    }
    let occurred = head("occurred");
    sheet.occurred = times::read(occurred)
        .zip(sheet.began)
        .and_then(|(typed, began)| times::before(typed, began));
    if sheet.occurred.is_none() && !occurred.is_empty() {
        wrong(&mut sheet, "occurred", NO_TIME);
    }
    sheet
}

const NO_TIME: &str = "Write a time as 14:32, 1432 or +5; with another day as 2026-11-22 14:32.";
const NOTHING_ABOVE: &str = "There is no time above to count from.";
const BACKWARDS: &str = "It ends before it starts.";
const TOO_EARLY: &str = "This is before the run started.";
const TO_COME: &str = "This time is still to come.";

fn read_row(
    line: &Line,
    draft: &Draft,
    last: Option<i64>,
    above: &str,
    first: &dyn Fn(Typed) -> Option<i64>,
) -> Row {
    let cell = |field| draft.get(&line.key, field).trim();
    let by = if cell("by").is_empty() {
        above
    } else {
        cell("by")
    };
    let mut row = Row {
        by: by.to_owned(),
        last,
        ..Row::default()
    };
    if !line.worked {
        return row;
    }
    row.outcome = match cell("outcome") {
        "done" => Outcome::Done,
        "failed" => Outcome::Failed,
        "skipped" => Outcome::Skipped,
        "started" => Outcome::Started,
        _ if line.answers.iter().any(|answer| answer == cell("answer")) => Outcome::Done,
        _ => Outcome::Open,
    };
    let mut problem = None;
    let mut time = |text: &str, before: Option<i64>| {
        let typed = times::read(text);
        let at = typed.and_then(|typed| {
            times::after(typed, before).or_else(|| before.is_none().then(|| first(typed))?)
        });
        if at.is_none() && !text.is_empty() {
            problem = problem.or(Some(if typed.is_some() {
                NOTHING_ABOVE
            } else {
                NO_TIME
            }));
        }
        at
    };
    let start = time(cell("start"), last);
    row.end = time(cell("end"), start.or(last));
    // Where the one before ended later, the two were worked side by side.
    let carried = last.filter(|last| row.end.is_some_and(|end| *last <= end));
    let carried = carried.filter(|_| cell("start").is_empty() && row.outcome != Outcome::Skipped);
    row.start = start.or(carried);
    row.last = row.end.or(row.start).or(last);
    if row
        .start
        .zip(row.end)
        .is_some_and(|(start, end)| end < start)
    {
        problem = problem.or(Some(BACKWARDS));
    }
    let filled = ["start", "end", "by", "note", "value", "title"];
    if row.outcome == Outcome::Open && filled.iter().any(|field| !cell(field).is_empty()) {
        problem = problem.or(Some("Say what came of it."));
    }
    if row.outcome != Outcome::Open && line.number.is_empty() && cell("title").is_empty() {
        problem = problem.or(Some("Say what was done."));
    }
    row.problem = problem;
    row
}

/// The names of all that lead, own and do something here, to be offered while typing.
pub fn names(view: &View<'_>) -> Vec<String> {
    let people = view
        .live("person")
        .map(|person| person.text("title").into_owned());
    let mut names: Vec<String> = people.filter(|name| !name.is_empty()).collect();
    names.arrange();
    names.dedup();
    names
}

#[cfg(test)]
mod tests;
