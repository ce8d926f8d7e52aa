//! The workspace itself: its name and what holds for all rooms.

mod rules;
mod settings;

pub use rules::refused;
pub use settings::{Registers, Settings, workspaces};

use super::incidents::priority;
use super::risks::{MONEY, matrix};
use super::vulnerabilities::policy;
use crate::prelude::*;

/// A whole number of days.
const DAYS: Type = whole(0, 3650, "days");

/// The greatest loss a year that the organisation bears at a chance: points of one curve, decided
/// together.
const TOLERANCE: &[Field] = &[
    field("one_in_2", "In one year of 2", MONEY),
    field("one_in_5", "In one year of 5", MONEY),
    field("one_in_10", "In one year of 10", MONEY),
    field("one_in_20", "In one year of 20", MONEY),
    field("one_in_100", "In one year of 100", MONEY),
];

/// Within how many days a vulnerability is to be fixed, by how severe it is.
const DUE_POLICY: &[Field] = &[
    field(policy::KEYS[0], "Critical", DAYS),
    field(policy::KEYS[1], "High", DAYS),
    field(policy::KEYS[2], "Medium", DAYS),
    field(policy::KEYS[3], "Low", DAYS),
];

/// A whole number of months.
const MONTHS: Type = whole(1, 120, "months");

/// How many months may lie between two exercises of a sort.
const EXERCISE_MONTHS: &[Field] = &[
    field(settings::EXERCISE_KEYS[0], "Communications tests", MONTHS),
    field(settings::EXERCISE_KEYS[1], "Tabletops", MONTHS),
    field(settings::EXERCISE_KEYS[2], "Live exercises", MONTHS),
];

/// How often the restore of a data set is tested, by its tier.
const RESTORE_EVERY: &[Field] = &[
    field("tier_1", "Tier 1", Type::Choice(INTERVALS)).assumed("3m"),
    field("tier_2", "Tier 2", Type::Choice(INTERVALS)).assumed("6m"),
    field("tier_3", "Tier 3", Type::Choice(INTERVALS)).assumed("12m"),
    field("tier_4", "Tier 4", Type::Choice(INTERVALS)).assumed("24m"),
];

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
            whole(1, 4, ""),
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
            whole(1, 3650, "days"),
        )
        .group("Recovery")
        .help("After so many days a test, an exercise or a recovery proves nothing any more. Empty: 365."),
        field("restore_every", "Restores are tested", Type::Group(RESTORE_EVERY))
            .group("Recovery")
            .help("How often, by tier. Empty: every 3, 6, 12 and 24 months."),
        field(
            "contact_days",
            "Contact holds for",
            whole(1, 3650, "days"),
        )
        .group("People")
        .help("After so many days a contact has to be checked again. Empty: 180."),
        field("exercise_months", "Between two exercises", Type::Group(EXERCISE_MONTHS))
            .group("Exercises")
            .help("Empty: 6 months for communications tests, 12 for tabletops, 36 for live exercises."),
        field("priorities", "Priorities", Type::Group(priority::PRIORITIES))
            .group("Incidents")
            .help(
                "From 1 to 5, at high, medium and low urgency. Empty: 1 2 3, then 2 3 4, then 3 4 5.",
            ),
        field("risk_matrix", "Risk matrix", Type::Group(matrix::MATRIX)).group("Risks"),
        field("currency", "Currency", Type::Line)
            .group("Risks")
            .help("In which all amounts of money are, for example EUR."),
        field("tolerance", "Loss that is borne", Type::Group(TOLERANCE))
            .group("Risks")
            .help("The greatest loss that the organisation bears in such a year."),
        field(
            "due_policy",
            "Fix vulnerabilities within",
            Type::Group(DUE_POLICY),
        )
        .group("Vulnerabilities")
        .help("As delivered 15, 30, 90 and 180 days after it was found."),
    ],
    lists: &[],
    figures: &[],
    actions: no_actions,
    findings: rules::findings,
};
