//! Small things of the page: listeners that remove themselves, theme, title, focus, leaving.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{
    Element, Event, EventInit, EventTarget, HtmlElement, ResizeObserver, ScrollIntoViewOptions,
    ScrollLogicalPosition,
};

use super::error::EdgeError;
use super::js;

/// A listener. It is removed when this is dropped; [`Listener::keep`] leaves it for ever.
#[must_use = "the listener is removed when this is dropped"]
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Option<Closure<dyn FnMut(Event)>>,
}

impl Listener {
    /// Leaves the listener in place for the life of the page.
    pub fn keep(mut self) {
        if let Some(closure) = self.closure.take() {
            closure.forget();
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(closure) = &self.closure {
            let function = closure.as_ref().unchecked_ref();
            // Removing what is not there is no error.
            let _ = self
                .target
                .remove_event_listener_with_callback(self.name, function);
        }
    }
}

/// Calls `callback` at each event `name` of `target`.
///
/// # Errors
/// When the browser refuses to listen.
pub fn listen(
    target: &EventTarget,
    name: &'static str,
    callback: impl FnMut(Event) + 'static,
) -> Result<Listener, EdgeError> {
    let closure = Closure::<dyn FnMut(Event)>::new(callback);
    target
        .add_event_listener_with_callback(name, closure.as_ref().unchecked_ref())
        .map_err(|error| EdgeError::refused("listening to an event", &error))?;
    Ok(Listener {
        target: target.clone(),
        name,
        closure: Some(closure),
    })
}

/// Sets `data-theme` of the page; `None` follows the system.
///
/// # Errors
/// Without a page.
pub fn set_theme(theme: Option<&str>) -> Result<(), EdgeError> {
    let root = js::document()?
        .document_element()
        .ok_or(EdgeError::Unavailable("a page"))?;
    let set = match theme {
        Some(theme) => root.set_attribute("data-theme", theme),
        None => root.remove_attribute("data-theme"),
    };
    set.map_err(|error| EdgeError::refused("changing the theme", &error))
}

/// Shows the page on all of the screen, or in its window again. Where the browser refuses, it
/// stays as it is.
pub fn full_screen() {
    let Ok(document) = js::document() else { return };
    let asked = match (
        js::get(&document, "fullscreenElement"),
        document.document_element(),
    ) {
        (Some(_), _) => js::call(&document, "exitFullscreen", &[]),
        (None, Some(root)) => js::call(&root, "requestFullscreen", &[]),
        (None, None) => return,
    };
    if let Ok(promise) = asked.and_then(JsCast::dyn_into::<js_sys::Promise>) {
        wasm_bindgen_futures::spawn_local(async {
            let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
        });
    }
}

/// Sets the title of the page.
pub fn set_title(title: &str) {
    if let Ok(document) = js::document() {
        document.set_title(title);
    }
}

/// Moves the focus to the element with this id. Says whether it is there.
pub fn focus(id: &str) -> bool {
    let element = js::document()
        .ok()
        .and_then(|document| document.get_element_by_id(id));
    // Links in a drawing are no elements of HTML, and take it too.
    element.is_some_and(|element| js::call(&element, "focus", &[]).is_ok())
}

/// Gives the focus back to what has it, where it is lost while a list is drawn anew: an element
/// that is moved loses it. Nothing scrolls. Then calls `back`.
pub fn hold_focus(back: impl FnOnce() + 'static) {
    let Some(held) = focused() else { return };
    wasm_bindgen_futures::spawn_local(async move {
        let still = js::object(&[("preventScroll", JsValue::TRUE)]);
        if held.is_connected()
            && focused().is_none()
            && js::call(&held, "focus", &[still.into()]).is_ok()
        {
            back();
        }
    });
}

// What has the focus; nothing where only the page itself has it.
fn focused() -> Option<HtmlElement> {
    let element = js::document().ok()?.active_element()?;
    let element = element.dyn_into::<HtmlElement>().ok()?;
    (element.tag_name() != "BODY").then_some(element)
}

/// Whether an event comes from inside an element that a CSS selector finds.
pub fn is_in(event: &web_sys::Event, selector: &str) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| matches!(target.closest(selector), Ok(Some(_))))
}

/// Moves the focus to the first element that a CSS selector finds. Says whether there is one.
pub fn focus_first(selector: &str) -> bool {
    let element = js::document()
        .ok()
        .and_then(|document| document.query_selector(selector).ok().flatten())
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| element.focus().is_ok())
}

const OPEN_DIALOG: &str = "dialog:modal";

/// Puts a popover above everything. While a modal dialog is open it stands inside the dialog:
/// nothing outside can be pressed then. Browsers without popovers show it where it stands.
pub fn raise(id: &str) {
    let Ok(document) = js::document() else { return };
    // Of several, the one on top has the focus.
    let focused = document.active_element();
    let top = focused.and_then(|element| element.closest(OPEN_DIALOG).ok().flatten());
    let top = top.or_else(|| document.query_selector(OPEN_DIALOG).ok().flatten());
    let Some(element) = document.get_element_by_id(id) else {
        return;
    };
    // Hiding one that is hidden, or showing one that is shown, changes nothing.
    let _ = js::call(&element, "hidePopover", &[]);
    if let Some(host) = top.map(Into::into).or_else(|| home_of(id)) {
        put_into(&host, &element);
    }
    let _ = js::call(&element, "showPopover", &[]);
}

/// Takes a popover out of a dialog that closes, and back to where it lives.
pub fn lower(id: &str) {
    let element = js::document()
        .ok()
        .and_then(|document| document.get_element_by_id(id));
    if let (Some(element), Some(home)) = (element, home_of(id))
        && put_into(&home, &element)
    {
        let _ = js::call(&element, "showPopover", &[]);
    }
}

// Where a popover lives: an element of its own, whose id says whose it is.
fn home_of(id: &str) -> Option<web_sys::Node> {
    let home = js::document()
        .ok()?
        .get_element_by_id(&format!("{id}-home"))?;
    Some(home.into())
}

// Says whether it was elsewhere.
fn put_into(host: &web_sys::Node, element: &web_sys::Element) -> bool {
    !host.is_same_node(element.parent_node().as_ref()) && host.append_child(element).is_ok()
}

/// Gives the focus to what names the part of the page that a pressed button stands in (the
/// summary of its details): the button itself is about to go.
pub fn focus_summary(event: &leptos::ev::MouseEvent) {
    let pressed: web_sys::Element = leptos::prelude::event_target(event);
    let details = pressed.closest("details").ok().flatten();
    let summary = details.and_then(|details| details.query_selector("summary").ok().flatten());
    if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
        let _ = summary.focus();
    }
}

/// Scrolls just so far that the element with this id can be seen.
pub fn show_element(id: &str) {
    let element = js::document()
        .ok()
        .and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Scrolls what has the focus out from under the element with this id, where it stands over it.
pub fn uncover_focus(id: &str) {
    let Ok(document) = js::document() else { return };
    let (Some(over), Some(focused)) = (document.get_element_by_id(id), document.active_element())
    else {
        return;
    };
    let (above, below) = (
        over.get_bounding_client_rect(),
        focused.get_bounding_client_rect(),
    );
    let covers = above.top() < below.bottom()
        && below.top() < above.bottom()
        && above.left() < below.right()
        && below.left() < above.right();
    if covers && !over.contains(Some(&focused)) && focused.tag_name() != "BODY" {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        focused.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Gives the focus to the page's heading when nothing has it, as after the element that had it
/// was removed: a keyboard or screen reader then does not start at the top of the page again.
pub fn keep_focus() {
    if focus_is_lost() {
        focus_heading();
    }
}

/// Moves the focus to the page's heading, so that reading starts there, and scrolls up to it.
pub fn focus_heading() {
    let heading = js::document()
        .ok()
        .and_then(|document| document.query_selector("main h1").ok().flatten())
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let Some(heading) = heading else { return };
    // A heading takes the focus from a script only when it says so.
    if !heading.has_attribute("tabindex") {
        heading.set_tab_index(-1);
    }
    if let Some(main) = heading.closest("main").ok().flatten() {
        main.set_scroll_top(0);
    }
    // Focus is a courtesy here: a browser that refuses it still shows the page.
    let _ = heading.focus();
}

/// The text of the element with this id, for instance a data block of the page.
pub fn text_of(id: &str) -> Option<String> {
    js::document().ok()?.get_element_by_id(id)?.text_content()
}

/// Whether a CSS media query holds now, for instance `(prefers-color-scheme: dark)`.
pub fn media(query: &str) -> bool {
    js::window()
        .ok()
        .and_then(|window| window.match_media(query).ok().flatten())
        .is_some_and(|list| list.matches())
}

/// Calls `callback` with whether a CSS media query holds, each time that changes.
///
/// # Errors
/// When the browser does not watch media queries.
pub fn on_media(query: &str, callback: impl Fn(bool) + 'static) -> Result<Listener, EdgeError> {
    let list = js::window()?.match_media(query).ok().flatten();
    let list = list.ok_or(EdgeError::Unavailable("media queries"))?;
    let target = list.clone();
    listen(&target, "change", move |_event| callback(list.matches()))
}

/// Calls `callback` when the window changes its size, until the listener is dropped.
///
/// # Errors
/// When the browser refuses to listen.
pub fn on_resize(callback: impl Fn() + 'static) -> Result<Listener, EdgeError> {
    listen(js::window()?.as_ref(), "resize", move |_event| callback())
}

/// Watches the size of an element until it is dropped.
#[must_use = "the element is watched until this is dropped"]
pub struct SizeWatch {
    observer: ResizeObserver,
    _closure: Closure<dyn FnMut()>,
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Calls `callback` when an element changes its size, whatever for: the window, a part beside it, the
/// navigation.
///
/// # Errors
/// When the browser does not watch sizes.
pub fn on_size(element: &Element, callback: impl Fn() + 'static) -> Result<SizeWatch, EdgeError> {
    let closure = Closure::<dyn FnMut()>::new(callback);
    let observer = ResizeObserver::new(closure.as_ref().unchecked_ref())
        .map_err(|error| EdgeError::refused("watching a size", &error))?;
    observer.observe(element);
    Ok(SizeWatch {
        observer,
        _closure: closure,
    })
}

/// Whether an element, or something in it, has the focus.
pub fn has_focus(element: &Element) -> bool {
    let active = js::document()
        .ok()
        .and_then(|document| document.active_element());
    active.is_some_and(|active| element.contains(Some(&active)))
}

/// Scrolls what these CSS selectors find to its top.
pub fn scroll_to_top(selector: &str) {
    let found = js::document()
        .ok()
        .and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found {
        element.set_scroll_top(0);
    }
}

/// Whether the focus is nowhere, as after the element that had it was removed.
pub fn focus_is_lost() -> bool {
    js::document().is_ok_and(|document| {
        document.active_element().is_none_or(|element| {
            // What is inside a closed dialog has it only until the page is drawn again.
            let closed = element.closest("dialog:not([open])");
            element.tag_name() == "BODY" || matches!(closed, Ok(Some(_)))
        })
    })
}

/// Whether nobody has begun to do anything on the page: the focus is nowhere, or at its heading.
pub fn focus_is_idle() -> bool {
    let heading = |document: web_sys::Document| document.query_selector("main h1:focus");
    let heading = js::document().map(heading);
    focus_is_lost() || matches!(heading, Ok(Ok(Some(_))))
}

/// Tells the field that has the focus that it is being left, as when the page goes away: browsers
/// do not always say so themselves.
pub fn leave_field() {
    let active = js::document()
        .ok()
        .and_then(|document| document.active_element());
    let init = EventInit::new();
    init.set_bubbles(true);
    if let Some(element) = active
        && let Ok(event) = Event::new_with_event_init_dict("focusout", &init)
    {
        // Nobody listens for whether it was cancelled.
        let _ = element.dispatch_event(&event);
    }
}

/// Calls `callback` when the page is hidden or left: the last moment to start a write.
///
/// # Errors
/// When the browser refuses to listen.
pub fn on_hide(callback: impl Fn() + 'static) -> Result<[Listener; 2], EdgeError> {
    let callback = Rc::new(callback);
    let document = js::document()?;
    let hidden = listen(&document, "visibilitychange", {
        let (document, callback) = (document.clone(), callback.clone());
        move |_event| {
            if document.hidden() {
                callback();
            }
        }
    })?;
    let left = listen(js::window()?.as_ref(), "pagehide", move |_event| callback())?;
    Ok([hidden, left])
}

/// Calls `callback` when the page is left: closed, loaded anew, or gone from.
///
/// # Errors
/// When the browser refuses to listen.
pub fn on_leave(callback: impl Fn() + 'static) -> Result<Listener, EdgeError> {
    listen(js::window()?.as_ref(), "pagehide", move |_event| callback())
}

/// Calls `callback` when the page is looked at again.
///
/// # Errors
/// When the browser refuses to listen.
pub fn on_show(callback: impl Fn() + 'static) -> Result<Listener, EdgeError> {
    let document = js::document()?;
    let target = document.clone();
    listen(&target, "visibilitychange", move |_event| {
        if !document.hidden() {
            callback();
        }
    })
}

/// While the returned cell is true, the browser asks before the page is closed.
///
/// # Errors
/// When the browser refuses to listen.
pub fn guard_leaving() -> Result<Rc<Cell<bool>>, EdgeError> {
    let unsaved = Rc::new(Cell::new(false));
    let asked = unsaved.clone();
    let listener = listen(js::window()?.as_ref(), "beforeunload", move |event| {
        if asked.get() {
            event.prevent_default();
        }
    })?;
    listener.keep();
    Ok(unsaved)
}
