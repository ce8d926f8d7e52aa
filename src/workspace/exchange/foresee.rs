//! What taking a file in leaves to decide: the conflicts that it makes (M5 to M8, M14, M15), and the
//! rules that it breaks (M13).

use super::review::breathe;
use super::watch::share;
use super::{Review, Run};
use crate::edge::{clock, slices};
use crate::workspace::Workspace;
use holdfast_domain::broken::{Before, Broken};
use holdfast_domain::conflicts::{Conflict, claimants, within};
use holdfast_domain::recent::Recent;
use holdfast_domain::view::View;
use holdfast_ledger::file::Received;
use holdfast_ledger::index::CODE;
use holdfast_ledger::plan::{Planned, Verdict};
use holdfast_ledger::sort::{Arrange, Ordered};
use holdfast_ledger::{Dot, Id, Ledger, Record, merge};
use leptos::task::spawn_local;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// How many records are looked at for broken rules: what a file changes, and what mentions that.
const CHECKED: usize = 4_000;
/// Up to how many records of the workspace and the file a merge is tried out before it is done, and
/// records that come new are looked at.
const TRIED: usize = 10_000;

/// The records whose rules a file may break.
#[derive(Default)]
pub struct Concerned {
    ids: Vec<Id>,
    /// How many there are beyond those.
    pub unchecked: usize,
    before: Before,
}

/// The conflicts that a record makes when it is taken in, beside those that are here.
pub(super) fn made(planned: &Planned, view: &View<'_>) -> Vec<Conflict> {
    let Received::Stamped(theirs) = &planned.received else {
        return Vec::new();
    };
    let mut found = match (view.ledger.record(planned.id), &planned.verdict) {
        (Some(ours), Verdict::Changed(_) | Verdict::Conflicting(_)) => {
            let before = within(ours);
            let mut after = within(&merge::join(ours, theirs));
            after.retain(|conflict| !before.contains(conflict));
            after
        }
        (None, Verdict::New) => within(theirs),
        _ => Vec::new(),
    };
    if claims_anothers(planned.id, theirs, view) {
        found.push(Conflict::Code);
    }
    found
}

// Of two that claim one code, one is shown otherwise: whichever it is, there is one conflict more.
fn claims_anothers(id: Id, theirs: &Record, view: &View<'_>) -> bool {
    let own = view.ledger.record(id).and_then(|ours| ours.value(CODE));
    let code = theirs.value(CODE).filter(|code| !code.plain().is_empty());
    let news = code.filter(|code| own != Some(*code) && !theirs.is_deleted());
    news.is_some_and(|code| {
        let mut claims = view.ledger.claims(theirs.kind, code);
        claims.any(|other| other != id && view.there(other).is_some())
    })
}

impl Workspace {
    /// Finds out which records a file concerns and what is wrong with them, and where the workspace
    /// is not too large, which rules the file would break.
    ///
    /// # Errors
    /// When it was given up.
    pub(super) async fn foresee(self, review: &mut Review, run: Run) -> Result<(), String> {
        review.concerned = self.concerned(review).await;
        run.tell(0.5);
        run.check()?;
        if self.read(|view| view.ledger.len()) + review.planned.len() <= TRIED {
            let trial = self.tried(review).await;
            let run = run.part(0.5, 1.0);
            let broken = self.broken_in(Some(&trial), &review.concerned, run).await?;
            review.breaks = Some(broken.len());
            self.codes_in(&trial, review);
        }
        Ok(())
    }

    // Which codes are claimed twice then is told by all records together: the file may give the
    // other one a new code.
    fn codes_in(self, trial: &Ledger, review: &mut Review) {
        review.conflicts.retain(|_, conflicts| {
            conflicts.retain(|conflict| *conflict != Conflict::Code);
            !conflicts.is_empty()
        });
        self.read(|view| {
            let then = View {
                ledger: trial,
                recent: None,
                ..*view
            };
            let now: BTreeSet<Id> = claimants(view).into_set();
            let comes: BTreeSet<Id> = review.planned.iter().map(|planned| planned.id).into_set();
            for id in claimants(&then).filter(|id| !now.contains(id)) {
                // Where it is one from here that is shown otherwise, the one that comes tells of it.
                let first = trial
                    .record(id)
                    .and_then(|record| then.first_claimant(record));
                let first = first.filter(|first| comes.contains(first) && !comes.contains(&id));
                let told = review.conflicts.entry(first.unwrap_or(id));
                told.or_default().push(Conflict::Code);
            }
        });
    }

    async fn concerned(self, review: &Review) -> Concerned {
        let mut ids: BTreeSet<Id> = BTreeSet::new();
        let mut unchecked = 0;
        let few = review.planned.len() + review.older.len() <= TRIED;
        let mut began = clock::elapsed_ms();
        // Where nothing is, nothing can be broken.
        let planned = review.planned.iter();
        let planned = planned.filter(|_| self.read(|view| !view.ledger.is_empty()));
        for planned in planned {
            self.read(|view| {
                let here = view.ledger.record(planned.id).is_some();
                // What was made by hand comes with the faults that it has.
                let stamped = matches!(planned.received, Received::Stamped(_));
                if here || (few && stamped) {
                    ids.insert(planned.id);
                } else {
                    unchecked += usize::from(stamped);
                }
                ids.extend(view.ledger.mentions(planned.id));
            });
            breathe(&mut began).await;
        }
        unchecked += ids.len().saturating_sub(CHECKED);
        let mut found = Concerned {
            ids: ids.into_iter().take(CHECKED).collect(),
            unchecked,
            before: Before::default(),
        };
        // What is wrong with a record that comes new was wrong with it where it comes from, as far
        // as the file can tell.
        let theirs = if few {
            self.file_alone(review).await
        } else {
            Ledger::new()
        };
        let kept = Recent::default();
        for id in &found.ids {
            self.read(|view| {
                let there = View {
                    ledger: &theirs,
                    recent: Some(&kept),
                    ..*view
                };
                if let Some(ours) = view.ledger.record(*id) {
                    found.before.note(ours, view);
                } else if let Some(theirs) = theirs.record(*id) {
                    found.before.note(theirs, &there);
                }
            });
            breathe(&mut began).await;
        }
        found
    }

    // The records of the file, and those that are here as the file has them or newer.
    async fn file_alone(self, review: &Review) -> Ledger {
        let mut alone = Ledger::new();
        let mut began = clock::elapsed_ms();
        for planned in &review.planned {
            if let Received::Stamped(record) = &planned.received {
                alone.join(record.clone());
            }
            breathe(&mut began).await;
        }
        for older in &review.older {
            alone.join(older.clone());
        }
        alone
    }

    // The workspace as it would be.
    async fn tried(self, review: &Review) -> Ledger {
        let mut trial = Ledger::new();
        let ids: Vec<Id> =
            self.read(|view| view.ledger.records().map(|record| record.id).collect());
        let mut began = clock::elapsed_ms();
        for id in ids {
            self.read(|view| {
                view.ledger
                    .record(id)
                    .map(|record| trial.join(record.clone()))
            });
            breathe(&mut began).await;
        }
        for planned in &review.planned {
            if let Received::Stamped(record) = &planned.received {
                trial.join(record.clone());
            }
            breathe(&mut began).await;
        }
        trial
    }

    // The rules that the concerned records break since, in another ledger or in the workspace.
    async fn broken_in(
        self,
        trial: Option<&Ledger>,
        concerned: &Concerned,
        run: Run,
    ) -> Result<Vec<Broken>, String> {
        let mut broken = Vec::new();
        let mut began = clock::elapsed_ms();
        let kept = Recent::default();
        for (n, id) in concerned.ids.iter().enumerate() {
            self.read(|view| {
                let at = trial.map_or(*view, |ledger| View {
                    ledger,
                    recent: Some(&kept),
                    ..*view
                });
                if let Some(record) = at.ledger.record(*id) {
                    broken.append(&mut concerned.before.broken(record, &at));
                }
            });
            let far = || share(n, concerned.ids.len());
            run.breathe(&mut began, far).await?;
        }
        broken.arrange_by_key(|one| (Reverse(one.tone), one.record));
        Ok(broken)
    }

    /// Keeps what a file that was taken in left to decide, beside what others left that were taken in
    /// together with it. What it broke follows, and keeps nobody waiting.
    pub(super) fn look_back(self, name: String, concerned: Concerned, came: BTreeSet<Dot>) {
        let last = self.last_merge();
        let mut now = last.get_untracked().unwrap_or_default();
        now.name = if now.name.is_empty() {
            name
        } else {
            format!("{}, {name}", now.name)
        };
        now.unchecked += concerned.unchecked;
        now.came.extend(came);
        let names = now.name.clone();
        last.set(Some(now));
        spawn_local(async move {
            slices::yield_now().await;
            // Unwatched, so it is never given up.
            let broken = self.broken_in(None, &concerned, Run::UNWATCHED).await;
            let mut broken = broken.unwrap_or_default();
            last.update(|last| {
                // Of an import that is no longer the last, Today tells.
                let last = last.as_mut().filter(|last| last.name.starts_with(&names));
                if let Some(last) = last {
                    last.broken.append(&mut broken);
                }
            });
        });
    }
}
