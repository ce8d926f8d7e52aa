//! How long it took to bring a data set back, test by test: below what happened in one of them, and on
//! the page of the data set.

use super::Named;
use crate::edge::clock;
use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::ui::chart::behind;
use crate::ui::chart::steps::{Steps, steps};
use holdfast_domain::rooms::backups::{Policies, Restore, Restores, Tried};
use holdfast_domain::rooms::services::SERVICE;
use holdfast_domain::value::minutes;

/// A data set with its tests that passed: each with its name.
type Told = Vec<(String, Vec<(Tried, Named)>)>;

/// The part on the page of a restore test or of a data set.
pub fn trend(page: RecordPage) -> AnyView {
    let told = Memo::new(move |_| {
        page.watch_settled(|record, view| {
            let services = if record.kind == SERVICE.key() {
                vec![record.id]
            } else {
                Restore::of(record).about(&Policies::kept(view))
            };
            let restores = Restores::kept(view);
            let each = services.into_iter().map(|service| {
                let tried = restores.trend(service).into_iter();
                let tried = tried.map(|tried| (tried, Named::of(tried.test, view)));
                (Named::of(service, view).name, tried.collect::<Vec<_>>())
            });
            // One test is no trend.
            each.filter(|(_, tried)| tried.len() > 1).collect::<Told>()
        })
    });
    let some = move || told.with(|told| !told.is_empty());
    let cards = move || told.get().into_iter().map(card).collect_view();
    view! { <section class="card" aria-label="Trend" hidden=move || !some()><div class="card-head"><h2>"How long restores took"</h2></div>{cards}</section> }.into_any()
}

fn card((name, tried): (String, Vec<(Tried, Named)>)) -> AnyView {
    let (Some((first, _)), Some((last, _))) = (tried.first(), tried.last()) else {
        return ().into_any();
    };
    let since = |tried: &Tried| (tried.day - first.day).num_days() as f64;
    let most = tried
        .iter()
        .map(|(tried, _)| tried.minutes)
        .fold(1.0, f64::max);
    let day = |tried: &Tried| clock::calendar_date(&tried.day.to_string());
    let chart = Steps {
        words: format!(
            "{name}: {} at first, {} the last time",
            minutes(first.minutes),
            minutes(last.minutes)
        ),
        points: tried
            .iter()
            .map(|(tried, _)| (since(tried), Some(tried.minutes)))
            .collect(),
        // The last one is seen, too.
        span: since(last).max(1.0) * 1.1,
        range: (0.0, most),
        across: None,
        ticks: vec![(0.0, day(first)), (since(last), day(last))],
        marks: [0.0, 0.5, 1.0]
            .map(|part| (part * most, format!("{:.0}", part * most)))
            .to_vec(),
    };
    let rows = tried.iter().rev().map(|(tried, test)| {
        view! { <tr><th scope="row" class="title">{test.clone().link()}</th><td data-l="Ended">{day(tried)}</td><td class="num" data-l="Took">{minutes(tried.minutes)}</td></tr> }
    });
    let rows = rows.collect_view();
    let table = view! {
        <table class="table folds">
            <thead><tr><th scope="col" class="title">"Test"</th><th scope="col">"Ended"</th><th scope="col" class="num">"Took"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    };
    view! {
        <h3>{name}</h3>
        <p class="help">"Minutes from start to end of the tests that passed and brought all of it back."</p>
        {steps(&chart)}
        {behind(table.into_any())}
    }
    .into_any()
}
