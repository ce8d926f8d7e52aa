//! What steps become: ways of decisions, times that hold them, what people disagree about.

use super::*;

// A runbook for a service that is lost, from steps of fixed minutes.
struct Work {
    world: World,
    service: Id,
    runbook: Id,
    plan: Id,
}

fn work() -> Work {
    let mut world = World::new();
    let service = service(&mut world, "Record", &[("rto", json!(60))]);
    let services = json!([service.to_string()]);
    let runbook = world.add(
        "runbook",
        &[("title", json!("Restore")), ("services", services.clone())],
    );
    let plan = world.add(
        "plan",
        &[
            ("title", json!("Loss")),
            ("services", services.clone()),
            ("lost", services),
            ("activation_time", json!(0)),
        ],
    );
    let stage = [
        ("phase", json!("recover")),
        ("runbook", json!(runbook.to_string())),
    ];
    world.item(plan, "runbooks", &stage);
    Work {
        world,
        service,
        runbook,
        plan,
    }
}

fn fixed(minutes: f64) -> Value {
    json!({"low": minutes, "likely": minutes, "high": minutes})
}

impl Work {
    fn step(&mut self, under: Option<Id>, fields: &[(&'static str, Value)]) -> Id {
        let step = self.world.item(self.runbook, "steps", fields);
        if let Some(under) = under {
            let place = json!({"key": format!("i{:08}", self.world.record(self.runbook).items(holdfast_ledger::Key::new("steps")).len()), "under": under.to_string()});
            self.world
                .set_item(self.runbook, "steps", step, "place", place);
        }
        step
    }

    fn asked(&self) -> (Chosen, Answer) {
        let scenario = Scenario {
            plan: Some(self.plan),
            ..Scenario::default()
        };
        asked(&self.world, &scenario, &Variant::default())
    }

    fn median(&self) -> f64 {
        let (chosen, answer) = self.asked();
        median(&chosen.before, &answer.before, self.service)
    }
}

/// 5 to decide and 60 for the longer answer: the other is not carried out, and takes nobody's time.
#[test]
fn of_a_decisions_answers_one_is_carried_out() {
    let mut work = work();
    let ada = work.world.person("Ada");
    let role = work.world.add(
        "role",
        &[("title", json!("DBA")), ("primary", json!(ada.to_string()))],
    );
    let role = json!(role.to_string());
    let decision = [
        ("title", json!("Which?")),
        ("kind", json!("decision")),
        ("duration", fixed(5.0)),
        ("role", role.clone()),
    ];
    let decision = work.step(None, &decision);
    for (answer, minutes) in [("disks", 60.0), ("copies", 40.0)] {
        let fields = [
            ("title", json!(answer)),
            ("when", json!(answer)),
            ("duration", fixed(minutes)),
            ("role", role.clone()),
        ];
        work.step(Some(decision), &fields);
    }
    let view = work.world.view();
    let record = view.there(work.runbook).expect("it is there");
    let steps = crate::rooms::runbooks::plan::Plan::of(record);
    assert_eq!(steps.length().expect("no circle").minutes, 65.0);
    assert_eq!(work.median(), 65.0);
    let waits = work.asked().1.before.waits;
    assert!(waits.iter().all(|waited| *waited == 0.0), "{waits:?}");
}

#[test]
fn a_section_that_does_not_begin_before_some_minutes_holds_its_steps() {
    let mut work = work();
    let section = [
        ("title", json!("Late")),
        ("kind", json!("section")),
        ("start_after", json!(120)),
    ];
    let section = work.step(None, &section);
    work.step(
        Some(section),
        &[("title", json!("Work")), ("duration", fixed(10.0))],
    );
    assert_eq!(work.median(), 130.0);
}

#[test]
fn a_step_with_a_fixed_start_waits_for_it() {
    let mut work = work();
    let step = [
        ("title", json!("At noon")),
        ("kind", json!("wait")),
        ("start_at", json!("2026-11-22T12:00:00.000Z")),
    ];
    work.step(None, &step);
    work.step(None, &[("title", json!("Work")), ("duration", fixed(10.0))]);
    let scenario = Scenario {
        plan: Some(work.plan),
        at: holdfast_ledger::time::parse("2026-11-22T10:30:00.000Z"),
        ..Scenario::default()
    };
    let (chosen, answer) = asked(&work.world, &scenario, &Variant::default());
    assert_eq!(median(&chosen.before, &answer.before, work.service), 100.0);
}

/// M5: what people disagree about is named, wherever it stands.
#[test]
fn whatever_people_disagree_about_is_named() {
    let mut work = work();
    let step = work.step(None, &[("title", json!("Work")), ("duration", fixed(10.0))]);
    assert_eq!(work.asked().0.before.disputed, []);
    let mut other = work.world.fork(7);
    for (world, minutes) in [(&mut work.world, 30.0), (&mut other, 600.0)] {
        world.set_item(work.runbook, "steps", step, "duration", fixed(minutes));
    }
    work.world.merge(&other);
    assert_eq!(work.asked().0.before.disputed, [work.runbook]);
    work.world
        .conflict(work.service, "rto", json!(30), json!(90));
    let mut both = vec![work.service, work.runbook];
    holdfast_ledger::sort::Arrange::arrange(&mut both[..]);
    assert_eq!(work.asked().0.before.disputed, both);
}

/// The numbers of a step are its own: another put in above changes none of them.
#[test]
fn a_step_draws_the_same_numbers_wherever_it_stands() {
    let mut work = work();
    let spread = json!({"low": 10, "likely": 20, "high": 60});
    work.step(None, &[("title", json!("Work")), ("duration", spread)]);
    let first = work.asked().1.before.targets[0].percentiles;
    work.step(
        None,
        &[("title", json!("Tell")), ("kind", json!("milestone"))],
    );
    let step = work.step(
        None,
        &[("title", json!("Prepare")), ("duration", fixed(0.0))],
    );
    work.world
        .set_item(work.runbook, "steps", step, "place", json!({"key": "a"}));
    assert_eq!(work.asked().1.before.targets[0].percentiles, first);
}
