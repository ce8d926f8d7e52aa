//! A field of an item that names other items of its list, as a box to tick for each of them.

use super::RecordPage;
use crate::prelude::*;
use crate::ui::form::{Control, Notes, Write, fieldset};
use holdfast_domain::describe::{List, Type};
use holdfast_domain::value;
use holdfast_domain::view::View;
use holdfast_ledger::record::Item;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Text};

/// The editor. While nobody chose, what usually holds does; chosen without any, nothing does.
pub fn editor(page: RecordPage, list: &'static List, item: Id, control: &Control) -> AnyView {
    let (value, write, unchosen) = (control.value, control.write, control.field.items);
    let error = RwSignal::new(None);
    let others = Memo::new(move |_| {
        page.watch_settled(|record, view| {
            let items = record.items(Key::new(list.key));
            let named = items
                .iter()
                .enumerate()
                .filter(|(_, other)| other.id != item);
            let named = named
                .map(|(n, other)| (other.id, format!("{}. {}", n + 1, name(list, other, view))));
            named.collect::<Vec<_>>()
        })
    });
    let chosen = Memo::new(move |_| value.with(|value| value.as_ref()?.get::<Vec<String>>()));
    let put = move |ids: Option<Vec<String>>| {
        let text = ids.map_or_else(|| Ok(Text::null()), |ids| Text::of(&ids));
        error.set(text.and_then(|text| write.run(Write::of(text))).err());
    };
    let usual = move |event| put((!event_target_checked(&event)).then(Vec::new));
    let tick = move |id: Id, on: bool| {
        let there = others.get_untracked();
        // Names of what is not there any more go with the next choice.
        let mut ids = chosen.get_untracked().unwrap_or_default();
        ids.retain(|own| {
            *own != id.to_string() && there.iter().any(|(other, _)| other.to_string() == *own)
        });
        if on {
            ids.push(id.to_string());
        }
        ids.arrange();
        put(Some(ids));
    };
    let one = move |(id, name): (Id, String)| {
        let own = id.to_string();
        let is_chosen =
            move || chosen.with(|chosen| chosen.as_ref().is_some_and(|ids| ids.contains(&own)));
        view! { <label class="check"><input type="checkbox" prop:checked=is_chosen on:change=move |event| tick(id, event_target_checked(&event))/>{name}</label> }
    };
    let inputs = view! {
        <div class="checks">
            <label class="check"><input type="checkbox" prop:checked=move || chosen.with(Option::is_none) on:change=usual/>{unchosen}</label>
            {move || others.get().into_iter().map(one).collect_view()}
        </div>
    };
    let notes = Notes {
        error: error.into(),
        clash: None,
    };
    fieldset(control, notes, inputs.into_any())
}

// What an item is called: what its first field says that names something.
fn name(list: &'static List, item: &Item<'_>, view: &View<'_>) -> String {
    let names = list
        .fields
        .iter()
        .filter(|field| matches!(field.ty, Type::Line | Type::Link(_)));
    let mut shown = names.map(|field| value::show(field, item.value(field.key), view));
    shown
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| list.one.to_owned())
}
