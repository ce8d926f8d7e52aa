//! Retests: what came out of an objective that was rated M or U is better when a later exercise shows it,
//! and not before.

use super::EXERCISE;
use super::ratings::{Objective, Rated, held_at, is_held, objectives, ratings};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record};

/// The exercise and objective that an improvement came out of, with what was rated M or U there; none for an
/// improvement that needs no retest.
pub struct Source<'v> {
    /// The exercise.
    pub exercise: &'v Record,
    /// The objective.
    pub objective: Objective,
    failing: Vec<Rated>,
}

impl<'v> Source<'v> {
    /// Reads it from an improvement: the objective that it names, in the exercise that it was made from.
    pub fn of(improvement: &Record, view: &View<'v>) -> Option<Self> {
        let named: Id = improvement.text("objective").parse().ok()?;
        let links = improvement.loose_items(Key::new("links"));
        let linked = links.filter_map(|item| view.there(item.text("to").parse().ok()?));
        let mut exercises = linked.filter(|record| record.kind == EXERCISE.key());
        exercises.find_map(|exercise| {
            let mut own = objectives(exercise).into_iter();
            let objective = own.find(|objective| objective.id == named)?;
            let all = ratings(exercise).into_iter();
            let failing = all.filter(|rated| rated.objective == named && rated.fails());
            Some(Self {
                exercise,
                objective,
                failing: failing.collect(),
            })
        })
    }

    // The objectives of another exercise that ask for the same: the capability target says it; where there
    // is none, the service and the words.
    fn same(&self, other: &Objective) -> bool {
        let words = |title: &str| title.trim().to_lowercase();
        match self.objective.capability {
            Some(capability) => other.capability == Some(capability),
            None => {
                other.service == self.objective.service
                    && words(&other.title) == words(&self.objective.title)
            }
        }
    }

    /// Why an exercise does not show that it is better now.
    ///
    /// # Errors
    /// That reason.
    pub fn passes(&self, retest: &Record, view: &View<'_>) -> Result<(), String> {
        let name = view.name(retest);
        if !is_held(retest) {
            return Err(format!("{name} has not been held yet."));
        }
        if retest.id == self.exercise.id || held_at(retest) <= held_at(self.exercise) {
            return Err(format!(
                "{name} is not later than the exercise that showed it."
            ));
        }
        let own: Vec<Id> = { objectives(retest).into_iter() }
            .filter(|objective| self.same(objective))
            .map(|objective| objective.id)
            .collect();
        let all = ratings(retest);
        let rated: Vec<&Rated> = { all.iter() }
            .filter(|rated| own.contains(&rated.objective))
            .collect();
        if rated.is_empty() {
            return Err(format!("{name} does not rate it."));
        }
        if rated.iter().any(|rated| rated.fails()) {
            return Err(format!("{name} rates it M or U again."));
        }
        let shown = |failed: &Rated| {
            let by = |rated: &&Rated| rated.task == failed.task || rated.task.is_none();
            rated.iter().any(by)
        };
        if self.failing.iter().all(shown) {
            Ok(())
        } else {
            Err(format!("{name} does not rate the task that failed."))
        }
    }

    /// The earliest exercise that shows it.
    pub fn shown_by<'w>(&self, view: &View<'w>) -> Option<&'w Record> {
        let all = view.live(EXERCISE.id);
        let mut passing: Vec<&Record> = all
            .filter(|exercise| self.passes(exercise, view).is_ok())
            .collect();
        passing.arrange_by_key(|exercise| (held_at(exercise), exercise.id));
        passing.first().copied()
    }
}

/// The exercise that shows that an improvement works: the one that it names, else the earliest that does;
/// none where it needs no retest.
///
/// # Errors
/// Why it is not shown.
pub fn shown<'v>(improvement: &Record, view: &View<'v>) -> Result<Option<&'v Record>, String> {
    let Some(source) = Source::of(improvement, view) else {
        return Ok(None);
    };
    if let Some(named) = view.linked(improvement.value(Path::of("retest"))) {
        return source.passes(named, view).map(|()| Some(named));
    }
    let found = source.shown_by(view);
    found.map(Some).ok_or_else(|| {
        format!(
            "“{}” was rated M or U in {}: only a later exercise that rates it P or S shows that it works.",
            source.objective.title,
            view.name(source.exercise)
        )
    })
}
