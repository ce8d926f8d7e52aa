//! What is done with all selected rows at once, as one command.

use super::row::bring_back_all;
use super::state::{Register, thousands};
use crate::prelude::*;
use crate::rooms::data::{export, kit};
use crate::rooms::risks::quant_choose::simulate;
use crate::ui::dialog::{Dialog, cancel, next_id, submit_button};
use crate::ui::form::{Asked, Control, ask, field_editor};
use crate::workspace::exchange::Scope;
use holdfast_domain::ask::Answers;
use holdfast_domain::codes;
use holdfast_domain::describe::{By, Field, Type, field, in_text};
use holdfast_domain::rooms::risks::RISK;
use holdfast_domain::table::Standing;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Ledger, Path, Text};
use std::sync::Arc;

static TAGS: &[Field] = &[field("tags", "Tags", Type::Words).help("With commas between.")];

/// The bar; there while something is selected.
pub fn bulk(register: Register) -> AnyView {
    let count = Memo::new(move |_| register.selected.with(std::collections::BTreeSet::len));
    let setting = RwSignal::new(false);
    let making = RwSignal::new(false);
    let asked = RwSignal::new(None::<Asked>);
    let standing = move || register.spec.with(|spec| spec.standing);
    let tags = move |add: bool| {
        let title = if add { "Add tags" } else { "Remove tags" };
        asked.set(Some(Asked {
            title: title.to_owned(),
            fields: TAGS,
            about: String::new(),
            given: Answers::new(),
            perform: Arc::new(move |answers| change_tags(register, &answers, add)),
        }));
    };
    let uncoded = move || {
        register.epoch.track();
        register
            .selected
            .with(|selected| register.lack_codes(selected))
    };
    let is_risk = register.kind.id == RISK.id;
    let in_use = move || {
        let simulated = move |_| simulate(register.workspace, &ids(register));
        view! {
            {is_risk.then(|| view! { <button type="button" class="btn small" on:click=simulated>"Simulate loss"</button> })}
            <button type="button" class="btn small" aria-haspopup="dialog" on:click=move |_| setting.set(true)>"Set a field…"</button>
            <button type="button" class="btn small" aria-haspopup="dialog" on:click=move |_| tags(true)>"Add tags…"</button>
            <button type="button" class="btn small" aria-haspopup="dialog" on:click=move |_| tags(false)>"Remove tags…"</button>
            {move || uncoded().then(|| view! { <button type="button" class="btn small" on:click=move |_| give_codes(register, in_order(register))>"Give codes"</button> })}
            <button type="button" class="btn small" on:click=move |_| archive(register)>"Archive"</button>
            <button type="button" class="btn small danger" on:click=move |_| delete(register)>"Delete"</button>
        }
    };
    let back = move |standing: Standing| {
        let label = if standing == Standing::Deleted {
            "Restore"
        } else {
            "Unarchive"
        };
        view! { <button type="button" class="btn small" on:click=move |_| bring_back_all(register, &ids(register), standing)>{label}</button> }
    };
    let exporting = RwSignal::new(None);
    let export = move |_| exporting.set(Some(Scope::Selection(ids(register))));
    let bar = move || {
        (count.get() > 0).then(|| {
            let own = match standing() {
                Standing::Live => in_use().into_any(),
                other => back(other).into_any(),
            };
            view! {
                <div class="bulk" role="group" aria-label="Selected">
                    <b role="status">{move || format!("{} selected", thousands(count.get()))}</b>
                    {own}
                    <button type="button" class="btn small" aria-haspopup="dialog" on:click=export>"Export…"</button>
                    <button type="button" class="btn small" aria-haspopup="dialog" on:click=move |_| making.set(true)>{kit::MAKE}</button>
                    <button type="button" class="btn small quiet push" on:click=move |_| register.selected.set(Default::default())>"Clear selection"</button>
                </div>
            }
        })
    };
    let chosen = Signal::derive(move || ids(register));
    let make = kit::dialog(register.workspace, making, chosen);
    let exported = export::dialog(register.workspace, exporting);
    view! { {bar} {set_dialog(register, setting)} {make} {exported} {ask(asked)} }.into_any()
}

fn ids(register: Register) -> Vec<Id> {
    register
        .selected
        .with_untracked(|selected| selected.iter().copied().collect())
}

// The selected rows as they are listed.
fn in_order(register: Register) -> Vec<Id> {
    let mut ids = register.ids();
    register
        .selected
        .with_untracked(|selected| ids.retain(|id| selected.contains(id)));
    ids
}

/// Gives those of the records that show no code the next ones, in this order.
pub fn give_codes(register: Register, ids: Vec<Id>) {
    let edits = register.workspace.read(|view| codes::given(ids, view));
    let label = format!("{} given codes", register.count_words(edits.len()));
    tell(
        register,
        register.workspace.dispatch(&label, &edits).map(|_| ()),
    );
}

fn done(register: Register, what: &str, edits: &[Edit]) -> Result<(), String> {
    let label = format!("{} {what}", register.count_words(ids(register).len()));
    register.workspace.dispatch(&label, edits).map(|_| ())
}

fn set_all(register: Register, field: &'static str, value: &Text) -> Vec<Edit> {
    let kind = register.kind.key();
    ids(register)
        .into_iter()
        .map(|record| Edit {
            record,
            kind,
            path: Path::of(field),
            value: value.clone(),
        })
        .collect()
}

fn tell(register: Register, result: Result<(), String>) {
    if let Err(why) = result {
        register
            .workspace
            .alarm(format!("Nothing was changed: {why}"));
    }
}

fn archive(register: Register) {
    let edits = set_all(
        register,
        "archived",
        &Text::of(&true).unwrap_or_else(|_| Text::null()),
    );
    tell(register, done(register, "archived", &edits));
}

fn delete(register: Register) {
    let kind = register.kind.key();
    let edits: Vec<Edit> = ids(register)
        .into_iter()
        .map(|id| Ledger::delete(id, kind))
        .collect();
    tell(register, done(register, "deleted", &edits));
}

fn change_tags(register: Register, answers: &Answers, add: bool) -> Result<(), String> {
    let given: Vec<String> = answers.get("tags").and_then(Text::get).unwrap_or_default();
    if given.is_empty() {
        return Err("Write at least one tag.".to_owned());
    }
    let kind = register.kind.key();
    let change = |id: Id| {
        let mut tags: Vec<String> = register
            .read(id, |record, _| record.get("tags"))
            .flatten()
            .unwrap_or_default();
        tags.retain(|tag| !given.contains(tag));
        if add {
            tags.extend(given.iter().cloned());
        }
        tags.arrange();
        let value = if tags.is_empty() {
            Text::null()
        } else {
            Text::of(&tags).ok()?
        };
        Some(Edit {
            record: id,
            kind,
            path: Path::of("tags"),
            value,
        })
    };
    let edits: Vec<Edit> = ids(register).into_iter().filter_map(change).collect();
    done(register, if add { "tagged" } else { "changed" }, &edits)
}

// Codes and titles are each record's own; what actions write is theirs.
fn settable(register: Register) -> Vec<&'static Field> {
    let own = |field: &&'static Field| {
        field.by == By::Form && !["code", "title", "tags", "archived"].contains(&field.key)
    };
    register.kind.all_fields().filter(own).collect()
}

fn set_dialog(register: Register, open: RwSignal<bool>) -> AnyView {
    let chosen = RwSignal::new("owner".to_owned());
    let value = RwSignal::new(None::<Text>);
    let error = RwSignal::new(None::<String>);
    let field_of = move || chosen.with(|key| register.kind.field(key));
    let body = move || {
        let id = next_id("set");
        let options = settable(register).into_iter().map(|field| {
            let here = chosen.with_untracked(|key| key == field.key);
            view! { <option value=field.key selected=here>{field.label}</option> }
        });
        let choose = move |event| {
            value.set(None);
            error.set(None);
            chosen.set(event_target_value(&event));
        };
        value.set(None);
        error.set(None);
        view! {
            <div class="form">
                <div class="field"><label for=id.clone()>"Field"</label><select id=id on:change=choose>{options.collect_view()}</select></div>
                {move || field_of().map(|field| field_editor(&Control::local(field, next_id("set"), value)))}
            </div>
            <p class="help">"Left empty, the field is cleared."</p>
            {move || error.get().map(|why| view! { <p class="error" role="alert"><span>{why}</span></p> })}
        }
        .into_any()
    };
    let words = move || {
        format!(
            "Set in {}",
            register.count_words(register.selected.with(std::collections::BTreeSet::len))
        )
    };
    let buttons = move || view! { {cancel(open)} {submit_button(untrack(words))} }.into_any();
    let submit = move || {
        let Some(field) = field_of() else { return };
        let text = value.get_untracked().unwrap_or_else(Text::null);
        let edits = set_all(register, field.key, &text);
        match done(
            register,
            &format!("changed: {}", in_text(field.label)),
            &edits,
        ) {
            Ok(()) => open.set(false),
            Err(why) => error.set(Some(why)),
        }
    };
    Dialog::new("Set a field", body, buttons)
        .submit(submit)
        .view(open)
}
