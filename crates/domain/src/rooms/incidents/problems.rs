//! Problems: their states, what follows from their incidents, and known errors on offer.

use super::PROBLEM;
use super::findings::naming;
use crate::ask::Ask;
use crate::describe::{Action, Cell, Field, Figure, Finding, Tone, Type, field};
use crate::rooms::changes;
use crate::rooms::flow::{self, Step, because, signed, step};
use crate::rooms::review;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Path, Record, Text};

/// The state of a problem that nobody has looked into.
pub const FIRST: &str = "new";
const FOUND: &[Field] = &[field("why", "What was found?", Type::Prose)];

/// The steps from state to state.
pub static STEPS: [Step; 7] = [
    step("investigate", "Investigate", &["new"], "investigating"),
    Step {
        blocked: |problem, _| {
            let none = problem.text("workaround").is_empty();
            none.then(|| {
                "Write down the workaround first: it is what a known error is for.".to_owned()
            })
        },
        ..step("know", "Known error", &["investigating"], "known_error")
    },
    Step {
        blocked: |problem, _| {
            let none = problem.value(Path::of("fix")).is_none();
            none.then(|| "Choose the change that mends it first.".to_owned())
        },
        ..step(
            "fix",
            "Fix it",
            &["investigating", "known_error"],
            "fix_in_progress",
        )
    },
    Step {
        asks: FOUND,
        writes: because,
        ..step(
            "solve",
            "Resolved",
            &["investigating", "known_error", "fix_in_progress"],
            "resolved",
        )
    },
    step("close", "Close problem", &["resolved"], "closed"),
    Step {
        tone: Tone::Warn,
        asks: FOUND,
        writes: because,
        ..step(
            "reopen",
            "Look again",
            &["known_error", "fix_in_progress", "resolved", "closed"],
            "investigating",
        )
    },
    Step {
        tone: Tone::Plain,
        asks: FOUND,
        writes: because,
        ..step("drop", "Nothing to it", &["new"], "closed")
    },
];

/// What can be done with a problem.
pub fn actions(problem: &Record, view: &View<'_>) -> Vec<Action> {
    let state = flow::state(problem, FIRST);
    let mut offered = flow::offered(&STEPS, (problem, &state), view, perform);
    let over = matches!(&*state, "resolved" | "closed");
    if !over && problem.value(Path::of("fix")).is_none() {
        offered.push(Action {
            key: "plan_fix",
            label: "Plan the fix".to_owned(),
            tone: Tone::Plain,
            refused: None,
            about: String::new(),
            asks: &[],
            perform: |ask| Ok(plan_fix(ask)),
        });
    }
    offered.push(review::action(review::mark_yearly));
    offered
}

// The change that mends it, with what is known.
fn plan_fix(mut ask: Ask<'_>) -> Vec<Edit> {
    let title = format!("Fix: {}", ask.record.text("title"));
    let mut fields = vec![("title", Text::string(&title))];
    let copied = |field: &'static str| ask.record.value(Path::of(field)).cloned();
    fields.extend(copied("services").map(|services| ("services", services)));
    fields.extend(copied("symptoms").map(|symptoms| ("reason", symptoms)));
    let mut edits = ask.create(&changes::CHANGE, fields);
    let made = edits
        .first()
        .map(|edit| Text::string(&edit.record.to_string()));
    edits.extend(made.map(|made| ask.set("fix", made)));
    edits
}

fn perform(ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    flow::take(&STEPS, FIRST, ask, |ask, from, to, said| {
        let mut entry = signed(ask);
        entry.extend([("from", Text::string(from)), ("to", Text::string(to))]);
        if !said.is_empty() {
            entry.push(("why", Text::string(said)));
        }
        ask.add("log", entry)
    })
}

/// Figures of a problem.
pub static FIGURES: &[Figure] = &[Figure {
    key: "incidents",
    label: "Incidents",
    how: "Incidents that name this problem.",
    column: true,
    of: |problem, view| {
        let incidents = naming(problem.id, "problem", view);
        let names: Vec<String> = incidents
            .iter()
            .map(|incident| view.name(incident))
            .collect();
        Cell::count(incidents.len() as i64, names.join("; "))
    },
}];

/// What is wrong with a problem.
pub fn findings(problem: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let state = flow::state(problem, FIRST);
    if state == "known_error" && problem.text("workaround").is_empty() {
        let text = "A known error without a workaround: write down what helps meanwhile.";
        found.push(Finding::warn(
            "problem-no-workaround",
            Some("workaround"),
            text.to_owned(),
        ));
    }
    let fix = view.linked(problem.value(Path::of("fix")));
    if state == "fix_in_progress"
        && let Some(fix) = fix
    {
        let ended = changes::rules::state(fix);
        if ended == "closed" {
            let text = format!(
                "{} is closed. Is it mended? Then resolve the problem.",
                view.name(fix)
            );
            found.push(Finding::warn("problem-fix-done", Some("fix"), text));
        } else if matches!(&*ended, "rejected" | "cancelled") {
            let text = format!("{} was {ended}: nothing mends this now.", view.name(fix));
            found.push(Finding::bad("problem-fix-stopped", Some("fix"), text));
        }
    }
    review::beside(found, problem, view)
}

/// Problems whose workaround may help with what hits these services: those that are not over, the one with
/// most services in common first.
pub fn known_errors<'v>(services: &[String], view: &View<'v>) -> Vec<&'v Record> {
    let mut found: Vec<(usize, &Record)> = Vec::new();
    for problem in view.live(PROBLEM.id) {
        let over = matches!(&*flow::state(problem, FIRST), "resolved" | "closed");
        if over || problem.text("workaround").is_empty() {
            continue;
        }
        let own: Vec<String> = problem.get("services").unwrap_or_default();
        let common = own.iter().filter(|id| services.contains(id)).count();
        if common > 0 {
            found.push((common, problem));
        }
    }
    found.arrange_by_key(|(common, problem)| (std::cmp::Reverse(*common), problem.id));
    found.into_iter().map(|(_, problem)| problem).collect()
}
