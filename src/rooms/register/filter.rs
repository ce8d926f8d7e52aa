//! The dialog that says which rows to show, and filters in words.

use super::state::{Register, thousands};
use crate::edge::clock;
use crate::prelude::*;
use crate::ui::dialog::{Dialog, next_id};
use holdfast_domain::describe::{Type, in_text};
use holdfast_domain::table::{Choosing, Column, ME, NO_DAY, Spec, Test, Value};
use holdfast_domain::value::choice_of;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Text};

/// The most values that are listed to choose from.
const LISTED: usize = 200;

/// The dialog; open while `editing` names a column, or nothing yet.
pub fn dialog(register: Register, editing: RwSignal<Option<String>>) -> AnyView {
    let open = RwSignal::new(false);
    let column = RwSignal::new(String::new());
    Effect::new(move || {
        if let Some(wanted) = editing.get() {
            let fallback = || first(register);
            column.set(if wanted.is_empty() {
                fallback()
            } else {
                wanted
            });
            open.set(true);
        }
    });
    Effect::new(move || {
        if !open.get() && editing.with_untracked(Option::is_some) {
            editing.set(None);
        }
    });
    let body = move || {
        let id = next_id("filter");
        let all = register.all_columns();
        let options = all.iter().map(|one| {
            let key = one.key.clone();
            let set = register
                .spec
                .with_untracked(|spec| spec.test(&key).is_some());
            let label = if set {
                format!("{} (filtered)", one.label)
            } else {
                one.label.clone()
            };
            let chosen = column.with_untracked(|column| *column == key);
            view! { <option value=key selected=chosen>{label}</option> }
        });
        view! {
            <div class="field">
                <label for=id.clone()>"Column"</label>
                <select id=id on:change=move |event| column.set(event_target_value(&event))>{options.collect_view()}</select>
            </div>
            {move || column.with(|key| editor(register, key))}
        }
        .into_any()
    };
    let rows = move || register.count_words(register.rows.with(|rows| rows.len()));
    let buttons = move || {
        view! {
            <span class="shown push" role="status">{rows}</span>
            <button type="button" class="btn" on:click=move |_| register.spec.update(|spec| spec.filters.clear())>"Clear all"</button>
            <button type="button" class="btn primary" on:click=move |_| open.set(false)>"Done"</button>
        }
        .into_any()
    };
    Dialog::new("Filter", body, buttons).view(open)
}

// What most people filter by: the first that offers values.
fn first(register: Register) -> String {
    let columns = register.shown_columns();
    let by_values = columns
        .iter()
        .find(|column| column.choosing() == Choosing::Values);
    by_values
        .or(columns.first())
        .map(|column| column.key.clone())
        .unwrap_or_default()
}

fn editor(register: Register, key: &str) -> Option<AnyView> {
    let all = register.all_columns();
    let column = all.iter().find(|column| column.key == key)?.clone();
    Some(match column.choosing() {
        Choosing::Values => values(register, column),
        Choosing::Words => contains(register, column),
        Choosing::Numbers => range(register, column, "number"),
        Choosing::Days => range(register, column, "text"),
    })
}

fn values(register: Register, column: Column) -> AnyView {
    let standing = register.spec.with_untracked(|spec| spec.standing);
    let found = register.with_table(|table, view| table.options(&column, standing, view));
    let mut options: Vec<(String, Value)> = found
        .into_iter()
        .map(|value| (value_words(register, &column, &value.value), value))
        .collect();
    let choices = column.choices().unwrap_or_default();
    let place = |value: &str| {
        choices
            .iter()
            .position(|choice| choice.key == value)
            .unwrap_or(choices.len())
    };
    options.arrange_by(|(a_words, a), (b_words, b)| {
        let key = |words: &str, value: &Value| {
            (
                value.value.is_empty(),
                place(&value.value),
                words.to_lowercase(),
            )
        };
        key(a_words, a).cmp(&key(b_words, b))
    });
    if matches!(column.ty(), Some(Type::Link(_) | Type::Links(_)))
        && register
            .workspace
            .user()
            .with_untracked(|user| user.id.is_some())
    {
        options.insert(
            0,
            (
                "Me".to_owned(),
                Value {
                    value: ME.to_owned(),
                    count: 0,
                },
            ),
        );
    }
    let hidden = options.len().saturating_sub(LISTED);
    let label = column.label.clone();
    let key = StoredValue::new(column.key);
    let option = move |(words, value): (String, Value)| {
        let own = StoredValue::new(value.value.clone());
        let on = move || {
            register.spec.with(|spec| key.with_value(|key| matches!(spec.test(key), Some(Test::Any(values)) if own.with_value(|own| values.contains(own)))))
        };
        let toggle = move |_| {
            register.spec.update(|spec| {
                let key = key.get_value();
                let mut values = match spec.test(&key) {
                    Some(Test::Any(values)) => values.clone(),
                    _ => Vec::new(),
                };
                let own = own.get_value();
                if values.contains(&own) {
                    values.retain(|value| *value != own)
                } else {
                    values.push(own)
                }
                spec.set(&key, Test::Any(values));
            });
        };
        let count = (value.value != ME).then(|| thousands(value.count));
        view! { <label class="check"><input type="checkbox" prop:checked=on on:change=toggle/><span>{words}" "<span class="muted">{count}</span></span></label> }
    };
    let options: Vec<AnyView> = options
        .into_iter()
        .take(LISTED)
        .map(|value| option(value).into_any())
        .collect();
    let more = (hidden > 0).then(|| view! { <p class="help">{format!("{hidden} more values; search finds them by words.")}</p> });
    let none = options
        .is_empty()
        .then(|| view! { <p class="help">"There are no rows to choose from."</p> });
    view! { <fieldset class="field"><legend>{format!("{label} is one of")}</legend><div>{options}</div>{more}{none}</fieldset> }.into_any()
}

fn contains(register: Register, column: Column) -> AnyView {
    let id = next_id("filter");
    let label = format!("{} contains", column.label);
    let key = StoredValue::new(column.key);
    let now = move || {
        register.spec.with(|spec| {
            key.with_value(|key| {
                if let Some(Test::Contains(text)) = spec.test(key) {
                    text.clone()
                } else {
                    String::new()
                }
            })
        })
    };
    let typed = move |event| {
        let text = event_target_value(&event);
        register
            .spec
            .update(|spec| key.with_value(|key| spec.set(key, Test::Contains(text))));
    };
    view! { <div class="field"><label for=id.clone()>{label}</label><input type="text" id=id prop:value=now on:input=typed/></div> }.into_any()
}

fn range(register: Register, column: Column, kind: &'static str) -> AnyView {
    let days = column.choosing() == Choosing::Days;
    let (from, to) = if days {
        ("Not before", "Not after")
    } else {
        ("At least", "At most")
    };
    let label = column.label.clone();
    let key = StoredValue::new(column.key);
    let ends = move || {
        register.spec.with(|spec| {
            key.with_value(|key| {
                if let Some(Test::Range(from, to)) = spec.test(key) {
                    (from.clone(), to.clone())
                } else {
                    Default::default()
                }
            })
        })
    };
    let set = move |from: String, to: String| {
        register
            .spec
            .update(|spec| key.with_value(|key| spec.set(key, Test::Range(from, to))))
    };
    let input = move |label: &'static str, first: bool| {
        let id = next_id("filter");
        let now = move || if first { ends().0 } else { ends().1 };
        let typed = move |event| {
            let text = event_target_value(&event);
            let (from, to) = ends();
            if first {
                set(text, to)
            } else {
                set(from, text)
            }
        };
        view! { <div class="field half"><label for=id.clone()>{label}</label><input type=kind id=id prop:value=now on:input=typed/></div> }
    };
    let preset = move |label: &'static str, from: &'static str, to: &'static str| {
        view! { <button type="button" class="btn small" on:click=move |_| set(from.to_owned(), to.to_owned())>{label}</button> }
    };
    let presets = days.then(|| {
        view! {
            <div class="btns">
                {preset("Overdue", "", "today-1")}{preset("Today", "today", "today")}{preset("Next 7 days", "today", "today+7")}{preset("Next 30 days", "today", "today+30")}{preset("Last 30 days", "today-30", "today")}{preset("None", NO_DAY, "")}
            </div>
            <p class="help">"A day as 2026-11-22, or today, today+7, today-30; none: where no day is set."</p>
        }
    });
    view! { <fieldset class="field"><legend>{label}</legend><div class="form">{input(from, true)}{input(to, false)}</div>{presets}</fieldset> }.into_any()
}

/// What narrows and orders the list, in words, for paper; nothing where all is as usual.
pub fn all_words(register: Register, spec: &Spec) -> Option<String> {
    let all = register.all_columns();
    let named = |key: &str| all.iter().find(|column| column.key == key);
    let mut words: Vec<String> = Vec::new();
    if !spec.search.trim().is_empty() {
        words.push(format!("found by “{}”", spec.search.trim()));
    }
    for filter in &spec.filters {
        words.extend(
            named(&filter.column).map(|column| self::words(register, column, &filter.test)),
        );
    }
    let sort = spec.sort.as_ref().and_then(|sort| named(&sort.column));
    words.extend(sort.map(|column| format!("sorted by {}", in_text(&column.label))));
    let group = spec.group.as_ref().and_then(|group| named(group));
    words.extend(group.map(|column| format!("grouped by {}", in_text(&column.label))));
    (!words.is_empty()).then(|| format!("{}: {}.", register.kind.many, words.join("; ")))
}

/// A filter in words, for its chip.
pub fn words(register: Register, column: &Column, test: &Test) -> String {
    let label = &column.label;
    match test {
        Test::Any(values) => {
            let words: Vec<String> = values
                .iter()
                .take(3)
                .map(|value| value_words(register, column, value))
                .collect();
            let more = values.len().saturating_sub(3);
            let rest = if more > 0 {
                format!(" or {more} more")
            } else {
                String::new()
            };
            format!("{label}: {}{rest}", words.join(" or "))
        }
        Test::Contains(text) => format!("{label} contains “{text}”"),
        Test::Range(from, to) => {
            let shown = |end: &str| {
                if end.starts_with("today") || end == NO_DAY {
                    end.to_owned()
                } else if column.choosing() == Choosing::Days {
                    clock::calendar_date(end)
                } else {
                    end.to_owned()
                }
            };
            let (from, to) = (shown(from), shown(to));
            match (from.is_empty(), to.is_empty()) {
                _ if from == NO_DAY => format!("{label}: (nothing)"),
                (false, false) if from == to => format!("{label}: {from}"),
                (false, false) => format!("{label}: {from} to {to}"),
                (false, true) => format!("{label}: from {from}"),
                _ => format!("{label}: up to {to}"),
            }
        }
    }
}

fn value_words(register: Register, column: &Column, value: &str) -> String {
    if value == ME {
        return "Me".to_owned();
    }
    match column.ty() {
        Some(Type::Flag) => if value == "true" { "Yes" } else { "No" }.to_owned(),
        _ if value.is_empty() => "(nothing)".to_owned(),
        Some(Type::Choice(choices)) => choice_of(choices, &Text::string(value))
            .map_or_else(|| value.to_owned(), |choice| choice.label.to_owned()),
        Some(Type::Link(_) | Type::Links(_)) => value
            .parse::<Id>()
            .ok()
            .and_then(|id| register.read(id, |record, _| crate::ui::cell::title(record)))
            .unwrap_or_else(|| "(no longer there)".to_owned()),
        _ => value.to_owned(),
    }
}
