//! The outline editor: a row for each step, made for the keyboard. Only the rows near what is
//! on screen are in the page, and the one at which one is.

use super::editor::{Editor, FIRST};
use super::{change, drag, find, row, snippets};
use crate::edge::dom;
use crate::prelude::*;
use crate::rooms::record::{self, RecordPage};
use crate::ui::empty;
use crate::ui::icon::icon;
use crate::ui::keys;
use crate::ui::shell::Shell;
use holdfast_domain::rooms::runbooks::outline::Turn;
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;

/// Titles longer than this are shown in full above the rows while one is there.
const LONG: usize = 60;

/// What stands in the list: rows, and room for those that are not in the page.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Entry {
    Row(Id),
    Gap(usize),
}

/// The entries, and how many rows each gap stands for.
#[derive(Clone, Default, PartialEq)]
struct Shown {
    entries: Vec<Entry>,
    gaps: Vec<usize>,
}

/// The editor of a runbook's steps; it goes to the step that is wanted, if one is.
pub fn outline(page: RecordPage, wanted: RwSignal<Option<Id>>) -> AnyView {
    let editor = Editor::new(page);
    if let Some(step) = wanted.try_update(Option::take).flatten() {
        editor.focus(step);
    }
    let dragged = drag::Drag::new(editor);
    let shown = Memo::new(move |_| shown(editor));
    let entries = move || {
        let writing = editor.writing.get_untracked();
        dom::hold_focus(move || {
            let _ = editor.writing.try_set(writing);
        });
        shown.with(|shown| shown.entries.clone())
    };
    let empty = move || editor.rows.with(|rows| rows.steps().is_empty());
    let one = move |entry: Entry| match entry {
        Entry::Row(id) => row::row(editor, dragged, id),
        Entry::Gap(n) => gap(editor, shown, n),
    };
    Effect::new(move || {
        editor.open.track();
        editor.sight.measure_soon();
    });
    view! {
        <section class="card outline-card" aria-label="Steps" id=record::element_id("steps") tabindex="-1"
            on:keydown=move |event| find::key(editor, &event)>
            {toolbar(editor)}
            {find::panel(editor)}
            <div hidden=move || !empty()>{empty::within("runbook", "No steps yet", first(editor))}</div>
            <div class="outline-rows" class:selecting=move || editor.selecting.get() node_ref=editor.sight.scroller
                on:scroll=move |_| editor.sight.measure() hidden=empty>
                <ol class="outline" aria-label="Steps">
                    <For each=entries key=|entry| *entry let:entry>{one(entry)}</For>
                </ol>
            </div>
            {change::dialog(editor)}
        </section>
    }
    .into_any()
}

fn first(editor: Editor) -> AnyView {
    view! {
        <p>"Write the first step, or paste a list or Markdown into it: each line becomes a step."</p>
        <button type="button" class="btn primary" id=FIRST on:click=move |_| editor.add(None)>{icon("plus")}"Add the first step"</button>
    }
    .into_any()
}

fn shown(editor: Editor) -> Shown {
    let rows = editor.rows.get();
    let total = rows.steps().len();
    let (from, to) = editor.sight.range(total);
    // What has the focus and what is opened stay, wherever one has scrolled to.
    let kept = [editor.at.get(), editor.open.get()].into_iter().flatten();
    let mut places: Vec<usize> = kept
        .filter_map(|id| rows.place(id))
        .chain(from..to)
        .collect();
    places.arrange();
    places.dedup();
    let mut shown = Shown::default();
    let mut next = 0;
    for place in places.into_iter().chain([total]) {
        if place > next {
            shown.entries.push(Entry::Gap(shown.gaps.len()));
            shown.gaps.push(place - next);
        }
        if let Some(step) = rows.steps().get(place) {
            shown.entries.push(Entry::Row(step.id));
        }
        next = place + 1;
    }
    shown
}

fn gap(editor: Editor, shown: Memo<Shown>, n: usize) -> AnyView {
    let rows = move || shown.with(|shown| shown.gaps.get(n).copied().unwrap_or_default());
    let height = move || format!("{}px", rows() as f64 * editor.sight.row_height.get());
    view! { <li class="gap-row" role="presentation" aria-hidden="true" style:--gap=height></li> }
        .into_any()
}

fn toolbar(editor: Editor) -> AnyView {
    let none = move || editor.chosen().is_empty();
    let turn = move |turn: Turn, glyph: &'static str, name: &'static str| {
        // Pressing the mouse must not take the focus from the row.
        view! {
            <button type="button" class="btn icon" aria-label=name title=name disabled=none
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| { untrack(move || editor.chosen()).first().map(|step| editor.turn(turn, *step)); }>{icon(glyph)}</button>
        }
    };
    let toggle = |on: RwSignal<bool>, glyph: &'static str, label: &'static str| {
        view! {
            <button type="button" class="btn" aria-pressed=move || on.get().to_string() on:click=move |_| on.update(|on| *on = !*on)>{icon(glyph)}{label}</button>
        }
    };
    let shell = Shell::of_page();
    let add = move |_| editor.add(editor.at.get_untracked());
    view! {
        <div class="toolbar" role="group" aria-label="Steps">
            <button type="button" class="btn" on:click=add>{icon("plus")}"Add step"</button>
            {turn(Turn::Outdent, "outdent", "Outdent step")}
            {turn(Turn::Indent, "indent", "Indent step")}
            {turn(Turn::Up, "arrow-up", "Move step up")}
            {turn(Turn::Down, "arrow-down", "Move step down")}
            {turn(Turn::Remove, "trash", "Remove step")}
            <button type="button" class="btn" aria-haspopup="dialog" disabled=none on:click=move |_| editor.changing.set(true)>{icon("edit")}"Change…"</button>
            {toggle(editor.selecting, "check", "Select")}
            {toggle(editor.finding, "search", "Find")}
            <button type="button" class="btn quiet" aria-haspopup="dialog" on:click=move |_| shell.keys.set(true)>{icon("keyboard")}"Keys"</button>
            {snippets::tools(editor.page, editor.at)}
            {hint(editor)}
        </div>
        {selected(editor)}
    }
    .into_any()
}

// What the row that is being written becomes; else its title, if it is too long to be seen
// in its row; else what the keys do.
fn hint(editor: Editor) -> AnyView {
    let help = format!(
        "Enter adds, Alt ↑ ↓ moves, Shift ↑ ↓ selects (after “Select” Space, too), {} opens details, {} changes kind and marks. \
         Behind a title, ~10 is its duration, @ its role: “Keys” shows all. \
         Tab moves on; in a row that you are writing, Tab and Shift Tab indent until Esc",
        keys::with_command("Enter"),
        keys::with_command("."),
    );
    let said = move || {
        let hint = editor.hint.get();
        if editor.writing.with(Option::is_some) && !hint.is_empty() {
            return Some(hint);
        }
        let at = editor.at.get()?;
        editor.rows.with(|rows| {
            let title = &rows.step(at)?.title;
            (title.chars().count() > LONG).then(|| title.clone())
        })
    };
    let said = Memo::new(move |_| said());
    view! {
        <div class="outline-hint">
            <p class="help" id="outline-help" class:away=move || said.with(Option::is_some)>{help}</p>
            <p role="status">{said}</p>
        </div>
    }
    .into_any()
}

fn selected(editor: Editor) -> AnyView {
    let some = Memo::new(move |_| editor.selected.with(|all| !all.is_empty()));
    let words = move || {
        let count = editor.chosen().len();
        format!("{count} selected")
    };
    let bar = move || {
        some.get().then(|| {
            view! {
                <div class="bulk" role="group" aria-label="Selected">
                    <b role="status">{words}</b>
                    <button type="button" class="btn small" aria-haspopup="dialog" on:click=move |_| editor.changing.set(true)>"Change…"</button>
                    <button type="button" class="btn small" on:click=move |_| editor.side_by_side()>"Side by side"</button>
                    <button type="button" class="btn small quiet push" on:click=move |_| editor.select_none()>"Clear selection"</button>
                </div>
            }
        })
    };
    view! { {bar} }.into_any()
}
