//! What becomes of an event: which kind of record, and what of it is news here.

use super::read::SCOPE;
use crate::value::part;
use crate::view::View;
use holdfast_ledger::file::{Loose, Received};
use holdfast_ledger::{Id, Key, Path, Text};

/// What events are taken in as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum As {
    /// Maintenance windows.
    #[default]
    Maintenance,
    /// Freezes.
    Freeze,
    /// Changes.
    Change,
}

/// All of them, with the word for each and its name on screen.
pub const ALL: [(As, &str, &str); 3] = [
    (As::Maintenance, "maintenance", "Maintenance windows"),
    (As::Freeze, "freeze", "Freezes"),
    (As::Change, "change", "Changes"),
];

/// An event as what it is taken in as.
pub fn become_as(mut loose: Loose, taken: As) -> Loose {
    match taken {
        As::Maintenance => loose,
        As::Freeze => {
            loose
                .values
                .insert(Path::of("sort"), Text::string("freeze"));
            loose
        }
        As::Change => {
            // One event may be a window in one copy and a change in another.
            loose.id = loose
                .id
                .map(|id| Id::named(&format!("holdfast change\n{id}")));
            changed(loose)
        }
    }
}

// How it comes again has no field in a change: it stays in words.
fn changed(mut loose: Loose) -> Loose {
    loose.kind = Key::new("change");
    let mut take = |field: &'static str| loose.values.remove(&Path::of(field));
    let (from, to) = (take("from"), take("to"));
    let said: Vec<(&str, Text)> = ["time_zone", "repeats"]
        .into_iter()
        .filter_map(|field| Some((field, take(field)?)))
        .collect();
    if from.is_some() || to.is_some() {
        let plain = |text: Option<Text>| text.map(|text| text.plain().into_owned());
        let window = serde_json::json!({"start": plain(from), "end": plain(to)});
        if let Ok(window) = Text::of(&window) {
            loose.values.insert(Path::of("window"), window);
        }
    }
    let more = Path::of("more");
    let before = loose
        .values
        .get(&more)
        .map(|text| text.plain().into_owned());
    let mut kept: serde_json::Map<String, serde_json::Value> = before
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    for (field, text) in said {
        kept.extend(text.get().map(|value| (field.to_owned(), value)));
    }
    if let Ok(text) = serde_json::to_string_pretty(&kept)
        && !kept.is_empty()
    {
        loose.values.insert(more, Text::string(&text));
    }
    loose
}

/// Aims an event at the record that is about it here, and leaves only what is news there: one that was
/// taken in as it is adds nothing, whatever was changed by hand since. Of what was exported from here only
/// a new title or time is proposed. Other files pass as they are.
pub fn aim(received: Received, scope: &str, view: &View<'_>) -> Received {
    let Received::Loose(mut loose) = received else {
        return received;
    };
    if scope != SCOPE {
        return Received::Loose(loose);
    }
    let Some(own) = loose.id.and_then(|id| view.ledger.record(id)) else {
        return Received::Loose(loose);
    };
    let print = Path::of("fingerprint");
    if own.value(print).is_some() {
        if own.value(print) == loose.values.get(&print) {
            loose.values.clear();
        }
        return Received::Loose(loose);
    }
    // Exported from here: it knows less of the record than is here.
    if own.kind == "change" && loose.kind != "change" {
        loose = changed(loose);
    } else if own.kind == "cab_meeting" {
        meeting(&mut loose);
    }
    loose.values.retain(|path, value| {
        let told = ["title", "from", "to", "window", "at"].contains(&path.field.as_str());
        told && own.value(*path) != Some(&*value) && !same_window(own.value(*path), value)
    });
    if own.text("title").is_empty() {
        loose.values.remove(&Path::of("title"));
    }
    loose.kind = own.kind;
    Received::Loose(loose)
}

fn meeting(loose: &mut Loose) {
    loose.values.remove(&Path::of("to"));
    if let Some(from) = loose.values.remove(&Path::of("from")) {
        loose.values.insert(Path::of("at"), from);
    }
}

// Times of one window may be spelled in two ways.
fn same_window(own: Option<&Text>, other: &Text) -> bool {
    let time =
        |value: &Text, key| part(value, key).and_then(|text| crate::value::instant(Some(&text)));
    let both = |key| {
        own.and_then(|own| time(own, key))
            .is_some_and(|at| time(other, key) == Some(at))
    };
    both("start") && both("end")
}
