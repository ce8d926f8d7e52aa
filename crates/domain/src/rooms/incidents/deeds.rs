//! What can be done with an incident besides taking it to the next state.

use super::PROBLEM;
use super::describe::{ESCALATIONS, ROLES};
use super::rules::{
    ASSIGN, FIRST, PERSON, WHEN, acknowledged, answered_time, assignment, entry, is_open, me, state,
};
use super::times::time;
use crate::ask::Ask;
use crate::describe::{Action, Field, Tone, Type, field};
use crate::rooms::flow::{WHY, because};
use crate::value::{choice_of, instant_text};
use holdfast_ledger::{Edit, Path, Record, Text};

const ESCALATE: &[Field] = &[
    field("way", "Way", Type::Choice(ESCALATIONS)),
    field("who", "To", Type::Link(&["person", "role", "team"])),
    field("why", "Why?", Type::Prose),
];
const HAND_OVER: &[Field] = &[
    field("role", "Role", Type::Choice(ROLES)),
    field("who", "To", PERSON),
    field("why", "What they should know", Type::Prose).help("May stay empty."),
];

/// What is offered.
pub fn actions(incident: &Record) -> Vec<Action> {
    let other = |key, label: &str, asks| Action {
        key,
        label: label.to_owned(),
        tone: Tone::Plain,
        refused: None,
        about: String::new(),
        asks,
        perform: beside,
    };
    let mut offered = Vec::new();
    if is_open(incident) {
        if state(incident) != FIRST {
            offered.push(other("assign", "Assign to another", ASSIGN));
        }
        if state(incident) != FIRST && time(incident, "mitigated").is_none() {
            offered.push(other("mitigate", "Mitigated", &[WHEN]));
        }
        offered.push(other("escalate", "Escalate", ESCALATE));
        offered.push(other("hand_over", "Hand over a role", HAND_OVER));
        if incident.get::<bool>("major") != Some(true) {
            offered.push(other("declare", "Declare major incident", WHY));
        }
    }
    if incident.value(Path::of("problem")).is_none() {
        offered.push(other("problem", "Make it a problem", &[]));
    }
    offered
}

// What leaves the state as it is.
fn beside(mut ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    match ask.action {
        "assign" => assignment(&mut ask),
        "mitigate" => {
            let at = answered_time(&ask)?;
            let mut edits = acknowledged(&ask, at);
            edits.push(ask.set("mitigated", instant_text(at)));
            edits.extend(entry(&mut ask, "action", Vec::new(), "Mitigated."));
            Ok(edits)
        }
        "problem" => Ok(problem(&mut ask)),
        "declare" => {
            let (_, why) = because(&mut ask)?;
            let mut edits = vec![ask.set("major", Text::of(&true)?)];
            if let Some(me) = me(&ask).filter(|_| ask.record.value(Path::of("commander")).is_none())
            {
                edits.push(ask.set("commander", me));
            }
            let said = format!("Major incident declared. {why}");
            edits.extend(entry(&mut ask, "decision", Vec::new(), &said));
            Ok(edits)
        }
        "escalate" => {
            let (way, who) = (ask.value("way").cloned(), ask.value("who").cloned());
            let (Some(way), Some(who)) = (way, who) else {
                return Err("Choose the way and to whom.".to_owned());
            };
            let why = ask.answer("why");
            Ok(entry(
                &mut ask,
                "escalated",
                vec![("way", way), ("who", who)],
                &why,
            ))
        }
        _ => hand_over(ask),
    }
}

// What lies behind it gets a record of its own, with what is known.
fn problem(ask: &mut Ask<'_>) -> Vec<Edit> {
    let copied = |field: &'static str| Some((field, ask.record.value(Path::of(field))?.clone()));
    let mut fields: Vec<_> = ["title", "services", "category", "workaround"]
        .into_iter()
        .filter_map(copied)
        .collect();
    let symptoms = ask.record.value(Path::of("description")).cloned();
    fields.extend(symptoms.map(|symptoms| ("symptoms", symptoms)));
    let mut edits = ask.create(&PROBLEM, fields);
    let made = edits
        .first()
        .map(|edit| Text::string(&edit.record.to_string()));
    edits.extend(made.map(|made| ask.set("problem", made)));
    edits
}

fn hand_over(mut ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    let role = ask.value("role").and_then(|value| choice_of(ROLES, value));
    let role = role.ok_or("Choose the role.")?.key;
    let own = me(&ask);
    let Some(who) = ask.value("who").cloned().or(own) else {
        return Err("Choose who has it now.".to_owned());
    };
    if ask.record.value(Path::of(role)) == Some(&who) {
        return Err("They have that role already.".to_owned());
    }
    let why = ask.answer("why");
    let mut edits = vec![ask.set(role, who.clone())];
    let fields = vec![("role", Text::string(role)), ("who", who)];
    edits.extend(entry(&mut ask, "handed_over", fields, &why));
    Ok(edits)
}
