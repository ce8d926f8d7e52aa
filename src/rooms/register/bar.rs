//! The bar above a register: search, filters, views, columns, how many rows.

use super::filter;
use super::group;
use super::state::{Register, thousands};
use super::views;
use crate::edge::dom;
use crate::prelude::*;
use crate::ui::icon::icon;
use crate::ui::menu::menu;
use holdfast_domain::describe::in_text;
use holdfast_domain::table::{Column, Sort, Standing, Test};

/// The bar.
pub fn bar(register: Register, selecting: RwSignal<bool>) -> AnyView {
    let spec = register.spec;
    let editing = RwSignal::new(None::<String>);
    let typed = move |event| {
        let text = event_target_value(&event);
        spec.update(|spec| spec.search = text);
    };
    let placeholder = format!("Search {}", in_text(register.kind.many));
    view! {
        <div class="toolbar" role="group" aria-label="What the list shows">
            <div class="search">
                {icon("search")}
                <input type="search" aria-label="Search" placeholder=placeholder autocomplete="off" spellcheck="false"
                    prop:value=move || spec.with(|spec| spec.search.clone()) on:input=typed on:keydown=|event| to_rows(&event)/>
            </div>
            <button type="button" class="btn" aria-haspopup="dialog" on:click=move |_| editing.set(Some(String::new()))>{icon("filter")}"Filter"</button>
            {move || chips(register, editing)}
            <div class="btns push">
                <span class="shown" role="status">{move || shown(register)}</span>
                <button type="button" class="btn phone-only" aria-pressed=move || selecting.get().to_string()
                    on:click=move |_| selecting.update(|on| *on = !*on)>{icon("check")}"Select"</button>
                <span class="phone-only">{sorting(register)}</span>
                {standing(register)}
                {group::grouping(register)}
                {views::menu_of_views(register)}
                {columns(register)}
            </div>
        </div>
        {filter::dialog(register, editing)}
    }
    .into_any()
}

// From the words to what they found.
fn to_rows(event: &leptos::ev::KeyboardEvent) {
    if matches!(event.key().as_str(), "ArrowDown" | "Enter") {
        event.prevent_default();
        dom::focus_first("main tbody th.title > a");
    }
}

/// Shows all rows again.
pub fn clear(register: Register) {
    register.spec.update(|spec| {
        spec.search.clear();
        spec.filters.clear();
    });
    dom::focus_first("main input[type=search]");
}

fn shown(register: Register) -> String {
    register.epoch.track();
    if register.busy.get() {
        return "Looking…".to_owned();
    }
    let standing = register.spec.with(|spec| spec.standing);
    let (rows, all) = (
        register.rows.with(|rows| rows.len()),
        register.with_table(|table, _| table.count(standing)),
    );
    if rows == all {
        format!("{} shown", thousands(all))
    } else {
        format!("{} of {}", thousands(rows), thousands(all))
    }
}

fn chips(register: Register, editing: RwSignal<Option<String>>) -> Option<AnyView> {
    register.epoch.track();
    let filters = register.spec.with(|spec| spec.filters.clone());
    if filters.is_empty() {
        return None;
    }
    let all = register.all_columns();
    let chip = |column: &Column, test: &Test| {
        let words = filter::words(register, column, test);
        let (edit, remove) = (column.key.clone(), column.key.clone());
        let label = format!("Remove filter {}", column.label);
        let take_away = move |_| {
            register
                .spec
                .update(|spec| spec.filters.retain(|filter| filter.column != remove));
            dom::focus_first("main input[type=search]");
        };
        view! {
            <li class="chip">
                <button type="button" class="words" aria-haspopup="dialog" on:click=move |_| editing.set(Some(edit.clone()))>{words}</button>
                <button type="button" aria-label=label on:click=take_away>{icon("close")}</button>
            </li>
        }
    };
    let chips = filters.iter().filter_map(|filter| {
        let column = all.iter().find(|column| column.key == filter.column)?;
        Some(chip(column, &filter.test))
    });
    Some(view! { <ul class="chips" aria-label="Filters">{chips.collect_view()}</ul> }.into_any())
}

fn standing(register: Register) -> AnyView {
    let now = move || register.spec.with(|spec| spec.standing);
    let inside = move || {
        let counts =
            register.with_table(|table, _| Standing::ALL.map(|standing| table.count(standing)));
        let choice = |(standing, count): (Standing, usize)| {
            let choose = move |_| {
                register.selected.set(Default::default());
                register.spec.update(|spec| spec.standing = standing);
            };
            view! {
                <button type="button" aria-pressed=(now() == standing).to_string() on:click=choose>
                    {standing.label()}<span class="count">{thousands(count)}</span>
                </button>
            }
        };
        Standing::ALL
            .into_iter()
            .zip(counts)
            .map(choice)
            .collect_view()
            .into_any()
    };
    menu(
        view! { <span class="sr">"Records: "</span>{move || now().label()} },
        inside,
    )
}

impl Register {
    /// Whether the rows are sorted by a column, and then whether falling.
    pub fn sorted(self, column: &str) -> Option<bool> {
        let chosen = self.spec.with(|spec| spec.sort.clone());
        let sort = chosen.or_else(|| Sort::parse(self.kind.sort))?;
        (sort.column == column).then_some(sort.falling)
    }

    /// Sorts by a column, the other way round if that is so already.
    pub fn sort_by(self, column: String) {
        let falling = self.sorted(&column) == Some(false);
        self.spec
            .update(|spec| spec.sort = Some(Sort { column, falling }));
    }
}

// On a phone the columns' heads are not there to be pressed.
fn sorting(register: Register) -> AnyView {
    let inside = move || {
        let choice = |column: &Column| {
            let key = StoredValue::new(column.key.clone());
            let falling = move || key.with_value(|key| register.sorted(key));
            let press = move |_| register.sort_by(key.get_value());
            let arrow = move || match falling() {
                Some(true) => "↓",
                Some(false) => "↑",
                None => "",
            };
            view! {
                <button type="button" aria-pressed=move || falling().is_some().to_string() on:click=press>
                    {column.label.clone()}<span class="count">{arrow}</span>
                </button>
            }
        };
        let all = register.all_columns();
        all.iter().map(choice).collect_view().into_any()
    };
    menu(view! { {icon("sort")}"Sort" }, inside)
}

fn columns(register: Register) -> AnyView {
    let inside = move || {
        let all = register.all_columns();
        let choice = |column: &Column| {
            let key = StoredValue::new(column.key.clone());
            let on = move || {
                register
                    .columns
                    .with(|columns| key.with_value(|key| columns.contains(key)))
            };
            let toggle = move |_| {
                let mut chosen = register.columns.get_untracked();
                let key = key.get_value();
                if chosen.contains(&key) {
                    chosen.retain(|other| *other != key)
                } else {
                    chosen.push(key)
                }
                let all = register.all_columns();
                let in_order = all
                    .iter()
                    .map(|column| column.key.clone())
                    .filter(|key| chosen.contains(key));
                register.choose_columns(Some(in_order.collect()));
            };
            view! { <label><input type="checkbox" prop:checked=on on:change=toggle/>{column.label.clone()}</label> }
        };
        view! {
            {all.iter().skip(1).map(choice).collect_view()}
            <hr/>
            <button type="button" on:click=move |_| register.choose_columns(None)>"Usual columns"</button>
        }
        .into_any()
    };
    menu(view! { {icon("columns")}"Columns" }, inside)
}
