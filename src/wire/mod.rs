//! Floor 1: bytes ⇄ values. No time, no state, no randomness.

pub mod http;
pub mod sip;
