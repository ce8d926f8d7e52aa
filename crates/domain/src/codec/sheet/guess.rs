//! What a table may be, from what stands above its columns.

use super::columns::{Column, MORE, Target, columns, item_columns, list_columns, mark, plain};
use super::dates;
use super::dialect::{self, Dialect};
use super::mapping::{Of, SheetMapping};
use super::{Row, Sheet};
use crate::describe::{Kind, List, Type};
use crate::rooms;
use crate::rooms::backups::BACKUP_JOB;

/// What a heading counts that names a field of the kind's own.
const OWN_WORD: usize = 4;
/// How many rows are looked at for the headings.
const LOOKED_AT: usize = 12;

/// Names that many tables use for what every record has.
const USUAL: [(&str, &str); 31] = [
    ("name", "title"),
    ("title", "title"),
    ("summary", "title"),
    ("subject", "title"),
    ("shortdescription", "title"),
    ("refid", "code"),
    ("ref", "code"),
    ("reference", "code"),
    ("id", "code"),
    ("number", "code"),
    ("key", "code"),
    ("labels", "tags"),
    ("label", "tags"),
    ("filteringlabels", "tags"),
    ("keywords", "tags"),
    ("comment", "notes"),
    ("comments", "notes"),
    ("remarks", "notes"),
    ("details", "description"),
    ("email", "email"),
    ("mail", "email"),
    ("responsible", "owner"),
    ("starttime", "started"),
    ("start", "started"),
    ("endtime", "ended"),
    ("end", "ended"),
    ("status", "result"),
    ("job", "policy"),
    ("jobname", "policy"),
    ("sizegb", "size"),
    ("sessionid", "reference"),
];

/// The mapping that a sheet's headings suggest.
pub fn sheet(sheet: &Sheet) -> SheetMapping {
    let width = sheet
        .rows
        .iter()
        .map(|row| row.cells.len())
        .max()
        .unwrap_or(0);
    let mut own = SheetMapping {
        of: Of::Leave,
        head: 0,
        headers: Vec::new(),
        labels: Vec::new(),
        targets: vec![Target::Leave; width],
        orders: vec![dates::Order::Day; width],
        key: None,
        own: false,
        dialect: None,
    };
    let looked = sheet.rows.iter().take(LOOKED_AT);
    let filled = |row: &Row| {
        row.cells
            .iter()
            .filter(|cell| !cell.trim().is_empty())
            .count()
    };
    for (at, row) in looked.clone().enumerate() {
        if let Some((kind, list)) = ours(row.cell(0)) {
            own.take_head(at, row, width);
            own.own = true;
            match list {
                Some(list) => own.of = Of::Items(kind, list),
                None => own.of = Of::Records(kind),
            }
            own.fill(sheet);
            return own;
        }
        if let Some(known) = dialect::of(&row.cells) {
            own.take_head(at, row, width);
            own.take_dialect(known);
            own.fill(sheet);
            return own;
        }
        if dialect::is_preface(&row.cells) {
            own.take_head(at, row, width);
            own.of = Of::Preface;
            return own;
        }
    }
    let first = looked.clone().enumerate().find(|(_, row)| filled(row) > 1);
    let first = first.map(|(at, _)| at);
    let mut best: Option<(usize, usize, &'static Kind)> = None;
    for (at, row) in looked
        .clone()
        .enumerate()
        .filter(|(_, row)| filled(row) > 0)
    {
        for kind in rooms::kinds().filter(|kind| kind.id != "workspace") {
            let score = score(kind, &row.cells, &sheet.name);
            // One word of a row below the first may be what a cell says.
            let below = first.is_some_and(|first| at > first);
            let least = if below { OWN_WORD } else { 0 };
            if score > best.map_or(least, |(best, ..)| best) {
                best = Some((score, at, kind));
            }
        }
    }
    let head = best.map(|(_, at, _)| at).or(first).unwrap_or(0);
    if let Some(row) = sheet.rows.get(head) {
        own.take_head(head, row, width);
    }
    if let Some((.., kind)) = best {
        own.of = Of::Records(kind);
        own.fill(sheet);
    }
    own
}

/// Guesses the columns anew for a kind that a person chose.
pub fn columns_of(own: &mut SheetMapping, sheet: &Sheet, kind: &'static Kind) {
    own.of = Of::Records(kind);
    own.dialect = own.dialect.filter(|dialect| dialect.kind == kind.id);
    own.own = own.own
        && matches!(ours(own.headers.first().map_or("", String::as_str)), Some((known, None)) if known.id == kind.id);
    own.fill(sheet);
}

// Whose ids stand in a column, if it is one of ours.
fn ours(header: &str) -> Option<(&'static Kind, Option<&'static List>)> {
    let inside = header
        .strip_prefix("Holdfast ")?
        .split_once('(')?
        .1
        .strip_suffix(')')?;
    let (kind, list) = match inside.split_once('/') {
        Some((kind, list)) => (kind, Some(list)),
        None => (inside, None),
    };
    let kind = rooms::kind(kind)?;
    let list = match list {
        Some(list) => Some(kind.list(list)?),
        None => None,
    };
    (mark(kind, list) == header).then_some((kind, list))
}

// How much of a row looks like a kind's headings. What every record has says little of the kind.
fn score(kind: &'static Kind, cells: &[String], sheet: &str) -> usize {
    const EVERYWHERE: [&str; 12] = [
        "code",
        "title",
        "owner",
        "tags",
        "notes",
        "archived",
        "review_every",
        "next_review",
        "reviewed",
        "links",
        "comments",
        "attachments",
    ];
    let own = known(kind);
    let mut seen = Vec::new();
    for cell in cells {
        let key = of_header(cell, kind, &own).map(Target::key);
        seen.extend(key.filter(|key| !seen.contains(key)));
    }
    let points = |key: &String| {
        if EVERYWHERE.contains(&key.as_str()) {
            1
        } else {
            OWN_WORD
        }
    };
    let sum: usize = seen.iter().map(points).sum();
    let named = [kind.id, kind.one, kind.many]
        .iter()
        .any(|name| plain(name) == plain(sheet));
    if sum == 0 {
        0
    } else {
        sum + if named { 6 } else { 0 }
    }
}

fn known(kind: &'static Kind) -> Vec<Column> {
    let mut own = columns(kind);
    list_columns(kind, &mut own);
    own
}

// By label, by name in files, by the usual names, by how the help begins.
fn of_header(header: &str, kind: &'static Kind, own: &[Column]) -> Option<Target> {
    let wanted = plain(header);
    if wanted.is_empty() {
        return None;
    }
    let by = |name: &dyn Fn(&Column) -> String| {
        own.iter()
            .find(|column| name(column) == wanted)
            .map(|column| column.target)
    };
    let usual = || {
        let (_, key) = USUAL.iter().find(|(name, _)| *name == wanted)?;
        Target::named(key, kind, None)
    };
    let helped = |column: &Column| match column.target {
        Target::Field(field) if wanted.len() > 7 => plain(field.help)
            .get(..wanted.len())
            .map(str::to_owned)
            .unwrap_or_default(),
        _ => String::new(),
    };
    by(&|column| plain(&column.label))
        .or_else(|| by(&|column| plain(&column.target.key())))
        .or_else(usual)
        .or_else(|| by(&helped))
}

/// The column that says which record a row is about: the code, the dialect's first, the title; none where
/// the row as a whole does.
pub fn key(own: &SheetMapping) -> Option<usize> {
    let of = |wanted: &str| own.position(wanted);
    let first = || {
        let says =
            |target: &Target| matches!(target, Target::Field(_) | Target::Part(..) | Target::Note);
        own.targets.iter().position(says)
    };
    let told = own.dialect.map_or("", |dialect| dialect.key);
    // Jobs of one name come again and again: without a reference only the whole row tells which it is.
    if matches!(own.of, Of::Records(kind) if kind.id == BACKUP_JOB.id) {
        return of("code").or_else(|| of("reference"));
    }
    of(told)
        .or_else(|| of("cve"))
        .or_else(|| of("code"))
        .or_else(|| of("title"))
        .or_else(first)
}

impl SheetMapping {
    fn take_head(&mut self, at: usize, row: &Row, width: usize) {
        self.head = at;
        self.headers = (0..width).map(|n| row.cell(n).to_owned()).collect();
        let label = |n| match row.cell(n).split_whitespace().collect::<Vec<_>>().join(" ") {
            label if label.is_empty() => format!("Column {}", n + 1),
            label => label,
        };
        self.labels = (0..width).map(label).collect();
    }

    fn take_dialect(&mut self, known: &'static Dialect) {
        self.dialect = Some(known);
        let Some(kind) = rooms::kind(known.kind) else {
            return;
        };
        self.of = match kind.list(known.list) {
            Some(list) => Of::Items(kind, list),
            None => Of::Records(kind),
        };
    }

    // What each column becomes.
    fn fill(&mut self, sheet: &Sheet) {
        let (kind, list) = match self.of {
            Of::Records(kind) => (kind, None),
            Of::Items(kind, list) => (kind, Some(list)),
            Of::Leave | Of::Preface => return,
        };
        let own = match list {
            Some(list) => item_columns(kind, list),
            None => known(kind),
        };
        let mut targets: Vec<Target> = Vec::new();
        for (at, header) in self.headers.iter().enumerate() {
            let guess = if self.own {
                let same = own.iter().find(|column| column.label == *header);
                let same = same.map(|column| column.target);
                same.or_else(|| (header == MORE).then_some(Target::More))
            } else {
                let of_dialect = self
                    .dialect
                    .and_then(|dialect| by_dialect(dialect, header, kind, list));
                of_dialect.or_else(|| of_header(header, kind, &own))
            };
            let free = |target: &Target| {
                target.takes_many() || targets.iter().all(|known| !known.is(*target))
            };
            let index = at == 0 && header.trim().is_empty() && counts(sheet, self.head);
            targets.push(match guess.filter(free) {
                Some(target) => target,
                None if index => Target::Leave,
                None => Target::Note,
            });
        }
        self.targets = targets;
        self.key = key(self);
        let dated = |at: usize| {
            let cells = sheet
                .rows
                .iter()
                .skip(self.head + 1)
                .map(move |row| row.cell(at));
            dates::order(cells).0
        };
        let is_date = |target: &Target| match target {
            Target::Field(field) | Target::Part(_, field) => {
                matches!(field.ty, Type::Date | Type::Instant)
            }
            _ => false,
        };
        let orders = self.targets.iter().enumerate();
        self.orders = orders
            .map(|(at, target)| {
                if is_date(target) {
                    dated(at)
                } else {
                    dates::Order::Day
                }
            })
            .collect();
    }
}

// A first column without heading that counts rows, as some tools write it.
fn counts(sheet: &Sheet, head: usize) -> bool {
    let rows = sheet
        .rows
        .iter()
        .skip(head + 1)
        .filter(|row| !row.is_blank());
    let numbers: Option<Vec<i64>> = rows.map(|row| row.cell(0).trim().parse().ok()).collect();
    numbers.is_some_and(|numbers| numbers.windows(2).all(|pair| pair[1] == pair[0] + 1))
}

fn by_dialect(
    dialect: &Dialect,
    header: &str,
    kind: &'static Kind,
    list: Option<&'static List>,
) -> Option<Target> {
    let (_, names) = dialect
        .columns
        .iter()
        .find(|(known, _)| plain(known) == plain(header))?;
    names
        .split('|')
        .find_map(|name| Target::named(name, kind, list))
}
