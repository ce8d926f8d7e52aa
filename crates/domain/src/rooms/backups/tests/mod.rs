//! What holds of backups, jobs and restore tests.

mod deeds;
mod properties;
mod restores;

use super::*;
use crate::testing::World;
use holdfast_ledger::{Id, time};
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;

/// A data set at a site, a policy that keeps its copy at another, and both sites.
struct Story {
    world: World,
    data: Id,
    policy: Id,
    home: Id,
    away: Id,
}

fn story() -> Story {
    let mut world = World::new();
    let site = |world: &mut World, title| {
        world.add(
            "service",
            &[("title", json!(title)), ("node", json!("site"))],
        )
    };
    let (home, away) = (site(&mut world, "Home"), site(&mut world, "Away"));
    let fields = [
        ("title", json!("Charts")),
        ("node", json!("data")),
        ("rto", json!(240)),
        ("rpo", json!(1440)),
    ];
    let data = world.add("service", &fields);
    world.item(data, "dependencies", &[("on", json!(home.to_string()))]);
    let fields = [
        ("service", json!(data.to_string())),
        ("interval", json!(1440)),
        ("job_time", json!(60)),
    ];
    let policy = world.add("backup_policy", &fields);
    Story {
        world,
        data,
        policy,
        home,
        away,
    }
}

impl Story {
    fn copy(&mut self, at: Id, fields: &[(&'static str, Value)]) -> Id {
        let mut all = vec![("location", json!(at.to_string()))];
        all.extend_from_slice(fields);
        self.world.item(self.policy, "copies", &all)
    }

    /// A job that began so many minutes before now.
    fn job(&mut self, before: i64, took: i64, result: &str) -> Id {
        let at = |minutes: i64| json!(time::print(self.world.now - minutes * MINUTE));
        let fields = [
            ("policy", json!(self.policy.to_string())),
            ("started", at(before)),
            ("ended", at(before - took)),
            ("result", json!(result)),
        ];
        self.world.add("backup_job", &fields)
    }

    fn test(&mut self, day: &str, result: &str) -> Id {
        let fields = [
            ("services", json!([self.data.to_string()])),
            ("started", json!(format!("{day}T08:00:00.000Z"))),
            ("ended", json!(format!("{day}T10:30:00.000Z"))),
            ("data_as_of", json!(format!("{day}T02:00:00.000Z"))),
            ("result", json!(result)),
        ];
        self.world.add("restore_test", &fields)
    }

    fn marks(&self) -> [Mark; 5] {
        Backups::of(&self.world.view())
            .coverage(self.data, &self.world.view())
            .marks
    }

    fn held(&self) -> [bool; 5] {
        self.marks().each_ref().map(Mark::held)
    }

    fn says(&self, id: Id, rule: &str) -> String {
        let found = self.world.findings(id).into_iter();
        let mut found = found.filter(|finding| finding.rule == rule);
        found.next().map(|finding| finding.text).unwrap_or_default()
    }
}

#[test]
fn jobs_are_told_by_day_with_those_that_gave_no_result() {
    let mut story = story();
    story
        .world
        .set(story.policy, "anchor", json!("2026-11-19T22:00:00.000Z"));
    story.world.set(story.policy, "grace", json!(120));
    story.job(14 * 60, 60, "success");
    story.job(2 * 1440 + 14 * 60 - 5, 60, "failed");
    story.job(31 * 1440, 60, "success");
    let days = Backups::of(&story.world.view()).by_day(&story.world.view());
    assert_eq!(days.len(), 30);
    let day = |day: &str| {
        let mut own = days.iter().filter(|(own, _)| own.to_string() == day);
        own.next().expect("a day").1
    };
    let of = |good, failed, missed| Day {
        good,
        failed,
        missed,
    };
    assert_eq!(day("2026-11-19"), of(0, 1, 0));
    assert_eq!(day("2026-11-20"), of(0, 0, 1));
    assert_eq!(day("2026-11-21"), of(1, 0, 0));
    assert_eq!(day("2026-11-22"), of(0, 0, 0), "today, the last");
    assert_eq!(days[29].0.to_string(), "2026-11-22");
    // Every nanosecond is no schedule; it is told, and ends.
    story.world.set(story.policy, "interval", json!(1e-9));
    let days = Backups::of(&story.world.view()).by_day(&story.world.view());
    assert!(days.iter().map(|(_, day)| day.missed).sum::<usize>() <= 50_000);
}

#[test]
fn a_job_that_was_expected_and_gave_no_result_is_missed() {
    let mut story = story();
    assert_eq!(
        story.world.figure(story.policy, "missed").text,
        "unknown: nobody said when the first job is expected"
    );
    // Three nights at 22:00, the last of them the night before noon.
    story
        .world
        .set(story.policy, "anchor", json!("2026-11-19T22:00:00.000Z"));
    story.world.set(story.policy, "grace", json!(120));
    assert_eq!(story.world.figure(story.policy, "missed").text, "3");
    story.job(14 * 60, 60, "success");
    story.job(2 * 1440 + 14 * 60 - 5, 60, "failed");
    let missed = story.world.figure(story.policy, "missed");
    assert_eq!(
        (&*missed.text, &*missed.inputs),
        ("1", "3 expected, 2 with a result")
    );
    assert!(
        story
            .says(story.policy, "backup-missed")
            .contains("2026-11-20 22:00")
    );
    story.job(1440 + 13 * 60, 60, "success");
    assert!(!story.world.finds(story.policy, "backup-missed"));
    // Within the grace nothing is missed yet.
    story.world.at("2026-11-22T23:59:00.000Z");
    assert_eq!(story.world.figure(story.policy, "missed").text, "0");
    story.world.at("2026-11-23T00:00:00.000Z");
    assert_eq!(story.world.figure(story.policy, "missed").text, "1");
}

#[test]
fn each_mark_of_3_2_1_1_0_is_held_missing_or_unknown() {
    let mut story = story();
    assert_eq!(story.held(), [false; 5]);
    assert_eq!(
        story.marks()[2],
        Mark::Missing("no copy is off site".to_owned())
    );
    let (home, away) = (story.home, story.away);
    let first = story.copy(home, &[("title", json!("Disk"))]);
    assert!(matches!(&story.marks()[2], Mark::Unknown(why) if why.contains("“Disk”")));
    for field in ["offsite", "offline", "immutable"] {
        story
            .world
            .set_item(story.policy, "copies", first, field, json!(false));
    }
    story
        .world
        .set_item(story.policy, "copies", first, "medium", json!("snapshot"));
    assert!(
        matches!(story.marks()[1], Mark::Missing(_)),
        "a snapshot is on the same disk"
    );
    assert!(matches!(story.marks()[3], Mark::Missing(_)));
    story.copy(
        away,
        &[
            ("medium", json!("tape")),
            ("offsite", json!(true)),
            ("offline", json!(true)),
        ],
    );
    assert_eq!(story.held(), [true, true, true, true, false]);
    assert!(
        story
            .says(story.data, "backup-3-2-1-1-0")
            .contains("ever verified")
    );
    let proof = [
        ("date", json!("2026-05-01")),
        ("how", json!("restore_test")),
    ];
    let proof = story.world.item(story.data, "proofs", &proof);
    assert!(story.held()[4], "a test that is noted with the data set");
    story
        .world
        .set_item(story.data, "proofs", proof, "how", json!("exercise"));
    assert!(!story.held()[4]);
    let job = story.job(300, 60, "success");
    story.world.set(job, "verified", json!(true));
    assert_eq!(story.held(), [true; 5]);
    assert!(!story.world.finds(story.data, "backup-3-2-1-1-0"));
    assert_eq!(
        story.world.figure(story.policy, "rule_3_2_1_1_0").text,
        "5 of 5"
    );
    // The last verification counts, whatever it was.
    let test = story.test("2026-11-22", "failed");
    assert!(!story.held()[4]);
    story.world.set(test, "result", json!("passed"));
    assert!(story.held()[4]);
    story.world.set(test, "integrity", json!("not_ok"));
    assert!(!story.held()[4]);
}

#[test]
fn the_one_place_of_who_wrote_no_list_is_a_copy_unless_the_list_says_more_of_it() {
    let mut story = story();
    let away = story.away;
    story
        .world
        .set(story.policy, "location", json!(away.to_string()));
    story.world.set(story.policy, "transfer_lag", json!(30));
    let read = |story: &Story| Policy::of(story.world.record(story.policy));
    assert_eq!(
        (read(&story).places.len(), read(&story).first_lag()),
        (1, 30.0)
    );
    story.copy(away, &[("lag", json!(10))]);
    assert_eq!(
        (read(&story).places.len(), read(&story).first_lag()),
        (1, 10.0)
    );
    let home = story.home;
    story.copy(home, &[]);
    assert_eq!(read(&story).places.len(), 2);
}

#[test]
fn what_jobs_took_counts_before_what_the_policy_says() {
    let mut story = story();
    let worst = |story: &Story| story.world.figure(story.data, "copy_age").text;
    assert_eq!(worst(&story), "1 d 1 h");
    assert!(story.world.finds(story.data, "service-rpo-below-copy"));
    for (day, took) in [(1, 20), (2, 40), (3, 30)] {
        story.job(day * 1440, took, "success");
    }
    story.job(4 * 1440, 600, "failed");
    assert_eq!(worst(&story), "1 d 30 min");
    story.world.set(story.policy, "interval", json!(1410));
    assert_eq!(worst(&story), "1 d");
    assert!(!story.world.finds(story.data, "service-rpo-below-copy"));
}

#[test]
fn the_age_of_the_last_good_backup_is_held_against_the_rpo() {
    let mut story = story();
    let age = |story: &Story| story.world.figure(story.policy, "last_good").text;
    assert_eq!(age(&story), "unknown: no good job is logged");
    assert!(!story.world.finds(story.data, "backup-too-old"));
    story.job(1441, 60, "warning");
    story.job(60, 30, "failed");
    assert_eq!(age(&story), "1 d 1 min");
    assert!(
        story
            .says(story.data, "backup-too-old")
            .contains("1 d 1 min old")
    );
    assert!(story.world.finds(story.policy, "backup-failed"));
    assert_eq!(
        story.world.figure(story.policy, "error_rate").text,
        "50.0 %"
    );
    story.job(20, 10, "success");
    assert!(!story.world.finds(story.data, "backup-too-old"));
    assert!(!story.world.finds(story.policy, "backup-failed"));
}

#[test]
fn a_backup_that_is_lost_with_the_site_of_its_data_is_none() {
    let mut story = story();
    let (home, away) = (story.home, story.away);
    let rpo = |story: &Story, lost: &[Id]| {
        let view = story.world.view();
        Backups::of(&view).survivor_of(story.data, lost).rpo()
    };
    assert_eq!(
        rpo(&story, &[home]),
        Err("nothing is left: there is no copy")
    );
    story.copy(home, &[]);
    assert!(
        story
            .says(story.policy, "backup-lost-with-site")
            .contains("Home")
    );
    assert_eq!(
        rpo(&story, &[home]),
        Err("nothing is left: all copies are lost with it")
    );
    story.copy(away, &[("lag", json!(15))]);
    assert!(!story.world.finds(story.policy, "backup-lost-with-site"));
    assert_eq!(rpo(&story, &[home]), Ok(1515.0));
    assert_eq!(
        rpo(&story, &[away]),
        Ok(0.0),
        "the data set itself is there"
    );
    assert!(rpo(&story, &[home, away]).is_err());
}

#[test]
fn tests_and_jobs_say_what_does_not_fit() {
    let mut story = story();
    let test = story.test("2026-11-20", "failed");
    assert!(story.world.finds(test, "restore-failed"));
    let later = story.test("2026-11-21", "passed");
    assert!(!story.world.finds(test, "restore-failed"));
    assert!(
        !story.world.finds(later, "restore-order")
            && !story.world.finds(later, "restore-no-result")
    );
    for field in ["started", "ended"] {
        let time = story.world.record(later).text(field).into_owned();
        assert!(!story.world.finds(later, "restore-no-times"));
        story.world.set(later, field, json!(null));
        assert!(story.world.finds(later, "restore-no-times"), "{field}");
        story.world.set(later, field, json!(time));
    }
    story.world.set(later, "integrity", json!("not_ok"));
    assert!(story.world.finds(later, "restore-not-whole"));
    story.world.set(later, "integrity", json!("ok"));
    assert!(!story.world.finds(later, "restore-not-whole"));
    story
        .world
        .set(later, "data_as_of", json!("2026-11-21T09:00:00.000Z"));
    assert!(story.world.finds(later, "restore-order"));
    assert!(
        story
            .world
            .figure(later, "achieved_rpo")
            .text
            .starts_with("unknown")
    );
    story.world.set(later, "result", json!(null));
    assert!(story.world.finds(later, "restore-no-result"));
    let job = story.job(60, 10, "success");
    assert_eq!(story.world.findings(job), []);
    story
        .world
        .set(job, "ended", json!("2026-11-01T00:00:00.000Z"));
    assert!(story.world.finds(job, "backup-job-order"));
    assert!(story.world.figure(job, "took").text.starts_with("unknown"));
    story.world.set(job, "policy", json!(null));
    assert!(story.world.finds(job, "backup-job-no-policy"));
    assert!(!story.world.finds(job, "backup-job-no-result"));
    story.world.set(job, "result", json!(null));
    assert!(story.world.finds(job, "backup-job-no-result"));
    assert!(!story.world.finds(story.policy, "backup-no-data-set"));
    story.world.set(story.policy, "service", json!(null));
    assert!(story.world.finds(story.policy, "backup-no-data-set"));
}

#[test]
fn verification_is_due_by_the_policy() {
    let mut story = story();
    story.world.set(story.policy, "verify_every", json!(2880));
    assert!(
        story
            .says(story.policy, "backup-unverified")
            .contains("never was")
    );
    let job = story.job(2881, 60, "success");
    story.world.set(job, "verified", json!(true));
    assert!(story.world.finds(story.policy, "backup-unverified"));
    story.test("2026-11-21", "passed");
    assert!(!story.world.finds(story.policy, "backup-unverified"));
}
