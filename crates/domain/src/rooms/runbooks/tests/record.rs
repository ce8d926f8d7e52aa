use super::super::evidence::record_markdown;
use super::super::run::State;
use super::super::start::Options;
use super::super::{RUN, variables, version};
use super::{Run, minutes, write_runbook};
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
        "- **Planned:** at least 5 min; 1 steps have no duration\n",
        "- **Steps done or skipped:** 2 of 2\n",
        "| 1 | Stop \\| drain |  | Done | Ada | 2026-11-22 12:00:05 UTC | 2026-11-22 12:07:05 UTC | 7 min | 5 min |\n",
        "| 2 | Restore |  | Skipped | Ben |  | 2026-11-22 12:08:00 UTC |  |  |\n",
        "- 2026-11-22 12:07:05 UTC · Ada · Done · 1 “Stop \\| drain”\n    > Took longer:\n    > \n    > # not a heading\n",
        "- 2026-11-22 12:08:00 UTC · Ben · Skipped · 2 “Restore”\n    > Nothing was lost.\n",
        "- 2026-11-22 12:10:00 UTC · Ben · Finished\n",
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
