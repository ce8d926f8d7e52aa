//! The journal and the device state in `localStorage`, and names that keep pages apart.

use holdfast::edge::journal::{Journal, Leftover};
use holdfast::edge::prefs::Prefs;
use holdfast::edge::{EdgeError, location};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{js, text, unique};

fn leftover(replica: &str, n: u64, content: &str) -> Leftover {
    Leftover {
        replica: text(replica),
        n,
        text: text(content),
    }
}

#[wasm_bindgen_test]
fn leftovers_are_those_of_dead_tabs() {
    let scope = unique("journal");
    let journal = Journal::new(&scope);
    journal.write("dead", 10, "ten").unwrap();
    journal.write("dead", 9, "nine \"✓\"").unwrap();
    journal.write("live", 1, "one").unwrap();
    Journal::new(&unique("other"))
        .write("dead", 1, "x")
        .unwrap();
    let found = Journal::new(&scope).leftovers(&[text("live")]).unwrap();
    assert_eq!(
        found,
        [
            leftover("dead", 9, "nine \"✓\""),
            leftover("dead", 10, "ten")
        ]
    );
}

#[wasm_bindgen_test]
fn clear_removes_what_the_database_has() {
    let journal = Journal::new(&unique("clear"));
    for n in 1..=3 {
        journal.write("a", n, "x").unwrap();
        journal.write("b", n, "y").unwrap();
    }
    journal.clear("a", 2).unwrap();
    let left: Vec<_> = journal.leftovers(&[text("b")]).unwrap();
    assert_eq!(left, [leftover("a", 3, "x")]);
    assert_eq!(journal.leftovers(&[text("a")]).unwrap().len(), 3);
}

#[wasm_bindgen_test]
fn a_full_journal_is_reported() {
    let journal = Journal::new(&unique("full"));
    let large = "x".repeat(1 << 20);
    let failed = (0..20).find_map(|n| journal.write("a", n, &large).err());
    journal.clear("a", 20).unwrap();
    assert_eq!(failed, Some(EdgeError::Quota));
    journal.write("a", 1, "room again").unwrap();
}

#[wasm_bindgen_test]
fn without_local_storage_it_says_so_and_goes_on() {
    let prefs = Prefs::new(&unique("none"));
    js(
        "window.real = Object.getOwnPropertyDescriptor(window, 'localStorage');
         Object.defineProperty(window, 'localStorage', { configurable: true,
           get() { throw new DOMException('blocked', 'SecurityError'); } });",
        0,
    );
    let (read, written) = (prefs.get("theme"), prefs.set("theme", "dark"));
    js(
        "Object.defineProperty(window, 'localStorage', window.real);",
        0,
    );
    assert_eq!(read, None);
    assert!(matches!(written, Err(EdgeError::Unavailable(_))));
    prefs.set("theme", "dark").unwrap();
}

/// M17.5: entries of live tabs lose purged values too.
#[wasm_bindgen_test]
fn the_journal_is_rewritten_in_place() {
    let journal = Journal::new(&unique("rewrite"));
    journal.write("one", 1, "secret").unwrap();
    journal.write("two", 1, "other").unwrap();
    let rewrite = |old: &str| (old == "secret").then(|| text("gone"));
    journal.rewrite(rewrite).unwrap();
    let expected = [leftover("one", 1, "gone"), leftover("two", 1, "other")];
    assert_eq!(journal.leftovers(&[]).unwrap(), expected);
}

#[wasm_bindgen_test]
fn device_state_of_a_purged_record_is_forgotten() {
    let prefs = Prefs::new(&unique("forget"));
    prefs.set("note:7:1", "secret").unwrap();
    prefs.set("theme", "dark").unwrap();
    prefs.forget(":7:").unwrap();
    assert_eq!(
        (prefs.get("note:7:1"), prefs.get("theme")),
        (None, Some(text("dark")))
    );
}

#[wasm_bindgen_test]
fn device_state_is_per_page_address() {
    let (one, two) = (Prefs::new(&unique("p")), Prefs::new(&unique("p")));
    one.set("theme", "dark").unwrap();
    assert_eq!(one.get("theme").as_deref(), Some("dark"));
    assert_eq!(two.get("theme"), None);
    one.remove("theme").unwrap();
    assert_eq!(one.get("theme"), None);
}

#[wasm_bindgen_test]
fn names_include_the_base_path_or_the_kit() {
    assert_eq!(location::folder("/sub/path/index.html"), "/sub/path/");
    assert_eq!(location::folder("/sub/path/"), "/sub/path/");
    assert_eq!(location::folder("/"), "/");
    assert_eq!(location::folder(""), "/");
    let path = js("return location.pathname;", 0).as_string().unwrap();
    assert_eq!(location::scope(), location::folder(&path));
    js("document.documentElement.dataset.kit = 'k7';", 0);
    let scope = location::scope();
    js("delete document.documentElement.dataset.kit;", 0);
    assert_eq!(scope, "kit:k7");
    assert_eq!(location::database_name(&scope), "holdfast:kit:k7");
}
