//! The risk register.

use super::world::World;
use holdfast_domain::rooms::readiness::mute::mute;
use holdfast_ledger::Text;
use serde_json::{Map, Value, json};

const RISKS: &str = include_str!("risks.json");

/// Writes the risks and what was decided about them.
pub fn registered(world: &mut World) -> Result<(), String> {
    let risks: Vec<(String, Map<String, Value>)> =
        serde_json::from_str(RISKS).map_err(|error| error.to_string())?;
    configured(world)?;
    for (n, (name, risk)) in risks.into_iter().enumerate() {
        register(world, n, &name, risk)?;
    }
    decided(world)?;
    reviewed(world)
}

/// How risks are rated and what is borne, as the board decided in May. Rare and severe counts a
/// little more than its product.
fn configured(world: &mut World) -> Result<(), String> {
    world.sit("marcus", "2026-05-18 15:00")?;
    world.edit(
        "workspace",
        json!({
            "risk_matrix": {
                "size": 5,
                "likelihoods": ["Rare", "Unlikely", "Possible", "Likely", "Almost certain"],
                "impacts": ["Negligible", "Minor", "Moderate", "Major", "Severe"],
                "scheme": "table",
                "cells": "1 2 3 4 6\n2 4 6 8 10\n3 6 9 12 15\n4 8 12 16 20\n5 10 15 20 25",
                "levels": ["Low", "Medium", "High", "Very high"],
                "thresholds": ["1", "5", "10", "15"],
                "reviews": "12m 6m 3m 1m",
                "appetite": 9,
            },
            "currency": "GBP",
            "tolerance": {
                "one_in_2": 150_000, "one_in_5": 500_000, "one_in_10": 1_500_000,
                "one_in_20": 4_000_000, "one_in_100": 12_000_000,
            },
            "priorities": {"high": "1 1 2", "medium": "2 3 4", "low": "3 4 5"},
            "due_policy": {"critical": 14, "high": 30, "medium": 90, "low": 180},
        }),
    )
}

/// Marcus writes a risk down; its owner assesses how it stands later on.
fn register(
    world: &mut World,
    n: usize,
    name: &str,
    mut risk: Map<String, Value>,
) -> Result<(), String> {
    let day = |assessment: Option<&Value>| {
        let day = assessment.and_then(|assessment| assessment["date"].as_str());
        day.unwrap_or("2026-11-10").to_owned()
    };
    let owner = risk["owner"].as_str().unwrap_or_default();
    let owner = owner.trim_start_matches('@').replace("estates", "brian");
    let (first, then) = (day(risk.get("inherent")), day(risk.get("current")));
    let later: Map<String, Value> = ["current", "actions", "links"]
        .iter()
        .filter_map(|field| risk.remove_entry(*field))
        .collect();
    world.sit(
        "marcus",
        &format!("{first} {}:{:02}", 10 + n / 20, n % 20 * 3),
    )?;
    world.add("risk", name, Value::Object(risk))?;
    if !later.is_empty() {
        world.sit(&owner, &format!("{then} {}:{:02}", 14 + n / 20, n % 20 * 3))?;
        world.edit(name, Value::Object(later))?;
    }
    Ok(())
}

fn decided(world: &mut World) -> Result<(), String> {
    world.sit("marcus", "2026-09-16 11:20")?;
    world.act("r_laptops", "close", &[(
        "reason",
        "The last unencrypted laptop was destroyed on 10 September. Nothing is left of the cause.",
    )])?;
    world.sit("ruth", "2026-07-01 09:20")?;
    world.act(
        "r_cloud",
        "accept",
        &[
            ("expires", "2027-06-30"),
            ("reason", "A second provider costs more than such a day."),
        ],
    )?;
    world.sit("wendy", "2026-05-29 08:40")?;
    world.act(
        "r_flood",
        "accept",
        &[
            ("expires", "2026-10-31"),
            (
                "reason",
                "Accepted until the capital committee in October decides about the switchboard.",
            ),
        ],
    )?;
    world.sit("peter", "2026-07-02 16:30")?;
    world.act(
        "r_analyser",
        "accept",
        &[
            ("expires", "2027-06-30"),
            (
                "reason",
                "Replacement is ordered and paid. Segmentation holds what matters; a new system \
                    without the maker’s approval would cost us the accreditation.",
            ),
        ],
    )
}

fn reviewed(world: &mut World) -> Result<(), String> {
    world.sit("sunita", "2026-11-03 13:25")?;
    world.act(
        "r_link",
        "reviewed",
        &[("comment", "Bridge permit is there. Digging on 6 December.")],
    )?;
    world.sit("marcus", "2026-11-17 10:05")?;
    for (name, comment) in [
        (
            "r_ransomware",
            "Segmentation: 11 of 24 server groups moved. Supplier access is the weak \
                          spot now; Lorna has the list of 17 suppliers.",
        ),
        (
            "r_directory",
            "The timed restore has slipped behind the interface work. New date in \
                         January; overdue until then, and shown so on purpose.",
        ),
        ("r_power", ""),
        ("r_packs", ""),
        ("r_backup", ""),
        ("r_telephony", ""),
        (
            "r_phishing",
            "Four in the quarter, none with access to the record.",
        ),
        ("r_analyser", ""),
        ("r_supplier", "Waiting for 3 December. Board has been told."),
    ] {
        world.act(name, "reviewed", &[("comment", comment)])?;
    }
    for name in ["r_phishing", "r_lab_link", "r_patching"] {
        world.act(name, "copy_assessment", &[])?;
    }
    mute_single_line(world)?;
    world.edit(
        "r_winter",
        json!({"comments": [{
            "text": "Anwar, please assess this before the rota closes on 4 December.",
            "by": "Marcus Adeyemi", "at": "2026-11-17T10:40:00.000Z",
        }]}),
    )
}

// The second line to the internet is ordered: until it is there the check finds what everybody knows.
fn mute_single_line(world: &mut World) -> Result<(), String> {
    let record = world.record(world.id("s_edge")?)?;
    let reason = Text::string("The second line is ordered and is to be live in March.");
    let until = Text::string("2027-03-31");
    let check = "service-single-point";
    let edits = mute(record, check, Some(&reason), Some(&until), &world.view())?;
    world.commit(&edits)
}
