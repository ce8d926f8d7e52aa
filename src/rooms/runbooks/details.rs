//! All that a step says, edited below its row: what its kind needs, and whatever it has.

use super::after;
use super::editor::{Editor, disputed};
use crate::edge::{dom, slices};
use crate::prelude::*;
use crate::rooms::record;
use crate::ui::form::{Write, field_editor};
use holdfast_domain::describe::Field;
use holdfast_domain::rooms::runbooks::STEP_FIELDS;
use holdfast_domain::rooms::runbooks::steps::{self, STEPS};
use holdfast_ledger::{Id, Key, Path, Record, Text};
use leptos::ev;
use leptos::task::spawn_local;

/// For which steps a field makes sense.
enum For {
    All,
    /// All but sections.
    Work,
    Kinds(&'static [&'static str]),
}

const DOING: For = For::Kinds(&["task", "command", "validation", "runbook"]);
const TALKING: For = For::Kinds(&["communication"]);
const REACHED: For = For::Kinds(&["milestone"]);

/// The fields in the order in which people fill them in, how wide each is, and for what.
const FIELDS: [(&str, &str, For); 21] = [
    ("kind", "short", For::All),
    ("role", "short", For::All),
    ("duration", "wide", For::All),
    ("answers", "long", For::Kinds(&["decision"])),
    ("service", "short", REACHED),
    ("recovery", "short", REACHED),
    ("runbook", "long", For::Kinds(&["runbook"])),
    ("audience", "short", TALKING),
    ("channel", "short", TALKING),
    ("message", "long", TALKING),
    ("instructions", "long", For::All),
    (
        "command",
        "long",
        For::Kinds(&["command", "validation", "task"]),
    ),
    ("language", "short", For::Kinds(&["command"])),
    ("expected", "long", DOING),
    (
        "captures",
        "short",
        For::Kinds(&["task", "command", "validation", "decision"]),
    ),
    ("rollback", "long", DOING),
    ("start_after", "short", For::All),
    ("start_at", "short", For::Work),
    ("only", "short", For::All),
    ("evidence_required", "short", For::Work),
    ("irreversible", "short", DOING),
];

fn element_id(step: Id, field: &str) -> String {
    format!("step-{step}-{field}")
}

/// Opens a step's details and goes there.
pub fn open(editor: Editor, step: Id) {
    open_at(editor, step, "kind");
}

/// Opens a step's details at a field.
pub fn open_at(editor: Editor, step: Id, field: &'static str) {
    editor.open.set(Some(step));
    spawn_local(async move {
        slices::yield_now().await;
        dom::focus(&element_id(step, field));
        // Low in the outline only the field that has the focus would be in view.
        dom::show_element(&format!("details-{step}"));
    });
}

/// The details of a step.
pub fn details(editor: Editor, step: Id) -> AnyView {
    let escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            editor.open.set(None);
            editor.focus(step);
        }
    };
    let one = |(key, width, of): (&'static str, &'static str, For)| {
        let field = STEP_FIELDS.iter().find(|field| field.key == key)?;
        let shows = Memo::new(move |_| {
            editor
                .page
                .watch(|record, _| makes_sense(record, step, key, &of))
        });
        let editor = field_of(editor, step, field);
        Some(view! { <div class=width hidden=move || !shows.get()>{editor}</div> })
    };
    let number = move || {
        let name = editor.name(step).unwrap_or_default();
        format!("Details of step {name}")
    };
    view! {
        <div class="step-form" role="group" aria-label=number on:keydown=escape>
            {title_conflict(editor, step)}
            {when(editor, step)}
            {FIELDS.into_iter().filter_map(one).collect_view()}
            <div class="long">{after::editor(editor, step)}</div>
        </div>
    }
    .into_any()
}

// What a step has is always shown: of another kind it would be said and not seen.
fn makes_sense(record: &Record, step: Id, key: &'static str, of: &For) -> bool {
    let value = |key: &'static str| record.value(Path::item(STEPS, step, Key::new(key)));
    let kind = value("kind").map(Text::plain).unwrap_or_default();
    let kind = if kind.is_empty() { "task" } else { &kind };
    let fits = match of {
        For::All => true,
        For::Work => kind != "section",
        For::Kinds(kinds) => kinds.contains(&kind),
    };
    fits || value(key).is_some()
}

fn field_of(editor: Editor, step: Id, field: &'static Field) -> AnyView {
    let path = Path::item(STEPS, step, Key::new(field.key));
    let mut control = record::control(editor.page, path, field, element_id(step, field.key), None);
    control.half = false;
    field_editor(&control)
}

// The title is edited in the row; only a conflict about it shows here.
fn title_conflict(editor: Editor, step: Id) -> AnyView {
    let disputed = disputed(editor.page, step, "title");
    let field = STEP_FIELDS.iter().find(|field| field.key == "title");
    let shown = move || {
        let field = field.filter(|_| disputed.get())?;
        Some(view! { <div class="long">{field_of(editor, step, field)}</div> })
    };
    view! { {shown} }.into_any()
}

// Under a decision: which of its answers leads here.
fn when(editor: Editor, step: Id) -> AnyView {
    let page = editor.page;
    let path = Path::item(STEPS, step, Key::new("when"));
    let choices = Memo::new(move |_| page.watch(|record, _| answers(record, step)));
    let clash = disputed(page, step, "when");
    let Some(field) = STEP_FIELDS.iter().find(|field| field.key == "when") else {
        return ().into_any();
    };
    let control = record::control(page, path, field, element_id(step, "when"), None);
    let (now, write) = (control.value, control.write);
    let is = move |answer: &str| {
        now.with(|now| now.as_ref().map(Text::plain).unwrap_or_default() == answer)
    };
    let choose = move |answer: String| {
        let value = if answer.is_empty() {
            Text::null()
        } else {
            Text::string(&answer)
        };
        if let Err(why) = write.run(Write::of(value)) {
            page.workspace.alarm(why);
        }
    };
    let option = move |answer: String| {
        let (own, value) = (answer.clone(), answer.clone());
        view! { <option value=value prop:selected=move || is(&own)>{answer}</option> }
    };
    let shown = move || {
        let (question, answers) = choices.get()?;
        let id = element_id(step, "when");
        let help = format!("The answer to {question} that leads here.");
        let mark = format!("{id}-conflict");
        let described = mark.clone();
        let described = move || clash.get().then(|| described.clone());
        let disagree = move || {
            let id = mark.clone();
            clash.get().then(
                || view! { <span class="conflict" id=id>"People disagree: choose again"</span> },
            )
        };
        Some(view! {
            <div class="wide">
                <div class="field">
                    <div class="label-row"><label for=id.clone()>"Only if"</label>{disagree}</div>
                    <select id=id aria-describedby=described on:change:target=move |event| choose(event.target().value())>
                        <option value="" prop:selected=move || is("")>"Any answer"</option>
                        {answers.into_iter().map(option).collect_view()}
                    </select>
                    <p class="help">{help}</p>
                </div>
            </div>
        })
    };
    view! { {shown} }.into_any()
}

// The question above and what can be answered; `None` where there is none.
fn answers(record: &Record, step: Id) -> Option<(String, Vec<String>)> {
    let all = steps::read(record);
    let own = all.iter().find(|known| known.id == step)?;
    match steps::decision_of(&all, own.parent) {
        Some(n) => Some((all[n].name(), all[n].answers.clone())),
        None if own.when.is_empty() => None,
        None => Some(("a decision that is gone".to_owned(), vec![own.when.clone()])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_a_step_is_edited_somewhere() {
        // In the row, by an editor of its own, or written by an import or a run only.
        let elsewhere = ["title", "when", "predecessors"];
        let never = [
            "heading",
            "ticked",
            "origin",
            "unplanned",
            "version",
            "disputed",
        ];
        for field in STEP_FIELDS {
            let here = FIELDS.iter().filter(|(key, ..)| *key == field.key).count();
            let other = elsewhere.iter().chain(&never);
            let other = other.filter(|key| **key == field.key).count();
            assert_eq!(here + other, 1, "{}", field.key);
        }
    }
}
