use super::with_ids;
use crate::rooms::exercises::drill::{Draft, Request, candidates, draft, edits};
use crate::rooms::exercises::injects::injects;
use crate::rooms::exercises::ratings::objectives;
use crate::testing::World;
use holdfast_ledger::Id;
use proptest::prelude::*;
use serde_json::json;

// Switch ← Network ← Mail (process, RTO 2 h), and Wiki beside it on the network.
fn net() -> (World, [Id; 4]) {
    let mut world = World::new();
    let mut add = |title: &str, node: &str, rto: Option<u32>, on: Option<Id>| {
        let mut fields = vec![("title", json!(title)), ("node", json!(node))];
        fields.extend(rto.map(|rto| ("rto", json!(rto))));
        let id = world.add("service", &fields);
        if let Some(on) = on {
            world.item(id, "dependencies", &[("on", json!(on.to_string()))]);
        }
        id
    };
    let switch = add("Switch", "infrastructure", None, None);
    let network = add("Network", "infrastructure", None, Some(switch));
    let mail = add("Mail", "process", Some(120), Some(network));
    let wiki = add("Wiki", "application", Some(10_000), Some(network));
    (world, [switch, network, mail, wiki])
}

fn asked(lost: &[Id], seed: u64) -> Request {
    Request {
        lost: lost.to_vec(),
        scenario: "site".to_owned(),
        seed,
        ..Request::default()
    }
}

fn place(draft: &Draft, words: &str) -> f64 {
    let found = draft
        .injects
        .iter()
        .find(|inject| inject.title.contains(words));
    found
        .unwrap_or_else(|| panic!("{words} in {:?}", draft.injects))
        .offset
}

#[test]
fn injects_follow_the_failure_from_what_is_lost_to_what_comes_back() {
    let (world, [switch, ..]) = net();
    let draft = draft(&asked(&[switch], 1), &world.view()).expect("a draft");
    let order = [
        place(&draft, "First signal"),
        place(&draft, "Wave 1: Network"),
        place(&draft, "Wave 2: Mail and Wiki"),
        place(&draft, "Mail is back"),
    ];
    assert!(order.windows(2).all(|pair| pair[0] < pair[1]), "{order:?}");
    assert!(
        draft
            .injects
            .windows(2)
            .all(|pair| pair[0].offset <= pair[1].offset)
    );
    assert!(place(&draft, "Decision") > order[1]);
    let titles: Vec<&str> = draft
        .objectives
        .iter()
        .map(|aim| aim.title.as_str())
        .collect();
    assert!(titles.contains(&"Mail is back within 2 h"), "{titles:?}");
    assert!(
        !titles.iter().any(|title| title.contains("Wiki")),
        "only the most urgent"
    );
}

#[test]
fn nothing_is_told_to_be_back_before_what_it_waits_for() {
    let mut world = World::new();
    // Both are as vital; the storage was written down first, and waits for the network.
    let fields = |title: &str| {
        [
            ("title", json!(title)),
            ("node", json!("application")),
            ("rto", json!(45)),
        ]
    };
    let storage = world.add("service", &fields("Storage"));
    let network = world.add("service", &fields("Network"));
    let on = [("on", json!(network.to_string())), ("kind", json!("hard"))];
    world.item(storage, "dependencies", &on);
    let draft = draft(&asked(&[network], 1), &world.view()).expect("a draft");
    assert!(place(&draft, "Network is back") < place(&draft, "Storage is back"));
}

#[test]
fn the_draft_becomes_an_exercise_whose_injects_name_its_objectives() {
    let (mut world, [switch, _, mail, _]) = net();
    let mut request = asked(&[switch], 7);
    request.from = holdfast_ledger::time::parse("2026-12-01T09:00:00.000Z");
    let risk = world.add("risk", &[("title", json!("The switch fails"))]);
    request.risks = vec![risk];
    let draft = draft(&request, &world.view()).expect("a draft");
    let id = world.add("exercise", &[]);
    let written = with_ids(&mut world, |world, mint| {
        edits(id, &request, &draft, world.view(), mint)
    });
    world.commit(&written.expect("edits"));
    let record = world.record(id);
    let links = record.items(holdfast_ledger::Key::new("links"));
    let to: Vec<String> = links
        .iter()
        .map(|link| link.text("to").into_owned())
        .collect();
    assert_eq!(to, [risk.to_string()], "it leads back to what it came from");
    let aims = objectives(record);
    let all = injects(record);
    assert_eq!(
        (aims.len(), all.len()),
        (draft.objectives.len(), draft.injects.len())
    );
    assert_eq!(aims.last().and_then(|aim| aim.service), Some(mail));
    assert!(
        all.iter()
            .all(|inject| aims.iter().any(|aim| Some(aim.id) == inject.objective))
    );
    assert_eq!(world.record(id).text("scenario"), "site");
    assert!(world.record(id).text("to") > world.record(id).text("from"));
    assert!(!world.finds(id, "exercise-objective-gone"));
}

#[test]
fn nothing_lost_is_no_drill() {
    let (world, _) = net();
    assert!(draft(&asked(&[], 1), &world.view()).is_err());
}

#[test]
fn the_worst_risk_with_services_is_offered_first() {
    let (mut world, [switch, ..]) = net();
    let lost = json!([switch.to_string()]);
    let mut risk = |title: &str, impact: u32, services: serde_json::Value| {
        let current = json!({"likelihood": 4, "impact": impact});
        world.add(
            "risk",
            &[
                ("title", json!(title)),
                ("current", current),
                ("services", services),
            ],
        )
    };
    let small = risk("Small", 1, lost.clone());
    let great = risk("Great", 5, lost);
    risk("Without services", 5, json!([]));
    let found: Vec<Id> = candidates(&world.view())
        .iter()
        .map(|one| one.risk)
        .collect();
    assert_eq!(found, [great, small]);
}

proptest! {
    #[test]
    fn the_same_question_gives_the_same_draft(seed in any::<u64>(), which in 0..4_usize) {
        let (world, all) = net();
        let request = asked(&[all[which]], seed);
        let one = draft(&request, &world.view());
        prop_assert_eq!(&one, &draft(&request, &world.view()));
        let one = one.expect("a draft");
        prop_assert!(one.injects.iter().all(|inject| inject.objective < one.objectives.len()));
        prop_assert!(one.injects.iter().all(|inject| inject.offset >= 0.0));
    }
}
