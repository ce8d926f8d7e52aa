//! Views: columns, order, filters and words under a name, kept on this device.

use super::state::Register;
use crate::prelude::*;
use crate::ui::form::{Asked, ask};
use crate::ui::icon::icon;
use crate::ui::menu::menu;
use holdfast_domain::ask::Answers;
use holdfast_domain::describe::{Field, Type, field};
use holdfast_domain::table::{ME, Spec};
use holdfast_ledger::sort::Arrange;
use std::sync::Arc;

/// A view's name and its address's pairs.
type Views = Vec<(String, Vec<(String, String)>)>;

static NAME: &[Field] = &[field("name", "Name of the view", Type::Line).help("Columns, order, filters and words are kept under it, on this device. To send it to somebody, send them the address of the page.")];

/// The menu of views.
pub fn menu_of_views(register: Register) -> AnyView {
    let asked = RwSignal::new(None);
    let inside = move || {
        let views = kept(register);
        let now = register.spec.get_untracked().to_pairs();
        let current = views
            .iter()
            .find(|(_, pairs)| *pairs == now)
            .map(|(name, _)| name.clone());
        let all = register.all_columns();
        let show = move |pairs: Vec<(String, String)>| {
            let spec = Spec::from_pairs(&pairs, &register.all_columns());
            move |_: leptos::ev::MouseEvent| register.spec.set(spec.clone())
        };
        let saved = views.iter().map(|(name, pairs)| {
            let here = (Some(name) == current.as_ref()).then_some("true");
            view! { <button type="button" aria-current=here on:click=show(pairs.clone())>{icon("bookmark")}{name.clone()}</button> }
        });
        let mine = all.iter().any(|column| column.key == "owner").then(|| {
            let pairs = vec![("f.owner".to_owned(), ME.to_owned())];
            view! { <button type="button" on:click=show(pairs)>"Mine"</button> }
        });
        let review = all
            .iter()
            .any(|column| column.key == "next_review")
            .then(|| {
                let pairs = vec![
                    ("sort".to_owned(), "next_review".to_owned()),
                    ("f.next_review".to_owned(), "..today".to_owned()),
                ];
                view! { <button type="button" on:click=show(pairs)>"Review due"</button> }
            });
        let forget = current.clone().map(|name| {
            let label = format!("Remove the view “{name}”");
            view! { <button type="button" on:click=move |_| remove(register, &name)>{icon("trash")}{label}</button> }
        });
        view! {
            <button type="button" on:click=show(Vec::new())>"All"</button>
            {mine}{review}
            {saved.collect_view()}
            <hr/>
            <button type="button" on:click=move |_| asked.set(Some(question(register)))>{icon("plus")}"Save this view…"</button>
            {forget}
        }
        .into_any()
    };
    view! { {menu(view! { {icon("bookmark")}"Views" }, inside)} {ask(asked)} }.into_any()
}

fn question(register: Register) -> Asked {
    Asked {
        title: "Save this view".to_owned(),
        fields: NAME,
        about: String::new(),
        given: Answers::new(),
        perform: Arc::new(move |answers| save(register, &answers)),
    }
}

fn save(register: Register, answers: &Answers) -> Result<(), String> {
    let name = answers
        .get("name")
        .map(|name| name.plain().trim().to_owned())
        .unwrap_or_default();
    if name.is_empty() {
        return Err("Give the view a name.".to_owned());
    }
    let mut spec = register.spec.get_untracked();
    spec.columns = Some(register.columns.get_untracked());
    let mut views = kept(register);
    views.retain(|(other, _)| *other != name);
    views.push((name, spec.to_pairs()));
    views.arrange();
    keep(register, &views)?;
    register.spec.set(spec);
    Ok(())
}

fn remove(register: Register, name: &str) {
    let mut views = kept(register);
    views.retain(|(other, _)| other != name);
    if let Err(why) = keep(register, &views) {
        register.workspace.alarm(why);
    }
}

fn pref(register: Register) -> String {
    format!("views:{}", register.kind.id)
}

fn kept(register: Register) -> Views {
    let json = register
        .workspace
        .prefs()
        .get(&pref(register))
        .unwrap_or_default();
    serde_json::from_str(&json).unwrap_or_default()
}

fn keep(register: Register, views: &Views) -> Result<(), String> {
    let json = serde_json::to_string(views).map_err(|error| error.to_string())?;
    register
        .workspace
        .prefs()
        .set(&pref(register), &json)
        .map_err(|error| format!("The views were not kept: {error}."))
}
