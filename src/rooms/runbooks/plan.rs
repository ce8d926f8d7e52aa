//! How long a runbook takes, what that hangs on, and when each step can run: as figures, bars, a
//! graph and a table.

use super::paper::identity;
use super::preview::defaults;
use super::{gantt, graph, graph_paper, people, plan_table};
use crate::edge::location;
use crate::rooms::record::RecordPage;
use crate::route::{Page, Route};
use crate::ui::chart::bars::Mark;
use crate::ui::chart::{behind, line};
use holdfast_domain::chart::{since_start, time_ticks};
use holdfast_domain::rooms::runbooks::crew::Crew;
use holdfast_domain::rooms::runbooks::gantt::Chart;
use holdfast_domain::rooms::runbooks::plan::{Length, Plan};
use holdfast_domain::rooms::runbooks::spread::Spread;
use holdfast_domain::rooms::runbooks::start::shortest;
use holdfast_domain::rooms::runbooks::variables;
use holdfast_domain::value::{minutes, parse_minutes};
use holdfast_domain::view::View;
use holdfast_ledger::{Id, Record};
use leptos::prelude::*;
use std::sync::Arc;

/// What follows from a runbook's steps; cheap to copy. Equal where what it follows from is.
#[derive(Clone, Default)]
pub struct Facts(Arc<Inner>);

/// What the parts of the page read.
#[derive(Default)]
pub struct Inner {
    /// The steps, those of runbooks within too.
    pub plan: Option<Arc<Plan>>,
    /// Their titles, with variables filled in.
    pub titles: Vec<String>,
    /// Their times; none where some wait for each other.
    pub chart: Option<Chart>,
    length: Option<Length>,
    // Until the last milestone of full recovery: what the RTO is about. None where there is none.
    back: Option<Length>,
    /// What it means for people; none where steps wait for each other.
    pub crew: Option<Crew>,
    rto: Option<f64>,
}

impl PartialEq for Facts {
    fn eq(&self, other: &Self) -> bool {
        // Times and lengths follow from the steps.
        Arc::ptr_eq(&self.0, &other.0)
            || (self.titles == other.titles
                && self.rto == other.rto
                && self.crew == other.crew
                && self.plan == other.plan)
    }
}

impl std::ops::Deref for Facts {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Facts {
    fn of(record: &Record, view: &View<'_>) -> Self {
        let plan = Plan::whole(record, view);
        let values = defaults(record);
        let title = |step: &holdfast_domain::rooms::runbooks::steps::Step| {
            if step.title.is_empty() {
                "Untitled".to_owned()
            } else {
                variables::fill(&step.title, &values)
            }
        };
        let titles = plan.steps.iter().map(title).collect();
        let chart = Chart::of(&plan).ok();
        let crew = chart.as_ref().map(|chart| Crew::of(&plan, chart, view));
        Self(Arc::new(Inner {
            length: plan.length().ok(),
            back: plan.until_back().ok().flatten(),
            titles,
            chart,
            crew,
            rto: shortest(record, "rto", view),
            plan: Some(plan),
        }))
    }

    /// A step's number and title.
    pub fn name(&self, step: usize) -> String {
        let number = self
            .plan
            .as_ref()
            .map_or("", |plan| &plan.steps[step].number);
        format!("{number} {}", self.titles[step])
    }

    /// Steps by number and title.
    pub fn names(&self, steps: &[usize]) -> String {
        let names: Vec<String> = steps.iter().map(|&step| self.name(step)).collect();
        names.join(", ")
    }

    // What the RTO, the chances and the path are about: all being back, else the end.
    fn goal<'a>(&'a self, length: &'a Length) -> &'a Length {
        self.back.as_ref().unwrap_or(length)
    }

    /// Whether steps without a duration make each length a least.
    pub fn is_at_least(&self) -> bool {
        let length = self.length.as_ref();
        length.is_some_and(|length| length.unestimated > 0)
    }

    // Whether anybody said how long anything takes.
    fn is_estimated(&self) -> bool {
        let plan = self.plan.as_ref();
        plan.is_some_and(|plan| plan.steps.iter().any(|step| step.estimate.is_some()))
    }
}

/// What the parts of the plan share.
#[derive(Clone, Copy)]
pub struct PlanPage {
    /// The runbook's page.
    pub page: RecordPage,
    /// What follows from its steps.
    pub facts: Memo<Facts>,
    /// The part of the runbook's page that is open.
    open: RwSignal<&'static str>,
    /// The step that the outline goes to when it opens.
    step: RwSignal<Option<Id>>,
}

impl PlanPage {
    /// Goes to a step where it is written.
    pub fn go_to(self, step: usize) {
        let found = self.facts.with_untracked(|facts| {
            let plan = facts.plan.as_ref()?;
            Some((plan.steps.get(step)?.id, plan.taken_from[step]))
        });
        match found {
            Some((_, Some(runbook))) => {
                let to = Route::to(Page::Record("runbooks", runbook));
                if let Err(error) = location::set_hash(&to.to_string()) {
                    self.page
                        .workspace
                        .alarm(format!("The runbook is not shown: {error}."));
                }
            }
            Some((id, None)) => {
                self.step.set(Some(id));
                self.open.set("steps");
            }
            None => {}
        }
    }
}

/// The ways to look at a plan.
const WAYS: [(&str, &str); 4] = [
    ("gantt", "Gantt"),
    ("graph", "Graph"),
    ("table", "Table"),
    ("people", "People"),
];

/// The plan of a runbook.
pub fn plan(page: RecordPage, open: RwSignal<&'static str>, step: RwSignal<Option<Id>>) -> AnyView {
    let read = move |view: &View<'_>| {
        view.ledger
            .record(page.id)
            .map(|record| Facts::of(record, view))
    };
    let facts = Memo::new(move |_| page.workspace.watch_all(read).unwrap_or_default());
    let plan = PlanPage {
        page,
        facts,
        open,
        step,
    };
    let way = RwSignal::new("gantt");
    let choice = move |(key, label): (&'static str, &'static str)| {
        view! { <label><input type="radio" name="plan-as" prop:checked=move || way.get() == key on:change=move |_| way.set(key)/><span>{label}</span></label> }
    };
    let empty = Memo::new(move |_| facts.with(|facts| facts.titles.is_empty()));
    let circle =
        Memo::new(move |_| facts.with(|facts| !facts.titles.is_empty() && facts.chart.is_none()));
    let body = move || match (way.get(), circle.get()) {
        ("graph", _) => graph::graph(plan),
        ("table", _) => plan_table::table(plan),
        (_, true) => no_times(),
        ("people", _) => people::people(plan),
        _ => gantt::gantt(plan),
    };
    let shown = move || {
        if empty.get() {
            return view! { <div class="empty"><p>"Once there are steps, their plan shows here."</p></div> }.into_any();
        }
        view! {
            {figures(plan)}
            {move || circle.get().then(|| circle_words(plan))}
            <div class="seg" role="radiogroup" aria-label="Show the plan as">{WAYS.map(choice).collect_view()}</div>
            {body}
        }
        .into_any()
    };
    view! { <div class="plan-page">{shown}</div> }.into_any()
}

fn no_times() -> AnyView {
    view! { <p class="muted">"There are no times while steps wait for each other. The graph shows where."</p> }.into_any()
}

fn circle_words(plan: PlanPage) -> AnyView {
    let words = Memo::new(move |_| plan.facts.with(graph::circle_in_words));
    view! {
        <div class="callout tone-error" role="status">
            <div><p><b>"Some steps wait for each other"</b></p><p>{words}</p>
            <p>"Open one of them and change what it comes after."</p></div>
        </div>
    }
    .into_any()
}

fn figures(plan: PlanPage) -> AnyView {
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

// `at least 2 h`
fn expected(length: &Length) -> String {
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

/// The plan for paper.
pub fn sheet(page: RecordPage) -> AnyView {
    let (of, facts) = page.read(|record, view| {
        let identity = identity(record, view);
        identity.label();
        (Some(identity), Facts::of(record, view))
    });
    let (name, standing) = of
        .map(|of| (of.name.clone(), of.standing()))
        .unwrap_or_default();
    let of = [&name, " · ", &standing].concat();
    let length = facts.length.as_ref();
    let words = length.map(|length| {
        let spread = Spread::of(facts.goal(length));
        let chances = format!(
            "standard deviation {}, within {} with a chance of 90 %.",
            minutes(spread.deviation),
            minutes(spread.within(0.9))
        );
        match &facts.back {
            Some(back) => format!(
                "All back after {}, {chances} The whole runbook: {}.",
                expected(back),
                expected(length)
            ),
            None => format!("Expected length {}, {chances}", expected(length)),
        }
    });
    let circle = facts
        .chart
        .is_none()
        .then(|| view! { <p>{graph::circle_in_words(&facts)}</p> });
    view! {
        <section class="page print-only plan-sheet">
            <h1>{format!("Plan of {name}")}</h1>
            <p>{standing}</p><p>{words}</p>{circle}
            {gantt::paper(&facts)}
            {graph_paper::paper(&facts, &of)}
            <h2 class="page-break">"Times and floats"</h2>
            {plan_table::paper(&facts)}
        </section>
    }
    .into_any()
}
