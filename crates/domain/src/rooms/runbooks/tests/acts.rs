//! What people do beside the steps themselves: times put in afterwards, values, roles, order.

use super::super::act::{Outcome, Post};
use super::super::posts::{self, Part};
use super::super::run::{RunView, State};
use super::super::start::{Options, check};
use super::super::{order, values, variables};
use super::{Run, act_in, write_runbook};
use crate::testing::World;
use holdfast_ledger::Key;
use serde_json::{Value, json};

fn actual() -> Options {
    Options {
        mode: "actual",
        ..Options::default()
    }
}

fn run_of(steps: &[Value]) -> Run {
    Run::start(steps, &actual())
}

fn three() -> Run {
    run_of(&[
        json!({"title": "A"}),
        json!({"title": "B"}),
        json!({"title": "C"}),
    ])
}

fn ms(clock: &str) -> i64 {
    holdfast_ledger::time::parse(&format!("2026-11-22T{clock}.000Z")).expect("an instant")
}

#[test]
fn what_happened_earlier_is_entered_with_its_time_and_says_when_it_was_entered() {
    let mut run = three();
    let a = run.steps[0];
    let started = |clock: &'static str| {
        move |act: &mut super::super::act::Act<'_>| {
            let edits = act.start_step(a)?;
            act.earlier(edits, ms(clock))
        }
    };
    let future = run.act("12:30:00", started("12:31:00"));
    assert!(future.expect_err("the future").contains("still to come"));
    run.act("12:30:00", started("12:05:00")).expect("started");
    let view = run.view();
    assert_eq!(view.steps[0].began, Some(ms("12:05:00")));
    let event = view.events.last().expect("an event");
    assert_eq!(
        (event.at, event.entered),
        (Some(ms("12:05:00")), Some(ms("12:30:00")))
    );
    let done = |clock: &'static str| {
        move |act: &mut super::super::act::Act<'_>| {
            let edits = act.done(a, "")?;
            act.earlier(edits, ms(clock))
        }
    };
    let before = run.act("12:31:00", done("12:04:00"));
    assert!(
        before
            .expect_err("before its start")
            .contains("started later")
    );
    run.act("12:31:00", done("12:15:00")).expect("done");
    assert_eq!(run.view().steps[0].minutes, Some(10.0));
    let b = run.steps[1];
    run.act("12:40:00", |act| act.done(b, "")).expect("done");
    assert_eq!(run.view().events.last().expect("an event").entered, None);
}

#[test]
fn a_secret_is_never_noted_and_stops_nobody() {
    let mut world = World::new();
    world.user = "Ada".to_owned();
    let find = json!({"title": "Read the key", "captures": "key"});
    let (runbook, _) = write_runbook(&mut world, &[find, json!({"title": "Use {{host}}"})]);
    world.item(
        runbook,
        "variables",
        &[("name", json!("key")), ("secret", json!(true))],
    );
    let host = [
        ("name", json!("host")),
        ("pattern", json!("db[0-9]+")),
        ("description", json!("The node.")),
    ];
    world.item(runbook, "variables", &host);
    let mut run = Run::start_in(world, runbook, &actual());
    let why = run.act("12:01:00", |act| act.capture(None, "key", "hunter2"));
    assert!(why.expect_err("a secret").contains("never stored"));
    let read = run.steps[0];
    run.act("12:02:00", |act| act.done(read, ""))
        .expect("done without its value");
    assert!(!format!("{:?}", run.world.record(run.id)).contains("hunter2"));
    let known = values::all(run.world.record(run.id), &run.world.view());
    let of = |name: &str| {
        known
            .iter()
            .find(|known| known.name == name)
            .expect("known")
            .clone()
    };
    assert!(of("key").secret);
    assert_eq!(
        (&*of("host").pattern, &*of("host").about),
        ("db[0-9]+", "The node.")
    );
    run.act("12:03:00", |act| act.capture(None, "host", "db7"))
        .expect("given");
    let known = values::all(run.world.record(run.id), &run.world.view());
    assert!(
        known
            .iter()
            .any(|known| known.name == "host" && known.value == "db7")
    );
}

#[test]
fn values_noted_apart_are_disputed_until_one_is_given_again() {
    let run = three();
    let (id, mut a) = (run.id, run.world);
    let mut b = a.fork(2);
    act_in(&mut a, id, |act| act.capture(None, "node", "db1")).expect("noted");
    act_in(&mut b, id, |act| act.capture(None, "node", "db2")).expect("noted");
    a.merge(&b);
    assert_eq!(values::disputed(a.record(id)), ["node"]);
    assert!(a.finds(id, "run-value-disputed"));
    let known = values::all(a.record(id), &a.view());
    assert_eq!(known[0].disputed, ["db1", "db2"]);
    act_in(&mut a, id, |act| act.capture(None, "node", "db2")).expect("said");
    b.merge(&a);
    for world in [&a, &b] {
        assert!(!world.finds(id, "run-value-disputed"));
        let values = variables::values(world.record(id));
        assert_eq!(values.get("node").map(String::as_str), Some("db2"));
    }
}

#[test]
fn who_has_which_role_stands_in_the_log_from_the_start() {
    let mut world = World::new();
    world.user = "Ada".to_owned();
    let bo = world.person("Bo");
    let dba = world.add(
        "role",
        &[("title", json!("DBA")), ("primary", json!(bo.to_string()))],
    );
    let net = world.add("role", &[("title", json!("Network"))]);
    let steps = [
        json!({"title": "A", "role": dba.to_string()}),
        json!({"title": "B", "role": net.to_string()}),
        json!({"title": "C", "role": dba.to_string()}),
    ];
    let (runbook, _) = write_runbook(&mut world, &steps);
    let mut parts = posts::parts(world.record(runbook), &world.view());
    let of = |parts: &[Part]| -> Vec<(String, String)> {
        parts
            .iter()
            .map(|part| (part.title.clone(), part.name.clone()))
            .collect()
    };
    let pair = |role: &str, name: &str| (role.to_owned(), name.to_owned());
    assert_eq!(of(&parts), [pair("DBA", "Bo"), pair("Network", "")]);
    assert_eq!(parts[0].person, Some(bo));
    parts[0].name = "Cy".to_owned();
    parts[0].person = None;
    let options = Options { parts, ..actual() };
    let mut run = Run::start_in(world, runbook, &options);
    let view = run.view();
    assert_eq!(view.events.len(), 2, "nobody has the other role");
    assert_eq!(view.state, super::super::run::RunState::Running);
    assert_eq!(view.holder_of(Some(dba)), "Cy");
    let doer = |run: &Run, n: usize| {
        let (view, parts) = (run.view(), posts::in_run(&run.view(), &run.world.view()));
        let at = view.find(run.steps[n]).expect("a step of the run");
        posts::doer(&view.plan.steps[at], &view.steps[at], &parts).to_owned()
    };
    assert_eq!(
        (doer(&run, 0), doer(&run, 1)),
        ("Cy".to_owned(), String::new())
    );
    let c = run.steps[2];
    run.act("12:01:00", |act| {
        act.hand_over(Post::Step(c), "Di", None, "")
    })
    .expect("given");
    assert_eq!(
        (doer(&run, 0), doer(&run, 2)),
        ("Cy".to_owned(), "Di".to_owned())
    );
    assert_eq!(
        of(&posts::in_run(&run.view(), &run.world.view())),
        [pair("DBA", "Cy"), pair("Network", "")]
    );
}

#[test]
fn a_step_that_runs_is_with_whom_it_was_handed_to_itself_or_with_the_role_of_who_began_it() {
    let mut world = World::new();
    world.user = "Ada".to_owned();
    let dba = world.add("role", &[("title", json!("DBA"))]);
    let of_role = json!({"title": "A", "role": dba.to_string()});
    let (runbook, _) = write_runbook(
        &mut world,
        &[of_role.clone(), of_role, json!({"title": "B"})],
    );
    let mut parts = posts::parts(world.record(runbook), &world.view());
    parts[0].name = "Ada".to_owned();
    let mut run = Run::start_in(world, runbook, &Options { parts, ..actual() });
    let [own, helped, given] = run.steps[..] else {
        panic!("three steps")
    };
    run.act("12:01:00", |act| act.start_step(own))
        .expect("started");
    run.act("12:01:00", |act| act.start_step(given))
        .expect("started");
    run.world.user = "Ben".to_owned();
    run.act("12:01:00", |act| act.start_step(helped))
        .expect("started");
    let with = |run: &Run| {
        let view = run.view();
        [0, 1, 2].map(|at| posts::at_work(&view, at).to_owned())
    };
    assert_eq!(with(&run), ["Ada", "Ben", "Ada"]);
    run.act("12:02:00", |act| {
        act.hand_over(Post::Step(given), "Cy", None, "")
    })
    .expect("given");
    run.act("12:03:00", |act| {
        act.hand_over(Post::Role(dba), "Di", None, "")
    })
    .expect("given");
    assert_eq!(
        with(&run),
        ["Di", "Ben", "Cy"],
        "Ben does not have the role"
    );
    run.act("12:04:00", |act| act.block(given, "No key."))
        .expect("blocked");
    run.act("12:05:00", |act| act.start_step(given))
        .expect("taken up");
    assert_eq!(with(&run)[2], "Ben", "who takes it up is at it");
}

#[test]
fn a_run_begins_with_times_that_make_sense() {
    let now = ms("12:00:00");
    let with = |mode, occurred, detected| Options {
        mode,
        occurred,
        detected,
        ..Options::default()
    };
    assert!(check(&with("", None, None), now).is_err());
    assert!(check(&with("actual", Some(now - 5), Some(now - 2)), now).is_ok());
    assert!(check(&with("actual", Some(now - 2), Some(now - 5)), now).is_err());
    assert!(check(&with("actual", Some(now + 5), None), now).is_err());
    assert!(check(&with("actual", None, Some(now + 5)), now).is_err());
    assert!(check(&with("exercise", Some(now + 5), None), now).is_ok());
}

#[test]
fn what_was_done_before_what_comes_first_is_said() {
    let mut run = three();
    let [a, b, c] = run.steps[..] else {
        panic!("three steps")
    };
    run.act("12:01:00", |act| act.done(a, "")).expect("done");
    assert!(order::overtaken(&run.view(), 1).is_empty());
    run.act("12:02:00", |act| act.done(c, "")).expect("done");
    let view = run.view();
    let early = order::overtaken(&view, 2);
    assert_eq!(order::said(&view, &early), "before 2 was done");
    assert!(run.world.finds(run.id, "run-out-of-order"));
    run.act("12:03:00", |act| act.done(b, "")).expect("done");
    assert_eq!(
        order::overtaken(&run.view(), 2),
        [1],
        "what comes first was done later"
    );
    // The clock was wrong: with the time put right nothing is out of order.
    let event = run.view().steps[2].frontier[0];
    let event = run.view().events[event].id;
    run.act("12:09:00", |act| act.correct_time(event, ms("12:04:00")))
        .expect("put right");
    assert!(order::overtaken(&run.view(), 2).is_empty());
    assert!(!run.world.finds(run.id, "run-out-of-order"));
}

#[test]
fn what_was_done_in_order_stays_so_when_an_earlier_step_is_done_again() {
    let mut run = three();
    let [a, b, _] = run.steps[..] else {
        panic!("three steps")
    };
    run.act("12:01:00", |act| act.done(a, "")).expect("done");
    run.act("12:02:00", |act| act.done(b, "")).expect("done");
    run.act("12:03:00", |act| act.redo(a, "Once more."))
        .expect("again");
    run.act("12:04:00", |act| act.done(a, "")).expect("done");
    assert!(order::overtaken(&run.view(), 1).is_empty());
    assert!(!run.world.finds(run.id, "run-out-of-order"));
}

#[test]
fn a_step_overtakes_neither_what_it_stands_under_nor_the_other_way() {
    let steps = [
        json!({"title": "Lost?", "kind": "decision", "answers": ["yes", "no"]}),
        json!({"title": "Move", "under": 0, "when": "yes"}),
        json!({"title": "Mend", "under": 0, "when": "no"}),
        json!({"title": "All", "kind": "section"}),
        json!({"title": "Tell", "under": 3}),
    ];
    let mut run = run_of(&steps);
    let [ask, moved, _, _, tell] = run.steps[..] else {
        panic!("five steps")
    };
    assert_eq!(order::overtaken(&run.view(), 1), [0], "not decided yet");
    let yes = Outcome {
        answer: "yes",
        ..Default::default()
    };
    run.act("12:01:00", |act| act.complete(ask, yes))
        .expect("decided");
    assert!(order::overtaken(&run.view(), 1).is_empty());
    assert_eq!(order::overtaken(&run.view(), 4), [1]);
    run.act("12:02:00", |act| act.done(moved, ""))
        .expect("done");
    run.act("12:03:00", |act| act.done(tell, "")).expect("done");
    assert!(order::overtaken(&run.view(), 4).is_empty());
    assert!(!run.world.finds(run.id, "run-out-of-order"));
}

#[test]
fn a_runbook_whose_steps_were_taken_in_stands_as_they_do() {
    let mut world = World::new();
    world.user = "Ada".to_owned();
    let (inner, _) = write_runbook(&mut world, &[json!({"title": "X"})]);
    let whole = json!({"title": "Whole", "kind": "runbook", "runbook": inner.to_string()});
    let (outer, _) = write_runbook(&mut world, &[whole, json!({"title": "Z"})]);
    let mut run = Run::start_in(world, outer, &actual());
    let items = run.world.record(run.id).items(Key::new("steps"));
    let ids: Vec<_> = items.iter().map(|item| item.id).collect();
    assert_eq!(
        run.states()[1],
        State::Ready,
        "nobody has to start the runbook itself"
    );
    assert!(run.act("12:01:00", |act| act.start_step(ids[0])).is_err());
    run.act("12:01:00", |act| act.done(ids[1], ""))
        .expect("done");
    assert_eq!(run.states(), [State::Done, State::Done, State::Ready]);
    assert_eq!(RunView::of(run.world.record(run.id)).total, 2);
}

#[test]
fn files_belong_to_the_step_that_they_show() {
    let mut run = three();
    let b = run.steps[1];
    let files = ["a.png", "b.png"].map(|name| super::super::act::Proof {
        name: name.to_owned(),
        mime: "image/png".to_owned(),
        size: 3,
        sha256: "ab".repeat(32),
    });
    run.act("12:01:00", |act| {
        let mut edits = act.done(b, "Seen.")?;
        edits.extend(act.attach(Some(b), &files));
        Ok(edits)
    })
    .expect("done");
    let items = run.world.record(run.id).items(Key::new("attachments"));
    let kept: Vec<_> = items
        .iter()
        .map(|item| {
            (
                item.text("name").into_owned(),
                item.text("item").into_owned(),
            )
        })
        .collect();
    assert_eq!(
        kept,
        ["a.png", "b.png"].map(|name| (name.to_owned(), b.to_string()))
    );
}
