//! The look into one record of a plan: what would be taken in, and what stands against it.

use super::import::Import;
use crate::rooms::record::signed;
use holdfast_domain::conflicts::{
    Conflict, label as conflict_label, sides, words as conflict_words,
};
use holdfast_domain::describe::Kind;
use holdfast_domain::register::{item, label, words};
use holdfast_domain::view::View;
use holdfast_ledger::conflict::Conflict as Held;
use holdfast_ledger::file::Received;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::plan::{Planned, Proposal, Verdict, changes, offered};
use holdfast_ledger::{Id, Path, Record, Text, merge};
use leptos::prelude::*;

/// What M7 does, in words.
const KEPT: &str = "Deleted by one side, edited by the other: kept and flagged";

/// What stands for no value.
const EMPTY: &str = "(empty)";

/// What a line of the plan holds.
pub fn look(
    import: Import,
    at: (usize, usize),
    planned: &Planned,
    kind: Option<&'static Kind>,
    view: &View<'_>,
) -> AnyView {
    match (&planned.verdict, &planned.received) {
        (
            Verdict::Changed(_) | Verdict::Conflicting(_) | Verdict::Purging(_),
            Received::Stamped(theirs),
        ) => {
            let ours = view.ledger.record(planned.id);
            ours.map(|ours| merged(ours, theirs, &planned.verdict, kind, view))
                .into_any()
        }
        (Verdict::Proposed(all), _) => {
            let lines = offered(all).into_iter();
            let lines: Vec<AnyView> = lines
                .map(|one| proposal(import, at, planned.id, one, kind, view))
                .collect();
            view! { <p class="help">"These values carry no stamps, so nothing says which is newer. Tick what to accept. What would take something away is not ticked."</p>{lines} }.into_any()
        }
        (Verdict::OtherKind(own), _) => {
            view! { <p>{format!("A {own} here has the same id. This record is left out.")}</p> }
                .into_any()
        }
        (_, Received::Stamped(record)) => {
            let fields = record
                .slots()
                .iter()
                .filter(|slot| !slot.path.is_item() && !slot.path.is_tombstone());
            facts(
                fields.filter_map(|slot| slot.shown().map(|text| (slot.path, text))),
                kind,
                view,
            )
        }
        (_, Received::Loose(loose)) => facts(
            loose
                .values
                .iter()
                .filter(|(path, _)| !path.is_item())
                .map(|(path, text)| (*path, text)),
            kind,
            view,
        ),
    }
}

// One row: what it is about, and what of it changes.
fn row(label: String, what: impl IntoView) -> AnyView {
    view! { <p><b>{label}</b>": "{what}</p> }.into_any()
}

pub(super) fn difference(old: String, new: String) -> AnyView {
    let new = if new.is_empty() {
        EMPTY.to_owned()
    } else {
        new
    };
    let old = (!old.is_empty()).then(|| view! { <del>{old}</del>" " });
    view! { <span class="diff">{old}<ins>{new}</ins></span> }.into_any()
}

fn proposal(
    import: Import,
    at: (usize, usize),
    record: Id,
    proposal: &Proposal,
    kind: Option<&'static Kind>,
    view: &View<'_>,
) -> AnyView {
    let path = proposal.path;
    let key = (at.0, at.1, path);
    let taken = move || !import.declined.with(|declined| declined.contains(&key));
    let toggle = move |_| {
        import.touched.set(true);
        import.declined.update(|declined| {
            if !declined.remove(&key) {
                declined.insert(key);
            }
        });
    };
    let ours = view.ledger.record(record);
    let goes = ours.filter(|_| path.field == PLACE && proposal.empties());
    let (label, what) = if let Some(ours) = goes {
        (
            item(ours, (path.list, path.item), kind, view),
            "remove it".into_any(),
        )
    } else {
        let old = words(kind, path, proposal.ours.as_ref(), view);
        let new = words(kind, path, proposal.theirs.as_ref(), view);
        (label(kind, path), difference(old, new))
    };
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=taken on:change=toggle/>
            <span><b>{label}</b>": "{what}</span>
        </label>
    }
    .into_any()
}

/// What taking a record in leaves to decide beside values and deletions: moves in a circle, what the
/// log of a run disputes, a code that another claims.
pub fn disputed_in(planned: &Planned, conflicts: &[Conflict], view: &View<'_>) -> Option<AnyView> {
    let Received::Stamped(theirs) = &planned.received else {
        return None;
    };
    let ours = view.ledger.record(planned.id);
    let joined = ours.map_or_else(|| theirs.clone(), |ours| merge::join(ours, theirs));
    let told = |conflict: &&Conflict| {
        let moves = |held: &Held| matches!(held, Held::Circle(..) | Held::Moved(..));
        !matches!(conflict, Conflict::Held(held) if !moves(held))
    };
    let rows = conflicts.iter().filter(told).map(|conflict| {
        if *conflict == Conflict::Code {
            let code = theirs.text("code").into_owned();
            return row("Code".to_owned(), format!("{code} is claimed by two records, and shown with a mark for one"));
        }
        let sides = sides(&joined, conflict, view).into_iter().map(|side| {
            let said = conflict_words(&joined, conflict, &side.take, view);
            let by = side.marks.iter().map(|mark| signed(&mark.by, mark.at));
            let by = by.collect::<Vec<_>>().join("; ");
            view! { <li><div><b>{said}</b><div class="muted">{by}</div></div></li> }
        });
        let sides: Vec<_> = sides.collect();
        view! { <div><p><b>{conflict_label(&joined, conflict, view)}</b></p><ul class="alternatives">{sides}</ul></div> }.into_any()
    });
    Some(rows.collect::<Vec<_>>().into_any())
}

// What joining changes here: first what a person has to look at, then what merges by itself.
fn merged(
    ours: &Record,
    theirs: &Record,
    verdict: &Verdict,
    kind: Option<&'static Kind>,
    view: &View<'_>,
) -> AnyView {
    let joined = merge::join(ours, theirs);
    let shown = |record: &Record, path| words(kind, path, record.value(path), view);
    let contested: &[Path] = match verdict {
        Verdict::Conflicting(paths) => paths,
        _ => &[],
    };
    // Moves are told with the places that they lead to.
    let told = contested
        .iter()
        .filter(|path| path.field != PLACE || !path.is_item());
    let contested = told.map(|path| {
        if !path.is_tombstone() {
            let both = [("Here", ours), ("In the file", theirs)].map(|(side, record)| values(side, record, *path, kind, view));
            return view! { <div><p><b>{label(kind, *path)}</b></p><ul class="alternatives">{both.into_iter().flatten().collect::<Vec<_>>()}</ul></div> }.into_any();
        }
        if path.is_item() {
            row(item(&joined, (path.list, path.item), kind, view), KEPT)
        } else {
            view! { <p><b>{KEPT}</b></p> }.into_any()
        }
    });
    let contested: Vec<AnyView> = contested.collect();
    let clean = changes(ours, &joined).into_iter().filter_map(|path| {
        let had = path.is_item() && ours.has_item(path.list, path.item);
        if !path.is_tombstone() && path.field != PLACE {
            let what = difference(shown(ours, path), shown(&joined, path));
            return Some(row(label(kind, path), what));
        }
        if !path.is_item() {
            return (ours.is_deleted() && !joined.is_deleted())
                .then(|| view! { <p>"Brought back"</p> }.into_any());
        }
        let has = joined.has_item(path.list, path.item);
        match (path.is_tombstone(), had, has) {
            (true, true, false) => Some(row(
                item(ours, (path.list, path.item), kind, view),
                "removed",
            )),
            (true, false, true) => Some(row(
                item(&joined, (path.list, path.item), kind, view),
                "brought back",
            )),
            (false, true, true) => Some(row(
                item(&joined, (path.list, path.item), kind, view),
                "moved",
            )),
            _ => None,
        }
    });
    let clean: Vec<AnyView> = clean.collect();
    let asks = matches!(verdict, Verdict::Conflicting(_));
    let beside = (asks && !clean.is_empty())
        .then(|| view! { <p class="help">"What merges without a question:"</p> });
    let note =
        asks.then(|| view! { <p class="help">"Both values are kept; you decide later."</p> });
    let purged = (joined.purged() != ours.purged()).then(|| {
        view! { <p><b>"Values were purged elsewhere: they go here too, for good, from history and restore points as well."</b></p> }
    });
    view! { {purged}{contested}{note}{beside}{clean} }.into_any()
}

// The values of one side of a conflict, with who wrote them and when.
fn values(
    side: &'static str,
    record: &Record,
    path: Path,
    kind: Option<&'static Kind>,
    view: &View<'_>,
) -> Vec<AnyView> {
    let values = record.slot(path).map_or(&[][..], |slot| &slot.values);
    let one = |text: Option<&Text>, from: String| {
        let text = text.filter(|text| !text.is_null());
        let mut shown = words(kind, path, text, view);
        if shown.is_empty() {
            EMPTY.clone_into(&mut shown);
        }
        view! { <li><div><b>{shown}</b><div class="muted">{side}{from}</div></div></li> }.into_any()
    };
    if values.is_empty() {
        return vec![one(None, String::new())];
    }
    let from = |mark: &holdfast_ledger::Mark| format!(": {}", signed(&mark.by, mark.at));
    let all = values.iter().map(|value| {
        let from = record.mark(value.dot).map(from).unwrap_or_default();
        one(Some(&value.text), from)
    });
    all.collect()
}

fn facts<'a>(
    values: impl Iterator<Item = (Path, &'a Text)>,
    kind: Option<&'static Kind>,
    view: &View<'_>,
) -> AnyView {
    let rows = values.map(|(path, text)| {
        view! { <dt>{label(kind, path)}</dt><dd>{words(kind, path, Some(text), view)}</dd> }
    });
    view! { <dl class="facts">{rows.collect_view()}</dl> }.into_any()
}
