//! Colours and shadows as browsers say them, for a picture that every program can read.

use super::pen::{number, px};

/// A colour that is seen; none of what is wholly transparent.
pub(super) fn colour(said: &str) -> Option<String> {
    let clear = said.is_empty()
        || said == "transparent"
        || said.starts_with("rgba(") && said.ends_with(", 0)")
        || said.ends_with("/ 0)");
    (!clear).then(|| plain(said))
}

/// The same as `rgb` where it is of the newer form `color(srgb …)`, which not every program knows; else as it is.
pub(super) fn plain(said: &str) -> String {
    let parts = said
        .strip_prefix("color(srgb ")
        .and_then(|rest| rest.strip_suffix(')'));
    let Some(parts) = parts else {
        return said.to_owned();
    };
    let (three, alpha) = parts.split_once('/').unwrap_or((parts, "1"));
    let of = |part: &str| (part.parse::<f64>().unwrap_or_default() * 255.0).round();
    let three: Vec<String> = three.split_whitespace().map(|part| px(of(part))).collect();
    match alpha.trim() {
        "1" => format!("rgb({})", three.join(", ")),
        alpha => format!("rgba({}, {alpha})", three.join(", ")),
    }
}

/// A shadow without blur.
#[derive(Debug, PartialEq)]
pub(super) struct Shadow {
    pub colour: String,
    /// Whether it lies within the element.
    pub inset: bool,
    x: f64,
    y: f64,
    spread: f64,
}

/// Those of a computed `box-shadow` that have a sharp edge, of an element that is shown so much larger.
pub(super) fn shadows(said: &str, zoom: f64) -> Vec<Shadow> {
    let one = |text: &str| {
        let end = text.rfind(')')? + 1;
        let colour = colour(text[..end].trim())?;
        let mut words = text[end..].split_whitespace();
        let mut length = || words.next().map(number);
        let (x, y, blur, spread) = (length()?, length()?, length()?, length()?);
        (blur == 0.0).then(|| Shadow {
            colour,
            inset: text.trim_end().ends_with("inset"),
            x: x * zoom,
            y: y * zoom,
            spread: spread * zoom,
        })
    };
    apart(said).into_iter().filter_map(one).collect()
}

// Parts between commas that stand in no brackets.
fn apart(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0_u32);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

impl Shadow {
    /// The rectangles that it is drawn with on an element of this size: left, top, width, height from its corner.
    pub(super) fn parts(&self, width: f64, height: f64) -> Vec<[f64; 4]> {
        let (grown, x, y) = (self.spread, self.x, self.y);
        let seen = |part: &[f64; 4]| part[2] > 0.0 && part[3] > 0.0;
        if !self.inset {
            let own = [
                x - grown,
                y - grown,
                width + 2.0 * grown,
                height + 2.0 * grown,
            ];
            return Some(own).filter(seen).into_iter().collect();
        }
        let (left, right) = ((grown + x).max(0.0), (grown - x).max(0.0));
        let (top, bottom) = ((grown + y).max(0.0), (grown - y).max(0.0));
        let sides = [
            [0.0, 0.0, left, height],
            [width - right, 0.0, right, height],
            [0.0, 0.0, width, top],
            [0.0, height - bottom, width, bottom],
        ];
        sides.into_iter().filter(seen).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dark_colour_is_seen_and_a_clear_one_is_not() {
        assert_eq!(
            colour("rgb(122, 79, 0)").as_deref(),
            Some("rgb(122, 79, 0)")
        );
        for clear in [
            "rgba(0, 0, 0, 0)",
            "transparent",
            "",
            "color(srgb 1 0 0 / 0)",
        ] {
            assert_eq!(colour(clear), None, "{clear}");
        }
    }

    #[test]
    fn a_mixed_colour_is_said_so_that_every_program_reads_it() {
        assert_eq!(plain("color(srgb 1 0.5 0)"), "rgb(255, 128, 0)");
        assert_eq!(plain("color(srgb 0 0 1 / 0.5)"), "rgba(0, 0, 255, 0.5)");
        assert_eq!(plain("none"), "none");
    }

    #[test]
    fn a_line_beside_a_cell_is_drawn_as_its_shadow_is() {
        let told = "rgb(1, 2, 3) 0px -5px 0px -1px, rgb(4, 5, 6) 6px 0px 0px 0px inset, rgb(0, 0, 0) 0px 1px 4px 0px";
        let all = shadows(told, 1.0);
        assert_eq!(all.len(), 2, "what is blurred is none");
        assert_eq!(all[0].parts(20.0, 10.0), [[1.0, -4.0, 18.0, 8.0]]);
        assert!(all[1].inset && all[1].colour == "rgb(4, 5, 6)");
        assert_eq!(all[1].parts(20.0, 10.0), [[0.0, 0.0, 6.0, 10.0]]);
    }
}
