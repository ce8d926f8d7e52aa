//! What every record has, and what many fields share.

use super::{By, Choice, Field, List, Tone, Type, choice, field, whole};

/// Kinds that can own or do something.
pub const WHO: &[&str] = &["person", "role"];

/// How often something is reviewed.
pub const INTERVALS: &[Choice] = &[
    choice("1m", "every month", Tone::Plain),
    choice("3m", "every 3 months", Tone::Plain),
    choice("6m", "every 6 months", Tone::Plain),
    choice("12m", "every year", Tone::Plain),
    choice("24m", "every 2 years", Tone::Plain),
];

/// The title of what has a name rather than a title.
pub const NAME: Field = field("title", "Name", Type::Line).column();

/// The fields that every record begins with.
pub const BASE_HEAD: &[Field] = &[
    field("code", "Code", Type::Line).column(),
    field("title", "Title", Type::Line).column(),
    field("owner", "Owner", Type::Link(WHO))
        .help("The person or role that answers for it.")
        .column(),
    field("tags", "Tags", Type::Words).help("Words to find it by, with commas between."),
];

/// The fields that every record ends with.
pub const BASE_TAIL: &[Field] = &[
    field("notes", "Notes", Type::Prose)
        .group("Notes")
        .help("Markdown."),
    field("review_every", "Reviewed", Type::Choice(INTERVALS)).group("Review"),
    field("next_review", "Next review", Type::Date).group("Review"),
    field("reviewed", "Last reviewed", Type::Date)
        .group("Review")
        .by_screen(),
    field("archived", "Archived", Type::Flag)
        .group("Review")
        .help("Out of the lists, still here."),
];

/// The lists that every record has.
pub const BASE_LISTS: &[List] = &[
    List {
        key: "links",
        label: "Links",
        one: "Link",
        fields: &[
            field("to", "To", Type::Link(&[])),
            field("how", "How", Type::Line).help("For example: caused by, mitigates, tested in."),
        ],
        by: By::Screen,
    },
    List {
        key: "comments",
        label: "Comments",
        one: "Comment",
        fields: &[
            field("text", "Comment", Type::Prose),
            field("by", "By", Type::Line),
            field("at", "At", Type::Instant),
        ],
        by: By::Screen,
    },
    List {
        key: "attachments",
        label: "Attachments",
        one: "Attachment",
        fields: &[
            field("name", "Name", Type::Line),
            field("type", "Type", Type::Line),
            field("size", "Size", whole(0, 5 << 20, "bytes")),
            field("sha256", "Fingerprint", Type::Line),
            field("item", "Belongs to", Type::Line)
                .help("The id of the item, for example the step, that it belongs to."),
        ],
        by: By::Screen,
    },
    List {
        key: "mutes",
        label: "Muted checks",
        one: "Muted check",
        fields: MUTE,
        by: By::Screen,
    },
];

/// A continuity check that a person muted on a record.
pub const MUTE: &[Field] = &[
    field("check", "Check", Type::Line),
    field("reason", "Reason", Type::Prose).help("Why it may stay as it is until then."),
    field("until", "Until", Type::Date).help("The last day on which it is muted."),
];
