//! When maintenance of services was planned.

use super::outages::OfService;
use super::spans::{Span, within};
use crate::view::View;
use holdfast_ledger::Id;

/// When maintenance of a service was planned, within a stretch, as a set: the windows of changes to it
/// that were agreed to. Whatever else plans maintenance is to be added here, and only here.
pub fn maintenance(_: Id, of: &OfService, stretch: Span, _: &View<'_>) -> Vec<Span> {
    within(&of.planned, stretch)
}
