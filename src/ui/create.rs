//! A new record: its title first, so that no empty record is left behind.

use crate::prelude::*;
use crate::rooms::runbooks::pattern;
use crate::route::Page;
use crate::ui::form::{Asked, ask};
use crate::ui::icon::icon;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::ask::Answers;
use holdfast_domain::describe::{Field, Kind, Type, field, in_text};
use holdfast_domain::rooms::incidents::{INCIDENT, quick};
use holdfast_domain::rooms::{people, runbooks};
use holdfast_ledger::{Edit, Path};
use std::sync::Arc;

static TITLE: &[Field] = &[field("title", "Title", Type::Line)];
static NAME: &[Field] = &[field("title", "Name", Type::Line)];
static RUNBOOK: &[Field] = &[field("runbook", "Runbook", Type::Link(&["runbook"]))
    .help("Its page has the button that starts a run.")];

/// The button "New …".
pub fn button(kind: &'static Kind, shell: Shell, workspace: Workspace) -> AnyView {
    let label = format!("New {}", in_text(kind.one));
    let press = move |_| start(kind, shell, workspace);
    view! {
        <button type="button" class="btn primary" aria-haspopup="dialog" on:click=press>{icon("plus")}{label}</button>
    }
    .into_any()
}

/// The dialog that [`start`] opens.
pub fn dialog(shell: Shell) -> AnyView {
    view! { {ask(shell.making)}{pattern::new_dialog(shell)} }.into_any()
}

/// Asks what is needed for a new record of a kind.
pub fn start(kind: &'static Kind, shell: Shell, workspace: Workspace) {
    if kind.id == runbooks::RUNBOOK.id && pattern::has_templates(workspace) {
        return shell.making_runbook.set(true);
    }
    // A run begins from its runbook, which it copies.
    let run = kind.id == runbooks::RUN.id;
    let fields = match kind.room {
        _ if run => RUNBOOK,
        _ if kind.id == INCIDENT.id => quick::ASKS,
        room if room == people::PERSON.room => NAME,
        _ => TITLE,
    };
    let perform = move |answers: Answers| {
        if run {
            to_runbook(shell, &answers)
        } else if kind.id == INCIDENT.id {
            log(shell, workspace, &answers)
        } else {
            make(kind, shell, workspace, &answers)
        }
    };
    shell.making.set(Some(Asked {
        title: format!("New {}", in_text(kind.one)),
        fields,
        about: String::new(),
        given: Answers::new(),
        perform: Arc::new(perform),
    }));
}

fn make(
    kind: &'static Kind,
    shell: Shell,
    workspace: Workspace,
    answers: &Answers,
) -> Result<(), String> {
    let said = |value: &&holdfast_ledger::Text| !value.plain().trim().is_empty();
    let Some(title) = answers.get("title").filter(said) else {
        return Err("Write a few words to know it by.".to_owned());
    };
    let (id, mut edits) = workspace.create(kind)?;
    edits.push(Edit {
        record: id,
        kind: kind.key(),
        path: Path::of("title"),
        value: title.clone(),
    });
    workspace.dispatch(&format!("{} added", kind.one), &edits)?;
    shell.go(Page::Record(kind.room, id));
    Ok(())
}

// What is known at once, and straight to where it is dealt with.
fn log(shell: Shell, workspace: Workspace, answers: &Answers) -> Result<(), String> {
    let quick = quick::Quick::of(answers);
    let (id, mut edits) = workspace.create(&INCIDENT)?;
    let item = workspace.mint()?;
    edits.extend(workspace.read(|view| quick::edits(id, &quick, view, &mut || item))?);
    workspace.dispatch("Incident logged", &edits)?;
    shell.go(Page::Record(INCIDENT.room, id));
    Ok(())
}

fn to_runbook(shell: Shell, answers: &Answers) -> Result<(), String> {
    let chosen = answers
        .get("runbook")
        .and_then(|value| value.plain().parse().ok());
    let Some(id) = chosen else {
        return Err("Choose a runbook. If there is none yet, write one in Runbooks.".to_owned());
    };
    shell.go(Page::Record(runbooks::RUNBOOK.room, id));
    Ok(())
}
