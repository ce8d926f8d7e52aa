//! The risk report: the register by level and category, where risks stand on the matrix, what is above the appetite,
//! what is done about it, what was accepted, and the highest.

use super::words::{LISTED, disputed, first_of, link, many, plain, table};
use super::writing::{Step, Turn};
use super::{Asked, Bars, Chart, Document, Heat, Part, Spot};
use crate::rooms::risks::figures::{Acceptance, acceptance, expires, is_closed};
use crate::rooms::risks::matrix::{self, Matrix, number};
use crate::rooms::risks::quant::{Side, expected, model};
use crate::rooms::risks::rules::actions_of;
use crate::rooms::risks::scoring::{HeatMap, Rating, Which, highest, unsound};
use crate::rooms::risks::{CATEGORIES, RISK};
use crate::value::choice_of;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Path, Record};
use std::fmt::Write as _;

/// Its parts.
pub(super) const PARTS: &[Step] = &[
    |_, _, view| match matrix::matrix(view).as_ref() {
        _ if open(view).next().is_none() => "No open risk is written down.\n".to_owned().into(),
        Err(why) => format!("Unknown: {}.\n", plain(&unsound(why))).into(),
        Ok(_) => Turn::Written(Vec::new()),
    },
    |_, _, view| of_open(view, summary),
    |_, _, view| of_open(view, map),
    |_, _, view| of_open(view, above),
    |_, _, view| {
        of_open(view, |open, _, view| {
            vec![Part::Text(treatments(open, view))]
        })
    },
    |_, _, view| {
        of_open(view, |open, _, view| {
            vec![Part::Text(acceptances(open, view))]
        })
    },
    |_, _, view| {
        of_open(view, |open, matrix, view| {
            vec![Part::Text(top(open, matrix, view))]
        })
    },
    |_, _, view| of_open(view, |open, _, view| vec![Part::Text(money(open, view))]),
];

/// What it is called.
pub(super) fn head(_: &Asked<'_>, view: &View<'_>) -> Document {
    let version = format!("As of {}", view.today());
    let file = format!("risk-report-{}", view.today());
    Document::new("Risk report".to_owned(), version, file, Vec::new())
}

fn open<'v>(view: &View<'v>) -> impl Iterator<Item = &'v Record> {
    view.live(RISK.id).filter(|risk| !is_closed(risk))
}

// A part about the open risks on the matrix; nothing where there are none, or no matrix.
fn of_open(view: &View<'_>, write: fn(&[&Record], &Matrix, &View<'_>) -> Vec<Part>) -> Turn {
    let open: Vec<&Record> = open(view).collect();
    let parts = match matrix::matrix(view).as_ref() {
        Ok(matrix) if !open.is_empty() => write(&open, matrix, view),
        _ => Vec::new(),
    };
    Turn::Written(parts)
}

fn rated(risk: &Record, which: Which, view: &View<'_>) -> Option<Rating> {
    Rating::of(risk, which, view).ok()
}

// Score and level in words.
fn score(risk: &Record, which: Which, matrix: &Matrix, view: &View<'_>) -> String {
    rated(risk, which, view).map_or_else(
        || "not assessed".to_owned(),
        |rating| {
            let level = &matrix.level(rating.score).label;
            format!("{} {}", number(rating.score), plain(level))
        },
    )
}

fn summary(open: &[&Record], matrix: &Matrix, view: &View<'_>) -> Vec<Part> {
    let mut names: Vec<&str> = CATEGORIES.iter().map(|choice| choice.label).collect();
    names.push("No category");
    // Highest level first, then what nobody assessed.
    let levels = matrix.levels.len();
    let mut counts = vec![vec![0_usize; levels + 1]; names.len()];
    for risk in open {
        let category = risk.value(Path::of("category"));
        let category = category.and_then(|value| choice_of(CATEGORIES, value));
        let row =
            category.and_then(|choice| CATEGORIES.iter().position(|own| own.key == choice.key));
        let row = row.unwrap_or(CATEGORIES.len());
        let at = rated(risk, Which::Current, view)
            .map_or(levels, |rating| levels - 1 - matrix.place(rating.score));
        counts[row][at] += 1;
    }
    let mut heads: Vec<String> = matrix
        .levels
        .iter()
        .rev()
        .map(|level| level.label.clone())
        .collect();
    heads.push("Not assessed".to_owned());
    let mut columns = vec!["Category"];
    let plain_heads: Vec<String> = heads.iter().map(|head| plain(head)).collect();
    columns.extend(plain_heads.iter().map(String::as_str));
    columns.push("All");
    let used = || {
        names
            .iter()
            .zip(&counts)
            .filter(|(_, row)| row.iter().sum::<usize>() > 0)
    };
    let row = |name: &str, row: &[usize]| {
        let mut cells = vec![name.to_owned()];
        cells.extend(row.iter().map(usize::to_string));
        cells.push(row.iter().sum::<usize>().to_string());
        cells
    };
    let mut rows: Vec<Vec<String>> = used().map(|(name, counts)| row(name, counts)).collect();
    let total: Vec<usize> = (0..=levels)
        .map(|at| counts.iter().map(|row| row[at]).sum())
        .collect();
    rows.push(row("**All**", &total));
    let mark = disputed(open.iter().copied(), &["current", "category"]);
    let matrix_mark = if matrix.disputed {
        " People disagree about the matrix."
    } else {
        ""
    };
    let text = Part::Text(format!(
        "{} open{mark}, by their current assessment.{matrix_mark}\n\n## By level and category\n\n{}",
        many(open.len(), "risk is", "risks are"),
        table(&columns, 1, &rows)
    ));
    let mut heats: Vec<Option<usize>> = (0..levels)
        .rev()
        .map(|place| Some(matrix.heat(place)))
        .collect();
    heats.push(None);
    let chart = Part::Chart(Chart::Bars(Bars {
        title: "Open risks by category and level".to_owned(),
        parts: heads.into_iter().zip(heats).collect(),
        rows: used()
            .map(|(name, row)| ((*name).to_owned(), row.clone()))
            .collect(),
    }));
    vec![text, chart]
}

fn map(open: &[&Record], matrix: &Matrix, _: &View<'_>) -> Vec<Part> {
    let map = HeatMap::of(open.iter().copied(), Which::Current, matrix);
    let impacts: Vec<String> = (1..=matrix.size)
        .map(|step| matrix.impact_name(step))
        .collect();
    let likelihoods = || (1..=matrix.size).rev();
    let count = |likelihood: u32, impact: u32| {
        map.cells[likelihood as usize - 1][impact as usize - 1].len()
    };
    let row = |likelihood: u32| {
        let mut cells = vec![plain(&matrix.likelihood_name(likelihood))];
        cells.extend(
            (1..=matrix.size).map(|impact| match count(likelihood, impact) {
                0 => String::new(),
                many => many.to_string(),
            }),
        );
        cells
    };
    let rows: Vec<Vec<String>> = likelihoods().map(row).collect();
    let names: Vec<String> = impacts.iter().map(|name| plain(name)).collect();
    let mut heads = vec!["Likelihood, impact"];
    heads.extend(names.iter().map(String::as_str));
    let mut text = format!("## Heat map\n\n{}", table(&heads, 1, &rows));
    for (list, words) in [
        (&map.unrated, "not on the map: not assessed"),
        (
            &map.disputed,
            "in conflict, in each cell that somebody gave",
        ),
    ] {
        if !list.is_empty() {
            let _ = write!(
                text,
                "\n{} {words}.\n",
                many(list.len(), "risk is", "risks are")
            );
        }
    }
    let spot = |likelihood: u32, impact: u32| {
        let score = matrix.score(likelihood, impact);
        Spot {
            count: count(likelihood, impact),
            level: matrix.level(score).label.clone(),
            heat: matrix.heat(matrix.place(score)),
        }
    };
    let chart = Part::Chart(Chart::Heat(Heat {
        title: "Open risks on the matrix".to_owned(),
        columns: impacts,
        rows: likelihoods()
            .map(|likelihood| {
                let spots = (1..=matrix.size)
                    .map(|impact| spot(likelihood, impact))
                    .collect();
                (matrix.likelihood_name(likelihood), spots)
            })
            .collect(),
    }));
    vec![Part::Text(text), chart]
}

fn above(open: &[&Record], matrix: &Matrix, view: &View<'_>) -> Vec<Part> {
    let high = |risk: &Record| {
        rated(risk, Which::Current, view).filter(|rating| !matrix.within(rating.score))
    };
    let count = open.iter().filter(|risk| high(risk).is_some()).count();
    let (all, _) = highest(open.iter().copied(), matrix, open.len());
    let row = |id| {
        let risk = view.there(id)?;
        let rating = high(risk)?;
        let owner = view.linked(risk.value(Path::of("owner")));
        Some(vec![
            link(id, view),
            format!(
                "{} {}",
                number(rating.score),
                plain(&matrix.level(rating.score).label)
            ),
            owner.map_or_else(|| "nobody".to_owned(), |owner| link(owner.id, view)),
        ])
    };
    let rows = all.into_iter().filter_map(row);
    let mut text = format!(
        "## Above the appetite\n\n{} above the appetite of {}.\n\n",
        many(count, "risk is", "risks are"),
        number(matrix.appetite)
    );
    text.push_str(&first_of(&["Risk", "Current", "Owner"], 3, count, rows));
    vec![Part::Text(text)]
}

fn treatments(open: &[&Record], view: &View<'_>) -> String {
    let (mut waiting, mut rows) = (0, Vec::new());
    for risk in open {
        for action in actions_of(risk) {
            waiting += usize::from(action.is_open());
            if action.is_late(view) {
                rows.push((risk.id, action.title));
            }
        }
    }
    let mut text = format!(
        "## Treatments\n\n{} open, {} overdue.\n\n",
        many(waiting, "action is", "actions are"),
        rows.len()
    );
    let count = rows.len();
    let rows = rows
        .iter()
        .map(|(id, title)| vec![link(*id, view), plain(title)]);
    text.push_str(&first_of(&["Risk", "Overdue action"], 2, count, rows));
    text
}

fn acceptances(open: &[&Record], view: &View<'_>) -> String {
    let mut all: Vec<(Option<chrono::NaiveDate>, Id, String)> = Vec::new();
    for risk in open {
        let stands = match acceptance(risk, view) {
            Acceptance::None => continue,
            Acceptance::Valid => "holds".to_owned(),
            Acceptance::Incomplete => "who, why or until when is missing".to_owned(),
            Acceptance::Lapsed(_) => "**lapsed**".to_owned(),
            Acceptance::Outgrown(then, now) => {
                format!(
                    "**outgrown**: {} was accepted, it is {} now",
                    number(then),
                    number(now)
                )
            }
        };
        all.push((expires(risk), risk.id, stands));
    }
    // What ends first stands first.
    all.arrange_by_key(|(until, ..)| *until);
    let count = all.len();
    let rows = all.into_iter().map(|(until, id, stands)| {
        let until = until.map_or_else(|| "not said".to_owned(), |day| day.to_string());
        vec![link(id, view), until, stands]
    });
    let mut text = format!(
        "## Acceptances\n\n{} accepted by somebody.\n\n",
        many(count, "risk was", "risks were")
    );
    text.push_str(&first_of(&["Risk", "Until", "Stands"], 3, count, rows));
    text
}

fn top(open: &[&Record], matrix: &Matrix, view: &View<'_>) -> String {
    let (ids, _) = highest(open.iter().copied(), matrix, LISTED);
    let row = |id| {
        let risk = view.there(id)?;
        let mut row = vec![link(id, view)];
        row.extend(Which::ALL.map(|which| score(risk, which, matrix, view)));
        Some(row)
    };
    let rows: Vec<Vec<String>> = ids.into_iter().filter_map(row).collect();
    format!(
        "## The highest\n\n{}",
        table(&["Risk", "Inherent →", "Current →", "Target"], 4, &rows)
    )
}

// What needs no simulation; the rest is run where it can be cancelled.
fn money(open: &[&Record], view: &View<'_>) -> String {
    let known = || open.iter().filter(|risk| model(risk, Side::Before).is_ok());
    let row = |risk: &&Record| {
        vec![
            link(risk.id, view),
            plain(&expected(risk, Side::Before, view).text),
        ]
    };
    let count = known().count();
    let mut text = format!(
        "## In money\n\nOf {count} of {} frequency and loss are written down.\n\n",
        many(open.len(), "risk", "risks")
    );
    let rows = known().map(row);
    text.push_str(&first_of(&["Risk", "Expected loss a year"], 2, count, rows));
    text.push_str(
        "\nWhat a bad year may cost is simulated and not kept: run it under [Risks, Loss](#/risks?view=loss).\n",
    );
    text
}
