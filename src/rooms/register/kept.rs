//! The tables behind registers. They are kept while the app runs, so that coming back to a list costs
//! nothing.

use crate::workspace::Workspace;
use holdfast_domain::describe::Kind;
use holdfast_domain::rooms;
use holdfast_domain::table::Table;
use holdfast_ledger::Key;
use holdfast_ledger::sort::Arrange;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// A table and up to which changes it knows.
pub struct Kept {
    /// The table.
    pub table: RefCell<Table>,
    known: RefCell<HashMap<Key, u64>>,
    day: Cell<i64>,
}

thread_local! {
    static TABLES: RefCell<HashMap<&'static str, Rc<Kept>>> = RefCell::new(HashMap::new());
}

const DAY_MS: i64 = 86_400_000;

impl Kept {
    /// That of a kind, made when it is first asked for.
    pub fn of(kind: &'static Kind, workspace: Workspace) -> Rc<Self> {
        TABLES.with_borrow_mut(|tables| {
            let new = || Rc::new(Self::new(kind, workspace));
            tables.entry(kind.id).or_insert_with(new).clone()
        })
    }

    fn new(kind: &'static Kind, workspace: Workspace) -> Self {
        let table = workspace.read(|view| Table::new(kind, view));
        let known = rooms::kinds()
            .map(|kind| (kind.key(), workspace.changed_since(kind.key(), u64::MAX).1))
            .collect();
        Self {
            table: RefCell::new(table),
            known: RefCell::new(known),
            day: Cell::new(workspace.now().get_untracked() / DAY_MS),
        }
    }

    /// Takes in what changed; whether anything did.
    pub fn catch_up(&self, kind: &'static Kind, workspace: Workspace, now: i64) -> bool {
        let mut known = self.known.borrow_mut();
        let mut changed = Vec::new();
        let mut anew = false;
        for other in rooms::kinds() {
            let version = known.entry(other.key()).or_default();
            let (ids, newest) = workspace.changed_since(other.key(), *version);
            *version = newest;
            match ids {
                Some(ids) => changed.extend(ids),
                None => anew = true,
            }
        }
        changed.arrange();
        changed.dedup();
        let older = self.day.replace(now / DAY_MS) != now / DAY_MS;
        workspace.read(|view| {
            let mut table = self.table.borrow_mut();
            if anew {
                *table = Table::new(kind, view);
            } else if !changed.is_empty() {
                table.update(&changed, view);
            } else if older {
                table.age();
            }
        });
        anew || older || !changed.is_empty()
    }
}
