//! The assessments of a risk side by side.

use super::{course, heat};
use crate::edge::clock;
use crate::prelude::*;
use crate::rooms::record::{self, RecordPage};
use crate::route::{Page, Route};
use crate::ui::form::Asked;
use crate::ui::markdown::markdown;
use holdfast_domain::ask::Answers;
use holdfast_domain::entry::with_part;
use holdfast_domain::rooms::risks::figures::{Before, since_last};
use holdfast_domain::rooms::risks::matrix::{self, Configured, Matrix, Scheme, number};
use holdfast_domain::rooms::risks::scoring::{Rating, Which, unsound};
use holdfast_domain::rooms::risks::{KNOWLEDGE, owasp};
use holdfast_domain::value::{choice_of, outcomes, part};
use holdfast_domain::view::View;
use holdfast_ledger::sort::Ordered;
use holdfast_ledger::{Path, Record, Text};
use std::sync::Arc;

/// One assessment, read.
#[derive(Clone, PartialEq)]
pub struct Assessed {
    /// Which.
    pub which: Which,
    /// What it comes to; why not, if not.
    pub rating: Result<Rating, String>,
    /// The day it was made on, as written.
    pub date: String,
    /// How much it rests on.
    pub knowledge: String,
    /// Why.
    pub rationale: String,
    /// How many values people gave it.
    pub values: usize,
}

/// The assessments of a risk, and what they are read by.
#[derive(Clone, PartialEq)]
pub struct Shown {
    /// The matrix.
    pub matrix: Configured,
    /// Inherent, current, target.
    pub all: Vec<Assessed>,
    /// Since which day the current one was changed, and how.
    pub since: Option<(String, Vec<Before>)>,
}

impl Shown {
    /// Reads a risk.
    pub fn of(record: &Record, view: &View<'_>) -> Self {
        let matrix = matrix::matrix(view);
        let read = |which: Which| {
            let values = outcomes(record, which.field());
            let value = values.first().copied().flatten();
            let text = |key| value.and_then(|value| part(value, key));
            let plain = |key| {
                text(key)
                    .map(|text| text.plain().into_owned())
                    .unwrap_or_default()
            };
            let knowledge = text("knowledge").map(|text| {
                choice_of(KNOWLEDGE, &text).map_or_else(
                    || text.plain().into_owned(),
                    |choice| choice.label.to_owned(),
                )
            });
            Assessed {
                which,
                rating: match matrix.as_ref() {
                    Ok(matrix) => Rating::read(value, matrix),
                    Err(why) => Err(unsound(why)),
                },
                date: plain("date"),
                knowledge: knowledge.unwrap_or_default(),
                rationale: plain("rationale"),
                values: values.len(),
            }
        };
        let all = Which::ALL.map(read).into();
        Self {
            all,
            since: since_last(record),
            matrix,
        }
    }
}

/// The card: assessments side by side, what changed in the current one, its course.
pub fn card(page: RecordPage) -> AnyView {
    let shown = Memo::new(move |_| page.watch_all(|record, view| Some(Shown::of(record, view))));
    let table = move || {
        shown
            .get()
            .map(|shown| view! { {side_by_side(&shown, Some(page))}{since(&shown)} })
    };
    let map = Route::to(Page::Room(page.kind.room))
        .with("view", "heatmap")
        .with("risk", &page.id.to_string());
    view! {
        <section class="card assessments" aria-label="Assessments">
            <div class="card-head">
                <h2>"Assessments"</h2>
                <a href=map.href()>"On the heat map"</a>
            </div>
            {table}
            {course::course(page)}
        </section>
    }
    .into_any()
}

/// The assessments as a table: one column each. With a page OWASP's factors can be given there.
pub fn side_by_side(shown: &Shown, page: Option<RecordPage>) -> AnyView {
    let matrix = match shown.matrix.as_ref() {
        Ok(matrix) => matrix,
        Err(why) => {
            return view! { <p class="error">{format!("Nothing can be rated: {}.", unsound(why))}</p> }
                .into_any();
        }
    };
    let heads = shown.all.iter().map(|one| {
        let values = (one.values > 1).then(|| match page {
            Some(page) => {
                let to = Route::to(Page::Conflicts).with("record", &page.id.to_string());
                view! { " "<a class="conflict" href=to.href()>{format!("{} values", one.values)}</a> }.into_any()
            }
            None => view! { " "<span class="conflict">{format!("{} values", one.values)}</span> }.into_any(),
        });
        view! { <th scope="col">{one.which.label()}{values}</th> }
    });
    let row = |name: &'static str, cell: &dyn Fn(&Assessed) -> AnyView| {
        let cells = shown.all.iter().map(|one| view! { <td>{cell(one)}</td> });
        view! { <tr><th scope="row">{name}</th>{cells.collect_view()}</tr> }.into_any()
    };
    let rated = |one: &Assessed, cell: &dyn Fn(&Rating) -> AnyView| match &one.rating {
        Ok(rating) => cell(rating),
        Err(_) => ().into_any(),
    };
    let score = |one: &Assessed| match &one.rating {
        Ok(rating) => heat::level(matrix, rating.score),
        Err(why) => view! { <span class="muted">{format!("unknown: {why}")}</span> }.into_any(),
    };
    let side = |rating: &Rating| {
        let appetite = number(matrix.appetite);
        if matrix.within(rating.score) {
            view! { <span class="status tone-ok">{format!("within {appetite}")}</span> }.into_any()
        } else {
            view! { <span class="status tone-high">{format!("above {appetite}")}</span> }.into_any()
        }
    };
    let is_owasp = matrix.scheme == Scheme::Owasp;
    let factors = is_owasp.then(|| {
        row("Factors", &|one| {
            let means = match &one.rating {
                Ok(Rating { factors: Some(factors), .. }) => factor_words(*factors),
                _ => String::new(),
            };
            let ask = page.map(|page| {
                let which = one.which;
                let label = format!("Edit the factors, {}", which.field());
                view! { <button type="button" class="btn small" aria-haspopup="dialog" aria-label=label on:click=move |_| ask_factors(page, which)>"Edit"</button> }
            });
            view! { <p>{means}</p>{ask} }.into_any()
        })
    });
    let day = |one: &Assessed| clock::calendar_date(&one.date);
    let rationale = |one: &Assessed| {
        let text = one.rationale.clone();
        (!text.is_empty()).then(|| markdown(&text)).into_any()
    };
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label="Assessments side by side">
            <table class="table compact sides-3">
                <caption class="sr">"Assessments side by side"</caption>
                <thead><tr><th scope="col"><span class="sr">"Part"</span></th>{heads.collect_view()}</tr></thead>
                <tbody>
                    {row("Score", &score)}
                    {row("Appetite", &|one| rated(one, &side))}
                    {row("Likelihood", &|one| rated(one, &|rating| matrix.likelihood_name(rating.likelihood).into_any()))}
                    {row("Impact", &|one| rated(one, &|rating| matrix.impact_name(rating.impact).into_any()))}
                    {factors}
                    {row("Assessed on", &|one| day(one).into_any())}
                    {row("Strength of knowledge", &|one| one.knowledge.clone().into_any())}
                    {row("Rationale", &rationale)}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn factor_words(factors: owasp::Factors) -> String {
    let two = |mean: f64| number((mean * 1000.0).round() / 1000.0);
    let impact = match (factors.business, factors.technical) {
        (Some(business), _) => format!("business impact {}", two(business)),
        (None, technical) => format!("technical impact {}", two(technical.unwrap_or_default())),
    };
    format!("likelihood {}, {impact}", two(factors.likelihood))
}

// What is new or changed in the current assessment since the one that it was copied from.
fn since(shown: &Shown) -> AnyView {
    let Some((day, changed)) = shown.since.clone() else {
        return ().into_any();
    };
    let day = if day.is_empty() {
        "before".to_owned()
    } else {
        format!("of {}", clock::calendar_date(&day))
    };
    let one = |before: Before| {
        let (was, is) = (
            shown_part(shown, &before, &before.was),
            shown_part(shown, &before, &before.is),
        );
        let name = if before.part == "owasp" {
            "factors"
        } else {
            before.part
        };
        view! { <li><span class="badge">"changed"</span>" "{name}" "<del>{was}</del>" "<ins>{is}</ins></li> }
    };
    let none = changed.is_empty().then(|| view! { <p><span class="badge">"unchanged"</span>" Likelihood and impact are as they were."</p> });
    view! {
        <div class="since" role="group" aria-label="Since the last assessment">
            <p><b>{format!("Since the assessment {day}")}</b></p>
            {none}
            <ul>{changed.into_iter().map(one).collect_view()}</ul>
        </div>
    }
    .into_any()
}

fn shown_part(shown: &Shown, before: &Before, text: &str) -> String {
    if text.is_empty() {
        return "nothing".to_owned();
    }
    let step: Option<u32> = text.parse().ok();
    match (shown.matrix.as_ref(), step) {
        (Ok(matrix), Some(step)) => named(matrix, before.part, step),
        _ => text.to_owned(),
    }
}

fn named(matrix: &Matrix, part: &str, step: u32) -> String {
    match part {
        "likelihood" => matrix.likelihood_name(step),
        "impact" => matrix.impact_name(step),
        _ => step.to_string(),
    }
}

fn ask_factors(page: RecordPage, which: Which) {
    let path = Path::of(which.field());
    let stands = page.read(|record, _| record.value(path).cloned());
    let vector = stands.as_ref().and_then(|value| part(value, "owasp"));
    let vector = vector
        .map(|vector| vector.plain().into_owned())
        .unwrap_or_default();
    let given = owasp::given(&vector).into_iter();
    let given: Answers = given
        .filter_map(|(key, value)| Some((key, Text::parse(value).ok()?)))
        .into_map();
    page.asked.set(Some(Asked {
        title: format!("OWASP factors, {}", which.field()),
        fields: &owasp::ASKED,
        about: "0 to 9 each. Either impact may stay empty, the technical or the business one: where both are given, the business impact counts.".to_owned(),
        given,
        perform: Arc::new(move |answers| {
            let answer = |key| answers.get(key).map(|answer| answer.plain().into_owned());
            let vector = owasp::vector(answer).map_err(|why| format!("Not complete: {why}."))?;
            let now = page.read(|record, _| record.value(path).cloned());
            let value = with_part(now.as_ref(), "owasp", &Text::string(&vector));
            let label = format!("{} factors changed", which.label());
            page.workspace.dispatch(&label, &[page.edit(path, value)]).map(drop)
        }),
    }));
}

/// Who wrote something, for tables.
pub fn by(name: &str) -> String {
    record::author(name).to_owned()
}
