//! What is wrong between a plan and the people and ways that it relies on.

use crate::describe::Finding;
use crate::rooms::changes::plans::ids;
use crate::rooms::plans::scope::Scope;
use crate::rooms::training::gaps::roles;
use crate::rooms::training::held::{Held, demanded, demands, holders};
use crate::value::list_in_conflict;
use crate::view::View;
use holdfast_ledger::{Id, Key, Record};
use std::collections::BTreeSet;

/// What is wrong with a plan, beside what its own room finds.
pub fn plan(plan: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = one_activator(plan, view).into_iter().collect();
    found.extend(untrained(plan, view));
    found.extend(channel_lost(plan, view));
    found
}

// Holidays are not written down here: that there is a second person is what can be known.
fn one_activator(plan: &Record, view: &View<'_>) -> Option<Finding> {
    let mut people: BTreeSet<Id> = BTreeSet::new();
    for id in ids(plan, "activators") {
        let record = view.there(id).filter(|record| View::is_live(record))?;
        if record.kind == "role" {
            people.extend(holders(record, view));
        } else if record.kind == "person" {
            people.insert(id);
        } else {
            // Of a team somebody is there.
            return None;
        }
    }
    let mut people = people.into_iter();
    let (Some(only), None) = (people.next(), people.next()) else {
        return None;
    };
    let text = format!(
        "Only {} may activate it. Name somebody else beside, for when they are on leave or cannot be reached.",
        view.name(view.there(only)?)
    );
    Some(Finding::warn(
        "plan-one-activator",
        Some("activators"),
        text,
    ))
}

// Of one that nobody holds another check tells.
fn untrained(plan: &Record, view: &View<'_>) -> Option<Finding> {
    let roles = roles(plan, view);
    if roles.is_empty() {
        return None;
    }
    let (held, all, today) = (Held::of(view), demands(view), view.today());
    let bare = |role: &&Id| {
        let needed = demanded(**role, &all);
        let people = view.there(**role).map(|role| holders(role, view));
        let people = people.unwrap_or_default();
        let has = |person: &Id| {
            let counts = |one: &Id| held.standing(*person, *one, today).counts();
            needed.iter().all(counts)
        };
        !needed.is_empty() && !people.is_empty() && !people.iter().any(has)
    };
    let role = view.there(*roles.iter().find(bare)?)?;
    let text = format!(
        "Nobody who may hold the role {} has all competences that it needs. Train its primary or a deputy.",
        view.name(role)
    );
    Some(Finding::warn("plan-role-untrained", Some("teams"), text))
}

// Chat, paging and mail are services, too: a channel that is called as one that is down is lost with it.
fn channel_lost(plan: &Record, view: &View<'_>) -> Option<Finding> {
    let messages = plan.items(Key::new("messages"));
    let channels: Vec<String> = messages
        .iter()
        .map(|item| item.text("channel").trim().to_lowercase())
        .collect();
    if channels.iter().all(String::is_empty) {
        return None;
    }
    let scope = Scope::of(plan, view);
    let all = &scope.catalogue;
    let down = all
        .ids
        .iter()
        .filter(|id| scope.is_down(**id) == Some(true));
    let mut titled = down.filter_map(|id| {
        let record = view.there(*id)?;
        let title = record.text("title").trim().to_lowercase();
        (!title.is_empty()).then_some((record, title))
    });
    let (service, _) = titled.find(|(_, title)| channels.contains(title))?;
    let disputed = if list_in_conflict(plan, "messages") {
        " People disagree about the messages: decide that first."
    } else {
        ""
    };
    let text = format!(
        "A message goes by {}, which the loss takes down. Choose a channel that stays.{disputed}",
        view.name(service)
    );
    Some(Finding::bad("plan-channel-lost", Some("messages"), text))
}
