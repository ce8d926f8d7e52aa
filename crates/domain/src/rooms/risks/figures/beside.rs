//! What stands beside a rating: how it changed, and the controls that it rests on.

use crate::describe::{Cell, Tone};
use crate::rooms::controls::rules as controls;
use crate::value::{outcomes, part};
use crate::view::View;
use holdfast_ledger::{Path, Record, Text};

/// The current assessment beside the one that it was copied from.
pub fn change_cell(risk: &Record) -> Cell {
    let Some(now) = risk.value(Path::of("current")) else {
        return Cell::unknown("not assessed");
    };
    let text = |value: &Text, key| part(value, key).map(|part| part.plain().into_owned());
    let of = |value: &Text| ["likelihood", "impact", "owasp"].map(|key| text(value, key));
    let words = |value: &Text| {
        let [likelihood, impact, owasp] = of(value).map(Option::unwrap_or_default);
        let day = text(value, "date").unwrap_or_else(|| "an unknown day".to_owned());
        if likelihood.is_empty() {
            format!("{owasp} on {day}")
        } else {
            format!("{likelihood} × {impact} on {day}")
        }
    };
    let marked = ["current", "last_assessment"].map(|field| outcomes(risk, field).len() > 1);
    let mark = if marked.contains(&true) {
        " (in conflict)"
    } else {
        ""
    };
    let (told, rank, inputs) = match risk.value(Path::of("last_assessment")) {
        None => ("new", 1.0, words(now)),
        Some(last) if of(last) == of(now) => (
            "unchanged",
            0.0,
            format!("{}, {} before", words(now), words(last)),
        ),
        Some(last) => (
            "changed",
            2.0,
            format!("{}, {} before", words(now), words(last)),
        ),
    };
    Cell {
        text: format!("{told}{mark}"),
        rank: Some(rank),
        tone: Tone::Plain,
        inputs,
    }
}

/// How many controls of a risk work.
pub fn controls_cell(risk: &Record, view: &View<'_>) -> Cell {
    let (mut names, mut working, mut all) = (Vec::new(), 0, 0_u32);
    for control in controls::of_risk(risk, view) {
        let works = controls::works(control);
        all += 1;
        working += u32::from(works.is_ok());
        names.push(match works {
            Ok(()) => view.name(control),
            Err(why) => format!("{} ({why})", view.name(control)),
        });
    }
    let text = match all {
        0 => "none".to_owned(),
        _ => format!("{working} of {all} work"),
    };
    Cell {
        text,
        rank: Some(f64::from(working)),
        tone: Tone::Plain,
        inputs: names.join("; "),
    }
}

/// A part of the current assessment beside the one that it was copied from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// The part: likelihood, impact or the factors.
    pub part: &'static str,
    /// What it was, as written.
    pub was: String,
    /// What it is.
    pub is: String,
}

/// The day of the assessment that the current one was copied from, and the parts that differ;
/// none where it was not copied.
pub fn since_last(risk: &Record) -> Option<(String, Vec<Before>)> {
    let last = risk.value(Path::of("last_assessment"))?;
    let now = risk.value(Path::of("current"));
    let text = |value: Option<&Text>, key| {
        let part = value.and_then(|value| part(value, key));
        part.map(|part| part.plain().into_owned())
            .unwrap_or_default()
    };
    let parts = ["likelihood", "impact", "owasp"].into_iter();
    let changed = parts.filter_map(|part| {
        let (was, is) = (text(Some(last), part), text(now, part));
        (was != is).then_some(Before { part, was, is })
    });
    Some((text(Some(last), "date"), changed.collect()))
}
