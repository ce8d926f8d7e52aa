//! The run that follows from a filled-in form.

use super::super::log::{EVENTS, What};
use super::super::outline;
use super::super::start::{self, Started};
use super::super::steps::STEPS;
use super::super::{RUN, variables};
use super::{Draft, HEAD, Line, Outcome, Row, Scratch, Sheet, lines_of, options, read};
use crate::value;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text};

/// An event that is not yet in the log.
struct Told {
    /// In milliseconds since 1970.
    at: Option<i64>,
    step: Option<Id>,
    what: What,
    by: String,
    text: String,
    said: Vec<(&'static str, Text)>,
    /// The one that it comes after, as a position.
    after: Option<usize>,
}

/// The run with all that happened in it. `now` is the time on the clock of the place, in minutes;
/// `instant` gives the moment, in milliseconds since 1970, that such a time means.
///
/// # Errors
/// What has to be said or put right first, as a sentence.
pub fn write(
    runbook: &Record,
    view: &View<'_>,
    draft: &Draft,
    now: i64,
    instant: &dyn Fn(i64) -> i64,
    mint: &mut dyn FnMut() -> Id,
) -> Result<Started, String> {
    let lines = super::lines(runbook, view, draft);
    let sheet = read(&lines, draft, now);
    check(draft, &sheet)?;
    let options = options(draft, sheet.occurred.map(instant));
    let Started { run, mut edits } = start::frozen(runbook, view, &options, mint);
    let mut scratch = Scratch::new(&edits);
    let add = |scratch: &mut Scratch, edits: &mut Vec<Edit>, more: Vec<Edit>| {
        scratch.commit(&more);
        edits.extend(more);
    };
    let record = |scratch: &Scratch| scratch.record(run).cloned();
    let mut here = record(&scratch).ok_or("This runbook cannot be run.")?;
    let mut told = vec![Told {
        at: sheet.began.map(instant),
        step: None,
        what: What::Started,
        by: draft.get(HEAD, "lead").trim().to_owned(),
        text: String::new(),
        said: Vec::new(),
        after: None,
    }];
    for (line, row) in lines_of(&here, draft).iter().zip(&sheet.rows) {
        if row.outcome == Outcome::Open {
            continue;
        }
        let cell = |field: &str| draft.get(&line.key, field).trim().to_owned();
        let mut step = line.step;
        if line.number.is_empty() {
            step = mint();
            let more = unplanned(&here, step, &cell("title"));
            add(&mut scratch, &mut edits, more);
            here = record(&scratch).unwrap_or(here);
            told.push(Told::of(
                step,
                What::Added,
                row,
                row.start.or(row.end).map(instant),
            ));
        }
        if !line.captures.is_empty() && !cell("value").is_empty() {
            let more = variables::set_value(&here, &line.captures, &cell("value"), mint);
            add(&mut scratch, &mut edits, more);
            here = record(&scratch).unwrap_or(here);
        }
        tell(line, step, row, &cell, instant, &mut told);
    }
    told.push(end(draft, &sheet, instant));
    edits.extend(log(run, told, mint));
    Ok(Started { run, edits })
}

fn check(draft: &Draft, sheet: &Sheet) -> Result<(), String> {
    if let Some((_, why)) = sheet.problem {
        return Err(why.to_owned());
    }
    let needed = [
        (
            draft.get(HEAD, "mode").is_empty(),
            "Say what the run was for.",
        ),
        (
            draft.get(HEAD, "lead").trim().is_empty(),
            "Say who led the run.",
        ),
        (sheet.began.is_none(), "Say when the run started."),
    ];
    if let Some((_, why)) = needed.iter().find(|(missing, _)| *missing) {
        return Err((*why).to_owned());
    }
    match sheet.problems() {
        0 => Ok(()),
        1 => Err("One step has to be put right first.".to_owned()),
        n => Err([&n.to_string(), " steps have to be put right first."].concat()),
    }
}

fn end(draft: &Draft, sheet: &Sheet, instant: &dyn Fn(i64) -> i64) -> Told {
    let given_up = draft.get(HEAD, "over") == "abandoned";
    let note = draft.get(HEAD, "note").trim();
    Told {
        at: sheet.ended.or(sheet.began).map(instant),
        step: None,
        what: if given_up {
            What::Abandoned
        } else {
            What::Finished
        },
        by: draft.get(HEAD, "lead").trim().to_owned(),
        text: if given_up && note.is_empty() {
            NO_REASON.to_owned()
        } else {
            note.to_owned()
        },
        said: Vec::new(),
        after: Some(0),
    }
}

fn unplanned(run: &Record, step: Id, title: &str) -> Vec<Edit> {
    let mut edits = outline::add(run, None, step);
    let flag = Text::of(&true).unwrap_or_else(|_| Text::null());
    let fields = [("title", Text::string(title)), ("unplanned", flag)];
    edits.extend(fields.map(|(field, value)| edit(run.id, STEPS, step, field, value)));
    edits
}

const NO_REASON: &str = "No reason on the paper.";

// The events of one step, in the order in which they happened.
fn tell(
    line: &Line,
    step: Id,
    row: &Row,
    cell: &dyn Fn(&str) -> String,
    instant: &dyn Fn(i64) -> i64,
    told: &mut Vec<Told>,
) {
    let (start, end) = (row.start.map(instant), row.end.map(instant));
    let mut after = None;
    let begun =
        row.outcome != Outcome::Skipped && (start.is_some() || row.outcome == Outcome::Started);
    if begun {
        after = Some(told.len());
        told.push(Told::of(step, What::Started, row, start));
    }
    let value = cell("value");
    if !line.captures.is_empty() && !value.is_empty() {
        let mut event = Told::of(step, What::Captured, row, end.or(start));
        event.said = vec![
            ("name", Text::string(&line.captures)),
            ("value", Text::string(&value)),
        ];
        told.push(event);
    }
    let what = match row.outcome {
        Outcome::Done => What::Done,
        Outcome::Failed => What::Failed,
        Outcome::Skipped => What::Skipped,
        Outcome::Open | Outcome::Started => What::Note,
    };
    let note = cell("note");
    let reason = matches!(what, What::Failed | What::Skipped) && note.is_empty();
    if what == What::Note && note.is_empty() {
        return;
    }
    // A step that nobody noted the end of has none: the time stays unknown.
    let at = if matches!(what, What::Done | What::Failed) {
        end
    } else {
        end.or(start)
    };
    let mut event = Told::of(step, what, row, at);
    event.text = if reason { NO_REASON.to_owned() } else { note };
    event.after = after.filter(|_| what != What::Note);
    let answer = cell("answer");
    if what == What::Done && line.answers.contains(&answer) {
        event.said = vec![("answer", Text::string(&answer))];
    }
    told.push(event);
}

impl Told {
    fn of(step: Id, what: What, row: &Row, at: Option<i64>) -> Self {
        Self {
            at,
            step: Some(step),
            what,
            by: row.by.clone(),
            text: String::new(),
            said: Vec::new(),
            after: None,
        }
    }
}

// The events in order of time. Their ids rise with it, because ids order what has one time.
fn log(run: Id, told: Vec<Told>, mint: &mut dyn FnMut() -> Id) -> Vec<Edit> {
    let mut ids: Vec<Id> = told.iter().map(|_| mint()).collect();
    ids.arrange();
    let last = told.len().saturating_sub(1);
    let mut order: Vec<usize> = (0..told.len()).collect();
    // The end of the run closes the log, after those whose time nobody wrote down.
    order.arrange_by_key(|&n| (n == last, told[n].at.unwrap_or(i64::MAX), n));
    let mut id_of = vec![Id::NONE; told.len()];
    for (&n, id) in order.iter().zip(ids) {
        id_of[n] = id;
    }
    let mut edits = Vec::new();
    for (n, event) in told.into_iter().enumerate() {
        let mut set = |field, value| edits.push(edit(run, EVENTS, id_of[n], field, value));
        set("what", Text::string(event.what.key()));
        set("paper", Text::of(&true).unwrap_or_else(|_| Text::null()));
        if let Some(at) = event.at {
            set("at", value::instant_text(at));
        }
        if !event.by.is_empty() {
            set("by", Text::string(&event.by));
        }
        if let Some(step) = event.step {
            set("step", Text::string(&step.to_string()));
        }
        if !event.text.is_empty() {
            set("text", Text::string(&event.text));
        }
        if let Some(after) = event.after {
            let after = [id_of[after].to_string()];
            set("after", Text::of(&after).unwrap_or_else(|_| Text::null()));
        }
        for (field, value) in event.said {
            set(field, value);
        }
    }
    edits
}

fn edit(run: Id, list: Key, item: Id, field: &'static str, value: Text) -> Edit {
    Edit {
        record: run,
        kind: RUN.key(),
        path: Path::item(list, item, Key::new(field)),
        value,
    }
}
