//! Service levels: what was promised of services, and what was kept of it.

pub mod calendar;
pub mod clocks;
pub mod figures;
pub mod index;
pub mod maintenance;
pub mod measure;
pub mod outages;
pub mod overview;
pub mod periods;
pub mod report;
pub mod rules;
pub mod spans;
pub mod terms;
#[cfg(test)]
mod tests;

pub use calendar::SERVICE_CALENDAR;

use crate::prelude::*;

/// What kind of agreement it is (ITIL 4, service level management).
pub const SORTS: &[Choice] = &[
    choice("sla", "SLA", Tone::Plain),
    choice("ola", "OLA", Tone::Plain),
    choice("contract", "Supplier contract", Tone::Plain),
];

/// Over which time availability is measured.
pub const PERIODS: &[Choice] = &[
    choice("month", "Month", Tone::Plain),
    choice("quarter", "Quarter", Tone::Plain),
    choice("year", "Year", Tone::Plain),
    choice("rolling", "The last days", Tone::Plain),
];

const MAINTENANCE: &[Choice] = &[
    choice("counts", "Counts as down", Tone::Plain),
    choice("excluded", "Is left out", Tone::Plain),
];

const DEGRADED: &[Choice] = &[
    choice("up", "Counts as up", Tone::Plain),
    choice("down", "Counts as down", Tone::Plain),
];

/// What clocks measure.
pub const MEASURES: &[Choice] = &[
    choice("response", "Response", Tone::Plain),
    choice("resolution", "Resolution", Tone::Plain),
];

const PERCENT: Type = Type::Number {
    min: 0.0,
    max: 100.0,
    unit: "%",
};

const TERMS: &[Field] = &[
    field("from", "From", Type::Date)
        .help("The day from which this holds. For the time before, the terms before it hold on."),
    field(
        "calendar",
        "Service calendar",
        Type::Link(&["service_calendar"]),
    )
    .help("The hours that are agreed, and the time zone. Empty: as in the terms before."),
    field("availability", "Availability", PERCENT).help("At least, of the agreed service time."),
    field("continuity", "In continuity mode", PERCENT)
        .help("At least, while continuity mode holds: that time is measured by itself."),
    field("period", "Measured over", Type::Choice(PERIODS)).assumed("month"),
    field("days", "Days", whole(1, 366, ""))
        .help("How many, where it is measured over the last days."),
    field(
        "maintenance",
        "Planned maintenance",
        Type::Choice(MAINTENANCE),
    )
    .help("Downtime within the windows of changes to the service, and within its maintenance windows.")
    .assumed("counts"),
    field("degraded", "Degraded service", Type::Choice(DEGRADED)).assumed("up"),
];

const CLOCKS: &[Field] = &[
    field("from", "From", Type::Date).help("Empty: from the beginning."),
    field("measure", "Measures", Type::Choice(MEASURES))
        .help("Response: from detected to acknowledged. Resolution: from detected to resolved."),
    field("priority", "Priority", whole(1, 5, ""))
        .help("Of incidents, 1 is the most urgent. Empty: all."),
    field("within", "Within", Type::Minutes).help("Of agreed service time."),
    field("share", "Kept by", PERCENT).help("So many of the incidents must keep it. Empty: all."),
    field("continuity", "In continuity mode", Type::Minutes)
        .help("Within, for incidents that are detected while continuity mode holds."),
    field("pauses", "Pauses stop it", Type::Flag)
        .help("While an incident waits for somebody else. Without a tick the clock runs on."),
];

const CONTINUITY: &[Field] = &[
    field("from", "From", Type::Instant),
    field("to", "To", Type::Instant).help("Empty: it holds still."),
    field("why", "Why", Type::Line),
];

/// What was promised of services.
pub static SERVICE_LEVEL: Kind = Kind {
    id: "service_level",
    room: "service-levels",
    code: "SLA",
    one: "Service level agreement",
    many: "Service level agreements",
    icon: "success",
    purpose: "What was promised of services: how available they are, how soon somebody responds, and \
              how soon incidents are resolved. What was kept of it follows from the outages of \
              incidents and changes. Begin with a service calendar.",
    sort: "title",
    fields: &[
        NAME,
        field("sort", "Type", Type::Choice(SORTS))
            .help(
                "SLA: with a customer. OLA: between teams of the house. Contract: with a supplier.",
            )
            .column(),
        field("services", "Services", Type::Links(&["service"]))
            .help("Each is measured by itself."),
        field("customer", "With", Type::Line)
            .help("To whom it was promised; of a supplier contract, by whom."),
        field("begins", "Begins", Type::Date),
        field("ends", "Ends", Type::Date)
            .help("The last day on which it holds. Empty: it goes on."),
    ],
    lists: &[
        list("terms", "Terms", "Terms", TERMS),
        list("clocks", "Response and resolution", "Target", CLOCKS),
        list("continuity", "Continuity mode", "Time", CONTINUITY),
    ],
    figures: figures::SERVICE_LEVEL,
    actions: review::actions,
    findings: rules::findings,
};
