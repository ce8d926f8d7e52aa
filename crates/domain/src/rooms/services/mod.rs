//! What recovery is about: services, and what they must be back within.

use crate::describe::{Choice, Kind, NAME, Tone, Type, choice, field, no_actions, no_findings};

/// What a node of the service catalogue is.
pub const NODES: &[Choice] = &[
    choice("process", "Business process", Tone::Plain),
    choice("business_service", "Business service", Tone::Plain),
    choice("application", "Application", Tone::Plain),
    choice("infrastructure", "Infrastructure", Tone::Plain),
    choice("data", "Data set", Tone::Plain),
    choice("site", "Site", Tone::Plain),
    choice("supplier", "Supplier", Tone::Plain),
    choice("person_role", "Role of people", Tone::Plain),
];

/// Anything that can be down and has to be recovered.
pub static SERVICE: Kind = Kind {
    id: "service",
    room: "services",
    code: "SVC",
    one: "Service",
    many: "Services",
    icon: "service",
    purpose: "What people rely on, and how soon it must be back. Runbooks say which services they \
              recover; their runs are measured against the objectives that stand here.",
    sort: "title",
    fields: &[
        NAME,
        field("node", "Type", Type::Choice(NODES)).column(),
        field("description", "Description", Type::Prose),
        field("products", "Products", Type::Words).help(
            "What it is made of, vendor first, for example: Microsoft Exchange Server 2019. \
             Vulnerabilities are matched against it.",
        ),
        field("rto", "RTO", Type::Minutes)
            .group("Objectives")
            .help("Recovery time objective: how long it may be down, for example 4 h.")
            .column(),
        field("rpo", "RPO", Type::Minutes)
            .group("Objectives")
            .help("Recovery point objective: how much time’s data may be lost.")
            .column(),
    ],
    lists: &[],
    figures: &[],
    actions: no_actions,
    findings: no_findings,
};
