use super::Table;
use crate::rooms::exercises::STATES;
use crate::rooms::exercises::rules::STEPS;
use crate::rooms::flow;
use serde_json::json;

#[test]
fn each_state_of_an_exercise_is_reached_and_left() {
    let flaws = flow::flaws(&STEPS, ("planned", &["closed"]), STATES);
    assert_eq!(flaws, Vec::<String>::new());
}

#[test]
fn an_exercise_without_objectives_is_not_started() {
    let mut table = Table::new();
    let bare = table.world.add("exercise", &[("title", json!("Bare"))]);
    let refused = table
        .world
        .act(bare, "start", &[])
        .expect_err("nothing to show");
    assert!(refused.contains("objective"), "{refused}");
    table.act("start", &[]).expect("started");
    assert_eq!(table.state(), "conduct");
}

#[test]
fn it_is_closed_when_all_is_rated_and_what_failed_has_an_improvement() {
    let mut table = Table::started();
    table.act("end", &[]).expect("ended");
    assert!(
        table
            .act("close", &[])
            .expect_err("not rated")
            .contains("rated")
    );
    table.rate(Some(table.task), "m");
    assert!(table.world.finds(table.exercise, "exercise-rating-open"));
    assert!(
        table
            .act("close", &[])
            .expect_err("M is open")
            .contains("improvement")
    );
    table.act("open_improvements", &[]).expect("opened");
    assert!(!table.world.finds(table.exercise, "exercise-rating-open"));
    assert!(
        table.act("open_improvements", &[]).is_err(),
        "once is enough"
    );
    table.act("close", &[]).expect("closed");
    assert_eq!(table.state(), "closed");
}

#[test]
fn ending_tells_what_was_never_released_and_counts_it_as_skipped() {
    let mut table = Table::started();
    let [first, second] = table.injects;
    table.take(first, "release", "").expect("released");
    let about = |table: &Table| {
        let view = table.world.view();
        let mut offered =
            crate::rooms::exercises::rules::actions(table.record(), &view).into_iter();
        offered
            .find(|action| action.key == "end")
            .map(|action| action.about)
    };
    let said = about(&table).expect("it can be ended");
    assert_eq!(said, "1 inject was never released; it counts as skipped.");
    table.act("end", &[]).expect("ended");
    assert_eq!(table.inject(first).state, "released");
    let left = table.inject(second);
    assert_eq!(left.state, "skipped");
    let report = crate::rooms::exercises::after_action::markdown(
        table.record(),
        &table.world.view(),
        &|at| at.to_string(),
    );
    assert!(report.contains("Skipped: Never released"), "{report}");
    assert!(report.contains("1 inject was never released."), "{report}");
    let mut table = Table::started();
    for inject in table.injects {
        table.take(inject, "release", "").expect("released");
    }
    assert_eq!(about(&table).as_deref(), Some(""), "nothing is left");
}

#[test]
fn a_cancelled_exercise_is_planned_again_only_if_it_had_not_begun() {
    let mut table = Table::new();
    table
        .act("cancel", &[("why", json!("Flu."))])
        .expect("cancelled");
    table
        .act("replan", &[("why", json!("Over."))])
        .expect("planned");
    table.act("start", &[]).expect("started");
    table
        .act("cancel", &[("why", json!("A real fire."))])
        .expect("cancelled");
    assert!(table.act("replan", &[("why", json!("Again."))]).is_err());
}

#[test]
fn the_clock_is_paused_while_it_runs_and_resumed_while_it_stands() {
    let mut table = Table::started();
    assert!(table.act("resume", &[]).is_err());
    table.act("pause", &[]).expect("paused");
    assert!(table.act("pause", &[]).is_err());
    table.act("resume", &[]).expect("resumed");
    assert!(table.act("pace", &[("pace", json!(0))]).is_err());
}

#[test]
fn an_exercise_that_is_near_wants_objectives_and_one_whose_time_is_over_wants_a_start() {
    let mut table = Table::new();
    let id = table
        .world
        .add("exercise", &[("from", json!("2026-12-01T09:00:00.000Z"))]);
    assert!(table.world.finds(id, "exercise-no-objectives"));
    table
        .world
        .item(id, "objectives", &[("title", json!("Speak"))]);
    assert!(!table.world.finds(id, "exercise-no-objectives"));
    assert!(!table.world.finds(id, "exercise-not-held"));
    table
        .world
        .set(id, "from", json!("2026-11-21T09:00:00.000Z"));
    assert!(table.world.finds(id, "exercise-not-held"));
    table.world.set(id, "to", json!("2026-11-20T09:00:00.000Z"));
    assert!(table.world.finds(id, "exercise-times"));
    table.world.set(id, "to", json!("2026-11-30T09:00:00.000Z"));
    assert!(!table.world.finds(id, "exercise-times"));
    assert!(!table.world.finds(id, "exercise-not-held"));
}

#[test]
fn one_that_took_less_than_a_quarter_of_its_time_is_pointed_out() {
    let mut table = Table::new();
    let fields = [
        ("state", json!("closed")),
        ("from", json!("2026-11-20T09:00:00.000Z")),
        ("to", json!("2026-11-20T11:00:00.000Z")),
        ("began", json!("2026-11-20T09:05:00.000Z")),
        ("ended", json!("2026-11-20T09:34:00.000Z")),
    ];
    let id = table.world.add("exercise", &fields);
    assert!(table.world.finds(id, "exercise-short"));
    table
        .world
        .set(id, "ended", json!("2026-11-20T09:35:00.000Z"));
    assert!(!table.world.finds(id, "exercise-short"));
}

#[test]
fn one_that_skipped_most_of_its_injects_is_pointed_out() {
    let mut table = Table::started();
    let id = table.exercise;
    for inject in table.injects {
        table.take(inject, "release", "").expect("released");
    }
    table.act("end", &[]).expect("ended");
    assert!(!table.world.finds(id, "exercise-short"));
    let mut table = Table::started();
    let id = table.exercise;
    table.act("end", &[]).expect("ended");
    assert!(table.world.finds(id, "exercise-short"));
}

#[test]
fn what_was_held_a_month_ago_wants_its_evaluation() {
    let mut table = Table::started();
    table.act("end", &[]).expect("ended");
    table.minutes(29 * 1440);
    assert!(!table.world.finds(table.exercise, "exercise-not-closed"));
    table.minutes(2 * 1440);
    assert!(table.world.finds(table.exercise, "exercise-not-closed"));
}

#[test]
fn an_inject_of_an_objective_that_is_gone_is_found() {
    let mut table = Table::new();
    assert!(!table.world.finds(table.exercise, "exercise-objective-gone"));
    let kind = table.record().kind;
    let list = holdfast_ledger::Key::new("objectives");
    let gone = holdfast_ledger::Ledger::remove_item(table.exercise, kind, list, table.objective);
    table.world.commit(&[gone]);
    assert!(table.world.finds(table.exercise, "exercise-objective-gone"));
}
