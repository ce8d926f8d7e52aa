//! Search over everything: codes and titles at once, then every text of every record.
//!
//! No index is kept: reading the titles of 50,000 records takes milliseconds, and the rest
//! is read in slices, so an edit costs nothing here.

use crate::describe::{Field, Kind, Type};
use crate::rooms;
use crate::value;
use crate::view::View;
use holdfast_ledger::path::{DELETED, PLACE, REMOVED};
use holdfast_ledger::record::Slot;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Path, Record, Text};

/// What a person looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// In lower case, without space around.
    whole: String,
    words: Vec<String>,
    /// Letters and digits only, as codes are compared.
    bare: String,
}

/// How well a code or title fits; smaller is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It is the record's code.
    Code,
    /// The code begins so.
    CodeStart,
    /// The title begins so.
    TitleStart,
    /// Every word begins a word of the title.
    Words,
    /// Every word is in the title or the code.
    Inside,
    /// Every word is somewhere in the record.
    Text,
}

/// A record that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// How well.
    pub fit: Fit,
    /// Which record.
    pub id: Id,
}

/// Where a word was found, with a little of what stands around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The name of the field.
    pub label: String,
    /// What stands before.
    pub before: String,
    /// What was found, as written there.
    pub found: String,
    /// What stands after.
    pub after: String,
}

/// How many letters of an excerpt stand on each side.
const AROUND: usize = 40;

impl Query {
    /// A query; `None` when nothing was typed.
    pub fn new(typed: &str) -> Option<Self> {
        let whole = typed.trim().to_lowercase();
        let words: Vec<String> = whole.split_whitespace().map(str::to_owned).collect();
        let bare = bare(&whole);
        (!words.is_empty()).then_some(Self { whole, words, bare })
    }

    /// How well a record's code or title fits. Asked of every record at every key press, so
    /// it copies nothing.
    pub fn fit(&self, record: &Record) -> Option<Fit> {
        let code = record.text("code");
        if let Some(whole) = begins_bare(&code, &self.bare) {
            return Some(if whole { Fit::Code } else { Fit::CodeStart });
        }
        let title = record.text("title");
        let inside = |word: &String| find(&title, word).is_some() || find(&code, word).is_some();
        if !self.words.iter().all(inside) {
            return None;
        }
        if begins(&title, &self.whole).is_some() {
            return Some(Fit::TitleStart);
        }
        let begins_part = |word: &String| begins_word(&title, word);
        Some(if self.words.iter().all(begins_part) {
            Fit::Words
        } else {
            Fit::Inside
        })
    }

    /// Whether every word is in a name, for instance of a command.
    pub fn fits_name(&self, name: &str) -> bool {
        self.words.iter().all(|word| find(name, word).is_some())
    }

    /// Whether a name begins with what was typed.
    pub fn begins(&self, name: &str) -> bool {
        let first = self.words.first();
        let at_start = |word: &String| find(name, word).is_some_and(|at| at.0 == 0);
        first.is_some_and(at_start) && self.fits_name(name)
    }

    /// Whether every word is somewhere in the record's texts.
    pub fn is_in(&self, record: &Record) -> bool {
        self.words
            .iter()
            .all(|word| record.slots().iter().any(|slot| holds(record, slot, word)))
    }

    /// Where the first of the words that can be shown was found, title and code left out.
    pub fn excerpt(&self, record: &Record, view: &View<'_>) -> Option<Excerpt> {
        let kind = rooms::kind(record.kind.as_str());
        let beside = |slot: &&Slot| slot.path != Path::of("title") && slot.path != Path::of("code");
        self.words.iter().find_map(|word| {
            let slot = record
                .slots()
                .iter()
                .filter(beside)
                .find(|slot| holds(record, slot, word))?;
            let field = kind.and_then(|kind| described(kind, slot.path));
            let text = slot.shown()?;
            let shown = field.map(|field| value::show(field, Some(text), view));
            let shown = shown.filter(|shown| find(shown, word).is_some());
            let shown = shown.unwrap_or_else(|| texts(text).join(" · "));
            let label = field.map_or(slot.path.field.as_str(), |field| field.label);
            cut(&shown, word, label)
        })
    }

    /// Where the query's words stand in a title: the ranges to mark, in order.
    pub fn marks(&self, title: &str) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = self
            .words
            .iter()
            .filter_map(|word| find(title, word))
            .collect();
        found.arrange();
        found.dedup_by(|next, before| next.0 < before.1);
        found
    }
}

/// The best hits among codes and titles, best first.
pub fn by_title(query: &Query, view: &View<'_>, most: usize) -> Vec<Hit> {
    let mut hits: Vec<Hit> = view
        .ledger
        .records()
        .filter_map(|record| {
            let fit = query.fit(record)?;
            is_listed(record).then_some(Hit { fit, id: record.id })
        })
        .collect();
    hits.arrange();
    hits.truncate(most);
    hits
}

/// Whether search lists a record: not what is deleted, nor what has no page.
pub fn is_listed(record: &Record) -> bool {
    !record.is_deleted() && record.kind != rooms::workspace::WORKSPACE.id
}

fn described(kind: &Kind, path: Path) -> Option<&'static Field> {
    if !path.is_item() {
        return kind.field(path.field.as_str());
    }
    kind.list(path.list.as_str())?
        .fields
        .iter()
        .find(|field| path.field == field.key)
}

fn holds(record: &Record, slot: &Slot, word: &str) -> bool {
    if [PLACE, DELETED, REMOVED].contains(&slot.path.field) || was(record, slot.path) {
        return false;
    }
    // The text as it is kept has all its words, and some marks: a first look without copying.
    let Some(text) = slot
        .shown()
        .filter(|text| find(text.as_str(), word).is_some() || escaped(word))
    else {
        return false;
    };
    texts(text).iter().any(|text| find(text, word).is_some())
        && (!slot.path.is_item() || record.has_item(slot.path.list, slot.path.item))
}

/// Whether it holds what the record said once, in an earlier version.
fn was(record: &Record, path: Path) -> bool {
    let contents = |field: &Field| matches!(field.ty, Type::Contents);
    path.field == "contents"
        && rooms::kind(record.kind.as_str())
            .and_then(|kind| described(kind, path))
            .is_some_and(contents)
}

/// Whether JSON writes a word in another way.
fn escaped(word: &str) -> bool {
    word.contains(['"', '\\']) || word.chars().any(char::is_control)
}

/// The words in a value; ids and fingerprints are none.
fn texts(text: &Text) -> Vec<String> {
    fn walk(value: serde_json::Value, out: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text)
                if text.parse::<Id>().is_err() && !is_fingerprint(&text) =>
            {
                out.push(text);
            }
            serde_json::Value::Array(items) => items.into_iter().for_each(|item| walk(item, out)),
            serde_json::Value::Object(parts) => {
                parts.into_iter().for_each(|(_, part)| walk(part, out))
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    if let Some(value) = text.get() {
        walk(value, &mut out);
    }
    out
}

fn is_fingerprint(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a code begins with these letters and digits in lower case, its other signs left
/// out: `Some(true)` when nothing follows.
fn begins_bare(code: &str, bare: &str) -> Option<bool> {
    let mut letters = code
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase);
    let fits = !bare.is_empty() && bare.chars().all(|wanted| letters.next() == Some(wanted));
    fits.then(|| letters.next().is_none())
}

/// How many bytes of a text of any case its beginning has that is this word in lower case.
fn begins(text: &str, word: &str) -> Option<usize> {
    if word.is_ascii() {
        let start = text.as_bytes().get(..word.len())?;
        return start
            .eq_ignore_ascii_case(word.as_bytes())
            .then_some(word.len());
    }
    let mut wanted = word.chars();
    let mut next = wanted.next()?;
    for (at, letter) in text.char_indices() {
        for lower in letter.to_lowercase() {
            if lower != next {
                return None;
            }
            match wanted.next() {
                Some(following) => next = following,
                None => return Some(at + letter.len_utf8()),
            }
        }
    }
    None
}

fn begins_word(text: &str, word: &str) -> bool {
    let mut after_sign = true;
    text.char_indices().any(|(at, letter)| {
        let starts = std::mem::replace(&mut after_sign, !letter.is_alphanumeric());
        starts && begins(&text[at..], word).is_some()
    })
}

/// Where a word in lower case stands in a text of any case.
fn find(text: &str, word: &str) -> Option<(usize, usize)> {
    if word.is_ascii() {
        let (text, word) = (text.as_bytes(), word.as_bytes());
        let (lower, upper) = (*word.first()?, word.first()?.to_ascii_uppercase());
        let last = text.len().checked_sub(word.len())?;
        let mut starts = text[..=last].iter().enumerate();
        let found = starts.find(|(at, byte)| {
            (**byte == lower || **byte == upper)
                && text[*at..*at + word.len()].eq_ignore_ascii_case(word)
        });
        return found.map(|(at, _)| (at, at + word.len()));
    }
    let mut places = text.char_indices();
    places.find_map(|(at, _)| begins(&text[at..], word).map(|length| (at, at + length)))
}

fn cut(text: &str, word: &str, label: &str) -> Option<Excerpt> {
    let (from, to) = find(text, word)?;
    let start = text[..from]
        .char_indices()
        .rev()
        .take(AROUND)
        .last()
        .map_or(from, |(at, _)| at);
    let end = text[to..]
        .char_indices()
        .nth(AROUND)
        .map_or(text.len(), |(at, _)| to + at);
    let flat = |part: &str| part.replace(['\n', '\r', '\t'], " ");
    Some(Excerpt {
        label: label.to_owned(),
        before: format!(
            "{}{}",
            if start > 0 { "…" } else { "" },
            flat(&text[start..from])
        ),
        found: text[from..to].to_owned(),
        after: format!(
            "{}{}",
            flat(&text[to..end]),
            if end < text.len() { "…" } else { "" }
        ),
    })
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
