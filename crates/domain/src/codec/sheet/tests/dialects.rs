//! Tables of other tools.

use super::*;
use crate::codec::sheet::Sheet;
use crate::codec::sheet::preview::preview;
use holdfast_ledger::Key;

fn sheet(name: &str, text: &str) -> Sheet {
    Sheet {
        name: name.to_owned(),
        ..csv::read(text).expect("a table")
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

    // A later table is about the same cell: it proposes another level, and adds none.
    let mut later = grid.clone();
    later.sheets[2].rows[1].cells[3] = "4".to_owned();
    let verdicts = take(&mut world, "bia.xlsx", &later);
    assert!(
        verdicts
            .iter()
            .any(|verdict| matches!(verdict, Verdict::Proposed(_))),
        "{verdicts:?}"
    );
    let service = world.record(known);
    let at = crate::rooms::services::impact::At {
        category: "Operations",
        after: 240,
        peak: None,
    };
    let cell = crate::rooms::services::impact::cell_id(known, at);
    let cells = service.items(holdfast_ledger::Key::new("impacts"));
    let cells: Vec<_> = cells.iter().map(|item| item.id).collect();
    assert_eq!(cells, [cell]);
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

/// FORMATS: change requests of another desk: states, types, risk, dates; what has no field is kept in the notes.
#[test]
fn changes_of_servicenow() {
    let mut world = World::new();
    let service = world.add("service", &[("title", json!("Patient record"))]);
    let ada = world.person("Ada Lovelace");
    let grid = table(
        "number,requested_by,category,business_service,cmdb_ci,priority,risk,impact,chg_model,type,state,assignment_group,assigned_to,short_description,description,justification,implementation_plan,backout_plan,test_plan,start_date,end_date,work_start,work_end,cab_required,close_code,close_notes,sys_updated_on\n\
         CHG0030001,Ada Lovelace,Network,Patient record,sw-01,4 - Low,Moderate,3 - Low,Normal,Normal,Closed,Network team,Ada Lovelace,Swap the switch,In rack 4,Its fans fail,Pull and rack,Put the old one back,Ping,2026-03-01 20:00:00,2026-03-01 22:00:00,2026-03-01 20:05:00,2026-03-01 21:30:00,true,Successful with issues,One splice,2026-03-02 08:00:00\n\
         CHG0030002,Nobody Known,,,,,High,,,Emergency,Assess,,,Close the hole,,,,Off,,,,,,,,,\n\
         CHG0030003,,,,,,,,,standard,-5,,,Monthly,,,,,,,,,,,Unsuccessful,,\n",
    );
    let mapping = Mapping::guess("change_request.csv", &grid);
    assert_eq!(
        mapping.sheets[0].dialect.map(|dialect| dialect.name),
        Some("changes (ServiceNow)")
    );
    let (all, _) = made(&world, "change_request.csv", &grid);
    let swap = titled(&all, "Swap the switch");
    for (field, value) in [
        ("code", json!("CHG0030001")),
        ("type", json!("normal")),
        ("state", json!("closed")),
        ("risk_level", json!("medium")),
        ("outcome", json!("successful_with_issues")),
        ("closing_notes", json!("One splice")),
        ("requester", json!(ada.to_string())),
        ("assignee", json!(ada.to_string())),
        ("services", json!([service.to_string()])),
        ("reason", json!("Its fans fail")),
        ("back_out_plan", json!("Put the old one back")),
        (
            "window",
            json!({"start": "2026-03-01T20:00:00.000Z", "end": "2026-03-01T22:00:00.000Z"}),
        ),
        (
            "actual",
            json!({"start": "2026-03-01T20:05:00.000Z", "end": "2026-03-01T21:30:00.000Z"}),
        ),
    ] {
        assert_eq!(swap[field], value, "{field}");
    }
    let notes = swap["notes"].as_str().expect("notes");
    for kept in [
        "cmdb_ci: sw-01",
        "description: In rack 4",
        "assignment_group: Network team",
        "cab_required: true",
    ] {
        assert!(notes.contains(kept), "{kept} in {notes}");
    }
    let hole = titled(&all, "Close the hole");
    assert_eq!(
        (&hole["type"], &hole["state"], &hole["risk_level"]),
        (&json!("emergency"), &json!("submitted"), &json!("high"))
    );
    assert!(
        hole["notes"]
            .as_str()
            .is_some_and(|notes| notes.contains("requested_by: Nobody Known"))
    );
    let monthly = titled(&all, "Monthly");
    assert_eq!(
        (&monthly["state"], &monthly["outcome"]),
        (&json!("draft"), &json!("failed"))
    );
    take(&mut world, "change_request.csv", &grid);
    again(&mut world, "change_request.csv", &grid);
    // What was done elsewhere was approved there, if it was.
    let swapped = world
        .ledger
        .of_kind(Key::new("change"))
        .find(|change| change.text("code") == "CHG0030001");
    let swapped = swapped.expect("the change").id;
    assert!(!world.finds(swapped, "change-unapproved"));
    assert_eq!(
        world.figure(swapped, "implementation_time").text,
        "1 h 25 min"
    );
}
