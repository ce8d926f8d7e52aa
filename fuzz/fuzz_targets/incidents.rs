//! Any bytes: see [`checks::incidents`].
#![no_main]

#[allow(dead_code)]
mod checks;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| checks::incidents(bytes));
