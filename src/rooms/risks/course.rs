//! The course of a risk's score, from its history.

use super::assessments::by;
use super::heat;
use crate::edge::clock;
use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::ui::chart::{behind, is_narrow, steps};
use crate::workspace::PastChange;
use chrono::NaiveDate;
use holdfast_domain::chart::time_ticks;
use holdfast_domain::rooms::risks::matrix::{self, Matrix, number};
use holdfast_domain::rooms::risks::scoring::{self, Scored, Which};
use holdfast_domain::view::View;
use holdfast_ledger::{Path, Record, Text};
use leptos::task::spawn_local;

/// What was written of the current assessment: when, by whom, what.
type Written = Vec<(i64, String, Option<Text>)>;

/// The chart, once there is more than nothing to show, and the table behind it.
pub fn course(page: RecordPage) -> AnyView {
    let written = LocalSignal::new_local(None::<Result<Written, String>>);
    Effect::new(move || {
        // Again after each change of the assessment.
        page.watch(|record, _| record.value(Path::of(Which::Current.field())).cloned());
        spawn_local(async move {
            let found = page.workspace.history(page.id).await;
            let found = found.map(of_history).map_err(|why| why.to_string());
            let _ = written.try_set(Some(found));
        });
    });
    let shown = move || {
        match written.get() {
        None => view! { <p class="muted">"Reading the history…"</p> }.into_any(),
        Some(Err(why)) => view! { <p class="error"><span>{format!("The history cannot be read: {why}.")}</span></p> }.into_any(),
        Some(Ok(written)) => page.watch_all(|record, view| Some(drawn(record, view, &written))).into_any(),
    }
    };
    view! { <div class="course"><h3>"Course of the current score"</h3>{shown}</div> }.into_any()
}

fn of_history(past: Vec<PastChange>) -> Written {
    let path = Path::of(Which::Current.field());
    let writes = past.into_iter().flat_map(|past| {
        let (at, by) = (past.change.at, past.change.by.to_string());
        let of = past
            .writes
            .into_iter()
            .filter(move |write| write.path == path);
        of.map(move |write| (at, by.clone(), write.after))
    });
    let mut written: Written = writes.collect();
    // They come newest first; of the same moment the later one counts.
    written.reverse();
    written
}

// With what stands in the record from before the history that is here.
fn points(
    record: &Record,
    view: &View<'_>,
    written: &Written,
    matrix: &Matrix,
) -> Vec<(NaiveDate, Scored)> {
    let kept =
        ["last_assessment", Which::Current.field()].map(|field| record.value(Path::of(field)));
    let [last, now] = kept;
    let known = |value: &Text| {
        written
            .iter()
            .any(|(_, _, text)| text.as_ref() == Some(value))
    };
    let older = [last, now]
        .into_iter()
        .flatten()
        .filter(|value| !known(value));
    let older = older.map(|value| (0, "", Some(value)));
    let all = older.chain(
        written
            .iter()
            .map(|(at, by, text)| (*at, &**by, text.as_ref())),
    );
    let mut history = scoring::history(all, matrix);
    // Without a day and a time there is no place for it.
    history.retain(|point| point.at > 0 || point.on.is_some());
    scoring::course(&history, view.offset_minutes)
}

fn drawn(record: &Record, view: &View<'_>, written: &Written) -> AnyView {
    let configured = matrix::matrix(view);
    let Ok(matrix) = configured.as_ref() else {
        return ().into_any();
    };
    let points = points(record, view, written, matrix);
    let (Some(first), today) = (points.first().map(|(day, _)| *day), view.today()) else {
        return view! { <p class="muted">"Nothing yet: the first assessment begins it."</p> }
            .into_any();
    };
    let last = points.last().map_or(first, |(day, _)| *day).max(today);
    let place = |day: NaiveDate| (day - first).num_days() as f64;
    let span = place(last).max(1.0);
    let label = |minutes: f64| {
        let days = chrono::Days::new((minutes / 1440.0).max(0.0) as u64);
        let day = first.checked_add_days(days);
        day.map(|day| clock::calendar_date(&day.to_string()))
            .unwrap_or_default()
    };
    let ticks = time_ticks(span * 1440.0, if is_narrow() { 2 } else { 4 }, 0.0, label);
    let ticks = ticks.into_iter().map(|tick| (tick.at / 1440.0, tick.label));
    let (least, most) = matrix.range();
    let words = |(day, point): &(NaiveDate, Scored)| {
        let score = point.score.map_or_else(
            || "unknown".to_owned(),
            |score| format!("{} {}", number(score), matrix.level(score).label),
        );
        format!("{}: {score}", clock::calendar_date(&day.to_string()))
    };
    let told: Vec<String> = points.iter().map(words).collect();
    let chart = steps::Steps {
        words: format!(
            "Course of the current score. {}. Appetite {}.",
            told.join("; "),
            number(matrix.appetite)
        ),
        points: points
            .iter()
            .map(|(day, point)| (place(*day), point.score))
            .collect(),
        span,
        range: (least.min(0.0), most),
        across: Some((
            matrix.appetite,
            format!("Appetite {}", number(matrix.appetite)),
        )),
        ticks: ticks.collect(),
        marks: matrix
            .levels
            .iter()
            .map(|level| (level.from, number(level.from)))
            .chain([(most, number(most))])
            .collect(),
    };
    let row = |(day, point): &(NaiveDate, Scored)| {
        let score = match point.score {
            Some(score) => heat::level(matrix, score),
            None => view! { <span class="muted">"unknown"</span> }.into_any(),
        };
        let written = match u64::try_from(point.at) {
            Ok(at) if at > 0 => format!("{}, {}", by(&point.by), clock::date_time(at)),
            _ => "not in this copy’s history".to_owned(),
        };
        view! { <tr><th scope="row">{clock::calendar_date(&day.to_string())}</th><td>{score}</td><td data-l="Written by">{written}</td></tr> }
    };
    let table = view! {
        <table class="table compact folds">
            <thead><tr><th>"Assessed on"</th><th>"Score"</th><th>"Written by"</th></tr></thead>
            <tbody>{points.iter().map(row).collect_view()}</tbody>
        </table>
    };
    view! { {steps::steps(&chart)}{behind(table.into_any())} }.into_any()
}
