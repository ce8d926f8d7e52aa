//! What an activation says of when each service is back, and why it does not know.

use super::super::deeds::{say_back, skip_stage};
use super::super::track::BackAt;
use super::{Site, service};
use holdfast_ledger::Id;
use serde_json::json;

const OCCURRED: &str = "2026-11-22T11:00:00.000Z";

fn back(site: &Site, activation: Id, service: Id) -> BackAt {
    let clocks = site.track(activation).clocks.into_iter();
    let mut own = clocks.filter(|clock| clock.service == service);
    own.next().expect("a clock").back
}

fn ms(text: &str) -> i64 {
    holdfast_ledger::time::parse(text).expect("a time")
}

#[test]
fn what_no_stage_brings_back_is_back_by_its_strategy() {
    let mut site = Site::approved();
    let laboratory = service(&mut site.world, "Laboratory", 600, &[]);
    let services: Vec<String> = [site.record, laboratory]
        .iter()
        .map(Id::to_string)
        .collect();
    site.world.set(site.plan, "services", json!(services));
    let activation = site.activate(&[("occurred", json!(OCCURRED))]);
    assert_eq!(
        back(&site, activation, laboratory),
        BackAt::Unknown("no stage and no strategy brings it back")
    );
    let strategy = [
        ("service", json!(laboratory.to_string())),
        ("how", json!("manual")),
    ];
    let strategy = site.world.item(site.plan, "strategies", &strategy);
    // A strategy without a time: what is known of the service, as the plan says it.
    assert_eq!(
        back(&site, activation, laboratory),
        BackAt::Expected(ms("2026-11-22T22:00:00.000Z"), true)
    );
    site.world.set(laboratory, "recovery", json!(null));
    assert_eq!(
        back(&site, activation, laboratory),
        BackAt::Unknown("its strategy has no time")
    );
    site.world
        .set_item(site.plan, "strategies", strategy, "implement", json!(30));
    // It was declared at noon.
    assert_eq!(
        back(&site, activation, laboratory),
        BackAt::Expected(ms("2026-11-22T12:30:00.000Z"), true)
    );
    site.world.at("2026-11-22T12:31:00.000Z");
    assert!(
        matches!(back(&site, activation, laboratory), BackAt::Unknown(why) if why.contains("by now"))
    );
}

#[test]
fn what_was_skipped_or_stood_down_says_so() {
    let mut site = Site::approved();
    let activation = site.activate(&[("occurred", json!(OCCURRED))]);
    let stage = site.track(activation).stages[1].id;
    site.deed(activation, |ask| {
        skip_stage(ask, stage, "It runs elsewhere.")
    })
    .expect("skipped");
    assert_eq!(
        back(&site, activation, site.record),
        BackAt::Unknown("the stage that brings it back was skipped")
    );
    site.world
        .act(
            activation,
            "stand_down",
            &[("why", json!("The hall is dry."))],
        )
        .expect("stood down");
    assert_eq!(
        back(&site, activation, site.database),
        BackAt::Unknown("it was over before it was back")
    );
}

#[test]
fn what_no_stage_says_is_back_when_somebody_says_so() {
    let mut site = Site::approved();
    let activation = site.activate(&[("occurred", json!(OCCURRED))]);
    let (stage, record) = (site.track(activation).stages[1].id, site.record);
    site.deed(activation, |ask| {
        skip_stage(ask, stage, "It runs elsewhere.")
    })
    .expect("skipped");
    site.world.at("2026-11-22T12:20:00.000Z");
    site.deed(activation, |ask| say_back(ask, record, true))
        .expect("said");
    let since = BackAt::Since(ms("2026-11-22T12:20:00.000Z"));
    assert_eq!(back(&site, activation, record), since);
    // Later somebody finds that it is not.
    site.world.at("2026-11-22T12:25:00.000Z");
    site.deed(activation, |ask| say_back(ask, record, false))
        .expect("said");
    assert_eq!(
        back(&site, activation, record),
        BackAt::Unknown("the stage that brings it back was skipped")
    );
    site.world.at("2026-11-22T12:40:00.000Z");
    site.deed(activation, |ask| say_back(ask, record, true))
        .expect("said");
    let why = json!("All is back.");
    site.world
        .act(activation, "stand_down", &[("why", why)])
        .expect("stood down");
    let since = BackAt::Since(ms("2026-11-22T12:40:00.000Z"));
    assert_eq!(back(&site, activation, record), since, "it stays said");
    let late = site.deed(activation, |ask| say_back(ask, record, false));
    assert!(late.is_err());
}

#[test]
fn what_is_down_again_is_not_back_though_its_run_is_finished() {
    let mut site = Site::approved();
    let activation = site.activate(&[("occurred", json!(OCCURRED))]);
    let (run, database) = (site.run_of(activation, 0), site.database);
    site.finish(run);
    let noon = BackAt::Since(ms("2026-11-22T12:00:00.000Z"));
    assert_eq!(back(&site, activation, database), noon);
    site.world.at("2026-11-22T12:10:00.000Z");
    site.deed(activation, |ask| say_back(ask, database, false))
        .expect("said");
    assert_eq!(
        back(&site, activation, database),
        BackAt::Unknown("somebody wrote down that it is down again")
    );
    site.world.at("2026-11-22T12:30:00.000Z");
    site.deed(activation, |ask| say_back(ask, database, true))
        .expect("said");
    let later = BackAt::Since(ms("2026-11-22T12:30:00.000Z"));
    assert_eq!(back(&site, activation, database), later);
}

#[test]
fn standing_down_tells_of_the_runs_that_go_on() {
    let mut site = Site::approved();
    let activation = site.activate(&[("occurred", json!(OCCURRED))]);
    let about = |site: &Site| {
        let (record, view) = (site.world.record(activation), site.world.view());
        let mut offered = super::super::rules::activation_actions(record, &view).into_iter();
        let down = offered.find(|action| action.key == "stand_down");
        down.expect("it goes on").about
    };
    let run = site.run_of(activation, 0);
    assert!(
        about(&site).contains("Restore the database"),
        "{}",
        about(&site)
    );
    site.finish(run);
    assert!(!about(&site).contains("go on"), "{}", about(&site));
}

#[test]
fn an_approval_after_it_was_declared_is_none_of_an_activation() {
    let mut site = Site::new();
    let activation = site.activate(&[("occurred", json!(OCCURRED))]);
    let version = |site: &Site| site.world.figure(activation, "version").text;
    assert!(version(&site).starts_with("unapproved"));
    site.world.at("2026-11-29T12:00:00.000Z");
    site.world.act(site.plan, "submit", &[]).expect("submitted");
    site.world.act(site.plan, "approve", &[]).expect("approved");
    assert!(
        version(&site).starts_with("unapproved"),
        "{}",
        version(&site)
    );
    assert!(site.world.finds(activation, "activation-unapproved"));
}
