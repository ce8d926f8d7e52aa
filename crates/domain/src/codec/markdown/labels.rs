//! The facts of runbooks and steps as labelled lines, with their words.

use super::draft::{Minutes, Only, RunbookDraft, StepDraft, StepKind};
use super::marker::{escape_inline, escape_list};

/// A label and what stands behind it; nothing is written where nothing is said.
type Fact = (&'static str, String);

/// The facts of the runbook itself.
pub fn runbook_facts(draft: &RunbookDraft) -> [Fact; 6] {
    let day = draft.last_reviewed.map(|day| day.to_string());
    let every = draft.review_interval.map(|every| every.to_string());
    [
        ("Owner", escape_inline(&draft.owner)),
        ("Services", escape_list(&draft.services)),
        ("Used as", draft.used.to_owned()),
        ("Tags", escape_list(&draft.tags)),
        ("Last reviewed", day.unwrap_or_default()),
        ("Review every", every.unwrap_or_default()),
    ]
}

/// The facts of a step. A heading has no box to tick, so there the tick is a fact.
pub fn step_facts(step: &StepDraft, heading: bool) -> [Fact; 17] {
    let usual = matches!(
        (step.kind, &step.command),
        (StepKind::Section | StepKind::Command, _) | (StepKind::Task, None)
    );
    let kind = if usual { "" } else { step.kind.word() };
    let only = match step.only {
        Only::Always => "",
        Only::Exercise => "exercises",
        Only::Actual => "real recoveries",
    };
    let flag = |set: bool, text: &str| if set { text.to_owned() } else { String::new() };
    let done = match step.done.filter(|_| heading) {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    let after = step
        .start_after
        .map(|after| format!("{} after the start", span(after)));
    [
        ("Done", done.to_owned()),
        ("Kind", kind.to_owned()),
        ("Role", escape_inline(&step.role)),
        ("Runbook", escape_inline(&step.runbook)),
        ("Time", step.duration.map(time).unwrap_or_default()),
        ("Only in", only.to_owned()),
        ("Only if", escape_inline(&step.when)),
        ("Answers", escape_list(&step.answers)),
        ("Not before", after.unwrap_or_default()),
        ("Fixed start", step.start_at.map(moment).unwrap_or_default()),
        ("Service", escape_inline(&step.service)),
        ("Recovered", step.recovery.to_owned()),
        ("Audience", escape_inline(&step.audience)),
        ("Channel", escape_inline(&step.channel)),
        ("Result is the value of", escape_inline(&step.captures)),
        ("Point of no return", flag(step.irreversible, "yes")),
        ("Evidence", flag(step.evidence_required, "required")),
    ]
}

/// A duration in words: `20 min (10 min to 1 h 30 min)`, or one figure if all three are equal.
fn time(minutes: Minutes) -> String {
    let Minutes { low, likely, high } = minutes;
    if low == likely && likely == high {
        return span(likely);
    }
    format!("{} ({} to {})", span(likely), span(low), span(high))
}

/// `2026-12-05 20:00 UTC`; finer only where it is.
fn moment(at: i64) -> String {
    let text = holdfast_ledger::time::print(at).replace('T', " ");
    let text = text.trim_end_matches('Z');
    let short = text.strip_suffix(".000").unwrap_or(text);
    let short = short.strip_suffix(":00").unwrap_or(short);
    format!("{short} UTC")
}

fn span(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, min) => format!("{min} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, min) => format!("{hours} h {min} min"),
    }
}
