//! How ratings are distributed, as a bar of parts and in numbers. There is no mean: P and U do not make an S.

use super::scrolls;
use crate::prelude::*;
use holdfast_domain::rooms::exercises::RATINGS;
use holdfast_domain::rooms::exercises::ratings::Spread;

/// How wide a bar is, in units of its drawing.
const WIDTH: f64 = 200.0;
/// The looks of the ratings' parts, by their place.
const LOOKS: [&str; 4] = ["lv-1", "lv-2", "lv-4", "lv-5"];

/// A bar of parts; each says its letter and how many there are.
fn bar(spread: Spread, of: &str) -> AnyView {
    let total = spread.total();
    if total == 0 {
        return view! { <span class="muted">"nobody has rated it"</span> }.into_any();
    }
    let mut from = 0.0;
    let parts = spread
        .0
        .iter()
        .zip(LOOKS)
        .zip(RATINGS)
        .filter(|((many, _), _)| **many > 0);
    let part = |((many, look), rating): (
        (&usize, &'static str),
        &holdfast_domain::describe::Choice,
    )| {
        let width = *many as f64 / total as f64 * WIDTH;
        let (x, middle) = (from, from + width / 2.0);
        from += width;
        let letter = format!("{} {many}", rating.key.to_uppercase());
        view! {
            <rect class=look x=format!("{x:.1}") y="0" width=format!("{width:.1}") height="20"></rect>
            <text class=look x=format!("{middle:.1}") y="14">{letter}</text>
        }
    };
    let parts = parts.map(part).collect_view();
    let label = format!("{of}: {}", spread.words());
    view! { <svg class="spread" viewBox="0 0 200 20" role="img" aria-label=label>{parts}</svg> }
        .into_any()
}

/// A table of distributions: names, bars, and the numbers behind them.
pub fn table(
    name: &'static str,
    what: &'static str,
    rows: Vec<(AnyView, String, Spread)>,
) -> AnyView {
    let heads = RATINGS.iter().map(|rating| {
        let letter = rating.key.to_uppercase();
        view! { <th scope="col" class="num"><abbr title=rating.label>{letter}</abbr></th> }
    });
    let heads = heads.collect_view();
    let row = |(first, words, spread): (AnyView, String, Spread)| {
        let cell = |(many, rating): (usize, &holdfast_domain::describe::Choice)| {
            view! { <td class="num" data-l=rating.key.to_uppercase()>{many}</td> }
        };
        let cells = spread.0.into_iter().zip(RATINGS).map(cell).collect_view();
        view! { <tr><th scope="row" class="title">{first}</th><td>{bar(spread, &words)}</td>{cells}</tr> }
    };
    let rows = rows.into_iter().map(row).collect_view();
    let table = view! {
        <table class="table folds spreads">
            <caption class="sr">{name}</caption>
            <thead><tr><th scope="col">{what}</th><th scope="col">"Ratings"</th>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    };
    scrolls(name.to_owned(), table.into_any())
}
