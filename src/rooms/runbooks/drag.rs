//! Dragging steps by the mouse. The keyboard does the same with Alt and the arrows, and
//! fingers do it with the buttons above the rows.

use super::editor::Editor;
use crate::prelude::*;
use crate::ui::icon::icon;
use holdfast_domain::rooms::runbooks::outline::Spot;
use holdfast_ledger::Id;
use leptos::ev;
use leptos::wasm_bindgen::JsCast;

const SPOTS: [Spot; 3] = [Spot::Before, Spot::In, Spot::After];

/// What is being dragged, and over what.
#[derive(Clone, Copy)]
pub struct Drag {
    editor: Editor,
    step: RwSignal<Option<Id>>,
    over: RwSignal<Option<(Id, usize)>>,
}

impl Drag {
    /// Nothing yet.
    pub fn new(editor: Editor) -> Self {
        Self {
            editor,
            step: RwSignal::new(None),
            over: RwSignal::new(None),
        }
    }

    /// Whether it would be put to this row, at a spot: 0 before, 1 below, 2 behind.
    pub fn is(self, row: Id, spot: usize) -> bool {
        self.over.get() == Some((row, spot))
    }

    /// What a row is taken by.
    pub fn handle(self, row: Id) -> AnyView {
        let taken = move |event: ev::DragEvent| {
            self.step.set(Some(row));
            if let Some(data) = event.data_transfer() {
                data.set_effect_allowed("move");
                // Firefox drags only what says something.
                let _ = data.set_data("text/plain", "");
            }
        };
        view! {
            <span class="handle" draggable="true" aria-hidden="true" title="Drag to move"
                on:dragstart=taken on:dragend=move |_| self.end()>{icon("drag")}</span>
        }
        .into_any()
    }

    /// It is held over a row.
    pub fn over(self, row: Id, event: &ev::DragEvent) {
        if self.step.get_untracked().is_none() {
            return;
        }
        let element = event
            .current_target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let Some(element) = element else { return };
        let place = element.get_bounding_client_rect();
        let part = (f64::from(event.client_y()) - place.top()) / place.height().max(1.0);
        let spot = (part * 3.0).clamp(0.0, 2.0) as usize;
        event.prevent_default();
        if self.over.get_untracked() != Some((row, spot)) {
            self.over.set(Some((row, spot)));
        }
    }

    /// It is let go over a row.
    pub fn dropped(self, row: Id, event: &ev::DragEvent) {
        let (step, over) = (self.step.get_untracked(), self.over.get_untracked());
        self.end();
        let Some(step) = step else { return };
        event.prevent_default();
        if let Some((_, spot)) = over.filter(|(over, _)| *over == row && step != row) {
            self.editor.put(step, row, SPOTS[spot]);
        }
    }

    fn end(self) {
        self.step.set(None);
        self.over.set(None);
    }
}
