//! How a runbook goes from draft to approved.

use super::steps::STEPS;
use super::{version, versions};
use crate::ask::Ask;
use crate::describe::{Action, Field, Finding, Tone, Type, field};
use crate::rooms::review;
use crate::value;
use crate::view::View;
use holdfast_ledger::sort::Ordered;
use holdfast_ledger::{Edit, Record, Text};

/// What is asked of whoever approves.
pub const NEWS: &[Field] = &[field("summary", "What is new", Type::Line)
    .help("A few words for the list of versions. May stay empty.")];

/// What can be done with a runbook now.
pub fn actions(runbook: &Record, view: &View<'_>) -> Vec<Action> {
    let status = runbook.text("status");
    let mut actions = match &*status {
        "in_review" => vec![
            approve("Approve", runbook, view),
            to_draft("Send back to draft"),
        ],
        "approved" if version::changed_since_approval(runbook) => {
            vec![
                approve("Approve the changes", runbook, view),
                supersede(),
                to_draft("Back to draft"),
            ]
        }
        "approved" => vec![supersede(), to_draft("Back to draft")],
        "superseded" => vec![to_draft("Back to draft")],
        _ => vec![submit(runbook)],
    };
    actions.push(review::action(review::mark_yearly));
    actions
}

// None is loud: whoever comes to a runbook in need starts a run of it.
fn plain(
    key: &'static str,
    label: &str,
    perform: fn(Ask<'_>) -> Result<Vec<Edit>, String>,
) -> Action {
    Action {
        key,
        label: label.to_owned(),
        tone: Tone::Plain,
        refused: None,
        about: String::new(),
        asks: &[],
        perform,
    }
}

fn submit(runbook: &Record) -> Action {
    let action = plain("submit", "Submit for review", |ask| {
        Ok(vec![status(&ask, "in_review")])
    });
    Action {
        refused: no_steps(runbook),
        ..action
    }
}

fn approve(label: &str, runbook: &Record, view: &View<'_>) -> Action {
    let nobody = view
        .user
        .is_empty()
        .then(|| "Say first who is using this device (in Settings): this is signed.".to_owned());
    let refused = nobody
        .or_else(|| no_steps(runbook))
        .or_else(|| disputed(runbook));
    Action {
        refused,
        asks: NEWS,
        ..plain("approve", label, approved)
    }
}

/// Why nothing can be approved while people disagree: a version says one thing.
pub fn disputed(runbook: &Record) -> Option<String> {
    version::is_disputed(runbook).then(|| {
        "People disagree about some of its values. Keep one of each first: they are marked."
            .to_owned()
    })
}

fn to_draft(label: &str) -> Action {
    plain("draft", label, |ask| Ok(vec![status(&ask, "draft")]))
}

fn supersede() -> Action {
    plain("supersede", "Superseded by another", |ask| {
        Ok(vec![status(&ask, "superseded")])
    })
}

fn no_steps(runbook: &Record) -> Option<String> {
    let mut steps = runbook.loose_items(STEPS);
    let any = steps.any(|step| step.text("kind") != "section");
    (!any).then(|| "It has no steps yet.".to_owned())
}

fn status(ask: &Ask<'_>, to: &str) -> Edit {
    ask.set("status", Text::string(to))
}

// The approval holds the fingerprint of what was approved, so later edits show.
fn approved(mut ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    let mut edits = vec![status(&ask, "approved")];
    edits.extend(approval(&mut ask)?);
    Ok(edits)
}

/// The edits that approve what a runbook or a plan says now, and keep it as a version.
///
/// # Errors
/// None that a person can cause.
pub fn approval(ask: &mut Ask<'_>) -> Result<Vec<Edit>, String> {
    let parts = [
        ("at", holdfast_ledger::time::print(ask.view.now())),
        ("by", ask.view.user.to_owned()),
        ("content", version::content(ask.record)),
    ];
    let by = ask.view.user_id.map(|id| ("by_id", id.to_string()));
    let approval = Text::of(&parts.into_iter().chain(by).into_map())?;
    let mut edits = vec![ask.set("approval", approval)];
    edits.extend(versions::keep(ask));
    Ok(edits)
}

/// What wants a look in how a runbook was reviewed.
pub fn findings(runbook: &Record) -> Vec<Finding> {
    let mut found = Vec::new();
    if version::changed_since_submitted(runbook) {
        let text = "Changed since it was submitted for review. Look at it as it is now.".to_owned();
        found.push(Finding::warn(
            "runbook-changed-since-submitted",
            Some("status"),
            text,
        ));
    }
    if let Some(by) = version::approved_own_changes(runbook) {
        let text = format!("{by} approved what {by} changed last. Have somebody else look at it.");
        found.push(Finding::warn(
            "runbook-approved-own-changes",
            Some("approval"),
            text,
        ));
    }
    found
}

/// What a runbook is called that others are made of and that is not to be run itself.
pub fn pattern(runbook: &Record) -> Option<&'static str> {
    match &*runbook.text("use") {
        "template" => Some("Template"),
        "snippet" => Some("Snippet"),
        _ => None,
    }
}

/// What a runbook says beside its title and state: what it is for, and that it is not what was
/// approved any more.
pub fn badges(runbook: &Record) -> Vec<(&'static str, Tone)> {
    let pattern = pattern(runbook).map(|name| (name, Tone::Plain));
    let changed = version::changed_since_approval(runbook);
    let changed = changed.then_some(("Changed since approval", Tone::Warn));
    pattern.into_iter().chain(changed).collect()
}

/// When the version that holds was approved and by whom, in words; empty when none was.
pub fn approval_in_words(record: &Record) -> String {
    let Some(approval) = record.value(holdfast_ledger::Path::of("approval")) else {
        return String::new();
    };
    let part = |key| {
        value::part(approval, key)
            .map(|part| part.plain().into_owned())
            .unwrap_or_default()
    };
    let at = part("at");
    format!(
        "{} at {} (attested on a device, not authenticated)",
        part("by"),
        holdfast_ledger::time::parse(&at).map_or(at, utc)
    )
}

/// An instant as records of evidence say it: `2026-11-22 20:01:10 UTC`.
pub(super) fn utc(at: i64) -> String {
    let text = holdfast_ledger::time::print(at);
    format!("{} {} UTC", &text[..10], &text[11..19])
}

#[cfg(test)]
mod tests {
    use crate::testing::World;
    use holdfast_ledger::Id;
    use serde_json::json;

    fn runbook(world: &mut World) -> Id {
        let id = world.add("runbook", &[("title", json!("Restore the database"))]);
        world.item(id, "steps", &[("title", json!("Stop the writers"))]);
        id
    }

    #[test]
    fn from_draft_to_approved_and_back() {
        let mut world = World::new();
        let id = runbook(&mut world);
        let ada = world.person("Ada");
        world.act(id, "submit", &[]).expect("submitted");
        assert!(
            world
                .act(id, "approve", &[])
                .expect_err("nobody at the device")
                .contains("Settings")
        );
        world.act_as(ada);
        world.act(id, "approve", &[]).expect("approved");
        assert_eq!(world.record(id).text("status"), "approved");
        let approval: serde_json::Value = world.record(id).get("approval").expect("an approval");
        assert_eq!(approval["by"], "Ada");
        assert_eq!(approval["by_id"], ada.to_string());
        assert!(!world.finds(id, "runbook-changed-since-approval"));
        world.act(id, "supersede", &[]).expect("superseded");
        world.act(id, "draft", &[]).expect("back");
        assert_eq!(world.record(id).text("status"), "draft");
    }

    #[test]
    fn what_has_no_steps_is_not_submitted() {
        let mut world = World::new();
        let id = world.add("runbook", &[("title", json!("Empty"))]);
        assert!(
            world
                .act(id, "submit", &[])
                .expect_err("refused")
                .contains("no steps")
        );
        world.item(id, "steps", &[("kind", json!("section"))]);
        assert!(world.act(id, "submit", &[]).is_err());
    }

    #[test]
    fn edits_after_the_approval_show_and_can_be_approved() {
        let mut world = World::new();
        let id = runbook(&mut world);
        world.user = "Ada".to_owned();
        world.act(id, "submit", &[]).expect("submitted");
        world.act(id, "approve", &[]).expect("approved");
        world.set(id, "notes", json!("Seen in March."));
        assert!(!world.finds(id, "runbook-changed-since-approval"));
        let step = world.item(id, "steps", &[("title", json!("Start them again"))]);
        assert!(world.finds(id, "runbook-changed-since-approval"));
        world.act(id, "approve", &[]).expect("approved again");
        assert!(!world.finds(id, "runbook-changed-since-approval"));
        world.set_item(id, "steps", step, "irreversible", json!(true));
        assert!(world.finds(id, "runbook-changed-since-approval"));
        world.set_item(id, "steps", step, "irreversible", json!(null));
        assert!(!world.finds(id, "runbook-changed-since-approval"));
    }
}
