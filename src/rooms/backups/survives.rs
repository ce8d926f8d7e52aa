//! What is left when something is lost: choose what, see which copies survive.

use super::{Named, no_data_set};
use crate::edge::location;
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::cell::badge;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::describe::Tone;
use holdfast_domain::rooms::backups::{BACKUP_POLICY, Backups, Survivor};
use holdfast_domain::rooms::services::SERVICE;
use holdfast_domain::value::minutes;
use holdfast_domain::view::View;
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;

/// What a row says.
#[derive(Clone, PartialEq)]
struct Row {
    service: Named,
    hit: bool,
    copies: Vec<(String, Option<bool>)>,
    rpo: Result<f64, &'static str>,
    required: Option<f64>,
}

/// What is lost, as the address says it.
fn lost(route: &Route) -> Vec<Id> {
    let ids = route.get("lost").unwrap_or_default().split('.');
    ids.filter_map(|id| id.parse().ok()).collect()
}

/// The view of the room.
pub fn survives(workspace: Workspace, shell: Shell) -> AnyView {
    let lost = Memo::new(move |_| shell.route.with(lost));
    let change = Callback::new(move |all: Vec<Id>| {
        let ids: Vec<String> = all.iter().map(Id::to_string).collect();
        let to = Route::to(Page::Room(BACKUP_POLICY.room))
            .with("view", "survives")
            .with("lost", &ids.join("."));
        if let Err(error) = location::replace_hash(&to.to_string()) {
            workspace.alarm(format!("What is lost cannot be shown: {error}."));
        }
    });
    let rows = Memo::new(move |_| {
        let lost = lost.get();
        workspace.watch_settled(|view| {
            let backups = Backups::of(view);
            let mut all = backups.survivors(&lost);
            // What is hit stands first.
            all.arrange_by_key(|survivor| !survivor.hit);
            let rows = all.iter().map(|survivor| row_of(survivor, &backups, view));
            rows.collect::<Vec<_>>()
        })
    });
    let none = Memo::new(move |_| rows.with(Vec::is_empty));
    let body = move || {
        if none.get() {
            no_data_set()
        } else {
            view! { <div class="stack">{choose(workspace, lost, change)}{move || table(rows.get(), lost.with(Vec::is_empty))}</div> }.into_any()
        }
    };
    view! { {body} }.into_any()
}

fn row_of(survivor: &Survivor, backups: &Backups, view: &View<'_>) -> Row {
    let copy = |copy: &holdfast_domain::rooms::backups::Copied| {
        let at = copy.place.location.map(|at| Named::of(at, view).name);
        let policy = Named::of(copy.policy, view).name;
        let title = if copy.place.title.is_empty() {
            policy
        } else {
            copy.place.title.clone()
        };
        (
            format!(
                "{title}, {}",
                at.unwrap_or_else(|| "place unknown".to_owned())
            ),
            copy.left,
        )
    };
    let at = backups.services.find(survivor.service);
    Row {
        service: Named::of(survivor.service, view),
        hit: survivor.hit,
        copies: survivor.copies.iter().map(copy).collect(),
        rpo: survivor.rpo(),
        required: at.and_then(|at| {
            let all = &backups.services;
            all.required(at, all.nodes[at as usize].rpo, &all.rpo)
        }),
    }
}

/// What is lost: sites to tick, anything else to add.
fn choose(workspace: Workspace, lost: Memo<Vec<Id>>, change: Callback<Vec<Id>>) -> AnyView {
    let all = Memo::new(move |_| {
        workspace.watch_kind(SERVICE.key(), |view| {
            let all = view.live(SERVICE.id);
            let all = all.map(|node| (node.id, view.name(node), node.text("node") == "site"));
            all.collect::<Vec<_>>()
        })
    });
    let toggle = move |id: Id| {
        let mut now = lost.get_untracked();
        if now.contains(&id) {
            now.retain(|other| *other != id);
        } else {
            now.push(id);
        }
        change.run(now);
    };
    let ticks = move || {
        let lost = lost.get();
        let shown = all.get().into_iter();
        let shown = shown.filter(|(id, _, site)| *site || lost.contains(id));
        let tick = shown.map(|(id, name, _)| {
            let is = lost.contains(&id);
            view! { <label class="check"><input type="checkbox" prop:checked=is on:change=move |_| toggle(id)/><span>{name}</span></label> }
        });
        tick.collect_view()
    };
    let others = move || {
        let lost = lost.get();
        let rest = all
            .get()
            .into_iter()
            .filter(|(id, _, site)| !*site && !lost.contains(id));
        let rest = rest.map(|(id, name, _)| (name, id));
        let mut rest: Vec<(String, Id)> = rest.collect();
        rest.arrange();
        let option = rest
            .into_iter()
            .map(|(name, id)| view! { <option value=id.to_string()>{name}</option> });
        option.collect_view()
    };
    let add = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlSelectElement>| {
        if let Ok(id) = event.target().value().parse() {
            toggle(id);
        }
    };
    view! {
        <fieldset class="card screen-only">
            <legend>"What is lost"</legend>
            <div class="btns">{ticks}</div>
            <label class="inline">"Something else "<select on:change:target=add><option value="">"Choose what else is lost"</option>{others}</select></label>
        </fieldset>
    }
    .into_any()
}

fn table(rows: Vec<Row>, nothing: bool) -> AnyView {
    let row = |row: Row| {
        let copies = row.copies.into_iter().map(|(name, left)| {
            let (word, tone) = match left {
                Some(true) => ("left", Tone::Good),
                Some(false) => ("lost", Tone::Bad),
                None => ("unknown", Tone::Warn),
            };
            view! { <li>{badge(word, tone)}" "{name}</li> }
        });
        let copies = copies.collect_view();
        let (word, tone) = if row.hit {
            ("Down", Tone::Bad)
        } else {
            ("There", Tone::Good)
        };
        let rpo = match row.rpo {
            Ok(age) if row.required.is_some_and(|rpo| age > rpo) => badge(minutes(age), Tone::Bad),
            Ok(age) => view! { <span>{minutes(age)}</span> }.into_any(),
            Err(why) => badge(why, Tone::Bad),
        };
        let required = row
            .required
            .map_or_else(|| "unknown: none is set".to_owned(), minutes);
        view! {
            <tr>
                <th scope="row" class="title">{row.service.link()}</th>
                <td data-l="Data set">{badge(word, tone)}</td>
                <td data-l="Copies"><ul>{copies}</ul></td>
                <td class="num" data-l="Data lost up to">{rpo}</td>
                <td class="num" data-l="RPO">{required}</td>
            </tr>
        }
    };
    let hint = nothing.then(|| view! { <p class="help">"Nothing is lost yet. Tick a site, and see what becomes of each data set and its copies."</p> });
    view! {
        {hint}
        <div class="table-wrap" tabindex="0" role="region" aria-label="What survives">
            <table class="table folds">
                <caption class="sr">"What is left of each data set"</caption>
                <thead><tr><th scope="col" class="title">"Data set"</th><th scope="col">"Itself"</th><th scope="col">"Copies"</th><th scope="col" class="num">"Data lost up to"</th><th scope="col" class="num">"RPO"</th></tr></thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <p class="help">"Lost with it is all that hard-depends on it, unless something else can stand in. Data lost: interval, what jobs took and the time on the way of the newest copy that is left."</p>
    }
    .into_any()
}
