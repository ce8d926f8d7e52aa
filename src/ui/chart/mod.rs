//! Charts of a few SVG parts. Each has a table behind it, or beside it, that says the same.

pub mod bars;
pub mod board;
pub mod counts;
pub mod days;
pub mod exceed;
pub mod line;
pub mod net;
pub mod paper;
pub mod save;
pub mod steps;
pub mod timeline;

use crate::edge::dom;
use crate::prelude::*;

/// How wide a chart is drawn, of so many pixels: on a phone less, so that its words stay readable there.
pub fn width(usual: f64) -> f64 {
    if is_narrow() {
        usual.min(NARROW)
    } else {
        usual
    }
}

/// Whether a chart is drawn as narrow as a phone.
pub fn is_narrow() -> bool {
    dom::media("screen and (max-width: 39.99rem)")
}

const NARROW: f64 = 330.0;

/// A number for an attribute: tenths of a pixel are enough.
pub fn px(value: f64) -> String {
    ((value * 10.0).round() / 10.0).to_string()
}

/// A part of a whole for an attribute.
pub fn percent(part: f64) -> String {
    let mut text = ((part * 10_000.0).round() / 100.0).to_string();
    text.push('%');
    text
}

/// A chance in words, for example `12 %`; never 0 or 100 of what may be otherwise.
pub fn chance(part: f64) -> String {
    let percent = part * 100.0;
    match percent {
        p if p <= 0.0 => "0 %".to_owned(),
        p if p < 0.1 => "under 0.1 %".to_owned(),
        p if p > 99.9 && p < 100.0 => "over 99.9 %".to_owned(),
        p if p < 10.0 || p > 99.0 && p < 100.0 => format!("{p:.1} %"),
        p => format!("{p:.0} %"),
    }
}

/// The table behind a chart: folded until it is wanted.
pub fn behind(table: AnyView) -> AnyView {
    view! {
        <details class="folded">
            <summary>"The same as a table"</summary>
            <div class="table-wrap" tabindex="0" role="region" aria-label="The same as a table">{table}</div>
        </details>
    }
    .into_any()
}
