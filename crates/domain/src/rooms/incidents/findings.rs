//! What is wrong with an incident or wants attention.

use super::duties::{next, reports};
use super::messages::promised;
use super::priority::priority;
use super::rules::{is_open, state};
use super::times::{Measure, disorder, happened, outages, time, together, words};
use crate::describe::Finding;
use crate::rooms::review;
use crate::value::{moment, part};
use crate::view::View;
use holdfast_ledger::{Id, Key, Path, Record};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// How long before a report is due it is told of, in hours.
const SOON_HOURS: i64 = 6;
/// How many days after the end a major incident is to be reviewed.
const REVIEW_DAYS: i64 = 14;
/// How far a stated duration may be from the derived one, in minutes: sources round.
const STATED_MINUTES: f64 = 1.5;

/// All findings.
pub fn findings(incident: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(of_times(incident, view));
    found.extend(of_outages(incident));
    if is_open(incident) {
        found.extend(of_people(incident, view));
        found.extend(of_clocks(incident, view));
    }
    found.extend(of_duties(incident, view));
    found.extend(of_tasks(incident));
    found.extend(of_links(incident, view));
    found.extend(of_review(incident, view));
    found.extend(of_source(incident, view));
    review::beside(found, incident, view)
}

fn of_times(incident: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (field, said) in disorder(incident) {
        let text = format!("{said} Figures of these times are unknown until one is put right.");
        found.push(Finding::bad("incident-times-order", Some(field), text));
    }
    let future = super::times::ORDER
        .iter()
        .find(|(field, _)| time(incident, field).is_some_and(|at| at > view.now() + HOUR / 12));
    if let Some((field, name)) = future {
        let text = format!("When it {} is still to come.", happened(name));
        found.push(Finding::bad("incident-time-future", Some(field), text));
    }
    if time(incident, "detected").is_none() {
        let text = "Nobody wrote down when it was detected, so no figure counts it.".to_owned();
        found.push(Finding::warn("incident-undetected", Some("detected"), text));
    }
    if is_open(incident) && time(incident, "resolved").is_some() {
        let text =
            "It has a time at which it was resolved, and is not. Resolve it, or clear the time."
                .to_owned();
        found.push(Finding::warn(
            "incident-resolved-open",
            Some("resolved"),
            text,
        ));
    }
    found
}

fn of_outages(incident: &Record) -> Vec<Finding> {
    let mut found = Vec::new();
    let all = outages(incident);
    if all
        .iter()
        .any(|outage| outage.to.is_some_and(|to| to < outage.from))
    {
        let text =
            "An outage ends before it begins. It counts for nothing until that is put right.";
        found.push(Finding::bad(
            "incident-outage-reversed",
            Some("outages"),
            text.to_owned(),
        ));
    }
    if !is_open(incident) && all.iter().any(|outage| outage.to.is_none()) {
        let text = "It is over, but an outage has no end: it counts as if it went on. Write down when it ended.";
        found.push(Finding::bad(
            "incident-outage-open",
            Some("outages"),
            text.to_owned(),
        ));
    }
    let begun = |item: &holdfast_ledger::record::Item<'_>| item.value("from").is_some();
    if !incident.items(Key::new("outages")).iter().all(begun) {
        let text = "An outage has no beginning, so nothing counts it.".to_owned();
        found.push(Finding::warn(
            "incident-outage-unbegun",
            Some("outages"),
            text,
        ));
    }
    if all.iter().any(|outage| outage.service.is_none()) {
        let text = "An outage names no service, so no service level counts it.";
        found.push(Finding::warn(
            "incident-outage-nowhere",
            Some("outages"),
            text.to_owned(),
        ));
    }
    found
}

fn of_people(incident: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let is_major = incident.get::<bool>("major") == Some(true);
    if is_major && incident.value(Path::of("commander")).is_none() {
        let text =
            "A major incident that nobody commands. Hand over the role of incident commander.";
        found.push(Finding::bad(
            "incident-no-commander",
            Some("commander"),
            text.to_owned(),
        ));
    }
    match priority(incident, view) {
        None => {
            let text = "Impact or urgency is not known, so it has no priority.";
            found.push(Finding::warn(
                "incident-unrated",
                Some("rating"),
                text.to_owned(),
            ));
        }
        Some(priority @ 1..=2) if nobody(incident) => {
            let text =
                format!("Priority {priority}, and nobody has it. Assign it to a team or a person.");
            found.push(Finding::bad("incident-unassigned", Some("assignee"), text));
        }
        Some(_) => {}
    }
    if incident
        .get::<Vec<String>>("services")
        .is_none_or(|services| services.is_empty())
    {
        let text = "It names no service: nobody sees what is hit.";
        found.push(Finding::warn(
            "incident-no-service",
            Some("services"),
            text.to_owned(),
        ));
    }
    found
}

fn nobody(incident: &Record) -> bool {
    ["assignee", "team", "owner"]
        .iter()
        .all(|field| incident.value(Path::of(field)).is_none())
}

fn of_clocks(incident: &Record, view: &View<'_>) -> Vec<Finding> {
    let late = promised(incident)
        .into_iter()
        .filter(|(_, at)| *at < view.now());
    let say = |(audience, at): (&crate::describe::Choice, i64)| {
        let to = audience.label.to_lowercase();
        let text = format!(
            "The next message ({to}) was promised for {}. Send it.",
            moment(at, view)
        );
        Finding::bad("incident-update-overdue", Some("messages"), text)
    };
    late.map(say).collect()
}

fn of_duties(incident: &Record, view: &View<'_>) -> Vec<Finding> {
    let reports = reports(incident, view);
    let mut found = Vec::new();
    for report in reports
        .iter()
        .filter(|report| report.sent.is_none() && report.is_late(view.now()))
    {
        let due = report
            .due
            .map_or_else(|_| String::new(), |due| moment(due, view));
        let text = format!(
            "{} was due on {due}. Send it, and write down when.",
            report.name
        );
        found.push(Finding::bad(
            "incident-report-overdue",
            Some("duties"),
            text,
        ));
    }
    for report in &reports {
        let text = match (report.due, report.sent) {
            (Err(why), _) => format!("When {} is due is unknown: {why}.", report.name),
            (_, Some(sent)) if sent > view.now() => {
                format!("{} was sent at a time that is still to come.", report.name)
            }
            _ => continue,
        };
        found.push(Finding::warn(
            "incident-report-unclear",
            Some("duties"),
            text,
        ));
    }
    let backwards = reports.windows(2).find(|pair| {
        let sent = pair[0].sent.zip(pair[1].sent);
        pair[0].duty == pair[1].duty && sent.is_some_and(|(first, second)| second < first)
    });
    if let Some([first, second]) = backwards {
        let text = format!("{} was sent before {}.", second.name, first.name);
        found.push(Finding::warn("incident-report-order", Some("duties"), text));
    }
    let soon = next(&reports)
        .filter(|(_, due)| (view.now()..view.now() + SOON_HOURS * HOUR).contains(due));
    if let Some((report, due)) = soon {
        let text = format!("{} is due on {}.", report.name, moment(due, view));
        found.push(Finding::warn("incident-report-soon", Some("duties"), text));
    }
    found
}

fn of_links(incident: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    // Merges can make a circle of what each copy had right.
    let (mut at, mut seen) = (incident, vec![incident.id]);
    while let Some(next) = view.linked(at.value(Path::of("duplicate_of"))) {
        if seen.contains(&next.id) {
            let text = "Duplicates name each other in a circle: none of them is the one that is worked on.";
            found.push(Finding::bad(
                "incident-duplicate-circle",
                Some("duplicate_of"),
                text.to_owned(),
            ));
            break;
        }
        seen.push(next.id);
        at = next;
    }
    if state(incident) == "duplicate" && incident.value(Path::of("duplicate_of")).is_none() {
        let text = "It is marked as a duplicate, and nobody says of which incident.";
        found.push(Finding::warn(
            "incident-duplicate-of-nothing",
            Some("duplicate_of"),
            text.to_owned(),
        ));
    }
    found
}

// What is left to do when it is over is easily forgotten.
fn of_tasks(incident: &Record) -> Option<Finding> {
    let tasks = incident.items(Key::new("tasks"));
    let open = tasks
        .iter()
        .filter(|task| matches!(&*task.text("state"), "" | "open"))
        .count();
    (open > 0 && !is_open(incident)).then(|| {
        let text = format!("It is over, and {open} of its tasks are open. Do them, drop them, or make improvements of them.");
        Finding::warn("incident-task-open", Some("tasks"), text)
    })
}

fn of_review(incident: &Record, view: &View<'_>) -> Option<Finding> {
    let is_major = incident.get::<bool>("major") == Some(true);
    let ended = time(incident, "resolved").filter(|_| is_major && !is_open(incident))?;
    let late = view.now() > ended + REVIEW_DAYS * DAY && incident.text("summary").is_empty();
    late.then(|| {
        let text = format!(
            "A major incident that ended on {} was not reviewed. Write down what happened, what contributed, \
             and what is to become better.",
            moment(ended, view)
        );
        Finding::warn("incident-unreviewed", Some("summary"), text)
    })
}

// Sources type durations that disagree with their own times: told, and never overwritten.
fn of_source(incident: &Record, view: &View<'_>) -> Vec<Finding> {
    let stated = incident.value(Path::of("stated"));
    let said = |key| stated.and_then(|stated| part(stated, key)?.get::<f64>());
    let services = outages(incident);
    let down = (!services.is_empty()).then(|| {
        let times = services.iter().map(|outage| (outage.from, outage.to));
        together(times, view.now())
    });
    let pairs = [
        ("repair", "to repair", Measure::Repair.of(incident).ok()),
        ("resolve", "to resolve", Measure::Resolve.of(incident).ok()),
        ("downtime", "of downtime", down),
    ];
    let differs = pairs.into_iter().filter_map(|(key, what, derived)| {
        let (stated, derived) = (said(key)?, derived?);
        ((stated - derived).abs() > STATED_MINUTES).then(|| {
            let text = format!(
                "The source states {} {what}; its times make {}. The times count.",
                words(stated),
                words(derived)
            );
            Finding::warn("incident-stated-differs", Some("stated"), text)
        })
    });
    differs.collect()
}

/// The incidents that name a record in a field, without those that are deleted.
pub fn naming<'v>(id: Id, field: &'static str, view: &View<'v>) -> Vec<&'v Record> {
    let named = view
        .ledger
        .mentions(id)
        .filter_map(|other| view.there(other));
    let incidents = named.filter(|record| record.kind == "incident" && View::is_live(record));
    let own = id.to_string();
    let names = |record: &&Record| {
        record
            .value(Path::of(field))
            .is_some_and(|value| value.plain() == own)
    };
    incidents.filter(names).collect()
}
