//! Holdfast on this device: whether it would be there tonight. Facts with their age, and a drill that restores the
//! newest restore point beside the workspace.

use crate::edge::offline::OfflineState;
use crate::edge::{clock, kit, location};
use crate::prelude::*;
use crate::rooms::data::under_way;
use crate::route::{Page, Route};
use crate::ui::safety;
use crate::ui::shell::Shell;
use crate::workspace::exchange::{Drilled, Watch, last_kit};
use crate::workspace::{Workspace, now_ms};
use holdfast_domain::pace::CANCELLED;
use holdfast_domain::rooms::readiness::device::{DRILL_DAYS, Device, is_old};
use leptos::task::spawn_local;

/// The button that begins a drill.
pub const BUTTON: &str = "drill-device";

/// What a page knows of this device.
#[derive(Clone, Copy)]
pub struct Here {
    workspace: Workspace,
    shell: Shell,
    kept: RwSignal<Option<bool>>,
    last: RwSignal<Option<Drilled>>,
}

impl Here {
    /// Asks the browser.
    pub fn new(workspace: Workspace) -> Self {
        let kept = RwSignal::new(None::<bool>);
        safety::ask_kept(kept);
        Self {
            workspace,
            shell: Shell::of_page(),
            kept,
            last: RwSignal::new(workspace.last_drill()),
        }
    }

    /// What the checks are to know of it; none in a kit, which is itself a file elsewhere.
    pub fn device(self) -> Option<Device> {
        let offline = match self.shell.offline.get() {
            OfflineState::Ready { .. } | OfflineState::UpdateReady { .. } => Some(true),
            OfflineState::Caching => None,
            OfflineState::Unsupported => Some(location::kit_id().is_some()),
            OfflineState::Failed { .. } => Some(false),
        };
        let drilled = |last: &Drilled| (last.at, last.is_whole());
        (!kit::brings_records()).then(|| Device {
            exported: safety::last_export(self.workspace),
            offline,
            // A file on a disk can neither be installed nor promised anything.
            kept: self.kept.get().filter(|_| location::kit_id().is_none()),
            drilled: self.last.with(|last| last.as_ref().map(drilled)),
        })
    }
}

/// The part of the page.
pub fn card(here: Here) -> AnyView {
    let Here {
        workspace,
        shell,
        kept,
        last,
    } = here;
    let failed = RwSignal::new(None::<String>);
    let watch = Watch::new();
    let press = move |_| {
        if watch.is_on() {
            return;
        }
        failed.set(None);
        spawn_local(async move {
            let run = watch.begin();
            let drilled = workspace.drill(run).await;
            run.end();
            match drilled {
                Ok(drilled) => drop(last.try_set(Some(drilled))),
                Err(why) if why == CANCELLED => {}
                Err(why) => drop(failed.try_set(Some(why))),
            }
        });
    };
    let fact = |name: &'static str, is: AnyView| view! { <div><dt>{name}</dt><dd>{is}</dd></div> };
    let busy = move || watch.is_on().to_string();
    view! {
        <section class="card stack" aria-label="Holdfast on this device">
            <h2>"Holdfast on this device"</h2>
            <dl class="facts wide">
                {fact("The app without a network", view! { {move || safety::offline(&shell.offline.get())}" "<span class="muted">{format!("version {}", env!("CARGO_PKG_VERSION"))}</span> }.into_any())}
                {fact("Storage", view! { {move || safety::kept_words(kept.get())} }.into_any())}
                {fact("Last export of all", view! { {move || safety::exported(workspace)} }.into_any())}
                {fact("Offline kit", view! { {move || last_made(workspace)} }.into_any())}
                {fact("Way back", view! { {move || last.with(|last| told(workspace, last.as_ref()))} }.into_any())}
            </dl>
            {move || last.with(|last| last.as_ref().and_then(broken))}
            {move || failed.get().map(|why| view! { <p class="callout tone-warn" role="alert">{why}</p> })}
            <div class="btns screen-only">
                <button type="button" class="btn" id=BUTTON aria-busy=busy on:click=press>"Drill the way back"</button>
                <a class="btn" href=Route::to(Page::Data).href()>"Exports, kits and restore points"</a>
            </div>
            {under_way(watch, "Restoring beside the workspace", "Cancel drill", BUTTON)}
            <p class="help">"The drill restores the newest restore point into a workspace in memory, reads every record and attachment of it, and throws it away. Nothing that is kept changes."</p>
        </section>
    }
    .into_any()
}

// How long ago something was, as a mark: old after some days.
fn age(workspace: Workspace, at: i64) -> AnyView {
    let now = workspace.now().get().max(now_ms());
    let class = if is_old(at, now, DRILL_DAYS) {
        "status tone-warn"
    } else {
        "status tone-ok"
    };
    let words = clock::relative(at.max(0) as u64, now.max(0) as u64);
    view! { <span class=class>{words}</span> }.into_any()
}

fn last_made(workspace: Workspace) -> AnyView {
    match last_kit(workspace) {
        Some(at) => view! { "made "{age(workspace, at)} }.into_any(),
        None => view! { <span class="status tone-warn">"none was made here"</span> }.into_any(),
    }
}

fn told(workspace: Workspace, last: Option<&Drilled>) -> AnyView {
    let Some(drilled) = last else {
        return view! { <span class="status tone-warn">"never drilled on this device"</span> }
            .into_any();
    };
    let records = match drilled.records {
        1 => "1 record".to_owned(),
        many => format!("{many} records"),
    };
    let files = match drilled.attachments {
        0 => String::new(),
        1 => " and 1 attachment".to_owned(),
        many => format!(" and {many} attachments"),
    };
    let words = format!(
        "{records}{files} of {} in {:.1} s",
        clock::date_time(drilled.made.max(0) as u64),
        drilled.took / 1000.0
    );
    let mark = if drilled.is_whole() {
        view! { "drilled "{age(workspace, drilled.at)} }.into_any()
    } else {
        view! { <span class="status tone-error">"not whole"</span> }.into_any()
    };
    let unknown = drilled
        .as_written
        .is_none()
        .then_some(", made before fingerprints were kept");
    view! { {mark}": "{words}{unknown} }.into_any()
}

// What is wrong with the restore point, and what to do.
fn broken(drilled: &Drilled) -> Option<AnyView> {
    let why = match &drilled.damage {
        Some((why, 1)) => format!("One part of the restore point cannot be read: {why}."),
        Some((why, many)) => {
            format!("{many} parts of the restore point cannot be read; the first: {why}.")
        }
        None if drilled.as_written == Some(false) => {
            "The restore point can be read, and is not what was written.".to_owned()
        }
        None if !drilled.is_whole() => format!(
            "The restore point says that it holds {} records, and {} came back.",
            drilled.said, drilled.records
        ),
        None => return None,
    };
    Some(view! {
        <div class="callout tone-error" role="alert">
            <p>{why}" The workspace itself is as it was. Export all of it now: that file does not depend on restore points."</p>
            <p class="btns"><a class="btn small" href=Route::to(Page::Data).href()>"Export the workspace"</a></p>
        </div>
    }
    .into_any())
}
