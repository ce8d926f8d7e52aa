//! What is to become better: actions that came out of reviews, incidents, exercises, audits and risks.

pub mod trends;

use crate::ask::Ask;
use crate::prelude::*;
use crate::rooms::exercises::retest;
use crate::rooms::flow::{self, Step, Written, silently, step};
use crate::value::instant_text;
use holdfast_ledger::{Edit, Key, Text};

/// How an improvement stands.
pub const STATES: &[Choice] = &[
    choice("open", "Open", Tone::Plain),
    choice("in_progress", "In progress", Tone::Busy),
    choice("done", "Done", Tone::Warn),
    choice("verified", "Verified", Tone::Good),
    choice("dropped", "Dropped", Tone::Plain),
];

/// How much one matters.
pub const PRIORITIES: &[Choice] = &[
    choice("high", "High", Tone::Bad),
    choice("medium", "Medium", Tone::Warn),
    choice("low", "Low", Tone::Plain),
];

const FOUND: &[Field] = &[field("verification", "What was seen", Type::Prose)];
const WHY: &[Field] = &[field("verification", "Why not?", Type::Prose)];

/// The steps from state to state.
pub static STEPS: [Step; 5] = [
    step("begin", "Begin", &["open"], "in_progress"),
    Step {
        writes: |ask| silently(vec![now(ask, "finished")]),
        ..step("finish", "Done", &["open", "in_progress"], "done")
    },
    Step {
        asks: FOUND,
        blocked: |improvement, view| retest::shown(improvement, view).err(),
        writes: verified,
        ..step("verify", "Verified", &["done"], "verified")
    },
    Step {
        tone: Tone::Plain,
        asks: FOUND,
        writes: not_yet,
        ..step("again", "Not there yet", &["done"], "in_progress")
    },
    Step {
        tone: Tone::Bad,
        asks: WHY,
        writes: dropped,
        ..step("drop", "Drop", &["open", "in_progress"], "dropped")
    },
];

fn seen(ask: &mut Ask<'_>) -> Written {
    match ask.answer("verification") {
        said if said.is_empty() => Err("Write down what was seen.".to_owned()),
        said => silently(vec![ask.set("verification", Text::string(&said))]),
    }
}

// What a retest has to show names it.
fn verified(ask: &mut Ask<'_>) -> Written {
    let (mut edits, said) = seen(ask)?;
    let shown = retest::shown(ask.record, &ask.view)?;
    edits.extend(shown.map(|retest| ask.set("retest", Text::string(&retest.id.to_string()))));
    edits.push(now(ask, "ended"));
    Ok((edits, said))
}

fn dropped(ask: &mut Ask<'_>) -> Written {
    let (mut edits, said) = seen(ask)?;
    edits.push(now(ask, "ended"));
    Ok((edits, said))
}

// It is not done after all.
fn not_yet(ask: &mut Ask<'_>) -> Written {
    let (mut edits, said) = seen(ask)?;
    edits.push(ask.set("finished", Text::null()));
    Ok((edits, said))
}

fn now(ask: &Ask<'_>, field: &'static str) -> Edit {
    ask.set(field, instant_text(ask.view.now()))
}

/// An improvement.
pub static IMPROVEMENT: Kind = Kind {
    id: "improvement",
    room: "improvements",
    code: "IMP",
    one: "Improvement",
    many: "Improvements",
    icon: "check",
    purpose: "What is to become better, by when, and whose it is: from reviews of incidents, from exercises, audits and \
              risks. One is over when somebody saw that it works.",
    sort: "due",
    fields: &[
        field("state", "State", Type::Choice(STATES))
            .assumed("open")
            .by_screen()
            .column(),
        field("priority", "Priority", Type::Choice(PRIORITIES)).column(),
        field("due", "Due", Type::Date).column(),
        field("description", "What is to be done", Type::Prose),
        field("verify", "How one sees that it works", Type::Prose),
        field("verification", "What was seen", Type::Prose).by_screen(),
        field("finished", "Done at", Type::Instant).by_screen(),
        field("ended", "Verified or dropped at", Type::Instant).by_screen(),
        field("objective", "Objective", Type::Line)
            .help("The id of the objective of the exercise that it was made from, where that was rated M or U.")
            .by_screen(),
        field("retest", "Retest", Type::Link(&["exercise"]))
            .help("The later exercise that shows whether it works. Empty: the first that does."),
    ],
    lists: &[],
    figures: &[SOURCE, trends::AGE],
    actions: |record, view| {
        let state = flow::state(record, "open");
        let mut offered = flow::offered(&STEPS, (record, &state), view, perform);
        offered.push(review::action(review::mark_yearly));
        offered
    },
    findings: |record, view| {
        let open = matches!(&*flow::state(record, "open"), "open" | "in_progress");
        let late = day(record, "due").filter(|due| open && *due < view.today());
        let text = |due| format!("It was due on {due}. Do it, or agree on another day.");
        let late = late.map(|due| Finding::warn("improvement-overdue", Some("due"), text(due)));
        let shown = || retest::shown(record, view).err();
        let seen = flow::state(record, "open") == "verified";
        let unshown = seen.then(shown).flatten();
        let unshown = unshown.map(|why| Finding::warn("improvement-not-shown", Some("retest"), why));
        review::beside(late.into_iter().chain(unshown), record, view)
    },
};

// Where it came from: what it was made from, in its links.
const SOURCE: Figure = Figure {
    key: "source",
    label: "From",
    how: "What it was made from, as its links say; of an exercise the objective that was rated M or U.",
    column: true,
    of: |record, view| {
        let links = record.loose_items(Key::new("links"));
        let made = links.filter(|link| link.text("how") == "made from");
        let mut sources = made.filter_map(|link| view.linked(link.value("to")));
        let source =
            sources.find_map(|source| Some((crate::rooms::kind(source.kind.as_str())?, source)));
        let Some((kind, source)) = source else {
            return Cell::unknown("no link says what it was made from");
        };
        let objective = retest::Source::of(record, view).map(|source| source.objective.title);
        let of = objective.map_or_else(String::new, |objective| format!(": {objective}"));
        Cell {
            text: kind.one.to_owned(),
            inputs: format!("{}{of}", view.name(source)),
            ..Cell::default()
        }
    },
};

fn perform(ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    flow::take(&STEPS, "open", ask, |_, _, _, _| Vec::new())
}

#[cfg(test)]
mod tests {
    use crate::testing::World;
    use serde_json::json;

    #[test]
    fn it_says_what_it_came_from() {
        let mut world = World::new();
        let incident = world.add("incident", &[("title", json!("Phones were dead"))]);
        let id = world.add("improvement", &[("title", json!("Call at night"))]);
        let said = |world: &World| {
            let cell = world.figure(id, "source");
            (cell.text, cell.inputs)
        };
        assert!(said(&world).0.starts_with("unknown"));
        let link = |how: &str| [("to", json!(incident.to_string())), ("how", json!(how))];
        world.item(id, "links", &link("see also"));
        assert!(said(&world).0.starts_with("unknown"), "a link is no source");
        world.item(id, "links", &link("made from"));
        let told = ("Incident".to_owned(), "Phones were dead".to_owned());
        assert_eq!(said(&world), told);
    }

    #[test]
    fn each_step_says_when_it_was_done_and_when_it_was_over() {
        let mut world = World::new();
        let id = world.add("improvement", &[("title", json!("Call at night"))]);
        let times = |world: &World| {
            ["finished", "ended"].map(|field| world.record(id).text(field).into_owned())
        };
        let seen = [("verification", json!("Nobody answered."))];
        let noon = "2026-11-22T12:00:00.000Z";
        world.act(id, "finish", &[]).expect("done");
        assert_eq!(times(&world), [noon, ""]);
        world.act(id, "again", &seen).expect("not yet");
        assert_eq!(times(&world), ["", ""], "it is not done after all");
        world.act(id, "finish", &[]).expect("done");
        world.at("2026-11-23T09:00:00.000Z");
        world.act(id, "verify", &seen).expect("verified");
        assert_eq!(times(&world), [noon, "2026-11-23T09:00:00.000Z"]);
        let other = world.add("improvement", &[("title", json!("Buy a boat"))]);
        world.act(other, "drop", &seen).expect("dropped");
        let ended = world.record(other).text("ended").into_owned();
        assert_eq!(ended, "2026-11-23T09:00:00.000Z");
        assert_eq!(world.record(other).text("finished"), "");
    }
}
