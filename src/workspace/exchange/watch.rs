//! Heavy work that somebody waits for: how far it is, and the way to give it up.

use super::{BREATH, answer, breathe, mint};
use crate::edge::serve::Tell;
use crate::edge::worker::{Body, WorkerClient, WorkerError};
use crate::edge::{clock, slices};
use crate::prelude::*;
use holdfast_domain::codec::sheet::work;
use holdfast_domain::pace::{CANCELLED, Pace, Turn};
use std::rc::Rc;

/// One piece of work at a time. A cheap handle; what runs ends with the page that made it.
#[derive(Clone, Copy)]
pub struct Watch {
    /// How far it is, 0 to 1, while it goes on.
    pub done: RwSignal<Option<f64>>,
    turn: StoredValue<u32>,
    worker: StoredValue<Option<WorkerClient>, LocalStorage>,
}

impl Default for Watch {
    fn default() -> Self {
        Self::new()
    }
}

impl Watch {
    /// Nothing is under way.
    pub fn new() -> Self {
        let watch = Self {
            done: RwSignal::new(None),
            turn: StoredValue::new(0),
            worker: StoredValue::new_local(None),
        };
        on_cleanup(move || watch.cancel());
        watch
    }

    /// Whether something is under way.
    pub fn is_on(self) -> bool {
        self.done.with(Option::is_some)
    }

    /// Gives up what is under way. The worker has no way to hear of it while it works, so it ends.
    pub fn cancel(self) {
        self.turn.try_update_value(|turn| *turn += 1);
        let worker = self.worker.try_update_value(Option::take).flatten();
        if let Some(worker) = worker {
            worker.cancel();
        }
        self.done.try_set(None);
    }

    fn goes_on(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    /// Runs heavy work in the worker; where there is none, on the page, tables in slices.
    ///
    /// # Errors
    /// What is wrong with what it was given, as a sentence; [`CANCELLED`] when it was given up.
    pub async fn heavy(self, op: &str, body: Vec<u8>) -> Result<Vec<u8>, String> {
        self.cancel();
        let turn = self.turn.try_get_value().unwrap_or_default();
        self.done.try_set(Some(0.0));
        let told = move |done: f64| {
            if self.goes_on(turn) {
                self.done.set(Some(done));
            }
        };
        let outcome = match WorkerClient::start().await {
            Ok(worker) if self.goes_on(turn) => {
                self.worker.try_set_value(Some(worker.clone()));
                let asked = worker.request(op, Body::Bytes(body), Some(Rc::new(told)));
                match asked.await {
                    Ok(Body::Bytes(bytes)) => Ok(bytes),
                    Ok(Body::Text(text)) => Ok(text.into_bytes()),
                    Err(WorkerError::Failed(reason)) => Err(reason),
                    Err(WorkerError::Edge(error)) => Err(error.to_string()),
                }
            }
            Ok(_) => Err(CANCELLED.to_owned()),
            Err(_) => {
                // What the page says of it shows before it begins.
                slices::yield_now().await;
                let turn = move || {
                    Box::pin(async move {
                        let mut began = BREATH.get();
                        breathe(&mut began).await;
                        BREATH.set(began);
                        self.goes_on(turn)
                    }) as Turn
                };
                BREATH.set(clock::elapsed_ms());
                let pace = Pace::telling(&told).giving_way(&turn);
                let tell = Tell {
                    progress: &told,
                    part: &|_| (),
                };
                let in_slices = work::answer(op, &body, &mut mint, pace).await;
                in_slices.unwrap_or_else(|| answer(op, &body, &tell))
            }
        };
        if !self.goes_on(turn) {
            return Err(CANCELLED.to_owned());
        }
        self.worker.set_value(None);
        self.done.set(None);
        outcome
    }
}
