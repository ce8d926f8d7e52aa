//! Incident reports as Markdown: below a heading for each incident bullets for its key events, times to repair
//! and to resolve, what was identified, impact, context, resolution and review actions.

use super::draft::{Draft, moment};
use super::lines::{Part, bullet, bullets, dated, dedented, joined, named, parts};
use crate::codec::markdown::front_matter;
use crate::codec::sheet::dates::duration;
use crate::value::{instant_text, parse_minutes};
use holdfast_ledger::Text;
use holdfast_ledger::file::{Incoming, Loose, Received};
use serde_json::{Map, Value};

/// Key events by how they begin, since they are typed by hand, and the times that they are.
const EVENTS: [(&str, &str); 9] = [
    ("fault occ", "occurred"),
    ("occurred", "occurred"),
    ("fault det", "detected"),
    ("team aware", "detected"),
    ("first det", "detected"),
    ("incident decl", "acknowledged"),
    ("declared", "acknowledged"),
    ("repair", "mitigated"),
    ("resol", "resolved"),
];

/// Bullets of a report by their names. They stand at its edge, or by mistake below another.
const NAMES: [&str; 8] = [
    "key events",
    "time to repair",
    "time to resolve",
    "identified",
    "impact",
    "context",
    "resolution",
    "review actions",
];

/// Whether a Markdown text holds such reports: key events, and one of them with a time.
pub fn is_one(text: &str) -> bool {
    let mut near = 0_usize;
    text.lines().any(|line| {
        near = near.saturating_sub(1);
        let Some((_, content)) = bullet(line) else {
            return false;
        };
        if is_key_events(content) {
            near = 12;
        }
        near > 0 && event(content).is_some()
    })
}

fn is_key_events(content: &str) -> bool {
    named(content).0 == "key events"
}

// The field of a key event, its time, and what stands behind that.
fn event(content: &str) -> Option<(&'static str, i64, &str)> {
    let plain = content.trim_start_matches(['*', '_', ' ']);
    let lower = plain.to_lowercase();
    let (_, field) = EVENTS.iter().find(|(start, _)| lower.starts_with(start))?;
    let from = plain.find(|c: char| c.is_ascii_digit())?;
    let (at, rest) = dated(&plain[from..])?;
    Some((field, at, rest))
}

/// Reads the incidents of a text. What belongs to none is named among what is left out.
///
/// # Errors
/// When a text is too long, or no incident is there.
pub fn read(text: &str, incoming: &mut Incoming) -> Result<(), String> {
    let (front, rest) = front_matter::split(text).unwrap_or(("", text));
    let before = text[..text.len() - rest.len()].matches('\n').count();
    let text = rest;
    let front = front.lines().skip(1).filter(|line| line.trim() != "---");
    let front = front.collect::<Vec<_>>().join("\n");
    let mut found: Vec<(Part<'_>, Vec<Part<'_>>)> = Vec::new();
    for mut part in parts(text) {
        part.line += before;
        let is_one = part
            .lines
            .iter()
            .any(|line| bullet(line).is_some_and(|(_, content)| is_key_events(content)));
        if is_one {
            found.push((part, Vec::new()));
            continue;
        }
        match found.last_mut() {
            Some((incident, below)) if part.level > incident.level.max(1) => below.push(part),
            _ => leave(&part, incoming),
        }
    }
    // What stands before the text is said of its one incident, or of none.
    let alone = found.len() == 1;
    if !alone && !front.is_empty() {
        incoming
            .unknown
            .push("what stands before the text".to_owned());
    }
    for (part, below) in found {
        let front = if alone { front.as_str() } else { "" };
        let loose = incident(&part, &below, front, incoming)?;
        incoming.records.push(Received::Loose(loose));
    }
    Ok(())
}

// A heading alone says nothing that is lost.
fn leave(part: &Part<'_>, incoming: &mut Incoming) {
    let said = part
        .lines
        .iter()
        .filter(|line| !line.trim().is_empty() && line.trim() != "---");
    let said: Vec<&str> = said.copied().collect();
    if let Some(first) = said.first() {
        let words: String = first.trim().chars().take(60).collect();
        incoming.unknown.push(format!(
            "from line {}, which belongs to no incident: “{words}”",
            part.line
        ));
    }
}

/// What a report says, bullet by bullet.
#[derive(Default)]
struct Said {
    times: Vec<(&'static str, i64)>,
    stated: Map<String, Value>,
    description: Vec<String>,
    resolution: String,
    summary: String,
    told: Vec<String>,
    entries: Vec<(i64, String)>,
    notes: Vec<String>,
    more: Map<String, Value>,
}

fn incident(
    part: &Part<'_>,
    below: &[Part<'_>],
    front: &str,
    incoming: &mut Incoming,
) -> Result<Loose, String> {
    let mut said = Said::default();
    for (head, nested) in bullets(&part.lines, &NAMES) {
        match head {
            Some(head) => said.bullet(head, &nested),
            None => said
                .description
                .extend(Some(dedented(&nested)).filter(|text| !text.is_empty())),
        }
    }
    for part in below {
        said.notes.push(format!(
            "## {}\n\n{}",
            part.heading,
            part.lines.join("\n").trim()
        ));
    }
    if !front.is_empty() {
        said.keep("front_matter", front.to_owned());
    }
    let first = said.times.iter().find(|(field, _)| *field == "detected");
    let first = first.or(said.times.first()).map(|(_, at)| *at);
    let mut draft = Draft::new(
        "report",
        &format!("{}\n{}", part.heading, first.unwrap_or_default()),
    );
    let title = title(part.heading);
    if title != part.heading {
        said.more.insert("heading".to_owned(), part.heading.into());
    }
    draft.text("title", if title.is_empty() { "Incident" } else { title });
    for (field, at) in &said.times {
        draft.time(field, *at);
    }
    if said.times.iter().any(|(field, _)| *field == "resolved") {
        draft.text("state", "resolved");
    }
    draft.group("stated", &said.stated);
    draft.text("description", &said.description.join("\n\n"));
    draft.text("resolution", &said.resolution);
    let told: Vec<&str> = said.told.iter().map(String::as_str).collect();
    draft.text("summary", &joined(&said.summary, &dedented(&told)));
    draft.text("notes", &said.notes.join("\n\n"));
    for (at, text) in &said.entries {
        let fields = [
            ("at", instant_text(*at)),
            ("what", Text::string("note")),
            ("text", Text::string(text)),
        ];
        draft.item("timeline", &at.to_string(), &fields);
    }
    let whole = format!("{}\n{}", part.heading, part.lines.join("\n"));
    draft.finish(said.more, whole.as_bytes(), incoming)
}

// `Incident on 2026-11-22 14:30 - Disks full`: what it is about. The whole heading is kept.
fn title(heading: &str) -> &str {
    let rest = heading.strip_prefix("Incident on ").and_then(|rest| {
        let day = rest
            .split_once(' ')
            .filter(|(day, _)| moment(day).is_some());
        dated(rest)
            .map(|(_, rest)| rest)
            .or(day.map(|(_, rest)| rest))
    });
    let rest = rest.map(|rest| rest.trim_start_matches([' ', '-', '–', '—', ':']));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(heading)
}

impl Said {
    fn bullet(&mut self, head: &str, nested: &[&str]) {
        let (name, value) = named(head);
        let below = dedented(nested);
        match &*name {
            "key events" => self.events(value, nested),
            "time to repair" => self.duration("repair", head, value, &below),
            "time to resolve" => self.duration("resolve", head, value, &below),
            "identified" | "impact" => {
                let name = if name == "impact" {
                    "Impact"
                } else {
                    "Identified"
                };
                let text = joined(value, &below);
                self.description.push(format!("**{name}**: {text}"));
            }
            "context" => self.context(value, nested),
            "resolution" => {
                let before = std::mem::take(&mut self.resolution);
                self.resolution = joined(&before, &joined(value, &below));
            }
            _ => self.notes.push(joined(head, &below)),
        }
    }

    fn events(&mut self, value: &str, nested: &[&str]) {
        let mut others = Vec::new();
        for line in [value].iter().chain(nested) {
            let content = bullet(line).map_or(line.trim(), |(_, content)| content);
            let known = event(content)
                .filter(|(field, ..)| self.times.iter().all(|(known, _)| known != field));
            if let Some((field, at, _)) = known {
                self.times.push((field, at));
            }
            let whole = known.is_some_and(|(_, _, rest)| rest.trim().is_empty());
            if !whole && !content.is_empty() {
                others.push(content);
            }
        }
        if !others.is_empty() {
            self.keep("key events", others.join("\n"));
        }
    }

    fn duration(&mut self, part: &str, head: &str, value: &str, below: &str) {
        let minutes = parse_minutes(value).or_else(|| duration(value));
        let known = minutes.filter(|_| below.is_empty() && !self.stated.contains_key(part));
        match known.and_then(serde_json::Number::from_f64) {
            Some(minutes) => drop(self.stated.insert(part.to_owned(), minutes.into())),
            None => self.notes.push(joined(head, below)),
        }
    }

    // Dated lines, with what stands below them, are entries; others tell what happened.
    fn context(&mut self, value: &str, nested: &[&str]) {
        let before = std::mem::take(&mut self.summary);
        self.summary = joined(&before, value);
        let mut dated_before = false;
        for line in nested {
            let content = bullet(line).map(|(_, content)| content);
            match (content.and_then(dated), self.entries.last_mut()) {
                (Some((at, text)), _) => {
                    self.entries.push((at, text.to_owned()));
                    dated_before = true;
                }
                (None, Some((_, text))) if dated_before => {
                    text.push('\n');
                    text.push_str(line.trim_end());
                }
                _ => self.told.push((*line).to_owned()),
            }
        }
        for (_, text) in &mut self.entries {
            text.truncate(text.trim_end().len());
        }
    }

    fn keep(&mut self, name: &str, text: String) {
        self.more.insert(name.to_owned(), text.into());
    }
}
