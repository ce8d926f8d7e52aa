//! Several records of some kinds.

use super::combo::{Combo, Found, resolve};
use super::frame::{Notes, field};
use super::pick::record_link;
use super::{Control, Write};
use crate::prelude::*;
use crate::ui::icon::icon;
use crate::workspace::Workspace;
use holdfast_ledger::{Id, Text};

/// The editor of several links.
pub fn editor(control: &Control, kinds: &'static [&'static str]) -> AnyView {
    let workspace = Workspace::of_page();
    let (value, write) = (control.value, control.write);
    let error = RwSignal::new(None::<String>);
    let ids = Signal::derive(move || {
        let texts: Vec<String> =
            value.with(|value| value.as_ref().and_then(Text::get).unwrap_or_default());
        texts
            .iter()
            .filter_map(|text| text.parse().ok())
            .collect::<Vec<Id>>()
    });
    let put = move |ids: &[Id], with: Vec<holdfast_ledger::Edit>| {
        let texts: Vec<String> = ids.iter().map(Id::to_string).collect();
        let value = if texts.is_empty() {
            Ok(Text::null())
        } else {
            Text::of(&texts)
        };
        error.set(
            value
                .and_then(|value| write.run(Write::with(value, with)))
                .err(),
        );
    };
    let picked = Callback::new(move |found: Found| match resolve(workspace, &found) {
        Ok((id, with)) => {
            let mut all = ids.get_untracked();
            if !all.contains(&id) {
                all.push(id);
            }
            put(&all, with);
        }
        Err(why) => error.set(Some(why)),
    });
    let combo = Combo::over(kinds, ids, picked, control.creates);
    let remove = move |id: Id| {
        let mut all = ids.get_untracked();
        all.retain(|other| *other != id);
        put(&all, Vec::new());
    };
    let leave = Callback::new(move |()| match combo.typing.get_untracked() {
        Some(typed) if !typed.trim().is_empty() => {
            error.set(Some("Not linked yet: choose one from the list.".to_owned()));
        }
        _ => combo.typing.set(None),
    });
    let chip = move |id: Id| {
        let name = workspace.read(|view| view.ledger.record(id).map(|record| view.name(record)));
        let name = format!("Remove {}", name.unwrap_or_default());
        view! {
            <li>{record_link(workspace, id)}
                <button type="button" class="btn small icon quiet" aria-label=name on:click=move |_| remove(id)>{icon("close")}</button>
            </li>
        }
    };
    let input = view! {
        <ul class="list">{move || ids.get().into_iter().map(chip).collect_view()}</ul>
        <div class="pick">{combo.view(control, Signal::derive(String::new), leave)}</div>
    };
    field(
        control,
        Notes {
            error: error.into(),
            clash: None,
        },
        input.into_any(),
    )
}
