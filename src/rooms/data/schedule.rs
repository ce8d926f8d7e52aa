//! Automatic exports: how often, where to, and what came of the last.

use crate::edge::clock;
use crate::edge::folder::ChosenFile;
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::safety;
use crate::workspace::exchange::{DAY_MS, Exported, Schedule, Scope, file_name};
use crate::workspace::{Workspace, database, now_ms};
use leptos::task::spawn_local;

const EVERY: [(u8, &str); 4] = [
    (0, "Never"),
    (1, "Every day"),
    (7, "Every week"),
    (30, "Every 30 days"),
];

/// Makes an export if one is due, and says what came of it.
pub async fn run(workspace: Workspace) {
    match workspace.export_if_due().await {
        Ok(Exported::NotDue | Exported::Unchanged) => {}
        Ok(Exported::Written(name)) => workspace.say(format!("Exported by itself as {name}.")),
        Ok(Exported::NotAllowed(name)) => {
            workspace.alarm(format!("The automatic export waits: the browser wants you to allow writing to {name} again."));
            workspace.link_notice("Allow it", Route::to(Page::Data).href());
        }
        Err(why) => {
            workspace.alarm(format!(
                "The automatic export failed: {why} It is tried again later."
            ));
            workspace.link_notice("Export now", Route::to(Page::Data).href());
        }
    }
}

#[derive(Clone, Copy)]
struct Card {
    workspace: Workspace,
    schedule: RwSignal<Schedule>,
    /// The name of the chosen file, and whether it may be written to.
    file: RwSignal<Option<(String, bool)>>,
    problem: RwSignal<Option<String>>,
}

/// The part of the page Data.
pub fn card(workspace: Workspace) -> AnyView {
    let card = Card {
        workspace,
        schedule: RwSignal::new(workspace.schedule()),
        file: RwSignal::default(),
        problem: RwSignal::default(),
    };
    spawn_local(card.look());
    let options = EVERY.map(|(days, words)| {
        let chosen = card.schedule.get_untracked().days == days;
        view! { <option value=days.to_string() selected=chosen>{words}</option> }
    });
    let often = move |event| {
        let days = event_target_value(&event).parse().unwrap_or_default();
        card.change(|schedule| schedule.days = days);
        spawn_local(card.look());
    };
    let age = move || safety::exported(workspace);
    let does = move || {
        card.schedule.with(|schedule| match schedule.days {
        0 => "Holdfast can write the whole workspace to a file by itself while it is open. Now it writes nothing: choose how often.".to_owned(),
        days => format!("While Holdfast is open, this device writes the whole workspace to a file by itself. {}{}", next(workspace, days), if schedule.to_file { "" } else { " Nothing is written while nothing has changed." }),
    })
    };
    let places = move || {
        let asked = card.schedule.with(|schedule| schedule.days > 0);
        asked.then(|| card.places())
    };
    view! {
        <section class="card stack">
            <h2>"Automatic export"</h2>
            <p>{does}</p>
            <p>"Last whole export: "{age}</p>
            <div class="form">
                <div class="field half">
                    <label for="export-every">"How often"</label>
                    <select id="export-every" on:change=often>{options}</select>
                </div>
                {places}
            </div>
            {move || card.problem.get().map(|why| view! { <div class="callout tone-error" role="alert"><p>{why}</p></div> })}
        </section>
    }
    .into_any()
}

// When the next export is due: so many days after the last one.
fn next(workspace: Workspace, days: u8) -> String {
    let now = workspace.now().get().max(now_ms());
    let due = safety::last_export(workspace).map(|at| at + i64::from(days) * DAY_MS);
    match due {
        Some(due) if due > now => {
            format!("The next is due {}.", clock::date_time(due.max(0) as u64))
        }
        _ => "The next is due now.".to_owned(),
    }
}

impl Card {
    fn change(self, change: impl FnOnce(&mut Schedule)) {
        self.problem.set(None);
        self.schedule.update(change);
        let kept = self.workspace.set_schedule(self.schedule.get_untracked());
        match kept {
            Ok(()) => spawn_local(run(self.workspace)),
            Err(why) => self.problem.set(Some(format!("This is not kept: {why}."))),
        }
    }

    // Asking makes the database that keeps the file, so who does not use this is not asked.
    async fn look(self) {
        if self.workspace.schedule().days == 0 {
            return;
        }
        let kept = ChosenFile::kept(&database()).await;
        let Ok(Some(file)) = kept else { return };
        let allowed = file.is_allowed(false).await.unwrap_or(false);
        self.file.try_set(Some((file.name(), allowed)));
    }

    fn places(self) -> AnyView {
        let place = move |to_file: bool, words: &'static str| {
            let chosen = move || self.schedule.with(|schedule| schedule.to_file == to_file);
            // A file has to be chosen first.
            let choose = move |_| {
                if to_file && self.file.with_untracked(Option::is_none) {
                    self.choose();
                } else {
                    self.change(|schedule| schedule.to_file = to_file);
                }
            };
            view! { <label><input type="radio" name="export-to" prop:checked=chosen on:change=choose/><span>{words}</span></label> }
        };
        let file = move || {
            let (name, allowed) = self.file.get()?;
            let words = if allowed {
                "It is written over each time."
            } else {
                "The browser wants you to allow writing to it again."
            };
            let allow = (!allowed).then(|| {
                view! { <button type="button" class="btn small" on:click=move |_| self.allow()>"Allow writing"</button> }
            });
            Some(view! {
                <p>"File: "<b>{name}</b>". "<span class="muted">{words}</span></p>
                <p class="btns">{allow}<button type="button" class="btn small" on:click=move |_| self.choose()>"Choose another file…"</button></p>
            })
        };
        view! {
            <fieldset class="field"><legend>"Where to"</legend>
                <p class="help">"Some browsers ask before a page downloads files by itself, or do not tell the page that they refused: allow it, and look once whether the file is there."</p>
                <div class="seg">{place(false, "The download folder")}{ChosenFile::is_possible().then(|| place(true, "One file, on a disk or a shared drive"))}</div>
                {file}
            </fieldset>
        }
        .into_any()
    }

    fn choose(self) {
        let name = file_name(
            &self.workspace.name_untracked(),
            &Scope::Workspace,
            "auto",
            false,
        );
        self.then(async move {
            let asked = ChosenFile::ask(&name).await;
            let Some(file) = asked.map_err(|error| error.to_string())? else {
                return Ok(false);
            };
            let kept = file.keep(&database()).await;
            kept.map(|()| true).map_err(|error| error.to_string())
        });
    }

    fn allow(self) {
        self.then(async move {
            let kept = ChosenFile::kept(&database()).await;
            let file = kept.map_err(|error| error.to_string())?;
            let file = file.ok_or("No file is chosen any more.")?;
            let allowed = file.is_allowed(true).await;
            allowed.map_err(|error| error.to_string())
        });
    }

    // What was chosen or allowed is used at once.
    fn then(self, done: impl Future<Output = Result<bool, String>> + 'static) {
        spawn_local(async move {
            let done = done.await;
            self.look().await;
            match done {
                Ok(true) => self.change(|schedule| schedule.to_file = true),
                // The radio button goes back to what is so.
                Ok(false) => self.schedule.update(|_| ()),
                Err(why) => self
                    .problem
                    .set(Some(format!("Nothing was chosen: {why}."))),
            }
        });
    }
}
