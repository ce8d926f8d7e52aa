//! The record of a run as files and on paper.

use super::RunPage;
use crate::edge::{dom, files};
use crate::ui::form::leaves;
use crate::ui::icon::icon;
use crate::workspace::exchange::Scope;
use holdfast_domain::rooms::runbooks::evidence;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::{ev, html};

/// The menu of what can be taken along.
pub fn menu(page: RunPage) -> AnyView {
    let menu = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
            dom::focus("run-export");
        }
    };
    let left = move |event: ev::FocusEvent| {
        if leaves(&event) {
            close();
        }
    };
    let markdown = move |_| {
        let text = page.workspace.read(|view| {
            view.ledger
                .record(page.id)
                .map(|record| (evidence::record_markdown(record, view), view.code(record)))
        });
        if let Some((text, code)) = text {
            hand_out(
                page,
                &format!("{code}.md"),
                "text/markdown",
                text.as_bytes(),
            );
        }
    };
    let json = move |_| {
        spawn_local(async move {
            let code = page
                .workspace
                .read(|view| view.ledger.record(page.id).map(|record| view.code(record)));
            match page
                .workspace
                .export(&Scope::Selection(vec![page.id]), true)
                .await
            {
                Ok(text) => {
                    let name = format!("{}.holdfast.json", code.unwrap_or_default());
                    hand_out(page, &name, "application/json", text.as_bytes());
                }
                Err(why) => page.workspace.alarm(format!("Nothing was exported: {why}")),
            }
        });
    };
    let paper = move |_| super::paper::print(page);
    view! {
        <details class="drop" node_ref=menu on:keydown=key on:focusout=left>
            <summary class="btn" id="run-export">{icon("download")}"Export"</summary>
            <div class="menu" on:click=move |_| close()>
                <button type="button" on:click=markdown>"Record as Markdown"</button>
                <button type="button" on:click=json>"Record as JSON"</button>
                <button type="button" on:click=paper>"Print the record"</button>
            </div>
        </details>
    }
    .into_any()
}

fn hand_out(page: RunPage, name: &str, mime: &str, bytes: &[u8]) {
    match files::download(name, mime, bytes) {
        Ok(()) => page.workspace.say(format!("Exported {name}")),
        Err(error) => page
            .workspace
            .alarm(format!("Nothing was exported: {error}.")),
    }
}
