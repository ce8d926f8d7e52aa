//! The keyboard: what each key does everywhere, and the map that shows it.

use crate::edge::{dom, keys as edge};
use crate::prelude::*;
use crate::route::Page;
use crate::ui::command::{self, Command};
use crate::ui::dialog::Dialog;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use edge::{At, Press};
use holdfast_domain::rooms::{ROOMS, runbooks};

/// The device state that switches single keys off, for people whose software types them.
pub const SINGLE_KEYS: &str = "single-keys";

/// A key, or keys, that do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chord {
    /// By itself, where nothing is typed.
    Bare(&'static str),
    /// With Control, or Command on a Mac.
    Held(&'static str),
    /// With that and Shift.
    HeldShift(&'static str),
    /// After `g`, where nothing is typed.
    AfterG(&'static str),
}

/// The places that `g` and then a letter lead to.
const PLACES: &[(&str, Page)] = &[
    ("t", Page::Today),
    ("i", Page::Room("incidents")),
    ("r", Page::Room("risks")),
    ("c", Page::Room("changes")),
    ("b", Page::Room("runbooks")),
    ("u", Page::Room("runs")),
    ("p", Page::Room("people")),
    ("d", Page::Data),
    ("s", Page::Settings),
];

/// The keys of a command: what is heard, what the map shows and what stands beside it in the palette.
pub fn chords(command: &Command) -> Vec<Chord> {
    match command {
        Command::Search => vec![Chord::Held("k")],
        // The page draws what is for paper only before it prints.
        Command::Print => vec![Chord::Held("p")],
        Command::Undo => vec![Chord::Held("z")],
        Command::Redo => vec![Chord::HeldShift("z"), Chord::Held("y")],
        Command::Keys => vec![Chord::Bare("?")],
        Command::Go(page, ..) => {
            let place = PLACES.iter().find(|(_, place)| place == page);
            place
                .map(|(key, _)| Chord::AfterG(key))
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

impl Chord {
    fn is(self, press: &Press, after_g: bool) -> bool {
        let key = press.key.as_str();
        if press.alt {
            return false;
        }
        match self {
            Self::Bare(own) => !press.command && key == own,
            Self::Held(own) => press.command && !press.shift && key == own,
            Self::HeldShift(own) => press.command && press.shift && key == own,
            Self::AfterG(own) => !press.command && after_g && key == own,
        }
    }

    /// Each of the keys as it is printed on the keyboard.
    fn caps(self) -> Vec<String> {
        match self {
            Self::Bare(key) => vec![key.to_uppercase()],
            Self::Held(key) => vec![with_command(&key.to_uppercase())],
            Self::HeldShift(key) => vec![with_command(&["⇧ ", &key.to_uppercase()].concat())],
            Self::AfterG(key) => vec!["G".to_owned(), key.to_uppercase()],
        }
    }
}

/// The first of a command's keys, as printed on the keyboard; empty where it has none.
pub fn caps(command: &Command) -> Vec<String> {
    let first = chords(command).into_iter().next();
    first.map(Chord::caps).unwrap_or_default()
}

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
    let g = StoredValue::new(f64::NEG_INFINITY);
    let pressed = move |press: &Press| {
        let after_g = crate::edge::clock::elapsed_ms() - g.get_value() < CHORD_MS;
        g.set_value(f64::NEG_INFINITY);
        let bare = press.at == At::Page && !press.command && !press.alt && single_keys(workspace);
        if let Some(command) = asked(press, after_g, bare) {
            command.run(shell, workspace);
            return true;
        }
        if bare && press.key == "g" {
            g.set_value(crate::edge::clock::elapsed_ms());
            return true;
        }
        bare && in_list(press, shell, workspace)
    };
    match edge::on_press(pressed) {
        Ok(listener) => listener.keep(),
        Err(error) => workspace.alarm(format!("Keys do nothing here: {error}. The buttons do.")),
    }
}

// What a press asks for; `bare` says whether keys by themselves do something here.
fn asked(press: &Press, after_g: bool, bare: bool) -> Option<Command> {
    if !bare && !press.command {
        return None;
    }
    let heard = |command: &Command| {
        // In a text the browser's own undo is what people expect.
        let own = matches!(command, Command::Undo | Command::Redo);
        (press.at == At::Page || !own)
            && chords(command)
                .into_iter()
                .any(|chord| chord.is(press, after_g))
    };
    keyed().into_iter().find(heard)
}

// Everything that keys can ask for anywhere.
fn keyed() -> Vec<Command> {
    let mut all = vec![Command::Search];
    all.extend(command::all());
    all
}

fn in_list(press: &Press, shell: Shell, workspace: Workspace) -> bool {
    match press.key.as_str() {
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
pub fn with_command(key: &str) -> String {
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
        let keyed = |is_page: bool| {
            let shown = keyed()
                .into_iter()
                .filter(move |one| one.is_page() == is_page);
            shown.filter_map(move |one| {
                let keys = caps(&one);
                (!keys.is_empty()).then(|| row(keys, one.label()))
            })
        };
        let here = [
            ("/", "Search this list"),
            ("N", "New record in this list"),
            ("Esc", "Close what is open"),
        ];
        let here = here.map(|(key, what)| row(vec![key.to_owned()], what.to_owned()));
        let everywhere = keyed(false).chain(here).collect_view();
        let places = keyed(true);
        let writing = writing()
            .into_iter()
            .map(|(keys, what)| row(keys, what.to_owned()));
        let run = RUN.map(|(key, what)| row(vec![key.to_owned()], what.to_owned()));
        view! {
            <section><h3>"Everywhere"</h3><dl class="facts">{everywhere}</dl></section>
            <section><h3>"Go to"</h3><dl class="facts">{places.collect_view()}</dl></section>
            <section><h3>"Writing a runbook"</h3><dl class="facts">{writing.collect_view()}</dl></section>
            <section><h3>"In a run, for the step at hand"</h3><dl class="facts">{run.into_iter().collect_view()}</dl></section>
            <p class="help">"Keys without "{with_command("")}" can be switched off under "<a href="#/settings" on:click=move |_| shell.keys.set(false)>"Settings"</a>"."</p>
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
        (
            vec![with_command("Home"), with_command("End")],
            "First, last step",
        ),
        (
            vec![with_command("Enter")],
            "Details of the step; Esc goes back",
        ),
        (
            vec![with_command(".")],
            "Kind, marks, role and duration, each by a letter",
        ),
        (vec![with_command("F")], "Find and replace in the steps"),
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

/// The row that a key leads to from another, before it is kept within the rows; `None` for other keys.
/// The first key on the list itself (`arrives`) goes to the row where one was.
pub fn row(key: &str, now: usize, page: usize, arrives: bool) -> Option<usize> {
    Some(match key {
        "ArrowDown" if arrives => now,
        "ArrowDown" => now + 1,
        "ArrowUp" => now.saturating_sub(1),
        "PageDown" => now + page,
        "PageUp" => now.saturating_sub(page),
        "Home" => 0,
        "End" => usize::MAX,
        _ => return None,
    })
}
