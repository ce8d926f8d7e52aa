//! When a step is done at all, and what it waits for, where paper has to say so: that a step comes
//! after the one above it needs no words.

use super::plan::Plan;
use super::steps::decision_of;
use crate::value::minutes;

/// What a step on paper hangs on.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// On what was decided in a step.
    If(usize, String),
    /// On the run being an exercise.
    Exercise,
    /// On the run being in earnest.
    Earnest,
    /// It is worked side by side with the step before it.
    Beside(usize),
    /// It comes after these steps.
    After(Vec<usize>),
    /// It waits for no step; where it stands under one, it waits for that to begin.
    AtOnce(Option<usize>),
    /// On so many minutes having passed since the start.
    NotBefore(f64),
    /// On a moment, in milliseconds since 1970.
    NotBeforeTime(i64),
}

/// What a step hangs on.
pub fn conditions(plan: &Plan, at: usize) -> Vec<Condition> {
    let step = &plan.steps[at];
    let mut found = Vec::new();
    let decision = decision_of(&plan.steps, step.parent).filter(|_| !step.when.is_empty());
    found.extend(decision.map(|decision| Condition::If(decision, step.when.clone())));
    match &*step.only {
        "exercise" => found.push(Condition::Exercise),
        "actual" => found.push(Condition::Earnest),
        _ => {}
    }
    found.extend(order(plan, at));
    found.extend(step.start_after.map(Condition::NotBefore));
    found.extend(step.start_at.map(Condition::NotBeforeTime));
    found
}

// What it waits for, where that is not simply the step before it.
fn order(plan: &Plan, at: usize) -> Option<Condition> {
    let step = &plan.steps[at];
    let before = sibling_before(plan, at);
    if plan.beside[at] {
        return before.map(Condition::Beside);
    }
    let ends = plan.before[at].iter();
    let first: Vec<usize> = ends
        .filter_map(|&end| end.checked_sub(plan.steps.len()))
        .collect();
    if first.is_empty() {
        // The first of its row begins at once anyway, and so does the first of a way.
        let named = step.predecessors.is_some() && before.is_some();
        return named.then_some(Condition::AtOnce(step.parent));
    }
    let simply = first.len() == 1 && before == first.first().copied();
    // What comes behind the ways of a decision waits for the one that was taken.
    let ways = step.predecessors.is_none()
        && first
            .iter()
            .any(|&one| plan.steps[one].when != plan.steps[first[0]].when);
    (!simply && !ways).then_some(Condition::After(first))
}

fn sibling_before(plan: &Plan, at: usize) -> Option<usize> {
    let parent = plan.steps[at].parent;
    let mut before = (parent.map_or(0, |parent| parent + 1)..at).rev();
    before.find(|&n| plan.steps[n].parent == parent)
}

impl Condition {
    /// In words, for a sheet with all that a step says. `time` writes a moment.
    pub fn words(&self, plan: &Plan, time: impl Fn(i64) -> String) -> String {
        let number = |at: usize| &*plan.steps[at].number;
        match self {
            Self::If(decision, answer) => {
                ["Only if ", number(*decision), " was decided: ", answer].concat()
            }
            Self::Exercise => "Only in exercises".to_owned(),
            Self::Earnest => "Only in earnest".to_owned(),
            Self::Beside(with) => ["Side by side with ", number(*with)].concat(),
            Self::After(first) => ["After ", &numbers(plan, first)].concat(),
            Self::AtOnce(Some(under)) => ["As soon as ", number(*under), " has begun"].concat(),
            Self::AtOnce(None) => "At once: waits for no step".to_owned(),
            Self::NotBefore(after) => {
                let after = minutes(*after);
                ["Not before ", &after, " after the start of the run"].concat()
            }
            Self::NotBeforeTime(at) => ["Not before ", &time(*at)].concat(),
        }
    }

    /// As a mark, for a list of titles.
    pub fn mark(&self, plan: &Plan, time: impl Fn(i64) -> String) -> String {
        let number = |at: usize| &*plan.steps[at].number;
        match self {
            Self::If(decision, answer) => ["if ", number(*decision), ": ", answer].concat(),
            Self::Exercise => "exercise only".to_owned(),
            Self::Earnest => "in earnest only".to_owned(),
            Self::Beside(with) => ["beside ", number(*with)].concat(),
            Self::After(first) => ["after ", &numbers(plan, first)].concat(),
            Self::AtOnce(_) => "at once".to_owned(),
            Self::NotBefore(after) => ["not before +", &minutes(*after)].concat(),
            Self::NotBeforeTime(at) => ["not before ", &time(*at)].concat(),
        }
    }
}

// `1.2, 1.3`
fn numbers(plan: &Plan, steps: &[usize]) -> String {
    let numbers: Vec<&str> = steps.iter().map(|&at| &*plan.steps[at].number).collect();
    numbers.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rooms::runbooks::tests::write_runbook;
    use crate::testing::World;
    use serde_json::{Value, json};

    // What each step says, in words and as marks.
    fn said(steps: &[Value]) -> Vec<(String, String)> {
        let mut world = World::new();
        let (id, _) = write_runbook(&mut world, steps);
        let plan = Plan::of(world.record(id));
        let time = |at: i64| holdfast_ledger::time::print(at)[11..16].to_owned();
        let of = |at: usize| {
            let all = conditions(&plan, at);
            let words: Vec<String> = all.iter().map(|one| one.words(&plan, time)).collect();
            let marks: Vec<String> = all.iter().map(|one| one.mark(&plan, time)).collect();
            (words.join(" · "), marks.join(", "))
        };
        (0..plan.steps.len()).map(of).collect()
    }

    fn words(steps: &[Value]) -> Vec<String> {
        said(steps).into_iter().map(|(words, _)| words).collect()
    }

    #[test]
    fn one_after_the_other_needs_no_words() {
        let steps = [
            json!({"title": "a"}),
            json!({"title": "b"}),
            json!({"title": "b1", "under": 1}),
            json!({"title": "b2", "under": 1}),
            json!({"title": "c"}),
        ];
        assert!(words(&steps).iter().all(String::is_empty));
    }

    #[test]
    fn steps_side_by_side_and_what_waits_for_them_say_so() {
        let steps = [
            json!({"title": "a"}),
            json!({"title": "b"}),
            json!({"title": "b1", "under": 1}),
            json!({"title": "c", "predecessors": ["beside"]}),
            json!({"title": "d"}),
            json!({"title": "e", "after": [0, 3]}),
            json!({"title": "f", "predecessors": []}),
            json!({"title": "g", "after": [6]}),
        ];
        let expected = [
            "",
            "",
            "",
            "Side by side with 2",
            "After 2, 3",
            "After 1, 3",
            "At once: waits for no step",
            "",
        ];
        assert_eq!(words(&steps), expected);
        assert_eq!(said(&steps)[6].1, "at once");
    }

    #[test]
    fn a_step_under_another_that_waits_for_none_begins_with_it() {
        let steps = [
            json!({"title": "a"}),
            json!({"title": "a1", "under": 0}),
            json!({"title": "a2", "under": 0, "predecessors": []}),
        ];
        assert_eq!(words(&steps)[2], "As soon as 1 has begun");
    }

    #[test]
    fn ways_say_which_answer_leads_to_them_and_what_follows_waits_for_the_one_taken() {
        let steps = [
            json!({"title": "Lost?", "kind": "decision", "answers": ["yes", "no"]}),
            json!({"title": "a", "under": 0, "when": "yes"}),
            json!({"title": "b", "under": 0, "when": "no"}),
            json!({"title": "a2", "under": 0, "when": "yes"}),
            json!({"title": "c", "under": 0}),
        ];
        let all = said(&steps);
        assert_eq!(all[1].0, "Only if 1 was decided: yes");
        assert_eq!(all[1].1, "if 1: yes");
        assert_eq!(all[2].1, "if 1: no");
        assert_eq!(all[3].1, "if 1: yes, after 1.1");
        assert_eq!(all[4].1, "");
    }

    #[test]
    fn modes_and_times_are_said() {
        let steps = [
            json!({"title": "a", "only": "exercise"}),
            json!({"title": "b", "only": "actual", "start_after": 90}),
            json!({"title": "c", "start_at": "2026-11-22T06:00:00.000Z"}),
        ];
        let all = said(&steps);
        assert_eq!(all[0].1, "exercise only");
        let both = "Only in earnest · Not before 1 h 30 min after the start of the run";
        assert_eq!(all[1].0, both);
        assert_eq!(all[1].1, "in earnest only, not before +1 h 30 min");
        assert_eq!(all[2].1, "not before 06:00");
    }
}
