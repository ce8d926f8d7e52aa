//! The top of a record's page: what it is, how it stands, what can be done with it.

use super::{RecordPage, actions, bind, fields, menu, purge};
use crate::edge::{clock, dom};
use crate::prelude::*;
use crate::route::{Page as At, Route};
use crate::ui::cell::{badge, said};
use holdfast_domain::codes;
use holdfast_domain::conflicts;
use holdfast_domain::describe::{Field, Kind, Tone, Type, in_text};
use holdfast_domain::value;
use holdfast_domain::view::View;
use holdfast_ledger::{Ledger, Path, Record};

/// The address of a kind's register.
pub fn room_href(kind: &'static Kind) -> String {
    let room = Route::to(At::Room(kind.room));
    let first = holdfast_domain::rooms::ROOMS
        .iter()
        .find(|room| room.id == kind.room);
    if first.is_some_and(|room| room.holds.first() == Some(&kind.id)) {
        room.href()
    } else {
        room.with("kind", kind.id).href()
    }
}

/// A word about how the record stands, and how loud it is.
type Fact = (String, Tone);

/// The head: where it is, title, states, tags, buttons.
pub fn head(page: RecordPage) -> AnyView {
    head_with(page, standing(page), ().into_any(), None)
}

/// The head with more buttons, which stand last as what is done most does everywhere, with more
/// entries in its menu, and with a line of its own on how the record stands.
pub fn head_with(
    page: RecordPage,
    standing: AnyView,
    more: AnyView,
    entries: Option<ViewFn>,
) -> AnyView {
    head_of(page, standing, |_| true, more, entries)
}

/// The same with the buttons of some actions, by their keys: the page shows the others elsewhere.
pub fn head_of(
    page: RecordPage,
    standing: AnyView,
    wanted: fn(&str) -> bool,
    more: AnyView,
    entries: Option<ViewFn>,
) -> AnyView {
    let kind = page.kind;
    let code = Memo::new(move |_| page.watch_all(|record, view| view.code(record)));
    let lacks = Memo::new(move |_| page.watch(|record, _| codes::lacks(record)));
    let give = move |_| {
        let edits = page.workspace.read(|view| codes::given([page.id], view));
        page.put(&format!("{} given a code", kind.one), &edits);
        dom::focus_heading();
    };
    let coded = move || {
        let code = Some(code.get()).filter(|code| !code.is_empty());
        let code = code.map(|code| view! { " / "<span class="code">{code}</span> });
        let give = lacks.get().then(|| {
            view! { " / "<button type="button" class="btn small" on:click=give>"Give a code"</button> }
        });
        view! { {code}{give} }
    };
    let title = Memo::new(move |_| {
        page.watch(|record, _| {
            Some(record.text("title").into_owned()).filter(|title| !title.is_empty())
        })
    });
    let title = move || {
        title
            .get()
            .unwrap_or_else(|| format!("Untitled {}", in_text(kind.one)))
    };
    view! {
        <div class="head">
            <div>
                <p class="crumb"><a href=room_href(kind)>{kind.many}</a>{coded}</p>
                <h1 tabindex="-1">{title}</h1>
                {standing}
            </div>
            <div class="actions">
                {actions::buttons_of(page, wanted)}
                {more}
                {menu::menu(page, entries)}
            </div>
        </div>
        {actions::refusals(page)}
        {unsure(page)}
        {purge::dialog(page)}
    }
    .into_any()
}

/// How the record stands, in a few words: states, figures that are loud, owner, tags.
pub fn standing(page: RecordPage) -> AnyView {
    let facts = Memo::new(move |_| page.watch_all(|record, view| facts(page, record, view)));
    // A figure may read all of a long record, so it follows a moment after the last change.
    let after =
        Memo::new(move |_| page.watch_settled(|record, view| said_after(page, record, view)));
    let tags = Memo::new(move |_| {
        page.watch(|record, _| record.get::<Vec<String>>("tags").unwrap_or_default())
    });
    let fact = |(text, tone): Fact| badge(text, tone);
    view! {
        <p class="sub">
            {to_decide(page)}
            {disputed(page)}
            {move || facts.get().into_iter().map(fact).collect_view()}
            {move || after.get().into_iter().map(fact).collect_view()}
            {move || tags.get().into_iter().map(|tag| view! { <span class="tag">{tag}</span> }).collect_view()}
        </p>
    }
    .into_any()
}

/// The way to what is to be decided in the record, while there is something.
pub fn to_decide(page: RecordPage) -> AnyView {
    let conflicts = Memo::new(move |_| page.watch_all(conflicts::count));
    let shown = move || {
        let many = conflicts.get();
        (many > 0).then(
            || view! { <a class="conflict" href=decisions(page)>{conflicts::counted(many)}</a> },
        )
    };
    view! { {shown} }.into_any()
}

/// Where what people disagree about in the record is decided.
pub fn decisions(page: RecordPage) -> String {
    let to = Route::to(At::Conflicts).with("record", &page.id.to_string());
    to.href()
}

/// What people disagree about of how the record stands: none of it is shown as a fact.
fn disputed(page: RecordPage) -> AnyView {
    let found = Memo::new(move |_| {
        page.watch_all(|record, view| {
            let fields = page.kind.fields.iter();
            let fields = fields.filter(|field| fields::in_head(field));
            let said = fields
                .filter_map(|field| Some((field.key, field.label, sides(record, field, view)?)));
            said.collect::<Vec<_>>()
        })
    });
    let one = move |(key, label, said): (&'static str, &'static str, String)| {
        view! { <a class="conflict" id=fields::element_id(key) href=decisions(page)>{label}": "{said}</a> }
    };
    view! { {move || found.get().into_iter().map(one).collect_view()} }.into_any()
}

/// The values of a field that people disagree about, in words: `2 values (Draft, Closed)`.
pub fn sides(record: &Record, field: &Field, view: &View<'_>) -> Option<String> {
    let path = Path::of(field.key);
    let sides = bind::alternatives(record, path, |text| said(field, text, view));
    let shown = sides.iter().map(|side| match &*side.shown {
        "" => "(empty)",
        shown => shown,
    });
    let shown = shown.collect::<Vec<_>>().join(", ");
    (!sides.is_empty()).then(|| format!("{} values ({shown})", sides.len()))
}

fn facts(page: RecordPage, record: &Record, view: &View<'_>) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    if record.get::<bool>("archived") == Some(true) {
        facts.push(("Archived".to_owned(), Tone::Warn));
    }
    for field in page
        .kind
        .fields
        .iter()
        .filter(|field| fields::in_head(field))
    {
        let path = Path::of(field.key);
        if record
            .slot(path)
            .is_some_and(holdfast_ledger::Slot::in_conflict)
        {
            continue;
        }
        let value = record.value(path);
        let tone = match (field.ty, value) {
            (Type::Choice(choices), Some(value)) => {
                value::choice_of(choices, value).map(|choice| choice.tone)
            }
            _ => None,
        };
        let text = said(field, value, view);
        if !text.is_empty() {
            facts.push((text, tone.unwrap_or_default()));
        }
    }
    facts
}

// Figures that are loud, and whose it is.
fn said_after(page: RecordPage, record: &Record, view: &View<'_>) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for figure in page.kind.figures.iter().filter(|figure| figure.column) {
        let cell = figure.show(record, view);
        if cell.tone != Tone::Plain && !cell.text.is_empty() {
            let text = clock::with_dates(&cell.text);
            facts.push((format!("{}: {text}", figure.label), cell.tone));
        }
    }
    if let Some(owner) = view.linked(record.value(Path::of("owner"))) {
        facts.push((format!("Owner: {}", view.name(owner)), Tone::Plain));
    }
    facts
}

// Deleted by one, edited by another who did not know (M7).
fn unsure(page: RecordPage) -> AnyView {
    let flagged = Memo::new(move |_| page.watch(|record, _| record.deleted_but_edited()));
    let key = page.kind.key();
    let keep = move |_| page.put("Kept", &[Ledger::undelete(page.id, key)]);
    let delete = move |_| page.put("Deleted", &[Ledger::delete(page.id, key)]);
    let shown = move || {
        flagged.get().then(|| {
            view! {
                <div class="callout tone-warn">
                    <h2>"Deleted by one person, edited by another"</h2>
                    <p>"Neither had seen what the other did, so it is still here."</p>
                    <div class="btns">
                        <button type="button" class="btn small" on:click=keep>"Keep it"</button>
                        <button type="button" class="btn small danger" on:click=delete>"Delete it"</button>
                    </div>
                </div>
            }
        })
    };
    view! { {shown} }.into_any()
}
