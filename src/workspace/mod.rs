//! The open workspace: records in memory, and the one way to change them.
//!
//! event → [`Workspace::dispatch`] → ledger → journal and database → signals → view.

mod ahead;
mod attachments;
mod beside;
mod checks;
mod conflicts;
pub mod exchange;
mod fold;
mod history;
mod keep;
mod notices;
mod purge;
mod save;
mod start;
mod tabs;
mod track;
mod undo;

pub use ahead::Ahead;
pub use attachments::{ATTACHMENTS, MAX_ATTACHMENT, Taken, megabytes, take};
pub use beside::{Beside, database};
pub use conflicts::LastMerge;
pub use history::{PastChange, PastWrite};
pub use notices::Notice;
pub use purge::Target;
pub use save::SaveState;
pub use start::{Opened, open};
pub use undo::Undone;

use crate::edge::{clock, prefs::Prefs, random, zones};
use crate::prelude::*;
use holdfast_domain::codes;
use holdfast_domain::describe::Kind;
use holdfast_domain::recent::Recent;
use holdfast_domain::rooms::{self, people};
use holdfast_domain::view::View;
use holdfast_domain::zone::{Change as Set, Zone, Zones};
use holdfast_ledger::undo::Undo;
use holdfast_ledger::{Change, Edit, Id, Key, Ledger, Path, Stamp, Text};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The open workspace. A cheap handle; views take it from the context.
#[derive(Clone, Copy)]
pub struct Workspace(StoredValue<Rc<Inner>, LocalStorage>);

/// Who is using this device: signs changes. Attested, not authenticated.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct User {
    /// The name.
    pub name: String,
    /// The person record, if it is one.
    pub id: Option<String>,
}

struct Inner {
    ledger: RefCell<Ledger>,
    prefs: Prefs,
    recent: Recent,
    /// How many fields hold something that is not written yet.
    unwritten: RwSignal<u32>,
    /// How many of them wait for a choice between two values.
    undecided: RwSignal<u32>,
    tracks: Rc<track::Tracks>,
    checks: checks::Checks,
    undo: undo::Stacks,
    conflicts: conflicts::Conflicts,
    saver: save::Saver,
    workspace_id: Cell<Option<Id>>,
    user: RwSignal<User>,
    notice: RwSignal<Option<Notice>>,
    mended: RwSignal<Option<String>>,
    now: RwSignal<i64>,
    read_only: RwSignal<bool>,
    /// The files that are being read or taken in, if any are.
    import: exchange::Watch,
    export: exchange::Watch,
}

/// The time zones of this browser.
static ZONES: Zones = Zones::new(|name| {
    let (first, set) = zones::clocks(name)?;
    let set = set.into_iter().map(|(at, minutes)| Set { at, minutes });
    Some(Zone::new(first, set.collect()))
});

impl Workspace {
    /// The workspace of the page.
    ///
    /// # Panics
    /// Never in the app: the handle is provided before any view that asks is drawn.
    pub fn of_page() -> Self {
        expect_context::<Self>()
    }

    fn inner(self) -> Rc<Inner> {
        self.0.get_value()
    }

    /// Reads records without being told later of changes.
    pub fn read<T>(self, reader: impl FnOnce(&View<'_>) -> T) -> T {
        let inner = self.inner();
        let ledger = inner.ledger.borrow();
        let user = inner.user.get_untracked();
        reader(&View {
            ledger: &ledger,
            recent: Some(&inner.recent),
            now: now_ms(),
            offset_minutes: clock::offset_minutes(clock::now_ms()),
            zones: &ZONES,
            user: &user.name,
            user_id: user.id.as_deref().and_then(|id| id.parse().ok()),
        })
    }

    /// Reads one record; the reader runs again when it changes.
    pub fn watch<T>(self, id: Id, reader: impl FnOnce(&View<'_>) -> T) -> T {
        self.inner().tracks.record(id).track();
        self.read(reader)
    }

    /// Reads a kind's records; the reader runs again when any of them changes.
    pub fn watch_kind<T>(self, kind: Key, reader: impl FnOnce(&View<'_>) -> T) -> T {
        self.inner().tracks.kind(kind).track();
        self.read(reader)
    }

    /// Reads any records; the reader runs again when anything changes.
    pub fn watch_all<T>(self, reader: impl FnOnce(&View<'_>) -> T) -> T {
        self.inner().tracks.all().track();
        self.read(reader)
    }

    /// As [`Self::watch_all`], but a moment after the last change: for what may come a little later
    /// than what was typed.
    pub fn watch_settled<T>(self, reader: impl FnOnce(&View<'_>) -> T) -> T {
        self.inner().tracks.settled().track();
        self.read(reader)
    }

    /// The records of a kind that were written to since a revision of it, and the revision
    /// now: lets a long table bring only those rows up to date. `None`: all of them.
    pub fn changed_since(self, kind: Key, revision: u64) -> (Option<Vec<Id>>, u64) {
        self.read(|view| {
            let ids = view.ledger.written_since(kind, revision);
            (ids, view.ledger.revision(kind))
        })
    }

    /// Who is using this device.
    pub fn user(self) -> RwSignal<User> {
        self.inner().user
    }

    /// Says who is using this device: the one person of that name, if there is one.
    pub fn set_user(self, name: String) {
        let inner = self.inner();
        let id = self.read(|view| people::rules::named(view, &name).map(|id| id.to_string()));
        let user = User { name, id };
        if let Ok(json) = serde_json::to_string(&user)
            && let Err(error) = inner.prefs.set("user", &json)
        {
            self.alarm(format!("Your name is kept for this visit only: {error}."));
        }
        // The browser writes preferences late; the database keeps the name through a crash.
        if let (Some(store), Ok(json), false) = (
            inner.saver.store.clone(),
            serde_json::to_string(&user),
            self.is_read_only(),
        ) {
            leptos::task::spawn_local(async move {
                let _ = store.update_meta(USER_ROW, |_| (Some(json), ())).await;
            });
        }
        inner.user.set(user);
    }

    /// Keeps knowing who is using this device when people are added, imported or deleted.
    pub fn follow_people(self) {
        Effect::new(move || {
            let user = self.user().get();
            let id = self.watch_kind(people::PERSON.key(), |view| {
                let known = user.id.as_deref().and_then(|id| id.parse().ok());
                let known = known.filter(|id| people::rules::is_person(view, *id));
                known.or_else(|| people::rules::named(view, &user.name))
            });
            let id = id.map(|id| id.to_string());
            if id != user.id {
                self.user().update(|user| user.id = id);
            }
        });
    }

    /// State that belongs to this device, not to the workspace (saved views, theme).
    pub fn prefs(self) -> Prefs {
        self.inner().prefs.clone()
    }

    /// The time, a few times a minute; running clocks tick by themselves.
    pub fn now(self) -> RwSignal<i64> {
        self.inner().now
    }

    /// The workspace's record, once there is one.
    pub fn id(self) -> Option<Id> {
        self.inner().workspace_id.get()
    }

    /// The workspace's name.
    pub fn name(self) -> String {
        // The kind is watched, because the workspace's record may not be there yet.
        let named = self.watch_kind(rooms::workspace::WORKSPACE.key(), |view| {
            let record = view.ledger.record(self.id()?)?;
            Some(record.text("title").into_owned())
        });
        named
            .filter(|name| !name.is_empty())
            .or_else(|| exchange::own_workspace().map(|(_, name)| name))
            .unwrap_or_else(|| "Workspace".to_owned())
    }

    /// How far the files are that are being read or taken in, and the way to give them up.
    pub fn import(self) -> exchange::Watch {
        self.inner().import
    }

    /// How far the file is that is being written for somebody, and the way to give it up.
    pub fn exporting(self) -> exchange::Watch {
        self.inner().export
    }

    /// Mints an id for a record or an item.
    ///
    /// # Errors
    /// When the browser gives no random numbers.
    pub fn mint(self) -> Result<Id, String> {
        let random = random::bytes16().map_err(|error| error.to_string())?;
        Ok(Id::mint(now_ms(), random))
    }

    /// The edits that create a record of a kind with its next code; give its id and
    /// further edits with [`Self::dispatch`].
    ///
    /// # Errors
    /// When the browser gives no random numbers.
    pub fn create(self, kind: &'static Kind) -> Result<(Id, Vec<Edit>), String> {
        self.create_after(kind, 0)
    }

    /// As [`Self::create`], when `others` were created by the same command before it.
    ///
    /// # Errors
    /// As [`Self::create`].
    pub fn create_after(self, kind: &'static Kind, others: u64) -> Result<(Id, Vec<Edit>), String> {
        let id = self.mint()?;
        let mut edits = Vec::new();
        if !kind.code.is_empty() {
            edits.push(Edit {
                record: id,
                kind: kind.key(),
                path: Path::of("code"),
                value: self.read(|view| codes::next(kind, view.ledger, others)),
            });
        }
        Ok((id, edits))
    }

    /// Makes edits as one command that can be undone, says so if `label` is not empty,
    /// and saves. All or nothing.
    ///
    /// # Errors
    /// Why nothing was changed, as a sentence.
    pub fn dispatch(self, label: &str, edits: &[Edit]) -> Result<Vec<Change>, String> {
        let changes = self.dispatch_quietly(label, edits)?;
        if !changes.is_empty() && !label.is_empty() {
            self.notice().set(Some(Notice {
                text: label.to_owned(),
                undo: true,
                alarm: false,
                link: None,
            }));
        }
        Ok(changes)
    }

    /// As [`Self::dispatch`], without a message: for what one sees where one did it.
    ///
    /// # Errors
    /// As [`Self::dispatch`].
    pub fn dispatch_quietly(self, label: &str, edits: &[Edit]) -> Result<Vec<Change>, String> {
        let edits = self.with_workspace(edits)?;
        let (undo, changes) = self.commit(label, &edits, &[], None)?;
        if !changes.is_empty() {
            self.inner().undo.push(label, undo);
        }
        Ok(changes)
    }

    /// As [`Self::dispatch_quietly`], for typing that goes on: what only replaces what the command
    /// before wrote is taken back together with it.
    ///
    /// # Errors
    /// As [`Self::dispatch`].
    pub fn dispatch_on(self, label: &str, edits: &[Edit]) -> Result<Vec<Change>, String> {
        let edits = self.with_workspace(edits)?;
        let (undo, changes) = self.commit(label, &edits, &[], None)?;
        if !changes.is_empty() {
            self.inner().undo.push_on(label, undo);
        }
        Ok(changes)
    }

    /// As [`Self::dispatch_quietly`], but what stands in the registers stays beside the new values,
    /// as when both were written apart: people decide.
    ///
    /// # Errors
    /// As [`Self::dispatch`].
    pub fn dispatch_beside(self, label: &str, edits: &[Edit]) -> Result<Vec<Change>, String> {
        let (undo, changes) = self.commit(label, &[], edits, None)?;
        if !changes.is_empty() {
            self.inner().undo.push(label, undo);
        }
        Ok(changes)
    }

    /// Whether the stored workspace was written by a newer version: read and export only (S6).
    pub fn is_read_only(self) -> bool {
        self.read_only().get_untracked()
    }

    /// The same, told when it comes to be: another tab may start a newer version.
    pub fn read_only(self) -> RwSignal<bool> {
        self.inner().read_only
    }

    fn commit(
        self,
        label: &str,
        edits: &[Edit],
        beside: &[Edit],
        note: Option<&str>,
    ) -> Result<(Undo, Vec<Change>), String> {
        let inner = self.inner();
        if self.is_read_only() {
            return Err(READ_ONLY.to_owned());
        }
        let stamp = self.stamp(note.or((!label.is_empty()).then_some(label)))?;
        let (undo, changes) = {
            let mut ledger = inner.ledger.borrow_mut();
            let before = Undo::prepare(&ledger, edits.iter().chain(beside));
            let mut changes = ledger
                .commit(edits, &stamp)
                .map_err(|error| error.to_string())?;
            if !beside.is_empty() {
                let more = ledger.commit_beside(beside, &stamp);
                changes.extend(more.map_err(|error| error.to_string())?);
            }
            (Undo::made_by(&before, &changes), changes)
        };
        // On its way to the disk before anything is drawn: the one goes on while the other does.
        self.save(&changes);
        self.changed(changes.iter().map(|change| change.record));
        Ok((undo, changes))
    }

    // Who edits, and when.
    fn stamp(self, note: Option<&str>) -> Result<Stamp, String> {
        Ok(Stamp {
            at: now_ms(),
            by: self.inner().user.get_untracked().name.into(),
            note: note.map(Into::into),
            random: random::number().map_err(|error| error.to_string())?,
        })
    }

    // The first edit of an empty workspace gives the workspace its own record.
    fn with_workspace(self, edits: &[Edit]) -> Result<Vec<Edit>, String> {
        let inner = self.inner();
        let mut all = edits.to_vec();
        if inner.workspace_id.get().is_none() && !edits.is_empty() {
            let own = rooms::workspace::WORKSPACE.key();
            let given = edits
                .iter()
                .find(|edit| edit.kind == own)
                .map(|edit| edit.record);
            let id = match given {
                Some(id) => id,
                None => self.mint()?,
            };
            if given.is_none() {
                let value = Text::string("Workspace");
                all.insert(
                    0,
                    Edit {
                        record: id,
                        kind: own,
                        path: Path::of("title"),
                        value,
                    },
                );
            }
            inner.workspace_id.set(Some(id));
        }
        Ok(all)
    }

    /// Tells the views that records changed.
    fn changed(self, records: impl IntoIterator<Item = Id>) {
        let inner = self.inner();
        let ledger = inner.ledger.borrow();
        let touched: Vec<(Id, Key)> = records
            .into_iter()
            .filter_map(|id| ledger.record(id).map(|record| (id, record.kind)))
            .collect();
        drop(ledger);
        inner.tracks.changed(&touched);
    }
}

/// The row of the database that says who uses this device.
const USER_ROW: &str = "user";

const READ_ONLY: &str = "This workspace was written by a newer Holdfast. Here it can be read and exported; \
     open it with the newer version to change it.";

/// Now, in milliseconds since 1970, as records keep it.
pub fn now_ms() -> i64 {
    clock::now_ms() as i64
}
