//! Finding and replacing what the steps of a runbook say.

use super::steps::STEPS;
use super::variables::{self, FILLED, VARIABLES};
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text};
use std::ops::Range;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The text, or the name of a variable.
    pub find: String,
    /// Whether capitals count.
    pub case: bool,
    /// Whether it is the name of a variable: then only `{{name}}` is found.
    pub variable: bool,
}

/// Where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The step.
    pub step: Id,
    /// The field of the step.
    pub field: &'static str,
    /// Where it stands in the field's text.
    pub range: Range<usize>,
}

/// All places where the steps say it, in the order of the outline.
pub fn hits(record: &Record, query: &Query) -> Vec<Hit> {
    let mut found = Vec::new();
    if query.find.is_empty() {
        return found;
    }
    for item in record.items(STEPS) {
        for field in FILLED {
            let text = item.text(field);
            let hit = |range| Hit {
                step: item.id,
                field,
                range,
            };
            found.extend(places(&text, query).into_iter().map(hit));
        }
    }
    found
}

/// The edits that put something else in the place of hits, and how many hits were left out
/// because two people disagree about the text that they are in.
pub fn replace(record: &Record, query: &Query, hits: &[Hit], with: &str) -> (Vec<Edit>, usize) {
    let (mut edits, mut left_out) = (Vec::new(), 0);
    let mut rest = hits;
    while let Some(first) = rest.first() {
        let same = |hit: &&Hit| (hit.step, hit.field) == (first.step, first.field);
        let (mine, others) = rest.split_at(rest.iter().take_while(same).count());
        rest = others;
        let path = Path::item(STEPS, first.step, Key::new(first.field));
        let Some(slot) = record.slot(path).filter(|slot| !slot.in_conflict()) else {
            left_out += mine.len();
            continue;
        };
        let text = slot.shown().map(Text::plain).unwrap_or_default();
        let new = exchange(&text, query, mine, with);
        let value = if new.trim().is_empty() {
            Text::null()
        } else {
            Text::string(&new)
        };
        edits.push(edit(record, path, value));
    }
    (edits, left_out)
}

/// The edits that give a variable another name, wherever the runbook says the old one.
///
/// # Errors
/// Why it cannot be called so, as a sentence.
pub fn rename(record: &Record, old: &str, new: &str) -> Result<Vec<Edit>, String> {
    if !variables::is_name(new) {
        return Err("A name is a letter or _, then letters, digits, - and _.".to_owned());
    }
    let declared = record.items(VARIABLES);
    if old != new && declared.iter().any(|item| item.text("name") == new) {
        return Err(format!("There is a variable {{{{{new}}}}} already."));
    }
    let query = Query {
        find: old.to_owned(),
        case: true,
        variable: true,
    };
    let found = hits(record, &query);
    let (mut edits, left_out) = replace(record, &query, &found, new);
    if left_out > 0 {
        return Err("People disagree about a text with this name: decide that first.".to_owned());
    }
    let mut name = |list: Key, item: Id, field: &'static str| {
        let path = Path::item(list, item, Key::new(field));
        edits.push(edit(record, path, Text::string(new)));
    };
    for item in declared.iter().filter(|item| item.text("name") == old) {
        name(VARIABLES, item.id, "name");
    }
    for item in record.items(STEPS) {
        if item.text("captures").trim() == old {
            name(STEPS, item.id, "captures");
        }
    }
    Ok(edits)
}

/// The words around a place in a text: what stands before it on its line, itself, and after.
pub fn around(text: &str, range: &Range<usize>) -> (String, String, String) {
    const BESIDE: usize = 30;
    let (Some(before), Some(own), Some(after)) = (
        text.get(..range.start),
        text.get(range.clone()),
        text.get(range.end..),
    ) else {
        return Default::default();
    };
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    let cut = before.chars().count().saturating_sub(BESIDE);
    let mut left: String = before.chars().skip(cut).collect();
    if cut > 0 {
        left.insert(0, '…');
    }
    let mut right: String = after.chars().take(BESIDE).collect();
    if right.len() < after.len() {
        right.push('…');
    }
    (left, own.to_owned(), right)
}

fn edit(record: &Record, path: Path, value: Text) -> Edit {
    Edit {
        record: record.id,
        kind: record.kind,
        path,
        value,
    }
}

fn exchange(text: &str, query: &Query, hits: &[Hit], with: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for hit in hits {
        let (Some(between), Some(_)) =
            (text.get(from..hit.range.start), text.get(hit.range.clone()))
        else {
            continue;
        };
        out.push_str(between);
        if query.variable {
            out.extend(["{{", with, "}}"]);
        } else {
            out.push_str(with);
        }
        from = hit.range.end;
    }
    out.push_str(&text[from..]);
    out
}

fn places(text: &str, query: &Query) -> Vec<Range<usize>> {
    if query.variable {
        let uses = variables::uses(text);
        return uses
            .filter(|(_, name)| *name == query.find)
            .map(|(range, _)| range)
            .collect();
    }
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((at, _)) = text[from..].char_indices().next() {
        let start = from + at;
        if let Some(len) = begins(&text[start..], query) {
            found.push(start..start + len);
            from = start + len;
        } else {
            from = start + text[start..].chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

// How many bytes of the text are what is looked for, if it begins with that.
fn begins(text: &str, query: &Query) -> Option<usize> {
    if query.case {
        return text.starts_with(&query.find).then_some(query.find.len());
    }
    let mut chars = text.chars();
    let mut len = 0;
    for wanted in query.find.chars() {
        let own = chars.next()?;
        if own != wanted && !own.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
        len += own.len_utf8();
    }
    Some(len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rooms::runbooks::tests::write_runbook;
    use crate::testing::World;
    use proptest::prelude::*;
    use serde_json::json;

    fn query(find: &str, case: bool) -> Query {
        Query {
            find: find.to_owned(),
            case,
            variable: false,
        }
    }

    fn runbook() -> (World, Id, Vec<Id>) {
        let mut world = World::new();
        let (id, ids) = write_runbook(
            &mut world,
            &[
                json!({"title": "Stop DB1", "command": "ssh db1 {{cmd}}\nssh db1 exit"}),
                json!({"title": "Ask {{cmd}}", "captures": "cmd"}),
            ],
        );
        world.item(id, "variables", &[("name", json!("cmd"))]);
        (world, id, ids)
    }

    fn texts(world: &World, id: Id) -> Vec<String> {
        let items = world.record(id).items(STEPS);
        let say = |item: &holdfast_ledger::record::Item<'_>| {
            format!("{}|{}", item.text("title"), item.text("command"))
        };
        items.iter().map(say).collect()
    }

    #[test]
    fn all_fields_are_searched_and_capitals_count_when_asked() {
        let (world, id, ids) = runbook();
        let found = hits(world.record(id), &query("db1", false));
        assert_eq!(
            found.iter().map(|hit| hit.field).collect::<Vec<_>>(),
            ["title", "command", "command"]
        );
        assert!(found.iter().all(|hit| hit.step == ids[0]));
        assert_eq!(hits(world.record(id), &query("db1", true)).len(), 2);
        assert!(hits(world.record(id), &query("", true)).is_empty());
    }

    #[test]
    fn one_hit_or_all_are_replaced() {
        let (mut world, id, _) = runbook();
        let query = query("db1", false);
        let found = hits(world.record(id), &query);
        let (edits, _) = replace(world.record(id), &query, &found[2..], "db2");
        world.commit(&edits);
        assert_eq!(
            texts(&world, id)[0],
            "Stop DB1|ssh db1 {{cmd}}\nssh db2 exit"
        );
        let found = hits(world.record(id), &query);
        let (edits, left_out) = replace(world.record(id), &query, &found, "db3");
        world.commit(&edits);
        assert_eq!(
            (texts(&world, id)[0].as_str(), left_out),
            ("Stop db3|ssh db3 {{cmd}}\nssh db2 exit", 0)
        );
    }

    #[test]
    fn what_people_disagree_about_is_left_to_them() {
        let (mut world, id, ids) = runbook();
        let mut copy = world.fork(9);
        world.set_item(id, "steps", ids[0], "title", json!("Stop DB1 now"));
        copy.set_item(id, "steps", ids[0], "title", json!("Stop DB1 later"));
        world.merge(&copy);
        let query = query("db1", false);
        let found = hits(world.record(id), &query);
        let (edits, left_out) = replace(world.record(id), &query, &found, "x");
        assert_eq!((edits.len(), left_out), (1, 1));
    }

    #[test]
    fn a_variable_gets_another_name_everywhere() {
        let (mut world, id, _) = runbook();
        assert!(rename(world.record(id), "cmd", "not a name").is_err());
        world.item(id, "variables", &[("name", json!("taken"))]);
        assert!(rename(world.record(id), "cmd", "taken").is_err());
        let edits = rename(world.record(id), "cmd", "order").expect("a name");
        world.commit(&edits);
        assert_eq!(
            texts(&world, id),
            ["Stop DB1|ssh db1 {{order}}\nssh db1 exit", "Ask {{order}}|"]
        );
        assert!(!world.finds(id, "runbook-variable-undeclared"));
        let items = world.record(id).items(STEPS);
        assert_eq!(items[1].text("captures"), "order");
    }

    proptest! {
        /// What was found is there, and replaced by itself nothing changes.
        #[test]
        fn hits_stand_where_they_say(text in "[aAbßİ\\n ]{0,30}", find in "[aAbßİ ]{1,2}", case: bool) {
            let query = query(&find, case);
            let ranges = places(&text, &query);
            for range in &ranges {
                prop_assert_eq!(text[range.clone()].to_lowercase(), find.to_lowercase());
            }
            let hits: Vec<Hit> = ranges.into_iter().map(|range| Hit { step: Id::NONE, field: "title", range }).collect();
            if case {
                prop_assert_eq!(exchange(&text, &query, &hits, &find), text);
            }
        }
    }
}
