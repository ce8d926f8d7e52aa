//! The rows of a long table that are in the page: those near what is on screen.

use crate::edge::{dom, slices};
use crate::prelude::*;
use crate::ui::page::keep;
use holdfast_ledger::Id;
use leptos::html;
use leptos::task::spawn_local;

/// From how many rows on only some of them are in the page.
const MANY: usize = 120;
/// Rows in the page above and below what is on screen, and the step in which the window moves.
const BESIDE: usize = 16;

/// The rows of a table, and which of them are in the page.
#[derive(Clone, Copy)]
pub struct Rows {
    /// All of them.
    pub ids: Memo<Vec<Id>>,
    /// What scrolls.
    pub scroller: NodeRef<html::Div>,
    top: RwSignal<f64>,
    height: RwSignal<f64>,
    row: RwSignal<f64>,
}

impl Rows {
    /// The rows with these ids.
    pub fn of(ids: Memo<Vec<Id>>) -> Self {
        let rows = Self {
            ids,
            scroller: NodeRef::new(),
            top: RwSignal::new(0.0),
            height: RwSignal::new(1200.0),
            row: RwSignal::new(36.0),
        };
        Effect::new(move || {
            let Some(scroller) = rows.scroller.get() else {
                return;
            };
            keep(dom::on_size(&scroller, move || {
                spawn_local(async move {
                    slices::yield_now().await;
                    rows.measure();
                });
            }));
        });
        Effect::new(move || {
            rows.ids.track();
            spawn_local(async move {
                slices::yield_now().await;
                rows.measure();
            });
        });
        rows
    }

    /// Whether there are so many that only some are in the page.
    pub fn is_long(self) -> bool {
        self.ids.with(|ids| ids.len() > MANY)
    }

    fn range(self) -> (usize, usize) {
        let all = self.ids.with(Vec::len);
        if all <= MANY {
            return (0, all);
        }
        let (first, seen) = (
            self.top.get() / self.row.get(),
            self.height.get() / self.row.get(),
        );
        let first = first as usize / BESIDE * BESIDE;
        (
            first.saturating_sub(BESIDE).min(all),
            (first + seen as usize + 2 * BESIDE).min(all),
        )
    }

    /// The rows in the page, and the room that those before and after them take, in px.
    pub fn window(self) -> (Memo<Vec<Id>>, Signal<f64>, Signal<f64>) {
        let range = Memo::new(move |_| self.range());
        let ids = Memo::new(move |_| {
            let (from, to) = range.get();
            self.ids
                .with(|ids| ids.get(from..to).unwrap_or_default().to_vec())
        });
        let before = Signal::derive(move || range.get().0 as f64 * self.row.get());
        let after = Signal::derive(move || {
            self.ids.with(Vec::len).saturating_sub(range.get().1) as f64 * self.row.get()
        });
        (ids, before, after)
    }

    /// Looks again at what is on screen.
    pub fn measure(self) {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else {
            return;
        };
        let set = |signal: RwSignal<f64>, value: f64| {
            if (signal.get_untracked() - value).abs() > 0.01 {
                signal.set(value);
            }
        };
        let row = scroller
            .query_selector("tbody > tr:not(.gap)")
            .ok()
            .flatten();
        let row = row.map(|row| row.get_bounding_client_rect().height());
        if let Some(row) = row.filter(|height| *height > 8.0) {
            set(self.row, row);
        }
        set(self.height, f64::from(scroller.client_height()).max(200.0));
        set(self.top, f64::from(scroller.scroll_top()));
    }

    /// Whether something in a row has the focus.
    pub fn has_focus(self) -> bool {
        let scroller = self.scroller.try_get_untracked().flatten();
        let body = scroller.and_then(|scroller| scroller.query_selector("tbody").ok().flatten());
        body.is_some_and(|body| dom::has_focus(&body))
    }

    // Where the row at a place begins and ends, in px from the top of what scrolls.
    fn span(self, scroller: &web_sys::HtmlDivElement, place: usize) -> Option<(f64, f64)> {
        let row = self.row.get_untracked();
        if untrack(|| self.is_long()) {
            let top = place as f64 * row;
            return Some((top, top + row));
        }
        let nth = format!("tbody > tr:nth-child({})", place + 1);
        let row = scroller.query_selector(&nth).ok().flatten()?;
        let row = row.get_bounding_client_rect();
        let head = scroller.query_selector("thead").ok().flatten();
        let head = head.map_or(0.0, |head| head.get_bounding_client_rect().height());
        let zero =
            scroller.get_bounding_client_rect().top() + head - f64::from(scroller.scroll_top());
        Some((row.top() - zero, row.bottom() - zero))
    }

    /// Whether the row at a place is on screen.
    pub fn is_seen(self, place: usize) -> bool {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else {
            return false;
        };
        let seen = f64::from(scroller.scroll_top());
        let end = seen + f64::from(scroller.client_height());
        self.span(&scroller, place)
            .is_some_and(|(top, bottom)| top >= seen - 1.0 && bottom <= end)
    }

    /// Scrolls the row at a place to where those after it are seen too; the focus stays where it is.
    pub fn bring(self, place: usize) {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else {
            return;
        };
        let Some((top, _)) = self.span(&scroller, place) else {
            return;
        };
        let above = f64::from(scroller.client_height()) / 4.0;
        scroller.set_scroll_top((top - above).max(0.0) as i32);
        self.measure();
    }

    /// Brings the row at a place into the page and gives it the focus; `name` says its element.
    pub fn go_to(self, place: usize, name: fn(Id) -> String) {
        let Some(id) = self.ids.with_untracked(|ids| ids.get(place).copied()) else {
            return;
        };
        if let Some(scroller) = self
            .scroller
            .get_untracked()
            .filter(|_| untrack(|| self.is_long()))
        {
            let (row, top) = (self.row.get_untracked(), f64::from(scroller.scroll_top()));
            // The head of the table covers one row.
            let last = top + f64::from(scroller.client_height()) - 2.0 * row;
            let at = place as f64 * row;
            if at < top {
                scroller.set_scroll_top(at as i32);
            } else if at > last {
                scroller.set_scroll_top((at - last + top).ceil() as i32);
            }
            self.measure();
        }
        spawn_local(async move {
            // One turn for the window to follow, one for its rows to be drawn.
            slices::yield_now().await;
            slices::yield_now().await;
            dom::focus(&name(id));
        });
    }
}
