//! What goes on side by side in a run.

use super::super::listed::{Group, Part, Wanted, count, listed};
use super::super::start::Options;
use super::super::streams::{By, streams, stuck};
use super::{Run, minutes};
use crate::testing::World;
use serde_json::json;

#[test]
fn top_sections_are_streams_with_who_is_at_what() {
    let steps = [
        json!({"title": "Tell people"}),
        json!({"title": "Databases", "kind": "section"}),
        json!({"title": "Restore", "under": 1, "duration": minutes(5, 5, 5)}),
        json!({"title": "Check", "under": 1}),
        json!({"title": "Network", "kind": "section", "after": []}),
        json!({"title": "Switch", "under": 4}),
    ];
    let mut run = Run::start(&steps, &Options::default());
    let (restore, switch) = (run.steps[2], run.steps[5]);
    run.act("12:01:00", |act| act.start_step(restore))
        .expect("started");
    run.act("12:02:00", |act| act.done(switch, ""))
        .expect("done");
    let found = streams(&run.view());
    let by: Vec<By> = found.iter().map(|stream| stream.by).collect();
    assert_eq!(by, [By::Loose, By::Section(1), By::Section(4)]);
    assert_eq!((&found[1].now[..], found[1].next), (&[2][..], None));
    assert_eq!((found[1].finished, found[1].total), (0, 2));
    assert!(found[2].is_over() && !found[1].is_over());
    assert_eq!(found[0].next, Some(0), "nothing comes before it");
}

#[test]
fn roles_are_streams_where_there_are_no_two_sections() {
    let mut world = World::new();
    let dba = world.add("role", &[("title", json!("DBA"))]);
    let steps = [
        json!({"title": "Restore", "role": dba.to_string()}),
        json!({"title": "Tell people"}),
    ];
    let (runbook, _) = super::write_runbook(&mut world, &steps);
    let run = Run::start_in(world, runbook, &Options::default());
    let by: Vec<By> = streams(&run.view())
        .iter()
        .map(|stream| stream.by)
        .collect();
    assert_eq!(by, [By::Role(Some(dba)), By::Role(None)]);
}

#[test]
fn what_is_stuck_is_listed_by_how_long_it_is() {
    let steps = [
        json!({"title": "A"}),
        json!({"title": "B"}),
        json!({"title": "C"}),
    ];
    let mut run = Run::start(&steps, &Options::default());
    let [a, b, c] = run.steps[..] else {
        panic!("three steps")
    };
    run.act("12:05:00", |act| act.fail(a, "Full."))
        .expect("failed");
    run.act("12:02:00", |act| act.block(c, "No key."))
        .expect("blocked");
    run.act("12:03:00", |act| act.start_step(b))
        .expect("started");
    assert_eq!(stuck(&run.view()), [2, 0]);
}

fn wanted(run: &Run, wanted: &Wanted, closed: &[usize]) -> Vec<usize> {
    let view = run.view();
    let closed: Vec<_> = closed.iter().map(|&at| run.steps[at]).collect();
    let ids = listed(
        &view,
        wanted,
        &closed,
        |at| at == 3,
        |at| view.plan.steps[at].title.clone(),
    );
    let place = |id| {
        run.steps
            .iter()
            .position(|known| *known == id)
            .expect("a step")
    };
    ids.into_iter().map(place).collect()
}

#[test]
fn steps_are_listed_by_state_part_and_words_with_the_sections_above() {
    let steps = [
        json!({"title": "Databases", "kind": "section"}),
        json!({"title": "Restore", "under": 0}),
        json!({"title": "Network", "kind": "section", "after": []}),
        json!({"title": "Switch over", "under": 2}),
        json!({"title": "Check routes", "under": 2}),
    ];
    let mut run = Run::start(&steps, &Options::default());
    let (restore, routes) = (run.steps[1], run.steps[4]);
    let all = Wanted::default();
    assert_eq!(wanted(&run, &all, &[]), [0, 1, 2, 3, 4]);
    assert_eq!(
        wanted(&run, &all, &[2]),
        [0, 1, 2],
        "a closed section hides what it holds"
    );
    run.act("12:01:00", |act| act.done(restore, ""))
        .expect("done");
    run.act("12:01:00", |act| act.fail(routes, "None."))
        .expect("failed");
    let group = |group| Wanted {
        group,
        ..Wanted::default()
    };
    assert_eq!(wanted(&run, &group(Group::Open), &[]), [2, 3, 4]);
    assert_eq!(wanted(&run, &group(Group::Mine), &[]), [2, 3]);
    assert_eq!(wanted(&run, &group(Group::Stuck), &[]), [2, 4]);
    let part = Wanted {
        part: Some(Part::Under(run.steps[0])),
        ..Wanted::default()
    };
    assert_eq!(wanted(&run, &part, &[]), [0, 1]);
    let words = Wanted {
        words: " ROUTE".to_owned(),
        ..Wanted::default()
    };
    assert_eq!(
        wanted(&run, &words, &[2]),
        [2, 4],
        "words are found in closed sections too"
    );
    assert_eq!(count(&run.view(), Group::Open, |_| false), 2);
}
