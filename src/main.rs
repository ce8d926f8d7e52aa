//! Starts Holdfast in the page.

fn main() {
    leptos::mount::mount_to_body(holdfast::app::App);
}
