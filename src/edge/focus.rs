//! Keeps the focus where it was when what had it goes, as a button that removes its own row does:
//! whoever works by keyboard goes on beside it, and not at the top of the page.

use super::dom;
use super::error::EdgeError;
use super::{js, slices};
use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

const FOCUSABLE: &str = "a[href], button:not(:disabled), input:not(:disabled), \
     select:not(:disabled), textarea:not(:disabled), summary, [tabindex]";
/// Within what the focus stays; beyond, a page of its own begins.
const BOUNDS: &str = "dialog[open], main";
/// How many elements around are looked at.
const MOST: usize = 12;

/// Where the focus was: what is around it, from inside outwards, each with how many focusable
/// elements it has before the one.
struct Place {
    held: HtmlElement,
    around: Vec<(Element, usize)>,
}

/// Watches presses from now on, for the life of the page.
///
/// # Errors
/// When the browser refuses to listen.
pub fn guard() -> Result<(), EdgeError> {
    // What is pressed by a key is clicked, too.
    first("click", |_| keep())?;
    first("keydown", |event: Event| {
        let event = event.dyn_ref::<KeyboardEvent>();
        if event
            .is_some_and(|event| event.ctrl_key() || event.meta_key() || event.key() == "Delete")
        {
            keep();
        }
    })
}

// Hears of an event before whoever handles it: afterwards what had the focus may be gone.
fn first(name: &str, callback: impl FnMut(Event) + 'static) -> Result<(), EdgeError> {
    let closure = Closure::<dyn FnMut(Event)>::new(callback);
    let function = closure.as_ref().unchecked_ref();
    js::document()?
        .add_event_listener_with_callback_and_bool(name, function, true)
        .map_err(|error| EdgeError::refused("listening to an event", &error))?;
    closure.forget();
    Ok(())
}

fn keep() {
    let Some(place) = Place::now() else { return };
    wasm_bindgen_futures::spawn_local(async move {
        // The page that the press makes is drawn in one turn; what moves the focus itself has the next.
        for _ in 0..2 {
            slices::yield_now().await;
        }
        if dom::focus_is_lost() || place.is_going() {
            place.go_on();
        }
    });
}

impl Place {
    fn now() -> Option<Self> {
        let held = js::document().ok()?.active_element()?;
        let held = held.dyn_into::<HtmlElement>().ok()?;
        let bounds = held.closest(BOUNDS).ok()??;
        let all = focusable(&bounds);
        let at = all.iter().position(|one| one.is_same_node(Some(&held)))?;
        let mut around = Vec::new();
        let mut from = at;
        let mut element = held.parent_element()?;
        while !element.is_same_node(Some(&bounds)) && around.len() < MOST {
            while from > 0 && element.contains(Some(&all[from - 1])) {
                from -= 1;
            }
            around.push((element.clone(), at - from));
            element = element.parent_element()?;
        }
        Some(Self { held, around })
    }

    // What was hidden or disabled just now has the focus until the next frame.
    fn is_going(&self) -> bool {
        dom::has_focus(&self.held) && !can_have_it(&self.held)
    }

    fn go_on(self) {
        if can_have_it(&self.held) {
            focus(&self.held);
            return;
        }
        for (element, before) in self
            .around
            .iter()
            .filter(|(element, _)| element.is_connected())
        {
            let there: Vec<HtmlElement> = focusable(element)
                .into_iter()
                .filter(|one| one.tab_index() >= 0 && can_have_it(one))
                .collect();
            let next = there.get(*before).or(there.last());
            if let Some(next) = next {
                focus(next);
                return;
            }
        }
    }
}

fn focusable(within: &Element) -> Vec<HtmlElement> {
    let found = js::call(within, "querySelectorAll", &[JsValue::from_str(FOCUSABLE)]);
    let all = found.map(|found| Array::from(&found)).unwrap_or_default();
    all.iter().filter_map(|one| one.dyn_into().ok()).collect()
}

// Nothing scrolls: whoever pressed looks at where they pressed.
fn focus(element: &HtmlElement) {
    let still = js::object(&[("preventScroll", JsValue::TRUE)]);
    let _ = js::call(element, "focus", &[still.into()]);
}

fn can_have_it(element: &HtmlElement) -> bool {
    let width = || element.get_bounding_client_rect().width();
    element.is_connected() && !matches!(element.matches(":disabled"), Ok(true)) && width() > 0.0
}
