//! Steps side by side: what they come after is what the first of them comes after, and
//! what follows them waits for all.

use super::plan::Plan;
use super::steps::{PREDECESSORS, STEPS, Step};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// A plan, seen as siblings that stand one after the other.
pub struct Streams {
    plan: Arc<Plan>,
    /// For each step, the sibling before it.
    previous: Vec<Option<usize>>,
    /// For each step, the sibling after it.
    next: Vec<Option<usize>>,
}

impl Streams {
    /// The streams of a plan.
    pub fn of(plan: impl Into<Arc<Plan>>) -> Self {
        let plan = plan.into();
        let n = plan.steps.len();
        let mut last: HashMap<Option<usize>, usize> = HashMap::new();
        let (mut previous, mut next) = (vec![None; n], vec![None; n]);
        for (at, step) in plan.steps.iter().enumerate() {
            previous[at] = last.insert(step.parent, at);
            if let Some(before) = previous[at] {
                next[before] = Some(at);
            }
        }
        Self {
            plan,
            previous,
            next,
        }
    }

    /// The steps.
    pub fn steps(&self) -> &[Step] {
        &self.plan.steps
    }

    /// Whether a step is worked side by side with the sibling before it.
    pub fn is_beside(&self, at: usize) -> bool {
        let step = &self.plan.steps[at];
        step.predecessors.is_some()
            && self.previous[at].is_some_and(|before| {
                self.plan.steps[before].when == step.when && self.before(before) == self.before(at)
            })
    }

    // The steps that one comes after, whether it names them or not.
    fn before(&self, at: usize) -> Vec<usize> {
        let n = self.plan.steps.len();
        let before = self.plan.before[at].iter();
        before
            .filter_map(|&activity| activity.checked_sub(n))
            .collect()
    }

    // The siblings that are worked side by side up to a step, itself the last.
    fn run(&self, at: usize, alone: &HashSet<usize>) -> Vec<usize> {
        let mut run = vec![at];
        let mut first = at;
        while !alone.contains(&first) && self.is_beside(first) {
            let Some(before) = self.previous[first] else {
                break;
            };
            run.push(before);
            first = before;
        }
        run.reverse();
        run
    }

    fn ids(&self, steps: &[usize]) -> Vec<Id> {
        steps.iter().map(|&at| self.plan.steps[at].id).collect()
    }

    // The chosen steps by what they stand under, in order.
    fn groups(&self, steps: &[Id]) -> Vec<Vec<usize>> {
        let chosen: HashSet<Id> = steps.iter().copied().collect();
        let mut groups: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (at, step) in self.plan.steps.iter().enumerate() {
            if chosen.contains(&step.id) {
                groups.entry(step.parent).or_default().push(at);
            }
        }
        groups.into_values().collect()
    }
}

/// Lets steps be worked side by side; one alone with the step before it. What comes next
/// waits for all of them, where nobody said what it waits for.
pub fn side_by_side(record: &Record, steps: &[Id]) -> Vec<Edit> {
    let streams = Streams::of(Plan::of(record));
    let mut edits = Vec::new();
    for mut group in streams.groups(steps) {
        if let ([only], Some(before)) = (&*group, streams.previous[group[0]]) {
            group = vec![before, *only];
        }
        let Some((&first, others)) = group.split_first() else {
            continue;
        };
        let base = streams.ids(&streams.before(first));
        for &at in others {
            edits.push(set(record, streams.plan.steps[at].id, Some(&base)));
        }
        let mut all = streams.run(first, &HashSet::new());
        let former = streams.ids(&all);
        all.extend(others);
        let last = all.iter().copied().max().unwrap_or(first);
        if let Some(next) = streams.next[last].map(|next| &streams.plan.steps[next])
            && next.when.is_empty()
            && !others.is_empty()
            && (next.predecessors.is_none() || former.len() > 1 && is_set(next, &former))
        {
            edits.push(set(record, next.id, Some(&streams.ids(&all))));
        }
    }
    edits
}

/// Lets each of the steps begin when the one before it is done.
pub fn one_after_other(record: &Record, steps: &[Id]) -> Vec<Edit> {
    let streams = Streams::of(Plan::of(record));
    let mut edits = Vec::new();
    for group in streams.groups(steps) {
        let alone: HashSet<usize> = group.iter().copied().collect();
        for &at in &group {
            if streams.plan.steps[at].predecessors.is_none() {
                continue;
            }
            let run = streams.previous[at].map(|before| streams.run(before, &alone));
            let waits = run.filter(|run| run.len() > 1);
            let waits = waits.map(|run| streams.ids(&run));
            edits.push(set(record, streams.plan.steps[at].id, waits.as_deref()));
        }
        // What waited for all of them waits for the last, which is what it does anyway.
        let Some(&last) = group.last() else { continue };
        let all = streams.ids(&streams.run(last, &HashSet::new()));
        if let Some(next) = streams.next[last].map(|next| &streams.plan.steps[next])
            && is_set(next, &all)
        {
            edits.push(set(record, next.id, None));
        }
    }
    edits
}

/// Side by side with the step before, or no longer. `None` when there is no step before.
pub fn toggle(record: &Record, step: Id) -> Option<Vec<Edit>> {
    let streams = Streams::of(Plan::of(record));
    let at = streams.steps().iter().position(|known| known.id == step)?;
    streams.previous[at]?;
    Some(if streams.is_beside(at) {
        one_after_other(record, &[step])
    } else {
        side_by_side(record, &[step])
    })
}

/// When a step is added behind another of its level: behind steps that are side by side it
/// waits for all of them, and what waited for them waits for it.
pub fn added(record: &Record, behind: Id, new: Id) -> Vec<Edit> {
    let streams = Streams::of(Plan::of(record));
    let found = streams.steps().iter().position(|step| step.id == behind);
    let Some(at) = found else { return Vec::new() };
    let run = streams.run(at, &HashSet::new());
    let next = streams.next[at];
    if run.len() < 2 || next.is_some_and(|next| streams.is_beside(next)) {
        return Vec::new();
    }
    let run = streams.ids(&run);
    let mut edits = vec![set(record, new, Some(&run))];
    let next = next.map(|next| &streams.plan.steps[next]);
    edits.extend(
        next.filter(|next| is_set(next, &run))
            .map(|next| set(record, next.id, None)),
    );
    edits
}

/// Before steps are removed: what names them comes after what they come after.
pub fn without(record: &Record, removed: &[Id]) -> Vec<Edit> {
    let streams = Streams::of(Plan::of(record));
    let gone: HashSet<Id> = removed.iter().copied().collect();
    let steps = &streams.plan.steps;
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
                Some(&n) if gone.contains(&id) => open.extend(streams.ids(&streams.before(n))),
                _ => left.push(id),
            }
        }
        set(record, step.id, Some(&left))
    };
    steps.iter().filter(names_one).map(mend).collect()
}

fn is_set(step: &Step, ids: &[Id]) -> bool {
    step.predecessors
        .as_ref()
        .is_some_and(|named| named.len() == ids.len() && ids.iter().all(|id| named.contains(id)))
}

fn set(record: &Record, step: Id, after: Option<&[Id]>) -> Edit {
    let value = after.and_then(|ids| {
        let mut ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        ids.arrange();
        Text::of(&ids).ok()
    });
    Edit {
        record: record.id,
        kind: record.kind,
        path: Path::item(STEPS, step, Key::new(PREDECESSORS)),
        value: value.unwrap_or_else(Text::null),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let streams = Streams::of(Plan::of(world.record(id)));
        (0..streams.steps().len())
            .map(|at| streams.is_beside(at))
            .collect()
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
                .map(|step| step.predecessors.is_some())
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

    #[test]
    fn a_step_added_behind_steps_side_by_side_waits_for_all_of_them() {
        use super::super::outline::Outline;
        for rest in [&["a", "b"][..], &["a", "b", "c"]] {
            let (mut world, id, ids) = runbook(&steps(rest));
            let edits = toggle(world.record(id), ids[1]).expect("a step before");
            world.commit(&edits);
            let new = world.mint();
            let edits = Outline::of(world.record(id)).add(Some(ids[1]), new);
            world.commit(&edits);
            let plan = Plan::of(world.record(id));
            assert_eq!(plan.steps[2].id, new);
            let mut waits = plan.steps[2].predecessors.clone().expect("some");
            waits.arrange();
            let mut both = ids[..2].to_vec();
            both.arrange();
            assert_eq!(waits, both);
            assert!(
                plan.steps
                    .iter()
                    .skip(3)
                    .all(|step| step.predecessors.is_none())
            );
        }
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
        let edits = super::super::outline::Outline::of(world.record(id))
            .turn(super::super::outline::Turn::Remove, &[ids[1], ids[2]]);
        world.commit(&edits);
        let plan = Plan::of(world.record(id));
        assert_eq!(plan.steps.len(), 2);
        assert_eq!(plan.steps[1].predecessors, Some(vec![ids[0]]));
        assert!(!world.finds(id, "runbook-predecessor-gone"));
    }
}
