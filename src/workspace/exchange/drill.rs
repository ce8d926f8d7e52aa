//! A drill of the way back: the newest restore point becomes a workspace in memory, beside the real one, and is
//! looked over. Nothing that is kept changes but when this was done last (S7).

use super::Run;
use super::export::counts;
use super::points::PointAbout;
use super::watch::share;
use crate::edge::clock;
use crate::workspace::{Workspace, now_ms};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use holdfast_ledger::bundle::{self, Line};
use holdfast_ledger::file::Received;
use holdfast_ledger::{Ledger, hash, line};
use serde::{Deserialize, Serialize};

const LAST_DRILL: &str = "last-drill";

/// What a drill found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Drilled {
    /// When it was done, in milliseconds since 1970.
    pub at: i64,
    /// When the restore point was made.
    pub made: i64,
    /// How many records came back.
    pub records: usize,
    /// How many the restore point says that it holds.
    pub said: usize,
    /// How many attachments came back.
    pub attachments: usize,
    /// How many milliseconds it took until they were there.
    pub took: f64,
    /// Whether it is letter by letter what was written; none of points from before fingerprints were kept.
    #[serde(default)]
    pub as_written: Option<bool>,
    /// What could not be read, and how many such parts there are.
    pub damage: Option<(String, usize)>,
}

impl Drilled {
    /// Whether all came back, and as it was.
    pub fn is_whole(&self) -> bool {
        self.damage.is_none() && self.records == self.said && self.as_written != Some(false)
    }
}

/// What came back so far.
#[derive(Default)]
struct Scratch {
    ledger: Ledger,
    attachments: usize,
    damage: Option<(String, usize)>,
}

impl Scratch {
    // A line is whole when it is JSON throughout, and what it says, written again, is the same line: values are
    // otherwise kept as they stand, and read when somebody asks for them.
    fn take(&mut self, text: &str) {
        let read = if text.get(1..).is_some_and(is_json) {
            bundle::read(text).map_err(|error| error.to_string())
        } else {
            Err("a line is not whole".to_owned())
        };
        let taken = match read {
            Ok(Line::Record(received)) => match *received {
                Received::Stamped(record)
                    if line::is(&record, text.get(1..).unwrap_or_default()) =>
                {
                    self.ledger.join(record);
                    Ok(())
                }
                Received::Stamped(_) => Err("a record is not as it was written".to_owned()),
                // A version before these kept files, in which a record may have no stamps.
                Received::Loose(_) => Ok(()),
            },
            Ok(Line::Attachment(name, base64)) => match BASE64.decode(base64) {
                Ok(bytes) if hash::sha256(&bytes) == name => {
                    self.attachments += 1;
                    Ok(())
                }
                _ => Err("an attachment is not what it was".to_owned()),
            },
            Ok(Line::Wrong) => Err("a record is not what it was".to_owned()),
            Ok(Line::Workspace(..) | Line::History(_)) => Ok(()),
            Err(why) => Err(why),
        };
        if let Err(why) = taken {
            self.damage.get_or_insert((why, 0)).1 += 1;
        }
    }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

impl Workspace {
    /// Restores the newest restore point into a workspace in memory, looks it over and throws it away. Where there
    /// is no point yet, one is made first.
    ///
    /// # Errors
    /// Why there was nothing to restore, or that it was given up, as a sentence. What is damaged is no error.
    pub async fn drill(self, run: Run) -> Result<Drilled, String> {
        let mut newest = self.newest_point().await?;
        if newest.is_none() {
            let run = run.part(0.0, 0.3);
            self.restore_point("For a drill", run).await?;
            newest = self.newest_point().await?;
        }
        let none = "There is nothing to restore yet, or this browser keeps no restore points.";
        let (key, about) = newest.ok_or(none)?;
        let began = clock::elapsed_ms();
        let lines = self.point(&key, run.part(0.3, 0.5)).await?;
        let as_written = about.is_of(&lines, run.part(0.5, 0.6)).await?;
        let run = run.part(0.6, 1.0);
        let mut scratch = Scratch::default();
        let (mut at, mut slice) = (0, clock::elapsed_ms());
        for text in lines.lines() {
            scratch.take(text);
            at += text.len() + 1;
            run.breathe(&mut slice, || share(at, lines.len())).await?;
        }
        let records = scratch.ledger.records().filter(|record| counts(record));
        let drilled = Drilled {
            at: now_ms(),
            made: about.at,
            records: records.count(),
            said: about.records,
            attachments: scratch.attachments,
            took: clock::elapsed_ms() - began,
            as_written,
            damage: scratch.damage,
        };
        self.note_drill(&drilled);
        Ok(drilled)
    }

    /// What the last drill on this device found.
    pub fn last_drill(self) -> Option<Drilled> {
        serde_json::from_str(&self.prefs().get(LAST_DRILL)?).ok()
    }

    // Where a device cannot keep it, the next page asks for a drill once more.
    fn note_drill(self, drilled: &Drilled) {
        if let Ok(json) = serde_json::to_string(drilled) {
            let _ = self.prefs().set(LAST_DRILL, &json);
        }
    }

    // Its key, and what it says of itself.
    async fn newest_point(self) -> Result<Option<(String, PointAbout)>, String> {
        let all = self.restore_points().await?.into_iter().rev();
        let mut told = all.filter_map(|(point, about)| Some((point.key, about?)));
        Ok(told.next())
    }
}
