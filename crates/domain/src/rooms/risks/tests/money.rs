use crate::rooms::risks::quant::{self, Model, Side, model, money, return_on_control};
use crate::testing::World;
use holdfast_ledger::{Id, Text};
use serde_json::{Value, json};

fn rate(rate: f64) -> Value {
    json!({"how": "rate", "rate": rate})
}

fn interval(low: f64, high: f64) -> Value {
    json!({"how": "interval", "low": low, "high": high})
}

fn pert(min: f64, most_likely: f64, max: f64) -> Value {
    json!({"how": "pert", "min": min, "most_likely": most_likely, "max": max})
}

fn text(value: &Value) -> Text {
    Text::of(value).expect("JSON")
}

fn expected(frequency: Value, loss: Value) -> f64 {
    let model = Model {
        frequency: quant::frequency(Some(&text(&frequency))).expect("a frequency"),
        loss: quant::loss(Some(&text(&loss))).expect("a loss"),
    };
    model.expected()
}

/// DOMAIN formulas: (1, 10), λ 0.1 → 0.4040012827; λ 3 → 12.1200384808.
#[test]
fn the_expected_annual_loss_of_the_worked_examples() {
    let at = |lambda| expected(rate(lambda), interval(1.0, 10.0));
    assert!((at(0.1) - 0.404_001_282_7).abs() < 5e-11, "{}", at(0.1));
    assert!((at(3.0) - 12.120_038_480_8).abs() < 5e-11, "{}", at(3.0));
}

/// DOMAIN formulas: PERT (5, 20, 50), γ 2 → 23.75.
#[test]
fn a_pert_loss_has_its_own_weight() {
    let mut loss = pert(5.0, 20.0, 50.0);
    assert!((expected(rate(1.0), loss.clone()) - 22.5).abs() < 1e-12);
    loss["gamma"] = json!(2);
    assert!((expected(rate(1.0), loss.clone()) - 23.75).abs() < 1e-12);
    assert!((expected(pert(0.0, 0.5, 4.0), loss) - 23.75).abs() < 1e-12);
}

#[test]
fn what_makes_no_sense_is_said() {
    for (value, words) in [
        (rate(-1.0), "not between 0 and 1000"),
        (rate(1001.0), "not between 0 and 1000"),
        (json!({"how": "rate"}), "no rate"),
        (json!({"how": "daily"}), "given as “daily”"),
        (pert(3.0, 2.0, 4.0), "must rise"),
        (pert(1.0, 5.0, 4.0), "must rise"),
        (pert(-1.0, 2.0, 4.0), "not between 0"),
        (
            json!({"how": "pert", "min": 1, "max": 2}),
            "needs least, most likely and most",
        ),
        (
            json!({"how": "pert", "min": 1, "most_likely": 1, "max": 2, "gamma": -1}),
            "weight",
        ),
        (json!("often"), "cannot be read"),
    ] {
        let why = quant::frequency(Some(&text(&value))).expect_err(words);
        assert!(why.contains(words), "{value}: {why}");
    }
    for (value, words) in [
        (interval(0.0, 1.0), "above 0"),
        (interval(5.0, 5.0), "rise"),
        (json!({"how": "interval", "low": 5}), "both ends"),
        (json!({"how": "guess"}), "given as “guess”"),
    ] {
        let why = quant::loss(Some(&text(&value))).expect_err(words);
        assert!(why.contains(words), "{value}: {why}");
    }
    assert_eq!(quant::loss(None), Err("no loss".to_owned()));
}

fn told(world: &mut World) -> Id {
    let fields = [
        ("current", super::rated(2, 3)),
        ("frequency", rate(0.5)),
        ("loss", pert(100_000.0, 200_000.0, 600_000.0)),
        ("frequency_after", rate(0.1)),
        ("treatment_cost", json!(20_000)),
    ];
    world.add("risk", &fields)
}

#[test]
fn figures_in_money_open_to_their_inputs() {
    let mut world = World::new();
    world.add("workspace", &[("currency", json!("GBP"))]);
    let risk = told(&mut world);
    let cell = world.figure(risk, "annual_loss");
    assert_eq!((&*cell.text, cell.rank), ("125,000 GBP", Some(125_000.0)));
    assert_eq!(cell.inputs, "0.5 events a year × 250,000 GBP each");
    assert_eq!(world.figure(risk, "annual_loss_after").text, "25,000 GBP");
    let cell = world.figure(risk, "return_on_control");
    assert_eq!(cell.text, "400 %");
    assert_eq!(
        cell.inputs,
        "(125,000 GBP before − 25,000 GBP after − 20,000 GBP cost) / 20,000 GBP"
    );
    assert_eq!(world.findings(risk), []);
}

#[test]
fn what_is_missing_is_unknown_and_why() {
    let mut world = World::new();
    let risk = world.add("risk", &[("current", super::rated(2, 3))]);
    let text = |world: &World, key| world.figure(risk, key).text;
    assert_eq!(text(&world, "annual_loss"), "unknown: no frequency");
    world.set(risk, "frequency", rate(1.0));
    assert_eq!(text(&world, "annual_loss"), "unknown: no loss");
    assert!(world.finds(risk, "risk-loss-unsound"));
    world.set(risk, "loss", interval(10.0, 20.0));
    assert!(!world.finds(risk, "risk-loss-unsound"));
    assert_eq!(
        text(&world, "annual_loss_after"),
        "unknown: no loss after the treatment"
    );
    assert_eq!(
        text(&world, "return_on_control"),
        "unknown: the treatment has no cost"
    );
    world.set(risk, "treatment_cost", json!(0));
    assert_eq!(
        text(&world, "return_on_control"),
        "unknown: the treatment has no cost"
    );
    world.set(risk, "loss_after", interval(20.0, 30.0));
    assert!(world.finds(risk, "risk-loss-rises"));
    world.set(risk, "loss_after", interval(5.0, 6.0));
    assert!(!world.finds(risk, "risk-loss-rises"));
}

#[test]
fn a_disputed_loss_shows_each_outcome() {
    let mut world = World::new();
    let risk = told(&mut world);
    world.conflict(risk, "loss", pert(1.0, 2.0, 3.0), pert(4.0, 4.0, 4.0));
    let text = world.figure(risk, "annual_loss").text;
    assert!(text.contains("1.00") && text.contains("2.00"), "{text}");
    assert!(text.ends_with("(in conflict)"), "{text}");
    // What is after has the disputed loss, too.
    let text = world.figure(risk, "annual_loss_after").text;
    assert!(text.ends_with("(in conflict)"), "{text}");
    assert!(
        world
            .figure(risk, "return_on_control")
            .text
            .ends_with("(in conflict)")
    );
}

#[test]
fn what_the_treatment_does_not_change_is_as_before() {
    let mut world = World::new();
    let risk = told(&mut world);
    let [before, after] = [Side::Before, Side::After].map(|side| model(world.record(risk), side));
    let (before, after) = (before.expect("before"), after.expect("after"));
    assert_eq!(before.loss, after.loss);
    assert_eq!(
        (before.frequency.mean(), after.frequency.mean()),
        (0.5, 0.1)
    );
}

/// DOMAIN, risks: return on control = (ALE before − ALE after − cost)/cost.
#[test]
fn return_on_control_may_be_a_loss() {
    assert_eq!(return_on_control(100.0, 40.0, 20.0), 2.0);
    assert_eq!(return_on_control(100.0, 90.0, 20.0), -0.5);
}

#[test]
fn money_is_written_for_people() {
    for (amount, text) in [
        (0.404, "0.40 EUR"),
        (99.5, "99.50 EUR"),
        (100.4, "100 EUR"),
        (1_234_567.8, "1,234,568 EUR"),
        (-2_500.0, "−2,500 EUR"),
    ] {
        assert_eq!(money(amount, "EUR"), text);
    }
    assert_eq!(money(1000.0, ""), "1,000");
}
