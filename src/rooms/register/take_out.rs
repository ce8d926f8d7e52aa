//! What can be taken out of a register: what is shown as CSV, the room as JSON, paper.

use super::paper;
use super::state::Register;
use crate::edge::{clock, files, slices};
use crate::prelude::*;
use crate::rooms::data::export::{self, XLSX};
use crate::rooms::data::under_way;
use crate::ui::icon::icon;
use crate::workspace::exchange::{Scope, Watch};
use holdfast_domain::codec::csv;
use holdfast_domain::codec::sheet::write::Form;
use leptos::task::spawn_local;

/// Rows that are written between two looks at what else waits.
const SLICE: usize = 200;

/// The menu.
pub fn menu(register: Register) -> AnyView {
    let room = register.room;
    let exporting = RwSignal::new(None);
    let (watch, papers) = (Watch::new(), Watch::new());
    let inside = move || {
        view! {
            <button type="button" on:click=move |_| save_csv(register)>{icon("download")}"CSV of what is shown"</button>
            <button type="button" on:click=move |_| save_table(register, Form::Csv, watch)>{icon("download")}"CSV of all fields"</button>
            <button type="button" on:click=move |_| save_table(register, Form::Workbook, watch)>{icon("download")}"Workbook of all fields (XLSX)"</button>
            <button type="button" aria-haspopup="dialog" on:click=move |_| exporting.set(Some(Scope::Room(room.id)))>{icon("download")}{format!("Export all of {} (JSON)…", room.name)}</button>
            <button type="button" on:click=move |_| paper::print(register, papers)>{icon("print")}"Print"</button>
        }
        .into_any()
    };
    let menu = crate::ui::menu::menu(view! { {icon("download")}"Export" }, inside);
    view! { {menu}{under_way(watch, "Writing", "Cancel export", "")}{under_way(papers, "Drawing rows", "Cancel print", "")}{export::dialog(register.workspace, exporting)} }
        .into_any()
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
        let bytes = csv::write(rows).into_bytes();
        hand_out(register, Form::Csv, "", ids.len(), &bytes);
    });
}

// All fields of the records that are shown: what can be taken back in.
fn save_table(register: Register, form: Form, watch: Watch) {
    spawn_local(async move {
        // The menu closes before a large register is written.
        slices::yield_now().await;
        let ids = register.ids();
        let workspace = register.workspace;
        let run = watch.begin();
        let written = workspace.register_table(register.kind, &ids, form, run);
        let written = written.await;
        run.end();
        match written {
            Ok(bytes) => hand_out(register, form, "-all-fields", ids.len(), &bytes),
            Err(why) => workspace.alarm(format!("The table was not written: {why}")),
        }
    });
}

fn hand_out(register: Register, form: Form, what: &str, count: usize, bytes: &[u8]) {
    let (ending, mime) = match form {
        Form::Csv => ("csv", "text/csv;charset=utf-8"),
        Form::Workbook => ("xlsx", XLSX),
    };
    let many = register.kind.many.to_lowercase().replace(' ', "-");
    let name = format!("{many}{what}-{}.{ending}", clock::today());
    match files::download(&name, mime, bytes) {
        Ok(()) => register
            .workspace
            .say(format!("{} in {name}", register.count_words(count))),
        Err(error) => register
            .workspace
            .alarm(format!("The table was not saved: {error}.")),
    }
}
