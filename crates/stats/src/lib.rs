//! Random numbers, distributions and percentiles that give the same bits on every machine.
//!
//! Only sums, products, quotients and square roots are taken from the machine, whose results
//! IEEE 754 prescribes; logarithms and exponentials come from `libm`, which is compiled for each
//! target from one source, where the standard library calls whatever the system has.
//!
//! It is a crate of its own because it is optimised for speed: the rest is for size.

pub mod brier;
pub mod compound;
pub mod draw;
pub mod gamma;
pub mod random;
pub mod recovery;
pub mod sample;
mod strips;
