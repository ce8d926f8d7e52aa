//! The card of a risk: all of it on one sheet of paper.

use super::assessments::{Shown, side_by_side};
use super::{arrows, heat};
use crate::edge::{clock, print};
use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::rooms::runbooks::sheet::{fact, sign};
use crate::ui::form::tone_class;
use crate::ui::handed;
use crate::ui::markdown::markdown;
use crate::workspace::now_ms;
use holdfast_domain::describe::{Figure, Finding, Type};
use holdfast_domain::rooms::controls::rules as controls;
use holdfast_domain::rooms::risks::legs::legs;
use holdfast_domain::rooms::risks::matrix::Matrix;
use holdfast_domain::rooms::risks::scoring::{Which, ways};
use holdfast_domain::rooms::risks::{RISK, rules};
use holdfast_domain::value;
use holdfast_domain::view::View;
use holdfast_ledger::record::Item;
use holdfast_ledger::{Key, Path, Record};

/// Prints the card.
pub fn print(page: RecordPage) {
    let name = page.read(|record, view| view.name(record));
    handed::paper(page.workspace, Some(&name));
}

/// The sheet that is printed instead of the page.
pub fn sheet(page: RecordPage) -> AnyView {
    let whole = page.read(|record, view| Some(of_risk(page, record, view)));
    view! { <section class="page print-only paper risk-card">{whole}</section> }.into_any()
}

fn of_risk(page: RecordPage, record: &Record, view: &View<'_>) -> AnyView {
    let name = view.name(record);
    let printed = u64::try_from(now_ms()).map(clock::date_time);
    let source = [
        &untrack(|| page.workspace.name()),
        " · printed ",
        &printed.unwrap_or_default(),
    ]
    .concat();
    let state = figure("state").map(|figure| figure.show(record, view).text);
    let standing = ["Risk card · ", &state.unwrap_or_default()].concat();
    print::label(&name, &standing, &source);
    let shown = Shown::of(record, view);
    let map = shown.matrix.as_ref().as_ref().ok();
    let map = map.map(|matrix| placed(record, matrix));
    let findings = rules::findings(record, view);
    view! {
        <header class="sheet-head keep">
            <div><h1>{name}</h1><p><b>{standing}</b></p><p>{source}</p></div>
        </header>
        {facts(record, view)}
        {sentence(record)}
        <div class="risk-sides keep">
            <div><h2>"Assessments"</h2>{side_by_side(&shown, None)}</div>
            {map}
        </div>
        {treatment(record, view)}
        {attention(&findings)}
        {sign(&["Owner: name and signature", "Date", "Accepted by"])}
    }
    .into_any()
}

fn figure(key: &str) -> Option<&'static Figure> {
    RISK.figures.iter().find(|figure| figure.key == key)
}

fn shown(record: &Record, field: &'static str, view: &View<'_>) -> String {
    let described = RISK.field(field);
    let value = record.value(Path::of(field));
    match described {
        Some(field) if matches!(field.ty, Type::Date) => value
            .map(|day| clock::calendar_date(&day.plain()))
            .unwrap_or_default(),
        Some(field) => value::show(field, value, view),
        None => String::new(),
    }
}

fn facts(record: &Record, view: &View<'_>) -> AnyView {
    let of_figure = |key: &str| {
        let cell = figure(key).map(|figure| figure.show(record, view).text);
        cell.filter(|text| !text.starts_with("unknown:") && text != "none")
            .unwrap_or_default()
    };
    let names = { controls::of_risk(record, view).into_iter() }
        .map(|control| view.name(control))
        .collect::<Vec<_>>();
    view! {
        <div class="sheet-facts">
            {fact("Owner", &shown(record, "owner", view))}
            {fact("Category", &shown(record, "category", view))}
            {fact("Loss scenario", &shown(record, "scenario", view))}
            {fact("Services", &shown(record, "services", view))}
            {fact("Controls", &names.join(", "))}
            {fact("Expected loss a year", &of_figure("annual_loss"))}
            {fact("Last reviewed", &shown(record, "reviewed", view))}
            {fact("Next review", &shown(record, "next_review", view))}
        </div>
    }
    .into_any()
}

// Because of …, this may happen …, with …
fn sentence(record: &Record) -> AnyView {
    let part = |label: &'static str, field: &'static str| {
        let text = record.text(field);
        (!text.is_empty())
            .then(|| view! { <div class="said"><b>{label}</b>{markdown(&text)}</div> })
    };
    view! { {part("Cause", "cause")}{part("Event", "event")}{part("Consequence", "consequence")} }
        .into_any()
}

// Where it stands on the matrix, by the first letters of its assessments.
fn placed(record: &Record, matrix: &Matrix) -> AnyView {
    let found = ways(std::iter::once(record), matrix);
    let lines = arrows::on_paper(&legs(&found, matrix.size));
    let inside = |place: (u32, u32)| {
        let letters = found
            .iter()
            .flat_map(|way| Which::ALL.into_iter().zip(way.places));
        let letters = letters.filter(|(_, at)| *at == Some(place));
        let letters: String = letters
            .filter_map(|(which, _)| which.label().chars().next())
            .collect();
        view! { <span><b>{letters}</b></span> }.into_any()
    };
    let table = heat::drawn(matrix, "Place on the matrix".to_owned(), lines, &inside);
    view! {
        <figure class="risk-map"><div class="heat-wrap">{table}</div>
        <p>"I inherent, C current, T target. The thick line is the appetite."</p></figure>
    }
    .into_any()
}

fn treatment(record: &Record, view: &View<'_>) -> AnyView {
    let list = RISK.list("actions");
    let items = record.items(Key::new("actions"));
    let row = |item: &Item<'_>| {
        let cells = list.map(|list| {
            let cells = list.fields.iter().map(|field| {
                let value = item.value(field.key);
                let text = match field.ty {
                    Type::Date => value
                        .map(|day| clock::calendar_date(&day.plain()))
                        .unwrap_or_default(),
                    _ => value::show(field, value, view),
                };
                view! { <td>{text}</td> }
            });
            cells.collect_view()
        });
        view! { <tr>{cells}</tr> }
    };
    let heads = list.map(|list| {
        list.fields
            .iter()
            .map(|field| view! { <th>{field.label}</th> })
            .collect_view()
    });
    let table = (!items.is_empty()).then(|| {
        view! { <table class="table"><thead><tr>{heads}</tr></thead><tbody>{items.iter().map(row).collect_view()}</tbody></table> }
    });
    let acceptance = figure("acceptance_state").map(|figure| figure.show(record, view));
    let acceptance = acceptance.filter(|cell| !cell.text.is_empty()).map(|cell| {
        view! { <p><b>"Acceptance: "</b>{cell.text}" "<span class="muted">{cell.inputs}</span></p> }
    });
    let none = (items.is_empty()).then(|| view! { <p>"No treatment actions."</p> });
    view! {
        <h2>"Treatment"</h2>
        {fact("Treatment", &shown(record, "treatment", view))}
        {acceptance}
        {table}{none}
    }
    .into_any()
}

fn attention(findings: &[Finding]) -> AnyView {
    let one = |finding: &Finding| {
        view! { <li><span class=format!("status {}", tone_class(finding.tone))></span>{finding.text.clone()}</li> }
    };
    (!findings.is_empty())
        .then(|| {
            view! { <h2>"To be looked at"</h2><ul class="checklist one">{findings.iter().map(one).collect_view()}</ul> }
        })
        .into_any()
}
