//! Rows that keep their nodes, their focus and their state as long as their keys stay.

use super::node::{AnyView, IntoAny};
use super::state::{State, place};
use leptos::prelude::*;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;
use web_sys::Node;

/// A row that is to be there: the hash of its key, and how to make it when it is new.
pub type Given = (u64, Box<dyn FnOnce() -> AnyView>);

/// A row for each item; a row whose key stays is moved, and not made again.
///
/// Keys are known by their hash of 64 bits: of a million rows two would be taken for one another
/// once in thirty million lists.
pub fn each<I, T, K, V>(
    items: impl Fn() -> I + 'static,
    key: impl Fn(&T) -> K + 'static,
    children: impl Fn(T) -> V + 'static,
) -> AnyView
where
    I: IntoIterator<Item = T>,
    T: 'static,
    K: Hash,
    V: IntoAny,
{
    let children = Rc::new(children);
    let one = move |item: T| -> Given {
        let mut hasher = DefaultHasher::new();
        key(&item).hash(&mut hasher);
        let children = Rc::clone(&children);
        (hasher.finish(), Box::new(move || children(item).into_any()))
    };
    AnyView::Rows(Box::new(move || items().into_iter().map(&one).collect()))
}

/// The rows that are there, with the place behind the last.
pub(super) struct Rows {
    list: Vec<Row>,
    end: Node,
    owner: Owner,
}

struct Row {
    key: u64,
    state: State,
    owner: Owner,
    /// Where it stood before; none for a new one.
    was: Option<usize>,
}

impl Rows {
    pub(super) fn new(owner: Owner) -> Self {
        Self {
            list: Vec::new(),
            end: place(),
            owner,
        }
    }

    pub(super) fn patch(&mut self, given: Vec<Given>) {
        let mut old: HashMap<u64, Row> = HashMap::with_capacity(self.list.len());
        for (n, mut row) in self.list.drain(..).enumerate() {
            row.was = Some(n);
            // Of two with one key the second is kept.
            if let Some(twin) = old.insert(row.key, row) {
                twin.leave();
            }
        }
        let owner = &self.owner;
        let made = given.into_iter().map(|(key, make)| {
            old.remove(&key)
                .unwrap_or_else(|| Row::new(key, make, owner))
        });
        self.list = made.collect();
        old.into_values().for_each(Row::leave);
        self.put();
    }

    /// Puts every row where it belongs. Those that are in order already stay, so that what has the
    /// focus keeps it.
    fn put(&self) {
        let Some(parent) = self.end.parent_node() else {
            return;
        };
        let stays = in_order(&self.list.iter().map(|row| row.was).collect::<Vec<_>>());
        let mut next = self.end.clone();
        for (row, stays) in self.list.iter().zip(stays).rev() {
            if !stays {
                row.state.mount(&parent, Some(&next));
            }
            next = row.state.first().unwrap_or(next);
        }
    }

    pub(super) fn mount(&self, parent: &Node, end: Option<&Node>) {
        for row in &self.list {
            row.state.mount(parent, end);
        }
        parent
            .insert_before(&self.end, end)
            .map(drop)
            .unwrap_or_default();
    }

    pub(super) fn unmount(&self) {
        for row in &self.list {
            row.state.unmount();
        }
        if let Some(parent) = self.end.parent_node() {
            parent.remove_child(&self.end).map(drop).unwrap_or_default();
        }
    }

    pub(super) fn first(&self) -> Option<Node> {
        self.list
            .first()
            .map_or_else(|| Some(self.end.clone()), |row| row.state.first())
    }
}

impl Row {
    fn new(key: u64, make: Box<dyn FnOnce() -> AnyView>, parent: &Owner) -> Self {
        let owner = parent.with(Owner::new);
        let state = owner.with(|| make().build());
        Self {
            key,
            state,
            owner,
            was: None,
        }
    }

    fn leave(self) {
        self.state.unmount();
        self.owner.cleanup();
    }
}

/// Which rows can stay while the others are moved: a longest run of places that grow.
fn in_order(was: &[Option<usize>]) -> Vec<bool> {
    // For each length, the row that ends a run of that length with the smallest place.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; was.len()];
    for (n, place) in was.iter().enumerate() {
        if place.is_none() {
            continue;
        }
        let length = ends.partition_point(|&end| was[end] < *place);
        before[n] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(n);
        } else {
            ends[length] = n;
        }
    }
    let mut stays = vec![false; was.len()];
    let mut at = ends.last().copied();
    while let Some(n) = at {
        stays[n] = true;
        at = before[n];
    }
    stays
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn of_moved_rows_the_fewest_move() {
        let stays = |was: &[usize]| in_order(&was.iter().copied().map(Some).collect::<Vec<_>>());
        assert_eq!(stays(&[0, 1, 2]), [true, true, true]);
        assert_eq!(stays(&[3, 0, 1, 2]), [false, true, true, true]);
        assert_eq!(stays(&[1, 2, 3, 0]), [true, true, true, false]);
        assert_eq!(in_order(&[Some(4), None, Some(5)]), [true, false, true]);
    }
}
