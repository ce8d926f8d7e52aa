//! Starts Holdfast in the page.

use holdfast::edge::panic::{self, Words};

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
    leptos::mount::mount_to_body(holdfast::app::App);
}
