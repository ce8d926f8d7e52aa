//! Who first wrote what undo gave back (SPEC R8.1): the change that brought a value, in the history that
//! leads to it.

use crate::change::Change;
use crate::id::Dot;
use crate::path::Path;
use crate::text::Text;
use std::collections::BTreeMap;

/// How the note begins of changes that take a command back.
pub const UNDONE: &str = "Undone: ";
/// How the note begins of changes that do one again.
pub const REDONE: &str = "Redone: ";

/// The changes of a record, by their names.
pub type Changes = BTreeMap<Dot, Change>;

/// How many undos of undos are followed: in files that nobody forged there is an end before.
const DEEP: usize = 200;

/// The change that first brought the value which stands in a register by `dot`, beside those of the
/// other `values`. `None` where that is `dot` itself, or not known.
pub fn origin<'a>(
    changes: &'a Changes,
    path: Path,
    dot: Dot,
    values: &[Dot],
) -> Option<&'a Change> {
    let history = History { changes, path };
    let found = history.standing(dot, values, DEEP)?;
    (found.dot != dot).then_some(found)
}

// A register's history.
#[derive(Clone, Copy)]
struct History<'a> {
    changes: &'a Changes,
    path: Path,
}

impl<'a> History<'a> {
    fn over(self, change: &'a Change) -> &'a [Dot] {
        let write = change.writes.iter().find(|write| write.path == self.path);
        write.map_or(&[], |write| &write.over)
    }

    fn text(self, change: &'a Change) -> Option<&'a Text> {
        let write = change.writes.iter().find(|write| write.path == self.path);
        write.and_then(|write| write.value.as_ref())
    }

    // What brought a value that stands beside others. Where the same stood there before a command as
    // since, undo leaves it and only brings the others back beside it.
    fn standing(self, dot: Dot, values: &[Dot], deep: usize) -> Option<&'a Change> {
        let change = self.changes.get(&dot)?;
        let others = values.iter().filter_map(|dot| self.changes.get(dot));
        let mut beside = others.filter(|other| is_undo(other) && self.over(other).is_empty());
        let left = beside.any(|other| {
            let (command, stands) = self.taken_back(other);
            stands && command.contains(&dot)
        });
        if left {
            self.before(&[dot], self.text(change)?, deep.checked_sub(1)?)
        } else {
            self.brought(change, deep)
        }
    }

    // What brought the value that a change wrote.
    fn brought(self, change: &'a Change, deep: usize) -> Option<&'a Change> {
        if !is_undo(change) {
            return Some(change);
        }
        let (command, _) = self.taken_back(change);
        self.before(&command, self.text(change)?, deep.checked_sub(1)?)
    }

    // What brought a value that stood there before a command, which may be several changes, each over
    // the one before.
    fn before(self, command: &[Dot], text: &Text, deep: usize) -> Option<&'a Change> {
        for dot in command {
            let mut at = self.brought(self.changes.get(dot)?, deep)?;
            for _ in 0..deep {
                let over = self.over(at);
                let mut stood = over.iter().filter_map(|dot| self.changes.get(dot));
                if let Some(found) = stood.clone().find(|one| self.text(one) == Some(text)) {
                    return self.standing(found.dot, over, deep.checked_sub(1)?);
                }
                let Some(next) = stood.next() else { break };
                at = self.standing(next.dot, over, deep.checked_sub(1)?)?;
            }
        }
        None
    }

    // The changes that an undo took back, and whether their values stand still: what comes back beside
    // another value is over nothing itself.
    fn taken_back(self, undo: &'a Change) -> (Vec<Dot>, bool) {
        let mut at = undo;
        for _ in 0..self.changes.len() {
            let own = self.over(at);
            if !own.is_empty() {
                return (own.to_vec(), false);
            }
            let before = self.last_before(at);
            // One undo, one time.
            let same = |one: &Change| (one.at, &one.note) == (undo.at, &undo.note);
            match before.first() {
                Some(first) if same(first) => at = first,
                _ => return (before.iter().map(|one| one.dot).collect(), true),
            }
        }
        (Vec::new(), false)
    }

    // The last changes before another that wrote this register.
    fn last_before(self, change: &Change) -> Vec<&'a Change> {
        let mut found: Vec<&Change> = Vec::new();
        let mut known: Vec<Dot> = change.after.clone();
        let mut next = 0;
        while let Some(dot) = known.get(next).copied() {
            next += 1;
            let Some(one) = self.changes.get(&dot) else {
                continue;
            };
            if one.writes.iter().any(|write| write.path == self.path) {
                found.push(one);
            } else {
                let after = one.after.iter().filter(|dot| !known.contains(dot));
                let after: Vec<Dot> = after.copied().collect();
                known.extend(after);
            }
        }
        found
    }
}

// What is done again was wanted by who does it.
fn is_undo(change: &Change) -> bool {
    let note = change.note.as_deref().unwrap_or_default();
    note.starts_with(UNDONE)
}
