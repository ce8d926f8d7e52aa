//! What incidents add up to: times to detect, acknowledge, repair and resolve, and time between failures.

use super::href;
use crate::edge::clock;
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::dialog::Dialog;
use crate::ui::empty::empty;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::rooms::incidents::INCIDENT;
use holdfast_domain::rooms::incidents::metrics::{By, Row, Stat, metrics as counted};
use holdfast_domain::rooms::incidents::times::{Measure, words};
use holdfast_ledger::Id;

const DAY: i64 = 86_400_000;
/// Spans to choose from: address, name, days.
const SPANS: [(&str, &str, i64); 4] = [
    ("30", "30 days", 30),
    ("90", "90 days", 90),
    ("365", "A year", 365),
    ("all", "All", 36_500),
];

/// The view.
pub fn metrics(workspace: Workspace, shell: Shell) -> AnyView {
    let asked = Memo::new(move |_| {
        shell.route.with(|route| {
            let by = route.get("by").unwrap_or_default();
            let span = route.get("span").unwrap_or_default();
            let by = By::ALL
                .iter()
                .find(|(_, key, _)| *key == by)
                .unwrap_or(&By::ALL[0]);
            let span = SPANS
                .iter()
                .find(|(key, ..)| *key == span)
                .unwrap_or(&SPANS[2]);
            (by.1, span.0)
        })
    });
    let rows = Memo::new(move |_| {
        let (by, span) = asked.get();
        let by = By::ALL
            .iter()
            .find(|(_, key, _)| *key == by)
            .map_or(By::Service, |(by, ..)| *by);
        let days = SPANS
            .iter()
            .find(|(key, ..)| *key == span)
            .map_or(365, |(.., days)| *days);
        workspace.watch_settled(|view| counted(by, (view.now - days * DAY, view.now), view))
    });
    let opened = RwSignal::new(None::<(String, usize)>);
    let none = move || {
        rows.with(|rows| rows.first().is_none_or(|all| all.incidents.is_empty()))
            .then(|| {
                empty(
                    "incident",
                    "No incident was detected then",
                    view! { <p>{INCIDENT.purpose}</p> }.into_any(),
                )
            })
    };
    let table = move || {
        let rows = rows.get();
        rows.first()
            .is_some_and(|all| !all.incidents.is_empty())
            .then(|| table(rows, opened))
    };
    view! {
        <div class="toolbar" role="group" aria-label="What is counted">
            {choice(asked, "by", "By", By::ALL.map(|(_, key, name)| (key, name)).to_vec(), |asked| asked.0)}
            {choice(asked, "span", "Detected in", SPANS.map(|(key, name, _)| (key, name)).to_vec(), |asked| asked.1)}
        </div>
        {none}
        {table}
        {dialog(workspace, rows, opened)}
        <p class="help">"Means; each opens to its median and to the incidents of which it is known. Up between: time up, divided by the times a service went down (MTBF). Left out are duplicates, cancelled incidents and those that are marked to be left out of all figures."</p>
    }
    .into_any()
}

type AskedFor = (&'static str, &'static str);

// Each is a link, so that a view can be passed on.
fn choice(
    asked: Memo<AskedFor>,
    key: &'static str,
    label: &'static str,
    all: Vec<(&'static str, &'static str)>,
    of: fn(&AskedFor) -> &'static str,
) -> AnyView {
    let one = move |(value, name): (&'static str, &'static str)| {
        let to = move || {
            let (by, span) = asked.get();
            let pairs = if key == "by" {
                (value, span)
            } else {
                (by, value)
            };
            let to = Route::to(Page::Room(INCIDENT.room)).with("view", "metrics");
            to.with("by", pairs.0).with("span", pairs.1).href()
        };
        let here = move || (of(&asked.get()) == value).then_some("true");
        view! { <a class="btn small" href=to aria-current=here>{name}</a> }
    };
    view! { <div class="btns" role="group" aria-label=label><span class="muted">{label}</span>{all.into_iter().map(one).collect_view()}</div> }.into_any()
}

fn table(rows: Vec<Row>, opened: RwSignal<Option<(String, usize)>>) -> AnyView {
    let heads = Measure::ALL.map(|measure| view! { <th class="num"><span class="sr">"Time to "</span>{measure.short()}</th> });
    let row = |row: Row| {
        let label = if row.label.is_empty() {
            "(none)".to_owned()
        } else {
            row.label.clone()
        };
        let cells = row
            .stats
            .iter()
            .enumerate()
            .map(|(n, stat)| cell(stat, row.label.clone(), n, opened));
        let cells = cells.collect_view();
        let of_service = row.service.is_some();
        let between = match row.between_failures() {
            _ if !of_service => String::new(),
            Ok(minutes) => words(minutes),
            Err(_) => "–".to_owned(),
        };
        let down = if row.down > 0.0 {
            words(row.down)
        } else {
            String::new()
        };
        let failures = of_service.then(|| row.failures.to_string());
        let count = row.incidents.len();
        let open = |words: String, what: usize| {
            let label = row.label.clone();
            (!words.is_empty()).then(|| view! { <button type="button" class="figure" on:click=move |_| opened.set(Some((label.clone(), what)))>{words}</button> })
        };
        view! {
            <tr>
                <th scope="row" class="title">{label}</th>
                <td class="num" data-l="Incidents">{open(count.to_string(), INCIDENTS)}</td>
                {cells}
                <td class="num" data-l="Failures">{open(failures.unwrap_or_default(), OUTAGES)}</td>
                <td class="num" data-l="Down">{open(down, OUTAGES)}</td>
                <td class="num" data-l="Up between">{open(between, OUTAGES)}</td>
            </tr>
        }
    };
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label="Incident metrics">
            <table class="table folds">
                <thead><tr><th class="title">"What"</th><th class="num">"Incidents"</th>{heads.into_iter().collect_view()}<th class="num">"Failures"</th><th class="num">"Down"</th><th class="num">"Up between"</th></tr></thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn cell(
    stat: &Stat,
    label: String,
    measure: usize,
    opened: RwSignal<Option<(String, usize)>>,
) -> AnyView {
    let name = Measure::ALL[measure].label();
    let Some(mean) = stat.mean() else {
        return view! { <td class="num muted" data-l=name>"unknown"</td> }.into_any();
    };
    view! { <td class="num" data-l=name><button type="button" class="figure" on:click=move |_| opened.set(Some((label.clone(), measure)))>{words(mean)}</button></td> }.into_any()
}

// The incidents behind a figure, in the place where the figure was pressed.
fn dialog(
    workspace: Workspace,
    rows: Memo<Vec<Row>>,
    opened: RwSignal<Option<(String, usize)>>,
) -> AnyView {
    let open = RwSignal::new(false);
    Effect::new(move || open.set(opened.with(Option::is_some)));
    Effect::new(move || {
        if !open.get() && opened.with_untracked(Option::is_some) {
            opened.set(None);
        }
    });
    let title = Signal::derive(move || {
        opened
            .with(|opened| {
                let (label, what) = opened.as_ref()?;
                let what = match *what {
                    OUTAGES => "Outages",
                    INCIDENTS => "Incidents",
                    measure => Measure::ALL[measure].label(),
                };
                let label = if label.is_empty() { "(none)" } else { label };
                Some(format!("{what}: {label}"))
            })
            .unwrap_or_default()
    });
    let body = move || {
        let asked = opened.get();
        let told = asked.and_then(|(label, what)| behind(workspace, rows, &label, what));
        view! { {told} }.into_any()
    };
    Dialog::new(title, body, || ().into_any()).view(open)
}

/// What a figure opens to, beside the incidents of the measure of that number.
const INCIDENTS: usize = Measure::ALL.len();
const OUTAGES: usize = INCIDENTS + 1;

fn behind(workspace: Workspace, rows: Memo<Vec<Row>>, label: &str, what: usize) -> Option<AnyView> {
    let row = rows.with(|rows| rows.iter().find(|row| row.label == label).cloned())?;
    let stat = row.stats.get(what);
    let timed = stat.map(|stat| &stat.known);
    let timed = timed.or((what == OUTAGES).then_some(&row.outages));
    let found: Vec<(Id, String)> = match timed {
        Some(timed) => { timed.iter() }
            .map(|(minutes, id)| (*id, words(*minutes)))
            .collect(),
        None => { row.incidents.iter() }
            .map(|id| (*id, String::new()))
            .collect(),
    };
    let how = match what {
        OUTAGES => outages_words(&row),
        INCIDENTS => String::new(),
        measure => {
            let both = stat.and_then(|stat| stat.mean().zip(stat.median()));
            let both = both
                .map(|(mean, median)| format!(" Mean {}, median {}.", words(mean), words(median)));
            format!(
                "{}{}",
                Measure::ALL[measure].formula(),
                both.unwrap_or_default()
            )
        }
    };
    let line = |(id, said): (Id, String)| {
        let (name, at) = workspace.read(|view| {
            let record = view.ledger.record(id)?;
            let at = holdfast_domain::rooms::incidents::times::time(record, "detected")?;
            Some((
                view.name(record),
                clock::date_time(u64::try_from(at).unwrap_or_default()),
            ))
        })?;
        let said = if said.is_empty() {
            at
        } else {
            format!("{said} · {at}")
        };
        Some(view! { <li><a href=href(id)>{name}</a><span class="muted">{said}</span></li> })
    };
    let none = how.is_empty();
    Some(
        view! {
            <p class="help" hidden=none>{how}</p>
            <ul class="list">{found.into_iter().filter_map(line).collect_view()}</ul>
        }
        .into_any(),
    )
}

fn outages_words(row: &Row) -> String {
    let between = row.between_failures().map_or_else(
        |why| format!("Up between failures: unknown, as {why}."),
        |minutes| {
            format!(
                "Up between failures (MTBF): ({} − {} down) / {} = {}.",
                words(row.minutes),
                words(row.down),
                row.failures,
                words(minutes)
            )
        },
    );
    format!(
        "What overlaps counts once, and what follows at once is the same failure; what began before the span is none of it. {between}"
    )
}
