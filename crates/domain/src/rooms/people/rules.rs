//! Gaps in who can be reached, who holds which role, and who is in which team.

use super::{PERSON, ROLE, TEAM, calls, figures};
use crate::ask::Ask;
use crate::codes;
use crate::describe::{Action, Finding, Kind, Tone};
use crate::rooms::review;
use crate::rooms::services::capability::Runbooks;
use crate::rooms::workspace::Settings;
use crate::value::day;
use crate::view::View;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text};
use std::collections::BTreeSet;

/// Whether a field says how to reach somebody: what files for others may leave out.
pub fn is_contact(kind: Key, path: Path) -> bool {
    let room = [&PERSON, &TEAM].into_iter();
    let own = |known: &&Kind| known.id == kind.as_str();
    let field = room
        .filter(own)
        .find_map(|kind| kind.field(path.field.as_str()));
    !path.is_item() && field.is_some_and(|field| field.group == "Contact")
}

const CONTACTS: [&str; 4] = ["phone", "email", "chat", "alternate"];

/// The one person of this name: nobody when two share it.
pub fn named(view: &View<'_>, name: &str) -> Option<Id> {
    let name = name.trim();
    let mut named = view
        .live(super::PERSON.id)
        .filter(|person| person.text("title").trim() == name);
    let only = named.next().filter(|_| !name.is_empty())?;
    named.next().is_none().then_some(only.id)
}

/// Whether this is somebody who is still here.
pub fn is_person(view: &View<'_>, id: Id) -> bool {
    let record = view.ledger.record(id);
    record.is_some_and(|record| record.kind == super::PERSON.key() && View::is_live(record))
}

/// Whom a link to a person leads to.
pub enum Holder<'a> {
    /// Nobody is named.
    Nobody,
    /// Somebody who is no longer here: deleted, archived, or not in this copy.
    Gone(String),
    /// A person.
    Here(&'a Record),
}

/// Whom a link leads to.
pub fn holder<'a>(value: Option<&Text>, view: &View<'a>) -> Holder<'a> {
    match (value, view.linked(value)) {
        (None, _) => Holder::Nobody,
        (Some(_), None) => {
            Holder::Gone("Somebody who is not in this workspace any more".to_owned())
        }
        (Some(_), Some(person)) if View::is_live(person) => Holder::Here(person),
        (Some(_), Some(person)) => Holder::Gone(format!("{}, now archived,", view.name(person))),
    }
}

fn has_contact(person: &Record) -> bool {
    CONTACTS
        .iter()
        .any(|field| !person.text(field).trim().is_empty())
}

/// Whether the file that this copy came from left out how to reach somebody (F3): what is not said
/// here is there where it came from.
pub fn contact_is_left_out(person: &Record) -> bool {
    CONTACTS.iter().any(|field| person.omits(Path::of(field)))
}

/// What can be done with a person.
pub fn person_actions(person: &Record, _: &View<'_>) -> Vec<Action> {
    let why = if contact_is_left_out(person) {
        "The contacts were left out of the file that this copy was made from."
    } else {
        "Write down a phone or an e-mail first."
    };
    let refused = (!has_contact(person)).then(|| why.to_owned());
    vec![Action {
        key: "contact_checked",
        label: "Contact checked today".to_owned(),
        tone: Tone::Plain,
        refused,
        about: String::new(),
        asks: &[],
        perform: |ask: Ask<'_>| {
            let today = review::day_text(ask.view.today());
            Ok(vec![ask.set("contact_checked", today)])
        },
    }]
}

/// What is wrong with a person's record.
pub fn person_findings(person: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = contact_finding(person, view).into_iter().collect();
    found.extend(two_roles(person, view));
    found.extend(calls::findings(person, view));
    review::beside(found, person, view)
}

// One person cannot be in two roles that the same runbook needs at the same time.
fn two_roles(person: &Record, view: &View<'_>) -> Option<Finding> {
    let primary = figures::roles_held(person, view).primary;
    if primary.len() < 2 {
        return None;
    }
    let runbooks = Runbooks::kept(view);
    let pairs = primary.iter().enumerate();
    let mut pairs = pairs.flat_map(|(n, one)| primary[..n].iter().map(move |other| (*other, *one)));
    let clash = |(one, other): (&Record, &Record)| {
        let runbook = runbooks.at_once(one.id, other.id).next()?;
        let runbook = view.there(runbook).map(|runbook| view.name(runbook))?;
        let text = format!(
            "Primary of {} and of {}: {runbook} needs both at the same time. Give one of them to \
             somebody else.",
            view.name(one),
            view.name(other)
        );
        Some(Finding::warn("person-two-roles", None, text))
    };
    pairs.find_map(clash)
}

fn contact_finding(person: &Record, view: &View<'_>) -> Option<Finding> {
    if !has_contact(person) && contact_is_left_out(person) {
        return None;
    }
    if !has_contact(person) {
        let text = "There is no way to reach this person. Write down a phone number.".to_owned();
        return Some(Finding::bad("person-no-contact", Some("phone"), text));
    }
    let field = Some("contact_checked");
    let Some(checked) = day(person, "contact_checked") else {
        let text = "Nobody has checked yet that the person can be reached this way.".to_owned();
        return Some(Finding::warn("person-contact-unchecked", field, text));
    };
    let days = (view.today() - checked).num_days();
    (days > Settings::of(view).contact_days).then(|| {
        let text = format!("The contact was last checked on {checked}, {days} days ago. Check it.");
        Finding::warn("person-contact-stale", field, text)
    })
}

/// What is wrong with a role.
pub fn role_findings(role: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    match holder(role.value(Path::of("primary")), view) {
        Holder::Nobody => {
            let text = "Nobody holds this role. Name a primary.".to_owned();
            found.push(Finding::bad("role-no-holder", Some("primary"), text));
        }
        Holder::Gone(who) => {
            let text = format!("{who} is still its primary. Name somebody else.");
            found.push(Finding::bad("role-holder-gone", Some("primary"), text));
        }
        Holder::Here(_) => {}
    }
    found.extend(deputy_findings(role, view));
    review::beside(found, role, view)
}

fn deputy_findings(role: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let field = Some("deputies");
    let mut named = BTreeSet::new();
    named.insert(role.text("primary").into_owned());
    let mut usable = 0;
    for item in role.items(Key::new("deputies")) {
        match holder(item.value("person"), view) {
            Holder::Nobody => {}
            Holder::Gone(who) => {
                let text = format!("{who} is still a deputy. Name somebody else.");
                found.push(Finding::warn("role-deputy-gone", field, text));
            }
            Holder::Here(person) if !named.insert(item.text("person").into_owned()) => {
                let name = view.name(person);
                let text = format!("{name} is named more than once. A deputy is another person.");
                found.push(Finding::warn("role-deputy-twice", field, text));
            }
            Holder::Here(_) => usable += 1,
        }
    }
    if usable == 0 {
        let text = "Nobody steps in when the primary is away. Name a deputy.".to_owned();
        found.push(Finding::warn("role-no-deputy", field, text));
    }
    found
}

/// What is wrong with a team.
pub fn team_findings(team: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    match holder(team.value(Path::of("lead")), view) {
        Holder::Nobody => {
            let text = "Nobody leads this team. Name a lead.".to_owned();
            found.push(Finding::warn("team-no-lead", Some("lead"), text));
        }
        Holder::Gone(who) => {
            let text = format!("{who} is still its lead. Name somebody else.");
            found.push(Finding::bad("team-lead-gone", Some("lead"), text));
        }
        Holder::Here(_) => {}
    }
    let mut usable = 0;
    for item in team.items(Key::new("members")) {
        match holder(item.value("person"), view) {
            Holder::Nobody => {}
            Holder::Gone(who) => {
                let text = format!("{who} is still a member. Take them out.");
                found.push(Finding::warn("team-member-gone", Some("members"), text));
            }
            Holder::Here(_) => usable += 1,
        }
    }
    if usable == 0 {
        let text = "The team has no members. Add them.".to_owned();
        found.push(Finding::warn("team-no-members", Some("members"), text));
    }
    review::beside(found, team, view)
}

/// The edits that make a role of this name, after `others` that are made in the same command.
pub fn new_role(view: &View<'_>, id: Id, name: &str, others: usize) -> Vec<Edit> {
    let set = |field, value| Edit {
        record: id,
        kind: ROLE.key(),
        path: Path::of(field),
        value,
    };
    vec![
        set("code", codes::next(&ROLE, view.ledger, others as u64)),
        set("title", Text::string(name)),
    ]
}
