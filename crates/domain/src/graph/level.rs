//! A schedule for people who can do one thing at a time.
//!
//! The serial schedule generation scheme with the priority rule "smallest latest start" (LST):
//! Kolisch, *Serial and parallel resource-constrained project scheduling methods revisited*,
//! European Journal of Operational Research 90 (1996). A good schedule, not always the best one.

use super::{Circle, Schedule, order};
use holdfast_ledger::sort::Arrange;

/// What each activity needs: one unit of a resource, or nothing.
pub type Need = Option<usize>;

/// When each activity starts if no more units of a resource are used at once than there are.
/// What there is none of holds nothing back. `free` is the schedule without that limit.
///
/// # Errors
/// One circle, where there is one.
pub fn level(
    durations: &[f64],
    predecessors: &[Vec<usize>],
    not_before: &[f64],
    free: &Schedule,
    needs: &[Need],
    capacity: &[usize],
) -> Result<Vec<f64>, Circle> {
    // A predecessor's latest start is never later, and `order` settles ties, so this is an
    // order in which the activities can be done.
    let mut list = order(predecessors)?;
    list.arrange_by(|a, b| {
        let latest = |n: &usize| free.times[*n].latest_start;
        latest(a).total_cmp(&latest(b))
    });
    let mut profiles: Vec<Profile> = capacity.iter().map(|_| Profile::new()).collect();
    let mut start = vec![0.0; durations.len()];
    for n in list {
        let ready = predecessors[n]
            .iter()
            .map(|&p| start[p] + durations[p])
            .fold(not_before.get(n).copied().unwrap_or(0.0), f64::max);
        start[n] = match needs.get(n).copied().flatten() {
            Some(need) if capacity[need] > 0 && durations[n] > 0.0 => {
                profiles[need].book(ready, durations[n], capacity[need])
            }
            _ => ready,
        };
    }
    Ok(start)
}

/// How many units are used from when on, until the next place.
struct Profile(Vec<(f64, usize)>);

impl Profile {
    fn new() -> Self {
        Self(vec![(0.0, 0)])
    }

    // Takes a unit for so long, as early as there is one all the time; says from when.
    fn book(&mut self, ready: f64, length: f64, capacity: usize) -> f64 {
        let mut from = ready;
        for (n, &(_, used)) in self.0.iter().enumerate() {
            let end = self.0.get(n + 1).map_or(f64::INFINITY, |next| next.0);
            if end <= from {
                continue;
            }
            if used >= capacity {
                from = end;
            } else if end >= from + length {
                break;
            }
        }
        let (first, last) = (self.split(from), self.split(from + length));
        for place in &mut self.0[first..last] {
            place.1 += 1;
        }
        from
    }

    // The place that begins at a time, made if there is none.
    fn split(&mut self, at: f64) -> usize {
        let place = self.0.partition_point(|place| place.0 < at);
        if self.0.get(place).is_none_or(|next| next.0 > at) {
            let used = place.checked_sub(1).map_or(0, |before| self.0[before].1);
            self.0.insert(place, (at, used));
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::super::schedule_from;
    use super::*;
    use proptest::prelude::*;

    fn levelled(
        durations: &[f64],
        before: &[Vec<usize>],
        needs: &[Need],
        has: &[usize],
    ) -> Vec<f64> {
        let free = schedule_from(durations, before, &[]).expect("no circle");
        level(durations, before, &[], &free, needs, has).expect("no circle")
    }

    #[test]
    fn one_person_does_one_thing_after_the_other_the_urgent_one_first() {
        let before = vec![vec![], vec![], vec![1]];
        let start = levelled(
            &[10.0, 20.0, 30.0],
            &before,
            &[Some(0), Some(0), None],
            &[1],
        );
        assert_eq!(start, [20.0, 0.0, 20.0]);
        let two = levelled(
            &[10.0, 20.0, 30.0],
            &before,
            &[Some(0), Some(0), None],
            &[2],
        );
        assert_eq!(two, [0.0, 0.0, 20.0]);
    }

    #[test]
    fn what_there_is_none_of_holds_nothing_back() {
        let start = levelled(&[10.0, 20.0], &[vec![], vec![]], &[Some(0), Some(0)], &[0]);
        assert_eq!(start, [0.0, 0.0]);
    }

    /// A gap before what was booked already is used.
    #[test]
    fn gaps_are_filled() {
        let mut profile = Profile::new();
        let booked = [(10.0, 5.0, 1), (0.0, 10.0, 1), (0.0, 1.0, 1), (0.0, 1.0, 2)];
        let began = booked.map(|(from, time, most)| profile.book(from, time, most));
        assert_eq!(began.to_vec(), [10.0, 0.0, 15.0, 0.0]);
    }

    proptest! {
        /// A levelled schedule keeps to what comes first and to what there is.
        #[test]
        fn precedence_and_capacity_hold(
            work in prop::collection::vec((0_u32..30, prop::option::of(0_usize..3)), 1..40),
            edges in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..60),
            capacity in prop::collection::vec(1_usize..4, 3),
        ) {
            let (durations, needs): (Vec<f64>, Vec<Need>) =
                work.into_iter().map(|(length, need)| (f64::from(length), need)).unzip();
            let mut before = vec![Vec::new(); durations.len()];
            for (a, b) in edges {
                let (a, b) = (a.index(durations.len()), b.index(durations.len()));
                if a != b { before[a.max(b)].push(a.min(b)); }
            }
            let free = schedule_from(&durations, &before, &[]).expect("edges go forward only");
            let start = level(&durations, &before, &[], &free, &needs, &capacity).expect("no circle");
            for (n, before) in before.iter().enumerate() {
                for &p in before {
                    prop_assert!(start[p] + durations[p] <= start[n]);
                }
                prop_assert!(start[n] >= free.times[n].earliest_start);
            }
            // Usage rises only where something starts.
            for (role, has) in capacity.iter().enumerate() {
                for (n, &moment) in start.iter().enumerate() {
                    let busy = (0..durations.len())
                        .filter(|&m| needs[m] == Some(role) && start[m] <= moment && moment < start[m] + durations[m])
                        .count();
                    prop_assert!(busy <= *has, "{busy} of {has} at {moment} ({n})");
                }
            }
        }
    }
}
