//! What is wrong with an agreement or wants attention.

use super::SERVICE_LEVEL;
use super::calendar::Calendars;
use super::figures::worst;
use super::measure::{FAST, Level};
use super::report::{Line, Standing, percent};
use super::spans::Span;
use super::terms::{Agreement, Measure};
use crate::prelude::*;
use crate::rooms::services::blast::{Way, blast_radius};
use crate::rooms::services::catalogue::Catalogue;
use crate::rooms::services::net::Kinds;
use crate::value::minutes;
use holdfast_ledger::Id;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Milliseconds of an hour.
const HOUR: i64 = 3_600_000;

/// What is wrong with an agreement.
pub fn findings(record: &Record, view: &View<'_>) -> Vec<Finding> {
    let agreement = Agreement::of(record);
    let mut found = written(&agreement, view);
    if let Ok(level) = Level::of(record, view) {
        found.extend(kept(&level, view));
    }
    found.extend(beneath(record, &agreement, view));
    review::beside(found, record, view)
}

// What is written down, and what is missing.
fn written(agreement: &Agreement, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if agreement.services.is_empty() {
        let text = "It names no service, so nothing of it can be measured.".to_owned();
        found.push(Finding::warn("level-services", Some("services"), text));
    }
    let gone = agreement.services.iter().filter_map(|id| {
        let service = view.ledger.record(*id)?;
        let retired = service.text("lifecycle") == "retired" || !View::is_live(service);
        retired.then(|| view.name(service))
    });
    let gone: Vec<String> = gone.collect();
    let ended = agreement.ends.is_some_and(|day| view.days_to(day) < 0);
    if !gone.is_empty() && !ended {
        let text = format!(
            "No longer in use: {}. End the agreement, or name what took its place.",
            gone.join(", ")
        );
        found.push(Finding::warn("level-retired", Some("services"), text));
    }
    if agreement.terms.is_empty() && agreement.undated == 0 {
        let text =
            "It has no terms: say what availability is promised from which day on.".to_owned();
        found.push(Finding::warn("level-terms", Some("terms"), text));
    }
    if agreement.undated > 0 {
        let text =
            "Some of its terms have no day from which they hold, and count for nothing.".to_owned();
        found.push(Finding::warn("level-terms-day", Some("terms"), text));
    }
    if let Some(Err(why)) =
        (!agreement.terms.is_empty()).then(|| agreement.held(&Calendars::kept(view), view))
    {
        let text = format!("Nothing of it can be measured: {why}.");
        found.push(Finding::warn("level-calendar", Some("terms"), text));
    }
    if agreement.terms.iter().any(|terms| terms.period.is_none()) {
        let text = "Availability is measured over the last days. Say how many.".to_owned();
        found.push(Finding::warn("level-days", Some("terms"), text));
    }
    if agreement.clocks.iter().any(|clock| clock.within.is_none()) {
        let text = "A target for response or resolution does not say how soon.".to_owned();
        found.push(Finding::warn("level-within", Some("clocks"), text));
    }
    found
}

// What was promised and is not kept.
fn kept(level: &Level, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let name = |id: Id| {
        view.there(id)
            .map(|service| view.name(service))
            .unwrap_or_default()
    };
    if let Ok(line) = worst(level) {
        if line.standing == Standing::Gone {
            let text = format!(
                "The target of {} can no longer be kept: the error budget of {} is used up.",
                line.period.name,
                name(line.service)
            );
            found.push(Finding::bad("level-budget-gone", Some("terms"), text));
        } else if let Some(text) = burning(level, &line) {
            let text = format!("{}: {text}", name(line.service));
            found.push(Finding::warn("level-burning", Some("terms"), text));
        }
    }
    let mut over = level
        .agreement
        .services
        .iter()
        .filter_map(|service| last_over(level, *service));
    if let Some(line) = over.find(|line| line.standing == Standing::Missed) {
        let share = line
            .kept
            .normal
            .availability()
            .map_or_else(String::new, percent);
        let text = format!(
            "{} missed the target in {}: {share}.",
            name(line.service),
            line.period.name
        );
        found.push(Finding::warn("level-missed", Some("terms"), text));
    }
    if let Some(text) = late(level) {
        found.push(Finding::warn("level-clock-missed", Some("clocks"), text));
    }
    found
}

// How fast the budget is used, where that is faster than it may be.
fn burning(level: &Level, line: &Line) -> Option<String> {
    let target = line.target?;
    let fast = FAST.into_iter().find(|(hours, limit)| {
        let rate = level.burn(line.service, hours * HOUR, target);
        rate.is_some_and(|rate| rate >= *limit)
    });
    let (hours, limit) = fast?;
    Some(format!(
        "the error budget is used {limit} times as fast as it may be or faster, over the last {}.",
        minutes(hours as f64 * 60.0)
    ))
}

// The last period that is over.
fn last_over(level: &Level, service: Id) -> Option<Line> {
    let back = 366 * 24 * HOUR;
    let lines = level.lines(service, Span::new(level.now - back, level.now));
    lines
        .into_iter()
        .rfind(|line| line.period.span.to < level.now && line.period.span.to > level.now - back)
}

// The clocks of the last 30 days that were kept by fewer incidents than agreed.
fn late(level: &Level) -> Option<String> {
    if level.agreement.clocks.is_empty() {
        return None;
    }
    let clocks = level.clocks(Span::new(level.now - 30 * 24 * HOUR, level.now));
    let verdicts = level.tallied(&clocks);
    let (at, _) = verdicts
        .into_iter()
        .find(|(_, kept)| *kept == Some(false))?;
    let clock = &level.agreement.clocks[at];
    let tally = clocks.tallies.iter().find(|tally| tally.clock == at)?;
    let priority = clock
        .priority
        .map_or_else(String::new, |n| format!(" of priority {n}"));
    Some(format!(
        "{}{priority} was late on {} of {} incidents of the last 30 days.",
        clock.measure.name(),
        tally.missed,
        tally.missed + tally.kept
    ))
}

/// What is promised of a service by one agreement that holds.
#[derive(Clone, Debug)]
struct Promise {
    of: Id,
    sort: String,
    target: Option<f64>,
    resolution: Vec<(u8, f64)>,
}

/// All promises that hold today, by service.
struct Promises(BTreeMap<Id, Vec<Promise>>);

impl Promises {
    fn kept(view: &View<'_>) -> Arc<Self> {
        let make = |_: Option<&Self>| {
            let mut all: BTreeMap<Id, Vec<Promise>> = BTreeMap::new();
            for record in view.live(SERVICE_LEVEL.id) {
                let agreement = Agreement::of(record);
                let promise = promise(record.id, &agreement, view);
                for service in &agreement.services {
                    all.entry(*service).or_default().extend(promise.clone());
                }
            }
            Self(all)
        };
        // Which terms hold changes with the day.
        let day = u64::from(chrono::Datelike::num_days_from_ce(&view.today()).unsigned_abs());
        let revision = view.ledger.revision(SERVICE_LEVEL.key()) * 10_000_000 + day;
        match view.recent {
            Some(recent) => recent.whole(revision, make),
            None => Arc::new(make(None)),
        }
    }
}

// What an agreement promises today, if it holds.
fn promise(of: Id, agreement: &Agreement, view: &View<'_>) -> Option<Promise> {
    let today = view.today();
    let over = agreement.ends.is_some_and(|ends| ends < today);
    let terms = agreement
        .terms
        .iter()
        .rfind(|terms| terms.from.is_some_and(|from| from <= today));
    let terms = terms.filter(|_| !over)?;
    let mut resolution: Vec<(u8, f64)> = Vec::new();
    for priority in 1..=5 {
        let clocks = agreement.clocks.iter().filter(|clock| {
            clock.measure == Measure::Resolution
                && clock.priority.is_none_or(|own| own == priority)
                && clock.from.is_none_or(|from| from <= today)
        });
        let within = clocks.max_by_key(|clock| (clock.priority.is_some(), clock.from));
        resolution.extend(within.and_then(|clock| Some((priority, clock.within?))));
    }
    Some(Promise {
        of,
        sort: agreement.sort.clone(),
        target: terms.target,
        resolution,
    })
}

// An SLA cannot keep more than what it rests on does: OLAs and contracts of its services, and of all
// that those depend on so that they are down with them.
fn beneath(record: &Record, agreement: &Agreement, view: &View<'_>) -> Option<Finding> {
    let own = promise(record.id, agreement, view).filter(|own| own.sort == "sla")?;
    let promises = Promises::kept(view);
    let catalogue = Catalogue::kept(view);
    for service in &agreement.services {
        let mut rests = vec![*service];
        if let Some(node) = catalogue.find(*service) {
            let below = blast_radius(&catalogue.net, node, Way::Down, usize::MAX, Kinds::HARD);
            let all = below.layers.iter().flatten();
            rests.extend(all.map(|reached| catalogue.ids[reached.node as usize]));
        }
        let under = rests.iter().filter_map(|id| promises.0.get(id)).flatten();
        let under =
            under.filter(|under| under.of != own.of && matches!(&*under.sort, "ola" | "contract"));
        for under in under {
            if let (Some(why), Some(other)) = (shortfall(&own, under), view.there(under.of)) {
                let text = format!(
                    "It rests on {}, which promises less: {why}.",
                    view.name(other)
                );
                return Some(Finding::warn("level-not-carried", Some("terms"), text));
            }
        }
    }
    None
}

// Why one promise cannot carry another.
fn shortfall(own: &Promise, under: &Promise) -> Option<String> {
    if let Some((own, under)) = own
        .target
        .zip(under.target)
        .filter(|(own, under)| under < own)
    {
        return Some(format!("{} for {}", percent(under), percent(own)));
    }
    own.resolution.iter().find_map(|(priority, within)| {
        let (_, theirs) = under.resolution.iter().find(|(of, _)| of == priority)?;
        (theirs > within).then(|| {
            format!(
                "resolution of priority {priority} within {} for {}",
                minutes(*theirs),
                minutes(*within)
            )
        })
    })
}
