//! Loss exceedance curves: the chance that a year costs more than an amount, over a logarithmic axis.

use super::save::frame;
use super::{is_narrow, px, width};
use crate::prelude::*;
use holdfast_domain::chart::{apart, power_ticks};

/// A curve: amounts and the chance that each is exceeded.
pub struct Curve {
    /// What tells it from others: a class.
    pub class: &'static str,
    /// Its points, by amount.
    pub points: Vec<(f64, f64)>,
    /// Points that stand out: an amount, a chance, and what stands beside it.
    pub dots: Vec<(f64, f64, &'static str)>,
}

/// What a chart shows.
pub struct Chart {
    /// What it shows, in words, for who cannot see it.
    pub words: String,
    /// The curves, those below first.
    pub curves: Vec<Curve>,
    /// What is borne: an amount, a chance, and whether the first curve keeps within it.
    pub borne: Vec<(f64, f64, bool)>,
    /// Whether chances stand by powers of ten too: then rare years can be told apart.
    pub rare: bool,
}

const HEIGHT: f64 = 300.0;
const LEFT: f64 = 62.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 50.0;
/// The room that the name of a point takes.
const NAME: (f64, f64) = (30.0, 13.0);
/// The rarest chance on an axis by powers of ten.
const RAREST: f64 = 0.001;
/// The widest range of amounts: six powers of ten below the greatest.
const RANGE: f64 = 1e-6;

/// Draws a chart. Empty where nothing is ever lost.
pub fn exceedance(chart: &Chart) -> AnyView {
    let width = width(560.0);
    let curves = chart.curves.iter().flat_map(|curve| &curve.points);
    let borne = chart.borne.iter().map(|(loss, ..)| *loss);
    let losses = curves.map(|point| point.0).chain(borne);
    let losses = losses.filter(|loss| *loss > 0.0);
    let (least, most) = losses.fold((f64::MAX, 0.0_f64), |(least, most), loss| {
        (least.min(loss), most.max(loss))
    });
    if most <= 0.0 {
        return ().into_any();
    }
    let (from, to) = (least.max(most * RANGE) * 0.9, most * 1.1);
    let span = (to / from).ln();
    let at_x = |loss: f64| LEFT + (loss.max(from) / from).ln() / span * (width - LEFT - RIGHT);
    let x = |loss: f64| px(at_x(loss));
    let rare = chart.rare;
    let at_y = |chance: f64| {
        let part = if rare {
            1.0 - chance.max(RAREST).log10() / RAREST.log10()
        } else {
            chance
        };
        HEIGHT - BOTTOM - part * (HEIGHT - BOTTOM - TOP)
    };
    let y = |chance: f64| px(at_y(chance));
    let across: &[(f64, &str)] = if rare {
        &[
            (1.0, "100 %"),
            (0.1, "10 %"),
            (0.01, "1 %"),
            (0.001, "0.1 %"),
        ]
    } else {
        &[
            (1.0, "100 %"),
            (0.75, "75 %"),
            (0.5, "50 %"),
            (0.25, "25 %"),
            (0.0, "0 %"),
        ]
    };
    let across = across.iter().map(|(chance, label)| {
        let y = y(*chance);
        view! { <line class="g-grid" x1=px(LEFT) x2=px(width - RIGHT) y1=y.clone() y2=y.clone()></line><text class="g-side" x=px(LEFT - 6.0) y=y dy="4">{*label}</text> }
    });
    let up = power_ticks(from, to, if is_narrow() { 4 } else { 7 });
    let up = up.iter().map(|tick| {
        let x = x(tick.at);
        view! { <line class="g-grid" x1=x.clone() x2=x.clone() y1=px(TOP) y2=px(HEIGHT - BOTTOM + 4.0)></line><text class="g-under" x=x y=px(HEIGHT - BOTTOM + 20.0)>{tick.label.clone()}</text> }
    });
    let path = |points: &[(f64, f64)]| {
        let mut path = String::new();
        let mut entered = false;
        for (n, (loss, chance)) in points.iter().enumerate() {
            // What lies before the axis begins is one point on its edge.
            let next = points.get(n + 1).map_or(f64::MAX, |point| point.0);
            if next < from {
                continue;
            }
            // Rarer than the axis goes: the curve leaves it.
            if rare && *chance < RAREST {
                break;
            }
            path.push_str(if entered { "L" } else { "M" });
            path.push_str(&[x(*loss), y(*chance)].join(" "));
            entered = true;
        }
        path
    };
    let lines = chart.curves.iter().map(|curve| {
        let at = |loss, chance| (at_x(loss), at_y(chance));
        view! { <path class=format!("g-line {}", curve.class) d=path(&curve.points)></path>{dots(curve, from, &at)} }
    });
    let points: Vec<(f64, f64)> = chart
        .borne
        .iter()
        .map(|(loss, chance, _)| (*loss, *chance))
        .collect();
    let marks = chart.borne.iter().filter(|(loss, ..)| *loss > 0.0);
    let marks = marks.map(|(loss, chance, kept)| {
        let class = if *kept { "g-borne" } else { "g-borne over" };
        // A square where it is kept, a cross where the curve is above it.
        let shape = if *kept {
            "M-4-4H4V4H-4z"
        } else {
            "M-5-5L5 5M5-5L-5 5"
        };
        view! { <svg class="g-at" x=x(*loss) y=y(*chance)><path class=class d=shape></path></svg> }
    });
    let drawn = view! {
        <svg class="g-curve exceed" viewBox=format!("0 0 {width} {HEIGHT}") role="img" aria-label=chart.words.clone()>
            {across.collect_view()}{up.collect_view()}
            <path class="g-line borne" d=path(&points)></path>
            {lines.collect_view()}{marks.collect_view()}
            <text class="g-under" x=px(f64::midpoint(LEFT, width - RIGHT)) y=px(HEIGHT - 8.0)>"Loss of a year"</text>
        </svg>
    }
    .into_any();
    frame(&chart.words, drawn)
}

// The points of a curve that stand out, and their names.
fn dots(curve: &Curve, from: f64, at: &dyn Fn(f64, f64) -> (f64, f64)) -> AnyView {
    let shown = curve.dots.iter().filter(|(loss, ..)| *loss >= from);
    let shown: Vec<_> = shown
        .map(|(loss, chance, name)| (at(*loss, *chance), *name))
        .collect();
    let places: Vec<_> = shown.iter().map(|(place, _)| *place).collect();
    let heights = apart(&places, NAME, 5.0);
    let one = |(((x, y), name), height): (((f64, f64), &'static str), f64)| {
        view! { <circle class="g-dot" cx=px(x) cy=px(y) r="3.5"></circle><text class="g-name" x=px(x) y=px(height) dx="7">{name}</text> }
    };
    shown
        .into_iter()
        .zip(heights)
        .map(one)
        .collect_view()
        .into_any()
}
