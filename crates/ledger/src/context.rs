//! What a record has seen: a version vector.

use crate::id::{Dot, ReplicaId};

/// For each replica, the number of its latest change that was seen. Seeing a
/// change means having seen all earlier ones of that replica to the same record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Context(Vec<(ReplicaId, u64)>);

impl Context {
    /// Nothing was seen.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Whether the change was seen.
    pub fn has(&self, dot: Dot) -> bool {
        self.find(dot.replica)
            .is_ok_and(|at| self.0[at].1 >= dot.counter)
    }

    /// Takes one change in.
    pub fn add(&mut self, dot: Dot) {
        match self.find(dot.replica) {
            Ok(at) => self.0[at].1 = self.0[at].1.max(dot.counter),
            Err(at) => self.0.insert(at, (dot.replica, dot.counter)),
        }
    }

    /// Takes in all that the other has seen.
    pub fn join(&mut self, other: &Self) {
        for &(replica, counter) in &other.0 {
            self.add(Dot { replica, counter });
        }
    }

    /// Whether all that the other has seen was seen here too.
    pub fn covers(&self, other: &Self) -> bool {
        other.entries().all(|dot| self.has(dot))
    }

    /// The latest change seen of each replica, replicas in order.
    pub fn entries(&self) -> impl Iterator<Item = Dot> + '_ {
        self.0
            .iter()
            .map(|&(replica, counter)| Dot { replica, counter })
    }

    /// Whether nothing was seen.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn find(&self, replica: ReplicaId) -> Result<usize, usize> {
        self.0.binary_search_by_key(&replica, |entry| entry.0)
    }
}

impl FromIterator<Dot> for Context {
    fn from_iter<T: IntoIterator<Item = Dot>>(dots: T) -> Self {
        let mut context = Self::default();
        for dot in dots {
            context.add(dot);
        }
        context
    }
}
