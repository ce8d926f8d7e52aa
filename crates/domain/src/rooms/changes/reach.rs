//! What a change may touch beside its services, and from where on it cannot be taken back.

use super::run::of_change;
use crate::describe::{Cell, Tone};
use crate::rooms::runbooks::gantt::Chart;
use crate::rooms::runbooks::plan::Plan;
use crate::rooms::runbooks::run::{RunView, State};
use crate::rooms::services::blast::{Effect, loss};
use crate::rooms::services::catalogue::Catalogue;
use crate::value::minutes;
use crate::view::View;
use holdfast_ledger::{Id, Path, Record};

/// What happens to other services where those of a change fail all at once, in the order of the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// What goes down with them, each with what takes it down.
    pub down: Vec<(Id, Id)>,
    /// What works less well, each with what it misses.
    pub reduced: Vec<(Id, Id)>,
}

/// What happens to other services where those of a change fail; none where it names no service that is here.
pub fn reach(change: &Record, view: &View<'_>) -> Option<Reach> {
    let ids: Vec<String> = change.get("services").unwrap_or_default();
    let all = Catalogue::kept(view);
    let own = ids.iter().filter_map(|id| all.find(id.parse().ok()?));
    let own: Vec<u32> = own.collect();
    if own.is_empty() {
        return None;
    }
    let loss = loss(&all.net, &own);
    let hit = |effect: Effect| {
        let others = (0..all.net.nodes() as u32).filter(|node| !own.contains(node));
        let hit = others.filter(|node| loss.effect[*node as usize] == effect);
        hit.map(|node| {
            (
                all.ids[node as usize],
                all.ids[loss.because[node as usize] as usize],
            )
        })
        .collect()
    };
    Some(Reach {
        down: hit(Effect::Down),
        reduced: hit(Effect::Reduced),
    })
}

/// How many of the services that a figure counts are named in its inputs.
const NAMED: usize = 12;

/// The figure `blast_radius`.
pub fn blast_radius(change: &Record, view: &View<'_>) -> Cell {
    let Some(reach) = reach(change, view) else {
        return Cell::unknown("the change names no service");
    };
    let (down, reduced) = (reach.down.len(), reach.reduced.len());
    let mut said = Vec::new();
    for (what, hit) in [("down", &reach.down), ("reduced", &reach.reduced)] {
        let name = |id: &(Id, Id)| Some(view.name(view.there(id.0)?));
        let names: Vec<String> = hit.iter().take(NAMED).filter_map(name).collect();
        if !names.is_empty() {
            let more = hit.len().saturating_sub(NAMED);
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            said.push(format!("{what}: {}{more}", names.join(", ")));
        }
    }
    if said.is_empty() {
        said.push("nothing else depends on its services so that it would be hit".to_owned());
    }
    let text = match (down, reduced) {
        (0, 0) => "nothing else".to_owned(),
        (down, 0) => format!("{down} down"),
        (0, reduced) => format!("{reduced} reduced"),
        (down, reduced) => format!("{down} down, {reduced} reduced"),
    };
    Cell {
        text,
        rank: Some(down as f64 + reduced as f64 / 1e6),
        inputs: said.join("; "),
        ..Cell::default()
    }
}

/// A step after which there is no way back.
#[derive(Clone, Debug, PartialEq)]
pub struct NoReturn {
    /// What the step is called.
    pub name: String,
    /// When it begins at the earliest, in minutes after the start; none where steps wait for each other.
    pub after: Option<f64>,
    /// Whether it was begun.
    pub passed: bool,
}

/// The points of no return of a change's implementation runbook, or of the run that carries it out, in the order of
/// the plan.
///
/// # Errors
/// Why nobody knows.
pub fn no_return(change: &Record, view: &View<'_>) -> Result<Vec<NoReturn>, &'static str> {
    let runbook = view.linked(change.value(Path::of("implementation_runbook")));
    let runbook = runbook.ok_or("no implementation runbook is linked")?;
    let run = of_change(change, runbook, view).map(|run| RunView::kept(run, view));
    let whole;
    let plan: &Plan = if let Some(run) = &run {
        &run.plan
    } else {
        whole = Plan::whole(runbook, view);
        &whole
    };
    let chart = Chart::of(plan).ok();
    let steps = plan.steps.iter().enumerate();
    let found = steps
        .filter(|(_, step)| step.irreversible)
        .map(|(at, step)| {
            let state = run.as_ref().map(|run| run.steps[at].state);
            let begins = |chart: &Chart| chart.bars[at].start;
            NoReturn {
                name: step.name(),
                after: chart.as_ref().map(begins),
                passed: state.is_some_and(|state| {
                    !matches!(
                        state,
                        State::Pending | State::Ready | State::Skipped | State::NotApplicable
                    )
                }),
            }
        });
    Ok(found.collect())
}

/// The figure `points_of_no_return`.
pub fn points_of_no_return(change: &Record, view: &View<'_>) -> Cell {
    let points = match no_return(change, view) {
        Ok(points) => points,
        Err(why) => return Cell::unknown(why),
    };
    let told = points
        .iter()
        .map(|point| match (point.passed, point.after) {
            (true, _) => format!("{}: passed", point.name),
            (false, Some(after)) => format!("{}: {} after the start", point.name, minutes(after)),
            (false, None) => point.name.clone(),
        });
    let told: Vec<String> = told.collect();
    let passed = points.iter().filter(|point| point.passed).count();
    let text = match (points.len(), passed) {
        (0, _) => "none marked".to_owned(),
        (all, 0) => all.to_string(),
        (all, passed) => format!("{passed} of {all} passed"),
    };
    Cell {
        text,
        rank: Some(points.len() as f64),
        tone: if passed > 0 { Tone::Warn } else { Tone::Plain },
        inputs: if told.is_empty() {
            "no step of the implementation runbook is marked as one".to_owned()
        } else {
            told.join("; ")
        },
    }
}
