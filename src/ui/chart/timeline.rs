//! Rows of bars on a time axis. Only the rows near what is on screen are in the page, and
//! scrolling lays nothing out anew.

mod drawn;

use super::bars::{Bar, Mark, ROW};
use super::px;
use super::save::{Source, Window, save};
use crate::edge::{dom, slices};
use crate::prelude::*;
use crate::ui::dialog::next_id;
use crate::ui::icon::icon;
use crate::ui::keys;
use crate::ui::page::keep;
use holdfast_domain::chart::time_ticks;
use leptos::task::spawn_local;
use leptos::{ev, html};
use std::sync::Arc;

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// How many rows it stands under.
    pub depth: usize,
    /// Whether it holds others.
    pub strong: bool,
    /// All that its bars show, in words.
    pub words: String,
    /// From when to when, in short.
    pub when: String,
    /// Its bars, those below first.
    pub bars: Vec<Bar>,
    /// Where lines from others arrive, and where lines to others begin, in minutes.
    pub ends: (f64, f64),
    /// The rows that it waits for.
    pub after: Vec<usize>,
}

/// The rows of a timeline. Each is made when it is drawn: of a long plan only a few are.
#[derive(Clone)]
pub struct Rows {
    /// How many there are.
    pub count: usize,
    /// The row at a place.
    pub row: Arc<dyn Fn(usize) -> Option<Row> + Send + Sync>,
    /// Whether the row at a place waits for that at another.
    pub waits: Arc<dyn Fn(usize, usize) -> bool + Send + Sync>,
}

impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.row, &other.row)
    }
}

impl Rows {
    /// Rows that were made already.
    pub fn of(list: Arc<Vec<Row>>) -> Self {
        let with = list.clone();
        Self {
            count: list.len(),
            row: Arc::new(move |n| list.get(n).cloned()),
            waits: Arc::new(move |n, first| {
                with.get(n).is_some_and(|row| row.after.contains(&first))
            }),
        }
    }
}

/// What a timeline shows.
#[derive(Clone, Copy)]
pub struct Timeline {
    /// What it is called.
    pub name: &'static str,
    /// Its rows.
    pub rows: Memo<Rows>,
    /// How many minutes it shows.
    pub span: Memo<f64>,
    /// Lines across all rows.
    pub marks: Memo<Vec<Mark>>,
    /// The minute that it is now, where that moves.
    pub now: Option<Signal<f64>>,
    /// The minutes that a clock shows at the beginning of the axis.
    pub offset: Memo<f64>,
    /// What the axis says at so many minutes on that clock.
    pub label: Callback<f64, String>,
    /// Opens what the row at a place stands for.
    pub open: Callback<usize>,
}

/// Rows in the page above and below what is on screen.
const BESIDE: usize = 12;
/// The step in which the window moves: as many rows as are drawn within a frame while one scrolls.
const STEP: usize = 4;
/// The room between marks of the axis, in pixels.
const TICK_ROOM: f64 = 84.0;
/// The room beside the last minute: half a mark's label.
const END_ROOM: f64 = 28.0;
/// Half the width of a line's label, in pixels.
const LABEL_HALF: f64 = 16.0;
/// The most rows that a picture has all of.
const MOST_WHOLE: usize = 1000;
/// The widest a minute gets, in pixels.
const WIDEST: f64 = 24.0;

#[derive(Clone, Copy)]
struct Shown {
    chart: Timeline,
    base: StoredValue<String>,
    frame: Window,
    corner: NodeRef<html::Div>,
    top: RwSignal<f64>,
    height: RwSignal<f64>,
    /// The width of the part with the bars that is on screen.
    room: RwSignal<f64>,
    zoom: RwSignal<f64>,
    /// The row that has the focus, or would get it.
    active: RwSignal<usize>,
    window: Memo<(usize, usize)>,
    /// Pixels a minute.
    scale: Memo<f64>,
}

/// Draws a timeline; `legend` explains it.
pub fn timeline(chart: Timeline, legend: AnyView) -> AnyView {
    let (top, height) = (RwSignal::new(0.0), RwSignal::new(600.0));
    let (room, zoom) = (RwSignal::new(600.0), RwSignal::new(1.0));
    let frame = Window::default();
    let is_short = move || chart.rows.with(|rows| rows.count) <= MOST_WHOLE;
    let whole = Memo::new(move |_| frame.whole.get() && is_short());
    let words = move || {
        let part = if is_short() {
            ""
        } else {
            ", the rows in sight"
        };
        [chart.name, part].concat()
    };
    let window = Memo::new(move |_| {
        let count = chart.rows.with(|rows| rows.count);
        if whole.get() {
            return (0, count);
        }
        let first = (top.get() / ROW) as usize / STEP * STEP;
        let seen = (height.get() / ROW) as usize + 1;
        (
            first.saturating_sub(BESIDE).min(count),
            (first + seen + 2 * BESIDE).min(count),
        )
    });
    let scale = Memo::new(move |_| {
        let fit = (room.get() - END_ROOM).max(80.0) / chart.span.get().max(1.0);
        (fit * zoom.get()).min(WIDEST.max(fit))
    });
    let shown = Shown {
        chart,
        base: StoredValue::new(next_id("row")),
        frame,
        corner: NodeRef::new(),
        top,
        height,
        room,
        zoom,
        active: RwSignal::new(0),
        window,
        scale,
    };
    shown.follow();
    let count = move || chart.rows.with(|rows| rows.count);
    let width = move || px(chart.span.get() * scale.get() + END_ROOM);
    let names = move || {
        dom::hold_focus(|| {});
        window_of(shown)
    };
    view! {
        <div class="g-tools btns" role="group" aria-label="Zoom">
            {shown.button("minus", "Zoom out", 1.0 / 1.5)}
            {shown.button("plus", "Zoom in", 1.5)}
            <button type="button" class="btn small" on:click=move |_| zoom.set(1.0)>"Fit"</button>
            {save(words, Source::Behind(shown.frame))}
        </div>
        <div class="gantt table-wrap" node_ref=shown.frame.scroller tabindex="0" role="region" aria-label=chart.name class:in-full=whole
            style:--g-row=format!("{ROW}px") style:--g-w=move || format!("{}px", width()) style:--g-h=move || format!("{}px", px(count() as f64 * ROW))
            on:scroll=move |_| shown.scrolled() on:keydown=move |event| shown.key(&event)>
            <div class="g-head">
                <div class="g-corner" node_ref=shown.corner>"Step"</div>
                <svg class="g-axis" aria-hidden="true">{move || drawn::axis(shown)}</svg>
            </div>
            <div class="g-body">
                <ol class="g-names" aria-label=chart.name>
                    <For each=names key=|n| *n children=move |n| drawn::name(shown, n)/>
                </ol>
                <svg class="g-bars" aria-hidden="true">
                    {move || drawn::grid(shown)}
                    <For each=move || window_of(shown) key=|n| *n children=move |n| drawn::bars_of(shown, n)/>
                    {move || drawn::links(shown)}
                    {move || drawn::now_line(shown)}
                </svg>
            </div>
        </div>
        {frame.explained(legend)}
    }
    .into_any()
}

fn window_of(shown: Shown) -> std::ops::Range<usize> {
    let (from, to) = shown.window.get();
    from..to
}

impl Shown {
    fn id(self, n: usize) -> String {
        self.base.with_value(|base| format!("{base}-{n}"))
    }

    fn now(self) -> f64 {
        self.chart.now.map_or(0.0, |now| now.get())
    }

    fn ticks(self, span: f64, scale: f64) -> Vec<holdfast_domain::chart::Tick> {
        let most = (span * scale / TICK_ROOM) as usize;
        let offset = self.chart.offset.get();
        time_ticks(span, most.max(2), offset, |minutes| {
            self.chart.label.run(minutes)
        })
    }

    fn button(self, glyph: &'static str, name: &'static str, by: f64) -> AnyView {
        view! { <button type="button" class="btn icon small" aria-label=name title=name on:click=move |_| self.zoom_by(by)>{icon(glyph)}</button> }
            .into_any()
    }

    fn zoom_by(self, by: f64) {
        self.zoom
            .update(|zoom| *zoom = (*zoom * by).clamp(1.0, 400.0));
    }

    fn follow(self) {
        Effect::new(move || {
            let Some(scroller) = self.frame.scroller.get() else {
                return;
            };
            // Its first size is told at once. Drawing anew has to wait for a turn of its own: what is
            // watched must not change while sizes are told.
            keep(dom::on_size(&scroller, move || {
                spawn_local(async move {
                    slices::yield_now().await;
                    self.measure();
                });
            }));
        });
        // The row with the focus may be gone after a change.
        Effect::new(move || {
            let last = self.chart.rows.with(|rows| rows.count).saturating_sub(1);
            if self.active.get_untracked() > last {
                self.active.set(last);
            }
        });
    }

    fn measure(self) {
        // For a picture it is as large as it needs to be, for a moment.
        if self.frame.whole.try_get_untracked() != Some(false) {
            return;
        }
        let scroller = self.frame.scroller.try_get_untracked().flatten();
        let corner = self.corner.try_get_untracked().flatten();
        let Some((scroller, corner)) = scroller.zip(corner) else {
            return;
        };
        let names = corner.get_bounding_client_rect().width();
        self.room.set(f64::from(scroller.client_width()) - names);
        self.height
            .set(f64::from(scroller.client_height()).max(200.0));
        self.scrolled();
    }

    fn scrolled(self) {
        if let Some(scroller) = self.frame.scroller.try_get_untracked().flatten() {
            self.top.set(f64::from(scroller.scroll_top()));
        }
    }

    fn key(self, event: &ev::KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let now = self.active.get_untracked();
        let on_region = event.target() == event.current_target();
        let page = ((self.height.get_untracked() / ROW) as usize)
            .saturating_sub(2)
            .max(1);
        let to = match event.key().as_str() {
            "+" => return self.zoom_by(1.5),
            "-" => return self.zoom_by(1.0 / 1.5),
            "0" => return self.zoom.set(1.0),
            key => match keys::row(key, now, page, on_region) {
                Some(row) => row,
                None => return,
            },
        };
        event.prevent_default();
        self.go_to(to);
    }

    fn go_to(self, place: usize) {
        let last = self
            .chart
            .rows
            .with_untracked(|rows| rows.count)
            .saturating_sub(1);
        let place = place.min(last);
        self.active.set(place);
        if let Some(scroller) = self.frame.scroller.get_untracked() {
            let (at, top) = (place as f64 * ROW, f64::from(scroller.scroll_top()));
            // The axis covers a row's height.
            let end = at + 2.0 * ROW - f64::from(scroller.client_height());
            if at < top {
                scroller.set_scroll_top(at as i32);
            } else if end > top {
                scroller.set_scroll_top(end.ceil() as i32);
            }
            self.scrolled();
        }
        spawn_local(async move {
            // One turn for the window to follow, one for its rows to be drawn.
            slices::yield_now().await;
            slices::yield_now().await;
            if self.base.try_get_value().is_some() {
                dom::focus(&self.id(place));
            }
        });
    }
}
