//! What a workspace file would do here: read in the worker, judged in slices.

use super::foresee::{self, Concerned};
use super::watch::share;
use super::{Input, Mapped, Run, Work, text};
use crate::edge::{clock, slices};
use crate::workspace::Workspace;
use holdfast_domain::codec::{ics, kev};
use holdfast_domain::conflicts::Conflict;
use holdfast_domain::heavy::{READ, READ_UNCOMPARED};
use holdfast_domain::rooms::vulnerabilities::matching::{concerns, has_products};
use holdfast_domain::rooms::workspace::WORKSPACE;
use holdfast_domain::rooms::{incidents, vulnerabilities};
use holdfast_ledger::bundle::{self, Line};
use holdfast_ledger::compare::as_record;
use holdfast_ledger::file::{Loose, Received};
use holdfast_ledger::plan::{Planned, Verdict, plan_one};
use holdfast_ledger::{Id, Record, line};
use std::collections::{BTreeMap, BTreeSet};

/// Why a file cannot be reviewed. Nothing was changed.
pub type ReviewError = String;

/// A file and what it would do.
#[derive(Default)]
pub struct Review {
    /// The file's name.
    pub name: String,
    /// The workspace's id that it gives.
    pub workspace: Option<Id>,
    /// The workspace's name that it gives.
    pub workspace_name: String,
    /// What it covers.
    pub scope: String,
    /// Of a table: where its cells went, as a sentence.
    pub told: Option<String>,
    /// Of a table: what is wrong in the cells of a record, column and sentence.
    pub problems: BTreeMap<Id, Vec<(String, String)>>,
    /// Of a table: what it was made from.
    pub mapped: Option<Mapped>,
    /// Of a catalogue, where services name their products: the new entries that name one of these.
    pub fitting: Option<BTreeSet<Id>>,
    /// Of a calendar: its events as they came, and what they are taken in as.
    pub events: Vec<Loose>,
    /// See [`Self::events`].
    pub taken: ics::As,
    /// What each record would do that is not here already as it is in the file.
    pub planned: Vec<Planned>,
    /// How many records are here already, with all that the file says of them; that of the
    /// workspace itself is not counted.
    pub same: usize,
    /// Of these, the ones that are newer here than in the file.
    pub older: Vec<Record>,
    /// What is to be decided in a record, once it is taken in, that is not so now.
    pub conflicts: BTreeMap<Id, Vec<Conflict>>,
    /// The records whose rules it may break (M13).
    pub concerned: Concerned,
    /// How many rules it breaks, where that was tried out.
    pub breaks: Option<usize>,
    /// Its history, one change each.
    pub history: Vec<String>,
    /// Its attachments: SHA-256 and Base64.
    pub attachments: Vec<(String, String)>,
    /// What it holds that this version does not know.
    pub unknown: Vec<String>,
}

/// How long a slice of judging may take, in milliseconds.
pub(super) const SLICE_MS: f64 = 24.0;

/// What share of a review the worker takes, where the page judges what it reads at the same time.
const READ_BY: f64 = 0.5;

// What share of a review is done, where so much of a file is read and judged. The worker goes over the
// file once, which is half of its work, before it gives the first record.
fn judged(far: f64) -> f64 {
    let first = READ_BY / 2.0;
    first + (0.95 - first) * (2.0 * far - 1.0)
}

impl Review {
    /// What each record would do, without what only names the workspace that it is from.
    pub fn shown(&self) -> impl Iterator<Item = (usize, &Planned)> {
        let own = WORKSPACE.key();
        let shown = move |planned: &Planned| planned.kind != own || planned.verdict != Verdict::New;
        let all = self.planned.iter().enumerate();
        all.filter(move |(_, planned)| shown(planned))
    }

    /// How many records there are for which `is` holds.
    pub fn count(&self, is: impl Fn(&Planned) -> bool) -> usize {
        self.shown().filter(|(_, planned)| is(planned)).count()
    }

    /// Whether taking in a record that is here leaves something to decide that is not open now.
    pub fn disputes(&self, planned: &Planned) -> bool {
        match planned.verdict {
            Verdict::Conflicting(_) => true,
            Verdict::New => false,
            _ => self.conflicts.contains_key(&planned.id),
        }
    }

    /// Leaves out the new entries of a catalogue that name no product of a service.
    pub fn keep_fitting(&mut self) {
        if let Some(fitting) = &self.fitting {
            let kept = |planned: &Planned| {
                planned.verdict != Verdict::New || fitting.contains(&planned.id)
            };
            self.planned.retain(kept);
        }
    }

    /// Whether applying it would change anything.
    pub fn is_idle(&self) -> bool {
        self.planned
            .iter()
            .all(|planned| matches!(planned.verdict, Verdict::OtherKind(_)))
    }
}

impl Workspace {
    /// Reads a workspace file and says what it would do. Nothing is changed.
    ///
    /// # Errors
    /// What is wrong with the file, as a sentence.
    pub async fn review(self, name: &str, input: Input, run: Run) -> Result<Review, ReviewError> {
        // Where most of it may be here already, hashes are compared for the rest alone.
        if matches!(input, Input::File(_)) && self.has_records() {
            let work = Work::begin(READ_UNCOMPARED, input.clone(), run.part(0.0, READ_BY)).await?;
            if let Some(review) = self.review_work(name, work, run).await? {
                return Ok(review);
            }
        }
        let work = Work::begin(READ, input, run.part(0.0, READ_BY)).await?;
        let review = self.review_work(name, work, run).await?;
        review.ok_or_else(|| "The file says one thing and another of itself.".to_owned())
    }

    /// As [`Self::review`], for the bytes of a restore point.
    ///
    /// # Errors
    /// As [`Self::review`].
    pub async fn review_point(self, bytes: Vec<u8>) -> Result<Review, ReviewError> {
        let lines = super::points::lines_of(bytes, Run::UNWATCHED).await?;
        let work = Work::Done([lines.into_bytes()].into());
        let review = self.review_work("restore point", work, Run::UNWATCHED);
        let review = review.await?;
        review.ok_or_else(|| "This restore point is damaged.".to_owned())
    }

    // `None` where hashes have to be compared while the file is read, as one of them is wrong.
    pub(super) async fn review_work(
        self,
        name: &str,
        mut work: Work,
        run: Run,
    ) -> Result<Option<Review>, ReviewError> {
        let mut review = Review {
            name: name.to_owned(),
            ..Review::default()
        };
        let mut began = clock::elapsed_ms();
        let mut from = 0.5;
        while let Some(part) = work.next().await? {
            run.check()?;
            let (part, to) = (text(part)?, work.far());
            let mut at = 0;
            for text in part.lines() {
                if let Some(id) = self.unchanged(text) {
                    review.same += usize::from(!self.is_own(id));
                } else if !self.review_line(&mut review, text)? {
                    return Ok(None);
                }
                at += text.len() + 1;
                let far = || from + (to - from) * share(at, part.len());
                run.breathe(&mut began, || judged(far())).await?;
            }
            from = from.max(to);
        }
        self.foresee(&mut review, run.part(judged(1.0), 1.0))
            .await?;
        Ok(Some(review))
    }

    // False for a record whose hash is wrong.
    fn review_line(self, review: &mut Review, text: &str) -> Result<bool, ReviewError> {
        match bundle::read(text).map_err(|error| error.to_string())? {
            Line::Wrong => return Ok(false),
            Line::Workspace(id, name, scope, unknown) => {
                review.workspace = id;
                review.workspace_name = name;
                review.fitting =
                    (scope == kev::SCOPE && self.read(has_products)).then(BTreeSet::new);
                review.scope = scope;
                review.unknown = unknown;
            }
            Line::Record(received) => match self.judge(self.event(*received, review)) {
                planned if planned.verdict == Verdict::Same => {
                    review.same += usize::from(planned.kind != WORKSPACE.key());
                    if let Received::Stamped(older) = planned.received {
                        review.older.push(older);
                    }
                }
                planned => {
                    let made = self.read(|view| foresee::made(&planned, view));
                    if !made.is_empty() {
                        review.conflicts.insert(planned.id, made);
                    }
                    if let Some(fitting) = &mut review.fitting
                        && self.read(|view| concerns(&as_record(&planned.received), view))
                    {
                        fitting.insert(planned.id);
                    }
                    review.planned.push(planned);
                }
            },
            Line::History(change) => review.history.push(change),
            Line::Attachment(name, base64) => review.attachments.push((name, base64)),
        }
        Ok(true)
    }

    /// The record of a line, if it is here as the line has it. Most records of a copy that was
    /// edited apart are: their lines are equal.
    pub(super) fn unchanged(self, text: &str) -> Option<Id> {
        let (text, _) = bundle::stamped(text)?;
        let id = line::id_of(text)?;
        let inner = self.inner();
        let ledger = inner.ledger.borrow();
        ledger
            .record(id)
            .is_some_and(|own| line::is(own, text))
            .then_some(id)
    }

    // Whether it is the record of the workspace itself, which nobody counts.
    fn is_own(self, id: Id) -> bool {
        let inner = self.inner();
        let ledger = inner.ledger.borrow();
        let record = ledger.record(id);
        record.is_some_and(|record| record.kind == WORKSPACE.key())
    }

    fn aim(self, received: Received, scope: &str) -> Received {
        self.read(|view| {
            let received = vulnerabilities::import::aim(received, scope, view);
            let received = incidents::import::aim(received, scope, view);
            ics::aim(received, scope, view)
        })
    }

    // Events are kept as they came: a person may take them in as something else.
    fn event(self, received: Received, review: &mut Review) -> Received {
        if review.scope == ics::SCOPE
            && let Received::Loose(loose) = &received
        {
            review.events.push(loose.clone());
        }
        self.aim(received, &review.scope)
    }

    /// Judges the events of a calendar anew, taken in as something else.
    pub fn take_events_as(self, review: &mut Review, taken: ics::As) {
        review.taken = taken;
        (review.planned, review.same) = (Vec::new(), 0);
        for event in review.events.clone() {
            let event = Received::Loose(ics::become_as(event, taken));
            let planned = self.judge(self.aim(event, &review.scope));
            if planned.verdict == Verdict::Same {
                review.same += 1;
            } else {
                review.planned.push(planned);
            }
        }
    }

    fn judge(self, received: Received) -> Planned {
        let inner = self.inner();
        let ledger = inner.ledger.borrow();
        plan_one(&ledger, received, &mut super::mint)
    }
}

/// Lets the page answer when a slice has lasted long enough.
pub(in crate::workspace) async fn breathe(began: &mut f64) {
    if clock::elapsed_ms() - *began > SLICE_MS {
        slices::yield_now().await;
        *began = clock::elapsed_ms();
    }
}
