//! The evaluation: each objective and critical task is rated, the distribution is shown, and what failed leads to
//! an improvement.

use super::{REPORT, Table, spread};
use crate::prelude::*;
use crate::rooms::incidents::improvements_with;
use crate::rooms::record::{self, RecordPage};
use crate::ui::form::record_link;
use holdfast_domain::rooms::exercises::RATINGS;
use holdfast_domain::rooms::exercises::after_action::named;
use holdfast_domain::rooms::exercises::ratings::{
    Objective, Rated, Spread, by_capability, by_objective, objectives, rate, ratings, tasks,
};
use holdfast_domain::rooms::improvements::IMPROVEMENT;
use holdfast_ledger::{Edit, Id, Path, Text};

/// What is rated.
#[derive(Clone, PartialEq)]
struct Line {
    objective: Id,
    task: Option<Id>,
    title: String,
    /// What others said, in words.
    others: String,
    rating: &'static str,
    rationale: String,
}

type Spreads = Vec<(Option<Id>, String, Spread)>;

/// The tab.
pub fn tab(table: Table) -> AnyView {
    let page = table.page;
    let lines = Memo::new(move |_| page.watch_all(lines));
    let none = move || {
        lines
            .with(Vec::is_empty)
            .then(|| view! { <p class="muted">"No objective yet. Write them in Plan."</p> })
    };
    let rows = move || {
        lines
            .get()
            .into_iter()
            .map(|row| line(table, row))
            .collect_view()
    };
    let capability = Memo::new(move |_| {
        page.watch_all(|record, view| {
            let all = by_capability(record).into_iter();
            all.map(|(id, spread)| (id, named(id, view), spread))
                .collect::<Spreads>()
        })
    });
    let objective = Memo::new(move |_| {
        page.watch(|record, _| {
            let all = by_objective(record).into_iter();
            all.map(|(one, spread)| (None, one.title, spread))
                .collect::<Spreads>()
        })
    });
    let spread = move |name, what, all: Memo<Spreads>| {
        let row = move |(id, name, spread): (Option<Id>, String, Spread)| {
            let first = match id {
                Some(id) => record_link(page.workspace, id),
                None => name.clone().into_any(),
            };
            (first, name, spread)
        };
        move || spread::table(name, what, all.get().into_iter().map(row).collect())
    };
    view! {
        <div class="record">
            <div>
                <section class="card" aria-label="Ratings" id=record::element_id("evaluations") tabindex="-1">
                    <h2>"Ratings"</h2>
                    <p class="help">"P without challenges, S with some, M with major challenges, U unable to be performed. Each evaluator rates for themselves."</p>
                    {none}
                    <ul class="rate">{rows}</ul>
                </section>
                {record::cards_of(page, REPORT)}
                {improvements_with(page, move |improvement| shown_by(page, improvement))}
            </div>
            <div class="panel stack">
                <section class="card" aria-label="Distribution">
                    <h2>"Distribution"</h2>
                    <p class="help">"Counted, never averaged."</p>
                    {spread("By capability target", "Capability target", capability)}
                    {spread("By objective", "Objective", objective)}
                </section>
            </div>
        </div>
    }
    .into_any()
}

// The objective that showed what an improvement is about: a retest of that is what shows that it works. What is made
// from a rating has it already.
fn shown_by(page: RecordPage, improvement: Id) -> AnyView {
    const FIELD: &str = "objective";
    let all = Memo::new(move |_| page.watch(|record, _| objectives(record)));
    let value = Memo::new(move |_| {
        page.workspace.watch(improvement, |view| {
            let record = view.ledger.record(improvement);
            record.map(|record| record.text(FIELD).into_owned())
        })
    });
    let name = page.workspace.read(|view| {
        let record = view.there(improvement);
        record.map(|record| format!("Objective of {}", view.name(record)))
    });
    let options = move || {
        let option = |one: Objective| {
            let key = one.id.to_string();
            let own = key.clone();
            view! { <option value=key selected=move || value.with(|value| value.as_ref() == Some(&own))>{one.title}</option> }
        };
        all.get().into_iter().map(option).collect_view()
    };
    let choose = move |chosen: String| {
        let value = if chosen.is_empty() {
            Text::null()
        } else {
            Text::string(&chosen)
        };
        let edit = Edit {
            record: improvement,
            kind: IMPROVEMENT.key(),
            path: Path::of(FIELD),
            value,
        };
        if let Err(why) = page.workspace.dispatch("Objective chosen", &[edit]) {
            page.workspace.alarm(why);
        }
    };
    view! {
        <label class="inline">"Objective "<select aria-label=name on:change:target=move |event| choose(event.target().value())>
            <option value="">"none"</option>{options}
        </select></label>
    }
    .into_any()
}

// Objectives, each with its critical tasks below; what is shown as chosen is one's own rating.
fn lines(record: &holdfast_ledger::Record, view: &holdfast_domain::view::View<'_>) -> Vec<Line> {
    let all = ratings(record);
    let user = view.user.trim();
    let mine =
        |rated: &Rated| rated.by_id == view.user_id && (view.user_id.is_some() || rated.by == user);
    let line = |objective: Id, task: Option<Id>, title: String| {
        let own = all
            .iter()
            .filter(|rated| rated.objective == objective && rated.task == task);
        let (mine, others): (Vec<&Rated>, Vec<&Rated>) = own.partition(|rated| mine(rated));
        let others: Vec<String> = { others.iter() }
            .map(|rated| format!("{}: {}", rated.by, rated.rating.to_uppercase()))
            .collect();
        Line {
            objective,
            task,
            title,
            others: others.join(", "),
            rating: mine.first().map_or("", |rated| rated.rating),
            rationale: mine
                .first()
                .map_or_else(String::new, |rated| rated.rationale.clone()),
        }
    };
    let mut lines = Vec::new();
    for (objective, _) in by_objective(record) {
        lines.push(line(objective.id, None, objective.title));
        for (task, title) in tasks(objective.capability, view) {
            lines.push(line(objective.id, Some(task), title));
        }
    }
    lines
}

fn line(table: Table, line: Line) -> AnyView {
    let about = (line.objective, line.task);
    let (why, chosen) = (RwSignal::new(line.rationale), StoredValue::new(line.rating));
    let write = move |rating: &str| {
        let why = why.get_untracked();
        table.try_put("Rated", |record, view, mint| {
            rate(record, about, rating, &why, view, mint)
        });
    };
    let own = line.rating;
    let title = line.title.clone();
    let button = move |rating: &'static holdfast_domain::describe::Choice| {
        let letter = rating.key.to_uppercase();
        let name = format!("{}: {title}", rating.label);
        view! {
            <button type="button" class="btn small" title=rating.label aria-label=name aria-pressed=(own == rating.key).to_string()
                on:click=move |_| write(rating.key)>{letter}</button>
        }
    };
    let buttons = RATINGS.iter().map(button).collect_view();
    let left = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        why.set(event.target().value());
        let rating = chosen.get_value();
        if !rating.is_empty() {
            write(rating);
        }
    };
    let others = (!line.others.is_empty()).then(|| view! { <p class="help">{line.others}</p> });
    let name = format!("Why: {}", line.title);
    let class = if line.task.is_some() { "task" } else { "" };
    view! {
        <li class=class>
            <div class="btns"><span class="grow">{line.title}</span>{buttons}</div>
            <input type="text" aria-label=name placeholder="Why" prop:value=why on:change:target=left/>
            {others}
        </li>
    }
    .into_any()
}
