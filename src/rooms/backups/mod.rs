//! Backups beside their registers: how data sets are covered, what survives a loss, what is due.

mod coverage;
mod due;
mod survives;
mod trend;

pub use trend::trend;

use crate::prelude::*;
use crate::rooms::once;
use crate::route::{Page, Route};
use crate::ui::empty::empty;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::rooms;
use holdfast_domain::rooms::backups::{BACKUP_POLICY, Jobs};
use holdfast_domain::view::View;
use holdfast_ledger::Id;

/// How the data sets are covered.
pub fn coverage(workspace: Workspace, _: Shell) -> AnyView {
    once_read(workspace, move || coverage::coverage(workspace))
}

/// What survives a loss.
pub fn survives(workspace: Workspace, shell: Shell) -> AnyView {
    once_read(workspace, move || survives::survives(workspace, shell))
}

/// What is due.
pub fn due(workspace: Workspace, _: Shell) -> AnyView {
    once_read(workspace, move || due::due(workspace))
}

// Draws what follows from jobs once they are read.
fn once_read(workspace: Workspace, draw: impl Fn() -> AnyView + 'static) -> AnyView {
    once::once_read(workspace, Jobs::ahead, "Reading all backup jobs…", draw)
}

/// A record by its name, with the way to it.
#[derive(Clone, Debug, PartialEq)]
struct Named {
    name: String,
    href: Option<String>,
}

impl Named {
    fn of(id: Id, view: &View<'_>) -> Self {
        let Some(record) = view.there(id) else {
            return Self {
                name: "(no longer there)".to_owned(),
                href: None,
            };
        };
        let kind = rooms::kind(record.kind.as_str());
        Self {
            name: view.name(record),
            href: kind.map(|kind| Route::to(Page::Record(kind.room, id)).href()),
        }
    }

    fn link(self) -> AnyView {
        match self.href {
            Some(href) => view! { <a href=href>{self.name}</a> }.into_any(),
            None => view! { <span>{self.name}</span> }.into_any(),
        }
    }
}

fn no_data_set() -> AnyView {
    let more = view! { <p>{BACKUP_POLICY.purpose}</p> };
    empty("archive", "No data set yet", more.into_any())
}
