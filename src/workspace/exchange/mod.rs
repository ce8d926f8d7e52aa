//! Files in and out: what a file would do here, doing it, and writing one.

mod apply;
mod compare;
mod drill;
mod export;
mod foresee;
mod kit;
mod past;
mod points;
mod review;
mod schedule;
mod seal;
mod tables;
mod watch;

pub use apply::Applied;
pub use compare::{Compared, Pair, Side, WayBack};
pub use drill::Drilled;
pub use export::{Scope, file_name};
pub use kit::{MadeKit, is_sealed_kit, last_kit, own_workspace};
pub use points::PointAbout;
pub(super) use review::breathe;
pub use review::{Review, ReviewError};
pub use schedule::{DAY_MS, Exported, LAST_EXPORT, Schedule};
pub use seal::{check_sealed, open_sealed, seal};
pub use tables::{Glanced, Mapped, TableRead};
pub use watch::{Run, Watch};

use crate::edge::EdgeError;
use crate::edge::files::GivenFile;
use crate::edge::serve::Tell;
use crate::edge::worker::{Asked, Body, Parts, WorkerClient, WorkerError};
use crate::edge::{clock, random, slices};
use holdfast_domain::codec::sheet::work;
use holdfast_domain::heavy::{self, Include};
use holdfast_domain::pace::{CANCELLED, Pace, Turn, at_once};
use holdfast_ledger::Id;
use holdfast_ledger::file::{Check, MAX_FILE};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

/// How long the parts are in which a file comes from the worker, in bytes.
const PART: usize = 4 << 20;

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
    Done(VecDeque<Vec<u8>>),
}

impl Work {
    /// Begins heavy work in the worker; where there is none, does it on the page, tables in slices.
    async fn begin(op: &str, input: Input, run: Run) -> Result<Self, String> {
        if let Ok(worker) = WorkerClient::start().await {
            run.works(&worker)?;
            let body = match input {
                Input::File(file) => Asked::File(file),
                Input::Bytes(bytes) => Asked::Body(Body::Bytes(bytes)),
            };
            let told = Rc::new(move |far| run.tell(far));
            return worker
                .parts(op, body, told)
                .map(Self::Worker)
                .map_err(in_words);
        }
        run.check()?;
        let body = match input {
            Input::File(file) => file.read(MAX_FILE, |_| true).await,
            Input::Bytes(bytes) => Ok(bytes),
        };
        let body = body.map_err(|error| error.to_string())?;
        // What the page says of it shows before it stands still.
        slices::yield_now().await;
        let turn = move || {
            Box::pin(async move {
                let mut began = BREATH.get();
                let goes_on = run.breathe(&mut began, || 0.0).await.is_ok();
                BREATH.set(began);
                goes_on
            }) as Turn
        };
        BREATH.set(clock::elapsed_ms());
        let told = |far| run.tell(far);
        let parts = RefCell::new(VecDeque::new());
        let tell = Tell {
            progress: &told,
            part: &|part: String| parts.borrow_mut().push_back(part.into_bytes()),
        };
        let pace = Pace::telling(&told).giving_way(&turn);
        let in_slices = work::answer(op, &body, &mut mint, pace).await;
        let last = in_slices.unwrap_or_else(|| answer(op, &body, &tell))?;
        run.check()?;
        let mut parts = parts.into_inner();
        parts.push_back(last);
        Ok(Self::Done(parts))
    }

    /// How far it is with the part that was taken last, 0 to 1.
    fn far(&self) -> f64 {
        match self {
            Self::Worker(parts) => parts.far(),
            Self::Done(left) => 1.0 / (1 + left.len()) as f64,
        }
    }

    /// The next part; `None` after the last. When it fails, the parts before count for nothing.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, String> {
        match self {
            Self::Done(parts) => Ok(parts.pop_front()),
            Self::Worker(parts) => {
                let part = parts.next().await.map_err(in_words)?;
                // A part may be a whole file: the page gets its turn before it is gone over.
                slices::yield_now().await;
                Ok(part)
            }
        }
    }
}

fn in_words(error: WorkerError) -> String {
    match error {
        WorkerError::Failed(reason) => reason,
        WorkerError::Edge(EdgeError::Cancelled) => CANCELLED.to_owned(),
        WorkerError::Edge(error) => error.to_string(),
    }
}

/// Runs heavy work and waits for all of it.
///
/// # Errors
/// What is wrong with what it was given, as a sentence; [`CANCELLED`] when it was given up.
pub async fn heavy(op: &str, body: Vec<u8>, run: Run) -> Result<Vec<u8>, String> {
    let mut work = Work::begin(op, Input::Bytes(body), run).await?;
    let mut whole = Vec::new();
    while let Some(part) = work.next().await? {
        run.check()?;
        if whole.is_empty() {
            whole = part;
        } else {
            whole.extend(part);
        }
    }
    Ok(whole)
}

/// As [`heavy`], where what comes of it is text.
async fn heavy_text(op: &str, body: Vec<u8>, run: Run) -> Result<String, String> {
    text(heavy(op, body, run).await?)
}

fn text(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| error.to_string())
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
        let mut part = |part| (tell.part)(part);
        let read = heavy::read_file(body, check, &mut mint, (&mut part, tell.progress));
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
        heavy::RECOVER => heavy::recover(body, tell.progress),
        _ => match Include::of(op) {
            Some(with) => {
                let file = heavy::write_file(lines()?, with, tell.progress)?;
                Ok(in_parts(file, tell.part))
            }
            None => Err(format!("There is no work called “{op}”.")),
        },
    };
    text.map(String::into_bytes)
}

// Gives a long text in parts; the last is left.
fn in_parts(text: String, part: &dyn Fn(String)) -> String {
    let mut rest = text.as_str();
    while rest.len() > PART {
        let (first, more) = rest.split_at(rest.floor_char_boundary(PART));
        part(first.to_owned());
        rest = more;
    }
    rest.to_owned()
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
