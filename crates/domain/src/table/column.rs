//! The columns that a kind's description gives a table.

use crate::conflicts;
use crate::describe::{Cell, Choice, Field, Figure, Kind, Type};
use crate::value::{outcomes, part, show};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Path, Record, Text};
use std::borrow::Cow;

/// A column.
#[derive(Clone)]
pub struct Column {
    /// Its name in addresses and saved views: `owner`, `window.start`.
    pub key: String,
    /// Its name on screen.
    pub label: String,
    /// Where its cells come from.
    pub source: Source,
    /// Whether tables show it unless told otherwise.
    pub usual: bool,
}

/// Where the cells of a column come from.
#[derive(Clone, Copy)]
pub enum Source {
    /// A field.
    Field(&'static Field),
    /// A part of a field that is a group: the group, the part.
    Part(&'static Field, &'static Field),
    /// A figure that follows from the record.
    Figure(&'static Figure),
}

/// How rows are chosen by a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choosing {
    /// By some of the values that there are.
    Values,
    /// By a least and a greatest number.
    Numbers,
    /// By a first and a last day.
    Days,
    /// By a text that it contains.
    Words,
}

/// The columns of a kind's table: the title first, then what tells most.
pub fn columns(kind: &'static Kind) -> Vec<Column> {
    let (mut usual, mut more): (Vec<Column>, Vec<Column>) = kind
        .all_fields()
        .filter(|field| field.key != "archived")
        .flat_map(of_field)
        .chain(
            kind.figures
                .iter()
                .chain([&conflicts::COLUMN])
                .map(of_figure),
        )
        .partition(|column| column.usual);
    usual.arrange_by_key(|column| weight(kind, column));
    usual.append(&mut more);
    usual
}

// What a kind is sorted by matters in it.
fn weight(kind: &Kind, column: &Column) -> u8 {
    match (column.key.as_str(), column.source) {
        ("title", _) => 0,
        ("code", _) => 1,
        ("state" | "status" | "priority", _) => 2,
        (key, _) if key == kind.sort.trim_start_matches('-') => 3,
        ("owner", _) => 5,
        (_, Source::Figure(_)) => 6,
        _ => 4,
    }
}

fn of_field(field: &'static Field) -> Vec<Column> {
    if matches!(field.ty, Type::Contents) {
        return Vec::new();
    }
    let Type::Group(parts) = field.ty else {
        let (key, label) = (field.key.to_owned(), field.label.to_owned());
        return vec![Column {
            key,
            label,
            source: Source::Field(field),
            usual: field.column,
        }];
    };
    let of_part = |part: &'static Field| Column {
        key: format!("{}.{}", field.key, part.key),
        label: format!("{}: {}", field.label, part.label.to_lowercase()),
        source: Source::Part(field, part),
        usual: field.column,
    };
    parts.iter().map(of_part).collect()
}

fn of_figure(figure: &'static Figure) -> Column {
    let (key, label) = (figure.key.to_owned(), figure.label.to_owned());
    Column {
        key,
        label,
        source: Source::Figure(figure),
        usual: figure.column,
    }
}

/// A cell's value as filters and sorting see it.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen<'a> {
    /// The value of a field.
    Value(Cow<'a, Text>),
    /// A figure.
    Figure(Cell),
}

impl Column {
    /// What its fields hold; `None` for figures.
    pub const fn ty(&self) -> Option<Type> {
        match self.source {
            Source::Field(field) | Source::Part(_, field) => Some(field.ty),
            Source::Figure(_) => None,
        }
    }

    /// How rows are chosen by it.
    pub const fn choosing(&self) -> Choosing {
        match self.ty() {
            None
            | Some(
                Type::Choice(_)
                | Type::Flag
                | Type::Link(_)
                | Type::Links(_)
                | Type::Words
                | Type::Ordered,
            ) => Choosing::Values,
            Some(Type::Whole { .. } | Type::Number { .. } | Type::Minutes | Type::Estimate) => {
                Choosing::Numbers
            }
            Some(Type::Date | Type::Instant) => Choosing::Days,
            Some(Type::Line | Type::Prose | Type::Code | Type::Group(_) | Type::Contents) => {
                Choosing::Words
            }
        }
    }

    /// Whether its cells hold one of a few values each, so that rows can be grouped by it. Of
    /// figures those do that say how something stands, by the end of their keys.
    pub fn groups(&self) -> bool {
        const ENDS: [&str; 5] = ["state", "status", "level", "tier", "severity"];
        match (self.ty(), self.source) {
            (Some(Type::Choice(_) | Type::Flag | Type::Link(_)), Source::Field(_)) => true,
            (None, _) => self
                .key
                .rsplit('_')
                .next()
                .is_some_and(|end| ENDS.contains(&end)),
            _ => false,
        }
    }

    /// The choices of its field, if it has some.
    pub const fn choices(&self) -> Option<&'static [Choice]> {
        match self.ty() {
            Some(Type::Choice(choices)) => Some(choices),
            _ => None,
        }
    }

    /// The value that lists show: where nobody wrote any, the choice that the field counts as. `None`
    /// for figures and for nothing.
    pub fn value<'a>(&self, record: &'a Record) -> Option<Cow<'a, Text>> {
        match self.source {
            Source::Field(field) => {
                { record.value(Path::of(field.key)).map(Cow::Borrowed) }.or_else(|| assumed(field))
            }
            Source::Part(group, field) => part(record.value(Path::of(group.key))?, field.key)
                .filter(|text| !text.is_null())
                .map(Cow::Owned),
            Source::Figure(_) => None,
        }
    }

    /// What may turn out to stand there: in a conflict each alternative.
    pub fn seen<'a>(&self, record: &'a Record, view: &View<'_>) -> Vec<Option<Seen<'a>>> {
        match self.source {
            Source::Field(field) => outcomes(record, field.key)
                .into_iter()
                .map(|value| value.map(Cow::Borrowed).or_else(|| assumed(field)))
                .map(|value| value.map(Seen::Value))
                .collect(),
            Source::Part(group, field) => {
                let of = |value: Option<&Text>| {
                    part(value?, field.key)
                        .filter(|text| !text.is_null())
                        .map(|text| Seen::Value(Cow::Owned(text)))
                };
                outcomes(record, group.key).into_iter().map(of).collect()
            }
            Source::Figure(figure) => {
                let cell = figure.show(record, view);
                vec![(!cell.text.is_empty()).then_some(Seen::Figure(cell))]
            }
        }
    }

    /// How many different values people wrote there without seeing each other's; 1 for no conflict.
    pub fn alternatives(&self, record: &Record) -> usize {
        match self.source {
            Source::Field(field) => outcomes(record, field.key).len(),
            Source::Part(group, _) => outcomes(record, group.key).len(),
            Source::Figure(_) => 1,
        }
    }

    /// The cell in words, days and instants as they are written in files.
    pub fn text(&self, record: &Record, view: &View<'_>) -> String {
        match self.source {
            Source::Figure(figure) => figure.show(record, view).text,
            Source::Field(field) if field.key == "code" => view.code(record),
            Source::Field(field) | Source::Part(_, field) => {
                show(field, self.value(record).as_deref(), view)
            }
        }
    }
}

// So that who filters for "Potential" finds what nobody has looked at yet.
fn assumed(field: &Field) -> Option<Cow<'static, Text>> {
    (!field.assumed.is_empty()).then(|| Cow::Owned(Text::string(field.assumed)))
}
