//! A passphrase while it is asked for. It is in the dialog only, and forgotten when that closes.

use crate::edge::{dom, text};
use crate::prelude::*;
use crate::ui::dialog::next_id;
use holdfast_ledger::sealed;

/// What is wrong, and with which field.
pub type Wrong = (&'static str, String);

const CHOSEN: &str = "new-passphrase";
const AGAIN: &str = "new-passphrase-again";

/// What is typed in a dialog that asks for a passphrase.
#[derive(Clone, Copy)]
pub struct Passphrase {
    /// The passphrase.
    pub typed: RwSignal<String>,
    /// The same once more, where one is chosen.
    pub again: RwSignal<String>,
    shown: RwSignal<bool>,
    /// What is done with it, in a word; empty while nothing is.
    pub step: RwSignal<&'static str>,
    turn: StoredValue<u32>,
}

impl Passphrase {
    /// Nothing typed yet; forgotten whenever `open` becomes false.
    pub fn new(open: RwSignal<bool>) -> Self {
        let passphrase = Self {
            typed: RwSignal::default(),
            again: RwSignal::default(),
            shown: RwSignal::default(),
            step: RwSignal::new(""),
            turn: StoredValue::new(0),
        };
        Effect::new(move || {
            if !open.get() {
                passphrase.forget();
            }
        });
        passphrase
    }

    fn forget(self) {
        self.typed.set(String::new());
        self.again.set(String::new());
        self.shown.set(false);
        self.step.set("");
        self.turn.update_value(|turn| *turn += 1);
    }

    /// Whether something is being done with it.
    pub fn is_busy(self) -> bool {
        self.step.with_untracked(|step| !step.is_empty())
    }

    /// Names what begins now; [`Self::goes_on`] says whether it is still wanted.
    pub fn turn(self) -> u32 {
        self.turn.get_value()
    }

    /// Whether the dialog was not closed, nor the page left, since this began.
    pub fn goes_on(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    /// Two fields in which one is chosen, and the box that shows it.
    pub fn choose(self, wrong: RwSignal<Option<Wrong>>) -> AnyView {
        let wrong = move |field| Signal::derive(move || about(wrong, field));
        view! {
            {self.field(CHOSEN, "Passphrase, at least 12 characters", self.typed, wrong(CHOSEN))}
            {self.field(AGAIN, "The same passphrase again", self.again, wrong(AGAIN))}
            {self.show_box()}
        }
        .into_any()
    }

    /// The one that was chosen; what is wrong with it gets the focus.
    ///
    /// # Errors
    /// What is wrong, and with which field.
    pub fn chosen(self) -> Result<String, Wrong> {
        let typed = self.typed.get_untracked();
        let composed = text::composed(&typed);
        let again = text::composed(&self.again.get_untracked());
        let same = "The two are not the same. Type it again; the box below shows what is typed.";
        let wrong = match sealed::check_passphrase(&composed) {
            Err(error) => (CHOSEN, error.to_string()),
            Ok(()) if again != composed => (AGAIN, same.to_owned()),
            Ok(()) => return Ok(typed),
        };
        dom::focus(wrong.0);
        Err(wrong)
    }

    /// The box that shows what is typed.
    pub fn show_box(self) -> AnyView {
        let id = next_id("show");
        view! {
            <p class="check">
                <input id=id.clone() type="checkbox" prop:checked=move || self.shown.get()
                    on:change=move |event| self.shown.set(event_target_checked(&event))/>
                <label for=id>"Show what is typed"</label>
            </p>
        }
        .into_any()
    }

    /// What is being done with it.
    pub fn progress(self) -> AnyView {
        view! { <p role="status">{move || self.step.get()}</p> }.into_any()
    }

    /// A field for it, with what is wrong with what is typed there.
    pub fn field(
        self,
        id: &'static str,
        label: &'static str,
        value: RwSignal<String>,
        wrong: Signal<Option<String>>,
    ) -> AnyView {
        let help = format!("{id}-wrong");
        let kind = move || if self.shown.get() { "text" } else { "password" };
        // A password to the browser, though some then offer to keep it: keyboards of phones learn what
        // is typed into other fields. Shown, it must not go to a spelling service.
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <input id=id type=kind autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby=help.clone()
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    prop:value=move || value.get() on:input=move |event| value.set(event_target_value(&event))/>
                <p class="error" id=help role="alert" hidden=move || wrong.with(Option::is_none)>{move || wrong.get()}</p>
            </div>
        }
        .into_any()
    }
}

/// What is wrong with one field.
pub fn about(wrong: RwSignal<Option<Wrong>>, field: &'static str) -> Option<String> {
    let wrong = wrong.get().filter(|(of, _)| *of == field);
    wrong.map(|(_, why)| why)
}
