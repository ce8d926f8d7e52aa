//! Figures that follow from a vulnerability: how severe it is, until when it is fixed, what it
//! concerns.

use super::cvss::{self, Score, Severity};
use super::{STATES, matching, policy};
use crate::describe::{Cell, Figure, Tone};
use crate::value::outcomes;
use crate::view::View;
use chrono::Datelike;
use holdfast_ledger::{Record, Text};

/// Figures of a vulnerability.
pub static VULNERABILITY: &[Figure] = &[
    Figure {
        key: "cvss_score",
        label: "CVSS score",
        how: "Computed from the vector by FIRST’s specification, version 4.0 where there is one, else \
              3.1 or 3.0, with the threat, temporal and environmental metrics that it gives. 0.1 \
              low, 4.0 medium, 7.0 high, 9.0 critical.",
        column: true,
        of: |record, _| score_cell(record),
    },
    Figure {
        key: "due_by",
        label: "Due by",
        how: "The day that is written; else the day it was found and the days of the workspace’s \
              policy for its severity, or the day of CISA’s catalogue (KEV) where that is earlier.",
        column: true,
        of: due_cell,
    },
    Figure {
        key: "concerns",
        label: "Services that match",
        how: "Services whose products have all the words of the vendor and of one of the products. \
              Perhaps: only the vendor is named.",
        column: false,
        of: matches_cell,
    },
];

/// The vector fields, the one that counts first.
const VECTORS: [&str; 2] = ["cvss_v4", "cvss_v3"];

/// The score of a vulnerability; of a conflict the alternative that lists show.
///
/// # Errors
/// Why there is none, as a part of a sentence.
pub fn scored(record: &Record) -> Result<Score, String> {
    scores(record).swap_remove(0)
}

// Each score that it may turn out to have; at least one.
fn scores(record: &Record) -> Vec<Result<Score, String>> {
    for field in VECTORS {
        let values = outcomes(record, field);
        if values.iter().any(Option::is_some) {
            let score = |value: Option<&Text>| match value {
                Some(vector) => cvss::score(&vector.plain()),
                None => Err("the vector was cleared".to_owned()),
            };
            return values.into_iter().map(score).collect();
        }
    }
    vec![Err("no CVSS vector".to_owned())]
}

fn score_cell(record: &Record) -> Cell {
    let cells = scores(record).into_iter().map(|score| match score {
        Err(why) => Cell::unknown(&why),
        Ok(Score { value, basis }) => {
            let severity = Severity::of(value);
            Cell {
                text: format!("{value:.1} {}", severity.label()),
                rank: Some(value),
                tone: severity.tone(),
                inputs: format!("{basis}: {}", vector_of(record)),
            }
        }
    });
    Cell::of_outcomes(cells.collect())
}

fn vector_of(record: &Record) -> String {
    let given = VECTORS.iter().map(|field| record.text(field));
    let mut given = given.filter(|vector| !vector.is_empty());
    given
        .next()
        .map(std::borrow::Cow::into_owned)
        .unwrap_or_default()
}

/// Whether something is still to be done about it.
pub fn is_open(record: &Record) -> bool {
    matches!(&*record.text("state"), "" | "potential" | "exploitable")
}

fn due_cell(record: &Record, view: &View<'_>) -> Cell {
    if !is_open(record) {
        let state = record.text("state");
        let state = STATES.iter().find(|known| known.key == state);
        let label = state.map_or("closed", |known| known.label).to_lowercase();
        return Cell {
            text: String::new(),
            inputs: format!("nothing is due: {label}"),
            ..Cell::default()
        };
    }
    let due = match policy::due(record, view) {
        Ok(due) => due,
        Err(why) => return Cell::unknown(&why),
    };
    let disputed = ["due", "found", "kev", "cvss_v4", "cvss_v3"]
        .iter()
        .any(|field| outcomes(record, field).len() > 1);
    let mark = if disputed { " (in conflict)" } else { "" };
    Cell {
        text: format!("{}{mark}", due.day),
        rank: Some(f64::from(due.day.num_days_from_ce())),
        tone: if due.day < view.today() {
            Tone::Warn
        } else {
            Tone::Plain
        },
        inputs: due.why,
    }
}

fn matches_cell(record: &Record, view: &View<'_>) -> Cell {
    let found = matching::matches(record, view);
    let sure = found.iter().filter(|one| one.sure).count();
    let names: Vec<String> = found
        .iter()
        .map(|one| {
            let perhaps = if one.sure { "" } else { "perhaps " };
            format!("{perhaps}{}: {}", view.name(one.service), one.product)
        })
        .collect();
    let text = match (sure, found.len() - sure) {
        (0, 0) => "none".to_owned(),
        (sure, 0) => sure.to_string(),
        (sure, unsure) => format!("{sure}, perhaps {unsure} more"),
    };
    Cell {
        text,
        rank: Some(sure as f64),
        tone: Tone::Plain,
        inputs: names.join("; "),
    }
}
