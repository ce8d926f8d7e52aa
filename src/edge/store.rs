//! The stored workspace: a manifest, segments, a change log, history and attachments.
//!
//! An edit appends to the log and costs the same at any size; now and then the log is *folded*
//! into segments in one transaction whose manifest is the commit marker. What a segment, a log
//! entry or the manifest says is the caller's business: here they are text.
//!
//! The database's version number is 1 for ever, so that an older application can open what a
//! newer one wrote; the format's version is a row of `meta`.

use std::rc::Rc;

use holdfast_ledger::sort::Ordered;
use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::IdbKeyRange;

use super::clock;
use super::error::StoreError;
use super::idb::{Db, Mode, Request, StoreDef, Tx};
use super::rows::{number, numbers, optional_text, text, texts};
use super::slices;

pub(super) const META: &str = "meta";
const SEGMENTS: &str = "segments";
const LOG: &str = "log";
const HISTORY: &str = "history";
pub(super) const BLOBS: &str = "blobs";
const ALL: [&str; 5] = [META, SEGMENTS, LOG, HISTORY, BLOBS];

const MANIFEST: &str = "manifest";
const FORMAT: &str = "format";

const LAYOUT: &[StoreDef] = &[
    keyed(META),
    keyed(SEGMENTS),
    StoreDef {
        name: LOG,
        auto_increment: true,
    },
    keyed(HISTORY),
    keyed(BLOBS),
];

/// How long an open may take before it is reported as blocked, in milliseconds.
const OPEN_DEADLINE_MS: i32 = 8_000;

/// How long segments are read before the page answers, in milliseconds.
const SLICE_MS: f64 = 24.0;

/// Staged segments go out in transactions of about this many bytes, so that memory stays bounded; what
/// must be in one transaction is put with a pause after as many.
const STAGE_BYTES: usize = 4 << 20;

const fn keyed(name: &'static str) -> StoreDef {
    StoreDef {
        name,
        auto_increment: false,
    }
}

/// The open workspace database. Clones share one connection.
#[derive(Clone)]
pub struct Store {
    pub(super) db: Db,
    name: Rc<str>,
}

/// Everything needed to show the workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The format version row; `None` in a fresh database.
    pub format: Option<String>,
    /// The manifest row; `None` before the first fold.
    pub manifest: Option<String>,
    /// Key and text of each segment that the manifest names.
    pub segments: Vec<(String, String)>,
    /// Keys that the manifest names and the database has not: damage.
    pub missing: Vec<String>,
    /// Keys of segments that the manifest does not name: left by an import that did not finish.
    pub garbage: Vec<String>,
    /// Number and text of each log entry not yet folded, in order.
    pub log: Vec<(u64, String)>,
}

/// A chunk of the history of one segment. Writing one number again replaces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryChunk {
    /// The segment it belongs to.
    pub segment: String,
    /// Its place among the segment's chunks.
    pub n: u32,
    /// Its text.
    pub text: String,
}

/// What one fold writes, all or nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fold {
    /// The manifest this was computed from; the fold is stale when another one is stored.
    pub expect_manifest: Option<String>,
    /// The manifest afterwards.
    pub manifest: String,
    /// The format version row afterwards; `None` leaves it.
    pub format: Option<String>,
    /// Keys of segments that were staged and now count; the fold is stale when one is gone.
    pub staged: Vec<String>,
    /// Key and text of segments to write.
    pub put_segments: Vec<(String, String)>,
    /// Keys of segments to remove.
    pub delete_segments: Vec<String>,
    /// History to add.
    pub put_history: Vec<HistoryChunk>,
    /// Log entries up to and including this number are folded and go; 0 keeps all.
    pub delete_log_upto: u64,
}

/// How a fold ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FoldOutcome {
    /// It is on the disk.
    Done,
    /// Someone else folded first or took away what was staged; nothing was written. Carries the manifest that is stored.
    Stale(Option<String>),
}

impl Store {
    /// Opens or creates the database `name` (which includes the page's scope, see
    /// [`location::scope`](super::location::scope)).
    ///
    /// # Errors
    /// See [`Db::open`].
    pub async fn open(name: &str) -> Result<Self, StoreError> {
        Self::open_within(name, OPEN_DEADLINE_MS).await
    }

    /// Opens with another deadline, in milliseconds.
    ///
    /// # Errors
    /// See [`Db::open`].
    pub async fn open_within(name: &str, deadline_ms: i32) -> Result<Self, StoreError> {
        let db = Db::open(name, LAYOUT, deadline_ms).await?;
        let name = name.into();
        Ok(Self { db, name })
    }

    /// Connects again when the connection was lost. `holds`: something was stored, and must still
    /// be there; a database that came to be since then is another one.
    ///
    /// # Errors
    /// `Removed` when the database is gone; otherwise see [`Db::open`].
    pub async fn reconnect(&self, holds: bool) -> Result<(), StoreError> {
        if !self.db.is_lost() {
            return Ok(());
        }
        let found = Db::open_as_found(&self.name, OPEN_DEADLINE_MS).await;
        // Creating one was given up: there is none.
        let db = found.map_err(|error| match error {
            StoreError::Aborted(_) => StoreError::Removed,
            error => error,
        })?;
        let name = self.name.clone();
        let found = Self { db, name };
        let rows = found.load(|_| Vec::new()).await?;
        if holds && rows.manifest.is_none() && rows.log.is_empty() {
            return Err(StoreError::Removed);
        }
        self.db.take_over(&found.db);
        Ok(())
    }

    /// Calls `callback` once when the browser closes the connection.
    pub fn on_lost(&self, callback: impl FnOnce() + 'static) {
        self.db.on_lost(callback);
    }

    /// Reads the workspace as of one moment. `named` lists the segment keys a manifest names.
    ///
    /// # Errors
    /// `Corrupt` when a row is not text; otherwise as the browser says.
    pub async fn load(
        &self,
        named: impl FnOnce(Option<&str>) -> Vec<String>,
    ) -> Result<Loaded, StoreError> {
        let tx = self.db.transaction(&[META, SEGMENTS, LOG], Mode::Read)?;
        let meta = tx.store(META)?;
        let segments = tx.store(SEGMENTS)?;
        let format = meta.get(&FORMAT.into())?;
        let manifest = meta.get(&MANIFEST.into())?;
        let keys = segments.get_all_keys(&JsValue::UNDEFINED)?;
        let log = log_requests(&tx, &JsValue::UNDEFINED)?;
        // Answers come in order, so after the last one the earlier ones are there too.
        log.1.answer().await?;
        let manifest = optional_text(&manifest.result()?, "the manifest")?;
        let named = named(manifest.as_deref());
        let stored = texts(&keys.result()?, "a segment's key")?
            .into_iter()
            .into_set();
        let wanted = named.iter().into_set();
        let garbage = stored
            .iter()
            .filter(|key| !wanted.contains(key))
            .cloned()
            .collect();
        let (present, missing): (Vec<_>, Vec<_>) =
            named.iter().cloned().partition(|key| stored.contains(key));
        let requests = present
            .iter()
            .map(|key| segments.get(&key.into()))
            .collect::<Result<Vec<_>, _>>()?;
        tx.complete().await?;
        let mut loaded = Vec::with_capacity(present.len());
        let mut began = clock::elapsed_ms();
        for (key, request) in present.into_iter().zip(requests) {
            let content = text(&request.result()?, || format!("segment {key}"))?;
            loaded.push((key, content));
            if clock::elapsed_ms() - began > SLICE_MS {
                slices::yield_now().await;
                began = clock::elapsed_ms();
            }
        }
        Ok(Loaded {
            format: optional_text(&format.result()?, "the format version")?,
            manifest,
            segments: loaded,
            missing,
            garbage,
            log: log_entries(&log)?,
        })
    }

    /// Appends entries to the change log in one transaction and returns their numbers.
    /// Returns only when they are on the disk.
    ///
    /// # Errors
    /// `Quota`, `Aborted`, `Closed`: nothing was appended.
    pub async fn append(&self, entries: &[String]) -> Result<Vec<u64>, StoreError> {
        let tx = self.db.transaction(&[LOG], Mode::Write)?;
        let log = tx.store(LOG)?;
        let requests = entries
            .iter()
            .map(|entry| log.add(&entry.into()))
            .collect::<Result<Vec<_>, _>>()?;
        tx.complete().await?;
        requests
            .iter()
            .map(|request| number(&request.result()?))
            .collect()
    }

    /// Log entries with a number above `seq`, in order.
    ///
    /// # Errors
    /// As the browser says.
    pub async fn log_since(&self, seq: u64) -> Result<Vec<(u64, String)>, StoreError> {
        let range = IdbKeyRange::lower_bound_with_open(&seq_key(seq), true)
            .map_err(|error| StoreError::from_js(&error))?;
        let tx = self.db.transaction(&[LOG], Mode::Read)?;
        let requests = log_requests(&tx, &range)?;
        tx.complete().await?;
        log_entries(&requests)
    }

    /// Writes segments that no manifest names yet, in several transactions. A later [`fold`]
    /// whose manifest names them makes them count; until then they are invisible.
    ///
    /// # Errors
    /// `Quota`, `Aborted`, `Closed`: some may be written, as garbage.
    ///
    /// [`fold`]: Store::fold
    pub async fn stage_segments(&self, segments: &[(String, String)]) -> Result<(), StoreError> {
        let mut rest = segments;
        while !rest.is_empty() {
            let tx = self.db.transaction(&[SEGMENTS], Mode::Write)?;
            let store = tx.store(SEGMENTS)?;
            let mut bytes = 0;
            while let Some(((key, content), tail)) = rest.split_first() {
                if bytes > 0 && bytes + content.len() > STAGE_BYTES {
                    break;
                }
                store.put(&key.into(), &content.into())?;
                bytes += content.len();
                rest = tail;
            }
            tx.complete().await?;
        }
        Ok(())
    }

    /// Folds in one transaction, if the stored manifest is the expected one.
    ///
    /// # Errors
    /// `Quota`, `Aborted`, `Closed`: nothing was written.
    pub async fn fold(&self, fold: &Fold) -> Result<FoldOutcome, StoreError> {
        let tx = self
            .db
            .transaction(&[META, SEGMENTS, LOG, HISTORY], Mode::Write)?;
        let meta = tx.store(META)?;
        let stored = meta.get(&MANIFEST.into())?.answer().await?;
        let stored = optional_text(&stored, "the manifest")?;
        if stored != fold.expect_manifest {
            tx.abort();
            return Ok(FoldOutcome::Stale(stored));
        }
        let segments = tx.store(SEGMENTS)?;
        if !fold.staged.is_empty() {
            let keys = segments.get_all_keys(&JsValue::UNDEFINED)?.answer().await?;
            let keys = texts(&keys, "a segment's key")?.into_iter().into_set();
            if fold.staged.iter().any(|key| !keys.contains(key)) {
                tx.abort();
                return Ok(FoldOutcome::Stale(stored));
            }
        }
        meta.put(&MANIFEST.into(), &fold.manifest.as_str().into())?;
        if let Some(format) = &fold.format {
            meta.put(&FORMAT.into(), &format.into())?;
        }
        for key in &fold.delete_segments {
            segments.delete(&key.into())?;
        }
        let mut bytes = 0;
        for (key, content) in &fold.put_segments {
            let put = segments.put(&key.into(), &content.into())?;
            give_way(&put, content, &mut bytes).await?;
        }
        let history = tx.store(HISTORY)?;
        for chunk in &fold.put_history {
            let key = Array::of2(&chunk.segment.as_str().into(), &chunk.n.into());
            let put = history.put(&key, &chunk.text.as_str().into())?;
            give_way(&put, &chunk.text, &mut bytes).await?;
        }
        if fold.delete_log_upto > 0 {
            let folded = IdbKeyRange::upper_bound(&seq_key(fold.delete_log_upto))
                .map_err(|error| StoreError::from_js(&error))?;
            tx.store(LOG)?.delete(&folded)?;
        }
        tx.complete().await?;
        Ok(FoldOutcome::Done)
    }

    /// Removes the segments that the stored manifest does not name, and returns their keys. The
    /// manifest is read in the same transaction, so that what an import just made count stays.
    /// `named` lists the segment keys of a manifest, or `None` when it cannot be read: then
    /// nothing is removed.
    ///
    /// Hold the lock under which imports stage, or a running one loses what it staged.
    ///
    /// # Errors
    /// As the browser says; then nothing was removed.
    pub async fn sweep(
        &self,
        named: impl FnOnce(Option<&str>) -> Option<Vec<String>>,
    ) -> Result<Vec<String>, StoreError> {
        let tx = self.db.transaction(&[META, SEGMENTS], Mode::Write)?;
        let segments = tx.store(SEGMENTS)?;
        let manifest = tx.store(META)?.get(&MANIFEST.into())?;
        let keys = segments.get_all_keys(&JsValue::UNDEFINED)?;
        let keys = texts(&keys.answer().await?, "a segment's key")?;
        let manifest = optional_text(&manifest.result()?, "the manifest")?;
        let Some(named) = named(manifest.as_deref()) else {
            return Ok(Vec::new());
        };
        let named = named.into_iter().into_set();
        let garbage: Vec<String> = keys
            .into_iter()
            .filter(|key| !named.contains(key))
            .collect();
        for key in &garbage {
            segments.delete(&key.into())?;
        }
        tx.complete().await?;
        Ok(garbage)
    }

    /// Lets `rewrite` say what the history chunks of a segment shall hold instead (`None`: as it is),
    /// in one transaction.
    ///
    /// # Errors
    /// `Quota`, `Aborted`, `Closed`: nothing was written.
    pub async fn rewrite_history(
        &self,
        segment: &str,
        mut rewrite: impl FnMut(&str) -> Option<String>,
    ) -> Result<(), StoreError> {
        let range = history_of(segment)?;
        let tx = self.db.transaction(&[HISTORY], Mode::Write)?;
        let history = tx.store(HISTORY)?;
        let keys = history.get_all_keys(&range)?;
        let chunks = texts(
            &history.get_all(&range)?.answer().await?,
            "a piece of history",
        )?;
        for (key, text) in Array::from(&keys.result()?).iter().zip(chunks) {
            if let Some(new) = rewrite(&text) {
                history.put(&key, &new.into())?;
            }
        }
        tx.complete().await
    }

    /// The history chunks of some segments, in order.
    ///
    /// # Errors
    /// As the browser says.
    pub async fn history(&self, segments: &[impl AsRef<str>]) -> Result<Vec<String>, StoreError> {
        let tx = self.db.transaction(&[HISTORY], Mode::Read)?;
        let history = tx.store(HISTORY)?;
        let mut requests = Vec::new();
        for segment in segments {
            let range = history_of(segment.as_ref())?;
            requests.push(history.get_all(&range)?);
        }
        tx.complete().await?;
        let mut chunks = Vec::new();
        for request in requests {
            chunks.extend(texts(&request.result()?, "a piece of history")?);
        }
        Ok(chunks)
    }

    /// Empties the database in one transaction. For a person's explicit wish only.
    ///
    /// # Errors
    /// As the browser says; then nothing was removed.
    pub async fn clear_all(&self) -> Result<(), StoreError> {
        let tx = self.db.transaction(&ALL, Mode::Write)?;
        for name in ALL {
            tx.store(name)?.clear()?;
        }
        tx.complete().await
    }
}

/// Waits inside the transaction for what was put, once so much was that the page must answer between.
async fn give_way(put: &Request, text: &str, bytes: &mut usize) -> Result<(), StoreError> {
    *bytes += text.len();
    if *bytes > STAGE_BYTES {
        *bytes = 0;
        put.answer().await?;
    }
    Ok(())
}

/// The keys of a segment's history: `[segment, n]`; an array sorts after every number.
fn history_of(segment: &str) -> Result<IdbKeyRange, StoreError> {
    let from = Array::of1(&segment.into());
    let to = Array::of2(&segment.into(), &Array::new());
    IdbKeyRange::bound(&from, &to).map_err(|error| StoreError::from_js(&error))
}

/// Keys and values of a range of the log; the second request is answered last.
fn log_requests(tx: &Tx, range: &JsValue) -> Result<(Request, Request), StoreError> {
    let log = tx.store(LOG)?;
    Ok((log.get_all_keys(range)?, log.get_all(range)?))
}

fn log_entries(requests: &(Request, Request)) -> Result<Vec<(u64, String)>, StoreError> {
    let keys = numbers(&requests.0.result()?)?;
    let entries = texts(&requests.1.result()?, "an entry of the change log")?;
    Ok(keys.into_iter().zip(entries).collect())
}

/// Counted keys stay far below 2^53, where numbers in the database are exact.
fn seq_key(seq: u64) -> JsValue {
    JsValue::from_f64(seq as f64)
}
