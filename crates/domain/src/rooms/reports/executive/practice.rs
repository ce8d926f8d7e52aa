//! Executive readiness, what is kept ready and practised: backups, exercises, people, improvements.

use super::super::words::{Share, disputed, first_rows, link, many, table};
use super::super::{Bars, Chart, Part};
use super::listed;
use crate::describe::Tone;
use crate::rooms::backups::Backups;
use crate::rooms::exercises::cadence;
use crate::rooms::exercises::ratings::{Spread, held_at, is_held, ratings};
use crate::rooms::exercises::{EXERCISE, RATINGS};
use crate::rooms::flow;
use crate::rooms::improvements::IMPROVEMENT;
use crate::rooms::improvements::trends::ended;
use crate::rooms::people::gaps::gaps;
use crate::rooms::training::COMPETENCE;
use crate::rooms::training::held::Held;
use crate::value::day;
use crate::view::View;
use crate::zone::DAY;
use std::fmt::Write as _;

/// How many days back what was closed is counted.
const CLOSED_DAYS: i64 = 90;
/// How many days back exercises are counted.
const YEAR_DAYS: i64 = 365;

pub(super) fn backups(view: &View<'_>) -> String {
    let mut out = "## Backups\n\n".to_owned();
    let backups = Backups::of(view);
    let sets = backups.data_sets();
    if sets.is_empty() {
        out.push_str("Unknown: no data set is written down.\n");
        return out;
    }
    let (mut whole, mut can, mut now) = (Share::default(), Share::default(), Share::default());
    for set in &sets {
        use crate::rooms::backups::Mark;
        let covered = backups.coverage(*set, view);
        let missing = covered
            .marks
            .iter()
            .any(|mark| matches!(mark, Mark::Missing(_)));
        let held = covered.marks.iter().all(Mark::held);
        whole.add(if missing {
            Some(false)
        } else {
            held.then_some(true)
        });
        let against = |age: Option<f64>| age.zip(covered.rpo).map(|(age, rpo)| age <= rpo);
        can.add(against(covered.feasible.map(|feasible| feasible.worst)));
        now.add(against(covered.age.map(|age| age.minutes)));
    }
    let tests = backups.all_due(view);
    let late = tests
        .iter()
        .filter(|due| due.day < view.today() || due.last.is_none())
        .count();
    let jobs: usize = backups
        .missed(view.now())
        .iter()
        .map(|missing| missing.count)
        .sum();
    let rows = [
        ("3-2-1-1-0 is covered", whole.words()),
        ("Copies can be young enough for the RPO", can.words()),
        ("The last good backup is young enough now", now.words()),
        (
            "Restore tests that are overdue or never were",
            format!("{late} of {}", tests.len()),
        ),
        ("Jobs with no result in 30 days", jobs.to_string()),
    ];
    let rows = rows.map(|(what, words)| vec![what.to_owned(), words]);
    let head = format!("Of {}", many(sets.len(), "data set", "data sets"));
    out.push_str(&table(&[&head, "How many"], 2, &rows));
    out.push_str("\nMore: [coverage](#/backups?view=coverage), [what is due and missed](#/backups?view=due).\n");
    out
}

pub(super) fn exercises(view: &View<'_>) -> Vec<Part> {
    let mut out = "## Exercises\n\n".to_owned();
    let since = view.now() - YEAR_DAYS * DAY;
    let (mut held, mut spread) = (0, Spread::default());
    for exercise in view.live(EXERCISE.id).filter(|own| is_held(own)) {
        if held_at(exercise).is_some_and(|at| (since..=view.now()).contains(&at)) {
            held += 1;
            spread += Spread::of(&ratings(exercise));
        }
    }
    let mark = disputed(view.live(EXERCISE.id), &["state", "end"]);
    let rated = match spread.total() {
        0 => "nothing was rated".to_owned(),
        _ => spread.words(),
    };
    let _ = writeln!(
        out,
        "{} held in the last {YEAR_DAYS} days{mark}. Ratings: {rated}. They are a distribution and are never averaged. P: performed \
         without challenges, S: with some, M: with major challenges, U: unable to be performed.\n",
        many(held, "exercise was", "exercises were")
    );
    let row = |due: cadence::Due| {
        let last = due.last.map_or_else(
            || "never".to_owned(),
            |(id, day)| format!("{day} {}", link(id, view)),
        );
        let stands = match (due.is_late(view.today()), due.by) {
            (true, _) => "**overdue**".to_owned(),
            (false, Some(by)) => format!("due by {by}"),
            (false, None) => "unknown".to_owned(),
        };
        vec![
            due.sort.label().to_owned(),
            format!("{} months", due.months),
            last,
            stands,
        ]
    };
    let rows: Vec<Vec<String>> = cadence::due(view).into_iter().map(row).collect();
    out.push_str(&table(
        &["Sort", "Every", "Last that counts", "Stands"],
        4,
        &rows,
    ));
    let mut parts = vec![Part::Text(out)];
    if spread.total() > 0 {
        let heats = [1, 2, 4, 5].map(Some);
        let names = RATINGS.iter().map(|choice| choice.key.to_uppercase());
        parts.push(Part::Chart(Chart::Bars(Bars {
            title: "Ratings of the exercises of the last 365 days".to_owned(),
            parts: names.zip(heats).collect(),
            rows: vec![("All".to_owned(), spread.0.to_vec())],
        })));
    }
    parts
}

pub(super) fn people(view: &View<'_>) -> String {
    let held = Held::of(view);
    let mut lacking = Vec::new();
    for competence in view.live(COMPETENCE.id) {
        let who = held.lacking(competence.id, view.today());
        if !who.is_empty() {
            let names: Vec<String> = who.iter().map(|id| link(*id, view)).collect();
            lacking.push(vec![link(competence.id, view), listed(&names)]);
        }
    }
    let gaps = gaps(view);
    let bad = gaps.iter().filter(|gap| gap.tone == Tone::Bad).count();
    let mut out = format!(
        "## People\n\n{} in roles and contacts, {bad} of them to act on. {} not held by all who need them.\n\n",
        many(gaps.len(), "gap", "gaps"),
        many(lacking.len(), "competence is", "competences are")
    );
    out.push_str(&first_rows(&["Competence", "Who lacks it"], 2, &lacking));
    out.push_str("\nMore: [roles and contacts](#/people?view=gaps), [who has which competence](#/training?view=matrix).\n");
    out
}

pub(super) fn improvements(view: &View<'_>) -> String {
    let (mut open, mut late, mut done, mut closed) = (0, 0, 0, 0);
    let mut unknown = 0;
    for record in view.live(IMPROVEMENT.id) {
        match &*flow::state(record, "open") {
            "open" | "in_progress" => {
                open += 1;
                late += usize::from(day(record, "due").is_some_and(|due| due < view.today()));
            }
            "done" => done += 1,
            "verified" => match ended(record) {
                Some(at) => closed += usize::from(at > view.now() - CLOSED_DAYS * DAY),
                None => unknown += 1,
            },
            _ => {}
        }
    }
    let mark = disputed(view.live(IMPROVEMENT.id), &["state", "due", "ended"]);
    let beside = if unknown > 0 {
        format!("; of {unknown} nobody knows when")
    } else {
        String::new()
    };
    format!(
        "## Improvements\n\n{open} to do, **{late} overdue**; {done} done and to be verified; {closed} seen to work in the last \
         {CLOSED_DAYS} days{beside}{mark}. More: [trends](#/improvements?view=trends).\n"
    )
}
