//! Texts of a drawing: what they say, and where the browser has put their words.

use std::fmt::Write as _;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleDeclaration, DomRect, Element, Node};

use super::looks;
use super::pen::{Pen, escaped, number, px};
use crate::edge::js;

impl Pen {
    // A text of an element, line by line as the browser broke it.
    pub(super) fn text(&mut self, node: &Node, parent: &Element, style: &CssStyleDeclaration) {
        let text = node.text_content().unwrap_or_default();
        if text.trim().is_empty() {
            return;
        }
        let says = |name: &str| style.get_property_value(name).unwrap_or_default();
        let upright = parent.get_bounding_client_rect();
        let size = number(&says("font-size")) * zoom(parent, &upright);
        for line in lines(node, &text) {
            let middle = self.y(line.top + line.height / 2.0);
            let _ = write!(
                self.out,
                "<text x=\"{}\" y=\"{middle}\" dy=\".35em\" font-size=\"{}\" font-weight=\"{}\" fill=\"{}\">{}</text>",
                self.x(line.left),
                px(size),
                says("font-weight"),
                looks::plain(&says("color")),
                escaped(&line.text)
            );
        }
    }

    // What a style writes into an element that has nothing else in it.
    pub(super) fn before(&mut self, element: &Element, at: &DomRect) {
        if element.first_child().is_some() {
            return;
        }
        let style = js::window().ok().and_then(|window| {
            let style = window.get_computed_style_with_pseudo_elt(element, "::before");
            style.ok().flatten()
        });
        let Some(style) = style else { return };
        let says = |name: &str| style.get_property_value(name).unwrap_or_default();
        let content = says("content");
        let text = match content.strip_prefix("attr(") {
            Some(name) => element.get_attribute(name.trim_end_matches(')')),
            None => content
                .strip_prefix('"')
                .map(|text| text.trim_end_matches('"').to_owned()),
        };
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return;
        };
        let _ = write!(
            self.out,
            "<text x=\"{}\" y=\"{}\" dy=\".35em\" text-anchor=\"middle\" font-size=\"{}\" font-weight=\"{}\" fill=\"{}\">{}</text>",
            self.x(at.left() + at.width() / 2.0),
            self.y(at.top() + at.height() / 2.0),
            px(number(&says("font-size")) * zoom(element, at)),
            says("font-weight"),
            looks::plain(&says("color")),
            escaped(&text)
        );
    }
}

/// How much larger an element is shown than its styles say: drawings are zoomed as a whole.
pub(super) fn zoom(element: &Element, at: &DomRect) -> f64 {
    let own = js::get(element, "offsetWidth").and_then(|wide| wide.as_f64());
    let own = own.filter(|own| *own > 0.0);
    own.map_or(1.0, |own| at.width() / own)
}

/// A line of a text, and where it stands.
struct Line {
    text: String,
    left: f64,
    top: f64,
    height: f64,
}

// Where the browser has put the words of a text; those of one line together.
fn lines(node: &Node, text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let Ok(document) = js::document() else {
        return lines;
    };
    let Ok(range) = js::call(&document, "createRange", &[]) else {
        return lines;
    };
    let mut at = 0_u32;
    for piece in text.split_inclusive(char::is_whitespace) {
        // Places in a text are counted as the browser does.
        let long = piece.encode_utf16().count() as u32;
        let word = piece.trim_end();
        let (from, to) = (at, at + word.encode_utf16().count() as u32);
        at += long;
        if word.is_empty() {
            continue;
        }
        let node: &JsValue = node;
        let set = js::call(&range, "setStart", &[node.clone(), from.into()])
            .and_then(|_| js::call(&range, "setEnd", &[node.clone(), to.into()]));
        let placed = set.and_then(|_| js::call(&range, "getBoundingClientRect", &[]));
        let Ok(placed) = placed.and_then(JsCast::dyn_into::<DomRect>) else {
            continue;
        };
        match lines.last_mut() {
            Some(line) if (line.top - placed.top()).abs() < 2.0 => {
                line.text.push(' ');
                line.text.push_str(word);
            }
            _ => lines.push(Line {
                text: word.to_owned(),
                left: placed.left(),
                top: placed.top(),
                height: placed.height(),
            }),
        }
    }
    lines
}
