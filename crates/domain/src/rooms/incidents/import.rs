//! Taking incidents in from other tools: what of one is news here, and which records its names mean.

use crate::codec::advisory::{list, text_at};
use crate::codec::incidents::SCOPE;
use crate::view::View;
use holdfast_ledger::file::{Loose, Received};
use holdfast_ledger::path::PLACE;
use holdfast_ledger::{Id, Key, Path, Record, Text};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The id of the incident that a source calls so: the same in every copy, so that what is imported apart is
/// one record (UUID version 8).
pub fn id_of(source: &str, name: &str) -> Id {
    Id::named(&format!("holdfast incident\n{source}\n{}", name.trim()))
}

/// Whether what a file covers says that it holds incidents of another tool.
pub fn is_incidents(scope: &str) -> bool {
    scope == SCOPE
}

/// Leaves of an incident of another tool only what is news here, and links it to the services, people and teams
/// that it names: one that was taken in as it is adds nothing, whatever was changed by hand since; one that
/// changed at its source is proposed. Other files pass as they are.
pub fn aim(received: Received, scope: &str, view: &View<'_>) -> Received {
    match received {
        Received::Loose(mut loose) if is_incidents(scope) => {
            let own = loose.id.and_then(|id| view.ledger.record(id));
            let print = Path::of("fingerprint");
            if own.is_some_and(|own| own.value(print) == loose.values.get(&print)) {
                loose.values.clear();
                loose.order.clear();
                return Received::Loose(loose);
            }
            link(&mut loose, own, view);
            // Where an item stands in its list is settled here.
            loose.values.retain(|path, _| {
                !(path.field == PLACE && own.is_some_and(|own| own.value(*path).is_some()))
            });
            Received::Loose(loose)
        }
        other => other,
    }
}

/// The records of some kinds by their names in small letters; none where several have one.
#[derive(Default)]
struct Names(BTreeMap<(&'static str, String), Option<Id>>);

const NAMED: [&str; 3] = ["service", "person", "team"];

impl Names {
    fn kept(view: &View<'_>) -> Arc<Self> {
        let make = |_: Option<&Self>| Self::of(view);
        let Some(recent) = view.recent else {
            return Arc::new(make(None));
        };
        // Revisions only grow, so a sum that stays means that each did.
        let revision = NAMED.map(|kind| view.ledger.revision(Key::new(kind)));
        recent.whole(revision.iter().sum(), make)
    }

    fn of(view: &View<'_>) -> Self {
        let mut names = Self::default();
        for kind in NAMED {
            for record in view.live(kind) {
                let name = small(&record.text("title"));
                let known = names.0.entry((kind, name)).or_insert(Some(record.id));
                if *known != Some(record.id) {
                    *known = None;
                }
            }
        }
        names
    }

    fn find(&self, kind: &'static str, name: &str) -> Option<Id> {
        let name = small(name);
        let known = self.0.get(&(kind, name.clone())).copied().flatten();
        known.filter(|_| !name.is_empty())
    }
}

fn small(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

fn link(loose: &mut Loose, own: Option<&Record>, view: &View<'_>) {
    let names = Names::kept(view);
    let more = loose.values.get(&Path::of("more"));
    let more = more.and_then(|more| serde_json::from_str::<Value>(&more.plain()).ok());
    let more = more.unwrap_or_default();
    let mut services: Vec<Id> = own
        .and_then(|own| own.get::<Vec<String>>("services"))
        .unwrap_or_default()
        .iter()
        .filter_map(|id| id.parse().ok())
        .collect();
    let before = services.len();
    for name in affected(&more) {
        let id = names.find("service", name);
        services.extend(id.filter(|id| !services.contains(id)));
    }
    hit(loose, &names);
    if services.len() > before {
        let ids: Vec<String> = services.iter().map(Id::to_string).collect();
        if let Ok(value) = Text::of(&ids) {
            loose.values.insert(Path::of("services"), value);
        }
    }
    let mut one = |field, kind, list_of: &str, path: &[&str]| {
        let mut said = list(&more, list_of)
            .iter()
            .filter_map(|one| text_at(one, path));
        if let Some(id) = said.find_map(|name| names.find(kind, name)) {
            let value = Text::string(&id.to_string());
            loose.values.insert(Path::of(field), value);
        }
    };
    one(
        "assignee",
        "person",
        "assignments",
        &["assignee", "summary"],
    );
    one("team", "team", "teams", &["summary"]);
}

/// What a source says was hit, by name.
fn affected(more: &Value) -> Vec<&str> {
    let cstate = list(more, "affected").iter().filter_map(Value::as_str);
    let components = list(more, "components").iter();
    let components = components.filter_map(|one| text_at(one, &["name"]));
    let one = ["summary", "name"].iter();
    let one = one.filter_map(|key| text_at(more, &["service", key]));
    let several = list(more, "impacted_services").iter();
    let several = several.filter_map(|one| text_at(one, &["summary"]));
    cstate
        .chain(components)
        .chain(one.take(1))
        .chain(several)
        .collect()
}

// An outage notes what its source says was hit.
fn hit(loose: &mut Loose, names: &Names) {
    let list = Key::new("outages");
    let noted = loose.values.iter().filter_map(|(path, note)| {
        let own = path.list == list && path.field.as_str() == "note";
        let id = names.find("service", &note.plain()).filter(|_| own)?;
        let at = Path::item(list, path.item, Key::new("service"));
        Some((at, Text::string(&id.to_string())))
    });
    let found: Vec<(Path, Text)> = noted.collect();
    loose.values.extend(found);
}
