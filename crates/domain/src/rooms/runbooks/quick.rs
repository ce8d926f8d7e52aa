//! What people write behind a title to say more about a step without leaving its row:
//! `Restore the database ~20/30/60 @DBA !` is a title, a duration, a role and a mark.
//!
//! Only whole words at the end count, so a title can say anything in its middle, and what
//! is not understood stays in the title.

mod unread;

pub use unread::{around, unread};

use super::steps::STEPS;
use super::{ONLY, STEP_KINDS};
use crate::describe::Type;
use crate::entry;
use crate::rooms::people::ROLE;
use crate::rooms::people::rules::new_role;
use crate::value::{minutes, parse_minutes};
use crate::view::View;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text};
use std::borrow::Cow;
use unread::condition;

/// A title with none of these says nothing but a title.
pub const MARKS: [char; 9] = ['~', '@', '!', '?', '|', '∥', '+', '/', ':'];

/// What can be written, and what it means: for the help beside the outline.
pub const HELP: &[(&str, &str)] = &[
    (
        "~10",
        "takes 10 minutes; also ~1h30 or ~5/10/20, at best / likely / at worst",
    ),
    (
        "@role",
        "who does it; the beginning of a role’s name is enough, a new name at the end makes a role",
    ),
    ("?", "a question is a decision; ? yes/no names its answers"),
    (
        "if yes:",
        "before the title, behind or below a decision: the answer that leads here",
    ),
    ("!", "on its own: point of no return"),
    ("||", "side by side with the step before"),
    ("+30min", "not before 30 minutes after the start of the run"),
    (
        "/wait",
        "what kind it is: /task, /section, /milestone and so on; also /evidence, /exercise, /actual",
    ),
];

/// What a title says beside the title.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quick {
    /// The title that is left.
    pub title: String,
    /// The fields that it gives values, with the words for people.
    pub fields: Vec<(&'static str, Text, String)>,
    /// Whether the step is side by side with the one before.
    pub beside: bool,
    /// A role that is named and not there yet.
    pub new_role: Option<String>,
    /// Whether it belongs below the decision before it, as it is for one of its answers.
    pub below: bool,
}

impl Quick {
    /// Whether nothing but a title was written.
    pub fn is_plain(&self) -> bool {
        self.fields.is_empty() && !self.beside && self.new_role.is_none()
    }

    /// What was understood, in words: `10 min, DBA`.
    pub fn words(&self) -> String {
        let mut words: Vec<&str> = self
            .fields
            .iter()
            .map(|(_, _, said)| said.as_str())
            .collect();
        let new_role = self
            .new_role
            .as_ref()
            .map(|name| format!("new role {name}"));
        words.extend(new_role.as_deref());
        if self.beside {
            words.push("side by side with the step before");
        }
        if self.below {
            words.push("below the decision");
        }
        words.join(", ")
    }

    /// The edits that write it, its title too. A new role is made, and is one of `roles` then.
    pub fn edits(
        &self,
        record: &Record,
        step: Id,
        view: &View<'_>,
        roles: &mut Roles,
        mint: &mut dyn FnMut() -> Id,
    ) -> Vec<Edit> {
        let edit = |field: &'static str, value: Text| Edit {
            record: record.id,
            kind: record.kind,
            path: Path::item(STEPS, step, Key::new(field)),
            value,
        };
        let mut edits = vec![edit("title", Text::string(&self.title))];
        edits.extend(
            self.fields
                .iter()
                .map(|(field, value, _)| edit(field, value.clone())),
        );
        if self.beside {
            edits.push(super::beside::put(record, step, true));
        }
        if let Some(name) = &self.new_role {
            let role = mint();
            edits.extend(new_role(view, role, name, roles.made));
            edits.push(edit("role", Text::string(&role.to_string())));
            roles.known.push((role, name.clone()));
            roles.made += 1;
        }
        edits
    }
}

/// The roles that a title can name.
#[derive(Default)]
pub struct Roles {
    /// Their names.
    pub known: Vec<(Id, String)>,
    made: usize,
}

impl Roles {
    /// Those that there are.
    pub fn of(view: &View<'_>) -> Self {
        let named = view
            .live(ROLE.id)
            .map(|role| (role.id, role.text("title").into_owned()));
        Self {
            known: named.filter(|(_, name)| !name.is_empty()).collect(),
            made: 0,
        }
    }
}

/// What the step is now, as far as its title can say more.
#[derive(Clone, Copy, Debug, Default)]
pub struct Now<'a> {
    /// The key of the kind that somebody chose; empty for none.
    pub kind: &'a str,
    /// The answers of the decision that it stands under; none where it stands under none.
    pub under: Option<&'a [String]>,
    /// The answers of the decision that it stands behind, on its own level.
    pub behind: Option<&'a [String]>,
    /// Whether only roles that there are can be named.
    pub known_only: bool,
}

/// Reads a title. `roles` are those that there are, by name.
pub fn read(typed: &str, roles: &[(Id, String)], now: Now<'_>) -> Quick {
    let mut quick = Quick::default();
    let mut rest = Cow::Borrowed(marks(typed.trim(), roles, now, &mut quick));
    // What names no role stays, and the marks before it count all the same.
    if let Some((left, _)) = at_role(&rest) {
        let mut more = quick.clone();
        let before = marks(left, roles, now, &mut more);
        if before.len() < left.len() && !before.is_empty() {
            rest = Cow::Owned([before, " ", rest[left.len()..].trim_start()].concat());
            quick = more;
        }
    }
    let mut title = rest.clone().into_owned();
    let is_plain_kind = now.kind.is_empty() && !quick.has("kind");
    if (is_plain_kind || now.kind == "decision")
        && let Some((question, answers)) = question(&rest)
    {
        question.clone_into(&mut title);
        if is_plain_kind {
            quick.put("kind", Text::string("decision"), "decision".to_owned());
        }
        if let Some(value) = entry::words(Type::Ordered, answers.iter().copied())
            .ok()
            .filter(|text| !text.is_null())
        {
            let words: Vec<String> = value.get().unwrap_or_default();
            quick.put("answers", value, words.join(" or "));
        }
    }
    if let Some((answer, left)) = condition(&title)
        && (now.under.is_some() || now.behind.is_some())
    {
        let lists = |answers: Option<&[String]>| {
            answers.is_some_and(|answers| answers.iter().any(|known| known == answer))
        };
        quick.below = now.behind.is_some()
            && (now.under.is_none() || (lists(now.behind) && !lists(now.under)));
        let (answer, left) = (answer.to_owned(), left.to_owned());
        quick.put("when", Text::string(&answer), format!("if {answer}"));
        title = left;
    }
    // Marks alone are no title: they were meant as one.
    if title.is_empty() {
        return Quick {
            title: typed.trim().to_owned(),
            ..Quick::default()
        };
    }
    quick.title = title;
    quick.fields.reverse();
    quick
}

// The text without the marks at its end.
fn marks<'a>(text: &'a str, roles: &[(Id, String)], now: Now<'_>, quick: &mut Quick) -> &'a str {
    let mut rest = text;
    while let Some(left) = last_word(rest, quick)
        .or_else(|| role(rest, roles, quick))
        .or_else(|| unknown_role(rest, roles, now, quick))
    {
        rest = left;
    }
    rest
}

/// The roles whose names begin with what stands behind the last `@`.
pub fn roles_meant<'a>(typed: &str, roles: &'a [(Id, String)]) -> Vec<&'a str> {
    let Some((_, name)) = at_role(typed) else {
        return Vec::new();
    };
    let begins = |(_, role): &&(Id, String)| starts(role, name);
    roles
        .iter()
        .filter(begins)
        .map(|(_, role)| role.as_str())
        .collect()
}

impl Quick {
    fn has(&self, field: &str) -> bool {
        self.fields.iter().any(|(known, ..)| *known == field)
    }

    // The last of several counts, and it is read first.
    fn put(&mut self, field: &'static str, value: Text, words: String) {
        if !self.has(field) {
            self.fields.push((field, value, words));
        }
    }

    fn mark(&mut self, field: &'static str, words: &str) -> Option<()> {
        self.put(field, Text::of(&true).ok()?, words.to_owned());
        Some(())
    }
}

// The text without its last word, if that says something about the step.
fn last_word<'a>(text: &'a str, quick: &mut Quick) -> Option<&'a str> {
    let at = text.rfind(char::is_whitespace)?;
    let word = text[at..].trim_start();
    match word.chars().next()? {
        '~' => duration(&word[1..], quick)?,
        '+' => not_before(&word[1..], quick)?,
        '/' => named(&word[1..].to_lowercase(), quick)?,
        '!' if word == "!" => quick.mark("irreversible", "point of no return")?,
        '|' if word == "||" => quick.beside = true,
        '∥' if word == "∥" => quick.beside = true,
        _ => return None,
    }
    Some(text[..at].trim_end())
}

fn duration(word: &str, quick: &mut Quick) -> Option<()> {
    let mut parts = word.split('/');
    let (low, likely, high) = (parts.next()?, parts.next(), parts.next());
    let value = match (likely, high, parts.next()) {
        (None, None, None) => entry::estimate("", low, "").ok()?,
        (Some(likely), Some(high), None) => entry::estimate(low, likely, high).ok()?,
        _ => return None,
    };
    let [low, likely, high] = entry::typed_estimate(Some(&value));
    let words = if low == high {
        likely
    } else {
        format!("{low} – {likely} – {high}")
    };
    (!value.is_null()).then(|| quick.put("duration", value, words))
}

// Only with its unit: “+30” may be part of a title.
fn not_before(word: &str, quick: &mut Quick) -> Option<()> {
    let has_unit =
        word.starts_with(|c: char| c.is_ascii_digit()) && word.ends_with(char::is_alphabetic);
    let after = parse_minutes(word).filter(|_| has_unit)?;
    let value = entry::read(Type::Minutes, word).ok()?;
    quick.put(
        "start_after",
        value,
        format!("not before {}", minutes(after)),
    );
    Some(())
}

fn named(word: &str, quick: &mut Quick) -> Option<()> {
    match word {
        "evidence" => return quick.mark("evidence_required", "evidence required"),
        "exercise" | "actual" => {
            let choice = ONLY.iter().find(|choice| choice.key == word)?;
            quick.put("only", Text::string(word), choice.label.to_lowercase());
            return Some(());
        }
        _ => {}
    }
    let word = if word == "gate" { "approval" } else { word };
    let mut meant = STEP_KINDS.iter().filter(|kind| kind.key.starts_with(word));
    let kind = meant
        .next()
        .filter(|_| word.len() > 2 && meant.next().is_none())?;
    quick.put("kind", Text::string(kind.key), kind.label.to_lowercase());
    Some(())
}

fn role<'a>(text: &'a str, roles: &[(Id, String)], quick: &mut Quick) -> Option<&'a str> {
    let (left, name) = at_role(text).filter(|_| quick.new_role.is_none())?;
    let whole = roles
        .iter()
        .find(|(_, role)| role.to_lowercase() == name.to_lowercase());
    let begin = || {
        let mut meant = roles.iter().filter(|(_, role)| starts(role, name));
        meant.next().filter(|_| meant.next().is_none())
    };
    let (id, role) = whole.or_else(begin)?;
    quick.put("role", Text::string(&id.to_string()), role.clone());
    Some(left)
}

/// A new role has no longer name, in words and in letters.
const NAME: (usize, usize) = (4, 40);

// A name right behind an @, where nothing but marks follows: a role that nobody wrote yet. One word,
// or several that begin with a capital: others are a sentence.
fn unknown_role<'a>(
    text: &'a str,
    roles: &[(Id, String)],
    now: Now<'_>,
    quick: &mut Quick,
) -> Option<&'a str> {
    let (left, name) = at_role(text)?;
    let words = name.split_whitespace().count();
    let is_name = name.starts_with(char::is_alphabetic)
        && (words == 1 || (words <= NAME.0 && name.starts_with(char::is_uppercase)))
        && name.chars().count() <= NAME.1
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || "-_&’' ".contains(c));
    if now.known_only {
        return None;
    }
    // More behind the name of a role, or of one that begins with this, is no new one.
    let like_one =
        |(_, role): &(Id, String)| starts(role, name) || starts(name, &[role, " "].concat());
    if !is_name || roles.iter().any(like_one) || quick.has("role") || quick.new_role.is_some() {
        return None;
    }
    quick.new_role = Some(name.replace('_', " "));
    Some(left)
}

// What stands before and behind the last @ that begins a word.
fn at_role(text: &str) -> Option<(&str, &str)> {
    let at = text.rfind('@')?;
    let (left, name) = (&text[..at], text[at + 1..].trim());
    let begins_word = left.is_empty() || left.ends_with(char::is_whitespace);
    (begins_word && !name.is_empty()).then_some((left.trim_end(), name))
}

fn starts(role: &str, name: &str) -> bool {
    role.to_lowercase().starts_with(&name.to_lowercase())
}

// A question, and the answers that stand behind it with strokes between.
fn question(text: &str) -> Option<(&str, Vec<&str>)> {
    let end = text.rfind('?')? + 1;
    let (question, behind) = (text[..end].trim(), text[end..].trim());
    if question.len() < 2 {
        return None;
    }
    if behind.is_empty() {
        return Some((question, Vec::new()));
    }
    let answers: Vec<&str> = behind.split('/').map(str::trim).collect();
    let fit = answers.len() > 1
        && answers
            .iter()
            .all(|answer| !answer.is_empty() && !answer.contains(','));
    fit.then_some((question, answers))
}

#[cfg(test)]
#[path = "quick_tests.rs"]
mod tests;
