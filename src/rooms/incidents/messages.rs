//! Telling people: a template filled in, sent by whatever works, and written down with what was promised.

use super::say::add_item;
use super::{War, brief};
use crate::prelude::*;
use crate::ui::dialog::{Dialog, cancel_beside, next_id, submit_button};
use crate::ui::markdown::copy_button;
use holdfast_domain::describe::Choice;
use holdfast_domain::rooms::incidents::messages::{Template, filled, templates};
use holdfast_domain::rooms::incidents::{AUDIENCES, STAGES};
use holdfast_domain::value::{instant, instant_text, moment};
use holdfast_ledger::{Key, Text};

/// The id of the button that writes one.
pub const WRITE: &str = "write-message";
/// How many of the last messages are shown.
const SHOWN: usize = 3;
const MINUTES: [f64; 5] = [15.0, 30.0, 60.0, 120.0, 240.0];

#[derive(Clone, Copy)]
struct Draft {
    war: War,
    chosen: RwSignal<usize>,
    text: RwSignal<String>,
    channel: RwSignal<String>,
    /// Minutes until the next message; empty for none.
    next: RwSignal<String>,
    /// For when it is promised: the same moment in the words and for the clock.
    promised: RwSignal<Option<i64>>,
    /// What the template made, to tell whether somebody wrote words of their own.
    made: StoredValue<String>,
    error: RwSignal<Option<String>>,
}

impl Draft {
    fn template(self) -> Option<Template> {
        let chosen = self.chosen.get_untracked();
        self.war
            .page
            .workspace
            .read(|view| templates(view).into_iter().nth(chosen))
    }

    // Words of one's own are kept on this device until they are sent, with the moment that they promise; what the
    // template made is made anew.
    fn put(self, text: String) {
        let own = self.made.with_value(|made| *made != text);
        let promised = self.promised.get_untracked().filter(|_| own);
        let (prefs, [words, moment]) = (self.war.page.workspace.prefs(), keys(self.war));
        prefs.keep(&words, if own { &text } else { "" });
        prefs.keep(
            &moment,
            &promised.map(|at| at.to_string()).unwrap_or_default(),
        );
        self.text.set(text);
    }

    // What was written and not sent is there again; the moment in it moves on with the promise.
    fn take_up(self, text: String, promised: Option<i64>) {
        self.text.set(text);
        self.promised.set(promised);
        self.promise_anew(self.next.get_untracked());
    }

    fn fill(self) {
        let Some(template) = self.template() else {
            return;
        };
        self.channel.set(template.channel.clone());
        let own = self.text.get_untracked();
        let is_own = !own.trim().is_empty() && self.made.with_value(|made| *made != own);
        let minutes = template.minutes.map(|minutes| minutes.to_string());
        let own = self.promise(minutes.unwrap_or_default(), &own);
        let words = self.words();
        // What somebody wrote stays, above what the other template says.
        self.put(if is_own {
            format!("{own}\n\n{words}")
        } else {
            words
        });
    }

    // Promises the next message; gives a text with the new moment in the place of the one before.
    fn promise(self, minutes: String, text: &str) -> String {
        let said = |at: Option<i64>| {
            self.war
                .page
                .workspace
                .read(|view| at.map(|at| moment(at, view)))
        };
        let before = said(self.promised.get_untracked());
        let length = minutes.parse::<f64>().ok();
        let at = length.map(|length| crate::workspace::now_ms() + (length * 60_000.0) as i64);
        // The words name whole minutes, and the clock keeps to the words.
        self.promised.set(at.map(|at| at - at % 60_000));
        self.next.set(minutes);
        match before.zip(said(self.promised.get_untracked())) {
            Some((before, now)) => text.replace(&before, &now),
            None => text.to_owned(),
        }
    }

    // Another promise changes the moment in the words, and nothing else.
    fn promise_anew(self, minutes: String) {
        let text = self.text.get_untracked();
        let is_made = self.made.with_value(|made| *made == text);
        let own = self.promise(minutes, &text);
        self.put(if is_made { self.words() } else { own });
    }

    fn words(self) -> String {
        let Some(template) = self.template() else {
            return String::new();
        };
        let (next, page) = (self.promised.get_untracked(), self.war.page);
        let words = page.read(|record, view| filled(&template.text, record, next, view));
        self.made.set_value(words.clone());
        words
    }
}

// Where a draft and the moment that it promises are kept.
fn keys(war: War) -> [String; 2] {
    let words = format!("message:{}", war.page.id);
    let moment = format!("{words}:promised");
    [words, moment]
}

/// The card of messages with the dialog that writes one.
pub fn messages(war: War) -> AnyView {
    let page = war.page;
    let open = RwSignal::new(false);
    let last = Memo::new(move |_| {
        page.watch(|record, _| {
            let items = record.items(Key::new("messages"));
            let read = |item: &holdfast_ledger::record::Item<'_>| {
                let word = |choices: &'static [Choice], key: &str, usual: &str| {
                    let key = if key.is_empty() { usual } else { key };
                    choices
                        .iter()
                        .find(|choice| choice.key == key)
                        .map_or("", |choice| choice.label)
                };
                let audience = word(AUDIENCES, &item.text("audience"), "internal");
                let stage = word(STAGES, &item.text("stage"), "update");
                (
                    instant(item.value("at")),
                    format!("{stage}, {}", audience.to_lowercase()),
                    item.text("text").into_owned(),
                )
            };
            items.iter().rev().take(SHOWN).map(read).collect::<Vec<_>>()
        })
    });
    let row = move |(at, what, text): (Option<i64>, String, String)| {
        let at = at
            .map(|at| brief(at, page.workspace.now().get()))
            .unwrap_or_default();
        view! { <li><span><b>{what}</b>" "{text}</span><span class="muted">{at}</span></li> }
    };
    let none = move || {
        last.with(Vec::is_empty)
            .then(|| view! { <p class="muted">"Nobody was told yet."</p> })
    };
    view! {
        <section class="card" aria-label="Messages">
            <div class="card-head"><h2>"Messages"</h2><button type="button" class="btn small" id=WRITE aria-haspopup="dialog" on:click=move |_| open.set(true)>"Write a message"</button></div>
            {none}
            <ul class="list">{move || last.get().into_iter().map(row).collect_view()}</ul>
            {dialog(war, open)}
        </section>
    }
    .into_any()
}

fn dialog(war: War, open: RwSignal<bool>) -> AnyView {
    let draft = Draft {
        war,
        chosen: RwSignal::new(0),
        text: RwSignal::new(String::new()),
        channel: RwSignal::new(String::new()),
        next: RwSignal::new(String::new()),
        promised: RwSignal::new(None),
        made: StoredValue::default(),
        error: RwSignal::new(None),
    };
    let buttons = move || {
        view! { {cancel_beside(open, "Sent")} {submit_button("Sent: write it down")} }.into_any()
    };
    let submit = move || match send(draft) {
        Ok(()) => open.set(false),
        Err(why) => draft.error.set(Some(why)),
    };
    Dialog::new("Write a message".to_owned(), move || body(draft), buttons)
        .submit(submit)
        .view(open)
}

// The first message begins with the first notice, later ones with an update.
fn body(draft: Draft) -> AnyView {
    let page = draft.war.page;
    let any = page.read(|record, _| !record.items(Key::new("messages")).is_empty());
    let all = page.workspace.read(templates);
    let stage = if any { "update" } else { "first" };
    let first = all.iter().position(|template| template.stage == stage);
    draft.chosen.set(first.unwrap_or_default());
    draft.error.set(None);
    draft.text.set(String::new());
    let [words, moment] = keys(draft.war).map(|key| page.workspace.prefs().get(&key));
    draft.fill();
    if let Some(words) = words.filter(|words| !words.trim().is_empty()) {
        draft.take_up(words, moment.and_then(|at| at.parse().ok()));
    }
    let option = |(n, template): (usize, &Template)| {
        let name = template.name.clone();
        view! { <option value=n.to_string() selected=move || draft.chosen.get() == n>{name}</option> }
    };
    let (which, how, next, text) = (
        next_id("which"),
        next_id("how"),
        next_id("next"),
        next_id("text"),
    );
    let minutes = |minutes: f64| {
        let key = minutes.to_string();
        let mark = key.clone();
        view! { <option value=key selected=move || draft.next.get() == mark>{holdfast_domain::value::minutes(minutes)}</option> }
    };
    let choose =
        move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
            draft
                .chosen
                .set(event.target().value().parse().unwrap_or_default());
            draft.fill();
        };
    let promise =
        move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
            draft.promise_anew(event.target().value());
        };
    let copy = move || copy_button(draft.text.get(), "Copy the message".to_owned());
    view! {
        <p>"Holdfast sends nothing: copy it, send it by what works, then write it down here."</p>
        <div class="form">
            <div class="field half"><label for=which.clone()>"Template"</label><select id=which on:change:target=choose>{all.iter().enumerate().map(option).collect_view()}</select></div>
            <div class="field half"><label for=next.clone()>"Next message promised in"</label><select id=next on:change:target=promise><option value="">"None"</option>{MINUTES.map(minutes).into_iter().collect_view()}</select></div>
            <div class="field"><label for=how.clone()>"Channel"</label><input id=how type="text" prop:value=draft.channel on:input:target=move |event| draft.channel.set(event.target().value())/></div>
            <div class="field"><label for=text.clone()>"Message"</label><textarea id=text rows="7" prop:value=draft.text on:input:target=move |event| draft.put(event.target().value())></textarea></div>
        </div>
        <div class="btns">{copy}</div>
        <p class="error" role="alert" hidden=move || draft.error.with(Option::is_none)>{draft.error}</p>
    }
    .into_any()
}

fn send(draft: Draft) -> Result<(), String> {
    let text = draft.text.get_untracked();
    let template = draft.template().ok_or("Choose a template.")?;
    if text.trim().is_empty() {
        return Err("Write what was said.".to_owned());
    }
    let mut fields = vec![
        ("at", instant_text(crate::workspace::now_ms())),
        ("stage", Text::string(&template.stage)),
        ("audience", Text::string(&template.audience)),
        ("text", Text::string(text.trim())),
        (
            "by",
            Text::string(draft.war.page.workspace.user().get_untracked().name.trim()),
        ),
    ];
    let channel = draft.channel.get_untracked();
    if !channel.trim().is_empty() {
        fields.push(("channel", Text::string(channel.trim())));
    }
    fields.extend(
        draft
            .promised
            .get_untracked()
            .map(|at| ("next_update", instant_text(at))),
    );
    add_item(draft.war, "messages", "Message written down", fields)?;
    draft.made.set_value(String::new());
    draft.put(String::new());
    Ok(())
}
