//! Rows of bars on a time axis. Only the rows near what is on screen are in the page, and
//! scrolling lays nothing out anew.

use super::bars::{self, Bar, Mark, ROW};
use super::px;
use super::save::save;
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
/// The widest a minute gets, in pixels.
const WIDEST: f64 = 24.0;

#[derive(Clone, Copy)]
struct Shown {
    chart: Timeline,
    base: StoredValue<String>,
    scroller: NodeRef<html::Div>,
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

/// Draws a timeline.
pub fn timeline(chart: Timeline) -> AnyView {
    let (top, height) = (RwSignal::new(0.0), RwSignal::new(600.0));
    let (room, zoom) = (RwSignal::new(600.0), RwSignal::new(1.0));
    let window = Memo::new(move |_| {
        let count = chart.rows.with(|rows| rows.count);
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
        scroller: NodeRef::new(),
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
            {save(move || chart.name.to_owned(), shown.scroller)}
        </div>
        <div class="gantt table-wrap" node_ref=shown.scroller tabindex="0" role="region" aria-label=chart.name
            style:--g-row=format!("{ROW}px") style:--g-w=move || format!("{}px", width()) style:--g-h=move || format!("{}px", px(count() as f64 * ROW))
            on:scroll=move |_| shown.scrolled() on:keydown=move |event| shown.key(&event)>
            <div class="g-head">
                <div class="g-corner" node_ref=shown.corner>"Step"</div>
                <svg class="g-axis" aria-hidden="true">{move || axis(shown)}</svg>
            </div>
            <div class="g-body">
                <ol class="g-names" aria-label=chart.name>
                    <For each=names key=|n| *n children=move |n| name(shown, n)/>
                </ol>
                <svg class="g-bars" aria-hidden="true">
                    {move || grid(shown)}
                    <For each=move || window_of(shown) key=|n| *n children=move |n| bars_of(shown, n)/>
                    {move || links(shown)}
                    {move || now_line(shown)}
                </svg>
            </div>
        </div>
    }
    .into_any()
}

fn window_of(shown: Shown) -> std::ops::Range<usize> {
    let (from, to) = shown.window.get();
    from..to
}

fn name(shown: Shown, n: usize) -> AnyView {
    let row = move || shown.chart.rows.with(|rows| (rows.row)(n));
    let row = Memo::new(move |_| {
        row().map(|row| (row.number, row.title, row.depth, row.strong, row.words))
    });
    let text = move || row.with(|row| row.as_ref().map(|row| (row.0.clone(), row.1.clone())));
    let count = move || shown.chart.rows.with(|rows| rows.count);
    let tab = move || if shown.active.get() == n { "0" } else { "-1" };
    view! {
        <li style:--n=n.to_string() style:--d=move || row.with(|row| row.as_ref().map_or(0, |row| row.2)).to_string()
            class:section=move || row.with(|row| row.as_ref().is_some_and(|row| row.3))
            aria-posinset=n + 1 aria-setsize=count>
            <button type="button" id=shown.id(n) tabindex=tab
                aria-label=move || row.with(|row| row.as_ref().map(|row| row.4.clone()))
                title=move || row.with(|row| row.as_ref().map(|row| row.4.clone()))
                on:focus=move |_| shown.active.set(n) on:click=move |_| shown.chart.open.run(n)>
                {move || text().map(|(number, title)| view! { <span class="no">{number}</span>" "<span>{title}</span> })}
            </button>
        </li>
    }
    .into_any()
}

fn bars_of(shown: Shown, n: usize) -> AnyView {
    let bars = Memo::new(move |_| {
        let row = shown.chart.rows.with(|rows| (rows.row)(n));
        row.map(|row| row.bars).unwrap_or_default()
    });
    let drawn = move || {
        let scale = shown.scale.get();
        let x = |minutes: f64| px(minutes * scale);
        bars.with(|bars| {
            let one = |bar: &Bar| {
                // Only what grows looks at the clock.
                let now = if bar.grows { shown.now() } else { 0.0 };
                bars::bar(bar, &x, n as f64 * ROW, now)
            };
            bars.iter().map(one).collect_view()
        })
    };
    let choose = move |_| {
        shown.active.set(n);
        dom::focus(&shown.id(n));
    };
    let line = format!("g-row{}", if n % 2 == 1 { " odd" } else { "" });
    view! {
        <g class:now=move || shown.active.get() == n on:click=choose>
            <rect class=line x="0" y=px(n as f64 * ROW) width="100%" height=px(ROW)></rect>
            {drawn}
        </g>
    }
    .into_any()
}

fn axis(shown: Shown) -> AnyView {
    let (scale, span) = (shown.scale.get(), shown.chart.span.get());
    let x = |minutes: f64| px(minutes * scale);
    let mut ticks = shown.ticks(span, scale);
    // A label of a line is whole at either end of the axis, and stands instead of a tick's.
    let last = (span * scale + END_ROOM - LABEL_HALF).max(LABEL_HALF);
    let marks = shown.chart.marks.with(|marks| {
        let near = marks.iter().filter(|mark| mark.at <= span);
        let place = |mark: &Mark| {
            let at = (mark.at * scale).clamp(LABEL_HALF, last);
            for tick in &mut ticks {
                if (tick.at * scale - at).abs() < TICK_ROOM / 2.0 {
                    tick.label.clear();
                }
            }
            view! { <text class="g-label strong" x=px(at) y="17">{mark.label.clone()}</text> }
        };
        near.map(place).collect_view()
    });
    view! { {bars::axis(&ticks, &x)}{marks} }.into_any()
}

fn grid(shown: Shown) -> AnyView {
    let (scale, span) = (shown.scale.get(), shown.chart.span.get());
    let ticks = shown.ticks(span, scale);
    let lines = ticks
        .iter()
        .map(|tick| bars::line("g-grid".to_owned(), px(tick.at * scale)));
    let marks = shown.chart.marks.with(|marks| {
        let near = marks.iter().filter(|mark| mark.at <= span);
        let line =
            |mark: &Mark| bars::line(format!("g-across {}", mark.class), px(mark.at * scale));
        near.map(line).collect_view()
    });
    view! { {lines.collect_view()}{marks} }.into_any()
}

// What the row with the focus waits for, and what waits for it.
fn links(shown: Shown) -> AnyView {
    let (active, scale) = (shown.active.get(), shown.scale.get());
    let rows = shown.chart.rows.read();
    let lines = |from: usize, to: usize| {
        let (first, then) = (rows.row)(from).zip((rows.row)(to))?;
        let (x1, x2) = (first.ends.1 * scale, then.ends.0 * scale);
        let middle = |n: usize| n as f64 * ROW + ROW / 2.0 - 2.0;
        let (y1, y2) = (middle(from), middle(to));
        let turn = x1.max(x2 - 8.0).max(x1 + 4.0);
        let path = format!("M{} {}H{}V{}H{}", px(x1), px(y1), px(turn), px(y2), px(x2));
        let head = format!("M{} {}l-6-4v8z", px(x2.max(6.0)), px(y2));
        Some(view! { <path class="g-link" d=path></path><path class="g-head-of" d=head></path> })
    };
    let Some(row) = (rows.row)(active) else {
        return ().into_any();
    };
    let into = row.after.iter().filter_map(|&from| lines(from, active));
    let next = (0..rows.count).filter(|&to| (rows.waits)(to, active));
    let out = next.filter_map(|to| lines(active, to));
    let all: Vec<_> = into.chain(out).collect();
    all.into_iter().collect_view().into_any()
}

fn now_line(shown: Shown) -> AnyView {
    let Some(now) = shown.chart.now else {
        return ().into_any();
    };
    let x = move || px(now.get() * shown.scale.get());
    view! { <line class="g-across g-now" x1=x x2=x y1="0" y2="100%"></line> }.into_any()
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
            let Some(scroller) = self.scroller.get() else {
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
        let scroller = self.scroller.try_get_untracked().flatten();
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
        if let Some(scroller) = self.scroller.try_get_untracked().flatten() {
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
        if let Some(scroller) = self.scroller.get_untracked() {
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
