//! The queue of reviews of a room's records: what is overdue, what is due soon, what has no day.

use crate::edge::{clock, dom, print};
use crate::prelude::*;
use crate::rooms::record;
use crate::route::{Page, Route};
use crate::ui::cell::badge;
use crate::ui::empty::empty;
use crate::ui::page::keep;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::ask::Answers;
use holdfast_domain::describe::{Cell, Kind, REVIEWED, Tone, in_text};
use holdfast_domain::rooms::review::{AHEAD_DAYS, Queue, queue};
use holdfast_domain::rooms::{ROOMS, Room};
use holdfast_domain::value;
use holdfast_ledger::sort::Ordered;
use holdfast_ledger::{Id, Path, Text};

/// How many rows of a part are shown at first, and how many more at a time.
const SHOWN: usize = 50;

/// The reviews of the room on the page.
pub fn reviews(workspace: Workspace, shell: Shell) -> AnyView {
    let room = shell.route.with_untracked(|route| match route.page {
        Page::Room(id) => ROOMS.iter().find(|room| room.id == id),
        _ => None,
    });
    let parts = |room: &'static Room| room.kinds().map(move |kind| of_kind(workspace, kind));
    view! { {room.map(|room| parts(room).collect_view())} }.into_any()
}

fn of_kind(workspace: Workspace, kind: &'static Kind) -> AnyView {
    let found = Memo::new(move |_| {
        workspace.now().track();
        workspace.watch_settled(|view| queue(kind, view))
    });
    let many = in_text(kind.many);
    let nothing = move || {
        let queue = found.read();
        (queue.overdue.is_empty() && queue.soon.is_empty() && queue.undated.is_empty()).then(|| {
            let words = format!("Of {many}, none is overdue or due within {AHEAD_DAYS} days. The day of the next review follows from each review and stands in the record.");
            empty("clock", "Nothing is to be reviewed", view! { <p>{words}</p> }.into_any())
        })
    };
    let overdue = |queue: &Queue| queue.overdue.iter().map(|due| due.id).collect();
    let soon = |queue: &Queue| queue.soon.iter().map(|due| due.id).collect();
    let undated = |queue: &Queue| queue.undated.clone();
    view! {
        {nothing}
        {part(workspace, kind, found, "Overdue", overdue)}
        {part(workspace, kind, found, "Due within 30 days", soon)}
        {part(workspace, kind, found, "No day yet", undated)}
    }
    .into_any()
}

fn part(
    workspace: Workspace,
    kind: &'static Kind,
    found: Memo<Queue>,
    name: &'static str,
    ids: fn(&Queue) -> Vec<Id>,
) -> AnyView {
    let shown = RwSignal::new(SHOWN);
    let all = Memo::new(move |_| found.with(ids));
    let count = move || all.with(Vec::len);
    // On paper nobody can ask for more.
    let printing = RwSignal::new(false);
    keep(print::around(move |now| printing.set(now)));
    let most = move || {
        if printing.get() {
            usize::MAX
        } else {
            shown.get()
        }
    };
    let rows = move || all.with(|all| all.iter().take(most()).copied().collect::<Vec<_>>());
    let rest = move || count().saturating_sub(shown.get());
    let figures = || kind.figures.iter().filter(|figure| figure.column);
    let heads = figures().map(|figure| view! { <th class="more">{figure.label}</th> });
    let table = format!("{name}: {}", in_text(kind.many));
    view! {
        <section class="card reviews" aria-label=name hidden=move || count() == 0>
            <h2>{name}" "<span class="count">{count}</span></h2>
            <div class="table-wrap" tabindex="0" role="region" aria-label=table>
                <table class="table folds">
                    <thead><tr><th class="title">{kind.one}</th><th>"Due"</th>{heads.collect_view()}<th class="tools"><span class="sr">"Review"</span></th></tr></thead>
                    <tbody><For each=rows key=|id| *id children=move |id| row(workspace, kind, id, all)/></tbody>
                </table>
            </div>
            <p class="btns"><button type="button" class="btn small" hidden=move || rest() == 0 on:click=move |_| shown.update(|n| *n += SHOWN)>{move || format!("Show more ({})", rest())}</button></p>
        </section>
    }
    .into_any()
}

// Said below what it belongs to.
fn beside(text: String) -> Option<AnyView> {
    (!text.is_empty()).then(|| view! { <p class="help">{text}</p> }.into_any())
}

fn button_id(id: Id) -> String {
    format!("review-{id}")
}

fn row(workspace: Workspace, kind: &'static Kind, id: Id, all: Memo<Vec<Id>>) -> AnyView {
    let shown = Memo::new(move |_| {
        workspace.watch_all(|view| {
            let record = view.ledger.record(id)?;
            let day = |field| {
                let day = record.value(Path::of(field));
                day.map(|day| clock::calendar_date(&day.plain()))
                    .unwrap_or_default()
            };
            let due = value::date(record.value(Path::of("next_review")));
            let late = due.map_or(0, |due| (view.today() - due).num_days());
            let owner = view.linked(record.value(Path::of("owner")));
            let figures = kind.figures.iter().filter(|figure| figure.column);
            let cells: Vec<Cell> = figures.map(|figure| figure.show(record, view)).collect();
            let owner = owner.map(|owner| ["Owner: ", &view.name(owner)].concat());
            let reviewed = day("reviewed");
            let reviewed = (!reviewed.is_empty()).then(|| ["Last: ", &reviewed].concat());
            Some((
                view.name(record),
                (day("next_review"), late),
                cells,
                owner.unwrap_or_default(),
                reviewed.unwrap_or_default(),
            ))
        })
    });
    let href = Route::to(Page::Record(kind.room, id)).href();
    let cells = move || {
        let (name, (due, late), cells, owner, reviewed) = shown.get()?;
        let late = (late > 0).then(|| {
            let words = if late == 1 {
                "1 day late".to_owned()
            } else {
                format!("{late} days late")
            };
            badge(words, Tone::Warn)
        });
        let cell = |cell: Cell| {
            let class = crate::ui::cell::tone(cell.tone);
            view! { <td class="more"><span class=class>{cell.text}</span></td> }
        };
        let label = format!("{NOTHING_CHANGED}: {name}");
        let has_day = (!due.is_empty()).then_some("Due");
        Some(view! {
            <th scope="row" class="title"><a href=href.clone()>{name}</a>{beside(owner)}</th>
            <td data-l=has_day><span class="whole">{due}</span>" "{late}{beside(reviewed)}</td>
            {cells.into_iter().map(cell).collect_view()}
            <td class="tools"><button type="button" class="btn small" id=button_id(id) aria-label=label on:click=move |_| reviewed_as_is(workspace, kind, id, all)>{NOTHING_CHANGED}</button></td>
        })
    };
    view! { <tr>{cells}</tr> }.into_any()
}

const NOTHING_CHANGED: &str = "Reviewed, nothing changed";

// The review is logged as a comment, and the next one follows from it. The row goes, and the focus
// to the one after it.
fn reviewed_as_is(workspace: Workspace, kind: &'static Kind, id: Id, all: Memo<Vec<Id>>) {
    let next = all.with_untracked(|all| {
        let at = all.iter().position(|other| *other == id)?;
        let before = at.checked_sub(1).and_then(|at| all.get(at));
        all.get(at + 1).or(before).copied()
    });
    let comment = ("comment", Text::string("Nothing changed."));
    let answers: Answers = [comment].into_iter().into_map();
    let done = record::perform(record::RecordPage::new(id, kind), REVIEWED, &answers);
    match (done, next) {
        (Err(why), _) => workspace.alarm(why),
        (Ok(()), Some(next)) => {
            dom::focus(&button_id(next));
        }
        (Ok(()), None) => dom::focus_heading(),
    }
}
