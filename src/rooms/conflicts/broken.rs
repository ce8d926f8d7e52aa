//! The rules that the last import broke (M13).

use crate::prelude::*;
use crate::rooms::today::list;
use crate::ui::form::tone_class;
use crate::workspace::Workspace;
use holdfast_domain::broken::Broken;
use holdfast_domain::describe::Tone;

/// What was wrong with records after the last import of this visit and not before.
pub fn card(workspace: Workspace) -> AnyView {
    let line = move |one: Broken| {
        let word = if one.tone == Tone::Bad {
            "Problem"
        } else {
            "Look at"
        };
        let said = view! { <br/><span class="muted">{one.text}</span> };
        let class = format!("status {}", tone_class(one.tone));
        let after = view! { <span class=class>{word}</span> };
        crate::rooms::today::line(workspace, one.record, said.into_any(), after.into_any())
    };
    let shown = move || {
        let last = workspace.last_merge().get()?;
        let many = last.broken.len();
        let lines: Vec<AnyView> = last.broken.into_iter().map(line).collect();
        let title = format!("Wrong since importing {} ({many})", last.name);
        Some(list(title, "error", lines))
    };
    view! { {shown} }.into_any()
}
