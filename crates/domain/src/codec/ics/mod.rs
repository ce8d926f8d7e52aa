//! Calendars (iCalendar, RFC 5545) in and out.

pub mod aim;
pub mod lines;
mod read;
mod rule;
#[cfg(test)]
mod tests;
mod times;
mod write;

pub use aim::{As, aim, become_as};
pub use read::{SCOPE, is_calendar, read};
pub use write::write;
