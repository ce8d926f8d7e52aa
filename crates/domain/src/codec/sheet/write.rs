//! Records as a table: one sheet for each kind; in a workbook one more for each list.

use super::cell;
use super::columns::{Column, MORE, Target, columns, item_columns, list_columns};
use super::names::Names;
use super::{Grid, Row, Sheet};
use crate::describe::{Kind, List};
use crate::pace::{Pace, at_once};
use crate::rooms::people::rules::is_contact;
use crate::view::View;
use holdfast_ledger::path::{PLACE, REMOVED};
use holdfast_ledger::record::Item;
use holdfast_ledger::scan::Scan;
use holdfast_ledger::text::quote;
use holdfast_ledger::{Id, Key, Path, Record, Text};
use std::collections::BTreeMap;

/// What the table is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// CSV: each sheet is a file; a list is one cell of JSON.
    Csv,
    /// A workbook: a list is a sheet.
    Workbook,
}

/// Writes records as a table, with or without how to reach people. Values in conflict are written
/// as lists show them; history and the bytes of attachments are not in it.
pub fn write(
    view: &View<'_>,
    kinds: &[&'static Kind],
    records: &[&Record],
    form: Form,
    contacts: bool,
) -> Grid {
    let write = write_at(view, kinds, records, (form, contacts), Pace::STRAIGHT);
    at_once(write).unwrap_or_default()
}

/// As [`write`], at a pace.
///
/// # Errors
/// When it is given up.
pub async fn write_at(
    view: &View<'_>,
    kinds: &[&'static Kind],
    records: &[&Record],
    (form, contacts): (Form, bool),
    pace: Pace<'_>,
) -> Result<Grid, String> {
    let writer = Writer {
        names: Names::of(view),
        view,
        contacts,
    };
    let mut grid = Grid::default();
    let mut done = 0;
    for kind in kinds {
        let pace = pace.part(done as f64 / records.len().max(1) as f64, 1.0);
        let own = records.iter().filter(|record| record.kind == kind.key());
        let own: Vec<&Record> = own.copied().collect();
        if own.is_empty() {
            continue;
        }
        done += own.len();
        grid.sheets
            .push(writer.records(kind, &own, form, pace).await?);
        if form == Form::Workbook {
            for list in kind.all_lists() {
                let sheet = writer.items(kind, list, &own, pace).await?;
                grid.sheets.extend(sheet);
            }
        }
    }
    Ok(grid)
}

/// Where one record or item keeps its values.
type Get<'a> = dyn Fn(Key) -> Option<&'a Text> + 'a;

struct Writer<'a> {
    names: Names<'a>,
    view: &'a View<'a>,
    contacts: bool,
}

impl Writer<'_> {
    async fn records(
        &self,
        kind: &'static Kind,
        records: &[&Record],
        form: Form,
        pace: Pace<'_>,
    ) -> Result<Sheet, String> {
        let mut columns = columns(kind);
        if !self.contacts {
            columns.retain(|column| match column.target {
                Target::Field(field) => !is_contact(kind.key(), Path::of(field.key)),
                _ => true,
            });
        }
        if form == Form::Csv {
            list_columns(kind, &mut columns);
        }
        let (mut rows, mut mores) = (Vec::new(), Vec::new());
        let described = super::columns::columns(kind);
        for (n, record) in records.iter().enumerate() {
            pace.step_of(n, records.len()).await?;
            mores.push(more_of_record(kind, &described, record));
            let get = |field: Key| record.value(Path::field(field));
            let cell = |column: &Column| match column.target {
                Target::Id => record.id.to_string(),
                Target::List(list) => list_json(record, Key::new(list.key)),
                target => self.cell(target, &get),
            };
            rows.push(columns.iter().map(cell).collect());
        }
        Ok(sheet(kind.many.to_owned(), &columns, rows, mores))
    }

    async fn items(
        &self,
        kind: &'static Kind,
        list: &'static List,
        records: &[&Record],
        pace: Pace<'_>,
    ) -> Result<Option<Sheet>, String> {
        let columns = item_columns(kind, list);
        let (mut rows, mut mores) = (Vec::new(), Vec::new());
        let mut codes: BTreeMap<String, usize> = BTreeMap::new();
        for record in records {
            *codes.entry(record.text("code").into_owned()).or_default() += 1;
        }
        for (n, record) in records.iter().enumerate() {
            pace.step_of(n, records.len()).await?;
            let named = self.name(record, &codes);
            for item in record.items(Key::new(list.key)) {
                let get = |field: Key| item_value(&item, field);
                let cell = |column: &Column| match column.target {
                    Target::Item => item.id.to_string(),
                    Target::Record => named.clone(),
                    Target::Place => get(PLACE)
                        .map_or_else(|| "null".to_owned(), |place| place.as_str().to_owned()),
                    target => self.cell(target, &get),
                };
                rows.push(columns.iter().map(cell).collect());
                let known = |key: Key| {
                    key == PLACE || list.fields.iter().any(|field| field.key == key.as_str())
                };
                let each = item.slots().iter().map(|slot| slot.path.field);
                let rest = each.filter(|key| *key != REMOVED && !known(*key));
                let mut rest: Vec<(Key, Text)> = rest
                    .filter_map(|key| Some((key, get(key)?.clone())))
                    .collect();
                rest.extend(leftovers(&columns, &get));
                mores.push(rest);
            }
        }
        let name = format!("{} - {}", kind.many, list.label);
        Ok((!rows.is_empty()).then(|| sheet(name, &columns, rows, mores)))
    }

    // The code where it names one record of all that may be read with it.
    fn name(&self, record: &Record, codes: &BTreeMap<String, usize>) -> String {
        let code = record.text("code");
        let same = codes.get(code.as_ref()).copied().unwrap_or_default();
        let found = self.names.find(&code, &[record.kind.as_str()]);
        // A code that is no text stands in its own column as JSON.
        let is_text = record.get::<String>("code").is_some() && !code.starts_with(cell::JSON);
        if same == 1 && is_text && found == Ok(record.id) {
            code.into_owned()
        } else {
            record.id.to_string()
        }
    }

    fn cell(&self, target: Target, get: &Get<'_>) -> String {
        let name = |id: Id| {
            let record = self.view.there(id)?;
            let (code, title) = (record.text("code"), record.text("title"));
            Some(format!("{code} {title}").trim().to_owned())
        };
        let write = |field: &crate::describe::Field, value: &Text| {
            cell::write(field.ty, value, &self.names, &name)
        };
        match target {
            Target::Field(field) => get(Key::new(field.key)).map(|value| write(field, value)),
            Target::Part(group, part) => {
                let parts = get(Key::new(group.key))
                    .and_then(object)
                    .unwrap_or_default();
                let value = parts.into_iter().find(|(key, _)| key == part.key);
                value
                    .filter(|(_, value)| !value.is_null())
                    .map(|(_, value)| write(part, &value))
            }
            _ => None,
        }
        .unwrap_or_default()
    }
}

fn item_value<'a>(item: &Item<'a>, field: Key) -> Option<&'a Text> {
    let slot = item.slots().iter().find(|slot| slot.path.field == field)?;
    slot.shown().filter(|text| !text.is_null())
}

/// The entries of a JSON object as they stand; none for any other value.
pub(super) fn object(value: &Text) -> Option<Vec<(String, Text)>> {
    if !value.as_str().starts_with('{') {
        return None;
    }
    let mut entries = Vec::new();
    let read = Scan::new(value.as_str()).object(|scan, key| {
        entries.push((key.into_owned(), scan.value()?));
        Ok(())
    });
    read.ok().map(|()| entries)
}

/// Entries as a JSON object.
pub(super) fn object_text(entries: &[(String, Text)]) -> Text {
    let mut out = String::from("{");
    for (n, (key, value)) in entries.iter().enumerate() {
        out.push_str(if n == 0 { "" } else { "," });
        quote(key, &mut out);
        out.push(':');
        out.push_str(value.as_str());
    }
    out.push('}');
    Text::parse(&out).unwrap_or_else(|_| Text::null())
}

// What the columns of parts do not carry of groups: parts of another version, or all of what is
// no group.
fn leftovers(columns: &[Column], get: &Get<'_>) -> Vec<(Key, Text)> {
    let mut out: Vec<(Key, Text)> = Vec::new();
    for column in columns {
        let Target::Part(group, _) = column.target else {
            continue;
        };
        let key = Key::new(group.key);
        let Some(value) = get(key).filter(|_| out.iter().all(|(known, _)| *known != key)) else {
            continue;
        };
        let carried = |name: &str, value: &Text| {
            let part = |column: &Column| matches!(column.target, Target::Part(of, part) if of.key == group.key && part.key == name);
            !value.is_null() && columns.iter().any(part)
        };
        let Some(parts) = object(value) else {
            out.push((key, value.clone()));
            continue;
        };
        let all = parts.len();
        let mut rest = parts;
        rest.retain(|(name, value)| !carried(name, value));
        if !rest.is_empty() || all == 0 {
            out.push((key, object_text(&rest)));
        }
    }
    out
}

fn more_of_record(kind: &'static Kind, described: &[Column], record: &Record) -> Vec<(Key, Text)> {
    let mut rest = Vec::new();
    let own = record.slots().iter().filter(|slot| !slot.path.is_item());
    for path in own
        .map(|slot| slot.path)
        .filter(|path| !path.is_tombstone())
    {
        let unknown = kind.field(path.field.as_str()).is_none();
        rest.extend(
            record
                .value(path)
                .filter(|_| unknown)
                .map(|value| (path.field, value.clone())),
        );
    }
    for list in record.lists() {
        if kind.list(list.as_str()).is_none() {
            let json = list_json(record, list);
            rest.extend(Text::parse(&json).ok().map(|value| (list, value)));
        }
    }
    rest.extend(leftovers(described, &|field| {
        record.value(Path::field(field))
    }));
    rest
}

// The items of a list as a workspace file has them; nothing where there is none.
fn list_json(record: &Record, list: Key) -> String {
    let items: Vec<String> = record.items(list).iter().map(item_json).collect();
    if items.is_empty() {
        return String::new();
    }
    format!("[{}]", items.join(","))
}

fn item_json(item: &Item<'_>) -> String {
    let mut out = format!("{{\"id\":\"{}\"", item.id);
    for slot in item
        .slots()
        .iter()
        .filter(|slot| slot.path.field != REMOVED)
    {
        if let Some(value) = slot.shown().filter(|value| !value.is_null()) {
            out.push(',');
            quote(slot.path.field.as_str(), &mut out);
            out.push(':');
            out.push_str(value.as_str());
        }
    }
    if item.value(PLACE.as_str()).is_none() {
        out.push_str(",\"place\":null");
    }
    out.push('}');
    out
}

fn sheet(
    name: String,
    columns: &[Column],
    rows: Vec<Vec<String>>,
    mores: Vec<Vec<(Key, Text)>>,
) -> Sheet {
    let mut head: Vec<String> = columns.iter().map(|column| column.label.clone()).collect();
    let more = mores.iter().any(|more| !more.is_empty());
    if more {
        head.push(MORE.to_owned());
    }
    let mut all = vec![Row {
        line: 1,
        cells: head,
    }];
    for (line, (mut cells, rest)) in (2..).zip(rows.into_iter().zip(mores)) {
        if !rest.is_empty() {
            let rest: Vec<(String, Text)> = rest
                .into_iter()
                .map(|(key, value)| (key.as_str().to_owned(), value))
                .collect();
            cells.push(object_text(&rest).as_str().to_owned());
        }
        all.push(Row { line, cells });
    }
    Sheet { name, rows: all }
}
