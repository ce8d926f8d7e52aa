//! Risk by questions.

use super::{drafted, take};
use crate::rooms::changes::questions::{answer, answer_id};
use crate::testing::World;
use holdfast_ledger::Id;
use serde_json::json;

/// A questionnaire with one question of weight 2: no, partly or yes.
fn asked(world: &mut World, medium: u32, high: u32) -> (Id, Id) {
    let fields = [
        ("title", json!("Risk")),
        ("medium_from", json!(medium)),
        ("high_from", json!(high)),
    ];
    let questionnaire = world.add("questionnaire", &fields);
    let question = [
        ("title", json!("Is it new?")),
        ("weight", json!(2)),
        ("answers", json!(["No = 0", "Partly = 1", "Yes = 3"])),
    ];
    let question = world.item(questionnaire, "questions", &question);
    (questionnaire, question)
}

fn say(world: &mut World, change: Id, question: Id, said: &str) {
    let edits = answer(world.record(change), question, said);
    world.commit(&edits);
}

#[test]
fn a_score_above_a_threshold_is_the_level_and_the_highest_of_several_counts() {
    let mut world = World::new();
    let change = drafted(&mut world, "normal");
    assert_eq!(
        world.figure(change, "assessed_level").text,
        "unknown: there is no questionnaire"
    );
    let (_, first) = asked(&mut world, 2, 5);
    let (_, second) = asked(&mut world, 5, 6);
    assert_eq!(
        world.figure(change, "assessed_level").text,
        "unknown: 2 questions are unanswered"
    );
    // 2 × 1 = 2 is not above 2; 2 × 3 = 6 is above 5 and not above 6.
    say(&mut world, change, first, "Partly");
    say(&mut world, change, second, "No");
    assert_eq!(world.figure(change, "assessed_level").text, "Low");
    say(&mut world, change, first, "Yes");
    assert_eq!(world.figure(change, "assessed_level").text, "High");
    say(&mut world, change, first, "No");
    say(&mut world, change, second, "Yes");
    let figure = world.figure(change, "assessed_level");
    assert_eq!(figure.text, "Medium");
    assert!(figure.inputs.contains(": 6, medium"), "{}", figure.inputs);
}

#[test]
fn a_change_is_not_assessed_while_questions_are_open_and_a_level_below_is_pointed_out() {
    let mut world = World::new();
    let change = drafted(&mut world, "normal");
    let (_, question) = asked(&mut world, 2, 5);
    take(&mut world, change, &["submit"]);
    let refused = world.act(change, "assess", &[]).expect_err("open");
    assert!(
        refused.starts_with("1 question is unanswered."),
        "{refused}"
    );
    say(&mut world, change, question, "Yes");
    take(&mut world, change, &["assess"]);
    assert!(
        world.finds(change, "change-risk-below"),
        "medium by hand, high by the answers"
    );
    world.set(change, "risk_level", json!("high"));
    assert!(!world.finds(change, "change-risk-below"));
    say(&mut world, change, question, "");
    assert_eq!(
        world.figure(change, "assessed_level").text,
        "unknown: 1 question is unanswered"
    );
}

#[test]
fn two_people_who_answer_one_question_apart_disagree_about_one_answer() {
    let mut world = World::new();
    let change = drafted(&mut world, "normal");
    let (_, question) = asked(&mut world, 2, 5);
    let mut other = world.fork(7);
    say(&mut world, change, question, "No");
    say(&mut other, change, question, "Yes");
    world.merge(&other);
    let items = world
        .record(change)
        .items(holdfast_ledger::Key::new("answers"));
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].id, answer_id(change, question));
    assert_eq!(
        world.figure(change, "assessed_level").text,
        "Low or High (in conflict)"
    );
}

#[test]
fn an_answer_without_points_is_pointed_out() {
    let mut world = World::new();
    let (questionnaire, question) = asked(&mut world, 2, 5);
    assert_eq!(world.findings(questionnaire), []);
    assert_eq!(world.figure(questionnaire, "most").text, "6");
    world.set_item(
        questionnaire,
        "questions",
        question,
        "answers",
        json!(["No", "Yes = 3"]),
    );
    assert!(world.finds(questionnaire, "question-no-points"));
    world.set(questionnaire, "medium_from", json!(9));
    assert!(world.finds(questionnaire, "question-thresholds"));
}
