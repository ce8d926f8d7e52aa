//! A plan on paper: the whole document, with the steps of its runbooks where they are wanted, and a card.

use super::entry;
use crate::prelude::*;
use crate::rooms::record::{self, RecordPage};
use crate::rooms::runbooks::paper::{identity, inside};
use crate::rooms::runbooks::sheet::sign;
use crate::ui::handed;
use crate::ui::markdown::markdown;
use holdfast_domain::rooms::plans::document::{card, whole};
use holdfast_domain::rooms::plans::stages;
use holdfast_domain::view::View;
use holdfast_ledger::{Id, Record};

/// What is printed of a plan.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Print {
    /// The whole document.
    Document,
    /// The same, and behind it the steps of the runbooks.
    WithRunbooks,
    /// One page.
    Card,
}

/// The entries of the menu.
pub fn entries(page: RecordPage, what: RwSignal<Option<Print>>) -> AnyView {
    let press = move |chosen: Print| {
        what.set(Some(chosen));
        let name = page.read(|record, view| view.name(record));
        handed::paper(page.workspace, Some(&name));
    };
    view! {
        {record::action_entries(page, |key| super::RARE.contains(&key))}
        {entry("Print the document", "print", move || press(Print::Document))}
        {entry("Print with the steps of the runbooks", "print", move || press(Print::WithRunbooks))}
        {entry("Print the card", "print", move || press(Print::Card))}
        {entry("Document as Markdown", "download", move || export(page))}
    }
    .into_any()
}

fn export(page: RecordPage) {
    let (code, text) = page.read(|record, view| (view.code(record), whole(record, view)));
    handed::markdown(page.workspace, &code, &text);
}

/// The sheet that is printed instead of the page.
pub fn sheet(page: RecordPage, what: Print) -> AnyView {
    let sheet = page.read(|record, view| {
        let identity = identity(record, view);
        identity.label();
        // The head says name and version, with the code that leads back.
        let body = |text: String| {
            let first = text.find("\n## ").unwrap_or_default();
            markdown(&text[first..])
        };
        let text = match what {
            Print::Card => card(record, view),
            _ => whole(record, view),
        };
        let behind = (what == Print::WithRunbooks).then(|| runbooks(record, view));
        Some(view! {
            {identity.head()}
            {body(text)}
            {sign(&["Owner: name and signature", "Date", "Approved by"])}
            {behind}
        })
    });
    view! { <section class="page print-only paper">{sheet}</section> }.into_any()
}

// Each once, from a page of its own: it may go to somebody else.
fn runbooks(plan: &Record, view: &View<'_>) -> AnyView {
    let mut seen: Vec<Id> = Vec::new();
    let of = view.name(plan);
    let one = |stage: stages::Planned| {
        let runbook = view
            .there(stage.runbook?)
            .filter(|record| record.kind == "runbook")?;
        if seen.contains(&runbook.id) {
            return None;
        }
        seen.push(runbook.id);
        let sheet = inside(runbook, view, format!("A runbook of {of}."));
        Some(view! { <div class="page-break">{sheet}</div> })
    };
    stages::of_plan(plan)
        .into_iter()
        .filter_map(one)
        .collect_view()
        .into_any()
}
