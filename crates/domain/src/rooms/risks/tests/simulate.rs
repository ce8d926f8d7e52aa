use crate::rooms::risks::quant::{Model, Side};
use crate::rooms::risks::simulate::{Borne, Outcome, Part, Selection, Simulation, tolerance};
use crate::stats::compound::{Amount, Often};
use crate::stats::draw::{Lognormal, Pert};
use crate::testing::World;
use holdfast_ledger::Id;
use proptest::prelude::*;
use serde_json::json;

const ONE: Id = Id([1; 16]);
const TWO: Id = Id([2; 16]);

fn small() -> Model {
    Model {
        frequency: Often::Rate(3.0),
        loss: Amount::Lognormal(Lognormal::of_interval(1.0, 10.0)),
    }
}

fn drawn() -> Model {
    let pert = |min, mode, max| Pert {
        min,
        mode,
        max,
        gamma: 4.0,
    };
    Model {
        frequency: Often::Pert(pert(0.1, 0.5, 2.0)),
        loss: Amount::Pert(pert(5.0, 20.0, 50.0)),
    }
}

fn run(models: &[(Id, Model)], trials: usize, seed: u64, slice: usize) -> Outcome {
    let mut simulation = Simulation::new(models, trials, seed);
    let mut before = 0.0;
    while !simulation.step(slice) {
        let progress = simulation.progress();
        assert!((before..=1.0).contains(&progress), "{before} {progress}");
        before = progress;
    }
    assert_eq!(simulation.progress(), 1.0);
    simulation.finish().expect("done")
}

/// DOMAIN formulas: λ 3, (1, 10) → 12.1200384808 a year, within four standard errors.
#[test]
fn the_simulated_mean_is_the_expected_loss() {
    for (model, seed) in [(small(), 1), (drawn(), 2)] {
        let outcome = run(&[(ONE, model)], 200_000, seed, 10_000);
        let off = (outcome.mean - model.expected()).abs();
        assert!(
            off < 4.0 * outcome.standard_error,
            "{off} {}",
            outcome.standard_error
        );
        assert_eq!(outcome.trials(), 200_000);
    }
    // In e⁻³ of the years nothing happens.
    let outcome = run(&[(ONE, small())], 200_000, 3, 10_000);
    let none = 1.0 - outcome.parts[0].chance;
    assert!((none - (-3.0_f64).exp()).abs() < 0.002, "{none}");
    assert_eq!(outcome.exceedance(0.0), outcome.parts[0].chance);
}

/// The same bits on every machine: these were written down once.
#[test]
fn the_same_seed_gives_the_same_numbers() {
    let models = [(ONE, small()), (TWO, drawn())];
    let outcome = run(&models, 10_000, 2026, 777);
    let bits = outcome.percentiles.map(f64::to_bits);
    let expected = GOLDEN;
    assert_eq!(
        (outcome.mean.to_bits(), bits),
        expected,
        "{:?}",
        (outcome.mean, outcome.percentiles)
    );
    assert_ne!(run(&models, 10_000, 2027, 777).mean, outcome.mean);
}

const GOLDEN: (u64, [u64; 5]) = (
    4_628_368_919_269_695_691,
    [
        4_616_325_511_868_054_945,
        4_626_662_462_983_721_269,
        4_633_421_673_224_676_845,
        4_634_769_188_339_302_183,
        4_636_997_594_766_693_200,
    ],
);

#[test]
fn slices_change_nothing() {
    let models = [(ONE, small()), (TWO, drawn())];
    let whole = run(&models, 5_000, 5, usize::MAX);
    assert_eq!(run(&models, 5_000, 5, 1), whole);
    assert_eq!(run(&models, 5_000, 5, 999), whole);
}

/// A risk's years are its own: beside others and in another order it contributes the same.
#[test]
fn a_risk_is_the_same_alone_and_in_the_register() {
    let alone = run(&[(TWO, drawn())], 5_000, 9, 1_000);
    let both = run(&[(ONE, small()), (TWO, drawn())], 5_000, 9, 1_000);
    let turned = run(&[(TWO, drawn()), (ONE, small())], 5_000, 9, 1_000);
    // Its share of the bad years depends on what stands beside it.
    let own = |part: &Part| (part.risk, part.mean, part.chance);
    assert_eq!(own(&alone.parts[0]), own(&both.parts[1]));
    assert_eq!(own(&both.parts[1]), own(&turned.parts[0]));
    assert_eq!(
        (alone.parts[0].tail, alone.worst > alone.percentiles[3]),
        (1.0, true)
    );
    let sum: f64 = both.parts.iter().map(|part| part.mean).sum();
    assert!((both.mean - sum).abs() < 1e-9);
}

/// One risk loses much and seldom, the other little and always: the bad years are the first one's,
/// the usual ones the second's.
#[test]
fn the_bad_years_are_shared_out_among_those_who_make_them() {
    let model = |rate, low, high| Model {
        frequency: Often::Rate(rate),
        loss: Amount::Lognormal(Lognormal::of_interval(low, high)),
    };
    let models = [
        (ONE, model(0.2, 800.0, 1200.0)),
        (TWO, model(50.0, 9.0, 11.0)),
    ];
    let outcome = run(&models, 50_000, 6, 10_000);
    let [rare, usual] = [0, 1].map(|n| outcome.parts[n]);
    assert!(rare.mean < usual.mean, "{rare:?} {usual:?}");
    assert!(rare.tail > 0.6 && usual.tail < 0.4, "{rare:?} {usual:?}");
    assert!((rare.tail + usual.tail - 1.0).abs() < 1e-12);
    assert!(outcome.worst > outcome.percentiles[3]);
    // Where nothing happens in the bad years either, nobody has a share.
    let never = run(
        &[(ONE, model(0.0, 1.0, 2.0)), (TWO, model(0.0, 1.0, 2.0))],
        1_000,
        6,
        100,
    );
    assert_eq!(
        (never.worst, never.parts[0].tail, never.parts[1].tail),
        (0.0, 0.0, 0.0)
    );
    assert_eq!(
        run(&[(ONE, model(0.0, 1.0, 2.0))], 1_000, 6, 100).parts[0].tail,
        0.0
    );
}

#[test]
fn nothing_comes_of_what_is_not_done() {
    let mut simulation = Simulation::new(&[(ONE, small())], 1_000, 1);
    assert!(!simulation.step(10));
    assert!(simulation.finish().is_none());
    let nothing = run(&[], 10, 1, 1);
    assert_eq!((nothing.mean, nothing.percentiles), (0.0, [0.0; 5]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn curves_fall_and_percentiles_rise(
        rate in 0.0..20.0_f64, low in 0.1..1e6_f64, span in 1.1..50.0_f64, seed: u64,
    ) {
        let loss = Amount::Lognormal(Lognormal::of_interval(low, low * span));
        let model = Model { frequency: Often::Rate(rate), loss };
        let outcome = run(&[(ONE, model)], 2_000, seed, 500);
        prop_assert!(outcome.percentiles.is_sorted());
        prop_assert!(outcome.curve.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 > pair[1].1));
        prop_assert!(outcome.curve.iter().all(|(loss, chance)| outcome.exceedance(*loss) == *chance));
        prop_assert!((outcome.mean - model.expected()).abs() < 8.0 * outcome.standard_error + 1e-9);
    }
}

#[test]
fn a_selection_says_what_it_leaves_out() {
    let mut world = World::new();
    let rate = |rate: f64| json!({"how": "rate", "rate": rate});
    let loss = json!({"how": "interval", "low": 1, "high": 10});
    let whole = world.add(
        "risk",
        &[
            ("frequency", rate(3.0)),
            ("loss", loss),
            ("frequency_after", rate(0.1)),
        ],
    );
    let bare = world.add("risk", &[("frequency", rate(1.0))]);
    let of = |side| Selection::of(world.view().live("risk"), side);
    let (before, after) = (of(Side::Before), of(Side::After));
    assert_eq!(before.models, [(whole, small())]);
    assert_eq!(before.left_out, [(bare, "no loss".to_owned())]);
    assert_eq!(after.models[0].1.frequency, Often::Rate(0.1));
}

#[test]
fn the_curve_is_held_against_what_is_borne() {
    let mut world = World::new();
    assert_eq!(tolerance(&world.view()), Ok(Vec::new()));
    let curve = json!({"one_in_2": 15, "one_in_10": 16, "one_in_100": 1000});
    let workspace = world.add("workspace", &[("tolerance", curve)]);
    let borne = tolerance(&world.view()).expect("a curve");
    let point = |chance, loss| Borne { chance, loss };
    assert_eq!(
        borne,
        [point(0.5, 15.0), point(0.1, 16.0), point(0.01, 1000.0)]
    );
    let outcome = run(&[(ONE, small())], 20_000, 4, 5_000);
    let kept: Vec<bool> = outcome
        .against(&borne)
        .iter()
        .map(|point| point.kept)
        .collect();
    assert_eq!(kept, [true, false, true]);
    assert!(!world.finds(workspace, "workspace-tolerance-unsound"));
    world.set(
        workspace,
        "tolerance",
        json!({"one_in_2": 15, "one_in_10": 5}),
    );
    assert!(world.finds(workspace, "workspace-tolerance-unsound"));
}
