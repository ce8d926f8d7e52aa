//! What can be done with a policy: what a job or a restore test of it gave is logged in one go.

use super::{BACKUP_JOB, RESTORE_TEST};
use crate::ask::Ask;
use crate::describe::Action;
use crate::prelude::*;
use crate::rooms::review;
use crate::value::instant;
use holdfast_ledger::{Edit, Text};

const JOB_ASKS: &[Field] = &[
    field("result", "Result", Type::Choice(super::RESULTS)),
    field("started", "Started", Type::Instant).help("Empty: now."),
    field("ended", "Ended", Type::Instant),
    field("verified", "Verified", Type::Flag).help("It read back what it wrote."),
    field("message", "Message", Type::Line),
];

const TEST_ASKS: &[Field] = &[
    field("scope", "Scope", Type::Choice(super::SCOPES)).assumed("full"),
    field("started", "Started", Type::Instant)
        .help("When the data was needed: the clock of the RTO runs from here."),
    field("ended", "Ended", Type::Instant).help("When it could be used again."),
    field("data_as_of", "Data as of", Type::Instant).help("The moment whose data came back."),
    field("result", "Result", Type::Choice(super::VERDICTS)),
    field("integrity", "Integrity", Type::Choice(super::INTEGRITY)),
];

/// What can be done with a policy.
pub(super) fn policy(_: &Record, _: &View<'_>) -> Vec<Action> {
    let deed = |key, label: &str, asks, perform| Action {
        key,
        label: label.to_owned(),
        tone: Tone::Plain,
        refused: None,
        asks,
        about: String::new(),
        perform,
    };
    vec![
        deed("log_job", "Log a job", JOB_ASKS, log_job),
        deed("log_test", "Log a restore test", TEST_ASKS, log_test),
        review::action(review::mark_yearly),
    ]
}

fn log_job(mut ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    if ask.value("result").is_none() {
        return Err("Choose how it ended.".to_owned());
    }
    in_order(&ask)?;
    let mut fields = taken(&ask, JOB_ASKS);
    if ask.value("started").is_none() && ask.value("ended").is_none() {
        fields.push(("started", crate::value::instant_text(ask.view.now())));
    }
    Ok(ask.create(&BACKUP_JOB, fields))
}

fn log_test(mut ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    in_order(&ask)?;
    if ask.value("result").is_none() {
        return Err("Choose how it ended.".to_owned());
    }
    let said = |field| ask.value(field).is_some();
    if !(said("started") && said("ended")) {
        return Err(
            "Say when it started and when it ended: without both it proves nothing.".to_owned(),
        );
    }
    let mut fields = taken(&ask, TEST_ASKS);
    if let Some(me) = ask.view.user_id {
        fields.push(("operator", Text::string(&me.to_string())));
    }
    Ok(ask.create(&RESTORE_TEST, fields))
}

fn in_order(ask: &Ask<'_>) -> Result<(), String> {
    let at = |field| instant(ask.value(field));
    match at("started").zip(at("ended")) {
        Some((from, to)) if to < from => Err("It ends before it starts.".to_owned()),
        _ => Ok(()),
    }
}

// Named after its policy, with all that was answered.
fn taken(ask: &Ask<'_>, asks: &[Field]) -> Vec<(&'static str, Text)> {
    let policy = ask.record;
    let mut fields = vec![
        ("title", Text::string(&policy.text("title"))),
        ("policy", Text::string(&policy.id.to_string())),
    ];
    let answered = asks
        .iter()
        .filter_map(|asked| Some((asked.key, ask.value(asked.key)?.clone())));
    fields.extend(answered);
    fields
}
