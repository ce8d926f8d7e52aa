//! What is to be known of this device and not of a record: whether it holds the only copy.

use super::mute::Mute;
use super::{Failed, checks};
use crate::rooms::workspace::WORKSPACE;
use crate::view::View;
use std::sync::Arc;

/// The check that one device does not hold the only copy.
pub const ONLY_COPY: &str = "workspace-only-copy";

/// After how many days a file elsewhere is too old.
pub const COPY_DAYS: i64 = 7;

/// What the shell knows of this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device {
    /// When all was written to a file last, in milliseconds since 1970; none: never.
    pub exported: Option<i64>,
}

impl Device {
    /// What the workspace fails here, as far as there is anything to lose.
    pub(super) fn failed(self, view: &View<'_>) -> Option<Arc<Failed>> {
        let check = checks::find(ONLY_COPY)?;
        let workspace = view.live(WORKSPACE.id).next()?;
        let days = self.exported.map(|at| (view.now() - at) / 86_400_000);
        if days.is_some_and(|days| days <= COPY_DAYS) {
            return None;
        }
        let since = days.map_or_else(
            || "Nobody has exported it from this device yet".to_owned(),
            |days| format!("It was exported from this device {days} days ago"),
        );
        let mut text = format!(
            "{since}: what was written since may be on this device alone. Export it, and keep the file in another place."
        );
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
        }))
    }
}
