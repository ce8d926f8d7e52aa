//! What is wrong between rooms: rules that look at a record and at what other rooms say of it.

use crate::describe::Finding;
use crate::recent::Differs;
use crate::rooms::changes::plans::{Planned, ids};
use crate::rooms::people::rules::{Holder, holder};
use crate::rooms::plans::{ACTIVATION, PLAN, findings::name, track};
use crate::rooms::service_levels::SERVICE_LEVEL;
use crate::rooms::services::catalogue::{CRITICAL, Catalogue};
use crate::value::{day, list_in_conflict, minutes};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record};
use std::sync::Arc;

/// What is wrong between a record and other rooms.
pub fn across(record: &Record, view: &View<'_>) -> Vec<Finding> {
    if !View::is_live(record) {
        return Vec::new();
    }
    match record.kind.as_str() {
        "service" => service(record, view),
        "plan" => two_roles(record, view).into_iter().collect(),
        "risk" => accepted(record, view).into_iter().collect(),
        "vulnerability" => no_due(record, view).into_iter().collect(),
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
        let in_force = view
            .live(PLAN.id)
            .filter(|plan| plan.text("status") == "active");
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

fn no_due(vulnerability: &Record, view: &View<'_>) -> Option<Finding> {
    let open = matches!(
        &*vulnerability.text("state"),
        "" | "potential" | "exploitable"
    );
    let exploited = vulnerability.get::<bool>("exploited") == Some(true)
        || vulnerability.value(Path::of("kev")).is_some();
    if !open || !exploited || day(vulnerability, "due").is_some() {
        return None;
    }
    let all = Catalogue::kept(view);
    let mut vital = ids(vulnerability, "services").into_iter();
    let service = vital.find(|service| tier(*service, &all) == Some(1))?;
    let text = format!(
        "It is known to be exploited, concerns {} (tier 1), and has no day by which it is fixed.",
        name(service, view)
    );
    Some(Finding::bad(
        "vulnerability-vital-no-due",
        Some("due"),
        text,
    ))
}

fn in_activation(change: &Record, view: &View<'_>) -> Option<Finding> {
    let planned = Planned::of(change);
    if !planned.is_planned() {
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

// Clocks count service time; an RTO counts all time. Less service time than the RTO may still be
// longer, so only agreements without a calendar are compared.
fn below_rto(level: &Record, view: &View<'_>) -> Option<Finding> {
    let over = day(level, "ends").is_some_and(|ends| ends < view.today());
    let terms = level.items(Key::new("terms"));
    let part_time = terms.iter().any(|item| !item.text("calendar").is_empty());
    if level.text("sort") != "sla" || over || part_time {
        return None;
    }
    let clocks = level.items(Key::new("clocks"));
    let resolution = clocks
        .iter()
        .filter(|item| item.text("measure") == "resolution");
    let within = resolution.filter_map(|item| {
        item.get::<f64>("continuity")
            .or_else(|| item.get::<f64>("within"))
    });
    let within = within.reduce(f64::min)?;
    let all = Catalogue::kept(view);
    let rto = |service: &Id| all.nodes[all.find(*service)? as usize].rto;
    let slow = ids(level, "services").into_iter();
    let mut slow = slow.filter_map(|service| Some((service, rto(&service)?)));
    let (service, rto) = slow.find(|(_, rto)| *rto > within)?;
    let disputed = if list_in_conflict(level, "clocks") {
        " People disagree about the targets: decide that first."
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
