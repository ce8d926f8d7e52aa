//! The queue of reviews, of all rooms or of one: what is overdue, what is due soon, what has no day.

use crate::edge::{clock, dom, location, print};
use crate::prelude::*;
use crate::rooms::{once, record};
use crate::route::{Page, Route};
use crate::ui::cell::badge;
use crate::ui::empty::empty;
use crate::ui::page::keep;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::ask::Answers;
use holdfast_domain::describe::{Cell, Kind, REVIEWED, Tone};
use holdfast_domain::rooms;
use holdfast_domain::rooms::ROOMS;
use holdfast_domain::rooms::improvements::IMPROVEMENT;
use holdfast_domain::rooms::review::queue::{AHEAD_DAYS, Due, Queue, Reviews, Wanted, mine};
use holdfast_domain::table::NO_DAY;
use holdfast_domain::value;
use holdfast_domain::view::View;
use holdfast_ledger::sort::{Arrange, Ordered};
use holdfast_ledger::{Id, Path, Text};

/// How many rows of a part are shown at first, and how many more at a time.
const SHOWN: usize = 50;
const MINE: &str = "mine";
const NOBODY: &str = "nobody";

/// What a queue shows beside the reviews: the kind, where there are several, or the figures of the one.
type Only = Option<&'static Kind>;

/// The reviews of the room on the page.
pub fn of_room(workspace: Workspace, shell: Shell) -> AnyView {
    once_read(workspace, move || room(workspace, shell))
}

/// The reviews of all rooms, or of the one and the owner that the address names.
pub fn of_all(workspace: Workspace, shell: Shell) -> AnyView {
    once_read(workspace, move || all(workspace, shell))
}

/// Draws what follows from all reviews once they are read.
pub fn once_read(workspace: Workspace, draw: impl Fn() -> AnyView + 'static) -> AnyView {
    once::once_read(workspace, Reviews::ahead, "Reading all records…", draw)
}

fn room(workspace: Workspace, shell: Shell) -> AnyView {
    let room = shell.route.with_untracked(|route| match route.page {
        Page::Room(id) => ROOMS.iter().find(|room| room.id == id),
        _ => None,
    });
    let Some(room) = room else {
        return ().into_any();
    };
    let wanted = Wanted {
        room: Some(room.id),
        owners: None,
    };
    let only = room.kinds().next().filter(|_| room.holds.len() == 1);
    parts(workspace, Memo::new(move |_| wanted.clone()), only)
}

fn all(workspace: Workspace, shell: Shell) -> AnyView {
    let asked = |key: &'static str| {
        Memo::new(move |_| {
            let asked = shell.route.with(|route| route.get(key).map(str::to_owned));
            asked.unwrap_or_default()
        })
    };
    let (room, owner) = (asked("room"), asked("owner"));
    let wanted = Memo::new(move |_| {
        let room = room.with(|id| ROOMS.iter().find(|room| room.id == *id));
        let owners = owner.with(|owner| match owner.as_str() {
            "" => None,
            NOBODY => Some(vec![Id::NONE]),
            MINE => Some(workspace.watch_settled(mine)),
            id => Some(id.parse().into_iter().collect()),
        });
        Wanted {
            room: room.map(|room| room.id),
            owners,
        }
    });
    let go = move |room: &str, owner: &str| {
        let mut to = Route::to(Page::Room(IMPROVEMENT.room)).with("view", "reviews");
        for (key, value) in [("room", room), ("owner", owner)] {
            if !value.is_empty() {
                to = to.with(key, value);
            }
        }
        if let Err(why) = location::replace_hash(&to.to_string()) {
            workspace.alarm(why.to_string());
        }
    };
    let owners = Memo::new(move |_| workspace.watch_settled(owners));
    let named = ROOMS
        .iter()
        .map(|room| (room.id.to_owned(), room.name.to_owned()));
    let named: Vec<(String, String)> = named.collect();
    let rooms = Memo::new(move |_| named.clone());
    let in_room = move |value: String| owner.with_untracked(|owner| go(&value, owner));
    let of_owner = move |value: String| room.with_untracked(|room| go(room, &value));
    view! {
        <div class="toolbar" role="group" aria-label="Which reviews">
            {chooser("reviews-room", "Room", "All rooms", rooms, room, in_room)}
            {chooser("reviews-owner", "Owner", "Everybody", owners, owner, of_owner)}
        </div>
        {parts(workspace, wanted, None)}
    }
    .into_any()
}

fn owners(view: &View<'_>) -> Vec<(String, String)> {
    let all = Reviews::kept(view).owners();
    let known = all.iter().filter_map(|id| view.there(*id));
    let mut known: Vec<(String, String)> = known
        .map(|owner| (view.name(owner), owner.id.to_string()))
        .collect();
    known.arrange();
    let mut owners = vec![(MINE.to_owned(), "Mine, and my roles".to_owned())];
    owners.extend(known.into_iter().map(|(name, id)| (id, name)));
    owners.push((NOBODY.to_owned(), "Nobody".to_owned()));
    owners
}

/// A choice of one of several, or of all.
pub fn chooser(
    id: &'static str,
    label: &'static str,
    all: &'static str,
    of: Memo<Vec<(String, String)>>,
    chosen: Memo<String>,
    choose: impl Fn(String) + 'static,
) -> AnyView {
    let options = move || {
        let option = |(value, name): (String, String)| {
            let here = chosen.with_untracked(|chosen| *chosen == value);
            view! { <option value=value selected=here>{name}</option> }
        };
        of.get().into_iter().map(option).collect_view()
    };
    view! { <label class="inline" for=id>{label}" "<select id=id prop:value=move || chosen.get() on:change:target=move |event| choose(event.target().value())><option value="">{all}</option>{options}</select></label> }.into_any()
}

fn parts(workspace: Workspace, wanted: Memo<Wanted>, only: Only) -> AnyView {
    let found = Memo::new(move |_| {
        workspace.now().track();
        let wanted = wanted.get();
        workspace.watch_settled(|view| Reviews::kept(view).queue(&wanted, view))
    });
    let nothing = move || {
        let queue = found.read();
        (queue.overdue.is_empty() && queue.soon.is_empty() && queue.undated.is_empty()).then(|| {
            let words = format!("None is overdue or due within {AHEAD_DAYS} days. The day of the next review follows from each review and stands in the record.");
            empty("clock", "Nothing is to be reviewed", view! { <p>{words}</p> }.into_any())
        })
    };
    view! {
        {nothing}
        {part(workspace, only, found, "Overdue", |queue| queue.overdue.clone())}
        {part(workspace, only, found, "Due within 30 days", |queue| queue.soon.clone())}
        {part(workspace, only, found, "No day yet", |queue| queue.undated.clone())}
        {several(workspace, found)}
    }
    .into_any()
}

// Days are chosen for many at once where many are edited at once.
fn several(workspace: Workspace, found: Memo<Queue>) -> AnyView {
    let shown = move || {
        let mut counts: Vec<(&'static Kind, usize)> = Vec::new();
        for due in &found.read().undated {
            match counts.last_mut() {
                Some((kind, count)) if kind.id == due.kind => *count += 1,
                _ => counts.extend(rooms::kind(due.kind).map(|kind| (kind, 1))),
            }
        }
        let link = |(n, (kind, count)): (usize, (&'static Kind, usize))| {
            let to = Route::to(Page::Room(kind.room)).with("kind", kind.id);
            let href = to.with("f.next_review", &format!("{NO_DAY}..")).href();
            // What nobody reviews any more, as closed risks, is in the list without being here.
            let listed = workspace.read(|view| {
                let day = Path::of("next_review");
                let all = view.live(kind.id);
                all.filter(|record| record.value(day).is_none()).count()
            });
            let many = match listed.saturating_sub(count) {
                0 => count.to_string(),
                _ => format!("{count} of {listed}"),
            };
            view! { {(n > 0).then_some(", ")}<a href=href>{format!("{} ({many})", kind.many)}</a> }
        };
        (!counts.is_empty()).then(|| {
            let links = counts.into_iter().enumerate().map(link).collect_view();
            view! { <p class="help screen-only">"To choose a day for several at once, select them in their list and edit “Next review”: "{links}"."</p> }
        })
    };
    view! { {shown} }.into_any()
}

fn part(
    workspace: Workspace,
    only: Only,
    found: Memo<Queue>,
    name: &'static str,
    due: fn(&Queue) -> Vec<Due>,
) -> AnyView {
    let shown = RwSignal::new(SHOWN);
    let all = Memo::new(move |_| found.with(due));
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
    let rows = move || all.with(|all| all.iter().take(most()).cloned().collect::<Vec<_>>());
    let rest = move || count().saturating_sub(shown.get());
    let one = only.map_or("Record", |kind| kind.one);
    let heads = match only {
        Some(kind) => { figures(kind) }
            .map(|figure| view! { <th class="more">{figure.label}</th> })
            .collect_view()
            .into_any(),
        None => view! { <th class="more">"Kind"</th> }.into_any(),
    };
    view! {
        <section class="card reviews" aria-label=name hidden=move || count() == 0>
            <h2>{name}" "<span class="count">{count}</span></h2>
            <div class="table-wrap" tabindex="0" role="region" aria-label=["Reviews: ", name].concat()>
                <table class="table folds">
                    <thead><tr><th class="title">{one}</th><th>"Due"</th>{heads}<th class="tools"><span class="sr">"Review"</span></th></tr></thead>
                    <tbody><For each=rows key=Due::clone children=move |due| row(workspace, only, due, all)/></tbody>
                </table>
            </div>
            <p class="btns"><button type="button" class="btn small" hidden=move || rest() == 0 on:click=move |_| shown.update(|n| *n += SHOWN)>{move || format!("Show more ({})", rest())}</button></p>
        </section>
    }
    .into_any()
}

fn figures(
    kind: &'static Kind,
) -> impl Iterator<Item = &'static holdfast_domain::describe::Figure> {
    kind.figures.iter().filter(|figure| figure.column)
}

// Said below what it belongs to.
fn beside(text: String) -> Option<AnyView> {
    (!text.is_empty()).then(|| view! { <p class="help">{text}</p> }.into_any())
}

fn button_id(id: Id) -> String {
    format!("review-{id}")
}

/// A row as it is drawn.
#[derive(Clone, PartialEq)]
struct Shown {
    name: String,
    owner: String,
    day: String,
    late: i64,
    why: Vec<(String, String)>,
    reviewed: String,
    cells: Vec<Cell>,
}

impl Shown {
    fn of(due: &Due, only: Only, view: &View<'_>) -> Option<Self> {
        let record = view.ledger.record(due.id)?;
        let date = |field| {
            let day = value::date(record.value(Path::of(field)));
            day.map(|day| clock::calendar_date(&day.to_string()))
        };
        let owner = view.linked(record.value(Path::of("owner")));
        let owner = owner.map(|owner| ["Owner: ", &view.name(owner)].concat());
        // Each leads to what happened.
        let why = due.after.iter().flatten().filter_map(|cause| {
            let happened = view.there(cause.id)?;
            let kind = rooms::kind(happened.kind.as_str())?;
            let href = Route::to(Page::Record(kind.room, cause.id)).href();
            Some((view.name(happened), href))
        });
        Some(Self {
            name: view.name(record),
            owner: owner.unwrap_or_default(),
            day: due
                .day
                .map(|day| clock::calendar_date(&day.to_string()))
                .unwrap_or_default(),
            late: due.day.map_or(0, |day| (view.today() - day).num_days()),
            why: why.collect(),
            reviewed: date("reviewed")
                .map(|day| ["Last: ", &day].concat())
                .unwrap_or_default(),
            cells: only.map_or_else(Vec::new, |kind| {
                figures(kind)
                    .map(|figure| figure.show(record, view))
                    .collect()
            }),
        })
    }
}

fn row(workspace: Workspace, only: Only, due: Due, all: Memo<Vec<Due>>) -> AnyView {
    let Some(kind) = rooms::kind(due.kind) else {
        return ().into_any();
    };
    let id = due.id;
    let own = due.own;
    let shown = Memo::new(move |_| workspace.watch_all(|view| Shown::of(&due, only, view)));
    let href = Route::to(Page::Record(kind.room, id)).href();
    let cells = move || {
        let shown = shown.get()?;
        let late = (shown.late > 0).then(|| {
            let days = match shown.late {
                1 => "1 day".to_owned(),
                days => format!("{days} days"),
            };
            // Since something happened nobody has looked at it; no day was missed.
            let words = if own {
                format!("{days} late")
            } else {
                format!("for {days}")
            };
            badge(words, Tone::Warn)
        });
        let why = shown.why.into_iter().map(|(name, href)| {
            view! { <p class="help">"Review due after "<a href=href>{name}</a></p> }
        });
        let cell = |cell: Cell| {
            let class = crate::ui::cell::tone(cell.tone);
            view! { <td class="more"><span class=class>{cell.text}</span></td> }
        };
        let more = match only {
            Some(_) => shown.cells.into_iter().map(cell).collect_view().into_any(),
            None => view! { <td class="more">{kind.one}</td> }.into_any(),
        };
        let label = format!("{NOTHING_CHANGED}: {}", shown.name);
        let has_day = (!shown.day.is_empty()).then_some(if own { "Due" } else { "Since" });
        Some(view! {
            <th scope="row" class="title"><a href=href.clone()>{shown.name}</a>{beside(shown.owner)}</th>
            <td data-l=has_day><span class="whole">{shown.day}</span>" "{late}{why.collect_view()}{beside(shown.reviewed)}</td>
            {more}
            <td class="tools"><button type="button" class="btn small" id=button_id(id) aria-label=label on:click=move |_| reviewed_as_is(workspace, kind, id, all)>{NOTHING_CHANGED}</button></td>
        })
    };
    view! { <tr>{cells}</tr> }.into_any()
}

const NOTHING_CHANGED: &str = "Reviewed, nothing changed";

// The review is logged as a comment, and the next one follows from it. The row goes, and the focus
// to the one after it.
fn reviewed_as_is(workspace: Workspace, kind: &'static Kind, id: Id, all: Memo<Vec<Due>>) {
    let next = all.with_untracked(|all| {
        let at = all.iter().position(|other| other.id == id)?;
        let before = at.checked_sub(1).and_then(|at| all.get(at));
        all.get(at + 1).or(before).map(|due| due.id)
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
