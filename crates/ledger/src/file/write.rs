//! Writing the file: fixed order, no clock, no counter.

use super::pretty::{line, pretty};
use super::{Shape, VERSION};
use crate::id::{Dot, Id, ReplicaId};
use crate::line::hash;
use crate::path::{Key, PLACE, Path};
use crate::record::{Record, Slot};
use crate::sort::{Arrange, Ordered};
use crate::text::quote;
use crate::time;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What is written.
pub struct Export<'a> {
    /// The workspace's id; `None` when it has none yet.
    pub workspace: Option<Id>,
    /// Its name.
    pub name: &'a str,
    /// What the file covers: `workspace`, `room risks`, `selection`.
    pub scope: &'a str,
    /// The records, deleted ones too, in any order.
    pub records: Vec<&'a Record>,
    /// The changes as [`crate::Change::print`] writes them, in any order; `None` leaves history out.
    pub history: Option<Vec<String>>,
    /// Attachments as (SHA-256, Base64), in any order.
    pub attachments: Vec<(String, String)>,
    /// What is left out of the records: those registers are marked as omitted and
    /// say nothing when the file is merged.
    pub omit: &'a dyn Fn(&Record, Path) -> bool,
}

/// Writes the file.
pub fn write(export: Export<'_>, shape: &dyn Shape) -> String {
    write_telling(export, shape, &|_| ())
}

/// As [`write`], and tells how far it is, 0 to 1.
pub fn write_telling(export: Export<'_>, shape: &dyn Shape, told: &dyn Fn(f64)) -> String {
    let mut kinds: BTreeMap<(usize, Key), Vec<&Record>> = BTreeMap::new();
    let order = shape.kinds();
    for record in export.records {
        let rank = order
            .iter()
            .position(|kind| *kind == record.kind)
            .unwrap_or(order.len());
        kinds.entry((rank, record.kind)).or_default().push(record);
    }
    for records in kinds.values_mut() {
        records.arrange_by_key(|record| record.id);
    }
    let mut out = String::new();
    let _ = write!(
        out,
        "{{\n  \"format\": \"holdfast\",\n  \"version\": \"{VERSION}\",\n  \"workspace\": {{"
    );
    if let Some(id) = export.workspace {
        let _ = write!(out, "\n    \"id\": \"{id}\",");
    }
    out.push_str("\n    \"name\": ");
    quote(export.name, &mut out);
    out.push_str("\n  },\n  \"scope\": ");
    quote(export.scope, &mut out);
    let all = kinds.values().map(Vec::len).sum::<usize>().max(1) as f64;
    let written = &|n: usize| told(0.5 * n as f64 / all);
    section(
        "records",
        &kinds,
        false,
        shape,
        (export.omit, written),
        &mut out,
    );
    if kinds.values().flatten().any(|record| record.is_deleted()) {
        section(
            "deleted",
            &kinds,
            true,
            shape,
            (export.omit, &|_| ()),
            &mut out,
        );
    }
    write_attachments(export.attachments, &mut out);
    write_sync(
        &kinds,
        export.omit,
        &|n| told(0.5 + 0.3 * n as f64 / all),
        &mut out,
    );
    if let Some(history) = export.history {
        write_history(history, &mut out);
    }
    out.push_str("\n}\n");
    told(1.0);
    out
}

type Kinds<'a> = BTreeMap<(usize, Key), Vec<&'a Record>>;
type Omit<'a> = &'a dyn Fn(&Record, Path) -> bool;

fn section(
    name: &str,
    kinds: &Kinds<'_>,
    deleted: bool,
    shape: &dyn Shape,
    (omit, told): (Omit<'_>, &dyn Fn(usize)),
    out: &mut String,
) {
    let _ = write!(out, ",\n  \"{name}\": {{");
    let (mut first, mut written) = (true, 0);
    for ((_, kind), records) in kinds {
        let mut shown = records
            .iter()
            .filter(|record| record.is_deleted() == deleted)
            .peekable();
        if shown.peek().is_none() {
            continue;
        }
        out.push_str(if std::mem::take(&mut first) {
            "\n    "
        } else {
            ",\n    "
        });
        quote(kind.as_str(), out);
        out.push_str(": [");
        let keys = shape.keys(*kind);
        for (n, record) in shown.enumerate() {
            out.push_str(if n == 0 { "\n      {" } else { ",\n      {" });
            write_record(record, &keys, shape, omit, out);
            out.push_str("\n      }");
            written += 1;
            told(written);
        }
        out.push_str("\n    ]");
    }
    out.push_str(if first { "}" } else { "\n  }" });
}

fn write_record(
    record: &Record,
    keys: &[Key],
    shape: &dyn Shape,
    omit: Omit<'_>,
    out: &mut String,
) {
    out.push_str("\n        \"id\": \"");
    record.id.push(out);
    out.push('"');
    let readable = |slot: &&Slot| shows(record, slot, omit);
    let mut names: BTreeSet<(usize, Key)> = BTreeSet::new();
    for slot in record.slots().iter().filter(readable) {
        let key = if slot.path.is_item() {
            slot.path.list
        } else {
            slot.path.field
        };
        names.insert((
            keys.iter()
                .position(|known| *known == key)
                .unwrap_or(keys.len()),
            key,
        ));
    }
    for (_, key) in names {
        out.push_str(",\n        ");
        quote(key.as_str(), out);
        out.push_str(": ");
        if let Some(slot) = record.slot(Path::field(key)).filter(|slot| readable(slot)) {
            slot.shown()
                .into_iter()
                .for_each(|text| pretty(text.as_str(), 4, out));
            continue;
        }
        let item_keys = shape.item_keys(record.kind, key).unwrap_or_default();
        out.push('[');
        let mut first = true;
        for item in record.items(key) {
            let fields: Vec<&Slot> = item.slots().iter().filter(readable).collect();
            if fields.is_empty() {
                continue;
            }
            out.push_str(if std::mem::take(&mut first) { "" } else { "," });
            write_item(item.id, fields, &item_keys, out);
        }
        line(4, out);
        out.push(']');
    }
}

fn write_item(id: Id, mut fields: Vec<&Slot>, keys: &[Key], out: &mut String) {
    let rank = |slot: &&Slot| {
        let known = keys.iter().position(|key| *key == slot.path.field);
        (
            slot.path.field != PLACE,
            known.unwrap_or(keys.len()),
            slot.path.field,
        )
    };
    fields.arrange_by_key(rank);
    let _ = write!(out, "\n          {{\n            \"id\": \"{id}\"");
    for slot in fields {
        out.push(',');
        line(6, out);
        quote(slot.path.field.as_str(), out);
        out.push_str(": ");
        slot.shown()
            .into_iter()
            .for_each(|text| pretty(text.as_str(), 6, out));
    }
    out.push_str("\n          }");
}

/// Whether a register stands in the part that people read. A record may have a field
/// and a list of the same name (made by different versions): then the field does.
fn shows(record: &Record, slot: &Slot, omit: Omit<'_>) -> bool {
    let filled = slot.shown().is_some_and(|text| !text.is_null()) && !slot.path.is_tombstone();
    let path = slot.path;
    filled
        && !omit(record, path)
        && (!path.is_item()
            || record.has_item(path.list, path.item)
                && record.value(Path::field(path.list)).is_none())
}

fn write_sync(kinds: &Kinds<'_>, omit: Omit<'_>, told: &dyn Fn(usize), out: &mut String) {
    let mut records: Vec<&Record> = kinds.values().flatten().copied().collect();
    records.arrange_by_key(|record| record.id);
    let replicas: BTreeSet<ReplicaId> = records
        .iter()
        .flat_map(|record| record.seen().entries().map(|dot| dot.replica))
        .into_set();
    let replicas: Vec<ReplicaId> = replicas.into_iter().collect();
    out.push_str(",\n  \"sync\": {\n    \"replicas\": [");
    for (n, replica) in replicas.iter().enumerate() {
        let _ = write!(
            out,
            "{}\n      \"{replica}\"",
            if n == 0 { "" } else { "," }
        );
    }
    out.push_str(if replicas.is_empty() {
        "],\n    \"lists\": {"
    } else {
        "\n    ],\n    \"lists\": {"
    });
    let mut first = true;
    for ((_, kind), records) in kinds {
        let lists: BTreeSet<Key> = records.iter().flat_map(|record| record.lists()).into_set();
        if lists.is_empty() {
            continue;
        }
        out.push_str(if std::mem::take(&mut first) {
            "\n      "
        } else {
            ",\n      "
        });
        quote(kind.as_str(), out);
        out.push_str(": [");
        for (n, list) in lists.iter().enumerate() {
            out.push_str(if n == 0 { "" } else { ", " });
            quote(list.as_str(), out);
        }
        out.push(']');
    }
    out.push_str(if first {
        "},\n    \"records\": {"
    } else {
        "\n    },\n    \"records\": {"
    });
    for (n, record) in records.iter().enumerate() {
        let _ = write!(
            out,
            "{}\n      \"{}\": ",
            if n == 0 { "" } else { "," },
            record.id
        );
        write_stamps(record, &replicas, omit, out);
        told(n);
    }
    out.push_str(if records.is_empty() {
        "}\n  }"
    } else {
        "\n    }\n  }"
    });
}

// One record's stamps on one line.
fn write_stamps(record: &Record, replicas: &[ReplicaId], omit: Omit<'_>, out: &mut String) {
    let pair = |out: &mut String, dot: Dot| {
        let at = replicas
            .binary_search(&dot.replica)
            .unwrap_or(replicas.len());
        let _ = write!(out, "[{at},{}]", dot.counter);
    };
    let dots = |out: &mut String, dots: &[Dot]| {
        out.push('[');
        for (n, dot) in dots.iter().enumerate() {
            out.push_str(if n == 0 { "" } else { "," });
            pair(out, *dot);
        }
        out.push(']');
    };
    let seen: Vec<Dot> = record.seen().entries().collect();
    out.push_str("{\"seen\":");
    dots(out, &seen);
    if record.heads() != seen {
        out.push_str(",\"heads\":");
        dots(out, record.heads());
    }
    out.push_str(",\"marks\":[");
    for (n, mark) in record.marks().iter().enumerate() {
        out.push_str(if n == 0 { "[" } else { ",[" });
        pair(out, mark.dot);
        let _ = write!(out, ",\"{}\",", time::print(mark.at));
        quote(&mark.by, out);
        out.push(']');
    }
    out.push(']');
    write_fields(record, omit, out);
    let partial = record.slots().iter().filter(|slot| slot.known.is_some());
    let partial: Vec<&Slot> = partial.filter(|slot| !omit(record, slot.path)).collect();
    if !partial.is_empty() {
        out.push_str(",\"known\":{");
        for (n, slot) in partial.iter().enumerate() {
            out.push_str(if n == 0 { "" } else { "," });
            slot.path.quote(out);
            out.push(':');
            let known: Vec<Dot> = slot
                .known
                .iter()
                .flat_map(crate::Context::entries)
                .collect();
            dots(out, &known);
        }
        out.push('}');
    }
    if !record.purged().is_empty() {
        out.push_str(",\"purged\":");
        record.purged().print(out);
    }
    let omitted: Vec<&Slot> = record
        .slots()
        .iter()
        .filter(|slot| omit(record, slot.path))
        .collect();
    if omitted.is_empty() {
        let _ = write!(out, ",\"hash\":\"{}\"", hash(record));
    } else {
        out.push_str(",\"omitted\":[");
        for (n, slot) in omitted.iter().enumerate() {
            out.push_str(if n == 0 { "" } else { "," });
            slot.path.quote(out);
        }
        let _ = write!(out, "],\"hash\":\"{}\"", hash(&without(record, omit)));
    }
    out.push('}');
}

/// The record as the reader of a redacted file rebuilds it: what is left out is
/// registers of which nothing is known.
fn without(record: &Record, omit: Omit<'_>) -> Record {
    let mut rest = record.clone();
    for slot in &mut rest.slots {
        if omit(record, slot.path) {
            slot.values.clear();
            slot.known = Some(crate::Context::none());
        }
    }
    rest
}

// Only what does not follow from the readable part: a register written by the first
// mark and shown there is not listed.
fn write_fields(record: &Record, omit: Omit<'_>, out: &mut String) {
    let mut first = true;
    for slot in record
        .slots()
        .iter()
        .filter(|slot| !omit(record, slot.path))
    {
        let mark = |dot: Dot| {
            record
                .marks()
                .binary_search_by_key(&dot, |mark| mark.dot)
                .unwrap_or(0)
        };
        let shown = shows(record, slot, omit);
        let entry = match slot.values.as_slice() {
            [] => continue,
            [only] if shown && mark(only.dot) == 0 => continue,
            [only] if shown || only.text.is_null() => mark(only.dot).to_string(),
            values => {
                let each = values
                    .iter()
                    .map(|v| format!("[{},{}]", mark(v.dot), v.text.as_str()));
                format!("[{}]", each.collect::<Vec<_>>().join(","))
            }
        };
        out.push_str(if std::mem::take(&mut first) {
            ",\"fields\":{"
        } else {
            ","
        });
        slot.path.quote(out);
        out.push(':');
        out.push_str(&entry);
    }
    if !first {
        out.push('}');
    }
}

fn write_attachments(mut attachments: Vec<(String, String)>, out: &mut String) {
    if attachments.is_empty() {
        return;
    }
    attachments.arrange();
    attachments.dedup();
    out.push_str(",\n  \"attachments\": {");
    for (n, (name, base64)) in attachments.iter().enumerate() {
        out.push_str(if n == 0 { "\n    " } else { ",\n    " });
        quote(name, out);
        let _ = write!(out, ": \"{base64}\"");
    }
    out.push_str("\n  }");
}

fn write_history(history: Vec<String>, out: &mut String) {
    let dot = |line: &str| {
        let dot = line.strip_prefix("{\"dot\":\"")?.split('"').next()?;
        dot.parse::<Dot>().ok()
    };
    let keyed = history.into_iter().map(|line| (dot(&line), line));
    let mut history: Vec<(Option<Dot>, String)> = keyed.collect();
    history.arrange_by_key(|(dot, _)| *dot);
    history.dedup_by(|(_, a), (_, b)| a == b);
    out.push_str(",\n  \"history\": [");
    for (n, (_, change)) in history.iter().enumerate() {
        out.push_str(if n == 0 { "\n    " } else { ",\n    " });
        out.push_str(change);
    }
    out.push_str(if history.is_empty() { "]" } else { "\n  ]" });
}
