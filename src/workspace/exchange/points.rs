//! Restore points: whole workspaces from before imports, and once a day (S7).

use super::Scope;
use crate::edge::clock;
use crate::edge::restore::{Limits, Point};
use crate::workspace::Workspace;
use holdfast_ledger::file::Received;
use holdfast_ledger::{Record, plan};
use serde::{Deserialize, Serialize};

/// At most so many restore points, of at most so many bytes in all.
const LIMITS: Limits = Limits {
    count: 10,
    bytes: 256 << 20,
};

/// What a restore point says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointAbout {
    /// Why it was made.
    pub why: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// How many records it holds.
    pub records: usize,
}

impl Workspace {
    /// Makes a restore point of all that is here. An empty workspace needs none.
    ///
    /// # Errors
    /// Why it could not be made, as a sentence; the caller then changes nothing.
    pub async fn restore_point(self, why: &str) -> Result<(), String> {
        let inner = self.inner();
        let records = inner.ledger.borrow().len();
        let Some(points) = &inner.saver.points else {
            return Ok(());
        };
        if records == 0 {
            return Ok(());
        }
        let text = self.export(&Scope::Workspace, true).await?;
        let at = super::super::now_ms();
        let about = PointAbout {
            why: why.to_owned(),
            at,
            records,
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
        if !made_today && let Err(reason) = self.restore_point("Once a day").await {
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
    pub async fn restore_file(self, key: &str) -> Result<Vec<u8>, String> {
        let inner = self.inner();
        let points = inner
            .saver
            .points
            .as_ref()
            .ok_or("This browser keeps no restore points.")?;
        let bytes = points.get(key).await.map_err(|error| error.to_string())?;
        bytes.ok_or_else(|| "This restore point is gone.".to_owned())
    }

    /// Makes everything look as it did at a restore point, as one command that can be
    /// undone. Gives how many values changed.
    ///
    /// # Errors
    /// When the point cannot be read; nothing is changed then.
    pub async fn restore(self, key: &str) -> Result<usize, String> {
        let bytes = self.restore_file(key).await?;
        let review = self.review("restore point", bytes).await?;
        let records = review
            .planned
            .into_iter()
            .filter_map(|planned| match planned.received {
                Received::Stamped(record) => Some(record),
                Received::Loose(_) => None,
            });
        let then: Vec<Record> = records.collect();
        let edits = self.read(|view| plan::roll_back(view.ledger, &then));
        self.dispatch("Restore point restored", &edits)?;
        Ok(edits.len())
    }
}
