//! The recovery simulation in WebAssembly: the same bits as natively.

use holdfast_domain::heavy;
use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;

// What a test of the domain says natively.
const PINNED: &str = include_str!("../../crates/domain/src/rooms/simulation/pinned.json");

#[wasm_bindgen_test]
fn a_recovery_has_the_same_bits_as_natively() {
    let pinned: Value = serde_json::from_str(PINNED).unwrap();
    let request = pinned["request"].as_str().unwrap();
    let answer = heavy::recover(request.as_bytes(), &|_| ()).unwrap();
    assert_eq!(Value::from(answer), pinned["answer"]);
}
