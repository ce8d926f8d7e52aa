//! Restore tests: what they prove, when they are due.

use super::*;

#[test]
fn a_restore_test_that_passed_is_proof_until_it_runs_out() {
    let mut story = story();
    let proven = |story: &Story| story.world.figure(story.data, "proven_rto").text;
    assert!(proven(&story).starts_with("unproven") || proven(&story).starts_with("unknown"));
    let test = story.test("2026-11-20", "passed");
    assert_eq!(story.world.figure(test, "achieved_rto").text, "2 h 30 min");
    assert_eq!(story.world.figure(test, "achieved_rpo").text, "6 h");
    assert_eq!(proven(&story), "2 h 30 min");
    assert!(!story.world.finds(story.data, "service-unproven"));
    for (field, value) in [
        ("result", json!("failed")),
        ("integrity", json!("not_ok")),
        ("scope", json!("files")),
    ] {
        story.world.set(test, field, value);
        assert_ne!(proven(&story), "2 h 30 min", "{field}");
        story.world.set(
            test,
            field,
            if field == "result" {
                json!("passed")
            } else {
                json!(null)
            },
        );
        assert_eq!(proven(&story), "2 h 30 min", "{field}");
    }
    assert_eq!(story.world.figure(story.data, "proven_rpo").text, "6 h");
    story.world.at("2027-11-20T12:00:00.000Z");
    assert!(!story.world.finds(story.data, "service-unproven"));
    story.world.at("2027-11-21T12:00:00.000Z");
    assert!(story.world.finds(story.data, "service-unproven"));
    // What people disagree on proves nothing.
    story.world.at("2026-11-22T12:00:00.000Z");
    story
        .world
        .conflict(test, "result", json!("passed"), json!("failed"));
    assert!(story.world.finds(story.data, "service-unproven"));
}

#[test]
fn a_test_that_names_no_service_is_of_its_policys_data_set() {
    let mut story = story();
    let test = story.test("2026-11-20", "passed");
    story.world.set(test, "services", json!(null));
    assert!(story.world.finds(test, "restore-of-nothing"));
    assert!(story.world.finds(story.data, "service-unproven"));
    story
        .world
        .set(test, "policy", json!(story.policy.to_string()));
    assert!(!story.world.finds(test, "restore-of-nothing"));
    assert!(!story.world.finds(story.data, "service-unproven"));
}

#[test]
fn the_trend_of_a_data_set_is_of_tests_that_brought_all_of_it_back() {
    let mut story = story();
    for (day, result) in [
        ("2026-10-20", "passed"),
        ("2026-04-20", "passed_with_issues"),
        ("2026-07-20", "failed"),
    ] {
        story.test(day, result);
    }
    let files = story.test("2026-08-20", "passed");
    story.world.set(files, "scope", json!("files"));
    let trend = Restores::kept(&story.world.view()).trend(story.data);
    let told: Vec<_> = trend
        .iter()
        .map(|tried| (tried.day.to_string(), tried.minutes))
        .collect();
    assert_eq!(
        told,
        [
            ("2026-04-20".to_owned(), 150.0),
            ("2026-10-20".to_owned(), 150.0)
        ]
    );
}

#[test]
fn restores_are_due_by_tier() {
    let mut story = story();
    let due = |story: &Story| {
        let view = story.world.view();
        Backups::of(&view)
            .due(story.data, &view)
            .map(|due| due.day.to_string())
    };
    assert_eq!(due(&story).as_deref(), Some("2026-11-22"), "never tested");
    assert!(
        story
            .says(story.data, "restore-due")
            .contains("ever tested")
    );
    story.test("2026-08-21", "passed");
    assert_eq!(due(&story).as_deref(), Some("2026-11-21"));
    assert!(story.says(story.data, "restore-due").contains("2026-11-21"));
    let every = json!({"tier_1": "6m"});
    let workspace = story.world.add("workspace", &[("restore_every", every)]);
    assert!(!story.world.finds(story.data, "restore-due"));
    story.world.set(workspace, "restore_every", json!(null));
    let plan = [
        ("services", json!([story.data.to_string()])),
        ("due", json!("2026-11-30")),
    ];
    let plan = story.world.add("restore_test", &plan);
    assert!(!story.world.finds(story.data, "restore-due"));
    assert!(!story.world.finds(plan, "restore-overdue"));
    story.world.at("2026-12-01T12:00:00.000Z");
    assert!(story.world.finds(plan, "restore-overdue"));
    for field in ["rto", "rpo"] {
        story.world.set(story.data, field, json!(null));
    }
    assert_eq!(due(&story), None, "nothing says how long it may be away");
}
