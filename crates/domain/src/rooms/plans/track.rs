//! A plan while it is carried out: how each stage stands, when all is done, how each service stands
//! against its RTO, what holds it up, and who is to be told next.

use super::carried::Runs;
use super::describe::{LOG, MESSAGES, STAGES};
pub use super::returned::BackAt;
use super::returned::{Given, said};
use super::scope::strategies;
use super::stages::phase;
use super::{ACTIVATION, PLAN};
use crate::graph;
use crate::rooms::changes::plans::ids;
use crate::rooms::flow;
use crate::rooms::runbooks::recovery::{Hold, after};
use crate::rooms::services::capability::Runbooks;
use crate::rooms::services::catalogue::Catalogue;
use crate::value::instant;
use crate::view::View;
use holdfast_ledger::record::Item;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Path, Record, Text};
use std::cell::OnceCell;

/// How a stage stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageState {
    /// Something else comes first.
    Waiting,
    /// Nothing is in its way.
    Ready,
    /// Its run is under way.
    Running,
    /// Its run cannot go on as it is: paused, or a step failed, is blocked or disputed.
    Trouble,
    /// Its run was given up; another can be started.
    GivenUp,
    /// Its run is finished.
    Finished,
    /// Left out, with a reason.
    Skipped,
}

impl StageState {
    /// Whether something is still to be done.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Finished | Self::Skipped)
    }

    /// Whether somebody is at it.
    pub const fn is_begun(self) -> bool {
        matches!(self, Self::Running | Self::Trouble)
    }

    /// What it is called on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Ready => "Ready",
            Self::Running => "Running",
            Self::Trouble => "In trouble",
            Self::GivenUp => "Given up",
            Self::Finished => "Finished",
            Self::Skipped => "Skipped",
        }
    }
}

/// A stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// The item that holds it.
    pub id: Id,
    /// Its phase, as a place in [`super::PHASES`].
    pub phase: usize,
    /// What it is called.
    pub title: String,
    /// Its runbook.
    pub runbook: Option<Id>,
    /// Its run, if one was started and is here.
    pub run: Option<Id>,
    /// Those that come first, as places among the stages.
    pub after: Vec<usize>,
    /// How it stands.
    pub state: StageState,
    /// How many steps are done or skipped, of how many; of a stage that has a run.
    pub progress: Option<(usize, usize)>,
    /// Why it was left out.
    pub skipped: String,
    /// What holds its run up, the worst first, each with the name of its step.
    pub holds: Vec<(Hold, String)>,
    /// The minutes that it still takes; none where nobody knows.
    pub left: Option<f64>,
    /// Whether all of its steps have a duration: else it takes at least so long.
    pub whole: bool,
    /// When it begins and ends if all goes as planned; none once it is over, or nobody knows.
    pub expected: Option<(i64, i64)>,
    /// Whether the end of all waits for it now.
    pub critical: bool,
}

/// A service of the plan against its RTO.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// The service.
    pub service: Id,
    /// Within how many minutes it must be back.
    pub rto: Option<f64>,
    /// When that is.
    pub due: Option<i64>,
    /// When it is back.
    pub back: BackAt,
}

/// How a service is late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Late {
    /// Its RTO has passed, and it was not back by then.
    Passed,
    /// Its RTO is still to come, and it is forecast to be back later.
    Forecast,
}

impl Clock {
    /// Whether the service is late, and how, at a moment.
    pub fn late(&self, now: i64) -> Option<Late> {
        let due = self.due?;
        match self.back {
            BackAt::Since(at) => (at > due).then_some(Late::Passed),
            _ if now > due => Some(Late::Passed),
            BackAt::Expected(at, _) => (at > due).then_some(Late::Forecast),
            BackAt::Unknown(_) => None,
        }
    }
}

/// A message of the communications plan that is to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// The plan's item.
    pub message: Id,
    /// What it is called.
    pub title: String,
    /// To whom.
    pub audience: String,
    /// How.
    pub channel: String,
    /// What it says.
    pub text: String,
    /// Who sends it.
    pub who: Option<Id>,
    /// When.
    pub at: i64,
}

/// An activation as it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Track {
    /// Its stages, in order.
    pub stages: Vec<Stage>,
    /// When all is done if the rest goes as planned, and whether all of that is known ("at the earliest"
    /// where not); none where nothing is left, or stages wait for each other.
    pub finish: Option<(i64, bool)>,
    /// The plan's services.
    pub clocks: Vec<Clock>,
    /// From when recovery counts.
    pub occurred: Option<i64>,
    /// The messages that are to be sent, the next first.
    pub due: Vec<Due>,
}

/// Whether an activation goes on.
pub fn goes_on(activation: &Record) -> bool {
    flow::state(activation, super::rules::BEGUN) == super::rules::BEGUN
}

/// Whether it is an exercise.
pub fn is_exercise(activation: &Record) -> bool {
    activation.text("mode") == "exercise"
}

/// The activations of a plan, the oldest first.
pub fn of_plan<'v>(plan: Id, view: &View<'v>) -> Vec<&'v Record> {
    let own = Text::string(&plan.to_string());
    let named = view.ledger.mentions(plan).filter_map(|id| view.there(id));
    let mut all: Vec<&Record> = named
        .filter(|record| record.kind == ACTIVATION.key() && View::is_live(record))
        .filter(|record| record.value(Path::of("plan")) == Some(&own))
        .collect();
    all.arrange_by_key(|record| (instant(record.value(Path::of("declared"))), record.id));
    all
}

/// The activation that a run is a stage of: the last, where several name it.
pub fn of_run<'v>(run: Id, view: &View<'v>) -> Option<&'v Record> {
    let own = Text::string(&run.to_string());
    let named = view.ledger.mentions(run).filter_map(|id| view.there(id));
    let stage_of = |record: &&Record| {
        let mut stages = record.loose_items(STAGES);
        stages.any(|stage| stage.value("run") == Some(&own))
    };
    named
        .filter(|record| record.kind == ACTIVATION.key() && View::is_live(record))
        .filter(stage_of)
        .max_by_key(|record| (instant(record.value(Path::of("declared"))), record.id))
}

impl Track {
    /// How an activation stands now.
    pub fn of(activation: &Record, view: &View<'_>) -> Self {
        let runs = Runs::of(activation, view);
        let over = !goes_on(activation);
        let mut track = Self {
            stages: runs.stages(activation, view),
            occurred: instant(activation.value(Path::of("occurred"))),
            ..Self::default()
        };
        if !over {
            track.forecast(view.now());
        }
        let plan = view.linked(activation.value(Path::of("plan")));
        if let Some(plan) = plan.filter(|plan| plan.kind == PLAN.key()) {
            let given = Given {
                runs: &runs,
                over,
                declared: instant(activation.value(Path::of("declared"))),
                strategies: strategies(plan),
                plan,
                scope: OnceCell::new(),
                said: said(activation),
            };
            track.clocks = track.clocks(plan, &given, view);
            if !over {
                track.due = track.messages(plan, activation);
            }
        }
        track
    }

    fn forecast(&mut self, now: i64) {
        let left: Vec<f64> = self
            .stages
            .iter()
            .map(|stage| stage.left.unwrap_or(0.0))
            .collect();
        // What was begun, before its time or not, waits for nothing any more.
        let before = |stage: &Stage| {
            if stage.state.is_begun() {
                Vec::new()
            } else {
                stage.after.clone()
            }
        };
        let before: Vec<Vec<usize>> = self.stages.iter().map(before).collect();
        let Ok(schedule) = graph::schedule(&left, &before) else {
            return;
        };
        let open = |stage: &Stage| stage.state.is_open();
        if !self.stages.iter().any(open) {
            return;
        }
        let whole = self.stages.iter().all(|stage| !open(stage) || stage.whole);
        self.finish = Some((after(now, schedule.finish), whole));
        for (stage, times) in self.stages.iter_mut().zip(&schedule.times) {
            if !stage.state.is_open() {
                continue;
            }
            let (from, to) = (times.earliest_start, times.earliest_finish);
            stage.expected = Some((after(now, from), after(now, to)));
            stage.critical = times.is_critical() && stage.state != StageState::Waiting;
        }
    }

    fn clocks(&self, plan: &Record, given: &Given<'_>, view: &View<'_>) -> Vec<Clock> {
        let catalogue = Catalogue::kept(view);
        let told = Runbooks::kept(view);
        let clock = |service: Id| {
            let node = catalogue.find(service);
            let own = |node: u32| {
                let own = catalogue.nodes[node as usize].rto;
                catalogue.required(node, own, &catalogue.rto)
            };
            let rto = node.and_then(own);
            Clock {
                service,
                rto,
                due: self.occurred.zip(rto).map(|(from, rto)| after(from, rto)),
                back: self.back(service, given, &told, view),
            }
        };
        let mut clocks: Vec<Clock> = ids(plan, "services").into_iter().map(clock).collect();
        clocks.arrange_by_key(|clock| (clock.due.unwrap_or(i64::MAX), clock.service));
        clocks
    }

    // A message is due when its phase begins, then again and again after it was sent last.
    fn messages(&self, plan: &Record, activation: &Record) -> Vec<Due> {
        let declared = instant(activation.value(Path::of("declared")));
        let log = activation.items(LOG);
        let times = |about: &str| {
            let entries = log.iter().filter(|entry| entry.text("stage") == about);
            entries
                .filter_map(|entry| instant(entry.value("at")))
                .collect::<Vec<_>>()
        };
        let begun = |stage: &Stage| times(&stage.id.to_string()).into_iter().min();
        let due = |item: &Item<'_>| {
            let from = match &*item.text("phase") {
                "" => phase("activate"),
                key => phase(key),
            };
            let reached = self.stages.iter().filter(|stage| stage.phase >= from);
            let reached = reached.filter_map(begun).min();
            let first = if from <= phase("activate") {
                declared
            } else {
                reached
            };
            let sent = times(&item.id.to_string()).into_iter().max();
            let every = item.get::<f64>("every").filter(|minutes| *minutes > 0.0);
            Some(Due {
                message: item.id,
                title: item.text("title").into_owned(),
                audience: item.text("audience").into_owned(),
                channel: item.text("channel").into_owned(),
                text: item.text("text").into_owned(),
                who: item.text("who").parse().ok(),
                at: match sent {
                    None => first?,
                    Some(sent) => after(sent, every?),
                },
            })
        };
        let mut all: Vec<Due> = plan.items(MESSAGES).iter().filter_map(due).collect();
        all.arrange_by_key(|due| due.at);
        all
    }
}
