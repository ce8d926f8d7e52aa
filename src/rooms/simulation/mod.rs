//! What comes back when after a loss: what is asked stands in the address, and is stored nowhere.

mod change;
mod curve;
mod tell;
mod valuable;

use crate::edge::{dom, location, print};
use crate::prelude::*;
use crate::rooms::runner::{self, Question, Runner, Sliced, State};
use crate::route::{Page, Route};
use crate::ui::form::{Control, field_editor, record_link};
use crate::ui::icon::icon;
use crate::ui::shell::Shell;
use crate::workspace::{Workspace, now_ms};
use change::Change;
use holdfast_domain::describe::{Field, Type, field};
use holdfast_domain::heavy::RECOVER;
use holdfast_domain::rooms::risks::loss::read_seed;
use holdfast_domain::rooms::risks::quant::money;
use holdfast_domain::rooms::simulation::{
    Answer, Chosen, Job, Lost, Outside, Scenario, USUAL_TRIALS, print_lost, read_lost, read_trials,
};
use holdfast_domain::value::{instant, instant_text, minutes, parse_minutes};
use holdfast_ledger::{Id, Text};
use leptos::ev;
use std::collections::BTreeMap;

const RUN: &str = "recovery-run";

static LOST: Field = field("lost", "What is lost", Type::Links(&["service"])).help(
    "A site, a supplier, a role, an application: what falls with it follows from the dependencies.",
);
static PLAN: Field = field("plan", "Plan that is followed", Type::Link(&["plan"]))
    .help("Its stages, runbooks, strategies and activation time count, and what it says is lost; where it says nothing and nothing is chosen, all that it brings back.");
static AT: Field = field("at", "It is lost", Type::Instant);

/// What is asked for, and how far it is.
#[derive(Clone, Copy)]
struct Asked {
    workspace: Workspace,
    runner: Runner<Chosen>,
    lost: RwSignal<Option<Text>>,
    /// After how long each is back by itself, as it is typed.
    backs: RwSignal<BTreeMap<Id, String>>,
    plan: RwSignal<Option<Text>>,
    at: RwSignal<Option<Text>>,
    outside: RwSignal<Outside>,
    trials: RwSignal<String>,
    seed: RwSignal<String>,
    change: Change,
    error: RwSignal<Option<String>>,
    /// The address that the page shows.
    shown: StoredValue<String>,
}

impl Asked {
    fn of(route: &Route, shown: StoredValue<String>) -> Self {
        let lost = read_lost(route.get("lost").unwrap_or_default());
        let ids: Vec<String> = lost.iter().map(|lost| lost.service.to_string()).collect();
        let back = |lost: &Lost| Some((lost.service, as_typed(lost.back_after?)));
        let given = |name: &str, usual: String| route.get(name).map_or(usual, str::to_owned);
        let at = route.get("at").and_then(|at| at.parse().ok());
        Self {
            workspace: Workspace::of_page(),
            runner: Runner::new(),
            lost: RwSignal::new(Text::of(&ids).ok().filter(|_| !ids.is_empty())),
            backs: RwSignal::new(lost.iter().filter_map(back).collect()),
            plan: RwSignal::new(route.get("plan").map(Text::string)),
            // Whole minutes, so that an address says all.
            at: RwSignal::new(Some(instant_text(
                at.unwrap_or_else(|| now_ms() / 60_000 * 60_000),
            ))),
            outside: RwSignal::new(Outside::read(route.get("hours").unwrap_or_default())),
            trials: RwSignal::new(given("trials", money(USUAL_TRIALS as f64, ""))),
            seed: RwSignal::new(given("seed", "1".to_owned())),
            change: Change::of(route),
            error: RwSignal::new(None),
            shown,
        }
    }

    fn ids(self) -> Vec<Id> {
        let texts: Vec<String> = self
            .lost
            .get()
            .and_then(|lost| lost.get())
            .unwrap_or_default();
        texts.iter().filter_map(|id| id.parse().ok()).collect()
    }

    fn scenario(self) -> Result<Scenario, String> {
        let lost = self.ids().into_iter().map(|service| {
            let typed = self
                .backs
                .with(|backs| backs.get(&service).cloned())
                .unwrap_or_default();
            let back_after = match typed.trim() {
                "" => None,
                typed => Some(parse_minutes(typed).ok_or_else(|| {
                    format!("“{typed}” is not a time: write for example 4 h 30 min.")
                })?),
            };
            Ok::<_, String>(Lost {
                service,
                back_after,
            })
        });
        let plan = self.plan.get();
        Ok(Scenario {
            lost: lost.collect::<Result<_, _>>()?,
            plan: plan.and_then(|id| id.plain().parse().ok()),
            at: instant(self.at.get().as_ref()),
            outside: self.outside.get(),
        })
    }

    // What is lost and how it comes back, whatever numbers are drawn.
    fn model(self) -> Result<Chosen, String> {
        let scenario = self.scenario()?;
        let variant = self.change.variant();
        self.workspace
            .watch_settled(|view| Chosen::of(&scenario, &variant, (0, 0), view))
    }

    fn asked(self, model: Memo<Result<Chosen, String>>) -> Result<Chosen, String> {
        let trials = read_trials(&self.trials.get())?;
        model.get()?.runs(trials, read_seed(&self.seed.get())?)
    }

    // The address of what is asked.
    fn route(self) -> Option<Route> {
        let scenario = self.scenario().ok()?;
        let mut route = Route::to(Page::Simulation)
            .with("lost", &print_lost(&scenario.lost))
            .with("trials", &read_trials(&self.trials.get()).ok()?.to_string())
            .with("seed", self.seed.get().trim());
        if let Some(at) = scenario.at {
            route = route.with("at", &at.to_string());
        }
        if let Some(plan) = scenario.plan {
            route = route.with("plan", &plan.to_string());
        }
        if scenario.outside != Outside::Called {
            route = route.with("hours", scenario.outside.word());
        }
        Some(self.change.said(route))
    }

    fn run(self, model: Memo<Result<Chosen, String>>) {
        match untrack(|| self.asked(model)) {
            Ok(chosen) => {
                self.error.set(None);
                // An address that cannot be written is no reason not to simulate.
                if let Some(route) = untrack(|| self.route()) {
                    let route = route.to_string();
                    self.shown.set_value(route.clone());
                    let _ = location::replace_hash(&route);
                }
                self.runner.run(chosen);
                dom::focus(RUN);
            }
            Err(why) => self.error.set(Some(why)),
        }
    }
}

// Minutes in words where those say all of them.
fn as_typed(back_after: f64) -> String {
    let words = minutes(back_after);
    if parse_minutes(&words) == Some(back_after) {
        words
    } else {
        back_after.to_string()
    }
}

/// The page `#/simulation`.
pub fn page() -> AnyView {
    let shell = Shell::of_page();
    let shown = StoredValue::new(String::new());
    // An address that the page itself wrote draws nothing anew: what runs would end.
    let drawn = Memo::new(move |before: Option<&u32>| {
        let address = shell.route.with(Route::to_string);
        let before = before.copied().unwrap_or_default();
        if shown.with_value(|shown| *shown == address) {
            return before;
        }
        shown.set_value(address);
        before + 1
    });
    let body = move || {
        drawn.get();
        simulation(Asked::of(&shell.route.get_untracked(), shown))
    };
    view! {
        <section class="page">
            <div class="head"><div>
                <h1 tabindex="-1">"Recovery simulation"</h1>
                <p class="sub">"What is down after a loss, in which order it comes back, and when: thousands of recoveries with the steps, people and dependencies as they are written down. Nothing of it is stored; the address says all."</p>
            </div></div>
            {body}
        </section>
    }
    .into_any()
}

fn simulation(asked: Asked) -> AnyView {
    let model = Memo::new(move |_| asked.model());
    let chosen = Memo::new(move |_| asked.asked(model));
    let stale = move || {
        let chosen = chosen.get().ok();
        asked.runner.state.with(|state| match state {
            State::Done(done) => chosen.is_some_and(|chosen| chosen != done.chosen),
            _ => false,
        })
    };
    let shown = runner::shown(asked.runner);
    let result = move || shown.get().map(|done| tell::tell(&done.0, asked.workspace));
    view! {
        <div class="loss sim">
            <section class="card loss-ask screen-only" aria-label="The loss">
                <h2>"The loss"</h2>
                <div class="form">
                    {field_editor(&finding(&LOST, "sim-lost", asked.lost))}
                    {field_editor(&finding(&PLAN, "sim-plan", asked.plan))}
                    {field_editor(&Control::local(&AT, "sim-at".to_owned(), asked.at))}
                    {hours(asked)}
                </div>
                {backs(asked)}
                {change::choose(asked.change, model)}
                {controls(asked, model)}
                {runner::progress(asked.runner, stale, "What is asked, or what it follows from, changed since. Run it again for what holds now.")}
            </section>
            <div class="loss-result">{result}</div>
        </div>
    }
    .into_any()
}

// A field that finds and makes nothing: nothing of a simulation is stored.
fn finding(field: &'static Field, id: &str, value: RwSignal<Option<Text>>) -> Control {
    Control {
        creates: false,
        ..Control::local(field, id.to_owned(), value)
    }
}

fn hours(asked: Asked) -> AnyView {
    let choose = move |event: ev::Targeted<ev::Event, web_sys::HtmlSelectElement>| {
        asked.outside.set(Outside::read(&event.target().value()));
    };
    let option = move |(outside, word): (Outside, &'static str)| {
        let words = match outside {
            Outside::Called => "come when they are called",
            Outside::Rota => "come if it is their rota",
            Outside::Kept => "are not there",
        };
        view! { <option value=word selected=move || asked.outside.get() == outside>{words}</option> }
    };
    view! {
        <div class="field">
            <label class="label" for="sim-hours">"Outside their working hours people"</label>
            <select id="sim-hours" on:change:target=choose>
                {Outside::ALL.into_iter().map(option).collect_view()}
            </select>
            <p class="help" hidden=move || asked.outside.get() != Outside::Rota>"Of those whose working hours name the same rota (“DBA rota”, “on call”) whoever is asked first comes: nobody wrote down whose week it is."</p>
        </div>
    }
    .into_any()
}

// What is back by itself, and after how long.
fn backs(asked: Asked) -> AnyView {
    let one = move |id: Id| {
        let value = move || {
            asked
                .backs
                .with(|backs| backs.get(&id).cloned())
                .unwrap_or_default()
        };
        let input = move |event: ev::Targeted<ev::Event, web_sys::HtmlInputElement>| {
            let typed = event.target().value();
            asked.backs.update(|backs| {
                backs.insert(id, typed);
            });
        };
        let name = asked
            .workspace
            .read(|view| view.ledger.record(id).map(|record| view.name(record)))
            .unwrap_or_default();
        let label = format!("{name}: back by itself after");
        view! {
            <li>{record_link(asked.workspace, id)}<span class="end"><span class="muted">"back by itself after"</span>
                <input type="text" autocomplete="off" size="14" placeholder="when it is recovered" aria-label=label prop:value=value on:input:target=input/></span></li>
        }
    };
    let ids = Memo::new(move |_| asked.ids());
    let list = move || {
        let ids = ids.get();
        (!ids.is_empty()).then(
            || view! { <ul class="list sim-backs">{ids.into_iter().map(one).collect_view()}</ul> },
        )
    };
    view! { {list} }.into_any()
}

fn controls(asked: Asked, model: Memo<Result<Chosen, String>>) -> AnyView {
    let runner = asked.runner;
    let field = |id: &'static str, label: &'static str, value: RwSignal<String>| {
        view! {
            <div class="field">
                <label class="label" for=id>{label}</label>
                <input id=id inputmode="numeric" autocomplete="off" prop:value=move || value.get() on:input:target=move |event| value.set(event.target().value())/>
            </div>
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if runner.is_running() {
            runner.cancel();
        } else {
            asked.run(model);
        }
    };
    let press = move || {
        if runner.is_running() {
            "Cancel simulation"
        } else {
            "Run simulation"
        }
    };
    let unprintable = move || runner.state.with(|state| !matches!(state, State::Done(_)));
    let paper = move |_| {
        let _ = print::print(Some("Recovery simulation"));
    };
    view! {
        <form class="loss-form" on:submit=submit>
            {field("sim-trials", "Recoveries", asked.trials)}
            {field("sim-seed", "Seed", asked.seed)}
            <div class="btns">
                <button type="submit" id=RUN class="btn" class:primary=move || !runner.is_running()>{press}</button>
                <button type="button" class="btn" hidden=unprintable on:click=paper>{icon("print")}"Print"</button>
            </div>
        </form>
        {move || asked.error.get().map(|why| view! { <p class="error" role="alert"><span>{why}</span></p> })}
    }
    .into_any()
}

impl Question for Chosen {
    type Answer = Answer;
    const WORK: &'static str = RECOVER;

    fn print(&self) -> String {
        self.request.print()
    }

    fn read(text: &str) -> Option<Answer> {
        Answer::read(text)
    }

    fn begin(&self) -> Option<Box<dyn Sliced<Answer = Answer> + '_>> {
        Some(Box::new(Job::new(&self.request)?))
    }
}

impl Sliced for Job<'_> {
    type Answer = Answer;

    fn step(&mut self, work: usize) -> bool {
        Job::step(self, work)
    }

    fn progress(&self) -> f64 {
        Job::progress(self)
    }

    fn finish(self: Box<Self>) -> Option<Answer> {
        Some(Job::finish(*self))
    }
}
