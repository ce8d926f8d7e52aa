//! How long a runbook takes, what that hangs on, and when each step can run: as figures, bars, a
//! graph and a table.

use super::facts::Facts;
use super::paper::identity;
use super::plan_figures::{expected, figures};
use super::{gantt, graph, graph_paper, people, plan_table};
use crate::edge::location;
use crate::prelude::*;
use crate::rooms::calibration;
use crate::rooms::record::RecordPage;
use crate::route::{Page, Route};
use crate::ui::empty;
use holdfast_domain::rooms::runbooks::spread::Spread;
use holdfast_domain::value::minutes;
use holdfast_domain::view::View;
use holdfast_ledger::Id;

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
            let plan = &facts.plan;
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
    ("clock", "Gantt"),
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
    let empty = Memo::new(move |_| facts.with(|facts| facts.count() == 0));
    let circle = Memo::new(move |_| facts.with(|facts| facts.count() > 0 && facts.chart.is_none()));
    let body = move || match (way.get(), circle.get()) {
        ("graph", _) => graph::graph(plan),
        ("table", _) => plan_table::table(plan),
        (_, true) => no_times(),
        ("people", _) => people::people(plan),
        _ => gantt::gantt(plan),
    };
    let shown = move || {
        if empty.get() {
            let more = view! { <p>"Once there are steps, their plan shows here: how long it takes, what can be done at once, and what holds the rest up."</p> };
            return empty::empty("gantt", "No steps yet", more.into_any());
        }
        view! {
            {figures(plan)}
            {calibration::way(page.id)}
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
