use super::{corpus, plan, proposals, take_in, texts, walk};
use crate::codec::csaf::read;
use crate::rooms::vulnerabilities::import::id_of;
use crate::testing::World;
use holdfast_ledger::Key;
use holdfast_ledger::plan::Verdict;
use serde_json::{Value, json};

const V31: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
const V40: &str = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";

fn advisory() -> Value {
    json!({
        "document": {
            "category": "csaf_security_advisory", "csaf_version": "2.0", "title": "Mail server flaws",
            "publisher": {"name": "Example PSIRT", "namespace": "https://psirt.example"},
            "references": [{"url": "https://psirt.example/1", "summary": "This advisory"}],
            "tracking": {"id": "EX-2024-001", "version": "2", "status": "final",
                         "current_release_date": "2024-02-15T10:00:00.000Z"},
        },
        "product_tree": {"branches": [{"category": "vendor", "name": "Example", "branches": [
            {"category": "product_version", "name": "1", "product": {"product_id": "P1", "name": "Example Mail 1"}},
            {"category": "product_version", "name": "2", "product": {"product_id": "P2", "name": "Example Mail 2"}},
        ]}]},
        "vulnerabilities": [
            {
                "cve": "CVE-2024-0001", "title": "Overflow", "cwe": {"id": "CWE-120", "name": "Classic"},
                "notes": [
                    {"category": "description", "text": "A long header overflows."},
                    {"category": "details", "title": "Internals", "text": "In parse()."},
                ],
                "product_status": {"known_affected": ["P1"], "fixed": ["P2"], "under_investigation": ["P9"]},
                "remediations": [{"category": "vendor_fix", "details": "Update to 2.", "url": "https://psirt.example/2",
                                  "product_ids": ["P1"]}],
                "scores": [{"products": ["P1"], "cvss_v3": {"vectorString": V31, "baseScore": 9.8}}],
            },
            {"title": "No number yet", "metrics": [{"content": {
                "cvss_v4": {"vectorString": V40}, "epss": {"probability": "0.25", "percentile": "0.9"}}}]},
        ],
    })
}

fn read_it(file: &Value) -> holdfast_ledger::file::Incoming {
    read(&file.to_string()).expect("an advisory")
}

#[test]
fn each_vulnerability_of_an_advisory_becomes_a_record() {
    let mut world = World::new();
    take_in(&mut world, read_it(&advisory()));
    let record = world.record(id_of("CVE-2024-0001"));
    let text = |field| record.text(field).into_owned();
    assert_eq!(
        (text("cve"), text("title")),
        ("CVE-2024-0001".into(), "Overflow".into())
    );
    assert_eq!(
        (text("description"), text("vendor")),
        ("A long header overflows.".into(), "Example".into())
    );
    assert_eq!(
        record.get::<Vec<String>>("products"),
        Some(vec!["Example Mail 1".into()])
    );
    assert_eq!(
        record.get::<Vec<String>>("weaknesses"),
        Some(vec!["CWE-120".into()])
    );
    assert_eq!(world.figure(record.id, "cvss_score").text, "9.8 Critical");
    let items = record.items(Key::new("advisories"));
    assert_eq!(items.len(), 1);
    for (field, expected) in [
        ("tracking", "EX-2024-001"),
        ("title", "Mail server flaws"),
        ("publisher", "Example PSIRT"),
        ("version", "2"),
        ("status", "final"),
        ("released", "2024-02-15T10:00:00.000Z"),
        (
            "remediation",
            "- vendor_fix: Update to 2. https://psirt.example/2",
        ),
        ("notes", "**Internals**: In parse()."),
    ] {
        assert_eq!(items[0].text(field), expected);
    }
    assert_eq!(
        items[0].get::<Vec<String>>("fixed"),
        Some(vec!["Example Mail 2".into()])
    );
    let other = world.record(id_of("EX-2024-001 2"));
    assert_eq!(world.figure(other.id, "cvss_score").text, "9.3 Critical");
    assert_eq!(other.get::<f64>("epss"), Some(0.25));
}

#[test]
fn nothing_of_it_is_lost() {
    let file = advisory();
    let all = texts(&read_it(&file));
    walk(&file, &mut |text| assert!(all.contains(text), "{text}"));
}

#[test]
fn the_same_again_adds_nothing_and_a_new_version_is_proposed() {
    let mut world = World::new();
    take_in(&mut world, read_it(&advisory()));
    world.set(id_of("CVE-2024-0001"), "title", json!("Ours"));
    let again = plan(&world, read_it(&advisory()));
    assert!(again.iter().all(|planned| planned.verdict == Verdict::Same));
    let mut newer = advisory();
    newer["document"]["tracking"]["version"] = json!("3");
    newer["document"]["title"] = json!("Mail server flaws, corrected");
    newer["vulnerabilities"][0]["title"] = json!("Overflow, again");
    let planned = plan(&world, read_it(&newer));
    let proposed = |field: &str, of_item: bool| {
        let mut all = proposals(&planned[0]).iter();
        all.any(|one| one.path.field == field && one.path.is_item() == of_item)
    };
    assert!(proposed("version", true) && proposed("title", true));
    assert!(!proposed("title", false), "what it is called here stays");
    take_in(&mut world, read_it(&newer));
    assert_eq!(
        world
            .record(id_of("CVE-2024-0001"))
            .items(Key::new("advisories"))
            .len(),
        1
    );
}

#[test]
fn another_advisory_about_the_same_is_added_to_its_record() {
    let mut world = World::new();
    take_in(&mut world, read_it(&advisory()));
    let mut other = advisory();
    other["document"]["tracking"]["id"] = json!("OTHER-7");
    other["vulnerabilities"][0]["title"] = json!("Their words");
    take_in(&mut world, read_it(&other));
    let record = world.record(id_of("CVE-2024-0001"));
    assert_eq!(record.items(Key::new("advisories")).len(), 2);
    assert_eq!(record.text("title"), "Overflow");
}

#[test]
fn what_is_wrong_is_said() {
    let mut empty = advisory();
    empty["vulnerabilities"] = json!([]);
    let mut nameless = advisory();
    nameless["document"]["tracking"]["id"] = json!(3);
    for (text, words) in [
        ("{\n\n".to_owned(), "Line 3"),
        (empty.to_string(), "EX-2024-001 names no vulnerability"),
        (nameless.to_string(), "does not say its id"),
    ] {
        let why = read(&text).expect_err(words);
        assert!(why.contains(words), "{why}");
    }
    let mut long = advisory();
    long["document"]["notes"] = json!([{"text": "x".repeat(200_000)}]);
    let incoming = read_it(&long);
    assert_eq!(incoming.records.len(), 2);
    assert!(
        incoming.unknown[0].contains("the document of EX-2024-001"),
        "{:?}",
        incoming.unknown
    );
}

#[test]
fn what_is_said_once_does_not_multiply() {
    let mut many = advisory();
    many["document"]["notes"] = json!([{"text": "x".repeat(100_000)}]);
    many["vulnerabilities"] = vec![json!({}); 200].into();
    let why = read(&many.to_string()).expect_err("out of proportion");
    assert!(why.contains("256 MB"), "{why}");
    let mut long = advisory();
    long["product_tree"] =
        json!({"full_product_names": [{"product_id": "p", "name": "x".repeat(500_000)}]});
    long["vulnerabilities"] = json!([{"product_status": {"known_affected": vec!["p"; 5_000]}}]);
    assert_eq!(read_it(&long).records.len(), 1);
}

/// Corpus vuln-csaf: the test documents of OASIS, valid and invalid ones.
#[test]
fn the_test_documents_are_read_or_refused_in_words() {
    let Some(files) = corpus("vuln-csaf") else {
        return;
    };
    let folder = files.join("csaf/csaf/v21/data/mandatory");
    let (mut taken, mut refused) = (0, 0);
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let text = std::fs::read_to_string(entry.expect("a file").path()).expect("text");
        match read(&text) {
            Ok(incoming) => {
                taken += 1;
                let mut world = World::new();
                take_in(&mut world, incoming);
                let again = plan(&world, read(&text).expect("as before"));
                assert!(again.iter().all(|planned| planned.verdict == Verdict::Same));
            }
            Err(why) => {
                refused += 1;
                assert!(why.ends_with('.'), "{why}");
            }
        }
    }
    assert!(
        taken >= 20 && taken + refused >= 60,
        "{taken} taken, {refused} refused"
    );
}
