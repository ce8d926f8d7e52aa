//! The sample workspace: the committed file is what the story gives, and it is sound.

#![cfg(test)]
// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod committed;
#[path = "../examples/sample/mod.rs"]
mod sample;

use committed::{ledger, text, view};
use holdfast_domain::codec::json::Described;
use holdfast_domain::describe::{Field, Kind, Type};
use holdfast_domain::recent::Recent;
use holdfast_domain::rooms;
use holdfast_domain::rooms::readiness::kept::Kept;
use holdfast_domain::view::View;
use holdfast_ledger::file::{self, Export, Incoming};
use holdfast_ledger::record::Item;
use holdfast_ledger::{Change, Id, Key, Ledger, Path, Record, Text};
use serde_json::Value;
use std::collections::BTreeSet;

fn received() -> Incoming {
    file::read(&text(), &Described, &mut || panic!("an item has no id")).expect("a file")
}

fn kind_of(record: &Record) -> &'static Kind {
    rooms::kind(record.kind.as_str()).expect("a described kind")
}

/// To renew it:
/// `cargo run -p holdfast-domain --example sample > public/sample.holdfast.json`
#[test]
fn the_story_gives_the_committed_bytes() {
    let told = sample::file().expect("a story that the rules allow");
    assert!(told == text(), "the sample is out of date; renew it");
}

#[test]
fn an_empty_workspace_takes_it_in_and_writes_the_same_bytes() {
    let incoming = received();
    assert!(incoming.unknown.is_empty(), "{:?}", incoming.unknown);
    let ledger = ledger();
    let export = Export {
        workspace: incoming.workspace,
        name: &incoming.name,
        scope: &incoming.scope,
        records: ledger.records().collect(),
        history: Some(incoming.history.iter().map(Change::print).collect()),
        attachments: incoming.attachments,
        omit: &|_, _| false,
    };
    assert!(file::write(export, &Described) == text());
}

/// In the offline kit it stands in a page, where `<` must not be written as it is.
#[test]
fn it_reads_the_same_with_its_angle_brackets_escaped() {
    let escaped = text().replace('<', "\\u003c");
    assert_ne!(escaped, text(), "there is nothing to escape");
    let kit = file::read(&escaped, &Described, &mut || panic!("an item has no id"));
    let (kit, site) = (kit.expect("a file"), received());
    assert!(kit.records == site.records && kit.history == site.history);
}

#[test]
fn its_history_is_whole() {
    let incoming = received();
    let broken = holdfast_ledger::change::check_chains(&incoming.history);
    assert!(broken.is_empty(), "{broken:?}");
    let mut replayed = Ledger::new();
    for change in incoming.history {
        replayed.apply(change);
    }
    assert_eq!(replayed.waiting(), 0);
    let ledger = ledger();
    assert_eq!(replayed.len(), ledger.len());
    for record in ledger.records() {
        assert_eq!(
            replayed.record(record.id),
            Some(record),
            "{:?}",
            record.text("title")
        );
    }
}

/// Every field that is described is used, and no other is. Lists of one name have the
/// same fields in each kind, so they are looked at together; so are the fields and
/// lists that every record has.
#[test]
fn it_uses_every_field_and_no_other() {
    let ledger = ledger();
    let (mut described, mut used) = (BTreeSet::new(), BTreeSet::new());
    for kind in rooms::kinds() {
        assert!(
            ledger.of_kind(kind.key()).next().is_some(),
            "no {}",
            kind.id
        );
        let own: BTreeSet<&str> = kind.fields.iter().map(|field| field.key).collect();
        let place = |key: &str| {
            if own.contains(key) {
                format!("{}.{key}", kind.id)
            } else {
                key.to_owned()
            }
        };
        for field in kind.all_fields() {
            describe(&place(field.key), field, &mut described);
        }
        for list in kind.all_lists() {
            for field in list.fields {
                describe(
                    &format!("{}[].{}", list.key, field.key),
                    field,
                    &mut described,
                );
            }
        }
        let whole = |path: &Path| {
            let list = kind.all_lists().find(|list| path.list == list.key);
            let field = list.and_then(|list| list.fields.iter().find(|f| path.field == f.key));
            field.is_some_and(|field| matches!(field.ty, Type::Contents))
        };
        for record in ledger.of_kind(kind.key()) {
            for slot in record.slots() {
                let (path, value) = (slot.path, slot.shown().expect("a value"));
                if path.field == holdfast_ledger::path::PLACE {
                    continue;
                }
                let name = if path.is_item() {
                    format!("{}[].{}", path.list, path.field)
                } else {
                    place(path.field.as_str())
                };
                if whole(&path) {
                    used.insert(name);
                } else {
                    use_value(&name, value, &mut used);
                }
            }
        }
    }
    let unknown: Vec<_> = used.difference(&described).collect();
    assert!(unknown.is_empty(), "not described: {unknown:?}");
    let unused: Vec<_> = described.difference(&used).collect();
    assert!(unused.is_empty(), "never used: {unused:?}");
}

fn describe(name: &str, field: &Field, names: &mut BTreeSet<String>) {
    match field.ty {
        Type::Group(parts) => parts
            .iter()
            .for_each(|part| describe(&format!("{name}.{}", part.key), part, names)),
        _ => drop(names.insert(name.to_owned())),
    }
}

fn use_value(name: &str, value: &Text, names: &mut BTreeSet<String>) {
    let group = value.get::<Value>();
    match group.as_ref().and_then(Value::as_object) {
        Some(parts) if !parts.contains_key("likely") => {
            names.extend(parts.keys().map(|part| format!("{name}.{part}")));
        }
        _ => drop(names.insert(name.to_owned())),
    }
}

#[test]
fn every_value_fits_its_type_and_every_link_leads_somewhere() {
    let ledger = ledger();
    for record in ledger.records() {
        let kind = kind_of(record);
        for field in kind.all_fields() {
            if let Some(value) = record.value(Path::of(field.key)) {
                fits(&ledger, kind.id, field, &value.get().expect("JSON"));
            }
        }
        for list in kind.all_lists() {
            let items = record.items(Key::new(list.key));
            let check = |item: &Item<'_>| {
                for field in list.fields {
                    if let Some(value) = item.value(field.key) {
                        fits(&ledger, list.key, field, &value.get().expect("JSON"));
                    }
                }
            };
            items.iter().for_each(check);
        }
    }
}

fn fits(ledger: &Ledger, place: &str, field: &Field, value: &Value) {
    let name = format!("{place}.{} = {value}", field.key);
    let text = || value.as_str().unwrap_or_else(|| panic!("{name}: no text"));
    let link = |value: &Value, kinds: &[&str]| {
        let id: Option<Id> = value.as_str().and_then(|id| id.parse().ok());
        let found = id.and_then(|id| ledger.record(id)).expect(&name);
        assert!(!found.is_deleted(), "{name}");
        assert!(
            kinds.is_empty() || kinds.contains(&found.kind.as_str()),
            "{name}"
        );
    };
    match field.ty {
        Type::Line => assert!(!text().contains('\n'), "{name}"),
        Type::Prose | Type::Code => assert!(!text().is_empty(), "{name}"),
        Type::Whole { min, max, .. } => {
            let number = value.as_i64().expect(&name);
            assert!((min..=max).contains(&number), "{name}");
        }
        Type::Number { min, max, .. } => {
            let number = value.as_f64().expect(&name);
            assert!((min..=max).contains(&number), "{name}");
        }
        Type::Choice(choices) => {
            assert!(choices.iter().any(|choice| choice.key == text()), "{name}");
        }
        Type::Flag => assert!(value.is_boolean(), "{name}"),
        Type::Contents => assert!(value.is_object(), "{name}"),
        Type::Date => drop(text().parse::<chrono::NaiveDate>().expect(&name)),
        Type::Instant => drop(holdfast_ledger::time::parse(text()).expect(&name)),
        Type::Minutes => assert!(value.as_f64().is_some_and(|n| n >= 0.0), "{name}"),
        Type::Estimate => {
            let part = |key: &str| value[key].as_f64().expect(&name);
            assert!(
                part("low") <= part("likely") && part("likely") <= part("high"),
                "{name}"
            );
        }
        Type::Link(kinds) => link(value, kinds),
        Type::Links(kinds) => {
            for value in value.as_array().expect(&name) {
                link(value, kinds);
            }
        }
        Type::Ordered => {
            let words: Vec<String> = serde_json::from_value(value.clone()).expect(&name);
            let once = |n: usize| !words[..n].contains(&words[n]);
            assert!((0..words.len()).all(once), "{name}");
        }
        Type::Words => {
            let words: Vec<String> = serde_json::from_value(value.clone()).expect(&name);
            assert!(words.is_sorted(), "{name}");
        }
        Type::Group(parts) => {
            for part in parts.iter().filter(|part| !value[part.key].is_null()) {
                fits(ledger, place, part, &value[part.key]);
            }
        }
    }
}

#[test]
fn its_attachments_are_named_by_their_content() {
    use base64::Engine as _;
    let incoming = received();
    let ledger = ledger();
    let mut named = BTreeSet::new();
    for record in ledger.records() {
        for item in record.items(Key::new("attachments")) {
            named.insert((item.text("sha256").into_owned(), item.get::<usize>("size")));
        }
    }
    let read = |(name, content): &(String, String)| {
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(content)
            .expect("Base64");
        assert_eq!(holdfast_ledger::hash::sha256(&bytes), *name);
        (name.clone(), Some(bytes.len()))
    };
    let held: BTreeSet<_> = incoming.attachments.iter().map(read).collect();
    assert_eq!(held, named);
}

/// What is wrong in the sample is wrong on purpose: it shows what the app points out.
#[test]
fn its_findings_are_the_intended_ones() {
    let ledger = ledger();
    let view = view(&ledger);
    let mut found: Vec<String> = Vec::new();
    for kind in rooms::kinds() {
        for record in view.live(kind.id) {
            assert_eq!(record.conflicts().count(), 0);
            let findings = (kind.findings)(record, &view).into_iter();
            found.extend(findings.map(|finding| format!("{} {}", view.code(record), finding.rule)));
        }
    }
    assert_eq!(found, INTENDED);
}

const INTENDED: &[&str] = &[
    "SVC-1 service-rto-not-achievable",
    "SVC-2 service-rto-not-achievable",
    "SVC-2 service-single-point",
    "SVC-3 service-rto-not-achievable",
    "SVC-3 service-unproven",
    "SVC-4 service-rto-not-achievable",
    "SVC-4 service-impact-falls",
    "SVC-4 service-unproven",
    "SVC-5 service-proof-misses-rto",
    "SVC-7 service-rto-above-needed",
    "SVC-7 service-rpo-above-needed",
    "SVC-7 service-in-circle",
    "SVC-7 service-single-point",
    "SVC-7 service-unproven",
    "SVC-14 service-rto-above-mtpd",
    "SVC-15 service-rto-not-achievable",
    "SVC-17 service-single-point",
    "SVC-18 service-single-point",
    "SVC-19 service-single-point",
    "SVC-19 service-unproven",
    "SVC-20 service-single-point",
    "SVC-25 service-in-circle",
    "SVC-25 service-single-point",
    "SVC-26 service-single-point",
    "SVC-27 service-single-point",
    "SVC-29 service-single-point",
    "SVC-32 service-single-point",
    "SVC-34 service-single-point",
    "SVC-37 backup-3-2-1-1-0",
    "SVC-37 service-single-point",
    "SVC-37 service-proof-misses-rto",
    "SVC-38 service-rpo-below-copy",
    "SVC-38 backup-3-2-1-1-0",
    "SVC-38 service-single-point",
    "SVC-39 backup-3-2-1-1-0",
    "SVC-40 service-rto-above-needed",
    "SVC-40 service-rpo-above-needed",
    "SVC-40 service-rpo-below-copy",
    "SVC-40 backup-too-old",
    "SVC-40 restore-due",
    "SVC-40 service-single-point",
    "SVC-41 backup-3-2-1-1-0",
    "SVC-41 restore-due",
    "SVC-45 service-single-point",
    "SVC-52 service-rto-missing",
    "SVC-52 service-single-point",
    "RISK-3 risk-action-overdue",
    "RISK-6 risk-acceptance-lapsed",
    "RISK-7 review-overdue",
    "RISK-13 risk-above-appetite",
    "RISK-14 risk-not-assessed",
    "CTL-2 review-overdue",
    "CTL-7 control-degraded",
    "CTL-10 control-test-overdue",
    "VUL-2 vulnerability-unlinked",
    "VUL-9 vulnerability-overdue",
    "INC-5 incident-stated-differs",
    "INC-5 incident-stated-differs",
    "PRB-2 problem-fix-done",
    "CHG-13 change-in-freeze",
    "CHG-16 change-outside-maintenance",
    "CHG-16 change-outside-maintenance",
    "SLA-2 level-burning",
    "SLA-2 level-not-carried",
    "SLA-3 level-burning",
    "DRP-1 plan-runbook-unapproved",
    "DRP-1 plan-rto",
    "DRP-1 plan-rto",
    "DRP-1 plan-rto",
    "DRP-2 plan-no-activator",
    "DRP-2 plan-message-nobody",
    "DRP-2 plan-service-uncovered",
    "DRP-2 plan-runbook-unapproved",
    "DRP-2 plan-rto",
    "DRP-2 plan-rto",
    "DRP-2 plan-resource-lost",
    "DRP-2 plan-review-after-change",
    "DRP-2 plan-review-after-incident",
    "RB-2 runbook-unapproved",
    "RB-2 runbook-review-after-change",
    "RB-2 runbook-review-after-incident",
    "RB-4 runbook-unapproved",
    "RB-5 runbook-unapproved",
    "RB-5 runbook-review-after-incident",
    "RB-6 runbook-unapproved",
    "RB-11 runbook-unapproved",
    "RB-9 runbook-unapproved",
    "RUN-1 run-disputed-at-start",
    "RUN-3 run-unapproved",
    "RUN-5 run-step-blocked",
    "RUN-5 run-over-rto",
    "RUN-6 run-unapproved",
    "RUN-4 run-late",
    "RUN-4 run-unapproved",
    "BKP-4 backup-missed",
    "RST-6 restore-failed",
    "CMP-1 competence-gaps",
    "CMP-2 competence-gaps",
    "CMP-3 competence-gaps",
    "TRN-2 training-expired",
    "TRN-7 training-soon",
    "IMP-6 improvement-overdue",
    "IMP-7 improvement-overdue",
    "PER-20 person-contact-stale",
    "ROLE-5 role-deputy-gone",
    "ROLE-5 review-overdue",
];

/// Whether a place in the app that a text links to is there.
fn leads(place: &str, ledger: &Ledger) -> bool {
    use holdfast_domain::rooms::reports::TOPICS;
    if let Some(topic) = place.strip_prefix("reports?report=") {
        let topic = topic.split('&').next().unwrap_or_default();
        return TOPICS.iter().any(|own| own.id == topic);
    }
    let path = place.split('?').next().unwrap_or_default();
    let mut parts = path.split('/');
    let (room, id) = (parts.next().unwrap_or_default(), parts.next());
    let room = rooms::ROOMS.iter().find(|own| own.id == room);
    match id {
        None => room.is_some(),
        Some(id) => {
            let record = id.parse().ok().and_then(|id: Id| ledger.record(id));
            room.zip(record)
                .is_some_and(|(room, record)| room.holds.contains(&record.kind.as_str()))
        }
    }
}

#[test]
fn every_report_can_be_written_of_it_and_its_links_lead_somewhere() {
    use holdfast_domain::rooms::reports::{Asked, Gravest, Of, TOPICS};
    use holdfast_domain::rooms::service_levels::periods::Stretch;
    let ledger = ledger();
    let view = view(&ledger);
    let mut gravest = Gravest::default();
    for record in ledger.records() {
        gravest.take(record, kind_of(record), &view);
    }
    for topic in TOPICS {
        let record = match topic.of {
            Of::Record(kinds) => Some(view.live(kinds[0]).next().expect("a record")),
            _ => None,
        };
        let asked = Asked {
            record,
            stretch: Stretch::with(view.today(), 1),
            gravest: Some(&gravest),
            said: &|at| holdfast_ledger::time::print(at),
        };
        let report = topic.write(&asked, &view).expect("a report");
        let text = report.markdown();
        assert!(text.starts_with("# ") && text.len() > 300, "{text}");
        for place in text.split("](#/").skip(1) {
            let place = place.split(')').next().unwrap_or_default();
            assert!(leads(place, &ledger), "{}: {place}", topic.id);
        }
    }
}

/// Each check looks at the kind of record that its table names, and the story gives something to find.
#[test]
fn checks_fail_at_records_of_their_kinds() {
    let ledger = ledger();
    let recent = Recent::default();
    let view = View {
        recent: Some(&recent),
        ..view(&ledger)
    };
    assert!(!Kept::work(&view, || true), "all is looked at");
    let all = Kept::known(&view).expect("kept").readiness(None, &view);
    for one in &all.failed {
        let record = ledger.record(one.record).expect("a record");
        assert_eq!(record.kind, one.check.kind, "{}", one.check.id);
    }
    assert!(!all.failed.is_empty());
    let overall = all.overall.expect("a score");
    assert!((1..100).contains(&overall.points), "{}", overall.how);
}
