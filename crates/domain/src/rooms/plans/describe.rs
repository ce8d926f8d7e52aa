//! What plans and activations are made of.

use crate::describe::{Choice, Field, List, Tone, Type, WHO, choice, field, list, whole};
use crate::rooms::scenarios::SCENARIOS;
use holdfast_ledger::Key;

/// How a plan stands.
pub const STATUS: &[Choice] = &[
    choice("draft", "Draft", Tone::Plain),
    choice("in_review", "In review", Tone::Busy),
    choice("approved", "Approved", Tone::Good),
    choice("active", "In force", Tone::Good),
    choice("retired", "Retired", Tone::Plain),
];

/// How a service is brought back.
pub const STRATEGIES: &[Choice] = &[
    choice("active_active", "Active-active", Tone::Plain),
    choice("warm_standby", "Warm standby", Tone::Plain),
    choice("pilot_light", "Pilot light", Tone::Plain),
    choice("backup_restore", "Backup and restore", Tone::Plain),
    choice("manual", "Manual workaround", Tone::Plain),
];

/// The phases of a plan, in their order.
pub const PHASES: &[Choice] = &[
    choice("prepare", "Prepare", Tone::Plain),
    choice("detect", "Detect and assess", Tone::Plain),
    choice("activate", "Activate", Tone::Plain),
    choice("recover", "Recover", Tone::Plain),
    choice("resume", "Resume", Tone::Plain),
    choice("return", "Return", Tone::Plain),
    choice("review", "Review", Tone::Plain),
];

/// The phase that an item counts in while nobody has chosen one.
pub const USUAL_PHASE: &str = "recover";

/// How an activation stands.
pub const STATES: &[Choice] = &[
    choice("active", "Active", Tone::Busy),
    choice("stood_down", "Stood down", Tone::Good),
    choice("cancelled", "Cancelled", Tone::Plain),
];

/// What an activation is for.
pub const MODES: &[Choice] = &[
    choice("actual", "In earnest", Tone::Bad),
    choice("exercise", "Exercise", Tone::Plain),
];

/// What the log of an activation tells of.
pub const ENTRIES: &[Choice] = &[
    choice("declared", "Declared", Tone::Warn),
    choice("run_started", "Run started", Tone::Busy),
    choice("skipped", "Skipped", Tone::Warn),
    choice("note", "Note", Tone::Plain),
    choice("decision", "Decided", Tone::Busy),
    choice("stood_down", "Stood down", Tone::Good),
    choice("back", "Service back", Tone::Good),
    choice("down", "Service down again", Tone::Warn),
];

/// The fields that an approval of a plan covers.
pub const APPROVED_FIELDS: [&str; 9] = [
    "title",
    "scenario",
    "purpose",
    "services",
    "lost",
    "criteria",
    "activators",
    "activation_time",
    "return",
];

/// The lists that an approval of a plan covers.
pub const APPROVED_LISTS: [Key; 6] = [TEAMS, STRATEGY_LIST, RUNBOOKS, ORDER, MESSAGES, RESOURCES];

/// Who works under a plan.
pub const TEAMS: Key = Key::new("teams");
/// How each service is brought back.
pub const STRATEGY_LIST: Key = Key::new("strategies");
/// The runbooks of a plan, by phase.
pub const RUNBOOKS: Key = Key::new("runbooks");
/// What comes back in another wave than the graph says.
pub const ORDER: Key = Key::new("order");
/// Who is told what.
pub const MESSAGES: Key = Key::new("messages");
/// What is needed, and where it is.
pub const RESOURCES: Key = Key::new("resources");
/// The stages of an activation.
pub const STAGES: Key = Key::new("stages");
/// What happened in an activation.
pub const LOG: Key = Key::new("log");

const APPROVAL: &[Field] = &[
    field("by", "By", Type::Line),
    field("by_id", "Person", Type::Link(&["person"])),
    field("at", "At", Type::Instant),
    field("content", "Version", Type::Line).help("The fingerprint of what was approved."),
];

const SERVICE: Field = field("service", "Service", Type::Link(&["service"]));
const PHASE: Field = field("phase", "Phase", Type::Choice(PHASES)).assumed(USUAL_PHASE);
const RUNBOOK: Field = field("runbook", "Runbook", Type::Link(&["runbook"]));
const NOTE: Field = field("note", "Note", Type::Line);

pub(super) const PLAN_FIELDS: &[Field] = &[
    field("status", "Status", Type::Choice(STATUS))
        .assumed("draft")
        .by_screen()
        .column(),
    field("scenario", "Loss scenario", Type::Choice(SCENARIOS))
        .help("What happens that this plan is for.")
        .column(),
    field("purpose", "Purpose", Type::Prose).help("What the plan achieves, and what it leaves out."),
    field("services", "Services", Type::Links(&["service"]))
        .help("What it brings back. What they need is added by itself.")
        .column(),
    field("lost", "What is lost", Type::Links(&["service"])).help(
        "What the scenario takes away: a site, a supplier, a system. Nobody chosen: all that the services need.",
    ),
    field("criteria", "Activated when", Type::Prose)
        .group("Activation")
        .help("What has to be so, in words that can be checked at night."),
    field("activators", "Who may activate", Type::Links(WHO)).group("Activation"),
    field("activation_time", "Activated within", Type::Minutes)
        .group("Activation")
        .help("From the event until recovery begins. Empty: as in the settings."),
    field("return", "Way back", Type::Prose)
        .group("Way back")
        .help("How and when all goes back to where it was, and who decides that."),
    field("approval", "Approved", Type::Group(APPROVAL))
        .group("Approval")
        .by_screen(),
];

const TEAM: &[Field] = &[
    field("role", "Role", Type::Link(&["role"])),
    field("team", "Team", Type::Link(&["team"])),
    field("duty", "Duty", Type::Line).help("What it does in this plan."),
];

const STRATEGY: &[Field] = &[
    SERVICE,
    field("how", "Strategy", Type::Choice(STRATEGIES)).help(
        "What runs elsewhere, and what is done by hand alone, waits for nothing that is lost.",
    ),
    field("implement", "Takes", Type::Minutes).help("From the activation until it works."),
    field("lasts", "Holds for", Type::Minutes).help("The longest that one can live with it."),
    field("percent", "Share", whole(0, 100, "%")).help("How much of the usual work it carries."),
    NOTE,
];

const ITEM: &[Field] = &[
    PHASE,
    RUNBOOK,
    field("after", "After", Type::Words)
        .help("What has to be done before it. Chosen without any, it begins at once.")
        .names_items("As usual: all of the phases before, and the one before it"),
    NOTE,
];

const OVERRIDE: &[Field] = &[
    SERVICE,
    field("wave", "Wave", whole(1, 1000, "")),
    field("reason", "Reason", Type::Line)
        .help("Why not in the wave that follows from what it needs."),
];

const MESSAGE: &[Field] = &[
    field("title", "Message", Type::Line),
    field("phase", "From phase", Type::Choice(PHASES)).assumed("activate"),
    field("audience", "To whom", Type::Line),
    field("channel", "Channel", Type::Line).help("One that the scenario does not take away."),
    field("who", "Sent by", Type::Link(WHO)),
    field("template", "Template", Type::Link(&["message_template"])),
    field("every", "Every", Type::Minutes).help("Empty: once."),
    field("text", "Text", Type::Prose),
];

const RESOURCE: &[Field] = &[
    field("what", "What", Type::Line),
    field("where", "Where", Type::Line).help("Down to the shelf."),
    field("site", "Site", Type::Link(&["service"])),
    NOTE,
];

const VERSION: &[Field] = &[
    field("content", "Fingerprint", Type::Line),
    field("by", "Approved by", Type::Line),
    field("by_id", "Person", Type::Link(&["person"])),
    field("at", "At", Type::Instant),
    field("summary", "What is new", Type::Line),
    field("contents", "Contents", Type::Contents).help("What it said, word for word."),
];

pub(super) const PLAN_LISTS: &[List] = &[
    list("teams", "Teams and roles", "Role or team", TEAM),
    list("strategies", "Strategies", "Strategy", STRATEGY),
    list("runbooks", "Runbooks by phase", "Runbook", ITEM),
    list("order", "Recovery order by hand", "Wave by hand", OVERRIDE),
    list("messages", "Communications plan", "Message", MESSAGE),
    list("resources", "Resources", "Resource", RESOURCE),
    list("versions", "Versions", "Version", VERSION).by_screen(),
];

pub(super) const ACTIVATION_FIELDS: &[Field] = &[
    field("state", "State", Type::Choice(STATES))
        .assumed("active")
        .by_screen()
        .column(),
    field("plan", "Plan", Type::Link(&["plan"])).by_screen().column(),
    field("plan_version", "Version", Type::Line)
        .help("The fingerprint of what the plan said.")
        .by_screen(),
    field("incident", "Incident", Type::Link(&["incident"])).column(),
    field("mode", "Mode", Type::Choice(MODES))
        .assumed("actual")
        .by_screen()
        .column(),
    field("occurred", "Occurred", Type::Instant)
        .help("When the disruption began, or the scenario of an exercise. The RTO counts from then.")
        .group("Times"),
    field("declared", "Declared", Type::Instant).group("Times").by_screen().column(),
    field("stood_down", "Stood down", Type::Instant).group("Times").by_screen(),
    field("by", "Activated by", Type::Line).by_screen(),
    field("by_id", "Person", Type::Link(&["person"])).by_screen(),
    field("reason", "Why", Type::Prose).help("What made it necessary."),
    field("lessons", "Lessons", Type::Prose)
        .group("Lessons")
        .help("What went well, what did not. With lessons, an activation counts as an exercise of the plan."),
];

const STAGE: &[Field] = &[
    PHASE,
    RUNBOOK,
    field("title", "Title", Type::Line),
    field("origin", "In the plan", Type::Line).help("The id of the plan’s entry."),
    field("after", "After", Type::Words).help("The ids of the stages that come first."),
    field("run", "Run", Type::Link(&["run"])),
    field("skipped", "Skipped because", Type::Line),
];

const ENTRY: &[Field] = &[
    field("at", "At", Type::Instant),
    field("by", "By", Type::Line),
    field("by_id", "By (person)", Type::Link(&["person"])),
    field("what", "What", Type::Choice(ENTRIES)).assumed("note"),
    field("text", "Entry", Type::Prose),
    field("stage", "Stage", Type::Line)
        .help("The id of the stage or the service that it is about."),
];

pub(super) const ACTIVATION_LISTS: &[List] = &[
    list("stages", "Stages", "Stage", STAGE).by_screen(),
    list("log", "Log", "Entry", ENTRY).by_screen(),
];
