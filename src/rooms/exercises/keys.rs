//! One key for each step while an exercise is facilitated.

use super::{Table, desk};
use crate::edge::keys::{At, Press, on_press};
use crate::prelude::*;
use crate::rooms::record;
use crate::ui::keys::single_keys;
use crate::ui::page::keep;
use holdfast_domain::ask::Answers;
use holdfast_domain::rooms::exercises::injects::{Inject, injects, steps};
use holdfast_ledger::Id;

/// What the keys do.
pub const HELP: &str = "Keys: N chooses the next inject; R releases it, D delivered, K acknowledged, A acted on, M missed, S skip; \
                        P pauses and resumes.";

/// Listens while the desk is open.
pub fn listen(table: Table, open: RwSignal<&'static str>) {
    keep(on_press(move |press| {
        let plain = !(press.command || press.alt || press.shift) && press.at == At::Page;
        let seen = open.get_untracked() == "desk" && single_keys(table.page.workspace);
        plain && seen && pressed(table, press)
    }));
}

fn pressed(table: Table, press: &Press) -> bool {
    let step = match press.key.as_str() {
        "r" => "release",
        "d" => "deliver",
        "k" => "acknowledge",
        "a" => "act",
        "m" => "miss",
        "s" => "skip",
        "n" => return next(table),
        "p" => return pause(table),
        _ => return false,
    };
    let Some(inject) = at_hand(table, step) else {
        return false;
    };
    desk::step(table, inject, step);
    true
}

// The chosen inject, if it can take the step; else the first that can.
fn at_hand(table: Table, step: &str) -> Option<Id> {
    let chosen = table.chosen.get_untracked();
    table.page.read(|record, _| {
        let can = |inject: &&Inject| steps(record, inject).iter().any(|known| known.key == step);
        let all = injects(record);
        match chosen {
            Some(id) => all.iter().find(|inject| inject.id == id).filter(can),
            None => all.iter().find(can),
        }
        .map(|inject| inject.id)
    })
}

fn next(table: Table) -> bool {
    let chosen = table.chosen.get_untracked();
    let next = table.page.read(|record, _| {
        let all = injects(record);
        let after = all
            .iter()
            .skip_while(|inject| Some(inject.id) != chosen)
            .nth(1);
        after.or_else(|| all.first()).map(|inject| inject.id)
    });
    table.chosen.set(next);
    next.is_some()
}

fn pause(table: Table) -> bool {
    let page = table.page;
    let offered = page.read(|record, view| {
        let all = page.kind.offered(record, view);
        let all = all.iter().map(|action| action.key);
        all.into_iter()
            .find(|key| matches!(*key, "pause" | "resume"))
    });
    let Some(key) = offered else { return false };
    if let Err(why) = record::perform(page, key, &Answers::new()) {
        page.workspace.alarm(why);
    }
    true
}
