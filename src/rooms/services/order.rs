//! The order of recovery: waves with times, and what stands in the way.

use super::chain::{back_words, own_view, own_words};
use super::long::{FIRST, Frame, Long};
use super::{link, links, print_button};
use crate::edge::slices;
use crate::prelude::*;
use crate::ui::empty::empty;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::rooms::services::catalogue::Catalogue;
use holdfast_domain::rooms::services::report::{Broken, Report, Row, names};
use holdfast_domain::value::minutes;
use leptos::task::spawn_local;
use std::sync::Arc;

/// How many single points are shown at first.
const FEW: usize = 30;

struct Shown {
    workspace: Workspace,
    all: Arc<Catalogue>,
    names: Vec<String>,
    report: Report,
}

#[derive(Clone)]
struct Read(Arc<Shown>);

impl PartialEq for Read {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0.all, &other.0.all)
    }
}

/// The order of recovery.
pub fn order(workspace: Workspace, _: Shell) -> AnyView {
    let read = Memo::new(move |_| {
        workspace.watch_settled(|view| {
            let all = Catalogue::kept(view);
            Read(Arc::new(Shown {
                workspace,
                names: names(&all, view),
                report: Report::of(&all),
                all,
            }))
        })
    });
    let in_waves = Long::new(FIRST);
    // Each comes with how it takes something down, which is looked for.
    let of_points = Long::new(FEW);
    let of_broken = Long::new(FIRST);
    let [short, in_order, alone, around, unmet] = in_turn(read);
    let of = |part: RwSignal<Option<Read>>, draw: fn(&Arc<Shown>, Long) -> AnyView, long: Long| {
        move || {
            let read = part.get().filter(|read| !read.0.all.ids.is_empty());
            read.map(|read| draw(&read.0, long))
        }
    };
    let nothing = move || {
        let read = short.get().filter(|read| read.0.all.ids.is_empty());
        read.map(|_| empty("sort", "Nothing to recover yet", super::first()))
    };
    let busy = move || unmet.with(Option::is_none).then_some("true");
    view! {
        <div class="net" aria-busy=busy>
            {nothing}
            {of(short, sums, in_waves)}
            {of(in_order, waves, in_waves)}
            {of(alone, points, of_points)}
            {of(around, circles, in_waves)}
            {of(unmet, broken, of_broken)}
        </div>
    }
    .into_any()
}

// The parts of the page follow one by one: all of them at once are one long task where there are
// thousands of services.
fn in_turn<const PARTS: usize>(read: Memo<Read>) -> [RwSignal<Option<Read>>; PARTS] {
    let parts = std::array::from_fn(|_| RwSignal::new(None));
    let begun = RwSignal::new(false);
    Effect::new(move || {
        let now = begun.get().then(|| read.get());
        spawn_local(async move {
            let Some(now) = now else {
                // What was on screen before goes first.
                slices::yield_now().await;
                begun.try_set(true);
                return;
            };
            for part in parts {
                slices::yield_now().await;
                // After a later edit the rest is drawn as that leaves it.
                if read.try_get_untracked().as_ref() != Some(&now) {
                    return;
                }
                part.try_set(Some(now.clone()));
            }
        });
    });
    parts
}

fn sums(shown: &Arc<Shown>, _: Long) -> AnyView {
    let report = &shown.report;
    let last = report.waves.last();
    let back = last.map(|_| {
        let latest = report
            .waves
            .iter()
            .map(|wave| wave.back)
            .fold(0.0, f64::max);
        let whole = report.waves.iter().all(|wave| wave.whole);
        format!(
            "{}{}",
            if whole { "" } else { "at least " },
            minutes(latest)
        )
    });
    let sum =
        |value: String, label: &'static str| view! { <li><b>{value}</b><span>{label}</span></li> };
    view! {
        <section class="card stack" aria-label="In short">
            <div class="card-head"><ul class="sums">
                {sum(report.waves.len().to_string(), if report.waves.len() == 1 { "wave" } else { "waves" })}
                {back.map(|back| sum(back, "until all is back"))}
                {sum(report.late.to_string(), "cannot meet their RTO")}
                {sum(report.points.len().to_string(), "single points of failure")}
                {sum(report.circles.len().to_string(), if report.circles.len() == 1 { "circle" } else { "circles" })}
                {sum(report.unknown.to_string(), "with unknown recovery")}
            </ul>{print_button(shown.workspace, "Recovery order")}</div>
            <p class="help">"As if all were lost at once and nobody waited for people. A wave waits for nothing of a later one. Back after: the later of the activation time and of what has to be back first, plus its own recovery."</p>
        </section>
    }
    .into_any()
}

/// A line of the table of waves.
#[derive(Clone, Copy)]
enum Line {
    /// The head of a wave.
    Wave(usize),
    /// A service of a wave.
    Service(usize, usize),
}

fn waves(shown: &Arc<Shown>, long: Long) -> AnyView {
    let waves = shown.report.waves.iter().enumerate();
    let lines = waves.flat_map(|(n, wave)| {
        let services = (0..wave.rows.len()).map(move |at| Line::Service(n, at));
        [Line::Wave(n)].into_iter().chain(services)
    });
    let lines: Vec<Line> = lines.collect();
    let count = lines.len();
    let head = view! { <tr><th scope="col">"Service"</th><th scope="col">"Takes by itself"</th><th scope="col">"Waits longest for"</th><th scope="col" class="num">"Back after"</th><th scope="col" class="num">"RTO"</th><th scope="col">"In time"</th></tr> };
    let frame = Frame {
        names: ("Waves of recovery", "Services in the order of recovery"),
        wrap: "table-wrap",
        class: "table folds order-table",
        columns: 6,
        head: head.into_any(),
    };
    let of = shown.clone();
    let line = move |at: usize| match lines.get(at) {
        Some(Line::Wave(n)) => wave_head(&of, *n),
        Some(Line::Service(n, at)) => row(&of, &of.report.waves[*n].rows[*at]),
        None => ().into_any(),
    };
    let together = (!shown.report.circles.is_empty()).then(|| {
        view! { <p class="help">"Services in a circle wait for each other, so they come back together, after the longest of their own recoveries. Their times do not add up one by one."</p> }
    });
    view! {
        <section class="card stack" aria-label="Waves">
            <h2>"Waves"</h2>
            {together}
            {long.table(frame, Signal::derive(move || count), line)}
        </section>
    }
    .into_any()
}

fn wave_head(shown: &Shown, n: usize) -> AnyView {
    let wave = &shown.report.waves[n];
    let back = format!(
        "{}{}",
        if wave.whole { "" } else { "at least " },
        minutes(wave.back)
    );
    let services = match wave.rows.len() {
        1 => "1 service".to_owned(),
        count => format!("{count} services"),
    };
    let head = format!("Wave {}: {services}, back after {back}", n + 1);
    view! { <tr class="section"><th colspan="6" scope="colgroup">{head}</th></tr> }.into_any()
}

fn row(shown: &Shown, row: &Row) -> AnyView {
    let late = match (row.rto, row.late_by()) {
        (None, _) => view! { <span class="muted">"no RTO"</span> }.into_any(),
        (_, Some(late)) => {
            view! { <span class="status tone-error">{format!("late by {}", minutes(late))}</span> }
                .into_any()
        }
        _ if !row.back.whole => view! { <span class="muted">"unknown"</span> }.into_any(),
        _ => view! { <span class="status tone-ok">"yes"</span> }.into_any(),
    };
    let circle = row
        .back
        .in_circle
        .then(|| view! { " "<span class="badge">"in a circle"</span> });
    let own = shown.workspace.read(|view| own_words(row.own, view));
    let waits = row
        .waits_for()
        .map(|node| link(&shown.all, &shown.names, node));
    view! {
        <tr>
            <th scope="row" class="title">{link(&shown.all, &shown.names, row.node)}{circle}</th>
            <td data-l="Takes by itself">{own_view(own)}</td>
            <td data-l="Waits longest for">{waits}</td>
            <td class="num" data-l="Back after">{back_words(&row.back)}</td>
            <td class="num" data-l="RTO">{row.rto.map(minutes)}</td>
            <td data-l="In time">{late}</td>
        </tr>
    }
    .into_any()
}

fn points(shown: &Arc<Shown>, long: Long) -> AnyView {
    let count = shown.report.points.len();
    if count == 0 {
        return view! { <section class="card stack" aria-label="Single points of failure"><h2>"Single points of failure"</h2><p class="muted">"Nothing takes down a business process or service of tier 1 or 2 alone."</p></section> }.into_any();
    }
    let of = shown.clone();
    let row = move |at: usize| {
        let point = of.report.points[at];
        let chain = point.chain(&of.all);
        view! {
            <tr><th scope="row" class="title">{link(&of.all, &of.names, point.node)}</th><td class="num" data-l="Takes down">{point.takes.count}</td><td data-l="For example by">{links(&of.all, &of.names, &chain)}</td></tr>
        }
        .into_any()
    };
    let frame = Frame {
        names: ("What nothing stands in for", "Single points of failure"),
        wrap: "table-wrap",
        class: "table folds points-table",
        columns: 3,
        head: view! { <tr><th scope="col">"Service"</th><th scope="col" class="num">"Takes down"</th><th scope="col">"For example by"</th></tr> }.into_any(),
    };
    view! {
        <section class="card stack" aria-label="Single points of failure">
            <h2>"Single points of failure"</h2>
            {long.table(frame, Signal::derive(move || count), row)}
            <p class="help">"How many business processes and services of tier 1 and 2 are down when nothing but this is lost. What something can stand in for stays up."</p>
        </section>
    }
    .into_any()
}

fn circles(shown: &Arc<Shown>, long: Long) -> AnyView {
    let most = if long.is_printing() {
        usize::MAX
    } else {
        FIRST
    };
    let all = &shown.report.circles;
    let one = |circle: &Vec<u32>| {
        let first = &circle[..circle.len().min(most)];
        let each = first.iter().enumerate().map(|(n, node)| {
            view! { {(n > 0).then_some(", ")}{link(&shown.all, &shown.names, *node)} }
        });
        let more = circle.len() - first.len();
        let more = (more > 0).then(|| format!(" and {more} more"));
        view! { <li><span><b>{circle.len()}" services: "</b>{each.collect_view()}{more}</span></li> }
    };
    let body = if all.is_empty() {
        view! { <p class="muted">"No services wait for each other."</p> }.into_any()
    } else {
        view! {
            <p>"These wait for each other, so none can come back first. Find out which can start without the others, and make that dependency degraded or recovery-only where it is."</p>
            <ul class="list">{all.iter().map(one).collect_view()}</ul>
        }
        .into_any()
    };
    view! { <section class="card stack" aria-label="Circles"><h2>"Circles"</h2>{body}</section> }
        .into_any()
}

fn broken(shown: &Arc<Shown>, long: Long) -> AnyView {
    let count = shown.report.broken.len();
    if count == 0 {
        return view! { <section class="card stack" aria-label="Objectives that do not hold"><h2>"Objectives that do not hold"</h2><p class="muted">"Each is as short as those need who depend on it."</p></section> }.into_any();
    }
    let of = shown.clone();
    let row = move |at: usize| {
        let broken: &Broken = &of.report.broken[at];
        let what = if broken.is_rpo { "RPO" } else { "RTO" };
        let own = match broken.own {
            Some(own) => view! { <span class="status tone-error">{minutes(own)}</span> }.into_any(),
            None => view! { <span class="status tone-warn">"none"</span> }.into_any(),
        };
        let chain = broken.chain(&of.all);
        view! {
            <tr><th scope="row" class="title">{link(&of.all, &of.names, broken.node)}</th><td>{what}</td><td class="num" data-l="Own">{own}</td><td class="num" data-l="Needed">{minutes(broken.needed)}</td><td data-l="By">{links(&of.all, &of.names, &chain)}</td></tr>
        }
        .into_any()
    };
    let frame = Frame {
        names: ("Objectives longer than needed", "Objectives that are longer than those need who depend on them"),
        wrap: "table-wrap",
        class: "table folds broken-table",
        columns: 5,
        head: view! { <tr><th scope="col">"Service"</th><th scope="col">"What"</th><th scope="col" class="num">"Own"</th><th scope="col" class="num">"Needed"</th><th scope="col">"By"</th></tr> }.into_any(),
    };
    view! {
        <section class="card stack" aria-label="Objectives that do not hold">
            <h2>"Objectives that do not hold"</h2>
            {long.table(frame, Signal::derive(move || count), row)}
        </section>
    }
    .into_any()
}
