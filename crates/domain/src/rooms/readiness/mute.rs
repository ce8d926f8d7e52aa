//! Muting a check on a record, with a reason and a last day.

use crate::named_item::NamedItem;
use crate::value::date;
use crate::view::View;
use chrono::NaiveDate;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Item;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Key, Ledger, Record, Text};

/// The list of what is muted.
pub const MUTES: Key = Key::new("mutes");

/// A check that somebody muted on a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mute {
    /// Why.
    pub reason: String,
    /// The last day on which it is muted.
    pub until: NaiveDate,
    over: bool,
    disputed: bool,
}

impl Mute {
    /// What a record says of a check; none where nobody muted it, or without a reason and a day.
    pub fn of(record: &Record, check: &str, view: &View<'_>) -> Option<Self> {
        let own: Vec<Item<'_>> = own(record, check).collect();
        let item = own.first()?;
        let until = date(item.value("until"))?;
        let reason = item.text("reason").trim().to_owned();
        // Who took it back, and who prolonged it apart; two items of one check that say another day.
        let differs = |one: &Item<'_>| {
            one.flag.is_some()
                || one
                    .slots()
                    .iter()
                    .any(|slot| slot.path.field != PLACE && slot.in_conflict())
                || one.value("until") != item.value("until")
        };
        (!reason.is_empty()).then(|| Self {
            reason,
            until,
            over: until < view.today(),
            disputed: own.iter().any(differs),
        })
    }

    /// Whether it mutes.
    pub const fn holds(&self) -> bool {
        !self.over && !self.disputed
    }

    /// Why it mutes nothing, where it does not.
    pub fn ended(&self) -> Option<String> {
        if self.disputed {
            Some("It is not muted while people disagree about that.".to_owned())
        } else {
            self.over
                .then(|| format!("It was muted until {}.", self.until))
        }
    }

    /// That it is muted, until when and why.
    pub fn words(&self) -> String {
        format!("Muted until {}: {}", self.until, self.reason)
    }
}

// The items that mute a check on a record, the one whose id follows from both first.
fn own<'a>(record: &'a Record, check: &str) -> impl Iterator<Item = Item<'a>> {
    let of = |item: &Item<'_>| item.text("check") == check;
    let mut all: Vec<Item<'a>> = record.loose_items(MUTES).filter(of).collect();
    if all.len() > 1 {
        let named = mute_id(record.id, check);
        all.arrange_by_key(|item| item.id != named);
    }
    all.into_iter()
}

/// The id of what mutes a check on a record: it follows from both, so that two people who mute the same
/// apart write to one item (docs/FORMAT.md).
pub fn mute_id(record: Id, check: &str) -> Id {
    Id::named(&format!("mute\n{record}\n{check}"))
}

/// The edits that mute a check on a record until a day, that day included.
///
/// # Errors
/// Without a reason, without a day, or where that day is over.
pub fn mute(
    record: &Record,
    check: &str,
    reason: Option<&Text>,
    until: Option<&Text>,
    view: &View<'_>,
) -> Result<Vec<Edit>, String> {
    let reason = reason.filter(|reason| !reason.plain().trim().is_empty());
    let reason = reason.ok_or("Say why it may stay as it is.")?;
    let day = date(until).ok_or("Say until when it is muted.")?;
    if day < view.today() {
        return Err("That day is over. Choose a later one.".to_owned());
    }
    let until = Text::string(&day.to_string());
    let mut known = own(record, check);
    let first = known.next();
    let item = NamedItem {
        record,
        list: MUTES,
        known: first.map(|item| item.id),
        named: mute_id(record.id, check),
    };
    let about = vec![("check", Text::string(check))];
    let mut edits = item.write(about, [("reason", reason.clone()), ("until", until)]);
    // One is enough; what somebody else took back is wanted again.
    let others = known.map(|item| Ledger::remove_item(record.id, record.kind, MUTES, item.id));
    edits.extend(others);
    if first.is_some_and(|item| item.flag.is_some()) {
        edits.push(Ledger::restore_item(
            record.id,
            record.kind,
            MUTES,
            item.named,
        ));
    }
    Ok(edits)
}

/// The edit that lets a check count again.
pub fn unmute(record: &Record, check: &str) -> Vec<Edit> {
    own(record, check)
        .map(|item| Ledger::remove_item(record.id, record.kind, MUTES, item.id))
        .collect()
}
