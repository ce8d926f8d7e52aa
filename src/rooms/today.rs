//! Today: what wants attention across all rooms, and whether the work is safe.

use crate::edge::{clock, location};
use crate::prelude::*;
use crate::rooms::data::kit;
use crate::rooms::reviews::chooser;
use crate::rooms::sweep::follow;
use crate::route::{Page, Route};
use crate::ui::cell::badge;
use crate::ui::choice::{choice, choice_link};
use crate::ui::command::{self, Command};
use crate::ui::icon::icon;
use crate::ui::safety;
use crate::ui::shell::Shell;
use crate::workspace::{Workspace, now_ms};
use holdfast_domain::describe::Tone;
use holdfast_domain::due::{self, Due};
use holdfast_domain::rooms;
use holdfast_domain::rooms::incidents::priority;
use holdfast_domain::rooms::runbooks::recovery::left_words;
use holdfast_domain::today::{Found, LISTED, OpenIncident, OpenRun, SOON_DAYS, Today};
use holdfast_domain::value::minutes;
use holdfast_ledger::Id;

/// How many lines of a list are shown at first.
const SHORT: usize = 8;

/// The page `#/`, once somebody began.
pub fn page() -> AnyView {
    let workspace = Workspace::of_page();
    let shell = Shell::of_page();
    let whose = whose(shell, workspace);
    let day = Memo::new(move |_| {
        workspace.now().track();
        workspace.read(|view| view.day_of(view.now))
    });
    let found = follow(
        workspace,
        move || {
            let whose = whose.get();
            (
                day.get(),
                whose.map(|id| workspace.read(|view| due::stands_for(id, view))),
            )
        },
        |today: &mut Today, (_, whose), record, kind, view| {
            today.take(record, kind, whose.as_ref(), view)
        },
        |today, _| today.finish(),
    );
    let main = move || match found.get() {
        None => {
            view! { <p class="muted" aria-busy="true">"Looking at all records…"</p> }.into_any()
        }
        Some(today) if today.records == 0 => empty(shell, workspace),
        Some(today) => sections(workspace, &today),
    };
    let date = move || clock::date(workspace.now().get().max(0) as u64);
    view! {
        <section class="page">
            <div class="head"><div><h1 tabindex="-1">"Today"</h1><p class="sub">{date}</p></div></div>
            {kit::note()}
            {chosen(workspace, whose)}
            <div class="record">
                <div>{main}</div>
                <aside class="panel screen-only" aria-label="Safety of this workspace">{safety::card(shell, workspace)}</aside>
            </div>
        </section>
    }
    .into_any()
}

/// What stands in the address before whose day it is, and what stands there for everybody's.
const FOR: (&str, &str) = ("for", "all");

// Whose day it is: as the address says, else of who uses this device; none: everybody's.
fn whose(shell: Shell, workspace: Workspace) -> Memo<Option<Id>> {
    Memo::new(move |_| {
        let named = shell
            .route
            .with(|route| route.get(FOR.0).map(str::to_owned));
        workspace.user().track();
        match named {
            Some(all) if all == FOR.1 => None,
            Some(id) => id.parse().ok(),
            None => workspace.read(|view| view.user_id.filter(|id| view.there(*id).is_some())),
        }
    })
}

fn chosen(workspace: Workspace, whose: Memo<Option<Id>>) -> AnyView {
    let all = Memo::new(move |_| {
        let whose = whose.get();
        workspace.watch_settled(|view| {
            let mut all = due::who(view);
            // Who was asked for, whatever else they are.
            let more = whose.filter(|id| all.iter().all(|(known, _)| known != id));
            let named = more.and_then(|id| Some((id, view.name(view.there(id)?))));
            all.extend(named);
            let each = all.into_iter().map(|(id, name)| (id.to_string(), name));
            each.collect::<Vec<_>>()
        })
    });
    let now = Memo::new(move |_| whose.get().map(|id| id.to_string()).unwrap_or_default());
    let choose = move |id: String| {
        let id = if id.is_empty() { FOR.1 } else { &*id };
        let to = Route::to(Page::Today).with(FOR.0, id);
        if let Err(error) = location::replace_hash(&to.to_string()) {
            workspace.alarm(format!("The address could not be changed: {error}."));
        }
    };
    let some = move || all.with(|all| !all.is_empty());
    let chooser =
        move || some().then(|| chooser("today-for", "For", "Everybody", all, now, choose));
    view! { <div class="toolbar screen-only" role="group" aria-label="Whose day">{chooser}</div> }
        .into_any()
}

fn empty(shell: Shell, workspace: Workspace) -> AnyView {
    let make = command::kinds_to_make().map(|kind| {
        let command = Command::New(kind);
        choice(
            kind.icon,
            command.label(),
            kind.purpose,
            false.into(),
            move || command.run(shell, workspace),
        )
    });
    view! {
        <h2>"Nothing is here yet"</h2>
        <p>"Begin with what hurts most when it fails: the runbook that brings it back, or the risk that it fails. What wants attention is then listed on this page."</p>
        <div class="choices">
            {make.collect_view()}
            {choice_link("upload", "Import a file", "A workspace from a colleague, runbooks as Markdown or Jupyter notebooks, or a catalogue of vulnerabilities.", Route::to(Page::Data).href())}
        </div>
    }
    .into_any()
}

fn sections(workspace: Workspace, today: &Today) -> AnyView {
    let (day, overdue) = workspace.read(|view| (view.today(), today.overdue(view.today())));
    let calm = today.bad.count
        + today.warn.count
        + today.incidents.len()
        + today.runs.len()
        + today.changes.len()
        + today.reviews.len()
        + today.due.len()
        == 0;
    let runs: Vec<AnyView> = today
        .runs
        .iter()
        .take(LISTED)
        .map(|run| run_line(workspace, run))
        .collect();
    let incidents = today.incidents.iter().take(LISTED);
    let incidents = incidents
        .map(|incident| incident_line(workspace, incident))
        .collect();
    let changes: Vec<AnyView> = today
        .changes
        .iter()
        .take(LISTED)
        .map(|change| change_line(workspace, *change))
        .collect();
    let reviews = today.reviews.iter().take(LISTED).map(|(due, id)| {
        let late = *due < day;
        let class = if late {
            "status tone-warn"
        } else {
            "status tone-mute"
        };
        let words = if late { "overdue since" } else { "due" };
        let due = clock::calendar_date(&due.to_string());
        let after = view! { <span class=class>{format!("{words} {due}")}</span> };
        line(workspace, *id, ().into_any(), after.into_any())
    });
    let mut reviews: Vec<AnyView> = reviews.collect();
    if today.reviews.len() > LISTED {
        reviews.push(unlisted(today.reviews.len() - LISTED));
    }
    let due_line = |one: &Due| {
        let said = view! { <br/><span class="muted">{one.what.clone()}</span> };
        let after = match one.day {
            None => badge("waits", Tone::Warn),
            Some(by) => {
                let (word, tone) = if by < day {
                    ("overdue since", Tone::Warn)
                } else {
                    ("due", Tone::Plain)
                };
                badge(
                    format!("{word} {}", clock::calendar_date(&by.to_string())),
                    tone,
                )
            }
        };
        line(workspace, one.record, said.into_any(), after)
    };
    let mut due: Vec<AnyView> = today.due.iter().take(LISTED).map(due_line).collect();
    if today.due.len() > LISTED {
        due.push(unlisted(today.due.len() - LISTED));
    }
    let review_title = match overdue {
        0 => format!("Reviews in the next {SOON_DAYS} days"),
        many => format!("Reviews, {many} overdue"),
    };
    view! {
        {calm.then(|| view! { <div class="callout tone-ok"><p><b>"Nothing wants attention."</b>" No finding in "{today.records}" records, no open incident or run, no change or review in the next "{SOON_DAYS}" days."</p></div> })}
        {list("Open incidents".to_owned(), "incident", incidents)}
        {list("Open runs".to_owned(), "run", runs)}
        {findings(workspace, "Wants action", "error", &today.bad)}
        {list(format!("Changes in the next {SOON_DAYS} days"), "change", changes)}
        {findings(workspace, "Wants a look", "warn", &today.warn)}
        {list(format!("Due in the next {SOON_DAYS} days"), "check", due)}
        {list(review_title, "clock", reviews)}
    }
    .into_any()
}

fn findings(
    workspace: Workspace,
    title: &'static str,
    glyph: &'static str,
    found: &Found,
) -> AnyView {
    let lines = found.listed.iter().map(|(id, text)| {
        let said = view! { <br/><span class="muted">{clock::with_dates(text)}</span> };
        line(workspace, *id, said.into_any(), ().into_any())
    });
    let unlisted = found.count - found.listed.len();
    let mut lines: Vec<AnyView> = lines.collect();
    if unlisted > 0 {
        lines.push(self::unlisted(unlisted));
    }
    let title = view! { {title}" "<span class="count">{found.count}</span> };
    list(title, glyph, lines)
}

fn unlisted(count: usize) -> AnyView {
    view! { <li class="muted">{format!("and {count} more: see the registers")}</li> }.into_any()
}

fn run_line(workspace: Workspace, run: &OpenRun) -> AnyView {
    let since = run
        .started
        .map(|at| format!(" for {}", minutes((now_ms() - at).max(0) as f64 / 60_000.0)));
    let left = run.total.saturating_sub(run.finished);
    let progress = view! {
        <br/><span class="muted">{format!("{} of {} steps finished", run.finished, run.total)}</span>
        <span class="tally" aria-hidden="true">
            <span class="st-done" style:--n=run.finished.to_string()></span>
            <span class="st-pending" style:--n=left.to_string()></span>
        </span>
    };
    let state = format!("{}{}", run.state, since.unwrap_or_default());
    let practice = run
        .practice
        .map(|what| view! { <span class="badge">{what}</span> });
    let rto = run.left.map(|left| {
        let tone = if left < 0.0 { "tone-error" } else { "tone-ok" };
        view! { <span class=format!("status {tone}")>{format!("RTO: {}", left_words(left))}</span> }
    });
    line(
        workspace,
        run.id,
        progress.into_any(),
        view! { <span class="states">{practice}{rto}<span class="status tone-info sh-play">{state}</span></span> }
            .into_any(),
    )
}

fn incident_line(workspace: Workspace, incident: &OpenIncident) -> AnyView {
    let since = incident.detected.map(|at| {
        let minutes = minutes(((now_ms() - at).max(0) as f64 / 60_000.0).floor());
        view! { <br/><span class="muted">{format!("detected {minutes} ago")}</span> }
    });
    let late = incident
        .next
        .filter(|at| *at < now_ms())
        .map(|_| badge("message or report overdue", Tone::Bad));
    let known = incident.priority < u8::MAX;
    let priority = known.then(|| {
        badge(
            format!("P{}", incident.priority),
            priority::tone(incident.priority),
        )
    });
    let state = view! { <span class="states">{late}{priority}<span class="status tone-info sh-half">{incident.state}</span></span> };
    line(workspace, incident.id, since.into_any(), state.into_any())
}

fn change_line(workspace: Workspace, (start, end, id): (i64, i64, Id)) -> AnyView {
    let at = |ms: i64| clock::date_time(ms.max(0) as u64);
    let words = format!("{} to {}", at(start), at(end));
    let now = now_ms();
    let state = if start <= now {
        view! { <span class="status tone-info sh-play">"window open"</span> }.into_any()
    } else {
        view! { <span class="status tone-mute">{clock::relative(start.max(0) as u64, now.max(0) as u64)}</span> }.into_any()
    };
    line(
        workspace,
        id,
        view! { <br/><span class="muted">{words}</span> }.into_any(),
        state,
    )
}

/// A record's line: its title and code, what is said of it, and what stands at the end.
pub fn line(workspace: Workspace, id: Id, said: AnyView, after: AnyView) -> AnyView {
    let room =
        workspace.read(|view| Some(rooms::kind(view.ledger.record(id)?.kind.as_str())?.room));
    let Some(room) = room else {
        return ().into_any();
    };
    // A list may stand while a record in it is renamed.
    let named = Memo::new(move |_| {
        let named = workspace.watch(id, |view| {
            let record = view.ledger.record(id)?;
            let title = record.text("title").into_owned();
            let title = if title.is_empty() {
                "Untitled".to_owned()
            } else {
                title
            };
            Some((title, view.code(record)))
        });
        named.unwrap_or_default()
    });
    let (title, code) = (move || named.get().0, move || named.get().1);
    let href = Route::to(Page::Record(room, id)).href();
    view! { <li><span><a href=href>{title}</a>" "<span class="code">{code}</span>{said}</span>{after}</li> }.into_any()
}

/// A card with a list; its first lines at once, the rest when asked for.
pub fn list(title: impl IntoAny, glyph: &'static str, mut lines: Vec<AnyView>) -> AnyView {
    if lines.is_empty() {
        return ().into_any();
    }
    let rest = if lines.len() > SHORT + 2 {
        lines.split_off(SHORT)
    } else {
        Vec::new()
    };
    let more = (!rest.is_empty()).then(|| {
        let label = format!("{} more", rest.len());
        view! { <details><summary class="btn quiet small">{label}</summary><ul class="list">{rest}</ul></details> }
    });
    view! {
        <section class="card">
            <h2>{icon(glyph)}" "{title}</h2>
            <ul class="list">{lines}</ul>
            {more}
        </section>
    }
    .into_any()
}
