//! Moves up and down that can be taken back by moving back. Who leaves others comes after what stands
//! before it, and from there nobody can see whom it was side by side with: that is remembered.

use super::{Outline, Turn};
use holdfast_ledger::{Edit, Id, Record, Text};

/// More moves one after the other are not remembered.
const MOST: usize = 32;

/// The last moves, as long as nothing else was done to the outline.
#[derive(Default)]
pub struct Moves(Vec<Moved>);

struct Moved {
    turn: Turn,
    steps: Vec<Id>,
    /// Each step with what it stands under, in order, after the move.
    shape: Vec<(Id, Option<Id>)>,
    made: Vec<Edit>,
    former: Vec<Edit>,
}

impl Moves {
    /// Moves or removes steps as [`Outline::turn`] does; back to where they came from, all is as it
    /// was.
    pub fn turn(&mut self, record: &Record, turn: Turn, steps: &[Id]) -> Vec<Edit> {
        let mut outline = Outline::of(record);
        let follows = |last: &Moved| last.steps == steps && last.stands(record, &outline);
        if !self.0.last().is_some_and(follows) {
            self.0.clear();
        }
        if let Some(last) = self.0.pop_if(|last| last.turn.is_undone_by(turn)) {
            return last.former;
        }
        let made = outline.turn(turn, steps);
        if matches!(turn, Turn::Up | Turn::Down) && !made.is_empty() {
            if self.0.len() == MOST {
                self.0.remove(0);
            }
            let former = made.iter().map(|edit| Edit {
                value: record.value(edit.path).cloned().unwrap_or_else(Text::null),
                ..edit.clone()
            });
            self.0.push(Moved {
                turn,
                steps: steps.to_vec(),
                shape: outline.shape(),
                former: former.collect(),
                made: made.clone(),
            });
        }
        made
    }
}

impl Moved {
    // Whether all is still as the move left it.
    fn stands(&self, record: &Record, outline: &Outline<'_>) -> bool {
        let says = |edit: &Edit| match record.value(edit.path) {
            Some(value) => *value == edit.value,
            None => edit.value.is_null(),
        };
        self.made.iter().all(says) && outline.shape() == self.shape
    }
}

impl Turn {
    fn is_undone_by(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Up, Self::Down) | (Self::Down, Self::Up)
        )
    }
}

impl Outline<'_> {
    fn shape(&self) -> Vec<(Id, Option<Id>)> {
        let mut shape = Vec::with_capacity(self.nodes.len());
        let mut open: Vec<Id> = self.under(None).iter().rev().copied().collect();
        while let Some(step) = open.pop() {
            shape.push((step, self.parent(step)));
            open.extend(self.under(Some(step)).iter().rev());
        }
        shape
    }
}
