use super::*;
use crate::rooms::{self, kinds};
use crate::testing::World;
use holdfast_ledger::Id;
use serde_json::json;

fn said(at: i64) -> String {
    format!("moment {at}")
}

fn written(id: &str, record: Option<Id>, world: &World) -> Option<String> {
    let view = world.view();
    let mut gravest = Gravest::default();
    for record in kinds().flat_map(|kind| view.ledger.of_kind(kind.key())) {
        if let Some(kind) = rooms::kind(record.kind.as_str()) {
            gravest.take(record, kind, &view);
        }
    }
    let asked = Asked {
        record: record.and_then(|id| view.ledger.record(id)),
        stretch: Stretch::with(view.today(), 1),
        gravest: Some(&gravest),
        said: &said,
    };
    let document = topic(id)?.write(&asked, &view)?;
    assert!(
        !document.title.is_empty() && !document.version.is_empty() && !document.file.is_empty()
    );
    Some(document.markdown())
}

fn of_workspace(id: &str, world: &World) -> String {
    written(id, None, world).expect("a report")
}

#[test]
fn topics_have_names_of_their_own_and_say_for_whom_they_are() {
    for (n, topic) in TOPICS.iter().enumerate() {
        assert!(
            TOPICS[..n].iter().all(|other| other.id != topic.id),
            "{}",
            topic.id
        );
        assert!(topic.about.ends_with('.') && topic.audience.starts_with("For "));
        if let Of::Record([kind]) = topic.of {
            assert!(rooms::kind(kind).is_some(), "{kind}");
        }
    }
    assert!(topic("executive").is_some_and(|topic| topic.sweeps));
    assert!(topic("gossip").is_none());
}

#[test]
fn in_an_empty_workspace_a_figure_without_inputs_says_unknown_and_never_none() {
    let world = World::new();
    let text = of_workspace("executive", &world);
    for words in [
        "Unknown: no service is written down.",
        "Availability is unknown: no agreement is written down.",
        "Unknown: no data set is written down.",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(of_workspace("risks", &world).contains("No open risk"));
    assert!(of_workspace("calendar", &world).contains("Nothing takes place"));
    assert!(of_workspace("calls", &world).contains("Nobody is in the call tree"));
    assert!(of_workspace("service-levels", &world).contains("No agreement yet"));
}

#[test]
fn a_report_of_a_record_is_of_one_of_its_kind_only() {
    let mut world = World::new();
    let plan = world.add("plan", &[("title", json!("Loss of the hall"))]);
    let text = written("plan", Some(plan), &world).expect("a plan");
    assert!(text.starts_with("# ") && text.contains("Loss of the hall"));
    assert_eq!(text.matches("Draft ").count(), 1, "{text}");
    assert_eq!(written("runbook", Some(plan), &world), None);
    assert_eq!(written("plan", None, &world), None);
    world.delete(plan);
    assert_eq!(written("plan", Some(plan), &world), None);
}

#[test]
fn every_document_of_a_record_has_its_title_once() {
    let mut world = World::new();
    for topic in TOPICS {
        let Of::Record([kind]) = topic.of else {
            continue;
        };
        let record = world.add(kind, &[("title", json!("Hall | north [1]"))]);
        let view = world.view();
        let asked = Asked {
            record: view.ledger.record(record),
            stretch: Stretch::with(view.today(), 1),
            gravest: None,
            said: &said,
        };
        let document = topic.write(&asked, &view).expect("a document");
        assert!(
            document.title.ends_with("Hall | north [1]"),
            "{}: {}",
            topic.id,
            document.title
        );
        let Some(Part::Text(body)) = document.parts.first() else {
            panic!("no text")
        };
        assert!(!body.starts_with("# "), "{}", topic.id);
    }
}

#[test]
fn services_are_counted_by_tier_and_what_nobody_said_is_unknown() {
    let mut world = World::new();
    let fast = world.add(
        "service",
        &[
            ("title", json!("Fast")),
            ("rto", json!(60)),
            ("recovery", json!(30)),
        ],
    );
    world.add(
        "service",
        &[
            ("title", json!("Slow")),
            ("rto", json!(60)),
            ("recovery", json!(90)),
        ],
    );
    world.add(
        "service",
        &[("title", json!("Silent")), ("rto", json!(120))],
    );
    let text = of_workspace("executive", &world);
    assert!(
        text.contains(
            "| Tier 1 | 3 | 3 of 3 | 1 of 3, 1 unknown | 0 of 3 | unknown, 3 | 0 of 3 | 0 of 3 |"
        ),
        "{text}"
    );
    world.item(
        fast,
        "proofs",
        &[
            ("date", json!("2026-10-01")),
            ("how", json!("restore_test")),
            ("rto", json!(45)),
        ],
    );
    world.add(
        "plan",
        &[
            ("services", json!([fast.to_string()])),
            ("status", json!("approved")),
        ],
    );
    world.add(
        "runbook",
        &[
            ("services", json!([fast.to_string()])),
            ("status", json!("approved")),
        ],
    );
    let text = of_workspace("executive", &world);
    assert!(
        text.contains("| 1 of 3 | unknown, 3 | 1 of 3 | 1 of 3 |"),
        "{text}"
    );
    // A proof runs out after a year.
    world.at("2027-12-01T12:00:00.000Z");
    let text = of_workspace("executive", &world);
    assert!(
        text.contains("| 0 of 3 | unknown, 3 | 1 of 3 | 1 of 3 |"),
        "{text}"
    );
}

#[test]
fn what_people_disagree_about_is_said_beside_the_figures() {
    let mut world = World::new();
    let service = world.add("service", &[("rto", json!(60))]);
    assert!(!of_workspace("executive", &world).contains("in conflict"));
    world.conflict(service, "rto", json!(30), json!(600));
    assert!(of_workspace("executive", &world).contains("1 record is in conflict"));
}

#[test]
fn the_five_gravest_stand_first_with_the_way_to_them() {
    let mut world = World::new();
    for n in 0..7 {
        world.add(
            "risk",
            &[
                ("title", json!(format!("Risk {n}"))),
                ("current", json!({"likelihood": 5, "impact": 5})),
                (
                    "acceptance",
                    json!({"approver": "Ada", "reason": "so", "expires": "2026-01-01"}),
                ),
            ],
        );
    }
    let id = world.add(
        "service",
        &[
            ("title", json!("Record")),
            ("rto", json!(60)),
            ("recovery", json!(90)),
        ],
    );
    let text = of_workspace("executive", &world);
    let listed: Vec<&str> = text
        .lines()
        .filter(|line| line.contains(". [") && line.starts_with(|c: char| c.is_ascii_digit()))
        .collect();
    assert_eq!(listed.len(), 5, "{text}");
    assert!(listed[0].contains(&format!("(#/services/{id})")), "{text}");
    assert!(text.contains("on 8 records"), "{text}");
    // What is archived decides nothing.
    world.set(id, "archived", json!(true));
    assert!(of_workspace("executive", &world).contains("on 7 records"));
}

#[test]
fn ratings_are_a_distribution_of_the_exercises_of_a_year() {
    let mut world = World::new();
    for (ended, rating) in [
        ("2026-06-01T10:00:00.000Z", "p"),
        ("2026-07-01T10:00:00.000Z", "u"),
        ("2024-07-01T10:00:00.000Z", "m"),
    ] {
        let exercise = world.add(
            "exercise",
            &[
                ("state", json!("closed")),
                ("type", json!("tabletop")),
                ("ended", json!(ended)),
            ],
        );
        let objective = world.item(exercise, "objectives", &[("title", json!("All are told"))]);
        world.item(
            exercise,
            "evaluations",
            &[
                ("objective", json!(objective.to_string())),
                ("rating", json!(rating)),
            ],
        );
    }
    let text = of_workspace("executive", &world);
    assert!(
        text.contains("2 exercises were held in the last 365 days. Ratings: P 1, U 1."),
        "{text}"
    );
}

#[test]
fn improvements_count_as_closed_when_they_were_seen_to_work() {
    let mut world = World::new();
    world.add("improvement", &[("due", json!("2026-11-01"))]);
    world.add("improvement", &[("due", json!("2026-12-01"))]);
    world.add("improvement", &[("state", json!("done"))]);
    let ends = ["2026-06-01T10:00:00.000Z", "2026-11-01T10:00:00.000Z"];
    for ended in ends
        .map(|ended| json!(ended))
        .into_iter()
        .chain([json!(null)])
    {
        let fields = [("state", json!("verified")), ("ended", ended)];
        world.add("improvement", &fields);
    }
    let text = of_workspace("executive", &world);
    assert!(
        text.contains(
            "2 to do, **1 overdue**; 1 done and to be verified; 1 seen to work in the last 90 days; of 1 nobody knows when"
        ),
        "{text}"
    );
}

#[test]
fn of_more_risks_above_the_appetite_than_are_named_it_says_how_many() {
    let mut world = World::new();
    let add = |world: &mut World| {
        let rating = json!({"likelihood": 5, "impact": 5});
        let fields = [("title", json!("Fire")), ("current", rating)];
        world.add("risk", &fields);
    };
    (0..5).for_each(|_| add(&mut world));
    assert!(!of_workspace("executive", &world).contains("more, in the [risk report]"));
    (0..2).for_each(|_| add(&mut world));
    let text = of_workspace("executive", &world);
    assert!(text.contains("**7 above the appetite**"), "{text}");
    assert!(text.contains("And 2 more, in the [risk report]"), "{text}");
}

#[test]
fn the_risk_report_counts_by_level_and_category_and_places_all_on_the_map() {
    let mut world = World::new();
    for (category, likelihood, impact) in [("cyber", 5, 5), ("cyber", 1, 1), ("", 3, 4)] {
        let rating = json!({"likelihood": likelihood, "impact": impact});
        let id = world.add("risk", &[("title", json!("A risk")), ("current", rating)]);
        if !category.is_empty() {
            world.set(
                id,
                "category",
                json!(crate::rooms::risks::CATEGORIES[0].key),
            );
        }
    }
    world.add("risk", &[("title", json!("Not assessed"))]);
    let text = of_workspace("risks", &world);
    let first = crate::rooms::risks::CATEGORIES[0].label;
    assert!(
        text.contains(&format!("| {first} | 1 | 0 | 0 | 1 | 0 | 2 |")),
        "{text}"
    );
    assert!(
        text.contains("| **All** | 1 | 1 | 0 | 1 | 1 | 4 |"),
        "{text}"
    );
    assert!(
        text.contains("1 risk is not on the map: not assessed"),
        "{text}"
    );
    assert!(
        text.contains("2 risks are above the appetite of 9"),
        "{text}"
    );
    assert!(
        text.contains("Of 0 of 4 risks frequency and loss"),
        "{text}"
    );
    assert!(text.contains("(#/risks?view=loss)"));
}

#[test]
fn the_call_tree_stands_below_those_who_call() {
    let mut world = World::new();
    let [ada, ben] = ["Ada", "Ben"].map(|name| world.person(name));
    world.set(ben, "called_by", json!(ada.to_string()));
    world.set(ben, "phone", json!("+44 1632 960101"));
    let text = of_workspace("calls", &world);
    let at = |words: &str| {
        text.find(words)
            .unwrap_or_else(|| panic!("{words}: {text}"))
    };
    assert!(at("- **[Ada]") < at("  - **[Ben]"));
    assert!(text.contains("+44 1632 960101 (unknown: never checked)"));
    assert!(text.contains("no way to reach them is known"));
    world.set(ada, "chat", json!("@ada"));
    let text = of_workspace("calls", &world);
    assert!(text.contains(": @ada (unknown: never checked)"), "{text}");
}

#[test]
fn m5_a_telephone_that_people_disagree_about_is_told_with_both() {
    let mut world = World::new();
    let ada = world.person("Ada");
    let ben = world.person("Ben");
    world.set(ben, "called_by", json!(ada.to_string()));
    world.set(ben, "phone", json!("1"));
    let mut copy = world.fork(9);
    world.set(ben, "phone", json!("2"));
    copy.set(ben, "phone", json!("3"));
    world.merge(&copy);
    let text = of_workspace("calls", &world);
    assert!(
        text.contains("2 or 3 (in conflict)") || text.contains("3 or 2 (in conflict)"),
        "{text}"
    );
}

#[test]
fn a_long_chain_of_calls_is_no_long_text() {
    let mut world = World::new();
    let mut last = world.person("Somebody");
    for _ in 0..200 {
        let next = world.person("Somebody");
        world.set(next, "called_by", json!(last.to_string()));
        last = next;
    }
    let text = of_workspace("calls", &world);
    assert_eq!(text.matches("Somebody").count(), 201);
    assert!(!text.contains(&" ".repeat(65)));
}

#[test]
fn the_calendar_is_an_agenda_of_its_days() {
    let mut world = World::new();
    let window = json!({"start": "2026-11-24T20:00:00.000Z", "end": "2026-11-24T22:00:00.000Z"});
    let id = world.add(
        "change",
        &[
            ("title", json!("New switch")),
            ("state", json!("scheduled")),
            ("window", window),
        ],
    );
    let text = of_workspace("calendar", &world);
    assert!(text.contains("## Tuesday 2026-11-24"), "{text}");
    assert!(
        text.contains(&format!("| Change | [New switch](#/changes/{id}) |")),
        "{text}"
    );
}

#[test]
fn what_records_say_is_no_markdown_of_the_report() {
    assert_eq!(
        words::plain("a [b](c) | *d* <e>\n ~~f~~ &lt; \\[g"),
        "a \\[b\\](c) \\| \\*d\\* \\<e> \\~\\~f\\~\\~ \\&lt; \\\\\\[g"
    );
    let share = |yes, no, unknown| words::Share { yes, no, unknown }.words();
    assert_eq!(share(0, 0, 0), "none");
    assert_eq!(share(2, 3, 0), "2 of 5");
    assert_eq!(share(2, 2, 1), "2 of 5, 1 unknown");
    assert_eq!(share(0, 0, 4), "unknown, 4");
}

#[test]
fn where_nobody_chose_a_report_is_of_the_newest_that_has_something_to_tell() {
    let mut world = World::new();
    let usual = |world: &World| topic("after-action").and_then(|topic| topic.usual(&world.view()));
    assert_eq!(usual(&world), None);
    let held = world.add("exercise", &[("state", json!("closed"))]);
    world.add("exercise", &[("state", json!("planned"))]);
    assert_eq!(usual(&world), Some(held));
}
