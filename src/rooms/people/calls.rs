//! The call tree: who calls whom, who is at work now, whose contact was checked, and what is missing.

use super::{calls_paper, now_there};
use crate::edge::{clock, dom, print};
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::empty::empty;
use crate::ui::form::tone_class;
use crate::ui::handed;
use crate::ui::icon::icon;
use crate::ui::page::keep;
use crate::ui::shell::Shell;
use crate::workspace::{Workspace, now_ms};
use holdfast_domain::describe::{Cell, Tone};
use holdfast_domain::rooms::people::calls::{Call, call_tree, dialled};
use holdfast_domain::rooms::people::gaps::{Gap, gaps};
use holdfast_domain::rooms::people::hours::Now;
use holdfast_domain::rooms::people::{PERSON, figures};
use holdfast_domain::view::View;
use holdfast_ledger::sort::Ordered;
use holdfast_ledger::{Id, Record};
use std::collections::BTreeSet;

/// The most gaps that are listed.
const LISTED: usize = 100;

/// Somebody in the tree, as they are shown.
#[derive(Clone, PartialEq)]
pub struct Called {
    /// Their place in the tree.
    pub call: Call,
    /// Their name.
    pub name: String,
    /// What they do.
    pub position: String,
    /// How to reach them, the first way first.
    pub ways: Vec<String>,
    /// Who calls them.
    pub by: String,
    /// How old the contact is.
    contact: Cell,
    now: (Now, String),
}

impl Called {
    fn of(call: Call, view: &View<'_>) -> Option<Self> {
        let person = view.ledger.record(call.person)?;
        let name = |record: &Record| record.text("title").into_owned();
        let ways = |fields: [&'static str; 2]| {
            let ways = fields.map(|field| person.text(field).into_owned());
            let ways = ways.into_iter().filter(|way| !way.trim().is_empty());
            ways.collect::<Vec<_>>()
        };
        // A call rings; what is read later counts where nothing rings.
        let mut ringing = ways(["phone", "alternate"]);
        if ringing.is_empty() {
            ringing = ways(["chat", "email"]);
        }
        let age = figures::PERSON
            .iter()
            .find(|figure| figure.key == "contact_age");
        let by = call.by.and_then(|by| view.ledger.record(by));
        Some(Self {
            call,
            name: name(person),
            position: person.text("position").into_owned(),
            ways: ringing,
            by: by.map(name).unwrap_or_default(),
            contact: age.map(|age| age.show(person, view)).unwrap_or_default(),
            now: now_there(person),
        })
    }
}

/// All in the tree, in the order of the calls.
pub fn all(view: &View<'_>) -> Vec<Called> {
    let tree = call_tree(view);
    tree.into_iter()
        .filter_map(|call| Called::of(call, view))
        .collect()
}

#[derive(Clone, Copy)]
struct Tree {
    rows: Memo<Vec<Called>>,
    /// Whose calls are folded away.
    folded: RwSignal<BTreeSet<Id>>,
}

/// The call tree of the workspace.
pub fn calls(workspace: Workspace, _: Shell) -> AnyView {
    let rows = Memo::new(move |_| {
        workspace.now().track();
        workspace.watch_kind(PERSON.key(), all)
    });
    let missing = Memo::new(move |_| workspace.watch_settled(gaps));
    let folded = RwSignal::new(BTreeSet::new());
    let tree = Tree { rows, folded };
    // On a phone one opens what one is about to call.
    if dom::media("(max-width: 600px)") {
        folded.set(tree.callers());
    }
    let printing = RwSignal::new(false);
    keep(print::around(move |now| {
        printing.set(now);
        if now {
            label(workspace);
        }
    }));
    let sheet = move || {
        printing
            .get()
            .then(|| workspace.read(|view| calls_paper::sheet(&all(view))))
    };
    let empty = Memo::new(move |_| rows.with(Vec::is_empty));
    let body = move || {
        if empty.get() {
            nothing()
        } else {
            whole(tree, workspace)
        }
    };
    view! {
        <div class="calls-page screen-only">{body}{move || list_of(&missing.read(), workspace)}</div>
        {sheet}
    }
    .into_any()
}

// What stands in the margins of each page.
fn label(workspace: Workspace) {
    let printed = u64::try_from(now_ms())
        .map(clock::date_time)
        .unwrap_or_default();
    let name = untrack(|| workspace.name());
    print::label("Call tree", &name, &["Printed ", &printed].concat());
}

fn nothing() -> AnyView {
    let more = view! {
        <p>"A call tree gets the word out when nothing else works: each person calls a few others. \
            Begin with whoever is told first. Then say in each person’s record, under “Call tree”, who calls them."</p>
        <a class="btn" href=Route::to(Page::Room(PERSON.room)).href()>"All people"</a>
    };
    empty("people", "Nobody calls anybody yet", more.into_any())
}

impl Tree {
    fn callers(self) -> BTreeSet<Id> {
        self.rows
            .with_untracked(|rows| rows.iter().filter_map(|row| row.call.by).into_set())
    }

    fn toggle(self, id: Id) {
        self.folded.update(|folded| {
            if !folded.remove(&id) {
                folded.insert(id);
            }
        });
    }
}

fn whole(tree: Tree, workspace: Workspace) -> AnyView {
    let print = move |_| {
        handed::paper(workspace, Some("Call tree"));
    };
    let list = move || {
        let rows = tree.rows.get();
        let (circle, own): (Vec<Called>, Vec<Called>) =
            rows.into_iter().partition(|row| row.call.in_circle);
        let begins = own.iter().filter(|row| row.call.by.is_none());
        let list = begins.map(|row| branch(tree, row, &own)).collect_view();
        let circle = (!circle.is_empty()).then(|| {
            let rows = circle.iter().map(|row| view! { <li>{one(tree, row, 0)}</li> });
            view! {
                <h3>"Nobody begins these"</h3>
                <p>"They wait for a call that comes from themselves. Have somebody else call one of them."</p>
                <ul class="calls">{rows.collect_view()}</ul>
            }
        });
        view! { <ul class="calls">{list}</ul>{circle} }
    };
    view! {
        <section class="card" aria-label="Call tree">
            <div class="card-head">
                <h2>"Who calls whom"</h2>
                <div class="btns">
                    <button type="button" class="btn small" on:click=move |_| tree.folded.set(BTreeSet::new())>"Open all"</button>
                    <button type="button" class="btn small" on:click=move |_| tree.folded.set(tree.callers())>"Close all"</button>
                    <button type="button" class="btn small" on:click=print>{icon("print")}"Print"</button>
                </div>
            </div>
            <p>{move || tree.rows.with(|rows| summary(rows))}</p>
            {list}
        </section>
    }
    .into_any()
}

fn summary(rows: &[Called]) -> String {
    let count = |fits: fn(&Called) -> bool| rows.iter().filter(|row| fits(row)).count();
    let begin = count(|row| row.call.by.is_none());
    let works = count(|row| matches!(row.now.0, Now::Works(_)));
    let off = count(|row| matches!(row.now.0, Now::Off(_)));
    let stale = count(|row| row.contact.tone != Tone::Plain);
    let unknown = rows.len() - works - off;
    format!(
        "{} people; {begin} {}. {works} at work now, {off} not, {unknown} unknown. {stale} {} to check.",
        rows.len(),
        if begin == 1 { "begins" } else { "begin" },
        if stale == 1 { "contact" } else { "contacts" }
    )
}

// Somebody and all that follows from their calls.
fn branch(tree: Tree, row: &Called, rows: &[Called]) -> AnyView {
    let id = row.call.person;
    let below: Vec<&Called> = rows
        .iter()
        .filter(|other| other.call.by == Some(id))
        .collect();
    let list = (!below.is_empty()).then(|| {
        let list = below.iter().map(|row| branch(tree, row, rows)).collect_view();
        view! { <ul class="calls" hidden=move || tree.folded.with(|folded| folded.contains(&id))>{list}</ul> }
    });
    view! { <li>{one(tree, row, below.len())}{list}</li> }.into_any()
}

fn one(tree: Tree, row: &Called, below: usize) -> AnyView {
    let id = row.call.person;
    let href = Route::to(Page::Record(PERSON.room, id)).href();
    let open = move || tree.folded.with(|folded| !folded.contains(&id));
    let label = match below {
        1 => format!("1 person whom {} calls", row.name),
        n => format!("{n} people whom {} calls", row.name),
    };
    let fold = (below > 0).then(|| {
        view! {
            <button type="button" class="btn icon quiet fold" aria-expanded=move || open().to_string() aria-label=label on:click=move |_| tree.toggle(id)>
                {move || icon(if open() { "chevron-down" } else { "chevron-right" })}
            </button>
        }
    });
    let (now, there) = row.now.clone();
    let class = match now {
        Now::Works(_) => "status tone-ok",
        Now::Off(_) => "status tone-mute",
        Now::Unknown(_) => "status tone-warn",
    };
    let count =
        (below > 0).then(|| view! { <span class="badge">{format!("calls {below}")}</span> });
    let contact = [
        "status ",
        if row.contact.tone == Tone::Plain {
            "tone-ok"
        } else {
            tone_class(row.contact.tone)
        },
    ]
    .concat();
    let ways = row.ways.iter().map(|way| reach(way)).collect_view();
    let none = row
        .ways
        .is_empty()
        .then(|| view! { <span class="status tone-error">"No way to reach them"</span> });
    view! {
        <div class="call" style:--d=row.call.depth.to_string()>
            <span class="call-fold">{fold}</span>
            <div class="call-who"><a href=href><b>{row.name.clone()}</b></a>" "{count}<div class="muted">{row.position.clone()}</div></div>
            <div class="call-ways">{ways}{none}</div>
            <div class="call-now"><span class=class>{now.words()}</span><span class="muted">{there}</span><span class=contact>{row.contact.text.clone()}</span></div>
        </div>
    }
    .into_any()
}

/// A way to reach somebody; each number in it is a tap away from the call.
pub fn reach(way: &str) -> AnyView {
    let piece = |(text, digits): (String, String)| {
        if digits.is_empty() {
            view! { <span>{text}</span> }.into_any()
        } else {
            view! { <a class="whole" href=["tel:", &digits].concat()>{text}</a> }.into_any()
        }
    };
    let pieces = dialled(way).into_iter().map(piece);
    view! { <span>{pieces.collect_view()}</span> }.into_any()
}

fn list_of(gaps: &[Gap], workspace: Workspace) -> AnyView {
    if gaps.is_empty() {
        return view! { <section class="card" aria-label="Gaps"><h2>"Gaps"</h2><p class="status tone-ok">"Each role has a holder and a deputy, and each contact was checked."</p></section> }.into_any();
    }
    let one = |gap: &Gap| {
        let named = workspace.read(|view| {
            let record = view.ledger.record(gap.record)?;
            let name = record.text("title").into_owned();
            Some((
                name,
                Route::to(Page::Record(PERSON.room, gap.record)).href(),
            ))
        });
        let (name, href) = named.unwrap_or_default();
        let class = ["status ", tone_class(gap.tone)].concat();
        let words = if gap.tone == Tone::Bad { "Act" } else { "Look" };
        view! { <li><span class=class>{words}</span><span><a href=href>{name}</a>": "{clock::with_dates(&gap.text)}</span></li> }
    };
    let more = gaps.len().saturating_sub(LISTED);
    let more = (more > 0).then(|| view! { <li>{format!("and {more} others")}</li> });
    view! { <section class="card" aria-label="Gaps"><h2>"Gaps "<span class="count">{gaps.len()}</span></h2><ul class="list gaps">{gaps.iter().take(LISTED).map(one).collect_view()}{more}</ul></section> }.into_any()
}
