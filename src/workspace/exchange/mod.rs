//! Files in and out: what a file would do here, doing it, and writing one.

mod apply;
mod compare;
mod export;
mod foresee;
mod kit;
mod points;
mod review;
mod schedule;
mod seal;
mod stop;
mod tables;
mod watch;

pub use apply::Applied;
pub use compare::{Compared, Pair, Side, WayBack};
pub use export::{Scope, file_name};
pub use kit::{MadeKit, is_sealed_kit, own_workspace};
pub use points::PointAbout;
pub(super) use review::breathe;
pub use review::{Review, ReviewError};
pub use schedule::{DAY_MS, Exported, LAST_EXPORT, Schedule};
pub use seal::{check_sealed, open_sealed, seal};
pub use stop::{STOPPED, Stop};
pub use tables::{Glanced, Mapped, TableRead};
pub use watch::Watch;

use crate::edge::files::GivenFile;
use crate::edge::serve::Tell;
use crate::edge::worker::{Asked, Body, Parts, WorkerClient, WorkerError};
use crate::edge::{random, slices};
use holdfast_domain::codec::sheet::work;
use holdfast_domain::heavy::{self, Include};
use holdfast_domain::pace::{Pace, at_once};
use holdfast_ledger::Id;
use holdfast_ledger::file::{Check, MAX_FILE};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

/// What heavy work is about.
#[derive(Clone)]
pub enum Input {
    /// A file that was not read yet: the worker reads it.
    File(GivenFile),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// What heavy work gives, a part after the other.
enum Work {
    Worker(Parts),
    Done(VecDeque<String>),
}

impl Work {
    /// Begins heavy work in the worker; where there is none, does it on the page.
    async fn begin(op: &str, input: Input) -> Result<Self, String> {
        if let Ok(worker) = WorkerClient::start().await {
            let body = match input {
                Input::File(file) => Asked::File(file),
                Input::Bytes(bytes) => Asked::Body(Body::Bytes(bytes)),
            };
            return worker.parts(op, body).map(Self::Worker).map_err(in_words);
        }
        let body = match input {
            Input::File(file) => file.read(MAX_FILE, |_| true).await,
            Input::Bytes(bytes) => Ok(bytes),
        };
        let body = body.map_err(|error| error.to_string())?;
        // What the page says of it shows before it stands still.
        slices::yield_now().await;
        let parts = RefCell::new(VecDeque::new());
        let tell = Tell {
            progress: &|_| (),
            part: &|part| parts.borrow_mut().push_back(part),
        };
        let last = answer(op, &body, &tell)?;
        let mut parts = parts.into_inner();
        parts.push_back(String::from_utf8(last).map_err(|error| error.to_string())?);
        Ok(Self::Done(parts))
    }

    /// The worker, where one works.
    fn worker(&self) -> Option<WorkerClient> {
        match self {
            Self::Worker(parts) => Some(parts.worker()),
            Self::Done(_) => None,
        }
    }

    /// The next part; `None` after the last. When it fails, the parts before count for nothing.
    async fn next(&mut self) -> Result<Option<String>, String> {
        match self {
            Self::Done(parts) => Ok(parts.pop_front()),
            Self::Worker(parts) => {
                let part = parts.next().await.map_err(in_words)?;
                // A part may be a whole file: the page gets its turn before it is gone over.
                slices::yield_now().await;
                let text = part.map(String::from_utf8).transpose();
                text.map_err(|error| error.to_string())
            }
        }
    }
}

fn in_words(error: WorkerError) -> String {
    match error {
        WorkerError::Failed(reason) => reason,
        WorkerError::Edge(error) => error.to_string(),
    }
}

/// Runs heavy work and waits for all of it.
async fn heavy(op: &str, body: Vec<u8>) -> Result<String, String> {
    let mut work = Work::begin(op, Input::Bytes(body)).await?;
    let mut whole = String::new();
    while let Some(part) = work.next().await? {
        if whole.is_empty() {
            whole = part;
        } else {
            whole.push_str(&part);
        }
    }
    Ok(whole)
}

thread_local! {
    // When the slice began that is under way where there is no worker.
    static BREATH: Cell<f64> = const { Cell::new(0.0) };
}

/// Does the work of this name: what the worker answers a page. Some tell how far they are, 0 to 1.
///
/// # Errors
/// What is wrong with the bytes, as a sentence.
pub fn answer(op: &str, body: &[u8], tell: &Tell<'_>) -> Result<Vec<u8>, String> {
    let pace = Pace::telling(tell.progress);
    if let Some(answered) = at_once(work::answer(op, body, &mut mint, pace)) {
        return answered;
    }
    if op == heavy::UNPACK {
        return heavy::unpack(body);
    }
    let read = |check| {
        let read = heavy::read_file(body, check, &mut mint, &mut |part| (tell.part)(part));
        read.map(|()| String::new())
    };
    let lines = || std::str::from_utf8(body).map_err(|error| error.to_string());
    let text = match op {
        heavy::READ => read(Check::Here),
        heavy::READ_UNCOMPARED => read(Check::Later),
        "seal" => heavy::seal(body, &seal::fresh()?),
        "check sealed" => heavy::check_sealed(body),
        "open sealed" => heavy::open_sealed(body),
        heavy::SIMULATE => heavy::simulate(body, tell.progress),
        _ => match Include::of(op) {
            Some(with) => heavy::write_file(lines()?, with),
            None => Err(format!("There is no work called “{op}”.")),
        },
    };
    text.map(String::into_bytes)
}

// Ids for items of hand-made files that give none. Without random numbers the time
// alone names them, which the next edit refuses anyway.
fn mint() -> Id {
    Id::mint(super::now_ms(), random::bytes16().unwrap_or([1; 16]))
}

/// The SHA-256 of a file: the same file again adds nothing.
pub fn fingerprint(bytes: &[u8]) -> String {
    holdfast_ledger::hash::sha256(bytes)
}
