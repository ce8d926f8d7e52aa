//! A drawing larger than its window: scrolled, pulled about, zoomed, and walked through by keyboard.
//! Its nodes are elements of the page with ids that [`node_id`] gives.

use super::px;
use super::save::{Source, Window, save};
use crate::edge::{dom, slices};
use crate::prelude::*;
use crate::ui::icon::icon;
use crate::ui::page::keep;
use leptos::ev;
use leptos::task::spawn_local;

/// The zooms that a press of a button goes through.
const ZOOMS: [f64; 7] = [0.2, 0.35, 0.5, 0.7, 1.0, 1.3, 1.7];
/// The least zoom at which nodes can be read.
const READ: f64 = 0.75;
/// The steps in which what is seen is told, in pixels of the drawing: scrolling seldom draws.
const STEP: f64 = 416.0;

const EVERYTHING: Seen = Seen {
    x: (f64::NEG_INFINITY, f64::INFINITY),
    y: (f64::NEG_INFINITY, f64::INFINITY),
};

/// The id of a node's element.
pub fn node_id(node: usize) -> String {
    format!("node-{node}")
}

/// The part of a drawing that is on screen, in pixels of the drawing.
#[derive(Clone, Copy, PartialEq)]
pub struct Seen {
    /// From left to right.
    pub x: (f64, f64),
    /// From top to bottom.
    pub y: (f64, f64),
}

impl Seen {
    /// Whether something that reaches from corner to corner can be seen.
    pub fn has(&self, (left, top): (f64, f64), (right, bottom): (f64, f64)) -> bool {
        right >= self.x.0 && left <= self.x.1 && bottom >= self.y.0 && top <= self.y.1
    }
}

/// A window onto a drawing.
#[derive(Clone, Copy)]
pub struct Board {
    label: &'static str,
    size: Signal<(f64, f64)>,
    window: Window,
    zoom: RwSignal<f64>,
    /// The node that has the focus, or would get it.
    pub active: RwSignal<usize>,
    /// What is on screen.
    pub seen: RwSignal<Seen>,
    /// Where a drag began: pointer and scroll.
    drag: RwSignal<Option<(i32, i32, i32, i32)>>,
}

impl Board {
    /// A window onto a drawing of so many pixels.
    pub fn new(label: &'static str, size: Signal<(f64, f64)>) -> Self {
        let board = Self {
            label,
            size,
            window: Window::default(),
            zoom: RwSignal::new(1.0),
            active: RwSignal::new(0),
            seen: RwSignal::new(Seen {
                x: (-STEP, 2400.0),
                y: (-STEP, 1200.0),
            }),
            drag: RwSignal::new(None),
        };
        keep(dom::on_resize(move || board.look()));
        Effect::new(move || {
            board.size.track();
            board.window.scroller.track();
            board.window.whole.track();
            spawn_local(async move {
                slices::yield_now().await;
                board.look();
            });
        });
        board
    }

    /// The window; `key` gives the node that a key leads to from the active one (and whether it was
    /// pressed on the window itself), `place` the middle and size of a node.
    pub fn view(
        self,
        key: impl Fn(usize, &str, bool) -> Option<usize> + 'static,
        place: impl Fn(usize) -> Option<((f64, f64), (f64, f64))> + Clone + 'static,
        inside: AnyView,
    ) -> AnyView {
        let size = self.size;
        let zoom = Memo::new(move |_| {
            if self.window.whole.get() {
                1.0
            } else {
                self.zoom.get()
            }
        });
        let width = move |zoom: f64| format!("{}px", px(size.get().0 * zoom));
        let height = move |zoom: f64| format!("{}px", px(size.get().1 * zoom));
        let pressed = move |event: ev::KeyboardEvent| self.key(&event, &key, &place);
        view! {
            <div class="graph table-wrap" node_ref=self.window.scroller tabindex="0" role="region" aria-label=self.label class:drags=move || self.drag.get().is_some() class:in-full=self.window.whole
                on:scroll=move |_| self.look() on:keydown=pressed
                on:pointerdown=move |event| self.take(&event) on:pointermove=move |event| self.pull(&event)
                on:pointerup=move |_| self.drag.set(None) on:pointerleave=move |_| self.drag.set(None)>
                <div class="graph-size" style:--gw=move || width(zoom.get()) style:--gh=move || height(zoom.get())>
                    <div class="graph-in" style:--zoom=move || zoom.get().to_string() style:--gw=move || width(1.0) style:--gh=move || height(1.0)>{inside}</div>
                </div>
            </div>
        }
        .into_any()
    }

    /// What explains the drawing, below it.
    pub fn explained(self, legend: AnyView) -> AnyView {
        self.window.explained(legend)
    }

    /// Buttons that zoom, and one that shows all.
    pub fn buttons(self) -> AnyView {
        let button = |glyph: &'static str, name: &'static str, press: fn(Self)| {
            view! { <button type="button" class="btn icon small" aria-label=name title=name on:click=move |_| press(self)>{icon(glyph)}</button> }
        };
        view! {
            {button("minus", "Zoom out", |board| board.zoom_by(false))}
            {button("plus", "Zoom in", |board| board.zoom_by(true))}
            <button type="button" class="btn small" on:click=move |_| self.fit()>"Fit"</button>
            {save(move || self.label.to_owned(), Source::Behind(self.window))}
        }
        .into_any()
    }

    fn zoom_by(self, closer: bool) {
        let now = self.zoom.get_untracked();
        let to = if closer {
            ZOOMS.into_iter().find(|zoom| *zoom > now + 0.01)
        } else {
            ZOOMS.into_iter().rfind(|zoom| *zoom < now - 0.01)
        };
        if let Some(to) = to {
            self.zoom_to(to);
        }
    }

    /// Shows all of it.
    pub fn fit(self) {
        let Some(scroller) = self.window.scroller.get_untracked() else {
            return;
        };
        let (width, height) = self.size.get_untracked();
        // What is scrolled shall not need to be for a border.
        let room = |side: i32| f64::from(side - 4).max(100.0);
        let fits = (room(scroller.client_width()) / width.max(1.0))
            .min(room(scroller.client_height()) / height.max(1.0));
        self.zoom_to(fits.clamp(0.08, 1.0));
    }

    /// Begins with as much of it as can be read, and with a node of this middle and size in view.
    pub fn begin(self, node: usize, place: Option<((f64, f64), (f64, f64))>) {
        spawn_local(async move {
            slices::yield_now().await;
            // Whoever was quick is on another page by now.
            let Some(scroller) = self.window.scroller.try_get_untracked().flatten() else {
                return;
            };
            let room = f64::from(scroller.client_width() - 4).max(100.0);
            let width = self.size.get_untracked().0.max(1.0);
            self.zoom_to((room / width).clamp(READ, 1.0));
            slices::yield_now().await;
            slices::yield_now().await;
            if self.window.scroller.try_get_untracked().flatten().is_some() {
                self.show(node, place);
            }
        });
    }

    // What is in the middle stays there.
    fn zoom_to(self, to: f64) {
        let Some(scroller) = self.window.scroller.get_untracked() else {
            return;
        };
        let by = to / self.zoom.get_untracked();
        let middle = |from: i32, seen: i32| {
            let half = f64::from(seen) / 2.0;
            ((f64::from(from) + half) * by - half) as i32
        };
        let left = middle(scroller.scroll_left(), scroller.client_width());
        let top = middle(scroller.scroll_top(), scroller.client_height());
        self.zoom.set(to);
        spawn_local(async move {
            slices::yield_now().await;
            if let Some(scroller) = self.window.scroller.try_get_untracked().flatten() {
                scroller.set_scroll_left(left);
                scroller.set_scroll_top(top);
                self.look();
            }
        });
    }

    // Which part of the drawing is on screen.
    fn look(self) {
        let Some(scroller) = self.window.scroller.try_get_untracked().flatten() else {
            return;
        };
        if self.window.whole.get_untracked() {
            return self.seen.set(EVERYTHING);
        }
        let zoom = self.zoom.get_untracked();
        let part = |from: i32, size: i32| {
            let (from, size) = (f64::from(from), f64::from(size));
            (
                (from / zoom / STEP).floor() * STEP - STEP,
                ((from + size) / zoom / STEP).ceil() * STEP + STEP,
            )
        };
        let seen = Seen {
            x: part(scroller.scroll_left(), scroller.client_width()),
            y: part(scroller.scroll_top(), scroller.client_height()),
        };
        if self.seen.get_untracked() != seen {
            self.seen.set(seen);
        }
    }

    fn take(self, event: &ev::PointerEvent) {
        let Some(scroller) = self.window.scroller.get_untracked() else {
            return;
        };
        // A finger scrolls by itself, and a node is pressed.
        let on_node = event.target() != event.current_target() && dom::is_in(event, "button");
        if event.pointer_type() == "mouse" && event.button() == 0 && !on_node {
            let (x, y) = (event.client_x(), event.client_y());
            self.drag
                .set(Some((x, y, scroller.scroll_left(), scroller.scroll_top())));
        }
    }

    fn pull(self, event: &ev::PointerEvent) {
        // A scrollbar that was let go of says nothing of it.
        if event.buttons() == 0 {
            if self.drag.get_untracked().is_some() {
                self.drag.set(None);
            }
            return;
        }
        if let Some((x, y, left, top)) = self.drag.get_untracked()
            && let Some(scroller) = self.window.scroller.get_untracked()
        {
            scroller.set_scroll_left(left + x - event.client_x());
            scroller.set_scroll_top(top + y - event.client_y());
        }
    }

    fn key(
        self,
        event: &ev::KeyboardEvent,
        target: &impl Fn(usize, &str, bool) -> Option<usize>,
        place: &impl Fn(usize) -> Option<((f64, f64), (f64, f64))>,
    ) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let on_region = event.target() == event.current_target();
        let key = event.key();
        match (target(self.active.get_untracked(), &key, on_region), &*key) {
            (Some(to), _) => self.go_to(to, place(to)),
            (None, "+" | "-") => {
                self.zoom_by(key == "+");
                if !on_region {
                    self.keep_in_view(place);
                }
            }
            (None, "0") => self.fit(),
            _ => return,
        }
        event.prevent_default();
    }

    // The node that has the focus, after a zoom.
    fn keep_in_view(self, place: &impl Fn(usize) -> Option<((f64, f64), (f64, f64))>) {
        let node = self.active.get_untracked();
        let place = place(node);
        spawn_local(async move {
            slices::yield_now().await;
            slices::yield_now().await;
            if self.window.scroller.try_get_untracked().flatten().is_some() {
                self.show(node, place);
            }
        });
    }

    /// Brings a node with this middle and size into view, and gives it the focus.
    pub fn go_to(self, node: usize, place: Option<((f64, f64), (f64, f64))>) {
        self.show(node, place);
        spawn_local(async move {
            slices::yield_now().await;
            slices::yield_now().await;
            dom::focus(&node_id(node));
        });
    }

    /// Brings a node into view, and makes it the one that would get the focus.
    pub fn show(self, node: usize, place: Option<((f64, f64), (f64, f64))>) {
        self.active.set(node);
        let Some(scroller) = self.window.scroller.get_untracked() else {
            return;
        };
        let zoom = self.zoom.get_untracked();
        let (width, height) = (
            f64::from(scroller.client_width()),
            f64::from(scroller.client_height()),
        );
        let (left, top) = (
            f64::from(scroller.scroll_left()),
            f64::from(scroller.scroll_top()),
        );
        if let Some(((x, y), size)) = place {
            let (x, y) = (x * zoom, y * zoom);
            let (half, high) = (size.0 / 2.0 * zoom + 8.0, size.1 / 2.0 * zoom + 8.0);
            if x - half < left || x + half > left + width {
                scroller.set_scroll_left((x - width / 2.0) as i32);
            }
            if y - high < top || y + high > top + height {
                scroller.set_scroll_top((y - height / 2.0) as i32);
            }
        }
        self.look();
    }
}
