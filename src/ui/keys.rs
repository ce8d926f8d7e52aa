//! The keyboard: what each key does everywhere, and the map that shows it.

use crate::edge::{dom, keys as edge};
use crate::prelude::*;
use crate::route::Page;
use crate::ui::command::Command;
use crate::ui::dialog::Dialog;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use edge::{At, Press};
use holdfast_domain::rooms::{ROOMS, runbooks};

/// The device state that switches single keys off, for people whose software types them.
pub const SINGLE_KEYS: &str = "single-keys";

/// The places that `g` and then a letter lead to.
const PLACES: &[(&str, Page)] = &[
    ("t", Page::Today),
    ("r", Page::Room("risks")),
    ("c", Page::Room("changes")),
    ("b", Page::Room("runbooks")),
    ("u", Page::Room("runs")),
    ("p", Page::Room("people")),
    ("d", Page::Data),
    ("s", Page::Settings),
];

/// What the keys of a run do; its page listens to them.
const RUN: [(&str, &str); 5] = [
    ("S", "Start the step"),
    ("D", "The step is done"),
    ("F", "The step failed"),
    ("C", "Copy its command"),
    ("N", "Next step"),
];

/// How long after `g` the letter may come, in milliseconds.
const CHORD_MS: f64 = 1_500.0;

/// Whether keys without a modifier do something on this device.
pub fn single_keys(workspace: Workspace) -> bool {
    workspace.prefs().get(SINGLE_KEYS).as_deref() != Some("off")
}

/// Listens to the keys of the page.
pub fn listen(shell: Shell, workspace: Workspace) {
    let chord = StoredValue::new(f64::NEG_INFINITY);
    let pressed = move |press: &Press| {
        let after_g = crate::edge::clock::elapsed_ms() - chord.get_value() < CHORD_MS;
        chord.set_value(f64::NEG_INFINITY);
        if let Some(command) = with_command(press) {
            command.run(shell, workspace);
            return true;
        }
        if press.command || press.alt || press.at != At::Page || !single_keys(workspace) {
            return false;
        }
        if after_g && let Some((_, page)) = PLACES.iter().find(|(key, _)| *key == press.key) {
            shell.go(page.clone());
            return true;
        }
        if press.key == "g" {
            chord.set_value(crate::edge::clock::elapsed_ms());
            return true;
        }
        single_key(press, shell, workspace)
    };
    match edge::on_press(pressed) {
        Ok(listener) => listener.keep(),
        Err(error) => workspace.alarm(format!("Keys do nothing here: {error}. The buttons do.")),
    }
}

fn with_command(press: &Press) -> Option<Command> {
    if !press.command || press.alt {
        return None;
    }
    match (press.key.as_str(), press.shift) {
        ("k", false) => Some(Command::Search),
        // The page draws what is for paper only before it prints.
        ("p", false) => Some(Command::Print),
        // In a text the browser's own undo is what people expect.
        ("z", false) if press.at == At::Page => Some(Command::Undo),
        ("z", true) | ("y", false) if press.at == At::Page => Some(Command::Redo),
        _ => None,
    }
}

fn single_key(press: &Press, shell: Shell, workspace: Workspace) -> bool {
    match press.key.as_str() {
        "?" => Command::Keys.run(shell, workspace),
        "/" => {
            if !dom::focus_first("main input[type=search]") {
                Command::Search.run(shell, workspace);
            }
        }
        "n" => match kind_here(shell) {
            Some(kind) => Command::New(kind).run(shell, workspace),
            None => return false,
        },
        _ => return false,
    }
    true
}

/// The kind that the list on screen shows.
fn kind_here(shell: Shell) -> Option<&'static holdfast_domain::describe::Kind> {
    shell.route.with_untracked(|route| {
        let Page::Room(room) = route.page else {
            return None;
        };
        let room = ROOMS.iter().find(|known| known.id == room)?;
        let named = route
            .get("kind")
            .and_then(|id| room.kinds().find(|kind| kind.id == id));
        let kind = named.or(room.kinds().next())?;
        (kind.id != runbooks::RUN.id).then_some(kind)
    })
}

/// A key with the device's Command or Control before it, as printed on it.
pub fn command(key: &str) -> String {
    if edge::is_mac() {
        format!("⌘ {key}")
    } else {
        format!("Ctrl {key}")
    }
}

/// The map of keys.
pub fn map(shell: Shell) -> AnyView {
    let body = move || {
        let row = |keys: Vec<String>, what: String| {
            let keys = keys
                .into_iter()
                .map(|key| view! { <kbd>{key}</kbd>" " })
                .collect_view();
            view! { <dt>{keys}</dt><dd>{what}</dd> }
        };
        let everywhere = [
            (vec![command("K")], "Search everything, or do something"),
            (vec![command("Z")], "Undo (outside of texts)"),
            (vec![command("⇧ Z")], "Redo (outside of texts)"),
            (vec!["/".to_owned()], "Search this list"),
            (vec!["N".to_owned()], "New record in this list"),
            (vec!["?".to_owned()], "This map"),
            (vec!["Esc".to_owned()], "Close what is open"),
        ];
        let everywhere = everywhere.map(|(keys, what)| row(keys, what.to_owned()));
        let places = PLACES.iter().map(|(key, page)| {
            row(
                vec!["G".to_owned(), key.to_uppercase()],
                place(page).to_owned(),
            )
        });
        let writing = writing()
            .into_iter()
            .map(|(keys, what)| row(keys, what.to_owned()));
        let run = RUN.map(|(key, what)| row(vec![key.to_owned()], what.to_owned()));
        view! {
            <section><h3>"Everywhere"</h3><dl class="facts">{everywhere.into_iter().collect_view()}</dl></section>
            <section><h3>"Go to"</h3><dl class="facts">{places.collect_view()}</dl></section>
            <section><h3>"Writing a runbook"</h3><dl class="facts">{writing.collect_view()}</dl></section>
            <section><h3>"In a run, for the step at hand"</h3><dl class="facts">{run.into_iter().collect_view()}</dl></section>
            <p class="help">"Keys without "{command("")}" can be switched off under "<a href="#/settings" on:click=move |_| shell.keys.set(false)>"Settings"</a>"."</p>
        }
    };
    let close = move || view! { <button type="button" class="btn" on:click=move |_| shell.keys.set(false)>"Close"</button> };
    Dialog::new("Keys".to_owned(), body, close).view(shell.keys)
}

// What the keys do where a runbook is written, and what can stand behind a title there.
fn writing() -> Vec<(Vec<String>, &'static str)> {
    let plain = |key: &str| key.to_owned();
    let mut all = vec![
        (vec![plain("Enter")], "Add a step"),
        (
            vec![plain("Tab"), plain("⇧ Tab")],
            "Indent, outdent the step that you are writing",
        ),
        (vec![plain("Alt ↑"), plain("Alt ↓")], "Move the step"),
        (
            vec![plain("⇧ ↑"), plain("⇧ ↓")],
            "Select steps; then all keys are for all of them",
        ),
        (vec![plain("Page ↑"), plain("Page ↓")], "A page up, down"),
        (vec![command("Home"), command("End")], "First, last step"),
        (vec![command("Enter")], "Details of the step; Esc goes back"),
        (
            vec![command(".")],
            "Kind, marks, role and duration, each by a letter",
        ),
        (vec![command("F")], "Find and replace in the steps"),
        (vec![plain("⌫")], "Remove an empty step, or those selected"),
        (vec![plain("Esc")], "Stop writing: Tab moves on again"),
    ];
    all.extend(
        runbooks::quick::HELP
            .iter()
            .map(|(mark, what)| (vec![plain(mark)], *what)),
    );
    all
}

fn place(page: &Page) -> &'static str {
    match page {
        Page::Today => "Today",
        Page::Room(id) | Page::Record(id, _) => ROOMS
            .iter()
            .find(|room| room.id == *id)
            .map_or("", |room| room.name),
        Page::Data => "Data",
        Page::Conflicts => "Conflicts",
        Page::Settings => "Settings",
        Page::Unknown(_) => "",
    }
}
