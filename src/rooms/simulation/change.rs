//! What is changed for comparison: a shorter task, one more holder of a role, something that is not lost.

use crate::prelude::*;
use crate::route::Route;
use crate::workspace::Workspace;
use holdfast_domain::rooms::simulation::{Chosen, Variant};
use holdfast_ledger::Id;
use leptos::ev;
use std::collections::HashMap;

/// To which shares of its time a task can be cut.
const SHARES: [(f64, &str); 4] = [
    (0.75, "three quarters of its time"),
    (0.5, "half of its time"),
    (0.25, "a quarter of its time"),
    (0.0, "no time"),
];

/// What is chosen.
#[derive(Clone, Copy)]
pub struct Change {
    faster: RwSignal<Option<Id>>,
    share: RwSignal<f64>,
    holder: RwSignal<Option<Id>>,
    kept: RwSignal<Option<Id>>,
}

impl Change {
    /// What an address says.
    pub fn of(route: &Route) -> Self {
        let id = |name: &str| route.get(name).and_then(|id| id.parse().ok());
        let share = route.get("share").and_then(|share| share.parse().ok());
        let share = share.filter(|share: &f64| (0.0..=1.0).contains(share));
        Self {
            faster: RwSignal::new(id("faster")),
            share: RwSignal::new(share.unwrap_or(0.5)),
            holder: RwSignal::new(id("holder")),
            kept: RwSignal::new(id("kept")),
        }
    }

    /// The same in an address.
    pub fn said(self, mut route: Route) -> Route {
        let all = [
            ("faster", self.faster),
            ("holder", self.holder),
            ("kept", self.kept),
        ];
        for (name, id) in all {
            if let Some(id) = id.get() {
                route = route.with(name, &id.to_string());
            }
        }
        match self.faster.get() {
            Some(_) => route.with("share", &self.share.get().to_string()),
            None => route,
        }
    }

    /// The variant.
    pub fn variant(self) -> Variant {
        let share = self.share.get();
        Variant {
            faster: self.faster.get().map(|id| (id, share)),
            holder: self.holder.get(),
            kept: self.kept.get(),
        }
    }
}

/// The most choices of a list.
const MOST: usize = 1_000;

/// The choices, once it is known what is down.
pub fn choose(change: Change, chosen: Memo<Result<Chosen, String>>) -> AnyView {
    let workspace = Workspace::of_page();
    let named = move |ids: Vec<Id>| -> Vec<(Id, String)> {
        workspace.read(|view| {
            let records = ids.iter().filter_map(|id| view.ledger.record(*id));
            records
                .map(|record| (record.id, view.name(record)))
                .collect()
        })
    };
    let model = move |read: &dyn Fn(&Chosen) -> Vec<(Id, String)>| {
        chosen.with(|chosen| chosen.as_ref().map(read).unwrap_or_default())
    };
    let tasks = Memo::new(move |_| model(&tasks));
    let roles = Memo::new(move |_| {
        let roles = model(&|chosen| {
            let roles = chosen.before.roles.iter();
            roles.map(|role| (*role, String::new())).collect()
        });
        named(roles.into_iter().map(|(role, _)| role).collect())
    });
    let losses = Memo::new(move |_| {
        let lost = model(&|chosen| {
            let lost = chosen
                .before
                .rows
                .iter()
                .filter(|row| row.because.len() < 2);
            lost.map(|row| (row.service, String::new())).collect()
        });
        named(lost.into_iter().map(|(service, _)| service).collect())
    });
    // What is no longer among the choices is chosen no more.
    Effect::new(move || {
        if chosen.with(Result::is_ok) {
            for (value, choices) in [
                (change.faster, tasks),
                (change.holder, roles),
                (change.kept, losses),
            ] {
                let gone = |id: Id| !choices.with(|all| all.iter().any(|(known, _)| *known == id));
                if value.get().is_some_and(gone) {
                    value.set(None);
                }
            }
        }
    });
    let share = move |event: ev::Targeted<ev::Event, web_sys::HtmlSelectElement>| {
        if let Ok(share) = event.target().value().parse() {
            change.share.set(share);
        }
    };
    let shares = SHARES.map(|(share, words)| {
        view! { <option value=share.to_string() selected=move || (change.share.get() - share).abs() < 1e-9>{words}</option> }
    });
    view! {
        <details class="folded" prop:open=!untrack(|| change.variant()).is_none()>
            <summary>"Compare with a change"</summary>
            <div class="form">
                {select("sim-faster", "Make faster", change.faster, tasks)}
                <div class="field"><label class="label" for="sim-share">"to"</label><select id="sim-share" on:change:target=share>{shares}</select></div>
                {select("sim-holder", "One more person has the role", change.holder, roles)}
                {select("sim-kept", "Not lost", change.kept, losses)}
            </div>
            <p class="help">"Both draw the same numbers, so a difference is the change and not chance. The person is there at any time."</p>
        </details>
    }
    .into_any()
}

// What can be made faster: a step that several runbooks take in is shortened in all of them.
fn tasks(chosen: &Chosen) -> Vec<(Id, String)> {
    let mut places: HashMap<Id, usize> = HashMap::new();
    let mut found: Vec<(Id, String, usize)> = Vec::new();
    for label in chosen.before.labels.iter().flatten() {
        match places.get(&label.of) {
            Some(at) => found[*at].2 += 1,
            None if found.len() < MOST => {
                places.insert(label.of, found.len());
                found.push((label.of, label.text.clone(), 1));
            }
            None => {}
        }
    }
    let named = found.into_iter().map(|(id, text, times)| match times {
        1 => (id, text),
        n => (id, format!("{text} (all {n} times)")),
    });
    named.collect()
}

fn select(
    id: &'static str,
    label: &'static str,
    value: RwSignal<Option<Id>>,
    choices: Memo<Vec<(Id, String)>>,
) -> AnyView {
    let change = move |event: ev::Targeted<ev::Event, web_sys::HtmlSelectElement>| {
        value.set(event.target().value().parse().ok());
    };
    let option = move |(id, name): (Id, String)| {
        view! { <option value=id.to_string() selected=move || value.get() == Some(id)>{name}</option> }
    };
    view! {
        <div class="field">
            <label class="label" for=id>{label}</label>
            <select id=id on:change:target=change>
                <option value="" selected=move || value.get().is_none()>"Nothing"</option>
                {move || choices.get().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
    .into_any()
}
