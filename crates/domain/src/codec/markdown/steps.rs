//! Blocks to steps: lists, paragraphs and code below one heading.

use super::blocks::{Block, Item, Kind};
use super::draft::{Command, StepDraft, Unmapped};
use super::inline::{Inline, one_line, title};
use super::parse::parse;
use super::source::{Cell, Doc, View};
use super::words::{guess_kind, introduces_output, is_imperative, is_shell};

/// How willingly text becomes steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Everything that may be a step is one.
    Action,
    /// Only task lists, numbered instructions and shell commands are steps.
    Description,
}

/// What the blocks below one heading became.
#[derive(Debug, Default)]
pub struct Body {
    /// Text that is no step.
    pub text: Vec<String>,
    /// The steps.
    pub steps: Vec<StepDraft>,
    /// The one step was a paragraph or code block, not a list item: what of its text stands only
    /// in its title.
    pub single: Option<String>,
    /// What has no place.
    pub unmapped: Vec<Unmapped>,
}

/// Turns the blocks below one heading into steps and text.
pub fn body(doc: &Doc<'_>, blocks: &[Block], mode: Mode) -> Body {
    let mut builder = Builder {
        doc,
        mode,
        body: Body::default(),
        listed: false,
    };
    let mut rest = blocks;
    while let [block, next @ ..] = rest {
        rest = &next[builder.take(block, next)..];
    }
    if builder.body.steps.len() != 1 {
        builder.body.single = None;
    }
    builder.body
}

struct Builder<'d, 'a> {
    doc: &'d Doc<'a>,
    mode: Mode,
    body: Body,
    /// The last step was a list item.
    listed: bool,
}

impl Builder<'_, '_> {
    /// Takes one block and returns how many of the next it took with it.
    fn take(&mut self, block: &Block, next: &[Block]) -> usize {
        match &block.kind {
            Kind::Paragraph(inline) => return self.paragraph(block, inline, next),
            Kind::Code { text, info, .. } => self.code(block, text, info),
            Kind::List { ordered, items } if self.is_steps(*ordered, items) => {
                let steps = items_to_steps(self.doc, items);
                self.body.single = None;
                self.listed = true;
                self.body.steps.extend(steps);
            }
            Kind::Rule => {}
            Kind::Definitions => self.body.unmapped.push(Unmapped {
                text: self.text(block),
                reason: "Link definitions; each is repeated beside the links that use it.".into(),
                source: self.doc.source(&block.lines),
            }),
            Kind::List { .. } | Kind::Heading(..) | Kind::Other => self.attach(block),
        }
        0
    }

    fn text(&self, block: &Block) -> String {
        block.text(self.doc, View::default())
    }

    fn is_steps(&self, ordered: bool, items: &[Item]) -> bool {
        if only_links(items) {
            return false;
        }
        let instructions = items.iter().filter(|item| item_is_imperative(item)).count();
        items.iter().any(|item| item.done.is_some())
            || self.mode == Mode::Action
            || (ordered && instructions * 2 >= items.len())
    }

    fn paragraph(&mut self, block: &Block, inline: &Inline, next: &[Block]) -> usize {
        let raw = self.text(block);
        let imperative = self.mode == Mode::Action && is_imperative(&inline.plain);
        let leads = inline.plain.ends_with(':');
        match next.first().map(|next| (&next.kind, next)) {
            Some((Kind::Code { text, info, .. }, code)) if self.runs(code, text, info) => {
                let (speaks, announces) = match self.doc.cell(code.lines.start) {
                    None => introduces_output(&inline.plain),
                    Some(_) => (false, false),
                };
                if announces && self.expects() {
                    let shown = self.text(code);
                    self.last(|step| step.expected = format!("{raw}\n\n{shown}"), code);
                } else if speaks && self.expects() {
                    // Perhaps an example, perhaps the next thing to do: it stays readable.
                    self.attach(block);
                    self.attach(code);
                } else {
                    let mut step = self.titled(block, inline, &raw);
                    step.command = Some(Command {
                        text: text.clone(),
                        info: info.clone(),
                    });
                    step.source = step.source.union(self.doc.source(&code.lines));
                    self.push(step, raw);
                }
                1
            }
            Some((Kind::List { ordered, items }, list))
                if self.is_steps(*ordered, items)
                    && leads
                    && (imperative || !self.body.steps.is_empty()) =>
            {
                let mut step = self.titled(block, inline, &raw);
                step.children = items_to_steps(self.doc, items);
                step.source = step.source.union(self.doc.source(&list.lines));
                self.body.single = None;
                self.listed = false;
                self.body.steps.push(step);
                1
            }
            _ if imperative && !inline.only_links => {
                let step = self.titled(block, inline, &raw);
                self.push(step, raw);
                0
            }
            Some((Kind::List { ordered: true, .. }, _)) => {
                self.attach(block);
                0
            }
            _ if self.listed => {
                self.body.text.push(raw);
                0
            }
            _ => {
                self.attach(block);
                0
            }
        }
    }

    fn code(&mut self, block: &Block, text: &str, info: &str) {
        if self.doc.cell(block.lines.start) == Some(Cell::Output) && self.has_command() {
            let shown = self.text(block);
            return self.last(|step| join(&mut step.expected, &shown), block);
        }
        if !self.runs(block, text, info) {
            return self.attach(block);
        }
        let command = Some(Command {
            text: text.to_owned(),
            info: info.to_owned(),
        });
        let waits = self.listed && self.body.steps.last().is_some_and(|s| s.command.is_none());
        if waits {
            return self.last(|step| step.command = command, block);
        }
        let step = StepDraft {
            title: command_title(text),
            command,
            source: self.doc.source(&block.lines),
            ..StepDraft::default()
        };
        self.push(step, String::new());
    }

    /// Whether a code block is something to run here.
    fn runs(&self, block: &Block, text: &str, info: &str) -> bool {
        if text.is_empty() {
            return false;
        }
        if let Some(cell) = self.doc.cell(block.lines.start) {
            return cell == Cell::Code;
        }
        let language = Command {
            text: String::new(),
            info: info.to_owned(),
        };
        self.mode == Mode::Action || is_shell(language.language())
    }

    fn has_command(&self) -> bool {
        let last = self.body.steps.last();
        last.is_some_and(|step| step.command.is_some())
    }

    fn expects(&self) -> bool {
        let last = self.body.steps.last();
        last.is_some_and(|step| step.command.is_some() && step.expected.is_empty())
    }

    fn titled(&self, block: &Block, inline: &Inline, raw: &str) -> StepDraft {
        let (title, whole) = inline.title();
        let instructions = if whole && one_line(raw) == title {
            String::new()
        } else {
            raw.to_owned()
        };
        StepDraft {
            title,
            instructions,
            source: self.doc.source(&block.lines),
            ..StepDraft::default()
        }
    }

    fn push(&mut self, mut step: StepDraft, raw: String) {
        step.kind = guess_kind(&step.title, step.command.is_some());
        self.listed = false;
        self.body.single = Some(if step.instructions.is_empty() {
            raw
        } else {
            String::new()
        });
        self.body.steps.push(step);
    }

    /// Changes the last step, which then holds `block` too.
    fn last(&mut self, change: impl FnOnce(&mut StepDraft), block: &Block) {
        let source = self.doc.source(&block.lines);
        if let Some(step) = self.body.steps.last_mut() {
            change(step);
            step.kind = guess_kind(&step.title, step.command.is_some());
            step.source = step.source.union(source);
        }
    }

    /// Gives a block that is no step to the step before it, else to the text.
    fn attach(&mut self, block: &Block) {
        let raw = self.text(block);
        if self.body.steps.is_empty() {
            self.body.text.push(raw);
        } else {
            self.last(|step| join(&mut step.instructions, &raw), block);
        }
    }
}

/// How many lines at the start of a step's instructions its title was made of.
pub fn title_lines(step: &StepDraft) -> Option<usize> {
    let mut doc = Doc::new(&step.instructions, 0);
    let blocks = parse(&mut doc).ok()?;
    let first = blocks.first()?;
    let Kind::Paragraph(inline) = &first.kind else {
        return None;
    };
    let made = inline.title().0 == step.title || title(&inline.plain).0 == step.title;
    (made && first.lines.start == 0).then_some(first.lines.end)
}

/// Whether a step's title was made of its command.
pub fn titled_by_command(step: &StepDraft) -> bool {
    let command = step.command.as_ref();
    command.is_some_and(|command| command_title(&command.text) == step.title)
}

fn command_title(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty());
    title(line.unwrap_or(text)).0
}

/// Adds a block of Markdown to another.
pub fn join(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(more);
}

fn only_links(items: &[Item]) -> bool {
    items.iter().all(|item| {
        item.done.is_none()
            && item.blocks.iter().all(|block| match &block.kind {
                Kind::Paragraph(inline) => inline.only_links,
                Kind::List { items, .. } => only_links(items),
                _ => false,
            })
    })
}

fn item_is_imperative(item: &Item) -> bool {
    matches!(item.blocks.first(), Some(Block { kind: Kind::Paragraph(inline), .. }) if is_imperative(&inline.plain))
}

fn items_to_steps(doc: &Doc<'_>, items: &[Item]) -> Vec<StepDraft> {
    items
        .iter()
        .flat_map(|item| item_to_steps(doc, item))
        .collect()
}

/// One item as a step with its nested lists as sub-steps. An item of nothing but a list is that
/// list; an empty item is nothing.
fn item_to_steps(doc: &Doc<'_>, item: &Item) -> Vec<StepDraft> {
    let mut children = Vec::new();
    let mut own: Vec<&Block> = Vec::new();
    for block in &item.blocks {
        match &block.kind {
            Kind::List { items, .. } if !only_links(items) => {
                children.extend(items_to_steps(doc, items));
            }
            _ => own.push(block),
        }
    }
    let text = |block: &Block| block.text(doc, item.view);
    own.retain(|block| !text(block).is_empty());
    let Some(first) = own.first() else {
        return children;
    };
    let raw = text(first);
    let (title, whole) = match &first.kind {
        Kind::Paragraph(inline) => {
            let (title, whole) = inline.title();
            let whole = whole && one_line(&raw) == title;
            (title, whole)
        }
        _ => (
            title(
                raw.lines()
                    .find(|line| line.contains(char::is_alphanumeric))
                    .unwrap_or(&raw),
            )
            .0,
            false,
        ),
    };
    let mut step = StepDraft {
        title,
        done: item.done,
        children,
        ..StepDraft::default()
    };
    let mut rest = &own[usize::from(whole)..];
    if let [
        before @ ..,
        Block {
            kind: Kind::Code { text, info, .. },
            ..
        },
    ] = rest
        && !text.is_empty()
    {
        step.command = Some(Command {
            text: text.clone(),
            info: info.clone(),
        });
        rest = before;
    }
    for block in rest {
        join(&mut step.instructions, &text(block));
    }
    step.kind = guess_kind(&step.title, step.command.is_some());
    step.source = doc.source(&item.lines);
    vec![step]
}
