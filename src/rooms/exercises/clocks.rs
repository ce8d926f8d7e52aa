//! The clocks of an exercise: the scenario's, the one on the wall, and what comes up next.

use super::Table;
use crate::edge::clock;
use crate::prelude::*;
use crate::rooms::runs::hms;
use holdfast_domain::rooms::exercises::clock::{Beat, Clock, beats, pace, scenario_time};
use holdfast_domain::rooms::exercises::injects::{Inject, injects};

/// What the clocks are read from: it changes when the record does, not each second.
#[derive(Clone, Debug, Default, PartialEq)]
struct Read {
    beats: Vec<(i64, Beat)>,
    pace: f64,
    injects: Vec<Inject>,
}

/// How the clocks stand, each second.
pub fn standing(table: Table) -> Memo<Clock> {
    let read = read(table);
    Memo::new(move |_| {
        let now = table.tick.get();
        read.with(|read| Clock::at(&read.beats, read.pace, now))
    })
}

fn read(table: Table) -> Memo<Read> {
    Memo::new(move |_| {
        table.page.watch(|record, _| Read {
            beats: beats(record),
            pace: pace(record),
            injects: injects(record),
        })
    })
}

/// The clocks; `next` says when the next inject comes up, which participants are not told.
pub fn clocks(table: Table, next: bool) -> AnyView {
    let clock = standing(table);
    let shown = move |minutes: f64| {
        let at = table
            .page
            .read(|record, _| scenario_time(record, minutes, &clock.get_untracked()));
        at.map(|at| clock::weekday_time(u64::try_from(at).unwrap_or_default()))
    };
    let scenario = Memo::new(move |_| hms((clock.get().scenario * 60_000.0) as i64));
    let label = Memo::new(move |_| {
        let clock = clock.get();
        let how = match (clock.began, clock.ended, clock.runs) {
            (None, ..) => "the scenario has not begun".to_owned(),
            (_, Some(_), _) => "of the scenario in all".to_owned(),
            (.., false) => "of the scenario, paused".to_owned(),
            _ => format!("of the scenario, {} times as fast", clock.pace),
        };
        match shown(clock.scenario).filter(|_| clock.began.is_some()) {
            Some(at) => format!("{how} · it is {at} there"),
            None => how,
        }
    });
    let stands =
        move || clock.with(|clock| clock.began.is_some() && clock.ended.is_none() && !clock.runs);
    let class = move || {
        if stands() {
            "clock since tone-warn"
        } else {
            "clock since"
        }
    };
    let wall = Memo::new(move |_| clock::time(table.tick.get().max(0) as u64));
    let ahead = next.then(|| ahead(table, clock));
    view! {
        <div class="clocks">
            <div class=class role="timer" aria-live="off"><b>{scenario}</b><span>{label}</span></div>
            <div class="clock minor"><b>{wall}</b><span>"on the wall"</span></div>
            {ahead}
        </div>
    }
    .into_any()
}

// How long until the next inject comes up, or for how long one has been due.
fn ahead(table: Table, clock: Memo<Clock>) -> AnyView {
    let read = read(table);
    let shown = move || {
        let clock = clock.get();
        let next = read.with(|read| read.injects.iter().find(|inject| inject.waits()).cloned())?;
        let now = table.tick.get();
        let offset = next.offset?;
        let due = clock.due(offset, now)?;
        // What is to come is waited for on the wall; how late it is, the scenario says, also after a pause.
        let (class, time, words) = if due <= now {
            let late = ((clock.scenario - offset) * 60_000.0) as i64;
            let words = format!("of the scenario since “{}” was due", next.title);
            ("clock minor tone-warn", late, words)
        } else {
            let words = format!("on the wall until “{}”", next.title);
            ("clock minor", due - now, words)
        };
        Some(view! { <div class=class><b>{hms(time)}</b><span>{words}</span></div> })
    };
    view! { {shown} }.into_any()
}
