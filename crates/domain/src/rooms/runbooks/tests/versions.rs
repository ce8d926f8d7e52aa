//! Versions: approved, compared, brought back, merged.

use super::super::RUNBOOK;
use super::super::compare::compare;
use super::super::restore::bring_back;
use super::super::version;
use super::super::versions::{self, Contents};
use super::{Run, write_runbook};
use crate::rooms::runbooks::start::Options;
use crate::testing::World;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::{Id, Key, Ledger, Path};
use proptest::prelude::*;
use serde_json::{Value, json};

const STEPS: Key = Key::new("steps");

pub(super) fn runbook(titles: &[&str]) -> (World, Id, Vec<Id>) {
    let mut world = World::new();
    world.user = "Ada".to_owned();
    let steps: Vec<Value> = titles.iter().map(|title| json!({"title": title})).collect();
    let (id, steps) = write_runbook(&mut world, &steps);
    (world, id, steps)
}

fn approve(world: &mut World, id: Id, summary: &str) {
    if world.record(id).text("status") != "approved" {
        world.act(id, "submit", &[]).expect("submitted");
    }
    let answers = [("summary", json!(summary))];
    world.act(id, "approve", &answers).expect("approved");
}

pub(super) fn now(world: &World, id: Id) -> Contents {
    Contents::of(world.record(id))
}

pub(super) fn titles(world: &World, id: Id) -> Vec<String> {
    let items = world.record(id).items(STEPS);
    let title = |item: &holdfast_ledger::record::Item<'_>| {
        format!("{}{}", " ".repeat(item.depth), item.text("title"))
    };
    items.iter().map(title).collect()
}

pub(super) fn remove(world: &mut World, id: Id, step: Id) {
    let kind = world.record(id).kind;
    world.commit(&[Ledger::remove_item(id, kind, STEPS, step)]);
}

pub(super) fn put(world: &mut World, id: Id, step: Id, key: &str, under: Option<Id>) {
    let place = Place {
        key: key.to_owned(),
        under: under.map(|id| id.to_string()),
    };
    let place: Value = serde_json::from_str(place.to_text().as_str()).expect("JSON");
    world.set_item(id, "steps", step, "place", place);
}

#[test]
fn an_approval_keeps_a_version_and_the_one_before_is_superseded() {
    let (mut world, id, steps) = runbook(&["Stop", "Start"]);
    approve(&mut world, id, "The first");
    let first = version::content(world.record(id));
    world.set_item(id, "steps", steps[0], "title", json!("Stop the queue"));
    world.user = "Ben".to_owned();
    approve(&mut world, id, "");
    let all = versions::all(world.record(id));
    assert_eq!(all.len(), 2);
    assert_eq!((&*all[0].by, &*all[0].summary), ("Ada", "The first"));
    assert_eq!((all[0].number, all[0].newest), (1, false));
    assert_eq!(
        (all[1].number, all[1].newest, &*all[1].by),
        (2, true, "Ben")
    );
    assert_eq!((&all[0].content, all[0].at), (&first, Some(world.now)));
    assert_eq!(all[1].content, version::content(world.record(id)));
    let kept = Contents::of_version(world.record(id), all[0].id).expect("kept");
    assert_eq!(kept.steps[0].text("title"), "Stop");
    assert_eq!(
        Contents::of_version(world.record(id), all[1].id),
        Some(now(&world, id))
    );
    assert_eq!(
        versions::find(world.record(id), &first).map(|version| version.number),
        Some(1)
    );
}

#[test]
fn approving_the_same_twice_adds_nothing() {
    let (mut world, id, steps) = runbook(&["Stop"]);
    approve(&mut world, id, "");
    world.act(id, "draft", &[]).expect("draft");
    approve(&mut world, id, "Again");
    assert_eq!(versions::all(world.record(id)).len(), 1);
    // What was approved before the last one is a version again.
    world.set_item(id, "steps", steps[0], "title", json!("Halt"));
    approve(&mut world, id, "");
    world.set_item(id, "steps", steps[0], "title", json!("Stop"));
    world.at("2026-12-24T12:00:00.000Z");
    approve(&mut world, id, "");
    let all = versions::all(world.record(id));
    assert_eq!(all.len(), 3);
    assert_eq!(all[0].content, all[2].content);
    assert_eq!(
        versions::find(world.record(id), &all[0].content).map(|version| version.number),
        Some(3)
    );
    // Of those approved by a time, the first of the two.
    let first = all[0].at.expect("a time");
    let by = |time: i64| versions::find_by(world.record(id), &all[0].content, time);
    assert_eq!(by(first).map(|version| version.number), Some(1));
    assert_eq!(by(world.now).map(|version| version.number), Some(3));
    assert_eq!(by(first - 1), None);
}

#[test]
fn what_people_disagree_about_is_not_approved() {
    let (mut world, id, _) = runbook(&["Stop"]);
    world.act(id, "submit", &[]).expect("submitted");
    world.conflict(id, "purpose", json!("One"), json!("Other"));
    let refused = world.act(id, "approve", &[]).expect_err("refused");
    assert!(refused.contains("disagree"), "{refused}");
    world.set(id, "purpose", json!("One"));
    world.act(id, "approve", &[]).expect("approved");
}

#[test]
fn contents_that_are_too_long_are_left_out() {
    let (mut world, id, steps) = runbook(&["Stop", "Start"]);
    let long = "x".repeat(versions::MOST / 2);
    for step in &steps {
        world.set_item(id, "steps", *step, "instructions", json!(long));
    }
    approve(&mut world, id, "");
    let all = versions::all(world.record(id));
    assert_eq!((all.len(), all[0].kept), (1, false));
    assert_eq!(Contents::of_version(world.record(id), all[0].id), None);
}

#[test]
fn changes_after_submitting_show_until_it_is_submitted_again() {
    let (mut world, id, steps) = runbook(&["Stop", "Start"]);
    world.act(id, "submit", &[]).expect("submitted");
    assert!(!world.finds(id, "runbook-changed-since-submitted"));
    world.set(id, "notes", json!("Not what is reviewed."));
    assert!(!world.finds(id, "runbook-changed-since-submitted"));
    remove(&mut world, id, steps[1]);
    assert!(world.finds(id, "runbook-changed-since-submitted"));
    world.act(id, "draft", &[]).expect("back");
    world.act(id, "submit", &[]).expect("submitted");
    assert!(!world.finds(id, "runbook-changed-since-submitted"));
}

#[test]
fn who_wrote_last_should_not_approve() {
    let (mut world, id, steps) = runbook(&["Stop"]);
    approve(&mut world, id, "");
    assert!(world.finds(id, "runbook-approved-own-changes"));
    world.set_item(id, "steps", steps[0], "title", json!("Halt"));
    world.user = "Ben".to_owned();
    approve(&mut world, id, "");
    assert!(!world.finds(id, "runbook-approved-own-changes"));
}

#[test]
fn runs_count_for_the_version_that_they_worked_with() {
    let (mut world, id, steps) = runbook(&["Stop"]);
    approve(&mut world, id, "");
    let first = version::content(world.record(id));
    let mut run = Run::start_in(world, id, &Options::default());
    run.world
        .set_item(id, "steps", steps[0], "title", json!("Halt"));
    let second = version::content(run.world.record(id));
    let count = |content: &str| versions::runs(run.world.record(id), content, &run.world.view());
    assert_eq!((count(&first), count(&second)), (1, 0));
}

#[test]
fn a_version_is_brought_back_in_one_command_that_can_be_undone() {
    let (mut world, id, steps) = runbook(&["A", "B", "C"]);
    put(&mut world, id, steps[1], "5", Some(steps[0]));
    world.set(id, "purpose", json!("It is back."));
    world.item(id, "variables", &[("name", json!("host"))]);
    approve(&mut world, id, "");
    let first = versions::all(world.record(id)).remove(0);
    remove(&mut world, id, steps[0]);
    put(&mut world, id, steps[2], "00", None);
    world.set_item(id, "steps", steps[1], "command", json!("ls"));
    world.set(id, "purpose", json!(null));
    world.item(id, "steps", &[("title", json!("D"))]);
    let changed = version::content(world.record(id));
    let contents = Contents::of_version(world.record(id), first.id).expect("kept");
    let edits = bring_back(world.record(id), &contents);
    let before = holdfast_ledger::undo::Undo::prepare(&world.ledger, &edits);
    let stamp = holdfast_ledger::Stamp {
        at: world.now,
        by: "Ada".into(),
        note: None,
        random: 1,
    };
    let changes = world.ledger.commit(&edits, &stamp).expect("committed");
    assert_eq!(changes.len(), 1);
    assert_eq!(version::content(world.record(id)), first.content);
    assert_eq!(world.record(id).text("status"), "draft");
    assert_eq!(titles(&world, id), ["A", " B", "C"]);
    assert!(world.record(id).has_item(STEPS, steps[0]));
    let undo = holdfast_ledger::undo::Undo::made_by(&before, &changes);
    let plan = undo.edits(&world.ledger);
    world.commit(&plan.edits);
    assert_eq!(version::content(world.record(id)), changed);
}

#[test]
fn two_copies_that_both_approve_keep_both_versions() {
    let (mut world, id, steps) = runbook(&["A"]);
    approve(&mut world, id, "");
    let mut copy = world.fork(2);
    copy.user = "Ben".to_owned();
    world.set_item(id, "steps", steps[0], "title", json!("Mine"));
    approve(&mut world, id, "Mine");
    copy.set_item(id, "steps", steps[0], "command", json!("theirs"));
    approve(&mut copy, id, "Theirs");
    world.merge(&copy);
    copy.merge(&world);
    let all = versions::all(world.record(id));
    assert_eq!(all.len(), 3);
    assert_eq!(all, versions::all(copy.record(id)));
    let mut news: Vec<_> = all[1..].iter().map(|one| one.summary.clone()).collect();
    holdfast_ledger::sort::Arrange::arrange(&mut news[..]);
    assert_eq!(news, ["Mine", "Theirs"]);
    for version in &all {
        assert!(Contents::of_version(world.record(id), version.id).is_some());
    }
    // What came of both was approved by nobody.
    assert!(world.finds(id, "runbook-changed-since-approval"));
}

/// One of the things that people do to a runbook.
fn edit(world: &mut World, id: Id, what: u8, at: u8, other: u8) {
    let items = world.record(id).items(STEPS);
    let pick = |n: u8| {
        items
            .get(usize::from(n) % items.len().max(1))
            .map(|item| item.id)
    };
    let (step, under) = (pick(at), pick(other));
    match (what % 9, step) {
        (0, _) => {
            world.item(id, "steps", &[("title", json!(format!("S{other}")))]);
        }
        (1, Some(step)) => world.set_item(id, "steps", step, "title", json!(format!("T{other}"))),
        (2, Some(step)) => world.set_item(id, "steps", step, "start_after", json!(other)),
        (3, Some(step)) => remove(world, id, step),
        (4, Some(step)) => put(world, id, step, &format!("k{other:03}"), None),
        // Circles too: merging makes them, so they have to come back as they were shown.
        (5, Some(step)) => put(world, id, step, &format!("k{other:03}"), under),
        (6, _) => world.set(id, "purpose", json!(format!("P{other}"))),
        (7, _) => {
            world.item(id, "variables", &[("name", json!(format!("v{other}")))]);
        }
        (8, Some(step)) => {
            let after: Vec<String> = under.iter().map(Id::to_string).collect();
            world.set_item(id, "steps", step, "predecessors", json!(after));
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever was done before and after: brought back, it says what was approved.
    #[test]
    fn a_version_that_is_brought_back_has_its_fingerprint(
        before in prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>()), 0..25),
        after in prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>()), 0..25),
    ) {
        let (mut world, id, _) = runbook(&["A", "B", "C"]);
        for (what, at, other) in before {
            edit(&mut world, id, what, at, other);
        }
        let contents = now(&world, id);
        let text = contents.to_text().expect("short");
        prop_assert_eq!(Contents::read(&text), Some(contents.clone()));
        let content = version::content(world.record(id));
        for (what, at, other) in after {
            edit(&mut world, id, what, at, other);
        }
        let told = compare(&RUNBOOK, &contents, &now(&world, id));
        let rows = told.steps.iter();
        prop_assert_eq!(rows.clone().filter_map(|row| row.before).count(), contents.steps.len());
        let kept: Vec<_> = rows.filter_map(|row| row.after).collect();
        prop_assert_eq!(kept, (0..world.record(id).items(STEPS).len()).collect::<Vec<_>>());
        if version::content(world.record(id)) == content {
            prop_assert!(told.is_same());
        }
        let edits = bring_back(world.record(id), &contents);
        world.commit(&edits);
        prop_assert_eq!(version::content(world.record(id)), content);
        let again = bring_back(world.record(id), &contents);
        let status = Path::of("status");
        let same = |edit: &holdfast_ledger::Edit| edit.path != status && edit.path.field == PLACE;
        prop_assert_eq!(again.iter().filter(|edit| same(edit)).count(), 0);
    }
}

#[test]
fn a_runbook_with_two_statuses_goes_nowhere_until_one_is_chosen() {
    let (mut world, id, _) = runbook(&["Promote"]);
    world.conflict(id, "status", json!("in_review"), json!("approved"));
    for key in ["approve", "draft", "supersede", "submit"] {
        assert!(world.act(id, key, &[]).is_err(), "{key}");
    }
    world.set(id, "status", json!("in_review"));
    world.act(id, "approve", &[]).expect("approved");
}
