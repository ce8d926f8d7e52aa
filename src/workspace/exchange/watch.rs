//! Work that somebody waits for: how far it is, and the way to give it up.

use super::review::SLICE_MS;
use crate::edge::worker::WorkerClient;
use crate::edge::{clock, slices};
use crate::prelude::*;
use holdfast_domain::pace::CANCELLED;
use std::rc::Rc;

/// How much further work must be to be told again.
const TOLD_BY: f64 = 0.005;

/// One piece of work at a time. A cheap handle; what runs ends with the page that made it.
#[derive(Clone, Copy)]
pub struct Watch {
    /// How far it is, 0 to 1, while it goes on.
    done: RwSignal<Option<f64>>,
    turn: StoredValue<u32>,
    // How to end the worker. Not the worker itself, of which the first part of the app knows nothing.
    end: StoredValue<Option<Rc<dyn Fn()>>, LocalStorage>,
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
            end: StoredValue::new_local(None),
        };
        on_cleanup(move || watch.cancel());
        watch
    }

    /// Begins something; what was under way is given up.
    pub fn begin(self) -> Run {
        self.cancel();
        self.done.try_set(Some(0.0));
        Run {
            of: Some((self, self.turn.try_get_value().unwrap_or_default())),
            ..Run::UNWATCHED
        }
    }

    /// Begins something, unless something is under way that must not be given up for it.
    ///
    /// # Errors
    /// That something is, as a sentence.
    pub fn begin_alone(self) -> Result<Run, String> {
        if self.done.with_untracked(Option::is_some) {
            return Err("Another file is being written. Wait for it, or cancel it.".to_owned());
        }
        Ok(self.begin())
    }

    /// Whether something is under way.
    pub fn is_on(self) -> bool {
        self.done.with(Option::is_some)
    }

    /// How much of it is done, in percent.
    pub fn percent(self) -> u32 {
        (self.done.get().unwrap_or_default() * 100.0) as u32
    }

    /// Gives up what is under way. A worker has no way to hear of it while it works, so it ends.
    pub fn cancel(self) {
        self.turn.try_update_value(|turn| *turn += 1);
        if let Some(end) = self.end.try_update_value(Option::take).flatten() {
            end();
        }
        self.done.try_set(None);
    }
}

/// One piece of work, or a part of it.
#[derive(Clone, Copy)]
pub struct Run {
    of: Option<(Watch, u32)>,
    from: f64,
    to: f64,
}

impl Run {
    /// Work that nobody watches.
    pub const UNWATCHED: Self = Self {
        of: None,
        from: 0.0,
        to: 1.0,
    };

    /// A part of it, which takes it from a share of the whole to another.
    #[must_use]
    pub fn part(self, from: f64, to: f64) -> Self {
        let (from, to) = (self.at(from), self.at(to));
        Self { from, to, ..self }
    }

    // The share of the whole; all of the last part is all of it, bit by bit.
    fn at(self, far: f64) -> f64 {
        self.from * (1.0 - far) + self.to * far
    }

    /// Tells how far it is, 0 to 1. It never goes back.
    pub fn tell(self, far: f64) {
        let Some((watch, _)) = self.of.filter(|_| self.goes_on()) else {
            return;
        };
        let far = self.at(far.min(1.0));
        let before = watch.done.try_get_untracked().flatten();
        let news = |before| far - before >= TOLD_BY || far >= 1.0 && before < 1.0;
        if before.is_some_and(news) {
            watch.done.try_set(Some(far));
        }
    }

    /// A worker works at it, which ends when it is given up.
    ///
    /// # Errors
    /// [`CANCELLED`], when it was given up before there was a worker.
    pub(super) fn works(self, worker: &WorkerClient) -> Result<(), String> {
        self.check()?;
        if let Some((watch, _)) = self.of {
            let worker = worker.clone();
            let end = Rc::new(move || worker.cancel()) as Rc<dyn Fn()>;
            watch.end.try_set_value(Some(end));
        }
        Ok(())
    }

    /// Whether nobody gave it up.
    pub fn goes_on(self) -> bool {
        self.of
            .is_none_or(|(watch, turn)| watch.turn.try_get_value() == Some(turn))
    }

    /// Asked now and then by whoever works.
    ///
    /// # Errors
    /// [`CANCELLED`], once it was given up.
    pub fn check(self) -> Result<(), String> {
        if self.goes_on() {
            Ok(())
        } else {
            Err(CANCELLED.to_owned())
        }
    }

    /// Once a slice has lasted long enough: tells how far it is and lets the page answer.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub(super) async fn breathe(
        self,
        began: &mut f64,
        far: impl FnOnce() -> f64,
    ) -> Result<(), String> {
        if clock::elapsed_ms() - *began <= SLICE_MS {
            return Ok(());
        }
        self.tell(far());
        slices::yield_now().await;
        *began = clock::elapsed_ms();
        self.check()
    }

    /// Gives it up, if it still goes on.
    pub fn cancel(self) {
        if let Some((watch, _)) = self.of.filter(|_| self.goes_on()) {
            watch.cancel();
        }
    }

    /// It is over, unless something else began since.
    pub fn end(self) {
        if let Some((watch, _)) = self.of.filter(|_| self.goes_on()) {
            watch.end.try_set_value(None);
            watch.done.try_set(None);
        }
    }
}

/// So many of so many, as a share.
pub(super) fn share(at: usize, of: usize) -> f64 {
    at as f64 / of.max(1) as f64
}
