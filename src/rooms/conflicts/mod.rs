//! The one place that lists what a person has to decide after people worked apart.

mod broken;
mod decide;
mod list;

use crate::edge::{dom, slices};
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::empty;
use crate::ui::form::{Asked, ask};
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::conflicts::{self, Conflict, Side, Sort};
use holdfast_ledger::{Edit, Id};
use leptos::task::spawn_local;
use list::{From, Row, rows};

/// How many records are shown at first, and how many more at a time.
const SHOWN: usize = 30;

/// The page.
#[derive(Clone, Copy)]
pub struct Conflicts {
    workspace: Workspace,
    /// All there are.
    all: Memo<Vec<Row>>,
    /// Those that the filters leave.
    left: Memo<Vec<Row>>,
    /// The only record that is shown, where the address names one.
    only: Memo<Option<Id>>,
    /// The kind of records; empty for all.
    kind: RwSignal<String>,
    /// The label of a [`Sort`]; empty for all.
    sort: RwSignal<String>,
    /// Whose side is looked for.
    from: RwSignal<From>,
    /// What is asked before a value is written.
    asked: RwSignal<Option<Asked>>,
}

/// The page `#/data/conflicts`.
pub fn page() -> AnyView {
    let workspace = Workspace::of_page();
    let route = Shell::of_page().route;
    let only = Memo::new(move |_| route.with(|route| route.get("record")?.parse::<Id>().ok()));
    let (kind, sort) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let from = RwSignal::new(From::Anybody);
    let all = Memo::new(move |_| {
        // Runs are looked at in slices, after the change itself.
        workspace.conflicts().track();
        let ids = workspace.in_conflict();
        workspace.watch_all(|view| rows(&ids, view))
    });
    let left = Memo::new(move |_| {
        let (only, kind) = (only.get(), kind.get());
        let (sort, from) = (sort.get(), from.get());
        let fits = |row: &&Row| {
            only.is_none_or(|id| row.id == id) && (kind.is_empty() || row.kind == kind.as_str())
        };
        all.with(|all| {
            let rows = all
                .iter()
                .filter(fits)
                .map(|row| row.narrowed(&sort, &from));
            rows.filter(|row| !row.conflicts.is_empty()).collect()
        })
    });
    let page = Conflicts {
        workspace,
        all,
        left,
        only,
        kind,
        sort,
        from,
        asked: RwSignal::new(None),
    };
    view! {
        <section class="page read">
            <div class="head">
                <div>
                    <p class="crumb"><a href=Route::to(Page::Data).href()>"Data"</a></p>
                    <h1 tabindex="-1">"Conflicts"</h1>
                    <p class="sub" role="status">{move || page.words()}</p>
                </div>
            </div>
            {broken::card(workspace)}
            {move || if page.all.with(Vec::is_empty) { empty() } else { page.content() }}
            {ask(page.asked)}
        </section>
    }
    .into_any()
}

fn empty() -> AnyView {
    let more = view! {
            <p>"When two people work on copies of one workspace and write different things in the same place, neither is lost: after the files come together, both stand here until somebody decides."</p>
            <ul>
                <li>"Different values of a field, side by side"</li>
                <li>"Items that two people moved to different places"</li>
                <li>"Records and items that one deleted and another edited"</li>
                <li>"Steps of a run that one did and another could not do"</li>
                <li>"Codes that two records claim"</li>
            </ul>
            <p>"Deciding is a change like any other: the next file tells the others, and one undo takes it back."</p>
            <a class="btn" href=Route::to(Page::Data).href()>"Import a file"</a>
    };
    empty::empty("conflict", "Nothing to decide", more.into_any())
}

impl Conflicts {
    fn words(self) -> String {
        let count = |rows: &Vec<Row>| rows.iter().map(|row| row.conflicts.len()).sum::<usize>();
        let (all, left) = (self.all.with(count), self.left.with(count));
        let records = self.left.with(Vec::len);
        let many = if records == 1 { "record" } else { "records" };
        match (all, left) {
            (0, _) => "All that people wrote apart is decided.".to_owned(),
            (all, left) if all == left => {
                format!("{} in {records} {many}.", conflicts::counted(all))
            }
            (all, left) => format!("{left} of {} in {records} {many}.", conflicts::counted(all)),
        }
    }

    fn content(self) -> AnyView {
        let limit = RwSignal::new(SHOWN);
        let shown = move || {
            self.left
                .with(|left| left.iter().take(limit.get()).cloned().collect::<Vec<_>>())
        };
        let more = move || {
            let rest = self.left.with(Vec::len).saturating_sub(limit.get());
            (rest > 0).then(|| {
                let next = move |_| limit.update(|limit| *limit += SHOWN);
                view! { <button type="button" class="btn small" on:click=next>{format!("Show more ({rest})")}</button> }
            })
        };
        let none = move || {
            self.left
                .with(Vec::is_empty)
                .then(|| view! { <p class="muted">"No conflict is like this."</p> })
        };
        view! {
            {list::bar(self)}
            {none}
            <For each=shown key=Clone::clone children=move |row| decide::card(self, row)/>
            {more}
        }
        .into_any()
    }

    /// Decides conflicts as one command; then the focus goes on to the next.
    fn put(self, label: &str, edits: &[Edit], after: Option<(Id, usize)>) {
        let next = self.left.with_untracked(|left| {
            let (id, n) = after?;
            let at = left.iter().position(|row| row.id == id)?;
            let more = left[at].conflicts.len() > n + 1;
            let following = left.get(at + 1).map(|row| decide::group_id(row.id, 0));
            more.then(|| decide::group_id(id, n)).or(following)
        });
        if let Err(why) = self.workspace.dispatch(label, edits) {
            return self.workspace.alarm(why);
        }
        spawn_local(async move {
            slices::yield_now().await;
            // What was pressed is gone.
            if !next.is_some_and(|id| dom::focus(&id)) {
                dom::focus_heading();
            }
        });
    }

    /// The edits that decide a conflict for a side.
    fn edits(self, id: Id, conflict: &Conflict, side: &Side) -> Result<Vec<Edit>, String> {
        // An entry in a run's log needs an id.
        let mut new = Some(self.workspace.mint()?);
        self.workspace.read(|view| {
            let record = view.ledger.record(id).ok_or("This record is gone.")?;
            conflicts::solve(record, conflict, &side.take, view, &mut || {
                new.take().unwrap_or(Id::NONE)
            })
        })
    }
}

/// The sorts, to choose from.
fn sorts() -> impl Iterator<Item = &'static str> {
    Sort::ALL.into_iter().map(Sort::label)
}
