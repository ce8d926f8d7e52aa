//! How changes go, by month, category or service. Each figure leads to its changes.

use super::page::figure;
use crate::edge::clock;
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::empty::empty;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::describe::Cell;
use holdfast_domain::rooms::changes::CHANGE;
use holdfast_domain::rooms::changes::metrics::{ALL, By, FIGURES, Row, What, rows, total};
use holdfast_domain::view::View;
use holdfast_ledger::Id;

/// What is asked for in the address.
#[derive(Clone, PartialEq)]
struct Asked {
    by: By,
    word: &'static str,
    /// The row and the figure that are opened; the row is empty for all.
    opened: Option<(String, What)>,
}

const OF_ALL: &str = "*";

impl Asked {
    fn of(route: &Route) -> Self {
        let named = ALL
            .iter()
            .find(|(_, word, _)| route.get("by") == Some(*word));
        let (by, word, _) = *named.unwrap_or(&ALL[0]);
        let what = FIGURES
            .iter()
            .find(|(_, word, ..)| route.get("what") == Some(*word));
        let opened = what.and_then(|(what, ..)| Some((route.get("of")?.to_owned(), *what)));
        Self { by, word, opened }
    }
}

fn address(word: &str) -> Route {
    Route::to(Page::Room(CHANGE.room))
        .with("view", "metrics")
        .with("by", word)
}

/// A row as it is drawn: its key, its name, and its figures.
type Line = (String, String, Vec<Cell>);

/// The figures of closed changes.
pub fn metrics(workspace: Workspace, shell: Shell) -> AnyView {
    let asked = Memo::new(move |_| shell.route.with(Asked::of));
    let lines = Memo::new(move |_| {
        let by = asked.with(|asked| asked.by);
        workspace.watch_settled(|view| {
            let line = |row: &Row, key: &str| {
                let cells = FIGURES.iter().map(|(what, ..)| row.show(*what, view));
                (key.to_owned(), row.name.clone(), cells.collect::<Vec<_>>())
            };
            let all = total(view);
            if all.all.is_empty() {
                return Vec::new();
            }
            let mut lines: Vec<Line> = vec![line(&all, OF_ALL)];
            lines.extend(rows(by, view).iter().map(|row| line(row, &row.key)));
            lines
        })
    });
    let opened = Memo::new(move |_| {
        let asked = asked.get();
        workspace.watch_settled(|view| opened(&asked, view))
    });
    let none = move || lines.with(Vec::is_empty);
    let table = move || {
        if none() {
            return empty(
                "change",
                "No change is closed yet",
                view! { <p>"How changes went follows from those that are closed."</p> }.into_any(),
            );
        }
        table(lines.get(), &asked.get())
    };
    let list = move || {
        opened
            .get()
            .map(|(title, how, changes)| list(&title, how, changes))
    };
    view! { {ways(asked)}{table}{list} }.into_any()
}

fn ways(asked: Memo<Asked>) -> AnyView {
    let way = move |(_, word, name): (By, &'static str, &'static str)| {
        let here = move || asked.with(|asked| asked.word == word).then_some("true");
        view! { <a class="btn small" href=address(word).href() aria-current=here>{format!("By {}", name.to_lowercase())}</a> }
    };
    view! { <nav class="btns screen-only" aria-label="Put together">{ALL.map(way).collect_view()}</nav> }.into_any()
}

fn table(lines: Vec<Line>, asked: &Asked) -> AnyView {
    let by = ALL
        .iter()
        .find(|(by, ..)| *by == asked.by)
        .map_or("", |(.., name)| *name);
    let heads = FIGURES
        .iter()
        .map(|(_, _, name, how)| view! { <th scope="col" class="num" title=*how>{*name}</th> });
    let row = |(key, name, cells): Line| {
        let cells = cells.iter().zip(&FIGURES).map(|(cell, (what, word, label, _))| {
            let to = address(asked.word).with("of", &key).with("what", word);
            let here = asked.opened.as_ref().is_some_and(|(of, opened)| *of == key && opened == what);
            let shown = figure(cell);
            let title = cell.inputs.clone();
            view! { <td class="num" data-l=*label><a href=to.href() title=title aria-current=here.then_some("true")>{shown}</a></td> }
        });
        let cells = cells.collect_view();
        view! { <tr><th scope="row" class="title">{name}</th>{cells}</tr> }
    };
    view! {
        <div class="card"><div class="table-wrap" tabindex="0" role="region" aria-label="Figures of closed changes">
            <table class="table folds change-figures">
                <caption class="sr">"Figures of closed changes"</caption>
                <thead><tr><th scope="col" class="title">{by}</th>{heads.collect_view()}</tr></thead>
                <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div></div>
    }
    .into_any()
}

/// What is opened: its title, how the figure is made, and its changes with what they say.
type Opened = (String, String, Vec<(Id, String, String)>);

fn opened(asked: &Asked, view: &View<'_>) -> Option<Opened> {
    let (key, what) = asked.opened.as_ref()?;
    let row = if key == OF_ALL {
        Some(total(view))
    } else {
        rows(asked.by, view).into_iter().find(|row| row.key == *key)
    };
    let row = row?;
    let (_, _, name, how) = FIGURES.iter().find(|(known, ..)| known == what)?;
    let cell = row.show(*what, view);
    let inputs = if cell.inputs.is_empty() {
        String::new()
    } else {
        format!(" {}: {}.", cell.text, cell.inputs)
    };
    let outcome = CHANGE.field("outcome")?;
    let tell = |id: Id| {
        let change = view.there(id)?;
        let said = holdfast_domain::value::show(
            outcome,
            change.value(holdfast_ledger::Path::of("outcome")),
            view,
        );
        Some((id, view.name(change), said))
    };
    let changes = row.of(*what).into_iter().filter_map(tell).collect();
    Some((
        format!("{name}: {}", row.name),
        format!("{how}{inputs}"),
        changes,
    ))
}

/// How many changes are listed.
const LISTED: usize = 200;

fn list(title: &str, how: String, changes: Vec<(Id, String, String)>) -> AnyView {
    let left = changes.len().saturating_sub(LISTED);
    let count = changes.len();
    let line = |(id, name, said): (Id, String, String)| {
        let href = Route::to(Page::Record(CHANGE.room, id)).href();
        view! { <li><a href=href>{name}</a><span class="muted">{said}</span></li> }
    };
    let lines = changes.into_iter().take(LISTED).map(line).collect_view();
    let more = (left > 0).then(|| view! { <p class="muted">{format!("… and {left} more.")}</p> });
    let title = title.to_owned();
    view! {
        <section class="card" aria-label="The changes behind the figure">
            <h2>{title}" "<span class="count">{count}</span></h2>
            <p class="help">{clock::with_dates(&how)}</p>
            <ul class="list">{lines}</ul>{more}
        </section>
    }
    .into_any()
}
