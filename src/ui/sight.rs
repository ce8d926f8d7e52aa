//! A window onto many rows: only those near what is on screen are in the page.

use crate::edge::{dom, slices};
use crate::prelude::*;
use leptos::html;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;

/// Rows in the page above and below what is on screen, and the step in which the window moves. They
/// come once the first rows are on screen: nobody waits for what cannot be seen.
const BESIDE: usize = 12;

/// What of a list can be seen. Its rows have the same height; only one that is opened may
/// have a part of its own below it.
#[derive(Clone, Copy)]
pub struct Sight {
    /// What scrolls.
    pub scroller: NodeRef<html::Div>,
    /// The height of a row, in pixels.
    pub row_height: RwSignal<f64>,
    /// The selector of a row.
    row: &'static str,
    top: RwSignal<f64>,
    height: RwSignal<f64>,
    /// Whether the first rows are on screen.
    painted: RwSignal<bool>,
}

impl Sight {
    /// A window onto rows that a selector finds. It follows the size of the browser's window.
    pub fn new(row: &'static str, row_height: f64) -> Self {
        let sight = Self {
            scroller: NodeRef::new(),
            row_height: RwSignal::new(row_height),
            row,
            top: RwSignal::new(0.0),
            height: RwSignal::new(900.0),
            painted: RwSignal::new(false),
        };
        // The listener lives as long as the list.
        let _kept = StoredValue::new_local(dom::on_resize(move || sight.measure()).ok());
        Effect::new(move || {
            sight.scroller.track();
            sight.measure_soon();
        });
        sight.begin_anew();
        sight
    }

    /// Other rows stand there now: what can be seen of them comes first. Told before [`Self::range`]
    /// is asked, which follows it.
    pub fn begin_anew(self) {
        self.painted.update_untracked(|painted| *painted = false);
        slices::painted(move || {
            let _ = self.painted.try_set(true);
        });
    }

    /// Whether what was drawn first is on screen.
    pub fn is_painted(self) -> bool {
        self.painted.get()
    }

    /// The places of the rows that can be seen, of so many.
    pub fn seen(self, rows: usize) -> (usize, usize) {
        let first = (self.top.get() / self.row_height.get()) as usize;
        let seen = (self.height.get() / self.row_height.get()) as usize + 1;
        (first.min(rows), (first + seen).min(rows))
    }

    /// Measures once what changed is drawn.
    pub fn measure_soon(self) {
        spawn_local(async move {
            slices::yield_now().await;
            self.measure();
        });
    }

    /// The places of the rows that belong in the page, of so many.
    pub fn range(self, rows: usize) -> (usize, usize) {
        let (first, end) = self.seen(rows);
        if !self.painted.get() {
            return (first, end);
        }
        let step = first / BESIDE * BESIDE;
        (
            step.saturating_sub(BESIDE),
            (step + end - first + 2 * BESIDE).min(rows),
        )
    }

    /// How many rows a turn of a page is.
    pub fn page(self) -> usize {
        let seen = self.height.get_untracked() / self.row_height.get_untracked();
        (seen as usize).saturating_sub(2).max(1)
    }

    /// Looks where the list stands; for `on:scroll`.
    pub fn measure(self) {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else {
            return;
        };
        let found = |selector: &str| {
            let element = scroller.query_selector(selector).ok().flatten();
            element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
        };
        let set = |signal: RwSignal<f64>, value: f64| {
            if (signal.get_untracked() - value).abs() > 0.01 {
                signal.set(value);
            }
        };
        set(self.height, f64::from(scroller.client_height()).max(200.0));
        let row = found(self.row).map(|row| row.get_bounding_client_rect().height());
        if let Some(row) = row.filter(|height| *height > 8.0) {
            set(self.row_height, row);
        }
        // What is opened above the window takes no row's place.
        let mut top = f64::from(scroller.scroll_top());
        if let Some(opened) = found(".opened") {
            let passed = top - f64::from(opened.offset_top());
            top -= passed.clamp(0.0, f64::from(opened.offset_height()));
        }
        set(self.top, top);
    }

    /// Scrolls just so far that the row at a place can be seen below a head of some height.
    pub fn show(self, place: usize, head: f64) {
        let Some(scroller) = self.scroller.get_untracked() else {
            return;
        };
        let (row, top) = (
            self.row_height.get_untracked(),
            f64::from(scroller.scroll_top()),
        );
        let above = place as f64 * row;
        let below = (place + 1) as f64 * row + head - f64::from(scroller.client_height());
        if above < top {
            scroller.set_scroll_top(above as i32);
        } else if below > top {
            scroller.set_scroll_top(below.ceil() as i32);
        }
        self.measure();
    }
}
