//! What the services stand on, what an outage does, and what was proved: the business impact analysis
//! of June and the restore tests since.

use super::world::World;
use holdfast_domain::rooms::services::impact::{At, cell_edits};
use holdfast_ledger::{Id, Text};
use serde_json::{Value, json};

/// Name in the story, title, owner, RTO, own recovery, RPO in minutes (0: none); by type.
type Row = (&'static str, &'static str, &'static str, u32, u32, u32);

const NODES: [(&str, &[Row]); 8] = [
    (
        "process",
        &[
            ("s_icu", "Intensive care", "helen", 30, 15, 0),
            ("s_theatres", "Operating theatres", "helen", 60, 15, 0),
            ("s_pharm", "Medicines dispensing", "alison", 240, 30, 0),
            ("s_beds", "Beds and discharge", "alison", 480, 30, 0),
            ("s_clinics", "Outpatient clinics", "alison", 1440, 60, 0),
            ("s_payroll", "Payroll", "peter", 4320, 120, 0),
        ],
    ),
    (
        "business_service",
        &[
            ("s_orders", "Orders and prescriptions", "lorna", 480, 15, 0),
            ("s_line", "Patient line and website", "moira", 1440, 60, 0),
        ],
    ),
    (
        "application",
        &[
            ("s_lims", "Laboratory system", "joe", 120, 20, 15),
            ("s_engine", "Integration engine", "joe", 120, 15, 0),
            ("s_dispense", "Dispensing system", "lorna", 240, 30, 60),
            ("s_pas", "Patient administration", "lorna", 480, 60, 60),
            ("s_mail", "E-mail", "freya", 1440, 120, 1440),
            ("s_chat", "Team chat", "freya", 480, 15, 0),
            ("s_wages", "Rota and wages", "peter", 2880, 120, 1440),
            ("s_wiki", "Wiki of IT operations", "anwar", 480, 30, 1440),
        ],
    ),
    (
        "infrastructure",
        &[
            ("s_dns", "Name service", "freya", 120, 20, 0),
            ("s_vm", "Virtual servers", "dan", 90, 30, 0),
            ("s_san_f", "Storage at Fellgate", "dan", 60, 25, 0),
            ("s_san_m", "Storage at Marrowdale", "dan", 60, 25, 0),
            ("s_core_f", "Core network at Fellgate", "sunita", 45, 15, 0),
            (
                "s_core_m",
                "Core network at Marrowdale",
                "sunita",
                45,
                15,
                0,
            ),
            ("s_wifi", "Wireless network", "gareth", 240, 45, 0),
            ("s_edge", "Internet and firewalls", "sunita", 240, 30, 0),
            ("s_power_m", "Power at Marrowdale", "brian", 60, 10, 0),
            (
                "s_cooling",
                "Cooling of the Fellgate hall",
                "brian",
                45,
                20,
                0,
            ),
            ("s_store", "Backup store", "dan", 240, 30, 0),
            ("s_safe", "Password safe", "marcus", 60, 10, 0),
        ],
    ),
    (
        "data",
        &[
            ("d_epr", "Patient record database", "ines", 240, 60, 15),
            ("d_lims", "Laboratory database", "ines", 120, 30, 15),
            ("d_pictures", "Picture store", "dan", 240, 90, 60),
            ("d_logon", "Directory data", "freya", 480, 30, 1440),
            ("d_wages", "Wages database", "piotr", 2880, 60, 1440),
        ],
    ),
    (
        "site",
        &[
            ("site_f", "Fellgate Infirmary", "wendy", 0, 5, 0),
            ("site_m", "Marrowdale General", "wendy", 0, 5, 0),
            ("site_o", "St Oswin’s", "wendy", 0, 5, 0),
            ("hall_f", "Data hall Fellgate", "wendy", 30, 5, 0),
            ("hall_m", "Data hall Marrowdale", "wendy", 30, 5, 0),
        ],
    ),
    (
        "supplier",
        &[
            ("u_epr", "Supplier of the patient record", "lorna", 0, 60, 0),
            ("u_carrier", "Northern Fibre", "sunita", 0, 30, 0),
            ("u_radio", "Moorland Radio Links", "sunita", 0, 60, 0),
            ("u_fuel", "Fuel supplier", "brian", 0, 120, 0),
        ],
    ),
    (
        "person_role",
        &[
            ("p_dba", "Database administrators on call", "ines", 0, 20, 0),
            ("p_site", "Clinical site managers", "alison", 0, 10, 0),
        ],
    ),
];

/// Who depends on what: `~` less well without it, `+` needed to recover it, `name/word` one of those
/// with the same word is enough.
const NEEDS: [(&str, &str); 35] = [
    (
        "s_care",
        "site_f/department site_m/department ~s_epr ~s_results ~s_pictures ~s_phones",
    ),
    (
        "s_icu",
        "site_f/ward site_m/ward ~s_epr ~s_results ~s_dispense ~s_phones",
    ),
    (
        "s_theatres",
        "s_power/theatre s_power_m/theatre ~s_epr ~s_pictures",
    ),
    ("s_pharm", "s_dispense ~s_orders ~s_epr"),
    ("s_beds", "p_site ~s_pas ~s_epr"),
    ("s_clinics", "s_pas ~s_epr ~s_mail ~site_o"),
    ("s_payroll", "s_wages ~s_mail"),
    ("s_orders", "s_epr ~s_engine"),
    ("s_line", "s_edge ~s_phones ~s_mail"),
    ("s_results", "s_lims s_engine ~s_epr"),
    (
        "s_epr",
        "d_epr s_vm s_logon ~s_engine ~s_wifi +p_dba +u_epr +s_safe",
    ),
    ("s_pictures", "d_pictures s_vm ~s_logon"),
    ("s_lims", "d_lims s_vm ~s_logon"),
    ("s_engine", "s_vm s_dns"),
    ("s_dispense", "s_vm ~s_logon"),
    ("s_pas", "s_vm s_logon"),
    ("s_mail", "s_edge s_logon"),
    ("s_chat", "s_edge s_logon"),
    ("s_wages", "d_wages s_vm s_logon"),
    ("s_wiki", "s_vm s_logon"),
    ("s_logon", "d_logon s_dns s_vm"),
    ("s_dns", "s_logon s_core_f/core s_core_m/core"),
    (
        "s_vm",
        "s_san_f/storage s_san_m/storage s_core_f/core s_core_m/core +s_store +s_safe",
    ),
    ("s_san_f", "s_core_f hall_f s_cooling ~s_link"),
    ("s_san_m", "s_core_m hall_m ~s_link"),
    ("s_core_f", "hall_f"),
    ("s_core_m", "hall_m"),
    ("s_link", "u_carrier/line u_radio/line"),
    (
        "s_edge",
        "s_core_f/core s_core_m/core u_carrier/line u_radio/line",
    ),
    (
        "s_phones",
        "s_core_f/core s_core_m/core ~s_power ~s_power_m",
    ),
    ("s_wifi", "s_core_f/core s_core_m/core ~s_logon"),
    ("d_epr", "s_san_f +s_store +p_dba"),
    ("d_lims", "s_san_f +s_store +p_dba"),
    ("d_pictures", "s_san_f/storage s_san_m/storage +s_store"),
    ("d_wages", "s_san_f/storage s_san_m/storage +s_store"),
];

/// Service, category, impact after 1 h, 4 h, 8 h, 24 h, 3 d and 7 d (from the first that has any).
const IMPACTS: [(&str, &str, &[u8]); 9] = [
    ("s_care", "Safety", &[3, 4]),
    ("s_icu", "Safety", &[3, 4]),
    ("s_theatres", "Operations", &[2, 3, 4]),
    ("s_pharm", "Safety", &[0, 1, 3]),
    ("s_results", "Safety", &[1, 3]),
    ("s_results", "Reputation", &[0, 1, 2, 1]),
    ("s_clinics", "Customers", &[0, 0, 1, 2, 3]),
    ("s_orders", "Operations", &[0, 1, 3]),
    ("s_payroll", "Legal", &[0, 0, 0, 1, 2, 3]),
];
const BANDS: [u32; 6] = [60, 240, 480, 1440, 4320, 10_080];

/// Who showed what: service, when, how, minutes until it was back.
const PROOFS: [(&str, &str, &str, u32); 35] = [
    ("s_care", "2026-03-19", "exercise", 25),
    ("s_icu", "2026-03-19", "exercise", 20),
    ("s_theatres", "2026-05-07", "exercise", 40),
    ("s_pharm", "2026-03-19", "exercise", 150),
    ("s_beds", "2026-03-19", "exercise", 90),
    ("s_clinics", "2026-06-11", "exercise", 600),
    ("s_orders", "2026-03-19", "exercise", 300),
    ("s_line", "2026-06-11", "exercise", 200),
    ("s_engine", "2026-04-22", "restore_test", 70),
    ("s_lims", "2026-04-22", "restore_test", 110),
    ("s_dispense", "2025-09-30", "restore_test", 180),
    ("s_pas", "2026-05-20", "restore_test", 360),
    ("s_chat", "2026-02-12", "exercise", 30),
    ("s_wiki", "2026-05-20", "restore_test", 90),
    ("s_mail", "2026-05-20", "restore_test", 700),
    ("s_dns", "2026-02-12", "exercise", 35),
    ("s_vm", "2026-05-20", "restore_test", 55),
    ("s_san_f", "2026-05-20", "exercise", 40),
    ("s_san_m", "2026-05-20", "exercise", 40),
    ("s_core_f", "2026-10-11", "recovery", 28),
    ("s_core_m", "2026-02-12", "exercise", 20),
    ("s_wifi", "2026-02-12", "exercise", 100),
    ("s_edge", "2026-10-29", "recovery", 71),
    ("s_power_m", "2026-09-10", "exercise", 12),
    ("d_lims", "2026-04-22", "restore_test", 90),
    ("d_epr", "2026-03-19", "restore_test", 290),
    ("s_link", "2026-02-12", "exercise", 35),
    ("s_power", "2026-09-10", "exercise", 14),
    ("s_store", "2026-05-20", "exercise", 60),
    ("s_safe", "2026-05-20", "exercise", 15),
    ("s_cooling", "2026-08-13", "recovery", 42),
    ("hall_f", "2026-09-10", "exercise", 20),
    ("hall_m", "2026-09-10", "exercise", 20),
    ("d_logon", "2026-02-12", "restore_test", 55),
    ("d_pictures", "2026-05-20", "restore_test", 150),
];

/// Data set, how it is called, every, takes, on its way, where it is kept.
const COPIES: [(&str, &str, u32, u32, u32, &str); 5] = [
    (
        "d_epr",
        "Log shipping of the patient record",
        5,
        2,
        3,
        "hall_m",
    ),
    (
        "d_lims",
        "Snapshots of the laboratory database",
        15,
        5,
        10,
        "hall_m",
    ),
    (
        "d_pictures",
        "Replica of the picture store",
        30,
        15,
        10,
        "hall_m",
    ),
    ("d_logon", "Directory backup", 720, 30, 60, "hall_m"),
    ("d_wages", "Wages, every night", 1200, 60, 60, "site_o"),
];

/// Writes it all down.
pub fn written(world: &mut World) -> Result<(), String> {
    world.sit("grace", "2026-06-08 09:00")?;
    world.edit("workspace", json!({
        "impact_categories": ["Safety", "Operations", "Customers", "Legal", "Reputation", "Financial"],
        "impact_bands": ["1 h", "4 h", "8 h", "24 h", "3 d", "7 d", "30 d"],
        "intolerable_level": 3, "activation": 10, "proof_days": 365, "contact_days": 180, "exercise_months": {"communications": 6, "tabletop": 12, "live": 24},
    }))?;
    for (node, rows) in NODES {
        for (name, title, owner, rto, recovery, rpo) in rows {
            let mut what = json!({
                "title": title, "node": node, "owner": format!("@{owner}"), "recovery": recovery,
            });
            for (field, minutes) in [("rto", rto), ("rpo", rpo)] {
                if *minutes > 0 {
                    what[field] = (*minutes).into();
                }
            }
            world.add("service", name, what)?;
        }
    }
    for (name, recovery) in [
        ("s_care", 15),
        ("s_results", 10),
        ("s_power", 15),
        ("s_link", 15),
        ("s_logon", 20),
    ] {
        world.edit(name, json!({"recovery": recovery}))?;
    }
    for (name, needs) in NEEDS {
        let needs: Vec<Value> = needs.split(' ').map(need).collect();
        world.edit(name, json!({"dependencies": needs}))?;
    }
    for (name, category, levels) in IMPACTS {
        let cells = levels.iter().zip(BANDS).filter(|(level, _)| **level > 0);
        for (level, after) in cells {
            cell(
                world,
                name,
                At {
                    category,
                    after,
                    peak: None,
                },
                &json!({"level": level}),
            )?;
        }
    }
    details(world)?;
    for (name, title, interval, job, lag, location) in COPIES {
        world.add("backup_policy", &format!("b_{name}"), json!({
            "title": title, "service": format!("@{name}"), "owner": "@dan", "interval": interval,
            "job_time": job, "transfer_lag": lag, "location": format!("@{location}"),
        }))?;
    }
    proved(world)
}

fn need(text: &str) -> Value {
    let (kind, rest) = match text.split_at(1) {
        ("~", rest) => ("degraded", rest),
        ("+", rest) => ("recovery", rest),
        _ => ("hard", text),
    };
    let (on, any_of) = rest.split_once('/').unwrap_or((rest, ""));
    let mut need = json!({"on": format!("@{on}")});
    if kind != "hard" {
        need["kind"] = kind.into();
    }
    if !any_of.is_empty() {
        need["any_of"] = any_of.into();
    }
    need
}

fn cell(world: &mut World, name: &str, at: At<'_>, what: &Value) -> Result<(), String> {
    let record = world.record(world.id(name)?)?;
    let mut fields = Vec::new();
    for key in ["level", "amount", "unit", "justification"] {
        if let Some(value) = what.get(key) {
            fields.push((key, Text::of(value)?));
        }
    }
    let edits = cell_edits(record, at, &fields)?;
    world.commit(&edits)
}

/// What is written down beside the numbers.
fn details(world: &mut World) -> Result<(), String> {
    world.edit(
        "s_payroll",
        json!({
            "peaks": [{"title": "Month end", "when": "The last three working days of each month"}],
            "wrt": 1440, "support_hours": "Mon–Fri 08:00–16:00", "lifecycle": "live",
            "mbco": [{"after": 4320, "percent": 40}, {"after": 10_080, "percent": 100}],
            "resources": [
                {"what": "Payroll clerks", "sort": "people", "after": 1440, "count": 3},
                {"what": "Desks with a printer", "sort": "workplace", "after": 1440, "count": 3},
            ],
        }),
    )?;
    let payroll = world.record(world.id("s_payroll")?)?;
    let peaks = payroll.items(holdfast_ledger::Key::new("peaks"));
    let peak: Option<Id> = peaks.first().map(|peak| peak.id);
    let at = At {
        category: "Financial",
        after: 4320,
        peak,
    };
    cell(
        world,
        "s_payroll",
        at,
        &json!({
            "level": 3, "amount": 210_000, "unit": "GBP",
            "justification": "Advances by bank transfer to about 900 of the lowest paid.",
        }),
    )?;
    world.edit("s_wiki", json!({
        "tier": {"tier": 3, "reason": "Runbooks are here and on paper; nobody needs the wiki at night."},
    }))?;
    world.edit(
        "s_dispense",
        json!({"products": ["PharmaTrack Server", "PostgreSQL 15"]}),
    )?;
    world.edit(
        "s_mail",
        json!({"lifecycle": "retiring", "products": ["Microsoft Exchange Server 2019"]}),
    )?;
    let fuel =
        json!({"on": "@u_fuel", "kind": "degraded", "note": "Three days of diesel in the tank."});
    world.edit("s_power", json!({"dependencies": [fuel]}))?;
    world.edit("s_epr", json!({"wrt": 240}))
}

/// The list of proofs, as it grew.
fn proved(world: &mut World) -> Result<(), String> {
    world.sit("anwar", "2026-11-02 10:30")?;
    for (name, date, how, rto) in PROOFS {
        let mut proof = json!({"date": date, "how": how, "rto": rto});
        if name.starts_with("d_") {
            proof["rpo"] = 15.into();
            proof["note"] = "Restored to the test host, all tables counted.".into();
        }
        world.edit(name, json!({"proofs": [proof]}))?;
    }
    calls(world)
}

/// Who calls whom when the incident commander says so.
const CALLS: [(&str, &[&str]); 5] = [
    ("ruth", &["anwar", "dan", "sunita", "lorna", "moira"]),
    ("dan", &["freya", "ines"]),
    ("ines", &["piotr"]),
    ("sunita", &["gareth"]),
    ("lorna", &["joe", "helen"]),
];

fn calls(world: &mut World) -> Result<(), String> {
    for (by, called) in CALLS {
        for (n, who) in called.iter().enumerate() {
            world.edit(
                who,
                json!({"called_by": format!("@{by}"), "call_order": n + 1}),
            )?;
        }
    }
    Ok(())
}
