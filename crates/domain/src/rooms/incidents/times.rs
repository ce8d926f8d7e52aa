//! The times of an incident, what follows from them, and how long services were hit.

use crate::value::{instant, minutes};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record};

/// The times of an incident in the order in which they should come, as (field, name).
pub const ORDER: [(&str, &str); 6] = [
    ("occurred", "occurred"),
    ("detected", "detected"),
    ("acknowledged", "acknowledged"),
    ("mitigated", "mitigated"),
    ("resolved", "resolved"),
    ("closed", "closed"),
];

/// A time of an incident, in milliseconds since 1970.
pub fn time(incident: &Record, field: &'static str) -> Option<i64> {
    instant(incident.value(Path::of(field)))
}

/// Times that are the wrong way round, each with the one that comes next of those that are known: the field of the
/// later one, which comes too early, and both in words.
pub fn disorder(incident: &Record) -> Vec<(&'static str, String)> {
    let known = ORDER
        .iter()
        .filter_map(|(field, name)| Some((*field, *name, time(incident, field)?)));
    let known: Vec<_> = known.collect();
    let mut found = Vec::new();
    for (n, (field, late, then)) in known.iter().enumerate() {
        let before = known[..n].iter().rev().find(|(_, _, first)| first > then);
        if let Some((_, early, _)) = before {
            found.push((
                *field,
                format!("It {} before it {}.", happened(late), happened(early)),
            ));
        }
    }
    found
}

/// A time of an incident as something that happened to it: `occurred`, `was detected`.
pub fn happened(name: &str) -> String {
    if name == "occurred" {
        name.to_owned()
    } else {
        format!("was {name}")
    }
}

/// A duration that follows from two times (DOMAIN 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// MTTD: detected − occurred.
    Detect,
    /// MTTA: acknowledged − detected.
    Acknowledge,
    /// MTTR, repair: mitigated − detected.
    Repair,
    /// MTTR, resolve: resolved − detected.
    Resolve,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Detect, Self::Acknowledge, Self::Repair, Self::Resolve];

    const fn ends(self) -> (&'static str, &'static str) {
        match self {
            Self::Detect => ("occurred", "detected"),
            Self::Acknowledge => ("detected", "acknowledged"),
            Self::Repair => ("detected", "mitigated"),
            Self::Resolve => ("detected", "resolved"),
        }
    }

    /// Its name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Detect => "Time to detect",
            Self::Acknowledge => "Time to acknowledge",
            Self::Repair => "Time to repair",
            Self::Resolve => "Time to resolve",
        }
    }

    /// Its name where the column says that it is a time.
    pub const fn short(self) -> &'static str {
        match self {
            Self::Detect => "Detect",
            Self::Acknowledge => "Acknowledge",
            Self::Repair => "Repair",
            Self::Resolve => "Resolve",
        }
    }

    /// In minutes.
    ///
    /// # Errors
    /// Why it is not known.
    pub fn of(self, incident: &Record) -> Result<f64, String> {
        let (from, to) = self.ends();
        let missing = |field| format!("nobody wrote down when it {}", happened(field));
        let begin = time(incident, from).ok_or_else(|| missing(from))?;
        let end = time(incident, to).ok_or_else(|| missing(to))?;
        if end < begin {
            return Err(format!("it was {to} before it {}", happened(from)));
        }
        Ok((end - begin) as f64 / 60_000.0)
    }

    /// The two times in words, for whoever opens the figure.
    pub const fn formula(self) -> &'static str {
        match self {
            Self::Detect => "Detected minus occurred.",
            Self::Acknowledge => "Acknowledged minus detected.",
            Self::Repair => "Mitigated minus detected.",
            Self::Resolve => "Resolved minus detected.",
        }
    }
}

/// A time in which a service was hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// The item.
    pub item: Id,
    /// The service, if one is named.
    pub service: Option<Id>,
    /// Whether it was only degraded.
    pub degraded: bool,
    /// When it began, in milliseconds since 1970.
    pub from: i64,
    /// When it ended; none while it goes on.
    pub to: Option<i64>,
}

/// The outages of an incident that have a beginning, in their order.
pub fn outages(record: &Record) -> Vec<Outage> {
    let items = record.items(Key::new("outages"));
    let read = |item: &holdfast_ledger::record::Item<'_>| {
        Some(Outage {
            item: item.id,
            service: item.value("service").and_then(|id| id.plain().parse().ok()),
            degraded: item.text("kind") == "degraded",
            from: instant(item.value("from"))?,
            to: instant(item.value("to")),
        })
    };
    items.iter().filter_map(read).collect()
}

/// For how many minutes at least one of these times held; overlaps count once, what goes on counts up to
/// `now`.
pub fn together(times: impl Iterator<Item = (i64, Option<i64>)>, now: i64) -> f64 {
    let mut spans: Vec<(i64, i64)> = times
        .map(|(from, to)| (from, to.unwrap_or(now)))
        .filter(|(from, to)| from < to)
        .collect();
    spans.arrange();
    let (mut total, mut until) = (0, i64::MIN);
    for (from, to) in spans {
        total += (to - from.max(until)).max(0);
        until = until.max(to);
    }
    total as f64 / 60_000.0
}

/// A duration in words, to the minute; under one in seconds.
pub fn words(total: f64) -> String {
    if total > 0.0 && total < 1.0 {
        return format!("{:.0} s", total * 60.0);
    }
    minutes(total.round())
}
