//! What is wrong with a runbook.

mod kinds;
mod live;
pub mod run;

use super::plan::Plan;
use super::quick;
use super::rules;
use super::steps::{STEPS, Step};
use super::variables::{self, VARIABLES};
use super::version;
use crate::describe::Finding;
use crate::graph::Circle;
use crate::rooms::{changes, review};
use crate::view::View;
use holdfast_ledger::record::{Flag, Item};
use holdfast_ledger::{Id, Record};
use std::collections::{BTreeMap, HashSet};

const IN_STEPS: Option<&str> = Some("steps");
const IN_VARIABLES: Option<&str> = Some("variables");

/// What is wrong with a runbook.
pub fn findings(runbook: &Record, view: &View<'_>) -> Vec<Finding> {
    let items = runbook.items(STEPS);
    let plan = Plan::kept(runbook, view);
    let mut found: Vec<Finding> = Vec::new();
    found.extend(approval(runbook));
    found.extend(rules::findings(runbook));
    found.extend(review::overdue(runbook, view));
    found.extend(changes::closed::of_runbook(runbook, view));
    if !plan.steps.iter().any(Step::is_worked) {
        let text = "It has no steps. Write the first one, or import them.".to_owned();
        found.push(Finding::warn("runbook-no-steps", IN_STEPS, text));
    }
    contents(&plan, &items, view, &mut found);
    kinds::kinds(runbook, &plan, &items, &mut found);
    order(&plan, &items, &mut found);
    estimates(&plan, &mut found);
    names(runbook, &mut found);
    found
}

fn approval(runbook: &Record) -> Option<Finding> {
    let status = runbook.text("status");
    if version::changed_since_approval(runbook) {
        let text = "Changed since approval. Have the changes approved.".to_owned();
        return Some(Finding::warn(
            "runbook-changed-since-approval",
            Some("status"),
            text,
        ));
    }
    let wants = !matches!(&*status, "approved" | "superseded") && rules::pattern(runbook).is_none();
    let text = || "Not approved. It can be run, and the run's record will say so.".to_owned();
    wants.then(|| Finding::warn("runbook-unapproved", Some("status"), text()))
}

/// One finding for all steps that something is true of.
fn about(
    found: &mut Vec<Finding>,
    make: fn(&'static str, Option<&'static str>, String) -> Finding,
    rule: &'static str,
    steps: &[String],
    say: impl FnOnce(String) -> String,
) {
    found.extend(some_of(steps).map(|steps| make(rule, IN_STEPS, say(steps))));
}

fn contents(plan: &Plan, items: &[Item<'_>], view: &View<'_>, found: &mut Vec<Finding>) {
    let pairs = || plan.steps.iter().zip(items);
    let those = |is: &dyn Fn(&Step, &Item<'_>) -> bool| -> Vec<String> {
        pairs()
            .filter(|(step, item)| is(step, item))
            .map(|(step, _)| step.name())
            .collect()
    };
    let untitled = those(&|step, _| step.title.is_empty());
    about(
        found,
        Finding::warn,
        "runbook-step-untitled",
        &untitled,
        |steps| format!("Without a title: {steps}."),
    );
    let unread = those(&|step, _| quick::unread(&step.title).is_some());
    about(
        found,
        Finding::warn,
        "runbook-marks-left",
        &unread,
        |steps| {
            format!(
                "A mark stands in the title and was not read: {steps}. Edit the title, and see what \
                 the line below the outline says of it."
            )
        },
    );
    let bare =
        those(&|step, item| step.kind == "command" && item.text("command").trim().is_empty());
    about(
        found,
        Finding::bad,
        "runbook-command-missing",
        &bare,
        |steps| format!("A command step without a command: {steps}."),
    );
    let gone =
        those(&|_, item| item.value("role").is_some() && view.linked(item.value("role")).is_none());
    about(found, Finding::bad, "runbook-role-gone", &gone, |steps| {
        format!("The role is not in this workspace any more: {steps}. Choose another.")
    });
    // Who does a step is said by the step, or by what it stands under.
    let mut has_role: Vec<bool> = Vec::with_capacity(items.len());
    for (step, item) in pairs() {
        let above = step.parent.is_some_and(|parent| has_role[parent]);
        has_role.push(above || item.value("role").is_some());
    }
    let without =
        |(n, step): (usize, &Step)| (step.takes_time() && !has_role[n]).then(|| step.name());
    let nobody: Vec<String> = plan.steps.iter().enumerate().filter_map(without).collect();
    about(
        found,
        Finding::warn,
        "runbook-role-missing",
        &nobody,
        |steps| format!("No role is named to do: {steps}."),
    );
}

fn order(plan: &Plan, items: &[Item<'_>], found: &mut Vec<Finding>) {
    if let Err(Circle(members)) = plan.schedule(&plan.minutes()) {
        let names: Vec<String> = members.iter().map(|&n| plan.steps[n].name()).collect();
        about(found, Finding::bad, "runbook-circle", &names, |steps| {
            format!("These steps wait for each other: {steps}. Take one out of “After”.")
        });
    }
    let moved: Vec<String> = plan
        .steps
        .iter()
        .zip(items)
        .filter(|(_, item)| item.flag == Some(Flag::Circle))
        .map(|(step, _)| step.name())
        .collect();
    about(
        found,
        Finding::bad,
        "runbook-outline-circle",
        &moved,
        |steps| format!("Moved under each other by two people: {steps}. Move one of them."),
    );
    let ids: HashSet<Id> = plan.steps.iter().map(|step| step.id).collect();
    let lost = |step: &&Step| {
        step.predecessors
            .iter()
            .flatten()
            .any(|id| !ids.contains(id))
    };
    let dangling: Vec<String> = plan.steps.iter().filter(lost).map(Step::name).collect();
    about(
        found,
        Finding::warn,
        "runbook-predecessor-gone",
        &dangling,
        |steps| format!("Waits for a step that is not there any more: {steps}."),
    );
}

fn estimates(plan: &Plan, found: &mut Vec<Finding>) {
    let wrong = |step: &&Step| {
        step.estimate
            .is_some_and(|e| !(0.0 <= e.low && e.low <= e.likely && e.likely <= e.high))
    };
    let disordered: Vec<String> = plan.steps.iter().filter(wrong).map(Step::name).collect();
    about(
        found,
        Finding::bad,
        "runbook-estimate-order",
        &disordered,
        |steps| format!("A duration is not low ≤ likely ≤ high: {steps}."),
    );
    let hidden = |(n, step): (usize, &Step)| {
        (step.estimate.is_some() && plan.covered_by[n] != Some(n)).then(|| step.name())
    };
    let hidden: Vec<String> = plan.steps.iter().enumerate().filter_map(hidden).collect();
    about(
        found,
        Finding::warn,
        "runbook-estimate-covered",
        &hidden,
        |steps| {
            format!("The duration is not counted, as a step above has one that covers it: {steps}.")
        },
    );
}

fn names(runbook: &Record, found: &mut Vec<Finding>) {
    let items = runbook.items(VARIABLES);
    let mut declared: BTreeMap<String, usize> = BTreeMap::new();
    for item in &items {
        *declared
            .entry(item.text("name").trim().to_owned())
            .or_default() += 1;
    }
    let used = variables::used(runbook);
    let mut about = |make: fn(_, _, _) -> Finding, rule, names: Vec<String>, what: &str| {
        found.extend(
            some_of(&names).map(|names| make(rule, IN_VARIABLES, format!("{what}: {names}."))),
        );
    };
    about(
        Finding::bad,
        "runbook-variable-undeclared",
        variables::undeclared(runbook),
        "Steps use variables that are not declared",
    );
    // What a step finds out may be for the record alone.
    let captured: Vec<String> = runbook
        .loose_items(STEPS)
        .map(|item| item.text("captures").trim().to_owned())
        .collect();
    let idle = declared.keys().filter(|name| {
        variables::is_name(name) && !used.contains_key(*name) && !captured.contains(name)
    });
    about(
        Finding::warn,
        "runbook-variable-unused",
        idle.cloned().collect(),
        "Declared, but no step uses it as {{name}}",
    );
    let odd = declared
        .keys()
        .filter(|name| !variables::is_name(name))
        .map(|name| format!("“{name}”"));
    about(
        Finding::bad,
        "runbook-variable-name",
        odd.collect(),
        "A name is a letter or _, then letters, digits, - and _; this is none",
    );
    let twice = declared
        .iter()
        .filter(|(_, count)| **count > 1)
        .map(|(name, _)| name.clone());
    about(
        Finding::bad,
        "runbook-variable-twice",
        twice.collect(),
        "Declared more than once",
    );
    let told = |item: &&Item<'_>| {
        item.get::<bool>("secret") == Some(true) && !item.text("default").is_empty()
    };
    let told = items
        .iter()
        .filter(told)
        .map(|item| item.text("name").into_owned());
    about(
        Finding::bad,
        "runbook-secret-stored",
        told.collect(),
        "A secret must not be stored; purge its default",
    );
}

/// The first three of some names and how many more there are; `None` for none.
pub(super) fn some_of(names: &[String]) -> Option<String> {
    let first: Vec<&str> = names.iter().take(3).map(String::as_str).collect();
    let shown = first.join(", ");
    match names.len() {
        0 => None,
        1..=3 => Some(shown),
        many => Some(format!("{shown} and {} more", many - 3)),
    }
}

#[cfg(test)]
mod tests;
