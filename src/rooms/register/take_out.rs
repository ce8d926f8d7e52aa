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

/// Rows that are written between two looks at what else waits.
const SLICE: usize = 200;

/// The menu.
pub fn menu(register: Register) -> AnyView {
    let room = register.room;
    let exporting = RwSignal::new(None);
    let papers = Watch::new();
    let inside = move || {
        view! {
            <button type="button" on:click=move |_| save_csv(register)>{icon("download")}"CSV of what is shown"</button>
            <button type="button" on:click=move |_| save_table(register, Form::Csv)>{icon("download")}"CSV of all fields"</button>
            <button type="button" on:click=move |_| save_table(register, Form::Workbook)>{icon("download")}"Workbook of all fields (XLSX)"</button>
            <button type="button" aria-haspopup="dialog" on:click=move |_| exporting.set(Some(Scope::Room(room.id)))>{icon("download")}{format!("Export all of {} (JSON)…", room.name)}</button>
            <button type="button" on:click=move |_| paper::print(register, papers)>{icon("print")}"Print"</button>
        }
        .into_any()
    };
    let menu = crate::ui::menu::menu(view! { {icon("download")}"Export" }, inside);
    view! { {menu}{under_way(papers, "Drawing rows", "Cancel print", "")}{export::dialog(register.workspace, exporting)} }
        .into_any()
}

fn save_csv(register: Register) {
    let (columns, ids) = (register.shown_columns(), register.ids());
    export::write_for(register.workspace, async move |run| {
        let mut rows = vec![
            columns
                .iter()
                .map(|column| column.label.clone())
                .collect::<Vec<_>>(),
        ];
        for (n, part) in ids.chunks(SLICE).enumerate() {
            register.workspace.read(|view| {
                let records = part.iter().filter_map(|id| view.ledger.record(*id));
                rows.extend(records.map(|record| {
                    columns
                        .iter()
                        .map(|column| column.text(record, view))
                        .collect::<Vec<_>>()
                }));
            });
            run.tell((n * SLICE) as f64 / ids.len() as f64);
            slices::yield_now().await;
            run.check()?;
        }
        let bytes = csv::write(rows).into_bytes();
        hand_out(register, Form::Csv, "", ids.len(), &bytes)
    });
}

// All fields of the records that are shown: what can be taken back in.
fn save_table(register: Register, form: Form) {
    let (workspace, ids) = (register.workspace, register.ids());
    export::write_for(workspace, async move |run| {
        let written = workspace.register_table(register.kind, &ids, form, run);
        let bytes = written.await?;
        run.check()?;
        hand_out(register, form, "-all-fields", ids.len(), &bytes)
    });
}

fn hand_out(
    register: Register,
    form: Form,
    what: &str,
    count: usize,
    bytes: &[u8],
) -> Result<(), String> {
    let (ending, mime) = match form {
        Form::Csv => ("csv", "text/csv;charset=utf-8"),
        Form::Workbook => ("xlsx", XLSX),
    };
    let many = register.kind.many.to_lowercase().replace(' ', "-");
    let name = format!("{many}{what}-{}.{ending}", clock::today());
    files::download(&name, mime, bytes).map_err(|error| format!("{error}."))?;
    let count = register.count_words(count);
    register.workspace.say(format!("{count} in {name}"));
    Ok(())
}
