//! Joining two states of one record: M1–M9, M11, M17 of `SPEC.md`.

use crate::context::Context;
use crate::id::Dot;
use crate::record::{Record, Slot, Value};
use crate::sort::Arrange;
use std::cmp::Ordering;

/// Joins two states of the same record. Commutative, associative, idempotent (M1);
/// no wall clock is asked (M3).
pub fn join(a: &Record, b: &Record) -> Record {
    // Most records of a merge are the same on both sides.
    if a == b {
        return a.clone();
    }
    let mut seen = a.seen.clone();
    seen.join(&b.seen);
    let mut slots = Vec::with_capacity(a.slots.len().max(b.slots.len()));
    let (mut left, mut right) = (a.slots.iter().peekable(), b.slots.iter().peekable());
    loop {
        // Slots are sorted by path on both sides: one walk meets every pair.
        let order = match (left.peek(), right.peek()) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(left), Some(right)) => left.path.cmp(&right.path),
        };
        let from_a = if order.is_le() { left.next() } else { None };
        let from_b = if order.is_ge() { right.next() } else { None };
        slots.extend(match (from_a, from_b) {
            // All that each side knows of it, the other has: nothing to weigh.
            (Some(left), Some(right)) if left == right && left.known.is_none() => {
                Some(left.clone())
            }
            _ => join_slot((from_a, a), (from_b, b), &seen),
        });
    }
    let marks = a.marks.iter().chain(&b.marks).cloned().collect();
    let heads = join_heads(a, b);
    let mut purged = a.purged.clone();
    purged.join(&b.purged);
    let mut joined = Record {
        id: a.id,
        kind: a.kind,
        slots,
        marks,
        seen,
        heads,
        purged,
    };
    joined.tidy_marks();
    joined.drop_purged();
    joined
}

/// A register on one side, if it is there, and the record that it is in.
type Side<'a> = (Option<&'a Slot>, &'a Record);

fn values(side: Side<'_>) -> &[Value] {
    side.0.map_or(&[], |slot| &slot.values)
}

fn known(side: Side<'_>) -> &Context {
    let own = side.0.and_then(|slot| slot.known.as_ref());
    own.unwrap_or(&side.1.seen)
}

fn join_slot(a: Side<'_>, b: Side<'_>, seen: &Context) -> Option<Slot> {
    let path = a.0.or(b.0)?.path;
    // A value stays unless the other side has seen its change and replaced it. One
    // dot with two values (M11) is a forgery or a fault: both stay.
    let survivors = |of: Side<'_>, other: Side<'_>, into: &mut Vec<Value>| {
        let (others, seen) = (values(other), known(other));
        let survives = |value: &&Value| {
            !seen.has(value.dot) || others.iter().any(|other| other.dot == value.dot)
        };
        into.extend(values(of).iter().filter(survives).cloned());
    };
    let mut kept: Vec<Value> = Vec::new();
    survivors(a, b, &mut kept);
    survivors(b, a, &mut kept);
    kept.arrange();
    kept.dedup();
    let mut both = known(a).clone();
    both.join(known(b));
    let partial = !both.covers(seen);
    let keep = !kept.is_empty() || partial;
    keep.then_some(Slot {
        path,
        values: kept,
        known: partial.then_some(both),
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
    heads.arrange();
    heads.dedup();
    heads
}
