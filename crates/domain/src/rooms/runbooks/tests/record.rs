use super::super::evidence::record_markdown;
use super::super::start::Options;
use super::{Run, minutes};
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
