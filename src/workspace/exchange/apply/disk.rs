//! What is taken in, written to the disk behind one commit marker.

use super::super::Run;
use super::super::watch::share;
use super::Prepared;
use crate::edge::clock;
use crate::edge::store::{Fold, FoldOutcome, HistoryChunk, Store};
use crate::workspace::fold::{Manifest, history_chunks};
use crate::workspace::start::sweep;
use crate::workspace::{MAX_ATTACHMENT, READ_ONLY, Workspace};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use holdfast_domain::pace::CANCELLED;
use holdfast_ledger::segment::{self, SIZE};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Change, Id, file};
use std::collections::BTreeMap;

/// How many segments are written between two looks at whether that is still wanted.
const STAGED: usize = 32;

impl Workspace {
    // Everything goes into new segments that nothing names yet, what changes records that
    // are here into patches; one transaction then names them.
    pub(super) async fn commit_to_disk(
        self,
        store: &Store,
        prepared: &Prepared,
        adopt: (Option<Id>, bool),
        run: Run,
    ) -> Result<(), String> {
        let inner = self.inner();
        let saver = &inner.saver;
        let rewrite = async {
            self.refresh().await.map_err(|error| error.to_string())?;
            if self.is_read_only() {
                return Err(READ_ONLY.to_owned());
            }
            let expect_manifest = saver.manifest.borrow().clone();
            let mut manifest = Manifest::read(expect_manifest.as_deref()).unwrap_or_default();
            manifest.generation += 1;
            let id = if adopt.1 {
                adopt.0.or(inner.workspace_id.get())
            } else {
                inner.workspace_id.get()
            };
            manifest.workspace = id.map(|id| id.to_string());
            let plan = self.segments_for(prepared, &mut manifest, run.part(0.0, 0.5));
            let plan = plan.await?;
            for (n, part) in plan.staged.chunks(STAGED).enumerate() {
                run.part(0.5, 1.0)
                    .tell(share(n * STAGED, plan.staged.len()));
                let staged = store.stage_segments(part).await;
                staged.map_err(|error| error.to_string())?;
                run.check()?;
            }
            run.tell(1.0);
            let fold = Fold {
                expect_manifest,
                manifest: manifest.print(),
                format: file::raised(saver.format.borrow().as_deref()).map(str::to_owned),
                staged: plan.staged.into_iter().map(|(name, _)| name).collect(),
                put_history: plan.history,
                ..Fold::default()
            };
            match store.fold(&fold).await.map_err(|error| error.to_string())? {
                FoldOutcome::Done => {
                    saver.manifest.replace(Some(fold.manifest));
                    saver.note_held();
                    let mut layout = saver.layout.borrow_mut();
                    plan.places
                        .iter()
                        .for_each(|(id, name)| layout.place(name, *id));
                    Ok(())
                }
                FoldOutcome::Stale(_) => Err("another tab was writing; try again".to_owned()),
            }
        };
        let work = async {
            let outcome = rewrite.await;
            if outcome.is_err() && !self.is_read_only() {
                // On a full disk every byte counts. What stays because this fails goes at the
                // next start.
                let _ = sweep(store).await;
            }
            outcome
        };
        let outcome = match &saver.tabs {
            Some(tabs) => tabs
                .with_lock("rewrite", work)
                .await
                .map_err(|error| error.to_string())?,
            None => work.await,
        };
        outcome.map_err(|why| match why.as_str() {
            CANCELLED => why,
            _ => format!("Nothing was imported: {}.", why.trim_end_matches('.')),
        })?;
        self.broadcast_rewritten();
        self.fold_soon();
        Ok(())
    }

    async fn segments_for(
        self,
        prepared: &Prepared,
        manifest: &mut Manifest,
        run: Run,
    ) -> Result<SegmentPlan, String> {
        let mut plan = SegmentPlan::default();
        let (mut fresh, mut changed): (Vec<Id>, Vec<Id>) = {
            let inner = self.inner();
            let layout = inner.saver.layout.borrow();
            let is_new = |id: &Id| layout.segment_of(*id).is_none();
            prepared.overlay.keys().partition(|id| is_new(id))
        };
        fresh.arrange();
        changed.arrange();
        let generation = manifest.generation;
        let all = fresh.len() + changed.len();
        let homes = fresh.chunks(SIZE).zip(1..);
        let homes = homes.map(|(ids, n)| (ids, segment::home_name(generation, n)));
        let patches = changed.chunks(SIZE).zip(1..);
        let patches = patches.map(|(ids, n)| (ids, segment::patch_name(generation, n)));
        let mut began = clock::elapsed_ms();
        for (ids, name) in homes.chain(patches) {
            let text = segment::print(ids.iter().filter_map(|id| prepared.overlay.get(id)));
            plan.places.extend(ids.iter().map(|id| (*id, name.clone())));
            manifest.segments.insert(name.clone(), generation);
            plan.staged.push((name, text));
            let far = || 0.7 * share(plan.staged.len() * SIZE, all);
            run.breathe(&mut began, far).await?;
        }
        let own = prepared.changes.iter().map(Change::print);
        let theirs = prepared.history.iter();
        let theirs = theirs.map(|line| self.clean(prepared, line).unwrap_or_else(|| line.clone()));
        let mut lines = theirs.chain(own);
        let all = prepared.history.len() + prepared.changes.len();
        let mut history: BTreeMap<String, HistoryChunk> = BTreeMap::new();
        for n in 0..all.div_ceil(SIZE) {
            let part: Vec<String> = lines.by_ref().take(SIZE).collect();
            let chunks = {
                let inner = self.inner();
                let layout = inner.saver.layout.borrow();
                let segment_of = |id: Id| {
                    let known = layout.segment_of(id).map(str::to_owned);
                    known.or_else(|| plan.places.get(&id).cloned())
                };
                history_chunks(&part, segment_of, generation)
            };
            for chunk in chunks {
                match history.get_mut(&chunk.segment) {
                    Some(whole) => whole.text.push_str(&chunk.text),
                    None => drop(history.insert(chunk.segment.clone(), chunk)),
                }
            }
            let far = || 0.7 + 0.3 * share(n * SIZE, all);
            run.breathe(&mut began, far).await?;
        }
        plan.history = history.into_values().collect();
        Ok(plan)
    }
}

#[derive(Default)]
struct SegmentPlan {
    staged: Vec<(String, String)>,
    history: Vec<HistoryChunk>,
    places: BTreeMap<Id, String>,
}

pub(super) async fn put_attachments(
    store: &Store,
    attachments: &[(String, String)],
) -> Result<(), String> {
    let mut blobs = Vec::new();
    for (name, base64) in attachments {
        let bytes = BASE64
            .decode(base64)
            .ok()
            .filter(|bytes| holdfast_ledger::hash::sha256(bytes) == *name)
            .ok_or("Nothing was imported: an attachment in the file is damaged.")?;
        if bytes.len() as u64 > MAX_ATTACHMENT {
            const LARGE: &str =
                "Nothing was imported: an attachment in the file is larger than 5 MB.";
            return Err(LARGE.to_owned());
        }
        blobs.push((name.clone(), bytes));
    }
    store
        .put_blobs(&blobs)
        .await
        .map_err(|error| format!("Nothing was imported: {error}."))
}
