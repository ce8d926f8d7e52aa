//! The order of recovery: waves with times, and what stands in the way.

use super::chain::{back_words, own_view, own_words};
use super::{FIRST, all_rows, link, links, print_button};
use crate::edge::print;
use crate::ui::page::keep;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::rooms::services::SERVICE;
use holdfast_domain::rooms::services::catalogue::Catalogue;
use holdfast_domain::rooms::services::report::{Broken, Point, Report, Row, Wave, names};
use holdfast_domain::value::minutes;
use leptos::prelude::*;
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
    let most = RwSignal::new(FIRST);
    // Each comes with how it takes something down, which is looked for.
    let few = RwSignal::new(FEW);
    // On paper nothing is left out.
    keep(print::around(move |now| {
        if now {
            most.set(usize::MAX);
            few.set(usize::MAX);
        }
    }));
    let body = move || {
        let shown = read.get().0;
        if shown.all.ids.is_empty() {
            return view! { <div class="table-wrap"><div class="empty"><h2>"Nothing to recover yet"</h2><p>{SERVICE.purpose}</p></div></div> }.into_any();
        }
        view! {
            {sums(&shown)}
            {waves(&shown, most)}
            {points(&shown, few)}
            {circles(&shown, most)}
            {broken(&shown, most)}
        }
        .into_any()
    };
    view! { <div class="net">{body}</div> }.into_any()
}

fn sums(shown: &Shown) -> AnyView {
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

fn waves(shown: &Shown, most: RwSignal<usize>) -> AnyView {
    let total = shown.all.ids.len();
    let mut left = most.get();
    let wave = |(n, wave): (usize, &Wave)| {
        let count = wave.rows.len();
        let shows = count.min(left);
        left -= shows;
        let back = format!(
            "{}{}",
            if wave.whole { "" } else { "at least " },
            minutes(wave.back)
        );
        let services = if count == 1 {
            "1 service".to_owned()
        } else {
            format!("{count} services")
        };
        let head = format!("Wave {}: {services}, back after {back}", n + 1);
        let rows = wave.rows.iter().take(shows).map(|one| row(shown, one));
        view! { <tbody><tr class="section"><th colspan="6" scope="rowgroup">{head}</th></tr>{rows.collect_view()}</tbody> }
    };
    let bodies = shown
        .report
        .waves
        .iter()
        .enumerate()
        .map(wave)
        .collect_view();
    view! {
        <section class="card stack" aria-label="Waves">
            <h2>"Waves"</h2>
            <div class="table-wrap" tabindex="0" role="region" aria-label="Waves of recovery">
                <table class="table order-table">
                    <caption class="sr">"Services in the order of recovery"</caption>
                    <thead><tr><th scope="col">"Service"</th><th scope="col">"Takes by itself"</th><th scope="col">"Waits longest for"</th><th scope="col" class="num">"Back after"</th><th scope="col" class="num">"RTO"</th><th scope="col">"In time"</th></tr></thead>
                    {bodies}
                </table>
            </div>
            {all_rows(total, most)}
        </section>
    }
    .into_any()
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
            <td>{own_view(own)}</td>
            <td>{waits}</td>
            <td class="num">{back_words(&row.back)}</td>
            <td class="num">{row.rto.map(minutes)}</td>
            <td>{late}</td>
        </tr>
    }
    .into_any()
}

fn points(shown: &Shown, most: RwSignal<usize>) -> AnyView {
    let all = &shown.report.points;
    if all.is_empty() {
        return view! { <section class="card stack" aria-label="Single points of failure"><h2>"Single points of failure"</h2><p class="muted">"Nothing takes down a business process or service of tier 1 or 2 alone."</p></section> }.into_any();
    }
    let row = |point: &Point| {
        let chain = point.chain(&shown.all);
        view! {
            <tr><th scope="row" class="title">{link(&shown.all, &shown.names, point.node)}</th><td class="num">{point.takes.count}</td><td>{links(&shown.all, &shown.names, &chain)}</td></tr>
        }
    };
    view! {
        <section class="card stack" aria-label="Single points of failure">
            <h2>"Single points of failure"</h2>
            <div class="table-wrap" tabindex="0" role="region" aria-label="What nothing stands in for">
                <table class="table points-table">
                    <caption class="sr">"Single points of failure"</caption>
                    <thead><tr><th scope="col">"Service"</th><th scope="col" class="num">"Takes down"</th><th scope="col">"For example by"</th></tr></thead>
                    <tbody>{all.iter().take(most.get()).map(row).collect_view()}</tbody>
                </table>
            </div>
            {all_rows(all.len(), most)}
            <p class="help">"How many business processes and services of tier 1 and 2 are down when nothing but this is lost. What something can stand in for stays up."</p>
        </section>
    }
    .into_any()
}

fn circles(shown: &Shown, most: RwSignal<usize>) -> AnyView {
    let all = &shown.report.circles;
    let one = |circle: &Vec<u32>| {
        let first = &circle[..circle.len().min(most.get())];
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

fn broken(shown: &Shown, most: RwSignal<usize>) -> AnyView {
    let all = &shown.report.broken;
    if all.is_empty() {
        return view! { <section class="card stack" aria-label="Objectives that do not hold"><h2>"Objectives that do not hold"</h2><p class="muted">"Each is as short as those need who depend on it."</p></section> }.into_any();
    }
    let row = |broken: &Broken| {
        let what = if broken.is_rpo { "RPO" } else { "RTO" };
        let own = match broken.own {
            Some(own) => view! { <span class="status tone-error">{minutes(own)}</span> }.into_any(),
            None => view! { <span class="status tone-warn">"none"</span> }.into_any(),
        };
        let chain = broken.chain(&shown.all);
        view! {
            <tr><th scope="row" class="title">{link(&shown.all, &shown.names, broken.node)}</th><td>{what}</td><td class="num">{own}</td><td class="num">{minutes(broken.needed)}</td><td>{links(&shown.all, &shown.names, &chain)}</td></tr>
        }
    };
    view! {
        <section class="card stack" aria-label="Objectives that do not hold">
            <h2>"Objectives that do not hold"</h2>
            <div class="table-wrap" tabindex="0" role="region" aria-label="Objectives longer than needed">
                <table class="table broken-table">
                    <caption class="sr">"Objectives that are longer than those need who depend on them"</caption>
                    <thead><tr><th scope="col">"Service"</th><th scope="col">"What"</th><th scope="col" class="num">"Own"</th><th scope="col" class="num">"Needed"</th><th scope="col">"By"</th></tr></thead>
                    <tbody>{all.iter().take(most.get()).map(row).collect_view()}</tbody>
                </table>
            </div>
            {all_rows(all.len(), most)}
        </section>
    }
    .into_any()
}
