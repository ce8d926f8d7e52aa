//! The war room: clocks, who has which role, what is open, and a line for what happens now.

use super::{War, clocks, hit, lines, messages, runs, say, tasks};
use crate::prelude::*;
use crate::rooms::record;
use crate::ui::form::record_link;
use holdfast_domain::rooms::incidents::ROLES;
use holdfast_ledger::{Id, Path};

/// Actions whose buttons stand here.
pub const HERE: [&str; 3] = ["hand_over", "assign", "escalate"];

/// The war room of an incident.
pub fn tab(war: War) -> AnyView {
    let correct = RwSignal::new(None::<Id>);
    view! {
        <div class="war">
            {clocks::clocks(war)}
            <div class="record">
                <div class="stack">
                    <section class="card" aria-label="Timeline">
                        <h2>"Timeline"</h2>
                        {say::say(war, correct)}
                        {lines::lines(war, correct)}
                    </section>
                </div>
                <div class="panel stack">
                    {record::findings(war.page)}
                    {hit::hit(war)}
                    {runs::known(war)}
                    {roles(war)}
                    {tasks::tasks(war)}
                    {messages::messages(war)}
                    {runs::runs(war)}
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// Who has which role, as (role, person, whether people disagree).
pub fn held(war: War) -> Memo<Vec<(&'static str, Option<Id>, bool)>> {
    let page = war.page;
    Memo::new(move |_| {
        page.watch(|record, _| {
            let held = ROLES.iter().map(|role| {
                let slot = record.slot(Path::of(role.key));
                let who = record.value(Path::of(role.key));
                let id = who.and_then(|who| who.plain().parse().ok());
                (
                    role.label,
                    id,
                    slot.is_some_and(holdfast_ledger::Slot::in_conflict),
                )
            });
            held.collect()
        })
    })
}

fn roles(war: War) -> AnyView {
    let held = held(war);
    let row = move |(label, who, disputed): (&'static str, Option<Id>, bool)| {
        let who = match who {
            Some(id) => record_link(war.page.workspace, id),
            None => view! { <span class="muted">"nobody"</span> }.into_any(),
        };
        let mark = disputed.then(|| view! { " "<a class="conflict" href=crate::rooms::record::decisions(war.page)>"2 values"</a> });
        view! { <li><span>{label}</span><span>{who}{mark}</span></li> }
    };
    view! {
        <section class="card" aria-label="Roles">
            <h2>"Roles"</h2>
            <ul class="list">{move || held.get().into_iter().map(row).collect_view()}{assigned(war)}</ul>
            <div class="btns">{record::action_buttons(war.page, |key| HERE.contains(&key))}</div>
        </section>
    }
    .into_any()
}

// Who works on it.
fn assigned(war: War) -> AnyView {
    let page = war.page;
    let who = Memo::new(move |_| {
        page.watch(|record, _| {
            let linked = |field| record.value(Path::of(field))?.plain().parse::<Id>().ok();
            ["assignee", "team"].map(linked)
        })
    });
    let shown = move || {
        let [person, team] = who.get();
        let all: Vec<AnyView> = person
            .into_iter()
            .chain(team)
            .map(|id| record_link(page.workspace, id))
            .collect();
        let nobody = all
            .is_empty()
            .then(|| view! { <span class="muted">"nobody"</span> });
        let all = all
            .into_iter()
            .enumerate()
            .map(|(n, link)| view! { {(n > 0).then_some(", ")}{link} });
        view! { <li><span>"Assigned to"</span><span>{all.collect_view()}{nobody}</span></li> }
    };
    view! { {shown} }.into_any()
}
