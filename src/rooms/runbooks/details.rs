//! All that a step says, edited below its row.

use super::after;
use super::outline::Editor;
use crate::edge::{dom, slices};
use crate::rooms::record;
use crate::ui::form::field_editor;
use holdfast_domain::describe::Field;
use holdfast_domain::rooms::runbooks::STEP_FIELDS;
use holdfast_domain::rooms::runbooks::steps::STEPS;
use holdfast_ledger::{Id, Key, Path};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The fields in the order in which people fill them in. A section has only some of them.
const FIELDS: [(&str, bool); 12] = [
    ("kind", true),
    ("role", true),
    ("duration", true),
    ("instructions", true),
    ("command", false),
    ("language", false),
    ("expected", false),
    ("rollback", false),
    ("runbook", false),
    ("only", true),
    ("evidence_required", false),
    ("irreversible", false),
];

fn element_id(step: Id, field: &str) -> String {
    format!("step-{step}-{field}")
}

/// Opens a step's details and goes there.
pub fn open(editor: Editor, step: Id) {
    editor.open.set(Some(step));
    spawn_local(async move {
        slices::yield_now().await;
        dom::focus(&element_id(step, "kind"));
    });
}

/// The details of a step.
pub fn details(editor: Editor, step: Id) -> AnyView {
    let page = editor.page;
    let kind = Memo::new(move |_| page.watch(|record, _| text(record, step, "kind")));
    let shows = move |key: &'static str, always: bool| {
        kind.with(|kind| always || (kind != "section" && (key != "runbook" || kind == "runbook")))
    };
    let one = move |(key, always): (&'static str, bool)| {
        let field = STEP_FIELDS.iter().find(|field| field.key == key)?;
        Some(
            view! { <div class=place(key) hidden=move || !shows(key, always)>{field_of(editor, step, field)}</div> },
        )
    };
    let escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            editor.open.set(None);
            dom::focus(&format!("step-{step}"));
        }
    };
    let conflict = title_conflict(editor, step);
    let after = after::editor(editor, step);
    view! {
        <div class="step-form" role="group" aria-label="Details of the step" on:keydown=escape>
            {conflict}
            {FIELDS.into_iter().filter_map(one).collect_view()}
            <div class="long">{after}</div>
        </div>
    }
    .into_any()
}

fn text(record: &holdfast_ledger::Record, step: Id, field: &'static str) -> String {
    let value = record.value(Path::item(STEPS, step, Key::new(field)));
    value
        .map(|value| value.plain().into_owned())
        .unwrap_or_default()
}

// Which of the form's columns a field takes.
fn place(key: &str) -> &'static str {
    match key {
        "duration" => "wide",
        "kind" | "role" | "language" | "only" | "evidence_required" | "irreversible"
        | "runbook" => "short",
        _ => "long",
    }
}

fn field_of(editor: Editor, step: Id, field: &'static Field) -> AnyView {
    let path = Path::item(STEPS, step, Key::new(field.key));
    let mut control = record::control(editor.page, path, field, element_id(step, field.key), None);
    control.half = false;
    field_editor(&control)
}

// The title is edited in the row; only a conflict about it shows here.
fn title_conflict(editor: Editor, step: Id) -> AnyView {
    let path = Path::item(STEPS, step, Key::new("title"));
    let disputed = Memo::new(move |_| {
        editor.page.watch(|record, _| {
            record
                .slot(path)
                .is_some_and(holdfast_ledger::Slot::in_conflict)
        })
    });
    let field = STEP_FIELDS.iter().find(|field| field.key == "title");
    let shown = move || {
        let field = field.filter(|_| disputed.get())?;
        Some(view! { <div class="long">{field_of(editor, step, field)}</div> })
    };
    view! { {shown} }.into_any()
}
