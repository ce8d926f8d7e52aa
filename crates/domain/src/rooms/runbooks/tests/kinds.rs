//! What the kinds of steps do in a run: decisions, blocked steps, values, hand-overs, steps that
//! nobody had planned, runbooks in runbooks.

use super::super::act::{Outcome, Post};
use super::super::plan::Plan;
use super::super::run::{RunView, State};
use super::super::start::Options;
use super::super::{log, variables, version};
use super::{Run, act_in, minutes, write_runbook};
use crate::testing::World;
use holdfast_ledger::{Key, Path};
use serde_json::{Value, json};

fn actual() -> Options {
    Options {
        mode: "actual",
        ..Options::default()
    }
}

/// Ask, then one of two ways of different length, then a step for both.
fn forked() -> Vec<Value> {
    vec![
        json!({"title": "Is the site lost?", "kind": "decision", "answers": ["no", "yes"], "duration": null}),
        json!({"title": "Go to the other site", "kind": "section", "under": 0, "when": "yes"}),
        json!({"title": "Switch", "under": 1, "duration": minutes(30, 30, 30)}),
        json!({"title": "Repair", "under": 0, "when": "no", "duration": minutes(10, 10, 10)}),
        json!({"title": "Look", "under": 0, "when": "no", "duration": minutes(5, 5, 5)}),
        json!({"title": "Tell", "duration": minutes(1, 1, 1)}),
    ]
}

#[test]
fn a_decision_leads_to_the_steps_of_its_answer_only() {
    use State::{Done, NotApplicable, Pending, Ready};
    let mut run = Run::start(&forked(), &actual());
    let ask = run.steps[0];
    assert_eq!(
        run.states(),
        [Ready, Pending, Pending, Pending, Pending, Pending]
    );
    let open = run.act("12:01:00", |act| act.done(ask, ""));
    assert!(open.expect_err("no answer").contains("no or yes"));
    let other = Outcome {
        answer: "maybe",
        ..Outcome::default()
    };
    assert!(run.act("12:01:00", |act| act.complete(ask, other)).is_err());
    let no = Outcome {
        answer: "no",
        ..Outcome::default()
    };
    run.act("12:02:00", |act| act.complete(ask, no))
        .expect("decided");
    assert_eq!(
        run.states(),
        [Done, NotApplicable, NotApplicable, Ready, Pending, Pending]
    );
    assert_eq!((run.view().total, run.view().finished), (4, 1));
    let (repair, look) = (run.steps[3], run.steps[4]);
    run.act("12:03:00", |act| act.done(repair, ""))
        .expect("done");
    assert_eq!(run.states()[4..], [Ready, Pending]);
    run.act("12:04:00", |act| act.done(look, "")).expect("done");
    assert_eq!(run.states()[5], Ready);
}

#[test]
fn with_a_decision_that_is_skipped_all_its_ways_are_open() {
    use State::{Pending, Ready, Skipped};
    let mut run = Run::start(&forked(), &actual());
    let ask = run.steps[0];
    run.act("12:01:00", |act| act.skip(ask, "Nobody knows yet."))
        .expect("skipped");
    assert_eq!(
        run.states(),
        [Skipped, Ready, Ready, Ready, Pending, Pending]
    );
}

#[test]
fn a_plan_with_ways_takes_as_long_as_the_longest() {
    let mut world = World::new();
    let (runbook, _) = write_runbook(&mut world, &forked());
    let plan = Plan::of(world.record(runbook));
    assert_eq!(plan.steps[0].answers, ["no", "yes"]);
    assert!((plan.length().expect("no circle").minutes - 31.0).abs() < 1e-9);
}

#[test]
fn m15_two_answers_given_apart_are_disputed() {
    let run = Run::start(&forked(), &actual());
    let (id, ask, mut a) = (run.id, run.steps[0], run.world);
    let mut b = a.fork(2);
    for (world, answer) in [(&mut a, "yes"), (&mut b, "no")] {
        let outcome = Outcome {
            answer,
            ..Outcome::default()
        };
        act_in(world, id, |act| act.complete(ask, outcome)).expect("decided");
    }
    a.merge(&b);
    b.merge(&a);
    for world in [&a, &b] {
        let view = RunView::of(world.record(id));
        assert_eq!(view.steps[0].state, State::Disputed);
        assert_eq!(view.steps[3].state, State::Pending, "no way is open");
    }
    let yes = Outcome {
        answer: "yes",
        ..Outcome::default()
    };
    act_in(&mut b, id, |act| act.complete(ask, yes)).expect("said");
    let view = RunView::of(b.record(id));
    assert_eq!(
        (view.steps[0].state, view.steps[1].state),
        (State::Done, State::Ready)
    );
}

#[test]
fn a_blocked_step_says_why_and_goes_on_when_it_is_started() {
    let mut run = Run::start(&[json!({"title": "A"}), json!({"title": "B"})], &actual());
    let a = run.steps[0];
    run.act("12:01:00", |act| act.start_step(a))
        .expect("started");
    assert!(run.act("12:02:00", |act| act.block(a, " ")).is_err());
    run.act("12:02:00", |act| act.block(a, "No badge."))
        .expect("blocked");
    let view = run.view();
    assert_eq!(
        (view.steps[0].state, &*view.steps[0].reason),
        (State::Blocked, "No badge.")
    );
    assert_eq!(view.steps[1].state, State::Pending);
    run.act("12:09:00", |act| act.start_step(a))
        .expect("goes on");
    assert_eq!(run.states()[0], State::Running);
    run.act("12:10:00", |act| act.done(a, "")).expect("done");
    assert!(run.act("12:11:00", |act| act.redo(a, "")).is_err());
    run.act("12:11:00", |act| act.redo(a, "The disk was the wrong one."))
        .expect("again");
    assert_eq!(run.states()[0], State::Running);
}

#[test]
fn a_value_that_a_step_finds_out_is_filled_in_later() {
    let steps = [
        json!({"title": "Find the node", "captures": "node"}),
        json!({"title": "Stop {{node}}"}),
    ];
    let mut run = Run::start(&steps, &actual());
    let find = run.steps[0];
    assert!(
        run.act("12:01:00", |act| act.done(find, ""))
            .expect_err("no value")
            .contains("node")
    );
    let found = Outcome {
        value: "db-2",
        ..Outcome::default()
    };
    run.act("12:01:00", |act| act.complete(find, found))
        .expect("done");
    let values = |run: &Run| variables::values(run.world.record(run.id));
    assert_eq!(values(&run).get("node").map(String::as_str), Some("db-2"));
    run.act("12:02:00", |act| act.capture(None, "node", "db-3"))
        .expect("put right");
    assert_eq!(values(&run).get("node").map(String::as_str), Some("db-3"));
    let events = run.view().events;
    let captured: Vec<_> = events
        .iter()
        .filter_map(|event| event.captured.clone())
        .collect();
    assert_eq!(captured.len(), 2, "the log keeps both");
    assert!(
        run.act("12:03:00", |act| act.capture(None, "2nd", "x"))
            .is_err()
    );
}

#[test]
fn hand_overs_say_who_has_it_now_and_change_no_state() {
    let mut run = Run::start(&[json!({"title": "A"})], &actual());
    let (a, bo) = (run.steps[0], run.world.person("Bo"));
    let role = run.world.add("role", &[("title", json!("DBA"))]);
    run.act("12:01:00", |act| act.start_step(a))
        .expect("started");
    run.act("12:02:00", |act| {
        act.hand_over(Post::Lead, "Bo", Some(bo), "Half done.")
    })
    .expect("lead");
    run.act("12:03:00", |act| {
        act.hand_over(Post::Role(role), "Cy", None, "")
    })
    .expect("role");
    run.act("12:04:00", |act| {
        act.hand_over(Post::Step(a), "Cy", None, "")
    })
    .expect("step");
    run.act("12:05:00", |act| {
        act.hand_over(Post::Step(a), "Di", None, "")
    })
    .expect("step");
    assert!(
        run.act("12:05:00", |act| act.hand_over(Post::Lead, " ", None, ""))
            .is_err()
    );
    let view = run.view();
    assert_eq!(
        (view.lead(), view.holder_of(Some(role))),
        ("Bo".to_owned(), "Cy".to_owned())
    );
    assert_eq!(
        (view.steps[0].state, &*view.steps[0].holder),
        (State::Running, "Di")
    );
    let owner = run
        .world
        .record(run.id)
        .value(Path::of("owner"))
        .map(|id| id.plain().into_owned());
    assert_eq!(owner, Some(bo.to_string()));
}

#[test]
fn hand_overs_made_apart_both_show() {
    let run = Run::start(&[json!({"title": "A"})], &actual());
    let (id, a, mut one) = (run.id, run.steps[0], run.world);
    let mut other = one.fork(2);
    act_in(&mut one, id, |act| {
        act.hand_over(Post::Step(a), "Bo", None, "")
    })
    .expect("given");
    act_in(&mut other, id, |act| {
        act.hand_over(Post::Step(a), "Cy", None, "")
    })
    .expect("given");
    one.merge(&other);
    assert_eq!(RunView::of(one.record(id)).steps[0].holder, "Bo or Cy");
}

#[test]
fn a_step_that_nobody_planned_stands_in_its_place_and_in_the_log() {
    let mut run = Run::start(&[json!({"title": "A"}), json!({"title": "B"})], &actual());
    let a = run.steps[0];
    assert!(
        run.act("12:01:00", |act| act.add_step(Some(a), "", ""))
            .is_err()
    );
    run.act("12:01:00", |act| {
        act.add_step(Some(a), "Find the key", "The door is locked.")
    })
    .expect("added");
    let view = run.view();
    let titles: Vec<&str> = view.plan.steps.iter().map(|step| &*step.title).collect();
    assert_eq!(titles, ["A", "Find the key", "B"]);
    assert_eq!(view.steps[1].state, State::Pending);
    let added = view.events.last().expect("an event");
    assert_eq!(
        (added.what, &*added.text),
        (Some(log::What::Added), "The door is locked.")
    );
}

#[test]
fn steps_with_a_start_time_wait_for_it_in_plan_and_forecast() {
    let steps = [
        json!({"title": "A", "duration": minutes(5, 5, 5)}),
        json!({"title": "B", "duration": minutes(10, 10, 10), "start_after": 60}),
    ];
    let mut run = Run::start(&steps, &actual());
    let length = Plan::of(run.world.record(run.runbook))
        .length()
        .expect("no circle");
    assert!((length.minutes - 70.0).abs() < 1e-9);
    let a = run.steps[0];
    run.act("12:20:00", |act| act.done(a, "")).expect("done");
    let remaining = run
        .view()
        .clock(run.world.now)
        .remaining
        .expect("a forecast");
    assert!(
        (remaining - 50.0).abs() < 1e-9,
        "40 minutes to wait, 10 of work: {remaining}"
    );
    let b = run.steps[1];
    run.act("12:20:00", |act| act.start_step(b))
        .expect("started before its time");
    let remaining = run
        .view()
        .clock(run.world.now)
        .remaining
        .expect("a forecast");
    assert!((remaining - 10.0).abs() < 1e-9);
}

#[test]
fn runbooks_in_runbooks_are_taken_in_with_their_values_and_never_into_themselves() {
    let mut world = World::new();
    world.user = "Ada".to_owned();
    let (inner, _) = write_runbook(
        &mut world,
        &[json!({"title": "Ping {{host}}"}), json!({"title": "Y"})],
    );
    world.item(
        inner,
        "variables",
        &[("name", json!("host")), ("default", json!("db1"))],
    );
    let whole = json!({"title": "Whole", "kind": "runbook", "runbook": inner.to_string()});
    let (outer, _) = write_runbook(
        &mut world,
        &[json!({"title": "A"}), whole, json!({"title": "Z"})],
    );
    let back = json!(outer.to_string());
    world.item(
        inner,
        "steps",
        &[("kind", json!("runbook")), ("runbook", back)],
    );
    let run = Run::start_in(world, outer, &actual());
    let view = run.view();
    let lines: Vec<(usize, &str)> = view
        .plan
        .steps
        .iter()
        .map(|step| (step.depth, &*step.title))
        .collect();
    assert_eq!(
        lines,
        [
            (0, "A"),
            (0, "Whole"),
            (1, "Ping {{host}}"),
            (1, "Y"),
            (1, ""),
            (0, "Z")
        ]
    );
    let record = run.world.record(run.id);
    assert_eq!(
        variables::values(record).get("host").map(String::as_str),
        Some("db1")
    );
    let taken = record.value(Path::item(
        Key::new("steps"),
        run.steps[1],
        Key::new("version"),
    ));
    assert_eq!(
        taken.map(|text| text.plain().into_owned()),
        Some(version::content(run.world.record(inner)))
    );
}

#[test]
fn a_run_recovers_the_services_of_its_milestones_too() {
    let mut world = World::new();
    let erp = world.add("service", &[("title", json!("ERP")), ("rto", json!(240))]);
    let back = json!({"title": "Back", "kind": "milestone", "service": erp.to_string()});
    let (runbook, _) = write_runbook(&mut world, &[json!({"title": "A"}), back]);
    let run = Run::start_in(world, runbook, &actual());
    assert_eq!(run.view().rto, Some(240.0));
    let services: Option<Vec<String>> = run.world.record(run.id).get("services");
    assert_eq!(services, Some(vec![erp.to_string()]));
}

#[test]
fn the_objectives_of_a_run_are_the_shortest_of_its_services() {
    let mut world = World::new();
    world.user = "Ada".to_owned();
    let (runbook, _) = write_runbook(&mut world, &[json!({"title": "A"})]);
    let slow = world.add("service", &[("title", json!("Mail")), ("rto", json!(480))]);
    let fast = world.add(
        "service",
        &[
            ("title", json!("ERP")),
            ("rto", json!(240)),
            ("rpo", json!(15)),
        ],
    );
    world.set(
        runbook,
        "services",
        json!([slow.to_string(), fast.to_string()]),
    );
    let mut run = Run::start_in(world, runbook, &actual());
    assert_eq!(run.view().rto, Some(240.0));
    assert_eq!(run.world.record(run.id).get::<f64>("rpo"), Some(15.0));
    run.world.set(fast, "rto", json!(60));
    assert_eq!(
        run.view().rto,
        Some(240.0),
        "it holds as it stood at the start"
    );
}
