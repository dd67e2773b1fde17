//! The town's ears: what was heard as samples, sounds that nobody else makes, and how one is found in the other.
//!
//! Everything here is compared as sound: neither the engine's events nor its commands are believed. Nothing is decoded
//! before somebody asks.

mod found;
mod markup;
mod measure;
mod rate;
mod repertoire;
mod ringing;
mod search;
mod synth;
mod tape;
mod template;
pub mod wav;

pub use found::{Frames, Passage, Pattern};
pub use measure::is_quiet;
pub use rate::{double, halve};
pub use repertoire::Repertoire;
pub use ringing::Ringing;
pub use synth::{digit_frame, own_voice, plain, said, seed, spoken, spoken_length, tone, tone_frame};
pub use tape::{Stretch, Tape};
pub use template::Template;
