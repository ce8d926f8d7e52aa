//! All steps of a run at a glance.

use super::RunPage;
use super::clocks::at;
use super::deeds::Deed;
use super::standing::{Now, Row};
use super::step;
use holdfast_domain::rooms::runbooks::run::{State, StepView, took};
use holdfast_domain::value::minutes;
use holdfast_ledger::Id;
use leptos::prelude::*;

/// The table. A change draws anew only the rows that it touches.
pub fn table(page: RunPage) -> AnyView {
    let ids = Memo::new(move |_| page.now.with(Now::ids));
    let current = Memo::new(move |_| page.current());
    // Columns that hold nothing yet leave their room to the steps.
    let empty = Memo::new(move |_| page.now.with(empty_columns));
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label="Steps">
            <table class=move || format!("table run-table cards{}", empty.get()) role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">"Step"</th>
                        <th role="columnheader" scope="col">"State"</th>
                        <th role="columnheader" scope="col" class="c-who">"Who"</th>
                        <th role="columnheader" scope="col" class="num c-began">"Started"</th>
                        <th role="columnheader" scope="col" class="num c-took">"Took"</th>
                        <th role="columnheader" scope="col" class="num c-planned">"Planned"</th>
                        <th role="columnheader" scope="col" class="tools"><span class="sr">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=move || ids.get() key=|id| *id let:id>{row(page, current, id)}</For>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn empty_columns(now: &Now) -> String {
    let Some(run) = now.run() else {
        return String::new();
    };
    let any = |is: fn(&StepView) -> bool| run.steps.iter().any(is);
    let columns = [
        (any(|step| !step.by.is_empty()), " no-who"),
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

fn row(page: RunPage, current: Memo<Option<Id>>, id: Id) -> AnyView {
    let row = Memo::new(move |_| page.now.with(|now| now.row(id)));
    let here = Memo::new(move |_| current.get() == Some(id));
    let cells = move || row.get().map(|row| cells(page, here, row));
    view! { <tr role="row" class:section=move || row.with(|row| row.as_ref().is_some_and(|row| !row.worked)) aria-current=move || here.get().then_some("step")>{cells}</tr> }
        .into_any()
}

fn cells(page: RunPage, here: Memo<bool>, row: Row) -> AnyView {
    let id = row.id;
    let Row {
        number,
        title,
        depth,
        worked,
        state,
        label,
        class,
        evidence,
        by,
        began,
        minutes: spent,
        planned,
        ..
    } = row;
    let name = if worked {
        view! { <button type="button" on:click=move |_| page.choose(id)>{title.clone()}</button> }
            .into_any()
    } else {
        view! { <b>{title.clone()}</b> }.into_any()
    };
    // The step at hand has its buttons in its card.
    let tools = move || (worked && !here.get()).then(|| tools(page, state, evidence, &title, id));
    view! {
        <th role="rowheader" scope="row" class="title" style:--d=depth.to_string()><span class="code">{number}</span>" "{name}</th>
        <td role="cell" class="state"><span class=format!("status {class}")>{label}</span></td>
        <td role="cell" class="meta c-who">{by}</td>
        <td role="cell" class="num c-began">{began.map(|ms| at(page, ms))}</td>
        <td role="cell" class="num meta c-took">{spent.map(took)}</td>
        <td role="cell" class="num meta c-planned">{planned.map(minutes)}</td>
        <td role="cell" class="tools">{tools}</td>
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
