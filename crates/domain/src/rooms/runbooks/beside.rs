//! Steps side by side: said of the later ones, so that it goes with them when they are moved.

use super::plan::Plan;
use super::steps::{BESIDE, PREDECESSORS, STEPS, Step};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Lets steps be worked side by side; one alone with the step before it.
pub fn side_by_side(record: &Record, steps: &[Id]) -> Vec<Edit> {
    let plan = Plan::of(record);
    let before = siblings_before(&plan);
    let mut edits = Vec::new();
    for group in groups(&plan, steps) {
        let mut chosen = group.iter().copied();
        let first = chosen.next().filter(|_| group.len() > 1);
        for at in chosen.chain((group.len() == 1).then_some(group[0])) {
            let step = plan.steps[at].id;
            match (before[at], first) {
                // Others stand between them.
                (Some(before), Some(first)) if !group.contains(&before) => {
                    let mut named = named_before(&plan, first);
                    named.retain(|id| !steps.contains(id));
                    edits.push(after_all(record, step, &named));
                }
                (Some(_), _) => edits.push(put(record, step, true)),
                (None, _) => {}
            }
        }
    }
    edits
}

/// Lets each of the steps begin when the one before it is done.
pub fn one_after_other(record: &Record, steps: &[Id]) -> Vec<Edit> {
    let chosen: HashSet<Id> = steps.iter().copied().collect();
    let plan = Plan::of(record);
    let said = plan.steps.iter().filter(|step| step.beside);
    said.filter(|step| chosen.contains(&step.id))
        .map(|step| put(record, step.id, false))
        .collect()
}

/// Side by side with the step before, or no longer. `None` when there is no step before.
pub fn toggle(record: &Record, step: Id) -> Option<Vec<Edit>> {
    let plan = Plan::of(record);
    let at = plan.steps.iter().position(|known| known.id == step)?;
    siblings_before(&plan)[at]?;
    Some(vec![put(record, step, !plan.beside[at])])
}

/// Says of a step that it is side by side with the one before it, or that it comes after that.
pub fn put(record: &Record, step: Id, beside: bool) -> Edit {
    let words = beside.then(|| Text::of(&[BESIDE]).ok()).flatten();
    edit(record, step, words)
}

/// Before steps are removed: what names them comes after what they come after.
pub fn without(record: &Record, removed: &[Id]) -> Vec<Edit> {
    let plan = Plan::of(record);
    let gone: HashSet<Id> = removed.iter().copied().collect();
    let steps = &plan.steps;
    let names_one = |step: &&Step| {
        let mut named = step.predecessors.iter().flatten();
        !gone.contains(&step.id) && named.any(|id| gone.contains(id))
    };
    let at: HashMap<Id, usize> = steps.iter().enumerate().map(|(n, s)| (s.id, n)).collect();
    let mend = |step: &Step| {
        let mut left: Vec<Id> = Vec::new();
        let mut open: Vec<Id> = step.predecessors.clone().unwrap_or_default();
        let mut passed: HashSet<Id> = HashSet::new();
        while let Some(id) = open.pop() {
            if !passed.insert(id) {
                continue;
            }
            match at.get(&id) {
                Some(&n) if gone.contains(&id) => open.extend(named_before(&plan, n)),
                _ => left.push(id),
            }
        }
        after_all(record, step.id, &left)
    };
    steps.iter().filter(names_one).map(mend).collect()
}

/// Says what a step comes after, as another step named it.
pub fn after(record: &Record, step: Id, first: &Text) -> Edit {
    edit(record, step, Some(first.clone()))
}

// For each step, the sibling right before it.
fn siblings_before(plan: &Plan) -> Vec<Option<usize>> {
    let mut last: HashMap<Option<usize>, usize> = HashMap::new();
    let steps = plan.steps.iter().enumerate();
    steps
        .map(|(at, step)| last.insert(step.parent, at))
        .collect()
}

// The chosen steps by what they stand under, in order.
fn groups(plan: &Plan, steps: &[Id]) -> Vec<Vec<usize>> {
    let chosen: HashSet<Id> = steps.iter().copied().collect();
    let mut groups: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for (at, step) in plan.steps.iter().enumerate() {
        if chosen.contains(&step.id) {
            groups.entry(step.parent).or_default().push(at);
        }
    }
    groups.into_values().collect()
}

/// The steps that one comes after, whether it names them or not.
pub fn named_before(plan: &Plan, at: usize) -> Vec<Id> {
    let steps = plan.steps.len();
    let ends = plan.before[at]
        .iter()
        .filter_map(|&first| first.checked_sub(steps));
    ends.map(|first| plan.steps[first].id).collect()
}

fn after_all(record: &Record, step: Id, first: &[Id]) -> Edit {
    let mut first: Vec<String> = first.iter().map(ToString::to_string).collect();
    first.arrange();
    edit(record, step, Text::of(&first).ok())
}

fn edit(record: &Record, step: Id, first: Option<Text>) -> Edit {
    Edit {
        record: record.id,
        kind: record.kind,
        path: Path::item(STEPS, step, Key::new(PREDECESSORS)),
        value: first.unwrap_or_else(Text::null),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rooms::runbooks::outline::{Outline, Spot, Turn, add};
    use crate::rooms::runbooks::tests::write_runbook;
    use crate::testing::World;
    use serde_json::{Value, json};

    fn runbook(steps: &[Value]) -> (World, Id, Vec<Id>) {
        let mut world = World::new();
        let (id, ids) = write_runbook(&mut world, steps);
        (world, id, ids)
    }

    fn steps(titles: &[&str]) -> Vec<Value> {
        titles
            .iter()
            .map(|title| json!({"title": title, "duration": {"low": 10, "likely": 10, "high": 10}}))
            .collect()
    }

    fn beside(world: &World, id: Id) -> Vec<bool> {
        Plan::of(world.record(id)).beside
    }

    fn minutes(world: &World, id: Id) -> f64 {
        Plan::of(world.record(id))
            .length()
            .expect("no circle")
            .minutes
    }

    #[test]
    fn steps_side_by_side_take_as_long_as_the_longest_and_what_follows_waits_for_all() {
        let (mut world, id, ids) = runbook(&steps(&["a", "b", "c", "d"]));
        assert!((minutes(&world, id) - 40.0).abs() < 1e-9);
        let edits = toggle(world.record(id), ids[2]).expect("a step before");
        world.commit(&edits);
        assert_eq!(beside(&world, id), [false, false, true, false]);
        assert!((minutes(&world, id) - 30.0).abs() < 1e-9);
        world.set_item(
            id,
            "steps",
            ids[1],
            "duration",
            json!({"low": 50, "likely": 50, "high": 50}),
        );
        assert!(
            (minutes(&world, id) - 70.0).abs() < 1e-9,
            "d waits for b too"
        );
        // One more joins them.
        let edits = toggle(world.record(id), ids[3]).expect("a step before");
        world.commit(&edits);
        assert_eq!(beside(&world, id), [false, false, true, true]);
        assert!((minutes(&world, id) - 60.0).abs() < 1e-9);
    }

    #[test]
    fn taking_it_back_leaves_nothing_behind() {
        let (mut world, id, ids) = runbook(&steps(&["a", "b", "c", "d"]));
        let said = |world: &World| -> Vec<bool> {
            let plan = Plan::of(world.record(id));
            plan.steps
                .iter()
                .map(|step| step.predecessors.is_some() || step.beside)
                .collect()
        };
        for chosen in [vec![ids[2]], vec![ids[0], ids[1], ids[2]]] {
            let edits = side_by_side(world.record(id), &chosen);
            world.commit(&edits);
            assert!(
                (minutes(&world, id) - if chosen.len() == 1 { 30.0 } else { 20.0 }).abs() < 1e-9
            );
            let edits = one_after_other(world.record(id), &chosen);
            world.commit(&edits);
            assert_eq!(said(&world), [false; 4]);
        }
    }

    fn picture(world: &World, id: Id) -> String {
        let plan = Plan::of(world.record(id));
        let one = |(step, beside): (&Step, &bool)| {
            let mark = if *beside { "|" } else { "" };
            format!("{}{mark}{}", ">".repeat(step.depth), step.title)
        };
        let all: Vec<String> = plan.steps.iter().zip(&plan.beside).map(one).collect();
        all.join(" ")
    }

    // Titles as `picture` gives them.
    fn drawn(drawing: &str) -> (World, Id, Vec<Id>) {
        let mut above: Vec<usize> = Vec::new();
        let one = |(n, word): (usize, &str)| {
            let title = word.trim_start_matches('>');
            let depth = word.len() - title.len();
            above.truncate(depth);
            let mut step = json!({"title": title.trim_start_matches('|')});
            if let Some(parent) = above.last() {
                step["under"] = json!(parent);
            }
            if title.starts_with('|') {
                step["predecessors"] = json!([BESIDE]);
            }
            above.push(n);
            step
        };
        let steps: Vec<Value> = drawing.split(' ').enumerate().map(one).collect();
        runbook(&steps)
    }

    #[test]
    fn what_follows_parallel_streams_waits_for_all_of_them_however_it_is_typed() {
        let (world, id, _) = drawn("a b >b1 |c >c1 d");
        let plan = Plan::of(world.record(id));
        plan.length().expect("no circle");
        assert_eq!(picture(&world, id), "a b >b1 |c >c1 d");
        let named = |n: usize| -> Vec<String> {
            let first = named_before(&plan, n);
            let steps = plan.steps.iter();
            steps
                .filter(|step| first.contains(&step.id))
                .map(|step| step.title.clone())
                .collect()
        };
        assert_eq!(named(3), ["a"], "c with b");
        assert!(named(4).is_empty(), "c1 when c has begun");
        assert_eq!(named(5), ["b", "c"], "d after both");
    }

    #[test]
    fn a_step_added_behind_steps_side_by_side_waits_for_all_and_between_them_is_one_of_them() {
        for (drawing, after, then) in [
            ("a |b", 1, "a |b "),
            ("a |b c", 1, "a |b  c"),
            ("a |b c", 0, "a | |b c"),
            ("a b |c", 0, "a  b |c"),
        ] {
            let (mut world, id, ids) = drawn(drawing);
            let new = world.mint();
            let edits = add(world.record(id), Some(ids[after]), new);
            world.commit(&edits);
            assert_eq!(picture(&world, id), then, "{drawing} after {after}");
        }
    }

    #[test]
    fn steps_that_are_moved_stay_side_by_side_with_whom_they_stay_with() {
        for (drawing, turn, moved, then) in [
            ("a b c |d", Turn::Up, 3, "a b d |c"),
            ("a b d |c", Turn::Up, 2, "a d b c"),
            ("a b |c |d e", Turn::Up, 2, "a c |b |d e"),
            ("a |b c", Turn::Down, 0, "b |a c"),
            ("a |b |c d", Turn::Down, 2, "a |b d c"),
            ("a b |c d", Turn::Down, 0, "b |a |c d"),
            ("a |b |c", Turn::Indent, 1, "a >b |c"),
            ("a b >c |d", Turn::Outdent, 2, "a b |c |d"),
            ("a |b |c d", Turn::Remove, 0, "b |c d"),
            ("a |b |c d", Turn::Remove, 1, "a |c d"),
        ] {
            let (mut world, id, ids) = drawn(drawing);
            let edits = Outline::of(world.record(id)).turn(turn, &[ids[moved]]);
            world.commit(&edits);
            assert_eq!(picture(&world, id), then, "{drawing} {turn:?} {moved}");
        }
    }

    #[test]
    fn streams_may_be_written_first_and_indented_later() {
        for (drawing, kind, indented, then) in [
            ("a b |c", "section", &[1][..], "a >b |c"),
            ("a b |c", "task", &[1], "a >b c"),
            ("a b |c", "section", &[1, 2], "a >b >|c"),
            ("a >b |c", "section", &[2], "a >b >|c"),
            ("a >b >d |c", "section", &[3], "a >b >d >c"),
            // It held something before: c goes on waiting for all of it.
            ("a >x b |c", "section", &[2], "a >x >b c"),
        ] {
            let (mut world, id, ids) = drawn(drawing);
            world.set_item(id, "steps", ids[0], "kind", json!(kind));
            let indented: Vec<Id> = indented.iter().map(|at| ids[*at]).collect();
            let edits = Outline::of(world.record(id)).turn(Turn::Indent, &indented);
            world.commit(&edits);
            assert_eq!(picture(&world, id), then, "{drawing} {kind} {indented:?}");
        }
    }

    #[test]
    fn who_follows_the_first_of_a_group_waits_for_what_it_waited_for() {
        let mut steps = steps(&["p", "q", "x", "b", "c"]);
        steps[2]["after"] = json!([0]);
        for n in [3, 4] {
            steps[n]["predecessors"] = json!([BESIDE]);
        }
        let (mut world, id, ids) = runbook(&steps);
        let edits = Outline::of(world.record(id)).turn(Turn::Remove, &[ids[2]]);
        world.commit(&edits);
        let plan = Plan::of(world.record(id));
        assert_eq!(picture(&world, id), "p q b |c");
        assert_eq!(named_before(&plan, 2), [ids[0]]);
        assert_eq!(named_before(&plan, 3), [ids[0]]);
    }

    #[test]
    fn a_step_that_is_dragged_away_or_between_is_where_it_was_put() {
        for (moved, target, spot, then) in [
            (3, 0, Spot::Before, "d a |b c"),
            (0, 3, Spot::After, "b c d a"),
            (3, 0, Spot::After, "a |d |b c"),
            (1, 3, Spot::In, "a c d >b"),
        ] {
            let (mut world, id, ids) = drawn("a |b c d");
            let edits = Outline::of(world.record(id)).put(&[ids[moved]], ids[target], spot);
            world.commit(&edits.expect("edits"));
            assert_eq!(picture(&world, id), then, "{moved} {spot:?} {target}");
        }
    }

    #[test]
    fn others_between_chosen_steps_stay_out_of_it() {
        let (mut world, id, ids) = drawn("a b c d e");
        let edits = side_by_side(world.record(id), &[ids[1], ids[3]]);
        world.commit(&edits);
        let plan = Plan::of(world.record(id));
        assert_eq!(named_before(&plan, 3), [ids[0]]);
        assert_eq!(named_before(&plan, 2), [ids[1]]);
    }

    #[test]
    fn more_than_a_plan_has_come_one_after_the_other() {
        let drawing = format!("a{}", " |b".repeat(150));
        let (world, id, _) = drawn(&drawing);
        let plan = Plan::of(world.record(id));
        assert_eq!(plan.beside.iter().filter(|beside| **beside).count(), 149);
        assert_eq!(plan.before[100].len(), 100);
    }

    #[test]
    fn the_first_of_all_has_nothing_to_be_beside() {
        let (world, id, ids) = runbook(&steps(&["a", "b"]));
        assert!(toggle(world.record(id), ids[0]).is_none());
    }

    #[test]
    fn ways_of_a_decision_are_not_side_by_side() {
        let way = |title: &str, when: &str| json!({"title": title, "under": 0, "when": when});
        let decision = json!({"title": "Is it up?", "kind": "decision"});
        let (world, id, _) = runbook(&[decision, way("a", "yes"), way("b", "no")]);
        assert_eq!(beside(&world, id), [false; 3]);
    }

    #[test]
    fn what_waited_for_a_removed_step_waits_for_what_that_waited_for() {
        let (mut world, id, ids) = runbook(&[
            json!({"title": "a"}),
            json!({"title": "b"}),
            json!({"title": "c"}),
            json!({"title": "d", "after": [1, 2]}),
        ]);
        let edits = Outline::of(world.record(id)).turn(Turn::Remove, &[ids[1], ids[2]]);
        world.commit(&edits);
        let plan = Plan::of(world.record(id));
        assert_eq!(plan.steps.len(), 2);
        assert_eq!(plan.steps[1].predecessors, Some(vec![ids[0]]));
        assert!(!world.finds(id, "runbook-predecessor-gone"));
    }
}
