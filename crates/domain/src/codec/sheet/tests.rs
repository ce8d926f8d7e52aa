//! Tables of other tools and our own, from the file to the records that they become.

use super::mapping::Of;
use super::preview::preview;
use super::records::records;
use super::rows::Report;
use super::write::{Form, write};
use super::{Grid, Mapping, Row, Sheet, columns, csv, inflate, xlsx};
use crate::codec::json::Described;
use crate::rooms;
use crate::testing::World;
use holdfast_ledger::file::{self, Received};
use holdfast_ledger::plan::{Verdict, accept, plan_one};
use holdfast_ledger::{Id, Path, Record};
use proptest::prelude::*;
use serde_json::{Value, json};

fn table(text: &str) -> Grid {
    let sheet = csv::read(text).expect("a table");
    Grid {
        sheets: vec![sheet],
    }
}

fn sheet(name: &str, text: &str) -> Sheet {
    Sheet {
        name: name.to_owned(),
        ..csv::read(text).expect("a table")
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

const CISO_RISKS: &str = "ref_id;name;description;inherent_impact;inherent_proba;existing_controls;current_impact;current_proba;current_risk;additional_controls;residual_impact;residual_proba;treatment;assets;justification\r\n\
    R.1;Flood;River rises;--;--;Pump;High;Unlikely;Medium;\"Second pump\nWall\";2;1;mitigate;Patient record;Seen in 2021\r\n\
    R.2;Fire;;Very High;Rare;;5;1;;;--;--;open;Nowhere;\r\n";

/// FORMATS: CISO Assistant, risks, also the older form with semicolons and "--".
#[test]
fn risks_of_ciso_assistant() {
    let mut world = World::new();
    let service = world.add("service", &[("title", json!("Patient record"))]);
    let grid = table(CISO_RISKS);
    let mapping = Mapping::guess("risks.csv", &grid);
    assert_eq!(
        mapping.sheets[0].dialect.map(|dialect| dialect.name),
        Some("risks (CISO Assistant)")
    );
    let (all, report) = made(&world, "risks.csv", &grid);
    let flood = titled(&all, "Flood");
    assert_eq!(flood["code"], "R.1");
    assert_eq!(flood["event"], "River rises");
    assert_eq!(
        flood["current"],
        json!({"impact": 4, "likelihood": 2, "rationale": "Seen in 2021"})
    );
    assert_eq!(flood["target"], json!({"impact": 2, "likelihood": 1}));
    assert_eq!(flood["inherent"], Value::Null);
    assert_eq!(flood["treatment"], "reduce");
    let actions: Vec<&Value> = flood["actions"]
        .as_array()
        .expect("actions")
        .iter()
        .map(|action| &action["title"])
        .collect();
    assert_eq!(actions, ["Second pump", "Wall"]);
    assert!(flood.to_string().contains(&service.to_string()));
    assert_eq!(
        flood["notes"],
        "## From risks.csv\n\n- existing_controls: Pump\n- current_risk: Medium"
    );
    let fire = titled(&all, "Fire");
    assert_eq!(fire["inherent"], json!({"impact": 5, "likelihood": 1}));
    assert_eq!(
        fire["notes"],
        "## From risks.csv\n\n- treatment: open\n- assets: Nowhere"
    );
    assert_eq!(report.unset, 4);
    let (rows, count, _) = preview(&grid, &mapping, &world.view(), 10);
    assert_eq!(count, 2);
    let said: Vec<&str> = rows[1]
        .problems
        .iter()
        .map(|(column, _)| column.as_str())
        .collect();
    assert_eq!(
        said,
        ["inherent_impact", "inherent_proba", "treatment", "assets"]
    );
    take(&mut world, "risks.csv", &grid);
    again(&mut world, "risks.csv", &grid);
}

/// FORMATS: assets, with parents that come later, objectives in one cell.
#[test]
fn assets_of_ciso_assistant() {
    let mut world = World::new();
    let grid = table(
        "ref_id,name,description,domain,type,parent_assets,security_objectives,disaster_recovery_objectives,filtering_labels\n\
         A1,Database,Stores,IT,SP,Patient record,confidentiality: 3,\"rto: 1h01m01s,rpo: 2h01m,mtd: 3h\",\"b; a\"\n\
         A2,Patient record,,IT,PR,,,rto: 4h,\n",
    );
    let (all, _) = made(&world, "assets.csv", &grid);
    let database = titled(&all, "Database");
    assert_eq!(database["rpo"], 121);
    assert!((database["rto"].as_f64().expect("minutes") - 61.0 - 1.0 / 60.0).abs() < 1e-9);
    assert_eq!(database["tags"], json!(["a", "b"]));
    let link = &database["links"][0];
    assert_eq!(
        (&link["to"], &link["how"]),
        (&titled(&all, "Patient record")["id"], &json!("supports"))
    );
    let notes = database["notes"].as_str().expect("notes");
    assert!(
        notes.contains("- type: SP") && notes.contains("mtd: 3h") && notes.contains("- domain: IT"),
        "{notes}"
    );
    assert_eq!(titled(&all, "Patient record")["rto"], 240);
    take(&mut world, "assets.csv", &grid);
    again(&mut world, "assets.csv", &grid);
}

/// FORMATS: BIA workbook: a sheet about the analysis, its assets, their thresholds; the first
/// column of exported sheets counts rows.
#[test]
fn a_business_impact_analysis_of_ciso_assistant() {
    let mut world = World::new();
    let known = world.add("service", &[("title", json!("Patient record"))]);
    let grid = Grid {
        sheets: vec![
            sheet(
                "Summary",
                "name,description,perimeter,risk_matrix,folder,version,status,eta,due_date\nBIA 2026,All wards,North,5x5,F,1,done,,2026-05-01\n",
            ),
            sheet(
                "BIA 2026",
                ",asset,recovery_documented,recovery_tested,recovery_targets_met,observation\n0,Patient record,True,False,False,Old plan\n1,Laundry,False,False,False,\n",
            ),
            sheet(
                "BIA 2026 - thresholds",
                ",asset,point_in_time,quali_impact,quanti_impact,quanti_impact_unit,qualifications,justification\n0,Patient record,4h,3,-1,EUR,Operations,Wards stop\n1,Laundry,1d,-1,,,,\n",
            ),
        ],
    };
    let mapping = Mapping::guess("bia.xlsx", &grid);
    assert!(matches!(mapping.sheets[0].of, Of::Preface));
    let (all, report) = made(&world, "bia.xlsx", &grid);
    assert_eq!(all.len(), 2, "both sheets are about the same assets");
    assert_eq!(report.left, 4, "the numbers of the rows");
    let record = titled(&all, "Patient record");
    assert_eq!(record["id"], known.to_string());
    let notes = record["notes"].as_str().expect("notes");
    assert!(
        notes.contains("- Summary, description: All wards")
            && notes.contains("- observation: Old plan"),
        "{notes}"
    );
    let whole = record.to_string();
    assert!(
        whole.contains("Wards stop") && whole.contains("Operations"),
        "{whole}"
    );
    take(&mut world, "bia.xlsx", &grid);
    again(&mut world, "bia.xlsx", &grid);
}

/// FORMATS: NIST IR 8286.
#[test]
fn a_register_of_nist_ir_8286() {
    let mut world = World::new();
    let ada = world.person("Ada Byron");
    let grid = table(
        "ID,Priority,Risk Description,Risk Category,Current Assessment - Likelihood,Current Assessment - Impact,Current Assessment - Exposure Rating,Risk Response Type,Risk Response Cost,Risk Response Description,Risk Owner,Status\n\
         1,High,\"If the pump fails, the cellar is flooded\",Technology failure,Likely,3,High,Mitigate,5000,Second pump,Ada Byron,Open\n",
    );
    let (all, _) = made(&world, "register.csv", &grid);
    let risk = &all[0];
    assert_eq!(risk["title"], "If the pump fails, the cellar is flooded");
    assert_eq!(risk["event"], risk["title"]);
    assert_eq!(
        (&risk["code"], &risk["category"], &risk["treatment"]),
        (&json!("1"), &json!("technology"), &json!("reduce"))
    );
    assert_eq!(risk["current"], json!({"impact": 3, "likelihood": 4}));
    assert_eq!(risk["owner"], ada.to_string());
    assert!(
        risk["notes"]
            .as_str()
            .expect("notes")
            .contains("- Risk Response Description: Second pump")
    );
    take(&mut world, "register.csv", &grid);
    again(&mut world, "register.csv", &grid);
}

/// FORMATS: KEV and EPSS as CSV, vulnerabilities of CISO Assistant: taken in where there is a
/// register for them, else refused by name.
#[test]
fn vulnerabilities_are_told_by_their_headings() {
    let world = World::new();
    let kev = table(
        "cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,dueDate,knownRansomwareCampaignUse,notes,cwes\nCVE-2024-3094,XZ,Utils,Backdoor,2024-04-01,Bad,Update,2024-04-22,Unknown,,CWE-506\n",
    );
    let epss = table(
        "#model_version:v2025.03.14,score_date:2026-11-22T00:00:00Z\ncve,epss,percentile\nCVE-2024-3094,0.85,0.99\n",
    );
    let ciso = table(
        "ref_id,name,description,status,severity,assets,applied_controls,security_exceptions,filtering_labels,detected_at,due_date\nV1,Old TLS,,exploitable,high,,,,,2026-01-02,2026-02-03\n",
    );
    for (grid, words) in [
        (&kev, "CISA KEV"),
        (&epss, "EPSS"),
        (&ciso, "vulnerabilities (CISO"),
    ] {
        let mapping = Mapping::guess("x.csv", grid);
        let dialect = mapping.sheets[0].dialect.expect(words);
        assert!(dialect.name.contains(words));
        if rooms::kind("vulnerability").is_none() {
            let refused = mapping.refusal().expect("no register");
            assert!(refused.contains(words), "{refused}");
        } else if !dialect.only_known {
            let (all, _) = made(&world, "x.csv", grid);
            assert_eq!(all.len(), 1);
        } else {
            let refused =
                records(grid, &mapping, &world.view()).expect_err("nothing of it is here");
            assert!(refused.contains("not in this workspace"), "{refused}");
        }
    }
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
    let grid = write(&world.view(), &[&rooms::risks::RISK], &all, Form::Csv);
    let text = crate::codec::csv::write(grid.sheets[0].rows.iter().map(|row| row.cells.clone()));
    assert!(text.contains("\"'=HYPERLINK(\"\"x\"\")\""), "{text}");
    again(&mut world, "x.csv", &table(&text));
}

fn comes_back(world: &World) {
    let all: Vec<&Record> = world.ledger.records().collect();
    let kinds: Vec<_> = rooms::kinds().collect();
    let of_csv = write(&world.view(), &kinds, &all, Form::Csv);
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
    let of_book = write(&world.view(), &kinds, &all, Form::Workbook);
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
    let grid = write(&world.view(), &kinds, &all, Form::Csv);
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
