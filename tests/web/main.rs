//! The edge in a real browser. Run with `scripts/test web`.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod keys;
mod page;
mod recovery;
mod simulate;
mod small_storage;
mod store;
mod store_failures;
mod support;
mod tabs;
mod views;
mod worker;

// What `view!` writes begins with `crate::view`.
use holdfast::view;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
