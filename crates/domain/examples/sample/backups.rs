//! Backups: where copies are, two weeks of jobs of the directory, restore tests.

use super::registers;
use super::world::World;
use serde_json::{Value, json};

/// The job that nobody heard of, and the one that failed, counted from the first.
const MISSED: u32 = 13;
const FAILED: u32 = 18;

/// Writes it all down.
pub fn written(world: &mut World) -> Result<(), String> {
    world.sit("dan", "2026-11-22 08:40")?;
    let every = json!({"tier_1": "3m", "tier_2": "6m", "tier_3": "12m", "tier_4": "24m"});
    world.edit("workspace", json!({"restore_every": every}))?;
    let said: Vec<(String, Value)> =
        serde_json::from_str(include_str!("backups.json")).map_err(|error| error.to_string())?;
    for (policy, what) in said {
        world.edit(&policy, what)?;
    }
    jobs(world)?;
    registers::written(world, include_str!("restore_tests.json"))
}

// Every twelve hours from 9 November, 06:00, on.
fn jobs(world: &mut World) -> Result<(), String> {
    for n in (0..27).filter(|n| *n != MISSED) {
        let (day, hour) = (9 + n / 2, if n % 2 == 0 { 6 } else { 18 });
        let at = |minute: u32| format!("2026-11-{day:02}T{hour:02}:{minute:02}:00.000Z");
        let mut job = json!({
            "title": format!("dir-full, {day} November, {}", if n % 2 == 0 { "morning" } else { "evening" }), "policy": "@b_d_logon",
            "started": at(1), "ended": at(22 + n % 5), "result": "success", "size": 41.0 + f64::from(n) * 0.2,
            "errors": 0, "copy": "Object store", "reference": format!("dir-full/{}", 4200 + n),
        });
        if n == FAILED {
            job["result"] = "failed".into();
            job["errors"] = 3.into();
            job["message"] = "Snapshot of the second domain controller timed out".into();
        }
        if n == 26 {
            job["verified"] = true.into();
        }
        world.add("backup_job", &format!("job_{n}"), job)?;
    }
    Ok(())
}
