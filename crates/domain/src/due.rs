//! What is due of a record and not a review: tests, exercises, approvals that are asked for, tasks,
//! acceptances that lapse; and whom a record needs.

use crate::describe::{By, Field, Kind, Type};
use crate::rooms::risks::figures as risks;
use crate::rooms::{controls, flow, incidents};
use crate::value::{date, day, instant, links, part};
use crate::view::View;
use chrono::NaiveDate;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record};
use std::collections::BTreeSet;

/// Something that is due.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// By which day; none for what waits already.
    pub day: Option<NaiveDate>,
    /// The record.
    pub record: Id,
    /// What is to be done, in words.
    pub what: String,
    /// Whom it needs, where it says so; else whom its record needs.
    pub who: Option<Id>,
}

/// What is due of a record, whatever the day.
pub fn due(record: &Record, view: &View<'_>) -> Vec<Due> {
    let mut found = Vec::new();
    let mut add = |day: Option<NaiveDate>, what: &str, who: Option<Id>| {
        let (record, what) = (record.id, what.to_owned());
        found.push(Due {
            day,
            record,
            what,
            who,
        });
    };
    let on = |field| day(record, field);
    match record.kind.as_str() {
        "restore_test" if record.value(Path::of("ended")).is_none() => {
            if let Some(day) = on("due") {
                add(Some(day), "Restore test", None);
            }
        }
        "control" if record.text("state") != "retired" => {
            if let Some(day) = controls::rules::next_test(record) {
                add(Some(day), "Test of a control", None);
            }
        }
        "exercise" if matches!(&*record.text("state"), "" | "planned") => {
            let from = instant(record.value(Path::of("from")));
            if let Some(day) = from.and_then(|at| view.day_of(at)) {
                add(Some(day), "Exercise", None);
            }
        }
        "improvement" if matches!(&*flow::state(record, "open"), "open" | "in_progress") => {
            if let Some(day) = on("due") {
                add(Some(day), "Improvement", None);
            }
        }
        "risk" if !risks::is_closed(record) => {
            if let Some(day) = risks::expires(record) {
                add(Some(day), "Acceptance lapses", None);
            }
        }
        "vulnerability" if record.text("state") == "accepted" => {
            let until = record.value(Path::of("exception"));
            let until = until.and_then(|value| date(part(value, "until").as_ref()));
            if let Some(day) = until {
                add(Some(day), "Exception lapses", None);
            }
        }
        _ => {}
    }
    let named = |value: Option<&holdfast_ledger::Text>| value?.plain().parse::<Id>().ok();
    let open_incident = record.kind == "incident" && incidents::rules::is_open(record);
    let list = match record.kind.as_str() {
        "risk" if !risks::is_closed(record) => Some("actions"),
        "incident" if open_incident => Some("tasks"),
        _ => None,
    };
    for item in list.map_or_else(Vec::new, |list| record.items(Key::new(list))) {
        let over = matches!(&*item.text("state"), "done" | "cancelled" | "dropped");
        let by = instant(item.value("due")).and_then(|at| view.day_of(at));
        let by = date(item.value("due")).or(by);
        // What nobody set a day for waits; in an incident that burns it does not.
        if !over && (by.is_some() || open_incident) {
            let who = named(item.value("who")).or_else(|| named(item.value("owner")));
            add(by, &format!("Task: {}", item.text("title")), who);
        }
    }
    if record.kind == "change" && matches!(&*record.text("state"), "submitted" | "assessed") {
        for item in record.items(Key::new("approvals")) {
            let waits = matches!(&*item.text("decision"), "" | "pending");
            if let (true, Some(who)) = (waits, named(item.value("asked"))) {
                add(None, "Approval", Some(who));
            }
        }
    }
    found
}

/// The records that stand for a person: the person, and the roles that the person holds or is deputy of;
/// for a role it and who holds it.
pub fn stands_for(id: Id, view: &View<'_>) -> BTreeSet<Id> {
    use crate::rooms::training::held::holders;
    let mut all = BTreeSet::from([id]);
    match view.there(id) {
        Some(role) if role.kind == "role" => all.extend(holders(role, view)),
        _ => {
            let own = view
                .live("role")
                .filter(|role| holders(role, view).contains(&id));
            all.extend(own.map(|role| role.id));
        }
    }
    all
}

/// Whether a record needs one of these: it is one, or a field or list that people write names one.
pub fn needs(record: &Record, kind: &Kind, who: &BTreeSet<Id>) -> bool {
    let by_people = |field: &&Field| {
        let (Type::Link(names) | Type::Links(names)) = field.ty else {
            return false;
        };
        names.iter().any(|kind| matches!(*kind, "person" | "role")) && field.key != "by_id"
    };
    let mut fields = kind.all_fields().filter(by_people);
    let own = fields.any(|field| {
        let one = record.text(field.key).parse::<Id>().ok();
        let mut all = one.into_iter().chain(links(record, field.key));
        all.any(|id| who.contains(&id))
    });
    let in_list = || {
        kind.lists
            .iter()
            .filter(|list| list.by == By::Form)
            .any(|list| {
                let fields: Vec<&Field> = list.fields.iter().filter(by_people).collect();
                let mut items = record.loose_items(Key::new(list.key));
                !fields.is_empty()
                    && items.any(|item| {
                        let named = |field: &&Field| item.text(field.key).parse::<Id>().ok();
                        fields.iter().filter_map(named).any(|id| who.contains(&id))
                    })
            })
    };
    who.contains(&record.id) || own || in_list()
}

/// Who may be asked for: roles, then people who hold one, each by name.
pub fn who(view: &View<'_>) -> Vec<(Id, String)> {
    use crate::rooms::training::held::holders;
    let roles: Vec<&Record> = view.live("role").collect();
    let people: BTreeSet<Id> = roles.iter().flat_map(|role| holders(role, view)).collect();
    let named = |record: &Record| (record.id, view.name(record));
    let mut all: Vec<(Id, String)> = roles.into_iter().map(named).collect();
    all.arrange_by_key(|(_, name)| name.to_lowercase());
    let people = people.into_iter().chain(view.user_id);
    let people = people.collect::<BTreeSet<Id>>().into_iter();
    let mut people: Vec<(Id, String)> = people.filter_map(|id| view.there(id).map(named)).collect();
    people.arrange_by_key(|(_, name)| name.to_lowercase());
    people.extend(all);
    people
}
