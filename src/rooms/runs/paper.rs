//! The record of a run on paper: what was planned, what was done, by whom and when.

use super::RunPage;
use crate::ui::markdown::markdown;
use holdfast_domain::rooms::runbooks::evidence;
use leptos::prelude::*;

/// The sheet that is printed instead of the page.
pub fn sheet(page: RunPage) -> AnyView {
    let text = page.workspace.read(|view| {
        view.ledger
            .record(page.id)
            .map(|record| evidence::record_markdown(record, view))
            .unwrap_or_default()
    });
    // The first line is the title.
    let (title, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let title = page.now.with_untracked(|now| {
        if now.title().is_empty() {
            title.trim_start_matches("# ").to_owned()
        } else {
            now.title().to_owned()
        }
    });
    view! {
        <section class="page evidence print-only">
            <h1>{title}</h1>
            {markdown(rest)}
            <div class="sign"><p>"Lead: name and signature"</p><p>"Date and time"</p><p>"Approved by"</p></div>
        </section>
    }
    .into_any()
}
