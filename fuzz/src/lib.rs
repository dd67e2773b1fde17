//! What is fuzzed, as plain functions of bytes: the targets beside it are one line each, and `tests/fuzz_seeds.rs` runs
//! them over every seed, so that a finding, once kept as a seed, stays mended.
//!
//! A target fails by panicking: either something of the engine panics, or a property stated here does not hold.

mod engine;
#[path = "../../tests/matrix/house.rs"]
#[expect(dead_code, reason = "the matrix uses more of it")]
mod house;
mod packet;
mod text;

pub use engine::engine;
pub use packet::{rtcp, rtp, stun};
pub use text::{digest, rcml, sdp, sip, stream, uri};

/// Takes bytes.
pub type Target = fn(&[u8]);

/// Every target by its name.
pub const TARGETS: [(&str, Target); 10] = [
    ("sip", sip),
    ("sdp", sdp),
    ("uri", uri),
    ("digest", digest),
    ("stream", stream),
    ("rcml", rcml),
    ("rtp", rtp),
    ("rtcp", rtcp),
    ("stun", stun),
    ("engine", engine),
];
