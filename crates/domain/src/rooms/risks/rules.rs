//! What can be done with a risk, and what is wrong with it.

use super::figures::{Acceptance, acceptance, expires, is_closed};
use super::matrix::{Matrix, matrix, number};
use super::quant::{self, Side};
use super::scoring::{Rating, Which, unsound};
use crate::ask::Ask;
use crate::describe::{Action, Field, Finding, Tone, Type, field};
use crate::rooms::controls::rules as controls;
use crate::rooms::review;
use crate::value::{date, outcomes, part};
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
            about: String::new(),
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
            about: String::new(),
            asks: ACCEPT_ASKS,
            perform: |ask| accept(&ask),
        },
        review::action(|ask| {
            let rating = Rating::of(ask.record, Which::Current, &ask.view);
            let matrix = matrix(&ask.view);
            let level = matrix.as_ref().as_ref().ok().zip(rating.ok());
            let every = level.map_or("12m", |(matrix, rating)| {
                matrix.level(rating.score).review_every
            });
            review::mark(ask, every)
        }),
        Action {
            key: "copy_assessment",
            label: "Copy last assessment".to_owned(),
            tone: Tone::Plain,
            refused: copy_refused(risk),
            about: String::new(),
            asks: &[],
            perform: |ask| copy_assessment(&ask),
        },
        Action {
            key: "close",
            label: "Close risk".to_owned(),
            tone: Tone::Plain,
            refused: unnamed(view),
            about: String::new(),
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
            about: String::new(),
            asks: &[],
            perform: |ask| Ok(vec![ask.set("acceptance", Text::null())]),
        });
    }
    offered
}

fn copy_refused(risk: &Record) -> Option<String> {
    match outcomes(risk, "current").as_slice() {
        [Some(_)] => None,
        [None] => Some("There is no current assessment to begin with.".to_owned()),
        _ => {
            Some("Two people assessed the current risk differently. Settle that first.".to_owned())
        }
    }
}

/// The last assessment stands again, as of today: what is changed in it from now on shows as
/// changed, what is not as unchanged.
fn copy_assessment(ask: &Ask<'_>) -> Result<Vec<Edit>, String> {
    if let Some(why) = copy_refused(ask.record) {
        return Err(why);
    }
    let current = ask.record.value(Path::of("current"));
    let today = review::day_text(ask.view.today());
    let mut last = Text::null();
    for key in ["likelihood", "impact", "owasp", "date"] {
        if let Some(value) = current.and_then(|current| part(current, key)) {
            last = crate::entry::with_part(Some(&last), key, &value);
        }
    }
    Ok(vec![
        ask.set("last_assessment", last),
        ask.set("current", crate::entry::with_part(current, "date", &today)),
    ])
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
    let rating = Rating::of(risk, Which::Current, view);
    rating.err().map(|why| {
        format!("Assess the current risk first ({why}): what is accepted must be known.")
    })
}

fn accept(ask: &Ask<'_>) -> Result<Vec<Edit>, String> {
    let (risk, view) = (ask.record, ask.view);
    let rating = Rating::of(risk, Which::Current, &view);
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
        "score": score_value(rating.score),
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

// Whole scores are written without a decimal point.
fn score_value(score: f64) -> serde_json::Value {
    if score.fract() == 0.0 {
        json!(score as i64)
    } else {
        json!(score)
    }
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
    let matrix = matrix(view);
    let mut found = match matrix.as_ref() {
        Ok(matrix) => {
            let mut found = assessment_findings(risk, matrix, view);
            found.extend(outside_findings(risk, matrix));
            found.extend(appetite_finding(risk, matrix, view));
            found
        }
        Err(why) => {
            let text = format!("The risk cannot be rated: {}.", unsound(why));
            vec![Finding::warn("risk-matrix-unsound", None, text)]
        }
    };
    found.extend(acceptance_finding(risk, view));
    found.extend(money_findings(risk));
    for action in actions_of(risk)
        .iter()
        .filter(|action| action.is_late(view))
    {
        let due = action.due.map(|due| due.to_string()).unwrap_or_default();
        let text = format!("“{}” was due on {due} and is not done.", action.title);
        found.push(Finding::warn("risk-action-overdue", Some("actions"), text));
    }
    review::beside(found, risk, view)
}

fn assessment_findings(risk: &Record, matrix: &Matrix, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let field = Some("current");
    let read = |which: Which| {
        let value = outcomes(risk, which.field()).first().copied().flatten();
        Rating::read(value, matrix)
    };
    let current = match read(Which::Current) {
        Ok(current) => current.score,
        Err(why) => {
            let text = format!("The current risk is unknown: {why}. Assess it.");
            return vec![Finding::warn("risk-not-assessed", field, text)];
        }
    };
    let Ok(inherent) = read(Which::Inherent) else {
        return found;
    };
    let inherent = inherent.score;
    let (now, before) = (number(current), number(inherent));
    if current > inherent {
        let text = format!(
            "The current score {now} is above the inherent score {before}: what is done \
             about a risk does not raise it. Assess both again."
        );
        found.push(Finding::warn("risk-current-above-inherent", field, text));
    }
    let done = || actions_of(risk).iter().any(|action| action.state == "done");
    if current < inherent && !done() && !controls::any_works(risk, view) {
        let text = format!(
            "The current score {now} is below the inherent score {before}, but no treatment \
             action is done and no control of it works. Write down what lowers it, or raise it."
        );
        found.push(Finding::warn("risk-lowered-without-action", field, text));
    }
    found
}

/// Assessments beside the current one that the matrix has no place for; the current one has a
/// finding of its own.
fn outside_findings(risk: &Record, matrix: &Matrix) -> Vec<Finding> {
    let others = [Which::Inherent, Which::Target].into_iter();
    let outside = others.filter_map(|which| {
        let value = outcomes(risk, which.field()).first().copied().flatten()?;
        let why = Rating::read(Some(value), matrix).err()?;
        let text = format!("The {} assessment cannot be rated: {why}.", which.field());
        Some(Finding::warn(
            "risk-outside-matrix",
            Some(which.field()),
            text,
        ))
    });
    outside.collect()
}

/// What makes no sense in a risk that is told in money.
fn money_findings(risk: &Record) -> Vec<Finding> {
    let mut found = Vec::new();
    for (side, field) in [
        (Side::Before, "frequency"),
        (Side::After, "frequency_after"),
    ] {
        if side.is_told(risk)
            && let Err(why) = quant::model(risk, side)
        {
            let text = format!("The loss a year cannot be computed: {why}.");
            found.push(Finding::warn("risk-loss-unsound", Some(field), text));
        }
    }
    if let (Ok(before), Ok(after)) = (
        quant::model(risk, Side::Before),
        quant::model(risk, Side::After),
    ) && after.expected() > before.expected()
    {
        let text = "The expected loss is greater after the treatment than before. Check both.";
        found.push(Finding::warn(
            "risk-loss-rises",
            Some("loss_after"),
            text.to_owned(),
        ));
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
                "A score of {} was accepted; it is {} now. Accept it again or treat it.",
                number(then),
                number(now)
            ),
        ),
        Acceptance::Valid => {
            let until = expires(risk)?;
            let days = view.days_to(until);
            (days <= EXPIRY_NOTICE_DAYS).then(|| {
                let text = format!("The acceptance expires on {until}, in {days} days.");
                Finding::warn("risk-acceptance-expiring", field, text)
            })
        }
    }
}

fn appetite_finding(risk: &Record, matrix: &Matrix, view: &View<'_>) -> Option<Finding> {
    let value = outcomes(risk, "current").first().copied().flatten();
    let score = Rating::read(value, matrix).ok()?.score;
    let accepting =
        risk.text("treatment") == "accept" || acceptance(risk, view) != Acceptance::None;
    let treated = actions_of(risk)
        .iter()
        .any(|action| action.state != "cancelled");
    // An acceptance that is missing or does not hold has its own finding.
    (!matrix.within(score) && !accepting && !treated).then(|| {
        let (score, appetite) = (number(score), number(matrix.appetite));
        let text = format!(
            "The current score {score} is above the appetite of {appetite} and nothing is done \
             about it. Add treatment actions, or have it accepted."
        );
        Finding::bad("risk-above-appetite", Some("treatment"), text)
    })
}
