//! Rows in groups by the values of one column.

use super::column::{Column, Source};
use super::sort::{self, SortKey};
use super::test::{Ready, values};
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

/// What the rows say in a column, and the groups that they belong to by it, as far as that is known.
#[derive(Default)]
pub struct Named {
    /// What each row says, in the order of the table's rows.
    of: Vec<u32>,
    said: Vec<Said>,
    names: Vec<(SortKey, String)>,
    known: HashMap<String, u32>,
    /// By the values of fields and the texts of figures, so that each is put in words once.
    by_value: HashMap<Text, u32>,
}

/// What some rows say.
struct Said {
    /// As filters compare it; of a disputed field each alternative.
    values: Vec<String>,
    group: u32,
}

/// The rows that say what a filter asks for.
pub struct Chosen<'a> {
    of: &'a [u32],
    fits: Vec<bool>,
}

impl Chosen<'_> {
    /// Whether a row is one of them.
    pub fn has(&self, row: usize) -> bool {
        let said = { self.of.get(row) }.and_then(|said| self.fits.get(*said as usize));
        said.copied().unwrap_or_default()
    }
}

/// Whether a filter asks for some of the few values of a column, or for those of a figure, which may follow
/// from a whole plan: these are found out once for each row, in slices, and then kept.
pub fn is_kept(column: &Column, test: &Test) -> bool {
    let keeps = column.groups() || matches!(column.source, Source::Figure(_));
    keeps && matches!(test, Test::Any(_))
}

impl Named {
    /// The rows that say what a filter asks for.
    pub fn chosen(&self, filter: &Ready<'_>) -> Chosen<'_> {
        let fits = |said: &Said| filter.is_wanted(&said.values);
        Chosen {
            of: &self.of,
            fits: self.said.iter().map(fits).collect(),
        }
    }

    /// What a row says, as filters compare it.
    pub fn values(&self, row: usize) -> &[String] {
        let said = { self.of.get(row) }.and_then(|said| self.said.get(*said as usize));
        said.map_or(&[], |said| &said.values)
    }

    /// The group of a row.
    fn group(&self, row: u32) -> usize {
        self.said[self.of[row as usize] as usize].group as usize
    }

    fn take(&mut self, column: &Column, record: Option<&Record>, view: &View<'_>) {
        let (key, label) = if let Source::Figure(_) = column.source {
            let label = record.map(|record| label(column, record, view));
            (label.as_deref().map(Text::string), label)
        } else {
            let value = record.and_then(|record| column.value(record));
            (value.map(std::borrow::Cow::into_owned), None)
        };
        let disputed = record.is_some_and(|record| column.alternatives(record) > 1);
        let key = key.filter(|_| !disputed);
        let said = { key.as_ref() }.and_then(|key| self.by_value.get(key).copied());
        let said = said.unwrap_or_else(|| {
            let said = self.say(column, record, label, view);
            self.by_value.extend(key.map(|key| (key, said)));
            said
        });
        self.of.push(said);
    }

    fn say(
        &mut self,
        column: &Column,
        record: Option<&Record>,
        told: Option<String>,
        view: &View<'_>,
    ) -> u32 {
        let values = match (column.source, record) {
            (_, None) => Vec::new(),
            // A figure is told already.
            (Source::Figure(_), _) => told.iter().cloned().collect(),
            (_, Some(record)) => {
                let seen = column.seen(record, view);
                seen.iter().flat_map(|seen| values(seen.as_ref())).collect()
            }
        };
        let told = told.or_else(|| record.map(|record| label(column, record, view)));
        let group = self.named(column, record, told.unwrap_or_default(), view);
        let said = self.said.len() as u32;
        self.said.push(Said { values, group });
        said
    }

    fn named(
        &mut self,
        column: &Column,
        record: Option<&Record>,
        label: String,
        view: &View<'_>,
    ) -> u32 {
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

    /// The same for the filters that ask for what is kept.
    pub(super) fn name_filtered(&mut self, spec: &Spec, rows: usize, view: &View<'_>) -> bool {
        let columns = self.columns.clone();
        let asked = |column: &Column| {
            let filter = spec.test(&column.key);
            filter.is_some_and(|test| is_kept(column, test))
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
            in_group[named.group(*row)].push(*row);
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
