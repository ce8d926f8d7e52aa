//! Incidents of status pages that are kept as Markdown (cState): front matter, and updates in the text.

use super::draft::{Draft, moment, prune};
use crate::codec::markdown::front_matter;
use crate::value::instant_text;
use holdfast_ledger::Text;
use holdfast_ledger::file::{Incoming, Loose};
use serde_json::{Map, Value};

/// The longest that what stands before an update may be, in letters: “Investigating”.
const LABEL: usize = 40;

/// Whether a Markdown text is one.
pub fn is_one(text: &str) -> bool {
    let Some((block, _)) = front_matter::split(text) else {
        return false;
    };
    let front = Front::read(block);
    let severe = ["down", "disrupted", "notice"].contains(&&*front.first("severity"));
    let told = severe
        || ["resolved", "informational"]
            .iter()
            .any(|key| matches!(&*front.first(key), "true" | "false"))
        || front.has("resolvedwhen");
    front.has("title") && front.has("date") && (front.first("section") == "issue" || told)
}

/// What stands before the text: names with their values, and lines that are neither.
#[derive(Default)]
struct Front {
    entries: Vec<(String, Vec<String>)>,
    others: Vec<String>,
}

impl Front {
    fn read(block: &str) -> Self {
        let mut front = Self::default();
        let lines: Vec<&str> = block.lines().collect();
        let inner = lines.get(1..lines.len().saturating_sub(1));
        for line in inner.unwrap_or_default() {
            let bare = line.trim();
            if bare.is_empty() || bare.starts_with('#') {
                continue;
            }
            let entry = line
                .split_once([':', '='])
                .filter(|(name, _)| is_name(name));
            if let Some((name, value)) = entry {
                let values = front_matter::values(uncommented(value));
                front.entries.push((name.trim().to_owned(), values));
            } else if let Some((value, (_, values))) =
                bare.strip_prefix("- ").zip(front.entries.last_mut())
            {
                values.extend(front_matter::scalar(uncommented(value)));
            } else {
                front.others.push((*line).to_owned());
            }
        }
        front
    }

    fn find(&self, key: &str) -> Option<&(String, Vec<String>)> {
        let mut entries = self.entries.iter();
        entries.find(|(name, _)| name.eq_ignore_ascii_case(key))
    }

    fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    fn all(&self, key: &str) -> Vec<String> {
        self.find(key)
            .map(|(_, values)| values.clone())
            .unwrap_or_default()
    }

    fn first(&self, key: &str) -> String {
        self.all(key).into_iter().next().unwrap_or_default()
    }

    /// What no field takes: all but the names that one does.
    fn rest(&self, taken: &[&str]) -> Map<String, Value> {
        let mut rest = Map::new();
        for (name, values) in &self.entries {
            if taken.iter().any(|key| name.eq_ignore_ascii_case(key)) {
                continue;
            }
            let value = match values.as_slice() {
                [one] if !name.eq_ignore_ascii_case("affected") => one.clone().into(),
                all => all.to_vec().into(),
            };
            // A name that comes twice keeps both.
            match rest.get_mut(name) {
                None => drop(rest.insert(name.clone(), value)),
                Some(Value::Array(all)) => all.push(value),
                Some(one) => *one = vec![one.take(), value].into(),
            }
        }
        if !self.others.is_empty() {
            rest.insert("front_matter".to_owned(), self.others.join("\n").into());
        }
        rest
    }
}

fn is_name(name: &str) -> bool {
    let name = name.trim_end();
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || "-_".contains(c))
}

// A value up to the comment after it.
fn uncommented(value: &str) -> &str {
    let value = value.trim();
    let quote = value.chars().next().filter(|c| "\"'".contains(*c));
    let end = match quote {
        Some(quote) => value[1..].find(quote).map(|at| at + 2),
        None => value.find(" #"),
    };
    let rest = end.map_or("", |end| value[end..].trim_start());
    match end {
        Some(end) if rest.starts_with('#') => &value[..end],
        _ => value,
    }
}

/// Reads an incident.
///
/// # Errors
/// What is wrong with it, as a sentence with its line; nothing was changed.
pub fn read(text: &str, incoming: &mut Incoming) -> Result<Loose, String> {
    let (block, body) = front_matter::split(text).ok_or("Line 1: the front matter has no end.")?;
    let front = Front::read(block);
    let (title, date) = (front.first("title"), front.first("date"));
    let line = |key: &str| {
        let at = block
            .lines()
            .position(|line| line.to_lowercase().starts_with(key));
        at.unwrap_or_default() + 1
    };
    if title.is_empty() {
        return Err(format!(
            "Line {}: the incident has no title.",
            line("title")
        ));
    }
    let at = moment(&date).ok_or_else(|| {
        format!(
            "Line {}: “{date}” is no date. Write it as 2026-11-22 14:30:00.",
            line("date")
        )
    })?;
    let (id, words) = (front.first("id"), title.split_whitespace());
    let name = if id.is_empty() {
        words.collect::<Vec<_>>().join(" ")
    } else {
        id
    };
    let mut draft = Draft::new("cstate", &format!("{name}\n{at}"));
    draft.text("title", &title);
    draft.time("detected", at);
    let mut taken = vec!["title", "date"];
    let resolved = moment(&front.first("resolvedWhen"));
    if let Some(resolved) = resolved {
        draft.time("resolved", resolved);
        taken.push("resolvedWhen");
    }
    let told = body_of(body, &mut draft);
    state(&front, told, &mut draft);
    let mut rest = front.rest(&taken);
    prune(&mut rest);
    hit(&front, (at, resolved), &mut draft);
    draft.finish(rest, text.as_bytes(), incoming)
}

// An announcement is over when it is written, and counts for nothing.
fn state(front: &Front, told: bool, draft: &mut Draft) {
    let is = |key| front.first(key) == "true";
    if is("informational") {
        draft.text("state", "closed");
        if let Ok(yes) = Text::of(&true) {
            draft.set("excluded", yes);
        }
    } else if is("resolved") {
        draft.text("state", "resolved");
    } else if told {
        draft.text("state", "in_progress");
    }
}

fn hit(front: &Front, (from, to): (i64, Option<i64>), draft: &mut Draft) {
    let (level, kind) = match &*front.first("severity") {
        "down" => ("high", "outage"),
        "disrupted" => ("medium", "degraded"),
        "notice" => ("low", ""),
        _ => return,
    };
    let mut rating = Map::new();
    rating.insert("impact".to_owned(), level.into());
    draft.group("rating", &rating);
    if !kind.is_empty() && front.first("informational") != "true" {
        let affected = front.all("affected");
        let names = affected.iter().map(String::as_str).collect();
        draft.outages(names, kind, (from, to));
    }
}

/// A part of the text: what stands before it in emphasis, its words, and when it was written.
#[derive(Default)]
struct Update {
    label: String,
    text: String,
    at: Option<i64>,
}

// What is dated becomes entries of the timeline, the rest the description, a review the summary. Says whether
// anything was reported.
fn body_of(body: &str, draft: &mut Draft) -> bool {
    let parts = parts(body);
    let (mut description, mut summary) = (Vec::new(), Vec::new());
    for part in parts.iter().filter(|part| part.at.is_none()) {
        let review = matches!(&*part.label.to_lowercase(), "post-mortem" | "postmortem");
        if review {
            summary.push(part.text.trim());
        } else {
            description.push(part.text.trim());
        }
    }
    draft.text("description", &description.join("\n\n"));
    draft.text("summary", &summary.join("\n\n"));
    // The newest stands first.
    for part in parts.iter().rev() {
        let Some(at) = part.at else {
            continue;
        };
        let fields = [
            ("at", instant_text(at)),
            ("what", Text::string("note")),
            ("text", Text::string(part.text.trim())),
        ];
        draft.item("timeline", &format!("{at}\n{}", part.label), &fields);
    }
    parts
        .iter()
        .any(|part| part.at.is_some() || !part.label.is_empty())
}

// A part begins at a label or after a rule, and ends with its date or where the next begins. Code stays whole.
fn parts(body: &str) -> Vec<Update> {
    let mut parts: Vec<Update> = Vec::new();
    let mut open: Option<Update> = None;
    let mut fence: Option<&str> = None;
    let mut after_blank = true;
    for line in body.lines() {
        let bare = line.trim();
        let marks = ["```", "~~~"].into_iter();
        let mark = marks.into_iter().find(|mark| bare.starts_with(*mark));
        let inside = fence.is_some();
        match (fence, mark) {
            (None, mark) => fence = mark,
            (Some(of), Some(mark)) if of == mark => fence = None,
            _ => {}
        }
        if !inside && mark.is_none() && is_rule(bare) && after_blank {
            parts.extend(open.take());
            continue;
        }
        let label = label(bare).filter(|_| !inside && after_blank);
        if label.is_some() {
            parts.extend(open.take());
        }
        let part = open.get_or_insert_default();
        part.label = label.map_or_else(|| std::mem::take(&mut part.label), str::to_owned);
        let (words, at) = if inside { (line, None) } else { tracked(line) };
        part.text.push_str(words.trim_end());
        part.text.push('\n');
        after_blank = bare.is_empty();
        if at.is_some() {
            part.at = at;
            parts.extend(open.take());
            after_blank = true;
        }
    }
    parts.extend(open);
    parts.retain(|part| !part.text.trim().is_empty() || part.at.is_some());
    parts
}

fn is_rule(line: &str) -> bool {
    line.len() > 2
        && ["-", "*", "_"]
            .iter()
            .any(|sign| line.replace(sign, "").is_empty())
}

// `*Monitoring* - …`, `**Resolved**`: the word, where a dash, a colon or nothing follows.
fn label(line: &str) -> Option<&str> {
    let inner = line.trim_start_matches('*');
    if inner.len() == line.len() {
        return None;
    }
    let (label, rest) = inner.split_once('*')?;
    let rest = rest.trim_start_matches('*').trim_start();
    let fits = !label.trim().is_empty() && label.chars().count() <= LABEL;
    (fits && (rest.is_empty() || rest.starts_with(['-', '–', '—', ':']))).then(|| label.trim())
}

// A line without the date that cState reads at its end, and that date. What is no date stays.
fn tracked(line: &str) -> (&str, Option<i64>) {
    const MARK: &str = "{{< track ";
    let found = line.rfind(MARK).and_then(|from| {
        let inner = line[from + MARK.len()..].trim_end().strip_suffix(">}}")?;
        let at = moment(inner.trim().trim_matches(['"', '\'', '`']))?;
        Some((&line[..from], Some(at)))
    });
    found.unwrap_or((line, None))
}
