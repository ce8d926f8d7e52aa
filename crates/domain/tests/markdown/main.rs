//! Markdown runbooks: real files, generated drafts, random and hostile text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]
// Clearer than a fold, and test texts are small.
#![allow(clippy::format_collect, clippy::format_push_string)]

mod corpus;
mod edits;
mod generated;
mod hostile;
mod loss;
mod notebooks;
mod runme;
mod shapes;
