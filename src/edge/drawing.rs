//! What is drawn on the page as a picture of its own: SVG with its styles inlined, and PNG drawn from that.
//!
//! Charts here are SVG, or elements that stand over it. Both become shapes and texts at the places where the browser has
//! put them, in the colours of the light theme, so a file needs no style sheet, no font file and nothing from elsewhere.

mod looks;
mod pen;
mod shapes;
mod texts;

use web_sys::Element;

use super::error::EdgeError;
use super::files::{Picture, raster};
use super::js;
use pen::{Pen, escaped, px};

/// Room around a drawing, in px.
const MARGIN: f64 = 12.0;
/// Room for its title above it, in px.
const HEAD: f64 = 26.0;
/// How many pixels of a PNG there are for one of the page.
const SCALE: f64 = 2.0;
/// The longest side of a PNG: browsers draw no more.
const LONGEST: f64 = 8192.0;
/// How wide a letter of the title is at most, nearly always.
const LETTER: f64 = 9.0;
const FONT: &str = "system-ui, sans-serif";

/// A drawing as SVG.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// The file.
    pub svg: String,
    /// How wide it is, in px.
    pub width: f64,
    /// How high it is, in px.
    pub height: f64,
}

impl Drawing {
    /// What elements show now, one below the other, on white. `title` says what it is to who cannot see it.
    ///
    /// # Errors
    /// When there is no page, or nothing of the elements is shown.
    pub fn of(parts: &[Element], title: &str) -> Result<Self, EdgeError> {
        let document = js::document()?;
        let root = document.document_element();
        let former = root.as_ref().and_then(|root| root.get_attribute(THEME));
        let dress = |theme: Option<&str>| {
            let root = root.as_ref();
            // A browser that refuses draws in the colours of the page.
            let _ = match theme {
                Some(theme) => root.map(|root| root.set_attribute(THEME, theme)),
                None => root.map(|root| root.remove_attribute(THEME)),
            };
        };
        // Nothing is painted between the two: styles are read at once.
        dress(Some("light"));
        let mut pen = Pen {
            out: String::new(),
            left: 0.0,
            top: 0.0,
            above: Vec::new(),
        };
        let (mut wide, mut below) = (0.0_f64, HEAD);
        for part in parts {
            let frame = part.get_bounding_client_rect();
            (pen.left, pen.top) = (frame.left() - MARGIN, frame.top() - MARGIN - below);
            pen.whole(part);
            wide = wide.max(frame.width());
            below += frame.height() + MARGIN;
        }
        dress(former.as_deref());
        let width = wide.max(LETTER * headline(title).chars().count() as f64) + 2.0 * MARGIN;
        let height = below + MARGIN;
        if wide < 1.0 || pen.out.is_empty() {
            return Err(EdgeError::refused(
                "drawing it",
                &"nothing of it is shown".into(),
            ));
        }
        let head = escaped(headline(title));
        let title = escaped(title);
        let (w, h) = (px(width), px(height));
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\" \
             font-family=\"{FONT}\"><title>{title}</title><rect width=\"{w}\" height=\"{h}\" fill=\"#fff\"/>\
             <text x=\"{}\" y=\"{}\" font-size=\"15\" font-weight=\"650\" fill=\"#1b1f24\">{head}</text>{}</svg>\n",
            px(MARGIN),
            px(MARGIN + 15.0),
            pen.out
        );
        Ok(Self { svg, width, height })
    }

    /// The same as PNG, twice as large so that it is sharp on paper.
    ///
    /// # Errors
    /// When the browser cannot draw it.
    pub async fn png(&self) -> Result<Vec<u8>, EdgeError> {
        let longest = self.width.max(self.height).max(1.0);
        let scale = SCALE.min(LONGEST / longest);
        let picture = Picture::new(self.svg.as_bytes(), "image/svg+xml")?;
        let size = |side: f64| (side * scale).round();
        raster(
            &picture,
            |_| (size(self.width), size(self.height)),
            "image/png",
            1.0,
        )
        .await
    }
}

// What stands above a drawing: the words up to where they begin to tell values.
fn headline(title: &str) -> &str {
    title.split([':', ';']).next().unwrap_or_default()
}

/// The attribute of the root that says the theme.
const THEME: &str = "data-theme";
