//! The post-incident review as a document: what happened, what contributed, what is to become better.

use super::ROLES;
use super::figures::INCIDENT as FIGURES;
use super::timeline::timeline;
use super::times::{ORDER, outages, time};
use crate::view::View;
use holdfast_ledger::{Id, Key, Path, Record};
use std::fmt::Write as _;

/// The review in Markdown; `said` says a moment.
pub fn markdown(incident: &Record, view: &View<'_>, said: &dyn Fn(i64) -> String) -> String {
    let mut out = format!("# Post-incident review: {}\n\n", line(&view.name(incident)));
    part(&mut out, "What happened", &incident.text("summary"));
    out.push_str("## Times\n\n| What | When, or how long |\n| --- | --- |\n");
    for (field, name) in ORDER {
        let at = time(incident, field).map_or_else(|| "not known".to_owned(), said);
        let _ = writeln!(out, "| {} | {at} |", capital(name));
    }
    for figure in FIGURES.iter().filter(|figure| {
        figure.key.starts_with("to_") || matches!(figure.key, "priority" | "disruption")
    }) {
        let _ = writeln!(
            out,
            "| {} | {} |",
            figure.label,
            line(&figure.show(incident, view).text)
        );
    }
    out.push('\n');
    services(&mut out, incident, view, said);
    roles(&mut out, incident, view);
    out.push_str("## Timeline\n\n");
    for entry in timeline(incident, view)
        .iter()
        .filter(|entry| !entry.corrected)
    {
        let at = entry.at.map_or_else(|| "(no time)".to_owned(), said);
        let by = if entry.by.is_empty() {
            String::new()
        } else {
            format!(" ({})", entry.by)
        };
        let _ = writeln!(out, "- {at} **{}** {}{by}", entry.what, line(&entry.text));
    }
    out.push('\n');
    let factors = incident.items(Key::new("factors"));
    if !factors.is_empty() {
        out.push_str("## Contributing factors\n\n");
        for factor in &factors {
            let note = factor.text("note");
            let note = if note.is_empty() {
                String::new()
            } else {
                format!(": {}", line(&note))
            };
            let _ = writeln!(out, "- **{}**{note}", line(&factor.text("title")));
        }
        out.push('\n');
    }
    part(&mut out, "What went well", &incident.text("went_well"));
    part(&mut out, "What went badly", &incident.text("went_badly"));
    part(&mut out, "Where we were lucky", &incident.text("lucky"));
    part(&mut out, "Resolution", &incident.text("resolution"));
    actions(&mut out, incident, view);
    let trimmed = out.trim_end().len();
    out.truncate(trimmed);
    out.push('\n');
    out
}

/// A part of a document under a heading, where there is any text.
pub fn part(out: &mut String, name: &str, text: &str) {
    if !text.trim().is_empty() {
        let _ = write!(out, "## {name}\n\n{}\n\n", text.trim());
    }
}

/// A text in one line that is no end of a table’s cell.
pub fn line(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|")
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn services(out: &mut String, incident: &Record, view: &View<'_>, said: &dyn Fn(i64) -> String) {
    let all = outages(incident);
    if all.is_empty() {
        return;
    }
    out.push_str("## Services\n\n| Service | How | From | To |\n| --- | --- | --- | --- |\n");
    for outage in all {
        let service = outage.service.and_then(|id| view.there(id));
        let name = service.map_or_else(
            || "(none named)".to_owned(),
            |service| line(&view.name(service)),
        );
        let how = if outage.degraded { "degraded" } else { "down" };
        let to = outage.to.map_or_else(|| "still".to_owned(), said);
        let _ = writeln!(out, "| {name} | {how} | {} | {to} |", said(outage.from));
    }
    out.push('\n');
}

fn roles(out: &mut String, incident: &Record, view: &View<'_>) {
    let held = ROLES.iter().filter_map(|role| {
        let who = view.linked(incident.value(Path::of(role.key)))?;
        Some(format!("- {}: {}\n", role.label, line(&view.name(who))))
    });
    let held: String = held.collect();
    if !held.is_empty() {
        let _ = write!(out, "## Roles\n\n{held}\n");
    }
}

/// The improvements that came of an incident: records that were made from it.
pub fn improvements<'v>(incident: Id, view: &View<'v>) -> Vec<&'v Record> {
    let named = view
        .ledger
        .mentions(incident)
        .filter_map(|id| view.there(id));
    named
        .filter(|record| record.kind == "improvement" && View::is_live(record))
        .collect()
}

pub(in crate::rooms) fn actions(out: &mut String, incident: &Record, view: &View<'_>) {
    let all = improvements(incident.id, view);
    if all.is_empty() {
        return;
    }
    out.push_str("## Improvements\n\n");
    for action in all {
        let owner = view.linked(action.value(Path::of("owner")));
        let owner = owner.map_or_else(|| "nobody yet".to_owned(), |owner| view.name(owner));
        let due = action.text("due");
        let due = if due.is_empty() {
            "no day".to_owned()
        } else {
            due.into_owned()
        };
        let _ = writeln!(
            out,
            "- {} ({}; {due})",
            line(&view.name(action)),
            line(&owner)
        );
    }
    out.push('\n');
}
