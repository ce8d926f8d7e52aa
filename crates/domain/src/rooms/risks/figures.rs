//! Figures that follow from a risk: its ratings, its state, its acceptance.

mod beside;

pub use beside::{Before, since_last};

use super::matrix::{Matrix, matrix, number};
use super::quant::{self, Side};
use super::rules::actions_of;
use super::scoring::{Rating, Which, unsound};
use crate::describe::{Cell, Figure, Tone};
use crate::value::{date, list_in_conflict, outcomes, part};
use crate::view::View;
use beside::{change_cell, controls_cell};
use chrono::NaiveDate;
use holdfast_ledger::{Path, Record, Text};

/// Figures of a risk.
pub static RISK: &[Figure] = &[
    Figure {
        key: "current_rating",
        label: "Current risk",
        how: "The score of the current assessment and its level, by the workspace’s risk matrix. \
              As delivered: likelihood × impact on 1–5; 1–4 low, 5–9 medium, 10–14 high, \
              15–25 very high; up to 9 is within appetite.",
        column: true,
        of: |risk, view| rating(risk, Which::Current, view),
    },
    Figure {
        key: "level",
        label: "Level",
        how: "The level of the current assessment’s score, by the workspace’s risk matrix.",
        column: false,
        of: |risk, view| level(risk, view),
    },
    Figure {
        key: "inherent_rating",
        label: "Inherent risk",
        how: "The score of the inherent assessment and its level, by the workspace’s risk matrix.",
        column: false,
        of: |risk, view| rating(risk, Which::Inherent, view),
    },
    Figure {
        key: "target_rating",
        label: "Target risk",
        how: "The score of the target assessment and its level, by the workspace’s risk matrix.",
        column: false,
        of: |risk, view| rating(risk, Which::Target, view),
    },
    Figure {
        key: "assessment_change",
        label: "Since the last assessment",
        how: "The current assessment beside the one that it was copied from: new where it was not \
              copied, unchanged where likelihood, impact and factors are the same.",
        column: false,
        of: |risk, _| change_cell(risk),
    },
    Figure {
        key: "annual_loss",
        label: "Expected loss a year",
        how: "Mean number of events a year × mean loss of one event (FAIR). The mean of a PERT is \
              (a + γm + b)/(γ + 2); of a lognormal from its 90 % interval exp(μ + σ²/2) with \
              μ = (ln L + ln U)/2 and σ = (ln U − ln L)/3.2897.",
        column: false,
        of: |risk, view| quant::expected(risk, Side::Before, view),
    },
    Figure {
        key: "annual_loss_after",
        label: "Expected loss a year, treated",
        how: "As the expected loss a year, with what the treatment changes.",
        column: false,
        of: |risk, view| quant::expected(risk, Side::After, view),
    },
    Figure {
        key: "return_on_control",
        label: "Return on control",
        how: "(Expected loss a year before − after − cost a year) / cost a year.",
        column: false,
        of: quant::return_cell,
    },
    Figure {
        key: "controls",
        label: "Controls",
        how: "Controls that name this risk. One works when it is in place, at least partly \
              effective, and did not fail its last test.",
        column: false,
        of: controls_cell,
    },
    Figure {
        key: "state",
        label: "State",
        how: "The first that holds: closed; accepted (an acceptance that is valid today); treated \
              (all treatment actions done); being treated (some left); assessed (a current \
              assessment); identified.",
        column: true,
        of: state_cell,
    },
    Figure {
        key: "open_actions",
        label: "Open actions",
        how: "Treatment actions that are neither done nor cancelled.",
        column: false,
        of: open_actions,
    },
    Figure {
        key: "acceptance_state",
        label: "Acceptance",
        how: "Valid when it names who accepted and why, has not expired, and the current score is \
              not above the score that was accepted.",
        column: false,
        of: acceptance_cell,
    },
];

fn rating(risk: &Record, which: Which, view: &View<'_>) -> Cell {
    let matrix = matrix(view);
    let matrix = match matrix.as_ref() {
        Ok(matrix) => matrix,
        Err(why) => return Cell::unknown(&unsound(why)),
    };
    let values = outcomes(risk, which.field());
    let cells = values.iter().map(|value| rating_of(*value, matrix));
    let mut cell = Cell::of_outcomes(cells.collect());
    if matrix.disputed {
        cell.text.push_str(" (matrix in conflict)");
    }
    cell
}

fn level(risk: &Record, view: &View<'_>) -> Cell {
    let matrix = matrix(view);
    let matrix = match matrix.as_ref() {
        Ok(matrix) => matrix,
        Err(why) => return Cell::unknown(&unsound(why)),
    };
    let cell = |value: Option<&Text>| match Rating::read(value, matrix) {
        Ok(Rating { score, .. }) => Cell {
            text: matrix.level(score).label.clone(),
            rank: Some(matrix.place(score) as f64),
            tone: matrix.level(score).tone,
            inputs: format!("score {}", number(score)),
        },
        Err(why) => Cell::unknown(&why),
    };
    Cell::of_outcomes(outcomes(risk, "current").into_iter().map(cell).collect())
}

fn rating_of(value: Option<&Text>, matrix: &Matrix) -> Cell {
    let rating = match Rating::read(value, matrix) {
        Ok(rating) => rating,
        Err(why) => return Cell::unknown(&why),
    };
    let (score, level) = (rating.score, matrix.level(rating.score));
    let side = if matrix.within(score) {
        "within"
    } else {
        "above"
    };
    let on = value.and_then(|value| part(value, "date"));
    let on = on.map_or_else(
        || "on an unknown day".to_owned(),
        |day| format!("on {}", day.plain()),
    );
    let factors = rating.factors.map_or_else(String::new, |factors| {
        let impact = match factors.business {
            Some(business) => format!("of the business {business}"),
            None => format!("technical {}", factors.impact()),
        };
        format!(
            "factors: likelihood {}, impact {impact}; ",
            factors.likelihood
        )
    });
    Cell {
        text: format!("{} {}", number(score), level.label),
        rank: Some(score),
        tone: level.tone,
        inputs: format!(
            "{factors}{}, {side} the appetite of {}; assessed {on}",
            matrix.reckoning(rating.likelihood, rating.impact),
            number(matrix.appetite)
        ),
    }
}

/// How far a risk is; later ones take precedence.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum State {
    /// Written down.
    Identified,
    /// Has a current assessment.
    Assessed,
    /// Has treatment actions, some of them not done.
    BeingTreated,
    /// All treatment actions are done.
    Treated,
    /// Somebody accepted it, and that still holds.
    Accepted,
    /// Closed.
    Closed,
}

/// How far a risk is.
pub fn state(risk: &Record, view: &View<'_>) -> State {
    let actions = actions_of(risk);
    let mut wanted = actions
        .iter()
        .filter(|action| action.state != "cancelled")
        .peekable();
    if is_closed(risk) {
        State::Closed
    } else if acceptance(risk, view) == Acceptance::Valid {
        State::Accepted
    } else if wanted.peek().is_some() {
        let done = wanted.all(|action| action.state == "done");
        if done {
            State::Treated
        } else {
            State::BeingTreated
        }
    } else if Rating::of(risk, Which::Current, view).is_ok() {
        State::Assessed
    } else {
        State::Identified
    }
}

/// Whether somebody closed the risk.
pub fn is_closed(risk: &Record) -> bool {
    risk.value(Path::of("closure")).is_some()
}

fn state_cell(risk: &Record, view: &View<'_>) -> Cell {
    let state = state(risk, view);
    let (text, tone) = match state {
        State::Identified => ("Identified", Tone::Warn),
        State::Assessed => ("Assessed", Tone::Plain),
        State::BeingTreated => ("Being treated", Tone::Busy),
        State::Treated => ("Treated", Tone::Good),
        State::Accepted => ("Accepted", Tone::Good),
        State::Closed => ("Closed", Tone::Plain),
    };
    let acceptance = acceptance(risk, view);
    // An acceptance that no longer holds must not hide behind what was done.
    let (lapsed, tone) = match acceptance {
        Acceptance::Lapsed(_) | Acceptance::Outgrown(..) if state != State::Closed => {
            (", acceptance lapsed", Tone::Bad)
        }
        _ => ("", tone),
    };
    let disputed = ["closure", "acceptance"]
        .iter()
        .any(|field| outcomes(risk, field).len() > 1)
        || list_in_conflict(risk, "actions");
    let mark = if disputed { " (in conflict)" } else { "" };
    let actions = actions_of(risk);
    let done = actions
        .iter()
        .filter(|action| action.state == "done")
        .count();
    let inputs = format!(
        "current assessment: {}; treatment actions: {}, done: {done}; acceptance: {}",
        if Rating::of(risk, Which::Current, view).is_ok() {
            "yes"
        } else {
            "no"
        },
        actions.len(),
        acceptance.words(),
    );
    Cell {
        text: format!("{text}{lapsed}{mark}"),
        rank: Some(f64::from(state as u8)),
        tone,
        inputs,
    }
}

fn open_actions(risk: &Record, view: &View<'_>) -> Cell {
    let actions = actions_of(risk);
    let open: Vec<_> = actions.iter().filter(|action| action.is_open()).collect();
    let late = open.iter().filter(|action| action.is_late(view)).count();
    let mark = if list_in_conflict(risk, "actions") {
        " (in conflict)"
    } else {
        ""
    };
    let text = match late {
        0 => format!("{}{mark}", open.len()),
        _ => format!("{}, {late} overdue{mark}", open.len()),
    };
    let tone = if late > 0 { Tone::Warn } else { Tone::Plain };
    let titles: Vec<&str> = open.iter().map(|action| action.title.as_str()).collect();
    Cell {
        text,
        rank: Some(open.len() as f64),
        tone,
        inputs: titles.join("; "),
    }
}

/// Whether somebody accepted the risk, and whether that still holds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Acceptance {
    /// Nobody accepted it.
    None,
    /// It holds today.
    Valid,
    /// It does not say who, why or until when.
    Incomplete,
    /// It expired.
    Lapsed(NaiveDate),
    /// The risk is higher now than what was accepted: accepted score, current score.
    Outgrown(f64, f64),
}

impl Acceptance {
    fn words(self) -> String {
        match self {
            Self::None => "none".to_owned(),
            Self::Valid => "valid".to_owned(),
            Self::Incomplete => "incomplete: who, why or until when is missing".to_owned(),
            Self::Lapsed(on) => format!("lapsed on {on}"),
            Self::Outgrown(then, now) => {
                let (then, now) = (number(then), number(now));
                format!("score {then} was accepted, it is {now} now")
            }
        }
    }
}

/// Whether a risk's acceptance holds today.
pub fn acceptance(risk: &Record, view: &View<'_>) -> Acceptance {
    let Some(value) = risk.value(Path::of("acceptance")) else {
        return Acceptance::None;
    };
    let said = |key| part(value, key).is_some_and(|text| !text.plain().trim().is_empty());
    let Some(expires) = expires(risk).filter(|_| said("approver") && said("reason")) else {
        return Acceptance::Incomplete;
    };
    if expires < view.today() {
        return Acceptance::Lapsed(expires);
    }
    let accepted: Option<f64> = part(value, "score").and_then(|score| score.get());
    match (accepted, Rating::of(risk, Which::Current, view)) {
        (Some(then), Ok(now)) if now.score > then => Acceptance::Outgrown(then, now.score),
        _ => Acceptance::Valid,
    }
}

/// The last day on which a risk's acceptance holds.
pub fn expires(risk: &Record) -> Option<NaiveDate> {
    date(part(risk.value(Path::of("acceptance"))?, "expires").as_ref())
}

fn acceptance_cell(risk: &Record, view: &View<'_>) -> Cell {
    let acceptance = acceptance(risk, view);
    let until = expires(risk);
    let tone = match acceptance {
        Acceptance::None => Tone::Plain,
        Acceptance::Valid => Tone::Good,
        Acceptance::Incomplete | Acceptance::Lapsed(_) | Acceptance::Outgrown(..) => Tone::Bad,
    };
    let mut text = match (acceptance, until) {
        (Acceptance::None, _) => String::new(),
        (Acceptance::Valid, Some(until)) => format!("valid until {until}"),
        _ => acceptance.words(),
    };
    if outcomes(risk, "acceptance").len() > 1 {
        text.push_str(" (in conflict)");
    }
    let rank = until.map(|until| f64::from(chrono::Datelike::num_days_from_ce(&until)));
    let parts = risk.value(Path::of("acceptance")).map(|value| {
        ["approver", "date", "reason"]
            .map(|key| {
                part(value, key)
                    .map(|part| part.plain().into_owned())
                    .unwrap_or_default()
            })
            .join("; ")
    });
    Cell {
        text,
        rank,
        tone,
        inputs: parts.unwrap_or_default(),
    }
}
