//! The pen of a drawing: elements, shapes and texts as SVG, where and how the browser shows them.

use std::fmt::Write as _;

use wasm_bindgen::JsCast;
use web_sys::{CssStyleDeclaration, DomRect, Element, Node};

use holdfast_ledger::sort::Arrange;

use super::looks::{self, Shadow, colour};
use super::texts::zoom;
use crate::edge::js;

/// Writes what it is shown.
pub(super) struct Pen {
    pub out: String,
    pub left: f64,
    pub top: f64,
    /// What lies above the rest of the element that is being drawn, and how high.
    pub above: Vec<(f64, Element)>,
}

impl Pen {
    pub(super) fn x(&self, x: f64) -> String {
        px(x - self.left)
    }

    pub(super) fn y(&self, y: f64) -> String {
        px(y - self.top)
    }

    /// Draws an element, then what lies above it.
    pub fn whole(&mut self, element: &Element) {
        let around = std::mem::take(&mut self.above);
        self.element(element, true);
        self.rest();
        self.above = around;
    }

    // What was left for later, the lowest first.
    fn rest(&mut self) {
        let mut all = std::mem::take(&mut self.above);
        all.arrange_by(|a, b| a.0.total_cmp(&b.0));
        for (_, element) in all {
            self.whole(&element);
        }
    }

    fn element(&mut self, element: &Element, now: bool) {
        let Some(style) = style_of(element) else {
            return;
        };
        let says = |name: &str| style.get_property_value(name).unwrap_or_default();
        let height = number(&says("z-index"));
        if !now && height > 0.0 {
            self.above.push((height, element.clone()));
            return;
        }
        let at = element.get_bounding_client_rect();
        // What is for screen readers only is one pixel.
        if says("display") == "none"
            || says("visibility") == "hidden"
            || at.width() <= 1.0 && at.height() <= 1.0
        {
            return;
        }
        if element.tag_name() == "svg" {
            self.svg(element, &at, &style);
            return;
        }
        self.ground(&at, &style, zoom(element, &at));
        self.before(element, &at);
        let cuts = says("overflow-x") != "visible";
        if cuts {
            let (x, y, w, h) = (
                self.x(at.left()),
                self.y(at.top()),
                px(at.width()),
                px(at.height()),
            );
            let _ = write!(
                self.out,
                "<svg x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" viewBox=\"{x} {y} {w} {h}\">"
            );
        }
        // What is cut off at its edge keeps what lies above within it.
        let around = cuts.then(|| std::mem::take(&mut self.above));
        for child in within(element) {
            match child.dyn_ref::<Element>() {
                Some(child) => self.element(child, false),
                None if child.node_type() == Node::TEXT_NODE => self.text(&child, element, &style),
                None => {}
            }
        }
        if let Some(around) = around {
            self.rest();
            self.above = around;
            self.out.push_str("</svg>");
        }
    }

    // An element's ground and its frame.
    fn ground(&mut self, at: &DomRect, style: &CssStyleDeclaration, zoom: f64) {
        let says = |name: &str| style.get_property_value(name).unwrap_or_default();
        let fill = colour(&says("background-color"));
        let sides = ["top", "right", "bottom", "left"].map(|side| {
            let wide = number(&says(&format!("border-{side}-width"))) * zoom;
            match colour(&says(&format!("border-{side}-color"))) {
                Some(colour) => (wide, colour),
                None => (0.0, String::new()),
            }
        });
        let dashes = |side: &str, wide: f64| {
            let style = says(&format!("border-{side}-style"));
            let long = match style.as_str() {
                "dashed" => 3.0 * wide,
                "dotted" => wide,
                _ => return String::new(),
            };
            format!(" stroke-dasharray=\"{} {}\"", px(long), px(long))
        };
        let shadows = looks::shadows(&says("box-shadow"), zoom);
        let outer = shadows.iter().filter(|shadow| !shadow.inset);
        let whole = [at.left(), at.top(), at.width(), at.height()];
        outer.for_each(|shadow| self.shadow(whole, shadow));
        let all = sides.iter().all(|side| side.0 > 0.0);
        if fill.is_some() || all {
            let fill = fill.as_deref().unwrap_or("none");
            let round = number(&says("border-top-left-radius")) * zoom;
            // A frame is drawn on both sides of its line, and lies within the element.
            let wide = if all { sides[0].0 } else { 0.0 };
            let (x, y) = (
                self.x(at.left() + wide / 2.0),
                self.y(at.top() + wide / 2.0),
            );
            let (w, h) = (px(at.width() - wide), px(at.height() - wide));
            let line = if all {
                format!(
                    " stroke=\"{}\" stroke-width=\"{}\"{}",
                    sides[0].1,
                    px(wide),
                    dashes("top", wide)
                )
            } else {
                String::new()
            };
            let _ = write!(
                self.out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{}\" fill=\"{fill}\"{line}/>",
                px(round)
            );
        }
        let inner = shadows.iter().filter(|shadow| shadow.inset);
        let [top, right, bottom, left] = sides.each_ref().map(|side| side.0);
        let within = [
            at.left() + left,
            at.top() + top,
            at.width() - left - right,
            at.height() - top - bottom,
        ];
        inner.for_each(|shadow| self.shadow(within, shadow));
        if all {
            return;
        }
        let ends = [
            ("top", at.left(), at.top(), at.right(), at.top()),
            ("right", at.right(), at.top(), at.right(), at.bottom()),
            ("bottom", at.left(), at.bottom(), at.right(), at.bottom()),
            ("left", at.left(), at.top(), at.left(), at.bottom()),
        ];
        for ((wide, colour), (side, x1, y1, x2, y2)) in sides.iter().zip(ends) {
            if *wide > 0.0 {
                let _ = write!(
                    self.out,
                    "<path d=\"M{} {}L{} {}\" stroke=\"{colour}\" stroke-width=\"{}\"{}/>",
                    self.x(x1),
                    self.y(y1),
                    self.x(x2),
                    self.y(y2),
                    px(*wide),
                    dashes(side, *wide)
                );
            }
        }
    }

    // A shadow with a sharp edge is a line along a side, or a frame.
    fn shadow(&mut self, [left, top, width, height]: [f64; 4], shadow: &Shadow) {
        for [x, y, w, h] in shadow.parts(width, height) {
            let (x, y) = (self.x(left + x), self.y(top + y));
            let _ = write!(
                self.out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>",
                px(w),
                px(h),
                escaped(&shadow.colour)
            );
        }
    }
}

// What stands within an element, in order.
pub(super) fn within(of: &Element) -> impl Iterator<Item = Node> {
    std::iter::successors(of.first_child(), Node::next_sibling)
}

pub(super) fn style_of(element: &Element) -> Option<CssStyleDeclaration> {
    js::window()
        .ok()?
        .get_computed_style(element)
        .ok()
        .flatten()
}

// The number at the beginning of a length.
pub(super) fn number(length: &str) -> f64 {
    let end = length.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-');
    length[..end.unwrap_or(length.len())]
        .parse()
        .unwrap_or_default()
}

pub(super) fn px(value: f64) -> String {
    ((value * 100.0).round() / 100.0).to_string()
}

// A text within an element or a value of SVG.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no room for the others.
            '\u{fffe}' | '\u{ffff}' => out.push(' '),
            c if c.is_control() && !matches!(c, '\n' | '\t') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_leave_its_element() {
        assert_eq!(
            escaped("a<b> & \"c\"\u{1}\u{ffff}"),
            "a&lt;b&gt; &amp; &quot;c&quot;  "
        );
    }

    #[test]
    fn lengths_are_read_to_their_unit() {
        assert!((number("12.5px") - 12.5).abs() < 1e-9);
        assert!(number("auto").abs() < 1e-9);
        assert_eq!(px(1.005_4), "1.01");
    }
}
