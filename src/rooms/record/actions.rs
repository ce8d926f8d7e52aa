//! What a person can do with a record besides filling it in.

use super::RecordPage;
use crate::edge::{dom, location, slices};
use crate::prelude::*;
use crate::route::{Page as At, Route};
use crate::ui::form::Asked;
use crate::ui::settle::Settle;
use holdfast_domain::ask::{Answers, Ask};
use holdfast_domain::describe::{Action, Tone};
use holdfast_domain::rooms;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id};
use leptos::ev;
use leptos::task::spawn_local;
use std::sync::Arc;

/// The page's name in reasons.
const SETTINGS: &str = "Settings";

/// What of an action is on the page.
#[derive(Clone, PartialEq)]
struct Button {
    key: &'static str,
    label: String,
    tone: Tone,
    refused: Option<String>,
}

fn offered(page: RecordPage) -> Memo<Vec<Button>> {
    Memo::new(move |_| {
        page.watch_all(|record, view| {
            let button = |action: Action| Button {
                key: action.key,
                label: action.label,
                tone: action.tone,
                refused: action.refused,
            };
            page.kind
                .offered(record, view)
                .into_iter()
                .map(button)
                .collect()
        })
    })
}

fn reason_id(key: &str) -> String {
    format!("refused-{key}")
}

/// Actions as entries of a menu, by their keys.
pub fn entries_of(page: RecordPage, wanted: fn(&str) -> bool) -> AnyView {
    let offered = offered(page);
    let entry = move |button: Button| {
        let key = button.key;
        view! { <button type="button" on:click=move |_| press(page, key, dom::focus_heading)>{button.label}</button> }
    };
    let shown = move || {
        let all = offered.get().into_iter();
        all.filter(|button| wanted(button.key))
            .map(entry)
            .collect_view()
    };
    view! { {shown} }.into_any()
}

/// The buttons of some actions, by their keys; those that are refused now say why when pressed.
pub fn buttons_of(page: RecordPage, wanted: fn(&str) -> bool) -> AnyView {
    buttons_beside(page, wanted, dom::focus_heading)
}

/// The same where work goes on beside them: `then` says where the focus goes when one is done.
pub fn buttons_beside(page: RecordPage, wanted: fn(&str) -> bool, then: fn()) -> AnyView {
    let (offered, settle) = (offered(page), Settle::default());
    // After a press another step's button may stand here.
    settle.follow(move || offered.get());
    let button = move |button: Button| {
        let Button {
            key,
            label,
            tone,
            refused,
        } = button;
        let class = match (tone, &refused) {
            (Tone::Good, None) => "btn primary",
            (Tone::Bad, None) => "btn danger",
            _ => "btn",
        };
        let described = refused.is_some().then(|| reason_id(key));
        let disabled = refused.is_some().then_some("true");
        let pressed = move |event: ev::MouseEvent| {
            if settle.takes(&event) {
                press(page, key, then);
            }
        };
        view! {
            <button type="button" class=class aria-disabled=disabled aria-describedby=described
                aria-busy=move || settle.busy() on:click=pressed>{label}</button>
        }
    };
    // The likely next step stands last, at the edge.
    let sorted = move || {
        let mut all = offered.get();
        all.retain(|button| wanted(button.key));
        all.arrange_by_key(|button| (button.refused.is_none(), button.tone == Tone::Good));
        all.into_iter().map(button).collect_view()
    };
    view! { {sorted} }.into_any()
}

/// Why some buttons cannot be pressed now.
pub fn refusals(page: RecordPage) -> AnyView {
    let offered = offered(page);
    let shown = move || {
        let refused: Vec<(String, String, String)> = offered
            .get()
            .into_iter()
            .filter_map(|button| Some((reason_id(button.key), button.label, button.refused?)))
            .collect();
        let row = |(id, label, why): (String, String, String)| {
            view! { <li><span><b>{label}</b>": "<span id=id>{with_way(why)}</span></span></li> }
        };
        let count = refused.len();
        (count > 0).then(|| {
            view! {
                <details class="refused" open=count <= 2>
                    <summary class="help">{if count == 1 { "Not possible now".to_owned() } else { format!("Not possible now ({count})") }}</summary>
                    <ul class="help">{refused.into_iter().map(row).collect_view()}</ul>
                </details>
            }
        })
    };
    view! { {shown} }.into_any()
}

// A reason that names the settings leads there.
fn with_way(why: String) -> AnyView {
    let Some((before, after)) = why.split_once(SETTINGS) else {
        return why.into_any();
    };
    let (before, after) = (before.to_owned(), after.to_owned());
    view! { {before}<a href=Route::to(At::Settings).href()>{SETTINGS}</a>{after} }.into_any()
}

fn press(page: RecordPage, key: &'static str, then: fn()) {
    let found = page.read(|record, view| {
        page.kind
            .offered(record, view)
            .into_iter()
            .find(|action| action.key == key)
    });
    let Some(action) = found else { return };
    if let Some(why) = action.refused {
        return page.workspace.say(why);
    }
    if action.asks.is_empty() && action.about.is_empty() {
        match perform(page, key, &Answers::new()) {
            // The button that had the focus may mean something else now.
            Ok(()) => afterwards(then),
            Err(why) => page.workspace.say(why),
        }
        return;
    }
    page.asked.set(Some(Asked {
        title: action.label,
        fields: action.asks,
        given: Answers::new(),
        about: match action.about.as_str() {
            "" => in_whose_name(page),
            about => about.to_owned(),
        },
        perform: Arc::new(move |answers| {
            perform(page, key, &answers)?;
            // The dialog gives the focus back to where its button was: what stands there now means
            // something else.
            afterwards(then);
            Ok(())
        }),
    }));
}

// Once the page is drawn anew.
fn afterwards(then: fn()) {
    spawn_local(async move {
        slices::yield_now().await;
        slices::yield_now().await;
        then();
    });
}

// What is asked first is answered for.
fn in_whose_name(page: RecordPage) -> String {
    let name = page
        .workspace
        .user()
        .with_untracked(|user| user.name.clone());
    match name.trim() {
        "" => String::new(),
        name => format!("In the name of {name}: attested on this device, not authenticated."),
    }
}

/// Does an action with these answers.
///
/// # Errors
/// Why it cannot be done, as a sentence.
pub fn perform(page: RecordPage, key: &'static str, answers: &Answers) -> Result<(), String> {
    let mut failed = None;
    let mut mint = || {
        page.workspace.mint().unwrap_or_else(|why| {
            failed = Some(why);
            Id::NONE
        })
    };
    let done = page.read(|record, view| {
        let action = page
            .kind
            .offered(record, view)
            .into_iter()
            .find(|action| action.key == key)?;
        if let Some(why) = action.refused {
            return Some(Err(why));
        }
        let ask = Ask {
            action: action.key,
            record,
            view: *view,
            answers,
            mint: &mut mint,
        };
        Some((action.perform)(ask).map(|edits| (action.label, edits)))
    });
    let Some(done) = done else {
        return Err("This is no longer possible: the record changed.".to_owned());
    };
    let (label, edits) = done?;
    if let Some(why) = failed {
        return Err(why);
    }
    let created = new_record(page, &edits);
    page.workspace.dispatch(&format!("Done: {label}"), &edits)?;
    if let Some(route) = created {
        // Staying here would hide what was made.
        let _ = location::set_hash(&route.to_string());
    }
    Ok(())
}

fn new_record(page: RecordPage, edits: &[Edit]) -> Option<Route> {
    let new = |edit: &&Edit| {
        edit.record != page.id
            && page
                .workspace
                .read(|view| view.ledger.record(edit.record).is_none())
    };
    let edit = edits.iter().find(new)?;
    let kind = rooms::kind(edit.kind.as_str())?;
    Some(Route::to(At::Record(kind.room, edit.record)))
}
