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
mod tables;
mod watch;

pub use apply::Applied;
pub use compare::{Compared, Pair, Side};
pub use export::{Scope, file_name};
pub use kit::{MadeKit, is_sealed_kit, own_workspace};
pub use points::PointAbout;
pub(super) use review::breathe;
pub use review::{Review, ReviewError};
pub use schedule::{DAY_MS, Exported, LAST_EXPORT, Schedule};
pub use seal::{check_sealed, open_sealed, seal};
pub use tables::{Glanced, TableRead};
pub use watch::Watch;

use crate::edge::worker::{Body, WorkerClient, WorkerError};
use crate::edge::{random, slices};
use holdfast_domain::codec::sheet::work;
use holdfast_domain::heavy::{self, Include};
use holdfast_domain::pace::{Pace, at_once};
use holdfast_ledger::Id;
use std::cell::Cell;

/// Runs heavy work in the worker; where there is none, on the page.
async fn heavy(op: &str, body: Vec<u8>) -> Result<String, String> {
    if let Ok(worker) = WorkerClient::start().await {
        let answer = worker.request(op, Body::Bytes(body), None).await;
        // Each of these goes over the whole file: the page gets its turn in between.
        slices::yield_now().await;
        return match answer {
            Ok(Body::Bytes(bytes)) => {
                let text = String::from_utf8(bytes).map_err(|error| error.to_string());
                slices::yield_now().await;
                text
            }
            Ok(Body::Text(text)) => Ok(text),
            Err(WorkerError::Failed(reason)) => Err(reason),
            Err(WorkerError::Edge(error)) => Err(error.to_string()),
        };
    }
    // What the page says of it shows before it stands still.
    slices::yield_now().await;
    let answer = answer(op, &body, &|_| ())?;
    String::from_utf8(answer).map_err(|error| error.to_string())
}

thread_local! {
    // When the slice began that is under way where there is no worker.
    static BREATH: Cell<f64> = const { Cell::new(0.0) };
}

/// Does the work of this name: what the worker answers a page. Some tell how far they are, 0 to 1.
///
/// # Errors
/// What is wrong with the bytes, as a sentence.
pub fn answer(op: &str, body: &[u8], progress: &dyn Fn(f64)) -> Result<Vec<u8>, String> {
    let pace = Pace::telling(progress);
    if let Some(answered) = at_once(work::answer(op, body, &mut mint, pace)) {
        return answered;
    }
    if op == heavy::UNPACK {
        return heavy::unpack(body);
    }
    let lines = || std::str::from_utf8(body).map_err(|error| error.to_string());
    let text = match op {
        "read" => heavy::read_file(body, &mut mint),
        "seal" => heavy::seal(body, &seal::fresh()?),
        "check sealed" => heavy::check_sealed(body),
        "open sealed" => heavy::open_sealed(body),
        heavy::SIMULATE => heavy::simulate(body, progress),
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
