//! The controls that the risks rest on.

use super::registers;
use super::world::World;

/// Marcus writes the controls down, with the tests that were done of them.
pub fn written(world: &mut World) -> Result<(), String> {
    registers::written(world, include_str!("controls.json"))?;
    world.sit("brian", "2026-11-13 15:50")?;
    world.act(
        "k_generator",
        "reviewed",
        &[("comment", "Pump on order; it starts with the first one.")],
    )
}
