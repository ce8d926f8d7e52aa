//! What of the calendar is asked for, as it stands in the address.

use crate::edge::clock;
use crate::route::{Page, Route};
use chrono::{Datelike, Days, Months, NaiveDate};
use holdfast_domain::rooms::changes::CHANGE;

/// The ways to look: their names in the address, and in words.
pub const WAYS: [(Way, &str, &str); 3] = [
    (Way::Month, "month", "Month"),
    (Way::Week, "week", "Week"),
    (Way::Agenda, "agenda", "Agenda"),
];

/// How much of the calendar is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The weeks that a month touches.
    Month,
    /// A week, which begins on Monday.
    Week,
    /// Thirty days as a list.
    Agenda,
}

/// How many days an agenda holds.
const AGENDA: u64 = 30;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// How much.
    pub way: Way,
    /// The day that is looked at.
    pub day: NaiveDate,
}

impl Asked {
    /// What an address asks for; without a day, today.
    pub fn of(route: &Route) -> Self {
        let named = WAYS
            .iter()
            .find(|(_, word, _)| route.get("as") == Some(*word));
        let day = route.get("day").and_then(|day| day.parse().ok());
        Self {
            way: named.map_or(Way::Month, |(way, ..)| *way),
            day: day
                .or_else(|| clock::today().parse().ok())
                .unwrap_or_default(),
        }
    }

    /// Its address.
    pub fn route(self) -> Route {
        let word = WAYS
            .iter()
            .find(|(way, ..)| *way == self.way)
            .map_or("", |(_, word, _)| *word);
        Route::to(Page::Room(CHANGE.room))
            .with("view", "calendar")
            .with("as", word)
            .with("day", &self.day.to_string())
    }

    /// The days that are shown: the first, and the one after the last.
    pub fn days(self) -> (NaiveDate, NaiveDate) {
        let first = match self.way {
            Way::Month => monday(self.day.with_day(1).unwrap_or(self.day)),
            Way::Week => monday(self.day),
            Way::Agenda => self.day,
        };
        let last = match self.way {
            Way::Month => {
                let next = self
                    .day
                    .with_day(1)
                    .and_then(|day| day.checked_add_months(Months::new(1)));
                let end = next.and_then(|next| next.pred_opt()).unwrap_or(first);
                plus(monday(end), 7)
            }
            Way::Week => plus(first, 7),
            Way::Agenda => plus(first, AGENDA),
        };
        (first, last)
    }

    /// The same, one step on or back.
    pub fn step(self, forward: bool) -> Self {
        let day = match self.way {
            Way::Month => months(self.day, forward),
            Way::Week => Some(days(self.day, 7, forward)),
            Way::Agenda => Some(days(self.day, AGENDA, forward)),
        };
        Self {
            day: day.unwrap_or(self.day),
            ..self
        }
    }

    /// The day that a key leads to from this one; none for other keys.
    pub fn key(self, key: &str) -> Option<NaiveDate> {
        let since = u64::from(self.day.weekday().num_days_from_monday());
        Some(match key {
            "ArrowLeft" => days(self.day, 1, false),
            "ArrowRight" => days(self.day, 1, true),
            "ArrowUp" => days(self.day, 7, false),
            "ArrowDown" => days(self.day, 7, true),
            "Home" => days(self.day, since, false),
            "End" => days(self.day, 6 - since, true),
            "PageUp" => months(self.day, false)?,
            "PageDown" => months(self.day, true)?,
            _ => return None,
        })
    }
}

fn days(day: NaiveDate, n: u64, forward: bool) -> NaiveDate {
    let other = if forward {
        day.checked_add_days(Days::new(n))
    } else {
        day.checked_sub_days(Days::new(n))
    };
    other.unwrap_or(day)
}

fn months(day: NaiveDate, forward: bool) -> Option<NaiveDate> {
    if forward {
        day.checked_add_months(Months::new(1))
    } else {
        day.checked_sub_months(Months::new(1))
    }
}

/// So many days later.
pub fn plus(day: NaiveDate, n: u64) -> NaiveDate {
    days(day, n, true)
}

fn monday(day: NaiveDate) -> NaiveDate {
    days(day, u64::from(day.weekday().num_days_from_monday()), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(way: Way, day: &str) -> Asked {
        Asked {
            way,
            day: day.parse().expect("a day"),
        }
    }

    #[test]
    fn a_month_is_shown_in_whole_weeks() {
        let shown = |way, day| {
            let (first, last) = at(way, day).days();
            format!("{first} {last}")
        };
        assert_eq!(shown(Way::Month, "2026-12-15"), "2026-11-30 2027-01-04");
        assert_eq!(shown(Way::Month, "2027-02-01"), "2027-02-01 2027-03-01");
        assert_eq!(shown(Way::Week, "2026-12-06"), "2026-11-30 2026-12-07");
        assert_eq!(shown(Way::Agenda, "2026-12-06"), "2026-12-06 2027-01-05");
    }

    #[test]
    fn keys_move_by_days_weeks_and_months() {
        let from = at(Way::Month, "2026-12-31");
        let to = |key| from.key(key).map(|day| day.to_string()).unwrap_or_default();
        let keys = [
            "ArrowLeft",
            "ArrowRight",
            "ArrowUp",
            "ArrowDown",
            "Home",
            "End",
            "PageUp",
            "PageDown",
            "x",
        ];
        let days = [
            "2026-12-30",
            "2027-01-01",
            "2026-12-24",
            "2027-01-07",
            "2026-12-28",
            "2027-01-03",
            "2026-11-30",
            "2027-01-31",
            "",
        ];
        assert_eq!(keys.map(to), days);
    }
}
