//! The table itself: only the rows near what is on screen are in the page.

use super::group;
use super::paper::{self, Paper};
use super::row::{row, row_id};
use super::state::{Line, Register};
use crate::edge::{dom, print, slices};
use crate::prelude::*;
use crate::ui::cell::{is_number, width};
use crate::ui::keys;
use crate::ui::sight::Sight;
use holdfast_domain::table::{Column, Standing};
use holdfast_ledger::Id;
use holdfast_ledger::sort::Ordered;
use leptos::ev;
use leptos::task::spawn_local;
use std::rc::Rc;

/// The width of the title's column and of the checkboxes', in rem.
const TITLE_REM: f64 = 16.0;
const SELECT_REM: f64 = 2.5;
const TOOLS_REM: f64 = 8.0;

/// The rows in the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The place of the first.
    pub from: usize,
    /// What they are.
    pub lines: Vec<Line>,
}

/// The table on screen.
#[derive(Clone, Copy)]
pub struct Grid {
    /// What it shows.
    pub register: Register,
    /// The place of the row that has the focus, or would get it.
    pub active: RwSignal<usize>,
    /// The row from which Shift selects.
    pub anchor: RwSignal<usize>,
    /// The rows in the page.
    pub window: RwSignal<Window>,
    sight: Sight,
    printing: RwSignal<bool>,
}

/// The table of a register.
pub fn grid(register: Register, selecting: RwSignal<bool>) -> AnyView {
    let grid = Grid {
        register,
        active: RwSignal::new(0),
        anchor: RwSignal::new(0),
        window: RwSignal::new(Window::default()),
        sight: Sight::new("tbody > tr:not(.gap)", 37.0),
        printing: RwSignal::new(false),
    };
    grid.follow();
    grid.come_back();
    let total = move || register.lines.with(|lines| lines.len());
    let before =
        move || grid.window.with(|window| window.from as f64) * grid.sight.row_height.get();
    let after = move || {
        let end = grid.window.with(|window| window.from + window.lines.len());
        total().saturating_sub(end) as f64 * grid.sight.row_height.get()
    };
    let columns = move || register.shown_columns();
    let tools = move || usize::from(register.spec.with(|spec| spec.standing != Standing::Live));
    let span = move || register.columns.with(Vec::len) + 1 + tools();
    let gap = move |size: Signal<f64>| {
        view! {
            <tr class="gap" role="presentation" aria-hidden="true"><td colspan=span style:--gap=move || format!("{}px", size.get())></td></tr>
        }
    };
    let name = register.kind.many;
    view! {
        {paper::words(register)}
        <div class="table-wrap" node_ref=grid.sight.scroller tabindex="0" role="region" aria-label=name
            on:scroll=move |_| grid.sight.measure() on:keydown=move |event| grid.key(&event)>
            <table class="table windowed cards" class:selecting=move || selecting.get() role="table" aria-label=name
                aria-rowcount=move || total() + 1 style:--table-w=move || format!("{}rem", table_width(&columns(), tools() > 0))>
                {move || head(grid, &columns())}
                <tbody role="rowgroup" class:screen-only=move || register.paper.with(Paper::is_whole)>
                    {gap(Signal::derive(before))}
                    <For each=move || grid.window.with(|window| window.lines.clone()) key=|line| *line
                        children=move |line| match line { Line::Row(id) => row(grid, id), Line::Head(n) => group::head(grid, n) }/>
                    {gap(Signal::derive(after))}
                </tbody>
                {paper::sheets(register)}
            </table>
        </div>
    }
    .into_any()
}

fn table_width(columns: &[Column], tools: bool) -> f64 {
    let tools = if tools { TOOLS_REM } else { 0.0 };
    columns.iter().skip(1).map(width).sum::<f64>() + TITLE_REM + SELECT_REM + tools
}

fn head(grid: Grid, columns: &[Column]) -> AnyView {
    let register = grid.register;
    let all = move || register.rows.with(|rows| rows.len());
    let chosen = move || register.selected.with(std::collections::BTreeSet::len);
    let every = move || all() > 0 && chosen() == all();
    let some = move || chosen() > 0 && !every();
    let select_all = move |_| {
        register.selected.set(if every() {
            Default::default()
        } else {
            register.ids().into_iter().into_set()
        });
    };
    let cols = columns.iter().skip(1);
    let cols = cols
        .map(|column| view! { <col style:--w=format!("{}rem", width(column))/> })
        .collect_view();
    let mut heads = columns.iter().map(|column| column_head(register, column));
    let title = heads.next();
    let heads = heads.collect_view();
    let tools = move || register.spec.with(|spec| spec.standing != Standing::Live);
    view! {
        <colgroup>
            <col style:--w=format!("{SELECT_REM}rem")/>
            <col/>
            {move || tools().then(|| view! { <col style:--w=format!("{TOOLS_REM}rem")/> })}
            {cols}
        </colgroup>
        <thead role="rowgroup">
            <tr role="row" aria-rowindex="1">
                <th role="columnheader" scope="col" class="sel">
                    <input type="checkbox" aria-label="Select all shown" prop:checked=every
                        prop:indeterminate=some on:change=select_all/>
                </th>
                {title}
                {move || tools().then(|| view! { <th role="columnheader" scope="col" class="tools"><span class="sr">"Restore"</span></th> })}
                {heads}
            </tr>
        </thead>
    }
    .into_any()
}

fn column_head(register: Register, column: &Column) -> AnyView {
    let key = StoredValue::new(column.key.clone());
    let sorted = move || {
        let falling = key.with_value(|key| register.sorted(key))?;
        Some(if falling { "descending" } else { "ascending" })
    };
    let press = move |_| register.sort_by(key.get_value());
    view! {
        <th role="columnheader" scope="col" class:num=is_number(column) class:title=column.key == "title" aria-sort=sorted>
            <button type="button" class="sort" on:click=press>{column.label.clone()}</button>
        </th>
    }
    .into_any()
}

impl Grid {
    fn follow(self) {
        // The listener lives as long as the table.
        let printing = move |on| {
            self.printing.set(on);
            if !on {
                self.register.paper.set(Paper::default());
            }
        };
        let _kept = StoredValue::new_local(print::around(printing).ok());
        Effect::new(move |before: Option<Rc<[Line]>>| {
            let lines = self.register.lines.get();
            if let Some(before) = before.filter(|before| !Rc::ptr_eq(before, &lines)) {
                self.register.paper.set(Paper::default());
                if self.looks_other(&before, &lines) {
                    self.sight.begin_anew();
                }
            }
            let (from, to) = self.range(lines.len());
            let window = Window {
                from,
                lines: lines[from..to].to_vec(),
            };
            if self.active.get_untracked() >= lines.len() {
                self.active.set(lines.len().saturating_sub(1));
            }
            if self.window.with_untracked(|now| *now != window) {
                let had_focus = self.has_focus();
                self.window.set(window);
                if had_focus {
                    self.keep_focus();
                }
            }
            lines
        });
    }

    // Whether other lines are on screen than before, and not only elsewhere in the list.
    fn looks_other(self, before: &[Line], now: &[Line]) -> bool {
        let seen = |lines: &[Line]| untrack(|| self.sight.seen(lines.len()));
        let ((from, to), (now_from, now_to)) = (seen(before), seen(now));
        before[from..to] != now[now_from..now_to]
    }

    // Who comes back from a record goes on in its row, once that is there.
    fn come_back(self) {
        let mut left = self.register.came_from();
        Effect::new(move || {
            let lines = self.register.lines.get();
            let Some(id) = left.take_if(|_| !lines.is_empty()) else {
                return;
            };
            let place = lines.iter().position(|line| *line == Line::Row(id));
            if let Some(place) = place.filter(|_| dom::focus_is_idle()) {
                self.go_to(place);
            }
        });
    }

    fn range(self, rows: usize) -> (usize, usize) {
        if self.printing.get() && !self.register.paper.with(Paper::is_whole) {
            return (0, rows.min(paper::AT_ONCE));
        }
        self.sight.range(rows)
    }

    fn has_focus(self) -> bool {
        self.sight
            .scroller
            .get_untracked()
            .is_some_and(|scroller| matches!(scroller.query_selector(":focus"), Ok(Some(_))))
    }

    // The row that had the focus may have left the page: then the table gets it.
    fn keep_focus(self) {
        spawn_local(async move {
            slices::yield_now().await;
            if dom::focus_is_lost()
                && let Some(scroller) = self.sight.scroller.try_get_untracked().flatten()
            {
                let _ = scroller.focus();
            }
        });
    }

    /// Moves the focus to the row at a place and shows it.
    pub fn go_to(self, place: usize) {
        let last = self
            .register
            .lines
            .with_untracked(|lines| lines.len())
            .saturating_sub(1);
        let place = place.min(last);
        self.active.set(place);
        self.show(place);
        spawn_local(async move {
            // One turn for the window to follow, one for its rows to be drawn.
            slices::yield_now().await;
            slices::yield_now().await;
            let line = self
                .window
                .try_with_untracked(|window| {
                    window.lines.get(place.checked_sub(window.from)?).copied()
                })
                .flatten();
            match line {
                Some(Line::Row(id)) => dom::focus(&row_id(id)),
                Some(Line::Head(n)) => dom::focus(&group::head_id(n)),
                None => false,
            };
        });
    }

    fn show(self, place: usize) {
        let Some(scroller) = self.sight.scroller.get_untracked() else {
            return;
        };
        let head = scroller
            .query_selector("thead")
            .ok()
            .flatten()
            .map_or(0.0, |head| head.get_bounding_client_rect().height());
        self.sight.show(place, head);
    }

    fn key(self, event: &ev::KeyboardEvent) {
        use leptos::wasm_bindgen::JsCast;
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let in_rows = target
            .as_ref()
            .is_some_and(|target| matches!(target.closest("tbody"), Ok(Some(_))));
        let on_wrap = event.target() == event.current_target();
        if !(in_rows || on_wrap) || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let now = self.active.get_untracked();
        let page = self.sight.page();
        let to = match event.key().as_str() {
            " " if self.head_at(now).is_none() => {
                event.prevent_default();
                self.toggle(now, event.shift_key());
                return;
            }
            // On the head of a group, or to it from one of its rows.
            "ArrowLeft" => match self.head_at(now) {
                Some(group) => {
                    event.prevent_default();
                    self.register.fold(group, true);
                    return;
                }
                None => match self.head_above(now) {
                    Some(place) => place,
                    None => return,
                },
            },
            "ArrowRight" => {
                if let Some(group) = self.head_at(now) {
                    event.prevent_default();
                    self.register.fold(group, false);
                }
                return;
            }
            "Escape" => {
                self.register.selected.set(Default::default());
                return;
            }
            key => match keys::row(key, now, page, on_wrap) {
                Some(row) => row,
                None => return,
            },
        };
        event.prevent_default();
        self.go_to(to);
    }

    // The group whose head stands at a place.
    fn head_at(self, place: usize) -> Option<usize> {
        self.register
            .lines
            .with_untracked(|lines| match lines.get(place) {
                Some(Line::Head(group)) => Some(*group),
                _ => None,
            })
    }

    fn head_above(self, place: usize) -> Option<usize> {
        self.register.lines.with_untracked(|lines| {
            let above = lines.get(..place)?;
            above.iter().rposition(|line| matches!(line, Line::Head(_)))
        })
    }

    /// Where a line stands among all.
    pub fn place_of(self, line: Line) -> usize {
        self.window.with(|window| {
            let here = window.lines.iter().position(|other| *other == line);
            window.from + here.unwrap_or(0)
        })
    }

    /// Selects the row at a place or not; with Shift all from the last one.
    pub fn toggle(self, place: usize, shift: bool) {
        let lines = self.register.lines.get_untracked();
        let (from, to) = if shift {
            (
                self.anchor.get_untracked().min(place),
                self.anchor.get_untracked().max(place),
            )
        } else {
            (place, place)
        };
        let ids: Vec<Id> = { lines.iter().skip(from).take(to + 1 - from) }
            .filter_map(|line| match line {
                Line::Row(id) => Some(*id),
                Line::Head(_) => None,
            })
            .collect();
        self.anchor.set(place);
        self.register.selected.update(|selected| {
            if !shift && ids.iter().all(|id| selected.contains(id)) {
                ids.iter().for_each(|id| {
                    selected.remove(id);
                });
            } else {
                selected.extend(ids);
            }
        });
    }
}
