//! The service report: all agreements in a period.

use super::words::{self, link, plain, table};
use super::writing::{Step, Turn};
use super::{Asked, Document};
use crate::rooms::service_levels::SERVICE_LEVEL;
use crate::rooms::service_levels::overview::{COLUMNS, Place, Told, places, told};
use crate::rooms::service_levels::periods::Stretch;
use crate::rooms::service_levels::report::{Standing, percent};
use crate::value::{minutes, show};
use crate::view::View;
use holdfast_ledger::Path;

/// Its parts.
pub(super) const PARTS: &[Step] = &[|asked, kept, view| {
    if kept.gather(asked.stretch, view) {
        agreements(kept, view).into()
    } else {
        Turn::Again
    }
}];

/// What it is called.
pub(super) fn head(asked: &Asked<'_>, view: &View<'_>) -> Document {
    let stretch = asked.stretch;
    let version = format!("{} · as of {}", stretch.name(), (asked.said)(view.now()));
    let file = format!("sla-report-{}", stretch.key());
    let title = format!("SLA report: {}", stretch.name());
    Document::new(title, version, file, Vec::new())
}

fn agreements(all: &Kept, view: &View<'_>) -> String {
    let many = |wanted: Option<bool>| {
        let alike = all.iter().filter(|(_, told)| held(told) == wanted);
        alike.count()
    };
    let mut text = if all.is_empty() {
        "No agreement yet.
"
        .to_owned()
    } else {
        format!(
            "{} under agreements: {} kept, **{} missed**, {} unknown.

",
            words::many(all.len(), "service", "services"),
            many(Some(true)),
            many(Some(false)),
            many(None)
        )
    };
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|(place, told)| row(place, told, view))
        .collect();
    let heads = [&["Agreement", "Stands"], COLUMNS.as_slice()].concat();
    text.push_str(&table(&heads, 2, &rows));
    if !all.is_empty() {
        text.push_str(
            "\nAvailability, downtime and incidents are of the time above, as far as it is over; how it stands, target \
             and budget are of its last period. Response and resolution: incidents in time, told with the agreement’s \
             first service. Missed: an availability below its target, or fewer incidents in time than agreed.\n",
        );
    }
    text
}

/// How many are told in one turn.
const A_TURN: usize = 48;

/// What was kept of each service under an agreement in a period, or why nobody can tell.
#[derive(Default)]
pub struct Kept {
    places: Option<Vec<Place>>,
    told: Vec<Result<Told, String>>,
}

impl Kept {
    /// Tells of some more; whether that was the last. The period has to stay the same.
    pub(super) fn gather(&mut self, stretch: Stretch, view: &View<'_>) -> bool {
        let places = self.places.get_or_insert_with(|| places(view));
        let rest = &places[self.told.len()..];
        let next = &rest[..rest.len().min(A_TURN)];
        self.told.extend(told(next, stretch, view));
        self.told.len() == places.len()
    }

    /// All of them, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Place, &Result<Told, String>)> {
        self.places.iter().flatten().zip(&self.told)
    }

    pub(super) const fn len(&self) -> usize {
        self.told.len()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.told.is_empty()
    }
}

/// Whether what was promised was kept, availability and how many incidents are in time; none where nobody can tell, or nothing was promised.
pub fn held(told: &Result<Told, String>) -> Option<bool> {
    let told = told.as_ref().ok()?;
    let breach = told.last.is_some_and(Standing::is_breach);
    if breach || told.met.0 < told.met.1 || told.in_time == Some(false) {
        return Some(false);
    }
    let last = told.last.is_some_and(|last| last != Standing::Unknown);
    let known = told.met.1 > 0 || last || told.in_time.is_some();
    known.then_some(true)
}

/// In what a promise was not kept, in words: periods that fell short of the target, incidents that took too long.
pub fn missed(told: &Told) -> String {
    let (met, over) = told.met;
    let periods = (met < over).then(|| {
        format!(
            "{} of {} below the target",
            over - met,
            words::many(over, "period", "periods")
        )
    });
    let breach = told.last.is_some_and(Standing::is_breach);
    let now = (breach && periods.is_none()).then(|| "the budget of this period".to_owned());
    let late = (told.in_time == Some(false)).then(|| "too few incidents in time".to_owned());
    let all: Vec<String> = [periods, now, late].into_iter().flatten().collect();
    all.join(", ")
}

/// The name of one: the agreement, and beside it the service.
pub fn name(place: &Place, view: &View<'_>) -> String {
    let level = link(place.level, view);
    match place.service {
        Some(service) => format!("{level}: {}", link(service, view)),
        None => level,
    }
}

// How the last period stands, and in what the promise was not kept, where that is something else.
fn stands(told: &Told) -> String {
    let now = told.last.map_or("", |last| last.words());
    match missed(told) {
        why if why.is_empty() => now.to_owned(),
        why => format!("{now}; **missed**: {why}"),
    }
}

fn row(place: &Place, told: &Result<Told, String>, view: &View<'_>) -> Vec<String> {
    let field = SERVICE_LEVEL.field("sort");
    let record = view.there(place.level);
    let sort = field
        .zip(record)
        .map_or_else(String::new, |(field, record)| {
            show(field, record.value(Path::of("sort")), view)
        });
    let name = format!("{} {}", plain(&sort), name(place, view));
    let told = match told {
        Ok(told) => told,
        Err(why) => {
            let mut row = vec![name, format!("unknown: {}", plain(why))];
            row.resize(2 + COLUMNS.len(), String::new());
            return row;
        }
    };
    let of = |pair: Option<(usize, usize)>| {
        pair.map_or_else(String::new, |(kept, all)| format!("{kept} of {all}"))
    };
    let ms = |ms: f64| minutes(ms / 60_000.0);
    vec![
        name,
        stands(told),
        availability(told),
        told.target.map_or_else(|| "none".to_owned(), percent),
        ms(told.down as f64),
        told.left.map_or_else(|| "unknown".to_owned(), ms),
        of(Some(told.met).filter(|(_, over)| *over > 0)),
        of(told.response),
        of(told.resolution),
    ]
}

/// Availability in words, and in continuity mode where there was any.
pub fn availability(told: &Told) -> String {
    let normal = told
        .availability
        .map_or_else(|| "unknown".to_owned(), percent);
    let special = told
        .continuity
        .map(|share| format!(", {} in continuity mode", percent(share)));
    let mark = if told.disputed { " (in conflict)" } else { "" };
    format!("{normal}{}{mark}", special.unwrap_or_default())
}
