//! Stretches of time, and sets of them. A set is in order, and its stretches neither touch nor overlap,
//! so that whatever is in it is counted once.

use holdfast_ledger::sort::Arrange;

/// A stretch of time, from an instant until before another, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// When it begins.
    pub from: i64,
    /// When it ends.
    pub to: i64,
}

impl Span {
    /// From an instant until before another.
    pub const fn new(from: i64, to: i64) -> Self {
        Self { from, to }
    }

    /// What two have in common; where that is nothing, it is empty or the wrong way round.
    #[must_use]
    pub fn common(self, other: Self) -> Self {
        Self::new(self.from.max(other.from), self.to.min(other.to))
    }

    /// Whether nothing is in it.
    pub const fn is_empty(self) -> bool {
        self.from >= self.to
    }

    /// How long it is, in milliseconds; never below 0.
    pub fn long(self) -> i64 {
        self.to.saturating_sub(self.from).max(0)
    }

    /// Whether an instant is in it.
    pub const fn has(self, at: i64) -> bool {
        self.from <= at && at < self.to
    }
}

/// The set of all that is in any of these.
pub fn union(mut all: Vec<Span>) -> Vec<Span> {
    all.retain(|span| !span.is_empty());
    all.arrange();
    let mut set: Vec<Span> = Vec::with_capacity(all.len());
    for span in all {
        match set.last_mut() {
            Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
            _ => set.push(span),
        }
    }
    set
}

/// The part of a set within a stretch.
pub fn within(set: &[Span], stretch: Span) -> Vec<Span> {
    touching(set, stretch)
        .iter()
        .map(|span| span.common(stretch))
        .filter(|span| !span.is_empty())
        .collect()
}

// Those of a set that have a part in a stretch.
fn touching(set: &[Span], stretch: Span) -> &[Span] {
    let from = set.partition_point(|span| span.to <= stretch.from);
    let rest = &set[from..];
    &rest[..rest.partition_point(|span| span.from < stretch.to)]
}

/// What is in both of two sets.
pub fn common(one: &[Span], other: &[Span]) -> Vec<Span> {
    let (mut at, mut beside) = (0, 0);
    let mut set = Vec::new();
    while let (Some(a), Some(b)) = (one.get(at), other.get(beside)) {
        let both = a.common(*b);
        if !both.is_empty() {
            set.push(both);
        }
        if a.to <= b.to {
            at += 1;
        } else {
            beside += 1;
        }
    }
    set
}

/// What is in a set and not in another.
pub fn without(set: &[Span], other: &[Span]) -> Vec<Span> {
    let mut left = Vec::new();
    for span in set {
        let mut from = span.from;
        for gone in touching(other, *span) {
            left.push(Span::new(from, gone.from));
            from = gone.to;
        }
        left.push(Span::new(from, span.to));
    }
    left.retain(|span| !span.is_empty());
    left
}

/// How long all of a set is, in milliseconds.
pub fn long(set: &[Span]) -> i64 {
    set.iter().map(|span| span.long()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any() -> impl Strategy<Value = Vec<Span>> {
        let one = (0_i64..60, 0_i64..20).prop_map(|(from, long)| Span::new(from, from + long));
        prop::collection::vec(one, 0..12)
    }

    // The long way: each instant by itself.
    fn has(all: &[Span], at: i64) -> bool {
        all.iter().any(|span| span.has(at))
    }

    fn is_set(set: &[Span]) -> bool {
        let apart = set.windows(2).all(|pair| pair[0].to < pair[1].from);
        apart && set.iter().all(|span| !span.is_empty())
    }

    proptest! {
        #[test]
        fn sets_hold_what_each_instant_says(one in any(), other in any(), from in 0_i64..80, more in 0_i64..40) {
            let (a, b, part) = (union(one.clone()), union(other.clone()), Span::new(from, from + more));
            prop_assert!(is_set(&a));
            let (both, left, inside) = (common(&a, &b), without(&a, &b), within(&a, part));
            for at in 0..100 {
                prop_assert_eq!(has(&a, at), has(&one, at));
                prop_assert_eq!(has(&both, at), has(&one, at) && has(&other, at));
                prop_assert_eq!(has(&left, at), has(&one, at) && !has(&other, at));
                prop_assert_eq!(has(&inside, at), has(&one, at) && part.has(at));
            }
            prop_assert_eq!(long(&both) + long(&left), long(&a), "once and no more");
            prop_assert_eq!(long(&a), (0..100).filter(|at| has(&one, *at)).count() as i64);
        }
    }
}
