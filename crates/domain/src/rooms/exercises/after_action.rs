//! The after-action report and improvement plan as a document (HSEEP's AAR/IP): what was practised, how it
//! was rated, what was seen, what is to become better.

use super::clock::Clock;
use super::injects::{injects, log};
use super::proofs::achieved;
use super::ratings::{Spread, by_capability, by_objective, ratings, tasks};
use super::{INJECT_STATES, NOTES, OBSERVATIONS, PARTS, RATINGS, TYPES, is_talk};
use crate::rooms::incidents::review::{actions, line, part};
use crate::value::{choice_of, instant, minutes};
use crate::view::View;
use holdfast_ledger::{Id, Key, Path, Record};
use std::fmt::Write as _;

/// The report in Markdown; `said` says a moment.
pub fn markdown(exercise: &Record, view: &View<'_>, said: &dyn Fn(i64) -> String) -> String {
    let mut out = format!("# After-action report: {}\n\n", line(&view.name(exercise)));
    facts(&mut out, exercise, view, said);
    part(&mut out, "Summary", &exercise.text("summary"));
    part(&mut out, "Scenario", &exercise.text("story"));
    part(&mut out, "Scope", &exercise.text("scope"));
    people(&mut out, exercise, view);
    rated(&mut out, exercise, view);
    analysis(&mut out, exercise, view);
    recovery(&mut out, exercise, view, said);
    notes(&mut out, exercise);
    timeline(&mut out, exercise, said);
    actions(&mut out, exercise, view);
    let trimmed = out.trim_end().len();
    out.truncate(trimmed);
    out.push('\n');
    out
}

fn facts(out: &mut String, exercise: &Record, view: &View<'_>, said: &dyn Fn(i64) -> String) {
    out.push_str("| What | Which |\n| --- | --- |\n");
    let mut row = |what: &str, text: &str| {
        if !text.is_empty() {
            let _ = writeln!(out, "| {what} | {} |", line(text));
        }
    };
    let sort = exercise.value(Path::of("type"));
    let sort = sort.and_then(|sort| choice_of(TYPES, sort));
    row("Type", sort.map_or("", |sort| sort.label));
    let services: Vec<String> = exercise.get("services").unwrap_or_default();
    let services = services
        .iter()
        .filter_map(|id| view.there(id.parse().ok()?));
    let services: Vec<String> = services.map(|service| view.name(service)).collect();
    row("Services", &services.join(", "));
    let facilitator = view.linked(exercise.value(Path::of("facilitator")));
    row(
        "Facilitator",
        &facilitator.map_or_else(String::new, |who| view.name(who)),
    );
    let time = |field| instant(exercise.value(Path::of(field))).map(said);
    row("Began", &time("began").unwrap_or_default());
    row("Ended", &time("ended").unwrap_or_default());
    let clock = Clock::of(exercise, view.now());
    if clock.began.is_some() {
        row("Lasted", &minutes(clock.worked as f64 / 60_000.0));
        row("In the scenario", &minutes(clock.scenario));
    }
    let incident = view.linked(exercise.value(Path::of("incident")));
    row(
        "Counts for",
        &incident.map_or_else(String::new, |incident| view.name(incident)),
    );
    out.push('\n');
}

fn people(out: &mut String, exercise: &Record, view: &View<'_>) {
    let items = exercise.items(Key::new("participants"));
    if items.is_empty() {
        return;
    }
    out.push_str("## Participants\n\n");
    for item in &items {
        let who = view.linked(item.value("who"));
        let who = who.map_or_else(|| "(nobody named)".to_owned(), |who| view.name(who));
        let role = item.value("role").and_then(|role| choice_of(PARTS, role));
        let role = role.map_or("Player", |role| role.label);
        let _ = writeln!(out, "- {role}: {}", line(&who));
    }
    out.push('\n');
}

fn row(out: &mut String, name: &str, spread: Spread) {
    let [p, s, m, u] = spread.0;
    let _ = writeln!(out, "| {} | {p} | {s} | {m} | {u} |", line(name));
}

fn rated(out: &mut String, exercise: &Record, view: &View<'_>) {
    let all = by_capability(exercise);
    if all.is_empty() {
        return;
    }
    out.push_str("## Ratings\n\n");
    for rating in RATINGS {
        let _ = writeln!(out, "- {}", rating.label);
    }
    out.push_str("\n| Capability target | P | S | M | U |\n| --- | ---: | ---: | ---: | ---: |\n");
    for (capability, spread) in all {
        row(out, &named(capability, view), spread);
    }
    out.push_str("\n| Objective | P | S | M | U |\n| --- | ---: | ---: | ---: | ---: |\n");
    for (objective, spread) in by_objective(exercise) {
        row(out, &objective.title, spread);
    }
    out.push('\n');
}

/// What a capability target is called.
pub fn named(capability: Option<Id>, view: &View<'_>) -> String {
    let target = capability.and_then(|id| view.there(id));
    target.map_or_else(
        || "No capability target".to_owned(),
        |target| view.name(target),
    )
}

// Objective by objective: each rating with its reason, and what was seen.
fn analysis(out: &mut String, exercise: &Record, view: &View<'_>) {
    let all = ratings(exercise);
    let seen = exercise.items(Key::new("observations"));
    let mut begun = false;
    for (objective, _) in by_objective(exercise) {
        let own: Vec<_> = all
            .iter()
            .filter(|rated| rated.objective == objective.id)
            .collect();
        let id = objective.id.to_string();
        let seen: Vec<_> = seen
            .iter()
            .filter(|item| item.text("objective") == id)
            .collect();
        if own.is_empty() && seen.is_empty() {
            continue;
        }
        if !std::mem::replace(&mut begun, true) {
            out.push_str("## Analysis\n\n");
        }
        let _ = write!(out, "### {}\n\n", line(&objective.title));
        let titles = tasks(objective.capability, view);
        for rated in own {
            let task = titles.iter().find(|(id, _)| Some(*id) == rated.task);
            let what = task.map_or("The objective", |(_, title)| title);
            let label = rated.rating.to_uppercase();
            let _ = writeln!(
                out,
                "- **{label}** {}{}",
                line(what),
                because(&rated.rationale)
            );
        }
        for item in seen {
            observed(out, item);
        }
        out.push('\n');
    }
    let loose: Vec<_> = seen
        .iter()
        .filter(|item| item.text("objective").is_empty())
        .collect();
    if !loose.is_empty() {
        out.push_str("## Other observations\n\n");
        for item in loose {
            observed(out, item);
        }
        out.push('\n');
    }
}

fn because(why: &str) -> String {
    match line(why) {
        why if why.is_empty() => why,
        why => format!(": {why}"),
    }
}

fn observed(out: &mut String, item: &holdfast_ledger::record::Item<'_>) {
    let sort = item
        .value("sort")
        .and_then(|sort| choice_of(OBSERVATIONS, sort));
    let sort = sort.map_or("Neutral", |sort| sort.label);
    let _ = writeln!(out, "- {sort}{}", because(&item.text("text")));
}

fn recovery(out: &mut String, exercise: &Record, view: &View<'_>, said: &dyn Fn(i64) -> String) {
    let all = achieved(exercise);
    if all.is_empty() {
        return;
    }
    out.push_str("## Achieved recovery\n\n| Service | Back | After | Data lost |\n| --- | --- | --- | --- |\n");
    for achieved in all {
        let service = view.there(achieved.service);
        let service = service.map_or_else(String::new, |service| view.name(service));
        let lost = achieved.rpo.map_or_else(|| "not known".to_owned(), minutes);
        let _ = writeln!(
            out,
            "| {} | {} | {} | {lost} |",
            line(&service),
            said(achieved.back),
            minutes(achieved.rto)
        );
    }
    if is_talk(&exercise.text("type")) {
        out.push_str("\nNothing was recovered for real: these times prove nothing.\n");
    }
    out.push('\n');
}

fn notes(out: &mut String, exercise: &Record) {
    let items = exercise.items(Key::new("hot_wash"));
    if items.is_empty() {
        return;
    }
    out.push_str("## Hot wash\n\n");
    for item in &items {
        let sort = item.value("sort").and_then(|sort| choice_of(NOTES, sort));
        let sort = sort.map_or("Note", |sort| sort.label);
        let _ = writeln!(out, "- {sort}{}", because(&item.text("text")));
    }
    out.push('\n');
}

fn timeline(out: &mut String, exercise: &Record, said: &dyn Fn(i64) -> String) {
    let all = injects(exercise);
    if !all.is_empty() {
        out.push_str(
            "## Injects\n\n| After | Inject | To | How it ended |\n| --- | --- | --- | --- |\n",
        );
        for inject in all {
            let state = INJECT_STATES
                .iter()
                .find(|choice| choice.key == inject.state);
            let state = state.map_or("", |choice| choice.label);
            let after = inject.offset.map_or_else(|| "any time".to_owned(), minutes);
            let _ = writeln!(
                out,
                "| {after} | {} | {} | {state}{} |",
                line(&inject.title),
                line(&inject.to),
                because(&inject.skipped_why)
            );
        }
        out.push('\n');
    }
    let log = log(exercise);
    if !log.is_empty() {
        out.push_str("## Timeline\n\n");
        for (at, what, text, by) in log {
            let by = if by.is_empty() {
                by
            } else {
                format!(" ({by})")
            };
            let _ = writeln!(out, "- {} **{what}** {}{by}", said(at), line(&text));
        }
        out.push('\n');
    }
}
