//! In which order a plan brings its services back, and whether that is soon enough.

#![allow(clippy::float_cmp, reason = "whole minutes add up exactly")]

use super::super::scope::{Scope, Source};
use super::super::stages;
use super::Site;
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
    assert_eq!(own(&site), (Some(30.0), Source::Runbook(site.runbooks[1])));
    site.world.set_item(
        site.plan,
        "runbooks",
        site.entries[1],
        "runbook",
        json!(null),
    );
    assert_eq!(own(&site), (Some(15.0), Source::Strategy));
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
