//! Builds the tree of steps from title lines in the order in which they stand.

use super::draft::StepDraft;

/// A title line that may still get children.
struct Open {
    /// Heading level; none for a list item.
    level: Option<u8>,
    /// Column at which its content begins.
    column: usize,
    step: StepDraft,
}

/// The finished trees and the path of open nodes.
#[derive(Default)]
pub struct Forest {
    roots: Vec<StepDraft>,
    open: Vec<Open>,
}

impl Forest {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a step: a heading goes below the last heading of a lower level, a list item below the
    /// item in whose content it stands, else below the last heading. Returns its depth, from 1.
    pub fn push(
        &mut self,
        level: Option<u8>,
        indent: usize,
        column: usize,
        step: StepDraft,
    ) -> usize {
        while let Some(top) = self.open.last() {
            let inside = match (level, top.level) {
                (Some(level), Some(above)) => above < level,
                (Some(_), None) => false,
                (None, Some(_)) => true,
                (None, None) => top.column <= indent,
            };
            if inside {
                break;
            }
            self.close_one();
        }
        self.open.push(Open {
            level,
            column,
            step,
        });
        self.open.len()
    }

    /// Ends all open nodes: what comes next stands at the root.
    pub fn close(&mut self) {
        while self.close_one() {}
    }

    /// All trees.
    pub fn finish(mut self) -> Vec<StepDraft> {
        self.close();
        self.roots
    }

    fn close_one(&mut self) -> bool {
        let Some(Open { step, .. }) = self.open.pop() else {
            return false;
        };
        match self.open.last_mut() {
            Some(parent) => {
                parent.step.source = parent.step.source.union(step.source);
                parent.step.children.push(step);
            }
            None => self.roots.push(step),
        }
        true
    }
}
