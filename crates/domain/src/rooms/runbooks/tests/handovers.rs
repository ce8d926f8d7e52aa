use super::super::act::Post;
use super::super::evidence::record_markdown;
use super::super::posts;
use super::super::start::Options;
use super::record::has;
use super::{Run, write_runbook};
use crate::testing::World;
use serde_json::{Value, json};

// Ids of one moment need not follow one another, so the log must not go by them alone.
#[test]
fn who_has_a_role_from_the_start_on_was_handed_nothing_over() {
    let mut world = World::new();
    let scribe = world.add("role", &[("title", json!("Scribe"))]);
    let step = json!({"title": "Stop", "role": scribe.to_string()});
    let (runbook, _) = write_runbook(&mut world, &[step]);
    let mut parts = posts::parts(world.record(runbook), &world.view());
    parts[0].name = "Dan".to_owned();
    let options = Options {
        parts,
        ..Options::default()
    };
    let mut run = Run::start_in(world, runbook, &options);
    let log = |run: &Run| -> Vec<String> {
        let text = record_markdown(run.world.record(run.id), &run.world.view());
        let log = text.split("## Log").nth(1).expect("a log").to_owned();
        let lines = log.lines().filter(|line| line.starts_with("- 2026"));
        lines
            .map(|line| line.splitn(3, " · ").nth(2).expect("what").to_owned())
            .collect()
    };
    let said = [
        "Run started",
        "Role from the start · Dan has the role Scribe",
    ];
    assert_eq!(log(&run), said);
    let text = record_markdown(run.world.record(run.id), &run.world.view());
    has(&text, &["| Scribe | Dan |\n"]);
    // As older versions wrote it.
    let event = run.view().events[1].id;
    run.world
        .set_item(run.id, "events", event, "after", Value::Null);
    assert_eq!(log(&run), said);
    run.act("12:04:00", |act| {
        act.hand_over(Post::Role(scribe), "Eve", None, "")
    })
    .expect("handed over");
    assert_eq!(log(&run)[2], "Handed over · Scribe: Eve");
    let text = record_markdown(run.world.record(run.id), &run.world.view());
    has(&text, &["| Scribe | Eve (handed over) |\n"]);
}

#[test]
fn who_started_a_run_leads_it_until_it_is_handed_over() {
    let mut run = Run::start(&[json!({"title": "Stop"})], &Options::default());
    let text = |run: &Run| record_markdown(run.world.record(run.id), &run.world.view());
    has(
        &text(&run),
        &["- **Lead:** Ada\n", "| Lead of the run | Ada |\n"],
    );
    run.act("12:05:00", |act| act.hand_over(Post::Lead, "Bo", None, ""))
        .expect("handed over");
    has(
        &text(&run),
        &[
            "- **Lead:** Bo\n",
            "| Lead of the run | Bo (handed over) |\n",
        ],
    );
}

#[test]
fn a_step_that_is_handed_over_says_to_whom() {
    let mut run = Run::start(&[json!({"title": "Stop"})], &Options::default());
    let stop = run.steps[0];
    run.act("12:04:00", |act| {
        act.hand_over(Post::Step(stop), "Cy", None, "")
    })
    .expect("handed over");
    let text = record_markdown(run.world.record(run.id), &run.world.view());
    has(&text, &[" · Handed over · 1 “Stop” · To Cy\n"]);
}
