//! Figures about people, roles and teams.

use super::hours::Week;
use super::rules::{Holder, contact_is_left_out, holder};
use crate::describe::{Cell, Figure, Tone};
use crate::rooms::workspace::Settings;
use crate::value::{date, list_in_conflict, outcomes};
use crate::view::View;
use holdfast_ledger::{Key, Path, Record, Text};

/// Figures of a person.
pub static PERSON: &[Figure] = &[
    Figure {
        key: "roles",
        label: "Roles",
        how: "The roles that name this person as primary or as deputy.",
        column: true,
        of: roles,
    },
    Figure {
        key: "contact_age",
        label: "Contact",
        how: "Today minus the day on which the contact was last checked; stale after as many days as the settings \
              say (180).",
        column: true,
        of: contact_age,
    },
    Figure {
        key: "weekly_hours",
        label: "Hours a week",
        how: "The sum of the working hours; times that overlap count once.",
        column: false,
        of: weekly_hours,
    },
];

/// Figures of a role.
pub static ROLE: &[Figure] = &[Figure {
    key: "call_order",
    label: "Call order",
    how: "The primary, then the deputies in their order; people who are gone are left out.",
    column: true,
    of: call_order,
}];

/// Figures of a team.
pub static TEAM: &[Figure] = &[Figure {
    key: "size",
    label: "People",
    how: "The members who are still here.",
    column: true,
    of: size,
}];

/// The roles that a person holds.
pub struct Held<'a> {
    /// As primary.
    pub primary: Vec<&'a Record>,
    /// As deputy.
    pub deputy: Vec<&'a Record>,
}

/// The live roles that name a person.
pub fn roles_held<'a>(person: &Record, view: &View<'a>) -> Held<'a> {
    let own = Text::string(&person.id.to_string());
    let mut held = Held {
        primary: Vec::new(),
        deputy: Vec::new(),
    };
    let records = view
        .ledger
        .mentions(person.id)
        .filter_map(|id| view.ledger.record(id));
    for role in records.filter(|record| record.kind == "role" && View::is_live(record)) {
        if role.value(Path::of("primary")) == Some(&own) {
            held.primary.push(role);
        } else if role
            .items(Key::new("deputies"))
            .iter()
            .any(|d| d.value("person") == Some(&own))
        {
            held.deputy.push(role);
        }
    }
    held
}

fn roles(person: &Record, view: &View<'_>) -> Cell {
    let held = roles_held(person, view);
    let names = |roles: &[&Record]| roles.iter().map(|role| view.name(role)).collect::<Vec<_>>();
    let (primary, deputy) = (names(&held.primary), names(&held.deputy));
    let count = primary.len() + deputy.len();
    let deputies = deputy.into_iter().map(|name| format!("{name} (deputy)"));
    let text = primary
        .into_iter()
        .chain(deputies)
        .collect::<Vec<_>>()
        .join(", ");
    let tone = if held.primary.len() > 1 {
        Tone::Warn
    } else {
        Tone::Plain
    };
    Cell {
        text,
        rank: Some(count as f64),
        tone,
        inputs: format!("{count} roles name this person"),
    }
}

fn contact_age(person: &Record, view: &View<'_>) -> Cell {
    let left_out = person.omits(Path::of("contact_checked")) || contact_is_left_out(person);
    let good_for = Settings::of(view).contact_days;
    let mut ages = outcomes(person, "contact_checked")
        .into_iter()
        .map(|value| {
            let days = date(value).map(|checked| (view.today() - checked).num_days());
            let text = match days {
                None if left_out => "unknown: left out of this file".to_owned(),
                None => "unknown: never checked".to_owned(),
                Some(0) => "checked today".to_owned(),
                Some(1) => "checked yesterday".to_owned(),
                Some(days) if days < 0 => "unknown: the date lies ahead".to_owned(),
                Some(days) => format!("checked {days} days ago"),
            };
            (days, text, value.map(Text::plain).unwrap_or_default())
        });
    let Some((days, mut text, checked)) = ages.next() else {
        return Cell::default();
    };
    let fresh = days.is_some_and(|days| (0..=good_for).contains(&days));
    let tone = if fresh { Tone::Plain } else { Tone::Warn };
    for (_, other, _) in ages {
        text = format!("{text} or {other} (in conflict)");
    }
    let inputs = format!("last checked: {checked}; today: {}", view.today());
    Cell {
        text,
        rank: days.map(|days| days as f64),
        tone,
        inputs,
    }
}

fn weekly_hours(person: &Record, _: &View<'_>) -> Cell {
    let written = person.text("working_hours");
    let week = match Week::read(&written) {
        Ok(week) => week,
        Err(why) => return Cell::unknown(&why),
    };
    if week.spans.is_empty() {
        return Cell::unknown("no working hours are written down");
    }
    let total = f64::from(week.minutes());
    let zone = person.text("time_zone");
    Cell {
        text: format!("{} h", (total / 6.0).round() / 10.0),
        rank: Some(total),
        tone: Tone::Plain,
        inputs: format!("{written}; zone: {zone}"),
    }
}

fn call_order(role: &Record, view: &View<'_>) -> Cell {
    let mut names = Vec::new();
    let mut inputs = Vec::new();
    let primary: Vec<&Record> = outcomes(role, "primary")
        .into_iter()
        .filter_map(|value| match holder(value, view) {
            Holder::Here(person) => Some(person),
            Holder::Nobody | Holder::Gone(_) => None,
        })
        .collect();
    let alternatives: Vec<String> = primary.iter().map(|person| view.name(person)).collect();
    if !alternatives.is_empty() {
        names.push(alternatives.join(" or "));
    }
    let items = role.items(Key::new("deputies"));
    let deputies = items
        .iter()
        .filter_map(|item| match holder(item.value("person"), view) {
            Holder::Here(person) => Some(person),
            Holder::Nobody | Holder::Gone(_) => None,
        });
    for person in primary.iter().copied().chain(deputies) {
        inputs.push(format!("{}: {}", view.name(person), reach(person)));
        if !primary.iter().any(|first| first.id == person.id) {
            names.push(view.name(person));
        }
    }
    if names.is_empty() {
        return Cell {
            tone: Tone::Bad,
            rank: Some(0.0),
            ..Cell::unknown("nobody is named")
        };
    }
    let disputed = primary.len() > 1 || list_in_conflict(role, "deputies");
    let mark = if disputed { " (in conflict)" } else { "" };
    let tone = if names.len() < 2 || disputed {
        Tone::Warn
    } else {
        Tone::Plain
    };
    let text = format!("{}{mark}", names.join(", then "));
    Cell {
        text,
        rank: Some(names.len() as f64),
        tone,
        inputs: inputs.join("; "),
    }
}

fn reach(person: &Record) -> String {
    let known = ["phone", "alternate", "chat", "email"].map(|field| person.text(field));
    let first = known.iter().find(|contact| !contact.trim().is_empty());
    let none = if contact_is_left_out(person) {
        "contact left out of this file"
    } else {
        "no contact"
    };
    first.map_or_else(|| none.to_owned(), |contact| contact.clone().into_owned())
}

fn size(team: &Record, view: &View<'_>) -> Cell {
    let items = team.items(Key::new("members"));
    let here = |value| matches!(holder(value, view), Holder::Here(_));
    let count = items
        .iter()
        .filter(|item| here(item.value("person")))
        .count();
    let inputs = format!("{} named, {count} of them here", items.len());
    Cell::count(count as i64, inputs)
}
