//! Tables of other tools and our own, from the file to the records that they become.

mod dialects;
mod incidents;
mod jobs;
mod round;

use super::mapping::Of;
use super::records::records;
use super::rows::Report;
use super::{Grid, Mapping, Order, Row, columns, csv};
use crate::codec::json::Described;
use crate::rooms;
use crate::testing::World;
use holdfast_ledger::file;
use holdfast_ledger::plan::{Verdict, accept, plan_one};
use serde_json::{Value, json};

fn table(text: &str) -> Grid {
    let sheet = csv::read(text).expect("a table");
    Grid {
        sheets: vec![sheet],
    }
}

/// Everything that a file makes, by record: its JSON.
fn made(world: &World, name: &str, grid: &Grid) -> (Vec<Value>, Report) {
    made_with(world, grid, &Mapping::guess(name, grid))
}

fn made_with(world: &World, grid: &Grid, mapping: &Mapping) -> (Vec<Value>, Report) {
    let (json, report) = records(grid, mapping, &world.view()).expect("records");
    assert!(report.is_whole(), "{report:?}");
    let filled = |row: &Row| {
        row.cells
            .iter()
            .filter(|cell| !cell.trim().is_empty())
            .count()
    };
    let cells: usize = grid
        .sheets
        .iter()
        .flat_map(|sheet| &sheet.rows)
        .map(filled)
        .sum();
    assert_eq!(report.cells, cells);
    let file: Value = serde_json::from_str(&json).expect("JSON");
    let kinds = file["records"].as_object().expect("kinds");
    let all = kinds
        .values()
        .flat_map(|all| all.as_array().expect("records"));
    (all.cloned().collect(), report)
}

/// Takes a file in whole; says what each record meant.
fn take(world: &mut World, name: &str, grid: &Grid) -> Vec<Verdict> {
    let mapping = Mapping::guess(name, grid);
    let (json, _) = records(grid, &mapping, &world.view()).expect("records");
    take_json(world, &json)
}

fn take_json(world: &mut World, json: &str) -> Vec<Verdict> {
    let incoming = file::read(json, &Described, &mut || panic!("an item has no id"));
    let mut verdicts = Vec::new();
    for received in incoming.expect("a file").records {
        let planned = plan_one(&world.ledger, received, &mut || {
            panic!("a record has no id")
        });
        world.commit(&accept(&planned, |_| true));
        verdicts.push(planned.verdict);
    }
    verdicts
}

fn again(world: &mut World, name: &str, grid: &Grid) {
    let verdicts = take(world, name, grid);
    assert!(
        verdicts.iter().all(|verdict| *verdict == Verdict::Same),
        "{verdicts:?}"
    );
}

fn titled<'a>(all: &'a [Value], title: &str) -> &'a Value {
    all.iter()
        .find(|record| record["title"] == title)
        .expect(title)
}

#[test]
fn columns_of_every_kind_differ_and_name_themselves() {
    for kind in rooms::kinds() {
        let mut all = columns::columns(kind);
        columns::list_columns(kind, &mut all);
        assert!(columns::all_differ(&all), "{}", kind.id);
        for column in &all {
            let key = column.target.key();
            let named = columns::Target::named(&key, kind, None);
            assert!(
                named.is_some_and(|named| named.is(column.target)),
                "{}.{key}",
                kind.id
            );
        }
        for list in kind.all_lists() {
            assert!(
                columns::all_differ(&columns::item_columns(kind, list)),
                "{}.{}",
                kind.id,
                list.key
            );
        }
    }
}

/// Where all cells go is said in one sentence, and of days that may be read in two ways it is asked
/// only where the column itself does not tell.
#[test]
fn a_mapping_says_where_cells_go_and_what_it_does_not_know() {
    let world = World::new();
    let grid = table("Title,Colour,Next review\nFlood,blue,3/4/2026\nFire,?,5/6/2026\n");
    let mut mapping = Mapping::guess("r.csv", &grid);
    mapping.set_rows(&grid, 0, Some("risk"));
    let (_, report) = records(&grid, &mapping, &world.view()).expect("records");
    assert_eq!(
        report.words(),
        "Of 9 filled cells 4 become fields, 1 is kept in the notes, 1 says that nothing is known, 3 are headings."
    );
    let (own, sheet) = (&mapping.sheets[0], &grid.sheets[0]);
    assert!(own.asks_order(sheet, 2) && !own.asks_order(sheet, 0));
    assert_eq!(own.examples(sheet, 1, 1), ["blue"]);
    mapping.assume(&grid, Order::Month);
    assert_eq!(mapping.sheets[0].orders[2], Order::Month);
    let told = table("Title,Next review\nFlood,3/4/2026\nFire,25/6/2026\n");
    let mut mapping = Mapping::guess("r.csv", &told);
    mapping.set_rows(&told, 0, Some("risk"));
    assert!(!mapping.sheets[0].asks_order(&told.sheets[0], 1));
    mapping.assume(&told, Order::Month);
    assert_eq!(
        mapping.sheets[0].orders[1],
        Order::Day,
        "the column shows it"
    );
}

/// A cell that says what a field of some kind is called does not make its row the headings.
#[test]
fn a_word_in_a_row_below_is_no_heading() {
    let grid = table("What may happen,How often,How bad\nFlood,6,Major\nFire,2,4\n");
    let own = &Mapping::guess("steps.csv", &grid).sheets[0];
    assert_eq!((own.head, own.headers[2].as_str()), (0, "How bad"));
}

/// Any table: by labels, names in files, usual names and how the help begins; what has no field is
/// kept; two columns of one name; lines above the headings; dates by what the column shows.
#[test]
fn any_table_is_mapped_by_its_headings() {
    let mut world = World::new();
    world.add("person", &[("title", json!("Ada"))]);
    let grid = table(
        "Our risks,,\n\nName,LIKELIHOOD,Current: Impact,next_review,Labels,Labels,Owner,Cost,Category\n\
         Flood,x,4,1/22/2026,b,a,Ada,100,Natural hazard\nFlood,,9,1/2/2026,,,,,\n,,,,,,,7,\n",
    );
    let mapping = Mapping::guess("risks.csv", &grid);
    let own = &mapping.sheets[0];
    assert!(matches!(own.of, Of::Records(kind) if kind.id == "risk"));
    let keys: Vec<String> = own.targets.iter().map(|target| target.key()).collect();
    assert_eq!(
        keys,
        [
            "title",
            "~note",
            "current/impact",
            "next_review",
            "tags",
            "tags",
            "owner",
            "~note",
            "category"
        ]
    );
    let (all, report) = made(&world, "risks.csv", &grid);
    assert_eq!(
        all.len(),
        3,
        "the same name twice is two records; a row without a name is one"
    );
    assert_eq!(all[0]["next_review"], "2026-01-22");
    assert_eq!(all[0]["tags"], json!(["a", "b"]));
    assert_eq!(
        all[0]["notes"],
        "## From risks.csv\n\n- Line 1: Our risks\n- LIKELIHOOD: x\n- Cost: 100"
    );
    assert_eq!(all[1]["next_review"], "2026-01-02");
    assert_eq!(all[1]["current"], Value::Null);
    assert!(
        all[1]["notes"]
            .as_str()
            .expect("notes")
            .contains("- Current: Impact: 9")
    );
    assert_eq!(all[2]["title"], "7");
    assert_ne!(all[0]["id"], all[1]["id"]);
    assert_eq!(report.notes, 4);
    take(&mut world, "risks.csv", &grid);
    again(&mut world, "risks.csv", &grid);
    // Somebody else takes the same file in apart from this.
    let apart = World::new();
    let (theirs, _) = made(&apart, "risks.csv", &grid);
    assert_eq!(theirs[0]["id"], all[0]["id"]);
}

#[test]
fn a_person_corrects_the_mapping() {
    let world = World::new();
    let grid = table("Thing,Rating,Cost\nFlood,4,100\n");
    let mut mapping = Mapping::guess("x.csv", &grid);
    assert!(
        mapping
            .refusal()
            .is_some_and(|refusal| refusal.contains("No heading"))
    );
    assert!(records(&grid, &mapping, &world.view()).is_err());
    mapping.set_rows(&grid, 0, Some("risk"));
    mapping.set_target(0, 0, "title").expect("a field");
    mapping
        .set_target(0, 1, "current/likelihood")
        .expect("a part");
    mapping.set_target(0, 2, "~leave").expect("a choice");
    assert!(mapping.set_target(0, 2, "colour").is_err());
    assert!(mapping.set_target(0, 9, "title").is_err());
    let (all, report) = made_with(&world, &grid, &mapping);
    assert_eq!(all[0]["current"], json!({"likelihood": 4}));
    assert_eq!(report.left, 1);
    mapping.set_target(0, 2, "title").expect("a field");
    let keys: Vec<String> = mapping.sheets[0]
        .targets
        .iter()
        .map(|target| target.key())
        .collect();
    assert_eq!(
        keys,
        ["~note", "current/likelihood", "title"],
        "a field has one column"
    );
    let offered = mapping.sheets[0].choices();
    assert!(
        offered
            .iter()
            .any(|(key, label)| key == "current/impact" && label == "Current: Impact")
    );
    mapping.set_rows(&grid, 0, None);
    assert!(mapping.refusal().is_some());
}

/// A row with a code that is here is about that record, whatever else it says; parts of a group
/// that the table does not have stay.
#[test]
fn a_code_that_is_here_proposes() {
    let mut world = World::new();
    let id = world.add(
        "risk",
        &[
            ("code", json!("RISK-1")),
            ("title", json!("Flood")),
            ("notes", json!("Mine.")),
            ("current", json!({"likelihood": 2, "rationale": "Why"})),
        ],
    );
    let grid = table(
        "Code,Title,Current: Likelihood,Colour\nRISK-1,Flood of the river,3,blue\nRISK-1,Another,1,\n",
    );
    let (all, _) = made(&world, "x.csv", &grid);
    assert_eq!(all[0]["id"], id.to_string());
    assert_eq!(
        all[0]["current"],
        json!({"likelihood": 3, "rationale": "Why"})
    );
    assert_eq!(all[0]["notes"], "Mine.\n\n## From x.csv\n\n- Colour: blue");
    assert_ne!(all[1]["id"], all[0]["id"], "one row is one record");
    let verdicts = take(&mut world, "x.csv", &grid);
    assert!(matches!(verdicts[0], Verdict::Proposed(_)) && verdicts[1] == Verdict::New);
    again(&mut world, "x.csv", &grid);
}

#[test]
fn likelihood_and_impact_are_steps_of_the_own_matrix() {
    let grid = table("Title,Current: Likelihood,Current: Impact\nFlood,6,Major\nFire,2,5\n");
    let flood = |world: &World| {
        let (made, _) = made(world, "risks.csv", &grid);
        titled(&made, "Flood").clone()
    };
    let mut world = World::new();
    let (five, note) = (flood(&world), "Current: Likelihood: 6");
    assert_eq!(five["current"], json!({"impact": 4}), "no sixth of five");
    assert!(
        five["notes"]
            .as_str()
            .is_some_and(|notes| notes.contains(note)),
        "{five}"
    );
    world.add("workspace", &[("risk_matrix", json!({"size": 6}))]);
    let six = flood(&world);
    assert_eq!(six["current"], json!({"likelihood": 6, "impact": 4}));
}
