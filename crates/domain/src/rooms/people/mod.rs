//! People, the roles that they hold in an emergency, and the teams that they are in.

pub mod calls;
pub mod figures;
pub mod gaps;
pub mod hours;
pub mod rules;
#[cfg(test)]
mod tests;

use crate::prelude::*;

/// Kinds that are one human being.
const PERSON_ONLY: &[&str] = &["person"];

/// A person.
pub static PERSON: Kind = Kind {
    id: "person",
    room: "people",
    code: "PER",
    one: "Person",
    many: "People",
    icon: "person",
    purpose: "Everyone who may be needed in an emergency, and every way to reach them. \
              Begin with those who are on call.",
    sort: "title",
    fields: &[
        NAME,
        field("position", "Position", Type::Line)
            .help("For example: head of IT operations.")
            .column(),
        field("phone", "Phone", Type::Line)
            .group("Contact")
            .help("With the country code: +49 …")
            .column(),
        field("email", "E-mail", Type::Line)
            .group("Contact")
            .column(),
        field("chat", "Chat", Type::Line)
            .group("Contact")
            .help("Where to write, and the name there."),
        field("alternate", "Other way", Type::Line)
            .group("Contact")
            .help("A way that works when the others are down: home phone, radio, neighbour."),
        field("contact_checked", "Contact checked", Type::Date)
            .group("Contact")
            .help("When somebody last reached the person this way."),
        field("working_hours", "Working hours", Type::Line)
            .group("Availability")
            .help("For example: Mon–Fri 08:00–17:00; Sat 09:00–12:00."),
        field("time_zone", "Time zone", Type::Line)
            .group("Availability")
            .help("As in the IANA list: Europe/Berlin."),
        field("skills", "Skills", Type::Words)
            .group("Availability")
            .help("What the person can do in a recovery, with commas between."),
        field("called_by", "Called by", Type::Link(PERSON_ONLY))
            .group("Call tree")
            .help("Who calls this person in an emergency."),
        field("call_order", "As number", whole(1, 1000, ""))
            .group("Call tree")
            .help("Which of those whom the same person calls comes first."),
    ],
    lists: &[],
    figures: figures::PERSON,
    actions: rules::person_actions,
    findings: rules::person_findings,
};

/// A role in an emergency, held by a person and their deputies.
pub static ROLE: Kind = Kind {
    id: "role",
    room: "people",
    code: "ROLE",
    one: "Role",
    many: "Roles",
    icon: "role",
    purpose: "What has to be done by somebody, whoever is there: incident commander, recovery \
              lead, scribe. Plans and runbooks name roles; here stands who holds them, and who \
              steps in.",
    sort: "title",
    fields: &[
        NAME,
        field("purpose", "Purpose", Type::Prose).help("What the role decides and does."),
        field("primary", "Primary", Type::Link(PERSON_ONLY))
            .help("Who holds it.")
            .column(),
    ],
    lists: &[list(
        "deputies",
        "Deputies, in order",
        "Deputy",
        &[field("person", "Person", Type::Link(PERSON_ONLY))],
    )],
    figures: figures::ROLE,
    actions: review::actions,
    findings: rules::role_findings,
};

/// A team.
pub static TEAM: Kind = Kind {
    id: "team",
    room: "people",
    code: "TEAM",
    one: "Team",
    many: "Teams",
    icon: "team",
    purpose: "People who work together and can be called together.",
    sort: "title",
    fields: &[
        NAME,
        field("purpose", "Purpose", Type::Prose).help("What the team looks after."),
        field("lead", "Lead", Type::Link(PERSON_ONLY)).column(),
        field("phone", "Duty phone", Type::Line)
            .group("Contact")
            .column(),
        field("chat", "Chat", Type::Line)
            .group("Contact")
            .help("The team's channel."),
    ],
    lists: &[list(
        "members",
        "Members",
        "Member",
        &[field("person", "Person", Type::Link(PERSON_ONLY))],
    )],
    figures: figures::TEAM,
    actions: review::actions,
    findings: rules::team_findings,
};
