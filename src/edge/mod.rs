//! Every effect on the browser, one file each.
//!
//! These files know text, bytes and numbers, and nothing of what the application means by them.
//! Nothing outside this folder calls the browser for storage, time, randomness, files or tabs, so
//! the rest can be reasoned about, and tested, without one.

pub mod bundled;
pub mod channel;
pub mod clipboard;
pub mod clock;
pub mod dom;
pub mod drawing;
pub mod error;
mod extras;
pub mod files;
pub mod focus;
pub mod folder;
pub mod grid;
mod gzip;
pub mod idb;
pub mod journal;
mod js;
pub mod keys;
pub mod kit;
mod local;
pub mod location;
pub mod offline;
mod opening;
pub mod panic;
pub mod place;
pub mod prefs;
pub mod print;
pub mod random;
pub mod restore;
mod rows;
pub mod salvage;
pub mod serve;
pub mod session;
pub mod slices;
pub mod storage;
pub mod store;
pub mod tabs;
pub mod text;
pub mod worker;
pub mod zones;

pub use error::{EdgeError, StoreError};
