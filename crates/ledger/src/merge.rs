//! Joining two states of one record: M1–M9, M11 of `SPEC.md`.

use crate::context::Context;
use crate::id::Dot;
use crate::path::Path;
use crate::record::{Record, Slot, Value};

/// Joins two states of the same record. Commutative, associative, idempotent (M1);
/// no wall clock is asked (M3).
pub fn join(a: &Record, b: &Record) -> Record {
    let mut seen = a.seen.clone();
    seen.join(&b.seen);
    let mut slots = Vec::with_capacity(a.slots.len().max(b.slots.len()));
    let mut paths: Vec<Path> = a
        .slots
        .iter()
        .chain(&b.slots)
        .map(|slot| slot.path)
        .collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        slots.extend(join_slot(path, a, b, &seen));
    }
    let marks = a.marks.iter().chain(&b.marks).cloned().collect();
    let heads = join_heads(a, b);
    let mut joined = Record {
        id: a.id,
        kind: a.kind,
        slots,
        marks,
        seen,
        heads,
    };
    joined.tidy_marks();
    joined
}

fn join_slot(path: Path, a: &Record, b: &Record, seen: &Context) -> Option<Slot> {
    let of = |record: &Record| {
        record
            .slot(path)
            .map(|slot| slot.values.clone())
            .unwrap_or_default()
    };
    let (left, right) = (of(a), of(b));
    let (left_known, right_known) = (a.known(path), b.known(path));
    let mut values: Vec<Value> = Vec::new();
    // A value stays unless the other side has seen its change and replaced it. One
    // dot with two values (M11) is a forgery or a fault: both stay.
    let survives = |value: &Value, others: &[Value], known: &Context| {
        !known.has(value.dot) || others.iter().any(|other| other.dot == value.dot)
    };
    values.extend(
        left.iter()
            .filter(|value| survives(value, &right, right_known))
            .cloned(),
    );
    values.extend(
        right
            .iter()
            .filter(|value| survives(value, &left, left_known))
            .cloned(),
    );
    values.sort_unstable();
    values.dedup();
    let mut known = left_known.clone();
    known.join(right_known);
    let partial = !known.covers(seen);
    let keep = !values.is_empty() || partial;
    keep.then_some(Slot {
        path,
        values,
        known: partial.then_some(known),
    })
}

fn join_heads(a: &Record, b: &Record) -> Vec<Dot> {
    let stays = |head: &Dot, other: &Record| other.heads.contains(head) || !other.seen.has(*head);
    let mut heads: Vec<Dot> = a
        .heads
        .iter()
        .filter(|head| stays(head, b))
        .copied()
        .collect();
    heads.extend(b.heads.iter().filter(|head| stays(head, a)));
    heads.sort_unstable();
    heads.dedup();
    heads
}
