//! Whether injects go out by hand or by the clock. The tab in which the clock was chosen leads, through a reload
//! too; no other one releases anything by itself. That a tab leads is written down only while its page is left, so that a
//! tab that is duplicated, with all that it keeps, does not lead as well.

use super::{Table, clocks};
use crate::edge::{dom, session};
use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::ui::dialog::next_id;
use crate::ui::page::keep;
use crate::workspace::now_ms;
use holdfast_domain::rooms::exercises::injects::{self, Inject};
use holdfast_domain::rooms::exercises::pacing::due;
use holdfast_domain::rooms::exercises::rules;
use holdfast_ledger::{Id, Text};

const CONDUCT: &str = "conduct";

fn key(exercise: Id) -> String {
    format!("pacing:{exercise}")
}

/// Whether this tab led before its page was left, and the exercise still goes on.
pub fn took_over(page: RecordPage) -> bool {
    let key = key(page.id);
    let led = session::get(&key).is_some();
    session::keep(&key, "");
    led && page.read(|record, _| rules::state(record) == CONDUCT)
}

/// Keeps that this tab leads while its page is left, for another page or to be loaded anew.
pub fn keep_through(table: Table) {
    keep(dom::on_leave(move || hand_on(table)));
    on_cleanup(move || hand_on(table));
}

// Says that this tab leads to whoever loads its page next.
fn hand_on(table: Table) {
    if table.paces.get_untracked() {
        session::keep(&key(table.page.id), "1");
    }
}

/// The id of an inject's row at the desk.
pub fn row_id(inject: Id) -> String {
    format!("inject-{inject}")
}

/// The choice, and what waits to be released.
pub fn pacing(table: Table) -> AnyView {
    let page = table.page;
    let conducted = Memo::new(move |_| page.watch(|record, _| rules::state(record) == CONDUCT));
    // Each second, while the desk is open.
    Effect::new(move || {
        table.tick.track();
        if !table.paces.get() {
            return;
        }
        // The tick may be from before the exercise began.
        let now = now_ms();
        let found = untrack(|| page.read(|record, _| due(record, table.looked.get_value(), now)));
        table.looked.set_value(Some(now));
        for inject in found.now {
            table.try_put("Inject released by the clock", |record, view, mint| {
                injects::take(record, inject, "release", "", view, mint)
            });
        }
    });
    let shown = move || {
        conducted
            .get()
            .then(|| view! { {choice(table)}{waiting(table)} })
    };
    view! { {shown} }.into_any()
}

fn choice(table: Table) -> AnyView {
    let group = next_id("pace");
    let choose = move |by_clock: bool| {
        table.looked.set_value(None);
        table.paces.set(by_clock);
        let text = if by_clock {
            "Injects go out by the clock."
        } else {
            "Injects go out by hand."
        };
        let said = vec![("what", Text::string("note")), ("text", Text::string(text))];
        table.try_put("Pacing chosen", |record, view, mint| {
            injects::said(record, "log", said, view, mint)
        });
    };
    let option = move |by_clock: bool, label: &'static str| {
        let checked = move || table.paces.get() == by_clock;
        view! { <label><input type="radio" name=group.clone() prop:checked=checked on:change=move |_| choose(by_clock)/><span>{label}</span></label> }
    };
    view! {
        <fieldset class="field"><legend>"Injects go out"</legend>
            <div class="seg">{option.clone()(false, "By hand")}{option(true, "By the clock")}</div>
            <p class="help">"By the clock: each is released when its time comes, while this desk is open in this tab. Pausing holds them back."</p></fieldset>
    }
    .into_any()
}

// After sleep or a reload nothing goes out unasked.
fn waiting(table: Table) -> AnyView {
    let page = table.page;
    let clock = clocks::standing(table);
    let all = Memo::new(move |_| page.watch(|record, _| injects::injects(record)));
    let due = Memo::new(move |_| {
        let clock = clock.get();
        let is_due = |inject: &&Inject| inject.is_due(&clock);
        all.with(|all| {
            all.iter()
                .filter(is_due)
                .map(|inject| inject.id)
                .collect::<Vec<Id>>()
        })
    });
    let release = move |_| {
        let ids = due.get_untracked();
        table.try_put("Injects released", |record, view, mint| {
            injects::release(record, &ids, view, mint)
        });
    };
    let one = move |_| {
        let first = due.with_untracked(|due| due.first().copied());
        table.chosen.set(first);
        if let Some(id) = first {
            dom::focus_first(&format!("#{} .btn", row_id(id)));
        }
    };
    let shown = move || {
        let many = due.with(Vec::len);
        let text = match many {
            1 => "1 is due".to_owned(),
            many => format!("{many} are due"),
        };
        (table.paces.get() && many > 0).then(|| {
            view! {
                <div class="callout tone-warn" role="status"><p><b>{text}</b>": their time came while nobody looked, or before the clock led."</p>
                    <div class="btns"><button type="button" class="btn small" on:click=release>"Release all"</button>
                        <button type="button" class="btn small" on:click=one>"One by one"</button></div></div>
            }
        })
    };
    view! { {shown} }.into_any()
}
