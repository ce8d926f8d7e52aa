//! IT service management for continuity, as pure functions over records.
