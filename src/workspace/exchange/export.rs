//! Writing files: the records as lines, made into a file by the worker.

use super::kit::own_workspace;
use super::watch::share;
use super::{Run, heavy_text};
use crate::edge::store::Store;
use crate::edge::{clock, slices};
use crate::workspace::{ATTACHMENTS, Workspace};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use holdfast_domain::heavy::Include;
use holdfast_domain::rooms::people::PERSON;
use holdfast_domain::rooms::workspace::WORKSPACE;
use holdfast_domain::rooms::{self, ROOMS, Room, runbooks};
use holdfast_domain::view::View;
use holdfast_domain::{codec, pictures};
use holdfast_ledger::bundle;
use holdfast_ledger::change::record_of;
use holdfast_ledger::file::Incoming;
use holdfast_ledger::sort::{Arrange, Ordered};
use holdfast_ledger::{Id, Record, Text, line};
use std::collections::{BTreeSet, HashSet};

/// Of how many segments the history is read in one transaction.
const TOGETHER: usize = 8;

/// What a file covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything, deleted records too.
    Workspace,
    /// The records of a room.
    Room(&'static str),
    /// Some records, and the records that they link to.
    Selection(Vec<Id>),
    /// These records and no others; what they are, in a word or two.
    Only(String, Vec<Id>),
}

impl Scope {
    /// The room of this id; the whole workspace if there is none.
    pub fn of_room(id: &str) -> Self {
        let room = ROOMS.iter().find(|room| room.id == id);
        room.map_or(Self::Workspace, |room| Self::Room(room.id))
    }

    pub(super) fn words(&self) -> String {
        match self {
            Self::Workspace => "workspace".to_owned(),
            Self::Room(room) => format!("room {room}"),
            Self::Selection(_) => "selection".to_owned(),
            Self::Only(words, _) => words.clone(),
        }
    }
}

impl Workspace {
    /// How many records are here, as registers count them: without what is deleted, and without
    /// that of the workspace itself.
    pub fn records_here(self) -> usize {
        self.read(|view| {
            view.ledger
                .records()
                .filter(|record| counts(record))
                .count()
        })
    }

    /// Whether there are any.
    pub fn has_records(self) -> bool {
        self.read(|view| view.ledger.records().any(counts))
    }

    /// What a file would hold, in words: how many records, and of a selection how many that come
    /// because they are linked.
    pub fn holds(self, scope: &Scope) -> String {
        let ids = self.read(|view| wanted(scope, view)).into_iter();
        let counted = |id: &Id| self.read(|view| view.ledger.record(*id).is_some_and(counts));
        let all = ids.filter(counted).count();
        let records = |many: usize| match many {
            1 => "1 record".to_owned(),
            many => format!("{many} records"),
        };
        match scope {
            Scope::Selection(chosen) => {
                let linked = all.saturating_sub(chosen.len());
                let own = records(all - linked);
                match linked {
                    0 => own,
                    1 => format!("{own} and 1 more that is linked"),
                    linked => format!("{own} and {linked} more that are linked"),
                }
            }
            _ => records(all),
        }
    }

    /// Writes a file.
    ///
    /// # Errors
    /// Why it cannot be written, as a sentence.
    pub async fn export(self, scope: &Scope, with: Include, run: Run) -> Result<String, String> {
        let lines = self.lines(scope, with.history, run.part(0.0, 0.4));
        let (lines, _) = lines.await?;
        slices::yield_now().await;
        heavy_text(with.op(), lines.into_bytes(), run.part(0.4, 1.0)).await
    }

    /// What a file would hold, as lines ([`bundle`]): all that is needed to write it; and how many records these
    /// are, as registers count them.
    pub(super) async fn lines(
        self,
        scope: &Scope,
        history: bool,
        run: Run,
    ) -> Result<(String, usize), String> {
        let ids = self.read(|view| wanted(scope, view));
        let mut counted = 0;
        let inner = self.inner();
        let mut lines = bundle::print(&Incoming {
            workspace: self.id(),
            name: self.name_untracked(),
            scope: scope.words(),
            ..Incoming::default()
        });
        let mut attachments: BTreeSet<String> = BTreeSet::new();
        let mut began = clock::elapsed_ms();
        for (n, id) in ids.iter().enumerate() {
            {
                let ledger = inner.ledger.borrow();
                let Some(record) = ledger.record(*id) else {
                    continue;
                };
                counted += usize::from(counts(record));
                lines.push('S');
                line::write_line(record, &mut lines);
                lines.push('\n');
                let items = record.items(ATTACHMENTS);
                attachments.extend(items.iter().map(|item| item.text("sha256").into_owned()));
                attachments.extend(pictured(record));
            }
            let far = || 0.6 * share(n, ids.len());
            run.breathe(&mut began, far).await?;
        }
        let store = self.store_that_is_left().await;
        add_attachments(store.as_ref(), &attachments, &mut lines).await?;
        if history {
            let all = *scope == Scope::Workspace;
            let run = run.part(0.6, 1.0);
            self.add_history(store.as_ref(), (&ids, all), &mut lines, run)
                .await?;
        }
        Ok((lines, counted))
    }

    // Where the database is gone, the records in memory are all there is: they must get out.
    pub(super) async fn store_that_is_left(self) -> Option<Store> {
        let store = self.inner().saver.store.clone();
        if let Err(error) = self.reconnect().await {
            self.alarm(format!("Only the records themselves can be written to a file, without their history and attached files: {error}."));
            return None;
        }
        store
    }

    /// The workspace's name, without being told of later changes.
    pub fn name_untracked(self) -> String {
        let name = |view: &View<'_>| {
            let record = view.ledger.record(self.id()?)?;
            Some(record.text("title").into_owned())
        };
        let of_kit = || own_workspace().map(|(_, name)| name);
        self.read(name).or_else(of_kit).unwrap_or_default()
    }

    async fn add_history(
        self,
        store: Option<&Store>,
        (ids, all): (&[Id], bool),
        lines: &mut String,
        run: Run,
    ) -> Result<(), String> {
        let wanted: HashSet<Id> = ids.iter().copied().collect();
        let mut known: HashSet<String> = HashSet::new();
        let add = |change: &str| {
            let ours = all || record_of(change).is_some_and(|id| wanted.contains(&id));
            let dot = change.get(..64).unwrap_or(change).to_owned();
            if ours && known.insert(dot) {
                lines.push('H');
                let clean = self.without_purged(change);
                lines.push_str(clean.as_deref().unwrap_or(change));
                lines.push('\n');
            }
        };
        self.each_change(store, run, add).await
    }

    /// Gives each line of the history to `take`, some of them twice: what was folded, what was written since,
    /// and what waits to be written.
    ///
    /// # Errors
    /// Why it cannot be read, or that it was given up, as a sentence.
    pub(super) async fn each_change(
        self,
        store: Option<&Store>,
        run: Run,
        mut take: impl FnMut(&str),
    ) -> Result<(), String> {
        // In the way that changes go: what is written down meanwhile is seen twice and not missed.
        each_line(self.waiting_texts().iter(), &mut take);
        let Some(store) = store else {
            return Ok(());
        };
        let log = store.log_since(0).await;
        let log = log.map_err(|error| error.to_string())?;
        each_line(log.iter().map(|(_, text)| text), &mut take);
        let layout = &self.inner().saver.layout;
        let segments: Vec<String> = layout.borrow().names().map(str::to_owned).collect();
        let mut began = clock::elapsed_ms();
        for (n, part) in segments.chunks(TOGETHER).enumerate() {
            let chunks = store.history(part).await;
            for chunk in chunks.map_err(|error| error.to_string())? {
                chunk.lines().for_each(&mut take);
                let far = || share(n * TOGETHER, segments.len());
                run.breathe(&mut began, far).await?;
            }
        }
        Ok(())
    }
}

fn each_line<'a>(texts: impl Iterator<Item = &'a String>, take: &mut impl FnMut(&str)) {
    texts.flat_map(|text| text.lines()).for_each(take);
}

pub(super) fn counts(record: &Record) -> bool {
    record.kind != WORKSPACE.key() && !record.is_deleted()
}

async fn add_attachments(
    store: Option<&Store>,
    names: &BTreeSet<String>,
    lines: &mut String,
) -> Result<(), String> {
    let Some(store) = store else {
        return Ok(());
    };
    for name in names {
        if let Some(bytes) = store.blob(name).await.map_err(|error| error.to_string())? {
            lines.push_str(&format!("A[\"{name}\",\"{}\"]\n", BASE64.encode(&bytes)));
        }
    }
    Ok(())
}

// A run's steps are copies of its runbook's, with the pictures that the runbook keeps.
fn pictured(record: &Record) -> Vec<String> {
    if ![runbooks::RUNBOOK.key(), runbooks::RUN.key()].contains(&record.kind) {
        return Vec::new();
    }
    let values = record.slots().iter().flat_map(|slot| &slot.values);
    let named = values.flat_map(|value| pictures::named(value.text.as_str()));
    named.map(str::to_owned).collect()
}

pub(super) fn wanted(scope: &Scope, view: &View<'_>) -> Vec<Id> {
    match scope {
        Scope::Workspace => {
            let mut ids: Vec<Id> = view.ledger.records().map(|record| record.id).collect();
            ids.arrange();
            ids
        }
        Scope::Room(room) => {
            let kinds = ROOMS
                .iter()
                .filter(|known| known.id == *room)
                .flat_map(Room::kinds);
            kinds
                .flat_map(|kind| view.ledger.of_kind(kind.key()))
                .map(|record| record.id)
                .collect()
        }
        Scope::Selection(chosen) => {
            let mut ids = chosen.iter().copied().into_set();
            for id in chosen {
                let Some(record) = view.ledger.record(*id) else {
                    continue;
                };
                let values = record.slots().iter().flat_map(|slot| &slot.values);
                let linked = values.flat_map(|value| links(&value.text));
                ids.extend(linked.filter(|id| view.ledger.record(*id).is_some()));
            }
            ids.extend(holders(&ids, view));
            ids.into_iter().collect()
        }
        Scope::Only(_, ids) => ids.clone(),
    }
}

// Who holds the roles and is in the teams among some records: whom to call has to come along.
fn holders(ids: &BTreeSet<Id>, view: &View<'_>) -> Vec<Id> {
    let is_people = |record: &Record| {
        let kind = rooms::kind(record.kind.as_str());
        kind.is_some_and(|kind| kind.room == PERSON.room)
    };
    let mut found: Vec<Id> = Vec::new();
    let mut open: Vec<Id> = ids.iter().copied().collect();
    while let Some(id) = open.pop() {
        let Some(record) = view.ledger.record(id).filter(|record| is_people(record)) else {
            continue;
        };
        for id in record
            .slots()
            .iter()
            .flat_map(|slot| &slot.values)
            .flat_map(|value| links(&value.text))
        {
            let there = view.ledger.record(id).is_some_and(is_people);
            if there && !ids.contains(&id) && !found.contains(&id) {
                found.push(id);
                open.push(id);
            }
        }
    }
    found
}

// The ids that a value is, or lists.
fn links(text: &Text) -> Vec<Id> {
    if let Ok(id) = text.plain().parse() {
        return vec![id];
    }
    let words: Vec<String> = text.get().unwrap_or_default();
    words.iter().filter_map(|word| word.parse().ok()).collect()
}

/// The file name of an export: the workspace's name, what it covers, the day, and whether it is
/// plain or sealed.
pub fn file_name(workspace: &str, scope: &Scope, day: &str, sealed: bool) -> String {
    let part = match scope {
        Scope::Workspace => String::new(),
        Scope::Room(room) => format!("-{room}"),
        Scope::Selection(_) => "-selection".to_owned(),
        Scope::Only(words, _) => format!("-{}", codec::slug(words)),
    };
    let name = codec::file_stem(workspace);
    let ending = if sealed { "sealed" } else { "holdfast" };
    format!("{name}{part}-{day}.{ending}.json")
}
