//! What is done to several steps at once, as one command.

use super::steps::STEPS;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text};

/// Gives a field of the steps a value; `null` clears it.
pub fn set(record: &Record, steps: &[Id], field: &'static str, value: &Text) -> Vec<Edit> {
    let edit = |step: &Id| Edit {
        record: record.id,
        kind: record.kind,
        path: Path::item(STEPS, *step, Key::new(field)),
        value: value.clone(),
    };
    steps.iter().map(edit).collect()
}

/// Gives a field of the steps a value; where all of them have it already, it is cleared.
pub fn toggle(record: &Record, steps: &[Id], field: &'static str, value: &Text) -> Vec<Edit> {
    if has_all(record, steps, field, value) {
        set(record, steps, field, &Text::null())
    } else {
        set(record, steps, field, value)
    }
}

/// Whether a field of all the steps has a value.
pub fn has_all(record: &Record, steps: &[Id], field: &'static str, value: &Text) -> bool {
    let has = |step: &Id| {
        let held = record.value(Path::item(STEPS, *step, Key::new(field)));
        held == Some(value)
    };
    !steps.is_empty() && steps.iter().all(has)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rooms::runbooks::tests::write_runbook;
    use crate::testing::World;
    use serde_json::json;

    #[test]
    fn a_mark_is_set_on_all_and_cleared_once_all_have_it() {
        let mut world = World::new();
        let (id, ids) = write_runbook(
            &mut world,
            &[
                json!({"title": "a", "evidence_required": true}),
                json!({"title": "b"}),
            ],
        );
        let on = Text::of(&true).expect("JSON");
        let edits = toggle(world.record(id), &ids, "evidence_required", &on);
        world.commit(&edits);
        assert!(has_all(world.record(id), &ids, "evidence_required", &on));
        let edits = toggle(world.record(id), &ids, "evidence_required", &on);
        world.commit(&edits);
        let items = world.record(id).items(STEPS);
        assert!(
            items
                .iter()
                .all(|item| item.value("evidence_required").is_none())
        );
        assert!(!has_all(world.record(id), &[], "evidence_required", &on));
    }
}
