//! How long steps of runbooks take: estimates beside runs.

use super::apply::Offered;
use super::risks::name;
use super::{Desk, SHOWN, more, nothing};
use crate::edge::{clock, slices};
use crate::prelude::*;
use crate::rooms::sweep::SLICE_MS;
use crate::ui::figure::opens;
use crate::ui::form::record_link;
use holdfast_domain::rooms::calibration::steps::{NARROWS, Place, Row, WEIGHT, in_order, words};
use holdfast_domain::rooms::calibration::{Calibration, Counted};
use holdfast_domain::value::minutes;
use holdfast_ledger::Id;
use leptos::task::spawn_local;

/// The card.
pub fn card(desk: Desk) -> AnyView {
    let all = gathered(desk);
    let rows = Memo::new(move |_| {
        let of = desk.of.get();
        let own = |row: &&Row| of.is_none_or(|of| row.runbook == of);
        all.with(|all| {
            Some(
                all.as_ref()?
                    .iter()
                    .filter(own)
                    .cloned()
                    .collect::<Vec<Row>>(),
            )
        })
    });
    let shown = RwSignal::new(SHOWN);
    let body = move || {
        rows.with(|rows| match rows {
            Some(rows) => table(desk, rows, shown),
            None => view! { <p class="muted" aria-busy="true">"Reading all runs…"</p> }.into_any(),
        })
    };
    view! {
        <section class="card" aria-label="How long">
            <h2>"How long"</h2>
            <p class="help">{format!("Steps with an estimate that runs did and timed, in earnest or in an exercise. An estimate weighs as {WEIGHT} runs, so a few change little; a range becomes narrower only from {NARROWS} runs on.")}</p>
            {body}
        </section>
    }
    .into_any()
}

// What runs say of steps, in slices, as there may be tens of thousands; none until the first look is over. What was found
// stands until the next one is.
fn gathered(desk: Desk) -> RwSignal<Option<Vec<Row>>> {
    let rows = RwSignal::new(None::<Vec<Row>>);
    let turn = StoredValue::new(0_u32);
    Effect::new(move |_| {
        desk.found.track();
        let counted = desk.counted.get();
        turn.update_value(|turn| *turn += 1);
        let own = turn.get_value();
        let stale = move || turn.try_get_value() != Some(own);
        spawn_local(async move {
            let (mut all, mut last) = (Vec::new(), None);
            while slice(desk, counted, &mut last, &mut all) {
                slices::yield_now().await;
                if stale() {
                    return;
                }
            }
            in_order(&mut all);
            let same = rows.try_with_untracked(|known| known.as_ref() == Some(&all));
            if same == Some(false) {
                rows.set(Some(all));
            }
        });
    });
    rows
}

// Goes on for a slice of time; whether there is more.
fn slice(desk: Desk, counted: Counted, last: &mut Option<Place>, all: &mut Vec<Row>) -> bool {
    let until = clock::elapsed_ms() + SLICE_MS;
    let go_on = |found: &Option<Calibration>| {
        let found = found.as_ref()?;
        desk.workspace.read(|view| {
            for (place, row) in found.steps_after(*last, counted, view) {
                *last = Some(place);
                all.extend(row);
                if clock::elapsed_ms() >= until {
                    return Some(());
                }
            }
            None
        })
    };
    desk.found.try_with_untracked(go_on).flatten().is_some()
}

fn table(desk: Desk, rows: &[Row], shown: RwSignal<usize>) -> AnyView {
    if rows.is_empty() && desk.of.get_untracked().is_some() {
        return view! { <p class="muted">"No run of it timed a step with an estimate."</p> }
            .into_any();
    }
    if rows.is_empty() {
        return nothing(
            "No step was timed yet",
            "Run a runbook whose steps have durations: “Start step” and “Done” time them.",
        );
    }
    let bar = desk.applying.bar(rows.iter().filter_map(offered).collect());
    let first = rows
        .iter()
        .take(shown.get())
        .map(|one| row(desk, one))
        .collect_view();
    view! {
        {bar}
        <div class="table-wrap" tabindex="0" role="region" aria-label="Steps and their runs, table">
            <table class="table compact folds calibrated">
                <thead><tr><th scope="col" class="title">"Step"</th><th scope="col">"Estimated"</th><th scope="col">"Took"</th><th scope="col">"Suggested"</th></tr></thead>
                <tbody>{first}</tbody>
            </table>
        </div>
        {more(shown, rows.len())}
    }
    .into_any()
}

fn offered(row: &Row) -> Option<Offered> {
    Some(Offered {
        suggestion: row.suggestion.clone().ok()?,
        what: row.title.clone(),
    })
}

fn row(desk: Desk, row: &Row) -> AnyView {
    let named = format!("{} of {}", row.title, name(desk, row.runbook));
    let (select, apply) = match offered(row) {
        Some(offered) => {
            let (select, apply) = desk.applying.pick(&named, &offered);
            (Some(select), Some(apply))
        }
        None => (None, None),
    };
    let (suggested, class) = match &row.suggestion {
        Ok(one) => (one.words.clone(), ""),
        Err(why) => (why.clone(), "muted"),
    };
    view! {
        <tr>
            <th scope="row" class="title"><span class="picks">{select}<span>{row.title.clone()}<br/><span class="muted">{record_link(desk.workspace, row.runbook)}</span></span></span></th>
            <td data-l="Estimated">{words(row.estimate)}</td>
            <td data-l="Took">{took(desk, row)}</td>
            <td data-l="Suggested"><span class="picks"><span class=class>{suggested}</span>{apply}</span></td>
        </tr>
    }
    .into_any()
}

// The runs, and how many of them count.
fn took(desk: Desk, row: &Row) -> AnyView {
    let n = row.seen.len();
    let times = [0.1, 0.5, 0.9].map(|share| minutes(row.quantile(share).round()));
    let text = match n {
        1 => format!("n = 1: {}", times[1]),
        n => format!(
            "n = {n}: P10 {}, P50 {}, P90 {}",
            times[0], times[1], times[2]
        ),
    };
    let how = format!(
        "The time within which 10, 50 and 90 % of the runs did it (nearest rank). {} of {n} count against the estimate. \
         Suggested: mean and ends go towards those of the runs by n / (n + {WEIGHT}); likely = (6 · mean − low − high) / 4.",
        row.counted
    );
    let run = |(time, id): &(f64, Id)| view! { <li>{record_link(desk.workspace, *id)}<span class="muted">{minutes(time.round())}</span></li> };
    let runs = row.seen.iter().take(SHOWN).map(run).collect_view();
    view! { {opens(text, how, "")}<details class="opens screen-only"><summary>"Runs"</summary><ul class="list">{runs}</ul></details> }.into_any()
}
