//! A record as one line of text: how storage keeps it, and what its hash is taken of.
//!
//! `{"i":id,"k":kind,"r":[replica,…],"s":[seen of each,…],"h":[[replica,n],…],
//! "m":[[replica,n,at,by],…],"v":{path:[mark,value,…],…},"o":{path:[[replica,n],…]},
//! "p":{path:["replica:n",…]}}` where replicas and marks are named by their index. One state has one spelling.

use crate::context::Context;
use crate::hash::fingerprint;
use crate::id::{Dot, Id, ReplicaId};
use crate::path::{Key, Path};
use crate::purge::Purged;
use crate::record::{Mark, Record, Slot, Value, author};
use crate::scan::{Scan, Scanned};
use crate::text::{self, push_number, push_signed};
use std::borrow::Cow;

/// The record as one line.
pub fn print(record: &Record) -> String {
    let mut out = String::with_capacity(512);
    write_line(record, &mut out);
    out
}

/// The hash of a record with its stamps: an exported record whose hash differs was
/// edited by hand (M10).
pub fn hash(record: &Record) -> String {
    fingerprint(print(record).as_bytes())
}

/// The id of the record that a line holds, read from its first bytes alone.
pub fn id_of(line: &str) -> Option<Id> {
    let rest = line.strip_prefix("{\"i\":\"")?;
    rest.split('"').next()?.parse().ok()
}

/// Whether a line says exactly what the record is; cheaper than reading the line.
pub fn is(record: &Record, line: &str) -> bool {
    let mut own = String::with_capacity(line.len());
    write_line(record, &mut own);
    own == line
}

/// Appends the record as one line, without the line's end.
pub fn write_line(record: &Record, out: &mut String) {
    let replicas: Vec<ReplicaId> = record.seen.entries().map(|dot| dot.replica).collect();
    let index = |dot: Dot| {
        replicas
            .binary_search(&dot.replica)
            .unwrap_or(replicas.len())
    };
    let numbers = |out: &mut String, dot: Dot| {
        out.push('[');
        push_number(index(dot) as u64, out);
        out.push(',');
        push_number(dot.counter, out);
    };
    let pair = |out: &mut String, dot: Dot| {
        numbers(out, dot);
        out.push(']');
    };
    out.push_str("{\"i\":\"");
    record.id.push(out);
    out.push_str("\",\"k\":");
    text::quote(record.kind.as_str(), out);
    out.push_str(",\"r\":");
    list(out, &replicas, |out, replica| {
        out.push('"');
        replica.push(out);
        out.push('"');
    });
    let seen: Vec<u64> = record.seen.entries().map(|dot| dot.counter).collect();
    out.push_str(",\"s\":");
    list(out, &seen, |out, counter| push_number(*counter, out));
    out.push_str(",\"h\":");
    list(out, &record.heads, |out, dot| pair(out, *dot));
    out.push_str(",\"m\":");
    list(out, &record.marks, |out, mark| {
        numbers(out, mark.dot);
        out.push(',');
        push_signed(mark.at, out);
        out.push(',');
        text::quote(&mark.by, out);
        out.push(']');
    });
    out.push_str(",\"v\":{");
    let filled = record.slots.iter().filter(|slot| !slot.values.is_empty());
    for (n, slot) in filled.enumerate() {
        out.push_str(if n == 0 { "" } else { "," });
        slot.path.quote(out);
        out.push(':');
        list(out, &slot.values, |out, value| {
            let mark = record
                .marks
                .binary_search_by_key(&value.dot, |mark| mark.dot);
            push_number(mark.unwrap_or(record.marks.len()) as u64, out);
            out.push(',');
            out.push_str(value.text.as_str());
        });
    }
    out.push('}');
    let partial: Vec<&Slot> = record
        .slots
        .iter()
        .filter(|slot| slot.known.is_some())
        .collect();
    if !partial.is_empty() {
        out.push_str(",\"o\":{");
        for (n, slot) in partial.iter().enumerate() {
            out.push_str(if n == 0 { "" } else { "," });
            slot.path.quote(out);
            out.push(':');
            let dots: Vec<Dot> = slot.known.iter().flat_map(Context::entries).collect();
            list(out, &dots, |out, dot| pair(out, *dot));
        }
        out.push('}');
    }
    if !record.purged.is_empty() {
        out.push_str(",\"p\":");
        record.purged.print(out);
    }
    out.push('}');
}

fn list<T>(out: &mut String, items: &[T], mut each: impl FnMut(&mut String, &T)) {
    out.push('[');
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        each(out, item);
    }
    out.push(']');
}

/// Reads the lines of a segment.
///
/// # Errors
/// When a line is damaged; its number and the reason are given.
pub fn read_all(segment: &str, mut each: impl FnMut(Record)) -> Scanned<()> {
    let mut scan = Scan::new(segment);
    while scan.peek().is_some() {
        each(read(&mut scan)?);
    }
    Ok(())
}

/// Reads one record.
///
/// # Errors
/// When the line is damaged.
pub fn read(scan: &mut Scan<'_>) -> Scanned<Record> {
    let mut record: Option<Record> = None;
    let mut replicas: Vec<ReplicaId> = Vec::new();
    let mut id = None;
    scan.object(|scan, key| {
        if let (None, Some(id), false) = (&record, id, matches!(&*key, "i" | "k")) {
            return Err(scan.fail(format!("record {id} has no kind")));
        }
        match (&*key, &mut record) {
            ("i", None) => {
                let text = scan.string()?;
                id = Some(text.parse().map_err(|_| scan.fail("not a record's id"))?);
            }
            ("k", None) => {
                let id = id.ok_or_else(|| scan.fail("a record without id"))?;
                record = Some(Record::new(id, Key::of(&scan.string()?)));
            }
            ("r", Some(_)) => scan.array(|scan| {
                let text = scan.string()?;
                replicas.push(text.parse().map_err(|_| scan.fail("not a replica's id"))?);
                Ok(())
            })?,
            ("s", Some(record)) => {
                let mut at = 0;
                scan.array(|scan| {
                    let counter = scan.number()?;
                    let replica = *replicas
                        .get(at)
                        .ok_or_else(|| scan.fail("a replica is missing"))?;
                    record.seen.add(Dot { replica, counter });
                    at += 1;
                    Ok(())
                })?;
            }
            ("h", Some(record)) => record.heads = dots(scan, &replicas)?,
            ("m", Some(record)) => scan.array(|scan| {
                record.marks.push(read_mark(scan, &replicas)?);
                Ok(())
            })?,
            ("v", Some(record)) => {
                let mut item = ("", Path::field(Key::NONE));
                scan.object(|scan, text| {
                    let path = read_path(scan, text, &mut item)?;
                    read_values(scan, path, record)
                })?;
            }
            ("p", Some(record)) => record.purged = Purged::read(scan)?,
            ("o", Some(record)) => {
                scan.object(|scan, path| read_known(scan, &path, record, &replicas))?;
            }
            _ => return Err(scan.fail(format!("a record has no part {key:?}"))),
        }
        Ok(())
    })?;
    let mut record = record.ok_or_else(|| scan.fail("a record without id and kind"))?;
    record.sound().map_err(|reason| scan.fail(reason))?;
    record.count_marks();
    record.drop_purged();
    Ok(record)
}

fn dot_parts(scan: &mut Scan<'_>, replicas: &[ReplicaId]) -> Scanned<Dot> {
    let at = scan.number()? as usize;
    let replica = *replicas
        .get(at)
        .ok_or_else(|| scan.fail("a replica is missing"))?;
    scan.expect(b',')?;
    Ok(Dot {
        replica,
        counter: scan.number()?,
    })
}

pub(crate) fn dots(scan: &mut Scan<'_>, replicas: &[ReplicaId]) -> Scanned<Vec<Dot>> {
    let mut dots = Vec::new();
    scan.array(|scan| {
        scan.expect(b'[')?;
        dots.push(dot_parts(scan, replicas)?);
        scan.expect(b']')
    })?;
    Ok(dots)
}

fn read_mark(scan: &mut Scan<'_>, replicas: &[ReplicaId]) -> Scanned<Mark> {
    scan.expect(b'[')?;
    let dot = dot_parts(scan, replicas)?;
    scan.expect(b',')?;
    let at = scan.signed()?;
    scan.expect(b',')?;
    let by = author(&scan.string()?);
    scan.expect(b']')?;
    Ok(Mark {
        dot,
        at,
        by,
        live: 0,
    })
}

// The registers of an item stand together, so mostly all but the field's name is known: `item`
// holds the text of that, up to its last slash, and what it means.
fn read_path<'a>(scan: &Scan<'a>, text: Cow<'a, str>, item: &mut (&'a str, Path)) -> Scanned<Path> {
    let field = text.strip_prefix(item.0).unwrap_or_default();
    if item.1.is_item() && !field.is_empty() && !field.contains(['/', '~']) {
        return Ok(Path {
            field: Key::of(field),
            ..item.1
        });
    }
    let path: Path = text.parse().map_err(|_| scan.fail("not a field's path"))?;
    if let (true, Cow::Borrowed(text)) = (path.is_item(), text) {
        let end = text.rfind('/').map_or(0, |slash| slash + 1);
        *item = (&text[..end], path);
    }
    Ok(path)
}

fn read_values(scan: &mut Scan<'_>, path: Path, record: &mut Record) -> Scanned<()> {
    let mut values = Vec::with_capacity(1);
    scan.array(|scan| {
        let mark = scan.number()? as usize;
        let dot = record
            .marks
            .get(mark)
            .ok_or_else(|| scan.fail("a mark is missing"))?
            .dot;
        scan.expect(b',')?;
        values.push(Value {
            dot,
            text: scan.own_value()?,
        });
        Ok(())
    })?;
    if record.slots.last().is_some_and(|last| last.path >= path) {
        return Err(scan.fail("fields are out of order"));
    }
    // A field without values says nothing; kept, it would be written as nothing and compare as another.
    if !values.is_empty() {
        record.slots.push(Slot {
            path,
            values,
            known: None,
        });
    }
    Ok(())
}

fn read_known(
    scan: &mut Scan<'_>,
    path: &str,
    record: &mut Record,
    replicas: &[ReplicaId],
) -> Scanned<()> {
    let path = path.parse().map_err(|_| scan.fail("not a field's path"))?;
    let known = Some(dots(scan, replicas)?.into_iter().collect());
    match record.find(path) {
        Ok(at) => record.slots[at].known = known,
        Err(at) => record.slots.insert(
            at,
            Slot {
                path,
                values: Vec::new(),
                known,
            },
        ),
    }
    Ok(())
}
