//! What a register of a record is called and what it holds, in words, also where this version
//! does not know it.

use crate::describe::{Field, Kind, Type};
use crate::rooms::runbooks::RUN;
use crate::rooms::runbooks::log::EVENTS;
use crate::rooms::runbooks::steps::STEPS;
use crate::value::{choice_of, show};
use crate::view::View;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record, Text};

/// The description of a register, if this version has one.
pub fn described(kind: Option<&'static Kind>, path: Path) -> Option<&'static Field> {
    let key = path.field.as_str();
    if path.is_item() {
        let list = kind?.list(path.list.as_str())?;
        return list.fields.iter().find(|field| field.key == key);
    }
    kind?.field(key)
}

/// What the field is called, and one of the list that it is in: `Action, Due`.
pub fn label(kind: Option<&'static Kind>, path: Path) -> String {
    let field = field_label(kind, path);
    if path.is_item() {
        format!("{}, {field}", one(kind, path.list))
    } else {
        field
    }
}

/// The same within its record: an item's field says which item it is of.
pub fn label_in(
    record: &Record,
    path: Path,
    kind: Option<&'static Kind>,
    view: &View<'_>,
) -> String {
    let field = field_label(kind, path);
    if path.is_item() {
        format!(
            "{}: {field}",
            item(record, (path.list, path.item), kind, view)
        )
    } else {
        field
    }
}

pub(crate) fn field_label(kind: Option<&'static Kind>, path: Path) -> String {
    described(kind, path).map_or_else(|| plain(path.field), |field| field.label.to_owned())
}

// One of a list, for example "Action".
fn one(kind: Option<&'static Kind>, list: Key) -> String {
    let known = kind.and_then(|kind| kind.list(list.as_str()));
    known.map_or_else(|| plain(list), |list| list.one.to_owned())
}

fn plain(name: Key) -> String {
    name.as_str().replace('_', " ")
}

/// An item by what its list is made of and what it is called: `Action “Call”`; without a name, by
/// its number: `Action 3`.
pub fn item(
    record: &Record,
    (list, item): (Key, Id),
    kind: Option<&'static Kind>,
    view: &View<'_>,
) -> String {
    let what = one(kind, list);
    let known = kind.and_then(|kind| kind.list(list.as_str()));
    if record.kind == RUN.key() && list == EVENTS {
        return event(record, item, &what, kind, view);
    }
    let name = known.and_then(|known| known.fields.first()).map(|field| {
        let at = Path::item(list, item, Key::new(field.key));
        show(field, record.value(at), view)
    });
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        return format!("{what} “{}”", short(&name, NAMED));
    }
    let items = record.items(list);
    let at = items.iter().position(|other| other.id == item);
    at.map_or_else(|| what.clone(), |at| format!("{what} {}", at + 1))
}

// An entry of a run's log by what it says, and of which step.
fn event(run: &Record, id: Id, one: &str, kind: Option<&'static Kind>, view: &View<'_>) -> String {
    let at = |field| Path::item(EVENTS, id, Key::new(field));
    let what = words(kind, at("what"), run.value(at("what")), view);
    let step = run.value(at("step"));
    let step = step.and_then(|step| step.plain().parse::<Id>().ok());
    // A step and nothing else, so that no chain of entries leads in a circle.
    match step.filter(|step| !run.item_slots(STEPS, *step).is_empty()) {
        None => format!("{one} “{what}”"),
        Some(step) => format!("{one} “{what}” of {}", item(run, (STEPS, step), kind, view)),
    }
}

/// The most letters of an item's name.
const NAMED: usize = 60;

/// The beginning of a text on one line, with a mark where more follows.
pub fn short(text: &str, letters: usize) -> String {
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(letters).collect();
    if short.len() == text.len() {
        short
    } else {
        format!("{short}…")
    }
}

/// Whether people have no use for a register: it holds what only the app needs, such as which
/// entries of a log the author of another knew.
pub fn is_inner(kind: Option<&'static Kind>, path: Path) -> bool {
    let apart = [
        ("events", "after"),
        ("steps", "origin"),
        ("attachments", "sha256"),
    ];
    let field = described(kind, path);
    path.is_item()
        && (apart
            .iter()
            .any(|(list, field)| path.list == *list && path.field == *field)
            || path.field.as_str().ends_with("_id"))
        || field.is_some_and(|field| matches!(field.ty, Type::Contents))
}

/// Whether a list is a log: bringing a record back takes nothing out of it, because what people
/// reported or approved stays on record.
pub fn only_grows(kind: Key, list: Key) -> bool {
    let logs = [
        ("run", "events"),
        ("run", "steps"),
        ("run", "values"),
        ("change", "log"),
        ("runbook", "versions"),
    ];
    let known = |(of, log): &(&str, &str)| kind == *of && list == *log;
    list == "comments" || logs.iter().any(known)
}

/// Whether a value is none of the choices that this version knows for its field.
pub fn is_strange(kind: Option<&'static Kind>, path: Path, value: Option<&Text>) -> bool {
    let field = described(kind, path);
    let value = value.filter(|value| !value.is_null());
    match (field.map(|field| field.ty), value) {
        (Some(Type::Choice(choices)), Some(value)) => choice_of(choices, value).is_none(),
        _ => false,
    }
}

/// What a register of a record holds, in words: the ids of its own items are their names.
pub fn words_in(
    record: &Record,
    path: Path,
    text: Option<&Text>,
    kind: Option<&'static Kind>,
    view: &View<'_>,
) -> String {
    let ty = described(kind, path).map(|field| field.ty);
    let name = |word: &str| -> String {
        let Ok(id) = word.parse::<Id>() else {
            return word.to_owned();
        };
        let lists = record.lists().into_iter();
        let list = lists
            .filter(|list| (*list, id) != (path.list, path.item))
            .find(|list| !record.item_slots(*list, id).is_empty());
        list.map_or_else(String::new, |list| item(record, (list, id), kind, view))
    };
    match (ty, text) {
        (Some(Type::Line), Some(value)) if path.is_item() => name(&value.plain()),
        (Some(Type::Words), Some(value)) if path.is_item() => {
            let all: Vec<String> = value.get().unwrap_or_default();
            let named = all.iter().map(|word| name(word));
            let named: Vec<String> = named.filter(|name| !name.is_empty()).collect();
            named.join(", ")
        }
        _ => words(kind, path, text, view),
    }
}

/// Where a place is, by what stands around it in a record.
pub fn place_words(
    record: &Record,
    (list, own): (Key, Id),
    place: &Place,
    kind: Option<&'static Kind>,
    view: &View<'_>,
) -> String {
    let items = record.items(list);
    let parent = |place: &Place| -> Option<Id> {
        let under = place.under.as_ref()?.parse().ok()?;
        items.iter().any(|item| item.id == under).then_some(under)
    };
    let under = parent(place);
    let siblings = items.iter().filter(|item| item.id != own);
    let siblings = siblings.map(|item| (item.place(), item.id));
    let before = siblings.filter(|(other, _)| parent(other) == under && other.key < place.key);
    let mut before: Vec<(String, Id)> = before.map(|(place, id)| (place.key, id)).collect();
    before.arrange();
    let name = |id: Id| item(record, (list, id), kind, view);
    let at = before.last().map_or_else(
        || "first".to_owned(),
        |(_, id)| format!("after {}", name(*id)),
    );
    let nested = items.iter().any(|item| item.parent.is_some()) || under.is_some();
    match under {
        Some(under) => format!("under {}, {at}", name(under)),
        None if nested => format!("at the top level, {at}"),
        None => at,
    }
}

/// What a register holds, in words; empty for nothing.
pub fn words(
    kind: Option<&'static Kind>,
    path: Path,
    text: Option<&Text>,
    view: &View<'_>,
) -> String {
    let text = text.filter(|text| !text.is_null());
    if path.is_item() && path.field == PLACE {
        return text.map_or_else(String::new, |_| "a place in the list".to_owned());
    }
    match described(kind, path) {
        Some(field) => show(field, text, view),
        None => text.map_or_else(String::new, |text| text.plain().into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rooms;
    use crate::testing::World;
    use serde_json::json;

    #[test]
    fn items_are_called_by_name_or_number_and_ids_are_no_names() {
        let mut world = World::new();
        let run = world.add("run", &[("title", json!("Fail over"))]);
        let valves = world.item(run, "steps", &[("title", json!("Close the valves"))]);
        let bare = world.item(run, "steps", &[("origin", json!(valves.to_string()))]);
        let event = world.item(
            run,
            "events",
            &[("step", json!(valves.to_string())), ("what", json!("done"))],
        );
        let (record, view, kind) = (world.record(run), world.view(), rooms::kind("run"));
        let name = |list: &'static str, id| item(record, (Key::new(list), id), kind, &view);
        assert_eq!(name("steps", valves), "Step “Close the valves”");
        assert_eq!(name("steps", bare), "Step 2");
        assert_eq!(
            name("events", event),
            "Event “Done” of Step “Close the valves”"
        );
        let path = |list, id, field| Path::item(Key::new(list), id, Key::new(field));
        let said = |path| words_in(record, path, record.value(path), kind, &view);
        assert_eq!(
            said(path("events", event, "step")),
            "Step “Close the valves”"
        );
        assert!(is_inner(kind, path("steps", bare, "origin")));
        assert!(!is_inner(kind, path("steps", bare, "title")));
        // An id that names nothing here is left out.
        let gone = Text::string(&Id::mint(1, [9; 16]).to_string());
        let step = path("events", event, "step");
        assert_eq!(words_in(record, step, Some(&gone), kind, &view), "");
    }

    #[test]
    fn a_name_is_one_short_line() {
        let mut world = World::new();
        let risk = world.add("risk", &[("title", json!("Flood"))]);
        let text = format!("{}\nand more", "long ".repeat(20));
        let comment = world.item(risk, "comments", &[("text", json!(text))]);
        let (list, kind) = (Key::new("comments"), rooms::kind("risk"));
        let name = item(world.record(risk), (list, comment), kind, &world.view());
        assert!(name.starts_with("Comment “long ") && name.ends_with("…”"));
        assert!(name.chars().count() < NAMED + 20, "{name}");
    }

    #[test]
    fn a_choice_that_nobody_knows_is_strange() {
        let (kind, path) = (rooms::kind("run"), Path::of("mode"));
        let strange = |value: Text| is_strange(kind, path, Some(&value));
        assert!(strange(Text::string("nonsense")));
        assert!(!strange(Text::string("actual")) && !strange(Text::null()));
        assert!(!is_strange(
            kind,
            Path::of("title"),
            Some(&Text::string("nonsense"))
        ));
    }

    #[test]
    fn r12_logs_only_grow() {
        let grows = |kind, list| only_grows(Key::new(kind), Key::new(list));
        assert!(grows("run", "events") && grows("change", "log") && grows("risk", "comments"));
        assert!(!grows("runbook", "steps") && !grows("risk", "links"));
    }
}
