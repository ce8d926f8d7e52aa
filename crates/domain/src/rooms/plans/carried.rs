//! The runs of an activation's stages, and what follows from them.

use super::describe::STAGES;
use super::stages::{self, phase};
use super::track::{BackAt, Stage, StageState};
use crate::rooms::runbooks::achieved::achieved;
use crate::rooms::runbooks::recovery::{Hold, Recovery, after};
use crate::rooms::runbooks::run::{RunState, RunView, State};
use crate::rooms::runbooks::start::recovers;
use crate::rooms::services::capability::Runbooks;
use crate::view::View;
use holdfast_ledger::record::Item;
use holdfast_ledger::{Id, Record};
use std::sync::Arc;

// The run of each stage.
pub(super) struct Runs(pub(super) Vec<Option<(Id, Arc<RunView>)>>);

impl Runs {
    pub(super) fn of(activation: &Record, view: &View<'_>) -> Self {
        let run = |item: &Item<'_>| {
            let run = view
                .linked(item.value("run"))
                .filter(|record| record.kind == "run")?;
            Some((run.id, RunView::kept(run, view)))
        };
        Self(activation.items(STAGES).iter().map(run).collect())
    }

    pub(super) fn stages(&self, activation: &Record, view: &View<'_>) -> Vec<Stage> {
        let items = activation.items(STAGES);
        let place = |id: &String| items.iter().position(|item| item.id.to_string() == *id);
        let over = |at: &usize| {
            let run = self.0[*at].as_ref();
            let finished = run.is_some_and(|(_, run)| run.state == RunState::Finished);
            finished || !items[*at].text("skipped").is_empty()
        };
        let each = items
            .iter()
            .zip(&self.0)
            .enumerate()
            .map(|(n, (item, run))| {
                let named: Vec<String> = item.get("after").unwrap_or_default();
                let before: Vec<usize> = named
                    .iter()
                    .filter_map(place)
                    .filter(|at| *at != n)
                    .collect();
                let free = before.iter().all(over);
                let recovery = run.as_ref().map(|(_, run)| Recovery::of(run, view.now()));
                let runbook: Option<Id> = item.text("runbook").parse().ok();
                let skipped = item.text("skipped").into_owned();
                let state = state(
                    run.as_ref().map(|(_, run)| &**run),
                    free,
                    !skipped.is_empty(),
                );
                let left = left(state, recovery.as_ref(), runbook, view);
                let holds = run
                    .as_ref()
                    .zip(recovery.as_ref())
                    .filter(|_| state.is_open());
                Stage {
                    id: item.id,
                    phase: phase(&item.text("phase")),
                    title: item.text("title").into_owned(),
                    runbook,
                    run: run.as_ref().map(|(id, _)| *id),
                    after: before,
                    state,
                    progress: run.as_ref().map(|(_, run)| (run.finished, run.total)),
                    skipped,
                    holds: holds
                        .map(|((_, run), recovery)| held(run, recovery))
                        .unwrap_or_default(),
                    left: left.map(|(minutes, _)| minutes),
                    whole: left.is_some_and(|(_, whole)| whole),
                    expected: None,
                    critical: false,
                }
            });
        each.collect()
    }
}

fn held(run: &RunView, recovery: &Recovery) -> Vec<(Hold, String)> {
    let named = recovery.holds.iter().map(|hold| {
        let step = hold.step.and_then(|step| run.find(step));
        let name = step.map(|at| run.plan.steps[at].name());
        (hold.clone(), name.unwrap_or_default())
    });
    named.collect()
}

fn state(run: Option<&RunView>, free: bool, skipped: bool) -> StageState {
    if skipped {
        return StageState::Skipped;
    }
    let Some(run) = run else {
        return if free {
            StageState::Ready
        } else {
            StageState::Waiting
        };
    };
    let stuck = [State::Failed, State::Blocked, State::Disputed];
    let stuck = run.steps.iter().any(|step| stuck.contains(&step.state));
    match run.state {
        RunState::Finished => StageState::Finished,
        RunState::Abandoned => StageState::GivenUp,
        RunState::Running | RunState::NotStarted if !stuck => StageState::Running,
        _ => StageState::Trouble,
    }
}

// What a stage still takes, and whether that is all: of one under way what its run forecasts, else its
// runbook's critical path.
fn left(
    state: StageState,
    recovery: Option<&Recovery>,
    runbook: Option<Id>,
    view: &View<'_>,
) -> Option<(f64, bool)> {
    match (state, recovery) {
        (StageState::Finished | StageState::Skipped, _) => Some((0.0, true)),
        (StageState::Running | StageState::Trouble, Some(recovery)) => match &recovery.forecast {
            Ok(forecast) => Some((forecast.remaining, forecast.unestimated == 0)),
            Err(why) => crate::rooms::runbooks::recovery::is_known(why).then_some((0.0, true)),
        },
        _ => stages::length(runbook, view),
    }
}

// Whether a stage brings a service back: its run says so, else its runbook.
pub(super) fn brings(
    stage: &Stage,
    run: Option<&(Id, Arc<RunView>)>,
    service: Id,
    view: &View<'_>,
) -> bool {
    if let Some((_, run)) = run {
        let milestone = run
            .plan
            .steps
            .iter()
            .any(|step| step.restores == Some(service));
        return milestone || run.services.contains(&service);
    }
    let runbook = stage.runbook.and_then(|runbook| view.there(runbook));
    let own = service.to_string();
    runbook.is_some_and(|runbook| recovers(runbook).contains(&own))
}

// When a stage has a service back.
pub(super) fn ends(
    stage: &Stage,
    run: Option<&(Id, Arc<RunView>)>,
    service: Id,
    told: &Runbooks,
    view: &View<'_>,
) -> Option<BackAt> {
    let Some((id, run)) = run.filter(|_| stage.state != StageState::GivenUp) else {
        let (from, to) = stage.expected?;
        let minutes = stage
            .runbook
            .and_then(|runbook| told.minutes(runbook, service));
        let (at, whole) = minutes.map_or((to, stage.whole), |(minutes, whole)| {
            (after(from, minutes), whole)
        });
        return Some(BackAt::Expected(at, whole));
    };
    let record = view.there(*id)?;
    let reached = achieved(record, run)
        .into_iter()
        .find(|known| known.service == service);
    let from = run.occurred.or(run.detected);
    if let (Some(minutes), Some(from)) = (reached.and_then(|known| known.full.ok()), from) {
        return Some(BackAt::Since(after(from, minutes)));
    }
    if let (RunState::Finished, Some(ended)) = (run.state, run.ended) {
        return Some(BackAt::Since(ended));
    }
    let recovery = Recovery::of(run, view.now());
    let own = |at: usize| run.plan.steps[at].restores == Some(service);
    let coming = recovery.coming.iter().filter(|coming| own(coming.at));
    let milestone = coming.filter_map(|coming| coming.when).max();
    let (_, to) = stage.expected.filter(|_| stage.left.is_some())?;
    Some(BackAt::Expected(milestone.unwrap_or(to), stage.whole))
}
