//! Changes beside their register: calendar, metrics, what stands below parts of their pages.

mod asked;
mod calendar;
mod grid;
mod meeting;
mod metrics;
mod page;
mod questions;
mod slots;

pub use calendar::calendar;
pub use meeting::page as meeting_page;
pub use metrics::metrics;
pub use page::{blast_radius, page};
pub use questions::questions;
pub use slots::slots;
