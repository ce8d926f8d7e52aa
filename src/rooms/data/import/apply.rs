//! What the review shows is taken in.

use super::super::drafts;
use super::{Draft, Found, Import, Stage};
use crate::prelude::*;
use crate::workspace::exchange::{Review, Run};
use holdfast_domain::pace::CANCELLED;
use holdfast_ledger::plan::Planned;
use holdfast_ledger::{Edit, Path};
use leptos::task::spawn_local;
use std::collections::HashMap;

impl Import {
    /// Does what the review shows. All or nothing for each file.
    pub fn apply(self) {
        self.touched.set(false);
        self.open.set(false);
        self.stage.set(Stage::Applying);
        spawn_local(async move {
            let run = self.watch.begin();
            let outcome = self.apply_all(run).await;
            run.end();
            match outcome {
                Ok(words) => self.stage.set(Stage::Done(words)),
                Err(reason) if reason == CANCELLED => self.given_up(),
                Err(reason) => {
                    self.stage.set(Stage::Idle);
                    self.problem.set(Some(reason));
                }
            }
            self.found.set(Found::default());
        });
    }

    async fn apply_all(self, run: Run) -> Result<String, String> {
        let found = self.found.get_untracked();
        let declined = self.declined.get_untracked();
        let whole = self.whole.get_untracked();
        self.workspace.last_merge().set(None);
        let mut records = 0;
        let all = found.reviews.len() + usize::from(!found.drafts.is_empty());
        let part = |n: usize| run.part(n as f64 / all as f64, (n + 1) as f64 / all as f64);
        for (n, review) in found.reviews.iter().enumerate() {
            let Some(mut review) = review.try_update_value(Option::take).flatten() else {
                continue;
            };
            let order: HashMap<_, usize> = review
                .planned
                .iter()
                .enumerate()
                .map(|(at, planned)| (planned.id, at))
                .collect();
            if !whole.contains(&n) {
                review.keep_fitting();
            }
            review.mapped = None;
            let accepted = |planned: &Planned, path: Path| {
                let at = order.get(&planned.id).copied().unwrap_or_default();
                !declined.contains(&(n, at, path))
            };
            if records > 0 && !run.goes_on() {
                return Ok(stopped_after(records));
            }
            let applied = self.workspace.apply(review, accepted, Vec::new(), part(n));
            records += match applied.await {
                Err(reason) if reason == CANCELLED && records > 0 => {
                    return Ok(stopped_after(records));
                }
                applied => applied?.records,
            };
        }
        if records > 0 && !run.goes_on() && !found.drafts.is_empty() {
            return Ok(stopped_after(records));
        }
        records += self
            .apply_drafts(&found.drafts, part(found.reviews.len()))
            .await?;
        Ok(format!("{} imported.", count(records)))
    }

    async fn apply_drafts(self, drafts: &[Draft], run: Run) -> Result<usize, String> {
        let wanted: Vec<&Draft> = drafts
            .iter()
            .filter(|draft| draft.wanted.get_untracked())
            .collect();
        if wanted.is_empty() {
            return Ok(0);
        }
        let mut edits: Vec<Edit> = Vec::new();
        for (n, draft) in wanted.iter().enumerate() {
            edits.extend(drafts::edits(self.workspace, draft, n as u64)?);
        }
        let name = match wanted.as_slice() {
            [only] => only.name.clone(),
            several => format!("{} runbook files", several.len()),
        };
        let review = Review {
            name,
            ..Review::default()
        };
        let applied = self
            .workspace
            .apply(review, |_, _| true, edits, run)
            .await?;
        Ok(applied.records)
    }
}

fn count(records: usize) -> String {
    let many = if records == 1 { "record" } else { "records" };
    format!("{records} {many}")
}

fn stopped_after(records: usize) -> String {
    format!("Cancelled. Imported before that: {}.", count(records))
}
