//! Simulation in WebAssembly: the same bits as natively.

use holdfast_domain::heavy;
use holdfast_domain::rooms::risks::loss::{Answer, Told};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

// What a test of the domain says natively.
const PINNED: &str = include_str!("../../crates/domain/src/rooms/risks/tests/pinned.json");

fn bits(told: &Told) -> Value {
    let numbers = [told.mean, told.worst].into_iter().chain(told.percentiles);
    let bits = numbers.map(|number| format!("{:016x}", number.to_bits()));
    json!(bits.collect::<Vec<_>>())
}

#[wasm_bindgen_test]
fn the_same_seed_gives_the_same_bits_as_natively() {
    let pinned: Value = serde_json::from_str(PINNED).unwrap();
    let request = pinned["told"]["request"].as_str().unwrap();
    let answer = heavy::simulate(request.as_bytes(), &|_| ()).unwrap();
    let answer = Answer::read(&answer).unwrap();
    assert_eq!(bits(&answer.before), pinned["told"]["before"]);
    assert_eq!(bits(&answer.after.unwrap()), pinned["told"]["after"]);
}
