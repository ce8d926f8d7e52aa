use super::{Table, planned, rated};
use crate::rooms::exercises::ratings::{Spread, by_capability, by_objective, ratings};
use crate::rooms::improvements::IMPROVEMENT;
use crate::testing::World;
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;
use proptest::prelude::*;
use serde_json::json;

#[test]
fn ratings_are_counted_and_never_averaged() {
    let mut table = Table::started();
    table.rate(None, "p");
    table.rate(Some(table.task), "u");
    let all = by_objective(table.record());
    assert_eq!(all[0].1, Spread([1, 0, 0, 1]));
    assert_eq!(
        by_capability(table.record()),
        [(Some(table.capability), Spread([1, 0, 0, 1]))]
    );
    assert_eq!(
        table.world.figure(table.exercise, "ratings").text,
        "P 1, U 1"
    );
    table.act("end", &[]).expect("ended");
    assert_eq!(
        table.world.figure(table.capability, "last_ratings").text,
        "P 1, U 1"
    );
    assert_eq!(table.world.figure(table.capability, "exercises").text, "1");
}

#[test]
fn who_rates_again_changes_their_own_rating_and_leaves_that_of_others() {
    let mut table = Table::started();
    table.rate(None, "u");
    table.rate(None, "s");
    assert_eq!(ratings(table.record()).len(), 1);
    let bob = table.world.person("Bob");
    table.world.act_as(bob);
    table.rate(None, "m");
    assert_eq!(by_objective(table.record())[0].1, Spread([0, 1, 1, 0]));
}

#[test]
fn a_disputed_rating_says_so() {
    let mut table = Table::started();
    table.rate(None, "s");
    let item = ratings(table.record())[0].id;
    let mut copy = table.world.fork(77);
    table
        .world
        .set_item(table.exercise, "evaluations", item, "rating", json!("m"));
    copy.set_item(table.exercise, "evaluations", item, "rating", json!("u"));
    table.world.merge(&copy);
    let text = table.world.figure(table.exercise, "ratings").text;
    assert!(text.contains("in conflict"), "{text}");
}

fn improvement(world: &World) -> Id {
    world
        .view()
        .live(IMPROVEMENT.id)
        .next()
        .expect("an improvement")
        .id
}

// An exercise whose task was rated M, with the improvement that came of it, done.
fn failed() -> (Table, Id) {
    let mut table = Table::started();
    table.rate(Some(table.task), "m");
    table.act("end", &[]).expect("ended");
    table.act("open_improvements", &[]).expect("opened");
    let improvement = improvement(&table.world);
    table.world.act(improvement, "finish", &[]).expect("done");
    (table, improvement)
}

fn retest(table: &mut Table, rating: &str, task: Option<Id>) -> Id {
    table.minutes(1440);
    let (again, objective) = planned(
        &mut table.world,
        table.capability,
        "2026-11-23T12:00:00.000Z",
    );
    table.world.act(again, "start", &[]).expect("started");
    rated(&mut table.world, again, (objective, task), rating);
    table.minutes(60);
    table.world.act(again, "end", &[]).expect("ended");
    again
}

fn verify(table: &mut Table, improvement: Id) -> Result<(), String> {
    table.world.act(
        improvement,
        "verify",
        &[("verification", json!("It rang."))],
    )
}

#[test]
fn what_was_rated_m_is_verified_only_by_a_later_exercise_that_rates_it_p_or_s() {
    let (mut table, improvement) = failed();
    let task = table.task;
    assert!(
        verify(&mut table, improvement)
            .expect_err("no retest")
            .contains("later exercise")
    );
    let again = retest(&mut table, "u", Some(task));
    table
        .world
        .set(improvement, "retest", json!(again.to_string()));
    assert!(
        verify(&mut table, improvement)
            .expect_err("failed again")
            .contains("M or U again")
    );
    table.world.set(improvement, "retest", json!(null));
    let passed = retest(&mut table, "s", Some(task));
    verify(&mut table, improvement).expect("shown");
    let named = table.world.record(improvement).text("retest").into_owned();
    assert_eq!(named, passed.to_string(), "what showed it is written down");
    assert!(!table.world.finds(improvement, "improvement-not-shown"));
    table.world.delete(passed);
    assert!(table.world.finds(improvement, "improvement-not-shown"));
}

#[test]
fn the_same_exercise_an_earlier_one_and_one_that_skips_the_task_show_nothing() {
    let (mut table, improvement) = failed();
    let own = json!(table.exercise.to_string());
    table.world.set(improvement, "retest", own);
    assert!(
        verify(&mut table, improvement)
            .expect_err("itself")
            .contains("not later")
    );
    let other = table
        .world
        .item(table.capability, "tasks", &[("title", json!("Sign in"))]);
    let again = retest(&mut table, "p", Some(other));
    table
        .world
        .set(improvement, "retest", json!(again.to_string()));
    assert!(
        verify(&mut table, improvement)
            .expect_err("another task")
            .contains("task that failed")
    );
}

#[test]
fn an_improvement_of_another_source_needs_no_retest() {
    let mut world = World::new();
    let improvement = world.add(
        "improvement",
        &[("title", json!("Tidy up")), ("state", json!("done"))],
    );
    world
        .act(improvement, "verify", &[("verification", json!("Tidy."))])
        .expect("verified");
}

#[test]
fn several_improvements_of_one_deed_get_codes_of_their_own() {
    let mut table = Table::started();
    let second = table
        .world
        .item(table.exercise, "objectives", &[("title", json!("Speak"))]);
    table.rate(None, "u");
    let id = table.exercise;
    rated(&mut table.world, id, (second, None), "m");
    table.act("open_improvements", &[]).expect("opened");
    let view = table.world.view();
    let mut codes: Vec<String> = view.live("improvement").map(|one| view.code(one)).collect();
    codes.arrange();
    assert_eq!(codes, ["IMP-1", "IMP-2"]);
}

proptest! {
    /// Each rating is in exactly one place of the distribution, and capability targets add up to it.
    #[test]
    fn a_distribution_loses_no_rating(given in prop::collection::vec((0..4_usize, any::<bool>()), 0..12)) {
        let mut table = Table::started();
        let keys = ["p", "s", "m", "u"];
        let mut expected = Spread::default();
        for (n, (rating, on_task)) in given.iter().enumerate() {
            let person = table.world.person(&format!("Evaluator {n}"));
            table.world.act_as(person);
            let task = on_task.then_some(table.task);
            table.rate(task, keys[*rating]);
            expected.0[*rating] += 1;
        }
        let mut found = Spread::default();
        for (_, spread) in by_capability(table.record()) {
            found += spread;
        }
        prop_assert_eq!(found, expected);
        prop_assert_eq!(found.total(), given.len());
    }
}
