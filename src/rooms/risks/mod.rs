//! Risks beside their register: the heat map.

mod heat;
pub mod quant;
mod quant_run;
mod quant_tell;

pub use heat::heat_map;
