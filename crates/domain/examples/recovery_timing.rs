//! Times the simulation of recoveries, natively: 10,000 runs of 100 services with 5 steps each, for 40 people
//! in 10 roles (docs/PERFORMANCE.md). Prints one JSON object; with `--request` the request itself, for the bench
//! in the browser.
//!
//! `cargo run --release -p holdfast-domain --example recovery_timing`

use holdfast_domain::heavy;
use holdfast_domain::rooms::simulation::Request;
use holdfast_domain::stats::draw::Pert;
use holdfast_domain::stats::recovery::{Clock, NONE, Plan, Task};
use serde_json::json;
use std::hint::black_box;
use std::time::Instant;

const SERVICES: u32 = 100;
const STEPS: u32 = 5;
const PEOPLE: u32 = 40;
const ROLES: u32 = 10;

/// Each service waits for two before it, but for the first ten.
fn plan() -> Plan {
    let mut plan = Plan {
        roles: (0..ROLES)
            .map(|role| (role..PEOPLE).step_by(ROLES as usize).collect())
            .collect(),
        people: vec![Clock::Always; PEOPLE as usize],
        ..Plan::default()
    };
    let mut back: Vec<u32> = Vec::new();
    for service in 0..SERVICES {
        let mut before: Vec<Vec<u32>> = Vec::new();
        if service >= 10 {
            before = [service / 2, service - 7]
                .map(|other| vec![back[other as usize]])
                .to_vec();
        }
        for step in 0..STEPS {
            let least = f64::from(5 + (service * 7 + step * 3) % 20);
            let length = Pert {
                min: least,
                mode: least * 1.5,
                max: least * 4.0,
                gamma: 4.0,
            };
            plan.tasks.push(Task {
                key: u64::from(service * STEPS + step),
                length: Some(length),
                role: (service + step) % ROLES,
                before,
            });
            before = vec![vec![plan.tasks.len() as u32 - 1]];
        }
        back.push(plan.tasks.len() as u32);
        plan.targets
            .push((plan.tasks.len() as u32, Some(f64::from(120 + service * 10))));
        plan.tasks.push(Task {
            key: 0,
            length: None,
            role: NONE,
            before,
        });
    }
    plan
}

fn main() {
    let request = Request {
        trials: 10_000,
        seed: 1,
        before: plan(),
        after: None,
    };
    let text = request.print();
    if std::env::args().any(|word| word == "--request") {
        print!("{text}");
        return;
    }
    let times = (0..3).map(|_| {
        let began = Instant::now();
        black_box(heavy::recover(text.as_bytes(), &|_| ()).ok());
        began.elapsed().as_secs_f64()
    });
    let seconds = times.fold(f64::MAX, f64::min);
    println!("{}", json!({ "seconds": seconds }));
}
