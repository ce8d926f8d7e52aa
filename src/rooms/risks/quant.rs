//! What a year may cost: the risks with a frequency and a loss, simulated together, and alone on the
//! page of each.

use super::quant_choose::{choose, left_out, only, quantified};
use super::quant_tell::tell;
use crate::edge::{clock, dom, print, random};
use crate::prelude::*;
use crate::rooms::calibration;
use crate::rooms::record::RecordPage;
use crate::rooms::runner::{self, Question, Runner, Sliced, State};
use crate::ui::empty;
use crate::ui::icon::icon;
use crate::ui::page::keep;
use crate::ui::shell::Shell;
use crate::workspace::{Workspace, now_ms};
use holdfast_domain::heavy::SIMULATE;
use holdfast_domain::rooms::risks::RISK;
use holdfast_domain::rooms::risks::loss::{Answer, Chosen, Job, read_seed, read_trials};
use holdfast_domain::rooms::risks::quant::money;
use holdfast_domain::rooms::risks::simulate::USUAL_TRIALS;
use holdfast_ledger::Id;
use leptos::ev;
use std::collections::BTreeSet;

const RUN: &str = "loss-run";

/// A simulation on screen: which risks, how many years, which seed, how far it is.
#[derive(Clone, Copy)]
pub(super) struct Simulated {
    pub(super) workspace: Workspace,
    runner: Runner<Chosen>,
    trials: RwSignal<String>,
    seed: RwSignal<String>,
    error: RwSignal<Option<String>>,
    /// What would be asked now, but for years and seed.
    pub(super) chosen: Memo<Chosen>,
    /// Whether it is of one risk, on its own page.
    alone: bool,
    pub(super) printing: RwSignal<bool>,
}

impl Simulated {
    fn new(workspace: Workspace, chosen: Memo<Chosen>, alone: bool) -> Self {
        let printing = RwSignal::new(false);
        keep(print::around(move |now| {
            printing.set(now);
            if now && !alone {
                label(workspace);
            }
        }));
        Self {
            workspace,
            runner: Runner::new(),
            trials: RwSignal::new(money(USUAL_TRIALS as f64, "")),
            seed: RwSignal::new("1".to_owned()),
            error: RwSignal::new(None),
            chosen,
            alone,
            printing,
        }
    }

    // The question with the years and the seed that are typed.
    fn asked(self) -> Result<Chosen, String> {
        let mut chosen = self.chosen.get();
        chosen.request.trials = read_trials(&self.trials.get())?;
        chosen.request.seed = read_seed(&self.seed.get())?;
        Ok(chosen)
    }

    fn run(self) {
        match untrack(|| self.asked()) {
            Ok(chosen) => {
                self.error.set(None);
                self.runner.run(chosen);
                dom::focus(RUN);
            }
            Err(why) => self.error.set(Some(why)),
        }
    }

    // Whether what stands there is the answer to what would be asked now.
    fn is_stale(self) -> bool {
        let asked = self.asked().ok();
        self.runner.state.with(|state| match state {
            State::Done(done) => asked.is_some_and(|asked| asked != done.chosen),
            _ => false,
        })
    }
}

/// The simulation of the register.
pub fn loss(workspace: Workspace, shell: Shell) -> AnyView {
    let only = shell.route.with_untracked(only);
    let without: RwSignal<BTreeSet<Id>> = RwSignal::new(BTreeSet::new());
    if let Some(only) = only {
        let others =
            workspace.read(|view| quantified(view).filter(|id| !only.contains(id)).collect());
        without.set(others);
    }
    let chosen = Memo::new(move |_| {
        without.with(|without| {
            workspace.watch_all(|view| {
                let risks = view
                    .live(RISK.id)
                    .filter(|risk| !without.contains(&risk.id));
                Chosen::of(&risks.collect::<Vec<_>>(), 0, 0, view)
            })
        })
    });
    let simulated = Simulated::new(workspace, chosen, false);
    let none =
        Memo::new(move |_| workspace.watch_settled(|view| quantified(view).next().is_none()));
    let body = move || {
        if none.get() {
            return empty(simulated);
        }
        view! {
            <section class="card loss-ask" aria-label="Simulation">
                {controls(simulated)}
                {choose(simulated, without)}
            </section>
            {result(simulated)}
            {left_out(simulated)}
        }
        .into_any()
    };
    view! { <div class="loss">{body}</div> }.into_any()
}

/// The card of a risk's page, below what it is in money.
pub fn card(page: RecordPage) -> AnyView {
    let chosen = Memo::new(move |_| {
        page.workspace.watch_all(|view| {
            let risk = view.ledger.record(page.id);
            Chosen::of(&risk.into_iter().collect::<Vec<_>>(), 0, 0, view)
        })
    });
    let simulated = Simulated::new(page.workspace, chosen, true);
    let ready = Memo::new(move |_| chosen.with(|chosen| !chosen.request.before.is_empty()));
    let body = move || {
        if ready.get() {
            return view! { {controls(simulated)}{result(simulated)} }.into_any();
        }
        let why = chosen.with(|chosen| chosen.left_out.first().map(|(_, why)| why.clone()));
        view! { <p class="muted">{format!("It cannot be simulated: {}.", why.unwrap_or_default())}</p> }.into_any()
    };
    view! {
        <section class="card loss loss-alone" aria-label="What a year may cost">
            <div class="card-head"><h2>"What a year may cost"</h2>{calibration::way(page.id)}</div>
            {body}
        </section>
    }
    .into_any()
}

// What stands in the margins of each page.
fn label(workspace: Workspace) {
    let printed = u64::try_from(now_ms()).map(clock::date_time);
    let name = untrack(|| workspace.name());
    let foot = ["Printed ", &printed.unwrap_or_default()].concat();
    print::label("What a year may cost", &name, &foot);
}

fn empty(simulated: Simulated) -> AnyView {
    let more = view! {
        <p>"Open a risk and fill in “In money”: how often a year its event happens, and what one event costs. \
            Where nobody knows, a range does: least, most likely and most, or what 9 of 10 losses lie between. \
            Then this page draws thousands of years and says what a bad one costs."</p>
    };
    view! { {empty::empty("curve", "No risk is in money yet", more.into_any())}{left_out(simulated)} }.into_any()
}

fn controls(simulated: Simulated) -> AnyView {
    let Simulated {
        runner,
        trials,
        seed,
        error,
        chosen,
        ..
    } = simulated;
    let prefix = if simulated.alone { "risk" } else { "register" };
    let id = move |what: &str| [prefix, "-", what].concat();
    let field = move |what: &'static str, label: &'static str, value: RwSignal<String>| {
        let id = id(what);
        view! {
            <div class="field">
                <label class="label" for=id.clone()>{label}</label>
                <input id=id inputmode="numeric" autocomplete="off" prop:value=move || value.get() on:input:target=move |event| value.set(event.target().value())/>
            </div>
        }
    };
    let another = move |_| match random::number() {
        Ok(number) => seed.set((number % 1_000_000).to_string()),
        Err(why) => simulated
            .workspace
            .alarm(format!("There is no other seed: {why}.")),
    };
    let count = move || chosen.with(|chosen| chosen.request.before.len());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if runner.is_running() {
            runner.cancel();
        } else if count() > 0 {
            simulated.run();
        }
    };
    let press = move || {
        if runner.is_running() {
            "Cancel simulation"
        } else {
            "Run simulation"
        }
    };
    let title = chosen_title(simulated);
    let again = move |_| {
        let _ = print::print(Some(&title()));
    };
    let printable = move || !matches!(runner.state.get(), State::Done(_)) || simulated.alone;
    view! {
        <form class="loss-form screen-only" on:submit=submit>
            {field("years", "Years to simulate", trials)}
            <div class="seeded">
                {field("seed", "Seed", seed)}
                <button type="button" class="btn" on:click=another>"Another seed"</button>
            </div>
            <div class="btns">
                <button type="submit" id=RUN class="btn" class:primary=move || !runner.is_running() aria-disabled=move || (count() == 0 && !runner.is_running()).then_some("true")>{press}</button>
                <button type="button" class="btn" hidden=printable on:click=again>{icon("print")}"Print"</button>
            </div>
        </form>
        {move || error.get().map(|why| view! { <p class="error" role="alert"><span>{why}</span></p> })}
        {progress(simulated)}
    }
    .into_any()
}

// What the printed document is called.
fn chosen_title(simulated: Simulated) -> impl Fn() -> String + Copy {
    move || {
        let n = simulated
            .chosen
            .with_untracked(|chosen| chosen.request.before.len());
        format!(
            "What a year may cost: {n} {}",
            if n == 1 { "risk" } else { "risks" }
        )
    }
}

fn progress(simulated: Simulated) -> AnyView {
    runner::progress(
        simulated.runner,
        move || simulated.is_stale(),
        "The risks, years or seed changed since. Run it again for what holds now.",
    )
}

fn result(simulated: Simulated) -> AnyView {
    let shown = runner::shown(simulated.runner);
    let body = move || {
        let done = shown.get()?;
        Some(tell(
            &done.0,
            simulated.workspace,
            simulated.alone,
            simulated.printing,
        ))
    };
    view! { <div class="loss-result">{body}</div> }.into_any()
}

impl Question for Chosen {
    type Answer = Answer;
    const WORK: &'static str = SIMULATE;

    fn print(&self) -> String {
        self.request.print()
    }

    fn read(text: &str) -> Option<Answer> {
        Answer::read(text)
    }

    fn begin(&self) -> Option<Box<dyn Sliced<Answer = Answer> + '_>> {
        Some(Box::new(Job::new(&self.request)))
    }
}

impl Sliced for Job {
    type Answer = Answer;

    fn step(&mut self, work: usize) -> bool {
        Job::step(self, work)
    }

    fn progress(&self) -> f64 {
        Job::progress(self)
    }

    fn finish(self: Box<Self>) -> Option<Answer> {
        Job::finish(*self)
    }
}
