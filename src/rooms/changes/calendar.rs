//! The calendar of changes: month, week or agenda, with freezes, maintenance windows, meetings and
//! exercises.

use super::asked::{Asked, WAYS, Way};
use super::grid;
use crate::edge::{clock, print};
use crate::prelude::*;
use crate::ui::handed;
use crate::ui::icon::icon;
use crate::ui::page::keep;
use crate::ui::shell::Shell;
use crate::workspace::{Workspace, now_ms};
use chrono::NaiveDate;
use holdfast_domain::codec::{file_stem, ics};
use holdfast_domain::rooms::changes::calendar::{Entry, Range, Sort, entries};
use holdfast_domain::rooms::changes::wall;
use holdfast_domain::view::View;

/// A day and what takes place on it, also what began before.
#[derive(Clone, PartialEq)]
pub struct Day {
    /// The day.
    pub date: NaiveDate,
    /// When it begins, in milliseconds since 1970.
    pub from: i64,
    /// What takes place, by when it begins.
    pub entries: Vec<Entry>,
}

/// The calendar.
pub fn calendar(workspace: Workspace, shell: Shell) -> AnyView {
    let asked = Memo::new(move |_| shell.route.with(Asked::of));
    let days = Memo::new(move |_| {
        let asked = asked.get();
        workspace.watch_all(|view| days(asked, view))
    });
    keep(print::around(move |now| {
        if now {
            label(workspace, asked.get_untracked());
        }
    }));
    let body = move || match asked.with(|asked| asked.way) {
        Way::Agenda => grid::agenda(days),
        Way::Month | Way::Week => grid::grid(asked, days),
    };
    view! {
        <div class="cal-page">
            {tools(workspace, asked)}
            {body}
            {legend()}
        </div>
    }
    .into_any()
}

fn days(asked: Asked, view: &View<'_>) -> Vec<Day> {
    let (first, last) = asked.days();
    let begin = |day: NaiveDate| {
        let shown = day.and_hms_opt(0, 0, 0).unwrap_or_default();
        wall::instant(shown, "", view)
    };
    let range = Range {
        from: begin(first),
        until: begin(last),
    };
    let all = entries(range, view);
    let dates = first.iter_days().take_while(|day| *day < last);
    let day = |date: NaiveDate| {
        let (from, until) = (begin(date), begin(super::asked::plus(date, 1)));
        let here = all
            .iter()
            .filter(|entry| entry.time.end > from && entry.time.start < until);
        Day {
            date,
            from,
            entries: here.cloned().collect(),
        }
    };
    dates.map(day).collect()
}

/// What is shown, in words: the month, or the first and the last day.
pub fn title(asked: Asked) -> String {
    let (first, last) = asked.days();
    let said = |day: NaiveDate| clock::calendar_date(&day.to_string());
    match asked.way {
        Way::Month => clock::month(&asked.day.to_string()),
        Way::Week | Way::Agenda => {
            let last = last.pred_opt().unwrap_or(last);
            format!("{} – {}", said(first), said(last))
        }
    }
}

fn label(workspace: Workspace, asked: Asked) {
    let printed = u64::try_from(now_ms())
        .map(clock::date_time)
        .unwrap_or_default();
    let name = untrack(|| workspace.name());
    let title = ["Change calendar, ", &title(asked)].concat();
    print::label(&title, &name, &["Printed ", &printed].concat());
}

fn tools(workspace: Workspace, asked: Memo<Asked>) -> AnyView {
    let way = move |(way, _, name): (Way, &'static str, &'static str)| {
        let to = move || Asked { way, ..asked.get() }.route().href();
        let here = move || (asked.get().way == way).then_some("true");
        view! { <a class="btn small" href=to aria-current=here>{name}</a> }
    };
    let step = move |forward: bool| move || asked.get().step(forward).route().href();
    let today = move || {
        let day = clock::today().parse().unwrap_or_default();
        Asked { day, ..asked.get() }.route().href()
    };
    let press = move |_| {
        handed::paper(workspace, Some("Change calendar"));
    };
    view! {
        <div class="toolbar cal-tools">
            <div class="btns">
                <a class="btn small icon" href=step(false) aria-label="Before">{icon("chevron-left")}</a>
                <a class="btn small icon" href=step(true) aria-label="After">{icon("chevron-right")}</a>
                <a class="btn small" href=today>"Today"</a>
            </div>
            <h2 aria-live="polite">{move || title(asked.get())}</h2>
            <div class="btns push">
                {WAYS.map(way).collect_view()}
                <button type="button" class="btn small" on:click=press>{icon("print")}"Print"</button>
                <button type="button" class="btn small" on:click=move |_| export(workspace)>{icon("download")}"Export calendar (.ics)"</button>
            </div>
        </div>
        <h2 class="print-only">{move || ["Change calendar, ", &title(asked.get())].concat()}</h2>
    }
    .into_any()
}

fn export(workspace: Workspace) {
    let text = workspace.read(ics::write);
    let name = format!("{}.ics", file_stem(&untrack(|| workspace.name())));
    handed::file(workspace, &name, "text/calendar", text.as_bytes())
}

/// All sorts with the class of their marks.
pub const SORTS: [(Sort, &str); 5] = [
    (Sort::Change, "cal-change"),
    (Sort::Freeze, "cal-freeze"),
    (Sort::Maintenance, "cal-maintenance"),
    (Sort::Meeting, "cal-meeting"),
    (Sort::Exercise, "cal-exercise"),
];

fn legend() -> AnyView {
    let one = |(sort, class): (Sort, &'static str)| {
        view! { <li><span class=["cal-mark ", class].concat() aria-hidden="true"></span>{sort.label()}</li> }
    };
    view! { <ul class="legend cal-legend" aria-label="Marks">{SORTS.map(one).collect_view()}</ul> }
        .into_any()
}
