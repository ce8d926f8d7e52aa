//! Writing what was suggested: looked at first, then one step that can be undone.

use crate::prelude::*;
use crate::ui::dialog::{Dialog, cancel_beside, submit_button};
use crate::ui::form::record_link;
use crate::workspace::Workspace;
use holdfast_domain::rooms::calibration::{Suggestion, edits};
use holdfast_ledger::Id;
use std::cell::RefCell;
use std::collections::BTreeSet;

const DEED: &str = "Apply";

thread_local! {
    // What was applied since the app was opened: an undo of it brings back a value that is as old as it was.
    static APPLIED: RefCell<Vec<Suggestion>> = const { RefCell::new(Vec::new()) };
}

/// What was applied since the app was opened.
pub fn applied() -> Vec<Suggestion> {
    APPLIED.with_borrow(Clone::clone)
}

/// A suggestion, and what it is about in words.
#[derive(Clone, PartialEq)]
pub struct Offered {
    /// What is suggested.
    pub suggestion: Suggestion,
    /// The step; empty where the record has the value itself.
    pub what: String,
}

/// The record, and the item in it.
pub type Place = (Id, Id);

/// What is selected, and what is looked at before it is written. Places are selected, not suggestions: what is
/// suggested there is what the table shows when somebody asks to apply it.
#[derive(Clone, Copy)]
pub struct Applying {
    workspace: Workspace,
    selected: RwSignal<BTreeSet<Place>>,
    looked: RwSignal<Vec<Offered>>,
    open: RwSignal<bool>,
    error: RwSignal<Option<String>>,
    leaves: StoredValue<bool>,
}

fn place(offered: &Offered) -> Place {
    let edit = &offered.suggestion.edit;
    (edit.record, edit.path.item)
}

impl Applying {
    /// Nothing is selected yet.
    pub fn new(workspace: Workspace) -> Self {
        Self {
            workspace,
            selected: RwSignal::new(BTreeSet::new()),
            looked: RwSignal::new(Vec::new()),
            open: RwSignal::new(false),
            error: RwSignal::new(None),
            leaves: StoredValue::new(false),
        }
    }

    /// Whether something was written since this was asked last.
    pub fn leaves(self) -> bool {
        let leaves = self.leaves.get_value();
        self.leaves.set_value(false);
        leaves
    }

    /// The box that selects a row, and the button that applies it alone.
    pub fn pick(self, name: &str, offered: &Offered) -> (AnyView, AnyView) {
        let at = place(offered);
        let alone = offered.clone();
        let is = move || self.selected.with(|all| all.contains(&at));
        let toggle = move |_| {
            self.selected.update(|all| {
                if !all.remove(&at) {
                    all.insert(at);
                }
            });
        };
        let (select, apply) = (format!("Select {name}"), format!("{DEED} {name}…"));
        let press = move |_| self.look(vec![alone.clone()]);
        (
            view! { <input type="checkbox" aria-label=select prop:checked=is on:change=toggle/> }.into_any(),
            view! { <button type="button" class="btn small" aria-haspopup="dialog" aria-label=apply on:click=press>{format!("{DEED}…")}</button> }.into_any(),
        )
    }

    /// Selects all of a table, and applies what is selected.
    pub fn bar(self, all: Vec<Offered>) -> AnyView {
        let many = all.len();
        let all = StoredValue::new(all);
        let own = Memo::new(move |_| {
            let is = |one: &&Offered| {
                self.selected
                    .with(|selected| selected.contains(&place(one)))
            };
            all.with_value(|all| all.iter().filter(is).cloned().collect::<Vec<_>>())
        });
        let change = move |how: fn(&mut BTreeSet<Place>, Place)| {
            self.selected.update(|selected| {
                all.with_value(|all| all.iter().for_each(|one| how(selected, place(one))));
            });
        };
        let select = move |_| {
            change(|selected, at| {
                selected.insert(at);
            });
        };
        let clear = move |_| {
            change(|selected, at| {
                selected.remove(&at);
            });
        };
        let bar = move || {
            let count = own.with(Vec::len);
            if count == 0 {
                return view! { <p class="btns screen-only"><button type="button" class="btn small" on:click=select>{format!("Select all {many} suggestions")}</button></p> }.into_any();
            }
            view! {
                <div class="bulk screen-only" role="group" aria-label="Selected">
                    <b role="status">{format!("{count} selected")}</b>
                    <button type="button" class="btn small" aria-haspopup="dialog" on:click=move |_| self.look(own.get_untracked())>"Apply selected…"</button>
                    <button type="button" class="btn small quiet push" on:click=clear>"Clear selection"</button>
                </div>
            }
            .into_any()
        };
        (many > 1).then(|| view! { {bar} }).into_any()
    }

    fn look(self, all: Vec<Offered>) {
        self.error.set(None);
        self.looked.set(all);
        self.open.set(true);
    }

    fn write(self) {
        let all = self.looked.get_untracked();
        let suggestions: Vec<Suggestion> = all.iter().map(|one| one.suggestion.clone()).collect();
        let label = match suggestions.as_slice() {
            [_] => "Estimate calibrated".to_owned(),
            all => format!("{} estimates calibrated", all.len()),
        };
        let edits = self.workspace.read(|view| edits(&suggestions, view));
        let written = edits.and_then(|edits| self.workspace.dispatch(&label, &edits));
        match written {
            Ok(_) => {
                APPLIED.with_borrow_mut(|all| all.extend(suggestions));
                self.leaves.set_value(true);
                self.selected.update(|selected| {
                    for one in &all {
                        selected.remove(&place(one));
                    }
                });
                self.open.set(false);
            }
            Err(why) => self.error.set(Some(why)),
        }
    }

    /// The dialog that shows what would be written.
    pub fn dialog(self) -> AnyView {
        let body = move || {
            let row = |one: &Offered| {
                let what = (!one.what.is_empty()).then(|| format!(": {}", one.what));
                view! {
                    <tr>
                        <th scope="row" class="title">{record_link(self.workspace, one.suggestion.edit.record)}{what}</th>
                        <td data-l="Now">{one.suggestion.now.clone()}</td>
                        <td data-l="Then">{one.suggestion.words.clone()}</td>
                    </tr>
                }
            };
            let rows = self
                .looked
                .with_untracked(|all| all.iter().map(row).collect_view());
            view! {
                <p>"It is written as if you typed it: one step, which can be undone and stands in the history. What was approved then differs from its approval."</p>
                <div class="table-wrap" tabindex="0" role="region" aria-label="What would be written">
                    <table class="table compact folds">
                        <thead><tr><th scope="col">"What"</th><th scope="col">"Now"</th><th scope="col">"Then"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {move || self.error.get().map(|why| view! { <p class="error" role="alert"><span>{why}</span></p> })}
            }
            .into_any()
        };
        let buttons =
            move || view! { {cancel_beside(self.open, DEED)} {submit_button(DEED)} }.into_any();
        let title = Signal::derive(move || match self.looked.with(Vec::len) {
            1 => "Apply what was counted".to_owned(),
            n => format!("Apply {n} suggestions"),
        });
        Dialog::new(title, body, buttons)
            .submit(move || self.write())
            .view(self.open)
    }
}
