//! Rows in groups by the values of one column.

use super::column::{Column, Source};
use super::sort::{self, SortKey};
use super::{Spec, Table, Test};
use crate::view::View;
use holdfast_ledger::sort::places;
use holdfast_ledger::{Record, Text};
use std::collections::HashMap;
use std::rc::Rc;

/// The rows to show, group by group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grouped {
    /// The rows, in order; within a group as they are sorted.
    pub rows: Rc<[u32]>,
    /// The groups, in order; empty where rows are not grouped.
    pub groups: Vec<Group>,
}

/// Rows that have one value in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they have in common; empty for those that have nothing there.
    pub label: String,
    /// The place of the first of them.
    pub from: usize,
    /// How many there are.
    pub count: usize,
}

/// The groups that rows belong to by a column, as far as they are known.
#[derive(Default)]
pub struct Named {
    /// The group of each row, in the order of the table's rows.
    of: Vec<u32>,
    names: Vec<(SortKey, String)>,
    known: HashMap<String, u32>,
    /// By the values of fields, so that each is put in words once.
    by_value: HashMap<Text, u32>,
}

/// The rows whose group a filter names.
pub struct Chosen<'a> {
    of: &'a [u32],
    names: Vec<bool>,
}

impl Chosen<'_> {
    /// Whether a row is one of them.
    pub fn has(&self, row: usize) -> bool {
        let name = self
            .of
            .get(row)
            .and_then(|name| self.names.get(*name as usize));
        name.copied().unwrap_or_default()
    }
}

/// Whether a filter asks for groups by their names. A figure may follow from a whole plan: it is found
/// out once for each row, in slices, and then kept.
pub fn by_name(column: &Column, test: &Test) -> bool {
    matches!(column.source, Source::Figure(_)) && matches!(test, Test::Any(_))
}

impl Named {
    /// The name of a row's group, if it is known.
    pub fn name(&self, row: usize) -> Option<&str> {
        let (_, name) = self.names.get(*self.of.get(row)? as usize)?;
        Some(name)
    }

    /// The rows of the groups that a filter names.
    pub fn chosen(&self, test: &Test) -> Chosen<'_> {
        let fits = |name: &String| matches!(test, Test::Any(wanted) if wanted.contains(name));
        Chosen {
            of: &self.of,
            names: self.names.iter().map(|(_, name)| fits(name)).collect(),
        }
    }

    fn take(&mut self, column: &Column, record: Option<&Record>, view: &View<'_>) {
        let value = record.and_then(|record| column.value(record));
        let group = { value.as_ref() }.and_then(|value| self.by_value.get(value.as_ref()));
        let group = group.copied().unwrap_or_else(|| {
            let group = self.named(column, record, view);
            self.by_value
                .extend(value.map(|value| (value.into_owned(), group)));
            group
        });
        self.of.push(group);
    }

    fn named(&mut self, column: &Column, record: Option<&Record>, view: &View<'_>) -> u32 {
        let label = record.map(|record| label(column, record, view));
        let label = label.unwrap_or_default();
        self.known.get(&label).copied().unwrap_or_else(|| {
            let key = record.map_or(SortKey::Nothing, |record| sort::key(column, record, view));
            let key = if label.is_empty() {
                SortKey::Nothing
            } else {
                key
            };
            let group = self.names.len() as u32;
            self.names.push((key, label.clone()));
            self.known.insert(label, group);
            group
        })
    }
}

// Why a figure is unknown does not matter.
fn label(column: &Column, record: &Record, view: &View<'_>) -> String {
    let text = column.text(record, view);
    if text.starts_with("unknown:") {
        "unknown".to_owned()
    } else {
        text
    }
}

impl Table {
    /// Finds out the groups of some more rows; `false` when nothing is left to find out.
    pub(super) fn name_groups(&mut self, spec: &Spec, rows: usize, view: &View<'_>) -> bool {
        let columns = self.columns.clone();
        let column = spec.group.as_ref();
        column
            .and_then(|key| columns.iter().find(|column| column.key == *key))
            .is_some_and(|column| self.name_some(column, rows, view))
    }

    /// The same for the filters that ask for groups.
    pub(super) fn name_filtered(&mut self, spec: &Spec, rows: usize, view: &View<'_>) -> bool {
        let columns = self.columns.clone();
        let asked = |column: &Column| {
            let filter = spec.test(&column.key);
            filter.is_some_and(|test| by_name(column, test))
        };
        let mut columns = columns.iter().filter(|column| asked(column));
        columns.any(|column| self.name_some(column, rows, view))
    }

    /// The same by a column.
    pub(super) fn name_some(&mut self, column: &Column, rows: usize, view: &View<'_>) -> bool {
        let named = self.named.entry(column.key.clone()).or_default();
        if named.of.len() == self.rows.len() {
            return false;
        }
        let next = self.rows.iter().skip(named.of.len()).take(rows);
        next.for_each(|row| named.take(column, view.ledger.record(row.id), view));
        true
    }

    /// The rows to show, group by group where they are grouped.
    pub fn grouped(&mut self, spec: &Spec, view: &View<'_>) -> Grouped {
        let rows = self.rows(spec, view);
        while self.name_groups(spec, usize::MAX, view) {}
        let by = spec.group.as_ref();
        let Some((by, named)) = by.and_then(|by| self.named.get_key_value(by)) else {
            return Grouped {
                rows,
                groups: Vec::new(),
            };
        };
        // Levels and states fall where rows do: the worst first.
        let sort = spec.sort.clone();
        let sort = sort.or_else(|| super::Sort::parse(self.kind.sort));
        let column = self.columns.iter().find(|column| column.key == *by);
        let is_figure = column.is_some_and(|column| column.ty().is_none());
        let falling = is_figure && sort.is_some_and(|sort| sort.falling);
        let mut in_group: Vec<Vec<u32>> = vec![Vec::new(); named.names.len()];
        for row in rows.iter() {
            in_group[named.of[*row as usize] as usize].push(*row);
        }
        let mut order: Vec<u32> = (0..named.names.len() as u32).collect();
        places(&mut order, &mut |a, b| {
            let ((a_key, a_name), (b_key, b_name)) =
                (&named.names[a as usize], &named.names[b as usize]);
            a_key
                .compare(b_key, falling)
                .then_with(|| a_name.cmp(b_name))
        });
        let (mut all, mut groups) = (Vec::with_capacity(rows.len()), Vec::new());
        for group in order {
            let rows = &in_group[group as usize];
            if rows.is_empty() {
                continue;
            }
            groups.push(Group {
                label: named.names[group as usize].1.clone(),
                from: all.len(),
                count: rows.len(),
            });
            all.extend_from_slice(rows);
        }
        Grouped {
            rows: all.into(),
            groups,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rooms::risks::RISK;
    use crate::testing::World;
    use serde_json::json;

    fn told(table: &mut Table, spec: &Spec, world: &World) -> Vec<(String, Vec<String>)> {
        let view = world.view();
        let Grouped { rows, groups } = table.grouped(spec, &view);
        let title = |row: &u32| {
            let record = view.ledger.record(table.id(*row)).expect("a row");
            record.text("title").into_owned()
        };
        let one = |group: &Group| {
            let rows = &rows[group.from..group.from + group.count];
            (group.label.clone(), rows.iter().map(title).collect())
        };
        groups.iter().map(one).collect()
    }

    fn spec(table: &Table, pairs: &[(&str, &str)]) -> Spec {
        let pairs: Vec<(String, String)> = pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        let spec = Spec::from_pairs(&pairs, &table.columns());
        assert_eq!(spec.to_pairs(), pairs);
        spec
    }

    #[test]
    fn groups_follow_the_order_of_their_values_and_rows_stay_sorted_in_them() {
        let mut world = World::new();
        for (title, category, steps) in [
            ("Flood", "site", Some((4, 4))),
            ("Fire", "site", Some((2, 5))),
            ("Leak", "cyber", Some((5, 5))),
            ("Other", "", None),
        ] {
            let mut fields = vec![("title", json!(title))];
            if !category.is_empty() {
                fields.push(("category", json!(category)));
            }
            if let Some((likelihood, impact)) = steps {
                fields.push((
                    "current",
                    json!({"likelihood": likelihood, "impact": impact}),
                ));
            }
            world.add("risk", &fields);
        }
        let mut table = Table::new(&RISK, &world.view());
        let of = |label: &str, titles: &[&str]| {
            let titles = titles.iter().map(|title| (*title).to_owned()).collect();
            (label.to_owned(), titles)
        };
        // As the choices stand; what says nothing comes last.
        let by_category = spec(&table, &[("sort", "title"), ("group", "category")]);
        let groups = told(&mut table, &by_category, &world);
        let expected = [
            of("Cyber security", &["Leak"]),
            of("Site and utilities", &["Fire", "Flood"]),
            of("", &["Other"]),
        ];
        assert_eq!(groups, expected);
        let by_level = spec(&table, &[("sort", "-title"), ("group", "level")]);
        let groups = told(&mut table, &by_level, &world);
        let expected = [
            of("Very high", &["Leak", "Flood"]),
            of("High", &["Fire"]),
            of("unknown", &["Other"]),
        ];
        assert_eq!(groups, expected);
        // Found and filtered rows only; and after a change.
        let fire = spec(&table, &[("q", "fire"), ("group", "level")]);
        assert_eq!(told(&mut table, &fire, &world), [of("High", &["Fire"])]);
        let id = world.add("risk", &[("title", json!("Wildfire"))]);
        table.update(&[id], &world.view());
        let groups = told(&mut table, &fire, &world);
        assert_eq!(
            groups,
            [of("High", &["Fire"]), of("unknown", &["Wildfire"])]
        );
        let rising = spec(&table, &[("sort", "title"), ("group", "level")]);
        let groups = told(&mut table, &rising, &world);
        let order: Vec<&str> = groups.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(order, ["High", "Very high", "unknown"]);
    }

    #[test]
    fn only_columns_of_few_values_make_groups_and_slices_lead_to_the_same() {
        let mut world = World::new();
        for n in 0..25 {
            let treatment = ["avoid", "reduce", "accept"][n % 3];
            world.add("risk", &[("treatment", json!(treatment))]);
        }
        let mut table = Table::new(&RISK, &world.view());
        let groups: Vec<String> = { table.columns() }
            .iter()
            .filter(|column| column.groups())
            .map(|column| column.key.clone())
            .collect();
        for key in ["owner", "category", "treatment", "state", "level"] {
            assert!(groups.iter().any(|known| known == key), "{key}");
        }
        for key in ["title", "services", "current_rating", "annual_loss"] {
            assert!(!groups.iter().any(|known| known == key), "{key}");
        }
        let spec = spec(&table, &[("group", "treatment")]);
        while table.prepare(&spec, 4, &world.view()) {}
        let sliced = table.grouped(&spec, &world.view());
        let whole = Table::new(&RISK, &world.view()).grouped(&spec, &world.view());
        assert_eq!(sliced, whole);
        let counts: Vec<usize> = whole.groups.iter().map(|group| group.count).collect();
        assert_eq!(counts, [9, 8, 8]);
    }
}
