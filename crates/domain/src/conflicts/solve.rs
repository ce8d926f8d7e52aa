//! What deciding writes.

use super::Conflict;
use super::sides::{Side, Take, sides};
use crate::describe::Type;
use crate::register::described;
use crate::rooms;
use crate::rooms::runbooks::act::Act;
use crate::rooms::runbooks::run::RunView;
use crate::rooms::runbooks::variables::VALUES;
use crate::view::View;
use holdfast_ledger::conflict::Conflict as Held;
use holdfast_ledger::index::CODE;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Record, Text};

/// The edits that decide a conflict for a side.
///
/// # Errors
/// When what was said in a run is no longer there.
pub fn solve(
    record: &Record,
    conflict: &Conflict,
    take: &Take,
    view: &View<'_>,
    mint: &mut dyn FnMut() -> Id,
) -> Result<Vec<Edit>, String> {
    let (id, kind) = (record.id, record.kind);
    let edit = |path: Path, value: Text| Edit {
        record: id,
        kind,
        path,
        value,
    };
    let edits = match (take, conflict) {
        (Take::Value(text), Conflict::Held(Held::Values(path) | Held::OneDot(path))) => {
            vec![edit(*path, text.clone())]
        }
        (Take::Value(text), Conflict::Held(Held::Moved(list, item))) => {
            vec![edit(Path::item(*list, *item, PLACE), text.clone())]
        }
        (Take::Value(text), Conflict::Noted(name)) => {
            let items = record.loose_items(VALUES);
            let items = items.filter(|item| item.text("name") == *name);
            let path = |item| Path::item(VALUES, item, Key::new("value"));
            items
                .map(|item| edit(path(item.id), text.clone()))
                .collect()
        }
        (Take::Keep, Conflict::Held(Held::Removed(list, item))) => {
            vec![Ledger::restore_item(id, kind, *list, *item)]
        }
        (Take::Bury, Conflict::Held(Held::Removed(list, item))) => {
            vec![Ledger::remove_item(id, kind, *list, *item)]
        }
        (Take::Keep, _) => vec![Ledger::undelete(id, kind)],
        (Take::Bury, _) => vec![Ledger::delete(id, kind)],
        (Take::Out(item), Conflict::Held(Held::Circle(list, _))) => {
            let path = Path::item(*list, *item, PLACE);
            let place: Place = record.value(path).and_then(Text::get).unwrap_or_default();
            let place = Place {
                under: None,
                ..place
            };
            vec![edit(path, place.to_text())]
        }
        (Take::Code(code), _) => vec![edit(CODE, code.clone())],
        (Take::Event(event), _) => {
            let state = RunView::kept(record, view);
            let mut act = Act {
                run: record,
                state: &state,
                view: *view,
                mint,
                paper: None,
            };
            act.say_again(*event)?
        }
        (Take::Value(_) | Take::Out(_), _) => Vec::new(),
    };
    Ok(edits)
}

/// All values of a conflict in one, where that makes sense: texts below each other, words and
/// links united.
pub fn both(record: &Record, conflict: &Conflict, view: &View<'_>) -> Option<Text> {
    let Conflict::Held(Held::Values(path)) = conflict else {
        return None;
    };
    let field = described(rooms::kind(record.kind.as_str()), *path)?;
    let sides = sides(record, conflict, view);
    let texts = sides.iter().filter_map(|side: &Side| match &side.take {
        Take::Value(text) if !text.is_null() => Some(text),
        _ => None,
    });
    let texts: Vec<&Text> = texts.collect();
    if texts.len() < 2 {
        return None;
    }
    match field.ty {
        Type::Prose | Type::Code => {
            let texts = texts.iter().map(|text| text.plain().into_owned());
            texts
                .reduce(|all, next| below(&all, &next))
                .map(|all| Text::string(&all))
        }
        Type::Words | Type::Ordered | Type::Links(_) => {
            let lists = texts.iter().filter_map(|text| text.get::<Vec<String>>());
            let mut all: Vec<String> = Vec::new();
            for word in lists.flatten() {
                if !all.contains(&word) {
                    all.push(word);
                }
            }
            if matches!(field.ty, Type::Words) {
                all.arrange();
            }
            Text::of(&all).ok()
        }
        _ => None,
    }
}

// Two texts below each other; the lines that both begin or end with stand there once.
fn below(first: &str, second: &str) -> String {
    let (one, other): (Vec<&str>, Vec<&str>) = (first.lines().collect(), second.lines().collect());
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = one.iter().zip(&other).take_while(same).count();
    let (one_rest, other_rest) = (&one[head..], &other[head..]);
    let ends = one_rest.iter().rev().zip(other_rest.iter().rev());
    let tail = ends.take_while(same).count();
    let middle = |rest: &[&str]| rest[..rest.len() - tail].join("\n");
    let (one_rest, other_rest, tail) = (
        middle(one_rest),
        middle(other_rest),
        one_rest[one_rest.len() - tail..].join("\n"),
    );
    let between = if one_rest.is_empty() || other_rest.is_empty() {
        one_rest + &other_rest
    } else {
        format!("{one_rest}\n\n{other_rest}")
    };
    let parts = [one[..head].join("\n"), between, tail];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}
