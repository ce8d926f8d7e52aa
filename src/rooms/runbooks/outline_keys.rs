//! What the keys do in a row of the outline.

use super::details;
use super::outline::{Editor, Turn, focus};
use crate::ui::form::Draft;
use holdfast_ledger::Id;
use leptos::ev;
use leptos::prelude::*;

/// A key was pressed in a step's row.
pub fn press(editor: Editor, id: Id, draft: Draft, event: &ev::KeyboardEvent) {
    let command = event.ctrl_key() || event.meta_key();
    let (alt, shift) = (event.alt_key(), event.shift_key());
    let writing = editor.writing.get_untracked() == Some(id);
    let key = event.key();
    if !matches!(
        key.as_str(),
        "Enter" | "Tab" | "ArrowUp" | "ArrowDown" | "Backspace" | "Escape"
    ) || event.is_composing()
    {
        return;
    }
    let go = |to: Option<Id>| to.map(focus).is_some();
    let done = match key.as_str() {
        "Escape" => {
            draft.revert();
            editor.writing.set(None);
            true
        }
        "Backspace" => {
            let empty = untrack(move || draft.shown().is_empty()) && !event.repeat();
            empty && {
                draft.commit(true);
                editor.turn(Turn::Remove, id)
            }
        }
        "Tab" if !writing || command || alt => false,
        _ => {
            draft.commit(true);
            match (key.as_str(), shift) {
                ("Enter", _) if command => {
                    details::open(editor, id);
                    true
                }
                ("Enter", false) => {
                    editor.add(Some(id));
                    true
                }
                // Where it cannot be moved, Tab goes on as everywhere.
                ("Tab", false) => editor.turn(Turn::Indent, id),
                ("Tab", true) => editor.turn(Turn::Outdent, id),
                ("ArrowUp", false) if alt => editor.turn(Turn::Up, id) || alt,
                ("ArrowDown", false) if alt => editor.turn(Turn::Down, id) || alt,
                ("ArrowUp", false) => go(editor.beside(id, -1)),
                ("ArrowDown", false) => go(editor.beside(id, 1)),
                _ => false,
            }
        }
    };
    if done {
        event.prevent_default();
        event.stop_propagation();
    }
}
