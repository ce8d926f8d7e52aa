//! Times the simulation of risks, natively: trials a second, and what came out with the seed 1, to
//! hold beside what is exact (docs/PERFORMANCE.md). Prints one JSON object.
//!
//! `cargo run --release -p holdfast-domain --example risk_timing`

use holdfast_domain::rooms::risks::quant::Model;
use holdfast_domain::rooms::risks::simulate::Simulation;
use holdfast_domain::stats::compound::{Amount, Often};
use holdfast_domain::stats::draw::{Lognormal, Pert};
use holdfast_ledger::Id;
use serde_json::json;
use std::hint::black_box;
use std::time::Instant;

/// How many numbers are drawn between looks at the clock, as the app does.
const SLICE: usize = 20_000;

fn seconds(models: &[(Id, Model)], trials: usize) -> f64 {
    let times = (0..3).map(|seed| {
        let began = Instant::now();
        let mut simulation = Simulation::new(models, trials, seed);
        while !simulation.step(SLICE) {}
        black_box(simulation.finish());
        began.elapsed().as_secs_f64()
    });
    times.fold(f64::MAX, f64::min)
}

/// Mean and 90th percentile of a million years with the seed 1.
fn told(model: Model) -> Option<(f64, f64)> {
    let mut simulation = Simulation::new(&[(Id([1; 16]), model)], 1_000_000, 1);
    while !simulation.step(SLICE) {}
    let outcome = simulation.finish()?;
    Some((outcome.mean.round(), outcome.percentiles[2].round()))
}

fn main() {
    let pert = |min, mode, max| Pert {
        min,
        mode,
        max,
        gamma: 4.0,
    };
    let often = Model {
        frequency: Often::Pert(pert(0.5, 2.0, 6.0)),
        loss: Amount::Pert(pert(5e3, 2e4, 9e4)),
    };
    let interval = Model {
        frequency: Often::Rate(3.0),
        loss: Amount::Lognormal(Lognormal::of_interval(1e4, 1e6)),
    };
    let register: Vec<(Id, Model)> = (0..200_u8)
        .map(|n| {
            let rare = f64::from(n % 20) / 10.0;
            let frequency = Often::Pert(pert(rare / 4.0, rare, rare * 2.0 + 0.1));
            let loss = if n % 2 == 0 {
                often.loss
            } else {
                interval.loss
            };
            (Id([n; 16]), Model { frequency, loss })
        })
        .collect();
    let one = Id([1; 16]);
    let told = [told(often), told(interval)];
    let (pert, interval) = (
        seconds(&[(one, often)], 1_000_000),
        seconds(&[(one, interval)], 1_000_000),
    );
    let all = seconds(&register, 100_000);
    let figures = json!({
        "mean_and_p90_pert_interval": told,
        "one_risk_pert_1m_s": pert,
        "one_risk_interval_1m_s": interval,
        "one_risk_trials_a_second": (1e6 / pert.max(interval)).round(),
        "register_200_risks_100k_s": all,
        "register_risk_trials_a_second": (2e7 / all).round(),
    });
    println!("{figures:#}");
}
