//! Registers that one person wrote down in one sitting, each in a file of its own.

use super::world::World;
use holdfast_domain::rooms;
use serde_json::Value;

/// Such a file.
#[derive(serde::Deserialize)]
struct Register {
    kind: String,
    by: String,
    at: String,
    records: Vec<(String, Value)>,
}

/// Writes down what a file says.
pub fn written(world: &mut World, file: &str) -> Result<(), String> {
    write(
        world,
        serde_json::from_str(file).map_err(|error| error.to_string())?,
    )
}

/// The same of a file that several people wrote, one after the other.
pub fn sittings(world: &mut World, file: &str) -> Result<(), String> {
    let files: Vec<Register> = serde_json::from_str(file).map_err(|error| error.to_string())?;
    files.into_iter().try_for_each(|file| write(world, file))
}

fn write(world: &mut World, file: Register) -> Result<(), String> {
    let kind = rooms::kind(&file.kind).ok_or_else(|| format!("no kind {}", file.kind))?;
    world.sit(&file.by, &file.at)?;
    for (name, record) in file.records {
        world.add(kind.id, &name, record)?;
    }
    Ok(())
}
