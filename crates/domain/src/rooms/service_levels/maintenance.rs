//! When maintenance of services was planned.

use super::outages::OfService;
use super::spans::{Span, union, within};
use crate::rooms::changes::plans::Plans;
use crate::view::View;
use holdfast_ledger::Id;

/// When maintenance of a service was planned, within a stretch, as a set: the windows of changes to it
/// that were agreed to, and the maintenance windows of the calendar that are about it.
pub fn maintenance(service: Id, of: &OfService, stretch: Span, view: &View<'_>) -> Vec<Span> {
    let mut planned = within(&of.planned, stretch);
    let plans = Plans::kept(view);
    let own = [service];
    for window in plans
        .windows()
        .iter()
        .filter(|window| !window.freeze && window.concerns(&own))
    {
        let times = window
            .rule
            .within(stretch.from, stretch.to, view)
            .into_iter();
        planned.extend(times.map(|time| Span::new(time.start, time.end).common(stretch)));
    }
    union(planned)
}
