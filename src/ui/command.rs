//! Everything that can be done from anywhere: one list behind palette, keys and buttons.

use crate::rooms::data::export::export;
use crate::route::{Page, Route};
use crate::ui::create;
use crate::ui::handed;
use crate::ui::shell::Shell;
use crate::ui::theme::{THEMES, Theme};
use crate::workspace::exchange::Scope;
use crate::workspace::{Undone, Workspace};
use holdfast_domain::describe::{Kind, in_text};
use holdfast_domain::heavy::Include;
use holdfast_domain::rooms::{ROOMS, Room, runbooks};

/// Something that can be done from anywhere.
#[derive(Clone)]
pub enum Command {
    /// Go to a page.
    Go(Page, &'static str, &'static str),
    /// A new record of a kind.
    New(&'static Kind),
    /// Take the last command back.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Change how the page looks.
    Look(Theme),
    /// Write the whole workspace to a file, with its history.
    Export,
    /// To the page that imports.
    Import,
    /// Print the page.
    Print,
    /// Open the palette.
    Search,
    /// Show the keys.
    Keys,
}

/// Every command, in the order in which the palette lists them.
pub fn all() -> Vec<Command> {
    let mut all = vec![Command::Go(Page::Today, "Today", "today")];
    all.extend(
        ROOMS
            .iter()
            .map(|room| Command::Go(Page::Room(room.id), room.name, room.icon)),
    );
    all.push(Command::Go(
        Page::Readiness,
        "Readiness: continuity checks and score",
        "eye",
    ));
    all.push(Command::Go(
        Page::Reports,
        "Reports: on screen, on paper, as Markdown",
        "report",
    ));
    all.push(Command::Go(
        Page::Simulation,
        "Recovery simulation: what comes back when after a loss",
        "curve",
    ));
    all.push(Command::Go(
        Page::Calibration,
        "Calibration: estimates held against what happened",
        "check",
    ));
    all.push(Command::Go(
        Page::Data,
        "Data: import, export, offline kit, restore points",
        "data",
    ));
    all.push(Command::Go(
        Page::Conflicts,
        "Conflicts: what people wrote apart",
        "conflict",
    ));
    all.push(Command::Go(Page::Settings, "Settings", "settings"));
    all.extend(kinds_to_make().map(Command::New));
    all.extend([
        Command::Undo,
        Command::Redo,
        Command::Export,
        Command::Import,
        Command::Print,
    ]);
    all.extend(THEMES.map(Command::Look));
    all.push(Command::Keys);
    all
}

/// The kinds that people make by hand; a run begins from its runbook.
pub fn kinds_to_make() -> impl Iterator<Item = &'static Kind> {
    ROOMS
        .iter()
        .flat_map(Room::kinds)
        .filter(|kind| kind.id != runbooks::RUN.id)
}

impl Command {
    /// What it does, in words.
    pub fn label(&self) -> String {
        match self {
            Self::Go(_, name, _) => (*name).to_owned(),
            Self::New(kind) => format!("New {}", in_text(kind.one)),
            Self::Undo => "Undo".to_owned(),
            Self::Redo => "Redo".to_owned(),
            Self::Look(theme) => format!("Theme: {}", theme.label().to_lowercase()),
            Self::Export => "Export workspace".to_owned(),
            Self::Import => "Import files".to_owned(),
            Self::Print => "Print this page".to_owned(),
            Self::Search => "Search everything, or do something".to_owned(),
            Self::Keys => "Keys".to_owned(),
        }
    }

    /// The name of its icon.
    pub const fn icon(&self) -> &'static str {
        match self {
            Self::Go(_, _, icon) => icon,
            Self::New(_) => "plus",
            Self::Undo => "undo",
            Self::Redo => "redo",
            Self::Look(_) => "theme",
            Self::Export => "download",
            Self::Import => "upload",
            Self::Print => "print",
            Self::Search => "search",
            Self::Keys => "keyboard",
        }
    }

    /// Whether it leads to a page.
    pub const fn is_page(&self) -> bool {
        matches!(self, Self::Go(..))
    }

    /// Does it.
    pub fn run(&self, shell: Shell, workspace: Workspace) {
        match self {
            Self::Go(page, ..) => shell.go(page.clone()),
            Self::New(kind) => create::start(kind, shell, workspace),
            Self::Undo => said(&workspace.undo(), "There is nothing to undo", workspace),
            Self::Redo => said(&workspace.redo(), "There is nothing to redo", workspace),
            Self::Look(theme) => theme.choose(workspace),
            Self::Export => export(workspace, Scope::Workspace, Include::ALL),
            Self::Import => shell.go(Page::Data),
            Self::Print => {
                handed::paper(workspace, None);
            }
            Self::Search => shell.palette.set(true),
            Self::Keys => shell.keys.set(true),
        }
    }
}

fn said(undone: &Undone, nothing: &str, workspace: Workspace) {
    if *undone == Undone::Nothing {
        workspace.say(nothing);
    }
}

/// Where a page is, for a link.
pub fn href(page: Page) -> String {
    Route::to(page).href()
}
