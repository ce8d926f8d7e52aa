//! The tab Impact of a service: its business impact analysis. The heat map is filled by keyboard: arrow
//! keys move, 0 to 4 say how bad it is.

use super::{cell, claims, minimum};
use crate::edge::{dom, slices};
use crate::prelude::*;
use crate::rooms::record::{self, RecordPage};
use holdfast_domain::rooms::services::SERVICE;
use holdfast_domain::rooms::services::edit::{LEVELS, clear_level, set_level};
use holdfast_domain::rooms::services::impact::{At, HeatMap, PEAKS, Spot};
use holdfast_domain::rooms::services::overview::{heat, level_words};
use holdfast_domain::value::minutes;
use holdfast_ledger::Id;
use leptos::ev;
use leptos::task::spawn_local;

/// What the parts of the analysis share.
#[derive(Clone, Copy)]
pub struct Bia {
    /// The service's page.
    pub page: RecordPage,
    /// The peak period that is looked at; none: all year.
    pub peak: RwSignal<Option<Id>>,
    /// The cell that is looked at: row and column.
    pub at: RwSignal<(usize, usize)>,
    /// The heat map.
    pub heat: Memo<Option<HeatMap>>,
    /// Why a level was not written.
    refused: RwSignal<String>,
    /// What else was written with it.
    raised: RwSignal<String>,
}

/// A peak period: its id and name.
type Peak = (Id, String);

fn peaks(page: RecordPage) -> Memo<Vec<Peak>> {
    Memo::new(move |_| {
        page.watch(|record, _| {
            let items = record.items(PEAKS).into_iter();
            let name = |item: holdfast_ledger::record::Item<'_>| {
                let title = item.text("title").into_owned();
                let title = if title.is_empty() {
                    "A peak period".to_owned()
                } else {
                    title
                };
                (item.id, title)
            };
            items.map(name).collect()
        })
    })
}

/// The tab.
pub fn tab(page: RecordPage) -> AnyView {
    let peak = RwSignal::new(None);
    let map = move || page.watch_all(|record, view| Some(heat(record, view, peak.get())));
    let bia = Bia {
        page,
        peak,
        at: RwSignal::new((0, 0)),
        heat: Memo::new(move |_| map()),
        refused: RwSignal::new(String::new()),
        raised: RwSignal::new(String::new()),
    };
    let known = peaks(page);
    let list = |key: &str| {
        SERVICE
            .list(key)
            .map(|list| record::list_editor(page, list))
    };
    view! {
        {claims::claims(page)}
        <section class="card stack" aria-label="Impact of an outage" id=record::element_id("impacts") tabindex="-1">
            <div class="card-head"><h2>"Impact of an outage"</h2></div>
            {which(bia, known)}
            {map_view(bia)}
            {legend()}
            <p class="help">"Arrow keys move, 0 to 4 say how bad an outage is that lasts so long, Delete takes it back, Enter goes to amount and reasons. Lighter: carried forward from a shorter outage. Framed: intolerable."</p>
            <p class="error" role="alert" hidden=move || bia.refused.with(String::is_empty)>{move || bia.refused.get()}</p>
            <p class="muted" role="status">{move || bia.raised.get()}</p>
            {cell::cell(bia)}
            <div class="print-only">{move || on_paper(page, &known.get())}{cell::on_paper(page)}</div>
        </section>
        {list("peaks")}
        {minimum::minimum(page)}
        {list("resources")}
        {list("mbco")}
    }
    .into_any()
}

// All year, or a peak period.
fn which(bia: Bia, known: Memo<Vec<Peak>>) -> AnyView {
    let choice = move |(id, name): (Option<Id>, String)| {
        let choose = move |_| {
            bia.peak.set(id);
            bia.refused.set(String::new());
        };
        view! { <label><input type="radio" name="peak" prop:checked=move || bia.peak.get() == id on:change=choose/><span>{name}</span></label> }
    };
    let all = move || {
        let mut all = vec![(None, "All year".to_owned())];
        all.extend(known.get().into_iter().map(|(id, name)| (Some(id), name)));
        all.into_iter().map(choice).collect_view()
    };
    view! { <div class="seg screen-only" role="radiogroup" aria-label="When" hidden=move || known.with(Vec::is_empty)>{all}</div> }.into_any()
}

fn spot_id(row: usize, column: usize) -> String {
    format!("bia-{row}-{column}")
}

/// The shade of a level.
pub const fn shade(level: Option<u8>) -> &'static str {
    match level {
        None => "",
        Some(0) => "lv-1",
        Some(1) => "lv-2",
        Some(2) => "lv-3",
        Some(3) => "lv-4",
        Some(_) => "lv-5",
    }
}

fn map_view(bia: Bia) -> AnyView {
    // The table stays while its cells change, so that the focus does.
    let frame = Memo::new(move |_| {
        bia.heat.with(|heat| {
            let heat = heat.as_ref()?;
            let rows: Vec<String> = heat.rows.iter().map(|row| row.category.clone()).collect();
            Some((heat.bands.clone(), rows))
        })
    });
    let table = move || {
        let (bands, rows) = frame.get()?;
        bia.at.update(|at| {
            *at = (
                at.0.min(rows.len().saturating_sub(1)),
                at.1.min(bands.len().saturating_sub(1)),
            );
        });
        let head = |band: &f64| view! { <th scope="col">{minutes(*band)}</th> };
        let columns = bands.len();
        let row = |(n, name): (usize, String)| {
            let cells = (0..columns)
                .map(|column| spot(bia, n, column))
                .collect_view();
            view! { <tr><th scope="row">{name}</th>{cells}</tr> }
        };
        Some(view! {
            <table class="heat bia" role="grid" aria-label="Impact by category and time" on:keydown=move |event| key(bia, &event)>
                <thead><tr><th>"After"</th>{bands.iter().map(head).collect_view()}</tr></thead>
                <tbody>{rows.into_iter().enumerate().map(row).collect_view()}</tbody>
            </table>
        })
    };
    view! { <div class="heat-wrap screen-only" role="region" aria-label="Heat map" tabindex="-1">{table}</div> }.into_any()
}

impl Bia {
    /// What a cell shows.
    pub fn spot(self, row: usize, column: usize) -> Option<Spot> {
        self.heat.with(|heat| {
            let row = heat.as_ref()?.rows.get(row)?;
            row.spots.get(column).cloned()
        })
    }

    /// Where a cell stands: category and minutes.
    pub fn place(self, (row, column): (usize, usize)) -> Option<(String, u32)> {
        self.heat.with(|heat| {
            let heat = heat.as_ref()?;
            Some((
                heat.rows.get(row)?.category.clone(),
                *heat.bands.get(column)? as u32,
            ))
        })
    }

    /// Says how bad it is in the cell that is looked at; none takes it back.
    pub fn put(self, level: Option<u8>) {
        let Some((category, after)) = untrack(|| self.place(self.at.get_untracked())) else {
            return;
        };
        let place = At {
            category: &category,
            after,
            peak: self.peak.get_untracked(),
        };
        self.raised.set(String::new());
        let made = self.page.read(|record, _| {
            Some(match level {
                Some(level) => {
                    set_level(record, place, level).map(|made| (made.edits, made.raised))
                }
                None => Ok((clear_level(record, place), Vec::new())),
            })
        });
        match made {
            Some(Ok((edits, raised))) => {
                self.refused.set(String::new());
                if !edits.is_empty() {
                    self.page.put("Impact changed", &edits);
                }
                if let (false, Some(level)) = (raised.is_empty(), level) {
                    let times: Vec<String> = raised.into_iter().map(minutes).collect();
                    self.raised.set(format!(
                        "A longer outage is no less bad, so {} is {level} now, too: after {}.",
                        category,
                        times.join(", ")
                    ));
                }
            }
            Some(Err(why)) => self.refused.set(why),
            None => {}
        }
    }
}

fn spot(bia: Bia, row: usize, column: usize) -> AnyView {
    let spot = Memo::new(move |_| bia.spot(row, column).unwrap_or_default());
    let is_here = move || bia.at.get() == (row, column);
    let label = move || {
        let spot = spot.get();
        let (category, after) = bia.place((row, column)).unwrap_or_default();
        let how = match (spot.level, spot.entered) {
            (None, _) => "not assessed".to_owned(),
            (level, None) => format!("{}, carried forward", level_words(level)),
            (level, Some(entered)) if level != Some(entered) => {
                format!("{}, {entered} was entered", level_words(level))
            }
            (level, Some(_)) => level_words(level),
        };
        let more = [
            (spot.disputed, ", people disagree"),
            (spot.intolerable, ", intolerable"),
        ];
        let more = more
            .into_iter()
            .filter(|(is, _)| *is)
            .map(|(_, words)| words);
        format!(
            "{category} after {}: {how}{}",
            minutes(f64::from(after)),
            more.collect::<String>()
        )
    };
    let text = move || {
        let spot = spot.get();
        spot.level
            .map_or_else(|| "·".to_owned(), |level| level.to_string())
    };
    let class = move || {
        let spot = spot.get();
        let carried = if spot.entered.is_none() && spot.level.is_some() {
            " carried"
        } else {
            ""
        };
        let bad = if spot.intolerable { " bad" } else { "" };
        format!("{}{carried}{bad}", shade(spot.level))
    };
    view! {
        <td role="gridcell" class=class>
            <button type="button" id=spot_id(row, column) aria-label=label tabindex=move || if is_here() { "0" } else { "-1" }
                on:focus=move |_| bia.at.set((row, column))>
                <b>{text}</b>{move || spot.get().disputed.then(|| view! { <i>"?"</i> })}
            </button>
        </td>
    }
    .into_any()
}

fn key(bia: Bia, event: &ev::KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let (row, column) = bia.at.get_untracked();
    let (rows, columns) = bia.heat.with_untracked(|heat| {
        heat.as_ref()
            .map_or((0, 0), |heat| (heat.rows.len(), heat.bands.len()))
    });
    let to = match &*event.key() {
        "ArrowLeft" => (row, column.saturating_sub(1)),
        "ArrowRight" => (row, (column + 1).min(columns.saturating_sub(1))),
        "ArrowUp" => (row.saturating_sub(1), column),
        "ArrowDown" => ((row + 1).min(rows.saturating_sub(1)), column),
        "Home" => (row, 0),
        "End" => (row, columns.saturating_sub(1)),
        "Delete" | "Backspace" => {
            event.prevent_default();
            return bia.put(None);
        }
        "Enter" => {
            event.prevent_default();
            dom::focus(cell::FIRST);
            return;
        }
        key => {
            if let Ok(level) = key.parse::<u8>()
                && usize::from(level) < LEVELS.len()
            {
                event.prevent_default();
                bia.put(Some(level));
            }
            return;
        }
    };
    event.prevent_default();
    bia.at.set(to);
    bia.refused.set(String::new());
    dom::focus(&spot_id(to.0, to.1));
}

/// Goes back to the cell that is looked at.
pub fn back(bia: Bia) {
    let (row, column) = bia.at.get_untracked();
    spawn_local(async move {
        slices::yield_now().await;
        dom::focus(&spot_id(row, column));
    });
}

/// What the shades mean.
pub fn legend() -> AnyView {
    let one = |(level, word): (usize, &&'static str)| {
        let class = format!("level {}", shade(Some(level as u8)));
        view! { <li><span class=class><b>{level}</b>{*word}</span></li> }
    };
    view! { <ul class="legend" aria-label="Levels">{LEVELS.iter().enumerate().map(one).collect_view()}</ul> }.into_any()
}

// All maps, one below the other.
fn on_paper(page: RecordPage, known: &[Peak]) -> AnyView {
    let mut all: Vec<(Option<Id>, String)> = vec![(None, "All year".to_owned())];
    all.extend(known.iter().map(|(id, name)| (Some(*id), name.clone())));
    let one = |(peak, name): (Option<Id>, String)| {
        let map = page.watch_all(|record, view| Some(heat(record, view, peak)));
        map.map(|map| view! { <div class="keep"><h3>{name}</h3>{plain(&map)}</div> })
    };
    all.into_iter().map(one).collect_view().into_any()
}

fn plain(map: &HeatMap) -> AnyView {
    let head = map
        .bands
        .iter()
        .map(|band| view! { <th scope="col">{minutes(*band)}</th> });
    let spot = |spot: &Spot| {
        let carried = spot.entered.is_none() && spot.level.is_some();
        let class = format!(
            "{}{}",
            shade(spot.level),
            if spot.intolerable { " bad" } else { "" }
        );
        let text = spot
            .level
            .map(|level| level.to_string())
            .unwrap_or_default();
        let text = if carried { format!("({text})") } else { text };
        view! { <td class=class><span><b>{text}</b></span></td> }
    };
    let row = |row: &holdfast_domain::rooms::services::impact::HeatRow| {
        view! { <tr><th scope="row">{row.category.clone()}</th>{row.spots.iter().map(spot).collect_view()}</tr> }
    };
    view! { <table class="heat bia"><thead><tr><th>"After"</th>{head.collect_view()}</tr></thead><tbody>{map.rows.iter().map(row).collect_view()}</tbody></table> }.into_any()
}
