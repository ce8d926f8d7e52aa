//! The states of an exercise, the steps between them, its clocks, and what is wrong with one.

use super::clock::{Clock, pace};
use super::injects::{entry, injects};
use super::proofs::{achieved, contradict};
use super::ratings::{
    by_objective, held_at, is_held, objectives, open_improvements, ratings, unanswered,
};
use super::{cadence, is_talk};
use crate::ask::Ask;
use crate::describe::{Action, Field, Finding, Tone, Type, field};
use crate::rooms::flow::{self, Step, WHY, Written, because, silently, step};
use crate::rooms::review;
use crate::value::{instant, instant_text, minutes};
use crate::view::View;
use holdfast_ledger::{Edit, Path, Record, Text};
use std::borrow::Cow;

/// The state of an exercise that nobody has begun.
pub const FIRST: &str = "planned";

const NEW_PACE: &[Field] = &[field(
    "pace",
    "Minutes of the scenario in one on the wall",
    Type::Number {
        min: 0.01,
        max: 1440.0,
        unit: "×",
    },
)];

/// The steps from state to state.
pub static STEPS: [Step; 5] = [
    Step {
        blocked: |exercise, _| {
            let none = objectives(exercise).is_empty();
            none.then(|| "Write down at least one objective: what is it to show?".to_owned())
        },
        writes: |ask| silently(vec![ask.set("began", instant_text(ask.view.now()))]),
        ..step("start", "Start the exercise", &["planned"], "conduct")
    },
    Step {
        about: |exercise, _| skips(exercise),
        writes: |ask| Ok(end(ask)),
        ..step("end", "End the exercise", &["conduct"], "evaluation")
    },
    Step {
        blocked: close_blocked,
        ..step("close", "Close exercise", &["evaluation"], "closed")
    },
    Step {
        tone: Tone::Bad,
        asks: WHY,
        writes: because,
        ..step(
            "cancel",
            "Cancel exercise",
            &["planned", "conduct"],
            "cancelled",
        )
    },
    Step {
        tone: Tone::Plain,
        asks: WHY,
        writes: replan,
        ..step("replan", "Plan again", &["cancelled"], "planned")
    },
];

/// How far an exercise has come.
pub fn state(exercise: &Record) -> Cow<'_, str> {
    flow::state(exercise, FIRST)
}

// One that had begun has a log: what was done in it is not done again.
fn replan(ask: &mut Ask<'_>) -> Written {
    if ask.record.value(Path::of("began")).is_some() {
        return Err("It had begun. Plan a new one; this one keeps what happened.".to_owned());
    }
    because(ask)
}

// `3 injects were never released`; nothing where all were.
fn unreleased(exercise: &Record) -> Option<String> {
    match injects(exercise)
        .iter()
        .filter(|inject| inject.waits())
        .count()
    {
        0 => None,
        1 => Some("1 inject was never released".to_owned()),
        many => Some(format!("{many} injects were never released")),
    }
}

// What ending it does to them.
fn skips(exercise: &Record) -> String {
    let count = |text: String| {
        let word = if text.starts_with("1 ") {
            "it counts"
        } else {
            "they count"
        };
        format!("{text}; {word} as skipped.")
    };
    unreleased(exercise).map_or_else(String::new, count)
}

// What was never released is skipped, and the log says how many these were.
fn end(ask: &mut Ask<'_>) -> (Vec<Edit>, String) {
    let mut edits = vec![ask.set("ended", instant_text(ask.view.now()))];
    let all = injects(ask.record);
    for inject in all.iter().filter(|inject| inject.waits()) {
        edits.push(ask.set_in("injects", inject.id, "state", Text::string("skipped")));
        let why = Text::string("Never released: the exercise ended.");
        edits.push(ask.set_in("injects", inject.id, "skipped_why", why));
    }
    let said = unreleased(ask.record).map_or_else(String::new, |many| format!("{many}."));
    (edits, said)
}

// Each objective is rated, and what was rated M or U leads to something.
fn close_blocked(exercise: &Record, view: &View<'_>) -> Option<String> {
    let unrated = by_objective(exercise);
    let unrated = unrated
        .iter()
        .filter(|(_, spread)| spread.total() == 0)
        .count();
    if unrated > 0 {
        return Some(format!("Objectives that nobody has rated: {unrated}."));
    }
    let open = unanswered(exercise, view).len();
    (open > 0).then(|| {
        format!("Objectives rated M or U without an improvement: {open}. Open them first.")
    })
}

/// What can be done with an exercise.
pub fn actions(exercise: &Record, view: &View<'_>) -> Vec<Action> {
    let now = state(exercise);
    let mut offered = flow::offered(&STEPS, (exercise, &now), view, perform);
    let other = |key, label: &str, asks, perform| Action {
        key,
        label: label.to_owned(),
        tone: Tone::Plain,
        refused: None,
        about: String::new(),
        asks,
        perform,
    };
    if now == "conduct" {
        let clock = Clock::of(exercise, view.now());
        if clock.runs {
            offered.push(other("pause", "Pause", &[], beat));
        } else {
            offered.push(other("resume", "Resume", &[], beat));
        }
        offered.push(other("pace", "Change the pace", NEW_PACE, beat));
    }
    if !unanswered(exercise, view).is_empty() {
        offered.push(other(
            "open_improvements",
            "Open improvements for M and U",
            &[],
            open_improvements,
        ));
    }
    offered.push(review::action(review::mark_yearly));
    offered
}

fn perform(ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    flow::take(&STEPS, FIRST, ask, |ask, _, to, said| {
        let pace = pace(ask.record);
        match to {
            "conduct" => entry(ask, "started", None, said, Some(pace)),
            "evaluation" => entry(ask, "ended", None, said, None),
            "cancelled" => entry(ask, "cancelled", None, said, None),
            "planned" => entry(ask, "planned", None, said, None),
            _ => entry(ask, "closed", None, said, None),
        }
    })
}

// What the clocks hear.
fn beat(mut ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    let clock = Clock::of(ask.record, ask.view.now());
    match ask.action {
        "pause" => Ok(entry(&mut ask, "paused", None, "", None)),
        "resume" => Ok(entry(&mut ask, "resumed", None, "", Some(clock.pace))),
        _ => {
            let pace = ask.value("pace").and_then(Text::get::<f64>);
            let pace = pace
                .filter(|pace| *pace > 0.0)
                .ok_or("Write a number above 0.")?;
            let mut edits = vec![ask.set("pace", Text::of(&pace)?)];
            edits.extend(entry(&mut ask, "paced", None, "", Some(pace)));
            Ok(edits)
        }
    }
}

// One that took less than a quarter of its time, or skipped most of its injects, was hardly held, and counts all the
// same.
fn short(exercise: &Record) -> Option<String> {
    let all = injects(exercise);
    let skipped = all
        .iter()
        .filter(|inject| inject.state == "skipped")
        .count();
    if is_held(exercise) && 2 * skipped > all.len() {
        return Some(format!(
            "{skipped} of its {} injects were skipped, and it counts as held. If it showed little, hold it again.",
            all.len()
        ));
    }
    let time = |field| instant(exercise.value(Path::of(field)));
    let between = |from, to| Some((time(to)? - time(from)?) as f64 / 60_000.0);
    let (planned, took) = (between("from", "to")?, between("began", "ended")?);
    (is_held(exercise) && took >= 0.0 && took < planned / 4.0).then(|| {
        format!(
            "It took {} of the {} that were planned, and counts as held. If it showed little, hold it again.",
            minutes(took),
            minutes(planned)
        )
    })
}

/// After how many days an exercise should be evaluated and closed.
const EVALUATE_DAYS: i64 = 30;
const DAY: i64 = 24 * 3_600_000;

/// What is wrong with an exercise.
pub fn findings(exercise: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let state = state(exercise);
    let time = |field| instant(exercise.value(Path::of(field)));
    let mut warn = |rule, field, text: &str| {
        found.push(Finding::warn(rule, Some(field), text.to_owned()));
    };
    if state == FIRST {
        let soon = time("from").is_some_and(|from| from < view.now() + 14 * DAY);
        if soon && objectives(exercise).is_empty() {
            warn(
                "exercise-no-objectives",
                "objectives",
                "It is soon, and nobody wrote down what it is to show. Add objectives.",
            );
        }
        if time("to")
            .or(time("from"))
            .is_some_and(|to| to < view.now())
        {
            warn(
                "exercise-not-held",
                "from",
                "Its time has gone by, and it was not started. Start it, plan it anew or cancel it.",
            );
        }
    }
    if state == "evaluation"
        && held_at(exercise).is_some_and(|at| at < view.now() - EVALUATE_DAYS * DAY)
    {
        warn(
            "exercise-not-closed",
            "evaluations",
            "It ended more than 30 days ago. Rate its objectives and close it: what is not evaluated is forgotten.",
        );
    }
    if !unanswered(exercise, view).is_empty() {
        warn(
            "exercise-rating-open",
            "evaluations",
            "An objective was rated M or U, and no improvement came of it. Open improvements for M and U.",
        );
    }
    if time("from")
        .zip(time("to"))
        .is_some_and(|(from, to)| to < from)
    {
        warn(
            "exercise-times",
            "to",
            "It ends before it begins. Put the times right.",
        );
    }
    if contradict(exercise) {
        warn(
            "exercise-achieved-times",
            "achieved",
            "A service was back before it was down, or its data is newer than that. Put the times right.",
        );
    } else if is_talk(&exercise.text("type")) && !achieved(exercise).is_empty() {
        warn(
            "exercise-achieved-in-talk",
            "achieved",
            "Nothing is recovered in a discussion, so these times prove nothing. Is the type right?",
        );
    }
    let known: Vec<_> = objectives(exercise)
        .iter()
        .map(|objective| objective.id)
        .collect();
    let lost = ratings(exercise)
        .iter()
        .any(|rated| !known.contains(&rated.objective));
    let lost = lost
        || injects(exercise)
            .iter()
            .any(|inject| inject.objective.is_some_and(|id| !known.contains(&id)));
    if lost {
        warn(
            "exercise-objective-gone",
            "objectives",
            "An inject or a rating names an objective that is no longer there.",
        );
    }
    if let Some(text) = short(exercise) {
        warn("exercise-short", "ended", &text);
    }
    if !cadence::counts_when_reviewed(exercise, view) {
        warn(
            "exercise-incident-review",
            "incident",
            "The incident has no review yet, so it does not count as an exercise. Write its summary and what is to become better.",
        );
    }
    review::beside(found, exercise, view)
}
