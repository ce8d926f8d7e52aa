//! Where the browser has put the words of a text.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomRect, Node};

use crate::edge::js;

/// A line of a text, and where it stands.
pub(super) struct Line {
    pub text: String,
    pub left: f64,
    pub top: f64,
    pub height: f64,
}

/// Those of one line together.
pub(super) fn lines(node: &Node, text: &str) -> Vec<Line> {
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
