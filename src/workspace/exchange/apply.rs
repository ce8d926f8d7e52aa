//! Taking a file in: all or nothing (M12). The records are written to the disk
//! first, behind one commit marker, and only then shown.

mod disk;

use super::review::breathe;
use super::watch::share;
use super::{Review, Run};
use crate::edge::{clock, slices};
use crate::workspace::purge::attached;
use crate::workspace::save::SaveState;
use crate::workspace::{ATTACHMENTS, Notice, READ_ONLY, Workspace};
use futures_util::future::join;
use holdfast_domain::codes;
use holdfast_domain::rooms::runbooks::RUN;
use holdfast_domain::rooms::workspace::WORKSPACE;
use holdfast_ledger::file::Received;
use holdfast_ledger::plan::{Planned, Verdict, accept};
use holdfast_ledger::purge::scrub;
use holdfast_ledger::sort::Ordered;
use holdfast_ledger::undo::Undo;
use holdfast_ledger::{Change, Dot, Edit, Id, Path, Record, merge};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// How many edits are made in one go: a few milliseconds.
const BATCH: usize = 2_000;

/// How taking in ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// How many records were added or changed.
    pub records: usize,
    /// The changes that came and whose values stand against others.
    pub came: BTreeSet<Dot>,
}

/// What the disk needs before anything is shown.
struct Prepared {
    /// The records as they will be.
    overlay: HashMap<Id, Record>,
    /// The changes made here for values without stamps.
    changes: Vec<Change>,
    /// The file's own history.
    history: Vec<String>,
}

impl Workspace {
    /// Takes a reviewed file in. `accepted` says which proposals a person accepts;
    /// `extra` are edits that come with it (records made of other formats).
    ///
    /// # Errors
    /// Why nothing was changed, as a sentence.
    pub async fn apply(
        self,
        review: Review,
        accepted: impl Fn(&Planned, Path) -> bool,
        extra: Vec<Edit>,
        run: Run,
    ) -> Result<Applied, String> {
        if self.is_read_only() {
            return Err(READ_ONLY.to_owned());
        }
        let name = review.name.clone();
        let accepts = |planned: &Planned| match &planned.verdict {
            Verdict::Proposed(all) => all.iter().any(|one| accepted(planned, one.path)),
            Verdict::OtherKind(_) => false,
            _ => true,
        };
        // A file that changes nothing needs no way back.
        let changes = !extra.is_empty() || review.planned.iter().any(accepts);
        let here = self.read(|view| view.ledger.len());
        let by = if changes {
            0.5 * share(here, here + review.planned.len())
        } else {
            0.0
        };
        let why = format!("Before importing {name}");
        let way_back = async {
            if changes {
                self.restore_point(&why, run.part(0.0, by)).await?;
            }
            Ok(())
        };
        run.check()?;
        let mut review = review;
        let concerned = std::mem::take(&mut review.concerned);
        let rest = run.part(by, 1.0);
        let taken = self.take_in_whole(review, (accepted, extra), way_back, rest);
        let (applied, undo) = taken.await?;
        self.look_back(name.clone(), concerned, applied.came.clone());
        if !undo.is_empty() {
            let label = format!("Imported {name}");
            self.inner().undo.push(&label, undo);
            self.notice().set(Some(Notice {
                text: label,
                undo: true,
                alarm: false,
                link: None,
            }));
        }
        Ok(applied)
    }

    /// Takes a file in, and says meanwhile that it does. Gives how to take that back. Nothing is written
    /// before there is a `way_back`.
    pub(super) async fn take_in_whole(
        self,
        review: Review,
        asked: (impl Fn(&Planned, Path) -> bool, Vec<Edit>),
        way_back: impl Future<Output = Result<(), String>>,
        run: Run,
    ) -> Result<(Applied, Undo), String> {
        let inner = self.inner();
        inner.saver.importing.set(true);
        inner.saver.say(SaveState::Importing);
        let result = self.take_in_file(review, asked, way_back, run).await;
        inner.saver.importing.set(false);
        self.drain();
        result
    }

    async fn take_in_file(
        self,
        review: Review,
        (accepted, extra): (impl Fn(&Planned, Path) -> bool, Vec<Edit>),
        way_back: impl Future<Output = Result<(), String>>,
        run: Run,
    ) -> Result<(Applied, Undo), String> {
        let inner = self.inner();
        let mut attachments = review.attachments.clone();
        let adopt = (review.workspace, inner.ledger.borrow().is_empty());
        let prepared = async {
            // What shows that it began is drawn first.
            slices::yield_now().await;
            let edits = self.batches(&review, accepted, extra, run.part(0.0, 0.05));
            let edits = edits.await?;
            let note = format!("Import of {}", review.name);
            self.prepare(review, edits, &note, run.part(0.05, 0.25))
                .await
        };
        // The disk writes the one while the page makes the other.
        let (way_back, prepared) = join(way_back, prepared).await;
        way_back?;
        let prepared: Prepared = prepared?;
        if let Some(store) = &inner.saver.store {
            self.leave_purged(&prepared, &mut attachments);
            disk::put_attachments(store, &attachments).await?;
            self.commit_to_disk(store, &prepared, adopt, run.part(0.25, 0.8))
                .await?;
        }
        if let (Some(workspace), true) = adopt {
            inner.workspace_id.set(Some(workspace));
        }
        // It is taken in: to give it up now changes nothing any more.
        let done = self.show(prepared, run.part(0.8, 1.0)).await;
        self.adopt_workspace();
        Ok(done)
    }

    // The edits of what is accepted, all of a record together, in as many parts as there are slices.
    async fn batches(
        self,
        review: &Review,
        accepted: impl Fn(&Planned, Path) -> bool,
        extra: Vec<Edit>,
        run: Run,
    ) -> Result<Vec<Vec<Edit>>, String> {
        let minted = codes::minted(&review.planned, &self.inner().ledger.borrow());
        let mut minted = minted.into_iter().peekable();
        let (mut batches, mut last) = (Vec::new(), extra);
        let mut began = clock::elapsed_ms();
        for (n, planned) in review.planned.iter().enumerate() {
            last.extend(accept(planned, |path| accepted(planned, path)));
            last.extend(minted.next_if(|edit| edit.record == planned.id));
            if last.len() >= BATCH {
                batches.push(std::mem::take(&mut last));
            }
            let far = || share(n, review.planned.len());
            run.breathe(&mut began, far).await?;
        }
        batches.push(last);
        // The workspace's own record is looked for in the first.
        let own = |batch: &Vec<Edit>| batch.iter().any(|edit| edit.kind == WORKSPACE.key());
        if let Some(at) = batches.iter().position(own) {
            batches.swap(0, at);
        }
        Ok(batches)
    }

    // Joins everything into copies, so that a failure later leaves memory untouched.
    async fn prepare(
        self,
        review: Review,
        mut edits: Vec<Vec<Edit>>,
        note: &str,
        run: Run,
    ) -> Result<Prepared, String> {
        let inner = self.inner();
        let mut overlay: HashMap<Id, Record> = HashMap::new();
        let mut began = clock::elapsed_ms();
        let all = review.planned.len();
        for (n, planned) in review.planned.into_iter().enumerate() {
            let skip = matches!(planned.verdict, Verdict::Same | Verdict::OtherKind(_));
            if let (Received::Stamped(theirs), false) = (planned.received, skip) {
                let joined = match inner.ledger.borrow().record(theirs.id) {
                    Some(ours) => merge::join(ours, &theirs),
                    None => theirs,
                };
                overlay.insert(joined.id, joined);
            }
            let far = || 0.5 * share(n, all);
            run.breathe(&mut began, far).await?;
        }
        let stamp = self.stamp(Some(note))?;
        if let Some(first) = edits.first_mut()
            && inner.workspace_id.get().is_none()
            && review.workspace.is_none()
        {
            *first = self.with_workspace(first)?;
        }
        let mut changes = Vec::new();
        for (n, batch) in edits.iter().enumerate() {
            let made = inner.ledger.borrow_mut().prepare(batch, &stamp);
            let made = made.map_err(|error| error.to_string())?;
            self.overlay(&made, &mut overlay);
            changes.extend(made);
            let far = || 0.5 + 0.5 * share(n, edits.len());
            run.breathe(&mut began, far).await?;
        }
        Ok(Prepared {
            overlay,
            changes,
            history: review.history,
        })
    }

    // Applies changes to copies of the records.
    fn overlay(self, changes: &[Change], overlay: &mut HashMap<Id, Record>) {
        let inner = self.inner();
        let ledger = inner.ledger.borrow();
        for change in changes {
            let fresh = || {
                let own = ledger.record(change.record).cloned();
                own.unwrap_or_else(|| Record::new(change.record, change.kind))
            };
            overlay
                .entry(change.record)
                .or_insert_with(fresh)
                .apply(change);
        }
    }

    // A change of the file's history without what is purged of its record, if something is.
    fn clean(self, prepared: &Prepared, line: &str) -> Option<String> {
        let inner = self.inner();
        let ledger = inner.ledger.borrow();
        let record = |id: Id| prepared.overlay.get(&id).or_else(|| ledger.record(id));
        scrub(line, |id| record(id).map(Record::purged), &mut |_, _| ())
    }

    // An old file may still hold the bytes of attachments that were purged: where some were, only
    // what is attached to a record comes in.
    fn leave_purged(self, prepared: &Prepared, attachments: &mut Vec<(String, String)>) {
        let is_purged = |record: &Record| record.purged().takes_items(ATTACHMENTS);
        let inner = self.inner();
        if !inner.ledger.borrow().records().any(is_purged)
            && !prepared.overlay.values().any(is_purged)
        {
            return;
        }
        let names = attachments.iter().map(|(name, _)| name.clone());
        let mut unnamed = self.unnamed(names.into_set());
        for name in prepared.overlay.values().flat_map(attached) {
            unnamed.remove(&*name);
        }
        attachments.retain(|(name, _)| !unnamed.contains(name));
    }

    // Puts what is on the disk now before the eyes.
    async fn show(self, prepared: Prepared, run: Run) -> (Applied, Undo) {
        let inner = self.inner();
        let mut undo = Undo::default();
        let all = prepared.overlay.len();
        let mut touched = Vec::with_capacity(all);
        let mut records = 0;
        let mut came = BTreeSet::new();
        let mut began = clock::elapsed_ms();
        for (id, record) in prepared.overlay {
            {
                let mut ledger = inner.ledger.borrow_mut();
                let before = ledger.record(id).cloned();
                // A record that only names a workspace is none that a person imports.
                let names = before.is_none() && record.kind == WORKSPACE.key();
                records += usize::from(!names);
                ledger.join(record);
                if let Some(after) = ledger.record(id) {
                    if let Some(before) = before.as_ref().filter(|_| !after.purged().is_empty()) {
                        let names = attached(before).map(Cow::into_owned);
                        inner.saver.doomed_files.borrow_mut().extend(names);
                    }
                    undo.note_join(before.as_ref(), after);
                    // What a run disputes is known only to who reads its log.
                    if ledger.conflicts_in(id) > 0 || after.kind == RUN.key() {
                        came.extend(new_in(before.as_ref(), after));
                    }
                }
            }
            touched.push(id);
            run.tell(share(touched.len(), all));
            breathe(&mut began).await;
        }
        // That all of it is done shows before lists are drawn anew.
        slices::yield_now().await;
        self.forget_purged();
        self.changed(touched);
        (Applied { records, came }, undo)
    }
}

// The changes that a record that was here had not seen before.
fn new_in(before: Option<&Record>, after: &Record) -> impl Iterator<Item = Dot> {
    let marks = after.marks().iter();
    let new = marks.filter(move |mark| before.is_some_and(|old| !old.seen().has(mark.dot)));
    new.map(|mark| mark.dot)
}
