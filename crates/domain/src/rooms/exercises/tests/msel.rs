use super::{Table, with_ids};
use crate::rooms::exercises::injects::injects;
use crate::rooms::exercises::msel::{COLUMNS, from_csv, offset_text, parse_offset, to_csv};
use proptest::prelude::*;

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
