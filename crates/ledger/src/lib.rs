//! A replicated record store that knows nothing of ITSM and nothing of browsers.
//!
//! A workspace is a set of [`Record`]s. A record is a set of fields, and of items
//! in lists; each is a register that remembers which change wrote it, so that two
//! copies that were edited apart merge with no silent winner. The rules have ids
//! and stand in `SPEC.md`; tests name them.
//!
//! Time and randomness are handed in; nothing here reads a clock.

pub mod bundle;
pub mod change;
mod commit;
pub mod compare;
pub mod conflict;
pub mod context;
pub mod file;

pub mod hash;
pub mod id;
pub mod index;
pub mod ledger;

pub mod line;
pub mod merge;
pub mod origin;
pub mod past;
pub mod path;
pub mod place;

pub mod plan;
pub mod purge;
pub mod reads;
pub mod record;
pub mod scan;
pub mod sealed;
pub mod segment;
pub mod sort;
mod sound;

pub mod text;
pub mod time;
pub mod undo;
mod writes;

pub use change::{Change, Write};
pub use context::Context;
pub use id::{Dot, Id, ReplicaId};
pub use ledger::{Edit, Ledger, Stamp};
pub use path::{Key, Path};
pub use record::{Mark, Record, Slot, Value};
pub use text::Text;
