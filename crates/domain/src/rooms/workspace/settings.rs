//! What holds for all rooms, with the defaults for what nobody set.

use super::WORKSPACE;
use crate::describe::INTERVALS;
use crate::recent::Differs;
use crate::value::{choice_of, parse_minutes, part};
use crate::view::View;
use holdfast_ledger::reads;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Path, Record, Text};
use std::sync::Arc;

/// The categories of impact where the workspace names none.
pub const CATEGORIES: [&str; 6] = [
    "Financial",
    "Operations",
    "Customers",
    "Legal",
    "Reputation",
    "Safety",
];
/// The times of the heat map where the workspace names none, in minutes.
pub const BANDS: [f64; 7] = [60.0, 240.0, 480.0, 1440.0, 4320.0, 10_080.0, 43_200.0];

/// What stands in the registers of all workspaces, but for what they are called: what rules read of them.
#[derive(PartialEq)]
pub struct Registers(Vec<(Id, Path, Vec<Text>)>);

impl Registers {
    /// What stands there now.
    pub fn kept(view: &View<'_>) -> Arc<Self> {
        let make = |_: Option<&Self>| Self::of(view);
        match view.recent {
            Some(recent) => {
                let revision = view.ledger.revision(WORKSPACE.key());
                recent.whole_told(revision, make, Differs::of)
            }
            None => Arc::new(make(None)),
        }
    }

    fn of(view: &View<'_>) -> Self {
        let of = |record: &Record| {
            // That there is one counts, whatever it is called: the first is read.
            let told = |path: Path| path != Path::of("title");
            let texts = record.slots().iter().map(|slot| {
                let values = slot.values.iter().filter(|_| told(slot.path));
                let texts = values.map(|value| value.text.clone()).collect();
                (record.id, slot.path, texts)
            });
            texts.collect::<Vec<_>>()
        };
        Self(view.live(WORKSPACE.id).flat_map(of).collect())
    }
}

/// The workspaces, for who reads settings of them: another title does not concern it.
pub fn workspaces<'a>(view: &View<'a>) -> impl Iterator<Item = &'a Record> {
    Registers::kept(view);
    reads::unnoted(|| view.live(WORKSPACE.id))
}

/// What holds for all rooms.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The categories of impact, in the order of the heat map.
    pub categories: Vec<String>,
    /// How long an outage has lasted, in minutes, rising.
    pub bands: Vec<f64>,
    /// The level of impact, 1 to 4, from which on it is intolerable.
    pub intolerable: u8,
    /// Minutes from an outage until recovery begins; 0 where nobody said.
    pub activation: f64,
    /// For how many days a proof holds.
    pub proof_days: i64,
    /// The intervals at which restores are tested, of tiers 1 to 4: keys of [`INTERVALS`].
    pub restore_every: [&'static str; 4],
    /// For how many days a checked contact holds.
    pub contact_days: i64,
    /// How many months may lie between two communications tests, tabletops and live exercises.
    pub exercise_months: [u32; 3],
}

impl Settings {
    /// The settings of a workspace. Where files of several were taken in, the first record counts.
    pub fn of(view: &View<'_>) -> Self {
        let workspace = workspaces(view).next();
        let read = |field| workspace.and_then(|record: &Record| record.get::<i64>(field));
        let words = |field| workspace.and_then(|record| record.get::<Vec<String>>(field));
        let named = words("impact_categories").filter(|named| !named.is_empty());
        let bands = words("impact_bands").unwrap_or_default();
        let mut bands: Vec<f64> = bands
            .iter()
            .filter_map(|band| parse_minutes(band))
            .collect();
        if bands.is_empty() {
            bands = BANDS.to_vec();
        }
        bands.arrange_by(f64::total_cmp);
        bands.dedup();
        let level = read("intolerable_level").filter(|level| (1..=4).contains(level));
        let days = |field, usual| read(field).filter(|days| *days > 0).unwrap_or(usual);
        let activation = workspace.and_then(|record| record.get::<f64>("activation"));
        Self {
            categories: named.unwrap_or_else(|| CATEGORIES.map(str::to_owned).to_vec()),
            bands,
            intolerable: level.unwrap_or(3) as u8,
            activation: activation.unwrap_or(0.0).max(0.0),
            proof_days: days("proof_days", 365),
            restore_every: restore_every(workspace),
            contact_days: days("contact_days", 180),
            exercise_months: months(workspace),
        }
    }
}

/// How many months may lie between two communications tests, tabletops and live exercises where nobody set it.
const EXERCISE_MONTHS: [u32; 3] = [6, 12, 36];
/// The parts of the field that says it.
pub(super) const EXERCISE_KEYS: [&str; 3] = ["communications", "tabletop", "live"];

fn months(workspace: Option<&Record>) -> [u32; 3] {
    let own = workspace.and_then(|record| record.value(Path::of("exercise_months")));
    let mut months = EXERCISE_MONTHS;
    for (month, key) in months.iter_mut().zip(EXERCISE_KEYS) {
        let set = own.and_then(|own| part(own, key)?.get::<u32>());
        *month = set.filter(|set| (1..=120).contains(set)).unwrap_or(*month);
    }
    months
}

fn restore_every(workspace: Option<&Record>) -> [&'static str; 4] {
    let set = workspace.and_then(|record| record.value(Path::of("restore_every")));
    let usual = [
        ("tier_1", "3m"),
        ("tier_2", "6m"),
        ("tier_3", "12m"),
        ("tier_4", "24m"),
    ];
    usual.map(|(tier, usual)| {
        let chosen = set.and_then(|set| choice_of(INTERVALS, &part(set, tier)?));
        chosen.map_or(usual, |choice| choice.key)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use serde_json::json;

    #[test]
    fn what_nobody_set_is_as_usual_and_what_makes_no_sense_too() {
        let mut world = World::new();
        let usual = Settings::of(&world.view());
        assert_eq!((usual.intolerable, usual.proof_days), (3, 365));
        assert_eq!((usual.contact_days, usual.activation), (180, 0.0));
        assert_eq!((usual.categories.len(), usual.bands.len()), (6, 7));
        assert_eq!(usual.exercise_months, [6, 12, 36]);
        let id = world.add("workspace", &[("title", json!("Ours"))]);
        assert_eq!(Settings::of(&world.view()), usual);
        world.set(id, "intolerable_level", json!(9));
        world.set(id, "proof_days", json!(0));
        world.set(
            id,
            "exercise_months",
            json!({"live": 0, "tabletop": "often"}),
        );
        world.set(id, "impact_bands", json!(["soon"]));
        assert_eq!(Settings::of(&world.view()), usual);
        world.set(id, "intolerable_level", json!(4));
        world.set(id, "activation", json!(30));
        world.set(id, "exercise_months", json!({"live": 24}));
        world.set(id, "impact_bands", json!(["1 d", "2 h", "24 h"]));
        world.set(id, "impact_categories", json!(["Patients"]));
        let own = Settings::of(&world.view());
        assert_eq!((own.intolerable, own.activation), (4, 30.0));
        assert_eq!(own.exercise_months, [6, 12, 24]);
        assert_eq!((own.bands, own.categories.len()), (vec![120.0, 1440.0], 1));
    }
}
