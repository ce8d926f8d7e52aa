//! What a register of a record is called and what it holds, in words, also where this version
//! does not know it.

use crate::describe::{Field, Kind};
use crate::value::show;
use crate::view::View;
use holdfast_ledger::path::PLACE;
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

fn field_label(kind: Option<&'static Kind>, path: Path) -> String {
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

/// An item by what its list is made of and what it is called: `Action “Call”`.
pub fn item(
    record: &Record,
    (list, item): (Key, Id),
    kind: Option<&'static Kind>,
    view: &View<'_>,
) -> String {
    let what = one(kind, list);
    let known = kind.and_then(|kind| kind.list(list.as_str()));
    let name = known.and_then(|known| known.fields.first()).map(|field| {
        let at = Path::item(list, item, Key::new(field.key));
        show(field, record.value(at), view)
    });
    match name.filter(|name| !name.is_empty()) {
        Some(name) => format!("{what} “{name}”"),
        None => what,
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
