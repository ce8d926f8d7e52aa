//! The labelled lines of our Markdown: facts about runbook, variables and steps, and commands.

use chrono::NaiveDate;

use super::draft::{Command, Minutes, Only, RunbookDraft, StepDraft, StepKind, VariableDraft};
use super::front_matter::Interval;
use super::marker::{unescape_inline, unescape_line, unescape_list};
use crate::describe::Choice;
use crate::rooms::runbooks::{RECOVERY, USES};

/// Hands each fact at the head of `lines` to `take` until one is not understood, and returns what
/// follows.
fn each(lines: &[String], mut take: impl FnMut(&str, &str) -> Option<()>) -> &[String] {
    let start = lines
        .iter()
        .position(|line| !line.trim().is_empty())
        .unwrap_or(lines.len());
    let mut at = start;
    while let Some((label, value)) = lines.get(at).and_then(|line| fact(line)) {
        if take(label, value).is_none() {
            break;
        }
        at += 1;
    }
    &lines[at..]
}

fn fact(line: &str) -> Option<(&str, &str)> {
    let (label, value) = line.strip_prefix("**")?.split_once(":**")?;
    Some((label, value.trim()))
}

/// Takes the facts under the runbook's title; returns the lines after them.
pub fn runbook<'a>(draft: &mut RunbookDraft, lines: &'a [String]) -> &'a [String] {
    // To be run is what every runbook is that says nothing.
    let other = |used: &&str| *used != "runbook";
    each(lines, |label, value| {
        match label {
            "Owner" => draft.owner = unescape_inline(value),
            "Services" => draft.services.extend(unescape_list(value)),
            "Used as" => draft.used = Some(chosen(USES, value)?).filter(other).unwrap_or(""),
            "Tags" => draft.tags.extend(unescape_list(value)),
            "Last reviewed" => {
                draft.last_reviewed = Some(NaiveDate::parse_from_str(value, "%Y-%m-%d").ok()?);
            }
            "Review every" => draft.review_interval = Some(Interval::parse(value)?),
            _ => return None,
        }
        Some(())
    })
}

/// Takes the facts of a variable; returns it and the lines after them.
pub fn variable(lines: &[String]) -> (VariableDraft, &[String]) {
    let mut variable = VariableDraft::default();
    let rest = each(lines, |label, value| {
        match label {
            "Default" => variable.default = unescape_inline(value),
            "Pattern" => variable.pattern = unescape_inline(value),
            "Secret" => variable.secret = true,
            _ => return None,
        }
        Some(())
    });
    (variable, rest)
}

/// Takes the facts of a step; returns its kind, if named, and the lines after them.
pub fn split_facts<'a>(
    step: &mut StepDraft,
    lines: &'a [String],
) -> (Option<StepKind>, &'a [String]) {
    let mut kind = None;
    let rest = each(lines, |label, value| {
        match label {
            "Kind" => kind = Some(StepKind::from_word(value)?),
            "Role" => step.role = unescape_inline(value),
            "Runbook" => step.runbook = unescape_inline(value),
            "Time" => step.duration = Some(time(value)?),
            "Only in" if value == "exercises" => step.only = Only::Exercise,
            "Only in" if value == "real recoveries" => step.only = Only::Actual,
            "Point of no return" => step.irreversible = yes(value)?,
            "Only if" => step.when = unescape_inline(value),
            "Answers" => step.answers.extend(unescape_list(value)),
            "Not before" => {
                step.start_after = Some(span(value.strip_suffix(" after the start")?)?);
            }
            "Fixed start" => step.start_at = Some(moment(value)?),
            "Service" => step.service = unescape_inline(value),
            "Recovered" => step.recovery = chosen(RECOVERY, value)?,
            "Audience" => step.audience = unescape_inline(value),
            "Channel" => step.channel = unescape_inline(value),
            "Result is the value of" => step.captures = unescape_inline(value),
            "Evidence" => step.evidence_required = yes(value)?,
            "Done" => step.done = Some(yes(value)?),
            _ => return None,
        }
        Some(())
    });
    (kind, rest)
}

/// The key of the choice that a word names: its key or its label, in any case.
pub(super) fn chosen(choices: &'static [Choice], text: &str) -> Option<&'static str> {
    let text = text.trim().to_lowercase();
    let same = |choice: &&Choice| choice.key == text || choice.label.to_lowercase() == text;
    choices.iter().find(same).map(|choice| choice.key)
}

fn yes(value: &str) -> Option<bool> {
    match value {
        "yes" | "required" => Some(true),
        "no" | "not required" => Some(false),
        _ => None,
    }
}

/// Reads `20 min (10 min to 1 h 30 min)` or a single span.
fn time(text: &str) -> Option<Minutes> {
    let Some((likely, range)) = text.split_once('(') else {
        let likely = span(text)?;
        return Some(Minutes {
            low: likely,
            likely,
            high: likely,
        });
    };
    let (low, high) = range.strip_suffix(')')?.split_once(" to ")?;
    Some(Minutes::sorted(span(low)?, span(likely)?, span(high)?))
}

/// Reads a span such as `1 h 30 min` in minutes.
fn span(text: &str) -> Option<u32> {
    let mut words = text.split_whitespace();
    let mut total: Option<u32> = None;
    while let Some(count) = words.next() {
        let unit = match words.next()? {
            "min" | "minute" | "minutes" => 1,
            "h" | "hour" | "hours" => 60,
            "d" | "day" | "days" => 24 * 60,
            _ => return None,
        };
        let minutes = count.parse::<u32>().ok()?.checked_mul(unit)?;
        total = Some(total.unwrap_or(0).checked_add(minutes)?);
    }
    total
}

/// Reads a moment such as `2026-12-05 20:00 UTC`, with or without seconds.
fn moment(text: &str) -> Option<i64> {
    let (day, clock) = text.strip_suffix("UTC")?.trim().split_once(' ')?;
    let rest = match clock.len() {
        5 => ":00.000Z",
        8 => ".000Z",
        _ => "Z",
    };
    holdfast_ledger::time::parse(&[day, "T", clock.trim(), rest].concat())
}

/// Reads a fenced block; returns it and the lines that are not part of it.
pub fn command(lines: &[String]) -> (Option<Command>, &[String]) {
    let Some(start) = lines.iter().position(|line| !line.trim().is_empty()) else {
        return (None, lines);
    };
    let opening = unescape_line(&lines[start]);
    let mark = opening
        .chars()
        .next()
        .filter(|c| matches!(c, '`' | '~'))
        .unwrap_or(' ');
    let width = opening.chars().take_while(|c| *c == mark).count();
    if mark == ' ' || width < 3 {
        return (None, lines);
    }
    let closes = |line: &String| {
        let line = line.trim_end();
        line.len() >= width && line.chars().all(|c| c == mark)
    };
    let body = &lines[start + 1..];
    let Some(end) = body.iter().position(closes) else {
        return (None, lines);
    };
    let text: Vec<String> = body[..end].iter().map(|line| unescape_line(line)).collect();
    let text = text.join("\n");
    if text.is_empty() {
        return (None, lines);
    }
    let info = opening[width..].trim().to_owned();
    (Some(Command { text, info }), &body[end + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_in_words() {
        assert_eq!(span("1 h 30 min"), Some(90));
        assert_eq!(span("2 hours"), Some(120));
        assert_eq!(span("soon"), None);
        assert_eq!(span(""), None);
        assert_eq!(
            time("20 min (10 min to 2 h)"),
            Some(Minutes {
                low: 10,
                likely: 20,
                high: 120
            })
        );
    }

    #[test]
    fn moments_are_read_to_the_minute_and_finer() {
        let at = holdfast_ledger::time::parse("2026-12-05T20:00:00.000Z");
        assert_eq!(moment("2026-12-05 20:00 UTC"), at);
        assert_eq!(moment("2026-12-05 20:00:00 UTC"), at);
        assert_eq!(moment("2026-12-05 20:00:00.000 UTC"), at);
        assert_eq!(moment("tomorrow at noon"), None);
    }

    #[test]
    fn a_fact_that_is_not_understood_stays_text() {
        let lines = ["**Role:** DBA".to_owned(), "**Time:** a while".to_owned()];
        let mut step = StepDraft::default();
        let (_, rest) = split_facts(&mut step, &lines);
        assert_eq!((step.role.as_str(), step.duration), ("DBA", None));
        assert_eq!(rest, &lines[1..]);
    }

    #[test]
    fn a_fence_that_never_closes_stays_text() {
        let lines = ["```sh".to_owned(), "ls".to_owned()];
        assert_eq!(command(&lines), (None, &lines[..]));
    }
}
