//! What is logged from a policy's page.

use super::*;
use holdfast_ledger::Key;

fn last(story: &Story, kind: &'static str) -> Id {
    let mut all = story.world.ledger.of_kind(Key::new(kind));
    all.next_back().expect("it was made").id
}

#[test]
fn a_job_that_is_logged_answers_what_was_expected() {
    let mut story = story();
    let (policy, now) = (story.policy, story.world.now);
    let refused = story.world.act(policy, "log_job", &[]);
    assert!(refused.expect_err("no result").contains("how it ended"));
    story
        .world
        .act(policy, "log_job", &[("result", json!("success"))])
        .expect("logged");
    let job = Job::of(story.world.record(last(&story, "backup_job")));
    assert_eq!((job.policy, job.began), (Some(policy), Some(now)));
    assert_eq!(job.outcome, Outcome::Good);
    let view = story.world.view();
    let known = Jobs::kept(&view);
    assert_eq!(
        known.last_good(policy).map(|job| job.began),
        Some(Some(now))
    );
}

#[test]
fn a_restore_test_that_is_logged_is_proof() {
    let mut story = story();
    let policy = story.policy;
    let at = |before: i64| json!(time::print(story.world.now - before * MINUTE));
    let wrong = [("started", at(60)), ("ended", at(120))];
    let right = [
        ("started", at(120)),
        ("ended", at(60)),
        ("result", json!("passed")),
        ("integrity", json!("ok")),
    ];
    let refused = story.world.act(policy, "log_test", &wrong);
    assert!(refused.expect_err("backwards").contains("before it starts"));
    for left_out in 0..3 {
        let mut short = right.clone().to_vec();
        short.remove(left_out);
        let refused = story.world.act(policy, "log_test", &short);
        assert!(refused.is_err(), "without {}", right[left_out].0);
    }
    assert!(story.world.finds(story.data, "service-unproven"));
    story.world.act(policy, "log_test", &right).expect("logged");
    let test = story.world.record(last(&story, "restore_test"));
    assert_eq!(test.text("policy"), policy.to_string());
    assert!(!story.world.finds(story.data, "service-unproven"));
}

#[test]
fn missed_says_what_nobody_said() {
    let mut story = story();
    let missed = |story: &Story| {
        let figure = BACKUP_POLICY
            .figures
            .iter()
            .find(|figure| figure.key == "missed");
        let view = story.world.view();
        let cell = figure.map(|figure| figure.show(story.world.record(story.policy), &view));
        cell.map(|cell| cell.inputs + &cell.text)
            .unwrap_or_default()
    };
    let said = missed(&story);
    assert!(
        said.contains("when the first job is expected") && !said.contains("how often"),
        "{said}"
    );
    let (policy, at) = (story.policy, json!(time::print(story.world.now)));
    story.world.set(policy, "anchor", at);
    story.world.set(policy, "interval", json!(null));
    assert!(missed(&story).contains("how often"));
}
