//! A modal dialog: title, body, buttons. Esc and the cross close it, and the focus goes back to
//! where it was.

use crate::edge::{dom, slices};
use crate::prelude::*;
use crate::ui::icon::icon;
use crate::ui::toast::TOASTS;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::{ev, html};
use std::sync::atomic::{AtomicU32, Ordering};

/// What a dialog is made of, beside whether it is open.
pub struct Dialog {
    /// What it is about.
    pub title: Signal<String>,
    /// Whether it takes most of the window's width.
    pub wide: bool,
    /// Drawn anew each time it opens.
    pub body: ViewFn,
    /// The row of buttons; empty for none.
    pub buttons: ViewFn,
    /// What Enter and a button of type `submit` do; it is then a form. Closing is up to it.
    pub submit: Option<Callback<()>>,
}

impl Dialog {
    /// A dialog of usual width that is no form.
    pub fn new(
        title: impl Into<Signal<String>>,
        body: impl Into<ViewFn>,
        buttons: impl Into<ViewFn>,
    ) -> Self {
        Self {
            title: title.into(),
            wide: false,
            body: body.into(),
            buttons: buttons.into(),
            submit: None,
        }
    }

    /// As wide as the window allows.
    #[must_use]
    pub const fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// As a form.
    #[must_use]
    pub fn submit(mut self, submit: impl Fn() + Send + Sync + 'static) -> Self {
        self.submit = Some(Callback::new(move |()| submit()));
        self
    }

    /// The dialog in the page. It shows while `open` is true and sets it to false when a person
    /// closes it.
    pub fn view(self, open: RwSignal<bool>) -> AnyView {
        let Self {
            title,
            wide,
            body,
            buttons,
            submit,
        } = self;
        let element = NodeRef::<html::Dialog>::new();
        let id = next_id("dialog");
        let followed = follow(element, open);
        let label = id.clone();
        let content = move || {
            let id = id.clone();
            let (body, buttons) = (body.clone(), buttons.clone());
            open.get().then(move || {
                let parts = view! {
                    <div class="dialog-head">
                        <h2 id=id>{title}</h2>
                        {close_button(open)}
                    </div>
                    <div class="dialog-body">{body.run()}</div>
                    <div class="dialog-foot">{buttons.run()}</div>
                }
                .into_any();
                match submit {
                    None => parts,
                    Some(submit) => view! { <form on:submit=move |event| { event.prevent_default(); submit.run(()); }>{parts}</form> }.into_any(),
                }
            })
        };
        view! {
            <dialog node_ref=element class="dialog" class:wide=wide aria-labelledby=label on:close=move |_| followed.closed() on:cancel=move |event| followed.cancelled(&event)>
                {content}
            </dialog>
        }
        .into_any()
    }
}

/// A `<dialog>` that [`follow`] keeps in step with a signal.
#[derive(Clone, Copy)]
pub struct Followed {
    open: RwSignal<bool>,
    shown: StoredValue<bool>,
}

impl Followed {
    /// For `on:close`. The browser tells late: by then the dialog may be wanted again, so only
    /// what was not closed from here counts.
    pub fn closed(self) {
        if self.shown.try_update_value(std::mem::take) == Some(true) {
            dom::lower(TOASTS);
            let _ = self.open.try_set(false);
        }
    }

    /// For `on:cancel`: Esc closes at once. (What is inside may be cancelled as well.)
    pub fn cancelled(self, event: &ev::Event) {
        if event.target() == event.current_target() {
            event.prevent_default();
            let _ = self.open.try_set(false);
        }
    }
}

/// Keeps a `<dialog>` element in step with `open`, as a modal dialog; what is inside is drawn
/// before it shows, so that `autofocus` works.
pub fn follow(element: NodeRef<html::Dialog>, open: RwSignal<bool>) -> Followed {
    let shown = StoredValue::new(false);
    Effect::new(move || {
        let wanted = open.get();
        let Some(dialog) = element.get() else { return };
        if wanted {
            spawn_local(async move {
                slices::yield_now().await;
                // It may have been closed again, or the page left, in the meantime.
                let wanted = open.try_get_untracked() == Some(true) && !dialog.open();
                if wanted && dialog.is_connected() && dialog.show_modal().is_ok() {
                    let _ = shown.try_set_value(true);
                    focus_field(&dialog);
                }
            });
        } else if dialog.open() {
            shown.set_value(false);
            dialog.close();
            dom::lower(TOASTS);
            dom::keep_focus();
        }
    });
    // The page may be left while it is open.
    on_cleanup(move || {
        if shown.try_get_value() != Some(false) {
            dom::lower(TOASTS);
        }
    });
    Followed { open, shown }
}

// What a dialog asks comes before its cross; without a field the browser chooses.
fn focus_field(dialog: &web_sys::HtmlDialogElement) {
    const FIELD: &str = ".dialog-body :is(input:not([type=file]), select, textarea)";
    let field = if matches!(dialog.query_selector("[autofocus]"), Ok(None)) {
        dialog.query_selector(FIELD).ok().flatten()
    } else {
        None
    };
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = field.focus();
    }
}

/// A button "Cancel" that closes the dialog.
pub fn cancel(open: RwSignal<bool>) -> AnyView {
    cancel_beside(open, "")
}

/// The same beside a button of this label: the way back does not read like the deed.
pub fn cancel_beside(open: RwSignal<bool>, deed: &str) -> AnyView {
    let label = if deed.starts_with("Cancel") {
        "Back"
    } else {
        "Cancel"
    };
    view! { <button type="button" class="btn" on:click=move |_| open.set(false)>{label}</button> }
        .into_any()
}

/// The first button of a dialog that is a form.
pub fn submit_button(label: impl Into<String>) -> AnyView {
    view! { <button type="submit" class="btn primary">{label.into()}</button> }.into_any()
}

/// The same where the form says itself what is missing: what the browser takes for invalid is no
/// reason to stop.
pub fn submit_unchecked(label: impl Into<String>) -> AnyView {
    view! { <button type="submit" class="btn primary" formnovalidate>{label.into()}</button> }
        .into_any()
}

fn close_button(open: RwSignal<bool>) -> AnyView {
    let close = move |_: ev::MouseEvent| open.set(false);
    view! { <button type="button" class="btn icon quiet" aria-label="Close" on:click=close>{icon("close")}</button> }.into_any()
}

/// An id for an element that labels or describes another, unique in the page.
pub fn next_id(what: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{what}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
