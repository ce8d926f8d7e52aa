//! What many runs say: when each target was done, and what decided that.

use super::{NONE, Plan, Player};
use crate::sample;

/// How many points a curve has.
const POINTS: usize = 100;
/// 95 % of a normal distribution lie within so many standard deviations.
const Z: f64 = 1.959_963_984_540_054;

/// What was found of one target.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The minutes within which it was done in 10, 50, 90 and 95 of 100 runs; infinite where it was not.
    pub percentiles: [f64; 4],
    /// In how many runs it was done in time; none where there is no time.
    pub met: Option<usize>,
    /// The mean of the minutes by which it was late, early ones counting 0; infinite where it was not done.
    pub late: f64,
    /// The minutes at each hundredth of the runs, rising; infinite ones are left out.
    pub curve: Vec<(f64, f64)>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// How many runs.
    pub trials: usize,
    /// The targets.
    pub targets: Vec<Target>,
    /// For each task the share of the runs in which it was on the path that decided when the last
    /// target was done.
    pub critical: Vec<f64>,
    /// For each task by about how many minutes all targets with a time would be less late together, on
    /// average, if it took half as long: half of it where it was on the path that decided, and no more than each
    /// was late. Less, where another path is nearly as long; more, where somebody would still be at work then, or
    /// others would be free sooner.
    pub saves: Vec<f64>,
    /// For each role the same if nobody had to wait for somebody who has it: the time waited along the path, what overlaps
    /// once.
    pub waits: Vec<f64>,
}

/// The 95 % interval of a share (Wilson, *Probable inference, the law of succession, and statistical
/// inference*, Journal of the American Statistical Association 22, 1927), each 0 to 1.
pub fn interval(hits: usize, of: usize) -> (f64, f64) {
    if of == 0 {
        return (0.0, 1.0);
    }
    let (n, z2) = (of as f64, Z * Z);
    let share = hits as f64 / n;
    let middle = share + z2 / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    let whole = 1.0 + z2 / n;
    (
        ((middle - half) / whole).max(0.0),
        ((middle + half) / whole).min(1.0),
    )
}

#[derive(Clone, Debug)]
pub(super) struct Tally {
    times: Vec<Vec<f64>>,
    limits: Vec<Option<f64>>,
    tasks: Vec<u32>,
    roles: Vec<u32>,
    trials: usize,
    critical: Vec<u32>,
    saves: Vec<f64>,
    waits: Vec<f64>,
    // Minutes waited for each role along one path, and the roles of which that is above 0.
    waited: Vec<f64>,
    touched: Vec<u32>,
}

impl Tally {
    pub fn new(plan: &Plan) -> Self {
        Self {
            times: vec![Vec::new(); plan.targets.len()],
            limits: plan.targets.iter().map(|(_, limit)| *limit).collect(),
            tasks: plan.targets.iter().map(|(task, _)| *task).collect(),
            roles: plan.tasks.iter().map(|task| task.role).collect(),
            trials: 0,
            critical: vec![0; plan.tasks.len()],
            saves: vec![0.0; plan.tasks.len()],
            waits: vec![0.0; plan.roles.len()],
            waited: vec![0.0; plan.roles.len()],
            touched: Vec::new(),
        }
    }

    pub fn trials(&self) -> usize {
        self.trials
    }

    pub fn take(&mut self, player: &Player<'_>, minutes: &[f64]) {
        self.trials += 1;
        let (mut last, mut latest) = (NONE, -1.0);
        for target in 0..self.tasks.len() {
            let task = self.tasks[target];
            let done = player.done[task as usize];
            self.times[target].push(done);
            if done.is_finite() && done > latest {
                (last, latest) = (task, done);
            }
            let late = self.limits[target].map_or(0.0, |limit| done - limit);
            if late > 0.0 && late.is_finite() {
                self.blame(player, minutes, task, late);
            }
        }
        if last != NONE {
            for task in player.path(last) {
                self.critical[task as usize] += 1;
            }
        }
    }

    fn blame(&mut self, player: &Player<'_>, minutes: &[f64], task: u32, late: f64) {
        for task in player.path(task) {
            let at = task as usize;
            self.saves[at] += late.min(minutes[at] / 2.0);
            let (role, waited) = (self.roles[at], player.waited(task));
            if role != NONE && waited > 0.0 {
                let own = &mut self.waited[role as usize];
                if *own <= 0.0 {
                    self.touched.push(role);
                }
                *own += waited;
            }
        }
        for role in self.touched.drain(..) {
            let waited = std::mem::take(&mut self.waited[role as usize]);
            self.waits[role as usize] += late.min(waited);
        }
    }

    pub fn finish(mut self) -> Outcome {
        let n = self.trials.max(1) as f64;
        let targets = self.times.iter_mut().zip(&self.limits);
        Outcome {
            trials: self.trials,
            targets: targets
                .map(|(times, limit)| target(times, *limit))
                .collect(),
            critical: self
                .critical
                .iter()
                .map(|count| f64::from(*count) / n)
                .collect(),
            saves: self.saves.iter().map(|sum| sum / n).collect(),
            waits: self.waits.iter().map(|sum| sum / n).collect(),
        }
    }
}

fn target(times: &mut Vec<f64>, limit: Option<f64>) -> Target {
    sample::sort(times);
    // The least time within which at least such a share was done.
    let within = |hundredths: usize| {
        let place = (times.len() * hundredths).div_ceil(100).max(1) - 1;
        times.get(place).copied().unwrap_or(f64::INFINITY)
    };
    let late = |limit: f64| {
        times
            .iter()
            .map(|time| (time - limit).max(0.0))
            .sum::<f64>()
    };
    let points = (1..=POINTS).map(|n| (within(n), n as f64 / POINTS as f64));
    Target {
        percentiles: [within(10), within(50), within(90), within(95)],
        met: limit.map(|limit| times.partition_point(|time| *time <= limit)),
        late: limit.map_or(0.0, |limit| late(limit) / times.len().max(1) as f64),
        curve: points.filter(|(minutes, _)| minutes.is_finite()).collect(),
    }
}
