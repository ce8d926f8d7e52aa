//! A plan as a document, whole or on one page, in Markdown: printed, and taken along as a file.

use super::describe::{MESSAGES, PLAN_LISTS, RESOURCES, STRATEGY_LIST, TEAMS};
use super::scope::{Row, Scope, Source};
use super::stages::{self, Planned};
use super::{PHASES, PLAN};
use crate::describe::List;
use crate::rooms::changes::plans::ids;
use crate::rooms::incidents::review::{line, part};
use crate::rooms::runbooks::tag::{approval_in_words, version_in_words};
use crate::value::{minutes, show};
use crate::view::View;
use holdfast_ledger::record::Item;
use holdfast_ledger::{Id, Key, Path, Record};
use std::fmt::Write as _;

/// How many waves and messages a card has room for.
const ON_CARD: usize = 8;

/// A part of the document: its heading and what stands under it.
type Part = (&'static str, String);

/// The whole plan: what it is of, the contents, then all parts.
pub fn whole(plan: &Record, view: &View<'_>) -> String {
    let parts = parts(plan, view);
    let mut out = format!("# {}\n\n", line(&view.name(plan)));
    let _ = writeln!(
        out,
        "**{}**\n\n{}\n",
        version_in_words(plan),
        line(&approval_in_words(plan))
    );
    out.push_str("## Contents\n\n");
    for (n, (name, _)) in parts.iter().enumerate() {
        let _ = writeln!(out, "{}. {name}", n + 1);
    }
    out.push('\n');
    for (n, (name, text)) in parts.iter().enumerate() {
        let _ = write!(out, "## {} {name}\n\n{}\n\n", n + 1, text.trim());
    }
    ended(out)
}

/// What whoever is called at night needs of a plan, on one page.
pub fn card(plan: &Record, view: &View<'_>) -> String {
    let scope = Scope::of(plan, view);
    let mut out = format!("# {}\n\n", line(&view.name(plan)));
    let _ = writeln!(
        out,
        "{} · {}\n",
        version_in_words(plan),
        line(&approval_in_words(plan))
    );
    part(&mut out, "Activated when", &plan.text("criteria"));
    part(&mut out, "Who may activate", &reached(plan, view));
    part(&mut out, "Then", &runbooks(plan, view, false));
    part(&mut out, "In this order", &waves(&scope, view));
    let messages = plan.items(MESSAGES);
    let said = |item: &Item<'_>| {
        let text = |field| line(&item.text(field));
        format!(
            "- {}: {}, {}\n",
            text("title"),
            text("audience"),
            text("channel")
        )
    };
    let first: String = messages.iter().take(ON_CARD).map(said).collect();
    part(&mut out, "Tell", &first);
    let things = plan.items(RESOURCES);
    let thing = |item: &Item<'_>| {
        format!(
            "- {}: {}\n",
            line(&item.text("what")),
            line(&item.text("where"))
        )
    };
    let things: String = things.iter().take(ON_CARD).map(thing).collect();
    part(&mut out, "Take along", &things);
    ended(out)
}

fn ended(mut out: String) -> String {
    let trimmed = out.trim_end().len();
    out.truncate(trimmed);
    out.push('\n');
    out
}

fn parts(plan: &Record, view: &View<'_>) -> Vec<Part> {
    let scope = Scope::of(plan, view);
    let all: Vec<Part> = vec![
        ("Purpose", plan.text("purpose").into_owned()),
        ("Scope", about(plan, view)),
        ("Activation", activation(plan, &scope, view)),
        ("Teams and roles", table(plan, TEAMS, view)),
        ("Strategies", table(plan, STRATEGY_LIST, view)),
        ("Phases and runbooks", runbooks(plan, view, true)),
        ("Recovery order", order(&scope, view)),
        ("Time to recovery", feasibility(&scope, view)),
        ("Communications", table(plan, MESSAGES, view)),
        ("Resources", table(plan, RESOURCES, view)),
        ("Way back", plan.text("return").into_owned()),
        ("Versions", versions(plan)),
    ];
    all.into_iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .collect()
}

fn name(id: Id, view: &View<'_>) -> String {
    let record = view.there(id);
    record.map_or_else(|| "(gone)".to_owned(), |record| line(&view.name(record)))
}

fn about(plan: &Record, view: &View<'_>) -> String {
    let mut out = String::new();
    for key in ["scenario", "lost", "services", "owner"] {
        let value = plan.value(Path::of(key));
        let Some(field) = PLAN.field(key).filter(|_| value.is_some()) else {
            continue;
        };
        let _ = writeln!(
            out,
            "- **{}:** {}",
            field.label,
            line(&show(field, value, view))
        );
    }
    out
}

// Who may activate, with the ways to reach them; of a role its primary.
fn reached(plan: &Record, view: &View<'_>) -> String {
    let one = |id: Id| {
        let who = view.there(id)?;
        let primary = view.linked(who.value(Path::of("primary")));
        let person = primary.unwrap_or(who);
        let ways = ["phone", "alternate"].map(|field| line(&person.text(field)));
        let ways: Vec<String> = ways.into_iter().filter(|way| !way.is_empty()).collect();
        let held = primary.map(|person| format!(": {}", line(&person.text("title"))));
        Some(format!(
            "- {}{} {}\n",
            line(&view.name(who)),
            held.unwrap_or_default(),
            ways.join(", ")
        ))
    };
    ids(plan, "activators")
        .into_iter()
        .filter_map(one)
        .collect()
}

fn activation(plan: &Record, scope: &Scope, view: &View<'_>) -> String {
    let mut out = String::new();
    let criteria = plan.text("criteria");
    if !criteria.trim().is_empty() {
        let _ = write!(out, "### Activated when\n\n{}\n\n", criteria.trim());
    }
    let who = reached(plan, view);
    if !who.is_empty() {
        let _ = write!(out, "### Who may activate\n\n{who}\n");
    }
    let _ = writeln!(
        out,
        "Recovery begins {} after the event.",
        minutes(scope.activation)
    );
    out
}

// A list as a table of the columns that are used.
fn table(plan: &Record, key: Key, view: &View<'_>) -> String {
    let items = plan.items(key);
    let list: Option<&List> = PLAN_LISTS.iter().find(|list| key == list.key);
    let Some(list) = list.filter(|_| !items.is_empty()) else {
        return String::new();
    };
    let used = |key: &str| {
        items
            .iter()
            .any(|item| item.slots().iter().any(|slot| slot.path.field == key))
    };
    let columns: Vec<_> = list.fields.iter().filter(|field| used(field.key)).collect();
    let mut out = String::new();
    let heads: Vec<&str> = columns.iter().map(|field| field.label).collect();
    let _ = writeln!(
        out,
        "| {} |\n|{}",
        heads.join(" | "),
        " --- |".repeat(heads.len())
    );
    for item in &items {
        let cells = columns
            .iter()
            .map(|field| line(&show(field, item.value(field.key), view)));
        let _ = writeln!(out, "| {} |", cells.collect::<Vec<_>>().join(" | "));
    }
    out
}

fn runbooks(plan: &Record, view: &View<'_>, long: bool) -> String {
    let planned = stages::of_plan(plan);
    let mut out = String::new();
    for (n, phase) in PHASES.iter().enumerate() {
        let own: Vec<(usize, &Planned)> = planned
            .iter()
            .enumerate()
            .filter(|(_, stage)| stage.phase == n)
            .collect();
        if own.is_empty() || (!long && n == stages::QUIET) {
            continue;
        }
        if long {
            let _ = write!(out, "### {}\n\n", phase.label);
        }
        for (at, stage) in own {
            let title = stage
                .runbook
                .map_or_else(|| "(no runbook)".to_owned(), |id| name(id, view));
            let length = stages::length(stage.runbook, view);
            let length = length.map_or_else(String::new, |(length, whole)| {
                format!(
                    ", {}{}",
                    if whole { "" } else { "at least " },
                    minutes(length)
                )
            });
            let before = if long { after(stage) } else { String::new() };
            let note = if stage.note.is_empty() {
                String::new()
            } else {
                format!(". {}", line(&stage.note))
            };
            let _ = writeln!(out, "- **{}** {title}{length}{before}{note}", at + 1);
        }
        out.push_str(if long { "\n" } else { "" });
    }
    out
}

// What comes first, where that is not simply what stands before.
fn after(stage: &Planned) -> String {
    if !stage.explicit {
        return String::new();
    }
    let numbers: Vec<String> = stage.after.iter().map(|at| (at + 1).to_string()).collect();
    if numbers.is_empty() {
        " (waits for nothing)".to_owned()
    } else {
        format!(" (after {})", numbers.join(", "))
    }
}

fn waves(scope: &Scope, view: &View<'_>) -> String {
    let mut out = String::new();
    let last = scope
        .rows
        .iter()
        .map(|row| row.wave)
        .max()
        .unwrap_or_default();
    for wave in 1..=last {
        let names: Vec<String> = scope
            .rows
            .iter()
            .filter(|row| row.wave == wave)
            .map(|row| name(row.service, view))
            .collect();
        if !names.is_empty() {
            let _ = writeln!(out, "- **Wave {wave}:** {}", names.join(", "));
        }
    }
    out
}

fn order(scope: &Scope, view: &View<'_>) -> String {
    let mut out = waves(scope, view);
    for row in scope.rows.iter().filter(|row| row.by_hand) {
        let why = if row.reason.is_empty() {
            "no reason given"
        } else {
            &row.reason
        };
        let _ = write!(
            out,
            "\n{} would come in wave {}; by hand in wave {}: {}\n",
            name(row.service, view),
            row.derived,
            row.wave,
            line(why)
        );
    }
    if !scope.stays.is_empty() {
        let names: Vec<String> = scope.stays.iter().map(|id| name(*id, view)).collect();
        let _ = write!(
            out,
            "\nNeeded, and not taken down by the loss: {}.\n",
            names.join(", ")
        );
    }
    out
}

fn feasibility(scope: &Scope, view: &View<'_>) -> String {
    let rows = &scope.rows;
    if !rows.iter().any(|row| row.named) {
        return String::new();
    }
    let mut out =
        "| Service | Back after | RTO | In time | Waits for |\n| --- | --- | --- | --- | --- |\n"
            .to_owned();
    for row in rows {
        let least = if row.whole { "" } else { "at least " };
        let rto = row.rto.map_or_else(|| "none".to_owned(), minutes);
        let _ = writeln!(
            out,
            "| {}{} | {least}{} | {rto} | {} | {} |",
            name(row.service, view),
            if row.named { "" } else { " (needed)" },
            minutes(row.minutes),
            in_time(row),
            waits(row, view).join(" → ")
        );
    }
    out
}

/// What a service waits for, in words: what it needs, from what is first, and what else holds it up.
pub fn waits(row: &Row, view: &View<'_>) -> Vec<String> {
    let chain = row.chain.iter().filter(|id| **id != row.service);
    let chain = chain.map(|id| name(*id, view));
    let held = row.held.map(|held| held.words().to_owned());
    chain.chain(held).collect()
}

/// Whether a service is back in time, in words.
pub fn in_time(row: &Row) -> String {
    match (row.rto, row.spare()) {
        (None, _) => "no RTO".to_owned(),
        (_, None) => "unknown: not all durations are known".to_owned(),
        (_, Some(spare)) if spare < 0.0 => format!("late by {}", minutes(-spare)),
        _ => "yes".to_owned(),
    }
}

/// What says how long a service's own recovery takes, in words.
pub fn source(row: &Row, view: &View<'_>) -> String {
    let from = match row.source {
        Source::Runbook(id) => name(id, view),
        Source::Strategy => "strategy".to_owned(),
        Source::Service => "own recovery".to_owned(),
        Source::Nothing => return "unknown".to_owned(),
    };
    let own = row.own.map_or_else(String::new, |(own, whole)| {
        let least = if whole { "" } else { "at least " };
        format!("{least}{}", minutes(own))
    });
    format!("{own} ({from})")
}

fn versions(plan: &Record) -> String {
    let all = crate::rooms::runbooks::versions::all(plan);
    let one = |version: &crate::rooms::runbooks::versions::Version| {
        let at = version
            .at
            .map(holdfast_ledger::time::print)
            .unwrap_or_default();
        let day = at.get(..10).unwrap_or_default().to_owned();
        let news = if version.summary.is_empty() {
            String::new()
        } else {
            format!(": {}", line(&version.summary))
        };
        format!(
            "- **{}**, {day}, approved by {}{news}\n",
            version.number,
            line(&version.by)
        )
    };
    all.iter().map(one).collect()
}
