//! Importers, each against what it is to bring in.

mod csaf;
mod incidents;
mod kev;
mod reports;

use crate::rooms::incidents::import as of_incidents;
use crate::rooms::vulnerabilities::import::aim;
use crate::testing::World;
use holdfast_ledger::file::{Incoming, Received};
use holdfast_ledger::plan::{Planned, Proposal, Verdict, accept, plan_one};
use serde_json::Value;

/// What a file would do in a workspace.
fn plan(world: &World, incoming: Incoming) -> Vec<Planned> {
    let scope = incoming.scope.clone();
    let records = incoming.records.into_iter();
    let aimed = records.map(|received| {
        let view = world.view();
        of_incidents::aim(aim(received, &scope, &view), &scope, &view)
    });
    let mut mint = || panic!("a record has no id");
    aimed
        .map(|received| plan_one(&world.ledger, received, &mut mint))
        .collect()
}

/// Takes a file in, with all that it proposes.
fn take_in(world: &mut World, incoming: Incoming) {
    let planned = plan(world, incoming);
    let edits: Vec<_> = planned
        .iter()
        .flat_map(|planned| accept(planned, |_| true))
        .collect();
    world.commit(&edits);
}

fn proposals(planned: &Planned) -> &[Proposal] {
    match &planned.verdict {
        Verdict::Proposed(proposals) => proposals,
        other => panic!("{other:?}"),
    }
}

/// All texts that the records of a file hold, one a line.
fn texts(incoming: &Incoming) -> String {
    let mut all = String::new();
    for received in &incoming.records {
        let Received::Loose(loose) = received else {
            panic!("a catalogue has no stamps");
        };
        for value in loose.values.values() {
            walk(&value.get().expect("JSON"), &mut |text| {
                all.push_str(text);
                all.push('\n');
            });
        }
    }
    all
}

fn walk(value: &Value, each: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => each(text),
        Value::Array(values) => values.iter().for_each(|value| walk(value, each)),
        Value::Object(parts) => parts.values().for_each(|value| walk(value, each)),
        _ => {}
    }
}

fn corpus(folder: &str) -> Option<std::path::PathBuf> {
    let root = std::env::var_os("HOLDFAST_CORPORA")?;
    Some(std::path::Path::new(&root).join(folder).join("files"))
}
