//! Folding the change log into segments in the background, and catching up with
//! what other tabs folded or imported.

use super::Workspace;
use super::exchange::breathe;
use crate::edge::clock;
use crate::edge::error::StoreError;
use crate::edge::store::{Fold, FoldOutcome, HistoryChunk};
use holdfast_ledger::change::record_of;
use holdfast_ledger::{Change, Id, Record, file, line, segment};
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the manifest row says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Counts rewrites; names history chunks.
    pub generation: u32,
    /// The workspace's id, once it has one.
    #[serde(default)]
    pub workspace: Option<String>,
    /// The live segments, each with the generation that wrote it.
    pub segments: BTreeMap<String, u32>,
}

impl Manifest {
    /// Reads the row; an absent row is an empty manifest.
    pub fn read(row: Option<&str>) -> Option<Self> {
        row.map_or_else(
            || Some(Self::default()),
            |text| serde_json::from_str(text).ok(),
        )
    }

    /// The row.
    pub fn print(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The log is folded when it holds this many entries.
const FOLD_AT: usize = 400;
/// Folding waits until nothing was done for so long, in milliseconds.
const QUIET_MS: i32 = 1_500;
const NOT_LOADED: &str = "a part of the app could not be loaded";

impl Workspace {
    /// Folds when the log has grown long or an import left patches, and the person pauses.
    pub(super) fn fold_soon(self) {
        if !self.wants_folding() {
            return;
        }
        spawn_local(async move {
            clock::pause(QUIET_MS).await;
            let inner = self.inner();
            let Some(tabs) = &inner.saver.tabs else {
                return;
            };
            if self.wants_folding() && self.unsaved() == 0 {
                // A fold that fails leaves the log as it is; the next one tries again.
                let _ = tabs.with_lock("rewrite", self.fold()).await;
            }
        });
    }

    fn wants_folding(self) -> bool {
        let inner = self.inner();
        let saver = &inner.saver;
        saver.log_length.get() >= FOLD_AT
            || saver.scrub.get()
            || !saver.layout.borrow().patches().is_empty()
    }

    /// Folds the log and the patches into the segments. The log keeps what cannot be folded.
    pub(super) async fn fold(self) -> Result<(), StoreError> {
        self.refresh().await?;
        let inner = self.inner();
        let saver = &inner.saver;
        let Some(store) = &saver.store else {
            return Ok(());
        };
        if self.is_read_only() {
            // A newer tab has moved the workspace on: what is stored is its business now.
            return Ok(());
        }
        let log = store.log_since(0).await?;
        let upto = log.last().map_or(0, |(seq, _)| *seq);
        if upto == 0 && saver.layout.borrow().patches().is_empty() {
            saver.scrub.set(false);
            return Ok(());
        }
        let parsed = log.iter().map(|(_, text)| Change::parse(text));
        let Ok(changes) = parsed.collect::<Result<Vec<_>, _>>() else {
            // A newer tab wrote what this one cannot read: the log stays as it is.
            return Ok(());
        };
        self.take_in(changes.clone());
        if inner.ledger.borrow().waiting() > 0 {
            // What waits for an earlier change is in no record yet, so it must stay in the log.
            return Ok(());
        }
        let doomed = self.doomed(&changes);
        if !doomed.is_empty() {
            let rest = crate::rest::rest().await;
            let rest = rest.map_err(|_| StoreError::Aborted(NOT_LOADED.to_owned()))?;
            let done = (rest.scrub)(self, doomed).await;
            done.map_err(StoreError::Aborted)?;
        }
        let fold = self.fold_of(&changes, upto).await;
        let manifest = fold.manifest.clone();
        match store.fold(&fold).await? {
            FoldOutcome::Done => {
                saver.manifest.replace(Some(manifest));
                saver.log_length.set(0);
                saver.scrub.set(false);
                let gone = |name: &str| fold.delete_segments.iter().any(|patch| patch == name);
                saver.layout.borrow_mut().keep_only(|name| !gone(name));
                self.broadcast_rewritten();
                Ok(())
            }
            // Someone without locks was faster; the next fold starts from theirs.
            FoldOutcome::Stale(_) => Ok(()),
        }
    }

    // The ledger may move on between two segments. A segment that then holds more than the log
    // up to `upto` says is right too: the rest of the log is applied again without effect.
    async fn fold_of(self, changes: &[Change], upto: u64) -> Fold {
        let inner = self.inner();
        let saver = &inner.saver;
        let expect_manifest = saver.manifest.borrow().clone();
        let mut manifest = Manifest::read(expect_manifest.as_deref()).unwrap_or_default();
        manifest.generation += 1;
        manifest.workspace = inner.workspace_id.get().map(|id| id.to_string());
        let (dirty, patches) = {
            let mut layout = saver.layout.borrow_mut();
            let patches: Vec<String> = layout.patches().keys().cloned().collect();
            let patched: Vec<Id> = layout.patches().values().flatten().copied().collect();
            let changed = changes.iter().map(|change| change.record);
            let mut number = 0;
            let dirty = layout.assign(changed.chain(patched), || {
                number += 1;
                segment::home_name(manifest.generation, number)
            });
            (dirty, patches)
        };
        let mut put_segments = Vec::with_capacity(dirty.len());
        let mut began = clock::elapsed_ms();
        for name in dirty {
            let text = saver.layout.borrow().print(&name, &inner.ledger.borrow());
            manifest.segments.insert(name.clone(), manifest.generation);
            put_segments.push((name, text));
            breathe(&mut began).await;
        }
        for patch in &patches {
            manifest.segments.remove(patch);
        }
        let layout = saver.layout.borrow();
        let segment_of = |id: Id| layout.segment_of(id).map(str::to_owned);
        Fold {
            expect_manifest,
            put_history: {
                let ledger = inner.ledger.borrow();
                let line = |change: &Change| {
                    let mut clean = change.clone();
                    if let Some(purged) = ledger.purged_of(change.record) {
                        clean.purge(purged);
                    }
                    clean.print()
                };
                let lines: Vec<String> = changes.iter().map(line).collect();
                history_chunks(&lines, segment_of, manifest.generation)
            },
            manifest: manifest.print(),
            format: file::raised(saver.format.borrow().as_deref()).map(str::to_owned),
            put_segments,
            staged: Vec::new(),
            delete_segments: patches,
            delete_log_upto: upto,
        }
    }

    /// Takes in what other tabs did: their segments, then the log.
    pub(super) async fn catch_up(self) {
        // What cannot be read now is read at the next look or the next start.
        let _ = self.refresh().await;
    }

    /// Brings memory up to date with the database.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(super) async fn refresh(self) -> Result<(), StoreError> {
        let inner = self.inner();
        let saver = &inner.saver;
        let Some(store) = &saver.store else {
            return Ok(());
        };
        self.reconnect().await?;
        let before = saver.manifest.borrow().clone();
        let known = Manifest::read(before.as_deref()).unwrap_or_default();
        let fresh = |row: Option<&str>| {
            let manifest = Manifest::read(row).unwrap_or_default();
            let new = |(name, generation): &(&String, &u32)| {
                known.segments.get(*name) != Some(*generation)
            };
            manifest
                .segments
                .iter()
                .filter(new)
                .map(|(name, _)| name.clone())
                .collect()
        };
        let loaded = store.load(fresh).await?;
        self.note_format(loaded.format.clone());
        if saver.manifest.borrow().as_ref() != loaded.manifest.as_ref() {
            // All of it or nothing: a segment that is known in part would be rewritten without
            // the rest.
            let mut segments = Vec::with_capacity(loaded.segments.len());
            for (name, text) in &loaded.segments {
                let mut records = Vec::new();
                line::read_all(text, |record| records.push(record))
                    .map_err(|error| StoreError::Corrupt(format!("part {name}: {error}")))?;
                segments.push((name, records));
            }
            saver.manifest.replace(loaded.manifest.clone());
            let manifest = Manifest::read(loaded.manifest.as_deref()).unwrap_or_default();
            saver
                .layout
                .borrow_mut()
                .keep_only(|name| manifest.segments.contains_key(name));
            for (name, records) in segments {
                self.take_in_records(name, records);
            }
        }
        saver.log_length.set(loaded.log.len());
        if let Some((seq, _)) = loaded.log.last() {
            saver.log_seen.set((*seq).max(saver.log_seen.get()));
        }
        let changes = loaded
            .log
            .iter()
            .filter_map(|(_, text)| Change::parse(text).ok());
        self.take_in(changes.collect());
        Ok(())
    }

    fn take_in_records(self, segment: &str, records: Vec<Record>) {
        let inner = self.inner();
        let mut touched = Vec::new();
        {
            let mut ledger = inner.ledger.borrow_mut();
            let mut layout = inner.saver.layout.borrow_mut();
            for record in records {
                let id = record.id;
                layout.place(segment, id);
                if ledger.join(record) {
                    touched.push(id);
                }
            }
        }
        self.forget_purged();
        self.adopt_workspace();
        self.changed(touched);
    }
}

/// Changes as history chunks, one for each segment. What cannot be read is in no record's history.
pub(super) fn history_chunks(
    changes: &[String],
    segment_of: impl Fn(Id) -> Option<String>,
    generation: u32,
) -> Vec<HistoryChunk> {
    let mut chunks: BTreeMap<String, String> = BTreeMap::new();
    for change in changes {
        if let Some(segment) = record_of(change).and_then(&segment_of) {
            let text = chunks.entry(segment).or_default();
            text.push_str(change);
            text.push('\n');
        }
    }
    let chunk = |(segment, text)| HistoryChunk {
        segment,
        n: generation,
        text,
    };
    chunks.into_iter().map(chunk).collect()
}
