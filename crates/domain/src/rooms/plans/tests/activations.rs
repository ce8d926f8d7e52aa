//! A plan is carried out: one change begins it, stages become ready, a failed step holds one up.

use super::super::deeds::{say, skip_stage, start_stage, take_in_stage};
use super::super::mode;
use super::super::track::{BackAt, StageState};
use super::Site;
use crate::rooms::runbooks::run::RunView;
use crate::rooms::service_levels::spans::Span;
use crate::value::instant;
use holdfast_ledger::{Id, Key, Path};
use serde_json::json;

const OCCURRED: &str = "2026-11-22T11:00:00.000Z";

fn ms(text: &str) -> i64 {
    holdfast_ledger::time::parse(text).expect("an instant")
}

#[test]
fn activating_makes_the_incident_the_activation_and_the_first_runs() {
    let mut site = Site::approved();
    let activation = site.activate(&[("occurred", json!(OCCURRED))]);
    let world = &site.world;
    let record = world.record(activation);
    assert_eq!(record.text("code"), "ACT-1");
    assert_eq!(record.text("plan"), site.plan.to_string());
    let incident: Id = record.text("incident").parse().expect("an incident");
    let made = world.record(incident);
    assert_eq!(
        (made.text("code").as_ref(), made.get::<bool>("major")),
        ("INC-1", Some(true))
    );
    assert_eq!(
        made.get::<Vec<String>>("services"),
        world.record(site.plan).get("services")
    );
    assert_eq!(made.text("occurred"), OCCURRED);
    assert_eq!(
        site.states(activation),
        [StageState::Running, StageState::Waiting]
    );
    let run = site.world.record(site.run_of(activation, 0));
    assert_eq!(run.text("subject"), incident.to_string());
    assert_eq!(
        (run.text("mode").as_ref(), run.text("occurred").as_ref()),
        ("actual", OCCURRED)
    );
    let log: Vec<String> = record
        .items(Key::new("log"))
        .iter()
        .map(|entry| entry.text("what").into_owned())
        .collect();
    assert_eq!(log, ["declared", "run_started"]);
    assert!(!world.finds(activation, "activation-unapproved"));
}

#[test]
fn runs_that_begin_together_have_codes_of_their_own() {
    let mut site = Site::approved();
    site.world
        .set_item(site.plan, "runbooks", site.entries[1], "after", json!([]));
    let activation = site.activate(&[]);
    let codes: Vec<String> = (0..2)
        .map(|stage| {
            site.world
                .record(site.run_of(activation, stage))
                .text("code")
                .into_owned()
        })
        .collect();
    assert_eq!(codes, ["RUN-1", "RUN-2"]);
}

#[test]
fn an_open_incident_can_be_taken_and_an_exercise_makes_none() {
    let mut site = Site::approved();
    let incident = site.world.add("incident", &[("title", json!("Water"))]);
    let activation = site.activate(&[("incident", json!(incident.to_string()))]);
    assert_eq!(
        site.world.record(activation).text("incident"),
        incident.to_string()
    );
    assert_eq!(site.world.record(incident).get::<bool>("major"), Some(true));
    assert_eq!(site.world.ledger.of_kind(Key::new("incident")).count(), 1);
    site.world.set(incident, "state", json!("closed"));
    let answers = [
        ("mode", json!("actual")),
        ("reason", json!("Again.")),
        ("incident", json!(incident.to_string())),
    ];
    let refused = site
        .world
        .act(site.plan, "activate", &answers)
        .expect_err("closed");
    assert!(refused.contains("not open"), "{refused}");
    let drill = site.activate(&[("mode", json!("exercise"))]);
    assert_eq!(site.world.record(drill).text("incident"), "");
    assert_eq!(
        site.world.record(site.run_of(drill, 0)).text("mode"),
        "exercise"
    );
}

#[test]
fn a_plan_that_was_never_approved_is_activated_loudly() {
    let mut site = Site::new();
    let view = site.world.view();
    let record = site.world.record(site.plan);
    let label = super::super::activate::action(record, &view)
        .expect("offered")
        .label;
    assert!(label.contains("not approved"), "{label}");
    let activation = site.activate(&[]);
    assert!(site.world.finds(activation, "activation-unapproved"));
}

#[test]
fn a_failed_step_holds_the_stage_up_until_it_is_resumed_and_then_the_next_is_ready() {
    let mut site = Site::approved();
    let activation = site.activate(&[("occurred", json!(OCCURRED))]);
    let run = site.run_of(activation, 0);
    let step = RunView::of(site.world.record(run)).steps[0].id;
    site.act(run, |act| act.fail(step, "No space left."));
    assert_eq!(
        site.states(activation),
        [StageState::Trouble, StageState::Waiting]
    );
    assert!(site.world.finds(activation, "activation-trouble"));
    let held = &site.track(activation).stages[0].holds;
    assert!(
        held.iter()
            .any(|(hold, name)| hold.reason == "No space left." && name.contains("Do it")),
        "{held:?}"
    );
    site.act(run, |act| act.start_step(step));
    assert_eq!(
        site.states(activation),
        [StageState::Running, StageState::Waiting]
    );
    assert!(!site.world.finds(activation, "activation-trouble"));
    site.finish(run);
    assert_eq!(
        site.states(activation),
        [StageState::Finished, StageState::Ready]
    );
    let next = site.track(activation).stages[1].id;
    site.deed(activation, |ask| start_stage(ask, next))
        .expect("started");
    assert_eq!(
        site.states(activation),
        [StageState::Finished, StageState::Running]
    );
    let second = site.world.record(site.run_of(activation, 1));
    assert_eq!(second.text("occurred"), OCCURRED, "it is handed on");
    assert_eq!(
        second.text("subject"),
        site.world.record(activation).text("incident")
    );
    let again = site
        .deed(activation, |ask| start_stage(ask, next))
        .expect_err("it runs");
    assert!(again.contains("begun already"), "{again}");
}

#[test]
fn a_stage_is_skipped_with_a_reason_and_taken_in_again() {
    let mut site = Site::approved();
    let activation = site.activate(&[]);
    let [first, second] = [0, 1].map(|at| site.track(activation).stages[at].id);
    assert!(
        site.deed(activation, |ask| skip_stage(ask, first, " "))
            .is_err()
    );
    site.deed(activation, |ask| {
        skip_stage(ask, first, "The database was up.")
    })
    .expect("skipped");
    assert_eq!(
        site.states(activation),
        [StageState::Skipped, StageState::Ready]
    );
    let log = site.world.record(activation).items(Key::new("log"));
    assert_eq!(
        log.last().expect("an entry").text("text"),
        "Restore the database: The database was up."
    );
    site.deed(activation, |ask| take_in_stage(ask, first))
        .expect("taken in");
    assert_eq!(
        site.states(activation),
        [StageState::Running, StageState::Waiting]
    );
    assert!(
        site.deed(activation, |ask| take_in_stage(ask, second))
            .is_err()
    );
    // Nothing is barred for its order; the log says so.
    site.deed(activation, |ask| start_stage(ask, second))
        .expect("started");
    let log = site.world.record(activation).items(Key::new("log"));
    assert!(
        log.last()
            .expect("an entry")
            .text("text")
            .contains("before what comes first")
    );
}

#[test]
fn the_forecast_adds_what_is_left_of_the_stages() {
    let mut site = Site::approved();
    let activation = site.activate(&[("occurred", json!(OCCURRED))]);
    let finish = |site: &Site| site.track(activation).finish;
    assert_eq!(finish(&site), Some((ms("2026-11-22T13:30:00.000Z"), true)));
    assert_eq!(
        site.world.figure(activation, "forecast").text,
        "1 h 30 min to go"
    );
    assert_eq!(site.world.figure(activation, "progress").text, "0 of 2");
    let clock = |site: &Site, service: Id| {
        let now = site.track(activation);
        now.clocks
            .into_iter()
            .find(|clock| clock.service == service)
            .expect("a clock")
    };
    let record = clock(&site, site.record);
    assert_eq!(
        record.due,
        Some(ms("2026-11-22T15:00:00.000Z")),
        "four hours after it occurred"
    );
    assert_eq!(
        record.back,
        BackAt::Expected(ms("2026-11-22T13:30:00.000Z"), true)
    );
    assert_eq!(
        clock(&site, site.database).back,
        BackAt::Expected(ms("2026-11-22T13:00:00.000Z"), true)
    );
    assert_eq!(site.world.figure(activation, "rto_left").text, "3 h left");
    assert!(!site.world.finds(activation, "activation-late"));
    let run = site.run_of(activation, 0);
    site.world.at("2026-11-22T12:40:00.000Z");
    site.finish(run);
    assert_eq!(
        clock(&site, site.database).back,
        BackAt::Since(ms("2026-11-22T12:40:00.000Z"))
    );
    assert_eq!(finish(&site), Some((ms("2026-11-22T13:10:00.000Z"), true)));
    // The second stage is ready and nobody starts it.
    site.world.at("2026-11-22T14:45:00.000Z");
    assert!(site.world.finds(activation, "activation-late-forecast"));
    let next = site.track(activation).stages[1].id;
    assert!(site.track(activation).stages[1].critical);
    site.deed(activation, |ask| start_stage(ask, next))
        .expect("started");
    let run = site.run_of(activation, 1);
    site.finish(run);
    assert_eq!(
        site.world.figure(activation, "rto_left").text,
        "all is back"
    );
    assert_eq!(
        site.world.figure(activation, "forecast").text,
        "nothing is left to do"
    );
    assert!(!site.world.finds(activation, "activation-late"));
}

#[test]
fn a_stage_started_before_its_time_is_forecast_as_its_run_is_everywhere() {
    let mut site = Site::approved();
    let activation = site.activate(&[("occurred", json!(OCCURRED))]);
    let second = site.track(activation).stages[1].id;
    site.deed(activation, |ask| start_stage(ask, second))
        .expect("started");
    let now = site.track(activation);
    let half_past = ms("2026-11-22T12:30:00.000Z");
    let expected = now.stages[1].expected.map(|(_, to)| to);
    assert_eq!(expected, Some(half_past), "it waits for nothing any more");
    let back = |service: Id| {
        let mut clocks = now.clocks.iter();
        clocks
            .find(|clock| clock.service == service)
            .map(|clock| clock.back.clone())
    };
    assert_eq!(back(site.record), Some(BackAt::Expected(half_past, true)));
    let one = ms("2026-11-22T13:00:00.000Z");
    assert_eq!(back(site.database), Some(BackAt::Expected(one, true)));
    assert_eq!(now.finish, Some((one, true)), "the longer of the two");
    assert_eq!(site.world.figure(activation, "forecast").text, "1 h to go");
}

#[test]
fn late_is_said_as_a_forecast_until_the_rto_has_passed() {
    let mut site = Site::approved();
    let activation = site.activate(&[("occurred", json!("2026-11-22T09:00:00.000Z"))]);
    // Due at one; half past one is forecast.
    assert!(site.world.finds(activation, "activation-late-forecast"));
    assert!(!site.world.finds(activation, "activation-late"));
    site.world.at("2026-11-22T13:01:00.000Z");
    assert!(!site.world.finds(activation, "activation-late-forecast"));
    assert!(site.world.finds(activation, "activation-late"));
}

#[test]
fn an_activation_says_which_version_of_the_plan_it_carries_out() {
    let mut site = Site::new();
    let loud = site.activate(&[]);
    let said = site.world.figure(loud, "version").text;
    assert_eq!(said, "unapproved, as of 2026-11-22");
    let mut site = Site::approved();
    let activation = site.activate(&[]);
    let said = site.world.figure(activation, "version").text;
    assert_eq!(said, "version 1 (approved 2026-11-22 by Ada)");
}

#[test]
fn messages_are_due_from_their_phase_on_and_again_after_they_were_sent() {
    let mut site = Site::approved();
    let message = |site: &mut Site, title: &str, phase: &str, every: i64| {
        let fields = [
            ("title", json!(title)),
            ("phase", json!(phase)),
            ("every", json!(every)),
            ("who", json!(site.plan.to_string())),
        ];
        site.world.item(site.plan, "messages", &fields)
    };
    let wards = message(&mut site, "To the wards", "activate", 30);
    message(&mut site, "All is back", "resume", 0);
    let activation = site.activate(&[]);
    let due = |site: &Site| {
        let now = site.track(activation);
        now.due
            .iter()
            .map(|due| (due.title.clone(), due.at))
            .collect::<Vec<_>>()
    };
    let noon = ms("2026-11-22T12:00:00.000Z");
    assert_eq!(due(&site), [("To the wards".to_owned(), noon)]);
    site.world.at("2026-11-22T12:05:00.000Z");
    site.deed(activation, |ask| {
        say(ask, "note", "Sent: To the wards", Some(wards))
    })
    .expect("written down");
    assert_eq!(
        due(&site),
        [("To the wards".to_owned(), ms("2026-11-22T12:35:00.000Z"))]
    );
    assert!(
        site.deed(activation, |ask| say(ask, "note", " ", None))
            .is_err()
    );
}

#[test]
fn what_is_over_is_over() {
    let mut site = Site::approved();
    let activation = site.activate(&[]);
    let next = site.track(activation).stages[1].id;
    site.world.at("2026-11-22T14:00:00.000Z");
    let answers = [
        ("why", json!("All is back.")),
        ("lessons", json!("Call earlier.")),
    ];
    site.world
        .act(activation, "stand_down", &answers)
        .expect("stood down");
    let record = site.world.record(activation);
    assert_eq!(
        instant(record.value(Path::of("stood_down"))),
        Some(ms("2026-11-22T14:00:00.000Z"))
    );
    let log = record.items(Key::new("log"));
    assert_eq!(log.last().expect("an entry").text("what"), "stood_down");
    assert_eq!(site.world.figure(activation, "lasted").text, "2 h");
    assert_eq!(site.world.figure(activation, "forecast").text, "over");
    assert!(site.deed(activation, |ask| start_stage(ask, next)).is_err());
    assert_eq!(site.track(activation).due, []);
}

#[test]
fn continuity_mode_holds_while_a_plan_of_the_service_is_carried_out_in_earnest() {
    let mut site = Site::approved();
    let services = [site.record];
    assert_eq!(mode::spans(&services, &site.world.view()), []);
    site.activate(&[("mode", json!("exercise"))]);
    assert_eq!(
        mode::spans(&services, &site.world.view()),
        [],
        "an exercise changes no promise"
    );
    let activation = site.activate(&[]);
    let noon = ms("2026-11-22T12:00:00.000Z");
    assert_eq!(
        mode::spans(&services, &site.world.view()),
        [Span::new(noon, i64::MAX)]
    );
    assert_eq!(mode::spans(&[site.other], &site.world.view()), []);
    site.world.at("2026-11-22T14:00:00.000Z");
    site.world
        .act(activation, "stand_down", &[("why", json!("Back."))])
        .expect("stood down");
    let two = ms("2026-11-22T14:00:00.000Z");
    assert_eq!(
        mode::spans(&services, &site.world.view()),
        [Span::new(noon, two)]
    );
}
