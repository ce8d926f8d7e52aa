//! Networks of activities: the critical path method.
//!
//! Forward and backward pass as in Hillier and Lieberman, *Introduction to
//! Operations Research*, chapter "Project management with PERT/CPM".

pub mod components;
pub mod layers;
pub mod level;

/// When an activity can run, in the unit of the durations, counted from the start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Times {
    /// The earliest start: the latest of its predecessors' earliest finishes.
    pub earliest_start: f64,
    /// The earliest start plus the duration.
    pub earliest_finish: f64,
    /// The latest finish less the duration.
    pub latest_start: f64,
    /// The latest finish that delays nothing: the earliest of its successors' latest starts.
    pub latest_finish: f64,
}

/// Sums of the same durations in another order differ by less than this share of them.
const NOISE: f64 = 1e-9;

impl Times {
    /// The total float: how much later it may start without delaying the finish.
    pub fn float(self) -> f64 {
        self.latest_start - self.earliest_start
    }

    /// Whether any delay of it delays the finish.
    pub fn is_critical(self) -> bool {
        // Sums of durations in different order differ in the last bits.
        self.float() <= NOISE * self.latest_finish.abs().max(1.0)
    }
}

/// A network's times.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// The times of each activity, in the order that they were given.
    pub times: Vec<Times>,
    /// An order in which the activities can be done.
    pub order: Vec<usize>,
    /// When the last activity finishes at the earliest.
    pub finish: f64,
    /// One longest path, from a first activity, or one that a time holds, to a last.
    pub path: Vec<usize>,
}

/// Activities that wait for each other: each for the one before it, the first for the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circle(pub Vec<usize>);

/// The order in which activities can be done, predecessors first; ties in given order.
///
/// # Errors
/// One circle, where there is one.
pub fn order(predecessors: &[Vec<usize>]) -> Result<Vec<usize>, Circle> {
    // What follows each stands in one list, from its place on: a list for each is many small
    // pieces of memory.
    let mut place = vec![0; predecessors.len() + 1];
    for &p in predecessors.iter().flatten() {
        place[p + 1] += 1;
    }
    for n in 1..place.len() {
        place[n] += place[n - 1];
    }
    let mut next = vec![0; place[predecessors.len()]];
    let mut free = place.clone();
    for (n, before) in predecessors.iter().enumerate() {
        for &p in before {
            next[free[p]] = n;
            free[p] += 1;
        }
    }
    let mut open: Vec<usize> = predecessors.iter().map(Vec::len).collect();
    let mut order: Vec<usize> = (0..open.len()).filter(|&n| open[n] == 0).collect();
    let mut done = 0;
    while let Some(&n) = order.get(done) {
        done += 1;
        for &next in &next[place[n]..place[n + 1]] {
            open[next] -= 1;
            if open[next] == 0 {
                order.push(next);
            }
        }
    }
    match open.iter().position(|&count| count > 0) {
        Some(stuck) => Err(circle(stuck, predecessors, &open)),
        None => Ok(order),
    }
}

/// The times of a network. Durations are not negative; predecessors are indexes of
/// activities that must finish first.
///
/// # Errors
/// One circle, where there is one: then no times exist.
pub fn schedule(durations: &[f64], predecessors: &[Vec<usize>]) -> Result<Schedule, Circle> {
    schedule_from(durations, predecessors, &[])
}

/// The same where activities do not begin before certain times; those beyond the end of the
/// list may begin at once.
///
/// # Errors
/// One circle, where there is one.
pub fn schedule_from(
    durations: &[f64],
    predecessors: &[Vec<usize>],
    not_before: &[f64],
) -> Result<Schedule, Circle> {
    let order = order(predecessors)?;
    let mut early = vec![(0.0_f64, 0.0_f64); durations.len()];
    for &n in &order {
        let start = predecessors[n]
            .iter()
            .map(|&p| early[p].1)
            .fold(not_before.get(n).copied().unwrap_or(0.0), f64::max);
        early[n] = (start, start + durations[n]);
    }
    let finish = early.iter().map(|times| times.1).fold(0.0, f64::max);
    let mut late = vec![finish; durations.len()];
    for &n in order.iter().rev() {
        for &p in &predecessors[n] {
            late[p] = late[p].min(late[n] - durations[n]);
        }
    }
    let times = early
        .iter()
        .zip(&late)
        .zip(durations)
        .map(|((early, late), duration)| {
            // Sums in another order differ in their last digits; that is no float.
            let late = if (late - early.1).abs() <= NOISE * late.abs().max(1.0) {
                early.1
            } else {
                *late
            };
            Times {
                earliest_start: early.0,
                earliest_finish: early.1,
                latest_start: late - duration,
                latest_finish: late,
            }
        });
    let times: Vec<Times> = times.collect();
    let mut schedule = Schedule {
        times,
        order,
        finish,
        path: Vec::new(),
    };
    let last = schedule.last_of(&mut (0..durations.len()));
    schedule.path = last.map_or_else(Vec::new, |last| schedule.path_to(last, predecessors));
    Ok(schedule)
}

impl Schedule {
    /// What holds an activity up: the predecessors that finish last, back from it, itself the last.
    /// It begins at the start, or with an activity that does not begin before a time of its own.
    pub fn path_to(&self, activity: usize, predecessors: &[Vec<usize>]) -> Vec<usize> {
        let mut path = vec![activity];
        let mut at = activity;
        while let Some(before) = self.last_of(&mut predecessors[at].iter().copied()) {
            let start = self.times[at].earliest_start;
            if start - self.times[before].earliest_finish > NOISE * start.max(1.0) {
                break;
            }
            path.push(before);
            at = before;
        }
        path.reverse();
        path
    }

    /// What finishes last of some activities.
    pub fn last_of(&self, all: &mut dyn Iterator<Item = usize>) -> Option<usize> {
        let finish = |n: usize| self.times[n].earliest_finish;
        // The first of equals, so that the path does not depend on float noise in order.
        all.reduce(|best, n| if finish(n) > finish(best) { n } else { best })
    }
}

// What is stuck waits for something stuck; following that must come round.
fn circle(stuck: usize, predecessors: &[Vec<usize>], open: &[usize]) -> Circle {
    let waits_for = |n: usize| predecessors[n].iter().copied().find(|&p| open[p] > 0);
    let mut seen = vec![usize::MAX; predecessors.len()];
    let mut trail = Vec::new();
    let mut at = stuck;
    while seen[at] == usize::MAX {
        seen[at] = trail.len();
        trail.push(at);
        at = waits_for(at).unwrap_or(at);
    }
    let mut members = trail.split_off(seen[at]);
    members.reverse();
    Circle(members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_ledger::sort::Arrange;
    use proptest::prelude::*;

    /// Hillier and Lieberman, *Introduction to Operations Research*, the Reliable
    /// Construction Co. project: durations in weeks and predecessors of A to N.
    fn reliable_construction() -> (Vec<f64>, Vec<Vec<usize>>) {
        let rows: [(f64, &str); 14] = [
            (2.0, ""),
            (4.0, "A"),
            (10.0, "B"),
            (6.0, "C"),
            (4.0, "C"),
            (5.0, "E"),
            (7.0, "D"),
            (9.0, "EG"),
            (7.0, "C"),
            (8.0, "FI"),
            (4.0, "J"),
            (5.0, "J"),
            (2.0, "H"),
            (6.0, "KL"),
        ];
        let before = |names: &str| names.bytes().map(|name| usize::from(name - b'A')).collect();
        rows.iter()
            .map(|(weeks, names)| (*weeks, before(names)))
            .unzip()
    }

    #[test]
    fn the_published_network_takes_44_weeks() {
        let (durations, before) = reliable_construction();
        let schedule = schedule(&durations, &before).expect("no circle");
        assert!((schedule.finish - 44.0).abs() < 1e-9);
        let path: String = schedule
            .path
            .iter()
            .map(|&n| char::from(b'A' + n as u8))
            .collect();
        assert_eq!(path, "ABCEFJLN");
        let slack: Vec<i64> = schedule
            .times
            .iter()
            .map(|t| t.float().round() as i64)
            .collect();
        assert_eq!(slack, [0, 0, 0, 4, 0, 0, 4, 4, 2, 0, 1, 0, 4, 0]);
        let (h, j) = (schedule.times[7], schedule.times[9]);
        assert_eq!((h.earliest_start, h.latest_finish), (29.0, 42.0));
        assert_eq!((j.earliest_start, j.latest_finish), (25.0, 33.0));
    }

    /// The same project's three estimates: mean 44 weeks, variance 9 along the path.
    #[test]
    fn the_published_estimates_give_mean_44_and_variance_9() {
        let of = |low, likely, high| crate::value::Estimate { low, likely, high };
        let estimates = [
            of(1.0, 2.0, 3.0),
            of(2.0, 3.5, 8.0),
            of(6.0, 9.0, 18.0),
            of(4.0, 5.5, 10.0),
            of(1.0, 4.5, 5.0),
            of(4.0, 4.0, 10.0),
            of(5.0, 6.5, 11.0),
            of(5.0, 8.0, 17.0),
            of(3.0, 7.5, 9.0),
            of(3.0, 9.0, 9.0),
            of(4.0, 4.0, 4.0),
            of(1.0, 5.5, 7.0),
            of(1.0, 2.0, 3.0),
            of(5.0, 5.5, 9.0),
        ];
        let means: Vec<f64> = estimates.iter().map(|estimate| estimate.mean()).collect();
        let (durations, before) = reliable_construction();
        assert!(
            means
                .iter()
                .zip(&durations)
                .all(|(mean, weeks)| (mean - weeks).abs() < 1e-9)
        );
        let schedule = schedule(&means, &before).expect("no circle");
        let variance: f64 = schedule.path.iter().map(|&n| estimates[n].variance()).sum();
        assert!((variance - 9.0).abs() < 1e-9);
    }

    /// Wikipedia, *Program evaluation and review technique*: activities A to G with expected
    /// durations in days as its table rounds them, critical path A, C, E, G of 19.51 days, slack
    /// of the others.
    #[test]
    fn the_network_of_the_article_on_pert_takes_19_51_days() {
        let durations = [4.0, 5.33, 5.17, 6.33, 5.17, 4.5, 5.17];
        let before = [
            vec![],
            vec![],
            vec![0],
            vec![0],
            vec![1, 2],
            vec![3],
            vec![4],
        ];
        let schedule = schedule(&durations, &before).expect("no circle");
        assert!((schedule.finish - 19.51).abs() < 1e-9);
        assert_eq!(schedule.path, [0, 2, 4, 6]);
        let starts_and_slack = [
            (0.0, 0.0),
            (0.0, 3.84),
            (4.0, 0.0),
            (4.0, 4.68),
            (9.17, 0.0),
            (10.33, 4.68),
            (14.34, 0.0),
        ];
        for (times, (start, slack)) in schedule.times.iter().zip(starts_and_slack) {
            assert!((times.earliest_start - start).abs() < 1e-9);
            assert!((times.float() - slack).abs() < 1e-9);
        }
    }

    #[test]
    fn a_circle_is_named() {
        let before = vec![vec![], vec![0, 3], vec![1], vec![2], vec![3]];
        let Err(Circle(mut members)) = schedule(&[1.0; 5], &before) else {
            panic!("a circle")
        };
        members.arrange();
        assert_eq!(members, [1, 2, 3]);
        assert_eq!(order(&[vec![0]]), Err(Circle(vec![0])));
    }

    #[test]
    fn nothing_takes_no_time() {
        let schedule = schedule(&[], &[]).expect("no circle");
        assert_eq!((schedule.finish, schedule.path.len()), (0.0, 0));
    }

    proptest! {
        /// Float is never negative, and the longest path, from the time that holds its first, is as
        /// long as the whole and critical.
        #[test]
        fn the_path_is_the_finish(
            work in prop::collection::vec((0_u32..50, prop::option::weighted(0.2, 0_u32..200)), 1..40),
            edges in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..80),
        ) {
            let durations: Vec<f64> = work.iter().map(|work| f64::from(work.0) / 6.0).collect();
            let holds: Vec<f64> = work.iter().map(|work| f64::from(work.1.unwrap_or(0)) / 6.0).collect();
            let mut before = vec![Vec::new(); durations.len()];
            for (a, b) in edges {
                let (a, b) = (a.index(durations.len()), b.index(durations.len()));
                if a != b { before[a.max(b)].push(a.min(b)); }
            }
            let schedule = schedule_from(&durations, &before, &holds).expect("edges go forward only");
            let along: f64 = schedule.path.iter().map(|&n| durations[n]).sum();
            let begin = holds[schedule.path[0]];
            let from = schedule.times[schedule.path[0]].earliest_start;
            prop_assert!((from - begin).abs() < 1e-6, "from the start, or from what a time holds");
            prop_assert!((begin + along - schedule.finish).abs() < 1e-6);
            for times in &schedule.times {
                prop_assert!(times.float() > -1e-9);
                prop_assert!(times.latest_finish <= schedule.finish + 1e-9);
            }
            prop_assert!(schedule.path.iter().all(|&n| schedule.times[n].is_critical()));
            for (n, before) in before.iter().enumerate() {
                for &p in before {
                    prop_assert!(schedule.times[p].earliest_finish <= schedule.times[n].earliest_start);
                }
            }
        }
    }
}
