//! The dialog before something is done: a reason, what came out, who takes over, files, the time.

use super::deeds::{self, Deed};
use super::given::Files;
use super::said::Said;
use super::standing::Now;
use super::{RunPage, dialogs, drafts, told};
use crate::edge::clock;
use crate::prelude::*;
use crate::ui::dialog::{Dialog, cancel, next_id};
use crate::ui::person;
use holdfast_domain::rooms::runbooks::posts::Part;
use holdfast_domain::rooms::runbooks::values::{self, Known};
use holdfast_ledger::Id;
use leptos::ev::MouseEvent;
use leptos::task::spawn_local;

/// What is being said.
#[derive(Clone, Copy)]
struct Form {
    page: RunPage,
    text: RwSignal<String>,
    answer: RwSignal<String>,
    value: RwSignal<String>,
    to: RwSignal<String>,
    role: RwSignal<String>,
    title: RwSignal<String>,
    approver: RwSignal<String>,
    template: RwSignal<String>,
    at: RwSignal<String>,
    error: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    files: Files,
}

impl Form {
    fn new(page: RunPage) -> Self {
        let empty = || RwSignal::new(String::new());
        let error = RwSignal::new(None);
        Self {
            page,
            text: empty(),
            answer: empty(),
            value: empty(),
            to: empty(),
            role: empty(),
            title: empty(),
            approver: empty(),
            template: empty(),
            at: empty(),
            error,
            busy: RwSignal::new(false),
            files: Files::new(),
        }
    }

    // What each dialog begins with.
    fn begin(self, deed: Deed) {
        let draft = deeds::draft(self.page, deed);
        let telling = |step| {
            self.page
                .now
                .with_untracked(|now| told::is_telling(now, step))
        };
        self.template.set(String::new());
        let text = match deed.step() {
            Some(step) if deed.is_done() && telling(step) => {
                let sent = told::sent(self.page, step);
                self.template.set(sent.clone());
                // What is typed goes on below it.
                if sent.is_empty() {
                    draft
                } else {
                    format!("{sent}\n\n{draft}")
                }
            }
            // A start leaves the note that is being written where it is.
            _ if matches!(deed, Deed::Start(_)) => String::new(),
            _ => draft,
        };
        self.text.set(text);
        self.answer.set(deeds::answer(self.page, deed));
        for other in [self.to, self.title, self.at] {
            other.set(String::new());
        }
        let user = self.page.workspace.user();
        self.approver
            .set(user.with_untracked(|user| user.name.clone()));
        let role = roles(self.page).into_iter().next();
        self.role
            .set(role.map(|part| part.role.to_string()).unwrap_or_default());
        let known = deed.step().map(|step| known(self.page, step));
        self.value
            .set(known.map(|known| known.value).unwrap_or_default());
        self.error.set(None);
        self.busy.set(false);
        self.files.clear();
    }

    fn said(self) -> Result<Said, String> {
        let at = self.at.get_untracked();
        let when = clock::from_local_text(&at).and_then(|ms| i64::try_from(ms).ok());
        if !at.is_empty() && when.is_none() {
            return Err("This is not a date with a time of day.".to_owned());
        }
        Ok(Said {
            text: self.text.get_untracked(),
            answer: self.answer.get_untracked(),
            value: self.value.get_untracked(),
            to: self.to.get_untracked(),
            role: self.role.get_untracked().parse().ok(),
            title: self.title.get_untracked(),
            template: self.template.get_untracked(),
            approved_by: String::new(),
            at: when,
            files: Vec::new(),
        })
    }

    // An approval says whose it is; that may be somebody on the phone.
    fn approved(self, deed: Deed, said: Said) -> Result<Said, String> {
        if !approves(self.page, deed) {
            return Ok(said);
        }
        let name = self.approver.get_untracked().trim().to_owned();
        if name.is_empty() {
            return Err("Say who approves.".to_owned());
        }
        Ok(Said {
            approved_by: name,
            ..said
        })
    }

    fn finish(self, deed: Deed, said: &Said) {
        match deeds::perform(self.page, deed, said) {
            Ok(()) => self.page.asked.set(None),
            Err(why) => self.error.set(Some(why)),
        }
    }

    fn submit(self) {
        let Some(deed) = self.page.asked.get_untracked() else {
            return;
        };
        let said = match self.said().and_then(|said| self.approved(deed, said)) {
            Ok(said) => said,
            Err(why) => return self.error.set(Some(why)),
        };
        if self.files.is_empty() {
            return self.finish(deed, &said);
        }
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let kept = self.files.keep(self.page).await;
            // The page may be gone by now, and with it what was asked.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match kept {
                Ok(files) => self.finish(deed, &Said { files, ..said }),
                Err(why) => self.error.set(Some(why)),
            }
        });
    }
}

/// The dialog; it is open while the page says what to ask.
pub fn dialog(page: RunPage) -> AnyView {
    let form = Form::new(page);
    Effect::new(move || {
        if let Some(deed) = page.asked.get() {
            form.begin(deed);
        }
    });
    let open = dialogs::open_while(page.asked);
    let title = Signal::derive(move || {
        page.asked
            .get()
            .map(|deed| title(page, deed))
            .unwrap_or_default()
    });
    let body = move || page.asked.get_untracked().map(|deed| body(form, deed));
    // What does not fit a pattern is said, and taken all the same: a run must not be held up.
    let buttons = move || {
        let label = page.asked.get_untracked().map_or("Save", button);
        // A double tap that opened the dialog must not answer it.
        let pressed = move |event: MouseEvent| {
            if !page.settle.takes(&event) {
                event.prevent_default();
            }
        };
        view! {
            {cancel(open)}
            <button type="submit" class="btn primary" formnovalidate disabled=move || form.busy.get()
                aria-busy=move || page.settle.busy() on:click=pressed>{label}</button>
        }
    };
    Dialog::new(title, body, buttons)
        .submit(move || form.submit())
        .view(open)
}

fn button(deed: Deed) -> &'static str {
    match deed {
        Deed::Note(_) => "Add note",
        Deed::AddStep(_) => "Add step",
        deed => deed.button().trim_end_matches('…'),
    }
}

fn title(page: RunPage, deed: Deed) -> String {
    let button = deed.button().trim_end_matches('…');
    let row = |step| page.now.with(|now| now.row(step));
    match deed.step().and_then(row) {
        Some(row) => format!("{button}: {}", row.title),
        None => button.to_owned(),
    }
}

fn body(form: Form, deed: Deed) -> AnyView {
    let page = form.page;
    let hands = matches!(deed, Deed::HandStep(_) | Deed::HandLead | Deed::HandRole);
    let with_files = deed.is_done() || matches!(deed, Deed::Fail(_) | Deed::Note(_));
    let done = deed.step().filter(|_| deed.is_done());
    view! {
        {(deed == Deed::Finish).then(|| dialogs::open_steps(page))}
        {added(form, deed)}
        {(deed == Deed::HandRole).then(|| role(form))}
        {hands.then(|| person::person("Who takes it over? (required)".to_owned(), form.to, &person::people(page.workspace)))}
        {done.map(|step| answers(form, step))}
        {done.map(|step| found(form, step))}
        {approves(page, deed).then(|| person::person("Who approves? (required)".to_owned(), form.approver, &person::people(page.workspace)))}
        {text(form, deed)}
        {with_files.then(|| form.files.view())}
        {earlier(form, matches!(deed, Deed::Start(_)))}
        <p class="error" role="alert" hidden=move || form.error.with(Option::is_none)>{form.error}</p>
    }
    .into_any()
}

fn approves(page: RunPage, deed: Deed) -> bool {
    page.now.with_untracked(|now| deed.approves(now))
}

// The title of a step that is added, and what it says beside the title.
fn added(form: Form, deed: Deed) -> AnyView {
    let Deed::AddStep(after) = deed else {
        return ().into_any();
    };
    let (id, value) = (next_id("line"), form.title);
    let understood = Memo::new(move |_| {
        let words = value.with(|typed| deeds::understood(form.page, after, typed));
        if words.is_empty() {
            "Behind it: ~10 takes 10 minutes, @ and a role says who does it.".to_owned()
        } else {
            format!("Understood: {words}")
        }
    });
    view! {
        <div class="field">
            <label for=id.clone()>"What is to be done? (required)"</label>
            <input id=id type="text" autocomplete="off" prop:value=value on:input:target=move |event| value.set(event.target().value())/>
            <p class="help" role="status">{understood}</p>
        </div>
    }
    .into_any()
}

fn role(form: Form) -> AnyView {
    let page = form.page;
    let parts = roles(page);
    let option = |part: &Part| {
        let label = match &*part.name {
            "" => format!("{} (nobody yet)", part.title),
            name => format!("{} (now {name})", part.title),
        };
        view! { <option value=part.role.to_string()>{label}</option> }
    };
    let id = next_id("role");
    if parts.is_empty() {
        return view! { <p>"No step of this run names a role."</p> }.into_any();
    }
    view! {
        <div class="field">
            <label for=id.clone()>"Which role?"</label>
            <select id=id on:change:target=move |event| form.role.set(event.target().value())>{parts.iter().map(option).collect_view()}</select>
        </div>
    }
    .into_any()
}

// The roles of the run and who has them now.
fn roles(page: RunPage) -> Vec<Part> {
    page.now.with_untracked(|now| now.parts().to_vec())
}

fn answers(form: Form, step: Id) -> AnyView {
    let answers = |now: &Now| now.run().map(|run| run.answers(step).to_vec());
    let answers = form.page.now.with_untracked(answers).unwrap_or_default();
    if answers.is_empty() {
        return ().into_any();
    }
    let group = next_id("answer");
    let option = |answer: String| {
        let (value, is) = (answer.clone(), answer.clone());
        let chosen = move || form.answer.with(|chosen| *chosen == is);
        view! {
            <label><input type="radio" name=group.clone() prop:checked=chosen on:change=move |_| form.answer.set(value.clone())/><span>{answer}</span></label>
        }
    };
    view! {
        <fieldset class="field"><legend>"What was decided? (required)"</legend><div class="seg">{answers.into_iter().map(option).collect_view()}</div></fieldset>
    }
    .into_any()
}

// The variable that a step finds out; without a name where it finds out none.
fn known(page: RunPage, step: Id) -> Known {
    let name = deeds::wanted(page, step);
    let known = page.workspace.read(|view| {
        let all = values::all(view.ledger.record(page.id)?, view);
        all.into_iter().find(|known| known.name == name)
    });
    known.unwrap_or_default()
}

fn found(form: Form, step: Id) -> AnyView {
    let known = known(form.page, step);
    if known.name.is_empty() {
        return ().into_any();
    }
    let label = format!("Value of {} (required)", known.name);
    let typed = Callback::new(move |text| form.value.set(text));
    super::values::input(label, &known, form.value.into(), typed)
}

fn wants_evidence(page: RunPage, deed: Deed) -> bool {
    page.now.with_untracked(|now| {
        let run = now.run().zip(deed.step());
        run.is_some_and(|(run, step)| run.wants_evidence(step))
    })
}

fn text(form: Form, deed: Deed) -> AnyView {
    let (id, page) = (next_id("reason"), form.page);
    let question = page.now.with_untracked(|now| deed.question(now));
    let evidence = deed.is_done() && wants_evidence(page, deed);
    // A note on the run has no other place to be written in.
    let keeps = deed == Deed::Note(None);
    let typed = move |typed: String| {
        if keeps {
            drafts::put(page, None, typed.clone());
        }
        form.text.set(typed);
    };
    let rows = if form.text.with_untracked(|text| text.contains('\n')) {
        "10"
    } else {
        "3"
    };
    view! {
        <div class="field">
            <label for=id.clone()>{question}</label>
            <textarea id=id rows=rows aria-invalid=move || form.error.with(Option::is_some).then_some("true") prop:value=move || form.text.get()
                on:input:target=move |event| typed(event.target().value())></textarea>
            {evidence.then(|| view! { <p class="help">"Evidence is required: say it here, or add a file."</p> })}
        </div>
    }
    .into_any()
}

// Who says that a step was started earlier is here to say when.
fn earlier(form: Form, open: bool) -> AnyView {
    let id = next_id("earlier");
    view! {
        <details class="folded" open=open>
            <summary>"It happened earlier"</summary>
            <div class="field">
                <label for=id.clone()>"When"</label>
                <input id=id type="datetime-local" step="1" prop:value=form.at on:input:target=move |event| form.at.set(event.target().value())/>
                <p class="help">{super::zone()}". The log says when it was entered, too."</p>
            </div>
        </details>
    }
    .into_any()
}
