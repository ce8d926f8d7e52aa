use super::super::drawing::{Graph, Scope, usual_scope};
use super::super::gantt::Chart;
use super::super::plan::Plan;
use super::{minutes, write_runbook};
use crate::testing::World;
use serde_json::{Value, json};

fn plan(steps: &[Value]) -> Plan {
    let mut world = World::new();
    let (runbook, _) = write_runbook(&mut world, steps);
    Plan::of(world.record(runbook))
}

/// The edges between steps, as numbers of the outline; junctions are `·`.
fn edges(plan: &Plan, graph: &Graph) -> Vec<String> {
    let name = |node: usize| match graph.nodes[node] {
        Some(step) => plan.steps[step].number.clone(),
        None => "·".to_owned(),
    };
    let routes = graph.drawing.routes.iter().zip(&graph.links);
    let mut found: Vec<String> = routes
        .map(|(route, link)| format!("{}>{}{}", name(route.from), name(route.to), link.answer))
        .collect();
    holdfast_ledger::sort::Arrange::arrange(&mut *found);
    found
}

fn drawn(steps: &[Value], scope: Scope) -> Vec<String> {
    let plan = plan(steps);
    edges(&plan, &Graph::of(&plan, None, scope))
}

#[test]
fn sections_give_way_to_the_steps_in_them() {
    let steps = [
        json!({"title": "A"}),
        json!({"title": "S", "kind": "section"}),
        json!({"title": "B", "under": 1}),
        json!({"title": "C", "under": 1}),
        json!({"title": "D"}),
    ];
    assert_eq!(drawn(&steps, Scope::All), ["1>2.1", "2.1>2.2", "2.2>3"]);
    assert_eq!(drawn(&steps, Scope::Sections), ["1>2", "2>3"]);
    assert_eq!(drawn(&steps, Scope::Under(1)), ["2.1>2.2"]);
}

#[test]
fn where_many_meet_many_a_junction_stays() {
    let mut steps = vec![json!({"title": "S", "kind": "section"})];
    steps.extend((0..3).map(|_| json!({"title": "A", "under": 0, "after": []})));
    steps.push(json!({"title": "T", "kind": "section"}));
    steps.extend((0..3).map(|_| json!({"title": "B", "under": 4, "after": []})));
    assert_eq!(
        drawn(&steps, Scope::All),
        ["1.1>·", "1.2>·", "1.3>·", "·>2.1", "·>2.2", "·>2.3"]
    );
}

#[test]
fn a_decision_shows_which_answer_leads_where() {
    let steps = [
        json!({"title": "Which way?", "kind": "decision"}),
        json!({"title": "Ways", "kind": "section", "under": 0, "when": "Tape"}),
        json!({"title": "Tape 1", "under": 1}),
        json!({"title": "Disk", "under": 0, "when": "Disk"}),
        json!({"title": "Disk 2", "under": 0, "when": "Disk"}),
        json!({"title": "Check"}),
    ];
    assert_eq!(
        drawn(&steps, Scope::All),
        ["1.1.1>2", "1.2>1.3", "1.3>2", "1>1.1.1Tape", "1>1.2Disk"]
    );
}

#[test]
fn the_critical_path_is_marked() {
    let steps = [
        json!({"title": "A", "duration": minutes(10, 10, 10)}),
        json!({"title": "B", "duration": minutes(60, 60, 60)}),
        json!({"title": "C", "duration": minutes(20, 20, 20), "after": [0]}),
        json!({"title": "D", "duration": minutes(5, 5, 5), "after": [1, 2]}),
    ];
    let plan = plan(&steps);
    let chart = Chart::of(&plan).expect("no circle");
    let graph = Graph::of(&plan, Some(&chart), Scope::All);
    let critical = graph.drawing.routes.iter().zip(&graph.links);
    let critical: Vec<(usize, usize)> = critical
        .filter(|(_, link)| link.critical)
        .map(|(route, _)| (route.from, route.to))
        .collect();
    assert_eq!(critical, [(0, 1), (1, 3)]);
}

#[test]
fn steps_that_wait_for_each_other_are_drawn_and_named_in_order() {
    let steps = [
        json!({"title": "A"}),
        json!({"title": "B", "after": [3]}),
        json!({"title": "C"}),
        json!({"title": "D"}),
        json!({"title": "E"}),
    ];
    let plan = plan(&steps);
    let graph = Graph::of(&plan, None, Scope::All);
    assert_eq!(graph.circle(), [1, 2, 3]);
    let marked = graph.drawing.routes.iter().filter(|route| route.in_circle);
    assert_eq!(marked.count(), 3);
    assert_eq!(
        graph
            .drawing
            .routes
            .iter()
            .filter(|route| route.back)
            .count(),
        1
    );
}

#[test]
fn many_steps_show_their_sections_first() {
    let mut steps = vec![json!({"title": "S", "kind": "section"})];
    steps.extend((0..310).map(|_| json!({"title": "A", "under": 0})));
    assert_eq!(usual_scope(&plan(&steps)), Scope::Sections);
    assert_eq!(usual_scope(&plan(&steps[..200])), Scope::All);
}
