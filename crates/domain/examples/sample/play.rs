//! Runs, as people carried them out.

use super::world::{World, instant};
use holdfast_domain::rooms::runbooks::act::{Act, Acted, Outcome, Post};
use holdfast_domain::rooms::runbooks::run::RunView;
use holdfast_domain::rooms::runbooks::start::{Options, start};
use holdfast_domain::rooms::runbooks::steps;
use holdfast_ledger::{Edit, Id, Key, Path, Text};
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
    /// When it was noticed; empty when nobody wrote that down.
    pub detected: &'static str,
    /// The change that it was part of, by its name in the story.
    pub subject: &'static str,
    /// Whether it is entered from paper afterwards, and when.
    pub entered: &'static str,
    /// The values of variables.
    pub values: &'static [(&'static str, &'static str)],
}

/// A run in earnest of which nothing more is known.
pub const RUN: Start = Start {
    runbook: "",
    name: "",
    title: "",
    mode: "actual",
    occurred: "",
    detected: "",
    subject: "",
    entered: "",
    values: &[],
};

/// What somebody wrote down: time of day, who, what, the step's title (empty for the
/// run) and the words.
pub type Line = (String, String, String, String, String);

/// Plays a run on one day: who leads it starts it, each on a device of their own. What was written
/// on paper is entered by one person.
pub fn play(
    world: &mut World,
    day: &str,
    lead: (&str, &str),
    begin: &Start,
    lines: &[Line],
) -> Result<(), String> {
    let on_paper = !begin.entered.is_empty();
    let start = format!("{day} {}", lead.1);
    let desk = world.sit(lead.0, if on_paper { begin.entered } else { &start })?;
    let mut desks = BTreeMap::from([(lead.0, desk)]);
    let run = begun(world, begin)?;
    if on_paper {
        let record = world.record(run)?;
        let first = RunView::of(record).events.first().map(|event| event.id);
        let first = first.ok_or("a run without a start")?;
        let edits = act_in(world, run, None, |act| {
            act.correct_time(first, instant(&start)?)
        })?;
        world.commit(&edits)?;
    }
    for (clock, who, what, step, text) in lines {
        let when = format!("{day} {clock}");
        let paper = on_paper.then(|| instant(&when)).transpose()?;
        match desks.get(who.as_str()) {
            _ if on_paper => {}
            Some(desk) => world.back_to(*desk, &when)?,
            None => {
                desks.insert(who, world.sit(who, &when)?);
            }
        }
        tell(world, run, paper, (what, step, text))
            .map_err(|why| format!("{}, {clock} {what} {step}: {why}", begin.name))?;
    }
    Ok(())
}

fn begun(world: &mut World, begin: &Start) -> Result<Id, String> {
    let mut ids: Vec<Id> = (0..160).map(|_| world.mint()).collect();
    let values = begin.values.iter();
    let time = |when: &str| (!when.is_empty()).then(|| instant(when)).transpose();
    let subject = (!begin.subject.is_empty()).then(|| world.id(begin.subject));
    let options = Options {
        mode: begin.mode,
        title: begin.title.to_owned(),
        occurred: time(begin.occurred)?,
        detected: time(begin.detected)?,
        subject: subject.transpose()?,
        values: values
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..Options::default()
    };
    let runbook = world.record(world.id(begin.runbook)?)?;
    let mut mint = || ids.pop().unwrap_or_default();
    let mut started = start(runbook, &world.view(), &options, &mut mint);
    if begin.name == "run_exercise" {
        let box_step = started
            .edits
            .iter()
            .find(|edit| &*edit.value.plain() == "Open the red box and count");
        let disputed = box_step.map(|edit| Edit {
            path: Path::item(edit.path.list, edit.path.item, Key::new("disputed")),
            value: Text::string("Title: also “Open the red box”"),
            ..edit.clone()
        });
        started.edits.extend(disputed);
    }
    world.commit(&started.edits)?;
    world.call(begin.name, started.run);
    Ok(started.run)
}

/// The step of a run that has this title.
pub fn step_of(world: &World, run: Id, title: &str) -> Result<Id, String> {
    let steps = steps::read(world.record(run)?);
    let found = steps.iter().find(|step| step.title == title);
    found
        .map(|step| step.id)
        .ok_or_else(|| format!("no step “{title}”"))
}

fn act_in(
    world: &mut World,
    run: Id,
    paper: Option<i64>,
    what: impl FnOnce(&mut Act<'_>) -> Acted,
) -> Acted {
    let mut ids: Vec<Id> = (0..3).map(|_| world.mint()).collect();
    let run = world.record(run)?;
    let state = RunView::of(run);
    what(&mut Act {
        run,
        state: &state,
        view: world.view(),
        paper,
        mint: &mut || ids.pop().unwrap_or_default(),
    })
}

/// Writes something down in a run: what, the step's title (empty for the run) and the words.
pub fn tell(
    world: &mut World,
    run: Id,
    paper: Option<i64>,
    (what, step, text): (&str, &str, &str),
) -> Result<(), String> {
    // `yes: all clean` decides, `pa-fg1: the newest` finds a value, `dan: …` hands over.
    let (first, rest) = text.split_once(": ").unwrap_or((text, ""));
    let id = match what {
        "role" | "lead" => None,
        _ if step.is_empty() => None,
        _ => Some(step_of(world, run, step)?),
    };
    let of_step = || id.ok_or("no step is named");
    let outcome = Outcome {
        text: rest,
        ..Outcome::default()
    };
    let to = |world: &World| -> Result<(Id, String), String> {
        let person = world.id(first)?;
        Ok((person, world.record(person)?.text("title").into_owned()))
    };
    let handed = match what {
        "role" => Some((Post::Role(world.id(step)?), to(world)?)),
        "lead" => Some((Post::Lead, to(world)?)),
        "step" => Some((Post::Step(of_step()?), to(world)?)),
        _ => None,
    };
    let edits = act_in(world, run, paper, |act| match what {
        "start" => act.start_step(of_step()?),
        "done" => act.done(of_step()?, text),
        "decide" => act.complete(
            of_step()?,
            Outcome {
                answer: first,
                ..outcome
            },
        ),
        "find" => act.complete(
            of_step()?,
            Outcome {
                value: first,
                ..outcome
            },
        ),
        "block" => act.block(of_step()?, text),
        "add" => act.add_step(id, first, rest),
        "fail" => act.fail(of_step()?, text),
        "skip" => act.skip(of_step()?, text),
        "reset" => act.reset(of_step()?, text),
        "note" => act.note(id, text),
        "pause" => act.pause(text),
        "resume" => act.resume(text),
        "finish" => act.finish(text),
        other => match handed {
            Some((post, (person, name))) => act.hand_over(post, &name, Some(person), rest),
            None => Err(format!("nobody can “{other}”")),
        },
    })?;
    world.commit(&edits)
}
