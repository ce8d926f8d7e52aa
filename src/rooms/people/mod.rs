//! People beside their registers: the call tree; and their working week on the page of each.

mod calls;
mod calls_paper;
mod week;

pub use calls::calls;
pub use week::week;

use crate::edge::clock;
use crate::workspace::now_ms;
use holdfast_domain::rooms::people::hours::{self, Now};
use holdfast_ledger::Record;

/// The minute of the week that a person's clocks show now; none where their zone is not known.
pub fn local_minute(person: &Record) -> Option<u16> {
    let now = u64::try_from(now_ms()).unwrap_or_default();
    clock::zone_minute(now, person.text("time_zone").trim())
}

/// Whether a person is at work now, and what time it is there, in words.
pub fn now_there(person: &Record) -> (Now, String) {
    let minute = local_minute(person);
    let there = minute.map(|minute| [&hours::moment(minute), " there"].concat());
    (hours::now(person, minute), there.unwrap_or_default())
}
