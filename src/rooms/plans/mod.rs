//! DR plans beside their form: what follows from the services, the document, and the plan as it is carried
//! out.

mod active;
mod derived;
mod paper;
mod stages;
mod training;

pub use active::page as activation_page;

use crate::edge::{dom, print, slices};
use crate::prelude::*;
use crate::rooms::record::{self, RecordPage};
use crate::rooms::runbooks::versions;
use crate::route::{Page, Route};
use crate::ui::icon::icon;
use crate::ui::page::keep;
use crate::ui::tabs;
use holdfast_domain::rooms::plans::{PLAN, rules, track};
use holdfast_ledger::Id;
use leptos::task::spawn_local;
use paper::Print;

/// The page of a plan.
pub fn page(page: RecordPage) -> AnyView {
    let (paper, what) = (RwSignal::new(false), RwSignal::new(None::<Print>));
    keep(print::around(move |now| {
        paper.set(now && what.get_untracked().is_some());
        if !now {
            what.set(None);
        }
    }));
    let (chosen, _) = versions::Chosen::new(page);
    let open = RwSignal::new("about");
    let about = move || {
        view! { <div class="record"><div>{record::form_without(page, &["versions", "approval"])}</div>{record::panel(page)}</div> }
            .into_any()
    };
    let parts = vec![
        ("about", "Plan", ViewFn::from(about)),
        (
            "recovery",
            "Recovery",
            ViewFn::from(move || derived::tab(page)),
        ),
        (
            "versions",
            "Versions",
            ViewFn::from(move || {
                versions::tab(page, chosen, |key| RARE.contains(&key) && key != "reviewed")
            }),
        ),
    ];
    record::lead(page, open, |field| match field {
        // No form has them: they follow from what is done there.
        "status" | "approval" => ("versions", versions::APPROVAL.to_owned()),
        field => ("about", record::element_id(field)),
    });
    let entries = ViewFn::from(move || paper::entries(page, what));
    let sheet = move || {
        paper
            .get()
            .then(|| what.get_untracked().map(|what| paper::sheet(page, what)))
    };
    view! {
        <section class="page" class:screen-only=move || paper.get()>
            {record::head_of(page, standing(page, open), |key| !RARE.contains(&key), ().into_any(), Some(entries))}
            {carried_out(page)}
            {record::findings(page)}
            {tabs::tabs_at("DR plan", parts, open)}
            {crate::ui::form::ask(page.asked)}
        </section>
        {sheet}
    }
    .into_any()
}

/// Actions that stand in the menu: nobody needs them in a hurry.
const RARE: [&str; 3] = ["draft", "retire", "reviewed"];

// What changed since the approval is looked at field by field.
fn standing(page: RecordPage, open: RwSignal<&'static str>) -> AnyView {
    let badge = Memo::new(move |_| page.watch(|record, _| rules::badge(record)));
    let look = move |_| {
        open.set("versions");
        spawn_local(async {
            slices::yield_now().await;
            dom::focus(versions::COMPARISON);
        });
    };
    let badge = move || {
        badge.get().map(|badge| {
            view! { <button type="button" class="btn small" on:click=look>{badge}": compare"</button> }
        })
    };
    view! { <div class="states">{badge}{record::standing(page)}</div> }.into_any()
}

// Whoever comes to a plan that is being carried out wants to be there.
fn carried_out(page: RecordPage) -> AnyView {
    let now = Memo::new(move |_| {
        page.watch_all(|record, view| {
            let all = track::of_plan(record.id, view).into_iter();
            let going = all.filter(|activation| track::goes_on(activation));
            going
                .map(|activation| (activation.id, view.name(activation)))
                .collect::<Vec<_>>()
        })
    });
    let one = |(id, name): (Id, String)| view! { <li><a href=href(id)>{name}</a></li> };
    let shown = move || {
        let now = now.get();
        (!now.is_empty()).then(|| {
            view! {
                <section class="callout tone-warn" aria-label="Under way"><div><h2>"This plan is being carried out"</h2>
                    <ul class="list">{now.into_iter().map(one).collect_view()}</ul></div></section>
            }
        })
    };
    view! { {shown} }.into_any()
}

/// The address of a plan or an activation.
fn href(id: Id) -> String {
    Route::to(Page::Record(PLAN.room, id)).href()
}

/// The entries of the menu that have to do with paper.
fn entry(label: &'static str, glyph: &'static str, press: impl Fn() + 'static) -> AnyView {
    view! { <button type="button" on:click=move |_| press()>{icon(glyph)}{label}</button> }
        .into_any()
}
