//! Files without contacts: what was left out is in no part of them, and merging one back takes
//! nothing away (F3).

// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic)]

use holdfast_domain::codec::json::Described;
use holdfast_domain::heavy::{Include, write_file};
use holdfast_domain::rooms::people::rules::person_findings;
use holdfast_domain::rooms::reports;
use holdfast_domain::rooms::service_levels::periods::Stretch;
use holdfast_domain::view::View;
use holdfast_ledger::file::{self, Incoming, Received};
use holdfast_ledger::{Change, Edit, Id, Key, Ledger, Path, Stamp, Text, bundle};

struct Copy {
    ledger: Ledger,
    changes: Vec<Change>,
    random: u64,
}

impl Copy {
    fn new(random: u64) -> Self {
        Self {
            ledger: Ledger::new(),
            changes: Vec::new(),
            random,
        }
    }

    fn set(&mut self, id: Id, field: &'static str, value: &str) {
        let edit = Edit {
            record: id,
            kind: Key::new("person"),
            path: Path::of(field),
            value: Text::string(value),
        };
        let stamp = Stamp {
            at: 0,
            by: "Ines".into(),
            note: None,
            random: self.random,
        };
        let made = self.ledger.commit(&[edit], &stamp).expect("a short value");
        self.changes.extend(made);
    }

    fn file(&self, with: Include) -> String {
        let records = self.ledger.records().cloned().map(Received::Stamped);
        let lines = bundle::print(&Incoming {
            records: records.collect(),
            history: self.changes.clone(),
            ..Incoming::default()
        });
        write_file(&lines, with, &|_| ()).expect("whole lines")
    }

    fn take(&mut self, file: &str) {
        let incoming = file::read(file, &Described, &mut || Id::NONE).expect("an own file");
        for received in incoming.records {
            match received {
                Received::Stamped(record) => {
                    self.ledger.join(record);
                }
                Received::Loose(loose) => panic!("without stamps: {loose:?}"),
            }
        }
    }

    fn says(&self, id: Id, field: &'static str) -> String {
        let record = self.ledger.record(id).expect("the person");
        record.text(field).into_owned()
    }
}

const NO_CONTACTS: Include = Include {
    history: true,
    contacts: false,
};

fn ines() -> (Copy, Id) {
    let (mut ours, ines) = (Copy::new(1), Id::mint(1_000, [7; 16]));
    ours.set(ines, "title", "Ines Okafor");
    ours.set(ines, "phone", "+49 000 1111");
    ours.set(ines, "phone", "+49 000 2222");
    ours.set(ines, "position", "Duty manager");
    (ours, ines)
}

#[test]
fn f3_a_file_without_contacts_says_them_nowhere() {
    let (ours, _) = ines();
    let whole = ours.file(Include::ALL);
    assert!(whole.contains("+49 000 1111") && whole.contains("+49 000 2222"));
    for history in [true, false] {
        let file = ours.file(Include {
            history,
            contacts: false,
        });
        assert!(!file.contains("+49"), "{file}");
        assert!(file.contains("Duty manager") && file.contains("\"omitted\""));
        assert_eq!(file.contains("\"history\""), history);
    }
}

#[test]
fn f3_what_was_left_out_comes_back_from_nowhere_and_is_taken_away_by_nobody() {
    let (mut ours, ines) = ines();
    let mut theirs = Copy::new(2);
    theirs.take(&ours.file(NO_CONTACTS));
    assert_eq!(theirs.says(ines, "phone"), "");
    theirs.set(ines, "position", "Head of operations");
    ours.set(ines, "phone", "+49 000 3333");
    ours.take(&theirs.file(Include::ALL));
    assert_eq!(ours.says(ines, "phone"), "+49 000 3333");
    assert_eq!(ours.says(ines, "position"), "Head of operations");
    let record = ours.ledger.record(ines).expect("Ines");
    assert!(record.slots().iter().all(|slot| !slot.in_conflict()));
    // Who gets the whole file later has everything.
    theirs.take(&ours.file(Include::ALL));
    assert_eq!(theirs.says(ines, "phone"), "+49 000 3333");
    assert_eq!(theirs.ledger.record(ines), ours.ledger.record(ines));
}

#[test]
fn f3_a_contact_written_without_knowing_the_other_is_a_conflict() {
    let (mut ours, ines) = ines();
    let mut theirs = Copy::new(2);
    theirs.take(&ours.file(NO_CONTACTS));
    theirs.set(ines, "phone", "+49 000 4444");
    ours.take(&theirs.file(Include::ALL));
    let record = ours.ledger.record(ines).expect("Ines");
    let phone = record.slot(Path::of("phone")).expect("both numbers");
    assert!(phone.in_conflict());
}

#[test]
fn f3_a_contact_that_was_left_out_is_not_missing() {
    let (ours, ines) = ines();
    let mut theirs = Copy::new(2);
    theirs.take(&ours.file(NO_CONTACTS));
    let nobody = Id::mint(2_000, [8; 16]);
    theirs.set(nobody, "title", "Nobody’s number");
    theirs.set(nobody, "called_by", &ines.to_string());
    let view = View {
        ledger: &theirs.ledger,
        recent: None,
        now: 0,
        offset_minutes: 0,
        zones: &holdfast_domain::zone::NO_ZONES,
        user: "",
        user_id: None,
    };
    let unreachable = |id| {
        let record = theirs.ledger.record(id).expect("a person");
        let found = person_findings(record, &view);
        found
            .iter()
            .any(|finding| finding.rule == "person-no-contact")
    };
    let record = theirs.ledger.record(ines).expect("Ines");
    assert!(record.omits(Path::of("phone")) && !record.omits(Path::of("position")));
    assert_eq!((unreachable(ines), unreachable(nobody)), (false, true));
    let asked = reports::Asked {
        record: None,
        stretch: Stretch::with(view.today(), 1),
        gravest: None,
        said: &|_| String::new(),
    };
    let calls = reports::topic("calls").and_then(|topic| topic.write(&asked, &view));
    let text = calls.expect("a call tree").markdown();
    assert!(text.contains("left out of the file"), "{text}");
    assert!(text.contains("no way to reach them is known"), "{text}");
}

#[test]
fn each_way_to_write_a_file_has_a_name() {
    for history in [true, false] {
        for contacts in [true, false] {
            let with = Include { history, contacts };
            assert_eq!(Include::of(with.op()), Some(with));
        }
    }
    assert_eq!(Include::of("read"), None);
}
