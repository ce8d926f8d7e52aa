//! The report of an agreement: what was kept of each service, day by day and period by period, how soon
//! incidents were dealt with, and what was missed.

use super::{chooser, clocks, link, named, periods, print_button, this_month};
use crate::edge::clock;
use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::ui::empty::within;
use holdfast_domain::rooms::service_levels::figures::timed;
use holdfast_domain::rooms::service_levels::measure::Level;
use holdfast_domain::rooms::service_levels::periods::Stretch;
use holdfast_domain::rooms::service_levels::report::{Breach, percent};
use holdfast_domain::view::View;
use holdfast_ledger::{Id, Record};

/// How many missed things are listed at first.
const LISTED: usize = 50;
/// How many outages are named of one period.
const NAMED: usize = 6;

/// A record by its name, and the way to it.
type Named = (String, Option<String>);

/// Something that was missed.
#[derive(Clone, PartialEq)]
struct Missed {
    /// What, in words.
    what: String,
    /// The service or the incident.
    about: Option<Named>,
    /// The incidents and changes behind it.
    behind: Vec<Named>,
    /// How many more there are.
    more: usize,
}

/// All that the report says.
#[derive(Clone, Default, PartialEq)]
struct Report {
    why_not: String,
    services: Vec<periods::Told>,
    clocks: clocks::Told,
    missed: Vec<Missed>,
}

/// The part of the page.
pub fn tab(page: RecordPage) -> AnyView {
    let chosen = RwSignal::new(this_month(page.workspace));
    let stretch = Memo::new(move |_| chosen.get());
    let report =
        Memo::new(move |_| page.watch_settled(|record, view| read(record, stretch.get(), view)));
    let choose = Callback::new(move |to| chosen.set(to));
    let title = page.read(|record, view| view.name(record));
    let services = move || {
        let why = report.with(|report| report.why_not.clone());
        if !why.is_empty() {
            let why = format!("Unknown: {}.", clock::with_dates(&why));
            let more = view! { <p>{why}</p><p class="muted">"Name the services, and terms with a service calendar, on the part About."</p> };
            return view! { <section class="card">{within("success", "Nothing can be measured yet", more.into_any())}</section> }.into_any();
        }
        let all = report.with(|report| report.services.clone());
        all.iter().map(periods::card).collect_view().into_any()
    };
    view! {
        <div class="levels">
            {chooser(page.workspace, stretch, choose, false, print_button(page.workspace, title))}
            {services}
            {move || clocks::card(&report.with(|report| report.clocks.clone()))}
            {move || missed(&report.with(|report| report.missed.clone()), report.with(|report| report.why_not.is_empty()))}
        </div>
    }
    .into_any()
}

fn read(record: &Record, stretch: Stretch, view: &View<'_>) -> Report {
    let level = match Level::of(record, view) {
        Ok(level) => level,
        Err(why_not) => {
            return Report {
                why_not,
                ..Report::default()
            };
        }
    };
    let span = level.span(stretch);
    let services = level.agreement.services.iter();
    let missed = level.breaches(span);
    Report {
        why_not: String::new(),
        services: services
            .map(|service| periods::read(&level, *service, stretch, view))
            .collect(),
        clocks: clocks::read(&level, span),
        missed: missed.iter().map(|breach| told(breach, view)).collect(),
    }
}

fn told(breach: &Breach, view: &View<'_>) -> Missed {
    match breach {
        Breach::Availability(line, outages) => {
            let mut of: Vec<Id> = outages.iter().map(|outage| outage.of).collect();
            of.dedup();
            let share = line
                .kept
                .normal
                .availability()
                .map_or_else(String::new, percent);
            let target = line
                .target
                .map_or_else(String::new, |target| format!(" of {}", percent(target)));
            Missed {
                what: format!("{}: {share}{target}", clock::with_dates(&line.period.name)),
                about: named(line.service, view),
                more: of.len().saturating_sub(NAMED),
                behind: of
                    .into_iter()
                    .take(NAMED)
                    .filter_map(|id| named(id, view))
                    .collect(),
            }
        }
        Breach::Clock(late) => {
            let at = u64::try_from(late.detected).unwrap_or_default();
            Missed {
                what: format!("{}, detected {}", timed(late), clock::date_time(at)),
                about: named(late.incident, view),
                behind: Vec::new(),
                more: 0,
            }
        }
    }
}

fn missed(all: &[Missed], measured: bool) -> AnyView {
    if !measured {
        return ().into_any();
    }
    let one = |missed: &Missed| {
        let more = (missed.more > 0).then(|| format!(" and {} more", missed.more));
        let links = missed.behind.iter().cloned().enumerate().map(|(n, of)| {
            view! { {(n > 0).then_some(", ")}{link(of)} }
        });
        let behind = (!missed.behind.is_empty())
            .then(|| view! { <span class="muted">"By "{links.collect_view()}{more}</span> });
        view! { <li><span>{missed.about.clone().map(link)}" "{behind}</span><span class="status tone-error">{missed.what.clone()}</span></li> }
    };
    let rest = all.len().saturating_sub(LISTED);
    let rest = (rest > 0).then(
        || view! { <p class="muted">{format!("And {rest} more: choose a shorter time.")}</p> },
    );
    let none = all
        .is_empty()
        .then(|| view! { <p class="muted">"Nothing was missed in this time."</p> });
    view! {
        <section class="card stack" aria-label="Breaches">
            <h2>"Breaches "<span class="count">{all.len()}</span></h2>
            {none}
            <ul class="list level-missed" hidden=all.is_empty()>{all.iter().take(LISTED).map(one).collect_view()}</ul>
            {rest}
        </section>
    }
    .into_any()
}
