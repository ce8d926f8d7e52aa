//! Who is there: people, the roles that they hold, and their teams.

use super::NAME;
use super::world::World;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// When the list was begun; contacts checked before that came with it.
const FIRST_DAY: &str = "2026-05-11";

const PEOPLE: &str = include_str!("people.json");

/// The workspace and everybody in it.
pub fn organisation(world: &mut World) -> Result<(), String> {
    world.sit("Grace Nyathi", "2026-05-11 09:05")?;
    world.add("workspace", "workspace", json!({
        "title": NAME,
        "notes": "This is a **sample**. North Fells Hospitals does not exist, nor do its people, \
                  numbers and addresses. Look around, change what you like, run a runbook; then \
                  start your own workspace.\n\n\
                  - **Fellgate Infirmary**: 520 beds, emergency department, main data hall\n\
                  - **Marrowdale General**: 210 beds, second data hall\n\
                  - **St Oswin’s**: community hospital, no data hall\n\n\
                  About 4,000 staff. The story ends on 22 November 2026.",
    }))?;
    let people: Vec<(String, Value)> =
        serde_json::from_str(PEOPLE).map_err(|error| error.to_string())?;
    let mut checks = BTreeSet::new();
    for (name, mut person) in people {
        let checked = person["contact_checked"].as_str().unwrap_or_default();
        if checked > FIRST_DAY {
            checks.insert((checked.to_owned(), name.clone()));
            person["contact_checked"] = Value::Null;
        }
        world.add("person", &name, person)?;
    }
    roles(world)?;
    teams(world)?;
    later(world)?;
    checked(world, &checks)
}

fn role(
    world: &mut World,
    name: &str,
    title: &str,
    purpose: &str,
    holders: &[&str],
) -> Result<(), String> {
    let people: Vec<Value> = holders.iter().map(|who| format!("@{who}").into()).collect();
    let deputies: Vec<Value> = people
        .iter()
        .skip(1)
        .map(|who| json!({"person": who}))
        .collect();
    world
        .add(
            "role",
            name,
            json!({
                "title": title, "purpose": purpose, "primary": people.first(), "deputies": deputies,
                "owner": "@grace", "review_every": "6m", "next_review": "2026-11-11",
            }),
        )
        .map(drop)
}

fn roles(world: &mut World) -> Result<(), String> {
    world.sit("grace", "2026-05-11 13:10")?;
    role(
        world,
        "commander",
        "Incident commander",
        "Leads the technical response. Decides what is restored first, what is switched off and \
         when a step is given up. Speaks to gold every 30 minutes. Types no commands.",
        &["ruth", "anwar", "grace"],
    )?;
    role(
        world,
        "safety",
        "Clinical safety lead",
        "Decides whether a system is safe to use again, and whether wards go to paper. Can stop \
         any step. Keeps the hazard log.",
        &["helen", "tobias", "alison"],
    )?;
    role(
        world,
        "communications",
        "Communications lead",
        "Writes and sends every message to staff, patients, partners and press. Nothing goes out \
         without the incident commander having seen it.",
        &["moira", "callum"],
    )?;
    role(
        world,
        "dba",
        "Database administrator on call",
        "Restores and checks databases. Has the vault envelope for the break-glass accounts.",
        &["ines", "piotr"],
    )?;
    role(
        world,
        "network",
        "Network engineer on call",
        "Isolates, reroutes and reopens network segments; looks after telephony out of hours.",
        &["sunita", "gareth", "kath"],
    )?;
    role(
        world,
        "recovery",
        "Recovery lead",
        "Runs the runbook: says which step is next, who does it, and that it is done.",
        &["dan", "freya"],
    )?;
    role(
        world,
        "scribe",
        "Scribe",
        "Keeps the log: who did what, when, and why. Asks when something was not said clearly.",
        &["shona", "eddie"],
    )?;
    role(
        world,
        "estates",
        "Estates duty manager",
        "Power, cooling, water, fuel and access to plant rooms on all three sites.",
        &["brian", "wendy"],
    )
}

fn members(people: &[&str]) -> Vec<Value> {
    let member = |who: &&str| json!({"person": format!("@{who}")});
    people.iter().map(member).collect()
}

fn teams(world: &mut World) -> Result<(), String> {
    world.add("team", "infrastructure", json!({
        "title": "Infrastructure and networks", "lead": "@dan", "owner": "@ruth",
        "purpose": "Servers, storage, backup, identity, network and telephony of all three sites.",
        "phone": "+44 1632 960201", "chat": "Teams: Infrastructure",
        "members": members(&["dan", "freya", "sunita", "gareth", "ines", "piotr"]),
    }))?;
    world.add("team", "epr", json!({
        "title": "EPR and integration", "lead": "@lorna", "owner": "@ruth",
        "purpose": "The electronic patient record, its interfaces, laboratory and imaging links.",
        "phone": "+44 1632 960202", "chat": "Teams: EPR", "members": members(&["lorna", "joe"]),
    }))?;
    world.add(
        "team",
        "resilience",
        json!({
            "title": "Cyber security and resilience", "lead": "@grace", "owner": "@peter",
            "purpose": "Preparedness, exercises, cyber incident response, the on-call rotas.",
            "phone": "+44 1632 960203", "chat": "Teams: EPRR",
            "members": members(&["grace", "marcus", "ruth", "anwar", "helen", "moira"]),
        }),
    )?;
    world.add(
        "team",
        "facilities",
        json!({
            "title": "Estates and facilities", "lead": "@wendy", "owner": "@wendy",
            "purpose": "Buildings, power, generators, water, medical gases; on site day and night.",
            "phone": "+44 1632 960204", "chat": "Estates radio, channel 4",
            "members": members(&["wendy", "brian"]),
        }),
    )?;
    Ok(())
}

/// What happened to the lists since.
fn later(world: &mut World) -> Result<(), String> {
    world.sit("grace", "2026-07-31 15:40")?;
    world.edit("kath", json!({
        "archived": true,
        "notes": "Left on 31 July 2026. Telephony is with networks now; hand-over notes are with Gareth.",
    }))?;
    world.sit("grace", "2026-11-09 10:15")?;
    for name in [
        "commander",
        "safety",
        "communications",
        "dba",
        "recovery",
        "scribe",
        "estates",
    ] {
        let comment = match name {
            "commander" => "Anwar did a whole night as commander on 14 October. Order is right.",
            "dba" => {
                "Two people for 365 nights is thin; see the risk on single points of knowledge."
            }
            _ => "",
        };
        world.act(name, "reviewed", &[("comment", comment)])?;
    }
    Ok(())
}

/// Who calls whom at night, as the exercise in autumn asked for.
pub fn call_tree(world: &mut World) -> Result<(), String> {
    const CALLS: [(&str, &[&str]); 11] = [
        ("alison", &["anwar", "grace"]),
        ("anwar", &["ruth", "shona"]),
        ("ruth", &["ines", "sunita", "dan", "lorna", "marcus"]),
        ("ines", &["piotr"]),
        ("sunita", &["gareth"]),
        ("dan", &["freya"]),
        ("lorna", &["joe"]),
        ("shona", &["eddie"]),
        ("grace", &["helen", "moira", "peter", "brian"]),
        ("helen", &["tobias"]),
        ("brian", &["wendy"]),
    ];
    world.sit("grace", "2026-11-21 11:10")?;
    for (caller, called) in CALLS {
        for (n, person) in called.iter().enumerate() {
            let by = json!({ "called_by": format!("@{caller}"), "call_order": n + 1 });
            world.edit(person, by)?;
        }
    }
    Ok(())
}

/// The service desk rings people up and writes down that they answered.
fn checked(world: &mut World, checks: &BTreeSet<(String, String)>) -> Result<(), String> {
    for (n, (day, name)) in checks.iter().enumerate() {
        world.sit("shona", &format!("{day} 13:{:02}", 2 * n))?;
        world.act(name, "contact_checked", &[])?;
    }
    Ok(())
}
