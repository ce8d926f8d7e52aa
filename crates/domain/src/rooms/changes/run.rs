//! A change is implemented as a live run of its runbook.

use crate::ask::Ask;
use crate::describe::{Action, Tone};
use crate::rooms::runbooks::run::{RunState, RunView};
use crate::rooms::runbooks::start::{self, Options};
use crate::rooms::runbooks::{disputed, posts};
use crate::view::View;
use holdfast_ledger::{Edit, Path, Record, Text};

/// The run of a runbook that is carried out for a change: the last one that nobody gave up.
pub fn of_change<'v>(change: &Record, runbook: &Record, view: &View<'v>) -> Option<&'v Record> {
    runs(change, view)
        .into_iter()
        .filter(|run| names(run, "runbook", runbook))
        .rfind(|run| RunView::kept(run, view).state != RunState::Abandoned)
}

/// The runs that are carried out for a change, the oldest first.
pub fn runs<'v>(change: &Record, view: &View<'v>) -> Vec<&'v Record> {
    let named = view
        .ledger
        .mentions(change.id)
        .filter_map(|id| view.there(id));
    let own =
        |run: &&Record| run.kind == "run" && View::is_live(run) && names(run, "subject", change);
    named.filter(own).collect()
}

fn names(run: &Record, field: &'static str, other: &Record) -> bool {
    run.value(Path::of(field)) == Some(&Text::string(&other.id.to_string()))
}

/// The action "Start the run", of a change that is being implemented and has a runbook for that which
/// nobody runs yet.
pub fn action(change: &Record, view: &View<'_>) -> Option<Action> {
    let runbook = view.linked(change.value(Path::of("implementation_runbook")))?;
    if super::rules::state(change) != "implementing" {
        return None;
    }
    if of_change(change, runbook, view).is_some() {
        return None;
    }
    let refused = if view.user.trim().is_empty() {
        Some("Say first who is using this device (in Settings): a run is signed.".to_owned())
    } else if disputed::before_start(runbook, view).is_empty() {
        None
    } else {
        Some(format!(
            "Parts of {} are disputed. Decide them first, or start the run from its page.",
            view.name(runbook)
        ))
    };
    Some(Action {
        key: "start_run",
        label: "Start the run".to_owned(),
        tone: Tone::Good,
        refused,
        about: String::new(),
        asks: &[],
        perform: begin,
    })
}

fn begin(ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    let (change, view) = (ask.record, ask.view);
    let runbook = view.linked(change.value(Path::of("implementation_runbook")));
    let runbook = runbook.ok_or("The runbook is no longer there.")?;
    let options = Options {
        mode: "actual",
        title: view.name(change),
        subject: Some(change.id),
        parts: posts::parts(runbook, &view),
        ..Options::default()
    };
    start::check(&options, view.now())?;
    Ok(start::start(runbook, &view, &options, ask.mint).edits)
}
