//! Where a menu stands: within the main area and the window, whatever scrolls or is cut off around
//! its button.

use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, HtmlElement};

use super::dom;
use super::js;

/// Room between a menu and the edge of what it stands in, in px.
const EDGE: f64 = 8.0;
/// A menu is no lower than this, in px, if there is any choice.
const LEAST: f64 = 160.0;
/// Windows in which a menu is a sheet at the foot; style/adapt.css says the same.
const SHEET: &str = "(max-width: 39.99rem)";

/// Places the `.menu` of an open `details` beside its `summary`.
pub fn beside_button(details: &Element) {
    let find = |part: &str| details.query_selector(part).ok().flatten();
    let menu = find(".menu").and_then(|menu| menu.dyn_into::<HtmlElement>().ok());
    let (Some(menu), Some(button), Ok(window)) = (menu, find("summary"), js::window()) else {
        return;
    };
    let size = |value: Result<wasm_bindgen::JsValue, _>| {
        value
            .ok()
            .and_then(|value| value.as_f64())
            .unwrap_or_default()
    };
    let (wide, high) = (size(window.inner_width()), size(window.inner_height()));
    let button = button.get_bounding_client_rect();
    let set = |name: &str, px: f64| {
        // A browser that refuses it shows the menu where the style sheet says.
        let _ = menu.style().set_property(name, &format!("{px:.1}px"));
    };
    if dom::media(SHEET) {
        // A second tap on the button must not hit what covers it.
        let covered = button.bottom() > high - menu.get_bounding_client_rect().height();
        let foot = if covered {
            high - button.top() + 4.0
        } else {
            0.0
        };
        set("--sheet", foot.min(high - LEAST));
        set("--sheet-h", (high - foot - EDGE).min(high * 0.7));
        return;
    }
    let _ = menu.style().set_property("position", "fixed");
    let around = details.closest("main").ok().flatten();
    let around = around.map_or_else(
        || (EDGE, wide - EDGE),
        |main| {
            let main = main.get_bounding_client_rect();
            (main.left() + EDGE, main.right() - EDGE)
        },
    );
    let _ = menu.style().set_property("inset", "auto");
    // Measured where it has all the room there is.
    set("left", around.0);
    set("max-width", around.1 - around.0);
    set("max-height", high);
    let own = menu.get_bounding_client_rect();
    let (top, height) = up_or_down(&button, own.height(), high);
    let fits = button.left() + own.width() <= around.1;
    let left = if fits {
        button.left()
    } else {
        button.right() - own.width()
    };
    let left = left.min(around.1 - own.width()).max(around.0);
    set("max-height", height);
    set("left", left);
    set("top", top);
    // Something around it may be what it is placed by, instead of the window.
    let is = menu.get_bounding_client_rect();
    set("left", left + left - is.left());
    set("top", top + top - is.top());
}

// Its top and its greatest height: below the button where it fits, else where there is more room.
fn up_or_down(button: &DomRect, height: f64, high: f64) -> (f64, f64) {
    let (above, below) = (
        button.top() - 2.0 - EDGE,
        high - button.bottom() - 2.0 - EDGE,
    );
    if height <= below || below >= above {
        (button.bottom() + 2.0, below.max(LEAST))
    } else {
        let height = height.min(above);
        (button.top() - 2.0 - height, height)
    }
}
