use super::rated;
use crate::describe::Tone;
use crate::rooms::risks::matrix::{Matrix, Scheme};
use crate::testing::World;
use holdfast_ledger::Text;
use serde_json::{Value, json};

fn read(value: Value) -> Result<Matrix, String> {
    Matrix::read(&Text::of(&value).expect("JSON"))
}

const ISO: &str = "0 0 1 1 1\n0 1 1 2 2\n1 1 2 3 3\n1 2 3 3 4\n2 3 3 4 4";

fn iso() -> Value {
    json!({"scheme": "table", "cells": ISO, "levels": ["0", "1", "2", "3", "4"],
           "thresholds": ["0", "1", "2", "3", "4"], "appetite": 2})
}

/// DOMAIN formulas: `SimpleRisk` classic 5×5, likelihood 3, impact 4.
#[test]
fn simplerisks_five_weightings() {
    for (scheme, expected) in [
        ("simplerisk_li_2i", 5.71),
        ("simplerisk_li_i", 5.33),
        ("simplerisk_li", 4.80),
        ("simplerisk_li_l", 5.00),
        ("simplerisk_li_2l", 5.14),
    ] {
        let matrix = read(json!({"scheme": scheme})).expect("a matrix");
        assert_eq!(matrix.score(3, 4), expected, "{scheme}");
        assert_eq!(matrix.score(5, 5), 10.0, "{scheme}");
    }
    let matrix = read(json!({"scheme": "simplerisk_li_2i"})).expect("a matrix");
    let words = "likelihood 3 × impact 4 + 2 × impact = 20, ×10/35 = 5.71";
    assert_eq!(matrix.reckoning(3, 4), words);
}

/// DOMAIN formulas: ISO 27005-style cells, 0-based, rows likelihood, columns impact.
#[test]
fn a_table_of_cells_gives_what_stands_in_it() {
    let matrix = read(iso()).expect("a matrix");
    let row = |l| [1, 2, 3, 4, 5].map(|i| matrix.score(l, i));
    assert_eq!(row(1), [0.0, 0.0, 1.0, 1.0, 1.0]);
    assert_eq!(row(2), [0.0, 1.0, 1.0, 2.0, 2.0]);
    assert_eq!(row(3), [1.0, 1.0, 2.0, 3.0, 3.0]);
    assert_eq!(row(4), [1.0, 2.0, 3.0, 3.0, 4.0]);
    assert_eq!(row(5), [2.0, 3.0, 3.0, 4.0, 4.0]);
    assert!(matrix.within(2.0) && !matrix.within(3.0));
    assert_eq!(matrix.level(matrix.score(4, 5)).tone, Tone::Bad);
}

#[test]
fn the_usual_levels_begin_where_they_did() {
    let matrix = Matrix::standard();
    for (score, label, tone, every) in [
        (1.0, "Low", Tone::Good, "12m"),
        (4.0, "Low", Tone::Good, "12m"),
        (5.0, "Medium", Tone::Plain, "6m"),
        (9.0, "Medium", Tone::Plain, "6m"),
        (10.0, "High", Tone::Warn, "3m"),
        (14.0, "High", Tone::Warn, "3m"),
        (15.0, "Very high", Tone::Bad, "1m"),
        (25.0, "Very high", Tone::Bad, "1m"),
    ] {
        let level = matrix.level(score);
        let got = (&*level.label, level.tone, level.review_every);
        assert_eq!(got, (label, tone, every), "{score}");
    }
}

#[test]
fn a_matrix_of_another_size_keeps_what_it_does_not_say() {
    let small = read(json!({"size": 3, "likelihoods": ["Seldom", "Sometimes", "Often"]}));
    let small = small.expect("a matrix");
    assert_eq!(small.likelihoods, ["Seldom", "Sometimes", "Often"]);
    assert_eq!(
        small.impacts,
        ["1", "2", "3"],
        "five names do not fit three steps"
    );
    assert_eq!((small.scheme, small.appetite), (Scheme::Product, 9.0));
    let owasp = read(json!({"scheme": "owasp"})).expect("a matrix");
    assert_eq!(
        (owasp.size, owasp.levels.len(), owasp.appetite),
        (3, 5, 2.0)
    );
    let two = read(json!({"levels": ["Fine", "Not fine"], "thresholds": ["0", "4.5"]}));
    let two = two.expect("a matrix");
    assert_eq!((two.place(4.4), two.place(4.5)), (0, 1));
    assert_eq!(
        (two.levels[0].tone, two.levels[1].tone),
        (Tone::Good, Tone::Bad)
    );
}

#[test]
fn what_does_not_fit_together_is_said() {
    for (value, words) in [
        (json!(5), "not made of the parts"),
        (json!({"size": 7}), "7 steps, not 3 to 6"),
        (json!({"size": 4.5}), "4.5 steps"),
        (
            json!({"size": 4, "scheme": "owasp"}),
            "OWASP’s matrix has 3 steps",
        ),
        (json!({"scheme": "magic"}), "“magic” is not known"),
        (json!({"impacts": ["a", "b"]}), "2 impacts are named, not 5"),
        (json!({"scheme": "table"}), "has 0 lines, not 5"),
        (
            json!({"scheme": "table", "size": 3, "cells": "1 2 3\n1 2\n1 2 3"}),
            "line 2 of its table",
        ),
        (
            json!({"scheme": "table", "size": 3, "cells": "1 2 3\n1 x 3\n1 2 3"}),
            "“x” in its table",
        ),
        (json!({"levels": ["Low", "High"]}), "names and thresholds"),
        (
            json!({"levels": ["Low", "High"], "thresholds": ["1"]}),
            "2 levels and 1 thresholds",
        ),
        (
            json!({"levels": ["Low", "High"], "thresholds": ["5", "2"]}),
            "do not rise",
        ),
        (
            json!({"levels": ["Low", "High"], "thresholds": ["1", "inf"]}),
            "do not rise",
        ),
        (
            json!({"levels": ["Low", "High"], "thresholds": ["1", "two"]}),
            "no number",
        ),
    ] {
        let why = read(value.clone()).expect_err(words);
        assert!(why.contains(words), "{value}: {why}");
    }
}

/// A workspace with this matrix and a risk that was assessed.
fn configured(matrix: Value, current: Value) -> (World, holdfast_ledger::Id, holdfast_ledger::Id) {
    let mut world = World::new();
    let workspace = world.add("workspace", &[("risk_matrix", matrix)]);
    let risk = world.add("risk", &[("current", current)]);
    (world, workspace, risk)
}

#[test]
fn risks_are_rated_by_the_matrix_of_the_workspace() {
    let (mut world, workspace, risk) = configured(iso(), rated(4, 5));
    let cell = world.figure(risk, "current_rating");
    assert_eq!(
        (&*cell.text, cell.rank, cell.tone),
        ("4 4", Some(4.0), Tone::Bad)
    );
    assert!(
        cell.inputs
            .contains("likelihood 4, impact 5: 4 in the table, above the appetite of 2")
    );
    assert!(world.finds(risk, "risk-above-appetite"));
    world.act(risk, "reviewed", &[]).expect("reviewed");
    assert_eq!(world.record(risk).text("next_review"), "2026-12-22");
    world.set(risk, "current", rated(3, 3));
    assert!(!world.finds(risk, "risk-above-appetite"));
    assert!(!world.finds(workspace, "workspace-matrix-unsound"));
}

#[test]
fn an_assessment_that_does_not_fit_the_matrix_says_so() {
    let (mut world, _, risk) = configured(json!({"size": 3}), rated(4, 2));
    let cell = world.figure(risk, "current_rating");
    assert_eq!(cell.text, "unknown: the likelihood is 4, not 1 to 3");
    assert!(world.finds(risk, "risk-not-assessed"));
    world.set(risk, "current", rated(3, 2));
    assert!(!world.finds(risk, "risk-not-assessed"));
    world.set(risk, "target", rated(1, 5));
    assert!(world.finds(risk, "risk-outside-matrix"));
    world.set(risk, "target", rated(1, 3));
    assert!(!world.finds(risk, "risk-outside-matrix"));
}

#[test]
fn without_a_sound_matrix_nothing_is_rated() {
    let (world, workspace, risk) = configured(json!({"size": 9}), rated(3, 3));
    assert!(world.finds(workspace, "workspace-matrix-unsound"));
    assert!(world.finds(risk, "risk-matrix-unsound"));
    let cell = world.figure(risk, "current_rating");
    assert!(
        cell.text
            .starts_with("unknown: the risk matrix cannot be used: it has 9 steps")
    );
}

#[test]
fn a_disputed_matrix_marks_what_is_rated_by_it() {
    let (mut world, workspace, risk) = configured(json!({"size": 5}), rated(3, 3));
    assert_eq!(world.figure(risk, "current_rating").text, "9 Medium");
    world.conflict(
        workspace,
        "risk_matrix",
        json!({"size": 4}),
        json!({"size": 6}),
    );
    let text = world.figure(risk, "current_rating").text;
    assert_eq!(text, "9 Medium (matrix in conflict)");
}

#[test]
fn owasps_factors_place_a_risk() {
    let vector = "SL:5/M:2/O:7/S:1/ED:3/EE:6/A:9/ID:2/LC:9/LI:7/LAV:5/LAC:8/FD:1/RD:2/NC:1/PV:5";
    let (mut world, _, risk) = configured(json!({"scheme": "owasp"}), json!({"owasp": vector}));
    let cell = world.figure(risk, "current_rating");
    assert_eq!(cell.text, "1 Low");
    assert!(
        cell.inputs
            .starts_with("factors: likelihood 4.375, impact of the business 2.25"),
        "{}",
        cell.inputs
    );
    world.set(risk, "current", rated(3, 3));
    let cell = world.figure(risk, "current_rating");
    assert_eq!(cell.text, "unknown: no OWASP factors");
}

#[test]
fn an_assessment_that_was_copied_says_what_is_new_in_it() {
    let mut world = World::new();
    let risk = world.add("risk", &[("title", json!("Flood"))]);
    let why = world
        .act(risk, "copy_assessment", &[])
        .expect_err("nothing to copy");
    assert!(why.contains("no current assessment"), "{why}");
    world.set(risk, "current", rated(3, 4));
    assert_eq!(world.figure(risk, "assessment_change").text, "new");
    world.act(risk, "copy_assessment", &[]).expect("copied");
    let cell = world.figure(risk, "assessment_change");
    assert_eq!(cell.text, "unchanged");
    assert_eq!(
        cell.inputs,
        "3 × 4 on 2026-11-22, 3 × 4 on 2026-11-01 before"
    );
    world.set(risk, "current", rated(2, 4));
    assert_eq!(world.figure(risk, "assessment_change").text, "changed");
    world.conflict(risk, "current", rated(1, 1), rated(2, 2));
    let why = world
        .act(risk, "copy_assessment", &[])
        .expect_err("disputed");
    assert!(why.contains("differently"), "{why}");
}

#[test]
fn a_lowered_score_may_rest_on_a_control() {
    let mut world = World::new();
    let fields = [("inherent", rated(3, 3)), ("current", rated(2, 3))];
    let risk = world.add("risk", &fields);
    assert!(world.finds(risk, "risk-lowered-without-action"));
    let works = json!({"level": "partly", "evidence": "Seen.", "date": "2026-11-01"});
    let control = world.add(
        "control",
        &[
            ("risks", json!([risk.to_string()])),
            ("state", json!("in_place")),
            ("effectiveness", works),
        ],
    );
    assert!(!world.finds(risk, "risk-lowered-without-action"));
    assert_eq!(world.figure(risk, "controls").text, "1 of 1 work");
    world.set(control, "state", json!("degraded"));
    assert!(world.finds(risk, "risk-lowered-without-action"));
    let cell = world.figure(risk, "controls");
    assert!(
        cell.text == "0 of 1 work" && cell.inputs.contains("(degraded)"),
        "{cell:?}"
    );
}

#[test]
fn assessments_ask_for_what_the_matrix_needs_and_for_nothing_that_risks_do_not_have() {
    use crate::describe::{Field, Type};
    use crate::rooms::risks::{RISK, by_matrix, owasp};
    let keys = |field: &'static Field| match field.ty {
        Type::Group(parts) => parts.iter().map(|part| part.key).collect(),
        _ => Vec::new(),
    };
    let mut four = Matrix::standard();
    four.size = 4;
    for which in ["inherent", "current", "target"] {
        let field = RISK.field(which).expect("described");
        let all = keys(field);
        let (steps, factors) = (by_matrix(field, &four), by_matrix(field, &owasp::matrix()));
        for (shape, missing) in [(steps, "owasp"), (factors, "impact")] {
            let own = keys(shape);
            assert!((shape.key, shape.label, shape.group) == (field.key, field.label, field.group));
            assert!(own.iter().all(|key| all.contains(key)) && !own.contains(&missing));
        }
        let Type::Group([first, ..]) = steps.ty else {
            panic!("a group")
        };
        assert!(matches!(first.ty, Type::Whole { max: 4, .. }));
    }
    let other = RISK.field("category").expect("described");
    assert!(std::ptr::eq(by_matrix(other, &four), other));
}

#[test]
fn levels_are_reviewed_as_often_as_the_workspace_says() {
    let mut world = World::new();
    let workspace = world.add("workspace", &[("title", json!("Ours"))]);
    let risk = world.add("risk", &[("current", rated(5, 5))]);
    world.act(risk, "reviewed", &[]).expect("reviewed");
    assert_eq!(world.record(risk).text("next_review"), "2026-12-22");
    let own = json!({"reviews": "24m 12m 12m 6m"});
    world.set(workspace, "risk_matrix", own);
    world.act(risk, "reviewed", &[]).expect("reviewed");
    assert_eq!(world.record(risk).text("next_review"), "2027-05-22");
    for (reviews, words) in [("24m 12m", "for 4 levels"), ("1m 1m 1m 2w", "“2w”")] {
        let bad = json!({ "reviews": reviews });
        let why = Matrix::read(&holdfast_ledger::Text::of(&bad).expect("JSON"));
        let why = why.expect_err("refused");
        assert!(why.contains(words), "{why}");
    }
}
