//! Runs as people live them; helpers for the tests beside.

mod acts;
mod back;
mod compare;
mod disputed;
mod drawing;
mod frozen;
mod gantt;
mod handovers;
mod kinds;
mod live;
mod merge;
mod plan;
mod record;
mod recovery;
mod said;
mod snippets;
mod streams;
mod tracks;
mod versions;
mod whole;

use super::act::{Act, Acted};
use super::run::{RunView, State};
use super::start::{Options, start};
use crate::testing::World;
use holdfast_ledger::{Id, Key};
use serde_json::{Value, json};

/// A run in a world, and the ids of its steps in order.
struct Run {
    world: World,
    runbook: Id,
    id: Id,
    steps: Vec<Id>,
}

fn minutes(low: i64, likely: i64, high: i64) -> Value {
    json!({"low": low, "likely": likely, "high": high})
}

/// A runbook with these steps; `under` names the parent by its index.
pub(super) fn write_runbook(world: &mut World, steps: &[Value]) -> (Id, Vec<Id>) {
    let runbook = world.add("runbook", &[("title", json!("Restore the ledger"))]);
    let mut ids: Vec<Id> = Vec::new();
    for (n, step) in steps.iter().enumerate() {
        let fields = [
            "title",
            "kind",
            "duration",
            "only",
            "predecessors",
            "command",
            "role",
            "evidence_required",
            "answers",
            "when",
            "captures",
            "start_after",
            "start_at",
            "runbook",
            "service",
            "recovery",
        ];
        let given =
            |key: &&'static str| (!step[*key].is_null()).then(|| (*key, step[*key].clone()));
        let fields: Vec<_> = fields.iter().filter_map(given).collect();
        let id = world.item(runbook, "steps", &fields);
        if let Some(parent) = step["under"].as_u64() {
            let place =
                json!({"key": format!("k{n:03}"), "under": ids[parent as usize].to_string()});
            world.set_item(runbook, "steps", id, "place", place);
        }
        ids.push(id);
    }
    for (id, step) in ids.iter().zip(steps) {
        if let Some(after) = step["after"].as_array() {
            let names = after
                .iter()
                .filter_map(Value::as_u64)
                .map(|n| ids[n as usize].to_string());
            world.set_item(runbook, "steps", *id, "predecessors", names.collect());
        }
    }
    (runbook, ids)
}

impl Run {
    fn start(steps: &[Value], options: &Options) -> Self {
        let mut world = World::new();
        world.user = "Ada".to_owned();
        let (runbook, _) = write_runbook(&mut world, steps);
        Self::start_in(world, runbook, options)
    }

    fn start_in(mut world: World, runbook: Id, options: &Options) -> Self {
        let mut ids: Vec<Id> = (0..world.record(runbook).slots().len() + 9)
            .map(|_| world.mint())
            .collect();
        ids.reverse();
        let mint = &mut || ids.pop().expect("enough ids");
        let started = start(world.record(runbook), &world.view(), options, mint);
        world.commit(&started.edits);
        let items = world.record(started.run).items(Key::new("steps"));
        let steps = items.iter().map(|item| item.id).collect();
        Self {
            world,
            runbook,
            id: started.run,
            steps,
        }
    }

    fn view(&self) -> RunView {
        RunView::of(self.world.record(self.id))
    }

    fn states(&self) -> Vec<State> {
        self.view().steps.iter().map(|step| step.state).collect()
    }

    /// Does something at a time of the day.
    fn act(&mut self, clock: &str, what: impl FnOnce(&mut Act<'_>) -> Acted) -> Result<(), String> {
        self.world.at(&format!("2026-11-22T{clock}.000Z"));
        act_in(&mut self.world, self.id, what)
    }
}

fn act_in(
    world: &mut World,
    run: Id,
    what: impl FnOnce(&mut Act<'_>) -> Acted,
) -> Result<(), String> {
    let ids: Vec<Id> = (0..6).map(|_| world.mint()).collect();
    let mut ids = ids.into_iter();
    let state = RunView::of(world.record(run));
    let mut act = Act {
        run: world.record(run),
        state: &state,
        view: world.view(),
        mint: &mut || ids.next().expect("enough ids"),
        paper: None,
    };
    let edits = what(&mut act)?;
    world.commit(&edits);
    Ok(())
}
