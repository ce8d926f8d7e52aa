//! North Fells Hospitals: the sample workspace. Three hospitals, about 4,000 staff,
//! none of it real. It is played as a story, by several people on several devices,
//! through the same functions as in the app, so that every state in it is a valid one.

mod backups;
mod catalogue;
mod changes;
mod controls;
mod exercises;
mod governance;
mod imported;
mod incidents;
mod people;
mod plans;
mod play;
mod registers;
mod risks;
mod runbooks;
mod runs;
mod services;
mod steps;
mod vulnerabilities;
mod world;

use holdfast_domain::codec::json::Described;
use holdfast_ledger::file::{self, Export};
use world::World;

/// The workspace's name.
pub const NAME: &str = "North Fells Hospitals (sample)";

/// The file.
///
/// # Errors
/// When the story asks for something that the rules refuse.
pub fn file() -> Result<String, String> {
    let mut world = World::new();
    people::organisation(&mut world)?;
    services::written(&mut world)?;
    catalogue::written(&mut world)?;
    runbooks::written(&mut world)?;
    risks::registered(&mut world)?;
    controls::written(&mut world)?;
    governance::template(&mut world)?;
    governance::year(&mut world)?;
    changes::requested(&mut world)?;
    vulnerabilities::listed(&mut world)?;
    imported::imported(&mut world)?;
    runs::carried_out(&mut world)?;
    people::call_tree(&mut world)?;
    governance::written(&mut world)?;
    incidents::logged(&mut world)?;
    registers::written(&mut world, include_str!("service_calendars.json"))?;
    registers::written(&mut world, include_str!("service_levels.json"))?;
    backups::written(&mut world)?;
    plans::written(&mut world)?;
    exercises::held(&mut world)?;
    registers::written(&mut world, include_str!("competences.json"))?;
    registers::written(&mut world, include_str!("training.json"))?;
    let ledger = world.ledger()?;
    let workspace = world.id("workspace")?;
    let export = Export {
        workspace: Some(workspace),
        name: NAME,
        scope: "workspace",
        records: ledger.records().collect(),
        history: Some(world.history()),
        attachments: world.attachments(),
        omit: &|_, _| false,
    };
    Ok(file::write(export, &Described))
}
