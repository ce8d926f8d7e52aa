use super::super::gantt::Form;
use super::super::start::Options;
use super::super::tracks::Tracks;
use super::{Run, minutes};
use serde_json::{Value, json};

fn steps() -> Vec<Value> {
    vec![
        json!({"title": "A", "duration": minutes(10, 10, 10)}),
        json!({"title": "S", "kind": "section"}),
        json!({"title": "B", "under": 1, "duration": minutes(20, 20, 20)}),
        json!({"title": "C", "under": 1, "duration": minutes(30, 30, 30)}),
        json!({"title": "X", "duration": minutes(99, 99, 99), "only": "actual"}),
    ]
}

fn exercise() -> Run {
    let occurred = holdfast_ledger::time::parse("2026-11-22T11:30:00.000Z");
    let options = Options {
        mode: "exercise",
        occurred,
        ..Options::default()
    };
    Run::start(&steps(), &options)
}

fn tracks(run: &Run, clock: &str) -> Tracks {
    let now =
        holdfast_ledger::time::parse(&format!("2026-11-22T{clock}.000Z")).expect("an instant");
    Tracks::of(&run.view(), now)
}

#[test]
fn plan_work_and_forecast_stand_side_by_side() {
    let mut run = exercise();
    let (a, b) = (run.steps[0], run.steps[2]);
    run.act("12:05:00", |act| act.start_step(a))
        .expect("started");
    run.act("12:20:00", |act| act.done(a, "")).expect("done");
    run.act("12:20:00", |act| act.start_step(b))
        .expect("started");
    let now = tracks(&run, "12:25:00");
    let of = |n: usize| {
        (
            now.tracks[n].planned,
            now.tracks[n].actual,
            now.tracks[n].forecast,
        )
    };
    assert_eq!(of(0), (Some((0.0, 10.0)), Some((5.0, Some(20.0))), None));
    assert_eq!(
        of(2),
        (Some((10.0, 30.0)), Some((20.0, None)), Some((25.0, 40.0)))
    );
    assert_eq!(of(3), (Some((30.0, 60.0)), None, Some((40.0, 70.0))));
    assert_eq!(now.tracks[1].form, Form::Summary);
    assert_eq!(
        of(1),
        (Some((10.0, 60.0)), Some((20.0, None)), Some((25.0, 70.0)))
    );
    assert_eq!(of(4).0, None, "it belongs to other runs");
    assert_eq!(
        (now.planned, now.finish, now.now),
        (Some(60.0), Some(70.0), 25.0)
    );
}

#[test]
fn recovery_is_due_from_when_it_occurred() {
    let mut run = exercise();
    assert_eq!(tracks(&run, "12:00:00").rto, None);
    run.world.set(run.id, "rto", json!(90));
    let now = tracks(&run, "12:00:00");
    assert_eq!(now.rto, Some(60.0));
    assert!(now.span() >= 60.0);
    run.world.set(run.id, "rto", json!(9000));
    assert!(
        tracks(&run, "12:00:00").span() < 100.0,
        "a far time does not press the rest together"
    );
}

#[test]
fn once_it_is_over_nothing_is_foretold() {
    let mut run = exercise();
    run.act("12:40:00", |act| act.abandon("No power"))
        .expect("given up");
    let now = tracks(&run, "15:00:00");
    assert_eq!((now.now, now.finish), (40.0, Some(40.0)));
    assert!(now.tracks.iter().all(|track| track.forecast.is_none()));
}
