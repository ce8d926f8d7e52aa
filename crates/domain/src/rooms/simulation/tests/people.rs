//! Who is there outside their hours.

use super::*;

// Two steps side by side for a role that two people of one rota have.
fn rota() -> Crew {
    let mut crew = crew();
    let view = crew.world.view();
    let ada = view.live("person").next().expect("Ada").id;
    let ben = crew.world.person("Ben");
    for person in [ada, ben] {
        crew.world.set(
            person,
            "working_hours",
            json!("Mon-Fri 08:00-17:00, DBA rota"),
        );
        crew.world.set(person, "time_zone", json!("UTC"));
    }
    crew.world
        .item(crew.role, "deputies", &[("person", json!(ben.to_string()))]);
    crew
}

fn outside(crew: &Crew, outside: Outside) -> (Chosen, Answer) {
    // A Monday, 06:00 UTC: two hours before they come.
    let scenario = Scenario {
        at: holdfast_ledger::time::parse("2026-11-23T06:00:00.000Z"),
        outside,
        ..crew.scenario()
    };
    asked(&crew.world, &scenario, &Variant::default())
}

#[test]
fn of_a_rota_one_comes_outside_their_hours() {
    let crew = rota();
    let (chosen, answer) = outside(&crew, Outside::Rota);
    assert_eq!(chosen.before.on_call.len(), 1);
    let median = |answer: &Answer| answer.before.targets[0].percentiles[1];
    let called = outside(&crew, Outside::Called).1;
    let kept = outside(&crew, Outside::Kept).1;
    assert!(
        median(&called) < median(&answer),
        "one of two does both steps"
    );
    assert!(
        median(&answer) < median(&kept),
        "and needs not wait for eight"
    );
}

/// A rota says nothing of hours: its first comes when called, the others are there at any time, which is told.
#[test]
fn who_has_only_a_rota_counts_as_there_and_that_is_told() {
    let mut crew = rota();
    let people: Vec<Id> = {
        let view = crew.world.view();
        view.live("person").map(|person| person.id).collect()
    };
    for person in &people {
        crew.world.set(*person, "working_hours", json!("DBA rota"));
    }
    let unclear = |way| outside(&crew, way).0.before.unclear;
    assert_eq!(unclear(Outside::Kept), people);
    assert_eq!(unclear(Outside::Rota), people[1..]);
    assert_eq!(unclear(Outside::Called), []);
}

#[test]
fn hours_ask_for_a_moment() {
    let crew = rota();
    for (way, known) in [
        (Outside::Called, true),
        (Outside::Rota, false),
        (Outside::Kept, false),
    ] {
        let scenario = Scenario {
            outside: way,
            ..crew.scenario()
        };
        let chosen = Chosen::of(&scenario, &Variant::default(), (100, 1), &crew.world.view());
        assert_eq!(chosen.is_ok(), known);
        assert_eq!(Outside::read(way.word()), way);
    }
    assert_eq!(Outside::read("nonsense"), Outside::Called);
}

/// What nobody timed is nobody's role: a holder of it in an address changes nothing.
#[test]
fn nobody_can_do_what_nobody_timed() {
    let mut world = World::new();
    let site = service(&mut world, "Site", &[]);
    let forged = Variant {
        holder: Some(Id([0; 16])),
        ..Variant::default()
    };
    let (chosen, answer) = asked(&world, &lost(site, None), &forged);
    let after = chosen.after.expect("a variant");
    assert_eq!(after.rows[0].why, Some(Why::NoTime(site)));
    assert!(answer.after.expect("a variant").targets[0].percentiles[0].is_infinite());
}
