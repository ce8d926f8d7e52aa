//! How often events of risks happen: estimates beside what was counted.

use super::apply::Offered;
use super::{Desk, SHOWN, left_out, more, nothing};
use crate::edge::clock;
use crate::prelude::*;
use crate::ui::figure::opens;
use crate::ui::form::record_link;
use holdfast_domain::rooms::calibration::frequency::{Row, Told, per_year, words};
use holdfast_ledger::Id;

/// The card.
pub fn card(desk: Desk) -> AnyView {
    let rows = Memo::new(move |_| {
        let counted = desk.counted.get();
        let all = desk
            .found
            .with(|found| found.as_ref().map(|all| all.risks(counted)));
        let mut rows = all.unwrap_or_default();
        if let Some(of) = desk.of.get() {
            rows.retain(|row| row.risk == of);
        }
        rows
    });
    let shown = RwSignal::new(SHOWN);
    let body = move || rows.with(|rows| table(desk, rows, shown));
    view! {
        <section class="card" aria-label="How often">
            <h2>"How often"</h2>
            <p class="help">"An incident counts for a risk when one is linked to the other, or to the problem behind it, or when a plan for the risk’s scenario was activated for it. Drills, duplicates and what is cancelled do not count."</p>
            <p class="help">"What is suggested has the mean and the spread of what is known now. One number weighs as one event; once an event was counted three numbers take its place, so that what was counted keeps its weight next time."</p>
            {body}
        </section>
    }
    .into_any()
}

fn table(desk: Desk, rows: &[Row], shown: RwSignal<usize>) -> AnyView {
    if rows.is_empty() && desk.of.get_untracked().is_some() {
        return view! { <p class="muted">"Nothing of it is a frequency."</p> }.into_any();
    }
    if rows.is_empty() {
        return nothing(
            "No risk yet",
            "Say in a risk, under “In money”, how many events a year there are. Incidents that are linked to it are then held against that.",
        );
    }
    let unknown = |row: &Row| Some((row.risk, row.told.clone().err()?));
    let unknown: Vec<(Id, String)> = rows.iter().filter_map(unknown).collect();
    let rows: Vec<&Row> = rows.iter().filter(|row| row.told.is_ok()).collect();
    let offers = rows
        .iter()
        .filter_map(|row| offered(row.told.as_ref().ok()?));
    let bar = desk.applying.bar(offers.collect());
    let first = rows
        .iter()
        .take(shown.get())
        .filter_map(|one| row(desk, one))
        .collect_view();
    let none = rows.is_empty();
    view! {
        {bar}
        <div class="table-wrap" tabindex="0" role="region" aria-label="Risks and their events, table" hidden=none>
            <table class="table compact folds calibrated">
                <thead><tr><th scope="col" class="title">"Risk"</th><th scope="col">"Estimated"</th><th scope="col">"Counted"</th><th scope="col">"Known now, a year"</th><th scope="col">"Suggested"</th></tr></thead>
                <tbody>{first}</tbody>
            </table>
        </div>
        {more(shown, rows.len())}
        {left_out(desk, &unknown)}
    }
    .into_any()
}

fn offered(told: &Told) -> Option<Offered> {
    Some(Offered {
        suggestion: told.suggestion.clone().ok()?,
        what: String::new(),
    })
}

fn row(desk: Desk, row: &Row) -> Option<AnyView> {
    let told = row.told.as_ref().ok()?;
    let (select, apply) = match offered(told) {
        Some(offered) => {
            let name = name(desk, row.risk);
            let (select, apply) = desk.applying.pick(&name, &offered);
            (Some(select), Some(apply))
        }
        None => (None, None),
    };
    let (suggested, class) = match &told.suggestion {
        Ok(one) => (one.words.clone(), ""),
        Err(why) => (why.clone(), "muted"),
    };
    Some(view! {
        <tr>
            <th scope="row" class="title"><span class="picks">{select}<span>{record_link(desk.workspace, row.risk)}</span></span></th>
            <td data-l="Estimated">{words(told.often)}</td>
            <td data-l="Counted">{counted(desk, told)}</td>
            <td data-l="Known now, a year">{known(told)}</td>
            <td data-l="Suggested"><span class="picks"><span class=class>{suggested}</span>{apply}</span></td>
        </tr>
    }
    .into_any())
}

pub(super) fn name(desk: Desk, id: Id) -> String {
    let name = desk
        .workspace
        .read(|view| view.ledger.record(id).map(|record| view.name(record)));
    name.unwrap_or_default()
}

// The events and when watching began; what is tied to nothing beside it.
fn counted(desk: Desk, told: &Told) -> AnyView {
    let days = (told.years * 365.25).floor();
    let events = events(told);
    let since = u64::try_from(told.since)
        .map(clock::date)
        .unwrap_or_default();
    let link = |id: &Id| view! { <li>{record_link(desk.workspace, *id)}</li> };
    let list = told.events.iter().map(|(id, _)| link(id)).collect_view();
    let others = (!told.others.is_empty()).then(|| {
        let links = told.others.iter().take(SHOWN).map(link).collect_view();
        view! { <p class="help">"Hit one of its services and are tied to it by nothing, so they do not count:"</p><ul class="list">{links}</ul> }
    });
    view! {
        <details class="opens">
            <summary>{format!("{events} in {days} days")}</summary>
            <p class="help">{format!("Since {since}.")}</p>
            <ul class="list">{list}</ul>
            {others}
        </details>
    }
    .into_any()
}

fn events(told: &Told) -> String {
    match told.events.len() {
        1 => "1 event".to_owned(),
        n => format!("{n} events"),
    }
}

fn known(told: &Told) -> AnyView {
    let (low, high) = told.posterior.ninety();
    let text = format!(
        "{} (90 %: {} to {})",
        per_year(told.posterior.mean()),
        per_year(low),
        per_year(high)
    );
    let how = "A gamma distribution of the rate, to which Poisson events add: shape + events, rate + years watched. Mean: shape / rate. 90 %: its 5th and 95th percentile.";
    let (before, after) = (told.prior.law, told.posterior);
    let from = format!(
        "the estimate as shape {:.2} and rate {:.2} years ({}), mean {}; {} in {:.2} years; shape {:.2}, rate {:.2}",
        before.shape,
        before.rate,
        told.prior.why,
        per_year(before.mean()),
        events(told),
        told.years,
        after.shape,
        after.rate
    );
    opens(text, how, from)
}
