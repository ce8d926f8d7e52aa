//! Where a value can stand, from the descriptions of all rooms, and values of every type.

use holdfast_domain::describe::{Field, Type};
use holdfast_domain::rooms;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::{Id, Key, Path, Text};
use serde_json::{Value, json};
use std::fmt;

/// A field of a kind, or of the items of one of its lists.
#[derive(Clone, Copy)]
pub struct Spot {
    pub kind: &'static str,
    pub list: &'static str,
    pub field: &'static str,
    pub ty: Type,
}

// Shrunk cases are read by people.
impl fmt::Debug for Spot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind, list, field, ..
        } = self;
        write!(out, "{kind}.{list}.{field}")
    }
}

impl Spot {
    /// The register, in an item if it is in a list.
    pub fn path(&self, item: Id) -> Path {
        if self.list.is_empty() {
            Path::field(Key::new(self.field))
        } else {
            Path::item(Key::new(self.list), item, Key::new(self.field))
        }
    }
}

/// Every field that is described, one that is not, and a kind that nobody knows (M9).
pub fn spots() -> Vec<Spot> {
    let spot = |kind, list, field: &'static Field| Spot {
        kind,
        list,
        field: field.key,
        ty: field.ty,
    };
    let mut all = Vec::new();
    for kind in rooms::kinds() {
        all.extend(kind.all_fields().map(|field| spot(kind.id, "", field)));
        for list in kind.all_lists() {
            let fields = list.fields.iter();
            all.extend(fields.map(|field| spot(kind.id, list.key, field)));
        }
    }
    for (kind, list, field) in [
        ("risk", "", "colour"),
        ("widget", "", "title"),
        ("widget", "parts", "size"),
    ] {
        let ty = Type::Line;
        all.push(Spot {
            kind,
            list,
            field,
            ty,
        });
    }
    all
}

/// The lists that have items, as (kind, list).
pub fn lists() -> Vec<(&'static str, &'static str)> {
    let lists = |kind: &'static holdfast_domain::describe::Kind| {
        kind.all_lists().map(move |list| (kind.id, list.key))
    };
    rooms::kinds().flat_map(lists).collect()
}

/// The nth value of a type: 0 clears, 1 is of another type.
pub fn value(ty: Type, n: u8, ids: &[Id]) -> Text {
    let json = match n {
        0 => Value::Null,
        1 => json!({"odd": [1, null, "x"]}),
        _ => of_type(ty, usize::from(n), ids),
    };
    Text::of(&json).expect("JSON")
}

fn of_type(ty: Type, n: usize, ids: &[Id]) -> Value {
    const PROSE: [&str; 4] = [
        "# Call\n\n- [ ] **Ring** {{who}}\n- [x] <b>\"& done\"</b>",
        "![rack](attachment:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad)",
        "Überlauf am Wehr 🌊\r\n\r\n```sh\nrm -rf \"$x\"\n```",
        " ",
    ];
    const DAYS: [&str; 3] = ["2026-11-22", "2024-02-29", "1969-12-31"];
    let id = |n: usize| ids[n % ids.len()].to_string();
    match ty {
        Type::Line => json!(["Flood", "1", "yes", "Ada, Tom", "{{who}}"][n % 5]),
        Type::Prose | Type::Code => json!(PROSE[n % PROSE.len()]),
        Type::Whole { min, max, .. } => json!([min, max, max + 1][n % 3]),
        Type::Number { min, max, .. } => json!([min, max, max + 0.5][n % 3]),
        Type::Choice(choices) => json!(choices[n % choices.len()].key),
        Type::Flag => json!(n.is_multiple_of(2)),
        Type::Date => json!(DAYS[n % 3]),
        Type::Instant => json!(format!("{}T12:0{}:00.000Z", DAYS[n % 2], n % 10)),
        Type::Minutes => json!([0.0, 90.5, 1e9][n % 3]),
        Type::Estimate if n.is_multiple_of(3) => json!({"low": 9, "likely": 2, "high": 1}),
        Type::Estimate => json!({"low": n, "likely": 2 * n, "high": 5 * n}),
        Type::Link(_) => json!(id(n)),
        Type::Links(_) => json!([id(n), id(n + 1)]),
        Type::Words if n.is_multiple_of(3) => json!([id(n), "beside"]),
        Type::Words => json!(["a", "b"][..n % 3]),
        Type::Ordered => json!(["yes", "no"][..n % 3]),
        Type::Group(fields) => {
            let some = fields
                .iter()
                .filter(|field| !(field.key.len() + n).is_multiple_of(3));
            let part = |field: &Field| (field.key.to_owned(), of_type(field.ty, n, ids));
            Value::Object(some.map(part).collect())
        }
        Type::Contents => json!({"fields": {"title": "Restore"}, "steps": [], "variables": []}),
    }
}

/// The register of an item's place.
pub fn place(list: &'static str, item: Id) -> Path {
    Path::item(Key::new(list), item, PLACE)
}
