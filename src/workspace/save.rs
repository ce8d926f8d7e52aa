//! From a change to the disk: journal first, then the log, in order, and what the
//! Save state says about it (S1–S3, S9).

use super::{Inner, Workspace};
use crate::edge::error::StoreError;
use crate::edge::journal::Journal;
use crate::edge::prefs::Prefs;
use crate::edge::restore::RestorePoints;
use crate::edge::store::Store;
use crate::edge::tabs::{Held, Tabs};
use crate::edge::{channel::Channel, clock};
use crate::prelude::*;
use holdfast_ledger::segment::Layout;
use holdfast_ledger::{Change, Dot};
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

/// What the Save state says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// All that was done is on the disk.
    Saved,
    /// A write is under way.
    Saving,
    /// An import is under way; nothing of it shows until it is whole.
    Importing,
    /// Something is not on the disk: why, and what to do.
    NotSaved(String),
}

impl SaveState {
    /// The words on screen.
    pub fn words(&self) -> String {
        match self {
            Self::Saved => "Saved".to_owned(),
            Self::Saving => "Saving…".to_owned(),
            Self::Importing => "Importing…".to_owned(),
            Self::NotSaved(why) => format!("Not saved: {why}"),
        }
    }
}

/// Commands up to this many bytes go through the journal (S2).
const JOURNAL_LIMIT: usize = 64 << 10;
/// How long to wait before a failed write is tried again, in milliseconds.
const RETRY_MS: i32 = 5_000;

struct Pending {
    dot: Dot,
    text: String,
}

/// The way to the disk.
pub struct Saver {
    /// `None`: no storage here; work is kept in memory (S9).
    pub(super) store: Option<Store>,
    pub(super) points: Option<RestorePoints>,
    pub(super) tabs: Option<Tabs>,
    pub(super) channel: RefCell<Option<Channel>>,
    pub(super) layout: RefCell<Layout>,
    pub(super) manifest: RefCell<Option<String>>,
    /// The number of the newest log entry that memory has seen.
    pub(super) log_seen: Cell<u64>,
    /// How many entries the log holds, as far as this tab knows.
    pub(super) log_length: Cell<usize>,
    /// The format version row as it was read last.
    pub(super) format: RefCell<Option<String>>,
    pub(super) state: RwSignal<SaveState>,
    /// Whether the stores may still hold values that are purged.
    pub(super) scrub: Cell<bool>,
    /// Files that a record named whose attachment was purged.
    pub(super) doomed_files: RefCell<BTreeSet<String>>,
    /// Whether an import is under way.
    pub(super) importing: Cell<bool>,
    /// Whether nothing is stored any more where something was.
    pub(super) missed: RwSignal<bool>,
    /// Device state of this database.
    prefs: Prefs,
    journal: Journal,
    live: RefCell<Option<Held>>,
    announced: Cell<bool>,
    queue: RefCell<VecDeque<Pending>>,
    busy: Cell<bool>,
    leaving: Option<Rc<Cell<bool>>>,
}

impl Saver {
    /// A saver over an opened store; `None` keeps work in memory.
    pub fn new(
        store: Option<Store>,
        points: Option<RestorePoints>,
        tabs: Option<Tabs>,
        scope: &str,
    ) -> Self {
        let state = match store {
            Some(_) => SaveState::Saved,
            None => SaveState::NotSaved(IN_MEMORY.to_owned()),
        };
        Self {
            store,
            points,
            tabs,
            channel: RefCell::default(),
            layout: RefCell::default(),
            manifest: RefCell::default(),
            log_seen: Cell::default(),
            log_length: Cell::default(),
            format: RefCell::default(),
            state: RwSignal::new(state),
            scrub: Cell::default(),
            doomed_files: RefCell::default(),
            importing: Cell::default(),
            missed: RwSignal::new(false),
            prefs: Prefs::new(scope),
            journal: Journal::new(scope),
            live: RefCell::default(),
            announced: Cell::new(false),
            queue: RefCell::default(),
            busy: Cell::new(false),
            leaving: crate::edge::dom::guard_leaving().ok(),
        }
    }

    /// The journal of this page.
    pub(super) const fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Whether something was saved here once, as far as the device state says.
    pub(super) fn held_once(&self) -> bool {
        self.prefs.get(HELD).is_some()
    }

    /// Notes that something is stored here.
    pub(super) fn note_held(&self) {
        if self.missed.get_untracked() {
            self.missed.set(false);
        }
        if !self.held_once() {
            // Without the note, a workspace that the browser removes is missed by people only.
            let _ = self.prefs.set(HELD, "yes");
        }
    }

    pub(super) fn say(&self, state: SaveState) {
        // What is saved meanwhile does not end the import.
        let state = match state {
            SaveState::Saved | SaveState::Saving if self.importing.get() => SaveState::Importing,
            state => state,
        };
        if let Some(leaving) = &self.leaving {
            leaving.set(state != SaveState::Saved);
        }
        if self.state.get_untracked() != state {
            self.state.set(state);
        }
    }
}

/// The device state that says that something was saved here.
const HELD: &str = "held";

const IN_MEMORY: &str = "this browser keeps no data for this page. Export before you close it.";

impl Workspace {
    /// What the Save state says.
    pub fn save_state(self) -> RwSignal<SaveState> {
        self.inner().saver.state
    }

    /// Whether nothing is stored any more where something was.
    pub fn is_missed(self) -> RwSignal<bool> {
        self.inner().saver.missed
    }

    /// How many fields hold something that is not written yet.
    pub fn unwritten(self) -> RwSignal<u32> {
        self.inner().unwritten
    }

    /// How many fields hold something that is not written before a person chooses, because somebody
    /// else wrote there meanwhile.
    pub fn undecided(self) -> RwSignal<u32> {
        self.inner().undecided
    }

    /// How many changes wait for the disk.
    pub fn unsaved(self) -> usize {
        self.inner().saver.queue.borrow().len()
    }

    /// Sends changes to the journal, the other tabs and the disk.
    pub(super) fn save(self, changes: &[Change]) {
        if changes.is_empty() {
            return;
        }
        let inner = self.inner();
        let saver = &inner.saver;
        let texts: Vec<String> = changes.iter().map(Change::print).collect();
        self.announce(changes[0].dot);
        if texts.iter().map(String::len).sum::<usize>() <= JOURNAL_LIMIT {
            for (change, text) in changes.iter().zip(&texts) {
                let replica = change.dot.replica.to_string();
                if saver
                    .journal
                    .write(&replica, change.dot.counter, text)
                    .is_err()
                {
                    // A full journal costs the protection against a crash within the
                    // next milliseconds; the database write below decides what is saved.
                    break;
                }
            }
        }
        self.broadcast_changes(&texts);
        let pending = changes.iter().zip(texts).map(|(change, text)| Pending {
            dot: change.dot,
            text,
        });
        saver.queue.borrow_mut().extend(pending);
        self.drain();
    }

    // Other tabs leave the journal of a live replica alone.
    fn announce(self, dot: Dot) {
        let inner = self.inner();
        if inner.saver.announced.replace(true) {
            return;
        }
        spawn_local(async move {
            if let Some(tabs) = &inner.saver.tabs
                && let Ok(held) = tabs.announce(&dot.replica.to_string()).await
            {
                inner.saver.live.replace(Some(held));
            }
        });
    }

    /// The changes that wait for the disk, as text.
    pub(super) fn waiting_texts(self) -> Vec<String> {
        self.inner()
            .saver
            .queue
            .borrow()
            .iter()
            .map(|pending| pending.text.clone())
            .collect()
    }

    /// Writes what waits, if nothing is being written.
    pub fn drain(self) {
        let inner = self.inner();
        let saver = &inner.saver;
        if saver.store.is_none() {
            saver.say(SaveState::NotSaved(IN_MEMORY.to_owned()));
            return;
        }
        if saver.queue.borrow().is_empty() {
            saver.say(SaveState::Saved);
            return;
        }
        saver.say(SaveState::Saving);
        if !saver.busy.replace(true) {
            spawn_local(self.write_all());
        }
    }

    /// Connects to the database again when the connection was lost.
    ///
    /// # Errors
    /// When it is gone or cannot be opened.
    pub(super) async fn reconnect(self) -> Result<(), StoreError> {
        let inner = self.inner();
        let saver = &inner.saver;
        let holds = saver.manifest.borrow().is_some() || saver.log_seen.get() > 0;
        match &saver.store {
            Some(store) => store.reconnect(holds).await,
            None => Ok(()),
        }
    }

    async fn write_all(self) {
        let inner = self.inner();
        let mut result = write_queue(&inner).await;
        if result == Err(StoreError::Closed) {
            result = match self.reconnect().await {
                Ok(()) => write_queue(&inner).await,
                Err(error) => Err(error),
            };
        }
        inner.saver.busy.set(false);
        match result {
            Ok(()) => {
                inner.saver.note_held();
                inner.saver.say(SaveState::Saved);
                self.fold_soon();
            }
            Err(error) => {
                inner.saver.say(SaveState::NotSaved(error.to_string()));
                if error != StoreError::Removed {
                    clock::pause(RETRY_MS).await;
                    self.drain();
                }
            }
        }
    }
}

async fn write_queue(inner: &Rc<Inner>) -> Result<(), StoreError> {
    let saver = &inner.saver;
    let Some(store) = &saver.store else {
        return Ok(());
    };
    loop {
        let (texts, last): (Vec<String>, Option<Dot>) = {
            let queue = saver.queue.borrow();
            (
                queue.iter().map(|pending| pending.text.clone()).collect(),
                queue.back().map(|p| p.dot),
            )
        };
        let Some(last) = last else { return Ok(()) };
        let seqs = store.append(&texts).await?;
        // Entries of other tabs may lie between; they are read again, which is harmless.
        if seqs.first() == Some(&(saver.log_seen.get() + 1)) {
            saver.log_seen.set(seqs.last().copied().unwrap_or_default());
        }
        saver.log_length.set(saver.log_length.get() + texts.len());
        saver.queue.borrow_mut().drain(..texts.len());
        // A stale journal entry is replayed at the next start, which changes nothing.
        let _ = saver.journal.clear(&last.replica.to_string(), last.counter);
    }
}
