//! From one rate to another: live between 8 and 16 kHz (`half_band`), and from any rate for sounds that are loaded
//! (`converter`).
//!
//! Two ways because a live line is written out at any moment, and the libraries' resamplers keep their history to
//! themselves; what is loaded is loaded whole, at the edge.

mod converter;
mod half_band;
#[cfg(test)]
mod tests;

pub use converter::{Converter, RateFault, convert};
pub use half_band::{Doubler, Halver};
