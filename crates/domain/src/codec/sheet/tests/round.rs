//! Our own tables, and any others, with whatever values.

use super::*;
use crate::codec::sheet::write::{Form, write};
use crate::codec::sheet::{Sheet, inflate, xlsx};
use holdfast_ledger::file::Received;
use holdfast_ledger::{Id, Path, Record};
use proptest::prelude::*;

/// A formula stays text, on its way out and in.
#[test]
fn formulas_are_guarded_and_come_back() {
    let mut world = World::new();
    world.add(
        "risk",
        &[
            ("title", json!("=HYPERLINK(\"x\")")),
            ("event", json!("'=1")),
        ],
    );
    let all: Vec<&Record> = world.ledger.records().collect();
    let grid = write(&world.view(), &[&rooms::risks::RISK], &all, Form::Csv, true);
    let text = crate::codec::csv::write(grid.sheets[0].rows.iter().map(|row| row.cells.clone()));
    assert!(text.contains("\"'=HYPERLINK(\"\"x\"\")\""), "{text}");
    again(&mut world, "x.csv", &table(&text));
}

/// A table for others may leave out how to reach people, in every form.
#[test]
fn without_contacts_no_cell_tells_them() {
    let mut world = World::new();
    world.add(
        "person",
        &[("title", json!("Ada")), ("phone", json!("+44 1539 000"))],
    );
    let all: Vec<&Record> = world.ledger.records().collect();
    for form in [Form::Csv, Form::Workbook] {
        let said = |contacts| {
            let kinds = [&rooms::people::PERSON];
            format!("{:?}", write(&world.view(), &kinds, &all, form, contacts))
        };
        assert!(said(true).contains("+44 1539 000"));
        assert!(said(false).contains("Ada") && !said(false).contains("+44 1539 000"));
    }
}

fn comes_back(world: &World) {
    let all: Vec<&Record> = world.ledger.records().collect();
    let kinds: Vec<_> = rooms::kinds().collect();
    let of_csv = write(&world.view(), &kinds, &all, Form::Csv, true);
    let of_csv = Grid {
        sheets: of_csv
            .sheets
            .iter()
            .map(|sheet| {
                let text = crate::codec::csv::write(sheet.rows.iter().map(|row| row.cells.clone()));
                csv::read(&text).expect("our own table")
            })
            .collect(),
    };
    let of_book = write(&world.view(), &kinds, &all, Form::Workbook, true);
    let of_book = xlsx::read(&xlsx::write(&of_book), &inflate).expect("our own workbook");
    for grid in [of_csv, of_book] {
        let mut fresh = World::new();
        take(&mut fresh, "own", &grid);
        for record in &all {
            let back = fresh.record(record.id);
            let shown = |record: &Record| -> Vec<(Path, String)> {
                let slots = record
                    .slots()
                    .iter()
                    .filter_map(|slot| Some((slot.path, slot.shown()?)));
                slots
                    .filter(|(_, text)| !text.is_null())
                    .map(|(path, text)| (path, text.as_str().to_owned()))
                    .collect()
            };
            assert_eq!(shown(back), shown(record));
        }
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let text = "[ a-c,;=\"\n]{0,5}|json:|RISK-1|--|yes|2026-01-02|.{0,4}";
    prop_oneof![
        text.prop_map(Value::from),
        (-10..5000_i32).prop_map(|n| json!(f64::from(n) / 2.0)),
        any::<bool>().prop_map(Value::from),
        prop::collection::vec(text, 0..3).prop_map(|words| json!(words)),
        prop::collection::vec(("likelihood|impact|velocity|start|a b", text), 0..3).prop_map(
            |parts| json!(
                parts
                    .into_iter()
                    .collect::<std::collections::HashMap<String, String>>()
            )
        ),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Records with any values, of other versions and by hand too, come back as they were: through
    /// CSV and through a workbook.
    #[test]
    fn any_record_comes_back(
        which in prop::sample::select(rooms::kinds().map(|kind| kind.id).collect::<Vec<_>>()),
        values in prop::collection::vec((any::<prop::sample::Index>(), any_value()), 0..8),
        items in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any_value()), 0..4),
        unknown in any_value(),
    ) {
        let mut world = World::new();
        let kind = rooms::kind(which).expect("a kind");
        let fields: Vec<&'static str> = kind.all_fields().map(|field| field.key).chain(["velocity"]).collect();
        let id = world.add(which, &[("velocity", unknown)]);
        for (at, value) in values {
            world.set(id, at.get(&fields), value);
        }
        let lists: Vec<_> = kind.all_lists().collect();
        for (list, field, value) in items {
            let list = list.get(&lists);
            let fields: Vec<&'static str> = list.fields.iter().map(|field| field.key).chain(["mood"]).collect();
            world.item(id, list.key, &[(field.get(&fields), value)]);
        }
        comes_back(&world);
    }

    /// Any table with any headings is taken in whole, whatever its cells hold.
    #[test]
    fn every_cell_of_any_table_is_accounted_for(
        heads in prop::collection::vec("Title|Code|Owner|Current: Likelihood|current/impact|Actions|Treatment actions|Tags|Labels|next_review|More|Holdfast id \\(risk\\)|ref_id|treatment||x", 1..6),
        rows in prop::collection::vec(prop::collection::vec("[1-6]|\\[\\]|\\{\"a\":1\\}|\\{\\}|\\[\\{\\}\\]|--|RISK-1|1/2/2026|yes|a;b|[a\n]{0,3}|\\[\\{\"id\":1\\}\\]", 0..6), 0..5),
    ) {
        let cells = |cells: Vec<String>, line| Row { line, cells };
        let mut all = vec![cells(heads, 1)];
        all.extend((2..).zip(rows).map(|(line, row)| cells(row, line)));
        let grid = Grid { sheets: vec![Sheet { name: String::new(), rows: all }] };
        let mut mapping = Mapping::guess("any.csv", &grid);
        if mapping.refusal().is_some() {
            mapping.set_rows(&grid, 0, Some("risk"));
        }
        let mut world = World::new();
        world.add("risk", &[("code", json!("RISK-1"))]);
        if let Ok((json, report)) = records(&grid, &mapping, &world.view()) {
            prop_assert!(report.is_whole(), "{:?}", report);
            take_json(&mut world, &json);
            let (again, _) = records(&grid, &mapping, &world.view()).expect("as before");
            let verdicts = take_json(&mut world, &again);
            prop_assert!(verdicts.iter().all(|verdict| *verdict == Verdict::Same), "{:?}\n{}", verdicts, again);
        }
    }
}

#[test]
fn links_come_back_by_name_or_by_id() {
    let mut world = World::new();
    let ada = world.add(
        "person",
        &[("title", json!("Ada")), ("code", json!("PER-1"))],
    );
    let (one, other) = (world.person("Bob"), world.person("Bob"));
    let gone = world.person("Gone");
    for owner in [ada, one, other, gone, Id::named("never there")] {
        let id = world.add(
            "risk",
            &[("title", json!("R")), ("owner", json!(owner.to_string()))],
        );
        world.item(
            id,
            "actions",
            &[
                ("title", json!("Call")),
                ("owner", json!(owner.to_string())),
            ],
        );
    }
    world.delete(gone);
    let deleted = world.record(gone).id;
    let all: Vec<&Record> = world
        .ledger
        .records()
        .filter(|record| record.id != deleted)
        .collect();
    let kinds: Vec<_> = rooms::kinds().collect();
    let grid = write(&world.view(), &kinds, &all, Form::Csv, true);
    let text = format!("{:?}", grid.sheets[0].rows);
    assert!(
        text.contains("\"PER-1 Ada\"") && text.contains(&one.to_string()),
        "{text}"
    );
    let (json, _) = records(&grid, &Mapping::guess("own", &grid), &world.view()).expect("records");
    let read = file::read(&json, &Described, &mut || panic!("no id")).expect("a file");
    for received in read.records {
        assert!(matches!(received, Received::Loose(_)));
        let planned = plan_one(&world.ledger, received, &mut || panic!("no id"));
        assert_eq!(planned.verdict, Verdict::Same);
    }
}
