//! What is down, what comes back and when, of small workspaces. What `pinned.json` says is told natively
//! here, and in WebAssembly by tests/web/recovery.rs.

#![expect(clippy::float_cmp, reason = "the very same numbers are meant")]

mod order;
mod people;
mod work;

use super::*;
use crate::heavy;
use crate::stats::recovery::Outcome;
use crate::testing::World;
use serde_json::{Value, json};

fn service(world: &mut World, title: &str, fields: &[(&'static str, Value)]) -> Id {
    let id = world.add("service", &[("title", json!(title))]);
    for (field, value) in fields {
        world.set(id, field, value.clone());
    }
    id
}

fn needs(world: &mut World, from: Id, on: Id, kind: &str, any_of: &str) {
    let fields = [
        ("on", json!(on.to_string())),
        ("kind", json!(kind)),
        ("any_of", json!(any_of)),
    ];
    world.item(from, "dependencies", &fields);
}

fn lost(service: Id, back_after: Option<f64>) -> Scenario {
    Scenario {
        lost: vec![Lost {
            service,
            back_after,
        }],
        ..Scenario::default()
    }
}

fn asked(world: &World, scenario: &Scenario, variant: &Variant) -> (Chosen, Answer) {
    let chosen = Chosen::of(scenario, variant, (500, 1), &world.view()).expect("something is lost");
    let text = heavy::recover(chosen.request.print().as_bytes(), &|_| ()).expect("a sound request");
    let answer = Answer::read(&text).expect("a sound answer");
    (chosen, answer)
}

fn median(model: &Model, outcome: &Outcome, service: Id) -> f64 {
    let at = model.rows.iter().position(|row| row.service == service);
    outcome.targets[at.expect("it is down")].percentiles[1]
}

/// Power back after 240 minutes brings the hall back, then storage (10) and the record (30).
#[test]
fn what_is_back_by_itself_brings_the_rest_after_it() {
    let mut world = World::new();
    let power = service(&mut world, "Power", &[("recovery", json!(5))]);
    let storage = service(&mut world, "Storage", &[("recovery", json!(10))]);
    let record = service(
        &mut world,
        "Record",
        &[("recovery", json!(30)), ("rto", json!(120))],
    );
    let wards = service(&mut world, "Wards", &[]);
    needs(&mut world, storage, power, "hard", "");
    needs(&mut world, record, storage, "hard", "");
    needs(&mut world, wards, record, "degraded", "");
    let (chosen, answer) = asked(&world, &lost(power, Some(240.0)), &Variant::default());
    let model = &chosen.before;
    assert_eq!(model.reduced, [wards]);
    let order: Vec<(Id, u32)> = model
        .rows
        .iter()
        .map(|row| (row.service, row.wave))
        .collect();
    assert_eq!(order, [(power, 1), (storage, 2), (record, 3)]);
    assert_eq!(model.rows[2].because, [power, storage, record]);
    assert_eq!(median(model, &answer.before, record), 280.0);
    assert_eq!(answer.before.targets[2].met, Some(0));
    let (chosen, answer) = asked(&world, &lost(power, None), &Variant::default());
    assert_eq!(median(&chosen.before, &answer.before, record), 45.0);
    assert_eq!(answer.before.targets[2].met, Some(500));
}

#[test]
fn of_alternatives_the_first_that_is_back_is_enough_and_one_that_is_up_keeps_it_up() {
    let mut world = World::new();
    let site = service(&mut world, "Site", &[("recovery", json!(1))]);
    let slow = service(&mut world, "Slow", &[("recovery", json!(90))]);
    let quick = service(&mut world, "Quick", &[("recovery", json!(20))]);
    let both = service(&mut world, "Either", &[("recovery", json!(3))]);
    let spare = service(&mut world, "Spare", &[]);
    let up = service(&mut world, "Up", &[]);
    needs(&mut world, slow, site, "hard", "");
    needs(&mut world, quick, site, "hard", "");
    needs(&mut world, both, slow, "hard", "one");
    needs(&mut world, both, quick, "hard", "one");
    needs(&mut world, up, slow, "hard", "one");
    needs(&mut world, up, spare, "hard", "one");
    let (chosen, answer) = asked(&world, &lost(site, None), &Variant::default());
    assert!(chosen.before.rows.iter().all(|row| row.service != up));
    assert_eq!(median(&chosen.before, &answer.before, both), 24.0);
}

#[test]
fn those_in_a_circle_come_back_together() {
    let mut world = World::new();
    let site = service(&mut world, "Site", &[("recovery", json!(10))]);
    let one = service(&mut world, "Names", &[("recovery", json!(20))]);
    let other = service(&mut world, "Logon", &[("recovery", json!(50))]);
    needs(&mut world, one, site, "hard", "");
    needs(&mut world, one, other, "hard", "");
    needs(&mut world, other, one, "recovery", "");
    let (chosen, answer) = asked(&world, &lost(site, None), &Variant::default());
    // Logon is up by itself, and down with the names it runs on only if it hard-depends on them.
    assert_eq!(chosen.before.rows.len(), 2);
    needs(&mut world, other, one, "hard", "");
    let (circle, both) = asked(&world, &lost(site, None), &Variant::default());
    assert_eq!(median(&chosen.before, &answer.before, one), 30.0);
    for service in [one, other] {
        assert_eq!(median(&circle.before, &both.before, service), 60.0);
    }
}

#[test]
fn what_nobody_timed_is_unknown_and_so_is_what_needs_it() {
    let mut world = World::new();
    let site = service(&mut world, "Site", &[]);
    let record = service(
        &mut world,
        "Record",
        &[("recovery", json!(30)), ("rto", json!(60))],
    );
    needs(&mut world, record, site, "hard", "");
    let (chosen, answer) = asked(&world, &lost(site, None), &Variant::default());
    for row in &chosen.before.rows {
        assert_eq!(row.why, Some(Why::NoTime(site)));
    }
    assert!(
        answer
            .before
            .targets
            .iter()
            .all(|target| target.percentiles[0].is_infinite())
    );
    // It is known as soon as it is back by itself, or is not lost.
    let (chosen, _) = asked(&world, &lost(site, Some(5.0)), &Variant::default());
    assert!(chosen.before.rows.iter().all(|row| row.why.is_none()));
    let kept = Variant {
        kept: Some(site),
        ..Variant::default()
    };
    let (chosen, _) = asked(&world, &lost(site, None), &kept);
    assert_eq!(chosen.after.map(|model| model.rows.len()), Some(0));
}

struct Crew {
    world: World,
    plan: Id,
    record: Id,
    role: Id,
    steps: [Id; 2],
}

// Two steps side by side for one role that one person has: 10 to 40 minutes each.
fn crew() -> Crew {
    let mut world = World::new();
    let ada = world.person("Ada");
    world.set(ada, "working_hours", json!("Mon-Fri 08:00-17:00"));
    world.set(ada, "time_zone", json!("UTC"));
    let role = world.add(
        "role",
        &[
            ("title", json!("Recovery")),
            ("primary", json!(ada.to_string())),
        ],
    );
    let record = service(&mut world, "Record", &[("rto", json!(60))]);
    let runbook = world.add(
        "runbook",
        &[
            ("title", json!("Restore")),
            ("services", json!([record.to_string()])),
        ],
    );
    let steps = ["Disks", "Copies"].map(|title| {
        let fields = [
            ("title", json!(title)),
            ("role", json!(role.to_string())),
            ("duration", json!({"low": 10, "likely": 20, "high": 40})),
            ("predecessors", json!([])),
        ];
        world.item(runbook, "steps", &fields)
    });
    let plan = world.add(
        "plan",
        &[
            ("title", json!("Loss")),
            ("services", json!([record.to_string()])),
            ("lost", json!([record.to_string()])),
            ("activation_time", json!(15)),
        ],
    );
    world.item(
        plan,
        "runbooks",
        &[
            ("phase", json!("recover")),
            ("runbook", json!(runbook.to_string())),
        ],
    );
    Crew {
        world,
        plan,
        record,
        role,
        steps,
    }
}

impl Crew {
    fn scenario(&self) -> Scenario {
        Scenario {
            plan: Some(self.plan),
            ..Scenario::default()
        }
    }

    fn asked(&self, variant: &Variant) -> (Chosen, Answer) {
        asked(&self.world, &self.scenario(), variant)
    }
}

#[test]
fn one_more_holder_or_a_shorter_step_is_compared_on_the_same_numbers() {
    let crew = crew();
    let (chosen, same) = crew.asked(&Variant {
        faster: Some((crew.steps[0], 1.0)),
        ..Variant::default()
    });
    assert_eq!(same.after, Some(same.before.clone()));
    assert_eq!(chosen.before.activation, 15.0);
    let more = Variant {
        holder: Some(crew.role),
        ..Variant::default()
    };
    let half = Variant {
        faster: Some((crew.steps[1], 0.5)),
        ..Variant::default()
    };
    for variant in [more, half] {
        let (_, answer) = crew.asked(&variant);
        let after = answer.after.expect("a variant");
        assert!(after.targets[0].met > answer.before.targets[0].met);
        assert!(after.targets[0].percentiles[2] < answer.before.targets[0].percentiles[2]);
    }
    let at = chosen
        .before
        .roles
        .iter()
        .position(|role| *role == crew.role);
    assert!(same.before.waits[at.expect("it is needed")] > 0.0);
}

#[test]
fn nobody_in_a_role_is_why_nothing_comes_back() {
    let mut crew = crew();
    crew.world.set(crew.role, "primary", Value::Null);
    let (chosen, answer) = crew.asked(&Variant::default());
    assert_eq!(chosen.before.empty, [crew.role]);
    assert_eq!(chosen.before.rows[0].why, Some(Why::NoHolder(crew.role)));
    assert_eq!(answer.before.targets[0].met, Some(0));
    let (chosen, answer) = crew.asked(&Variant {
        holder: Some(crew.role),
        ..Variant::default()
    });
    assert_eq!(chosen.after.expect("a variant").rows[0].why, None);
    assert!(answer.after.expect("a variant").targets[0].percentiles[1] < 60.0);
}

#[test]
fn who_keeps_to_working_hours_begins_when_they_come() {
    let crew = crew();
    // A Monday, 06:00 UTC: two hours before.
    let at = holdfast_ledger::time::parse("2026-11-23T06:00:00.000Z").expect("an instant");
    let scenario = Scenario {
        at: Some(at),
        outside: Outside::Kept,
        ..crew.scenario()
    };
    let (chosen, answer) = asked(&crew.world, &scenario, &Variant::default());
    assert!(chosen.before.unclear.is_empty());
    let (_, called) = crew.asked(&Variant::default());
    for (kept, called) in answer.before.targets[0]
        .percentiles
        .iter()
        .zip(called.before.targets[0].percentiles)
    {
        assert!((kept - called - 105.0).abs() < 1e-9, "{kept}, {called}");
    }
}

#[test]
fn steps_without_a_duration_are_counted() {
    let mut crew = crew();
    let runbook = crew.world.view().live("runbook").next().expect("one").id;
    crew.world
        .item(runbook, "steps", &[("title", json!("Tell"))]);
    let (chosen, _) = crew.asked(&Variant::default());
    let row = &chosen.before.rows[0];
    assert_eq!((row.service, row.missing, row.why), (crew.record, 1, None));
}

#[test]
fn an_address_says_what_is_lost() {
    let ids = [Id([1; 16]), Id([2; 16])];
    let text = format!("{},nonsense,{}:240", ids[0], ids[1]);
    let lost = read_lost(&text);
    let expected = [(ids[0], None), (ids[1], Some(240.0))];
    let expected = expected.map(|(service, back_after)| Lost {
        service,
        back_after,
    });
    assert_eq!(lost, expected);
    assert_eq!(read_lost(&print_lost(&lost)), lost);
    assert_eq!(read_lost(&format!("{}:-3", ids[0]))[0].back_after, None);
    assert!(
        Chosen::of(
            &Scenario::default(),
            &Variant::default(),
            (100, 1),
            &World::new().view()
        )
        .is_err()
    );
}

#[test]
fn the_number_of_runs_is_read_within_limits() {
    assert_eq!(read_trials(" 10,000 "), Ok(10_000));
    assert!(
        read_trials("99").is_err() && read_trials("100001").is_err() && read_trials("").is_err()
    );
}

#[test]
fn a_damaged_request_is_refused() {
    let (chosen, _) = crew().asked(&Variant::default());
    let text = chosen.request.print();
    assert_eq!(Request::read(&text), Some(chosen.request));
    let half: String = text.chars().take(text.len() / 2).collect();
    for damaged in ["", "x", &half] {
        assert!(heavy::recover(damaged.as_bytes(), &|_| ()).is_err());
    }
    // A place that leads nowhere.
    let mut request = crew().asked(&Variant::default()).0.request;
    request.before.targets[0].0 = 9_999;
    assert!(heavy::recover(request.print().as_bytes(), &|_| ()).is_err());
}

/// The bits of the request in `pinned.json`; in WebAssembly the same.
#[test]
fn the_same_seed_gives_the_pinned_bits() {
    let pinned: Value = serde_json::from_str(include_str!("../pinned.json")).expect("JSON");
    let request = pinned["request"].as_str().expect("text");
    let answer = heavy::recover(request.as_bytes(), &|_| ()).expect("a sound request");
    assert_eq!(Value::from(answer), pinned["answer"]);
}
