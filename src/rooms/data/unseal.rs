//! The dialog that asks for the passphrase of a sealed file among those to import.

use super::import::{Found, Import};
use super::passphrase::Passphrase;
use crate::edge::{dom, slices};
use crate::prelude::*;
use crate::ui::dialog::{Dialog, cancel, submit_button};
use crate::workspace::exchange;
use leptos::task::spawn_local;
use std::rc::Rc;

const TYPED: &str = "unseal-passphrase";

/// A sealed file, whole as far as can be told without its passphrase.
#[derive(Clone)]
pub struct Sealed {
    /// The file's name.
    pub name: String,
    /// The file.
    pub bytes: Rc<[u8]>,
}

/// The sealed file that is being asked about.
#[derive(Clone, Copy)]
pub struct Unseal {
    open: RwSignal<bool>,
    name: RwSignal<String>,
    passphrase: Passphrase,
    wrong: RwSignal<Option<String>>,
    /// The file, and what was found in the others.
    asked: StoredValue<Option<(Sealed, Found)>, LocalStorage>,
}

impl Unseal {
    /// None yet.
    pub fn new() -> Self {
        let open = RwSignal::new(false);
        Self {
            open,
            name: RwSignal::default(),
            passphrase: Passphrase::new(open),
            wrong: RwSignal::default(),
            asked: StoredValue::new_local(None),
        }
    }

    /// Asks for the passphrase of a file.
    pub fn ask(self, file: Sealed, found: Found) {
        self.name.set(file.name.clone());
        self.asked.set_value(Some((file, found)));
        self.open.set(true);
    }

    /// The dialog.
    pub fn dialog(self, import: Import) -> AnyView {
        let open = self.open;
        // Closed without having been opened: the others go on without this one. The dialog has to be
        // gone before it asks about the next.
        Effect::new(move || {
            if !open.get()
                && let Some((_, found)) = self.take()
            {
                spawn_local(async move {
                    slices::yield_now().await;
                    import.go_on(found);
                });
            }
        });
        let buttons = move || view! { {cancel(open)}{submit_button("Open file")} };
        Dialog::new("Open sealed file".to_owned(), move || self.body(), buttons)
            .submit(move || self.submit(import))
            .view(open)
    }

    fn body(self) -> AnyView {
        self.wrong.set(None);
        let passphrase = self.passphrase;
        view! {
            <p><b>{self.name.get_untracked()}</b>" is sealed. Whoever sealed it knows its passphrase. You see what is in it before anything changes."</p>
            {passphrase.field(TYPED, "Passphrase", passphrase.typed, self.wrong.into())}
            {passphrase.show_box()}
            {passphrase.progress()}
        }
        .into_any()
    }

    fn take(self) -> Option<(Sealed, Found)> {
        self.asked.try_update_value(Option::take).flatten()
    }

    fn submit(self, import: Import) {
        let file = self
            .asked
            .with_value(|asked| Some(asked.as_ref()?.0.clone()));
        let Some(file) = file.filter(|_| !self.passphrase.is_busy()) else {
            return;
        };
        let passphrase = self.passphrase.typed.get_untracked();
        if passphrase.is_empty() {
            self.refuse("Type the passphrase of this file.".to_owned());
            return;
        }
        self.wrong.set(None);
        self.passphrase.step.set("Opening…");
        let turn = self.passphrase.turn();
        spawn_local(async move {
            let opened = exchange::open_sealed(&file.bytes, &passphrase).await;
            if !self.passphrase.goes_on(turn) {
                return;
            }
            self.passphrase.step.set("");
            match opened {
                Ok(bytes) => {
                    let found = self.take().map(|(_, found)| found);
                    self.open.set(false);
                    import.opened(file.name, bytes, found.unwrap_or_default());
                }
                Err(why) => self.refuse(why),
            }
        });
    }

    fn refuse(self, why: String) {
        self.wrong.set(Some(why));
        dom::focus(TYPED);
    }
}
