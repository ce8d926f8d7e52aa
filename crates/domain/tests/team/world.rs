//! The copies, what they know of history, and how each step is done.

mod deeds;

use crate::shared::Team;
use crate::steps::{COPIES, Scope, Step};
use crate::values::{place, value};
use holdfast_domain::codec::json::Described;
use holdfast_domain::register::only_grows;
use holdfast_domain::rooms::runbooks::RUNBOOK;
use holdfast_domain::rooms::runbooks::versions::Contents;
use holdfast_domain::rooms::{self, ROOMS};
use holdfast_domain::view::View;
use holdfast_ledger::file::{self, Export, Received};
use holdfast_ledger::plan::{Verdict, accept, plan_one, roll_back};
use holdfast_ledger::purge::{Purge, writers};
use holdfast_ledger::record::Place;
use holdfast_ledger::undo::Undo;
use holdfast_ledger::{Change, Dot, Edit, Id, Key, Ledger, Path, Record, Text, line};
use std::collections::{BTreeMap, BTreeSet};

/// Noon UTC on 22 November 2026.
const NOW: i64 = 1_795_348_800_000;

/// The nth thing of its sort, by a number.
pub fn id(sort: u8, n: u8) -> Id {
    let mut random = [sort; 16];
    random[15] = n;
    Id::mint(1_000, random)
}

/// Each copy's history, by dot.
type History = BTreeMap<Dot, Change>;

pub struct World {
    pub team: Team,
    pub histories: Vec<History>,
    undo: Vec<Vec<Undo>>,
    pile: Vec<String>,
    points: Vec<Vec<Record>>,
    minted: u8,
}

pub fn view<'a>(ledger: &'a Ledger, user: &'a str) -> View<'a> {
    View {
        ledger,
        recent: None,
        now: NOW,
        offset_minutes: 60,
        zones: &holdfast_domain::zone::NO_ZONES,
        user,
        user_id: None,
    }
}

fn record_id(kind: &str, n: u8) -> Id {
    let at = rooms::kinds().position(|known| known.id == kind);
    id(at.map_or(99, |at| at as u8), n)
}

fn all_ids() -> Vec<Id> {
    let kinds = rooms::kinds().map(|kind| kind.id);
    kinds
        .flat_map(|kind| [record_id(kind, 0), record_id(kind, 1), id(200, 0)])
        .collect()
}

impl World {
    pub fn new() -> Self {
        Self {
            team: Team::new(COPIES),
            histories: vec![History::new(); COPIES],
            undo: vec![Vec::new(); COPIES],
            pile: Vec::new(),
            points: Vec::new(),
            minted: 0,
        }
    }

    fn ledger(&self, who: usize) -> &Ledger {
        &self.team.copies[who]
    }

    fn record(&self, who: usize, id: Id) -> Option<&Record> {
        self.ledger(who).record(id)
    }

    fn commit(&mut self, who: usize, edits: &[Edit]) -> (Undo, Vec<Change>) {
        let before = Undo::prepare(self.ledger(who), edits);
        let made = self.team.commit(who, edits);
        self.remember(who, &made);
        (Undo::made_by(&before, &made), made)
    }

    fn dispatch(&mut self, who: usize, edits: &[Edit]) {
        let (undo, made) = self.commit(who, edits);
        if !made.is_empty() {
            self.undo[who].push(undo);
        }
    }

    fn remember(&mut self, who: usize, made: &[Change]) {
        let own = made.iter().map(|change| (change.dot, change.clone()));
        self.histories[who].extend(own);
    }

    fn purge(&mut self, who: usize, purge: Purge) {
        let made = self.team.purge(who, &[purge]);
        self.remember(who, &made);
    }

    /// What a copy knows of history, without what is purged there.
    pub fn history(&self, who: usize) -> Vec<Change> {
        let mut history: Vec<Change> = self.histories[who].values().cloned().collect();
        for change in &mut history {
            if let Some(purged) = self.ledger(who).purged_of(change.record) {
                change.purge(purged);
            }
        }
        history
    }

    /// A file of a copy.
    pub fn file(&self, who: usize, scope: &Scope, history: bool, redacted: bool) -> String {
        let wanted = |record: &&Record| match scope {
            Scope::All => true,
            Scope::Room(room) => {
                let mut kinds = ROOMS[*room].kinds();
                kinds.any(|kind| kind.key() == record.kind)
            }
            Scope::One(spot, n) => record.id == record_id(spot.kind, *n),
        };
        let records: Vec<&Record> = self.ledger(who).records().filter(wanted).collect();
        let ids: BTreeSet<Id> = records.iter().map(|record| record.id).collect();
        let lines = self.history(who).into_iter();
        let lines = lines.filter(|change| ids.contains(&change.record));
        let omit = |record: &Record, path: Path| {
            redacted && record.kind == "person" && path.field != "title"
        };
        let export = Export {
            workspace: None,
            name: "Team",
            scope: "selection",
            records,
            history: history.then(|| lines.map(|change| change.print()).collect()),
            attachments: Vec::new(),
            omit: &omit,
        };
        file::write(export, &Described)
    }

    /// Takes a file in as a person does who ticks nothing and unticks nothing.
    pub fn take(&mut self, who: usize, text: &str) {
        let mut n = self.minted;
        let mut mint = || {
            n += 1;
            id(250, n)
        };
        let incoming = file::read(text, &Described, &mut mint).expect("a readable file");
        let mut edits = Vec::new();
        for received in incoming.records {
            let planned = plan_one(self.ledger(who), received, &mut mint);
            let proposed = match &planned.verdict {
                Verdict::Proposed(all) => all.clone(),
                _ => Vec::new(),
            };
            let taken = |path| {
                proposed
                    .iter()
                    .any(|one| one.path == path && !one.is_risky())
            };
            edits.extend(accept(&planned, taken));
            if let (Received::Stamped(record), false) = (
                planned.received,
                matches!(planned.verdict, Verdict::OtherKind(_)),
            ) {
                self.team.copies[who].join(record);
            }
        }
        self.minted = n;
        let known = incoming
            .history
            .into_iter()
            .map(|change| (change.dot, change));
        for (dot, change) in known {
            self.histories[who].entry(dot).or_insert(change);
        }
        self.dispatch(who, &edits);
    }

    /// Everybody gets everybody's records and history: one gathers them all and passes them on.
    pub fn exchange(&mut self, backwards: bool) {
        let mut order: Vec<usize> = (1..COPIES).collect();
        if backwards {
            order.reverse();
        }
        for from in &order {
            let file = self.file(*from, &Scope::All, true, false);
            self.take(0, &file);
        }
        let file = self.file(0, &Scope::All, true, false);
        for to in order {
            self.take(to, &file);
        }
    }

    pub fn run(&mut self, step: &Step) {
        match step {
            Step::Set {
                who,
                record,
                item,
                spot,
                value: n,
            } => {
                let (id, path) = (record_id(spot.kind, *record), spot.path(id(200, *item)));
                let contents = self
                    .record(*who, id)
                    .and_then(|record| Contents::of(record).to_text());
                let contents = contents.filter(|_| spot.field == "contents" && *n > 1);
                let value = contents.unwrap_or_else(|| value(spot.ty, *n, &all_ids()));
                self.set(*who, spot.kind, id, path, value);
            }
            Step::Place {
                who,
                record,
                list,
                item,
                under,
            } => {
                let item = id(200, *item);
                let key = holdfast_ledger::place::between(None, None, item);
                let under = under.map(|under| id(200, under).to_string());
                let value = Place { key, under }.to_text();
                self.set(
                    *who,
                    list.0,
                    record_id(list.0, *record),
                    place(list.1, item),
                    value,
                );
            }
            Step::Remove {
                who,
                record,
                list,
                item,
                back,
            } => {
                let (record, kind) = (record_id(list.0, *record), Key::new(list.0));
                let (list, item) = (Key::new(list.1), id(200, *item));
                let edit = if *back {
                    Ledger::restore_item
                } else {
                    Ledger::remove_item
                };
                if self
                    .record(*who, record)
                    .is_some_and(|record| record.has_item(list, item) != *back)
                {
                    self.dispatch(*who, &[edit(record, kind, list, item)]);
                }
            }
            Step::Delete {
                who,
                spot,
                record,
                back,
            } => {
                let record = record_id(spot.kind, *record);
                let edit = if *back {
                    Ledger::undelete
                } else {
                    Ledger::delete
                };
                if self.record(*who, record).is_some() {
                    self.dispatch(*who, &[edit(record, Key::new(spot.kind))]);
                }
            }
            step => self.do_more(step),
        }
    }

    // Deeds, purges and undo.
    fn do_more(&mut self, step: &Step) {
        match step {
            Step::Act {
                who,
                spot,
                record,
                nth,
                answers,
            } => {
                self.act(*who, record_id(spot.kind, *record), *nth, *answers);
            }
            Step::Start { who, record } => self.start(*who, record_id(RUNBOOK.id, *record)),
            Step::Work {
                who,
                run,
                step,
                deed,
            } => self.work(*who, *run, *step, *deed),
            Step::PurgeValue {
                who,
                spot,
                record,
                item,
            } => {
                let (record, path) = (record_id(spot.kind, *record), spot.path(id(200, *item)));
                let history = self.history(*who);
                let dots = self
                    .record(*who, record)
                    .map(|record| writers(record, &history, path, |_| true));
                self.purge(*who, Purge::values(record, path, dots.unwrap_or_default()));
            }
            Step::PurgeWhole {
                who,
                list,
                record,
                item,
            } => {
                let record = record_id(list.0, *record);
                let item = item.map(|item| Purge::item(record, Key::new(list.1), id(200, item)));
                self.purge(*who, item.unwrap_or_else(|| Purge::record(record)));
            }
            Step::Undo { who } => self.undo(*who),
            step => self.share(step),
        }
    }

    // What goes from copy to copy, and from then to now.
    fn share(&mut self, step: &Step) {
        match step {
            Step::Save {
                who,
                scope,
                history,
                redacted,
            } => {
                let file = self.file(*who, scope, *history, *redacted);
                self.pile.push(file);
            }
            Step::Take { who, file, edited } => {
                let Some(text) = nth(&self.pile, *file).cloned() else {
                    return;
                };
                let text = edited.map_or_else(|| text.clone(), |n| by_hand(&text, n));
                self.take(*who, &text);
            }
            Step::Forge { who, spot, record } => self.forge(*who, record_id(spot.kind, *record)),
            Step::Point { who } => {
                let now = self.ledger(*who).records().cloned().collect();
                self.points.push(now);
            }
            Step::Restore { who, point } => {
                let Some(then) = nth(&self.points, *point).cloned() else {
                    return;
                };
                let edits = roll_back(self.ledger(*who), &then, BTreeSet::new(), &only_grows).edits;
                self.dispatch(*who, &edits);
            }
            Step::Reopen { who } => {
                self.team.reopen(*who);
                self.undo[*who].clear();
            }
            Step::Clone { from, who } => {
                self.team.clone_onto(*from, *who);
                self.histories[*who] = self.histories[*from].clone();
                self.undo[*who].clear();
            }
            Step::Join { from, who } => self.team.join_all(*from, *who),
            other => unreachable!("{other:?} is done elsewhere"),
        }
    }

    fn set(&mut self, who: usize, kind: &'static str, record: Id, path: Path, value: Text) {
        let kind = Key::new(kind);
        let edit = Edit {
            record,
            kind,
            path,
            value,
        };
        self.dispatch(who, &[edit]);
    }

    fn undo(&mut self, who: usize) {
        let Some(last) = self.undo[who].pop() else {
            return;
        };
        let plan = last.edits(self.ledger(who));
        let (_, made) = self.commit(who, &plan.edits);
        for other in &mut self.undo[who] {
            other.follow(&last, &made);
        }
    }

    // A record comes in that says something else under the stamps that it has.
    fn forge(&mut self, who: usize, record: Id) {
        let Some(record) = self.record(who, record) else {
            return;
        };
        let text = line::print(record).replace("\"Flood\"", "\"Forged\"");
        let mut forged = Vec::new();
        line::read_all(&text, |record| forged.push(record)).expect("a line");
        for record in forged {
            self.team.copies[who].join(record);
        }
    }
}

fn nth<T>(all: &[T], n: u8) -> Option<&T> {
    all.get(usize::from(n) % all.len().max(1))
}

// Somebody changed the nth text that the file holds.
fn by_hand(text: &str, n: u8) -> String {
    const TEXT: &str = "\": \"F";
    let mut found = text.match_indices(TEXT).map(|(at, _)| at + TEXT.len());
    let Some(at) = found.nth(usize::from(n)) else {
        return text.to_owned();
    };
    [&text[..at], "l", &text[at..]].concat()
}
