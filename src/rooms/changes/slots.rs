//! What stands against a change's window, and when it could take place instead, below its schedule.

use crate::edge::{clock, dom};
use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::route::{Page, Route};
use holdfast_domain::rooms;
use holdfast_domain::rooms::changes::conflicts::{Conflict, conflicts};
use holdfast_domain::rooms::changes::rules;
use holdfast_domain::rooms::changes::slots::{AHEAD_DAYS, free};
use holdfast_domain::rooms::changes::window::Window;
use holdfast_domain::value;
use holdfast_ledger::Path;

/// What is shown: conflicts with the address of each other side, and free times or why there are none.
#[derive(Clone, PartialEq, Default)]
struct Told {
    against: Vec<(String, Option<String>, bool)>,
    free: Option<Result<Vec<Window>, &'static str>>,
}

/// The part below a change's schedule.
pub fn slots(page: RecordPage) -> AnyView {
    let open = RwSignal::new(false);
    let told = Memo::new(move |_| {
        let wanted = open.get();
        page.watch_settled(|change, view| {
            let state = rules::state(change);
            if !matches!(
                &*state,
                "draft" | "submitted" | "assessed" | "authorised" | "scheduled" | "implementing"
            ) {
                return None;
            }
            let link = |conflict: Conflict| {
                let record = view.there(conflict.other);
                let kind = record.and_then(|record| rooms::kind(record.kind.as_str()));
                let href =
                    kind.map(|kind| Route::to(Page::Record(kind.room, conflict.other)).href());
                (conflict.text, href, conflict.blocks)
            };
            let found = conflicts(change, view).into_iter().map(link).collect();
            let movable = state != "implementing";
            Some(Told {
                against: found,
                free: (movable && wanted).then(|| free(change, view)),
            })
        })
    });
    let against = move || told.get().map(|told| against(told.against));
    let times = move || {
        told.get()
            .and_then(|told| told.free)
            .map(|free| times(page, free))
    };
    let some = move || told.with(Option::is_some);
    let toggled = move |event: leptos::ev::Event| {
        let details: leptos::web_sys::HtmlDetailsElement = event_target(&event);
        open.set(details.open());
    };
    let heading = format!("Free times in the next {AHEAD_DAYS} days");
    view! {
        <section class="card slots screen-only" aria-label="Conflicts" hidden=move || !some()>
            <div class="card-head"><h2>"Conflicts"</h2></div>
            <div role="status">{against}</div>
            <details class="folded" on:toggle=toggled><summary>{heading}</summary><div>{times}</div></details>
        </section>
    }
    .into_any()
}

fn against(found: Vec<(String, Option<String>, bool)>) -> AnyView {
    if found.is_empty() {
        return view! { <p class="muted">"Nothing stands against its window."</p> }.into_any();
    }
    let line = |(text, href, blocks): (String, Option<String>, bool)| {
        let class = if blocks {
            "status tone-error"
        } else {
            "status tone-warn"
        };
        let word = if blocks { "Blocks" } else { "Warns" };
        let look = href.map(|href| view! { <a href=href>"Look"</a> });
        view! { <li><span>{clock::with_dates(&text)}</span><span class=class>{word}</span>{look}</li> }
    };
    view! { <ul class="list">{found.into_iter().map(line).collect_view()}</ul> }.into_any()
}

fn times(page: RecordPage, free: Result<Vec<Window>, &'static str>) -> AnyView {
    let free = match free {
        Err(why) => return view! { <p class="muted">"Unknown: "{why}"."</p> }.into_any(),
        Ok(free) if free.is_empty() => {
            return view! { <p class="muted">"There is no time at which nothing stands against it."</p> }.into_any();
        }
        Ok(free) => free,
    };
    let line = |time: Window| {
        let start = u64::try_from(time.start)
            .map(clock::date_time)
            .unwrap_or_default();
        let words = format!("{start}, {}", value::minutes(time.minutes()));
        let label = format!("Take {words}");
        let take = move |_| take(page, time);
        view! { <li><span>{words}</span><button type="button" class="btn small" aria-label=label on:click=take>"Take this"</button></li> }
    };
    view! { <ul class="list">{free.into_iter().map(line).collect_view()}</ul> }.into_any()
}

fn take(page: RecordPage, time: Window) {
    match time.to_text() {
        Ok(value) => page.put("Window changed", &[page.edit(Path::of("window"), value)]),
        Err(why) => page.workspace.alarm(why),
    }
    dom::keep_focus();
}
