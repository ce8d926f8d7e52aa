//! Opening the workspace: database, replay of the log and of what crashed tabs left.

use super::exchange::own_workspace;
use super::fold::Manifest;
use super::save::Saver;
use super::{Inner, USER_ROW, User, Workspace, beside, conflicts, undo};
use crate::edge::error::StoreError;
use crate::edge::location;
use crate::edge::prefs::Prefs;
use crate::edge::restore::RestorePoints;
use crate::edge::store::{Loaded, Store};
use crate::edge::tabs::Tabs;
use crate::edge::{clock, slices};
use crate::prelude::*;
use holdfast_domain::recent::Recent;
use holdfast_domain::rooms;
use holdfast_ledger::{Change, Ledger, file, line};
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

/// How long after the start it is looked for the first time what is due (the day's restore point, an
/// automatic export), in milliseconds.
const SETTLED_MS: i32 = 15_000;
/// And how long from one time to the next.
const UPKEEP_MS: i32 = 11 * 60_000;

/// How opening ended.
pub enum Opened {
    /// The workspace is open.
    Ready(Workspace),
    /// The stored workspace cannot be read: nothing is deleted, the rescue page opens (S4).
    Damaged(String),
}

/// Opens the workspace of this address.
pub async fn open() -> Opened {
    let scope = beside::scope();
    let name = location::database_name(&scope);
    let (store, loaded, warning) = match load(&name).await {
        Ok((store, loaded)) => (Some(store), loaded, None),
        Err(StoreError::Unavailable(why)) => (None, Loaded::default(), Some(why)),
        Err(error) => return Opened::Damaged(error.to_string()),
    };
    let tabs = Tabs::new(&scope, store.clone()).await;
    // Restore points are a second net; without them the workspace still opens.
    let points = RestorePoints::open(&name).await.ok();
    let inner = Inner {
        ledger: RefCell::new(Ledger::new()),
        prefs: Prefs::new(&location::scope()),
        recent: Recent::default(),
        unwritten: RwSignal::new(0),
        undecided: RwSignal::new(0),
        tracks: Rc::default(),
        checks: super::checks::Checks::new(),
        undo: undo::Stacks::default(),
        conflicts: conflicts::Conflicts::default(),
        saver: Saver::new(store, points, Some(tabs), &scope),
        workspace_id: Cell::new(None),
        user: RwSignal::new(User::default()),
        notice: RwSignal::new(None),
        mended: RwSignal::new(None),
        now: RwSignal::new(clock::now_ms() as i64),
        read_only: RwSignal::new(false),
        import: super::exchange::Watch::new(),
        export: super::exchange::Watch::new(),
    };
    let kept = match &inner.saver.store {
        Some(store) => store.meta_rows(USER_ROW).await.unwrap_or_default(),
        None => Vec::new(),
    };
    let kept = kept.into_iter().next().map(|(_, json)| json);
    if let Some(user) = kept
        .or_else(|| inner.prefs.get("user"))
        .and_then(|json| serde_json::from_str(&json).ok())
    {
        inner.user.set(user);
    }
    let workspace = Workspace(StoredValue::new_local(Rc::new(inner)));
    workspace.note_format(loaded.format.clone());
    if let Err(damage) = workspace.fill(loaded).await {
        return Opened::Damaged(if workspace.is_read_only() {
            format!("a newer Holdfast wrote it, load that version ({damage})")
        } else {
            damage
        });
    }
    workspace.join_tabs();
    workspace.tick();
    leptos::task::spawn_local(async move {
        clock::pause(SETTLED_MS).await;
        loop {
            // Without the second part it waits for the next time.
            if !workspace.is_read_only()
                && let Ok(rest) = crate::rest::rest().await
            {
                (rest.upkeep)(workspace).await;
            }
            clock::pause(UPKEEP_MS).await;
        }
    });
    if let Some(why) = warning {
        workspace.alarm(format!(
            "Nothing can be kept in this browser ({why}). Export before you close the page."
        ));
    }
    Opened::Ready(workspace)
}

/// Removes the segments that nothing names. Hold the lock of all rewriting.
///
/// # Errors
/// As the browser says; then nothing was removed.
pub(super) async fn sweep(store: &Store) -> Result<(), StoreError> {
    let named = |row: Option<&str>| {
        Manifest::read(row).map(|manifest| manifest.segments.into_keys().collect())
    };
    store.sweep(named).await.map(drop)
}

async fn load(name: &str) -> Result<(Store, Loaded), StoreError> {
    let store = Store::open(name).await?;
    let named = |row: Option<&str>| {
        Manifest::read(row)
            .unwrap_or_default()
            .segments
            .into_keys()
            .collect()
    };
    let loaded = store.load(named).await?;
    Ok((store, loaded))
}

impl Workspace {
    /// Takes note of the format version row. A newer major version may mean other things by what
    /// it stored: it is read, and not written to (S6).
    pub(super) fn note_format(self, format: Option<String>) {
        let inner = self.inner();
        if format.as_deref().is_some_and(file::is_newer) && !self.is_read_only() {
            inner.read_only.set(true);
        }
        inner.saver.format.replace(format);
    }

    async fn fill(self, loaded: Loaded) -> Result<(), String> {
        let inner = self.inner();
        let saver = &inner.saver;
        if Manifest::read(loaded.manifest.as_deref()).is_none() {
            return Err("its table of contents is damaged".to_owned());
        }
        if !loaded.missing.is_empty() {
            return Err(format!("{} parts of it are missing", loaded.missing.len()));
        }
        for (name, text) in &loaded.segments {
            {
                let mut ledger = inner.ledger.borrow_mut();
                let mut layout = saver.layout.borrow_mut();
                line::read_all(text, |record| {
                    layout.place(name, record.id);
                    ledger.join(record);
                })
                .map_err(|error| format!("part {name} of it is damaged ({error})"))?;
            }
            slices::yield_now().await;
        }
        for (seq, text) in &loaded.log {
            let change = Change::parse(text)
                .map_err(|error| format!("entry {seq} of its log is damaged ({error})"))?;
            inner.ledger.borrow_mut().apply(change);
            saver.log_seen.set(*seq);
        }
        saver.log_length.set(loaded.log.len());
        saver.manifest.replace(loaded.manifest.clone());
        inner.ledger.borrow_mut().apply_waiting();
        let manifest = Manifest::read(loaded.manifest.as_deref()).unwrap_or_default();
        inner
            .workspace_id
            .set(manifest.workspace.and_then(|id| id.parse().ok()));
        self.adopt_workspace();
        self.replay_journal().await;
        // A purge that was not carried through when the page went away.
        let heard = !inner.ledger.borrow_mut().take_purged().is_empty();
        if !self.is_read_only() && (heard || !self.doomed(&[]).is_empty()) {
            saver.scrub.set(true);
            self.fold_soon();
        }
        if !loaded.garbage.is_empty() && !self.is_read_only() {
            spawn_local(self.sweep());
        }
        // Browsers clear storage, or throw a damaged database away, without a word.
        if !loaded.segments.is_empty() || !loaded.log.is_empty() {
            saver.note_held();
        } else if saver.held_once() {
            saver.missed.set(true);
        }
        Ok(())
    }

    // Removes what an import that never finished left behind. Under the lock of all rewriting,
    // so that an import running in another tab keeps what it staged.
    async fn sweep(self) {
        let inner = self.inner();
        let (Some(store), Some(tabs)) = (&inner.saver.store, &inner.saver.tabs) else {
            return;
        };
        // What stays because this fails goes at the next start.
        let _ = tabs.with_lock("rewrite", sweep(store)).await;
    }

    // What a crashed or closed tab had done but not yet saved (S2). Applying twice is harmless.
    async fn replay_journal(self) {
        let inner = self.inner();
        let saver = &inner.saver;
        let live = match &saver.tabs {
            Some(tabs) => tabs.live().await.unwrap_or_default(),
            None => Vec::new(),
        };
        let left = saver.journal().leftovers(&live).unwrap_or_default();
        let mut recovered = Vec::new();
        // What cannot be read is kept where it is, and so is what stands before it.
        let mut unreadable: BTreeSet<&str> = BTreeSet::new();
        for entry in &left {
            let parsed = Change::parse(&entry.text);
            if parsed.is_err() {
                unreadable.insert(&entry.replica);
            }
            if let Ok(change) = parsed {
                let known = inner
                    .ledger
                    .borrow()
                    .record(change.record)
                    .is_some_and(|r| r.seen().has(change.dot));
                if !known {
                    inner.ledger.borrow_mut().apply(change.clone());
                    recovered.push(change);
                }
            }
        }
        inner.ledger.borrow_mut().apply_waiting();
        if self.is_read_only() {
            // Shown, and left in the journal for the newer version.
            return;
        }
        if let Some(store) = &saver.store {
            let texts: Vec<String> = recovered.iter().map(Change::print).collect();
            match store.append(&texts).await {
                Ok(_) => {
                    for entry in left
                        .iter()
                        .filter(|entry| !unreadable.contains(&*entry.replica))
                    {
                        // Left there, it is replayed again, which changes nothing.
                        let _ = saver.journal().clear(&entry.replica, entry.n);
                    }
                }
                Err(error) => self.alarm(format!("Recovered work is not saved yet: {error}.")),
            }
        }
        if !unreadable.is_empty() {
            self.alarm("Some work of a tab that closed early cannot be read. It is kept, and may be readable by a newer version.");
        }
        if !recovered.is_empty() {
            self.adopt_workspace();
            self.say(format!(
                "Recovered {} changes from a tab that closed early.",
                recovered.len()
            ));
        }
    }

    // The workspace's record is the oldest of its kind unless the manifest names one. A kit says
    // whose it is before its records are here.
    pub(super) fn adopt_workspace(self) {
        let inner = self.inner();
        if inner.workspace_id.get().is_none() {
            let kind = rooms::workspace::WORKSPACE.key();
            let first = inner
                .ledger
                .borrow()
                .of_kind(kind)
                .next()
                .map(|record| record.id);
            let own = || own_workspace().map(|(id, _)| id);
            inner.workspace_id.set(first.or_else(own));
        }
    }

    fn tick(self) {
        let now = self.inner().now;
        let ticking = clock::every(20_000, move || now.set(clock::now_ms() as i64));
        match ticking {
            Ok(interval) => interval.keep(),
            Err(error) => self.alarm(format!("Clocks on this page stand still: {error}.")),
        }
    }
}
