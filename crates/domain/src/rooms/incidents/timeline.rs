//! The timeline of an incident: what people wrote, what was done with it, and what happened in the runs and
//! to the services that belong to it. All of it is read from where it stands; nothing is copied.

use super::duties::reports;
use super::times::{outages, time};
use super::{ENTRIES, OUTAGES, ROLES, STAGES, STATES, describe};
use crate::describe::{Choice, Tone};
use crate::rooms::runbooks::log::{Event, What};
use crate::rooms::runbooks::run::RunView;
use crate::rooms::runbooks::{RUN, event_words, variables};
use crate::value::{choice_of, instant};
use crate::view::View;
use holdfast_ledger::record::Item;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Record, Text};

/// The sorts of entries that people write; empty counts as a note.
const WRITTEN: [&str; 7] = [
    "",
    "note",
    "observation",
    "action",
    "decision",
    "hypothesis",
    "evidence",
];

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When, in milliseconds since 1970; none where nobody wrote it down.
    pub at: Option<i64>,
    /// The item that it comes from.
    pub item: Id,
    /// The list that the item stands in.
    pub list: &'static str,
    /// What sort of thing it is, in a word or two.
    pub what: String,
    /// How loud that is.
    pub tone: Tone,
    /// What happened, in words; Markdown where a person wrote it.
    pub text: String,
    /// Who says so; empty where nobody did.
    pub by: String,
    /// The record that it comes from, if it is not the incident.
    pub source: Option<Id>,
    /// The time that was written first, where it was put right since.
    pub first_at: Option<i64>,
    /// Whether a later entry puts it right.
    pub corrected: bool,
    /// Whether a person wrote it, and not what they did: such an entry can be put right.
    pub written: bool,
}

/// All that happened, the earliest first; what has no time comes last.
pub fn timeline(incident: &Record, view: &View<'_>) -> Vec<Entry> {
    let mut all = written(incident, view);
    all.extend(of_times(incident));
    all.extend(of_outages(incident, view));
    all.extend(of_duties(incident, view));
    all.extend(of_messages(incident));
    all.extend(of_tasks(incident));
    for run in runs(incident, view) {
        all.extend(of_run(run, view));
    }
    all.arrange_by_key(|entry| (entry.at.unwrap_or(i64::MAX), entry.item));
    all
}

/// The runs that are carried out for a record, the newest first.
pub fn runs<'v>(subject: &Record, view: &View<'v>) -> Vec<&'v Record> {
    let named = view
        .ledger
        .mentions(subject.id)
        .filter_map(|id| view.there(id));
    let own = Text::string(&subject.id.to_string());
    let runs = named.filter(|record| record.kind == RUN.key() && View::is_live(record));
    let mut runs: Vec<&Record> = runs
        .filter(|run| run.value(holdfast_ledger::Path::of("subject")) == Some(&own))
        .collect();
    runs.arrange_by_key(|run| std::cmp::Reverse(run.id));
    runs
}

fn word(choices: &'static [Choice], value: Option<&Text>, usual: &str) -> (String, Tone) {
    let chosen = value.and_then(|value| choice_of(choices, value));
    let chosen = chosen.or_else(|| choices.iter().find(|choice| choice.key == usual));
    chosen.map_or_else(Default::default, |choice| {
        (choice.label.to_owned(), choice.tone)
    })
}

fn written(incident: &Record, view: &View<'_>) -> Vec<Entry> {
    let items = incident.items(Key::new("timeline"));
    let corrected: Vec<String> = items
        .iter()
        .map(|item| item.text("corrects").into_owned())
        .filter(|id| !id.is_empty())
        .collect();
    let one = |item: &Item<'_>| {
        let (what, tone) = word(ENTRIES, item.value("what"), "note");
        Entry {
            at: instant(item.value("at")),
            item: item.id,
            list: "timeline",
            what,
            tone,
            text: said(item, view),
            by: item.text("by").into_owned(),
            source: None,
            first_at: instant(item.value("first_at")),
            corrected: corrected.contains(&item.id.to_string()),
            written: WRITTEN.contains(&&*item.text("what")),
        }
    };
    items.iter().map(one).collect()
}

// What an action wrote is put in words here, so that it reads in every copy as its version says it.
fn said(item: &Item<'_>, view: &View<'_>) -> String {
    let text = item.text("text").into_owned();
    let state = |field| word(STATES, item.value(field), "").0;
    let who = || {
        let who = view.linked(item.value("who"));
        who.map_or_else(|| "nobody".to_owned(), |who| view.name(who))
    };
    let words = match &*item.text("what") {
        "state" => format!("{} → {}", state("from"), state("to")),
        "assigned" => format!("To {}", who()),
        "escalated" => {
            let (way, _) = word(describe::ESCALATIONS, item.value("way"), "");
            let way = way.split(':').next().unwrap_or_default().to_lowercase();
            format!("To {} ({way})", who())
        }
        "handed_over" => {
            let (role, _) = word(ROLES, item.value("role"), "");
            format!("{role}: {}", who())
        }
        _ => return text,
    };
    if text.is_empty() {
        words
    } else {
        format!("{words}. {text}")
    }
}

fn entry(item: Id, list: &'static str, at: Option<i64>, what: &str, text: String) -> Entry {
    Entry {
        at,
        item,
        list,
        what: what.to_owned(),
        tone: Tone::Plain,
        text,
        by: String::new(),
        source: None,
        first_at: None,
        corrected: false,
        written: false,
    }
}

// When it began and was noticed; what came then was logged by whoever did it.
fn of_times(incident: &Record) -> Vec<Entry> {
    let known = [("occurred", "Occurred"), ("detected", "Detected")];
    let known = known
        .into_iter()
        .filter_map(|(field, what)| Some((time(incident, field)?, what)));
    known
        .map(|(at, what)| entry(incident.id, "", Some(at), what, String::new()))
        .collect()
}

fn of_duties(incident: &Record, view: &View<'_>) -> Vec<Entry> {
    let sent = reports(incident, view)
        .into_iter()
        .filter(|report| report.sent.is_some());
    sent.map(|report| {
        entry(
            report.duty,
            "duties",
            report.sent,
            "Report sent",
            report.name,
        )
    })
    .collect()
}

fn of_outages(incident: &Record, view: &View<'_>) -> Vec<Entry> {
    let mut found = Vec::new();
    for outage in outages(incident) {
        let service = outage.service.and_then(|id| view.there(id));
        let name = service.map_or_else(|| "A service".to_owned(), |service| view.name(service));
        let key = if outage.degraded {
            "degraded"
        } else {
            "outage"
        };
        let how = OUTAGES.iter().find(|choice| choice.key == key);
        let (label, tone) = how.map_or(("", Tone::Plain), |how| (how.label, how.tone));
        let began = entry(
            outage.item,
            "outages",
            Some(outage.from),
            label,
            name.clone(),
        );
        found.push(Entry { tone, ..began });
        if outage.to.is_some() {
            let ended = entry(outage.item, "outages", outage.to, "Back", name);
            found.push(Entry {
                tone: Tone::Good,
                ..ended
            });
        }
    }
    found
}

fn of_messages(incident: &Record) -> Vec<Entry> {
    let items = incident.items(Key::new("messages"));
    let one = |item: &Item<'_>| {
        let (stage, _) = word(STAGES, item.value("stage"), "update");
        let (audience, _) = word(super::AUDIENCES, item.value("audience"), "internal");
        let what = format!("Message, {}", audience.to_lowercase());
        let text = format!("{stage}. {}", item.text("text"));
        let sent = entry(item.id, "messages", instant(item.value("at")), &what, text);
        Entry {
            by: item.text("by").into_owned(),
            ..sent
        }
    };
    items.iter().map(one).collect()
}

fn of_tasks(incident: &Record) -> Vec<Entry> {
    let items = incident.items(Key::new("tasks"));
    let done = items.iter().filter_map(|item| {
        let at = instant(item.value("done_at"))?;
        let text = item.text("title").into_owned();
        let done = entry(item.id, "tasks", Some(at), "Task done", text);
        Some(Entry {
            tone: Tone::Good,
            ..done
        })
    });
    done.collect()
}

fn of_run(run: &Record, view: &View<'_>) -> Vec<Entry> {
    let read = RunView::kept(run, view);
    let name = view.name(run);
    let steps = run.items(Key::new("steps"));
    let values = variables::values(run);
    let one = |event: &Event| {
        let step = { event.step }.and_then(|id| steps.iter().find(|step| step.id == id));
        let about = step.map_or_else(
            || name.clone(),
            |step| variables::fill(&step.text("title"), &values),
        );
        let more = event_words::more(event, view);
        let parts = [&*about, &more, &event.text].into_iter();
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        Entry {
            at: event.at,
            tone: event
                .what
                .and_then(What::choice)
                .map_or_else(Tone::default, |choice| choice.tone),
            by: event.by.clone(),
            source: Some(run.id),
            first_at: event.first,
            ..entry(
                event.id,
                "events",
                None,
                &event_words::what(event),
                parts.join(": "),
            )
        }
    };
    read.events.iter().map(one).collect()
}
