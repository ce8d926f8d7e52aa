//! IT service management for business continuity and disaster recovery, as pure
//! functions over records: what records are made of, the rules between them, the
//! figures that follow, and the formats they are exchanged in.

pub mod ask;
pub(crate) mod bits;
pub mod broken;
pub mod chart;
pub mod codec;
pub mod codes;
pub mod conflicts;
pub mod describe;
pub mod diff;
pub mod due;
pub mod duplicate;
pub mod each;
pub mod entry;
pub mod graph;
pub mod heavy;
mod named_item;
pub mod pace;
pub mod pictures;
pub mod prelude;
pub mod prose;
pub mod purge;
pub mod qr;
pub mod recent;
pub mod register;
pub mod rooms;
pub mod search;
pub mod skew;
pub mod table;
#[cfg(test)]
mod testing;
pub mod today;
pub mod value;
pub mod view;
pub mod whole;
pub mod zone;

pub use holdfast_stats as stats;
