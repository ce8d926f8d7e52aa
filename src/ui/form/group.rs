//! Several parts that are decided together: written as one value.

use super::draft::{count, keep_both};
use super::frame::{Clash, Notes, fieldset};
use super::{Control, How, Write, Writer, field_editor, is_short};
use crate::edge::dom;
use crate::prelude::*;
use crate::workspace::Workspace;
use holdfast_domain::describe::{Field, Type};
use holdfast_domain::{entry, value};
use holdfast_ledger::Text;
use leptos::ev;
use leptos::wasm_bindgen::JsCast;

#[derive(Clone, PartialEq)]
struct Parts {
    value: Option<Text>,
    base: Option<Text>,
}

/// The parts of a group that were changed and not yet written.
#[derive(Clone, Copy)]
struct Draft {
    value: Signal<Option<Text>>,
    write: Writer,
    label: &'static str,
    workspace: Option<Workspace>,
    parts: RwSignal<Option<Parts>>,
    error: RwSignal<Option<String>>,
}

impl Draft {
    fn shown(self) -> Option<Text> {
        self.parts
            .get()
            .map_or_else(|| self.value.get(), |parts| parts.value)
    }

    fn set_part(self, key: &str, part: &Text) {
        let value = self.value.get_untracked();
        let parts = self.parts.get_untracked();
        let (old, base) =
            parts.map_or_else(|| (value.clone(), value.clone()), |p| (p.value, p.base));
        let new = Some(entry::with_part(old.as_ref(), key, part)).filter(|new| !new.is_null());
        self.parts
            .set(Some(Parts { value: new, base }).filter(|parts| parts.value != value));
    }

    // A part was typed over another value of the group than stands there now.
    fn part_clashes(self) {
        if let Some(parts) = self.parts.get_untracked() {
            self.put(parts, How::Beside);
        }
    }

    fn clashes(self) -> bool {
        let value = self.value.get();
        self.parts
            .get()
            .is_some_and(|parts| parts.base != value && parts.value != value)
    }

    fn commit(self) {
        let Some(Some(parts)) = self.parts.try_get_untracked() else {
            return;
        };
        let value = self.value.get_untracked();
        if parts.base == value || parts.value == value {
            self.put(parts, How::Over);
        } // else shown as a clash
    }

    // Nobody can choose any more: both are kept. What cannot be written is said once more.
    fn leave(self, field: &'static Field, workspace: Workspace) {
        self.commit();
        let Some(Some(parts)) = self.parts.try_get_untracked() else {
            return;
        };
        if self.error.with_untracked(Option::is_none) {
            self.put(parts.clone(), How::Beside);
        }
        if let Some(why) = self.error.get_untracked() {
            let words = workspace.read(|view| value::show(field, parts.value.as_ref(), view));
            workspace.alarm_unwritten(&words, field.label, &why);
        }
    }

    fn put(self, parts: Parts, how: How) {
        let write = Write {
            how,
            ..Write::of(parts.value.unwrap_or_else(Text::null))
        };
        match self.write.run(write) {
            Ok(()) => {
                if let Some(workspace) = self.workspace {
                    workspace.mended(self.label);
                }
                self.forget();
            }
            Err(why) => self.error.set(Some(why)),
        }
    }

    fn forget(self) {
        self.parts.set(None);
        self.error.set(None);
    }

    fn insist(self) {
        let base = self.value.get_untracked();
        self.parts.update(|parts| {
            if let Some(parts) = parts {
                parts.base = base;
            }
        });
        self.commit();
    }
}

/// The editor of a group.
pub fn editor(control: &Control, fields: &'static [Field]) -> AnyView {
    let draft = Draft {
        value: control.value,
        write: control.write,
        label: control.field.label,
        workspace: use_context(),
        parts: RwSignal::new(None),
        error: RwSignal::new(None),
    };
    let workspace = Workspace::of_page();
    let field = control.field;
    let clash = Clash {
        now: Signal::derive(move || draft.clashes()),
        theirs: Signal::derive(move || {
            let theirs = draft.value.get();
            workspace.read(|view| value::show(field, theirs.as_ref(), view))
        }),
        insist: Callback::new(move |()| draft.insist()),
        yield_: Callback::new(move |()| draft.forget()),
    };
    let parts = fields
        .iter()
        .map(|field| {
            let control = part(control, draft, field);
            if field.only.is_empty() {
                return field_editor(&control);
            }
            // What is there is shown, though it is not needed.
            let shown = Memo::new(move |_| {
                let group = draft.shown();
                let of = |key| group.as_ref().and_then(|group| value::part(group, key));
                let how = of("how").map(|how| how.plain().into_owned());
                let needed = how.is_some_and(|how| field.only.contains(&how.as_str()));
                needed || of(field.key).is_some_and(|value| !value.is_null())
            });
            view! { {move || shown.get().then(|| field_editor(&control))} }.into_any()
        })
        .collect_view();
    let key = move |event: ev::KeyboardEvent| {
        let Some(target) = event.target() else { return };
        let area = target.has_type::<web_sys::HtmlTextAreaElement>();
        let written = area && (event.ctrl_key() || event.meta_key());
        if event.key() == "Enter" && (written || target.has_type::<web_sys::HtmlInputElement>()) {
            draft.commit();
        }
    };
    let id = control.id.clone();
    let done = Callback::new(move |write: bool| {
        if write {
            draft.commit()
        } else {
            draft.forget()
        }
        // The button that was pressed goes away.
        dom::focus(&id);
    });
    let waiting = move || {
        draft.parts.with(Option::is_some).then(|| {
            view! {
                <div class="btns">
                    <button type="button" class="btn small primary" on:click=move |_| done.run(true)>"Apply"</button>
                    <button type="button" class="btn small" on:click=move |_| done.run(false)>"Discard"</button>
                    <span class="muted">"Written together when you leave this part."</span>
                </div>
            }
        })
    };
    let inputs = view! {
        <div class="parts" on:keydown=key on:focusout=move |event| if leaves(&event) { draft.commit() }>
            <div class="form">{parts}</div>
            {waiting}
        </div>
    };
    // Drawn after its parts, so cleaned up after what they still had to write.
    on_cleanup(move || draft.leave(field, workspace));
    if control.stored {
        // As for what is typed: while parts wait for each other, nothing says that all is saved.
        count(workspace.unwritten(), move || {
            let waits = draft.parts.with(Option::is_some);
            waits && draft.error.with(Option::is_none) && !draft.clashes()
        });
        count(workspace.undecided(), move || draft.clashes());
        keep_both(clash.now, move || draft.leave(field, workspace));
    }
    fieldset(
        control,
        Notes {
            error: draft.error.into(),
            clash: Some(clash),
        },
        inputs.into_any(),
    )
}

fn part(control: &Control, draft: Draft, field: &'static Field) -> Control {
    let workspace = Workspace::of_page();
    let value = Memo::new(move |_| {
        draft
            .shown()
            .and_then(|group| value::part(&group, field.key))
    });
    let write = Callback::new(move |write: Write| {
        if !write.with.is_empty() {
            workspace.dispatch("Record added", &write.with)?;
        }
        draft.set_part(field.key, &write.value);
        if write.how == How::Beside {
            // Another wrote the group while this part was typed.
            draft.part_clashes();
        }
        Ok(())
    });
    let label = control.label();
    Control {
        field,
        id: format!("{}-{}", control.id, field.key),
        name: Some(Signal::derive(move || {
            format!("{}: {}", label.get(), field.label)
        })),
        half: is_short(field.ty) || matches!(field.ty, Type::Choice(_)),
        compact: true,
        bare: false,
        stored: control.stored,
        creates: control.creates,
        value: value.into(),
        write,
        conflict: Signal::derive(Vec::new),
    }
}

/// Whether the focus leaves the element that listens, not just moves within it.
pub fn leaves(event: &ev::FocusEvent) -> bool {
    let to = event
        .related_target()
        .and_then(|to| to.dyn_into::<web_sys::Node>().ok());
    let here = event
        .current_target()
        .and_then(|here| here.dyn_into::<web_sys::Node>().ok());
    here.is_none_or(|here| !here.contains(to.as_ref()))
}
