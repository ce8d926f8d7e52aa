//! A Markdown file in the review: what becomes what, and how a person corrects it.

use super::import::Draft;
use crate::prelude::*;
use crate::ui::dialog::next_id;
use crate::ui::icon::icon;
use crate::workspace::Workspace;
use holdfast_domain::codec::markdown::edit::{self, EditError, Kept};
use holdfast_domain::codec::markdown::{RunbookDraft, Source, StepDraft, StepKind, records};
use holdfast_domain::rooms::runbooks::{RUNBOOK, STEP_KINDS};
use holdfast_ledger::{Edit, Id};

/// The edits that make a runbook of a draft: a new one, or, where the text was
/// exported from one that is here, its changes. `others` runbooks come before it.
pub fn edits(workspace: Workspace, draft: &Draft, others: u64) -> Result<Vec<Edit>, String> {
    let content = draft.content.get_untracked();
    let known = workspace.read(|view| records::exported(view, &content).map(|record| record.id));
    let (id, mut edits) = match known {
        Some(id) => (id, Vec::new()),
        None => workspace.create_after(&RUNBOOK, others)?,
    };
    let mut failed = None;
    let mut mint = || {
        workspace.mint().unwrap_or_else(|reason| {
            failed = Some(reason);
            Id::NONE
        })
    };
    let file = records::File {
        name: &draft.name,
        fingerprint: &draft.fingerprint,
    };
    edits.extend(workspace.read(|view| records::edits(&content, id, file, view, &mut mint)));
    failed.map_or(Ok(edits), Err)
}

/// How many steps are drawn at once; the rest follows on demand.
const DRAWN: usize = 150;

/// The part of the review for one file.
pub fn part(draft: &Draft) -> AnyView {
    let Draft {
        name,
        before,
        updates,
        wanted,
        content: draft,
        touched,
        ..
    } = draft.clone();
    let problem: RwSignal<Option<String>> = RwSignal::new(None);
    let desk = Desk {
        draft,
        problem,
        touched,
    };
    let all = RwSignal::new(false);
    let label = format!("Import {name}");
    let seen = before.map(|runbook| {
        let text = format!("This very file was imported before, as {runbook}. Importing it again makes a second runbook.");
        view! { <div class="callout tone-info"><p>{text}</p></div> }
    });
    let updates = updates.map(|runbook| {
        let text =
            format!("This file was exported from {runbook}. Applying it changes that runbook.");
        view! { <div class="callout tone-info"><p>{text}</p></div> }
    });
    let summary = move || {
        draft.with(|content| {
            let many = |count: usize, one: &str| match count {
                1 => format!("1 {one}"),
                _ => format!("{count} {one}s"),
            };
            let (steps, parts) = (content.step_count(), content.notes.len());
            format!(
                "Runbook, {}, {} as notes",
                many(steps, "step"),
                many(parts, "part")
            )
        })
    };
    let rows = move || {
        let content = draft.get();
        let mut flat = Vec::new();
        flatten(&content.steps, &mut Vec::new(), &mut flat);
        let total = flat.len();
        let shown = if all.get() { total } else { DRAWN };
        let steps: Vec<AnyView> = flat
            .into_iter()
            .take(shown)
            .map(|(path, step)| step_row(desk, path, step))
            .collect();
        let more = (total > shown).then(|| view! {
            <li><button type="button" class="btn quiet" on:click=move |_| all.set(true)>{format!("Show all {total} steps")}</button></li>
        });
        view! { {steps}{more} }
    };
    let title_id = next_id("draft-title");
    let rename = move |event: leptos::ev::Event| {
        let title = event_target_value(&event);
        desk.correct(|content| edit::set_title(content, &title));
    };
    let kept = move || draft.with(|content| kept_rows(desk, content));
    view! {
        <h3><label class="check"><input type="checkbox" aria-label=label prop:checked=move || wanted.get()
            on:change=move |event| wanted.set(event_target_checked(&event))/>" "{name.clone()}</label></h3>
        {seen}
        {updates}
        <div class="field">
            <label for=title_id.clone()>"Title"</label>
            <input id=title_id type="text" prop:value=move || draft.with(|content| content.title.clone()) on:change=rename/>
        </div>
        <p class="muted">{summary}</p>
        {move || problem.get().map(|problem| view! { <p class="error" role="alert">{problem}</p> })}
        <details>
            <summary>"What becomes what"</summary>
            <ul class="plan">{rows}{kept}</ul>
        </details>
    }
    .into_any()
}

fn flatten<'a>(
    steps: &'a [StepDraft],
    path: &mut Vec<usize>,
    out: &mut Vec<(Vec<usize>, &'a StepDraft)>,
) {
    for (at, step) in steps.iter().enumerate() {
        path.push(at);
        out.push((path.clone(), step));
        flatten(&step.children, path, out);
        path.pop();
    }
}

type Correct = fn(&mut RunbookDraft, &[usize]) -> Result<(), EditError>;

/// Where a draft is corrected.
#[derive(Clone, Copy)]
struct Desk {
    draft: RwSignal<RunbookDraft>,
    problem: RwSignal<Option<String>>,
    touched: RwSignal<bool>,
}

impl Desk {
    fn correct(self, change: impl FnOnce(&mut RunbookDraft) -> Result<(), EditError>) {
        let mut content = self.draft.get_untracked();
        match change(&mut content) {
            Ok(()) => {
                self.problem.set(None);
                self.touched.set(true);
                self.draft.set(content);
            }
            Err(error) => self.problem.set(Some(error.to_string())),
        }
    }
}

fn lines(source: Source) -> String {
    match source {
        Source { first: 0, .. } => String::new(),
        Source { first, last } if first == last => format!("line {first}"),
        Source { first, last } => format!("lines {first}–{last}"),
    }
}

fn step_row(desk: Desk, path: Vec<usize>, step: &StepDraft) -> AnyView {
    let path = StoredValue::new(path);
    let kind = step.kind;
    let depth = path.with_value(Vec::len) - 1;
    let choose = move |event: leptos::ev::Event| {
        if let Some(kind) = StepKind::from_word(&event_target_value(&event)) {
            desk.correct(|content| path.with_value(|path| edit::set_kind(content, path, kind)));
        }
    };
    let options = STEP_KINDS.iter().map(|choice| {
        view! { <option value=choice.key selected=choice.key == kind.word()>{choice.label}</option> }
    });
    let title = step.title.clone();
    let tool = move |label: &'static str, glyph: &'static str, change: Correct| {
        let name = format!("{label}: {title}");
        let run = move |_| desk.correct(|content| path.with_value(|path| change(content, path)));
        view! { <button type="button" class="btn quiet small" aria-label=name on:click=run>{icon(glyph)}{label}</button> }
    };
    let tools = [
        ("Make a note", "note", edit::to_notes as Correct),
        ("Join with above", "link", edit::merge_with_previous),
        ("Indent", "indent", edit::indent),
        ("Outdent", "outdent", edit::outdent),
    ];
    let tools: Vec<AnyView> = tools
        .map(|(label, glyph, change)| tool.clone()(label, glyph, change).into_any())
        .into();
    view! {
        <li style:--d=depth.to_string()><div class="line">
            <select aria-label=format!("Kind of {}", step.title) on:change=choose>{options.collect_view()}</select>
            <span class="title">{"· ".repeat(depth)}{step.title.clone()}</span>
            <span class="muted">{lines(step.source)}</span>
            <span class="btns">{tools}</span>
        </div></li>
    }
    .into_any()
}

fn kept_rows(desk: Desk, content: &RunbookDraft) -> Vec<AnyView> {
    let notes = content
        .notes
        .iter()
        .enumerate()
        .map(|(at, note)| (Kept::Note(at), "Note", &note.text, note.source));
    let unmapped = content.unmapped.iter().enumerate();
    let unmapped = unmapped.map(|(at, part)| {
        (
            Kept::Unmapped(at),
            "Unmapped, kept in the notes",
            &part.text,
            part.source,
        )
    });
    let row = |(kept, word, text, source): (Kept, &'static str, &String, Source)| {
        let first = text
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or_default()
            .to_owned();
        let label = format!("Make steps: {first}");
        let run = move |_| desk.correct(|content| edit::to_step(content, kept));
        view! {
            <li><div class="line">
                <span class="status tone-mute">{word}</span>
                <span class="title">{first}</span>
                <span class="muted">{lines(source)}</span>
                <button type="button" class="btn quiet small" aria-label=label on:click=run>{icon("task")}"Make steps"</button>
            </div></li>
        }
        .into_any()
    };
    notes.chain(unmapped).map(row).collect()
}
