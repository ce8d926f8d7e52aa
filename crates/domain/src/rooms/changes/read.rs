//! What is read of one record beside changes that bears on them: an incident, an exercise, a run, a window.

use super::occurrences::Rule;
use super::plans::{Drill, Exercise, Held, Incident, id_of, ids};
use crate::rooms::runbooks::run::RunView;
use crate::value::instant;
use holdfast_ledger::{Path, Record};

/// How long an exercise lasts of which nobody said when it is to end: two hours.
const LENGTH: i64 = 2 * 3_600_000;
/// States in which an incident is no longer open.
const OVER: [&str; 4] = ["resolved", "closed", "cancelled", "duplicate"];

// Of those that bear on changes.
pub(super) fn incident(record: &Record) -> Option<Incident> {
    let open = || !OVER.contains(&&*record.text("state"));
    let raging = record.get::<bool>("major") == Some(true) && open();
    let caused_by = id_of(record.value(Path::of("caused_by")));
    let over = over(record);
    (raging || caused_by.is_some() || over.is_some()).then(|| Incident {
        raging,
        services: ids(record, "services"),
        caused_by,
        over,
    })
}

// Drills are left out of all figures, and say nothing about what is so.
fn over(record: &Record) -> Option<i64> {
    let ended = matches!(&*record.text("state"), "resolved" | "closed");
    let counts = record.get::<bool>("excluded") != Some(true);
    let reviewed = || !record.text("summary").trim().is_empty();
    let weighs = record.get::<bool>("major") == Some(true) || reviewed();
    let time = |field| instant(record.value(Path::of(field)));
    let when = || time("resolved").or_else(|| time("closed"));
    (ended && counts && weighs).then(when).flatten()
}

// As it is planned until it begins; one that was cancelled takes no time.
pub(super) fn exercise(exercise: &Record) -> Exercise {
    let time = |field| instant(exercise.value(Path::of(field)));
    let planned = matches!(&*exercise.text("state"), "" | "planned");
    let from = if planned { time("from") } else { time("began") };
    let to = if planned {
        time("to").or_else(|| from.map(|from| from + LENGTH))
    } else {
        time("ended")
    };
    let from = from.filter(|_| exercise.text("state") != "cancelled");
    Exercise {
        time: from.map(|from| (from, to.map(|to| to.max(from)))),
        planned,
        services: ids(exercise, "services"),
    }
}

pub(super) fn drill(run: &Record) -> Option<Drill> {
    if run.text("mode") != "exercise" {
        return None;
    }
    let state = RunView::of(run);
    let exercise = Exercise {
        time: state.started.map(|started| (started, state.ended)),
        planned: false,
        services: ids(run, "services"),
    };
    let subject = id_of(run.value(Path::of("subject")));
    Some(Drill { subject, exercise })
}

pub(super) fn held(window: &Record) -> Option<Held> {
    let freeze = window.text("sort") == "freeze";
    Some(Held {
        id: window.id,
        rule: Rule::of(window).ok()?,
        services: ids(window, "services"),
        freeze,
        blocks: freeze && window.text("policy") == "block",
    })
}
