//! A plan as bars on a time axis.

use super::facts::Facts;
use super::plan::PlanPage;
use crate::prelude::*;
use crate::ui::chart::bars::{Bar, Shape};
use crate::ui::chart::paper;
use crate::ui::chart::timeline::{Row, Rows, Timeline, timeline};
use holdfast_domain::chart::{since_start, time_ticks};
use holdfast_domain::rooms::runbooks::gantt::{self, Form};
use holdfast_domain::value::minutes;
use std::sync::Arc;

/// The bars of a plan.
pub fn gantt(plan: PlanPage) -> AnyView {
    let chart = Timeline {
        name: "Steps by time",
        rows: Memo::new(move |_| plan.facts.with(rows)),
        span: Memo::new(move |_| plan.facts.with(span)),
        marks: Memo::new(|_| Vec::new()),
        now: None,
        offset: Memo::new(|_| 0.0),
        label: Callback::new(since_start),
        open: Callback::new(move |step| plan.go_to(step)),
    };
    view! { <section class="card" aria-label="Gantt chart">{timeline(chart, legend())}<p class="help">"Arrow keys move between steps, Enter opens a step, + and − zoom. Lines show what the chosen step waits for and what waits for it."</p></section> }
        .into_any()
}

fn legend() -> AnyView {
    let entry = |class: &'static str, words: &'static str| view! { <li><span class=class aria-hidden="true"></span>{words}</li> };
    view! {
        <ul class="g-legend" aria-label="Legend">
            {entry("k-crit", "Critical: solid")}{entry("k-work", "Has float: hollow")}{entry("k-tail", "Float")}
            {entry("k-whisker", "Low to high")}{entry("k-diamond", "Milestone")}{entry("k-dot", "No duration")}
        </ul>
    }
    .into_any()
}

fn span(facts: &Facts) -> f64 {
    let bars = facts.chart.iter().flat_map(|chart| &chart.bars);
    bars.fold(1.0, |end, bar| {
        end.max(bar.latest_finish)
            .max(bar.range.1.min(bar.finish * 1.5))
    })
}

fn rows(facts: &Facts) -> Rows {
    let (all, with) = (facts.clone(), facts.clone());
    let bars = facts.chart.as_ref().map_or(0, |chart| chart.bars.len());
    Rows {
        count: bars,
        row: Arc::new(move |n| row(&all, n)),
        waits: Arc::new(move |n, first| {
            let bar = with.chart.as_ref().and_then(|chart| chart.bars.get(n));
            bar.is_some_and(|bar| bar.limits.steps.contains(&first))
        }),
    }
}

fn row(facts: &Facts, n: usize) -> Option<Row> {
    let bar = facts.chart.as_ref()?.bars.get(n)?;
    let step = facts.plan.steps.get(n)?;
    Some(Row {
        number: step.number.clone(),
        title: facts.title(n),
        depth: step.depth,
        strong: matches!(bar.form, Form::Summary) || !step.is_worked(),
        words: words(facts, n, bar),
        when: format!("{} – {}", since_start(bar.start), since_start(bar.finish)),
        bars: bars(&step.kind, bar),
        ends: (bar.start, bar.finish),
        after: bar.limits.steps.clone(),
    })
}

fn bars(kind: &str, bar: &gantt::Bar) -> Vec<Bar> {
    let class = if bar.critical { "crit" } else { "" };
    let mut found = Vec::with_capacity(3);
    if bar.float > 0.5 && !matches!(bar.form, Form::Within(_) | Form::Summary) {
        found.push(Bar::new(Shape::Tail, "", bar.finish, bar.latest_finish));
    }
    let (shape, class) = match bar.form {
        Form::Summary => (Shape::Summary, class),
        Form::Milestone => (Shape::Diamond, class),
        Form::Open => (Shape::Dot, class),
        Form::Within(_) => (Shape::Box, "within"),
        Form::Work if kind == "wait" && bar.critical => (Shape::Box, "crit wait"),
        Form::Work if kind == "wait" => (Shape::Box, "wait"),
        Form::Work if bar.finish <= bar.start => (Shape::Dot, class),
        Form::Work => (Shape::Box, class),
    };
    found.push(Bar::new(shape, class, bar.start, bar.finish));
    if bar.range.1 > bar.range.0 {
        found.push(Bar::new(Shape::Whisker, "", bar.range.0, bar.range.1));
    }
    found
}

fn words(facts: &Facts, n: usize, bar: &gantt::Bar) -> String {
    let name = facts.name(n);
    let (from, to) = (since_start(bar.start), since_start(bar.finish));
    let when = match bar.form {
        Form::Milestone => format!("{name}, milestone at {from}"),
        Form::Open => format!("{name}, from {from}, no duration"),
        Form::Within(cover) => {
            return format!("{name}, {from} to {to}, covered by {}", facts.name(cover));
        }
        Form::Work | Form::Summary => format!("{name}, {from} to {to}"),
    };
    if bar.critical {
        format!("{when}, critical")
    } else {
        format!("{when}, float {}", minutes(bar.float))
    }
}

/// The bars of a plan on paper.
pub fn paper(facts: &Facts) -> AnyView {
    if facts.chart.is_none() {
        return ().into_any();
    }
    let span = span(facts);
    let ticks = time_ticks(span, 8, 0.0, since_start);
    let rows: Vec<Row> = (0..facts.count()).filter_map(|n| row(facts, n)).collect();
    paper::paper(&rows, span, &ticks, &[], 0.0)
}
