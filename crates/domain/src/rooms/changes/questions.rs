//! The questions that a change's risk is judged by: each answer counts by its weight, and the sum
//! says the level.

use super::RISK_LEVELS;
use crate::named_item::NamedItem;
use crate::prelude::*;
use crate::value::choice_of;
use holdfast_ledger::record::Item;
use holdfast_ledger::{Edit, Id, Key, Path, Text};

const QUESTIONS: Key = Key::new("questions");
const ANSWERS: Key = Key::new("answers");

const POINTS: Type = Type::Number {
    min: -1_000_000.0,
    max: 1_000_000.0,
    unit: "points",
};

/// A questionnaire.
pub static QUESTIONNAIRE: Kind = Kind {
    id: "questionnaire",
    room: "changes",
    code: "CQ",
    one: "Risk questionnaire",
    many: "Risk questionnaires",
    icon: "decision",
    purpose: "Questions whose answers say how risky a change is. Give each answer points, as in \
              “Yes = 3”: the weighted sum above a threshold is the level. Of several questionnaires the \
              highest level counts.",
    sort: "title",
    fields: &[
        field("medium_from", "Medium above", POINTS).help("A higher score than this is medium."),
        field("high_from", "High above", POINTS).help("A higher score than this is high."),
    ],
    lists: &[list(
        "questions",
        "Questions",
        "Question",
        &[
            field("title", "Question", Type::Line),
            field("help", "Help", Type::Line),
            field(
                "weight",
                "Weight",
                Type::Number {
                    min: 0.0,
                    max: 1000.0,
                    unit: "",
                },
            )
            .help("Empty counts as 1."),
            field("answers", "Answers", Type::Ordered)
                .help("With their points, as: No = 0, Partly = 1, Yes = 3."),
        ],
    )],
    figures: &[Figure {
        key: "most",
        label: "Highest score",
        how: "The sum of the highest answer of each question times its weight.",
        column: true,
        of: most,
    }],
    actions: review::actions,
    findings,
};

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Its id.
    pub id: Id,
    /// What is asked.
    pub title: String,
    /// What helps to answer it.
    pub help: String,
    /// What its points are multiplied by.
    pub weight: f64,
    /// The answers and their points; none where what is written gives none.
    pub answers: Vec<(String, Option<f64>)>,
}

impl Question {
    fn of(item: &Item<'_>) -> Self {
        let answers: Vec<String> = item.get("answers").unwrap_or_default();
        Self {
            id: item.id,
            title: item.text("title").trim().to_owned(),
            help: item.text("help").trim().to_owned(),
            weight: item.get("weight").unwrap_or(1.0),
            answers: answers.iter().map(|answer| read(answer)).collect(),
        }
    }

    /// The points of an answer times the weight.
    fn points(&self, answer: &str) -> Option<f64> {
        let found = self.answers.iter().find(|(known, _)| known == answer)?;
        Some(found.1? * self.weight)
    }
}

// `Yes = 3`
fn read(answer: &str) -> (String, Option<f64>) {
    match answer.rsplit_once('=') {
        Some((name, points)) => match points.trim().parse::<f64>() {
            Ok(points) if points.is_finite() => (name.trim().to_owned(), Some(points)),
            _ => (answer.trim().to_owned(), None),
        },
        None => (answer.trim().to_owned(), None),
    }
}

/// The questions of a questionnaire, in their order.
pub fn questions(questionnaire: &Record) -> Vec<Question> {
    questionnaire
        .items(QUESTIONS)
        .iter()
        .map(Question::of)
        .collect()
}

fn most(questionnaire: &Record, _: &View<'_>) -> Cell {
    let all = questions(questionnaire);
    if all.is_empty() {
        return Cell::unknown("it asks nothing yet");
    }
    let mut sum = 0.0;
    for question in &all {
        let points = question.answers.iter().filter_map(|(_, points)| *points);
        match points.reduce(f64::max) {
            Some(most) => sum += most * question.weight,
            None => return Cell::unknown("a question has no answers with points"),
        }
    }
    let mark = if crate::value::list_in_conflict(questionnaire, "questions") {
        " (in conflict)"
    } else {
        ""
    };
    Cell {
        text: format!("{}{mark}", number(sum)),
        rank: Some(sum),
        tone: Tone::Plain,
        inputs: format!("{} questions", all.len()),
    }
}

fn findings(questionnaire: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let all = questions(questionnaire);
    let bad = |question: &&Question| {
        question.answers.is_empty() || question.answers.iter().any(|(_, points)| points.is_none())
    };
    if let Some(question) = all.iter().find(bad) {
        let text = format!(
            "“{}” has an answer without points. Write it as: Yes = 3.",
            question.title
        );
        found.push(Finding::bad("question-no-points", Some("questions"), text));
    }
    let (medium, high) = thresholds(questionnaire);
    match (medium, high) {
        (Some(medium), Some(high)) if medium > high => {
            let text =
                "Medium begins above high. Put the thresholds the right way round.".to_owned();
            found.push(Finding::bad("question-thresholds", Some("high_from"), text));
        }
        (Some(_), Some(_)) => {}
        _ => {
            let text =
                "Say above which score a change is medium, and above which it is high.".to_owned();
            found.push(Finding::warn(
                "question-no-thresholds",
                Some("medium_from"),
                text,
            ));
        }
    }
    review::beside(found, questionnaire, view)
}

fn thresholds(questionnaire: &Record) -> (Option<f64>, Option<f64>) {
    (
        questionnaire.get("medium_from"),
        questionnaire.get("high_from"),
    )
}

/// The questionnaires that changes are judged by, by their codes.
pub fn questionnaires<'v>(view: &View<'v>) -> impl Iterator<Item = &'v Record> {
    view.live(QUESTIONNAIRE.id)
}

/// The id of the item that holds the answer to a question: it follows from the question, so that two
/// people who answer it apart disagree about one value (docs/FORMAT.md).
pub fn answer_id(change: Id, question: Id) -> Id {
    Id::named(&format!("answer\n{change}\n{question}"))
}

fn answer_item(change: &Record, question: Id) -> Option<Item<'_>> {
    let own = question.to_string();
    let mut items = change.loose_items(ANSWERS);
    items.find(|item| item.text("question") == own)
}

/// What was answered to a question, each answer once, the one that lists show first.
pub fn answered(change: &Record, question: Id) -> Vec<String> {
    let Some(item) = answer_item(change, question) else {
        return Vec::new();
    };
    let slot = change.slot(Path::item(ANSWERS, item.id, Key::new("answer")));
    let mut found: Vec<String> = Vec::new();
    for value in slot.into_iter().flat_map(|slot| &slot.values) {
        let text = value.text.plain().trim().to_owned();
        if !text.is_empty() && !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// The edits that answer a question; empty takes the answer back.
pub fn answer(change: &Record, question: Id, answer: &str) -> Vec<Edit> {
    let known = answer_item(change, question).map(|item| item.id);
    let item = NamedItem {
        record: change,
        list: ANSWERS,
        known,
        named: answer_id(change.id, question),
    };
    let value = if answer.is_empty() {
        Text::null()
    } else {
        Text::string(answer)
    };
    let about = vec![("question", Text::string(&question.to_string()))];
    item.write(about, [("answer", value)])
}

/// How a change stands by one questionnaire.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// What the questionnaire is called.
    pub name: String,
    /// The lowest and the highest score that the answers give; they differ where people disagree.
    pub points: (f64, f64),
    /// The levels of both: 0 low, 1 medium, 2 high.
    pub level: (usize, usize),
}

/// How risky a change is by all questionnaires.
///
/// # Errors
/// Why that is unknown: nobody asks, or questions are unanswered.
pub fn assess(change: &Record, view: &View<'_>) -> Result<Vec<Score>, String> {
    let mut scores = Vec::new();
    let mut open = 0;
    for questionnaire in questionnaires(view) {
        let name = view.name(questionnaire);
        let all = questions(questionnaire);
        if all.is_empty() {
            continue;
        }
        let mut points = (0.0, 0.0);
        for question in &all {
            let said = answered(change, question.id).into_iter();
            let all: Vec<f64> = said.filter_map(|answer| question.points(&answer)).collect();
            let least = all.iter().copied().reduce(f64::min);
            let most = all.iter().copied().reduce(f64::max);
            match (least, most) {
                (Some(least), Some(most)) => points = (points.0 + least, points.1 + most),
                _ => open += 1,
            }
        }
        let (Some(medium), Some(high)) = thresholds(questionnaire) else {
            return Err(format!("{name} has no thresholds"));
        };
        let level = |points: f64| {
            usize::from(points > medium) + usize::from(points > high && high >= medium)
        };
        scores.push(Score {
            name,
            points,
            level: (level(points.0), level(points.1)),
        });
    }
    match (open, scores.is_empty()) {
        (0, true) => Err("there is no questionnaire".to_owned()),
        (0, false) => Ok(scores),
        (1, _) => Err("1 question is unanswered".to_owned()),
        (n, _) => Err(format!("{n} questions are unanswered")),
    }
}

/// The lowest and the highest level that the answers give: the highest of the questionnaires counts.
pub fn level(scores: &[Score]) -> (usize, usize) {
    let most = |of: fn(&Score) -> usize| scores.iter().map(of).max().unwrap_or_default();
    (most(|score| score.level.0), most(|score| score.level.1))
}

/// The figure `assessed_level`.
pub fn figure(change: &Record, view: &View<'_>) -> Cell {
    let scores = match assess(change, view) {
        Ok(scores) => scores,
        Err(why) => return Cell::unknown(&why),
    };
    let (least, most) = level(&scores);
    let label = |level: usize| RISK_LEVELS[level].label;
    let points = |score: &Score| {
        let (least, most) = (number(score.points.0), number(score.points.1));
        let sum = if least == most {
            least
        } else {
            format!("{least} to {most}")
        };
        format!(
            "{}: {sum}, {}",
            score.name,
            label(score.level.1).to_lowercase()
        )
    };
    let text = if least == most {
        label(most).to_owned()
    } else {
        format!("{} or {} (in conflict)", label(least), label(most))
    };
    let inputs: Vec<String> = scores.iter().map(points).collect();
    let disputed =
        crate::value::list_in_conflict(change, "answers") && !text.contains("in conflict");
    Cell {
        text: if disputed {
            format!("{text} (in conflict)")
        } else {
            text
        },
        rank: Some(most as f64),
        tone: RISK_LEVELS[most].tone,
        inputs: inputs.join("; "),
    }
}

/// Why a change cannot be assessed: questions are open. None where nobody asks any.
pub fn unanswered(change: &Record, view: &View<'_>) -> Option<String> {
    let asks = questionnaires(view).any(|one| !questions(one).is_empty());
    let why = assess(change, view).err().filter(|_| asks)?;
    let mut letters = why.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    Some(format!(
        "{first}{}. Answer them under Assessment first.",
        letters.as_str()
    ))
}

/// The finding `change-risk-below`: the level by hand is lower than what the answers give.
pub fn below(change: &Record, view: &View<'_>) -> Option<Finding> {
    let by_hand = change
        .value(Path::of("risk_level"))
        .and_then(|value| choice_of(RISK_LEVELS, value))?;
    let at = RISK_LEVELS
        .iter()
        .position(|choice| choice.key == by_hand.key)?;
    let (_, most) = level(&assess(change, view).ok()?);
    (at < most).then(|| {
        let text = format!(
            "The risk level is {}, but the answers say {}. Raise it, or answer anew.",
            by_hand.label.to_lowercase(),
            RISK_LEVELS[most].label.to_lowercase()
        );
        Finding::warn("change-risk-below", Some("risk_level"), text)
    })
}

/// A number without needless digits.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
