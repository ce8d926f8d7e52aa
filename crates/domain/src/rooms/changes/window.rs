//! When a change takes place, and what else takes place then.

use super::rules::state;
use crate::view::View;
use holdfast_ledger::{Id, Key, Path, Record, Text};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;

/// States in which a change's window is spoken for.
const PLANNED: [&str; 5] = [
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

    /// Its length in minutes.
    pub fn minutes(self) -> f64 {
        (self.end - self.start) as f64 / 60_000.0
    }

    const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Another change at the same time that concerns the same things.
pub struct Overlap<'a> {
    /// The other change.
    pub other: &'a Record,
    /// What both share, by name.
    pub shared: Vec<String>,
}

/// The planned changes whose windows overlap this one's, and which share a linked
/// record or the owner. None when this one is over, or its window has passed.
///
/// Only changes that share something are looked at, so the cost does not grow with
/// the register.
pub fn overlaps<'a>(change: &Record, view: &View<'a>) -> Vec<Overlap<'a>> {
    let own = state(change);
    let Ok(window) = Window::of(change) else {
        return Vec::new();
    };
    if window.end < view.now || !(own == "draft" || PLANNED.contains(&&*own)) {
        return Vec::new();
    }
    // Cheap tests first: most changes are over.
    let clashes = |other: &&'a Record| {
        other.kind == "change"
            && other.id != change.id
            && PLANNED.contains(&&*state(other))
            && Window::of(other).is_ok_and(|theirs| window.overlaps(theirs))
            && View::is_live(other)
    };
    let mut found: BTreeMap<Id, Overlap<'a>> = BTreeMap::new();
    let mut share = |other: &'a Record, shared: &Record| {
        let fresh = || Overlap {
            other,
            shared: Vec::new(),
        };
        let names = &mut found.entry(other.id).or_insert_with(fresh).shared;
        names.push(view.name(shared));
    };
    for shared in linked(change, view, |_| true) {
        for other in linked(shared, view, clashes) {
            share(other, shared);
        }
    }
    if let Some(owner) = view.linked(change.value(Path::of("owner"))) {
        let own = Text::string(&owner.id.to_string());
        for other in mentioning(owner, view).filter(clashes) {
            if other.value(Path::of("owner")) == Some(&own) {
                share(other, owner);
            }
        }
    }
    found.into_values().collect()
}

/// The records that a record links to, and those that link to it: those wanted.
fn linked<'a>(
    record: &Record,
    view: &View<'a>,
    wanted: impl Fn(&&'a Record) -> bool,
) -> Vec<&'a Record> {
    let back = mentioning(record, view).filter(&wanted);
    let mut all: Vec<&Record> = back
        .filter(|other| targets(other).any(|id| id == record.id))
        .collect();
    for other in targets(record).filter_map(|id| view.ledger.record(id)) {
        if wanted(&other) && all.iter().all(|known| known.id != other.id) {
            all.push(other);
        }
    }
    all
}

fn mentioning<'a>(record: &Record, view: &View<'a>) -> impl Iterator<Item = &'a Record> {
    let ledger = view.ledger;
    ledger
        .mentions(record.id)
        .filter_map(|id| ledger.record(id))
}

fn targets(record: &Record) -> impl Iterator<Item = Id> {
    let items = record.items(Key::new("links")).into_iter();
    items.filter_map(|item| item.value("to")?.plain().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use serde_json::{Value, json};

    fn window(day: u32, from: u32, to: u32) -> Value {
        let at = |hour| format!("2026-12-{day:02}T{hour:02}:00:00.000Z");
        json!({ "start": at(from), "end": at(to) })
    }

    fn planned(world: &mut World, title: &str, window: Value) -> Id {
        let fields = [
            ("title", json!(title)),
            ("state", json!("submitted")),
            ("window", window),
        ];
        world.add("change", &fields)
    }

    fn link(world: &mut World, from: Id, to: Id) {
        world.item(from, "links", &[("to", json!(to.to_string()))]);
    }

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

    #[test]
    fn changes_at_the_same_time_clash_over_what_they_share() {
        let mut world = World::new();
        let network = world.add("risk", &[("title", json!("Network"))]);
        let owner = world.person("Ada");
        let one = planned(&mut world, "One", window(1, 10, 12));
        let same = planned(&mut world, "Same network", window(1, 11, 13));
        let later = planned(&mut world, "Later", window(1, 12, 14));
        let other = planned(&mut world, "Something else", window(1, 10, 12));
        let mine = planned(&mut world, "Same owner", window(1, 9, 11));
        for change in [one, same, later] {
            link(&mut world, change, network);
        }
        for change in [one, mine] {
            world.set(change, "owner", json!(owner.to_string()));
        }
        let names = |id: Id| -> Vec<String> {
            let clashes = overlaps(world.record(id), &world.view());
            clashes
                .iter()
                .map(|clash| format!("{}: {}", clash.other.text("title"), clash.shared.join(", ")))
                .collect()
        };
        assert_eq!(names(one), ["Same network: Network", "Same owner: Ada"]);
        assert_eq!(names(same), ["One: Network", "Later: Network"]);
        assert_eq!(names(other), [] as [&str; 0]);
    }

    #[test]
    fn links_count_from_whichever_end_they_were_made() {
        let mut world = World::new();
        let network = world.add("risk", &[("title", json!("Network"))]);
        let one = planned(&mut world, "One", window(1, 10, 12));
        let two = planned(&mut world, "Two", window(1, 10, 12));
        link(&mut world, network, one);
        assert!(overlaps(world.record(one), &world.view()).is_empty());
        link(&mut world, network, two);
        assert_eq!(overlaps(world.record(one), &world.view()).len(), 1);
    }

    #[test]
    fn what_is_over_or_only_drafted_blocks_nothing() {
        let mut world = World::new();
        let network = world.add("risk", &[("title", json!("Network"))]);
        let one = planned(&mut world, "One", window(1, 10, 12));
        let two = planned(&mut world, "Two", window(1, 10, 12));
        link(&mut world, one, network);
        link(&mut world, two, network);
        for (state, clashes) in [
            ("draft", 0),
            ("submitted", 1),
            ("implementing", 1),
            ("closed", 0),
            ("cancelled", 0),
        ] {
            world.set(two, "state", json!(state));
            assert_eq!(
                overlaps(world.record(one), &world.view()).len(),
                clashes,
                "{state}"
            );
        }
        world.set(two, "state", json!("scheduled"));
        world.at("2026-12-01T12:00:00.001Z");
        assert!(overlaps(world.record(one), &world.view()).is_empty());
    }
}
