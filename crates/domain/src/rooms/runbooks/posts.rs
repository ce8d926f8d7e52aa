//! Who does what in a run: the roles that its steps name, and who has them.

use super::log::What;
use super::run::{RunView, StepView};
use super::start::included;
use super::steps::{self, Step};
use crate::view::View;
use holdfast_ledger::{Id, Path, Record, Text};

/// A role in a run and who has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The role.
    pub role: Id,
    /// What it is called.
    pub title: String,
    /// Who has it: a name, empty for nobody.
    pub name: String,
    /// Their record, if they have one.
    pub person: Option<Id>,
}

/// The roles that the steps of a runbook name, with those of the runbooks inside it; each with
/// its primary.
pub fn parts(runbook: &Record, view: &View<'_>) -> Vec<Part> {
    let inner = included(runbook, view);
    let runbooks = std::iter::once(runbook).chain(inner);
    let steps = runbooks.flat_map(steps::read);
    each(steps.filter_map(|step| step.role), view)
}

/// The roles that the steps of a run name; each with who has it now.
pub fn in_run(state: &RunView, view: &View<'_>) -> Vec<Part> {
    let mut parts = each(state.plan.steps.iter().filter_map(|step| step.role), view);
    for part in &mut parts {
        let holder = state.holder_of(Some(part.role));
        if !holder.is_empty() {
            part.name = holder;
            part.person = None;
        }
    }
    parts
}

/// Who is to do a step: who it was handed to, else who has its role by `parts`, those of the run;
/// empty when nobody knows.
pub fn doer<'a>(step: &Step, now: &'a StepView, parts: &'a [Part]) -> &'a str {
    if !now.holder.is_empty() {
        return &now.holder;
    }
    let part = parts.iter().find(|part| Some(part.role) == step.role);
    part.map_or("", |part| &part.name)
}

/// Who is at a step that runs: who began it, or to whom it went since, by itself or with the role of
/// who was at it.
pub fn at_work(run: &RunView, at: usize) -> &str {
    let (role, now) = (run.plan.steps[at].role, &run.steps[at]);
    let handed = |n: usize| run.events[n].what == Some(What::HandedOver);
    let begun = now.frontier.iter().copied().max().unwrap_or_default();
    if now.events.iter().any(|&n| n > begun && handed(n)) {
        return &now.holder;
    }
    let (mut by, mut held) = (&*now.by, "");
    for (n, event) in run.events.iter().enumerate() {
        let of_role = role.is_some() && event.step.is_none() && event.role == role;
        if of_role && handed(n) {
            if n > begun && held == by {
                by = &event.to;
            }
            held = &event.to;
        }
    }
    by
}

fn each(roles: impl Iterator<Item = Id>, view: &View<'_>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for role in roles {
        if parts.iter().any(|part| part.role == role) {
            continue;
        }
        let Some(record) = view.linked(Some(&Text::string(&role.to_string()))) else {
            continue;
        };
        let primary = view.linked(record.value(Path::of("primary")));
        let primary = primary.filter(|person| View::is_live(person));
        parts.push(Part {
            role,
            title: record.text("title").into_owned(),
            name: primary
                .map(|person| person.text("title").into_owned())
                .unwrap_or_default(),
            person: primary.map(|person| person.id),
        });
    }
    parts
}
