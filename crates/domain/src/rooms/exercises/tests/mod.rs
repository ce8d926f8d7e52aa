mod cadence;
mod clock;
mod drill;
mod injects;
mod msel;
mod pacing;
mod proofs;
mod ratings;
mod report;
mod states;

use super::injects::{injects, take};
use super::ratings::rate;
use crate::testing::World;
use holdfast_ledger::{Edit, Id, Record};
use serde_json::json;

/// A planned tabletop with one objective of a capability target with one task, and two injects.
struct Table {
    world: World,
    exercise: Id,
    capability: Id,
    task: Id,
    objective: Id,
    injects: [Id; 2],
}

impl Table {
    fn new() -> Self {
        let mut world = World::new();
        let ada = world.person("Ada");
        world.act_as(ada);
        let capability = world.add("capability_target", &[("title", json!("Call people"))]);
        let task = world.item(capability, "tasks", &[("title", json!("Reach the rota"))]);
        let (exercise, objective) = planned(&mut world, capability, "2026-11-22T12:00:00.000Z");
        let inject = |world: &mut World, offset: u32, title: &str| {
            let fields = [
                ("offset", json!(offset)),
                ("title", json!(title)),
                ("text", json!("Smoke.")),
                ("expected", json!("Call 999.")),
                ("objective", json!(objective.to_string())),
            ];
            world.item(exercise, "injects", &fields)
        };
        let later = inject(&mut world, 30, "Second");
        let sooner = inject(&mut world, 10, "First");
        Self {
            world,
            exercise,
            capability,
            task,
            objective,
            injects: [sooner, later],
        }
    }

    fn started() -> Self {
        let mut table = Self::new();
        table.act("start", &[]).expect("started");
        table
    }

    fn act(
        &mut self,
        action: &str,
        answers: &[(&'static str, serde_json::Value)],
    ) -> Result<(), String> {
        self.world.act(self.exercise, action, answers)
    }

    fn record(&self) -> &Record {
        self.world.record(self.exercise)
    }

    fn state(&self) -> String {
        super::rules::state(self.record()).into_owned()
    }

    fn take(&mut self, inject: Id, key: &str, why: &str) -> Result<(), String> {
        let id = self.exercise;
        let edits = with_ids(&mut self.world, |world, mint| {
            take(world.record(id), inject, key, why, world.view(), mint)
        })?;
        self.world.commit(&edits);
        Ok(())
    }

    fn rate(&mut self, task: Option<Id>, rating: &str) {
        let (exercise, objective) = (self.exercise, self.objective);
        rated(&mut self.world, exercise, (objective, task), rating);
    }

    fn inject(&self, id: Id) -> super::injects::Inject {
        let all = injects(self.record());
        all.into_iter()
            .find(|inject| inject.id == id)
            .expect("an inject")
    }

    fn minutes(&mut self, minutes: i64) {
        self.world.now += minutes * 60_000;
    }
}

fn with_ids<T>(world: &mut World, deed: impl FnOnce(&World, &mut dyn FnMut() -> Id) -> T) -> T {
    let mut ids: Vec<Id> = (0..64).map(|_| world.mint()).collect();
    ids.reverse();
    deed(world, &mut || ids.pop().expect("few items"))
}

fn planned(world: &mut World, capability: Id, from: &str) -> (Id, Id) {
    let fields = [
        ("title", json!("Table")),
        ("type", json!("tabletop")),
        ("from", json!(from)),
    ];
    let exercise = world.add("exercise", &fields);
    let about = [
        ("title", json!("People come")),
        ("capability", json!(capability.to_string())),
    ];
    let objective = world.item(exercise, "objectives", &about);
    (exercise, objective)
}

fn rated(world: &mut World, exercise: Id, about: (Id, Option<Id>), rating: &str) {
    let edits: Result<Vec<Edit>, String> = with_ids(world, |world, mint| {
        rate(
            world.record(exercise),
            about,
            rating,
            "Seen.",
            world.view(),
            mint,
        )
    });
    world.commit(&edits.expect("rated"));
}
