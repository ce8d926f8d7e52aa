//! How soon incidents were responded to and resolved, by the clocks of an agreement.

use crate::prelude::*;
use holdfast_domain::rooms::service_levels::clocks::Tally;
use holdfast_domain::rooms::service_levels::measure::Level;
use holdfast_domain::rooms::service_levels::report::percent;
use holdfast_domain::rooms::service_levels::spans::Span;
use holdfast_domain::rooms::service_levels::terms::Clock;
use holdfast_domain::value::minutes;

/// What is told of clocks.
#[derive(Clone, Default, PartialEq)]
pub struct Told {
    rows: Vec<(Clock, Tally, Option<bool>)>,
    undetected: usize,
    unrated: usize,
}

/// Reads it.
pub fn read(level: &Level, span: Span) -> Told {
    let clocks = level.clocks(span);
    let verdicts = level.tallied(&clocks);
    let rows = clocks
        .tallies
        .into_iter()
        .zip(verdicts)
        .map(|(tally, (_, kept))| (level.agreement.clocks[tally.clock].clone(), tally, kept));
    let mut rows: Vec<_> = rows.collect();
    holdfast_ledger::sort::Arrange::arrange_by_key(rows.as_mut_slice(), |(clock, tally, _)| {
        (
            clock.measure.name() != "Response",
            clock.priority,
            tally.clock,
        )
    });
    Told {
        rows,
        undetected: clocks.undetected,
        unrated: clocks.unrated,
    }
}

/// Draws it; nothing where none is agreed.
pub fn card(told: &Told) -> AnyView {
    if told.rows.is_empty() && told.undetected == 0 && told.unrated == 0 {
        return ().into_any();
    }
    let row = |(clock, tally, kept): &(Clock, Tally, Option<bool>)| {
        let priority = clock
            .priority
            .map_or_else(|| "all".to_owned(), |n| n.to_string());
        let special = clock
            .continuity
            .map(|within| format!("{} in continuity mode", minutes(within)));
        let within = clock.within.map_or_else(|| "unknown".to_owned(), minutes);
        let running = (tally.running > 0).then(|| format!(", {} running", tally.running));
        let in_time = match tally.kept + tally.missed {
            0 => "none".to_owned(),
            all => format!("{} of {all}", tally.kept),
        };
        let verdict = match kept {
            Some(true) => view! { <span class="status tone-ok">"Kept"</span> }.into_any(),
            Some(false) => view! { <span class="status tone-error">"Missed"</span> }.into_any(),
            None => view! { <span class="muted">"Nothing to tell"</span> }.into_any(),
        };
        view! {
            <tr>
                <th scope="row" class="title">{clock.measure.name()}</th>
                <td data-l="Priority">{priority}</td>
                <td class="num" data-l="Within">{within}{special.map(|special| view! { <p class="muted">{special}</p> })}</td>
                <td class="num" data-l="In time">{in_time}{running}</td>
                <td class="num" data-l="Share">{tally.share().map(percent)}</td>
                <td class="num" data-l="Agreed">{percent(clock.share)}</td>
                <td>{verdict}</td>
            </tr>
        }
    };
    let lacks = |many: usize, what: &str| {
        (many > 0).then(|| {
            let incidents = if many == 1 { "1 incident is".to_owned() } else { format!("{many} incidents are") };
            view! { <p class="muted">{format!("{incidents} not measured: nobody wrote down {what}.")}</p> }
        })
    };
    view! {
        <section class="card stack" aria-label="Response and resolution">
            <h2>"Response and resolution"</h2>
            <div class="table-wrap" tabindex="0" role="region" aria-label="Response and resolution" hidden=told.rows.is_empty()>
                <table class="table folds level-table">
                    <thead><tr><th scope="col">"Measures"</th><th scope="col">"Priority"</th><th scope="col" class="num">"Within"</th><th scope="col" class="num">"In time"</th><th scope="col" class="num">"Share"</th><th scope="col" class="num">"Agreed"</th><th scope="col">"Verdict"</th></tr></thead>
                    <tbody>{told.rows.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            {lacks(told.undetected, "when they were detected")}
            {lacks(told.unrated, "how urgent they are")}
            <p class="help">"Incidents that were detected in this time, in minutes of agreed service time."</p>
        </section>
    }
    .into_any()
}
