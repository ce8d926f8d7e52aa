//! A table that may be long: its first rows; on demand all of them, of which only those near what is
//! on screen are in the page; on paper all.

use crate::edge::print;
use crate::prelude::*;
use crate::ui::page::keep;
use crate::ui::sight::Sight;

/// How many rows are shown at first.
pub const FIRST: usize = 100;
/// How many of them are drawn before the page is on screen: all at once are a long task.
const AT_ONCE: usize = 24;

/// What of a long table is shown.
#[derive(Clone, Copy)]
pub struct Long {
    sight: Sight,
    first: usize,
    whole: RwSignal<bool>,
    printing: RwSignal<bool>,
}

/// What a long table is called, its class, how many columns it has, and what stands above these.
pub struct Frame {
    /// For screen readers: the region, and the table in it.
    pub names: (&'static str, &'static str),
    /// The class of the region, and of the table in it.
    pub wrap: &'static str,
    /// See `wrap`.
    pub class: &'static str,
    /// How many columns it has.
    pub columns: usize,
    /// The cells above these.
    pub head: AnyView,
}

impl Long {
    /// The first rows of a table.
    pub fn new(first: usize) -> Self {
        let printing = RwSignal::new(false);
        keep(print::around(move |now| printing.set(now)));
        Self {
            sight: Sight::new("tbody > tr:not(.gap)", 37.0),
            first,
            whole: RwSignal::new(false),
            printing,
        }
    }

    /// Whether it is drawn for paper, where nothing is left out.
    pub fn is_printing(self) -> bool {
        self.printing.get()
    }

    /// The places of the rows that belong in the page, of so many.
    pub fn range(self, count: usize) -> (usize, usize) {
        if self.printing.get() {
            (0, count)
        } else if self.is_window(count) {
            self.sight.range(count)
        } else if self.sight.is_painted() {
            (0, count.min(self.first))
        } else {
            (0, count.min(self.first).min(AT_ONCE))
        }
    }

    fn is_window(self, count: usize) -> bool {
        self.whole.get() && count > self.first
    }

    /// The table with so many rows, and the way to all of them.
    pub fn table(
        self,
        frame: Frame,
        count: Signal<usize>,
        row: impl Fn(usize) -> AnyView + Clone + Send + 'static,
    ) -> AnyView {
        let window = Memo::new(move |_| !self.printing.get() && self.is_window(count.get()));
        let range = Memo::new(move |_| self.range(count.get()));
        let height = self.sight.row_height;
        let gap = move |before: bool| {
            let size = move || {
                let (from, to) = range.get();
                let rows = if before {
                    from
                } else {
                    count.get().saturating_sub(to)
                };
                format!("{}px", rows as f64 * height.get())
            };
            let columns = frame.columns;
            move || {
                let size = window.get().then_some(size);
                size.map(|size| view! { <tr class="gap" role="presentation" aria-hidden="true"><td colspan=columns style:--gap=size></td></tr> })
            }
        };
        let each = move || {
            let (from, to) = range.get();
            (from..to).collect::<Vec<_>>()
        };
        let more = move || {
            let count = count.get();
            (count > self.first && !self.whole.get()).then(|| {
                view! { <p class="screen-only"><button type="button" class="btn small" on:click=move |_| self.whole.set(true)>{format!("Show all {count}")}</button></p> }
            })
        };
        let (region, name) = frame.names;
        let class = frame.class;
        view! {
            <div class=frame.wrap class:rolls=move || window.get() node_ref=self.sight.scroller tabindex="0" role="region" aria-label=region on:scroll=move |_| self.sight.measure()>
                <table class=class aria-rowcount=move || window.get().then(|| count.get() + 1)>
                    <caption class="sr">{name}</caption>
                    <thead>{frame.head}</thead>
                    <tbody>
                        {gap(true)}
                        <For each=each key=|at| *at children=row/>
                        {gap(false)}
                    </tbody>
                </table>
            </div>
            {more}
        }
        .into_any()
    }
}
