//! Tables with a row for each update of a record: the last row says what holds, and each row becomes an entry of
//! the timeline that tells what it changed.

use super::Row;
use super::columns::{Target, plain};
use super::dialect::Updates;
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

impl Reader<'_> {
    /// Adds to a draft what its earlier rows said, and when each was written.
    pub(super) fn updates(&mut self, at: usize, own: &SheetMapping, earlier: &[Row], last: &Row) {
        let Some(updates) = own.dialect.and_then(|dialect| dialect.updates.as_ref()) else {
            return;
        };
        for row in earlier {
            let cells = row.cells.iter().filter(|cell| !cell.trim().is_empty());
            let missing = cells.clone().filter(|cell| parse::is_missing(cell)).count();
            self.report.unset += missing;
            self.report.fields += cells.count() - missing;
        }
        let Some(list) = self.drafts[at].kind.list("timeline") else {
            return;
        };
        let rows = earlier.iter().chain([last]);
        let mut before: Option<&Row> = None;
        let mut items = Vec::new();
        for row in rows.filter(|_| !earlier.is_empty()) {
            let values = self.entry(own, updates, list, (before, row));
            items.push((
                list,
                ItemDraft {
                    id: None,
                    place: None,
                    values,
                },
            ));
            before = Some(row);
        }
        self.drafts[at].items.extend(items);
    }

    // When, by whom, from which state to which, and what else became what.
    fn entry(
        &self,
        own: &SheetMapping,
        updates: &Updates,
        list: &'static List,
        (before, row): (Option<&Row>, &Row),
    ) -> Vec<(Target, Text)> {
        let of = |key: &str| list.fields.iter().find(|field| field.key == key);
        let cell = |row: &Row, name: &str| {
            let text = column(own, name).map(|at| row.cell(at).trim().to_owned());
            text.filter(|text| !parse::is_missing(text))
        };
        let read = |key: &str, text: &str| {
            let mut how = self.how(own, own.position("detected").unwrap_or_default());
            how.unit = None;
            Some(parse::parse(of(key)?, text, &how).ok()?.value)
        };
        let mut values = Vec::new();
        let mut put = |key: &str, value: Option<Text>| {
            values.extend(of(key).map(Target::Field).zip(value));
        };
        put("at", cell(row, updates.at).and_then(|at| read("at", &at)));
        let state = |row: &Row| cell(row, updates.state);
        let (from, to) = (before.and_then(state), state(row));
        let from = from.and_then(|from| read("from", &from));
        let to = to.and_then(|to| read("to", &to));
        let moved = from.is_some() && to.is_some() && from != to;
        put(
            "what",
            Some(Text::string(if moved { "state" } else { "note" })),
        );
        if moved {
            put("from", from);
            put("to", to);
        }
        let silent = [updates.at, updates.by].map(|name| column(own, name));
        let text = changes(own, before, row, (column(own, updates.state), &silent));
        put(
            "text",
            Some(Text::string(&text)).filter(|_| !text.is_empty()),
        );
        put("by", cell(row, updates.by).map(|by| Text::string(&by)));
        values
    }
}

// What a row says else than the one before, a line for each column; of the first row the state.
fn changes(
    own: &SheetMapping,
    before: Option<&Row>,
    row: &Row,
    (state, silent): (Option<usize>, &[Option<usize>]),
) -> String {
    let Some(before) = before else {
        let state = state.filter(|at| !row.cell(*at).trim().is_empty());
        let line = state.map(|at| format!("- {}: {}", own.label(at), row.cell(at).trim()));
        return line.unwrap_or_default();
    };
    let mut lines = Vec::new();
    for at in (0..own.headers.len()).filter(|at| !silent.contains(&Some(*at))) {
        let now = row.cell(at).trim();
        let then = before.cell(at).trim();
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
