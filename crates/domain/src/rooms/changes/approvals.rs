//! Approvals: who may give one, whom they count for, and what exactly was approved.
//!
//! Four eyes: the requester cannot approve. One voice: a person counts once, whatever
//! roles they hold. Names are attested on a device, not authenticated.

use super::CHANGE;
use super::rules::state;
use crate::ask::Ask;
use crate::describe::{Action, Field, Tone, Type, field};
use crate::value::{instant_text, outcomes};
use crate::view::View;
use holdfast_ledger::record::Item;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text};

const APPROVALS: &str = "approvals";

/// The version of the way in which [`content`] is computed.
const CONTENT_VERSION: u32 = 2;

/// What an approval is given for.
const CONTENT: [&str; 15] = [
    "type",
    "window",
    "outage",
    "risk_level",
    "implementation_plan",
    "test_plan",
    "back_out_plan",
    "communications",
    "runbooks",
    // The version before had those above only.
    "services",
    "implementation_runbook",
    "test_runbook",
    "back_out_runbook",
    "validation",
    "communications_runbook",
];

/// How many of them the first version had.
const FIRST: usize = 9;

/// The fingerprint of what an approval is given for: type, window, outage, risk level, services
/// and plans, with the version of this rule before it.
pub fn content(change: &Record) -> String {
    fingerprint(change, CONTENT_VERSION, &CONTENT)
}

/// Whether a fingerprint is that of what stands there now. It is made anew in the way that it names,
/// so that what was approved earlier is judged as it was (M16); a way that is not known is another.
pub fn is_of(then: &str, change: &Record) -> bool {
    let now = match then.split(':').next() {
        Some("1") => fingerprint(change, 1, &CONTENT[..FIRST]),
        _ => content(change),
    };
    then == now
}

fn fingerprint(change: &Record, version: u32, fields: &[&'static str]) -> String {
    let lines = fields.iter().flat_map(|field| {
        let json = |value: Option<&Text>| value.map_or("null", Text::as_str).to_owned();
        // JSON holds no raw line breaks, so lines cannot run into each other.
        outcomes(change, field)
            .into_iter()
            .map(move |value| format!("{field}={}\n", json(value)))
    });
    let text: String = lines.collect();
    format!(
        "{version}:{}",
        holdfast_ledger::hash::fingerprint(text.as_bytes())
    )
}

/// Somebody: a person record, a name, or both.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Who {
    id: String,
    name: String,
}

impl Who {
    /// Who uses the device; `None` when nobody said.
    pub fn using(view: &View<'_>) -> Option<Self> {
        let id = view.user_id.map(|id| id.to_string()).unwrap_or_default();
        let name = view.user.trim().to_owned();
        (!name.is_empty() || !id.is_empty()).then_some(Self { id, name })
    }

    /// Somebody by what was written down of them.
    pub fn named(id: String, name: String) -> Self {
        Self { id, name }
    }

    /// The person or role that a value links to.
    pub fn linked(value: &Text, view: &View<'_>) -> Self {
        let person = view.linked(Some(value));
        let name = person.map(|person| person.text("title").trim().to_owned());
        Self {
            id: value.plain().into_owned(),
            name: name.unwrap_or_default(),
        }
    }

    /// Whether both may be the same human being: one record, or one name.
    pub fn same(&self, other: &Self) -> bool {
        let named = !self.name.is_empty() && self.name.to_lowercase() == other.name.to_lowercase();
        named || (!self.id.is_empty() && self.id == other.id)
    }
}

/// One line of the list of approvals.
pub struct Approval<'a> {
    item: Id,
    asked: Option<&'a Text>,
    /// `approved`, `rejected`; anything else is pending.
    decision: String,
    who: Who,
    content: String,
}

impl Approval<'_> {
    fn is_decided(&self) -> bool {
        self.decision == "approved" || self.decision == "rejected"
    }

    /// Whether the line now asks a person who is not the one who answered. (A role may have
    /// another holder since; its answer stands.)
    fn is_anothers(&self, view: &View<'_>) -> bool {
        let asked = self.asked.filter(|asked| {
            let record = view.linked(Some(asked));
            record.is_some_and(|record| record.kind == "person")
        });
        asked.is_some_and(|asked| !Who::linked(asked, view).same(&self.who))
    }
}

fn read<'a>(item: &Item<'a>) -> Approval<'a> {
    Approval {
        item: item.id,
        asked: item.value("asked"),
        decision: item.text("decision").into_owned(),
        who: Who {
            id: item.text("by_id").into_owned(),
            name: item.text("by").trim().to_owned(),
        },
        content: item.text("content").into_owned(),
    }
}

/// A change's approvals in their order.
pub fn approvals(change: &Record) -> Vec<Approval<'_>> {
    change.items(Key::new(APPROVALS)).iter().map(read).collect()
}

/// Where the approvals stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many are needed.
    pub needed: usize,
    /// How many people or roles are asked.
    pub asked: usize,
    /// How many people approved what stands there now.
    pub given: usize,
    /// How many people approved something that was changed since, or in a line that now asks
    /// somebody else.
    pub outdated: usize,
    /// How many people declined what stands there now.
    pub declined: usize,
    /// Who approved their own request, by name.
    pub own: Vec<String>,
    /// Who approved more than once, by name.
    pub twice: Vec<String>,
}

impl Tally {
    /// Whether as many approved as are needed.
    pub const fn is_enough(&self) -> bool {
        self.given >= self.needed
    }
}

/// Counts the approvals: each person once, the requester never.
pub fn tally(change: &Record, view: &View<'_>) -> Tally {
    let all = approvals(change);
    let requesters = requesters(change, view);
    let asked = all
        .iter()
        .filter(|approval| approval.asked.is_some())
        .count();
    let needed = change
        .get::<usize>("approvals_needed")
        .filter(|needed| *needed > 0);
    let mut tally = Tally {
        needed: needed.unwrap_or(asked.max(1)),
        asked,
        ..Tally::default()
    };
    let mut voices: Vec<&Who> = Vec::new();
    for approval in all.iter().filter(|approval| approval.is_decided()) {
        let who = &approval.who;
        let approved = approval.decision == "approved";
        if approved && requesters.iter().any(|requester| requester.same(who)) {
            tally.own.push(who.name.clone());
        } else if voices.iter().any(|voice| voice.same(who)) {
            tally.twice.push(who.name.clone());
        } else {
            voices.push(who);
            let stands = is_of(&approval.content, change) && !approval.is_anothers(view);
            match (approved, stands) {
                (true, true) => tally.given += 1,
                (true, false) => tally.outdated += 1,
                (false, true) => tally.declined += 1,
                (false, false) => {}
            }
        }
    }
    tally
}

/// Who requested the change: in a conflict each that somebody named.
fn requesters(change: &Record, view: &View<'_>) -> Vec<Who> {
    let named = outcomes(change, "requester").into_iter().flatten();
    named.map(|value| Who::linked(value, view)).collect()
}

const APPROVE_ASKS: &[Field] =
    &[field("comment", "Comment", Type::Prose).help("May stay empty; conditions, for example.")];
const DECLINE_ASKS: &[Field] = &[field("comment", "Why not?", Type::Prose)];

/// The actions "Approve" and "Decline", while approvals are taken.
pub fn actions(change: &Record, view: &View<'_>) -> Vec<Action> {
    let open = match &*state(change) {
        "assessed" | "authorised" | "scheduled" | "implementing" | "review" => true,
        "closed" => change.text("type") == "emergency" && !tally(change, view).is_enough(),
        _ => false,
    };
    if !open || change.text("type") == "standard" {
        return Vec::new();
    }
    let offer = |key, label: &str, tone, asks, decision| Action {
        key,
        label: label.to_owned(),
        tone,
        refused: line_for(change, view, decision).err(),
        about: String::new(),
        asks,
        perform: decide,
    };
    vec![
        offer("approve", "Approve", Tone::Good, APPROVE_ASKS, "approved"),
        offer(
            "decline",
            "Decline approval",
            Tone::Bad,
            DECLINE_ASKS,
            "rejected",
        ),
    ]
}

/// The line that the device's user answers in: one of theirs, or a new one.
///
/// # Errors
/// Why they cannot answer.
fn line_for(change: &Record, view: &View<'_>, decision: &str) -> Result<Option<Id>, String> {
    let Some(me) = Who::using(view) else {
        return Err(
            "Say first who is using this device (in Settings): an approval is signed.".into(),
        );
    };
    if let Some(slot) = change
        .conflicts()
        .find(|slot| CONTENT.contains(&slot.path.field.as_str()))
    {
        let field = CHANGE
            .field(slot.path.field.as_str())
            .map_or("", |field| field.label);
        return Err(format!(
            "Two people changed “{field}” differently. Settle that first: what is decided on must \
             be known."
        ));
    }
    if requesters(change, view)
        .iter()
        .any(|requester| requester.same(&me))
    {
        return Err("You requested this change; somebody else must approve it (four eyes).".into());
    }
    let all = approvals(change);
    if let Some(mine) = all
        .iter()
        .find(|line| line.is_decided() && line.who.same(&me))
    {
        if mine.decision == decision && is_of(&mine.content, change) {
            return Err("You have already answered so; each person has one voice.".into());
        }
        return Ok(Some(mine.item));
    }
    let mine = |line: &&Approval<'_>| {
        line.asked
            .is_some_and(|asked| answers_for(&me, asked, view))
    };
    match all.iter().filter(|line| !line.is_decided()).find(mine) {
        Some(line) => Ok(Some(line.item)),
        None if all.iter().any(|line| mine(&line)) => {
            Err("Somebody else has already answered for the role that you hold.".into())
        }
        None if all.iter().any(|line| line.asked.is_some()) => {
            Err("You are not among those asked. Add yourself or your role under Approvals.".into())
        }
        None => Ok(None),
    }
}

/// Whether somebody is the person asked, or holds the role asked (as deputy too).
fn answers_for(me: &Who, asked: &Text, view: &View<'_>) -> bool {
    if Who::linked(asked, view).same(me) {
        return true;
    }
    let Some(role) = view
        .linked(Some(asked))
        .filter(|record| record.kind == "role")
    else {
        return false;
    };
    let deputies = role.items(Key::new("deputies"));
    let holders = deputies.iter().filter_map(|deputy| deputy.value("person"));
    let holds = |value: &Text| Who::linked(value, view).same(me);
    role.value(Path::of("primary"))
        .into_iter()
        .chain(holders)
        .any(holds)
}

fn decide(mut ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    let (change, view) = (ask.record, ask.view);
    let decision = if ask.action == "approve" {
        "approved"
    } else {
        "rejected"
    };
    let line = line_for(change, &view, decision)?;
    let comment = ask.answer("comment");
    if decision == "rejected" && comment.is_empty() {
        return Err("Write down why not, so that it can be mended.".to_owned());
    }
    let by_id = view
        .user_id
        .map_or_else(Text::null, |id| Text::string(&id.to_string()));
    let fields = vec![
        ("decision", Text::string(decision)),
        ("by", Text::string(view.user.trim())),
        ("by_id", by_id),
        ("at", instant_text(view.now())),
        (
            "comment",
            if comment.is_empty() {
                Text::null()
            } else {
                Text::string(&comment)
            },
        ),
        ("content", Text::string(&content(change))),
    ];
    Ok(match line {
        Some(item) => fields
            .into_iter()
            .map(|(field, value)| ask.set_in(APPROVALS, item, field, value))
            .collect(),
        None => ask.add(APPROVALS, fields),
    })
}
