//! A conflict as a person sees it: what it is about, and what stands against what.

use super::Conflict;
use crate::codes;
use crate::describe::Kind;
use crate::register::{item, label_in, place_words, words_in};
use crate::rooms::runbooks::log::{self, Event};
use crate::rooms::runbooks::{event_words, steps::STEPS, variables::VALUES};
use crate::rooms::{self};
use crate::view::{TOMB, View};
use holdfast_ledger::conflict::{self, Conflict as Held};
use holdfast_ledger::origin::{Changes, origin};
use holdfast_ledger::path::{PLACE, REMOVED};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Dot, Id, Key, Path, Record, Text};

/// Who stands for a side of a conflict, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// The change.
    pub dot: Dot,
    /// The name that was given; empty for none.
    pub by: String,
    /// In milliseconds since 1970.
    pub at: i64,
}

/// What deciding for a side does.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Take {
    /// Writes this value.
    Value(Text),
    /// Keeps what was deleted or removed.
    Keep,
    /// Deletes or removes it with all that was edited.
    Bury,
    /// Moves this item out of the circle, to the top level.
    Out(Id),
    /// Says again what this event of the run says.
    Event(Id),
    /// Gives the record a new code.
    Code(Text),
}

/// One side of a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Side {
    /// What deciding for it does.
    pub take: Take,
    /// Who stands for it; several where they say the same.
    pub marks: Vec<Mark>,
}

/// What a conflict is about.
pub fn label(record: &Record, conflict: &Conflict, view: &View<'_>) -> String {
    let kind = rooms::kind(record.kind.as_str());
    match conflict {
        Conflict::Held(Held::Deleted) => {
            kind.map_or_else(|| record.kind.to_string(), |kind| kind.one.to_owned())
        }
        Conflict::Held(Held::Values(path) | Held::OneDot(path)) => {
            label_in(record, *path, kind, view)
        }
        Conflict::Held(Held::Moved(list, id)) => {
            format!("Place of {}", item(record, (*list, *id), kind, view))
        }
        Conflict::Held(Held::Removed(list, id)) => item(record, (*list, *id), kind, view),
        Conflict::Held(Held::Circle(list, items)) => {
            let names = items
                .iter()
                .map(|id| item(record, (*list, *id), kind, view));
            names.collect::<Vec<_>>().join(", ")
        }
        Conflict::Step(step) => item(record, (STEPS, *step), kind, view),
        Conflict::End => "Whether the run is over".to_owned(),
        Conflict::Noted(name) => format!("Value of {name}"),
        Conflict::Code => "Code".to_owned(),
    }
}

/// What happened, as a sentence.
pub fn note(record: &Record, conflict: &Conflict, view: &View<'_>) -> String {
    let text = match conflict {
        Conflict::Held(Held::Values(_)) => {
            "Written by people who had not seen what the other wrote. Lists show one of them meanwhile, the \
             same on every device."
        }
        Conflict::Held(Held::OneDot(_)) => {
            "One and the same change holds different values: a file was damaged, or edited outside \
             Holdfast. Find out which is right."
        }
        Conflict::Held(Held::Moved(..)) => {
            "Moved to different places by people who had not seen the other's move."
        }
        Conflict::Held(Held::Deleted | Held::Removed(..)) => {
            "Deleted by one, edited or kept by another. Neither had seen what the other did, so it is \
             still here."
        }
        Conflict::Held(Held::Circle(..)) => {
            "Moved into each other by people who had not seen the other's move. They stand at the \
             top level until one is moved out of the circle."
        }
        Conflict::Step(_) | Conflict::End => {
            "People said different things and had not seen the other's entry. Find out what is so. \
             All entries stay in the log."
        }
        Conflict::Noted(_) => "Noted by people who had not seen the other's value.",
        Conflict::Code => {
            let first = view.first_claimant(record);
            let first = first.and_then(|id| view.ledger.record(id));
            let name = first.map(|first| view.name(first)).unwrap_or_default();
            return format!(
                "{name} has this code too, so this one is shown as {}. Merging never changes a code; \
                 give this one a new one, if papers need to tell them apart.",
                view.code(record)
            );
        }
    };
    text.to_owned()
}

/// What stands against what. Where there is only one side, it is the way out.
pub fn sides(record: &Record, conflict: &Conflict, view: &View<'_>) -> Vec<Side> {
    match conflict {
        Conflict::Held(Held::Values(path) | Held::OneDot(path)) => values(record, *path),
        Conflict::Held(Held::Moved(list, id)) => {
            let places = values(record, Path::item(*list, *id, PLACE));
            alike(places, |take| words(record, conflict, take, view))
        }
        Conflict::Held(Held::Deleted) => kept_or_gone(record, TOMB),
        Conflict::Held(Held::Removed(list, id)) => {
            kept_or_gone(record, Path::item(*list, *id, REMOVED))
        }
        Conflict::Held(Held::Circle(list, items)) => {
            let side = |id: &Id| Side {
                take: Take::Out(*id),
                marks: marks(record, &dots_of(record, Path::item(*list, *id, PLACE))),
            };
            items.iter().map(side).collect()
        }
        Conflict::Step(step) => told(record, Some(*step)),
        Conflict::End => told(record, None),
        Conflict::Noted(name) => noted(record, name),
        Conflict::Code => new_code(record, view).into_iter().collect(),
    }
}

/// Who stands for the sides of a conflict, each once, sorted.
pub fn authors(sides: &[Side]) -> Vec<String> {
    let marks = sides.iter().flat_map(|side| &side.marks);
    let mut names: Vec<String> = marks.map(|mark| mark.by.clone()).collect();
    names.arrange();
    names.dedup();
    names
}

/// Who first brought what undo gave back (R8.1): `mark` stands for a side of a conflict, and `history`
/// is the record's. `None` where whoever stands for it wrote it, or where the history does not tell.
pub fn first(
    (record, conflict): (&Record, &Conflict),
    side: &Side,
    mark: &Mark,
    history: &Changes,
) -> Option<Mark> {
    let path = match (conflict, &side.take) {
        (Conflict::Held(Held::Values(path) | Held::OneDot(path)), _) => *path,
        (Conflict::Held(Held::Moved(list, id)), _)
        | (Conflict::Held(Held::Circle(list, _)), Take::Out(id)) => Path::item(*list, *id, PLACE),
        (Conflict::Held(Held::Deleted), _) => TOMB,
        (Conflict::Held(Held::Removed(list, id)), _) => Path::item(*list, *id, REMOVED),
        _ => return None,
    };
    let first = origin(history, path, mark.dot, &dots_of(record, path))?;
    Some(Mark {
        dot: first.dot,
        by: first.by.to_string(),
        at: first.at,
    })
}

// Places that read the same are one to choose, though their keys differ.
fn alike(sides: Vec<Side>, say: impl Fn(&Take) -> String) -> Vec<Side> {
    let mut found: Vec<(String, Side)> = Vec::new();
    for mut side in sides {
        let said = say(&side.take);
        match found.iter_mut().find(|(known, _)| *known == said) {
            Some((_, same)) => same.marks.append(&mut side.marks),
            None => found.push((said, side)),
        }
    }
    found.into_iter().map(|(_, side)| side).collect()
}

fn values(record: &Record, path: Path) -> Vec<Side> {
    let mut found: Vec<Side> = Vec::new();
    for value in record.slot(path).map_or(&[][..], |slot| &slot.values) {
        let mut marks = marks(record, &[value.dot]);
        let take = Take::Value(value.text.clone());
        match found.iter_mut().find(|side| side.take == take) {
            Some(same) => same.marks.append(&mut marks),
            None => found.push(Side { take, marks }),
        }
    }
    found
}

fn kept_or_gone(record: &Record, tomb: Path) -> Vec<Side> {
    let mut dots: Vec<Dot> = conflict::unseen(record, tomb)
        .into_iter()
        .map(|(_, value)| value.dot)
        .collect();
    let said = record.slot(tomb).map_or(&[][..], |slot| &slot.values);
    let of = |kept: bool| {
        let values = said
            .iter()
            .filter(move |value| value.text.is_null() == kept);
        values.map(|value| value.dot)
    };
    dots.extend(of(true));
    dots.arrange();
    dots.dedup();
    let buried: Vec<Dot> = of(false).collect();
    vec![
        Side {
            take: Take::Keep,
            marks: marks(record, &dots),
        },
        Side {
            take: Take::Bury,
            marks: marks(record, &buried),
        },
    ]
}

fn told(run: &Record, step: Option<Id>) -> Vec<Side> {
    let events = log::read(run);
    let group = log::by_step(&events).remove(&step).unwrap_or_default();
    let said = |n: usize| -> Option<Side> {
        let event = events.get(n)?;
        let written = Path::item(log::EVENTS, event.id, Key::new("what"));
        Some(Side {
            take: Take::Event(event.id),
            marks: vec![Mark {
                dot: run.slot(written)?.values.first()?.dot,
                by: event.by.clone(),
                at: event.at?,
            }],
        })
    };
    log::frontier(&events, &group)
        .into_iter()
        .filter_map(said)
        .collect()
}

fn noted(run: &Record, name: &str) -> Vec<Side> {
    let items = run.loose_items(VALUES);
    let items = items.filter(|item| item.text("name") == name);
    let sides = items.flat_map(|item| values(run, Path::item(VALUES, item.id, Key::new("value"))));
    let mut found: Vec<Side> = Vec::new();
    for mut side in sides {
        match found.iter_mut().find(|known| known.take == side.take) {
            Some(known) => known.marks.append(&mut side.marks),
            None => found.push(side),
        }
    }
    found
}

fn new_code(record: &Record, view: &View<'_>) -> Option<Side> {
    let kind = rooms::kind(record.kind.as_str())?;
    (!kind.code.is_empty()).then(|| Side {
        take: Take::Code(codes::next(kind, view.ledger, 0)),
        marks: Vec::new(),
    })
}

fn dots_of(record: &Record, path: Path) -> Vec<Dot> {
    record
        .slot(path)
        .map(holdfast_ledger::Slot::dots)
        .unwrap_or_default()
}

fn marks(record: &Record, dots: &[Dot]) -> Vec<Mark> {
    let known = dots.iter().filter_map(|dot| record.mark(*dot));
    let mark = |mark: &holdfast_ledger::Mark| Mark {
        dot: mark.dot,
        by: mark.by.to_string(),
        at: mark.at,
    };
    known.map(mark).collect()
}

/// What a side says, in words; empty for an empty value.
pub fn words(record: &Record, conflict: &Conflict, take: &Take, view: &View<'_>) -> String {
    let kind = rooms::kind(record.kind.as_str());
    match (take, conflict) {
        (Take::Value(text), Conflict::Held(Held::Moved(list, id))) => place_words(
            record,
            (*list, *id),
            &text.get().unwrap_or_default(),
            kind,
            view,
        ),
        (Take::Value(text), Conflict::Held(Held::Values(path) | Held::OneDot(path))) => {
            words_in(record, *path, Some(text), kind, view)
        }
        (Take::Value(text) | Take::Code(text), _) => text.plain().into_owned(),
        (Take::Keep, Conflict::Held(held)) => edited(record, held, kind, view),
        (Take::Bury, Conflict::Held(Held::Deleted)) => "Deleted".to_owned(),
        (Take::Bury, _) => "Removed".to_owned(),
        (Take::Out(id), Conflict::Held(Held::Circle(list, _))) => {
            format!(
                "{} to the top level",
                item(record, (*list, *id), kind, view)
            )
        }
        (Take::Keep | Take::Out(_), _) => String::new(),
        (Take::Event(id), _) => {
            let events = log::read(record);
            let event = events.iter().find(|event| event.id == *id);
            event.map(|event| said(event, view)).unwrap_or_default()
        }
    }
}

// What was edited by those who did not know of the deletion.
fn edited(record: &Record, held: &Held, kind: Option<&'static Kind>, view: &View<'_>) -> String {
    let tomb = match held {
        Held::Removed(list, id) => Path::item(*list, *id, REMOVED),
        _ => TOMB,
    };
    let mut labels: Vec<String> = Vec::new();
    let said = record.slot(tomb).map_or(&[][..], |slot| &slot.values);
    if said.iter().any(|value| value.text.is_null()) {
        labels.push("Kept: brought back".to_owned());
    }
    for (path, value) in conflict::unseen(record, tomb) {
        let what = if path.field == PLACE && path.is_item() {
            format!(
                "{} (moved or added)",
                item(record, (path.list, path.item), kind, view)
            )
        } else {
            let words = words_in(record, path, Some(&value.text), kind, view);
            format!("{}: {words}", label_in(record, path, kind, view))
        };
        if !labels.contains(&what) {
            labels.push(what);
        }
    }
    labels.join("\n")
}

fn said(event: &Event, view: &View<'_>) -> String {
    let parts = [
        event_words::what(event),
        event_words::more(event, view),
        event.text.clone(),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(": ")
}
