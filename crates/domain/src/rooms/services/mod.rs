//! What recovery is about: services and all that they depend on, what an outage does, and how soon
//! they must, could and were proved to be back.

mod asked;
pub mod blast;
pub mod capability;
pub mod catalogue;
mod describe;
pub mod drawing;
pub mod edit;
pub mod figures;
pub mod impact;
pub mod needed;
pub mod net;
#[cfg(test)]
mod net_tests;
pub mod node;
pub mod order;
pub mod overview;
pub mod points;
pub mod report;
pub mod rules;
#[cfg(test)]
mod tests;
mod times;

pub use describe::{DEPENDENCIES, LIFECYCLE, NODES, PROOFS, RESOURCES};

use crate::prelude::*;

/// Anything that can be down and has to be recovered.
pub static SERVICE: Kind = Kind {
    id: "service",
    room: "services",
    code: "SVC",
    one: "Service",
    many: "Services",
    icon: "service",
    purpose: "What people rely on, and how soon it must be back. Write down what each depends on \
              and what an outage does: which objectives hold, and in which order all comes back, \
              follows from that.",
    sort: "title",
    fields: describe::FIELDS,
    lists: describe::LISTS,
    figures: figures::SERVICE,
    actions: review::actions,
    findings: rules::findings,
};
