use super::{corpus, plan, take_in, texts};
use crate::codec::incidents::{is_markdown, read};
use crate::codec::json::Described;
use crate::codec::sniff::{Format, sniff};
use crate::rooms::incidents::timeline::timeline;
use crate::testing::World;
use holdfast_ledger::file::{self, Export, Received};
use holdfast_ledger::plan::Verdict;
use holdfast_ledger::{Id, Key, Record};
use proptest::prelude::*;
use serde_json::{Value, json};

const CSTATE: &str = "---\ntitle: \"Wi-Fi drops\" # the ward's words\ndate: 2026-03-02 10:05:00\nresolved: true\nresolvedWhen: 2026-03-02T12:10:00+01:00\n# Possible severity levels: down, disrupted, notice\nseverity: down\naffected:\n  - wi-fi\n  - Paging\nsection: issue\npin: false\nnested:\n    odd line\n---\n\nA switch died.\n\n*Post-mortem*\n\nIts fan had stopped\nlong before.\n\n---\n\n*Resolved* -\nAll wards report back. {{< track \"2026-03-02 11:10:00\" >}}\n\n*Monitoring* - It holds.\n\n*Investigating* - We look. {{< track \"2026-03-02 10:05:00\" >}}\n\n```\n*Label* - of a log {{< track \"2026-03-02 10:05:00\" >}}\n```\n";

const REPORT: &str = "---\ntitle: Incident log\n---\n\n# Incident log\n\n> Written by hand\n\n## Q1 2026\n\n- **Mean time to repair**: 3h\n\n### Incident on 2026-04-15 14:43 - Metrics missing\n\nA word before.\n\n- **Key events**\n  - First deteceted: 2026-04-15 12:32\n  - Incident declared: 2026-04-15 14.43\n  - Repaired: 2026-04-15 15:53 UTC\n  - Resolved 2026-04-18 16:13\n  - Told the wards at noon\n\n- **Time to repair**: 3h 21m\n\n- **Time to resolve**: about a day\n\n- **Identified**: The pod restarted\n\n- **Impact**: No [metrics](https://m.example)\n\n- **Context**:\n  - A planned change came before\n  - 2026-04-15 12:32: Not available\n    - twice\n  – 2026-04-15 15.53 - Limits raised\n\n- **Resolution**:\n  - Raised the limit\n\n- **Review actions**:\n  - [Test it](https://t.example/1)\n\n#### Slides\n\nNone.\n\n### Incident on 2026-05-01\n\n* Key events\n  * First detected: 2026-05-01 09:00\n";

fn only(world: &World) -> &Record {
    let mut all = world.ledger.records();
    let record = all.find(|record| record.kind == "incident");
    record.expect("an incident")
}

fn entries(record: &Record, world: &World) -> Vec<(String, String)> {
    let all = timeline(record, &world.view()).into_iter();
    let written = all.filter(|entry| entry.list == "timeline");
    let at =
        |at: Option<i64>| holdfast_ledger::time::print(at.unwrap_or_default())[..16].to_owned();
    written.map(|entry| (at(entry.at), entry.text)).collect()
}

/// FORMATS, cState: front matter has its fields, dated updates are entries, the rest is the description.
#[test]
fn an_incident_of_cstate() {
    let mut world = World::new();
    let service = world.add("service", &[("title", json!("Wi-Fi"))]);
    take_in(&mut world, read(CSTATE).expect("an incident"));
    let incident = only(&world);
    for (field, expected) in [
        ("title", "Wi-Fi drops"),
        ("state", "resolved"),
        ("detected", "2026-03-02T10:05:00.000Z"),
        ("resolved", "2026-03-02T11:10:00.000Z"),
        (
            "description",
            "A switch died.\n\n*Monitoring* - It holds.\n\n```\n*Label* - of a log {{< track \"2026-03-02 10:05:00\" >}}\n```",
        ),
        (
            "summary",
            "*Post-mortem*\n\nIts fan had stopped\nlong before.",
        ),
    ] {
        assert_eq!(incident.text(field), expected, "{field}");
    }
    assert_eq!(
        incident.get::<Value>("services"),
        Some(json!([service.to_string()]))
    );
    assert_eq!(world.figure(incident.id, "downtime").text, "1 h 5 min");
    let expected = [
        ("2026-03-02T10:05", "*Investigating* - We look."),
        ("2026-03-02T11:10", "*Resolved* -\nAll wards report back."),
    ];
    let expected = expected.map(|(at, text)| (at.to_owned(), text.to_owned()));
    assert_eq!(entries(incident, &world), expected);
    let more: Value = serde_json::from_str(&incident.text("more")).expect("JSON");
    assert_eq!(
        more,
        json!({"resolved": "true", "severity": "down", "affected": ["wi-fi", "Paging"], "section": "issue",
               "pin": "false", "front_matter": "    odd line"})
    );
    let again = read(&CSTATE.replace('\n', "\r\n")).expect("an incident");
    assert_eq!(
        plan(&world, again)[0].verdict,
        Verdict::Same,
        "line ends are no difference"
    );
}

/// An announcement is no incident that anybody has to end or that counts.
#[test]
fn an_informational_post_is_closed_and_counts_for_nothing() {
    let mut world = World::new();
    let text =
        "---\ntitle: We moved\ndate: 2026-03-02\ninformational: true\nseverity: down\n---\nHello.";
    take_in(&mut world, read(text).expect("an incident"));
    let incident = only(&world);
    assert_eq!(incident.text("state"), "closed");
    assert_eq!(incident.get::<bool>("excluded"), Some(true));
    assert!(incident.items(Key::new("outages")).is_empty());
}

/// FORMATS, incident report: several in a file, each under its heading, as people type them.
#[test]
fn incident_reports() {
    let mut world = World::new();
    let incoming = read(REPORT).expect("incidents");
    assert_eq!(
        incoming.unknown,
        [
            "from line 5, which belongs to no incident: “> Written by hand”",
            "from line 9, which belongs to no incident: “- **Mean time to repair**: 3h”",
            "what stands before the text",
        ]
    );
    take_in(&mut world, incoming);
    assert_eq!(world.ledger.len(), 2);
    let incident = world
        .ledger
        .records()
        .find(|record| record.text("title") == "Metrics missing");
    let incident = incident.expect("by its title");
    for (field, expected) in [
        ("detected", "2026-04-15T12:32:00.000Z"),
        ("acknowledged", "2026-04-15T14:43:00.000Z"),
        ("mitigated", "2026-04-15T15:53:00.000Z"),
        ("resolved", "2026-04-18T16:13:00.000Z"),
        ("state", "resolved"),
        (
            "description",
            "A word before.\n\n**Identified**: The pod restarted\n\n**Impact**: No [metrics](https://m.example)",
        ),
        ("summary", "  - A planned change came before"),
        ("resolution", "- Raised the limit"),
        (
            "notes",
            "**Time to resolve**: about a day\n\n**Review actions**:\n\n- [Test it](https://t.example/1)\n\n## Slides\n\nNone.",
        ),
    ] {
        assert_eq!(incident.text(field), expected.trim(), "{field}");
    }
    assert_eq!(
        incident.get::<Value>("stated"),
        Some(json!({"repair": 201.0}))
    );
    let more: Value = serde_json::from_str(&incident.text("more")).expect("JSON");
    assert_eq!(
        more,
        json!({"heading": "Incident on 2026-04-15 14:43 - Metrics missing", "key events": "Told the wards at noon"})
    );
    let expected = [
        ("2026-04-15T12:32", "Not available\n    - twice"),
        ("2026-04-15T15:53", "Limits raised"),
    ];
    let expected = expected.map(|(at, text)| (at.to_owned(), text.to_owned()));
    assert_eq!(entries(incident, &world), expected);
    let again = plan(&world, read(REPORT).expect("incidents"));
    assert!(again.iter().all(|one| one.verdict == Verdict::Same));
}

/// Bullets that were indented by mistake mean the same, and a fault may be older than its detection.
#[test]
fn a_resolution_below_the_context_is_the_resolution() {
    let text = "---\nweight: 33\n---\n# Incident on 2020-02-12\n\n- **Key events**\n  - Fault occurs 2020-02-12 11:45\n  - Incident declared 2020-02-12 11:51\n\n- **Context**:\n  - Old clusters were deleted\n\n  - **Resolution**: New ones\n";
    let mut world = World::new();
    take_in(&mut world, read(text).expect("an incident"));
    let incident = only(&world);
    for (field, expected) in [
        ("title", "Incident on 2020-02-12"),
        ("occurred", "2020-02-12T11:45:00.000Z"),
        ("acknowledged", "2020-02-12T11:51:00.000Z"),
        ("resolution", "New ones"),
        ("summary", "- Old clusters were deleted"),
        ("more", "{\n  \"front_matter\": \"weight: 33\"\n}"),
    ] {
        assert_eq!(incident.text(field), expected, "{field}");
    }
}

/// A stated duration never overwrites what follows from times, and is told where it differs.
#[test]
fn a_stated_duration_that_contradicts_the_times_is_told() {
    let mut world = World::new();
    let text = REPORT.replace("3h 21m", "1h");
    take_in(&mut world, read(&text).expect("incidents"));
    let found: Vec<Id> = world
        .ledger
        .records()
        .map(|record| record.id)
        .filter(|id| world.finds(*id, "incident-stated-differs"))
        .collect();
    assert_eq!(found.len(), 1);
    assert_eq!(world.figure(found[0], "to_repair").text, "3 h 21 min");
}

/// What Markdown is an incident is told by its text alone; all other stays a runbook.
#[test]
fn other_markdown_stays_a_runbook() {
    for (text, is) in [
        (CSTATE, true),
        (REPORT, true),
        ("---\ntitle: A\ndate: 2026-01-01\n---\n# Steps\n", false),
        ("---\ntitle: A\nsection: issue\n---\n", false),
        (
            "---\ntitle: Fail over\nseverity: high\ndate: 2026-01-01\n---\n1. Call\n",
            false,
        ),
        ("- Key events\n  - They are\n", false),
        ("- First detected: 2026-01-01 10:00\n", false),
    ] {
        assert_eq!(is_markdown(text), is, "{text}");
        let expected = if is {
            Format::Incidents
        } else {
            Format::Markdown
        };
        assert_eq!(sniff("a.md", text.as_bytes()), Ok(expected), "{text}");
    }
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    for (from, to, words) in [
        (
            "date: 2026-03-02 10:05:00",
            "date: soon",
            "Line 3: “soon” is no date",
        ),
        (
            "\"Wi-Fi drops\"",
            "\"\"",
            "Line 2: the incident has no title",
        ),
    ] {
        let why = read(&CSTATE.replace(from, to)).expect_err(words);
        assert!(why.contains(words), "{why}");
    }
}

proptest! {
    /// Any text below any front matter is read or refused, and no word of it is lost.
    #[test]
    fn no_word_of_a_body_is_lost(body in "([*a-c` \n-]|\n---\n|\\*ab\\* - |\n\n|```\n|\\{\\{< track \"2026-01-02 03:04:05\" >\\}\\}\n){0,40}") {
        let text = format!("---\ntitle: A\ndate: 2026-01-01\nsection: issue\n---\n{body}");
        let incoming = read(&text).expect("an incident");
        let all = texts(&incoming);
        for word in body.split(|c: char| !c.is_alphabetic()).filter(|word| !["track", ""].contains(word)) {
            prop_assert!(all.contains(word), "{word}");
        }
    }
}

fn written(world: &World) -> String {
    let export = Export {
        workspace: None,
        name: "",
        scope: "workspace",
        records: world.ledger.records().collect(),
        history: None,
        attachments: Vec::new(),
        omit: &|_, _| false,
    };
    file::write(export, &Described)
}

/// Corpus inc-cstate: every issue is an incident, with every word of its text; pages about systems stay Markdown.
/// The same files again add nothing, and through our own file all is as it was.
#[test]
fn every_incident_of_the_corpus() {
    let Some(files) = corpus("inc-cstate") else {
        return;
    };
    let content = files.join("exampleSite/content");
    let mut world = World::new();
    let mut all = Vec::new();
    for entry in std::fs::read_dir(content.join("issues")).expect("issues") {
        let path = entry.expect("a file").path();
        let bytes = std::fs::read(&path).expect("a file");
        assert_eq!(
            sniff("x.md", &bytes),
            Ok(Format::Incidents),
            "{}",
            path.display()
        );
        let text = String::from_utf8(bytes).expect("text");
        let began = std::time::Instant::now();
        let incoming = read(&text).expect("an incident");
        assert!(began.elapsed().as_secs() < 2);
        assert!(incoming.unknown.is_empty());
        let said = texts(&incoming);
        let body = text.splitn(3, "---\n").nth(2).expect("a body");
        let body = body.split("{{< track");
        let words = body.flat_map(|part| {
            part.rsplit(">}}")
                .next()
                .unwrap_or_default()
                .split_whitespace()
        });
        for word in words.filter(|word| *word != "---") {
            assert!(said.contains(word), "{}: {word}", path.display());
        }
        take_in(&mut world, incoming);
        all.push(text);
    }
    assert_eq!((all.len(), world.ledger.len()), (11, 11));
    for text in &all {
        let again = plan(&world, read(text).expect("an incident"));
        assert_eq!(again[0].verdict, Verdict::Same, "{text}");
    }
    let file = written(&world);
    let mut other = World::new();
    let incoming = file::read(&file, &Described, &mut || panic!("an item has no id"));
    for received in incoming.expect("our own file").records {
        if let Received::Stamped(record) = received {
            other.ledger.join(record);
        }
    }
    assert_eq!(written(&other), file);
    for page in ["affected/api/_index.md", "pages/example-page.md"] {
        let bytes = std::fs::read(content.join(page)).expect("a page");
        assert_eq!(sniff(page, &bytes), Ok(Format::Markdown));
        let text = String::from_utf8(bytes).expect("text");
        assert!(crate::codec::markdown::read(page, &text).is_ok());
    }
}
