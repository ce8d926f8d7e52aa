//! In which order a plan brings its services back, and whether that is soon enough.

#![allow(clippy::float_cmp, reason = "whole minutes add up exactly")]

use super::super::held::Held;
use super::super::scope::{Scope, Source};
use super::super::stages;
use super::{Site, runbook, service};
use holdfast_ledger::Id;
use serde_json::json;

fn order(site: &Site) -> Vec<(Id, u32)> {
    let scope = Scope::of(site.world.record(site.plan), &site.world.view());
    scope
        .rows
        .iter()
        .map(|row| (row.service, row.wave))
        .collect()
}

#[test]
fn what_the_loss_leaves_is_there_and_the_rest_comes_back_in_waves() {
    let mut site = Site::new();
    assert_eq!(order(&site), [(site.database, 1), (site.record, 2)]);
    let scope = Scope::of(site.world.record(site.plan), &site.world.view());
    assert_eq!(scope.stays.len(), 1, "the storage at the other site");
    assert_eq!(
        (scope.is_down(site.storage), scope.is_down(site.other)),
        (Some(true), Some(false))
    );
    // Nobody said what is lost: all of it has to come back.
    site.world.set(site.plan, "lost", json!(null));
    let all = order(&site);
    assert_eq!(all.len(), 6);
    assert_eq!(all.last(), Some(&(site.record, 4)));
}

#[test]
fn it_is_back_after_the_activation_what_it_needs_and_its_own_recovery() {
    let mut site = Site::new();
    let row = |site: &Site| {
        let scope = Scope::of(site.world.record(site.plan), &site.world.view());
        scope.row(site.record).expect("a row").clone()
    };
    let known = row(&site);
    // 30 until activated, 60 for the database, 30 of its own.
    assert_eq!((known.minutes, known.spare()), (120.0, Some(120.0)));
    assert_eq!(known.chain, [site.database, site.record]);
    assert_eq!(known.source, Source::Runbook(site.runbooks[1]));
    assert!(!site.world.finds(site.plan, "plan-rto"));
    assert_eq!(
        site.world.figure(site.plan, "feasible").text,
        "2 of 2 services"
    );
    site.world.set(site.plan, "activation_time", json!(151));
    assert_eq!(row(&site).spare(), Some(-1.0));
    assert!(site.world.finds(site.plan, "plan-rto"));
    // Without one of its own, the activation of the settings counts.
    site.world.add("workspace", &[("activation", json!(45))]);
    site.world.set(site.plan, "activation_time", json!(null));
    assert_eq!(row(&site).minutes, 135.0);
}

#[test]
fn a_strategy_counts_where_no_runbook_of_the_plan_does() {
    let mut site = Site::new();
    let strategy = [
        ("service", json!(site.record.to_string())),
        ("how", json!("warm_standby")),
        ("implement", json!(15)),
    ];
    site.world.item(site.plan, "strategies", &strategy);
    let own = |site: &Site| {
        let scope = Scope::of(site.world.record(site.plan), &site.world.view());
        let row = scope.row(site.record).expect("a row");
        (row.own, row.source)
    };
    assert_eq!(
        own(&site),
        (Some((30.0, true)), Source::Runbook(site.runbooks[1]))
    );
    site.world.set_item(
        site.plan,
        "runbooks",
        site.entries[1],
        "runbook",
        json!(null),
    );
    assert_eq!(own(&site), (Some((15.0, true)), Source::Strategy));
}

#[test]
fn what_stands_by_elsewhere_waits_for_nothing_that_is_lost() {
    let mut site = Site::new();
    let minutes = |site: &Site| {
        let scope = Scope::of(site.world.record(site.plan), &site.world.view());
        scope.row(site.record).expect("a row").minutes
    };
    let strategy = [
        ("service", json!(site.record.to_string())),
        ("how", json!("backup_restore")),
        ("implement", json!(15)),
    ];
    let strategy = site.world.item(site.plan, "strategies", &strategy);
    assert_eq!(minutes(&site), 120.0, "what is restored waits");
    // By hand is only until the runbook has it back.
    site.world
        .set_item(site.plan, "strategies", strategy, "how", json!("manual"));
    assert_eq!(minutes(&site), 120.0);
    site.world.set_item(
        site.plan,
        "strategies",
        strategy,
        "how",
        json!("warm_standby"),
    );
    assert_eq!(minutes(&site), 120.0, "its runbook begins after the other");
    site.world
        .set_item(site.plan, "runbooks", site.entries[1], "after", json!([]));
    assert_eq!(minutes(&site), 60.0);
    site.world.set_item(
        site.plan,
        "runbooks",
        site.entries[1],
        "runbook",
        json!(null),
    );
    site.world
        .set_item(site.plan, "strategies", strategy, "how", json!("manual"));
    assert_eq!(minutes(&site), 45.0, "by hand and nothing more");
}

#[test]
fn a_service_is_not_back_before_its_runbook_had_its_turn() {
    let mut site = Site::new();
    let row = |site: &Site| {
        let scope = Scope::of(site.world.record(site.plan), &site.world.view());
        scope.row(site.record).expect("a row").clone()
    };
    // What it waits for takes as long as the runbook before its own.
    assert_eq!((row(&site).minutes, row(&site).held), (120.0, None));
    let first = site
        .world
        .add("runbook", &[("title", json!("Set up the crisis room"))]);
    let duration = json!({"low": 90, "likely": 90, "high": 90});
    let step = [("title", json!("Set it up")), ("duration", duration)];
    site.world.item(first, "steps", &step);
    let detect = [
        ("phase", json!("detect")),
        ("runbook", json!(first.to_string())),
    ];
    site.world.item(site.plan, "runbooks", &detect);
    // 30 until activated, 90, then 60 for the database and 30 of its own.
    assert_eq!(row(&site).minutes, 210.0);
    assert!(row(&site).whole);
    let told = site.world.figure(site.plan, "length").text;
    assert_eq!(told, "3 h", "the same from the activation on");
    let database = |site: &Site| {
        let scope = Scope::of(site.world.record(site.plan), &site.world.view());
        scope.row(site.database).expect("a row").held
    };
    assert_eq!(database(&site), Some(Held::Runbooks));
    // Nobody knows how long it takes: at least so long.
    let untimed = [("title", json!("Wait for the key"))];
    site.world.item(first, "steps", &untimed);
    assert_eq!((row(&site).minutes, row(&site).whole), (210.0, false));
}

#[test]
fn a_runbook_with_steps_nobody_timed_has_its_service_back_after_at_least_so_long() {
    let mut site = Site::new();
    let row = |site: &Site| {
        let scope = Scope::of(site.world.record(site.plan), &site.world.view());
        scope.row(site.record).expect("a row").clone()
    };
    assert!(row(&site).whole);
    let untimed = [("title", json!("Wait for the key"))];
    site.world.item(site.runbooks[1], "steps", &untimed);
    assert!(row(&site).whole, "what comes after counts not");
    let again = [
        ("title", json!("Both halves are back")),
        ("kind", json!("milestone")),
        ("service", json!(site.record.to_string())),
    ];
    site.world.item(site.runbooks[1], "steps", &again);
    let known = row(&site);
    assert_eq!((known.minutes, known.whole), (120.0, false));
    assert_eq!(known.own, Some((30.0, false)));
    assert_eq!(known.spare(), None, "nobody knows whether it is in time");
}

#[test]
fn a_wave_set_by_hand_waits_for_the_waves_before() {
    let mut site = Site::new();
    let row = |site: &Site, service: Id| {
        let scope = Scope::of(site.world.record(site.plan), &site.world.view());
        scope.row(service).expect("a row").clone()
    };
    let apart = service(&mut site.world, "Telephones", 20, &[]);
    let services: Vec<String> = [site.record, site.database, apart]
        .iter()
        .map(Id::to_string)
        .collect();
    site.world.set(site.plan, "services", json!(services));
    assert_eq!(row(&site, apart).minutes, 50.0);
    let order = [("service", json!(apart.to_string())), ("wave", json!(2))];
    let entry = site.world.item(site.plan, "order", &order);
    // 30 until activated and 60 for the database in the first wave, then its own 20.
    let moved = row(&site, apart);
    assert_eq!((moved.minutes, moved.held), (110.0, Some(Held::Wave)));
    site.world
        .set_item(site.plan, "order", entry, "wave", json!(3));
    assert_eq!(row(&site, apart).minutes, 140.0, "after the record too");
    // With a runbook that waits for nothing, the plan contradicts itself.
    assert!(!site.world.finds(site.plan, "plan-wave-runbook"));
    let call = runbook(&mut site.world, "Divert the telephones", apart, 20);
    let own = [("runbook", json!(call.to_string())), ("after", json!([]))];
    let own = site.world.item(site.plan, "runbooks", &own);
    assert!(site.world.finds(site.plan, "plan-wave-runbook"));
    let last = json!([site.entries[1].to_string()]);
    site.world
        .set_item(site.plan, "runbooks", own, "after", last);
    assert!(!site.world.finds(site.plan, "plan-wave-runbook"));
    // Into an earlier wave: it is back no sooner, and that is told.
    site.world.set_item(
        site.plan,
        "order",
        entry,
        "service",
        json!(site.record.to_string()),
    );
    site.world
        .set_item(site.plan, "order", entry, "wave", json!(1));
    assert_eq!(row(&site, site.record).minutes, 120.0);
    assert_eq!(row(&site, site.record).against, [site.database]);
}

#[test]
fn a_plan_takes_as_long_as_its_longest_way() {
    let mut site = Site::new();
    assert_eq!(site.world.figure(site.plan, "length").text, "1 h 30 min");
    // Nothing comes first any more.
    site.world
        .set_item(site.plan, "runbooks", site.entries[1], "after", json!([]));
    assert_eq!(site.world.figure(site.plan, "length").text, "1 h");
    // What is for quiet days does not count.
    let quiet = [
        ("phase", json!("prepare")),
        ("runbook", json!(site.runbooks[0].to_string())),
    ];
    site.world.item(site.plan, "runbooks", &quiet);
    assert_eq!(site.world.figure(site.plan, "length").text, "1 h");
    let open = site
        .world
        .add("runbook", &[("title", json!("Nobody timed it"))]);
    site.world.item(
        site.plan,
        "runbooks",
        &[
            ("phase", json!("return")),
            ("runbook", json!(open.to_string())),
        ],
    );
    assert_eq!(site.world.figure(site.plan, "length").text, "at least 1 h");
}

#[test]
fn what_says_nothing_comes_after_the_phases_before_and_the_one_before_it() {
    let mut site = Site::new();
    let add = |site: &mut Site, phase: &str| {
        site.world
            .item(site.plan, "runbooks", &[("phase", json!(phase))])
    };
    let detect = add(&mut site, "detect");
    let recover = add(&mut site, "recover");
    let back = add(&mut site, "return");
    let all = stages::of_plan(site.world.record(site.plan));
    let ids: Vec<Id> = all.iter().map(|stage| stage.id).collect();
    assert_eq!(
        ids,
        [detect, site.entries[0], site.entries[1], recover, back]
    );
    let after: Vec<&[usize]> = all.iter().map(|stage| stage.after.as_slice()).collect();
    assert_eq!(after, [&[][..], &[0], &[0, 1], &[0, 2], &[0, 1, 2, 3]]);
}

#[test]
fn figures_say_that_people_disagree_about_lists() {
    let mut site = Site::new();
    let (entry, plan) = (site.entries[1], site.plan);
    let mut copy = site.world.fork(77);
    site.world
        .set_item(plan, "runbooks", entry, "after", json!([]));
    copy.set_item(
        plan,
        "runbooks",
        entry,
        "after",
        json!([site.entries[0].to_string()]),
    );
    site.world.merge(&copy);
    for figure in ["feasible", "length", "waves"] {
        let cell = site.world.figure(plan, figure);
        assert!(cell.text.contains("in conflict"), "{figure}: {}", cell.text);
    }
}
