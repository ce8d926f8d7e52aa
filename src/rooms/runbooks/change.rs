//! What the chosen steps shall be: kind, marks, role, duration. For the mouse a dialog, for the
//! keyboard one letter behind Ctrl and the dot.

use super::editor::{Editor, count};
use super::words::kind_icon;
use crate::prelude::*;
use crate::ui::dialog::Dialog;
use crate::ui::form::Asked;
use crate::ui::icon::icon;
use holdfast_domain::ask::Answers;
use holdfast_domain::describe::{Field, Type, field, in_text};
use holdfast_domain::rooms::runbooks::outline::Turn;
use holdfast_domain::rooms::runbooks::{STEP_KINDS, bulk};
use holdfast_ledger::{Id, Text};
use leptos::ev;
use std::sync::Arc;

static ROLE: &[Field] =
    &[field("role", "Role", Type::Link(&["role"])).help("Left empty, it is cleared.")];
static DURATION: &[Field] =
    &[field("duration", "Duration", Type::Estimate).help("Left empty, it is cleared.")];

/// What can be done, by letter.
#[derive(Clone, Copy)]
enum Deed {
    Kind(&'static str),
    /// A field and the value that it gets, or loses where all have it.
    Mark(&'static str, &'static str),
    Beside,
    Ask(&'static [Field]),
    Turn(Turn),
}

const KIND_LETTERS: [(&str, &str); 10] = [
    ("task", "t"),
    ("section", "s"),
    ("command", "c"),
    ("decision", "d"),
    ("approval", "a"),
    ("validation", "v"),
    ("communication", "m"),
    ("wait", "w"),
    ("milestone", "i"),
    ("runbook", "r"),
];

const MARKS: [(&str, &str, Deed); 5] = [
    ("b", "Side by side with the step before", Deed::Beside),
    (
        "n",
        "Point of no return",
        Deed::Mark("irreversible", "true"),
    ),
    (
        "e",
        "Evidence required",
        Deed::Mark("evidence_required", "true"),
    ),
    ("x", "Only in exercises", Deed::Mark("only", "\"exercise\"")),
    ("f", "Only in earnest", Deed::Mark("only", "\"actual\"")),
];

const MORE: [(&str, &str, Deed); 7] = [
    ("o", "Role…", Deed::Ask(ROLE)),
    ("u", "Duration…", Deed::Ask(DURATION)),
    ("l", "Indent", Deed::Turn(Turn::Indent)),
    ("h", "Outdent", Deed::Turn(Turn::Outdent)),
    ("k", "Move up", Deed::Turn(Turn::Up)),
    ("j", "Move down", Deed::Turn(Turn::Down)),
    ("z", "Remove", Deed::Turn(Turn::Remove)),
];

fn kinds() -> impl Iterator<Item = (&'static str, &'static str, Deed)> {
    KIND_LETTERS.into_iter().filter_map(|(key, letter)| {
        let choice = STEP_KINDS.iter().find(|choice| choice.key == key)?;
        Some((letter, choice.label, Deed::Kind(key)))
    })
}

/// The dialog.
pub fn dialog(editor: Editor) -> AnyView {
    let title = Signal::derive(move || match &*editor.chosen() {
        [only] => format!("Change step {}", editor.name(*only).unwrap_or_default()),
        some => format!("Change {} steps", some.len()),
    });
    let close = move || view! { <button type="button" class="btn" on:click=move |_| editor.changing.set(false)>"Close"</button> };
    Dialog::new(title, move || body(editor), close).view(editor.changing)
}

fn body(editor: Editor) -> AnyView {
    let group = |title: &'static str, all: Vec<(&'static str, &'static str, Deed)>| {
        let buttons = all.into_iter().map(|one| button(editor, one));
        view! { <section><h3>{title}</h3><div class="keyed">{buttons.collect_view()}</div></section> }
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.repeat() {
            return;
        }
        let typed = event.key().to_lowercase();
        let found = kinds().chain(MARKS).chain(MORE);
        let mut found = found.filter(|(letter, ..)| *letter == typed);
        if let Some((_, label, deed)) = found.next() {
            event.prevent_default();
            event.stop_propagation();
            perform(editor, label, deed);
        }
    };
    view! {
        <div class="stack change" on:keydown=key>
            <p class="help">"Press a letter, or choose."</p>
            {group("Kind", kinds().collect())}
            {group("Marks", MARKS.to_vec())}
            {group("More", MORE.to_vec())}
        </div>
    }
    .into_any()
}

fn button(editor: Editor, (letter, label, deed): (&'static str, &'static str, Deed)) -> AnyView {
    let glyph = match deed {
        Deed::Kind(key) => Some(icon(kind_icon(key))),
        _ => None,
    };
    let pressed = matches!(deed, Deed::Kind(_) | Deed::Mark(..) | Deed::Beside)
        .then(|| is(editor, deed).to_string());
    view! {
        <button type="button" class="btn" aria-pressed=pressed aria-keyshortcuts=letter autofocus=letter == "t"
            on:click=move |_| perform(editor, label, deed)>
            {glyph}<span>{label}</span><kbd aria-hidden="true">{letter.to_uppercase()}</kbd>
        </button>
    }
    .into_any()
}

fn mark(value: &'static str) -> Text {
    Text::parse(value).unwrap_or_else(|_| Text::null())
}

// Whether all chosen steps are so.
fn is(editor: Editor, deed: Deed) -> bool {
    let steps = untrack(move || editor.chosen());
    match deed {
        Deed::Kind(key) => editor.rows.with_untracked(|rows| {
            !steps.is_empty()
                && steps
                    .iter()
                    .all(|step| rows.step(*step).is_some_and(|step| step.kind == key))
        }),
        Deed::Mark(field, value) => editor
            .page
            .read(|record, _| bulk::has_all(record, &steps, field, &mark(value))),
        Deed::Beside => editor.are_beside(&steps),
        _ => false,
    }
}

fn perform(editor: Editor, label: &'static str, deed: Deed) {
    let steps = untrack(move || editor.chosen());
    editor.changing.set(false);
    let Some(first) = steps.first().copied() else {
        return;
    };
    let said = |what: &str| format!("{}: {}", count(steps.len()), what.to_lowercase());
    match deed {
        Deed::Kind(key) => {
            let edits = editor
                .page
                .read(|record, _| bulk::set(record, &steps, "kind", &Text::string(key)));
            editor.change(&said(label), &edits);
        }
        Deed::Mark(field, value) => {
            let value = mark(value);
            let (edits, had) = editor.page.read(|record, _| {
                let had = bulk::has_all(record, &steps, field, &value);
                (bulk::toggle(record, &steps, field, &value), had)
            });
            let not = if had { "no longer " } else { "" };
            editor.change(&said(&format!("{not}{label}")), &edits);
        }
        Deed::Beside => editor.side_by_side(),
        Deed::Turn(turn) => {
            editor.turn(turn, first);
        }
        Deed::Ask(fields) => ask(editor, fields, steps),
    }
}

fn ask(editor: Editor, fields: &'static [Field], steps: Vec<Id>) {
    let Some(field) = fields.first() else { return };
    let perform = move |answers: Answers| {
        let value = answers.get(field.key).cloned().unwrap_or_else(Text::null);
        let edits = editor
            .page
            .read(|record, _| bulk::set(record, &steps, field.key, &value));
        let label = format!("{}: {} changed", count(steps.len()), in_text(field.label));
        editor.page.workspace.dispatch(&label, &edits).map(drop)
    };
    editor.page.asked.set(Some(Asked {
        title: format!("Set {}", in_text(field.label)),
        fields,
        about: String::new(),
        given: Answers::new(),
        perform: Arc::new(perform),
    }));
}
