//! Entering a run that was worked through on paper: one table, filled in by keyboard.

use super::transcribe_row as rows;
use crate::edge::{clock, dom};
use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::route::{Page, Route};
use crate::ui::dialog::next_id;
use crate::ui::shell::Shell;
use crate::workspace::now_ms;
use holdfast_domain::rooms::runbooks::transcript::{self, Draft, HEAD, Line, Sheet, VALUES};
use holdfast_domain::rooms::runbooks::variables::VARIABLES;
use holdfast_domain::rooms::runbooks::{MODES, tag};
use holdfast_ledger::record::Item;
use holdfast_ledger::{Id, time};

/// What the parts of the form share.
#[derive(Clone, Copy)]
pub struct Form {
    /// The runbook.
    pub page: RecordPage,
    /// What was typed so far; kept on this device until the run is saved.
    pub draft: RwSignal<Draft>,
    /// The steps.
    pub lines: Memo<Vec<Line>>,
    /// What was typed, understood.
    pub sheet: Memo<Sheet>,
    /// The id of the list of names that are offered.
    pub names: &'static str,
    shell: Shell,
    error: RwSignal<Option<String>>,
    cleared: RwSignal<Option<Draft>>,
}

impl Form {
    fn new(page: RecordPage) -> Self {
        let kept = page.workspace.prefs().get(&kept_as(page.id));
        let draft = RwSignal::new(kept.map(|kept| Draft::from_json(&kept)).unwrap_or_default());
        // Only these change what the steps are.
        let shape = Memo::new(move |_| {
            draft.with(|draft| (draft.values(), transcript::unplanned_rows(draft)))
        });
        let lines = Memo::new(move |_| {
            shape.track();
            draft.with_untracked(|draft| {
                page.watch(|runbook, view| transcript::lines(runbook, view, draft))
            })
        });
        let sheet = Memo::new(move |_| {
            let now = local(page.workspace.now().get().max(now_ms()));
            lines.with(|lines| draft.with(|draft| transcript::read(lines, draft, now)))
        });
        Self {
            page,
            draft,
            lines,
            sheet,
            names: "paper-names",
            shell: Shell::of_page(),
            error: RwSignal::new(None),
            cleared: RwSignal::new(None),
        }
    }

    /// What was typed into a field of a row.
    pub fn get(self, row: &str, field: &str) -> String {
        self.draft.with(|draft| draft.get(row, field).to_owned())
    }

    /// Someone typed. Where a device keeps nothing, it lives as long as the page.
    pub fn set(self, row: &str, field: &str, text: String) {
        self.draft
            .update(|draft| self.enter(draft, row, field, text));
        self.error.set(None);
        self.draft.with_untracked(|draft| self.keep(draft));
    }

    /// Someone is typing. It is kept in case the page goes away now, and understood when they
    /// leave the field: half a time is no mistake.
    pub fn typing(self, row: &str, field: &str, text: String) {
        let mut draft = self.draft.get_untracked();
        self.enter(&mut draft, row, field, text);
        self.keep(&draft);
    }

    fn enter(self, draft: &mut Draft, row: &str, field: &str, text: String) {
        self.lines.with_untracked(|lines| {
            match lines.iter().find(|line| line.key == row) {
                Some(line) => draft.enter(line, field, text),
                // The head has no line.
                None => draft.set(row, field, text),
            }
        });
    }

    fn keep(self, draft: &Draft) {
        let (prefs, key) = (self.page.workspace.prefs(), kept_as(self.page.id));
        let _ = if draft.is_empty() {
            prefs.remove(&key)
        } else {
            prefs.set(&key, &draft.to_json())
        };
    }

    fn put(self, draft: Draft) {
        self.keep(&draft);
        self.draft.set(draft);
        self.error.set(None);
    }
}

fn kept_as(runbook: Id) -> String {
    ["paper:", &runbook.to_string()].concat()
}

/// Minutes since 1970 on the clock of this place, at an instant in milliseconds.
fn local(ms: i64) -> i64 {
    let offset = clock::offset_minutes(u64::try_from(ms).unwrap_or_default());
    ms.div_euclid(60_000) + i64::from(offset)
}

/// The instant, in milliseconds since 1970, that a time on the clock of this place means.
fn instant(local: i64) -> i64 {
    let text = time::print(local * 60_000);
    let ms = text.get(..16).and_then(clock::from_local_text);
    ms.and_then(|ms| i64::try_from(ms).ok()).unwrap_or_default()
}

// `2026-11-22`, from minutes on the clock of this place.
fn date(local: i64) -> String {
    time::print(local * 60_000)[..10].to_owned()
}

/// The page on which a paper run is entered.
pub fn page(page: RecordPage) -> AnyView {
    let form = Form::new(page);
    let back = Route::to(Page::Record("runbooks", page.id)).href();
    let name = move || page.watch(|record, view| view.name(record));
    let names = page.workspace.read(transcript::names);
    let option = |name: String| view! { <option value=name></option> };
    view! {
        <section class="page">
            <div class="head">
                <div>
                    <p class="crumb"><a href=back>{name}</a></p>
                    <h1 tabindex="-1">"Enter a paper run"</h1>
                </div>
                <div class="actions">{clear(form)}</div>
            </div>
            <datalist id=form.names>{names.into_iter().map(option).collect_view()}</datalist>
            {head(form)}
            {rows::table(form)}
            {foot(form)}
        </section>
    }
    .into_any()
}

fn clear(form: Form) -> AnyView {
    let button = move || {
        if let Some(former) = form.cleared.get() {
            let back = move |_| {
                form.put(former.clone());
                form.cleared.set(None);
            };
            return view! { <button type="button" class="btn" on:click=back>"Bring back what was typed"</button> }.into_any();
        }
        let clear = move |_| {
            form.cleared.set(Some(form.draft.get_untracked()));
            form.put(Draft::default());
        };
        let empty = form.draft.with(Draft::is_empty);
        view! { <button type="button" class="btn" disabled=empty on:click=clear>"Clear all"</button> }.into_any()
    };
    view! { {button} }.into_any()
}

// A field of the head.
fn field(
    form: Form,
    (row, key): (&'static str, String),
    label: String,
    help: &'static str,
    kind: &'static str,
) -> AnyView {
    let id = next_id("paper");
    let (shown, typed, begun, told) = (key.clone(), key.clone(), key.clone(), key);
    let list = (told == "lead").then_some(form.names);
    let wrong = Memo::new(move |_| {
        let problem = form.sheet.with(|sheet| sheet.problem);
        problem
            .filter(|(field, _)| *field == told)
            .map(|(_, why)| why)
    });
    let value = move || match form.get(row, &shown) {
        none if none.is_empty() && kind == "date" => form.sheet.with(|sheet| date(sheet.day)),
        value => value,
    };
    view! {
        <div class="field half">
            <label for=id.clone()>{label}</label>
            <input id=id type=kind autocomplete="off" list=list prop:value=value
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                on:input:target=move |event| if kind == "text" { form.typing(row, &begun, event.target().value()) }
                on:change:target=move |event| form.set(row, &typed, event.target().value())/>
            {(!help.is_empty()).then(|| view! { <p class="help">{help}</p> })}
            <p class="error" role="alert" hidden=move || wrong.with(Option::is_none)>{move || wrong.get()}</p>
        </div>
    }
    .into_any()
}

fn head(form: Form) -> AnyView {
    let group = next_id("mode");
    let option = |choice: &'static holdfast_domain::describe::Choice| {
        let chosen = move || form.get(HEAD, "mode") == choice.key;
        view! {
            <label><input type="radio" name=group.clone() value=choice.key prop:checked=chosen on:change=move |_| form.set(HEAD, "mode", choice.key.to_owned())/><span>{choice.label}</span></label>
        }
    };
    let of_head = |key: &str| (HEAD, key.to_owned());
    let variable = |item: &Item<'_>| {
        let (name, default) = (item.text("name").into_owned(), item.text("default"));
        let label = match &*default {
            "" => ["Value of ", &name].concat(),
            default => ["Value of ", &name, " (usually ", default, ")"].concat(),
        };
        (!name.is_empty() && item.get("secret") != Some(true)).then_some((name, label))
    };
    let variables: Vec<(String, String)> = form.page.read(|record, _| {
        let items = record.items(VARIABLES);
        items.iter().filter_map(variable).collect()
    });
    let value = |(name, label): (String, String)| field(form, (VALUES, name), label, "", "text");
    let unnamed = form
        .page
        .workspace
        .user()
        .with_untracked(|user| user.name.trim().is_empty());
    let who = unnamed.then(|| {
        field(
            form,
            of_head("entered"),
            "Your name".to_owned(),
            "Who enters this. It stands in the history of the run.",
            "text",
        )
    });
    view! {
        <div class="card form paper-form">
            {code(form)}
            <fieldset class="field"><legend>"What for (required)"</legend><div class="seg">{MODES.iter().map(option).collect_view()}</div></fieldset>
            {field(form, of_head("date"), "Day of the run".to_owned(), "When it began: today, or yesterday where the first time would still be to come. Times past midnight become the next day’s.", "date")}
            {field(form, of_head("began"), "Started".to_owned(), "For example 1432 or 14:32. Empty: the first time below.", "text")}
            {field(form, of_head("lead"), "Lead (required)".to_owned(), "As it stands on the paper.", "text")}
            {field(form, of_head("occurred"), "Occurred".to_owned(), "When the disruption began, if that is known.", "text")}
            {who}
            {variables.into_iter().map(value).collect_view()}
        </div>
    }
    .into_any()
}

// Says whether the paper is of the runbook as it is now.
fn code(form: Form) -> AnyView {
    let id = next_id("code");
    let found = Memo::new(move |_| {
        let text = form.get(HEAD, "tag");
        let workspace = form.page.workspace;
        let found = workspace.watch_all(|view| tag::find(&text, view, workspace.id()));
        (!text.is_empty()).then_some(found)
    });
    let own = form.page.id;
    let said = move || {
        let text = match found.get()? {
            None => (
                "status tone-warn",
                "This is no code from a paper.".to_owned(),
            ),
            Some(found) if found.record.is_some_and(|id| id != own) => (
                "status tone-warn",
                "This paper is of another runbook.".to_owned(),
            ),
            Some(found) if found.current => ("status tone-ok", found.words),
            Some(found) => ("status tone-warn", found.words),
        };
        Some(view! { <span class=text.0>{text.1}</span> })
    };
    view! {
        <div class="field">
            <label for=id.clone()>"Code on the paper"</label>
            <input id=id type="text" autocomplete="off" spellcheck="false" prop:value=move || form.get(HEAD, "tag") on:input:target=move |event| form.set(HEAD, "tag", event.target().value())/>
            <p class="help">"The words beside the QR code. They say whether the paper is of the runbook as it is now; the table below has the steps as they are now."</p>
            <p class="missing" role="status">{said}</p>
        </div>
    }
    .into_any()
}

fn foot(form: Form) -> AnyView {
    let note = next_id("note");
    let counts = move || {
        let steps = form.lines.with(|lines| {
            lines
                .iter()
                .filter(|line| line.worked && !line.number.is_empty())
                .count()
        });
        let (told, wrong) = form.sheet.with(|sheet| (sheet.told(), sheet.problems()));
        let told = [
            &told.to_string(),
            " of ",
            &steps.to_string(),
            " steps entered",
        ]
        .concat();
        match wrong {
            0 => told,
            1 => told + ", 1 to put right",
            n => [&told, ", ", &n.to_string(), " to put right"].concat(),
        }
    };
    let ended = Memo::new(move |_| form.get(HEAD, "over"));
    view! {
        <div class="card form paper-form">
            {field(form, (HEAD, "ended".to_owned()), "Ended".to_owned(), "Empty: the last time above.", "text")}
            <div class="field half">
                <label for="paper-over">"How it ended"</label>
                <select id="paper-over" on:change:target=move |event| form.set(HEAD, "over", event.target().value())>
                    {rows::option(ended, String::new(), "Finished")}
                    {rows::option(ended, "abandoned".to_owned(), "Given up")}
                </select>
            </div>
            <div class="field">
                <label for=note.clone()>"Note on the run"</label>
                <textarea id=note rows="2" prop:value=move || form.get(HEAD, "note") on:input:target=move |event| form.set(HEAD, "note", event.target().value())></textarea>
            </div>
            <p class="error" role="alert" hidden=move || form.error.with(Option::is_none)>{form.error}</p>
            <div class="btns">
                <button type="button" class="btn primary" on:click=move |_| save(form)>"Save run"</button>
                <span class="muted" role="status">{counts}</span>
            </div>
            <p class="help">{["What is typed is kept on this device until the run is saved. Times are in ", &clock::zone_name(), "."].concat()}</p>
        </div>
    }
    .into_any()
}

fn save(form: Form) {
    if let Err(why) = try_save(form) {
        form.error.set(Some(why));
        dom::focus_first("[aria-invalid=true]");
    }
}

fn try_save(form: Form) -> Result<(), String> {
    let workspace = form.page.workspace;
    let name = form.get(HEAD, "entered").trim().to_owned();
    let unnamed = workspace
        .user()
        .with_untracked(|user| user.name.trim().is_empty());
    if unnamed && name.is_empty() {
        return Err("Say who enters this.".to_owned());
    }
    let mut failed = None;
    let mut mint = || {
        workspace.mint().unwrap_or_else(|why| {
            failed = Some(why);
            Id::NONE
        })
    };
    let written = form.draft.with_untracked(|draft| {
        form.page.read(|record, view| {
            let now = local(now_ms());
            Some(transcript::write(
                record, view, draft, now, &instant, &mut mint,
            ))
        })
    });
    if let Some(why) = failed {
        return Err(why);
    }
    let started = written.ok_or("This runbook is no longer here.")??;
    if unnamed {
        workspace.set_user(name);
    }
    workspace.dispatch("Paper run entered", &started.edits)?;
    let _ = workspace.prefs().remove(&kept_as(form.page.id));
    form.shell.go(Page::Record("runs", started.run));
    Ok(())
}
