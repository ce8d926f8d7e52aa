//! Starting a run: the runbook as it stands, frozen into a record of its own.

use super::log::{EVENTS, What};
use super::steps::{self, STEPS};
use super::variables::{VALUES, VARIABLES};
use super::version;
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
    /// When the disruption began, in milliseconds since 1970, if that is known.
    pub occurred: Option<i64>,
    /// The values of variables, by name; where there is none, the default holds.
    pub values: BTreeMap<String, String>,
}

/// A run to be written.
#[derive(Clone, Debug)]
pub struct Started {
    /// The id of its record.
    pub run: Id,
    /// The edits that write it.
    pub edits: Vec<Edit>,
}

struct Writer<'a> {
    run: Id,
    edits: Vec<Edit>,
    mint: &'a mut dyn FnMut() -> Id,
}

/// Starts a run of a runbook. Its steps are copies: what becomes of the runbook later
/// does not touch them. Secrets get no value here.
pub fn start(
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
    writer.head(runbook, view, options);
    writer.values(runbook, options);
    writer.steps(runbook);
    let event = (writer.mint)();
    writer.set(EVENTS, event, "what", Text::string(What::Started.key()));
    writer.set(EVENTS, event, "at", value::instant_text(view.now));
    writer.set(EVENTS, event, "by", Text::string(view.user));
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

    fn head(&mut self, runbook: &Record, view: &View<'_>, options: &Options) {
        let number = view.ledger.highest_code(super::RUN.key()) + 1;
        let title = match options.title.trim() {
            "" => runbook.text("title").into_owned(),
            title => title.to_owned(),
        };
        self.write(CODE, Text::string(&format!("{}-{number}", super::RUN.code)));
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
        if let Some(occurred) = options.occurred {
            self.write(Path::of("occurred"), value::instant_text(occurred));
        }
        if let Some(lead) = view.user_id {
            self.write(Path::of("owner"), Text::string(&lead.to_string()));
        }
    }

    fn values(&mut self, runbook: &Record, options: &Options) {
        let mut last: Option<String> = None;
        for variable in runbook.items(VARIABLES) {
            let name = variable.text("name").into_owned();
            if name.is_empty() || variable.get::<bool>("secret") == Some(true) {
                continue;
            }
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

    fn steps(&mut self, runbook: &Record) {
        let items = runbook.items(STEPS);
        let copies: HashMap<Id, Id> = items.iter().map(|item| (item.id, (self.mint)())).collect();
        for item in &items {
            self.copy(item, &copies);
        }
    }

    // Whatever fields a step has are copied, those too that this version does not know.
    fn copy(&mut self, item: &Item<'_>, copies: &HashMap<Id, Id>) {
        let Some(&copy) = copies.get(&item.id) else {
            return;
        };
        let under = item
            .parent
            .and_then(|parent| copies.get(&parent))
            .map(Id::to_string);
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
                "place" | "origin" => continue,
                steps::PREDECESSORS => renamed(value, copies),
                _ => value.clone(),
            };
            self.write(Path::item(STEPS, copy, field), value);
        }
    }
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
