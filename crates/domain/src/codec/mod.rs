//! Other formats in and out: bytes or text in, a draft or a report out.

pub mod csv;
pub mod json;
pub mod markdown;
pub mod sniff;
