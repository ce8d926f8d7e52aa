//! Tables with a row for each update of a record: the last row says what holds, and each row becomes an entry of
//! the timeline that tells what it changed.

use super::Row;
use super::columns::{Target, plain};
use super::mapping::SheetMapping;
use super::parse;
use super::rows::{ItemDraft, Reader};
use crate::describe::List;
use holdfast_ledger::Text;
use holdfast_ledger::sort::Arrange;
use std::collections::BTreeMap;

/// The last row of each record, in the order in which they first come, and before each the earlier ones. A row
/// that names no record stands for itself.
pub(super) fn latest(rows: Vec<Row>, own: &SheetMapping) -> Vec<(Row, Vec<Row>)> {
    let updates = own.dialect.and_then(|dialect| dialect.updates.as_ref());
    let Some((updates, key)) = updates.zip(own.key) else {
        return rows.into_iter().map(|row| (row, Vec::new())).collect();
    };
    let order = column(own, updates.order);
    let (mut all, mut places) = (Vec::<Vec<Row>>::new(), BTreeMap::new());
    for row in rows {
        let name = row.cell(key).trim().to_owned();
        if parse::is_missing(&name) {
            all.push(vec![row]);
            continue;
        }
        let at = *places.entry(name).or_insert(all.len());
        match all.get_mut(at) {
            Some(same) => same.push(row),
            None => all.push(vec![row]),
        }
    }
    let last = |mut same: Vec<Row>| {
        let number = |row: &Row| order.and_then(|at| row.cell(at).trim().parse::<u64>().ok());
        same.arrange_by_key(number);
        same.pop().map(|last| (last, same))
    };
    all.into_iter().filter_map(last).collect()
}

fn column(own: &SheetMapping, name: &str) -> Option<usize> {
    let name = plain(name);
    own.headers.iter().position(|header| plain(header) == name)
}

/// Where a table tells of updates, and what the words for states in it mean.
pub(super) struct Columns {
    at: Option<usize>,
    by: Option<usize>,
    state: Option<usize>,
    // A column whose days are written as those of updates.
    days: usize,
    known: BTreeMap<String, Option<Text>>,
}

impl Columns {
    /// Those of a table; none where it has no row for each update.
    pub(super) fn of(own: &SheetMapping) -> Option<Self> {
        let updates = own.dialect?.updates.as_ref()?;
        Some(Self {
            at: column(own, updates.at),
            by: column(own, updates.by),
            state: column(own, updates.state),
            days: own.position("detected").unwrap_or_default(),
            known: BTreeMap::new(),
        })
    }
}

// A cell that says something.
fn said(row: &Row, at: Option<usize>) -> Option<&str> {
    let text = row.cell(at?).trim();
    (!parse::is_missing(text)).then_some(text)
}

impl Reader<'_> {
    /// Adds to a draft what its earlier rows said, and when each was written.
    pub(super) fn updates(
        &mut self,
        at: usize,
        own: &SheetMapping,
        columns: &mut Columns,
        (earlier, last): (&[Row], &Row),
    ) {
        for row in earlier {
            let cells = row.cells.iter().filter(|cell| !cell.trim().is_empty());
            let missing = cells.clone().filter(|cell| parse::is_missing(cell)).count();
            self.report.unset += missing;
            self.report.fields += cells.count() - missing;
        }
        let Some(list) = self.drafts[at].kind.list("timeline") else {
            return;
        };
        let mut before: Option<&Row> = None;
        let mut items = Vec::new();
        for row in earlier.iter().chain([last]) {
            let values = self.entry(own, columns, list, (before, row));
            let item = ItemDraft {
                id: None,
                place: None,
                values,
            };
            items.push((list, item));
            before = Some(row);
        }
        self.drafts[at].items.extend(items);
    }

    // When, by whom, from which state to which, and what else became what.
    fn entry(
        &self,
        own: &SheetMapping,
        columns: &mut Columns,
        list: &'static List,
        (before, row): (Option<&Row>, &Row),
    ) -> Vec<(Target, Text)> {
        let of = |key: &str| list.fields.iter().find(|field| field.key == key);
        let how = self.how(own, columns.days);
        let read = |key: &str, text: &str| Some(parse::parse(of(key)?, text, &how).ok()?.value);
        let mut state = |row: Option<&Row>| {
            let word = said(row?, columns.state)?;
            if let Some(known) = columns.known.get(word) {
                return known.clone();
            }
            let value = read("to", word);
            columns.known.insert(word.to_owned(), value.clone());
            value
        };
        let (from, to) = (state(before), state(Some(row)));
        let moved = from.is_some() && to.is_some() && from != to;
        let (what, from, to) = if moved {
            ("state", from, to)
        } else {
            ("note", None, None)
        };
        let text = changes(own, columns, before, row);
        let values = [
            ("at", said(row, columns.at).and_then(|at| read("at", at))),
            ("what", Some(Text::string(what))),
            ("from", from),
            ("to", to),
            ("text", (!text.is_empty()).then(|| Text::string(&text))),
            ("by", said(row, columns.by).map(Text::string)),
        ];
        let values = values.into_iter();
        let known = values.filter_map(|(key, value)| Some((Target::Field(of(key)?), value?)));
        known.collect()
    }
}

// What a row says else than the one before, a line for each column; of the first row the state.
fn changes(own: &SheetMapping, columns: &Columns, before: Option<&Row>, row: &Row) -> String {
    let Some(before) = before else {
        let state = columns.state.zip(said(row, columns.state));
        let line = state.map(|(at, state)| format!("- {}: {state}", own.label(at)));
        return line.unwrap_or_default();
    };
    let silent = [columns.at, columns.by];
    let mut lines = Vec::new();
    for at in (0..own.headers.len()).filter(|at| !silent.contains(&Some(*at))) {
        let (then, now) = (before.cell(at).trim(), row.cell(at).trim());
        if then != now {
            let shown = |text: &str| if text.is_empty() { "?" } else { text }.to_owned();
            lines.push(format!(
                "- {}: {} → {}",
                own.label(at),
                shown(then),
                shown(now)
            ));
        }
    }
    lines.join("\n")
}
