//! How improvements go: how many are open and overdue, how old they are, how many were closed each month.

use super::{IMPROVEMENT, PRIORITIES};
use crate::describe::{Cell, Figure, Tone};
use crate::rooms::flow;
use crate::value::{day, instant, outcomes};
use crate::view::View;
use chrono::{Datelike, Days, Months, NaiveDate};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Path, Record};

/// Ages in days: the last of each, and its name.
pub const AGES: [(i64, &str); 4] = [
    (30, "up to 30 days"),
    (90, "31 to 90 days"),
    (180, "91 to 180 days"),
    (i64::MAX, "over 180 days"),
];

/// So many months are looked at.
pub const MONTHS: u32 = 12;

/// How long an improvement has been open.
pub(super) const AGE: Figure = Figure {
    key: "age_level",
    label: "Open for",
    how: "Today minus the day on which it was made, while it is neither verified nor dropped.",
    column: false,
    of: |record, view| {
        if is_over(record) {
            return Cell::default();
        }
        match age(record, view) {
            Some(days) => Cell {
                text: AGES[bucket(days)].1.to_owned(),
                rank: Some(days as f64),
                tone: Tone::Plain,
                inputs: format!("{days} days"),
            },
            None => Cell::unknown("its id does not say when it was made"),
        }
    },
};

/// The improvements of a month that were verified or dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day.
    pub last: NaiveDate,
    /// How many were closed in it.
    pub closed: usize,
}

/// How improvements in use go.
#[derive(Clone, Debug, PartialEq)]
pub struct Trends {
    /// How many are neither verified nor dropped.
    pub open: usize,
    /// How many were due before today and are not done.
    pub overdue: usize,
    /// How many were verified or dropped on a day that nobody knows.
    pub unknown: usize,
    /// The months up to this one.
    pub months: Vec<Month>,
    /// Of those that are open, by the key of the priority (empty for none): how many are of each of [`AGES`].
    pub ages: Vec<(&'static str, [usize; AGES.len()])>,
    /// Of how many people disagree about what is counted here; they count as lists show them.
    pub disputed: usize,
    /// How many open ones do not say how old they are.
    pub ageless: usize,
    /// The median age of those that are open and say it, in days.
    pub median: Option<i64>,
}

/// The fields that are counted.
const COUNTED: [&str; 4] = ["state", "due", "ended", "priority"];

/// When an improvement was verified or dropped, in milliseconds since 1970; none where nobody noted it.
pub fn ended(record: &Record) -> Option<i64> {
    instant(record.value(Path::of("ended")))
}

fn is_over(record: &Record) -> bool {
    matches!(&*flow::state(record, "open"), "verified" | "dropped")
}

/// How many days ago an improvement was made.
fn age(record: &Record, view: &View<'_>) -> Option<i64> {
    let made = view.day_of(record.id.minted()?)?;
    Some((view.today() - made).num_days().max(0))
}

// Of ages that rise; between the two in the middle where there are two.
fn median(ages: &[i64]) -> Option<i64> {
    let half = ages.len() / 2;
    let upper = *ages.get(half)?;
    let lower = if ages.len().is_multiple_of(2) {
        ages[half - 1]
    } else {
        upper
    };
    Some(i64::midpoint(lower, upper))
}

fn bucket(days: i64) -> usize {
    let fits = AGES.iter().position(|(last, _)| days <= *last);
    fits.unwrap_or(AGES.len() - 1)
}

impl Trends {
    /// Those of a workspace.
    pub fn of(view: &View<'_>) -> Self {
        let priorities = PRIORITIES.iter().map(|priority| priority.key).chain([""]);
        let mut trends = Self {
            open: 0,
            overdue: 0,
            unknown: 0,
            months: months(view.today()),
            ages: priorities
                .map(|priority| (priority, [0; AGES.len()]))
                .collect(),
            disputed: 0,
            ageless: 0,
            median: None,
        };
        let mut ages = Vec::new();
        for record in view.live(IMPROVEMENT.id) {
            let differ = |field: &&'static str| outcomes(record, field).len() > 1;
            trends.disputed += usize::from(COUNTED.iter().any(differ));
            if is_over(record) {
                trends.close(record, view);
            } else {
                trends.wait(record, view, &mut ages);
            }
        }
        ages.arrange();
        trends.median = median(&ages);
        trends
    }

    fn close(&mut self, record: &Record, view: &View<'_>) {
        let Some(day) = ended(record).and_then(|at| view.day_of(at)) else {
            self.unknown += 1;
            return;
        };
        let mut months = self.months.iter_mut();
        if let Some(month) = months.find(|month| month.first <= day && day <= month.last) {
            month.closed += 1;
        }
    }

    fn wait(&mut self, record: &Record, view: &View<'_>, ages: &mut Vec<i64>) {
        self.open += 1;
        let late = day(record, "due").is_some_and(|due| due < view.today());
        if late && flow::state(record, "open") != "done" {
            self.overdue += 1;
        }
        let Some(days) = age(record, view) else {
            self.ageless += 1;
            return;
        };
        ages.push(days);
        let own = record.text("priority");
        let place = PRIORITIES.iter().position(|priority| priority.key == own);
        let row = self.ages.get_mut(place.unwrap_or(PRIORITIES.len()));
        if let Some((_, counts)) = row {
            counts[bucket(days)] += 1;
        }
    }
}

fn months(today: NaiveDate) -> Vec<Month> {
    let this = today.with_day(1).unwrap_or(today);
    let each = (0..MONTHS).rev().filter_map(|back| {
        let first = this.checked_sub_months(Months::new(back))?;
        let next = first.checked_add_months(Months::new(1))?;
        Some(Month {
            first,
            last: next.checked_sub_days(Days::new(1))?,
            closed: 0,
        })
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use holdfast_ledger::Id;
    use serde_json::json;

    // Made so many days before the world's today, 22 November 2026.
    fn made(world: &mut World, days: i64, n: u8, priority: &str) -> Id {
        let id = Id::mint(world.now - days * 86_400_000, [n; 16]);
        let fields = [("title", json!("Better")), ("priority", json!(priority))];
        world.add_as(id, "improvement", &fields);
        id
    }

    #[test]
    fn the_median_lies_between_the_two_in_the_middle() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[7]), Some(7));
        assert_eq!(median(&[10, 20]), Some(15));
        assert_eq!(median(&[1, 10, 20, 400]), Some(15));
    }

    #[test]
    fn what_is_over_counts_in_its_month() {
        let mut world = World::new();
        let seen = [("verification", json!("Seen."))];
        let verified = made(&mut world, 3, 1, "high");
        world.act(verified, "finish", &[]).expect("done");
        world.act(verified, "verify", &seen).expect("verified");
        let dropped = made(&mut world, 3, 2, "");
        world.act(dropped, "drop", &seen).expect("dropped");
        let before = made(&mut world, 400, 3, "");
        world.set(before, "state", json!("verified"));
        let last = made(&mut world, 400, 4, "");
        world.set(last, "state", json!("verified"));
        world.set(last, "ended", json!("2025-12-01T00:30:00.000Z"));
        let trends = Trends::of(&world.view());
        let closed: Vec<usize> = trends.months.iter().map(|month| month.closed).collect();
        assert_eq!(closed, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
        assert_eq!(
            (trends.open, trends.unknown),
            (0, 1),
            "nobody noted the day of one"
        );
    }

    #[test]
    fn open_ones_are_as_old_as_their_ids_say_and_late_ones_overdue_until_done() {
        let mut world = World::new();
        let ages = [0, 30, 31, 90, 180, 181];
        for (n, days) in ages.into_iter().enumerate() {
            made(&mut world, days, n as u8 + 1, "low");
        }
        let late = made(&mut world, 100, 9, "");
        world.set(late, "due", json!("2026-11-21"));
        world.add_as(
            Id::named("from elsewhere"),
            "improvement",
            &[("title", json!("Old"))],
        );
        let trends = Trends::of(&world.view());
        assert_eq!((trends.open, trends.overdue, trends.ageless), (8, 1, 1));
        assert_eq!(trends.ages[2].1, [2, 2, 1, 1], "low");
        assert_eq!(trends.ages[3].1, [0, 0, 1, 0], "none");
        assert_eq!(trends.median, Some(90));
        world.act(late, "finish", &[]).expect("done");
        assert_eq!(
            Trends::of(&world.view()).overdue,
            0,
            "it waits to be verified"
        );
    }
}
