//! A plan as a graph to look at: what comes after what.
//!
//! The plan's network has two activities for each step and goes through sections. For people only
//! steps count, so the others are taken out and what came before them leads to what comes after;
//! where that would make more edges than it saves, a junction stays.

use super::gantt::Chart;
use super::plan::Plan;
use super::steps::decision_of;
use crate::graph::layers::{self, Drawing};

/// Which steps are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All that somebody does.
    All,
    /// One node for each step of the first level, with all that stands under it.
    Sections,
    /// What stands under one step.
    Under(usize),
}

/// The most steps that are drawn at once unless somebody asks for them.
pub const MANY: usize = 300;

/// An edge between nodes, beside its route in the drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The answer that leads here; empty where it is no matter of an answer.
    pub answer: String,
    /// Whether it is on a critical path.
    pub critical: bool,
}

/// A plan's graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    /// The step of each node; none for a junction.
    pub nodes: Vec<Option<usize>>,
    /// For each route of the drawing, what it says.
    pub links: Vec<Link>,
    /// Where nodes and edges stand.
    pub drawing: Drawing,
}

/// The scope that suits a plan: all steps, unless they are too many and sections hold them.
pub fn usual_scope(plan: &Plan) -> Scope {
    let worked = plan.steps.iter().filter(|step| step.is_worked()).count();
    let first_level = plan.steps.iter().filter(|step| step.depth == 0).count();
    if worked > MANY && first_level < worked {
        Scope::Sections
    } else {
        Scope::All
    }
}

impl Graph {
    /// Draws a plan; with its chart, where it has one, critical edges are marked.
    pub fn of(plan: &Plan, chart: Option<&Chart>, scope: Scope) -> Self {
        let shown = shown(plan, scope);
        let mut net = Net::new(plan, &shown, scope);
        net.take_out();
        net.draw(plan, chart)
    }

    /// The steps of the first circle, each waiting for the one before it and the first for the
    /// last; nothing where there is none.
    pub fn circle(&self) -> Vec<usize> {
        let first = self.drawing.circles.first();
        let steps = first.map(|nodes| nodes.iter().filter_map(|&node| self.nodes[node]).collect());
        steps.unwrap_or_default()
    }
}

// For each step whether it gets a node.
fn shown(plan: &Plan, scope: Scope) -> Vec<bool> {
    let mut shown = vec![false; plan.steps.len()];
    let mut inside = vec![false; plan.steps.len()];
    for (at, step) in plan.steps.iter().enumerate() {
        inside[at] = step
            .parent
            .is_some_and(|parent| inside[parent] || scope == Scope::Under(parent));
        shown[at] = match scope {
            Scope::All => step.is_worked(),
            Scope::Sections => step.depth == 0,
            Scope::Under(_) => inside[at] && step.is_worked(),
        };
    }
    shown
}

// Edges between activities. The answer of an edge is the step that says "only if".
struct Net {
    visible: Vec<bool>,
    gone: Vec<bool>,
    after: Vec<Vec<(usize, Option<usize>)>>,
    before: Vec<Vec<usize>>,
}

impl Net {
    fn new(plan: &Plan, shown: &[bool], scope: Scope) -> Self {
        let n = plan.steps.len();
        let mut net = Self {
            visible: shown.to_vec(),
            gone: vec![false; 2 * n],
            after: vec![Vec::new(); 2 * n],
            before: vec![Vec::new(); 2 * n],
        };
        net.visible.resize(2 * n, false);
        // In sections all activities of a step of the first level are that step.
        let mut stands_for: Vec<usize> = (0..2 * n).collect();
        if scope == Scope::Sections {
            for (at, step) in plan.steps.iter().enumerate() {
                let top = step.parent.map_or(at, |parent| stands_for[parent]);
                (stands_for[at], stands_for[n + at]) = (top, top);
            }
        }
        let implied = Implied::of(plan);
        for (to, before) in plan.before.iter().enumerate() {
            for &from in before {
                let (a, b) = (stands_for[from], stands_for[to]);
                if a != b && !implied.says(plan, from, to) {
                    net.join(a, b, answer(plan, from, to));
                }
            }
        }
        net
    }

    fn join(&mut self, from: usize, to: usize, answer: Option<usize>) {
        let known = self.after[from].iter_mut().find(|(known, _)| *known == to);
        if let Some((_, known)) = known {
            *known = known.or(answer);
            return;
        }
        self.after[from].push((to, answer));
        self.before[to].push(from);
    }

    // Takes out what is not shown, as long as that makes no more edges than there were.
    fn take_out(&mut self) {
        let mut again = true;
        while again {
            again = false;
            for at in 0..self.visible.len() {
                let (many_in, many_out) = (self.before[at].len() > 1, self.after[at].len() > 1);
                let itself = self.before[at].contains(&at);
                if self.visible[at] || self.gone[at] || itself || (many_in && many_out) {
                    continue;
                }
                again = true;
                self.gone[at] = true;
                let before = std::mem::take(&mut self.before[at]);
                let after = std::mem::take(&mut self.after[at]);
                for &(to, _) in &after {
                    self.before[to].retain(|&from| from != at);
                }
                for &from in &before {
                    let led = self.after[from].iter().position(|(to, _)| *to == at);
                    let asked = led.and_then(|led| self.after[from].remove(led).1);
                    for &(to, answer) in &after {
                        self.join(from, to, answer.or(asked));
                    }
                }
            }
        }
    }

    fn draw(self, plan: &Plan, chart: Option<&Chart>) -> Graph {
        let n = plan.steps.len();
        let stays = |at: &usize| !self.gone[*at];
        let mut place = vec![usize::MAX; 2 * n];
        let mut activities: Vec<usize> = (0..n).filter(stays).collect();
        activities.extend((n..2 * n).filter(stays));
        for (node, &activity) in activities.iter().enumerate() {
            place[activity] = node;
        }
        let mut edges = Vec::new();
        let mut links = Vec::new();
        for &from in &activities {
            for &(to, answer) in self.after[from]
                .iter()
                .filter(|(to, _)| place[*to] < usize::MAX)
            {
                edges.push((place[from], place[to]));
                links.push(Link {
                    answer: answer
                        .map(|step| plan.steps[step].when.clone())
                        .unwrap_or_default(),
                    critical: chart.is_some_and(|chart| holds_up(chart, from, to)),
                });
            }
        }
        let step = |&activity: &usize| self.visible[activity].then(|| plan.step_of(activity));
        Graph {
            nodes: activities.iter().map(step).collect(),
            links,
            drawing: layers::draw(activities.len(), &edges),
        }
    }
}

// Which steps follow a sibling, and which lead to one: what they stand under then says nothing more
// of them.
struct Implied {
    led: Vec<bool>,
    leads: Vec<bool>,
}

impl Implied {
    fn of(plan: &Plan) -> Self {
        let n = plan.steps.len();
        let (mut led, mut leads) = (vec![false; n], vec![false; n]);
        for (to, step) in plan.steps.iter().enumerate() {
            for from in plan.before[to]
                .iter()
                .filter_map(|from| from.checked_sub(n))
            {
                if plan.steps[from].parent == step.parent {
                    (led[to], leads[from]) = (true, true);
                }
            }
        }
        Self { led, leads }
    }

    // Whether other edges say as much as this one.
    fn says(&self, plan: &Plan, from: usize, to: usize) -> bool {
        let n = plan.steps.len();
        match (from < n, to < n) {
            (true, true) => self.led[to],
            (true, false) => plan.holds_steps(from),
            (false, false) => self.leads[from - n],
            (false, true) => false,
        }
    }
}

// The step whose "only if" decides whether this edge is gone along.
fn answer(plan: &Plan, from: usize, to: usize) -> Option<usize> {
    let n = plan.steps.len();
    let step = plan.steps.get(to).filter(|step| !step.when.is_empty())?;
    let same_way = from >= n && plan.steps[from - n].when == step.when;
    (!same_way && decision_of(&plan.steps, step.parent).is_some()).then_some(to)
}

// Whether both ends are critical and the one begins when the other ends.
fn holds_up(chart: &Chart, from: usize, to: usize) -> bool {
    let finish = |activity: usize| match chart.bars.get(activity) {
        Some(bar) => bar.finish,
        None => chart.schedule.times[activity].earliest_finish,
    };
    let times = &chart.schedule.times;
    let critical = |activity: usize| match chart.bars.get(activity) {
        Some(bar) => bar.critical,
        None => times[activity].is_critical(),
    };
    let start = times[to].earliest_start;
    let meets = |time: f64| (time - start).abs() <= 1e-6 * start.max(1.0);
    critical(from) && critical(to) && (meets(finish(from)) || meets(times[from].earliest_finish))
}
