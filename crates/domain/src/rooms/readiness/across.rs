//! What is wrong between rooms: rules that look at a record and at what other rooms say of it.

use super::plans;
use crate::describe::Finding;
use crate::recent::Differs;
use crate::rooms::changes::plans::{Planned, ids};
use crate::rooms::changes::window::Window;
use crate::rooms::people::rules::{Holder, holder};
use crate::rooms::plans::{ACTIVATION, PLAN, findings::name, track};
use crate::rooms::service_levels::SERVICE_LEVEL;
use crate::rooms::service_levels::calendar::Calendars;
use crate::rooms::service_levels::spans::Span;
use crate::rooms::service_levels::terms::{Agreement, Measure};
use crate::rooms::services::capability::Runbooks;
use crate::rooms::services::catalogue::{CRITICAL, Catalogue};
use crate::rooms::vulnerabilities::policy;
use crate::value::{list_in_conflict, minutes, outcomes};
use crate::view::View;
use crate::zone::DAY;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record};
use std::sync::Arc;

/// Within so many days a change is near what is being recovered now.
const SOON_DAYS: i64 = 3;

/// What is wrong between a record and other rooms.
pub fn across(record: &Record, view: &View<'_>) -> Vec<Finding> {
    if !View::is_live(record) {
        return Vec::new();
    }
    match record.kind.as_str() {
        "service" => service(record, view),
        "plan" => two_roles(record, view)
            .into_iter()
            .chain(plans::plan(record, view))
            .collect(),
        "risk" => accepted(record, view).into_iter().collect(),
        "vulnerability" => exploited(record, view),
        "change" => in_activation(record, view).into_iter().collect(),
        kind if kind == SERVICE_LEVEL.id => below_rto(record, view).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The services that a plan in force names, and those that a plan is recovering, with the plan.
#[derive(PartialEq)]
pub(super) struct Covered {
    in_force: Vec<Id>,
    recovering: Vec<(Id, Id)>,
}

impl Covered {
    pub(super) fn kept(view: &View<'_>) -> Arc<Self> {
        let make = |_: Option<&Self>| Self::of(view);
        let Some(recent) = view.recent else {
            return Arc::new(make(None));
        };
        let revision = |kind: Key| view.ledger.revision(kind);
        let revision = revision(PLAN.key()) + revision(ACTIVATION.key());
        recent.whole_told(revision, make, Differs::of)
    }

    fn of(view: &View<'_>) -> Self {
        // Not one whose status people disagree about.
        let in_force = view
            .live(PLAN.id)
            .filter(|plan| plan.text("status") == "active" && outcomes(plan, "status").len() == 1);
        let mut in_force: Vec<Id> = in_force.flat_map(|plan| ids(plan, "services")).collect();
        in_force.arrange();
        in_force.dedup();
        let active = view
            .live(ACTIVATION.id)
            .filter(|activation| track::goes_on(activation) && !track::is_exercise(activation));
        let plans = active.filter_map(|activation| view.linked(activation.value(Path::of("plan"))));
        let recovering = plans.flat_map(|plan| {
            let services = ids(plan, "services").into_iter();
            services.map(|service| (service, plan.id))
        });
        Self {
            in_force,
            recovering: recovering.collect(),
        }
    }

    fn is_covered(&self, service: Id) -> bool {
        self.in_force.binary_search(&service).is_ok()
    }
}

/// The tier of a service as it counts; none where nothing says one.
pub(super) fn tier(service: Id, all: &Catalogue) -> Option<u8> {
    all.tier[all.find(service)? as usize]
}

fn service(service: &Record, view: &View<'_>) -> Vec<Finding> {
    let all = Catalogue::kept(view);
    let business = all.find(service.id).filter(|at| {
        let node = &all.nodes[*at as usize];
        node.is_business() && !matches!(&*service.text("lifecycle"), "planned" | "retired")
    });
    let Some(tier) = business.and_then(|at| all.tier[at as usize]) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if tier == 1 && !Covered::kept(view).is_covered(service.id) {
        let text = "It is of tier 1, and no plan in force names it. Add it to a plan, and put that in force.";
        found.push(Finding::bad("service-vital-no-plan", None, text.to_owned()));
    }
    if tier == 1 && !Runbooks::kept(view).recovers(service.id) {
        let text = "It is of tier 1, and no approved runbook brings it back. Write one, or name it in one, and have that approved.";
        found.push(Finding::bad(
            "service-vital-no-runbook",
            None,
            text.to_owned(),
        ));
    }
    if tier <= CRITICAL && view.linked(service.value(Path::of("owner"))).is_none() {
        let text = format!("It is of tier {tier}, and nobody owns it. Say who answers for it.");
        found.push(Finding::warn("service-vital-no-owner", Some("owner"), text));
    }
    found
}

// One person cannot do two duties of a plan at once.
fn two_roles(plan: &Record, view: &View<'_>) -> Option<Finding> {
    if plan.text("status") == "retired" {
        return None;
    }
    let teams = plan.items(Key::new("teams"));
    let mut roles: Vec<Id> = teams
        .iter()
        .filter_map(|item| item.text("role").parse().ok())
        .collect();
    roles.arrange();
    roles.dedup();
    let mut held: Vec<(Id, Id)> = Vec::new();
    for role in roles {
        let Some(record) = view.there(role) else {
            continue;
        };
        let Holder::Here(person) = holder(record.value(Path::of("primary")), view) else {
            continue;
        };
        if let Some((_, other)) = held.iter().find(|(known, _)| *known == person.id) {
            let disputed = if list_in_conflict(plan, "teams") {
                " People disagree about the teams: decide that first."
            } else {
                ""
            };
            let text = format!(
                "{} is primary of {} and of {}. Give one of them to somebody else.{disputed}",
                view.name(person),
                name(*other, view),
                view.name(record)
            );
            return Some(Finding::warn("plan-two-roles", Some("teams"), text));
        }
        held.push((person.id, role));
    }
    None
}

fn accepted(risk: &Record, view: &View<'_>) -> Option<Finding> {
    if risk.text("treatment") != "accept" {
        return None;
    }
    let (all, covered) = (Catalogue::kept(view), Covered::kept(view));
    let services = ids(risk, "services").into_iter();
    let mut bare =
        services.filter(|service| tier(*service, &all) == Some(1) && !covered.is_covered(*service));
    let service = bare.next()?;
    let text = format!(
        "It is accepted, and no plan in force covers {} (tier 1). Have a plan for when it happens.",
        name(service, view)
    );
    Some(Finding::warn(
        "risk-accepted-no-plan",
        Some("services"),
        text,
    ))
}

// What attackers use now: whether a vulnerability is open and known to be exploited.
fn is_exploited(vulnerability: &Record) -> bool {
    let open = matches!(
        &*vulnerability.text("state"),
        "" | "potential" | "exploitable"
    );
    let known = vulnerability.get::<bool>("exploited") == Some(true)
        || vulnerability.value(Path::of("kev")).is_some();
    open && known
}

fn exploited(vulnerability: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if !is_exploited(vulnerability) {
        return found;
    }
    let services = ids(vulnerability, "services");
    if let (Some(service), true) = (
        services.first(),
        vulnerability.text("state") == "exploitable",
    ) {
        let text = format!(
            "It is exploited elsewhere, and can be here: {}. Fix it, or take away what it is reached by.",
            name(*service, view)
        );
        found.push(Finding::bad(
            "vulnerability-exploitable",
            Some("state"),
            text,
        ));
    }
    let all = Catalogue::kept(view);
    let vital = services
        .iter()
        .find(|service| tier(**service, &all) == Some(1));
    if let (Some(service), Err(why)) = (vital, policy::due(vulnerability, view)) {
        let text = format!(
            "It is known to be exploited, concerns {} (tier 1), and no day follows by which it is fixed: {why}.",
            name(*service, view)
        );
        found.push(Finding::bad(
            "vulnerability-vital-no-due",
            Some("due"),
            text,
        ));
    }
    found
}

fn in_activation(change: &Record, view: &View<'_>) -> Option<Finding> {
    let planned = Planned::of(change);
    let soon = |window: Window| window.start < view.now() + SOON_DAYS * DAY;
    if !planned.is_planned() || !planned.window.is_none_or(soon) {
        return None;
    }
    let covered = Covered::kept(view);
    let mut both = covered.recovering.iter();
    let (service, plan) = both.find(|(service, _)| planned.services.contains(service))?;
    let text = format!(
        "It is planned on {}, which {} is recovering now. Wait until the plan is stood down.",
        name(*service, view),
        name(*plan, view)
    );
    Some(Finding::bad("change-in-activation", Some("window"), text))
}

// Clocks count service time, an RTO counts all time: only service time round the clock can be compared.
fn below_rto(record: &Record, view: &View<'_>) -> Option<Finding> {
    let (level, today) = (Agreement::of(record), view.today());
    let over = level.ends.is_some_and(|ends| ends < today);
    if level.sort != "sla" || over || !round_the_clock(&level, view) {
        return None;
    }
    let within = (1..=5).filter_map(|priority| {
        let clocks = level.clocks.iter().filter(|clock| {
            clock.measure == Measure::Resolution
                && clock.priority.is_none_or(|own| own == priority)
                && clock.from.is_none_or(|from| from <= today)
        });
        let clock = clocks.max_by_key(|clock| (clock.priority.is_some(), clock.from))?;
        clock.continuity.or(clock.within)
    });
    let within = within.reduce(f64::min)?;
    let all = Catalogue::kept(view);
    let rto = |service: &Id| all.nodes[all.find(*service)? as usize].rto;
    let mut slow = ids(record, "services")
        .into_iter()
        .filter_map(|service| Some((service, rto(&service)?)));
    let (service, rto) = slow.find(|(_, rto)| *rto > within)?;
    let disputed = if level.disputed {
        " People disagree about what is agreed: decide that first."
    } else {
        ""
    };
    let text = format!(
        "It promises a resolution within {}, and the RTO of {} is {}. Agree a time for continuity mode, or lower the RTO.{disputed}",
        minutes(within),
        name(service, view),
        minutes(rto)
    );
    Some(Finding::warn("level-below-rto", Some("clocks"), text))
}

// Whether the terms that hold today know no closed hour in the next four weeks.
fn round_the_clock(level: &Agreement, view: &View<'_>) -> bool {
    let Ok(held) = level.held(&Calendars::kept(view), view) else {
        return false;
    };
    let from = view.now() - view.now().rem_euclid(DAY);
    let weeks = Span::new(from, from + 28 * DAY);
    let now = held
        .iter()
        .find(|held| held.span.from <= from + DAY && from < held.span.to);
    now.is_some_and(|held| held.hours.long(weeks) == weeks.long())
}
