//! How good forecasts were: of changes that fail, and of how long runs take.

use super::{Calibration, ENOUGH};
use crate::rooms::changes::RISK_LEVELS;
use crate::rooms::changes::plans::closed_at;
use crate::rooms::changes::questions::{assess, level};
use crate::rooms::changes::rules::state;
use crate::rooms::runbooks::plan::without_duration;
use crate::rooms::runbooks::recovery::Recovery;
use crate::rooms::runbooks::run::{RunState, RunView, State, minutes_between};
use crate::rooms::runbooks::spread::Spread;
use crate::stats::brier::{Brier, Forecast};
use crate::value::{choice_of, list_in_conflict};
use crate::view::View;
use holdfast_ledger::{Id, Path, Record};

/// How many bins a table of reliability has.
pub const BINS: usize = 10;

/// What forecasts of one sort did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    /// Each forecast, with the record that it is of.
    pub cases: Vec<(Id, Forecast)>,
    /// The records that say nothing, and why.
    pub left_out: Vec<(Id, String)>,
}

impl Judged {
    /// The score; none without cases.
    pub fn score(&self) -> Option<Brier> {
        let all: Vec<Forecast> = self.cases.iter().map(|(_, forecast)| *forecast).collect();
        Brier::of(&all, BINS)
    }

    /// What that means, in a sentence.
    pub fn words(&self) -> String {
        match self.score() {
            None => "Unknown: there is no case yet.".to_owned(),
            Some(told) if told.count < ENOUGH => too_few(told.count),
            Some(told) => match told.skill {
                None if told.came == 0 => {
                    "It never happened, so no forecast could tell anything apart.".to_owned()
                }
                None => "It always happened, so no forecast could tell anything apart.".to_owned(),
                Some(skill) if skill > 0.0 => format!(
                    "{:.0} % better than always saying the share in which it happened.",
                    skill * 100.0
                ),
                Some(skill) if skill < 0.0 => format!(
                    "{:.0} % worse than always saying the share in which it happened.",
                    -skill * 100.0
                ),
                Some(_) => "As good as always saying the share in which it happened.".to_owned(),
            },
        }
    }
}

/// That nobody can judge by so few.
pub fn too_few(count: usize) -> String {
    format!("n = {count}: too few to judge.")
}

/// A closed change: how risky it was said to be, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeCase {
    pub(super) change: Id,
    pub(super) closed: i64,
    // Its level as a place in `RISK_LEVELS`, and whether it failed; or why it says nothing.
    told: Result<(usize, bool), String>,
}

impl ChangeCase {
    /// Reads a change; none while it is not closed.
    pub fn of(change: &Record, view: &View<'_>) -> Option<Self> {
        if &*state(change) != "closed" {
            return None;
        }
        Some(Self {
            change: change.id,
            closed: closed_at(change).unwrap_or(i64::MAX),
            told: read(change, view),
        })
    }
}

fn read(change: &Record, view: &View<'_>) -> Result<(usize, bool), String> {
    let failed = match &*change.text("outcome") {
        "" => return Err("it has no outcome".to_owned()),
        outcome => matches!(outcome, "failed" | "backed_out"),
    };
    if closed_at(change).is_none() {
        return Err("nobody knows when it was closed".to_owned());
    }
    let disputed = |field| {
        change
            .slot(Path::of(field))
            .is_some_and(|slot| slot.values.len() > 1)
    };
    if disputed("risk_level") || disputed("outcome") || list_in_conflict(change, "answers") {
        return Err("people disagree about its risk or its outcome".to_owned());
    }
    let by_hand = change.value(Path::of("risk_level"));
    let by_hand = by_hand.and_then(|value| choice_of(RISK_LEVELS, value));
    let by_hand =
        by_hand.and_then(|choice| RISK_LEVELS.iter().position(|one| one.key == choice.key));
    let level = match by_hand {
        Some(level) => level,
        None => {
            level(&assess(change, view).map_err(|_| "nobody said how risky it was".to_owned())?).1
        }
    };
    Ok((level, failed))
}

/// Closed changes of a level.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// What it is called.
    pub label: &'static str,
    /// How many.
    pub count: usize,
    /// How many of them were backed out or failed.
    pub failed: usize,
}

impl Calibration {
    /// What levels of risk said of changes. A level gives no chance, so what it forecasts is the share of the changes of
    /// that level closed before that were backed out or failed, by Laplace's rule: (failed + 1)/(all + 2).
    pub fn change_forecasts(&self) -> Judged {
        let mut judged = Judged::default();
        let mut before = vec![(0_usize, 0_usize); RISK_LEVELS.len()];
        for case in &self.changes {
            match &case.told {
                Err(why) => judged.left_out.push((case.change, why.clone())),
                Ok((level, came)) => {
                    let (all, failed) = &mut before[*level];
                    let chance = (*failed + 1) as f64 / (*all + 2) as f64;
                    let forecast = Forecast {
                        chance,
                        came: *came,
                    };
                    judged.cases.push((case.change, forecast));
                    *all += 1;
                    *failed += usize::from(*came);
                }
            }
        }
        judged
    }

    /// How changes of each level went.
    pub fn levels(&self) -> Vec<Level> {
        let each = RISK_LEVELS.iter().enumerate().map(|(at, choice)| {
            let told = self
                .changes
                .iter()
                .filter_map(|case| case.told.as_ref().ok());
            let own: Vec<bool> = told
                .filter(|(level, _)| *level == at)
                .map(|(_, failed)| *failed)
                .collect();
            Level {
                label: choice.label,
                count: own.len(),
                failed: own.iter().filter(|failed| **failed).count(),
            }
        });
        each.collect()
    }

    /// What estimates said of events of risks.
    pub fn risk_judged(&self) -> Judged {
        let left_out = self.risks(super::Counted::Since).into_iter();
        Judged {
            cases: self.risk_forecasts(),
            left_out: left_out
                .filter_map(|row| Some((row.risk, row.told.err()?)))
                .collect(),
        }
    }

    /// What plans said of being back within the RTO when their runs were started.
    pub fn recovery_forecasts(&self) -> Judged {
        let mut judged = Judged::default();
        for case in &self.durations {
            match &case.in_time {
                Ok(forecast) => judged.cases.push((case.run, *forecast)),
                Err(why) => judged.left_out.push((case.run, why.clone())),
            }
        }
        judged
    }

    /// How long runs took, against what their plans said.
    pub fn durations(&self) -> &[DurationCase] {
        &self.durations
    }
}

/// How long a finished run took, against its plan as it was when it was started.
#[derive(Clone, Debug, PartialEq)]
pub struct DurationCase {
    /// The run.
    pub run: Id,
    /// What the plan said, and how long it took; or why it says nothing.
    pub told: Result<Lasted, String>,
    /// The chance of being back in time, and whether it was; or why it says nothing.
    in_time: Result<Forecast, String>,
}

/// What a plan said of a run, and how long it took, in minutes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lasted {
    /// Half of such runs were to be done by then.
    pub half: f64,
    /// Nine in ten were.
    pub most: f64,
    /// From its start to its end, pauses and all.
    pub took: f64,
}

impl DurationCase {
    /// Reads a run that is finished; none of what is no more than a test of the runbook.
    pub fn of(record: &Record, run: &RunView) -> Option<Self> {
        if run.state != RunState::Finished || record.text("mode") == "test" {
            return None;
        }
        let spread = spread(run);
        Some(Self {
            run: record.id,
            told: spread.clone().and_then(|spread| lasted(run, spread)),
            in_time: spread.and_then(|spread| in_time(run, spread)),
        })
    }
}

fn applies(run: &RunView, at: usize) -> bool {
    run.steps[at].state != State::NotApplicable
}

// What the plan says of all that belongs to a run of this mode.
fn spread(run: &RunView) -> Result<Spread, String> {
    let length = run.plan.length_of(|at| applies(run, at));
    let length = length.map_err(|_| "some steps wait for each other".to_owned())?;
    match length.unestimated {
        _ if length.minutes <= 0.0 => Err("no step has a duration".to_owned()),
        0 => Ok(Spread::of(&length)),
        steps => Err(without_duration(steps)),
    }
}

fn lasted(run: &RunView, spread: Spread) -> Result<Lasted, String> {
    let (from, to) = run
        .started
        .zip(run.ended)
        .ok_or("nobody knows when it was started or over")?;
    let took = minutes_between(from, to);
    if took < 0.0 {
        return Err("it was over before it was started".to_owned());
    }
    Ok(Lasted {
        half: spread.within(0.5),
        most: spread.within(0.9),
        took,
    })
}

fn in_time(run: &RunView, whole: Spread) -> Result<Forecast, String> {
    let rto = run.rto.ok_or("no RTO was given")?;
    let recovery = Recovery::of(run, run.ended.unwrap_or_default());
    let elapsed = recovery
        .elapsed
        .ok_or("nobody said when it occurred or was detected")?;
    let lost = recovery.lost.ok_or("nobody knows when it was started")?;
    let back = run.plan.until_back_of(|at| applies(run, at));
    let back = back.ok().flatten();
    if back.is_some() && recovery.recovered.is_none() {
        return Err("a milestone was not reached, or a service has none".to_owned());
    }
    let spread = back.map_or(whole, |back| Spread::of(&back));
    Ok(Forecast {
        chance: spread.chance(rto - lost),
        came: elapsed <= rto,
    })
}
