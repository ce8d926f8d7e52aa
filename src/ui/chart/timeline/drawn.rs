//! What a timeline consists of: names, bars, axis, lines.

use super::super::bars::{self, Bar, Mark, ROW};
use super::super::px;
use super::{END_ROOM, LABEL_HALF, Shown, TICK_ROOM};
use crate::edge::dom;
use crate::prelude::*;

pub(super) fn name(shown: Shown, n: usize) -> AnyView {
    let row = move || shown.chart.rows.with(|rows| (rows.row)(n));
    let row = Memo::new(move |_| {
        row().map(|row| (row.number, row.title, row.depth, row.strong, row.words))
    });
    let text = move || row.with(|row| row.as_ref().map(|row| (row.0.clone(), row.1.clone())));
    let count = move || shown.chart.rows.with(|rows| rows.count);
    let tab = move || if shown.active.get() == n { "0" } else { "-1" };
    view! {
        <li style:--n=n.to_string() style:--d=move || row.with(|row| row.as_ref().map_or(0, |row| row.2)).to_string()
            class:section=move || row.with(|row| row.as_ref().is_some_and(|row| row.3))
            aria-posinset=n + 1 aria-setsize=count>
            <button type="button" id=shown.id(n) tabindex=tab
                aria-label=move || row.with(|row| row.as_ref().map(|row| row.4.clone()))
                title=move || row.with(|row| row.as_ref().map(|row| row.4.clone()))
                on:focus=move |_| shown.active.set(n) on:click=move |_| shown.chart.open.run(n)>
                {move || text().map(|(number, title)| view! { <span class="no">{number}</span>" "<span>{title}</span> })}
            </button>
        </li>
    }
    .into_any()
}

pub(super) fn bars_of(shown: Shown, n: usize) -> AnyView {
    let bars = Memo::new(move |_| {
        let row = shown.chart.rows.with(|rows| (rows.row)(n));
        row.map(|row| row.bars).unwrap_or_default()
    });
    let drawn = move || {
        let scale = shown.scale.get();
        let x = |minutes: f64| px(minutes * scale);
        bars.with(|bars| {
            let one = |bar: &Bar| {
                // Only what grows looks at the clock.
                let now = if bar.grows { shown.now() } else { 0.0 };
                bars::bar(bar, &x, n as f64 * ROW, now)
            };
            bars.iter().map(one).collect_view()
        })
    };
    let choose = move |_| {
        shown.active.set(n);
        dom::focus(&shown.id(n));
    };
    let line = format!("g-row{}", if n % 2 == 1 { " odd" } else { "" });
    view! {
        <g class:now=move || shown.active.get() == n on:click=choose>
            <rect class=line x="0" y=px(n as f64 * ROW) width="100%" height=px(ROW)></rect>
            {drawn}
        </g>
    }
    .into_any()
}

pub(super) fn axis(shown: Shown) -> AnyView {
    let (scale, span) = (shown.scale.get(), shown.chart.span.get());
    let x = |minutes: f64| px(minutes * scale);
    let mut ticks = shown.ticks(span, scale);
    // A label of a line is whole at either end of the axis, and stands instead of a tick's.
    let last = (span * scale + END_ROOM - LABEL_HALF).max(LABEL_HALF);
    let marks = shown.chart.marks.with(|marks| {
        let near = marks.iter().filter(|mark| mark.at <= span);
        let place = |mark: &Mark| {
            let at = (mark.at * scale).clamp(LABEL_HALF, last);
            for tick in &mut ticks {
                if (tick.at * scale - at).abs() < TICK_ROOM / 2.0 {
                    tick.label.clear();
                }
            }
            view! { <text class="g-label strong" x=px(at) y="17">{mark.label.clone()}</text> }
        };
        near.map(place).collect_view()
    });
    view! { {bars::axis(&ticks, &x)}{marks} }.into_any()
}

pub(super) fn grid(shown: Shown) -> AnyView {
    let (scale, span) = (shown.scale.get(), shown.chart.span.get());
    let ticks = shown.ticks(span, scale);
    let lines = ticks
        .iter()
        .map(|tick| bars::line("g-grid".to_owned(), px(tick.at * scale)));
    let marks = shown.chart.marks.with(|marks| {
        let near = marks.iter().filter(|mark| mark.at <= span);
        let line =
            |mark: &Mark| bars::line(format!("g-across {}", mark.class), px(mark.at * scale));
        near.map(line).collect_view()
    });
    view! { {lines.collect_view()}{marks} }.into_any()
}

// What the row with the focus waits for, and what waits for it.
pub(super) fn links(shown: Shown) -> AnyView {
    let (active, scale) = (shown.active.get(), shown.scale.get());
    let rows = shown.chart.rows.read();
    let lines = |from: usize, to: usize| {
        let (first, then) = (rows.row)(from).zip((rows.row)(to))?;
        let (x1, x2) = (first.ends.1 * scale, then.ends.0 * scale);
        let middle = |n: usize| n as f64 * ROW + ROW / 2.0 - 2.0;
        let (y1, y2) = (middle(from), middle(to));
        let turn = x1.max(x2 - 8.0).max(x1 + 4.0);
        let path = format!("M{} {}H{}V{}H{}", px(x1), px(y1), px(turn), px(y2), px(x2));
        let head = format!("M{} {}l-6-4v8z", px(x2.max(6.0)), px(y2));
        Some(view! { <path class="g-link" d=path></path><path class="g-head-of" d=head></path> })
    };
    let Some(row) = (rows.row)(active) else {
        return ().into_any();
    };
    let into = row.after.iter().filter_map(|&from| lines(from, active));
    let next = (0..rows.count).filter(|&to| (rows.waits)(to, active));
    let out = next.filter_map(|to| lines(active, to));
    let all: Vec<_> = into.chain(out).collect();
    all.into_iter().collect_view().into_any()
}

pub(super) fn now_line(shown: Shown) -> AnyView {
    let Some(now) = shown.chart.now else {
        return ().into_any();
    };
    let x = move || px(now.get() * shown.scale.get());
    view! { <line class="g-across g-now" x1=x x2=x y1="0" y2="100%"></line> }.into_any()
}
