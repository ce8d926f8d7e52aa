//! When a change takes place.

use holdfast_ledger::{Path, Record, Text};
use serde::Deserialize;
use std::fmt;

/// States in which a change's window is spoken for.
pub const PLANNED: [&str; 5] = [
    "submitted",
    "assessed",
    "authorised",
    "scheduled",
    "implementing",
];

/// The time in which a change takes place, in milliseconds since 1970; start < end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// When it opens.
    pub start: i64,
    /// When it ends.
    pub end: i64,
}

/// Why a window says nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BadWindow {
    /// There is none.
    Missing,
    /// It has no start, or one that cannot be read.
    NoStart,
    /// It has no end, or one that cannot be read.
    NoEnd,
    /// It does not end after it starts.
    Reversed,
}

impl BadWindow {
    /// As part of a sentence: `the window has no end`.
    pub fn lower(self) -> &'static str {
        match self {
            Self::Missing => "no window",
            Self::NoStart => "the window has no start",
            Self::NoEnd => "the window has no end",
            Self::Reversed => "the window does not end after it starts",
        }
    }

    /// Whether nobody has set it yet.
    pub fn is_missing(self) -> bool {
        self == Self::Missing
    }
}

impl fmt::Display for BadWindow {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Missing => "There is no window.",
            Self::NoStart => "The window has no start.",
            Self::NoEnd => "The window has no end.",
            Self::Reversed => "The window does not end after it starts.",
        })
    }
}

impl Window {
    /// A change's window.
    ///
    /// # Errors
    /// When it is missing, incomplete or reversed.
    pub fn of(change: &Record) -> Result<Self, BadWindow> {
        Self::read(change.value(Path::of("window")))
    }

    /// Reads a window.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn read(value: Option<&Text>) -> Result<Self, BadWindow> {
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Parts {
            start: serde_json::Value,
            end: serde_json::Value,
        }
        let value = value.ok_or(BadWindow::Missing)?;
        let parts: Parts = value.get().unwrap_or_default();
        let read = |part: &serde_json::Value| part.as_str().and_then(holdfast_ledger::time::parse);
        match (read(&parts.start), read(&parts.end)) {
            (None, None) => Err(BadWindow::Missing),
            (None, _) => Err(BadWindow::NoStart),
            (_, None) => Err(BadWindow::NoEnd),
            (Some(start), Some(end)) if start >= end => Err(BadWindow::Reversed),
            (Some(start), Some(end)) => Ok(Self { start, end }),
        }
    }

    /// As the field that holds it.
    ///
    /// # Errors
    /// Never, as times can be written.
    pub fn to_text(self) -> Result<Text, String> {
        let print = holdfast_ledger::time::print;
        Text::of(&serde_json::json!({"start": print(self.start), "end": print(self.end)}))
    }

    /// Its length in minutes.
    pub fn minutes(self) -> f64 {
        (self.end - self.start) as f64 / 60_000.0
    }

    /// Whether both hold at one moment.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_whole_and_the_right_way_round() {
        let read = |json: &str| Window::read(Text::parse(json).ok().as_ref()).map(Window::minutes);
        let (early, late) = (
            "\"2026-12-01T10:00:00.000Z\"",
            "\"2026-12-01T11:30:00.000Z\"",
        );
        assert_eq!(
            read(&format!("{{\"start\":{early},\"end\":{late}}}")),
            Ok(90.0)
        );
        assert_eq!(
            read(&format!("{{\"start\":{late},\"end\":{early}}}")),
            Err(BadWindow::Reversed)
        );
        assert_eq!(
            read(&format!("{{\"start\":{late},\"end\":{late}}}")),
            Err(BadWindow::Reversed)
        );
        assert_eq!(
            read(&format!("{{\"start\":{early}}}")),
            Err(BadWindow::NoEnd)
        );
        assert_eq!(
            read(&format!("{{\"end\":{early}}}")),
            Err(BadWindow::NoStart)
        );
        assert_eq!(read("{}"), Err(BadWindow::Missing));
        assert_eq!(Window::read(None), Err(BadWindow::Missing));
    }
}
