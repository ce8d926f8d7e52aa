//! Bars on a time axis, in SVG. On screen they are placed by pixels, on paper by parts of the whole.

use crate::prelude::*;
use holdfast_domain::chart::Tick;

/// How a bar looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A bar.
    Box,
    /// The bar of what holds others.
    Summary,
    /// A moment.
    Diamond,
    /// Something whose length nobody knows.
    Dot,
    /// Room to the end of which it may move.
    Tail,
    /// From the shortest to the longest.
    Whisker,
}

/// A bar. Times are minutes from the beginning of the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// How it looks.
    pub shape: Shape,
    /// What tells it from others of its shape: a class of its SVG elements.
    pub class: &'static str,
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Whether it grows until now.
    pub grows: bool,
}

impl Bar {
    /// A bar that stands still.
    pub const fn new(shape: Shape, class: &'static str, from: f64, to: f64) -> Self {
        Self {
            shape,
            class,
            from,
            to,
            grows: false,
        }
    }
}

/// A line across all rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// What tells it from others: a class.
    pub class: &'static str,
    /// Where it stands, in minutes.
    pub at: f64,
    /// What it says.
    pub label: String,
}

/// The height of a row, in pixels.
pub const ROW: f64 = 30.0;

/// How a length on the axis is written in SVG: `12.5` pixels or `3%`.
pub type Scale<'a> = &'a dyn Fn(f64) -> String;

/// A bar in a row whose top is at `top` pixels.
pub fn bar(bar: &Bar, scale: Scale<'_>, top: f64, now: f64) -> AnyView {
    let middle = top + ROW / 2.0 - 2.0;
    let to = if bar.grows { now.max(bar.from) } else { bar.to };
    let (x, end, width) = (scale(bar.from), scale(to), scale((to - bar.from).max(0.0)));
    let class = bar.class;
    let y = |by: f64| super::px(middle + by);
    match bar.shape {
        Shape::Box => {
            view! { <rect class=format!("g-box {class}") x=x y=y(-5.0) width=width height="10" rx="2"></rect> }
                .into_any()
        }
        Shape::Summary => {
            let leg = |x: String| view! { <line class="g-leg" x1=x.clone() x2=x y1=y(-4.0) y2=y(6.0)></line> };
            view! { <rect class=format!("g-sum {class}") x=x.clone() y=y(-4.0) width=width height="4"></rect>{leg(x)}{leg(end)} }
                .into_any()
        }
        Shape::Diamond => mark(class, x, &y(0.0), "M0-7L7 0L0 7L-7 0z"),
        Shape::Dot => mark(class, x, &y(0.0), "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0"),
        Shape::Tail | Shape::Whisker => {
            let (at, kind) = match bar.shape {
                Shape::Tail => (0.0, "g-tail"),
                _ => (10.0, "g-whisker"),
            };
            let first = (bar.shape == Shape::Whisker).then(|| x.clone());
            let cap = |x: String| view! { <line class=kind x1=x.clone() x2=x y1=y(at - 3.0) y2=y(at + 3.0)></line> };
            view! { <line class=format!("{kind} along") x1=x x2=end.clone() y1=y(at) y2=y(at)></line>{cap(end)}{first.map(cap)} }
                .into_any()
        }
    }
}

// A small drawing at one place: inside an element of its own, whose place may be a part of the whole.
fn mark(class: &'static str, x: String, y: &str, path: &'static str) -> AnyView {
    view! { <svg class="g-at" x=x y=y.to_owned()><path class=format!("g-mark {class}") d=path></path></svg> }.into_any()
}

/// The marks of an axis, and the lines that go down from them.
pub fn axis(ticks: &[Tick], scale: Scale<'_>) -> AnyView {
    let one = |tick: &Tick| {
        let x = scale(tick.at);
        view! { <line class="g-tick" x1=x.clone() x2=x.clone() y1="22" y2="30"></line><text class="g-label" x=x y="17">{tick.label.clone()}</text> }
    };
    ticks.iter().map(one).collect_view().into_any()
}

/// A line across rows.
pub fn line(class: String, x: String) -> AnyView {
    view! { <line class=class x1=x.clone() x2=x y1="0" y2="100%"></line> }.into_any()
}
