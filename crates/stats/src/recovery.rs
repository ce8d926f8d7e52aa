//! Recovery after a loss, played through many times: tasks that wait for each other and for people.
//!
//! A list schedule in parallel (Kolisch, *Serial and parallel resource-constrained project scheduling
//! methods revisited*, European Journal of Operational Research 90, 1996): whenever something ends,
//! what is ready begins, the longest remaining path first, if one of those who can do it is free and
//! at work. A good schedule, not always the best one; with more people it can be longer (Graham,
//! *Bounds on multiprocessing timing anomalies*, SIAM Journal on Applied Mathematics 17, 1969).

mod clock;
mod outcome;
#[cfg(test)]
mod tests;

pub use clock::{Clock, Shift};
pub use outcome::{Outcome, Target, interval};

use crate::draw::{Pert, PertDraw, Shapes};
use crate::random::{Random, split_mix};
use outcome::Tally;

/// Nothing: no task, no role.
pub const NONE: u32 = u32::MAX;

/// Something that takes time.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// What names it: of one key the same numbers are drawn, whatever else there is.
    pub key: u64,
    /// Its minutes; none where it takes no time.
    pub length: Option<Pert>,
    /// Who does it, as a place in [`Plan::roles`]; [`NONE`] where nobody has to.
    pub role: u32,
    /// What comes before it: of each group one is enough.
    pub before: Vec<Vec<u32>>,
}

/// All that is to be done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The tasks. None waits for itself by way of others.
    pub tasks: Vec<Task>,
    /// For each role who can do it, as places in [`Self::people`], whoever is asked first the first.
    pub roles: Vec<Vec<u32>>,
    /// When each person is at work.
    pub people: Vec<Clock>,
    /// What is looked at: a task, and within how many minutes it should be done.
    pub targets: Vec<(u32, Option<f64>)>,
}

impl Plan {
    /// Whether all places lead somewhere.
    pub fn is_sound(&self) -> bool {
        let task = |at: &u32| (*at as usize) < self.tasks.len();
        let role = |task: &Task| task.role == NONE || (task.role as usize) < self.roles.len();
        let person = |at: &u32| (*at as usize) < self.people.len();
        let tasks = &mut self.tasks.iter();
        tasks.all(|one| role(one) && one.before.iter().flatten().all(task))
            && self.roles.iter().flatten().all(person)
            && self.targets.iter().all(|(at, _)| task(at))
    }
}

/// One run of a plan.
#[derive(Clone, Debug)]
pub struct Player<'a> {
    plan: &'a Plan,
    /// For each task who waits for it: the task, and the group there.
    after: Vec<Vec<(u32, u32)>>,
    /// The tasks by the path that follows them, the longest first: their places there.
    rank: Vec<u32>,
    met: Vec<bool>,
    open: Vec<u32>,
    /// When each task is ready, begins and is done; infinite where it never is.
    pub ready: Vec<f64>,
    /// When it begins.
    pub start: Vec<f64>,
    /// When it is done.
    pub done: Vec<f64>,
    /// What it waited for last: a task before it, or what its doer did before.
    pub because: Vec<u32>,
    free: Vec<bool>,
    last: Vec<u32>,
    doer: Vec<u32>,
    waiting: Vec<u32>,
    heap: std::collections::BinaryHeap<std::cmp::Reverse<(u64, u32)>>,
}

/// Wakes those who wait for somebody to come to work.
const WAKE: u32 = u32::MAX - 1;

impl<'a> Player<'a> {
    /// Ready to play. None where tasks wait for themselves.
    pub fn new(plan: &'a Plan) -> Option<Self> {
        let n = plan.tasks.len();
        let (mut after, mut next) = (vec![Vec::new(); n], 0);
        for (at, task) in plan.tasks.iter().enumerate() {
            for group in &task.before {
                for before in group {
                    after.get_mut(*before as usize)?.push((at as u32, next));
                }
                next += 1;
            }
        }
        let rank = ranks(plan, &after)?;
        Some(Self {
            plan,
            after,
            rank,
            met: vec![false; next as usize],
            open: vec![0; n],
            ready: vec![0.0; n],
            start: vec![0.0; n],
            done: vec![0.0; n],
            because: vec![NONE; n],
            free: vec![true; plan.people.len()],
            last: vec![NONE; plan.people.len()],
            doer: vec![NONE; n],
            waiting: Vec::new(),
            heap: std::collections::BinaryHeap::new(),
        })
    }

    /// Plays it once, with these minutes for the tasks.
    pub fn play(&mut self, minutes: &[f64]) {
        self.met.fill(false);
        self.free.fill(true);
        self.last.fill(NONE);
        self.because.fill(NONE);
        self.doer.fill(NONE);
        for times in [&mut self.ready, &mut self.start, &mut self.done] {
            times.fill(f64::INFINITY);
        }
        for (open, task) in self.open.iter_mut().zip(&self.plan.tasks) {
            *open = task.before.len() as u32;
        }
        for task in 0..self.open.len() {
            if self.open[task] == 0 {
                self.offer(task as u32, 0.0, NONE);
            }
        }
        self.dispatch(0.0, minutes);
        while let Some(std::cmp::Reverse((bits, first))) = self.heap.pop() {
            let now = f64::from_bits(bits);
            self.end(first, now);
            // All that ends at one moment ends before anything begins.
            while let Some(std::cmp::Reverse((same, task))) = self.heap.peek().copied() {
                if same != bits {
                    break;
                }
                self.heap.pop();
                self.end(task, now);
            }
            self.dispatch(now, minutes);
        }
    }

    fn offer(&mut self, task: u32, now: f64, because: u32) {
        self.ready[task as usize] = now;
        self.because[task as usize] = because;
        let rank = self.rank[task as usize];
        let place = self
            .waiting
            .partition_point(|other| self.rank[*other as usize] < rank);
        self.waiting.insert(place, task);
    }

    fn end(&mut self, task: u32, now: f64) {
        if task == WAKE {
            return;
        }
        let doer = self.doer[task as usize];
        if doer != NONE {
            self.free[doer as usize] = true;
            self.last[doer as usize] = task;
        }
        for n in 0..self.after[task as usize].len() {
            let (next, group) = self.after[task as usize][n];
            if !std::mem::replace(&mut self.met[group as usize], true) {
                self.open[next as usize] -= 1;
                if self.open[next as usize] == 0 {
                    self.offer(next, now, task);
                }
            }
        }
    }

    fn dispatch(&mut self, now: f64, minutes: &[f64]) {
        let mut wake = f64::INFINITY;
        let waiting = std::mem::take(&mut self.waiting);
        let mut left = Vec::new();
        for task in waiting {
            let role = self.plan.tasks[task as usize].role;
            let length = minutes[task as usize];
            if role == NONE {
                self.begin(task, NONE, now, length);
                continue;
            }
            let mut found = NONE;
            for &person in &self.plan.roles[role as usize] {
                if !self.free[person as usize] {
                    continue;
                }
                let from = self.plan.people[person as usize].next(now);
                if from <= now {
                    found = person;
                    break;
                }
                wake = wake.min(from);
            }
            if found == NONE {
                left.push(task);
            } else {
                self.begin(task, found, now, length);
            }
        }
        self.waiting = left;
        if wake.is_finite() {
            self.heap.push(std::cmp::Reverse((wake.to_bits(), WAKE)));
        }
    }

    fn begin(&mut self, task: u32, doer: u32, now: f64, length: f64) {
        let at = task as usize;
        self.start[at] = now;
        self.done[at] = now + length.max(0.0);
        if doer != NONE {
            self.free[doer as usize] = false;
            self.doer[at] = doer;
            // Only what its doer was still at when it was ready held it up; else they were not at work.
            let last = self.last[doer as usize];
            if last != NONE && self.done[last as usize] > self.ready[at] {
                self.because[at] = last;
            }
        }
        self.heap
            .push(std::cmp::Reverse((self.done[at].to_bits(), task)));
    }

    /// How long a task waited for somebody who could do it, without the time in which what it waited for
    /// waited itself.
    pub fn waited(&self, task: u32) -> f64 {
        let at = task as usize;
        let before = self.because[at];
        let from = if before == NONE {
            0.0
        } else {
            self.start[before as usize]
        };
        (self.start[at] - self.ready[at].max(from)).max(0.0)
    }

    /// The tasks that decided when one was done, from it back to the first.
    pub fn path(&self, task: u32) -> impl Iterator<Item = u32> {
        let next = |task: &u32| Some(self.because[*task as usize]).filter(|next| *next != NONE);
        std::iter::successors(Some(task), next)
    }
}

/// The usual minutes of a task.
fn mean(task: &Task) -> f64 {
    task.length.map_or(0.0, Pert::mean)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the crate knows nothing of the ledger, whose sort is for the rest"
)]
fn ranks(plan: &Plan, after: &[Vec<(u32, u32)>]) -> Option<Vec<u32>> {
    let n = plan.tasks.len();
    let before = |task: &Task| task.before.iter().map(Vec::len).sum::<usize>();
    let mut open: Vec<usize> = plan.tasks.iter().map(before).collect();
    let mut order: Vec<u32> = (0..n as u32).filter(|at| open[*at as usize] == 0).collect();
    let mut at = 0;
    while let Some(&task) = order.get(at) {
        at += 1;
        for &(next, _) in &after[task as usize] {
            open[next as usize] -= 1;
            if open[next as usize] == 0 {
                order.push(next);
            }
        }
    }
    if order.len() < n {
        return None;
    }
    let mut rest = vec![0.0_f64; n];
    for &task in order.iter().rev() {
        let follows = after[task as usize].iter();
        let longest = follows.fold(0.0_f64, |most, (next, _)| most.max(rest[*next as usize]));
        rest[task as usize] = longest + mean(&plan.tasks[task as usize]);
    }
    // What comes first is never less urgent; of equals the order decides, so that it is the same everywhere.
    order.sort_by(|a, b| rest[*b as usize].total_cmp(&rest[*a as usize]));
    let mut rank = vec![0; n];
    for (place, task) in order.iter().enumerate() {
        rank[*task as usize] = place as u32;
    }
    Some(rank)
}

/// Many runs of a plan.
#[derive(Clone, Debug)]
pub struct Simulation<'a> {
    player: Player<'a>,
    draws: Vec<Option<(PertDraw, Random)>>,
    minutes: Vec<f64>,
    trials: usize,
    tally: Tally,
}

impl<'a> Simulation<'a> {
    /// Begins. None where tasks wait for themselves.
    pub fn new(plan: &'a Plan, trials: usize, seed: u64) -> Option<Self> {
        let mut shapes = Shapes::default();
        let mut draw = |task: &Task| {
            let mut state = seed ^ task.key;
            let law = task.length?.ready_among(&mut shapes);
            Some((law, Random::new(split_mix(&mut state))))
        };
        Some(Self {
            player: Player::new(plan)?,
            draws: plan.tasks.iter().map(&mut draw).collect(),
            minutes: vec![0.0; plan.tasks.len()],
            trials,
            tally: Tally::new(plan),
        })
    }

    /// Goes on with about so much work; whether all is done.
    pub fn step(&mut self, work: usize) -> bool {
        let each = self.minutes.len().max(1);
        for _ in 0..work.div_ceil(each) {
            if self.tally.trials() >= self.trials {
                return true;
            }
            for (minutes, draw) in self.minutes.iter_mut().zip(&mut self.draws) {
                if let Some((law, random)) = draw {
                    *minutes = law.draw(random).max(0.0);
                }
            }
            self.player.play(&self.minutes);
            self.tally.take(&self.player, &self.minutes);
        }
        self.tally.trials() >= self.trials
    }

    /// How far it is, 0 to 1.
    pub fn progress(&self) -> f64 {
        self.tally.trials() as f64 / self.trials.max(1) as f64
    }

    /// What came of it.
    pub fn finish(self) -> Outcome {
        self.tally.finish()
    }
}
