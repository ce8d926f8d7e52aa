//! A new record: its title first, so that no empty record is left behind.

use super::state::Register;
use crate::route::Page;
use crate::ui::form::{Asked, ask};
use crate::ui::icon::icon;
use holdfast_domain::ask::Answers;
use holdfast_domain::describe::{Field, Type, field};
use holdfast_domain::rooms::runbooks;
use holdfast_ledger::{Edit, Path};
use leptos::prelude::*;

/// What the dialog asks, while it is open.
pub type Making = RwSignal<Option<Asked>>;

static TITLE: &[Field] = &[field("title", "Title", Type::Line)];
static NAME: &[Field] = &[field("title", "Name", Type::Line)];
static RUNBOOK: &[Field] = &[field("runbook", "Runbook", Type::Link(&["runbook"]))
    .help("The page of the runbook has the button that starts a run.")];

/// The button "New …".
pub fn button(register: Register, making: Making) -> AnyView {
    let label = format!("New {}", register.kind.one.to_lowercase());
    view! {
        <button type="button" class="btn primary" aria-haspopup="dialog" on:click=move |_| making.set(Some(asked(register)))>{icon("plus")}{label}</button>
    }
    .into_any()
}

/// The dialog that [`button`] opens.
pub fn dialog(_register: Register, making: Making) -> AnyView {
    ask(making)
}

fn asked(register: Register) -> Asked {
    let kind = register.kind;
    // A run begins from its runbook, which it copies.
    if kind.id == runbooks::RUN.id {
        return Asked {
            title: "New run".to_owned(),
            fields: RUNBOOK,
            perform: Callback::new(move |answers| to_runbook(register, &answers)),
        };
    }
    let named = register.room.id == "people";
    Asked {
        title: format!("New {}", kind.one.to_lowercase()),
        fields: if named { NAME } else { TITLE },
        perform: Callback::new(move |answers| make(register, &answers)),
    }
}

fn make(register: Register, answers: &Answers) -> Result<(), String> {
    let kind = register.kind;
    let title = answers.get("title");
    let Some(title) = title.filter(|title| !title.plain().trim().is_empty()) else {
        return Err("Write a few words to know it by.".to_owned());
    };
    let (id, mut edits) = register.workspace.create(kind)?;
    edits.push(Edit {
        record: id,
        kind: kind.key(),
        path: Path::of("title"),
        value: title.clone(),
    });
    register
        .workspace
        .dispatch(&format!("{} added", kind.one), &edits)?;
    register.shell.go(Page::Record(register.room.id, id));
    Ok(())
}

fn to_runbook(register: Register, answers: &Answers) -> Result<(), String> {
    let chosen = answers
        .get("runbook")
        .and_then(|value| value.plain().parse().ok());
    let Some(id) = chosen else {
        return Err("Choose a runbook. There is none yet? Write one in Runbooks.".to_owned());
    };
    register.shell.go(Page::Record(runbooks::RUNBOOK.room, id));
    Ok(())
}
