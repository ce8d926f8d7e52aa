//! All agreements side by side in a stretch of the calendar.

use super::SERVICE_LEVEL;
use super::clocks::Clocks;
use super::measure::Level;
use super::periods::Stretch;
use super::report::{Line, Standing};
use super::spans::Span;
use super::terms::{Agreement, Measure};
use crate::value::links;
use crate::view::View;
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;

/// What is told of each, as the heads of columns: see [`Told`].
pub const COLUMNS: [&str; 7] = [
    "Availability",
    "Target",
    "Downtime",
    "Budget left",
    "Periods met",
    "Response",
    "Resolution",
];

/// A service under an agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The agreement.
    pub level: Id,
    /// The service; none where the agreement names none.
    pub service: Option<Id>,
    /// Whether it is the first of the agreement.
    pub first: bool,
}

/// What was kept of it in the stretch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// Availability in the stretch, as far as it is over, 0 to 1: each part by the terms that held then.
    pub availability: Option<f64>,
    /// The same in continuity mode.
    pub continuity: Option<f64>,
    /// The target of the stretch's last period.
    pub target: Option<f64>,
    /// Downtime in the stretch, in milliseconds.
    pub down: i64,
    /// How many of its periods that are over were kept, and how many there are.
    pub met: (usize, usize),
    /// How its last period stands.
    pub last: Option<Standing>,
    /// What is left of the budget of its last period, in milliseconds.
    pub left: Option<f64>,
    /// How many incidents were responded to in time, and of how many.
    pub response: Option<(usize, usize)>,
    /// How many were resolved in time, and of how many.
    pub resolution: Option<(usize, usize)>,
    /// Whether as many incidents were in time as was agreed, of each clock; none where no incident says.
    pub in_time: Option<bool>,
    /// Whether people disagree about what this follows from.
    pub disputed: bool,
}

/// All services under agreements that are in use: SLAs first, then what they rest on, each by name.
pub fn places(view: &View<'_>) -> Vec<Place> {
    let mut levels: Vec<(usize, String, Id, Vec<Id>)> = Vec::new();
    for record in view.live(SERVICE_LEVEL.id) {
        let services = links(record, "services");
        let sort = record.text("sort");
        let order = super::SORTS.iter().position(|choice| choice.key == sort);
        let title = record.text("title").to_lowercase();
        levels.push((
            order.unwrap_or(super::SORTS.len()),
            title,
            record.id,
            services,
        ));
    }
    levels.arrange();
    let mut places = Vec::new();
    for (_, _, level, services) in levels {
        if services.is_empty() {
            places.push(Place {
                level,
                service: None,
                first: true,
            });
        }
        places.extend(services.iter().enumerate().map(|(n, service)| Place {
            level,
            service: Some(*service),
            first: n == 0,
        }));
    }
    places
}

/// What was kept of each in a stretch, or why nobody can tell, as the end of a sentence. What an agreement is measured
/// with is read once for those of it that stand beside each other.
pub fn told(places: &[Place], stretch: Stretch, view: &View<'_>) -> Vec<Result<Told, String>> {
    let mut all = Vec::with_capacity(places.len());
    for own in places.chunk_by(|a, b| a.level == b.level) {
        let record = view.there(own[0].level);
        let record = record.ok_or_else(|| "it is no longer there".to_owned());
        let level = record.and_then(|record| Level::of(record, view));
        let one =
            |place: &Place| told_of(level.as_ref().map_err(Clone::clone)?, place, stretch, view);
        all.extend(own.iter().map(one));
    }
    all
}

fn told_of(
    level: &Level,
    place: &Place,
    stretch: Stretch,
    view: &View<'_>,
) -> Result<Told, String> {
    let service = place
        .service
        .ok_or_else(|| "it names no service".to_owned())?;
    let span = level.span(stretch);
    let past = span.common(Span::new(i64::MIN, view.now()));
    if past.is_empty() {
        return Err("it is still to come".to_owned());
    }
    if level
        .held
        .iter()
        .all(|held| held.span.common(past).is_empty())
    {
        return Err("nothing was promised then".to_owned());
    }
    let kept = level.measure(service, past);
    let lines = level.lines(service, span);
    let over = lines
        .iter()
        .filter(|line| line.period.span.to < view.now() && line.standing != Standing::Unknown);
    let met = over
        .clone()
        .filter(|line| line.standing == Standing::Met)
        .count();
    let last = lines.last();
    let clocks = place.first.then(|| level.clocks(span));
    let of = |measure: Measure| {
        clocks
            .as_ref()
            .and_then(|clocks| sum(clocks, &level.agreement, measure))
    };
    Ok(Told {
        availability: kept.normal.availability(),
        continuity: kept.continuity.availability(),
        target: last.and_then(|line| line.target),
        down: kept.normal.down + kept.continuity.down,
        met: (met, over.count()),
        last: last.map(|line| line.standing),
        left: last
            .and_then(Line::budget)
            .map(super::measure::Budget::left),
        response: of(Measure::Response),
        resolution: of(Measure::Resolution),
        in_time: clocks.as_ref().and_then(|clocks| {
            let kept = level
                .tallied(clocks)
                .into_iter()
                .filter_map(|(_, kept)| kept);
            kept.reduce(|all, kept| all && kept)
        }),
        disputed: level.disputed(service),
    })
}

fn sum(clocks: &Clocks, agreement: &Agreement, measure: Measure) -> Option<(usize, usize)> {
    let of = |at: usize| agreement.clocks[at].measure == measure;
    let own = clocks.tallies.iter().filter(|tally| of(tally.clock));
    let (kept, missed) = own.fold((0, 0), |(kept, missed), tally| {
        (kept + tally.kept, missed + tally.missed)
    });
    (kept + missed > 0).then_some((kept, kept + missed))
}
