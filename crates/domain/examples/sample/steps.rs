//! How a runbook's steps are written down here.

use super::world::{World, item_edits};
use holdfast_domain::rooms::runbooks::RUNBOOK;
use holdfast_domain::rooms::runbooks::steps::STEPS;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, place};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A step with what stands under it.
pub struct Step {
    name: &'static str,
    fields: Map<String, Value>,
    after: Option<&'static [&'static str]>,
    under: Vec<Step>,
}

/// A step of some kind.
pub fn step(kind: &str, title: &str) -> Step {
    let mut fields = Map::new();
    fields.insert("title".into(), title.into());
    // A step of no kind is a task, as in the app.
    if kind != "task" {
        fields.insert("kind".into(), kind.into());
    }
    Step {
        name: "",
        fields,
        after: None,
        under: Vec::new(),
    }
}

/// A section. What one role does throughout is said once, for all of it.
pub fn section(title: &str, mut under: Vec<Step>) -> Step {
    let whole = step("section", title);
    let worked = under
        .iter()
        .filter(|step| step.fields.get("kind") != Some(&"milestone".into()));
    let mut roles: Vec<_> = worked
        .map(|step| step.fields.get("role").cloned())
        .collect();
    roles.dedup();
    let [Some(role)] = roles.as_slice() else {
        return whole.with(under);
    };
    for step in &mut under {
        step.fields.remove("role");
    }
    whole.set("role", role.clone()).with(under)
}

/// Work done by hand.
pub fn task(title: &str, says: &str) -> Step {
    step("task", title).says(says)
}

/// A command to copy and run.
pub fn command(title: &str, language: &str, command: &str) -> Step {
    step("command", title)
        .set("language", language.into())
        .set("command", command.into())
}

/// A check.
pub fn check(title: &str, says: &str) -> Step {
    step("validation", title).says(says)
}

/// A message to send.
pub fn tell(title: &str, says: &str) -> Step {
    step("communication", title).says(says)
}

/// A question.
pub fn decide(title: &str, says: &str) -> Step {
    step("decision", title).says(says)
}

/// A state that is reached.
pub fn milestone(title: &str) -> Step {
    step("milestone", title)
}

impl Step {
    fn set(mut self, field: &str, value: Value) -> Self {
        self.fields.insert(field.into(), value);
        self
    }

    /// Instructions in Markdown.
    pub fn says(self, text: &str) -> Self {
        if text.is_empty() {
            return self;
        }
        self.set("instructions", text.into())
    }

    /// The role that does it.
    pub fn by(self, role: &str) -> Self {
        self.set("role", format!("@{role}").into())
    }

    /// How many minutes it takes: low, likely, high.
    pub fn takes(self, low: u32, likely: u32, high: u32) -> Self {
        self.set(
            "duration",
            json!({"low": low, "likely": likely, "high": high}),
        )
    }

    /// What should be seen afterwards.
    pub fn shows(self, text: &str) -> Self {
        self.set("expected", text.into())
    }

    /// The way back.
    pub fn back(self, text: &str) -> Self {
        self.set("rollback", text.into())
    }

    /// Evidence is needed.
    pub fn proven(self) -> Self {
        self.set("evidence_required", true.into())
    }

    /// No way back from here.
    pub fn final_step(self) -> Self {
        self.set("irreversible", true.into())
    }

    /// Only in runs of one kind.
    pub fn only(self, mode: &str) -> Self {
        self.set("only", mode.into())
    }

    /// What is told to whom, and how.
    pub fn to(self, audience: &str, channel: &str, message: &str) -> Self {
        self.set("audience", audience.into())
            .set("channel", channel.into())
            .set("message", message.into())
    }

    /// What can be decided.
    pub fn answers(self, answers: &[&str]) -> Self {
        self.set("answers", json!(answers))
    }

    /// The answer that leads here.
    pub fn when(self, answer: &str) -> Self {
        self.set("when", answer.into())
    }

    /// The service that is back, and how far.
    pub fn recovers(self, service: &str, how_far: &str) -> Self {
        self.set("service", format!("@{service}").into())
            .set("recovery", how_far.into())
    }

    /// The variable that it finds out.
    pub fn captures(self, name: &str) -> Self {
        self.set("captures", name.into())
    }

    /// So many minutes after the start at the earliest.
    pub fn not_before(self, minutes: u32) -> Self {
        self.set("start_after", minutes.into())
    }

    /// Not before this moment.
    pub fn at(self, when: &str) -> Self {
        self.set("start_at", when.into())
    }

    /// What stands under it.
    pub fn with(self, under: Vec<Self>) -> Self {
        Self { under, ..self }
    }

    /// Another runbook to work through.
    pub fn runbook(self, name: &str) -> Self {
        self.set("runbook", format!("@{name}").into())
    }

    /// A name for other steps to wait for.
    pub const fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    /// Waits for these steps, not for the one before.
    pub const fn after(mut self, names: &'static [&'static str]) -> Self {
        self.after = Some(names);
        self
    }
}

/// Writes a runbook: its head and its steps.
pub fn write(
    world: &mut World,
    runbook: &str,
    mut head: Value,
    steps: Vec<Step>,
) -> Result<(), String> {
    head["status"] = "draft".into();
    let (record, edits) = world.draft("runbook", runbook, head)?;
    let mut writer = Writer {
        record,
        names: BTreeMap::new(),
        edits,
    };
    writer.level(world, None, steps)?;
    world.commit(&writer.edits)
}

struct Writer {
    record: Id,
    names: BTreeMap<&'static str, Id>,
    edits: Vec<Edit>,
}

impl Writer {
    fn level(
        &mut self,
        world: &mut World,
        under: Option<Id>,
        steps: Vec<Step>,
    ) -> Result<(), String> {
        let mut last: Option<String> = None;
        for step in steps {
            let id = world.mint();
            let key = place::between(last.as_deref(), None, id);
            let mut fields = step.fields;
            if let Some(names) = step.after {
                let ids: Option<Vec<String>> = names
                    .iter()
                    .map(|name| Some(self.names.get(name)?.to_string()))
                    .collect();
                let mut ids =
                    ids.ok_or_else(|| format!("waits for an unknown one of {names:?}"))?;
                ids.arrange();
                fields.insert("predecessors".into(), json!(ids));
            }
            if !step.name.is_empty() {
                self.names.insert(step.name, id);
            }
            let Value::Object(fields) = world.resolve(Value::Object(fields))? else {
                return Err("a step is written as an object".into());
            };
            let at = (key.as_str(), under);
            let edits = item_edits(self.record, RUNBOOK.key(), STEPS, id, at, &fields)?;
            self.edits.extend(edits);
            last = Some(key);
            self.level(world, Some(id), step.under)?;
        }
        Ok(())
    }
}
