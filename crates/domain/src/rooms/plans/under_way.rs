//! What is wrong with activations.

use super::activate::may;
use super::describe::STAGES;
use super::findings::{listed, names};
use super::returned::BackAt;
use super::rules::was_approved;
use super::track::{self, Late, StageState, Track};
use crate::describe::Finding;
use crate::rooms::people::rules::named;
use crate::rooms::review;
use crate::rooms::runbooks::run::RunView;
use crate::view::View;
use holdfast_ledger::{Path, Record};

/// What is wrong with an activation.
pub fn activation(activation: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if was_approved(activation, view) == Some(false) {
        let text = "The plan was not approved as it stood when it was activated.".to_owned();
        found.push(Finding::warn(
            "activation-unapproved",
            Some("plan_version"),
            text,
        ));
    }
    let plan = view.linked(activation.value(Path::of("plan")));
    let by = activation.text("by");
    let who = activation.text("by_id").parse().ok();
    let who = who.or_else(|| named(view, &by));
    if plan.and_then(|plan| may(plan, who, view)) == Some(false) {
        let text = format!("{by} activated it, whom the plan does not name among those who may.");
        found.push(Finding::warn("activation-no-authority", Some("by"), text));
    }
    let lessons = !activation.text("lessons").trim().is_empty();
    if activation.text("state") == "stood_down" && !lessons {
        let text = "It is over, and nobody wrote down what was learned.".to_owned();
        found.push(Finding::warn(
            "activation-no-lessons",
            Some("lessons"),
            text,
        ));
    }
    if lessons && !did_any(activation, view) {
        let text = "No stage was finished, and with its lessons it counts as an exercise of the plan. If it showed \
                    little, exercise the plan again.";
        found.push(Finding::warn(
            "activation-nothing-done",
            Some("stages"),
            text.to_owned(),
        ));
    }
    if track::goes_on(activation) {
        found.extend(under_way(activation, view));
    } else {
        found.extend(left_open(activation, view));
    }
    review::beside(found, activation, view)
}

/// Whether an activation that is stood down finished any of its stages; of others nobody asks.
pub(super) fn did_any(activation: &Record, view: &View<'_>) -> bool {
    let asked = activation.text("state") == "stood_down";
    !asked
        || Track::of(activation, view)
            .stages
            .iter()
            .any(|stage| stage.state == StageState::Finished)
}

/// The names of its runs that nobody ended.
pub(super) fn open_runs(activation: &Record, view: &View<'_>) -> Vec<String> {
    let items = activation.items(STAGES);
    let runs = items
        .iter()
        .filter_map(|item| view.linked(item.value("run")));
    let open = runs.filter(|run| View::is_live(run) && !RunView::kept(run, view).state.is_over());
    open.map(|run| view.name(run)).collect()
}

/// The names of its services of which nobody knows that they are back.
pub(super) fn not_back(activation: &Record, view: &View<'_>) -> Vec<String> {
    if !track::goes_on(activation) {
        return Vec::new();
    }
    let clocks = Track::of(activation, view).clocks.into_iter();
    let away = clocks.filter(|clock| !matches!(clock.back, BackAt::Since(_)));
    away.filter_map(|clock| Some(view.name(view.there(clock.service)?)))
        .collect()
}

// Runs that nobody ended stand among what goes on for everybody.
fn left_open(activation: &Record, view: &View<'_>) -> Option<Finding> {
    let open = open_runs(activation, view);
    (!open.is_empty()).then(|| {
        let text = format!(
            "It is over, and these runs go on: {}. Finish them, or give them up.",
            listed(&open)
        );
        Finding::warn("activation-runs-open", Some("stages"), text)
    })
}

fn under_way(activation: &Record, view: &View<'_>) -> Vec<Finding> {
    let now = Track::of(activation, view);
    let mut found = Vec::new();
    let stuck = now
        .stages
        .iter()
        .filter(|stage| matches!(stage.state, StageState::Trouble | StageState::GivenUp));
    let stuck: Vec<String> = stuck.map(|stage| stage.title.clone()).collect();
    if !stuck.is_empty() {
        let text = format!(
            "In trouble: {}. Mend it in its run, or skip the stage.",
            listed(&stuck)
        );
        found.push(Finding::bad("activation-trouble", Some("stages"), text));
    }
    let of = |late: Late| {
        let own = now
            .clocks
            .iter()
            .filter(move |clock| clock.late(view.now()) == Some(late));
        names(own.map(|clock| clock.service), view)
    };
    let late = of(Late::Passed);
    if !late.is_empty() {
        let text = format!("Not back within the RTO: {}.", listed(&late));
        found.push(Finding::bad("activation-late", Some("stages"), text));
    }
    let coming = of(Late::Forecast);
    if !coming.is_empty() {
        let text = format!("Forecast to be back after the RTO: {}.", listed(&coming));
        found.push(Finding::warn(
            "activation-late-forecast",
            Some("stages"),
            text,
        ));
    }
    found
}
