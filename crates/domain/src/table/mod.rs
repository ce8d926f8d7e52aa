//! Tables over one kind of record: which rows, in which order. Kept up to date row by
//! row, and fast enough to answer each keystroke over 50,000 rows.

mod ahead;
mod column;
mod group;
mod order;
mod sort;
mod spec;
mod test;
#[cfg(test)]
mod tests;
mod text;

pub use column::{Choosing, Column, Source, columns};
pub use group::{Group, Grouped};
pub use spec::{Filter, ME, Sort, Spec, Standing, Test};
pub use test::{NO_DAY, day};

use crate::codes;
use crate::describe::Kind;
use crate::view::View;
use group::Named;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Record};
use order::Keys;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use test::Ready;
use text::Fields;

/// The rows of a kind's table with what searching and sorting need of them.
pub struct Table {
    kind: &'static Kind,
    columns: Rc<[Column]>,
    fields: Fields,
    rows: Vec<Row>,
    places: HashMap<Id, u32>,
    /// What rows sort by, column by column, as far as it is known.
    keys: HashMap<String, Keys>,
    ordered: Option<Ordered>,
    found: Option<Found>,
    read: usize,
    /// The groups of rows, column by column, as far as they are known.
    named: HashMap<String, Named>,
}

struct Row {
    id: Id,
    /// `None` for what was purged: no list shows it.
    standing: Option<Standing>,
    /// Whether it shows no code, though its kind has them.
    uncoded: bool,
    /// Read when it is first searched, or before, in idle time.
    text: Option<Box<str>>,
}

/// The rows that pass the filters, sorted: what stays when only the search changes.
struct Ordered {
    standing: Standing,
    sort: Option<Sort>,
    filters: Vec<Filter>,
    rows: Rc<[u32]>,
}

/// The rows found by the last search: searching for more narrows them.
struct Found {
    words: Vec<String>,
    rows: Rc<[u32]>,
}

/// A value to choose rows by, and how many rows have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// As [`Test::Any`] holds it.
    pub value: String,
    /// How many rows have it.
    pub count: usize,
}

impl Table {
    /// A table of all records of a kind.
    pub fn new(kind: &'static Kind, view: &View<'_>) -> Self {
        let mut table = Self {
            kind,
            columns: columns(kind).into(),
            fields: Fields::of(kind),
            rows: Vec::new(),
            places: HashMap::new(),
            keys: HashMap::new(),
            ordered: None,
            found: None,
            read: 0,
            named: HashMap::new(),
        };
        for record in view.ledger.of_kind(kind.key()) {
            table.places.insert(record.id, table.rows.len() as u32);
            table.rows.push(Row::new(record));
        }
        table
    }

    /// The columns that there are.
    pub fn columns(&self) -> Rc<[Column]> {
        self.columns.clone()
    }

    /// The id of a row.
    pub fn id(&self, row: u32) -> Id {
        self.rows.get(row as usize).map_or(Id::NONE, |row| row.id)
    }

    /// How many records have this standing.
    pub fn count(&self, wanted: Standing) -> usize {
        self.rows
            .iter()
            .filter(|row| row.standing == Some(wanted))
            .count()
    }

    /// Whether one of these rows shows no code, though its kind has them.
    pub fn lack_codes(&self, rows: &[u32]) -> bool {
        let uncoded = |row: &u32| self.rows.get(*row as usize).is_some_and(|row| row.uncoded);
        rows.iter().any(uncoded)
    }

    /// Brings the rows up to date after records changed, of this kind or of others
    /// that rows may name.
    pub fn update(&mut self, changed: &[Id], view: &View<'_>) {
        if changed.is_empty() {
            return;
        }
        self.forget_order();
        // A figure may follow from any record.
        self.forget_figures();
        for id in changed {
            self.refresh(*id, view);
            let named: Vec<Id> = view.ledger.mentions(*id).collect();
            named.into_iter().for_each(|id| self.refresh(id, view));
        }
    }

    /// Time passed: figures may have changed, and which day it is.
    pub fn age(&mut self) {
        self.forget_order();
        self.forget_figures();
    }

    fn forget_figures(&mut self) {
        self.named.clear();
        let figure = |column: &&Column| matches!(column.source, Source::Figure(_));
        for column in self.columns.iter().filter(figure) {
            self.keys.remove(&column.key);
        }
    }

    fn forget_order(&mut self) {
        self.ordered = None;
        self.found = None;
    }

    fn refresh(&mut self, id: Id, view: &View<'_>) {
        let Some(record) = view
            .ledger
            .record(id)
            .filter(|record| record.kind == self.kind.key())
        else {
            return;
        };
        let Some(at) = self.places.get(&id).map(|at| *at as usize) else {
            self.places.insert(id, self.rows.len() as u32);
            self.rows.push(Row::new(record));
            return;
        };
        self.rows[at] = Row::new(record);
        self.read = self.read.min(at);
        for column in self.columns.iter() {
            if let Some(keys) = self.keys.get_mut(&column.key) {
                keys.refresh(at, || sort::key(column, record, view));
            }
        }
    }

    /// Reads the texts of some rows ahead of searching; `false` when all are read.
    pub fn read_ahead(&mut self, rows: usize, view: &View<'_>) -> bool {
        let end = (self.read + rows).min(self.rows.len());
        for row in &mut self.rows[self.read..end] {
            row.read(&self.fields, view);
        }
        self.read = end;
        end < self.rows.len()
    }

    /// Finds out what some more rows sort by and, for a search, what they say, so that
    /// [`Self::rows`] need not do it for all at once; `false` when nothing is left to find out.
    pub fn prepare(&mut self, spec: &Spec, rows: usize, view: &View<'_>) -> bool {
        let sort = spec.sort.clone().or_else(|| Sort::parse(self.kind.sort));
        let columns = self.columns.clone();
        let column = sort.and_then(|sort| columns.iter().find(|column| column.key == sort.column));
        if column.is_some_and(|column| self.put_in_order(column, rows, view)) {
            return true;
        }
        if self.name_groups(spec, rows, view) || self.name_filtered(spec, rows, view) {
            return true;
        }
        !spec.search.trim().is_empty() && self.read_ahead(rows, view)
    }

    /// The rows to show, in order.
    pub fn rows(&mut self, spec: &Spec, view: &View<'_>) -> Rc<[u32]> {
        let words: Vec<String> = spec
            .search
            .to_lowercase()
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        let ordered = self.ordered(spec, view);
        if words.is_empty() {
            return ordered;
        }
        let from = match &self.found {
            Some(found) if found.words == words => return found.rows.clone(),
            Some(found) if narrows(&words, &found.words) => found.rows.clone(),
            _ => ordered,
        };
        let mut rows = Vec::new();
        for at in from.iter() {
            let row = &mut self.rows[*at as usize];
            let text = row.read(&self.fields, view);
            if words.iter().all(|word| text.contains(word.as_str())) {
                rows.push(*at);
            }
        }
        let rows: Rc<[u32]> = rows.into();
        self.found = Some(Found {
            words,
            rows: rows.clone(),
        });
        rows
    }

    fn ordered(&mut self, spec: &Spec, view: &View<'_>) -> Rc<[u32]> {
        let usual = || Sort::parse(self.kind.sort);
        let sort = spec.sort.clone().or_else(usual);
        if let Some(known) = &self.ordered
            && (known.standing, &known.sort, &known.filters)
                == (spec.standing, &sort, &spec.filters)
        {
            return known.rows.clone();
        }
        self.forget_order();
        while self.name_filtered(spec, usize::MAX, view) {}
        let (mut chosen, mut ready) = (Vec::new(), Vec::new());
        for filter in &spec.filters {
            let mut columns = self.columns.iter();
            let Some(column) = columns.find(|column| column.key == filter.column) else {
                continue;
            };
            let filter_ready = Ready::new(column, &filter.test, view);
            match self.named.get(&column.key) {
                Some(named) if group::is_kept(column, &filter.test) => {
                    chosen.push(named.chosen(&filter_ready));
                }
                _ => ready.push(filter_ready),
            }
        }
        let fits = |(at, row): (usize, &Row)| {
            row.standing == Some(spec.standing)
                && chosen.iter().all(|chosen| chosen.has(at))
                && (ready.is_empty()
                    || view
                        .ledger
                        .record(row.id)
                        .is_some_and(|record| ready.iter().all(|filter| filter.fits(record, view))))
        };
        let fit: Vec<bool> = self.rows.iter().enumerate().map(fits).collect();
        let fits = |row: &u32| fit[*row as usize];
        let rows: Rc<[u32]> = match sort.as_ref().and_then(|sort| self.sorted(sort, view)) {
            Some(all) => all.into_iter().filter(fits).collect(),
            None => (0..fit.len() as u32).filter(fits).collect(),
        };
        self.ordered = Some(Ordered {
            standing: spec.standing,
            sort,
            filters: spec.filters.clone(),
            rows: rows.clone(),
        });
        rows
    }

    /// The values that a column has among records of a standing, by value.
    pub fn options(&mut self, column: &Column, standing: Standing, view: &View<'_>) -> Vec<Value> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut count = |mut values: Vec<String>| {
            values.arrange();
            values.dedup();
            for value in values {
                *counts.entry(value).or_default() += 1;
            }
        };
        if group::is_kept(column, &Test::Any(Vec::new())) {
            while self.name_some(column, usize::MAX, view) {}
        }
        let named = self.named.get(&column.key);
        for (at, row) in self.rows.iter().enumerate() {
            if row.standing != Some(standing) {
                continue;
            }
            match (named, view.ledger.record(row.id)) {
                (Some(named), _) => count(named.values(at).to_vec()),
                (None, Some(record)) => {
                    let seen = column.seen(record, view);
                    count(
                        seen.iter()
                            .flat_map(|seen| test::values(seen.as_ref()))
                            .collect(),
                    );
                }
                (None, None) => {}
            }
        }
        let value = |(value, count)| Value { value, count };
        counts.into_iter().map(value).collect()
    }
}

impl Row {
    fn new(record: &Record) -> Self {
        Self {
            id: record.id,
            standing: standing(record),
            uncoded: codes::lacks(record),
            text: None,
        }
    }

    fn read(&mut self, fields: &Fields, view: &View<'_>) -> &str {
        let id = self.id;
        self.text.get_or_insert_with(|| {
            view.ledger
                .record(id)
                .map(|record| fields.text_of(record, view))
                .unwrap_or_default()
        })
    }
}

/// Whether every row that holds the new words was found with the old ones.
fn narrows(words: &[String], before: &[String]) -> bool {
    before
        .iter()
        .all(|old| words.iter().any(|new| new.contains(old.as_str())))
}

/// Whether a record is in use; `None` when it was purged (M17).
pub fn standing(record: &Record) -> Option<Standing> {
    if record.is_purged() {
        return None;
    }
    Some(if record.is_deleted() {
        Standing::Deleted
    } else if View::is_live(record) {
        Standing::Live
    } else {
        Standing::Archived
    })
}
