//! The order that a plan sets: stages, and waves by hand.

use super::*;
use crate::rooms::plans::scope::Scope;
use proptest::prelude::*;

struct Staged {
    world: World,
    plan: Id,
}

fn staged() -> Staged {
    let mut world = World::new();
    let plan = world.add(
        "plan",
        &[("title", json!("Loss")), ("activation_time", json!(15))],
    );
    Staged { world, plan }
}

impl Staged {
    // A service that a runbook of one step brings back in so many minutes; without one, a runbook that brings nothing back.
    fn stage(
        &mut self,
        phase: &str,
        minutes: f64,
        service: Option<Id>,
        after: Option<&[Id]>,
    ) -> (Id, Id) {
        let mut fields = vec![("title", json!("Restore"))];
        if let Some(service) = service {
            fields.push(("services", json!([service.to_string()])));
        }
        let runbook = self.world.add("runbook", &fields);
        let duration = json!({"low": minutes, "likely": minutes, "high": minutes});
        let step = [("title", json!("Work")), ("duration", duration)];
        self.world.item(runbook, "steps", &step);
        let mut fields = vec![
            ("phase", json!(phase)),
            ("runbook", json!(runbook.to_string())),
        ];
        if let Some(after) = after {
            let after: Vec<String> = after.iter().map(ToString::to_string).collect();
            fields.push(("after", json!(after)));
        }
        (self.world.item(self.plan, "runbooks", &fields), runbook)
    }

    fn service(&mut self, title: &str) -> Id {
        let service = super::service(&mut self.world, title, &[("rto", json!(120))]);
        for field in ["services", "lost"] {
            let mut all = crate::value::links(self.world.record(self.plan), field);
            all.push(service);
            let all: Vec<String> = all.iter().map(ToString::to_string).collect();
            self.world.set(self.plan, field, json!(all));
        }
        service
    }

    fn asked(&self) -> (Chosen, Answer) {
        let scenario = Scenario {
            plan: Some(self.plan),
            ..Scenario::default()
        };
        asked(&self.world, &scenario, &Variant::default())
    }

    // What the plan's own page says.
    fn said(&self, service: Id) -> f64 {
        let view = self.world.view();
        let scope = Scope::of(view.there(self.plan).expect("the plan"), &view);
        scope.row(service).expect("a row").minutes
    }
}

/// 15 to activate, 60 to assess, 90 for the first: the second begins then, though it needs nothing of it.
#[test]
fn runbooks_wait_for_the_stages_before_them() {
    let mut all = staged();
    let (one, other) = (all.service("One"), all.service("Other"));
    all.stage("assess", 60.0, None, None);
    let (first, _) = all.stage("recover", 90.0, Some(one), None);
    all.stage("recover", 30.0, Some(other), Some(&[first]));
    let (chosen, answer) = all.asked();
    for (service, minutes) in [(one, 165.0), (other, 195.0)] {
        assert_eq!(median(&chosen.before, &answer.before, service), minutes);
        assert_eq!(all.said(service), minutes);
    }
    assert_eq!(chosen.before.against, []);
    let late = chosen
        .before
        .rows
        .iter()
        .position(|row| row.service == other);
    assert_eq!(
        answer.before.targets[late.expect("it is down")].met,
        Some(0)
    );
}

#[test]
fn a_service_is_back_when_the_last_runbook_for_it_is() {
    let mut all = staged();
    let one = all.service("One");
    let (first, _) = all.stage("recover", 90.0, Some(one), Some(&[]));
    all.stage("recover", 20.0, Some(one), Some(&[first]));
    let (chosen, answer) = all.asked();
    assert_eq!(median(&chosen.before, &answer.before, one), 125.0);
    assert_eq!(all.said(one), 125.0);
}

#[test]
fn a_later_wave_by_hand_waits_for_the_waves_before() {
    let mut all = staged();
    let (one, other) = (all.service("One"), all.service("Other"));
    all.stage("recover", 90.0, Some(one), Some(&[]));
    all.stage("recover", 30.0, Some(other), Some(&[]));
    let (chosen, answer) = all.asked();
    assert_eq!(median(&chosen.before, &answer.before, other), 45.0);
    let order = [("service", json!(other.to_string())), ("wave", json!(2))];
    all.world.item(all.plan, "order", &order);
    let (held, later) = all.asked();
    assert_eq!(median(&held.before, &later.before, other), 135.0);
    assert_eq!(all.said(other), 135.0);
    let row = held.before.rows.iter().find(|row| row.service == other);
    assert_eq!(row.map(|row| row.wave), Some(2));
}

#[test]
fn an_order_against_the_dependencies_is_named_and_counts_for_nothing() {
    let mut all = staged();
    let (one, other) = (all.service("One"), all.service("Other"));
    let (first, early) = all.stage("recover", 90.0, Some(one), Some(&[]));
    let (_, late) = all.stage("recover", 30.0, Some(other), Some(&[first]));
    needs(&mut all.world, one, other, "hard", "");
    let (chosen, answer) = all.asked();
    assert_eq!(chosen.before.against, [(late, early)]);
    assert_eq!(median(&chosen.before, &answer.before, other), 45.0);
    assert_eq!(median(&chosen.before, &answer.before, one), 135.0);
}

#[test]
fn a_stage_whose_steps_wait_for_each_other_is_why_nothing_comes_after_it() {
    let mut all = staged();
    let one = all.service("One");
    let (first, runbook) = all.stage("assess", 5.0, None, None);
    all.stage("recover", 30.0, Some(one), Some(&[first]));
    let other = [("title", json!("Other"))];
    let other = all.world.item(runbook, "steps", &other);
    let steps = holdfast_ledger::Key::new("steps");
    let step = all.world.record(runbook).items(steps)[0].id;
    for (step, before) in [(step, other), (other, step)] {
        let before = json!([before.to_string()]);
        all.world
            .set_item(runbook, "steps", step, "predecessors", before);
    }
    let (chosen, _) = all.asked();
    assert_eq!(chosen.before.rows[0].why, Some(Why::Circle(runbook)));
}

#[test]
fn a_plan_that_names_no_loss_is_for_the_loss_of_all_that_it_brings_back() {
    let mut all = staged();
    let one = all.service("One");
    let power = service(&mut all.world, "Power", &[("recovery", json!(5))]);
    needs(&mut all.world, one, power, "hard", "");
    all.stage("recover", 90.0, Some(one), None);
    all.world.set(all.plan, "lost", Value::Null);
    let (chosen, answer) = all.asked();
    assert_eq!(chosen.before.rows.len(), 2);
    assert_eq!(median(&chosen.before, &answer.before, one), 110.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Where nothing varies, nobody is waited for and services need nothing of each other, it is the critical path over the
    /// stages: what the plan's page says.
    #[test]
    fn without_spread_it_is_the_critical_path_of_the_plan(
        stages in prop::collection::vec((1_u32..200, any::<bool>(), prop::collection::vec(any::<prop::sample::Index>(), 0..3)), 1..7),
    ) {
        let mut all = staged();
        let mut known: Vec<(Id, Option<Id>)> = Vec::new();
        for (n, (minutes, brings, after)) in stages.iter().enumerate() {
            let service = (*brings || n == 0).then(|| all.service(&format!("Service {n}")));
            let after: Vec<Id> = after.iter().filter(|_| n > 0).map(|at| known[at.index(n)].0).collect();
            let (item, _) = all.stage("recover", f64::from(*minutes), service, Some(&after));
            known.push((item, service));
        }
        let (chosen, answer) = all.asked();
        for service in known.iter().filter_map(|(_, service)| *service) {
            let (simulated, said) = (median(&chosen.before, &answer.before, service), all.said(service));
            prop_assert!((simulated - said).abs() < 1e-6, "{simulated}, {said}");
        }
    }
}
