//! Starting a run: the runbook as it stands, frozen into a record of its own.

use super::RUN;
use super::disputed;
use super::log::{EVENTS, What};
use super::posts::Part;
use super::run::RunView;
use super::steps::{self, STEPS};
use super::variables::{VALUES, VARIABLES};
use super::version;
use crate::codes;
use crate::value;
use crate::view::View;
use holdfast_ledger::index::CODE;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::{Item, Place};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text, place};
use std::collections::{BTreeMap, HashMap};

/// How a run is started.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The key of its mode: `actual`, `exercise` or `test`.
    pub mode: &'static str,
    /// What it is called; empty for the runbook's title.
    pub title: String,
    /// When the disruption began, or the scenario of an exercise (else that begins with the run), in
    /// milliseconds since 1970, if that is known.
    pub occurred: Option<i64>,
    /// When it was noticed.
    pub detected: Option<i64>,
    /// The record that it is carried out for.
    pub subject: Option<Id>,
    /// The values of variables, by name; where there is none, the default holds.
    pub values: BTreeMap<String, String>,
    /// Who has which role at the start; those that nobody has are not written.
    pub parts: Vec<Part>,
}

/// A run to be written.
#[derive(Clone, Debug)]
pub struct Started {
    /// The id of its record.
    pub run: Id,
    /// The edits that write it.
    pub edits: Vec<Edit>,
}

/// The runs of a runbook that are not over, the oldest first.
pub fn going_on<'v>(runbook: &Record, view: &View<'v>) -> Vec<&'v Record> {
    let own = Text::string(&runbook.id.to_string());
    let named = view.ledger.mentions(runbook.id);
    let runs = named.filter_map(|id| view.there(id)).filter(|run| {
        run.kind == RUN.key()
            && View::is_live(run)
            && run.value(Path::of("runbook")) == Some(&own)
            && !RunView::kept(run, view).state.is_over()
    });
    let mut runs: Vec<&Record> = runs.collect();
    runs.arrange_by_key(|run| run.id);
    runs
}

struct Writer<'a> {
    run: Id,
    edits: Vec<Edit>,
    mint: &'a mut dyn FnMut() -> Id,
}

/// Whether a run can be started so.
///
/// # Errors
/// When it is not said what for, when the times make no sense. The time of an exercise is the
/// scenario's, and may be any.
pub fn check(options: &Options, now: i64) -> Result<(), String> {
    let future = |time: Option<i64>| time.is_some_and(|time| time > now);
    let in_earnest = options.mode == "actual";
    if options.mode.is_empty() {
        return Err("Say what the run is for.".to_owned());
    }
    if in_earnest && (future(options.occurred) || future(options.detected)) {
        return Err("When it occurred or was detected cannot be still to come.".to_owned());
    }
    let reversed = options.occurred.zip(options.detected);
    if reversed.is_some_and(|(occurred, detected)| detected < occurred) {
        return Err("It cannot be detected before it occurred.".to_owned());
    }
    Ok(())
}

/// Starts a run of a runbook. Its steps are copies: what becomes of the runbook later
/// does not touch them. Secrets get no value here.
pub fn start(
    runbook: &Record,
    view: &View<'_>,
    options: &Options,
    mint: &mut dyn FnMut() -> Id,
) -> Started {
    let Started { run, edits } = frozen(runbook, view, options, mint);
    let mut writer = Writer { run, edits, mint };
    let started = writer.event(What::Started, view);
    let named = |part: &&Part| !part.name.trim().is_empty();
    for part in options.parts.iter().filter(named) {
        let event = writer.event(What::HandedOver, view);
        let mut set = |field, value: &str| writer.set(EVENTS, event, field, Text::string(value));
        set("role", &part.role.to_string());
        set("to", part.name.trim());
        if let Ok(after) = Text::of(&[started.to_string()]) {
            writer.set(EVENTS, event, "after", after);
        }
        if let Some(person) = part.person {
            let person = Text::string(&person.to_string());
            writer.set(EVENTS, event, "to_id", person);
        }
    }
    Started {
        run,
        edits: writer.edits,
    }
}

/// The run of a runbook with an empty log.
pub(super) fn frozen(
    runbook: &Record,
    view: &View<'_>,
    options: &Options,
    mint: &mut dyn FnMut() -> Id,
) -> Started {
    let run = mint();
    let mut writer = Writer {
        run,
        edits: Vec::new(),
        mint,
    };
    let inner = included(runbook, view);
    writer.head(runbook, view, options);
    writer.objectives(runbook, view);
    writer.values(runbook, &inner, options);
    writer.steps(runbook, None, &mut vec![runbook.id], view);
    Started {
        run,
        edits: writer.edits,
    }
}

impl Writer<'_> {
    fn write(&mut self, path: Path, value: Text) {
        self.edits.push(Edit {
            record: self.run,
            kind: super::RUN.key(),
            path,
            value,
        });
    }

    fn set(&mut self, list: Key, item: Id, field: &'static str, value: Text) {
        self.write(Path::item(list, item, Key::new(field)), value);
    }

    // The log of a run begins with who has which role, so that it says so whatever becomes of them.
    fn event(&mut self, what: What, view: &View<'_>) -> Id {
        let event = (self.mint)();
        self.set(EVENTS, event, "what", Text::string(what.key()));
        self.set(EVENTS, event, "at", value::instant_text(view.now()));
        self.set(EVENTS, event, "by", Text::string(view.user));
        event
    }

    fn head(&mut self, runbook: &Record, view: &View<'_>, options: &Options) {
        let title = match options.title.trim() {
            "" => runbook.text("title").into_owned(),
            title => title.to_owned(),
        };
        self.write(CODE, codes::next(&super::RUN, view.ledger, 0));
        self.write(Path::of("title"), Text::string(&title));
        self.write(Path::of("runbook"), Text::string(&runbook.id.to_string()));
        self.write(
            Path::of("runbook_version"),
            Text::string(&version::content(runbook)),
        );
        self.write(Path::of("mode"), Text::string(options.mode));
        if let Some(approval) = runbook
            .value(Path::of("approval"))
            .filter(|_| version::is_approved(runbook))
        {
            self.write(Path::of("approval"), approval.clone());
        }
        // The scenario of an exercise starts with it, unless somebody says otherwise.
        let scenario = (options.mode == "exercise").then_some(view.now());
        if let Some(occurred) = options.occurred.or(scenario) {
            self.write(Path::of("occurred"), value::instant_text(occurred));
        }
        if let Some(detected) = options.detected {
            self.write(Path::of("detected"), value::instant_text(detected));
        }
        if let Some(subject) = options.subject {
            self.write(Path::of("subject"), Text::string(&subject.to_string()));
        }
        if let Some(lead) = view.user_id {
            self.write(Path::of("owner"), Text::string(&lead.to_string()));
        }
    }

    // What is recovered, and within what: as it stands at the start, whatever becomes of it.
    fn objectives(&mut self, runbook: &Record, view: &View<'_>) {
        let services = recovers(runbook);
        if services.is_empty() {
            return;
        }
        if let Ok(services) = Text::of(&services) {
            self.write(Path::of("services"), services);
        }
        for objective in ["rto", "rpo"] {
            let shortest = shortest(runbook, objective, view);
            if let Some(shortest) = shortest.and_then(|time| Text::of(&time).ok()) {
                self.write(Path::of(objective), shortest);
            }
        }
    }

    // Runbooks that are worked through in this one share its values by name.
    fn values(&mut self, runbook: &Record, inner: &[&Record], options: &Options) {
        let mut last: Option<String> = None;
        let mut named: Vec<String> = Vec::new();
        let runbooks = std::iter::once(runbook).chain(inner.iter().copied());
        for variable in runbooks.flat_map(|runbook| runbook.items(VARIABLES)) {
            let name = variable.text("name").into_owned();
            let secret = variable.get::<bool>("secret") == Some(true);
            if name.is_empty() || secret || named.contains(&name) {
                continue;
            }
            named.push(name.clone());
            let given = options.values.get(&name).cloned();
            let value = given.unwrap_or_else(|| variable.text("default").into_owned());
            let item = (self.mint)();
            let key = place::between(last.as_deref(), None, item);
            self.set(
                VALUES,
                item,
                "place",
                Place {
                    key: key.clone(),
                    under: None,
                }
                .to_text(),
            );
            self.set(VALUES, item, "name", Text::string(&name));
            self.set(VALUES, item, "value", Text::string(&value));
            last = Some(key);
        }
    }

    // `chain` names the runbooks that are being taken in, so that none is taken into itself.
    fn steps(&mut self, runbook: &Record, under: Option<Id>, chain: &mut Vec<Id>, view: &View<'_>) {
        let items = runbook.items(STEPS);
        let copies: HashMap<Id, Id> = items.iter().map(|item| (item.id, (self.mint)())).collect();
        for (step, words) in disputed::all(runbook, view) {
            if let Some(copy) = copies.get(&step) {
                self.set(STEPS, *copy, disputed::DISPUTED, Text::string(&words));
            }
        }
        for item in &items {
            self.copy(item, under, &copies);
            let inner = inner_runbook(item, view)
                .filter(|inner| chain.len() <= MOST_NESTED && !chain.contains(&inner.id));
            if let Some((inner, copy)) = inner.zip(copies.get(&item.id)) {
                let version = version::content(inner);
                self.set(STEPS, *copy, "version", Text::string(&version));
                chain.push(inner.id);
                self.steps(inner, Some(*copy), chain, view);
                chain.pop();
            }
        }
    }

    // Whatever fields a step has are copied, those too that this version does not know.
    fn copy(&mut self, item: &Item<'_>, under: Option<Id>, copies: &HashMap<Id, Id>) {
        let Some(&copy) = copies.get(&item.id) else {
            return;
        };
        let under = item
            .parent
            .and_then(|parent| copies.get(&parent).copied())
            .or(under)
            .map(|id| id.to_string());
        let at = Place {
            key: item.place().key,
            under,
        };
        self.write(Path::item(STEPS, copy, PLACE), at.to_text());
        self.set(STEPS, copy, "origin", Text::string(&item.id.to_string()));
        for field in version::fields_of(item) {
            let Some(value) = item.record.value(Path::item(STEPS, item.id, field)) else {
                continue;
            };
            let value = match field.as_str() {
                "place" | "origin" | disputed::DISPUTED => continue,
                steps::PREDECESSORS => renamed(value, copies),
                _ => value.clone(),
            };
            self.write(Path::item(STEPS, copy, field), value);
        }
    }
}

/// The services that a runbook recovers: those that it names, then those of its milestones.
pub fn recovers(runbook: &Record) -> Vec<String> {
    let mut services: Vec<String> = runbook.get("services").unwrap_or_default();
    let milestones = runbook
        .loose_items(STEPS)
        .filter(|step| step.text("kind") == "milestone");
    for service in milestones.filter_map(|step| step.value("service")) {
        let service = service.plain();
        if !services.iter().any(|known| *known == service) {
            services.push(service.into_owned());
        }
    }
    services
}

/// The shortest time that one of the services of a runbook states as this objective, in minutes.
pub fn shortest(runbook: &Record, objective: &'static str, view: &View<'_>) -> Option<f64> {
    let ids = recovers(runbook);
    let times = ids.iter().filter_map(|id| {
        let service = view.linked(Some(&Text::string(id)))?;
        service.get::<f64>(objective)
    });
    times.reduce(f64::min)
}

/// The service whose RTO a run counts against: the first of its services that states so many minutes.
pub fn stated_by(services: &[Id], rto: f64, view: &View<'_>) -> Option<Id> {
    let states = |id: &&Id| {
        let service = view.there(**id);
        service.and_then(|service| service.get::<f64>("rto")) == Some(rto)
    };
    services.iter().find(states).copied()
}

// The runbook that a step works through.
pub(super) fn inner_runbook<'v>(item: &Item<'_>, view: &View<'v>) -> Option<&'v Record> {
    if item.text("kind") != "runbook" {
        return None;
    }
    view.linked(item.value("runbook"))
        .filter(|inner| inner.kind == super::RUNBOOK.key())
}

/// How many runbooks deep steps are taken in; what is deeper stays a link.
pub(super) const MOST_NESTED: usize = 8;

/// The runbooks that are worked through inside this one, and in those, each once.
pub fn included<'v>(runbook: &Record, view: &View<'v>) -> Vec<&'v Record> {
    let inner = |record: &Record| -> Vec<&'v Record> {
        let items = record.items(STEPS);
        let inner = items.iter().filter_map(|item| inner_runbook(item, view));
        inner.collect()
    };
    let mut found: Vec<&'v Record> = Vec::new();
    let mut open = inner(runbook);
    while let Some(next) = open.pop() {
        if next.id != runbook.id && !found.iter().any(|known| known.id == next.id) {
            open.extend(inner(next));
            found.push(next);
        }
    }
    found
}

// Predecessors by the names that they have in the run; those that are gone stay named
// as they were, and hold nothing.
fn renamed(ids: &Text, copies: &HashMap<Id, Id>) -> Text {
    let rename = |id: String| match id.parse().ok().and_then(|id: Id| copies.get(&id)) {
        Some(copy) => copy.to_string(),
        None => id,
    };
    let names: Option<Vec<String>> = ids.get();
    let mut names: Vec<String> = match names {
        Some(names) => names.into_iter().map(rename).collect(),
        None => return ids.clone(),
    };
    names.arrange();
    Text::of(&names).unwrap_or_else(|_| ids.clone())
}
