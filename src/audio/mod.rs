//! Floor 1: samples ⇄ samples. 16-bit linear sound in frames of 20 ms, at 8 or 16 kHz: codecs,
//! resampling, mixing, tones, detectors, measures.
//!
//! No time and no randomness: a position is counted in samples. What goes on from frame to frame (a filter's history, a
//! limiter's gain) is a value that the caller keeps and may write out; the one exception is told in `memory`.

pub mod beep_detector;
pub mod codec;
pub mod digits;
pub mod goertzel;
pub mod level;
mod memory;
pub mod mix;
mod pcm;
mod pure;
mod rate;
pub mod resample;
pub mod silence;
pub mod tone;
pub mod voice;
pub mod voice_activity;

pub use pcm::Pcm;
pub use rate::Rate;

/// Samples in a second.
pub const RATE: u32 = 8000;

/// Samples in a frame of 20 ms.
pub const FRAME: usize = 160;

/// 20 ms of linear sound.
pub type Frame = [i16; FRAME];
