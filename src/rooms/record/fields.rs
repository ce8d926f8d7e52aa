//! The form: cards of fields as the description groups them, then the lists.

use super::{RecordPage, bind, head, items, rest};
use crate::prelude::*;
use crate::rooms::views::BELOW;
use crate::ui::cell::said;
use crate::ui::form::field_editor;
use holdfast_domain::describe::{By, Field, Type};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Key, Path};

/// The id of the element that edits a field.
pub fn element_id(field: &str) -> String {
    format!("f-{field}")
}

/// The form of a record: its fields and lists.
pub fn form(page: RecordPage) -> AnyView {
    form_without(page, &[])
}

/// The form without the lists and the cards that the page shows elsewhere.
pub fn form_without(page: RecordPage, elsewhere: &[&str]) -> AnyView {
    form_as(page, elsewhere, &|field| field)
}

/// The same, where some fields are filled in as another description of them says.
pub fn form_as(
    page: RecordPage,
    elsewhere: &[&str],
    described: &dyn Fn(&'static Field) -> &'static Field,
) -> AnyView {
    let mut groups: Vec<(&'static str, Vec<&'static Field>)> = Vec::new();
    let here = |field: &&Field| !elsewhere.contains(&field.group);
    for field in in_order(page).into_iter().map(described).filter(here) {
        match groups.iter_mut().find(|(name, _)| *name == field.group) {
            Some((_, fields)) => fields.push(field),
            None => groups.push((field.group, vec![field])),
        }
    }
    // Notes and reviews stand after the lists, as the last things one fills in.
    let late = |name: &str| matches!(name, "Notes" | "Review");
    let (last, first): (Vec<_>, Vec<_>) = groups.into_iter().partition(|(name, _)| late(name));
    let cards = |groups: Vec<(&'static str, Vec<&'static Field>)>| {
        groups
            .into_iter()
            .map(|(name, fields)| {
                let below = BELOW
                    .iter()
                    .find(|below| below.kind == page.kind.id && below.group == name);
                let below = below.map(|below| (below.draw)(page));
                view! { {card(page, name, &fields)}{below} }
            })
            .collect_view()
    };
    let lists = page
        .kind
        .lists
        .iter()
        .filter(|list| !elsewhere.contains(&list.key));
    let lists = lists.map(|list| match list.by {
        By::Form => items::editor(page, list),
        By::Screen => items::table(page, list),
    });
    view! { {cards(first)}{lists.collect_view()}{cards(last)}{rest::unknown(page)} }.into_any()
}

/// One card of the form, by its name.
pub fn cards_of(page: RecordPage, name: &'static str) -> AnyView {
    let mut fields = in_order(page);
    fields.retain(|field| field.group == name);
    card(page, name, &fields)
}

// What a record is comes before who has it and what it is called in the files.
fn in_order(page: RecordPage) -> Vec<&'static Field> {
    let place = |field: &Field| match field.key {
        "title" => 0,
        "owner" => 2,
        "code" => 3,
        "tags" => 4,
        _ => 1,
    };
    let mut fields: Vec<_> = page
        .kind
        .all_fields()
        .filter(|field| field.key != "archived")
        .collect();
    fields.arrange_by_key(|field| {
        if field.group.is_empty() {
            place(field)
        } else {
            5
        }
    });
    fields
}

fn card(page: RecordPage, name: &'static str, fields: &[&'static Field]) -> AnyView {
    let editors = fields
        .iter()
        .filter(|field| field.by == By::Form)
        .map(|field| {
            let path = Path::field(Key::new(field.key));
            let mut control = bind::control(page, path, field, element_id(field.key), None);
            control.half |= matches!(field.ty, Type::Line) && field.key != "title";
            // A card's heading says what its only field is.
            control.bare = field.label == name;
            field_editor(&control)
        });
    let editors: Vec<AnyView> = editors.collect();
    let shown: Vec<&'static Field> = fields
        .iter()
        .copied()
        .filter(|field| field.by == By::Screen && !in_head(field) && !is_for_machines(field))
        .collect();
    let empty = editors.is_empty();
    let facts = facts(page, shown.clone());
    let some = Memo::new(move |_| {
        page.watch(|record, _| {
            shown
                .iter()
                .any(|field| record.value(Path::of(field.key)).is_some())
        })
    });
    let label = if name.is_empty() { "Details" } else { name };
    view! {
        <section class="card" aria-label=label hidden=move || empty && !some.get()>
            {(!name.is_empty()).then(|| view! { <h2>{name}</h2> })}
            {left_out(page, fields)}
            <div class="form" hidden=empty>{editors}</div>
            {facts}
        </section>
    }
    .into_any()
}

// What the file that this copy came from left out is not empty where it came from (F3).
fn left_out(page: RecordPage, fields: &[&'static Field]) -> AnyView {
    let fields = fields.to_vec();
    let names = Memo::new(move |_| {
        page.watch(|record, _| {
            let out = fields
                .iter()
                .filter(|field| record.omits(Path::of(field.key)));
            let names: Vec<&str> = out.map(|field| field.label).collect();
            names.join(", ")
        })
    });
    let shown = move || {
        let names = names.get();
        (!names.is_empty()).then(|| {
            view! { <p class="callout">{format!("Left out of the file that this copy was made from: {names}. What stands there is not known here, and is not changed by sending this copy back.")}</p> }
        })
    };
    view! { {shown} }.into_any()
}

/// Whether a field holds an id or a fingerprint, which says nothing to people: figures and links say it in words.
pub fn is_for_machines(field: &Field) -> bool {
    let named = ["content", "objective", "plan_version", "runbook_version"];
    field.key.ends_with("_id") || field.by == By::Screen && named.contains(&field.key)
}

/// Whether the page's head shows a field.
pub fn in_head(field: &Field) -> bool {
    field.is_standing() || (field.by == By::Screen && field.key == "outcome")
}

// What actions and screens wrote: shown, not edited.
fn facts(page: RecordPage, fields: Vec<&'static Field>) -> AnyView {
    let values = Memo::new(move |_| {
        page.watch_all(|record, view| {
            let shown = fields.iter().map(|field| {
                let sides = head::sides(record, field, view);
                let text = said(field, record.value(Path::of(field.key)), view);
                (field.label, text, sides)
            });
            shown
                .filter(|(_, text, sides)| !text.is_empty() || sides.is_some())
                .collect::<Vec<_>>()
        })
    });
    let rows = move || {
        let rows = values.get();
        let row = |(label, text, sides): (&'static str, String, Option<String>)| match sides {
            None => view! { <dt>{label}</dt><dd>{text}</dd> }.into_any(),
            Some(sides) => {
                view! { <dt>{label}</dt><dd><span class="conflict">{sides}</span></dd> }.into_any()
            }
        };
        (!rows.is_empty())
            .then(|| view! { <dl class="facts">{rows.into_iter().map(row).collect_view()}</dl> })
    };
    view! { {rows} }.into_any()
}
