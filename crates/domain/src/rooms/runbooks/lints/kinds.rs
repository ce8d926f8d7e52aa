//! What a step's kind wants of it: decisions their answers, milestones their service,
//! communications their message.

use super::about;
use crate::describe::Finding;
use crate::rooms::runbooks::disputed::lost_condition;
use crate::rooms::runbooks::plan::Plan;
use crate::rooms::runbooks::rules;
use crate::rooms::runbooks::steps::{Step, decision_of};
use crate::rooms::runbooks::variables::{self, VARIABLES};
use holdfast_ledger::Record;
use holdfast_ledger::record::Item;

/// What may be true of a step.
type Rule<'r> = dyn Fn(&Step, &Item<'_>) -> bool + 'r;

/// What is wrong with steps for what they are.
pub(super) fn kinds(record: &Record, plan: &Plan, items: &[Item<'_>], found: &mut Vec<Finding>) {
    let those = |is: &Rule<'_>| -> Vec<String> {
        let pairs = plan.steps.iter().zip(items);
        let wrong = pairs.filter(|(step, item)| is(step, item));
        wrong.map(|(step, _)| step.name()).collect()
    };
    let undecided = those(&|step, _| step.kind == "decision" && step.answers.len() < 2);
    about(
        found,
        Finding::warn,
        "runbook-decision-answers",
        &undecided,
        |steps| format!("A decision needs at least two answers: {steps}."),
    );
    let astray =
        those(&|step, _| !step.when.is_empty() && decision_of(&plan.steps, step.parent).is_none());
    about(
        found,
        Finding::bad,
        "runbook-when-no-decision",
        &astray,
        |steps| {
            format!(
                "“Only if” is about a decision above, and there is none: {steps}. Move it below one."
            )
        },
    );
    let unlisted = those(&|step, _| {
        let decision = decision_of(&plan.steps, step.parent).filter(|_| !step.when.is_empty());
        decision.is_some_and(|decision| !plan.steps[decision].lists(&step.when))
    });
    about(
        found,
        Finding::warn,
        "runbook-when-unlisted",
        &unlisted,
        |steps| {
            format!("“Only if” names an answer that the decision above does not list: {steps}.")
        },
    );
    let lost =
        plan.steps.iter().zip(items).filter_map(|(step, item)| {
            Some(format!("{} ({})", step.name(), lost_condition(item)?))
        });
    let lost: Vec<String> = lost.collect();
    about(
        found,
        Finding::bad,
        "runbook-condition-gone",
        &lost,
        |steps| {
            format!(
                "Stood under a section that applied only so, and was removed: {steps}. Say when it \
                 applies, or move it to where it belongs."
            )
        },
    );
    let silent =
        those(&|step, item| step.kind == "communication" && item.text("message").trim().is_empty());
    about(
        found,
        Finding::warn,
        "runbook-message-missing",
        &silent,
        |steps| format!("A communication without a message: {steps}."),
    );
    let unheard = those(&|step, item| {
        step.kind == "communication" && item.text("audience").trim().is_empty()
    });
    about(
        found,
        Finding::warn,
        "runbook-audience-missing",
        &unheard,
        |steps| format!("A communication that does not say who is told: {steps}."),
    );
    // A pattern is for any service; the runbooks that begin with it name theirs.
    let pattern = rules::pattern(record).is_some();
    let nothing = those(&|step, item| {
        !pattern && step.kind == "milestone" && item.value("service").is_none()
    });
    about(
        found,
        Finding::warn,
        "runbook-milestone-service",
        &nothing,
        |steps| format!("A milestone that does not say which service is back: {steps}."),
    );
    let unlinked = those(&|step, item| step.kind == "runbook" && item.value("runbook").is_none());
    about(
        found,
        Finding::bad,
        "runbook-inner-missing",
        &unlinked,
        |steps| format!("A step for a runbook that does not say which: {steps}."),
    );
    captures(record, &those, found);
}

// What is found out must have a name that the runbook declares.
fn captures(record: &Record, those: &dyn Fn(&Rule<'_>) -> Vec<String>, found: &mut Vec<Finding>) {
    let variables = record.items(VARIABLES);
    let declared: Vec<String> = variables
        .iter()
        .map(|item| item.text("name").trim().to_owned())
        .collect();
    let secret: Vec<String> = variables
        .iter()
        .filter(|item| item.get::<bool>("secret") == Some(true))
        .map(|item| item.text("name").trim().to_owned())
        .collect();
    let captured = |item: &Item<'_>| item.text("captures").trim().to_owned();
    let unknown = those(&|_, item| {
        let name = captured(item);
        !name.is_empty() && (!variables::is_name(&name) || !declared.contains(&name))
    });
    about(
        found,
        Finding::bad,
        "runbook-capture-undeclared",
        &unknown,
        |steps| format!("The result is the value of a variable that is not declared: {steps}."),
    );
    let told = those(&|_, item| secret.contains(&captured(item)));
    about(
        found,
        Finding::bad,
        "runbook-capture-secret",
        &told,
        |steps| format!("The result would store a secret: {steps}. Name another variable."),
    );
}

#[cfg(test)]
mod tests {
    use super::super::tests::both_ways;
    use crate::testing::World;
    use serde_json::json;

    #[test]
    fn kinds_of_steps_are_checked_both_ways() {
        let decision =
            |answers: &[&str]| json!({"title": "Go?", "kind": "decision", "answers": answers});
        both_ways(
            "runbook-decision-answers",
            &[decision(&["yes"])],
            &[decision(&["no", "yes"])],
        );
        let tell = |message: &str, audience: &str| json!({"title": "Tell", "kind": "communication", "message": message, "audience": audience});
        both_ways(
            "runbook-message-missing",
            &[tell(" ", "All")],
            &[tell("Down.", "All")],
        );
        both_ways(
            "runbook-audience-missing",
            &[tell("Down.", "")],
            &[tell("Down.", "All")],
        );
        let stray = json!({"title": "S", "when": "yes"});
        both_ways(
            "runbook-when-no-decision",
            &[stray],
            &[json!({"title": "S"})],
        );
        let mut world = World::new();
        let steps = [
            json!({"title": "Go?", "kind": "decision", "answers": ["no", "yes"]}),
            json!({"title": "S", "when": "yes", "under": 0}),
        ];
        let (id, steps) = crate::rooms::runbooks::tests::write_runbook(&mut world, &steps);
        assert!(!world.finds(id, "runbook-when-unlisted"));
        world.set_item(id, "steps", steps[1], "when", json!("perhaps"));
        assert!(world.finds(id, "runbook-when-unlisted"));
        let back = json!({"title": "Back", "kind": "milestone"});
        let named = json!({"title": "Back", "kind": "milestone", "service": "01930000-0000-7000-8000-000000000000"});
        both_ways("runbook-milestone-service", &[back], &[named]);
        let inner = json!({"title": "Whole", "kind": "runbook"});
        let linked = json!({"title": "Whole", "kind": "runbook", "runbook": "01930000-0000-7000-8000-000000000000"});
        both_ways("runbook-inner-missing", &[inner], &[linked]);
    }

    #[test]
    fn a_milestone_in_a_template_may_leave_its_service_open() {
        let mut world = World::new();
        let id = world.add("runbook", &[("title", json!("Bring it back"))]);
        world.item(
            id,
            "steps",
            &[("title", json!("Back")), ("kind", json!("milestone"))],
        );
        assert!(world.finds(id, "runbook-milestone-service"));
        world.set(id, "use", json!("template"));
        assert!(!world.finds(id, "runbook-milestone-service"));
    }

    #[test]
    fn what_is_found_out_is_declared_and_no_secret() {
        let mut world = World::new();
        let id = world.add("runbook", &[("title", json!("Fail over"))]);
        world.item(
            id,
            "steps",
            &[("title", json!("Find it")), ("captures", json!("node"))],
        );
        assert!(world.finds(id, "runbook-capture-undeclared"));
        let node = world.item(id, "variables", &[("name", json!("node"))]);
        assert!(!world.finds(id, "runbook-capture-undeclared"));
        assert!(!world.finds(id, "runbook-capture-secret"));
        world.set_item(id, "variables", node, "secret", json!(true));
        assert!(world.finds(id, "runbook-capture-secret"));
    }
}
