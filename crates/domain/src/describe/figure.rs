//! What follows from a record, and how it is told where people disagree about what it follows from.

use super::Tone;
use crate::view::View;
use holdfast_ledger::{Key, Record, conflict};

/// A figure that follows from a record.
pub struct Figure {
    /// Its name for saved views.
    pub key: &'static str,
    /// Its name on screen.
    pub label: &'static str,
    /// Where the figure comes from: formula and source, shown when it is opened.
    pub how: &'static str,
    /// Whether tables show it unless told otherwise.
    pub column: bool,
    /// Computes it; shown by [`Figure::show`].
    pub of: fn(&Record, &View<'_>) -> Cell,
}

/// A computed value as tables and detail pages show it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// What is shown; "unknown" with the reason when inputs are missing.
    pub text: String,
    /// What it sorts by; cells without come last.
    pub rank: Option<f64>,
    /// How loud it is.
    pub tone: Tone,
    /// The inputs, in words.
    pub inputs: String,
}

impl Figure {
    /// The figure as it is shown: where people disagree about a field that it follows from, each
    /// outcome (M5), unless it tells of that itself.
    pub fn show(&self, record: &Record, view: &View<'_>) -> Cell {
        let cell = (self.of)(record, view);
        let fields = record.list_slots(Key::NONE).iter();
        for slot in fields.filter(|slot| slot.in_conflict()) {
            if cell.text.contains("in conflict") {
                break;
            }
            let mut cells: Vec<Cell> = Vec::new();
            for alone in conflict::outcomes(record, slot.path) {
                let outcome = (self.of)(&alone, view);
                if !cells.iter().any(|known| known.text == outcome.text) {
                    cells.push(outcome);
                }
            }
            if cells.len() > 1 {
                return Cell::of_outcomes(cells);
            }
        }
        cell
    }
}

impl Cell {
    /// For a figure whose inputs are missing: says why.
    pub fn unknown(why: &str) -> Self {
        Self {
            text: format!("unknown: {why}"),
            ..Self::default()
        }
    }

    /// A number of things.
    pub fn count(many: i64, inputs: String) -> Self {
        Self {
            text: many.to_string(),
            rank: Some(many as f64),
            tone: Tone::Plain,
            inputs,
        }
    }

    /// For a figure of disputed inputs: shows each outcome once, and that it is disputed.
    pub fn of_outcomes(mut outcomes: Vec<Self>) -> Self {
        if outcomes.is_empty() {
            return Self::unknown("nothing is known");
        }
        let others = outcomes.split_off(1);
        let disputed = !others.is_empty();
        let mut cell = outcomes.swap_remove(0);
        for other in others {
            cell.text = format!("{} or {}", cell.text, other.text);
            cell.inputs = format!("{} or {}", cell.inputs, other.inputs);
            cell.tone = cell.tone.max(other.tone);
        }
        if disputed {
            cell.text.push_str(" (in conflict)");
        }
        cell
    }
}
