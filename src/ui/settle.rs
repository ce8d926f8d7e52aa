//! Buttons that change places: for a moment after they did, a press of the pointer was meant for
//! what stood there before. The keyboard is not held up, since its focus does not change by itself.

use crate::edge::clock;
use crate::prelude::*;
use leptos::ev::MouseEvent;
use leptos::task::spawn_local;

/// Longer than the second half of a double click or double tap takes.
const SETTLES_MS: i32 = 600;

/// Whether buttons have changed places just now.
#[derive(Clone, Copy)]
pub struct Settle {
    busy: RwSignal<bool>,
    turn: StoredValue<u32>,
}

impl Default for Settle {
    fn default() -> Self {
        Self {
            busy: RwSignal::new(false),
            turn: StoredValue::new(0),
        }
    }
}

impl Settle {
    /// From now on each change of what `place` gives moves buttons.
    pub fn follow<T: PartialEq + Send + Sync + 'static>(
        self,
        place: impl Fn() -> T + Send + Sync + 'static,
    ) {
        Effect::new(move |before: Option<T>| {
            let now = place();
            if before.is_some_and(|before| before != now) {
                self.begin();
            }
            now
        });
    }

    fn begin(self) {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        self.busy.set(true);
        spawn_local(async move {
            clock::pause(SETTLES_MS).await;
            // The page may be gone by now, or something else has changed places since.
            if self.turn.try_get_value() == Some(turn) {
                let _ = self.busy.try_set(false);
            }
        });
    }

    /// For `aria-busy`: buttons say for how long they take no press.
    pub fn busy(self) -> Option<&'static str> {
        self.busy.get().then_some("true")
    }

    /// Whether a press was meant for the button that it hit. A click of the keyboard counts as
    /// none, the second half of a double click as two.
    pub fn takes(self, event: &MouseEvent) -> bool {
        match event.detail() {
            0 => true,
            1 => !self.busy.get_untracked(),
            _ => false,
        }
    }
}
