//! Markdown as a small tree to draw. No HTML comes out of it: raw HTML stays text, and a link
//! leads only where [`safe_href`] allows. Bounded in depth, so no text can exhaust the stack.

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Options, Parser, Tag};

/// A part of a text that stands by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading of level 1 to 6.
    Heading(u8, Vec<Span>),
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// A line without a paragraph's space around it, as in a dense list.
    Line(Vec<Span>),
    /// Code with its language (empty when not said).
    Code(String, String),
    /// A list; with a first number when it counts.
    List(Option<u64>, Vec<ListItem>),
    /// A quotation.
    Quote(Vec<Block>),
    /// A table.
    Table(Table),
    /// A footnote with its label.
    Footnote(String, Vec<Block>),
    /// A line across.
    Rule,
    /// HTML, shown as the text that it is.
    Html(String),
}

/// An item of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListItem {
    /// In a task list: whether it is ticked.
    pub done: Option<bool>,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A table: every row has cells in the order of the columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// For each column, whether its cells end at the right, as numbers do.
    pub to_end: Vec<bool>,
    /// The heads of the columns.
    pub head: Vec<Vec<Span>>,
    /// The rows.
    pub rows: Vec<Vec<Vec<Span>>>,
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Text.
    Text(String),
    /// Code.
    Code(String),
    /// Emphasis.
    Emphasis(Vec<Span>),
    /// Strong emphasis.
    Strong(Vec<Span>),
    /// Struck out.
    Struck(Vec<Span>),
    /// A link to an address; where it may not lead, it is shown and leads nowhere.
    Link(String, Vec<Span>),
    /// An image: its address and the words that stand for it.
    Image(String, Vec<Span>),
    /// A reference to a footnote.
    Reference(String),
    /// A new line.
    Break,
}

/// How deep parts may lie in each other; deeper ones are shown in their parent.
const DEPTH: usize = 32;

/// The address when a link may lead there: web pages, mail, telephone, places in this app.
pub fn safe_href(address: &str) -> Option<&str> {
    let address = address.trim();
    if address.starts_with('#') {
        return Some(address);
    }
    let (scheme, _) = address.split_once(':')?;
    let allowed = ["http", "https", "mailto", "tel"];
    allowed
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
        .then_some(address)
}

/// Reads Markdown. Every text has a tree; nothing of it is left out but its marks.
pub fn read(markdown: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let mut builder = Builder {
        open: vec![Open::default()],
        skipped: 0,
    };
    for event in Parser::new_ext(markdown, options) {
        builder.take(event);
    }
    while builder.open.len() > 1 {
        builder.close();
    }
    builder
        .open
        .pop()
        .map(Open::into_blocks)
        .unwrap_or_default()
}

/// What is being read.
#[derive(Default)]
enum Part {
    #[default]
    Whole,
    Heading(u8),
    Paragraph,
    Code(String),
    Html,
    List(Option<u64>),
    Item,
    Quote,
    Footnote(String),
    Table,
    Row {
        head: bool,
    },
    Cell,
    Emphasis,
    Strong,
    Struck,
    Link(String),
    Image(String),
}

#[derive(Default)]
struct Open {
    part: Part,
    blocks: Vec<Block>,
    spans: Vec<Span>,
    items: Vec<ListItem>,
    cells: Vec<Vec<Span>>,
    table: Table,
    done: Option<bool>,
}

impl Open {
    /// Text that stands beside blocks becomes a line of its own.
    fn settle(&mut self) {
        if !self.spans.is_empty() {
            self.blocks
                .push(Block::Line(std::mem::take(&mut self.spans)));
        }
    }

    fn into_blocks(mut self) -> Vec<Block> {
        self.settle();
        self.blocks
    }

    fn text(&mut self, text: &str) {
        match self.spans.last_mut() {
            Some(Span::Text(before)) => before.push_str(text),
            _ => self.spans.push(Span::Text(text.to_owned())),
        }
    }
}

struct Builder {
    open: Vec<Open>,
    /// Parts that began below the depth bound and have not ended yet.
    skipped: usize,
}

impl Builder {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) if self.skipped > 0 || self.open.len() > DEPTH => {
                drop(tag);
                self.skipped += 1;
                self.top().text(" ");
            }
            Event::Start(tag) => self.begin(tag),
            Event::End(_) if self.skipped > 0 => self.skipped -= 1,
            Event::End(_) => self.close(),
            Event::Text(text) | Event::Html(text) => self.top().text(&text),
            Event::InlineHtml(html) if is_break(&html) => self.top().spans.push(Span::Break),
            Event::InlineHtml(html) => self.top().text(&html),
            Event::Code(code) | Event::InlineMath(code) | Event::DisplayMath(code) => {
                self.top().spans.push(Span::Code(code.into_string()));
            }
            Event::FootnoteReference(label) => {
                self.top().spans.push(Span::Reference(label.into_string()));
            }
            Event::SoftBreak => self.top().text("\n"),
            Event::HardBreak => self.top().spans.push(Span::Break),
            Event::Rule => self.block(Block::Rule),
            Event::TaskListMarker(done) => self.top().done = Some(done),
        }
    }

    fn begin(&mut self, tag: Tag<'_>) {
        let part = match tag {
            Tag::Heading { level, .. } => Part::Heading(level as u8),
            Tag::CodeBlock(CodeBlockKind::Fenced(words)) => Part::Code(
                words
                    .split_whitespace()
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            ),
            Tag::CodeBlock(CodeBlockKind::Indented) => Part::Code(String::new()),
            Tag::HtmlBlock => Part::Html,
            Tag::List(first) => Part::List(first),
            Tag::Item => Part::Item,
            Tag::BlockQuote(_) => Part::Quote,
            Tag::FootnoteDefinition(label) => Part::Footnote(label.into_string()),
            Tag::Table(columns) => {
                let to_end = columns
                    .iter()
                    .map(|column| *column == Alignment::Right)
                    .collect();
                let table = Table {
                    to_end,
                    ..Table::default()
                };
                self.open.push(Open {
                    part: Part::Table,
                    table,
                    ..Open::default()
                });
                return;
            }
            Tag::TableHead => Part::Row { head: true },
            Tag::TableRow => Part::Row { head: false },
            Tag::TableCell => Part::Cell,
            Tag::Emphasis | Tag::Superscript | Tag::Subscript => Part::Emphasis,
            Tag::Strong => Part::Strong,
            Tag::Strikethrough => Part::Struck,
            Tag::Link { dest_url, .. } => Part::Link(dest_url.into_string()),
            Tag::Image { dest_url, .. } => Part::Image(dest_url.into_string()),
            Tag::Paragraph
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::MetadataBlock(_) => Part::Paragraph,
        };
        self.open.push(Open {
            part,
            ..Open::default()
        });
    }

    fn close(&mut self) {
        if self.open.len() < 2 {
            return;
        }
        let Some(mut done) = self.open.pop() else {
            return;
        };
        let spans = std::mem::take(&mut done.spans);
        match std::mem::take(&mut done.part) {
            Part::Heading(level) => self.block(Block::Heading(level, spans)),
            Part::Paragraph => {
                // The mark of a task stands inside the paragraph of a loose list.
                self.top().done = self.top().done.or(done.done);
                self.block(Block::Paragraph(spans));
            }
            Part::Code(language) => self.block(Block::Code(language, plain(&spans))),
            Part::Html => self.block(Block::Html(plain(&spans))),
            Part::List(first) => self.block(Block::List(first, done.items)),
            Part::Item => {
                done.spans = spans;
                let item = ListItem {
                    done: done.done,
                    blocks: done.into_blocks(),
                };
                self.top().items.push(item);
            }
            Part::Quote | Part::Whole => {
                done.spans = spans;
                self.block(Block::Quote(done.into_blocks()));
            }
            Part::Footnote(label) => {
                done.spans = spans;
                self.block(Block::Footnote(label, done.into_blocks()));
            }
            Part::Table => self.block(Block::Table(done.table)),
            Part::Row { head: true } => self.top().table.head = done.cells,
            Part::Row { head: false } => self.top().table.rows.push(done.cells),
            Part::Cell => self.top().cells.push(spans),
            Part::Emphasis => self.top().spans.push(Span::Emphasis(spans)),
            Part::Strong => self.top().spans.push(Span::Strong(spans)),
            Part::Struck => self.top().spans.push(Span::Struck(spans)),
            Part::Link(address) => self.top().spans.push(Span::Link(address, spans)),
            Part::Image(address) => self.top().spans.push(Span::Image(address, spans)),
        }
    }

    fn block(&mut self, block: Block) {
        let top = self.top();
        top.settle();
        top.blocks.push(block);
    }

    fn top(&mut self) -> &mut Open {
        if self.open.is_empty() {
            self.open.push(Open::default());
        }
        let last = self.open.len() - 1;
        &mut self.open[last]
    }
}

/// Spans without their marks.
pub fn plain(spans: &[Span]) -> String {
    let mut out = String::new();
    for span in spans {
        match span {
            Span::Text(text) | Span::Code(text) => out.push_str(text),
            Span::Emphasis(inner)
            | Span::Strong(inner)
            | Span::Struck(inner)
            | Span::Link(_, inner)
            | Span::Image(_, inner) => out.push_str(&plain(inner)),
            Span::Reference(label) => out.push_str(&format!("[{label}]")),
            Span::Break => out.push('\n'),
        }
    }
    out
}

/// `<br>` as people write it in tables.
fn is_break(html: &str) -> bool {
    let inside = html
        .trim_start_matches('<')
        .trim_end_matches('>')
        .trim_end_matches('/');
    inside.trim().eq_ignore_ascii_case("br")
}

#[cfg(test)]
#[path = "prose_tests.rs"]
mod tests;
