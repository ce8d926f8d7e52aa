//! The dialog “Review import”: what each file would do, with a look into each record.

use super::drafts;
use super::import::{Found, Import};
use crate::ui::dialog::{Dialog, cancel};
use crate::workspace::Workspace;
use crate::workspace::exchange::Review;
use holdfast_domain::describe::Kind;
use holdfast_domain::rooms;
use holdfast_domain::value::show;
use holdfast_domain::view::View;
use holdfast_ledger::file::Received;
use holdfast_ledger::plan::{Planned, Verdict};
use holdfast_ledger::{Key, Path, Text};
use leptos::prelude::*;

/// The dialog.
pub fn dialog(import: Import) -> AnyView {
    let body = move || import.found.with(|found| body(import, found));
    let buttons = move || {
        view! {
            <span class="muted push">"A restore point is made first; one undo takes all of it back."</span>
            {cancel(import.open)}
            <button type="button" class="btn primary" on:click=move |_| import.apply()>"Apply"</button>
        }
    };
    Dialog::new("Review import".to_owned(), body, buttons)
        .wide()
        .view(import.open)
}

fn body(import: Import, found: &Found) -> AnyView {
    let refused = found.refused.iter().map(|(name, reason)| {
        view! { <div class="callout tone-error"><p><b>{name.clone()}</b>": "{reason.clone()}</p></div> }
    });
    let reviews = found.reviews.iter().enumerate().map(|(n, review)| {
        review.with_value(|review| {
            review
                .as_ref()
                .map(|review| workspace_file(import, n, review))
        })
    });
    let drafts = found.drafts.iter().map(drafts::part);
    view! {
        <p>"Nothing changes until you apply."</p>
        {refused.collect_view()}
        {reviews.collect_view()}
        {drafts.collect_view()}
    }
    .into_any()
}

/// How many records of one verdict the plan lists one by one.
const LISTED: usize = 200;

fn workspace_file(import: Import, n: usize, review: &Review) -> AnyView {
    let sums: [(&str, &str, usize); 6] = [
        (
            "new",
            "status tone-ok sh-square",
            review.count(|v| matches!(v, Verdict::New)),
        ),
        (
            "changed",
            "status tone-info sh-half",
            review.count(|v| matches!(v, Verdict::Changed(_))),
        ),
        (
            "proposed",
            "status tone-info sh-ring",
            review.count(|v| matches!(v, Verdict::Proposed(_))),
        ),
        (
            "conflicting",
            "status tone-warn sh-diamond",
            review.count(|v| matches!(v, Verdict::Conflicting(_))),
        ),
        (
            "deleted",
            "status tone-mute sh-dash",
            review.count(|v| matches!(v, Verdict::Deleted)),
        ),
        ("same", "status tone-mute", review.same),
    ];
    let sums = sums.into_iter().map(|(word, class, count)| {
        view! { <li><b>{count}</b><span class=class>{word}</span></li> }
    });
    let workspace = Workspace::of_page();
    let other = review
        .workspace
        .filter(|id| workspace.id().is_some_and(|own| own != *id));
    let mut rows = Vec::new();
    let mut left = 0;
    for (at, planned) in review.planned.iter().enumerate() {
        if rows.len() < LISTED {
            rows.push(workspace.read(|view| line(import, (n, at), planned, view)));
        } else {
            left += 1;
        }
    }
    view! {
        <h3>{review.name.clone()}</h3>
        <p class="muted">"Holdfast workspace “"{review.workspace_name.clone()}"” · "{review.scope.clone()}</p>
        {other.map(|_| view! { <div class="callout tone-warn"><p>"This file comes from another workspace. Its records are added to yours."</p></div> })}
        {(!review.unknown.is_empty()).then(|| view! { <div class="callout tone-warn"><p>"This version does not know these parts and leaves them out: "{review.unknown.join(", ")}</p></div> })}
        {review.is_idle().then(|| view! { <p>"Everything in this file is here already."</p> })}
        <ul class="sums">{sums.collect_view()}</ul>
        <ul class="plan">{rows}</ul>
        {(left > 0).then(|| view! { <p class="muted">{format!("… and {left} more.")}</p> })}
    }
    .into_any()
}

fn title(planned: &Planned, view: &View<'_>) -> String {
    match &planned.received {
        Received::Stamped(record) => view.name(record),
        Received::Loose(loose) => {
            let text = |name| {
                loose
                    .values
                    .get(&Path::of(name))
                    .map(|text| text.plain().into_owned())
            };
            let title = text("title").unwrap_or_else(|| "Untitled".to_owned());
            text("code").map_or(title.clone(), |code| format!("{code} {title}"))
        }
    }
}

fn line(import: Import, at: (usize, usize), planned: &Planned, view: &View<'_>) -> AnyView {
    let (word, class) = match &planned.verdict {
        Verdict::New => ("New", "status tone-ok sh-square"),
        Verdict::Same => ("Same", "status tone-mute"),
        Verdict::Changed(_) => ("Changed", "status tone-info sh-half"),
        Verdict::Conflicting(_) => ("Conflicting", "status tone-warn sh-diamond"),
        Verdict::Deleted => ("Deleted", "status tone-mute sh-dash"),
        Verdict::Proposed(_) => ("Proposed", "status tone-info sh-ring"),
        Verdict::OtherKind(_) => ("Left out", "status tone-error"),
    };
    let kind = rooms::kind(planned.kind.as_str());
    let what = kind.map_or_else(|| planned.kind.to_string(), |kind| kind.one.to_owned());
    let inside = look(import, at, planned, kind, view);
    view! {
        <li><details>
            <summary><span class=class>{word}</span><span class="title">{title(planned, view)}</span><span class="muted">{what}</span></summary>
            <div>{inside}</div>
        </details></li>
    }
    .into_any()
}

fn look(
    import: Import,
    at: (usize, usize),
    planned: &Planned,
    kind: Option<&'static Kind>,
    view: &View<'_>,
) -> AnyView {
    let ours = view.ledger.record(planned.id);
    let shown = |path: Path, text: Option<&Text>| words(kind, path, text, view);
    let difference = |path: Path, before: Option<&Text>, after: Option<&Text>| {
        let (old, new) = (shown(path, before), shown(path, after));
        view! { <p><b>{label(kind, path)}</b>": "<span class="diff"><del>{old}</del>" "<ins>{new}</ins></span></p> }.into_any()
    };
    match (&planned.verdict, &planned.received) {
        (Verdict::Changed(paths) | Verdict::Conflicting(paths), Received::Stamped(theirs)) => {
            let lines = paths
                .iter()
                .filter(|path| !path.is_tombstone())
                .map(|path| {
                    difference(
                        *path,
                        ours.and_then(|ours| ours.value(*path)),
                        theirs.value(*path),
                    )
                });
            let lines: Vec<AnyView> = lines.collect();
            let both = matches!(planned.verdict, Verdict::Conflicting(_));
            let note = both
                .then(|| view! { <p class="help">"Both values are kept; you decide later."</p> });
            view! { {lines}{note} }.into_any()
        }
        (Verdict::Proposed(proposals), _) => {
            let lines = proposals.iter().map(|proposal| {
                let path = proposal.path;
                let key = (at.0, at.1, path);
                let taken = move || !import.declined.with(|declined| declined.contains(&key));
                let toggle = move |_| {
                    import.declined.update(|declined| {
                        if !declined.remove(&key) {
                            declined.insert(key);
                        }
                    })
                };
                view! { <div class="check"><label>
                    <input type="checkbox" prop:checked=taken on:change=toggle/>
                    {difference(path, proposal.ours.as_ref(), proposal.theirs.as_ref())}
                </label></div> }
            });
            let lines = lines.collect_view();
            view! { <p class="help">"These values carry no stamps, so nothing says which is newer. Tick what to accept."</p>{lines} }.into_any()
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

fn described(
    kind: Option<&'static Kind>,
    path: Path,
) -> Option<&'static holdfast_domain::describe::Field> {
    if path.is_item() {
        let list = kind?.list(path.list.as_str())?;
        return list
            .fields
            .iter()
            .find(|field| field.key == path.field.as_str());
    }
    kind?.field(path.field.as_str())
}

fn label(kind: Option<&'static Kind>, path: Path) -> String {
    let name = |key: Key| key.as_str().replace('_', " ");
    let field =
        described(kind, path).map_or_else(|| name(path.field), |field| field.label.to_owned());
    if !path.is_item() {
        return field;
    }
    let list = kind.and_then(|kind| kind.list(path.list.as_str()));
    let list = list.map_or_else(|| name(path.list), |list| list.one.to_owned());
    format!("{list}, {field}")
}

fn words(kind: Option<&'static Kind>, path: Path, text: Option<&Text>, view: &View<'_>) -> String {
    match described(kind, path) {
        Some(field) => show(field, text, view),
        None => text
            .map(|text| text.plain().into_owned())
            .unwrap_or_default(),
    }
}
