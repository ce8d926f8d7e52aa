//! Automatic exports: the whole workspace, every so often, while the app is open.

use super::{Run, Scope, file_name, fingerprint};
use crate::edge::EdgeError;
use crate::edge::clock;
use crate::edge::folder::{ChosenFile, Downloads, Folder};
use crate::workspace::{Workspace, database, now_ms};
use holdfast_domain::heavy::Include;
use serde::{Deserialize, Serialize};

/// Where the time of the last export of all is kept on this device, in milliseconds since 1970.
pub const LAST_EXPORT: &str = "last-export";
const SCHEDULE: &str = "automatic-export";
const TRIED: &str = "automatic-export-tried";
const WRITTEN: &str = "automatic-export-written";
/// After a failure, and while another tab may be at it, nothing is tried for so long.
const AGAIN_MS: i64 = 10 * 60_000;
/// A day in milliseconds.
pub const DAY_MS: i64 = 86_400_000;

/// How often, and where to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// After how many days without an export the next is made; 0 for never.
    pub days: u8,
    /// Whether it goes to the file that was chosen, and not to the download folder.
    pub to_file: bool,
}

/// How an automatic export ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exported {
    /// It is not time yet.
    NotDue,
    /// Written under this name.
    Written(String),
    /// Nothing was changed since the last one, which is there.
    Unchanged,
    /// A person has to allow writing to the file again.
    NotAllowed(String),
}

impl Workspace {
    /// How often this device exports by itself.
    pub fn schedule(self) -> Schedule {
        let kept = self.prefs().get(SCHEDULE);
        kept.and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default()
    }

    /// Decides how often.
    ///
    /// # Errors
    /// When this device cannot keep it, as a sentence.
    pub fn set_schedule(self, schedule: Schedule) -> Result<(), String> {
        let json = serde_json::to_string(&schedule).map_err(|error| error.to_string())?;
        let kept = self.prefs().set(SCHEDULE, &json);
        // What was chosen is tried at once, not after what failed before.
        let _ = self.prefs().remove(TRIED);
        let _ = self.prefs().remove(WRITTEN);
        kept.map_err(|error| error.to_string())
    }

    /// Makes an automatic export if it is time for one, and says what came of it.
    ///
    /// # Errors
    /// Why there is none, as a sentence.
    pub async fn export_if_due(self) -> Result<Exported, String> {
        let schedule = self.schedule();
        if !self.is_due(schedule) || self.read(|view| view.ledger.is_empty()) {
            return Ok(Exported::NotDue);
        }
        // Said before anything is waited for, so that another tab leaves it to this one.
        self.note(TRIED, &now_ms().to_string());
        if !schedule.to_file {
            return self.export_to(&Downloads, true).await;
        }
        let kept = ChosenFile::kept(&database()).await;
        let file = kept.map_err(|error| error.to_string())?;
        let file = file.ok_or("No file is chosen. Choose one under Data.")?;
        let ended = self.export_to(&file, false).await?;
        Ok(match ended {
            Exported::Written(_) => Exported::Written(file.name()),
            Exported::NotAllowed(_) => Exported::NotAllowed(file.name()),
            other => other,
        })
    }

    /// Exports everything to a place; with `once`, not the same again.
    ///
    /// # Errors
    /// Why nothing was written, as a sentence.
    pub async fn export_to(self, folder: &impl Folder, once: bool) -> Result<Exported, String> {
        let text = self.export(&Scope::Workspace, Include::ALL, Run::UNWATCHED);
        let text = text.await?;
        let print = fingerprint(text.as_bytes());
        let written = self.prefs().get(WRITTEN);
        let ended = if once && written.as_deref() == Some(print.as_str()) {
            Exported::Unchanged
        } else {
            let workspace = self.name_untracked();
            let name = file_name(&workspace, &Scope::Workspace, &clock::today(), false);
            match folder.write(&name, &text).await {
                Ok(()) => Exported::Written(name),
                Err(EdgeError::Cancelled) => return Ok(Exported::NotAllowed(name)),
                Err(error) => return Err(error.to_string()),
            }
        };
        self.note(WRITTEN, &print);
        self.note_export();
        Ok(ended)
    }

    /// Remembers that the whole workspace was exported just now.
    pub fn note_export(self) {
        self.note(LAST_EXPORT, &now_ms().to_string());
    }

    fn is_due(self, schedule: Schedule) -> bool {
        let at = |name| -> Option<i64> { self.prefs().get(name)?.parse().ok() };
        let now = now_ms();
        let old = at(LAST_EXPORT).is_none_or(|at| now - at >= i64::from(schedule.days) * DAY_MS);
        let tried = at(TRIED).is_some_and(|at| (0..AGAIN_MS).contains(&(now - at)));
        schedule.days > 0 && old && !tried
    }

    // Unknown, it is asked about or tried again: no harm is done.
    fn note(self, name: &str, text: &str) {
        let _ = self.prefs().set(name, text);
    }
}
