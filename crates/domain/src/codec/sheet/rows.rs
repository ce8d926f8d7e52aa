//! From rows to drafts of records: which record each row is about, and what its cells become.

use super::columns::{Target, plain};
use super::mapping::{Mapping, Of, SheetMapping};
use super::names::Names;
use super::notes::{self, Kept};
pub use super::report::Report;
use super::{Grid, Row, Sheet};
use super::{parse, updates};
use crate::describe::{Kind, List, Type};
use crate::pace::Pace;
use crate::rooms::risks::matrix::{self, Configured};
use crate::view::View;
use holdfast_ledger::{Id, Key, Path, Text};
use std::collections::{BTreeMap, BTreeSet};

/// What a file becomes.
pub struct Outcome {
    /// Its records, in the order of the file.
    pub drafts: Vec<Draft>,
    /// What the file says of all of them: it is kept in the notes of each.
    pub preface: Vec<Kept>,
    /// Where each cell went.
    pub report: Report,
}

/// A record in the making.
pub struct Draft {
    /// Its id.
    pub id: Id,
    /// Its kind.
    pub kind: &'static Kind,
    /// Whether it is here already.
    pub here: bool,
    /// Whether the table is one of ours, which says all: nothing is made up.
    pub own: bool,
    /// The sheet and the line that it begins at.
    pub at: (String, usize),
    /// Fields, and parts of groups (`field/part`), with what they hold and where they come from.
    pub values: Vec<Given>,
    /// Items of lists.
    pub items: Vec<(&'static List, ItemDraft)>,
    /// What goes to the notes.
    pub kept: Vec<Kept>,
    /// What is wrong, by column.
    pub problems: Vec<(String, String)>,
}

impl Draft {
    /// Whether nothing is known of the record.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.items.is_empty() && self.kept.is_empty()
    }
}

/// A value that a column gave.
pub struct Given {
    /// The field.
    pub target: Target,
    /// The heading of the column.
    pub column: String,
    /// The cell.
    pub cell: String,
    /// What it was read as.
    pub value: Text,
}

/// An item in the making.
pub struct ItemDraft {
    /// Its id, if the file gives one.
    pub id: Option<Id>,
    /// Its place, if the file gives one.
    pub place: Option<Text>,
    /// Its fields.
    pub values: Vec<(Target, Text)>,
}

/// What becomes of a file.
pub async fn read(
    grid: &Grid,
    mapping: &Mapping,
    view: &View<'_>,
    pace: Pace<'_>,
) -> Result<Outcome, String> {
    let mut reader = Reader {
        view,
        names: Names::of(view),
        matrix: matrix::matrix(view),
        drafts: Vec::new(),
        by_id: BTreeMap::new(),
        report: Report::default(),
        preface: Vec::new(),
        cves: BTreeMap::new(),
        earlier: BTreeMap::new(),
    };
    let pairs = || grid.sheets.iter().zip(&mapping.sheets);
    for (sheet, own) in pairs() {
        reader.about(sheet, own);
    }
    notes::check(grid, mapping, &reader.preface)?;
    let mut found = Vec::new();
    for (sheet, own) in pairs() {
        found.push(reader.find(sheet, own, pace.part(0.0, 0.3)).await?);
    }
    for ((sheet, own), found) in pairs().zip(&found) {
        if let Of::Records(_) = own.of {
            reader.fill(sheet, own, found, pace.part(0.3, 0.8)).await?;
        }
    }
    for (sheet, own) in pairs() {
        if let Of::Items(kind, list) = own.of {
            let pace = pace.part(0.8, 1.0);
            reader.items(sheet, own, (kind, list), pace).await?;
        }
    }
    Ok(Outcome {
        drafts: reader.drafts,
        preface: reader.preface,
        report: reader.report,
    })
}

pub(super) struct Reader<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) names: Names<'a>,
    // Of the workspace: which steps its assessments have.
    pub(super) matrix: Configured,
    pub(super) drafts: Vec<Draft>,
    pub(super) by_id: BTreeMap<Id, usize>,
    pub(super) report: Report,
    // The rows of earlier updates of records.
    pub(super) earlier: BTreeMap<Id, Vec<Row>>,
    preface: Vec<Kept>,
    cves: BTreeMap<String, Id>,
}

/// The rows of a sheet below its headings. In our own CSV cells are guarded.
pub(super) fn body(sheet: &Sheet, own: &SheetMapping) -> Vec<Row> {
    let below = sheet.rows.iter().skip(own.head + 1);
    let mut rows: Vec<Row> = below.filter(|row| !row.is_blank()).cloned().collect();
    if own.own && sheet.name.is_empty() {
        for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
            let plain = crate::codec::csv::unguarded(cell);
            if plain.len() < cell.len() {
                *cell = plain.to_owned();
            }
        }
    }
    rows
}

/// The columns that say which record a row is about.
struct Told {
    id: Option<usize>,
    code: Option<usize>,
    title: Option<usize>,
    is_cve: bool,
}

fn filled(row: &Row) -> usize {
    row.cells
        .iter()
        .filter(|cell| !cell.trim().is_empty())
        .count()
}

impl Reader<'_> {
    // What stands above the headings, and in sheets that are about all others.
    fn about(&mut self, sheet: &Sheet, own: &SheetMapping) {
        let all: usize = sheet.rows.iter().map(filled).sum();
        self.report.cells += all;
        match own.of {
            Of::Leave => {
                self.report.left += all;
                return;
            }
            Of::Preface => {
                self.report.heads += sheet.rows.get(own.head).map_or(0, filled);
                for row in sheet.rows.iter().skip(own.head + 1) {
                    for (n, cell) in row
                        .cells
                        .iter()
                        .enumerate()
                        .filter(|(_, cell)| !cell.trim().is_empty())
                    {
                        self.preface
                            .push((format!("{}, {}", sheet.name, own.label(n)), cell.clone()));
                        self.report.notes += 1;
                    }
                }
                return;
            }
            Of::Records(_) | Of::Items(..) => {}
        }
        for row in sheet.rows.iter().take(own.head + 1) {
            self.report.heads += filled(row);
        }
        for row in sheet.rows.iter().take(own.head) {
            let cells: Vec<&str> = row
                .cells
                .iter()
                .map(String::as_str)
                .filter(|cell| !cell.trim().is_empty())
                .collect();
            if !cells.is_empty() {
                self.preface
                    .push((format!("Line {}", row.line), cells.join(", ")));
            }
        }
    }

    // Which record each row is about: none where it is left out. Ids of the file come first, then
    // what was taken in before, then codes: so the same file finds the same records again.
    async fn find(
        &mut self,
        sheet: &Sheet,
        own: &SheetMapping,
        pace: Pace<'_>,
    ) -> Result<Vec<(Row, Id)>, String> {
        let Of::Records(kind) = own.of else {
            return Ok(Vec::new());
        };
        let told = Told {
            id: own.position("~id"),
            code: own.position("code"),
            title: own.position("title"),
            is_cve: own.key.is_some() && own.key == own.position("cve"),
        };
        if told.is_cve {
            let all = self.view.live(kind.id);
            let all = all.map(|record| (record.text("cve").trim().to_uppercase(), record.id));
            self.cves.extend(all);
        }
        let all = updates::latest(body(sheet, own), own).into_iter();
        let (rows, earlier): (Vec<Row>, Vec<Vec<Row>>) = all.unzip();
        let mut taken = BTreeSet::new();
        let given = |row: &Row| row.cell(told.id?).trim().parse::<Id>().ok();
        let first = rows
            .iter()
            .map(|row| given(row).filter(|id| taken.insert(*id)));
        let mut ids: Vec<Option<Id>> = first.collect();
        let mut times = BTreeMap::new();
        let mut made = Vec::new();
        for (n, (row, id)) in rows.iter().zip(&mut ids).enumerate() {
            pace.step_of(n, rows.len()).await?;
            let named = self.identify(row, own, kind, &told, &mut times);
            made.push(named);
            let again = self.view.there(named).is_some() && !taken.contains(&named);
            if id.is_none() && (again || told.is_cve || own.by_title()) {
                taken.insert(named);
                *id = Some(named);
            }
        }
        for ((row, id), named) in rows.iter().zip(&mut ids).zip(made) {
            if id.is_none() {
                let new = self.coded(row, kind, &told, &taken).unwrap_or(named);
                taken.insert(new);
                *id = Some(new);
            }
        }
        let only_known = own.dialect.is_some_and(|dialect| dialect.only_known);
        let mut out = Vec::new();
        let pairs = rows.into_iter().zip(ids.into_iter().flatten());
        for ((row, id), earlier) in pairs.zip(earlier) {
            if only_known && self.view.there(id).is_none() {
                self.report.left += filled(&row);
                self.report.strangers += 1;
                continue;
            }
            let text = |at: Option<usize>| at.map_or("", |at| row.cell(at));
            let (code, title) = (text(told.code), text(told.title));
            self.names.add(kind.key(), id, code, title);
            self.draft(id, kind, (&sheet.name, row.line, own.own));
            if !earlier.is_empty() {
                self.earlier.insert(id, earlier);
            }
            out.push((row, id));
        }
        Ok(out)
    }

    // The record that has a row's code, if it is here and no other row is about it.
    fn coded(&self, row: &Row, kind: &Kind, told: &Told, taken: &BTreeSet<Id>) -> Option<Id> {
        let code = row.cell(told.code?).trim();
        if parse::is_missing(code) {
            return None;
        }
        let code = Text::string(code);
        let mut claims = self.view.ledger.claims(kind.key(), &code);
        claims.find(|id| self.view.there(*id).is_some() && !taken.contains(id))
    }

    // The id that follows from what a row says: of several rows that say the same, each has its own.
    fn identify(
        &self,
        row: &Row,
        own: &SheetMapping,
        kind: &'static Kind,
        told: &Told,
        times: &mut BTreeMap<String, u32>,
    ) -> Id {
        let cell = own.key.map_or("", |at| row.cell(at)).trim();
        let header = own.key.map_or_else(String::new, |at| own.label(at));
        if told.is_cve && !cell.is_empty() {
            let cve = cell.to_uppercase();
            let known = self.cves.get(&cve).copied();
            // As other importers of vulnerabilities name them.
            return known.unwrap_or_else(|| Id::named(&format!("holdfast {} {cve}", kind.id)));
        }
        if own.by_title() && !cell.is_empty() {
            return self.titled(kind, cell);
        }
        let (column, value) = if cell.is_empty() {
            ("row", row.cells.join("\n"))
        } else {
            (header.as_str(), cell.to_owned())
        };
        let name = format!("holdfast {}\n{}\n{value}", kind.id, plain(column));
        let time = times.entry(name.clone()).or_default();
        *time += 1;
        Id::named(&format!("{name}\n{time}"))
    }

    // The record of this title: the one that is here or in the file, else a new one.
    pub(super) fn titled(&self, kind: &'static Kind, title: &str) -> Id {
        let found = self.names.find(title, &[kind.id]);
        found.unwrap_or_else(|_| {
            Id::named(&format!(
                "holdfast {}\ntitle\n{}",
                kind.id,
                title.to_lowercase()
            ))
        })
    }

    pub(super) fn draft(
        &mut self,
        id: Id,
        kind: &'static Kind,
        (sheet, line, own): (&str, usize, bool),
    ) -> usize {
        if let Some(at) = self.by_id.get(&id) {
            return *at;
        }
        self.drafts.push(Draft {
            id,
            kind,
            here: self.view.there(id).is_some(),
            own,
            at: (sheet.to_owned(), line),
            values: Vec::new(),
            items: Vec::new(),
            kept: Vec::new(),
            problems: Vec::new(),
        });
        self.by_id.insert(id, self.drafts.len() - 1);
        self.drafts.len() - 1
    }
}

/// The value that stands in a field of a record that is here.
pub(super) fn present<'v>(view: &View<'v>, id: Id, field: &str) -> Option<&'v Text> {
    let record = view.there(id)?;
    record.value(Path::field(Key::of(field)))
}

/// Whether several columns of a target are joined into one list.
pub(super) fn is_list(target: Target) -> bool {
    matches!(target, Target::Field(field) if matches!(field.ty, Type::Words | Type::Ordered | Type::Links(_)))
}
