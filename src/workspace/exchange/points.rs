//! Restore points: whole workspaces from before imports, and once a day (S7).

use super::export::counts;
use super::watch::share;
use super::{Run, Scope, heavy, heavy_text};
use crate::edge::restore::{Limits, Point};
use crate::edge::{clock, slices};
use crate::workspace::Workspace;
use crate::workspace::purge::scrub_lines;
use holdfast_domain::heavy::{Include, READ};
use holdfast_domain::register::only_grows;
use holdfast_ledger::bundle::{self, Line};
use holdfast_ledger::file::Received;
use holdfast_ledger::plan::{self, RollBack};
use holdfast_ledger::purge::Purged;
use holdfast_ledger::{Id, hash, line};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// At most so many restore points, of at most so many bytes in all.
const LIMITS: Limits = Limits {
    count: 10,
    bytes: 256 << 20,
};

/// So many bytes are fingerprinted between two looks at what else waits.
const HASHED: usize = 1 << 20;
/// Why a restore point is not restored.
const ALTERED: &str = "This restore point is not what was written, so nothing was changed. Its file can still be downloaded.";

/// What a restore point says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointAbout {
    /// Why it was made.
    pub why: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// How many records it holds.
    pub records: usize,
    /// The SHA-256 of its lines; none of points from before these were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

impl PointAbout {
    /// Whether lines are those that were written; none where nobody can say.
    pub(super) async fn is_of(&self, lines: &str, run: Run) -> Result<Option<bool>, String> {
        match &self.sha256 {
            Some(known) => Ok(Some(*known == sha256(lines, run).await?)),
            None => Ok(None),
        }
    }

    // The same of lines from which something was taken out, `before` which they were so. Altered ones stay so.
    async fn scrubbed(self, before: &str, lines: &str) -> Result<Self, String> {
        if self.is_of(before, Run::UNWATCHED).await? == Some(false) {
            return Ok(self);
        }
        let sha256 = match self.sha256 {
            Some(_) => Some(sha256(lines, Run::UNWATCHED).await?),
            None => None,
        };
        let mut records = 0;
        let mut began = clock::elapsed_ms();
        for text in lines.lines().filter(|text| text.starts_with('S')) {
            if let Ok(Line::Record(received)) = bundle::read(text)
                && let Received::Stamped(record) = *received
            {
                records += usize::from(counts(&record));
            }
            Run::UNWATCHED.breathe(&mut began, || 0.0).await?;
        }
        Ok(Self {
            records,
            sha256,
            ..self
        })
    }
}

async fn sha256(lines: &str, run: Run) -> Result<String, String> {
    let (mut sum, mut at, mut began) = (hash::Sum::default(), 0, clock::elapsed_ms());
    for part in lines.as_bytes().chunks(HASHED) {
        sum.take(part);
        at += part.len();
        run.breathe(&mut began, || share(at, lines.len())).await?;
    }
    Ok(sum.hex())
}

impl Workspace {
    /// Makes a restore point of all that is here. An empty workspace needs none.
    ///
    /// # Errors
    /// Why it could not be made, as a sentence; the caller then changes nothing.
    pub async fn restore_point(self, why: &str, run: Run) -> Result<(), String> {
        let inner = self.inner();
        let empty = inner.ledger.borrow().is_empty();
        let Some(points) = &inner.saver.points else {
            return Ok(());
        };
        if empty {
            return Ok(());
        }
        // Lines, not yet a file: made in a fraction of the time, and the file follows from them.
        let lines = self.lines(&Scope::Workspace, true, run.part(0.0, 0.7));
        let (text, records) = lines.await?;
        let sha256 = Some(sha256(&text, run.part(0.7, 0.8)).await?);
        let at = super::super::now_ms();
        let about = PointAbout {
            why: why.to_owned(),
            at,
            records,
            sha256,
        };
        let about = serde_json::to_string(&about).map_err(|error| error.to_string())?;
        let made = points
            .put(&format!("{at:015}"), &about, text.as_bytes(), LIMITS)
            .await;
        made.map(drop).map_err(|error| {
            format!("No restore point could be made: {error}. Nothing was changed.")
        })
    }

    /// Makes the day's restore point if there is none yet and there is something to keep.
    pub async fn daily_point(self) {
        let newest = self.restore_points().await.ok().and_then(|points| {
            points
                .iter()
                .filter_map(|(_, about)| about.as_ref().map(|about| about.at))
                .max()
        });
        let today = clock::today();
        let made_today =
            newest.is_some_and(|at| clock::local_text(at.max(0) as u64).starts_with(&today));
        if !made_today && let Err(reason) = self.restore_point("Once a day", Run::UNWATCHED).await {
            self.alarm(reason);
        }
    }

    /// The restore points, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn restore_points(self) -> Result<Vec<(Point, Option<PointAbout>)>, String> {
        let inner = self.inner();
        let Some(points) = &inner.saver.points else {
            return Ok(Vec::new());
        };
        let list = points.list().await.map_err(|error| error.to_string())?;
        let read = |point: Point| {
            let about = serde_json::from_str(&point.about).ok();
            (point, about)
        };
        Ok(list.into_iter().map(read).collect())
    }

    /// The file of a restore point.
    ///
    /// # Errors
    /// When it cannot be read or is gone.
    pub async fn restore_file(self, key: &str, run: Run) -> Result<Vec<u8>, String> {
        let lines = self.point(key, run.part(0.0, 0.2)).await?;
        let run = run.part(0.2, 1.0);
        heavy(Include::ALL.op(), lines.into_bytes(), run).await
    }

    /// Makes everything look as it did at a restore point, as one command that can be
    /// undone. Gives how many values changed.
    ///
    /// # Errors
    /// When the point cannot be read, none can be made of what is here now, or it was given up; nothing is
    /// changed then.
    pub async fn restore(self, key: &str, run: Run) -> Result<usize, String> {
        let lines = self.point(key, run.part(0.0, 0.1)).await?;
        let points = self.restore_points().await?.into_iter();
        let about = points
            .filter(|(point, _)| point.key == key)
            .find_map(|(_, about)| about);
        if let Some(about) = about
            && about.is_of(&lines, run.part(0.1, 0.2)).await? == Some(false)
        {
            return Err(ALTERED.to_owned());
        }
        let (run, keeps) = (run.part(0.2, 0.6), run.part(0.6, 1.0));
        let mut at = 0;
        let inner = self.inner();
        let (mut then, mut same) = (Vec::new(), BTreeSet::new());
        let mut began = clock::elapsed_ms();
        for text in lines.lines() {
            if let Some(id) = text.strip_prefix('S').and_then(line::id_of)
                && inner
                    .ledger
                    .borrow()
                    .record(id)
                    .is_some_and(|own| line::is(own, &text[1..]))
            {
                same.insert(id);
            } else if let Line::Record(received) =
                bundle::read(text).map_err(|error| error.to_string())?
                && let Received::Stamped(record) = *received
            {
                then.push(record);
            }
            at += text.len() + 1;
            run.breathe(&mut began, || share(at, lines.len())).await?;
        }
        let back =
            || self.read(|view| plan::roll_back(view.ledger, &then, same.clone(), &only_grows));
        if !back().edits.is_empty() {
            // As before an import: undo is there as long as the page is, this stays.
            self.restore_point("Before an older one was restored", keeps)
                .await?;
        }
        // What changed meanwhile counts.
        let back = back();
        self.dispatch(&told(&back), &back.edits)?;
        Ok(back.edits.len())
    }

    /// Takes what was purged out of all restore points: `purged` of records, and the files that no
    /// record names any more.
    ///
    /// # Errors
    /// What could not be read or written, as half a sentence.
    pub(in crate::workspace) async fn scrub_points(
        self,
        purged: &BTreeMap<Id, Purged>,
        files: &mut BTreeSet<String>,
    ) -> Result<(), String> {
        let inner = self.inner();
        let Some(points) = &inner.saver.points else {
            return Ok(());
        };
        let list = points.list().await.map_err(|error| error.to_string())?;
        for point in list {
            let text = self.point(&point.key, Run::UNWATCHED).await?;
            slices::yield_now().await;
            let scrubbed = scrub_lines(&text, purged, files);
            let gone = self.unnamed(files.clone());
            let left = scrubbed.as_deref().unwrap_or(&text);
            let is_gone = |line: &str| {
                gone.iter()
                    .any(|name| line.starts_with(&format!("A[\"{name}\"")))
            };
            if scrubbed.is_none() && !left.lines().any(is_gone) {
                continue;
            }
            let kept = left.split_inclusive('\n').filter(|line| !is_gone(line));
            let kept: String = kept.collect();
            let about = match serde_json::from_str::<PointAbout>(&point.about) {
                Ok(about) => serde_json::to_string(&about.scrubbed(&text, &kept).await?),
                Err(_) => Ok(point.about),
            };
            let about = about.map_err(|error| error.to_string())?;
            let put = points.put(&point.key, &about, kept.as_bytes(), LIMITS);
            put.await.map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    pub(super) async fn point(self, key: &str, run: Run) -> Result<String, String> {
        let inner = self.inner();
        let points = inner.saver.points.as_ref();
        let points = points.ok_or("This browser keeps no restore points.")?;
        let bytes = points.get(key).await.map_err(|error| error.to_string())?;
        let bytes = bytes.ok_or("This restore point is gone.")?;
        lines_of(bytes, run).await
    }
}

// What is not as it was at the point, in numbers.
fn told(back: &RollBack) -> String {
    let many = |count: usize, one: &str, more: &str| match count {
        1 => format!("1 {one}"),
        many => format!("{many} {more}"),
    };
    let mut said = Vec::new();
    if back.deleted > 0 {
        said.push(many(
            back.deleted,
            "newer record deleted",
            "newer records deleted",
        ));
    }
    if back.logged > 0 {
        said.push(many(
            back.logged,
            "newer entry of a log kept",
            "newer entries of logs kept",
        ));
    }
    let said = said.join(", ");
    if said.is_empty() {
        return "Restore point restored".to_owned();
    }
    format!("Restore point restored: {said}")
}

/// The lines of a restore point. A version before these kept the workspace's file.
pub(super) async fn lines_of(bytes: Vec<u8>, run: Run) -> Result<String, String> {
    if bytes.first() == Some(&b'{') {
        return heavy_text(READ, bytes, run).await;
    }
    String::from_utf8(bytes).map_err(|error| error.to_string())
}
