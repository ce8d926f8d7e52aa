//! A value that stays until it changes, over days.

use super::save::frame;
use super::{px, width};
use crate::prelude::*;

/// What is drawn.
pub struct Steps {
    /// What it shows, in words, for who cannot see it.
    pub words: String,
    /// Days from the beginning, and the value from then on; none where nobody knows.
    pub points: Vec<(f64, Option<f64>)>,
    /// How many days the axis has.
    pub span: f64,
    /// The least and the greatest value of the other axis.
    pub range: (f64, f64),
    /// A line across, with its label.
    pub across: Option<(f64, String)>,
    /// The marks of the days.
    pub ticks: Vec<(f64, String)>,
    /// The marks of the values.
    pub marks: Vec<(f64, String)>,
}

const HEIGHT: f64 = 190.0;
const LEFT: f64 = 36.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 26.0;

/// Draws it.
pub fn steps(chart: &Steps) -> AnyView {
    let (least, most) = chart.range;
    let width = width(640.0);
    let x = |days: f64| px(LEFT + days / chart.span.max(1e-9) * (width - LEFT - RIGHT));
    let y = |value: f64| {
        let part = (value - least) / (most - least).max(1e-9);
        px(HEIGHT - BOTTOM - part.clamp(0.0, 1.0) * (HEIGHT - BOTTOM - TOP))
    };
    let mut path = String::new();
    for (n, (day, value)) in chart.points.iter().enumerate() {
        let Some(value) = value else { continue };
        let before = n.checked_sub(1).and_then(|n| chart.points[n].1);
        path.push(if before.is_some() { 'L' } else { 'M' });
        path.push_str(&[&*x(*day), " ", &*y(*value)].concat());
        // Until the next one, or the end.
        let next = chart.points.get(n + 1).map_or(chart.span, |next| next.0);
        path.push_str(&["H", &*x(next)].concat());
    }
    let side = chart.marks.iter().map(|(value, label)| {
        let y = y(*value);
        view! { <line class="g-grid" x1=px(LEFT) x2=px(width - RIGHT) y1=y.clone() y2=y.clone()></line><text class="g-side" x=px(LEFT - 6.0) y=y dy="4">{label.clone()}</text> }
    });
    let under = chart.ticks.iter().map(|(day, label)| {
        let x = x(*day);
        // What stands at the edges would be cut.
        let class = match day / chart.span.max(1e-9) {
            part if part <= 0.0 => "g-under first",
            part if part > 0.95 => "g-under last",
            _ => "g-under",
        };
        view! { <line class="g-tick" x1=x.clone() x2=x.clone() y1=px(HEIGHT - BOTTOM) y2=px(HEIGHT - BOTTOM + 4.0)></line><text class=class x=x y=px(HEIGHT - 6.0)>{label.clone()}</text> }
    });
    let across = chart.across.as_ref().map(|(value, label)| {
        let y = y(*value);
        view! { <line class="g-appetite" x1=px(LEFT) x2=px(width - RIGHT) y1=y.clone() y2=y.clone()></line><text class="g-side" x=px(width - RIGHT) y=y dy="-5">{label.clone()}</text> }
    });
    let dots = chart.points.iter().filter_map(|(day, value)| {
        let (x, y) = (x(*day), y((*value)?));
        Some(view! { <circle class="g-dot" cx=x cy=y r="3.5"></circle> })
    });
    let drawn = view! {
        <svg class="g-curve g-steps" viewBox=format!("0 0 {width} {HEIGHT}") role="img" aria-label=chart.words.clone()>
            {side.collect_view()}{under.collect_view()}
            <path class="g-line" d=path></path>{across}{dots.collect_view()}
        </svg>
    }
    .into_any();
    frame(&chart.words, drawn)
}
