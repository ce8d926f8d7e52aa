//! The record of a run as files and on paper.

use super::RunPage;
use crate::prelude::*;
use crate::rooms::data::export::write_for;
use crate::ui::handed;
use crate::ui::icon::icon;
use crate::ui::menu;
use crate::workspace::exchange::Scope;
use holdfast_domain::heavy::Include;
use holdfast_domain::rooms::runbooks::evidence;

/// The menu of what can be taken along.
pub fn menu(page: RunPage) -> AnyView {
    let markdown = move |_| {
        let text = page.workspace.read(|view| {
            view.ledger
                .record(page.id)
                .map(|record| (evidence::record_markdown(record, view), view.code(record)))
        });
        if let Some((text, code)) = text {
            handed::markdown(page.workspace, &code, &text);
        }
    };
    let json = move |_| {
        write_for(page.workspace, async move |run| {
            let code = page
                .workspace
                .read(|view| view.ledger.record(page.id).map(|record| view.code(record)));
            let scope = Scope::Selection(vec![page.id]);
            let text = page.workspace.export(&scope, Include::ALL, run).await?;
            run.check()?;
            let name = format!("{}.holdfast.json", code.unwrap_or_default());
            handed::file(page.workspace, &name, "application/json", text.as_bytes());
            Ok(())
        });
    };
    let paper = move |_| super::paper::print(page);
    let label = view! { {icon("download")}<span class="word">"Export"</span> };
    menu::menu(label, move || {
        view! {
            <button type="button" on:click=markdown>"Record as Markdown"</button>
            <button type="button" on:click=json>"Record as JSON"</button>
            <button type="button" on:click=paper>"Print the record"</button>
        }
        .into_any()
    })
}
