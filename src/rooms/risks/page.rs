//! The page of a risk: its assessments side by side and their course, then the form.

use super::{assessments, card};
use crate::edge::print;
use crate::prelude::*;
use crate::rooms::record::{self, RecordPage};
use crate::route::{Page, Route};
use crate::ui::icon::icon;
use crate::ui::page::keep;
use holdfast_domain::rooms::risks::by_matrix;
use holdfast_domain::rooms::risks::matrix;

/// The page.
pub fn page(page: RecordPage) -> AnyView {
    let (paper, whole) = (RwSignal::new(false), RwSignal::new(false));
    keep(print::around(move |now| {
        paper.set(now && whole.get_untracked());
        if !now {
            whole.set(false);
        }
    }));
    // The form asks for what the matrix needs; it is drawn anew only when that changes.
    let shape = Memo::new(move |_| {
        page.workspace.watch_all(|view| {
            let matrix = matrix::matrix(view);
            matrix
                .as_ref()
                .as_ref()
                .ok()
                .map(|matrix| (matrix.size, matrix.scheme))
        })
    });
    let form = move || {
        shape.track();
        let matrix = page.workspace.read(matrix::matrix);
        match matrix.as_ref() {
            Ok(matrix) => record::form_as(page, &[], &|field| by_matrix(field, matrix)),
            Err(_) => record::form(page),
        }
    };
    let entries = ViewFn::from(move || {
        let print = move |_| {
            whole.set(true);
            card::print(page);
        };
        let map = Route::to(Page::Room(page.kind.room))
            .with("view", "heatmap")
            .with("risk", &page.id.to_string());
        view! {
            <button type="button" on:click=print>{icon("print")}"Print risk card"</button>
            <a href=map.href()>{icon("heatmap")}"On the heat map"</a>
        }
    });
    let sheet = move || paper.get().then(|| card::sheet(page));
    let screen_only = move || paper.get();
    view! {
        <section class="page" class:screen-only=screen_only>
            {record::head_with(page, record::standing(page), ().into_any(), Some(entries))}
            {record::findings(page)}
            <div class="record">
                <div>{assessments::card(page)}{form}</div>
                {record::panel(page)}
            </div>
            {crate::ui::form::ask(page.asked)}
        </section>
        {sheet}
    }
    .into_any()
}
