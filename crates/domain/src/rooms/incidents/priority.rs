//! The priority of an incident: what its impact and urgency make together.

use super::LEVELS;
use crate::describe::{Field, Tone, Type, field};
use crate::rooms::workspace::workspaces;
use crate::value::part;
use crate::view::View;
use holdfast_ledger::{Path, Record, Text};

/// The table of priorities as a workspace may set it: for each impact the priorities at high, medium and
/// low urgency.
pub const PRIORITIES: &[Field] = &[
    field("high", "At high impact", Type::Line),
    field("medium", "At medium impact", Type::Line),
    field("low", "At low impact", Type::Line),
];

/// The last priority that there is.
pub const LAST: u8 = 5;

/// A table of priorities: rows are impacts, columns urgencies, each from high to low.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table([[u8; 3]; 3]);

impl Default for Table {
    /// Impact + urgency − 1 on 1 to 3 (the sample of DOMAIN).
    fn default() -> Self {
        Self([[1, 2, 3], [2, 3, 4], [3, 4, 5]])
    }
}

impl Table {
    /// The table of a workspace; the usual one where it sets none or one that makes no sense.
    pub fn of(view: &View<'_>) -> Self {
        let workspace = workspaces(view).next();
        let value = workspace.and_then(|record: &Record| record.value(Path::of("priorities")));
        value
            .and_then(|value| Self::read(value).ok())
            .unwrap_or_default()
    }

    /// Reads a table.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence.
    pub fn read(value: &Text) -> Result<Self, String> {
        let mut table = Self::default();
        for (row, field) in table.0.iter_mut().zip(PRIORITIES) {
            let Some(text) = part(value, field.key) else {
                continue;
            };
            let text = text.plain();
            let read = |word: &str| word.parse().ok().filter(|n| (1..=LAST).contains(n));
            let read: Option<Vec<u8>> = text.split_whitespace().map(read).collect();
            *row = read.and_then(|row| row.try_into().ok()).ok_or_else(|| {
                format!(
                    "“{text}” are not three priorities from 1 to {LAST}, for high, medium and low urgency. \
                     Write for example 1 2 3."
                )
            })?;
        }
        Ok(table)
    }

    /// Whether more impact or more urgency never makes a matter wait longer.
    pub fn rises(self) -> bool {
        let along = |[a, b, c]: [u8; 3]| a <= b && b <= c;
        let column = |n: usize| self.0.map(|row| row[n]);
        self.0.into_iter().chain((0..3).map(column)).all(along)
    }

    /// The priority of an impact and an urgency, 1 to 5; none where one is not known.
    pub fn priority(self, impact: &str, urgency: &str) -> Option<u8> {
        self.of_places((place(impact)?, place(urgency)?))
    }

    /// The priority at [`places`].
    pub fn of_places(self, (impact, urgency): (usize, usize)) -> Option<u8> {
        self.0.get(impact)?.get(urgency).copied()
    }
}

// High, medium and low, in the order of the table.
fn place(level: &str) -> Option<usize> {
    LEVELS.iter().position(|known| known.key == level)
}

/// Where an incident's `rating` stands in the table: the row of its impact, the column of its urgency.
pub fn places(rating: Option<&Text>) -> Option<(usize, usize)> {
    let read = |key| place(&part(rating?, key)?.plain());
    Some((read("impact")?, read("urgency")?))
}

/// An incident's priority, 1 to 5; none while impact or urgency is not known.
pub fn priority(incident: &Record, view: &View<'_>) -> Option<u8> {
    Table::of(view).of_places(places(incident.value(Path::of("rating")))?)
}

/// How loud a priority is.
pub const fn tone(priority: u8) -> Tone {
    match priority {
        1 => Tone::Bad,
        2 => Tone::Warn,
        _ => Tone::Plain,
    }
}
