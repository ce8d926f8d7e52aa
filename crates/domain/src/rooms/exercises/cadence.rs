//! How often what is practised: per sort of exercise the last one that counts, and by when the next is due.

use super::ratings::{held_at, is_held};
use super::{EXERCISE, is_talk};
use crate::rooms::incidents::review;
use crate::rooms::workspace::Settings;
use crate::view::View;
use chrono::{Months, NaiveDate};
use holdfast_ledger::{Id, Path, Record};

/// A sort of exercise with an interval of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Whether all can be reached.
    Communications,
    /// Discussed round a table.
    Tabletop,
    /// Done for real, in part or all of it; real activations, too.
    Live,
}

/// All of them.
pub const SORTS: [Sort; 3] = [Sort::Communications, Sort::Tabletop, Sort::Live];

impl Sort {
    /// Its name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Communications => "Communications test",
            Self::Tabletop => "Tabletop or game",
            Self::Live => "Drill, functional or full-scale exercise",
        }
    }

    /// How many months may lie between two.
    pub const fn months(self, settings: &Settings) -> u32 {
        match self {
            Self::Communications => settings.exercise_months[0],
            Self::Tabletop => settings.exercise_months[1],
            Self::Live => settings.exercise_months[2],
        }
    }
}

/// The sort of an exercise: a real activation is live, whatever was written; seminars and workshops teach
/// and practise nothing.
pub fn sort(exercise: &Record) -> Option<Sort> {
    if exercise.value(Path::of("incident")).is_some() {
        return Some(Sort::Live);
    }
    match &*exercise.text("type") {
        "communications" => Some(Sort::Communications),
        "seminar" | "workshop" | "" => None,
        sort if is_talk(sort) => Some(Sort::Tabletop),
        _ => Some(Sort::Live),
    }
}

/// Whether nothing keeps an exercise from counting: a real incident that it stands for has a review with a
/// summary, and something is to become better or went well.
pub fn counts_when_reviewed(exercise: &Record, view: &View<'_>) -> bool {
    let Some(incident) = view.linked(exercise.value(Path::of("incident"))) else {
        return true;
    };
    let says = |field: &'static str| !incident.text(field).trim().is_empty();
    let lessons = ["went_well", "went_badly", "lucky"]
        .iter()
        .any(|field| says(field));
    says("summary") && (lessons || !review::improvements(incident.id, view).is_empty())
}

/// How a sort of exercise stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// The sort.
    pub sort: Sort,
    /// Months that may lie between two.
    pub months: u32,
    /// The last that counts, and its day; none where there never was one.
    pub last: Option<(Id, NaiveDate)>,
    /// By which day the next is due; none where there never was one: then it is due now.
    pub by: Option<NaiveDate>,
    /// The next that is planned, and its day.
    pub planned: Option<(Id, NaiveDate)>,
}

impl Due {
    /// Whether it is late: none ever, or the last is too long ago.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.by.is_none_or(|by| by < today)
    }

    /// Whether nothing is planned in time.
    pub fn is_open(&self, today: NaiveDate) -> bool {
        let by = self.by.unwrap_or(today);
        self.planned.is_none_or(|(_, day)| day > by)
    }
}

/// How all sorts stand.
pub fn due(view: &View<'_>) -> Vec<Due> {
    let settings = Settings::of(view);
    let one = |sort: Sort| {
        let own = || {
            view.live(EXERCISE.id)
                .filter(move |own| self::sort(own) == Some(sort))
        };
        let day = |exercise: &Record| Some((exercise.id, view.day_of(held_at(exercise)?)?));
        let held = own().filter(|own| is_held(own) && counts_when_reviewed(own, view));
        let last = held.filter_map(day).max_by_key(|(id, day)| (*day, *id));
        let planned = own().filter(|own| super::rules::state(own) == super::rules::FIRST);
        let ahead = planned
            .filter_map(day)
            .filter(|(_, day)| *day >= view.today());
        let months = sort.months(&settings);
        Due {
            sort,
            months,
            last,
            by: last.and_then(|(_, day)| day.checked_add_months(Months::new(months))),
            planned: ahead.min_by_key(|(id, day)| (*day, *id)),
        }
    };
    SORTS.into_iter().map(one).collect()
}
