use super::{Table, with_ids};
use crate::rooms::exercises::injects::{INJECTS, injects};
use crate::rooms::exercises::msel::{
    COLUMNS, against_time, by_time, from_csv, offset_text, parse_offset, to_csv,
};
use proptest::prelude::*;
use serde_json::json;

fn take_in(table: &mut Table, text: &str) -> Result<(), String> {
    let id = table.exercise;
    let edits = with_ids(&mut table.world, |world, mint| {
        from_csv(world.record(id), text, world.view(), mint)
    })?;
    table.world.commit(&edits);
    Ok(())
}

#[test]
fn offsets_are_read_as_people_type_them() {
    for (typed, expected) in [
        ("+1 h 30", 90.0),
        ("1:30", 90.0),
        ("+15", 15.0),
        ("T+2h", 120.0),
        ("0", 0.0),
    ] {
        assert_eq!(parse_offset(typed), Some(expected), "{typed}");
    }
    for bad in ["", "soon", "1:75", "-5"] {
        assert_eq!(parse_offset(bad), None, "{bad}");
    }
    assert_eq!(offset_text(Some(90.0)), "+1 h 30 min");
}

fn order(table: &Table) -> Vec<String> {
    let items = table.record().items(INJECTS);
    items
        .iter()
        .map(|item| item.text("title").into_owned())
        .collect()
}

#[test]
fn the_list_is_put_in_the_order_of_its_times_and_what_contradicts_them_is_marked() {
    let mut table = Table::new();
    let exercise = table.exercise;
    table
        .world
        .item(exercise, "injects", &[("title", json!("Any time"))]);
    let third = [("title", json!("Third")), ("offset", json!(45))];
    table.world.item(exercise, "injects", &third);
    assert_eq!(order(&table), ["Second", "First", "Any time", "Third"]);
    assert_eq!(against_time(table.record()), [table.injects[0]]);
    let edits = by_time(table.record()).expect("sorted");
    assert!(edits.len() < 4, "what stands right stays");
    table.world.commit(&edits);
    assert_eq!(order(&table), ["First", "Second", "Third", "Any time"]);
    assert!(against_time(table.record()).is_empty());
    assert!(by_time(table.record()).is_err(), "nothing is left to do");
}

proptest! {
    #[test]
    fn sorted_by_time_the_table_reads_as_the_exercise_runs(offsets in prop::collection::vec(prop::option::of(0u32..9), 0..9)) {
        let mut table = Table::new();
        let exercise = table.exercise;
        for offset in offsets {
            table.world.item(exercise, "injects", &[("offset", json!(offset))]);
        }
        if let Ok(edits) = by_time(table.record()) {
            table.world.commit(&edits);
        }
        let stands: Vec<_> = table.record().items(INJECTS).iter().map(|item| item.id).collect();
        let runs: Vec<_> = injects(table.record()).iter().map(|inject| inject.id).collect();
        prop_assert_eq!(stands, runs);
    }
}

#[test]
fn what_goes_out_as_csv_comes_in_again_the_same() {
    let mut table = Table::new();
    let text = to_csv(table.record());
    take_in(&mut table, &text).expect("read");
    let all = injects(table.record());
    let about = |n: usize| {
        let one = &all[n];
        (
            one.offset,
            one.title.clone(),
            one.text.clone(),
            one.expected.clone(),
            one.objective,
        )
    };
    assert_eq!(all.len(), 4);
    assert_eq!((about(0), about(2)), (about(1), about(3)));
}

#[test]
fn a_line_that_cannot_be_read_is_named_and_nothing_is_added() {
    let mut table = Table::new();
    let refused = take_in(&mut table, "Inject;After\nFire;5\nSmoke;soon\n").expect_err("no time");
    assert!(
        refused.contains("Line 3") && refused.contains("soon"),
        "{refused}"
    );
    let refused = take_in(&mut table, "Inject,Objective\nFire,Dance\n").expect_err("none such");
    assert!(refused.contains("Dance"), "{refused}");
    assert!(take_in(&mut table, "After\n5\n").is_err(), "no titles");
    assert_eq!(injects(table.record()).len(), 2);
    assert_eq!(COLUMNS.len(), 8);
}

proptest! {
    #[test]
    fn an_offset_that_is_shown_can_be_typed(total in 0_u32..600_000) {
        prop_assert_eq!(parse_offset(&offset_text(Some(f64::from(total)))), Some(f64::from(total)));
    }
}
