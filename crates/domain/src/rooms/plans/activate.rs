//! Activating a plan: the incident, the activation with its stages as they stand now, and the runs that
//! can begin at once, in one change. Later each stage begins with a deed of its own.

use super::describe::{LOG, MODES, STAGES};
use super::findings::listed;
use super::stages::{self, Planned};
use super::{ACTIVATION, PHASES};
use crate::ask::Ask;
use crate::codes;
use crate::describe::{Action, Field, Tone, Type, field};
use crate::rooms::changes::plans::ids;
use crate::rooms::incidents::quick::{self, Quick};
use crate::rooms::incidents::rules::is_open;
use crate::rooms::incidents::{INCIDENT, ROLES};
use crate::rooms::runbooks::start::{self, Options};
use crate::rooms::runbooks::{RUN, RUNBOOK, posts, version};
use crate::rooms::scenarios::SCENARIOS;
use crate::rooms::training::held::holders;
use crate::value::{choice_of, instant, instant_text};
use crate::view::View;
use holdfast_ledger::index::CODE;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text, place};

const ASKS: &[Field] = &[
    field("mode", "Mode", Type::Choice(MODES)),
    field("reason", "Why?", Type::Prose).help("What makes it necessary, against the criteria."),
    field("occurred", "Occurred", Type::Instant)
        .help("When the disruption began, or the scenario of an exercise. Empty: now."),
    field("incident", "Incident", Type::Link(&["incident"]))
        .help("An open one that it is for. Empty: a new major incident; an exercise makes none."),
];

/// The action "Activate". A plan that was never approved can be activated, and says so.
pub fn action(plan: &Record, view: &View<'_>) -> Option<Action> {
    if plan.text("status") == "retired" {
        return None;
    }
    let label = if version::is_approved(plan) {
        "Activate the plan"
    } else if version::changed_since_approval(plan) {
        "Activate the plan (changed since approval)"
    } else {
        "Activate the plan (not approved)"
    };
    let nobody = view.user.trim().is_empty();
    Some(Action {
        key: "activate",
        label: label.to_owned(),
        tone: Tone::Bad,
        refused: nobody.then(|| {
            "Say first who is using this device (in Settings): an activation is signed.".to_owned()
        }),
        about: whose(plan, view),
        asks: ASKS,
        perform,
    })
}

/// Whether a person is among those who may activate a plan; none where it names nobody.
pub(super) fn may(plan: &Record, person: Option<Id>, view: &View<'_>) -> Option<bool> {
    let named = ids(plan, "activators");
    let people = |id: &Id| {
        let of_role = view.there(*id).map(|record| holders(record, view));
        std::iter::once(*id)
            .chain(of_role.unwrap_or_default())
            .collect::<Vec<Id>>()
    };
    let among = |person| named.iter().flat_map(people).any(|own| own == person);
    (!named.is_empty()).then(|| person.is_some_and(among))
}

// Who may, where whoever asks is not among them.
fn whose(plan: &Record, view: &View<'_>) -> String {
    if may(plan, view.user_id, view) != Some(false) {
        return String::new();
    }
    let named = ids(plan, "activators")
        .into_iter()
        .filter_map(|id| view.there(id));
    let named: Vec<String> = named.map(|record| view.name(record)).collect();
    format!(
        "The plan names who may activate it: {}. You are not among them. Activate it all the same if nobody of them can be reached; it is written down.",
        listed(&named)
    )
}

fn perform(ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    let mode = ask.value("mode").and_then(|mode| choice_of(MODES, mode));
    let mode = mode
        .ok_or("Say whether it is in earnest or an exercise.")?
        .key;
    let reason = ask.answer("reason");
    if reason.is_empty() {
        return Err("Write down why.".to_owned());
    }
    let view = ask.view;
    let occurred = instant(ask.value("occurred")).unwrap_or(view.now());
    if mode == "actual" && occurred > view.now() {
        return Err("When it occurred cannot be still to come.".to_owned());
    }
    let given = match ask.value("incident") {
        None => None,
        given => Some(open_incident(given, &view)?),
    };
    let plan = ask.record;
    let mut writer = Writer {
        id: (ask.mint)(),
        edits: Vec::new(),
        view,
        mint: ask.mint,
    };
    writer.head(plan, (mode, occurred, &reason));
    let incident = match given {
        Some(incident) => Some(writer.taken(plan, incident)?),
        None if mode == "actual" => Some(writer.incident(plan, occurred, &reason)?),
        None => None,
    };
    if let Some(incident) = incident {
        writer.set("incident", Text::string(&incident.to_string()));
    }
    writer.log("declared", &reason, None);
    let all = stages::to_run(&stages::of_plan(plan));
    let ids = writer.stages(&all);
    let begun = Begun {
        mode,
        occurred,
        incident,
    };
    let ready = all
        .iter()
        .zip(ids)
        .filter(|(stage, _)| stage.after.is_empty());
    let mut others = 0;
    for (stage, id) in ready {
        let runbook = stage.runbook.and_then(|runbook| view.there(runbook));
        if let Some(runbook) = runbook.filter(|record| record.kind == RUNBOOK.key()) {
            writer.run(runbook, id, begun, others);
            others += 1;
        }
    }
    Ok(writer.edits)
}

fn open_incident<'v>(given: Option<&Text>, view: &View<'v>) -> Result<&'v Record, String> {
    let found = view
        .linked(given)
        .filter(|record| record.kind == INCIDENT.key());
    let found = found.ok_or("The incident is not here any more.")?;
    if !is_open(found) {
        return Err(format!("{} is not open any more.", view.name(found)));
    }
    Ok(found)
}

// What is handed on to each run.
#[derive(Clone, Copy)]
pub(super) struct Begun {
    pub(super) mode: &'static str,
    pub(super) occurred: i64,
    pub(super) incident: Option<Id>,
}

struct Writer<'a> {
    id: Id,
    edits: Vec<Edit>,
    view: View<'a>,
    mint: &'a mut dyn FnMut() -> Id,
}

impl Writer<'_> {
    fn write(&mut self, path: Path, value: Text) {
        self.edits.push(Edit {
            record: self.id,
            kind: ACTIVATION.key(),
            path,
            value,
        });
    }

    fn set(&mut self, field: &'static str, value: Text) {
        self.write(Path::of(field), value);
    }

    fn set_in(&mut self, list: Key, item: Id, field: &'static str, value: Text) {
        self.write(Path::item(list, item, Key::new(field)), value);
    }

    fn item(&mut self, list: Key, last: &mut Option<String>) -> Id {
        let item = (self.mint)();
        let key = place::between(last.as_deref(), None, item);
        let place = Place {
            key: key.clone(),
            under: None,
        };
        self.write(Path::item(list, item, PLACE), place.to_text());
        *last = Some(key);
        item
    }

    fn head(&mut self, plan: &Record, (mode, occurred, reason): (&'static str, i64, &str)) {
        let view = self.view;
        self.write(CODE, codes::next(&ACTIVATION, view.ledger, 0));
        self.set("title", Text::string(&plan.text("title")));
        self.set("state", Text::string("active"));
        self.set("plan", Text::string(&plan.id.to_string()));
        self.set("plan_version", Text::string(&version::content(plan)));
        self.set("mode", Text::string(mode));
        self.set("occurred", instant_text(occurred));
        self.set("declared", instant_text(view.now()));
        self.set("by", Text::string(view.user.trim()));
        if let Some(me) = view.user_id {
            self.set("by_id", Text::string(&me.to_string()));
            self.set("owner", Text::string(&me.to_string()));
        }
        self.set("reason", Text::string(reason));
    }

    // An incident that is there already is a major one of these services from now on.
    fn taken(&mut self, plan: &Record, incident: &Record) -> Result<Id, String> {
        let mut services: Vec<String> = incident.get("services").unwrap_or_default();
        for service in plan.get::<Vec<String>>("services").unwrap_or_default() {
            if !services.contains(&service) {
                services.push(service);
            }
        }
        self.of_incident(incident.id, "services", Text::of(&services)?);
        self.of_incident(incident.id, "major", Text::of(&true)?);
        Ok(incident.id)
    }

    fn of_incident(&mut self, incident: Id, field: &'static str, value: Text) {
        self.edits.push(Edit {
            record: incident,
            kind: INCIDENT.key(),
            path: Path::of(field),
            value,
        });
    }

    fn incident(&mut self, plan: &Record, occurred: i64, reason: &str) -> Result<Id, String> {
        let view = self.view;
        let incident = (self.mint)();
        let scenario = plan.value(Path::of("scenario"));
        let scenario = scenario.and_then(|scenario| choice_of(SCENARIOS, scenario));
        let name = view.name(plan);
        let quick = Quick {
            title: scenario.map_or_else(
                || name.clone(),
                |scenario| format!("{}: {name}", scenario.label),
            ),
            impact: "high".to_owned(),
            occurred: Some(occurred),
            ..Quick::default()
        };
        self.of_incident(incident, "code", codes::next(&INCIDENT, view.ledger, 0));
        self.edits
            .extend(quick::edits(incident, &quick, &view, self.mint)?);
        self.of_incident(incident, "major", Text::of(&true)?);
        self.of_incident(incident, "description", Text::string(reason));
        if let Some(services) = plan.value(Path::of("services")) {
            self.of_incident(incident, "services", services.clone());
        }
        let commander = ROLES.first().map(|role| role.key);
        if let Some((role, me)) = commander.zip(view.user_id) {
            self.of_incident(incident, role, Text::string(&me.to_string()));
        }
        Ok(incident)
    }

    // The plan's stages as they stand; what comes first is said of each, whatever the plan left open.
    fn stages(&mut self, all: &[Planned]) -> Vec<Id> {
        let mut last = None;
        let ids: Vec<Id> = all.iter().map(|_| self.item(STAGES, &mut last)).collect();
        for (stage, id) in all.iter().zip(&ids) {
            let runbook = stage.runbook.and_then(|runbook| self.view.there(runbook));
            let title = runbook.map(|runbook| runbook.text("title").into_owned());
            let mut after: Vec<String> =
                stage.after.iter().map(|at| ids[*at].to_string()).collect();
            after.arrange();
            self.set_in(STAGES, *id, "phase", Text::string(PHASES[stage.phase].key));
            if let Some(runbook) = stage.runbook {
                self.set_in(STAGES, *id, "runbook", Text::string(&runbook.to_string()));
            }
            let title = title.unwrap_or_else(|| stage.note.clone());
            self.set_in(STAGES, *id, "title", Text::string(&title));
            self.set_in(STAGES, *id, "origin", Text::string(&stage.id.to_string()));
            if let Ok(after) = Text::of(&after) {
                self.set_in(STAGES, *id, "after", after);
            }
        }
        ids
    }

    fn log(&mut self, what: &'static str, text: &str, stage: Option<Id>) {
        // Later entries stand behind by their times; their places need only differ.
        let mut last = self.last_entry();
        let entry = self.item(LOG, &mut last);
        let view = self.view;
        self.set_in(LOG, entry, "at", instant_text(view.now()));
        self.set_in(LOG, entry, "by", Text::string(view.user.trim()));
        if let Some(me) = view.user_id {
            self.set_in(LOG, entry, "by_id", Text::string(&me.to_string()));
        }
        self.set_in(LOG, entry, "what", Text::string(what));
        self.set_in(LOG, entry, "text", Text::string(text));
        if let Some(stage) = stage {
            self.set_in(LOG, entry, "stage", Text::string(&stage.to_string()));
        }
    }

    fn last_entry(&self) -> Option<String> {
        let of_log = |edit: &&Edit| edit.path.list == LOG && edit.path.field == PLACE;
        let keys = self.edits.iter().filter(of_log);
        keys.filter_map(|edit| Some(edit.value.get::<Place>()?.key))
            .max()
    }

    fn run(&mut self, runbook: &Record, stage: Id, begun: Begun, others: u64) {
        let (run, edits) = started(runbook, begun, others, &self.view, self.mint);
        self.set_in(STAGES, stage, "run", Text::string(&run.to_string()));
        self.log("run_started", &runbook.text("title"), Some(stage));
        self.edits.extend(edits);
    }
}

// A run of a stage; `others` are started in the same change before it, and take the codes before its own.
pub(super) fn started(
    runbook: &Record,
    begun: Begun,
    others: u64,
    view: &View<'_>,
    mint: &mut dyn FnMut() -> Id,
) -> (Id, Vec<Edit>) {
    let options = Options {
        mode: begun.mode,
        occurred: Some(begun.occurred),
        subject: begun.incident,
        parts: posts::parts(runbook, view),
        ..Options::default()
    };
    let mut started = start::start(runbook, view, &options, mint);
    let code = started.edits.iter_mut().find(|edit| edit.path == CODE);
    if let Some(code) = code {
        code.value = codes::next(&RUN, view.ledger, others);
    }
    (started.run, started.edits)
}
