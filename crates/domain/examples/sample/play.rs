//! Runs, as people carried them out.

use super::world::{World, instant};
use holdfast_domain::rooms::runbooks::act::{Act, Acted};
use holdfast_domain::rooms::runbooks::run::RunView;
use holdfast_domain::rooms::runbooks::start::{Options, start};
use holdfast_ledger::Id;
use std::collections::BTreeMap;

/// How a run began.
pub struct Start {
    /// The runbook’s name in the story.
    pub runbook: &'static str,
    /// What the run is called in the story.
    pub name: &'static str,
    /// On screen.
    pub title: &'static str,
    /// `actual`, `exercise` or `test`.
    pub mode: &'static str,
    /// When the disruption began; empty when there was none.
    pub occurred: &'static str,
    /// The values of variables.
    pub values: &'static [(&'static str, &'static str)],
}

/// What somebody wrote down: time of day, who, what, the step's title (empty for the
/// run) and the words.
pub type Line = (String, String, String, String, String);

/// Plays a run on one day: who leads it starts it, each on a device of their own.
pub fn play(
    world: &mut World,
    day: &str,
    lead: (&str, &str),
    begin: &Start,
    lines: &[Line],
) -> Result<(), String> {
    let desk = world.sit(lead.0, &format!("{day} {}", lead.1))?;
    let mut desks = BTreeMap::from([(lead.0, desk)]);
    let run = begun(world, begin)?;
    for (clock, who, what, step, text) in lines {
        let when = format!("{day} {clock}");
        match desks.get(who.as_str()) {
            Some(desk) => world.back_to(*desk, &when)?,
            None => {
                desks.insert(who, world.sit(who, &when)?);
            }
        }
        tell(world, run, (what, step, text))
            .map_err(|why| format!("{}, {clock} {what} {step}: {why}", begin.name))?;
    }
    Ok(())
}

fn begun(world: &mut World, begin: &Start) -> Result<Id, String> {
    let mut ids: Vec<Id> = (0..120).map(|_| world.mint()).collect();
    let values = begin.values.iter();
    let occurred = (!begin.occurred.is_empty()).then(|| instant(begin.occurred));
    let options = Options {
        mode: begin.mode,
        title: begin.title.to_owned(),
        occurred: occurred.transpose()?,
        values: values
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..Options::default()
    };
    let runbook = world.record(world.id(begin.runbook)?)?;
    let mut mint = || ids.pop().unwrap_or_default();
    let started = start(runbook, &world.view(), &options, &mut mint);
    world.commit(&started.edits)?;
    world.call(begin.name, started.run);
    Ok(started.run)
}

fn tell(world: &mut World, run: Id, (what, step, text): (&str, &str, &str)) -> Result<(), String> {
    let event = world.mint();
    let run = world.record(run)?;
    let state = RunView::of(run);
    let of_step = || {
        let known = state.plan.steps.iter().find(|known| known.title == step);
        known.map(|known| known.id).ok_or("no such step")
    };
    let mut act = Act {
        run,
        state: &state,
        view: world.view(),
        paper: None,
        mint: &mut || event,
    };
    let edits: Acted = match what {
        "start" => act.start_step(of_step()?),
        "done" => act.done(of_step()?, text),
        "fail" => act.fail(of_step()?, text),
        "skip" => act.skip(of_step()?, text),
        "reset" => act.reset(of_step()?, text),
        "note" if step.is_empty() => act.note(None, text),
        "note" => act.note(Some(of_step()?), text),
        "pause" => act.pause(text),
        "resume" => act.resume(text),
        "finish" => act.finish(text),
        other => Err(format!("nobody can “{other}”")),
    };
    let edits = edits?;
    world.commit(&edits)
}
