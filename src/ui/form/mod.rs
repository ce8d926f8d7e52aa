//! Editors of fields, drawn at run time from what a field's description says.
//!
//! An editor shows a value and writes a new one when a person is done with it: on
//! leaving the field, on Enter, after a pause of typing, and while typing goes on. What cannot
//! be read is said and not written; what somebody else wrote meanwhile is shown, not overwritten,
//! and what was typed is kept beside it if nobody chooses.

mod ask;
mod choice;
mod combo;
mod draft;
mod estimate;
mod frame;
mod group;
mod pick;
mod pick_many;
mod text;
mod words;

pub use ask::{Asked, ask};
pub use combo::{Combo, Found, find, resolve};
pub use draft::Draft;
pub use frame::{Alternative, Notes, fieldset, tone_class};
pub use group::leaves;
pub use pick::record_link;

use crate::edge::clock;
use crate::prelude::*;
use crate::workspace::Workspace;
use holdfast_domain::describe::{Choice, Field, Type};
use holdfast_domain::{entry, value};
use holdfast_ledger::{Edit, Text, time};

/// How a value is written where another stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum How {
    /// In its place.
    #[default]
    Over,
    /// In its place, by the same typing that wrote it: both are taken back at once.
    GoesOn,
    /// Beside it, because whoever wrote it did not choose between the two.
    Beside,
}

/// A value to write, and edits that belong to it (the record that a link was made to).
#[derive(Clone, Debug)]
pub struct Write {
    /// The value.
    pub value: Text,
    /// What is written with it.
    pub with: Vec<Edit>,
    /// What becomes of the value before.
    pub how: How,
}

impl Write {
    /// A value alone.
    pub const fn of(value: Text) -> Self {
        Self::with(value, Vec::new())
    }

    /// A value and what is written with it.
    pub const fn with(value: Text, with: Vec<Edit>) -> Self {
        Self {
            value,
            with,
            how: How::Over,
        }
    }
}

/// How an editor writes: gives why nothing was written, as a sentence.
pub type Writer = Callback<Write, Result<(), String>>;

/// A field in a form: what it is, where its value comes from and goes to.
#[derive(Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is true of a control by itself, in any combination"
)]
pub struct Control {
    /// The description.
    pub field: &'static Field,
    /// The id of its element, unique in the page.
    pub id: String,
    /// What screen readers call it where the label on screen is not enough.
    pub name: Option<Signal<String>>,
    /// Whether it takes half of the form's width where it can.
    pub half: bool,
    /// Whether it stands among others that belong together, and shall take little room.
    pub compact: bool,
    /// Whether its label shows on screen nowhere but where it stands already.
    pub bare: bool,
    /// Whether what is written is kept; else it is a dialog's own until that is done.
    pub stored: bool,
    /// Whether a link may be to a record that is made on the spot.
    pub creates: bool,
    /// The value.
    pub value: Signal<Option<Text>>,
    /// Writes a value.
    pub write: Writer,
    /// The values that people wrote without seeing each other's; empty for no conflict.
    pub conflict: Signal<Vec<Alternative>>,
}

impl Control {
    /// Around a combobox that finds or adds something: it has no value of its own.
    pub fn around(field: &'static Field, id: String, name: Option<String>) -> Self {
        Self {
            field,
            id,
            name: name.map(Signal::stored),
            half: false,
            compact: true,
            bare: true,
            stored: false,
            creates: true,
            value: Signal::derive(|| None),
            write: Callback::new(|_: Write| Ok(())),
            conflict: Signal::derive(Vec::new),
        }
    }

    /// A field over a value that is nobody else's, for dialogs.
    pub fn local(field: &'static Field, id: String, value: RwSignal<Option<Text>>) -> Self {
        let workspace = use_context::<Workspace>();
        let write = Callback::new(move |write: Write| {
            // A record that was made on the spot is there, whatever becomes of the link to it.
            if let (Some(workspace), false) = (workspace, write.with.is_empty()) {
                workspace.dispatch_quietly("Record added", &write.with)?;
            }
            value.set(Some(write.value).filter(|value| !value.is_null()));
            Ok(())
        });
        let conflict = Signal::derive(Vec::new);
        Self {
            field,
            id,
            name: None,
            half: is_short(field.ty),
            compact: false,
            bare: false,
            stored: false,
            creates: true,
            value: value.into(),
            write,
            conflict,
        }
    }

    fn label(&self) -> Signal<String> {
        let label = self.field.label;
        self.name
            .unwrap_or_else(|| Signal::derive(move || label.to_owned()))
    }

    fn help_id(&self) -> Option<String> {
        (!self.field.help.is_empty()).then(|| format!("{}-help", self.id))
    }

    fn error_id(&self) -> String {
        format!("{}-error", self.id)
    }
}

/// A field's editor with its label, help and messages.
pub fn field_editor(control: &Control) -> AnyView {
    match control.field.ty {
        Type::Line | Type::Prose | Type::Code | Type::Minutes | Type::Date | Type::Instant => {
            text::editor(control)
        }
        Type::Whole { min, max, .. } if max - min < 6 => choice::numbers(control, min, max),
        Type::Whole { .. } | Type::Number { .. } => text::editor(control),
        Type::Choice(choices) if !control.compact && fits_a_row(choices) => {
            choice::segments(control, choices)
        }
        Type::Choice(choices) => choice::select(control, choices),
        Type::Flag => choice::flag(control),
        Type::Estimate => estimate::editor(control),
        Type::Link(kinds) => pick::editor(control, kinds),
        Type::Links(kinds) => pick_many::editor(control, kinds),
        Type::Words | Type::Ordered => words::editor(control),
        Type::Group(fields) => group::editor(control, fields),
        Type::Contents => ().into_any(),
    }
}

/// Whether a field of this type needs no more than half of a form's width.
pub const fn is_short(ty: Type) -> bool {
    match ty {
        Type::Date
        | Type::Instant
        | Type::Minutes
        | Type::Link(_)
        | Type::Flag
        | Type::Whole { .. }
        | Type::Number { .. } => true,
        Type::Choice(choices) => !fits_a_row(choices),
        _ => false,
    }
}

/// Whether all choices can stand beside each other.
const fn fits_a_row(choices: &[Choice]) -> bool {
    let (mut n, mut letters) = (0, 0);
    while n < choices.len() {
        letters += choices[n].label.len();
        n += 1;
    }
    choices.len() <= 5 && letters <= 40
}

/// A value as the field's input holds it.
fn typed(ty: Type, value: Option<&Text>) -> String {
    match ty {
        Type::Instant => value::instant(value)
            .and_then(|at| u64::try_from(at).ok())
            .map_or_else(|| entry::typed(ty, value), clock::local_text),
        _ => entry::typed(ty, value),
    }
}

/// The value of what the input holds.
fn read(ty: Type, typed: &str) -> Result<Text, String> {
    match ty {
        Type::Instant if typed.is_empty() => Ok(Text::null()),
        Type::Instant => clock::from_local_text(typed)
            .map(|at| Text::string(&time::print(at as i64)))
            .ok_or_else(|| "This is not a date with a time of day.".to_owned()),
        _ => entry::read(ty, typed),
    }
}
