//! The states of plans and activations, and the steps between them.

use super::findings::listed;
use super::track::goes_on;
use super::under_way::{not_back, open_runs};
use super::{activate, deeds};
use crate::ask::Ask;
use crate::describe::{Action, Field, Tone, Type, field};
use crate::rooms::flow::{self, Step, WHY, Written, because, silently, step};
use crate::rooms::review;
use crate::rooms::runbooks::rules::{NEWS, approval, disputed};
use crate::rooms::runbooks::version;
use crate::rooms::runbooks::versions::{self, Version};
use crate::value::{instant, instant_text};
use crate::view::View;
use holdfast_ledger::{Edit, Path, Record, Text};

/// The field in which a plan's state stands.
const STATUS: &str = "status";
/// The state of a plan that nobody has done anything with.
pub const FIRST: &str = "draft";
/// The state that an activation begins in.
pub const BEGUN: &str = "active";
/// Steps that are only there while a plan says something else than what was approved.
const AGAIN: [&str; 2] = ["approve_changes", "approve_in_force"];

/// The steps of a plan.
pub static STEPS: [Step; 7] = [
    Step {
        blocked: |plan, _| no_services(plan),
        ..step("submit", "Submit for review", &["draft"], "in_review")
    },
    Step {
        asks: NEWS,
        blocked: unfit,
        writes: approved,
        ..step("approve", "Approve", &["in_review"], "approved")
    },
    Step {
        asks: NEWS,
        blocked: unfit,
        writes: approved,
        ..step(AGAIN[0], "Approve the changes", &["approved"], "approved")
    },
    Step {
        asks: NEWS,
        blocked: unfit,
        writes: approved,
        ..step(AGAIN[1], "Approve the changes", &["active"], "active")
    },
    Step {
        blocked: |plan, _| changed(plan),
        ..step("put_in_force", "Put in force", &["approved"], "active")
    },
    Step {
        tone: Tone::Plain,
        ..step(
            "draft",
            "Back to draft",
            &["in_review", "approved", "active"],
            "draft",
        )
    },
    Step {
        tone: Tone::Plain,
        ..step(
            "retire",
            "Retire",
            &["draft", "approved", "active"],
            "retired",
        )
    },
];

fn no_services(plan: &Record) -> Option<String> {
    let services: Vec<String> = plan.get("services").unwrap_or_default();
    services
        .is_empty()
        .then(|| "It names no service that it brings back.".to_owned())
}

fn unfit(plan: &Record, view: &View<'_>) -> Option<String> {
    let nobody = view.user.trim().is_empty();
    let nobody = nobody
        .then(|| "Say first who is using this device (in Settings): this is signed.".to_owned());
    nobody
        .or_else(|| no_services(plan))
        .or_else(|| disputed(plan))
}

fn changed(plan: &Record) -> Option<String> {
    version::changed_since_approval(plan).then(|| {
        "It was changed since it was approved. Have the changes approved first.".to_owned()
    })
}

fn approved(ask: &mut Ask<'_>) -> Written {
    silently(approval(ask)?)
}

/// What can be done with a plan.
pub fn actions(plan: &Record, view: &View<'_>) -> Vec<Action> {
    let status = flow::state_in(plan, STATUS, FIRST);
    let mut offered = flow::offered(&STEPS, (plan, &status), view, perform);
    let changed = version::changed_since_approval(plan);
    offered.retain(|action| changed || !AGAIN.contains(&action.key));
    offered.extend(activate::action(plan, view));
    offered.push(review::action(review::mark_yearly));
    offered
}

fn perform(ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    flow::take_in(STATUS, &STEPS, FIRST, ask, |_, _, _, _| Vec::new())
}

const STAND_DOWN: &[Field] = &[
    field("why", "Why is it over?", Type::Prose),
    field("lessons", "Lessons", Type::Prose)
        .help("What went well, what did not. May be written later, on the record."),
];

/// The steps of an activation.
pub static ACTIVATION_STEPS: [Step; 2] = [
    Step {
        asks: STAND_DOWN,
        writes: stand_down,
        ..step("stand_down", "Stand down", &["active"], "stood_down")
    },
    Step {
        tone: Tone::Plain,
        asks: WHY,
        writes: because,
        ..step("cancel", "Cancel the activation", &["active"], "cancelled")
    },
];

fn stand_down(ask: &mut Ask<'_>) -> Written {
    let (_, why) = because(ask)?;
    let mut edits = vec![ask.set("stood_down", instant_text(ask.view.now()))];
    let lessons = ask.answer("lessons");
    if !lessons.is_empty() {
        let before = ask.record.text("lessons");
        let both = [&*before, &lessons].join("\n\n");
        edits.push(ask.set("lessons", Text::string(both.trim())));
    }
    Ok((edits, why))
}

/// What can be done with an activation as a whole; its stages have deeds of their own ([`deeds`]).
pub fn activation_actions(activation: &Record, view: &View<'_>) -> Vec<Action> {
    let state = flow::state(activation, BEGUN);
    let take = |ask: Ask<'_>| flow::take(&ACTIVATION_STEPS, BEGUN, ask, log);
    let mut offered = flow::offered(&ACTIVATION_STEPS, (activation, &state), view, take);
    let mut about = Vec::new();
    let open = open_runs(activation, view);
    if !open.is_empty() {
        about.push(format!(
            "These runs go on after it, each to be finished or given up on its own page: {}.",
            listed(&open)
        ));
    }
    let away = not_back(activation, view);
    if !away.is_empty() {
        about.push(format!(
            "Nobody said that these are back: {}. Write down what is back first; afterwards it stays unknown.",
            listed(&away)
        ));
    }
    for action in &mut offered {
        action.about = about.join("\n\n");
    }
    if !goes_on(activation) {
        offered.push(review::action(review::mark_yearly));
    }
    offered
}

fn log(ask: &mut Ask<'_>, _: &str, to: &str, said: &str) -> Vec<Edit> {
    let what = if to == "stood_down" {
        "stood_down"
    } else {
        "decision"
    };
    deeds::entry(ask, what, said, None)
}

/// What a plan says beside its title and state.
pub fn badge(plan: &Record) -> Option<&'static str> {
    version::changed_since_approval(plan).then_some("Changed since approval")
}

/// Whether an activation's plan was approved as it stood then.
pub fn was_approved(activation: &Record, view: &View<'_>) -> Option<bool> {
    let plan = view.linked(activation.value(Path::of("plan")))?;
    Some(carried_version(activation, plan).is_some())
}

/// The version of its plan that an activation carried out: the newest that was approved when it was declared.
pub fn carried_version(activation: &Record, plan: &Record) -> Option<Version> {
    let declared = instant(activation.value(Path::of("declared")));
    let content = activation.text("plan_version");
    versions::find_by(plan, &content, declared.unwrap_or(i64::MAX))
}
