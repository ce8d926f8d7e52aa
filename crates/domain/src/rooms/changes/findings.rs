//! What is wrong with a change, or wants attention. Nothing is refused when copies
//! merge, so what a merge breaks shows here as well.

use super::approvals::{is_of, tally};
use super::conflicts::conflicts;
use super::rules::state;
use super::window::{BadWindow, Window};
use super::{questions, templates};
use crate::describe::Finding;
use crate::rooms::review;
use crate::value::{moment, part};
use crate::view::View;
use holdfast_ledger::{Key, Path, Record};

/// What is wrong with a change. Rejected and cancelled ones are left in peace.
pub fn findings(change: &Record, view: &View<'_>) -> Vec<Finding> {
    let state = &*state(change);
    let mut found = Vec::new();
    match state {
        "draft" => {
            found.extend(window_finding(change, view, state));
            found.extend(conflict_findings(change, view));
        }
        "submitted" | "assessed" | "authorised" | "scheduled" | "implementing" => {
            found.extend(plan_findings(change));
            found.extend(window_finding(change, view, state));
            found.extend(conflict_findings(change, view));
            found.extend(questions::below(change, view));
            found.extend(template_finding(change, view, state));
            found.extend(approval_findings(change, view, state));
        }
        "review" | "closed" => {
            found.extend(approval_findings(change, view, state));
            if state == "closed" && change.value(Path::of("outcome")).is_none() {
                let text = "It is closed, but nobody said how it ended.".to_owned();
                found.push(Finding::warn("change-no-outcome", Some("outcome"), text));
            }
        }
        _ => return found,
    }
    review::beside(found, change, view)
}

fn plan_findings(change: &Record) -> Vec<Finding> {
    let mut found = Vec::new();
    let empty = |field| change.text(field).trim().is_empty();
    let runbook = |field| change.value(Path::of(field)).is_some();
    if empty("back_out_plan") && !runbook("back_out_runbook") {
        let text = "There is no back-out plan. Write down the way back.".to_owned();
        found.push(Finding::bad(
            "change-no-back-out",
            Some("back_out_plan"),
            text,
        ));
    }
    if empty("test_plan") && !runbook("test_runbook") {
        let text = "There is no test plan. Write down how you see that it works.".to_owned();
        found.push(Finding::warn("change-no-test", Some("test_plan"), text));
    }
    if empty("requester") {
        let text = "Nobody is named as requester, so four eyes cannot be checked.".to_owned();
        found.push(Finding::warn(
            "change-no-requester",
            Some("requester"),
            text,
        ));
    }
    let outage = change.value(Path::of("outage"));
    let expected = outage.and_then(|outage| part(outage, "expected"));
    if expected.is_some_and(|flag| flag.as_str() == "true") {
        if empty("communications") && !runbook("communications_runbook") {
            let text =
                "An outage is expected, but nobody is to be told. Write down who is told what."
                    .to_owned();
            found.push(Finding::bad(
                "change-outage-untold",
                Some("communications"),
                text,
            ));
        }
        let minutes = outage.and_then(|outage| part(outage, "minutes"));
        if minutes.and_then(|minutes| minutes.get::<f64>()).is_none() {
            let text = "An outage is expected; how long is unknown.".to_owned();
            found.push(Finding::warn("change-outage-length", Some("outage"), text));
        }
    }
    found
}

fn window_finding(change: &Record, view: &View<'_>, state: &str) -> Option<Finding> {
    let field = Some("window");
    let emergency = change.text("type") == "emergency";
    let window = match Window::of(change) {
        Ok(window) => window,
        Err(BadWindow::Missing) => {
            let needed = matches!(state, "authorised" | "scheduled" | "implementing");
            return (needed && !emergency).then(|| {
                let text = "There is no window. Agree on one.".to_owned();
                Finding::warn("change-no-window", field, text)
            });
        }
        Err(why) => {
            return Some(Finding::bad(
                "change-bad-window",
                field,
                format!("{why} Mend it."),
            ));
        }
    };
    if window.end >= view.now() {
        return None;
    }
    let end = moment(window.end, view);
    match state {
        "implementing" => Some(Finding::bad(
            "change-overrun",
            field,
            format!(
                "The window ended on {end} and the change is still being implemented. Finish or back out."
            ),
        )),
        "draft" => None,
        _ => Some(Finding::warn(
            "change-window-passed",
            field,
            format!(
                "The window ended on {end} and the change has not begun. Agree on another one."
            ),
        )),
    }
}

fn conflict_findings(change: &Record, view: &View<'_>) -> Vec<Finding> {
    let found = conflicts(change, view).into_iter().map(|conflict| {
        let make = if conflict.blocks {
            Finding::bad
        } else {
            Finding::warn
        };
        make(conflict.with.rule(), Some("window"), conflict.text)
    });
    found.collect()
}

fn template_finding(change: &Record, view: &View<'_>, state: &str) -> Option<Finding> {
    let wants = state == "submitted" && change.text("type") == "standard";
    let why = wants
        .then(|| templates::unapproved(change, view))
        .flatten()?;
    Some(Finding::warn(
        "change-template-unapproved",
        Some("template"),
        why,
    ))
}

fn approval_findings(change: &Record, view: &View<'_>, state: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let field = Some("approvals");
    // What was done elsewhere was approved there, if it was: here each step is in the log.
    let empty = |list: &'static str| change.items(Key::new(list)).is_empty();
    if matches!(state, "review" | "closed") && empty("log") && empty("approvals") {
        return found;
    }
    if change.text("type") == "standard" {
        found.extend(changed_since(change, "scheduled"));
        return found;
    }
    let tally = tally(change, view);
    if tally.asked > 0 && tally.needed > tally.asked {
        let text = format!(
            "{} approvals are needed, but only {} are asked.",
            tally.needed, tally.asked
        );
        found.push(Finding::warn("change-too-few-asked", field, text));
    }
    if !tally.own.is_empty() {
        let text = format!(
            "Approved by the one who requests it: {}. That does not count (four eyes).",
            tally.own.join(", ")
        );
        found.push(Finding::bad("change-own-approval", field, text));
    }
    if !tally.twice.is_empty() {
        let text = format!(
            "Answered more than once: {}. Each counts once.",
            tally.twice.join(", ")
        );
        found.push(Finding::warn("change-approved-twice", field, text));
    }
    if matches!(state, "submitted" | "assessed") {
        if tally.outdated > 0 {
            let text = format!(
                "{} of the approvals below were given before the change was edited and no longer count.",
                tally.outdated
            );
            found.push(Finding::warn("change-approval-outdated", field, text));
        }
        return found;
    }
    if tally.is_enough() {
        return found;
    }
    let gap = format!("{} of {} approvals are there", tally.given, tally.needed);
    if let Some(finding) = changed_since(change, "authorised").filter(|_| tally.outdated > 0) {
        found.push(finding);
    } else if change.text("type") == "emergency" {
        let text = format!("An emergency went ahead before it was approved: {gap}. Get the rest.");
        found.push(Finding::bad("change-emergency-unapproved", field, text));
    } else {
        let text = format!("It went ahead without the approvals that it needs: {gap}.");
        found.push(Finding::bad("change-unapproved", field, text));
    }
    found
}

/// The finding `change-changed-since`: what stands there now is not what stood there
/// when the change was authorised (a standard one: scheduled).
fn changed_since(change: &Record, to: &str) -> Option<Finding> {
    let log = change.items(Key::new("log"));
    let entry = log.iter().rfind(|entry| entry.text("to") == to)?;
    let then = entry.text("content");
    (!then.is_empty() && !is_of(&then, change)).then(|| {
        let text = "Changed since approval: window, plan, outage or risk level are not what was \
                    approved. Have it approved again, or undo the edit."
            .to_owned();
        Finding::bad("change-changed-since", Some("approvals"), text)
    })
}
