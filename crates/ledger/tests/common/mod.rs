//! Small workspaces for the tests of files, plans and purges. Each uses a part of it.

#![allow(dead_code)]

pub mod team;

use holdfast_ledger::file::{Export, Received, Shape, read, write_telling};
use holdfast_ledger::plan::{Planned, Verdict, plan};
use holdfast_ledger::{Change, Edit, Id, Key, Ledger, Path, Record, Stamp, Text};

pub const RISK: Key = Key::new("risk");
pub const STEPS: Key = Key::new("steps");
pub struct Plain;

impl Shape for Plain {
    fn kinds(&self) -> Vec<Key> {
        vec![RISK]
    }
    fn keys(&self, _: Key) -> Vec<Key> {
        vec![Key::new("title"), STEPS]
    }
    fn item_keys(&self, _: Key, list: Key) -> Option<Vec<Key>> {
        (list == STEPS).then(Vec::new)
    }
}

pub fn id(n: u8) -> Id {
    Id::mint(7, [n; 16])
}

pub fn stamp(random: u64) -> Stamp {
    Stamp {
        at: 1_700_000_000_000,
        by: "Ada".into(),
        note: None,
        random,
    }
}

pub fn set(ledger: &mut Ledger, who: u64, record: u8, path: Path, value: &str) -> Vec<Change> {
    let edit = Edit {
        record: id(record),
        kind: RISK,
        path,
        value: Text::string(value),
    };
    ledger.commit(&[edit], &stamp(who)).expect("a short value")
}

pub fn export(ledger: &Ledger) -> String {
    export_without(ledger, &|_, _| false)
}

pub fn export_without(ledger: &Ledger, omit: &dyn Fn(&Record, Path) -> bool) -> String {
    export_telling(ledger, omit, &|_| ())
}

pub fn export_telling(
    ledger: &Ledger,
    omit: &dyn Fn(&Record, Path) -> bool,
    told: &dyn Fn(f64),
) -> String {
    let records = ledger.records().collect();
    let (attachments, history) = (Vec::new(), None);
    let export = Export {
        workspace: None,
        name: "",
        scope: "workspace",
        records,
        history,
        attachments,
        omit,
    };
    write_telling(export, &Plain, told)
}

/// Two copies of one workspace, with a risk that both know.
pub fn two_copies() -> (Ledger, Ledger) {
    let (mut ours, mut theirs) = (Ledger::new(), Ledger::new());
    set(&mut ours, 1, 1, Path::of("title"), "Flood");
    take(&mut theirs, &export(&ours));
    (ours, theirs)
}

pub fn planned(ledger: &Ledger, file: &str) -> Vec<Planned> {
    let mut n = 200;
    let mut mint = || {
        n += 1;
        id(n)
    };
    let incoming = read(file, &Plain, &mut mint).expect("a readable file");
    plan(ledger, incoming.records, &mut mint)
}

pub fn take(ledger: &mut Ledger, file: &str) {
    for planned in planned(ledger, file) {
        match planned.received {
            Received::Stamped(record) => {
                assert!(ledger.join(record) || planned.verdict == Verdict::Same)
            }
            Received::Loose(loose) => panic!("no stamps: {loose:?}"),
        }
    }
}

pub fn verdict(ledger: &Ledger, file: &str) -> Verdict {
    planned(ledger, file).remove(0).verdict
}

pub fn set_item(ledger: &mut Ledger, who: u64, record: u8, item: u8, field: Key, json: &str) {
    let edit = Edit {
        record: id(record),
        kind: RISK,
        path: Path::item(STEPS, id(item), field),
        value: Text::parse(json).expect("JSON"),
    };
    ledger.commit(&[edit], &stamp(who)).expect("a short value");
}
