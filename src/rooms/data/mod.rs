//! Import, export, restore points, storage.

mod calendar;
mod compare;
mod drafts;
pub mod export;
mod import;
pub mod kit;
mod look;
mod passphrase;
mod points;
mod review;
pub mod schedule;
mod seal;
mod states;
mod table;
mod table_row;
mod told;
pub mod unlock;
mod unseal;

pub use import::Import;

use crate::edge::files::{self, GivenFile};
use crate::edge::{dom, slices};
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::icon::icon;
use crate::workspace::Workspace;
use crate::workspace::exchange::{Run, Watch};
use holdfast_domain::conflicts::counted;
use leptos::ev;
use leptos::task::spawn_local;

const FILES: &str = "files-to-import";

/// The page `#/data`.
pub fn page() -> AnyView {
    let workspace = Workspace::of_page();
    let import = Import::new(workspace);
    view! {
        <section class="page read">
            <div class="head">
                <div>
                    <h1 tabindex="-1">"Data"</h1>
                    <p class="sub">"Everything is kept in this browser. Files are how it travels: to colleagues, to other devices, into a safe place."</p>
                </div>
            </div>
            {kit::own_card(workspace, import)}
            {import_card(import)}
            {export::card(workspace)}
            {schedule::card(workspace)}
            {kit::card(workspace)}
            {points::card(workspace, import)}
            {compare::card(workspace, import)}
            {import.unseal.dialog(import)}
            {import.columns.dialog(import)}
            {review::dialog(import)}
        </section>
    }
    .into_any()
}

fn import_card(import: Import) -> AnyView {
    let chosen = move |event: ev::Event| import.begin(files::from_input(&event_target(&event)));
    let dropped = move |event: ev::DragEvent| {
        event.prevent_default();
        let given: Vec<GivenFile> = event
            .data_transfer()
            .map(|data| files::from_transfer(&data))
            .unwrap_or_default();
        import.begin(given);
    };
    let state = move || import.words();
    let asks = move || import.columns.is_open();
    view! {
        <section class="card" on:dragover=|event: ev::DragEvent| event.prevent_default() on:drop=dropped>
            <h2>"Import"</h2>
            <div class="field">
                <label for=FILES>"Files to import"</label>
                <input id=FILES type="file" multiple on:change=chosen aria-describedby="files-help"/>
                <p class="help" id="files-help">
                    "Holdfast workspaces (.holdfast.json, or .sealed.json with their passphrase), up to 512 MB each, tables of any register as CSV or workbooks (.xlsx), runbooks as Markdown or Jupyter notebooks (.ipynb), vulnerabilities as CISA’s catalogue or CSAF advisories (.json), and incidents of Statuspage, PagerDuty (.json) and cState or as reports (.md). Choose several at once, or drop them here. You see what they would do before anything changes."
                </p>
            </div>
            <p role="status">{state}</p>
            {move || (!asks()).then(|| under_way(import.watch, "Import", "Cancel import", FILES))}
            {move || import.done().then(|| left_to_do(import.workspace))}
            {move || import.waits().then(|| waiting(import))}
            {move || import.problem().map(|problem| view! {
                <div class="callout tone-error" role="alert"><p>{problem}</p></div>
            })}
        </section>
    }
    .into_any()
}

// What the import left: the way to what is to be decided and to what it broke (M13).
fn left_to_do(workspace: Workspace) -> AnyView {
    let shown = move || {
        let open = workspace.conflicts().get();
        let last = workspace.last_merge().get().unwrap_or_default();
        let broken = match last.broken.len() {
            0 => None,
            1 => Some("1 rule is broken since.".to_owned()),
            many => Some(format!("{many} rules are broken since.")),
        };
        let unchecked = (last.unchecked > 0).then(|| {
            format!(
                "{} more records were not checked for that; Today lists what is wrong with them.",
                last.unchecked
            )
        });
        let decide = (open > 0).then(|| format!("{} to decide.", counted(open)));
        let said: Vec<String> = decide.into_iter().chain(broken).chain(unchecked).collect();
        (!said.is_empty()).then(|| {
            view! {
                <div class="callout tone-warn">
                    <p>{said.join(" ")}</p>
                    <div class="btns"><a class="btn small" href=Route::to(Page::Conflicts).href()>"See the conflicts"</a></div>
                </div>
            }
        })
    };
    view! { {shown} }.into_any()
}

// Esc closes the review; what was corrected in it is kept until it is taken up or thrown away.
fn waiting(import: Import) -> AnyView {
    view! {
        <div class="callout tone-warn" role="status">
            <p>"The review was closed. Your corrections are kept until you leave this page or choose other files. Nothing was imported yet."</p>
            <div class="btns">
                <button type="button" class="btn small" on:click=move |_| import.open.set(true)>"Go on reviewing"</button>
                <button type="button" class="btn small quiet" on:click=move |_| import.discard()>"Discard your corrections"</button>
            </div>
        </div>
    }
    .into_any()
}

/// How far work is, what it is, and the way to give it up, called `stop`. That button goes with what it
/// stops: the focus goes `home`.
pub fn under_way(
    watch: Watch,
    what: &'static str,
    stop: &'static str,
    home: &'static str,
) -> AnyView {
    let on = Memo::new(move |_| watch.is_on());
    let pressed = move |_| {
        watch.cancel();
        dom::focus(home);
    };
    let shown = move || {
        on.get().then(|| view! {
            <div class="under-way">
                <span class="muted">{what}": "<span class="num">{move || watch.percent()}" %"</span></span>
                <progress max="100" value=move || watch.percent().to_string() aria-label=what></progress>
                <button type="button" class="btn small quiet" on:click=pressed>{stop}</button>
            </div>
        })
    };
    view! { {shown} }.into_any()
}

/// The file that is being written for somebody, over any page: it is written on wherever one goes.
pub fn writing(workspace: Workspace) -> AnyView {
    let on = Memo::new(move |_| workspace.exporting().is_on());
    Effect::new(move || {
        if on.get() {
            spawn_local(async {
                // Once it is drawn.
                slices::yield_now().await;
                dom::uncover_focus(WRITING);
            });
        }
    });
    view! { <div class="writing screen-only" id=WRITING>{under_way(workspace.exporting(), "Export", "Cancel export", "")}</div> }
        .into_any()
}

const WRITING: &str = "writing";

/// What a dialog began and is not yet through with: closing the dialog, or leaving the page, gives it up.
fn given_up_with(open: RwSignal<bool>) -> StoredValue<Option<Run>> {
    let run = StoredValue::new(None::<Run>);
    let give_up = move || {
        if let Some(run) = run.try_update_value(Option::take).flatten() {
            run.cancel();
        }
    };
    Effect::new(move || {
        if !open.get() {
            give_up();
        }
    });
    on_cleanup(give_up);
    run
}

/// A button that runs something that takes a while, and says so meanwhile.
fn slow_button(
    label: &'static str,
    glyph: &'static str,
    class: &'static str,
    busy: Signal<bool>,
    run: impl Fn() + 'static,
) -> AnyView {
    // One that were disabled would lose the focus, and what opens then could not give it back.
    let pressed = move |_| {
        if !busy.get_untracked() {
            run();
        }
    };
    view! {
        <button type="button" class=class aria-disabled=move || busy.get().then_some("true") aria-busy=move || busy.get().to_string() on:click=pressed>
            {icon(glyph)}{label}
        </button>
    }
    .into_any()
}
