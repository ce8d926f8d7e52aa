//! Two states of the workspace side by side: as it is, as a restore point kept it, as a file has it
//! (R12).

use super::watch::share;
use super::{Run, heavy_text};
use crate::edge::clock;
use crate::workspace::Workspace;
use crate::workspace::purge::attached;
use holdfast_domain::heavy::READ;
use holdfast_domain::register::only_grows;
use holdfast_domain::rooms::workspace::WORKSPACE;
use holdfast_domain::view::View;
use holdfast_ledger::bundle::{self, Line};
use holdfast_ledger::compare::{as_record, bring_back, differences, is_there};
use holdfast_ledger::file::Received;
use holdfast_ledger::{Edit, Id, Key, line};
use leptos::task::spawn_local;
use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

/// One of the states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// As it is here now.
    Now,
    /// As a restore point kept it: its key.
    Point(String),
    /// As a file has it: its bytes.
    File(Rc<[u8]>),
}

/// A record that is not the same in both.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The record.
    pub id: Id,
    /// Its kind.
    pub kind: Key,
    /// As the first has it; `None` where it is not there, or deleted.
    pub first: Option<Received>,
    /// As the second has it.
    pub second: Option<Received>,
}

/// What differs.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// The records that differ, in the order of the second state, then what only the first has.
    pub pairs: Vec<Pair>,
    /// How many records say the same in both.
    pub same: usize,
    /// How many have no id, as in files made by hand: nothing says what they are to be compared with.
    pub unnamed: usize,
}

/// Whether a record can be brought back from a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayBack {
    /// It can.
    Open,
    /// It says the same now.
    There,
    /// What still differs stays as it is: a log that goes on, what was purged.
    Rest,
    /// It was purged, so nothing of it comes back (M17).
    Purged,
}

impl Workspace {
    /// Compares two states, record by record. Nothing is changed.
    ///
    /// # Errors
    /// What is wrong with one of them, as a sentence.
    pub async fn compare(
        self,
        (first, second): (&Side, &Side),
        run: Run,
    ) -> Result<Compared, String> {
        let first = self.side(first, run.part(0.0, 0.3)).await?;
        let second = self.side(second, run.part(0.3, 0.6)).await?;
        let run = run.part(0.6, 1.0);
        let (mut at, of) = (0, 2 * first.len() + second.len());
        let mut compared = Compared::default();
        let mut began = clock::elapsed_ms();
        let mut left: HashMap<Id, &str> = HashMap::new();
        for text in first.lines() {
            match named(text)? {
                Some(id) => drop(left.insert(id, text)),
                None => compared.unnamed += usize::from(text.starts_with('L')),
            }
            at += text.len() + 1;
            run.breathe(&mut began, || share(at, of)).await?;
        }
        for text in second.lines() {
            at += text.len() + 1;
            run.breathe(&mut began, || share(at, of)).await?;
            let Some(id) = named(text)? else {
                compared.unnamed += usize::from(text.starts_with('L'));
                continue;
            };
            let other = left.remove(&id);
            if other == Some(text) {
                compared.same += usize::from(!names_workspace(text));
            } else {
                compared.add(other.map(read).transpose()?.flatten(), read(text)?);
            }
        }
        // In the order of the file, which a map has not.
        for text in first.lines() {
            if named(text)?.is_some_and(|id| left.contains_key(&id)) {
                compared.add(read(text)?, None);
            }
            at += text.len() + 1;
            run.breathe(&mut began, || share(at, of)).await?;
        }
        Ok(compared)
    }

    /// Whether a record can be brought back from a state; why not, if not.
    pub fn way_back(old: &Received, view: &View<'_>) -> WayBack {
        let now = view.ledger.record(as_record(old).id);
        if now.is_some_and(|now| now.purged().is_whole()) {
            return WayBack::Purged;
        }
        if !back(old, view).is_empty() {
            return WayBack::Open;
        }
        let same = now.is_some_and(|now| {
            let now = Received::Stamped(now.clone());
            differences(old, &now).is_empty()
        });
        if same { WayBack::There } else { WayBack::Rest }
    }

    /// Makes a record look as it did in a state, as one command that can be undone. Its log stays.
    ///
    /// # Errors
    /// Why nothing was changed, as a sentence.
    pub fn bring_back(self, old: &Received) -> Result<(), String> {
        let (edits, name) = self.read(|view| (back(old, view), view.name(&as_record(old))));
        if edits.is_empty() {
            self.say("It says this already.");
            return Ok(());
        }
        self.dispatch(&format!("{name} brought back"), &edits)?;
        if let Received::Stamped(record) = old {
            let names = attached(record).map(Cow::into_owned).collect();
            spawn_local(self.say_missing(names));
        }
        Ok(())
    }

    // A file of another device may tell of attachments whose bytes were never here.
    async fn say_missing(self, names: Vec<String>) {
        let inner = self.inner();
        let Some(store) = &inner.saver.store else {
            return;
        };
        for name in names {
            if let Ok(None) = store.blob(&name).await {
                return self.alarm(
                    "The record is back, without the content of some of its attachments. Import the file that has them to have that, too.",
                );
            }
        }
    }

    async fn side(self, side: &Side, run: Run) -> Result<String, String> {
        match side {
            Side::Now => self.record_lines(run).await,
            Side::Point(key) => self.point(key, run).await,
            Side::File(bytes) => heavy_text(READ, bytes.to_vec(), run).await,
        }
    }

    /// All records as lines.
    pub(super) async fn record_lines(self, run: Run) -> Result<String, String> {
        let ids: Vec<Id> =
            self.read(|view| view.ledger.records().map(|record| record.id).collect());
        let inner = self.inner();
        let mut lines = String::new();
        let mut began = clock::elapsed_ms();
        for (n, id) in ids.iter().enumerate() {
            if let Some(record) = inner.ledger.borrow().record(*id) {
                lines.push('S');
                line::write_line(record, &mut lines);
                lines.push('\n');
            }
            run.breathe(&mut began, || share(n, ids.len())).await?;
        }
        Ok(lines)
    }
}

impl Compared {
    fn add(&mut self, first: Option<Received>, second: Option<Received>) {
        let (first, second) = (first.filter(is_there), second.filter(is_there));
        let Some(any) = first.as_ref().or(second.as_ref()) else {
            return;
        };
        let (id, kind) = match any {
            Received::Stamped(record) => (record.id, record.kind),
            Received::Loose(loose) => (loose.id.unwrap_or_default(), loose.kind),
        };
        let same = first
            .as_ref()
            .zip(second.as_ref())
            .is_some_and(|(first, second)| differences(first, second).is_empty());
        if same {
            self.same += 1;
        } else {
            self.pairs.push(Pair {
                id,
                kind,
                first,
                second,
            });
        }
    }
}

fn back(old: &Received, view: &View<'_>) -> Vec<Edit> {
    let kind = as_record(old).kind;
    bring_back(view.ledger, old, &|list| only_grows(kind, list))
}

// The record that a line holds, if it holds one that has an id.
fn named(text: &str) -> Result<Option<Id>, String> {
    if let Some(stamped) = text.strip_prefix('S') {
        return Ok(line::id_of(stamped));
    }
    let loose = match text
        .starts_with('L')
        .then(|| read(text))
        .transpose()?
        .flatten()
    {
        Some(Received::Loose(loose)) => loose.id,
        _ => None,
    };
    Ok(loose)
}

// The record that only names the workspace is nobody's to compare.
fn names_workspace(text: &str) -> bool {
    let kind = format!("\"k\":\"{}\"", WORKSPACE.id);
    text.get(..80).is_some_and(|start| start.contains(&kind))
}

fn read(text: &str) -> Result<Option<Received>, String> {
    match bundle::read(text).map_err(|error| error.to_string())? {
        Line::Record(received) => Ok(Some(*received)),
        _ => Ok(None),
    }
}
