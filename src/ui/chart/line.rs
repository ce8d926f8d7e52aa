//! A curve over a time axis.

use super::bars::Mark;
use super::px;
use super::save::frame;
use crate::prelude::*;
use holdfast_domain::chart::Tick;

/// A curve from 0 to 1 over minutes.
pub struct Curve {
    /// What it shows, in words, for who cannot see it.
    pub words: String,
    /// Its points: minutes and height, by minutes.
    pub points: Vec<(f64, f64)>,
    /// The marks of the time axis, in minutes.
    pub ticks: Vec<Tick>,
    /// Another curve over the same axis, drawn in dashes; empty for none. What lies outside the first is left out.
    pub other: Vec<(f64, f64)>,
    /// Points that stand out.
    pub dots: Vec<(f64, f64)>,
    /// Lines across.
    pub marks: Vec<Mark>,
}

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 180.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 26.0;

/// Draws a curve.
pub fn line(curve: &Curve) -> AnyView {
    let from = curve.points.first().map_or(0.0, |point| point.0);
    let to = curve
        .points
        .last()
        .map_or(1.0, |point| point.0)
        .max(from + 1e-9);
    let x = |minutes: f64| px(LEFT + (minutes - from) / (to - from) * (WIDTH - LEFT - RIGHT));
    let y = |part: f64| px(HEIGHT - BOTTOM - part * (HEIGHT - BOTTOM - TOP));
    let path = |points: &[(f64, f64)]| {
        let mut path = String::new();
        for (n, (minutes, part)) in points.iter().enumerate() {
            path.push(if n == 0 { 'M' } else { 'L' });
            path.push_str(&x(minutes.clamp(from, to)));
            path.push(' ');
            path.push_str(&y(*part));
        }
        path
    };
    let other = (!curve.other.is_empty())
        .then(|| view! { <path class="g-line treated" d=path(&curve.other)></path> });
    let across = [(0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")].map(|(part, label)| {
        let y = y(part);
        view! { <line class="g-grid" x1=px(LEFT) x2=px(WIDTH - RIGHT) y1=y.clone() y2=y.clone()></line><text class="g-side" x=px(LEFT - 6.0) y=y dy="4">{label}</text> }
    });
    let within = |at: &f64| (from..=to).contains(at);
    let up = curve.ticks.iter().filter(|tick| within(&tick.at)).map(|tick| {
        let x = x(tick.at);
        view! { <line class="g-tick" x1=x.clone() x2=x.clone() y1=y(0.0) y2=px(HEIGHT - BOTTOM + 4.0)></line><text class="g-under" x=x y=px(HEIGHT - 6.0)>{tick.label.clone()}</text> }
    });
    let marks = curve.marks.iter().filter(|mark| within(&mark.at)).map(|mark| {
        let x = x(mark.at);
        view! { <line class=mark.class x1=x.clone() x2=x.clone() y1=y(1.0) y2=y(0.0)></line><text class="g-under" x=x y=px(TOP - 5.0)>{mark.label.clone()}</text> }
    });
    let dots = curve.dots.iter().filter(|dot| within(&dot.0));
    let dots =
        dots.map(|dot| view! { <circle class="g-dot" cx=x(dot.0) cy=y(dot.1) r="3.5"></circle> });
    let drawn = view! {
        <svg class="g-curve" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=curve.words.clone()>
            {across.collect_view()}{up.collect_view()}{marks.collect_view()}
            <path class="g-line" d=path(&curve.points)></path>{other}{dots.collect_view()}
        </svg>
    }
    .into_any();
    frame(&curve.words, drawn)
}
