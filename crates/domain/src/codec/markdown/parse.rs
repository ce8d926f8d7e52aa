//! Markdown to blocks, by the events of the parser.

use holdfast_ledger::sort::Arrange;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd};

use super::blocks::{Block, Item, Kind, info_string};
use super::draft::MAX_DEPTH;
use super::error::ReadError;
use super::inline::InlineBuilder;
use super::source::{Doc, View};

/// An open block.
enum Frame {
    List {
        ordered: bool,
        items: Vec<Item>,
        lines: Range<usize>,
    },
    Item {
        item: Item,
    },
    Leaf {
        heading: Option<u8>,
        inline: InlineBuilder,
        lines: Range<usize>,
    },
    /// Text directly in an item of a tight list.
    Tight {
        inline: InlineBuilder,
    },
    Code {
        text: String,
        info: String,
        fenced: bool,
        lines: Range<usize>,
    },
    /// A block that is taken as a whole, with the number of tags open in it.
    Whole {
        open: usize,
        lines: Range<usize>,
    },
}

/// Reads the blocks of `doc` and tells it where link definitions are used.
pub fn parse(doc: &mut Doc<'_>) -> Result<Vec<Block>, ReadError> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH;
    let mut events = Parser::new_ext(doc.text(), options).into_offset_iter();
    let mut reader = Reader {
        doc,
        frames: Vec::new(),
        blocks: Vec::new(),
        links: Vec::new(),
        code: Vec::new(),
        in_code: false,
        depth: 0,
    };
    for (event, bytes) in events.by_ref() {
        reader.event(event, bytes)?;
    }
    let Reader {
        blocks,
        links,
        code,
        ..
    } = reader;
    doc.set_code(&code);
    let (uses, definitions) = definitions(&events, links);
    doc.set_uses(uses);
    let mut blocks = with_gaps(blocks, 0..doc.len(), doc, View::default());
    let spans: Vec<Range<usize>> = definitions.iter().map(|span| doc.lines_of(span)).collect();
    for block in blocks
        .iter_mut()
        .filter(|block| matches!(block.kind, Kind::Other))
    {
        let next = spans.partition_point(|span| span.end <= block.lines.start);
        let from = spans.get(next);
        if from.is_some_and(|span| span.start == block.lines.start) {
            block.kind = Kind::Definitions;
        }
    }
    Ok(blocks)
}

type Uses = Vec<(usize, Range<usize>)>;

/// Where definitions are used, and all definitions in the order of the text.
fn definitions(events: &OffsetIter<'_>, links: Vec<(usize, String)>) -> (Uses, Vec<Range<usize>>) {
    let all = events.reference_definitions();
    let uses = links
        .into_iter()
        .filter_map(|(at, id)| Some((at, all.get(&id)?.span.clone())));
    let uses = uses.collect();
    let mut spans: Vec<Range<usize>> = all.iter().map(|(_, def)| def.span.clone()).collect();
    spans.arrange_by_key(|span| span.start);
    (uses, spans)
}

/// Adds what no block covers, so that no line is lost.
fn with_gaps(blocks: Vec<Block>, lines: Range<usize>, doc: &Doc<'_>, view: View) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    let mut at = lines.start;
    let gap = |from: usize, to: usize, out: &mut Vec<Block>| {
        let mut from = from;
        while from < to && doc.line(from).trim().is_empty() {
            from += 1;
        }
        let lines = from..to;
        if from < to && !doc.block(&lines, view).is_empty() {
            out.push(Block {
                kind: Kind::Other,
                lines,
            });
        }
    };
    for block in blocks {
        if at < block.lines.start {
            gap(at, block.lines.start, &mut out);
        }
        at = at.max(block.lines.end);
        out.push(block);
    }
    gap(at, lines.end, &mut out);
    out
}

struct Reader<'d, 'a> {
    doc: &'d Doc<'a>,
    frames: Vec<Frame>,
    blocks: Vec<Block>,
    links: Vec<(usize, String)>,
    /// Pieces of code as they stand in the source.
    code: Vec<Range<usize>>,
    in_code: bool,
    /// Lists and quotes that are open.
    depth: usize,
}

impl Reader<'_, '_> {
    fn event(&mut self, event: Event<'_>, bytes: Range<usize>) -> Result<(), ReadError> {
        if let Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) =
            &event
            && matches!(
                link_type,
                LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut
            )
        {
            self.links.push((bytes.start, id.to_string()));
        }
        self.count_depth(&event, &bytes)?;
        match &event {
            Event::Start(Tag::CodeBlock(_)) => self.in_code = true,
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            Event::Text(_) if self.in_code && !bytes.is_empty() => self.code.push(bytes.clone()),
            _ => {}
        }
        if let Some(Frame::Whole { open, .. }) = self.frames.last_mut() {
            match event {
                Event::Start(_) => *open += 1,
                Event::End(_) => *open -= 1,
                _ => {}
            }
            if *open == 0 {
                self.close();
            }
            return Ok(());
        }
        match event {
            Event::Start(tag) if is_block(&tag) => self.open(tag, &bytes),
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::List(_),
            ) => {
                self.close();
            }
            Event::End(TagEnd::Item) => {
                self.end_tight();
                self.close();
            }
            Event::Rule => {
                self.end_tight();
                let lines = self.doc.lines_of(&bytes);
                self.add(Block {
                    kind: Kind::Rule,
                    lines,
                });
            }
            Event::TaskListMarker(done) => self.tick(done),
            event => self.inline(&event, bytes),
        }
        Ok(())
    }

    fn count_depth(&mut self, event: &Event<'_>, bytes: &Range<usize>) -> Result<(), ReadError> {
        match event {
            Event::Start(Tag::List(_) | Tag::BlockQuote(_)) => self.depth += 1,
            Event::End(TagEnd::List(_) | TagEnd::BlockQuote(_)) => self.depth -= 1,
            _ => {}
        }
        if self.depth > MAX_DEPTH {
            return Err(ReadError::TooDeep {
                line: self.doc.source(&self.doc.lines_of(bytes)).first,
            });
        }
        Ok(())
    }

    fn open(&mut self, tag: Tag<'_>, bytes: &Range<usize>) {
        self.end_tight();
        let lines = self.doc.lines_of(bytes);
        let inline = InlineBuilder::default();
        self.frames.push(match tag {
            Tag::Paragraph => Frame::Leaf {
                heading: None,
                inline,
                lines,
            },
            Tag::Heading { level, .. } => Frame::Leaf {
                heading: Some(level as u8),
                inline,
                lines,
            },
            Tag::CodeBlock(kind) => {
                let fenced = matches!(kind, CodeBlockKind::Fenced(_));
                let info = if fenced {
                    info_string(self.doc.text(), bytes)
                } else {
                    String::new()
                };
                Frame::Code {
                    text: String::new(),
                    info,
                    fenced,
                    lines,
                }
            }
            Tag::List(start) => Frame::List {
                ordered: start.is_some(),
                items: Vec::new(),
                lines,
            },
            Tag::Item => {
                let column = self.doc.item_column(bytes.start);
                let view = View {
                    column,
                    marker_line: Some(lines.start),
                    ..View::default()
                };
                Frame::Item {
                    item: Item {
                        done: None,
                        view,
                        lines,
                        blocks: Vec::new(),
                    },
                }
            }
            _ => Frame::Whole { open: 1, lines },
        });
    }

    fn tick(&mut self, done: bool) {
        for frame in self.frames.iter_mut().rev() {
            if let Frame::Item { item } = frame {
                item.done = Some(done);
                item.view.task = true;
                return;
            }
        }
    }

    fn inline(&mut self, event: &Event<'_>, bytes: Range<usize>) {
        if matches!(self.frames.last(), Some(Frame::Item { .. })) {
            self.frames.push(Frame::Tight {
                inline: InlineBuilder::default(),
            });
        }
        match self.frames.last_mut() {
            Some(Frame::Leaf { inline, .. } | Frame::Tight { inline }) => inline.add(event, bytes),
            Some(Frame::Code { text, .. }) => {
                if let Event::Text(piece) = event {
                    text.push_str(piece);
                }
            }
            _ => {}
        }
    }

    fn end_tight(&mut self) {
        if matches!(self.frames.last(), Some(Frame::Tight { .. })) {
            self.close();
        }
    }

    fn close(&mut self) {
        let block = match self.frames.pop() {
            Some(Frame::Leaf {
                heading,
                inline,
                lines,
            }) => {
                let inline = inline.finish();
                let kind = match heading {
                    Some(level) => Kind::Heading(level, inline),
                    None => Kind::Paragraph(inline),
                };
                Block { kind, lines }
            }
            Some(Frame::Tight { inline }) => {
                let inline = inline.finish();
                let lines = self.doc.lines_of(&inline.bytes);
                Block {
                    kind: Kind::Paragraph(inline),
                    lines,
                }
            }
            Some(Frame::Code {
                mut text,
                info,
                fenced,
                lines,
            }) => {
                if text.ends_with('\n') {
                    text.pop();
                }
                Block {
                    kind: Kind::Code { text, info, fenced },
                    lines,
                }
            }
            Some(Frame::Whole { lines, .. }) => Block {
                kind: Kind::Other,
                lines,
            },
            Some(Frame::List {
                ordered,
                mut items,
                lines,
            }) => {
                self.keep_between(&mut items, lines.end);
                Block {
                    kind: Kind::List { ordered, items },
                    lines,
                }
            }
            Some(Frame::Item { mut item }) => {
                item.blocks = with_gaps(item.blocks, item.lines.clone(), self.doc, item.view);
                if let Some(Frame::List { items, .. }) = self.frames.last_mut() {
                    items.push(item);
                }
                return;
            }
            None => return,
        };
        self.add(block);
    }

    /// Gives lines between the items of a list to the item before them.
    fn keep_between(&self, items: &mut [Item], end: usize) {
        for at in 0..items.len() {
            let next = items.get(at + 1).map_or(end, |next| next.lines.start);
            let item = &mut items[at];
            let lines = item.lines.end..next;
            if lines
                .clone()
                .any(|line| !self.doc.line(line).trim().is_empty())
            {
                item.lines.end = next;
                item.blocks.push(Block {
                    kind: Kind::Other,
                    lines,
                });
            }
        }
    }

    fn add(&mut self, block: Block) {
        match self.frames.last_mut() {
            Some(Frame::Item { item }) => item.blocks.push(block),
            _ => self.blocks.push(block),
        }
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}
