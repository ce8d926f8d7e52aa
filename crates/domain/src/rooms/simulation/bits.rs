//! Requests and answers as texts.

use super::job::{Answer, Request};
use crate::bits::{In, Out};
use crate::stats::recovery::{Clock, Outcome, Plan, Shift, Target, Task};

impl Out {
    fn recovery(&mut self, plan: &Plan) {
        self.list(&plan.tasks, |out, task| {
            out.bits(task.key);
            out.list(task.length.as_slice(), Self::pert);
            out.bits(task.role.into());
            out.list(&task.before, |out, group| out.places(group));
        });
        self.list(&plan.roles, |out, people| out.places(people));
        self.list(&plan.people, |out, clock| match clock {
            Clock::Always => out.bits(0),
            Clock::At(shifts) => {
                out.bits(1);
                out.list(shifts, |out, shift| out.numbers(&[shift.from, shift.to]));
            }
        });
        self.list(&plan.targets, |out, (task, limit)| {
            out.bits((*task).into());
            out.numbers(&[limit.unwrap_or(f64::NAN)]);
        });
    }

    fn places(&mut self, places: &[u32]) {
        self.list(places, |out, place| out.bits((*place).into()));
    }

    fn outcome(&mut self, outcome: &Outcome) {
        self.count(outcome.trials);
        self.list(&outcome.targets, |out, target| {
            out.numbers(&target.percentiles);
            out.list(target.met.as_slice(), |out, met| out.count(*met));
            out.number(target.late);
            out.list(&target.curve, |out, (minutes, share)| {
                out.numbers(&[*minutes, *share])
            });
        });
        for numbers in [&outcome.critical, &outcome.saves, &outcome.waits] {
            self.list(numbers, |out, number| out.number(*number));
        }
    }
}

impl In<'_> {
    fn place(&mut self) -> Option<u32> {
        self.bits()?.try_into().ok()
    }

    fn places(&mut self) -> Option<Vec<u32>> {
        self.list(Self::place)
    }

    fn recovery(&mut self) -> Option<Plan> {
        let plan = Plan {
            tasks: self.list(|from| {
                Some(Task {
                    key: from.bits()?,
                    length: from.list(Self::pert)?.pop(),
                    role: from.place()?,
                    before: from.list(Self::places)?,
                })
            })?,
            roles: self.list(Self::places)?,
            people: self.list(|from| {
                if from.bits()? == 0 {
                    return Some(Clock::Always);
                }
                let shift = |from: &mut Self| from.numbers().map(|[from, to]| Shift { from, to });
                Some(Clock::At(from.list(shift)?))
            })?,
            targets: self.list(|from| {
                let task = from.place()?;
                Some((task, from.number().filter(|limit| !limit.is_nan())))
            })?,
        };
        plan.is_sound().then_some(plan)
    }

    fn outcome(&mut self) -> Option<Outcome> {
        Some(Outcome {
            trials: self.bits()? as usize,
            targets: self.list(|from| {
                Some(Target {
                    percentiles: from.numbers()?,
                    met: from.list(|from| Some(from.bits()? as usize))?.pop(),
                    late: from.number()?,
                    curve: from.list(|from| from.numbers().map(|[at, share]| (at, share)))?,
                })
            })?,
            critical: self.list(Self::number)?,
            saves: self.list(Self::number)?,
            waits: self.list(Self::number)?,
        })
    }
}

impl Request {
    /// The request as a text.
    pub fn print(&self) -> String {
        let mut out = Out::default();
        out.count(self.trials);
        out.bits(self.seed);
        out.recovery(&self.before);
        out.list(self.after.as_slice(), Out::recovery);
        out.0
    }

    /// Reads what [`Self::print`] wrote. None where the text is damaged.
    pub fn read(text: &str) -> Option<Self> {
        let mut from = In(text.split_ascii_whitespace());
        Some(Self {
            trials: from.bits()? as usize,
            seed: from.bits()?,
            before: from.recovery()?,
            after: from.list(In::recovery)?.pop(),
        })
    }
}

impl Answer {
    /// The answer as a text.
    pub fn print(&self) -> String {
        let mut out = Out::default();
        out.outcome(&self.before);
        out.list(self.after.as_slice(), Out::outcome);
        out.0
    }

    /// Reads what [`Self::print`] wrote. None where the text is damaged.
    pub fn read(text: &str) -> Option<Self> {
        let mut from = In(text.split_ascii_whitespace());
        Some(Self {
            before: from.outcome()?,
            after: from.list(In::outcome)?.pop(),
        })
    }
}
