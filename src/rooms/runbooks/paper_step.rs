//! One step on paper, with room for all that is to be written down.

use super::sheet::{blank, fact, tick};
use super::words::Words;
use crate::edge::clock;
use crate::ui::markdown::{markdown, whole};
use holdfast_domain::rooms::runbooks::steps::{STEPS, Step, decision_of};
use holdfast_domain::rooms::runbooks::variables;
use holdfast_domain::value::minutes;
use holdfast_domain::view::View;
use holdfast_ledger::{Key, Path, Record, Text};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The steps of a runbook as they are printed.
pub struct Steps<'a> {
    /// The runbook.
    pub record: &'a Record,
    /// What else is in the workspace.
    pub view: &'a View<'a>,
    /// The values of variables that are filled in.
    pub values: &'a BTreeMap<String, String>,
    /// The steps, in order.
    pub list: Vec<Step>,
}

impl Steps<'_> {
    fn value(&self, step: &Step, field: &'static str) -> Option<&Text> {
        self.record
            .value(Path::item(STEPS, step.id, Key::new(field)))
    }

    fn text(&self, step: &Step, field: &'static str) -> String {
        let value = self.value(step, field);
        let text = value.map(|value| value.plain().into_owned());
        variables::fill(&text.unwrap_or_default(), self.values)
    }

    // What can be decided, each with the step that it leads to.
    fn ways(&self, n: usize) -> Vec<String> {
        let leads = |answer: &String| {
            let first = self.list.iter().find(|step| {
                step.when == *answer && decision_of(&self.list, step.parent) == Some(n)
            });
            match first {
                Some(step) => [answer, " → ", &step.number].concat(),
                None => [answer, " → go on"].concat(),
            }
        };
        self.list[n].answers.iter().map(leads).collect()
    }
}

/// The rows of a section: its name as a band, and what it says.
pub fn band(all: &Steps<'_>, n: usize) -> AnyView {
    let step = &all.list[n];
    let words = Words::of(all.record, step.id, all.values, all.view);
    view! { <tr class="section"><th colspan="7">{whole(&name(all, step))}</th></tr>{below(plain(&words))} }
        .into_any()
}

/// The rows of one step, behind the bands that stand over it: a group that is kept on one page
/// where it fits.
pub fn body(all: &Steps<'_>, n: usize, bands: Vec<AnyView>) -> AnyView {
    let step = &all.list[n];
    let words = Words::of(all.record, step.id, all.values, all.view);
    let no_return = words.irreversible.then(|| {
        view! { <tr class="no-return"><th colspan="7">"▲ Point of no return. After this step there is no way back."</th></tr> }
    });
    let planned = step.estimate.map(|estimate| minutes(estimate.mean()));
    let milestone = step.kind == "milestone";
    let name = name(all, step);
    let name = if milestone {
        ["◆ ", &name].concat()
    } else {
        name
    };
    view! {
        <tbody class="keep">
            {bands}
            {no_return}
            <tr class="one" class:milestone=milestone>
                <td><span class="tick"></span></td>
                <th scope="row">{whole(&name)}</th>
                <td>{role(all, step)}</td>
                <td class="num">{planned}</td>
                <td></td><td></td><td></td>
            </tr>
            {below(detail(all, n, &words))}
        </tbody>
    }
    .into_any()
}

fn name(all: &Steps<'_>, step: &Step) -> String {
    let title = variables::fill(&step.title, all.values);
    let title = if title.is_empty() { "Untitled" } else { &title };
    [&step.number, " ", title].concat()
}

// What stands below a step's row, as wide as the page.
fn below(more: Option<AnyView>) -> AnyView {
    more.map(|more| view! { <tr class="more"><td></td><td colspan="6">{more}</td></tr> })
        .into_any()
}

fn role(all: &Steps<'_>, step: &Step) -> String {
    let role = step.role.and_then(|id| all.view.ledger.record(id));
    role.map(|role| role.text("title").into_owned())
        .unwrap_or_default()
}

// What a section says, if anything.
fn plain(words: &Words) -> Option<AnyView> {
    (!words.instructions.trim().is_empty()).then(|| markdown(&words.instructions))
}

// What belongs below a step's title; `None` for nothing.
fn detail(all: &Steps<'_>, n: usize, words: &Words) -> Option<AnyView> {
    let step = &all.list[n];
    let conditions = conditions(all, step);
    let code = |label: &'static str, text: &str| {
        let text = text.to_owned();
        (!text.trim().is_empty())
            .then(|| view! { <div class="said"><b>{label}</b><pre>{text}</pre></div> })
    };
    let prose = |label: &'static str, text: &str| {
        (!text.trim().is_empty())
            .then(|| view! { <div class="said"><b>{label}</b>{markdown(text)}</div> })
    };
    let runbook = words.runbook.and_then(|id| all.view.ledger.record(id));
    let runbook = runbook.map(|runbook| {
        let name = all.view.name(runbook);
        view! { <p><b>"Work through: "</b>{name}" (on its own sheet)"</p> }
    });
    let instructions = plain(words);
    let command = code("Run", &words.command);
    let expected = code("Expected", &words.expected);
    let rollback = prose("How to take it back", &words.rollback);
    let asked = asked(all, n);
    let some = conditions.is_some()
        || runbook.is_some()
        || instructions.is_some()
        || command.is_some()
        || expected.is_some()
        || rollback.is_some()
        || asked.is_some();
    some.then(|| {
        view! { {conditions}{instructions}{runbook}{command}{expected}{rollback}{asked} }.into_any()
    })
}

// When a step is done at all, and not before when.
fn conditions(all: &Steps<'_>, step: &Step) -> Option<AnyView> {
    let mut said: Vec<String> = Vec::new();
    let decision = decision_of(&all.list, step.parent).filter(|_| !step.when.is_empty());
    if let Some(decision) = decision {
        let number = &all.list[decision].number;
        said.push(["Only if ", number, " was decided: ", &step.when].concat());
    }
    match &*step.only {
        "exercise" => said.push("Only in exercises".to_owned()),
        "actual" => said.push("Only in earnest".to_owned()),
        _ => {}
    }
    if let Some(after) = step.start_after {
        said.push(
            [
                "Not before ",
                &minutes(after),
                " after the start of the run",
            ]
            .concat(),
        );
    }
    if let Some(at) = step.start_at.and_then(|at| u64::try_from(at).ok()) {
        said.push(["Not before ", &clock::date_time(at)].concat());
    }
    (!said.is_empty()).then(|| view! { <p class="cond">{said.join(" · ")}</p> }.into_any())
}

// What has to be ticked or written down, by the kind of step.
fn asked(all: &Steps<'_>, n: usize) -> Option<AnyView> {
    let step = &all.list[n];
    let boxes = |label: &'static str, boxes: Vec<String>| {
        let boxes = boxes.into_iter().map(tick).collect_view();
        view! { <p class="boxes"><b>{label}</b>{boxes}</p> }.into_any()
    };
    let owned = |all: &[&str]| all.iter().map(|&text| text.to_owned()).collect();
    let mut parts: Vec<AnyView> = Vec::new();
    match &*step.kind {
        "decision" if step.answers.is_empty() => parts.push(blank("Decided")),
        "decision" => parts.push(boxes("Decided", all.ways(n))),
        "approval" => {
            parts.push(boxes("", owned(&["approved", "refused"])));
            parts.push(blank("Name and signature"));
        }
        "validation" => parts.push(boxes("", owned(&["passed", "not passed", "not tested"]))),
        "communication" => {
            parts.push(fact("To", &all.text(step, "audience")));
            parts.push(fact("By", &all.text(step, "channel")));
            let message = all.text(step, "message");
            if !message.trim().is_empty() {
                parts.push(
                    view! { <div class="said message">{markdown(&message)}</div> }.into_any(),
                );
            }
        }
        "milestone" => {
            let service = all.view.linked(all.value(step, "service"));
            let service = service.map(|service| service.text("title").into_owned());
            parts.push(fact("Back", &service.unwrap_or_default()));
            let partly = all.text(step, "recovery") == "partial";
            parts.push(boxes(
                "",
                owned(if partly {
                    &["partly back"]
                } else {
                    &["back", "partly back"]
                }),
            ));
        }
        _ => {}
    }
    let captures = variables::captured_by(all.record, step.id);
    if !captures.is_empty() {
        parts.push(blank(["Value of ", &captures].concat()));
    }
    if step.evidence {
        parts.push(blank("Evidence: what was seen, and where it is kept"));
    }
    (!parts.is_empty()).then(|| parts.collect_view().into_any())
}
