//! What holds for any bytes: what the fuzz targets check, and native tests over their corpus.

use holdfast_domain::codec::json::Described;
use holdfast_domain::codec::markdown::{self, looks_like_markdown, read_notebook};
use holdfast_domain::codec::sheet::records::records;
use holdfast_domain::codec::sheet::{Grid, Mapping, Row, csv, inflate, xlsx};
use holdfast_domain::codec::{csaf, gzip, ics, incidents, kev};
use holdfast_domain::view::View;
use holdfast_ledger::file::{self, Export, Incoming, Received};
use holdfast_ledger::plan::{accept, plan_one};
use holdfast_ledger::purge::Purge;
use holdfast_ledger::sealed::{check, open};
use holdfast_ledger::{Change, Edit, Id, Key, Ledger, Path, Record, Stamp, Text, bundle, line};

/// The Markdown reader never panics, and what it reads it writes so that it reads the same again.
pub fn markdown(bytes: &[u8]) {
    if let Ok(text) = looks_like_markdown(bytes)
        && let Ok(draft) = markdown::read("fuzz.md", text)
    {
        reads_the_same_again(draft);
    }
}

/// The same of notebooks.
pub fn notebook(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(draft) = read_notebook("fuzz.ipynb", text)
    {
        reads_the_same_again(draft);
    }
}

fn reads_the_same_again(mut draft: markdown::RunbookDraft) {
    let again = markdown::read("again.md", &markdown::write(&draft));
    let mut again = again.expect("our own text is read");
    draft.forget_sources();
    again.forget_sources();
    assert_eq!(again, draft);
}

/// A catalogue of vulnerabilities or an advisory never panics; what it becomes crosses to the page and is
/// taken in, and from then on it is a workspace file like any other.
pub fn vulnerabilities(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let read = if csaf::is_advisory(text) {
        csaf::read(text)
    } else {
        kev::read(text)
    };
    if let Ok(incoming) = read {
        let (ledger, history) = take_in(incoming, 1);
        assert!(take(write(&ledger, history).as_bytes(), 2).is_some());
    }
}

/// A calendar never panics, and what its events become, as a window or as a change, is a workspace file like
/// any other; written as a calendar it is read again, with as many events at the same times.
pub fn calendar(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(incoming) = ics::read(text) else {
        return;
    };
    for taken in [ics::As::Maintenance, ics::As::Change] {
        let mut incoming = incoming.clone();
        for received in &mut incoming.records {
            if let Received::Loose(loose) = received {
                *loose = ics::become_as(loose.clone(), taken);
            }
        }
        let (ledger, history) = take_in(incoming, 1);
        assert!(take(write(&ledger, history).as_bytes(), 2).is_some());
        let view = View {
            ledger: &ledger,
            recent: None,
            now: 1_800_000_000_000,
            offset_minutes: 60,
            user: "",
            user_id: None,
            zones: &holdfast_domain::zone::NO_ZONES,
        };
        let written = ics::write(&view);
        // A title may end like one begins.
        let begins = |line: &&str| *line == "BEGIN:VEVENT";
        let events = written.lines().filter(begins).count();
        match ics::read(&written) {
            Ok(again) => assert_eq!(again.records.len(), events, "{written}"),
            Err(why) => assert!(events == 0, "{why}\n{written}"),
        }
    }
}

/// Incidents of other tools never panic; what they become is taken in, and is a workspace file like any other.
/// No text becomes one incident twice.
pub fn incidents(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let _ = incidents::is_markdown(text);
    if let Ok(incoming) = incidents::read(text) {
        let many = incoming.records.len();
        let (ledger, history) = take_in(incoming, 1);
        assert!(ledger.len() <= many);
        assert!(take(write(&ledger, history).as_bytes(), 2).is_some());
    }
}

/// Lines as the storage, the journal, other tabs and the worker give them are read or refused, never with a
/// panic; what was read is printed so that it reads the same again.
pub fn line(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let mut ledger = Ledger::new();
    let mut records = Vec::new();
    // What is wrong in a line is told at the line; those before it count.
    let _ = line::read_all(text, |record| records.push(record));
    for record in records {
        let mut same = Vec::new();
        line::read_all(&line::print(&record), |record| same.push(record)).expect("our own line");
        assert_eq!(same.as_slice(), std::slice::from_ref(&record));
        ledger.join(record);
    }
    for one in text.lines() {
        drop(bundle::read(one));
        if let Ok(change) = Change::parse(one) {
            let again = Change::parse(&change.print()).expect("our own change");
            assert_eq!(again, change);
            ledger.apply(change);
        }
    }
    ledger.apply_waiting();
    // A value is believed to be as it was written: where it is not, whoever reads the file says so.
    drop(take(write(&ledger, Vec::new()).as_bytes(), 2));
}

/// A table, as text or as a workbook, packed or not, never panics; what is read of it is written so that it reads
/// the same again; what it makes of records, with every cell accounted for, is a workspace file.
pub fn sheet(bytes: &[u8]) {
    let unpacked = gzip::is_packed(bytes).then(|| gzip::read(bytes));
    let bytes = match &unpacked {
        Some(Ok(unpacked)) => unpacked,
        Some(Err(_)) => return,
        None => bytes,
    };
    let grid = if bytes.starts_with(b"PK") {
        xlsx::read(bytes, &inflate).ok()
    } else {
        let text = std::str::from_utf8(bytes).ok();
        let sheet = text.and_then(|text| csv::read(text).ok());
        sheet.map(|sheet| Grid {
            sheets: vec![sheet],
        })
    };
    let Some(grid) = grid else {
        return;
    };
    let again = xlsx::read(&xlsx::write(&grid), &inflate).expect("our own workbook");
    assert_eq!(filled(&again), filled(&grid));
    let ledger = Ledger::new();
    let view = View {
        ledger: &ledger,
        recent: None,
        now: 0,
        offset_minutes: 0,
        zones: &holdfast_domain::zone::NO_ZONES,
        user: "",
        user_id: None,
    };
    let mut mapping = Mapping::guess("fuzz", &grid);
    if mapping.refusal().is_some() {
        mapping.set_rows(&grid, 0, Some("risk"));
    }
    if let Ok((json, report)) = records(&grid, &mapping, &view) {
        assert!(report.is_whole(), "{report:?}");
        take(json.as_bytes(), 3).expect("a workspace file");
    }
}

// Cells without the empty ones at the end of rows, and rows without those that have none: a
// workbook holds neither.
fn filled(grid: &Grid) -> Vec<Vec<Vec<String>>> {
    let cells = |row: &Row| {
        let used = row.cells.iter().rposition(|cell| !cell.is_empty());
        row.cells[..used.map_or(0, |at| at + 1)].to_vec()
    };
    let rows = |rows: &[Row]| {
        rows.iter()
            .map(cells)
            .filter(|row| !row.is_empty())
            .collect()
    };
    grid.sheets.iter().map(|sheet| rows(&sheet.rows)).collect()
}

/// Opening never panics, never asks for more memory than is allowed, and opens nothing that was
/// not sealed with this passphrase.
pub fn sealed(bytes: &[u8]) {
    // A file that asks for more is legal but slow; what is wrong with it, the check finds as well.
    const CHEAP: [&str; 2] = ["\"m_kib\": 8,", "\"t\": 1,"];
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if check(text).is_err() || CHEAP.iter().all(|cost| text.contains(cost)) {
        assert!(open(text, "nobody sealed with this").is_err());
    }
}

/// Reading a workspace file never panics (F2); what was read and accepted, written and read again
/// gives the same bytes, all of it with stamps (F1), and so do the lines that it crosses to the
/// page in.
pub fn envelope(bytes: &[u8]) {
    let Some((ledger, history)) = take(bytes, 1) else {
        return;
    };
    let written = write(&ledger, history);
    let (again, history) = take(written.as_bytes(), 2).expect("our own file is read");
    assert_eq!(
        again.replica(),
        None,
        "our own stamps are trusted:\n{written}"
    );
    assert_eq!(write(&again, history), written);
    for record in again.records() {
        let mut same = Vec::new();
        line::read_all(&line::print(record), |record| same.push(record)).expect("our own line");
        assert_eq!(same.as_slice(), std::slice::from_ref(record));
    }
}

/// Two or three files, with a line of `%%` between them, merge in any order to the same bytes (M1).
/// Other bytes are steps of a small team, whose files do.
pub fn merge(bytes: &[u8]) {
    let copies = match std::str::from_utf8(bytes) {
        Ok(text) if text.contains("%%") => {
            let parts = text.split("\n%%\n").take(3).zip(1..);
            let read = parts.filter_map(|(part, n)| take(part.as_bytes(), n));
            read.map(|(ledger, _)| ledger).collect()
        }
        _ => edited_apart(bytes),
    };
    let orders: [[usize; 3]; 6] = [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ];
    let mut first = None;
    for order in orders {
        let mut all = Ledger::new();
        // Kinds that differ under one id are for a person to sort out: the first one stays.
        for copy in order.iter().filter_map(|n| copies.get(*n)) {
            for record in copy
                .records()
                .filter(|record| of_one_kind(record.id, &copies))
            {
                all.join(record.clone());
                all.join(record.clone());
            }
        }
        let text = write(&all, Vec::new());
        assert_eq!(*first.get_or_insert_with(|| text.clone()), text);
    }
}

fn of_one_kind(id: Id, copies: &[Ledger]) -> bool {
    let mut kinds = copies.iter().filter_map(|copy| Some(copy.record(id)?.kind));
    let first = kinds.next();
    kinds.all(|kind| Some(kind) == first)
}

fn stamp(random: u64) -> Stamp {
    Stamp {
        at: 0,
        by: "Ada".into(),
        note: None,
        random,
    }
}

// An empty workspace takes a file in, with all that it proposes.
fn take(bytes: &[u8], replica: u64) -> Option<(Ledger, Vec<Change>)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let incoming = file::read(text, &Described, &mut minting(replica)).ok()?;
    Some(take_in(incoming, replica))
}

// New ids, the same each time.
fn minting(replica: u64) -> impl FnMut() -> Id {
    let mut n = 0_u64;
    move || {
        n += 1;
        let mut random = [replica as u8; 16];
        random[8..].copy_from_slice(&n.to_be_bytes());
        Id::mint(1, random)
    }
}

fn take_in(incoming: Incoming, replica: u64) -> (Ledger, Vec<Change>) {
    // Others than those that were minted for the file.
    let mut mint = minting(replica + 100);
    for text in bundle::print(&incoming).lines() {
        assert!(bundle::read(text).is_ok(), "{text}");
    }
    let mut ledger = Ledger::new();
    for received in incoming.records {
        let planned = plan_one(&ledger, received, &mut mint);
        let edits = accept(&planned, |_| true);
        match planned.received {
            Received::Stamped(record) => drop(ledger.join(record)),
            // One that names no kind that fits, or holds too much, is refused whole.
            Received::Loose(_) => drop(ledger.commit(&edits, &stamp(replica))),
        }
    }
    (ledger, incoming.history)
}

fn write(ledger: &Ledger, history: Vec<Change>) -> String {
    let export = Export {
        workspace: None,
        name: "",
        scope: "workspace",
        records: ledger.records().collect(),
        history: Some(history.iter().map(Change::print).collect()),
        attachments: Vec::new(),
        omit: &|_, _| false,
    };
    file::write(export, &Described)
}

// Four bytes are a step: what, who, where, which value.
fn edited_apart(bytes: &[u8]) -> Vec<Ledger> {
    let kind = Key::new("risk");
    let mut copies: Vec<Ledger> = (0..3).map(|_| Ledger::new()).collect();
    for (n, step) in bytes.chunks_exact(4).take(200).enumerate() {
        let (who, other) = (usize::from(step[1] % 3), usize::from(step[1] / 3 % 3));
        let record = Id::mint(1, [step[2] % 2; 16]);
        let item = Id::mint(2, [step[2] / 2 % 3; 16]);
        let list = Key::new("actions");
        let path = match step[2] / 8 % 3 {
            0 => Path::of("title"),
            1 => Path::item(list, item, Key::new("title")),
            _ => Path::item(list, item, Key::new("place")),
        };
        let value = Text::string(&format!("v{}", step[3] % 4));
        let set = Edit {
            record,
            kind,
            path,
            value,
        };
        let edits = match step[0] % 8 {
            0 | 1 => vec![set],
            2 => vec![Ledger::remove_item(record, kind, list, item)],
            3 => vec![Ledger::delete(record, kind)],
            4 => vec![Ledger::undelete(record, kind)],
            _ => Vec::new(),
        };
        let stamp = stamp(n as u64 + 2);
        let purges = match step[0] % 8 {
            5 if step[3] % 3 == 0 => vec![Purge::record(record)],
            5 if step[3] % 3 == 1 => vec![Purge::item(record, list, item)],
            5 => {
                let slot = copies[who]
                    .record(record)
                    .and_then(|record| record.slot(path));
                let dots = slot.map(|slot| slot.dots()).unwrap_or_default();
                vec![Purge::values(record, path, dots)]
            }
            _ => Vec::new(),
        };
        copies[who]
            .purge(&purges, &edits, &stamp)
            .expect("short values of one kind");
        if step[0] % 8 > 5 {
            let records: Vec<Record> = copies[other].records().cloned().collect();
            for record in records {
                copies[who].join(record);
            }
        }
    }
    copies
}
