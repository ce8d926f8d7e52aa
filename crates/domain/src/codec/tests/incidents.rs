use super::{plan, proposals, take_in, texts, walk};
use crate::codec::incidents::read;
use crate::codec::sniff::{Format, sniff};
use crate::rooms::incidents::import::id_of;
use crate::rooms::incidents::timeline::timeline;
use crate::testing::World;
use holdfast_ledger::plan::Verdict;
use holdfast_ledger::{Id, Key, Path};
use serde_json::{Value, json};

fn statuspage() -> Value {
    json!({
        "id": "cp306tmzcl0y", "name": "Wi-Fi drops", "status": "resolved", "impact": "critical",
        "created_at": "2026-03-02T10:05:00.000Z", "started_at": "2026-03-02T11:00:00.000+01:00",
        "monitoring_at": "2026-03-02T10:40:00.000Z", "resolved_at": "2026-03-02T11:10:00.000Z",
        "shortlink": "https://stspg.example/x", "updated_at": "2026-03-02T11:10:00.000Z", "reminder_intervals": null,
        "components": [
            {"id": "c1", "name": "wi-fi", "status": "operational"},
            {"id": "c2", "name": "Paging", "status": "operational"},
        ],
        "incident_updates": [
            {"id": "u3", "status": "resolved", "body": "All wards report back.", "created_at": "2026-03-02T11:10:00.000Z",
             "display_at": "2026-03-02T11:10:00.000Z", "affected_components": [{"code": "c1", "name": "wi-fi"}]},
            {"id": "u2", "status": "identified", "body": "A switch died.", "created_at": "2026-03-02T10:20:00.000Z"},
            {"id": "u1", "status": "investigating", "body": "We look.", "created_at": "2026-03-02T10:05:00.000Z"},
        ],
    })
}

fn read_it(file: &Value) -> holdfast_ledger::file::Incoming {
    read(&file.to_string()).expect("incidents")
}

fn wifi() -> Id {
    id_of("statuspage", "cp306tmzcl0y")
}

/// FORMATS, Statuspage: each value has its field.
#[test]
fn an_incident_of_a_status_page() {
    let mut world = World::new();
    let service = world.add("service", &[("title", json!("Wi-Fi"))]);
    take_in(&mut world, read_it(&statuspage()));
    let incident = world.record(wifi());
    for (field, expected) in [
        ("title", "Wi-Fi drops"),
        ("state", "resolved"),
        ("reference", "https://stspg.example/x"),
        ("occurred", "2026-03-02T10:00:00.000Z"),
        ("detected", "2026-03-02T10:05:00.000Z"),
        ("mitigated", "2026-03-02T10:40:00.000Z"),
        ("resolved", "2026-03-02T11:10:00.000Z"),
    ] {
        assert_eq!(incident.text(field), expected, "{field}");
    }
    assert_eq!(
        incident.get::<Value>("rating"),
        Some(json!({"impact": "high"}))
    );
    assert_eq!(
        incident.get::<Value>("services"),
        Some(json!([service.to_string()]))
    );
    let entries = timeline(incident, &world.view());
    let said: Vec<(&str, &str)> = entries
        .iter()
        .filter(|entry| entry.list == "timeline")
        .map(|entry| (entry.what.as_str(), entry.text.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("State", "New → In progress. **Investigating**: We look."),
            ("Note", "**Identified**: A switch died."),
            (
                "State",
                "In progress → Resolved. **Resolved**: All wards report back."
            ),
        ]
    );
}

/// Outages last from the start to the end, by how hard it hit, and name services where they are here.
#[test]
fn what_was_hit_was_out_from_start_to_end() {
    let mut world = World::new();
    let service = world.add("service", &[("title", json!("Wi-Fi"))]);
    let outages = |world: &World, id| {
        let items = world.record(id).items(Key::new("outages"));
        let text = |item: &holdfast_ledger::record::Item<'_>| {
            ["service", "kind", "from", "to", "note"].map(|field| item.text(field).into_owned())
        };
        items.iter().map(text).collect::<Vec<_>>()
    };
    take_in(&mut world, read_it(&statuspage()));
    let (from, to) = ("2026-03-02T10:00:00.000Z", "2026-03-02T11:10:00.000Z");
    let own = service.to_string();
    assert_eq!(
        outages(&world, wifi()),
        [
            ["", "outage", from, to, "Paging"],
            [&*own, "outage", from, to, "wi-fi"]
        ]
    );
    for (impact, kinds) in [
        ("major", vec!["degraded"]),
        ("minor", vec!["degraded"]),
        ("none", vec![]),
    ] {
        let mut other = statuspage();
        other["id"] = json!(impact);
        other["impact"] = json!(impact);
        other["components"] = json!([]);
        other["resolved_at"] = Value::Null;
        take_in(&mut world, read_it(&other));
        let found = outages(&world, id_of("statuspage", impact));
        let expected: Vec<[String; 5]> = kinds
            .into_iter()
            .map(|kind| ["", kind, from, "", ""].map(str::to_owned))
            .collect();
        assert_eq!(found, expected, "{impact}");
    }
}

/// Nothing is guessed where two services have the name.
#[test]
fn a_name_of_two_services_links_none() {
    let mut world = World::new();
    world.add("service", &[("title", json!("Paging"))]);
    world.add("service", &[("title", json!("PAGING"))]);
    take_in(&mut world, read_it(&statuspage()));
    assert!(world.record(wifi()).value(Path::of("services")).is_none());
}

#[test]
fn no_word_of_a_status_page_is_lost() {
    let file = json!({"page": {"id": "p", "name": "North Fells", "url": "https://status.example"}, "incidents": [statuspage()]});
    let incoming = read_it(&file);
    assert_eq!(incoming.name, "North Fells");
    let all = texts(&incoming);
    let is_time = |text: &str| text.starts_with("2026-");
    // States and times are read as ours; what each says is asked above.
    walk(&file, &mut |text| {
        let known = is_time(text) || ["investigating", "identified", "resolved"].contains(&text);
        assert!(known || all.contains(text), "{text}");
    });
}

/// M10: an incident that was taken in as it is adds nothing, whatever was changed here since.
#[test]
fn the_same_again_adds_nothing_and_an_update_is_proposed() {
    let mut world = World::new();
    let mut open = statuspage();
    open["status"] = json!("identified");
    open["resolved_at"] = Value::Null;
    open["incident_updates"]
        .as_array_mut()
        .expect("updates")
        .remove(0);
    take_in(&mut world, read_it(&open));
    assert_eq!(world.record(wifi()).text("state"), "in_progress");
    world.set(wifi(), "title", json!("Ours"));
    let own = world.add("service", &[("title", json!("Porters"))]);
    world.set(wifi(), "services", json!([own.to_string()]));
    assert_eq!(plan(&world, read_it(&open))[0].verdict, Verdict::Same);
    let paging = world.add("service", &[("title", json!("Paging"))]);
    let planned = plan(&world, read_it(&statuspage()));
    let mut fields: Vec<&str> = proposals(&planned[0])
        .iter()
        .filter(|one| !one.path.is_item())
        .map(|one| one.path.field.as_str())
        .collect();
    fields.retain(|field| *field != "fingerprint" && *field != "more");
    assert_eq!(fields, ["resolved", "services", "state", "title"]);
    take_in(&mut world, read_it(&statuspage()));
    let incident = world.record(wifi());
    assert_eq!(incident.items(Key::new("timeline")).len(), 3);
    assert_eq!(incident.items(Key::new("outages")).len(), 2);
    assert_eq!(
        incident.get::<Value>("services"),
        Some(json!([own.to_string(), paging.to_string()])),
        "ours stays"
    );
}

#[test]
fn one_a_list_or_a_page_of_incidents() {
    let pagerduty = json!({"id": "Q1", "incident_number": 7, "title": "Disk", "urgency": "high"});
    for file in [
        statuspage(),
        json!([statuspage()]),
        json!({"incidents": [statuspage()]}),
        json!({"incident": statuspage()}),
        json!({"incident": pagerduty}),
        json!([pagerduty]),
    ] {
        let text = file.to_string();
        assert_eq!(
            sniff("x.json", text.as_bytes()),
            Ok(Format::Incidents),
            "{text}"
        );
        assert_eq!(read_it(&file).records.len(), 1, "{text}");
    }
}

/// FORMATS, `PagerDuty`: each value has its field.
#[test]
fn an_incident_of_pagerduty() {
    let mut world = World::new();
    let ada = world.person("Ada Byron");
    let team = world.add("team", &[("title", json!("Networks"))]);
    let service = world.add("service", &[("title", json!("Wi-Fi"))]);
    let file = json!({"incidents": [{
        "id": "Q2AIPN", "type": "incident", "incident_number": 1234, "title": "Disk full on db-7",
        "summary": "[#1234] Disk full on db-7", "status": "resolved", "urgency": "low",
        "created_at": "2026-04-01T08:00:00Z", "last_status_change_at": "2026-04-01T09:30:00Z",
        "service": {"id": "S1", "summary": "wi-fi"}, "escalation_policy": {"id": "E1", "summary": "Night"},
        "assignments": [{"at": "2026-04-01T08:00:00Z", "assignee": {"id": "U1", "summary": "ada byron"}}],
        "acknowledgements": [{"at": "2026-04-01T08:10:00Z", "acknowledger": {"id": "U1", "summary": "Ada Byron"}}],
        "teams": [{"id": "T1", "summary": "Networks"}], "priority": {"summary": "P2"},
        "incident_key": "db-7/disk", "html_url": "https://pd.example/Q2AIPN",
    }], "limit": 25, "more": true});
    let incoming = read_it(&file);
    assert_eq!(
        incoming.unknown,
        ["the pages after this one (“more” is true)"]
    );
    let all = texts(&incoming);
    let own = ["resolved", "low"];
    walk(&file, &mut |text| {
        assert!(
            text.starts_with("2026-") || own.contains(&text) || all.contains(text),
            "{text}"
        );
    });
    take_in(&mut world, incoming);
    let incident = world.record(id_of("pagerduty", "Q2AIPN"));
    for (field, expected) in [
        ("title", "Disk full on db-7"),
        ("state", "resolved"),
        ("reference", "https://pd.example/Q2AIPN"),
        ("detected", "2026-04-01T08:00:00.000Z"),
        ("acknowledged", "2026-04-01T08:10:00.000Z"),
        ("resolved", "2026-04-01T09:30:00.000Z"),
        ("assignee", &ada.to_string()),
        ("team", &team.to_string()),
    ] {
        assert_eq!(incident.text(field), expected, "{field}");
    }
    assert_eq!(
        incident.get::<Value>("rating"),
        Some(json!({"urgency": "low"}))
    );
    assert_eq!(
        incident.get::<Value>("services"),
        Some(json!([service.to_string()]))
    );
    let entries = timeline(incident, &world.view());
    assert_eq!(
        (entries[0].text.as_str(), entries[0].by.as_str()),
        ("Acknowledged", "Ada Byron")
    );
    assert!(
        plan(&world, read_it(&file))
            .iter()
            .all(|one| one.verdict == Verdict::Same)
    );
}

/// Planned work is no incident, and what a file holds besides is said.
#[test]
fn what_is_no_incident_is_named() {
    let maintenance = json!({"id": "m", "name": "New switches", "status": "scheduled", "impact": "maintenance",
                             "incident_updates": [], "scheduled_for": "2026-05-01T01:00:00Z"});
    let nameless = json!({"id": "n", "impact": "minor", "name": " "});
    let file = json!({
        "page": {"id": "p", "name": "North Fells"}, "status": {"indicator": "none"},
        "incidents": [statuspage(), maintenance, nameless, 3, {"x": 1}, statuspage()],
    });
    let incoming = read_it(&file);
    assert_eq!(incoming.records.len(), 1);
    assert_eq!(
        incoming.unknown,
        [
            "“status”, which holds no incidents",
            "entry 2, “New switches”, which is planned maintenance and no incident",
            "entry 3, which has no name, or neither an id nor a time",
            "entry 4, which is no incident",
            "entry 5, which is no incident",
            "1 entries that say an incident again",
        ]
    );
}

/// Empty updates and names are short in a file, and long as items.
#[test]
fn what_is_short_in_a_file_does_not_fill_the_memory() {
    let mut entry = statuspage();
    entry["incident_updates"] = Value::Array(vec![json!({}); 20_000]);
    let why = read(&entry.to_string()).expect_err("too many");
    assert!(why.contains("more than 10000 updates"), "{why}");
    let page = json!({"name": "p".repeat(5 << 10)});
    let incoming = read_it(&json!({"page": page, "incidents": [statuspage()]}));
    assert_eq!(incoming.unknown, ["what the page says of itself"]);
    let long = format!("[{}\"incident_updates\"]", " ".repeat(65 << 20));
    assert!(read(&long).is_err_and(|why| why.contains("up to 67 MB")));
}

#[test]
fn what_is_wrong_is_said() {
    let long = json!({"id": "1", "name": "A", "impact": "minor", "incident_updates": [
        {"status": "x", "body": "b".repeat(1 << 20)}]});
    for (text, words) in [
        ("{\"incident_updates\": [\n{", "Line 2"),
        ("[{\"incident_updates\":\n", "Line 2"),
        ("{\"incidents\": [], \"page\": {}}", "names no incident"),
        (&format!("{}{}", "[".repeat(200), "]".repeat(200)), "Line 1"),
        (&long.to_string(), "longer than 1 MB"),
    ] {
        let why = read(text).expect_err(words);
        assert!(why.contains(words), "{why}");
    }
}

/// What has no field is bounded: it would stand in every list that is drawn.
#[test]
fn what_is_too_long_to_keep_is_named() {
    let mut entry = statuspage();
    entry["metadata"] = json!("m".repeat(200 << 10));
    let incoming = read_it(&entry);
    assert_eq!(incoming.unknown.len(), 1);
    assert!(
        incoming.unknown[0].contains("keep the file itself"),
        "{:?}",
        incoming.unknown
    );
}
