//! A run on a time axis: as planned, as it was, and as it will be.

use super::RunPage;
use super::clocks::at;
use super::standing::Now;
use crate::edge::clock;
use crate::prelude::*;
use crate::ui::chart::bars::{Bar, Mark, Shape};
use crate::ui::chart::timeline::{Row, Rows, Timeline, timeline};
use holdfast_domain::rooms::runbooks::gantt::Form;
use holdfast_domain::rooms::runbooks::tracks::{Track, Tracks};
use holdfast_domain::value::minutes;
use std::sync::Arc;

/// The bars of a run. What is left moves a few times a minute, the line of now and the bars of
/// running steps each second.
pub fn gantt(page: RunPage) -> AnyView {
    let tracks = Memo::new(move |_| {
        let now_ms = page.workspace.now().get();
        page.now
            .with(|now| now.run().map(|run| Tracks::of(run, now_ms)))
            .unwrap_or_default()
    });
    let started = Memo::new(move |_| page.now.with(|now| now.run().and_then(|run| run.started)));
    let over = Memo::new(move |_| {
        page.now
            .with(|now| now.run().is_none_or(|run| run.state.is_over()))
    });
    let now = Signal::derive(move || {
        if over.get() {
            return tracks.with(|tracks| tracks.now);
        }
        started
            .get()
            .map_or(0.0, |started| (page.tick.get() - started) as f64 / 60_000.0)
    });
    let time = move |minutes: f64| {
        let ms = started
            .get()
            .map(|started| started + (minutes * 60_000.0) as i64);
        ms.map(|ms| at(page, ms)).unwrap_or_default()
    };
    let rows = Memo::new(move |_| {
        let tracks = tracks.read();
        page.now
            .with(|now| Arc::new(rows(now, &tracks, over.get(), &time)))
    });
    let open = move |n: usize| {
        let step = page.now.with_untracked(|now| now.ids().get(n).copied());
        if let Some(step) = step {
            page.choose(step);
        }
    };
    // The axis shows the time of day here, whose hours need not be whole ones since 1970.
    let offset = Memo::new(move |_| {
        let started = started.get().unwrap_or_default();
        let local = started
            + i64::from(clock::offset_minutes(
                u64::try_from(started).unwrap_or_default(),
            )) * 60_000;
        local.rem_euclid(86_400_000) as f64 / 60_000.0
    });
    let label = move |day: f64| {
        let minutes = day - offset.get();
        let ms = started.get().unwrap_or_default() + (minutes * 60_000.0).round() as i64;
        let ms = u64::try_from(ms).unwrap_or_default();
        // A new day says which.
        if day > 0.0 && day % 1440.0 < 1e-6 {
            clock::date(ms)
        } else {
            clock::time_short(ms)
        }
    };
    let marks = move |_: Option<&Vec<Mark>>| {
        let rto = tracks.with(|tracks| tracks.rto);
        rto.map(|rto| Mark {
            class: "g-rto",
            at: rto,
            label: "RTO".to_owned(),
        })
        .into_iter()
        .collect()
    };
    let chart = Timeline {
        name: "Steps by time",
        rows: Memo::new(move |_| Rows::of(rows.get())),
        span: Memo::new(move |_| tracks.with(Tracks::span)),
        marks: Memo::new(marks),
        now: Some(now),
        offset,
        label: Callback::new(label),
        open: Callback::new(open),
    };
    let words = Memo::new(move |_| tracks.with(|tracks| words(tracks, over.get(), &time)));
    view! { <section class="card run-gantt" aria-label="Gantt chart"><p>{words}</p>{timeline(chart, legend())}<p class="help">"The table of steps has the same times. Arrow keys move between steps, Enter opens a step."</p></section> }.into_any()
}

fn words(tracks: &Tracks, over: bool, time: &impl Fn(f64) -> String) -> String {
    let mut words = Vec::new();
    if let Some(planned) = tracks.planned.filter(|planned| *planned > 0.0) {
        words.push(format!("Planned end {}", time(planned)));
    }
    if let Some(finish) = tracks.finish {
        let what = if over { "ended" } else { "forecast" };
        words.push(format!("{what} {}", time(finish)));
        if let Some(late) = tracks
            .planned
            .map(|planned| finish - planned)
            .filter(|late| late.abs() >= 1.0)
        {
            let than = if late > 0.0 { "later" } else { "earlier" };
            words.push(format!("{} {than} than planned", minutes(late.abs())));
        }
    }
    if let Some(rto) = tracks.rto {
        let late = tracks.finish.is_some_and(|finish| finish > rto);
        words.push(format!(
            "RTO ends {}{}",
            time(rto),
            if late { ", before that" } else { "" }
        ));
    }
    words.join(" · ")
}

fn legend() -> AnyView {
    let entry = |class: &'static str, words: &'static str| view! { <li><span class=class aria-hidden="true"></span>{words}</li> };
    view! {
        <ul class="g-legend" aria-label="Legend">
            {entry("k-planned", "As planned at the start")}{entry("k-crit", "Worked")}{entry("k-work", "Forecast")}{entry("k-now", "Now")}{entry("k-rto", "End of the RTO")}
        </ul>
    }
    .into_any()
}

fn rows(now: &Now, tracks: &Tracks, over: bool, time: &impl Fn(f64) -> String) -> Vec<Row> {
    let ids = now.ids();
    let rows = ids.iter().zip(&tracks.tracks).filter_map(|(id, track)| {
        let row = now.row(*id)?;
        let span = |(from, to): (f64, f64)| format!("{} to {}", time(from), time(to));
        let mut words = format!("{} {}, {}", row.number, row.title, row.label.to_lowercase());
        if let Some(planned) = track.planned {
            words.push_str(&format!(", planned {}", span(planned)));
        }
        match track.actual {
            Some((from, Some(to))) => words.push_str(&format!(", worked {}", span((from, to)))),
            Some((from, None)) => words.push_str(&format!(", since {}", time(from))),
            None => {}
        }
        if let Some(forecast) = track.forecast {
            words.push_str(&format!(", forecast {}", span(forecast)));
        }
        Some(Row {
            number: row.number,
            title: row.title,
            depth: row.depth,
            strong: !row.worked,
            when: String::new(),
            words,
            bars: bars(track, over, row.class),
            ends: (0.0, 0.0),
            after: Vec::new(),
        })
    });
    rows.collect()
}

fn bars(track: &Track, over: bool, state: &'static str) -> Vec<Bar> {
    let mut bars = Vec::with_capacity(3);
    let sum = track.form == Form::Summary;
    let shape = match track.form {
        Form::Milestone => Shape::Diamond,
        Form::Summary => Shape::Summary,
        _ => Shape::Box,
    };
    // A moment without length would not be seen as a bar.
    let of = |from: f64, to: f64| {
        if shape == Shape::Box && to <= from {
            Shape::Dot
        } else {
            shape
        }
    };
    if let Some((from, to)) = track.planned {
        bars.push(Bar::new(
            if sum { Shape::Box } else { of(from, to) },
            "planned",
            from,
            to,
        ));
    }
    if let Some((from, to)) = track.forecast {
        bars.push(Bar::new(of(from, to), "left", from, to));
    }
    match track.actual {
        Some((from, Some(to))) => bars.push(Bar::new(of(from, to), state, from, to)),
        Some((from, None)) => bars.push(Bar {
            grows: !over,
            ..Bar::new(of(from, from + 1.0), state, from, from)
        }),
        None => {}
    }
    bars
}
