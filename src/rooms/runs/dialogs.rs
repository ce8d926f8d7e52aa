//! What a run asks before something is done: a reason, or who is at the device.

use super::deeds;
use super::{RunPage, ask, drafts, occurred, standing::Now, times, values};
use crate::prelude::*;
use crate::ui::dialog::{Dialog, cancel, next_id, submit_button};
use holdfast_domain::rooms::runbooks::run::State;

/// The dialogs of the page.
pub fn dialogs(page: RunPage) -> AnyView {
    view! { {ask::dialog(page)}{name(page)}{values::dialog(page)}{occurred::dialog(page)}{times::dialog(page)} }.into_any()
}

/// An `open` that follows whether there is something to ask, and forgets it when closed.
pub fn open_while<T: Clone + Send + Sync + 'static>(asked: RwSignal<Option<T>>) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    Effect::new(move || {
        let wanted = asked.with(Option::is_some);
        if open.get_untracked() != wanted {
            open.set(wanted);
        }
    });
    Effect::new(move || {
        if !open.get() && asked.with_untracked(Option::is_some) {
            asked.set(None);
        }
    });
    open
}

/// Says what is left open when the run ends.
pub fn open_steps(page: RunPage) -> AnyView {
    let open = page.now.with_untracked(|now| {
        let open = |state: State| !matches!(state, State::Done | State::Skipped);
        now.tally()
            .iter()
            .filter(|(state, _)| open(*state))
            .map(|(_, n)| n)
            .sum::<usize>()
    });
    let text = match open {
        0 => "All steps are done or skipped.".to_owned(),
        1 => "One step is not finished. It stays as it is, and the record says so.".to_owned(),
        n => format!("{n} steps are not finished. They stay as they are, and the record says so."),
    };
    let notes = (!drafts::open(page).is_empty())
        .then(|| view! { <p>"Notes that are written and not added are added."</p> });
    view! { <p>{text}</p>{notes} }.into_any()
}

fn name(page: RunPage) -> AnyView {
    let open = open_while(page.unnamed);
    let text = RwSignal::new(String::new());
    let body = move || {
        let id = next_id("name");
        view! {
            <p>"The log says who did what. Your name stands beside everything that is done on this device; it is attested, not checked. You can change it in the settings."</p>
            <div class="field">
                <label for=id.clone()>"Your name"</label>
                <input id=id type="text" required autofocus autocomplete="name" prop:value=move || text.get()
                    on:input:target=move |event| text.set(event.target().value())/>
            </div>
        }
    };
    let submit = move || {
        let name = text.get_untracked().trim().to_owned();
        let Some(deed) = page.unnamed.get_untracked().filter(|_| !name.is_empty()) else {
            return;
        };
        page.workspace.set_user(name);
        page.unnamed.set(None);
        if page.live.more.get_untracked() {
            deeds::press_with_more(page, deed);
        } else {
            deeds::press(page, deed);
        }
    };
    let buttons = move || view! { {cancel(open)}{submit_button("Continue")} };
    Dialog::new("Who is at this device?".to_owned(), body, buttons)
        .submit(submit)
        .view(open)
}

/// Whether there is nothing left to do but to end the run.
pub fn is_complete(now: &Now) -> bool {
    now.run()
        .is_some_and(|run| run.total > 0 && run.finished == run.total && !run.state.is_over())
}
