//! Saying when it occurred: nothing counts before somebody does.

use super::{KIND, RunPage};
use crate::edge::clock;
use crate::prelude::*;
use crate::ui::dialog::{Dialog, cancel, next_id, submit_button};
use crate::workspace::now_ms;
use holdfast_domain::rooms::runbooks::recovery::Recovery;
use holdfast_domain::value;
use holdfast_ledger::{Edit, Path};

/// The button that asks; nothing where it is known, or the run is over.
pub fn button(page: RunPage) -> AnyView {
    let missing = Memo::new(move |_| {
        let over = page
            .now
            .with(|now| now.run().is_none_or(|run| run.state.is_over()));
        let known = |recovery: &Recovery| recovery.base.is_some();
        !over
            && page
                .recovery
                .with(|recovery| !recovery.as_ref().is_none_or(known))
    });
    let shown = move || {
        missing.get().then(|| {
            let words = if is_earnest(page) {
                "Set when it occurred…"
            } else {
                "Set when the scenario began…"
            };
            view! { <button type="button" class="btn small" on:click=move |_| page.live.occurred.set(true)>{words}</button> }
        })
    };
    view! { {shown} }.into_any()
}

fn is_earnest(page: RunPage) -> bool {
    page.now
        .with_untracked(|now| now.run().is_some_and(|run| run.earnest))
}

/// The dialog.
pub fn dialog(page: RunPage) -> AnyView {
    let open = page.live.occurred;
    let (text, error) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    Effect::new(move || {
        if open.get() {
            text.set(String::new());
            error.set(None);
        }
    });
    let title = Signal::derive(move || {
        let _ = open.get();
        if is_earnest(page) {
            "When did it occur?".to_owned()
        } else {
            "When did the scenario begin?".to_owned()
        }
    });
    let body = move || {
        let id = next_id("occurred");
        view! {
            <p>"Recovery is counted from then, not from the start of the run."</p>
            <div class="field">
                <label for=id.clone()>"Date and time"</label>
                <input id=id type="datetime-local" required prop:value=text aria-invalid=move || error.with(Option::is_some).then_some("true")
                    on:input:target=move |event| text.set(event.target().value())/>
                <p class="help">{super::zone()}</p>
                <p class="error" role="alert" hidden=move || error.with(Option::is_none)>{error}</p>
            </div>
        }
    };
    let submit = move || match save(page, &text.get_untracked()) {
        Ok(()) => open.set(false),
        Err(why) => error.set(Some(why)),
    };
    let buttons = move || view! { {cancel(open)}{submit_button("Set")} };
    Dialog::new(title, body, buttons).submit(submit).view(open)
}

fn save(page: RunPage, text: &str) -> Result<(), String> {
    let moment = clock::from_local_text(text).and_then(|ms| i64::try_from(ms).ok());
    let ms = moment.ok_or("Give the date and the time.")?;
    if ms > now_ms() {
        return Err("That is still to come.".to_owned());
    }
    let edit = Edit {
        record: page.id,
        kind: KIND.key(),
        path: Path::of("occurred"),
        value: value::instant_text(ms),
    };
    page.workspace
        .dispatch("Occurred changed", &[edit])
        .map(drop)
}
