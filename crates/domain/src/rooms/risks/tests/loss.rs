//! Simulations as jobs. What `pinned.json` says is told natively here, in WebAssembly by
//! tests/web/simulate.rs, and on screen by the flow tests/e2e/flows/quant.mjs.

use crate::heavy;
use crate::rooms::risks::loss::{Answer, Chosen, Job, Request, Told, read_seed, read_trials};
use crate::rooms::risks::quant::money;
use crate::rooms::risks::simulate::USUAL_TRIALS;
use crate::testing::World;
use crate::view::View;
use holdfast_ledger::{Id, Record};
use serde_json::{Value, json};
use std::cell::RefCell;

fn pinned() -> Value {
    serde_json::from_str(include_str!("pinned.json")).expect("JSON")
}

// The risks of the file, with their own ids.
fn world() -> (World, Vec<Id>) {
    let pinned = pinned();
    let mut world = World::new();
    let fields = [
        ("currency", pinned["currency"].clone()),
        ("tolerance", pinned["tolerance"].clone()),
    ];
    world.add("workspace", &fields);
    let mut ids = Vec::new();
    for risk in pinned["risks"].as_array().expect("risks") {
        let id: Id = risk["id"].as_str().expect("text").parse().expect("an id");
        let fields = [
            "title",
            "frequency",
            "loss",
            "frequency_after",
            "treatment_cost",
        ];
        let given = fields.iter().filter(|field| !risk[**field].is_null());
        let given: Vec<_> = given.map(|field| (*field, risk[*field].clone())).collect();
        world.add_as(id, "risk", &given);
        ids.push(id);
    }
    (world, ids)
}

fn chosen(view: &View<'_>, trials: usize, seed: u64) -> Chosen {
    let risks: Vec<&Record> = view.live("risk").collect();
    Chosen::of(&risks, trials, seed, view)
}

fn done(request: &Request) -> Answer {
    let mut job = Job::new(request);
    while !job.step(10_000) {}
    assert_eq!(job.progress(), 1.0);
    job.finish().expect("done")
}

fn bits(told: &Told) -> Vec<String> {
    let numbers = [told.mean, told.worst].into_iter().chain(told.percentiles);
    numbers
        .map(|number| format!("{:016x}", number.to_bits()))
        .collect()
}

/// The same seed gives the same bits, here and wherever else the file is read.
#[test]
fn the_pinned_numbers_come_again() {
    let pinned = pinned();
    let (world, _) = world();
    let seed = pinned["seed"]
        .as_str()
        .expect("text")
        .parse()
        .expect("a seed");
    let trials = pinned["trials"].as_u64().expect("trials") as usize;
    let chosen = chosen(&world.view(), trials, seed);
    let answer = done(&chosen.request);
    let after = answer.after.as_ref().expect("treated");
    let told = json!({
        "request": chosen.request.print(),
        "before": bits(&answer.before),
        "after": bits(after),
        "says": words(&answer.before),
        "says_after": words(after),
    });
    assert_eq!(told, pinned["told"], "{told:#}");
}

fn words(told: &Told) -> Vec<String> {
    let numbers = [told.mean, told.worst].into_iter().chain(told.percentiles);
    numbers.map(|number| money(number, "")).collect()
}

#[test]
fn what_is_asked_and_answered_travels_whole() {
    let (world, _) = world();
    let request = chosen(&world.view(), 3_000, 7).request;
    assert_eq!(Request::read(&request.print()).as_ref(), Some(&request));
    let answer = done(&request);
    assert!(answer.after.is_some() && answer.before.against.len() == 3);
    let heard = RefCell::new(Vec::new());
    let text = heavy::simulate(request.print().as_bytes(), &|part| {
        heard.borrow_mut().push(part)
    });
    let text = text.expect("an answer");
    assert_eq!(Answer::read(&text), Some(answer));
    assert!(heard.borrow().is_sorted());
    for end in [0, 20, text.len() / 2] {
        assert_eq!(Answer::read(&text[..end]), None);
    }
    assert!(heavy::simulate(b"3 nonsense", &|_| ()).is_err());
    assert!(heavy::simulate(b"1 1 ffffffffffffffff", &|_| ()).is_err());
}

#[test]
fn years_and_seeds_are_read_as_people_type_them() {
    assert_eq!(read_trials("100,000"), Ok(100_000));
    assert_eq!(read_trials(" 1 000 "), Ok(1_000));
    assert_eq!(read_seed(" 18446744073709551615"), Ok(u64::MAX));
    for wrong in ["", "999", "10,000,001", "many", "-5"] {
        assert!(read_trials(wrong).is_err(), "{wrong}");
    }
    assert!(read_seed("-1").is_err() && read_seed("1.5").is_err() && read_seed("").is_err());
}

#[test]
fn the_curve_says_what_is_exceeded_with_a_chance() {
    let (world, _) = world();
    let told = done(&chosen(&world.view(), 20_000, 7).request).before;
    let [_, _, ninety, _, last] = told.percentiles;
    let near = |one: f64, other: f64| (one / other - 1.0).abs() < 0.2;
    assert!(
        near(told.exceeded_at(0.1), ninety),
        "{ninety} {}",
        told.exceeded_at(0.1)
    );
    assert!(
        near(told.exceeded_at(0.01), last),
        "{last} {}",
        told.exceeded_at(0.01)
    );
    assert_eq!(told.exceeded_at(1.0), told.curve[0].0);
    assert_eq!(told.exceeded_at(0.0), told.curve[told.curve.len() - 1].0);
}

#[test]
fn progress_is_told_on_the_way() {
    let (world, _) = world();
    let request = chosen(&world.view(), USUAL_TRIALS, 7).request;
    let heard = RefCell::new(Vec::new());
    let text = heavy::simulate(request.print().as_bytes(), &|part| {
        heard.borrow_mut().push(part)
    });
    assert!(text.is_ok());
    let heard = heard.into_inner();
    assert!(heard.len() > 10 && heard.is_sorted() && heard.iter().all(|part| *part < 1.0));
}

#[test]
fn who_is_left_out_and_why() {
    let (mut world, ids) = world();
    let bare = world.add("risk", &[("title", json!("Bare"))]);
    let closed = world.add(
        "risk",
        &[("closure", json!({"by": "Ada", "reason": "gone"}))],
    );
    let all = chosen(&world.view(), 100, 1);
    let why = [
        (bare, "no frequency".to_owned()),
        (closed, "it is closed".to_owned()),
    ];
    assert_eq!(all.left_out, why);
    assert_eq!(all.request.before.len(), 2);
    assert_eq!((all.cost, all.without_cost), (140_000.0, vec![]));
    // Untreated, there is nothing to compare with.
    world.set(ids[0], "frequency_after", json!(null));
    let plain = chosen(&world.view(), 100, 1);
    assert_eq!((plain.request.after, plain.cost), (vec![], 0.0));
    assert!(plain.disputed.is_empty());
    // Treated without a cost, the return is no figure of all.
    world.set(
        ids[1],
        "loss_after",
        json!({"how": "pert", "min": 1, "most_likely": 2, "max": 3}),
    );
    let free = chosen(&world.view(), 100, 1);
    assert_eq!(
        (free.request.after.len(), free.without_cost.clone()),
        (2, vec![ids[1]])
    );
    assert!(free.gain(2.0, 1.0, "").text.starts_with("unknown"));
    world.set(ids[1], "treatment_cost", json!(50));
    let cell = chosen(&world.view(), 100, 1).gain(300.0, 200.0, "GBP");
    assert_eq!(cell.text, "100 %");
    // A side that cannot be read is not compared, and is named.
    world.set(
        ids[1],
        "loss_after",
        json!({"how": "pert", "min": 9, "most_likely": 2, "max": 3}),
    );
    let broken = chosen(&world.view(), 100, 1);
    assert!(broken.request.after.is_empty() && broken.left_out.iter().any(|(id, _)| *id == ids[1]));
}

#[test]
fn what_is_disputed_is_named() {
    let (mut world, ids) = world();
    let rate = |rate: f64| json!({"how": "rate", "rate": rate});
    world.conflict(ids[1], "frequency", rate(1.0), rate(2.0));
    assert_eq!(chosen(&world.view(), 100, 1).disputed, [ids[1]]);
}

#[test]
fn the_verdict_says_where_the_curve_is_above_what_is_borne() {
    let (mut world, ids) = world();
    let told = |world: &World| {
        done(&chosen(&world.view(), 5_000, 1).request)
            .before
            .verdict()
            .0
    };
    assert_eq!(told(&world), "Above what is borne at 2 of 3 points.");
    world.set(
        ids[0],
        "loss",
        json!({"how": "interval", "low": 1, "high": 9}),
    );
    assert_eq!(told(&world), "Within what is borne at each point.");
    let view = world.view();
    let workspace = view.live("workspace").next().expect("one").id;
    world.set(workspace, "tolerance", json!(null));
    assert_eq!(told(&world), "Nobody has said what loss is borne.");
    world.set(
        workspace,
        "tolerance",
        json!({"one_in_2": 9, "one_in_10": 5}),
    );
    assert!(chosen(&world.view(), 10, 1).unsound.is_some());
}
