//! Meetings of the change advisory board (CAB): who is there, what is on, what was said. What is
//! decided there is minuted; approvals are given one by one, by each who is asked.

use super::rules::state;
use super::window::Window;
use crate::ask::Ask;
use crate::describe::Action;
use crate::prelude::*;
use crate::value::{instant, minutes, moment, show};
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Key, Path, Text, place};

const AGENDA: Key = Key::new("agenda");

/// What the board decided.
pub const DECIDED: &[Choice] = &[
    choice("pending", "Pending", Tone::Plain),
    choice("approved", "Approved", Tone::Good),
    choice("deferred", "Deferred", Tone::Warn),
    choice("declined", "Declined", Tone::Bad),
];

/// A meeting of the board.
pub static CAB_MEETING: Kind = Kind {
    id: "cab_meeting",
    room: "changes",
    code: "CAB",
    one: "CAB meeting",
    many: "CAB meetings",
    icon: "people",
    purpose: "Meetings of the change advisory board: agenda, attendees, minutes. Write down when the \
              next one is, then fill the agenda with what waits for a decision.",
    sort: "-at",
    fields: &[
        field("at", "At", Type::Instant).column(),
        field("length", "Length", Type::Minutes).column(),
        field("location", "Location", Type::Line)
            .help("A room, or the address of a call.")
            .column(),
        field("chair", "Chair", Type::Link(&["person"])).column(),
    ],
    lists: &[
        list(
            "attendees",
            "Attendees",
            "Attendee",
            &[field("person", "Person", Type::Link(&["person"]))],
        ),
        list(
            "agenda",
            "Agenda",
            "Item",
            &[
                field("change", "Change", Type::Link(&["change"])),
                field("decision", "Decision", Type::Choice(DECIDED)).assumed("pending"),
                field("minutes", "Minutes", Type::Prose),
            ],
        ),
    ],
    figures: &[Figure {
        key: "decided",
        label: "Decided",
        how: "Items of the agenda with a decision, of all of them. A decision here is minuted; it is \
              no approval.",
        column: true,
        of: decided,
    }],
    actions,
    findings,
};

fn decided(meeting: &Record, _: &View<'_>) -> Cell {
    let items = meeting.items(AGENDA);
    if items.is_empty() {
        return Cell::unknown("nothing is on the agenda");
    }
    let open = |text: &str| text.is_empty() || text == "pending";
    let done = items
        .iter()
        .filter(|item| !open(&item.text("decision")))
        .count();
    let mark = if crate::value::list_in_conflict(meeting, "agenda") {
        " (in conflict)"
    } else {
        ""
    };
    Cell {
        text: format!("{done} of {}{mark}", items.len()),
        rank: Some(done as f64 / items.len() as f64),
        ..Cell::default()
    }
}

fn findings(meeting: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let over = instant(meeting.value(Path::of("at"))).is_some_and(|at| at < view.now());
    let pending = |text: &str| text.is_empty() || text == "pending";
    let open = meeting
        .loose_items(AGENDA)
        .filter(|item| pending(&item.text("decision")))
        .count();
    if over && open > 0 {
        let text = format!(
            "The meeting is over, and what was decided of {open} of its items is not minuted."
        );
        found.push(Finding::warn("cab-not-minuted", Some("agenda"), text));
    }
    review::beside(found, meeting, view)
}

fn actions(meeting: &Record, view: &View<'_>) -> Vec<Action> {
    let waiting = waiting(meeting, view).len();
    let refused = (waiting == 0)
        .then(|| "Every change that is submitted or assessed is on the agenda.".to_owned());
    vec![
        Action {
            key: "fill",
            label: match waiting {
                0 => "Fill the agenda".to_owned(),
                n => format!("Fill the agenda ({n})"),
            },
            tone: Tone::Good,
            refused,
            about: String::new(),
            asks: &[],
            perform: fill,
        },
        review::action(review::mark_yearly),
    ]
}

// Submitted or assessed and not on the agenda: emergencies first, then by when they are to be.
fn waiting(meeting: &Record, view: &View<'_>) -> Vec<Id> {
    let on: Vec<String> = meeting
        .loose_items(AGENDA)
        .map(|item| item.text("change").into_owned())
        .collect();
    let waits = |change: &&Record| {
        let wanted = matches!(&*state(change), "submitted" | "assessed")
            && change.text("type") != "standard";
        wanted && !on.contains(&change.id.to_string())
    };
    let mut found: Vec<&Record> = view.live("change").filter(waits).collect();
    found.arrange_by_key(|change| {
        let start = Window::of(change).map_or(i64::MAX, |window| window.start);
        (change.text("type") != "emergency", start, change.id)
    });
    found.into_iter().map(|change| change.id).collect()
}

fn fill(ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    let meeting = ask.record;
    let items = meeting.items(AGENDA);
    let mut last = items
        .iter()
        .rfind(|item| item.depth == 0)
        .map(|item| item.place().key);
    let mut edits = Vec::new();
    let waiting = waiting(meeting, &ask.view);
    if waiting.is_empty() {
        return Err("Every change that is submitted or assessed is on the agenda.".to_owned());
    }
    for change in waiting {
        let item = (ask.mint)();
        let key = place::between(last.as_deref(), None, item);
        let at = |field| Path::item(AGENDA, item, field);
        let edit = |path, value| Edit {
            record: meeting.id,
            kind: meeting.kind,
            path,
            value,
        };
        let place = Place {
            key: key.clone(),
            under: None,
        };
        edits.push(edit(at(PLACE), place.to_text()));
        edits.push(edit(
            at(Key::new("change")),
            Text::string(&change.to_string()),
        ));
        last = Some(key);
    }
    Ok(edits)
}

/// An item of the agenda as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The change's code and title; “(no longer there)” where it is gone.
    pub name: String,
    /// Type, risk level, window and state, in words.
    pub facts: String,
    /// Why it is wanted.
    pub reason: String,
    /// What stands against it: conflicts, findings.
    pub against: Vec<String>,
    /// What was decided.
    pub decision: String,
    /// What was said.
    pub minutes: String,
}

/// The agenda of a meeting for paper, with the minutes as far as they are written.
pub fn printed(meeting: &Record, view: &View<'_>) -> Vec<Printed> {
    let items = meeting.items(AGENDA);
    let each = items.iter().map(|item| {
        let change = view.linked(item.value("change"));
        let decision = DECIDED
            .iter()
            .find(|choice| choice.key == item.text("decision"));
        Printed {
            name: change.map_or_else(
                || "(no longer there)".to_owned(),
                |change| view.name(change),
            ),
            facts: change.map(|change| facts(change, view)).unwrap_or_default(),
            reason: change
                .map(|change| change.text("reason").into_owned())
                .unwrap_or_default(),
            against: change
                .map(|change| {
                    super::findings::findings(change, view)
                        .into_iter()
                        .map(|found| found.text)
                        .collect()
                })
                .unwrap_or_default(),
            decision: decision.map_or("Pending", |choice| choice.label).to_owned(),
            minutes: item.text("minutes").into_owned(),
        }
    });
    each.collect()
}

fn facts(change: &Record, view: &View<'_>) -> String {
    let said = |key: &str| {
        let field = super::CHANGE.field(key)?;
        let text = show(field, change.value(Path::field(Key::of(key))), view);
        (!text.is_empty()).then(|| format!("{}: {text}", field.label))
    };
    let mut facts: Vec<String> = ["type", "state", "risk_level"]
        .into_iter()
        .filter_map(said)
        .collect();
    if let Ok(window) = Window::of(change) {
        facts.push(format!(
            "{} for {}",
            moment(window.start, view),
            minutes(window.minutes())
        ));
    }
    facts.extend(["services", "assignee"].into_iter().filter_map(said));
    for key in ["blast_radius", "points_of_no_return"] {
        let figure = super::CHANGE
            .figures
            .iter()
            .find(|figure| figure.key == key);
        let told = figure.map(|figure| (figure.label, figure.show(change, view)));
        let known = told.filter(|(_, cell)| cell.rank.is_some_and(|rank| rank > 0.0));
        facts
            .extend(known.map(|(label, cell)| format!("{label}: {} ({})", cell.text, cell.inputs)));
    }
    facts.join(" · ")
}
