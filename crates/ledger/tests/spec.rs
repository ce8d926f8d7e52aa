//! Every rule of SPEC.md has a test that names it: a function that begins with the rule's id
//! (`m17_4_…`, `r8_m7_…`). A rule that is measured says so instead.

// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The rules of the text: those that are to be proved.
fn rules(spec: &str) -> BTreeSet<String> {
    let items = spec.split("\n- **").skip(1);
    let rule = |item: &str| {
        let (id, text) = item.split_once("** ")?;
        let is_id =
            id.starts_with(['R', 'M', 'F']) && id[1..].starts_with(|c: char| c.is_ascii_digit());
        let measured = text.split("\n- ").next()?.contains("(measured:");
        (is_id && !measured).then(|| id.to_owned())
    };
    items.filter_map(rule).collect()
}

/// The rules that a function's name begins with.
fn named(function: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in function.split('_') {
        let digits = word.trim_start_matches(['r', 'm', 'f']);
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        match (is_number, word.len() - digits.len()) {
            (true, 1) => found.push(word.to_uppercase()),
            (true, 0) if !found.is_empty() => {
                let last = found.len() - 1;
                found[last] = format!("{}.{digits}", found[last]);
            }
            _ => break,
        }
    }
    found
}

fn collect(folder: &Path, into: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("an entry of it").path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).expect("a source file");
            let names = text
                .split("fn ")
                .skip(1)
                .filter_map(|rest| rest.split('(').next());
            into.extend(names.flat_map(named));
        }
    }
}

#[test]
fn every_rule_is_named_by_a_test() {
    // Cargo runs tests in the folder of their package; a path of the build would be that of another clone
    // where clones share what is built.
    let own = Path::new(".");
    let spec = fs::read_to_string(own.join("SPEC.md")).expect("the rules");
    let rules = rules(&spec);
    assert!(rules.len() > 35, "the rules are found: {rules:?}");
    let mut proved = BTreeSet::new();
    for part in ["src", "tests", "../domain/src", "../domain/tests"] {
        collect(&own.join(part), &mut proved);
    }
    // A rule with parts is proved by them too.
    let of_parts = |rule: &String| proved.iter().any(|id| id.starts_with(&format!("{rule}.")));
    let open: Vec<&String> = rules
        .iter()
        .filter(|rule| !proved.contains(*rule) && !of_parts(rule))
        .collect();
    assert!(open.is_empty(), "rules that no test names: {open:?}");
}

#[test]
fn names_are_read_as_rules() {
    assert_eq!(named("m17_4_undo_lists"), ["M17.4"]);
    assert_eq!(named("r8_m7_keeping"), ["R8", "M7"]);
    assert!(named("files_round_trip").is_empty());
    assert!(named("records").is_empty());
}
