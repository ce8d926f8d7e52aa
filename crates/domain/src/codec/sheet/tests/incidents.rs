//! Tables of incidents of other tools.

use super::*;
use crate::rooms::incidents::timeline::timeline;
use holdfast_ledger::{Key, Record};

fn told(grid: &Grid) -> &'static str {
    let mapping = Mapping::guess("incidents.csv", grid);
    mapping.sheets[0].dialect.map_or("", |dialect| dialect.name)
}

const SERVICENOW: &str = "number,incident_state,active,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,opened_by,opened_at,sys_created_by,sys_created_at,sys_updated_by,sys_updated_at,contact_type,location,category,subcategory,u_symptom,cmdb_ci,impact,urgency,priority,assignment_group,assigned_to,knowledge,u_priority_confirmation,notify,problem_id,rfc,vendor,caused_by,closed_code,resolved_by,resolved_at,closed_at\n\
INC0000045,Resolved,true,1,0,2,true,Caller 2403,Opened by 8,29-02-2016 01:16,Created by 6,29-02-2016 01:23,Updated by 908,29-02-2016 11:29,Phone,Location 143,Category 55,Subcategory 170,Symptom 72,Wi-Fi,2 - Medium,3 - Low,3 - Moderate,Group 56,Ada Byron,true,false,Do Not Notify,?,?,?,?,code 5,Resolved by 149,29-02-2016 11:29,05-03-2016 12:00\n\
INC0000045,New,true,0,0,0,true,Caller 2403,Opened by 8,29-02-2016 01:16,Created by 6,29-02-2016 01:23,Updated by 21,29-02-2016 01:23,Phone,Location 143,Category 55,Subcategory 170,Symptom 72,Wi-Fi,2 - Medium,2 - Medium,3 - Moderate,Group 56,?,true,false,Do Not Notify,?,?,?,?,code 5,Resolved by 149,29-02-2016 11:29,05-03-2016 12:00\n\
INC0000047,Active,true,0,0,0,true,Caller 2403,Opened by 397,01-03-2016 04:40,Created by 171,01-03-2016 04:57,Updated by 21,01-03-2016 04:57,Event,Location 165,Category 40,Subcategory 215,Symptom 471,?,1 - High,1 - High,1 - Critical,Group 70,?,true,false,Do Not Notify,?,?,?,?,code 5,?,?,?\n\
INC0000045,Awaiting User Info,true,1,0,1,true,Caller 2403,Opened by 8,29-02-2016 01:16,Created by 6,29-02-2016 01:23,Updated by 21,29-02-2016 08:53,Phone,Location 143,Category 55,Subcategory 170,Symptom 72,Wi-Fi,2 - Medium,2 - Medium,3 - Moderate,Group 70,?,true,false,Do Not Notify,?,?,?,?,code 5,Resolved by 149,29-02-2016 11:29,05-03-2016 12:00\n";

fn by_reference<'w>(world: &'w World, reference: &str) -> &'w Record {
    let mut all = world.ledger.records();
    let found = all.find(|record| record.text("reference") == reference);
    found.expect(reference)
}

/// FORMATS, `ServiceNow`: rows of one number are updates of one incident. The last says what holds, all of them
/// what was changed.
#[test]
fn updates_of_servicenow_are_one_incident() {
    let mut world = World::new();
    let ada = world.person("Ada Byron");
    let service = world.add("service", &[("title", json!("Wi-Fi"))]);
    let grid = table(SERVICENOW);
    assert_eq!(told(&grid), "incidents, a row for each update (ServiceNow)");
    let (all, report) = made(&world, "incidents.csv", &grid);
    assert_eq!(all.len(), 2);
    assert_eq!(report.unset, 23, "each ?");
    take(&mut world, "incidents.csv", &grid);
    let incident = by_reference(&world, "INC0000045");
    for (field, expected) in [
        ("title", "INC0000045"),
        ("state", "resolved"),
        ("detected", "2016-02-29T01:16:00.000Z"),
        ("resolved", "2016-02-29T11:29:00.000Z"),
        ("closed", "2016-03-05T12:00:00.000Z"),
        ("category", "Category 55"),
        ("subcategory", "Subcategory 170"),
        ("detection", "user"),
        ("assignee", &ada.to_string()),
    ] {
        assert_eq!(incident.text(field), expected, "{field}");
    }
    let rating = json!({"impact": "medium", "urgency": "low"});
    assert_eq!(incident.get::<Value>("rating"), Some(rating));
    assert_eq!(
        incident.get::<Value>("services"),
        Some(json!([service.to_string()]))
    );
    let notes = incident.text("notes");
    for kept in [
        "- contact_type: Phone",
        "- caller_id: Caller 2403",
        "- assignment_group: Group 56",
        "- priority: 3 - Moderate",
    ] {
        assert!(notes.contains(kept), "{notes}");
    }
    let entries = timeline(incident, &world.view());
    let said: Vec<(&str, &str)> = entries
        .iter()
        .map(|entry| (entry.by.as_str(), entry.text.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("Updated by 21", "- incident_state: New"),
            (
                "Updated by 21",
                "New → On hold. - incident_state: New → Awaiting User Info\n- reassignment_count: 0 → 1\n- sys_mod_count: 0 → 1\n- assignment_group: Group 56 → Group 70",
            ),
            (
                "Updated by 908",
                "On hold → Resolved. - incident_state: Awaiting User Info → Resolved\n- sys_mod_count: 1 → 2\n- urgency: 2 - Medium → 3 - Low\n- assignment_group: Group 70 → Group 56\n- assigned_to: ? → Ada Byron",
            ),
        ]
    );
    assert_eq!(
        entries[1].at,
        holdfast_ledger::time::parse("2016-02-29T08:53:00.000Z")
    );
    let other = by_reference(&world, "INC0000047");
    assert_eq!(other.text("state"), "in_progress");
    assert!(
        other.items(Key::new("timeline")).is_empty(),
        "it has one row"
    );
    again(&mut world, "incidents.csv", &grid);
}

/// A later export has a row more: its entry is added, and the others stay.
#[test]
fn a_later_export_of_updates_adds_what_is_new() {
    let mut world = World::new();
    let rows: Vec<&str> = SERVICENOW.lines().collect();
    let first = table(&[rows[0], rows[2], rows[4]].join("\n"));
    take(&mut world, "incidents.csv", &first);
    assert_eq!(by_reference(&world, "INC0000045").text("state"), "on_hold");
    take(&mut world, "incidents.csv", &table(SERVICENOW));
    let incident = by_reference(&world, "INC0000045");
    assert_eq!(incident.items(Key::new("timeline")).len(), 3);
    assert_eq!(incident.text("state"), "resolved");
}

#[test]
fn lists_of_servicenow_have_names_or_labels() {
    let mut world = World::new();
    for (head, name) in [
        (
            "number,short_description,caller_id,state,priority,opened_at",
            "a.csv",
        ),
        (
            "Number,Short description,Caller,State,Priority,Opened",
            "b.csv",
        ),
    ] {
        let grid = table(&format!(
            "{head}\nINC1,Wi-Fi drops,Ada,2,3 - Moderate,2026-03-02 10:05:00\n"
        ));
        assert_eq!(told(&grid), "incidents (ServiceNow)");
        take(&mut world, name, &grid);
        let incident = by_reference(&world, "INC1");
        assert_eq!(
            (incident.text("title"), incident.text("state")),
            ("Wi-Fi drops".into(), "in_progress".into())
        );
    }
    assert_eq!(
        world.ledger.len(),
        1,
        "names and labels mean the same number"
    );
}

/// FORMATS, BPI Challenge 2014: hours become minutes, five steps three, and a contradiction is told.
#[test]
fn headers_of_incidents_of_a_bank() {
    let mut world = World::new();
    let head = "CI Name (aff);CI Type (aff);CI Subtype (aff);Service Component WBS (aff);Incident ID;Status;Impact;Urgency;Priority;Category;KM number;Alert Status;# Reassignments;Open Time;Reopen Time;Resolved Time;Close Time;Handle Time (Hours);Closure Code;# Related Interactions;Related Interaction;# Related Incidents;# Related Changes;Related Change;CI Name (CBy);CI Type (CBy);CI Subtype (CBy);ServiceComp WBS (CBy)";
    let row = "SUB000508;subapplication;Web Based Application;WBS000162;IM0000004;Closed;4;5;4;incident;KM0000553;closed;26;5-2-2012 13:32:57;6-2-2012 9:00:00;4-11-2013 13:50:27;4-11-2013 13:51:17;\"3,5\";Other;1;SD0000007;2;;C00003013;SUB000508;subapplication;Web Based Application;WBS000162";
    let grid = table(&format!("{head}\n{row}\n"));
    assert_eq!(told(&grid), "incidents (BPI Challenge 2014)");
    made(&world, "bpi.csv", &grid);
    take(&mut world, "bpi.csv", &grid);
    let incident = by_reference(&world, "IM0000004");
    for (field, expected) in [
        ("state", "closed"),
        ("category", "incident"),
        ("detected", "2012-02-05T13:32:57.000Z"),
        ("resolved", "2013-11-04T13:50:27.000Z"),
        ("closed", "2013-11-04T13:51:17.000Z"),
    ] {
        assert_eq!(incident.text(field), expected, "{field}");
    }
    assert_eq!(
        incident.get::<Value>("stated"),
        Some(json!({"resolve": 210}))
    );
    assert!(world.finds(incident.id, "incident-stated-differs"));
    let rating = json!({"impact": "low", "urgency": "low"});
    assert_eq!(incident.get::<Value>("rating"), Some(rating));
    let notes = incident.text("notes");
    for kept in [
        "- Impact: 4",
        "- Urgency: 5",
        "- CI Name (aff): SUB000508",
        "- Related Change: C00003013",
        "- # Reassignments: 26",
    ] {
        assert!(notes.contains(kept), "{notes}");
    }
    let entries = timeline(incident, &world.view());
    assert_eq!(entries[0].text, "Resolved → Reopened");
    assert_eq!(
        entries[0].at,
        holdfast_ledger::time::parse("2012-02-06T09:00:00.000Z")
    );
    again(&mut world, "bpi.csv", &grid);
}

/// FORMATS, CISO Assistant: five severities become three, and the word is kept.
#[test]
fn incidents_of_ciso_assistant() {
    let mut world = World::new();
    let grid = table(
        "ref_id,name,description,domain,status,severity,detection,reported_at,link,filtering_labels\n\
         I1,Phishing,Somebody clicked,IT,ongoing,sev2,external,2026-03-02T10:05:00Z,https://x.example/1,mail\n\
         I2,Lost phone,,IT,dismissed,unknown,internal,2026-03-03,,\n",
    );
    assert_eq!(told(&grid), "incidents (CISO Assistant)");
    let (all, report) = made(&world, "incidents.csv", &grid);
    assert_eq!(report.unset, 1);
    let phishing = titled(&all, "Phishing");
    for (field, expected) in [
        ("code", json!("I1")),
        ("state", json!("in_progress")),
        ("rating", json!({"impact": "high"})),
        ("detection", json!("other")),
        ("detected", json!("2026-03-02T10:05:00.000Z")),
        ("reference", json!("https://x.example/1")),
        ("tags", json!(["mail"])),
        (
            "notes",
            json!("## From incidents.csv\n\n- domain: IT\n- severity: sev2\n- detection: external"),
        ),
    ] {
        assert_eq!(phishing[field], expected, "{field}");
    }
    assert_eq!(titled(&all, "Lost phone")["state"], "cancelled");
    take(&mut world, "incidents.csv", &grid);
    again(&mut world, "incidents.csv", &grid);
}

/// FORMATS, Jira: a byte order mark, CRLF, cells of several lines, headings once for each value, its own dates.
#[test]
fn issues_of_jira() {
    let mut world = World::new();
    let ada = world.person("Ada Byron");
    let service = world.add("service", &[("title", json!("Wi-Fi"))]);
    let grid = table(
        "\u{feff}Summary,Issue key,Issue id,Issue Type,Status,Project key,Priority,Assignee,Created,Resolved,Components,Components,Labels,Labels,Labels,Watchers,Watchers,Description,Comment\r\n\
         Wi-Fi drops,OPS-7,10007,Incident,Waiting for customer,OPS,High,Ada Byron,22/Nov/26 2:30 PM,,Wi-Fi,Paging,ward,wifi,,bob,cleo,\"Two\nlines, \"\"quoted\"\"\",22/Nov/26 3:00 PM;bob;We look\r\n",
    );
    assert_eq!(told(&grid), "issues (Jira)");
    made(&world, "jira.csv", &grid);
    take(&mut world, "jira.csv", &grid);
    let incident = by_reference(&world, "OPS-7");
    for (field, expected) in [
        ("title", "Wi-Fi drops"),
        ("state", "on_hold"),
        ("detected", "2026-11-22T14:30:00.000Z"),
        ("assignee", &ada.to_string()),
        ("description", "Two\nlines, \"quoted\""),
    ] {
        assert_eq!(incident.text(field), expected, "{field}");
    }
    assert_eq!(incident.get::<Value>("tags"), Some(json!(["ward", "wifi"])));
    assert_eq!(
        incident.get::<Value>("services"),
        Some(json!([service.to_string()]))
    );
    let notes = incident.text("notes");
    for kept in [
        "- Status: Waiting for customer",
        "- Components: Paging",
        "- Watchers: bob\n- Watchers: cleo",
        "- Comment: 22/Nov/26 3:00 PM;bob;We look",
    ] {
        assert!(notes.contains(kept), "{notes}");
    }
    again(&mut world, "jira.csv", &grid);
}
