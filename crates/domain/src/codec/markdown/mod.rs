//! Markdown runbooks in and out.
//!
//! [`read`] turns any Markdown file into a [`RunbookDraft`]: lists, commands and imperative
//! sections become steps, description becomes notes, and every word of the source ends in some
//! field. [`read_notebook`] does the same for Jupyter notebooks. The draft can be corrected ([`edit`]) before it becomes records. [`write`] gives Markdown
//! for people that reads back as the same draft.

mod blocks;
mod draft;
pub mod edit;
mod error;
mod facts;
pub mod front_matter;
mod inline;
mod labels;
mod marker;
mod naming;
mod normal;
mod notebook;
mod outline;
mod own;
mod parse;
pub mod records;
mod runme;
mod source;
mod steps;
mod tree;
mod words;
mod write;

pub use draft::{
    Command, MAX_DEPTH, MAX_TITLE_CHARS, Minutes, Note, Only, RunbookDraft, Source, StepDraft,
    StepKind, Unmapped, VariableDraft,
};
pub use error::ReadError;
pub use notebook::{MAX_NOTEBOOK_BYTES, read_notebook};
pub use write::write;

/// Largest Markdown file that is read, in bytes.
pub const MAX_BYTES: usize = 2_000_000;

/// Checks that `bytes` can be a Markdown runbook, whatever the file's name says, and returns the
/// text without byte order mark.
///
/// # Errors
/// [`ReadError::TooLarge`], [`ReadError::Binary`] or [`ReadError::Empty`].
pub fn looks_like_markdown(bytes: &[u8]) -> Result<&str, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLarge { bytes: bytes.len() });
    }
    let line = |at: usize| bytes[..at].split(|b| *b == b'\n').count();
    let text = std::str::from_utf8(bytes).map_err(|error| ReadError::Binary {
        line: line(error.valid_up_to()),
        what: "a byte that is not UTF-8 text",
    })?;
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Err(ReadError::Binary {
            line: line(at),
            what: "a NUL byte",
        });
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = text.trim_start();
    let what = match start.as_bytes() {
        [] => return Err(ReadError::Empty),
        [b'%', b'P', b'D', b'F', b'-', ..] => "this is a PDF document",
        [b'{' | b'[', ..] if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() => {
            "this is a JSON document"
        }
        [b'<', ..] if is_page(start) => "this is an HTML or XML document",
        _ => return Ok(text),
    };
    Err(ReadError::Binary {
        line: line(bytes.len() - start.len()),
        what,
    })
}

fn is_page(text: &str) -> bool {
    ["<!doctype", "<html", "<?xml"].iter().any(|start| {
        text.get(..start.len())
            .is_some_and(|s| s.eq_ignore_ascii_case(start))
    })
}

/// Reads the Markdown text of the file `name`. The name is the title of last resort.
///
/// # Errors
/// Those of [`looks_like_markdown`], and [`ReadError::TooDeep`].
pub fn read(name: &str, text: &str) -> Result<RunbookDraft, ReadError> {
    let text = normal::clean(looks_like_markdown(text.as_bytes())?);
    let (front, rest) = front_matter::split(&text).unwrap_or(("", &text));
    let own = own::is_own(rest);
    let keyed = front.lines().any(|line| line.contains([':', '=']));
    let (front, rest) = if own || keyed {
        (front, rest)
    } else {
        ("", text.as_str())
    };
    let offset = text[..text.len() - rest.len()].matches('\n').count();
    let mut draft = if own {
        let mut draft = own::read(rest, offset)?;
        front.clone_into(&mut draft.front_matter);
        draft
    } else {
        outline::read(name, front, rest, offset)?
    };
    draft.normalise();
    Ok(draft)
}
