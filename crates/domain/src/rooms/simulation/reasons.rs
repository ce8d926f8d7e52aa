//! Why something does not come back, and what its time leaves out.

use super::build::{Build, Stuck};
use super::model::Why;
use crate::stats::recovery::Player;

/// For so many services each step is counted that has no duration.
const COUNTED: usize = 500;

/// Why tasks are never done.
pub(super) struct Reasons<'a, 'b> {
    build: &'a Build<'b>,
    done: Vec<bool>,
    late: Vec<bool>,
}

impl<'a, 'b> Reasons<'a, 'b> {
    /// What is never done however long one waits: a run in which nothing takes time tells.
    pub fn of(build: &'a Build<'b>) -> Self {
        let tasks = build.plan.tasks.len();
        let done = Player::new(&build.plan).map(|mut player| {
            player.play(&vec![0.0; tasks]);
            player.done.iter().map(|at| at.is_finite()).collect()
        });
        Self {
            build,
            done: done.unwrap_or_else(|| vec![true; tasks]),
            late: late(build),
        }
    }

    /// Why a task is never done, if so.
    pub fn why(&self, task: u32) -> Option<Why> {
        let mut at = task;
        if self.done[at as usize] {
            return None;
        }
        loop {
            let task = &self.build.plan.tasks[at as usize];
            let open = |group: &&Vec<u32>| group.iter().all(|at| !self.done[*at as usize]);
            match task.before.iter().find(open) {
                Some(group) => at = *group.first()?,
                None => break,
            }
        }
        match self.build.stuck.get(&at) {
            Some(Stuck::Untimed(service)) => return Some(Why::NoTime(*service)),
            Some(Stuck::Circle(runbook)) => return Some(Why::Circle(*runbook)),
            None => {}
        }
        let role = self.build.plan.tasks[at as usize].role as usize;
        self.build
            .people
            .roles
            .get(role)
            .copied()
            .map(Why::NoHolder)
    }

    /// How many steps without a duration a task waits for; where there are many to ask for, 1 for any.
    pub fn missing(&self, task: u32) -> usize {
        if !self.late[task as usize] {
            return 0;
        }
        if self.build.services() > COUNTED {
            return 1;
        }
        let mut seen = vec![false; self.done.len()];
        let (mut open, mut missing) = (vec![task], 0);
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut seen[at as usize], true) {
                missing += usize::from(self.build.missing[at as usize]);
                open.extend(self.build.plan.tasks[at as usize].before.iter().flatten());
            }
        }
        missing
    }
}

// For each task whether it waits for a step without a duration, or is one.
fn late(build: &Build<'_>) -> Vec<bool> {
    let mut after: Vec<Vec<u32>> = vec![Vec::new(); build.plan.tasks.len()];
    for (at, task) in build.plan.tasks.iter().enumerate() {
        for before in task.before.iter().flatten() {
            after[*before as usize].push(at as u32);
        }
    }
    let mut late = vec![false; after.len()];
    let missing = build.missing.iter().enumerate();
    let mut open: Vec<u32> = missing
        .filter(|(_, missing)| **missing)
        .map(|(at, _)| at as u32)
        .collect();
    while let Some(at) = open.pop() {
        if !std::mem::replace(&mut late[at as usize], true) {
            open.extend(&after[at as usize]);
        }
    }
    late
}
