//! The marks that make our own Markdown read back as the same draft.
//!
//! Every title line that we write ends in an HTML comment such as
//! `<!-- holdfast:step id=stop-db -->`. What people should read is in the text, not in the comment:
//! the comment says only which lines are titles, and what plain text cannot carry.
//! Text that happens to hold such a comment, or one of our labels, is escaped reversibly.

use super::normal::is_id;

const OPEN: &str = "<!-- holdfast:";
/// Stands before a line of text that begins like one of our labels; invisible when rendered.
const TEXT: &str = "<!-- text -->";

/// Labels of facts about a step, a variable or the runbook.
pub const FACTS: [&str; 26] = [
    "**Done:**",
    "**Kind:**",
    "**Role:**",
    "**Runbook:**",
    "**Time:**",
    "**Only in:**",
    "**Only if:**",
    "**Answers:**",
    "**Not before:**",
    "**Fixed start:**",
    "**Service:**",
    "**Recovered:**",
    "**Audience:**",
    "**Channel:**",
    "**Result is the value of:**",
    "**Point of no return:**",
    "**Evidence:**",
    "**Owner:**",
    "**Services:**",
    "**Used as:**",
    "**Tags:**",
    "**Last reviewed:**",
    "**Review every:**",
    "**Default:**",
    "**Pattern:**",
    "**Secret:**",
];
/// Label before a step's command.
pub const COMMAND: &str = "**Command:**";
/// Label before what should be seen.
pub const EXPECTED: &str = "**Expected result:**";
/// Label before how to undo a step.
pub const ROLLBACK: &str = "**Rollback:**";
/// Label before what people are told.
pub const MESSAGE: &str = "**Message:**";
/// The labels that stand on a line of their own, before a block.
pub const BLOCKS: [&str; 4] = [COMMAND, EXPECTED, ROLLBACK, MESSAGE];

/// What stands before a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    /// A heading of this level.
    Heading(u8),
    /// A list item whose content begins at this column.
    Item(usize),
    /// Nothing.
    None,
}

/// A title line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// Spaces before it.
    pub indent: usize,
    /// Heading or list item.
    pub lead: Lead,
    /// The box of a task list.
    pub done: Option<bool>,
    /// Unescaped.
    pub text: String,
    /// The word of its comment; empty when a person wrote the line without one.
    pub word: String,
    /// The rest of its comment.
    pub mark: Mark,
}

/// What a comment says beyond its word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    /// The record's or step's id.
    pub id: Option<String>,
    /// Level of the heading it was, where the line does not say it; 0 for none.
    pub heading: Option<u8>,
    /// Ids of the steps that come first.
    pub after: Option<Vec<String>>,
}

/// Reads a line that carries our comment.
pub fn marked(line: &str) -> Option<Title> {
    let line = line.trim_end();
    let body = line.strip_suffix("-->")?;
    let at = body.rfind(OPEN)?;
    let before = &line[..at];
    if !(before.is_empty() || before.ends_with(' ')) {
        return None;
    }
    let mut words = body[at + OPEN.len()..].split_whitespace();
    let word = words
        .next()
        .filter(|word| word.bytes().all(|b| b.is_ascii_lowercase()))?;
    let mut title = title(before);
    word.clone_into(&mut title.word);
    for attribute in words {
        match attribute.split_once('=')? {
            ("id", id) => title.mark.id = Some(id.to_owned()).filter(|id| is_id(id)),
            ("heading", level) => {
                title.mark.heading = level.parse().ok().filter(|level| *level <= 6);
            }
            ("after", ids) => {
                let ids = ids.split(',').filter(|id| is_id(id));
                title.mark.after = Some(ids.map(str::to_owned).collect());
            }
            _ => {}
        }
    }
    Some(title)
}

/// Reads a heading or list item that a person added to our text without a comment.
pub fn unmarked(line: &str) -> Option<Title> {
    Some(title(line)).filter(|title| title.lead != Lead::None && !title.text.is_empty())
}

fn title(line: &str) -> Title {
    let rest = line.trim_start_matches(' ');
    let indent = line.len() - rest.len();
    let (lead, rest) = lead(indent, rest);
    let (done, rest) = match (lead, rest.get(..4)) {
        (Lead::Item(_), Some("[ ] ")) => (Some(false), &rest[4..]),
        (Lead::Item(_), Some("[x] " | "[X] ")) => (Some(true), &rest[4..]),
        _ => (None, rest),
    };
    let text = unescape_inline(rest.trim());
    Title {
        indent,
        lead,
        done,
        text,
        word: String::new(),
        mark: Mark::default(),
    }
}

fn lead(indent: usize, rest: &str) -> (Lead, &str) {
    let hashes = rest.bytes().take_while(|b| *b == b'#').count();
    if (1..=6).contains(&hashes)
        && let Some(text) = rest[hashes..].strip_prefix(' ')
    {
        return (Lead::Heading(hashes as u8), text);
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let width = match rest.as_bytes().get(digits) {
        Some(b'.' | b')') if (1..=9).contains(&digits) => digits + 1,
        Some(b'-' | b'*' | b'+') if digits == 0 => 1,
        _ => return (Lead::None, rest),
    };
    match rest[width..].strip_prefix(' ') {
        Some(text) => (Lead::Item(indent + width + 1), text),
        None => (Lead::None, rest),
    }
}

/// The comment for a title line.
pub fn comment(word: &str, mark: &Mark) -> String {
    let mut out = format!("{OPEN}{word}");
    if let Some(id) = &mark.id {
        out.extend([" id=", id]);
    }
    if let Some(level) = mark.heading {
        out.push_str(" heading=");
        out.push((b'0' + level.min(6)) as char);
    }
    if let Some(after) = &mark.after {
        out.extend([" after=", &after.join(",")]);
    }
    out.push_str(" -->");
    out
}

/// Escapes one line of plain text so that Markdown shows it as it is.
pub fn escape_inline(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let chars: Vec<char> = text.chars().collect();
    let word = |at: Option<usize>| {
        at.and_then(|at| chars.get(at))
            .is_some_and(|c| c.is_alphanumeric())
    };
    let digits = chars.iter().take_while(|c| c.is_ascii_digit()).count();
    let mut out = String::with_capacity(text.len());
    for (at, c) in chars.iter().enumerate() {
        let next = chars.get(at + 1);
        let escaped = match c {
            '\\' | '*' | '`' | '<' | '[' | ']' => true,
            '_' => !(word(at.checked_sub(1)) && word(Some(at + 1))),
            '~' => next == Some(&'~') || (at > 0 && chars[at - 1] == '~'),
            '&' => next.is_some_and(|c| c.is_ascii_alphanumeric() || *c == '#'),
            '#' | '-' | '+' | '>' | '=' | '|' => at == 0,
            '.' | ')' => at > 0 && at == digits,
            _ => false,
        };
        if escaped {
            out.push('\\');
        }
        out.push(*c);
    }
    out
}

/// Escapes names so that they can stand on one line with commas between.
pub fn escape_list(names: &[String]) -> String {
    let names = names
        .iter()
        .map(|name| escape_inline(name).replace(',', "\\,"));
    names.collect::<Vec<_>>().join(", ")
}

/// Takes back [`escape_list`]; reads what people wrote with commas between, too.
pub fn unescape_list(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (mut from, mut escaped) = (0, false);
    for (at, c) in text.char_indices() {
        if c == ',' && !escaped {
            names.push(&text[from..at]);
            from = at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    names.push(&text[from..]);
    let names = names.into_iter().map(|name| unescape_inline(name.trim()));
    names.filter(|name| !name.is_empty()).collect()
}

/// Takes back [`escape_inline`].
pub fn unescape_inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => {
                out.push(*next);
                chars.next();
            }
            _ => out.push(c),
        }
    }
    out
}

/// Escapes a line of Markdown that would be read as one of our comments or labels.
pub fn escape_line(line: &str) -> String {
    let line = shift_comments(line, true);
    if labelled(&line) {
        format!("{TEXT}{line}")
    } else {
        line
    }
}

/// Takes back [`escape_line`].
pub fn unescape_line(line: &str) -> String {
    let line = match line.strip_prefix(TEXT) {
        Some(rest) if labelled(rest) => rest,
        _ => line,
    };
    shift_comments(line, false)
}

fn labelled(line: &str) -> bool {
    let mut line = line;
    while let Some(rest) = line.strip_prefix(TEXT) {
        line = rest;
    }
    line.starts_with("**")
        && FACTS
            .iter()
            .chain(&BLOCKS)
            .any(|label| line.starts_with(label))
}

/// Adds or takes one backslash in each `<!-- \\…holdfast:`.
fn shift_comments(line: &str, add: bool) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("<!-- ") {
        let (before, after) = rest.split_at(at + 5);
        out.push_str(before);
        let bare = after.trim_start_matches('\\');
        if bare.starts_with("holdfast:") {
            let slashes = after.len() - bare.len();
            let slashes = if add {
                slashes + 1
            } else {
                slashes.saturating_sub(1)
            };
            out.extend(std::iter::repeat_n('\\', slashes));
            rest = bare;
        } else {
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_survive_escaping() {
        let mark = Mark {
            id: Some("a-1".to_owned()),
            heading: Some(0),
            after: Some(vec!["b".to_owned(), "c".to_owned()]),
        };
        for text in [
            "1. not a list",
            "- dash",
            "# hash",
            "a_b _c_ *d* `e` <f> [x] \\ &amp; ~~g~~",
            "12) item",
            "<!-- holdfast:step -->",
            "ends in \\",
            "[ ] box",
        ] {
            let line = format!("  3. {} {}", escape_inline(text), comment("step", &mark));
            let title = marked(&line).unwrap_or_else(|| title(&line));
            assert_eq!((title.text.as_str(), title.done), (text, None), "{line}");
            assert_eq!((title.lead, &title.mark), (Lead::Item(5), &mark));
        }
    }

    #[test]
    fn plain_words_are_not_escaped() {
        assert_eq!(
            escape_inline("Run pg_ctl on db-1 (5 min)."),
            "Run pg_ctl on db-1 (5 min)."
        );
    }

    #[test]
    fn text_that_looks_like_ours_is_escaped_and_comes_back() {
        for line in [
            "x <!-- holdfast:step -->",
            "<!-- \\\\holdfast:",
            "**Rollback:**",
            "**Role:** me",
            "**Message:**",
            "**Audience:** all",
            "<!-- text -->**Role:** me",
            "<!-- text -->",
            "<!-- <!-- holdfast:x",
        ] {
            let escaped = escape_line(line);
            assert_eq!(marked(&escaped), None);
            assert_eq!(unescape_line(&escaped), line);
        }
    }

    #[test]
    fn names_with_commas_survive_a_list() {
        let names = ["yes, now", "a\\", "no"].map(str::to_owned);
        assert_eq!(unescape_list(&escape_list(&names)), names);
        assert_eq!(unescape_list("yes,no, "), ["yes", "no"]);
    }

    #[test]
    fn a_line_without_comment_is_no_title() {
        assert_eq!(marked("1. Stop it"), None);
        assert_eq!(marked("1. Stop it \\<!-- holdfast:step -->"), None);
        assert_eq!(
            unmarked("  - [x] Stop it").map(|t| (t.done, t.text)),
            Some((Some(true), "Stop it".into()))
        );
        assert_eq!(unmarked("Stop it"), None);
    }
}
