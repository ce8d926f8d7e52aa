//! The stamps of a record: what merging needs, apart from what people read.

use crate::context::Context;
use crate::id::{Dot, Id, ReplicaId};
use crate::line::dots;
use crate::path::{Key, Path};
use crate::purge::Purged;
use crate::record::{Mark, Record, Slot, Value, author};
use crate::scan::{Scan, Scanned};
use crate::sort::Arrange;
use crate::text::Text;
use crate::time;
use std::collections::BTreeMap;

/// The stamps of one record, as a file gives them.
pub(super) struct Stamps<'a> {
    replicas: &'a [ReplicaId],
    seen: Vec<Dot>,
    heads: Option<Vec<Dot>>,
    marks: Vec<Mark>,
    fields: Vec<(Path, Given)>,
    known: Vec<(Path, Context)>,
    purged: Purged,
    omitted: Vec<Path>,
    /// The hash of the record that was written; empty where it cannot be right.
    pub(super) hash: String,
}

// Which change wrote what stands in a field, by the number of its mark.
enum Given {
    // The value that people read, or none.
    Shown(usize),
    // These values.
    Values(Vec<(usize, Text)>),
}

impl<'a> Stamps<'a> {
    /// Reads stamps.
    pub(super) fn read(text: &str, replicas: &'a [ReplicaId]) -> Scanned<Self> {
        let mut stamps = Self {
            replicas,
            seen: Vec::new(),
            heads: None,
            marks: Vec::new(),
            fields: Vec::new(),
            known: Vec::new(),
            purged: Purged::none(),
            omitted: Vec::new(),
            hash: String::new(),
        };
        let mut scan = Scan::new(text);
        scan.object(|scan, key| stamps.part(scan, &key))?;
        scan.end()?;
        if !stamps.fields.is_sorted_by(|a, b| a.0 < b.0) {
            stamps.fields.arrange_by(|a, b| a.0.cmp(&b.0));
            let mut pairs = stamps.fields.windows(2);
            if pairs.any(|pair| pair[0].0 == pair[1].0) {
                return Err(scan.fail("an object names the same key twice"));
            }
        }
        Ok(stamps)
    }

    fn part(&mut self, scan: &mut Scan<'_>, key: &str) -> Scanned<()> {
        match key {
            "seen" => self.seen = dots(scan, self.replicas)?,
            "heads" => self.heads = Some(dots(scan, self.replicas)?),
            "hash" => self.hash = scan.string()?.into_owned(),
            "marks" => scan.array(|scan| {
                scan.expect(b'[')?;
                self.marks.push(read_mark(scan, self.replicas)?);
                scan.expect(b']')
            })?,
            "fields" => scan.object(|scan, path| {
                let path = path.parse().map_err(|_| scan.fail("not a field's path"))?;
                self.fields.push((path, read_field(scan)?));
                Ok(())
            })?,
            "known" => scan.object(|scan, path| {
                let path = path.parse().map_err(|_| scan.fail("not a field's path"))?;
                let known = dots(scan, self.replicas)?.into_iter().collect();
                self.known.push((path, known));
                Ok(())
            })?,
            "purged" => self.purged = Purged::read(scan)?,
            "omitted" => scan.array(|scan| {
                let path = scan.string()?;
                self.omitted
                    .push(path.parse().map_err(|_| scan.fail("not a field's path"))?);
                Ok(())
            })?,
            _ => scan.skip()?,
        }
        Ok(())
    }

    /// Puts stamps and values, which are sorted, together.
    ///
    /// # Errors
    /// What does not fit, as half a sentence.
    pub(super) fn record(
        &mut self,
        (id, kind): (Id, Key),
        values: &[(Path, Text)],
    ) -> Result<Record, &'static str> {
        let mut record = Record::new(id, kind);
        record.seen = self.seen.iter().copied().collect();
        record.heads = match self.heads.take() {
            Some(heads) => heads,
            None => record.seen.entries().collect(),
        };
        record.marks = std::mem::take(&mut self.marks);
        record.slots = self.slots(values, &record.marks)?;
        self.leave_out(&mut record.slots);
        record.purged = std::mem::take(&mut self.purged);
        record.sound()?;
        record.count_marks();
        Ok(record)
    }

    // Values and stamps are sorted alike, so one walk over both finds what belongs together.
    fn slots(
        &mut self,
        values: &[(Path, Text)],
        marks: &[Mark],
    ) -> Result<Vec<Slot>, &'static str> {
        let mut slots = Vec::with_capacity(values.len().max(self.fields.len()));
        let mut fields = std::mem::take(&mut self.fields).into_iter().peekable();
        for (path, text) in values {
            while let Some((path, given)) = fields.next_if(|(own, _)| own < path) {
                slots.push(slot(path, given.unread(marks)?));
            }
            let values = match fields.next_if(|(own, _)| own == path) {
                None => vec![value(marks, 0, text)?],
                Some((_, Given::Shown(mark))) => vec![value(marks, mark, text)?],
                Some((_, given)) => given.unread(marks)?,
            };
            // Where alternatives are given, what people read must be the one that is shown.
            if values.first().is_none_or(|value| value.text != *text) {
                self.hash.clear();
            }
            slots.push(slot(*path, values));
        }
        for (path, given) in fields {
            slots.push(slot(path, given.unread(marks)?));
        }
        Ok(slots)
    }

    // Notes what was left out of the file (F3).
    fn leave_out(&mut self, slots: &mut Vec<Slot>) {
        let mut rest: BTreeMap<Path, Context> = BTreeMap::new();
        let known = std::mem::take(&mut self.known).into_iter();
        let omitted = std::mem::take(&mut self.omitted).into_iter();
        let omitted = omitted.map(|path| (path, Context::none()));
        for (path, known) in known.chain(omitted) {
            match slots.binary_search_by(|slot| slot.path.cmp(&path)) {
                Ok(at) => slots[at].known = Some(known),
                Err(_) => drop(rest.insert(path, known)),
            }
        }
        if rest.is_empty() {
            return;
        }
        slots.extend(rest.into_iter().map(|(path, known)| Slot {
            known: Some(known),
            ..slot(path, Vec::new())
        }));
        slots.arrange_by(|a, b| a.path.cmp(&b.path));
    }
}

impl Given {
    // The values of a field that say themselves what they are.
    fn unread(self, marks: &[Mark]) -> Result<Vec<Value>, &'static str> {
        match self {
            Self::Shown(mark) => Ok(vec![value(marks, mark, &Text::null())?]),
            Self::Values(given) => {
                let values = given.iter().map(|(mark, text)| value(marks, *mark, text));
                let mut values = values.collect::<Result<Vec<_>, &'static str>>()?;
                values.arrange();
                Ok(values)
            }
        }
    }
}

const fn slot(path: Path, values: Vec<Value>) -> Slot {
    Slot {
        path,
        values,
        known: None,
    }
}

fn value(marks: &[Mark], mark: usize, text: &Text) -> Result<Value, &'static str> {
    let mark = marks.get(mark).ok_or("a mark is missing")?;
    Ok(Value {
        dot: mark.dot,
        text: text.clone(),
    })
}

fn read_mark(scan: &mut Scan<'_>, replicas: &[ReplicaId]) -> Scanned<Mark> {
    scan.expect(b'[')?;
    let at = scan.number()? as usize;
    let replica = *replicas
        .get(at)
        .ok_or_else(|| scan.fail("a replica is missing"))?;
    scan.expect(b',')?;
    let counter = scan.number()?;
    scan.expect(b']')?;
    scan.expect(b',')?;
    let when = scan.string()?;
    let at = time::parse(&when).ok_or_else(|| scan.fail("not a time"))?;
    scan.expect(b',')?;
    let by = author(&scan.string()?);
    Ok(Mark {
        dot: Dot { replica, counter },
        at,
        by,
        live: 0,
    })
}

fn read_field(scan: &mut Scan<'_>) -> Scanned<Given> {
    if scan.peek() != Some(b'[') {
        return Ok(Given::Shown(scan.number()? as usize));
    }
    let mut values = Vec::new();
    scan.array(|scan| {
        scan.expect(b'[')?;
        let mark = scan.number()? as usize;
        scan.expect(b',')?;
        values.push((mark, scan.value()?));
        scan.expect(b']')
    })?;
    Ok(Given::Values(values))
}
