use super::{Table, with_ids};
use crate::rooms::exercises::INJECT_STATES;
use crate::rooms::exercises::clock::Clock;
use crate::rooms::exercises::injects::{STEPS, injects, log, said, steps};
use crate::rooms::flow;
use holdfast_ledger::Text;

#[test]
fn each_state_of_an_inject_is_reached_and_left() {
    let flaws = flow::flaws(&STEPS, ("planned", &["closed"]), INJECT_STATES);
    assert_eq!(flaws, Vec::<String>::new());
}

#[test]
fn injects_come_up_in_the_order_of_their_times_and_are_due_by_the_scenarios_clock() {
    let mut table = Table::new();
    let order: Vec<_> = injects(table.record())
        .iter()
        .map(|inject| inject.id)
        .collect();
    assert_eq!(order, table.injects);
    let due = |table: &Table| {
        let clock = Clock::of(table.record(), table.world.now);
        let all = injects(table.record());
        all.iter().filter(|inject| inject.is_due(&clock)).count()
    };
    assert_eq!(due(&table), 0, "nothing is due before it begins");
    table.act("start", &[]).expect("started");
    table.minutes(9);
    assert_eq!(due(&table), 0);
    table.minutes(1);
    assert_eq!(due(&table), 1);
    table
        .take(table.injects[0], "release", "")
        .expect("released");
    assert_eq!(due(&table), 0, "what went out is not due");
}

#[test]
fn injects_move_only_while_the_exercise_is_under_way_and_each_step_is_logged() {
    let mut table = Table::new();
    let first = table.injects[0];
    assert!(steps(table.record(), &table.inject(first)).is_empty());
    assert!(table.take(first, "release", "").is_err());
    table.act("start", &[]).expect("started");
    for step in ["release", "deliver", "acknowledge", "act"] {
        table.take(first, step, "").expect(step);
    }
    assert!(
        table.take(first, "release", "").is_err(),
        "it went out already"
    );
    let words: Vec<String> = log(table.record())
        .into_iter()
        .map(|(_, what, ..)| what)
        .collect();
    assert_eq!(
        words,
        [
            "Started",
            "Released",
            "Delivered",
            "Acknowledged",
            "Acted on"
        ]
    );
    table.act("end", &[]).expect("ended");
    assert!(
        table.take(table.injects[1], "release", "").is_err(),
        "it is over"
    );
}

#[test]
fn what_is_skipped_says_why_and_can_be_planned_again() {
    let mut table = Table::started();
    let second = table.injects[1];
    let refused = table.take(second, "skip", " ").expect_err("no reason");
    assert!(refused.contains("why"), "{refused}");
    table
        .take(second, "skip", "No time left.")
        .expect("skipped");
    let skipped = table.inject(second);
    assert_eq!(
        (skipped.state.as_str(), skipped.skipped_why.as_str()),
        ("skipped", "No time left.")
    );
    assert!(!skipped.is_out());
    table.take(second, "replan", "").expect("planned");
    assert!(table.inject(second).waits() && table.inject(second).skipped_why.is_empty());
}

#[test]
fn observations_are_signed_and_empty_ones_are_none() {
    let mut table = Table::started();
    let id = table.exercise;
    let write = |table: &mut Table, text: &str| {
        let text = Text::string(text);
        with_ids(&mut table.world, |world, mint| {
            said(
                world.record(id),
                "hot_wash",
                vec![("text", text)],
                world.view(),
                mint,
            )
        })
    };
    assert!(write(&mut table, " ").is_err());
    let edits = write(&mut table, "Good calls.").expect("written");
    table.world.commit(&edits);
    let items = table.record().items(holdfast_ledger::Key::new("hot_wash"));
    assert_eq!((items.len(), &*items[0].text("by")), (1, "Ada"));
}

#[test]
fn the_way_of_an_inject_leaves_out_what_nobody_said() {
    let table = Table::new();
    let mut inject = table.inject(table.injects[0]);
    assert_eq!(inject.way(), "");
    "Ward 4".clone_into(&mut inject.from);
    "telephone".clone_into(&mut inject.channel);
    assert_eq!(inject.way(), "from Ward 4 · telephone");
    "Service desk".clone_into(&mut inject.to);
    assert_eq!(inject.way(), "from Ward 4 to Service desk · telephone");
}
