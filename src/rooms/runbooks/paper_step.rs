//! One step on paper, with room for all that is to be written down.

use super::sheet::{blank, fact, tick};
use super::words::Words;
use crate::edge::clock;
use crate::prelude::*;
use crate::ui::markdown::{markdown, whole};
use holdfast_domain::rooms::runbooks::conditions::conditions;
use holdfast_domain::rooms::runbooks::disputed;
use holdfast_domain::rooms::runbooks::plan::Plan;
use holdfast_domain::rooms::runbooks::steps::{STEPS, Step, decision_of};
use holdfast_domain::rooms::runbooks::variables;
use holdfast_domain::value::minutes;
use holdfast_domain::view::View;
use holdfast_ledger::{Key, Path, Record, Text};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The steps of a runbook as they are printed. Variables stay as they are written: paper has no
/// values, and a default must not be run because it stood there.
pub struct Steps<'a> {
    /// The runbook.
    pub record: &'a Record,
    /// What else is in the workspace.
    pub view: &'a View<'a>,
    /// The steps, in order, and what comes before what.
    pub plan: Arc<Plan>,
    /// Whether the runbooks that are worked through in it are printed behind it.
    pub along: bool,
}

impl Steps<'_> {
    fn value(&self, step: &Step, field: &'static str) -> Option<&Text> {
        self.record
            .value(Path::item(STEPS, step.id, Key::new(field)))
    }

    fn text(&self, step: &Step, field: &'static str) -> String {
        let value = self.value(step, field);
        value
            .map(|value| value.plain().into_owned())
            .unwrap_or_default()
    }

    fn words(&self, n: usize) -> Words {
        let step = &self.plan.steps[n];
        Words::of(self.record, step.id, &BTreeMap::new(), self.view)
    }

    // What can be decided, each with the step that it leads to.
    fn ways(&self, n: usize) -> Vec<String> {
        let leads = |answer: &String| {
            let steps = &self.plan.steps;
            let first = steps
                .iter()
                .find(|step| step.when == *answer && decision_of(steps, step.parent) == Some(n));
            match first {
                Some(step) => [answer, " → ", &step.number].concat(),
                None => [answer, " → go on"].concat(),
            }
        };
        self.plan.steps[n].answers.iter().map(leads).collect()
    }
}

/// The rows of a section: its name as a band, and what it says.
pub fn band(all: &Steps<'_>, n: usize) -> AnyView {
    let step = &all.plan.steps[n];
    let words = all.words(n);
    view! { <tr class="section"><th colspan="7">{whole(&name(step))}</th></tr>{below(plain(all, n, &words))} }
        .into_any()
}

/// The rows of one step, behind the bands that stand over it: a group that is kept on one page
/// where it fits.
pub fn body(all: &Steps<'_>, n: usize, bands: Vec<AnyView>) -> AnyView {
    let step = &all.plan.steps[n];
    let words = all.words(n);
    let no_return = words.irreversible.then(|| {
        view! { <tr class="no-return"><th colspan="7">"▲ Point of no return. After this step there is no way back."</th></tr> }
    });
    let planned = step.estimate.map(|estimate| minutes(estimate.mean()));
    let milestone = step.kind == "milestone";
    let name = name(step);
    let name = if milestone {
        [MILESTONE, " ", &name].concat()
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

/// Number and title.
pub fn name(step: &Step) -> String {
    let title = if step.title.is_empty() {
        "Untitled"
    } else {
        &step.title
    };
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
fn plain(all: &Steps<'_>, n: usize, words: &Words) -> Option<AnyView> {
    let conditions = hangs_on(all, n);
    let instructions = instructions(words);
    let disputed = disputed(&words.disputed);
    (conditions.is_some() || instructions.is_some() || disputed.is_some())
        .then(|| view! { {disputed}{conditions}{instructions} }.into_any())
}

/// What stands against what a step says, where nobody has decided.
pub fn disputed(said: &str) -> Option<AnyView> {
    (!said.is_empty())
        .then(|| view! { <p class="cond"><b>"Disputed: "</b>{whole(said)}</p> }.into_any())
}

fn instructions(words: &Words) -> Option<AnyView> {
    (!words.instructions.trim().is_empty()).then(|| markdown(&words.instructions))
}

// What belongs below a step's title; `None` for nothing.
fn detail(all: &Steps<'_>, n: usize, words: &Words) -> Option<AnyView> {
    let conditions = hangs_on(all, n);
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
        let place = if all.along {
            " (behind this sheet)"
        } else {
            " (on its own sheet)"
        };
        view! { <p><b>"Work through: "</b>{name}{place}</p> }
    });
    let instructions = instructions(words);
    let command = code("Run", &words.command);
    let expected = code("Expected", &words.expected);
    let rollback = prose("How to take it back", &words.rollback);
    let asked = asked(all, n);
    let disputed = disputed(&words.disputed);
    let some = conditions.is_some()
        || disputed.is_some()
        || runbook.is_some()
        || instructions.is_some()
        || command.is_some()
        || expected.is_some()
        || rollback.is_some()
        || asked.is_some();
    some.then(|| {
        view! { {disputed}{conditions}{instructions}{runbook}{command}{expected}{rollback}{asked} }
            .into_any()
    })
}

// When a step is done at all, and what it waits for.
fn hangs_on(all: &Steps<'_>, n: usize) -> Option<AnyView> {
    let said = conditions(&all.plan, n);
    let said: Vec<String> = said
        .iter()
        .map(|one| one.words(&all.plan, moment))
        .collect();
    (!said.is_empty()).then(|| view! { <p class="cond">{said.join(" · ")}</p> }.into_any())
}

fn moment(at: i64) -> String {
    u64::try_from(at).map(clock::date_time).unwrap_or_default()
}

/// One step in a list of titles, with marks for what must not be overlooked.
pub fn line(all: &Steps<'_>, n: usize) -> AnyView {
    let step = &all.plan.steps[n];
    let said = conditions(&all.plan, n);
    let mut marks: Vec<String> = said.iter().map(|one| one.mark(&all.plan, moment)).collect();
    match &*step.kind {
        "approval" => marks.push("wants approval".to_owned()),
        "runbook" if step.is_worked() => marks.push("own sheet".to_owned()),
        _ => {}
    }
    let disputed = disputed::of_step(all.record, step.id, all.view);
    if !disputed.is_empty() {
        marks.push(["disputed: ", &disputed].concat());
    }
    let marks = (!marks.is_empty())
        .then(|| view! { " "<i class="marks">{["[", &marks.join(" · "), "]"].concat()}</i> });
    let sign = match &*step.kind {
        _ if step.irreversible => NO_RETURN,
        "milestone" => MILESTONE,
        _ => "",
    };
    let text = [sign, if sign.is_empty() { "" } else { " " }, &name(step)].concat();
    if !step.is_worked() {
        return view! { <li class="part"><b>{whole(&text)}</b>{marks}</li> }.into_any();
    }
    let ways = (step.kind == "decision").then(|| all.ways(n));
    let ways = ways
        .unwrap_or_default()
        .into_iter()
        .map(|way| view! { " "{tick(way)} });
    view! { <li class:no-return=step.irreversible><span class="tick"></span>" "{whole(&text)}{marks}{ways.collect_view()}</li> }
        .into_any()
}

/// Stands before a step after which there is no way back.
pub const NO_RETURN: &str = "▲";
/// Stands before a milestone.
pub const MILESTONE: &str = "◆";

// What has to be ticked or written down, by the kind of step.
fn asked(all: &Steps<'_>, n: usize) -> Option<AnyView> {
    let step = &all.plan.steps[n];
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
