//! A dialog that asks for some fields before something is done.

use super::{Control, field_editor};
use crate::edge::dom;
use crate::prelude::*;
use crate::ui::dialog::{Dialog, cancel_beside, next_id, submit_button};
use holdfast_domain::ask::Answers;
use holdfast_domain::describe::Field;
use holdfast_ledger::Text;
use holdfast_ledger::sort::Ordered;
use std::sync::Arc;

/// Does what was asked for. Held by the question itself: what asked may be gone by then.
pub type Perform = Arc<dyn Fn(Answers) -> Result<(), String> + Send + Sync>;

/// What is asked, and what happens with the answers.
#[derive(Clone)]
pub struct Asked {
    /// What the dialog and its button are called.
    pub title: String,
    /// What to answer.
    pub fields: &'static [Field],
    /// What is to be known before answering; empty for nothing.
    pub about: String,
    /// The answers that stand there at first.
    pub given: Answers,
    /// Does it; gives why it cannot be done with these answers.
    pub perform: Perform,
}

/// The dialog; it is open while `asked` says what to ask.
pub fn ask(asked: RwSignal<Option<Asked>>) -> AnyView {
    let open = RwSignal::new(false);
    let error = RwSignal::new(None::<String>);
    let answers = StoredValue::new(Vec::new());
    // What was typed before the dialog was closed stands there again when the same is asked next.
    let typed = StoredValue::new(None::<(String, Answers)>);
    let done = StoredValue::new(false);
    Effect::new(move || {
        let wanted = asked.with(Option::is_some);
        if open.get_untracked() != wanted {
            error.set(None);
            open.set(wanted);
        }
    });
    Effect::new(move || {
        if !open.get() && asked.with_untracked(Option::is_some) {
            asked.set(None);
        }
    });
    let title = Signal::derive(move || {
        asked.with(|asked| {
            asked
                .as_ref()
                .map(|asked| asked.title.clone())
                .unwrap_or_default()
        })
    });
    let body = move || {
        let made = asked.with_untracked(|asked| {
            let asked = asked.iter();
            let made = asked.flat_map(|asked| {
                let typed = typed.get_value().filter(|(of, _)| *of == asked.title);
                let typed = typed.map(|(_, typed)| typed).unwrap_or_default();
                let given = move |field: &Field| {
                    let given = asked.given.get(field.key).or_else(|| typed.get(field.key));
                    RwSignal::new(given.cloned())
                };
                asked.fields.iter().map(move |field| (field, given(field)))
            });
            made.collect::<Vec<_>>()
        });
        answers.set_value(
            made.iter()
                .map(|(field, value)| (field.key, *value))
                .collect(),
        );
        done.set_value(false);
        // The last moment in which the answers are there.
        let asked_now = title.get_untracked();
        on_cleanup(move || {
            let kept = !done.get_value();
            typed.set_value(kept.then(|| (asked_now, given_in(answers))));
        });
        let editors = made
            .into_iter()
            .map(|(field, value)| field_editor(&Control::local(field, next_id("ask"), value)));
        let about = asked.with_untracked(|asked| {
            let about = asked.as_ref().map(|asked| asked.about.clone());
            about.filter(|about| !about.is_empty())
        });
        // What is being typed is an answer too.
        let left = |event: leptos::ev::KeyboardEvent| {
            if event.key() == "Escape" {
                dom::leave_field();
            }
        };
        view! {
            {about.map(|about| view! { <p>{about}</p> })}
            <div class="form" on:keydown=left>{editors.collect_view()}</div>
            {move || error.get().map(|why| view! { <p class="error" role="alert"><span>{why}</span></p> })}
        }
        .into_any()
    };
    let buttons = move || {
        let deed = title.get_untracked();
        view! { {cancel_beside(open, &deed)} {submit_button(deed)} }.into_any()
    };
    let submit = move || {
        let Some(question) = asked.get_untracked() else {
            return;
        };
        match (question.perform)(given_in(answers)) {
            Ok(()) => {
                done.set_value(true);
                open.set(false);
            }
            Err(why) => error.set(Some(why)),
        }
    };
    Dialog::new(title, body, buttons).submit(submit).view(open)
}

/// What stands in the fields.
type Fields = StoredValue<Vec<(&'static str, RwSignal<Option<Text>>)>>;

fn given_in(answers: Fields) -> Answers {
    answers.with_value(|answers| {
        let given = |(key, value): &(&'static str, RwSignal<Option<Text>>)| {
            Some((*key, value.try_get_untracked()??))
        };
        answers.iter().filter_map(given).into_map()
    })
}
