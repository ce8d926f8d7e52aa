//! What a service needs, edited beside the drawing.

use super::graph::GraphPage;
use super::marks::{NEEDS, control, needs_words};
use super::panel::PANEL;
use crate::edge::dom;
use crate::prelude::*;
use crate::ui::form::{Combo, Found, resolve};
use crate::ui::icon::icon;
use holdfast_domain::rooms::services::edit::{depend, set_any_of, set_kind, undepend};
use holdfast_domain::rooms::services::net::Needs;
use holdfast_domain::rooms::services::node::DEPENDENCIES;
use holdfast_ledger::{Edit, Id, Key, Path, Record};

/// The id of the box that adds what a service needs.
pub const ADD: &str = "net-add";

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Need {
    item: Id,
    on: Option<Id>,
}

fn needs(service: &Record) -> Vec<Need> {
    let items = service.items(DEPENDENCIES).into_iter();
    items
        .map(|item| Need {
            item: item.id,
            on: item.text("on").parse().ok(),
        })
        .collect()
}

/// The needs of the chosen service, and the box that adds one.
pub fn editor(page: GraphPage, service: Id) -> AnyView {
    let all = Memo::new(move |_| {
        page.workspace.watch(service, |view| {
            view.ledger.record(service).map(needs).unwrap_or_default()
        })
    });
    let row = move |need: Need| one(page, service, need);
    let none = move || {
        all.with(Vec::is_empty)
            .then(|| view! { <p class="muted">"It needs nothing that was named."</p> })
    };
    view! {
        <h3>"Needs"</h3>
        {none}
        <ul class="list net-needs" hidden=move || all.with(Vec::is_empty)>
            <For each=move || all.get() key=|need| *need children=row/>
        </ul>
        {adder(page, service, all)}
    }
    .into_any()
}

fn put(page: GraphPage, label: &str, edits: &[Edit]) {
    if let Err(why) = page.workspace.dispatch(label, edits) {
        page.workspace.alarm(why);
    }
}

fn one(page: GraphPage, service: Id, need: Need) -> AnyView {
    let workspace = page.workspace;
    let name = Memo::new(move |_| {
        workspace.watch_all(|view| {
            let record = need.on.and_then(|on| view.there(on));
            record.map_or_else(
                || "Something that is not here".to_owned(),
                |record| view.name(record),
            )
        })
    });
    let field = move |field: &'static str| {
        let path = Path::item(DEPENDENCIES, need.item, Key::new(field));
        workspace.watch(service, |view| {
            let record = view.ledger.record(service);
            let value = record.and_then(|record| record.value(path));
            value
                .map(|value| value.plain().into_owned())
                .unwrap_or_default()
        })
    };
    let kind = Memo::new(move |_| Needs::of(&field("kind")));
    let any_of = Memo::new(move |_| field("any_of"));
    let option = move |one: Needs| view! { <option value=one.key() selected=move || kind.get() == one>{needs_words(one)}</option> };
    let choose = move |value: String| {
        put(
            page,
            "Kind of dependency changed",
            &[set_kind(service, need.item, Needs::of(&value))],
        );
    };
    let group = move |value: String| {
        if value.trim() != any_of.get_untracked() {
            put(
                page,
                "Alternatives changed",
                &[set_any_of(service, need.item, &value)],
            );
        }
    };
    let remove = move |_| {
        put(page, "Dependency removed", &[undepend(service, need.item)]);
        // Not a text field: there Ctrl+Z would take back what was typed.
        dom::focus(PANEL);
    };
    let go = move |_| {
        if let Some(on) = need.on {
            page.go_to(on);
        }
    };
    view! {
        <li>
            <button type="button" class="link" on:click=go>{name}</button>
            <div class="btns">
                <select aria-label=move || format!("How it needs {}", name.get()) on:change:target=move |event| choose(event.target().value())>{NEEDS.map(option).collect_view()}</select>
                <input type="text" class="net-any" placeholder="one of…" aria-label=move || format!("Stands in for others with the name, {}", name.get())
                    title="Give those the same name of which one is enough." prop:value=move || any_of.get() on:change:target=move |event| group(event.target().value())/>
                <button type="button" class="btn icon small quiet" aria-label=move || format!("Remove {}", name.get()) on:click=remove>{icon("trash")}</button>
            </div>
        </li>
    }
    .into_any()
}

fn adder(page: GraphPage, service: Id, all: Memo<Vec<Need>>) -> AnyView {
    let kind = RwSignal::new(Needs::Hard);
    let add = move |found: &Found| -> Result<(), String> {
        let (on, mut edits) = resolve(page.workspace, found)?;
        let item = page.workspace.mint()?;
        let made = page.workspace.read(|view| {
            let record = view.ledger.record(service);
            record.map(|record| depend(record, item, on, kind.get_untracked()))
        });
        edits.extend(made.ok_or("The service is not here any more.")??);
        page.workspace.dispatch("Dependency added", &edits)?;
        Ok(())
    };
    let picked = Callback::new(move |found: Found| {
        if let Err(why) = add(&found) {
            page.workspace.alarm(why);
        }
    });
    let there = Memo::new(move |_| {
        let known = all.with(|all| all.iter().filter_map(|need| need.on).collect::<Vec<_>>());
        [known, vec![service]].concat()
    });
    let combo = Combo::new(&["service"], there.into(), picked);
    let Some(control) = control(ADD, "Needs…") else {
        return ().into_any();
    };
    let leave = Callback::new(move |()| combo.close());
    let option = move |one: Needs| view! { <option value=one.key() selected=move || kind.get() == one>{needs_words(one)}</option> };
    view! {
        <div class="net-add">
            <label for=ADD class="label">"Needs…"</label>
            <div class="pick">{combo.view(&control, Signal::derive(String::new), leave)}</div>
            <select aria-label="How it needs what is added" on:change:target=move |event| kind.set(Needs::of(&event.target().value()))>{NEEDS.map(option).collect_view()}</select>
        </div>
    }
    .into_any()
}
