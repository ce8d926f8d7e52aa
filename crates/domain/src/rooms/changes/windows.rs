//! Freezes, in which nothing is changed, and maintenance windows, in which things are.

use crate::prelude::*;
use crate::rooms::changes::occurrences::Rule;
use crate::rooms::changes::window::BadWindow;

/// What a window is for.
pub const SORTS: &[Choice] = &[
    choice("maintenance", "Maintenance", Tone::Good),
    choice("freeze", "Freeze", Tone::Warn),
];

/// How it comes again.
pub const EVERY: &[Choice] = &[
    choice("daily", "Days", Tone::Plain),
    choice("weekly", "Weeks", Tone::Plain),
    choice("monthly", "Months", Tone::Plain),
    choice("yearly", "Years", Tone::Plain),
];

/// What a freeze does to changes that fall into it.
pub const POLICIES: &[Choice] = &[
    choice("warn", "Warn", Tone::Plain),
    choice("block", "Block", Tone::Warn),
];

const REPEATS: &[Field] = &[
    field("every", "Every", Type::Choice(EVERY)),
    field("interval", "How many", whole(1, 400, "")),
    field("days", "On", Type::Words).help(
        "mo tu we th fr sa su; of a month: 1su for its first Sunday, -1fr for its last Friday.",
    ),
    field("until", "Until", Type::Date).help("The last day on which it may begin."),
];

/// A freeze or a maintenance window.
pub static CALENDAR_WINDOW: Kind = Kind {
    id: "calendar_window",
    room: "changes",
    code: "WIN",
    one: "Calendar window",
    many: "Calendar windows",
    icon: "clock",
    purpose: "When nothing may be changed (a freeze), and when things are meant to be (a maintenance \
              window). Say when it is first, and how it comes again: changes beside it are pointed out.",
    sort: "from",
    fields: &[
        field("sort", "Sort", Type::Choice(SORTS))
            .assumed("maintenance")
            .column(),
        field("services", "Services", Type::Links(&["service"]))
            .help("Empty: all of them.")
            .column(),
        field("from", "From", Type::Instant)
            .group("When")
            .help("The first time.")
            .column(),
        field("to", "To", Type::Instant).group("When").column(),
        field("time_zone", "Time zone", Type::Line)
            .group("When")
            .help("For example Europe/London; empty: that of the device. It stays at the same time of day there."),
        field("repeats", "Again", Type::Group(REPEATS)).group("When"),
        field("except", "Not on", Type::Words)
            .group("When")
            .help("Days on which it is left out, as year-month-day, with commas between."),
        field("policy", "A change in this freeze", Type::Choice(POLICIES))
            .assumed("warn")
            .help("Block: it is not scheduled. What is an emergency is only warned."),
        field("more", "More", Type::Code)
            .group("Source")
            .help("What the imported file said that fits no field, as it came.")
            .by_screen(),
        field("fingerprint", "Fingerprint", Type::Line)
            .group("Source")
            .help("Of the entry as it was taken in.")
            .by_screen(),
    ],
    lists: &[],
    figures: &[Figure {
        key: "next",
        label: "Next",
        how: "The first time that it begins or still lasts, from now on, by the wall clock of its time zone.",
        column: true,
        of: next,
    }],
    actions: review::actions,
    findings,
};

fn next(window: &Record, view: &View<'_>) -> Cell {
    let rule = match Rule::of(window) {
        Ok(rule) => rule,
        Err(why) => return Cell::unknown(why.lower()),
    };
    let ahead = 5 * 366 * 24 * 3_600_000_i64;
    match rule.within(view.now(), view.now() + ahead, view).first() {
        Some(first) => Cell {
            text: crate::value::moment(first.start, view),
            rank: Some(first.start as f64),
            tone: Tone::Plain,
            inputs: rule.words(),
        },
        None => Cell {
            text: "over".to_owned(),
            inputs: rule.words(),
            ..Cell::default()
        },
    }
}

fn findings(window: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    match Rule::of(window) {
        Err(why) => {
            let why = match why {
                BadWindow::Missing => "It has no times, so it holds nowhere.".to_owned(),
                why => format!("{why} It holds nowhere."),
            };
            found.push(Finding::bad(
                "window-no-time",
                Some("from"),
                format!("{why} Mend it."),
            ));
        }
        Ok(rule) => {
            if let Some(strange) = rule.strange_day() {
                let text = format!("“{strange}” is no day as mo or 1su. Write it anew.");
                found.push(Finding::bad("window-strange-day", Some("repeats"), text));
            }
            if let Some(Err(strange)) = rule.except.iter().find(|day| day.is_err()) {
                let text =
                    format!("“{strange}” is no day, written as year-month-day. Write it anew.");
                found.push(Finding::bad("window-strange-except", Some("except"), text));
            }
        }
    }
    review::beside(found, window, view)
}
