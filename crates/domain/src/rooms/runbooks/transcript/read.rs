//! What the form of a paper run means, and what is wrong with it.

use super::times::{self, Typed};
use super::{Draft, HEAD, Line};

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
    /// The minute at which the day of the run begins.
    pub day: i64,
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

/// What the form means. `now` is the time on the clock of the place.
pub fn read(lines: &[Line], draft: &Draft, now: i64) -> Sheet {
    let day = times::midnight(draft.get(HEAD, "date"));
    let day = day.unwrap_or_else(|| likely_day(lines, draft, now));
    let mut sheet = Sheet {
        day,
        ..Sheet::default()
    };
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
    // The whole run on a wrong day, or its end alone.
    let late = |time: Option<i64>| time.is_some_and(|time| time > now);
    if late(sheet.began) {
        wrong(&mut sheet, "date", TO_COME);
    } else if late(sheet.ended) && sheet.problems() == 0 {
        wrong(&mut sheet, "ended", TO_COME);
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

// The day of a run that nobody named: today, unless the first time on the paper would then be
// still to come. Papers of a night are entered after midnight.
fn likely_day(lines: &[Line], draft: &Draft, now: i64) -> i64 {
    let today = now - now.rem_euclid(times::DAY);
    let cells = lines
        .iter()
        .flat_map(|line| ["start", "end"].map(|field| draft.get(&line.key, field)));
    let mut typed = std::iter::once(draft.get(HEAD, "began")).chain(cells);
    // A day that stands before a time says it for all that follow.
    let told = |text: &str| times::read(text).filter(|typed| !matches!(typed, Typed::After(_)));
    match typed.find_map(told) {
        Some(Typed::At(minute)) if today + minute > now => today - times::DAY,
        Some(Typed::On(at)) => at - at.rem_euclid(times::DAY),
        _ => today,
    }
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
