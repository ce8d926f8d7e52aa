//! Starting a run: what for, since when, with which values.

use super::words::no_value;
use crate::edge::clock;
use crate::rooms::record::RecordPage;
use crate::route::Page;
use crate::ui::dialog::{Dialog, cancel, next_id, submit_button};
use crate::ui::shell::Shell;
use holdfast_domain::rooms::runbooks::start::{self, Options};
use holdfast_domain::rooms::runbooks::variables::VARIABLES;
use holdfast_domain::rooms::runbooks::{MODES, steps, version};
use holdfast_ledger::record::Item;
use holdfast_ledger::{Id, Record};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// A variable as the dialog asks for it.
#[derive(Clone, PartialEq)]
struct Asked {
    name: String,
    about: String,
    default: String,
    pattern: String,
    secret: bool,
}

/// What was chosen so far.
#[derive(Clone, Copy)]
struct Form {
    page: RecordPage,
    shell: Shell,
    mode: RwSignal<&'static str>,
    occurred: RwSignal<String>,
    name: RwSignal<String>,
    values: RwSignal<BTreeMap<String, String>>,
    error: RwSignal<Option<String>>,
    open: RwSignal<bool>,
}

/// The dialog.
pub fn dialog(page: RecordPage, open: RwSignal<bool>) -> AnyView {
    let form = Form {
        page,
        shell: Shell::of_page(),
        mode: RwSignal::new(""),
        occurred: RwSignal::new(String::new()),
        name: RwSignal::new(String::new()),
        values: RwSignal::new(BTreeMap::new()),
        error: RwSignal::new(None),
        open,
    };
    let buttons = move || view! { {cancel(open)}{submit_button("Start run")} };
    Dialog::new("Start run".to_owned(), move || body(form), buttons)
        .submit(move || begin(form))
        .view(open)
}

fn body(form: Form) -> AnyView {
    form.error.set(None);
    // In earnest or not is said anew each time; a wrong guess would spoil the record.
    form.mode.set("");
    form.values.set(BTreeMap::new());
    let asked = form.page.read(|record, _| asked(record));
    let occurred = next_id("occurred");
    let in_earnest = move || form.mode.get() == "actual";
    let wanted = asked.clone();
    let open = Memo::new(move |_| form.values.with(|values| open(&wanted, values)));
    let gaps = move || {
        let open = open.get();
        (!open.is_empty()).then(|| {
            view! { {no_value(&open)}<p class="help">"Its name stays in the steps, in braces, where the value belongs."</p> }
        })
    };
    view! {
        {warning(form)}
        {mode(form)}
        <div class="field" hidden=move || !in_earnest()>
            <label for=occurred.clone()>"Occurred"</label>
            <input id=occurred type="datetime-local" prop:value=move || form.occurred.get() on:input:target=move |event| form.occurred.set(event.target().value())/>
            <p class="help">{format!("When the disruption began, if that is known. Times are in {}.", clock::zone_name())}</p>
        </div>
        {who(form)}
        {asked.into_iter().map(|asked| value(form, asked)).collect_view()}
        <div class="stack" aria-live="polite">{gaps}</div>
        <p class="error" role="alert" hidden=move || form.error.with(Option::is_none)>{form.error}</p>
    }
    .into_any()
}

// The names of the variables that have no value so far.
fn open(asked: &[Asked], values: &BTreeMap<String, String>) -> Vec<String> {
    let is_open = |asked: &&Asked| {
        let value = values.get(&asked.name).unwrap_or(&asked.default);
        !asked.secret && value.trim().is_empty()
    };
    let open = asked.iter().filter(is_open);
    open.map(|asked| asked.name.clone()).collect()
}

fn warning(form: Form) -> AnyView {
    let text = form.page.read(|record, _| {
        let text = if !steps::read(record).iter().any(steps::Step::is_worked) {
            "It has no steps yet."
        } else if version::changed_since_approval(record) {
            "It was changed since it was approved. The run works with what it says now, and the record says so."
        } else if !version::is_approved(record) {
            "It is not approved. It can be run all the same, and the record says so."
        } else {
            return None;
        };
        Some(text)
    });
    text.map(|text| view! { <div class="callout tone-warn"><p>{text}</p></div> })
        .into_any()
}

fn mode(form: Form) -> AnyView {
    let group = next_id("mode");
    let option = |choice: &'static holdfast_domain::describe::Choice| {
        let chosen = move || form.mode.get() == choice.key;
        view! {
            <label><input type="radio" name=group.clone() value=choice.key required autofocus=choice.key == "actual" prop:checked=chosen on:change=move |_| form.mode.set(choice.key)/><span>{choice.label}</span></label>
        }
    };
    view! {
        <fieldset class="field"><legend>"What for (required)"</legend><div class="seg">{MODES.iter().map(option).collect_view()}</div></fieldset>
    }
    .into_any()
}

// Asked once on a device; the settings change it.
fn who(form: Form) -> AnyView {
    let known = form
        .page
        .workspace
        .user()
        .with_untracked(|user| !user.name.trim().is_empty());
    let id = next_id("who");
    (!known)
        .then(|| {
            view! {
                <div class="field">
                    <label for=id.clone()>"Your name (required)"</label>
                    <input id=id type="text" required autocomplete="name" prop:value=move || form.name.get() on:input:target=move |event| form.name.set(event.target().value())/>
                    <p class="help">"It stands beside what is done on this device. It is attested, not checked."</p>
                </div>
            }
        })
        .into_any()
}

fn asked(record: &Record) -> Vec<Asked> {
    let text = |item: &Item<'_>, field| item.text(field).into_owned();
    let asked = |item: &Item<'_>| Asked {
        name: text(item, "name"),
        about: text(item, "description"),
        default: text(item, "default"),
        pattern: text(item, "pattern"),
        secret: item.get("secret") == Some(true),
    };
    record
        .items(VARIABLES)
        .iter()
        .map(asked)
        .filter(|asked| !asked.name.is_empty())
        .collect()
}

fn value(form: Form, asked: Asked) -> AnyView {
    let Asked {
        name,
        about,
        default,
        pattern,
        secret,
    } = asked;
    if secret {
        return view! { <p class="help"><b>{name}</b>" is a secret: it is never stored. Whoever runs the step knows it."</p> }.into_any();
    }
    let id = next_id("value");
    let (key, shown) = (name.clone(), name.clone());
    let text = move || {
        form.values
            .with(|values| values.get(&shown).cloned())
            .unwrap_or_else(|| default.clone())
    };
    let typed = move |text: String| {
        form.values.update(|values| {
            values.insert(key.clone(), text);
        });
    };
    let pattern = (!pattern.is_empty()).then_some(pattern);
    let hint = pattern.as_ref().map(|pattern| format!("Fits {pattern}"));
    view! {
        <div class="field">
            <label for=id.clone()>{name}</label>
            <input id=id type="text" autocomplete="off" pattern=pattern title=hint prop:value=text on:input:target=move |event| typed(event.target().value())/>
            {(!about.is_empty()).then(|| view! { <p class="help">{about}</p> })}
        </div>
    }
    .into_any()
}

fn begin(form: Form) {
    if let Err(why) = start_run(form) {
        form.error.set(Some(why));
    }
}

fn start_run(form: Form) -> Result<(), String> {
    let workspace = form.page.workspace;
    let mode = form.mode.get_untracked();
    if mode.is_empty() {
        return Err("Say what the run is for.".to_owned());
    }
    let name = form.name.get_untracked().trim().to_owned();
    if workspace
        .user()
        .with_untracked(|user| user.name.trim().is_empty())
    {
        if name.is_empty() {
            return Err("Say who you are first.".to_owned());
        }
        workspace.set_user(name);
    }
    let occurred = form.occurred.get_untracked();
    let in_earnest = mode == "actual";
    let options = Options {
        mode,
        occurred: clock::from_local_text(&occurred)
            .filter(|_| in_earnest)
            .and_then(|ms| i64::try_from(ms).ok()),
        values: form.values.get_untracked(),
        ..Options::default()
    };
    let mut failed = None;
    let mut mint = || {
        workspace.mint().unwrap_or_else(|why| {
            failed = Some(why);
            Id::NONE
        })
    };
    let started = form
        .page
        .read(|record, view| Some(start::start(record, view, &options, &mut mint)));
    if let Some(why) = failed {
        return Err(why);
    }
    let started = started.ok_or_else(|| "This runbook is no longer here.".to_owned())?;
    workspace.dispatch("Run started", &started.edits)?;
    form.open.set(false);
    form.shell.go(Page::Record("runs", started.run));
    Ok(())
}
