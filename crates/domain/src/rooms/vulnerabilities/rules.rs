//! What can be done with a vulnerability, and what is wrong with it.

use super::cvss;
use super::figures::is_open;
use super::matching::{linked, matches, unlinked};
use super::policy;
use crate::ask::Ask;
use crate::describe::{Action, Field, Finding, Tone, Type, field};
use crate::rooms::changes::CHANGE;
use crate::rooms::review::{self, day_text};
use crate::rooms::risks::RISK;
use crate::value::{date, part};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Path, Record, Text};
use serde_json::json;

const ACCEPT_ASKS: &[Field] = &[
    field("until", "Until", Type::Date).help("The last day on which the exception holds."),
    field("reason", "Reason", Type::Prose).help("Why leaving it as it is is right."),
];

/// What can be done with a vulnerability.
pub fn actions(record: &Record, view: &View<'_>) -> Vec<Action> {
    let action = |key, label: &str, tone, perform| Action {
        key,
        label: label.to_owned(),
        tone,
        refused: None,
        about: String::new(),
        asks: &[],
        perform,
    };
    let mut offered = vec![
        action("make_risk", "Make a risk", Tone::Plain, |ask| {
            make_risk(ask)
        }),
        action("make_change", "Make a change", Tone::Plain, |ask| {
            Ok(make_change(ask))
        }),
    ];
    if !unlinked(record, view).is_empty() {
        offered.insert(
            0,
            action(
                "link_services",
                "Link the services that match",
                Tone::Good,
                |ask| link(&ask),
            ),
        );
    }
    if is_open(record) || record.text("state") == "mitigated" {
        let nobody = view.user.trim().is_empty();
        offered.push(action("mark_fixed", "Mark fixed", Tone::Plain, |ask| {
            let today = day_text(ask.view.today());
            Ok(vec![
                ask.set("state", Text::string("fixed")),
                ask.set("fixed", today),
            ])
        }));
        offered.push(Action {
            refused: nobody.then(|| {
                "Say first who is using this device (in Settings): this is signed.".to_owned()
            }),
            asks: ACCEPT_ASKS,
            ..action("accept", "Accept for a time", Tone::Plain, |ask| {
                accept(&ask)
            })
        });
    } else {
        offered.push(action("reopen", "Reopen", Tone::Plain, |ask| {
            let cleared = ["fixed", "exception"].map(|field| ask.set(field, Text::null()));
            let mut edits = cleared.to_vec();
            edits.push(ask.set("state", Text::string("exploitable")));
            Ok(edits)
        }));
    }
    offered.push(review::action(review::mark_yearly));
    offered
}

fn accept(ask: &Ask<'_>) -> Result<Vec<Edit>, String> {
    let reason = ask.answer("reason");
    if reason.is_empty() {
        return Err("Write down why it is left as it is.".to_owned());
    }
    let until = date(ask.value("until")).ok_or("Say until which day the exception holds.")?;
    if until <= ask.view.today() {
        return Err(format!("{until} is not after today. Choose a later day."));
    }
    let mut exception = json!({
        "by": ask.view.user.trim(),
        "date": ask.view.today().to_string(),
        "until": until.to_string(),
        "reason": reason,
    });
    if let Some(person) = ask.view.user_id {
        exception["by_id"] = json!(person.to_string());
    }
    Ok(vec![
        ask.set("exception", Text::of(&exception)?),
        ask.set("state", Text::string("accepted")),
    ])
}

fn link(ask: &Ask<'_>) -> Result<Vec<Edit>, String> {
    let found = unlinked(ask.record, &ask.view);
    let mut ids: Vec<Id> = found.iter().map(|one| one.service.id).collect();
    ids.extend(linked(ask.record, &ask.view));
    ids.arrange();
    Ok(vec![ask.set("services", links(&ids)?)])
}

fn links(ids: &[Id]) -> Result<Text, String> {
    Text::of(&ids.iter().map(ToString::to_string).collect::<Vec<_>>())
}

// What it is called where something is made of it: its CVE, if it has one, and its title.
fn name_of(record: &Record) -> String {
    let (cve, title) = (record.text("cve"), record.text("title"));
    match (cve.is_empty(), title.is_empty()) {
        (false, false) => format!("{cve}: {title}"),
        (false, true) => cve.into_owned(),
        (true, false) => title.into_owned(),
        (true, true) => "A vulnerability".to_owned(),
    }
}

fn concerned(ask: &Ask<'_>) -> Vec<Id> {
    let linked = linked(ask.record, &ask.view);
    if !linked.is_empty() {
        return linked;
    }
    let sure = matches(ask.record, &ask.view)
        .into_iter()
        .filter(|one| one.sure);
    sure.map(|one| one.service.id).collect()
}

fn make_risk(mut ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    let name = name_of(ask.record);
    let services = concerned(&ask);
    let mut fields = vec![
        ("title", Text::string(&format!("{name} is exploited"))),
        ("category", Text::string("cyber")),
        ("cause", Text::string(&ask.record.text("description"))),
        ("event", Text::string(&format!("Somebody exploits {name}."))),
    ];
    fields.retain(|(_, value)| !value.plain().is_empty());
    if let Some(owner) = ask.record.value(Path::of("owner")) {
        fields.push(("owner", owner.clone()));
    }
    if !services.is_empty() {
        fields.push(("services", links(&services)?));
    }
    Ok(ask.create(&RISK, fields))
}

fn make_change(mut ask: Ask<'_>) -> Vec<Edit> {
    let name = name_of(ask.record);
    let mut reason = ask.record.text("description").into_owned();
    let action = ask
        .record
        .value(Path::of("kev"))
        .and_then(|kev| part(kev, "action"));
    let due = policy::due(ask.record, &ask.view).ok();
    let services: Vec<String> = concerned(&ask)
        .into_iter()
        .filter_map(|id| ask.view.there(id))
        .map(|service| ask.view.name(service))
        .collect();
    for line in [
        action.map(|action| action.plain().into_owned()),
        due.map(|due| format!("Due by {} ({}).", due.day, due.why)),
        (!services.is_empty()).then(|| format!("Concerns {}.", services.join(", "))),
    ]
    .into_iter()
    .flatten()
    {
        if !reason.is_empty() {
            reason.push_str("\n\n");
        }
        reason.push_str(&line);
    }
    let mut fields = vec![("title", Text::string(&format!("Fix {name}")))];
    if !reason.is_empty() {
        fields.push(("reason", Text::string(&reason)));
    }
    if let Some(owner) = ask.record.value(Path::of("owner")) {
        fields.push(("owner", owner.clone()));
    }
    ask.create(&CHANGE, fields)
}

/// What is wrong with a vulnerability. Thousands are known that concern nobody here: of one that
/// is only potential and touches no service nothing is demanded.
pub fn findings(record: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = vector_findings(record);
    let state = record.text("state");
    let services = linked(record, view);
    let potential = state.is_empty() || state == "potential";
    if is_open(record) {
        let unlinked = unlinked(record, view);
        if !unlinked.is_empty() {
            let names: Vec<String> = unlinked.iter().map(|one| view.name(one.service)).collect();
            let text = format!(
                "By their products it concerns {}, which are not linked. Link them, or say why not.",
                names.join(", ")
            );
            found.push(Finding::warn(
                "vulnerability-unlinked",
                Some("services"),
                text,
            ));
        }
        if !potential || !services.is_empty() {
            found.extend(due_findings(record, potential, view));
        }
        if potential && !services.is_empty() && record.get::<bool>("exploited") == Some(true) {
            let text = "It is known to be exploited and concerns services here. Find out whether it can be exploited here, then set the state.";
            found.push(Finding::bad(
                "vulnerability-exploited",
                Some("state"),
                text.to_owned(),
            ));
        }
    }
    if state == "fixed" && record.value(Path::of("fixed")).is_none() {
        let text = "It is fixed, but not since when.".to_owned();
        found.push(Finding::warn(
            "vulnerability-fixed-undated",
            Some("fixed"),
            text,
        ));
    }
    if state == "accepted" {
        found.extend(exception_finding(record, view));
    }
    review::beside(found, record, view)
}

fn vector_findings(record: &Record) -> Vec<Finding> {
    let mut found = Vec::new();
    for (field, starts) in [
        ("cvss_v4", &["CVSS:4.0/"][..]),
        ("cvss_v3", &["CVSS:3.1/", "CVSS:3.0/"]),
    ] {
        let vector = record.text(field);
        if vector.is_empty() {
            continue;
        }
        let of_version = starts.iter().any(|start| vector.trim().starts_with(start));
        let why = if of_version {
            cvss::score(&vector).err()
        } else {
            Some(format!("it does not begin with {}", starts[0]))
        };
        if let Some(why) = why {
            let text = format!("The CVSS vector cannot be scored: {why}.");
            found.push(Finding::warn(
                "vulnerability-vector-unsound",
                Some(field),
                text,
            ));
        }
    }
    found
}

fn due_findings(record: &Record, potential: bool, view: &View<'_>) -> Option<Finding> {
    match policy::due(record, view) {
        Ok(due) if due.day < view.today() => {
            let (day, why) = (due.day, due.why);
            let text = format!(
                "It was to be fixed by {day} ({why}). Fix it, or have it accepted for a time."
            );
            Some(Finding::bad("vulnerability-overdue", Some("due"), text))
        }
        Ok(_) => None,
        Err(_) if potential => None,
        Err(why) => {
            let text = format!("It can be exploited, but not until when it is fixed: {why}.");
            Some(Finding::warn(
                "vulnerability-without-due",
                Some("due"),
                text,
            ))
        }
    }
}

fn exception_finding(record: &Record, view: &View<'_>) -> Option<Finding> {
    let field = Some("exception");
    let value = record.value(Path::of("exception"));
    let said = |key| value.and_then(|value| part(value, key));
    let whole = ["by", "reason"]
        .iter()
        .all(|key| said(key).is_some_and(|text| !text.plain().trim().is_empty()));
    let Some(until) = date(said("until").as_ref()).filter(|_| whole) else {
        let text = "It is accepted, but not by whom, why or until when. Accept it for a time, or reopen it.";
        return Some(Finding::bad(
            "vulnerability-exception-incomplete",
            field,
            text.to_owned(),
        ));
    };
    (until < view.today()).then(|| {
        let text = format!("The exception lapsed on {until}. Fix it, or accept it again.");
        Finding::bad("vulnerability-exception-lapsed", field, text)
    })
}
