//! The controls that the risks rest on.

use super::world::World;
use serde_json::Value;

const CONTROLS: &str = include_str!("controls.json");

/// Marcus writes the controls down, with the tests that were done of them.
pub fn written(world: &mut World) -> Result<(), String> {
    let controls: Vec<(String, Value)> =
        serde_json::from_str(CONTROLS).map_err(|error| error.to_string())?;
    world.sit("marcus", "2026-11-12 09:15")?;
    for (name, control) in controls {
        world.add("control", &name, control)?;
    }
    world.sit("brian", "2026-11-13 15:50")?;
    world.act(
        "k_generator",
        "reviewed",
        &[("comment", "Pump on order; it starts with the first one.")],
    )
}
