use super::super::crew::Crew;
use super::super::gantt::{Chart, Form};
use super::super::plan::Plan;
use super::{minutes, write_runbook};
use crate::testing::World;
use holdfast_ledger::Id;
use proptest::prelude::*;
use serde_json::{Value, json};

fn planned(steps: &[Value]) -> (Plan, Chart) {
    let mut world = World::new();
    let (runbook, _) = write_runbook(&mut world, steps);
    let plan = Plan::of(world.record(runbook));
    let chart = Chart::of(&plan).expect("no circle");
    (plan, chart)
}

/// Prepare, then database beside network, then both; a section round the two.
fn streams() -> Vec<Value> {
    vec![
        json!({"title": "Prepare", "duration": minutes(5, 10, 15)}),
        json!({"title": "Recover", "kind": "section"}),
        json!({"title": "Database", "under": 1, "duration": minutes(60, 60, 60)}),
        json!({"title": "Network", "under": 1, "duration": minutes(20, 20, 20), "after": []}),
        json!({"title": "Up", "kind": "milestone"}),
        json!({"title": "Look", "start_after": 200, "after": []}),
        json!({"title": "Phase", "duration": minutes(30, 30, 30), "after": [4]}),
        json!({"title": "Part", "under": 6, "duration": minutes(9, 9, 9)}),
    ]
}

#[test]
fn bars_are_what_the_schedule_says() {
    let (plan, chart) = planned(&streams());
    let of = |n: usize| {
        (
            chart.bars[n].form,
            chart.bars[n].start,
            chart.bars[n].finish,
        )
    };
    assert_eq!(of(0), (Form::Work, 0.0, 10.0));
    assert_eq!(
        of(1),
        (Form::Summary, 10.0, 70.0),
        "from the first of its steps to the last"
    );
    assert_eq!(of(3), (Form::Work, 10.0, 30.0));
    assert_eq!(of(4), (Form::Milestone, 70.0, 70.0));
    assert_eq!(of(6), (Form::Work, 70.0, 100.0));
    assert_eq!(
        of(7),
        (Form::Within(6), 70.0, 100.0),
        "the estimate above covers it"
    );
    assert_eq!(of(5), (Form::Open, 200.0, 200.0));
    assert_eq!(chart.bars[0].range, (5.0, 15.0));
    assert!((chart.finish - 200.0).abs() < 1e-9);
    for (n, bar) in chart.bars.iter().enumerate() {
        let of = if let Form::Within(cover) = bar.form {
            cover
        } else {
            n
        };
        let times = chart.schedule.times[of];
        assert_eq!(
            bar.start.to_bits(),
            times.earliest_start.to_bits(),
            "{}",
            plan.steps[n].title
        );
        assert!(bar.finish >= bar.start && bar.latest_finish >= bar.finish - 1e-9);
    }
}

#[test]
fn floats_and_critical_steps_are_told_apart() {
    let mut steps = streams();
    steps[5]["start_after"] = json!(20);
    let (_, chart) = planned(&steps);
    let critical: Vec<bool> = chart.bars.iter().map(|bar| bar.critical).collect();
    assert_eq!(critical, [true, true, true, false, true, false, true, true]);
    assert!((chart.bars[3].float - 40.0).abs() < 1e-9);
}

#[test]
fn each_step_says_what_it_waits_for() {
    let (_, chart) = planned(&streams());
    let waits = |n: usize| {
        (
            chart.bars[n].limits.steps.clone(),
            chart.bars[n].limits.hold,
        )
    };
    assert_eq!(waits(0), (vec![], None), "the start");
    assert_eq!(
        waits(3),
        (vec![0], None),
        "a step of a section waits for what the section waits for"
    );
    assert_eq!(
        waits(4),
        (vec![2], None),
        "the step of the section that ends last"
    );
    assert_eq!(waits(5), (vec![], Some(200.0)), "a time");
}

#[test]
fn many_limits_are_not_all_named() {
    let mut steps: Vec<Value> = (0..5)
        .map(|_| json!({"title": "A", "duration": minutes(5, 5, 5), "after": []}))
        .collect();
    steps.push(json!({"title": "Z", "after": [0, 1, 2, 3, 4]}));
    let (_, chart) = planned(&steps);
    let limits = &chart.bars[5].limits;
    assert_eq!((limits.steps.clone(), limits.more), (vec![0, 1, 2], true));
}

#[test]
fn steps_that_wait_for_each_other_have_no_bars_but_a_name() {
    let mut world = World::new();
    let steps = [
        json!({"title": "A", "after": [1]}),
        json!({"title": "B", "after": [0]}),
        json!({"title": "C"}),
    ];
    let (runbook, _) = write_runbook(&mut world, &steps);
    let circle = Chart::of(&Plan::of(world.record(runbook))).expect_err("a circle");
    assert_eq!(circle.0, [0, 1]);
}

fn role(world: &mut World, people: &[Id]) -> Id {
    let role = world.add("role", &[("title", json!("Database"))]);
    for (n, person) in people.iter().enumerate() {
        if n == 0 {
            world.set(role, "primary", json!(person.to_string()));
        } else {
            world.item(role, "deputies", &[("person", json!(person.to_string()))]);
        }
    }
    role
}

fn crew_of(people: usize, steps: impl Fn(&str) -> Vec<Value>) -> (Crew, Plan) {
    let mut world = World::new();
    let people: Vec<Id> = (0..people).map(|_| world.person("P")).collect();
    let role = role(&mut world, &people).to_string();
    let (runbook, _) = write_runbook(&mut world, &steps(&role));
    let plan = Plan::of(world.record(runbook));
    let chart = Chart::of(&plan).expect("no circle");
    (Crew::of(&plan, &chart, &world.view()), plan)
}

/// Two restores at once, each 30 minutes, by a role.
fn crew(people: usize) -> Crew {
    let steps = |role: &str| {
        vec![
            json!({"title": "A", "role": role, "duration": minutes(30, 30, 30)}),
            json!({"title": "B", "role": role, "duration": minutes(30, 30, 30), "after": []}),
            json!({"title": "C", "role": role, "kind": "wait", "duration": minutes(90, 90, 90), "after": []}),
            json!({"title": "D", "duration": minutes(10, 10, 10), "after": [0, 1]}),
        ]
    };
    crew_of(people, steps).0
}

#[test]
fn an_estimate_above_is_the_work_of_the_roles_below() {
    let (crew, plan) = crew_of(1, |role| {
        vec![
            json!({"title": "Restore", "kind": "section", "duration": minutes(20, 20, 20)}),
            json!({"title": "A", "under": 0, "role": role}),
            json!({"title": "B", "under": 0, "role": role, "duration": minutes(5, 5, 5)}),
            json!({"title": "Check", "kind": "section", "duration": minutes(40, 40, 40), "after": []}),
            json!({"title": "C", "under": 3, "role": role}),
        ]
    });
    let work = &crew.roles[0];
    assert_eq!((work.steps.clone(), work.minutes), (vec![1, 2, 4], 60.0));
    assert_eq!((work.wanted, work.clash.clone()), (2, vec![0, 3]));
    assert!((plan.length().expect("no circle").minutes - 40.0).abs() < 1e-9);
    assert!((crew.finish - 60.0).abs() < 1e-9);
}

#[test]
fn steps_for_different_answers_neither_clash_nor_delay_each_other_nor_what_follows() {
    let steps = |role: &str| {
        vec![
            json!({"title": "Lost?", "kind": "decision", "answers": ["yes", "no"]}),
            json!({"title": "Rebuild", "under": 0, "when": "yes", "role": role, "duration": minutes(60, 60, 60)}),
            json!({"title": "Disks", "kind": "section", "under": 0, "when": "no"}),
            json!({"title": "Attach", "under": 2, "role": role, "duration": minutes(50, 50, 50)}),
            json!({"title": "Start", "role": role, "duration": minutes(10, 10, 10)}),
        ]
    };
    let (crew, plan) = crew_of(1, steps);
    assert_eq!((crew.roles[0].wanted, crew.roles[0].minutes), (1, 120.0));
    assert!(crew.roles[0].clash.is_empty() && crew.late.is_empty());
    assert_eq!(
        crew.finish.to_bits(),
        plan.length().expect("no circle").minutes.to_bits()
    );
    // Beside both, somebody else is needed, whatever is decided.
    let (crew, _) = crew_of(1, |role| {
        let mut all = steps(role);
        all.push(
            json!({"title": "Phone", "role": role, "duration": minutes(70, 70, 70), "after": []}),
        );
        all
    });
    assert_eq!(
        (crew.roles[0].wanted, crew.roles[0].clash.clone()),
        (2, vec![1, 5])
    );
    assert!(crew.finish > 100.0);
}

#[test]
fn the_critical_path_begins_at_the_hold_that_decides() {
    let mut world = World::new();
    let (runbook, _) = write_runbook(
        &mut world,
        &[
            json!({"title": "A", "duration": minutes(10, 20, 60)}),
            json!({"title": "B", "duration": minutes(30, 30, 60), "start_after": 120}),
            json!({"title": "C", "duration": minutes(5, 5, 5)}),
        ],
    );
    let plan = Plan::of(world.record(runbook));
    let length = plan.length().expect("no circle");
    assert_eq!(length.path, [1, 2], "A has float");
    assert!((length.minutes - 160.0).abs() < 1e-9);
    assert!((length.variance - 25.0).abs() < 1e-9, "that of B alone");
}

// A step of a random plan: depth, kind, estimate, hold, role, beside, answer.
type Drawn = (
    usize,
    usize,
    Option<(i64, i64, i64)>,
    Option<u32>,
    Option<usize>,
    bool,
    bool,
);

proptest! {
    /// People who can do one thing at a time are never faster than as many as it takes.
    #[test]
    fn levelled_is_never_shorter_than_the_plan(
        drawn in prop::collection::vec((0_usize..4, 0_usize..5, prop::option::of((1_i64..9, 9_i64..20, 20_i64..50)), prop::option::weighted(0.2, 1_u32..200), prop::option::of(0_usize..2), any::<bool>(), any::<bool>()), 1..25),
        people in 0_usize..3,
    ) {
        let mut world = World::new();
        let people: Vec<Id> = (0..people).map(|_| world.person("P")).collect();
        let roles = [role(&mut world, &people), role(&mut world, &people)];
        let mut above: Vec<usize> = Vec::new();
        let one = |(n, (depth, kind, estimate, hold, role, beside, yes)): (usize, &Drawn)| {
            above.truncate(*depth);
            let kind = ["task", "section", "decision", "milestone", "wait"][*kind];
            let mut step = json!({"title": n.to_string(), "kind": kind, "when": if *yes { "yes" } else { "no" }});
            if let Some(parent) = above.last() { step["under"] = json!(parent); }
            if let Some((low, likely, high)) = estimate { step["duration"] = minutes(*low, *likely, *high); }
            if let Some(hold) = hold { step["start_after"] = json!(hold); }
            if let Some(role) = role { step["role"] = json!(roles[*role].to_string()); }
            if *beside { step["predecessors"] = json!(["beside"]); }
            above.push(n);
            step
        };
        let steps: Vec<Value> = drawn.iter().enumerate().map(one).collect();
        let (runbook, _) = write_runbook(&mut world, &steps);
        let plan = Plan::of(world.record(runbook));
        let chart = Chart::of(&plan).expect("no circle");
        let crew = Crew::of(&plan, &chart, &world.view());
        prop_assert!(crew.finish >= chart.finish, "{} < {}", crew.finish, chart.finish);
    }
}

#[test]
fn work_is_summed_by_role_and_waiting_needs_nobody() {
    let crew = crew(2);
    let work = &crew.roles[0];
    assert_eq!((work.steps.clone(), work.minutes), (vec![0, 1], 60.0));
    assert_eq!((work.people, work.wanted, crew.without_role), (2, 2, 1));
    assert!(work.clash.is_empty() && crew.late.is_empty());
    assert!((crew.finish - 90.0).abs() < 1e-9, "the wait");
}

#[test]
fn one_person_does_one_step_after_the_other() {
    let crew = crew(1);
    assert_eq!(crew.roles[0].clash, [0, 1]);
    assert_eq!(crew.late, [(1, 30.0)]);
    assert!((crew.finish - 90.0).abs() < 1e-9);
}

#[test]
fn a_role_that_nobody_holds_counts_as_one_person() {
    let crew = crew(0);
    assert_eq!((crew.roles[0].people, crew.late.len()), (0, 1));
}

#[test]
fn a_deputy_who_is_the_primary_is_one_person() {
    let mut world = World::new();
    let ada = world.person("Ada");
    let role = role(&mut world, &[ada, ada]);
    let gone = world.person("Bo");
    world.item(role, "deputies", &[("person", json!(gone.to_string()))]);
    world.delete(gone);
    let people = super::super::crew::people(world.record(role), &world.view());
    assert_eq!(people, [ada]);
}
