//! All steps of a run at a glance.

use super::RunPage;
use super::choose;
use super::clocks::{at, short};
use super::deeds::Deed;
use super::standing::{Now, Row};
use super::step;
use super::window::Rows;
use crate::edge::slices;
use crate::prelude::*;
use crate::ui::icon::icon;
use holdfast_domain::rooms::runbooks::listed::listed;
use holdfast_domain::rooms::runbooks::run::{State, StepView, took};
use holdfast_domain::rooms::runbooks::steps::Step;
use holdfast_domain::value::minutes;
use holdfast_ledger::Id;
use leptos::ev;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;

/// The table, below what chooses its rows. A change draws anew only the rows that it touches.
pub fn table(page: RunPage) -> AnyView {
    let ids = Memo::new(move |_| {
        let (wanted, closed) = (page.wanted.get(), page.closed.get());
        page.now
            .with(|now| {
                let run = now.run()?;
                let (mine, name) = (|at| now.is_mine(at), |at| now.name(at));
                Some(listed(run, &wanted, &closed, mine, name))
            })
            .unwrap_or_default()
    });
    let rows = Rows::of(ids);
    let (window, before, after) = rows.window();
    let current = Memo::new(move |_| page.current());
    let follows = keep_in_view(page, rows);
    // Columns that hold nothing yet leave their room to the steps.
    let empty = Memo::new(move |_| page.now.with(|now| empty_columns(now, current.get())));
    let class = move || {
        let long = if rows.is_long() { " windowed" } else { "" };
        format!("table run-table cards{}{long}", empty.get())
    };
    let gap = |size: Signal<f64>| {
        view! { <tr class="gap" role="presentation" aria-hidden="true"><td style:--gap=move || format!("{}px", size.get())></td></tr> }
    };
    let gaps = Memo::new(move |_| rows.is_long());
    view! {
        {choose::bar(page, ids)}
        <div class="table-wrap" node_ref=rows.scroller class:long=move || gaps.get() tabindex="0" role="region" aria-label="Steps"
            on:scroll=move |_| { rows.measure(); follows.run(()); } on:keydown=move |event| key(page, rows, current, &event)>
            <table class=class role="table" aria-rowcount=move || ids.with(Vec::len) + 1>
                <colgroup><col/><col class="w-state"/><col class="c-who w-who"/><col class="c-began w-time"/><col class="c-took w-time"/><col class="c-planned w-time"/><col class="w-tools"/></colgroup>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">"Step"</th>
                        <th role="columnheader" scope="col">"State"</th>
                        <th role="columnheader" scope="col" class="c-who">"Who, role"</th>
                        <th role="columnheader" scope="col" class="num c-began">"Started"</th>
                        <th role="columnheader" scope="col" class="num c-took">"Took"</th>
                        <th role="columnheader" scope="col" class="num c-planned">"Planned"</th>
                        <th role="columnheader" scope="col" class="tools"><span class="sr">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    {move || gaps.get().then(|| gap(before))}
                    <For each=move || window.get() key=|id| *id let:id>{row(page, current, id)}</For>
                    {move || gaps.get().then(|| gap(after))}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

// The row of the step at hand stays on screen as the run goes on; who has scrolled away from it
// stays there. What is given back is for when the table scrolls: a row that takes the focus scrolls
// it too, and is no looking away.
fn keep_in_view(page: RunPage, rows: Rows) -> Callback<()> {
    let at_hand = Memo::new(move |_| page.now.with(Now::at_hand));
    let place = move |id: Id| {
        let ids = rows.ids.try_read_untracked()?;
        ids.iter().position(|known| *known == id)
    };
    let seen = move |id: Option<Id>| {
        let at = id.and_then(place);
        at.is_none_or(|at| rows.is_seen(at))
    };
    let follows = StoredValue::new(true);
    Effect::new(move |before: Option<Option<Id>>| {
        let now = at_hand.get();
        rows.scroller.track();
        if before.flatten() == now || !follows.get_value() {
            return now;
        }
        spawn_local(async move {
            // Its rows have to be drawn and measured first.
            slices::yield_now().await;
            slices::yield_now().await;
            if let Some(at) = now.and_then(place).filter(|at| !rows.is_seen(*at)) {
                rows.bring(at);
            }
        });
        now
    });
    Callback::new(move |()| {
        if !rows.has_focus() {
            follows.set_value(seen(at_hand.get_untracked()));
        }
    })
}

fn empty_columns(now: &Now, current: Option<Id>) -> String {
    let Some(run) = now.run() else {
        return String::new();
    };
    let any = |is: fn(&StepView) -> bool| run.steps.iter().any(is);
    let people = any(|step| !step.by.is_empty()) || !now.parts().is_empty();
    // The step at hand has its buttons in its card.
    let other = |(step, view): (&Step, &StepView)| {
        let open = matches!(view.state, State::Ready | State::Running);
        open && step.is_worked() && Some(view.id) != current
    };
    let tools = !run.state.is_over() && run.plan.steps.iter().zip(&run.steps).any(other);
    let columns = [
        (tools, " no-tools"),
        (people, " no-who"),
        (any(|step| step.began.or(step.since).is_some()), " no-began"),
        (any(|step| step.minutes.is_some()), " no-took"),
        (
            run.plan.steps.iter().any(|step| step.estimate.is_some()),
            " no-planned",
        ),
    ];
    let empty = columns.iter().filter(|(some, _)| !some);
    empty.map(|(_, class)| *class).collect()
}

// Up and down go through the rows; Enter opens a step in its card, as a click does.
fn key(page: RunPage, rows: Rows, current: Memo<Option<Id>>, event: &ev::KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let row = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|target| target.closest("tbody > tr").ok().flatten())
        .and_then(|row| row.get_attribute("data-step")?.parse().ok());
    let place = |id: Id| {
        rows.ids
            .with_untracked(|ids| ids.iter().position(|known| *known == id))
    };
    let from = row.and_then(place);
    let last = rows.ids.with_untracked(Vec::len).saturating_sub(1);
    let to = match (event.key().as_str(), from) {
        // From the table itself, to the step at hand.
        ("ArrowDown" | "ArrowUp", None) => current.get_untracked().and_then(place).unwrap_or(0),
        ("ArrowDown", Some(at)) => (at + 1).min(last),
        ("ArrowUp", Some(at)) => at.saturating_sub(1),
        ("Home", _) => 0,
        ("End", _) => last,
        ("ArrowLeft" | "ArrowRight", Some(_)) => {
            let close = event.key() == "ArrowLeft";
            if let Some(id) = row.filter(|id| is_section(page, *id)) {
                event.prevent_default();
                fold(page, id, close);
            }
            return;
        }
        _ => return,
    };
    event.prevent_default();
    rows.go_to(to, name);
}

fn is_section(page: RunPage, id: Id) -> bool {
    page.now
        .with_untracked(|now| now.row(id).is_some_and(|row| !row.worked))
}

fn fold(page: RunPage, id: Id, close: bool) {
    page.closed.update(|closed| {
        closed.retain(|known| *known != id);
        if close {
            closed.push(id);
        }
    });
}

/// The id of the element that stands for a step's row.
fn name(id: Id) -> String {
    format!("row-{id}")
}

fn row(page: RunPage, current: Memo<Option<Id>>, id: Id) -> AnyView {
    let row = Memo::new(move |_| page.now.with(|now| now.row(id)));
    let here = Memo::new(move |_| current.get() == Some(id));
    let cells = move || row.get().map(|row| cells(page, here, row));
    view! {
        <tr role="row" data-step=id.to_string() class:section=move || row.with(|row| row.as_ref().is_some_and(|row| !row.worked))
            aria-current=move || here.get().then_some("step")>{cells}</tr>
    }
    .into_any()
}

fn cells(page: RunPage, here: Memo<bool>, row: Row) -> AnyView {
    let id = row.id;
    let who = row.who().to_owned();
    let Row {
        number,
        title,
        depth,
        worked,
        state,
        label,
        class,
        evidence,
        began,
        minutes: spent,
        planned,
        role,
        answer,
        added,
        disputed,
        ..
    } = row;
    let name = if worked {
        view! { <button type="button" id=name(id) on:click=move |_| page.choose(id)>{title.clone()}</button> }
            .into_any()
    } else {
        section(page, id, &title)
    };
    let answer = (!answer.is_empty()).then(|| view! { <span class="badge">{answer}</span> });
    let added = added.then(|| view! { <span class="badge">"Added"</span> });
    let disputed = (!disputed.is_empty()).then(|| view! { <span class="badge">"Disputed"</span> });
    let role = (!role.is_empty() && role != who && worked)
        .then(|| view! { <span class="as">{role}</span> });
    // A row is one line; what does not fit it is said by its tip.
    let tip = title.clone();
    // The step at hand has its buttons in its card.
    let tools = move || (worked && !here.get()).then(|| tools(page, state, evidence, &title, id));
    view! {
        <th role="rowheader" scope="row" class="title" title=tip style:--d=depth.to_string()><div class="line"><span class="code">{number}</span>{name}{answer}{added}{disputed}</div></th>
        <td role="cell" class="state"><span class=format!("status {class}")>{label}</span></td>
        <td role="cell" class="meta c-who"><span>{worked.then_some(who)}</span>{role}</td>
        <td role="cell" class="num c-began" title=began.map(|ms| at(page, ms))>{began.map(|ms| short(page, ms))}</td>
        <td role="cell" class="num meta c-took">{spent.map(took)}</td>
        <td role="cell" class="num meta c-planned">{planned.map(minutes)}</td>
        <td role="cell" class="tools">{tools}</td>
    }
    .into_any()
}

// A section's title opens and closes it.
fn section(page: RunPage, id: Id, title: &str) -> AnyView {
    let open = Memo::new(move |_| page.closed.with(|closed| !closed.contains(&id)));
    let glyph = move || {
        icon(if open.get() {
            "chevron-down"
        } else {
            "chevron-right"
        })
    };
    view! {
        <button type="button" class="fold" id=name(id) aria-expanded=move || open.get().to_string()
            on:click=move |_| fold(page, id, open.get_untracked())><b>{title.to_owned()}</b>{glyph}</button>
    }
    .into_any()
}

// Beside a row stand only the likely deeds; the others are in the step's card.
fn tools(page: RunPage, state: State, evidence: bool, title: &str, id: Id) -> AnyView {
    let over = page
        .now
        .with_untracked(|now| now.run().is_none_or(|run| run.state.is_over()));
    let deeds: &[Deed] = match state {
        _ if over => &[],
        State::Ready => &[Deed::Start(id)],
        State::Running => &[Deed::Done(id), Deed::Fail(id)],
        _ => &[],
    };
    deeds
        .iter()
        .enumerate()
        .map(|(n, deed)| {
            let label = step::label(*deed, state, evidence);
            step::button(page, *deed, label, title, n == 0, false)
        })
        .collect_view()
        .into_any()
}
