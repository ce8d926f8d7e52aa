//! Counts as bars of parts, and on a matrix.

use super::save::frame;
use super::{px, width};
use crate::prelude::*;
use holdfast_domain::rooms::reports::{Bars, Chart, Heat};

const ROW: f64 = 28.0;
const BAR: f64 = 20.0;
const TOP: f64 = 22.0;

/// Draws a chart of a report; its table stands in the text beside it.
pub fn chart(chart: &Chart) -> AnyView {
    let (title, drawn) = match chart {
        Chart::Bars(bars) => (&bars.title, bars_of(bars)),
        Chart::Heat(heat) => (&heat.title, heat_of(heat)),
    };
    view! {
        <figure class="counted">
            <figcaption>{title.clone()}</figcaption>
            {frame(title, drawn)}
        </figure>
    }
    .into_any()
}

/// What something looks like, by how loud it is: 1 to 5; none for what nobody knows.
pub fn look(heat: Option<usize>) -> &'static str {
    match heat {
        Some(1) => "lv-1",
        Some(2) => "lv-2",
        Some(3) => "lv-3",
        Some(4) => "lv-4",
        Some(_) => "lv-5",
        None => "lv-none",
    }
}

fn bars_of(bars: &Bars) -> AnyView {
    let wide = width(640.0);
    let side = wide * 0.26;
    let most = bars
        .rows
        .iter()
        .map(|(_, counts)| counts.iter().sum::<usize>())
        .max();
    let unit = (wide - side - 36.0) / most.unwrap_or(1).max(1) as f64;
    let row = |(n, (name, counts)): (usize, &(String, Vec<usize>))| {
        let y = TOP + n as f64 * ROW;
        let mut x = side;
        let mut parts = Vec::new();
        for (count, (what, heat)) in counts
            .iter()
            .zip(&bars.parts)
            .filter(|(count, _)| **count > 0)
        {
            let long = *count as f64 * unit;
            let class = look(*heat);
            let told = format!("{name}, {what}: {count}");
            // A number stands only where it has room.
            let number = (long >= 10.0).then(
                || view! { <text class=class x=px(x + long / 2.0) y=px(y + 14.0)>{*count}</text> },
            );
            parts.push(view! { <rect class=class x=px(x) y=px(y) width=px(long) height=px(BAR)><title>{told}</title></rect>{number} });
            x += long;
        }
        let total: usize = counts.iter().sum();
        view! {
            <text class="g-side" x=px(side - 8.0) y=px(y + 14.0)>{name.clone()}</text>{parts}
            <text class="g-under first" x=px(x + 6.0) y=px(y + 14.0)>{total}</text>
        }
    };
    let rows = bars.rows.iter().enumerate().map(row).collect_view();
    // The legend is a part of the picture, so that it goes along.
    let mut x = side;
    let key = |(what, heat): &(String, Option<usize>)| {
        let at = x;
        x += 30.0 + what.chars().count() as f64 * 7.2;
        view! { <rect class=look(*heat) x=px(at) y="2" width="12" height="12"></rect><text class="g-under first" x=px(at + 16.0) y="12">{what.clone()}</text> }
    };
    let legend = bars.parts.iter().map(key).collect_view();
    let high = TOP + bars.rows.len() as f64 * ROW;
    let words = words(
        &bars.title,
        bars.rows.iter().map(|(name, counts)| {
            let parts = counts
                .iter()
                .zip(&bars.parts)
                .filter(|(count, _)| **count > 0);
            let parts: Vec<String> = parts
                .map(|(count, (what, _))| format!("{count} {what}"))
                .collect();
            format!("{name} {}", parts.join(", "))
        }),
    );
    view! { <svg class="g-curve g-counts" viewBox=format!("0 0 {wide} {high}") role="img" aria-label=words>{legend}{rows}</svg> }
        .into_any()
}

fn heat_of(heat: &Heat) -> AnyView {
    let wide = width(640.0);
    let side = wide * 0.2;
    let cell = (wide - side) / heat.columns.len().max(1) as f64;
    let row = |(n, (name, spots)): (
        usize,
        &(String, Vec<holdfast_domain::rooms::reports::Spot>),
    )| {
        let y = n as f64 * 40.0;
        let spots = spots.iter().enumerate().map(|(at, spot)| {
            let x = side + at as f64 * cell;
            let class = look(Some(spot.heat));
            let count = (spot.count > 0).then_some(spot.count);
            // The level's first letter, so that it is not by colour alone.
            let letter: String = spot.level.chars().take(1).collect();
            view! {
                <rect class=class x=px(x) y=px(y) width=px(cell - 2.0) height="38"><title>{format!("{name}, {}: {}, {}", heat.columns[at], spot.count, spot.level)}</title></rect>
                <text class=class x=px(x + cell / 2.0) y=px(y + 24.0)>{count}</text>
                <text class=format!("{class} small") x=px(x + cell - 10.0) y=px(y + 12.0)>{letter}</text>
            }
        });
        view! { <text class="g-side" x=px(side - 8.0) y=px(y + 24.0)>{name.clone()}</text>{spots.collect_view()} }
    };
    let rows = heat.rows.iter().enumerate().map(row).collect_view();
    let foot = heat.rows.len() as f64 * 40.0 + 16.0;
    let names = heat.columns.iter().enumerate().map(|(at, name)| {
        view! { <text class="g-under" x=px(side + (at as f64 + 0.5) * cell) y=px(foot)>{name.clone()}</text> }
    });
    let words = words(
        &heat.title,
        heat.rows.iter().map(|(name, spots)| {
            let some = spots
                .iter()
                .zip(&heat.columns)
                .filter(|(spot, _)| spot.count > 0);
            let some: Vec<String> = some
                .map(|(spot, column)| format!("{} at {column}", spot.count))
                .collect();
            if some.is_empty() {
                format!("{name} none")
            } else {
                format!("{name} {}", some.join(", "))
            }
        }),
    );
    view! {
        <svg class="g-curve g-counts" viewBox=format!("0 0 {wide} {}", foot + 22.0) role="img" aria-label=words>
            {rows}{names.collect_view()}
            <text class="g-side" x=px(side - 8.0) y=px(foot)>"Likelihood ↑"</text>
            <text class="g-side" x=px(side - 8.0) y=px(foot + 16.0)>"Impact →"</text>
        </svg>
    }
    .into_any()
}

fn words(title: &str, rows: impl Iterator<Item = String>) -> String {
    let rows: Vec<String> = rows.collect();
    format!("{title}: {}", rows.join("; "))
}
