//! What a person is typing, until it is written.

use super::{Control, Write, Writer, read, typed};
use crate::edge::clock;
use crate::workspace::Workspace;
use holdfast_domain::describe::Type;
use holdfast_ledger::Text;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How long typing rests before what is there is written, in milliseconds.
const PAUSE_MS: i32 = 1_500;

#[derive(Clone, PartialEq)]
struct Typing {
    text: String,
    /// What stood there when the typing began, or was last written by it.
    base: Option<Text>,
    dirty: bool,
}

/// The typing in one input.
#[derive(Clone, Copy)]
pub struct Draft {
    ty: Type,
    value: Signal<Option<Text>>,
    write: Writer,
    typing: RwSignal<Option<Typing>>,
    /// What is wrong with what was typed.
    pub error: RwSignal<Option<String>>,
    strokes: StoredValue<u32>,
}

impl Draft {
    /// The typing in a control's input. What is left in it is written when the control
    /// leaves the page.
    pub fn new(control: &Control) -> Self {
        let draft = Self {
            ty: control.field.ty,
            value: control.value,
            write: control.write,
            typing: RwSignal::new(None),
            error: RwSignal::new(None),
            strokes: StoredValue::new(0),
        };
        if control.stored {
            draft.say_unwritten();
        }
        on_cleanup(move || {
            if draft
                .typing
                .try_get_untracked()
                .flatten()
                .is_some_and(|typing| typing.dirty)
            {
                draft.commit(true);
            }
        });
        draft
    }

    // What the screen calls saved is on the disk, so while something is typed that is not
    // written yet, the Save state does not say that.
    fn say_unwritten(self) {
        let Some(workspace) = use_context::<Workspace>() else {
            return;
        };
        let said = StoredValue::new(false);
        let say = move |now: bool| {
            if said.try_get_value() == Some(!now) {
                said.set_value(now);
                workspace.count_unwritten(now);
            }
        };
        Effect::new(move || {
            let dirty = self
                .typing
                .with(|typing| typing.as_ref().is_some_and(|typing| typing.dirty));
            // What cannot be read, and what somebody else wrote meanwhile, is said at the field.
            say(dirty && self.error.with(Option::is_none) && !self.clashes());
        });
        on_cleanup(move || say(false));
    }

    /// What the input holds.
    pub fn shown(self) -> String {
        let value = self.value.get();
        match self.typing.get() {
            Some(typing) if typing.dirty || typing.base == value => typing.text,
            _ => typed(self.ty, value.as_ref()),
        }
    }

    /// Takes in what the input holds now.
    pub fn input(self, text: String) {
        let base = self.base();
        self.error.set(None);
        self.typing.set(Some(Typing {
            text,
            base,
            dirty: true,
        }));
        let stroke = self.strokes.get_value().wrapping_add(1);
        self.strokes.set_value(stroke);
        spawn_local(async move {
            clock::pause(PAUSE_MS).await;
            if self.strokes.try_get_value() == Some(stroke) {
                self.commit(false);
            }
        });
    }

    // What stood there when the typing began; now, if it begins only now.
    fn base(self) -> Option<Text> {
        let value = self.value.get_untracked();
        match self.typing.get_untracked() {
            Some(typing) if typing.dirty => typing.base,
            _ => value,
        }
    }

    /// Writes what was typed, if it can be read and nobody wrote something else in
    /// the meantime. `done`: the person left the field.
    pub fn commit(self, done: bool) {
        // A field that leaves the page says that it lost the focus after it is gone.
        let Some(Some(typing)) = self.typing.try_get_untracked() else {
            return;
        };
        if !typing.dirty {
            if done {
                self.typing.set(None);
            }
            return;
        }
        let value = self.value.get_untracked();
        let parsed = match read(self.ty, &typing.text) {
            Ok(parsed) => Some(parsed).filter(|parsed| !parsed.is_null()),
            Err(why) => return self.error.set(Some(why)),
        };
        if typing.base != value && parsed != value {
            // Shown as a clash; a person decides.
            return self.error.set(None);
        }
        // What the input showed before says the same: an instant keeps its seconds.
        let same = typing.text == typed(self.ty, value.as_ref());
        self.put(if same { value } else { parsed }, typing.text, done);
    }

    fn put(self, value: Option<Text>, text: String, done: bool) {
        let changed = value != self.value.get_untracked();
        let new = value.clone().unwrap_or_else(Text::null);
        if changed && let Err(why) = self.write.run(Write::of(new)) {
            return self.error.set(Some(why));
        }
        self.error.set(None);
        self.typing.set((!done).then_some(Typing {
            text,
            base: value,
            dirty: false,
        }));
    }

    /// Forgets what was typed. Says whether there was something to forget.
    pub fn revert(self) -> bool {
        self.error.set(None);
        let dirty = self.is_dirty();
        self.typing.set(None);
        dirty
    }

    /// Whether something was typed that is not written yet.
    pub fn is_dirty(self) -> bool {
        let typing = self.typing.get_untracked();
        typing.is_some_and(|typing| typing.dirty)
    }

    /// Whether somebody else wrote another value while this one was being typed.
    pub fn clashes(self) -> bool {
        let value = self.value.get();
        self.typing.get().is_some_and(|typing| {
            typing.dirty && typing.base != value && typing.text != typed(self.ty, value.as_ref())
        })
    }

    /// Writes what was typed over what somebody else wrote.
    pub fn insist(self) {
        let value = self.value.get_untracked();
        self.typing.update(|typing| {
            if let Some(typing) = typing {
                typing.base = value;
            }
        });
        self.commit(true);
    }
}
