//! How changes go: how many succeed, how many are emergencies, what they break; by month, category or
//! service.

use super::plans::{Planned, Plans};
use super::wall;
use crate::describe::Cell;
use crate::rooms::incidents::priority::priority;
use crate::view::View;
use chrono::Datelike;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Record};
use std::collections::BTreeMap;

/// What changes are put together by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The month in which they were closed.
    Month,
    /// Their category.
    Category,
    /// Each of their services.
    Service,
}

/// All of them, with the word in addresses and the name on screen.
pub const ALL: [(By, &str, &str); 3] = [
    (By::Month, "month", "Month"),
    (By::Category, "category", "Category"),
    (By::Service, "service", "Service"),
];

/// Closed changes that belong together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// What they have in common, as it is in addresses.
    pub key: String,
    /// The same, as it is called.
    pub name: String,
    /// All of them.
    pub all: Vec<Id>,
    /// Those that were successful.
    pub ok: Vec<Id>,
    /// Successful with issues.
    pub issues: Vec<Id>,
    /// Backed out or failed.
    pub failed: Vec<Id>,
    /// Emergencies.
    pub emergencies: Vec<Id>,
    /// Those that caused incidents.
    pub causes: Vec<Id>,
    /// The incidents that they caused.
    pub incidents: Vec<Id>,
}

/// Which changes a figure is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// All that were closed.
    Closed,
    /// The successful ones, with or without issues, of those with an outcome.
    Success,
    /// Those with issues.
    Issues,
    /// Those that were backed out or failed.
    Failed,
    /// Emergencies, of all.
    Emergency,
    /// Incidents that they caused.
    Incidents,
    /// The change success score.
    Score,
}

/// All figures: the word in addresses, the name on screen, and how it is made.
pub const FIGURES: [(What, &str, &str, &str); 7] = [
    (
        What::Closed,
        "closed",
        "Closed",
        "Changes that were closed.",
    ),
    (
        What::Success,
        "success",
        "Success",
        "Those that were successful, with issues or without, of those with an outcome.",
    ),
    (What::Issues, "issues", "Issues", "Successful with issues."),
    (What::Failed, "failed", "Failed", "Backed out or failed."),
    (
        What::Emergency,
        "emergency",
        "Emergency",
        "Emergencies, of all that were closed.",
    ),
    (
        What::Incidents,
        "incidents",
        "Incidents",
        "Incidents that name one of them as their cause.",
    ),
    (
        What::Score,
        "score",
        "Score",
        "3 for each success, less 2 for each with issues, less 5 for each that failed or was backed out, \
         less 10, 5 and 2 for each incident of priority 1, 2 and 3 that they caused.",
    ),
];

impl Row {
    /// The changes that a figure is made of.
    pub fn of(&self, what: What) -> Vec<Id> {
        match what {
            What::Closed | What::Score => self.all.clone(),
            What::Success => self.ok.iter().chain(&self.issues).copied().collect(),
            What::Issues => self.issues.clone(),
            What::Failed => self.failed.clone(),
            What::Emergency => self.emergencies.clone(),
            What::Incidents => self.causes.clone(),
        }
    }

    /// A figure.
    pub fn show(&self, what: What, view: &View<'_>) -> Cell {
        let of = |part: usize, all: usize, why: &str| {
            if all == 0 {
                return Cell::unknown(why);
            }
            let share = part as f64 / all as f64;
            Cell {
                text: format!("{:.0} %", share * 100.0),
                rank: Some(share),
                inputs: format!("{part} of {all}"),
                ..Cell::default()
            }
        };
        let known = self.ok.len() + self.issues.len() + self.failed.len();
        match what {
            What::Closed => Cell::count(self.all.len() as i64, String::new()),
            What::Success => of(
                self.ok.len() + self.issues.len(),
                known,
                "none has an outcome",
            ),
            What::Issues => Cell::count(self.issues.len() as i64, String::new()),
            What::Failed => Cell::count(self.failed.len() as i64, String::new()),
            What::Emergency => of(self.emergencies.len(), self.all.len(), "none was closed"),
            What::Incidents => {
                Cell::count(self.incidents.len() as i64, names(&self.incidents, view))
            }
            What::Score => self.score(view),
        }
    }

    // 3·ok − 2·issues − 5·failed − 10·P1 − 5·P2 − 2·P3 (DOMAIN, formulas).
    fn score(&self, view: &View<'_>) -> Cell {
        if self.ok.len() + self.issues.len() + self.failed.len() == 0 {
            return Cell::unknown("none has an outcome");
        }
        let mut by_priority = [0_i64; 3];
        for incident in &self.incidents {
            let known = view.there(*incident);
            let Some(priority) = known.and_then(|incident| priority(incident, view)) else {
                let name = names(&[*incident], view);
                return Cell::unknown(&format!("{name} has no priority"));
            };
            if let Some(count) = by_priority.get_mut(usize::from(priority) - 1) {
                *count += 1;
            }
        }
        let [ok, issues, failed] =
            [&self.ok, &self.issues, &self.failed].map(|all| all.len() as i64);
        let [first, second, third] = by_priority;
        let score = 3 * ok - 2 * issues - 5 * failed - 10 * first - 5 * second - 2 * third;
        let inputs = format!(
            "3 × {ok} − 2 × {issues} − 5 × {failed} − 10 × {first} − 5 × {second} − 2 × {third}"
        );
        Cell::count(score, inputs)
    }
}

fn names(all: &[Id], view: &View<'_>) -> String {
    let names = all.iter().filter_map(|id| view.there(*id));
    names
        .map(|record| view.name(record))
        .collect::<Vec<_>>()
        .join("; ")
}

/// The closed changes by month, category or service: months from the latest on, others by name. A
/// change of several services counts with each.
pub fn rows(by: By, view: &View<'_>) -> Vec<Row> {
    let plans = Plans::kept(view);
    let mut rows: BTreeMap<(String, String), Row> = BTreeMap::new();
    for (id, planned) in plans.all() {
        let (Some(_), Some(change)) = (planned.closed, view.there(id)) else {
            continue;
        };
        for (key, name) in groups(by, change, planned, view) {
            let row = rows
                .entry((name.to_lowercase(), key.clone()))
                .or_insert_with(|| Row {
                    key,
                    name,
                    ..Row::default()
                });
            row.take(change, plans.caused_by(id));
        }
    }
    let mut rows: Vec<Row> = rows.into_values().collect();
    if by == By::Month {
        rows.arrange_by(|a, b| b.key.cmp(&a.key));
    }
    rows
}

/// All closed changes as one row.
pub fn total(view: &View<'_>) -> Row {
    let plans = Plans::kept(view);
    let mut row = Row {
        name: "All".to_owned(),
        ..Row::default()
    };
    for (id, planned) in plans.all() {
        if let (Some(_), Some(change)) = (planned.closed, view.there(id)) {
            row.take(change, plans.caused_by(id));
        }
    }
    row
}

impl Row {
    fn take(&mut self, change: &Record, caused: &[Id]) {
        let id = change.id;
        self.all.push(id);
        match &*change.text("outcome") {
            "successful" => self.ok.push(id),
            "successful_with_issues" => self.issues.push(id),
            "backed_out" | "failed" => self.failed.push(id),
            _ => {}
        }
        if change.text("type") == "emergency" {
            self.emergencies.push(id);
        }
        if !caused.is_empty() {
            self.causes.push(id);
            self.incidents.extend(caused);
        }
    }
}

fn groups(by: By, change: &Record, planned: &Planned, view: &View<'_>) -> Vec<(String, String)> {
    match by {
        By::Month => {
            let day = planned.closed.and_then(|at| wall::local(at, "", view));
            let month = day.map(|day| format!("{}-{:02}", day.year(), day.month()));
            month
                .map(|month| (month.clone(), month))
                .into_iter()
                .collect()
        }
        By::Category => {
            let category = change.text("category").trim().to_owned();
            let name = if category.is_empty() {
                "No category".to_owned()
            } else {
                category.clone()
            };
            vec![(category, name)]
        }
        By::Service if planned.services.is_empty() => {
            vec![(String::new(), "No service".to_owned())]
        }
        By::Service => {
            let services = planned.services.iter().filter_map(|id| view.there(*id));
            services
                .map(|service| (service.id.to_string(), view.name(service)))
                .collect()
        }
    }
}
