//! What is wrong with plans.

use super::describe::{MESSAGES, ORDER, RESOURCES, TEAMS};
use super::document::waits;
use super::figures::last_exercise;
use super::held::Held;
use super::order::waits_for;
use super::scope::{Row, Scope, Source, Strategy, strategies};
use super::stages::{self, Planned};
use crate::describe::Finding;
use crate::rooms::backups::Backups;
use crate::rooms::changes::closed::review_due;
use crate::rooms::changes::plans::ids;
use crate::rooms::people::rules::{Holder, holder};
use crate::rooms::review;
use crate::rooms::runbooks::version;
use crate::rooms::services::net::Needs;
use crate::value::minutes;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Path, Record};

/// How many are named in a sentence; the rest is counted.
const NAMED: usize = 3;

/// What is wrong with a plan.
pub fn plan(plan: &Record, view: &View<'_>) -> Vec<Finding> {
    if plan.text("status") == "retired" {
        return Vec::new();
    }
    let scope = Scope::of(plan, view);
    let planned = stages::of_plan(plan);
    let mut found = approval(plan);
    found.extend(who(plan, view));
    found.extend(covered(plan, &scope, view));
    found.extend(runbooks(&planned, view));
    found.extend(times(plan, &scope, view));
    found.extend(by_hand(plan, &scope, view));
    found.extend(lost(plan, &scope, view));
    if plan.text("status") == "active" && last_exercise(plan, view).is_none() {
        let text = "It is in force and no exercise of it counts yet. Activate it as an exercise, and write down what was learned.".to_owned();
        found.push(Finding::warn("plan-unexercised", None, text));
    }
    let rules = ["plan-review-after-change", "plan-review-after-incident"];
    found.extend(review_due(rules, plan, &about(plan), view));
    review::beside(found, plan, view)
}

/// What a plan is about: its services and its runbooks; nothing once it is retired.
pub fn about(plan: &Record) -> Vec<Id> {
    if plan.text("status") == "retired" {
        return Vec::new();
    }
    let mut about = ids(plan, "services");
    let planned = stages::of_plan(plan).into_iter();
    about.extend(planned.filter_map(|stage| stage.runbook));
    about
}

fn approval(plan: &Record) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut warn = |rule, field, text: &str| {
        found.push(Finding::warn(rule, Some(field), text.to_owned()));
    };
    if version::changed_since_approval(plan) {
        let text = "Changed since approval. Have the changes approved.";
        warn("plan-changed-since-approval", "status", text);
    }
    if version::changed_since_submitted(plan) {
        let text = "Changed since it was submitted for review. Look at it as it is now.";
        warn("plan-changed-since-submitted", "status", text);
    }
    if let Some(by) = version::approved_own_changes(plan) {
        let text = format!("{by} approved what {by} changed last. Have somebody else look at it.");
        warn("plan-approved-own-changes", "approval", &text);
    }
    found
}

fn who(plan: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let activators = ids(plan, "activators");
    if activators.is_empty() {
        let text = "Nobody may activate it. Say who decides at night.".to_owned();
        found.push(Finding::bad("plan-no-activator", Some("activators"), text));
    }
    let mut roles: Vec<(Id, &'static str)> = Vec::new();
    roles.extend(activators.into_iter().map(|id| (id, "activators")));
    let teams = plan.items(TEAMS);
    let named = teams
        .iter()
        .filter_map(|item| item.text("role").parse().ok());
    roles.extend(named.map(|id: Id| (id, "teams")));
    for (id, field) in roles {
        let role = view.there(id).filter(|record| record.kind == "role");
        let Some(role) = role else { continue };
        if !matches!(
            holder(role.value(Path::of("primary")), view),
            Holder::Here(_)
        ) {
            let text = format!("Nobody holds the role {}. Name a primary.", view.name(role));
            found.push(Finding::bad("plan-role-no-holder", Some(field), text));
        }
    }
    let messages = plan.items(MESSAGES);
    let unsent = messages.iter().filter(|item| item.value("who").is_none());
    let unsent: Vec<String> = unsent.map(|item| item.text("title").into_owned()).collect();
    if !unsent.is_empty() {
        let text = format!("Nobody is named to send: {}.", listed(&unsent));
        found.push(Finding::warn("plan-message-nobody", Some("messages"), text));
    }
    found
}

fn covered(plan: &Record, scope: &Scope, view: &View<'_>) -> Vec<Finding> {
    if !scope.rows.iter().any(|row| row.named) {
        let text = "It names no service that it brings back.".to_owned();
        return vec![Finding::bad("plan-no-services", Some("services"), text)];
    }
    let strategies = strategies(plan);
    let has = |row: &&Row| {
        matches!(row.source, Source::Runbook(_))
            || strategies
                .iter()
                .any(|known| known.service == Some(row.service))
            || stages::of_plan(plan)
                .iter()
                .any(|stage| recovers(stage, row.service, view))
    };
    let without = scope.rows.iter().filter(|row| row.named && !has(row));
    let without = names(without.map(|row| row.service), view);
    let text = || {
        format!(
            "Neither a runbook of the plan nor a strategy brings back: {}.",
            listed(&without)
        )
    };
    let finding = (!without.is_empty())
        .then(|| Finding::bad("plan-service-uncovered", Some("strategies"), text()));
    finding.into_iter().collect()
}

// A runbook without durations says what it brings back, too.
fn recovers(stage: &Planned, service: Id, view: &View<'_>) -> bool {
    let runbook = stage.runbook.and_then(|runbook| view.there(runbook));
    let own = service.to_string();
    runbook.is_some_and(|runbook| crate::rooms::runbooks::start::recovers(runbook).contains(&own))
}

fn runbooks(planned: &[Planned], view: &View<'_>) -> Vec<Finding> {
    let field = Some("runbooks");
    let mut found = Vec::new();
    let here = |stage: &Planned| stage.runbook.and_then(|runbook| view.there(runbook));
    let gone = planned.iter().filter(|stage| here(stage).is_none()).count();
    if gone > 0 {
        let text = format!(
            "{gone} of its {} entries name no runbook that is here.",
            planned.len()
        );
        found.push(Finding::bad("plan-runbook-gone", field, text));
    }
    let unapproved = planned
        .iter()
        .filter_map(here)
        .filter(|runbook| !version::is_approved(runbook));
    let unapproved = unapproved
        .map(|runbook| view.name(runbook))
        .collect::<Vec<_>>();
    if !unapproved.is_empty() {
        let text = format!("Not approved as they are: {}.", listed(&unapproved));
        found.push(Finding::warn("plan-runbook-unapproved", field, text));
    }
    let astray: Vec<String> = planned
        .iter()
        .filter(|stage| stage.astray)
        .map(|stage| here(stage).map_or_else(String::new, |runbook| view.name(runbook)))
        .collect();
    if !astray.is_empty() {
        let text = format!(
            "“After” names an entry that is not in the plan, so nothing is waited for there: {}. Choose again what comes first.",
            listed(&astray)
        );
        found.push(Finding::bad("plan-after-astray", field, text));
    }
    if stages::lengths(&stages::to_run(planned), view).is_err() {
        let text = "Some of its runbooks wait for each other. Take one out of “After”.".to_owned();
        found.push(Finding::bad("plan-circle", field, text));
    }
    found
}

fn times(plan: &Record, scope: &Scope, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in scope.rows.iter().filter(|row| row.named) {
        let (Some(spare), Some(rto)) = (row.spare(), row.rto) else {
            continue;
        };
        if spare < 0.0 {
            let text = format!(
                "{} is back after {}, its RTO is {}. It waits for: {}.",
                name(row.service, view),
                minutes(row.minutes),
                minutes(rto),
                listed(&waits(row, view))
            );
            let text = text.replace(" It waits for: .", "");
            found.push(Finding::bad("plan-rto", Some("services"), text).about(row.service));
        }
    }
    for known in strategies(plan) {
        let row = known.service.and_then(|service| scope.row(service));
        found.extend(row.and_then(|row| late(&known, row, scope, view)));
        found.extend(row.and_then(|row| short(&known, row, scope, view)));
    }
    found
}

// A strategy works once it is implemented, and that begins with the activation.
fn late(known: &Strategy, row: &Row, scope: &Scope, view: &View<'_>) -> Option<Finding> {
    let works = known.implement? + scope.activation;
    (works > row.rto?).then(|| {
        let text = format!(
            "The strategy for {} works after {}, its RTO is {}.",
            name(row.service, view),
            minutes(works),
            minutes(row.rto.unwrap_or_default())
        );
        Finding::bad("plan-strategy-late", Some("strategies"), text).about(row.service)
    })
}

// What one lives with meanwhile has to hold until the runbooks have the service back.
fn short(known: &Strategy, row: &Row, scope: &Scope, view: &View<'_>) -> Option<Finding> {
    let Source::Runbook(_) = row.source else {
        return None;
    };
    let ends = known.implement? + scope.activation + known.lasts?;
    (ends < row.minutes).then(|| {
        let text = format!(
            "The strategy for {} holds until {} after the event; the service is back after {}.",
            name(row.service, view),
            minutes(ends),
            minutes(row.minutes)
        );
        Finding::bad("plan-strategy-short", Some("strategies"), text).about(row.service)
    })
}

fn by_hand(plan: &Record, scope: &Scope, view: &View<'_>) -> Vec<Finding> {
    let field = Some("order");
    let mut found = Vec::new();
    for row in &scope.rows {
        if let Some(needed) = row.against.first() {
            let text = format!(
                "{} comes back in wave {}, not after {}, which it needs.",
                name(row.service, view),
                row.wave,
                name(*needed, view)
            );
            found.push(Finding::bad("plan-order", field, text));
        }
    }
    let early = scope.rows.iter().filter(|row| {
        let runbook = matches!(row.source, Source::Runbook(_));
        runbook && row.held == Some(Held::Wave)
    });
    let early = names(early.map(|row| row.service), view);
    if !early.is_empty() {
        let text = format!(
            "Put into a later wave, and the runbook does not wait for the waves before: {}. Say in “After” what comes first.",
            listed(&early)
        );
        found.push(Finding::warn("plan-wave-runbook", Some("runbooks"), text));
    }
    let items = plan.items(ORDER);
    let bare = items
        .iter()
        .filter(|item| item.text("reason").trim().is_empty());
    let bare = bare.filter_map(|item| item.text("service").parse().ok());
    let bare = names(bare, view);
    if !bare.is_empty() {
        let text = format!("No reason is given for the wave of: {}.", listed(&bare));
        found.push(Finding::warn("plan-order-no-reason", field, text));
    }
    if !scope.strangers.is_empty() {
        let named = names(scope.strangers.iter().copied(), view);
        let text = format!(
            "A wave is set, and the plan does not bring back: {}.",
            listed(&named)
        );
        found.push(Finding::warn("plan-order-stranger", field, text));
    }
    found
}

// What the plan relies on and its own scenario takes away.
fn lost(plan: &Record, scope: &Scope, view: &View<'_>) -> Vec<Finding> {
    let gone = |id: Id| scope.is_down(id) == Some(true);
    let mut found = Vec::new();
    let mut bad = |rule, field, text| found.push(Finding::bad(rule, Some(field), text));
    for item in plan.items(RESOURCES) {
        let site = item.text("site").parse().ok().filter(|site| gone(*site));
        if let Some(site) = site {
            let text = format!(
                "{} is at {}, which is lost.",
                item.text("what"),
                name(site, view)
            );
            bad("plan-resource-lost", "resources", text);
        }
    }
    let ids: Vec<String> = plan.get("lost").unwrap_or_default();
    let ids: Vec<Id> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    let backups = Backups::of(view);
    let down = backups.down(&ids);
    for row in &scope.rows {
        let survivor = backups.survivor(row.service, &down);
        let copies = &survivor.copies;
        if !copies.is_empty() && copies.iter().all(|copy| copy.left == Some(false)) {
            let text = format!(
                "All copies of {} are where the loss takes them, too.",
                name(row.service, view)
            );
            bad("plan-backup-lost", "lost", text);
        }
        for needed in needs_lost(scope, row) {
            let text = format!(
                "{} is needed to recover {}, and the loss takes it down, too.",
                name(needed, view),
                name(row.service, view)
            );
            bad("plan-need-lost", "lost", text);
        }
    }
    found
}

// What a service needs for its recovery alone, that is down, and that the plan does not name.
fn needs_lost(scope: &Scope, row: &Row) -> Vec<Id> {
    let Some(node) = scope.catalogue.find(row.service) else {
        return Vec::new();
    };
    let id = |node: u32| scope.catalogue.ids[node as usize];
    let groups = waits_for(&scope.catalogue.net, node);
    let mut found: Vec<Id> = groups
        .filter(|group| group[0].kind == Needs::Recovery)
        .filter(|group| {
            group
                .iter()
                .all(|edge| scope.is_down(id(edge.to)) == Some(true))
        })
        .map(|group| id(group[0].to))
        .filter(|needed| !scope.row(*needed).is_some_and(|row| row.named))
        .collect();
    found.arrange();
    found.dedup();
    found
}

/// What a record is called; also what is gone is called something.
pub fn name(id: Id, view: &View<'_>) -> String {
    let record = view.there(id);
    record.map_or_else(
        || "something that is gone".to_owned(),
        |record| view.name(record),
    )
}

pub(super) fn names(ids: impl Iterator<Item = Id>, view: &View<'_>) -> Vec<String> {
    ids.map(|id| name(id, view)).collect()
}

pub(super) fn listed(names: &[String]) -> String {
    let first: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    match names.len().saturating_sub(NAMED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}
