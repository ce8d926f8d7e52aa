//! Undo and redo over everything that was done in this tab.

use super::{Notice, Workspace};
use crate::prelude::*;
use holdfast_ledger::Ledger;
use holdfast_ledger::undo::Undo;
use std::cell::RefCell;

/// How many commands can be taken back.
const DEPTH: usize = 500;

#[derive(Clone)]
struct Command {
    label: String,
    undo: Undo,
}

/// What can be taken back and done again.
pub struct Stacks {
    done: RefCell<Vec<Command>>,
    undone: RefCell<Vec<Command>>,
    labels: RwSignal<(Option<String>, Option<String>)>,
}

impl Default for Stacks {
    fn default() -> Self {
        Self {
            done: RefCell::default(),
            undone: RefCell::default(),
            labels: RwSignal::new((None, None)),
        }
    }
}

impl Stacks {
    /// Notes a command that was made.
    pub fn push(&self, label: &str, undo: Undo) {
        let mut done = self.done.borrow_mut();
        done.push(Command {
            label: label.to_owned(),
            undo,
        });
        if done.len() > DEPTH {
            done.remove(0);
        }
        drop(done);
        self.undone.borrow_mut().clear();
        self.tell();
    }

    /// Notes a command that goes on with the one before, if it does.
    pub fn push_on(&self, label: &str, undo: Undo) {
        let joined = self
            .done
            .borrow_mut()
            .last_mut()
            .is_some_and(|last| last.label == label && last.undo.take_on(&undo));
        if joined {
            self.undone.borrow_mut().clear();
            self.tell();
        } else {
            self.push(label, undo);
        }
    }

    /// Forgets former values that are purged by now.
    pub fn forget_purged(&self, ledger: &Ledger) {
        for stack in [&self.done, &self.undone] {
            for command in stack.borrow_mut().iter_mut() {
                command.undo.forget_purged(ledger);
            }
        }
    }

    fn tell(&self) {
        let label = |stack: &RefCell<Vec<Command>>| {
            stack.borrow().last().map(|command| command.label.clone())
        };
        self.labels.set((label(&self.done), label(&self.undone)));
    }
}

/// How taking back ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    /// There was nothing to take back.
    Nothing,
    /// The command with this label was taken back, or done again.
    Done(String),
}

impl Workspace {
    /// What Undo and Redo would take back or do again, if anything.
    pub fn undo_labels(self) -> RwSignal<(Option<String>, Option<String>)> {
        self.inner().undo.labels
    }

    /// Takes the last command back.
    pub fn undo(self) -> Undone {
        self.turn("Undone", |stacks| (&stacks.done, &stacks.undone))
    }

    /// Does again what was taken back last.
    pub fn redo(self) -> Undone {
        self.turn("Redone", |stacks| (&stacks.undone, &stacks.done))
    }

    fn turn(
        self,
        word: &str,
        pick: impl Fn(&Stacks) -> (&RefCell<Vec<Command>>, &RefCell<Vec<Command>>),
    ) -> Undone {
        let inner = self.inner();
        let (from, to) = pick(&inner.undo);
        let Some(command) = from.borrow_mut().pop() else {
            return Undone::Nothing;
        };
        let plan = command.undo.edits(&inner.ledger.borrow());
        let note = format!("{word}: {}", command.label);
        match self.commit(&command.label, &plan.edits, &plan.beside, Some(&note)) {
            Ok((undo, changes)) => {
                for stack in [&inner.undo.done, &inner.undo.undone] {
                    for other in stack.borrow_mut().iter_mut() {
                        other.undo.follow(&command.undo, &changes);
                    }
                }
                to.borrow_mut().push(Command {
                    label: command.label.clone(),
                    undo,
                });
            }
            Err(reason) => {
                from.borrow_mut().push(command);
                self.alarm(reason);
                return Undone::Nothing;
            }
        }
        inner.undo.tell();
        let mut text = note;
        for (left, why) in [
            (&plan.changed_since, "were changed since"),
            (&plan.purged, "held what was purged"),
        ] {
            if !left.is_empty() {
                let many = match left.len() {
                    1 => "1 field".to_owned(),
                    many => format!("{many} fields"),
                };
                text.push_str(&format!(". Left as it is: {many} that {why}."));
            }
        }
        inner.notice.set(Some(Notice {
            text,
            undo: false,
            alarm: false,
            link: None,
        }));
        Undone::Done(command.label)
    }
}
