//! Which steps the table shows: by state, by part or role, by words.

use super::RunPage;
use crate::prelude::*;
use crate::ui::dialog::next_id;
use crate::ui::icon::icon;
use holdfast_domain::rooms::runbooks::listed::{Group, Part, count};
use holdfast_ledger::Id;

/// Shorter runs are seen whole.
const FEW: usize = 8;

/// The bar above the table; nothing for a short run.
pub fn bar(page: RunPage, ids: Memo<Vec<Id>>) -> AnyView {
    let long = Memo::new(move |_| {
        page.now
            .with(|now| now.run().is_some_and(|run| run.steps.len() > FEW))
    });
    let shown = move || long.get().then(|| whole(page, ids));
    view! { {shown} }.into_any()
}

fn whole(page: RunPage, ids: Memo<Vec<Id>>) -> AnyView {
    let typed = move |event| {
        let words = event_target_value(&event);
        page.wanted.update(|wanted| wanted.words = words);
    };
    let count = move || {
        let (listed, all) = (ids.with(Vec::len), page.now.with(|now| now.ids().len()));
        (listed != all).then(|| format!("{listed} of {all} rows"))
    };
    view! {
        <div class="toolbar" role="group" aria-label="Which steps are shown">
            {groups(page)}
            {parts(page)}
            <div class="search">
                {icon("search")}
                <input type="search" aria-label="Search" placeholder="Search steps" autocomplete="off" spellcheck="false"
                    prop:value=move || page.wanted.with(|wanted| wanted.words.clone()) on:input=typed/>
            </div>
            {folds(page)}
            <span class="shown push" role="status">{count}</span>
        </div>
    }
    .into_any()
}

fn groups(page: RunPage) -> AnyView {
    let name = next_id("group");
    let one = move |group: Group| {
        let chosen = move || page.wanted.with(|wanted| wanted.group == group);
        let many = Memo::new(move |_| {
            page.now.with(|now| {
                now.run()
                    .map_or(0, |run| count(run, group, |at| now.is_mine(at)))
            })
        });
        let choose = move |_| page.wanted.update(|wanted| wanted.group = group);
        view! {
            <label><input type="radio" name=name.clone() prop:checked=chosen on:change=choose/>
                <span>{group.label()}<b class="count">{many}</b></span></label>
        }
    };
    view! { <div class="seg" role="radiogroup" aria-label="States">{Group::ALL.into_iter().map(one).collect_view()}</div> }
        .into_any()
}

// The parts are the sections at the top.
fn parts(page: RunPage) -> AnyView {
    let all = Memo::new(move |_| {
        page.now.with(|now| {
            let steps = now.run().map_or(&[][..], |run| &run.plan.steps);
            let top = steps
                .iter()
                .enumerate()
                .filter(|(_, step)| step.depth == 0 && !step.is_worked());
            let parts: Vec<(Id, String)> = top.map(|(at, step)| (step.id, now.name(at))).collect();
            let roles = now.parts().iter();
            let roles: Vec<(Id, String)> =
                roles.map(|part| (part.role, part.title.clone())).collect();
            (parts, roles)
        })
    });
    let option = move |part: Part, name: String| {
        let (Part::Under(id) | Part::Role(id)) = part;
        let chosen = move || page.wanted.with(|wanted| wanted.part == Some(part));
        view! { <option value=id.to_string() prop:selected=chosen>{name}</option> }
    };
    let choose = move |event| {
        let id: Option<Id> = event_target_value(&event).parse().ok();
        let is_role =
            |id: &Id| all.with_untracked(|(_, roles)| roles.iter().any(|(role, _)| role == id));
        let part = id.map(|id| {
            if is_role(&id) {
                Part::Role(id)
            } else {
                Part::Under(id)
            }
        });
        page.wanted.update(|wanted| wanted.part = part);
    };
    let shown = move || {
        let (parts, roles) = all.get();
        if parts.is_empty() && roles.is_empty() {
            return None;
        }
        let parts = (!parts.is_empty()).then(|| {
            let parts = parts
                .into_iter()
                .map(|(id, name)| option(Part::Under(id), name));
            view! { <optgroup label="Parts">{parts.collect_view()}</optgroup> }
        });
        let roles = (!roles.is_empty()).then(|| {
            let roles = roles
                .into_iter()
                .map(|(id, name)| option(Part::Role(id), name));
            view! { <optgroup label="Roles">{roles.collect_view()}</optgroup> }
        });
        Some(view! {
            <select class="part" aria-label="Part or role" on:change=choose>
                <option value="" prop:selected=move || page.wanted.with(|wanted| wanted.part.is_none())>"All parts and roles"</option>
                {parts}{roles}
            </select>
        })
    };
    view! { {shown} }.into_any()
}

// Closes all sections, or opens them again.
fn folds(page: RunPage) -> AnyView {
    let sections = Memo::new(move |_| {
        page.now.with(|now| {
            let steps = now.run().map_or(&[][..], |run| &run.plan.steps);
            let sections = steps.iter().filter(|step| !step.is_worked());
            sections.map(|step| step.id).collect::<Vec<Id>>()
        })
    });
    let any = Memo::new(move |_| page.closed.with(|closed| !closed.is_empty()));
    let press = move |_| {
        page.closed.set(if any.get_untracked() {
            Default::default()
        } else {
            sections.get_untracked().into_iter().collect()
        });
    };
    let label = move || if any.get() { "Open all" } else { "Close all" };
    let shown = move || {
        sections.with(|sections| sections.len() > 1).then(
            || view! { <button type="button" class="btn quiet" on:click=press>{label}</button> },
        )
    };
    view! { {shown} }.into_any()
}
