//! A document that is written from a record: as Markdown in a file, and on paper.

use super::RecordPage;
use crate::edge::{clock, print};
use crate::prelude::*;
use crate::rooms::runbooks::sheet::sign;
use crate::ui::handed;
use crate::ui::markdown::markdown;
use crate::workspace::now_ms;
use holdfast_domain::view::View;
use holdfast_ledger::Record;

/// What a document is.
#[derive(Clone, Copy)]
pub struct Document {
    /// The end of its file's name.
    pub file: &'static str,
    /// What it is called in the margins.
    pub label: &'static str,
    /// What is signed at its end.
    pub signs: &'static [&'static str],
    /// Its text in Markdown; the function says a moment.
    pub text: fn(&Record, &View<'_>, &dyn Fn(i64) -> String) -> String,
}

impl Document {
    /// Its text as it is now.
    pub fn of(self, page: RecordPage) -> String {
        page.read(|record, view| (self.text)(record, view, &said))
    }

    /// Its text, which follows the records.
    pub fn follow(self, page: RecordPage) -> String {
        page.watch_settled(|record, view| (self.text)(record, view, &said))
    }

    /// Writes it to a file.
    pub fn export(self, page: RecordPage) {
        let code = page.read(|record, view| view.code(record));
        let stem = format!("{code}-{}", self.file);
        handed::markdown(page.workspace, &stem, &self.of(page));
    }

    /// Prints it: the page shows [`Self::sheet`] meanwhile.
    pub fn print(self, page: RecordPage) {
        let name = page.read(|record, view| view.name(record));
        handed::paper(page.workspace, Some(&name));
    }

    /// The sheet that is printed instead of the page.
    pub fn sheet(self, page: RecordPage) -> AnyView {
        let name = page.read(|record, view| view.name(record));
        let printed = said(now_ms());
        let source = format!("{} · printed {printed}", untrack(|| page.workspace.name()));
        print::label(&name, self.label, &source);
        view! {
            <section class="page print-only paper">
                {markdown(&self.of(page))}
                {sign(self.signs)}
            </section>
        }
        .into_any()
    }
}

fn said(at: i64) -> String {
    clock::date_time(u64::try_from(at).unwrap_or_default())
}
