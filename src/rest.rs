//! What the first screen does without: pages of rooms, dialogs, files in and out.
//!
//! The published module is split here. All of this is reached through [`REST`] only, which is
//! loaded when the first screen stands; a second way in would pull it into the first part.

use crate::edge::focus;
use crate::edge::serve::Scope;
use crate::prelude::*;
use crate::rooms::{data, rescue};
use crate::route::Route;
use crate::ui::shell::Shell;
use crate::ui::{create, keys, palette};
use crate::workspace::Workspace;
use crate::workspace::exchange::{self, Input, Run};
use holdfast_ledger::Id;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::pin::Pin;

/// The ways into the second part of the app.
pub struct Rest {
    /// The page that an address leads to.
    pub page: fn(&Route) -> AnyView,
    /// What opens over any page: palette, new record, keys.
    pub over: fn(Shell, Workspace) -> AnyView,
    /// Makes the keys work, counts conflicts, reads ahead.
    pub listen: fn(Shell, Workspace),
    /// The page for a stored workspace that cannot be opened.
    pub rescue: fn(&str, Callback<Workspace>) -> AnyView,
    /// Takes a workspace in, given a file's name and bytes.
    pub take_in: fn(Workspace, String, Vec<u8>) -> Tried,
    /// Takes in the records that this page brings, where it is a kit.
    pub open_kit: fn(Workspace) -> Tried,
    /// The page of a sealed kit: it shows the workspace once a passphrase has opened it.
    pub unlock: fn(Workspace, Callback<Workspace>) -> AnyView,
    /// Does what is due now and then: the day's restore point, an automatic export.
    pub upkeep: fn(Workspace) -> Soon<()>,
    /// Takes what was purged of records out of what this browser keeps of their past.
    pub scrub: fn(Workspace, BTreeSet<Id>) -> Tried,
    /// In a worker: does the heavy work that the page asks for.
    pub serve: fn(Scope),
}

/// Something that takes a while.
pub type Soon<T> = Pin<Box<dyn Future<Output = T>>>;

/// Something that takes a while and may fail, with the reason as a sentence.
pub type Tried = Soon<Result<(), String>>;

/// The second part. Only the function that loads it may name this.
pub static REST: Rest = Rest {
    page: crate::rooms::page,
    over: |shell, workspace| {
        view! { {palette::palette(shell, workspace)} {create::dialog(shell)} {keys::map(shell)} {data::writing(workspace)} }
            .into_any()
    },
    listen: |shell, workspace| {
        keys::listen(shell, workspace);
        workspace.read_ahead();
        workspace.follow_checks();
        if let Err(error) = focus::guard() {
            workspace.alarm(format!("The focus may get lost in this browser: {error}."));
        }
        workspace.follow_conflicts();
    },
    rescue: rescue::page,
    take_in: |workspace, name, bytes| {
        Box::pin(async move {
            let (input, run) = (Input::Bytes(bytes), Run::UNWATCHED);
            let review = workspace.review(&name, input, run).await?;
            let applied = workspace.apply(review, |_, _| true, Vec::new(), run).await;
            applied.map(drop)
        })
    },
    open_kit: |workspace| Box::pin(async move { workspace.open_kit("").await }),
    unlock: data::unlock::page,
    upkeep: |workspace| {
        Box::pin(async move {
            workspace.daily_point().await;
            data::schedule::run(workspace).await;
        })
    },
    scrub: |workspace, doomed| Box::pin(workspace.scrub(doomed)),
    serve: |worker| worker.listen(exchange::answer),
};

/// The second part could not be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing;

/// How the second part is loaded; may be called again after it failed.
pub type Load = fn() -> Soon<Result<&'static Rest, Missing>>;

thread_local! {
    static LOAD: Cell<Option<Load>> = const { Cell::new(None) };
}

/// Says how the second part is loaded, once, before anything asks for it.
pub fn set_load(load: Load) {
    LOAD.set(Some(load));
}

/// The second part, loaded if it is not yet there.
///
/// # Errors
/// When it cannot be loaded now.
pub async fn rest() -> Result<&'static Rest, Missing> {
    match LOAD.get() {
        Some(load) => load().await,
        None => Err(Missing),
    }
}
