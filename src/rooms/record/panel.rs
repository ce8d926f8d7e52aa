//! What stands beside the form: figures, links, comments, attachments, history.

use super::{RecordPage, attach, links, notes, past};
use crate::edge::clock;
use crate::prelude::*;
use crate::ui::form::tone_class;
use holdfast_domain::describe::{Cell, Figure, Tone};

/// The panel.
pub fn panel(page: RecordPage) -> AnyView {
    view! {
        <aside class="panel" aria-label="About this record">
            {figures(page)}
            {links::links(page)}
            {notes::comments(page)}
            {attach::attachments(page)}
            {past::history(page)}
        </aside>
    }
    .into_any()
}

// Each figure opens to where it comes from.
fn figures(page: RecordPage) -> AnyView {
    let shown = page
        .kind
        .figures
        .iter()
        .map(|figure| figure_row(page, figure))
        .collect_view();
    (!page.kind.figures.is_empty())
        .then(|| {
            view! {
                <section class="card">
                    <h2>"Figures"</h2>
                    <ul class="figures">{shown}</ul>
                </section>
            }
        })
        .into_any()
}

fn figure_row(page: RecordPage, figure: &'static Figure) -> AnyView {
    let cell: Memo<Cell> =
        Memo::new(move |_| page.watch_all(|record, view| figure.show(record, view)));
    let text = move || {
        let Cell { text, tone, .. } = cell.get();
        let text = if text.is_empty() {
            "none".to_owned()
        } else {
            clock::with_dates(&text)
        };
        let class = if tone == Tone::Plain {
            String::new()
        } else {
            format!("status {}", tone_class(tone))
        };
        view! { <span class=class>{text}</span> }
    };
    let inputs = move || Some(cell.get().inputs).filter(|inputs| !inputs.is_empty());
    view! {
        <li>
            <details>
                <summary><span class="muted">{figure.label}</span>{text}</summary>
                <p class="help">{figure.how}</p>
                {move || inputs().map(|inputs| view! { <p class="help"><b>"From: "</b>{clock::with_dates(&inputs)}</p> })}
            </details>
        </li>
    }
    .into_any()
}
