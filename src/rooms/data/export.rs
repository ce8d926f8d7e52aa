//! Writing files for others, and for safety.

use super::{seal, slow_button};
use crate::edge::{clock, files, slices};
use crate::prelude::*;
use crate::ui::dialog::{Dialog, cancel, next_id, submit_button};
use crate::workspace::Workspace;
use crate::workspace::exchange::{LAST_EXPORT, Run, Scope, file_name};
use holdfast_domain::codec::json;
use holdfast_domain::heavy::Include;
use holdfast_domain::pace::CANCELLED;
use holdfast_domain::rooms::ROOMS;
use leptos::task::spawn_local;

/// What a workbook is, for the browser.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Exports and downloads. What the workspace could be restored from whole counts as a safety copy
/// (S8): all records with history and contacts, or what changed in a kit, whose file has the rest.
pub fn export(workspace: Workspace, scope: Scope, with: Include) {
    write_for(workspace, async move |run| {
        export_now(workspace, &scope, with, run).await
    });
}

/// The same, for who waits for it.
///
/// # Errors
/// Why nothing was exported, as a sentence.
pub async fn export_now(
    workspace: Workspace,
    scope: &Scope,
    with: Include,
    run: Run,
) -> Result<(), String> {
    let text = workspace.export(scope, with, run).await?;
    run.check()?;
    hand_out(workspace, scope, (with, false), &text).await
}

/// Writes a file for somebody, one at a time, and says why where none comes of it. How far it is shows over
/// every page.
pub fn write_for(
    workspace: Workspace,
    write: impl AsyncFnOnce(Run) -> Result<(), String> + 'static,
) {
    let run = match workspace.exporting().begin_alone() {
        Ok(run) => run,
        Err(why) => return workspace.say(why),
    };
    spawn_local(async move {
        // A menu closes before a large file is written.
        slices::yield_now().await;
        let written = write(run).await;
        run.end();
        if let Err(reason) = written {
            not_exported(workspace, &reason);
        }
    });
}

/// Says that, and why.
pub fn not_exported(workspace: Workspace, reason: &str) {
    if reason == CANCELLED {
        workspace.say("Cancelled. Nothing was exported.");
    } else {
        workspace.alarm(format!("Nothing was exported: {reason}"));
    }
}

// Everything of a room, or of all, for a spreadsheet.
fn export_workbook(workspace: Workspace, scope: Scope, with: Include) {
    write_for(workspace, async move |run| {
        let bytes = workspace.workbook(&scope, with.contacts, run).await?;
        run.check()?;
        let name = file_name(&workspace.name_untracked(), &scope, &clock::today(), false);
        let name = name.replace(".holdfast.json", ".xlsx");
        files::download(&name, XLSX, &bytes).map_err(|error| format!("{error}."))?;
        workspace.say(format!("Exported as {name}: {}.", workspace.holds(&scope)));
        Ok(())
    });
}

/// Downloads a file that was written, and says so.
///
/// # Errors
/// Why it was not saved, as a sentence.
pub async fn hand_out(
    workspace: Workspace,
    scope: &Scope,
    (with, sealed): (Include, bool),
    text: &str,
) -> Result<(), String> {
    let name = file_name(&workspace.name_untracked(), scope, &clock::today(), sealed);
    let saved = files::download_large(&name, "application/json", text.as_bytes()).await;
    saved.map_err(|error| error.to_string())?;
    let all = matches!(scope, Scope::Workspace | Scope::Only(..));
    if all && with == Include::ALL {
        workspace.note_export();
    }
    let counts = if all && with != Include::ALL {
        " It is not counted as a whole export: the workspace could not be restored from it whole."
    } else {
        ""
    };
    let (parts, held) = (contents(with), workspace.holds(scope));
    workspace.say(format!("Exported as {name}: {held}, {parts}.{counts}"));
    Ok(())
}

// What is in a file beside records.
fn contents(with: Include) -> String {
    let part = |is: bool, what: &str| format!("{} {what}", if is { "with" } else { "without" });
    let parts = [
        part(with.history, "history"),
        part(with.contacts, "contacts"),
    ];
    parts.join(", ")
}

/// The dialog before a part of the workspace is exported: what is in it, and the same choices as
/// for all of it. It is open while a scope is given.
pub fn dialog(workspace: Workspace, scope: RwSignal<Option<Scope>>) -> AnyView {
    let open = RwSignal::new(false);
    let with = RwSignal::new(Include::ALL);
    Effect::new(move || {
        if scope.with(Option::is_some) {
            with.set(Include::ALL);
            open.set(true);
        }
    });
    Effect::new(move || {
        if !open.get() && scope.with_untracked(Option::is_some) {
            scope.set(None);
        }
    });
    let body = move || {
        let scope = scope.get_untracked();
        let held = scope.map(|scope| workspace.holds(&scope));
        view! {
            <p>"The file holds "<b>{held}</b>"."</p>
            {with_checks(with)}
            <p class="help">"History says what stood there before, also of records that are linked. Whoever gets the file can read all of it."</p>
        }
        .into_any()
    };
    let submit = move || {
        if let Some(scope) = scope.get_untracked() {
            export(workspace, scope, with.get_untracked());
        }
        open.set(false);
    };
    let buttons = move || view! { {cancel(open)}{submit_button("Export")} };
    Dialog::new("Export".to_owned(), body, buttons)
        .submit(submit)
        .view(open)
}

/// The choice of what goes into a file beside its records.
pub fn with_checks(with: RwSignal<Include>) -> AnyView {
    let check = |words: &'static str, part: fn(&mut Include) -> &mut bool| {
        let id = next_id("with");
        let on = move || *part(&mut with.get());
        view! {
            <p class="check"><input id=id.clone() type="checkbox" prop:checked=on
                on:change=move |event| with.update(|with| *part(with) = event_target_checked(&event))/>
                <label for=id>{words}</label></p>
        }
    };
    view! {
        {check("With history (who changed what, and when)", |with| &mut with.history)}
        {check("With contacts (phone, e-mail, chat of people and teams)", |with| &mut with.contacts)}
    }
    .into_any()
}

/// The rooms, as options of a select.
pub fn room_options() -> AnyView {
    let options = ROOMS
        .iter()
        .map(|room| view! { <option value=room.id>{room.name}</option> });
    options.collect_view().into_any()
}

/// The part of the page.
pub fn card(workspace: Workspace) -> AnyView {
    let busy = Signal::derive(move || workspace.exporting().is_on());
    let with = RwSignal::new(Include::ALL);
    let room = RwSignal::new(String::new());
    let workbook = RwSignal::new(false);
    let export_room = move || match room.get_untracked().as_str() {
        "" => workspace.say("Choose a room first."),
        id if workbook.get_untracked() => {
            export_workbook(workspace, Scope::of_room(id), with.get_untracked());
        }
        id => export(workspace, Scope::of_room(id), with.get_untracked()),
    };
    let export_all = move || export(workspace, Scope::Workspace, with.get_untracked());
    let sealing = RwSignal::new(false);
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
    // Each export ends with not being busy any more.
    let last = move || {
        busy.track();
        last_export(workspace)
    };
    view! {
        <section class="card">
            <h2>"Export"</h2>
            <p>{last}</p>
            {with_checks(with)}
            <div class="btns">
                {slow_button("Export workspace", "download", "btn primary", busy, export_all)}
                {slow_button("Export sealed", "lock", "btn", busy, move || sealing.set(true))}
            </div>
            <div class="field">
                <label for="export-room">"One room"</label>
                <div class="inline">
                    <select id="export-room" on:change=move |event| room.set(event_target_value(&event))>
                        <option value="">"Choose…"</option>
                        {room_options()}
                        <option value="all">"All rooms"</option>
                    </select>
                    <select aria-label="As" on:change=move |event| workbook.set(event_target_value(&event) == "xlsx")>
                        <option value="json">"JSON"</option>
                        <option value="xlsx">"Workbook (XLSX)"</option>
                    </select>
                    {slow_button("Export room", "download", "btn", busy, export_room)}
                </div>
                <p class="help">"A workbook has all fields but no history and no attached files: edited in a spreadsheet it can be imported again. CSV is in each register. JSON is what copies of Holdfast merge, in any order. Selections are exported from a register. Sealed files are encrypted: only their passphrase opens them."</p>
            </div>
            <p><button type="button" class="btn quiet" on:click=move |_| schema()>"Download the JSON Schema of the format"</button></p>
            {seal::dialog(workspace, sealing, with)}
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
