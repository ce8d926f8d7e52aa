use super::*;
use crate::codec::markdown::{self, records};
use crate::testing::World;
use holdfast_ledger::record::Item;
use holdfast_ledger::sort::Arrange;
use proptest::prelude::*;
use serde_json::json;

// The outline that comes of it; none when nothing can be done.
type Picture = Option<&'static [&'static str]>;

// The outline as text: a space for each level.
fn picture(world: &World, id: Id) -> Vec<String> {
    let items = world.record(id).items(STEPS);
    let line = |item: &Item<'_>| format!("{}{}", " ".repeat(item.depth), item.text("title"));
    items.iter().map(line).collect()
}

fn step(world: &World, id: Id, title: &str) -> Id {
    let items = world.record(id).items(STEPS);
    items
        .iter()
        .find(|item| item.text("title") == title)
        .expect("a step")
        .id
}

fn pasted(text: &str) -> (World, Id) {
    let mut world = World::new();
    let id = world.add("runbook", &[("title", json!("Fail over"))]);
    paste(&mut world, id, None, text);
    (world, id)
}

fn paste(world: &mut World, id: Id, after: Option<Id>, text: &str) {
    let mut ids = Vec::new();
    for _ in 0..=text.lines().count() {
        ids.push(world.mint());
    }
    let mut ids = ids.into_iter();
    let mut mint = || ids.next().expect("an id");
    let pasted = Outline::of(world.record(id)).paste(after, text, &world.view(), &mut mint);
    world.commit(&pasted.expect("steps").0);
}

fn tree() -> (World, Id) {
    pasted("- a\n  - b\n  - c\n- d\n  - e\n")
}

#[test]
fn lists_are_pasted_as_a_tree_and_plain_lines_as_steps() {
    let (world, id) = tree();
    assert_eq!(picture(&world, id), ["a", " b", " c", "d", " e"]);
    let (mut world, id) = pasted("Stop the queue\n\n  Start it again\n");
    assert_eq!(picture(&world, id), ["Stop the queue", "Start it again"]);
    let first = step(&world, id, "Stop the queue");
    paste(&mut world, id, Some(first), "1. x\n2. y");
    assert_eq!(
        picture(&world, id),
        ["Stop the queue", "x", "y", "Start it again"]
    );
}

#[test]
fn marks_behind_pasted_titles_are_read_as_when_they_are_typed() {
    let (world, id) =
        pasted("- Is it up? yes/no @Duty\n  - if no: Restart ~5/10/20 @Duty !\n- Tell them ||");
    assert_eq!(picture(&world, id), ["Is it up?", " Restart", "Tell them"]);
    let steps = crate::rooms::runbooks::steps::read(world.record(id));
    assert_eq!((&*steps[0].kind, &*steps[1].when), ("decision", "no"));
    assert!(steps[1].irreversible && steps[1].estimate.is_some() && steps[2].beside);
    let roles: Vec<Id> = world.view().live("role").map(|role| role.id).collect();
    assert_eq!(roles.len(), 1, "one role for both");
    assert_eq!(steps[1].role, Some(roles[0]));
    assert_eq!(world.record(roles[0]).text("code"), "ROLE-1");
}

/// Whoever writes plain lines does not indent them.
#[test]
fn answers_that_are_pasted_behind_a_decision_go_below_it() {
    let text = "Is it up? yes/no\nif no: Restart ~10 @Application support\nif no: Call\nif yes: Go on\nTell them";
    let (world, id) = pasted(text);
    assert_eq!(
        picture(&world, id),
        ["Is it up?", " Restart", " Call", " Go on", "Tell them"]
    );
    let steps = crate::rooms::runbooks::steps::read(world.record(id));
    let when: Vec<&str> = steps.iter().map(|step| &*step.when).collect();
    assert_eq!(when, ["", "no", "no", "yes", ""]);
    assert!(steps[1].estimate.is_some() && steps[1].role.is_some());
}

/// Every field of steps comes through a text: role, answers, message and the others.
#[test]
fn a_text_is_pasted_with_all_that_it_says_of_steps() {
    let mut world = World::new();
    let role = world.add("role", &[("title", json!("Network engineer"))]);
    let service = world.add("service", &[("title", json!("Telephones"))]);
    let inner = world.add("runbook", &[("title", json!("Restart the gateway"))]);
    let id = world.add("runbook", &[("title", json!("Fail over"))]);
    let said = [
        json!({"title": "Ours?", "kind": "decision", "role": role.to_string(), "answers": ["yes", "no"]}),
        json!({"title": "Ring them", "kind": "task", "when": "no", "captures": "fault",
               "duration": {"low": 5.0, "likely": 10.0, "high": 30.0}, "evidence_required": true}),
        json!({"title": "Restart it", "kind": "runbook", "when": "yes", "runbook": inner.to_string()}),
        json!({"title": "Tell them", "kind": "communication", "audience": "All wards",
               "channel": "Text", "message": "Down, fault {{fault}}.", "start_after": 30}),
        json!({"title": "Try it", "kind": "command", "command": "show trunk", "language": "text",
               "expected": "up", "rollback": "reload", "irreversible": true, "only": "actual"}),
        json!({"title": "Wait", "kind": "wait", "start_at": "2026-11-22T18:00:00.000Z"}),
        json!({"title": "Back", "kind": "milestone", "service": service.to_string(), "recovery": "full"}),
    ];
    let mut steps: Vec<Id> = Vec::new();
    for fields in &said {
        let fields: Vec<_> = fields.as_object().expect("fields").iter().collect();
        let fields: Vec<_> = fields
            .iter()
            .map(|(key, value)| (Key::of(key).as_str(), (*value).clone()))
            .collect();
        steps.push(world.item(id, "steps", &fields));
    }
    let mut outline = Outline::of(world.record(id));
    let under = outline.put(&steps[1..3], steps[0], Spot::In);
    world.commit(&under.expect("edits"));
    let first = json!([steps[0].to_string()]);
    world.set_item(id, "steps", steps[4], "predecessors", first);
    let text = markdown::write(&records::draft(world.record(id), &world.view()));

    let to = world.add("runbook", &[("title", json!("New"))]);
    paste(&mut world, to, None, &text);
    assert_eq!(picture(&world, to), picture(&world, id));
    for fields in &said {
        let pasted = step(&world, to, fields["title"].as_str().expect("a title"));
        let record = world.record(to);
        for (key, value) in fields.as_object().expect("fields") {
            let path = Path::item(STEPS, pasted, Key::of(key));
            let found: Option<serde_json::Value> = record.value(path).and_then(Text::get);
            assert_eq!(found.as_ref(), Some(value), "{key}");
        }
    }
    let path = Path::item(STEPS, step(&world, to, "Try it"), Key::new("predecessors"));
    let first: Option<Vec<String>> = world.record(to).value(path).and_then(Text::get);
    assert_eq!(first, Some(vec![step(&world, to, "Ours?").to_string()]));
}

#[test]
fn a_step_is_added_below_one_that_has_steps_below_it_and_beside_another() {
    let (mut world, id) = tree();
    for (after, title) in [("a", "1"), ("c", "2"), ("e", "3")] {
        let new = world.mint();
        let edits = add(world.record(id), Some(step(&world, id, after)), new);
        world.commit(&edits);
        world.set_item(id, "steps", new, "title", json!(title));
    }
    assert_eq!(
        picture(&world, id),
        ["a", " 1", " b", " c", " 2", "d", " e", " 3"]
    );
}

fn turned(world: &World, id: Id, turn: Turn, steps: &[Id]) -> Vec<Edit> {
    Outline::of(world.record(id)).turn(turn, steps)
}

#[test]
fn steps_move_as_far_as_the_outline_allows() {
    let cases: [(&str, Turn, Option<&[&str]>); 11] = [
        ("b", Turn::Indent, None),
        ("c", Turn::Indent, Some(&["a", " b", "  c", "d", " e"])),
        ("d", Turn::Indent, Some(&["a", " b", " c", " d", "  e"])),
        ("b", Turn::Outdent, Some(&["a", " c", "b", "d", " e"])),
        ("a", Turn::Outdent, None),
        ("c", Turn::Up, Some(&["a", " c", " b", "d", " e"])),
        ("e", Turn::Up, Some(&["a", " b", " c", " e", "d"])),
        ("a", Turn::Up, None),
        ("a", Turn::Down, Some(&["d", " e", "a", " b", " c"])),
        ("c", Turn::Down, Some(&["a", " b", "d", " c", " e"])),
        ("a", Turn::Remove, Some(&["b", "c", "d", " e"])),
    ];
    for (title, how, expected) in cases {
        let (mut world, id) = tree();
        let edits = turned(&world, id, how, &[step(&world, id, title)]);
        assert_eq!(edits.is_empty(), expected.is_none(), "{title}");
        if let Some(expected) = expected {
            world.commit(&edits);
            assert_eq!(picture(&world, id), expected, "{title}");
        }
    }
}

#[test]
fn several_steps_move_together_and_keep_their_order() {
    let cases: [(&[&str], Turn, Picture); 9] = [
        (
            &["b", "c"],
            Turn::Outdent,
            Some(&["a", "b", "c", "d", " e"]),
        ),
        (&["b", "c"], Turn::Indent, None),
        (
            &["c", "d"],
            Turn::Indent,
            Some(&["a", " b", "  c", " d", "  e"]),
        ),
        (&["b", "c"], Turn::Up, None),
        (&["d", "e"], Turn::Up, Some(&["d", " e", "a", " b", " c"])),
        (&["b", "c"], Turn::Down, Some(&["a", "d", " b", " c", " e"])),
        (&["a", "b", "d"], Turn::Down, None),
        (&["a", "b"], Turn::Remove, Some(&["c", "d", " e"])),
        (&["a", "b", "c", "d", "e"], Turn::Remove, Some(&[])),
    ];
    for (titles, how, expected) in cases {
        let (mut world, id) = tree();
        let steps: Vec<Id> = titles.iter().map(|title| step(&world, id, title)).collect();
        let edits = turned(&world, id, how, &steps);
        assert_eq!(edits.is_empty(), expected.is_none(), "{titles:?} {how:?}");
        if let Some(expected) = expected {
            world.commit(&edits);
            assert_eq!(picture(&world, id), expected, "{titles:?} {how:?}");
        }
    }
}

#[test]
fn steps_are_put_before_behind_and_below_another_but_not_below_themselves() {
    let cases: [(&[&str], &str, Spot, Picture); 6] = [
        (
            &["e"],
            "b",
            Spot::Before,
            Some(&["a", " e", " b", " c", "d"]),
        ),
        (
            &["a"],
            "d",
            Spot::After,
            Some(&["d", " e", "a", " b", " c"]),
        ),
        (
            &["b", "c"],
            "d",
            Spot::In,
            Some(&["a", "d", " e", " b", " c"]),
        ),
        (
            &["c", "e"],
            "a",
            Spot::Before,
            Some(&["c", "e", "a", " b", "d"]),
        ),
        (&["a"], "b", Spot::In, None),
        (&["a"], "a", Spot::After, None),
    ];
    for (titles, target, spot, expected) in cases {
        let (mut world, id) = tree();
        let steps: Vec<Id> = titles.iter().map(|title| step(&world, id, title)).collect();
        let target = step(&world, id, target);
        let edits = Outline::of(world.record(id)).put(&steps, target, spot);
        assert_eq!(edits.is_some(), expected.is_some(), "{titles:?}");
        if let (Some(edits), Some(expected)) = (edits, expected) {
            world.commit(&edits);
            assert_eq!(picture(&world, id), expected, "{titles:?} {spot:?}");
        }
    }
}

#[test]
fn two_thousand_steps_are_pasted_moved_and_removed_as_one_command() {
    let lines: Vec<String> = (0..2000).map(|n| format!("Step {n}")).collect();
    let text = lines.join("\n");
    let (mut world, id) = pasted(&text);
    let all: Vec<Id> = world
        .record(id)
        .items(STEPS)
        .iter()
        .map(|item| item.id)
        .collect();
    let edits = turned(&world, id, Turn::Indent, &all[1..]);
    assert_eq!(edits.len(), 1999);
    world.commit(&edits);
    assert!(
        world.record(id).items(STEPS)[1..]
            .iter()
            .all(|item| item.parent == Some(all[0]))
    );
    let edits = turned(&world, id, Turn::Up, &all[1500..]);
    world.commit(&edits);
    assert_eq!(world.record(id).items(STEPS)[1499].id, all[1500]);
    let edits = turned(&world, id, Turn::Remove, &all[1000..]);
    assert_eq!(edits.len(), 1000);
    world.commit(&edits);
    assert_eq!(world.record(id).items(STEPS).len(), 1000);
}

// All that a plan follows from: place, title and what each step comes after.
fn plan_of(world: &World, id: Id) -> Vec<(usize, Id, String)> {
    let items = world.record(id).items(STEPS);
    let one = |item: &Item<'_>| {
        let first = item.value(PREDECESSORS).filter(|first| !first.is_null());
        let first = first.map(|first| first.as_str().to_owned());
        (item.depth, item.id, first.unwrap_or_default())
    };
    items.iter().map(one).collect()
}

#[test]
fn a_step_that_moves_on_after_something_else_was_done_does_not_go_back() {
    let (mut world, id) = pasted("- a\n- b\n- c ||\n- d");
    let c = step(&world, id, "c");
    let mut moves = Moves::default();
    let before = plan_of(&world, id);
    for turn in [Turn::Down, Turn::Up] {
        let edits = moves.turn(world.record(id), turn, &[c]);
        world.commit(&edits);
    }
    assert_eq!(plan_of(&world, id), before);
    let edits = moves.turn(world.record(id), Turn::Down, &[c]);
    world.commit(&edits);
    let new = world.mint();
    let edits = add(world.record(id), Some(step(&world, id, "a")), new);
    world.commit(&edits);
    let edits = moves.turn(world.record(id), Turn::Up, &[c]);
    world.commit(&edits);
    assert_eq!(picture(&world, id), ["a", "", "b", "c", "d"]);
    assert!(!is_beside(world.record(id).value(Path::item(
        STEPS,
        c,
        Key::new(PREDECESSORS)
    ))));
}

proptest! {
    /// Whatever is done, no step but a removed one is lost and none is doubled.
    #[test]
    fn moving_loses_nothing(turns in prop::collection::vec((0..4_usize, any::<prop::sample::Index>(), any::<Option<prop::sample::Index>>()), 0..60)) {
        let (mut world, id) = tree();
        for (kind, at, two) in turns {
            let all: Vec<Id> = world.record(id).items(STEPS).iter().map(|item| item.id).collect();
            let mut chosen = vec![all[at.index(all.len())]];
            chosen.extend(two.map(|two| all[two.index(all.len())]));
            let edits = turned(&world, id, [Turn::Indent, Turn::Outdent, Turn::Up, Turn::Down][kind], &chosen);
            world.commit(&edits);
        }
        let mut titles: Vec<String> = picture(&world, id).iter().map(|line| line.trim().to_owned()).collect();
        titles.arrange();
        prop_assert_eq!(titles, ["a", "b", "c", "d", "e"]);
    }

    /// There and back, all is as it was: who was side by side with whom, too.
    #[test]
    fn moving_there_and_back_gives_the_same_plan(
        drawn in prop::collection::vec((0_usize..3, any::<bool>()), 2..12),
        chosen in prop::collection::vec(any::<prop::sample::Index>(), 1..3),
        turns in prop::collection::vec(any::<bool>(), 1..8),
    ) {
        let mut depth = 0;
        let line = |(n, (wanted, beside)): (usize, &(usize, bool))| {
            depth = if n == 0 { 0 } else { (*wanted).min(depth + 1) };
            format!("{}- s{n}{}", "  ".repeat(depth), if *beside { " ||" } else { "" })
        };
        let lines: Vec<String> = drawn.iter().enumerate().map(line).collect();
        let (mut world, id) = pasted(&lines.join("\n"));
        let all: Vec<Id> = world.record(id).items(STEPS).iter().map(|item| item.id).collect();
        let chosen: Vec<Id> = chosen.iter().map(|at| all[at.index(all.len())]).collect();
        let mut moves = Moves::default();
        let mut back = vec![(plan_of(&world, id), Turn::Up)];
        for up in turns {
            let (turn, other) = if up { (Turn::Up, Turn::Down) } else { (Turn::Down, Turn::Up) };
            // The way back is taken below, and only where it could be gone.
            if back.last().is_some_and(|(_, last)| back.len() > 1 && *last == turn) { continue; }
            let edits = moves.turn(world.record(id), turn, &chosen);
            if edits.is_empty() { break; }
            world.commit(&edits);
            back.push((plan_of(&world, id), other));
        }
        while back.len() > 1 {
            let (_, turn) = back.pop().expect("a move");
            let edits = moves.turn(world.record(id), turn, &chosen);
            world.commit(&edits);
            prop_assert_eq!(&plan_of(&world, id), &back.last().expect("what was before").0);
        }
    }
}

/// A decision with a section for one answer, and what hangs on it.
fn ways() -> (World, Id) {
    let mut world = World::new();
    let steps = [
        json!({"title": "Is the hall lost?", "kind": "decision", "answers": ["no", "yes"]}),
        json!({"title": "Mend", "under": 0, "when": "yes"}),
        json!({"title": "Move", "under": 0, "when": "no", "kind": "section", "only": "actual"}),
        json!({"title": "Stop", "under": 2}),
        json!({"title": "Pull the plug", "under": 2, "when": "yes"}),
        json!({"title": "Late", "under": 2, "only": "actual"}),
    ];
    let (id, _) = crate::rooms::runbooks::tests::write_runbook(&mut world, &steps);
    (world, id)
}

// Each step with the answer and the mode that it is for.
fn said(world: &World, id: Id) -> Vec<String> {
    let steps = crate::rooms::runbooks::steps::read(world.record(id));
    let line = |step: &crate::rooms::runbooks::steps::Step| {
        format!(
            "{} {} [{} {}]",
            step.number, step.title, step.when, step.only
        )
    };
    steps.iter().map(line).collect()
}

#[test]
fn what_stood_under_a_removed_section_goes_on_applying_only_where_that_did() {
    let (mut world, id) = ways();
    let section = step(&world, id, "Move");
    let edits = turned(&world, id, Turn::Remove, &[section]);
    assert_eq!(
        told(world.record(id), Turn::Remove, &[section], &edits).as_deref(),
        Some(
            "3 steps below moved up; 2 steps are now “only if no”; 2 steps are now “in earnest \
             only”; 1 step keeps another condition: look at it"
        )
    );
    world.commit(&edits);
    assert_eq!(
        said(&world, id)[1..],
        [
            "1.1 Mend [yes ]",
            "1.2 Stop [no actual]",
            "1.3 Pull the plug [yes actual]",
            "1.4 Late [no actual]"
        ]
    );
}

#[test]
fn a_chain_that_is_removed_at_once_hands_on_all_that_it_said() {
    let (mut world, id) = ways();
    let (section, stop) = (step(&world, id, "Move"), step(&world, id, "Stop"));
    let under = step(&world, id, "Late");
    world.set_item(
        id,
        "steps",
        under,
        "place",
        json!({"key": "k9", "under": stop.to_string()}),
    );
    let edits = turned(&world, id, Turn::Remove, &[section, stop]);
    assert!(
        edits
            .iter()
            .all(|edit| edit.path.item != stop || edit.path.is_tombstone())
    );
    world.commit(&edits);
    let all = said(&world, id);
    assert!(all.contains(&"1.2 Late [no actual]".to_owned()), "{all:?}");
}

#[test]
fn who_leaves_a_section_takes_its_condition_along_and_a_new_step_does_not() {
    let (mut world, id) = ways();
    let stop = step(&world, id, "Stop");
    let edits = turned(&world, id, Turn::Outdent, &[stop]);
    assert_eq!(
        told(world.record(id), Turn::Outdent, &[stop], &edits).as_deref(),
        Some("1 step is now “only if no”; 1 step is now “in earnest only”")
    );
    world.commit(&edits);
    assert!(said(&world, id).contains(&"1.3 Stop [no actual]".to_owned()));
    let last = step(&world, id, "Late");
    let new = world.mint();
    world.commit(&add(world.record(id), Some(last), new));
    let edits = turned(&world, id, Turn::Outdent, &[new]);
    assert_eq!(told(world.record(id), Turn::Outdent, &[new], &edits), None);
    world.commit(&edits);
    assert!(said(&world, id).contains(&"1.3  [ ]".to_owned()));
}

#[test]
fn an_answer_to_a_removed_decision_is_not_taken_for_one_to_the_decision_around_it() {
    let mut world = World::new();
    let steps = [
        json!({"title": "Lost?", "kind": "decision", "answers": ["no", "yes"]}),
        json!({"title": "Spare?", "kind": "decision", "answers": ["no", "yes"], "under": 0, "when": "no"}),
        json!({"title": "Use it", "under": 1, "when": "yes"}),
    ];
    let (id, ids) = crate::rooms::runbooks::tests::write_runbook(&mut world, &steps);
    let edits = turned(&world, id, Turn::Remove, &ids[1..2]);
    world.commit(&edits);
    assert_eq!(said(&world, id)[1..], ["1.1 Use it [no ]"]);
    let edits = turned(&world, id, Turn::Remove, &ids[..1]);
    assert_eq!(
        told(world.record(id), Turn::Remove, &ids[..1], &edits).as_deref(),
        Some("1 step below moved up; 1 step keeps another condition: look at it")
    );
    world.commit(&edits);
    assert!(world.finds(id, "runbook-when-no-decision"));
}
