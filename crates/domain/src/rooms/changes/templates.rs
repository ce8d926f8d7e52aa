//! Templates of standard changes: approved once, for all the changes that are made from them.

use super::CHANGE;
use super::approvals::Who;
use super::describe::TEMPLATE_FIELDS;
use super::window::Window;
use crate::ask::Ask;
use crate::describe::{Action, Field, Finding, Kind, Tone, Type, field};
use crate::rooms::review;
use crate::value::{instant, instant_text, outcomes, part};
use crate::view::View;
use holdfast_ledger::{Edit, Path, Record, Text};

/// Who approved a template, when, and what it said then.
pub(super) const APPROVAL: &[Field] = &[
    field("by", "By", Type::Line),
    field("by_id", "Person", Type::Link(&["person"])),
    field("at", "At", Type::Instant),
    field("content", "Version", Type::Line).help("The fingerprint of what was approved."),
];

/// The version of the way in which [`content`] is computed.
const CONTENT_VERSION: u32 = 1;

/// What a change takes over from its template, and what an approval of the template is given for.
const CONTENT: [&str; 15] = [
    "services",
    "category",
    "reason",
    "risk_level",
    "outage",
    "implementation_plan",
    "implementation_runbook",
    "test_plan",
    "test_runbook",
    "back_out_plan",
    "back_out_runbook",
    "validation",
    "communications",
    "communications_runbook",
    "runbooks",
];

/// A template of standard changes.
pub static CHANGE_TEMPLATE: Kind = Kind {
    id: "change_template",
    room: "changes",
    code: "CHT",
    one: "Change template",
    many: "Change templates",
    icon: "copy",
    purpose: "Changes that are done often and carry little risk: approved once as a template, then \
              scheduled without asking again. Write down one, and have it approved by somebody else.",
    sort: "title",
    fields: TEMPLATE_FIELDS,
    lists: &[],
    figures: &[],
    actions,
    findings,
};

/// The fingerprint of what a template says, with the version of this rule before it.
pub fn content(template: &Record) -> String {
    let fields = CONTENT.iter().chain(&["duration"]);
    let lines = fields.flat_map(|field| {
        let json = |value: Option<&Text>| value.map_or("null", Text::as_str).to_owned();
        let said = outcomes(template, field).into_iter();
        said.map(move |value| format!("{field}={}\n", json(value)))
    });
    let text: String = lines.collect();
    let hash = holdfast_ledger::hash::fingerprint(text.as_bytes());
    format!("{CONTENT_VERSION}:{hash}")
}

fn approved(template: &Record) -> Option<(Who, String)> {
    let approval = template.value(Path::of("approval"))?;
    let text = |key| part(approval, key).map(|text| text.plain().into_owned());
    let who = Who::named(
        text("by_id").unwrap_or_default(),
        text("by").unwrap_or_default(),
    );
    Some((who, text("content").unwrap_or_default()))
}

/// Whether changes may be made from a template without asking again.
///
/// # Errors
/// Why not, as a sentence.
pub fn stands(template: &Record, view: &View<'_>) -> Result<(), String> {
    let name = || view.name(template);
    if !View::is_live(template) {
        return Err(format!("The template {} is no longer in use.", name()));
    }
    let Some((who, then)) = approved(template) else {
        return Err(format!("The template {} is not approved.", name()));
    };
    if then != content(template) {
        return Err(format!(
            "The template {} was changed since it was approved.",
            name()
        ));
    }
    let own = outcomes(template, "owner").into_iter().flatten();
    if own
        .map(|owner| Who::linked(owner, view))
        .any(|owner| owner.same(&who))
    {
        return Err(format!(
            "The template {} was approved by its owner, which does not count (four eyes).",
            name()
        ));
    }
    Ok(())
}

const NEW: &[Field] = &[
    field("title", "Title", Type::Line).help("Empty: that of the template."),
    field("start", "Starts", Type::Instant)
        .help("May stay empty; it ends after the template’s duration."),
];

fn actions(template: &Record, view: &View<'_>) -> Vec<Action> {
    vec![
        Action {
            key: "approve",
            label: "Approve".to_owned(),
            tone: if stands(template, view).is_ok() {
                Tone::Plain
            } else {
                Tone::Good
            },
            refused: approve_refused(template, view),
            about: String::new(),
            asks: &[],
            perform: approve,
        },
        Action {
            key: "new_change",
            label: "New change from this".to_owned(),
            tone: if stands(template, view).is_ok() {
                Tone::Good
            } else {
                Tone::Plain
            },
            refused: None,
            about: String::new(),
            asks: NEW,
            perform: new_change,
        },
        review::action(review::mark_yearly),
    ]
}

fn approve_refused(template: &Record, view: &View<'_>) -> Option<String> {
    let Some(me) = Who::using(view) else {
        return Some(
            "Say first who is using this device (in Settings): an approval is signed.".to_owned(),
        );
    };
    let owners: Vec<Who> = outcomes(template, "owner")
        .into_iter()
        .flatten()
        .map(|owner| Who::linked(owner, view))
        .collect();
    if owners.is_empty() {
        return Some("Name its owner first: somebody else approves it (four eyes).".to_owned());
    }
    if owners.iter().any(|owner| owner.same(&me)) {
        return Some(
            "You own this template; somebody else must approve it (four eyes).".to_owned(),
        );
    }
    if template.text("back_out_plan").trim().is_empty()
        && template.value(Path::of("back_out_runbook")).is_none()
    {
        return Some("There is no back-out plan. Write down the way back first.".to_owned());
    }
    let covered = |field: &str| CONTENT.contains(&field) || field == "duration";
    if template
        .conflicts()
        .any(|slot| covered(slot.path.field.as_str()))
    {
        return Some(
            "Two people changed it differently. Settle that first: what is approved must be known."
                .to_owned(),
        );
    }
    stands(template, view)
        .is_ok()
        .then(|| "It is approved as it stands.".to_owned())
}

fn approve(ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    let (template, view) = (ask.record, ask.view);
    if let Some(why) = approve_refused(template, &view) {
        return Err(why);
    }
    let mut approval = serde_json::json!({
        "by": view.user.trim(),
        "at": instant_text(view.now()).plain(),
        "content": content(template),
    });
    if let Some(id) = view.user_id {
        approval["by_id"] = id.to_string().into();
    }
    Ok(vec![ask.set("approval", Text::of(&approval)?)])
}

fn new_change(mut ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    let (template, view) = (ask.record, ask.view);
    let title = match ask.answer("title") {
        title if title.is_empty() => template.text("title").into_owned(),
        title => title,
    };
    let mut fields = vec![
        ("title", Text::string(&title)),
        ("type", Text::string("standard")),
        ("template", Text::string(&template.id.to_string())),
    ];
    if let Some(me) = view.user_id {
        fields.push(("requester", Text::string(&me.to_string())));
    }
    let taken = CONTENT.into_iter();
    fields.extend(taken.filter_map(|field| {
        let value = template.value(Path::of(field))?;
        Some((field, value.clone()))
    }));
    let start = instant(ask.value("start"));
    if let (Some(start), Some(minutes)) = (start, template.get::<f64>("duration")) {
        let end = start + (minutes * 60_000.0) as i64;
        fields.push(("window", Window { start, end }.to_text()?));
    }
    Ok(ask.create(&CHANGE, fields))
}

fn findings(template: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Err(why) = stands(template, view) {
        let text = format!(
            "{why} Changes made from it are not scheduled until somebody else approves it."
        );
        let changed = approved(template).is_some();
        let make = if changed { Finding::bad } else { Finding::warn };
        found.push(make("template-unapproved", Some("approval"), text));
    }
    review::beside(found, template, view)
}

/// Why a standard change cannot be scheduled: what it is made from is not approved.
pub fn unapproved(change: &Record, view: &View<'_>) -> Option<String> {
    let Some(link) = change.value(Path::of("template")) else {
        return Some(
            "A standard change comes from an approved template, and this one from none. Choose one, or \
             make it a normal change."
                .to_owned(),
        );
    };
    match view.linked(Some(link)) {
        None => Some("The template that it was made from is no longer there. Choose another one, or make it a normal change.".to_owned()),
        Some(template) => stands(template, view)
            .err()
            .map(|why| format!("{why} Have it approved first, or make this a normal change.")),
    }
}

const CHOOSE: &[Field] = &[
    field("template", "Template", Type::Link(&["change_template"]))
        .help("Only what the change does not say yet is taken over."),
];

/// The action "Choose template", of a standard change that stands on none that is there.
pub fn action(change: &Record, view: &View<'_>) -> Option<Action> {
    let lost = change.text("type") == "standard"
        && view.linked(change.value(Path::of("template"))).is_none();
    lost.then(|| Action {
        key: "template",
        label: "Choose template".to_owned(),
        tone: Tone::Plain,
        refused: None,
        about: String::new(),
        asks: CHOOSE,
        perform: choose,
    })
}

fn choose(ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    let chosen = ask.value("template").cloned();
    let template = ask.view.linked(chosen.as_ref());
    let (Some(chosen), Some(template)) = (chosen, template) else {
        return Err("Choose a template.".to_owned());
    };
    let mut edits = vec![ask.set("template", chosen)];
    for field in CONTENT {
        let own = ask.record.value(Path::of(field)).is_some();
        if let Some(value) = template.value(Path::of(field)).filter(|_| !own) {
            edits.push(ask.set(field, value.clone()));
        }
    }
    Ok(edits)
}
