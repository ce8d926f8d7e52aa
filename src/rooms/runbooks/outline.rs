//! The outline editor: a row for each step, made for the keyboard.

use super::details;
use super::outline_keys;
use super::snippets;
use super::words::kind_icon;
use crate::edge::{dom, slices};
use crate::rooms::record::{self, RecordPage};
use crate::ui::form::Draft;
use crate::ui::icon::icon;
use crate::ui::keys;
use holdfast_domain::rooms::runbooks::STEP_FIELDS;
use holdfast_domain::rooms::runbooks::outline::Outline;
use holdfast_domain::rooms::runbooks::steps::{self, STEPS};
use holdfast_domain::value::minutes;
use holdfast_domain::view::View;
use holdfast_ledger::record::Flag;
use holdfast_ledger::{Edit, Id, Key, Path, Record};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What a row shows beside the title.
#[derive(Clone, PartialEq)]
struct Row {
    id: Id,
    number: String,
    depth: usize,
    kind: String,
    role: String,
    duration: String,
    flag: &'static str,
}

/// What the parts of the editor share.
#[derive(Clone, Copy)]
pub struct Editor {
    /// The runbook's page.
    pub page: RecordPage,
    rows: Memo<Vec<Row>>,
    /// The step whose details are open.
    pub open: RwSignal<Option<Id>>,
    /// The row that had the focus last.
    at: RwSignal<Option<Id>>,
    /// The row that is being written: there Tab indents, elsewhere it moves on.
    pub writing: RwSignal<Option<Id>>,
}

/// How a step is moved.
#[derive(Clone, Copy)]
pub enum Turn {
    /// Below the step before it.
    Indent,
    /// Beside the step that it stands under.
    Outdent,
    /// Before the step before it.
    Up,
    /// After the step after it.
    Down,
    /// Away.
    Remove,
}

/// The editor of a runbook's steps.
pub fn outline(page: RecordPage) -> AnyView {
    let editor = Editor {
        page,
        rows: Memo::new(move |_| page.watch(rows)),
        open: RwSignal::new(None),
        at: RwSignal::new(None),
        writing: RwSignal::new(None),
    };
    let ids = Memo::new(move |_| {
        editor
            .rows
            .with(|rows| rows.iter().map(|row| row.id).collect::<Vec<_>>())
    });
    let empty = move || ids.with(Vec::is_empty);
    view! {
        <section class="card outline-card" aria-label="Steps" id=record::element_id("steps") tabindex="-1">
            {toolbar(editor)}
            <div class="empty" hidden=move || !empty()>
                <p>"Write the first step, or paste a list or Markdown into it: each line becomes a step."</p>
                <button type="button" class="btn primary" on:click=move |_| editor.add(None)>{icon("plus")}"Add the first step"</button>
            </div>
            <ol class="outline" aria-label="Steps" hidden=empty>
                <For each=move || ids.get() key=|id| *id let:id>{row(editor, id)}</For>
            </ol>
        </section>
    }
    .into_any()
}

fn rows(record: &Record, view: &View<'_>) -> Vec<Row> {
    let items = record.items(STEPS);
    let steps = steps::read_items(&items);
    let row = |(item, step): (&holdfast_ledger::record::Item<'_>, steps::Step)| Row {
        id: step.id,
        number: step.number,
        depth: step.depth,
        kind: step.kind,
        role: view
            .linked(item.value("role"))
            .map(|role| role.text("title").into_owned())
            .unwrap_or_default(),
        duration: step
            .estimate
            .map(|estimate| minutes(estimate.mean()))
            .unwrap_or_default(),
        flag: match item.flag {
            Some(Flag::RemovedButEdited) => "Removed by one, edited by another",
            Some(Flag::Circle) => "Moved below itself by two people",
            None => "",
        },
    };
    items.iter().zip(steps).map(row).collect()
}

/// The id of the input with a step's title.
fn input_id(step: Id) -> String {
    format!("step-{step}")
}

/// Moves the focus to a step's row, once it is drawn.
pub fn focus(step: Id) {
    spawn_local(async move {
        slices::yield_now().await;
        dom::focus(&input_id(step));
    });
}

impl Editor {
    /// All steps, in order.
    pub fn all(self) -> Vec<Id> {
        self.rows
            .with(|rows| rows.iter().map(|row| row.id).collect())
    }

    /// A step's number and title.
    pub fn name(self, step: Id) -> Option<String> {
        let number = self.rows.with(|rows| {
            rows.iter()
                .find(|row| row.id == step)
                .map(|row| row.number.clone())
        })?;
        let path = Path::item(STEPS, step, Key::new("title"));
        let title = self
            .page
            .watch(|record, _| record.value(path).map(|title| title.plain().into_owned()));
        Some(format!(
            "{number} {}",
            title.as_deref().unwrap_or("Untitled")
        ))
    }

    fn change(self, label: &str, edits: &[Edit]) -> bool {
        let done = self.page.workspace.dispatch(label, edits);
        if let Err(why) = &done {
            self.page.workspace.alarm(why.clone());
        }
        done.is_ok()
    }

    /// Adds a step after another, and goes there.
    pub fn add(self, after: Option<Id>) {
        let new = match self.page.workspace.mint() {
            Ok(new) => new,
            Err(why) => return self.page.workspace.alarm(why),
        };
        let edits = self
            .page
            .read(|record, _| Outline::of(record).add(after, new));
        if self.change("Step added", &edits) {
            self.writing.set(Some(new));
            focus(new);
        }
    }

    /// Says whether it could be done.
    pub fn turn(self, turn: Turn, step: Id) -> bool {
        let (label, after) = match turn {
            Turn::Indent => ("Step indented", Some(step)),
            Turn::Outdent => ("Step outdented", Some(step)),
            Turn::Up | Turn::Down => ("Step moved", Some(step)),
            Turn::Remove => (
                "Step removed",
                self.beside(step, -1).or_else(|| self.beside(step, 1)),
            ),
        };
        let edits = self.page.read(|record, _| {
            let outline = Outline::of(record);
            match turn {
                Turn::Indent => outline.indent(step),
                Turn::Outdent => outline.outdent(step),
                Turn::Up => outline.raise(step),
                Turn::Down => outline.lower(step),
                Turn::Remove => outline.remove(step),
            }
        });
        let Some(edits) = edits else { return false };
        self.change(label, &edits);
        if let Some(after) = after {
            focus(after);
        }
        true
    }

    /// The row so many rows on.
    pub fn beside(self, step: Id, by: isize) -> Option<Id> {
        self.rows.with_untracked(|rows| {
            let at = rows
                .iter()
                .position(|row| row.id == step)?
                .checked_add_signed(by)?;
            rows.get(at).map(|row| row.id)
        })
    }

    // Several lines become steps; an empty row makes way for them.
    fn paste(self, step: Id, empty: bool, text: &str) -> bool {
        if text.trim().lines().count() < 2 {
            return false;
        }
        let mut failed = None;
        let mut mint = || {
            self.page.workspace.mint().unwrap_or_else(|why| {
                failed = Some(why);
                Id::NONE
            })
        };
        let pasted = self.page.read(|record, _| {
            let outline = Outline::of(record);
            let (mut edits, last) = outline.paste(Some(step), text, &mut mint)?;
            if empty {
                edits.extend(outline.remove(step).unwrap_or_default());
            }
            Some((edits, last))
        });
        if let Some(why) = failed {
            self.page.workspace.alarm(why);
            return true;
        }
        let Some((edits, last)) = pasted else {
            return false;
        };
        if self.change("Steps pasted", &edits) {
            focus(last);
        }
        true
    }
}

fn toolbar(editor: Editor) -> AnyView {
    let turn = move |turn: Turn, glyph: &'static str, name: &'static str| {
        // Pressing the mouse must not take the focus from the row.
        view! {
            <button type="button" class="btn icon" aria-label=name title=name disabled=move || editor.at.get().is_none()
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| { editor.at.get_untracked().map(|at| editor.turn(turn, at)); }>{icon(glyph)}</button>
        }
    };
    let help = format!(
        "Enter adds, Alt ↑ ↓ moves, {} opens details. Tab moves on; in a row that you are writing, Tab and Shift Tab indent until Esc",
        keys::command("Enter")
    );
    view! {
        <div class="toolbar" role="group" aria-label="Steps">
            <button type="button" class="btn" on:click=move |_| editor.add(editor.at.get_untracked())>{icon("plus")}"Add step"</button>
            {turn(Turn::Outdent, "outdent", "Outdent step")}
            {turn(Turn::Indent, "indent", "Indent step")}
            {turn(Turn::Up, "arrow-up", "Move step up")}
            {turn(Turn::Down, "arrow-down", "Move step down")}
            {turn(Turn::Remove, "trash", "Remove step")}
            {snippets::tools(editor.page, editor.at.into())}
            <span class="help push turn" id="outline-help">{help}</span>
        </div>
    }
    .into_any()
}

fn row(editor: Editor, id: Id) -> AnyView {
    let row = Memo::new(move |_| {
        editor
            .rows
            .with(|rows| rows.iter().find(|row| row.id == id).cloned())
    });
    let text = move |pick: fn(&Row) -> String| {
        move || row.with(|row| row.as_ref().map(pick).unwrap_or_default())
    };
    let number = text(|row| row.number.clone());
    let is_open = move || editor.open.get() == Some(id);
    let details = move || {
        is_open().then(|| view! { <li class="opened" id=format!("details-{id}")>{details::details(editor, id)}</li> })
    };
    let toggle = move |_| {
        if editor.open.get_untracked() == Some(id) {
            editor.open.set(None);
        } else {
            details::open(editor, id);
        }
    };
    let flag = move || {
        let flag = row.with(|row| row.as_ref().map_or("", |row| row.flag));
        (!flag.is_empty()).then(|| view! { <span class="conflict">{flag}</span> })
    };
    view! {
        <li class="row" class:section=move || text(|row| row.kind.clone())() == "section" style:--d=text(|row| row.depth.to_string())
            aria-current=move || is_open().then_some("true")>
            {move || icon(kind_icon(&text(|row| row.kind.clone())()))}
            <span class="no">{number}</span>
            {input(editor, id, number)}
            {flag}
            <span class="role">{text(|row| row.role.clone())}</span>
            <span class="dur">{text(|row| row.duration.clone())}</span>
            <span class="tools">
                <button type="button" class="btn icon small quiet" aria-expanded=move || is_open().to_string()
                    aria-label=move || format!("Details of step {}", number()) on:click=toggle>
                    {move || icon(if is_open() { "chevron-down" } else { "chevron-right" })}
                </button>
            </span>
        </li>
        {details}
    }
    .into_any()
}

fn input(
    editor: Editor,
    id: Id,
    number: impl Fn() -> String + Copy + Send + Sync + 'static,
) -> AnyView {
    let path = Path::item(STEPS, id, Key::new("title"));
    let Some(field) = STEP_FIELDS.iter().find(|field| field.key == "title") else {
        return ().into_any();
    };
    let control = record::control(editor.page, path, field, input_id(id), None);
    let draft = Draft::new(&control);
    let focused = move || {
        editor.at.set(Some(id));
        if editor.writing.get_untracked() != Some(id) {
            editor.writing.set(None);
        }
    };
    let typed = move |text: String| {
        editor.writing.set(Some(id));
        draft.input(text);
    };
    let left = move || {
        draft.commit(true);
        if editor.writing.try_get_untracked() == Some(Some(id)) {
            editor.writing.set(None);
        }
    };
    let pasted = move |event: ev::ClipboardEvent| {
        let text = event
            .clipboard_data()
            .and_then(|data| data.get_data("text/plain").ok());
        let empty = untrack(move || draft.shown().trim().is_empty());
        draft.commit(true);
        if text.is_some_and(|text| editor.paste(id, empty, &text)) {
            event.prevent_default();
        }
    };
    let theirs = move || {
        draft.clashes().then(|| {
            view! {
                <span class="btns">
                    <span class="conflict">"Changed meanwhile"</span>
                    <button type="button" class="btn small" on:click=move |_| draft.insist()>"Keep mine"</button>
                    <button type="button" class="btn small" on:click=move |_| { draft.revert(); }>"Take theirs"</button>
                </span>
            }
        })
    };
    let disputed = move || {
        (!control.conflict.with(Vec::is_empty))
            .then(|| view! { <span class="conflict">"Two titles: see details"</span> })
    };
    view! {
        <input type="text" id=control.id.clone() aria-label=move || format!("Step {}", number()) aria-describedby="outline-help"
            autocomplete="off" placeholder="What to do" prop:value=move || draft.shown()
            on:input:target=move |event| typed(event.target().value())
            on:focus=move |_| focused()
            on:focusout=move |_| left()
            on:paste=pasted
            on:keydown=move |event| outline_keys::press(editor, id, draft, &event)/>
        {theirs}{disputed}
    }
    .into_any()
}
