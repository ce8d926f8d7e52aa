//! Purging (M17): what goes for good goes from memory, and from everything that is stored here.
//!
//! A purge is a change like others, so it is saved, told to other tabs and replayed after a crash.
//! Folding it out of the log is the mark that it was carried through: all that the stores hold of
//! former values goes first.

use super::save::SaveState;
use super::{READ_ONLY, Workspace};
use crate::edge::clock;
use holdfast_domain::purge::Held;
use holdfast_ledger::purge::{self, Purge, Purged, writers};
use holdfast_ledger::sort::Ordered;
use holdfast_ledger::{Change, Edit, Id, Key, Path, Record, Text};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The field that names the bytes of an attachment.
pub(super) const FILE: &str = "sha256";
/// How often the save state is asked, in milliseconds.
const ASK_MS: i32 = 30;

/// What a person purges of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// All of it.
    Record,
    /// An item of a list.
    Item(Key, Id),
    /// A text that stands or stood in a register.
    Value(Path, Text),
}

/// What is purged of each record that a scrub is about.
type AllPurged = BTreeMap<Id, Purged>;

impl Workspace {
    /// Purges for good, and waits until nothing that is stored here holds it any more. `held` are
    /// other registers that hold the same text.
    ///
    /// # Errors
    /// Why nothing was purged, or what is left to do, as a sentence.
    pub async fn purge(self, record: Id, target: Target, held: &[Held]) -> Result<(), String> {
        if self.is_read_only() {
            return Err(READ_ONLY.to_owned());
        }
        let (mut purges, mut edits) = (Vec::new(), Vec::new());
        match &target {
            Target::Record => purges.push(Purge::record(record)),
            Target::Item(list, item) => {
                purges.push(Purge::item(record, *list, *item));
                let items = held.iter().filter(|other| other.path.is_item());
                purges
                    .extend(items.map(|one| Purge::item(one.record, one.path.list, one.path.item)));
            }
            Target::Value(path, text) => {
                purges.push(self.purge_of(record, *path, &|value| value == text).await?);
                for other in held {
                    let is = |value: &Text| match other.rest {
                        Some(_) => value.as_str().contains(text.as_str()),
                        None => value == text,
                    };
                    purges.push(self.purge_of(other.record, other.path, &is).await?);
                    edits.extend(self.rest_of(other));
                }
            }
        }
        let inner = self.inner();
        let stamp = self.stamp(Some("Purged"))?;
        let changes = inner.ledger.borrow_mut().purge(&purges, &edits, &stamp);
        let changes = changes.map_err(|error| error.to_string())?;
        self.forget_purged();
        self.changed(changes.iter().map(|change| change.record));
        self.save(&changes);
        inner.saver.scrub.set(true);
        self.carry_through().await
    }

    // The changes that wrote such a value into a register.
    async fn purge_of(
        self,
        id: Id,
        path: Path,
        is: &dyn Fn(&Text) -> bool,
    ) -> Result<Purge, String> {
        let history = self
            .history(id)
            .await
            .map_err(|error| format!("Nothing was purged: {error}."))?;
        let history: Vec<Change> = history.into_iter().map(|past| past.change).collect();
        let dots = self.read(|view| {
            let record = view.ledger.record(id)?;
            Some(writers(record, &history, path, is))
        });
        Ok(Purge::values(id, path, dots.unwrap_or_default()))
    }

    fn rest_of(self, held: &Held) -> Option<Edit> {
        let value = held.rest.clone()?;
        let kind = self.read(|view| view.ledger.record(held.record).map(|record| record.kind))?;
        Some(Edit {
            record: held.record,
            kind,
            path: held.path,
            value,
        })
    }

    // Saving a change takes milliseconds; what holds it up is said by the save state.
    async fn carry_through(self) -> Result<(), String> {
        const LATER: &str = "It is gone from this page, but not yet from what this browser keeps: ";
        let inner = self.inner();
        if inner.saver.store.is_none() {
            return Ok(());
        }
        loop {
            match inner.saver.state.get_untracked() {
                SaveState::Saved => break,
                SaveState::NotSaved(why) => return Err(format!("{LATER}{why}")),
                SaveState::Saving | SaveState::Importing => clock::pause(ASK_MS).await,
            }
        }
        let Some(tabs) = &inner.saver.tabs else {
            return Ok(());
        };
        let done = tabs.with_lock("rewrite", self.fold()).await;
        let why = match done {
            Ok(Ok(())) if !inner.saver.scrub.get() => return Ok(()),
            Ok(Ok(())) => {
                "another tab was writing. It goes the next time that you pause".to_owned()
            }
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        self.fold_soon();
        Err(format!("{LATER}{why}."))
    }

    /// Takes the former values of what was purged meanwhile out of memory.
    pub(super) fn forget_purged(self) {
        let inner = self.inner();
        if inner.ledger.borrow_mut().take_purged().is_empty() {
            return;
        }
        inner.undo.forget_purged(&inner.ledger.borrow());
        inner.recent.clear();
    }

    /// The records whose former values the stores still hold: purged by these changes, or in what
    /// an import left.
    pub(super) fn doomed(self, changes: &[Change]) -> BTreeSet<Id> {
        let inner = self.inner();
        let (layout, ledger) = (inner.saver.layout.borrow(), inner.ledger.borrow());
        let patched = layout.patches().values().flatten().copied();
        let patched = patched.filter(|id| ledger.purged_of(*id).is_some());
        let purging = changes.iter().filter(|change| !change.purges.is_empty());
        purging
            .map(|change| change.record)
            .chain(patched)
            .into_set()
    }

    /// Takes what was purged of these records out of everything that is stored here but the log
    /// and the segments, which are about to be folded. Doing it again changes nothing.
    ///
    /// # Errors
    /// What could not be read or written, as half a sentence.
    pub async fn scrub(self, doomed: BTreeSet<Id>) -> Result<(), String> {
        let inner = self.inner();
        let saver = &inner.saver;
        let Some(store) = &saver.store else {
            return Ok(());
        };
        let purged: AllPurged = {
            let ledger = inner.ledger.borrow();
            let of = |id: Id| Some((id, ledger.purged_of(id)?.clone()));
            doomed.into_iter().filter_map(of).into_map()
        };
        let segments: BTreeSet<String> = {
            let layout = saver.layout.borrow();
            let of = |id: &Id| layout.segment_of(*id).map(str::to_owned);
            purged.keys().filter_map(of).into_set()
        };
        let mut files = saver.doomed_files.borrow().clone();
        let told = |error: crate::edge::error::StoreError| error.to_string();
        // Only to know which files they named: these two are rewritten by the fold.
        let loaded = store.load(|_| segments.iter().cloned().collect());
        let loaded = loaded.await.map_err(told)?;
        let old = loaded.segments.iter().map(|(_, text)| text);
        for text in old.chain(loaded.log.iter().map(|(_, text)| text)) {
            scrub_lines(text, &purged, &mut files);
        }
        for segment in &segments {
            let rewrite = |text: &str| scrub_lines(text, &purged, &mut files);
            store
                .rewrite_history(segment, rewrite)
                .await
                .map_err(told)?;
        }
        let rewrite = |text: &str| scrub_lines(text, &purged, &mut files);
        saver
            .journal()
            .rewrite(rewrite)
            .map_err(|error| error.to_string())?;
        self.scrub_points(&purged, &mut files).await?;
        for name in self.unnamed(files) {
            store.delete_blob(&name).await.map_err(told)?;
        }
        for (id, _) in purged.iter().filter(|(_, purged)| purged.is_whole()) {
            // A browser that keeps no preferences keeps no notes that somebody began either.
            let _ = inner.prefs.forget(&id.to_string());
        }
        saver.doomed_files.borrow_mut().clear();
        Ok(())
    }

    /// Those of these files that are attached to no record. A text may still show one as a picture.
    pub(super) fn unnamed(self, mut files: BTreeSet<String>) -> BTreeSet<String> {
        if !files.is_empty() {
            let inner = self.inner();
            let ledger = inner.ledger.borrow();
            for name in ledger.records().flat_map(attached) {
                files.remove(&*name);
            }
        }
        files
    }

    /// A change as text without what is purged here, if something is.
    pub(super) fn without_purged(self, line: &str) -> Option<String> {
        let inner = self.inner();
        let ledger = inner.ledger.borrow();
        purge::scrub(line, |id| ledger.purged_of(id), &mut |_, _| ())
    }
}

/// The files that are attached to a record, also by items that were removed.
pub(super) fn attached(record: &Record) -> impl Iterator<Item = Cow<'_, str>> {
    let slots = record.slots().iter().filter(|slot| slot.path.field == FILE);
    slots.flat_map(|slot| slot.values.iter().map(|value| value.text.plain()))
}

/// Stored lines without what is purged, `None` when nothing of them is; notes which files they
/// named. Each may begin with the letter of a bundle.
pub(super) fn scrub_lines(
    text: &str,
    purged: &AllPurged,
    files: &mut BTreeSet<String>,
) -> Option<String> {
    if !purged.keys().any(|id| text.contains(&id.to_string())) {
        return None;
    }
    let mut found = |path: Path, text: &Text| {
        if path.field == FILE {
            files.insert(text.plain().into_owned());
        }
    };
    let (mut out, mut changed) = (String::with_capacity(text.len()), false);
    for line in text.split_inclusive('\n') {
        let at = usize::from(line.starts_with(['S', 'H']));
        let (body, end) = match line[at..].strip_suffix('\n') {
            Some(body) => (body, "\n"),
            None => (&line[at..], ""),
        };
        match purge::scrub(body, |id| purged.get(&id), &mut found) {
            Some(new) => {
                changed = true;
                out.extend([&line[..at], &new, end]);
            }
            None => out.push_str(line),
        }
    }
    changed.then_some(out)
}
