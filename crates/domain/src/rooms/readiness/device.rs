//! What is to be known of this device and not of a record: whether it would be there tonight, and whether it holds
//! the only copy.

use super::mute::Mute;
use super::{Failed, checks};
use crate::rooms::workspace::WORKSPACE;
use crate::view::View;
use holdfast_ledger::Record;
use std::sync::Arc;

/// The check that one device does not hold the only copy.
pub const ONLY_COPY: &str = "workspace-only-copy";
/// The check that the app starts here without a network.
pub const NOT_OFFLINE: &str = "device-not-offline";
/// The check that the browser keeps what is stored here.
pub const NOT_KEPT: &str = "device-storage-not-kept";
/// The check that the newest restore point was restored beside the workspace lately.
pub const NOT_DRILLED: &str = "device-not-drilled";

/// All of them.
pub const DEVICE: [&str; 4] = [ONLY_COPY, NOT_OFFLINE, NOT_KEPT, NOT_DRILLED];

/// After how many days a file elsewhere is too old.
pub const COPY_DAYS: i64 = 7;
/// After how many days a kit is old, and a drill due again.
pub const DRILL_DAYS: i64 = 30;

const DAY_MS: i64 = 86_400_000;

/// Whether something is so many days ago, or more.
pub const fn is_old(at: i64, now: i64, days: i64) -> bool {
    now.saturating_sub(at) > days * DAY_MS
}

/// What the shell knows of this device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// When all was written to a file last, in milliseconds since 1970; none: never.
    pub exported: Option<i64>,
    /// Whether the app starts without a network; none while nobody knows.
    pub offline: Option<bool>,
    /// Whether the browser promised to keep what is stored; none while nobody knows.
    pub kept: Option<bool>,
    /// When the newest restore point was restored beside the workspace last, and whether all of it came back;
    /// none: never.
    pub drilled: Option<(i64, bool)>,
}

impl Device {
    /// What the workspace fails here, as far as there is anything to lose.
    pub(super) fn failed(self, view: &View<'_>) -> Vec<Arc<Failed>> {
        let Some(workspace) = view.live(WORKSPACE.id).next() else {
            return Vec::new();
        };
        let now = view.now();
        let no =
            |known: Option<bool>, words: &str| (known == Some(false)).then(|| words.to_owned());
        let found = [
            (ONLY_COPY, self.only_copy(now)),
            (
                NOT_OFFLINE,
                no(
                    self.offline,
                    "The app is not stored on this device: without a network it does not start here. Open it once from its own address over https, or make an offline kit.",
                ),
            ),
            (
                NOT_KEPT,
                no(
                    self.kept,
                    "The browser may clear what is stored here when space gets short. Ask it to keep the storage, or install the app.",
                ),
            ),
            (NOT_DRILLED, self.not_drilled(now)),
        ];
        let told = found.into_iter();
        told.filter_map(|(id, text)| told_of(workspace, id, text?, view))
            .collect()
    }

    fn only_copy(self, now: i64) -> Option<String> {
        let since = match self.exported {
            Some(at) if !is_old(at, now, COPY_DAYS) => return None,
            Some(at) => format!(
                "It was exported from this device {} days ago",
                now.saturating_sub(at) / DAY_MS
            ),
            None => "Nobody has exported it from this device yet".to_owned(),
        };
        Some(format!(
            "{since}: what was written since may be on this device alone. Export it, and keep the file in another place."
        ))
    }

    fn not_drilled(self, now: i64) -> Option<String> {
        match self.drilled {
            None => Some("Nobody has restored a restore point on this device to see that it works. Drill the way back.".to_owned()),
            Some((_, false)) => Some("The last drill did not bring all of it back. Export all of it now, then drill again.".to_owned()),
            Some((at, true)) if is_old(at, now, DRILL_DAYS) => Some(format!(
                "The way back was drilled on this device {} days ago. Drill it again.",
                now.saturating_sub(at) / DAY_MS
            )),
            Some(_) => None,
        }
    }
}

fn told_of(workspace: &Record, id: &str, mut text: String, view: &View<'_>) -> Option<Arc<Failed>> {
    let check = checks::find(id)?;
    let muted = Mute::of(workspace, check.id, view);
    if let Some(words) = muted.as_ref().and_then(Mute::ended) {
        text += &format!(" {words}");
    }
    Some(Arc::new(Failed {
        check,
        record: workspace.id,
        room: WORKSPACE.room,
        text,
        field: None,
        muted: muted.filter(Mute::holds),
        services: Vec::new(),
    }))
}
