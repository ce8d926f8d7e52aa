//! When each service of an activation is back: what somebody wrote down, else what its stages say, else its strategy.

use super::carried::{Runs, brings, ends};
use super::describe::LOG;
use super::scope::{Scope, Strategy};
use super::track::{StageState, Track};
use crate::rooms::runbooks::recovery::after;
use crate::rooms::services::capability::Runbooks;
use crate::value::instant;
use crate::view::View;
use holdfast_ledger::record::Item;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Record};
use std::cell::OnceCell;

/// When a service is back.
#[derive(Clone, Debug, PartialEq)]
pub enum BackAt {
    /// It is, since then.
    Since(i64),
    /// If all goes as planned; "at the earliest" where not all is known.
    Expected(i64, bool),
    /// Nobody knows, and why.
    Unknown(&'static str),
}

const STOOD_DOWN: &str = "it was over before it was back";

// What it follows from when a service is back.
pub(super) struct Given<'a> {
    pub runs: &'a Runs,
    pub over: bool,
    pub declared: Option<i64>,
    pub strategies: Vec<Strategy>,
    /// The plan, and what it brings back, once that is asked for.
    pub plan: &'a Record,
    pub scope: OnceCell<Scope>,
    /// What people wrote down of services: when, of which, and whether it was back.
    pub said: Vec<(i64, Id, bool)>,
}

// What the log says of services, the latest last.
pub(super) fn said(activation: &Record) -> Vec<(i64, Id, bool)> {
    let read = |entry: &Item<'_>| {
        let is_back = match &*entry.text("what") {
            "back" => true,
            "down" => false,
            _ => return None,
        };
        let at = instant(entry.value("at"))?;
        Some((at, entry.text("stage").parse().ok()?, is_back))
    };
    let mut all: Vec<(i64, Id, bool)> = activation.items(LOG).iter().filter_map(read).collect();
    all.arrange_by_key(|(at, ..)| *at);
    all
}

impl Given<'_> {
    // What somebody wrote down last of a service: when, and whether it was back.
    fn last_said(&self, service: Id) -> Option<(i64, bool)> {
        let mut own = self.said.iter().rev();
        let (at, _, is_back) = own.find(|(_, of, _)| *of == service)?;
        Some((*at, *is_back))
    }

    // When the strategy has a service back that no stage brings back, as the plan says. Nothing says that it is.
    fn by_strategy(&self, service: Id, view: &View<'_>) -> BackAt {
        let mut own = self.strategies.iter();
        if !own.any(|own| own.service == Some(service)) {
            return BackAt::Unknown("no stage and no strategy brings it back");
        }
        if self.over {
            return BackAt::Unknown(STOOD_DOWN);
        }
        let scope = self.scope.get_or_init(|| Scope::of(self.plan, view));
        let row = scope.row(service).filter(|row| row.own.is_some());
        let takes = row.map(|row| ((row.minutes - scope.activation).max(0.0), row.whole));
        match (takes, self.declared) {
            (Some((minutes, whole)), Some(declared)) if after(declared, minutes) >= view.now() => {
                BackAt::Expected(after(declared, minutes), whole)
            }
            (Some(_), Some(_)) => BackAt::Unknown(
                "its strategy should have it back by now; no stage says whether it is",
            ),
            _ => BackAt::Unknown("its strategy has no time"),
        }
    }
}

impl Track {
    // What people wrote down last decides, unless a stage has it back since.
    pub(super) fn back(
        &self,
        service: Id,
        given: &Given<'_>,
        told: &Runbooks,
        view: &View<'_>,
    ) -> BackAt {
        let said = given.last_said(service);
        if let Some((at, true)) = said {
            return BackAt::Since(at);
        }
        let by_stages = self.by_stages(service, given, told, view);
        match (said, &by_stages) {
            (Some((down, _)), BackAt::Since(at)) if *at <= down => {
                BackAt::Unknown("somebody wrote down that it is down again")
            }
            _ => by_stages,
        }
    }

    // A service is back when all stages that bring it back say so.
    fn by_stages(
        &self,
        service: Id,
        given: &Given<'_>,
        told: &Runbooks,
        view: &View<'_>,
    ) -> BackAt {
        const NO_DURATION: &str = "a stage that brings it back has no duration";
        let (mut last, mut whole, mut any, mut skipped) = (None, true, false, false);
        let mut since: Option<i64> = None;
        for (stage, run) in self.stages.iter().zip(&given.runs.0) {
            if !brings(stage, run.as_ref(), service, view) {
                continue;
            }
            if stage.state == StageState::Skipped {
                skipped = true;
                continue;
            }
            any = true;
            match ends(stage, run.as_ref(), service, told, view) {
                Some(BackAt::Since(at)) => since = since.max(Some(at)),
                _ if given.over => return BackAt::Unknown(STOOD_DOWN),
                Some(BackAt::Expected(at, known)) => {
                    last = last.max(Some(at));
                    whole &= known;
                }
                _ => return BackAt::Unknown(NO_DURATION),
            }
        }
        match (last, since) {
            _ if !any && skipped => BackAt::Unknown("the stage that brings it back was skipped"),
            _ if !any => given.by_strategy(service, view),
            (Some(at), _) => BackAt::Expected(at, whole),
            (None, Some(at)) => BackAt::Since(at),
            (None, None) => BackAt::Unknown(NO_DURATION),
        }
    }
}
