//! Muting a check on a record, with a reason and a last day.

use crate::named_item::NamedItem;
use crate::value::{date, list_in_conflict};
use crate::view::View;
use chrono::NaiveDate;
use holdfast_ledger::record::Item;
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
        let items = record.items(MUTES);
        let item = items.iter().find(|item| item.text("check") == check)?;
        let until = date(item.value("until"))?;
        let reason = item.text("reason").trim().to_owned();
        (!reason.is_empty()).then(|| Self {
            reason,
            until,
            over: until < view.today(),
            disputed: list_in_conflict(record, "mutes"),
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
    let stands = |item: &Item<'_>| item.text("check") == check;
    let known = record.loose_items(MUTES).find(stands);
    let item = NamedItem {
        record,
        list: MUTES,
        known: known.map(|item| item.id),
        named: mute_id(record.id, check),
    };
    let about = vec![("check", Text::string(check))];
    Ok(item.write(about, [("reason", reason.clone()), ("until", until)]))
}

/// The edit that lets a check count again.
pub fn unmute(record: &Record, check: &str) -> Vec<Edit> {
    let items = record.items(MUTES);
    let own = items.iter().filter(|item| item.text("check") == check);
    own.map(|item| Ledger::remove_item(record.id, record.kind, MUTES, item.id))
        .collect()
}
