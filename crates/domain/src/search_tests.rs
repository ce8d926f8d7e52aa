use super::*;
use crate::testing::World;
use serde_json::json;

fn query(typed: &str) -> Query {
    Query::new(typed).unwrap()
}

fn fits(world: &World, typed: &str) -> Vec<(Fit, String)> {
    let view = world.view();
    let hits = by_title(&query(typed), &view, 10);
    let title = |id| view.ledger.record(id).unwrap().text("title").into_owned();
    hits.into_iter()
        .map(|hit| (hit.fit, title(hit.id)))
        .collect()
}

#[test]
fn nothing_typed_is_no_query() {
    assert_eq!(Query::new(" \t"), None);
}

#[test]
fn codes_come_before_titles_before_words() {
    let mut world = World::new();
    world.add(
        "risk",
        &[
            ("code", json!("RISK-2")),
            ("title", json!("Loss of the generator")),
        ],
    );
    world.add(
        "risk",
        &[
            ("code", json!("RISK-1")),
            ("title", json!("Generator fuel")),
        ],
    );
    world.add(
        "risk",
        &[("code", json!("RISK-12")), ("title", json!("Regenerator"))],
    );
    let found: Vec<_> = fits(&world, "GENER");
    assert_eq!(
        found,
        [
            (Fit::TitleStart, "Generator fuel".to_owned()),
            (Fit::Words, "Loss of the generator".to_owned()),
            (Fit::Inside, "Regenerator".to_owned()),
        ]
    );
    for typed in ["risk-1", "RISK 1", "risk1"] {
        let found = fits(&world, typed);
        assert_eq!(
            found[0],
            (Fit::Code, "Generator fuel".to_owned()),
            "{typed}"
        );
        assert_eq!(
            found[1],
            (Fit::CodeStart, "Regenerator".to_owned()),
            "{typed}"
        );
    }
}

#[test]
fn all_words_must_be_there_in_any_order() {
    let mut world = World::new();
    world.add("risk", &[("title", json!("Fuel for the generator"))]);
    assert_eq!(fits(&world, "generator fuel").len(), 1);
    assert_eq!(fits(&world, "generator water"), []);
}

#[test]
fn deleted_records_and_the_workspace_itself_are_not_listed() {
    let mut world = World::new();
    let gone = world.add("risk", &[("title", json!("Fuel"))]);
    world.add("workspace", &[("title", json!("Fuel"))]);
    assert_eq!(fits(&world, "fuel").len(), 1);
    world.delete(gone);
    assert_eq!(fits(&world, "fuel"), []);
}

#[test]
fn fields_and_items_are_searched_and_shown() {
    let mut world = World::new();
    let id = world.add(
        "risk",
        &[
            ("title", json!("A")),
            ("cause", json!("The \"supplier\"\ndelivers daily")),
        ],
    );
    world.item(id, "comments", &[("text", json!("Ask Inés about diesel"))]);
    let record = world.record(id);
    for typed in ["deliver", "DIESEL supplier", "inés", "\"supplier\"", "a"] {
        assert!(query(typed).is_in(record), "{typed}");
    }
    for typed in ["ndelivers", "diesel water", "cause", "null"] {
        assert!(!query(typed).is_in(record), "{typed}");
    }
    let excerpt = query("INÉS").excerpt(record, &world.view()).unwrap();
    assert_eq!(
        (excerpt.label.as_str(), excerpt.found.as_str()),
        ("Comment", "Inés")
    );
    assert_eq!(
        (excerpt.before.as_str(), excerpt.after.as_str()),
        ("Ask ", " about diesel")
    );
}

#[test]
fn names_of_parts_and_ids_are_not_words() {
    let mut world = World::new();
    let owner = world.person("Ines");
    let id = world.add(
        "risk",
        &[
            ("owner", json!(owner.to_string())),
            (
                "inherent",
                json!({"likelihood": 3, "rationale": "Seen twice"}),
            ),
        ],
    );
    let record = world.record(id);
    assert!(query("twice").is_in(record));
    assert!(!query("rationale").is_in(record));
    assert!(!query(&owner.to_string()[..8]).is_in(record));
}

#[test]
fn removed_items_are_not_found() {
    let mut world = World::new();
    let id = world.add("risk", &[("title", json!("A"))]);
    let item = world.item(id, "comments", &[("text", json!("diesel"))]);
    let kind = world.record(id).kind;
    world.commit(&[holdfast_ledger::Ledger::remove_item(
        id,
        kind,
        holdfast_ledger::Key::new("comments"),
        item,
    )]);
    assert!(!query("diesel").is_in(world.record(id)));
}

#[test]
fn marks_stand_where_the_words_are() {
    assert_eq!(
        query("fuel gen").marks("Generator FUEL"),
        [(0, 3), (10, 14)]
    );
    assert_eq!(query("x").marks("Generator"), []);
    assert_eq!(query("ß").marks("Straße"), [(4, 6)]);
}

#[test]
fn long_texts_are_cut_at_letters() {
    let text = "ä".repeat(100) + "needle" + &"ö".repeat(100);
    let cut = cut(&text, "needle", "Notes").unwrap();
    assert_eq!(cut.before.chars().count(), AROUND + 1);
    assert_eq!(cut.after.chars().count(), AROUND + 1);
}

#[test]
fn what_a_runbook_said_in_an_earlier_version_is_not_found() {
    let mut world = World::new();
    world.user = "Ada".to_owned();
    let runbook = world.add("runbook", &[("title", json!("Restore"))]);
    let step = world.item(runbook, "steps", &[("title", json!("Stop the turbine"))]);
    world.act(runbook, "submit", &[]).expect("submitted");
    world.act(runbook, "approve", &[]).expect("approved");
    assert!(query("turbine").is_in(world.record(runbook)));
    world.set_item(runbook, "steps", step, "title", json!("Stop the pump"));
    assert!(!query("turbine").is_in(world.record(runbook)));
    assert!(query("pump").is_in(world.record(runbook)));
}
