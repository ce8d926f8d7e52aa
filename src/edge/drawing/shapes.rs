//! Shapes of SVG, as they stand in the page.

use std::fmt::Write as _;

use wasm_bindgen::JsCast;
use web_sys::{CssStyleDeclaration, DomRect, Element, Node};

use super::looks;
use super::pen::{Pen, escaped, number, px, style_of, within};
use crate::edge::js;

impl Pen {
    // What stands at the end of a line, along it.
    fn tip(&mut self, line: &Element, marker: &str) {
        let Some(tip) = js::document()
            .ok()
            .and_then(|page| page.get_element_by_id(marker))
        else {
            return;
        };
        let length = |name: &str| {
            let animated = js::get(line, name)?;
            js::get(&js::get(&animated, "baseVal")?, "value")?.as_f64()
        };
        let ends = ["x1", "y1", "x2", "y2"].map(|name| length(name).unwrap_or_default());
        let own = |name: &str| number(&tip.get_attribute(name).unwrap_or_default());
        let view = tip.get_attribute("viewBox").unwrap_or_default();
        let wide = view.split_whitespace().nth(2).map_or(0.0, number);
        if wide <= 0.0 {
            return;
        }
        let turn = (ends[3] - ends[1]).atan2(ends[2] - ends[0]).to_degrees();
        let _ = write!(
            self.out,
            "<g class=\"tip\" transform=\"translate({} {}) rotate({}) scale({}) translate({} {})\">",
            px(ends[2]),
            px(ends[3]),
            px(turn),
            px(own("markerWidth") / wide),
            px(-own("refX")),
            px(-own("refY"))
        );
        self.shapes(&tip);
        self.out.push_str("</g>");
    }

    pub(super) fn svg(&mut self, element: &Element, at: &DomRect, style: &CssStyleDeclaration) {
        let says = |name: &str| number(&style.get_property_value(name).unwrap_or_default());
        let view = element
            .get_attribute("viewBox")
            .unwrap_or_else(|| format!("0 0 {} {}", px(says("width")), px(says("height"))));
        let _ = write!(
            self.out,
            "<svg x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" viewBox=\"{}\" overflow=\"visible\">",
            self.x(at.left()),
            self.y(at.top()),
            px(at.width()),
            px(at.height()),
            escaped(&view)
        );
        self.shapes(element);
        self.out.push_str("</svg>");
    }

    fn shapes(&mut self, of: &Element) {
        for child in within(of) {
            match child.dyn_ref::<Element>() {
                Some(shape) => self.shape(shape),
                None if child.node_type() == Node::TEXT_NODE => {
                    self.out
                        .push_str(&escaped(&child.text_content().unwrap_or_default()));
                }
                None => {}
            }
        }
    }

    fn shape(&mut self, shape: &Element) {
        let tag = shape.tag_name();
        // Nothing from elsewhere, and no elements of a page.
        let name = match tag.as_str() {
            "a" => "g",
            "g" | "svg" | "path" | "rect" | "line" | "circle" | "ellipse" | "polyline"
            | "polygon" | "text" | "tspan" | "title" => &tag,
            _ => return,
        };
        let Some(style) = style_of(shape) else { return };
        let says = |name: &str| style.get_property_value(name).unwrap_or_default();
        if says("display") == "none" || says("visibility") == "hidden" {
            return;
        }
        let _ = write!(self.out, "<{name}");
        for kept in GEOMETRY {
            if let Some(value) = shape.get_attribute(kept) {
                let _ = write!(self.out, " {kept}=\"{}\"", escaped(&value));
            }
        }
        if name != "title" {
            for (look, usual) in LOOKS {
                let value = says(look);
                let value = looks::plain(&value);
                if value != usual && !value.is_empty() && !value.starts_with("url(") {
                    let _ = write!(self.out, " {look}=\"{}\"", escaped(&value));
                }
            }
            if name == "svg" && says("overflow") == "visible" {
                self.out.push_str(" overflow=\"visible\"");
            }
        }
        self.out.push('>');
        self.shapes(shape);
        let _ = write!(self.out, "</{name}>");
        if let Some(marker) = named(&says("marker-end")).filter(|_| name == "line") {
            self.tip(shape, marker);
        }
    }
}

// The id that a style names on this page.
fn named(style: &str) -> Option<&str> {
    let at = style.strip_prefix("url(")?.split_once('#')?.1;
    Some(at.trim_end_matches(['"', ')']))
}

/// Attributes that say where a shape is.
const GEOMETRY: [&str; 20] = [
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "dx",
    "dy",
    "width",
    "height",
    "d",
    "points",
    "transform",
    "viewBox",
    "preserveAspectRatio",
];

/// How a shape looks, and what counts where nothing is said.
const LOOKS: [(&str, &str); 12] = [
    // Said of each: what a group says is not what its shapes are drawn with.
    ("fill", "?"),
    ("fill-opacity", "1"),
    ("stroke", "none"),
    ("stroke-width", "1px"),
    ("stroke-dasharray", "none"),
    ("stroke-linecap", "butt"),
    ("stroke-linejoin", "miter"),
    ("opacity", "1"),
    ("font-size", "?"),
    ("font-weight", "?"),
    ("text-anchor", "start"),
    ("paint-order", "normal"),
];
