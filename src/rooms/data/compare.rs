//! Comparing two of: the workspace now, a restore point, a file. Single records are brought back.

use super::import::Import;
use super::review::title;

use super::states::{Differs, States};
use super::told::{Told, facts};
use super::{slow_button, under_way};
use crate::edge::{clock, dom, files};
use crate::prelude::*;
use crate::ui::dialog::Dialog;
use crate::workspace::Workspace;
use crate::workspace::exchange::{Compared, Pair, Side, Watch, WayBack};
use holdfast_domain::codec::sniff::{Format, sniff};
use holdfast_domain::pace::CANCELLED;
use holdfast_domain::register::only_grows;
use holdfast_domain::rooms;
use holdfast_domain::view::View;
use holdfast_ledger::Path;
use holdfast_ledger::compare::{as_record, differences, is_there};
use holdfast_ledger::file::{MAX_FILE, Received};
use leptos::task::spawn_local;
use std::sync::Arc;

/// How many records are listed one by one.
const LISTED: usize = 200;
const NOW: &str = "now";
const FILE: &str = "file";

/// One of the two, as it is chosen.
#[derive(Clone, Copy)]
struct Choice {
    /// `now`, `file`, or the key of a restore point.
    which: RwSignal<String>,
    /// The chosen file: its name and content.
    file: LocalSignal<Option<(String, Side)>>,
}

#[derive(Clone, Copy)]
struct Page {
    workspace: Workspace,
    points: RwSignal<Vec<(String, String)>>,
    sides: [Choice; 2],
    busy: RwSignal<bool>,
    watch: Watch,
    problem: RwSignal<Option<String>>,
    found: LocalSignal<Option<Compared>>,
    open: RwSignal<bool>,
}

/// The part of the page Data.
pub fn card(workspace: Workspace, import: Import) -> AnyView {
    let choice = |which: &str| Choice {
        which: RwSignal::new(which.to_owned()),
        file: LocalSignal::new_local(None),
    };
    let page = Page {
        workspace,
        points: RwSignal::default(),
        sides: [choice(FILE), choice(NOW)],
        busy: RwSignal::new(false),
        watch: Watch::new(),
        problem: RwSignal::default(),
        found: LocalSignal::new_local(None),
        open: RwSignal::new(false),
    };
    // A point appears after each import.
    Effect::new(move || {
        import.words();
        spawn_local(page.list_points());
    });
    view! {
        <section class="card stack">
            <h2>"Compare and bring back"</h2>
            <p>"What is different between two states, record by record. A single record can be brought back as it was; one undo takes that back."</p>
            <div class="form">
                {page.choose("compare-first", "First", page.sides[0])}
                {page.choose("compare-second", "Second", page.sides[1])}
            </div>
            <div class="btns">{slow_button("Compare", "columns", "btn", page.busy.into(), move || page.compare())}</div>
            {under_way(page.watch, "Comparing", "Cancel comparison", "compare-first")}
            {move || page.problem.get().map(|why| view! { <div class="callout tone-error" role="alert"><p>{why}</p></div> })}
            {page.dialog()}
        </section>
    }
    .into_any()
}

impl Choice {
    fn side(self) -> Result<Side, String> {
        match &*self.which.get_untracked() {
            NOW => Ok(Side::Now),
            FILE => {
                let side = self
                    .file
                    .with_untracked(|file| Some(file.as_ref()?.1.clone()));
                side.ok_or_else(|| "Choose a file first.".to_owned())
            }
            key => Ok(Side::Point(key.to_owned())),
        }
    }
}

impl Page {
    async fn list_points(self) {
        // Without restore points the other states can be compared.
        let points = self.workspace.restore_points().await.unwrap_or_default();
        let named = points.into_iter().rev().map(|(point, about)| {
            let name = about.map_or_else(String::new, |about| {
                format!(
                    "{}, {}",
                    clock::date_time(about.at.max(0) as u64),
                    about.why
                )
            });
            (point.key, name)
        });
        let named: Vec<_> = named.collect();
        let newest = named.first().map(|(key, _)| key.clone());
        self.points.set(named);
        // The page may have been left meanwhile.
        let untouched = self.sides[0].file.try_with_untracked(Option::is_none);
        if let (Some(true), Some(newest)) = (untouched, newest) {
            self.sides[0].which.set(newest);
        }
    }

    fn choose(self, id: &'static str, name: &'static str, choice: Choice) -> AnyView {
        let options = move || {
            let chosen = choice.which.get();
            let option = |key: &str, words: String| {
                view! { <option value=key.to_owned() selected=key == chosen>{words}</option> }
            };
            let points = self.points.get();
            let points = points
                .iter()
                .map(|(key, words)| option(key, format!("Restore point: {words}")));
            let points = points.collect_view();
            view! { {option(NOW, "The workspace now".to_owned())}{points}{option(FILE, "A file…".to_owned())} }
        };
        let file_id = format!("{id}-file");
        let file = move || {
            let id = file_id.clone();
            (choice.which.get() == FILE).then(|| {
                view! {
                    <label for=id.clone()>{format!("{name}: file")}</label>
                    <input id=id type="file" on:change=move |event| self.read(choice, &event)/>
                    <p class="help" role="status">{move || choice.file.with(|file| file.as_ref().map(|(name, _)| format!("Chosen: {name}")))}</p>
                }
            })
        };
        view! {
            <div class="field half">
                <label for=id>{name}</label>
                <select id=id on:change=move |event| choice.which.set(event_target_value(&event))>{options}</select>
                {file}
            </div>
        }
        .into_any()
    }

    fn read(self, choice: Choice, event: &leptos::ev::Event) {
        let chosen = files::from_input(&event_target(event));
        choice.file.set(None);
        self.problem.set(None);
        let Some(file) = chosen.into_iter().next() else {
            return;
        };
        spawn_local(async move {
            let name = file.name();
            let bytes = file.read(MAX_FILE, |_| true).await;
            let bytes = bytes.map_err(|error| error.to_string());
            match bytes.and_then(|bytes| workspace_file(&name, bytes)) {
                Ok(side) => choice.file.set(Some((name, side))),
                Err(why) => self.problem.set(Some(why)),
            }
        });
    }

    fn name(self, choice: Choice) -> String {
        match &*choice.which.get_untracked() {
            NOW => "now".to_owned(),
            FILE => choice.file.with_untracked(|file| {
                let name = file.as_ref().map(|(name, _)| name.clone());
                name.unwrap_or_default()
            }),
            key => {
                let points = self.points.get_untracked();
                let point = points.iter().find(|(known, _)| known == key);
                point.map(|(_, words)| words.clone()).unwrap_or_default()
            }
        }
    }

    fn compare(self) {
        self.problem.set(None);
        let sides = self.sides[0]
            .side()
            .and_then(|first| Ok((first, self.sides[1].side()?)));
        let (first, second) = match sides {
            Ok(sides) => sides,
            Err(why) => return self.problem.set(Some(why)),
        };
        self.busy.set(true);
        spawn_local(async move {
            let run = self.watch.begin();
            let compared = self.workspace.compare((&first, &second), run).await;
            run.end();
            self.busy.try_set(false);
            match compared {
                Ok(compared) => {
                    self.found.set(Some(compared));
                    self.open.set(true);
                }
                Err(why) if why == CANCELLED => {}
                Err(why) => self
                    .problem
                    .set(Some(format!("Nothing was compared: {why}"))),
            }
        });
    }

    fn dialog(self) -> AnyView {
        let body = move || {
            self.found
                .with(|found| found.as_ref().map(|found| self.body(found)))
                .into_any()
        };
        let close = move || {
            view! { <button type="button" class="btn" on:click=move |_| self.open.set(false)>"Close"</button> }
        };
        Dialog::new("What differs", body, close)
            .wide()
            .view(self.open)
    }

    fn body(self, found: &Compared) -> AnyView {
        let names = Arc::new(self.sides.map(|choice| self.name(choice)));
        let pairs: Arc<[Pair]> = found.pairs.clone().into();
        let (listed, same) = (pairs.len().min(LISTED), found.same);
        let left = pairs.len() - listed;
        let rows = pairs[..listed].iter().cloned().map(Arc::new);
        let rows: Vec<AnyView> = rows.map(|pair| self.row(pair, names.clone())).collect();
        // What is brought back, or undone, is counted anew.
        let sums = move || {
            let of = |view: &View<'_>| -> Vec<Differs> {
                pairs
                    .iter()
                    .map(|pair| self.states(pair, view).differs())
                    .collect()
            };
            let all = self.workspace.watch_all(of);
            let count = |one: Differs| all.iter().filter(|differs| **differs == one).count();
            let sums = [
                (count(Differs::Both), "different"),
                (count(Differs::First), "only in the first"),
                (count(Differs::Second), "only in the second"),
                (count(Differs::Same) + same, "the same"),
            ];
            sums.map(|(count, words)| view! { <li><b>{count}</b><span>{words}</span></li> })
        };
        view! {
            <p>"First: "<b>{names[0].clone()}</b>". Second: "<b>{names[1].clone()}</b>"."</p>
            <div role="status"><ul class="sums">{sums}</ul></div>
            {(found.unnamed > 0).then(|| view! { <p class="help">{format!("Records without an id, which are not compared: {}. Importing the file shows them.", found.unnamed)}</p> })}
            <ul class="plan">{rows}</ul>
            {(left > 0).then(|| view! { <p class="muted">{format!("… and {left} more.")}</p> })}
        }
        .into_any()
    }

    // The two states of a record: what is here now may have changed since they were compared.
    fn states(self, pair: &Pair, view: &View<'_>) -> States {
        let now = || view.ledger.record(pair.id).cloned().map(Received::Stamped);
        let state = |choice: Choice, kept: &Option<Received>| {
            let is_now = choice.which.with_untracked(|which| which == NOW);
            let state = if is_now { now() } else { kept.clone() };
            state.filter(is_there)
        };
        let [first, second] = self.sides;
        States([state(first, &pair.first), state(second, &pair.second)])
    }

    fn row(self, pair: Arc<Pair>, names: Arc<[String; 2]>) -> AnyView {
        let kind = rooms::kind(pair.kind.as_str());
        let what = kind.map_or_else(|| pair.kind.to_string(), |kind| kind.one.to_owned());
        let id = pair.id;
        let own = pair.clone();
        let head = move || {
            self.workspace.watch(id, |view| {
                let (word, class) = self.states(&own, view).differs().words();
                view! { <span class=class>{word}</span> }
            })
        };
        let shown = pair.second.as_ref().or(pair.first.as_ref());
        let title = shown.map(|received| self.workspace.read(|view| title(received, view)));
        let title = title.unwrap_or_default();
        let name = title.clone();
        let inside = move || {
            self.workspace
                .watch(id, |view| self.inside(&pair, &names, &name, view))
        };
        view! {
            <li><details>
                <summary>{head}<span class="title">{title}</span><span class="muted">{what}</span></summary>
                <div>{inside}</div>
            </details></li>
        }
        .into_any()
    }

    fn inside(self, pair: &Pair, names: &[String; 2], title: &str, view: &View<'_>) -> AnyView {
        let kind = rooms::kind(pair.kind.as_str());
        let states = self.states(pair, view);
        let (told, logged) = match &states.0 {
            [Some(first), Some(second)] => {
                let paths = differences(first, second).into_iter().map(|one| one.path);
                let paths: Vec<Path> = paths.collect();
                let (before, after) = (as_record(first), as_record(second));
                let told = Told {
                    before: &before,
                    after: &after,
                    names: ["the first", "the second"],
                    kind,
                    view: *view,
                };
                let log = |path: &Path| path.is_item() && only_grows(pair.kind, path.list);
                (told.rows(&paths).into_any(), paths.iter().any(log))
            }
            [Some(only), None] | [None, Some(only)] => (facts(&as_record(only), kind, view), false),
            [None, None] => (
                view! { <p>"It is in neither any more."</p> }.into_any(),
                false,
            ),
        };
        let logged = logged.then(|| {
            view! { <p class="help">"Bringing it back takes nothing out of its log: what people reported or approved since stays."</p> }
        });
        let back = self
            .sides
            .iter()
            .zip([&pair.first, &pair.second])
            .zip(names);
        let back =
            back.filter(|((choice, _), _)| choice.which.with_untracked(|which| which != NOW));
        let back = back
            .filter_map(|((_, state), name)| Some(self.back(state.as_ref()?, name, title, view)));
        let back: Vec<AnyView> = back.collect();
        view! { {told}{logged}<p class="btns">{back}</p> }.into_any()
    }

    fn back(self, state: &Received, from: &str, title: &str, view: &View<'_>) -> AnyView {
        let why_not = match Workspace::way_back(state, view) {
            WayBack::Open => None,
            WayBack::There => Some(format!("Now as in {from}.")),
            WayBack::Rest => Some(format!(
                "Nothing more can be brought back from {from}: what differs is a log, which goes on, or was purged."
            )),
            WayBack::Purged => Some("It was purged here, so it does not come back.".to_owned()),
        };
        if let Some(why_not) = why_not {
            return view! { <span class="muted">{why_not}</span> }.into_any();
        }
        let words = format!("Bring back as in {from}");
        let label = format!("{words}: {title}");
        let state = state.clone();
        let back = move |event| match self.workspace.bring_back(&state) {
            Ok(()) => dom::focus_summary(&event),
            Err(why) => self.workspace.alarm(why),
        };
        view! { <button type="button" class="btn small" aria-label=label on:click=back>{words}</button> }
            .into_any()
    }
}

fn workspace_file(name: &str, bytes: Vec<u8>) -> Result<Side, String> {
    match sniff(name, &bytes) {
        Ok(Format::Workspace) => Ok(Side::File(bytes.into())),
        Ok(Format::Sealed) => Err(format!(
            "{name} is sealed. Only files that are not sealed can be compared; importing shows what it would change, too."
        )),
        Ok(_) => Err(format!("{name} is not a workspace file.")),
        Err(why) => Err(format!("{name} cannot be read: {why}")),
    }
}
