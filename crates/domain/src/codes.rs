//! Codes of records: the next one of a kind, and those of records that came without one (FORMAT.md,
//! “Codes”).

use crate::describe::Kind;
use crate::rooms;
use crate::view::View;
use holdfast_ledger::file::Received;
use holdfast_ledger::plan::{Planned, Verdict};
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Record, Text};
use std::collections::BTreeMap;

const CODE: Path = Path::field(Key::new("code"));

/// The next code of a kind that has codes, after `others` that are given by the same command.
pub fn next(kind: &Kind, ledger: &Ledger, others: u64) -> Text {
    numbered(kind, 1 + ledger.highest_code(kind.key()) + others)
}

fn numbered(kind: &Kind, number: u64) -> Text {
    Text::string(&format!("{}-{number}", kind.code))
}

/// Whether a record of a kind that has codes has none of its own, as one that came from a table or a
/// catalogue ([`minted`]).
pub fn lacks(record: &Record) -> bool {
    let coded = rooms::kind(record.kind.as_str()).is_some_and(|kind| !kind.code.is_empty());
    coded && !record.is_deleted() && record.text("code").trim().is_empty()
}

/// The next codes of their kinds for those of the records that have none, in this order.
pub fn given(ids: impl IntoIterator<Item = Id>, view: &View<'_>) -> Vec<Edit> {
    let mut given: BTreeMap<Key, u64> = BTreeMap::new();
    let mut edits = Vec::new();
    for id in ids {
        let record = view.ledger.record(id).filter(|record| lacks(record));
        let Some((record, kind)) =
            record.and_then(|record| Some((record, rooms::kind(record.kind.as_str())?)))
        else {
            continue;
        };
        let others = given.entry(record.kind).or_default();
        edits.push(Edit {
            record: id,
            kind: record.kind,
            path: CODE,
            value: next(kind, view.ledger, *others),
        });
        *others += 1;
    }
    edits
}

/// The codes of records that come new under an id that was made for them just now: the next ones of
/// their kinds, in the order of the file, as if each were created by hand. One whose id the file gives,
/// or whose id follows from what it says, gets none: another copy that takes the same file in would mint
/// another, and the two would disagree.
pub fn minted(planned: &[Planned], ledger: &Ledger) -> Vec<Edit> {
    let mut highest: BTreeMap<Key, u64> = BTreeMap::new();
    // Codes that the file brings are taken.
    for planned in planned {
        if let Some(number) = code_of(planned).as_ref().and_then(Ledger::number_of_code) {
            let known = highest.entry(planned.kind).or_default();
            *known = number.max(*known);
        }
    }
    let mut edits = Vec::new();
    for planned in planned {
        let fresh = matches!(&planned.received, Received::Loose(loose) if loose.id.is_none());
        let kind = rooms::kind(planned.kind.as_str()).filter(|kind| !kind.code.is_empty());
        let Some(kind) = kind.filter(|_| fresh && planned.verdict == Verdict::New) else {
            continue;
        };
        if code_of(planned).is_some() {
            continue;
        }
        let known = highest.entry(planned.kind).or_default();
        *known = 1 + ledger.highest_code(planned.kind).max(*known);
        edits.push(Edit {
            record: planned.id,
            kind: planned.kind,
            path: CODE,
            value: numbered(kind, *known),
        });
    }
    edits
}

fn code_of(planned: &Planned) -> Option<Text> {
    let code = match &planned.received {
        Received::Loose(loose) => loose.values.get(&CODE).cloned(),
        Received::Stamped(record) => record.value(CODE).cloned(),
    };
    code.filter(|code| !code.plain().trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::json::Described;
    use crate::codec::sheet::{Grid, Mapping, csv, records::records};
    use crate::testing::World;
    use holdfast_ledger::file;
    use holdfast_ledger::plan::{accept, plan};
    use holdfast_ledger::sort::Arrange;
    use serde_json::json;

    fn take_in(world: &mut World, text: &str) {
        let mut ids: Vec<_> = (0..9).map(|_| world.mint()).collect();
        let mut mint = || ids.pop().expect("few records");
        let incoming = file::read(text, &Described, &mut mint).expect("a file");
        let planned = plan(&world.ledger, incoming.records, &mut mint);
        let mut edits: Vec<Edit> = planned
            .iter()
            .flat_map(|planned| accept(planned, |_| true))
            .collect();
        edits.extend(minted(&planned, &world.ledger));
        world.commit(&edits);
    }

    fn codes(world: &World, kind: &'static str) -> Vec<(String, String)> {
        let view = world.view();
        let mut all: Vec<(String, String)> = view
            .live(kind)
            .map(|record| (record.text("title").into_owned(), view.code(record)))
            .collect();
        all.arrange();
        all
    }

    #[test]
    fn a_record_that_is_new_under_a_new_id_gets_the_next_code_in_the_order_of_the_file() {
        let mut world = World::new();
        world.add(
            "risk",
            &[("code", json!("RISK-4")), ("title", json!("Old"))],
        );
        take_in(
            &mut world,
            r#"{"format":"holdfast","version":"1.0","records":{"risk":[
                {"title":"B"},{"title":"A"},{"title":"Own","code":"RISK-9"},
                {"id":"019aab2e-1c00-7000-8000-0000000000aa","title":"Named"}],
                "control":[{"title":"C"}]}}"#,
        );
        let expected = [
            ("A", "RISK-11"),
            ("B", "RISK-10"),
            ("Named", ""),
            ("Old", "RISK-4"),
            ("Own", "RISK-9"),
        ];
        let expected = expected.map(|(title, code)| (title.to_owned(), code.to_owned()));
        assert_eq!(codes(&world, "risk"), expected);
        assert_eq!(codes(&world, "control")[0].1, "CTL-1");
    }

    #[test]
    fn the_same_table_in_two_copies_merges_without_a_question() {
        let text = "Risk title,Likelihood\nFlood,3\nFire,2\n";
        let grid = Grid {
            sheets: vec![csv::read(text).expect("a table")],
        };
        let mut mapping = Mapping::guess("t.csv", &grid);
        mapping.set_rows(&grid, 0, Some("risk"));
        mapping.set_target(0, 0, "title").expect("a field");
        let mut copies = [World::new().fork(5), World::new().fork(6)];
        for (n, world) in copies.iter_mut().enumerate() {
            // The second has more of its own, so the next codes differ.
            for m in 0..n {
                world.add("risk", &[("code", json!(format!("RISK-{}", m + 1)))]);
            }
            let (json, _) = records(&grid, &mapping, &world.view()).expect("records");
            take_in(world, &json);
        }
        let [first, second] = &mut copies;
        for record in second.ledger.records() {
            first.ledger.join(record.clone());
        }
        assert_eq!(first.ledger.conflicts().count(), 0);
        assert_eq!(first.ledger.contested().count(), 0);
        assert_eq!(codes(first, "risk").len(), 3);
    }

    #[test]
    fn records_without_a_code_are_given_the_next_ones_in_the_order_asked_for() {
        let mut world = World::new();
        let named = world.add(
            "risk",
            &[("code", json!("RISK-7")), ("title", json!("Own"))],
        );
        let [b, a, gone] =
            ["B", "A", "Gone"].map(|title| world.add("risk", &[("title", json!(title))]));
        let control = world.add("control", &[("title", json!("C"))]);
        let known = world.add("vulnerability", &[("cve", json!("CVE-2024-3094"))]);
        world.commit(&[Ledger::delete(gone, Key::new("risk"))]);
        let edits = given(
            [b, named, control, gone, a, known, world.mint()],
            &world.view(),
        );
        world.commit(&edits);
        let code = |id| world.view().code(world.record(id));
        assert_eq!([b, a, named].map(code), ["RISK-8", "RISK-9", "RISK-7"]);
        assert_eq!([control, known].map(code), ["CTL-1", "VUL-1"]);
        assert_eq!(edits.len(), 4, "none for what has one or is gone");
        assert!(
            given([a, b, control], &world.view()).is_empty(),
            "not twice"
        );
    }

    #[test]
    fn a_vulnerability_without_a_code_shows_its_cve() {
        let mut world = World::new();
        let id = world.add(
            "vulnerability",
            &[
                ("cve", json!("CVE-2024-3094")),
                ("title", json!("Back door")),
            ],
        );
        let view = world.view();
        assert_eq!(view.code(world.record(id)), "CVE-2024-3094");
        assert_eq!(view.name(world.record(id)), "CVE-2024-3094 Back door");
        world.set(id, "title", json!("CVE-2024-3094 in xz"));
        assert_eq!(
            world.view().name(world.record(id)),
            "CVE-2024-3094 in xz",
            "not said twice"
        );
        world.set(id, "code", json!("VUL-1"));
        assert_eq!(world.view().code(world.record(id)), "VUL-1");
    }
}
