//! Tables as heavy work, the same in the worker and, where there is none, in slices on the page:
//! a request is a line of JSON, the records of the workspace as lines, the bytes of the file.

use super::glance::Glance;
use super::mapping::{Chosen, Mapping};
use super::records::records_at;
use super::write::{Form, write_at};
use super::{open, xlsx};
use crate::codec::csv;
use crate::codec::json::Described;
use crate::describe::Kind;
use crate::pace::Pace;
use crate::rooms;
use crate::view::View;
use crate::zone::NO_ZONES;
use holdfast_ledger::bundle::{self, Line};
use holdfast_ledger::file::{self, Received};
use holdfast_ledger::{Id, Ledger, Record};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the worker calls looking at a table, making records of it, and writing one.
pub const LOOK: &str = "look at a table";
/// See [`LOOK`].
pub const READ: &str = "read a table";
/// See [`LOOK`].
pub const WRITE: &str = "write a table";

const DAMAGED: &str = "The request to the background work is damaged.";

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The file's name.
    pub file: String,
    /// Whether it is, or becomes, a workbook.
    pub book: bool,
    /// How many rows a glance takes in.
    pub most: usize,
    /// What the columns become.
    pub chosen: Vec<Chosen>,
    /// The kinds to write.
    pub kinds: Vec<String>,
    /// The records to write.
    pub ids: Vec<String>,
    /// Whether to write how to reach people.
    pub contacts: bool,
    /// Now, in milliseconds since 1970.
    pub now: i64,
    /// The device's offset from UTC in minutes.
    pub offset_minutes: i32,
    /// How long the records of the workspace are, in bytes; [`bytes`](Self::bytes) says so.
    pub lines: usize,
}

/// What a table became, beside its records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Where its cells went, as a sentence.
    pub words: String,
    /// What is wrong in cells: the record, the column, and why.
    pub problems: Vec<(String, String, String)>,
}

impl Request {
    /// The request with the records of the workspace, as lines, and the bytes of the file.
    pub fn bytes(&self, lines: &str, file: &[u8]) -> Vec<u8> {
        let lines_long = lines.len();
        let head = Self {
            lines: lines_long,
            ..self.clone()
        };
        let head = serde_json::to_string(&head).unwrap_or_default();
        [head.as_bytes(), b"\n", lines.as_bytes(), file].concat()
    }

    fn read(bytes: &[u8]) -> Option<(Self, &str, &[u8])> {
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let request: Self = serde_json::from_slice(&bytes[..end]).ok()?;
        let (lines, file) = bytes[end + 1..].split_at_checked(request.lines)?;
        Some((request, std::str::from_utf8(lines).ok()?, file))
    }
}

/// Does the work of this name; none if there is none.
///
/// # Errors
/// What is wrong with the file or the request, as a sentence; or that it was given up.
pub async fn answer(
    op: &str,
    body: &[u8],
    mint: &mut dyn FnMut() -> Id,
    pace: Pace<'_>,
) -> Option<Result<Vec<u8>, String>> {
    if ![LOOK, READ, WRITE].contains(&op) {
        return None;
    }
    let Some((request, lines, file)) = Request::read(body) else {
        return Some(Err(DAMAGED.to_owned()));
    };
    Some(match op {
        LOOK => look(&request, file, pace).await,
        READ => read(&request, lines, file, mint, pace).await,
        _ => write(&request, lines, pace).await,
    })
}

async fn look(request: &Request, file: &[u8], pace: Pace<'_>) -> Result<Vec<u8>, String> {
    let grid = open(file, request.book, pace.part(0.0, 0.7)).await?;
    let pace = pace.part(0.7, 1.0);
    let glance = Glance::at(&request.file, &grid, request.most, pace).await?;
    serde_json::to_vec(&glance).map_err(|error| error.to_string())
}

// A line of JSON that tells what it became, then the lines of a file without stamps.
async fn read(
    request: &Request,
    lines: &str,
    file: &[u8],
    mint: &mut dyn FnMut() -> Id,
    pace: Pace<'_>,
) -> Result<Vec<u8>, String> {
    let grid = open(file, request.book, pace.part(0.0, 0.2)).await?;
    let ledger = ledger(lines, pace.part(0.2, 0.4)).await?;
    let mut mapping = Mapping::guess(&request.file, &grid);
    mapping.choose(&grid, &request.chosen);
    let view = request.view(&ledger);
    let made = records_at(&grid, &mapping, &view, pace.part(0.4, 0.8)).await?;
    let told = Told {
        words: made.report.words(),
        problems: made.problems,
    };
    pace.part(0.8, 1.0).step_of(0, 1).await?;
    let incoming = file::read(&made.json, &Described, mint).map_err(|error| error.to_string())?;
    let mut out = serde_json::to_string(&told).map_err(|error| error.to_string())?;
    out.push('\n');
    pace.part(0.9, 1.0).step_of(0, 1).await?;
    out.push_str(&bundle::print(&incoming));
    Ok(out.into_bytes())
}

async fn write(request: &Request, lines: &str, pace: Pace<'_>) -> Result<Vec<u8>, String> {
    let ledger = ledger(lines, pace.part(0.0, 0.3)).await?;
    let view = request.view(&ledger);
    let named = request.kinds.iter();
    let kinds: Vec<&'static Kind> = named.filter_map(|kind| rooms::kind(kind)).collect();
    let ids = request.ids.iter().filter_map(|id| id.parse().ok());
    let records = ids.filter_map(|id| ledger.record(id));
    let records: Vec<&Record> = records.filter(|record| !record.is_deleted()).collect();
    let form = if request.book {
        Form::Workbook
    } else {
        Form::Csv
    };
    let how = (form, request.contacts);
    let grid = write_at(&view, &kinds, &records, how, pace.part(0.3, 0.7)).await?;
    let pace = pace.part(0.7, 1.0);
    if request.book {
        return xlsx::write_at(grid, pace).await;
    }
    let mut out = csv::write([]);
    for sheet in grid.sheets {
        for (n, row) in sheet.rows.iter().enumerate() {
            pace.step_of(n, sheet.rows.len()).await?;
            csv::add_row(&row.cells, &mut out);
        }
    }
    Ok(out.into_bytes())
}

impl Request {
    fn view<'a>(&self, ledger: &'a Ledger) -> View<'a> {
        View {
            ledger,
            recent: None,
            now: self.now,
            offset_minutes: self.offset_minutes,
            zones: &NO_ZONES,
            user: "",
            user_id: None,
        }
    }
}

// What names in cells mean, and what stands in the records that rows are about, is here.
async fn ledger(lines: &str, pace: Pace<'_>) -> Result<Ledger, String> {
    let mut ledger = Ledger::new();
    let mut at = 0;
    for (n, text) in lines.lines().enumerate() {
        pace.step_of(n, n + (lines.len() - at.min(lines.len())) / 1000)
            .await?;
        at += text.len();
        if let Line::Record(received) = bundle::read(text).map_err(|error| error.to_string())?
            && let Received::Stamped(record) = *received
        {
            ledger.join(record);
        }
    }
    Ok(ledger)
}

impl Told {
    /// What a table became, and the lines of its records.
    ///
    /// # Errors
    /// When the answer is damaged.
    pub fn read(answer: &str) -> Result<(Self, &str), String> {
        let read = answer.split_once('\n').and_then(|(told, lines)| {
            let told = serde_json::from_str(told).ok()?;
            Some((told, lines))
        });
        read.ok_or_else(|| "The answer of the background work is damaged.".to_owned())
    }

    /// What is wrong in the cells of each record: column and sentence.
    pub fn by_record(self) -> BTreeMap<Id, Vec<(String, String)>> {
        let mut all: BTreeMap<Id, Vec<(String, String)>> = BTreeMap::new();
        for (id, column, why) in self.problems {
            let id = id.parse().unwrap_or_default();
            all.entry(id).or_default().push((column, why));
        }
        all
    }
}
