//! Risks beside their register: the heat map.

mod heat;

pub use heat::heat_map;
