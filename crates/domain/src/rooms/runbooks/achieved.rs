//! What a run achieved: how long each service was away, and how old the data was that came back.

use super::recovery::{NO_BASE, base};
use super::run::{RunView, State, minutes_between};
use super::steps::STEPS;
use holdfast_ledger::{Id, Key, Path, Record};

/// How long a service was away, in minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct Achieved {
    /// The service.
    pub service: Id,
    /// Until it was partly back, or why that is not known.
    pub partial: Result<f64, &'static str>,
    /// Until all of it was: the achieved RTO.
    pub full: Result<f64, &'static str>,
}

/// The achieved RTO of each service of a run: of those that it recovers, and those that its
/// milestones name.
pub fn achieved(record: &Record, run: &RunView) -> Vec<Achieved> {
    let milestones = milestones(record, run);
    let ids: Vec<String> = record.get("services").unwrap_or_default();
    let mut services: Vec<Id> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    for (service, ..) in &milestones {
        if !services.contains(service) {
            services.push(*service);
        }
    }
    let time = |service: Id, full: bool| {
        let own = milestones
            .iter()
            .filter(|(of, is_full, _)| *of == service && *is_full == full);
        let reached: Vec<Option<i64>> = own.map(|(.., reached)| *reached).collect();
        if reached.is_empty() {
            return Err("no milestone says so");
        }
        // It is back when the last of them is reached.
        let reached: Option<Vec<i64>> = reached.into_iter().collect();
        let last = reached.and_then(|all| all.into_iter().max());
        let last = last.ok_or("its milestone is not reached")?;
        let (from, _) = base(run).ok_or(NO_BASE)?;
        let time = minutes_between(from, last);
        if time < 0.0 {
            return Err("its milestone is earlier than what is counted from");
        }
        Ok(time)
    };
    let service = |service| Achieved {
        service,
        partial: time(service, false),
        full: time(service, true),
    };
    services.into_iter().map(service).collect()
}

// The milestones that count: their service, whether all of it is back, and when they were reached.
fn milestones(record: &Record, run: &RunView) -> Vec<(Id, bool, Option<i64>)> {
    let mut found = Vec::new();
    for (step, view) in run.plan.steps.iter().zip(&run.steps) {
        if step.kind != "milestone" || matches!(view.state, State::NotApplicable | State::Skipped) {
            continue;
        }
        let value = |field| record.value(Path::item(STEPS, step.id, Key::new(field)));
        let service = value("service").and_then(|service| service.plain().parse().ok());
        let full = value("recovery").is_none_or(|recovery| recovery.plain() != "partial");
        if let Some(service) = service {
            let reached = view.since.filter(|_| view.state == State::Done);
            found.push((service, full, reached));
        }
    }
    found
}

/// The achieved RPO, in minutes: from the moment whose data is back to when it occurred.
///
/// # Errors
/// Why it is not known.
pub fn data_loss(run: &RunView) -> Result<f64, &'static str> {
    let occurred = run.occurred.ok_or("nobody said when it occurred")?;
    let back = run
        .recovered_to
        .ok_or("nobody said to which moment data is back")?;
    Ok(minutes_between(back, occurred).max(0.0))
}
