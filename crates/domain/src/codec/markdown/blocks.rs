//! The blocks of a text: what kind of block stands on which lines. Text is taken from the lines
//! later, so that it stays as it was written.

use std::ops::Range;

use super::inline::Inline;
use super::source::{Doc, View};

/// A block and its lines.
#[derive(Debug)]
pub struct Block {
    pub kind: Kind,
    pub lines: Range<usize>,
}

impl Block {
    /// The block's text as seen in `view`.
    pub fn text(&self, doc: &Doc<'_>, view: View) -> String {
        let fenced = matches!(self.kind, Kind::Code { fenced: true, .. });
        let mut text = doc.block(&self.lines, view);
        if fenced {
            close_fence(&mut text);
        } else if view.marker_line.is_some() && matches!(self.kind, Kind::Other) {
            close_html(&mut text);
        }
        text
    }
}

/// Closes a fence that the end of its list item or of the file closed, so that it does not run on
/// into text that comes to stand below it.
fn close_fence(text: &mut String) {
    let opening = text.trim_start();
    let mark = opening.chars().next().unwrap_or('`');
    let width = opening.chars().take_while(|c| *c == mark).count();
    let closed = text.split_once('\n').is_some_and(|(_, rest)| {
        let last = rest.rsplit('\n').next().unwrap_or("").trim_end();
        let bare = last.trim_start_matches(' ');
        last.len() - bare.len() < 4 && bare.len() >= width && bare.chars().all(|c| c == mark)
    });
    if !closed {
        text.push('\n');
        text.extend(std::iter::repeat_n(mark, width));
    }
}

/// Closes HTML that runs until its end is written and that the end of its list item closed.
fn close_html(text: &mut String) {
    const BLOCKS: [(&str, &str); 7] = [
        ("<!--", "-->"),
        ("<?", "?>"),
        ("<![cdata[", "]]>"),
        ("<script", "</script>"),
        ("<style", "</style>"),
        ("<pre", "</pre>"),
        ("<textarea", "</textarea>"),
    ];
    let small = text.trim_start().to_ascii_lowercase();
    let found = BLOCKS.iter().find(|(open, _)| small.starts_with(open));
    if let Some((open, close)) = found
        && !small[open.len()..].contains(close)
    {
        text.push('\n');
        text.push_str(close);
    }
}

/// The info string as it stands in the source.
pub fn info_string(text: &str, bytes: &Range<usize>) -> String {
    let block = text.get(bytes.clone()).unwrap_or("");
    let line = block.trim_start().lines().next().unwrap_or("");
    line.trim_start_matches(['`', '~']).trim().to_owned()
}

/// What a block is.
#[derive(Debug)]
pub enum Kind {
    Heading(u8, Inline),
    Paragraph(Inline),
    Code {
        text: String,
        info: String,
        fenced: bool,
    },
    List {
        ordered: bool,
        items: Vec<Item>,
    },
    Rule,
    /// Table, quote, HTML, footnote, or lines that no block covers.
    Other,
    /// Definitions of links.
    Definitions,
}

/// A list item.
#[derive(Debug)]
pub struct Item {
    pub done: Option<bool>,
    pub view: View,
    pub lines: Range<usize>,
    pub blocks: Vec<Block>,
}
