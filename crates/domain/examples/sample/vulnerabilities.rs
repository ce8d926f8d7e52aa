//! The vulnerabilities that somebody looked at.

use super::world::World;
use serde_json::{Value, json};

const VULNERABILITIES: &str = include_str!("vulnerabilities.json");

/// What the services are made of, vendor first.
const PRODUCTS: [(&str, &[&str]); 6] = [
    ("s_epr", &["Northvale Chart 11", "VMware ESXi 8"]),
    ("s_results", &["NextGen Healthcare Mirth Connect 4.5"]),
    ("s_phones", &["Cisco Unified Communications Manager 14"]),
    ("s_pictures", &["Example Imaging Archive 8"]),
    ("s_link", &["Cisco IOS XE 17.9"]),
    ("s_logon", &["Microsoft Windows Server 2022"]),
];

/// Marcus keeps the list; one is accepted until its machine is replaced, one becomes a change.
pub fn listed(world: &mut World) -> Result<(), String> {
    let found: Vec<(String, Value)> =
        serde_json::from_str(VULNERABILITIES).map_err(|error| error.to_string())?;
    world.sit("marcus", "2026-11-17 13:10")?;
    for (service, products) in PRODUCTS {
        world.edit(service, json!({"products": products}))?;
    }
    for (name, vulnerability) in found {
        world.add("vulnerability", &name, vulnerability)?;
    }
    world.act("v_analyser", "accept", &[
        ("until", "2027-06-30"),
        ("reason", "Own segment, one allowed connection; replaced in autumn 2027. See the accepted risk."),
    ])?;
    world.act("v_phone", "make_change", &[])
}
