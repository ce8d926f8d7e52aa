//! Each rule where it finds something, and where it does not.

use super::{Site, runbook, service};
use crate::describe::Tone;
use crate::rooms::plans::deeds::start_stage;
use serde_json::{Value, json};

fn sound() -> Site {
    Site::new()
}

/// Fails unless a rule finds nothing, then something after a deed.
fn both_ways(rule: &str, deed: impl FnOnce(&mut Site)) {
    let mut site = sound();
    assert!(!site.world.finds(site.plan, rule), "{rule} in a sound plan");
    deed(&mut site);
    assert!(
        site.world.finds(site.plan, rule),
        "{rule}: {:?}",
        site.world.findings(site.plan)
    );
}

fn set(field: &'static str, value: Value) -> impl FnOnce(&mut Site) {
    move |site| site.world.set(site.plan, field, value)
}

#[test]
fn a_sound_plan_has_no_findings() {
    let site = sound();
    assert_eq!(site.world.findings(site.plan), []);
}

#[test]
fn a_plan_says_what_it_brings_back_and_who_decides() {
    both_ways("plan-no-services", set("services", json!([])));
    both_ways("plan-no-activator", set("activators", json!([])));
    both_ways("plan-service-uncovered", |site| {
        let more = service(&mut site.world, "Pharmacy", 5, &[]);
        let services = json!([site.record.to_string(), more.to_string()]);
        site.world.set(site.plan, "services", services);
    });
    both_ways("plan-role-no-holder", |site| {
        let role = site.world.add("role", &[("title", json!("Recovery lead"))]);
        site.world
            .item(site.plan, "teams", &[("role", json!(role.to_string()))]);
    });
    both_ways("plan-message-nobody", |site| {
        site.world
            .item(site.plan, "messages", &[("title", json!("To the wards"))]);
    });
}

#[test]
fn a_service_is_covered_by_a_strategy_or_by_a_runbook_without_durations() {
    let mut site = sound();
    let more = service(&mut site.world, "Pharmacy", 5, &[]);
    site.world
        .set(site.plan, "services", json!([more.to_string()]));
    assert!(site.world.finds(site.plan, "plan-service-uncovered"));
    let strategy = [
        ("service", json!(more.to_string())),
        ("how", json!("manual")),
    ];
    site.world.item(site.plan, "strategies", &strategy);
    assert!(!site.world.finds(site.plan, "plan-service-uncovered"));
    let other = service(&mut site.world, "Wards", 5, &[]);
    site.world
        .set(site.plan, "services", json!([other.to_string()]));
    assert!(site.world.finds(site.plan, "plan-service-uncovered"));
    let bare = site
        .world
        .add("runbook", &[("services", json!([other.to_string()]))]);
    site.world.item(
        site.plan,
        "runbooks",
        &[("runbook", json!(bare.to_string()))],
    );
    assert!(!site.world.finds(site.plan, "plan-service-uncovered"));
}

#[test]
fn its_runbooks_are_there_approved_and_in_an_order() {
    both_ways("plan-runbook-gone", |site| {
        site.world.delete(site.runbooks[0])
    });
    both_ways("plan-runbook-unapproved", |site| {
        site.world
            .act(site.runbooks[0], "draft", &[])
            .expect("a draft");
    });
    both_ways("plan-circle", |site| {
        let after = json!([site.entries[1].to_string()]);
        site.world
            .set_item(site.plan, "runbooks", site.entries[0], "after", after);
    });
}

#[test]
fn a_strategy_works_in_time_and_holds_until_the_service_is_back() {
    let strategy = |site: &mut Site, implement: i64, lasts: i64| {
        let fields = [
            ("service", json!(site.record.to_string())),
            ("how", json!("manual")),
            ("implement", json!(implement)),
            ("lasts", json!(lasts)),
        ];
        site.world.item(site.plan, "strategies", &fields);
    };
    // Activated after 30, back after 120, RTO 240.
    both_ways("plan-strategy-late", |site| {
        strategy(site, 210, 600);
        assert!(!site.world.finds(site.plan, "plan-strategy-late"));
        strategy(site, 211, 600);
    });
    both_ways("plan-strategy-short", |site| {
        strategy(site, 10, 80);
        assert!(!site.world.finds(site.plan, "plan-strategy-short"));
        strategy(site, 10, 79);
    });
}

#[test]
fn waves_by_hand_stand_in_order_and_say_why() {
    let wave = |site: &mut Site, service: &str, wave: i64, reason: &str| {
        let service = match service {
            "record" => site.record,
            "database" => site.database,
            _ => site.other,
        };
        let fields = [
            ("service", json!(service.to_string())),
            ("wave", json!(wave)),
            ("reason", json!(reason)),
        ];
        site.world.item(site.plan, "order", &fields);
    };
    both_ways("plan-order", |site| {
        wave(site, "record", 3, "The wards are on paper anyway.");
        assert!(!site.world.finds(site.plan, "plan-order"));
        wave(site, "database", 3, "Later.");
    });
    both_ways("plan-order-no-reason", |site| wave(site, "record", 3, ""));
    both_ways("plan-order-stranger", |site| {
        wave(site, "other", 1, "First.")
    });
}

#[test]
fn nothing_that_it_relies_on_is_lost_with_it() {
    both_ways("plan-resource-lost", |site| {
        let bag = |site: &Site, at| {
            [
                ("what", json!("Grab bag")),
                ("site", json!(at)),
                ("where", json!(site.plan.to_string())),
            ]
        };
        let (here, there) = (site.other.to_string(), site.hall.to_string());
        let fields = bag(site, here);
        site.world.item(site.plan, "resources", &fields);
        assert!(!site.world.finds(site.plan, "plan-resource-lost"));
        let fields = bag(site, there);
        site.world.item(site.plan, "resources", &fields);
    });
    let copy = |site: &mut Site, at| {
        let fields = [
            ("service", json!(site.database.to_string())),
            ("location", json!(at)),
        ];
        site.world.add("backup_policy", &fields)
    };
    both_ways("plan-backup-lost", |site| {
        let there = site.hall.to_string();
        copy(site, there);
    });
    let mut site = sound();
    let (there, here) = (site.hall.to_string(), site.other.to_string());
    copy(&mut site, there);
    copy(&mut site, here);
    assert!(
        !site.world.finds(site.plan, "plan-backup-lost"),
        "one copy is elsewhere"
    );
    both_ways("plan-need-lost", |site| {
        let wiki = service(&mut site.world, "Wiki", 5, &[(site.hall, "hard", "")]);
        let need = [("on", json!(wiki.to_string())), ("kind", json!("recovery"))];
        site.world.item(site.database, "dependencies", &need);
    });
}

#[test]
fn what_is_needed_and_lost_may_be_brought_back_by_the_plan() {
    let mut site = sound();
    let wiki = service(&mut site.world, "Wiki", 5, &[(site.hall, "hard", "")]);
    let need = [("on", json!(wiki.to_string())), ("kind", json!("recovery"))];
    site.world.item(site.database, "dependencies", &need);
    assert!(site.world.finds(site.plan, "plan-need-lost"));
    let services = json!([
        site.record.to_string(),
        site.database.to_string(),
        wiki.to_string()
    ]);
    site.world.set(site.plan, "services", services);
    assert!(!site.world.finds(site.plan, "plan-need-lost"));
}

#[test]
fn a_plan_in_force_is_exercised() {
    let mut site = Site::approved();
    assert!(site.world.finds(site.plan, "plan-unexercised"));
    let activation = site.activate(&[("mode", json!("exercise"))]);
    assert!(
        site.world.finds(site.plan, "plan-unexercised"),
        "it is not over"
    );
    site.world
        .act(activation, "stand_down", &[("why", json!("Time is up."))])
        .expect("stood down");
    assert!(
        site.world.finds(site.plan, "plan-unexercised"),
        "nobody said what was learned"
    );
    site.world
        .set(activation, "lessons", json!("Call earlier."));
    assert!(!site.world.finds(site.plan, "plan-unexercised"));
    assert_eq!(site.world.figure(site.plan, "exercised").text, "2026-11-22");
}

#[test]
fn an_exercise_that_names_the_plan_counts_once_it_was_held_and_evaluated() {
    let mut site = Site::approved();
    let fields = [
        ("plans", json!([site.plan.to_string()])),
        ("ended", json!("2026-10-05T11:00:00.000Z")),
    ];
    let exercise = site.world.add("exercise", &fields);
    assert!(
        site.world.finds(site.plan, "plan-unexercised"),
        "it is only planned"
    );
    site.world.set(exercise, "state", json!("evaluation"));
    let aim = [("title", json!("Decide within the hour"))];
    let aim = site.world.item(exercise, "objectives", &aim);
    assert!(
        site.world.finds(site.plan, "plan-unexercised"),
        "nobody rated it"
    );
    let rated = [
        ("objective", json!(aim.to_string())),
        ("rating", json!("s")),
    ];
    site.world.item(exercise, "evaluations", &rated);
    assert!(!site.world.finds(site.plan, "plan-unexercised"));
    assert_eq!(site.world.figure(site.plan, "exercised").text, "2026-10-05");
}

#[test]
fn in_earnest_counts_as_an_exercise_once_lessons_are_written() {
    let mut site = Site::approved();
    let activation = site.activate(&[]);
    site.world
        .act(activation, "stand_down", &[("why", json!("All is back."))])
        .expect("stood down");
    assert!(site.world.finds(site.plan, "plan-unexercised"));
    assert!(site.world.finds(activation, "activation-no-lessons"));
    site.world
        .set(activation, "lessons", json!("Call the carrier first."));
    assert!(!site.world.finds(site.plan, "plan-unexercised"));
    assert!(!site.world.finds(activation, "activation-no-lessons"));
}

#[test]
fn what_comes_first_is_an_entry_of_the_plan() {
    both_ways("plan-after-astray", |site| {
        let (plan, entry) = (site.plan, site.entries[1]);
        site.world
            .set_item(plan, "runbooks", entry, "after", json!(["RB-1"]));
    });
}

#[test]
fn an_activation_that_finished_no_stage_counts_and_is_pointed_out() {
    let mut site = Site::approved();
    let lessons = [
        ("why", json!("False alarm.")),
        ("lessons", json!("Look twice.")),
    ];
    let activation = site.activate(&[]);
    assert!(!site.world.finds(activation, "activation-nothing-done"));
    site.world
        .act(activation, "stand_down", &lessons)
        .expect("stood down");
    assert!(site.world.finds(activation, "activation-nothing-done"));
    let figure = site.world.figure(site.plan, "exercised");
    assert_eq!((&*figure.text, figure.tone), ("2026-11-22", Tone::Warn));
    let activation = site.activate(&[]);
    let run = site.run_of(activation, 0);
    site.finish(run);
    site.world.at("2026-11-22T15:00:00.000Z");
    site.world
        .act(activation, "stand_down", &lessons)
        .expect("stood down");
    assert!(!site.world.finds(activation, "activation-nothing-done"));
    assert_eq!(site.world.figure(site.plan, "exercised").tone, Tone::Plain);
}

#[test]
fn who_may_not_activate_is_told_so_and_it_is_written_down() {
    let mut site = Site::approved();
    let about = |site: &Site| {
        let view = site.world.view();
        crate::rooms::plans::activate::action(site.world.record(site.plan), &view)
            .map(|action| action.about)
            .unwrap_or_default()
    };
    assert_eq!(about(&site), "");
    let activation = site.activate(&[]);
    assert!(!site.world.finds(activation, "activation-no-authority"));
    let bo = site.world.person("Bo");
    site.world.act_as(bo);
    assert!(about(&site).contains("You are not among them"));
    let activation = site.activate(&[("mode", json!("exercise"))]);
    assert!(site.world.finds(activation, "activation-no-authority"));
    // A deputy of a role may, whatever they are called later.
    let role = site.world.add("role", &[("title", json!("Duty manager"))]);
    site.world
        .item(role, "deputies", &[("person", json!(bo.to_string()))]);
    site.world
        .set(site.plan, "activators", json!([role.to_string()]));
    assert_eq!(about(&site), "");
    site.world.set(bo, "title", json!("Bo Lind"));
    assert!(!site.world.finds(activation, "activation-no-authority"));
}

#[test]
fn services_of_which_nobody_said_that_they_are_back_are_named_before_it_ends() {
    let mut site = Site::approved();
    let activation = site.activate(&[]);
    let about = |site: &Site| {
        let view = site.world.view();
        let mut offered =
            crate::rooms::plans::rules::activation_actions(site.world.record(activation), &view)
                .into_iter();
        offered
            .find(|action| action.key == "stand_down")
            .map(|action| action.about)
            .unwrap_or_default()
    };
    assert!(about(&site).contains("Nobody said that these are back"));
    for stage in 0..site.track(activation).stages.len() {
        if site.track(activation).stages[stage].run.is_none() {
            let id = site.track(activation).stages[stage].id;
            site.deed(activation, |ask| start_stage(ask, id))
                .expect("started");
        }
        let run = site.run_of(activation, stage);
        site.finish(run);
    }
    assert_eq!(about(&site), "");
}

#[test]
fn runs_that_go_on_after_the_plan_is_stood_down_are_pointed_out() {
    let mut site = Site::approved();
    let activation = site.activate(&[]);
    let run = site.track(activation).stages[0].run.expect("a run");
    assert!(!site.world.finds(run, "run-activation-over"));
    assert!(
        !site.world.finds(activation, "activation-runs-open"),
        "it goes on itself"
    );
    site.world
        .act(activation, "stand_down", &[("why", json!("All is back."))])
        .expect("stood down");
    assert!(site.world.finds(activation, "activation-runs-open"));
    assert!(site.world.finds(run, "run-activation-over"));
    site.finish(run);
    assert!(!site.world.finds(activation, "activation-runs-open"));
    assert!(!site.world.finds(run, "run-activation-over"));
}

#[test]
fn who_wrote_a_plan_last_does_not_approve_it() {
    let site = Site::approved();
    assert!(site.world.finds(site.plan, "plan-approved-own-changes"));
    let mut site = Site::new();
    let bo = site.world.person("Bo");
    site.world.act(site.plan, "submit", &[]).expect("submitted");
    site.world.act_as(bo);
    site.world.act(site.plan, "approve", &[]).expect("approved");
    assert!(!site.world.finds(site.plan, "plan-approved-own-changes"));
    assert!(!site.world.finds(site.plan, "plan-changed-since-submitted"));
}

#[test]
fn what_changes_under_review_says_so_and_a_retired_plan_says_nothing() {
    let mut site = Site::new();
    site.world.act(site.plan, "submit", &[]).expect("submitted");
    site.world.set(site.plan, "purpose", json!("Wards first."));
    assert!(site.world.finds(site.plan, "plan-changed-since-submitted"));
    site.world.act(site.plan, "approve", &[]).expect("approved");
    site.world.set(site.plan, "activators", json!([]));
    assert!(site.world.finds(site.plan, "plan-no-activator"));
    site.world.act(site.plan, "retire", &[]).expect("retired");
    assert_eq!(site.world.findings(site.plan), []);
}

#[test]
fn another_runbook_for_the_same_service_is_fine() {
    let mut site = sound();
    let more = runbook(&mut site.world, "Check the wards", site.record, 10);
    site.world.item(
        site.plan,
        "runbooks",
        &[
            ("phase", json!("resume")),
            ("runbook", json!(more.to_string())),
        ],
    );
    assert_eq!(site.world.findings(site.plan), []);
}
