//! Any bytes: the notebook reader never panics, and what it reads is written so that it reads the
//! same again.
#![no_main]

use holdfast_domain::codec::markdown::{read, read_notebook, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(mut draft) = read_notebook("fuzz.ipynb", text) else {
        return;
    };
    let mut again = read("again.md", &write(&draft)).expect("our own text is read");
    draft.forget_sources();
    again.forget_sources();
    assert_eq!(again, draft);
});
