//! A record made after another one.

use crate::describe::{By, Field, Kind};
use holdfast_ledger::path::PLACE;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text};
use std::collections::BTreeMap;

/// The edits that fill `new` with what people entered in `record`, titled "… (copy)".
///
/// Left out: the code, what actions wrote (states, approvals, logs, reviews), comments
/// and attachments. A runbook's steps come along. Items get ids of their own, and what
/// names an item of the old record names its copy in the new one.
pub fn duplicate(record: &Record, kind: &Kind, new: Id, mint: &mut dyn FnMut() -> Id) -> Vec<Edit> {
    let items = new_ids(record, kind, mint);
    let mut edits = Vec::new();
    for slot in record.slots() {
        let Some(path) = copied(slot.path, kind, &items) else {
            continue;
        };
        let Some(value) = slot.shown().filter(|value| !value.is_null()) else {
            continue;
        };
        let value = match path.field.as_str() {
            "title" if !path.is_item() => Text::string(&format!("{} (copy)", value.plain())),
            _ => renamed(value, &items),
        };
        edits.push(Edit {
            record: new,
            kind: record.kind,
            path,
            value,
        });
    }
    edits
}

/// The edits that fill `new` with a copy of a template that is to be used itself.
pub fn from_template(
    template: &Record,
    kind: &Kind,
    new: Id,
    title: &str,
    mint: &mut dyn FnMut() -> Id,
) -> Vec<Edit> {
    let mut edits = duplicate(template, kind, new, mint);
    edits.retain(|edit| edit.path != Path::of("use"));
    for edit in &mut edits {
        if edit.path == Path::of("title") {
            edit.value = Text::string(title);
        }
    }
    edits
}

fn is_copied(list: Key, kind: &Kind) -> bool {
    let by_people = kind
        .lists
        .iter()
        .any(|own| own.key == list.as_str() && own.by == By::Form);
    by_people || list == "links" || (kind.id == "runbook" && list == "steps")
}

fn new_ids(record: &Record, kind: &Kind, mint: &mut dyn FnMut() -> Id) -> BTreeMap<(Key, Id), Id> {
    let lists = record
        .lists()
        .into_iter()
        .filter(|list| is_copied(*list, kind));
    let mut ids = BTreeMap::new();
    for list in lists {
        for item in record.items(list) {
            ids.insert((list, item.id), mint());
        }
    }
    ids
}

// Where a value stands in the copy, if it comes along.
fn copied(path: Path, kind: &Kind, items: &BTreeMap<(Key, Id), Id>) -> Option<Path> {
    if path.is_tombstone() {
        return None;
    }
    if path.is_item() {
        let item = *items.get(&(path.list, path.item))?;
        let field = kind
            .list(path.list.as_str())
            .and_then(|list| entered(list.fields, path));
        let keeps = path.field == PLACE || field == Some(true) || path.list == "steps";
        return keeps.then(|| Path::item(path.list, item, path.field));
    }
    let own = !matches!(path.field.as_str(), "code" | "archived" | "next_review");
    let field = kind.field(path.field.as_str());
    (own && field.is_some_and(|field| field.by == By::Form)).then_some(path)
}

fn entered(fields: &[Field], path: Path) -> Option<bool> {
    fields
        .iter()
        .find(|field| path.field == field.key)
        .map(|field| field.by == By::Form)
}

// Ids stand in values as text and are too random to be anything else.
fn renamed(value: &Text, items: &BTreeMap<(Key, Id), Id>) -> Text {
    let mut json = value.as_str().to_owned();
    for ((_, old), new) in items {
        let old = old.to_string();
        if json.contains(&old) {
            json = json.replace(&old, &new.to_string());
        }
    }
    Text::parse(&json).unwrap_or_else(|_| value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rooms;
    use crate::testing::World;
    use serde_json::json;

    fn copy(world: &mut World, id: Id) -> Id {
        let new = world.mint();
        let kind = rooms::kind(world.record(id).kind.as_str()).expect("a kind");
        let mut minted: Vec<Id> = (0..20).map(|_| world.mint()).collect();
        let edits = duplicate(world.record(id), kind, new, &mut || minted.remove(0));
        world.commit(&edits);
        new
    }

    #[test]
    fn what_people_entered_comes_along() {
        let mut world = World::new();
        let risk = world.add(
            "risk",
            &[
                ("code", json!("RISK-1")),
                ("title", json!("Flood")),
                ("cause", json!("River")),
                ("archived", json!(true)),
                ("acceptance", json!({"approver": "Ada"})),
            ],
        );
        world.item(risk, "actions", &[("title", json!("Barrier"))]);
        world.item(risk, "comments", &[("text", json!("Hm."))]);
        let new = copy(&mut world, risk);
        let record = world.record(new);
        assert_eq!(record.text("title"), "Flood (copy)");
        assert_eq!(record.text("cause"), "River");
        for left_out in ["code", "archived", "acceptance"] {
            assert!(record.value(Path::of(left_out)).is_none(), "{left_out}");
        }
        let actions = record.items(Key::new("actions"));
        assert_eq!(actions.len(), 1);
        assert_eq!(actions[0].text("title"), "Barrier");
        assert!(world.record(risk).items(Key::new("actions"))[0].id != actions[0].id);
        assert!(record.items(Key::new("comments")).is_empty());
    }

    #[test]
    fn a_runbook_made_from_a_template_is_to_be_run_and_has_no_versions_yet() {
        let mut world = World::new();
        let template = world.add(
            "runbook",
            &[
                ("title", json!("Any database")),
                ("use", json!("template")),
                ("purpose", json!("It is back.")),
            ],
        );
        world.item(template, "steps", &[("title", json!("Restore"))]);
        world.user = "Ada".to_owned();
        world.act(template, "submit", &[]).expect("submitted");
        world.act(template, "approve", &[]).expect("approved");
        let new = world.mint();
        let mut ids: Vec<Id> = (0..9).map(|_| world.mint()).collect();
        let kind = &crate::rooms::runbooks::RUNBOOK;
        let mint = &mut || ids.remove(0);
        let edits = from_template(world.record(template), kind, new, "The ledger", mint);
        world.commit(&edits);
        let record = world.record(new);
        assert_eq!(record.text("title"), "The ledger");
        assert_eq!(record.text("purpose"), "It is back.");
        for empty in ["use", "status", "approval"] {
            assert!(record.value(Path::of(empty)).is_none(), "{empty}");
        }
        assert!(record.items(Key::new("versions")).is_empty());
        assert_eq!(record.items(Key::new("steps")).len(), 1);
    }

    #[test]
    fn a_runbooks_steps_keep_their_order_and_what_they_wait_for() {
        let mut world = World::new();
        let runbook = world.add(
            "runbook",
            &[("title", json!("Restore")), ("status", json!("approved"))],
        );
        let first = world.item(runbook, "steps", &[("title", json!("Stop"))]);
        let after = json!([first.to_string()]);
        world.item(
            runbook,
            "steps",
            &[("title", json!("Start")), ("predecessors", after)],
        );
        let new = copy(&mut world, runbook);
        let record = world.record(new);
        let steps = record.items(Key::new("steps"));
        let titles: Vec<_> = steps.iter().map(|step| step.text("title")).collect();
        assert_eq!(titles, ["Stop", "Start"]);
        assert_eq!(
            steps[1].get::<Vec<String>>("predecessors"),
            Some(vec![steps[0].id.to_string()])
        );
        assert_eq!(record.text("status"), "");
    }
}
