//! A row of the outline: a step's title to write in, and what else is to know of the step.

use super::details;
use super::drag::Drag;
use super::editor::{Editor, disputed, input_id};
use super::outline_keys;
use super::rows::Row;
use super::words::kind_icon;
use crate::prelude::*;
use crate::rooms::record;
use crate::ui::form::Draft;
use crate::ui::icon::icon;
use holdfast_domain::rooms::runbooks::steps::STEPS;
use holdfast_domain::rooms::runbooks::{STEP_FIELDS, quick};
use holdfast_ledger::{Id, Key, Path};
use leptos::ev;

/// What is being typed in a row.
#[derive(Clone, Copy)]
pub struct Typing {
    /// The editor.
    pub editor: Editor,
    /// The step.
    pub step: Id,
    /// Its title.
    pub draft: Draft,
    /// Whether something was typed since marks behind the title were last read.
    fresh: StoredValue<bool>,
}

impl Typing {
    fn input(self, text: String) {
        self.editor.writing.set(Some(self.step));
        // Who types is done with what was selected: Backspace is for the text again.
        self.editor.select_none();
        self.fresh.set_value(true);
        self.editor.hint.set(self.hint(&text));
        self.draft.input(text);
    }

    // What would become of the marks behind the title.
    fn hint(self, text: &str) -> String {
        if !text.contains(quick::MARKS) {
            return String::new();
        }
        let (quick, roles) = self.editor.understood(self.step, text);
        let unread = quick::unread(&quick.title);
        let unread = unread.map(|(mark, why)| format!("“{mark}” {why}."));
        match (quick.words(), unread) {
            (said, None) if !said.is_empty() => format!("Becomes: {said}"),
            (said, Some(why)) if !said.is_empty() => format!("Becomes: {said}. {why}"),
            _ if !roles.is_empty() => format!("Roles: {}", roles.join(", ")),
            (_, why) => why.unwrap_or_default(),
        }
    }

    /// Writes the title and what stands behind it.
    pub fn settle(self) {
        self.draft.commit(true);
        if self.fresh.try_update_value(std::mem::take) == Some(true) {
            self.editor.hint.set(String::new());
            self.editor.understand(self.step);
        }
    }

    fn left(self) {
        self.settle();
        if self.editor.writing.try_get_untracked() == Some(Some(self.step)) {
            self.editor.writing.set(None);
        }
    }

    fn paste(self, event: &ev::ClipboardEvent) {
        let text = event
            .clipboard_data()
            .and_then(|data| data.get_data("text/plain").ok());
        let empty = untrack(move || self.draft.shown().trim().is_empty());
        self.draft.commit(true);
        if text.is_some_and(|text| self.editor.paste(self.step, empty, &text)) {
            event.prevent_default();
        }
    }
}

/// A step's row, and its details below it while they are open.
pub fn row(editor: Editor, drag: Drag, id: Id) -> AnyView {
    let row = Memo::new(move |_| {
        let workspace = editor.page.workspace;
        editor
            .rows
            .with(|rows| workspace.read(|view| rows.row(id, view)))
    });
    let text = move |pick: fn(&Row) -> String| {
        move || row.with(|row| row.as_ref().map(pick).unwrap_or_default())
    };
    let number = text(|row| row.number.clone());
    let kind = text(|row| row.kind.clone());
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
    let selected = Memo::new(move |_| editor.selected.with(|all| all.contains(&id)));
    let place = move || editor.rows.with(|rows| rows.place(id)).map(|at| at + 1);
    let total = move || editor.rows.with(|rows| rows.steps().len());
    let pressed = move |event: ev::MouseEvent| {
        let command = event.ctrl_key() || event.meta_key();
        if command || event.shift_key() {
            event.prevent_default();
            editor.select(id, !command);
        }
    };
    let tick = move |event: ev::MouseEvent| {
        editor.select(id, event.shift_key());
        // With Shift a selected row stays selected, whatever the browser made of the click.
        event_target::<web_sys::HtmlInputElement>(&event).set_checked(selected.get_untracked());
    };
    view! {
        <li class="row" class:section=move || kind() == "section" class:picked=move || selected.get()
            class:drop-before=move || drag.is(id, 0) class:drop-in=move || drag.is(id, 1) class:drop-after=move || drag.is(id, 2)
            style:--d=text(|row| row.depth.to_string())
            aria-setsize=total aria-posinset=place
            aria-current=move || is_open().then_some("true")
            on:mousedown=pressed
            on:dragover=move |event| drag.over(id, &event)
            on:drop=move |event| drag.dropped(id, &event)>
            {drag.handle(id)}
            {move || icon(kind_icon(&kind()))}
            <span class="no">{number}</span>
            {input(editor, id, number)}
            {move || row.with(|row| row.as_ref().map(marks))}
            <span class="role">{text(|row| row.role.clone())}</span>
            <span class="dur">{text(|row| row.duration.clone())}</span>
            <input type="checkbox" class="pick-row" tabindex="-1" aria-label=move || format!("Select step {}", number()) prop:checked=move || selected.get() on:click=tick/>
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

// What a step is beside a title: in short, and in words for who hovers or listens.
fn marks(row: &Row) -> AnyView {
    let mark = |on: bool, shown: AnyView, said: &'static str| {
        on.then(|| {
            view! { <span class="mark" title=said><span aria-hidden="true">{shown}</span><span class="sr">{said}</span></span> }
        })
    };
    let when = (!row.when.is_empty())
        .then(|| view! { <span class="badge">{format!("if {}", row.when)}</span> });
    let start = (!row.start.is_empty())
        .then(|| view! { <span class="mark" title="Not before">{icon("clock")}<span class="sr">"Not before "</span>{row.start.clone()}</span> });
    let only = match row.only.as_str() {
        "exercise" => Some("Exercise only"),
        "actual" => Some("In earnest only"),
        _ => None,
    };
    let only = only.map(|only| view! { <span class="badge">{only}</span> });
    let flag = (!row.flag.is_empty()).then(|| view! { <span class="conflict">{row.flag}</span> });
    view! {
        <span class="marks">
            {flag}{when}
            {mark(row.beside, "∥".into_any(), "Side by side with the step before")}
            {start}
            {mark(row.irreversible, icon("warn"), "Point of no return")}
            {mark(row.evidence, icon("eye"), "Evidence required")}
            {only}
        </span>
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
    let typing = Typing {
        editor,
        step: id,
        draft,
        fresh: StoredValue::new(false),
    };
    let focused = move || {
        editor.at.set(Some(id));
        if editor.writing.get_untracked() != Some(id) {
            editor.writing.set(None);
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
    let two = disputed(editor.page, id, "title");
    let two = move || {
        two.get()
            .then(|| view! { <span class="conflict">"Two titles: see details"</span> })
    };
    view! {
        <input type="text" id=control.id.clone() aria-label=move || format!("Step {}", number()) aria-describedby="outline-help"
            autocomplete="off" placeholder="What to do" prop:readOnly=move || editor.selecting.get() title=move || draft.shown() prop:value=move || draft.shown()
            on:input:target=move |event| typing.input(event.target().value())
            on:focus=move |_| focused()
            on:focusout=move |_| typing.left()
            on:paste=move |event| typing.paste(&event)
            on:keydown=move |event| outline_keys::press(typing, &event)/>
        {theirs}{two}
    }
    .into_any()
}
