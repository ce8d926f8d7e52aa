//! A timeline on paper: a table whose rows are never cut, each with its bars.

use super::bars::{self, Mark};
use super::percent;
use super::timeline::Row;
use crate::prelude::*;
use holdfast_domain::chart::Tick;

/// A timeline of so many minutes, for paper.
pub fn paper(rows: &[Row], span: f64, ticks: &[Tick], marks: &[Mark], now: f64) -> AnyView {
    let span = span.max(1.0);
    let scale = |minutes: f64| percent(minutes / span);
    let marks = |label: bool| {
        let one = |mark: &Mark| {
            let text = label.then(|| view! { <text class="g-label" x=scale(mark.at) y="8">{mark.label.clone()}</text> });
            view! { {bars::line(format!("g-across {}", mark.class), scale(mark.at))}{text} }
        };
        marks
            .iter()
            .filter(|mark| mark.at <= span)
            .map(one)
            .collect_view()
    };
    let grid = || {
        let lines = ticks
            .iter()
            .map(|tick| bars::line("g-grid".to_owned(), scale(tick.at)));
        lines.collect_view()
    };
    let row = |row: &Row| {
        let drawn = row.bars.iter().map(|bar| bars::bar(bar, &scale, 0.0, now));
        view! {
            <tr class:section=row.strong>
                <th scope="row" style:--d=row.depth.to_string()>{format!("{} {}", row.number, row.title)}</th>
                <td class="g-cell"><svg class="g-strip" aria-hidden="true">{grid()}{marks(false)}{drawn.collect_view()}</svg></td>
                <td class="num">{row.when.clone()}</td>
            </tr>
        }
    };
    view! {
        <table class="table g-paper">
            <thead><tr><th>"Step"</th><th class="g-cell"><svg class="g-strip" aria-hidden="true">{bars::axis(ticks, &scale)}{marks(true)}</svg></th><th class="num">"When"</th></tr></thead>
            <tbody>{rows.iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}
