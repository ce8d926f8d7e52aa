//! M15: what a run's events say does not depend on who merged what first.

use super::super::act::{Outcome, Post};
use super::super::log;
use super::super::run::{RunState, RunView, State};
use super::super::start::Options;
use super::super::{values, variables};
use super::{Run, act_in, minutes};
use crate::conflicts::{self, Conflict, Count};
use crate::testing::World;
use holdfast_ledger::Id;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;

fn run_of(steps: usize) -> Run {
    let steps: Vec<_> = (0..steps)
        .map(|n| json!({"title": format!("S{n}")}))
        .collect();
    Run::start(
        &steps,
        &Options {
            mode: "actual",
            ..Options::default()
        },
    )
}

fn both_merged(a: &mut World, b: &mut World) {
    a.merge(b);
    b.merge(a);
}

fn state(world: &World, run: Id) -> State {
    RunView::of(world.record(run)).steps[0].state
}

#[test]
fn m15_done_and_failed_apart_are_disputed_until_someone_says() {
    let run = run_of(2);
    let (id, step, mut a) = (run.id, run.steps[0], run.world);
    let mut b = a.fork(2);
    act_in(&mut a, id, |act| act.done(step, "")).expect("done");
    act_in(&mut b, id, |act| act.fail(step, "It broke.")).expect("failed");
    both_merged(&mut a, &mut b);
    assert_eq!(
        (state(&a, id), state(&b, id)),
        (State::Disputed, State::Disputed)
    );
    assert!(a.finds(id, "run-step-disputed"));
    assert_eq!(RunView::of(a.record(id)).steps[0].frontier.len(), 2);
    act_in(&mut b, id, |act| act.done(step, "We looked again.")).expect("said");
    both_merged(&mut a, &mut b);
    assert_eq!((state(&a, id), state(&b, id)), (State::Done, State::Done));
    assert!(!a.finds(id, "run-step-disputed"));
}

#[test]
fn m15_the_same_said_twice_is_no_dispute() {
    let run = run_of(1);
    let (id, step, mut a) = (run.id, run.steps[0], run.world);
    act_in(&mut a, id, |act| act.start_step(step)).expect("started");
    let mut b = a.fork(2);
    act_in(&mut a, id, |act| act.done(step, "")).expect("done");
    act_in(&mut b, id, |act| act.done(step, "")).expect("done");
    both_merged(&mut a, &mut b);
    assert_eq!((state(&a, id), state(&b, id)), (State::Done, State::Done));
}

#[test]
fn m15_a_start_does_not_deny_an_end_but_setting_back_does() {
    let run = run_of(1);
    let (id, step, mut a) = (run.id, run.steps[0], run.world);
    let mut b = a.fork(2);
    act_in(&mut a, id, |act| act.start_step(step)).expect("started");
    act_in(&mut b, id, |act| act.done(step, "")).expect("done");
    both_merged(&mut a, &mut b);
    assert_eq!(state(&a, id), State::Done);
    act_in(&mut a, id, |act| act.reset(step, "Not so.")).expect("set back");
    act_in(&mut b, id, |act| act.fail(step, "No.")).expect("failed");
    both_merged(&mut a, &mut b);
    assert_eq!(state(&b, id), State::Disputed);
}

#[test]
fn m15_the_end_of_a_run_can_be_disputed_too() {
    let run = run_of(1);
    let (id, mut a) = (run.id, run.world);
    let mut b = a.fork(2);
    act_in(&mut a, id, |act| act.finish("")).expect("finished");
    act_in(&mut b, id, |act| act.abandon("Lost.")).expect("given up");
    both_merged(&mut a, &mut b);
    assert_eq!(RunView::of(a.record(id)).state, RunState::Disputed);
    assert!(a.finds(id, "run-end-disputed"));
    act_in(&mut b, id, |act| act.resume("")).expect("resumed");
    assert_eq!(RunView::of(b.record(id)).state, RunState::Running);
}

#[test]
fn m15_a_clock_that_contradicts_what_it_knew_decides_nothing_and_is_told() {
    let run = run_of(1);
    let (id, step, mut a) = (run.id, run.steps[0], run.world);
    let hour = 3_600_000;
    let right = a.now;
    a.now += 3 * hour;
    act_in(&mut a, id, |act| act.start_step(step)).expect("started");
    let mut b = a.fork(2);
    b.user = "Bo".to_owned();
    b.now = right + hour;
    act_in(&mut b, id, |act| act.done(step, "")).expect("done");
    let record = b.record(id);
    let view = RunView::of(record);
    assert_eq!(view.steps[0].state, State::Done);
    let skewed = |n: usize, now| log::skewed(record, &view.events[n], now);
    // By time: the start of the run, then Bo's end of the step, then Ada's start of it.
    assert_eq!(skewed(0, right + hour), None);
    assert_eq!(
        skewed(1, right + hour).as_deref(),
        Some("clock 2 h behind that of Ada")
    );
    assert_eq!(skewed(2, right + hour).as_deref(), Some("clock 2 h ahead"));
    assert_eq!(
        skewed(2, right + 5 * hour),
        None,
        "now nothing contradicts it"
    );
}

/// How many kinds of things people do in the walks.
const DEEDS: u8 = 20;

/// Does one of the things that people do; gives how many events it wrote, none when refused.
fn do_something(world: &mut World, run: Id, what: u8, which: u8) -> usize {
    world.now += 1000;
    let before = RunView::of(world.record(run));
    let step = before.steps[usize::from(which) % before.steps.len()].id;
    let early = world.now - i64::from(which) * 1000;
    let said = |answer, value| Outcome {
        text: "",
        answer,
        value,
        ..Outcome::default()
    };
    let _ = act_in(world, run, |act| match what % DEEDS {
        0 | 1 => act.start_step(step),
        2 | 3 => act.complete(step, said("yes", "db-1")),
        4 => act.complete(step, said("no", "db-2")),
        5 => act.fail(step, "why"),
        6 => act.skip(step, "why"),
        7 => act.reset(step, "why"),
        8 => act.note(Some(step), "text"),
        9 => act.pause("why"),
        10 => act.resume(""),
        11 => act.block(step, "why"),
        12 => act.redo(step, "why"),
        13 => act.capture(Some(step), "node", if which < 128 { "a" } else { "b" }),
        14 => act.hand_over(Post::Step(step), "Bo", None, ""),
        15 => act.hand_over(Post::Lead, if which < 128 { "Bo" } else { "Cy" }, None, ""),
        16 => act.add_step(Some(step), "More", "why"),
        17 => {
            let edits = act.start_step(step)?;
            act.earlier(edits, early)
        }
        18 => {
            let event = act.state.events[usize::from(which) % act.state.events.len()].id;
            act.correct_time(event, early)
        }
        _ => act.finish(""),
    });
    RunView::of(world.record(run)).events.len() - before.events.len()
}

/// A run with a decision and its ways, a value that is found out, and a step after all.
fn walked() -> Run {
    let steps = [
        json!({"title": "Lost?", "kind": "decision", "answers": ["yes", "no"]}),
        json!({"title": "Move", "under": 0, "when": "yes", "duration": minutes(5, 5, 5)}),
        json!({"title": "Mend {{node}}", "under": 0, "when": "no", "duration": minutes(9, 9, 9)}),
        json!({"title": "Find", "captures": "node", "duration": minutes(2, 2, 2)}),
        json!({"title": "Tell", "duration": minutes(1, 1, 1)}),
    ];
    Run::start(
        &steps,
        &Options {
            mode: "actual",
            ..Options::default()
        },
    )
}

/// Whatever is disputed in a run, deciding for any side settles it.
fn every_side_decides(world: &mut World, run: Id) {
    for conflict in conflicts::of(world.record(run), &world.view()) {
        for side in conflicts::sides(world.record(run), &conflict, &world.view()) {
            let mut copy = world.fork(8);
            let mut ids = vec![copy.mint(), copy.mint()];
            let mint = &mut || ids.pop().expect("one event");
            let (record, view) = (copy.record(run), copy.view());
            assert!(!conflicts::words(record, &conflict, &side.take, &view).is_empty());
            let edits = conflicts::solve(record, &conflict, &side.take, &view, mint);
            copy.commit(&edits.expect("a way to decide"));
            let left = conflicts::of(copy.record(run), &copy.view());
            assert!(
                !left.contains(&conflict),
                "{conflict:?} after {:?}",
                side.take
            );
        }
    }
}

#[test]
fn m15_what_a_run_disputes_is_listed_and_decided_by_what_was_said() {
    let run = run_of(2);
    let (id, step, mut a) = (run.id, run.steps[0], run.world);
    let mut b = a.fork(2);
    b.user = "Bo".to_owned();
    b.now += 1000;
    act_in(&mut a, id, |act| act.done(step, "")).expect("done");
    act_in(&mut a, id, |act| act.finish("")).expect("finished");
    act_in(&mut b, id, |act| act.fail(step, "It broke.")).expect("failed");
    act_in(&mut b, id, |act| act.abandon("Lost.")).expect("given up");
    both_merged(&mut a, &mut b);
    let (record, view) = (a.record(id), a.view());
    let found = conflicts::of(record, &view);
    assert_eq!(found, [Conflict::End, Conflict::Step(step)]);
    assert_eq!(conflicts::label(record, &found[1], &view), "Step “S0”");
    let sides = conflicts::sides(record, &found[1], &view);
    assert_eq!(conflicts::authors(&sides), ["Ada", "Bo"]);
    let words = sides
        .iter()
        .map(|side| conflicts::words(record, &found[1], &side.take, &view));
    assert_eq!(words.collect::<Vec<_>>(), ["Done", "Failed: It broke."]);
    every_side_decides(&mut a, id);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Any interleaving of all that people do on two devices, with any merges between, whichever
    /// side merges first: one state, every event is there, nothing is stuck, and times make sense.
    #[test]
    fn m15_two_devices_agree(
        script in prop::collection::vec((any::<bool>(), 0_u8..=DEEDS, any::<u8>(), -5000_i64..5000), 1..60),
    ) {
        let run = walked();
        let (id, mut a) = (run.id, run.world);
        let mut b = a.fork(2);
        let mut count = 1;
        let mut followed = Count::default();
        for (first, what, which, skew) in script {
            let (one, other) = if first { (&mut a, &mut b) } else { (&mut b, &mut a) };
            one.now += skew;
            match what {
                DEEDS => one.merge(other),
                what => count += do_something(one, id, what, which),
            }
            followed.look(a.record(id), &a.view());
        }
        // R10: the count that follows each change is the count made anew, which lists each.
        let mut anew = Count::default();
        anew.look(a.record(id), &a.view());
        prop_assert_eq!(&followed, &anew);
        prop_assert_eq!(conflicts::of(a.record(id), &a.view()).len(), anew.all(&a.view()));
        prop_assert_eq!(conflicts::count(a.record(id), &a.view()), anew.all(&a.view()));
        let (mut left, mut right) = (a.fork(3), b.fork(4));
        left.merge(&b);
        right.merge(&a);
        let now = left.now;
        prop_assert_eq!(conflicts::within(left.record(id)), conflicts::within(right.record(id)));
        every_side_decides(&mut left, id);
        let mut left = a.fork(3);
        left.merge(&b);
        prop_assert_eq!(variables::asked(left.record(id)), variables::asked(right.record(id)));
        prop_assert_eq!(values::disputed(left.record(id)), values::disputed(right.record(id)));
        let (left, right) = (RunView::of(left.record(id)), RunView::of(right.record(id)));
        prop_assert_eq!(left.state, right.state);
        prop_assert_eq!(&left.steps, &right.steps);
        prop_assert_eq!(&left.events, &right.events);
        prop_assert_eq!((left.lead(), left.total, left.finished), (right.lead(), right.total, right.finished));
        let ids: BTreeSet<Id> = left.events.iter().map(|event| event.id).collect();
        prop_assert_eq!((ids.len(), left.events.len()), (count, count));
        // Nothing is stuck: while the run is open and not all is finished, something
        // is ready, under way, blocked, failed or disputed.
        let open = |step: &super::super::run::StepView| !matches!(step.state, State::Pending) && !step.state.is_finished();
        prop_assert!(left.finished == left.total || left.steps.iter().any(open));
        // Times derive: what took time took none that is negative, and what is left is no less.
        prop_assert!(left.steps.iter().all(|step| step.minutes.is_none_or(|took| took >= 0.0)));
        let clock = left.clock(now);
        prop_assert!(clock.remaining.is_none_or(|left| left >= 0.0));
        prop_assert_eq!(clock.remaining.is_none(), left.state.is_over());
    }
}
