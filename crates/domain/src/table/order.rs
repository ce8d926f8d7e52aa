//! The rows in the order of a column: found out once, and kept until a cell of the column changes.

use super::column::Column;
use super::sort::{self, SortKey};
use super::{Row, Sort, Table};
use crate::view::View;
use holdfast_ledger::sort::places;
use std::cmp::Ordering;

/// What the rows sort by in a column.
#[derive(Default)]
pub struct Keys {
    /// Of each row, in the order of the table's rows, as far as they are known.
    of: Vec<SortKey>,
    /// All rows, rising; the older first where they say the same. Empty while that is unknown.
    rising: Vec<u32>,
}

impl Keys {
    /// A row's record changed.
    pub fn refresh(&mut self, row: usize, key: impl FnOnce() -> SortKey) {
        let Some(known) = self.of.get_mut(row) else {
            return;
        };
        let key = key();
        if *known != key {
            *known = key;
            self.rising.clear();
        }
    }

    fn compare(&self, a: u32, b: u32) -> Ordering {
        self.of[a as usize].compare(&self.of[b as usize], false)
    }

    // Those that say the same stay as they are, and those without come last again.
    fn falling(&self) -> Vec<u32> {
        let is_there = |row: &u32| self.of[*row as usize] != SortKey::Nothing;
        let (there, without) = self.rising.split_at(self.rising.partition_point(is_there));
        let same = there.chunk_by(|a, b| self.compare(*a, *b).is_eq());
        same.rev().flatten().chain(without).copied().collect()
    }
}

impl Table {
    /// Finds out what some more rows sort by, and then their order; `false` when both were known.
    pub(super) fn put_in_order(&mut self, column: &Column, rows: usize, view: &View<'_>) -> bool {
        let keys = self.keys.entry(column.key.clone()).or_default();
        if keys.of.len() < self.rows.len() {
            let key = |row: &Row| {
                let record = view.ledger.record(row.id);
                record.map_or(SortKey::Nothing, |record| sort::key(column, record, view))
            };
            let next = self.rows.iter().skip(keys.of.len()).take(rows);
            keys.of.extend(next.map(key));
            keys.rising.clear();
            return true;
        }
        if keys.rising.len() == self.rows.len() {
            return false;
        }
        let mut rising: Vec<u32> = (0..self.rows.len() as u32).collect();
        let id = |row: u32| self.rows[row as usize].id;
        places(&mut rising, &mut |a, b| {
            keys.compare(a, b).then_with(|| id(a).cmp(&id(b)))
        });
        keys.rising = rising;
        true
    }

    /// All rows in the order of a column, if there is such a column.
    pub(super) fn sorted(&mut self, sort: &Sort, view: &View<'_>) -> Option<Vec<u32>> {
        let columns = self.columns.clone();
        let column = columns.iter().find(|column| column.key == sort.column)?;
        while self.put_in_order(column, usize::MAX, view) {}
        let keys = self.keys.get(&column.key)?;
        Some(if sort.falling {
            keys.falling()
        } else {
            keys.rising.clone()
        })
    }
}
