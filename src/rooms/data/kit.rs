//! Offline kits: what goes into one, and what a kit says of itself.

use super::export::{export_now, not_exported, with_checks, write_for};
use super::import::{Found, Import};
use super::passphrase::{Passphrase, Wrong, about};
use super::unseal::Sealed;
use super::{given_up_with, slow_button, under_way};
use crate::edge::{clock, dom, kit};
use crate::prelude::*;
use crate::ui::dialog::{Dialog, cancel, next_id, submit_button};
use crate::ui::icon::icon;
use crate::workspace::Workspace;
use crate::workspace::exchange::{Run, Scope, is_sealed_kit};
use holdfast_domain::codec::kit::About;
use holdfast_domain::heavy::Include;
use holdfast_domain::pace::CANCELLED;
use holdfast_domain::rooms::ROOMS;
use holdfast_ledger::Id;
use leptos::task::spawn_local;

/// What the button is called, wherever it stands; the dialog too.
pub const MAKE: &str = "Make an offline kit";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Workspace,
    Room,
    Selection,
}

/// What is asked before a kit is made.
#[derive(Clone, Copy)]
struct Asked {
    workspace: Workspace,
    open: RwSignal<bool>,
    selection: Signal<Vec<Id>>,
    which: RwSignal<Which>,
    room: RwSignal<String>,
    with: RwSignal<Include>,
    sealed: RwSignal<bool>,
    passphrase: Passphrase,
    run: StoredValue<Option<Run>>,
    /// What is wrong, and with which field.
    wrong: RwSignal<Option<Wrong>>,
}

/// What is wrong with no field.
const RUN: &str = "kit-run";

/// The part of the page Data.
pub fn card(workspace: Workspace) -> AnyView {
    let open = RwSignal::new(false);
    view! {
        <section class="card stack">
            <h2>"Offline kit"</h2>
            <p>"One file with the app and your records in it. It opens from a disk or a memory stick, with no network and nothing installed."</p>
            <div class="btns">
                <button type="button" class="btn" aria-haspopup="dialog" on:click=move |_| open.set(true)>{icon("download")}{MAKE}</button>
            </div>
            {dialog(workspace, open, Signal::stored(Vec::new()))}
        </section>
    }
    .into_any()
}

/// The dialog; `selection` is what is selected where it opens.
pub fn dialog(workspace: Workspace, open: RwSignal<bool>, selection: Signal<Vec<Id>>) -> AnyView {
    let asked = Asked {
        workspace,
        open,
        selection,
        which: RwSignal::new(Which::Workspace),
        room: RwSignal::new(String::new()),
        with: RwSignal::new(Include::ALL),
        sealed: RwSignal::new(false),
        passphrase: Passphrase::new(open),
        run: given_up_with(open),
        wrong: RwSignal::new(None),
    };
    let buttons = move || view! { {cancel(open)}{submit_button("Make kit")} };
    Dialog::new(MAKE, move || body(asked), buttons)
        .submit(move || asked.make())
        .view(open)
}

fn body(asked: Asked) -> AnyView {
    let selected = asked.selection.with_untracked(Vec::len);
    asked.wrong.set(None);
    asked.which.set(if selected > 0 {
        Which::Selection
    } else {
        Which::Workspace
    });
    let group = next_id("kit");
    let way = |which: Which, label: String| {
        let chosen = move || asked.which.get() == which;
        view! { <label><input type="radio" name=group.clone() prop:checked=chosen on:change=move |_| asked.which.set(which)/><span>{label}</span></label> }
    };
    let of_selection = match selected {
        0 => None,
        1 => Some("The selected record and what it links to".to_owned()),
        many => Some(format!("The {many} selected and what they link to")),
    };
    let help = (selected == 0).then(|| {
        view! { <p class="help">"For some records only, select them in a register and make the kit there."</p> }
    });
    let seal = next_id("kit-seal");
    view! {
        <p>"One HTML file with the app and these records. Whoever opens it can read, search, run runbooks, print, and export what changed, for you to import."</p>
        <div class="form">
            <fieldset class="field"><legend>"Records"</legend>
                <div class="seg">
                    {of_selection.map(|label| way(Which::Selection, label))}
                    {way(Which::Workspace, "The whole workspace".to_owned())}
                    {way(Which::Room, "One room".to_owned())}
                </div>
                {help}
            </fieldset>
            {move || (asked.which.get() == Which::Room).then(|| rooms(asked.room))}
        </div>
        {with_checks(asked.with)}
        <p class="check"><input id=seal.clone() type="checkbox" prop:checked=move || asked.sealed.get()
                on:change=move |event| asked.sealed.set(event_target_checked(&event))/>
            <label for=seal>"Sealed: only a passphrase opens its records"</label></p>
        {move || if asked.sealed.get() { sealed(asked) } else { readable() }}
        {under_way(asked.workspace.exporting(), "Making the kit", "Cancel kit", "")}
        {move || about(asked.wrong, RUN).map(|why| view! { <p class="error" role="alert"><span>{why}</span></p> })}
    }
    .into_any()
}

fn readable() -> AnyView {
    view! { <p class="callout tone-warn">"Anyone who has the file can read what is in it."</p> }
        .into_any()
}

fn sealed(asked: Asked) -> AnyView {
    view! {
        <p class="callout tone-info">"Anyone who has the file can read on its cover whose kit it is, when and by whom it was made, and how many records it has. Holdfast stores the passphrase nowhere: if it is lost, nobody can open the records. Where the kit was opened, that browser keeps them unsealed."</p>
        {asked.passphrase.choose(asked.wrong)}
    }
    .into_any()
}

fn rooms(room: RwSignal<String>) -> AnyView {
    let id = next_id("kit-room");
    let options = ROOMS.iter().map(|known| {
        let here = room.with_untracked(|room| room == known.id);
        view! { <option value=known.id selected=here>{known.name}</option> }
    });
    view! {
        <div class="field half">
            <label for=id.clone()>"Room"</label>
            <select id=id on:change=move |event| room.set(event_target_value(&event))>
                <option value="">"Choose…"</option>
                {options.collect_view()}
            </select>
        </div>
    }
    .into_any()
}

impl Asked {
    fn scope(self) -> Result<Scope, String> {
        match self.which.get_untracked() {
            Which::Workspace => Ok(Scope::Workspace),
            Which::Selection => Ok(Scope::Selection(self.selection.get_untracked())),
            Which::Room => {
                let chosen = self.room.get_untracked();
                let room = ROOMS.iter().find(|known| known.id == chosen);
                let room = room.ok_or("Choose a room first.")?;
                Ok(Scope::Room(room.id))
            }
        }
    }

    fn make(self) {
        self.wrong.set(None);
        let scope = match self.scope() {
            Ok(scope) => scope,
            Err(why) => return self.wrong.set(Some((RUN, why))),
        };
        let sealed = self.sealed.get_untracked();
        let passphrase = match sealed.then(|| self.passphrase.chosen()).transpose() {
            Ok(passphrase) => passphrase,
            Err(wrong) => return self.wrong.set(Some(wrong)),
        };
        let run = match self.workspace.exporting().begin_alone() {
            Ok(run) => run,
            Err(why) => return self.wrong.set(Some((RUN, why))),
        };
        self.run.set_value(Some(run));
        let with = self.with.get_untracked();
        spawn_local(async move {
            let passphrase = passphrase.as_deref();
            let made = self.workspace.make_kit(&scope, with, passphrase, run).await;
            run.end();
            match made {
                Ok(made) => {
                    self.open.try_set(false);
                    let what = words(&made.about);
                    self.workspace
                        .say(format!("Saved as {}. {what}", made.name));
                }
                Err(why) if why == CANCELLED => self.workspace.say("Cancelled. No kit was made."),
                Err(why) => {
                    if let Some(Some((_, why))) = self.wrong.try_set(Some((RUN, why))) {
                        self.workspace.alarm(format!("No kit was made: {why}"));
                    }
                }
            }
        });
    }
}

fn words(about: &About) -> String {
    about.words(&clock::date(about.made.max(0) as u64))
}

/// What this page is, where it is a kit with records.
pub fn own_words() -> Option<String> {
    let about = About::parse(&kit::own(kit::ABOUT)?)?;
    Some(words(&about))
}

/// The line on Today.
pub fn note() -> Option<AnyView> {
    let what = own_words()?;
    let view = view! {
        <div class="callout tone-info screen-only">
            <p>{what}" What you do here is kept in this browser, for this kit only. "<a href="#/data">"Export what changed"</a>" to bring it back."</p>
        </div>
    };
    Some(view.into_any())
}

/// The part of the page Data in a kit with records.
pub fn own_card(workspace: Workspace, import: Import) -> Option<AnyView> {
    let what = own_words()?;
    let busy = Signal::derive(move || workspace.exporting().is_on());
    let asking = RwSignal::new(false);
    let changed = move || {
        if is_sealed_kit() && !untrack(move || workspace.is_locked_kit()) {
            return asking.set(true);
        }
        write_for(workspace, async move |run| {
            export_changes(workspace, "", run).await
        });
    };
    let view = view! {
        <section class="card stack">
            <h2>"This kit"</h2>
            <p>{what}</p>
            <p>"What you do here is kept in this browser, on this device, apart from every other kit. Export what changed and give that file to those who keep the workspace: they import it, and it brings your changes and nothing else."</p>
            <div class="btns">
                {slow_button(CHANGED, "download", "btn primary", busy, changed)}
            </div>
            {is_sealed_kit().then(|| later(import))}
            {ask(workspace, asking)}
        </section>
    };
    Some(view.into_any())
}

// Who went on without the records of a sealed kit has its passphrase later. They are reviewed like any
// other file; where they are here already, nothing changes.
fn later(import: Import) -> AnyView {
    let open = move |_| {
        if let Some(text) = kit::own(kit::DATA) {
            let file = Sealed {
                name: "this kit".to_owned(),
                bytes: text.into_bytes().into(),
            };
            import.unseal.ask(file, Found::default());
        }
    };
    view! {
        <p class="btns"><button type="button" class="btn" aria-haspopup="dialog" on:click=open>{icon("lock")}"Open its sealed records"</button></p>
    }
    .into_any()
}

const CHANGED: &str = "Export what changed";
const TYPED: &str = "kit-passphrase";

async fn export_changes(workspace: Workspace, passphrase: &str, run: Run) -> Result<(), String> {
    let ids = workspace.changed_in_kit(passphrase, run.part(0.0, 0.5));
    let ids = ids.await?;
    run.check()?;
    if ids.is_empty() {
        workspace.say("Nothing changed since this kit was made.");
        return Ok(());
    }
    let changes = Scope::Only("changes".to_owned(), ids);
    export_now(workspace, &changes, Include::ALL, run.part(0.5, 1.0)).await
}

// What a sealed kit brought has to be opened again to tell what is not as it was.
fn ask(workspace: Workspace, open: RwSignal<bool>) -> AnyView {
    let passphrase = Passphrase::new(open);
    let wrong = RwSignal::new(None);
    let given_up = given_up_with(open);
    let body = move || {
        wrong.set(None);
        view! {
            <p>"What this kit brought is sealed. Its passphrase is needed to tell what is not as it was. The file with the changes will not be sealed."</p>
            {passphrase.field(TYPED, "Passphrase of this kit", passphrase.typed, wrong.into())}
            {passphrase.show_box()}
            {passphrase.progress()}
            {under_way(workspace.exporting(), "Export", "Cancel export", "")}
        }
        .into_any()
    };
    let submit = move || {
        if passphrase.is_busy() {
            return;
        }
        wrong.set(None);
        let run = match workspace.exporting().begin_alone() {
            Ok(run) => run,
            Err(why) => return wrong.set(Some(why)),
        };
        given_up.set_value(Some(run));
        passphrase.step.set("Comparing…");
        let (typed, turn) = (passphrase.typed.get_untracked(), passphrase.turn());
        spawn_local(async move {
            let exported = export_changes(workspace, &typed, run).await;
            run.end();
            if !passphrase.goes_on(turn) {
                return;
            }
            passphrase.step.set("");
            match exported {
                Ok(()) => open.set(false),
                Err(why) if why == CANCELLED => not_exported(workspace, &why),
                Err(why) => {
                    wrong.set(Some(why));
                    dom::focus(TYPED);
                }
            }
        });
    };
    let buttons = move || view! { {cancel(open)}{submit_button(CHANGED)} };
    Dialog::new(CHANGED, body, buttons)
        .submit(submit)
        .view(open)
}
