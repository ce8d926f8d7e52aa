//! The workspace itself: its name and what holds for all rooms.

mod settings;

pub use settings::Settings;

use crate::describe::{Kind, Type, field, no_actions, no_findings};

/// The record whose id is the workspace's id and whose title is its name.
pub static WORKSPACE: Kind = Kind {
    id: "workspace",
    room: "settings",
    code: "",
    one: "Workspace",
    many: "Workspaces",
    icon: "settings",
    purpose: "The name of this workspace, and what holds for all of it.",
    sort: "",
    fields: &[
        field("impact_categories", "Categories of impact", Type::Ordered)
            .group("Business impact")
            .help(
                "In the order of the heat map. Empty: Financial, Operations, Customers, Legal, \
                 Reputation, Safety.",
            ),
        field("impact_bands", "Times of the heat map", Type::Ordered)
            .group("Business impact")
            .help("How long an outage has lasted. Empty: 1 h, 4 h, 8 h, 24 h, 3 d, 7 d, 30 d."),
        field(
            "intolerable_level",
            "Intolerable from",
            Type::Whole {
                min: 1,
                max: 4,
                unit: "",
            },
        )
        .group("Business impact")
        .help("The level of impact that must not be reached: the MTPD ends there. Empty: 3."),
        field("activation", "Activation", Type::Minutes)
            .group("Recovery")
            .help(
                "How long it takes from an outage until recovery begins: to notice, to decide, to \
                 call people. Empty: none is counted.",
            ),
        field(
            "proof_days",
            "Proof holds for",
            Type::Whole {
                min: 1,
                max: 3650,
                unit: "days",
            },
        )
        .group("Recovery")
        .help("After so many days a test, an exercise or a recovery proves nothing any more. Empty: 365."),
        field(
            "contact_days",
            "Contact holds for",
            Type::Whole {
                min: 1,
                max: 3650,
                unit: "days",
            },
        )
        .group("People")
        .help("After so many days a contact has to be checked again. Empty: 180."),
    ],
    lists: &[],
    figures: &[],
    actions: no_actions,
    findings: no_findings,
};
