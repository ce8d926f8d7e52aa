//! Training beside its registers: who has which competence, and who can run a runbook tonight.

mod matrix;
mod tonight;

pub use matrix::matrix;
pub use tonight::tonight;

use crate::prelude::*;
use crate::ui::empty::empty;
use holdfast_domain::rooms::training::COMPETENCE;

// What stands there without competences.
fn none() -> AnyView {
    let more = view! { <p>{COMPETENCE.purpose}</p> };
    empty("key", "No competence is written down yet", more.into_any())
}
