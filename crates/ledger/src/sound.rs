//! Whether a record that came from outside holds together (F8).

use crate::context::Context;
use crate::id::Dot;
use crate::record::Record;

impl Record {
    /// What does not would be written in a way that nobody can read again: a file with forged stamps could
    /// make a workspace that does not open any more.
    ///
    /// # Errors
    /// What does not fit, as half a sentence.
    pub(crate) fn sound(&self) -> Result<(), &'static str> {
        if !self.marks.is_sorted_by(|a, b| a.dot < b.dot) {
            return Err("the marks of a record are out of order");
        }
        let marked = self.marks.iter().map(|mark| mark.dot);
        if !marked
            .chain(self.heads.iter().copied())
            .all(|dot| self.seen.has(dot))
        {
            return Err("a record holds a change that it has not seen");
        }
        // Replicas are written by their number among those that the record has seen.
        let of_seen = |dot: Dot| self.seen.has(Dot { counter: 1, ..dot });
        let known = self.slots.iter().filter_map(|slot| slot.known.as_ref());
        if !known.flat_map(Context::entries).all(of_seen) {
            return Err("a field knows of a change that its record has not seen");
        }
        if !self.slots.is_sorted_by(|a, b| a.path < b.path) {
            return Err("fields are out of order");
        }
        Ok(())
    }
}
