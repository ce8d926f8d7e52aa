//! Two states of a record that are compared, and in what they differ.

use holdfast_ledger::compare::differences;
use holdfast_ledger::file::Received;

/// The two states of a record, where it is there.
pub struct States(pub [Option<Received>; 2]);

/// In what they differ.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Differs {
    /// In what they say.
    Both,
    /// Only the first is there.
    First,
    /// Only the second is there.
    Second,
    /// In nothing.
    Same,
}

impl States {
    /// In what they differ.
    pub fn differs(&self) -> Differs {
        match &self.0 {
            [Some(first), Some(second)] if differences(first, second).is_empty() => Differs::Same,
            [Some(_), Some(_)] => Differs::Both,
            [Some(_), None] => Differs::First,
            [None, Some(_)] => Differs::Second,
            [None, None] => Differs::Same,
        }
    }
}

impl Differs {
    /// A word for it, and how the word is drawn.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Both => ("Different", "status tone-info sh-half"),
            Self::First => ("Only in the first", "status tone-mute sh-dash"),
            Self::Second => ("Only in the second", "status tone-ok sh-square"),
            Self::Same => ("The same", "status tone-mute"),
        }
    }
}
