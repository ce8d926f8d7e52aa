use super::super::act::{Act, Outcome, Post};
use super::super::evidence::record_markdown;
use super::super::run::State;
use super::super::start::Options;
use super::super::{RUN, variables, version};
use super::{Run, act_in, minutes, write_runbook};
use crate::testing::World;
use crate::value;
use holdfast_ledger::Path;
use serde_json::json;

#[test]
fn the_record_says_who_did_what_when() {
    let steps = [
        json!({"title": "Stop | drain", "duration": minutes(5, 5, 5)}),
        json!({"title": "Restore"}),
        json!({"title": "Call the insurer", "only": "actual", "duration": minutes(9, 9, 9)}),
    ];
    let mut run = Run::start(
        &steps,
        &Options {
            mode: "exercise",
            ..Options::default()
        },
    );
    let [stop, restore, _] = run.steps[..] else {
        panic!("three steps")
    };
    run.act("12:00:05", |act| act.start_step(stop))
        .expect("started");
    run.act("12:07:05", |act| {
        act.done(stop, "Took longer:\n\n# not a heading")
    })
    .expect("done");
    run.world.user = "Ben".to_owned();
    run.act("12:08:00", |act| act.skip(restore, "Nothing was lost."))
        .expect("skipped");
    run.act("12:10:00", |act| act.finish("")).expect("finished");
    let text = record_markdown(run.world.record(run.id), &run.world.view());
    for expected in [
        "# RUN-1 Restore the ledger\n",
        "- **Mode:** Exercise\n",
        "- **Approval:** not approved\n",
        "- **Started:** 2026-11-22 12:00:00 UTC\n",
        "- **From start to end:** 10 min\n",
        "- **Planned:** at least 5 min; 1 step has no duration\n",
        "- **Steps done or skipped:** 2 of 2\n",
        "| 1 | Stop \\| drain |  | Done | Ada | 2026-11-22 12:00:05 UTC | 2026-11-22 12:07:05 UTC | 7 min | 5 min |\n",
        "| 2 | Restore |  | Skipped | Ben |  | 2026-11-22 12:08:00 UTC |  |  |\n",
        "- 2026-11-22 12:07:05 UTC · Ada · Done · 1 “Stop \\| drain”\n    > Took longer:\n    > \n    > # not a heading\n",
        "- 2026-11-22 12:08:00 UTC · Ben · Skipped · 2 “Restore”\n    > Nothing was lost.\n",
        "- 2026-11-22 12:10:00 UTC · Ben · Run finished\n",
    ] {
        assert!(text.contains(expected), "{expected} is not in\n{text}");
    }
}

#[test]
fn a_record_of_a_run_under_way_forecasts_its_end() {
    let steps = [json!({"title": "Stop", "duration": minutes(5, 5, 5)})];
    let run = Run::start(
        &steps,
        &Options {
            mode: "actual",
            ..Options::default()
        },
    );
    let text = record_markdown(run.world.record(run.id), &run.world.view());
    assert!(
        text.contains(
            "- **Forecast end:** 2026-11-22 12:05:00 UTC, as of 2026-11-22 12:00:00 UTC\n"
        )
    );
    assert!(text.contains("- **State:** Running\n") && !text.contains("**Ended:**"));
}

#[test]
fn what_was_not_done_is_not_called_ready_once_the_run_is_over() {
    let steps = [
        json!({"title": "Stop"}),
        json!({"title": "Restore"}),
        json!({"title": "Check"}),
    ];
    let mut run = Run::start(&steps, &Options::default());
    let stop = run.steps[0];
    run.act("12:00:05", |act| act.start_step(stop))
        .expect("started");
    run.act("12:00:17", |act| act.done(stop, "")).expect("done");
    let restore = run.steps[1];
    run.act("12:01:00", |act| act.start_step(restore))
        .expect("started");
    assert_eq!(run.view().label(State::Ready), "Ready");
    run.act("12:02:00", |act| act.finish("")).expect("finished");
    let text = record_markdown(run.world.record(run.id), &run.world.view());
    for expected in [
        "| 1 | Stop |  | Done | Ada | 2026-11-22 12:00:05 UTC | 2026-11-22 12:00:17 UTC | 12 s |  |\n",
        "| 2 | Restore |  | Not finished | Ada |",
        "| 3 | Check |  | Not done |",
    ] {
        assert!(text.contains(expected), "{expected} is not in\n{text}");
    }
}

#[test]
fn values_that_nobody_gave_are_named() {
    let mut world = World::new();
    let (runbook, _) = write_runbook(
        &mut world,
        &[
            json!({"title": "Restore", "command": "restore --to {{point}} {{host}}"}),
            json!({"title": "Check {{host}}"}),
        ],
    );
    for (name, default) in [("point", ""), ("host", "db1")] {
        let fields = [("name", json!(name)), ("default", json!(default))];
        world.item(runbook, "variables", &fields);
    }
    let run = Run::start_in(world, runbook, &Options::default());
    let record = run.world.record(run.id);
    let values = variables::values(record);
    assert_eq!(
        variables::fill("restore --to {{point}} {{host}}", &values),
        "restore --to {{point}} db1"
    );
    assert_eq!(variables::missing(record, run.steps[0]), ["point"]);
    assert!(variables::missing(record, run.steps[1]).is_empty());
    let text = record_markdown(record, &run.world.view());
    assert!(text.contains("| host | db1 |\n"), "{text}");
    assert!(text.contains("| point | no value |\n"), "{text}");
}

#[test]
fn an_approval_says_when_in_words() {
    let mut world = World::new();
    let (runbook, _) = write_runbook(&mut world, &[json!({"title": "Stop"})]);
    let ada = world.person("Ada");
    world.act_as(ada);
    world.act(runbook, "submit", &[]).expect("submitted");
    world.act(runbook, "approve", &[]).expect("approved");
    let content = version::content(world.record(runbook));
    let run = Run::start_in(world, runbook, &Options::default());
    let (record, view) = (run.world.record(run.id), run.world.view());
    let text = record_markdown(record, &view);
    assert!(
        text.contains("Ada at 2026-11-22 12:00:00 UTC (attested"),
        "{text}"
    );
    // On screen: a time as a person reads it, and the version short enough to compare.
    let field = RUN.fields.iter().find(|field| field.key == "approval");
    let approval = record.value(Path::of("approval"));
    let shown = value::show(field.expect("described"), approval, &view);
    assert!(shown.contains("At: 2026-11-22 12:00 (UTC)"), "{shown}");
    let short = &content[2..10];
    assert!(shown.ends_with(&format!("Version: {short}")), "{shown}");
    let field = RUN
        .fields
        .iter()
        .find(|field| field.key == "runbook_version");
    let version = record.value(Path::of("runbook_version"));
    assert_eq!(
        value::show(field.expect("described"), version, &view),
        short
    );
}

pub(super) fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

fn at(clock: &str) -> Option<i64> {
    holdfast_ledger::time::parse(&format!("2026-11-22T{clock}.000Z"))
}

#[test]
fn the_record_measures_recovery_from_when_it_occurred() {
    let mut world = World::new();
    world.user = "Ada".to_owned();
    let (runbook, steps) = write_runbook(
        &mut world,
        &[
            json!({"title": "Restore"}),
            json!({"title": "Back", "kind": "milestone"}),
        ],
    );
    let fields = [
        ("title", json!("Ledger")),
        ("rto", json!(60)),
        ("rpo", json!(15)),
    ];
    let service = world.add("service", &fields).to_string();
    world.set(runbook, "services", json!([service]));
    world.set_item(runbook, "steps", steps[1], "service", json!(service));
    world.set_item(runbook, "steps", steps[1], "recovery", json!("full"));
    let options = Options {
        mode: "actual",
        occurred: at("11:30:00"),
        detected: at("11:40:00"),
        ..Options::default()
    };
    let mut run = Run::start_in(world, runbook, &options);
    run.world
        .set(run.id, "recovered_to", json!("2026-11-22T11:18:00.000Z"));
    let back = run.steps[1];
    run.act("12:20:00", |act| act.done(back, ""))
        .expect("reached");
    run.act("12:45:00", |act| act.finish("")).expect("finished");
    let text = record_markdown(run.world.record(run.id), &run.world.view());
    has(
        &text,
        &[
            "- **Services:** Ledger\n",
            "- **Recovery is counted from:** when it occurred, 2026-11-22 11:30:00 UTC\n",
            "- **Detected:** 2026-11-22 11:40:00 UTC\n",
            "- **Lost before the start:** 30 min\n",
            "- **RTO:** 1 h, 10 min left when all was back\n",
            "- **RPO:** 15 min\n",
            "- **Data recovered to:** 2026-11-22 11:18:00 UTC\n",
            "- **Achieved RPO:** 12 min\n",
            "- **Ledger:** Fully recovered, 2026-11-22 12:20:00 UTC, after 50 min\n",
        ],
    );
}

#[test]
fn the_record_has_decisions_values_hand_overs_and_what_was_added() {
    let steps = [
        json!({"title": "Whole?", "kind": "decision", "answers": ["no", "yes"]}),
        json!({"title": "Find the node", "captures": "node"}),
        json!({"title": "Stop {{node}}"}),
    ];
    let mut run = Run::start(&steps, &Options::default());
    let (role, bo) = (
        run.world.add("role", &[("title", json!("DBA"))]),
        run.world.person("Bo"),
    );
    let [whole, find, stop] = run.steps[..] else {
        panic!("three steps")
    };
    let yes = Outcome {
        answer: "yes",
        ..Outcome::default()
    };
    run.act("12:01:00", |act| act.complete(whole, yes))
        .expect("decided");
    let found = Outcome {
        value: "db-2",
        ..Outcome::default()
    };
    run.act("12:02:00", |act| act.complete(find, found))
        .expect("found");
    run.act("12:03:00", |act| act.capture(None, "node", "db-3"))
        .expect("put right");
    run.act("12:04:00", |act| {
        act.hand_over(Post::Role(role), "Cy", None, "Key is in the safe.")
    })
    .expect("handed over");
    run.act("12:05:00", |act| {
        act.hand_over(Post::Lead, "Bo", Some(bo), "")
    })
    .expect("handed over");
    run.act("12:06:00", |act| {
        act.add_step(Some(stop), "Find the key", "Locked.")
    })
    .expect("added");
    run.act("12:07:00", |act| act.block(stop, "No badge."))
        .expect("blocked");
    let text = record_markdown(run.world.record(run.id), &run.world.view());
    has(
        &text,
        &[
            "| Lead of the run | Bo (handed over) |\n",
            "| DBA | Cy (handed over) |\n",
            "| node | db-3 |\n",
            "- 2026-11-22 12:02:00 UTC · Ada · node = db-2\n",
            "- 2026-11-22 12:03:00 UTC · Ada · node = db-3\n",
            "| 1 | Whole? |  | Done: yes |",
            "| Blocked: No badge. |",
            "Find the key (added during the run)",
            " · Done · 1 “Whole?” · Answer: yes\n",
            " · Value noted · node = db-3\n",
            " · Handed over · DBA: Cy\n    > Key is in the safe.\n",
            " · Handed over · Lead: Bo\n",
            "    > Locked.\n",
        ],
    );
}

#[test]
fn the_facts_of_a_run_are_said_with_times_as_the_reader_wants_them() {
    let options = Options {
        mode: "actual",
        detected: at("11:40:00"),
        ..Options::default()
    };
    let run = Run::start(&[json!({"title": "Stop"})], &options);
    let record = run.world.record(run.id);
    let time = |ms: i64| holdfast_ledger::time::print(ms)[11..19].to_owned();
    let facts = super::super::evidence::facts(record, &run.view(), &run.world.view(), &time);
    for (label, value) in [
        ("Detected", "11:40:00"),
        ("Recovery is counted from", "when it was detected, 11:40:00"),
        ("Lost before the start", "20 min"),
    ] {
        let fact = (label.into(), value.to_owned());
        assert!(facts.contains(&fact), "{label}: {value} in {facts:?}");
    }
}

#[test]
fn the_record_has_messages_as_they_were_sent_and_files_by_fingerprint() {
    let mut world = World::new();
    world.user = "Ada".to_owned();
    let (runbook, steps) = write_runbook(
        &mut world,
        &[
            json!({"title": "Tell", "kind": "communication"}),
            json!({"title": "Copy"}),
            json!({"title": "Warn", "kind": "communication"}),
        ],
    );
    for (field, text) in [
        ("audience", "Wards"),
        ("channel", "Text"),
        ("message", "{{host}} is down.\n\nGo to paper."),
    ] {
        for step in [steps[0], steps[2]] {
            world.set_item(runbook, "steps", step, field, json!(text));
        }
    }
    world.item(runbook, "variables", &[("name", json!("host"))]);
    let mut run = Run::start_in(world, runbook, &Options::default());
    let [tell, copy, warn] = run.steps[..] else {
        panic!("three steps")
    };
    run.act("12:01:00", |act| act.capture(None, "host", "db1"))
        .expect("known");
    run.act("12:02:00", |act| act.done(tell, "")).expect("sent");
    let own = |act: &mut Act<'_>| act.done(warn, "To Wards, by Text:\n\nOnly db1 is down.");
    run.act("12:03:00", own).expect("sent in other words");
    run.act("12:09:00", |act| act.capture(None, "host", "db2"))
        .expect("known better");
    let file = [
        ("name", json!("log|1.txt")),
        ("size", json!(7)),
        ("sha256", json!("ab12")),
        ("item", json!(copy.to_string())),
    ];
    run.world.item(run.id, "attachments", &file);
    let text = record_markdown(run.world.record(run.id), &run.world.view());
    has(
        &text,
        &[
            "### 1 Tell\n\n- **Sent:** 2026-11-22 12:02:00 UTC\n- **By:** Ada\n- **Audience:** Wards\n- **Channel:** Text\n- **Words:** as planned; nobody wrote down what was sent\n\n> db1 is down.\n> \n> Go to paper.\n",
            "### 3 Warn\n\n- **Sent:** 2026-11-22 12:03:00 UTC\n- **By:** Ada\n- **Audience:** Wards\n- **Channel:** Text\n\n> Only db1 is down.\n",
            "| log\\|1.txt | 2 “Copy” | 7 | ab12 |\n",
        ],
    );
}

#[test]
fn what_was_entered_from_paper_and_put_right_says_so() {
    let mut run = Run::start(&[json!({"title": "Stop"})], &Options::default());
    let (stop, id) = (run.steps[0], run.id);
    run.world.at("2026-11-22T15:00:00.000Z");
    act_in(&mut run.world, id, |act| {
        act.paper = at("12:10:00");
        act.done(stop, "")
    })
    .expect("entered");
    let event = run.view().events[1].id;
    let to = at("12:12:00");
    for (clock, to) in [("16:00:00", to), ("16:01:00", at("11:58:00"))] {
        run.act(clock, |act| act.correct_time(event, to.expect("a time")))
            .expect("put right");
    }
    let text = record_markdown(run.world.record(run.id), &run.world.view());
    has(
        &text,
        &[
            "- 2026-11-22 11:58:00 UTC (before the start of the run; put right by Ada at 2026-11-22 16:01:00 UTC, first 2026-11-22 12:10:00 UTC) · Ada · Done · 1 “Stop” · from paper\n",
        ],
    );
}
