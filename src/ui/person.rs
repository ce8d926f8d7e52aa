//! A field for a person's name: anybody may be named, those who are known here are offered.

use crate::prelude::*;
use crate::ui::dialog::next_id;
use crate::workspace::Workspace;
use holdfast_domain::rooms::people::PERSON;
use holdfast_ledger::sort::Arrange;

/// The names of the people who are known here.
pub fn people(workspace: Workspace) -> Vec<String> {
    let mut names: Vec<String> = workspace.read(|view| {
        let people = view.live(PERSON.id);
        people
            .map(|person| person.text("title").into_owned())
            .collect()
    });
    names.arrange();
    names.dedup();
    names
}

/// The field. `people` are offered.
pub fn person(label: String, name: RwSignal<String>, people: &[String]) -> AnyView {
    let (id, list) = (next_id("person"), next_id("people"));
    let option = |name: &String| view! { <option value=name.clone()></option> };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input id=id type="text" autocomplete="off" list=list.clone() prop:value=name
                on:input:target=move |event| name.set(event.target().value())/>
            <datalist id=list>{people.iter().map(option).collect_view()}</datalist>
        </div>
    }
    .into_any()
}
