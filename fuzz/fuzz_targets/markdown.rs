//! Any bytes: the Markdown reader never panics, and what it reads it writes so that it reads the
//! same again.
#![no_main]

use holdfast_domain::codec::markdown::{looks_like_markdown, read, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = looks_like_markdown(bytes) else {
        return;
    };
    let Ok(mut draft) = read("fuzz.md", text) else {
        return;
    };
    let mut again = read("again.md", &write(&draft)).expect("our own text is read");
    draft.forget_sources();
    again.forget_sources();
    assert_eq!(again, draft);
});
