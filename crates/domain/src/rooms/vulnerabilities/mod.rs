//! Vulnerabilities: weaknesses that are known, what they concern, and until when they are fixed.

pub mod cvss;
pub mod figures;
pub mod import;
pub mod matching;
pub mod policy;
pub mod rules;
#[cfg(test)]
mod tests;

use crate::prelude::*;

/// How far a vulnerability is.
pub const STATES: &[Choice] = &[
    choice("potential", "Potential", Tone::Plain),
    choice("exploitable", "Exploitable", Tone::Bad),
    choice("mitigated", "Mitigated", Tone::Busy),
    choice("fixed", "Fixed", Tone::Good),
    choice("accepted", "Accepted", Tone::Warn),
];

const EXCEPTION: &[Field] = &[
    field("by", "Accepted by", Type::Line),
    field("by_id", "Accepted by (person)", Type::Link(&["person"])),
    field("date", "Accepted on", Type::Date),
    field("until", "Until", Type::Date),
    field("reason", "Reason", Type::Prose),
];

/// What the catalogue of known exploited vulnerabilities (CISA KEV) says beside what has a field
/// of its own.
pub const KEV: &[Field] = &[
    field("added", "Added on", Type::Date),
    field("due", "Due (CISA)", Type::Date),
    field("action", "Required action", Type::Prose),
    field("ransomware", "Used by ransomware", Type::Line),
    field("notes", "Notes", Type::Prose),
    field("more", "More", Type::Code).help("What this version does not know, as it came."),
    field("fingerprint", "Fingerprint", Type::Line).help("Of the entry as it was taken in."),
];

/// A vulnerability.
pub static VULNERABILITY: Kind = Kind {
    id: "vulnerability",
    room: "vulnerabilities",
    code: "VUL",
    one: "Vulnerability",
    many: "Vulnerabilities",
    icon: "vulnerability",
    purpose: "Weaknesses that are known: how severe, whether they are exploited, which services \
              they concern, and until when they are fixed. Import the catalogue of CISA (KEV) or \
              advisories (CSAF) under Data, or write one down.",
    sort: "-cvss_score",
    fields: &[
        field("cve", "CVE", Type::Line)
            .help("For example CVE-2024-3094.")
            .column(),
        field("state", "State", Type::Choice(STATES))
            .assumed("potential")
            .help("Potential: nobody has looked yet whether it can be exploited here.")
            .column(),
        field("description", "Description", Type::Prose),
        field("vendor", "Vendor or project", Type::Line).column(),
        field("products", "Products", Type::Words)
            .help("Names without the vendor’s, with commas between.")
            .column(),
        field("weaknesses", "Weaknesses", Type::Words).help("CWE numbers."),
        field("services", "Services", Type::Links(&["service"])).help("Which it concerns."),
        field("cvss_v4", "CVSS 4.0 vector", Type::Line)
            .group("Severity")
            .help("Begins with CVSS:4.0/"),
        field("cvss_v3", "CVSS 3.1 vector", Type::Line)
            .group("Severity")
            .help("Begins with CVSS:3.1/ or CVSS:3.0/"),
        field(
            "epss",
            "EPSS",
            Type::Number {
                min: 0.0,
                max: 1.0,
                unit: "",
            },
        )
        .group("Severity")
        .help("The probability that it is exploited within 30 days (FIRST)."),
        field("exploited", "Known to be exploited", Type::Flag).group("Severity"),
        field("found", "Found", Type::Date).group("Dates"),
        field("due", "Due", Type::Date)
            .group("Dates")
            .help("Empty: it follows from when it was found and how severe it is."),
        field("fixed", "Fixed", Type::Date).group("Dates"),
        field("exception", "Exception", Type::Group(EXCEPTION))
            .group("Dates")
            .by_screen(),
        field("kev", "CISA KEV", Type::Group(KEV))
            .group("Sources")
            .by_screen(),
    ],
    lists: &[list(
        "advisories",
        "Advisories",
        "Advisory",
        &[
            field("tracking", "Advisory", Type::Line),
            field("title", "Title", Type::Line),
            field("publisher", "Publisher", Type::Line),
            field("version", "Version", Type::Line),
            field("status", "Status", Type::Line),
            field("released", "Released", Type::Line),
            field("affected", "Affected", Type::Words),
            field("fixed", "Fixed in", Type::Words),
            field("remediation", "Remediation", Type::Prose),
            field("notes", "Notes", Type::Prose),
            field("references", "References", Type::Words),
            field("more", "More of it", Type::Code)
                .help("What the advisory says besides of this vulnerability, as it came."),
            field("document", "The document", Type::Code)
                .help("What the advisory says besides of itself, as it came."),
            field("fingerprint", "Fingerprint", Type::Line).help("Of what was taken in."),
        ],
    )
    .by_screen()],
    figures: figures::VULNERABILITY,
    actions: rules::actions,
    findings: rules::findings,
};
