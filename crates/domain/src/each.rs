//! What is read of each record of a kind, kept between edits: only what was written to is read again.

use crate::recent::Recent;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Record};
use std::any::Any;
use std::sync::Arc;

/// What was read of the records of a kind that are in use, in the order of their ids. It must follow from
/// each record alone: what is read of others goes unnoticed when they change.
pub struct Each<T> {
    revision: u64,
    all: Vec<(Id, Arc<T>)>,
}

/// How what was read of records differs from what was read before; in the order of their ids.
pub struct Differ<T> {
    /// What was read of them before.
    pub was: Vec<(Id, Arc<T>)>,
    /// What is read of them now.
    pub is: Vec<(Id, Arc<T>)>,
}

impl<T> Differ<T> {
    /// Whether something else was read of a record before.
    pub fn had(&self, record: Id) -> bool {
        let at = self.was.binary_search_by_key(&record, |(id, _)| *id);
        at.is_ok()
    }
}

/// What was read ahead of the records of a kind; of each type one kind at a time.
struct Begun<T> {
    kind: Key,
    /// The revision when it began.
    revision: u64,
    /// The last record that was read.
    last: Option<Id>,
    all: Vec<(Id, Arc<T>)>,
}

impl<T: Any + Send + Sync> Each<T> {
    /// What `read` tells of records of a kind, where it tells something: of those that nobody wrote to since,
    /// what it told before.
    pub fn of(
        kind: Key,
        before: Option<&Arc<Self>>,
        view: &View<'_>,
        read: impl Fn(&Record) -> Option<T>,
    ) -> Arc<Self> {
        let revision = view.ledger.revision(kind);
        let written = |since: u64| view.ledger.written_since(kind, since);
        let known = before.and_then(|before| Some((before, written(before.revision)?)));
        let all = match known {
            Some((before, written)) if written.is_empty() => return before.clone(),
            Some((before, written)) => with(&before.all, written, |id| {
                one(view.ledger.record(id)?, &read)
            }),
            None => {
                let mut begun = Begun::taken(kind, view);
                begun.read(kind, view, &read, usize::MAX);
                match written(begun.revision) {
                    Some(written) => with(&begun.all, written, |id| {
                        one(view.ledger.record(id)?, &read)
                    }),
                    None => view
                        .ledger
                        .of_kind(kind)
                        .filter_map(|record| one(record, &read))
                        .collect(),
                }
            }
        };
        Arc::new(Self { revision, all })
    }

    /// Reads up to `most` further records, so that [`of`](Self::of) does not have to read all at once.
    /// Whether there may be more; false where nothing can be kept.
    pub fn ahead(
        kind: Key,
        view: &View<'_>,
        read: impl Fn(&Record) -> Option<T>,
        most: usize,
    ) -> bool {
        let Some(recent) = view.recent else {
            return false;
        };
        let mut begun = Begun::taken(kind, view);
        let more = begun.read(kind, view, &read, most);
        recent.put(0, Arc::new(begun));
        more
    }

    /// Whether the ledger still knows what was written since it was read: else all has to be read again, better in parts.
    pub fn is_near(&self, kind: Key, view: &View<'_>) -> bool {
        view.ledger.written_since(kind, self.revision).is_some()
    }

    /// What is not as it was in an earlier one; all of it where there is none.
    pub fn since(&self, before: Option<&Self>) -> Differ<T> {
        let (mut was, mut is) = (Vec::new(), Vec::new());
        let mut known = before.map_or(&[][..], |before| &before.all);
        for (id, read) in &self.all {
            let gone = known.iter().take_while(|(old, _)| old < id).count();
            was.extend_from_slice(&known[..gone]);
            known = &known[gone..];
            match known {
                [(old, told), rest @ ..] if old == id => {
                    known = rest;
                    if Arc::ptr_eq(told, read) {
                        continue;
                    }
                    was.push((*old, told.clone()));
                }
                _ => {}
            }
            is.push((*id, read.clone()));
        }
        was.extend_from_slice(known);
        Differ { was, is }
    }

    /// The same, but for what was read again and found as it was.
    pub fn changed(&self, before: &Self) -> Differ<T>
    where
        T: PartialEq,
    {
        let mut differ = self.since(Some(before));
        let Differ { was, is } = &mut differ;
        let again = |one: &(Id, Arc<T>), all: &[(Id, Arc<T>)]| {
            let at = all.binary_search_by_key(&one.0, |(id, _)| *id);
            at.is_ok_and(|at| all[at].1 == one.1)
        };
        let kept: Vec<bool> = was.iter().map(|one| !again(one, is)).collect();
        is.retain(|one| !again(one, was));
        let mut kept = kept.into_iter();
        was.retain(|_| kept.next().unwrap_or(true));
        differ
    }

    /// Whether the same is read of each record.
    pub fn same(&self, before: &Self) -> bool
    where
        T: PartialEq,
    {
        let Differ { was, is } = self.changed(before);
        was.is_empty() && is.is_empty()
    }

    /// Each record's id, and what was read of it.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Id, &Arc<T>)> {
        self.all.iter().map(|(id, read)| (*id, read))
    }

    /// The record at a place of [`iter`](Self::iter), and what was read of it.
    pub fn at(&self, place: usize) -> Option<(Id, &T)> {
        self.all.get(place).map(|(id, read)| (*id, &**read))
    }
}

impl<T: Any + Send + Sync> Begun<T> {
    // What was begun, unless so much was written since that nobody remembers it.
    fn taken(kind: Key, view: &View<'_>) -> Self {
        let begun = view.recent.and_then(Recent::taken::<Self>);
        let remembered = |begun: &Self| {
            begun.kind == kind && view.ledger.written_since(kind, begun.revision).is_some()
        };
        let begun = begun.filter(remembered);
        begun.unwrap_or_else(|| Self {
            kind,
            revision: view.ledger.revision(kind),
            last: None,
            all: Vec::new(),
        })
    }

    // Reads on in the order of ids; whether there may be more.
    fn read(
        &mut self,
        kind: Key,
        view: &View<'_>,
        read: impl Fn(&Record) -> Option<T>,
        most: usize,
    ) -> bool {
        let mut count = 0;
        for record in view.ledger.of_kind_after(kind, self.last).take(most) {
            self.last = Some(record.id);
            self.all.extend(one(record, &read));
            count += 1;
        }
        count == most
    }
}

fn one<T>(record: &Record, read: impl Fn(&Record) -> Option<T>) -> Option<(Id, Arc<T>)> {
    let told = read(record).filter(|_| View::is_live(record))?;
    Some((record.id, Arc::new(told)))
}

// The same, with what was written to since read again.
fn with<T>(
    known: &[(Id, Arc<T>)],
    mut written: Vec<Id>,
    again: impl Fn(Id) -> Option<(Id, Arc<T>)>,
) -> Vec<(Id, Arc<T>)> {
    written.arrange();
    written.dedup();
    let mut all = Vec::with_capacity(known.len() + written.len());
    let mut rest = known;
    for id in written {
        let (earlier, later) = rest.split_at(rest.partition_point(|(known, _)| *known < id));
        all.extend_from_slice(earlier);
        all.extend(again(id));
        rest = match later {
            [(known, _), after @ ..] if *known == id => after,
            _ => later,
        };
    }
    all.extend_from_slice(rest);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use proptest::prelude::*;
    use serde_json::json;

    const RISK: Key = Key::new("risk");

    fn title(record: &Record) -> Option<String> {
        let title = record.text("title").into_owned();
        (title != "nothing").then_some(title)
    }

    proptest! {
        /// What is kept up to date is what is read anew, whatever was written, deleted or came in between,
        /// also where some of it was read ahead.
        #[test]
        fn kept_is_as_read_anew(deeds in prop::collection::vec((0_u8..4, 0_usize..12), 1..30), unasked in 0_usize..30) {
            let mut world = World::new();
            let recent = Recent::default();
            let mut ids: Vec<Id> = Vec::new();
            let mut kept = None;
            for (n, (deed, of)) in deeds.into_iter().enumerate() {
                match (deed, ids.get(of).copied()) {
                    (0, Some(id)) => world.set(id, "title", json!(n.to_string())),
                    (1, Some(id)) => world.set(id, "title", json!("nothing")),
                    (2, Some(id)) => world.delete(id),
                    _ => {
                        // Ids begin with the time: some come in between.
                        world.now -= of as i64 * 1000;
                        ids.push(world.add("risk", &[("title", json!(n.to_string()))]));
                        world.now += of as i64 * 1000;
                    }
                }
                let view = View { recent: Some(&recent), ..world.view() };
                if n < unasked {
                    Each::ahead(RISK, &view, title, 2);
                } else if of % 3 > 0 {
                    // Not after every deed, so that several come at once.
                    kept = Some(Each::of(RISK, kept.as_ref(), &view, title));
                }
            }
            let view = View { recent: Some(&recent), ..world.view() };
            let earlier = kept.clone();
            let kept = Each::of(RISK, kept.as_ref(), &view, title);
            let anew = Each::of(RISK, None, &world.view(), title);
            prop_assert_eq!(&kept.all, &anew.all);
            prop_assert!(earlier.as_ref().is_none_or(|earlier| kept.same(earlier) == (kept.all == earlier.all)));
            // What differs turns the earlier into the later.
            let differ = kept.since(earlier.as_deref());
            let mut all = earlier.map_or_else(Vec::new, |earlier| earlier.all.clone());
            all.retain(|(id, _)| !differ.had(*id));
            all.extend(differ.is.iter().cloned());
            all.arrange_by_key(|(id, _)| *id);
            prop_assert_eq!(all, kept.all.clone());
        }
    }

    #[test]
    fn what_was_begun_of_another_kind_is_left_alone() {
        let mut world = World::new();
        let flood = world.add("risk", &[("title", json!("Flood"))]);
        let later = world.add("service", &[("title", json!("Mail"))]);
        assert!(
            flood < later,
            "so that reading on after the service would miss the risk"
        );
        let recent = Recent::default();
        let view = View {
            recent: Some(&recent),
            ..world.view()
        };
        assert!(Each::ahead(Key::new("service"), &view, title, 1), "begun");
        let risks = Each::of(RISK, None, &view, title);
        assert_eq!(risks.iter().map(|(id, _)| id).collect::<Vec<_>>(), [flood]);
    }

    #[test]
    fn what_stands_as_it_did_is_not_read_again() {
        let mut world = World::new();
        let flood = world.add("risk", &[("title", json!("Flood"))]);
        let fire = world.add("risk", &[("title", json!("Fire"))]);
        let before = Each::of(RISK, None, &world.view(), title);
        world.person("Ada");
        let same = Each::of(RISK, Some(&before), &world.view(), title);
        assert!(Arc::ptr_eq(&before, &same), "another kind");
        world.set(flood, "title", json!("Storm"));
        let after = Each::of(RISK, Some(&before), &world.view(), |record| {
            assert_eq!(record.id, flood);
            title(record)
        });
        let all: Vec<(Id, &str)> = after
            .iter()
            .map(|(id, title)| (id, title.as_str()))
            .collect();
        assert_eq!(all, [(flood, "Storm"), (fire, "Fire")]);
        assert_eq!(after.at(0).map(|(id, _)| id), Some(flood));
    }
}
