//! A register on paper. Of a long one the browser's own event leaves no time to draw all rows, so
//! they are drawn before the browser is asked, part by part, where the screen does not show them.

use super::filter;
use super::row::{badges, cells};
use super::state::{Line, Register, thousands};
use crate::edge::{print, slices};
use crate::prelude::*;
use crate::ui::cell::{badge, title};
use crate::workspace::exchange::{Run, Watch};
use holdfast_domain::conflicts;
use holdfast_domain::rooms::risks::RISK;
use holdfast_domain::rooms::risks::matrix::{self, Matrix};
use holdfast_domain::table::Column;
use holdfast_domain::view::View;
use holdfast_ledger::Record;
use leptos::task::spawn_local;
use std::rc::Rc;

/// The most rows that are drawn when the browser asks for paper.
pub const AT_ONCE: usize = 2000;
/// The most rows that are drawn at all: Chromium wrote a PDF of 9,000, and gave up one of 22,500.
const MOST: usize = 10_000;
/// Rows that are drawn between two looks at what else waits.
const PART: usize = 100;

/// The lines that are drawn for paper alone.
#[derive(Clone, Default)]
pub struct Paper {
    lines: Rc<[Line]>,
    parts: usize,
}

impl Paper {
    fn all_parts(&self) -> usize {
        self.lines.len().div_ceil(PART)
    }

    /// Whether all lines are there.
    pub fn is_whole(&self) -> bool {
        self.parts > 0 && self.parts == self.all_parts()
    }
}

/// Prints what is shown; of a long register all of it, once it is drawn.
pub fn print(register: Register, watch: Watch) {
    if untrack(|| watch.is_on()) {
        return;
    }
    let lines = register.lines.get_untracked();
    if lines.len() <= AT_ONCE {
        ask(register);
        return;
    }
    let lines = lines[..lines.len().min(MOST)].into();
    register.paper.set(Paper { lines, parts: 0 });
    let run = watch.begin();
    spawn_local(async move {
        if draw(register, run).await {
            run.end();
            ask(register);
        } else {
            register.paper.try_set(Paper::default());
            run.end();
        }
    });
}

fn ask(register: Register) {
    if let Err(error) = print::print(Some(register.kind.many)) {
        let why = format!("Nothing was printed: {error}.");
        register.workspace.alarm(why);
    }
}

// Whether all of it is drawn: not where it was given up, or the list became another meanwhile.
async fn draw(register: Register, run: Run) -> bool {
    loop {
        slices::yield_now().await;
        if !run.goes_on() {
            return false;
        }
        let drawn = register.paper.try_update(|paper| {
            paper.parts += usize::from(!paper.lines.is_empty());
            (paper.parts, paper.all_parts())
        });
        match drawn {
            Some((parts, all)) if parts < all => run.tell(parts as f64 / all as f64),
            Some((parts, all)) => return parts > 0 && parts == all,
            None => return false,
        }
        slices::drawn().await;
    }
}

/// The rows for paper alone, as far as they are drawn.
pub fn sheets(register: Register) -> AnyView {
    let parts = move || (0..register.paper.with(|paper| paper.parts)).collect::<Vec<usize>>();
    view! { <For each=parts key=|part| *part children=move |part| sheet(register, part)/> }
        .into_any()
}

fn sheet(register: Register, part: usize) -> AnyView {
    let lines = register.paper.with_untracked(|paper| paper.lines.clone());
    let columns = register.shown_columns();
    let lines = lines.iter().skip(part * PART).take(PART);
    let lines = lines.map(|line| match line {
        Line::Row(id) => register.read(*id, |record, view| row(&columns, record, view)),
        Line::Head(group) => Some(head(register, *group, columns.len())),
    });
    view! { <tbody class="print-only">{lines.collect_view()}</tbody> }.into_any()
}

fn row(columns: &[Column], record: &Record, view: &View<'_>) -> AnyView {
    let marks = badges(record).into_iter();
    let marks = marks.map(|(text, tone)| view! { {badge(text, tone)}" " });
    let disputed = conflicts::count(record, view);
    let disputed = (disputed > 0)
        .then(|| view! { <span class="conflict">{conflicts::counted(disputed)}</span>" " });
    view! {
        <tr>
            <th scope="row" class="title">{marks.collect_view()}{disputed}{title(record)}</th>
            {cells(columns, record, view)}
        </tr>
    }
    .into_any()
}

fn head(register: Register, group: usize, span: usize) -> AnyView {
    let known = register
        .groups
        .with_untracked(|groups| groups.get(group).cloned());
    let (label, count) = known.map_or_else(Default::default, |known| (known.label, known.count));
    let label = if label.is_empty() {
        "None".to_owned()
    } else {
        label
    };
    view! {
        <tr class="group-head"><th scope="colgroup" class="title" colspan=span>{label}" "<span class="count">{thousands(count)}</span></th></tr>
    }
    .into_any()
}

/// What a reader of the paper has to know: which rows there are, and what the figures in them mean.
pub fn words(register: Register) -> AnyView {
    let words = move || {
        register.epoch.track();
        let mut words = Vec::new();
        let total = register.lines.with(|lines| lines.len());
        let whole = register.paper.with(Paper::is_whole);
        let (there, rest) = if whole {
            (
                MOST,
                "are as many as a browser prints at once. Filter the list to print the others.",
            )
        } else {
            (
                AT_ONCE,
                "are here. “Print” in the menu “Export” above the list prints more.",
            )
        };
        if total > there {
            let (first, all) = (thousands(there), thousands(total));
            words.push(format!("The first {first} of {all} rows {rest}"));
        }
        if register.kind.id == RISK.id {
            let matrix = register.workspace.read(matrix::matrix);
            words.extend(matrix.as_ref().as_ref().ok().map(Matrix::words));
        }
        let spec = register.spec.get();
        words.extend(filter::all_words(register, &spec));
        words
            .into_iter()
            .map(|words| view! { <p class="print-only register-words">{words}</p> })
            .collect_view()
    };
    view! { {words} }.into_any()
}
