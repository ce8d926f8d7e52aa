//! Which column becomes what: guessed, then corrected by a person.

use super::columns::Target;
use super::dates::{Order, is_ambiguous, order};
use super::dialect::Dialect;
use super::{Grid, guess};
use crate::describe::{Kind, List, Type};
use crate::rooms;
use serde::{Deserialize, Serialize};

/// What a person, or the headings, said of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// What its rows are, by name.
    rows: String,
    /// What each column becomes, by the names of the targets.
    targets: Vec<String>,
    /// What comes first in the dates of each column.
    orders: Vec<Order>,
}

/// What the sheets of a file become.
pub struct Mapping {
    /// The file's name: notes say where they come from.
    pub file: String,
    /// What each sheet becomes.
    pub sheets: Vec<SheetMapping>,
}

/// What a sheet's rows become.
#[derive(Clone, Copy)]
pub enum Of {
    /// Nothing.
    Leave,
    /// What is said of all other rows: it is kept with each of them.
    Preface,
    /// Records.
    Records(&'static Kind),
    /// Items of a list of records.
    Items(&'static Kind, &'static List),
}

/// What a sheet becomes.
pub struct SheetMapping {
    /// What its rows become.
    pub of: Of,
    /// The row with the headings, from 0; what stands above it is said of the whole sheet.
    pub head: usize,
    /// The headings, as many as the widest row has cells.
    pub headers: Vec<String>,
    /// The headings for people: on one line, and where there is none the number of the column.
    pub labels: Vec<String>,
    /// What each column becomes.
    pub targets: Vec<Target>,
    /// What comes first in the dates of each column.
    pub orders: Vec<Order>,
    /// The column that says which record a row is about, where neither its id nor its code does.
    pub key: Option<usize>,
    /// Whether Holdfast wrote the table: its cells are read as they were written.
    pub own: bool,
    /// The tool whose table it is, if it is known.
    pub dialect: Option<&'static Dialect>,
}

impl Mapping {
    /// The mapping that the headings suggest.
    pub fn guess(file: &str, grid: &Grid) -> Self {
        Self {
            file: file.to_owned(),
            sheets: grid.sheets.iter().map(guess::sheet).collect(),
        }
    }

    /// What was said of each sheet: with it a mapping of the same table is made again.
    pub fn chosen(&self) -> Vec<Chosen> {
        let chosen = |own: &SheetMapping| Chosen {
            rows: own.of.name(),
            targets: own.targets.iter().map(|target| target.key()).collect(),
            orders: own.orders.clone(),
        };
        self.sheets.iter().map(chosen).collect()
    }

    /// Takes over what was said of each sheet.
    pub fn choose(&mut self, grid: &Grid, chosen: &[Chosen]) {
        for (sheet, chosen) in chosen.iter().enumerate() {
            let guessed = self.sheets.get(sheet).map(|own| own.of.name());
            if guessed.is_some_and(|guessed| guessed != chosen.rows) {
                self.set_rows(grid, sheet, rooms::kind(&chosen.rows).map(|kind| kind.id));
            }
            let Some(own) = self.sheets.get_mut(sheet) else {
                continue;
            };
            for (column, key) in chosen.targets.iter().enumerate() {
                let same = own.targets.get(column).is_some_and(|now| now.key() == *key);
                let target = own.target_named(key).filter(|_| !same);
                if let Some((now, target)) = own.targets.get_mut(column).zip(target) {
                    *now = target;
                }
            }
            if chosen.orders.len() == own.orders.len() {
                own.orders.clone_from(&chosen.orders);
            }
            own.key = guess::key(own);
        }
    }

    /// What is wrong with it before anything is read: nothing would become a record.
    pub fn refusal(&self) -> Option<String> {
        let becomes = |sheet: &SheetMapping| matches!(sheet.of, Of::Records(_) | Of::Items(..));
        if self.sheets.iter().any(becomes) {
            return None;
        }
        let unknown = self.sheets.iter().find_map(|sheet| sheet.dialect);
        Some(match unknown {
            Some(dialect) => format!(
                "This is a table of {}. Holdfast has no register for it yet. Choose another register to take it in, or wait for a later version.",
                dialect.name
            ),
            None => "No heading of the table is known. Choose what its rows are.".to_owned(),
        })
    }

    /// Says what a sheet's rows are: the columns are guessed anew.
    pub fn set_rows(&mut self, grid: &Grid, sheet: usize, kind: Option<&'static str>) {
        let (Some(own), Some(given)) = (self.sheets.get_mut(sheet), grid.sheets.get(sheet)) else {
            return;
        };
        match kind.and_then(rooms::kind) {
            Some(kind) => guess::columns_of(own, given, kind),
            None => own.of = Of::Leave,
        }
    }

    /// Says what a column becomes, by the name of the target. A column that has this target and
    /// cannot share it is kept in the notes.
    ///
    /// # Errors
    /// When there is no such column or target.
    pub fn set_target(&mut self, sheet: usize, column: usize, key: &str) -> Result<(), String> {
        let own = self
            .sheets
            .get_mut(sheet)
            .ok_or("There is no such sheet.")?;
        let target = own.target_named(key).ok_or("There is no such field.")?;
        if column >= own.targets.len() {
            return Err("There is no such column.".to_owned());
        }
        if !target.takes_many() {
            let taken = own.targets.iter_mut().filter(|known| known.key() == key);
            taken.for_each(|known| *known = Target::Note);
        }
        own.targets[column] = target;
        own.key = guess::key(own);
        Ok(())
    }

    /// Says what comes first in the dates of all columns that do not show it.
    pub fn assume(&mut self, grid: &Grid, first: Order) {
        for (own, sheet) in self.sheets.iter_mut().zip(&grid.sheets) {
            let below = || sheet.rows.iter().skip(own.head + 1);
            for (column, known) in own.orders.iter_mut().enumerate() {
                if !order(below().map(|row| row.cell(column))).1 {
                    *known = first;
                }
            }
        }
    }

    /// Says what comes first in the dates of a column.
    pub fn set_order(&mut self, sheet: usize, column: usize, order: Order) {
        let own = self.sheets.get_mut(sheet);
        if let Some(known) = own.and_then(|own| own.orders.get_mut(column)) {
            *known = order;
        }
    }
}

impl Of {
    fn name(self) -> String {
        match self {
            Self::Leave => String::new(),
            Self::Preface => "~preface".to_owned(),
            Self::Records(kind) => kind.id.to_owned(),
            Self::Items(kind, list) => format!("{}/{}", kind.id, list.key),
        }
    }
}

impl SheetMapping {
    /// The target of a name in what the rows become.
    pub fn target_named(&self, key: &str) -> Option<Target> {
        match self.of {
            Of::Records(kind) => Target::named(key, kind, None),
            Of::Items(kind, list) => Target::named(key, kind, Some(list)),
            Of::Leave | Of::Preface => None,
        }
    }

    /// What a person may choose for a column: name and label.
    pub fn choices(&self) -> Vec<(String, String)> {
        match self.of {
            Of::Records(kind) => Target::choices(kind, None),
            Of::Items(kind, list) => Target::choices(kind, Some(list)),
            Of::Leave | Of::Preface => Vec::new(),
        }
    }

    /// Whether a column holds days of which nobody can tell what comes first.
    pub fn asks_order(&self, sheet: &super::Sheet, column: usize) -> bool {
        let dated = match self.targets.get(column) {
            Some(Target::Field(field) | Target::Part(_, field)) => {
                matches!(field.ty, Type::Date | Type::Instant)
            }
            _ => false,
        };
        let cells = || {
            let below = sheet.rows.iter().skip(self.head + 1);
            below.map(|row| row.cell(column))
        };
        dated && cells().any(is_ambiguous) && !order(cells()).1
    }

    /// The first so many different cells of a column, as examples.
    pub fn examples<'a>(
        &self,
        sheet: &'a super::Sheet,
        column: usize,
        most: usize,
    ) -> Vec<&'a str> {
        let mut found: Vec<&str> = Vec::new();
        for row in sheet.rows.iter().skip(self.head + 1) {
            let cell = row.cell(column).trim();
            if !cell.is_empty() && !found.contains(&cell) {
                found.push(cell);
            }
            if found.len() == most {
                break;
            }
        }
        found
    }

    /// What stands above a column, for people.
    pub fn label(&self, column: usize) -> String {
        self.labels.get(column).cloned().unwrap_or_default()
    }

    /// The column of a target.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.targets.iter().position(|target| target.key() == key)
    }

    /// The words of the dialect.
    pub fn words(&self) -> &'static [(&'static str, &'static str)] {
        self.dialect.map_or(&[], |dialect| dialect.words)
    }

    /// Whether rows name records by their titles.
    pub fn by_title(&self) -> bool {
        self.dialect.is_some_and(|dialect| dialect.by_title)
    }
}
