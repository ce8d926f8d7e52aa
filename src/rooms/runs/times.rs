//! Putting the time of a log entry right, with what stood there before.

use super::clocks::{self, at_second};
use super::deeds::acting;
use super::log::{self, head};
use super::{RunPage, dialogs};
use crate::edge::{clock, dom, slices};
use crate::prelude::*;
use crate::ui::dialog::{Dialog, cancel, next_id, submit_button};
use holdfast_domain::rooms::runbooks::log::{EVENTS, Event};
use holdfast_domain::value;
use holdfast_ledger::{Id, Key, Path};
use leptos::task::spawn_local;

/// The dialog.
pub fn dialog(page: RunPage) -> AnyView {
    let (text, error) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let trail = RwSignal::new(Vec::<String>::new());
    Effect::new(move || {
        let Some(event) = page.live.timed.get() else {
            return;
        };
        let at = with_event(page, event, |event| event.at).flatten();
        let at = at.and_then(|ms| u64::try_from(ms).ok());
        text.set(at.map(clock::local_seconds).unwrap_or_default());
        error.set(None);
        trail.set(Vec::new());
        look_back(page, event, trail);
    });
    let open = dialogs::open_while(page.live.timed);
    let body = move || {
        let id = next_id("time");
        let event = page.live.timed.get_untracked();
        let about = event.and_then(|event| {
            with_event(page, event, |event| {
                page.now.with_untracked(|now| head(now, event))
            })
        });
        let former = move || {
            let trail = trail.get();
            (!trail.is_empty()).then(|| {
                view! { <div><p class="help">"What stood here"</p><ul class="list">{trail.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul></div> }
            })
        };
        view! {
            <p>{about}</p>
            <div class="field">
                <label for=id.clone()>"When it happened"</label>
                <input id=id type="datetime-local" step="1" required prop:value=text on:input:target=move |event| text.set(event.target().value())/>
                <p class="help">{super::zone()}". The log says that the time was put right, by whom and when."</p>
                <p class="error" role="alert" hidden=move || error.with(Option::is_none)>{error}</p>
            </div>
            {former}
        }
    };
    let submit = move || {
        let Some(event) = page.live.timed.get_untracked() else {
            return;
        };
        match correct(page, event, &text.get_untracked()) {
            Ok(()) => {
                page.live.timed.set(None);
                // Entries stand by their times: the one that was put right may have moved.
                spawn_local(async move {
                    slices::yield_now().await;
                    slices::yield_now().await;
                    if !dom::focus(&log::time_button(event)) && dom::focus_is_lost() {
                        dom::focus_heading();
                    }
                });
            }
            Err(why) => error.set(Some(why)),
        }
    };
    let buttons = move || view! { {cancel(open)}{submit_button("Correct time")} };
    Dialog::new("Correct time".to_owned(), body, buttons)
        .submit(submit)
        .view(open)
}

/// Says of a time that was entered that the run had not been started by then.
pub fn say_if_early(page: RunPage, at: i64) {
    let started = page.now.with_untracked(|now| now.run()?.started);
    if let Some(started) = started.filter(|started| at < *started) {
        let started = clocks::at(page, started);
        let words = format!("That is before the start of the run at {started}. The log says so.");
        page.workspace.say(words);
    }
}

fn with_event<T>(page: RunPage, id: Id, of: impl FnOnce(&Event) -> T) -> Option<T> {
    page.now.with_untracked(|now| {
        let mut events = now.run()?.events.iter();
        events.find(|event| event.id == id).map(of)
    })
}

// The history is on the disk; it comes when it comes.
fn look_back(page: RunPage, event: Id, trail: RwSignal<Vec<String>>) {
    spawn_local(async move {
        let Ok(changes) = page.workspace.history(page.id).await else {
            return;
        };
        let path = Path::item(EVENTS, event, Key::new("at"));
        let line = |past: &crate::workspace::PastChange| {
            let write = past.writes.iter().find(|write| write.path == path)?;
            let at = value::instant(write.after.as_ref())?;
            let by = &*past.change.by;
            let when = u64::try_from(past.change.at)
                .map(clock::date_time)
                .unwrap_or_default();
            Some(format!("{}, written by {by}, {when}", at_second(page, at)))
        };
        let lines: Vec<String> = changes.iter().filter_map(line).collect();
        if lines.len() > 1 && page.live.timed.try_get_untracked().flatten() == Some(event) {
            trail.set(lines);
        }
    });
}

fn correct(page: RunPage, event: Id, text: &str) -> Result<(), String> {
    let at = clock::from_local_text(text).and_then(|ms| i64::try_from(ms).ok());
    let at = at.ok_or("This is not a date with a time of day.")?;
    let edits = acting(page, &mut |act| act.correct_time(event, at))?;
    page.workspace.dispatch("Time put right", &edits)?;
    say_if_early(page, at);
    let step = with_event(page, event, |event| event.step).flatten();
    let reversed = page.now.with_untracked(|now| {
        let (_, step) = now.step(step?)?;
        step.began
            .zip(step.since)
            .map(|(began, ended)| ended < began)
    });
    if reversed == Some(true) {
        page.workspace
            .say("The step ends before it began now. Put the other time right, too.");
    }
    Ok(())
}
