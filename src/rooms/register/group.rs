//! Rows in groups: the menu that says by what, and the heads of the groups.

use super::grid::Grid;
use super::state::{Line, Register, thousands};
use crate::prelude::*;
use crate::ui::icon::icon;
use crate::ui::menu::menu;
use holdfast_domain::table::{Column, Standing};

/// The element of a group's head that the focus goes to.
pub fn head_id(group: usize) -> String {
    format!("group-{group}")
}

/// The menu of what rows can be grouped by.
pub fn grouping(register: Register) -> AnyView {
    let now = move || register.spec.with(|spec| spec.group.clone());
    let group_by = move |group: Option<String>| {
        register.folded.set(Default::default());
        register.spec.update(|spec| spec.group = group);
    };
    let inside = move || {
        let all = register.all_columns();
        let choice = |column: &Column| {
            let key = column.key.clone();
            let on = now().as_ref() == Some(&key);
            view! { <button type="button" aria-pressed=on.to_string() on:click=move |_| group_by(Some(key.clone()))>{column.label.clone()}</button> }
        };
        let choices = all.iter().filter(|column| column.groups()).map(choice);
        let fold = now().is_some().then(|| {
            view! {
                <hr/>
                <button type="button" on:click=move |_| register.fold_all(true)>"Close all groups"</button>
                <button type="button" on:click=move |_| register.fold_all(false)>"Open all groups"</button>
            }
        });
        view! {
            <button type="button" aria-pressed=now().is_none().to_string() on:click=move |_| group_by(None)>"No groups"</button>
            {choices.collect_view()}
            {fold}
        }
        .into_any()
    };
    let label = move || {
        let all = register.all_columns();
        let by = now().and_then(|key| all.iter().find(|column| column.key == key).cloned());
        by.map_or_else(
            || "Group".to_owned(),
            |column| ["Group: ", &column.label].concat(),
        )
    };
    menu(view! { {icon("section")}{label} }, inside)
}

/// The head of a group: opens and folds it, selects its rows.
pub fn head(grid: Grid, group: usize) -> AnyView {
    let register = grid.register;
    let place = move || grid.place_of(Line::Head(group));
    let known = move || register.groups.with(|groups| groups.get(group).cloned());
    let label = move || {
        let label = known().map(|group| group.label).unwrap_or_default();
        if label.is_empty() {
            "None".to_owned()
        } else {
            label
        }
    };
    let count = move || known().map_or(0, |group| group.count);
    let open = move || {
        known().is_some_and(|group| {
            register
                .folded
                .with(|folded| !folded.contains(&group.label))
        })
    };
    let tab = move || {
        if place() == grid.active.get() {
            "0"
        } else {
            "-1"
        }
    };
    let chosen = move || {
        known();
        let ids = register.ids_of(group);
        register
            .selected
            .with(|selected| ids.iter().filter(|id| selected.contains(id)).count())
    };
    let every = move || count() > 0 && chosen() == count();
    let some = move || chosen() > 0 && !every();
    let select = move |_| {
        let (ids, off) = (register.ids_of(group), every());
        register.selected.update(|selected| {
            for id in ids {
                if off {
                    selected.remove(&id);
                } else {
                    selected.insert(id);
                }
            }
        });
    };
    let span = move || {
        let tools = register.spec.with(|spec| spec.standing != Standing::Live);
        register.columns.with(Vec::len) + usize::from(tools)
    };
    let sign = move || {
        icon(if open() {
            "chevron-down"
        } else {
            "chevron-right"
        })
    };
    view! {
        <tr role="row" class="group-head" aria-rowindex=move || place() + 2 on:focusin=move |_| grid.active.set(place())>
            <td role="cell" class="sel">
                <input type="checkbox" tabindex=tab aria-label=move || format!("Select all of {}", label()) prop:checked=every prop:indeterminate=some on:change=select/>
            </td>
            <th role="rowheader" scope="colgroup" class="title" colspan=span>
                <button type="button" id=head_id(group) tabindex=tab aria-expanded=move || open().to_string()
                    on:click=move |_| register.fold(group, untrack(open))>
                    {sign}<span>{label}</span><span class="count">{move || thousands(count())}<span class="sr">{move || register.count_words(count()).split_once(' ').map(|(_, words)| format!(" {words}"))}</span></span>
                </button>
            </th>
        </tr>
    }
    .into_any()
}
