//! Text without its markup, and titles made of it.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::draft::MAX_TITLE_CHARS;

/// Text without its markup.
#[derive(Debug, Default)]
pub struct Inline {
    /// White space collapsed.
    pub plain: String,
    /// Bytes from the first to the last piece of text; escapes at the ends may be missing.
    pub bytes: Range<usize>,
    /// All of it is links or images.
    pub only_links: bool,
    /// Bytes of `plain` that stand on a first line of their own: strong, or ended by a hard break.
    pub head: Option<usize>,
}

/// Collects the events of one paragraph or heading.
#[derive(Default)]
pub struct InlineBuilder {
    plain: String,
    bytes: Option<Range<usize>>,
    links: usize,
    any_link: bool,
    any_text: bool,
    strong: usize,
    any_weak: bool,
    head: Option<usize>,
}

impl InlineBuilder {
    /// Takes the next event inside the block.
    pub fn add(&mut self, event: &Event<'_>, bytes: Range<usize>) {
        match event {
            Event::Text(text) | Event::Code(text) => self.text(text),
            Event::SoftBreak | Event::HardBreak => {
                let strong = !self.any_weak && !self.plain.trim().is_empty();
                if self.head.is_none() && (strong || matches!(event, Event::HardBreak)) {
                    self.head = Some(one_line(&self.plain).len());
                }
                self.any_weak |= self.head.is_none();
                self.plain.push(' ');
            }
            Event::Start(Tag::Strong) => self.strong += 1,
            Event::End(TagEnd::Strong) => self.strong = self.strong.saturating_sub(1),
            Event::InlineHtml(html) if !is_formatting(html) => self.text(html),
            Event::FootnoteReference(name) => {
                self.plain.push_str("[^");
                self.plain.push_str(name);
                self.plain.push(']');
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => {
                self.links += 1;
                self.any_link = true;
            }
            Event::End(TagEnd::Link | TagEnd::Image) => self.links = self.links.saturating_sub(1),
            _ => {}
        }
        self.bytes = Some(match self.bytes.take() {
            Some(all) => all.start.min(bytes.start)..all.end.max(bytes.end),
            None => bytes,
        });
    }

    fn text(&mut self, text: &str) {
        self.plain.push_str(text);
        self.any_weak |= self.strong == 0 && !text.trim().is_empty();
        self.any_text |= self.links == 0 && text.chars().any(char::is_alphanumeric);
    }

    /// The text of all events.
    pub fn finish(self) -> Inline {
        Inline {
            plain: one_line(&self.plain),
            head: self.head.filter(|head| *head > 0),
            bytes: self.bytes.unwrap_or_default(),
            only_links: self.any_link && !self.any_text,
        }
    }
}

/// Tags that only format; others, such as `<service name>`, are words of a title.
fn is_formatting(html: &str) -> bool {
    const TAGS: [&str; 17] = [
        "a", "b", "i", "u", "em", "strong", "br", "span", "sub", "sup", "code", "kbd", "font",
        "img", "small", "del", "mark",
    ];
    let name = html.trim_start_matches(['<', '/']);
    let name = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or("");
    html.starts_with("<!--") || TAGS.contains(&name.to_ascii_lowercase().as_str())
}

/// Text on one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Inline {
    /// A title for a paragraph, and whether it is the whole text.
    pub fn title(&self) -> (String, bool) {
        match self.head.and_then(|head| self.plain.get(..head)) {
            Some(head) => (title(head).0, false),
            None => title(&self.plain),
        }
    }
}

/// A title from plain text, and whether it is the whole text.
pub fn title(plain: &str) -> (String, bool) {
    let plain = one_line(plain);
    let Some((end, _)) = plain.char_indices().nth(MAX_TITLE_CHARS) else {
        return (plain, true);
    };
    let head = &plain[..end];
    let sentence = head.rfind(". ").map(|at| at + 1);
    match sentence.or_else(|| head.rfind(' ')) {
        Some(at) if sentence.is_some() => (head[..at].to_owned(), false),
        Some(at) => (format!("{}…", &head[..at]), false),
        None => (format!("{head}…"), false),
    }
}
