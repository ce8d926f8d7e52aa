//! What an organisation may lose: the loss scenarios that risks, plans and runbooks
//! are written for.

use crate::describe::{Choice, Tone, choice};

/// The loss scenarios.
pub const SCENARIOS: &[Choice] = &[
    choice("site", "Site lost or closed", Tone::Plain),
    choice("ransomware", "Ransomware", Tone::Plain),
    choice("cloud_region", "Cloud region down", Tone::Plain),
    choice("identity_provider", "Identity provider down", Tone::Plain),
    choice("key_supplier", "Key supplier fails", Tone::Plain),
    choice("staff", "Staff not available", Tone::Plain),
    choice("data_corruption", "Data corrupted", Tone::Plain),
];
