//! The workspace itself: its name and what holds for all rooms.

use crate::describe::{Kind, no_actions, no_findings};

/// The record whose id is the workspace's id and whose title is its name.
pub static WORKSPACE: Kind = Kind {
    id: "workspace",
    room: "settings",
    code: "",
    one: "Workspace",
    many: "Workspaces",
    icon: "settings",
    purpose: "The name of this workspace.",
    sort: "",
    fields: &[],
    lists: &[],
    figures: &[],
    actions: no_actions,
    findings: no_findings,
};
