//! Risks beside their register: the heat map, the page of a risk, paper.

mod arrows;
mod assessments;
mod card;
mod course;
mod heat;
mod page;
pub mod quant;
pub mod quant_choose;
mod quant_tell;

pub use heat::{drawn as matrix_table, heat_map, legend};
pub use page::page;
