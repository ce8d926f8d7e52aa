//! Headings to sections, and sections to steps, notes or fields of the runbook.

use std::ops::Range;

use super::blocks::{Block, Kind};
use super::draft::{Note, RunbookDraft, StepDraft, StepKind};
use super::error::ReadError;
use super::front_matter::understand;
use super::inline::{Inline, one_line, title};
use super::naming::{stem, take_title};
use super::parse::parse;
use super::runme;
use super::source::{Doc, View};
use super::steps::{Mode, body, join};
use super::words::{field, guess_kind, is_action, is_description};

/// A heading with everything below it.
#[derive(Debug, Default)]
struct Section {
    level: u8,
    heading: Inline,
    /// Lines of the heading itself.
    head: Range<usize>,
    /// From the heading to the end of its last sub-section.
    lines: Range<usize>,
    blocks: Vec<Block>,
    subs: Vec<Section>,
}

/// Reads Markdown that someone else wrote. `text` begins at line `offset` + 1 of the file, after
/// `front_matter`.
pub fn read(
    name: &str,
    front_matter: &str,
    text: &str,
    offset: usize,
) -> Result<RunbookDraft, ReadError> {
    read_doc(name, front_matter, Doc::new(text, offset))
}

/// The same for a text about which more is known.
pub(super) fn read_doc(
    name: &str,
    front_matter: &str,
    mut doc: Doc<'_>,
) -> Result<RunbookDraft, ReadError> {
    let mut blocks = parse(&mut doc)?;
    let mut draft = RunbookDraft {
        front_matter: front_matter.to_owned(),
        ..RunbookDraft::default()
    };
    let understood = understand(front_matter);
    draft.title = understood.title;
    draft.purpose = understood.description;
    draft.owner = understood.owner;
    draft.tags = understood.tags;
    draft.last_reviewed = understood.last_reviewed;
    draft.review_interval = understood.review_interval;
    take_title(&mut draft, &doc, &mut blocks);
    if draft.title.trim().is_empty() {
        draft.title = stem(name);
    }
    let root = outline(blocks, doc.len());
    fill(&mut draft, &doc, root);
    runme::interpret(&mut draft);
    Ok(draft)
}

/// Reads a piece of Markdown as steps, whatever its heading says. Text above the first step becomes
/// that of a step of its own.
pub(super) fn as_steps(text: &str, offset: usize) -> Result<Vec<StepDraft>, ReadError> {
    let mut doc = Doc::new(text, offset);
    let blocks = parse(&mut doc)?;
    let root = outline(blocks, doc.len());
    let own = body(&doc, &root.blocks, Mode::Action);
    let mut steps = Vec::new();
    let mut lead = own.text.join("\n\n");
    for part in own.unmapped {
        join(&mut lead, &part.text);
    }
    if !lead.is_empty() {
        let (title, whole) = title(lead.lines().next().unwrap_or(""));
        let whole = whole && title == lead;
        let source = doc.source(&extent(&root.blocks).unwrap_or_default());
        let instructions = if whole { String::new() } else { lead };
        let kind = guess_kind(&title, false);
        steps.push(StepDraft {
            kind,
            title,
            instructions,
            source,
            ..StepDraft::default()
        });
    }
    steps.extend(own.steps);
    let mut draft = RunbookDraft::default();
    for sub in root.subs {
        steps.push(match convert(&mut draft, &doc, sub) {
            Outcome::Step(step) => *step,
            Outcome::Text(section) => {
                let mut step = text_step(&doc, &section);
                step.kind = guess_kind(&step.title, false);
                step
            }
        });
    }
    if let (Some(step), false) = (steps.last_mut(), draft.unmapped.is_empty()) {
        draft
            .unmapped
            .iter()
            .for_each(|part| join(&mut step.instructions, &part.text));
    }
    runme::steps(&mut steps);
    Ok(steps)
}

/// A section of description in its place among the steps: a section with nothing to do in it.
fn text_step(doc: &Doc<'_>, section: &Section) -> StepDraft {
    let (title, whole) = title(&section.heading.plain);
    let mut instructions = String::new();
    if !whole || title.is_empty() || loses_words(doc, &section.heading, &section.head) {
        instructions = raw_heading(doc, &section.head);
    }
    let below = section.head.end..section.lines.end;
    join(&mut instructions, &doc.block(&below, View::default()));
    StepDraft {
        kind: StepKind::Section,
        title,
        heading: Some(section.level),
        instructions,
        source: doc.source(&trimmed(doc, &section.lines)),
        ..StepDraft::default()
    }
}

fn outline(blocks: Vec<Block>, lines: usize) -> Section {
    let mut open = vec![Section {
        lines: 0..lines,
        ..Section::default()
    }];
    for block in blocks {
        if let Kind::Heading(level, heading) = block.kind {
            close(&mut open, level, block.lines.start);
            let (head, lines) = (block.lines.clone(), block.lines);
            open.push(Section {
                level,
                heading,
                head,
                lines,
                ..Section::default()
            });
        } else if let Some(section) = open.last_mut() {
            section.blocks.push(block);
        }
    }
    close(&mut open, 1, lines);
    open.pop().unwrap_or_default()
}

/// Ends the open sections that a heading of `level` at line `end` does not belong to.
fn close(open: &mut Vec<Section>, level: u8, end: usize) {
    while open.len() > 1 && open.last().is_some_and(|section| section.level >= level) {
        if let (Some(mut section), Some(parent)) = (open.pop(), open.last_mut()) {
            section.lines.end = end;
            parent.subs.push(section);
        }
    }
}

/// What a section became.
enum Outcome {
    Text(Section),
    Step(Box<StepDraft>),
}

fn fill(draft: &mut RunbookDraft, doc: &Doc<'_>, mut root: Section) {
    let subs = std::mem::take(&mut root.subs);
    let outcomes: Vec<Outcome> = subs
        .into_iter()
        .map(|sub| convert(draft, doc, sub))
        .collect();
    let alone = !outcomes
        .iter()
        .any(|outcome| matches!(outcome, Outcome::Step(_)));
    let mode = if alone {
        Mode::Action
    } else {
        Mode::Description
    };
    let own = body(doc, &root.blocks, mode);
    if let Some(lines) = extent(&root.blocks) {
        let source = doc.source(&lines);
        draft
            .notes
            .extend(own.text.into_iter().map(|text| Note { text, source }));
    }
    draft.unmapped.extend(own.unmapped);
    draft.steps.extend(own.steps);
    for outcome in outcomes {
        match outcome {
            Outcome::Step(step) => draft.steps.push(*step),
            // Behind a step and not surely description: it keeps its place.
            Outcome::Text(section)
                if !draft.steps.is_empty() && !is_description(&section.heading.plain) =>
            {
                draft.steps.push(text_step(doc, &section));
            }
            Outcome::Text(section) => keep_text(draft, doc, &section),
        }
    }
}

fn extent(blocks: &[Block]) -> Option<Range<usize>> {
    Some(blocks.first()?.lines.start..blocks.last()?.lines.end)
}

/// A section of description becomes the field that its heading names, else a note.
fn keep_text(draft: &mut RunbookDraft, doc: &Doc<'_>, section: &Section) {
    const LABELS: [&str; 4] = ["Purpose", "Trigger", "Scenario", "Preconditions"];
    let whole = doc.block(&section.lines, View::default());
    let named = field(&section.heading.plain).filter(|_| !section.blocks.is_empty());
    let Some(named) = named else {
        draft.notes.push(Note {
            text: whole,
            source: doc.source(&trimmed(doc, &section.lines)),
        });
        return;
    };
    // The exporter writes the field under this very heading; any other is kept in the text.
    let heading = doc.line(section.lines.start).trim();
    let text = if heading == format!("## {}", LABELS[named]) {
        doc.block(
            &(section.lines.start + 1..section.lines.end),
            View::default(),
        )
    } else {
        whole
    };
    let RunbookDraft {
        purpose,
        trigger,
        scenario,
        preconditions,
        ..
    } = draft;
    let fields: [&mut String; 4] = [purpose, trigger, scenario, preconditions];
    if let Some(field) = fields.into_iter().nth(named) {
        join(field, &text);
    }
}

fn trimmed(doc: &Doc<'_>, lines: &Range<usize>) -> Range<usize> {
    let mut end = lines.end;
    while end > lines.start + 1 && doc.line(end - 1).trim().is_empty() {
        end -= 1;
    }
    lines.start..end
}

fn convert(draft: &mut RunbookDraft, doc: &Doc<'_>, mut section: Section) -> Outcome {
    let plain = section.heading.plain.as_str();
    let description = is_description(plain);
    let mode = if description {
        Mode::Description
    } else {
        Mode::Action
    };
    let own = body(doc, &section.blocks, mode);
    let subs = std::mem::take(&mut section.subs);
    let outcomes: Vec<Outcome> = subs
        .into_iter()
        .map(|sub| convert(draft, doc, sub))
        .collect();
    let below = outcomes
        .iter()
        .any(|outcome| matches!(outcome, Outcome::Step(_)));
    let action = !description && is_action(plain);
    if own.steps.is_empty() && !below && !action {
        return Outcome::Text(section);
    }
    draft.unmapped.extend(own.unmapped);
    let (title, whole) = title(plain);
    let mut step = StepDraft {
        title,
        heading: Some(section.level),
        kind: StepKind::Section,
        source: doc.source(&trimmed(doc, &section.lines)),
        ..StepDraft::default()
    };
    if !whole || plain.is_empty() || loses_words(doc, &section.heading, &section.head) {
        step.instructions = raw_heading(doc, &section.head);
    }
    for text in &own.text {
        join(&mut step.instructions, text);
    }
    match (own.single, below, own.steps.len()) {
        (Some(lead), false, 1) => merge_single(&mut step, &lead, own.steps),
        (_, false, 0) => step.kind = guess_kind(&step.title, false),
        _ => step.children = own.steps,
    }
    for outcome in outcomes {
        match outcome {
            Outcome::Step(sub) => step.children.push(*sub),
            // Behind a step it keeps its place; above all steps it introduces them.
            Outcome::Text(sub) if !step.children.is_empty() => {
                step.children.push(text_step(doc, &sub));
            }
            Outcome::Text(sub) => {
                join(
                    &mut step.instructions,
                    &doc.block(&sub.lines, View::default()),
                );
            }
        }
    }
    Outcome::Step(Box::new(step))
}

/// A heading with one paragraph or command below is one step, not a section of one. `lead` is the
/// text that stands only in the title of that step.
fn merge_single(step: &mut StepDraft, lead: &str, steps: Vec<StepDraft>) {
    for only in steps {
        join(&mut step.instructions, lead);
        join(&mut step.instructions, &only.instructions);
        step.kind = guess_kind(&step.title, only.command.is_some());
        step.command = only.command;
        step.expected = only.expected;
    }
}

/// A heading's text with its markup, without hashes or underline.
fn raw_heading(doc: &Doc<'_>, lines: &Range<usize>) -> String {
    let text: Vec<&str> = lines.clone().map(|at| doc.line(at).trim()).collect();
    match text.as_slice() {
        [line] => {
            let line = line.trim_start_matches('#').trim();
            let bare = line.trim_end_matches('#');
            // Closing hashes stand alone; others belong to the last word.
            if bare.is_empty() || bare.ends_with([' ', '\t']) {
                bare.trim()
            } else {
                line
            }
            .to_owned()
        }
        [text @ .., _underline] => text.join("\n"),
        [] => String::new(),
    }
}

/// Whether a heading's source holds words that its plain text does not: link targets, HTML, … .
pub(super) fn loses_words(doc: &Doc<'_>, heading: &Inline, lines: &Range<usize>) -> bool {
    let bare = |text: &str| one_line(&text.replace(['*', '_', '`'], ""));
    bare(&raw_heading(doc, lines)) != bare(&heading.plain)
}
