//! What differs between two versions of a runbook, step by step.

use super::restore::parents;
use super::steps::{self, PREDECESSORS, STEPS};
use super::variables::VARIABLES;
use super::version::covered_of;
use super::versions::{Contents, Entry, renamed};
use super::{RUNBOOK, STEP_FIELDS};
use crate::describe::{Field, Kind, List, Type};
use crate::value;
use crate::view::View;
use holdfast_ledger::sort::Ordered;
use holdfast_ledger::{Key, Text};
use std::collections::BTreeMap;

/// A field that says something else.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Its name in files.
    pub field: Key,
    /// What it said.
    pub before: Option<Text>,
    /// What it says.
    pub after: Option<Text>,
}

/// A step or a variable, before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Where it stood, as an index; `None` when it was added.
    pub before: Option<usize>,
    /// Where it stands; `None` when it was removed.
    pub after: Option<usize>,
    /// Whether it stands under something else, or elsewhere among its siblings.
    pub moved: bool,
    /// What of it differs: all its fields when it was added or removed.
    pub differences: Vec<Difference>,
}

impl Row {
    /// Whether it says the same in the same place.
    pub fn is_same(&self) -> bool {
        self.is_kept() && !self.moved && self.differences.is_empty()
    }

    fn is_kept(&self) -> bool {
        self.before.is_some() && self.after.is_some()
    }
}

/// The entries of a list, before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The list's key.
    pub list: Key,
    /// What it is called.
    pub label: &'static str,
    /// All entries, those that were removed where they stood.
    pub rows: Vec<Row>,
}

/// What differs between two versions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The fields of the runbook that differ.
    pub fields: Vec<Difference>,
    /// All variables, those that were removed where they stood.
    pub variables: Vec<Row>,
    /// All steps, those that were removed where they stood.
    pub steps: Vec<Row>,
    /// The entries of the other lists that an approval covers (of a plan), likewise.
    pub lists: Vec<Listed>,
}

/// Compares two versions of a runbook, or of another kind that is approved. Where one of them is no more
/// than steps, only those count.
pub fn compare(kind: &'static Kind, before: &Contents, after: &Contents) -> Comparison {
    let steps = rows(&before.steps, &after.steps, "title", STEP_FIELDS);
    if before.only_steps || after.only_steps {
        return Comparison {
            steps,
            ..Comparison::default()
        };
    }
    let described = RUNBOOK
        .list("variables")
        .map_or(&[][..], |list| list.fields);
    let (order, lists) = covered_of(kind.key());
    let others = lists.iter().filter(|key| ![VARIABLES, STEPS].contains(key));
    let lists = others.filter_map(|key| {
        let list = kind.list(key.as_str())?;
        let rows = rows(
            before.list(*key),
            after.list(*key),
            name_of(list),
            list.fields,
        );
        let label = list.label;
        (!rows.is_empty()).then_some(Listed {
            list: *key,
            label,
            rows,
        })
    });
    Comparison {
        fields: differences(&before.fields, &after.fields, order),
        variables: rows(&before.variables, &after.variables, "name", described),
        steps,
        lists: lists.collect(),
    }
}

/// The field that tells entries of a list apart for people: the first that names something.
pub fn name_of(list: &List) -> &'static str {
    let names = |field: &&Field| matches!(field.ty, Type::Line | Type::Link(_));
    let field = list.fields.iter().find(names);
    field.map_or("title", |field| field.key)
}

/// What an entry of a list is called: what its first field says that names something.
pub fn entry_name(list: &List, entry: &Entry, view: &View<'_>) -> String {
    let names = list.fields.iter();
    let names = names.filter(|field| matches!(field.ty, Type::Line | Type::Link(_)));
    let mut shown = names.map(|field| value::show(field, entry.value(field.key), view));
    shown.find(|name| !name.is_empty()).unwrap_or_default()
}

/// The field of a plan's runbooks that names the entries that come first.
const COMES_FIRST: &str = "after";

/// A value of a list's entry in words, given all entries of its version.
pub fn entry_words(
    list: &List,
    field: &Field,
    value: Option<&Text>,
    entries: &[Entry],
    view: &View<'_>,
) -> String {
    match (field.key, value) {
        (COMES_FIRST, None) => "all of the phases before, and the one before it".to_owned(),
        (COMES_FIRST, Some(value)) => {
            let ids: Vec<String> = value.get().unwrap_or_default();
            let name = |id: &String| {
                let entry = entries.iter().find(|entry| entry.id.to_string() == *id);
                entry.map_or_else(
                    || "an entry that is not there".to_owned(),
                    |entry| entry_name(list, entry, view),
                )
            };
            if ids.is_empty() {
                "nothing".to_owned()
            } else {
                ids.iter().map(name).collect::<Vec<_>>().join(", ")
            }
        }
        _ => value::show(field, value, view),
    }
}

impl Comparison {
    /// Whether the two say the same.
    pub fn is_same(&self) -> bool {
        let lists = self.lists.iter().flat_map(|listed| &listed.rows);
        let mut rows = self.variables.iter().chain(&self.steps).chain(lists);
        self.fields.is_empty() && rows.all(Row::is_same)
    }

    /// What differs, counted: `3 steps added, 1 removed; 2 fields changed`.
    pub fn summary(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(counted(&self.steps, "step"));
        for Listed { label, rows, .. } in &self.lists {
            parts.extend(counted(rows, "entry").map(|words| format!("{label}: {words}")));
        }
        parts.extend(match self.fields.len() {
            0 => None,
            1 => Some("1 field changed".to_owned()),
            many => Some(format!("{many} fields changed")),
        });
        parts.extend(counted(&self.variables, "variable"));
        if parts.is_empty() {
            return "Nothing differs.".to_owned();
        }
        parts.join("; ")
    }
}

fn counted(rows: &[Row], what: &str) -> Option<String> {
    let count = |is: fn(&Row) -> bool| rows.iter().filter(|row| is(row)).count();
    let counts = [
        (count(|row| row.before.is_none()), "added"),
        (count(|row| row.after.is_none()), "removed"),
        (
            count(|row| row.is_kept() && !row.differences.is_empty()),
            "changed",
        ),
        (count(|row| row.moved), "moved"),
    ];
    let mut words = String::new();
    for (count, done) in counts.into_iter().filter(|(count, _)| *count > 0) {
        let noun = match (words.is_empty(), count) {
            (false, _) => String::new(),
            (true, 1) => format!(" {what}"),
            (true, _) if what == "entry" => " entries".to_owned(),
            (true, _) => format!(" {what}s"),
        };
        if !words.is_empty() {
            words.push_str(", ");
        }
        words.push_str(&format!("{count}{noun} {done}"));
    }
    (!words.is_empty()).then_some(words)
}

/// The numbers of entries in an outline, for example `2.3`.
pub fn numbers(entries: &[Entry]) -> Vec<String> {
    let mut trail: Vec<usize> = Vec::new();
    let number = |entry: &Entry| {
        let position = trail.get(entry.depth).map_or(1, |position| position + 1);
        trail.truncate(entry.depth);
        trail.push(position);
        let numbers: Vec<String> = trail.iter().map(usize::to_string).collect();
        numbers.join(".")
    };
    entries.iter().map(number).collect()
}

/// A value of a step in words, given all steps of its version; empty for none.
pub fn words(field: &Field, value: Option<&Text>, steps: &[Entry], view: &View<'_>) -> String {
    match (field.key, value) {
        (steps::PREDECESSORS, None) => "the step before it".to_owned(),
        (steps::PREDECESSORS, Some(value)) => {
            if steps::is_beside(Some(value)) {
                return "the same as the step before it".to_owned();
            }
            let ids: Vec<String> = value.get().unwrap_or_default();
            if ids.is_empty() {
                return "nothing".to_owned();
            }
            let numbers = numbers(steps);
            let name = |id: &String| {
                let at = steps.iter().position(|step| step.id.to_string() == *id);
                at.map_or_else(
                    || "a step that is not there".to_owned(),
                    |at| format!("{} {}", numbers[at], steps[at].text("title")),
                )
            };
            let names: Vec<String> = ids.iter().map(name).collect();
            names.join(", ")
        }
        ("kind", None) => "Task".to_owned(),
        _ => value::show(field, value, view),
    }
}

fn rows(before: &[Entry], after: &[Entry], name: &'static str, described: &[Field]) -> Vec<Row> {
    let order: Vec<&str> = described.iter().map(|field| field.key).collect();
    let matched = matches(before, after, name);
    let moved = moved(before, after, &matched);
    // Predecessors are the same when they are matched, whatever their ids.
    let ids = matched
        .iter()
        .enumerate()
        .filter_map(|(n, old)| Some((before[(*old)?].id.to_string(), after[n].id.to_string())))
        .into_map();
    let old_fields = |at: usize| -> Vec<(Key, Text)> {
        let rename = |(key, value): &(Key, Text)| match key.as_str() {
            PREDECESSORS => (*key, renamed(value, &ids)),
            _ => (*key, value.clone()),
        };
        before[at].fields.iter().map(rename).collect()
    };
    let removed = |at: usize| Row {
        before: Some(at),
        after: None,
        moved: false,
        differences: differences(&before[at].fields, &[], &order),
    };
    let kept: Vec<usize> = matched.iter().flatten().copied().collect();
    let mut is_kept = vec![false; before.len()];
    kept.iter().for_each(|at| is_kept[*at] = true);
    // What was removed shows behind what stood before it and did not move past it.
    let mut anchors = rising(&kept).into_iter();
    let mut rows = Vec::with_capacity(after.len());
    let mut next = 0;
    for (n, old) in matched.iter().enumerate() {
        if let Some(old) = *old
            && anchors.next() == Some(true)
        {
            rows.extend((next..old).filter(|at| !is_kept[*at]).map(removed));
            next = old + 1;
        }
        let fields = old.map(old_fields).unwrap_or_default();
        let mut differences = differences(&fields, &after[n].fields, &order);
        if let Some(old) = *old {
            // What it waited for is named as it was then.
            for difference in &mut differences {
                let then = before[old].value(difference.field.as_str());
                difference.before = then.cloned();
            }
        }
        rows.push(Row {
            before: *old,
            after: Some(n),
            moved: moved[n],
            differences,
        });
    }
    rows.extend((next..before.len()).filter(|at| !is_kept[*at]).map(removed));
    rows
}

// Which of the earlier entries each later one is: by id, then by name.
fn matches(before: &[Entry], after: &[Entry], name: &'static str) -> Vec<Option<usize>> {
    let ids = before
        .iter()
        .enumerate()
        .map(|(n, entry)| (entry.id, n))
        .into_map();
    let mut matched: Vec<Option<usize>> = after
        .iter()
        .map(|entry| ids.get(&entry.id).copied())
        .collect();
    let mut free = vec![true; before.len()];
    matched.iter().flatten().for_each(|at| free[*at] = false);
    let mut named: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (n, entry) in before.iter().enumerate().rev().filter(|(n, _)| free[*n]) {
        let words = entry.text(name).trim().to_owned();
        if !words.is_empty() {
            named.entry(words).or_default().push(n);
        }
    }
    for (entry, old) in after.iter().zip(&mut matched) {
        if old.is_none() {
            let same = named.get_mut(entry.text(name).trim());
            *old = same.and_then(Vec::pop);
        }
    }
    matched
}

// Which of the later entries stand under something else, or elsewhere among their siblings.
fn moved(before: &[Entry], after: &[Entry], matched: &[Option<usize>]) -> Vec<bool> {
    let (old_parents, new_parents) = (parents(before), parents(after));
    let mut moved = vec![false; after.len()];
    let mut families: BTreeMap<Option<usize>, Vec<(usize, usize)>> = BTreeMap::new();
    for (n, old) in matched.iter().enumerate() {
        let Some(old) = *old else { continue };
        let parent = new_parents[n];
        let stays = match (parent, old_parents[old]) {
            (None, None) => true,
            (Some(parent), Some(then)) => matched[parent] == Some(then),
            _ => false,
        };
        if stays {
            families.entry(parent).or_default().push((n, old));
        } else {
            moved[n] = true;
        }
    }
    for siblings in families.values() {
        let places: Vec<usize> = siblings.iter().map(|(_, old)| *old).collect();
        for ((n, _), stays) in siblings.iter().zip(rising(&places)) {
            moved[*n] = !stays;
        }
    }
    moved
}

/// Which of some different numbers make up a longest row that rises.
pub fn rising(numbers: &[usize]) -> Vec<bool> {
    // For each length the place of the smallest number that a row of it ends in.
    let mut ends: Vec<usize> = Vec::new();
    let mut from: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (n, number) in numbers.iter().enumerate() {
        let at = ends.partition_point(|end| numbers[*end] < *number);
        from.push(at.checked_sub(1).map(|before| ends[before]));
        if at == ends.len() {
            ends.push(n);
        } else {
            ends[at] = n;
        }
    }
    let mut stays = vec![false; numbers.len()];
    let mut at = ends.last().copied();
    while let Some(n) = at {
        stays[n] = true;
        at = from[n];
    }
    stays
}

// The fields that differ, in the order in which they are described, unknown ones last.
fn differences(before: &[(Key, Text)], after: &[(Key, Text)], order: &[&str]) -> Vec<Difference> {
    let value = |fields: &[(Key, Text)], field: Key| {
        let mut fields = fields.iter();
        fields
            .find(|(key, _)| *key == field)
            .map(|(_, value)| value.clone())
    };
    let mut keys: Vec<Key> = order.iter().map(|key| Key::of(key)).collect();
    for (key, _) in before.iter().chain(after) {
        if !keys.contains(key) {
            keys.push(*key);
        }
    }
    // Where a step was copied from tells readers nothing.
    keys.retain(|key| *key != "origin");
    let difference = |field: Key| {
        let (before, after) = (value(before, field), value(after, field));
        (before != after).then_some(Difference {
            field,
            before,
            after,
        })
    };
    keys.into_iter().filter_map(difference).collect()
}
