//! The versions of a runbook or a plan: where it stands, when it is reviewed, what was approved, and what
//! differs between any two.

use super::difference::{self, Side};
use crate::edge::clock;
use crate::prelude::*;
use crate::rooms::record::{self, RecordPage};
use crate::route::{Page, Route};
use crate::ui::dialog::next_id;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::describe::in_text;
use holdfast_domain::rooms::runbooks::restore::bring_back;
use holdfast_domain::rooms::runbooks::version;
use holdfast_domain::rooms::runbooks::versions::{self, Contents, Version};
use holdfast_domain::value;
use holdfast_domain::view::View;
use holdfast_ledger::{Id, Path, Record};

/// The id of the part that says whether it is approved.
pub const APPROVAL: &str = "approval-part";

/// What of a version is on the page.
#[derive(Clone, PartialEq)]
struct Line {
    version: Version,
    state: &'static str,
    class: &'static str,
    runs: usize,
    is_now: bool,
}

/// The two that are compared: the first is the newest version until someone chooses.
#[derive(Clone, Copy)]
pub struct Chosen {
    before: RwSignal<Option<Side>>,
    after: RwSignal<Side>,
}

impl Chosen {
    /// What the address asks for, if anything: a run to be compared with the runbook now.
    pub fn new(page: RecordPage) -> (Self, bool) {
        let route = Shell::of_page().route.get_untracked();
        let run = route.get(COMPARE).and_then(|id| id.parse::<Id>().ok());
        let wanted = run.and_then(|run| {
            page.read(|record, view| {
                let frozen = view.ledger.record(run)?;
                let known = versions::find(record, &frozen.text("runbook_version"));
                let known = known.filter(|version| version.kept);
                Some(known.map_or(Side::Run(run), |version| Side::Version(version.id)))
            })
        });
        let chosen = Self {
            before: RwSignal::new(wanted),
            after: RwSignal::new(Side::Now),
        };
        (chosen, wanted.is_some())
    }

    // The newest version that is kept stands first while nobody chose.
    fn pair(self, page: RecordPage) -> Option<(Side, Side)> {
        let after = self.after.get();
        let newest = || {
            page.watch(|record, _| {
                let all = versions::all(record);
                let kept = all.iter().rev().find(|version| version.kept);
                kept.map(|version| Side::Version(version.id))
            })
        };
        let before = self.before.get().or_else(newest)?;
        Some((before, after))
    }
}

/// The word of the address that names a run to compare with.
const COMPARE: &str = "compare";

/// The version that a run works with, and the way to compare it with the runbook now. It is read
/// anew when the runbook changes, not with each event of the run.
pub fn of_run(workspace: Workspace, run: Id) -> AnyView {
    let frozen = workspace.read(|view| {
        let record = view.ledger.record(run)?;
        let version = record.text("runbook_version").into_owned();
        let runbook: Id = record.value(Path::of("runbook"))?.plain().parse().ok()?;
        (!version.is_empty()).then_some((runbook, version))
    });
    let Some((runbook, version)) = frozen else {
        return ().into_any();
    };
    let facts = Memo::new(move |_| {
        workspace.watch(runbook, |view| {
            let here = view.ledger.record(runbook);
            let here = here.filter(|runbook| !runbook.is_deleted());
            let known = here.and_then(|runbook| versions::find(runbook, &version));
            let name = known.map_or_else(
                || value::in_short(&version),
                |known| known.number.to_string(),
            );
            let differs = here.is_some_and(|runbook| version::content(runbook) != version);
            (format!("Version {name}"), differs)
        })
    });
    let compare = move || {
        facts.with(|(_, differs)| *differs).then(
            || view! { <a href=compare_href(runbook, run)>"Compare with the runbook now"</a> },
        )
    };
    view! { <span class="version">{move || facts.get().0}</span>{compare} }.into_any()
}

fn compare_href(runbook: Id, run: Id) -> String {
    let route = Route::to(Page::Record("runbooks", runbook));
    route.with(COMPARE, &run.to_string()).href()
}

/// The part of the page; `deeds` says which of the record's actions stand beside its approval.
pub fn tab(page: RecordPage, chosen: Chosen, deeds: fn(&str) -> bool) -> AnyView {
    view! {
        <div class="version-cards">{standing(page, deeds)}{review(page)}</div>
        {list(page, chosen)}
        {comparison(page, chosen)}
    }
    .into_any()
}

/// The comparison on paper; `None` when there is nothing to compare.
pub fn sheet(page: RecordPage, chosen: Chosen) -> Option<AnyView> {
    let (before, after) = untrack(|| chosen.pair(page))?;
    let (title, names) = page.read(|record, view| {
        let names = [before, after].map(|side| side.name(record, view));
        (view.name(record), names.join(" → "))
    });
    Some(
        view! { <section class="page print-only cmp"><h1>{title}</h1><p>{names}</p>{difference::shown(page, before, after)}</section> }
            .into_any(),
    )
}

fn standing(page: RecordPage, deeds: fn(&str) -> bool) -> AnyView {
    let shown = move || page.watch(|record, view| Some(stands(page, record, view)));
    view! {
        <section class="card stack" aria-label="Approval" id=APPROVAL tabindex="-1">
            <h2>"Approval"</h2>
            {shown}
            <div class="btns after">{record::action_buttons(page, deeds)}</div>
        </section>
    }
    .into_any()
}

fn stands(page: RecordPage, record: &Record, view: &View<'_>) -> AnyView {
    let field = page.kind.field("status");
    let status = record.value(Path::of("status"));
    let status = field.map(|field| value::show(field, status, view));
    let status = status.filter(|status| !status.is_empty());
    let approval = record.value(Path::of("approval"));
    let part = |key| approval.and_then(|approval| value::part(approval, key));
    let approved = part("by").map(|by| {
        let at = value::instant(part("at").as_ref()).map(record::when);
        let (by, at) = (by.plain().into_owned(), at.unwrap_or_default());
        let by = record::author(&by);
        format!("Approved last by {by}, {at}. Attested on a device, not authenticated.")
    });
    let approved = approved.unwrap_or_else(|| "Never approved.".to_owned());
    view! {
        <p><b>{status.unwrap_or_else(|| "Draft".to_owned())}</b></p>
        {submitted(record)}
        <p class="muted">{approved}</p>
    }
    .into_any()
}

// Who submitted it and when, and whether that is still what it says.
fn submitted(record: &Record) -> Option<AnyView> {
    let status = record.slot(Path::of("status"))?.values.first()?;
    let mark = record.mark(status.dot)?;
    if record.text("status") != "in_review" {
        return None;
    }
    let by = record::author(&mark.by);
    let text = format!("Submitted by {by}, {}.", record::when(mark.at));
    let changed = version::changed_since_submitted(record)
        .then(|| view! { <p class="status tone-warn">"Changed since it was submitted"</p> });
    Some(view! { <p>{text}</p>{changed} }.into_any())
}

fn review(page: RecordPage) -> AnyView {
    let fact = move |key: &'static str, label: &'static str, none: &'static str| {
        let text = move || {
            let shown = page.watch(|record, view| {
                let field = page.kind.field(key)?;
                let value = record.value(Path::of(key));
                value.map(|_| value::show(field, value, view))
            });
            match shown {
                Some(day) if key != "review_every" => clock::calendar_date(&day),
                Some(words) => words,
                None => none.to_owned(),
            }
        };
        view! { <dt>{label}</dt><dd>{text}</dd> }
    };
    view! {
        <section class="card stack" aria-label="Review">
            <h2>"Review"</h2>
            <dl class="facts">
                {fact("reviewed", "Last reviewed", "never")}
                {fact("next_review", "Next review", "not set")}
                {fact("review_every", "How often", "every year")}
            </dl>
            <div class="btns after">{record::action_buttons(page, |key| key == "reviewed")}</div>
        </section>
    }
    .into_any()
}

fn lines(record: &Record, view: &View<'_>) -> Vec<Line> {
    let now = version::content(record);
    let over = record.text("status") == "superseded";
    let line = |version: Version| {
        let (state, class) = match version.newest && !over {
            true if version.content == now => ("Current", "status tone-ok"),
            true => ("Last approved, changed since", "status tone-warn"),
            false => ("Superseded", "status tone-mute"),
        };
        Line {
            state,
            class,
            runs: versions::runs(record, &version.content, view),
            is_now: version.content == now,
            version,
        }
    };
    versions::all(record).into_iter().rev().map(line).collect()
}

fn list(page: RecordPage, chosen: Chosen) -> AnyView {
    let lines = Memo::new(move |_| page.watch_all(lines));
    let rows = move || {
        let all = lines.get();
        if all.is_empty() {
            let approved = page.watch(|record, _| !version::approved(record).is_empty());
            let text = if approved {
                "It was approved before versions were kept. The next approval keeps the first."
                    .to_owned()
            } else {
                let one = in_text(page.kind.one);
                format!("There is none yet. Approving keeps what the {one} says then as a version.")
            };
            return view! { <p class="muted">{text}</p> }.into_any();
        }
        let rows = all.into_iter().map(|line| row(page, chosen, line));
        view! { <ol class="list versions" reversed>{rows.collect_view()}</ol> }.into_any()
    };
    view! { <section class="card" aria-label="Versions"><h2>"Versions"</h2>{rows}</section> }
        .into_any()
}

fn row(page: RecordPage, chosen: Chosen, line: Line) -> AnyView {
    let Line {
        version,
        state,
        class,
        runs,
        is_now,
    } = line;
    let (id, number) = (version.id, version.number);
    let when = version.at.map(record::when).unwrap_or_default();
    let one = if page.kind.id == "plan" {
        "activation"
    } else {
        "run"
    };
    let runs = match runs {
        0 => format!("no {one}s"),
        1 => format!("1 {one}"),
        many => format!("{many} {one}s"),
    };
    let about = format!(
        "Approved by {}, {when}; {runs}",
        record::author(&version.by)
    );
    let of = format!(" (version {number})");
    let compare = move |_| {
        chosen.before.set(Some(Side::Version(id)));
        chosen.after.set(Side::Now);
        crate::edge::dom::focus(COMPARISON);
    };
    let back = move |_| restore(page, id, number);
    let buttons = if !version.kept {
        view! { <p class="help">"Too long to be kept, so it cannot be compared or brought back."</p> }.into_any()
    } else if is_now {
        view! { <span class="badge">"As it is now"</span> }.into_any()
    } else {
        view! {
            <span class="btns">
                <button type="button" class="btn small" on:click=compare>"Compare with now"<span class="sr">{of.clone()}</span></button>
                <button type="button" class="btn small" on:click=back>"Bring this version back"<span class="sr">{of}</span></button>
            </span>
        }
        .into_any()
    };
    view! {
        <li>
            <div>
                <p class="btns"><b>{format!("Version {number}")}</b><span class=class>{state}</span><span class="code" title="Fingerprint">{value::in_short(&version.content)}</span></p>
                {(!version.summary.is_empty()).then(|| view! { <p>{version.summary.clone()}</p> })}
                <p class="muted">{about}</p>
            </div>
            {buttons}
        </li>
    }
    .into_any()
}

fn restore(page: RecordPage, id: Id, number: usize) {
    let edits = page.read(|record, _| {
        Contents::of_version(record, id).map(|contents| bring_back(record, &contents))
    });
    if let Some(edits) = edits {
        page.put(
            &format!("Version {number} brought back, as a draft"),
            &edits,
        );
    }
}

/// The id of the part that says what differs.
pub const COMPARISON: &str = "comparison";

fn comparison(page: RecordPage, chosen: Chosen) -> AnyView {
    let pair = Memo::new(move |_| chosen.pair(page));
    let some = Memo::new(move |_| pair.get().is_some());
    let shown = move || {
        pair.get()
            .map(|(before, after)| difference::shown(page, before, after))
    };
    let card = move || {
        some.get().then(|| {
            let before = Signal::derive(move || pair.get().map(|(before, _)| before));
            let after = Signal::derive(move || pair.get().map(|(_, after)| after));
            view! {
                <section class="card cmp" aria-label="Comparison" id=COMPARISON tabindex="-1">
                    <h2>"Comparison"</h2>
                    <div class="btns cmp-choose">
                        {choice(page, "Compare", before, Callback::new(move |side| chosen.before.set(Some(side))))}
                        {choice(page, "with", after, Callback::new(move |side| chosen.after.set(side)))}
                    </div>
                    <div class="cmp" aria-live="polite">{shown}</div>
                </section>
            }
        })
    };
    view! { {card} }.into_any()
}

// What can be chosen: now, the versions that are kept, and a run that someone came from.
fn choice(
    page: RecordPage,
    label: &'static str,
    chosen: Signal<Option<Side>>,
    choose: Callback<Side>,
) -> AnyView {
    let id = next_id("side");
    let came = chosen
        .get_untracked()
        .filter(|side| matches!(side, Side::Run(_)));
    let sides = Memo::new(move |_| {
        page.watch(|record, view| {
            let all = versions::all(record).into_iter().rev();
            let kept = all.filter(|version| version.kept);
            let kept = kept.map(|version| Side::Version(version.id));
            let sides = std::iter::once(Side::Now).chain(kept).chain(came);
            sides
                .map(|side| (side, side.name(record, view)))
                .collect::<Vec<_>>()
        })
    });
    let changed = move |at: String| {
        let at = at.parse::<usize>().ok();
        if let Some((side, _)) =
            at.and_then(|at| sides.with_untracked(|sides| sides.get(at).cloned()))
        {
            choose.run(side);
        }
    };
    let options = move || {
        let now = chosen.get();
        let option = |(n, (side, name)): (usize, (Side, String))| {
            view! { <option value=n.to_string() selected=Some(side) == now>{name}</option> }
        };
        sides
            .get()
            .into_iter()
            .enumerate()
            .map(option)
            .collect_view()
    };
    view! {
        <label for=id.clone()>{label}</label>
        <select id=id on:change:target=move |event| changed(event.target().value())>{options}</select>
    }
    .into_any()
}
