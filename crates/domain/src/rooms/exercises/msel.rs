//! The list of injects (MSEL: master scenario events list) as a table: CSV out and in, and times as people
//! type them.

use super::EXERCISE;
use super::injects::{INJECTS, asked, injects};
use super::ratings::objectives;
use crate::ask::Answers;
use crate::codec::csv::{unguarded, write};
use crate::codec::sheet::{csv, dates};
use crate::rooms::runbooks::compare::rising;
use crate::value::{minutes, parse_minutes};
use crate::view::View;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::{Item, Place};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Ledger, Path, Record, Text, place};

/// The columns: the field's key, and how it is called in the file's head.
pub const COLUMNS: [(&str, &str); 8] = [
    ("offset", "After"),
    ("title", "Inject"),
    ("from", "From"),
    ("to", "To"),
    ("channel", "Channel"),
    ("text", "Text"),
    ("expected", "Expected action"),
    ("objective", "Objective"),
];

/// An offset as people type it: `+1 h 30`, `1:30`, `90`. In minutes.
pub fn parse_offset(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = text
        .strip_prefix(['+', 'T', 't'])
        .unwrap_or(text)
        .trim_start();
    let plain = plain.strip_prefix('+').unwrap_or(plain);
    parse_minutes(plain).or_else(|| dates::duration(plain))
}

/// An offset as the table shows it.
pub fn offset_text(offset: Option<f64>) -> String {
    offset.map_or_else(String::new, |total| format!("+{}", minutes(total)))
}

/// The injects of an exercise as CSV.
pub fn to_csv(exercise: &Record) -> String {
    let named = objectives(exercise);
    let head = COLUMNS
        .iter()
        .map(|(_, label)| (*label).to_owned())
        .collect();
    let rows = injects(exercise).into_iter().map(|inject| {
        let objective = named
            .iter()
            .find(|known| Some(known.id) == inject.objective);
        let objective = objective.map_or_else(String::new, |known| known.title.clone());
        // Without the sign, which a spreadsheet would take for a formula.
        let offset = inject.offset.map_or_else(String::new, minutes);
        vec![
            offset,
            inject.title,
            inject.from,
            inject.to,
            inject.channel,
            inject.text,
            inject.expected,
            objective,
        ]
    });
    write(std::iter::once(head).chain(rows))
}

/// The edits that add the injects of a CSV file: columns by their names in its first row, whatever their
/// order; objectives by their titles.
///
/// # Errors
/// Which line cannot be read, and why; nothing is added then.
pub fn from_csv(
    exercise: &Record,
    text: &str,
    view: View<'_>,
    mint: &mut dyn FnMut() -> Id,
) -> Result<Vec<Edit>, String> {
    let sheet = csv::read(text).map_err(|error| error.to_string())?;
    let mut rows = sheet.rows.iter().filter(|row| !row.is_blank());
    let head = rows.next().ok_or("The file is empty.")?;
    let plain = |text: &str| text.trim().to_lowercase();
    let place = |(key, label): &(&str, &str)| {
        let names = [plain(key), plain(label)];
        head.cells
            .iter()
            .position(|cell| names.contains(&plain(cell)))
    };
    let places: Vec<Option<usize>> = COLUMNS.iter().map(place).collect();
    if places[1].is_none() {
        return Err("There is no column “Inject”.".to_owned());
    }
    let named = objectives(exercise);
    let mut all = Vec::new();
    for row in rows {
        let mut fields = Vec::new();
        for ((key, label), place) in COLUMNS.iter().zip(&places) {
            let cell = place.map_or("", |at| unguarded(row.cell(at)).trim());
            if cell.is_empty() {
                continue;
            }
            let wrong = || {
                format!(
                    "Line {}: “{cell}” is no {}.",
                    row.line,
                    label.to_lowercase()
                )
            };
            let value = match *key {
                "offset" => Text::of(&parse_offset(cell).ok_or_else(wrong)?)?,
                "objective" => {
                    let found = named
                        .iter()
                        .find(|known| plain(&known.title) == plain(cell));
                    Text::string(&found.ok_or_else(wrong)?.id.to_string())
                }
                _ => Text::string(cell),
            };
            fields.push((*key, value));
        }
        all.push(fields);
    }
    add(exercise, all, view, mint)
}

/// The edits that add injects at the end of the list.
///
/// # Errors
/// When a place for one cannot be found.
pub fn add(
    exercise: &Record,
    all: Vec<Vec<(&'static str, Text)>>,
    view: View<'_>,
    mint: &mut dyn FnMut() -> Id,
) -> Result<Vec<Edit>, String> {
    let answers = Answers::new();
    let mut ask = asked(exercise, view, &answers, mint);
    Ok(ask.add_all(INJECTS.as_str(), all))
}

/// The injects that stand behind one that comes later: the order of the list says something else than
/// the times do.
pub fn against_time(exercise: &Record) -> Vec<Id> {
    let mut latest = f64::NEG_INFINITY;
    let mut found = Vec::new();
    for item in exercise.items(INJECTS) {
        let Some(offset) = time(&item) else { continue };
        if offset < latest {
            found.push(item.id);
        }
        latest = latest.max(offset);
    }
    found
}

fn time(item: &Item<'_>) -> Option<f64> {
    item.get::<f64>("offset").filter(|minutes| *minutes >= 0.0)
}

/// The edits that put the injects in the order of their times, those without one last; what stands right
/// already stays where it is.
///
/// # Errors
/// When they stand in that order.
pub fn by_time(exercise: &Record) -> Result<Vec<Edit>, String> {
    let items = exercise.items(INJECTS);
    let mut order: Vec<usize> = (0..items.len()).collect();
    let offset = |at: &usize| time(&items[*at]).unwrap_or(f64::INFINITY);
    order.arrange_by(|a, b| offset(a).total_cmp(&offset(b)));
    let stays = rising(&order);
    if stays.iter().all(|stays| *stays) {
        return Err("They stand in the order of their times.".to_owned());
    }
    let key = |at: usize| Some(items[at].get::<Place>(PLACE.as_str())?.key);
    let mut edits = Vec::new();
    let mut before: Option<String> = None;
    for (n, &at) in order.iter().enumerate() {
        if stays[n] {
            before = key(at).or(before);
            continue;
        }
        let rest = order.iter().zip(&stays).skip(n);
        let next = rest
            .filter(|(_, stays)| **stays)
            .find_map(|(at, _)| key(*at));
        let own = place::between(before.as_deref(), next.as_deref(), items[at].id);
        let to = Place {
            key: own.clone(),
            under: None,
        };
        edits.push(Edit {
            record: exercise.id,
            kind: EXERCISE.key(),
            path: Path::item(INJECTS, items[at].id, PLACE),
            value: to.to_text(),
        });
        before = Some(own);
    }
    Ok(edits)
}

/// The edit that takes an inject out of the list.
pub fn remove(exercise: Id, inject: Id) -> Edit {
    Ledger::remove_item(exercise, EXERCISE.key(), INJECTS, inject)
}
