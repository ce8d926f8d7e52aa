//! The columns that a kind of record has in a table, and what a column may become.

use crate::describe::{Field, Kind, List, Type};

/// What the cells of a column become.
#[derive(Clone, Copy)]
pub enum Target {
    /// Nothing: a person left it out, or it only counts rows.
    Leave,
    /// A line in the record's notes.
    Note,
    /// The record's id.
    Id,
    /// The item's id.
    Item,
    /// The record that an item is in: its code, name or id.
    Record,
    /// Where an item stands (JSON).
    Place,
    /// What no other column carries (JSON).
    More,
    /// A field of the record, or of the item.
    Field(&'static Field),
    /// A part of a group.
    Part(&'static Field, &'static Field),
    /// A whole list (JSON).
    List(&'static List),
    /// Items of a list, one for each entry, in this field; another field says this.
    Items(&'static List, &'static Field, &'static str),
    /// Several fields, as `rto: 1 h, rpo: 2 h`.
    Pairs(&'static [Field]),
}

/// Targets that no description names, and what they are called.
const OWN: [(&str, &str, Target); 7] = [
    ("~leave", "Leave out", Target::Leave),
    ("~note", "Keep in the notes", Target::Note),
    ("~id", "Holdfast id", Target::Id),
    ("~item", "Holdfast item", Target::Item),
    ("~record", "Record", Target::Record),
    ("~place", "Place", Target::Place),
    ("~more", "More", Target::More),
];

/// A column of a table that is written.
pub struct Column {
    /// What stands above it.
    pub label: String,
    /// What it holds.
    pub target: Target,
}

/// What stands above the first column of our own tables: whose ids they are.
pub fn mark(kind: &Kind, list: Option<&List>) -> String {
    match list {
        Some(list) => format!("Holdfast item ({}/{})", kind.id, list.key),
        None => format!("Holdfast id ({})", kind.id),
    }
}

/// The columns of a kind: its id and every field, a group's parts each on their own.
pub fn columns(kind: &'static Kind) -> Vec<Column> {
    let mut columns = vec![Column {
        label: mark(kind, None),
        target: Target::Id,
    }];
    add_fields(kind.all_fields(), &mut columns);
    columns
}

/// The columns of a kind's lists, one each.
pub fn list_columns(kind: &'static Kind, columns: &mut Vec<Column>) {
    for list in kind.all_lists() {
        let label = free(list.label, list.key, columns);
        let target = Target::List(list);
        columns.push(Column { label, target });
    }
}

/// The columns of the items of a list.
pub fn item_columns(kind: &Kind, list: &'static List) -> Vec<Column> {
    let own = |label: String, target| Column { label, target };
    let mut columns = vec![
        own(mark(kind, Some(list)), Target::Item),
        own("Record".to_owned(), Target::Record),
        own("Place".to_owned(), Target::Place),
    ];
    add_fields(list.fields.iter(), &mut columns);
    columns
}

fn add_fields(fields: impl Iterator<Item = &'static Field>, columns: &mut Vec<Column>) {
    for field in fields {
        if let Type::Group(parts) = field.ty {
            for part in parts {
                let label = format!("{}: {}", field.label, part.label);
                let label = free(&label, &format!("{}/{}", field.key, part.key), columns);
                let target = Target::Part(field, part);
                columns.push(Column { label, target });
            }
        } else {
            let label = free(field.label, field.key, columns);
            let target = Target::Field(field);
            columns.push(Column { label, target });
        }
    }
}

// Two fields may be called the same on screen, where they stand in different parts of the form.
fn free(label: &str, key: &str, columns: &[Column]) -> String {
    let taken = columns.iter().any(|column| column.label == label);
    if taken || label == MORE {
        format!("{label} ({key})")
    } else {
        label.to_owned()
    }
}

/// What stands above the column of what no other carries.
pub const MORE: &str = "More";

impl Target {
    /// Its name in a form: `current/likelihood`, `~note`.
    pub fn key(self) -> String {
        match self {
            Self::Field(field) => field.key.to_owned(),
            Self::Part(group, part) => format!("{}/{}", group.key, part.key),
            Self::List(list) => list.key.to_owned(),
            Self::Items(list, field, how) => format!("{}[{}] {how}", list.key, field.key)
                .trim_end()
                .to_owned(),
            Self::Pairs(_) => "{}".to_owned(),
            own => {
                let same = |(_, _, target): &&(&str, &str, Self)| target.is(own);
                OWN.iter()
                    .find(same)
                    .map_or_else(String::new, |(key, ..)| (*key).to_owned())
            }
        }
    }

    /// What it is called.
    pub fn label(self) -> String {
        match self {
            Self::Field(field) => field.label.to_owned(),
            Self::Part(group, part) => format!("{}: {}", group.label, part.label),
            Self::List(list) => list.label.to_owned(),
            Self::Items(list, ..) => format!("{}, one for each entry", list.label),
            Self::Pairs(_) => "The fields that it names".to_owned(),
            own => {
                let key = own.key();
                OWN.iter()
                    .find(|(known, ..)| *known == key)
                    .map_or_else(String::new, |(_, label, _)| (*label).to_owned())
            }
        }
    }

    /// The target of this name in a kind, or in one of its lists.
    pub fn named(key: &str, kind: &'static Kind, list: Option<&'static List>) -> Option<Self> {
        if let Some((.., own)) = OWN.iter().find(|(known, ..)| *known == key) {
            let fits = match own {
                Self::Item | Self::Record | Self::Place => list.is_some(),
                Self::Id => list.is_none(),
                _ => true,
            };
            return fits.then_some(*own);
        }
        let field_of =
            |fields: &'static [Field], key: &str| fields.iter().find(|field| field.key == key);
        let field = |key: &str| match list {
            Some(list) => field_of(list.fields, key),
            None => kind.field(key),
        };
        if let Some((group, part)) = key.split_once('/') {
            let group = field(group)?;
            let Type::Group(parts) = group.ty else {
                return None;
            };
            return Some(Self::Part(group, field_of(parts, part)?));
        }
        if let Some((of, rest)) = key.split_once('[') {
            let (field, how) = rest.split_once(']')?;
            let of = kind.list(of)?;
            let how = HOWS.iter().find(|known| **known == how.trim())?;
            return Some(Self::Items(of, field_of(of.fields, field)?, how));
        }
        if key == "{}" {
            return Some(Self::Pairs(kind.fields));
        }
        match field(key) {
            Some(field) if matches!(field.ty, Type::Group(_)) => None,
            Some(field) => Some(Self::Field(field)),
            None => kind.list(key).filter(|_| list.is_none()).map(Self::List),
        }
    }

    /// The names that stand beside it, and what each is called: what a person may choose.
    pub fn choices(kind: &'static Kind, list: Option<&'static List>) -> Vec<(String, String)> {
        let mut all = match list {
            Some(list) => item_columns(kind, list),
            None => columns(kind),
        };
        if list.is_none() {
            list_columns(kind, &mut all);
        }
        let own = OWN[..2]
            .iter()
            .map(|(key, label, _)| ((*key).to_owned(), (*label).to_owned()));
        let given = all
            .iter()
            .map(|column| (column.target.key(), column.label.clone()));
        own.chain(given).collect()
    }

    /// Whether two are the same.
    pub fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::Field(a), Self::Field(b)) => std::ptr::eq(a, b),
            (Self::Part(a, b), Self::Part(c, d)) => std::ptr::eq(a, c) && std::ptr::eq(b, d),
            (Self::List(a), Self::List(b)) => std::ptr::eq(a, b),
            (Self::Items(a, b, how), Self::Items(c, d, other)) => {
                std::ptr::eq(a, c) && std::ptr::eq(b, d) && how == other
            }
            (a, b) => std::mem::discriminant(&a) == std::mem::discriminant(&b),
        }
    }

    /// Whether several columns can become it together.
    pub fn takes_many(self) -> bool {
        match self {
            Self::Field(field) => matches!(field.ty, Type::Words | Type::Ordered | Type::Links(_)),
            Self::Note | Self::Leave | Self::Items(..) => true,
            _ => false,
        }
    }
}

/// What links may be for that dialects make, and from which state to which an entry of a log may tell.
const HOWS: [&str; 5] = [
    "",
    "affects",
    "supports",
    "depends on",
    "resolved to reopened",
];

/// Letters and digits only, in lower case: how names of columns are compared.
pub fn plain(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Whether a kind's columns are all called differently.
#[cfg(test)]
pub fn all_differ(columns: &[Column]) -> bool {
    let labels: std::collections::BTreeSet<&str> =
        columns.iter().map(|column| column.label.as_str()).collect();
    labels.len() == columns.len()
}
