use super::{Draft, HEAD, Line, Sheet, lines, read, unplanned_rows, write};
use crate::rooms::runbooks::log::What;
use crate::rooms::runbooks::run::{RunState, RunView, State};
use crate::rooms::runbooks::tests::write_runbook;
use crate::rooms::runbooks::variables;
use crate::testing::World;
use crate::value;
use holdfast_ledger::{Id, Path};
use serde_json::{Value, json};

/// A paper run being entered. The clock of the place is two hours ahead of UTC.
struct Paper {
    world: World,
    runbook: Id,
    draft: Draft,
}

const AHEAD: i64 = 120;

impl Paper {
    /// With the head filled in: an exercise on the 21st that began at 22:00, led by Ada.
    fn of(steps: &[Value]) -> Self {
        let mut world = World::new();
        world.user = "Eve".to_owned();
        let (runbook, _) = write_runbook(&mut world, steps);
        let mut paper = Self {
            world,
            runbook,
            draft: Draft::default(),
        };
        for (field, text) in [
            ("mode", "exercise"),
            ("date", "2026-11-21"),
            ("began", "2200"),
            ("lead", "Ada"),
        ] {
            paper.draft.set(HEAD, field, text.to_owned());
        }
        paper
    }

    fn now(&self) -> i64 {
        self.world.now / 60_000 + AHEAD
    }

    fn lines(&self) -> Vec<Line> {
        let runbook = self.world.record(self.runbook);
        lines(runbook, &self.world.view(), &self.draft)
    }

    /// Fills in a row: outcome, start, end, who.
    fn row(&mut self, n: usize, cells: [&str; 4]) {
        let key = self.lines()[n].key.clone();
        for (field, text) in ["outcome", "start", "end", "by"].into_iter().zip(cells) {
            self.draft.set(&key, field, text.to_owned());
        }
    }

    fn cell(&mut self, n: usize, field: &str, text: &str) {
        let key = self.lines()[n].key.clone();
        self.draft.set(&key, field, text.to_owned());
    }

    fn sheet(&self) -> Sheet {
        read(&self.lines(), &self.draft, self.now())
    }

    fn save(&mut self) -> Result<(Id, RunView), String> {
        let ids: Vec<Id> = (0..900).map(|_| self.world.mint()).collect();
        // Ids of one millisecond are in no order.
        let mut ids = ids.into_iter().rev();
        let started = write(
            self.world.record(self.runbook),
            &self.world.view(),
            &self.draft,
            self.now(),
            &|local| (local - AHEAD) * 60_000,
            &mut || ids.next().expect("enough ids"),
        )?;
        self.world.commit(&started.edits);
        Ok((started.run, RunView::of(self.world.record(started.run))))
    }
}

fn utc(text: &str) -> Option<i64> {
    holdfast_ledger::time::parse(&format!("{text}:00.000Z"))
}

#[test]
fn states_and_durations_follow_from_the_times_typed() {
    let titles = ["Stop", "Restore", "Check", "Tell", "Never"];
    let steps = titles.map(|title| json!({"title": title}));
    let mut paper = Paper::of(&steps);
    paper.row(0, ["done", "22:05", "+10", "Ben"]);
    paper.row(1, ["done", "", "0010", ""]);
    paper.row(2, ["failed", "0012", "0030", "Cy"]);
    paper.row(3, ["skipped", "", "", ""]);
    paper.cell(2, "note", "No log-in");
    let (run, view) = paper.save().expect("saved");
    let states: Vec<State> = view.steps.iter().map(|step| step.state).collect();
    assert_eq!(
        states[..4],
        [State::Done, State::Done, State::Failed, State::Skipped]
    );
    assert_eq!(view.label(states[4]), "Not done");
    let minutes: Vec<Option<f64>> = view.steps.iter().map(|step| step.minutes).collect();
    // The second began where the first ended, and went past midnight.
    assert_eq!(minutes[..3], [Some(10.0), Some(115.0), Some(18.0)]);
    assert_eq!(view.steps[1].began, utc("2026-11-21T20:15"));
    assert_eq!(view.steps[1].since, utc("2026-11-21T22:10"));
    let by: Vec<&str> = view.steps.iter().map(|step| step.by.as_str()).collect();
    assert_eq!(by[..4], ["Ben", "Ben", "Cy", "Cy"]);
    assert_eq!(view.steps[2].reason, "No log-in");
    assert_eq!(view.steps[3].reason, "No reason on the paper.");
    assert_eq!(view.state, RunState::Finished);
    assert_eq!(view.started, utc("2026-11-21T20:00"));
    assert_eq!(view.ended, utc("2026-11-21T22:30"));
    assert!(
        view.events
            .iter()
            .all(|event| event.paper && event.by != "Eve")
    );
    assert_eq!(paper.world.record(run).text("mode"), "exercise");
}

#[test]
fn events_stand_in_the_order_of_time_and_of_the_paper() {
    let mut paper = Paper::of(&[
        json!({"title": "A"}),
        json!({"title": "B"}),
        json!({"title": "C"}),
    ]);
    paper.row(0, ["done", "2200", "2230", ""]);
    paper.row(1, ["done", "2210", "2210", ""]);
    paper.row(2, ["done", "", "", ""]);
    let (_, view) = paper.save().expect("saved");
    let log: Vec<(Option<usize>, What)> = view
        .events
        .iter()
        .filter_map(|event| Some((event.step.and_then(|id| view.find(id)), event.what?)))
        .collect();
    let expected = [
        (None, What::Started),
        (Some(0), What::Started),
        (Some(1), What::Started),
        (Some(1), What::Done),
        (Some(0), What::Done),
    ];
    assert_eq!(log[..5], expected);
    // Ticked, but nobody wrote when: the time stays unknown.
    assert_eq!(view.steps[2].state, State::Done);
    assert_eq!((view.steps[2].since, view.steps[2].minutes), (None, None));
}

#[test]
fn forty_steps_are_entered_at_once() {
    let steps: Vec<Value> = (0..40)
        .map(|n| json!({"title": format!("Step {n}")}))
        .collect();
    let mut paper = Paper::of(&steps);
    for n in 0..40 {
        paper.row(n, ["done", "", "+3", ""]);
    }
    let (_, view) = paper.save().expect("saved");
    assert_eq!((view.finished, view.total), (40, 40));
    assert!(view.steps.iter().all(|step| step.minutes == Some(3.0)));
    assert_eq!(view.ended, utc("2026-11-21T22:00"));
}

#[test]
fn decisions_values_and_steps_nobody_planned_are_taken_from_the_paper() {
    let mut paper = Paper::of(&[
        json!({"title": "Which way?", "kind": "decision", "answers": ["yes", "no"]}),
        json!({"title": "Fail over", "under": 0, "when": "yes"}),
        json!({"title": "Find the point", "captures": "point"}),
    ]);
    paper.cell(0, "answer", "no");
    paper.row(2, ["done", "2210", "2220", ""]);
    paper.cell(2, "value", "20:55");
    assert_eq!(unplanned_rows(&paper.draft), 1);
    paper.row(3, ["done", "2220", "2225", "Dee"]);
    assert_eq!(paper.sheet().rows[3].problem, Some("Say what was done."));
    paper.cell(3, "title", "Called the vendor");
    assert_eq!(unplanned_rows(&paper.draft), 2);
    let (run, view) = paper.save().expect("saved");
    assert_eq!(
        (view.steps[0].state, &*view.steps[0].answer),
        (State::Done, "no")
    );
    assert_eq!(view.steps[1].state, State::NotApplicable);
    assert_eq!(variables::values(paper.world.record(run))["point"], "20:55");
    let added = &view.plan.steps[3];
    assert_eq!(
        (&*added.title, view.steps[3].state, &*view.steps[3].by),
        ("Called the vendor", State::Done, "Dee")
    );
    assert!(
        view.events
            .iter()
            .any(|event| event.what == Some(What::Added))
    );
}

#[test]
fn what_cannot_be_is_named_in_its_row() {
    let mut paper = Paper::of(&[json!({"title": "A"})]);
    for (cells, problem) in [
        (
            ["done", "2230", "2220", ""],
            Some("It ends before it starts."),
        ),
        (
            ["done", "2130", "2220", ""],
            Some("This is before the run started."),
        ),
        (
            ["done", "2026-11-22 15:00", "", ""],
            Some("This time is still to come."),
        ),
        (["", "2230", "", ""], Some("Say what came of it.")),
        (
            ["done", "x", "", ""],
            Some("Write a time as 14:32, 1432 or +5; with another day as 2026-11-22 14:32."),
        ),
        (["done", "2230", "2230", ""], None),
        (["", "", "", ""], None),
    ] {
        paper.row(0, cells);
        assert_eq!(paper.sheet().rows[0].problem, problem, "{cells:?}");
        assert_eq!(
            paper.save().err(),
            problem.map(|_| "One step has to be put right first.".to_owned())
        );
    }
    paper.draft.set(HEAD, "began", String::new());
    paper.row(0, ["done", "", "+5", ""]);
    assert_eq!(
        paper.sheet().rows[0].problem,
        Some("There is no time above to count from.")
    );
}

#[test]
fn the_head_says_what_is_missing_in_it() {
    let mut paper = Paper::of(&[json!({"title": "A"})]);
    paper.row(0, ["done", "2230", "2240", ""]);
    for (field, wrong, why) in [
        ("mode", "", "Say what the run was for."),
        ("lead", "", "Say who led the run."),
        (
            "began",
            "x",
            "Write a time as 14:32, 1432 or +5; with another day as 2026-11-22 14:32.",
        ),
        ("ended", "2235", "The last step ended after this."),
        ("date", "2026-12-01", "This time is still to come."),
    ] {
        let right = paper.draft.get(HEAD, field).to_owned();
        paper.draft.set(HEAD, field, wrong.to_owned());
        let error = paper.save().err();
        assert_eq!(error.as_deref(), Some(why), "{field}");
        paper.draft.set(HEAD, field, right);
    }
    paper.draft.set(HEAD, "occurred", "21:40".to_owned());
    paper.draft.set(HEAD, "over", "abandoned".to_owned());
    let (run, view) = paper.save().expect("saved");
    let occurred = value::instant(paper.world.record(run).value(Path::of("occurred")));
    assert_eq!(occurred, utc("2026-11-21T19:40"));
    assert_eq!(view.state, RunState::Abandoned);
}

#[test]
fn a_night_run_that_is_entered_after_midnight_began_yesterday() {
    let mut paper = Paper::of(&[json!({"title": "A"}), json!({"title": "B"})]);
    // 01:55 on the 22nd, on the clock of the place.
    paper.world.at("2026-11-21T23:55:00.000Z");
    paper.draft.set(HEAD, "date", String::new());
    paper.draft.set(HEAD, "began", "23:50".to_owned());
    paper.row(0, ["done", "", "0010", ""]);
    paper.row(1, ["done", "", "0140", ""]);
    let sheet = paper.sheet();
    assert_eq!((sheet.problems(), sheet.problem), (0, None));
    let (_, view) = paper.save().expect("saved");
    assert_eq!(view.started, utc("2026-11-21T21:50"));
    assert_eq!(view.ended, utc("2026-11-21T23:40"));
    // The first time may stand in a row; where it is over, the run was today.
    paper.draft.set(HEAD, "began", String::new());
    paper.row(0, ["done", "", "0110", ""]);
    let midnight = super::times::midnight("2026-11-22");
    assert_eq!(Some(paper.sheet().day), midnight);
    paper.row(0, ["done", "2330", "", ""]);
    assert_eq!(Some(paper.sheet().day + super::times::DAY), midnight);
    // A day that somebody chose stays.
    paper.draft.set(HEAD, "date", "2026-11-22".to_owned());
    assert_eq!(Some(paper.sheet().day), midnight);
}

#[test]
fn who_writes_an_end_says_that_the_step_is_done() {
    let mut paper = Paper::of(&[
        json!({"title": "A"}),
        json!({"title": "Which way?", "kind": "decision", "answers": ["yes", "no"]}),
    ]);
    let lines = paper.lines();
    for line in &lines {
        paper.draft.enter(line, "end", "2210".to_owned());
    }
    assert_eq!(paper.draft.get(&lines[0].key, "outcome"), "done");
    assert_eq!(paper.draft.get(&lines[1].key, "outcome"), "");
    paper
        .draft
        .set(&lines[0].key, "outcome", "failed".to_owned());
    paper.draft.enter(&lines[0], "end", "2211".to_owned());
    assert_eq!(paper.draft.get(&lines[0].key, "outcome"), "failed");
}

#[test]
fn a_draft_survives_as_text() {
    let mut draft = Draft::default();
    draft.set("a", "start", "14:32".to_owned());
    draft.set("a", "note", "“quoted”\n".to_owned());
    assert_eq!(Draft::from_json(&draft.to_json()), draft);
    draft.set("a", "start", String::new());
    draft.set("a", "note", String::new());
    assert!(draft.is_empty() && Draft::from_json("not json").is_empty());
}

#[test]
fn a_runbook_in_the_runbook_has_its_steps_in_the_form() {
    let mut world = World::new();
    let (inner, _) = write_runbook(&mut world, &[json!({"title": "Inner"})]);
    let call = json!({"title": "Call", "kind": "runbook", "runbook": inner.to_string()});
    let (runbook, _) = write_runbook(&mut world, &[call.clone(), call]);
    let lines = lines(world.record(runbook), &world.view(), &Draft::default());
    let titles: Vec<&str> = lines.iter().map(|line| line.title.as_str()).collect();
    assert_eq!(titles, ["Call", "Inner", "Call", "Inner", ""]);
    let mut keys: Vec<&str> = lines.iter().map(|line| line.key.as_str()).collect();
    keys.dedup();
    assert_eq!(keys.len(), 5);
    assert_ne!(lines[1].key, lines[3].key);
}
