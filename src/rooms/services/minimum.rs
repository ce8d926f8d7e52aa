//! The least that must go on, and what that takes, over time.

use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::ui::chart::line::{Curve, line};
use holdfast_domain::chart::{since_start, time_ticks};
use holdfast_domain::rooms::services::overview::{Minimum, mbco, minimum as resources};
use holdfast_domain::value::minutes;

/// The card; nothing while nothing was said.
pub fn minimum(page: RecordPage) -> AnyView {
    let found = Memo::new(move |_| page.watch(|record, _| (resources(record), mbco(record))));
    let card = move || {
        let (minimum, steps) = found.get();
        let (some, stages) = (!minimum.rows.is_empty(), !steps.is_empty());
        (some || stages).then(|| {
            view! {
                <section class="card stack" aria-label="Minimum over time">
                    <h2>"Minimum over time"</h2>
                    <div class="plan-spread">
                        {stages.then(|| output(&steps))}
                        {some.then(|| needed(&minimum))}
                    </div>
                </section>
            }
        })
    };
    view! { {card} }.into_any()
}

fn needed(minimum: &Minimum) -> AnyView {
    let head = minimum
        .after
        .iter()
        .map(|after| view! { <th scope="col" class="num">{minutes(*after)}</th> });
    let row = |(what, sort, counts): &(String, &'static str, Vec<Option<u32>>)| {
        let count = |count: &Option<u32>| view! { <td class="num">{*count}</td> };
        view! { <tr><th scope="row">{what.clone()}<span class="muted">" "{*sort}</span></th>{counts.iter().map(count).collect_view()}</tr> }
    };
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label="Needed over time">
            <table class="table compact">
                <caption class="sr">"How many are needed after so long"</caption>
                <thead><tr><th scope="col">"Needed after"</th>{head.collect_view()}</tr></thead>
                <tbody>{minimum.rows.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

// The steps of the minimum business continuity objective.
fn output(steps: &[(f64, u32)]) -> AnyView {
    let last = steps.last().map_or(0.0, |step| step.0);
    let end = (last * 1.25).max(60.0);
    let mut points = vec![(0.0, 0.0)];
    let mut before = 0.0;
    for (after, percent) in steps {
        let part = f64::from(*percent) / 100.0;
        points.extend([(*after, before), (*after, part)]);
        before = part;
    }
    points.push((end, before));
    let said: Vec<String> = steps
        .iter()
        .map(|(after, percent)| format!("{percent} % after {}", minutes(*after)))
        .collect();
    let curve = Curve {
        words: format!("Share of the usual output: {}", said.join(", ")),
        points,
        other: Vec::new(),
        ticks: time_ticks(end, 5, 0.0, since_start),
        dots: steps
            .iter()
            .map(|(after, percent)| (*after, f64::from(*percent) / 100.0))
            .collect(),
        marks: Vec::new(),
    };
    view! { <figure><figcaption>"Share of the usual output (MBCO)"</figcaption>{line(&curve)}<p class="help">{said.join(", ")}</p></figure> }.into_any()
}
