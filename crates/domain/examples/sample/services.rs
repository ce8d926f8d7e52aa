//! What the hospitals rely on, and how soon it must be back.

use super::world::World;
use serde_json::json;

/// Name in the story, title, type, owner, RTO and RPO in minutes (0: no data of its own), what it is.
const SERVICES: [(&str, &str, &str, &str, u32, u32, &str); 8] = [
    (
        "s_care",
        "Emergency care",
        "process",
        "tobias",
        30,
        0,
        "Resuscitation, triage and treatment in the emergency departments of Fellgate and Marrowdale.",
    ),
    (
        "s_epr",
        "Electronic patient record",
        "application",
        "lorna",
        240,
        15,
        "Charts, prescriptions, results and letters of all three sites. Down: wards go to paper.",
    ),
    (
        "s_pictures",
        "Picture archive",
        "application",
        "lorna",
        240,
        60,
        "X-ray, scanner and ultrasound pictures. Scanners keep the last two days themselves.",
    ),
    (
        "s_results",
        "Laboratory results",
        "business_service",
        "joe",
        120,
        15,
        "From the analyser to the chart. Critical results are rung through at any time.",
    ),
    (
        "s_phones",
        "Telephones and 2222",
        "infrastructure",
        "gareth",
        60,
        0,
        "Exchange, emergency numbers and the bleeps that hang on it.",
    ),
    (
        "s_link",
        "Link between the data halls",
        "infrastructure",
        "sunita",
        60,
        0,
        "Two fibres and a reserve circuit between Fellgate and Marrowdale.",
    ),
    (
        "s_logon",
        "Logon (Active Directory)",
        "infrastructure",
        "freya",
        480,
        1440,
        "What everything else asks who somebody is.",
    ),
    (
        "s_power",
        "Power at Fellgate",
        "infrastructure",
        "brian",
        60,
        0,
        "Mains, generator and the two UPS of theatres, intensive care and the data hall.",
    ),
];

/// Writes them down, as the business impact analysis in June gave them.
pub fn written(world: &mut World) -> Result<(), String> {
    world.sit("grace", "2026-06-01 09:10")?;
    for (name, title, node, owner, rto, rpo, description) in SERVICES {
        let mut what = json!({
            "title": title, "node": node, "owner": format!("@{owner}"), "rto": rto,
            "description": description, "review_every": "12m", "next_review": "2027-06-01",
        });
        if rpo > 0 {
            what["rpo"] = rpo.into();
        }
        world.add("service", name, what)?;
    }
    Ok(())
}
