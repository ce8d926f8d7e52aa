//! A bar for each day: the worse a day was, the higher its bar.

use super::save::frame;
use super::{px, width};
use crate::prelude::*;

/// How a day was, the worse the later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Was {
    /// Nothing was promised, or expected.
    Off,
    /// All was well.
    Up,
    /// Something was less well.
    Reduced,
    /// Something failed.
    Down,
}

/// What the days are called in the legend, from [`Was::Off`] on.
pub type Names = [&'static str; 4];

impl Was {
    /// Its name among these.
    pub const fn name(self, names: &Names) -> &'static str {
        names[self as usize]
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Off => "day-off",
            Self::Up => "day-up",
            Self::Reduced => "day-reduced",
            Self::Down => "day-down",
        }
    }

    // Its part of the height.
    const fn height(self) -> f64 {
        match self {
            Self::Off => 0.08,
            Self::Up => 0.4,
            Self::Reduced => 0.7,
            Self::Down => 1.0,
        }
    }
}

/// What is drawn.
pub struct Days {
    /// What it shows, in words, for who cannot see it.
    pub words: String,
    /// Each day: how it was, and what a pointer on it is told.
    pub days: Vec<(Was, String)>,
    /// What they are called.
    pub names: &'static Names,
    /// The marks below: the place of a day, and its label.
    pub ticks: Vec<(usize, String)>,
}

const HEIGHT: f64 = 74.0;
const BOTTOM: f64 = 20.0;

/// Draws it.
pub fn days(chart: &Days) -> AnyView {
    let width = width(640.0);
    let count = chart.days.len().max(1) as f64;
    // Few days are not drawn as wide as a hand.
    let step = (width / count).min(20.0);
    let gap = (step * 0.2).min(3.0);
    let bars = chart.days.iter().enumerate().map(|(n, (was, told))| {
        let high = (HEIGHT - BOTTOM) * was.height();
        let (x, y) = (n as f64 * step, HEIGHT - BOTTOM - high);
        view! { <rect class=was.class() x=px(x) y=px(y) width=px((step - gap).max(0.6)) height=px(high)><title>{told.clone()}</title></rect> }
    });
    let ticks = chart.ticks.iter().map(|(n, label)| {
        let x = *n as f64 * step;
        let class = if x > width * 0.9 { "g-under last" } else { "g-under first" };
        view! { <line class="g-tick" x1=px(x) x2=px(x) y1=px(HEIGHT - BOTTOM) y2=px(HEIGHT - BOTTOM + 4.0)></line><text class=class x=px(x) y=px(HEIGHT - 5.0)>{label.clone()}</text> }
    });
    let drawn = view! {
        <svg class="g-curve g-days" viewBox=format!("0 0 {width} {HEIGHT}") role="img" aria-label=chart.words.clone()>{bars.collect_view()}{ticks.collect_view()}</svg>
    }
    .into_any();
    frame(&chart.words, drawn)
}

/// What the bars mean, of those that are there.
pub fn legend(chart: &Days) -> AnyView {
    let all = [Was::Up, Was::Reduced, Was::Down, Was::Off];
    let there = |was: &Was| chart.days.iter().any(|(own, _)| own == was);
    let mark = |was: Was| {
        let high = 14.0 * was.height();
        view! { <li><svg class="day-mark" viewBox="0 0 8 14" aria-hidden="true"><rect class=was.class() x="1" y=px(14.0 - high) width="6" height=px(high)></rect></svg>{was.name(chart.names)}</li> }
    };
    view! { <ul class="legend day-legend" aria-hidden="true">{all.into_iter().filter(there).map(mark).collect_view()}</ul> }
        .into_any()
}
