//! What sheets of paper have in common: their head, boxes to tick, lines to write on.

use crate::edge::{clock, print};
use crate::prelude::*;
use crate::workspace::{Workspace, now_ms};
use holdfast_domain::qr::Qr;
use holdfast_domain::rooms::runbooks::tag;
use holdfast_domain::view::View;
use holdfast_ledger::Record;

/// What a sheet is of; it stands on every page.
pub struct Identity {
    /// Code and title.
    pub name: String,
    /// Which version.
    pub version: String,
    /// How that was approved.
    pub approval: String,
    /// The words that the code holds.
    pub tag: String,
    /// Which workspace, and when it was printed.
    pub source: String,
}

impl Identity {
    /// The identity of a runbook's or a run's sheet.
    pub fn of(record: &Record, view: &View<'_>, version: String, approval: String) -> Self {
        let workspace = Workspace::of_page();
        let printed = u64::try_from(now_ms())
            .map(clock::date_time)
            .unwrap_or_default();
        Self {
            name: tag::title(record, view),
            version,
            approval,
            tag: tag::tag(record, view, workspace.id()),
            source: [&untrack(|| workspace.name()), " · printed ", &printed].concat(),
        }
    }

    /// Version and approval in short: the margins have no room for how far an approval can be
    /// trusted; the first page has.
    pub fn standing(&self) -> String {
        let approval = self.approval.split(" (").next().unwrap_or_default();
        [&self.version, " · ", approval].concat()
    }

    /// Says it in the margins of every page.
    pub fn label(&self) {
        let foot = [&self.source, " · ", &self.tag].concat();
        print::label(&self.name, &self.standing(), &foot);
    }

    /// The top of the first page, with the code.
    pub fn head(&self) -> AnyView {
        view! {
            <header class="sheet-head keep">
                <div>
                    <h1>{self.name.clone()}</h1>
                    <p><b>{self.version.clone()}</b></p>
                    <p>{self.approval.clone()}</p>
                    <p>{self.source.clone()}</p>
                </div>
                {code(&self.tag)}
            </header>
        }
        .into_any()
    }

    /// A row for the head of a table, which stands on every page, where margins say nothing, or
    /// say what another sheet is of (`always`).
    pub fn row(&self, columns: u32, always: bool) -> AnyView {
        let text = [&self.name, " · ", &self.standing(), " · ", &self.tag].concat();
        (always || !print::has_margins())
            .then(|| view! { <tr class="running"><th colspan=columns.to_string()>{text}</th></tr> })
            .into_any()
    }
}

fn code(tag: &str) -> AnyView {
    let drawn = Qr::of(tag).map(|code| {
        let side = code.side().to_string();
        let frame = ["0 0 ", &side, " ", &side].concat();
        view! { <svg viewBox=frame role="img" aria-label="QR code with the words below"><path d=code.path()></path></svg> }
    });
    view! { <figure class="qr">{drawn}<figcaption class="code">{tag.to_owned()}</figcaption></figure> }.into_any()
}

/// A box to tick, with what it stands for.
pub fn tick(label: impl Into<String>) -> AnyView {
    let label = label.into();
    view! { <span class="option"><span class="tick"></span>" "{label}</span> }.into_any()
}

/// A line to write on, behind what belongs on it.
pub fn blank(label: impl Into<String>) -> AnyView {
    let label = label.into();
    view! { <p class="blank"><span>{label}</span><i></i></p> }.into_any()
}

/// A label and a text, where there is one.
pub fn fact(label: &'static str, text: &str) -> AnyView {
    let text = text.to_owned();
    (!text.is_empty())
        .then(|| view! { <p><b>{label}": "</b>{crate::ui::markdown::whole(&text)}</p> })
        .into_any()
}

/// The columns of a table, by their classes: its first row may be one wide cell.
pub fn columns(classes: &[&'static str]) -> AnyView {
    let column = |class: &&'static str| view! { <col class=*class/> };
    view! { <colgroup>{classes.iter().map(column).collect_view()}</colgroup> }.into_any()
}

/// Where those sign who answer for it.
pub fn sign(lines: &[&'static str]) -> AnyView {
    let line = |text: &&'static str| view! { <p>{*text}</p> };
    view! { <div class="sign keep">{lines.iter().map(line).collect_view()}</div> }.into_any()
}
