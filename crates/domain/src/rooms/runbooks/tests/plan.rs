use super::super::outline::{self, Moves, Turn};
use super::super::plan::Plan;
use super::{minutes, write_runbook};
use crate::recent::Recent;
use crate::testing::World;
use crate::view::View;
use proptest::prelude::*;
use serde_json::{Value, json};

fn length(steps: &[Value]) -> super::super::plan::Length {
    let mut world = World::new();
    let (runbook, _) = write_runbook(&mut world, steps);
    Plan::of(world.record(runbook)).length().expect("no circle")
}

/// DOMAIN formulas: PERT network 5/8/17, 3/5/7, 4/6/8, 3/4/5 → te 24, variance 5.
#[test]
fn steps_follow_one_another_unless_they_say_otherwise() {
    let step = |(low, likely, high)| json!({"title": "S", "duration": minutes(low, likely, high)});
    let steps = [(5, 8, 17), (3, 5, 7), (4, 6, 8), (3, 4, 5)].map(step);
    let length = length(&steps);
    assert!((length.minutes - 24.0).abs() < 1e-9 && (length.variance - 5.0).abs() < 1e-9);
    assert_eq!(
        (length.steps, length.unestimated, length.path),
        (4, 0, vec![0, 1, 2, 3])
    );
}

#[test]
fn predecessors_let_steps_run_side_by_side() {
    let steps = [
        json!({"title": "Prepare", "duration": minutes(10, 10, 10)}),
        json!({"title": "Database", "duration": minutes(60, 60, 60)}),
        json!({"title": "Network", "duration": minutes(20, 20, 20), "after": [0]}),
        json!({"title": "Both", "duration": minutes(5, 5, 5), "after": [1, 2]}),
        json!({"title": "From the beginning", "duration": minutes(30, 30, 30), "after": []}),
    ];
    let length = length(&steps);
    assert!((length.minutes - 75.0).abs() < 1e-9);
    assert_eq!(length.path, [0, 1, 3]);
}

#[test]
fn streams_within_a_section_begin_when_it_begins() {
    let steps = [
        json!({"title": "Prepare", "duration": minutes(10, 10, 10)}),
        json!({"title": "Recover", "kind": "section"}),
        json!({"title": "A", "under": 1, "duration": minutes(60, 60, 60)}),
        json!({"title": "B", "under": 1, "duration": minutes(20, 20, 20), "after": []}),
        json!({"title": "Check", "duration": minutes(5, 5, 5)}),
    ];
    let length = length(&steps);
    assert!(
        (length.minutes - 75.0).abs() < 1e-9,
        "the check waits for the whole section"
    );
}

#[test]
fn an_estimate_covers_the_steps_below() {
    let steps = [
        json!({"title": "Phase", "kind": "section", "duration": minutes(40, 40, 40)}),
        json!({"title": "A", "under": 0, "duration": minutes(10, 10, 10)}),
        json!({"title": "B", "under": 0}),
        json!({"title": "C"}),
        json!({"title": "Up", "kind": "milestone"}),
    ];
    let length = length(&steps);
    assert!((length.minutes - 40.0).abs() < 1e-9);
    assert_eq!(
        (length.steps, length.unestimated),
        (4, 1),
        "C alone is open"
    );
}

#[test]
fn figures_say_unknown_and_why() {
    let mut world = World::new();
    let (runbook, items) =
        write_runbook(&mut world, &[json!({"title": "A"}), json!({"title": "B"})]);
    assert_eq!(world.figure(runbook, "steps").text, "2");
    assert_eq!(
        world.figure(runbook, "planned").text,
        "unknown: no step has a duration"
    );
    world.set_item(runbook, "steps", items[0], "duration", minutes(60, 60, 60));
    let cell = world.figure(runbook, "planned");
    assert_eq!((&*cell.text, cell.rank), ("at least 1 h", Some(60.0)));
    world.set_item(runbook, "steps", items[1], "duration", minutes(30, 30, 30));
    assert_eq!(world.figure(runbook, "planned").text, "1 h 30 min");
    assert!(!world.figure(runbook, "planned").inputs.contains("disagree"));
    let mut copy = world.fork(7);
    world.set_item(runbook, "steps", items[1], "duration", minutes(40, 40, 40));
    copy.set_item(runbook, "steps", items[1], "duration", minutes(50, 50, 50));
    world.merge(&copy);
    assert!(world.figure(runbook, "planned").inputs.contains("disagree"));
    world.set_item(
        runbook,
        "steps",
        items[0],
        "predecessors",
        json!([items[1].to_string()]),
    );
    assert!(world.figure(runbook, "planned").text.starts_with("unknown"));
}

#[test]
fn steps_are_numbered_by_the_outline() {
    let steps = [
        json!({"title": "A"}),
        json!({"title": "B"}),
        json!({"title": "B1", "under": 1}),
        json!({"title": "B1a", "under": 2}),
        json!({"title": "B2", "under": 1}),
        json!({"title": "C"}),
    ];
    let mut world = World::new();
    let (runbook, _) = write_runbook(&mut world, &steps);
    let read = super::super::steps::read(world.record(runbook));
    let numbers: Vec<&str> = read.iter().map(|step| &*step.number).collect();
    assert_eq!(numbers, ["1", "2", "2.1", "2.1.1", "2.2", "3"]);
}

#[test]
fn the_duration_of_a_decision_is_for_deciding_and_its_ways_count_beside_it() {
    let mut world = World::new();
    let (runbook, _) = write_runbook(
        &mut world,
        &[
            json!({"title": "Lost?", "kind": "decision", "answers": ["yes", "no"], "duration": minutes(5, 5, 5)}),
            json!({"title": "Rebuild", "under": 0, "when": "yes", "duration": minutes(60, 60, 60)}),
            json!({"title": "Attach", "under": 0, "when": "no", "duration": minutes(10, 10, 10)}),
        ],
    );
    let plan = Plan::of(world.record(runbook));
    assert!((plan.length().expect("no circle").minutes - 65.0).abs() < 1e-9);
    assert!(!world.finds(runbook, "runbook-estimate-covered"));
}

// 95.5 minutes forward and 95.499… backward were 1:36 and 1:35 on one line of the table.
#[test]
fn what_is_critical_ends_at_the_same_time_forward_and_backward() {
    let mut world = World::new();
    let steps: Vec<_> = (0..30)
        .map(
            |n| json!({"title": format!("Step {n}"), "duration": minutes(1, 2 + n % 3, 7 + n % 5)}),
        )
        .collect();
    let (runbook, _) = write_runbook(&mut world, &steps);
    let plan = Plan::of(world.record(runbook));
    let schedule = plan.schedule(&plan.minutes()).expect("no circle");
    for times in schedule.times {
        assert_eq!(
            times.earliest_finish.to_bits(),
            times.latest_finish.to_bits()
        );
    }
}

/// The RTO clock stops at the last milestone of full recovery; going home again is no outage.
#[test]
fn all_is_back_at_the_last_milestone_of_full_recovery_with_its_own_path_and_variance() {
    let mut world = World::new();
    let service = world
        .add("service", &[("title", json!("Ledger"))])
        .to_string();
    let milestone = |recovery: &str| json!({"title": "Up", "kind": "milestone", "service": service, "recovery": recovery});
    let steps = [
        json!({"title": "Restore", "duration": minutes(30, 60, 90)}),
        json!({"title": "Restore more", "predecessors": ["beside"], "duration": minutes(10, 10, 10)}),
        milestone("full"),
        json!({"title": "Go home", "duration": minutes(100, 120, 200)}),
        json!({"title": "Tidy"}),
        milestone("partial"),
    ];
    let (runbook, _) = write_runbook(&mut world, &steps);
    let plan = Plan::of(world.record(runbook));
    let back = plan
        .until_back_of(|_| true)
        .expect("no circle")
        .expect("a milestone");
    assert_eq!((back.path.clone(), back.milestone), (vec![0], Some(2)));
    assert!((back.minutes - 60.0).abs() < 1e-9 && (back.variance - 100.0).abs() < 1e-9);
    assert_eq!((back.steps, back.unestimated), (3, 0), "Tidy comes later");
    let whole = plan.length().expect("no circle");
    assert_eq!((whole.path.clone(), whole.unestimated), (vec![0, 3], 1));
    let inputs = world.figure(runbook, "planned").inputs;
    assert!(inputs.contains("All back after 1 h: 3 “Up”."), "{inputs}");
    assert_eq!(Plan::new(Vec::new()).until_back_of(|_| true), Ok(None));
}

proptest! {
    /// After any edits the plan that is kept, of which only what changed is read again, is the plan
    /// that is read from scratch.
    #[test]
    fn what_is_kept_is_what_would_be_read(
        edits in prop::collection::vec((0_usize..9, any::<prop::sample::Index>(), 0_u32..6), 1..25),
    ) {
        let step = |n: usize| json!({"title": format!("S{n}"), "duration": minutes(1, 2, 3)});
        let steps: Vec<Value> = (0..6).map(step).collect();
        let mut world = World::new();
        let (runbook, _) = write_runbook(&mut world, &steps);
        let (recent, mut moves) = (Recent::default(), Moves::default());
        let (mut other, mut replica) = (None, 100);
        for (what, at, n) in edits {
            let record = world.record(runbook);
            let ids: Vec<_> = Plan::of(record).steps.iter().map(|step| step.id).collect();
            let at = (!ids.is_empty()).then(|| ids[at.index(ids.len())]);
            let mut set = |field, value| {
                if let Some(at) = at {
                    world.set_item(runbook, "steps", at, field, value);
                }
            };
            let turns = [Turn::Indent, Turn::Outdent, Turn::Up, Turn::Down, Turn::Remove];
            match what {
                0 => set("title", json!(format!("T{n}"))),
                1 => set("duration", if n == 0 { json!(null) } else { minutes(1, n.into(), 9) }),
                2 => set("kind", json!(["task", "decision", "section", "milestone", "wait", "gate"][n as usize])),
                3 => set("when", json!(["", "yes", "no", "", "yes", "maybe"][n as usize])),
                4 => set("predecessors", match n % 3 {
                    0 => json!([]),
                    1 => json!(["beside"]),
                    _ => ids.iter().take(1).map(ToString::to_string).collect(),
                }),
                5 => {
                    let new = world.mint();
                    world.commit(&outline::add(world.record(runbook), at, new));
                }
                // Somebody else writes apart, and it comes together.
                6 => match (other.take(), at) {
                    (Some(other), _) => world.merge(&other),
                    (None, Some(at)) => {
                        replica += 1;
                        let mut copy = world.fork(replica);
                        let turn = turns[n as usize % turns.len()];
                        copy.commit(&moves.turn(copy.record(runbook), turn, &[at]));
                        copy.set_item(runbook, "steps", at, "title", json!("Theirs"));
                        other = Some(copy);
                    }
                    (None, None) => {}
                },
                _ => {
                    let turn = turns[n as usize % turns.len()];
                    let moved = at.map(|at| moves.turn(world.record(runbook), turn, &[at]));
                    world.commit(&moved.unwrap_or_default());
                }
            }
            let record = world.record(runbook);
            let view = View { recent: Some(&recent), ..world.view() };
            let kept = Plan::kept(record, &view);
            prop_assert_eq!(&*kept, &Plan::of(record));
            prop_assert_eq!(kept.lengths(), Plan::of(record).lengths());
        }
    }
}
