//! Starting a run: what for, since when, with which values.

use super::words::no_value;
use crate::edge::{clock, dom};
use crate::prelude::*;
use crate::rooms::record::{RecordPage, decisions};
use crate::rooms::runs::values;
use crate::route::{Page, Route};
use crate::ui::dialog::{Dialog, cancel, next_id, submit_unchecked};
use crate::ui::form::{Control, field_editor};
use crate::ui::person;
use crate::ui::shell::Shell;
use crate::workspace::now_ms;
use holdfast_domain::rooms::incidents::times::time;
use holdfast_domain::rooms::people::rules::named;
use holdfast_domain::rooms::runbooks::disputed;
use holdfast_domain::rooms::runbooks::posts::{self, Part};
use holdfast_domain::rooms::runbooks::start::{self, Options};
use holdfast_domain::rooms::runbooks::values::{Known, declared};
use holdfast_domain::rooms::runbooks::{MODES, RUN, steps, version};
use holdfast_domain::view::View;
use holdfast_ledger::{Id, Record, Text};
use std::collections::BTreeMap;

/// What was chosen so far.
#[derive(Clone, Copy)]
struct Form {
    page: RecordPage,
    shell: Shell,
    mode: RwSignal<&'static str>,
    occurred: RwSignal<String>,
    /// When the scenario of an exercise starts.
    scenario: RwSignal<String>,
    detected: RwSignal<String>,
    subject: RwSignal<Option<Text>>,
    /// Who has each role that the steps name.
    parts: RwSignal<Vec<(Part, RwSignal<String>)>>,
    name: RwSignal<String>,
    values: RwSignal<BTreeMap<String, String>>,
    error: RwSignal<Option<String>>,
    /// What people dispute of the runbook.
    disputed: StoredValue<Vec<String>>,
    /// Whether that was read.
    read: RwSignal<bool>,
    /// Whether nobody said what for when it was to begin.
    modeless: RwSignal<bool>,
    open: RwSignal<bool>,
}

impl Form {
    fn options(self) -> Options {
        let mode = self.mode.get_untracked();
        let time = |text: RwSignal<String>| {
            let ms = clock::from_local_text(&text.get_untracked())?;
            i64::try_from(ms).ok()
        };
        let (occurred, detected) = match mode {
            "actual" => (time(self.occurred), time(self.detected)),
            "exercise" => (time(self.scenario), None),
            _ => (None, None),
        };
        let subject = self.subject.get_untracked();
        Options {
            mode,
            occurred,
            detected,
            subject: subject.and_then(|subject| subject.plain().parse().ok()),
            values: self.values.get_untracked(),
            parts: self.parts(),
            ..Options::default()
        }
    }

    fn parts(self) -> Vec<Part> {
        let workspace = self.page.workspace;
        let part = |(part, name): (Part, RwSignal<String>)| {
            let name = name.get_untracked();
            let person = workspace.read(|view| named(view, &name));
            Part {
                name,
                person,
                ..part
            }
        };
        self.parts.get_untracked().into_iter().map(part).collect()
    }
}

/// The dialog.
pub fn dialog(page: RecordPage, open: RwSignal<bool>) -> AnyView {
    let form = Form {
        page,
        shell: Shell::of_page(),
        mode: RwSignal::new(""),
        occurred: RwSignal::new(String::new()),
        scenario: RwSignal::new(String::new()),
        detected: RwSignal::new(String::new()),
        subject: RwSignal::new(None),
        parts: RwSignal::new(Vec::new()),
        name: RwSignal::new(String::new()),
        values: RwSignal::new(BTreeMap::new()),
        error: RwSignal::new(None),
        disputed: StoredValue::default(),
        read: RwSignal::new(false),
        modeless: RwSignal::new(false),
        open,
    };
    let buttons = move || view! { {cancel(open)}{submit_unchecked("Start run")} };
    Dialog::new("Start run".to_owned(), move || body(form), buttons)
        .submit(move || begin(form))
        .view(open)
}

fn body(form: Form) -> AnyView {
    form.error.set(None);
    form.modeless.set(false);
    // In earnest or not is said anew each time; a wrong guess would spoil the record.
    form.mode.set("");
    form.values.set(BTreeMap::new());
    form.scenario.set(String::new());
    let incident = asked_for(form);
    let whom = incident.as_ref().map(|(whom, _)| whom.clone());
    form.subject
        .set(whom.or_else(|| form.page.read(carried_out_for)));
    if let Some((_, times)) = incident {
        form.mode.set("actual");
        let [occurred, detected] = times.map(|at| at.and_then(|at| u64::try_from(at).ok()));
        form.occurred
            .set(occurred.map(clock::local_text).unwrap_or_default());
        form.detected
            .set(detected.map(clock::local_text).unwrap_or_default());
    }
    form.read.set(false);
    let disputed = form
        .page
        .read(|record, view| Some(disputed::before_start(record, view)));
    form.disputed.set_value(disputed.unwrap_or_default());
    let parts = form.page.read(posts::parts);
    let named = |part: Part| {
        let name = RwSignal::new(part.name.clone());
        (part, name)
    };
    form.parts.set(parts.into_iter().map(named).collect());
    let asked = form.page.read(declared);
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
        {going_on(form)}
        {in_dispute(form)}
        {mode(form)}
        {times(form)}
        {who(form)}
        {asked.into_iter().map(|asked| value(form, asked)).collect_view()}
        {parts_of(form)}
        {subject(form)}
        <div class="stack" aria-live="polite">{gaps}</div>
        <p class="error" role="alert" hidden=move || form.error.with(Option::is_none)>{form.error}</p>
    }
    .into_any()
}

// In earnest: when it occurred and was detected. In an exercise the scenario has its own time.
fn times(form: Form) -> AnyView {
    let in_earnest = move || form.mode.get() == "actual";
    let exercise = move || form.mode.get() == "exercise";
    let zone = format!("Times are in {}.", clock::zone_name());
    let time = |label: &'static str, value: RwSignal<String>, help: String| {
        let id = next_id("time");
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <input id=id type="datetime-local" prop:value=value on:input:target=move |event| value.set(event.target().value())/>
                <p class="help">{help}</p>
            </div>
        }
    };
    let occurred = format!("When the disruption began, if that is known. {zone}");
    let detected = "When it was noticed, if that is known.".to_owned();
    view! {
        <div class="form halves" hidden=move || !in_earnest()>
            {time("Occurred", form.occurred, occurred)}
            {time("Detected", form.detected, detected)}
        </div>
        <div hidden=move || !exercise()>{time("Scenario starts", form.scenario, format!("The clock of the exercise counts from here; empty: from the start of the run. {zone}"))}</div>
    }
    .into_any()
}

// Prefilled, so that it only opens where somebody is missing.
fn parts_of(form: Form) -> AnyView {
    let parts = form.parts.get_untracked();
    if parts.is_empty() {
        return ().into_any();
    }
    let missing = parts.iter().any(|(part, _)| part.name.is_empty());
    let people = person::people(form.page.workspace);
    let count = match parts.len() {
        1 => "1 role".to_owned(),
        n => format!("{n} roles"),
    };
    let field = |(part, name): (Part, RwSignal<String>)| person::person(part.title, name, &people);
    view! {
        <details class="folded" open=missing>
            <summary>{format!("Who does what: {count}")}</summary>
            <div class="stack">{parts.into_iter().map(field).collect_view()}</div>
        </details>
    }
    .into_any()
}

fn subject(form: Form) -> AnyView {
    let field = RUN.fields.iter().find(|field| field.key == "subject");
    let control = field.map(|field| Control::local(field, next_id("subject"), form.subject));
    control.map(|control| field_editor(&control)).into_any()
}

/// Whether an address asks for a run for some incident, and for which.
pub fn for_whom(route: &Route) -> Option<Id> {
    route.get("for")?.parse().ok()
}

// The incident from whose page somebody came here, with when it occurred and was detected.
fn asked_for(form: Form) -> Option<(Text, [Option<i64>; 2])> {
    let id = form.shell.route.with_untracked(for_whom)?;
    form.page.workspace.read(|view| {
        let incident = view.there(id)?;
        let times = ["occurred", "detected"].map(|field| time(incident, field));
        Some((Text::string(&id.to_string()), times))
    })
}

// The one change under way that this runbook belongs to.
fn carried_out_for(runbook: &Record, view: &View<'_>) -> Option<Text> {
    let own = runbook.id.to_string();
    let mut changes = view.live("change").filter(|change| {
        let runbooks: Vec<String> = change.get("runbooks").unwrap_or_default();
        change.text("state") == "implementing" && runbooks.contains(&own)
    });
    let only = changes.next()?;
    changes
        .next()
        .is_none()
        .then(|| Text::string(&only.id.to_string()))
}

// The names of the variables that have no value so far.
fn open(asked: &[Known], values: &BTreeMap<String, String>) -> Vec<String> {
    let is_open = |asked: &&Known| {
        let value = values.get(&asked.name).unwrap_or(&asked.value);
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

// Two people who start the same runbook apart would work against each other.
fn going_on(form: Form) -> Option<AnyView> {
    let runs = form.page.read(|record, view| {
        let runs = start::going_on(record, view).into_iter();
        runs.map(|run| (run.id, view.name(run))).collect::<Vec<_>>()
    });
    let link = |(id, name): (Id, String)| {
        let href = Route::to(Page::Record(RUN.room, id)).href();
        view! { <li><a href=href>{name}</a></li> }
    };
    (!runs.is_empty()).then(|| {
        view! {
            <div class="callout tone-warn"><div>
                <p><b>"It is being run already."</b>" Go on there, unless this is another matter:"</p>
                <ul>{runs.into_iter().map(link).collect_view()}</ul>
            </div></div>
        }
        .into_any()
    })
}

// A run takes what stands first, so whoever starts one knows what stands against it.
fn in_dispute(form: Form) -> AnyView {
    let said = form.disputed.get_value();
    if said.is_empty() {
        return ().into_any();
    }
    let head = match said.len() {
        1 => "1 point is disputed, and nobody has decided it.".to_owned(),
        n => format!("{n} points are disputed, and nobody has decided them."),
    };
    let href = decisions(form.page);
    let lines = said
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect_view();
    view! {
        <div class="callout tone-high"><div>
            <p><b>{head}</b></p>
            <ul>{lines}</ul>
            <p><a href=href>"Decide first"</a>", or start: the run does what stands first and keeps the other words beside it."</p>
            <label class="check"><input type="checkbox" prop:checked=form.read on:change:target=move |event| form.read.set(event.target().checked())/>"I have read what is disputed"</label>
        </div></div>
    }
    .into_any()
}

fn mode(form: Form) -> AnyView {
    let (group, wrong) = (next_id("mode"), next_id("wrong"));
    let why = wrong.clone();
    let option = |choice: &'static holdfast_domain::describe::Choice| {
        let chosen = move || form.mode.get() == choice.key;
        let choose = move |_| {
            form.mode.set(choice.key);
            form.modeless.set(false);
        };
        let invalid = move || form.modeless.get().then_some("true");
        view! {
            <label><input type="radio" aria-invalid=invalid aria-describedby=why.clone() name=group.clone() value=choice.key required autofocus=choice.key == "actual" prop:checked=chosen on:change=choose/><span>{choice.label}</span></label>
        }
    };
    view! {
        <fieldset class="field"><legend>"What for (required)"</legend><div class="seg">{MODES.iter().map(option).collect_view()}</div>
        <p class="error" role="alert" id=wrong hidden=move || !form.modeless.get()>{WHAT_FOR}</p></fieldset>
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

fn value(form: Form, known: Known) -> AnyView {
    if known.secret {
        return values::secret(known.name);
    }
    let (key, shown) = (known.name.clone(), known.clone());
    let value = Signal::derive(move || {
        let given = form.values.with(|values| values.get(&shown.name).cloned());
        given.unwrap_or_else(|| shown.value.clone())
    });
    let typed = Callback::new(move |text: String| {
        form.values.update(|values| {
            values.insert(key.clone(), text);
        });
    });
    values::input(known.name.clone(), &known, value, typed)
}

const DISPUTED: &str = "Read what is disputed first, and say so above.";
const WHAT_FOR: &str = "Say what the run is for.";

fn begin(form: Form) {
    // What is missing is said where it is to be given.
    if form.mode.get_untracked().is_empty() {
        form.modeless.set(true);
        dom::focus_first("dialog[open] fieldset input[type=radio]");
        return;
    }
    if !form.read.get_untracked() && !form.disputed.with_value(Vec::is_empty) {
        form.error.set(Some(DISPUTED.to_owned()));
        dom::focus_first("dialog[open] .callout input[type=checkbox]");
        return;
    }
    if let Err(why) = start_run(form) {
        form.error.set(Some(why));
    }
}

fn start_run(form: Form) -> Result<(), String> {
    let workspace = form.page.workspace;
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
    let options = form.options();
    start::check(&options, now_ms())?;
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
