//! How good forecasts were.

use super::{Desk, NAMED, left_out};
use crate::prelude::*;
use crate::ui::chart::chance;
use crate::ui::figure::opens;
use crate::ui::form::record_link;
use holdfast_domain::rooms::calibration::forecasts::{Judged, Lasted, Level, too_few};
use holdfast_domain::rooms::calibration::frequency::PERIOD_DAYS;
use holdfast_domain::rooms::calibration::{Calibration, ENOUGH};
use holdfast_domain::stats::brier::{Bin, Brier, Forecast};
use holdfast_domain::stats::recovery::interval;
use holdfast_ledger::Id;

/// What all of them say.
#[derive(Clone, Default, PartialEq)]
struct Scores {
    risks: Judged,
    changes: Judged,
    levels: Vec<Level>,
    recoveries: Judged,
    lasted: Vec<Lasted>,
    untimed: Vec<(Id, String)>,
}

impl Scores {
    fn of(all: &Calibration) -> Self {
        let told = |one: Result<&Lasted, &String>| one.ok().copied();
        let cases = all.durations();
        let untimed = cases
            .iter()
            .filter_map(|case| Some((case.run, case.told.clone().err()?)));
        Self {
            risks: all.risk_judged(),
            changes: all.change_forecasts(),
            levels: all.levels(),
            recoveries: all.recovery_forecasts(),
            lasted: cases
                .iter()
                .filter_map(|case| told(case.told.as_ref()))
                .collect(),
            untimed: untimed.collect(),
        }
    }
}

/// The cards.
pub fn cards(desk: Desk) -> AnyView {
    let scores = Memo::new(move |_| {
        let all = desk.found.with(|found| found.as_ref().map(Scores::of));
        all.unwrap_or_default()
    });
    let body = move || {
        scores.with(|scores| {
            let risks = format!(
                "For each whole {PERIOD_DAYS} days after a frequency was written: the chance of at least one event, \
                 and whether there was one."
            );
            let changes = "A level of risk gives no chance. What it forecasts is the share of the changes of that level closed before that were \
                 backed out or failed, by Laplace’s rule: (failed + 1) / (all + 2).";
            let back = "The chance of being back within the RTO by the plan of the run (PERT) when it was started, less the time lost before, \
                 and whether all was back by then.";
            view! {
                {judged(desk, "Events of risks", &risks, &scores.risks, ().into_any())}
                {judged(desk, "Changes that fail", changes, &scores.changes, levels(&scores.levels))}
                {judged(desk, "Back within the RTO", back, &scores.recoveries, ().into_any())}
                {durations(desk, scores)}
            }
        })
    };
    view! { <h2>"How good forecasts were"</h2>{body} }.into_any()
}

fn judged(desk: Desk, name: &'static str, what: &str, judged: &Judged, more: AnyView) -> AnyView {
    let told = judged.score();
    let told = told
        .as_ref()
        .map(|told| view! { {figures(told)}{table(name, told)} });
    view! {
        <section class="card" aria-label=name>
            <h3>{name}</h3>
            <p class="help">{what.to_owned()}</p>
            <p><b>{judged.words()}</b></p>
            {told}
            {more}
            {cases(desk, &judged.cases)}
            {left_out(desk, &judged.left_out)}
        </section>
    }
    .into_any()
}

fn figures(told: &Brier) -> AnyView {
    let one = |label: &'static str, text: String, how: &'static str, from: String| view! { <div><dt>{label}</dt><dd>{opens(text, how, from)}</dd></div> };
    let counts = format!("it happened in {} of {}", told.came, told.count);
    let skill = told.skill.map_or_else(
        || "unknown: it always happened, or never".to_owned(),
        |skill| format!("{:.0} %", skill * 100.0).replace('-', "−"),
    );
    let parts = format!(
        "reliability {:.3} − resolution {:.3} + base rate {:.3} + within groups {:.3} = {:.3}",
        told.reliability, told.resolution, told.reference, told.within, told.score
    );
    view! {
        <dl class="facts wide scored">
            {one("Brier score", format!("{:.3}", told.score), "The mean square of chance less outcome (1 happened, 0 not): 0 is perfect, 0.25 a coin. It falls into how far shares are from chances, how far they are from each other, and what is left (Murphy 1973; Stephenson, Coelho and Jolliffe 2008).", parts)}
            {one("Base rate", format!("{:.3}", told.reference), "The score of whoever always says the share in which it happened: share × (1 − share).", counts)}
            {one("Skill", skill, "1 − score / base rate: above 0 forecasts tell more than the share alone. The share is known only afterwards, so this is a hard measure.", format!("{:.3} and {:.3}", told.score, told.reference))}
        </dl>
    }
    .into_any()
}

// Whether what was given 30 % happened in 30 %.
fn table(name: &'static str, told: &Brier) -> AnyView {
    let row = |bin: &Bin| {
        let (low, high) = interval(bin.came, bin.count);
        view! {
            <tr>
                <th scope="row">{format!("{:.0} to {:.0} %", bin.from * 100.0, bin.to * 100.0)}</th>
                <td class="num" data-l="Forecasts">{bin.count}</td>
                <td class="num" data-l="Mean chance">{chance(bin.chance)}</td>
                <td class="num" data-l="Happened in">{format!("{} ({:.0}–{:.0} %)", chance(bin.share()), low * 100.0, high * 100.0)}</td>
            </tr>
        }
    };
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=format!("{name}: chances and outcomes")>
            <table class="table compact folds">
                <thead><tr><th scope="col">"Chance given"</th><th scope="col" class="num">"Forecasts"</th><th scope="col" class="num">"Mean chance"</th><th scope="col" class="num">"Happened in (95 %, Wilson)"</th></tr></thead>
                <tbody>{told.bins.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn levels(levels: &[Level]) -> AnyView {
    let row = |level: &Level| {
        let (low, high) = interval(level.failed, level.count);
        let share = match level.count {
            0 => "unknown: none was closed".to_owned(),
            n => format!(
                "{} ({:.0}–{:.0} %)",
                chance(level.failed as f64 / n as f64),
                low * 100.0,
                high * 100.0
            ),
        };
        view! { <tr><th scope="row">{level.label}</th><td class="num" data-l="Closed">{level.count}</td><td class="num" data-l="Backed out or failed">{level.failed}</td><td class="num" data-l="Share">{share}</td></tr> }
    };
    let rows = levels.iter().map(row).collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label="Changes by level of risk">
            <table class="table compact folds">
                <thead><tr><th scope="col">"Level"</th><th scope="col" class="num">"Closed"</th><th scope="col" class="num">"Backed out or failed"</th><th scope="col" class="num">"Share (95 %, Wilson)"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

// Each forecast; of one record alone where that is asked for.
fn cases(desk: Desk, all: &[(Id, Forecast)]) -> Option<AnyView> {
    let of = desk.of.get();
    let own = |(id, _): &&(Id, Forecast)| of == Some(*id);
    let is_own = all.iter().any(|one| own(&one));
    let one = |(id, forecast): &(Id, Forecast)| {
        let came = if forecast.came {
            "it happened"
        } else {
            "it did not"
        };
        let said = format!("{}: {came}", chance(forecast.chance));
        view! { <li>{record_link(desk.workspace, *id)}<span class="muted">{said}</span></li> }
    };
    let shown: Vec<&(Id, Forecast)> = all.iter().filter(|case| !is_own || own(case)).collect();
    let rest = shown.len().saturating_sub(NAMED);
    let rest = (rest > 0).then(|| view! { <li>{format!("and {rest} more")}</li> });
    let list = shown
        .iter()
        .rev()
        .take(NAMED)
        .map(|case| one(case))
        .collect_view();
    (!shown.is_empty()).then(|| {
        view! {
            <details class="folded" open=is_own>
                <summary>{format!("Forecasts ({}), the latest first", shown.len())}</summary>
                <ul class="list">{list}{rest}</ul>
            </details>
        }
        .into_any()
    })
}

// Half of the runs should be done within P50, nine in ten within P90.
fn durations(desk: Desk, scores: &Scores) -> AnyView {
    let n = scores.lasted.len();
    let row = |label: &'static str, wanted: &'static str, limit: fn(&Lasted) -> f64| {
        let within = scores
            .lasted
            .iter()
            .filter(|one| one.took <= limit(one))
            .count();
        let (low, high) = interval(within, n);
        let share = format!(
            "{within} of {n}, {} ({:.0}–{:.0} %)",
            chance(within as f64 / n.max(1) as f64),
            low * 100.0,
            high * 100.0
        );
        view! { <tr><th scope="row">{label}</th><td class="num" data-l="Should be">{wanted}</td><td class="num" data-l="Was">{share}</td></tr> }
    };
    let verdict = match n {
        0 => "Unknown: there is no case yet.".to_owned(),
        n if n < ENOUGH => too_few(n),
        _ => "Where what should be lies outside the interval, plans are too short or too long."
            .to_owned(),
    };
    let table = (n > 0).then(|| {
        view! {
            <div class="table-wrap" tabindex="0" role="region" aria-label="Lengths of runs, table">
                <table class="table compact folds">
                    <thead><tr><th scope="col">"Done within"</th><th scope="col" class="num">"Should be"</th><th scope="col" class="num">"Was (95 %, Wilson)"</th></tr></thead>
                    <tbody>{row("P50 of the plan", "50 %", |one| one.half)}{row("P90 of the plan", "90 %", |one| one.most)}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <section class="card" aria-label="Lengths of runs">
            <h3>"Lengths of runs"</h3>
            <p class="help">"From the start of a finished run to its end, pauses and all, against its plan as it was frozen then (PERT along the critical path)."</p>
            <p><b>{verdict}</b></p>
            {table}
            {left_out(desk, &scores.untimed)}
        </section>
    }
    .into_any()
}
