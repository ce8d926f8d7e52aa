//! Calibration: estimates held against what happened, and how good forecasts were. What it suggests is
//! written only when somebody asks for that.

mod apply;
mod risks;
mod scores;
mod steps;

use crate::edge::{dom, location, print, slices};
use crate::prelude::*;
use crate::rooms::sweep::follow;
use crate::route::{Page, Route};
use crate::ui::empty::empty;
use crate::ui::form::record_link;
use crate::ui::icon::icon;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use apply::Applying;
use holdfast_domain::rooms::calibration::{Calibration, Counted};
use holdfast_ledger::Id;
use leptos::ev;
use leptos::task::spawn_local;

/// So many rows of a table are shown; as many more each time somebody asks.
const SHOWN: usize = 50;
/// The most records that are named as left out.
const NAMED: usize = 20;
/// What the address calls counting all.
const ALL: &str = "all";

/// The address of what was estimated in one record.
pub fn about(id: Id) -> Route {
    Route::to(Page::Calibration).with("of", &id.to_string())
}

/// The way from a record to what calibration says of it.
pub fn way(id: Id) -> AnyView {
    view! { <span class="btns screen-only"><a class="btn small" href=about(id).href()>"Held against what happened"</a></span> }.into_any()
}

/// What the page holds on to.
#[derive(Clone, Copy)]
struct Desk {
    workspace: Workspace,
    found: RwSignal<Option<Calibration>>,
    counted: Memo<Counted>,
    of: Memo<Option<Id>>,
    applying: Applying,
}

/// The page `#/calibration`.
pub fn page() -> AnyView {
    let workspace = Workspace::of_page();
    let shell = Shell::of_page();
    let found = follow(
        workspace,
        || (),
        |all: &mut Calibration, (), record, kind, view| all.take(record, kind, view),
        |all, view| {
            all.finish(view);
            all.applied(apply::applied());
        },
    );
    let asked =
        move |key: &'static str| shell.route.with(|route| route.get(key).map(str::to_owned));
    let desk = Desk {
        workspace,
        found,
        counted: Memo::new(move |_| match asked("count").as_deref() {
            Some(ALL) => Counted::All,
            _ => Counted::Since,
        }),
        of: Memo::new(move |_| asked("of")?.parse().ok()),
        applying: Applying::new(workspace),
    };
    // A row goes whose button had the focus.
    Effect::new(move || {
        found.track();
        if desk.applying.leaves() {
            spawn_local(async {
                slices::yield_now().await;
                if dom::focus_is_lost() {
                    dom::focus_heading();
                }
            });
        }
    });
    let ready = Memo::new(move |_| found.with(Option::is_some));
    let main = move || {
        if ready.get() {
            view! { {risks::card(desk)}{steps::card(desk)}{scores::cards(desk)} }.into_any()
        } else {
            view! { <p class="muted" aria-busy="true">"Reading all records…"</p> }.into_any()
        }
    };
    let paper = move |_| {
        let _ = print::print(Some("Calibration"));
    };
    view! {
        <section class="page">
            <div class="head">
                <div>
                    <h1 tabindex="-1">"Calibration"</h1>
                    <p class="sub">"What was estimated, held against what happened. Nothing changes until you apply it."</p>
                </div>
                <div class="actions"><button type="button" class="btn" on:click=paper>{icon("print")}"Print"</button></div>
            </div>
            {choices(desk)}
            <div class="stack">{main}</div>
            {desk.applying.dialog()}
        </section>
    }
    .into_any()
}

fn go(desk: Desk, counted: Counted, of: Option<Id>) {
    let mut to = Route::to(Page::Calibration);
    if counted == Counted::All {
        to = to.with("count", ALL);
    }
    if let Some(id) = of {
        to = to.with("of", &id.to_string());
    }
    if let Err(why) = location::replace_hash(&to.to_string()) {
        desk.workspace.alarm(why.to_string());
    }
}

fn choices(desk: Desk) -> AnyView {
    let choose = move |event: ev::Targeted<ev::Event, web_sys::HtmlSelectElement>| {
        let counted = if event.target().value() == ALL {
            Counted::All
        } else {
            Counted::Since
        };
        go(desk, counted, desk.of.get_untracked());
    };
    let is_all = move || desk.counted.get() == Counted::All;
    let only = move || {
        desk.of.get().map(|id| {
            let all = move |_| go(desk, desk.counted.get_untracked(), None);
            view! { <span>"Only "{record_link(desk.workspace, id)}" "<button type="button" class="btn small quiet" on:click=all>"Show all"</button></span> }
        })
    };
    let told = move || {
        is_all().then(|| view! { <p class="help">"An estimate may know of what came before it was written, so that is not counted into it again: what would follow is shown, and nothing of it can be applied."</p> })
    };
    view! {
        <div class="toolbar calibration-what screen-only" role="group" aria-label="What counts">
            <label class="inline" for="calibration-count">"Count"
                <select id="calibration-count" on:change:target=choose>
                    <option value="" selected=move || !is_all()>"what came after an estimate was written"</option>
                    <option value=ALL selected=is_all>"all that is recorded, to look at only"</option>
                </select>
            </label>
            {only}
            {told}
        </div>
    }
    .into_any()
}

// So many more rows, where there are any.
fn more(shown: RwSignal<usize>, all: usize) -> AnyView {
    let button = move || {
        let rest = all.saturating_sub(shown.get());
        (rest > 0).then(|| view! { <p class="btns screen-only"><button type="button" class="btn small" on:click=move |_| shown.update(|shown| *shown += SHOWN)>{format!("Show more ({rest})")}</button></p> })
    };
    view! { {button} }.into_any()
}

fn nothing(what: &'static str, how: &'static str) -> AnyView {
    empty("curve", what, view! { <p>{how}</p> }.into_any())
}

// What says nothing, and why.
fn left_out(desk: Desk, all: &[(Id, String)]) -> Option<AnyView> {
    let one = |(id, why): &(Id, String)| view! { <li>{record_link(desk.workspace, *id)}<span class="muted">{why.clone()}</span></li> };
    let rest = all.len().saturating_sub(NAMED);
    let rest = (rest > 0).then(|| view! { <li>{format!("and {rest} more")}</li> });
    (!all.is_empty()).then(|| {
        view! {
            <details class="folded">
                <summary>{format!("Left out ({})", all.len())}</summary>
                <ul class="list">{all.iter().take(NAMED).map(one).collect_view()}{rest}</ul>
            </details>
        }
        .into_any()
    })
}
