use holdfast_ledger::{Edit, Id};
use serde_json::json;

use super::{File, draft, edits, exported, imported};
use crate::codec::markdown::{Minutes, RunbookDraft, StepDraft, StepKind, read, write};
use crate::rooms::runbooks::STEP_FIELDS;
use crate::testing::World;

const FILE: File<'static> = File {
    name: "fail-over.md",
    fingerprint: "f1",
};

const SOURCE: &str = "---\nowner: DBA team\ntags: [dr, db]\nlast_reviewed_on: 2026-01-31\nreview_in: 1 month\n---\n\
    # Fail over\n\n## Impact\n\nShop is down.\n\n## Scenario\n\nransomware\n\n## Fix\n\n1. [x] Stop the primary\n   - Drain it\n\
    2. Promote the replica:\n   ```sh {\"name\":\"p\"}\n   pg_ctl promote\n   ```\n";

fn edits_of(world: &mut World, draft: &RunbookDraft, id: Id) -> Vec<Edit> {
    let mut ids: Vec<Id> = (0..200).map(|_| world.mint()).collect();
    edits(draft, id, FILE, &world.view(), &mut || {
        ids.pop().expect("few items")
    })
}

fn import(world: &mut World, draft: &RunbookDraft) -> Id {
    let id = world.mint();
    let edits = edits_of(world, draft, id);
    world.commit(&edits);
    id
}

fn flat(steps: &[StepDraft]) -> Vec<&str> {
    steps
        .iter()
        .flat_map(|step| [vec![step.title.as_str()], flat(&step.children)].concat())
        .collect()
}

#[test]
fn a_file_becomes_a_record_with_all_it_says() {
    let mut world = World::new();
    let team = world.add("role", &[("title", "dba team".into())]);
    let id = import(&mut world, &read("fail-over.md", SOURCE).unwrap());
    let record = world.record(id);
    for (field, text) in [
        ("title", "Fail over"),
        ("status", "draft"),
        ("owner", &team.to_string()),
        ("scenario", "ransomware"),
        ("notes", "## Impact\n\nShop is down."),
        ("review_every", "1m"),
        ("reviewed", "2026-01-31"),
        ("next_review", "2026-02-28"),
        ("tags", "[\"db\",\"dr\"]"),
        ("unmapped", ""),
    ] {
        assert_eq!(record.text(field), text, "{field}");
    }
    let steps = record.items(crate::rooms::runbooks::steps::STEPS);
    let of = |at: usize, field| steps[at].text(field).into_owned();
    assert_eq!(
        (of(0, "title"), of(0, "heading"), of(0, "kind")),
        ("Fix".into(), "2".into(), "section".into())
    );
    assert_eq!(
        (of(1, "ticked"), steps[1].depth, steps[2].depth),
        ("true".into(), 1, 2)
    );
    assert_eq!(
        (of(3, "command"), of(3, "language")),
        ("pg_ctl promote".into(), "sh {\"name\":\"p\"}".into())
    );
}

#[test]
fn the_same_file_and_our_own_export_are_known_again() {
    let mut world = World::new();
    let id = import(&mut world, &read("fail-over.md", SOURCE).unwrap());
    assert_eq!(
        imported(&world.view(), "f1").map(|record| record.id),
        Some(id)
    );
    assert_eq!(imported(&world.view(), "f2").map(|record| record.id), None);
    let text = write(&draft(world.record(id), &world.view()));
    let again = read("x.md", &text).unwrap();
    assert_eq!(
        exported(&world.view(), &again).map(|record| record.id),
        Some(id)
    );
    assert_eq!(
        edits_of(&mut world, &again, id),
        [],
        "nothing differs, so nothing changes"
    );
    world.delete(id);
    assert_eq!(imported(&world.view(), "f1").map(|record| record.id), None);
    assert_eq!(
        exported(&world.view(), &again).map(|record| record.id),
        None
    );
}

#[test]
fn what_people_enter_survives_export_and_import() {
    let mut world = World::new();
    let role = world.add("role", &[("title", "Recovery lead".into())]);
    let other = world.add("runbook", &[("title", "Restore the vault".into())]);
    let id = world.add(
        "runbook",
        &[("title", "R".into()), ("scenario", "site".into())],
    );
    let first = world.item(
        id,
        "steps",
        &[("title", "Open".into()), ("kind", "approval".into())],
    );
    world.item(
        id,
        "steps",
        &[
            ("title", "Restore".into()),
            ("kind", "runbook".into()),
            ("runbook", other.to_string().into()),
            ("role", role.to_string().into()),
            (
                "duration",
                json!({"low": 5.0, "likely": 10.0, "high": 90.0}),
            ),
            ("predecessors", json!([first.to_string()])),
            ("only", "exercise".into()),
            ("irreversible", true.into()),
            ("expected", "ok\n  done".into()),
        ],
    );
    world.item(
        id,
        "variables",
        &[("name", "host".into()), ("secret", true.into())],
    );
    let text = write(&draft(world.record(id), &world.view()));
    let again = read("x.md", &text).unwrap();
    let mut changed = edits_of(&mut world, &again, id);
    changed.retain(|edit| edit.path.field.as_str() != "source");
    assert_eq!(changed, [], "{text}");
}

/// A field of a step is exported, or it belongs to runs and copies alone.
#[test]
fn every_field_of_a_step_survives_export_and_import() {
    let mut world = World::new();
    let role = world.add("role", &[("title", "Recovery lead".into())]);
    let service = world.add("service", &[("title", "Ledger, main".into())]);
    let other = world.add("runbook", &[("title", "Restore the vault".into())]);
    let id = world.add(
        "runbook",
        &[("title", "R".into()), ("use", "snippet".into())],
    );
    world.set(id, "services", json!([service.to_string()]));
    let mut fields: Vec<(&'static str, serde_json::Value)> = vec![
        ("title", "Tell".into()),
        ("kind", "communication".into()),
        ("role", role.to_string().into()),
        ("duration", json!({"low": 1.0, "likely": 2.0, "high": 3.0})),
        ("instructions", "Say **it**.".into()),
        ("command", "ls".into()),
        ("language", "sh".into()),
        ("expected", "ok".into()),
        ("rollback", "Say sorry.".into()),
        ("evidence_required", true.into()),
        ("irreversible", true.into()),
        ("only", "actual".into()),
        ("predecessors", json!([])),
        ("runbook", other.to_string().into()),
        ("start_after", 90.into()),
        ("start_at", "2026-12-05T20:00:00.000Z".into()),
        ("answers", json!(["yes, now", "no"])),
        ("when", "yes, now".into()),
        ("service", service.to_string().into()),
        ("recovery", "full".into()),
        ("audience", "All {{wards}}".into()),
        ("channel", "E-mail".into()),
        (
            "message",
            "**Role:** none.\n\n**Message:**\n\n> {{x}}".into(),
        ),
        ("captures", "wards".into()),
        ("heading", 3.into()),
        ("ticked", false.into()),
    ];
    let given: Vec<&str> = fields.iter().map(|(field, _)| *field).collect();
    let left = STEP_FIELDS
        .iter()
        .map(|field| field.key)
        .filter(|key| !given.contains(key));
    assert_eq!(
        left.collect::<Vec<_>>(),
        ["origin", "unplanned", "version", "disputed"]
    );
    fields.push(("origin", "x".into()));
    world.item(id, "steps", &fields);
    let text = write(&draft(world.record(id), &world.view()));
    for line in [
        "**Services:** Ledger\\, main",
        "**Used as:** snippet",
        "   **Not before:** 1 h 30 min after the start",
        "   **Fixed start:** 2026-12-05 20:00 UTC",
        "   **Answers:** yes\\, now, no",
        "   **Only if:** yes, now",
        "   **Recovered:** full",
        "   **Audience:** All {{wards}}",
        "   **Result is the value of:** wards",
        "   **Message:**",
    ] {
        assert!(
            text.lines().any(|known| known == line.trim_start()),
            "{line} is not in\n{text}"
        );
    }
    let again = read("x.md", &text).unwrap();
    let mut changed = edits_of(&mut world, &again, id);
    changed.retain(|edit| edit.path.field.as_str() != "source");
    assert_eq!(changed, [], "{text}");
}

#[test]
fn names_that_fit_no_record_or_several_stay_where_people_see_them() {
    let mut world = World::new();
    world.add("service", &[("title", "Mail".into())]);
    world.add("service", &[("title", "mail".into())]);
    world.add("role", &[("title", "DBA".into())]);
    world.add("role", &[("title", "dba".into())]);
    let ledger = world.add("service", &[("title", "Ledger".into())]);
    let source = "# R <!-- holdfast:runbook -->\n\n**Services:** Mail, ledger, Wiki\n\n\
        1. Go <!-- holdfast:step -->\n\n   **Role:** DBA\n   **Service:** Wiki\n";
    let id = import(&mut world, &read("x.md", source).unwrap());
    let record = world.record(id);
    assert_eq!(record.text("services"), format!("[\"{ledger}\"]"));
    let left = record.text("unmapped").into_owned();
    assert!(
        left.contains("Service: Mail") && left.contains("Service: Wiki"),
        "{left}"
    );
    let step = &record.items(crate::rooms::runbooks::steps::STEPS)[0];
    assert_eq!(step.text("instructions"), "Service: Wiki\n\nRole: DBA");
    assert_eq!(world.view().live("role").count(), 2);
}

#[test]
fn what_is_linked_already_stays_though_others_bear_its_name() {
    let mut world = World::new();
    let (one, _) = (
        world.add("service", &[("title", "Mail".into())]),
        world.add("service", &[("title", "Mail".into())]),
    );
    let gone = world.add("role", &[("title", "Scribe".into())]);
    let id = world.add("runbook", &[("title", "R".into())]);
    world.set(id, "services", json!([one.to_string()]));
    let step = [
        ("title", "Go".into()),
        ("kind", "task".into()),
        ("role", gone.to_string().into()),
        ("service", one.to_string().into()),
    ];
    world.item(id, "steps", &step);
    world.delete(gone);
    let again = read("x.md", &write(&draft(world.record(id), &world.view()))).unwrap();
    let mut changed = edits_of(&mut world, &again, id);
    changed.retain(|edit| edit.path.field.as_str() != "source");
    assert_eq!(changed, []);
}

#[test]
fn an_edited_export_changes_adds_moves_and_removes() {
    let mut world = World::new();
    let id = import(
        &mut world,
        &read("x.md", "# R\n\n1. one\n2. two\n3. three\n").unwrap(),
    );
    let before = draft(world.record(id), &world.view());
    let mut after = before.clone();
    after.steps.remove(1);
    after.steps.swap(0, 1);
    after.steps[0].title = "three!".into();
    after.steps.push(StepDraft {
        title: "four".into(),
        role: "Scribe".into(),
        ..StepDraft::default()
    });
    after.steps[1].duration = Some(Minutes::sorted(1, 2, 3));
    let edits = edits_of(&mut world, &after, id);
    world.commit(&edits);
    let now = draft(world.record(id), &world.view());
    assert_eq!(flat(&now.steps), ["three!", "one", "four"]);
    assert_eq!(
        (&now.steps[0].id, &now.steps[1].id),
        (&before.steps[2].id, &before.steps[0].id)
    );
    assert_eq!(now.steps[2].role, "Scribe", "a role of that name was made");
    assert_eq!(world.view().live("role").count(), 1);
}

#[test]
fn what_has_no_field_is_left_over_where_people_see_it() {
    let mut world = World::new();
    let source = "# R <!-- holdfast:runbook -->\n\n**Owner:** Nobody here\n**Review every:** 9 days\n\n\
        ## Scenario <!-- holdfast:scenario -->\n\nFlood\n\n## Steps\n";
    let id = import(&mut world, &read("x.md", source).unwrap());
    let left = world.record(id).text("unmapped");
    for part in [
        "Owner: Nobody here",
        "Review every: 9 days",
        "Scenario: Flood",
    ] {
        assert!(left.contains(part), "{left}");
    }
}

#[test]
fn commands_without_text_are_tasks() {
    let mut world = World::new();
    let id = world.add("runbook", &[("purpose", "None.".into())]);
    world.item(id, "steps", &[("kind", "command".into())]);
    let draft = draft(world.record(id), &world.view());
    assert_eq!(
        (draft.steps[0].kind, draft.title.as_str()),
        (StepKind::Task, "Untitled runbook")
    );
}
