//! What a simulation said: figures, the curve against what is borne, what treatment gives back, and
//! which risks make the bad years bad. On paper as on screen.

use crate::edge::clock;
use crate::prelude::*;
use crate::rooms::runner;
use crate::route::{Page, Route};
use crate::ui::chart::chance;
use crate::ui::chart::exceed::{Chart, Curve, exceedance};
use crate::ui::form::tone_class;
use crate::workspace::Workspace;
use holdfast_domain::rooms::risks::RISK;
use holdfast_domain::rooms::risks::loss::{Chosen, Told};
use holdfast_domain::rooms::risks::quant::{self, Side, money};
use holdfast_domain::rooms::risks::simulate::{Against, Part, SHARES};
use holdfast_domain::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Record};
use std::sync::Arc;

/// The most risks that the table of what drives the bad years lists.
const LISTED: usize = 200;
/// The chances at which the table of a curve tells it.
const CHANCES: [f64; 16] = [
    0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.001,
];

/// What was simulated.
type Done = runner::Done<Chosen>;

/// What the parts share.
#[derive(Clone, Copy)]
pub struct Telling<'a> {
    done: &'a Done,
    currency: &'a str,
    view: &'a View<'a>,
}

/// All that a simulation says. `alone` is of one risk, on its own page.
pub fn tell(
    done: &Arc<Done>,
    workspace: Workspace,
    alone: bool,
    printing: RwSignal<bool>,
) -> AnyView {
    let rare = RwSignal::new(false);
    let chart = {
        let done = done.clone();
        move || {
            workspace.read(|view| {
                let currency = quant::currency(view);
                let telling = Telling {
                    done: &done,
                    currency: &currency,
                    view,
                };
                exceedance(&chart(telling, rare.get()))
            })
        }
    };
    let scale = |on: bool, name: &'static str| {
        view! { <label><input type="radio" name="loss-scale" prop:checked=move || rare.get() == on on:change=move |_| rare.set(on)/><span>{name}</span></label> }
    };
    workspace.read(|view| {
        let currency = quant::currency(view);
        let telling = Telling { done, currency: &currency, view };
        let drivers = (!alone).then(|| drivers(telling));
        let heading = if alone { "h3" } else { "h2" };
        let title = move |text: &'static str| match heading {
            "h3" => view! { <h3>{text}</h3> }.into_any(),
            _ => view! { <h2>{text}</h2> }.into_any(),
        };
        let card = if alone { "loss-part" } else { "card loss-part" };
        view! {
            <section class=card aria-label="Figures of a year">
                {title("Figures of a year")}
                {figures(telling)}
                {gain(telling)}
                <p class="muted">{said(done)}</p>
            </section>
            <section class=card aria-label="Loss exceedance">
                <div class="card-head">
                    {title("Loss exceedance")}
                    <div class="seg screen-only" role="radiogroup" aria-label="Axis of chances">{scale(false, "All chances")}{scale(true, "Rare years")}</div>
                </div>
                {verdict(telling)}
                <figure class="loss-chart">{chart}{legend(telling)}</figure>
                {borne(telling)}
                <details class="folded" prop:open=move || printing.get()>
                    <summary>"The same as a table"</summary>
                    <div class="table-wrap" tabindex="0" role="region" aria-label="The same as a table">{behind(telling)}</div>
                </details>
            </section>
            {drivers}
        }
        .into_any()
    })
}

// How it came about, so that whoever reads it can have the same numbers.
fn said(done: &Done) -> String {
    let request = &done.chosen.request;
    let n = request.before.len();
    format!(
        "{} years of {n} {}, seed {}, {} ({:.1} s). For each year the number of events of each risk is drawn (Poisson, its mean \
         from the frequency), then the loss of each event (PERT, or lognormal from its 90 % interval). The same seed and risks \
         give the same numbers on every machine. The mean is known to ± {}.",
        grouped(request.trials),
        if n == 1 { "risk" } else { "risks" },
        request.seed,
        clock::date_time(done.at_ms),
        done.took_ms / 1000.0,
        money(1.96 * done.answer.before.standard_error, "")
    )
}

fn grouped(number: usize) -> String {
    if number < 100 {
        number.to_string()
    } else {
        money(number as f64, "")
    }
}

const NAMES: [&str; 5] = ["P10", "P50", "P90", "P95", "P99"];
const MEANS: [&str; 5] = [
    "1 in 10 years costs no more",
    "half of the years cost no more",
    "9 in 10 years cost no more",
    "19 in 20 years cost no more",
    "99 in 100 years cost no more",
];

// A heading that says in which currency its amounts are.
fn in_currency(what: &str, currency: &str) -> String {
    if currency.is_empty() {
        what.to_owned()
    } else {
        [what, ", ", currency].concat()
    }
}

fn figures(telling: Telling<'_>) -> AnyView {
    let Telling { done, currency, .. } = telling;
    let after = done.answer.after.as_ref();
    let row = |name: &'static str, means: &'static str, of: &dyn Fn(&Told) -> f64| {
        let before = of(&done.answer.before);
        let treated = after.map(|told| {
            let after = of(told);
            view! { <td class="num" data-l="Treated">{money(after, "")}</td><td class="num" data-l="Less by">{money(before - after, "")}</td> }
        });
        view! { <tr><th scope="row"><b>{name}</b><span class="muted">{means}</span></th><td class="num" data-l="As things are">{money(before, "")}</td>{treated}</tr> }
    };
    let percentiles =
        (0..SHARES.len()).map(|n| row(NAMES[n], MEANS[n], &|told| told.percentiles[n]));
    let any = {
        let treated = after.map(
            |told| view! { <td class="num" data-l="Treated">{chance(told.any)}</td><td></td> },
        );
        view! { <tr><th scope="row"><b>"Any loss"</b><span class="muted">"the chance that a year costs anything"</span></th><td class="num" data-l="As things are">{chance(done.answer.before.any)}</td>{treated}</tr> }
    };
    let heads = after.map(|_| view! { <th scope="col" class="num">"Treated"</th><th scope="col" class="num">"Less by"</th> });
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label="Table of figures">
            <table class="table folds loss-figures">
                <thead><tr><th scope="col">{in_currency("Loss of a year", currency)}</th><th scope="col" class="num">"As things are"</th>{heads}</tr></thead>
                <tbody>
                    {row("Mean", "what it costs on average", &|told| told.mean)}
                    {percentiles.collect_view()}
                    {row("Worst 5 %", "the mean of the worst 1 in 20 years", &|told| told.worst)}
                    {any}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

// What all treatments together give back.
fn gain(telling: Telling<'_>) -> AnyView {
    let Telling {
        done,
        currency,
        view,
    } = telling;
    let Some(after) = done.answer.after.as_ref() else {
        return view! { <p class="muted">"Nothing is said of the loss after a treatment. Fill in “Events a year, treated” or “Loss of one event, treated” to compare."</p> }.into_any();
    };
    let chosen = &done.chosen;
    let cell = chosen.gain(done.answer.before.mean, after.mean, currency);
    let class = ["status ", tone_class(cell.tone)].concat();
    let missing = (!chosen.without_cost.is_empty() && chosen.cost > 0.0).then(|| {
        view! { <p>"It is too good: the treatment has no cost at "{links(&chosen.without_cost, view)}"."</p> }
    });
    let how = (!cell.inputs.is_empty())
        .then(|| view! { <span class="muted">{cell.inputs.clone()}</span> });
    view! {
        <p class="loss-gain"><b>"Return on control "</b><span class=class>{cell.text.clone()}</span>" "{how}</p>
        {missing}
    }
    .into_any()
}

fn verdict(telling: Telling<'_>) -> AnyView {
    let one = |what: &'static str, told: &Told| {
        let (words, tone) = told.verdict();
        view! { <p><b>{what}</b><span class=["status ", tone_class(tone)].concat()>{words}</span></p> }
    };
    let answer = &telling.done.answer;
    let unsound = telling.done.chosen.unsound.as_ref();
    let unsound = unsound.map(|why| view! { <p class="error">{format!("The tolerance curve cannot be used: {why}.")}</p> });
    let treated = answer.after.as_ref().map(|told| one("Treated: ", told));
    view! { {unsound}{one("As things are: ", &answer.before)}{treated} }.into_any()
}

fn chart(telling: Telling<'_>, rare: bool) -> Chart {
    let answer = &telling.done.answer;
    let dots = |told: &Told| {
        let points = (1..SHARES.len()).map(|n| (told.percentiles[n], 1.0 - SHARES[n], NAMES[n]));
        points.filter(|(loss, ..)| *loss > 0.0).collect()
    };
    let mut curves = Vec::new();
    if let Some(after) = &answer.after {
        curves.push(Curve {
            class: "treated",
            points: after.curve.clone(),
            dots: Vec::new(),
        });
    }
    curves.push(Curve {
        class: "before",
        points: answer.before.curve.clone(),
        dots: dots(&answer.before),
    });
    let against = answer.before.against.iter();
    let words = format!(
        "Loss exceedance curve. {} 1 year in 10 costs more than {}, 1 in 100 more than {}.",
        answer.before.verdict().0,
        money(answer.before.percentiles[2], telling.currency),
        money(answer.before.percentiles[4], telling.currency)
    );
    Chart {
        words,
        curves,
        borne: against
            .map(|point| (point.borne.loss, point.borne.chance, point.kept))
            .collect(),
        rare,
    }
}

fn legend(telling: Telling<'_>) -> AnyView {
    let answer = &telling.done.answer;
    let treated = answer
        .after
        .as_ref()
        .map(|_| view! { <li><span class="k-after"></span>"Treated"</li> });
    let borne = (!answer.before.against.is_empty()).then(|| {
        view! { <li><span class="k-borne"></span>"What is borne: ■ kept, ✕ exceeded"</li> }
    });
    let currency = (!telling.currency.is_empty())
        .then(|| view! { <li class="muted">{["In ", telling.currency].concat()}</li> });
    view! { <ul class="g-legend" aria-label="What the lines are"><li><span class="k-before"></span>"As things are"</li>{treated}{borne}{currency}</ul> }.into_any()
}

// Each point of what is borne, said in words.
fn borne(telling: Telling<'_>) -> AnyView {
    let Telling { done, currency, .. } = telling;
    let answer = &done.answer;
    if answer.before.against.is_empty() {
        let to = Route::to(Page::Settings).href();
        return view! { <p class="muted">"Say in the "<a href=to>"settings"</a>" which loss is borne how often, and the curve is held against it."</p> }.into_any();
    }
    let row = |(n, point): (usize, &Against)| {
        let told = |side: &'static str, point: &Against| {
            let (class, words) = if point.kept {
                ("status tone-ok", "kept")
            } else {
                ("status tone-error", "above")
            };
            view! { <td class="num" data-l=side>{chance(point.chance)}</td><td><span class=class>{words}</span></td> }
        };
        let treated = answer
            .after
            .as_ref()
            .and_then(|told| told.against.get(n))
            .map(|point| told("Treated", point));
        view! { <tr><th scope="row">{["More than ", &money(point.borne.loss, currency)].concat()}</th><td class="num" data-l="Borne at">{chance(point.borne.chance)}</td>{told("As things are", point)}{treated}</tr> }
    };
    let rows = answer.before.against.iter().enumerate().map(row);
    let heads = answer
        .after
        .as_ref()
        .map(|_| view! { <th scope="col" colspan="2">"Treated"</th> });
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label="Against what is borne">
            <table class="table compact folds">
                <thead><tr><th scope="col">"A year costs"</th><th scope="col" class="num">"Borne at"</th><th scope="col" colspan="2">"As things are"</th>{heads}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

// Both curves at the same chances.
fn behind(telling: Telling<'_>) -> AnyView {
    let Telling { done, currency, .. } = telling;
    let after = done.answer.after.as_ref();
    let row = |exceeded: &f64| {
        let treated = after
            .map(|told| view! { <td class="num" data-l="Treated">{money(told.exceeded_at(*exceeded), "")}</td> });
        view! { <tr><th scope="row">{chance(*exceeded)}</th><td class="num" data-l="More than">{money(done.answer.before.exceeded_at(*exceeded), "")}</td>{treated}</tr> }
    };
    let treated = after.map(|_| view! { <th scope="col" class="num">"Treated"</th> });
    view! {
        <table class="table compact folds">
            <thead><tr><th scope="col">"With a chance of"</th><th scope="col" class="num">{in_currency("a year costs more than", currency)}</th>{treated}</tr></thead>
            <tbody>{CHANCES.iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn drivers(telling: Telling<'_>) -> AnyView {
    let Telling {
        done,
        currency,
        view,
    } = telling;
    let answer = &done.answer;
    let mut parts: Vec<(usize, Part)> = answer.before.parts.iter().copied().enumerate().collect();
    parts.arrange_by(|(_, one), (_, other)| {
        other
            .tail
            .total_cmp(&one.tail)
            .then(other.mean.total_cmp(&one.mean))
    });
    let whole = answer.before.mean;
    let treated = answer.after.as_ref();
    let row = |(n, part): &(usize, Part)| {
        let after = treated.map(|told| {
            let record = view.ledger.record(part.risk).filter(|risk| Side::After.is_told(risk));
            let mean = record.and_then(|_| told.parts.get(*n)).map(|part| money(part.mean, ""));
            let back = record.map(|record| quant::return_cell(record, view).text);
            let back = back.map(|text| if text.starts_with("unknown") { "no cost".to_owned() } else { text });
            view! { <td class="num" data-l="Treated mean">{mean.unwrap_or_default()}</td><td class="num" data-l="Return on control">{back.unwrap_or_default()}</td> }
        });
        let share = if whole > 0.0 { part.mean / whole } else { 0.0 };
        view! {
            <tr>
                <th scope="row" class="title">{link(part.risk, view)}</th>
                <td class="num" data-l="Mean a year">{money(part.mean, "")}</td><td class="num" data-l="Of the mean">{chance(share)}</td>
                <td class="num share" data-l="Of the bad years"><span class="share-bar" aria-hidden="true" style:--share=format!("{:.4}", part.tail)></span>{chance(part.tail)}</td>
                <td class="num" data-l="Happens in a year">{chance(part.chance)}</td>{after}
            </tr>
        }
    };
    let more = parts.len().saturating_sub(LISTED);
    let more = (more > 0).then(|| view! { <p class="muted">{format!("and {} others with less of the bad years", grouped(more))}</p> });
    let heads = treated.map(|_| view! { <th scope="col" class="num">"Treated mean"</th><th scope="col" class="num">"Return on control"</th> });
    let unit = in_currency("Mean a year", currency);
    view! {
        <section class="card loss-part" aria-label="Which risks drive it">
            <h2>"Which risks drive it"</h2>
            {words(&parts, view)}
            <div class="table-wrap" tabindex="0" role="region" aria-label="Table of risks">
                <table class="table compact folds">
                    <thead><tr><th scope="col">"Risk"</th><th scope="col" class="num">{unit}</th><th scope="col" class="num">"Of the mean"</th><th scope="col" class="num">"Of the bad years"</th><th scope="col" class="num">"Happens in a year"</th>{heads}</tr></thead>
                    <tbody>{parts.iter().take(LISTED).map(row).collect_view()}</tbody>
                </table>
            </div>
            {more}
            <p class="muted">"The bad years are the worst 5 %: a risk’s share is what it costs in them, of all that they cost (first 10,000 years). \
                A risk that is small on average may still make the years that hurt."</p>
        </section>
    }
    .into_any()
}

// How few risks make half of the bad years.
fn words(parts: &[(usize, Part)], view: &View<'_>) -> AnyView {
    let mut sum = 0.0;
    let before = |(_, part): &&(usize, Part)| {
        let more = sum < 0.5 && part.tail > 0.0;
        sum += part.tail;
        more
    };
    let most: Vec<Id> = parts
        .iter()
        .take_while(before)
        .map(|(_, part)| part.risk)
        .collect();
    match most.len() {
        0 => view! { <p>"Nothing was lost in the simulated years."</p> }.into_any(),
        n if n <= 4 => view! { <p>{links(&most, view)}{if n == 1 { " makes" } else { " make" }}" more than half of what the bad years cost."</p> }.into_any(),
        n => view! { <p>{format!("{n} risks make half of what the bad years cost.")}</p> }.into_any(),
    }
}

/// A link to a risk, by its name.
pub fn link(id: Id, view: &View<'_>) -> AnyView {
    let name = view
        .ledger
        .record(id)
        .map(|record: &Record| view.name(record))
        .unwrap_or_default();
    let href = Route::to(Page::Record(RISK.room, id)).href();
    view! { <a href=href>{name}</a> }.into_any()
}

/// Links to risks, with commas between.
pub fn links(ids: &[Id], view: &View<'_>) -> AnyView {
    let one = |(n, id): (usize, &Id)| {
        let comma = (n > 0).then_some(", ");
        view! { {comma}{link(*id, view)} }
    };
    ids.iter().enumerate().map(one).collect_view().into_any()
}
