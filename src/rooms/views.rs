//! What a room shows of its records beside their registers, said once: each is a tab of the room
//! at `?view=ID`.

use super::record::RecordPage;
use super::{
    backups, changes, exercises, incidents, people, reviews, risks, service_levels, services,
    training, trends,
};
use crate::prelude::*;
use crate::route::Route;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::rooms::Room;

/// A view beside a room's registers.
pub struct RoomView {
    /// The room.
    pub room: &'static str,
    /// Its address; no kind of the room has the same id.
    pub id: &'static str,
    /// Its name on the tab.
    pub name: &'static str,
    /// The name of its icon.
    pub icon: &'static str,
    /// What it shows, as a sentence below the room's name.
    pub about: &'static str,
    /// Draws it.
    pub draw: fn(Workspace, Shell) -> AnyView,
}

/// All of them, in the order of the tabs.
pub static VIEWS: &[RoomView] = &[
    RoomView {
        room: "services",
        id: "graph",
        name: "Dependencies",
        icon: "sub-runbook",
        about: "What needs what. What depends stands above what it needs.",
        draw: services::graph,
    },
    RoomView {
        room: "services",
        id: "order",
        name: "Recovery order",
        icon: "sort",
        about: "In which order all comes back, how soon, and what stands in the way.",
        draw: services::order,
    },
    RoomView {
        room: "services",
        id: "impact",
        name: "Impact",
        icon: "heatmap",
        about: "How long each may be down, what was promised, what can be and was proved.",
        draw: services::impact,
    },
    RoomView {
        room: "risks",
        id: "heatmap",
        name: "Heat map",
        icon: "heatmap",
        about: "Where the risks in use stand, and which way they go. Each count and each arrow leads to its risks.",
        draw: risks::heat_map,
    },
    RoomView {
        room: "risks",
        id: "reviews",
        name: "Reviews",
        icon: "clock",
        about: "Risks to look at again: what is overdue, and what is due soon.",
        draw: reviews::of_room,
    },
    RoomView {
        room: "risks",
        id: "loss",
        name: "Loss",
        icon: "curve",
        about: "What a year may cost, simulated from the risks that are in money.",
        draw: risks::quant::loss,
    },
    RoomView {
        room: "incidents",
        id: "metrics",
        name: "Metrics",
        icon: "curve",
        about: "How soon incidents are noticed, taken on, mended and resolved, and how long services run between failures.",
        draw: incidents::metrics,
    },
    RoomView {
        room: "changes",
        id: "calendar",
        name: "Calendar",
        icon: "clock",
        about: "What takes place when: changes, freezes, maintenance windows, meetings of the board, exercises.",
        draw: changes::calendar,
    },
    RoomView {
        room: "changes",
        id: "metrics",
        name: "Metrics",
        icon: "curve",
        about: "How the closed changes went. Each figure leads to its changes.",
        draw: changes::metrics,
    },
    RoomView {
        room: "service-levels",
        id: "report",
        name: "Report",
        icon: "curve",
        about: "What was kept of all agreements in a month, a quarter or a year.",
        draw: service_levels::report,
    },
    RoomView {
        room: "backups",
        id: "coverage",
        name: "Coverage",
        icon: "heatmap",
        about: "How well each data set is covered by its copies, how old they can be and are, and when a restore was tested.",
        draw: backups::coverage,
    },
    RoomView {
        room: "backups",
        id: "survives",
        name: "What survives",
        icon: "sub-runbook",
        about: "Choose what is lost, and see which copies are left and how old their data is.",
        draw: backups::survives,
    },
    RoomView {
        room: "backups",
        id: "due",
        name: "Due",
        icon: "clock",
        about: "Which restores are to be tested, and which jobs gave no result.",
        draw: backups::due,
    },
    RoomView {
        room: "exercises",
        id: "cadence",
        name: "Cadence",
        icon: "clock",
        about: "What was practised last, and by when it is to be practised again.",
        draw: exercises::cadence,
    },
    RoomView {
        room: "exercises",
        id: "drill",
        name: "Draft a drill",
        icon: "exercise",
        about: "From what is lost to what comes back: a draft along the dependencies, to be edited.",
        draw: exercises::drill,
    },
    RoomView {
        room: "training",
        id: "matrix",
        name: "Matrix",
        icon: "heatmap",
        about: "Who has which competence, and until when; what is missing of those who need it.",
        draw: training::matrix,
    },
    RoomView {
        room: "training",
        id: "tonight",
        name: "Who can run it",
        icon: "people",
        about: "For each role of a runbook: who is trained for it and at work, now or at another time.",
        draw: training::tonight,
    },
    RoomView {
        room: "improvements",
        id: "reviews",
        name: "Reviews",
        icon: "clock",
        about: "What is to be looked at again in all rooms: what is overdue, what something happened to, what is due soon.",
        draw: reviews::of_all,
    },
    RoomView {
        room: "improvements",
        id: "trends",
        name: "Trends",
        icon: "curve",
        about: "What is open, overdue and old, what was closed month by month, and which reviews are late.",
        draw: trends::trends,
    },
    RoomView {
        room: "people",
        id: "calls",
        name: "Call tree",
        icon: "people",
        about: "Who calls whom when it counts, who is at work now, and what is missing.",
        draw: people::calls,
    },
];

/// What stands below a card of fields on a record's page, by its kind and the card's name.
pub struct Below {
    /// The kind.
    pub kind: &'static str,
    /// The group of fields.
    pub group: &'static str,
    /// Draws it.
    pub draw: fn(RecordPage) -> AnyView,
}

/// All of them.
pub static BELOW: &[Below] = &[
    Below {
        kind: "restore_test",
        group: "What happened",
        draw: backups::trend,
    },
    Below {
        kind: "service",
        group: "Objectives",
        draw: backups::trend,
    },
    Below {
        kind: "change",
        group: "",
        draw: changes::blast_radius,
    },
    Below {
        kind: "change",
        group: "Assessment",
        draw: changes::questions,
    },
    Below {
        kind: "change",
        group: "Schedule",
        draw: changes::slots,
    },
    Below {
        kind: "risk",
        group: "In money",
        draw: risks::quant::card,
    },
    Below {
        kind: "person",
        group: "Availability",
        draw: people::week,
    },
    Below {
        kind: "service_calendar",
        group: "Hours",
        draw: people::week,
    },
];

/// The place in [`VIEWS`] of the one that an address asks for.
pub fn of_route(room: &Room, route: &Route) -> Option<usize> {
    let id = route.get("view")?;
    VIEWS
        .iter()
        .position(|view| view.room == room.id && view.id == id)
}
