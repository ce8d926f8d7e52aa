//! Who is able to do what: competences that roles need, the training that proves them, and until when.

pub mod gaps;
pub mod held;
#[cfg(test)]
mod tests;
pub mod tonight;

use self::held::{Held, Standing, until};
use crate::prelude::*;
use crate::value::outcomes;

/// How a training ended.
pub const RESULTS: &[Choice] = &[
    choice("passed", "Passed", Tone::Good),
    choice("attended", "Attended", Tone::Plain),
    choice("failed", "Failed", Tone::Bad),
];

/// Something that somebody is able to do.
pub static COMPETENCE: Kind = Kind {
    id: "competence",
    room: "training",
    code: "CMP",
    one: "Competence",
    many: "Competences",
    icon: "key",
    purpose: "What somebody has to be able to do, and which roles need it: to restore a database, to lead an incident, to \
              call the switchboard. Who holds such a role and was not trained is pointed out.",
    sort: "title",
    fields: &[
        NAME,
        field("description", "What one is able to do", Type::Prose),
        field("roles", "Needed by", Type::Links(&["role"]))
            .help("Primaries and deputies of these roles are to be trained.")
            .column(),
        field("services", "Services", Type::Links(&["service"])).help("What it is about."),
        field("valid_for", "Valid for", Type::Choice(INTERVALS))
            .help("How long a training counts. Empty: for good.")
            .column(),
    ],
    lists: &[],
    figures: &[Figure {
        key: "held_by",
        label: "Held by",
        how: "Of the primaries and deputies of the roles that need it, those whose training is valid today.",
        column: true,
        of: held_by,
    }],
    actions: review::actions,
    findings: competence_findings,
};

/// That somebody was trained.
pub static TRAINING_RECORD: Kind = Kind {
    id: "training_record",
    room: "training",
    code: "TRN",
    one: "Training record",
    many: "Training records",
    icon: "check",
    purpose: "Who was trained in what, when, with what result, and until when that counts.",
    sort: "date",
    fields: &[
        field("person", "Person", Type::Link(&["person"])).column(),
        field("competence", "Competence", Type::Link(&["competence"])).column(),
        field("date", "On", Type::Date).column(),
        field("expires", "Runs out on", Type::Date)
            .help("Only where the certificate names another day than the competence would."),
        field("result", "Result", Type::Choice(RESULTS)).column(),
        field("trainer", "Trainer", Type::Line),
        field("evidence", "Evidence", Type::Prose)
            .help("For example the number of the certificate; files go under Attachments."),
    ],
    lists: &[],
    figures: &[Figure {
        key: "valid_until",
        label: "Valid until",
        how: "The day on which it runs out; else its date and for how long its competence is valid. What was failed does not count.",
        column: true,
        of: valid_until,
    }],
    actions: review::actions,
    findings: record_findings,
};

fn held_by(competence: &Record, view: &View<'_>) -> Cell {
    let held = Held::of(view);
    let needed = held.needed_by(competence.id);
    // Trainings are read by the competence as the workspace has it.
    let own = view.there(competence.id).unwrap_or(competence);
    let disputed = ["roles", "valid_for"]
        .iter()
        .any(|field| outcomes(own, field).len() > 1);
    if needed.is_empty() {
        return Cell::unknown(if disputed {
            "people disagree about who needs it (in conflict)"
        } else {
            "no role that somebody holds needs it"
        });
    }
    let lacks = held.lacking(competence.id, view.today());
    let names: Vec<String> = lacks
        .iter()
        .filter_map(|person| Some(view.name(view.there(*person)?)))
        .collect();
    let (all, some) = (needed.len(), needed.len() - lacks.len());
    Cell {
        text: format!(
            "{some} of {all}{}",
            if disputed { " (in conflict)" } else { "" }
        ),
        rank: Some(some as f64 / all as f64),
        tone: match some {
            0 => Tone::Bad,
            some if some < all => Tone::Warn,
            _ => Tone::Good,
        },
        inputs: if names.is_empty() {
            "all of them".to_owned()
        } else {
            format!("not: {}", names.join(", "))
        },
    }
}

fn competence_findings(competence: &Record, view: &View<'_>) -> Vec<Finding> {
    let held = Held::of(view);
    let needed = held.needed_by(competence.id).len();
    let lacks = held.lacking(competence.id, view.today()).len();
    let own = match (needed, lacks) {
        (0, _) | (_, 0) => None,
        (all, lacks) if all == lacks => {
            let text = "Nobody of those who need it was trained. Plan a training.".to_owned();
            Some(Finding::bad("competence-nobody", Some("roles"), text))
        }
        (all, lacks) => {
            let text = format!(
                "{lacks} of {all} who need it are not trained, or no longer. Plan a training."
            );
            Some(Finding::warn("competence-gaps", Some("roles"), text))
        }
    };
    review::beside(own, competence, view)
}

fn valid_until(training: &Record, view: &View<'_>) -> Cell {
    if training.text("result") == "failed" {
        return Cell {
            text: "not valid".to_owned(),
            inputs: "it was failed".to_owned(),
            tone: Tone::Bad,
            ..Cell::default()
        };
    }
    match until(training, view) {
        Err(why) => Cell::unknown(why),
        Ok(None) => Cell {
            text: "for good".to_owned(),
            inputs: "its competence does not run out".to_owned(),
            ..Cell::default()
        },
        Ok(Some(day)) => Cell {
            text: day.to_string(),
            rank: Some(view.days_to(day) as f64),
            tone: Standing::until(day, view.today()).tone(),
            inputs: match date(training.value(holdfast_ledger::Path::of("expires"))) {
                Some(_) => "as it was written down".to_owned(),
                None => format!(
                    "date: {}, and how long the competence is valid",
                    training.text("date")
                ),
            },
        },
    }
}

// One that a later training replaced is not spoken of.
fn record_findings(training: &Record, view: &View<'_>) -> Vec<Finding> {
    let held = Held::of(view);
    let counts = held.counts(training);
    let day = until(training, view).ok().flatten().filter(|_| counts);
    let own = day.and_then(|day| match Standing::until(day, view.today()) {
        Standing::Expired(day) => {
            let text = format!("It ran out on {day}. Train again.");
            Some(Finding::warn("training-expired", Some("date"), text))
        }
        Standing::Soon(day) => {
            let text = format!("It runs out on {day}. Plan the next training.");
            Some(Finding::warn("training-soon", Some("date"), text))
        }
        _ => None,
    });
    review::beside(own, training, view)
}
