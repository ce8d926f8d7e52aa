//! A record's history: who, when, what was there, what is there now.

use super::{Workspace, now_ms};
use crate::edge::error::StoreError;
use holdfast_domain::skew;
use holdfast_ledger::change::check_chains;
use holdfast_ledger::origin::Changes;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Change, Dot, Id, Path, Text};

/// One register that a change wrote, with what it replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastWrite {
    /// What was written.
    pub path: Path,
    /// What stood there; `None` when nothing did or the history before is not here.
    pub before: Option<Text>,
    /// What stands there since; `None` when it was purged.
    pub after: Option<Text>,
    /// Whether what stood there is not known here (a gap, not a break).
    pub gap: bool,
}

/// One change in a record's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastChange {
    /// The change.
    pub change: Change,
    /// What it wrote.
    pub writes: Vec<PastWrite>,
    /// Whether its hash chain is broken: what came before it was altered (SPEC R9).
    pub broken: bool,
    /// What is wrong with its time, in words; `None` where nothing is.
    pub skew: Option<String>,
}

impl Workspace {
    /// A record's changes, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn history(self, id: Id) -> Result<Vec<PastChange>, StoreError> {
        Ok(explain(&self.changes_of(id).await?, now_ms()))
    }

    /// A record's changes, by their names.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn changes_of(self, id: Id) -> Result<Changes, StoreError> {
        let inner = self.inner();
        let saver = &inner.saver;
        let mut changes = Changes::new();
        let mut take = |text: &str| {
            for line in text.lines().filter(|line| line.contains(&id.to_string())) {
                if let Ok(mut change) = Change::parse(line)
                    && change.record == id
                {
                    if let Some(purged) = inner.ledger.borrow().purged_of(id) {
                        change.purge(purged);
                    }
                    changes.insert(change.dot, change);
                }
            }
        };
        if let Some(store) = &saver.store {
            let segment = saver.layout.borrow().segment_of(id).map(str::to_owned);
            if let Some(segment) = segment {
                for chunk in store.history(&[segment]).await? {
                    take(&chunk);
                }
            }
            for (_, text) in store.log_since(0).await? {
                take(&text);
            }
        }
        for text in self.waiting_texts() {
            take(&text);
        }
        Ok(changes)
    }
}

// Puts each write beside what it replaced; newest first.
fn explain(changes: &Changes, now: i64) -> Vec<PastChange> {
    let value = |dot: &Dot, path: Path| {
        let change = changes.get(dot)?;
        change
            .writes
            .iter()
            .find(|write| write.path == path)
            .map(|write| write.value.clone())
    };
    let broken = check_chains(changes.values());
    let mut past: Vec<PastChange> = changes
        .values()
        .map(|change| {
            let writes = change.writes.iter().map(|write| {
                let found = write.over.first().map(|dot| value(dot, write.path));
                PastWrite {
                    path: write.path,
                    before: found.clone().flatten().flatten(),
                    after: write.value.clone(),
                    gap: found == Some(None),
                }
            });
            let seen = change.after.iter().filter_map(|dot| changes.get(dot));
            let seen = seen.map(|seen| (seen.at, &*seen.by));
            PastChange {
                skew: skew::words(change.at, seen, now),
                change: change.clone(),
                writes: writes.collect(),
                broken: broken.iter().any(|link| link.dot == change.dot),
            }
        })
        .collect();
    past.arrange_by_key(|past| std::cmp::Reverse((past.change.at, past.change.dot)));
    past
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_ledger::{Edit, Key, Ledger, Stamp};

    /// SPEC R9: an altered change shows in the history of its record, and what stood
    /// there before is looked up.
    #[test]
    fn history_tells_before_and_after_and_shows_a_broken_chain() {
        let (record, kind, path) = (Id([1; 16]), Key::new("risk"), Path::of("title"));
        let mut ledger = Ledger::new();
        let mut changes = Changes::new();
        for title in ["Flood", "Fire"] {
            let value = Text::string(title);
            let stamp = Stamp {
                at: 1,
                by: "Ada".into(),
                note: None,
                random: 7,
            };
            let made = ledger.commit(
                &[Edit {
                    record,
                    kind,
                    path,
                    value,
                }],
                &stamp,
            );
            changes.extend(
                made.expect("a short value")
                    .into_iter()
                    .map(|change| (change.dot, change)),
            );
        }
        let past = explain(&changes, 1);
        assert_eq!(past[0].writes[0].before, Some(Text::string("Flood")));
        assert!(past.iter().all(|past| !past.broken));
        assert!(past.iter().all(|past| past.skew.is_none()));
        // The first of them by a clock that is ahead: so is the first, and the second contradicts it.
        let mut ahead = changes.clone();
        ahead
            .values_mut()
            .take(1)
            .for_each(|first| first.at = 7_200_001);
        let skews: Vec<Option<String>> = explain(&ahead, 1)
            .into_iter()
            .map(|past| past.skew)
            .collect();
        let expected = ["clock 2 h ahead", "clock 2 h behind that of Ada"];
        assert_eq!(skews, expected.map(|words| Some(words.to_owned())));
        if let Some(first) = changes.values_mut().next() {
            first.by = "Eve".into();
        }
        assert!(explain(&changes, 1)[0].broken);
    }
}
