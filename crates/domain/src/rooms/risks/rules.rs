//! What can be done with a risk, and what is wrong with it.

use super::figures::{Acceptance, acceptance, expires, is_closed};
use super::scoring::{APPETITE, Rating, Which, level};
use crate::ask::Ask;
use crate::describe::{Action, Field, Finding, Tone, Type, field};
use crate::rooms::review;
use crate::value::{date, outcomes};
use crate::view::View;
use chrono::NaiveDate;
use holdfast_ledger::{Edit, Key, Path, Record, Text};
use serde_json::json;

/// How many days before an acceptance expires it is pointed out.
pub const EXPIRY_NOTICE_DAYS: i64 = 30;

/// A treatment action, read.
pub struct Treatment {
    /// What is to be done.
    pub title: String,
    /// How far it is; empty counts as open.
    pub state: String,
    due: Option<NaiveDate>,
}

impl Treatment {
    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        self.state != "done" && self.state != "cancelled"
    }

    /// Whether it is still to be done and was due before today.
    pub fn is_late(&self, view: &View<'_>) -> bool {
        self.is_open() && self.due.is_some_and(|due| due < view.today())
    }
}

/// A risk's treatment actions.
pub fn actions_of(risk: &Record) -> Vec<Treatment> {
    let items = risk.items(Key::new("actions"));
    let read = |item: &holdfast_ledger::record::Item<'_>| Treatment {
        title: item.text("title").into_owned(),
        state: item.text("state").into_owned(),
        due: date(item.value("due")),
    };
    items.iter().map(read).collect()
}

const ACCEPT_ASKS: &[Field] = &[
    field("expires", "Until", Type::Date)
        .help("The last day on which the acceptance holds; then it lapses."),
    field("reason", "Reason", Type::Prose).help("Why living with this risk is right."),
];

const WHY_ASKS: &[Field] = &[field("reason", "Reason", Type::Prose)];

/// What can be done with a risk.
pub fn actions(risk: &Record, view: &View<'_>) -> Vec<Action> {
    if is_closed(risk) {
        return vec![Action {
            key: "reopen",
            label: "Reopen risk".to_owned(),
            tone: Tone::Plain,
            refused: None,
            asks: &[],
            perform: |ask| Ok(vec![ask.set("closure", Text::null())]),
        }];
    }
    let mut offered = vec![
        Action {
            key: "accept",
            label: "Accept risk".to_owned(),
            tone: Tone::Plain,
            refused: accept_refused(risk, view),
            asks: ACCEPT_ASKS,
            perform: |ask| accept(&ask),
        },
        review::action(|ask| {
            let rating = Rating::of(ask.record, Which::Current);
            let every = rating.map_or("12m", |rating| level(rating.score()).review_every);
            review::mark(ask, every)
        }),
        Action {
            key: "close",
            label: "Close risk".to_owned(),
            tone: Tone::Plain,
            refused: unnamed(view),
            asks: WHY_ASKS,
            perform: |ask| close(&ask),
        },
    ];
    if risk.value(Path::of("acceptance")).is_some() {
        offered.push(Action {
            key: "withdraw_acceptance",
            label: "Withdraw acceptance".to_owned(),
            tone: Tone::Bad,
            refused: None,
            asks: &[],
            perform: |ask| Ok(vec![ask.set("acceptance", Text::null())]),
        });
    }
    offered
}

fn unnamed(view: &View<'_>) -> Option<String> {
    let nobody = view.user.trim().is_empty();
    nobody.then(|| "Say first who is using this device (in Settings): this is signed.".to_owned())
}

fn accept_refused(risk: &Record, view: &View<'_>) -> Option<String> {
    if let Some(why) = unnamed(view) {
        return Some(why);
    }
    if outcomes(risk, "current").len() > 1 {
        return Some(
            "Two people assessed the current risk differently. Settle that first.".to_owned(),
        );
    }
    let rating = Rating::of(risk, Which::Current);
    rating.err().map(|why| {
        format!("Assess the current risk first ({why}): what is accepted must be known.")
    })
}

fn accept(ask: &Ask<'_>) -> Result<Vec<Edit>, String> {
    let (risk, view) = (ask.record, ask.view);
    let rating = Rating::of(risk, Which::Current);
    let rating = match (accept_refused(risk, &view), rating) {
        (None, Ok(rating)) => rating,
        (why, _) => return Err(why.unwrap_or_default()),
    };
    let reason = ask.answer("reason");
    if reason.is_empty() {
        return Err("Write down why the risk is accepted.".to_owned());
    }
    let until = date(ask.value("expires")).ok_or("Say until which day the acceptance holds.")?;
    if until <= view.today() {
        return Err(format!("{until} is not after today. Choose a later day."));
    }
    let mut acceptance = json!({
        "approver": view.user.trim(),
        "date": view.today().to_string(),
        "expires": until.to_string(),
        "reason": reason,
        "score": rating.score(),
    });
    if let Some(person) = view.user_id {
        acceptance["approver_id"] = json!(person.to_string());
    }
    let mut edits = vec![ask.set("acceptance", Text::of(&acceptance)?)];
    if risk.value(Path::of("treatment")).is_none() {
        edits.push(ask.set("treatment", Text::string("accept")));
    }
    Ok(edits)
}

fn close(ask: &Ask<'_>) -> Result<Vec<Edit>, String> {
    if let Some(why) = unnamed(&ask.view) {
        return Err(why);
    }
    let reason = ask.answer("reason");
    if reason.is_empty() {
        return Err("Write down why the risk is closed.".to_owned());
    }
    let closure = json!({
        "by": ask.view.user.trim(),
        "date": ask.view.today().to_string(),
        "reason": reason,
    });
    Ok(vec![ask.set("closure", Text::of(&closure)?)])
}

/// What is wrong with a risk. A closed one is left in peace.
pub fn findings(risk: &Record, view: &View<'_>) -> Vec<Finding> {
    if is_closed(risk) {
        return Vec::new();
    }
    let mut found = assessment_findings(risk);
    found.extend(acceptance_finding(risk, view));
    found.extend(appetite_finding(risk, view));
    for action in actions_of(risk)
        .iter()
        .filter(|action| action.is_late(view))
    {
        let due = action.due.map(|due| due.to_string()).unwrap_or_default();
        let text = format!("“{}” was due on {due} and is not done.", action.title);
        found.push(Finding::warn("risk-action-overdue", Some("actions"), text));
    }
    found.extend(review::overdue(risk, view));
    found
}

fn assessment_findings(risk: &Record) -> Vec<Finding> {
    let mut found = Vec::new();
    let field = Some("current");
    let current = match Rating::of(risk, Which::Current) {
        Ok(current) => current.score(),
        Err(why) => {
            let text = format!("The current risk is unknown: {why}. Assess it.");
            return vec![Finding::warn("risk-not-assessed", field, text)];
        }
    };
    let Ok(inherent) = Rating::of(risk, Which::Inherent) else {
        return found;
    };
    let inherent = inherent.score();
    if current > inherent {
        let text = format!(
            "The current score {current} is above the inherent score {inherent}: what is done \
             about a risk does not raise it. Assess both again."
        );
        found.push(Finding::warn("risk-current-above-inherent", field, text));
    }
    if current < inherent && !actions_of(risk).iter().any(|action| action.state == "done") {
        let text = format!(
            "The current score {current} is below the inherent score {inherent}, but no treatment \
             action is done. Write down what lowers it, or raise it."
        );
        found.push(Finding::warn("risk-lowered-without-action", field, text));
    }
    found
}

fn acceptance_finding(risk: &Record, view: &View<'_>) -> Option<Finding> {
    let field = Some("acceptance");
    let bad = |rule, text: String| Some(Finding::bad(rule, field, text));
    match acceptance(risk, view) {
        Acceptance::None if risk.text("treatment") == "accept" => bad(
            "risk-acceptance-missing",
            "The treatment is to accept, but nobody has accepted the risk.".to_owned(),
        ),
        Acceptance::None => None,
        Acceptance::Incomplete => bad(
            "risk-acceptance-incomplete",
            "The acceptance does not say who accepted, why, or until when. Accept it again."
                .to_owned(),
        ),
        Acceptance::Lapsed(on) => bad(
            "risk-acceptance-lapsed",
            format!(
                "The acceptance lapsed on {on}. Nobody answers for this risk now: accept it again or treat it."
            ),
        ),
        Acceptance::Outgrown(then, now) => bad(
            "risk-acceptance-outgrown",
            format!(
                "A score of {then} was accepted; it is {now} now. Accept it again or treat it."
            ),
        ),
        Acceptance::Valid => {
            let until = expires(risk)?;
            let days = (until - view.today()).num_days();
            (days <= EXPIRY_NOTICE_DAYS).then(|| {
                let text = format!("The acceptance expires on {until}, in {days} days.");
                Finding::warn("risk-acceptance-expiring", field, text)
            })
        }
    }
}

fn appetite_finding(risk: &Record, view: &View<'_>) -> Option<Finding> {
    let score = Rating::of(risk, Which::Current).ok()?.score();
    let accepting =
        risk.text("treatment") == "accept" || acceptance(risk, view) != Acceptance::None;
    let treated = actions_of(risk)
        .iter()
        .any(|action| action.state != "cancelled");
    // An acceptance that is missing or does not hold has its own finding.
    (score > APPETITE && !accepting && !treated).then(|| {
        let text = format!(
            "The current score {score} is above the appetite of {APPETITE} and nothing is done \
             about it. Add treatment actions, or have it accepted."
        );
        Finding::bad("risk-above-appetite", Some("treatment"), text)
    })
}
