//! A simulation under way: in the worker, or in slices on the page where there is none.

use crate::edge::worker::{Body, WorkerClient, WorkerError};
use crate::edge::{clock, slices};
use crate::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;
use std::sync::Arc;

/// How many numbers the page draws between looks at the clock, and for how long it works before it
/// gives way, in milliseconds.
const DRAWS: usize = 10_000;
const SLICE_MS: f64 = 20.0;

/// Work in slices.
pub trait Sliced {
    /// What comes of it.
    type Answer;
    /// Goes on with about so much work; whether all is done.
    fn step(&mut self, work: usize) -> bool;
    /// How far it is, 0 to 1.
    fn progress(&self) -> f64;
    /// What came of it; none where it came to no end.
    fn finish(self: Box<Self>) -> Option<Self::Answer>;
}

/// A question that takes long to answer.
pub trait Question: PartialEq + Send + Sync + 'static {
    /// What comes of it.
    type Answer: Send + Sync + 'static;
    /// What the worker calls the work.
    const WORK: &'static str;
    /// The question as a text.
    fn print(&self) -> String;
    /// Reads the answer. None where it is damaged.
    fn read(text: &str) -> Option<Self::Answer>;
    /// Begins the work on the page. None where it cannot be done.
    fn begin(&self) -> Option<Box<dyn Sliced<Answer = Self::Answer> + '_>>;
}

/// What was asked and what came of it.
pub struct Done<Q: Question> {
    /// The question.
    pub chosen: Q,
    /// The answer.
    pub answer: Q::Answer,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
    /// When it was there, in milliseconds since 1970.
    pub at_ms: u64,
}

/// How far it is.
pub enum State<Q: Question> {
    /// Nothing was asked yet.
    Idle,
    /// So far, 0 to 1.
    Running(f64),
    /// Given up by whoever asked.
    Cancelled,
    /// It ended without an answer, and why.
    Failed(String),
    /// Done.
    Done(Arc<Done<Q>>),
}

// Derived, it would ask that the question can be copied, too.
impl<Q: Question> Clone for State<Q> {
    fn clone(&self) -> Self {
        match self {
            Self::Idle => Self::Idle,
            Self::Running(done) => Self::Running(*done),
            Self::Cancelled => Self::Cancelled,
            Self::Failed(why) => Self::Failed(why.clone()),
            Self::Done(done) => Self::Done(Arc::clone(done)),
        }
    }
}

/// Runs one simulation at a time. A cheap handle; what runs ends with the page that made it.
pub struct Runner<Q: Question> {
    /// How far it is.
    pub state: RwSignal<State<Q>>,
    turn: StoredValue<u32>,
    worker: StoredValue<Option<WorkerClient>, LocalStorage>,
}

impl<Q: Question> Clone for Runner<Q> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Q: Question> Copy for Runner<Q> {}

impl<Q: Question> Runner<Q> {
    /// Nothing runs yet.
    pub fn new() -> Self {
        let runner = Self {
            state: RwSignal::new(State::Idle),
            turn: StoredValue::new(0),
            worker: StoredValue::new_local(None),
        };
        on_cleanup(move || runner.end());
        runner
    }

    /// Whether it runs.
    pub fn is_running(self) -> bool {
        self.state.with(|state| matches!(state, State::Running(_)))
    }

    /// Begins; what ran before ends.
    pub fn run(self, chosen: Q) {
        self.end();
        let turn = self.turn.get_value();
        self.state.set(State::Running(0.0));
        spawn_local(async move {
            let began = clock::elapsed_ms();
            let answer = self.work(turn, &chosen).await;
            if !self.goes_on(turn) {
                return;
            }
            self.worker.set_value(None);
            self.state.set(match answer {
                Ok(answer) => State::Done(Arc::new(Done {
                    chosen,
                    answer,
                    took_ms: clock::elapsed_ms() - began,
                    at_ms: clock::now_ms(),
                })),
                Err(why) => State::Failed(why),
            });
        });
    }

    /// Gives up what runs.
    pub fn cancel(self) {
        self.end();
        self.state.set(State::Cancelled);
    }

    // The worker has no way to hear of it while it works, so it ends.
    fn end(self) {
        self.turn.update_value(|turn| *turn += 1);
        self.worker.update_value(|worker| {
            if let Some(worker) = worker.take() {
                worker.cancel();
            }
        });
    }

    fn goes_on(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    async fn work(self, turn: u32, question: &Q) -> Result<Q::Answer, String> {
        let Ok(worker) = WorkerClient::start().await else {
            return self.work_here(turn, question).await;
        };
        if !self.goes_on(turn) {
            return Err(String::new());
        }
        self.worker.set_value(Some(worker.clone()));
        let progress: Rc<dyn Fn(f64)> = Rc::new(move |done| {
            if self.goes_on(turn) {
                self.state.set(State::Running(done));
            }
        });
        let body = Body::Bytes(question.print().into_bytes());
        let text = match worker.request(Q::WORK, body, Some(progress)).await {
            Ok(Body::Bytes(bytes)) => String::from_utf8(bytes).unwrap_or_default(),
            Ok(Body::Text(text)) => text,
            Err(WorkerError::Failed(why)) => return Err(why),
            Err(WorkerError::Edge(error)) => return Err(error.to_string()),
        };
        Q::read(&text).ok_or_else(|| "The answer of the background work is damaged.".to_owned())
    }

    async fn work_here(self, turn: u32, question: &Q) -> Result<Q::Answer, String> {
        let none = || "The simulation came to no end.".to_owned();
        let mut job = question.begin().ok_or_else(none)?;
        let mut began = clock::elapsed_ms();
        while !job.step(DRAWS) {
            if clock::elapsed_ms() - began < SLICE_MS {
                continue;
            }
            self.state.set(State::Running(job.progress()));
            slices::yield_now().await;
            if !self.goes_on(turn) {
                return Err(String::new());
            }
            began = clock::elapsed_ms();
        }
        job.finish().ok_or_else(none)
    }
}

/// The bar and the words below what begins the work. `stale`: why what stands there is no answer to what
/// would be asked now.
pub fn progress<Q: Question>(
    runner: Runner<Q>,
    stale: impl Fn() -> bool + Copy + Send + Sync + 'static,
    changed: &'static str,
) -> AnyView {
    let state = runner.state;
    let running = Memo::new(move |_| {
        state.with(|state| match state {
            State::Running(done) => Some((done * 100.0).round()),
            _ => None,
        })
    });
    let bar = move || {
        running.get().map(|done| {
            view! { <progress max="100" value=done.to_string() aria-label="Simulation">{format!("{done} %")}</progress> }
        })
    };
    let words = move || {
        state.with(|state| match state {
            State::Running(_) => "Simulating…".to_owned(),
            State::Cancelled => "Cancelled. Nothing came of it.".to_owned(),
            State::Failed(why) => format!("Nothing came of it: {why}"),
            State::Done(_) if stale() => changed.to_owned(),
            State::Done(_) => "Done.".to_owned(),
            State::Idle => String::new(),
        })
    };
    // Announced when it changes, not with each part of a hundred.
    let words = Memo::new(move |_| words());
    let class = move || {
        state.with(|state| match state {
            State::Failed(_) => "status tone-error",
            State::Cancelled => "status tone-warn",
            State::Done(_) if stale() => "status tone-warn",
            State::Done(_) => "status tone-ok",
            State::Running(_) | State::Idle => "",
        })
    };
    view! { <div class="loss-progress screen-only">{bar}<p role="status"><span class=class>{move || words.get()}</span></p></div> }.into_any()
}

/// What was simulated; another run is another one, whatever came out.
pub struct Same<Q: Question>(pub Arc<Done<Q>>);

impl<Q: Question> Clone for Same<Q> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<Q: Question> PartialEq for Same<Q> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// What came of it, once there is something.
pub fn shown<Q: Question>(runner: Runner<Q>) -> Memo<Option<Same<Q>>> {
    Memo::new(move |_| {
        runner.state.with(|state| match state {
            State::Done(done) => Some(Same(Arc::clone(done))),
            _ => None,
        })
    })
}
