//! Starts Holdfast in the page and in its worker, and says where its module is split.

use holdfast::edge::panic::{self, Words};
use holdfast::rest::{Missing, Rest, Soon};

static FAILED: Words = Words {
    title: "Holdfast stopped because of a fault of its own",
    text: &[
        "Everything that was said to be saved is safe on this device. What was being typed may be lost; what was just done is taken from the journal when the page is loaded again.",
        "If it happens again at the same place, export the workspace under Data and tell those who maintain this copy what stands below.",
    ],
    reload: "Load the page again",
};

fn main() {
    panic::install(&FAILED);
    holdfast::app::start(load);
}

#[cfg(split)]
fn load() -> Soon<Result<&'static Rest, Missing>> {
    Box::pin(async { split::rest().await.map_err(|split::NotLoaded| Missing) })
}

#[cfg(not(split))]
fn load() -> Soon<Result<&'static Rest, Missing>> {
    Box::pin(std::future::ready(Ok(&holdfast::rest::REST)))
}

/// Everything that only `REST` names goes into a module of its own, which this function loads.
#[cfg(split)]
#[allow(
    unsafe_code,
    reason = "the macro declares the function's import and export"
)]
mod split {
    use holdfast::rest::{REST, Rest};
    use leptos::wasm_split::{SplitLoaderError, wasm_split};

    pub struct NotLoaded;

    impl From<SplitLoaderError> for NotLoaded {
        fn from(_: SplitLoaderError) -> Self {
            Self
        }
    }

    #[wasm_split(rest, wasm_split_path = ::leptos::wasm_split, fallible)]
    pub fn rest() -> Result<&'static Rest, NotLoaded> {
        Ok(&REST)
    }
}
