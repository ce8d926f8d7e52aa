//! One stable sort for every type. The standard library makes another copy of its sort
//! for each type and order, 6 to 9 KB of WebAssembly apiece; here the types share one that
//! sorts places, and only the comparison and the moves are their own.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Sorts places by what `compare` says of two of them. Stable.
#[allow(clippy::disallowed_methods, reason = "the one sort that all share")]
pub fn places(places: &mut [u32], compare: &mut dyn FnMut(u32, u32) -> Ordering) {
    places.sort_by(|a, b| compare(*a, *b));
}

/// Sorting slices by the shared sort.
pub trait Arrange<T> {
    /// Sorts by an order. Stable.
    fn arrange_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// Sorts by the values' own order.
    fn arrange(&mut self)
    where
        T: Ord,
    {
        self.arrange_by(T::cmp);
    }

    /// Sorts by a key. Stable.
    fn arrange_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.arrange_by(|a, b| key(a).cmp(&key(b)));
    }
}

impl<T> Arrange<T> for [T] {
    fn arrange_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        if self.len() < 2 {
            return;
        }
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        places(&mut order, &mut |a, b| {
            compare(&self[a as usize], &self[b as usize])
        });
        follow(&mut order, &mut |a, b| self.swap(a, b));
    }
}

/// Ordered collections without a sort: `collect` sorts first, with one more copy of the sort
/// for each type.
pub trait Ordered: Iterator + Sized {
    /// The items as a set.
    fn into_set(self) -> BTreeSet<Self::Item>
    where
        Self::Item: Ord,
    {
        let mut set = BTreeSet::new();
        set.extend(self);
        set
    }

    /// The pairs as a map; of pairs with one key the last holds.
    fn into_map<K: Ord, V>(self) -> BTreeMap<K, V>
    where
        Self: Iterator<Item = (K, V)>,
    {
        let mut map = BTreeMap::new();
        map.extend(self);
        map
    }
}

impl<I: Iterator> Ordered for I {}

// Moves what stands at `order[n]` to `n`, for all n, by swaps along each cycle.
fn follow(order: &mut [u32], swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..order.len() {
        let mut at = start;
        while order[at] as usize != start {
            let from = order[at] as usize;
            swap(at, from);
            order[at] = at as u32;
            at = from;
        }
        order[at] = at as u32;
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "compared with the standard sort")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(values in proptest::collection::vec((0_u8..9, 0_u16..), 0..200)) {
            let (mut ours, mut theirs) = (values.clone(), values);
            ours.arrange_by_key(|value| value.0);
            theirs.sort_by_key(|value| value.0);
            prop_assert_eq!(&ours, &theirs);
            ours.arrange();
            theirs.sort_unstable();
            prop_assert_eq!(ours, theirs);
        }
    }
}
