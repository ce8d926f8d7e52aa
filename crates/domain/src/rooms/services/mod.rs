//! What recovery is about: services and all that they depend on, what an outage does, and how soon
//! they must, could and were proved to be back.

pub mod blast;
pub mod capability;
pub mod catalogue;
mod describe;
pub mod impact;
pub mod needed;
pub mod net;
#[cfg(test)]
mod net_tests;
pub mod node;
pub mod order;
pub mod points;

pub use describe::{DEPENDENCIES, LIFECYCLE, NODES, PROOFS, RESOURCES};

use crate::describe::{Kind, no_actions, no_findings};

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
    figures: &[],
    actions: no_actions,
    findings: no_findings,
};
