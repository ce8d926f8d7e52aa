//! A schedule for people who can do one thing at a time.
//!
//! The serial schedule generation scheme with the priority rule "smallest latest start" (LST):
//! Kolisch, *Serial and parallel resource-constrained project scheduling methods revisited*,
//! European Journal of Operational Research 90 (1996). A good schedule, not always the best one.

use super::{Circle, Schedule, order};
use holdfast_ledger::sort::Arrange;

/// What activities need, and what there is of it.
pub struct Resources<'a> {
    /// The resources of which each activity needs one unit all the time.
    pub needs: &'a [Vec<usize>],
    /// How many units there are of each.
    pub capacity: &'a [usize],
    /// How many units some activities use if their times meet: fewer than they are where some
    /// exclude each other.
    pub together: &'a dyn Fn(&[usize]) -> usize,
}

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
    resources: &Resources<'_>,
) -> Result<Vec<f64>, Circle> {
    let mut list = order(predecessors)?;
    // No predecessor is less urgent, not even by the last bits of a sum: with the order settling
    // ties, this is one in which the activities can be done.
    let mut urgent: Vec<f64> = free.times.iter().map(|times| times.latest_start).collect();
    for &n in list.iter().rev() {
        for &p in &predecessors[n] {
            urgent[p] = urgent[p].min(urgent[n]);
        }
    }
    list.arrange_by(|a, b| urgent[*a].total_cmp(&urgent[*b]));
    let mut profiles: Vec<Profile> = resources.capacity.iter().map(|_| Profile::new()).collect();
    let mut start = vec![0.0; durations.len()];
    for n in list {
        let ready = predecessors[n]
            .iter()
            .map(|&p| start[p] + durations[p])
            .fold(not_before.get(n).copied().unwrap_or(0.0), f64::max);
        start[n] = if durations[n] > 0.0 {
            book(&mut profiles, resources, n, (ready, durations[n]))
        } else {
            ready
        };
    }
    Ok(start)
}

// Takes what an activity needs for so long, as early as there is all of it all the time from when
// it is ready; says from when.
fn book(
    profiles: &mut [Profile],
    resources: &Resources<'_>,
    activity: usize,
    (ready, length): (f64, f64),
) -> f64 {
    let needs = resources.needs.get(activity).map(Vec::as_slice);
    let here = |need: &&usize| resources.capacity[**need] > 0;
    let needs: Vec<usize> = needs
        .unwrap_or_default()
        .iter()
        .filter(here)
        .copied()
        .collect();
    let mut from = ready;
    loop {
        let fits = needs.iter().fold(from, |from, &need| {
            profiles[need].free(from, length, activity, need, resources)
        });
        if fits <= from {
            break;
        }
        from = fits;
    }
    for need in needs {
        profiles[need].take(from, length, activity);
    }
    from
}

/// Who uses a resource from when on, until the next place.
struct Profile(Vec<(f64, Vec<usize>)>);

impl Profile {
    fn new() -> Self {
        Self(vec![(0.0, Vec::new())])
    }

    // From when on there is a unit for so long.
    fn free(
        &self,
        ready: f64,
        length: f64,
        activity: usize,
        resource: usize,
        resources: &Resources<'_>,
    ) -> f64 {
        let capacity = resources.capacity[resource];
        let mut from = ready;
        for (n, (_, users)) in self.0.iter().enumerate() {
            let end = self.0.get(n + 1).map_or(f64::INFINITY, |next| next.0);
            if end <= from {
                continue;
            }
            let is_full = users.len() >= capacity && {
                let all: Vec<usize> = users.iter().copied().chain([activity]).collect();
                (resources.together)(&all) > capacity
            };
            if is_full {
                from = end;
            } else if end >= from + length {
                break;
            }
        }
        from
    }

    fn take(&mut self, from: f64, length: f64, activity: usize) {
        let (first, last) = (self.split(from), self.split(from + length));
        for place in &mut self.0[first..last] {
            place.1.push(activity);
        }
    }

    // The place that begins at a time, made if there is none.
    fn split(&mut self, at: f64) -> usize {
        let place = self.0.partition_point(|place| place.0 < at);
        if self.0.get(place).is_none_or(|next| next.0 > at) {
            let used = place
                .checked_sub(1)
                .map_or_else(Vec::new, |before| self.0[before].1.clone());
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
        needs: &[Option<usize>],
        has: &[usize],
    ) -> Vec<f64> {
        levelled_from(durations, before, &[], needs, has)
    }

    fn levelled_from(
        durations: &[f64],
        before: &[Vec<usize>],
        not_before: &[f64],
        needs: &[Option<usize>],
        has: &[usize],
    ) -> Vec<f64> {
        let free = schedule_from(durations, before, not_before).expect("no circle");
        let needs: Vec<Vec<usize>> = needs.iter().map(|need| Vec::from_iter(*need)).collect();
        let resources = Resources {
            needs: &needs,
            capacity: has,
            together: &<[usize]>::len,
        };
        level(durations, before, not_before, &free, &resources).expect("no circle")
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
        let mut profiles = [Profile::new()];
        let booked = [(10.0, 5.0, 1), (0.0, 10.0, 1), (0.0, 1.0, 1), (0.0, 1.0, 2)];
        let began = booked.map(|(from, time, most)| {
            let resources = Resources {
                needs: &[vec![0]],
                capacity: &[most],
                together: &<[usize]>::len,
            };
            book(&mut profiles, &resources, 0, (from, time))
        });
        assert_eq!(began.to_vec(), [10.0, 0.0, 15.0, 0.0]);
    }

    #[test]
    fn who_needs_two_begins_when_both_are_free_and_who_excludes_each_other_shares_one() {
        let durations = [10.0, 20.0, 5.0, 5.0];
        let before = vec![Vec::new(); 4];
        let free = schedule_from(&durations, &before, &[]).expect("no circle");
        let needs = [vec![0], vec![1], vec![0, 1], vec![0]];
        let mut resources = Resources {
            needs: &needs,
            capacity: &[1, 1],
            together: &<[usize]>::len,
        };
        let start = level(&durations, &before, &[], &free, &resources).expect("no circle");
        assert_eq!(start, [0.0, 0.0, 20.0, 10.0]);
        let exclusive =
            |all: &[usize]| all.len() - usize::from(all.contains(&0) && all.contains(&3));
        resources.together = &exclusive;
        let start = level(&durations, &before, &[], &free, &resources).expect("no circle");
        assert_eq!(start, [0.0, 0.0, 20.0, 0.0]);
    }

    proptest! {
        /// A levelled schedule keeps to what comes first and to what there is.
        #[test]
        fn precedence_and_capacity_hold(
            work in prop::collection::vec((0_u32..30, prop::option::of(0_usize..3), prop::option::of(0_u32..90)), 1..40),
            edges in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..60),
            capacity in prop::collection::vec(1_usize..4, 3),
        ) {
            // Sixths, as expected durations are: their sums in another order differ in the last bits.
            let durations: Vec<f64> = work.iter().map(|work| f64::from(work.0) / 6.0).collect();
            let needs: Vec<Option<usize>> = work.iter().map(|work| work.1).collect();
            let holds: Vec<f64> = work.iter().map(|work| f64::from(work.2.unwrap_or(0)) / 6.0).collect();
            let mut before = vec![Vec::new(); durations.len()];
            for (a, b) in edges {
                let (a, b) = (a.index(durations.len()), b.index(durations.len()));
                if a != b { before[a.max(b)].push(a.min(b)); }
            }
            let free = schedule_from(&durations, &before, &holds).expect("edges go forward only");
            let start = levelled_from(&durations, &before, &holds, &needs, &capacity);
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
