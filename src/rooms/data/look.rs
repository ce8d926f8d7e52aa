//! The look into one record of a plan: what would be taken in, and what stands against it.

use super::import::Import;
use super::told::{EMPTY, Told, difference, facts, row};
use crate::prelude::*;
use crate::rooms::record::signed;
use holdfast_domain::conflicts::{
    Conflict, Take, label as conflict_label, sides, words as conflict_words,
};
use holdfast_domain::describe::Kind;
use holdfast_domain::register::{is_inner, is_strange, item, label_in, words_in};
use holdfast_domain::view::{TOMB, View};
use holdfast_ledger::compare::{as_record, over};
use holdfast_ledger::conflict::{self, Conflict as Held};
use holdfast_ledger::file::Received;
use holdfast_ledger::index::CODE;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::plan::{Planned, Proposal, Verdict, changes, offered};
use holdfast_ledger::{Id, Path, Record, Text, merge};

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
            // What a hand-made file does not say of a record names its items too.
            let ours = view.ledger.record(planned.id);
            let theirs = over(ours, &planned.received);
            let both = (ours, &*theirs);
            let shown = lines.filter(|one| !is_inner(kind, one.path));
            let lines: Vec<AnyView> = shown
                .map(|one| proposal(import, at, both, one, kind, view))
                .collect();
            view! { <p class="help">"These values carry no stamps, so nothing says which is newer. Tick what to accept. What would take something away, decide what people disagree about, or is no choice that this version knows, is not ticked."</p>{lines} }.into_any()
        }
        (Verdict::OtherKind(own), _) => {
            view! { <p>{format!("A {own} here has the same id. This record is left out.")}</p> }
                .into_any()
        }
        (verdict, received) => {
            let gone = (*verdict == Verdict::Deleted).then(|| deleted(received));
            view! { {gone}{facts(&as_record(received), kind, view)} }.into_any()
        }
    }
}

// Who deleted a record that the file brings.
fn deleted(received: &Received) -> Option<AnyView> {
    let Received::Stamped(theirs) = received else {
        return None;
    };
    let by = grave_of(theirs, TOMB)?;
    Some(view! { <p>{format!("Deleted by {by}.")}</p> }.into_any())
}

// Who wrote a tombstone, and when.
fn grave_of(record: &Record, tomb: Path) -> Option<String> {
    let values = &record.slot(tomb)?.values;
    let value = values.iter().find(|value| !value.text.is_null())?;
    let mark = record.mark(value.dot)?;
    Some(signed(&mark.by, mark.at))
}

fn proposal(
    import: Import,
    at: (usize, usize),
    (ours, theirs): (Option<&Record>, &Record),
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
    let goes = ours.filter(|_| path.field == PLACE && proposal.empties());
    let comes = path.field == PLACE && proposal.ours.is_none();
    let (label, what) = if let Some(ours) = goes {
        (
            item(ours, (path.list, path.item), kind, view),
            "remove it".into_any(),
        )
    } else if path.is_item() && path.field == PLACE {
        let what = if comes { "add it" } else { "move it" };
        (
            item(theirs, (path.list, path.item), kind, view),
            what.into_any(),
        )
    } else {
        let said = |record: &Record, text: Option<&Text>| words_in(record, path, text, kind, view);
        let old = ours.map(|ours| said(ours, proposal.ours.as_ref()));
        let new = said(theirs, proposal.theirs.as_ref());
        let of = ours.filter(|_| proposal.theirs.is_none()).unwrap_or(theirs);
        (
            label_in(of, path, kind, view),
            difference(&old.unwrap_or_default(), &new),
        )
    };
    let strange = is_strange(kind, path, proposal.theirs.as_ref()).then(|| {
        view! { <span class="status tone-warn">"not a choice that this version knows"</span> }
    });
    let disputed = ours
        .filter(|_| proposal.disputed)
        .map(|ours| disputed(ours, path, kind, view));
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=taken on:change=toggle/>
            <span><b>{label}</b>": "{what}" "{strange}{disputed}</span>
        </label>
    }
    .into_any()
}

// What people here say of a register, each in their own way.
fn disputed(ours: &Record, path: Path, kind: Option<&'static Kind>, view: &View<'_>) -> AnyView {
    let values = ours.slot(path).map_or(&[][..], |slot| &slot.values);
    let mut said: Vec<String> = Vec::new();
    for value in values {
        let text = Some(&value.text).filter(|text| !text.is_null());
        let mut one = words_in(ours, path, text, kind, view);
        if one.is_empty() {
            EMPTY.clone_into(&mut one);
        }
        if !said.contains(&one) {
            said.push(one);
        }
    }
    let said = match said.as_slice() {
        [_] | [] => String::new(),
        several => format!(": {}", several.join(" / ")),
    };
    view! {
        <span class="status tone-warn sh-diamond">"people disagree about this here"</span>
        <span class="muted">{format!("{said}. Taking this decides it.")}</span>
    }
    .into_any()
}

// Who claims the code of a record that comes, too, and which of the two is shown otherwise (M14).
fn claimed(id: Id, theirs: &Record, view: &View<'_>) -> String {
    let code = theirs.text("code");
    let claims = theirs.value(CODE).into_iter();
    let mut claims = claims.flat_map(|code| view.ledger.claims(theirs.kind, code));
    let other = claims.find_map(|other| view.there(other).filter(|_| other != id));
    let Some(other) = other else {
        return format!("{code} is claimed by two records, and shown with a mark for one");
    };
    let (which, marked) = if id < other.id {
        ("what is here", other.id)
    } else {
        ("what comes", id)
    };
    let title = other.text("title");
    format!(
        "{code} is claimed by “{title}” here, too: {which} is then shown as {code}·{}",
        marked.short()
    )
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
            return row("Code".to_owned(), claimed(planned.id, theirs, view));
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
    let contested: &[Path] = match verdict {
        Verdict::Conflicting(paths) => paths,
        _ => &[],
    };
    // Moves are told with the places that they lead to.
    let told = contested
        .iter()
        .filter(|path| path.field != PLACE || !path.is_item());
    let contested = told.map(|path| {
        if path.is_tombstone() {
            return kept(ours, &joined, *path, view);
        }
        let both = [("Here", ours), ("In the file", theirs)].map(|(side, record)| values(side, record, *path, kind, view));
        view! { <div><p><b>{label_in(&joined, *path, kind, view)}</b></p><ul class="alternatives">{both.into_iter().flatten().collect::<Vec<_>>()}</ul></div> }.into_any()
    });
    let contested: Vec<AnyView> = contested.collect();
    let told = Told {
        before: ours,
        after: &joined,
        names: ["this copy", "the file"],
        kind,
        view: *view,
    };
    let clean = told.rows(&changes(ours, &joined));
    let decided = decided(ours, &joined, kind, view);
    let asks = matches!(verdict, Verdict::Conflicting(_));
    let quiet = clean.is_empty() && decided.is_empty();
    let beside =
        (asks && !quiet).then(|| view! { <p class="help">"What merges without a question:"</p> });
    let note =
        asks.then(|| view! { <p class="help">"Both values are kept; you decide later."</p> });
    let purges = joined.purged() != ours.purged();
    let purged = purges.then(|| {
        view! { <p><b>"Values were purged elsewhere: they go here too, for good, from history and restore points as well."</b></p> }
    });
    let unseen = (quiet && !asks && !purges).then(|| unseen(ours, &joined, kind, view));
    view! { {purged}{contested}{note}{beside}{decided}{clean}{unseen} }.into_any()
}

// M7: who deleted what another edited, and what was edited.
fn kept(ours: &Record, joined: &Record, tomb: Path, view: &View<'_>) -> AnyView {
    let (held, word) = if tomb.is_item() {
        (Held::Removed(tomb.list, tomb.item), "Removed")
    } else {
        (Held::Deleted, "Deleted")
    };
    let conflict = Conflict::Held(held);
    let (there, here) = if grave_of(ours, tomb).is_some() {
        ("here", "in the file")
    } else {
        ("in the file", "here")
    };
    let rows = sides(joined, &conflict, view).into_iter().map(|side| {
        let said = match side.take {
            Take::Bury => format!("{word} {there}"),
            _ => format!("Edited {here}: {}", conflict_words(joined, &conflict, &side.take, view)),
        };
        let by = side.marks.iter().map(|mark| signed(&mark.by, mark.at));
        let by = by.collect::<Vec<_>>().join("; ");
        view! { <li><div><div class="diff"><b>{said}</b></div><div class="muted">{by}</div></div></li> }
    });
    let rows: Vec<_> = rows.collect();
    let name = conflict_label(joined, &conflict, view);
    view! { <div><p><b>{name}</b>": kept and flagged"</p><ul class="alternatives">{rows}</ul></div> }.into_any()
}

// What people decided: what was in conflict here and is no more.
fn decided(
    ours: &Record,
    joined: &Record,
    kind: Option<&'static Kind>,
    view: &View<'_>,
) -> Vec<AnyView> {
    let after = conflict::of(joined);
    let settled = conflict::of(ours).into_iter();
    let settled = settled.filter(|held| !after.contains(held));
    let told = settled.map(|held| {
        let stands = |there: bool| if there { "kept" } else { "deleted" }.to_owned();
        let what = match &held {
            Held::Deleted => stands(!joined.is_deleted()),
            Held::Removed(list, id) => stands(joined.has_item(*list, *id)),
            Held::Values(path) | Held::OneDot(path) => {
                words_in(joined, *path, joined.value(*path), kind, view)
            }
            Held::Moved(..) | Held::Circle(..) => "its place".to_owned(),
        };
        let what = if what.is_empty() { EMPTY } else { &what };
        let name = conflict_label(ours, &Conflict::Held(held), view);
        row(name, format!("decided: {what}"))
    });
    told.collect()
}

// What is new where nothing looks otherwise.
fn unseen(ours: &Record, joined: &Record, kind: Option<&'static Kind>, view: &View<'_>) -> AnyView {
    if ours.is_deleted() && joined.is_deleted() {
        return view! { <p>"It is deleted here and in the file."</p> }.into_any();
    }
    let same = joined.slots().iter().filter_map(|slot| {
        let own = ours.slot(slot.path).map_or(&[][..], |own| &own.values);
        let new = slot.values.iter().find(|value| !own.contains(value))?;
        let mark = joined.mark(new.dot)?;
        let shown = !slot.path.is_tombstone() && !is_inner(kind, slot.path);
        shown.then(|| {
            let name = label_in(joined, slot.path, kind, view);
            let by = signed(&mark.by, mark.at);
            row(name, format!("the same value, written by {by}"))
        })
    });
    let same: Vec<AnyView> = same.collect();
    let none = same.is_empty().then(|| {
        view! { <p>"Nothing looks otherwise. The file knows of changes that were replaced or taken back, or leaves out what stands here."</p> }
    });
    view! { {none}{same} }.into_any()
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
        let mut shown = words_in(record, path, text, kind, view);
        if shown.is_empty() {
            EMPTY.clone_into(&mut shown);
        }
        view! { <li><div><div class="diff"><b>{shown}</b></div><div class="muted">{side}{from}</div></div></li> }.into_any()
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
