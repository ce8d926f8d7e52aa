//! Writing a report part by part, so that a page that shows one of many records does not stand still over it.

use super::levels::Kept;
use super::{Asked, Document, Of, Part, Topic};
use crate::view::View;

/// Writes one part of a report, or says that it wants another turn for it.
pub(super) type Step = fn(&Asked<'_>, &mut Kept, &View<'_>) -> Turn;

/// What came of a turn.
pub(super) enum Turn {
    /// It has to go on with this part.
    Again,
    /// The part.
    Written(Vec<Part>),
}

impl From<String> for Turn {
    fn from(text: String) -> Self {
        Self::Written(vec![Part::Text(text)])
    }
}

/// How a report is written.
pub(super) enum Way {
    /// At once.
    Whole(fn(&Asked<'_>, &View<'_>) -> Option<Document>),
    /// Its title and version, then its parts.
    Parts(fn(&Asked<'_>, &View<'_>) -> Document, &'static [Step]),
}

/// A report that is being written.
#[derive(Default)]
pub struct Writing {
    /// What is written so far; none where it is of a record that is not there, or of another kind.
    pub document: Option<Document>,
    next: usize,
    kept: Kept,
}

impl Writing {
    /// Writes some more of it; whether there is more to write. What is asked for and the records have to stay the
    /// same until it is done.
    pub fn go_on(&mut self, topic: &Topic, asked: &Asked<'_>, view: &View<'_>) -> bool {
        match topic.way {
            Way::Whole(write) => {
                let there = match topic.of {
                    Of::Record(kinds) => asked.record.is_some_and(|record| {
                        kinds.contains(&record.kind.as_str()) && !record.is_deleted()
                    }),
                    _ => true,
                };
                self.document = there.then(|| write(asked, view)).flatten();
                false
            }
            Way::Parts(head, steps) => {
                let document = self.document.get_or_insert_with(|| head(asked, view));
                let Some(step) = steps.get(self.next) else {
                    return false;
                };
                if let Turn::Written(parts) = step(asked, &mut self.kept, view) {
                    document.parts.extend(parts);
                    self.next += 1;
                }
                self.next < steps.len()
            }
        }
    }
}
