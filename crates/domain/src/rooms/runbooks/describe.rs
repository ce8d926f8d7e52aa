//! The fields and lists of runbooks and runs. Names here are names in files, for good.

use crate::describe::{By, Choice, Field, List, Tone, Type, choice, field};
use crate::rooms::scenarios::SCENARIOS;

/// Where a runbook stands.
pub const STATUS: &[Choice] = &[
    choice("draft", "Draft", Tone::Plain),
    choice("in_review", "In review", Tone::Busy),
    choice("approved", "Approved", Tone::Good),
    choice("superseded", "Superseded", Tone::Plain),
];

/// What a step asks for.
pub const STEP_KINDS: &[Choice] = &[
    choice("section", "Section", Tone::Plain),
    choice("task", "Task", Tone::Plain),
    choice("command", "Command", Tone::Plain),
    choice("decision", "Decision", Tone::Plain),
    choice("approval", "Approval", Tone::Plain),
    choice("validation", "Validation", Tone::Plain),
    choice("communication", "Communication", Tone::Plain),
    choice("wait", "Wait", Tone::Plain),
    choice("milestone", "Milestone", Tone::Plain),
    choice("runbook", "Runbook", Tone::Plain),
];

/// The only runs that a step is for.
pub const ONLY: &[Choice] = &[
    choice("exercise", "Only in exercises", Tone::Plain),
    choice("actual", "Only in earnest", Tone::Plain),
];

/// What a run is for.
pub const MODES: &[Choice] = &[
    choice("actual", "In earnest", Tone::Warn),
    choice("exercise", "Exercise", Tone::Plain),
    choice("test", "Test of the runbook", Tone::Plain),
];

/// What an event says happened, to the step that it names or, without one, to the run.
pub const EVENTS: &[Choice] = &[
    choice("started", "Started", Tone::Busy),
    choice("done", "Done", Tone::Good),
    choice("failed", "Failed", Tone::Bad),
    choice("skipped", "Skipped", Tone::Warn),
    choice("reset", "Set back", Tone::Plain),
    choice("note", "Note", Tone::Plain),
    choice("paused", "Paused", Tone::Warn),
    choice("resumed", "Resumed", Tone::Busy),
    choice("finished", "Finished", Tone::Good),
    choice("abandoned", "Abandoned", Tone::Bad),
];

/// Who approved what, and when.
const APPROVAL: &[Field] = &[
    field("by", "By", Type::Line),
    field("by_id", "Person", Type::Link(&["person"])),
    field("at", "At", Type::Instant),
    field("content", "Version", Type::Line).help("The fingerprint of what was approved."),
];

pub(super) const RUNBOOK_FIELDS: &[Field] = &[
    field("status", "Status", Type::Choice(STATUS))
        .column()
        .by_screen(),
    field("purpose", "Purpose", Type::Prose).help("What is achieved when the last step is done."),
    field("trigger", "Trigger", Type::Prose).help("What makes people start it."),
    field("scenario", "Scenario", Type::Choice(SCENARIOS))
        .help("The loss that it answers.")
        .column(),
    field("preconditions", "Preconditions", Type::Prose)
        .help("What must be at hand first: access, keys, people, a decision."),
    field("approval", "Approved", Type::Group(APPROVAL))
        .group("Approval")
        .by_screen(),
    field(
        "source",
        "Imported from",
        Type::Group(&[
            field("file", "File", Type::Line),
            field("fingerprint", "Fingerprint", Type::Line),
            field("front_matter", "Front matter", Type::Code),
        ]),
    )
    .group("Source")
    .by_screen(),
    field("unmapped", "Left over", Type::Prose)
        .group("Source")
        .help("What the imported file said that fits no field."),
];

/// What a step is made of, in a runbook and, frozen, in a run.
pub const STEP_FIELDS: &[Field] = &[
    field("title", "Step", Type::Line).column(),
    field("kind", "Kind", Type::Choice(STEP_KINDS)).column(),
    field("role", "Role", Type::Link(&["role"]))
        .help("Who does it.")
        .column(),
    field("duration", "Duration", Type::Estimate)
        .help("If all goes well, most likely, if much goes wrong. Covers the steps below it.")
        .column(),
    field("instructions", "Instructions", Type::Prose)
        .help("Markdown. {{name}} stands for the value of a variable."),
    field("command", "Command", Type::Code).help("To copy and run; {{name}} is filled in."),
    field("language", "Language", Type::Line).help("For example sh or sql."),
    field("expected", "Expected", Type::Code).help("What should be seen afterwards."),
    field("rollback", "Rollback", Type::Prose).help("How to take it back."),
    field("evidence_required", "Evidence required", Type::Flag),
    field("irreversible", "Point of no return", Type::Flag),
    field("only", "Used", Type::Choice(ONLY)),
    field("predecessors", "After", Type::Words)
        .help("The ids of the steps that come first. Without it: the step before; empty: none."),
    field("runbook", "Runbook", Type::Link(&["runbook"])).help("The runbook to work through here."),
    field(
        "heading",
        "Heading level",
        Type::Whole {
            min: 1,
            max: 6,
            unit: "",
        },
    )
    .help("Which heading it was in the imported file."),
    field("ticked", "Ticked", Type::Flag).help("Whether it was ticked in the imported file."),
    field("origin", "Copied from", Type::Line).help("The id of the step that this is a copy of."),
];

pub(super) const RUNBOOK_LISTS: &[List] = &[
    List {
        key: "steps",
        label: "Steps",
        one: "Step",
        fields: STEP_FIELDS,
        by: By::Screen,
    },
    List {
        key: "variables",
        label: "Variables",
        one: "Variable",
        fields: &[
            field("name", "Name", Type::Line)
                .help("Letters, digits, - and _. Steps use it as {{name}}.")
                .column(),
            field("description", "Description", Type::Prose).column(),
            field("default", "Default", Type::Line)
                .help("Not for secrets.")
                .column(),
            field("pattern", "Pattern", Type::Line)
                .help("A regular expression that fits every good value."),
            field("secret", "Secret", Type::Flag)
                .help("Never stored: whoever runs the step knows it."),
        ],
        by: By::Form,
    },
];

pub(super) const RUN_FIELDS: &[Field] = &[
    field("runbook", "Runbook", Type::Link(&["runbook"]))
        .column()
        .by_screen(),
    field("runbook_version", "Version", Type::Line)
        .help("The fingerprint of the runbook at the start.")
        .by_screen(),
    field("approval", "Approved", Type::Group(APPROVAL))
        .help("The approval of that version; empty when it had none.")
        .by_screen(),
    field("mode", "Mode", Type::Choice(MODES)).column(),
    field("occurred", "Occurred", Type::Instant)
        .help("When the disruption began; recovery is counted from here."),
];

pub(super) const RUN_LISTS: &[List] = &[
    List {
        key: "steps",
        label: "Steps",
        one: "Step",
        fields: STEP_FIELDS,
        by: By::Screen,
    },
    List {
        key: "values",
        label: "Values",
        one: "Value",
        fields: &[
            field("name", "Name", Type::Line),
            field("value", "Value", Type::Line),
        ],
        by: By::Screen,
    },
    List {
        key: "events",
        label: "Events",
        one: "Event",
        fields: &[
            field("step", "Step", Type::Line)
                .help("The step's id; empty when it concerns the whole run."),
            field("what", "What", Type::Choice(EVENTS)),
            field("at", "At", Type::Instant)
                .help("Can be put right later; the history keeps what stood here."),
            field("by", "By", Type::Line),
            field("text", "Note", Type::Prose).help("The note, or the reason."),
            field("after", "After", Type::Words)
                .help("The ids of the events of the same step that its author knew as the latest."),
        ],
        by: By::Screen,
    },
];
