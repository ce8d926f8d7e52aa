//! Events of a calendar, as windows of ours.

use super::lines::{Part, Property, listed, read as read_lines};
use super::rule;
use super::times::{self, Time, Zones, duration};
use holdfast_ledger::file::{Incoming, Loose, Received, Why};
use holdfast_ledger::sort::{Arrange, Ordered};
use holdfast_ledger::{Id, Key, Path, Text, hash};
use serde_json::{Map, Value};

/// What a review says that such a file covers.
pub const SCOPE: &str = "calendar (iCalendar)";

/// What our own ids end in.
pub(super) const OURS: &str = "@holdfast";

/// Whether a text is a calendar or an event of one.
pub fn is_calendar(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let head = start.get(..16).unwrap_or(start).to_uppercase();
    ["BEGIN:VCALENDAR", "BEGIN:VEVENT"]
        .iter()
        .any(|mark| head.starts_with(mark))
}

/// Reads a calendar. Each event becomes a window of the calendar; what else is in it is named among what
/// is left out.
///
/// # Errors
/// What is wrong with the file and in which line, as a sentence; nothing was changed.
pub fn read(text: &str) -> Result<Incoming, String> {
    let parts = read_lines(text)?;
    let zones = Zones::of(&parts);
    let mut incoming = Incoming {
        scope: SCOPE.to_owned(),
        ..Incoming::default()
    };
    let mut others: Vec<(String, usize)> = Vec::new();
    let mut open = 0;
    for part in &parts {
        let around = beside(part);
        let events = part.parts.iter().filter(|inner| inner.name == "VEVENT");
        let own = (part.name == "VEVENT").then_some(part);
        for event in own.into_iter().chain(events) {
            let (loose, known) = window(event, &around, &zones);
            open += usize::from(!known);
            incoming.records.push(Received::Loose(loose));
        }
        let inner = part.parts.iter().filter(|_| part.name == "VCALENDAR");
        for other in inner.filter(|inner| !matches!(inner.name.as_str(), "VEVENT" | "VTIMEZONE")) {
            match others.iter_mut().find(|(name, _)| *name == other.name) {
                Some((_, count)) => *count += 1,
                None => others.push((other.name.clone(), 1)),
            }
        }
        if let Some(name) = part.find("NAME").or_else(|| part.find("X-WR-CALNAME")) {
            incoming.name = name.text();
        }
    }
    if incoming.records.is_empty() {
        return Err(
            "There is no event (VEVENT) in this calendar, so there is nothing to import."
                .to_owned(),
        );
    }
    let others = others.into_iter();
    incoming
        .unknown
        .extend(others.map(|(name, count)| format!("{count} × {name}, which is no event")));
    if open > 0 {
        let what = if open == 1 {
            "1 event".to_owned()
        } else {
            format!("{open} events")
        };
        incoming.unknown.push(format!(
            "the time zone of {what}, which the file does not describe: its times are taken as UTC"
        ));
    }
    Ok(incoming)
}

// What a calendar says of itself.
fn beside(part: &Part) -> Map<String, Value> {
    let mut more = Map::new();
    if part.name == "VCALENDAR" {
        let said = part
            .properties
            .iter()
            .filter(|property| !matches!(property.name.as_str(), "VERSION" | "PRODID"));
        said.for_each(|property| keep(&mut more, property));
    }
    more
}

// Under name and parameters as they came; what comes twice is a list.
fn keep(more: &mut Map<String, Value>, property: &Property) {
    add(more, &property.head, property.value.clone().into());
}

fn add(more: &mut Map<String, Value>, name: &str, value: Value) {
    match more.get_mut(name) {
        None => drop(more.insert(name.to_owned(), value)),
        Some(Value::Array(all)) => all.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
    }
}

fn whole(part: &Part) -> Map<String, Value> {
    let mut all = Map::new();
    part.properties
        .iter()
        .for_each(|property| keep(&mut all, property));
    part.parts
        .iter()
        .for_each(|inner| add(&mut all, &inner.name, whole(inner).into()));
    all
}

// The fingerprint of an event: of all but the moment of its export.
fn fingerprint(event: &Part) -> String {
    let mut said = whole(event);
    said.remove("DTSTAMP");
    hash::fingerprint(Value::Object(said).to_string().as_bytes())
}

// Whether its times have a zone is said beside it.
fn window(event: &Part, around: &Map<String, Value>, zones: &Zones) -> (Loose, bool) {
    let print = fingerprint(event);
    let mut fields: Vec<(&'static str, Value)> = vec![("fingerprint", print.clone().into())];
    let mut more = Map::new();
    // What has a field is taken out of what is left.
    let mut done: Vec<&Property> = Vec::new();
    for (name, field) in [("SUMMARY", "title"), ("DESCRIPTION", "notes")] {
        if let Some(property) = event
            .find(name)
            .filter(|property| property.params.is_empty())
        {
            let text = property.text();
            let text = if field == "title" {
                text.replace('\n', " ")
            } else {
                text
            };
            if !text.is_empty() {
                fields.push((field, text.into()));
                done.push(property);
            }
        }
    }
    let mut tags: Vec<String> = Vec::new();
    for property in event
        .properties
        .iter()
        .filter(|property| property.name == "CATEGORIES" && property.params.is_empty())
    {
        tags.extend(listed(&property.value));
        done.push(property);
    }
    tags.arrange();
    tags.dedup();
    if !tags.is_empty() {
        fields.push(("tags", tags.into()));
    }
    let start = event
        .find("DTSTART")
        .and_then(|property| Some((property, zones.time(property)?)));
    let known = start.as_ref().is_none_or(|(_, time)| time.known);
    if let Some((property, time)) = &start {
        done.extend(timed(event, property, time, zones, &mut fields));
    }
    for property in event
        .properties
        .iter()
        .filter(|property| !done.iter().any(|known| std::ptr::eq(*known, *property)))
    {
        keep(&mut more, property);
    }
    event
        .parts
        .iter()
        .for_each(|inner| add(&mut more, &inner.name, whole(inner).into()));
    if !around.is_empty() {
        more.insert("VCALENDAR".to_owned(), around.clone().into());
    }
    if !more.is_empty() {
        let text = serde_json::to_string_pretty(&more).unwrap_or_default();
        fields.push(("more", text.into()));
    }
    let values = fields
        .into_iter()
        .filter_map(|(field, value)| Some((Path::of(field), Text::of(&value).ok()?)));
    let loose = Loose {
        id: Some(id_of(event, &print)),
        kind: Key::new("calendar_window"),
        values: values.into_map(),
        order: Vec::new(),
        why: Why::Unstamped,
    };
    (loose, known)
}

// From, to, zone and how it comes again; gives the lines that this says all of.
fn timed<'e>(
    event: &'e Part,
    property: &'e Property,
    start: &Time,
    zones: &Zones,
    fields: &mut Vec<(&'static str, Value)>,
) -> Vec<&'e Property> {
    let print = |at: i64| Value::from(holdfast_ledger::time::print(at));
    let mut done = Vec::new();
    fields.push(("from", print(start.at)));
    // A whole day, or a time whose zone nobody knows, is told by the line alone.
    if start.known && !start.day {
        done.push(property);
    }
    let zone = property.param("TZID");
    let utc = property.value.trim().ends_with('Z');
    if let Some(zone) = zone.or(utc.then_some("UTC")) {
        fields.push(("time_zone", zone.into()));
    }
    let end = event
        .find("DTEND")
        .and_then(|property| Some((property, zones.time(property)?)));
    let lasts = event
        .find("DURATION")
        .and_then(|property| Some((property, duration(&property.value)?)));
    let to = match (&end, &lasts) {
        (Some((property, time)), _) => {
            if time.known && !time.day && property.param("TZID") == zone {
                done.push(*property);
            }
            Some(time.at)
        }
        (None, Some((property, lasts))) => {
            done.push(*property);
            start.at.checked_add(*lasts)
        }
        (None, None) => start.day.then_some(start.at + 86_400_000),
    };
    fields.extend(to.map(|to| ("to", print(to))));
    let rule = event.find("RRULE");
    if let Some((property, repeats)) = rule.and_then(|property| {
        Some((
            property,
            rule::repeats(&property.value, start, zone, zones)?,
        ))
    }) {
        fields.push(("repeats", repeats));
        done.push(property);
        let left_out = event
            .properties
            .iter()
            .filter(|property| property.name == "EXDATE");
        let mut days: Vec<String> = Vec::new();
        for (property, left) in
            left_out.filter_map(|property| Some((property, left_out_on(property, zone)?)))
        {
            days.extend(left);
            done.push(property);
        }
        if !days.is_empty() {
            days.arrange();
            days.dedup();
            fields.push(("except", days.into()));
        }
    }
    done
}

// The days of an EXDATE by the clock of the event; none where it is told by another clock, or has something else in it.
fn left_out_on(property: &Property, zone: Option<&str>) -> Option<Vec<String>> {
    let day = |time: &str| {
        let time = time.trim();
        let own = if time.len() == 8 {
            true
        } else if time.ends_with('Z') {
            zone.is_none_or(|zone| zone == "UTC")
        } else {
            property.param("TZID") == zone
        };
        let day = own.then(|| times::day(time.get(..8)?)).flatten()?;
        Some(day.to_string())
    };
    property.value.split(',').map(day).collect()
}

// By its UID, so that what is taken in apart is one record; ours are the ids of our records. An event
// that stands for one time of another has an id of its own.
fn id_of(event: &Part, print: &str) -> Id {
    let uid = event
        .find("UID")
        .map(|uid| uid.value.trim().to_owned())
        .unwrap_or_default();
    if let Some(own) = uid.strip_suffix(OURS).and_then(|id| id.parse().ok()) {
        return own;
    }
    let one = event
        .find("RECURRENCE-ID")
        .map(|one| one.value.trim())
        .unwrap_or_default();
    let name = if uid.is_empty() { print } else { &uid };
    Id::named(&format!("holdfast calendar_window\n{name}\n{one}"))
}
