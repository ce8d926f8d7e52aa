//! One record's conflicts: the sides of each side by side, and the ways to decide.

use super::Conflicts;
use super::list::Row;
use crate::prelude::*;
use crate::rooms::record::{signed, when};
use crate::route::{Page, Route};
use crate::ui::diff;
use crate::ui::form::Asked;
use holdfast_domain::ask::Answers;
use holdfast_domain::conflicts::{Conflict, Side, Take, both, first, label, note, words};
use holdfast_domain::describe::{Field, Type};
use holdfast_domain::register::described;
use holdfast_domain::rooms;
use holdfast_domain::rooms::risks::matrix::matrix;
use holdfast_domain::rooms::risks::{RISK, by_matrix};
use holdfast_domain::value;
use holdfast_domain::view::View;
use holdfast_ledger::conflict::Conflict as Held;
use holdfast_ledger::origin::Changes;
use holdfast_ledger::{Edit, Id, Path, Record, Text};
use leptos::task::spawn_local;
use std::sync::Arc;

/// From how many letters on texts are compared word by word.
const LONG: usize = 24;

/// The element of a record's nth conflict.
pub fn group_id(record: Id, n: usize) -> String {
    format!("decide-{record}-{n}")
}

/// A record's card.
pub fn card(page: Conflicts, row: Row) -> AnyView {
    page.workspace
        .read(|view| drawn(page, row, view))
        .into_any()
}

fn drawn(page: Conflicts, row: Row, view: &View<'_>) -> Option<AnyView> {
    let record = view.ledger.record(row.id)?;
    let kind = rooms::kind(record.kind.as_str());
    let known = kind.filter(|kind| rooms::ROOMS.iter().any(|room| room.id == kind.room));
    let name = view.name(record);
    let title = match known {
        Some(kind) => {
            let href = Route::to(Page::Record(kind.room, row.id)).href();
            view! { <a href=href>{name.clone()}</a> }.into_any()
        }
        None => name.clone().into_any(),
    };
    let what = kind.map_or_else(|| record.kind.to_string(), |kind| kind.one.to_owned());
    // Who undid something stands for what came back until the history tells who wrote it.
    let history = LocalSignal::new_local(Changes::new());
    spawn_local(async move {
        if let Ok(changes) = page.workspace.changes_of(row.id).await {
            history.try_set(changes);
        }
    });
    let groups = row.conflicts.into_iter().enumerate();
    let groups = groups.map(|(n, (conflict, sides))| {
        let at = Group {
            page,
            id: row.id,
            n,
            label: label(record, &conflict, view),
            conflict,
            history,
        };
        at.view(record, &sides, view)
    });
    let groups: Vec<AnyView> = groups.collect();
    let card = view! {
        <section class="card decide" aria-label=name>
            <div class="card-head"><h2>{title}</h2><span class="muted">{what}</span></div>
            {groups}
        </section>
    };
    Some(card.into_any())
}

/// A conflict on the page.
#[derive(Clone)]
struct Group {
    page: Conflicts,
    id: Id,
    n: usize,
    label: String,
    conflict: Conflict,
    history: LocalSignal<Changes>,
}

impl Group {
    fn view(self, record: &Record, sides: &[Side], view: &View<'_>) -> AnyView {
        let texts = self.texts(record, sides, view);
        let short: Vec<String> = texts
            .iter()
            .map(|text| text.chars().take(60).collect())
            .collect();
        let drawn = compared(texts);
        let lines = sides.iter().zip(drawn).zip(short);
        let lines = lines.map(|((side, text), short)| self.side(side, text, &short));
        let lines: Vec<AnyView> = lines.collect();
        view! {
            <div class="decision" role="group" aria-label=self.label.clone() id=group_id(self.id, self.n) tabindex="-1">
                <h3>{self.label.clone()}</h3>
                <p class="help">{note(record, &self.conflict, view)}</p>
                <ul class="alternatives sides">{lines}</ul>
                <div class="btns">{self.join(record, view)}{self.edit(record, view)}</div>
            </div>
        }
        .into_any()
    }

    // What each side says; instants as this device tells the time.
    fn texts(&self, record: &Record, sides: &[Side], view: &View<'_>) -> Vec<String> {
        let instant = self
            .field(record)
            .is_some_and(|(field, _)| matches!(field.ty, Type::Instant));
        let text = |side: &Side| match &side.take {
            Take::Value(text) if instant => value::instant(Some(text)).map(when),
            _ => None,
        };
        let said = |side: &Side| {
            text(side).unwrap_or_else(|| words(record, &self.conflict, &side.take, view))
        };
        sides.iter().map(said).collect()
    }

    fn side(&self, side: &Side, text: AnyView, short: &str) -> AnyView {
        let button = button(&side.take, &self.conflict);
        let class = if side.take == Take::Bury {
            "btn small danger"
        } else {
            "btn small"
        };
        let name = format!("{button}: {}", if short.is_empty() { EMPTY } else { short });
        let (own, side) = (self.clone(), side.clone());
        let marks = {
            let (own, side) = (own.clone(), side.clone());
            move || own.history.with(|history| own.signed(&side, history))
        };
        let take = move |_| {
            let decided = own.page.edits(own.id, &own.conflict, &side);
            match decided {
                Ok(edits) => own.put(outcome(&side.take, &own.conflict), &edits),
                Err(why) => own.page.workspace.alarm(why),
            }
        };
        view! {
            <li>
                <div><div class="diff">{text}</div><div class="muted">{marks}</div></div>
                <button type="button" class=class aria-label=name on:click=take>{button}</button>
            </li>
        }
        .into_any()
    }

    // Who stands for a side, and since when.
    fn signed(&self, side: &Side, history: &Changes) -> String {
        self.page.workspace.read(|view| {
            let record = view.ledger.record(self.id);
            record.map_or_else(String::new, |record| self.signed_in(record, side, history))
        })
    }

    fn signed_in(&self, record: &Record, side: &Side, history: &Changes) -> String {
        let all = side.marks.iter().map(|mark| {
            let own = signed(&mark.by, mark.at);
            match first((record, &self.conflict), side, mark, history) {
                Some(first) => format!("{} (brought back by {own})", signed(&first.by, first.at)),
                None => own,
            }
        });
        all.collect::<Vec<_>>().join("; ")
    }

    // What history and undo say of it: what was decided, where that does not show in a value.
    fn put(&self, outcome: &str, edits: &[Edit]) {
        self.page.put(
            &format!("{} decided{outcome}", self.label),
            edits,
            Some((self.id, self.n)),
        );
    }

    fn write(&self, record: &Record, path: Path, value: Text) -> Edit {
        Edit {
            record: self.id,
            kind: record.kind,
            path,
            value,
        }
    }

    fn join(&self, record: &Record, view: &View<'_>) -> Option<AnyView> {
        let (_, path) = self.field(record)?;
        let edit = self.write(record, path, both(record, &self.conflict, view)?);
        let own = self.clone();
        let name = format!("Keep both: {}", self.label);
        let press = move |_| own.put("", std::slice::from_ref(&edit));
        Some(view! { <button type="button" class="btn small" aria-label=name on:click=press>"Keep both"</button> }.into_any())
    }

    // Something else than any of them, beginning with all or with what lists show.
    fn edit(&self, record: &Record, view: &View<'_>) -> Option<AnyView> {
        let (field, path) = self.field(record)?;
        if matches!(field.ty, Type::Contents) {
            return None;
        }
        // As on the risk's own page: the steps that the matrix has.
        let matrix = (record.kind == RISK.key()).then(|| matrix(view));
        let field = match matrix.as_deref() {
            Some(Ok(matrix)) => by_matrix(field, matrix),
            _ => field,
        };
        let given = both(record, &self.conflict, view).or_else(|| record.value(path).cloned());
        let edit = self.write(record, path, Text::null());
        let own = self.clone();
        let name = format!("Edit: {}", self.label);
        let press = move |_| {
            let mut begin = Answers::new();
            begin.extend(given.clone().map(|given| (field.key, given)));
            let (own, edit) = (own.clone(), edit.clone());
            let asked = own.page.asked;
            asked.set(Some(Asked {
                title: format!("Decide: {}", own.label),
                fields: std::slice::from_ref(field),
                about: String::new(),
                given: begin,
                perform: Arc::new(move |answers| {
                    let value = answers.get(field.key).cloned().unwrap_or_else(Text::null);
                    own.put(
                        "",
                        &[Edit {
                            value,
                            ..edit.clone()
                        }],
                    );
                    Ok(())
                }),
            }));
        };
        Some(view! { <button type="button" class="btn small" aria-haspopup="dialog" aria-label=name on:click=press>"Edit…"</button> }.into_any())
    }

    // The field that people disagree about, if this version describes it.
    fn field(&self, record: &Record) -> Option<(&'static Field, Path)> {
        let path = match &self.conflict {
            Conflict::Held(Held::Values(path) | Held::OneDot(path)) => *path,
            Conflict::Code => holdfast_ledger::index::CODE,
            _ => return None,
        };
        let field = described(rooms::kind(record.kind.as_str()), path)?;
        Some((field, path))
    }
}

/// What stands for no value.
const EMPTY: &str = "(empty)";

fn button(take: &Take, conflict: &Conflict) -> &'static str {
    match take {
        Take::Value(_) => "Take this",
        Take::Keep => "Keep it",
        Take::Bury if matches!(conflict, Conflict::Held(Held::Deleted)) => "Delete it",
        Take::Bury => "Remove it",
        Take::Out(_) => "Move it out",
        Take::Event(_) => "This is so",
        Take::Code(_) => "Give it this code",
    }
}

fn outcome(take: &Take, conflict: &Conflict) -> &'static str {
    match take {
        Take::Keep => ": kept",
        Take::Bury if matches!(conflict, Conflict::Held(Held::Deleted)) => ": deleted",
        Take::Bury => ": removed",
        _ => "",
    }
}

// Two long texts are marked where they differ.
fn compared(texts: Vec<String>) -> Vec<AnyView> {
    let mark = |text: String| view! { <mark>{text}</mark> }.into_any();
    if let [first, second] = texts.as_slice()
        && first.len().min(second.len()) >= LONG
    {
        return diff::sides(first, second, [mark, mark]).into();
    }
    let plain = |text: String| {
        let text = if text.is_empty() {
            EMPTY.to_owned()
        } else {
            text
        };
        view! { <b>{text}</b> }.into_any()
    };
    texts.into_iter().map(plain).collect()
}
