//! How much work a plan asks of each role, and what that means for the people there are.

use super::gantt::Chart;
use super::plan::Plan;
use crate::graph::level::{self, Need};
use crate::rooms::people::rules::{Holder, holder};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record, Text};

/// The work of one role.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// The role.
    pub role: Id,
    /// What it is called.
    pub name: String,
    /// The steps that it does, those without a duration too.
    pub steps: Vec<usize>,
    /// The minutes that they take together, as expected.
    pub minutes: f64,
    /// How many people can hold it: primary and deputies who are here.
    pub people: usize,
    /// How many of its steps run at once at most, if each begins as early as it can.
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
    /// The people that a plan needs, and what comes of those there are.
    pub fn of(plan: &Plan, chart: &Chart, view: &View<'_>) -> Self {
        let minutes = plan.minutes();
        let mut roles: Vec<Work> = Vec::new();
        let mut needs: Vec<Need> = vec![None; 2 * plan.steps.len()];
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
            roles[place].minutes += minutes[at];
            if minutes[at] > 0.0 {
                needs[at] = Some(place);
            }
        }
        for work in &mut roles {
            work.count(chart, &minutes);
        }
        let mut crew = Self {
            roles,
            without_role,
            finish: chart.finish,
            late: Vec::new(),
        };
        crew.level(plan, chart, minutes, &needs);
        crew
    }

    fn level(&mut self, plan: &Plan, chart: &Chart, minutes: Vec<f64>, needs: &[Need]) {
        let capacity: Vec<usize> = self.roles.iter().map(|work| work.people.max(1)).collect();
        let mut durations = minutes;
        durations.resize(2 * plan.steps.len(), 0.0);
        let free = &chart.schedule;
        let start = level::level(
            &durations,
            &plan.before,
            &plan.holds(),
            free,
            needs,
            &capacity,
        );
        // A chart has no circle.
        let Ok(start) = start else { return };
        let ends = start
            .iter()
            .zip(&durations)
            .map(|(start, length)| start + length);
        self.finish = ends.fold(0.0, f64::max);
        let wait = |at: &usize| start[*at] - chart.bars[*at].start;
        let booked = (0..plan.steps.len()).filter(|at| needs[*at].is_some());
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
    fn count(&mut self, chart: &Chart, minutes: &[f64]) {
        let mut steps: Vec<usize> = self.steps.clone();
        steps.retain(|&at| minutes[at] > 0.0);
        steps.arrange_by(|a, b| chart.bars[*a].start.total_cmp(&chart.bars[*b].start));
        let mut running: Vec<usize> = Vec::new();
        for at in steps {
            // Sums of durations in different order differ in the last bits.
            let now = chart.bars[at].start + 1e-6;
            running.retain(|&other| chart.bars[other].finish > now);
            running.push(at);
            if running.len() > self.wanted {
                self.wanted = running.len();
                self.clash.clone_from(&running);
            }
        }
        if self.wanted <= self.people.max(1) {
            self.clash.clear();
        }
        self.clash.arrange();
    }
}
