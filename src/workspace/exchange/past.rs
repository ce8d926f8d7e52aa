//! The workspace as it was: its records and their history, replayed beside it in slices.

use super::Run;
use super::watch::share;
use crate::edge::clock;
use crate::workspace::ahead::{OF_CHECKS, RECORDS};
use crate::workspace::{Workspace, ZONES};
use holdfast_domain::recent::Recent;
use holdfast_domain::rooms::readiness::kept::Kept;
use holdfast_domain::rooms::readiness::trend::Point;
use holdfast_domain::view::View;
use holdfast_ledger::change::record_of;
use holdfast_ledger::origin::Changes;
use holdfast_ledger::past::Past;
use holdfast_ledger::{Change, Id};
use std::collections::HashMap;

impl Workspace {
    /// What the checks say at former moments, in milliseconds since 1970, the oldest first; none for those
    /// before anything was written.
    ///
    /// # Errors
    /// Why the history cannot be read, or that it was given up, as a sentence.
    pub async fn readiness_at(self, moments: &[i64], run: Run) -> Result<Vec<Point>, String> {
        let Some(from) = moments.first() else {
            return Ok(Vec::new());
        };
        let mut past = self.past(*from, run.part(0.0, 0.4)).await?;
        let recent = Recent::default();
        let run = run.part(0.4, 1.0);
        let mut points = Vec::new();
        for (n, at) in moments.iter().enumerate() {
            if past.first().is_none_or(|first| first > *at) {
                continue;
            }
            let run = run.part(share(n, moments.len()), share(n + 1, moments.len()));
            points.push(self.point_at(*at, &mut past, &recent, run).await?);
        }
        // Given up since, and perhaps begun anew.
        run.check()?;
        Ok(points)
    }

    async fn point_at(
        self,
        at: i64,
        past: &mut Past,
        recent: &Recent,
        run: Run,
    ) -> Result<Point, String> {
        let mut began = clock::elapsed_ms();
        while past.go(at, slice()) {
            run.breathe(&mut began, || 0.0).await?;
        }
        let user = self.user().get_untracked();
        let view = View {
            ledger: past.ledger(),
            recent: Some(recent),
            now: at,
            offset_minutes: clock::offset_minutes(at.max(0) as u64),
            zones: &ZONES,
            user: &user.name,
            user_id: user.id.as_deref().and_then(|id| id.parse().ok()),
        };
        for ahead in OF_CHECKS {
            while ahead(&view, RECORDS) {
                run.breathe(&mut began, || 0.2).await?;
            }
        }
        while Kept::work(&view, slice()) {
            run.breathe(&mut began, || 0.5).await?;
        }
        let all = Kept::known(&view).map(|kept| kept.readiness(None, &view));
        Ok(Point::of(&all.unwrap_or_default(), &view))
    }

    // All records, and the changes to those that were written to since a moment.
    async fn past(self, from: i64, run: Run) -> Result<Past, String> {
        let ids: Vec<Id> = self.read(|view| view.ledger.records().map(|one| one.id).collect());
        let (mut past, mut since) = (Past::new(from), HashMap::<Id, Changes>::new());
        let mut began = clock::elapsed_ms();
        for (n, id) in ids.iter().enumerate() {
            let taken = self.read(|view| view.ledger.record(*id).is_none_or(|one| past.take(one)));
            if !taken {
                since.insert(*id, Changes::new());
            }
            run.breathe(&mut began, || 0.3 * share(n, ids.len()))
                .await?;
        }
        let store = self.store_that_is_left().await;
        let take = |line: &str| {
            let own = record_of(line).and_then(|id| since.get_mut(&id));
            if let Some((own, change)) = own.zip(Change::parse(line).ok()) {
                own.insert(change.dot, change);
            }
        };
        self.each_change(store.as_ref(), run.part(0.3, 0.8), take)
            .await?;
        let many = since.len();
        for (n, (id, mut changes)) in since.into_iter().enumerate() {
            self.read(|view| {
                if let Some(purged) = view.ledger.purged_of(id) {
                    for change in changes.values_mut() {
                        change.purge(purged);
                    }
                }
                if let Some(record) = view.ledger.record(id) {
                    past.take_changes(record, changes);
                }
            });
            run.breathe(&mut began, || 0.8 + 0.2 * share(n, many))
                .await?;
        }
        Ok(past)
    }
}

// Whether a slice goes on.
fn slice() -> impl FnMut() -> bool {
    let until = clock::elapsed_ms() + super::review::SLICE_MS;
    move || clock::elapsed_ms() < until
}
