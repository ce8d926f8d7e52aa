//! Writing files for others, and for safety.

use super::slow_button;
use crate::edge::{clock, files};
use crate::ui::safety::LAST_EXPORT;
use crate::workspace::exchange::{Scope, file_name};
use crate::workspace::{Workspace, now_ms};
use holdfast_domain::codec::json;
use holdfast_domain::rooms::ROOMS;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Exports and downloads. The whole workspace counts as a safety copy, and so does what changed
/// in a kit: its file has the rest.
pub fn export(workspace: Workspace, scope: Scope, history: bool, busy: RwSignal<bool>) {
    busy.set(true);
    spawn_local(async move {
        let written = workspace.export(&scope, history).await;
        let name = file_name(&workspace.name_untracked(), &scope, &clock::today());
        let saved = written.and_then(|text| {
            files::download(&name, "application/json", text.as_bytes())
                .map_err(|error| error.to_string())
        });
        match saved {
            Ok(()) => {
                if matches!(scope, Scope::Workspace | Scope::Only(..)) {
                    // Unknown, the age of the last export is asked about again.
                    let _ = workspace.prefs().set(LAST_EXPORT, &now_ms().to_string());
                }
                workspace.say(format!("Exported as {name}."));
            }
            Err(reason) => workspace.alarm(format!("Nothing was exported: {reason}")),
        }
        busy.set(false);
    });
}

/// The part of the page.
pub fn card(workspace: Workspace) -> AnyView {
    let busy = RwSignal::new(false);
    let history = RwSignal::new(true);
    let room = RwSignal::new(String::new());
    let export_room = move || {
        let chosen = room.get_untracked();
        match ROOMS.iter().find(|known| known.id == chosen) {
            Some(room) => export(
                workspace,
                Scope::Room(room.id),
                history.get_untracked(),
                busy,
            ),
            None => workspace.say("Choose a room first."),
        }
    };
    let schema = move || {
        let text = serde_json::to_string_pretty(&json::schema()).unwrap_or_default();
        let saved = files::download(
            "holdfast.schema.json",
            "application/schema+json",
            text.as_bytes(),
        );
        if let Err(error) = saved {
            workspace.alarm(format!("The schema was not saved: {error}."));
        }
    };
    // Each export of this page ends with not being busy any more.
    let last = move || {
        busy.track();
        last_export(workspace)
    };
    view! {
        <section class="card">
            <h2>"Export"</h2>
            <p>{last}</p>
            <p class="check"><input id="export-history" type="checkbox" prop:checked=move || history.get()
                on:change=move |event| history.set(event_target_checked(&event))/>
                <label for="export-history">"With history (who changed what, and when)"</label></p>
            <div class="btns">
                {slow_button("Export workspace", "download", "btn primary", busy, move || export(workspace, Scope::Workspace, history.get_untracked(), busy))}
            </div>
            <div class="field">
                <label for="export-room">"One room"</label>
                <div class="inline">
                    <select id="export-room" on:change=move |event| room.set(event_target_value(&event))>
                        <option value="">"Choose…"</option>
                        {ROOMS.iter().map(|room| view! { <option value=room.id>{room.name}</option> }).collect_view()}
                    </select>
                    {slow_button("Export room", "download", "btn", busy, export_room)}
                </div>
                <p class="help">"Plain JSON that other copies of Holdfast merge, in any order. Selections are exported from a register."</p>
            </div>
            <p><button type="button" class="btn quiet" on:click=move |_| schema()>"Download the JSON Schema of the format"</button></p>
        </section>
    }
    .into_any()
}

fn last_export(workspace: Workspace) -> String {
    let at: Option<i64> = workspace
        .prefs()
        .get(LAST_EXPORT)
        .and_then(|text| text.parse().ok());
    match at {
        Some(at) => {
            let (then, now) = (at.max(0) as u64, clock::now_ms());
            format!("Last whole export from this device: {} ({}).", clock::date_time(then), clock::relative(then, now))
        }
        None => "The whole workspace was never exported from this device. A browser can lose its data; a file in another place cannot be lost with it.".to_owned(),
    }
}
