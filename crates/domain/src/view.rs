//! What domain functions see: the records, the time, and who is asking.

use crate::recent::Recent;
use crate::zone::Zones;
use chrono::{DateTime, NaiveDate};
use holdfast_ledger::index::CODE;
use holdfast_ledger::path::DELETED;
use holdfast_ledger::reads::{self, Sign};
use holdfast_ledger::{Id, Ledger, Path, Record, Text};

/// What is noted of what follows from the moment, and not from the day alone ([`reads`]).
pub const NOW: Sign = 3;

/// The workspace as domain functions see it.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The records.
    pub ledger: &'a Ledger,
    /// What was read of them last, where somebody keeps it.
    pub recent: Option<&'a Recent>,
    /// Now, in milliseconds since 1970; who works something out asks [`now`](Self::now).
    pub now: i64,
    /// The device's offset from UTC in minutes (east positive): says which day it is.
    pub offset_minutes: i32,
    /// The time zones that this device knows.
    pub zones: &'a Zones,
    /// Who is using this device: a name, empty when nobody said.
    pub user: &'a str,
    /// The person record of who is using this device, if it is one.
    pub user_id: Option<Id>,
}

impl<'a> View<'a> {
    /// Now, in milliseconds since 1970. What follows from it has to be worked out again as time goes on
    /// ([`NOW`]).
    pub fn now(&self) -> i64 {
        reads::note(NOW);
        self.now
    }

    /// Today on this device.
    pub fn today(&self) -> NaiveDate {
        self.day_of(self.now).unwrap_or_default()
    }

    /// The day at a moment on this device; none where no calendar has it.
    pub fn day_of(&self, at: i64) -> Option<NaiveDate> {
        let local = at.checked_add(i64::from(self.offset_minutes) * 60_000)?;
        Some(DateTime::from_timestamp_millis(local)?.date_naive())
    }

    /// How many days there are until a day; fewer than none since it was.
    pub fn days_to(&self, day: NaiveDate) -> i64 {
        (day - self.today()).num_days()
    }

    /// Whether a record counts: neither deleted nor archived.
    pub fn is_live(record: &Record) -> bool {
        !record.is_deleted() && record.get::<bool>("archived") != Some(true)
    }

    /// The records of a kind that count.
    pub fn live(&self, kind: &'static str) -> impl Iterator<Item = &'a Record> {
        let records = self.ledger.of_kind(holdfast_ledger::Key::new(kind));
        records.filter(|record| Self::is_live(record))
    }

    /// A record that a field's value names, unless it is deleted.
    pub fn linked(&self, value: Option<&Text>) -> Option<&'a Record> {
        self.there(value?.plain().parse().ok()?)
    }

    /// A record, unless it is deleted.
    pub fn there(&self, id: Id) -> Option<&'a Record> {
        self.ledger.record(id).filter(|record| !record.is_deleted())
    }

    /// What a record is called on screen: its code and title.
    pub fn name(&self, record: &Record) -> String {
        let title = record.text("title");
        let title = if title.is_empty() {
            "Untitled"
        } else {
            &*title
        };
        match self.code(record) {
            code if code.is_empty() => title.to_owned(),
            // A natural key may begin the title.
            code if record.text("code").is_empty() && title.starts_with(&code) => title.to_owned(),
            code => format!("{code} {title}"),
        }
    }

    /// The code as shown: where several claim one code, all but the smallest id add
    /// the end of their own id (M14). What has none shows its natural key: a vulnerability its CVE.
    pub fn code(&self, record: &Record) -> String {
        let code = record.text("code");
        if code.is_empty() {
            return record.text("cve").trim().to_owned();
        }
        match self.first_claimant(record) {
            Some(_) => format!("{code}·{}", record.id.short()),
            None => code.into_owned(),
        }
    }

    /// The record that shows a record's code as it is, where that is another one (M14).
    pub fn first_claimant(&self, record: &Record) -> Option<Id> {
        let code = record.value(CODE).filter(|code| !code.plain().is_empty())?;
        let mut claims = self.ledger.claims(record.kind, code);
        let first = claims.find(|id| self.there(*id).is_some())?;
        (first < record.id && !record.is_deleted()).then_some(first)
    }
}

/// The register of a record's tombstone.
pub const TOMB: Path = Path::field(DELETED);
