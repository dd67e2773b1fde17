//! Floor 1: samples ⇄ samples. 16-bit linear sound at 8 kHz in frames of 20 ms: codecs, tones, measures.
//!
//! No time, no state, no randomness: what goes on from frame to frame is a position that the caller keeps.

pub mod codec;
pub mod goertzel;
pub mod level;
mod rate;
pub mod tone;
pub mod voice;

pub use rate::Rate;

/// Samples in a second.
pub const RATE: u32 = 8000;

/// Samples in a frame of 20 ms.
pub const FRAME: usize = 160;

/// 20 ms of linear sound.
pub type Frame = [i16; FRAME];
