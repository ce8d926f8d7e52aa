//! What surrounds every page: top bar, navigation, banners, messages, palette.

use crate::edge::offline::OfflineState;
use crate::edge::{dom, location, print, slices};
use crate::prelude::*;
use crate::rooms::first;
use crate::route::{Page, Route};
use crate::ui::page::keep;
use crate::ui::part::{self, Part};
use crate::ui::{banner, icon, keys, nav, toast};
use crate::workspace::{SaveState, Workspace};
use holdfast_domain::rooms::ROOMS;
use leptos::task::spawn_local;

/// What the parts around the page share. Views take it from the context.
#[derive(Clone, Copy)]
pub struct Shell {
    /// The address. A page is drawn anew when `route.page` changes; one that heeds what stands
    /// behind the question mark watches this.
    pub route: RwSignal<Route>,
    /// The page before this one.
    pub before: StoredValue<Option<Page>>,
    /// Whether the palette is open.
    pub palette: RwSignal<bool>,
    /// Whether the map of keys is open.
    pub keys: RwSignal<bool>,
    /// What is asked for a new record, while that is being made.
    pub making: RwSignal<Option<crate::ui::form::Asked>>,
    /// Whether it is asked what a new runbook begins with, where there are templates.
    pub making_runbook: RwSignal<bool>,
    /// Whether the navigation is open on a small window.
    pub nav: RwSignal<bool>,
    /// Whether the app starts without a network.
    pub offline: RwSignal<OfflineState>,
}

impl Shell {
    /// The shell of the page.
    ///
    /// # Panics
    /// Never in the app: it is provided before any page is drawn.
    pub fn of_page() -> Self {
        expect_context::<Self>()
    }

    /// A shell at the page's address.
    pub fn new() -> Self {
        Self {
            route: RwSignal::new(Route::parse(&location::hash())),
            before: StoredValue::new(None),
            palette: RwSignal::new(false),
            keys: RwSignal::new(false),
            making: RwSignal::new(None),
            making_runbook: RwSignal::new(false),
            nav: RwSignal::new(false),
            offline: RwSignal::new(OfflineState::Unsupported),
        }
    }

    /// Goes to a page.
    pub fn go(self, page: Page) {
        let to = Route::to(page);
        if location::set_hash(&to.to_string()).is_err() {
            self.route.set(to);
        }
    }
}

impl Default for Shell {
    fn default() -> Self {
        Self::new()
    }
}

/// The shell with the page that the address names.
pub fn shell(workspace: Workspace, rest: RwSignal<Part>) -> AnyView {
    let shell = Shell::new();
    provide_context(workspace);
    provide_context(shell);
    follow_address(shell, workspace);
    banner::follow_offline(shell, workspace);
    let page = Memo::new(move |_| shell.route.with(|route| route.page.clone()));
    let begun = RwSignal::new(false);
    let first = Memo::new(move |_| !begun.get() && first::is_first(workspace));
    Effect::new(move || {
        if let Some(rest) = rest.get().here() {
            untrack(|| (rest.listen)(shell, workspace));
        }
    });
    keep_title(page, workspace);
    move_focus(page);
    view! {
        <div class="shell" data-nav=move || shell.nav.get().then_some("open")>
            <a class="skip" href="#main" on:click=|event| skip(&event)>"Skip to content"</a>
            {top(shell, workspace)}
            <div class="notes">{banner::banners(shell, workspace)}</div>
            {nav::side(shell, workspace)}
            <button type="button" class="scrim" aria-label="Close menu" tabindex="-1" on:click=move |_| nav::toggle(shell)></button>
            <main class="main" id="main" tabindex="-1" inert=move || shell.nav.get()>
                {print_head(workspace)}
                {move || {
                    let here = page.get();
                    if here == Page::Today && first.get() {
                        return first::page(begun);
                    }
                    match rest.get() {
                        Part::Loading => view! { <p class="muted" aria-busy="true">"Loading…"</p> }.into_any(),
                        Part::Here(rest) => (rest.page)(&shell.route.get_untracked()),
                        Part::Missing => part::missing(rest),
                    }
                }}
            </main>
            {nav::dock(shell)}
        </div>
        {toast::toasts(workspace)}
        {move || rest.get().here().map(|rest| untrack(|| (rest.over)(shell, workspace)))}
    }
    .into_any()
}

// The address is a route, so the link must not change it.
fn skip(event: &leptos::ev::MouseEvent) {
    event.prevent_default();
    dom::focus_heading();
}

fn follow_address(shell: Shell, workspace: Workspace) {
    let changed = move |hash: String| {
        shell.nav.set(false);
        let to = Route::parse(&hash);
        let left = shell.route.with_untracked(|now| now.page.clone());
        if left != to.page {
            shell.before.set_value(Some(left));
        }
        shell.route.set(to);
    };
    match location::on_hash_change(changed) {
        Ok(listener) => listener.keep(),
        Err(error) => workspace.alarm(format!("Links do not work in this browser: {error}.")),
    }
}

fn keep_title(page: Memo<Page>, workspace: Workspace) {
    Effect::new(move || {
        let name = page_name(&page.get(), workspace);
        dom::set_title(&format!("{name} – {} – Holdfast", workspace.name()));
    });
}

/// What a page is called.
pub fn page_name(page: &Page, workspace: Workspace) -> String {
    let room = |id: &str| {
        ROOMS
            .iter()
            .find(|room| room.id == id)
            .map_or("Records", |room| room.name)
    };
    match page {
        Page::Today => "Today".to_owned(),
        Page::Room(id) => room(id).to_owned(),
        Page::Record(room_id, id) => {
            let name = workspace.watch(*id, |view| {
                view.ledger.record(*id).map(|record| view.name(record))
            });
            name.unwrap_or_else(|| room(room_id).to_owned())
        }
        Page::Readiness => "Readiness".to_owned(),
        Page::Reports => "Reports".to_owned(),
        Page::Simulation => "Recovery simulation".to_owned(),
        Page::Calibration => "Calibration".to_owned(),
        Page::Data => "Data".to_owned(),
        Page::Conflicts => "Conflicts".to_owned(),
        Page::Settings => "Settings".to_owned(),
        Page::Unknown(_) => "Nothing here".to_owned(),
    }
}

// After a change of page reading starts at its heading; at the start of the app it stays.
fn move_focus(page: Memo<Page>) {
    Effect::new(move |before: Option<Page>| {
        let now = page.get();
        if before.is_some_and(|before| before != now) {
            spawn_local(async {
                slices::yield_now().await;
                dom::focus_heading();
            });
        }
        now
    });
}

fn top(shell: Shell, workspace: Workspace) -> AnyView {
    let state = workspace.save_state();
    let state = Memo::new(move |_| match state.get() {
        SaveState::Saved if workspace.undecided().get() > 0 => {
            SaveState::NotSaved("choose between two values".to_owned())
        }
        SaveState::Saved if workspace.unwritten().get() > 0 => SaveState::Saving,
        state => state,
    });
    let tone = move || match state.get() {
        SaveState::Saved => "save status tone-ok",
        SaveState::Saving | SaveState::Importing => "save status tone-info sh-half",
        SaveState::NotSaved(_) => "save status tone-error",
    };
    let user = workspace.user();
    let who = move || {
        user.with(|user| {
            if user.name.is_empty() {
                "Who are you?".to_owned()
            } else {
                user.name.clone()
            }
        })
    };
    view! {
        <header class="top" inert=move || shell.nav.get()>
            <button type="button" class="btn icon quiet menu-btn" aria-label="Rooms" aria-controls="rooms"
                aria-expanded=move || shell.nav.get().to_string() on:click=move |_| nav::toggle(shell)>{icon::icon("menu")}</button>
            <a class="ws" href="#/">{icon::icon("holdfast")}<span>{move || workspace.name()}</span></a>
            <button type="button" class="find" aria-keyshortcuts="Control+K Meta+K" aria-haspopup="dialog"
                on:click=move |_| shell.palette.set(true)>
                {icon::icon("search")}<span>"Search or do…"</span><kbd aria-hidden="true">{keys::with_command("K")}</kbd>
            </button>
            {undo_buttons(workspace)}
            {nav::conflicts(workspace)}
            <span class=tone role="status" aria-label="Save state">{move || state.get().words()}</span>
            <a class="who btn quiet" href="#/settings">{icon::icon("user")}<span>{who}</span></a>
        </header>
    }
    .into_any()
}

fn undo_buttons(workspace: Workspace) -> AnyView {
    let labels = workspace.undo_labels();
    let undo = move || labels.with(|(undo, _)| undo.clone());
    let redo = move || labels.with(|(_, redo)| redo.clone());
    let label = |word: &str, what: Option<String>| {
        what.map_or_else(
            || format!("{word}: nothing"),
            |what| format!("{word}: {what}"),
        )
    };
    view! {
        <span class="turn">
            <button type="button" class="btn icon quiet" aria-label=move || label("Undo", undo()) title=move || label("Undo", undo())
                aria-disabled=move || undo().is_none().to_string() on:click=move |_| { workspace.undo(); }>{icon::icon("undo")}</button>
            <button type="button" class="btn icon quiet" aria-label=move || label("Redo", redo()) title=move || label("Redo", redo())
                aria-disabled=move || redo().is_none().to_string() on:click=move |_| { workspace.redo(); }>{icon::icon("redo")}</button>
        </span>
    }
    .into_any()
}

// On paper a page says whose it is and when it was printed.
fn print_head(workspace: Workspace) -> AnyView {
    let printed = move || {
        let at = crate::edge::clock::date_time(workspace.now().get().max(0) as u64);
        let user = workspace.user().with(|user| user.name.clone());
        if user.is_empty() {
            format!("Printed {at}")
        } else {
            format!("Printed {at} by {user}")
        }
    };
    // What a page draws for paper labels its sheets after this.
    keep(print::around(move |now| {
        if now {
            let foot = untrack(|| [workspace.name(), printed()].join(" · "));
            print::label_page(&foot);
        }
    }));
    view! { <p class="print-only print-head"><b>{move || workspace.name()}</b><span>{printed}</span></p> }.into_any()
}
