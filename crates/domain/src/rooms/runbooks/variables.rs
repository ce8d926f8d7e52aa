//! Variables: `{{name}}` in a step stands for a value that is known when it is run.
//!
//! The name follows the braces without white space, so that the tags of other
//! template languages (`{{ page.title }}`, `{{.Name}}`, `{{ $value }}`) stay as text.

use super::steps::STEPS;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::{Item, Place};
use holdfast_ledger::sort::Ordered;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text, place};
use std::collections::BTreeMap;
use std::ops::Range;

/// The list of variables in a runbook.
pub const VARIABLES: Key = Key::new("variables");
/// The list of values in a run.
pub const VALUES: Key = Key::new("values");
/// The fields of a step in which variables are filled in.
pub const FILLED: [&str; 7] = [
    "title",
    "instructions",
    "command",
    "expected",
    "rollback",
    "audience",
    "message",
];

/// Whether this can be a variable's name: a letter or `_`, then letters, digits, `-`, `_`.
pub fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars
        .next()
        .is_some_and(|first| first.is_alphabetic() || first == '_')
        && chars.all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// Where variables stand in a text, braces included, with their names.
pub fn uses(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let open = from + text[from..].find("{{")?;
            // Of `{{{name}}` the inner two braces open.
            let name_at = open + 2;
            let end =
                text[name_at..].find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'));
            let name_end = end.map_or(text.len(), |end| name_at + end);
            from = open + 1;
            if text[name_end..].starts_with("}}") && is_name(&text[name_at..name_end]) {
                from = name_end + 2;
                return Some((open..from, &text[name_at..name_end]));
            }
        }
    })
}

/// The text with the values filled in; what has no value stays as it stands.
pub fn fill(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (range, name) in uses(text) {
        if let Some(value) = values.get(name) {
            out.push_str(&text[from..range.start]);
            out.push_str(value);
            from = range.end;
        }
    }
    out.push_str(&text[from..]);
    out
}

/// The variables of a run with their values, by name; empty where nobody gave one.
pub fn asked(run: &Record) -> BTreeMap<String, String> {
    let items = run.items(VALUES);
    let pair = |item: &Item<'_>| {
        (
            item.text("name").into_owned(),
            item.text("value").into_owned(),
        )
    };
    items
        .iter()
        .map(pair)
        .filter(|(name, _)| !name.is_empty())
        .into_map()
}

/// The name of the variable that a step finds out; empty for none.
pub fn captured_by(run: &Record, step: Id) -> String {
    let name = run.value(Path::item(STEPS, step, Key::new("captures")));
    name.map(|name| name.plain().trim().to_owned())
        .unwrap_or_default()
}

/// The edits that give a variable of a run a value. Where two people noted the same one without
/// seeing each other, it stands twice and gets its value twice.
pub fn set_value(run: &Record, name: &str, value: &str, mint: &mut dyn FnMut() -> Id) -> Vec<Edit> {
    let items = run.items(VALUES);
    let edit = |item: Id, field: Key, value: Text| Edit {
        record: run.id,
        kind: run.kind,
        path: Path::item(VALUES, item, field),
        value,
    };
    let known = items.iter().filter(|item| item.text("name") == name);
    let put = |item: Id| edit(item, Key::new("value"), Text::string(value));
    let mut edits: Vec<Edit> = known.map(|item| put(item.id)).collect();
    if edits.is_empty() {
        let item = mint();
        let last = items.last().map(|item| item.place().key);
        let key = place::between(last.as_deref(), None, item);
        edits.push(edit(item, PLACE, Place { key, under: None }.to_text()));
        edits.push(edit(item, Key::new("name"), Text::string(name)));
        edits.push(put(item));
    }
    edits
}

/// The values of a run, by name. One that nobody gave is none: in a command its name has to
/// stay visible, as a gap would run as something else.
pub fn values(run: &Record) -> BTreeMap<String, String> {
    let mut values = asked(run);
    values.retain(|_, value| !value.trim().is_empty());
    values
}

/// The variables that a step of a run uses and that nobody gave a value, by name.
pub fn missing(run: &Record, step: Id) -> Vec<String> {
    let mut open = asked(run);
    open.retain(|_, value| value.trim().is_empty());
    if open.is_empty() {
        return Vec::new();
    }
    let text = |field| run.value(Path::item(STEPS, step, Key::new(field)));
    let texts: Vec<_> = FILLED.into_iter().filter_map(text).collect();
    let is_used = |name: &String| {
        let mut texts = texts.iter();
        texts.any(|text| uses(&text.plain()).any(|(_, used)| used == name))
    };
    open.into_keys().filter(is_used).collect()
}

/// The names that the steps use, each with the number of its uses.
pub fn used(record: &Record) -> BTreeMap<String, usize> {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for item in record.loose_items(STEPS) {
        for field in FILLED {
            for (_, name) in uses(&item.text(field)) {
                *found.entry(name.to_owned()).or_default() += 1;
            }
        }
    }
    found
}

/// The names that the steps use and that the runbook does not declare, in order.
pub fn undeclared(runbook: &Record) -> Vec<String> {
    let declared: Vec<String> = runbook
        .loose_items(VARIABLES)
        .map(|item| item.text("name").trim().to_owned())
        .collect();
    let used = used(runbook).into_keys();
    used.filter(|name| !declared.contains(name)).collect()
}

/// The edits that declare names, behind those that are declared.
pub fn declare(runbook: &Record, names: &[String], mint: &mut dyn FnMut() -> Id) -> Vec<Edit> {
    let mut last = runbook.items(VARIABLES).last().map(|item| item.place().key);
    let mut edits = Vec::new();
    for name in names {
        let item = mint();
        let key = place::between(last.as_deref(), None, item);
        last = Some(key.clone());
        let place = Place { key, under: None }.to_text();
        let fields = [(PLACE, place), (Key::new("name"), Text::string(name))];
        edits.extend(fields.map(|(field, value)| Edit {
            record: runbook.id,
            kind: runbook.kind,
            path: Path::item(VARIABLES, item, field),
            value,
        }));
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use serde_json::json;

    #[test]
    fn what_steps_use_is_declared_in_one_go() {
        let mut world = World::new();
        let id = world.add("runbook", &[("title", json!("Restore"))]);
        world.item(id, "variables", &[("name", json!("host"))]);
        let command = json!("ssh {{host}} -p {{port}} {{user}}");
        world.item(id, "steps", &[("command", command)]);
        let missing = undeclared(world.record(id));
        assert_eq!(missing, ["port", "user"]);
        let mut ids: Vec<Id> = (0..2).map(|_| world.mint()).collect();
        let edits = declare(world.record(id), &missing, &mut || ids.remove(0));
        world.commit(&edits);
        assert!(undeclared(world.record(id)).is_empty());
        let items = world.record(id).items(VARIABLES);
        let names: Vec<_> = items.iter().map(|item| item.text("name")).collect();
        assert_eq!(names, ["host", "port", "user"]);
    }
    use proptest::prelude::*;

    fn names(text: &str) -> Vec<&str> {
        uses(text).map(|(_, name)| name).collect()
    }

    #[test]
    fn names_in_braces_are_variables() {
        assert_eq!(
            names("ssh {{host}} -p {{ssh-port}}{{größe_2}}"),
            ["host", "ssh-port", "größe_2"]
        );
        assert_eq!(names("{{{inner}}}"), ["inner"]);
        assert_eq!(names("{{a {{b}}"), ["b"]);
    }

    #[test]
    fn other_template_languages_stay_text() {
        for text in [
            "{{ page.title }}",
            "{{.Names}}",
            "{{ $labels.x }}",
            "{{2nd}}",
            "{{}}",
            "{{a",
            "${A}",
        ] {
            assert!(names(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn values_are_filled_in_and_unknown_names_stay() {
        let values = BTreeMap::from([("host".to_owned(), "db1 {{port}}".to_owned())]);
        assert_eq!(
            fill("ping {{host}} {{port}}!", &values),
            "ping db1 {{port}} {{port}}!"
        );
    }

    proptest! {
        #[test]
        fn filling_in_nothing_changes_nothing(text in r"[{}a-z \-é]{0,40}") {
            prop_assert_eq!(fill(&text, &BTreeMap::new()), text);
        }

        /// A name filled in with its own braces gives the text back.
        #[test]
        fn what_is_found_stands_there(text in r"[{}ab\-é]{0,40}") {
            let own = uses(&text).map(|(_, name)| (name.to_owned(), format!("{{{{{name}}}}}"))).collect();
            prop_assert_eq!(fill(&text, &own), text);
        }
    }
}
