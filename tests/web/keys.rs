//! Keys: each asks for one thing, and what it asks for is found under it.

use holdfast::ui::command::{self, Command};
use holdfast::ui::keys::{Chord, caps, chords};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn no_two_commands_have_a_key_in_common() {
    let mut seen: Vec<Chord> = Vec::new();
    let commands = command::all().into_iter().chain([Command::Search]);
    for chord in commands.flat_map(|command| chords(&command)) {
        assert!(!seen.contains(&chord), "{chord:?} asks for two things");
        seen.push(chord);
    }
    assert!(seen.len() > 10, "{seen:?}");
}

#[wasm_bindgen_test]
fn keys_are_shown_as_they_stand_on_the_keyboard() {
    let shown = |command: &Command| caps(command).join(" ");
    let pages: Vec<String> = command::all()
        .iter()
        .filter(|one| one.is_page())
        .map(shown)
        .collect();
    assert!(pages.contains(&"G T".to_owned()), "{pages:?}");
    assert_eq!(shown(&Command::Keys), "?");
    assert!(
        shown(&Command::Redo).ends_with("⇧ Z"),
        "{}",
        shown(&Command::Redo)
    );
    assert_eq!(shown(&Command::Export), "");
}
