//! From chosen files to a review, and from there to what is taken in. Nothing is changed
//! before Apply.

mod apply;
mod read;

use super::table::MapColumns;
use super::unseal::{Sealed, Unseal};
use crate::edge::files::GivenFile;
use crate::edge::slices;
use crate::prelude::*;
use crate::workspace::Workspace;
use crate::workspace::exchange::{Glanced, Review, TableRead, Watch};
use holdfast_domain::codec::markdown::RunbookDraft;
use holdfast_domain::describe::Kind;
use holdfast_domain::register::{is_inner, is_strange};
use holdfast_domain::rooms;
use holdfast_ledger::Path;
use holdfast_ledger::plan::{self, Proposal, Verdict};
use leptos::task::spawn_local;
use std::collections::{HashSet, VecDeque};

/// What is said of files that a person gave up.
const STOPPED: &str = "Cancelled. Nothing was changed.";

/// A Markdown file or notebook, as the runbook that it becomes.
#[derive(Clone)]
pub struct Draft {
    /// The file's name.
    pub name: String,
    /// The SHA-256 of the file.
    pub fingerprint: String,
    /// What the very same file became when it was taken in before.
    pub before: Option<String>,
    /// The runbook that the text was exported from, if it is here.
    pub updates: Option<String>,
    /// Whether it becomes a runbook.
    pub wanted: RwSignal<bool>,
    /// What it becomes; corrected by the person.
    pub content: RwSignal<RunbookDraft>,
    /// Whether the person decided or corrected something in the review.
    pub touched: RwSignal<bool>,
}

/// What the review shows.
#[derive(Clone, Default)]
pub struct Found {
    /// Workspace files.
    pub reviews: Vec<StoredValue<Option<Review>, LocalStorage>>,
    /// Runbooks from Markdown files and notebooks.
    pub drafts: Vec<Draft>,
    /// Sealed files whose passphrase was not asked for yet.
    pub sealed: VecDeque<Sealed>,
    /// Tables of which nobody said yet what their columns become.
    pub tables: VecDeque<Glanced>,
    /// Files that cannot be read: name and reason.
    pub refused: Vec<(String, String)>,
}

/// What is happening.
#[derive(Clone, Default)]
enum Stage {
    #[default]
    Idle,
    Reading(String),
    Applying,
    Done(String),
}

/// The import that is under way on this page.
#[derive(Clone, Copy)]
pub struct Import {
    /// Where it goes.
    pub workspace: Workspace,
    stage: RwSignal<Stage>,
    problem: RwSignal<Option<String>>,
    /// How far it is, and the way to give it up.
    pub watch: Watch,
    /// Asks for passphrases.
    pub unseal: Unseal,
    /// Asks what the columns of tables become.
    pub columns: MapColumns,
    /// What was found in the files.
    pub found: LocalSignal<Found>,
    /// Whether the review is open.
    pub open: RwSignal<bool>,
    /// Proposals that the person does not accept: file, record (in its file), register.
    pub declined: RwSignal<HashSet<(usize, usize, Path)>>,
    /// The catalogues of which all is taken in, not only what names a product of a service.
    pub whole: RwSignal<HashSet<usize>>,
    /// Whether the person decided or corrected something that is not applied yet.
    pub touched: RwSignal<bool>,
}

impl Import {
    /// No import yet.
    pub fn new(workspace: Workspace) -> Self {
        let (stage, watch) = (RwSignal::default(), workspace.import());
        // What is read is for this page to show. What is taken in goes on without it.
        on_cleanup(move || {
            if stage.with_untracked(|stage| matches!(stage, Stage::Idle | Stage::Reading(_))) {
                watch.cancel();
            }
        });
        Self {
            workspace,
            stage,
            problem: RwSignal::default(),
            watch,
            unseal: Unseal::new(),
            columns: MapColumns::new(),
            found: LocalSignal::new_local(Found::default()),
            open: RwSignal::new(false),
            declined: RwSignal::default(),
            whole: RwSignal::default(),
            touched: RwSignal::new(false),
        }
    }

    /// What is happening, in words.
    pub fn words(self) -> String {
        match self.stage.get() {
            Stage::Idle => String::new(),
            Stage::Reading(name) => format!("Reading {name}…"),
            Stage::Applying => "Importing…".to_owned(),
            Stage::Done(words) => words,
        }
    }

    /// Whether files were applied and what came of it is shown.
    pub fn done(self) -> bool {
        matches!(self.stage.get(), Stage::Done(_))
    }

    /// What went wrong, if something did. Nothing was changed then.
    pub fn problem(self) -> Option<String> {
        self.problem.get()
    }

    /// Reads files and opens the review.
    pub fn begin(self, files: Vec<GivenFile>) {
        if files.is_empty() {
            return;
        }
        self.problem.set(None);
        spawn_local(async move {
            let mut found = Found::default();
            let run = self.watch.begin();
            let many = files.len();
            for (n, file) in files.into_iter().enumerate() {
                self.stage.set(Stage::Reading(file.name()));
                let own = run.part(n as f64 / many as f64, (n + 1) as f64 / many as f64);
                match self.read(&file, &mut found, own).await {
                    // Whoever chose others meanwhile reads of those.
                    Err(_) | Ok(()) if !run.goes_on() => return self.given_up(),
                    Err(reason) => found.refused.push((file.name(), reason)),
                    Ok(()) => {}
                }
            }
            run.end();
            self.go_on(found);
        });
    }

    // Unless something else began since.
    fn given_up(self) {
        if !self.watch.is_on() {
            self.stage.set(Stage::Done(STOPPED.to_owned()));
        }
    }

    /// Asks for the passphrase of the next sealed file, then what the next table's columns become;
    /// once nothing is left to ask, shows what was found.
    pub(super) fn go_on(self, mut found: Found) {
        self.stage.set(Stage::Idle);
        if let Some(file) = found.sealed.pop_front() {
            self.unseal.ask(file, found);
        } else if let Some(table) = found.tables.pop_front() {
            self.columns.ask(table, found);
        } else if !(found.reviews.is_empty() && found.drafts.is_empty()) {
            self.review(found);
        } else if found.refused.is_empty() {
            // Whoever gave no passphrase, or took no table in, knows why.
            self.stage
                .set(Stage::Done("Nothing was imported.".to_owned()));
        } else {
            let reasons = found.refused.iter();
            let reasons = reasons.map(|(name, reason)| format!("{name}: {reason}"));
            let reasons: Vec<String> = reasons.collect();
            self.problem
                .set(Some(format!("{} Nothing was changed.", reasons.join(" "))));
        }
    }

    /// Goes on with what a sealed file held.
    pub(super) fn opened(self, name: String, bytes: Vec<u8>, mut found: Found) {
        spawn_local(async move {
            self.stage.set(Stage::Reading(name.clone()));
            let run = self.watch.begin();
            let taken = self.take(&name, bytes, &mut found, run).await;
            if !run.goes_on() {
                return self.given_up();
            }
            run.end();
            if let Err(reason) = taken {
                found.refused.push((name, reason));
            }
            self.go_on(found);
        });
    }

    /// Goes on with what a table's rows become.
    pub(super) fn mapped(self, name: String, read: TableRead, mut found: Found) {
        spawn_local(async move {
            self.stage.set(Stage::Reading(name.clone()));
            let run = self.watch.begin();
            let review = self.workspace.review_table(&name, read, run).await;
            if !run.goes_on() {
                return self.given_up();
            }
            run.end();
            match review {
                Ok(review) => found.reviews.push(StoredValue::new_local(Some(review))),
                Err(reason) => found.refused.push((name, reason)),
            }
            self.go_on(found);
        });
    }

    /// Goes back from the review of a table to what its columns become.
    pub fn remap(self, n: usize) {
        let mut found = self.found.get_untracked();
        if n >= found.reviews.len() {
            return;
        }
        let review = found.reviews.remove(n).try_update_value(Option::take);
        let Some(mapped) = review.flatten().and_then(|review| review.mapped) else {
            return;
        };
        self.discard();
        self.open.set(false);
        // One dialog has to be gone before the next opens.
        spawn_local(async move {
            slices::yield_now().await;
            self.columns.ask_again(mapped, found);
        });
    }

    // What would take something away, bring back what was purged, or is no choice that this version knows, is
    // not accepted unless the person says so.
    fn review(self, found: Found) {
        let mut declined = HashSet::new();
        each_proposed(&found, &mut |n, at, kind, all| {
            let strange = |one: &Proposal| is_strange(kind, one.path, one.theirs.as_ref());
            let lost = all.iter().filter(|one| one.is_risky() || strange(one));
            declined.extend(lost.map(|proposal| (n, at, proposal.path)));
        });
        self.declined.set(declined);
        self.whole.set(HashSet::new());
        self.touched.set(false);
        self.found.set(found);
        self.open.set(true);
    }

    /// How many proposals are accepted, and how many there are.
    pub fn tally(self) -> (usize, usize) {
        let declined = self.declined.get();
        let (mut taken, mut offered) = (0, 0);
        self.found.with(|found| {
            each_proposed(found, &mut |n, at, kind, all| {
                let shown = plan::offered(all).into_iter();
                for proposal in shown.filter(|one| !is_inner(kind, one.path)) {
                    offered += 1;
                    taken += usize::from(!declined.contains(&(n, at, proposal.path)));
                }
            });
        });
        (taken, offered)
    }

    /// Whether a review was closed with decisions in it that are not applied.
    pub fn waits(self) -> bool {
        self.touched.get() && !self.open.get()
    }

    /// Forgets what was reviewed.
    pub fn discard(self) {
        self.touched.set(false);
        self.found.set(Found::default());
    }
}

// Told of one of them.
type Each<'a> = &'a mut dyn FnMut(usize, usize, Option<&'static Kind>, &[Proposal]);

// The records of all files with proposals: file, record, its kind, what is proposed.
fn each_proposed(found: &Found, each: Each<'_>) {
    for (n, review) in found.reviews.iter().enumerate() {
        review.with_value(|review| {
            let planned = review.iter().flat_map(|review| &review.planned);
            for (at, planned) in planned.enumerate() {
                if let Verdict::Proposed(all) = &planned.verdict {
                    each(n, at, rooms::kind(planned.kind.as_str()), all);
                }
            }
        });
    }
}
