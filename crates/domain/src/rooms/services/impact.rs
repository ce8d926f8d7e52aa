//! Business impact analysis: what an outage does, when it becomes intolerable, and the heat map.

use crate::named_item::NamedItem;
use crate::rooms::workspace::Settings;
use crate::value::minutes;
use holdfast_ledger::record::Item;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text};

/// The list that holds the cells.
pub const IMPACTS: Key = Key::new("impacts");
/// The list that holds the peak periods.
pub const PEAKS: Key = Key::new("peaks");

/// The impact that an outage has when it has lasted so long.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The item.
    pub item: Id,
    /// The category.
    pub category: String,
    /// How long the outage has lasted, in minutes.
    pub after: f64,
    /// The lowest and the highest impact that somebody says it has, 0 to 4; equal unless people disagree.
    pub level: (u8, u8),
    /// The peak period that it is of; none: all year.
    pub peak: Option<Id>,
}

/// The cells of a service, by time.
pub fn cells(service: &Record) -> Vec<Cell> {
    let mut cells: Vec<Cell> = service.loose_items(IMPACTS).filter_map(read).collect();
    cells.arrange_by(|a, b| a.after.total_cmp(&b.after));
    cells
}

fn read(item: Item<'_>) -> Option<Cell> {
    let after = item.get::<f64>("after")?;
    let slot = item
        .record
        .slot(Path::item(IMPACTS, item.id, Key::new("level")))?;
    let said = slot
        .values
        .iter()
        .filter_map(|value| value.text.get::<u8>());
    let levels: Vec<u8> = said.filter(|level| *level <= 4).collect();
    Some(Cell {
        item: item.id,
        category: item.text("category").trim().to_owned(),
        after,
        level: (*levels.iter().min()?, *levels.iter().max()?),
        peak: item.text("peak").parse().ok(),
    })
}

/// From when on an outage is intolerable.
#[derive(Clone, Debug, PartialEq)]
pub enum Mtpd {
    /// Nobody assessed any impact.
    Unknown,
    /// No impact that was assessed is intolerable; the longest outage that was looked at, in minutes.
    Beyond(f64),
    /// From so many minutes on.
    At(Limit),
}

/// The first intolerable impact.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// When it is reached, in minutes.
    pub minutes: f64,
    /// In which category.
    pub category: String,
    /// How bad it is, 1 to 4.
    pub level: u8,
    /// In which peak period; none: all year.
    pub peak: Option<Id>,
}

impl Mtpd {
    /// In minutes, where it is known.
    pub fn minutes(&self) -> Option<f64> {
        match self {
            Self::At(limit) => Some(limit.minutes),
            Self::Unknown | Self::Beyond(_) => None,
        }
    }

    /// In words: `24 h`, `beyond 30 d`.
    pub fn words(&self) -> String {
        match self {
            Self::Unknown => "unknown: no impact is assessed".to_owned(),
            Self::Beyond(last) => format!("beyond {}", minutes(*last)),
            Self::At(limit) => minutes(limit.minutes),
        }
    }
}

/// The maximum tolerable period of disruption: the earliest time at which the impact in any category,
/// in a peak period or out of it, is intolerable. With `worst`, of impacts that people disagree on
/// the highest count, else the lowest.
pub fn mtpd(cells: &[Cell], settings: &Settings, worst: bool) -> Mtpd {
    let level = |cell: &Cell| if worst { cell.level.1 } else { cell.level.0 };
    // Cells come by time; an impact that is reached stays (later cells cannot lower it), so the
    // first intolerable one is the limit.
    let first = cells
        .iter()
        .find(|cell| level(cell) >= settings.intolerable);
    match (first, cells.last()) {
        (Some(cell), _) => Mtpd::At(Limit {
            minutes: cell.after,
            category: cell.category.clone(),
            level: level(cell),
            peak: cell.peak,
        }),
        (None, Some(last)) => {
            let bands = settings.bands.iter().copied();
            Mtpd::Beyond(bands.fold(last.after, f64::max))
        }
        (None, None) => Mtpd::Unknown,
    }
}

/// A cell that says less than an earlier one of its category.
#[derive(Clone, Debug, PartialEq)]
pub struct Fall<'a> {
    /// The earlier cell.
    pub from: &'a Cell,
    /// The later one.
    pub to: &'a Cell,
}

/// Impacts that fall as the outage goes on, the first of each category and peak period: an outage
/// that lasts longer is no less bad.
pub fn falls(cells: &[Cell]) -> Vec<Fall<'_>> {
    let mut found: Vec<Fall<'_>> = Vec::new();
    for (n, to) in cells.iter().enumerate() {
        let same = |other: &&Cell| other.category == to.category && other.peak == to.peak;
        let before = cells[..n]
            .iter()
            .filter(same)
            .filter(|other| other.after < to.after);
        let Some(from) = before.max_by_key(|other| other.level.0) else {
            continue;
        };
        let told = found.iter().any(|fall| same(&fall.to));
        if to.level.1 < from.level.0 && !told {
            found.push(Fall { from, to });
        }
    }
    found
}

/// A heat map of category × time.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatMap {
    /// The times, in minutes: those of the settings, and those of cells that have others.
    pub bands: Vec<f64>,
    /// The categories: those of the settings, then those of cells that have others.
    pub rows: Vec<HeatRow>,
}

/// The row of a category.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatRow {
    /// The category.
    pub category: String,
    /// For each time what is shown.
    pub spots: Vec<Spot>,
}

/// What a heat map shows for a category and a time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spot {
    /// The item that says so; none where nobody said anything.
    pub item: Option<Id>,
    /// What was entered, 0 to 4.
    pub entered: Option<u8>,
    /// The impact: what was entered, or what an earlier time carries forward.
    pub level: Option<u8>,
    /// Whether people disagree.
    pub disputed: bool,
    /// Whether it is intolerable.
    pub intolerable: bool,
}

/// The heat map of a service: all year, or of a peak period, where what is said for that period
/// counts beside what holds all year.
pub fn heat_map(cells: &[Cell], settings: &Settings, peak: Option<Id>) -> HeatMap {
    let of_here = |cell: &&Cell| cell.peak.is_none() || cell.peak == peak;
    let here: Vec<&Cell> = cells.iter().filter(of_here).collect();
    let mut bands = settings.bands.clone();
    let mut categories = settings.categories.clone();
    for cell in &here {
        if !bands.contains(&cell.after) {
            bands.push(cell.after);
        }
        if !categories.contains(&cell.category) {
            categories.push(cell.category.clone());
        }
    }
    bands.arrange_by(f64::total_cmp);
    let rows = categories.into_iter().map(|category| {
        let mut carried: Option<u8> = None;
        let spots = bands.iter().map(|band| {
            let fits =
                |cell: &&&Cell| cell.category == category && cell.after.total_cmp(band).is_eq();
            // What is said for the peak stands before what holds all year.
            let own = here
                .iter()
                .filter(fits)
                .max_by_key(|cell| (cell.peak, cell.level.1));
            let level = here.iter().filter(fits).map(|cell| cell.level.1).max();
            carried = carried.max(level);
            Spot {
                item: own.map(|cell| cell.item),
                entered: own.map(|cell| cell.level.1),
                level: carried,
                disputed: own.is_some_and(|cell| cell.level.0 != cell.level.1),
                intolerable: carried.is_some_and(|level| level >= settings.intolerable),
            }
        });
        let spots = spots.collect();
        HeatRow { category, spots }
    });
    HeatMap {
        rows: rows.collect(),
        bands,
    }
}

/// Where a cell stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct At<'a> {
    /// The category.
    pub category: &'a str,
    /// How long the outage has lasted, in whole minutes.
    pub after: u32,
    /// The peak period; none: all year.
    pub peak: Option<Id>,
}

/// The id that a new cell gets: it follows from where the cell stands, so that two people who fill the
/// same cell apart write to the same item (docs/FORMAT.md).
pub fn cell_id(service: Id, at: At<'_>) -> Id {
    let peak = at.peak.map(|peak| peak.to_string()).unwrap_or_default();
    Id::named(&format!(
        "impact\n{service}\n{peak}\n{}\n{}",
        at.category.trim(),
        at.after
    ))
}

/// The edits that write fields of a cell, such as `level`; `null` clears one. A cell that is not there
/// is made, one that was removed comes back.
///
/// # Errors
/// Never, as numbers can be written.
pub fn cell_edits(
    service: &Record,
    at: At<'_>,
    fields: &[(&'static str, Text)],
) -> Result<Vec<Edit>, String> {
    let stands = |item: &Item<'_>| {
        let peak: Option<Id> = item.text("peak").parse().ok();
        let after = item.get::<f64>("after");
        item.text("category").trim() == at.category.trim()
            && after == Some(f64::from(at.after))
            && peak == at.peak
    };
    let known = service.loose_items(IMPACTS).find(stands);
    let item = NamedItem {
        record: service,
        list: IMPACTS,
        known: known.map(|item| item.id),
        named: cell_id(service.id, at),
    };
    let mut about = vec![
        ("category", Text::string(at.category.trim())),
        ("after", Text::of(&at.after)?),
    ];
    about.extend(
        at.peak
            .map(|peak| ("peak", Text::string(&peak.to_string()))),
    );
    Ok(item.write(about, fields.iter().cloned()))
}
