//! Ratings: what evaluators say of objectives and critical tasks, as a distribution. It is never averaged:
//! one task that could not be performed is not made good by another that went well (HSEEP 2020, exercise
//! evaluation guides).

use super::injects::asked;
use super::{CAPABILITY_TARGET, EXERCISE, RATINGS};
use crate::ask::{Answers, Ask};
use crate::rooms::flow::signed;
use crate::rooms::improvements::IMPROVEMENT;
use crate::rooms::incidents::review;
use crate::value::{choice_of, instant};
use crate::view::View;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text};
use std::ops::AddAssign;

/// An objective as it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Objective {
    /// Its item.
    pub id: Id,
    /// What is to be shown.
    pub title: String,
    /// The capability target that it belongs to.
    pub capability: Option<Id>,
    /// The service that it is about.
    pub service: Option<Id>,
}

/// The objectives of an exercise, in their order.
pub fn objectives(exercise: &Record) -> Vec<Objective> {
    let items = exercise.items(Key::new("objectives"));
    let read = items.iter().map(|item| Objective {
        id: item.id,
        title: item.text("title").into_owned(),
        capability: item.text("capability").parse().ok(),
        service: item.text("service").parse().ok(),
    });
    read.collect()
}

/// The critical tasks of a capability target: id and title.
pub fn tasks(capability: Option<Id>, view: &View<'_>) -> Vec<(Id, String)> {
    let target = capability.and_then(|id| view.there(id));
    let target = target.filter(|record| record.kind == CAPABILITY_TARGET.key());
    let items = target.map(|target| target.items(Key::new("tasks")));
    let items = items.unwrap_or_default();
    let each = items.iter();
    each.map(|item| (item.id, item.text("title").into_owned()))
        .collect()
}

/// A rating that somebody gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Rated {
    /// Its item.
    pub id: Id,
    /// Of which objective.
    pub objective: Id,
    /// Of which critical task; none for the objective itself.
    pub task: Option<Id>,
    /// The key of the rating.
    pub rating: &'static str,
    /// Why.
    pub rationale: String,
    /// Who says so.
    pub by: String,
    /// Who, as a person.
    pub by_id: Option<Id>,
}

impl Rated {
    /// Whether it says that something has to become better: M or U.
    pub fn fails(&self) -> bool {
        matches!(self.rating, "m" | "u")
    }
}

/// The ratings of an exercise, in the order in which they were given.
pub fn ratings(exercise: &Record) -> Vec<Rated> {
    let items = exercise.items(Key::new("evaluations"));
    let read = items.iter().filter_map(|item| {
        Some(Rated {
            id: item.id,
            objective: item.text("objective").parse().ok()?,
            task: item.text("task").parse().ok(),
            rating: choice_of(RATINGS, item.value("rating")?)?.key,
            rationale: item.text("rationale").into_owned(),
            by: item.text("by").into_owned(),
            by_id: item.text("by_id").parse().ok(),
        })
    });
    read.collect()
}

/// How many of each rating there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread(pub [usize; 4]);

impl Spread {
    /// How ratings are distributed.
    pub fn of<'a>(all: impl IntoIterator<Item = &'a Rated>) -> Self {
        let mut spread = Self::default();
        for rated in all {
            let at = RATINGS.iter().position(|choice| choice.key == rated.rating);
            if let Some(count) = at.and_then(|at| spread.0.get_mut(at)) {
                *count += 1;
            }
        }
        spread
    }

    /// How many ratings there are.
    pub fn total(self) -> usize {
        self.0.iter().sum()
    }

    /// How many say that something has to become better.
    pub const fn failing(self) -> usize {
        self.0[2] + self.0[3]
    }

    /// In words: `P 2, S 1, U 1`.
    pub fn words(self) -> String {
        let some = RATINGS.iter().zip(self.0).filter(|(_, many)| *many > 0);
        let words: Vec<String> = some
            .map(|(choice, many)| format!("{} {many}", choice.key.to_uppercase()))
            .collect();
        words.join(", ")
    }
}

impl AddAssign for Spread {
    fn add_assign(&mut self, other: Self) {
        for (own, more) in self.0.iter_mut().zip(other.0) {
            *own += more;
        }
    }
}

/// How the ratings of an exercise are distributed, objective by objective.
pub fn by_objective(exercise: &Record) -> Vec<(Objective, Spread)> {
    let all = ratings(exercise);
    let own = |objective: Objective| {
        let rated = all.iter().filter(|rated| rated.objective == objective.id);
        let spread = Spread::of(rated);
        (objective, spread)
    };
    objectives(exercise).into_iter().map(own).collect()
}

/// How the ratings of an exercise are distributed, by capability target, in the order of the objectives;
/// what has none comes last.
pub fn by_capability(exercise: &Record) -> Vec<(Option<Id>, Spread)> {
    let mut found: Vec<(Option<Id>, Spread)> = Vec::new();
    for (objective, spread) in by_objective(exercise) {
        match found.iter_mut().find(|(id, _)| *id == objective.capability) {
            Some((_, known)) => *known += spread,
            None => found.push((objective.capability, spread)),
        }
    }
    let (named, other): (Vec<_>, Vec<_>) = found.into_iter().partition(|(id, _)| id.is_some());
    named.into_iter().chain(other).collect()
}

/// How a capability target was rated: the exercises that were held, by when, each with its ratings.
pub fn of_capability(capability: Id, view: &View<'_>) -> Vec<(i64, Id, Spread)> {
    use holdfast_ledger::sort::Arrange;
    let exercises = view.live(EXERCISE.id).filter(|record| is_held(record));
    let rated = exercises.filter_map(|exercise| {
        let own = by_capability(exercise);
        let (_, spread) = own.into_iter().find(|(id, _)| *id == Some(capability))?;
        (spread.total() > 0).then(|| (held_at(exercise).unwrap_or(0), exercise.id, spread))
    });
    let mut rated: Vec<_> = rated.collect();
    rated.arrange_by_key(|(at, id, _)| (*at, *id));
    rated
}

/// Whether an exercise has taken place.
pub fn is_held(exercise: &Record) -> bool {
    matches!(&*exercise.text("state"), "evaluation" | "closed")
}

/// Whether an exercise has taken place and each of its objectives was rated.
pub fn is_evaluated(exercise: &Record) -> bool {
    let rated = || {
        let all = by_objective(exercise);
        !all.is_empty() && all.iter().all(|(_, spread)| spread.total() > 0)
    };
    exercise.text("state") == "closed" || (is_held(exercise) && rated())
}

/// When an exercise took place, or is to: its end, as far as that is known.
pub fn held_at(exercise: &Record) -> Option<i64> {
    let time = |field| instant(exercise.value(Path::of(field)));
    let known = ["ended", "began", "to", "from"];
    known.into_iter().find_map(time)
}

/// The edits that rate an objective or one of its critical tasks. Who rates it again changes their own
/// rating; others' stay.
///
/// # Errors
/// When it has not begun, or there is no such rating.
pub fn rate(
    exercise: &Record,
    (objective, task): (Id, Option<Id>),
    rating: &str,
    rationale: &str,
    view: View<'_>,
    mint: &mut dyn FnMut() -> Id,
) -> Result<Vec<Edit>, String> {
    let known = RATINGS.iter().find(|choice| choice.key == rating);
    let rating = Text::string(known.ok_or("Choose P, S, M or U.")?.key);
    if !matches!(&*exercise.text("state"), "conduct" | "evaluation") {
        return Err("It is rated while it is under way, and until it is closed.".to_owned());
    }
    let (user, user_id) = (view.user.trim().to_owned(), view.user_id);
    let answers = Answers::new();
    let mut ask = asked(exercise, view, &answers, mint);
    let rationale = Text::string(rationale.trim());
    let all = ratings(exercise);
    let mine = all.iter().find(|rated| {
        let same = rated.objective == objective && rated.task == task;
        same && rated.by_id == user_id && (user_id.is_some() || rated.by == user)
    });
    if let Some(mine) = mine {
        let at = crate::value::instant_text(ask.view.now());
        return Ok(vec![
            ask.set_in("evaluations", mine.id, "rating", rating),
            ask.set_in("evaluations", mine.id, "rationale", rationale),
            ask.set_in("evaluations", mine.id, "at", at),
        ]);
    }
    let mut fields = signed(&ask);
    fields.push(("objective", Text::string(&objective.to_string())));
    fields.extend(task.map(|task| ("task", Text::string(&task.to_string()))));
    fields.push(("rating", rating));
    if !rationale.plain().is_empty() {
        fields.push(("rationale", rationale));
    }
    Ok(ask.add("evaluations", fields))
}

/// The objectives that were rated M or U and of which no improvement came yet.
pub fn unanswered(exercise: &Record, view: &View<'_>) -> Vec<(Objective, Vec<Rated>)> {
    let made = review::improvements(exercise.id, view);
    let named: Vec<Id> = { made.iter() }
        .filter_map(|improvement| improvement.text("objective").parse().ok())
        .collect();
    let all = ratings(exercise);
    let open = objectives(exercise).into_iter().filter_map(|objective| {
        let own = all.iter().filter(|rated| rated.objective == objective.id);
        let failing: Vec<Rated> = own.filter(|rated| rated.fails()).cloned().collect();
        (!failing.is_empty() && !named.contains(&objective.id)).then_some((objective, failing))
    });
    open.collect()
}

/// The edits that open an improvement for each objective that was rated M or U.
///
/// # Errors
/// When there is none.
pub fn open_improvements(mut ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    let open = unanswered(ask.record, &ask.view);
    if open.is_empty() {
        return Err("Each M and U has its improvement.".to_owned());
    }
    let mut edits = Vec::new();
    for (n, (objective, failing)) in open.into_iter().enumerate() {
        let worst = if failing.iter().any(|rated| rated.rating == "u") {
            "high"
        } else {
            "medium"
        };
        let titles = tasks(objective.capability, &ask.view);
        let line = |rated: &Rated| {
            let task = { titles.iter() }.find(|(id, _)| Some(*id) == rated.task);
            let what = task.map_or(&objective.title, |(_, title)| title);
            let label = rated.rating.to_uppercase();
            match rated.rationale.as_str() {
                "" => format!("- {label}: {what}"),
                why => format!("- {label}: {what}. {why}"),
            }
        };
        let lines: Vec<String> = failing.iter().map(line).collect();
        let fields = vec![
            (
                "title",
                Text::string(&format!("Better: {}", objective.title)),
            ),
            ("priority", Text::string(worst)),
            ("description", Text::string(&lines.join("\n"))),
            ("objective", Text::string(&objective.id.to_string())),
        ];
        edits.extend(ask.create_after(&IMPROVEMENT, fields, n as u64));
    }
    Ok(edits)
}
