//! The fields and lists of runbooks and runs. Names here are names in files, for good.

use crate::prelude::*;
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

/// What other runbooks may do with one.
pub const USES: &[Choice] = &[
    choice("runbook", "To be run", Tone::Plain),
    choice(
        "template",
        "Template: new runbooks begin as copies of it",
        Tone::Plain,
    ),
    choice(
        "snippet",
        "Snippet: its steps are put into other runbooks",
        Tone::Plain,
    ),
];

/// How far a milestone says that a service is back.
pub const RECOVERY: &[Choice] = &[
    choice("partial", "Partially recovered", Tone::Warn),
    choice("full", "Fully recovered", Tone::Good),
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
    choice("blocked", "Blocked", Tone::Bad),
    choice("done", "Done", Tone::Good),
    choice("failed", "Failed", Tone::Bad),
    choice("skipped", "Skipped", Tone::Warn),
    choice("reset", "Set back", Tone::Plain),
    choice("note", "Note", Tone::Plain),
    choice("captured", "Value noted", Tone::Plain),
    choice("added", "Step added", Tone::Plain),
    choice("handed_over", "Handed over", Tone::Plain),
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
        .assumed("draft")
        .column()
        .by_screen(),
    field("purpose", "Purpose", Type::Prose).help("What is achieved when the last step is done."),
    field("trigger", "Trigger", Type::Prose).help("What makes people start it."),
    field("scenario", "Scenario", Type::Choice(SCENARIOS))
        .help("The loss that it answers.")
        .column(),
    field("services", "Services", Type::Links(&["service"]))
        .help("What it recovers. A run is measured against the shortest of their RTOs."),
    field("use", "Used", Type::Choice(USES)).assumed("runbook"),
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
    field("predecessors", "After", Type::Words).help(
        "The ids of the steps that come first. Without it: the step before; empty: none; the \
             word beside: what the step before comes after, so that both are worked side by side.",
    ),
    field("runbook", "Runbook", Type::Link(&["runbook"]))
        .help("The runbook to work through here. A run takes its steps in."),
    field("start_after", "Not before", Type::Minutes)
        .help("So long after the start of the run at the earliest."),
    field("start_at", "Fixed start", Type::Instant).help("Not before this moment."),
    field("answers", "Answers", Type::Ordered).help(
        "What can be decided, with commas between. Steps below say which answer leads to them.",
    ),
    field("when", "Only if", Type::Line)
        .help("The answer to the decision above that leads here. Empty: any."),
    field("service", "Service", Type::Link(&["service"]))
        .help("What is back when this is reached."),
    field("recovery", "Recovered", Type::Choice(RECOVERY)),
    field("audience", "Audience", Type::Line).help("Who is told."),
    field("channel", "Channel", Type::Line).help("How they are told: e-mail, phone, status page."),
    field("message", "Message", Type::Prose)
        .help("What they are told, to copy and send; {{name}} is filled in."),
    field("captures", "Result is the value of", Type::Line).help(
        "The name of a variable that later steps use. Who finishes the step is asked for it.",
    ),
    field("heading", "Heading level", whole(1, 6, ""))
        .help("Which heading it was in the imported file."),
    field("ticked", "Ticked", Type::Flag).help("Whether it was ticked in the imported file."),
    field("origin", "Copied from", Type::Line).help("The id of the step that this is a copy of."),
    field("unplanned", "Added during the run", Type::Flag),
    field("version", "Version taken in", Type::Line)
        .help("In a run: the fingerprint of the runbook whose steps stand below."),
    field("disputed", "Disputed at the start", Type::Prose).help(
        "In a run: what others had written for the step, or done with it, when the run was started \
         and nobody had decided.",
    ),
];

pub(super) const RUNBOOK_LISTS: &[List] = &[
    list("steps", "Steps", "Step", STEP_FIELDS).by_screen(),
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
    list(
        "versions",
        "Versions",
        "Version",
        &[
            field("content", "Fingerprint", Type::Line),
            field("by", "Approved by", Type::Line),
            field("by_id", "Person", Type::Link(&["person"])),
            field("at", "At", Type::Instant),
            field("summary", "What is new", Type::Line),
            field("contents", "Contents", Type::Contents)
                .help("The runbook as it was approved: its fields, variables and steps."),
        ],
    )
    .by_screen(),
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
    field("subject", "Carried out for", Type::Link(&["change", "incident", "exercise"]))
        .help("The change, the incident or the exercise that it is part of."),
    field("services", "Services", Type::Links(&["service"])).help("What is being recovered."),
    field("occurred", "Occurred", Type::Instant)
        .group("Clock")
        .help("When the disruption began (in an exercise, the scenario). Recovery is counted from here."),
    field("detected", "Detected", Type::Instant)
        .group("Clock")
        .help("When it was noticed. Recovery is counted from here where nobody knows when it occurred."),
    field("rto", "RTO", Type::Minutes)
        .group("Clock")
        .help("Within which time everything must be back: at the start, the shortest RTO of the services."),
    field("rpo", "RPO", Type::Minutes)
        .group("Clock")
        .help("How much time’s data may be lost: at the start, the shortest RPO of the services."),
    field("recovered_to", "Data recovered to", Type::Instant)
        .group("Clock")
        .help("The moment whose data is back. Occurred less this is the achieved RPO."),
];

pub(super) const RUN_LISTS: &[List] = &[
    list("steps", "Steps", "Step", STEP_FIELDS).by_screen(),
    list(
        "values",
        "Values",
        "Value",
        &[
            field("name", "Name", Type::Line),
            field("value", "Value", Type::Line),
        ],
    )
    .by_screen(),
    list(
        "events",
        "Events",
        "Event",
        &[
            field("step", "Step", Type::Line)
                .help("The step's id; empty when it concerns the whole run."),
            field("what", "What", Type::Choice(EVENTS)),
            field("at", "At", Type::Instant).help("Can be put right later."),
            field("first_at", "First at", Type::Instant)
                .help("The time that was written first, where it was put right since."),
            field("by", "By", Type::Line),
            field("text", "Note", Type::Prose).help("The note, or the reason."),
            field("after", "After", Type::Words)
                .help("The ids of the events of the same step that its author knew as the latest."),
            field("answer", "Answer", Type::Line).help("What was decided."),
            field("name", "Variable", Type::Line).help("The variable that got a value."),
            field("value", "Value", Type::Line).help("That value."),
            field("role", "Role", Type::Link(&["role"]))
                .help("The role that was handed over; without step and role, the lead of the run."),
            field("to", "To", Type::Line).help("Who has it now."),
            field("to_id", "Person", Type::Link(&["person"])),
            field("paper", "From paper", Type::Flag).help("Entered afterwards from a paper run."),
        ],
    )
    .by_screen(),
];
