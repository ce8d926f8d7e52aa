//! Records found by code or title, and those that could be made: a combobox.

use super::Control;
use crate::prelude::*;
use crate::ui::icon::icon;
use crate::workspace::Workspace;
use holdfast_domain::describe::{Kind, in_text};
use holdfast_domain::rooms;
use holdfast_domain::view::View;
use holdfast_ledger::{Edit, Id, Path, Text};
use leptos::ev;

/// How many records a list offers.
const OFFERED: usize = 12;

/// A record that was found, or one that could be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The record; `None` for one that does not exist yet.
    pub id: Option<Id>,
    /// Its kind.
    pub kind: &'static str,
    /// What the list shows.
    pub label: String,
    /// What stands beside it.
    pub note: String,
}

/// The records of some kinds (of all for none) whose code or title has the words,
/// those that begin with them first. One pass over the records.
pub fn find(view: &View<'_>, kinds: &[&'static str], words: &str, but: &[Id]) -> Vec<Found> {
    let wanted = words.trim().to_lowercase();
    let kinds = rooms::kinds().filter(|kind| match kinds {
        [] => kind.id != "workspace",
        some => some.contains(&kind.id),
    });
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for kind in kinds {
        for record in view.live(kind.id) {
            let (title, code) = (
                record.text("title").to_lowercase(),
                record.text("code").to_lowercase(),
            );
            let begins = title.starts_with(&wanted) || code.starts_with(&wanted);
            let has = begins
                || wanted
                    .split_whitespace()
                    .all(|word| title.contains(word) || code.contains(word));
            let list = if begins { &mut first } else { &mut rest };
            if has && list.len() < OFFERED && !but.contains(&record.id) {
                let found = Found {
                    id: Some(record.id),
                    kind: kind.id,
                    label: view.name(record),
                    note: in_text(kind.one),
                };
                list.push(found);
            }
        }
    }
    first.append(&mut rest);
    first.truncate(OFFERED);
    first
}

/// What a combobox needs beside its list.
#[derive(Clone, Copy)]
pub struct Combo {
    workspace: Workspace,
    /// What is typed; `None` while nobody types.
    pub typing: RwSignal<Option<String>>,
    open: RwSignal<bool>,
    active: RwSignal<usize>,
    /// What is offered.
    pub found: Memo<Vec<Found>>,
    /// What happens with what was picked.
    pub picked: Callback<Found>,
}

impl Combo {
    /// A combobox over records of some kinds, without those that `but` names. It offers
    /// to create people, roles, teams and services that are not there yet.
    pub fn new(
        kinds: &'static [&'static str],
        but: Signal<Vec<Id>>,
        picked: Callback<Found>,
    ) -> Self {
        Self::over(kinds, but, picked, true)
    }

    /// As [`Self::new`], over what is there: for finding only.
    pub fn finding(
        kinds: &'static [&'static str],
        but: Signal<Vec<Id>>,
        picked: Callback<Found>,
    ) -> Self {
        Self::over(kinds, but, picked, false)
    }

    /// The one or the other.
    pub fn over(
        kinds: &'static [&'static str],
        but: Signal<Vec<Id>>,
        picked: Callback<Found>,
        creates: bool,
    ) -> Self {
        let workspace = Workspace::of_page();
        let (typing, open) = (RwSignal::new(None::<String>), RwSignal::new(false));
        let found = Memo::new(move |_| {
            if !open.get() {
                return Vec::new();
            }
            let words = typing.get().unwrap_or_default();
            let mut found = but.with(|but| workspace.read(|view| find(view, kinds, &words, but)));
            if creates {
                found.extend(creatable(kinds, words.trim(), &found));
            }
            found
        });
        Self {
            workspace,
            typing,
            open,
            active: RwSignal::new(0),
            found,
            picked,
        }
    }

    /// Whether the list is open.
    pub fn is_open(self) -> bool {
        self.open.get()
    }

    fn show(self, active: usize) {
        self.open.set(true);
        self.active.set(active);
    }

    /// Closes the list and forgets what was typed.
    pub fn close(self) {
        self.open.set(false);
        self.typing.set(None);
    }

    fn pick(self, found: Found) {
        self.close();
        if found.id.is_none() {
            // It stays, whatever becomes of the link.
            self.workspace
                .say(format!("Made: {} “{}”", found.note, found.label));
        }
        self.picked.run(found);
    }

    fn key(self, event: &ev::KeyboardEvent) {
        let count = self.found.with_untracked(Vec::len);
        let (open, active) = (self.open.get_untracked(), self.active.get_untracked());
        match event.key().as_str() {
            "ArrowDown" if open && count > 0 => self.active.set((active + 1) % count),
            "ArrowUp" if open && count > 0 => self.active.set((active + count - 1) % count),
            "ArrowDown" => self.show(0),
            "Enter" if open => {
                let found = self
                    .found
                    .with_untracked(|found| found.get(active).cloned());
                if let Some(found) = found {
                    self.pick(found);
                }
                event.stop_propagation();
            }
            "Escape" if open => {
                self.close();
                event.stop_propagation();
            }
            _ => return,
        }
        event.prevent_default();
    }

    /// The input and its list. `shown` is what it holds while nobody types.
    pub fn view(self, control: &Control, shown: Signal<String>, leave: Callback<()>) -> AnyView {
        let list_id = format!("{}-list", control.id);
        let label = control.label();
        let option_id = list_id.clone();
        let active = move || {
            let some = self.open.get() && self.found.with(|found| !found.is_empty());
            some.then(|| format!("{option_id}-{}", self.active.get()))
        };
        let typed = move |text: String| {
            self.typing.set(Some(text));
            self.show(0);
        };
        let left = move || {
            // Losing the focus is also said by what is already gone from the page.
            let _ = leave.try_run(());
            let _ = self.open.try_set(false);
        };
        view! {
            <input id=control.id.clone() type="text" role="combobox" autocomplete="off"
                aria-label=control.name aria-autocomplete="list" aria-controls=list_id.clone()
                aria-expanded=move || self.open.get().to_string()
                aria-activedescendant=active
                placeholder="Search"
                prop:value=move || self.typing.get().unwrap_or_else(|| shown.get())
                on:click=move |_| self.show(0)
                on:input:target=move |event| typed(event.target().value())
                on:focusout=move |_| left()
                on:keydown=move |event| self.key(&event)/>
            {options_list(list_id, label, self.open, self.found, self.active, Callback::new(move |found| self.pick(found)))}
        }
        .into_any()
    }
}

/// The list below a combobox.
fn options_list(
    id: String,
    label: Signal<String>,
    open: RwSignal<bool>,
    found: Memo<Vec<Found>>,
    active: RwSignal<usize>,
    pick: Callback<Found>,
) -> AnyView {
    let option_id = id.clone();
    let option = move |(n, found): (usize, Found)| {
        let (label, note) = (found.label.clone(), found.note.clone());
        let name = if found.id.is_some() {
            rooms::kind(found.kind).map_or("", |kind| kind.icon)
        } else {
            "plus"
        };
        // Pressing the mouse must not take the focus from the input.
        view! {
            <li role="option" id=format!("{option_id}-{n}") aria-selected=move || (active.get() == n).to_string()
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| pick.run(found.clone())>
                {icon(name)}<span>{label}</span><span>{note}</span>
            </li>
        }
    };
    let none = move || open.get() && found.with(Vec::is_empty);
    let said = move || {
        open.get().then(|| match found.with(Vec::len) {
            0 => "Nothing found.".to_owned(),
            count => format!("{count} in the list."),
        })
    };
    view! {
        <ul class="options" role="listbox" id=id aria-label=label hidden=move || !open.get() || none()>
            {move || found.get().into_iter().enumerate().map(option.clone()).collect_view()}
        </ul>
        <p class=move || if none() { "options help" } else { "sr" } role="status">{said}</p>
    }
    .into_any()
}

// People, roles, teams and services can be made on the spot: their name is enough to begin with.
fn creatable(kinds: &[&'static str], title: &str, found: &[Found]) -> Vec<Found> {
    if title.is_empty() {
        return Vec::new();
    }
    let quick = kinds
        .iter()
        .filter_map(|id| rooms::kind(id))
        .filter(|kind| matches!(kind.room, "people" | "services"));
    let missing = quick.filter(|kind| {
        !found
            .iter()
            .any(|found| found.kind == kind.id && found.label.ends_with(title))
    });
    let offer = |kind: &'static Kind| Found {
        id: None,
        kind: kind.id,
        label: title.to_owned(),
        note: format!("new {}", in_text(kind.one)),
    };
    missing.map(offer).collect()
}

/// The id of what was picked, and the edits that make it if it is new.
///
/// # Errors
/// When no id can be minted.
pub fn resolve(workspace: Workspace, found: &Found) -> Result<(Id, Vec<Edit>), String> {
    if let Some(id) = found.id {
        return Ok((id, Vec::new()));
    }
    let Some(kind) = rooms::kind(found.kind) else {
        return Err("This kind is not known.".to_owned());
    };
    let (id, mut edits) = workspace.create(kind)?;
    let value = Text::string(&found.label);
    edits.push(Edit {
        record: id,
        kind: kind.key(),
        path: Path::of("title"),
        value,
    });
    Ok((id, edits))
}
