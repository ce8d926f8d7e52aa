//! What is gravest of all that is wrong: gathered record by record, so that whoever asks can do it in slices.

use crate::describe::{Kind, Tone};
use crate::rooms::incidents::{INCIDENT, rules::is_open};
use crate::rooms::readiness;
use crate::rooms::services::catalogue::Catalogue;
use crate::view::View;
use holdfast_ledger::{Id, Record};

/// As many are told.
const TOLD: usize = 5;

/// Rooms in the order in which what is wrong in them is decided on: what burns, what does not hold, what is at risk,
/// then the rest.
const ORDER: [&str; 8] = [
    "incidents",
    "plans",
    "services",
    "backups",
    "risks",
    "changes",
    "runbooks",
    "exercises",
];

/// Something that is wrong and wants a decision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grave {
    /// Its place in [`ORDER`], and of services their tier: the gravest first.
    rank: (usize, u8),
    /// The record.
    pub record: Id,
    /// What is wrong and what to do, as a sentence.
    pub text: String,
    /// How much else is wrong with the record.
    pub more: usize,
}

/// The gravest findings so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gravest {
    /// How many findings want action.
    pub count: usize,
    /// On how many records.
    pub records: usize,
    /// The gravest, those first; of one record the first only.
    pub listed: Vec<Grave>,
}

impl Gravest {
    /// Looks at one record.
    pub fn take(&mut self, record: &Record, kind: &Kind, view: &View<'_>) {
        if !View::is_live(record) || kind.id == INCIDENT.id && !is_open(record) {
            return;
        }
        // What somebody muted with a reason is decided already.
        let told = readiness::findings(kind, record, view).into_iter();
        let open = told.filter(|(_, muted)| muted.is_none());
        let bad = open.map(|(finding, _)| finding);
        let mut bad = bad.filter(|finding| finding.tone == Tone::Bad).peekable();
        let Some(first) = bad.peek().cloned() else {
            return;
        };
        self.records += 1;
        let count = bad.count();
        self.count += count;
        let place = ORDER.iter().position(|room| *room == kind.room);
        let grave = Grave {
            rank: (place.unwrap_or(ORDER.len()), tier(record, kind, view)),
            record: record.id,
            text: first.text,
            more: count - 1,
        };
        let at = self.listed.partition_point(|known| *known < grave);
        self.listed.insert(at, grave);
        self.listed.truncate(TOLD);
    }
}

fn tier(record: &Record, kind: &Kind, view: &View<'_>) -> u8 {
    if kind.room != "services" {
        return 0;
    }
    let all = Catalogue::kept(view);
    let at = all.find(record.id);
    at.and_then(|at| all.tier[at as usize]).unwrap_or(u8::MAX)
}
