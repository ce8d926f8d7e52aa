//! Runbooks that others are made of: new ones from a template, and none started by accident.

use super::snippets::minting;
use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::route::Page;
use crate::ui::dialog::{Dialog, cancel, next_id, submit_button};
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::duplicate::from_template;
use holdfast_domain::rooms::runbooks::RUNBOOK;
use holdfast_domain::view::View;
use holdfast_ledger::{Edit, Id, Path, Text};

/// The templates that there are, with their names.
fn templates(view: &View<'_>) -> Vec<(Id, String)> {
    let all = view.live(RUNBOOK.id);
    let templates = all.filter(|runbook| runbook.text("use") == "template");
    templates
        .map(|runbook| (runbook.id, view.name(runbook)))
        .collect()
}

/// Whether a new runbook can begin as a copy of a template.
pub fn has_templates(workspace: Workspace) -> bool {
    workspace.read(|view| !templates(view).is_empty())
}

/// The dialog for a new runbook where there are templates; opened by the shell.
pub fn new_dialog(shell: Shell) -> AnyView {
    let workspace = Workspace::of_page();
    let open = shell.making_runbook;
    let (title, error) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let from = RwSignal::new(None::<Id>);
    let body = move || {
        title.set(String::new());
        error.set(None);
        from.set(None);
        let (named, chosen) = (next_id("title"), next_id("from"));
        let options = workspace.read(templates).into_iter();
        let options =
            options.map(|(id, name)| view! { <option value=id.to_string()>{name}</option> });
        view! {
            <div class="field">
                <label for=named.clone()>"Title"</label>
                <input id=named type="text" autofocus autocomplete="off" prop:value=move || title.get() on:input:target=move |event| title.set(event.target().value())/>
            </div>
            <div class="field">
                <label for=chosen.clone()>"From a template"</label>
                <select id=chosen on:change:target=move |event| from.set(event.target().value().parse().ok())>
                    <option value="">"None: an empty runbook"</option>
                    {options.collect_view()}
                </select>
                <p class="help">"The runbook begins as a copy of the template and is a draft of its own."</p>
            </div>
            <p class="error" role="alert" hidden=move || error.with(Option::is_none)>{error}</p>
        }
        .into_any()
    };
    let submit = move || {
        let title = title.get_untracked();
        match make(workspace, shell, title.trim(), from.get_untracked()) {
            Ok(()) => open.set(false),
            Err(why) => error.set(Some(why)),
        }
    };
    let buttons = move || view! { {cancel(open)}{submit_button("New runbook")} };
    Dialog::new("New runbook".to_owned(), body, buttons)
        .submit(submit)
        .view(open)
}

fn make(
    workspace: Workspace,
    shell: Shell,
    title: &str,
    template: Option<Id>,
) -> Result<(), String> {
    if title.is_empty() {
        return Err("Write a few words to know it by.".to_owned());
    }
    let (id, mut edits) = workspace.create(&RUNBOOK)?;
    match template {
        None => edits.push(Edit {
            record: id,
            kind: RUNBOOK.key(),
            path: Path::of("title"),
            value: Text::string(title),
        }),
        Some(template) => {
            let copied = minting(workspace, |mint| {
                workspace.read(|view| {
                    let template = view.ledger.record(template)?;
                    Some(from_template(template, &RUNBOOK, id, title, mint))
                })
            })?;
            edits.extend(copied.ok_or("The template is no longer here.")?);
        }
    }
    workspace.dispatch("Runbook added", &edits)?;
    shell.go(Page::Record(RUNBOOK.room, id));
    Ok(())
}

/// What a press on "Start run" opens where the runbook is a template or a snippet.
pub fn dialog(page: RecordPage, open: RwSignal<bool>, starting: RwSignal<bool>) -> AnyView {
    let shell = Shell::of_page();
    let title = Signal::derive(move || {
        page.watch(|record, _| match &*record.text("use") {
            "snippet" => "This is a snippet",
            _ => "This is a template",
        })
        .to_owned()
    });
    let body = move || {
        let text = page.read(|record, _| match &*record.text("use") {
            "snippet" => "Its steps are meant to be put into other runbooks. To carry them out by themselves, make a runbook of it and start that.",
            _ => "New runbooks begin as copies of it. Make a runbook of it, fill in what is yours, and start that.",
        });
        view! { <p>{text}</p> }.into_any()
    };
    let copy = move |_| {
        let title = page.read(|record, _| record.text("title").into_owned());
        let title = if title.trim().is_empty() {
            "Untitled"
        } else {
            title.trim()
        };
        match make(page.workspace, shell, title, Some(page.id)) {
            Ok(()) => open.set(false),
            Err(why) => page.workspace.alarm(why),
        }
    };
    let anyway = move |_| {
        open.set(false);
        starting.set(true);
    };
    let buttons = move || {
        view! {
            {cancel(open)}
            <button type="button" class="btn" on:click=anyway>"Start a run all the same"</button>
            <button type="button" class="btn primary" autofocus on:click=copy>"Make a runbook of it"</button>
        }
    };
    Dialog::new(title, body, buttons).view(open)
}
