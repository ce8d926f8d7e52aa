//! What a person is typing, until it is written.

use super::{Control, How, Write, Writer, read, typed};
use crate::edge::{clock, dom};
use crate::prelude::*;
use crate::workspace::Workspace;
use holdfast_domain::describe::Type;
use holdfast_ledger::Text;
use leptos::task::spawn_local;

/// How long typing rests before what is there is written, in milliseconds.
const PAUSE_MS: i32 = 1_500;
/// How long after its first letter typing is written that does not rest, in milliseconds: what a
/// crash can take is no more than that.
const LONGEST_MS: i32 = 3_000;

#[derive(Clone, PartialEq)]
struct Typing {
    text: String,
    /// What stood there when the typing began, or was last written by it.
    base: Option<Text>,
    dirty: bool,
    /// Whether it was written last while it went on, without a rest since.
    amid: bool,
}

/// When typing is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Moment {
    /// It goes on.
    Amid,
    /// It rests.
    Rest,
    /// The person left the field.
    Left,
}

/// The typing in one input.
#[derive(Clone, Copy)]
pub struct Draft {
    ty: Type,
    value: Signal<Option<Text>>,
    write: Writer,
    label: &'static str,
    workspace: Option<Workspace>,
    typing: RwSignal<Option<Typing>>,
    /// What is wrong with what was typed.
    pub error: RwSignal<Option<String>>,
    strokes: StoredValue<u32>,
    /// Counts how often something unwritten came to be.
    begun: StoredValue<u32>,
}

impl Draft {
    /// The typing in a control's input. What is left in it is written when the control
    /// leaves the page.
    pub fn new(control: &Control) -> Self {
        let draft = Self {
            ty: control.field.ty,
            value: control.value,
            write: control.write,
            label: control.field.label,
            workspace: use_context(),
            typing: RwSignal::new(None),
            error: RwSignal::new(None),
            strokes: StoredValue::new(0),
            begun: StoredValue::new(0),
        };
        if control.stored {
            draft.say_unwritten();
            keep_both(Signal::derive(move || draft.clashes()), move || {
                draft.leave();
            });
        }
        on_cleanup(move || draft.leave());
        draft
    }

    // Nobody can choose any more between what was typed and what somebody else wrote: both are
    // kept. What cannot be read or written is said once more, word for word.
    fn leave(self) {
        let Some(Some(typing)) = self.typing.try_get_untracked() else {
            return;
        };
        if !typing.dirty {
            return;
        }
        self.commit(true);
        let left = self.typing.get_untracked().filter(|typing| typing.dirty);
        let (Some(typing), Some(workspace)) = (left, self.workspace) else {
            return;
        };
        let failed = match self.error.get_untracked() {
            Some(why) => Some(why),
            None => match read(self.ty, &typing.text) {
                Ok(mine) => {
                    self.put(Some(mine), typing.text.clone(), Moment::Left, How::Beside);
                    self.error.get_untracked()
                }
                Err(why) => Some(why),
            },
        };
        if let Some(why) = failed {
            workspace.alarm_unwritten(&typing.text, self.label, &why);
        }
    }

    // What the screen calls saved is on the disk, so while something is typed that is not
    // written yet, the Save state does not say that.
    fn say_unwritten(self) {
        let Some(workspace) = self.workspace else {
            return;
        };
        count(workspace.unwritten(), move || {
            let dirty = self
                .typing
                .with(|typing| typing.as_ref().is_some_and(|typing| typing.dirty));
            // What cannot be read is said at the field.
            dirty && self.error.with(Option::is_none) && !self.clashes()
        });
        count(workspace.undecided(), move || self.clashes());
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
        let (base, first) = (self.base(), !self.is_dirty());
        let amid = self
            .typing
            .with_untracked(|typing| typing.as_ref().is_some_and(|typing| typing.amid));
        self.error.set(None);
        self.typing.set(Some(Typing {
            text,
            base,
            dirty: true,
            amid,
        }));
        self.write_later(self.strokes, PAUSE_MS, Moment::Rest);
        if first {
            self.write_later(self.begun, LONGEST_MS, Moment::Amid);
        }
    }

    // Writes what is there then, unless the count goes on meanwhile.
    fn write_later(self, count: StoredValue<u32>, ms: i32, moment: Moment) {
        let now = count.get_value().wrapping_add(1);
        count.set_value(now);
        spawn_local(async move {
            clock::pause(ms).await;
            if count.try_get_value() == Some(now) {
                self.commit_at(moment);
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
        self.commit_at(if done { Moment::Left } else { Moment::Rest });
    }

    fn commit_at(self, moment: Moment) {
        // A field that leaves the page says that it lost the focus after it is gone.
        let Some(Some(typing)) = self.typing.try_get_untracked() else {
            return;
        };
        if !typing.dirty {
            let rests = Typing {
                amid: false,
                ..typing
            };
            return match moment {
                Moment::Left => self.typing.set(None),
                Moment::Rest => self.typing.set(Some(rests)),
                Moment::Amid => (),
            };
        }
        let value = self.value.get_untracked();
        let parsed = match read(self.ty, &typing.text) {
            Ok(parsed) => Some(parsed).filter(|parsed| !parsed.is_null()),
            // Half a word is no mistake yet.
            Err(_) if moment == Moment::Amid => return,
            Err(why) => return self.error.set(Some(why)),
        };
        if typing.base != value && parsed != value {
            // Shown as a clash; a person decides.
            return self.error.set(None);
        }
        // What the input showed before says the same: an instant keeps its seconds.
        let same = typing.text == typed(self.ty, value.as_ref());
        let how = if typing.amid { How::GoesOn } else { How::Over };
        self.put(if same { value } else { parsed }, typing.text, moment, how);
    }

    fn put(self, value: Option<Text>, text: String, moment: Moment, how: How) {
        let changed = value != self.value.get_untracked();
        let write = Write {
            how,
            ..Write::of(value.clone().unwrap_or_else(Text::null))
        };
        if changed && let Err(why) = self.write.run(write) {
            return self.error.set(Some(why));
        }
        if let Some(workspace) = self.workspace {
            workspace.mended(self.label);
        }
        self.error.set(None);
        self.typing.set((moment != Moment::Left).then_some(Typing {
            text,
            base: value,
            dirty: false,
            amid: moment == Moment::Amid,
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

/// Counts one more while `holds`.
pub(super) fn count(counted: RwSignal<u32>, holds: impl Fn() -> bool + 'static) {
    let said = StoredValue::new(false);
    let say = move |now: bool| {
        if said.try_get_value() == Some(!now) {
            said.set_value(now);
            counted.update(|count| {
                *count = if now {
                    *count + 1
                } else {
                    count.saturating_sub(1)
                }
            });
        }
    };
    Effect::new(move || say(holds()));
    on_cleanup(move || say(false));
}

/// While what was typed `clashes` with what somebody else wrote, `leave` keeps both when the page
/// is hidden or left: then nobody may come back to choose.
pub fn keep_both(clashes: Signal<bool>, leave: impl Fn() + Copy + 'static) {
    let kept = StoredValue::new_local(None);
    Effect::new(move || {
        // Without it, both are kept when the field goes.
        kept.set_value(clashes.get().then(|| dom::on_hide(leave).ok()));
    });
}
