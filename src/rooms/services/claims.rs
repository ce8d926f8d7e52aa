//! What was promised beside what is needed, what can be and what was proved. Each opens to its formula
//! and inputs.

use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::ui::cell::tone;
use holdfast_domain::describe::{Cell, Figure};
use holdfast_domain::rooms::services::SERVICE;
use holdfast_domain::value;
use holdfast_ledger::Path;

fn figure(key: &str) -> Option<&'static Figure> {
    SERVICE.figures.iter().find(|figure| figure.key == key)
}

fn opens(page: RecordPage, key: &'static str) -> AnyView {
    let Some(figure) = figure(key) else {
        return ().into_any();
    };
    let cell: Memo<Cell> =
        Memo::new(move |_| page.watch_all(|record, view| figure.show(record, view)));
    // Why nothing is known needs more room than a column has.
    let text = move || {
        let Cell {
            text, tone: how, ..
        } = cell.get();
        let class = if text.starts_with("unknown") {
            "muted"
        } else {
            tone(how)
        };
        let short = text.split(": ").next().unwrap_or_default().to_owned();
        view! { <span class=class>{short}</span> }
    };
    let why = move || {
        let text = cell.get().text;
        let (short, why) = text.split_once(": ")?;
        let why = format!("{short}: {why}.");
        Some(view! { <p><b>{why}</b></p> })
    };
    let inputs = move || Some(cell.get().inputs).filter(|inputs| !inputs.is_empty());
    view! {
        <details class="opens">
            <summary>{text}</summary>
            {why}
            <p class="help">{figure.how}</p>
            {move || inputs().map(|inputs| view! { <p class="help"><b>"From: "</b>{inputs}</p> })}
        </details>
    }
    .into_any()
}

fn claimed(page: RecordPage, key: &'static str) -> AnyView {
    let Some(field) = SERVICE.field(key) else {
        return ().into_any();
    };
    let text = move || {
        let text = page.watch(|record, view| value::show(field, record.value(Path::of(key)), view));
        if text.is_empty() {
            "none".to_owned()
        } else {
            text
        }
    };
    view! { <span>{text}</span> }.into_any()
}

/// The card.
pub fn claims(page: RecordPage) -> AnyView {
    view! {
        <section class="card stack" aria-label="What follows">
            <h2>"What follows"</h2>
            <dl class="facts wide net-sums">
                <div><dt>"MTPD"</dt><dd>{opens(page, "mtpd")}</dd></div>
                <div><dt>"WRT"</dt><dd>{claimed(page, "wrt")}</dd></div>
                <div><dt>"Margin to MTPD"</dt><dd>{opens(page, "margin")}</dd></div>
                <div><dt>"Tier"</dt><dd>{opens(page, "criticality")}</dd></div>
            </dl>
            <div class="table-wrap" tabindex="0" role="region" aria-label="Claimed and proven">
                <table class="table compact claims objectives">
                    <caption class="sr">"Claimed and proven"</caption>
                    <thead><tr><td></td><th scope="col">"Claimed"</th><th scope="col">"Needed"</th><th scope="col">"Can be"</th><th scope="col">"Proven"</th></tr></thead>
                    <tbody>
                        <tr><th scope="row">"RTO"</th><td>{claimed(page, "rto")}</td><td>{opens(page, "needed_within")}</td><td>{opens(page, "achievable")}</td><td>{opens(page, "proven_rto")}</td></tr>
                        <tr><th scope="row">"RPO"</th><td>{claimed(page, "rpo")}</td><td>{opens(page, "needed_data")}</td><td>{opens(page, "copy_age")}</td><td>{opens(page, "proven_rpo")}</td></tr>
                    </tbody>
                </table>
            </div>
            <p class="help">"Each opens to its formula and to what went into it. RTO, RPO and WRT are written on the tab About."</p>
        </section>
    }
    .into_any()
}
