//! A simulation under way: in the worker, or in slices on the page where there is none.

use crate::edge::worker::{Body, WorkerClient, WorkerError};
use crate::edge::{clock, slices};
use crate::prelude::*;
use holdfast_domain::heavy::SIMULATE;
use holdfast_domain::rooms::risks::loss::{Answer, Chosen, Job, Request};
use leptos::task::spawn_local;
use std::rc::Rc;
use std::sync::Arc;

/// How many numbers the page draws between looks at the clock, and for how long it works before it
/// gives way, in milliseconds.
const DRAWS: usize = 10_000;
const SLICE_MS: f64 = 20.0;

/// What was asked and what came of it.
pub struct Done {
    /// The question.
    pub chosen: Chosen,
    /// The answer.
    pub answer: Answer,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
    /// When it was there, in milliseconds since 1970.
    pub at_ms: u64,
}

/// How far it is.
#[derive(Clone)]
pub enum State {
    /// Nothing was asked yet.
    Idle,
    /// So far, 0 to 1.
    Running(f64),
    /// Given up by whoever asked.
    Cancelled,
    /// It ended without an answer, and why.
    Failed(String),
    /// Done.
    Done(Arc<Done>),
}

/// Runs one simulation at a time. A cheap handle; what runs ends with the page that made it.
#[derive(Clone, Copy)]
pub struct Runner {
    /// How far it is.
    pub state: RwSignal<State>,
    turn: StoredValue<u32>,
    worker: StoredValue<Option<WorkerClient>, LocalStorage>,
}

impl Runner {
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
    pub fn run(self, chosen: Chosen) {
        self.end();
        let turn = self.turn.get_value();
        self.state.set(State::Running(0.0));
        spawn_local(async move {
            let began = clock::elapsed_ms();
            let answer = self.work(turn, &chosen.request).await;
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

    async fn work(self, turn: u32, request: &Request) -> Result<Answer, String> {
        let Ok(worker) = WorkerClient::start().await else {
            return self.work_here(turn, request).await;
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
        let body = Body::Bytes(request.print().into_bytes());
        let text = match worker.request(SIMULATE, body, Some(progress)).await {
            Ok(Body::Bytes(bytes)) => String::from_utf8(bytes).unwrap_or_default(),
            Ok(Body::Text(text)) => text,
            Err(WorkerError::Failed(why)) => return Err(why),
            Err(WorkerError::Edge(error)) => return Err(error.to_string()),
        };
        Answer::read(&text)
            .ok_or_else(|| "The answer of the background work is damaged.".to_owned())
    }

    async fn work_here(self, turn: u32, request: &Request) -> Result<Answer, String> {
        let mut job = Job::new(request);
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
        job.finish()
            .ok_or_else(|| "The simulation came to no end.".to_owned())
    }
}
