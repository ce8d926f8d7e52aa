//! A drill that is drafted: choose what is lost, look at the draft, make an exercise of it.

use super::scrolls;
use crate::prelude::*;
use crate::rooms::runbooks::minting;
use crate::route::Page;
use crate::ui::form::{Control, field_editor};
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::describe::{Field, Type, field};
use holdfast_domain::rooms::exercises::EXERCISE;
use holdfast_domain::rooms::exercises::drill::{self as domain, Candidate, Draft, Request};
use holdfast_domain::rooms::exercises::msel::offset_text;
use holdfast_domain::value::instant;
use holdfast_ledger::{Id, Text};

static LOST: Field = field("lost", "What is lost", Type::Links(&["service"]))
    .help("What falls with it follows from the dependencies.");
static RUNBOOK: Field = field(
    "runbook",
    "Runbook that is practised",
    Type::Link(&["runbook"]),
);
static FROM: Field = field("from", "It begins", Type::Instant);

/// What is asked for.
#[derive(Clone, Copy)]
struct Asked {
    risk: RwSignal<Option<Id>>,
    lost: RwSignal<Option<Text>>,
    runbook: RwSignal<Option<Text>>,
    from: RwSignal<Option<Text>>,
    scenario: RwSignal<String>,
    seed: RwSignal<u64>,
}

impl Asked {
    fn request(self) -> Request {
        let lost: Vec<String> = self
            .lost
            .get()
            .and_then(|lost| lost.get())
            .unwrap_or_default();
        let runbook = self.runbook.get();
        Request {
            lost: lost.iter().filter_map(|id| id.parse().ok()).collect(),
            scenario: self.scenario.get(),
            risks: self.risk.get().into_iter().collect(),
            runbook: runbook.and_then(|id| id.plain().parse().ok()),
            from: instant(self.from.get().as_ref()),
            seed: self.seed.get(),
        }
    }
}

/// The view of the room.
pub fn drill(workspace: Workspace, shell: Shell) -> AnyView {
    let asked = Asked {
        risk: RwSignal::new(None),
        lost: RwSignal::new(None),
        runbook: RwSignal::new(None),
        from: RwSignal::new(None),
        scenario: RwSignal::new(String::new()),
        seed: RwSignal::new(1),
    };
    let candidates = Memo::new(move |_| workspace.watch_settled(domain::candidates));
    let draft = Memo::new(move |_| {
        let request = asked.request();
        if request.lost.is_empty() {
            return None;
        }
        Some(workspace.watch_settled(|view| domain::draft(&request, view)))
    });
    let make = move |_| {
        if let Err(why) = make(workspace, shell, &untrack(|| asked.request())) {
            workspace.alarm(why);
        }
    };
    let some = move || draft.with(|draft| matches!(draft, Some(Ok(_))));
    let other = move |_| asked.seed.update(|seed| *seed = seed.wrapping_add(1));
    view! {
        <section class="card" aria-label="What is lost">
            <h2>"What is lost"</h2>
            {risks(asked, candidates)}
            <div class="form">
                {field_editor(&Control::local(&LOST, "drill-lost".to_owned(), asked.lost))}
                {field_editor(&Control::local(&RUNBOOK, "drill-runbook".to_owned(), asked.runbook))}
                {field_editor(&Control::local(&FROM, "drill-from".to_owned(), asked.from))}
            </div>
            <div class="btns" hidden=move || !some()>
                <button type="button" class="btn" on:click=other>"Another complication"</button>
                <button type="button" class="btn primary" on:click=make>"Make an exercise of it"</button>
            </div>
        </section>
        {move || draft.get().map(shown)}
    }
    .into_any()
}

// The risks that tell of a loss, the worst first: one of them fills in what is lost.
fn risks(asked: Asked, candidates: Memo<Vec<Candidate>>) -> AnyView {
    let choose =
        move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
            let chosen = event.target().value();
            let found = candidates.with_untracked(|all| {
                all.iter()
                    .find(|one| one.risk.to_string() == chosen)
                    .cloned()
            });
            asked.risk.set(found.as_ref().map(|found| found.risk));
            if let Some(found) = found {
                let ids: Vec<String> = found.services.iter().map(Id::to_string).collect();
                asked.lost.set(Text::of(&ids).ok());
                asked.scenario.set(found.scenario);
            }
        };
    let option = |one: Candidate| view! { <option value=one.risk.to_string()>{one.name}</option> };
    let options = move || candidates.get().into_iter().map(option).collect_view();
    view! {
        <div class="field"><label for="drill-risk">"From a risk"</label>
            <select id="drill-risk" on:change:target=choose><option value="">"Choose, the worst first"</option>{options}</select>
            <p class="help">"The exercise keeps a link to it."</p></div>
    }
    .into_any()
}

fn shown(draft: Result<Draft, String>) -> AnyView {
    let draft = match draft {
        Ok(draft) => draft,
        Err(why) => return view! { <p class="error">{why}</p> }.into_any(),
    };
    let aims: Vec<String> = draft.objectives.into_iter().map(|aim| aim.title).collect();
    let row = |event: domain::Event| {
        let objective = aims.get(event.objective).cloned();
        view! {
            <tr>
                <td class="num" data-l="After">{offset_text(Some(event.offset))}</td>
                <th scope="row" class="title">{event.title}</th>
                <td data-l="To">{event.to}</td>
                <td data-l="Text">{event.text}</td>
                <td data-l="Expected">{event.expected}</td>
                <td data-l="Objective">{objective}</td>
            </tr>
        }
    };
    let rows = draft.injects.into_iter().map(row).collect_view();
    let list = aims
        .iter()
        .map(|aim| view! { <li>{aim.clone()}</li> })
        .collect_view();
    let table = view! {
        <table class="table folds">
            <caption class="sr">"Injects of the draft"</caption>
            <thead><tr><th scope="col" class="num">"After"</th><th scope="col">"Inject"</th><th scope="col">"To"</th><th scope="col">"Text"</th><th scope="col">"Expected"</th><th scope="col">"Objective"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    };
    view! {
        <section class="card" aria-label="Draft">
            <h2>{draft.title}</h2>
            <p>{draft.scope}</p>
            <h3>"Objectives"</h3>
            <ul>{list}</ul>
            <h3>"Injects"</h3>
            {scrolls("Injects of the draft".to_owned(), table.into_any())}
        </section>
    }
    .into_any()
}

fn make(workspace: Workspace, shell: Shell, request: &Request) -> Result<(), String> {
    let (id, mut edits) = workspace.create(&EXERCISE)?;
    let written = minting(workspace, |mint| {
        workspace.read(|view| {
            let draft = domain::draft(request, view)?;
            domain::edits(id, request, &draft, *view, mint)
        })
    })?;
    edits.extend(written?);
    workspace.dispatch("Exercise drafted", &edits)?;
    shell.go(Page::Record(EXERCISE.room, id));
    Ok(())
}
