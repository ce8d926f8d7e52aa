//! How much work a plan asks of each role, and what that means for the people there are.

use super::gantt::Chart;
use super::plan::Plan;
use super::ways::Ways;
use crate::graph::level::{self, Resources};
use crate::rooms::people::rules::{Holder, holder};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record, Text};

/// Sums of durations in different order differ in the last bits.
const NOISE: f64 = 1e-6;

/// The work of one role.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// The role.
    pub role: Id,
    /// What it is called.
    pub name: String,
    /// The steps that it does, those without a duration too.
    pub steps: Vec<usize>,
    /// The minutes that they take together, as expected; of an estimate that covers several all of
    /// it, once.
    pub minutes: f64,
    /// How many people can hold it: primary and deputies who are here.
    pub people: usize,
    /// How many of its steps run at once at most, if each begins as early as it can. Steps for
    /// different answers to one decision never do.
    pub wanted: usize,
    /// The steps that run at once when there are the most; empty where people suffice.
    pub clash: Vec<usize>,
}

/// A plan with the people there are.
#[derive(Clone, Debug, PartialEq)]
pub struct Crew {
    /// The roles, by the first step of each.
    pub roles: Vec<Work>,
    /// The steps that somebody works on and no role does.
    pub without_role: usize,
    /// When all is done if nobody does two things at once, in minutes. A role that nobody holds
    /// counts as one person.
    pub finish: f64,
    /// The steps that begin later for want of people, with the minutes that they wait.
    pub late: Vec<(usize, f64)>,
}

impl Crew {
    /// The people that a plan needs, and what comes of those there are. Whoever does a step that
    /// an estimate above covers is at it while that work lasts: nobody said when within it.
    pub fn of(plan: &Plan, chart: &Chart, view: &View<'_>) -> Self {
        let minutes = plan.minutes();
        let ways = Ways::of(&plan.steps);
        let mut roles: Vec<Work> = Vec::new();
        let mut needs: Vec<Vec<usize>> = vec![Vec::new(); 2 * plan.steps.len()];
        let mut without_role = 0;
        for (at, step) in plan.steps.iter().enumerate() {
            // Nobody works on a wait or a milestone; a step that only holds others is their work.
            let by_its_steps = plan.holds_steps(at) && minutes[at] <= 0.0;
            if !step.takes_time() || step.kind == "wait" || by_its_steps {
                continue;
            }
            let Some(role) = step.role else {
                without_role += 1;
                continue;
            };
            let known = roles.iter().position(|work| work.role == role);
            let place = known.unwrap_or_else(|| {
                roles.push(work_of(role, view));
                roles.len() - 1
            });
            roles[place].steps.push(at);
            let estimated = plan.covered_by[at].filter(|&of| minutes[of] > 0.0);
            if let Some(of) = estimated.filter(|&of| !needs[of].contains(&place)) {
                roles[place].minutes += minutes[of];
                needs[of].push(place);
            }
        }
        for (place, work) in roles.iter_mut().enumerate() {
            let at_work = (0..plan.steps.len()).filter(|&of| needs[of].contains(&place));
            work.count(chart, at_work.collect(), &ways);
        }
        let mut crew = Self {
            roles,
            without_role,
            finish: chart.finish,
            late: Vec::new(),
        };
        // Where nobody is needed nobody is waited for.
        if !crew.roles.is_empty() {
            crew.level(plan, chart, minutes, &needs, &ways);
        }
        crew
    }

    fn level(
        &mut self,
        plan: &Plan,
        chart: &Chart,
        minutes: Vec<f64>,
        needs: &[Vec<usize>],
        ways: &Ways<'_>,
    ) {
        let capacity: Vec<usize> = self.roles.iter().map(|work| work.people.max(1)).collect();
        let mut durations = minutes;
        durations.resize(2 * plan.steps.len(), 0.0);
        let resources = Resources {
            needs,
            capacity: &capacity,
            together: &|steps| ways.together(steps).len(),
        };
        let (holds, free) = (plan.holds(), &chart.schedule);
        let start = level::level(&durations, &plan.before, &holds, free, &resources);
        // A chart has no circle.
        let Ok(start) = start else { return };
        let ends = start
            .iter()
            .zip(&durations)
            .map(|(start, length)| start + length);
        self.finish = ends.fold(0.0, f64::max);
        let wait = |at: &usize| start[*at] - chart.bars[*at].start;
        let booked = (0..plan.steps.len()).filter(|at| !needs[*at].is_empty());
        let late = booked.map(|at| (at, wait(&at)));
        self.late = late.filter(|(_, wait)| *wait > 0.5).collect();
    }
}

fn work_of(role: Id, view: &View<'_>) -> Work {
    let record = view.linked(Some(&Text::string(&role.to_string())));
    let title = record.map(|record| record.text("title").into_owned());
    Work {
        role,
        name: title.unwrap_or_else(|| "A role that is no longer there".to_owned()),
        steps: Vec::new(),
        minutes: 0.0,
        people: record.map_or(0, |record| people(record, view).len()),
        wanted: 0,
        clash: Vec::new(),
    }
}

/// The pairs of roles that a plan needs at the same time, if each step begins as early as it can.
pub fn at_once(plan: &Plan, chart: &Chart) -> Vec<(Id, Id)> {
    let minutes = plan.minutes();
    let ways = Ways::of(&plan.steps);
    let mut work: Vec<(usize, Id)> = Vec::new();
    for (at, step) in plan.steps.iter().enumerate() {
        let worked = step.takes_time() && step.kind != "wait";
        let by = plan.covered_by[at].filter(|&by| worked && minutes[by] > 0.0);
        if let Some((by, role)) = by.zip(step.role)
            && !work.contains(&(by, role))
        {
            work.push((by, role));
        }
    }
    work.arrange_by(|a, b| chart.bars[a.0].start.total_cmp(&chart.bars[b.0].start));
    let mut running: Vec<(usize, Id)> = Vec::new();
    let mut pairs: Vec<(Id, Id)> = Vec::new();
    for (at, role) in work {
        running.retain(|(other, _)| chart.bars[*other].finish > chart.bars[at].start + NOISE);
        for &(other, beside) in &running {
            let pair = (role.min(beside), role.max(beside));
            let new = role != beside && !pairs.contains(&pair);
            if new && (other == at || ways.together(&[other, at]).len() > 1) {
                pairs.push(pair);
            }
        }
        running.push((at, role));
    }
    pairs
}

/// The people who can hold a role: its primary, then its deputies, each once.
pub fn people(role: &Record, view: &View<'_>) -> Vec<Id> {
    let items = role.items(Key::new("deputies"));
    let named = items.iter().map(|item| item.value("person"));
    let mut found: Vec<Id> = Vec::new();
    for value in std::iter::once(role.value(Path::of("primary"))).chain(named) {
        if let Holder::Here(person) = holder(value, view)
            && !found.contains(&person.id)
        {
            found.push(person.id);
        }
    }
    found
}

impl Work {
    // How many of its steps run at once, and which where they are too many.
    fn count(&mut self, chart: &Chart, mut steps: Vec<usize>, ways: &Ways<'_>) {
        steps.arrange_by(|a, b| chart.bars[*a].start.total_cmp(&chart.bars[*b].start));
        let mut running: Vec<usize> = Vec::new();
        for at in steps {
            let now = chart.bars[at].start + NOISE;
            running.retain(|&other| chart.bars[other].finish > now);
            running.push(at);
            if running.len() > self.wanted {
                let together = ways.together(&running);
                if together.len() > self.wanted {
                    self.wanted = together.len();
                    self.clash = together;
                }
            }
        }
        if self.wanted <= self.people.max(1) {
            self.clash.clear();
        }
        self.clash.arrange();
    }
}
