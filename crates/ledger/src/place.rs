//! Positions of items between others, as text that sorts (fractional keys).
//!
//! A key is letters and digits compared byte by byte. It ends in a suffix of the
//! item that it was made for, so no two items' keys are equal, and between any
//! two keys there is always room.

use crate::id::Id;
use crate::record::{Flag, Item};
use crate::sort::{Arrange, Ordered};
use std::collections::{BTreeMap, BTreeSet};

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

fn digit(byte: u8) -> usize {
    DIGITS.iter().position(|known| *known == byte).unwrap_or(0)
}

/// A key for `item` after `before` and before `after` (either may be open).
///
/// Keys given in the wrong order yield a key after `before`.
pub fn between(before: Option<&str>, after: Option<&str>, item: Id) -> String {
    let low = before.unwrap_or_default().as_bytes();
    let high = after
        .filter(|high| high.as_bytes() > low)
        .map(str::as_bytes);
    let mut key = Vec::new();
    match high {
        None => above(low, &mut key),
        Some(high) => middle(low, high, &mut key),
    }
    for byte in &item.0[10..] {
        key.push(DIGITS[1 + usize::from(*byte) % 35]);
    }
    key.into_iter().map(char::from).collect()
}

// Appends digits that sort after `low` whatever follows them. Counting in blocks
// of four keeps the keys of a list that only grows at its end short.
fn above(low: &[u8], key: &mut Vec<u8>) {
    const BLOCK: usize = 4;
    let mut rest = low;
    loop {
        let head = &rest[..rest.len().min(BLOCK)];
        let padded = head
            .iter()
            .copied()
            .chain(std::iter::repeat(b'0'))
            .take(BLOCK);
        let number = padded.fold(0, |sum, byte| sum * 36 + digit(byte));
        let next = if rest.is_empty() {
            18 * 36 * 36 * 36
        } else {
            number + 1
        };
        if next < 36 * 36 * 36 * 36 {
            let digits = [next / 46_656, next / 1296 % 36, next / 36 % 36, next % 36];
            key.extend(digits.map(|value| DIGITS[value]));
            return;
        }
        key.extend_from_slice(head);
        rest = &rest[head.len()..];
    }
}

// Appends digits that sort after `low` and before `high` whatever follows them.
fn middle(low: &[u8], high: &[u8], key: &mut Vec<u8>) {
    let mut at = 0;
    loop {
        let a = low.get(at).map_or(0, |byte| digit(*byte));
        let b = high.get(at).map_or(0, |byte| digit(*byte));
        if b > a + 1 {
            key.push(DIGITS[usize::midpoint(a, b)]);
            return;
        }
        key.push(DIGITS[a]);
        at += 1;
        if b == a + 1 {
            above(low.get(at..).unwrap_or_default(), key);
            return;
        }
        if at > high.len() {
            return;
        }
    }
}

/// Puts items in the order that people see: siblings by key (then id), parents
/// before children. An item whose parent is gone stands at the root; so do the
/// items of a circle, flagged (SPEC R7).
pub fn arrange(mut items: BTreeMap<Id, Item<'_>>) -> Vec<Item<'_>> {
    let mut children: BTreeMap<Option<Id>, Vec<(String, Id)>> = BTreeMap::new();
    let ids = items.keys().copied().into_set();
    for item in items.values_mut() {
        let place = item.place();
        let under = place.under.and_then(|under| under.parse().ok());
        item.parent = under.filter(|parent| ids.contains(parent) && *parent != item.id);
        children
            .entry(item.parent)
            .or_default()
            .push((place.key, item.id));
    }
    for siblings in children.values_mut() {
        siblings.arrange();
    }
    let mut out = Vec::with_capacity(items.len());
    walk(None, 0, &children, &mut items, &mut out);
    // What the walk did not reach hangs in circles.
    while let Some((&start, _)) = items.first_key_value() {
        let members = circle(start, &items);
        let mut roots: Vec<Item<'_>> = members.iter().filter_map(|id| items.remove(id)).collect();
        for mut root in roots.drain(..) {
            root.parent = None;
            root.flag = Some(Flag::Circle);
            let id = root.id;
            out.push(root);
            walk(Some(id), 1, &children, &mut items, &mut out);
        }
    }
    out
}

// The circle that the item's parents lead to; all of it at the root keeps every
// copy's picture the same, whoever moved first.
fn circle(start: Id, items: &BTreeMap<Id, Item<'_>>) -> BTreeSet<Id> {
    let parent = |id: Id| items.get(&id).and_then(|item| item.parent);
    let mut passed = BTreeSet::new();
    let mut at = start;
    while passed.insert(at) {
        match parent(at) {
            Some(next) => at = next,
            None => break,
        }
    }
    let mut members = BTreeSet::new();
    while members.insert(at) {
        at = parent(at).unwrap_or(at);
    }
    members
}

fn walk<'a>(
    parent: Option<Id>,
    depth: usize,
    children: &BTreeMap<Option<Id>, Vec<(String, Id)>>,
    items: &mut BTreeMap<Id, Item<'a>>,
    out: &mut Vec<Item<'a>>,
) {
    // A stack, not recursion: depth comes from data.
    let level = |parent: Option<Id>, depth: usize| {
        let siblings = children.get(&parent).map(Vec::as_slice).unwrap_or_default();
        siblings.iter().rev().map(move |(_, id)| (*id, depth))
    };
    let mut stack: Vec<(Id, usize)> = level(parent, depth).collect();
    while let Some((id, depth)) = stack.pop() {
        if let Some(mut item) = items.remove(&id) {
            item.depth = depth;
            out.push(item);
            stack.extend(level(Some(id), depth + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(n: u64) -> Id {
        let mut bytes = [7; 16];
        bytes[8..].copy_from_slice(&n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        Id(bytes)
    }

    proptest! {
        /// SPEC R6: room between any two, and no two equal.
        #[test]
        fn insert_anywhere_keeps_the_order(places in prop::collection::vec(any::<prop::sample::Index>(), 1..200)) {
            let mut keys: Vec<String> = Vec::new();
            for (n, place) in places.iter().enumerate() {
                let at = place.index(keys.len() + 1);
                let before = at.checked_sub(1).map(|i| keys[i].clone());
                let after = keys.get(at).cloned();
                let key = between(before.as_deref(), after.as_deref(), id(n as u64));
                prop_assert!(before.is_none_or(|before| before < key));
                prop_assert!(after.is_none_or(|after| key < after));
                keys.insert(at, key);
            }
        }
    }

    #[test]
    fn the_same_spot_chosen_twice_gives_two_keys_with_room_between() {
        let (a, b) = (between(None, None, id(1)), between(None, None, id(2)));
        assert_ne!(a, b);
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        let mid = between(Some(&low), Some(&high), id(3));
        assert!(low < mid && mid < high);
    }

    #[test]
    fn appending_many_keeps_keys_short() {
        let mut last = None;
        for n in 0..5000 {
            let key = between(last.as_deref(), None, id(n));
            assert!(last.is_none_or(|last| last < key));
            assert!(key.len() <= 10, "{key}");
            last = Some(key);
        }
    }
}
