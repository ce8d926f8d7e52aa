//! What a runbook is called.

use super::blocks::{Block, Kind};
use super::draft::{Note, RunbookDraft};
use super::inline::title;
use super::outline::loses_words;
use super::source::{Doc, View};
use super::words::{field, is_action, is_description};

/// The title is the first H1. It leaves the outline if it is the first heading; else it stays
/// where it is as a section, so that the order of the headings is kept. Where nothing else gives
/// one, it is a heading that the file begins with and everything else stands below.
pub fn take_title(draft: &mut RunbookDraft, doc: &Doc<'_>, blocks: &mut Vec<Block>) {
    let headings = || {
        blocks
            .iter()
            .enumerate()
            .filter_map(|(at, block)| match &block.kind {
                Kind::Heading(level, inline) => Some((at, *level, inline, &block.lines)),
                _ => None,
            })
    };
    let first = |wanted| {
        headings().find(|(_, level, inline, _)| *level == wanted && !inline.plain.is_empty())
    };
    let alone = || {
        let (_, top, inline, _) = headings().next().filter(|(at, ..)| *at == 0)?;
        let above_all = headings().skip(1).all(|(_, level, ..)| level > top);
        let plain = inline.plain.as_str();
        let part = is_action(plain) || is_description(plain) || field(plain).is_some();
        (above_all && !part && draft.title.trim().is_empty()).then(|| first(top))?
    };
    let Some((at, _, inline, lines)) = first(1).or_else(alone) else {
        return;
    };
    let (title, whole) = title(&inline.plain);
    draft.title = title;
    if headings().next().is_some_and(|(first, ..)| first == at) {
        if !whole || loses_words(doc, inline, lines) {
            let text = doc.block(lines, View::default());
            draft.notes.push(Note {
                text,
                source: doc.source(lines),
            });
        }
        blocks.remove(at);
    }
}

/// The file name without folders and ending.
pub fn stem(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let lower = name.to_ascii_lowercase();
    let end = [".md", ".markdown", ".mdown", ".txt", ".ipynb"]
        .iter()
        .find(|end| lower.ends_with(**end));
    name[..name.len() - end.map_or(0, |end| end.len())].to_owned()
}
