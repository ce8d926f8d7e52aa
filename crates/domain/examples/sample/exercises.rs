//! What was practised: a tabletop and a drill with findings, an emergency that counted as one, and one that is
//! to come.

use super::registers;
use super::world::World;
use holdfast_domain::rooms::exercises::drill::{self, Request};
use holdfast_domain::rooms::exercises::ratings::{objectives, rate, tasks};
use holdfast_domain::rooms::exercises::{EXERCISE, injects};
use holdfast_ledger::{Edit, Id, Record, Text};
use serde_json::json;

/// Carries them out.
pub fn held(world: &mut World) -> Result<(), String> {
    registers::sittings(world, include_str!("exercises.json"))?;
    ransom(world)?;
    phones(world)?;
    better(world)?;
    to_come(world)
}

type Mint<'a> = &'a mut dyn FnMut() -> Id;

fn deed(
    world: &mut World,
    name: &str,
    deed: impl FnOnce(&World, &Record, Mint<'_>) -> Result<Vec<Edit>, String>,
) -> Result<(), String> {
    let mut ids: Vec<Id> = (0..40).map(|_| world.mint()).collect();
    ids.reverse();
    let record = world.record(world.id(name)?)?;
    let edits = deed(world, record, &mut || ids.pop().unwrap_or_default())?;
    world.commit(&edits)
}

fn step(world: &mut World, name: &str, title: &str, key: &str, why: &str) -> Result<(), String> {
    deed(world, name, |world, record, mint| {
        let all = injects::injects(record);
        let found = all.iter().find(|inject| inject.title == title);
        let id = found.ok_or_else(|| format!("no inject “{title}”"))?.id;
        injects::take(record, id, key, why, world.view(), mint)
    })
}

// Of an objective by its place, and of a critical task of it by its place.
fn rated(
    world: &mut World,
    name: &str,
    (objective, task): (usize, Option<usize>),
    rating: &str,
    why: &str,
) -> Result<(), String> {
    deed(world, name, |world, record, mint| {
        let all = objectives(record);
        let about = all.get(objective).ok_or("no such objective")?;
        let tasks = tasks(about.capability, &world.view());
        let task = task.and_then(|at| tasks.get(at)).map(|(id, _)| *id);
        rate(record, (about.id, task), rating, why, world.view(), mint)
    })
}

fn said(
    world: &mut World,
    name: &str,
    list: &'static str,
    sort: &str,
    text: &str,
    about: Option<(usize, &str)>,
) -> Result<(), String> {
    deed(world, name, |world, record, mint| {
        let mut fields = vec![("sort", Text::string(sort)), ("text", Text::string(text))];
        if let Some((objective, title)) = about {
            let inject = injects::injects(record);
            let inject = inject.iter().find(|inject| inject.title == title);
            let inject = inject.ok_or_else(|| format!("no inject “{title}”"))?.id;
            let objective = objectives(record)
                .get(objective)
                .ok_or("no such objective")?
                .id;
            fields.push(("inject", Text::string(&inject.to_string())));
            fields.push(("objective", Text::string(&objective.to_string())));
        }
        injects::said(record, list, fields, world.view(), mint)
    })
}

fn ransom(world: &mut World) -> Result<(), String> {
    const NAME: &str = "ex_ransom";
    world.sit("grace", "2026-05-15 09:04")?;
    world.act(NAME, "start", &[])?;
    for title in ["Documents will not open", "Nobody can sign in"] {
        for key in ["release", "deliver", "acknowledge", "act"] {
            step(world, NAME, title, key, "")?;
        }
    }
    world.act(NAME, "pause", &[])?;
    world.at("2026-05-15 09:50")?;
    world.act(NAME, "resume", &[])?;
    for title in ["Decision: activate?", "A newspaper asks"] {
        for key in ["release", "deliver"] {
            step(world, NAME, title, key, "")?;
        }
    }
    step(world, NAME, "Decision: activate?", "miss", "")?;
    step(world, NAME, "A newspaper asks", "act", "")?;
    let late = "No time was left; it gets an exercise of its own.";
    step(world, NAME, "The backup server, too", "skip", late)?;
    let about = Some((0, "Decision: activate?"));
    let seen = "Nobody in the room knew who may activate while Peter is away.";
    said(world, NAME, "observations", "improvement", seen, about)?;
    let seen = "The newspaper got one voice, and a time.";
    said(
        world,
        NAME,
        "observations",
        "strength",
        seen,
        Some((1, "A newspaper asks")),
    )?;
    world.act(NAME, "end", &[])?;
    said(
        world,
        NAME,
        "hot_wash",
        "went_well",
        "Cyber security cut the sites off within minutes.",
        None,
    )?;
    said(
        world,
        NAME,
        "hot_wash",
        "to_improve",
        "The list of who may activate hangs in one office.",
        None,
    )?;
    let summary = "Players saw the attack for what it was and told the outside well; nobody decided on activation.";
    world.edit(NAME, json!({"summary": summary}))?;
    world.sit("anwar", "2026-05-19 10:00")?;
    rated(
        world,
        NAME,
        (0, Some(0)),
        "u",
        "Two hours of scenario, and no decision.",
    )?;
    rated(
        world,
        NAME,
        (1, Some(0)),
        "m",
        "Two of seven on call were never reached.",
    )?;
    rated(
        world,
        NAME,
        (1, Some(1)),
        "s",
        "Right words, ten minutes late.",
    )?;
    world.act(NAME, "open_improvements", &[])?;
    world.act(NAME, "close", &[])
}

fn phones(world: &mut World) -> Result<(), String> {
    const NAME: &str = "ex_phones";
    world.sit("kath", "2026-09-13 06:02")?;
    world.act(NAME, "start", &[])?;
    for title in ["The exchange is silent", "The standby waits"] {
        for key in ["release", "deliver", "act"] {
            step(world, NAME, title, key, "")?;
        }
    }
    world.at("2026-09-13 07:20")?;
    world.act(NAME, "end", &[])?;
    let times = json!({"achieved": [{"service": "@s_phones", "down": "2026-09-13T06:05:00.000Z", "back": "2026-09-13T06:54:00.000Z", "data_as_of": "2026-09-13T06:00:00.000Z"}],
        "summary": "Telephones rang again after 49 minutes, twelve of which went to a disk."});
    world.edit(NAME, times)?;
    rated(
        world,
        NAME,
        (0, Some(0)),
        "p",
        "All nine within eleven minutes.",
    )?;
    rated(
        world,
        NAME,
        (1, Some(1)),
        "s",
        "The standby waited for a disk.",
    )?;
    world.act(NAME, "close", &[])
}

// One improvement was shown by the drill; the other waits for the next exercise.
fn better(world: &mut World) -> Result<(), String> {
    world.sit("grace", "2026-09-15 09:00")?;
    let view = world.view();
    let of = |title: &str| {
        let mut all = view.live("improvement");
        let found = all.find(|improvement| improvement.text("title").ends_with(title));
        found
            .map(|found| found.id)
            .ok_or_else(|| format!("no improvement “{title}”"))
    };
    let (decide, tell) = (of("within an hour")?, of("without the record")?);
    world.call("imp_decide", decide);
    world.call("imp_tell", tell);
    world.edit("imp_tell", json!({"owner": "@moira", "due": "2026-07-31"}))?;
    world.edit("imp_decide", json!({"owner": "@ruth", "due": "2026-12-18"}))?;
    world.act("imp_tell", "finish", &[])?;
    let found = "All nine on call were reached within eleven minutes.";
    world.act("imp_tell", "verify", &[("verification", found)])?;
    world.act("imp_decide", "begin", &[])
}

// Drafted from what hangs on the data hall.
fn to_come(world: &mut World) -> Result<(), String> {
    world.sit("grace", "2026-11-18 14:20")?;
    let request = Request {
        lost: vec![world.id("hall_f")?],
        scenario: "site".to_owned(),
        risks: vec![world.id("r_cooling")?],
        runbook: Some(world.id("rb_epr")?),
        from: Some(super::world::instant("2026-12-09 09:00")?),
        seed: 11,
    };
    let draft = drill::draft(&request, &world.view())?;
    let what = json!({"owner": "@grace", "facilitator": "@grace"});
    let (id, mut edits) = world.draft(EXERCISE.id, "ex_hall", what)?;
    let mut ids: Vec<Id> = (0..60).map(|_| world.mint()).collect();
    ids.reverse();
    let mut mint = || ids.pop().unwrap_or_default();
    edits.extend(drill::edits(id, &request, &draft, world.view(), &mut mint)?);
    world.commit(&edits)?;
    world.edit("imp_decide", json!({"retest": "@ex_hall"}))
}
