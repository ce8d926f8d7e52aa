//! What can be taken out of a register: what is shown as CSV, the room as JSON, paper.

use super::state::Register;
use crate::edge::{clock, files, print, slices};
use crate::rooms::data::export;
use crate::ui::icon::icon;
use crate::workspace::exchange::Scope;
use holdfast_domain::codec::csv;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Rows that are written between two looks at what else waits.
const SLICE: usize = 200;

/// The menu.
pub fn menu(register: Register) -> AnyView {
    let room = register.room;
    let exporting = RwSignal::new(None);
    let inside = move || {
        view! {
            <button type="button" on:click=move |_| save_csv(register)>{icon("download")}"CSV of what is shown"</button>
            <button type="button" aria-haspopup="dialog" on:click=move |_| exporting.set(Some(Scope::Room(room.id)))>{icon("download")}{format!("Export all of {} (JSON)…", room.name)}</button>
            <button type="button" on:click=move |_| paper(register)>{icon("print")}"Print"</button>
        }
        .into_any()
    };
    let menu = crate::ui::menu::menu(view! { {icon("download")}"Take out" }, inside);
    view! { {menu}{export::dialog(register.workspace, exporting)} }.into_any()
}

fn paper(register: Register) {
    if let Err(error) = print::print(Some(register.kind.many)) {
        register
            .workspace
            .alarm(format!("Nothing was printed: {error}."));
    }
}

fn save_csv(register: Register) {
    spawn_local(async move {
        let columns = register.shown_columns();
        let ids = register.ids();
        let mut rows = vec![
            columns
                .iter()
                .map(|column| column.label.clone())
                .collect::<Vec<_>>(),
        ];
        for part in ids.chunks(SLICE) {
            register.workspace.read(|view| {
                let records = part.iter().filter_map(|id| view.ledger.record(*id));
                rows.extend(records.map(|record| {
                    columns
                        .iter()
                        .map(|column| column.text(record, view))
                        .collect::<Vec<_>>()
                }));
            });
            slices::yield_now().await;
        }
        let name = format!(
            "{}-{}.csv",
            register.kind.many.to_lowercase().replace(' ', "-"),
            clock::today()
        );
        let count = ids.len();
        match files::download(&name, "text/csv;charset=utf-8", csv::write(rows).as_bytes()) {
            Ok(()) => register
                .workspace
                .say(format!("{} in {name}", register.count_words(count))),
            Err(error) => register
                .workspace
                .alarm(format!("The CSV was not saved: {error}.")),
        }
    });
}
