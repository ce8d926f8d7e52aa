//! Duties to report: what is due to an authority, and when.
//!
//! NIS2 (Directive (EU) 2022/2555, Art. 23): early warning 24 h and notification 72 h after becoming aware,
//! final report one month after the notification. DORA (Delegated Regulation (EU) 2025/301, Art. 5): initial
//! report at the earlier of 4 h after classification and 24 h after awareness, intermediate 72 h after the
//! initial, final one month after the intermediate. GDPR (Regulation (EU) 2016/679, Art. 33): 72 h after
//! becoming aware.

use super::describe;
use super::times::time;
use crate::value::{instant, show};
use crate::view::View;
use chrono::{DateTime, Months};
use holdfast_ledger::record::Item;
use holdfast_ledger::{Id, Key, Record};

const HOUR: i64 = 3_600_000;

/// A report that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The duty's item.
    pub duty: Id,
    /// The field that says when it was sent.
    pub field: &'static str,
    /// What it is, for example `NIS2: early warning`.
    pub name: String,
    /// By when, in milliseconds since 1970.
    ///
    /// # Errors
    /// Why nobody can tell.
    pub due: Result<i64, &'static str>,
    /// When it was sent.
    pub sent: Option<i64>,
}

impl Report {
    /// Whether it is overdue.
    pub fn is_late(&self, now: i64) -> bool {
        self.due.is_ok_and(|due| self.sent.unwrap_or(now) > due)
    }
}

/// All reports of an incident, duty by duty, in the order in which they are due.
pub fn reports(incident: &Record, view: &View<'_>) -> Vec<Report> {
    let detected = time(incident, "detected");
    let duties = incident.items(Key::new("duties"));
    duties
        .iter()
        .flat_map(|duty| of_duty(duty, detected, view))
        .collect()
}

fn of_duty(duty: &Item<'_>, detected: Option<i64>, view: &View<'_>) -> Vec<Report> {
    let at = |field| instant(duty.value(field));
    let aware = at("aware")
        .or(detected)
        .ok_or("nobody wrote down since when we are aware of it");
    let (first, second) = (at("first_sent"), at("second_sent"));
    let after = |hours: i64| aware.map(|aware| aware + hours * HOUR);
    let regime = duty.text("regime");
    let name = {
        let field = describe::INCIDENT_LISTS
            .iter()
            .find(|list| list.key == "duties");
        let field = field.and_then(|list| list.fields.first());
        field.map_or_else(String::new, |field| show(field, duty.value("regime"), view))
    };
    let report = |what: &str, field, due| Report {
        duty: duty.id,
        field,
        name: if what.is_empty() {
            name.clone()
        } else {
            format!("{name}: {what}")
        },
        due,
        sent: at(field),
    };
    match &*regime {
        "nis2" => {
            let notification = after(72);
            vec![
                report("early warning", "first_sent", after(24)),
                report("notification", "second_sent", notification),
                report(
                    "final report",
                    "final_sent",
                    month_after(second, notification),
                ),
            ]
        }
        "dora" => {
            let initial = match (at("classified"), after(24)) {
                (Some(classified), Ok(aware)) => Ok(aware.min(classified + 4 * HOUR)),
                (_, aware) => aware,
            };
            let intermediate = first.map_or(initial, Ok).map(|at| at + 72 * HOUR);
            vec![
                report("initial report", "first_sent", initial),
                report("intermediate report", "second_sent", intermediate),
                report(
                    "final report",
                    "final_sent",
                    month_after(second, intermediate),
                ),
            ]
        }
        "gdpr" => vec![report("notification", "first_sent", after(72))],
        _ => {
            let within = duty
                .get::<f64>("within")
                .ok_or("nobody wrote down within which time");
            let due = aware.and_then(|aware| Ok(aware + (within? * 60_000.0) as i64));
            vec![report("", "first_sent", due)]
        }
    }
}

// A month later at the same time of day, in UTC; on the last day of a shorter month.
fn month_after(sent: Option<i64>, due: Result<i64, &'static str>) -> Result<i64, &'static str> {
    let from = sent.map_or(due, Ok)?;
    let at = DateTime::from_timestamp_millis(from);
    let at = at.and_then(|at| at.checked_add_months(Months::new(1)));
    at.map(|at| at.timestamp_millis())
        .ok_or("the time makes no sense")
}

/// The report that is due next: the earliest that is not sent.
pub fn next(reports: &[Report]) -> Option<(&Report, i64)> {
    let open = reports.iter().filter(|report| report.sent.is_none());
    open.filter_map(|report| Some((report, report.due.ok()?)))
        .min_by_key(|(_, due)| *due)
}
