//! What is wrong with a runbook.

use super::plan::Plan;
use super::steps::{self, STEPS, Step};
use super::variables::{self, VARIABLES};
use super::version;
use crate::describe::Finding;
use crate::graph::Circle;
use crate::rooms::review;
use crate::view::View;
use holdfast_ledger::record::{Flag, Item};
use holdfast_ledger::{Id, Record};
use std::collections::{BTreeMap, HashSet};

const IN_STEPS: Option<&str> = Some("steps");
const IN_VARIABLES: Option<&str> = Some("variables");

/// What is wrong with a runbook.
pub fn findings(runbook: &Record, view: &View<'_>) -> Vec<Finding> {
    let items = runbook.items(STEPS);
    let plan = Plan::new(steps::read_items(&items));
    let mut found: Vec<Finding> = Vec::new();
    found.extend(approval(runbook));
    found.extend(review::overdue(runbook, view));
    if !plan.steps.iter().any(Step::is_worked) {
        let text = "It has no steps. Write the first one, or import them.".to_owned();
        found.push(Finding::warn("runbook-no-steps", IN_STEPS, text));
    }
    contents(&plan, &items, view, &mut found);
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
    let wants = !matches!(&*status, "approved" | "superseded");
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
    let missing = used
        .keys()
        .filter(|name| !declared.contains_key(*name))
        .cloned()
        .collect();
    about(
        Finding::bad,
        "runbook-variable-undeclared",
        missing,
        "Steps use variables that are not declared",
    );
    let idle = declared
        .keys()
        .filter(|name| variables::is_name(name) && !used.contains_key(*name));
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
mod tests {
    use crate::testing::World;
    use holdfast_ledger::Id;
    use serde_json::{Value, json};

    fn runbook(world: &mut World, steps: &[Value]) -> (Id, Vec<Id>) {
        let id = world.add("runbook", &[("title", json!("Fail over"))]);
        let items = steps.iter().map(|step| {
            let fields = [
                "title",
                "kind",
                "command",
                "role",
                "duration",
                "instructions",
                "only",
            ];
            let of = |field: &&'static str| {
                (!step[*field].is_null()).then(|| (*field, step[*field].clone()))
            };
            let fields: Vec<_> = fields.iter().filter_map(|field| of(field)).collect();
            world.item(id, "steps", &fields)
        });
        let items = items.collect();
        (id, items)
    }

    /// A rule finds fault with the first runbook and not with the second.
    #[track_caller]
    fn both_ways(rule: &str, bad: &[Value], good: &[Value]) {
        let mut world = World::new();
        let ((bad, _), (good, _)) = (runbook(&mut world, bad), runbook(&mut world, good));
        assert!(world.finds(bad, rule), "{rule} is not found");
        assert!(
            !world.finds(good, rule),
            "{rule} is found where nothing is wrong"
        );
    }

    #[test]
    fn steps_are_checked_both_ways() {
        let good = [json!({"title": "Stop"})];
        both_ways("runbook-no-steps", &[json!({"kind": "section"})], &good);
        both_ways("runbook-step-untitled", &[json!({"kind": "task"})], &good);
        let command = json!({"title": "Stop", "kind": "command", "command": "systemctl stop app"});
        both_ways(
            "runbook-command-missing",
            &[json!({"title": "Stop", "kind": "command"})],
            &[command],
        );
    }

    #[test]
    fn estimates_are_checked_both_ways() {
        let step = |low, likely, high| json!({"title": "S", "duration": {"low": low, "likely": likely, "high": high}});
        both_ways("runbook-estimate-order", &[step(5, 3, 9)], &[step(3, 3, 3)]);
        both_ways(
            "runbook-estimate-order",
            &[step(-1, 3, 9)],
            &[step(0, 3, 9)],
        );
    }

    #[test]
    fn an_estimate_under_another_does_not_count() {
        let mut world = World::new();
        let estimate = json!({"low": 1, "likely": 2, "high": 3});
        let step = json!({"title": "S", "duration": estimate});
        let (id, items) = runbook(&mut world, &[step.clone(), step]);
        assert!(!world.finds(id, "runbook-estimate-covered"));
        world.set_item(
            id,
            "steps",
            items[1],
            "place",
            json!({"key": "x", "under": items[0].to_string()}),
        );
        assert!(world.finds(id, "runbook-estimate-covered"));
    }

    #[test]
    fn roles_are_checked_both_ways() {
        let mut world = World::new();
        let role = world.add("role", &[("title", json!("DBA"))]);
        let (id, items) = runbook(
            &mut world,
            &[
                json!({"title": "A", "kind": "section"}),
                json!({"title": "B"}),
            ],
        );
        assert!(world.finds(id, "runbook-role-missing"));
        world.set_item(id, "steps", items[1], "role", json!(role.to_string()));
        assert!(!world.finds(id, "runbook-role-missing"));
        world.set_item(id, "steps", items[1], "role", json!(null));
        world.set_item(id, "steps", items[0], "role", json!(role.to_string()));
        world.set_item(
            id,
            "steps",
            items[1],
            "place",
            json!({"key": "x", "under": items[0].to_string()}),
        );
        assert!(
            !world.finds(id, "runbook-role-missing"),
            "the section says who"
        );
        assert!(!world.finds(id, "runbook-role-gone"));
        world.delete(role);
        assert!(world.finds(id, "runbook-role-gone"));
    }

    #[test]
    fn predecessors_are_checked_both_ways() {
        let mut world = World::new();
        let (id, items) = runbook(&mut world, &[json!({"title": "A"}), json!({"title": "B"})]);
        assert!(!world.finds(id, "runbook-circle") && !world.finds(id, "runbook-predecessor-gone"));
        world.set_item(
            id,
            "steps",
            items[0],
            "predecessors",
            json!([items[1].to_string()]),
        );
        assert!(
            world.finds(id, "runbook-circle"),
            "B follows A as it stands below it"
        );
        world.set_item(id, "steps", items[1], "predecessors", json!([]));
        assert!(!world.finds(id, "runbook-circle"));
        world.set_item(
            id,
            "steps",
            items[1],
            "predecessors",
            json!([id.to_string()]),
        );
        assert!(world.finds(id, "runbook-predecessor-gone"));
    }

    #[test]
    fn two_people_who_move_steps_under_each_other_are_told() {
        let mut world = World::new();
        let (id, items) = runbook(&mut world, &[json!({"title": "A"}), json!({"title": "B"})]);
        let under = |other: Id| json!({"key": "x", "under": other.to_string()});
        world.set_item(id, "steps", items[0], "place", under(items[1]));
        assert!(!world.finds(id, "runbook-outline-circle"));
        world.set_item(id, "steps", items[1], "place", under(items[0]));
        assert!(world.finds(id, "runbook-outline-circle"));
    }

    #[test]
    fn variables_are_checked_both_ways() {
        let mut world = World::new();
        let (id, items) = runbook(&mut world, &[json!({"title": "Ping {{host}}"})]);
        assert!(world.finds(id, "runbook-variable-undeclared"));
        let host = world.item(
            id,
            "variables",
            &[("name", json!("host")), ("default", json!("db1"))],
        );
        assert!(!world.finds(id, "runbook-variable-undeclared"));
        assert!(!world.finds(id, "runbook-variable-unused"));
        assert!(!world.finds(id, "runbook-secret-stored"));
        world.set_item(id, "variables", host, "secret", json!(true));
        assert!(world.finds(id, "runbook-secret-stored"));
        world.set_item(id, "steps", items[0], "title", json!("Ping"));
        assert!(world.finds(id, "runbook-variable-unused"));
        assert!(
            !world.finds(id, "runbook-variable-twice") && !world.finds(id, "runbook-variable-name")
        );
        let other = world.item(id, "variables", &[("name", json!("host"))]);
        assert!(world.finds(id, "runbook-variable-twice"));
        world.set_item(id, "variables", other, "name", json!("my host"));
        assert!(
            world.finds(id, "runbook-variable-name") && !world.finds(id, "runbook-variable-twice")
        );
    }

    #[test]
    fn approval_and_review_are_checked_both_ways() {
        let mut world = World::new();
        let (id, _) = runbook(&mut world, &[json!({"title": "A"})]);
        assert!(world.finds(id, "runbook-unapproved") && !world.finds(id, "review-overdue"));
        world.user = "Ada".to_owned();
        world.act(id, "submit", &[]).expect("submitted");
        world.act(id, "approve", &[]).expect("approved");
        assert!(!world.finds(id, "runbook-unapproved"));
        world.set(id, "next_review", json!("2026-11-21"));
        assert!(world.finds(id, "review-overdue"));
    }

    #[test]
    fn many_steps_make_one_sentence() {
        let names = |n: usize| (1..=n).map(|n| n.to_string()).collect::<Vec<_>>();
        assert_eq!(
            super::some_of(&names(5)).as_deref(),
            Some("1, 2, 3 and 2 more")
        );
        assert_eq!(super::some_of(&names(3)).as_deref(), Some("1, 2, 3"));
        assert_eq!(super::some_of(&[]), None);
    }
}
