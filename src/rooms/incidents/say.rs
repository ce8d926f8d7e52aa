//! Writing down what happens: what sort of thing it is, the words, and when, if not now.

use super::War;
use crate::edge::{clock, dom};
use crate::prelude::*;
use crate::ui::dialog::next_id;
use holdfast_domain::describe::Choice;
use holdfast_domain::rooms::incidents::ENTRIES;
use holdfast_domain::value::{instant, instant_text};
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::{Item, Place};
use holdfast_ledger::{Edit, Id, Key, Path, Text, place};

const TIMELINE: Key = Key::new("timeline");
/// What people write; the rest is written by what they do.
const WRITTEN: usize = 6;
/// The id of the box.
pub const BOX: &str = "say";

/// What is being written.
#[derive(Clone, Copy)]
struct Say {
    war: War,
    /// The entry that is put right; none for a new one.
    correct: RwSignal<Option<Id>>,
    typed: RwSignal<String>,
    what: RwSignal<String>,
    at: RwSignal<String>,
    /// Whether it happened at another time than now.
    then: RwSignal<bool>,
    /// The time of the entry that is put right, and how it is shown: left alone it stays to the second.
    first: StoredValue<Option<(i64, String)>>,
    error: RwSignal<Option<String>>,
    /// The correction that was being written when the page went away.
    begun: StoredValue<Option<Id>>,
}

impl Say {
    // Kept on this device until it is added, through a reload and a crash of the tab.
    fn put(self, text: String) {
        let key = draft(self.war);
        self.war.page.workspace.prefs().keep(&key, &text);
        self.typed.set(text);
    }

    fn add(self) {
        let text = self.typed.get_untracked();
        if !text.trim().is_empty() {
            match self.append(text.trim()) {
                Ok(_) => {
                    self.clear();
                }
                Err(why) => self.error.set(Some(why)),
            }
        }
        dom::focus(BOX);
    }

    fn clear(self) {
        self.put(String::new());
        self.keep_correct(None);
        self.correct.set(None);
        self.at.set(String::new());
        self.then.set(false);
        self.error.set(None);
        self.first.set_value(None);
        self.begun.set_value(None);
        self.what.set("note".to_owned());
    }

    // A correction that was begun is still one after a reload.
    fn keep_correct(self, entry: Option<Id>) {
        let entry = entry.map(|entry| entry.to_string()).unwrap_or_default();
        self.war
            .page
            .workspace
            .prefs()
            .keep(&format!("{}:puts-right", draft(self.war)), &entry);
    }

    // Who puts an entry right begins with what it says.
    fn follow(self) {
        Effect::new(move || {
            let Some(id) = self.correct.get() else { return };
            // After a reload the words are those of the correction; otherwise they are an entry of their own.
            let is_free = self.typed.with_untracked(|typed| typed.trim().is_empty());
            if !is_free && self.begun.get_value() != Some(id) {
                self.correct.set(None);
                self.error.set(Some(
                    "Add or discard what you are writing first.".to_owned(),
                ));
                dom::focus(BOX);
                return;
            }
            self.keep_correct(Some(id));
            let entry = self.war.page.read(|record, _| {
                let items = record.items(TIMELINE);
                let entry = items.iter().find(|item| item.id == id)?;
                let at = instant(entry.value("at"));
                Some((
                    entry.text("text").into_owned(),
                    entry.text("what").into_owned(),
                    at,
                ))
            });
            if let Some((text, sort, time)) = entry {
                if is_free {
                    self.put(text);
                }
                if ENTRIES
                    .iter()
                    .take(WRITTEN)
                    .any(|choice| choice.key == sort)
                {
                    self.what.set(sort);
                }
                let shown = time
                    .and_then(|at| u64::try_from(at).ok())
                    .map(clock::local_text);
                let shown = shown.unwrap_or_default();
                self.first.set_value(time.map(|at| (at, shown.clone())));
                self.at.set(shown);
                self.then.set(true);
                dom::focus(BOX);
            }
        });
    }

    fn append(self, text: &str) -> Result<Id, String> {
        let now = crate::workspace::now_ms();
        let typed = self.at.get_untracked();
        let same = self.first.get_value().filter(|(_, shown)| *shown == typed);
        let at = same.map(|(at, _)| at).or_else(|| at_ms(&typed));
        if at.is_some_and(|at| at > now) {
            return Err("That is still to come.".to_owned());
        }
        let mut fields = vec![
            ("at", instant_text(at.unwrap_or(now))),
            ("what", Text::string(&self.what.get_untracked())),
            ("text", Text::string(text)),
        ];
        let user = self.war.page.workspace.user().get_untracked();
        fields.push(("by", Text::string(user.name.trim())));
        fields.extend(user.id.map(|id| ("by_id", Text::string(&id))));
        let corrects = self.correct.get_untracked();
        if let Some(corrected) = corrects {
            fields.push(("corrects", Text::string(&corrected.to_string())));
            let first = first_time(self.war, corrected).filter(|first| Some(*first) != at);
            fields.extend(first.map(|first| ("first_at", instant_text(first))));
        }
        let label = if corrects.is_some() {
            "Entry put right"
        } else {
            "Entry added"
        };
        add_item(self.war, "timeline", label, fields)
    }
}

fn draft(war: War) -> String {
    format!("say:{}", war.page.id)
}

// When an entry was first said to have happened.
fn first_time(war: War, entry: Id) -> Option<i64> {
    war.page.read(|record, _| {
        let items = record.items(TIMELINE);
        let entry = items.iter().find(|item| item.id == entry)?;
        instant(entry.value("first_at")).or_else(|| instant(entry.value("at")))
    })
}

/// The box. While `correct` names an entry, what is written puts that right.
pub fn say(war: War, correct: RwSignal<Option<Id>>) -> AnyView {
    let kept = war.page.workspace.prefs().get(&draft(war));
    let say = Say {
        war,
        correct,
        typed: RwSignal::new(kept.unwrap_or_default()),
        what: RwSignal::new("note".to_owned()),
        at: RwSignal::new(String::new()),
        then: RwSignal::new(false),
        first: StoredValue::default(),
        error: RwSignal::new(None),
        begun: StoredValue::default(),
    };
    let begun = war
        .page
        .workspace
        .prefs()
        .get(&format!("{}:puts-right", draft(war)));
    if let Some(entry) = begun.and_then(|entry| entry.parse().ok()) {
        say.begun.set_value(Some(entry));
        correct.set(Some(entry));
    }
    say.follow();
    let press = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            say.add();
        }
    };
    let label = move || {
        if correct.get().is_some() {
            "Put the entry right"
        } else {
            "What happens"
        }
    };
    let signed = move || match war.page.workspace.user().get().name {
        name if name.is_empty() => {
            "Say first who is using this device (in Settings), so that entries bear a name."
                .to_owned()
        }
        name => format!(
            "As {name}. Ctrl + Enter adds it. Times are in {}.",
            clock::zone_name()
        ),
    };
    view! {
        <div class="say stack">
            <div class="field"><label for=BOX>{label}</label>
                <textarea id=BOX rows="2" prop:value=say.typed on:keydown=press on:input:target=move |event| say.put(event.target().value())></textarea></div>
            {row(say)}
            <p class="error" role="alert" hidden=move || say.error.with(Option::is_none)>{say.error}</p>
            <p class="help">{signed}</p>
        </div>
    }
    .into_any()
}

// What sort of thing it is, when, and the deed.
fn row(say: Say) -> AnyView {
    let option = |choice: &'static Choice| view! { <option value=choice.key selected=move || say.what.get() == choice.key>{choice.label}</option> };
    let (kind, time) = (next_id("say-kind"), next_id("say-time"));
    let corrects = move || say.correct.get().is_some();
    let deed = move || {
        if corrects() { "Put right" } else { "Add entry" }
    };
    view! {
        <div class="say-row">
            <div class="field"><label for=kind.clone()>"Kind"</label>
                <select id=kind on:change:target=move |event| say.what.set(event.target().value())>{ENTRIES.iter().take(WRITTEN).map(option).collect_view()}</select></div>
            <div class="field" hidden=move || !say.then.get()><label for=time.clone()>"When"</label>
                <input id=time type="datetime-local" prop:value=say.at on:input:target=move |event| say.at.set(event.target().value())/></div>
            <button type="button" class="btn quiet" hidden=move || say.then.get() on:click=move |_| say.then.set(true)>"At another time"</button>
            <button type="button" class="btn quiet" hidden=move || !corrects() && say.typed.with(|typed| typed.trim().is_empty()) on:click=move |_| say.clear()>"Discard"</button>
            <button type="button" class="btn primary" on:click=move |_| say.add()>{deed}</button>
        </div>
    }
    .into_any()
}

fn at_ms(text: &str) -> Option<i64> {
    clock::from_local_text(text).and_then(|ms| i64::try_from(ms).ok())
}

/// Adds an item at the end of one of the incident's lists.
pub fn add_item(
    war: War,
    list: &'static str,
    label: &str,
    fields: Vec<(&'static str, Text)>,
) -> Result<Id, String> {
    let (item, edits) = item_edits(war, list, fields)?;
    war.page.workspace.dispatch(label, &edits).map(|_| item)
}

/// The edits that add one.
pub fn item_edits(
    war: War,
    list: &'static str,
    fields: Vec<(&'static str, Text)>,
) -> Result<(Id, Vec<Edit>), String> {
    let page = war.page;
    let (item, list) = (page.workspace.mint()?, Key::new(list));
    let last = page.read(|record, _| {
        let items = record.items(list);
        items.last().map(|item: &Item<'_>| item.place().key)
    });
    let place = Place {
        key: place::between(last.as_deref(), None, item),
        under: None,
    };
    let at = |field| Path::item(list, item, field);
    let mut edits = vec![page.edit(at(PLACE), place.to_text())];
    let fields = fields.into_iter();
    edits.extend(fields.map(|(field, value)| page.edit(at(Key::new(field)), value)));
    Ok((item, edits))
}
