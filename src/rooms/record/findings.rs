//! What is wrong with a record or wants attention.

use super::{RecordPage, fields};
use crate::edge::{clock, dom, slices};
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::form::tone_class;
use crate::ui::shell::Shell;
use holdfast_domain::describe::{Finding, Tone};
use holdfast_domain::rooms::readiness::{self, checks, mute::Mute};
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;
use leptos::task::spawn_local;

/// The findings, the worst first, each with a way to the field to mend.
pub fn findings(page: RecordPage) -> AnyView {
    let found = Memo::new(move |_| {
        page.watch_all(|record, view| {
            let mut found = readiness::findings(page.kind, record, view);
            found.arrange_by_key(|(finding, mute)| {
                (mute.is_some(), std::cmp::Reverse(finding.tone))
            });
            found
        })
    });
    // One way for all that stand together and lead to the same place.
    let row = move |(mut finding, mute, last): (Finding, Option<Mute>, bool)| {
        let check = checks::find(finding.rule).filter(|_| mute.is_none());
        let word = if let Some(mute) = mute {
            finding.tone = Tone::Plain;
            finding.text += &format!(" {}", mute.words());
            "Muted"
        } else if let Some(check) = check {
            // As it counts for readiness.
            finding.tone = check.severity.tone();
            check.severity.label()
        } else if finding.tone == Tone::Bad {
            "Problem"
        } else {
            "Look at"
        };
        let place = finding
            .field
            .filter(|_| last)
            .and_then(|key| label(page, key).map(|label| (key, label)));
        let button = place.map(|(key, label)| {
            let name = format!("Go to {label}");
            view! { <button type="button" class="btn small" on:click=move |_| go(page, key)>{name}</button> }
        });
        view! {
            <li>
                <span><span class=format!("status {}", tone_class(finding.tone))>{word}</span>" "{clock::with_dates(&finding.text)}</span>
                {button}
            </li>
        }
    };
    let shown = move || {
        let found = found.get();
        (!found.is_empty()).then(|| {
            let worst = found
                .iter()
                .filter(|(_, mute)| mute.is_none())
                .map(|(finding, _)| finding.tone)
                .max()
                .unwrap_or_default();
            let fields: Vec<Option<&str>> =
                found.iter().map(|(finding, _)| finding.field).collect();
            let rows = found.into_iter().enumerate().map(|(n, (finding, mute))| {
                let last = fields.get(n + 1).is_none_or(|next| *next != finding.field);
                row((finding, mute, last))
            });
            view! {
                <section class=format!("findings {}", tone_class(worst)) aria-label="Findings">
                    <ul class="list">{rows.collect_view()}</ul>
                </section>
            }
        })
    };
    view! { {shown} }.into_any()
}

fn label(page: RecordPage, key: &str) -> Option<&'static str> {
    let field = page.kind.field(key).map(|field| field.label);
    field.or_else(|| page.kind.list(key).map(|list| list.label))
}

/// Where a finding leads on a page of several parts: to the part and the element that mend a field, which
/// may be on a part that is closed.
pub fn lead(
    page: RecordPage,
    open: RwSignal<&'static str>,
    to: fn(&'static str) -> (&'static str, String),
) {
    Effect::new(move || {
        let Some(field) = page.wanted.get() else {
            return;
        };
        let (part, id) = to(field);
        open.set(part);
        // So that the same finding leads there again.
        page.wanted.set(None);
        spawn_local(async move {
            slices::yield_now().await;
            dom::focus(&id);
        });
    });
}

/// The address of a record, at the field or list that mends something.
pub fn at_field(room: &'static str, id: Id, field: Option<&str>) -> String {
    let route = Route::to(Page::Record(room, id));
    let route = match field {
        Some(field) => route.with(FIELD, field),
        None => route,
    };
    route.href()
}

/// What stands in an address before the field that it leads to.
const FIELD: &str = "field";

/// Goes to the field or list that the address names, once the page is on screen.
pub fn led(page: RecordPage) {
    let named = Shell::of_page()
        .route
        .with_untracked(|route| route.get(FIELD).map(str::to_owned));
    let Some(named) = named else {
        return;
    };
    let field = page.kind.field(&named).map(|field| field.key);
    let list = || page.kind.list(&named).map(|list| list.key);
    if let Some(key) = field.or_else(list) {
        // The heading has the focus first.
        slices::painted(move || slices::painted(move || go(page, key)));
    }
}

fn go(page: RecordPage, key: &'static str) {
    if !dom::focus(&fields::element_id(key)) {
        page.wanted.set(Some(key));
    }
}
