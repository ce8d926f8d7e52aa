//! The runbooks that were written in the app, and how far each has come.

mod directory;
mod downtime;
mod link;
mod patient_record;
mod pictures;
mod power;
mod shared;
mod telephony;

use super::world::World;

/// Writes them, in the order of the story.
pub fn written(world: &mut World) -> Result<(), String> {
    downtime::write(world)?;
    directory::write(world)?;
    patient_record::write(world)?;
    power::write(world)?;
    telephony::write(world)?;
    link::write(world)?;
    shared::write(world)?;
    pictures::write(world)
}
