//! Any bytes: opening never panics, never asks for more memory than is allowed, and opens nothing
//! that was not sealed with this passphrase.
#![no_main]

use holdfast_ledger::sealed::{check, open};
use libfuzzer_sys::fuzz_target;

/// A file that asks for more is legal but slow; what is wrong with it, the check finds as well.
const CHEAP: [&str; 2] = ["\"m_kib\": 8,", "\"t\": 1,"];

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let checked = check(text);
    if checked.is_err() || CHEAP.iter().all(|cost| text.contains(cost)) {
        assert!(open(text, "nobody sealed with this").is_err());
    }
});
