//! The values of a run, with what its runbook says of the variables.

use super::start::included;
use super::variables::{self, VALUES, VARIABLES};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record};

/// A variable of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Its name.
    pub name: String,
    /// Its value; empty while nobody gave one.
    pub value: String,
    /// What it is.
    pub about: String,
    /// A regular expression that fits every good value; empty for any.
    pub pattern: String,
    /// Whether it is never stored: whoever runs the step knows it.
    pub secret: bool,
    /// The values that people noted without seeing each other's; empty where they agree.
    pub disputed: Vec<String>,
}

/// The variables of a run: those that have a place for a value, then what its runbook declares,
/// then what its steps find out or use.
pub fn all(run: &Record, view: &View<'_>) -> Vec<Known> {
    let mut found: Vec<Known> = Vec::new();
    for item in run.items(VALUES) {
        let name = item.text("name").into_owned();
        if !name.is_empty() {
            at(&mut found, name).value = item.text("value").into_owned();
        }
    }
    for declared in declared_for(run, view) {
        let known = at(&mut found, declared.name);
        if known.about.is_empty() {
            known.about = declared.about;
        }
        if known.pattern.is_empty() {
            known.pattern = declared.pattern;
        }
        known.secret |= declared.secret;
    }
    for step in run.items(super::steps::STEPS) {
        let name = variables::captured_by(run, step.id);
        if variables::is_name(&name) {
            at(&mut found, name);
        }
    }
    for name in variables::used(run).into_keys() {
        at(&mut found, name);
    }
    for known in &mut found {
        known.disputed = noted(run, &known.name);
    }
    found
}

/// Whether a variable is a secret in the runbook of a run.
pub fn is_secret(run: &Record, name: &str, view: &View<'_>) -> bool {
    let declared = declared_for(run, view);
    declared
        .iter()
        .any(|known| known.secret && known.name == name)
}

/// The name of the variable that a step finds out and that is to be noted; empty for none, and
/// for a secret.
pub fn wanted(run: &Record, step: Id, view: &View<'_>) -> String {
    let name = variables::captured_by(run, step);
    if variables::is_name(&name) && !is_secret(run, &name, view) {
        name
    } else {
        String::new()
    }
}

/// The names of the variables whose values people disagree about.
pub fn disputed(run: &Record) -> Vec<String> {
    let names = variables::asked(run).into_keys();
    names.filter(|name| !noted(run, name).is_empty()).collect()
}

fn at(found: &mut Vec<Known>, name: String) -> &mut Known {
    let n = found.iter().position(|known| known.name == name);
    let n = n.unwrap_or_else(|| {
        found.push(Known {
            name,
            ..Known::default()
        });
        found.len() - 1
    });
    &mut found[n]
}

fn declared_for(run: &Record, view: &View<'_>) -> Vec<Known> {
    let runbook = view.linked(run.value(Path::of("runbook")));
    let runbook = runbook.filter(|runbook| runbook.kind == super::RUNBOOK.key());
    runbook
        .map(|runbook| declared(runbook, view))
        .unwrap_or_default()
}

/// What a runbook and the runbooks inside it declare, each name once: what a run of it asks for.
/// The values are the defaults.
pub fn declared(runbook: &Record, view: &View<'_>) -> Vec<Known> {
    let runbooks = std::iter::once(runbook).chain(included(runbook, view));
    let mut found: Vec<Known> = Vec::new();
    for item in runbooks.flat_map(|runbook| runbook.items(VARIABLES)) {
        let name = item.text("name");
        let secret = item.get("secret") == Some(true);
        if let Some(known) = found.iter_mut().find(|known| known.name == name) {
            known.secret |= secret;
        } else if !name.is_empty() {
            found.push(Known {
                name: name.into_owned(),
                value: item.text("default").into_owned(),
                about: item.text("description").into_owned(),
                pattern: item.text("pattern").into_owned(),
                secret,
                ..Known::default()
            });
        }
    }
    found
}

// The different values that stand for one name.
fn noted(run: &Record, name: &str) -> Vec<String> {
    let items = run.items(VALUES);
    let items = items.iter().filter(|item| item.text("name") == name);
    let slots = items.filter_map(|item| run.slot(Path::item(VALUES, item.id, Key::new("value"))));
    let mut values: Vec<String> = slots
        .flat_map(|slot| &slot.values)
        .map(|value| value.text.plain().into_owned())
        .collect();
    values.arrange();
    values.dedup();
    if values.len() < 2 { Vec::new() } else { values }
}
