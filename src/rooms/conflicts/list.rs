//! Which conflicts are listed, and deciding all that are listed at once.

use super::{Conflicts, sorts};
use crate::edge::location;
use crate::prelude::*;
use crate::rooms::record::author;
use crate::route::{Page, Route};
use crate::ui::dialog::next_id;
use holdfast_domain::conflicts::{self, Conflict, Mark, Side, authors, counted, sides};
use holdfast_domain::rooms;
use holdfast_domain::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Dot, Id, Key};
use std::collections::BTreeSet;

/// A record with its conflicts and their sides.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// The record.
    pub id: Id,
    /// Its kind.
    pub kind: Key,
    /// What is to be decided in it.
    pub conflicts: Vec<(Conflict, Vec<Side>)>,
}

/// Whose side is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// Nobody's in particular.
    Anybody,
    /// What a person wrote.
    Author(String),
    /// What came with the last import: its changes.
    Import(BTreeSet<Dot>),
}

/// The key of the last import among the sources.
const IMPORT: &str = "import";

/// The records in conflict.
pub fn rows(ids: &BTreeSet<Id>, view: &View<'_>) -> Vec<Row> {
    let row = |id: &Id| {
        let record = view.ledger.record(*id)?;
        let found = conflicts::of(record, view).into_iter();
        let with_sides = |conflict: Conflict| {
            let sides = sides(record, &conflict, view);
            (conflict, sides)
        };
        Some(Row {
            id: *id,
            kind: record.kind,
            conflicts: found.map(with_sides).collect(),
        })
    };
    ids.iter().filter_map(row).collect()
}

impl Row {
    /// What is left of it by a sort (by its label) and by whose side is looked for.
    pub fn narrowed(&self, sort: &str, from: &From) -> Self {
        let fits = |(conflict, sides): &&(Conflict, Vec<Side>)| {
            let right_sort = sort.is_empty() || conflict.sort().label() == sort;
            right_sort && (*from == From::Anybody || sides.iter().any(|side| from.has(side)))
        };
        Self {
            conflicts: self.conflicts.iter().filter(fits).cloned().collect(),
            ..self.clone()
        }
    }
}

impl From {
    fn has(&self, side: &Side) -> bool {
        let is = |mark: &Mark| match self {
            Self::Anybody => true,
            Self::Author(name) => mark.by == *name,
            Self::Import(came) => came.contains(&mark.dot),
        };
        side.marks.iter().any(is)
    }

    // As the option of a select.
    fn key(&self) -> String {
        match self {
            Self::Anybody => String::new(),
            Self::Author(name) => format!("by {name}"),
            Self::Import(_) => IMPORT.to_owned(),
        }
    }

    fn of(key: &str, page: Conflicts) -> Self {
        match key.strip_prefix("by ") {
            Some(name) => Self::Author(name.to_owned()),
            None if key == IMPORT => {
                let last = page.workspace.last_merge().get_untracked();
                Self::Import(last.unwrap_or_default().came)
            }
            None => Self::Anybody,
        }
    }
}

/// What is listed can be chosen, and all of it be decided at once.
pub fn bar(page: Conflicts) -> AnyView {
    let kinds = move || {
        let mut kinds: Vec<Key> = page
            .all
            .with(|all| all.iter().map(|row| row.kind).collect());
        kinds.arrange();
        kinds.dedup();
        let name = |kind: &Key| rooms::kind(kind.as_str()).map_or(kind.as_str(), |kind| kind.many);
        kinds
            .iter()
            .map(|kind| (kind.to_string(), name(kind).to_owned()))
            .collect::<Vec<_>>()
    };
    let sorts = move || {
        sorts()
            .map(|label| (label.to_owned(), label.to_owned()))
            .collect()
    };
    let sources = move || {
        let sides = page.all.with(|all| {
            let all = all.iter().flat_map(|row| &row.conflicts);
            all.flat_map(|(_, sides)| sides.clone()).collect::<Vec<_>>()
        });
        let names = authors(&sides).into_iter();
        let mut found: Vec<(String, String)> = names
            .map(|name| (From::Author(name.clone()).key(), author(&name).to_owned()))
            .collect();
        if let Some(last) = page
            .workspace
            .last_merge()
            .get()
            .filter(|last| !last.came.is_empty())
        {
            found.push((IMPORT.to_owned(), format!("{} (last import)", last.name)));
        }
        found
    };
    let chosen = move || page.from.with(From::key);
    let choose = move |key: String| page.from.set(From::of(&key, page));
    view! {
        <div class="toolbar" role="group" aria-label="What is listed">
            {select("Records", kinds, move || page.kind.get(), move |key| page.kind.set(key))}
            {select("Sort of conflict", sorts, move || page.sort.get(), move |key| page.sort.set(key))}
            {select("With a side of", sources, chosen, choose)}
            {move || only(page)}
            {move || take_all(page)}
        </div>
    }
    .into_any()
}

fn select(
    label: &'static str,
    options: impl Fn() -> Vec<(String, String)> + Send + 'static,
    chosen: impl Fn() -> String + Send + Sync + Copy + 'static,
    choose: impl Fn(String) + 'static,
) -> AnyView {
    let id = next_id("conflicts");
    let option = move |(key, name): (String, String)| {
        let own = key.clone();
        view! { <option value=key selected=move || chosen() == own>{name}</option> }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select id=id on:change=move |event| choose(event_target_value(&event))>
                <option value="">"All"</option>
                {move || options().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
    .into_any()
}

// One record is shown, because a link led to it.
fn only(page: Conflicts) -> Option<AnyView> {
    page.only.get()?;
    let all = move |_| {
        // The address only follows; without it the page shows all the same.
        let _ = location::set_hash(&Route::to(Page::Conflicts).to_string());
    };
    Some(
        view! { <button type="button" class="btn" on:click=all>"Show all records"</button> }
            .into_any(),
    )
}

fn take_all(page: Conflicts) -> Option<AnyView> {
    let from = page.from.get();
    let name = match &from {
        From::Anybody => return None,
        From::Author(name) => author(name).to_owned(),
        From::Import(_) => page.workspace.last_merge().get()?.name,
    };
    let many = page
        .left
        .with(|left| left.iter().map(|row| row.conflicts.len()).sum::<usize>());
    let label = format!("Take all from {name} ({many})");
    let press = move |_| decide_all(page, &from, &name);
    (many > 0).then(|| {
        view! { <button type="button" class="btn primary" on:click=press>{label}</button> }
            .into_any()
    })
}

// Where both sides are theirs, nothing says which they mean.
fn decide_all(page: Conflicts, from: &From, name: &str) {
    let (mut edits, mut many, mut unsure) = (Vec::new(), 0, 0);
    for row in page.left.get_untracked() {
        for (conflict, sides) in &row.conflicts {
            let mut theirs = sides.iter().filter(|side| from.has(side));
            let (Some(side), None) = (theirs.next(), theirs.next()) else {
                unsure += 1;
                continue;
            };
            match page.edits(row.id, conflict, side) {
                Ok(mut more) => {
                    edits.append(&mut more);
                    many += 1;
                }
                Err(why) => return page.workspace.alarm(why),
            }
        }
    }
    let left = if unsure == 0 {
        String::new()
    } else {
        format!(". Left, because both sides are theirs: {unsure}")
    };
    page.put(
        &format!("{} decided for {name}{left}", counted(many)),
        &edits,
        None,
    );
}
