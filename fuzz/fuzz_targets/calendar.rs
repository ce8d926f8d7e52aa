//! Any bytes: see [`checks::calendar`].
#![no_main]

#[allow(dead_code)]
mod checks;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| checks::calendar(bytes));
