//! From chosen files to a review: reading, telling formats apart, judging. Nothing
//! is changed before Apply.

use super::table::{LOOKED_AT, MapColumns};
use super::unseal::{Sealed, Unseal};
use crate::edge::error::EdgeError;
use crate::edge::files::GivenFile;
use crate::prelude::*;
use crate::workspace::Workspace;
use crate::workspace::exchange::{
    self, Glanced, Input, Review, STOPPED, TableRead, Watch, fingerprint,
};
use holdfast_domain::codec::gzip;
use holdfast_domain::codec::markdown::{self, RunbookDraft, records};
use holdfast_domain::codec::sniff::{Format, not_utf8, sniff};
use holdfast_domain::describe::Kind;
use holdfast_domain::heavy::UNPACK;
use holdfast_domain::register::{is_inner, is_strange};
use holdfast_domain::rooms;
use holdfast_ledger::file::{MAX_FILE, looks_like_workspace};
use holdfast_ledger::plan::{self, Proposal, Verdict};
use holdfast_ledger::{Edit, Path};
use leptos::task::spawn_local;
use std::collections::{HashSet, VecDeque};

/// How many bytes of a file are looked at to tell whether it is a workspace.
const HEAD: u64 = 4096;

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
    /// What is being read.
    pub watch: Watch,
    /// Asks for passphrases.
    pub unseal: Unseal,
    /// Asks what the columns of tables become.
    pub columns: MapColumns,
    /// What was found in the files.
    pub found: RwSignal<Found, LocalStorage>,
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
        Self {
            workspace,
            stage: RwSignal::default(),
            problem: RwSignal::default(),
            watch: Watch::new(),
            unseal: Unseal::new(),
            columns: MapColumns::new(),
            found: RwSignal::new_local(Found::default()),
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

    /// Whether files are being read or applied.
    pub fn busy(self) -> bool {
        matches!(self.stage.get(), Stage::Reading(_) | Stage::Applying)
    }

    /// Reads files and opens the review.
    pub fn begin(self, files: Vec<GivenFile>) {
        if files.is_empty() {
            return;
        }
        self.problem.set(None);
        spawn_local(async move {
            let mut found = Found::default();
            for file in files {
                self.workspace.begin_import();
                self.stage.set(Stage::Reading(file.name()));
                match self.read(&file, &mut found).await {
                    Err(reason) if reason == STOPPED => return self.stage.set(Stage::Done(reason)),
                    Err(reason) => found.refused.push((file.name(), reason)),
                    Ok(()) => {}
                }
            }
            self.go_on(found);
        });
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
            if let Err(reason) = self.take(&name, bytes, &mut found).await {
                found.refused.push((name, reason));
            }
            self.go_on(found);
        });
    }

    /// Goes on with what a table's rows become.
    pub(super) fn mapped(self, name: String, read: TableRead, mut found: Found) {
        spawn_local(async move {
            self.stage.set(Stage::Reading(name.clone()));
            match self.workspace.review_table(&name, read).await {
                Ok(review) => found.reviews.push(StoredValue::new_local(Some(review))),
                Err(reason) => found.refused.push((name, reason)),
            }
            self.go_on(found);
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
        let declined = self.declined.read();
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

    async fn read(self, file: &GivenFile, found: &mut Found) -> Result<(), String> {
        let problem = |error| match error {
            EdgeError::TooLarge { bytes, limit } => format!(
                "The file has {} MB; the largest that can be imported has {} MB.",
                bytes >> 20,
                limit >> 20
            ),
            other => format!("It could not be read: {other}."),
        };
        // What begins as a workspace is left to the worker to read: the page never holds it.
        let head = file.head(HEAD).await.map_err(problem)?;
        if file.size() <= MAX_FILE && looks_like_workspace(&String::from_utf8_lossy(&head)) {
            return self
                .take_workspace(&file.name(), Input::File(file.clone()), found)
                .await;
        }
        let bytes = file.read(MAX_FILE, |_| true).await.map_err(problem)?;
        let name = file.name();
        if gzip::is_packed(&bytes) {
            let bytes = self.watch.heavy(UNPACK, bytes).await?;
            return self.take(gzip::inner_name(&name), bytes, found).await;
        }
        self.take(&name, bytes, found).await
    }

    async fn take_workspace(
        self,
        name: &str,
        input: Input,
        found: &mut Found,
    ) -> Result<(), String> {
        let review = self.workspace.review(name, input).await?;
        found.reviews.push(StoredValue::new_local(Some(review)));
        Ok(())
    }

    async fn take(self, name: &str, bytes: Vec<u8>, found: &mut Found) -> Result<(), String> {
        let read = match sniff(name, &bytes)? {
            Format::Workspace | Format::Vulnerabilities => {
                return self.take_workspace(name, Input::Bytes(bytes), found).await;
            }
            Format::Sealed => {
                // Said before anybody looks for a passphrase.
                exchange::check_sealed(&bytes).await?;
                let (name, bytes) = (name.to_owned(), bytes.into());
                found.sealed.push_back(Sealed { name, bytes });
                return Ok(());
            }
            format @ (Format::Table | Format::Workbook) => {
                let file = (bytes, format == Format::Workbook);
                let look = self
                    .workspace
                    .look_at_table(name, file, LOOKED_AT, self.watch);
                found.tables.push_back(look.await?);
                return Ok(());
            }
            Format::Notebook => {
                let text = std::str::from_utf8(&bytes);
                let text = text.map_err(|error| not_utf8(&bytes, error.valid_up_to()))?;
                markdown::read_notebook(name, text)
            }
            Format::Markdown => {
                markdown::looks_like_markdown(&bytes).and_then(|text| markdown::read(name, text))
            }
        };
        let draft = read.map_err(|error| error.to_string())?;
        if draft.is_bare() {
            return Err(
                "No step and no text was found in it, so there is nothing to import.".to_owned(),
            );
        }
        let fingerprint = fingerprint(&bytes);
        let (before, updates) = self.workspace.read(|view| {
            let name = |record| view.name(record);
            (
                records::imported(view, &fingerprint).map(name),
                records::exported(view, &draft).map(name),
            )
        });
        found.drafts.push(Draft {
            name: name.to_owned(),
            fingerprint,
            wanted: RwSignal::new(before.is_none()),
            before,
            updates,
            content: RwSignal::new(draft),
            touched: self.touched,
        });
        Ok(())
    }

    /// Does what the review shows. All or nothing for each file.
    pub fn apply(self) {
        self.touched.set(false);
        self.open.set(false);
        self.stage.set(Stage::Applying);
        spawn_local(async move {
            let outcome = self.apply_all().await;
            match outcome {
                Ok(words) => self.stage.set(Stage::Done(words)),
                Err(reason) if reason == STOPPED => self.stage.set(Stage::Done(reason)),
                Err(reason) => {
                    self.stage.set(Stage::Idle);
                    self.problem.set(Some(reason));
                }
            }
            self.found.set(Found::default());
        });
    }

    async fn apply_all(self) -> Result<String, String> {
        let found = self.found.get_untracked();
        let declined = self.declined.get_untracked();
        let whole = self.whole.get_untracked();
        self.workspace.last_merge().set(None);
        let mut records = 0;
        for (n, review) in found.reviews.iter().enumerate() {
            let Some(mut review) = review.try_update_value(Option::take).flatten() else {
                continue;
            };
            let order: std::collections::HashMap<_, usize> = review
                .planned
                .iter()
                .enumerate()
                .map(|(at, planned)| (planned.id, at))
                .collect();
            if !whole.contains(&n) {
                review.keep_fitting();
            }
            let accepted = |planned: &holdfast_ledger::plan::Planned, path: Path| {
                let at = order.get(&planned.id).copied().unwrap_or_default();
                !declined.contains(&(n, at, path))
            };
            let stopped = records > 0 && self.workspace.import_is_stopped();
            let applied = if stopped {
                Err(STOPPED.to_owned())
            } else {
                self.workspace.apply(review, accepted, Vec::new()).await
            };
            records += match applied {
                Err(reason) if reason == STOPPED && records > 0 => {
                    return Ok(stopped_after(records));
                }
                applied => applied?.records,
            };
        }
        if records > 0 && self.workspace.import_is_stopped() && !found.drafts.is_empty() {
            return Ok(stopped_after(records));
        }
        records += self.apply_drafts(&found.drafts).await?;
        Ok(format!("{} imported.", count(records)))
    }

    async fn apply_drafts(self, drafts: &[Draft]) -> Result<usize, String> {
        let wanted: Vec<&Draft> = drafts
            .iter()
            .filter(|draft| draft.wanted.get_untracked())
            .collect();
        if wanted.is_empty() {
            return Ok(0);
        }
        let mut edits: Vec<Edit> = Vec::new();
        for (n, draft) in wanted.iter().enumerate() {
            edits.extend(super::drafts::edits(self.workspace, draft, n as u64)?);
        }
        let name = match wanted.as_slice() {
            [only] => only.name.clone(),
            several => format!("{} runbook files", several.len()),
        };
        let review = Review {
            name,
            ..Review::default()
        };
        let applied = self.workspace.apply(review, |_, _| true, edits).await?;
        Ok(applied.records)
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

fn count(records: usize) -> String {
    let many = if records == 1 { "record" } else { "records" };
    format!("{records} {many}")
}

fn stopped_after(records: usize) -> String {
    format!("Cancelled. Imported before that: {}.", count(records))
}
