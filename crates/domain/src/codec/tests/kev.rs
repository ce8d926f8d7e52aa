use super::{corpus, plan, proposals, take_in, texts};
use crate::codec::kev::read;
use crate::rooms::vulnerabilities::VULNERABILITY;
use crate::rooms::vulnerabilities::import::id_of;
use crate::table::columns;
use crate::testing::World;
use holdfast_ledger::Path;
use holdfast_ledger::plan::Verdict;
use serde_json::{Value, json};

fn entry() -> Value {
    json!({
        "cveID": "CVE-2024-21410", "vendorProject": "Microsoft", "product": "Exchange Server",
        "vulnerabilityName": "Microsoft Exchange Server Privilege Escalation ",
        "dateAdded": "2024-02-15", "shortDescription": "It allows for privilege escalation.",
        "requiredAction": "Apply mitigations.", "dueDate": "2024-03-07",
        "knownRansomwareCampaignUse": "Unknown", "notes": "https://msrc.example/", "cwes": ["CWE-287", "CWE-20"],
    })
}

fn catalogue(entries: &[Value]) -> String {
    json!({"title": "Catalogue", "catalogVersion": "2024.02.15", "count": entries.len(), "vulnerabilities": entries})
        .to_string()
}

fn read_one(entry: Value) -> holdfast_ledger::file::Incoming {
    read(&catalogue(&[entry])).expect("a catalogue")
}

#[test]
fn every_value_of_an_entry_has_its_field() {
    let mut world = World::new();
    take_in(&mut world, read_one(entry()));
    let record = world.record(id_of("CVE-2024-21410"));
    let text = |field| record.text(field).into_owned();
    assert_eq!(text("cve"), "CVE-2024-21410");
    assert_eq!(
        text("title"),
        "Microsoft Exchange Server Privilege Escalation"
    );
    assert_eq!(text("description"), "It allows for privilege escalation.");
    assert_eq!(text("vendor"), "Microsoft");
    assert_eq!(
        record.get::<Vec<String>>("products"),
        Some(vec!["Exchange Server".into()])
    );
    assert_eq!(
        record.get::<Vec<String>>("weaknesses"),
        Some(vec!["CWE-20".into(), "CWE-287".into()])
    );
    assert_eq!(record.get::<bool>("exploited"), Some(true));
    let mut kev: Value = record.get("kev").expect("a block");
    assert!(
        kev["fingerprint"]
            .as_str()
            .is_some_and(|print| print.len() == 32)
    );
    kev.as_object_mut().expect("parts").remove("fingerprint");
    let expected = json!({
        "added": "2024-02-15", "due": "2024-03-07", "action": "Apply mitigations.",
        "ransomware": "Unknown", "notes": "https://msrc.example/",
    });
    assert_eq!(kev, expected);
    assert_eq!(world.figure(record.id, "due_by").text, "2024-03-07");
}

#[test]
fn what_is_not_known_or_no_day_is_kept_as_it_came() {
    let mut odd = entry();
    odd["dueDate"] = json!("soon");
    odd["cwes"] = json!("CWE-1|CWE-2");
    odd["euvd"] = json!({"id": 7});
    let mut world = World::new();
    take_in(&mut world, read_one(odd));
    let kev: Value = world
        .record(id_of("CVE-2024-21410"))
        .get("kev")
        .expect("a block");
    let more: Value = serde_json::from_str(kev["more"].as_str().expect("more")).expect("JSON");
    assert_eq!(
        more,
        json!({"dueDate": "soon", "cwes": "CWE-1|CWE-2", "euvd": {"id": 7}})
    );
    assert!(kev["due"].is_null());
}

#[test]
fn the_same_again_adds_nothing_whatever_was_changed_here() {
    let mut world = World::new();
    take_in(&mut world, read_one(entry()));
    let id = id_of("CVE-2024-21410");
    assert_eq!(plan(&world, read_one(entry()))[0].verdict, Verdict::Same);
    world.set(id, "title", json!("Ours"));
    world.set(id, "state", json!("fixed"));
    assert_eq!(plan(&world, read_one(entry()))[0].verdict, Verdict::Same);
}

/// CISA says that it is exploited somewhere, not whether it can be here: until somebody says so an
/// entry is potential, without a value that a later import could propose over what somebody said.
#[test]
fn an_entry_is_potential_until_somebody_says_more_and_stays_what_they_said() {
    let mut world = World::new();
    take_in(&mut world, read_one(entry()));
    let id = id_of("CVE-2024-21410");
    let columns = columns(&VULNERABILITY);
    let state = columns.iter().find(|column| column.key == "state");
    let state = state.expect("a column");
    assert_eq!(state.text(world.record(id), &world.view()), "Potential");
    let value = state
        .value(world.record(id))
        .map(|text| text.plain().into_owned());
    assert_eq!(value.as_deref(), Some("potential"));
    world.set(id, "state", json!("exploitable"));
    let mut changed = entry();
    changed["dueDate"] = json!("2024-03-09");
    let planned = plan(&world, read_one(changed));
    let paths: Vec<Path> = proposals(&planned[0]).iter().map(|one| one.path).collect();
    assert_eq!(paths, [Path::of("kev")]);
}

#[test]
fn a_changed_entry_comes_as_a_proposal() {
    let mut world = World::new();
    take_in(&mut world, read_one(entry()));
    let mut changed = entry();
    changed["knownRansomwareCampaignUse"] = json!("Known");
    let planned = plan(&world, read_one(changed));
    let paths: Vec<Path> = proposals(&planned[0]).iter().map(|one| one.path).collect();
    assert_eq!(paths, [Path::of("kev")]);
}

/// What people wrote down before keeps its id and its words.
#[test]
fn an_entry_finds_the_record_of_its_cve() {
    let mut world = World::new();
    let fields = [("cve", json!("cve-2024-21410")), ("title", json!("Ours"))];
    let own = world.add("vulnerability", &fields);
    let planned = plan(&world, read_one(entry()));
    assert_eq!(planned[0].id, own);
    let fields: Vec<&str> = proposals(&planned[0])
        .iter()
        .map(|one| one.path.field.as_str())
        .collect();
    assert!(
        fields.contains(&"kev") && fields.contains(&"vendor"),
        "{fields:?}"
    );
    assert!(
        !fields.contains(&"title") && !fields.contains(&"cve"),
        "{fields:?}"
    );
}

#[test]
fn what_is_wrong_is_said() {
    for (text, words) in [
        ("{\"vulnerabilities\": [\n{", "Line 2"),
        ("{\"vulnerabilities\": {}}", "no list"),
        ("{\"vulnerabilities\": [{\"cveID\": \" \"}]}", "No entry"),
    ] {
        let why = read(text).expect_err(words);
        assert!(why.contains(words), "{why}");
    }
    let some = catalogue(&[entry(), json!({"product": "x"}), json!(3)]);
    let cut = read(&some.replace("\"count\":3", "\"count\":5")).expect("a catalogue");
    assert_eq!(cut.records.len(), 1);
    assert_eq!(
        cut.unknown[0],
        "5 entries are announced and 3 are there: the file may be cut off"
    );
    assert_eq!(
        cut.unknown[1..],
        ["entry 2, which names no CVE", "entry 3, which names no CVE"]
    );
}

/// Corpus vuln-kev: all entries, each value of each in the record, and nothing new the second time.
#[test]
fn the_whole_catalogue() {
    let Some(files) = corpus("vuln-kev") else {
        return;
    };
    let text = std::fs::read_to_string(files.join("known_exploited_vulnerabilities.json"))
        .expect("the catalogue");
    let began = std::time::Instant::now();
    let incoming = read(&text).expect("a catalogue");
    let took = began.elapsed();
    assert_eq!((incoming.records.len(), incoming.unknown.len()), (1404, 0));
    let all = texts(&incoming);
    let source: Value = serde_json::from_str(&text).expect("JSON");
    for entry in source["vulnerabilities"].as_array().expect("entries") {
        for value in entry
            .as_object()
            .expect("an entry")
            .values()
            .filter_map(Value::as_str)
        {
            assert!(all.contains(value.trim()), "{value}");
        }
    }
    let mut world = World::new();
    let began = std::time::Instant::now();
    take_in(&mut world, incoming);
    let applied = began.elapsed();
    assert_eq!(world.ledger.len(), 1404);
    let again = plan(&world, read(&text).expect("a catalogue"));
    assert!(again.iter().all(|planned| planned.verdict == Verdict::Same));
    eprintln!("read in {took:?}, taken in in {applied:?}");
}
