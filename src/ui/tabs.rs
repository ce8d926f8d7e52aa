//! Parts of a page of which one shows at a time.

use crate::edge::dom;
use crate::prelude::*;
use crate::ui::dialog::next_id;
use leptos::ev;

/// A part: its key, its name, and what it shows, drawn anew each time it is opened.
pub type Tab = (&'static str, &'static str, ViewFn);

/// A row of tabs and the part that is open; the first one is to begin with. Arrow keys, Home and End move between them.
pub fn tabs(name: &'static str, all: Vec<Tab>) -> AnyView {
    let open = RwSignal::new(all.first().map_or("", |(key, ..)| *key));
    tabs_at(name, all, open)
}

/// The same, where the page decides which one is open.
pub fn tabs_at(name: &'static str, all: Vec<Tab>, open: RwSignal<&'static str>) -> AnyView {
    let base = next_id("tabs");
    let keys: Vec<&'static str> = all.iter().map(|(key, ..)| *key).collect();
    let tab = |(key, label, _): &Tab| {
        let (key, label) = (*key, *label);
        let (id, panel) = (format!("{base}-{key}"), format!("{base}-panel"));
        let (keys, base) = (keys.clone(), base.clone());
        let press = move |event: ev::KeyboardEvent| {
            if let Some(to) = target(&keys, key, &event.key()) {
                event.prevent_default();
                open.set(to);
                dom::focus(&format!("{base}-{to}"));
            }
        };
        // What is being written settles only once the tab is pressed: what moves the tabs while the
        // mouse is down takes the click away.
        let here = id.clone();
        let choose = move |_| {
            dom::focus(&here);
            open.set(key);
        };
        view! {
            <button type="button" role="tab" id=id aria-controls=panel aria-selected=move || (open.get() == key).to_string()
                tabindex=move || if open.get() == key { "0" } else { "-1" }
                on:mousedown=|event| event.prevent_default() on:click=choose on:keydown=press>{label}</button>
        }
    };
    let row = all.iter().map(tab).collect_view();
    let labelled = {
        let base = base.clone();
        move || format!("{base}-{}", open.get())
    };
    let panel = format!("{base}-panel");
    let body = move || {
        all.iter()
            .find(|(key, ..)| *key == open.get())
            .map(|(_, _, body)| body.run())
    };
    view! {
        <div class="tabs" role="tablist" aria-label=name>{row}</div>
        <div class="tab-panel" role="tabpanel" id=panel aria-labelledby=labelled>{body}</div>
    }
    .into_any()
}

fn target(keys: &[&'static str], from: &str, key: &str) -> Option<&'static str> {
    let at = keys.iter().position(|known| *known == from)?;
    let count = keys.len();
    let to = match key {
        "ArrowRight" => (at + 1) % count,
        "ArrowLeft" => (at + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        _ => return None,
    };
    keys.get(to).copied()
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn arrows_go_round() {
        let keys = ["a", "b", "c"];
        assert_eq!(target(&keys, "c", "ArrowRight"), Some("a"));
        assert_eq!(target(&keys, "a", "ArrowLeft"), Some("c"));
        assert_eq!(target(&keys, "b", "End"), Some("c"));
        assert_eq!(target(&keys, "b", "x"), None);
    }
}
