//! Sunlight: black on white with heavy edges while a step fills the screen, kept on this device.

use super::RunPage;
use crate::edge::dom;
use crate::prelude::*;
use crate::ui::icon::icon;
use crate::ui::theme::Theme;

const KEPT: &str = "run.sun";

/// The switch. The page looks so for as long as this is shown.
pub fn switch(page: RunPage) -> AnyView {
    let workspace = page.workspace;
    let prefs = workspace.prefs();
    let on = RwSignal::new(prefs.get(KEPT).is_some());
    Effect::new(move || {
        if !on.get() {
            Theme::kept(workspace).show(workspace);
        } else if let Err(error) = dom::set_theme(Some("sun")) {
            workspace.alarm(format!("The colours stay as they are: {error}."));
        }
    });
    on_cleanup(move || Theme::kept(workspace).show(workspace));
    let press = move |_| {
        on.update(|on| *on = !*on);
        let kept = if on.get_untracked() {
            prefs.set(KEPT, "yes")
        } else {
            prefs.remove(KEPT)
        };
        if let Err(error) = kept {
            workspace.alarm(format!("Sunlight is kept for this visit only: {error}."));
        }
    };
    view! {
        <button type="button" class="btn icon quiet" aria-label="Sunlight" title="Sunlight: as much contrast as there is"
            aria-pressed=move || on.get().to_string() on:click=press>{icon("sun")}</button>
    }
    .into_any()
}
