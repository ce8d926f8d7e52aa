//! Where else a text stands that a person is about to purge (M17): runs freeze the steps of their
//! runbook, and its versions keep what was approved.

use crate::describe::Type;
use crate::rooms;
use crate::rooms::runbooks::RUN;
use crate::rooms::runbooks::steps::STEPS;
use crate::rooms::runbooks::versions::{Contents, VERSIONS};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record, Text};

/// A register that holds the text too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The record.
    pub record: Id,
    /// The register.
    pub path: Path,
    /// What stays of the contents of a version; `None` where the register holds nothing else.
    pub rest: Option<Text>,
    /// Whether it is a copy of the same field, so that it goes along without a question.
    pub copied: bool,
}

/// The item, or else the record, and the field that a text comes from.
type Home = (Id, Key);

/// The registers that hold a text of free choice beside the one at `path`. A number, a choice or a
/// link says nothing by being the same elsewhere, so of those only copies of the field count.
pub fn held(view: &View<'_>, record: &Record, path: Path, text: &Text) -> Vec<Held> {
    let own = home(record, path);
    let free = is_free(record, path);
    let mut found = Vec::new();
    let mut all: Vec<&Record> = view.ledger.records().collect();
    all.arrange_by_key(|other| other.id);
    for other in all {
        for slot in other.slots() {
            let at = slot.path;
            if other.id == record.id && at == path || at.is_tombstone() {
                continue;
            }
            let copied = home(other, at) == own;
            let whole = slot.values.iter().any(|value| value.text == *text);
            if whole && (copied || free && is_free(other, at)) {
                let (record, path) = (other.id, at);
                let rest = None;
                found.push(Held {
                    record,
                    path,
                    rest,
                    copied,
                });
            } else if at.list == VERSIONS && at.field == "contents" {
                found.extend(in_version(other, at, text, own, free));
            }
        }
    }
    found
}

// A version that keeps the text loses that text and keeps the rest.
fn in_version(record: &Record, path: Path, text: &Text, own: Home, free: bool) -> Option<Held> {
    let value = record.value(path)?;
    if !value.as_str().contains(text.as_str()) {
        return None;
    }
    let mut contents = Contents::read(value)?;
    let (mut hit, mut copied) = (false, false);
    let mut drop_from = |id: Id, fields: &mut Vec<(Key, Text)>| {
        fields.retain(|(key, value)| {
            let same = (id, *key) == own;
            let goes = value == text && (same || free && value.as_str().starts_with('"'));
            hit |= goes;
            copied |= goes && same;
            !goes
        });
    };
    drop_from(record.id, &mut contents.fields);
    for entry in contents.entries_mut() {
        drop_from(entry.id, &mut entry.fields);
    }
    let rest = contents.to_text().filter(|_| hit)?;
    Some(Held {
        record: record.id,
        path,
        rest: Some(rest),
        copied,
    })
}

// A run's step is that of its runbook.
fn home(record: &Record, path: Path) -> Home {
    if !path.is_item() {
        return (record.id, path.field);
    }
    let origin = || {
        let at = Path::item(path.list, path.item, Key::new("origin"));
        record.value(at)?.plain().parse().ok()
    };
    let is_frozen = record.kind == RUN.key() && path.list == STEPS;
    let origin = is_frozen.then(origin).flatten();
    (origin.unwrap_or(path.item), path.field)
}

/// Whether people write the text of a register freely.
pub fn is_free(record: &Record, path: Path) -> bool {
    let Some(kind) = rooms::kind(record.kind.as_str()) else {
        return true;
    };
    let key = path.field.as_str();
    let field = if path.is_item() {
        let list = kind.list(path.list.as_str());
        list.and_then(|list| list.fields.iter().find(|field| field.key == key))
    } else {
        kind.field(key)
    };
    field.is_none_or(|field| matches!(field.ty, Type::Line | Type::Prose | Type::Code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use serde_json::json;

    const SECRET: &str = "hunter22";

    fn paths(world: &World, id: Id, path: Path, text: &Text) -> Vec<(Id, Path, bool)> {
        let held = held(&world.view(), world.record(id), path, text);
        let each = held.into_iter();
        each.map(|held| (held.record, held.path, held.copied))
            .collect()
    }

    #[test]
    fn m17_6_versions_and_runs_that_copied_a_step_are_found() {
        let mut world = World::new();
        let id = world.add("runbook", &[("title", json!("Restore"))]);
        let fields = [("title", json!("Log in")), ("command", json!(SECRET))];
        let step = world.item(id, "steps", &fields);
        let contents = Contents::of(world.record(id)).to_text().expect("short");
        let contents: serde_json::Value = contents.get().expect("JSON");
        let version = world.item(id, "versions", &[("contents", contents)]);
        let run = world.add("run", &[("runbook", json!(id.to_string()))]);
        let frozen = [
            ("command", json!(SECRET)),
            ("origin", json!(step.to_string())),
        ];
        let frozen = world.item(run, "steps", &frozen);
        let note = world.add("risk", &[("notes", json!(SECRET))]);
        let command = |item| Path::item(STEPS, item, Key::new("command"));
        let kept = Path::item(VERSIONS, version, Key::new("contents"));
        let text = Text::string(SECRET);
        let expected = [
            (id, kept, true),
            (run, command(frozen), true),
            (note, Path::of("notes"), false),
        ];
        assert_eq!(paths(&world, id, command(step), &text), expected);
        // From the run one comes to the runbook.
        let expected = [
            (id, command(step), true),
            (id, kept, true),
            (note, Path::of("notes"), false),
        ];
        assert_eq!(paths(&world, run, command(frozen), &text), expected);
    }

    #[test]
    fn m17_6_a_version_keeps_the_rest() {
        let mut world = World::new();
        let id = world.add("runbook", &[("title", json!("Restore"))]);
        let fields = [("title", json!("Log in")), ("command", json!(SECRET))];
        let step = world.item(id, "steps", &fields);
        let before = Contents::of(world.record(id));
        let contents: serde_json::Value =
            before.to_text().and_then(|text| text.get()).expect("JSON");
        world.item(id, "versions", &[("contents", contents)]);
        let command = Path::item(STEPS, step, Key::new("command"));
        let held = held(
            &world.view(),
            world.record(id),
            command,
            &Text::string(SECRET),
        );
        let rest = Contents::read(held[0].rest.as_ref().expect("the rest")).expect("contents");
        assert_eq!(
            (rest.steps[0].text("title"), rest.steps[0].value("command")),
            ("Log in".into(), None)
        );
        assert_eq!(rest.fields, before.fields);
    }

    #[test]
    fn m17_what_is_no_free_text_counts_only_as_a_copy() {
        let mut world = World::new();
        let id = world.add("runbook", &[("status", json!("draft"))]);
        world.add(
            "runbook",
            &[("status", json!("draft")), ("purpose", json!("draft"))],
        );
        let status = Path::of("status");
        assert_eq!(paths(&world, id, status, &Text::string("draft")), []);
    }
}
