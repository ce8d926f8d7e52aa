//! One record: a form that follows from the description of its kind, what it leads to
//! and comes from, what was said about it, and all that ever happened to it.

mod actions;
mod attach;
mod bind;
mod chosen_items;
mod document;
mod fields;
mod findings;
mod head;
mod items;
mod links;
mod menu;
mod notes;
mod panel;
mod past;
mod purge;
mod rest;

use crate::edge::{dom, slices};
use crate::prelude::*;
use crate::route::{Page as At, Route};
use crate::ui::form::Asked;
use crate::ui::picture::Keeper;
use crate::workspace::Workspace;
use holdfast_domain::describe::{Kind, in_text};
use holdfast_domain::rooms;
use holdfast_domain::view::View;
use holdfast_ledger::{Edit, Id, Ledger, Path, Record, Text};

pub use actions::{
    buttons_beside as action_buttons_beside, buttons_of as action_buttons,
    entries_of as action_entries, perform,
};
pub use attach::attached_to;
pub use bind::{author, control, signed, when};
pub use document::Document;
pub use fields::{cards_of, element_id, form, form_as, form_without};
pub use findings::{at_field, findings, lead};
pub use head::{decisions, head, head_of, head_with, standing, to_decide};
pub use items::editor as list_editor;
pub use panel::panel;

/// The page of a record that is here and of a kind that this version knows.
#[derive(Clone, Copy)]
pub struct RecordPage {
    /// The workspace.
    pub workspace: Workspace,
    /// The record.
    pub id: Id,
    /// Its kind.
    pub kind: &'static Kind,
    /// What is being asked before an action is done.
    pub asked: RwSignal<Option<Asked>>,
    /// What is asked before it is purged.
    pub purging: RwSignal<Option<purge::Asked>>,
    /// The field or list that a finding leads to, where it is not on screen.
    pub wanted: RwSignal<Option<&'static str>>,
    /// Whether what settles has its turn: of a long record once the page is on screen.
    settles: RwSignal<bool>,
}

/// Records with more registers than this are long: reading all of them takes a part of a second.
const LONG: usize = 2_000;

impl RecordPage {
    /// The page of a record.
    pub fn new(id: Id, kind: &'static Kind) -> Self {
        let workspace = Workspace::of_page();
        let is_long = |record: &Record| record.slots().len() > LONG;
        let is_long = workspace.read(|view| view.ledger.record(id).is_some_and(is_long));
        let settles = RwSignal::new(!is_long);
        if is_long {
            slices::painted(move || {
                let _ = settles.try_set(true);
            });
        }
        Self {
            workspace,
            id,
            kind,
            asked: RwSignal::new(None),
            purging: RwSignal::new(None),
            wanted: RwSignal::new(None),
            settles,
        }
    }

    /// An edit of a register of the record.
    pub fn edit(self, path: Path, value: Text) -> Edit {
        Edit {
            record: self.id,
            kind: self.kind.key(),
            path,
            value,
        }
    }

    /// Makes edits; says why not, if not.
    pub fn put(self, label: &str, edits: &[Edit]) {
        if let Err(why) = self.workspace.dispatch(label, edits) {
            self.workspace.alarm(why);
        }
    }

    /// Reads the record; the reader runs again when it changes.
    pub fn watch<T: Default>(self, reader: impl FnOnce(&Record, &View<'_>) -> T) -> T {
        self.workspace.watch(self.id, |view| {
            view.ledger
                .record(self.id)
                .map(|record| reader(record, view))
                .unwrap_or_default()
        })
    }

    /// Reads the record and others; the reader runs again when anything changes, and
    /// as time goes by.
    pub fn watch_all<T: Default>(self, reader: impl FnOnce(&Record, &View<'_>) -> T) -> T {
        self.workspace.now().track();
        self.workspace.watch_all(|view| {
            view.ledger
                .record(self.id)
                .map(|record| reader(record, view))
                .unwrap_or_default()
        })
    }

    /// As [`Self::watch_all`], but a moment after the last change. Of a long record there is nothing
    /// before the page is on screen.
    pub fn watch_settled<T: Default>(self, reader: impl FnOnce(&Record, &View<'_>) -> T) -> T {
        if !self.settles.get() {
            return T::default();
        }
        self.workspace.now().track();
        self.workspace.watch_settled(|view| {
            view.ledger
                .record(self.id)
                .map(|record| reader(record, view))
                .unwrap_or_default()
        })
    }

    /// Reads the record once.
    pub fn read<T: Default>(self, reader: impl FnOnce(&Record, &View<'_>) -> T) -> T {
        self.workspace.read(|view| {
            view.ledger
                .record(self.id)
                .map(|record| reader(record, view))
                .unwrap_or_default()
        })
    }
}

#[derive(Clone, PartialEq)]
enum State {
    Unknown,
    OtherVersion(String),
    Deleted(&'static str),
    Purged(&'static str),
    Here(&'static str),
}

/// The page of a record.
pub fn record(room: &'static str, id: Id) -> AnyView {
    let workspace = Workspace::of_page();
    let state = Memo::new(move |_| {
        workspace.watch(id, |view| match view.ledger.record(id) {
            None => State::Unknown,
            Some(record) => match rooms::kind(record.kind.as_str()) {
                None => State::OtherVersion(record.kind.to_string()),
                Some(kind) if record.is_purged() => State::Purged(kind.one),
                Some(kind) if record.is_deleted() => State::Deleted(kind.id),
                Some(kind) => State::Here(kind.id),
            },
        })
    });
    // What is being typed is written before the page goes away.
    if let Ok([hidden, left]) = dom::on_hide(dom::leave_field) {
        let kept = StoredValue::new_local((hidden, left));
        on_cleanup(move || kept.dispose());
    }
    let page = move || match state.get() {
        State::Unknown => missing(room, "There is no such record here", UNKNOWN),
        State::OtherVersion(kind) => {
            missing(room, &format!("A record of the kind “{kind}”"), NEWER)
        }
        State::Purged(one) => missing(room, &format!("This {} was purged", in_text(one)), PURGED),
        State::Deleted(kind) => rooms::kind(kind)
            .map(|kind| deleted(RecordPage::new(id, kind)))
            .into_any(),
        State::Here(kind) => rooms::kind(kind)
            .map(|kind| here(RecordPage::new(id, kind)))
            .into_any(),
    };
    view! { {page} }.into_any()
}

const UNKNOWN: &str = "The link may come from another workspace, or the record was never shared with this copy. \
                       Import the file that holds it, or look for it by name.";
const PURGED: &str = "Somebody took it out for good, with its history and from every copy that merges with this one.";
const NEWER: &str = "It was made by a newer version of Holdfast. It is kept whole and exported with \
                     everything else; this version cannot show it.";

fn missing(room: &'static str, title: &str, text: &'static str) -> AnyView {
    let name = rooms::ROOMS
        .iter()
        .find(|known| known.id == room)
        .map_or(room, |room| room.name);
    let title = title.to_owned();
    view! {
        <section class="page read">
            <div class="head"><h1 tabindex="-1">{title}</h1></div>
            <p>{text}</p>
            <p><a class="btn" href=Route::to(At::Room(room)).href()>{format!("All {}", name.to_lowercase())}</a></p>
        </section>
    }
    .into_any()
}

fn deleted(page: RecordPage) -> AnyView {
    let name = page.read(|record, view| view.name(record));
    let source = page.watch(|record, _| bind::source(record, holdfast_domain::view::TOMB));
    let one = page.kind.one;
    let restore = move |_| {
        let edit = Ledger::undelete(page.id, page.kind.key());
        page.put(&format!("{one} restored"), &[edit]);
        dom::keep_focus();
    };
    view! {
        <section class="page read">
            <div class="head">
                <div>
                    <p class="crumb"><a href=head::room_href(page.kind)>{page.kind.many}</a></p>
                    <h1 tabindex="-1">{name}</h1>
                </div>
            </div>
            <div class="callout tone-warn">
                <h2>{format!("This {} was deleted", in_text(one))}</h2>
                <p>{source} " Nothing of it is lost: restore it, or look into its history."</p>
                <div class="btns">
                    <button type="button" class="btn" on:click=move |_| purge::record(page)>"Purge…"</button>
                    <button type="button" class="btn primary" on:click=restore>"Restore"</button>
                </div>
            </div>
            {past::history(page)}
            {purge::dialog(page)}
        </section>
    }
    .into_any()
}

// Some rooms have a page of their own.
fn here(page: RecordPage) -> AnyView {
    provide_context(Keeper {
        workspace: page.workspace,
        record: page.id,
    });
    findings::led(page);
    match page.kind.id {
        "runbook" => super::runbooks::page(page),
        "run" => super::runs::page(page),
        "incident" => super::incidents::page(page),
        "risk" => super::risks::page(page),
        "exercise" => super::exercises::page(page),
        "change" => super::changes::page(page),
        "cab_meeting" => super::changes::meeting_page(page),
        "plan" => super::plans::page(page),
        "activation" => super::plans::activation_page(page),
        "service" => super::services::page(page),
        "service_level" => super::service_levels::page(page),
        _ => whole(page),
    }
}

fn whole(page: RecordPage) -> AnyView {
    view! {
        <section class="page">
            {head(page)}
            {findings::findings(page)}
            <div class="record">
                <div>{form(page)}</div>
                {panel(page)}
            </div>
            {crate::ui::form::ask(page.asked)}
        </section>
    }
    .into_any()
}
