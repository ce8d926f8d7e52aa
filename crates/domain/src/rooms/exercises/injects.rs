//! Injects: the states they go through, which are due, and what each step writes.

use super::clock::Clock;
use super::{BEATS, EXERCISE};
use crate::ask::{Answers, Ask};
use crate::describe::Tone;
use crate::rooms::flow::{Step, signed, step};
use crate::value::choice_of;
use crate::view::View;
use holdfast_ledger::record::Item;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Key, Record, Text};

/// The list.
pub const INJECTS: Key = Key::new("injects");
/// The state of an inject that nobody has touched.
pub const FIRST: &str = "planned";

/// The steps of an inject. One that was skipped can be planned again while the exercise lasts.
pub static STEPS: [Step; 8] = [
    step("release", "Release", &["planned"], "released"),
    step("deliver", "Delivered", &["released"], "delivered"),
    step(
        "acknowledge",
        "Acknowledged",
        &["delivered"],
        "acknowledged",
    ),
    step("act", "Acted on", &["delivered", "acknowledged"], "acted"),
    Step {
        tone: Tone::Bad,
        ..step(
            "miss",
            "Missed",
            &["released", "delivered", "acknowledged"],
            "missed",
        )
    },
    Step {
        tone: Tone::Plain,
        ..step("skip", "Skip", &["planned"], "skipped")
    },
    Step {
        tone: Tone::Plain,
        ..step("replan", "Plan again", &["skipped"], "planned")
    },
    Step {
        tone: Tone::Plain,
        ..step("close", "Close", &["acted", "missed"], "closed")
    },
];

/// An inject as it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Inject {
    /// Its item.
    pub id: Id,
    /// Minutes of the scenario from its beginning; none where nobody said.
    pub offset: Option<f64>,
    /// What it is, in a few words.
    pub title: String,
    /// Who it comes from.
    pub from: String,
    /// Who it is for.
    pub to: String,
    /// How it comes.
    pub channel: String,
    /// What participants get.
    pub text: String,
    /// What they are expected to do.
    pub expected: String,
    /// The objective that it tests.
    pub objective: Option<Id>,
    /// The key of its state.
    pub state: String,
    /// Why it was skipped.
    pub skipped_why: String,
}

impl Inject {
    fn of(item: &Item<'_>) -> Self {
        let said = |field| item.text(field).into_owned();
        let state = match said("state") {
            state if state.is_empty() => FIRST.to_owned(),
            state => state,
        };
        Self {
            id: item.id,
            offset: item.get::<f64>("offset").filter(|minutes| *minutes >= 0.0),
            title: said("title"),
            from: said("from"),
            to: said("to"),
            channel: said("channel"),
            text: said("text"),
            expected: said("expected"),
            objective: said("objective").parse().ok(),
            state,
            skipped_why: said("skipped_why"),
        }
    }

    /// Its way in words: `from Ward 4 to Service desk · telephone`.
    pub fn way(&self) -> String {
        let named = [("from ", &self.from), ("to ", &self.to)];
        let named = named.into_iter().filter(|(_, who)| !who.is_empty());
        let ends: Vec<String> = named.map(|(word, who)| format!("{word}{who}")).collect();
        let parts = [ends.join(" "), self.channel.clone()];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" · ")
    }

    /// Whether it is still to be released.
    pub fn waits(&self) -> bool {
        self.state == FIRST
    }

    /// Whether participants have got it: it was released, whatever became of it.
    pub fn is_out(&self) -> bool {
        !matches!(self.state.as_str(), "planned" | "skipped")
    }

    /// Whether it is due: it waits, and the scenario has come to it.
    pub fn is_due(&self, clock: &Clock) -> bool {
        let come = self.offset.is_some_and(|offset| offset <= clock.scenario);
        clock.began.is_some() && self.waits() && come
    }
}

/// The injects of an exercise in the order in which they come up; those without a time last, as they
/// stand in the list.
pub fn injects(exercise: &Record) -> Vec<Inject> {
    let items = exercise.items(INJECTS);
    let mut all: Vec<Inject> = items.iter().map(Inject::of).collect();
    let time = |inject: &Inject| inject.offset.unwrap_or(f64::INFINITY);
    all.arrange_by(|a, b| time(a).total_cmp(&time(b)));
    all
}

/// The steps that an inject can take now: none unless the exercise is under way.
pub fn steps(exercise: &Record, inject: &Inject) -> Vec<&'static Step> {
    if exercise.text("state") != "conduct" {
        return Vec::new();
    }
    let open = STEPS.iter();
    open.filter(|step| step.from.contains(&inject.state.as_str()))
        .collect()
}

/// The edits that take an inject a step further, with an entry of the log. `why` is kept with the entry; to
/// skip one needs it.
///
/// # Errors
/// Why the step cannot be taken.
pub fn take(
    exercise: &Record,
    inject: Id,
    key: &str,
    why: &str,
    view: View<'_>,
    mint: &mut dyn FnMut() -> Id,
) -> Result<Vec<Edit>, String> {
    let all = injects(exercise);
    let found = all.iter().find(|known| known.id == inject);
    let found = found.ok_or("There is no such inject any more.")?;
    let step = steps(exercise, found)
        .into_iter()
        .find(|step| step.key == key);
    let step = step.ok_or_else(|| format!("This cannot be done while it is {}.", found.state))?;
    let why = why.trim();
    if step.to == "skipped" && why.is_empty() {
        return Err("Write down why it is skipped.".to_owned());
    }
    let answers = Answers::new();
    let mut ask = asked(exercise, view, &answers, mint);
    let to = Text::string(step.to);
    let mut edits = vec![ask.set_in("injects", inject, "state", to)];
    match step.to {
        "skipped" => {
            edits.push(ask.set_in("injects", inject, "skipped_why", Text::string(why)));
        }
        "planned" => edits.push(ask.set_in("injects", inject, "skipped_why", Text::null())),
        _ => {}
    }
    edits.extend(entry(&mut ask, step.to, Some(inject), why, None));
    Ok(edits)
}

/// The edits that release several injects at once.
///
/// # Errors
/// Why one of them cannot be released.
pub fn release(
    exercise: &Record,
    all: &[Id],
    view: View<'_>,
    mint: &mut dyn FnMut() -> Id,
) -> Result<Vec<Edit>, String> {
    let mut edits = Vec::new();
    for inject in all {
        edits.extend(take(exercise, *inject, "release", "", view, mint)?);
    }
    Ok(edits)
}

/// Somebody who does something with an exercise outside of its actions.
pub(super) fn asked<'a>(
    exercise: &'a Record,
    view: View<'a>,
    answers: &'a Answers,
    mint: &'a mut dyn FnMut() -> Id,
) -> Ask<'a> {
    Ask {
        action: "",
        record: exercise,
        view,
        answers,
        mint,
    }
}

/// An entry of an exercise's log.
pub(super) fn entry(
    ask: &mut Ask<'_>,
    what: &'static str,
    inject: Option<Id>,
    text: &str,
    pace: Option<f64>,
) -> Vec<Edit> {
    let mut fields = signed(ask);
    fields.push(("what", Text::string(what)));
    fields.extend(inject.map(|id| ("inject", Text::string(&id.to_string()))));
    if !text.is_empty() {
        fields.push(("text", Text::string(text)));
    }
    fields.extend(pace.and_then(|pace| Some(("pace", Text::of(&pace).ok()?))));
    ask.add("log", fields)
}

/// The edits that write down what was seen, said or noted: an item of `observations`, `hot_wash` or, as a
/// note, of `log`.
///
/// # Errors
/// When nothing was written.
pub fn said(
    exercise: &Record,
    list: &'static str,
    fields: Vec<(&'static str, Text)>,
    view: View<'_>,
    mint: &mut dyn FnMut() -> Id,
) -> Result<Vec<Edit>, String> {
    let empty = |(key, text): &(&str, Text)| *key == "text" && text.plain().trim().is_empty();
    if EXERCISE.list(list).is_none() || fields.iter().any(empty) {
        return Err("Write down what you saw.".to_owned());
    }
    let answers = Answers::new();
    let mut ask = asked(exercise, view, &answers, mint);
    let mut own = signed(&ask);
    own.extend(fields);
    Ok(ask.add(list, own))
}

/// What happened in an exercise, in words, by time: the entries of its log.
pub fn log(exercise: &Record) -> Vec<(i64, String, String, String)> {
    let titles = injects(exercise);
    let items = exercise.items(Key::new("log"));
    let lines = items.iter().filter_map(|item| {
        let at = crate::value::instant(item.value("at"))?;
        let what = item.value("what").and_then(|what| choice_of(BEATS, what));
        let about: Option<Id> = item.text("inject").parse().ok();
        let about = about.and_then(|id| titles.iter().find(|inject| inject.id == id));
        let words = [
            about.map(|inject| inject.title.clone()).unwrap_or_default(),
            item.text("text").into_owned(),
        ];
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let label = what.map_or_else(String::new, |what| what.label.to_owned());
        Some((at, label, words.join(": "), item.text("by").into_owned()))
    });
    let mut lines: Vec<_> = lines.collect();
    lines.arrange_by_key(|line| line.0);
    lines
}
