//! What the address says beside which run it is: all steps on a phone, or which step. The way back
//! of a phone then leads back within the run.

use super::{RunPage, deeds};
use crate::edge::{dom, location, slices};
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::shell::Shell;
use holdfast_ledger::Id;
use leptos::task::spawn_local;

const VIEW: &str = "view";
const ALL: &str = "steps";
const STEP: &str = "step";

/// Whether an address asks for all steps.
pub fn is_all(route: &Route) -> bool {
    route.get(VIEW) == Some(ALL)
}

fn of(run: Id) -> Route {
    Route::to(Page::Record("runs", run))
}

/// The address of one step of a run.
pub fn href_of(run: Id, step: Id) -> String {
    of(run).with(STEP, &step.to_string()).href()
}

/// Shows all steps.
pub fn show_all(page: RunPage) {
    page.live.tab.set("steps");
    // An address that cannot be changed leaves the step where it is.
    let _ = location::set_hash(&of(page.id).with(VIEW, ALL).to_string());
}

/// Shows one step, after all of them.
pub fn show_one(page: RunPage) {
    let _ = location::set_hash(&of(page.id).to_string());
}

/// Goes where the address says, and takes the focus along.
pub fn follow(page: RunPage, shell: Shell) {
    let asked = Memo::new(move |_| shell.route.with(|route| route.get(STEP)?.parse().ok()));
    Effect::new(move || {
        let step: Option<Id> = asked.get();
        if let Some(step) = step {
            page.choose(step);
            // The same link leads there a second time.
            let _ = location::replace_hash(&of(page.id).to_string());
        }
    });
    Effect::new(move |before: Option<bool>| {
        let all = page.all.get();
        match before {
            Some(false) if all => spawn_local(async {
                slices::yield_now().await;
                dom::focus_heading();
            }),
            Some(true) if !all => deeds::focus_step(),
            _ => {}
        }
        all
    });
}
