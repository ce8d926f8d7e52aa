//! All steps of a run at a glance.

use super::RunPage;
use super::clocks::at;
use super::deeds::Deed;
use super::standing::{Now, Row, class};
use super::step;
use holdfast_domain::rooms::runbooks::run::State;
use holdfast_domain::value::minutes;
use holdfast_ledger::Id;
use leptos::prelude::*;

/// The table. A change draws anew only the rows that it touches.
pub fn table(page: RunPage) -> AnyView {
    let ids = Memo::new(move |_| page.now.with(Now::ids));
    let current = Memo::new(move |_| page.current());
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label="Steps">
            <table class="table run-table cards" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">"Step"</th>
                        <th role="columnheader" scope="col">"State"</th>
                        <th role="columnheader" scope="col">"Who"</th>
                        <th role="columnheader" scope="col" class="num">"Started"</th>
                        <th role="columnheader" scope="col" class="num">"Took"</th>
                        <th role="columnheader" scope="col" class="num">"Planned"</th>
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
        by,
        began,
        minutes: took,
        planned,
        ..
    } = row;
    let length = |length: Option<f64>| length.map(minutes).unwrap_or_default();
    let name = if worked {
        view! { <button type="button" on:click=move |_| page.choose(id)>{title.clone()}</button> }
            .into_any()
    } else {
        view! { <b>{title.clone()}</b> }.into_any()
    };
    // The step at hand has its buttons in its card.
    let tools = move || (worked && !here.get()).then(|| tools(page, state, &title, id));
    view! {
        <th role="rowheader" scope="row" class="title" style:--d=depth.to_string()><span class="code">{number}</span>" "{name}</th>
        <td role="cell" class="state"><span class=format!("status {}", class(state))>{state.label()}</span></td>
        <td role="cell" class="meta">{by}</td>
        <td role="cell" class="num">{began.map(at)}</td>
        <td role="cell" class="num meta">{length(took)}</td>
        <td role="cell" class="num meta">{length(planned)}</td>
        <td role="cell" class="tools">{tools}</td>
    }
    .into_any()
}

// Beside a row stand only the likely deeds; the others are in the step's card.
fn tools(page: RunPage, state: State, title: &str, id: Id) -> AnyView {
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
        .map(|(n, deed)| step::button(page, *deed, title, n == 0, false))
        .collect_view()
        .into_any()
}
