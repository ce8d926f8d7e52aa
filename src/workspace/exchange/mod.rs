//! Files in and out: what a file would do here, doing it, and writing one.

mod apply;
mod export;
mod points;
mod review;

pub use apply::Applied;
pub use export::{Scope, file_name};
pub use points::PointAbout;
pub use review::{Review, ReviewError};

use super::Workspace;
use crate::edge::random;
use crate::edge::worker::{Body, WorkerClient, WorkerError};
use holdfast_domain::heavy;
use holdfast_ledger::Id;

/// Runs heavy work in the worker; where there is none, on the page.
async fn heavy(op: &str, body: Vec<u8>) -> Result<String, String> {
    if let Ok(worker) = WorkerClient::start().await {
        return match worker.request(op, Body::Bytes(body), None).await {
            Ok(Body::Bytes(bytes)) => String::from_utf8(bytes).map_err(|error| error.to_string()),
            Ok(Body::Text(text)) => Ok(text),
            Err(WorkerError::Failed(reason)) => Err(reason),
            Err(WorkerError::Edge(error)) => Err(error.to_string()),
        };
    }
    match op {
        "read" => heavy::read_file(&body, &mut mint),
        _ => {
            let lines = String::from_utf8(body).map_err(|error| error.to_string())?;
            heavy::write_file(&lines, op == "write with history")
        }
    }
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

impl Workspace {
    /// Whether a file with this fingerprint was taken in here before, and when.
    pub fn imported_before(self, fingerprint: &str) -> Option<i64> {
        let json = self.prefs().get("imports")?;
        let known: Vec<(String, i64)> = serde_json::from_str(&json).ok()?;
        known
            .into_iter()
            .find(|(known, _)| known == fingerprint)
            .map(|(_, at)| at)
    }

    fn remember_import(self, fingerprint: &str) {
        let prefs = self.prefs();
        let json = prefs.get("imports").unwrap_or_default();
        let mut known: Vec<(String, i64)> = serde_json::from_str(&json).unwrap_or_default();
        known.retain(|(other, _)| other != fingerprint);
        known.push((fingerprint.to_owned(), super::now_ms()));
        let from = known.len().saturating_sub(500);
        if let Ok(json) = serde_json::to_string(&known[from..]) {
            // Forgotten, the same file is planned again and found to be the same.
            let _ = prefs.set("imports", &json);
        }
    }
}
