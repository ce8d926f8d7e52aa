//! How long a plan takes, in figures: sums, the critical path, the chances.

use super::facts::Facts;
use super::plan::PlanPage;
use crate::prelude::*;
use crate::ui::chart::bars::Mark;
use crate::ui::chart::{behind, line};
use holdfast_domain::chart::{since_start, time_ticks};
use holdfast_domain::rooms::runbooks::plan::Length;
use holdfast_domain::rooms::runbooks::spread::Spread;
use holdfast_domain::value::{minutes, parse_minutes};

/// The figures of a plan.
pub fn figures(plan: PlanPage) -> AnyView {
    let shown = move || {
        plan.facts.with(|facts| {
            let length = facts.length.as_ref()?;
            if !facts.is_estimated() {
                return Some(view! { <p class="muted">"No step has a duration yet. Give the steps their durations, and this page says how long it all takes."</p> }.into_any());
            }
            let goal = facts.goal(length);
            let spread = Spread::of(goal);
            Some(
                view! {
                    <section class="card" aria-label="How long it takes">
                        {sums(facts, length, spread)}
                        {path(facts, goal)}
                        <div class="plan-spread">{curve(facts, spread)}{chances(facts, spread)}</div>
                    </section>
                }
                .into_any(),
            )
        })
    };
    view! { {shown} }.into_any()
}

/// A length in words: `at least 2 h`.
pub fn expected(length: &Length) -> String {
    let least = if length.unestimated > 0 {
        "at least "
    } else {
        ""
    };
    [least, &minutes(length.minutes)].concat()
}

fn sums(facts: &Facts, length: &Length, spread: Spread) -> AnyView {
    let goal = facts.goal(length);
    let sum = |value: String, label: String| view! { <li><b>{value}</b><span>{label}</span></li> };
    let rto = facts.rto.map(|rto| {
        let spare = rto - goal.minutes;
        let (tone, words) = if spare < 0.0 {
            ("status tone-error", ["over by ", &minutes(-spare)].concat())
        } else {
            ("status tone-ok", ["in time by ", &minutes(spare)].concat())
        };
        view! { <li><b>{format!("RTO {}", minutes(rto))}</b><span class=tone>{words}</span></li> }
    });
    let crew = facts.crew.as_ref().filter(|crew| !crew.roles.is_empty());
    let least = if length.unestimated > 0 {
        "at least "
    } else {
        ""
    };
    let crew = crew.map(|crew| {
        sum(
            [least, &minutes(crew.finish)].concat(),
            "all of it, with the people there are".to_owned(),
        )
    });
    let open = (length.unestimated > 0).then(|| {
        sum(
            length.unestimated.to_string(),
            if length.unestimated == 1 {
                "step without a duration"
            } else {
                "steps without a duration"
            }
            .to_owned(),
        )
    });
    let back = facts.back.as_ref().map(|back| {
        let milestone = back.milestone.map(|at| facts.name(at)).unwrap_or_default();
        sum(expected(back), ["until all is back: ", &milestone].concat())
    });
    let (whole, chance) = match back {
        Some(_) => (
            "expected length of the whole runbook",
            "all back with a chance of 90 %",
        ),
        None => ("expected length", "with a chance of 90 %"),
    };
    view! {
        <ul class="sums">
            {back}{sum(expected(length), whole.to_owned())}
            {sum(minutes(spread.deviation), format!("standard deviation (variance {} min²)", goal.variance.round()))}
            {sum(minutes(spread.within(0.9)), chance.to_owned())}
            {crew}{rto}{open}
        </ul>
    }
    .into_any()
}

fn path(facts: &Facts, length: &Length) -> AnyView {
    let names: Vec<usize> = length.path.clone();
    let all = facts.clone();
    // Nobody waits for hundreds of names that are folded.
    let open = RwSignal::new(false);
    let toggled = move |event: leptos::ev::Event| {
        open.set(event_target::<web_sys::HtmlElement>(&event).has_attribute("open"));
    };
    let names = move || {
        let name = |&step: &usize| view! { <li>{all.name(step)}</li> };
        open.get()
            .then(|| view! { <ol class="plan-path">{names.iter().map(name).collect_view()}</ol> })
    };
    let summary = match &*length.path {
        [] => return ().into_any(),
        [one] => format!("Critical path: {}", facts.name(*one)),
        [first, .., last] => format!(
            "Critical path: {} steps, from {} to {}",
            length.path.len(),
            facts.name(*first),
            facts.name(*last)
        ),
    };
    let what = if length.milestone.is_some() {
        "the moment when all is back"
    } else {
        "the end"
    };
    let chart = facts.chart.as_ref();
    let held = chart.and_then(|chart| chart.bars.get(*length.path.first()?));
    let held = held.filter(|bar| bar.start > 0.0).map(|bar| {
        let time = minutes(bar.start);
        [
            " It begins ",
            &time,
            " after the start: the first is held until then, so nothing before it counts.",
        ]
        .concat()
    });
    view! {
        <details class="folded" on:toggle=toggled><summary>{summary}</summary>
            <p class="help">"Any delay of one of these steps delays "{what}"."{held}</p>
            {names}
        </details>
    }
    .into_any()
}

/// The chances that are shown as lengths.
const CHANCES: [f64; 4] = [0.5, 0.8, 0.9, 0.95];

fn curve(facts: &Facts, spread: Spread) -> AnyView {
    let what = match facts.back {
        Some(_) => "Chance that all is back",
        None => "Chance to be done",
    };
    let points = spread.curve(48);
    let (from, to) = (points[0].0, points[points.len() - 1].0);
    let mut ticks = time_ticks(to - from, 5, from, since_start);
    ticks.iter_mut().for_each(|tick| tick.at += from);
    let mark = |rto| Mark {
        class: "g-across g-rto",
        at: rto,
        label: "RTO".to_owned(),
    };
    let curve = line::Curve {
        words: format!(
            "{what} by time: 50 % within {}, 95 % within {}",
            minutes(spread.within(0.5)),
            minutes(spread.within(0.95))
        ),
        points,
        other: Vec::new(),
        ticks,
        dots: CHANCES
            .map(|chance| (spread.within(chance), chance))
            .to_vec(),
        marks: facts.rto.map(mark).into_iter().collect(),
    };
    view! { <figure><figcaption>{what}", by time since the start"</figcaption>{line::line(&curve)}</figure> }.into_any()
}

fn in_percent(chance: f64) -> String {
    match (chance * 100.0).round() {
        n if n >= 100.0 => "over 99 %".to_owned(),
        n if n < 1.0 => "under 1 %".to_owned(),
        n => format!("{n} %"),
    }
}

fn chances(facts: &Facts, spread: Spread) -> AnyView {
    let row = |chance: f64| {
        let head = format!("P{}", chance * 100.0);
        view! { <tr><th scope="row">{head}</th><td class="num">{in_percent(chance)}</td><td class="num">{minutes(spread.within(chance))}</td></tr> }
    };
    let table = view! {
        <table class="table compact"><thead><tr><th scope="col">"Percentile"</th><th scope="col" class="num">"Chance"</th><th scope="col" class="num">"Done within"</th></tr></thead>
        <tbody>{CHANCES.map(row).collect_view()}</tbody></table>
    };
    let asked = RwSignal::new(minutes(facts.rto.unwrap_or_else(|| spread.within(0.9))));
    let answer = move || match parse_minutes(&asked.get()) {
        Some(within) => in_percent(spread.chance(within)),
        None => "not a time: write for example 4 h 30 min".to_owned(),
    };
    view! {
        <div class="plan-chances">
            <div class="field"><label for="done-within">"Done within"</label>
                <input id="done-within" type="text" autocomplete="off" prop:value=move || asked.get() on:input:target=move |event| asked.set(event.target().value())/>
                <p role="status">"Chance: "<b>{answer}</b></p></div>
            {behind(table.into_any())}
            <p class="help">"Expected: (low + 4 × likely + high) ÷ 6. Variance: ((high − low) ÷ 6)², summed along the critical path (PERT), from what a fixed time holds where it does. \
                The curve takes that sum to be normal: an approximation, and an optimistic one where other paths are nearly as long."</p>
        </div>
    }
    .into_any()
}
