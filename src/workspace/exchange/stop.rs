//! Giving up a file that is being read or taken in.

use crate::edge::worker::WorkerClient;
use crate::workspace::Workspace;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Why nothing came of a file that a person gave up.
pub const STOPPED: &str = "Cancelled. Nothing was changed.";

/// Whether a person gave up what is under way, and what works at it.
#[derive(Default)]
pub struct Stop {
    asked: Cell<bool>,
    // How to end the worker. Not the worker itself, of which the first part of the app knows nothing.
    end: RefCell<Option<Rc<dyn Fn()>>>,
}

impl Stop {
    /// Begins something that can be given up.
    pub(super) fn begin(&self) {
        self.asked.set(false);
        self.end.replace(None);
    }

    /// A worker works at it, which ends when it is given up.
    ///
    /// # Errors
    /// [`STOPPED`], when it was given up before there was a worker.
    pub(super) fn works(&self, worker: Option<WorkerClient>) -> Result<(), String> {
        let end = worker.map(|worker| Rc::new(move || worker.cancel()) as Rc<dyn Fn()>);
        self.end.replace(end);
        self.check()
    }

    /// Asked now and then by whoever works.
    ///
    /// # Errors
    /// [`STOPPED`], once it was given up.
    pub(super) fn check(&self) -> Result<(), String> {
        if self.asked.get() {
            return Err(STOPPED.to_owned());
        }
        Ok(())
    }

    /// From here on it can be given up no more.
    pub(super) fn pass(&self) -> Result<(), String> {
        self.check()?;
        self.begin();
        Ok(())
    }
}

impl Workspace {
    /// A person chose a file: from now on they may give it up, even before anything works at it.
    pub fn begin_import(self) {
        self.inner().stop.begin();
    }

    /// Whether a person gave up what comes next: what is written stays, and is the last.
    pub fn import_is_stopped(self) -> bool {
        self.inner().stop.asked.get()
    }

    /// Gives up the file that is being read or taken in. One that is written already stays.
    pub fn stop_import(self) {
        let inner = self.inner();
        inner.stop.asked.set(true);
        if let Some(end) = inner.stop.end.take() {
            end();
        }
    }
}
