//! M15: what a run's events say does not depend on who merged what first.

use super::super::run::{RunState, RunView, State};
use super::super::start::Options;
use super::{Run, act_in};
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

/// Does one of the things that people do; whether it was refused does not matter.
fn do_something(world: &mut World, run: Id, steps: &[Id], what: u8, step: u8) -> bool {
    let step = steps[usize::from(step) % steps.len()];
    world.now += 1000;
    let done = act_in(world, run, |act| match what % 10 {
        0 | 1 => act.start_step(step),
        2 | 3 => act.done(step, ""),
        4 => act.fail(step, "why"),
        5 => act.skip(step, "why"),
        6 => act.reset(step, "why"),
        7 => act.note(Some(step), "text"),
        8 => act.pause("why"),
        _ => act.resume(""),
    });
    done.is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any interleaving on two devices, with any merges between, whichever side merges
    /// first: one state, and every event is there.
    #[test]
    fn m15_two_devices_agree(
        script in prop::collection::vec((any::<bool>(), 0_u8..11, any::<u8>(), -5000_i64..5000), 1..60),
    ) {
        let run = run_of(3);
        let (id, steps, mut a) = (run.id, run.steps, run.world);
        let mut b = a.fork(2);
        let mut count = 1;
        for (first, what, step, skew) in script {
            let (one, other) = if first { (&mut a, &mut b) } else { (&mut b, &mut a) };
            one.now += skew;
            match what {
                10 => one.merge(other),
                what => count += usize::from(do_something(one, id, &steps, what, step)),
            }
        }
        let (mut left, mut right) = (a.fork(3), b.fork(4));
        left.merge(&b);
        right.merge(&a);
        let (left, right) = (RunView::of(left.record(id)), RunView::of(right.record(id)));
        prop_assert_eq!(left.state, right.state);
        prop_assert_eq!(&left.steps, &right.steps);
        prop_assert_eq!(&left.events, &right.events);
        let ids: BTreeSet<Id> = left.events.iter().map(|event| event.id).collect();
        prop_assert_eq!((ids.len(), left.events.len()), (count, count));
        // Nothing is stuck: while the run is open and not all is finished, something
        // is ready, under way, failed or disputed.
        let open = |step: &super::super::run::StepView| !matches!(step.state, State::Pending) && !step.state.is_finished();
        prop_assert!(left.finished == left.total || left.steps.iter().any(open));
    }
}
