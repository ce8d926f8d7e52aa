//! Positions of items between others, as text that sorts (fractional keys).
//!
//! A key is letters and digits compared byte by byte. It ends in a suffix of the
//! item that it was made for, so no two items' keys are equal, and between any
//! two keys there is always room.

use crate::id::Id;
use crate::record::{Flag, Item};
use crate::sort::Arrange;
use std::borrow::Cow;
use std::collections::BTreeSet;

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

/// Puts items, given in order of their ids, in the order that people see: siblings by key
/// (then id), parents before children. An item whose parent is gone stands at the root; so do
/// the items of a circle, flagged (SPEC R7).
pub fn arrange(mut items: Vec<Item<'_>>) -> Vec<Item<'_>> {
    let mut siblings: Siblings<'_> = Vec::with_capacity(items.len());
    for n in 0..items.len() {
        let (key, under) = items[n].spot();
        let under = under.and_then(|under| under.parse().ok());
        let parent = under.and_then(|under| place_of(&items, under));
        let parent = parent.filter(|parent| *parent != n);
        items[n].parent = parent.map(|parent| items[parent].id);
        siblings.push((parent, key, n));
    }
    siblings.arrange();
    let mut out = Out {
        left: vec![true; items.len()],
        items: &items,
        siblings,
        arranged: Vec::with_capacity(items.len()),
    };
    out.walk(None, 0);
    // What the walk did not reach hangs in circles.
    for start in 0..items.len() {
        if !out.left[start] {
            continue;
        }
        let members = circle(start, &items);
        for n in &members {
            out.left[*n] = false;
        }
        for n in members {
            out.arranged.push(Item {
                parent: None,
                flag: Some(Flag::Circle),
                ..items[n]
            });
            out.walk(Some(n), 1);
        }
    }
    out.arranged
}

fn place_of(items: &[Item<'_>], id: Id) -> Option<usize> {
    items.binary_search_by_key(&id, |item| item.id).ok()
}

// The circle that the item's parents lead to; all of it at the root keeps every
// copy's picture the same, whoever moved first.
fn circle(start: usize, items: &[Item<'_>]) -> BTreeSet<usize> {
    let parent = |n: usize| items[n].parent.and_then(|id| place_of(items, id));
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

/// Items by what they stand under, then by their keys, then by their ids.
type Siblings<'a> = Vec<(Option<usize>, Cow<'a, str>, usize)>;

struct Out<'o, 'a> {
    items: &'o [Item<'a>],
    siblings: Siblings<'a>,
    left: Vec<bool>,
    arranged: Vec<Item<'a>>,
}

impl Out<'_, '_> {
    fn under(&self, parent: Option<usize>) -> impl Iterator<Item = usize> {
        let to = self.siblings.partition_point(|each| each.0 <= parent);
        let last_first = self.siblings[..to].iter().rev();
        let mine = last_first.take_while(move |each| each.0 == parent);
        mine.map(|(_, _, n)| *n)
    }

    // A stack, not recursion: depth comes from data.
    fn walk(&mut self, parent: Option<usize>, depth: usize) {
        let mut stack: Vec<(usize, usize)> = self.under(parent).map(|n| (n, depth)).collect();
        while let Some((n, depth)) = stack.pop() {
            if std::mem::take(&mut self.left[n]) {
                self.arranged.push(Item {
                    depth,
                    ..self.items[n]
                });
                stack.extend(self.under(Some(n)).map(|n| (n, depth + 1)));
            }
        }
    }
}

/// Key and parent of a place that is written as `Place::to_text` writes it, without escapes.
pub(crate) fn spot_of(json: &str) -> Option<(&str, Option<&str>)> {
    let (key, rest) = json.strip_prefix("{\"key\":\"")?.split_once('"')?;
    let (under, rest) = match rest.strip_prefix(",\"under\":\"") {
        Some(rest) => {
            let (under, rest) = rest.split_once('"')?;
            (Some(under), rest)
        }
        None => (None, rest),
    };
    (rest == "}" && !json.contains('\\')).then_some((key, under))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Place;
    use proptest::prelude::*;

    fn id(n: u64) -> Id {
        let mut bytes = [7; 16];
        bytes[8..].copy_from_slice(&n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        Id(bytes)
    }

    proptest! {
        /// SPEC R6: room between any two, and no two equal.
        #[test]
        fn r6_insert_anywhere_keeps_the_order(places in prop::collection::vec(any::<prop::sample::Index>(), 1..200)) {
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
    fn r6_the_same_spot_chosen_twice_gives_two_keys_with_room_between() {
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

    proptest! {
        /// A place is read as JSON says, by the short way or by the long one.
        #[test]
        fn a_place_is_read_as_it_is_written(key in "[a-z0-9\"\\\\{}:,é]{0,8}", under in prop::option::of("[a-z\"\\\\\n,:}]{0,8}")) {
            let place = Place { key, under };
            let text = place.to_text();
            let slow: Place = text.get().expect("a place");
            prop_assert_eq!(&slow, &place);
            let read = spot_of(text.as_str());
            let read = read.map(|(key, under)| Place { key: key.to_owned(), under: under.map(str::to_owned) });
            let plain = !text.as_str().contains('\\');
            prop_assert_eq!(read, plain.then_some(place));
        }
    }

    #[test]
    fn what_is_no_usual_place_goes_the_long_way() {
        for odd in [
            "null",
            "\"i5\"",
            "{\"key\":5}",
            "{\"key\":\"i\",\"more\":1}",
            "{\"key\":\"i\",\"under\":null}",
            "{}",
        ] {
            assert_eq!(spot_of(odd), None, "{odd}");
        }
        assert_eq!(
            spot_of("{\"key\":\"i\",\"under\":\"a\"}"),
            Some(("i", Some("a")))
        );
    }
}
