use super::{Table, with_ids};
use crate::rooms::exercises::injects::release;
use crate::rooms::exercises::pacing::{AWAY, Due, due};

fn at(table: &Table, seen: Option<i64>) -> Due {
    due(table.record(), seen, table.world.now)
}

#[test]
fn what_comes_up_while_somebody_looks_goes_out_by_itself() {
    let mut table = Table::started();
    let [first, second] = table.injects;
    table.minutes(9);
    let seen = table.world.now;
    assert_eq!(at(&table, Some(seen)), Due::default(), "it is too early");
    table.minutes(1);
    let found = at(&table, Some(seen));
    assert_eq!((found.now, found.waiting.len()), (vec![first], 0));
    table.take(first, "release", "").expect("released");
    assert_eq!(at(&table, Some(seen)), Due::default(), "once is enough");
    table
        .take(second, "release", "")
        .expect("by hand is possible, too");
    table.minutes(30);
    assert_eq!(at(&table, Some(table.world.now - 1000)), Due::default());
}

#[test]
fn after_sleep_or_a_reload_nothing_goes_out_unasked() {
    let mut table = Table::started();
    table.minutes(31);
    let both = { table.injects }.to_vec();
    let all = Due {
        now: Vec::new(),
        waiting: both,
    };
    assert_eq!(at(&table, None), all, "loaded anew");
    assert_eq!(at(&table, Some(table.world.now - AWAY - 1)), all, "asleep");
    assert_eq!(at(&table, Some(table.world.now - 1000)), all, "due before");
}

#[test]
fn what_is_due_is_released_together() {
    let mut table = Table::started();
    let (exercise, both) = (table.exercise, table.injects);
    let edits = with_ids(&mut table.world, |world, mint| {
        release(world.record(exercise), &both, world.view(), mint)
    });
    table.world.commit(&edits.expect("released"));
    assert!(both.iter().all(|id| table.inject(*id).state == "released"));
}

#[test]
fn while_it_is_paused_or_over_nothing_goes_out() {
    let mut table = Table::started();
    table.minutes(9);
    table.act("pause", &[]).expect("paused");
    let seen = table.world.now;
    table.minutes(1);
    assert_eq!(at(&table, Some(seen)), Due::default(), "its clock stands");
    table.act("resume", &[]).expect("resumed");
    table.act("end", &[]).expect("ended");
    table.minutes(1);
    assert_eq!(at(&table, Some(table.world.now - 1000)), Due::default());
}
