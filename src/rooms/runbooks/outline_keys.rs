//! What the keys do in a row of the outline.

use super::details;
use super::row::Typing;
use crate::prelude::*;
use crate::ui::command::Command;
use holdfast_domain::rooms::runbooks::outline::Turn;
use holdfast_ledger::Id;
use leptos::ev;

/// The keys that mean something here.
const KEYS: [&str; 13] = [
    "Enter",
    "Tab",
    "ArrowUp",
    "ArrowDown",
    "PageUp",
    "PageDown",
    "Home",
    "End",
    "Backspace",
    "Delete",
    "Escape",
    ".",
    " ",
];

/// A key was pressed in a step's row.
pub fn press(typing: Typing, event: &ev::KeyboardEvent) {
    let key = event.key();
    if let Some(command) = taken_back(typing, event, &key) {
        event.prevent_default();
        event.stop_propagation();
        return typing.editor.again(&command, typing.step);
    }
    if !KEYS.contains(&key.as_str()) || event.is_composing() {
        return;
    }
    if pressed(typing, event, &key) {
        event.prevent_default();
        event.stop_propagation();
    }
}

// In a text that is being typed the browser's own undo is what people expect; in a row where
// nothing is, it is the outline that they changed last.
fn taken_back(typing: Typing, event: &ev::KeyboardEvent, key: &str) -> Option<Command> {
    let command = event.ctrl_key() || event.meta_key();
    if !command || event.alt_key() || typing.draft.is_dirty() {
        return None;
    }
    match (&*key.to_lowercase(), event.shift_key()) {
        ("z", false) => Some(Command::Undo),
        ("z", true) | ("y", false) => Some(Command::Redo),
        _ => None,
    }
}

fn pressed(typing: Typing, event: &ev::KeyboardEvent, key: &str) -> bool {
    let Typing {
        editor,
        step: id,
        draft,
        ..
    } = typing;
    let command = event.ctrl_key() || event.meta_key();
    let (alt, shift) = (event.alt_key(), event.shift_key());
    let many = editor
        .selected
        .with_untracked(|all| all.len() > 1 && all.contains(&id));
    let indents = editor.writing.get_untracked() == Some(id) || many;
    let selecting = editor.selecting.get_untracked();
    match key {
        // While rows are selected titles are not written, so the usual keys select.
        " " | "Enter" if selecting && !command && !alt => {
            editor.select(id, shift);
            return true;
        }
        "Escape" => {
            typing.settle();
            editor.writing.set(None);
            editor.selecting.set(false);
            editor.select_none();
            // A row that was added and not written leaves no step behind.
            return !editor.is_blank(id) || editor.turn(Turn::Remove, id);
        }
        "Backspace" | "Delete" if many => return editor.turn(Turn::Remove, id),
        "Backspace" if selecting => return false,
        "Backspace" => {
            let empty = untrack(move || draft.shown().is_empty()) && !event.repeat();
            return empty && {
                draft.commit(true);
                editor.turn(Turn::Remove, id)
            };
        }
        " " | "Delete" => return false,
        "Tab" if !indents || command || alt => return false,
        "Home" | "End" | "." if !command => return false,
        _ => {}
    }
    // A step that is moved is still being written: an answer leads to it only where it goes.
    if key == "Tab" || alt {
        draft.commit(true);
    } else {
        typing.settle();
    }
    let page = editor.sight.page() as isize;
    let by = match key {
        "ArrowUp" => -1,
        "ArrowDown" => 1,
        "PageUp" => -page,
        "PageDown" => page,
        "Home" => isize::MIN,
        "End" => isize::MAX,
        _ => 0,
    };
    match (key, shift) {
        ("Enter", _) if command => {
            details::open(editor, id);
            true
        }
        ("Enter", false) => {
            editor.add(Some(id));
            true
        }
        (".", false) => {
            editor.changing.set(true);
            true
        }
        // Where it cannot be moved, Tab goes on as everywhere.
        ("Tab", false) => editor.turn(Turn::Indent, id),
        ("Tab", true) => editor.turn(Turn::Outdent, id),
        ("ArrowUp", false) if alt => editor.turn(Turn::Up, id) || alt,
        ("ArrowDown", false) if alt => editor.turn(Turn::Down, id) || alt,
        _ if by != 0 && !alt => go(typing, editor.beside(id, by), shift),
        _ => false,
    }
}

fn go(typing: Typing, to: Option<Id>, select: bool) -> bool {
    let editor = typing.editor;
    let Some(to) = to else { return select };
    if select {
        editor.select(to, true);
    } else if !editor.selecting.get_untracked() {
        editor.select_none();
    }
    editor.focus(to);
    true
}
