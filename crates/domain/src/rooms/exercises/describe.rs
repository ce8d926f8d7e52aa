//! The fields and lists of exercises and capability targets. Names here are names in files, for good.

use crate::prelude::*;
use crate::rooms::scenarios::SCENARIOS;

/// How far an exercise has come.
pub const STATES: &[Choice] = &[
    choice("planned", "Planned", Tone::Plain),
    choice("conduct", "Under way", Tone::Busy),
    choice("evaluation", "Being evaluated", Tone::Warn),
    choice("closed", "Closed", Tone::Good),
    choice("cancelled", "Cancelled", Tone::Plain),
];

/// What sort of exercise: HSEEP's, from talk to all of it; beside them the test of who can be reached.
pub const TYPES: &[Choice] = &[
    choice("seminar", "Seminar", Tone::Plain),
    choice("workshop", "Workshop", Tone::Plain),
    choice("tabletop", "Tabletop", Tone::Plain),
    choice("game", "Game", Tone::Plain),
    choice("communications", "Communications test", Tone::Plain),
    choice("drill", "Drill", Tone::Plain),
    choice("functional", "Functional exercise", Tone::Plain),
    choice("full_scale", "Full-scale exercise", Tone::Plain),
];

/// Whether a type is discussion (HSEEP: discussion-based): nothing is recovered there, so no time is
/// proved.
pub fn is_talk(sort: &str) -> bool {
    matches!(sort, "seminar" | "workshop" | "tabletop" | "game")
}

/// What somebody is in an exercise.
pub const PARTS: &[Choice] = &[
    choice("player", "Player", Tone::Plain),
    choice("controller", "Controller", Tone::Plain),
    choice("evaluator", "Evaluator", Tone::Plain),
    choice("simulator", "Simulator", Tone::Plain),
    choice("observer", "Observer", Tone::Plain),
];

/// How far an inject has come.
pub const INJECT_STATES: &[Choice] = &[
    choice("planned", "Planned", Tone::Plain),
    choice("released", "Released", Tone::Busy),
    choice("delivered", "Delivered", Tone::Busy),
    choice("acknowledged", "Acknowledged", Tone::Busy),
    choice("acted", "Acted on", Tone::Good),
    choice("missed", "Missed", Tone::Bad),
    choice("skipped", "Skipped", Tone::Plain),
    choice("closed", "Closed", Tone::Plain),
];

/// What an entry of the log says.
pub const BEATS: &[Choice] = &[
    choice("started", "Started", Tone::Good),
    choice("paused", "Paused", Tone::Warn),
    choice("resumed", "Resumed", Tone::Good),
    choice("paced", "Pace changed", Tone::Plain),
    choice("ended", "Ended", Tone::Good),
    choice("planned", "Planned again", Tone::Plain),
    choice("released", "Released", Tone::Busy),
    choice("delivered", "Delivered", Tone::Busy),
    choice("acknowledged", "Acknowledged", Tone::Busy),
    choice("acted", "Acted on", Tone::Good),
    choice("missed", "Missed", Tone::Bad),
    choice("skipped", "Skipped", Tone::Plain),
    choice("closed", "Closed", Tone::Plain),
    choice("cancelled", "Cancelled", Tone::Plain),
    choice("note", "Note", Tone::Plain),
];

/// What an observation says.
pub const OBSERVATIONS: &[Choice] = &[
    choice("strength", "Strength", Tone::Good),
    choice("improvement", "To improve", Tone::Warn),
    choice("neutral", "Neutral", Tone::Plain),
];

/// What a note of the hot wash says.
pub const NOTES: &[Choice] = &[
    choice("went_well", "Went well", Tone::Good),
    choice("to_improve", "To improve", Tone::Warn),
    choice("question", "Question", Tone::Plain),
];

/// How a critical task was performed: HSEEP's ratings, in its words.
pub const RATINGS: &[Choice] = &[
    choice("p", "P: performed without challenges", Tone::Good),
    choice("s", "S: performed with some challenges", Tone::Busy),
    choice("m", "M: performed with major challenges", Tone::Warn),
    choice("u", "U: unable to be performed", Tone::Bad),
];

const PERSON: Type = Type::Link(&["person"]);

/// How many minutes of the scenario go by in one of the clock on the wall.
const PACE: Type = Type::Number {
    min: 0.01,
    max: 1440.0,
    unit: "×",
};

/// The fields of an exercise.
pub(super) const EXERCISE_FIELDS: &[Field] = &[
    field("state", "State", Type::Choice(STATES))
        .assumed("planned")
        .by_screen()
        .column(),
    field("type", "Type", Type::Choice(TYPES)).column(),
    field("services", "Services", Type::Links(&["service"])).column(),
    field("plans", "DR plans", Type::Links(&["plan"])).help("What is practised of plans."),
    field("scenario", "Loss scenario", Type::Choice(SCENARIOS)),
    field("story", "Scenario as it is told", Type::Prose)
        .help("What participants know when it begins. They see it."),
    field("scope", "Scope", Type::Prose).help("What is part of it, what is not, what must not be touched."),
    field("facilitator", "Facilitator", PERSON).column(),
    field("runbooks", "Runbooks", Type::Links(&["runbook"]))
        .help("What is practised. Their runs are started from here."),
    field("incident", "Counts for the incident", Type::Link(&["incident"]))
        .help("A real activation counts as an exercise when its review is written."),
    field("from", "From", Type::Instant).group("Times").column(),
    field("to", "To", Type::Instant).group("Times"),
    field("scenario_start", "Scenario begins", Type::Instant)
        .group("Times")
        .help("The time on the scenario's clock when the exercise begins. Empty: the time on the wall."),
    field("pace", "Pace", PACE)
        .group("Times")
        .help("Minutes of the scenario for each minute on the wall. Empty: 1."),
    field("began", "Began", Type::Instant).group("Times").by_screen(),
    field("ended", "Ended", Type::Instant).group("Times").by_screen(),
    field("summary", "Summary", Type::Prose)
        .group("After-action report")
        .help("What was practised and how it went, for somebody who was not there."),
];

const OBJECTIVE: &[Field] = &[
    field("title", "Objective", Type::Line),
    field(
        "capability",
        "Capability target",
        Type::Link(&["capability_target"]),
    ),
    field("service", "Service", Type::Link(&["service"])),
];

const PARTICIPANT: &[Field] = &[
    field("who", "Who", Type::Link(WHO)),
    field("role", "Part", Type::Choice(PARTS)).assumed("player"),
    field("note", "Note", Type::Line),
];

const INJECT: &[Field] = &[
    field("offset", "After", Type::Minutes).help("In the scenario’s time, from its beginning."),
    field("title", "Inject", Type::Line),
    field("from", "From", Type::Line),
    field("to", "To", Type::Line),
    field("channel", "Channel", Type::Line)
        .help("For example telephone, e-mail, monitoring, on paper."),
    field("text", "Text", Type::Prose).help("What participants get."),
    field("expected", "Expected action", Type::Prose).help("Participants do not see it."),
    field("objective", "Objective", Type::Line).help("The id of the objective that it tests."),
    field("state", "State", Type::Choice(INJECT_STATES))
        .assumed("planned")
        .by_screen(),
    field("skipped_why", "Why it was skipped", Type::Line).by_screen(),
];

const AT: Field = field("at", "At", Type::Instant);
const BY: Field = field("by", "By", Type::Line);
const BY_ID: Field = field("by_id", "By (person)", PERSON);
const TEXT: Field = field("text", "Text", Type::Prose);
const ABOUT_INJECT: Field = field("inject", "Inject", Type::Line);
const ABOUT_OBJECTIVE: Field = field("objective", "Objective", Type::Line);

const LOG: &[Field] = &[
    AT,
    BY,
    BY_ID,
    field("what", "What", Type::Choice(BEATS)),
    ABOUT_INJECT,
    TEXT,
    field("pace", "Pace from here on", PACE),
];

const OBSERVATION: &[Field] = &[
    AT,
    BY,
    BY_ID,
    ABOUT_INJECT,
    ABOUT_OBJECTIVE,
    field("sort", "What it says", Type::Choice(OBSERVATIONS)).assumed("neutral"),
    TEXT,
];

const NOTE: &[Field] = &[
    AT,
    BY,
    BY_ID,
    field("sort", "What it says", Type::Choice(NOTES)),
    TEXT,
];

const EVALUATION: &[Field] = &[
    ABOUT_OBJECTIVE,
    field("task", "Critical task", Type::Line).help("Its id; empty: the objective itself."),
    field("rating", "Rating", Type::Choice(RATINGS)),
    field("rationale", "Why", Type::Prose),
    AT,
    BY,
    BY_ID,
];

const ACHIEVED: &[Field] = &[
    field("service", "Service", Type::Link(&["service"])),
    field("down", "Down since", Type::Instant),
    field("back", "Back at", Type::Instant),
    field("data_as_of", "Data as of", Type::Instant)
        .help("How old the data was that came back. Empty where that was not looked at."),
];

/// The lists of an exercise.
pub(super) const EXERCISE_LISTS: &[List] = &[
    list("objectives", "Objectives", "Objective", OBJECTIVE),
    list("participants", "Participants", "Participant", PARTICIPANT),
    list("injects", "Injects", "Inject", INJECT),
    list("achieved", "Achieved recovery", "Service", ACHIEVED),
    list("log", "Log", "Entry", LOG).by_screen(),
    list("observations", "Observations", "Observation", OBSERVATION).by_screen(),
    list("hot_wash", "Hot wash", "Note", NOTE).by_screen(),
    list("evaluations", "Evaluations", "Evaluation", EVALUATION).by_screen(),
];

/// The fields of a capability target.
pub(super) const CAPABILITY_FIELDS: &[Field] = &[field("target", "Target", Type::Prose)
    .help("How well it must be done, with a threshold: by whom, within what time, how much.")];

/// The lists of a capability target.
pub(super) const CAPABILITY_LISTS: &[List] = &[list(
    "tasks",
    "Critical tasks",
    "Critical task",
    &[field("title", "Task", Type::Line)],
)];
